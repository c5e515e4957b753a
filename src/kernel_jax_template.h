/* SPDX-License-Identifier: MIT
 *
 * kernel_jax_template.h - the words and the float32 weights of jax_stream.c, over vectors, and its float64 weights one by one:
 * included once by each kernel file
 *
 * The reference says what an element is; this does the same operations in the same order for many at a time, with the processor's
 * own fused multiply-add. Threefry is a chain of dependent steps, so eight counters go side by side; a normal is made in short
 * loops over a block that stays in the first-level cache, which lets more of them overlap than one long loop does.
 *
 * The kernel file defines, before it includes this:
 *   KERNEL              the name of its table
 *   LANES               32-bit lanes of a vector
 *   fused(a, b, c)      a b + c of doubles, rounded once
 * and these types and vector primitives, all static inline:
 *   vi, vf              vectors of LANES uint32_t, float; vm: a mask over them
 *   and on them the primitives of kernel_jax_avx2.c, each with its sentence there unless its name says it.
 */
#include "jax_stream.h"

#define ALIGNED __attribute__((aligned(64)))
#define BLOCK LECUN_JAX_BLOCK

/* --- Words -------------------------------------------------------------------------------------------------------- */

#define EACH(DO)        DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
enum { CHAINS = 8 };

#define START(j)        vi x##j = high, y##j = vi_add(low, vi_set((j) * LANES));
#define PLUS(j)         x##j = vi_add(x##j, y##j);
#define TURN_13(j)      y##j = vi_xor(vi_rotate(y##j, 13), x##j);
#define TURN_15(j)      y##j = vi_xor(vi_rotate(y##j, 15), x##j);
#define TURN_26(j)      y##j = vi_xor(vi_rotate(y##j, 26), x##j);
#define TURN_6(j)       y##j = vi_xor(vi_rotate(y##j, 6), x##j);
#define TURN_17(j)      y##j = vi_xor(vi_rotate(y##j, 17), x##j);
#define TURN_29(j)      y##j = vi_xor(vi_rotate(y##j, 29), x##j);
#define TURN_16(j)      y##j = vi_xor(vi_rotate(y##j, 16), x##j);
#define TURN_24(j)      y##j = vi_xor(vi_rotate(y##j, 24), x##j);
#define KEYS(j)         x##j = vi_add(x##j, key_x); y##j = vi_add(y##j, key_y);
#define RESULT(j)       vi_put(out + i + (j) * LANES, vi_xor(x##j, y##j));

#define EVEN_ROUNDS     EACH(PLUS) EACH(TURN_13) EACH(PLUS) EACH(TURN_15) EACH(PLUS) EACH(TURN_26) EACH(PLUS) EACH(TURN_6)
#define ODD_ROUNDS      EACH(PLUS) EACH(TURN_17) EACH(PLUS) EACH(TURN_29) EACH(PLUS) EACH(TURN_16) EACH(PLUS) EACH(TURN_24)
#define NEXT_KEYS(a, b, n)      key_x = vi_set(a); key_y = vi_set((b) + (n)); EACH(KEYS)

/* The words of all counters from `first` on, whose low words do not pass 2^32 - 1 before n; up to a whole step is written. */
static void words(lecun_pair key, uint64_t first, uint32_t *out, size_t n)
{
    static const uint32_t lanes[16] ALIGNED = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const uint32_t k0 = key.x, k1 = key.y, k2 = k0 ^ k1 ^ LECUN_THREEFRY_PARITY;
    const vi high = vi_set((uint32_t)(first >> 32) + k0);
    vi low = vi_add(vi_get(lanes), vi_set((uint32_t)first + k1)), key_x, key_y;
    size_t i;

    for (i = 0; i < n; i += CHAINS * LANES) {
        EACH(START)
        EVEN_ROUNDS NEXT_KEYS(k1, k2, 1)
        ODD_ROUNDS NEXT_KEYS(k2, k0, 2)
        EVEN_ROUNDS NEXT_KEYS(k0, k1, 3)
        ODD_ROUNDS NEXT_KEYS(k1, k2, 4)
        EVEN_ROUNDS NEXT_KEYS(k2, k0, 5)
        EACH(RESULT)
        low = vi_add(low, vi_set(CHAINS * LANES));
    }
}

/* --- Weights ------------------------------------------------------------------------------------------------------ */

/* What the plan says, in vectors. */
typedef struct vectors {
    vf one, width, base, least, factor, limit[2], scale, shift;
} vectors;

PRIMITIVE vf vf_of_pattern(uint64_t pattern)     { return vf_of(vi_set((uint32_t)pattern)); }

static vectors vectors_of(const lecun_plan *plan)
{
    vectors v;

    v.one = vf_set(plan->jax.from_one ? 0.0f : 1.0f);
    v.width = vf_of_pattern(plan->jax.width);
    v.base = vf_of_pattern(plan->jax.base);
    v.least = vf_of_pattern(plan->jax.least);
    v.factor = vf_of_pattern(plan->jax.factor);
    v.limit[0] = vf_of_pattern(plan->jax.limit[0]);
    v.limit[1] = vf_of_pattern(plan->jax.limit[1]);
    v.scale = vf_of_pattern(plan->scale);
    v.shift = vf_of_pattern(plan->shift);
    return v;
}

PRIMITIVE vf uniform_of(vi word, const vectors *v)
{
    const vf fraction = vf_sub(vf_of(vi_or(vi_shift_right(word, 9), vi_set(0x3f800000u))), v->one);
    return vf_max(v->least, vf_fma(fraction, v->width, v->base));
}

/* (The product is opaque, or a compiler might fuse it into the sum.) */
PRIMITIVE vf weight_of(vf draw, const vectors *v)
{
    return vf_add(vf_opaque(vf_mul(draw, v->scale)), v->shift);
}

/* The last vector may be in part beyond the end. */
PRIMITIVE void put_weights(unsigned char *out, size_t i, size_t n, vf x)
{
    ALIGNED float last[LANES];

    if (n - i >= LANES) {
        vf_put(out + 4 * i, x);
    } else {
        vf_put(last, x);
        memcpy(out + 4 * i, last, (n - i) * 4);
    }
}

static void uniforms(const vectors *given, const uint32_t *word, unsigned char *out, size_t n)
{
    const vectors v = *given;
    size_t i;

    for (i = 0; i < n; i += LANES)
        put_weights(out, i, n, weight_of(uniform_of(vi_get(word + i), &v), &v));
}

#define P(c)    p = vf_fma(p, x, vf_set(c))

/* log1p's P(x). */
PRIMITIVE vf numerator(vf x)
{
    vf p = vf_set(0x1.7bc096p-15f);
    P(0x1.fe818ap-2f); P(0x1.a509f4p+2f); P(0x1.de9738p+4f); P(0x1.e798ecp+5f); P(0x1.c8e75ap+5f); P(0x1.40a202p+4f);
    return p;
}

/* log1p's Q(x). */
PRIMITIVE vf denominator(vf x)
{
    vf p = vf_add(x, vf_set(0x1.e2035ap+3f));
    P(0x1.4c30b6p+6f); P(0x1.bb865ap+7f); P(0x1.351946p+8f); P(0x1.b0db14p+7f); P(0x1.e0f304p+5f);
    return p;
}

/* log(1 + x). (Where 1 + x is below sqrt(1/2), doubling it is a sum of exact numbers.) */
PRIMITIVE vf logarithm(vf one_plus_x)
{
    const vi bits = vi_of(one_plus_x);
    const vf m = vf_of(vi_or(vi_and(bits, vi_set(0x7fffffu)), vi_set(0x3f000000u)));
    const vm low = vf_less(m, vf_set(0x1.6a09e6p-1f));
    const vf e = vf_sub(vf_of_small(vi_shift_right(bits, 23)), vf_select(low, vf_set(127.0f), vf_set(126.0f)));
    const vf x = vf_add(vf_sub(m, vf_set(1.0f)), vf_select(low, m, vf_set(0.0f)));
    const vf x2 = vf_mul(x, x), x3 = vf_mul(x2, x);
    vf p, y;

    p = vf_set(0x1.204376p-4f);
    P(-0x1.d7a37p-4f); P(0x1.de4a34p-4f);
    y = p;
    p = vf_set(-0x1.fcba9ep-4f);
    P(0x1.23d37ep-3f); P(-0x1.555cap-3f);
    y = vf_fma(y, x3, p);
    p = vf_set(0x1.999d58p-3f);
    P(-0x1.fffff8p-3f); P(0x1.555554p-2f);
    y = vf_fma(y, x3, p);
    y = vf_fma(y, x3, vf_mul(e, vf_set(-0x1.bd0106p-13f)));
    return vf_fma(e, vf_set(0x1.63p-1f), vf_add(vf_fma(x2, vf_set(-0.5f), x), y));
}

/* erf_inv's polynomial in the middle, and in the tails. */
PRIMITIVE vf center(vf w)
{
    const vf x = vf_sub(w, vf_set(2.5f));
    vf p = vf_set(0x1.e2cb1p-26f);
    P(0x1.70966cp-22f); P(-0x1.d8e6aep-19f); P(-0x1.26b582p-18f); P(0x1.ca65b6p-13f);
    P(-0x1.48a81p-10f); P(-0x1.11c9dep-8f); P(0x1.f91ec6p-3f); P(0x1.805c5ep+0f);
    return p;
}

PRIMITIVE vf tail(vf w)
{
    const vf x = vf_sub(vf_sqrt(w), vf_set(3.0f));
    vf p = vf_set(-0x1.a3e136p-13f);
    P(0x1.a76ad6p-14f); P(0x1.61b8e4p-10f); P(-0x1.e17bcep-9f); P(0x1.7824f6p-8f);
    P(-0x1.f38baep-8f); P(0x1.354afcp-7f); P(0x1.006db6p+0f); P(0x1.6a9efcp+1f);
    return p;
}

#undef P

/* -log1p(x) of -u^2. */
typedef struct normal_block {
    ALIGNED float u[BLOCK], x[BLOCK], p[BLOCK], q[BLOCK], w[BLOCK];
} normal_block;

static void uniforms_beneath(normal_block *b, const vectors *given, const uint32_t *word, size_t n)
{
    const vectors v = *given;
    size_t i;

    for (i = 0; i < n; i += LANES) {
        const vf u = uniform_of(vi_get(word + i), &v), x = vf_sub(vf_set(-0.0f), vf_opaque(vf_mul(u, u)));
        vf_put(b->u + i, u);
        vf_put(b->x + i, x);
        vf_put(b->p + i, numerator(x));
    }
    for (i = 0; i < n; i += LANES)
        vf_put(b->q + i, denominator(vf_get(b->x + i)));
}

static void logarithms(normal_block *b, size_t n)
{
    size_t i;

    for (i = 0; i < n; i += LANES)
        vf_put(b->w + i, logarithm(vf_add(vf_set(1.0f), vf_get(b->x + i))));
    for (i = 0; i < n; i += LANES) {
        const vf x = vf_get(b->x + i), z = vf_mul(x, x), ratio = vf_div(vf_get(b->p + i), vf_get(b->q + i));
        const vf near_0 = vf_add(x, vf_fma(z, vf_set(-0.5f), vf_mul(vf_mul(x, z), ratio)));
        const vf log1p = vf_select(vf_less(vf_set(-0x1.a8279ap-2f), x), near_0, vf_get(b->w + i));
        vf_put(b->w + i, vf_sub(vf_set(-0.0f), log1p));
    }
}

static void normals(const vectors *given, const uint32_t *word, unsigned char *out, size_t n)
{
    ALIGNED normal_block b;
    const vectors v = *given;
    size_t i;

    uniforms_beneath(&b, given, word, n);
    logarithms(&b, n);
    for (i = 0; i < n; i += LANES) {
        const vf w = vf_get(b.w + i);
        const vm in_center = vf_less(w, vf_set(5.0f));
        vf p = center(w), x;
        if (!vm_all(in_center))
            p = vf_select(in_center, p, tail(w));
        x = vf_mul(v.factor, vf_mul(p, vf_get(b.u + i)));
        x = vf_min(vf_max(x, v.limit[0]), v.limit[1]);
        put_weights(out, i, n, weight_of(x, &v));
    }
}

static void weights(const lecun_plan *plan, const uint32_t *word, unsigned char *out, size_t n)
{
    const vectors v = vectors_of(plan);

    if (plan->distribution == LECUN_UNIFORM)
        uniforms(&v, word, out, n);
    else
        normals(&v, word, out, n);
}

#define FUSED(a, b, c) fused(a, b, c)
#include "jax_double_template.h"

const lecun_jax_kernels KERNEL = {words, weights, doubles};
