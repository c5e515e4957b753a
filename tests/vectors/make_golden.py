# SPDX-License-Identifier: MIT
"""Print tests/vectors/golden.txt: tensors that the real Keras filled.

Usage: python3 make_golden.py check RECORDS.jsonl            under Keras: draw the file's LecunNormal records again and compare
       python3 make_golden.py draw > PART.txt                under Keras: edge cases of LecunNormal, and Zeros and Ones
       python3 make_golden.py join KERAS2.jsonl KERAS3.jsonl KERAS2.part KERAS3.part > golden.txt

check and draw need TensorFlow with Keras 2.15 or 3.15, on x86-64 with AVX2 and FMA and glibc 2.28 or later; join needs neither.
Run check before draw: the float64 values depend on the C library's variant, and only that of FMA gives the records.

A RECORDS.jsonl holds one tensor a line, {"fw": "keras2", "init": "LecunNormal", "p": {}, "shape": [7, 5], "dtype": "float32",
"seed": 42, "n": 35, "sha256": .., "fnv1a64": .., "hex": ..}: digests of the little-endian bytes in C order, and the bit patterns of all
elements if there are at most 24, else of the first six and the last two. Other lines are passed over.
"""
import hashlib
import json
import sys

DTYPES = {"float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64"}
DIGITS = {"f16": 4, "bf16": 4, "f32": 8, "f64": 16}

HEAD = """\
# Tensors that the real Keras filled, joined by make_golden.py.
# keras2: tensorflow 2.15.1 with keras 2.15.0. keras3: tensorflow 2.21.0 with keras 3.15.1.
# Written on x86-64 with AVX2 and FMA, CPU only, glibc 2.36. The f64 values are those of glibc's FMA variant; the others depend on nothing.
# Lines: framework class dtype seed shape input_axes output_axes count sha256 fnv1a64 hex
# seed and axes are - when the class takes none or none was given; [] is an empty list. The digests are over the little-endian bytes in C
# order. hex holds the bit patterns of all elements if there are at most 24, else of the first six and the last two; - if there are none.
# records: {}"""


def patterns(hex_digits, digits):
    """The bit patterns, comma-joined."""
    return ",".join(hex_digits[i:i + digits] for i in range(0, len(hex_digits), digits)) or "-"


def shape_text(shape):
    return "x".join(map(str, shape)) or "scalar"


def axes_text(axes):
    return "-" if axes is None else "[" + ",".join(map(str, axes)) + "]"


def lecun_records(path):
    with open(path) as file:
        for line in file:
            record = json.loads(line)
            if record.get("init") == "LecunNormal":
                assert not record["p"]
                yield record


def converted(path, framework):
    for record in lecun_records(path):
        assert record["fw"] == framework
        dtype = DTYPES[record["dtype"]]
        hex_patterns = patterns(record["hex"], DIGITS[dtype])
        assert hex_patterns.count(",") + 1 == (record["n"] if record["n"] <= 24 else 8)
        yield " ".join(map(str, (framework, "LecunNormal", dtype, record["seed"], shape_text(record["shape"]), "-", "-", record["n"],
                                 record["sha256"], record["fnv1a64"], hex_patterns)))


def tensor(initializer, shape, dtype):
    """The elements' unsigned patterns."""
    import numpy as np
    array = np.asarray(initializer(shape, dtype=dtype).numpy())
    assert array.shape == tuple(shape) and array.dtype.name == dtype
    return np.ascontiguousarray(array).reshape(-1).view("<u%d" % array.dtype.itemsize)


def check(path):
    import keras
    differ = count = doubles = 0
    for record in lecun_records(path):
        drawn = tensor(keras.initializers.LecunNormal(seed=record["seed"]), record["shape"], record["dtype"])
        differ += hashlib.sha256(drawn.tobytes()).hexdigest() != record["sha256"]
        count += 1
        doubles += record["dtype"] == "float64"
    print("keras %s: %d of %d records differ (%d of them float64)" % (keras.__version__, differ, count, doubles))
    return differ != 0


def fnv1a64(data):
    h = 14695981039346656037
    for byte in data:
        h = (h ^ byte) * 1099511628211 & (1 << 64) - 1
    return h


def draw():
    import keras
    framework = "keras" + keras.__version__[0]

    def put(name, shape, seed=None, **axes):
        if seed is not None:
            axes["seed"] = seed
        initializer = getattr(keras.initializers, name)(**axes)
        for dtype, short in DTYPES.items():
            array = tensor(initializer, shape, dtype)
            listed = array if len(array) <= 24 else list(array[:6]) + list(array[-2:])
            data = array.tobytes()
            print(framework, name, short, "-" if seed is None else seed, shape_text(shape), axes_text(axes.get("input_axes")),
                  axes_text(axes.get("output_axes")), len(array), hashlib.sha256(data).hexdigest(), "%016x" % fnv1a64(data),
                  ",".join("%0*x" % (DIGITS[short], x) for x in listed) or "-")

    for seed in (-1, -2**63, 2**63 - 1, 2**31 - 2, 2**32, -2**31 - 1):
        for shape in ((7, 5), (3,)):
            put("LecunNormal", shape, seed)
    for shape in ((0, 5), (5, 0), (0,), (3, 0, 2)):
        put("LecunNormal", shape, 42)
    if framework == "keras3":
        for shape, inputs, outputs in (
                ((7, 5), [1], [0]), ((7, 5), [0], [1]), ((7, 5), [-1], [-2]), ((7, 5), [0, 0], [1]), ((7, 5), [1], [1]),
                ((7, 5), [], [0]), ((7, 5), [1], []), ((7, 5), [], []), ((7, 5), [1], None), ((7, 5), None, [0]),
                ((4, 6, 8), [0], [1, 2]), ((4, 6, 8), [1, 2], [0]), ((4, 6, 8), [-3], [-1]), ((4, 6, 8), [2], [1]),
                ((3, 3, 5, 7), [2], [3]), ((3, 3, 5, 7), [0, 1, 2], [3]), ((5,), [0], [0]), ((5,), [], []), ((), [], []),
                ((0, 5), [0], [1]), ((5, 0), [0], [1])):
            axes = {"input_axes": inputs, "output_axes": outputs}
            put("LecunNormal", shape, 42, **{key: value for key, value in axes.items() if value is not None})
        put("LecunNormal", (4, 6, 8), -7, input_axes=[0, 2], output_axes=[1])
    for name in ("Zeros", "Ones"):
        for shape in ((), (5,), (7, 5), (0,), (3, 0, 2), (3, 3, 5, 7)):
            put(name, shape)


def join(jsonl2, jsonl3, part2, part3):
    lines = []
    for path, part, framework in ((jsonl2, part2, "keras2"), (jsonl3, part3, "keras3")):
        lines += converted(path, framework)
        with open(part) as file:
            added = file.read().splitlines()
        assert added and all(line.startswith(framework + " ") for line in added)
        lines += added
    print(HEAD.format(len(lines)), *lines, sep="\n")


if __name__ == "__main__":
    mode, paths = sys.argv[1:2], sys.argv[2:]
    if mode == ["check"] and len(paths) == 1:
        sys.exit(check(*paths))
    elif mode == ["draw"] and not paths:
        draw()
    elif mode == ["join"] and len(paths) == 4:
        join(*paths)
    else:
        sys.exit(__doc__)
