# SPDX-License-Identifier: MIT
"""Print tests/vectors/orthogonal.txt: samples of matrices that Keras's Orthogonal made.

Usage: python3 make_orthogonal.py draw > PART.txt            under Keras, once with 2.15 and once with 3.15
       python3 make_orthogonal.py join KERAS2.part KERAS3.part > orthogonal.txt

The values depend on the processor and on TensorFlow's build, by some units of 2^-23 (2^-52 for float64, 2^-10 for float16): they
are for comparison within a tolerance.
"""
import sys

SAMPLES = 64
SEEDS = (0, 1, 42, -7, 123456789)
GAINS = (1.0, 0.5, 2, -1.5)
SHAPES = ((1, 1), (1, 5), (5, 1), (5, 3), (3, 5), (7, 7), (64, 32), (3, 3, 4, 8), (2, 3, 4, 200), (128, 128), (4096, 16))
DIGITS = {"float16": 4, "float32": 8, "float64": 16}

HEAD = """\
# Samples of matrices that the real Keras's Orthogonal made, joined by make_orthogonal.py.
# keras2: tensorflow 2.15.1 with keras 2.15.0. keras3: tensorflow 2.21.0 with keras 3.15.1. Written on x86-64, CPU only.
# Lines: framework seed gain dtype shape patterns
# patterns: of all elements in C order if there are at most {0}, else of elements i * (count - 1) / {1}, rounded down, for i from 0
# to {1}; - if there are none; or ! and the exception's type where Keras refuses.
# records: {2}"""


def patterns(initializer, shape, dtype):
    import numpy as np
    try:
        array = initializer(shape, dtype=dtype).numpy()
    except Exception as error:
        return "!" + type(error).__name__
    assert array.shape == tuple(shape) and array.dtype.name == dtype
    flat = np.ascontiguousarray(array).reshape(-1).view("<u%d" % array.dtype.itemsize)
    n = len(flat)
    at = range(n) if n <= SAMPLES else [i * (n - 1) // (SAMPLES - 1) for i in range(SAMPLES)]
    return ",".join("%0*x" % (DIGITS[dtype], flat[i]) for i in at) or "-"


def draw():
    import keras
    framework = "keras" + keras.__version__[0]

    def put(seed, gain, shape, dtype):
        initializer = keras.initializers.Orthogonal(gain=gain, seed=seed)
        print(framework, seed, gain, dtype, "x".join(map(str, shape)) or "scalar", patterns(initializer, shape, dtype))

    for i, seed in enumerate(SEEDS):
        for j, shape in enumerate(SHAPES):
            for dtype in DIGITS:
                put(seed, GAINS[(i + j) % len(GAINS)], shape, dtype)
    for dtype in DIGITS:
        put(42, 1.0, (512, 512), dtype)
        put(-7, 0.5, (512, 512), dtype)
    for gain in GAINS:
        put(42, gain, (5, 3), "float64")
    for shape in ((0, 3), (3, 0), (0, 0), (2, 0, 3), (2, 3, 0), (5,), ()):
        put(42, 1.0, shape, "float32")
    put(42, 1.0, (5, 3), "bfloat16")


def join(part2, part3):
    lines = []
    for path, framework in ((part2, "keras2"), (part3, "keras3")):
        with open(path) as file:
            added = file.read().splitlines()
        assert added and all(text.startswith(framework + " ") for text in added)
        lines += added
    print(HEAD.format(SAMPLES, SAMPLES - 1, len(lines)), *lines, sep="\n")


if __name__ == "__main__":
    mode, paths = sys.argv[1:2], sys.argv[2:]
    if mode == ["draw"] and not paths:
        draw()
    elif mode == ["join"] and len(paths) == 2:
        join(*paths)
    else:
        sys.exit(__doc__)
