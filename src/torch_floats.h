/* SPDX-License-Identifier: MIT
 *
 * torch_floats.h - the float32 arithmetic of PyTorch's normals and uniforms in integers
 *
 * Floats are their bit patterns. These are IEEE operations to nearest, subnormals kept, and the functions that PyTorch's two
 * CPU capabilities call: polynomials of Cephes in fused operations (AVX2; aten/src/ATen/native/cpu/avx_mathfun.h), or glibc's
 * logf and sincosf (DEFAULT). No flag and no mode has power over them. tests/test_torch_floats.c compares them over all
 * arguments with the C library's and with those that the processor computes.
 */
#ifndef LECUN_TORCH_FLOATS_H
#define LECUN_TORCH_FLOATS_H

#include "exact.h"

#define LECUN_FLOAT_1 0x3f800000u
#define LECUN_FLOAT_NAN 0xffc00000u     /* what x86 makes of inf - inf and 0 * inf */

/* --- IEEE operations ---------------------------------------------------------------------------------------------- */

/* A term of a sum: mantissa * 2^(exponent - 62), its leading bit 62, or 0. */
typedef struct lecun_term {
    uint64_t mantissa;
    int exponent;
    uint32_t sign;              /* in bit 31 */
} lecun_term;

/* The float nearest to mantissa * 2^(exponent - 63), bit 63 of the mantissa set. */
static inline uint32_t lecun_round_term(uint32_t sign, uint64_t mantissa, int exponent)
{
    const int biased = exponent + 127;

    if (biased >= 255)
        return sign | 0x7f800000u;
    if (biased >= 1)
        return sign | (((uint32_t)(biased - 1) << 23) + lecun_to_24_bits(mantissa));
    if (biased < -23)                   /* below half of the least subnormal */
        return sign;
    return sign | (uint32_t)lecun_shift_wide_to_nearest(mantissa >> 1 | (mantissa & 1), (uint32_t)(40 - biased));
}

/* x is not 0. */
static inline uint32_t lecun_sum_of_terms(lecun_term x, lecun_term y)
{
    const int swap = y.mantissa != 0 && (x.exponent < y.exponent || (x.exponent == y.exponent && x.mantissa < y.mantissa));
    const lecun_term high = swap ? y : x, low = swap ? x : y;
    const unsigned apart = low.mantissa == 0 ? 0 : high.exponent - low.exponent > 63 ? 63 : (unsigned)(high.exponent - low.exponent);
    const uint64_t shifted = low.mantissa >> apart;
    const uint64_t aligned = shifted | (shifted << apart != low.mantissa);      /* what falls off leaves a trace */
    const uint64_t total = high.sign == low.sign ? high.mantissa + aligned : high.mantissa - aligned;
    unsigned zeros;

    if (!total)
        return x.sign & y.sign;
    zeros = lecun_leading_zeros(total);
    return lecun_round_term(high.sign, total << zeros, high.exponent + 1 - (int)zeros);
}

/* The mantissa of a finite float that is not 0, leading bit 23, and the exponent of that bit. */
static inline uint32_t lecun_float_mantissa(uint32_t x, int *exponent)
{
    const uint32_t field = x >> 23 & 0xff, fraction = x & 0x7fffff;
    uint32_t zeros;

    if (field) {
        *exponent = (int)field - 127;
        return fraction | 0x800000u;
    }
    zeros = lecun_leading_zeros_32(fraction) - 8;
    *exponent = -126 - (int)zeros;
    return fraction << zeros;
}

static inline lecun_term lecun_product_term(uint32_t a, uint32_t b)
{
    lecun_term t;
    int ea, eb;
    const uint64_t product = (uint64_t)lecun_float_mantissa(a, &ea) * lecun_float_mantissa(b, &eb);      /* 47 or 48 bits */
    const int carry = (int)(product >> 47);

    t.mantissa = product << (16 - carry);
    t.exponent = ea + eb + carry;
    t.sign = (a ^ b) & 0x80000000u;
    return t;
}

static inline lecun_term lecun_float_term(uint32_t x)
{
    lecun_term t;

    t.sign = x & 0x80000000u;
    t.exponent = 0;
    t.mantissa = x << 1 ? (uint64_t)lecun_float_mantissa(x, &t.exponent) << 39 : 0;
    return t;
}

/* Where an operand is infinite or NaN, or a factor is 0. */
static inline uint32_t lecun_fma_of_specials(uint32_t a, uint32_t b, uint32_t c)
{
    const uint32_t infinity = 0x7f800000u, sign = (a ^ b) & 0x80000000u, ma = a & 0x7fffffffu, mb = b & 0x7fffffffu;
    const uint32_t mc = c & 0x7fffffffu;

    if (ma > infinity || mb > infinity || mc > infinity)
        return LECUN_FLOAT_NAN;
    if (ma == infinity || mb == infinity)
        return ma == 0 || mb == 0 || (mc == infinity && (sign ^ c) >> 31) ? LECUN_FLOAT_NAN : sign | infinity;
    return mc ? c : sign & c;
}

/* a * b + c, rounded once. */
static inline uint32_t lecun_float_fma(uint32_t a, uint32_t b, uint32_t c)
{
    const uint32_t infinity = 0xff000000u;

    if (a << 1 == 0 || b << 1 == 0 || a << 1 >= infinity || b << 1 >= infinity || c << 1 >= infinity)
        return lecun_fma_of_specials(a, b, c);
    return lecun_sum_of_terms(lecun_product_term(a, b), lecun_float_term(c));
}

static inline uint32_t lecun_float_times(uint32_t a, uint32_t b)
{
    return lecun_float_fma(a, b, (a ^ b) & 0x80000000u);        /* a zero of the product's sign adds nothing */
}

static inline uint32_t lecun_float_plus(uint32_t a, uint32_t b)
{
    return lecun_float_fma(a, LECUN_FLOAT_1, b);
}

/* --- The AVX2 capability ------------------------------------------------------------------------------------------ */

/* log(x), 2^-24 <= x <= 1: Cephes logf, as Julien Pommier's sse_mathfun.h orders it, with fused operations. */
static inline uint32_t lecun_cephes_log(uint32_t x)
{
    static const uint32_t coefficients[9] = {   /* 7.0376836292E-2, -1.1514610310E-1, .. 3.3333331174E-1 */
        0x3d9021bbu, 0xbdebd1b8u, 0x3def251au, 0xbdfe5d4fu, 0x3e11e9bfu, 0xbe2aae50u, 0x3e4cceacu, 0xbe7ffffcu, 0x3eaaaaaau};
    const uint32_t fraction = (x & 0x7fffffu) | 0x3f000000u;                    /* in [1/2, 1) */
    const int below = fraction < 0x3f3504f3u;                                   /* sqrt(1/2) */
    const int e = (int)(x >> 23) - 126 - below;                                 /* -24 .. 0 */
    const uint32_t exponent = e ? lecun_float_of_integer((uint32_t)-e, 158) | 0x80000000u : 0;
    const uint32_t less_1 = lecun_float_plus(fraction, 0xbf800000u);
    const uint32_t m = below ? lecun_float_plus(less_1, fraction) : less_1;
    const uint32_t z = lecun_float_times(m, m);
    uint32_t y = coefficients[0];
    int i;

    for (i = 1; i < 9; i++)
        y = lecun_float_fma(y, m, coefficients[i]);
    y = lecun_float_times(y, m);
    y = lecun_float_fma(y, z, lecun_float_times(exponent, 0xb95e8083u));        /* -2.12194440e-4 */
    y = lecun_float_fma(0xbf000000u, z, y);                                     /* -1/2 */
    return lecun_float_fma(exponent, 0x3f318000u, lecun_float_plus(m, y));      /* 0.693359375 */
}

/* The whole part of a float from 0 to 2^23. */
static inline uint32_t lecun_float_truncated(uint32_t x)
{
    return x < LECUN_FLOAT_1 ? 0 : ((x & 0x7fffffu) | 0x800000u) >> (150 - (x >> 23));
}

/* x, or +0 for -0. */
static inline uint32_t lecun_float_plus_0(uint32_t x)
{
    return x << 1 ? x : 0;
}

/* {sin(x), cos(x)}, 0 <= x < 2 pi: Cephes sinf and cosf, likewise. */
static inline lecun_pair lecun_cephes_sincos(uint32_t x)
{
    const uint32_t j = (lecun_float_truncated(lecun_float_times(x, 0x3fa2f983u)) + 1) & ~1u;   /* 4 / pi; octants */
    const uint32_t octants = j ? lecun_float_of_integer(j, 158) : 0;
    uint32_t z, c, s, swap;

    x = lecun_float_fma(octants, 0xbf490000u, x);                               /* pi/4 in three parts */
    x = lecun_float_fma(octants, 0xb97da000u, x);
    x = lecun_float_fma(octants, 0xb3222169u, x);
    z = lecun_float_times(x, x);
    c = lecun_float_fma(0x37ccf5ceu, z, 0xbab6061au);
    c = lecun_float_times(lecun_float_fma(c, z, 0x3d2aaaa5u), z);
    c = lecun_float_fma(c, z, lecun_float_times(z, 0x3f000000u) ^ 0x80000000u);
    c = lecun_float_plus(c, LECUN_FLOAT_1);
    s = lecun_float_fma(0xb94ca1f9u, z, 0x3c08839eu);
    s = lecun_float_times(lecun_float_fma(s, z, 0xbe2aaaa3u), z);
    s = lecun_float_fma(s, x, x);
    swap = j & 2 ? s ^ c : 0;
    s = lecun_float_plus_0(s ^ swap) ^ (j & 4) << 29;
    c = lecun_float_plus_0(c ^ swap) ^ (~(j - 2) & 4) << 29;
    return lecun_pair_of(s, c);
}

/* --- The DEFAULT capability: glibc's functions -------------------------------------------------------------------- */

/* These are draws.h's with one bit more: the fixed point numbers are explained there. */

/* -2 log(k * 2^-24), k from 1 to 2^24: the square of the radius. */
static inline uint32_t lecun_torch_square(uint32_t k)
{
    const uint32_t zeros = lecun_leading_zeros_32(k);
    const uint32_t depth = 0x102ffffu - ((k << zeros) >> 8), theta_low = (depth << 13) >> 1;
    const lecun_log_row *const row = &lecun_square_table[depth >> 19];
    const uint32_t theta = theta_low + row->end, d3 = row->d3 + ((uint32_t)((uint64_t)theta * row->d4 >> 32) >> 3);
    const uint64_t d2 = row->d2 + ((uint64_t)theta * d3 >> 10);
    const uint64_t d1 = row->d1 + lecun_times_32_high(d2, theta);
    const uint64_t d0 = row->d0 + (lecun_times_32_high(d1, theta) >> 5);
    const uint64_t log = d0 + 0x058b90bfbe8e7bc0u * (zeros - 8);
    const uint32_t hard = k == 13389011u || k == 15611759u;                     /* all but ties, which this cannot tell */
    unsigned above;

    if (k == 0x1000000u)
        return 0x80000000u;                                                     /* -2 * 0 */
    above = lecun_leading_zeros(log);
    return ((131u - above) << 23) + (((uint32_t)(log << above >> 39) + 1) >> 1) + hard;
}

/* 2 pi m * 2^-24, m below 2^24, rounded to a float, in units of 2^-53. */
static inline uint64_t lecun_torch_angle(uint32_t m)
{
    const uint64_t product = lecun_times_32_high(0xc90fdaa22168c000, m);
    const unsigned zeros = lecun_leading_zeros(product | 1), gone = zeros < 40 ? 40 - zeros : 0;     /* bits below the 24 that stay */

    return (product + (((uint64_t)1 << gone) >> 1)) & ~(((uint64_t)1 << gone) - 1);
}

/* {sin, cos} of an angle from 0 to 2 pi in units of 2^-53. */
static inline lecun_pair lecun_torch_sincos(uint64_t angle)
{
    const uint64_t quarter = 0x1921fb54442d18;                                  /* pi/4 */
    const uint32_t n = (uint32_t)((angle > quarter) + (angle > 3 * quarter) + (angle > 5 * quarter) + (angle > 7 * quarter));
    const uint64_t x = angle - 2 * quarter * n;
    const uint32_t negative = (uint32_t)(x >> 63);
    const uint64_t r = lecun_absolute(x) << 11, r2 = lecun_square_high(r);      /* from here on 2^64 */
    const uint64_t s3 = (r2 >> 32) * 0xcca759bcu >> 32 << 20;
    const uint64_t s1 = 0x2aaaa8b32b4c0600 - lecun_times_high(r2, 0x02220ec0a4617880 - s3);
    const uint64_t s = r - lecun_times_high(r, lecun_times_high(r2, s1));
    const uint64_t c4 = (r2 >> 32) * 0xcc9a1814u >> 32 << 17;
    const uint64_t c2 = 0x0aaaa9f083478c80 - lecun_times_high(r2, 0x005b021fa268d674 - c4);
    const uint64_t c1 = 0x7ffffff431887000 - lecun_times_high(r2, c2);
    const uint32_t c = (uint32_t)(lecun_times_high(r2, c1) >> 32);
    const uint32_t cosine = 0x3e800000u + ((0x7fffffffu - (c >> 1) + 64) >> 7);
    const uint32_t zeros = lecun_leading_zeros_32((uint32_t)(s >> 32) | 1);
    const uint32_t sine = angle ? ((125u - zeros) << 23) + lecun_to_24_bits(s << zeros) : 0;
    const uint32_t first = sine | (negative ^ (n + 1) >> 1) << 31, second = cosine | (n >> 1) << 31;
    const uint32_t swap = n & 1 ? first ^ second : 0;

    return lecun_pair_of(first ^ swap, second ^ swap);
}

/* An angle of at most 24 bits as a float, and a float from 2^-29 to 8 as an angle. 0 is 0. */
static inline uint32_t lecun_float_of_angle(uint64_t angle)
{
    const unsigned zeros = lecun_leading_zeros(angle | 1);

    return angle ? ((136 - zeros) << 23) + (uint32_t)(angle << zeros >> 40) : 0;
}

static inline uint64_t lecun_angle_of_float(uint32_t x)
{
    return x ? (uint64_t)((x & 0x7fffffu) | 0x800000u) << ((x >> 23) - 97) : 0;
}

/* --- Both --------------------------------------------------------------------------------------------------------- */

/* The root of -2 log(..), which may be -0. */
static inline uint32_t lecun_radius(uint32_t square)
{
    return square << 1 ? lecun_float_root(square) : square;
}

#endif
