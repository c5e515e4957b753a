/* SPDX-License-Identifier: MIT
 *
 * qr_scalar.h - the operations on one double that Q is made of, each rounded once
 *
 * On a target whose doubles are not IEEE's, or are kept to more bits, LECUN_F64_SOFT makes them of integers: the same bits.
 */
#ifndef LECUN_QR_SCALAR_H
#define LECUN_QR_SCALAR_H

#include "exact.h"

/* 1/x in integers, for a positive x that is normal and so is 1/x. */
static inline double lecun_reciprocal_soft(double x)
{
    const lecun_unpacked u = lecun_unpack(lecun_bits_of_double(x));
    const uint64_t one = (uint64_t)1 << 52;
    lecun_u128 quotient = {0, 0};
    uint64_t rest = one;
    int bit;

    for (bit = 0; bit < 64; bit++) {                /* 2^(52 + 63) / mantissa, which is above 2^62 */
        const uint64_t digit = rest >= u.mantissa;
        quotient.hi = quotient.hi << 1 | digit;
        rest = (rest - (digit ? u.mantissa : 0)) << 1;
    }
    quotient.lo = rest != 0;
    return lecun_round_u128(0, quotient, -64 - 115 - u.exponent);
}

#ifdef LECUN_F64_SOFT
static inline double lecun_exact_product(double a, double b)    { return lecun_fma_soft(a, b, -0.0); }
static inline double lecun_exact_sum(double a, double b)        { return lecun_fma_soft(a, 1.0, b); }
static inline double lecun_exact_root(double x)                 { return lecun_sqrt_soft(x); }
static inline double lecun_exact_reciprocal(double x)           { return lecun_reciprocal_soft(x); }
#else
static inline double lecun_exact_product(double a, double b)
{
    double product = a * b;
    LECUN_ROUNDED(product);
    return product;
}
static inline double lecun_exact_sum(double a, double b)
{
    double sum = lecun_sum(a, b);
    LECUN_ROUNDED(sum);
    return sum;
}
static inline double lecun_exact_root(double x)                 { return lecun_sqrt(x); }
static inline double lecun_exact_reciprocal(double x)
{
    LECUN_ROUNDED(x);
    return 1.0 / x;
}
#endif

static inline double lecun_exact_difference(double a, double b) { return lecun_exact_sum(a, -b); }

#endif
