/* SPDX-License-Identifier: MIT
 *
 * draws.h: each function over all its arguments, beside glibc's and beside the double arithmetic of oracle.h; products and
 * sums beside IEEE's, flushed
 *
 * With LECUN_TEST_EVERY set, the conversions to 16 bits are tried over all 2^32 floats too (a minute).
 */
#define _GNU_SOURCE             /* sincosf */
#include "digest.h"
#include "oracle.h"
#include "support.h"

#include <inttypes.h>
#include <math.h>

#if defined(__GLIBC__) && !defined(LECUN_TESTS_EVERYWHERE) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 28))
#  define LIBM_IS_THE_REFERENCE 1
#endif

#define ARGUMENTS (1u << 23)
#define STEP      (LECUN_TEST_SHARE <= 4 ? 1u : 61u)    /* which arguments: all, unless the processor is emulated */

/* --- Elementary functions ----------------------------------------------------------------------------------------- */

/* FNV-1a over 32-bit words of (log, sin, cos) for all arguments, or one in 61. The figures were computed with glibc's logf and
 * sincosf, in which FMA and SSE2 variants agree; so this is the check on machines without glibc. */
static void digest_of_glibc(void **state)
{
    const uint64_t hash = digest_of_functions(STEP);

    (void)state;
    print_message("digest of log, sin, cos: %016" PRIx64 "\n", hash);
    assert_true(hash == (STEP == 1 ? 0x2443ee39f7a497c6 : 0x6923f9f587acc192));
}

#ifdef LIBM_IS_THE_REFERENCE
static void functions_equal_libm(void **state)
{
    uint32_t m, square_wrong = 0, sine_wrong = 0, cosine_wrong = 0;

    (void)state;
    for (m = 0; m < ARGUMENTS; m += STEP) {
        const lecun_pair direction = lecun_float_sincos(m);
        const float square = -2.0f * logf(m ? oracle_uniform(m) : 1e-7f);
        float sine, cosine;
        sincosf(oracle_angle(m), &sine, &cosine);
        square_wrong += lecun_float_square(m) != lecun_bits_of_float(square);
        sine_wrong += direction.x != lecun_bits_of_float(sine);
        cosine_wrong += direction.y != lecun_bits_of_float(cosine);
    }
    print_message("against libm: -2 log %u, sin %u, cos %u of %u differ\n", square_wrong, sine_wrong, cosine_wrong, ARGUMENTS / STEP);
    assert_int_equal(square_wrong + sine_wrong + cosine_wrong, 0);
}
#endif

static void functions_equal_the_oracle(void **state)
{
    uint32_t m, uniform_wrong = 0, angle_wrong = 0, square_wrong = 0, direction_wrong = 0;

    (void)state;
    for (m = 0; m < ARGUMENTS; m += STEP) {
        const lecun_pair direction = lecun_float_sincos(m);
        const double angle = (double)lecun_angle(m) * 0x1p-52;
        float sine, cosine;
        lecun_sincosf(oracle_angle(m), &sine, &cosine);
        uniform_wrong += lecun_float_uniform(m) != lecun_bits_of_float(oracle_uniform(m));
        angle_wrong += angle != (double)oracle_angle(m);
        square_wrong += lecun_float_square(m) != lecun_bits_of_float(oracle_square(m));
        direction_wrong += direction.x != lecun_bits_of_float(sine) || direction.y != lecun_bits_of_float(cosine);
    }
    print_message("against doubles: uniform %u, angle %u, -2 log %u, sin and cos %u of %u differ\n", uniform_wrong, angle_wrong,
                  square_wrong, direction_wrong, ARGUMENTS / STEP);
    assert_int_equal(uniform_wrong + angle_wrong + square_wrong + direction_wrong, 0);
}

/* Both parities of the exponent, all fractions; and the least and greatest normal floats. */
static void every_root(void **state)
{
    uint32_t x, wrong = 0;

    (void)state;
    for (x = 0x3f000000u; x < 0x40000000u; x += STEP)
        wrong += lecun_float_root(x) != lecun_bits_of_float(lecun_sqrtf(lecun_float_of_bits(x)));
    print_message("roots: %u of %u differ\n", wrong, 2 * ARGUMENTS / STEP);
    assert_int_equal(wrong, 0);
    assert_int_equal(lecun_float_root(0x00800000u), 0x20000000u);
    assert_int_equal(lecun_float_root(0x7f7fffffu), 0x5f7fffffu);
}

/* --- Products and sums -------------------------------------------------------------------------------------------- */

/* A result of IEEE's that is 2^64 times too great, brought back; what is then below 2^-126 is a zero. */
static uint32_t flushed(float scaled)
{
    const uint32_t bits = lecun_bits_of_float(scaled), magnitude = bits & 0x7fffffffu;
    return magnitude < 0x20800000u ? bits & 0x80000000u : bits - 0x20000000u;
}

static float daz(uint32_t x)
{
    return lecun_float_of_bits(lecun_flushed_float(x));
}

static uint32_t x86_nan_if_nan(float x)
{
    return x != x ? 0xffc00000u : lecun_bits_of_float(x);
}

static uint32_t expected_product(uint32_t a, uint32_t b)
{
    const double exact = (double)daz(a) * (double)daz(b);
    float product = exact != 0.0 && fabs(exact) < 1.0 ? (float)(exact * 0x1p64) : (float)exact;

    LECUN_ROUNDED(product);
    return exact != 0.0 && fabs(exact) < 1.0 ? flushed(product) : x86_nan_if_nan(product);
}

static uint32_t expected_sum(uint32_t a, uint32_t b)
{
    float x = daz(a), y = daz(b), sum;
    const int small = fabsf(x) < 0x1p60f && fabsf(y) < 0x1p60f;

    if (small) {
        x *= 0x1p64f;
        y *= 0x1p64f;
    }
    sum = x + y;
    LECUN_ROUNDED(sum);
    return small ? flushed(sum) : x86_nan_if_nan(sum);
}

/* Any two floats but NaNs; of one half the exponents are such that something happens in the sum, of a quarter in the product. */
static void random_operands(uint64_t *random, uint32_t *a, uint32_t *b)
{
    const uint64_t r = next_random(random);
    const uint32_t how = (uint32_t)next_random(random), ea = (uint32_t)(r >> 23) & 0xffu;

    *a = (uint32_t)r;
    *b = (uint32_t)(r >> 32);
    if (how & 1)
        *b = (*b & 0x807fffffu) | ((ea + (how >> 8) % 56 - 28) & 0xffu) << 23;
    else if (how & 2)
        *b = (*b & 0x807fffffu) | ((127u + (how >> 8) % 6 - 3 - ea) & 0xffu) << 23;
    if (how & 4)                        /* few bits: exact results, ties */
        *b &= 0xfffff000u;
    if (how & 8)
        *a &= 0xfff80000u;
    if ((*a & 0x7fffffffu) > 0x7f800000u)
        *a &= 0xff800000u;
    if ((*b & 0x7fffffffu) > 0x7f800000u)
        *b &= 0xff800000u;
}

static void products_and_sums_equal_ieee(void **state)
{
    static const uint32_t special[] = {0, 1, 0x007fffff, 0x00800000, 0x00800001, 0x00ffffff, 0x3f800000, 0x3f7fffff, 0x3effffff,
                                       0x7f7fffff, 0x7f800000, 0x1fffffff, 0x20000000, 0x5f800000};
    uint32_t products_wrong = 0, sums_wrong = 0, a, b;
    uint64_t random = 11;
    long i, trials = 16000000 / LECUN_TEST_SHARE;

    (void)state;
    for (i = 0; i < trials; i++) {
        random_operands(&random, &a, &b);
        products_wrong += lecun_float_product(a, b) != expected_product(a, b);
        sums_wrong += lecun_float_sum(a, b) != expected_sum(a, b);
    }
    for (i = 0; i < (long)(4 * LENGTH(special) * LENGTH(special)); i++) {
        a = special[(size_t)i / 4 / LENGTH(special)] | (uint32_t)(i & 1) << 31;
        b = special[(size_t)i / 4 % LENGTH(special)] | (uint32_t)(i & 2) << 30;
        products_wrong += lecun_float_product(a, b) != expected_product(a, b);
        sums_wrong += lecun_float_sum(a, b) != expected_sum(a, b);
    }
    /* (1 + 2^-23) (1 - 2^-23) is rounded to 1, and times 2^-126 is just not flushed; times 2^-127 it is. */
    products_wrong += lecun_float_product(0x21800001u, 0x1e7ffffeu) != 0x00800000u;
    products_wrong += lecun_float_product(0x21800001u, 0x9dfffffeu) != 0x80000000u;
    products_wrong += expected_product(0x21800001u, 0x1e7ffffeu) != 0x00800000u;
    print_message("products %u, sums %u of %ld differ\n", products_wrong, sums_wrong, trials);
    assert_int_equal(products_wrong + sums_wrong, 0);
}

/* Sines times radii, as a double's product; and zeros, which keep their sign. */
static void directions_times_radii(void **state)
{
    const uint32_t least_radius = 0x3a000000u;
    uint64_t random = 14;
    uint32_t wrong = 0;
    int i;

    (void)state;
    for (i = 0; i < 300000 / LECUN_TEST_SHARE; i++) {
        const uint64_t r = next_random(&random);
        const uint32_t x = ((uint32_t)r & 0x807fffffu) | (103 + (uint32_t)(r >> 24) % 24) << 23;        /* 2^-24 to 1 */
        const uint32_t radius = least_radius + (uint32_t)(r >> 32) % (0x40c00000u - least_radius);
        const float product = (float)((double)lecun_float_of_bits(x) * (double)lecun_float_of_bits(radius));
        wrong += lecun_float_times_radius(x, radius) != lecun_bits_of_float(product);
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(lecun_float_times_radius(0, 0x40000000u), 0);
    assert_int_equal(lecun_float_times_radius(0x80000000u, 0x40000000u), 0x80000000u);
}

/* The step of two operations; without a shift the sum is left out, but for what it makes of -0. */
static void affine_is_a_product_and_a_sum(void **state)
{
    uint64_t random = 12;
    uint32_t a, b, shift;
    int i;

    (void)state;
    for (i = 0; i < 100000; i++) {
        random_operands(&random, &a, &b);
        shift = i % 3 ? (uint32_t)next_random(&random) & 0xbfffffffu : i % 2 ? 0x80000000u : 0u;
        assert_int_equal(lecun_float_affine(a, b, shift), lecun_float_sum(lecun_float_product(a, b), shift));
    }
    assert_int_equal(lecun_float_affine(0x80000000u, 0x3f800000u, 0u), 0u);
    assert_int_equal(lecun_float_affine(0x80000000u, 0x3f800000u, 0x80000000u), 0x80000000u);
}

/* The short way for uniforms is the long one: exponents near each other and far apart, of both signs; draws with few bits; sums
 * that cancel, exactly too. */
static void uniforms_are_a_product_and_a_sum(void **state)
{
    uint64_t random = 13;
    uint32_t wrong = 0, zeros = 0;
    long i;

    (void)state;
    for (i = 0; i < 8000000 / LECUN_TEST_SHARE; i++) {
        const uint64_t r = next_random(&random), how = next_random(&random);
        const uint32_t m = (uint32_t)(r & 0x7fffffu) >> (how & 1 ? how >> 8 & 31 : 0), e = 60 + (uint32_t)(how >> 16) % 150;
        const uint32_t scale = ((uint32_t)(r >> 23) & (how & 2 ? 0x800fffffu : 0x80700000u)) | e << 23;
        const uint32_t near = (e + (uint32_t)(how >> 32) % 36 - 18) << 23;
        const uint32_t shift = how & 12 ? ((uint32_t)(r >> 32) & (how & 4 ? 0x807fffffu : 0x80600000u)) | near
                                        : lecun_float_product(lecun_float_uniform(m), scale) ^ (how & 16 ? 0x80000000u : 0);
        const uint32_t expected = lecun_float_affine(lecun_float_uniform(m), scale, shift);
        wrong += lecun_uniform_affine(m, scale, shift) != expected;
        zeros += expected == 0;
    }
    assert_int_equal(wrong, 0);
    assert_true(zeros > 100);
    for (i = 0; i < (long)ARGUMENTS; i += STEP)         /* LecunUniform of a fan of 784 */
        wrong += lecun_uniform_affine((uint32_t)i, 0x3dfd53aeu, 0xbd7d53aeu) != lecun_float_affine(lecun_float_uniform((uint32_t)i), 0x3dfd53aeu, 0xbd7d53aeu);
    assert_int_equal(wrong, 0);
}

/* --- 16 bits ------------------------------------------------------------------------------------------------------ */

/* The float at which rounding goes from h to its neighbour above: their middle, which goes to the even one. */
static uint32_t first_above(uint32_t h, int is_half)
{
    const uint32_t infinity = is_half ? 0x7c00 : 0x7f80;
    const double low = is_half ? (double)lecun_float_of_half((uint16_t)h) : (double)lecun_float_of_bf16((uint16_t)h);
    const double high = h + 1 < infinity ? is_half ? (double)lecun_float_of_half((uint16_t)(h + 1))
                                                   : (double)lecun_float_of_bf16((uint16_t)(h + 1))
                                         : is_half ? 65536.0 : 0x1p128;
    const uint32_t middle = lecun_bits_of_float((float)((low + high) / 2));
    return h % 2 ? middle : middle + 1;
}

/* All finite floats in order of magnitude, of both signs: the pattern expected goes up by one at each middle. */
static uint32_t count_wrong(int is_half)
{
    const uint32_t infinity = is_half ? 0x7c00 : 0x7f80;
    uint32_t x, h = 0, next = first_above(0, is_half), wrong = 0;

    for (x = 0; x <= 0x7f800000u; x++) {
        while (h < infinity && x >= next) {
            h++;
            next = h < infinity ? first_above(h, is_half) : 0;
        }
        wrong += (is_half ? lecun_half_of_bits(x) : lecun_bf16_of_bits(x)) != h;
        wrong += (is_half ? lecun_half_of_bits(x | 0x80000000u) : lecun_bf16_of_bits(x | 0x80000000u)) != (h | 0x8000u);
    }
    for (x = 0x7f800001u; x <= 0x7fffffffu; x++) {              /* NaNs stay NaNs, and quiet */
        const uint32_t nan = is_half ? lecun_half_of_bits(x) : lecun_bf16_of_bits(x);
        const uint32_t other = is_half ? lecun_half_of_bits(x | 0x80000000u) : lecun_bf16_of_bits(x | 0x80000000u);
        wrong += (nan & infinity) != infinity || !(nan & (is_half ? 0x200u : 0x40u)) || nan > 0x7fffu || other != (nan | 0x8000u);
    }
    return wrong;
}

static void every_conversion(void **state)
{
    (void)state;
    if (getenv("LECUN_TEST_EVERY")) {
        const uint32_t half_wrong = count_wrong(1), bf16_wrong = count_wrong(0);
        print_message("conversions of all 2^32 floats: to float16 %u differ, to bfloat16 %u\n", half_wrong, bf16_wrong);
        assert_int_equal(half_wrong + bf16_wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_of_glibc),
#ifdef LIBM_IS_THE_REFERENCE
        cmocka_unit_test(functions_equal_libm),
#endif
        cmocka_unit_test(functions_equal_the_oracle),
        cmocka_unit_test(every_root),
        cmocka_unit_test(products_and_sums_equal_ieee),
        cmocka_unit_test(directions_times_radii),
        cmocka_unit_test(affine_is_a_product_and_a_sum),
        cmocka_unit_test(uniforms_are_a_product_and_a_sum),
        cmocka_unit_test(every_conversion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
