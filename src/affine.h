/* SPDX-License-Identifier: MIT
 *
 * affine.h - draw * scale + shift as TensorFlow computes it: two operations, each rounded to the dtype
 *
 * The shift is added even when it is 0, which turns the -0 of an underflow into +0.
 */
#ifndef LECUN_AFFINE_H
#define LECUN_AFFINE_H

#include "exact.h"
#include "half.h"

/* Python's scalars reach the 16-bit types by way of float, rounding twice. */
static inline float lecun_f32_of_double(double x)      { return (float)x; }
static inline double lecun_f64_of_double(double x)     { return x; }
static inline uint16_t lecun_f16_of_double(double x)   { return lecun_half_of_float((float)x); }
static inline uint16_t lecun_bf16_of_double(double x)  { return lecun_bf16_of_float((float)x); }

/* The width of a uniform, in the dtype. */
static inline float lecun_width_f32(float a, float b)  { return b - a; }
static inline double lecun_width_f64(double a, double b) { return lecun_sum(b, -a); }

static inline uint16_t lecun_width_f16(uint16_t a, uint16_t b)
{
    return lecun_half_of_float(lecun_float_of_half(b) - lecun_float_of_half(a));
}

static inline uint16_t lecun_width_bf16(uint16_t a, uint16_t b)
{
    return lecun_bf16_of_float(lecun_float_of_bf16(b) - lecun_float_of_bf16(a));
}

static inline float lecun_affine_f32(float draw, float scale, float shift)
{
    float product = draw * scale;
    LECUN_ROUNDED(product);
    return product + shift;
}

static inline double lecun_affine_f64(double draw, double scale, double shift)
{
    double product = draw * scale;
    LECUN_ROUNDED(product);
    return lecun_sum(product, shift);
}

/* The 16-bit types compute each operation in float and round its result. */
static inline uint16_t lecun_affine_f16(uint16_t draw, uint16_t scale, uint16_t shift)
{
    uint16_t product = lecun_half_of_float(lecun_float_of_half(draw) * lecun_float_of_half(scale));
    return lecun_half_of_float(lecun_float_of_half(product) + lecun_float_of_half(shift));
}

static inline uint16_t lecun_affine_bf16(uint16_t draw, uint16_t scale, uint16_t shift)
{
    uint16_t product = lecun_bf16_of_float(lecun_float_of_bf16(draw) * lecun_float_of_bf16(scale));
    return lecun_bf16_of_float(lecun_float_of_bf16(product) + lecun_float_of_bf16(shift));
}

#endif
