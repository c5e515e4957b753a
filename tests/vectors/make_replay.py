# SPDX-License-Identifier: MIT
"""Print lines of tests/vectors/replay.txt: the kernels of whole models built under keras.utils.set_random_seed(S), with no seed on any layer.

Usage: python3 make_replay.py >> replay.txt      under Keras 2.15 and again under Keras 3.15, both on TensorFlow
"""
import hashlib

import keras


def fnv1a64(data):
    h = 14695981039346656037
    for byte in data:
        h = (h ^ byte) * 1099511628211 & (1 << 64) - 1
    return "%016x" % h


def dense():
    layers = [keras.layers.Dense(256, kernel_initializer="lecun_normal"), keras.layers.Dense(128, kernel_initializer="glorot_uniform"),
              keras.layers.Dense(10, kernel_initializer="he_uniform")]
    shape = (None, 784)
    for layer in layers:
        layer.build(shape)
        shape = (None, layer.units)
        yield layer.kernel


def mixed():
    layers = [(keras.layers.Conv2D(8, 3, kernel_initializer="he_normal"), (None, 32, 32, 3), "kernel"),
              (keras.layers.DepthwiseConv2D(3, depthwise_initializer="glorot_normal"), (None, 32, 32, 8), "depthwise_kernel"),
              (keras.layers.Embedding(50, 16, embeddings_initializer="uniform"), (None, 5), "embeddings"),
              (keras.layers.Dense(4, kernel_initializer="truncated_normal"), (None, 16), "kernel")]
    for layer, shape, name in layers:
        layer.build(shape)
        yield getattr(layer, name) if hasattr(layer, name) else layer.kernel


framework = "k" + keras.__version__[0]
for seed in (42, 7, 0, 1, 2**32 - 1):
    for model in (dense, mixed):
        keras.utils.set_random_seed(seed)
        fields = []
        for kernel in model():
            data = kernel.numpy().astype("<f4").tobytes()
            fields += [fnv1a64(data), hashlib.sha256(data).hexdigest()]
        print(framework, model.__name__, seed, *fields)
