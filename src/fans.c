/* SPDX-License-Identifier: MIT
 *
 * fans.c - from a shape to its number of elements and its fans
 *
 * Keras computes them in Python's integers (keras/src/initializers/random_initializers.py, compute_fans); here a product that
 * leaves int64_t is refused. Converted to double they are rounded once, as Python's are.
 */
#include "strict_fp.h"
#include "fans.h"
#include "exact.h"

enum { IN, OUT };

/* A product of dimensions. A factor of 0 makes it 0 even where the others overflow, as in Python. */
typedef struct product {
    int64_t value;
    int overflows;
} product;

static void multiply(product *p, int64_t factor)
{
    if (p->value == 0)
        return;
    if (factor == 0) {
        p->value = 0;
        p->overflows = 0;
    } else if (p->value > INT64_MAX / factor) {
        p->overflows = 1;
    } else {
        p->value *= factor;
    }
}

lecun_status lecun_count_elements(const int64_t *shape, size_t rank, int64_t *elements)
{
    product count = {1, 0};
    size_t i;

    if (!shape && rank)
        return LECUN_E_NULL;
    for (i = 0; i < rank; i++) {
        if (shape[i] < 0)
            return LECUN_E_SHAPE;
        multiply(&count, shape[i]);
    }
    if (count.overflows)
        return LECUN_E_SHAPE;
    *elements = count.value;
    return LECUN_OK;
}

/* Keras 3.15's axes act only when both lists are given. */
static int axes_in_force(const lecun_initializer *self)
{
    return self->axis_lists == 3;
}

/* A negative axis counts from the end. Returns rank or more if there is no such axis. */
static size_t axis_index(int32_t axis, size_t rank)
{
    if (axis >= 0)
        return (size_t)axis;
    return rank >= (size_t)-(int64_t)axis ? rank - (size_t)-(int64_t)axis : rank;
}

int lecun_axes_exist(const lecun_initializer *self, size_t rank)
{
    uint32_t list, i;

    if (!axes_in_force(self))
        return 1;
    for (list = IN; list <= OUT; list++)
        for (i = 0; i < self->axis_count[list]; i++)
            if (axis_index(self->axis[list][i], rank) >= rank)
                return 0;
    return 1;
}

static product over_axes(const lecun_initializer *self, int list, const int64_t *shape, size_t rank)
{
    product fan = {1, 0};
    uint32_t i;

    for (i = 0; i < self->axis_count[list]; i++)
        multiply(&fan, shape[axis_index(self->axis[list][i], rank)]);
    return fan;
}

/* The rule by rank: the last two dimensions are the units, all before them the receptive field. */
static product over_field(const int64_t *shape, size_t rank, size_t unit)
{
    product fan = {1, 0};
    size_t i;

    multiply(&fan, shape[unit]);
    for (i = 0; i + 2 < rank; i++)
        multiply(&fan, shape[i]);
    return fan;
}

lecun_status lecun_compute_fans(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans)
{
    product in = {1, 0}, out = {1, 0};

    if (!lecun_axes_exist(self, rank))
        return LECUN_E_SHAPE;
    if (axes_in_force(self)) {
        in = over_axes(self, IN, shape, rank);
        out = over_axes(self, OUT, shape, rank);
    } else if (rank >= 1) {
        in = over_field(shape, rank, rank == 1 ? 0 : rank - 2);
        out = over_field(shape, rank, rank - 1);
    }
    if (in.overflows || out.overflows)
        return LECUN_E_SHAPE;
    fans->in = (double)in.value;
    fans->out = (double)out.value;
    return LECUN_OK;
}

double lecun_scaled_stddev(double variance, double fan)
{
    return lecun_sqrt(variance / (fan > 1.0 ? fan : 1.0));
}
