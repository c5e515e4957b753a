# SPDX-License-Identifier: MIT
"""DLPack between lecun and NumPy, both ways; the C half is dlpack.c.

Usage: dlpack.py LIBRARY LIBLECUN       (liblecun_dlpack.so, liblecun.so)

NumPy has no bfloat16 and refuses such a tensor. PyTorch and JAX take it (tried: 2.13 and 0.10).
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
bridge.delete_dltensor.argtypes = [ctypes.c_void_p]
lecun.lecun_version.restype = ctypes.c_char_p
new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype, new_capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
has_name = ctypes.pythonapi.PyCapsule_IsValid
has_name.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Tensor:
    """What from_dlpack takes: an object that hands out a tensor in a capsule named "dltensor".

    Who takes the tensor renames the capsule and calls the deleter later; otherwise it is deleted here.
    """
    capsule = None

    def __init__(self, init, shape, dltype):
        dims = (ctypes.c_int64 * len(shape))(*shape)
        tensor = bridge.new_dltensor(init, dltype, int(np.prod(shape)), dims, len(shape))
        if not tensor:
            raise ValueError("lecun does not make this tensor")
        self.capsule = new_capsule(tensor, b"dltensor", None)

    def __del__(self):
        if self.capsule and has_name(self.capsule, b"dltensor"):
            bridge.delete_dltensor(pointer_of(self.capsule, b"dltensor"))

    def __dlpack__(self, **_):
        return self.capsule

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

tensor = Tensor(init, (784, 256), DLDataType(BFLOAT, 16, 1))
data = ctypes.cast(pointer_of(tensor.capsule, b"dltensor"), ctypes.POINTER(ctypes.POINTER(ctypes.c_uint16)))[0]
golden.check(golden.sha256(np.ctypeslib.as_array(data, (784, 256))) == keras[42, "bfloat16", (784, 256)],
             "bfloat16: the memory holds Keras's kernel (784, 256)")
refused = 0
try:
    np.from_dlpack(tensor)
except (BufferError, RuntimeError):
    refused += 1
golden.check(refused == 1 and bridge.count_tensors_alive() == 1, "bfloat16: NumPy refuses it, and does not take it")
del tensor
golden.check(bridge.count_tensors_alive() == 0, "bfloat16: it is deleted")
try:
    Tensor(init, (784, 256), DLDataType(FLOAT, 8, 1))
except ValueError:
    refused += 1
golden.check(refused == 2 and bridge.count_tensors_alive() == 0, "floats of 8 bits: lecun refuses them")
sys.exit(golden.failures != 0)
