#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# The text through NVRTC, NVIDIA's compiler at run time, which needs no GPU: for each architecture and each kernel the registers,
# spills and fused operations of what it makes.
#
#   nvrtc.py LIBRARY [LIBNVRTC]        LIBRARY: the library as a shared object
#
# Fails if a kernel of a job's options spills, if one of floats has a fused product, or if options make those of float64 more or fewer
# (each of them is written in the text).
import ctypes
import re
import sys

CUDA = 82
ARCHITECTURES = ('sm_80', 'sm_90')
# What may change what is fused; the last one allows it outright.
HOSTILE = ((), ('--fmad=true',), ('--use_fast_math',))
JOBS = [(d, e) for d in (0, 1, 41, 42, 43) for e in (1, 2, 3, 4, 5, 6) if d > 1 or e < 5]


class Nvrtc:
    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        major, minor = ctypes.c_int(), ctypes.c_int()
        self.lib.nvrtcVersion(ctypes.byref(major), ctypes.byref(minor))
        self.version = '%d.%d' % (major.value, minor.value)

    def text_of(self, program, what):
        size = ctypes.c_size_t()
        getattr(self.lib, 'nvrtcGet%sSize' % what)(program, ctypes.byref(size))
        text = ctypes.create_string_buffer(size.value + 1)
        getattr(self.lib, 'nvrtcGet' + what)(program, text)
        return text.value.decode()

    def compile(self, source, options):
        """PTX, and what ptxas says."""
        program = ctypes.c_void_p()
        self.lib.nvrtcCreateProgram(ctypes.byref(program), source, b'lecun.cu', 0, None, None)
        words = [option.encode() for option in options]
        status = self.lib.nvrtcCompileProgram(program, len(words), (ctypes.c_char_p * len(words))(*words))
        log = self.text_of(program, 'ProgramLog')
        if status:
            sys.exit('%s:\n%s' % (' '.join(options), log))
        ptx = self.text_of(program, 'PTX')
        self.lib.nvrtcDestroyProgram(ctypes.byref(program))
        return ptx, log


def fused(ptx):
    """Fused operations of floats and of doubles."""
    return len(re.findall(r'\bfma\.\w+(?:\.\w+)*\.f32\b', ptx)), len(re.findall(r'\bfma\.\w+(?:\.\w+)*\.f64\b', ptx))


def main(library, nvrtc):
    source = library.lecun_device_source(CUDA, None)
    failed = 0
    print('NVRTC', nvrtc.version)
    for architecture in ARCHITECTURES:
        for distribution, element in JOBS:
            counts = set()
            for hostile in HOSTILE:
                options = ('--gpu-architecture=' + architecture, '--ptxas-options=-v', '-DLECUN_DISTRIBUTION=%du' % distribution,
                           '-DLECUN_ELEMENT=%du' % element) + hostile
                ptx, log = nvrtc.compile(source, options)
                counts.add(fused(ptx))
            spills = re.findall(r'(\d+) bytes spill', log)
            registers = re.findall(r'Used (\d+) registers', log)
            good = len(counts) == 1 and min(counts)[0] == 0 and spills and set(spills) == {'0'} \
                and (element == 2 or min(counts)[1] == 0)
            failed += not good
            print('    %s %s distribution %2d element %d: %s registers, %s bytes spilt, fused f32 %d f64 %s' % (
                'ok    ' if good else 'not ok', architecture, distribution, element, ' '.join(registers), '/'.join(spills),
                max(counts)[0], sorted(c[1] for c in counts)))
    return failed


if len(sys.argv) not in (2, 3):
    sys.exit('usage: nvrtc.py LIBRARY [LIBNVRTC]')
LIBRARY = ctypes.CDLL(sys.argv[1])
LIBRARY.lecun_device_source.restype = ctypes.c_char_p
sys.exit(main(LIBRARY, Nvrtc(sys.argv[2] if len(sys.argv) == 3 else 'libnvrtc.so')) != 0)
