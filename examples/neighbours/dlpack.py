# SPDX-License-Identifier: MIT
"""DLPack between lecun and NumPy, both ways; the C half is dlpack.c.

Usage: dlpack.py LIBRARY LIBLECUN       (liblecun_dlpack.so, liblecun.so)

NumPy has no bfloat16 and refuses such a tensor; PyTorch and JAX take it.
"""
import ctypes
import platform
import sys

import numpy as np

import golden


class DLDataType(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


FLOAT, BFLOAT = 2, 4                                # dlpack.h's kDLFloat, kDLBfloat
TYPES = {"float32": DLDataType(FLOAT, 32, 1), "float64": DLDataType(FLOAT, 64, 1), "float16": DLDataType(FLOAT, 16, 1)}
CPU = (1, 0)                                        # kDLCPU, the first of them

bridge, lecun = map(ctypes.CDLL, sys.argv[1:3])
bridge.new_dltensor.restype = ctypes.c_void_p
bridge.new_dltensor.argtypes = [ctypes.c_void_p, DLDataType, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int32]
bridge.fill_dltensor.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
lecun.lecun_version.restype = ctypes.c_char_p
new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype, new_capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


class Tensor:
    """What from_dlpack takes: an object that lends its memory in a capsule named "dltensor"."""

    def __init__(self, init, shape, dltype):
        count = int(np.prod(shape))
        self.tensor = bridge.new_dltensor(init, dltype, count, (ctypes.c_int64 * len(shape))(*shape), len(shape))
        if not self.tensor:
            raise ValueError("lecun does not make this tensor")

    def __dlpack__(self, **_):                      # once: who takes the capsule calls the tensor's deleter
        return new_capsule(self.tensor, b"dltensor", None)

    def __dlpack_device__(self):
        return CPU


init = (ctypes.c_int64 * 32)()                      # lecun_initializer: a plain value of 256 bytes
assert lecun.lecun_init_lecun_normal(init, ctypes.c_int64(42)) == 0
keras = golden.lecun_normals()
print("# NumPy %s, Python %s, lecun %s" % (np.__version__, platform.python_version(), lecun.lecun_version().decode()))

for dtype, dltype in TYPES.items():
    array = np.from_dlpack(Tensor(init, (784, 256), dltype))
    golden.check(array.dtype == dtype and golden.sha256(array) == keras[42, dtype, (784, 256)],
                 "%s: np.from_dlpack reads Keras's kernel (784, 256)" % dtype)
    golden.check(bridge.count_tensors_alive() == 1, "%s: NumPy holds lecun's memory" % dtype)
    del array
    golden.check(bridge.count_tensors_alive() == 0, "%s: NumPy has given it back" % dtype)

    weight = np.zeros((5, 7), dtype)                # [out, in]
    capsule = weight.T.__dlpack__()                 # [in, out], of strides (1, 7)
    status = bridge.fill_dltensor(init, pointer_of(capsule, b"dltensor"))
    golden.check(status == 0 and golden.sha256(weight.T) == keras[42, dtype, (7, 5)],
                 "%s: NumPy's memory, seen transposed, is Keras's kernel (7, 5)" % dtype)

bfloat16 = Tensor(init, (784, 256), DLDataType(BFLOAT, 16, 1))
patterns = ctypes.cast(bfloat16.tensor, ctypes.POINTER(ctypes.c_void_p))[0]     # data is the first field
array = np.ctypeslib.as_array(ctypes.cast(patterns, ctypes.POINTER(ctypes.c_uint16)), (784, 256))
golden.check(golden.sha256(array) == keras[42, "bfloat16", (784, 256)],
             "bfloat16: the memory holds Keras's kernel (784, 256)")
try:
    Tensor(init, (784, 256), DLDataType(FLOAT, 8, 1))
    golden.check(False, "8 bits are refused")
except ValueError:
    golden.check(bridge.count_tensors_alive() == 1, "8 bits are refused")
sys.exit(golden.failures != 0)
