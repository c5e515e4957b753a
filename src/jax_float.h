/* SPDX-License-Identifier: MIT
 *
 * jax_float.h - operations on floats that round once, fused ones among them
 *
 * XLA compiles for processors that have a fused multiply-add, and its order of operations is a part of JAX's bits. Here an
 * operation on floats is one on doubles whose result is rounded to a float: for sums, products, quotients and roots that is
 * the same (Figueroa, "When is double rounding innocuous?", 1995); for the fused operation, whose product is exact in a
 * double, it is unless the sum lands half way between two floats, and then integers decide. A float is the double that it
 * is. Doubles are what fp_mode.h makes of them; see also strict_fp.h.
 */
#ifndef LECUN_JAX_FLOAT_H
#define LECUN_JAX_FLOAT_H

#include "exact.h"

/* a b + c by patterns, rounded once, with subnormals flushed as in draws.h. */
static inline uint32_t lecun_float_fma_flushed(uint32_t a, uint32_t b, uint32_t c)
{
    const uint32_t ea = a >> 23 & 0xff, eb = b >> 23 & 0xff, ec = c >> 23 & 0xff;
    const uint64_t product = (uint64_t)((a & 0x7fffff) | 0x800000) * ((b & 0x7fffff) | 0x800000);   /* 47 or 48 bits */
    const uint32_t carry = (uint32_t)(product >> 47), ep = ea + eb + carry, sign = (a ^ b) & 0x80000000u;
    const uint64_t p = product << (16 - carry), q = (uint64_t)((c & 0x7fffff) | 0x800000) << 39;    /* leading bit 62 */
    const int c_is_greater = ec + 127 > ep || (ec + 127 == ep && q > p);
    const uint32_t apart = c_is_greater ? ec + 127 - ep : ep - ec - 127;
    const uint64_t x = c_is_greater ? q : p, y = c_is_greater ? p : q;
    const uint64_t aligned = apart > 62 ? 1 : y >> apart | ((y & (((uint64_t)1 << apart) - 1)) != 0);
    const uint64_t total = sign == (c & 0x80000000u) ? x + aligned : x - aligned;
    uint32_t zeros, e, fraction, result_sign;

    if (ec == 0xff && ea != 0xff && eb != 0xff)
        return c;
    if (ea - 1 >= 254 || eb - 1 >= 254 || ec - 1 >= 254)               /* a zero, or not finite: one of the two is exact */
        return lecun_float_sum(lecun_float_product(a, b), c);
    if (!total)
        return 0;
    zeros = lecun_leading_zeros(total);
    fraction = lecun_to_24_bits(total << zeros);
    result_sign = c_is_greater ? c & 0x80000000u : sign;
    e = (c_is_greater ? ec + 127 : ep) - zeros;                         /* the exponent field, 126 added */
    if (e - 127 < 254)
        return result_sign | (((e - 127) << 23) + fraction);
    if (e > 127)
        return result_sign | 0x7f800000u;
    return result_sign | (e == 126 && fraction == 0x1000000 ? 0x00800000u : 0);
}

static inline double lecun_f32(double x)
{
    float rounded = (float)x;
    LECUN_ROUNDED(rounded);
    return (double)rounded;
}

static inline uint32_t lecun_f32_bits(double x)
{
    return lecun_float_of_double_bits(lecun_bits_of_double(x));
}

static inline double lecun_f32_of_bits(uint32_t bits)
{
    return lecun_double_of_bits(lecun_double_of_float_bits(bits));
}

static inline double lecun_f32_add(double a, double b)      { return lecun_f32(lecun_sum(a, b)); }
static inline double lecun_f32_mul(double a, double b)      { return lecun_f32(lecun_product(a, b)); }
static inline double lecun_f32_div(double a, double b)      { return lecun_f32(a / lecun_opaque(b)); }
static inline double lecun_f32_sqrt(double a)               { return lecun_f32(lecun_sqrt(a)); }

/* a b + c, of a magnitude that is no subnormal float. */
static inline double lecun_f32_fma(double a, double b, double c)
{
    const double sum = lecun_opaque(lecun_sum(lecun_product(a, b), c));

    if ((lecun_bits_of_double(sum) & 0x1fffffff) == 0x10000000)
        return lecun_f32_of_bits(lecun_float_fma_flushed(lecun_f32_bits(a), lecun_f32_bits(b), lecun_f32_bits(c)));
    return lecun_f32(sum);
}

#endif
