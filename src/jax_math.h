/* SPDX-License-Identifier: MIT
 *
 * jax_math.h - erf_inv, log1p and erf of floats as XLA computes them on processors with a fused multiply-add
 *
 * "The same bits" means XLA's polynomials, in its order, fused where LLVM fuses. erf_inv: Giles, "Approximating the erfinv
 * function" (2010), xla/hlo/builder/lib/math.cc. log1p and log: Moshier's Cephes, as XLA has them. Which products are fused
 * was found by comparison with jaxlib 0.10.2; 0.8.2 to 0.10.2 give the same bits. Arguments are those that a draw makes;
 * nothing else is handled.
 */
#ifndef LECUN_JAX_MATH_H
#define LECUN_JAX_MATH_H

#include "jax_float.h"

/* c[0] x^(n-1) + .. + c[n-1], every step fused. */
static inline double lecun_f32_polynomial(const float *c, int n, double x)
{
    double p = (double)c[0];
    int i;

    for (i = 1; i < n; i++)
        p = lecun_f32_fma(p, x, (double)c[i]);
    return p;
}

/* log(x), 0 < x < 1. */
static inline double lecun_f32_log(double x)
{
    static const float p0[] = {0x1.204376p-4f, -0x1.d7a37p-4f, 0x1.de4a34p-4f};
    static const float p1[] = {-0x1.fcba9ep-4f, 0x1.23d37ep-3f, -0x1.555cap-3f};
    static const float p2[] = {0x1.999d58p-3f, -0x1.fffff8p-3f, 0x1.555554p-2f};
    const uint32_t bits = lecun_f32_bits(x);
    double e = (double)((int32_t)(bits >> 23) - 126), m = lecun_f32_of_bits((bits & 0x7fffff) | 0x3f000000), m2, m3, y;

    if (m < 0x1.6a09e6p-1) {                                            /* sqrt(1/2) */
        e -= 1.0;
        m += m;
    }
    m -= 1.0;
    m2 = lecun_f32_mul(m, m);
    m3 = lecun_f32_mul(m2, m);
    y = lecun_f32_fma(lecun_f32_polynomial(p0, 3, m), m3, lecun_f32_polynomial(p1, 3, m));
    y = lecun_f32_fma(y, m3, lecun_f32_polynomial(p2, 3, m));
    y = lecun_f32_fma(y, m3, lecun_f32_mul(e, -0x1.bd0106p-13));        /* log(2) is 0x1.63p-1 and this */
    return lecun_f32_fma(e, 0x1.63p-1, lecun_f32_add(lecun_f32_fma(m2, -0.5, m), y));
}

/* log(1 + x), -1 < x <= 0. */
static inline double lecun_f32_log1p(double x)
{
    static const float p[] = {0x1.7bc096p-15f, 0x1.fe818ap-2f, 0x1.a509f4p+2f, 0x1.de9738p+4f, 0x1.e798ecp+5f, 0x1.c8e75ap+5f,
                              0x1.40a202p+4f};
    static const float q[] = {1.0f, 0x1.e2035ap+3f, 0x1.4c30b6p+6f, 0x1.bb865ap+7f, 0x1.351946p+8f, 0x1.b0db14p+7f,
                              0x1.e0f304p+5f};
    const double z = lecun_f32_mul(x, x);
    double ratio;

    if (x <= -0x1.a8279ap-2)                                            /* 1 - sqrt(2) */
        return lecun_f32_log(lecun_f32_add(1.0, x));
    ratio = lecun_f32_div(lecun_f32_polynomial(p, 7, x), lecun_f32_polynomial(q, 7, x));
    return lecun_f32_add(x, lecun_f32_fma(z, -0.5, lecun_f32_mul(lecun_f32_mul(x, z), ratio)));
}

/* erf_inv by patterns, -1 <= u <= 1. */
static inline uint32_t lecun_erf_inv_f32(uint32_t u)
{
    static const float center[] = {0x1.e2cb1p-26f, 0x1.70966cp-22f, -0x1.d8e6aep-19f, -0x1.26b582p-18f, 0x1.ca65b6p-13f,
                                   -0x1.48a81p-10f, -0x1.11c9dep-8f, 0x1.f91ec6p-3f, 0x1.805c5ep+0f};
    static const float tail[] = {-0x1.a3e136p-13f, 0x1.a76ad6p-14f, 0x1.61b8e4p-10f, -0x1.e17bcep-9f, 0x1.7824f6p-8f,
                                 -0x1.f38baep-8f, 0x1.354afcp-7f, 0x1.006db6p+0f, 0x1.6a9efcp+1f};
    const double x = lecun_f32_of_bits(u);
    double w, p;

    if ((u & 0x7fffffff) == 0x3f800000)                                 /* 1: infinite */
        return u | 0x7f800000;
    w = -lecun_f32_log1p(-lecun_f32_mul(x, x));
    if (w < 5.0)
        p = lecun_f32_polynomial(center, 9, lecun_f32_add(w, -2.5));
    else
        p = lecun_f32_polynomial(tail, 9, lecun_f32_add(lecun_f32_sqrt(w), -3.0));
    return lecun_f32_bits(lecun_f32_mul(p, x));
}

/* erf(x). */
static inline double lecun_erf_f32(double x)
{
    static const float p[] = {0x1.e05aa2p-13f, 0x1.bebb44p-9f, 0x1.a16dd6p-5f, 0x1.7b4e8p-3f, 0x1.20dd74p+0f};
    static const float q[] = {-0x1.fa720cp-24f, 0x1.8b11bep-16f, 0x1.0ada5p-10f, 0x1.cd0fa8p-7f, 0x1.c69842p-4f,
                              0x1.fd6894p-2f, 1.0f};
    const double z = lecun_f32_mul(x, x);

    if (x >= 0x1.df38dp+1 || x <= -0x1.df38dp+1)
        return x > 0 ? 1.0 : -1.0;
    return lecun_f32_div(lecun_f32_mul(x, lecun_f32_polynomial(p, 5, z)), lecun_f32_polynomial(q, 7, z));
}

#endif
