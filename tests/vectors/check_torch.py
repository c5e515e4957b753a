# SPDX-License-Identifier: MIT
"""Tensors and generator states of a live PyTorch (2.13 or later) beside the library's, over random parameters, shapes and dtypes.

Usage: python3 check_torch.py LIBLECUN.so [SEED [TENSORS]]

Every tensor is compared by its bytes, and so is torch.get_rng_state() after it; then the state is taken over from PyTorch, and the
next draw compared. ATEN_CPU_CAPABILITY=default checks the other profile. Exit status 1 if anything differs.
"""
import ctypes
import json
import random
import sys
import warnings

import numpy
import torch

DTYPES = [(1, torch.float32, numpy.uint32), (2, torch.float64, numpy.uint64), (3, torch.float16, numpy.uint16), (4, torch.bfloat16, numpy.uint16)]
STATE = 5056
library = ctypes.CDLL(sys.argv[1])
pointer, number, size = ctypes.c_void_p, ctypes.c_int64, ctypes.c_size_t
library.lecun_from_config.argtypes = [pointer, ctypes.c_char_p, ctypes.c_char_p, size, pointer]
library.lecun_torch_start.argtypes = [pointer, ctypes.c_int, number]
library.lecun_torch_fill.argtypes = [pointer, pointer, ctypes.c_int, pointer, size, pointer, size]
library.lecun_torch_load.argtypes = [pointer, ctypes.c_int, pointer, size]
library.lecun_torch_save.argtypes = [pointer, pointer, size]
PROFILE = 20 if torch.backends.cpu.get_cpu_capability() == "DEFAULT" else 19


def initializer(function, config):
    made, text = (ctypes.c_uint64 * 32)(), json.dumps(config).encode()
    assert library.lecun_from_config(made, ("torch.nn.init." + function).encode(), text, len(text), None) == 0, (function, config)
    return made


class Generator:
    def __init__(self, seed):
        self.value = (ctypes.c_uint64 * 400)()
        assert library.lecun_torch_start(self.value, PROFILE, seed) == 0

    def fill(self, init, shape, dtype, pattern):
        count = int(numpy.prod(shape))
        out = numpy.zeros(count, pattern)
        status = library.lecun_torch_fill(self.value, init, dtype, out.ctypes.data, count, (number * len(shape))(*shape), len(shape))
        return status, out.tobytes()

    def state(self):
        state = ctypes.create_string_buffer(STATE)
        assert library.lecun_torch_save(self.value, state, STATE) == 0
        return state.raw


def any_config(function):
    choose, uniform = random.choice, random.uniform
    if function == "uniform_":
        a = choose([0.0, -1.0, -0.3, 1.0, uniform(-5, 5), -1e-40, 1e-6])
        return {"a": a, "b": a + choose([0.0, 1.0, 1e-5, 0.001, 2.5, 1e-39, abs(a) * 1e-3])}
    if function == "normal_":
        return {"mean": choose([0.0, 0.0, 0.1, -3.0, 1e-3, 100.0, 1e-38]), "std": choose([1.0, 0.02, 0.0, 1e-38, 3e-40, 0.37, 1e4])}
    if function == "trunc_normal_":
        mean, std = choose([0.0, 0.0, 0.5, -1.0, 0.01]), choose([1.0, 0.02, 0.3, 2.0, 1e-3])
        a = mean + std * choose([-2, -3, -1, -0.5, 0, 0.5, 1, 2, 3, uniform(-4, 4)])
        return {"mean": mean, "std": std, "a": a, "b": a + std * choose([0.1, 0.5, 1, 2, 4, 6, uniform(0.05, 5)])}
    if function.startswith("kaiming"):
        return {"a": choose([0, 0.0, 0.01, 0.2, 5**0.5, 1]), "mode": choose(["fan_in", "fan_out"]),
                "nonlinearity": choose(["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu", "conv2d"])}
    if function.startswith("xavier"):
        return {"gain": choose([1.0, 2**0.5, 0.5, 5 / 3])}
    return {"dirac_": {"groups": choose([1, 2])}, "constant_": {"val": choose([0.0, 1.5, -0.1, 1e-40, 3, -0.0, 1e-8])}}.get(function, {})


def any_shape(function):
    least = 2 if function.startswith(("xavier", "kaiming")) else 1
    if function == "eye_":
        return [random.randint(1, 9), random.randint(1, 9)]
    if function == "dirac_":
        return random.choice([[6, 4, 3], [8, 8, 3, 3], [4, 2, 3, 2, 5], [12, 3, 1]])
    shapes = [[random.randint(1, 20)], [random.randint(1, 3000)], [random.randint(1, 40), random.randint(1, 40)], [100, 500],
              [random.randint(1, 9), random.randint(1, 9), 3, random.randint(1, 4)], [2, 3, 5]]
    return random.choice([shape for shape in shapes if len(shape) >= least])


def differs():
    """Whether one random tensor, or the state behind it, is another in PyTorch."""
    seed = random.choice([random.getrandbits(32), random.getrandbits(63), -random.getrandbits(20)])
    before = random.choice([0, 1, 2, 3, 5, 7, 700])
    function = random.choice(["uniform_", "normal_", "trunc_normal_", "trunc_normal_", "kaiming_uniform_", "kaiming_normal_",
                              "xavier_uniform_", "xavier_normal_", "dirac_", "constant_", "eye_", "zeros_", "ones_"])
    config, shape = any_config(function), any_shape(function)
    dtype, of_torch, pattern = random.choice(DTYPES)
    torch.manual_seed(seed)
    generator = Generator(seed)
    if before:
        torch.randn(before)
        generator.fill(initializer("normal_", {}), [before], 1, numpy.uint32)
    tensor = torch.empty(shape, dtype=of_torch)
    getattr(torch.nn.init, function)(tensor, **config)
    status, drawn = generator.fill(initializer(function, config), shape, dtype, pattern)
    state = torch.get_rng_state().numpy().tobytes()
    same = status == 0 and drawn == tensor.view(torch.uint8).numpy().tobytes() and state == generator.state()
    taken = Generator(0)
    assert library.lecun_torch_load(taken.value, PROFILE, state, STATE) == 0
    next_of_torch = torch.empty(5, dtype=torch.float64).normal_().numpy().tobytes()
    same = same and taken.fill(initializer("normal_", {}), [5], 2, numpy.uint64)[1] == next_of_torch
    if not same:
        print("differs: %s %s %s dtype %d seed %d after %d, status %d" % (function, config, shape, dtype, seed, before, status))
    return not same


warnings.simplefilter("ignore")
torch.set_num_threads(1)
random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 1998)
tensors = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
wrong = sum(differs() for _ in range(tensors))
print("PyTorch %s, %s: %d tensors with their states, %d differ"
      % (torch.__version__, torch.backends.cpu.get_cpu_capability(), tensors, wrong))
sys.exit(wrong != 0)
