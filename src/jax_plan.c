/* SPDX-License-Identifier: MIT
 *
 * jax_plan.c - the plans of the profiles that draw from jax.random
 *
 * jax/_src/random (uniform, normal, truncated_normal) and jax/_src/nn/initializers.py; Keras on JAX:
 * keras/src/backend/jax/random.py. Each operation on parameters is rounded to the dtype, where JAX does it.
 */
#include "strict_fp.h"
#include "jax_math.h"
#include "plan.h"
#include "profile.h"
#include "scheme.h"

static const lecun_jax_rules *rules_of(const lecun_initializer *self)
{
    return &lecun_profile_of(self->profile)->jax;
}

/* Whether XLA folds constants into the draws: bfloat16, which it makes of floats rounded after each step, stays as it is. */
static int folds(const lecun_plan *plan, const lecun_initializer *self)
{
    return rules_of(self)->folds && plan->element != LECUN_BF16;
}

/* --- Numbers of an element's type --------------------------------------------------------------------------------- */

#define SIGN(element) ((element) == LECUN_F64 ? (uint64_t)1 << 63 : (uint64_t)1 << 31)

static uint64_t square_root_of_2(uint32_t element)
{
    return lecun_pattern_at_once(element, 0x1.6a09e667f3bcdp+0);
}

/* The one nearest to -1 above it. */
static uint64_t above_minus_1(uint32_t element)
{
    const double apart = element == LECUN_F64 ? 0x1p-53 : element == LECUN_F16 ? 0x1p-11 : element == LECUN_BF16 ? 0x1p-8 : 0x1p-24;

    return lecun_pattern_of(element, apart - 1.0);
}

static uint64_t product_of(uint32_t element, uint64_t a, uint64_t b)
{
    if (element == LECUN_F64)
        return lecun_product_flushed(a, b);
    return lecun_round_to_element(element, lecun_float_product((uint32_t)a, (uint32_t)b));
}

static uint64_t quotient_of(uint32_t element, uint64_t a, uint64_t b)
{
    if (element == LECUN_F64)
        return lecun_bits_of_double(lecun_double_of_bits(a) / lecun_opaque(lecun_double_of_bits(b)));
    return lecun_round_to_element(element, lecun_f32_bits(lecun_f32_div(lecun_f32_of_bits((uint32_t)a),
                                                                        lecun_f32_of_bits((uint32_t)b))));
}

static uint64_t root_of(uint32_t element, uint64_t a)
{
    if (element == LECUN_F64)
        return lecun_bits_of_double(lecun_sqrt(lecun_double_of_bits(lecun_flushed_double(a))));
    return lecun_round_to_element(element, lecun_f32_bits(lecun_f32_sqrt(lecun_f32_of_bits((uint32_t)a))));
}

/* --- What is drawn ------------------------------------------------------------------------------------------------ */

static void draw_between(lecun_plan *plan, uint64_t low, uint64_t high)
{
    plan->jax.base = plan->jax.least = low;
    plan->jax.width = lecun_width_of(plan->element, low, high);
}

/* Where the width is 1, XLA, if it knows that, takes the fraction in [1, 2) and adds low - 1. */
static void fold_width_of_1(lecun_plan *plan)
{
    const uint64_t one = lecun_pattern_of(plan->element, 1.0);

    if (plan->jax.width != one)
        return;
    plan->jax.from_one = 1;
    plan->jax.base = lecun_width_of(plan->element, one, plan->jax.base);
}

static void draw_normal(lecun_plan *plan)
{
    const uint64_t infinity = plan->element == LECUN_F64 ? (uint64_t)0x7ff << 52 : (uint64_t)0xff << 23;

    draw_between(plan, above_minus_1(plan->element), lecun_pattern_of(plan->element, 1.0));
    plan->jax.factor = square_root_of_2(plan->element);
    plan->jax.limit[0] = infinity | SIGN(plan->element);
    plan->jax.limit[1] = infinity;
}

/* The next number of the type above x, or below: in the type's own patterns, a step is 1. */
static uint64_t next_to(uint32_t element, uint64_t x, int below)
{
    const uint64_t sign = SIGN(element), step = element == LECUN_BF16 ? 0x10000 : 1;

    if (element == LECUN_F16) {
        const uint32_t half = lecun_half_of_bits((uint32_t)x);
        if (half << 17 == 0)
            return lecun_bits_of_half(below ? 0x8001u : 1u);
        return lecun_bits_of_half(half >> 15 == (uint32_t)below ? half + 1 : half - 1);
    }
    if (!(x & ~sign))
        return below ? sign | step : step;
    return ((x & sign) != 0) == below ? x + step : x - step;
}

/* erf(bound / sqrt(2)), where the uniform beneath has its bound; XLA multiplies by the constant's reciprocal. In float64 the
 * bound is 2 or -2. */
static uint64_t share_below(uint32_t element, uint64_t bound)
{
    const uint64_t one = lecun_pattern_of(element, 1.0);
    const uint64_t x = product_of(element, bound, quotient_of(element, one, square_root_of_2(element)));

    if (element == LECUN_F64)
        return 0x3fee8b4307d3627a | (bound & (uint64_t)1 << 63);
    return lecun_round_to_element(element, lecun_f32_bits(lecun_erf_f32(lecun_f32_of_bits((uint32_t)x))));
}

static void draw_truncated_normal(lecun_plan *plan, double lower, double upper)
{
    const uint64_t low = lecun_pattern_of(plan->element, lower), high = lecun_pattern_of(plan->element, upper);
    const uint64_t from = share_below(plan->element, low), to = share_below(plan->element, high);

    draw_normal(plan);
    draw_between(plan, from, to);
    plan->apart = from == lecun_pattern_of(plan->element, -1.0) || to == lecun_pattern_of(plan->element, 1.0);     /* infinite */
    plan->jax.limit[0] = next_to(plan->element, low, 0);
    plan->jax.limit[1] = next_to(plan->element, high, 1);
}

/* --- What is made of it ------------------------------------------------------------------------------------------- */

/* The factor of a draw of variance_scaling: the uniform's is from -1 to 1. */
static uint64_t scaled_factor(uint32_t element, uint32_t distribution, double variance)
{
    uint64_t v = lecun_pattern_at_once(element, variance);

    if (distribution == LECUN_UNIFORM)
        v = product_of(element, lecun_pattern_of(element, 3.0), v);
    v = root_of(element, v);
    if (distribution == LECUN_TRUNCATED_NORMAL)
        v = quotient_of(element, v, lecun_pattern_at_once(element, LECUN_CUT_STDDEV));
    return v;
}

/* Uniforms that are not stretched afterwards have their bounds beneath. */
static void plan_uniform(lecun_plan *plan, const lecun_initializer *self, lecun_parameters p)
{
    const uint32_t element = plan->element;
    const lecun_kind kind = lecun_schemes[self->scheme].kind;

    if (kind == LECUN_STRETCHED) {
        draw_between(plan, 0, lecun_pattern_of(element, 1.0));
    } else if (kind == LECUN_SCALED && rules_of(self)->in_dtype) {
        draw_between(plan, lecun_pattern_of(element, -1.0), lecun_pattern_of(element, 1.0));
    } else {
        draw_between(plan, lecun_pattern_of(element, p.a), lecun_pattern_of(element, p.b));
        plan->scale = lecun_pattern_of(element, 1.0);
    }
    if (folds(plan, self))
        fold_width_of_1(plan);
}

static void plan_normal(lecun_plan *plan, const lecun_initializer *self, lecun_parameters p)
{
    if (p.a != 0.0 || rules_of(self)->adds_mean)
        plan->shift = lecun_pattern_of(plan->element, p.a);
    if (plan->distribution == LECUN_TRUNCATED_NORMAL) {
        if (lecun_schemes[self->scheme].takes & LECUN_TAKES_BOUNDS)
            draw_truncated_normal(plan, self->fan[0], self->fan[1]);
        else
            draw_truncated_normal(plan, -2.0, 2.0);
        return;
    }
    draw_normal(plan);
    if (folds(plan, self)) {
        plan->scale = product_of(plan->element, plan->jax.factor, plan->scale);
        plan->jax.factor = lecun_pattern_of(plan->element, 1.0);
    }
}

static lecun_philox jax_key_of(const lecun_initializer *self)
{
    lecun_philox key = {{0, 0}, {0, 0, 0, 0}};

    if (!rules_of(self)->takes_key) {
        key.key[0] = (uint32_t)(uint64_t)self->seed;
        key.key[1] = (uint32_t)(uint64_t)self->draw;
    } else if (self->has_key) {
        key.key[0] = self->jax_key[0];
        key.key[1] = self->jax_key[1];
    } else {
        key.key[1] = (uint32_t)(uint64_t)self->seed;
    }
    return key;
}

static int plan_is_ordinary(const lecun_plan *plan)
{
    return lecun_is_ordinary(plan->element, plan->scale) && lecun_is_ordinary(plan->element, plan->shift)
        && lecun_is_ordinary(plan->element, plan->jax.base) && lecun_is_ordinary(plan->element, plan->jax.width);
}

void lecun_jax_plan(lecun_plan *plan, const lecun_initializer *self, lecun_parameters p, lecun_fan_pair fans)
{
    const lecun_jax_rules *rules = rules_of(self);

    plan->key = jax_key_of(self);
    plan->shift = SIGN(plan->element);          /* -0, which changes no sum */
    if (!rules->in_dtype)
        plan->scale = lecun_pattern_of(plan->element, p.b);
    else if (lecun_schemes[self->scheme].kind == LECUN_SCALED)
        plan->scale = scaled_factor(plan->element, plan->distribution, lecun_scaled_variance(self, fans));
    else
        plan->scale = lecun_pattern_at_once(plan->element, p.b);
    if (plan->distribution == LECUN_UNIFORM)
        plan_uniform(plan, self, p);
    else
        plan_normal(plan, self, p);
    plan->apart |= !plan_is_ordinary(plan);
}

void lecun_jax_normals_plan(lecun_plan *plan, const lecun_initializer *self)
{
    plan->key = jax_key_of(self);
    plan->shift = SIGN(plan->element);
    plan->scale = lecun_pattern_of(plan->element, 1.0);
    draw_normal(plan);
}
