# SPDX-License-Identifier: MIT
"""Print tests/vectors/keras315_config.txt: what Keras 3.15 writes of random initializers.

Usage: python3 make_keras315_config.py COUNT [SEED] > keras315_config.txt
       (keras 3.15.1 with any backend; KERAS_BACKEND=numpy needs numpy, scipy and jax)
"""
import json
import random
import sys

import keras

HEAD = """\
# What Keras %s writes of random initializers, by make_keras315_config.py %s. Fields are separated by tabs:
# document, json.dumps of get_config(), and json.dumps of keras.initializers.serialize() of what deserialize() makes of it."""

NUMBERS = {"Constant": ["value"], "Identity": ["gain"], "RandomUniform": ["minval", "maxval"],
           "RandomNormal": ["mean", "stddev"], "TruncatedNormal": ["mean", "stddev"], "VarianceScaling": ["scale"],
           "Orthogonal": ["gain"]}
FANNED = ["VarianceScaling", "GlorotUniform", "GlorotNormal", "LecunUniform", "LecunNormal", "HeUniform", "HeNormal"]
UNSEEDED = ["Zeros", "Ones", "Constant", "Identity"]
CLASSES = sorted(set(NUMBERS) | set(FANNED) | set(UNSEEDED))


def a_number():
    kind = random.randrange(5)
    if kind == 0:
        return random.choice([1, -1]) * random.getrandbits(random.choice([1, 8, 32, 63]))
    if kind == 1:
        return random.choice([0.0, -0.0, 1.0, 0.05, 1e-07, 1e16, 1e15, 123456789012345680.0, 5e-324, 1.7976931348623157e308])
    if kind == 2:
        return round(random.uniform(-10, 10), random.randrange(6))
    return random.uniform(-1, 1) * 10.0 ** random.randrange(-30, 30)


def axes():
    return None if random.random() < 0.4 else [random.randrange(-4, 5) for _ in range(random.randrange(4))]


def a_config(name):
    config = {}
    for key in NUMBERS.get(name, []):
        value = a_number()
        config[key] = (abs(value) or 1) if key == "scale" else value
    if name not in UNSEEDED:
        config["seed"] = random.choice([None, random.randrange(100), random.getrandbits(64) - 2 ** 63])
    if name in FANNED:
        config["input_axes"], config["output_axes"] = axes(), axes()
    if name == "VarianceScaling":
        config["mode"] = random.choice(["fan_in", "fan_out", "fan_avg"])
        config["distribution"] = random.choice(["truncated_normal", "untruncated_normal", "uniform", "normal", "Uniform"])
    required = ["value"] if name == "Constant" else []
    keys = [key for key in config if key in required or random.random() < 0.8]
    random.shuffle(keys)
    return {key: config[key] for key in keys}


def main():
    assert keras.__version__.startswith("3.15."), keras.__version__
    random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(HEAD % (keras.__version__, " ".join(sys.argv[1:])))
    for _ in range(int(sys.argv[1])):
        name = random.choice(CLASSES)
        document = json.dumps({"class_name": name, "config": a_config(name)})
        initializer = keras.initializers.deserialize(json.loads(document))
        print(document, json.dumps(initializer.get_config()), json.dumps(keras.initializers.serialize(initializer)), sep="\t")


main()
