/* SPDX-License-Identifier: MIT
 *
 * fans.c - from a shape to its number of elements and its fans
 *
 * Keras computes them in Python's integers (keras/src/initializers/random_initializers.py, compute_fans); here a
 * product that leaves int64_t is refused. Converted to double they are rounded once, as Python's are.
 */
#include "strict_fp.h"
#include "fans.h"
#include "exact.h"
#include "scheme.h"

/* A product of dimensions. A factor of 0 makes it 0 even where the others overflow, as in Python. */
typedef struct product {
    int64_t value;
    int overflows;
} product;

static void multiply(product *p, int64_t factor)
{
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

/* --- Rules: which axes make which fan ----------------------------------------------------------------------------- */

/* Keras 3.15's axes act only when both lists are given. */
static int axes_in_force(const lecun_initializer *self)
{
    return self->fan_rule == LECUN_RULE_JAX || (self->fan_rule == LECUN_RULE_KERAS && (self->axis_lists & 3) == 3);
}

/* A negative axis counts from the end. Returns rank or more if there is no such axis. */
static size_t axis_index(int32_t axis, size_t rank)
{
    if (axis >= 0)
        return (size_t)axis;
    return rank >= (size_t)-(int64_t)axis ? rank - (size_t)-(int64_t)axis : rank;
}

/* How often the list names the axis. */
static uint32_t times_named(const lecun_initializer *self, int list, size_t axis, size_t rank)
{
    uint32_t i, times = 0;

    for (i = 0; i < self->axis_count[list]; i++)
        times += axis_index(self->axis[list][i], rank) == axis;
    return times;
}

/* A named layout: which axis counts the inputs, which the outputs (from the end if negative, NONE if there is none),
 * and the fan that the number of groups divides. All other axes are the window, but for the channels of a depthwise
 * kernel. */
enum { NONE = 100 };
#define ROW(layout) ((layout) - LECUN_LAYOUT_KERAS)
static const struct layout_rule {
    int in, out, dropped;
    int groups_divide;
} layouts[] = {
    [ROW(LECUN_LAYOUT_KERAS)]            = {-2, -1, NONE, LECUN_AXES_OUT},      /* [window.., in, out] */
    [ROW(LECUN_LAYOUT_KERAS_TRANSPOSED)] = {-1, -2, NONE, LECUN_AXES_IN},       /* [window.., out, in] */
    [ROW(LECUN_LAYOUT_KERAS_DEPTHWISE)]  = {NONE, -1, -2, LECUN_AXES_OUT},      /* [window.., channels, multiplier] */
    [ROW(LECUN_LAYOUT_TORCH)]            = {1, 0, NONE, LECUN_AXES_OUT},        /* [out, in, window..] */
    [ROW(LECUN_LAYOUT_TORCH_TRANSPOSED)] = {0, 1, NONE, LECUN_AXES_IN},         /* [in, out, window..] */
};

static const struct layout_rule *layout_of(const lecun_initializer *self)
{
    return &layouts[ROW(self->layout)];
}

static size_t layout_axis(int axis, size_t rank)
{
    return axis == NONE ? rank : axis_index(axis, rank);
}

/* How often the axis counts in the fan (LECUN_AXES_IN or LECUN_AXES_OUT) of a tensor whose rank is 2 or more, or whose
 * axes are named: below 0 where it divides. */
static int times_counted(const lecun_initializer *self, int fan, size_t axis, size_t rank)
{
    const struct layout_rule *rule = layout_of(self);
    const size_t in = layout_axis(rule->in, rank), out = layout_axis(rule->out, rank);

    if (self->fan_rule == LECUN_RULE_JAX)       /* fan_in is in * (all / in / out / batch): the other list and the batch divide all */
        return 1 - (int)times_named(self, LECUN_AXES_IN + LECUN_AXES_OUT - fan, axis, rank)
               - (int)times_named(self, LECUN_AXES_BATCH, axis, rank);
    if (axes_in_force(self))
        return (int)times_named(self, fan, axis, rank);
    if (axis == layout_axis(rule->dropped, rank))
        return 0;
    return axis != (fan == LECUN_AXES_IN ? out : in);
}

/* Of the axes that multiply (sign 1), or that divide (sign -1). */
static product fan_product(const lecun_initializer *self, int fan, int sign, const int64_t *shape, size_t rank)
{
    product p = {1, 0};
    size_t axis;
    int times;

    for (axis = 0; axis < rank; axis++)
        for (times = sign * times_counted(self, fan, axis, rank); times > 0; times--)
            multiply(&p, shape[axis]);
    return p;
}

int lecun_axes_exist(const lecun_initializer *self, size_t rank)
{
    uint32_t list, i;

    if (self->fan_rule == LECUN_RULE_LAYOUT)
        return rank >= 2;
    if (!axes_in_force(self))
        return 1;
    for (list = 0; list < LECUN_AXIS_LISTS; list++)
        for (i = 0; i < self->axis_count[list]; i++)
            if (axis_index(self->axis[list][i], rank) >= rank)
                return 0;
    return 1;
}

/* Divide the fan that the layout says by the number of groups. 0 if it does not divide. */
static int divide_groups(const lecun_initializer *self, product fans[2])
{
    product *divided = &fans[layout_of(self)->groups_divide];

    if (divided->value % self->groups)
        return 0;
    divided->value /= self->groups;
    return 1;
}

lecun_status lecun_compute_fans(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans)
{
    product p[2], divisor[2];
    int i;

    if (!lecun_axes_exist(self, rank))
        return LECUN_E_SHAPE;
    if (self->fan_rule == LECUN_RULE_GIVEN) {
        fans->in = self->fan[0];
        fans->out = self->fan[1];
        return LECUN_OK;
    }
    if (rank == 1 && !axes_in_force(self)) {
        fans->in = fans->out = (double)shape[0];
        return LECUN_OK;
    }
    for (i = LECUN_AXES_IN; i <= LECUN_AXES_OUT; i++) {
        p[i] = fan_product(self, i, 1, shape, rank);
        divisor[i] = fan_product(self, i, -1, shape, rank);
        if (p[i].overflows || divisor[i].overflows || divisor[i].value == 0)
            return LECUN_E_SHAPE;
    }
    if (!divide_groups(self, p))
        return LECUN_E_SHAPE;
    fans->in = (double)p[LECUN_AXES_IN].value / (double)divisor[LECUN_AXES_IN].value;
    fans->out = (double)p[LECUN_AXES_OUT].value / (double)divisor[LECUN_AXES_OUT].value;
    return LECUN_OK;
}

double lecun_scaled_variance(double scale, lecun_mode mode, lecun_fan_pair fans)
{
    double n = fans.in;

    if (mode == LECUN_FAN_OUT)
        n = fans.out;
    if (mode == LECUN_FAN_AVG)
        n = (fans.in + fans.out) / 2.0;
    if (mode == LECUN_FAN_GEO_AVG)
        n = lecun_sqrt(fans.in * fans.out);
    return scale / (n > 1.0 ? n : 1.0);
}
