# SPDX-License-Identifier: MIT
"""Print tests/vectors/golden.txt: tensors that the real Keras filled.

Usage: python3 make_golden.py check RECORDS.jsonl            under Keras: draw the file's records again and compare
       python3 make_golden.py draw > PART.txt                under Keras: edge cases, and the classes that the files lack
       python3 make_golden.py join KERAS2.jsonl KERAS3.jsonl KERAS2.part KERAS3.part > golden.txt
       python3 make_golden.py subnormal KERAS2.jsonl KERAS3.jsonl > subnormal.txt

check and draw need TensorFlow with Keras 2.15 or 3.15, on x86-64 with AVX2 and FMA and glibc 2.28 or later; join needs neither.
Run check before draw: the float64 values depend on the C library's variant, and only that of FMA gives the records.

A RECORDS.jsonl holds one tensor a line, {"fw": "keras2", "init": "LecunNormal", "p": {}, "shape": [7, 5], "dtype": "float32",
"seed": 42, "n": 35, "sha256": .., "fnv1a64": .., "hex": ..}: p are the arguments but the seed, then come digests of the little-endian bytes
in C order, and the bit patterns of all elements if there are at most 24, else of the first six and the last two. An init of
"tf.stateless_uniform" and so on is TensorFlow's own op with the seed pair [seed, p["seed1"]].
"""
import hashlib
import json
import sys

DTYPES = {"float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64"}
DIGITS = {"f16": 4, "bf16": 4, "f32": 8, "f64": 16}
RAW = {"tf.stateless_uniform": ("RandomUniform", {"minval": 0.0, "maxval": 1.0}),
       "tf.stateless_normal": ("RandomNormal", {"mean": 0.0, "stddev": 1.0}),
       "tf.stateless_truncated_normal": ("TruncatedNormal", {"mean": 0.0, "stddev": 1.0})}

HEAD = """\
# Tensors that the real Keras filled, joined by make_golden.py.
# keras2: tensorflow 2.15.1 with keras 2.15.0. keras3: tensorflow 2.21.0 with keras 3.15.1. tensorflow: the ops themselves, of 2.21.0.
# Written on x86-64 with AVX2 and FMA, CPU only, glibc 2.36. The f64 values are those of glibc's FMA variant; the others depend on nothing.
# Lines: framework class config dtype draw shape count sha256 fnv1a64 hex
# draw: the record is the draw-th call of an initializer whose seed is SeedGenerator(seed), or for tensorflow the second word of the seed
# pair. The digests are over the little-endian bytes in C order. hex holds the bit patterns of all elements if there are at most 24, else of
# the first six and the last two; - if there are none. A record may lack fnv1a64: -.
# records: {}"""


def patterns(hex_digits, digits):
    """The bit patterns, comma-joined."""
    return ",".join(hex_digits[i:i + digits] for i in range(0, len(hex_digits), digits)) or "-"


def shape_text(shape):
    return "x".join(map(str, shape)) or "scalar"


def line(framework, name, config, dtype, draw, shape, count, sha256, fnv1a64, hex_patterns):
    text = json.dumps(config, separators=(",", ":"))
    assert " " not in text
    return " ".join(map(str, (framework, name, text, dtype, draw, shape_text(shape), count, sha256, fnv1a64, hex_patterns)))


def records(path):
    with open(path) as file:
        for text in file:
            record = json.loads(text)
            if "init" in record:
                yield record


def converted(path, framework):
    for record in records(path):
        assert record["fw"] == framework
        dtype = DTYPES[record["dtype"]]
        hex_patterns = patterns(record["hex"], DIGITS[dtype])
        assert hex_patterns.count(",") + 1 == (record["n"] if record["n"] <= 24 else 8)
        name, config, draw, source = record["init"], dict(record["p"]), 0, framework
        if name in RAW:
            draw, source = config.pop("seed1"), "tensorflow"
            name, config = RAW[name]
            config = dict(config)
        if record["seed"] is not None:
            config["seed"] = record["seed"]
        yield line(source, name, config, dtype, draw, record["shape"], record["n"], record["sha256"], record.get("fnv1a64", "-"), hex_patterns)


def tensor(initializer, shape, dtype):
    """The elements' unsigned patterns."""
    import numpy as np
    array = np.asarray(initializer(shape, dtype=dtype).numpy())
    assert array.shape == tuple(shape) and array.dtype.name == dtype
    return np.ascontiguousarray(array).reshape(-1).view("<u%d" % array.dtype.itemsize)


def check(path):
    import keras
    differ = count = doubles = 0
    for record in records(path):
        if record["init"] in RAW:
            continue
        initializer = getattr(keras.initializers, record["init"])(seed=record["seed"], **record["p"])
        drawn = tensor(initializer, record["shape"], record["dtype"])
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

    def put(name, shape, draw=0, **config):
        arguments = dict(config)
        for dtype, short in DTYPES.items():
            if draw:
                arguments["seed"] = keras.random.SeedGenerator(config["seed"])
            initializer = getattr(keras.initializers, name)(**arguments)
            for _ in range(draw):
                initializer((1,))
            array = tensor(initializer, shape, dtype)
            listed = array if len(array) <= 24 else list(array[:6]) + list(array[-2:])
            data = array.tobytes()
            print(line(framework, name, config, short, draw, shape, len(array), hashlib.sha256(data).hexdigest(),
                       "%016x" % fnv1a64(data), ",".join("%0*x" % (DIGITS[short], x) for x in listed) or "-"))

    for seed in (-1, -2**63, 2**63 - 1, 2**31 - 2, 2**32, -2**31 - 1):
        for shape in ((7, 5), (3,)):
            put("LecunNormal", shape, seed=seed)
            put("GlorotUniform", shape, seed=seed)
    for shape in ((0, 5), (5, 0), (0,), (3, 0, 2)):
        put("LecunNormal", shape, seed=42)
        put("HeUniform", shape, seed=42)
    if framework == "keras3":
        for shape, inputs, outputs in (
                ((7, 5), [1], [0]), ((7, 5), [0], [1]), ((7, 5), [-1], [-2]), ((7, 5), [0, 0], [1]), ((7, 5), [1], [1]),
                ((7, 5), [], [0]), ((7, 5), [1], []), ((7, 5), [], []), ((7, 5), [1], None), ((7, 5), None, [0]),
                ((4, 6, 8), [0], [1, 2]), ((4, 6, 8), [1, 2], [0]), ((4, 6, 8), [-3], [-1]), ((4, 6, 8), [2], [1]),
                ((3, 3, 5, 7), [2], [3]), ((3, 3, 5, 7), [0, 1, 2], [3]), ((5,), [0], [0]), ((5,), [], []), ((), [], []),
                ((0, 5), [0], [1]), ((5, 0), [0], [1])):
            axes = {"input_axes": inputs, "output_axes": outputs}
            axes = {key: value for key, value in axes.items() if value is not None}
            put("LecunNormal", shape, seed=42, **axes)
            put("GlorotUniform", shape, seed=42, **axes)
        put("LecunNormal", (4, 6, 8), seed=-7, input_axes=[0, 2], output_axes=[1])
        put("VarianceScaling", (4, 6, 8), scale=3, mode="fan_out", distribution="uniform", seed=7, input_axes=[0, 2], output_axes=[1])
        for name in ("LecunNormal", "GlorotUniform", "RandomNormal", "RandomUniform"):
            for k in (1, 2, 5):
                put(name, (7, 5), draw=k, seed=42)
                put(name, (7, 5), draw=k, seed=-7)
    for scale in (2, 1, 1e-07, 123456.75):
        put("VarianceScaling", (7, 5), scale=scale, mode="fan_avg", distribution="normal", seed=3)
        put("VarianceScaling", (3, 3, 5, 7), scale=scale, mode="fan_out", distribution="uniform", seed=3)
    for low, high in ((0.7, -0.3), (-1000.1, 60000.3), (1e-07, 2e-07), (0, 1), (0.1, 0.1), (-5, -4.9)):
        put("RandomUniform", (7, 5), minval=low, maxval=high, seed=11)
    for mean, stddev in ((0.1, -0.37), (0.0, 0.0), (1000.3, 0.01), (-2, 3), (0.0, 1e-07)):
        put("RandomNormal", (7, 5), mean=mean, stddev=stddev, seed=12)
        put("TruncatedNormal", (7, 5), mean=mean, stddev=stddev, seed=12)
    for name in ("Zeros", "Ones"):
        for shape in ((), (5,), (7, 5), (0,), (3, 0, 2), (3, 3, 5, 7)):
            put(name, shape)
    for value in (0, 0.0, 1, -3, 0.7, 1e-07, -0.1, 2.0**-24, 70000, 1.00048828125001, 3.3895313892515355e38):
        for shape in ((), (7, 5), (0,)):
            put("Constant", shape, value=value)
    for gain in (1.0, 1, 0.7, -2.5, 1e-07):
        for shape in ((7, 5), (5, 7), (1, 1), (6, 6), (0, 3), (3, 0)):
            put("Identity", shape, gain=gain)


def join(jsonl2, jsonl3, part2, part3):
    lines = []
    for path, part, framework in ((jsonl2, part2, "keras2"), (jsonl3, part3, "keras3")):
        lines += converted(path, framework)
        with open(part) as file:
            added = file.read().splitlines()
        assert added and all(text.startswith(framework + " ") for text in added)
        lines += added
    print(HEAD.format(len(lines)), *lines, sep="\n")


if __name__ == "__main__":
    mode, paths = sys.argv[1:2], sys.argv[2:]
    if mode == ["subnormal"] and len(paths) == 2:
        lines = [*converted(paths[0], "keras2"), *converted(paths[1], "keras3")]
        print(HEAD.replace("filled, joined", "filled, so small that it flushed some to zero, joined").format(len(lines)), *lines, sep="\n")
    elif mode == ["check"] and len(paths) == 1:
        sys.exit(check(*paths))
    elif mode == ["draw"] and not paths:
        draw()
    elif mode == ["join"] and len(paths) == 4:
        join(*paths)
    else:
        sys.exit(__doc__)
