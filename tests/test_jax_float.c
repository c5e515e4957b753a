/* SPDX-License-Identifier: MIT
 *
 * jax_float.h: products and sums that round once, beside the C library's fmaf and IEEE arithmetic
 */
#include "../src/jax_float.h"
#include "support.h"

#include <math.h>

enum { TRIALS = 3000000 / LECUN_TEST_SHARE };

/* What x86 makes of a result when it flushes. */
static uint32_t flushed(float x)
{
    return lecun_flushed_float(lecun_bits_of_float(x));
}

static int is_nan(uint32_t x)
{
    return (x & 0x7fffffff) > 0x7f800000;
}

/* A float of any kind: zeros, subnormals, infinities, few bits set, exponents near to each other. */
static uint32_t any_float(uint64_t *random)
{
    const uint64_t r = next_random(random);
    uint32_t x = (uint32_t)r;

    switch (r >> 61) {
    case 0: x &= 0x807fffff; break;                                             /* 0 or subnormal */
    case 1: x = (x & 0x807fffff) | 0x3f800000; break;
    case 2: x = (x & 0x80000007) | (120 + (x >> 8 & 15)) << 23; break;
    case 3: x = (x & 0x80000000) | (x >> 8 & 0xff) << 23; break;                /* a power of 2, or infinity */
    case 4: x = (x & 0x807fffff) | (100 + (x >> 8 & 63)) << 23; break;
    default: break;
    }
    return is_nan(x) ? x & 0xff800000 : x;
}

static void fused_by_patterns(void **state)
{
    uint64_t random = 11;
    int i, ordinary = 0;

    (void)state;
    for (i = 0; i < TRIALS; i++) {
        const uint32_t a = any_float(&random), b = any_float(&random), c = any_float(&random);
        const float fa = lecun_float_of_bits(lecun_flushed_float(a)), fb = lecun_float_of_bits(lecun_flushed_float(b));
        const float exact = fmaf(fa, fb, lecun_float_of_bits(lecun_flushed_float(c)));
        const uint32_t expected = lecun_bits_of_float(exact), result = lecun_float_fma_flushed(a, b, c);

        if (is_nan(expected)) {
            assert_true(is_nan(result));
        } else if (fabsf(exact) > 0x1p-126f) {
            assert_int_equal(result, expected);
            ordinary++;
        } else if (fabsf(exact) < 0x1p-126f) {
            assert_int_equal(result << 1, flushed(exact) << 1);
        } else {
            assert_true(result << 1 == 0 || result << 1 == 0x00800000u << 1);
        }
    }
    assert_true(ordinary > TRIALS / 4);
}

/* Around 2^-126, and where all cancels, overflows or is far apart. */
static void fused_at_the_borders(void **state)
{
    static const struct { uint32_t a, b, c, result; } cases[] = {
        {0x3f800000, 0x3f800000, 0xbf800000, 0x00000000},       /* 1 - 1 */
        {0xbf800000, 0x3f800000, 0x3f800000, 0x00000000},
        {0x7f000000, 0x40800000, 0x3f800000, 0x7f800000},       /* 2^127 * 4 + 1 */
        {0xff000000, 0x40800000, 0x3f800000, 0xff800000},
        {0x7f7fffff, 0x3f800000, 0x73000000, 0x7f800000},       /* the greatest, and half of its last place */
        {0x7f7fffff, 0x3f800000, 0x72ffffff, 0x7f7fffff},
        {0x3f800000, 0x00800000, 0x80800001, 0x80000000},       /* 2^-126 less the next: flushed */
        {0x3f800000, 0x00800001, 0x80800000, 0x00000000},
        {0x10000000, 0x0fffffff, 0x80800001, 0x80800001},       /* the product is far below */
        {0x3f7fffff, 0x00800000, 0x00800000, 0x01000000},
        {0x3f7fffff, 0x01000000, 0x80800000, 0x00000000},       /* 2^-126 (1 - 2^-23): exactly representable, below */
        {0x3f800000, 0x01000000, 0x807fffff, 0x01000000},       /* a subnormal counts as 0 */
        {0x3f800001, 0x3f800001, 0x33800000, 0x3f800003},
        {0x3f800000, 0x3f800000, 0x33800000, 0x3f800000},       /* a tie to even */
        {0x3f800001, 0x3f800000, 0x33800000, 0x3f800002},
        {0x3f800000, 0x00800000, 0xcd000000, 0xcd000000},       /* so far apart that only the sign of what is lost counts */
        {0x0d000000, 0x0d000000, 0xcd000000, 0xcd000000},
        {0x5f000000, 0x5f000000, 0x00800000, 0x7e800000},
        {0xc0000000, 0x00800000, 0x01800001, 0x01000002},
        {0x3f000001, 0x01000000, 0x0c800000, 0x0c800001},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        assert_int_equal(lecun_float_fma_flushed(cases[i].a, cases[i].b, cases[i].c), cases[i].result);
        assert_int_equal(lecun_float_fma_flushed(cases[i].b, cases[i].a, cases[i].c), cases[i].result);
    }
}

/* A product below 2^-125 less about 2^-126, beside doubles, which hold the sum exactly. */
static void fused_just_below_the_least_normal(void **state)
{
    uint64_t random = 12;
    int i, flushes = 0, kept = 0;

    (void)state;
    for (i = 0; i < 100000; i++) {
        const uint32_t a = 0x3f000000 | ((uint32_t)next_random(&random) & 0xffffff) | (i % 2 ? 0xffff00 : 0);
        const uint32_t b = 0x00800000 | ((uint32_t)next_random(&random) & 0x1f), low = (uint32_t)next_random(&random);
        const uint32_t c = 0x00800000 | (low & 0x8000001f), result = lecun_float_fma_flushed(a, b, c);
        const double sum = (double)lecun_float_of_bits(a) * (double)lecun_float_of_bits(b) + (double)lecun_float_of_bits(c);
        const double rounded = ldexp((double)(float)ldexp(sum, 60), -60);             /* to 24 bits, of any exponent */

        if (fabs(rounded) < 0x1p-126) {
            assert_int_equal(result << 1, 0);
            flushes++;
        } else {
            assert_true((double)lecun_float_of_bits(result) == rounded);
            kept++;
        }
    }
    assert_true(flushes > 1000 && kept > 1000);
}

/* The form on doubles, sums half way between two floats among them. */
static void fused_on_doubles(void **state)
{
    uint64_t random = 13;
    int i, ties = 0;

    (void)state;
    for (i = 0; i < TRIALS; i++) {
        const uint32_t bits = (uint32_t)next_random(&random);
        const float a = lecun_float_of_bits((bits & 0x807fffff) | 0x3f800000), b = lecun_float_of_bits(0x3f800000 | (bits >> 9 & 0x7ff000));
        const float c = lecun_float_of_bits(((uint32_t)next_random(&random) & 0x80000fff) | (90 + (bits & 63)) << 23);
        const double product = (double)a * (double)b, sum = product + (double)c;

        ties += (lecun_bits_of_double(sum) & 0x1fffffff) == 0x10000000;
        assert_true((double)fmaf(a, b, c) == lecun_f32_fma(a, b, c));
    }
    assert_true(ties > 10);
    assert_true(lecun_f32_fma(0x1.000002p0, 0x1.000002p0, 0x1p-60) == (double)fmaf(0x1.000002p0f, 0x1.000002p0f, 0x1p-60f));
}

static void the_other_operations(void **state)
{
    uint64_t random = 14;
    int i;

    (void)state;
    for (i = 0; i < TRIALS / 10; i++) {
        const float a = lecun_float_of_bits(((uint32_t)next_random(&random) & 0x803fffff) | 0x3f000000 | (uint32_t)(i & 7) << 23);
        const float b = lecun_float_of_bits(((uint32_t)next_random(&random) & 0x803fffff) | 0x3f000000);
        volatile float sum = a + b, product = a * b, quotient = a / b, root = sqrtf(fabsf(a));

        assert_true(lecun_f32_add(a, b) == (double)sum && lecun_f32_mul(a, b) == (double)product);
        assert_true(lecun_f32_div(a, b) == (double)quotient && lecun_f32_sqrt(fabs((double)a)) == (double)root);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fused_by_patterns),
        cmocka_unit_test(fused_at_the_borders),
        cmocka_unit_test(fused_just_below_the_least_normal),
        cmocka_unit_test(fused_on_doubles),
        cmocka_unit_test(the_other_operations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
