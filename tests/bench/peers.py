#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Time what others fill tensors with: nanoseconds per value, on the CPU.

usage: peers.py PEER [--threads N] [--values N] [--repeats N]

PEER is tensorflow, keras, torch, jax or numpy: one process for each, since what they load and the threads they start
would disturb one another. Prints a line "# name version", then for each operation: name, best, median (tab-separated).
Exit status 3 says that the peer is not installed, or cannot be loaded.

Measured with TensorFlow 2.21, Keras 3.15, PyTorch 2.13, JAX 0.10 and NumPy 2:
    pip install tensorflow-cpu keras "jax[cpu]" numpy
    pip install torch        # the CPU build; one built for CUDA does too, if its libraries are found (LD_LIBRARY_PATH)
"""
import argparse
import os
import statistics
import sys
import time


def tensorflow(n, threads):
    import tensorflow as tf

    yield f"# TensorFlow {tf.__version__}", None
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    for kind in ("truncated_normal", "normal", "uniform"):
        op = getattr(tf.random, "stateless_" + kind)
        for name, dtype in (("f32", tf.float32), ("f64", tf.float64), ("f16", tf.float16), ("bf16", tf.bfloat16)):
            yield f"TensorFlow stateless_{kind} {name}", lambda: op([n], seed=[42, 0], dtype=dtype)


def keras(n, threads):
    os.environ["KERAS_BACKEND"] = "tensorflow"
    import keras
    import tensorflow as tf

    yield f"# Keras {keras.__version__}", None
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    initializer = keras.initializers.LecunNormal(seed=42)
    yield "Keras LecunNormal f32", lambda: initializer((n,))


def torch(n, threads):
    import torch

    yield f"# PyTorch {torch.__version__}", None
    torch.set_num_threads(threads)
    truncated = torch.nn.init.trunc_normal_
    for name, dtype in (("f32", torch.float32), ("bf16", torch.bfloat16)):
        out = torch.empty(n, dtype=dtype)
        yield f"PyTorch trunc_normal_ {name}", lambda: truncated(out, std=0.02, a=-0.04, b=0.04)
        yield f"PyTorch normal_ {name}", lambda: out.normal_(0.0, 0.02)
        yield f"PyTorch uniform_ {name}", lambda: out.uniform_(-0.03, 0.03)
        yield f"PyTorch fill_ {name}", lambda: out.fill_(1.0)


def jax(n, threads):
    os.environ["JAX_PLATFORMS"] = "cpu"
    if threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    import jax

    yield f"# JAX {jax.__version__}", None
    fill = jax.jit(lambda key: jax.random.truncated_normal(key, -2.0, 2.0, (n,), jax.numpy.float32))
    key = jax.random.key(42)
    yield "JAX truncated_normal f32, jit", lambda: fill(key).block_until_ready()


def numpy(n, threads):
    import numpy as np

    yield f"# NumPy {np.__version__}", None
    out = np.empty(n, np.float32)
    for bits in (np.random.SFC64, np.random.Philox):
        generator = np.random.Generator(bits(42))
        yield f"NumPy {bits.__name__} standard_normal f32", lambda: generator.standard_normal(dtype=np.float32, out=out)


def timed(operation):
    start = time.perf_counter()
    operation()
    return time.perf_counter() - start


def keep_to(threads):
    """No more processors than threads: some of the libraries start threads of their own, whatever they are told."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


def positive(text):
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--threads", type=positive, default=1)
    parser.add_argument("--values", type=positive, default=1 << 24)
    parser.add_argument("--repeats", type=positive, default=3, help="after one that is not counted")
    return parser.parse_args()


PEERS = {peer.__name__: peer for peer in (tensorflow, keras, torch, jax, numpy)}


def main():
    args = arguments()
    os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3")
    for library in ("OMP", "MKL", "OPENBLAS"):
        os.environ[library + "_NUM_THREADS"] = str(args.threads)
    keep_to(args.threads)
    try:
        for name, operation in PEERS[args.peer](args.values, args.threads):
            if operation:
                operation()         # warms up, and compiles
                ns = [timed(operation) / args.values * 1e9 for _ in range(args.repeats)]
                name += f"\t{min(ns):.4f}\t{statistics.median(ns):.4f}"
            print(name, flush=True)
    except (ImportError, OSError) as error:
        print(f"{args.peer}: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
