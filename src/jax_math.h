/* SPDX-License-Identifier: MIT
 *
 * jax_math.h - erf_inv, log1p and erf as XLA computes them on processors with a fused multiply-add
 *
 * "The same bits" means XLA's polynomials, in its order, fused where LLVM fuses. erf_inv: Giles, "Approximating the erfinv
 * function" (2010), xla/hlo/builder/lib/math.cc. log1p and log: Moshier's Cephes, as XLA has them. Which products are fused
 * was found by comparison with jaxlib 0.10.2; 0.8.2 to 0.10.2 give the same bits. Arguments are those that a draw makes;
 * nothing else is handled.
 */
#ifndef LECUN_JAX_MATH_H
#define LECUN_JAX_MATH_H

#include "elementary.h"
#include "jax_float.h"

/* --- Floats ------------------------------------------------------------------------------------------------------- */

/* c[0] x^(n-1) + .. + c[n-1], every step fused. */
static inline double lecun_f32_polynomial(const float *c, int n, double x)
{
    double p = c[0];
    int i;

    for (i = 1; i < n; i++)
        p = lecun_f32_fma(p, x, c[i]);
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

/* --- Doubles ------------------------------------------------------------------------------------------------------ */

static inline double lecun_f64_polynomial(const double *c, int n, double x)
{
    double p = c[0];
    int i;

    for (i = 1; i < n; i++)
        p = lecun_fma(p, x, c[i]);
    return p;
}

/* log(1 + x), -1 < x <= 0. */
static inline double lecun_f64_log1p(double x)
{
    static const double p[] = {
        LECUN_DOUBLE(0x1.7bc0962b395cap-15), LECUN_DOUBLE(0x1.fe818a0fe1a83p-2), LECUN_DOUBLE(0x1.a509f46f4fa53p+2),
        LECUN_DOUBLE(0x1.de9738b8cb9c9p+4), LECUN_DOUBLE(0x1.e798eb86c3351p+5), LECUN_DOUBLE(0x1.c8e7597479a1p+5),
        LECUN_DOUBLE(0x1.40a202d99830ap+4)};
    static const double q[] = {
        1.0, LECUN_DOUBLE(0x1.e20359e903e37p+3), LECUN_DOUBLE(0x1.4c30b52213498p+6), LECUN_DOUBLE(0x1.bb86590fcfb56p+7),
        LECUN_DOUBLE(0x1.351945dc908a5p+8), LECUN_DOUBLE(0x1.b0db13e48e066p+7), LECUN_DOUBLE(0x1.e0f304466448ep+5)};
    const double z = lecun_product(x, x);
    double ratio;

    if (x <= -0x1.a827999fcef32p-2)                                     /* 1 - sqrt(2) */
        return lecun_log(lecun_sum(1.0, x));
    ratio = lecun_f64_polynomial(p, 7, x) / lecun_opaque(lecun_f64_polynomial(q, 7, x));
    return lecun_sum(x, lecun_fma(z, -0.5, lecun_product(lecun_product(x, z), ratio)));
}

static inline double lecun_erf_inv_f64(double u)
{
    static const double center[] = {
        LECUN_DOUBLE(-0x1.135d2e746e627p-68), LECUN_DOUBLE(-0x1.8ddf93324d327p-63), LECUN_DOUBLE(0x1.7b83eef0b7c9fp-60),
        LECUN_DOUBLE(0x1.9ba72cd589b91p-57), LECUN_DOUBLE(-0x1.33689090a6b96p-53), LECUN_DOUBLE(0x1.82e11898132ep-56),
        LECUN_DOUBLE(0x1.de4acfd9e26bap-48), LECUN_DOUBLE(-0x1.6d33eed66c487p-45), LECUN_DOUBLE(-0x1.6f2167040d8e2p-44),
        LECUN_DOUBLE(0x1.72a22c2d77e2p-39), LECUN_DOUBLE(-0x1.c8859c4e5c0afp-37), LECUN_DOUBLE(-0x1.dc583d118a561p-35),
        LECUN_DOUBLE(0x1.20f47ccf46b3cp-30), LECUN_DOUBLE(-0x1.1a9e38dc84d6p-28), LECUN_DOUBLE(-0x1.f36cd6d3d46a9p-26),
        LECUN_DOUBLE(0x1.c6b4f5d03b787p-22), LECUN_DOUBLE(-0x1.6e8a5434ae8a2p-20), LECUN_DOUBLE(-0x1.d1d1f7b8736f6p-17),
        LECUN_DOUBLE(0x1.879c2a212f024p-13), LECUN_DOUBLE(-0x1.845769484fca8p-11), LECUN_DOUBLE(-0x1.8b6c33114f909p-8),
        LECUN_DOUBLE(0x1.ebd80d9b13e28p-3), LECUN_DOUBLE(0x1.a755e7c99ae86p+0)};
    static const double middle[] = {
        LECUN_DOUBLE(0x1.3040f87dbd932p-29), LECUN_DOUBLE(0x1.85cbe52878635p-24), LECUN_DOUBLE(-0x1.2777453dd3955p-22),
        LECUN_DOUBLE(0x1.395abcd554c6cp-26), LECUN_DOUBLE(0x1.936388a3790adp-20), LECUN_DOUBLE(-0x1.0d5db812b5083p-18),
        LECUN_DOUBLE(0x1.8860cd5d652f6p-19), LECUN_DOUBLE(0x1.a29a0cacdfb23p-17), LECUN_DOUBLE(-0x1.8cef1f80281f2p-15),
        LECUN_DOUBLE(0x1.1e684d0b9188ap-14), LECUN_DOUBLE(0x1.932cd54c8a222p-16), LECUN_DOUBLE(-0x1.7448a89ef8aa3p-12),
        LECUN_DOUBLE(0x1.f3cc55ad40c25p-11), LECUN_DOUBLE(-0x1.ba924132f38b1p-10), LECUN_DOUBLE(0x1.468eeca533cf8p-9),
        LECUN_DOUBLE(-0x1.ebadabb891bbdp-9), LECUN_DOUBLE(0x1.5ffcfe5b76afcp-8), LECUN_DOUBLE(0x1.0158a6d641d39p+0),
        LECUN_DOUBLE(0x1.8abcc380d5a48p+1)};
    static const double tail[] = {
        LECUN_DOUBLE(-0x1.dcec3a7785389p-36), LECUN_DOUBLE(-0x1.18feec0e38727p-32), LECUN_DOUBLE(0x1.9e6bf2dda45e3p-30),
        LECUN_DOUBLE(-0x1.0468fb24e2f5fp-28), LECUN_DOUBLE(0x1.05ac6a8fba182p-27), LECUN_DOUBLE(-0x1.0102e495fb9cp-26),
        LECUN_DOUBLE(0x1.f4c20e1334af8p-26), LECUN_DOUBLE(-0x1.22d220fdf9c3ep-24), LECUN_DOUBLE(0x1.ebc8bb824cb54p-23),
        LECUN_DOUBLE(-0x1.0a8d40ea372ccp-20), LECUN_DOUBLE(0x1.2fbd29d093d2bp-18), LECUN_DOUBLE(-0x1.4a3497e1e0facp-16),
        LECUN_DOUBLE(0x1.3ebf4eb00938fp-14), LECUN_DOUBLE(-0x1.c2f36a8fc5d53p-13), LECUN_DOUBLE(-0x1.22ea5df04047cp-13),
        LECUN_DOUBLE(0x1.02a30d1fba0dcp+0), LECUN_DOUBLE(0x1.3664ddd1ad7fbp+2)};
    double w, p;

    if ((lecun_bits_of_double(u) & 0x7fffffffffffffff) == 0x3ff0000000000000)                       /* 1: infinite */
        return lecun_double_of_bits(lecun_bits_of_double(u) | 0x7ff0000000000000);
    w = -lecun_f64_log1p(-lecun_product(u, u));
    if (w < 6.25)
        p = lecun_f64_polynomial(center, 23, lecun_sum(w, -3.125));
    else if (w < 16.0)
        p = lecun_f64_polynomial(middle, 19, lecun_sum(lecun_sqrt(w), -3.25));
    else
        p = lecun_f64_polynomial(tail, 17, lecun_sum(lecun_sqrt(w), -5.0));
    return lecun_product(p, u);
}

#endif
