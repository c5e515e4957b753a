# SPDX-License-Identifier: MIT
"""Read the file that ggml.c wrote, and compare its tensors with Keras's.

Usage: read_gguf.py FILE.gguf

Layout: a shape in GGUF is ggml's ne, {in, out}; in NumPy's order it is [out, in].
"""
import importlib.metadata
import sys

import gguf
import numpy as np

import golden

UNSIGNED = {"float32": "<u4", "float64": "<u8", "float16": "<u2", "bfloat16": "<u2"}

keras = golden.lecun_normals()
print("# gguf %s, NumPy %s" % (importlib.metadata.version("gguf"), np.__version__))
tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(sys.argv[1]).tensors}
golden.check(len(tensors) == 8, "8 tensors")
for short, dtype in golden.DTYPES.items():
    for name in (short + ".weight", short + ".dense"):
        golden.check(tensors[name].tensor_type.name == short.upper() and list(tensors[name].shape) == [784, 256],
                     "%s is %s {784, 256}" % (name, short))
    wanted = keras[42, dtype, (784, 256)]
    weight, dense = (np.frombuffer(tensors[short + name].data.tobytes(), UNSIGNED[dtype]).reshape(256, 784)
                     for name in (".weight", ".dense"))
    # Keras draws in C order and scales by fan_in: the same numbers, row by row, in a matrix of another shape.
    golden.check(golden.sha256(weight) == wanted, "%s.weight: Keras's numbers, in their order" % short)
    golden.check(golden.sha256(dense.T) == wanted, "%s.dense, transposed, is Keras's kernel (784, 256)" % short)
sys.exit(golden.failures != 0)
