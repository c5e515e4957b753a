/* SPDX-License-Identifier: MIT
 *
 * affine.h - draw * scale + shift for doubles as TensorFlow computes it: two operations, each rounded
 *
 * The shift is added even when it is 0, which turns the -0 of an underflow into +0. Floats: lecun_float_affine() and its
 * neighbours in draws.h.
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

#endif
