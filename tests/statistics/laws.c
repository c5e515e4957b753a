/* SPDX-License-Identifier: MIT
 *
 * laws.c - distribution functions, moments, and the exact probabilities of 16-bit patterns
 */
#include "laws.h"

#include "../../src/affine.h"

#include <math.h>
#include <stdlib.h>

/* What the standard normal keeps within 2 standard deviations, and its standard deviation then (SciPy's truncnorm.std,
 * which Keras quotes). */
#define KEPT 0.95449973610364159
#define CUT_STDDEV 0.87962566103423978
#define DENSITY_AT_2 0.053990966513188063

static double normal_cdf(double x)
{
    return 0.5 * erfc(-x * 0.70710678118654752);
}

double law_cdf(lecun_distribution distribution, double x)
{
    if (distribution == LECUN_UNTRUNCATED_NORMAL)
        return normal_cdf(x);
    if (distribution == LECUN_UNIFORM)
        return x <= -1.0 ? 0.0 : x >= 1.0 ? 1.0 : 0.5 * (x + 1.0);
    return x <= -2.0 ? 0.0 : x >= 2.0 ? 1.0 : (normal_cdf(x) - normal_cdf(-2.0)) / KEPT;
}

/* Even moments, by parts: m(k) = (k-1) m(k-2) - 2 * 2^(k-1) density(2) / kept; without the last term for the uncut. */
static double continuous_moment(lecun_distribution distribution, int k)
{
    double m = 1.0;
    int i;

    if (k % 2)
        return 0.0;
    if (distribution == LECUN_UNIFORM)
        return 1.0 / (k + 1);
    for (i = 2; i <= k; i += 2)
        m = (i - 1) * m - (distribution == LECUN_TRUNCATED_NORMAL ? ldexp(DENSITY_AT_2 / KEPT, i) : 0.0);
    return m;
}

static double unit_of(lecun_distribution distribution, double fan_in)
{
    if (distribution == LECUN_UNIFORM)
        return sqrt(3.0 / fan_in);
    return sqrt(1.0 / fan_in) / (distribution == LECUN_TRUNCATED_NORMAL ? CUT_STDDEV : 1.0);
}

/* --- 16-bit patterns ---------------------------------------------------------------------------------------------- */

double number_of_pattern(lecun_dtype dtype, uint16_t pattern)
{
    return dtype == LECUN_F16 ? (double)lecun_float_of_half(pattern) : (double)lecun_float_of_bf16(pattern);
}

static uint16_t pattern_of_number(lecun_dtype dtype, double x)
{
    return dtype == LECUN_F16 ? lecun_half_of_float((float)x) : lecun_bf16_of_float((float)x);
}

static uint16_t affine(lecun_dtype dtype, uint16_t draw, uint16_t scale, uint16_t shift)
{
    if (dtype == LECUN_F16)
        return (uint16_t)lecun_half_affine(lecun_bits_of_half(draw), lecun_bits_of_half(scale), lecun_bits_of_half(shift));
    return (uint16_t)lecun_bf16_affine((uint32_t)draw << 16, (uint32_t)scale << 16, (uint32_t)shift << 16);
}

/* The probability of [low, high], 0 <= low, without cancellation either near 0, where bfloat16 has cells of 1e-40, or
 * in the upper tail. All laws are symmetric. */
static double mass(lecun_distribution distribution, double low, double high)
{
    const double root = 0.70710678118654752, kept = distribution == LECUN_TRUNCATED_NORMAL ? KEPT : 1.0;

    if (distribution == LECUN_UNIFORM)
        return 0.5 * (fmin(high, 1.0) - fmin(low, 1.0));
    if (distribution == LECUN_TRUNCATED_NORMAL) {
        low = fmin(low, 2.0);
        high = fmin(high, 2.0);
    }
    return 0.5 / kept * (low < 0.5 ? erf(high * root) - erf(low * root) : erfc(low * root) - erfc(high * root));
}

/* Give every pattern the probability that a number of the continuous law, in units of `unit`, is rounded to it. Zeros
 * share their cell, in +0. */
static void round_law(lecun_distribution distribution, lecun_dtype dtype, double unit, double *probability)
{
    const uint16_t infinity = dtype == LECUN_F16 ? 0x7c00 : 0x7f80;
    double low = 0.0;
    uint16_t p;

    for (p = 0; p < infinity; p++) {
        const double next = p + 1 < infinity ? number_of_pattern(dtype, (uint16_t)(p + 1)) : HUGE_VAL;
        const double high = 0.5 * (number_of_pattern(dtype, p) + next);
        const double m = mass(distribution, low / unit, high / unit);
        probability[p] = p ? m : 2.0 * m;
        if (p)
            probability[p | 0x8000] = m;
        low = high;
    }
}

/* Keras's way: a 16-bit draw, times a 16-bit scale, plus a 16-bit shift. */
static void round_as_keras(const weight_law *self, double *probability)
{
    const int uniform = self->distribution == LECUN_UNIFORM;
    const uint16_t shift = pattern_of_number(self->dtype, uniform ? -self->unit : 0.0);
    const double width = 2.0 * number_of_pattern(self->dtype, pattern_of_number(self->dtype, self->unit));
    const uint16_t scale = pattern_of_number(self->dtype, uniform ? width : self->unit);
    const long values = self->dtype == LECUN_F16 ? 1024 : 128;       /* of a uniform draw: all bits of the fraction */
    double *draw = (double *)calloc(PATTERNS, sizeof *draw);
    long p;

    if (uniform)
        for (p = 0; p < values; p++)
            draw[pattern_of_number(self->dtype, (double)p / (double)values)] = 1.0 / (double)values;
    else
        round_law(self->distribution, self->dtype, 1.0, draw);
    for (p = 0; p < PATTERNS; p++)
        if (draw[p] > 0.0)
            probability[affine(self->dtype, (uint16_t)p, scale, shift)] += draw[p];
    free(draw);
}

static void moments_of_table(weight_law *self)
{
    long p;
    int k;

    for (k = 0; k <= HIGHEST_MOMENT; k++) {
        self->moment[k] = 0.0;
        for (p = 0; p < PATTERNS; p++)
            if (self->probability[p] > 0.0)
                self->moment[k] += self->probability[p]
                                   * pow(number_of_pattern(self->dtype, (uint16_t)p) / self->unit, k);
    }
}

weight_law law_of(lecun_distribution distribution, lecun_dtype dtype, lecun_rounding rounding, double fan_in)
{
    weight_law self;
    int k;

    self.distribution = distribution;
    self.dtype = dtype;
    self.unit = unit_of(distribution, fan_in);
    self.probability = NULL;
    for (k = 0; k <= HIGHEST_MOMENT; k++)
        self.moment[k] = continuous_moment(distribution, k);
    if (dtype == LECUN_F32 || dtype == LECUN_F64)
        return self;
    self.probability = (double *)calloc(PATTERNS, sizeof *self.probability);
    if (rounding == LECUN_ROUND_ONCE)
        round_law(distribution, dtype, self.unit, self.probability);
    else
        round_as_keras(&self, self.probability);
    moments_of_table(&self);
    return self;
}
