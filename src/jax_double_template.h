/* SPDX-License-Identifier: MIT
 *
 * jax_double_template.h - the float64 weights of jax_stream.c: included once by it, and once by each kernel file, whose processor
 * has a fused multiply-add
 *
 * The functions are those of jax_math.h for doubles. XLA takes the C library's logarithm, which is glibc's: elementary.h.
 *
 * Who includes it defines FUSED(a, b, c): a b + c, rounded once.
 */
#include "affine.h"
#include "elementary_tables.h"
#include "jax_stream.h"

static inline double polynomial(const double *c, int n, double x)
{
    double p = c[0];
    int i;

    for (i = 1; i < n; i++)
        p = FUSED(p, x, c[i]);
    return p;
}

/* log(x), 2^-1022 <= x < 1 - 2^-4: lecun_log(), whose constants and order these are. */
static inline double logarithm_f64(double x)
{
    const uint64_t bits = lecun_bits_of_double(x), t = bits - 0x3fe6000000000000;
    const double *row = lecun_log_table[t >> 45 & 127];
    const int k = (int)(t >> 52) - (int)(t >> 63 << 12);              /* t as a signed number, divided by 2^52 */
    const double z = lecun_double_of_bits(bits - (t & 0xfff0000000000000)), r = FUSED(z, row[0], -1.0);
    const double w = FUSED((double)k, 0x1.62e42fefa38p-1, row[1]), high = lecun_opaque(w + r), r2 = lecun_product(r, r);
    const double low = FUSED((double)k, 0x1.ef35793c7673p-45, lecun_opaque(w - high) + r);
    const double p = FUSED(r2, FUSED(r, -0x1.55575e506c89fp-3, 0x1.999b324f10111p-3),
                           FUSED(r, -0x1.fffffffeb459p-3, 0x1.555555551305bp-2));

    return lecun_sum(FUSED(lecun_product(r, r2), p, FUSED(r2, -0x1.0000000000001p-1, low)), high);
}

/* log(1 + x), -1 < x <= 0. */
static inline double log1p_f64(double x)
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
        return logarithm_f64(lecun_sum(1.0, x));
    ratio = polynomial(p, 7, x) / lecun_opaque(polynomial(q, 7, x));
    return lecun_sum(x, FUSED(z, -0.5, lecun_product(lecun_product(x, z), ratio)));
}

/* -1 < u < 1, which is all that draws and the bounds -2 and 2 make. */
static inline double erf_inv_f64(double u)
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
    const double w = -log1p_f64(-lecun_product(u, u));
    double p;

    if (w < 6.25)
        p = polynomial(center, 23, lecun_sum(w, -3.125));
    else if (w < 16.0)
        p = polynomial(middle, 19, lecun_sum(lecun_sqrt(w), -3.25));
    else
        p = polynomial(tail, 17, lecun_sum(lecun_sqrt(w), -5.0));
    return lecun_product(p, u);
}

/* The weight of a fraction m * 2^-52. Far from subnormals the processor's operations do; the others flush. */
static double weight_f64(const lecun_plan *plan, uint64_t m)
{
    const double one = lecun_double_of_bits(m | 0x3ff0000000000000), least = lecun_double_of_bits(plan->jax.least);
    double x = FUSED(plan->jax.from_one ? one : one - 1.0, lecun_double_of_bits(lecun_flushed_double(plan->jax.width)),
                         lecun_double_of_bits(lecun_flushed_double(plan->jax.base)));

    x = x > least ? x : least;
    if (plan->distribution != LECUN_UNIFORM) {
        const double low = lecun_double_of_bits(plan->jax.limit[0]);     /* the upper limit is never met: at most 2 - 2^-48 */
        x = lecun_product(lecun_double_of_bits(plan->jax.factor), erf_inv_f64(x));
        x = x > low ? x : low;
    }
    if (plan->apart)
        return lecun_double_of_bits(lecun_affine_flushed(lecun_bits_of_double(x), plan->scale, plan->shift));
    return lecun_affine_f64(x, lecun_double_of_bits(plan->scale), lecun_double_of_bits(plan->shift));
}

static void doubles(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const lecun_pair key = lecun_pair_of(plan->key.key[0], plan->key.key[1]);
    size_t i;

    for (i = 0; i < count; i++) {
        const lecun_pair pair = lecun_threefry_at(key, first + i);
        const double weight = weight_f64(plan, ((uint64_t)pair.x << 32 | pair.y) >> 12);
        memcpy(out + i * sizeof weight, &weight, sizeof weight);
    }
}

#undef FUSED
