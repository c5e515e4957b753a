#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# The WGSL through WebGPU: the self test's jobs, all 2^23 arguments of each function of floats, and random fills.
#
#   webgpu.py wgpu|dawn LIBRARY CASES MAX_COUNT
#
# LIBRARY is tests/device/cases.c and src/*.c as one shared object. wgpu: PyPI's wgpu, which has wgpu-native (naga); dawn: PyPI's
# dawn-python, which has Dawn (Tint, as Chrome).
import ctypes
import sys

WGSL = 85


class Job(ctypes.Structure):
    _fields_ = [('args', ctypes.c_uint32 * 16), ('kernel', ctypes.c_char_p), ('options', ctypes.c_char_p),
                ('group_size', ctypes.c_uint32), ('groups', ctypes.c_uint32 * 2), ('out_bytes', ctypes.c_uint64)]


class Wgpu:
    """wgpu-native."""

    def __init__(self):
        import wgpu
        self.wgpu = wgpu
        adapter = next(a for a in wgpu.gpu.enumerate_adapters_sync() if a.info['backend_type'] == 'Vulkan')
        self.device = adapter.request_device_sync()
        print('wgpu-native on', adapter.summary)

    def pipeline(self, code, entry):
        module = self.device.create_shader_module(code=code)
        return self.device.create_compute_pipeline(layout='auto', compute={'module': module, 'entry_point': entry})

    def run(self, pipeline, args, before, groups):
        """What stands in the destination, `before` at first."""
        usage = self.wgpu.BufferUsage
        out = self.device.create_buffer_with_data(data=before, usage=usage.STORAGE | usage.COPY_SRC)
        words = self.device.create_buffer_with_data(data=args, usage=usage.UNIFORM)
        bound = self.device.create_bind_group(layout=pipeline.get_bind_group_layout(0), entries=[
            {'binding': 0, 'resource': {'buffer': out, 'offset': 0, 'size': len(before)}},
            {'binding': 1, 'resource': {'buffer': words, 'offset': 0, 'size': len(args)}}])
        encoder = self.device.create_command_encoder()
        work = encoder.begin_compute_pass()
        work.set_pipeline(pipeline)
        work.set_bind_group(0, bound)
        work.dispatch_workgroups(groups[0], groups[1])
        work.end()
        self.device.queue.submit([encoder.finish()])
        return bytes(self.device.queue.read_buffer(out))


class Dawn:
    """Dawn."""

    def __init__(self):
        from pydawn import utils, webgpu
        self.gpu, self.utils = webgpu, utils
        utils.request_adapter_sync(webgpu.WGPUPowerPreference_LowPower)
        self.device = utils.request_device_sync(utils.request_adapter_sync(webgpu.WGPUPowerPreference_LowPower))
        print('Dawn')

    def pipeline(self, code, entry):
        kinds = (self.gpu.WGPUBufferBindingType_Storage, self.gpu.WGPUBufferBindingType_Uniform)
        layout = self.utils.create_bind_group_layout(self.device, [
            {'binding': i, 'visibility': self.gpu.WGPUShaderStage_Compute, 'buffer': {'type': kind}} for i, kind in enumerate(kinds)])
        module = self.utils.create_shader_module(self.device, code)
        return layout, self.utils.create_compute_pipeline(self.device, self.utils.create_pipeline_layout(self.device, [layout]),
                                                          {'module': module, 'entry_point': entry})

    def buffer(self, data, usage):
        buffer = self.utils.create_buffer(self.device, len(data), usage | self.gpu.WGPUBufferUsage_CopyDst)
        self.utils.write_buffer(self.device, buffer, 0, bytearray(data))
        return buffer

    def run(self, pipeline, args, before, groups):
        out = self.buffer(before, self.gpu.WGPUBufferUsage_Storage | self.gpu.WGPUBufferUsage_CopySrc)
        words = self.buffer(args, self.gpu.WGPUBufferUsage_Uniform)
        bound = self.utils.create_bind_group(self.device, pipeline[0], [
            {'binding': 0, 'resource': {'buffer': out, 'offset': 0, 'size': len(before)}},
            {'binding': 1, 'resource': {'buffer': words, 'offset': 0, 'size': len(args)}}])
        encoder = self.utils.create_command_encoder(self.device)
        work = self.utils.begin_compute_pass(encoder)
        self.utils.set_pipeline(work, pipeline[1])
        self.utils.set_bind_group(work, bound)
        self.utils.dispatch_workgroups(work, groups[0], groups[1], 1)
        self.utils.end_compute_pass(work)
        self.utils.submit(self.device, [self.utils.command_encoder_finish(encoder)])
        self.utils.sync(self.device)
        return bytes(self.utils.read_buffer(self.device, out))


EVERY = '''
@compute @workgroup_size(64)
fn every(@builtin(global_invocation_id) id : vec3<u32>)
{
    let m = lecun_args.word[0].x + id.x;
    let square = lecun_float_square(m);
    let direction = lecun_float_sincos(m);
    lecun_out[4u * id.x] = square;
    lecun_out[(4u * id.x) + 1u] = lecun_float_root(square);
    lecun_out[(4u * id.x) + 2u] = direction.x;
    lecun_out[(4u * id.x) + 3u] = direction.y;
}
'''


def every_argument(library, gpu, code):
    piece = 1 << 19
    pipeline = gpu.pipeline(code + EVERY, 'every')
    expected = (ctypes.c_uint32 * (4 * piece))()
    wrong = [0, 0, 0, 0]
    for base in range(0, 1 << 23, piece):
        library.case_functions(expected, base, piece)
        got = gpu.run(pipeline, base.to_bytes(4, 'little') + bytes(60), bytes(16 * piece), (piece // 64, 1))
        if got != bytes(expected):
            words = memoryview(got).cast('I')
            for i in range(4 * piece):
                wrong[i % 4] += words[i] != expected[i]
    print('2^23 arguments: -2 log %d, root %d, sine %d, cosine %d differ' % tuple(wrong))
    return any(wrong)


def self_test(library, gpu, kernels):
    job, number, wrong = Job(), 0, 0
    while library.lecun_device_test_job(WGSL, ctypes.c_size_t(number), ctypes.byref(job)) == 0:
        got = gpu.run(kernels[job.kernel], bytes(job.args), bytes(job.out_bytes), job.groups)
        wrong += library.lecun_device_test_check(ctypes.c_size_t(number), got, ctypes.c_size_t(len(got))) != 0
        number += 1
    print('self test: %d jobs, %d wrong' % (number, wrong))
    return wrong or number < 40


def random_fills(library, gpu, kernels, cases, most):
    state, job, text = ctypes.c_uint64(85), Job(), ctypes.create_string_buffer(256)
    expected = (ctypes.c_ubyte * (8 * most))()
    done = elements = wrong = 0
    for _ in range(cases):
        size = library.case_next(ctypes.byref(state), ctypes.c_size_t(most), WGSL, ctypes.byref(job), expected, text)
        if size == 0:
            continue
        # What lies past out_bytes stays, and of its last word what is no element becomes 0.
        want = bytes(expected[:size]) + bytes(job.out_bytes - size) + b'\xee' * 64
        got = gpu.run(kernels[job.kernel], bytes(job.args), b'\xee' * (job.out_bytes + 64), job.groups)
        if got != want:
            if not wrong:
                print('differs:', text.value.decode())
            wrong += 1
        done += 1
        elements += job.args[6]
    print('random fills: %d, %d elements, %d differ' % (done, elements, wrong))
    return wrong or not done


def main(which, path, cases, most):
    library = ctypes.CDLL(path)
    library.lecun_device_source.restype = ctypes.c_char_p
    library.case_next.restype = ctypes.c_size_t
    code = library.lecun_device_source(WGSL, None).decode()
    gpu = {'wgpu': Wgpu, 'dawn': Dawn}[which]()
    kernels = {name: gpu.pipeline(code, name.decode()) for name in (b'lecun_weights', b'lecun_weights_truncated')}
    failed = [self_test(library, gpu, kernels), every_argument(library, gpu, code),
              random_fills(library, gpu, kernels, int(cases), int(most))]
    return any(failed)


if len(sys.argv) != 5:
    sys.exit('usage: webgpu.py wgpu|dawn LIBRARY CASES MAX_COUNT')
sys.exit(main(*sys.argv[1:]))
