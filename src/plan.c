/* SPDX-License-Identifier: MIT
 *
 * plan.c - from an initializer, a dtype and a shape to a plan; and the table of streams
 */
#include "strict_fp.h"
#include "plan.h"
#include "exact.h"
#include "keras_stream.h"
#include "profile.h"
#include "scheme.h"
#include "seed.h"

const lecun_stream lecun_streams[LECUN_STREAM_END] = {
    [LECUN_STREAM_CONSTANT] = {"constant", lecun_constant_fill},
    [LECUN_STREAM_IDENTITY] = {"identity", lecun_identity_fill},
    [LECUN_STREAM_KERAS]    = {"keras", lecun_keras_fill},
};

/* --- Parameters --------------------------------------------------------------------------------------------------- */

/* The two parameters of the distribution: mean and standard deviation of the uncut normal, or least and greatest value. */
typedef struct parameters { double a, b; } parameters;

static parameters parameters_of(const lecun_initializer *self, lecun_fan_pair fans)
{
    parameters p = {self->number[0], self->number[1]};

    if (lecun_schemes[self->scheme].kind == LECUN_SCALED) {
        const double variance = lecun_scaled_variance(self->number[0], (lecun_mode)self->mode, fans);
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

/* A parameter as TensorFlow holds it: a double for float64, else a float that the element's type has. Python's numbers
 * reach the 16-bit types by way of float, rounding twice. */
static uint64_t pattern_of(uint32_t element, double x)
{
    const uint64_t bits = lecun_bits_of_double(x);
    const uint32_t word = lecun_float_of_double_bits(bits);

    switch (element) {
    case LECUN_F64:  return bits;
    case LECUN_F16:  return lecun_round_half(word);
    case LECUN_BF16: return lecun_round_bf16(word);
    default:         return word;
    }
}

/* high - low in the element's type, the width of a uniform. */
static uint64_t width_of(uint32_t element, uint64_t low, uint64_t high)
{
    uint32_t width;

    if (element == LECUN_F64)
        return lecun_sum_flushed(high, low ^ (uint64_t)1 << 63);
    width = lecun_float_sum((uint32_t)high, (uint32_t)low ^ 0x80000000u);
    return element == LECUN_F16 ? lecun_round_half(width) : element == LECUN_BF16 ? lecun_round_bf16(width) : width;
}

/* Whether weights made with such a scale or shift are normal numbers, zeros or, by overflow, infinite, in any kernel: it is
 * finite and not small. A draw that is not 0 is at least 2^-34 in float32 and 2^-80 in float64, so that a product is a
 * multiple of 2^-118, and a sum too. */
static int is_ordinary(uint32_t element, uint64_t pattern)
{
    const uint64_t low = element == LECUN_F64 ? (uint64_t)0x200 << 52 : (uint64_t)67 << 23;
    const uint64_t high = element == LECUN_F64 ? (uint64_t)0x7ff << 52 : (uint64_t)0xff << 23;
    const uint64_t magnitude = element == LECUN_F64 ? pattern & 0x7fffffffffffffff : pattern & 0x7fffffff;

    return magnitude == 0 || (magnitude >= low && magnitude < high);
}

/* A constant in the element's own pattern. TensorFlow flushes subnormals, but for those of float16, which are normal
 * floats; Keras 2 makes constants of float32 and float64 without it. */
static uint64_t constant_pattern(uint32_t element, double x, int flush)
{
    const uint64_t pattern = pattern_of(element, x);

    switch (element) {
    case LECUN_F64:  return flush ? lecun_flushed_double(pattern) : pattern;
    case LECUN_F16:  return lecun_half_of_bits((uint32_t)pattern);
    case LECUN_BF16: return lecun_flushed_float((uint32_t)pattern) >> 16;
    default:         return flush ? lecun_flushed_float((uint32_t)pattern) : pattern;
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
    const double value = self->number[0];

    /* Keras 3 makes a float32 tensor of a float constant, whatever the dtype. */
    plan->shift = constant_pattern(plan->element, profile->through_float && !self->is_integer[0] ? lecun_through_float(value)
                                                                                                 : value,
                                   profile->flushes_constants);
}

/* Below 0 the zeros are -0: it is the identity times a number. */
static void plan_identity(lecun_plan *plan, double value)
{
    plan->scale = constant_pattern(plan->element, value, 1);
    plan->shift = constant_pattern(plan->element, lecun_double_of_bits(lecun_bits_of_double(value) & (uint64_t)1 << 63), 1);
}

static void plan_draws(lecun_plan *plan, const lecun_initializer *self, parameters p)
{
    plan->distribution = self->distribution;
    plan->key = lecun_stream_of(self);
    plan->shift = pattern_of(plan->element, p.a);
    plan->scale = pattern_of(plan->element, p.b);
    if (self->distribution == LECUN_UNIFORM)
        plan->scale = width_of(plan->element, plan->shift, plan->scale);
    plan->apart = !is_ordinary(plan->element, plan->scale) || !is_ordinary(plan->element, plan->shift);
}

lecun_plan lecun_make_plan(const lecun_initializer *self, lecun_dtype dtype, uint64_t columns, lecun_fan_pair fans)
{
    static const uint32_t stream_of_kind[] = {
        [LECUN_CONSTANT] = LECUN_STREAM_CONSTANT, [LECUN_IDENTITY] = LECUN_STREAM_IDENTITY,
        [LECUN_PLAIN] = LECUN_STREAM_KERAS, [LECUN_SCALED] = LECUN_STREAM_KERAS,
    };
    static const lecun_plan empty;
    lecun_plan plan = empty;

    plan.stream = stream_of_kind[lecun_schemes[self->scheme].kind];
    plan.element = element_of(self, dtype);
    plan.columns = columns;
    if (plan.stream == LECUN_STREAM_CONSTANT)
        plan_constant(&plan, self);
    else if (plan.stream == LECUN_STREAM_IDENTITY)
        plan_identity(&plan, self->number[0]);
    else
        plan_draws(&plan, self, parameters_of(self, fans));
    return plan;
}

lecun_plan lecun_normals_plan(const lecun_initializer *self, lecun_dtype dtype)
{
    static const parameters standard = {0.0, 1.0};
    static const lecun_plan empty;
    lecun_plan plan = empty;

    plan.stream = LECUN_STREAM_KERAS;
    plan.element = dtype;
    plan_draws(&plan, self, standard);
    return plan;
}
