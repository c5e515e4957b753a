#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Time Orthogonal beside the frameworks' own, and measure how far their factors of the same draw are from ours.

usage: orthogonal.py [--rounds N] [SHAPE...]           (default: 5 rounds of 256x256 512x512 1024x1024 2048x2048 4096x1024)

Peers are what can be imported of torch, jax, tensorflow and numpy; CC and CFLAGS are the compiler's (cc, -O3). All run on
one thread of one processor, in turn, round after round, and are told in processor time, which other programs on the
machine disturb least. A line on threads is the longest part of each phase, added up (orthogonal.c, --parts).
Prints Markdown tables. Exit status 1 if a factor is farther from ours than the header says of TensorFlow's.

Measured with PyTorch 2.15, JAX 0.10 and NumPy 2:
    pip install torch "jax[cpu]" numpy
"""
import argparse
import ctypes
import os
import pathlib
import shlex
import subprocess
import sys
import time

for name in ("OMP", "MKL", "OPENBLAS"):
    os.environ[name + "_NUM_THREADS"] = "1"
os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3", JAX_PLATFORMS="cpu", JAX_ENABLE_X64="1",
                  XLA_FLAGS="--xla_cpu_multi_thread_eigen=false")

import numpy as np  # noqa: E402 (after the threads are counted)

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "bench"
KERNELS = ("avx512", "avx2", "neon", "portable")
FARTHEST = 64           # units that the header allows


def build():
    """The timing program, and a shared library."""
    OUT.mkdir(parents=True, exist_ok=True)
    sources = sorted(map(str, (ROOT / "src").glob("*.c")))
    cc = [os.environ.get("CC", "cc"), *shlex.split(os.environ.get("CFLAGS", "-O3")), "-std=c99"]
    program = OUT / "orthogonal"
    subprocess.run([*cc, "-o", program, ROOT / "tests/bench/orthogonal.c", *sources, "-lpthread", "-lm"], check=True)
    subprocess.run([*cc, "-shared", "-fPIC", "-DLECUN_SHARED", "-DLECUN_BUILD", "-o", OUT / "liblecun-bench.so", *sources, "-lm"], check=True)
    return program, ctypes.CDLL(str(OUT / "liblecun-bench.so"))


# --- Peers: a name, what makes a whole initialization of a shape, and Q of a matrix with the signs of Keras ---------------


def with_signs(q, r):
    q, r = np.asarray(q), np.asarray(r)
    return q * np.sign(np.diagonal(r))


def torch_peer():
    import torch

    torch.set_num_threads(1)

    def initialize(rows, columns):
        weights = torch.empty(rows, columns)
        return lambda: torch.nn.init.orthogonal_(weights)

    return f"PyTorch {torch.__version__}", initialize, lambda a: with_signs(*torch.linalg.qr(torch.from_numpy(a)))


def jax_peer():
    import jax

    def initialize(rows, columns):
        make = jax.jit(lambda key: jax.nn.initializers.orthogonal()(key, (rows, columns), jax.numpy.float32))
        key = jax.random.key(1)
        return lambda: make(key).block_until_ready()

    return f"JAX {jax.__version__}", initialize, lambda a: with_signs(*jax.numpy.linalg.qr(jax.numpy.asarray(a)))


def tensorflow_peer():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    def initialize(rows, columns):
        make = tf.keras.initializers.Orthogonal(seed=1)
        return lambda: make((rows, columns))

    return f"TensorFlow {tf.__version__}", initialize, lambda a: with_signs(*tf.linalg.qr(a))


def numpy_peer():
    return f"NumPy {np.__version__} (LAPACK)", None, lambda a: with_signs(*np.linalg.qr(a))


def peers():
    found = []
    for peer in (torch_peer, jax_peer, tensorflow_peer, numpy_peer):
        try:
            found.append(peer())
        except (ImportError, OSError) as error:
            print(f"{peer.__name__}: {error}", file=sys.stderr)
    return found


# --- Times ------------------------------------------------------------------------------------------------------------------


def milliseconds(operation):
    start = time.process_time()
    operation()
    return 1e3 * (time.process_time() - start)


def ours(program, shape, kernel, threads=1, dtype="f32"):
    run = subprocess.run([program, "--parts", "--repeats", "2", "--threads", str(threads), "--kernel", kernel, "--dtype", dtype,
                          "x".join(map(str, shape))], capture_output=True, text=True)
    return float(run.stdout.split()[5]) if run.returncode == 0 else None


def times_of_shape(program, shape, rounds, found):
    best = {}

    def note(name, ms):
        if ms is not None:
            best[name] = min(ms, best.get(name, ms))

    operations = {name: initialize(*shape) for name, initialize, _ in found if initialize}
    for operation in operations.values():
        operation()                                 # compiles, and warms up
    for _ in range(rounds):
        for kernel in KERNELS:
            note(kernel, ours(program, shape, kernel))
        for name, operation in operations.items():
            note(name, milliseconds(operation))
        fastest = next(kernel for kernel in KERNELS if kernel in best)
        note("2 threads", ours(program, shape, fastest, 2))
        note("float64", ours(program, shape, fastest, 1, "f64"))
    return best


def print_times(program, shapes, rounds, found):
    tables = {shape: times_of_shape(program, shape, rounds, found) for shape in shapes}
    names = list(dict.fromkeys(name for table in tables.values() for name in table))
    print("| shape | " + " | ".join(names) + " |\n" + "| --- " * (len(names) + 1) + "|")
    for (rows, columns), table in tables.items():
        print(f"| {rows}x{columns} | " + " | ".join(f"{table[name]:.2f}" if name in table else "" for name in names) + " |")
    print()


# --- Distances --------------------------------------------------------------------------------------------------------------


def lecun_matrices(library, shape, seed, dtype):
    """The draw and its factor."""
    code, kind = {np.float32: 1, np.float64: 2}[dtype], np.dtype(dtype)
    sides = (ctypes.c_int64 * 2)(*shape)
    size = ctypes.c_size_t()
    normal, orthogonal = (ctypes.create_string_buffer(256) for _ in range(2))
    draw, q = np.empty(shape, kind), np.empty(shape, kind)
    count = ctypes.c_size_t(draw.size)
    statuses = [
        library.lecun_init_random_normal(normal, ctypes.c_double(0), ctypes.c_double(1), ctypes.c_int64(seed)),
        library.lecun_init_orthogonal(orthogonal, ctypes.c_double(1), ctypes.c_int64(seed)),
        library.lecun_orthogonal_work_size(sides, ctypes.c_size_t(2), ctypes.byref(size)),
    ]
    work = ctypes.create_string_buffer(size.value)
    pointer = draw.ctypes.data_as(ctypes.c_void_p)
    statuses.append(library.lecun_fill(normal, code, pointer, count, sides, ctypes.c_size_t(2)))
    pointer = q.ctypes.data_as(ctypes.c_void_p)
    statuses.append(library.lecun_orthogonal_fill(orthogonal, code, pointer, count, sides, ctypes.c_size_t(2), work, size))
    if any(statuses):
        sys.exit(f"orthogonal.py: a fill failed: {statuses}")
    return draw, q


def print_distances(library, shapes, found):
    """Returns the greatest."""
    worst = 0.0
    print("| shape | dtype | " + " | ".join(name for name, _, _ in found) + " |\n" + "| --- " * (len(found) + 2) + "|")
    for shape in shapes:
        for dtype, unit in ((np.float32, 2.0 ** -23), (np.float64, 2.0 ** -52)):
            distances = [0.0] * len(found)
            for seed in (1, 2, 3):
                draw, q = lecun_matrices(library, shape, seed, dtype)
                for i, (_, _, factor) in enumerate(found):
                    distances[i] = max(distances[i], float(np.abs(factor(draw).astype(np.float64) - q).max() / unit))
            worst = max(worst, *distances)
            cells = " | ".join(f"{distance:.1f}" for distance in distances)
            print(f"| {shape[0]}x{shape[1]} | {np.dtype(dtype).name} | {cells} |")
    print()
    return worst


def arguments():
    def shape(text):
        rows, columns = map(int, text.split("x"))
        return rows, columns

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("shapes", type=shape, nargs="*",
                        default=[(256, 256), (512, 512), (1024, 1024), (2048, 2048), (4096, 1024)])
    return parser.parse_args()


def main():
    args = arguments()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-1:])
    program, library = build()
    found = peers()
    print("Milliseconds of processor time, the least of the rounds; float32 but for the column float64.\n")
    print_times(program, args.shapes, args.rounds, found)
    print("Distance of the frameworks' factors of the same draw from ours, three seeds, in units of 2^-23 or 2^-52.\n")
    worst = print_distances(library, [(64, 64), (256, 256), (512, 512), (1024, 100)], found)
    return int(worst > FARTHEST)


if __name__ == "__main__":
    sys.exit(main())
