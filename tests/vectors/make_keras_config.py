# SPDX-License-Identifier: MIT
"""Print tests/vectors/keras_config.txt: how the real Keras writes and reads the configs of initializers.

Usage: python3 make_keras_config.py observe > PART.txt       under Keras: TensorFlow with Keras 2.15 or 3.15
       python3 make_keras_config.py join KERAS2.part KERAS3.part > keras_config.txt
"""
import json
import sys

HEAD = """\
# How the real Keras writes and reads configs, joined by make_keras_config.py.
# keras2: tensorflow 2.15.1 with keras 2.15.0. keras3: tensorflow 2.21.0 with keras 3.15.1.
# Lines, their fields separated by tabs:
# emit framework kind initializer text: json.dumps of initializer.get_config() or of keras.initializers.serialize(initializer).
# read document keras2 keras3: what keras.initializers.deserialize(json.loads(document)) gives in either Keras:
#   ok:class:config, the result's get_config() without spaces and without axes that are null;
#   refused:exception, NotAnInitializer when it gives something else; call-fails:exception when only a call on shape (3, 4) fails.
# load framework kind text ok fnv1a64: lecun's texts load: kind is serialize, or the class whose from_config takes the text. The digest is
#   FNV-1a 64 over the little-endian float32 bytes of a call on shape (3, 4), - for seed null.
# lines: {}"""

NAMES = ["LecunNormal", "lecun_normal", "LecunNormalV2", "lecun_normalV2", "Zeros", "zeros", "zero", "ZerosV2", "zerosV2", "Ones", "ones",
         "one", "OnesV2", "onesV2"]
NEAR_MISSES = ["lecunnormal", "lecunNormal", "LECUN_NORMAL", "Lecun_Normal", "lecun-normal", "lecun normal", "LecunNormalV1", "Zero",
               "One", "ZEROS", "ONES", "zeroV2", "oneV2", "Zeros ", " zeros", "zero ", "", "null", "keras.initializers.Zeros",
               "zeros_initializer", "ones_initializer", "nonsense"]
OTHER_CLASSES = ["Initializer", "initializer", "STFT", "stft", "STFTInitializer", "function", "__lambda__", "__numpy__"]
CLASSES = ["Constant", "Identity", "RandomUniform", "RandomNormal", "TruncatedNormal", "VarianceScaling", "GlorotUniform", "GlorotNormal",
           "LecunUniform", "HeUniform", "HeNormal", "Orthogonal"]
ALIASES = CLASSES + [name + "V2" for name in CLASSES] + [
    "constant", "identity", "random_uniform", "random_normal", "truncated_normal", "variance_scaling", "glorot_uniform", "glorot_normal",
    "lecun_uniform", "he_uniform", "he_normal", "orthogonal", "uniform", "normal", "Uniform", "Normal", "IdentityInitializer",
    "OrthogonalInitializer", "identity_initializer", "xavier_uniform", "kaiming_normal", "glorot_uniformV2", "glorot_normalV2",
    "lecun_uniformV2", "he_uniformV2", "he_normalV2", "identityV2", "orthogonalV2", "random_normalV2", "constantV2", "GLOROT_UNIFORM"]
NUMBERS = ["0", "1", "-3", "0.0", "0.7", "-0.1", "1e-07", "1E5", "1e+16", "123456789012345680.0", "9223372036854775807", "9223372036854775808",
           "2.50", "-0.0", "-0", "5e-324", "1.7976931348623157e308", "true", "null", '"1"', "[]", "[1.0]", "{}"]
NUMBER_KEYS = {"Constant": ["value"], "Identity": ["gain"], "RandomUniform": ["minval", "maxval"], "RandomNormal": ["mean", "stddev"],
               "TruncatedNormal": ["mean", "stddev"], "VarianceScaling": ["scale"], "Orthogonal": ["gain"]}
GENERATOR = '{"module": "keras.random", "class_name": "SeedGenerator", "config": %s, "registered_name": null}'

MODULES = ['"keras.initializers"', '"keras.src.initializers.random_initializers"', '"keras.src.initializers"', '"tf.keras.initializers"',
           '"keras.layers"', '"builtins"', '""', '"nonsense"', "null", "5", "true", "[]", "{}"]
REGISTERED = ["null", '"LecunNormal"', '"Custom>LecunNormal"', '"nonsense"', '""', "5", "true", "[]"]
SEEDS = ["0", "42", "-7", "-0", "2147483646", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
         "-9223372036854775809", "18446744073709551616", "1.0", "42.5", "1e3", '"1"', '""', "true", "false", "null", "[]", "[1]", "[1, 2]",
         "{}", '{"a": 1}']
AXES = ["null", "[1]", "[0]", "[0, 1]", "[]", "[0, 0]", "[-1]", "[-1, -2]", "[2]", "[-3]", "[2147483648]", "1", "0", '"junk"', '""', '"1"',
        "[1.0]", "[true]", "[null]", '["1"]', "[[1]]", "true", "false", "1.0", "{}", "[0, 1, 0, 1, 0, 1, 0, 1, 0]"]
SERIALIZED = '{"module": "keras.initializers", "class_name": "%s", "config": %s, "registered_name": null}'


def documents():
    def of(class_name, config):
        return '{"class_name": "%s", "config": %s}' % (class_name, config)

    for name in NAMES + NEAR_MISSES + OTHER_CLASSES:
        yield json.dumps(name)
    for name in NAMES + NEAR_MISSES + OTHER_CLASSES:
        yield '{"class_name": %s}' % json.dumps(name)
        yield of(name, "{}")
    yield from ["null", "5", "1.5", "true", "false", "[]", '["zeros"]', "{}", '{"config": {}}', '{"config": {"seed": 42}}',
                '{"seed": 42}', '{"module": "keras.initializers"}', '{"name": "Zeros"}']
    for class_name in ("null", "5", "true", "[]", "{}", '["Zeros"]'):
        yield '{"class_name": %s}' % class_name
        yield '{"class_name": %s, "config": {}}' % class_name
    for name in ("LecunNormal", "Zeros"):
        for config in ("null", "[]", '["seed"]', '[["seed", 42]]', '"junk"', '""', "5", "0", "true", "false", "1.5"):
            yield of(name, config)
            yield SERIALIZED % (name, config)
    for module in MODULES:
        yield '{"module": %s, "class_name": "LecunNormal"}' % module
        yield '{"module": %s, "class_name": "LecunNormal", "config": {"seed": 42}}' % module
        yield '{"module": %s, "class_name": "LecunNormal", "config": {"seed": 42}, "registered_name": null}' % module
        yield '{"module": %s, "class_name": "zeros", "config": {}, "registered_name": null}' % module
    for name in REGISTERED:
        yield '{"class_name": "LecunNormal", "config": {"seed": 42}, "registered_name": %s}' % name
        yield '{"module": "keras.initializers", "class_name": "LecunNormal", "config": {"seed": 42}, "registered_name": %s}' % name
    yield '{"registered_name": null, "config": {"seed": 42}, "class_name": "LecunNormal", "module": "keras.initializers"}'
    yield '{"module": "keras.initializers", "class_name": "LecunNormal", "config": {"seed": 42}}'
    for key in ("foo", "shared_object_id", "build_config", "compile_config", "name", "dtype", "seed", "Class_Name"):
        for value in ("null", "5", '"x"', "{}", '{"a": 1}'):
            yield '{"class_name": "LecunNormal", "config": {"seed": 42}, "%s": %s}' % (key, value)
            yield '{"module": "keras.initializers", "class_name": "LecunNormal", "config": {"seed": 42}, "registered_name": null, ' \
                  '"%s": %s}' % (key, value)
    for name in ("LecunNormal", "Zeros", "Ones"):
        for config in ('{"foo": 1}', '{"foo": null}', '{"Seed": 42}', '{"name": "x"}', '{"scale": 1.0}', '{"mode": "fan_in"}',
                       '{"distribution": "truncated_normal"}', '{"dtype": "float32"}', '{"dtype": "float64"}', '{"dtype": "nonsense"}',
                       '{"dtype": null}', '{"dtype": 5}', '{"dtype": {}}', '{"dtype": []}'):
            yield of(name, config)
    yield of("LecunNormal", '{"seed": 42, "dtype": "float32"}')
    yield SERIALIZED % ("LecunNormal", '{"seed": 42, "dtype": "float32"}')
    for seed in SEEDS:
        yield of("LecunNormal", '{"seed": %s}' % seed)
    for seed in ("42", "null", '"x"'):
        yield of("Zeros", '{"seed": %s}' % seed)
        yield of("Ones", '{"seed": %s}' % seed)
    for axes in AXES:
        yield of("LecunNormal", '{"seed": 42, "input_axes": %s}' % axes)
        yield of("LecunNormal", '{"seed": 42, "output_axes": %s}' % axes)
        yield of("LecunNormal", '{"seed": 42, "input_axes": %s, "output_axes": [0]}' % axes)
        yield of("LecunNormal", '{"seed": 42, "input_axes": [1], "output_axes": %s}' % axes)
    yield of("LecunNormal", '{"input_axes": [1], "output_axes": [0]}')
    yield of("LecunNormal", '{"seed": null, "input_axes": null, "output_axes": null}')
    yield of("LecunNormal", '{"output_axes": [-2], "input_axes": [-1, 0], "seed": -7}')
    for name in ("Zeros", "Ones"):
        for config in ('{"input_axes": [1]}', '{"input_axes": null}', '{"output_axes": [0]}', '{"input_axes": [1], "output_axes": [0]}'):
            yield of(name, config)


def more_documents():
    """Of the classes with numbers, modes and generators."""
    def of(class_name, config):
        return '{"class_name": "%s", "config": %s}' % (class_name, config)

    for name in ALIASES:
        yield json.dumps(name)
        yield of(name, "{}")
    for name in CLASSES:
        yield SERIALIZED % (name, "{}")
        for config in ('{"seed": 42}', '{"seed": null}', '{"seed": 1.5}', '{"foo": 1}', '{"dtype": "float32"}', '{"input_axes": [1]}',
                       '{"seed": 3, "input_axes": [1], "output_axes": [0]}', '{"scale": 2.0}', '{"mode": "fan_in"}', '{"gain": 2}',
                       '{"value": 2}', '{"mean": 2}', '{"minval": -2}', '{"distribution": "uniform"}', '{"seed": 42, "seeds": 1}'):
            yield of(name, config)
    for name, keys in NUMBER_KEYS.items():
        for key in keys:
            for number in NUMBERS:
                yield of(name, '{"%s": %s}' % (key, number))
    yield of("RandomUniform", '{"maxval": -1, "minval": 1.5, "seed": 5}')
    yield of("TruncatedNormal", '{"seed": 5, "stddev": 2, "mean": 0.25}')
    for mode in ('"fan_in"', '"fan_out"', '"fan_avg"', '"fan_geo_avg"', '"FAN_IN"', '"fan"', '""', "null", "1"):
        yield of("VarianceScaling", '{"mode": %s}' % mode)
    for distribution in ('"normal"', '"uniform"', '"truncated_normal"', '"untruncated_normal"', '"Uniform"', '"NORMAL"',
                         '"Truncated_Normal"', '"gaussian"', '""', "null", "1"):
        yield of("VarianceScaling", '{"distribution": %s}' % distribution)
    yield of("VarianceScaling", '{"scale": 2.0, "mode": "fan_out", "distribution": "uniform", "seed": 9, "input_axes": [1], "output_axes": [0]}')
    for config in ('{"seed": 42}', '{"seed": -7, "name": "abc"}', '{"seed": null}', '{"seed": 1.5}', '{"seed": 42, "foo": 1}', "null", "{}"):
        yield of("GlorotUniform", '{"seed": %s}' % (GENERATOR % config))
    yield of("GlorotUniform", '{"seed": {"class_name": "SeedGenerator", "config": {"seed": 42}}}')
    yield of("GlorotUniform", '{"seed": {"module": "keras.random", "class_name": "Seed", "config": {"seed": 42}}}')


def more_texts(framework):
    """(class, config) of the other classes as lecun writes them in the dialect."""
    first, last = ('"seed": 42, ', "") if framework == "keras3" else ("", ', "seed": 42')
    for name in ("GlorotUniform", "GlorotNormal", "LecunUniform", "HeUniform", "HeNormal"):
        yield name, '{"seed": 42}'
    yield "Constant", '{"value": 0.7}'
    yield "Constant", '{"value": -3}'
    yield "Identity", '{"gain": 0.5}'
    yield "RandomUniform", '{%s"minval": -0.05, "maxval": 0.05%s}' % (first, last)
    yield "RandomNormal", '{%s"mean": 0.0, "stddev": 1e-07%s}' % (first, last)
    yield "TruncatedNormal", '{%s"mean": 0, "stddev": 0.05%s}' % (first, last)
    yield "Orthogonal", '{%s"gain": 1.0%s}' % (first, last)
    for mode in ("fan_in", "fan_out", "fan_avg"):
        for distribution in ("truncated_normal", "untruncated_normal", "uniform"):
            yield "VarianceScaling", '{%s"scale": 2.0, "mode": "%s", "distribution": "%s"%s}' % (first, mode, distribution, last)
    if framework == "keras3":
        yield "HeNormal", '{"seed": 42, "input_axes": [1], "output_axes": [0]}'
        yield "VarianceScaling", '{"seed": 42, "scale": 1, "mode": "fan_out", "distribution": "uniform", "input_axes": [1], "output_axes": [0]}'


def lecun_texts(framework):
    """(class, config) as lecun writes them."""
    for seed in ("0", "42", "-7", "9223372036854775807", "-9223372036854775808", "null"):
        yield "LecunNormal", '{"seed": %s}' % seed
    yield "Zeros", "{}"
    yield "Ones", "{}"
    if framework == "keras3":
        for seed in ("42", "null"):
            for axes in ('"input_axes": [1], "output_axes": [0]', '"input_axes": [1]', '"output_axes": [0]', '"input_axes": [0, -1], '
                         '"output_axes": []'):
                yield "LecunNormal", '{"seed": %s, %s}' % (seed, axes)


def emitted(framework):
    """Constructor texts."""
    for seed in ("seed=42", "seed=-7", "seed=2**63 - 1", "seed=-2**63", "seed=None", ""):
        yield "LecunNormal(%s)" % seed
    yield "Zeros()"
    yield "Ones()"
    yield from ["Constant()", "Constant(0.7)", "Constant(-3)", "RandomUniform(seed=1)", "RandomUniform(-1, 2.5)", "RandomNormal(seed=2)",
                "RandomNormal(0.25, 1e-07, 3)", "TruncatedNormal(seed=4)", "VarianceScaling(seed=5)",
                "VarianceScaling(2, 'fan_avg', 'Normal', seed=5)", "VarianceScaling(1e22, 'fan_out', 'uniform')", "GlorotUniform(1)",
                "GlorotNormal(2)", "LecunUniform(3)", "HeUniform(4)", "HeNormal()", "Orthogonal(seed=6)", "Orthogonal(gain=2, seed=7)"]
    if framework == "keras2":
        yield "Identity(0.5)"       # Keras 3 writes {}, and loses the gain
    if framework == "keras3":
        for axes in ("input_axes=[1], output_axes=[0]", "input_axes=[1]", "output_axes=[0]", "input_axes=[0, -1], output_axes=[]",
                     "input_axes=(1,), output_axes=(0,)"):
            yield "LecunNormal(seed=42, %s)" % axes


def fnv1a64(data):
    h = 14695981039346656037
    for byte in data:
        h = (h ^ byte) * 1099511628211 & (1 << 64) - 1
    return "%016x" % h


def read(keras, document):
    try:
        initializer = keras.initializers.deserialize(json.loads(document))
    except Exception as e:
        return "refused:" + type(e).__name__
    if not isinstance(initializer, keras.initializers.Initializer):
        return "refused:NotAnInitializer"
    try:
        initializer((3, 4))
    except Exception as e:
        return "call-fails:" + type(e).__name__
    config = {key: value for key, value in initializer.get_config().items() if value is not None or key == "seed"}
    return ":".join(["ok", type(initializer).__name__, json.dumps(config, separators=(",", ":"))])


def observe():
    import keras
    framework = "keras" + keras.__version__[0]
    for text in emitted(framework):
        initializer = eval("keras.initializers." + text)
        print("emit", framework, "get_config", text, json.dumps(initializer.get_config()), sep="\t")
        print("emit", framework, "serialize", text, json.dumps(keras.initializers.serialize(initializer)), sep="\t")
    for name, config in [*lecun_texts(framework), *more_texts(framework)]:
        for kind, text in ((name, config), ("serialize", SERIALIZED % (name, config))):
            if kind == "serialize":
                initializer = keras.initializers.deserialize(json.loads(text))
            else:
                initializer = getattr(keras.initializers, name).from_config(json.loads(text))
            assert type(initializer) is getattr(keras.initializers, name)
            if name != "Identity" or framework == "keras2":
                kept = {key: value for key, value in initializer.get_config().items() if value is not None or key == "seed"}
                assert list(kept.items()) == list(json.loads(config).items()), (kept, config)
            digest = fnv1a64(initializer((3, 4), dtype="float32").numpy().astype("<f4").tobytes())
            print("load", framework, kind, text, "ok", "-" if '"seed": null' in text else digest, sep="\t")
    for document in dict.fromkeys([*documents(), *more_documents()]):
        print("read", document, read(keras, document), sep="\t")


def join(path2, path3):
    with open(path2) as part2, open(path3) as part3:
        parts = [[line.split("\t") for line in part.read().splitlines()] for part in (part2, part3)]
    lines = [line for kind in ("emit", "load") for part in parts for line in part if line[0] == kind]
    reads = [[line for line in part if line[0] == "read"] for part in parts]
    assert [line[1] for line in reads[0]] == [line[1] for line in reads[1]]
    lines += [line2 + line3[2:] for line2, line3 in zip(*reads)]
    print(HEAD.format(len(lines)), *map("\t".join, lines), sep="\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["observe"]:
        observe()
    elif sys.argv[1:2] == ["join"] and len(sys.argv) == 4:
        join(*sys.argv[2:])
    else:
        sys.exit(__doc__)
