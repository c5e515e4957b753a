/* SPDX-License-Identifier: MIT
 *
 * torch_portable.c - PyTorch's uniforms and normals in plain C: the reference, and the portable kernel
 *
 * The method: aten/src/ATen/native/cpu/DistributionTemplates.h, and aten/src/ATen/core/TransformationHelper.h.
 */
#include "finite.h"
#include "strict_fp.h"
#include "torch_doubles.h"
#include "torch_element.h"
#include "torch_floats.h"
#include "torch_plan.h"

#define TWO_PI 0x1.921fb54442d18p+2

enum { BLOCK = 16, PAIRS = 8 };

/* --- From words to numbers ---------------------------------------------------------------------------------------- */

/* The digits that a 16-bit type has, of which uniforms were made up to version 2.11. */
static unsigned digits_of(uint32_t element)
{
    return element == LECUN_BF16 ? 8 : 11;
}

static double uniform_f64(const uint32_t *words)
{
    const uint64_t high = lecun_mt_temper(words[0]) & 0x1fffff, low = lecun_mt_temper(words[1]);
    return (double)(int64_t)(high << 32 | low) * 0x1p-53;
}

static double affine_f64(double u, double scale, double shift, int fused)
{
    return fused ? lecun_fma(u, scale, shift) : lecun_sum(lecun_product(u, scale), shift);
}

static uint32_t affine(uint32_t u, uint32_t scale, uint32_t shift, int fused)
{
    return fused ? lecun_float_fma(u, scale, shift) : lecun_float_plus(lecun_float_times(u, scale), shift);
}

/* --- Uniforms ----------------------------------------------------------------------------------------------------- */

static void put_uniform_f64(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out)
{
    const double x = affine_f64(uniform_f64(words), plan->scale64, plan->from64, plan->rules.fused);
    lecun_put_double(out, plan->rules.excludes_b && lecun_order_of_double(x) == lecun_order_of_double(plan->to64) ? plan->from64 : x);
}

/* m * 2^-bits */
static uint32_t fraction_of(uint32_t m, unsigned bits)
{
    return lecun_float_of_integer(m, 158 - bits);
}

static void put_uniform(const lecun_torch_plan *plan, uint32_t word, unsigned char *out)
{
    const int by_digits = plan->element != LECUN_F32 && plan->rules.sixteen == LECUN_SIXTEEN_BY_DIGITS;
    const unsigned bits = by_digits ? digits_of(plan->element) : 24;
    const uint32_t u = fraction_of(lecun_mt_temper(word) & ((1u << bits) - 1), bits);
    const uint32_t x = lecun_torch_round(plan->element, affine(u, plan->scale, plan->from, plan->rules.fused));
    const int is_b = lecun_torch_order(x, LECUN_F32) == lecun_torch_order(plan->to, LECUN_F32);

    lecun_put_float(plan->element, out, plan->rules.excludes_b && is_b ? lecun_torch_round(plan->element, plan->from) : x);
}

void lecun_portable_torch_uniforms(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t count)
{
    const size_t size = lecun_element_size(plan->element);
    size_t i;

    for (i = 0; i < count; i++)
        if (plan->element == LECUN_F64)
            put_uniform_f64(plan, words + 2 * i, out + i * size);
        else
            put_uniform(plan, words[i], out + i * size);
}

/* --- Normals ------------------------------------------------------------------------------------------------------ */

/* A block of 16 uniforms is 8 pairs: number j and number j + 8 (Box and Muller, 1958). */

static void put_pair_f64(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out)
{
    const double radius = lecun_sqrt(-2.0 * lecun_log(1.0 - uniform_f64(words)));
    double sine, cosine;

    lecun_sincos(lecun_product(TWO_PI, uniform_f64(words + 2 * PAIRS)), &sine, &cosine);
    lecun_put_double(out, affine_f64(lecun_product(radius, cosine), plan->scale64, plan->from64, plan->rules.normals_fused));
    lecun_put_double(out + PAIRS * sizeof(double),
                     affine_f64(lecun_product(radius, sine), plan->scale64, plan->from64, plan->rules.normals_fused));
}

static void put_pair(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out)
{
    const size_t size = lecun_element_size(plan->element);
    const uint32_t k = 0x1000000u - (lecun_mt_temper(words[0]) & 0xffffffu), m = lecun_mt_temper(words[PAIRS]) & 0xffffffu;
    uint32_t radius, cosine, sine;
    lecun_pair p;

    if (plan->rules.cephes) {
        p = lecun_cephes_sincos(lecun_float_times(0x40c90fdbu, fraction_of(m, 24)));
        radius = lecun_radius(lecun_float_times(0xc0000000u, lecun_cephes_log(fraction_of(k, 24))));
    } else {
        p = lecun_torch_sincos(lecun_torch_angle(m));
        radius = lecun_radius(lecun_torch_square(k));
    }
    cosine = affine(lecun_float_times(radius, p.y), plan->scale, plan->from, plan->rules.normals_fused);
    sine = affine(lecun_float_times(radius, p.x), plan->scale, plan->from, plan->rules.normals_fused);
    lecun_put_float(plan->element, out, lecun_torch_round(plan->element, cosine));
    lecun_put_float(plan->element, out + PAIRS * size, lecun_torch_round(plan->element, sine));
}

/* Up to version 2.11 a 16-bit type is rounded after every step. */
static uint32_t stepwise(const lecun_torch_plan *plan, uint32_t radius, uint32_t direction)
{
    const uint32_t t = plan->element;
    const uint32_t z = lecun_torch_round(t, lecun_float_times(radius, lecun_torch_round(t, direction)));

    return lecun_torch_round(t, lecun_float_plus(lecun_torch_round(t, lecun_float_times(z, plan->scale)), plan->from));
}

static void put_pair_by_digits(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out)
{
    const unsigned bits = digits_of(plan->element), rest = 24 - bits;
    const uint32_t k = (1u << bits) - (lecun_mt_temper(words[0]) & ((1u << bits) - 1));
    const uint32_t m = lecun_mt_temper(words[PAIRS]) & ((1u << bits) - 1);
    const uint32_t square = lecun_torch_round(plan->element, lecun_torch_square(k << rest));
    const uint32_t radius = lecun_torch_round(plan->element, lecun_radius(square));
    const uint32_t angle = lecun_torch_round(plan->element, lecun_float_of_angle(lecun_torch_angle(m << rest)));
    const lecun_pair p = lecun_torch_sincos(lecun_angle_of_float(angle));

    lecun_put_float(plan->element, out, stepwise(plan, radius, p.y));
    lecun_put_float(plan->element, out + PAIRS * 2, stepwise(plan, radius, p.x));
}

void lecun_portable_torch_normals(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t blocks)
{
    const size_t size = lecun_element_size(plan->element);
    size_t block, j;

    for (block = 0; block < blocks; block++, out += BLOCK * size)
        for (j = 0; j < PAIRS; j++)
            if (plan->element == LECUN_F64)
                put_pair_f64(plan, words + 2 * (block * BLOCK + j), out + j * size);
            else if (plan->element != LECUN_F32 && plan->rules.sixteen == LECUN_SIXTEEN_BY_DIGITS)
                put_pair_by_digits(plan, words + block * BLOCK + j, out + j * size);
            else
                put_pair(plan, words + block * BLOCK + j, out + j * size);
}

/* --- What is outside ---------------------------------------------------------------------------------------------- */

size_t lecun_portable_torch_find(const lecun_torch_plan *plan, const unsigned char *elements, size_t count)
{
    const size_t size = lecun_element_size(plan->element);
    size_t i;

    for (i = 0; i < count; i++) {
        const int64_t order = lecun_torch_order(lecun_get_element(elements + i * size, size), plan->element);
        if (order < plan->low || order > plan->high)
            break;
    }
    return i;
}

const lecun_torch_kernels lecun_portable_torch = {
    lecun_mt_twist, lecun_portable_torch_uniforms, lecun_portable_torch_normals, lecun_portable_torch_find,
};
