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
#include "dispatch.h"
#include "jax_math.h"

static lecun_pair words_key(const lecun_plan *plan)
{
    return lecun_pair_of(plan->key.key[0], plan->key.key[1]);
}

/* --- Floats ------------------------------------------------------------------------------------------------------- */

/* A number that grows with the float of this pattern; a NaN that x86 makes is the least. */
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
        u = lecun_float_fma_flushed(fraction, width, base);
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

/* A weight of 16 bits, by its fraction. */
static uint16_t half_of(const lecun_plan *plan, uint32_t fraction)
{
    const uint32_t weight = weight_of(plan, fraction);

    return (uint16_t)(plan->element == LECUN_F16 ? lecun_half_of_bits(weight) : lecun_bf16_of_bits(weight));
}

/* --- The portable kernel ------------------------------------------------------------------------------------------ */

static void portable_words(lecun_pair key, uint64_t first, uint32_t *block, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const lecun_pair words = lecun_threefry_at(key, first + i);
        block[i] = words.x ^ words.y;
    }
}

static void portable_weights(const lecun_plan *plan, const uint32_t *block, unsigned char *out, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const uint32_t weight = weight_of(plan, block[i] >> 9);
        memcpy(out + 4 * i, &weight, sizeof weight);
    }
}

#define FUSED(a, b, c) lecun_fma(a, b, c)
#include "jax_double_template.h"

const lecun_jax_kernels lecun_portable_jax = {portable_words, portable_weights, doubles};

/* --- Fills of floats ---------------------------------------------------------------------------------------------- */

/* Room for what comes between words and 16 bits: float weights; or every weight that there is, by its fraction, 128 of bfloat16
 * and 1024 of float16. */
typedef union between {
    uint32_t floats[LECUN_JAX_BLOCK];
    uint16_t halves[1024];
} between;

/* How the words of a block become elements. */
typedef void block_function(const lecun_plan *plan, const uint32_t *block, unsigned char *out, size_t n, between *b);

static void put_float_weights(const lecun_plan *plan, const uint32_t *block, unsigned char *out, size_t n, between *b)
{
    (void)b;
    (plan->apart ? portable_weights : lecun_kernels_of_jax()->weights)(plan, block, out, n);
}

static void put_rounded_weights(const lecun_plan *plan, const uint32_t *block, unsigned char *out, size_t n, between *b)
{
    size_t i;

    put_float_weights(plan, block, (unsigned char *)b->floats, n, NULL);
    for (i = 0; i < n; i++) {
        const uint16_t half = (uint16_t)(plan->element == LECUN_F16_ONCE ? lecun_half_of_bits(b->floats[i])
                                                                         : lecun_bf16_of_bits(b->floats[i]));
        memcpy(out + 2 * i, &half, sizeof half);
    }
}

/* The fraction of a 16-bit weight: of float16 the upper 10 of the low 16 bits, of bfloat16 the upper 7 of the low 8. */
static uint32_t fraction_of(uint32_t element, uint32_t word)
{
    return element == LECUN_F16 ? word >> 6 & 0x3ff : word >> 1 & 0x7f;
}

static uint32_t in_23_bits(uint32_t element, uint32_t fraction)
{
    return fraction << (element == LECUN_F16 ? 13 : 16);
}

static void put_half_weights(const lecun_plan *plan, const uint32_t *block, unsigned char *out, size_t n, between *b)
{
    size_t i;

    (void)b;
    for (i = 0; i < n; i++) {
        const uint16_t half = half_of(plan, in_23_bits(plan->element, fraction_of(plan->element, block[i])));
        memcpy(out + 2 * i, &half, sizeof half);
    }
}

static size_t halves_there_are(uint32_t element)
{
    return element == LECUN_F16 ? 1024 : 128;
}

static void make_half_weights(const lecun_plan *plan, between *b)
{
    uint32_t i;

    for (i = 0; i < halves_there_are(plan->element); i++)
        b->halves[i] = half_of(plan, in_23_bits(plan->element, i));
}

static void look_up_halves(const lecun_plan *plan, const uint32_t *block, unsigned char *out, size_t n, between *b)
{
    const unsigned shift = plan->element == LECUN_F16 ? 6 : 1;
    const uint32_t mask = (uint32_t)halves_there_are(plan->element) - 1;
    size_t i;

    for (i = 0; i < n; i++)
        memcpy(out + 2 * i, &b->halves[block[i] >> shift & mask], 2);
}

/* Where more elements are wanted than there are different ones, all of these are made first. */
static block_function *choose_put(const lecun_plan *plan, size_t count, between *b)
{
    if (plan->element == LECUN_F32)
        return put_float_weights;
    if (plan->element != LECUN_F16 && plan->element != LECUN_BF16)
        return put_rounded_weights;
    if (count < halves_there_are(plan->element))
        return put_half_weights;
    make_half_weights(plan, b);
    return look_up_halves;
}

static void fill_blocks(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const lecun_jax_kernels *const kernels = lecun_kernels_of_jax();
    const size_t size = lecun_element_size(plan->element);
    uint32_t block[LECUN_JAX_BLOCK];
    between b;
    block_function *const put = choose_put(plan, count, &b);

    while (count) {
        const uint64_t before_carry = 0x100000000 - (first & 0xffffffff);
        size_t n = count < LECUN_JAX_BLOCK ? count : LECUN_JAX_BLOCK;

        n = n < before_carry ? n : (size_t)before_carry;
        kernels->words(words_key(plan), first, block, n);
        put(plan, block, out, n, &b);
        out += n * size;
        count -= n;
        first += n;
    }
}

void lecun_jax_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    if (plan->element == LECUN_F64)
        lecun_kernels_of_jax()->doubles(plan, out, count, first);
    else
        fill_blocks(plan, out, count, first);
}
