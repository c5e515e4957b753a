# SPDX-License-Identifier: MIT
"""What the examples in Python check with: Keras's own tensors, by the SHA-256 of their little-endian bytes."""
import hashlib
import json
import pathlib

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "vectors"
DTYPES = {"f32": "float32", "f64": "float64", "f16": "float16", "bf16": "bfloat16"}
failures = 0


def lecun_normals():
    """{(seed, dtype, shape): SHA-256} of what LecunNormal(seed)(shape, dtype) gave in Keras 2.15."""
    digests = {}
    with open(VECTORS / "golden.txt") as file:
        for line in file:
            if line.startswith("keras2 LecunNormal "):
                _, _, config, dtype, draw, shape, _, sha256, _, _ = line.split()
                assert draw == "0"
                dims = () if shape == "scalar" else tuple(map(int, shape.split("x")))
                digests[json.loads(config)["seed"], DTYPES[dtype], dims] = sha256
    return digests


def sha256(array):
    """Of the elements in C order, however the array lies in memory."""
    return hashlib.sha256(array.astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()


def check(holds, what):
    global failures
    print("%s - %s" % ("ok" if holds else "not ok", what))
    failures += not holds
