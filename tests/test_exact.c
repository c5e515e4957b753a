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

/* The float root by way of the double one: every third mantissa, odd and even exponent, and the subnormals. */
static void float_roots(void **state)
{
    uint32_t bits, wrong = 0;

    (void)state;
    for (bits = 0x3f800000u; bits < 0x40800000u; bits += 3 * LECUN_TEST_SHARE) {       /* [1, 4) */
        float x = lecun_float_of_bits(bits), root = lecun_sqrtf(x);
        double low = (double)lecun_float_of_bits(lecun_bits_of_float(root) - 1);
        double high = (double)lecun_float_of_bits(lecun_bits_of_float(root) + 1);
        double below = (low + root) / 2, above = (high + root) / 2; /* exact, as are their squares: 25 bits */

        wrong += !(below * below < x && x < above * above);
        wrong += lecun_bits_of_float((float)lecun_sqrt_soft((double)x)) != lecun_bits_of_float(root);
    }
    assert_int_equal(wrong, 0);
    assert_true(lecun_sqrtf(0x1p-149f) == (float)lecun_sqrt_soft(0x1p-149));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_cases_round_once),
        cmocka_unit_test(integers_agree_with_the_path_in_use),
        cmocka_unit_test(sums_round_once),
        cmocka_unit_test(infinity_and_nan),
        cmocka_unit_test(float_roots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
