/* SPDX-License-Identifier: MIT
 *
 * fans.c - from a shape to its number of elements and its fans
 *
 * Keras computes them in Python's integers (keras/src/initializers/random_initializers.py, compute_fans); here a
 * product that leaves int64_t is refused, but for the fans of an empty tensor. Converted to double they are rounded once, as
 * Python's are.
 */
#include "strict_fp.h"
#include "check.h"
#include "exact.h"
#include "profile.h"

/* A product of dimensions. A factor of 0 makes it 0 even where the others overflow, as in Python. */
typedef struct product {
    int64_t value;              /* the product, unless it overflows */
    int overflows;
    size_t axis;                /* where it first overflowed, or became 0 */
    double rounded;             /* the product to some 15 digits, and no more than about 1e299 */
} product;

static const product one = {1, 0, 0, 1.0};

static void multiply(product *p, int64_t factor, size_t axis)
{
    p->rounded = (p->rounded < 1e280 ? p->rounded : 1e280) * (double)factor;
    if (factor == 0) {
        p->value = 0;
        p->overflows = 0;
        p->axis = axis;
    } else if (p->overflows || p->value > INT64_MAX / factor) {
        p->axis = p->overflows ? p->axis : axis;
        p->overflows = 1;
    } else {
        p->value *= factor;
    }
}

lecun_status lecun_count_elements(const int64_t *shape, size_t rank, int64_t *elements, lecun_error *error)
{
    product count = one;
    size_t i;

    for (i = 0; i < rank; i++) {
        if (shape[i] < 0)
            return lecun_refuse(error, LECUN_E_SHAPE, i, "a dimension of 0 or more");
        multiply(&count, shape[i], i);
    }
    if (count.overflows)
        return lecun_refuse(error, LECUN_E_OVERFLOW, count.axis, "a smaller dimension: 2^63 elements or more in all");
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
#define LAYOUT_ROW(layout) ((layout) - LECUN_LAYOUT_KERAS)
static const struct layout_rule {
    int in, out, dropped;
    int groups_divide;
} layouts[] = {
    [LAYOUT_ROW(LECUN_LAYOUT_KERAS)]            = {-2, -1, NONE, LECUN_AXES_OUT},      /* [window.., in, out] */
    [LAYOUT_ROW(LECUN_LAYOUT_KERAS_TRANSPOSED)] = {-1, -2, NONE, LECUN_AXES_IN},       /* [window.., out, in] */
    [LAYOUT_ROW(LECUN_LAYOUT_KERAS_DEPTHWISE)]  = {NONE, -1, -2, LECUN_AXES_OUT},      /* [window.., channels, multiplier] */
    [LAYOUT_ROW(LECUN_LAYOUT_TORCH)]            = {1, 0, NONE, LECUN_AXES_OUT},        /* [out, in, window..] */
    [LAYOUT_ROW(LECUN_LAYOUT_TORCH_TRANSPOSED)] = {0, 1, NONE, LECUN_AXES_IN},         /* [in, out, window..] */
};

static const struct layout_rule *layout_of(const lecun_initializer *self)
{
    return &layouts[LAYOUT_ROW(self->layout)];
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
    product p = one;
    size_t axis;
    int times;

    for (axis = 0; axis < rank; axis++)
        for (times = sign * times_counted(self, fan, axis, rank); times > 0; times--)
            multiply(&p, shape[axis], axis);
    return p;
}

/* One of the axes that were named. */
static lecun_status check_axis(int32_t axis, size_t rank, lecun_error *error)
{
    if (axis_index(axis, rank) < rank)
        return LECUN_OK;
    if (axis >= 0)
        return lecun_refuse(error, LECUN_E_AXIS, (size_t)axis, "a named axis below the number of dimensions");
    return lecun_refuse(error, LECUN_E_AXIS, (size_t)-(int64_t)axis,
                        "a named axis that is, counted from the end, at most the number of dimensions");
}

lecun_status lecun_check_axes(const lecun_initializer *self, size_t rank, lecun_error *error)
{
    lecun_status status = LECUN_OK;
    uint32_t list, i;

    if (self->fan_rule == LECUN_RULE_LAYOUT && rank < 2)
        return lecun_refuse(error, LECUN_E_RANK, 0, "2 dimensions or more, as the named layouts have");
    if (!axes_in_force(self))
        return LECUN_OK;
    for (list = 0; list < LECUN_AXIS_LISTS; list++)
        for (i = 0; i < self->axis_count[list] && !status; i++)
            status = check_axis(self->axis[list][i], rank, error);
    return status;
}

/* --- Fans --------------------------------------------------------------------------------------------------------- */

static int is_empty(const int64_t *shape, size_t rank)
{
    size_t i;

    for (i = 0; i < rank; i++)
        if (shape[i] == 0)
            return 1;
    return 0;
}

static double double_of(const product *p)
{
    return p->overflows ? p->rounded : (double)p->value;
}

/* The fan LECUN_AXES_IN or LECUN_AXES_OUT, undivided by the groups. */
static lecun_status multiply_fan(const lecun_initializer *self, int fan, const int64_t *shape, size_t rank, product *p,
                                 product *divisor, lecun_error *error)
{
    static const char *const expected[] = {
        [LECUN_AXES_IN] = "a smaller dimension: a fan_in of 2^63 or more",
        [LECUN_AXES_OUT] = "a smaller dimension: a fan_out of 2^63 or more",
    };
    const product *too_large;

    *p = fan_product(self, fan, 1, shape, rank);
    *divisor = fan_product(self, fan, -1, shape, rank);
    if (!divisor->overflows && divisor->value == 0)
        return lecun_refuse(error, LECUN_E_OVERFLOW, divisor->axis, "a dimension above 0, as it divides a fan");
    too_large = p->overflows ? p : divisor;
    if (too_large->overflows && !is_empty(shape, rank))
        return lecun_refuse(error, LECUN_E_OVERFLOW, too_large->axis, expected[fan]);
    return LECUN_OK;
}

/* Divide the fan that the layout says by the number of groups. */
static lecun_status divide_groups(const lecun_initializer *self, product fans[2], size_t rank, lecun_error *error)
{
    const struct layout_rule *rule = layout_of(self);
    product *divided = &fans[rule->groups_divide];

    if (!divided->overflows && divided->value % self->groups)
        return lecun_refuse(error, LECUN_E_GROUPS,
                            layout_axis(rule->groups_divide == LECUN_AXES_IN ? rule->in : rule->out, rank),
                            "a dimension that the number of groups divides");
    divided->value /= self->groups;
    divided->rounded /= (double)self->groups;
    return LECUN_OK;
}

/* The product of the axes that a list names. */
static double size_of_list(const lecun_initializer *self, int list, const int64_t *shape, size_t rank)
{
    product p = one;
    uint32_t i;

    for (i = 0; i < self->axis_count[list]; i++)
        multiply(&p, shape[axis_index(self->axis[list][i], rank)], 0);
    return double_of(&p);
}

/* By JAX's divisions, one after the other (jax/_src/nn/initializers.py, _compute_fans). */
static lecun_fan_pair fans_of_jax(const lecun_initializer *self, const int64_t *shape, size_t rank)
{
    const double in = size_of_list(self, LECUN_AXES_IN, shape, rank), out = size_of_list(self, LECUN_AXES_OUT, shape, rank);
    product all = one;
    double window;
    lecun_fan_pair fans;
    size_t axis;

    for (axis = 0; axis < rank; axis++)
        multiply(&all, shape[axis], axis);
    window = double_of(&all) / lecun_opaque(in) / lecun_opaque(out)
             / lecun_opaque(size_of_list(self, LECUN_AXES_BATCH, shape, rank));
    fans.in = in * window;
    fans.out = out * window;
    return fans;
}

/* By the axes or the layout, or by Keras's rule for 2 dimensions and more. */
static lecun_status fans_of_axes(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans,
                                 lecun_error *error)
{
    product p[2], divisor[2];
    lecun_status status = LECUN_OK;
    int i;

    for (i = LECUN_AXES_IN; i <= LECUN_AXES_OUT && !status; i++)
        status = multiply_fan(self, i, shape, rank, &p[i], &divisor[i], error);
    if (!status)
        status = divide_groups(self, p, rank, error);
    if (status)
        return status;
    if (self->fan_rule == LECUN_RULE_JAX && !is_empty(shape, rank)) {
        *fans = fans_of_jax(self, shape, rank);
        return LECUN_OK;
    }
    fans->in = double_of(&p[LECUN_AXES_IN]) / double_of(&divisor[LECUN_AXES_IN]);
    fans->out = double_of(&p[LECUN_AXES_OUT]) / double_of(&divisor[LECUN_AXES_OUT]);
    return LECUN_OK;
}

lecun_status lecun_compute_fans(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans,
                                lecun_error *error)
{
    const lecun_status status = lecun_check_axes(self, rank, error);

    if (status)
        return status;
    if (self->fan_rule == LECUN_RULE_GIVEN) {
        fans->in = self->fan[0];
        fans->out = self->fan[1];
        return LECUN_OK;
    }
    if (rank == 1 && !axes_in_force(self)) {
        fans->in = fans->out = (double)shape[0];
        return LECUN_OK;
    }
    return fans_of_axes(self, shape, rank, fans, error);
}

double lecun_divisor(const lecun_initializer *self, lecun_fan_pair fans)
{
    switch (self->mode) {
    case LECUN_FAN_OUT:     return fans.out;
    case LECUN_FAN_AVG:     return (fans.in + fans.out) / 2.0;
    case LECUN_FAN_GEO_AVG: return lecun_sqrt(fans.in * fans.out);
    default:                return fans.in;
    }
}

double lecun_scaled_variance(const lecun_initializer *self, lecun_fan_pair fans)
{
    const double n = lecun_divisor(self, fans);

    return self->number[0] / lecun_opaque(n > 1.0 || lecun_profile_of(self->profile)->jax.in_dtype ? n : 1.0);
}
