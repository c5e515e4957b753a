/* SPDX-License-Identifier: MIT
 *
 * elements.c - from draws to elements of float32, float16 and bfloat16: draw * scale + shift, rounded and stored
 *
 * Each operation goes over all draws before the next. A processor's unit for floats multiplies and adds faster than integers
 * do: where there is one, it computes the plans in which no weight may be subnormal or infinite, in the mode that every
 * entry point sets. The others, and those of processors without, are integers.
 */
#include "strict_fp.h"
#include "affine.h"
#include "elements.h"

/* x op y for each of n patterns x. */
typedef void operation(uint32_t *x, size_t n, uint32_t y);

typedef struct arithmetic {
    operation *product, *sum, *uniform;     /* uniform: m becomes m * 2^-23 */
} arithmetic;

static void integer_product(uint32_t *x, size_t n, uint32_t y)
{
    size_t i;
    for (i = 0; i < n; i++)
        x[i] = lecun_float_product(x[i], y);
}

static void integer_sum(uint32_t *x, size_t n, uint32_t y)
{
    size_t i;
    for (i = 0; i < n; i++)
        x[i] = lecun_float_shifted(x[i], y);
}

static void integer_uniform(uint32_t *x, size_t n, uint32_t unused)
{
    size_t i;
    (void)unused;
    for (i = 0; i < n; i++)
        x[i] = lecun_float_uniform(x[i]);
}

#ifdef LECUN_FLOAT_UNIT

static void unit_product(uint32_t *x, size_t n, uint32_t y)
{
    size_t i;
    for (i = 0; i < n; i++)
        x[i] = lecun_unit_product(x[i], y);
}

static void unit_sum(uint32_t *x, size_t n, uint32_t y)
{
    size_t i;
    for (i = 0; i < n; i++)
        x[i] = lecun_unit_sum(x[i], y);
}

/* The fraction of a number in [1, 2), less 1. */
static void unit_uniform(uint32_t *x, size_t n, uint32_t unused)
{
    size_t i;
    (void)unused;
    for (i = 0; i < n; i++)
        x[i] = lecun_unit_sum(x[i] | 0x3f800000u, 0xbf800000u);
}

#endif

/* --- Element types ------------------------------------------------------------------------------------------------ */

static void round_half(uint32_t *x, size_t n, uint32_t unused)
{
    size_t i;
    (void)unused;
    for (i = 0; i < n; i++)
        x[i] = lecun_round_half(x[i]);
}

static void round_bf16(uint32_t *x, size_t n, uint32_t unused)
{
    size_t i;
    (void)unused;
    for (i = 0; i < n; i++)
        x[i] = lecun_round_bf16(x[i]);
}

static void store_f32(unsigned char *out, const uint32_t *x, size_t n)
{
    memcpy(out, x, n * sizeof *x);
}

static void store_half(unsigned char *out, const uint32_t *x, size_t n)
{
    size_t i;
    for (i = 0; i < n; i++) {
        const uint16_t half = (uint16_t)lecun_half_of_bits(x[i]);
        memcpy(out + i * sizeof half, &half, sizeof half);
    }
}

static void store_bf16(unsigned char *out, const uint32_t *x, size_t n)
{
    size_t i;
    for (i = 0; i < n; i++) {
        const uint16_t half = (uint16_t)lecun_bf16_of_bits(x[i]);
        memcpy(out + i * sizeof half, &half, sizeof half);
    }
}

/* What is rounded after each operation, or NULL; and the last time, as it is stored. */
static const struct element { operation *round; void (*store)(unsigned char *out, const uint32_t *x, size_t n); }
    elements[LECUN_ELEMENT_END] = {
        [LECUN_F32] = {NULL, store_f32},
        [LECUN_F16] = {round_half, store_half},
        [LECUN_BF16] = {round_bf16, store_bf16},
        [LECUN_F16_ONCE] = {NULL, store_half},
        [LECUN_BF16_ONCE] = {NULL, store_bf16},
};

/* --- All of it ---------------------------------------------------------------------------------------------------- */

static void rounded_affine(const arithmetic *a, operation *round, uint32_t *x, size_t n, uint32_t scale, uint32_t shift)
{
    round(x, n, 0);
    a->product(x, n, scale);
    round(x, n, 0);
    a->sum(x, n, shift);
}

/* Integers make uniform floats in one step: none but the last is normalized. */
static void uniform_affine(uint32_t *x, size_t n, uint32_t scale, uint32_t shift)
{
    size_t i;
    for (i = 0; i < n; i++)
        x[i] = lecun_uniform_affine(x[i], scale, shift);
}

void lecun_put_elements(const lecun_plan *plan, unsigned char *out, uint32_t *draws, size_t n)
{
    static const arithmetic integers = {integer_product, integer_sum, integer_uniform};
#ifdef LECUN_FLOAT_UNIT
    static const arithmetic unit = {unit_product, unit_sum, unit_uniform};
    const arithmetic *const a = plan->apart ? &integers : &unit;
#else
    const arithmetic *const a = &integers;
#endif
    const struct element *const element = &elements[plan->element];
    const uint32_t scale = (uint32_t)plan->scale, shift = (uint32_t)plan->shift;
    const int is_uniform = plan->distribution == LECUN_UNIFORM;

    if (is_uniform && a == &integers && !element->round) {
        uniform_affine(draws, n, scale, shift);
    } else {
        if (is_uniform)
            a->uniform(draws, n, 0);
        if (element->round)
            rounded_affine(a, element->round, draws, n, scale, shift);
        else {
            a->product(draws, n, scale);
            a->sum(draws, n, shift);
        }
    }
    element->store(out, draws, n);
}
