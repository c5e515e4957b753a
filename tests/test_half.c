/* SPDX-License-Identifier: MIT
 *
 * half.h: every half and bfloat16, and every float that decides a rounding
 *
 * The expectation is made without the code's method: the neighbours' values as exact doubles, and the nearer one, or
 * the even one.
 */
#include "../src/half.h"
#include "support.h"

#include <math.h>

static int is_nan_half(uint32_t h) { return (h & 0x7fff) > 0x7c00; }
static int is_nan_bf16(uint32_t h) { return (h & 0x7fff) > 0x7f80; }

/* The value of a half by its definition. */
static double value_of_half(unsigned h)
{
    int exponent = (int)(h >> 10 & 31);
    double fraction = h & 0x3ff, magnitude;

    if (exponent == 31)
        magnitude = fraction != 0 ? (double)NAN : (double)INFINITY;
    else
        magnitude = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    return h & 0x8000 ? -magnitude : magnitude;
}

static void every_half_widens_and_comes_back(void **state)
{
    uint32_t h;
    (void)state;
    for (h = 0; h < 0x10000; h++) {
        float f = lecun_float_of_half((uint16_t)h);
        if (is_nan_half(h)) {
            assert_true(f != f);
            assert_true(is_nan_half(lecun_half_of_float(f)));
            continue;
        }
        assert_true((double)f == value_of_half(h));
        assert_int_equal(lecun_bits_of_float(f) >> 31, h >> 15);
        assert_int_equal(lecun_half_of_float(f), h);
    }
}

static void every_bfloat16_widens_and_comes_back(void **state)
{
    uint32_t h;
    (void)state;
    for (h = 0; h < 0x10000; h++) {
        float f = lecun_float_of_bf16((uint16_t)h);
        assert_int_equal(lecun_bits_of_float(f), h << 16);
        if (is_nan_bf16(h))
            assert_true(is_nan_bf16(lecun_bf16_of_float(f)));
        else
            assert_int_equal(lecun_bf16_of_float(f), h);
    }
}

/* Between each two neighbours of the narrow type: the tie, the floats beside the tie, and the floats beside the
 * neighbours. */
static void check_between(uint32_t low, uint32_t high, float value_low, float value_high, uint16_t (*narrow)(float))
{
    float tie = (float)(((double)value_low + (double)value_high) / 2);
    uint32_t even = low & 1 ? high : low;

    assert_int_equal(narrow(tie), even);
    assert_int_equal(narrow(nextafterf(tie, value_low)), low);
    assert_int_equal(narrow(nextafterf(tie, value_high)), high);
    assert_int_equal(narrow(nextafterf(value_low, value_high)), low);
    assert_int_equal(narrow(nextafterf(value_high, value_low)), high);
}

static void half_ties_go_to_even(void **state)
{
    uint32_t h, sign;
    (void)state;
    for (sign = 0; sign <= 0x8000; sign += 0x8000) {
        for (h = 0; h < 0x7bff; h++)
            check_between(sign | h, sign | (h + 1), lecun_float_of_half((uint16_t)(sign | h)),
                          lecun_float_of_half((uint16_t)(sign | (h + 1))), lecun_half_of_float);
        /* beyond the greatest, 65504, infinity takes the place of 65536 */
        check_between(sign | 0x7bff, sign | 0x7c00, sign ? -65504.0f : 65504.0f, sign ? -65536.0f : 65536.0f, lecun_half_of_float);
        assert_int_equal(lecun_half_of_float(sign ? -FLT_MAX : FLT_MAX), sign | 0x7c00);
        assert_int_equal(lecun_half_of_float(lecun_float_of_bits(sign << 16 | 1)), sign);
    }
}

static void bfloat16_ties_go_to_even(void **state)
{
    uint32_t h, sign;
    (void)state;
    for (sign = 0; sign <= 0x8000; sign += 0x8000)
        for (h = 0; h < 0x7f7f; h++)
            check_between(sign | h, sign | (h + 1), lecun_float_of_bf16((uint16_t)(sign | h)),
                          lecun_float_of_bf16((uint16_t)(sign | (h + 1))), lecun_bf16_of_float);
    assert_int_equal(lecun_bf16_of_float(lecun_float_of_bits(0x7f7f7fff)), 0x7f7f);
    assert_int_equal(lecun_bf16_of_float(lecun_float_of_bits(0x7f7f8000)), 0x7f80);     /* tie with infinity: infinity is even */
    assert_int_equal(lecun_bf16_of_float(lecun_float_of_bits(0xff7fffff)), 0xff80);
}

static void nan_stays_nan(void **state)
{
    static const uint32_t nan[] = {0x7f800001, 0x7fffffff, 0xff800001, 0xffffffff, 0x7fc00000, 0x7f802000, 0x7fffe000};
    size_t i;
    (void)state;
    for (i = 0; i < LENGTH(nan); i++) {
        assert_true(is_nan_half(lecun_half_of_float(lecun_float_of_bits(nan[i]))));
        assert_true(is_nan_bf16(lecun_bf16_of_float(lecun_float_of_bits(nan[i]))));
    }
}

/* Doubles to floats: around every place where the way changes, around ties, and at random. */
static void doubles_become_floats(void **state)
{
    static const uint64_t places[] = {0, 0x3690000000000000, 0x36a0000000000000, 0x3810000000000000, 0x47efffffe0000000,
                                      0x47effffff0000000, 0x47f0000000000000, 0x7fefffffffffffff};
    uint64_t random = 9, bits;
    long i;

    (void)state;
    for (i = 0; i < 2000000 / LECUN_TEST_SHARE; i++) {
        const uint64_t r = next_random(&random), tie = r & 0xffffffffe0000000 & ~((uint64_t)0x40 << 52);
        double x;
        float expected;
        bits = i % 4 == 0 ? places[(r >> 8) % LENGTH(places)] + r % 5 - 2 * (r % 5 > 2)
             : i % 4 == 1 ? tie + (r % 3 ? 0x10000000 + r % 3 - 1 : 0)
             : i % 4 == 2 ? (r & 0x800fffffffffffff) | (897 - 30 + (r >> 52) % 60) << 52 : r;
        x = lecun_double_of_bits(bits);
        expected = (float)x;
        if (x != x)
            assert_true((lecun_float_of_double_bits(bits) & 0x7fc00000u) == 0x7fc00000u);
        else
            assert_int_equal(lecun_float_of_double_bits(bits), lecun_bits_of_float(expected));
    }
}

static void floats_become_doubles(void **state)
{
    uint64_t random = 10;
    long i;

    (void)state;
    for (i = 0; i < 1000000 / LECUN_TEST_SHARE; i++) {
        const uint32_t bits = (uint32_t)next_random(&random) & (i % 8 ? 0xffffffffu : 0x80ffffffu);
        const float x = lecun_float_of_bits(lecun_flushed_float(bits));
        if (x == x)
            assert_true(lecun_double_of_float_bits(bits) == lecun_bits_of_double((double)x));
    }
    assert_true(lecun_double_of_float_bits(0x7f800000u) == 0x7ff0000000000000);
    assert_true(lecun_through_float(0.1) == (double)0.1f);
    assert_true(lecun_bits_of_double(lecun_through_float(-1e-305)) == (uint64_t)1 << 63);
    assert_true(lecun_through_float(1e300) * 0.5 == lecun_through_float(1e300));
}

/* Rounded to odd, a double rounds to a narrower type as it would at once; what no float holds is infinite or a zero. */
static void floats_that_are_odd(void **state)
{
    static const struct { double x; uint32_t bits; } cases[] = {
        {1.0, 0x3f800000u}, {1.0 + 0x1p-50, 0x3f800001u}, {-(1.0 + 0x1p-22), 0xbf800002u}, {0x1.fffffep127, 0x7f7fffffu},
        {0x1.fffffffp127, 0x7f7fffffu}, {0x1p128, 0x7f800000u}, {-1e300, 0xff800000u}, {0x1p-126, 0x00800000u},
        {0x1.fffp-127, 0}, {-1e-300, 0x80000000u},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++)
        assert_int_equal(lecun_float_to_odd(lecun_bits_of_double(cases[i].x)), cases[i].bits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_half_widens_and_comes_back),
        cmocka_unit_test(every_bfloat16_widens_and_comes_back),
        cmocka_unit_test(half_ties_go_to_even),
        cmocka_unit_test(bfloat16_ties_go_to_even),
        cmocka_unit_test(nan_stays_nan),
        cmocka_unit_test(doubles_become_floats),
        cmocka_unit_test(floats_become_doubles),
        cmocka_unit_test(floats_that_are_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
