# SPDX-License-Identifier: MIT
"""Print tests/vectors/golden_jax.txt: tensors that JAX, Flax and Keras on JAX filled; and jax_keys.txt: keys that they derived.

Usage: python3 make_jax.py draw > PART.txt                   under JAX: what the files lack
       python3 make_jax.py join JAX.jsonl KERAS3JAX.jsonl FLAX.jsonl PART.txt > golden_jax.txt
       python3 make_jax.py keys > jax_keys.txt               under JAX and Flax

draw and keys need jaxlib 0.8.2 or later on a CPU with FMA. The files' lines are
described in make_golden.py; FLAX.jsonl has a model's source text in "build", and a parameter's path in "parameter".
"""
import hashlib
import json
import sys

from make_golden import DIGITS, DTYPES, fnv1a64, patterns, records, shape_text

JAX = "jax.nn.initializers."
RAW = {"random.uniform": ("RandomUniform", {"minval": 0.0, "maxval": 1.0}), "random.normal": (JAX + "normal", {"stddev": 1.0}),
       "random.truncated_normal": (JAX + "truncated_normal", {"stddev": 1.0})}
HEAD = """\
# Tensors that JAX filled, joined by make_jax.py.
# jax: jax.nn.initializers and jax.random, jaxlib 0.10.2, x64 enabled, threefry_partitionable, CPU with FMA. jaxjit: inside jax.jit.
# keras3jax: keras 3.15.1 on jaxlib 0.10.2, x64 off. flax: parameters of models, flax 0.12.8 on jaxlib 0.10.2, x64 off.
# Lines: framework class config dtype key shape count sha256 fnv1a64 hex
# key: the words of the key, hexadecimal; or linen:SEED:PATH:COUNT or nnx:SEED:COUNT, of which a key is made; or -, where the config has the
# seed. The rest is as in golden.txt; what a record lacks is -.
# records: {}"""


def line(framework, name, config, dtype, key, shape, count, sha256, fnv1a, hex_patterns):
    text = json.dumps(config, separators=(",", ":"))
    return " ".join(map(str, (framework, name, text, dtype, key, shape_text(shape), count, sha256, fnv1a, hex_patterns)))


def key_text(seed):
    seed &= (1 << 64) - 1
    return "%08x:%08x" % (seed >> 32, seed & 0xffffffff)


def converted(path, framework):
    for record in records(path):
        dtype, config, name = DTYPES[record["dtype"]], dict(record["p"]), record["init"]
        if framework == "jax":
            name, config = RAW.get(name, (JAX + name, config))
            key = key_text(record["seed"])
        else:
            config["seed"], key = record["seed"], "-"
        yield line(framework, name, config, dtype, key, record["shape"], record["n"], record["sha256"], record["fnv1a64"],
                   patterns(record["hex"], DIGITS[dtype]))


# --- Flax: class and config of each parameter, and its place ---------------------------------------------------------------------------

LECUN, ZEROS, ONES = ("lecun_normal", {}), ("zeros", {}), ("ones", {})
EMBED = ("variance_scaling", {"distribution": "normal", "out_axis": 0})     # flax.linen.Embed, flax.nnx.Embed
NORMAL = ("normal", {"stddev": 0.02})
KINDS = {   # what the models' source text says of parameters that are not lecun_normal, zeros or ones
    ("linen_setup", "wte/embedding"): EMBED, ("linen_setup", "pos"): NORMAL,
    ("linen_setup", "h_0/fc/kernel"): NORMAL, ("linen_setup", "h_1/fc/kernel"): NORMAL,
    ("linen_setup", "h_0/proj/kernel"): ("xavier_uniform", {}), ("linen_setup", "h_1/proj/kernel"): ("xavier_uniform", {}),
    ("linen_bf16", "Dense_1/kernel"): ("he_normal", {}), ("nnx_cnn", "e/embedding"): EMBED,
    ("nnx_streams", "l2/kernel"): ("variance_scaling", {"scale": 2.0, "mode": "fan_out", "distribution": "uniform"}),
}
LINEN_COUNT = {"kernel": 1, "scale": 1, "embedding": 1, "pos": 1, "bias": 2}
NNX_COUNT = {   # flax.nnx counts the draws of a stream: biases, and one for Dropout
    "nnx_mlp": ["l1/kernel", "l1/bias", "l2/kernel", "l2/bias", "l3/kernel", "l3/bias"],
    "nnx_cnn": ["c1/kernel", "c1/bias", "bn/scale", "bn/bias", "(Dropout)", "c2/kernel", "ln/scale", "ln/bias", "e/embedding",
                "l/kernel", "l/bias"],
    "nnx_streams": ["l1/kernel", "l1/bias", "a/query/kernel", "a/query/bias", "a/key/kernel", "a/key/bias", "a/value/kernel",
                    "a/value/bias", "a/out/kernel", "a/out/bias", "l2/kernel", "l2/bias"],
}


def flax(path):
    with open(path) as file:
        for text in file:
            r = json.loads(text)
            module, parameter, shape = r["module"], r["parameter"], r["shape"]
            *where, own = parameter.split("/")
            name, config = KINDS.get((module, parameter), {"bias": ZEROS, "scale": ONES}.get(own, LECUN))
            if module in NNX_COUNT:
                key = "nnx:%d:%d" % (r["seed"], NNX_COUNT[module].index(parameter))
            else:
                key = "linen:%d:%s:%d" % (r["seed"], "/".join(where), LINEN_COUNT[own])
            drawn = shape
            if name == "lecun_normal" and len(shape) == 3:      # attention draws a matrix: (in, heads * features), (heads * features, out)
                drawn = [shape[0] * shape[1], shape[2]] if where[-1] == "out" else [shape[0], shape[1] * shape[2]]
            count = 1
            for n in shape:
                count *= n
            yield line("flax", JAX + name, config, DTYPES[r["dtype"]], key, drawn, count, r["sha256"], "-", "-")


# --- Under JAX -------------------------------------------------------------------------------------------------------------------------

def draw():
    import jax
    import numpy as np
    jax.config.update("jax_enable_x64", True)
    initializers = jax.nn.initializers

    def put(framework, name, make, shape, seed, config, dtypes=DTYPES):
        key = jax.random.key(seed)
        for dtype in dtypes:
            function = lambda k: make(k, shape, dtype)
            array = np.asarray((jax.jit(function) if framework == "jaxjit" else function)(key))
            assert array.shape == tuple(shape) and array.dtype.name == dtype
            array = np.ascontiguousarray(array).reshape(-1).view("<u%d" % array.dtype.itemsize)
            listed = array if len(array) <= 24 else list(array[:6]) + list(array[-2:])
            short, data = DTYPES[dtype], array.tobytes()
            print(line(framework, name, config, short, key_text(seed), shape, len(array), hashlib.sha256(data).hexdigest(),
                       "%016x" % fnv1a64(data), ",".join("%0*x" % (DIGITS[short], x) for x in listed) or "-"))

    def both(name, shape, seed, jit=True, **config):
        for framework in ("jax", "jaxjit")[:1 + jit]:
            put(framework, JAX + name, getattr(initializers, name)(**config), shape, seed, config)

    one_and_more = (1 + 2**-11 + 2**-40, 1 + 2**-8 + 2**-40)    # ties, if they were rounded to float32 first
    for shape, seed in (((7, 5), 42), ((), 7), ((33,), -1)):
        for scale in (0.01, -0.7, 2.5e-5, 1e-38) + one_and_more:
            both("uniform", shape, seed, False, scale=scale)
            both("normal", shape, seed, shape == (7, 5), stddev=scale)
            both("truncated_normal", shape, seed, False, stddev=scale)
    for value in (0.1, -3, 0.0, 1e-40, 6.1e-5) + one_and_more:
        both("constant", (3,), 1, False, value=value)
    for lower, upper in ((-1.0, 3.0), (0.0, 1.0), (-3.0, 3.0), (-10.0, 10.0), (-0.5, 0.25), (2.0, 4.0), (-5.0, 5.5), (0.7, 0.9),
                         (-1e-3, 2e-3), (-0.3, 1.6), (1.7, 1.8), (-1.1, -0.4), (3.0, 8.0), (-8.0, -7.0)):
        config = {"stddev": 0.5, "lower": lower, "upper": upper}
        put("jax", JAX + "truncated_normal", initializers.truncated_normal(**config), (500,), 9, config,
            ("float32", "float16", "bfloat16"))         # the float64 ones depend on the C library's erf
    for shape, axes in (((7, 5), {}), ((4, 6, 8), {"in_axis": [0, 1], "out_axis": [2]}), ((4, 6, 8), {"batch_axis": 0}),
                        ((50, 32), {"out_axis": 0}), ((5, 4, 6, 3), {"in_axis": [1, 2], "out_axis": -1, "batch_axis": [0]}),
                        ((6, 11), {"in_axis": 0, "out_axis": 0})):
        for mode in ("fan_in", "fan_out", "fan_avg", "fan_geo_avg"):
            for distribution in ("truncated_normal", "normal", "uniform"):
                both("variance_scaling", shape, 5, distribution == "normal" and mode == "fan_in", scale=0.37, mode=mode,
                     distribution=distribution, **axes)
    for name in ("lecun_normal", "lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform"):
        both(name, (3, 3, 5, 7), 6)
        both(name, (9, 7), 2**40 + 3, False, in_axis=-1, out_axis=-2)
    for low, high in ((-0.3, 0.7), (-1.0, 0.0), (0.5, 1.5), (0.1, 0.37), (1e-30, 1.0), (-1e-20, 2e-20), (0.7, -0.3), (1.0, 1.00001),
                      (-7.7, -6.7)):
        for framework in ("jax", "jaxjit"):
            put(framework, "RandomUniform", lambda k, shape, dtype: jax.random.uniform(k, shape, dtype, low, high), (300,), 11,
                {"minval": low, "maxval": high, "seed": 0})
    for mean, stddev in ((0.1, 0.37), (-0.2, 0.05), (3.0, 1.0)):
        put("jax", "RandomNormal", lambda k, shape, dtype: jax.random.normal(k, shape, dtype) * jax.numpy.array(stddev, dtype) + mean,
            (300,), 12, {"mean": mean, "stddev": stddev, "seed": 0})


def keys():
    import flax.linen
    import jax
    import numpy as np
    words = lambda key: "%08x:%08x" % tuple(int(x) for x in np.asarray(jax.random.key_data(key)))
    lines = []
    seeds = (0, 1, 42, -1, -7, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 5, 2**62 + 3, 2**63 - 1, -2**63, -2**31 - 1)
    for x64 in (0, 1):
        jax.config.update("jax_enable_x64", bool(x64))
        for seed in seeds:
            lines.append("key %d %d %s" % (x64, seed, words(jax.random.key(seed))))
    for seed in seeds:
        key = jax.random.key(seed)
        for n in (1, 2, 3, 7, 1000):
            lines.append("split %s %d %s" % (words(key), n - 1, words(jax.random.split(key, n)[n - 1])))
        for data in (0, 1, 5, 2**31, 2**32 - 1):
            lines.append("fold_in %s %d %s" % (words(key), data, words(jax.random.fold_in(key, np.uint32(data)))))
    fold = flax.core.scope._fold_in_static
    names = ("Dense_0", "a", "h_0", "attn", "query", "caf\u00e9", "x" * 51, "y" * 55, "z" * 64, "w" * 119, "v" * 300)
    for seed in (0, 2**40 + 1):
        for path in [()] + [(name,) for name in names] + [names[:2], names[1:5], names[4:]]:
            for count in (0, 1, 2, 255, 256, 65535, 2**24 + 3, 2**32 - 1):
                key = fold(jax.random.key(seed), path + (count,))
                lines.append("linen %s %s %d %s" % (words(jax.random.key(seed)), "/".join(path) or "-", count, words(key)))
    print("# Keys of jax %s and flax %s, printed by make_jax.py." % (jax.__version__, flax.__version__))
    print("# Lines: key X64 SEED KEY; split KEY INDEX KEY; fold_in KEY DATA KEY; linen KEY PATH COUNT KEY")
    print("# records: %d" % len(lines))
    print("\n".join(lines))


def join(jax_path, keras_path, flax_path, part_path):
    lines = list(converted(jax_path, "jax")) + list(converted(keras_path, "keras3jax")) + list(flax(flax_path))
    lines += open(part_path).read().splitlines()
    print(HEAD.format(len(lines)))
    print("\n".join(lines))


if __name__ == "__main__":
    {"draw": draw, "keys": keys, "join": join}[sys.argv[1]](*sys.argv[2:])
