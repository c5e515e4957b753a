#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Weights through WebGPU from Python: the library's WGSL fills a 4096 x 4096 LecunNormal in bfloat16 on the device that wgpu-native
# finds. The SHA-256 is that of lecun_fill.
#
#   pip install wgpu
#   webgpu.py liblecun.so
import ctypes
import hashlib
import sys

import wgpu

WGSL, BF16 = 85, 4              # lecun_language, lecun_dtype
SIDE = 4096


class Job(ctypes.Structure):
    """lecun_device_job."""
    _fields_ = [('args', ctypes.c_uint32 * 16), ('kernel', ctypes.c_char_p), ('options', ctypes.c_char_p),
                ('group_size', ctypes.c_uint32), ('groups', ctypes.c_uint32 * 2), ('out_bytes', ctypes.c_uint64)]


def check(status):
    assert status == 0, lecun.lecun_status_string(status).decode()


lecun = ctypes.CDLL(sys.argv[1])
lecun.lecun_device_source.restype = lecun.lecun_status_string.restype = ctypes.c_char_p

# The initializer, and its fill as a job.
initializer = ctypes.create_string_buffer(256)
shape = (ctypes.c_int64 * 2)(SIDE, SIDE)
job = Job()
check(lecun.lecun_init_lecun_normal(initializer, ctypes.c_int64(42)))
check(lecun.lecun_device_fill(initializer, WGSL, BF16, shape, ctypes.c_size_t(2), ctypes.c_int64(0),
                              ctypes.c_uint64(SIDE * SIDE), ctypes.byref(job)))

# The text as a pipeline. Binding 0 is the destination, binding 1 the arguments.
adapter = wgpu.gpu.request_adapter_sync()
device = adapter.request_device_sync()
print(adapter.summary)
pipeline = device.create_compute_pipeline(layout='auto', compute={
    'module': device.create_shader_module(code=lecun.lecun_device_source(WGSL, None).decode()),
    'entry_point': job.kernel.decode()})
out = device.create_buffer(size=job.out_bytes, usage=wgpu.BufferUsage.STORAGE | wgpu.BufferUsage.COPY_SRC)
args = device.create_buffer_with_data(data=bytes(job.args), usage=wgpu.BufferUsage.UNIFORM)
bound = device.create_bind_group(layout=pipeline.get_bind_group_layout(0), entries=[
    {'binding': 0, 'resource': {'buffer': out, 'offset': 0, 'size': out.size}},
    {'binding': 1, 'resource': {'buffer': args, 'offset': 0, 'size': args.size}}])

encoder = device.create_command_encoder()
work = encoder.begin_compute_pass()
work.set_pipeline(pipeline)
work.set_bind_group(0, bound)
work.dispatch_workgroups(*job.groups)
work.end()
device.queue.submit([encoder.finish()])
there = hashlib.sha256(device.queue.read_buffer(out)).hexdigest()

# The same on this processor.
weights = ctypes.create_string_buffer(2 * SIDE * SIDE)
check(lecun.lecun_fill(initializer, BF16, weights, ctypes.c_size_t(SIDE * SIDE), shape, ctypes.c_size_t(2)))
here = hashlib.sha256(weights.raw).hexdigest()
print('%s on the device\n%s here' % (there, here))
sys.exit(there != here)
