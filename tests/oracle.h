/* SPDX-License-Identifier: MIT
 *
 * oracle.h - float32 weights in double and float arithmetic: what draws.h is compared with, beside the C library's functions
 *
 * These are the operations of glibc's logf and sincosf in their order, and IEEE operations, so they need what draws.h does
 * without: correct rounding, to nearest, of doubles and floats each by itself.
 */
#ifndef LECUN_TESTS_ORACLE_H
#define LECUN_TESTS_ORACLE_H

#include "../src/strict_fp.h"
#include "../src/exact.h"
#include "../src/elementary_tables.h"

#define LECUN_LOGF_ROW(k, inverse, logarithm) {inverse, logarithm},
static const double lecun_logf_table[16][2] = {LECUN_LOGF_ROWS(LECUN_LOGF_ROW, 0)};

/* log(x), 2^-23 <= x < 1. Method and constants: ARM optimized-routines math/logf.c (MIT). */
static inline float lecun_logf(float x)
{
    uint32_t bits = lecun_bits_of_float(x);
    uint32_t t = bits - 0x3f330000u;
    const double *row = lecun_logf_table[t >> 19 & 15];
    int k = (int)(t >> 23) - (int)(t >> 31 << 9);                     /* t as a signed number, divided by 2^23 */
    double z = (double)lecun_float_of_bits(bits - (t & 0xff800000u)); /* x = z * 2^k */
    double r = z * row[0] - 1.0;
    double y0 = row[1] + (double)k * 0x1.62e42fefa39efp-1;
    double r2 = r * r;
    double y = 0x1.5575b0be00b6ap-2 * r + -0x1.ffffef20a4123p-2;

    y = -0x1.00ea348b88334p-2 * r2 + y;
    return (float)(y * r2 + (y0 + r));
}

/* *sine = sin(y), *cosine = cos(y), 0 <= y < 2 pi. Method and constants: ARM optimized-routines math/sincosf.c (MIT). */
static inline void lecun_sincosf(float y, float *sine, float *cosine)
{
    double x = (double)y, x2, x3, x4, s, c;
    int n = 0;

    if (y < 0x1p-12f) {
        *sine = y;
        *cosine = 1.0f;
        return;
    }
    if (y >= 0.75f) {                                                 /* pi/4 by its upper 12 bits */
        n = ((int)(x * 0x1.45f306dc9c883p+23) + 0x800000) >> 24;      /* y / (pi/2), to nearest */
        x = x - (double)n * 0x1.921fb54442d18p+0;
    }
    x2 = x * x;
    x = (n + 1) & 2 ? -x : x;
    x3 = x2 * x;
    x4 = x2 * x2;
    s = 0x1.1107605230bc4p-7 + x2 * -0x1.994eb3774cf24p-13;
    s = (x + x3 * -0x1.555545995a603p-3) + (x3 * x2) * s;
    c = -0x1.6c087e89a359dp-10 + x2 * 0x1.99343027bf8c3p-16;
    c = ((1.0 + x2 * -0x1.ffffffd0c621cp-2) + x4 * 0x1.55553e1068f19p-5) + (x4 * x2) * c;
    c = n & 2 ? -c : c;
    *sine = (float)(n & 1 ? c : s);
    *cosine = (float)(n & 1 ? s : c);
}

/* 53 bits are at least 2 * 24 + 2, so rounding the double root again gives the float root (Figueroa, 1995). */
static inline float lecun_sqrtf(float x)
{
    float root = (float)lecun_sqrt((double)x);
    LECUN_ROUNDED(root);
    return root;
}

/* m * 2^-23 */
static inline float oracle_uniform(uint32_t m)
{
    return lecun_float_of_bits(m | 0x3f800000u) - 1.0f;
}

static inline float oracle_angle(uint32_t m)
{
    float angle = (float)(0x1.921fb54442d18p+2 * (double)oracle_uniform(m));
    LECUN_ROUNDED(angle);               /* GCC 12 drops a pair of conversions when it vectorizes two of them side by side */
    return angle;
}

static inline float oracle_square(uint32_t m)
{
    return -2.0f * lecun_logf(m ? oracle_uniform(m) : 1e-7f);
}

#endif
