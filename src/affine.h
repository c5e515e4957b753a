/* SPDX-License-Identifier: MIT
 *
 * affine.h - draw * scale + shift for doubles as TensorFlow computes it: two operations, each rounded
 *
 * The shift is added even when it is 0, which turns the -0 of an underflow into +0. Floats: lecun_float_affine() and its
 * neighbours in draws.h, of integers; and here the two operations by a processor's unit for floats, where there is one.
 */
#ifndef LECUN_AFFINE_H
#define LECUN_AFFINE_H

#include "exact.h"

/* For weights that are neither subnormal nor infinite. */
static inline double lecun_affine_f64(double draw, double scale, double shift)
{
    return lecun_sum(lecun_product(draw, scale), shift);
}

/* For all, by their patterns. */
static inline uint64_t lecun_affine_flushed(uint64_t draw, uint64_t scale, uint64_t shift)
{
    return lecun_sum_flushed(lecun_product_flushed(draw, scale), shift);
}

#ifdef LECUN_FLOAT_UNIT
/* Of patterns, to nearest in the mode that entry points set. No result may be subnormal or infinite. */

static inline uint32_t lecun_unit_product(uint32_t a, uint32_t b)
{
    float x = lecun_float_of_bits(a) * lecun_float_of_bits(b);
    LECUN_ROUNDED_FLOAT(x);
    return lecun_bits_of_float(x);
}

static inline uint32_t lecun_unit_sum(uint32_t a, uint32_t b)
{
    float x = lecun_float_of_bits(a) + lecun_float_of_bits(b);
    LECUN_ROUNDED_FLOAT(x);
    return lecun_bits_of_float(x);
}
#endif

/* A sine or cosine times a radius. */
static inline uint32_t lecun_times_radius(uint32_t x, uint32_t radius)
{
#ifdef LECUN_FLOAT_UNIT
    return lecun_unit_product(x, radius);
#else
    return lecun_float_times_radius(x, radius);
#endif
}

#endif
