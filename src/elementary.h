/* SPDX-License-Identifier: MIT
 *
 * elementary.h - the log, sin and cos of doubles that Keras's float64 bits are made of
 *
 * TensorFlow calls the C library, so "the same bits" means glibc's (2.28 and later): these functions perform its
 * operations in its order, rounding errors included. A better-rounded function would be as wrong as a worse one.
 * Arguments are those that the Box-Muller step makes; nothing else is handled. Floats: draws.h.
 *
 * Contraction: every fusion that glibc's x86-64 FMA build makes is written as lecun_fma; other products are lecun_product().
 * lecun_opaque() stands where a sum is undone later, which clang's -ffast-math with -ffp-contract=fast would do for good.
 */
#ifndef LECUN_ELEMENTARY_H
#define LECUN_ELEMENTARY_H

#include "exact.h"
#include "elementary_tables.h"

/* log(x), 1 - 2^-4 <= x < 1. */
static inline double lecun_log_near_one(double x)
{
    double r = x - 1.0, r2 = lecun_product(r, r), r3 = lecun_product(r, r2);
    double p, w, r_high, r_low, high, low;

    p = lecun_fma(r3, -0x1.5521375d145cdp-4,
                  lecun_fma(r2, 0x1.78182f7afd085p-4, lecun_fma(r, -0x1.999eb43b068ffp-4, 0x1.c7184282ad6cap-4)));
    p = lecun_fma(r3, p, lecun_fma(r2, -0x1.fffffa4423d65p-4, lecun_fma(r, 0x1.24924a344de3p-3, -0x1.55555556745a7p-3)));
    p = lecun_fma(r3, p, lecun_fma(r2, 0x1.999999995dd0cp-3, lecun_fma(r, -0x1.ffffffffffdcbp-3, 0x1.5555555555577p-2)));
    w = lecun_product(r, 0x1p27);
    r_high = lecun_opaque(r + w) - w;                                             /* the upper 26 bits of r */
    r_low = r - r_high;
    w = lecun_product(lecun_product(r_high, r_high), -0.5);
    high = lecun_opaque(r + w);
    low = lecun_opaque(r - high) + w;
    low = lecun_fma(lecun_product(-0.5, r_low), r_high + r, low);
    return lecun_sum(lecun_fma(r3, p, low), high);
}

/* log(x), 1e-7 <= x < 1. Method and constants: ARM optimized-routines math/log.c, its FMA form (MIT). */
static inline double lecun_log(double x)
{
    uint64_t bits = lecun_bits_of_double(x), t = bits - 0x3fe6000000000000;
    const double *row = lecun_log_table[t >> 45 & 127];
    int k = (int)(t >> 52) - (int)(t >> 63 << 12);                    /* t as a signed number, divided by 2^52 */
    double z, r, r2, w, high, low, p;

    if (bits >= 0x3fee000000000000)                                   /* 1 - 2^-4 */
        return lecun_log_near_one(x);
    z = lecun_double_of_bits(bits - (t & 0xfff0000000000000));        /* x = z * 2^k */
    r = lecun_fma(z, row[0], -1.0);
    w = lecun_fma((double)k, 0x1.62e42fefa38p-1, row[1]);
    high = lecun_opaque(w + r);
    low = lecun_fma((double)k, 0x1.ef35793c7673p-45, lecun_opaque(w - high) + r);
    r2 = lecun_product(r, r);
    p = lecun_fma(r2, lecun_fma(r, -0x1.55575e506c89fp-3, 0x1.999b324f10111p-3),
                  lecun_fma(r, -0x1.fffffffeb459p-3, 0x1.555555551305bp-2));
    return lecun_sum(lecun_fma(lecun_product(r, r2), p, lecun_fma(r2, -0x1.0000000000001p-1, low)), high);
}

/* The row of k/128 nearest to |x|, and what is left of |x|. */
static inline const double *lecun_sincos_row(double magnitude, double *rest)
{
    const double u = lecun_opaque(0x1.8p45 + magnitude);

    *rest = magnitude - lecun_opaque(u - 0x1.8p45);
    return lecun_sincos_table[(uint32_t)lecun_bits_of_double(u)];
}

/* sin(x + dx), |x| < 0.8555, dx below half a unit of x's last place. The coefficients are the published ones of the
 * method that glibc computes (sysdeps/ieee754/dbl-64/s_sin.c). */
static inline double lecun_sin_reduced(double x, double dx)
{
    double magnitude = x > 0 ? x : -x;
    double xx, s, c, p, rest;
    const double *row;

    if (magnitude < 0.126) {
        xx = lecun_product(x, x);
        p = lecun_fma(-0x1.addffc2fcdf59p-26, xx, 0x1.71de27b9a7ed9p-19);
        p = lecun_fma(p, xx, -0x1.a01a019db08b8p-13);
        p = lecun_fma(p, xx, 0x1.1111111110ecep-7);
        p = lecun_fma(p, xx, -0x1.5555555555555p-3);
        return lecun_sum(x, lecun_fma(lecun_fma(p, x, lecun_product(-0.5, dx)), xx, dx));
    }
    dx = x > 0 ? dx : -dx;
    row = lecun_sincos_row(magnitude, &rest);
    xx = lecun_product(rest, rest);
    s = rest + lecun_fma(lecun_product(rest, xx), lecun_fma(xx, 0x1.11110e829872fp-7, -0x1.5555555555515p-3), dx);
    c = lecun_fma(xx, lecun_fma(xx, 0x1.6c16bedd9e239p-10, -0x1.5555555555535p-5), 0x1p-1);
    c = lecun_fma(rest, dx, lecun_product(xx, c));
    p = lecun_sum(row[0], lecun_fma(row[2], s, lecun_fma(-row[0], c, lecun_fma(s, row[3], row[1]))));
    return x > 0 ? p : -p;
}

/* cos(x + dx), likewise. */
static inline double lecun_cos_reduced(double x, double dx)
{
    double xx, s, c, rest;
    const double *row = lecun_sincos_row(x < 0 ? -x : x, &rest);

    rest += x < 0 ? -dx : dx;
    xx = lecun_product(rest, rest);
    s = lecun_fma(lecun_product(rest, xx), lecun_fma(xx, 0x1.11110e829872fp-7, -0x1.5555555555515p-3), rest);
    c = lecun_product(xx, lecun_fma(xx, lecun_fma(xx, 0x1.6c16bedd9e239p-10, -0x1.5555555555535p-5), 0x1p-1));
    return lecun_sum(row[2], lecun_fma(-row[0], s, lecun_fma(-row[2], c, lecun_fma(-s, row[1], row[3]))));
}

/* *sine = sin(x), *cosine = cos(x), 0 <= x < 2 pi, as glibc's x86-64 FMA build gives them. */
static inline void lecun_sincos(double x, double *sine, double *cosine)
{
    uint32_t high = (uint32_t)(lecun_bits_of_double(x) >> 32);
    double a, da, y, t, s, c;
    unsigned n;

    if (high < 0x3e400000u) {                                         /* 2^-27 */
        *sine = x;
        *cosine = 1.0;
    } else if (high < 0x3feb6000u) {                                  /* about 0.855 */
        *sine = lecun_sin_reduced(x, 0.0);
        *cosine = lecun_cos_reduced(x, 0.0);
    } else if (high < 0x400368fdu) {                                  /* about 2.426: sin(x) = cos(pi/2 - x) */
        y = lecun_opaque(0x1.921fb54442d18p+0 - x);
        a = lecun_opaque(y + 0x1.1a62633145c07p-54);
        da = lecun_opaque(y - a) + 0x1.1a62633145c07p-54;
        *sine = lecun_cos_reduced(a, da);
        *cosine = lecun_sin_reduced(a, da);
    } else {                                                          /* subtract n pi/2 (n: 2, 3, 4), pi/2 in four parts */
        t = lecun_opaque(lecun_fma(x, 0x1.45f306dc9c883p-1, 0x1.8p52));
        n = (unsigned)lecun_bits_of_double(t) & 3;
        t = lecun_opaque(0x1.8p52 - t);
        y = lecun_fma(t, -0x1.dde973cp-27, lecun_fma(t, 0x1.921fb58p+0, x));
        c = lecun_opaque(lecun_fma(t, -0x1.cb3b398p-55, y));
        da = lecun_fma(t, -0x1.cb3b398p-55, y - c);
        a = lecun_opaque(lecun_fma(t, -0x1.d747f23e32ed7p-83, c));
        da += lecun_fma(t, -0x1.d747f23e32ed7p-83, c - a);
        if (n == 2) {
            a = -a;
            da = -da;
        }
        s = lecun_sin_reduced(a, da);
        c = lecun_cos_reduced(a, da);
        c = n & 2 ? -c : c;
        *sine = n & 1 ? c : s;
        *cosine = n & 1 ? s : c;
    }
}

#endif
