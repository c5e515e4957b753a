/* SPDX-License-Identifier: MIT
 *
 * plan.c - from an initializer, a dtype and a shape to a plan; and the table of streams
 */
#include "strict_fp.h"
#include "plan.h"
#include "exact.h"
#include "jax_stream.h"
#include "keras_stream.h"
#include "profile.h"
#include "scheme.h"
#include "seed.h"

const lecun_stream lecun_streams[LECUN_STREAM_END] = {
    [LECUN_STREAM_CONSTANT] = {"constant", lecun_constant_fill},
    [LECUN_STREAM_IDENTITY] = {"identity", lecun_identity_fill},
    [LECUN_STREAM_KERAS]    = {"keras", lecun_keras_fill},
    [LECUN_STREAM_JAX]      = {"jax", lecun_jax_fill},
};

/* --- Parameters --------------------------------------------------------------------------------------------------- */

lecun_parameters lecun_plain_parameters(const lecun_initializer *self)
{
    lecun_parameters p = {self->number[0], self->number[1]};

    if (lecun_schemes[self->scheme].kind == LECUN_STRETCHED) {
        p.a = 0.0;
        p.b = self->number[0];
    }
    return p;
}

static lecun_parameters parameters_of(const lecun_initializer *self, lecun_fan_pair fans)
{
    lecun_parameters p = lecun_plain_parameters(self);

    if (lecun_schemes[self->scheme].kind == LECUN_SCALED) {
        const double variance = lecun_scaled_variance(self, fans);
        p.a = 0.0;
        p.b = lecun_sqrt(variance);
        if (self->distribution == LECUN_TRUNCATED_NORMAL) {
            double cut = LECUN_CUT_STDDEV;
            LECUN_ROUNDED(cut);               /* clang's -freciprocal-math, which no macro announces, would multiply */
            p.b /= cut;
        }
        if (self->distribution == LECUN_UNIFORM) {
            p.b = lecun_sqrt(3.0 * variance);
            p.a = -p.b;
        }
    }
    if (self->distribution == LECUN_UNIFORM && lecun_profile_of(self->profile)->through_float) {
        p.a = lecun_through_float(p.a);       /* Keras 3 makes float32 tensors of the limits, whatever the dtype */
        p.b = lecun_through_float(p.b);
    }
    return p;
}

/* --- Patterns ----------------------------------------------------------------------------------------------------- */

uint64_t lecun_pattern_of(uint32_t element, double x)
{
    const uint64_t bits = lecun_bits_of_double(x);

    return element == LECUN_F64 ? bits : lecun_round_to_element(element, lecun_float_of_double_bits(bits));
}

uint64_t lecun_pattern_at_once(uint32_t element, double x)
{
    if (element == LECUN_F16)
        return lecun_round_half(lecun_float_to_odd(lecun_bits_of_double(x)));
    return lecun_pattern_of(element, x);
}

uint64_t lecun_width_of(uint32_t element, uint64_t low, uint64_t high)
{
    if (element == LECUN_F64)
        return lecun_sum_flushed(high, low ^ (uint64_t)1 << 63);
    return lecun_round_to_element(element, lecun_float_sum((uint32_t)high, (uint32_t)low ^ 0x80000000u));
}

int lecun_is_ordinary(uint32_t element, uint64_t pattern)
{
    const uint64_t low = element == LECUN_F64 ? (uint64_t)0x200 << 52 : (uint64_t)67 << 23;
    const uint64_t high = element == LECUN_F64 ? (uint64_t)0x7ff << 52 : (uint64_t)0xff << 23;
    const uint64_t magnitude = element == LECUN_F64 ? pattern & 0x7fffffffffffffff : pattern & 0x7fffffff;

    return magnitude == 0 || (magnitude >= low && magnitude < high);
}

/* A parameter's pattern in the element's own. TensorFlow and XLA flush subnormals, but for those of float16, which are normal
 * floats; there are makers of constants that do not. */
static uint64_t element_pattern(uint32_t element, uint64_t pattern, lecun_flush flush)
{
    switch (element) {
    case LECUN_F64:  return flush == LECUN_FLUSH_ALL ? lecun_flushed_double(pattern) : pattern;
    case LECUN_F16:  return lecun_half_of_bits((uint32_t)pattern);
    case LECUN_BF16: return (flush == LECUN_FLUSH_NONE ? pattern : lecun_flushed_float((uint32_t)pattern)) >> 16;
    default:         return flush == LECUN_FLUSH_ALL ? lecun_flushed_float((uint32_t)pattern) : pattern;
    }
}

/* --- Plans -------------------------------------------------------------------------------------------------------- */

static uint32_t element_of(const lecun_initializer *self, lecun_dtype dtype)
{
    if (self->rounding == LECUN_ROUND_ONCE && dtype == LECUN_F16)
        return LECUN_F16_ONCE;
    if (self->rounding == LECUN_ROUND_ONCE && dtype == LECUN_BF16)
        return LECUN_BF16_ONCE;
    return dtype;
}

static void plan_constant(lecun_plan *plan, const lecun_initializer *self)
{
    const lecun_profile_row *profile = lecun_profile_of(self->profile);
    double value = self->number[0];

    if (profile->through_float && !self->is_integer[0])
        value = lecun_through_float(value);   /* Keras 3 makes a float32 tensor of a float constant, whatever the dtype */
    plan->shift = element_pattern(plan->element, profile->constants_at_once ? lecun_pattern_at_once(plan->element, value)
                                                                            : lecun_pattern_of(plan->element, value),
                                  profile->flush);
}

static uint64_t identity_pattern(uint32_t element, double value)
{
    return element_pattern(element, lecun_pattern_of(element, value), LECUN_FLUSH_ALL);
}

/* Below 0 the zeros are -0: it is the identity times a number. */
static void plan_identity(lecun_plan *plan, double value)
{
    plan->scale = identity_pattern(plan->element, value);
    plan->shift = identity_pattern(plan->element, lecun_double_of_bits(lecun_bits_of_double(value) & (uint64_t)1 << 63));
}

static void plan_keras(lecun_plan *plan, const lecun_initializer *self, lecun_parameters p)
{
    plan->key = lecun_stream_of(self);
    plan->shift = lecun_pattern_of(plan->element, p.a);
    plan->scale = lecun_pattern_of(plan->element, p.b);
    if (self->distribution == LECUN_UNIFORM)
        plan->scale = lecun_width_of(plan->element, plan->shift, plan->scale);
    plan->apart = !lecun_is_ordinary(plan->element, plan->scale) || !lecun_is_ordinary(plan->element, plan->shift);
}

lecun_plan lecun_make_plan(const lecun_initializer *self, lecun_dtype dtype, uint64_t columns, lecun_fan_pair fans)
{
    static const lecun_plan empty;
    const lecun_kind kind = lecun_schemes[self->scheme].kind;
    lecun_plan plan = empty;

    plan.element = element_of(self, dtype);
    plan.columns = columns;
    plan.distribution = self->distribution;
    plan.stream = kind == LECUN_CONSTANT ? LECUN_STREAM_CONSTANT : kind == LECUN_IDENTITY ? LECUN_STREAM_IDENTITY
                                                                 : lecun_profile_of(self->profile)->stream;
    if (plan.stream == LECUN_STREAM_CONSTANT)
        plan_constant(&plan, self);
    else if (plan.stream == LECUN_STREAM_IDENTITY)
        plan_identity(&plan, self->number[0]);
    else if (plan.stream == LECUN_STREAM_KERAS)
        plan_keras(&plan, self, parameters_of(self, fans));
    else
        lecun_jax_plan(&plan, self, parameters_of(self, fans), fans);
    return plan;
}

lecun_plan lecun_normals_plan(const lecun_initializer *self, lecun_dtype dtype)
{
    static const lecun_parameters standard = {0.0, 1.0};
    static const lecun_plan empty;
    lecun_plan plan = empty;

    plan.element = dtype;
    plan.distribution = LECUN_UNTRUNCATED_NORMAL;
    plan.stream = lecun_profile_of(self->profile)->stream;
    if (plan.stream == LECUN_STREAM_KERAS)
        plan_keras(&plan, self, standard);
    else
        lecun_jax_normals_plan(&plan, self);
    return plan;
}
