/* SPDX-License-Identifier: MIT
 *
 * torch_doubles.h - the double arithmetic of PyTorch's float64 weights, and of tensors of fewer than 16 normals
 *
 * PyTorch calls the C library: glibc's log, sin and cos (elementary.h), and log1p.
 */
#ifndef LECUN_TORCH_DOUBLES_H
#define LECUN_TORCH_DOUBLES_H

#include "elementary.h"

/* The polynomial in z of fdlibm's log1p, in the order of glibc's sysdeps/ieee754/dbl-64/s_log1p.c. */
static inline double lecun_log1p_polynomial(double z)
{
    const double z2 = lecun_product(z, z), z4 = lecun_product(z2, z2), z6 = lecun_product(z2, z4);
    double sum = lecun_product(z2, lecun_fma(z, 0x1.2492494229359p-2, 0x1.999999997fa04p-2));

    sum = lecun_fma(z, 0x1.5555555555593p-1, sum);
    sum = lecun_fma(z4, lecun_fma(z, 0x1.7466496cb03dep-3, 0x1.c71c51d8e78afp-3), sum);
    return lecun_fma(z6, lecun_fma(z, 0x1.2f112df3e5244p-3, 0x1.39a09d078c69fp-3), sum);
}

#define LECUN_LOG_2_HIGH 0x1.62e42feep-1
#define LECUN_LOG_2_LOW 0x1.a39ef35793c76p-33

/* k log(2) + log(1 + f), k not 0; c is what there is to add. */
static inline double lecun_log1p_of_parts(double k, double f, double c)
{
    const double half_square = lecun_product(lecun_product(0.5, f), f), small = lecun_fma(k, LECUN_LOG_2_LOW, c);
    double s, r;

    if (f >= -0x1.8p-20 && f < 0x1p-20) {
        r = lecun_product(half_square, lecun_fma(f, -0x1.5555555555555p-1, 1.0));
        return lecun_fma(k, LECUN_LOG_2_HIGH, -lecun_opaque(lecun_opaque(r - small) - f));
    }
    s = lecun_opaque(f / lecun_opaque(2.0 + f));
    r = lecun_product(s, lecun_sum(half_square, lecun_log1p_polynomial(lecun_product(s, s))));
    return lecun_fma(k, LECUN_LOG_2_HIGH, -lecun_opaque(lecun_opaque(half_square - lecun_opaque(small + r)) - f));
}

/* log(1 + x), -1 < x <= -0. Method and constants: fdlibm's s_log1p.c (Sun Microsystems, 1993), in the fused form that glibc's
 * x86-64 FMA build gives it: 1 + x = 2^k (1 + f), and c is what the rounding of 1 + x lost, divided by it. */
static inline double lecun_log1p(double x)
{
    const uint64_t magnitude = lecun_bits_of_double(x) & 0x7fffffffffffffff;
    double half_square, s, r;

    if (magnitude < 0x3e20000000000000)                                         /* 2^-29 */
        return magnitude < 0x3c90000000000000 ? x : lecun_fma(lecun_product(x, x), -0.5, x);
    if (magnitude >> 32 > 0x3fd2bec3) {                                         /* about 0.2929 */
        const double u = lecun_opaque(1.0 + x), c = lecun_opaque(lecun_opaque(x - lecun_opaque(u - 1.0)) / u);
        const uint64_t bits = lecun_bits_of_double(u), fraction = bits & 0xfffffffffffff;
        const int up = fraction >> 32 >= 0x6a09e;                               /* about sqrt(2) */

        x = lecun_double_of_bits(fraction | (uint64_t)(up ? 0x3fe : 0x3ff) << 52) - 1.0;
        return lecun_log1p_of_parts((double)((int)(bits >> 52) - 1023 + up), x, c);
    }
    half_square = lecun_product(lecun_product(0.5, x), x);
    s = lecun_opaque(x / lecun_opaque(2.0 + x));
    r = lecun_product(s, lecun_sum(half_square, lecun_log1p_polynomial(lecun_product(s, s))));
    return x - lecun_opaque(half_square - r);
}

#endif
