/* SPDX-License-Identifier: MIT
 *
 * jax_stream.c - the stream of jax.random in plain C: the reference, and the portable kernel
 *
 * Element i is made of the words of counter i alone, so any range costs what it holds. Its fraction is as many bits as the
 * dtype has behind the point: 23, 10 or 7, or 52 of the two words. The uniform is
 * max(least, fraction * width + base), fused in float32 and float64 (XLA lets LLVM do so), rounded twice in 16 bits; a
 * normal is erf_inv of one. (jax/_src/random: _uniform, _normal_real, _truncated_normal.)
 */
#include "strict_fp.h"
#include "jax_stream.h"
#include "affine.h"
#include "jax_math.h"
#include "threefry.h"

static lecun_pair words_at(const lecun_plan *plan, uint64_t index)
{
    return lecun_threefry_at(lecun_pair_of(plan->key.key[0], plan->key.key[1]), index);
}

/* --- Floats ------------------------------------------------------------------------------------------------------- */

/* a number that grows with the float of this pattern; a NaN that x86 makes is the least. */
static uint32_t rank_of_float(uint32_t x)
{
    return x >> 31 ? ~x : x | 0x80000000u;
}

static uint32_t greater_float(uint32_t a, uint32_t b)
{
    return rank_of_float(a) > rank_of_float(b) ? a : b;
}

static uint32_t lesser_float(uint32_t a, uint32_t b)
{
    return rank_of_float(a) < rank_of_float(b) ? a : b;
}

static uint32_t uniform_of(const lecun_plan *plan, uint32_t fraction)
{
    const uint32_t width = (uint32_t)plan->jax.width, base = (uint32_t)plan->jax.base;
    uint32_t u;

    if (plan->element == LECUN_F16 || plan->element == LECUN_BF16) {
        u = lecun_round_to_element(plan->element, lecun_float_product(fraction, width));
        u = lecun_round_to_element(plan->element, lecun_float_sum(u, base));
    } else {
        u = lecun_float_fma(fraction, width, base);
    }
    return greater_float((uint32_t)plan->jax.least, u);
}

/* sqrt(2) erf_inv(u), within the limits. */
static uint32_t normal_of(const lecun_plan *plan, uint32_t u)
{
    const uint32_t erf_inv = lecun_round_to_element(plan->element, lecun_erf_inv_f32(u));
    const uint32_t x = lecun_round_to_element(plan->element, lecun_float_product((uint32_t)plan->jax.factor, erf_inv));

    return lesser_float(greater_float(x, (uint32_t)plan->jax.limit[0]), (uint32_t)plan->jax.limit[1]);
}

/* The weight of a fraction m * 2^-23, as a float. */
static uint32_t weight_of(const lecun_plan *plan, uint32_t m)
{
    uint32_t x = uniform_of(plan, plan->jax.from_one ? 0x3f800000 | m : lecun_float_uniform(m));

    if (plan->distribution != LECUN_UNIFORM)
        x = normal_of(plan, x);
    x = lecun_round_to_element(plan->element, lecun_float_product(x, (uint32_t)plan->scale));
    return lecun_round_to_element(plan->element, lecun_float_sum(x, (uint32_t)plan->shift));
}

/* The fraction's bits of a word, as a multiple of 2^-23: of float16 the upper 10 of the low 16, of bfloat16 the upper 7 of the
 * low 8. */
static uint32_t fraction_of(uint32_t element, uint32_t word)
{
    if (element == LECUN_F16)
        return (word >> 6 & 0x3ff) << 13;
    if (element == LECUN_BF16)
        return (word >> 1 & 0x7f) << 16;
    return word >> 9;
}

static void put(uint32_t element, unsigned char *out, uint32_t weight)
{
    const uint16_t half = (uint16_t)(element == LECUN_F16 || element == LECUN_F16_ONCE ? lecun_half_of_bits(weight)
                                                                                       : lecun_bf16_of_bits(weight));

    if (element == LECUN_F32)
        memcpy(out, &weight, sizeof weight);
    else
        memcpy(out, &half, sizeof half);
}

static void fill_of_floats(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const size_t size = lecun_element_size(plan->element);
    size_t i;

    for (i = 0; i < count; i++) {
        const lecun_pair words = words_at(plan, first + i);
        put(plan->element, out + i * size, weight_of(plan, fraction_of(plan->element, words.x ^ words.y)));
    }
}

/* --- Doubles ------------------------------------------------------------------------------------------------------ */

/* The weight of a fraction m * 2^-52. Far from subnormals the processor's operations do; the others flush. */
static double weight_f64(const lecun_plan *plan, uint64_t m)
{
    const double one = lecun_double_of_bits(m | 0x3ff0000000000000), least = lecun_double_of_bits(plan->jax.least);
    double x = lecun_fma(plan->jax.from_one ? one : one - 1.0, lecun_double_of_bits(lecun_flushed_double(plan->jax.width)),
                         lecun_double_of_bits(lecun_flushed_double(plan->jax.base)));

    x = x > least ? x : least;
    if (plan->distribution != LECUN_UNIFORM) {
        const double low = lecun_double_of_bits(plan->jax.limit[0]), high = lecun_double_of_bits(plan->jax.limit[1]);
        x = lecun_product(lecun_double_of_bits(plan->jax.factor), lecun_erf_inv_f64(x));
        x = x > low ? x : low;
        x = x < high ? x : high;
    }
    if (plan->apart)
        return lecun_double_of_bits(lecun_affine_flushed(lecun_bits_of_double(x), plan->scale, plan->shift));
    return lecun_affine_f64(x, lecun_double_of_bits(plan->scale), lecun_double_of_bits(plan->shift));
}

static void fill_of_doubles(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    size_t i;

    for (i = 0; i < count; i++) {
        const lecun_pair words = words_at(plan, first + i);
        const double weight = weight_f64(plan, ((uint64_t)words.x << 32 | words.y) >> 12);
        memcpy(out + i * sizeof weight, &weight, sizeof weight);
    }
}

void lecun_jax_portable_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    if (plan->element == LECUN_F64)
        fill_of_doubles(plan, out, count, first);
    else
        fill_of_floats(plan, out, count, first);
}

void lecun_jax_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    lecun_jax_portable_fill(plan, out, count, first);
}
