/* SPDX-License-Identifier: MIT
 *
 * network.h - a deep network of dense layers, trained by stochastic gradient descent
 *
 * Every layer has 64 units, as many as an image has pixels; the last one uses ten of them, one a class. Self-normalizing
 * networks: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks" (2017). They show that with SELU
 * and weights of mean 0 and variance 1/fan_in, mean 0 and variance 1 of the activations are a stable fixed point from
 * layer to layer. For the other initializers the same integrals give, with variance(weights) * fan_in = 1/3 (uniform),
 * 2 (He) and 0.774 (a truncated normal left as it is): a variance that shrinks to 0.70 of itself in every layer, one that
 * grows without end, by 1.10, and a fixed point at 0.365.
 */
#ifndef SNN_NETWORK_H
#define SNN_NETWORK_H

#include "digits.h"

#include <lecun.h>

enum { UNITS = DIGITS_PIXELS, BATCH = 32, MAX_LAYERS = 64 };

typedef enum activation { SELU, RELU } activation;

typedef float row[UNITS];

typedef struct network {
    activation function;
    int layers;                             /* hidden ones; the weights of layer i lead to it, those of layers + 1 out */
    row weights[MAX_LAYERS + 2][UNITS];     /* [from, to], as Keras stores the kernel of a Dense layer */
    row biases[MAX_LAYERS + 2];
    row outputs[MAX_LAYERS + 2][BATCH];     /* of each layer, for the batch at hand; outputs[0] is the batch itself */
} network;

/* Of the activations of one layer, over all its units and all training images. */
typedef struct moments {
    double mean, variance;
} moments;

/* Weights from the initializer, with the seeds seed, seed + 1, ... from layer to layer; biases of 0. */
lecun_status network_start(network *n, int layers, activation function, const lecun_initializer *initializer, int64_t seed);

/* One epoch: all training images once, in the order given, in minibatches. */
void network_train(network *n, const digits *d, const int *order, float rate);

/* moments[0] is of the input, moments[i] of hidden layer i. */
void network_moments(network *n, const digits *d, moments *of_layer);

/* The part of the images held out that is recognized, in percent. */
double network_accuracy(network *n, const digits *d);

#endif
