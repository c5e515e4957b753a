/* SPDX-License-Identifier: MIT */
#include "network.h"

#include <math.h>
#include <string.h>

/* Section 2 of the paper and its code, in full: with them the fixed point is mean 0 and variance 1. */
#define SELU_LAMBDA 1.0507009873554804934193349852946f
#define SELU_ALPHA 1.6732632423543772848170429916717f

/* --- Functions of one number -------------------------------------------------------------------------------------- */

/* Without a branch, so that the compiler can make vector code of a loop over it. */
static float positive_part(float x)
{
    return (x + fabsf(x)) / 2;
}

/* exp(x) - 1 for x <= 0, within 3e-7 of its value. Not libm's: that one differs between systems, and after a few hundred
 * steps of training so would the accuracy. With p = exp(x/16) - 1 by its series, p becomes exp(x/8) - 1 by p * (2 + p), and
 * so on. Below -16 it is -1 to that precision. */
static float exp_minus_1(float x)
{
    const float y = (x > -16 ? x : -16) / 16;
    float p = 1.f / 120 + y * (1.f / 720 + y * (1.f / 5040));

    p = y * (1 + y * (1.f / 2 + y * (1.f / 6 + y * (1.f / 24 + y * p))));
    p *= 2 + p;
    p *= 2 + p;
    p *= 2 + p;
    p *= 2 + p;
    return p;
}

static float selu(float x)
{
    const float positive = positive_part(x);

    return SELU_LAMBDA * positive + SELU_LAMBDA * SELU_ALPHA * exp_minus_1(x - positive);
}

/* The derivatives are wanted where only the output y is known. For SELU, lambda * alpha * exp(x) = y + lambda * alpha. */
static float selu_slope(float y)
{
    return y - positive_part(y) + (y > 0 ? SELU_LAMBDA : SELU_LAMBDA * SELU_ALPHA);
}

static float relu_slope(float y)
{
    return y > 0 ? 1.0f : 0.0f;
}

/* --- Matrices ----------------------------------------------------------------------------------------------------- */

/* out = a * b, where a has `rows` rows and `inner` columns. Four terms at a time: inner is a multiple of 4, and the sums,
 * which stay in the cache, are loaded and stored a quarter as often. The compiler makes vector code of the inner loop,
 * whose length it knows. */
static void multiply(row *restrict out, const row *restrict a, const row *restrict b, int rows, int inner)
{
    int i, j, k;

    for (i = 0; i < rows; i++) {
        row sum = {0};
        for (k = 0; k < inner; k += 4) {
            const float a0 = a[i][k], a1 = a[i][k + 1], a2 = a[i][k + 2], a3 = a[i][k + 3];
            for (j = 0; j < UNITS; j++)
                sum[j] += a0 * b[k][j] + a1 * b[k + 1][j] + a2 * b[k + 2][j] + a3 * b[k + 3][j];
        }
        memcpy(out[i], sum, sizeof sum);
    }
}

static void transpose(row *restrict out, const row *restrict a, int rows)
{
    int i, j;

    for (i = 0; i < rows; i++)
        for (j = 0; j < UNITS; j++)
            out[j][i] = a[i][j];
}

/* a -= rate * b */
static void descend(row *restrict a, const row *restrict b, int rows, float rate)
{
    int i, j;

    for (i = 0; i < rows; i++)
        for (j = 0; j < UNITS; j++)
            a[i][j] -= rate * b[i][j];
}

/* --- The network -------------------------------------------------------------------------------------------------- */

/* Columns of the last layer that stand for no class keep weights of 0, and get no gradient. */
lecun_status network_start(network *n, int layers, activation function, const lecun_initializer *initializer, int64_t seed)
{
    const int64_t stride[] = {UNITS, 1}, start[] = {0, 0};
    lecun_initializer init = *initializer;
    lecun_status status = LECUN_OK;
    int i;

    memset(n, 0, sizeof *n);
    n->function = function;
    n->layers = layers;
    for (i = 1; i <= layers + 1 && status == LECUN_OK; i++) {
        const int64_t shape[] = {UNITS, i <= layers ? UNITS : DIGITS_CLASSES};
        status = lecun_set_seed(&init, seed + i - 1);
        if (!status)
            status = lecun_fill_box(&init, LECUN_F32, n->weights[i], stride, shape, 2, start, shape);
    }
    return status;
}

static void activate(network *n, row *outputs)
{
    int i, j;

    if (n->function == SELU)
        for (i = 0; i < BATCH; i++)
            for (j = 0; j < UNITS; j++)
                outputs[i][j] = selu(outputs[i][j]);
    else
        for (i = 0; i < BATCH; i++)
            for (j = 0; j < UNITS; j++)
                outputs[i][j] = positive_part(outputs[i][j]);
}

/* From outputs[0] to outputs[layers + 1], which are the logits. */
static void forward(network *n)
{
    int layer, i, j;

    for (layer = 1; layer <= n->layers + 1; layer++) {
        row *outputs = n->outputs[layer];
        multiply(outputs, (const row *)n->outputs[layer - 1], (const row *)n->weights[layer], BATCH, UNITS);
        for (i = 0; i < BATCH; i++)
            for (j = 0; j < UNITS; j++)
                outputs[i][j] += n->biases[layer][j];
        if (layer <= n->layers)
            activate(n, outputs);
    }
}

/* The gradient of the cross-entropy by the logits of one image: softmax, less 1 at the right class. */
static void logit_gradient(const float *logits, int label, int images, float *gradient)
{
    double power[DIGITS_CLASSES], sum = 0;
    float highest = logits[0];
    int class;

    for (class = 1; class < DIGITS_CLASSES; class++)
        highest = logits[class] > highest ? logits[class] : highest;
    for (class = 0; class < DIGITS_CLASSES; class++) {
        power[class] = 1 + exp_minus_1(logits[class] - highest);
        sum += power[class];
    }
    for (class = 0; class < DIGITS_CLASSES; class++)
        gradient[class] = (float)((power[class] / sum - (class == label)) / images);
}

/* From the gradient by the outputs of a layer to that by its inputs, before their own activation function. */
static void backward_layer(const network *n, int layer, const row *gradient, row *earlier)
{
    row transposed[UNITS];
    const row *inputs = (const row *)n->outputs[layer - 1];
    int i, j;

    transpose(transposed, (const row *)n->weights[layer], UNITS);
    multiply(earlier, gradient, (const row *)transposed, BATCH, UNITS);
    if (n->function == SELU)
        for (i = 0; i < BATCH; i++)
            for (j = 0; j < UNITS; j++)
                earlier[i][j] *= selu_slope(inputs[i][j]);
    else
        for (i = 0; i < BATCH; i++)
            for (j = 0; j < UNITS; j++)
                earlier[i][j] *= relu_slope(inputs[i][j]);
}

static void update_layer(network *n, int layer, const row *gradient, float rate)
{
    row transposed[UNITS], of_weights[UNITS];
    int i;

    transpose(transposed, (const row *)n->outputs[layer - 1], BATCH);
    multiply(of_weights, (const row *)transposed, gradient, UNITS, BATCH);
    descend(n->weights[layer], (const row *)of_weights, UNITS, rate);
    for (i = 0; i < BATCH; i++)
        descend(&n->biases[layer], &gradient[i], 1, rate);
}

/* `gradient` is that by the logits. The two buffers take turns from layer to layer. */
static void backward(network *n, row *gradient, float rate)
{
    row buffer[BATCH];
    row *earlier = buffer, *swap;
    int layer;

    for (layer = n->layers + 1; layer >= 1; layer--) {
        if (layer > 1)
            backward_layer(n, layer, (const row *)gradient, earlier);
        update_layer(n, layer, (const row *)gradient, rate);
        swap = gradient;
        gradient = earlier;
        earlier = swap;
    }
}

/* --- Over the images ---------------------------------------------------------------------------------------------- */

/* Up to BATCH images order[0..], or from first on if order is NULL. Rows left over are 0. Returns how many there are. */
static int load_batch(network *n, const digits *d, const int *order, int first, int end)
{
    const int images = end - first < BATCH ? end - first : BATCH;
    int i;

    memset(n->outputs[0], 0, sizeof n->outputs[0]);
    for (i = 0; i < images; i++)
        memcpy(n->outputs[0][i], d->pixels[order ? order[first + i] : first + i], sizeof(row));
    return images;
}

void network_train(network *n, const digits *d, const int *order, float rate)
{
    int first, i;

    for (first = 0; first < DIGITS_TRAINING; first += BATCH) {
        const int images = load_batch(n, d, order, first, DIGITS_TRAINING);
        row gradient[BATCH] = {{0}};
        forward(n);
        for (i = 0; i < images; i++)
            logit_gradient(n->outputs[n->layers + 1][i], d->label[order[first + i]], images, gradient[i]);
        backward(n, gradient, rate);
    }
}

static void add_moments(const row *outputs, int images, moments *sum)
{
    int i, j;

    for (i = 0; i < images; i++)
        for (j = 0; j < UNITS; j++) {
            sum->mean += outputs[i][j];
            sum->variance += (double)outputs[i][j] * outputs[i][j];
        }
}

void network_moments(network *n, const digits *d, moments *of_layer)
{
    const double count = (double)DIGITS_TRAINING * UNITS;
    int first, layer;

    memset(of_layer, 0, (size_t)(n->layers + 1) * sizeof *of_layer);
    for (first = 0; first < DIGITS_TRAINING; first += BATCH) {
        const int images = load_batch(n, d, NULL, first, DIGITS_TRAINING);
        forward(n);
        for (layer = 0; layer <= n->layers; layer++)
            add_moments((const row *)n->outputs[layer], images, &of_layer[layer]);
    }
    for (layer = 0; layer <= n->layers; layer++) {
        of_layer[layer].mean /= count;
        of_layer[layer].variance = of_layer[layer].variance / count - of_layer[layer].mean * of_layer[layer].mean;
    }
}

static int most_likely(const float *logits)
{
    int class, best = 0;

    for (class = 1; class < DIGITS_CLASSES; class++)
        best = logits[class] > logits[best] ? class : best;
    return best;
}

double network_accuracy(network *n, const digits *d)
{
    int first, i, right = 0;

    for (first = DIGITS_TRAINING; first < DIGITS_IMAGES; first += BATCH) {
        const int images = load_batch(n, d, NULL, first, DIGITS_IMAGES);
        forward(n);
        for (i = 0; i < images; i++)
            right += most_likely(n->outputs[n->layers + 1][i]) == d->label[first + i];
    }
    return 100.0 * right / (DIGITS_IMAGES - DIGITS_TRAINING);
}
