/* SPDX-License-Identifier: MIT
 *
 * exact.h: fused multiply-add and square root against exact rationals, by the instruction and in integers
 */
#include "../src/exact.h"
#include "support.h"

#include <inttypes.h>

/* Evaluate one line of exact.txt both ways. Returns the number of wrong results. */
static int check_line(const char *line)
{
    uint64_t x, y, z, result;
    int wrong = 0;

    if (sscanf(line, "fma %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64, &x, &y, &z, &result) == 4) {
        double a = lecun_double_of_bits(x), b = lecun_double_of_bits(y), c = lecun_double_of_bits(z);
        wrong += lecun_bits_of_double(lecun_fma(a, b, c)) != result;
        wrong += lecun_bits_of_double(lecun_fma_soft(a, b, c)) != result;
    } else if (sscanf(line, "sqrt %" SCNx64 " %" SCNx64, &x, &result) == 2) {
        double a = lecun_double_of_bits(x);
        wrong += lecun_bits_of_double(lecun_sqrt(a)) != result;
        wrong += lecun_bits_of_double(lecun_sqrt_soft(a)) != result;
    } else {
        fail_msg("not understood: %s", line);
    }
    if (wrong)
        print_error("%d of 2 paths wrong: %s\n", wrong, line);
    return wrong;
}

static void hard_cases_round_once(void **state)
{
    vector_file *file = open_vectors("exact.txt");
    char line[256], comment[256];
    int lines = 0, wrong = 0;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        lines++;
        wrong += check_line(line);
    }
    close_vectors(file);
    assert_int_equal(lines, atoi(strstr(comment, "lines: ") + 7));
    assert_true(lines > 6000);
    assert_int_equal(wrong, 0);
#ifdef LECUN_FMA_IS_INSTRUCTION
    print_message("fma: the instruction and the integers, %d lines\n", lines);
#else
    print_message("fma: the integers (this build has no instruction), %d lines\n", lines);
#endif
}

/* Where the target has the instruction, it is a second witness over many more operands. */
static void integers_agree_with_the_path_in_use(void **state)
{
    uint64_t random = 1;
    int i;

    (void)state;
    for (i = 0; i < 3000000 / LECUN_TEST_SHARE; i++) {
        double x = lecun_double_of_bits(next_random(&random)), y = lecun_double_of_bits(next_random(&random));
        double z = lecun_double_of_bits(next_random(&random));
        double hard = lecun_fma(x, y, z), soft = lecun_fma_soft(x, y, z);

        assert_true(lecun_bits_of_double(hard) == lecun_bits_of_double(soft) || (hard != hard && soft != soft));
        hard = lecun_sqrt(x);
        soft = lecun_sqrt_soft(x);
        assert_true(lecun_bits_of_double(hard) == lecun_bits_of_double(soft) || (hard != hard && soft != soft));
    }
}

/* The one sum that libgcc's additions for Arm without doubles get wrong is among them (exact.h). */
static void sums_round_once(void **state)
{
    static const uint64_t cases[][3] = {
        {0x3ff0000000000000, 0xbde2070569597f24, 0x3fefffffffedf8fb}, {0xbff0000000000000, 0x3de2070569597f24, 0xbfefffffffedf8fb},
        {0x4000000000000000, 0xbdf2070569597f24, 0x3fffffffffedf8fb}, {0x3ff0000000000000, 0x3de2070569597f24, 0x3ff0000000090383},
        {0x3ff0000000000000, 0xbff0000000000000, 0}, {0x8000000000000000, 0x8000000000000000, 0x8000000000000000},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++)
        assert_true(lecun_bits_of_double(lecun_sum(lecun_double_of_bits(cases[i][0]), lecun_double_of_bits(cases[i][1]))) == cases[i][2]);
}

static void infinity_and_nan(void **state)
{
    const double infinity = lecun_double_of_bits(0x7ff0000000000000), nan = lecun_double_of_bits(0x7ff8000000000000);
    double (*const fma_path[])(double, double, double) = {lecun_fma, lecun_fma_soft};
    double (*const sqrt_path[])(double) = {lecun_sqrt, lecun_sqrt_soft};
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        double r;
        assert_true(fma_path[i](infinity, 2.0, 1.0) == infinity);
        assert_true(fma_path[i](-2.0, infinity, 1.0) == -infinity);
        assert_true(fma_path[i](2.0, -3.0, infinity) == infinity);
        assert_true(fma_path[i](1e300, 1e300, -infinity) == -infinity);
        r = fma_path[i](infinity, 1.0, -infinity);
        assert_true(r != r);
        r = fma_path[i](infinity, 0.0, 1.0);
        assert_true(r != r);
        r = fma_path[i](nan, 1.0, 1.0);
        assert_true(r != r);
        r = fma_path[i](1.0, nan, 1.0);
        assert_true(r != r);
        r = fma_path[i](0.0, infinity, 1.0);
        assert_true(r != r);
        assert_true(sqrt_path[i](infinity) == infinity);
        r = sqrt_path[i](-1.0);
        assert_true(r != r);
        r = sqrt_path[i](nan);
        assert_true(r != r);
        assert_true(lecun_bits_of_double(sqrt_path[i](-0.0)) == lecun_bits_of_double(-0.0));
        assert_true(lecun_bits_of_double(sqrt_path[i](0.0)) == 0);
    }
}

/* --- What flushes ------------------------------------------------------------------------------------------------- */

/* A result of IEEE's that is 2^500 times too great, brought back; what is then below 2^-1022 is a zero. */
static uint64_t flushed(double scaled)
{
    const uint64_t bits = lecun_bits_of_double(scaled), magnitude = bits & 0x7fffffffffffffff;
    return magnitude < (uint64_t)501 << 52 ? bits & (uint64_t)1 << 63 : bits - ((uint64_t)500 << 52);
}

static uint64_t x86_nan_if_nan(double x)
{
    return x != x ? 0xfff8000000000000 : lecun_bits_of_double(x);
}

/* By an fma that is exact, with an operand scaled where the result may be small. */
static uint64_t expected_product(uint64_t a, uint64_t b)
{
    const double x = lecun_double_of_bits(lecun_flushed_double(a)), y = lecun_double_of_bits(lecun_flushed_double(b));
    const int small = (a >> 52 & 0x7ff) + (b >> 52 & 0x7ff) < 1500, first = (a >> 52 & 0x7ff) < (b >> 52 & 0x7ff);

    if (small)
        return flushed(lecun_fma_soft(first ? x * 0x1p500 : x, first ? y : y * 0x1p500, -0.0));
    return x86_nan_if_nan(lecun_fma_soft(x, y, -0.0));
}

static uint64_t expected_sum(uint64_t a, uint64_t b)
{
    const double x = lecun_double_of_bits(lecun_flushed_double(a)), y = lecun_double_of_bits(lecun_flushed_double(b));

    if ((a >> 52 & 0x7ff) < 1400 && (b >> 52 & 0x7ff) < 1400)
        return flushed(lecun_fma_soft(x * 0x1p500, 1.0, y * 0x1p500));
    return x86_nan_if_nan(lecun_fma_soft(x, 1.0, y));
}

static uint64_t random_operand(uint64_t *random, uint64_t other)
{
    static const uint64_t special[] = {0, 1, 0x000fffffffffffff, 0x0010000000000000, 0x001fffffffffffff, 0x3ff0000000000000,
                                       0x3fefffffffffffff, 0x3fdfffffffffffff, 0x7fefffffffffffff, 0x7ff0000000000000};
    const uint64_t r = next_random(random), how = next_random(random), exponent = other >> 52 & 0x7ff;
    const uint64_t fraction = how & 16 ? r & 0x800fffff00000000 : r & 0x800fffffffffffff;

    switch (how & 3) {
    case 0:  return special[(how >> 8) % LENGTH(special)] | (r & (uint64_t)1 << 63);
    case 1:  return fraction | ((exponent + (how >> 8) % 120 - 60) % 0x7ff) << 52;          /* sums */
    case 2:  return fraction | ((1023 + (how >> 8) % 6 - 3 - exponent) & 0x7ff) % 0x7ff << 52;      /* small products */
    default: return fraction | ((how >> 8) % 0x7ff) << 52;
    }
}

static void flushing_products_and_sums(void **state)
{
    uint64_t random = 5, wrong = 0, a = 0, b;
    long i, zeros = 0;

    (void)state;
    for (i = 0; i < 4000000 / LECUN_TEST_SHARE; i++) {
        a = random_operand(&random, a);
        b = random_operand(&random, a);
        wrong += lecun_product_flushed(a, b) != expected_product(a, b);
        wrong += lecun_sum_flushed(a, b) != expected_sum(a, b);
        zeros += lecun_product_flushed(a, b) << 1 == 0 && a << 1 && b << 1;
    }
    /* (1 + 2^-52) (1 - 2^-52) is rounded to 1, and times 2^-1022 is just not flushed; times 2^-1023 it is. */
    assert_true(lecun_product_flushed((uint64_t)523 << 52 | 1, ((uint64_t)501 << 52) - 2) == (uint64_t)1 << 52);
    assert_true(lecun_product_flushed((uint64_t)523 << 52 | 1, ((uint64_t)500 << 52) - 2) == 0);
    assert_int_equal(wrong, 0);
    assert_true(zeros > 1000 / LECUN_TEST_SHARE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_cases_round_once),
        cmocka_unit_test(integers_agree_with_the_path_in_use),
        cmocka_unit_test(sums_round_once),
        cmocka_unit_test(infinity_and_nan),
        cmocka_unit_test(flushing_products_and_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
