# SPDX-License-Identifier: MIT
"""Which draws the construction of a PyTorch module makes, and which elements of its tensors come from which: see from_torch.py.

The draws are seen at the level of aten, on the CPU, and are not made. (Meta tensors would hide some: trunc_normal_ returns at once
there, and transformers leaves its initialization out; above aten nothing shows the final numbers.)
"""
import json
import random

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

TYPES = {torch.float32: "f32", torch.float64: "f64", torch.float16: "f16", torch.bfloat16: "bf16"}
DRAWS = {"uniform_": ("uniform_", ("from", "to"), ("a", "b")), "normal_": ("normal_", ("mean", "std"), ("mean", "std"))}
MAKERS = {"rand": ("uniform_", {"a": 0.0, "b": 1.0}), "rand_like": ("uniform_", {"a": 0.0, "b": 1.0}),
          "randn": ("normal_", {"mean": 0.0, "std": 1.0}), "randn_like": ("normal_", {"mean": 0.0, "std": 1.0})}
OPERATIONS = {"mul", "div", "add", "sub", "clamp"}              # what "then" can say
EMPTY = {"empty", "empty_like", "empty_strided", "empty_permuted", "new_empty", "new_empty_strided"}
FRESH = {"zeros_like", "ones_like", "full_like", "new_zeros", "new_ones", "new_full", "set_"}   # of a drawn tensor they take the form
SILENT = {"is_same_size", "_has_compatible_shallow_copy_type"}
MOST_RUNS = 65536               # rows of a view that are followed one by one


def is_dense(t):
    """Whether t covers a range of its storage without holes, in any order of its axes."""
    expected = 1
    for size, stride in sorted(((n, s) for n, s in zip(t.shape, t.stride()) if n != 1), key=lambda x: x[1]):
        if stride != expected:
            return False
        expected *= size
    return True


def runs_of(t):
    """[(start in the storage, length, position among t's elements)] in C order; None if it is not followed."""
    if t.is_contiguous():
        return [(t.storage_offset(), t.numel(), 0)]
    inner, rank = 1, t.dim()
    while rank and (t.shape[rank - 1] == 1 or t.stride(rank - 1) == inner):
        inner *= t.shape[rank - 1]
        rank -= 1
    if t.numel() > MOST_RUNS * inner or 0 in t.stride():
        return None
    return [(t.storage_offset() + sum(i * s for i, s in zip(index, t.stride())), inner, k * inner)
            for k, index in enumerate(np.ndindex(*t.shape[:rank]))]


def moved(source, by):
    """A source (draw, first element, operations) that begins so many elements later; draw is a number, or a reason in words."""
    return source and (source[0], source[1] + by, source[2])


class Recorder(TorchDispatchMode):
    """draws: what was drawn, in order. pieces: of each storage [(begin, end, source)], sorted; elsewhere nothing is drawn."""

    def __init__(self):
        super().__init__()
        self.draws, self.pieces, self.kept, self.notes = [], {}, [], []

    def key(self, t):
        return t.untyped_storage()._cdata

    def is_drawn(self, t):
        return bool(self.pieces.get(self.key(t)))

    def write(self, t, sources):
        """sources: [(position among t's elements, length, source or None)]."""
        key = self.key(t)
        if key not in self.pieces:
            if not any(s for _, _, s in sources):
                return
            self.pieces[key] = []
            self.kept.append(t.untyped_storage())               # so that no other gets its address
        runs = runs_of(t)
        if runs is None:
            runs = [(0, t.untyped_storage().nbytes() // t.element_size(), 0)]
            sources = [(0, runs[0][1], ("a view that is not followed", 0, ()))]
        for start, length, at in runs:
            for first, count, source in sources:
                low, high = max(first, at), min(first + count, at + length)
                if low < high:
                    self.put(key, start + low - at, start + high - at, moved(source, low - first))

    def put(self, key, begin, end, source):
        out = [(begin, end, source)] if source else []
        for a, b, s in self.pieces[key]:
            if a < begin:
                out.append((a, min(b, begin), s))
            if b > end:
                out.append((max(a, end), b, moved(s, max(a, end) - a)))
        self.pieces[key] = sorted((p for p in out if p[0] < p[1]), key=lambda p: p[0])

    def read(self, t):
        runs, out = runs_of(t), []
        if runs is None:
            return [(0, t.numel(), ("a view that is not followed", 0, ()))]
        for start, length, at in runs:
            place, end = start, start + length
            for a, b, s in self.pieces.get(self.key(t), []):
                low, high = max(a, start), min(b, end)
                if low < high:
                    out += [(at + place - start, low - place, None)] if place < low else []
                    out.append((at + low - start, high - low, moved(s, low - a)))
                    place = high
            out += [(at + place - start, end - place, None)] if place < end else []
        return out

    def draw(self, t, name, config, generator=None):
        if t.numel() == 0 or t.device.type == "meta":           # neither spends anything
            return t
        source = (len(self.draws), 0, ())
        if generator is not None:
            source = ("a generator of its own", 0, ())
        elif t.device.type != "cpu":
            source = ("a draw on " + t.device.type, 0, ())
        else:
            self.draws.append((t.dtype, tuple(t.shape), name, config))
            if not t.is_contiguous():
                self.notes.append("a draw of a tensor %s that is not contiguous" % (tuple(t.shape),))
            elif t.dtype not in TYPES:
                self.notes.append("a draw of %s" % t.dtype)
        self.write(t, [(0, t.numel(), source)])
        return t

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        name = func._schema.name.split("::")[1]
        if name in DRAWS and func._overloadname == "default":
            function, theirs, ours = DRAWS[name]
            numbers = dict(zip(theirs, (0.0, 1.0)), **{k: v for k, v in kwargs.items() if k in theirs})
            numbers.update(zip(theirs, args[1:]))
            return self.draw(args[0], function, {o: float(numbers[t]) for t, o in zip(theirs, ours)}, kwargs.get("generator"))
        if name in MAKERS:
            rest = {k: v for k, v in kwargs.items() if k != "generator"}
            out = (torch.ops.aten.empty_like if name.endswith("_like") else torch.ops.aten.empty.memory_format)(args[0], **rest)
            return self.draw(out, *MAKERS[name], kwargs.get("generator"))
        out = func(*args, **kwargs)
        if torch.Tag.nondeterministic_seeded in func.tags:
            self.notes.append("a draw of another kind: %s" % func)
            for t in (t for t in tree_leaves(out) if isinstance(t, torch.Tensor)):
                self.write(t, [(0, t.numel(), (str(func), 0, ()))])
        else:
            self.follow(func, name, args, kwargs, out)
        return out

    def follow(self, func, name, args, kwargs, out):
        """What an operation makes of what was drawn."""
        inputs = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
        outputs = [t for t in tree_leaves(out) if isinstance(t, torch.Tensor)]
        unknown = lambda t: [(0, t.numel(), (str(func), 0, ()))]
        if name in EMPTY:
            return self.write(out, [(0, out.numel(), ("never initialized", 0, ()))])
        if not any(self.is_drawn(t) for t in inputs) or name in FRESH:
            return None
        if name in ("copy_", "fill_", "zero_"):
            source = args[1] if name == "copy_" else None
            return self.write(args[0], self.copied(source, args[0]) if source is not None else [(0, args[0].numel(), None)])
        if not outputs:
            if name not in SILENT:
                self.notes.append("a drawn value is read by Python: %s" % func)
            return None
        own = {self.key(t) for t in inputs}
        if not name.endswith("_") and all(self.key(t) in own for t in outputs):
            return None                                         # a view
        first, operation = args[0], name.rstrip("_")
        if name in ("cat", "stack") and all(t.is_contiguous() for t in first) and (args[1:] or (0,))[0] == 0:
            starts = np.cumsum([0] + [t.numel() for t in first]).tolist()
            return self.write(out, [(s + a, n, source) for s, t in zip(starts, first) for a, n, source in self.read(t)])
        if name in ("clone", "_to_copy", "lift_fresh") and out.stride() == first.stride():
            return self.write(out, self.copied(first, out))
        numbers = list(args[1:])
        if operation in OPERATIONS and len(numbers) == (2 if operation == "clamp" else 1) and not kwargs \
                and all(isinstance(n, (int, float)) or (isinstance(n, torch.Tensor) and n.dim() == 0 and not self.is_drawn(n))
                        for n in numbers) and isinstance(first, torch.Tensor) and out.dtype == first.dtype:
            step = json.dumps([operation] + [float(n) for n in numbers])
            return self.write(out, [(a, n, s and (s[0], s[1], s[2] + (step,))) for a, n, s in self.read(first)])
        for t in outputs:
            self.write(t, unknown(t))

    def copied(self, source, to):
        """What `to` holds after a copy of `source`. copy.deepcopy copies the storage of a buffer as bytes."""
        if source.dtype == to.dtype == torch.uint8 and source.is_contiguous() and self.is_drawn(source):
            self.pieces[self.key(to)] = list(self.pieces[self.key(source)])
            self.kept.append(to.untyped_storage())
            return []
        if source.shape != to.shape:
            return [(0, to.numel(), ("a copy that is spread", 0, ())) if self.is_drawn(source) else (0, to.numel(), None)]
        if source.dtype == to.dtype:
            return self.read(source)
        return [(a, n, s and ("drawn as %s, kept as %s" % (source.dtype, to.dtype), 0, ())) for a, n, s in self.read(source)]


def record(build):
    """The recorder, and the module. What loops over its own values is replaced: the values are not there."""
    r, init = Recorder(), torch.nn.init

    def truncated(tensor, mean, std, a, b, generator=None):
        return r.draw(tensor, "trunc_normal_", {"mean": float(mean), "std": float(std), "a": float(a), "b": float(b)}, generator)

    def orthogonal(tensor, gain=1, generator=None):
        return _recorder.draw(tensor, "orthogonal_", {"gain": float(gain)}, generator)

    before, old, code = (repr(np.random.get_state()), random.getstate()), init._no_grad_trunc_normal_, init.orthogonal_.__code__
    init._no_grad_trunc_normal_, init._recorder = truncated, r
    init.orthogonal_.__code__ = orthogonal.__code__             # the code alone, since others may have imported the function
    try:
        with r:
            module = build()
    finally:
        init._no_grad_trunc_normal_, init.orthogonal_.__code__ = old, code
    if before != (repr(np.random.get_state()), random.getstate()):
        r.notes.append("numpy.random or random was used")
    return r, module
