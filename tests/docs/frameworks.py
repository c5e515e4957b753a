# SPDX-License-Identifier: MIT
"""Run the lines of other frameworks in src/doc/coming-from.md, in an environment that has them.

Usage: frameworks.py keras >> keras.txt       under Keras 2.15 and again under Keras 3.15, on TensorFlow: the digests
       frameworks.py torch|jax PROGRAM        PROGRAM by pairs.py; fails unless the framework's weights have the standard
                                              deviation that the page says, and the distribution of the weights here
"""
import math
import pathlib
import struct
import subprocess
import sys

import pages

PAGE = pathlib.Path(__file__).resolve().parents[2] / "src/doc/coming-from.md"


def keras_lines():
    import keras
    import tensorflow

    version = "keras3" if keras.__version__.startswith("3") else "keras2"
    names = {**vars(keras.initializers), "SeedGenerator": getattr(getattr(keras, "random", None), "SeedGenerator", None)}
    print("# %s: tensorflow %s with keras %s" % (version, tensorflow.__version__, keras.__version__))
    for pair in pages.pairs(PAGE):
        if version not in pair.frameworks:
            continue
        digest = 14695981039346656037
        for dtype in ("float32", "float64", "float16", "bfloat16"):
            initializer = eval(pair.call, dict(names))
            for _ in range(pair.draw + 1):
                tensor = initializer(pages.SHAPES[version], dtype=dtype)
            bits = tensorflow.bitcast(tensor, {"float32": "uint32", "float64": "uint64"}.get(dtype, "uint16"))
            for byte in bits.numpy().astype(bits.dtype.as_numpy_dtype).tobytes():
                digest = (digest ^ byte) * 1099511628211 & (1 << 64) - 1
        call = pair.call + (", draw %d" % pair.draw if pair.draw else "")
        print("%s\t%s\t%016x" % (version, call, digest))


def torch_weights(call, shape):
    import torch
    torch.manual_seed(7)
    w = torch.empty(shape)
    eval(call, {**vars(torch.nn.init), "w": w, "math": math})
    return w.flatten().tolist()


def jax_weights(call, shape):
    import jax
    return eval(call, dict(vars(jax.nn.initializers)))(jax.random.key(7), shape).flatten().tolist()


def smirnov(a, b):
    """The p-value of Smirnov's test of two samples."""
    a, b = sorted(a), sorted(b)
    i = j = 0
    distance = 0.0
    while i < len(a) and j < len(b):
        value = min(a[i], b[j])
        while i < len(a) and a[i] == value:
            i += 1
        while j < len(b) and b[j] == value:
            j += 1
        distance = max(distance, abs(i / len(a) - j / len(b)))
    x = distance * math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    return 1.0 if x < 0.2 else min(1.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * x) ** 2) for k in range(1, 101)))


def compare(framework, program):
    draw = {"torch": torch_weights, "jax": jax_weights}[framework]
    lines = subprocess.run([program], check=True, text=True, capture_output=True).stdout.splitlines()
    failed = 0
    for number, line in enumerate(lines):
        _, whose, call, _, expected = line.split("\t")
        if whose != framework:
            continue
        theirs = draw(call, pages.SHAPES[framework])
        data = subprocess.run([program, str(number)], check=True, capture_output=True).stdout
        ours = struct.unpack("%df" % (len(data) // 4), data)
        mean = math.fsum(theirs) / len(theirs)
        deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in theirs) / len(theirs))
        p = smirnov(theirs, ours)
        ok = len(theirs) == len(ours) and abs(deviation - float(expected)) <= 0.015 * float(expected) + 1e-7 and p > 1e-6
        failed += not ok
        print("%s - %s: standard deviation %.5f, expected %.5f; Smirnov %.3g"
              % ("ok" if ok else "not ok", call, deviation, float(expected), p))
    return failed


if sys.argv[1] == "keras":
    keras_lines()
else:
    sys.exit(compare(sys.argv[1], sys.argv[2]) > 0)
