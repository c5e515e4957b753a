#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The time of one call on 1, 16, 256 and 4096 elements, in every class, beside the frameworks' own operations.

usage: calls.py                 (KERAS_BACKEND chooses Keras's, tensorflow if it is not set)

Peers are what can be imported of keras, torch and jax (jit). CC and CFLAGS are the compiler's (cc, -O3). All run on one
thread of one processor. Prints a Markdown table of nanoseconds, the least of 15 rounds.
"""
import os
import pathlib
import shlex
import subprocess
import sys
import time

for name in ("OMP", "MKL", "OPENBLAS"):
    os.environ[name + "_NUM_THREADS"] = "1"
os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3", JAX_PLATFORMS="cpu")

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIDES = (1, 4, 16, 64)
ROUNDS = 15


def ours():
    out = ROOT / "build" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    cc = [os.environ.get("CC", "cc"), *shlex.split(os.environ.get("CFLAGS", "-O3")), "-std=c99"]
    sources = sorted(map(str, (ROOT / "src").glob("*.c")))
    subprocess.run([*cc, "-o", out / "calls", ROOT / "tests/bench/calls.c", *sources, "-lm"], check=True)
    lines = subprocess.run([out / "calls", "--tsv"], check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split("\t")[0]: [float(ns) for ns in line.split("\t")[1:]] for line in lines if not line.startswith("#")}


def nanoseconds(operation):
    operation()                                     # compiles, and warms up
    calls = 1
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            operation()
        if time.perf_counter() - start > 1e-3:
            break
        calls *= 2
    least = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(calls):
            operation()
        least = min(least, (time.perf_counter() - start) / calls)
    return 1e9 * least


# --- Peers: a name, and of a class and a side an operation, or None if it has none --------------------------------------


def keras_peer():
    import keras

    def operation(class_name, side):
        initializer = getattr(keras.initializers, class_name)()
        return lambda: initializer((side, side))

    return f"Keras {keras.__version__} on {keras.backend.backend()}", operation


def torch_peer():
    import torch

    torch.set_num_threads(1)
    init = torch.nn.init
    of_class = {
        "GlorotNormal": init.xavier_normal_, "GlorotUniform": init.xavier_uniform_, "HeNormal": init.kaiming_normal_,
        "HeUniform": init.kaiming_uniform_, "RandomNormal": init.normal_, "TruncatedNormal": init.trunc_normal_,
        "RandomUniform": init.uniform_, "Orthogonal": init.orthogonal_, "Identity": init.eye_, "Zeros": init.zeros_,
        "Ones": init.ones_, "Constant": lambda weights: init.constant_(weights, 0.5),
    }

    def operation(class_name, side):
        weights = torch.empty(side, side)
        return class_name in of_class and (lambda: of_class[class_name](weights))

    return f"PyTorch {torch.__version__}", operation


def jax_peer():
    import jax

    init = jax.nn.initializers
    of_class = {
        "LecunNormal": init.lecun_normal(), "LecunUniform": init.lecun_uniform(), "GlorotNormal": init.glorot_normal(),
        "GlorotUniform": init.glorot_uniform(), "HeNormal": init.he_normal(), "HeUniform": init.he_uniform(),
        "RandomNormal": init.normal(), "TruncatedNormal": init.truncated_normal(), "RandomUniform": init.uniform(),
        "Orthogonal": init.orthogonal(), "Zeros": init.zeros, "Ones": init.ones, "Constant": init.constant(0.5),
    }
    key = jax.random.key(1)

    def operation(class_name, side):
        if class_name not in of_class:
            return None
        make = jax.jit(lambda key: of_class[class_name](key, (side, side), jax.numpy.float32))
        return lambda: make(key).block_until_ready()

    return f"JAX {jax.__version__}", operation


def peers():
    found = []
    for peer in (keras_peer, torch_peer, jax_peer):
        try:
            found.append(peer())
        except (ImportError, OSError) as error:
            print(f"{peer.__name__}: {error}", file=sys.stderr)
    return found


def main():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-1:])
    found = peers()
    print("| class | elements | lecun | " + " | ".join(name for name, _ in found) + " |\n" + "| --- " * (len(found) + 3) + "|")
    for class_name, times in ours().items():
        for side, ns in zip(SIDES, times):
            if class_name.startswith("("):
                print(f"| {class_name} | | {ns:.0f} |" + " |" * len(found))
                continue
            operations = [operation(class_name, side) for _, operation in found]
            cells = " | ".join(f"{nanoseconds(operation):.0f}" if operation else "" for operation in operations)
            print(f"| {class_name} | {side * side} | {ns:.0f} | {cells} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
