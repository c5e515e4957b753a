#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print the list of a PyTorch module: every draw of its construction in order, for init_model --torch-seed S.

    from_torch.py torchvision:resnet18                      torchvision, timm or transformers, and a name there
    from_torch.py transformers:GPT2LMHeadModel n_layer=2    with arguments of its constructor or configuration
    from_torch.py --import my.package 'my.package.Net(64)'  any expression that gives a module; torch and nn are known

The module is constructed as ever, on the CPU, but its draws are not made: they are seen where PyTorch makes them, at the level of
aten, with their final numbers. So it does not matter who asks for them (a layer's default, a re-initialization after it, a
post_init), what is overwritten later is seen too (!skip), and memory that nobody touches costs nothing. For each storage it is
kept which elements come from which draw and what was done to them; what comes from none has its value in the end.

What a list cannot say is a line !cannot with the reason, and init_model refuses the list. Integer buffers are comments.
"""
import argparse
import ast
import importlib
import json
import os
import sys

import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from torch_record import TYPES, record  # noqa: E402   it lies beside this file

MOST_VALUES = 65536             # of a tensor that is computed, not drawn


# --- The list -------------------------------------------------------------------------------------------------------------

def shape_text(shape):
    return "x".join(map(str, shape)) or "scalar"


def name_text(name):
    plain = name and name[0] not in "!#\"" and name[-1] not in "]}" and not any(c <= " " or c == "\x7f" for c in name)
    return name if plain else json.dumps(name)


def line(name, t, initializer, part=None):
    """A tensor's line, or that of elements a..b-1 of it: rows, if they are."""
    begin, end = part or (0, t.numel())
    row, shape, where = t.numel() // t.shape[0] if t.dim() and t.shape[0] else 1, tuple(t.shape), ""
    if (begin, end) != (0, t.numel()):
        rows = t.dim() and begin % row == 0 and end % row == 0
        shape = ((end - begin) // row,) + shape[1:] if rows else (end - begin,)
        where = "[%d:%d]" % (begin // row, end // row) if rows else "{%d:%d}" % (begin, end)
    text = initializer if isinstance(initializer, str) else json.dumps(initializer, separators=(",", ":"))
    return "%s%s %s %s %s" % (name_text(name), where, TYPES[t.dtype], shape_text(shape), text)


def value_of(values):
    """The initializer of what is not drawn; None if there is none."""
    if not bool(torch.isfinite(values).all()):
        return None
    if values.numel() == 0 or bool((values == values[0]).all()) and not bool(torch.signbit(values).any() and (values == 0).any()):
        value = values[0].item() if values.numel() else 0.0
        return {0.0: "zeros", 1.0: "ones"}.get(value) or {"class_name": "torch.nn.init.constant_", "config": {"val": value}}
    return {"values": values.tolist()} if values.numel() <= MOST_VALUES else None


def lines_of(r, module):
    state, seen, homes, tail, tied, comments, cannot = module.state_dict(), {}, {}, [], [], [], []
    for name, t in state.items():
        refuse = lambda reason: cannot.append("!cannot %s %s %s %s" % (name_text(name), str(t.dtype)[6:], shape_text(t.shape), reason))
        key = (r.key(t), t.storage_offset(), tuple(t.shape), t.stride())
        pieces = r.read(t) if t.numel() else []
        words = [s[0] for _, _, s in pieces if s and isinstance(s[0], str)]
        if key in seen and t.numel():
            if t.dtype in TYPES and not words:
                tied.append(line(name, t, {"same": seen[key]}))
        elif words:
            refuse(words[0])
        elif t.dtype not in TYPES:
            comments.append("# %s %s %s: no floats" % (name_text(name), str(t.dtype)[6:], shape_text(t.shape)))
        elif not t.is_contiguous() and any(s for _, _, s in pieces):
            refuse("its layout: strides %s" % (t.stride(),))
        else:
            flat = t.reshape(-1) if not all(s for _, _, s in pieces) or not pieces else t
            for begin, count, source in pieces or [(0, 0, None)]:
                if source:
                    homes.setdefault(source[0], {}).setdefault((name, begin - source[1], source[2]), []).append((begin, begin + count))
                    continue
                value = value_of(flat[begin:begin + count])
                if value is None:
                    refuse("%d values that are computed" % count)
                else:
                    tail.append(line(name, t, value, (begin, begin + count)))
        seen.setdefault(key, name)
    out, started, copies = [], set(), []
    for number, (dtype, shape, function, config) in enumerate(r.draws):
        initializer, count = {"class_name": "torch.nn.init." + function, "config": config}, int(np.prod(shape))
        home = None
        for (name, begin, steps), ranges in homes.get(number, {}).items():
            t = state[name]
            made = dict(initializer, **({"then": [json.loads(s) for s in steps]} if steps else {}))
            if begin < 0 or begin + count > t.numel():
                cannot.append("!cannot %s %s %s part of a draw of %s" % (name_text(name), TYPES[t.dtype], shape_text(t.shape), shape_text(shape)))
                continue
            whole = count == t.numel()
            if home is None:
                if not whole and name not in started:
                    out.append(line(name, t, "zeros"))
                started.add(name)
                out.append(line(name, t, made, (begin, begin + count)))
                home = name if whole else ""
            elif whole and home and state[home].shape == t.shape:
                made = dict({"copy": home}, **({"then": made["then"]} if steps else {}))
                copies.append(line(name, t, made))
            else:
                cannot.append("!cannot %s %s %s a copy of part of a tensor" % (name_text(name), TYPES[t.dtype], shape_text(t.shape)))
        if home is None:
            out.append("!skip %s %s %s" % (TYPES.get(dtype, dtype), shape_text(shape), json.dumps(initializer, separators=(",", ":"))))
    return comments + out + copies + tail + tied + cannot + ["!cannot (construction) - - " + n for n in dict.fromkeys(r.notes)]


# --- The module -----------------------------------------------------------------------------------------------------------

def builder(what, arguments, modules):
    """A function that constructs the module."""
    package, _, name = what.partition(":")
    keywords = {k: ast.literal_eval(v) for k, v in (a.split("=", 1) for a in arguments)}
    if package == "torchvision" and name:
        return lambda: importlib.import_module("torchvision.models").get_model(name, **dict({"weights": None}, **keywords))
    if package == "timm" and name:
        return lambda: importlib.import_module("timm").create_model(name, **keywords)
    if package == "transformers" and name:
        of = getattr(importlib.import_module("transformers"), name)
        return lambda: of(of.config_class(**keywords))
    scope = {"torch": torch, "nn": torch.nn}
    for module in modules:
        importlib.import_module(module)
        scope[module.split(".")[0]] = sys.modules[module.split(".")[0]]
    return lambda: eval(what, scope)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("module")
    p.add_argument("arguments", nargs="*", metavar="KEY=VALUE")
    p.add_argument("--import", dest="modules", action="append", default=[], metavar="MODULE")
    o = p.parse_args()
    lines = lines_of(*record(builder(o.module, o.arguments, o.modules)))
    print("# %s, PyTorch %s\n%s" % (" ".join([o.module] + o.arguments), torch.__version__, "\n".join(lines)))
    sys.exit(2 if any(text.startswith("!cannot") for text in lines) else 0)


if __name__ == "__main__":
    main()
