# SPDX-License-Identifier: MIT
"""Print tests/vectors/torch.txt and torch_modules.txt: tensors that the real PyTorch initialized.

Usage: python3 make_torch.py records TORCH.jsonl TORCH_DEFAULT.jsonl > torch.txt
       python3 make_torch.py modules TORCH_MODULES.jsonl > torch_modules.txt      with PyTorch 2.13 or later: records each module's draws

A TORCH.jsonl holds one tensor a line, {"fw": "torch", "init": "normal_", "p": {"std": 0.1}, "shape": [7, 5], "dtype": "float32", "seed": 42,
"n": 35, "fnv1a64": .., ..}: torch.manual_seed(seed), then torch.nn.init.normal_(torch.empty(shape, dtype=dtype), **p). A TORCH_MODULES.jsonl
holds a parameter a line: {"module": "mlp3", "build": "..: m=nn.Sequential(..)", "parameter": "0.weight", "sha256": .., "seed": ..,
"version": "2.15.0+cu132", "capability": "AVX2", "default_dtype": "float32", ..}; constant parameters are left out.
"""
import json
import sys

DTYPES = {"float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64"}
LARGE = 1000000     # elements


def shape_text(shape):
    return "x".join(map(str, shape)) or "scalar"


def compact(config):
    text = json.dumps(config, separators=(",", ":"))
    assert " " not in text
    return text


def patterns(record):
    """Of large tensors, those of the first six elements and of the last two."""
    digits = {"f16": 4, "bf16": 4, "f32": 8, "f64": 16}[DTYPES[record["dtype"]]]
    text = record["hex"]
    return ",".join(text[i:i + digits] for i in range(0, len(text), digits)) if record["n"] > LARGE else "-"


def print_records(paths):
    lines = []
    for profile, path in zip(("torch", "torch_default"), paths):
        for text in open(path):
            r = json.loads(text)
            if "init" in r:
                lines.append(" ".join((profile, "torch.nn.init." + r["init"], compact(r["p"]), DTYPES[r["dtype"]], str(r["seed"]),
                                       shape_text(r["shape"]), r["fnv1a64"], patterns(r))))
    print("# Tensors that PyTorch 2.13.0 initialized on x86-64, with AVX2 and with ATEN_CPU_CAPABILITY=default; glibc 2.36. Made by make_torch.py.")
    print("# Lines: profile class config dtype seed shape fnv1a64, of the little-endian bytes in C order; of large tensors also the patterns of the first\n# six elements and of the last two.")
    print("# records: %d" % len(lines))
    print("\n".join(lines))


# --- Modules ------------------------------------------------------------------------------------------------------------


class Recorder:
    """What torch.nn.init and Tensor draw, with the tensor as it was drawn."""

    def __init__(self, torch):
        self.draws, self.inside, self.torch = [], False, torch

    def wrapped(self, function, name, arguments):
        def call(tensor, *values, **named):
            if self.inside:
                return function(tensor, *values, **named)
            self.inside = True
            result = function(tensor, *values, **named)
            self.inside = False
            config = {key: default for key, default in arguments}
            config.update({key: value for (key, _), value in zip(arguments, values)})
            config.update({key: value for key, value in named.items() if key != "generator"})
            self.draws.append((name, config, tuple(tensor.shape), tensor.detach().clone()))
            return result
        return call

    def __enter__(self):
        torch, init = self.torch, self.torch.nn.init
        self.saved = (torch.Tensor.uniform_, torch.Tensor.normal_, init.trunc_normal_)
        torch.Tensor.uniform_ = self.wrapped(torch.Tensor.uniform_, "uniform_", (("a", 0.0), ("b", 1.0)))
        torch.Tensor.normal_ = self.wrapped(torch.Tensor.normal_, "normal_", (("mean", 0.0), ("std", 1.0)))
        init.trunc_normal_ = self.wrapped(init.trunc_normal_, "trunc_normal_", (("mean", 0.0), ("std", 1.0), ("a", -2.0), ("b", 2.0)))
        return self

    def __exit__(self, *unused):
        self.torch.Tensor.uniform_, self.torch.Tensor.normal_, self.torch.nn.init.trunc_normal_ = self.saved


def draws_of(source):
    """The module's draws in order, and for each parameter which it is and which row was zeroed after it."""
    import math
    import torch
    torch.manual_seed(1998)
    names = {"nn": torch.nn, "math": math}
    with Recorder(torch) as recorder:
        exec(source, names)
    places = {}
    for name, value in names["m"].state_dict().items():
        for number, (_, _, shape, drawn) in reversed(list(enumerate(recorder.draws))):
            if shape != tuple(value.shape):
                continue
            zeroed = drawn.clone()
            zeroed[0] = 0
            if torch.equal(value, drawn):
                places[name] = (number, "-")
            elif torch.equal(value, zeroed):
                places[name] = (number, "0")
            if name in places:
                break
        assert name in places or value.unique().numel() == 1
    return recorder.draws, places


def profile_of(record):
    version = tuple(map(int, record["version"].split("+")[0].split(".")[:2]))
    name = "torch" if version >= (2, 13) else "torch212" if version == (2, 12) else "torch211"
    return name + ("_default" if record["capability"] == "DEFAULT" else "")


def print_modules(path):
    modules = {}
    for text in open(path):
        record = json.loads(text)
        run = (profile_of(record), DTYPES[record["default_dtype"]], record["seed"], record["version"])
        modules.setdefault((record["module"], record["build"].split(": ", 1)[1]), {}).setdefault(run, []).append(record)
    lines, tensors = [], 0
    for (name, source), runs in modules.items():
        draws, places = draws_of(source)
        lines.append("module " + name)
        for function, config, shape, _ in draws:
            lines.append("draw torch.nn.init.%s %s %s" % (function, compact(config), shape_text(shape)))
        for (profile, dtype, seed, version), records in runs.items():
            lines.append("run %s %s %d" % (profile, dtype, seed))
            for record in records:
                if record["parameter"] not in places:       # a constant
                    continue
                number, row = places[record["parameter"]]
                lines.append("tensor %d %s %s" % (number, row, record["sha256"]))
                tensors += 1
    print("# Parameters of whole modules that PyTorch 2.15.0, 2.13.0, 2.12.1 and 2.8.0 made on x86-64, glibc 2.36. Made by make_torch.py.")
    print("# Lines: module NAME; draw CLASS CONFIG SHAPE, in order; run PROFILE DTYPE SEED; tensor DRAW ROW SHA256, of the draw's little-endian")
    print("# bytes in C order, after the row was made 0 (an embedding's padding), if there is one.")
    print("# tensors: %d" % tensors)
    print("\n".join(lines))


if len(sys.argv) == 4 and sys.argv[1] == "records":
    print_records(sys.argv[2:])
elif len(sys.argv) == 3 and sys.argv[1] == "modules":
    print_modules(sys.argv[2])
else:
    sys.exit(__doc__)
