# SPDX-License-Identifier: MIT
"""NumPy arrays filled through ctypes: no wrapper and no build step, the shared library alone.

Usage: numpy_ctypes.py LIBRARY        (liblecun.so, of cmake -DBUILD_SHARED_LIBS=ON)

Layout: NumPy names no axes. A kernel [in, out], as Keras stores it, needs nothing more; one that is stored [out, in] needs
LECUN_LAYOUT_TORCH.
"""
import ctypes
import platform
import sys

import numpy as np

import golden


LECUN_LAYOUT_TORCH = 54


def lecun_normal(shape, seed, dtype, layout=None):
    """keras.initializers.LecunNormal(seed)(shape, dtype).numpy(); of bfloat16, which NumPy lacks, the patterns."""
    out = np.empty(shape, "uint16" if dtype == "bfloat16" else dtype)
    dims = (ctypes.c_int64 * out.ndim)(*out.shape)
    init = (ctypes.c_int64 * 32)()                  # lecun_initializer: a plain value of 256 bytes
    lecun_dtype = 1 + ["float32", "float64", "float16", "bfloat16"].index(dtype)
    status = lecun.lecun_init_lecun_normal(init, ctypes.c_int64(seed))
    if layout and not status:
        status = lecun.lecun_set_layout(init, layout, ctypes.c_int64(1))
    status = status or lecun.lecun_fill(init, lecun_dtype, ctypes.c_void_p(out.ctypes.data), ctypes.c_size_t(out.size),
                                        dims, ctypes.c_size_t(out.ndim))
    if status:
        raise ValueError(lecun.lecun_status_string(status).decode())
    return out


lecun = ctypes.CDLL(sys.argv[1])
lecun.lecun_status_string.restype = lecun.lecun_version.restype = ctypes.c_char_p

print("# NumPy %s, Python %s, lecun %s" % (np.__version__, platform.python_version(), lecun.lecun_version().decode()))
print(lecun_normal((784, 256), 42, "float32")[0, :3])
records = golden.lecun_normals()
for dtype in golden.DTYPES.values():
    same = [golden.sha256(lecun_normal(shape, seed, dtype)) == digest
            for (seed, its_dtype, shape), digest in records.items() if its_dtype == dtype]
    golden.check(same and all(same), "%s: %d of %d tensors are Keras's" % (dtype, sum(same), len(same)))
    # Keras draws in C order and scales by fan_in: the same numbers, row by row, in a matrix of another shape.
    out_in = lecun_normal((256, 784), 42, dtype, LECUN_LAYOUT_TORCH)
    golden.check(golden.sha256(out_in) == records[42, dtype, (784, 256)], "%s: [256, 784] as [out, in]" % dtype)
sys.exit(golden.failures != 0)
