/* SPDX-License-Identifier: MIT
 *
 * dispatch and kernels: every kernel equals the portable one, bit for bit, over random ranges, alignments, seeds, dtypes:
 * 3000 of them, or LECUN_TEST_RANGES
 */
#include "../src/dispatch.h"
#include "plans.h"
#include "support.h"

#include <math.h>

enum { MOST = 5000, GUARD = 32 };

static const size_t element_size[LECUN_ELEMENT_END] = {0, 4, 8, 2, 2, 2, 2};

static int runs_here(size_t row)
{
    return lecun_row_runs(&lecun_kernel_rows[row], lecun_cpu_features());
}

static void a_mask_selects_each_kernel_in_turn(void **state)
{
    size_t row;

    (void)state;
    assert_true(lecun_kernel_row_count >= 1);
    assert_int_equal(lecun_kernel_rows[lecun_kernel_row_count - 1].needs, 0);
    for (row = 0; row < lecun_kernel_row_count; row++) {
        const char *name = lecun_kernel_rows[row].kernels->name;
        if (!runs_here(row)) {
            print_message("%s: does not run on this processor\n", name);
            continue;
        }
        lecun_allow_features(lecun_kernel_rows[row].needs);
        assert_string_equal(lecun_kernel(), name);
        assert_int_equal(lecun_self_test(), LECUN_OK);
        print_message("%s: self test passed\n", name);
    }
    lecun_allow_features(LECUN_CPU_ALL);
}

/* One random range by a kernel and by the reference; guards around it stay. */
static uint64_t compare(const lecun_kernel_table *kernels, uint64_t *random)
{
    static unsigned char expected[MOST * 8], buffer[MOST * 8 + 64 + 2 * GUARD];
    const lecun_distribution distribution = (lecun_distribution)(LECUN_TRUNCATED_NORMAL + (int)(next_random(random) % 3));
    const int element = LECUN_F32 + (int)(next_random(random) % (LECUN_ELEMENT_END - 1));
    const size_t count = 1 + (size_t)(next_random(random) % (next_random(random) % 2 ? MOST : 40));
    const size_t bytes = count * element_size[element], at = GUARD + (size_t)(next_random(random) % 64);
    const int64_t seed = (int64_t)next_random(random), draw = (int64_t)(next_random(random) % 3);
    /* beside the places where the counter's words carry, and anywhere */
    const uint64_t near = (uint64_t)1 << (20 + next_random(random) % 43);
    const uint64_t first = next_random(random) % 4 ? near - 1 - next_random(random) % (MOST / 2) : next_random(random) >> 2;
    const double a = distribution == LECUN_UNIFORM ? -0.3 : next_random(random) % 2 ? 0.0 : 0.125;
    const double b = (double)(next_random(random) % 1000 + 1) * 0.001;
    const lecun_plan plan = plan_of(distribution, element, seed, draw, a, b);
    size_t i;

    memset(buffer, 0xa5, sizeof buffer);
    lecun_portable_kernels.fill(&plan, expected, count, first);
    kernels->fill(&plan, buffer + at, count, first);
    assert_memory_equal(buffer + at, expected, bytes);
    for (i = 0; i < at; i++)
        assert_int_equal(buffer[i], 0xa5);
    for (i = at + bytes; i < sizeof buffer; i++)
        assert_int_equal(buffer[i], 0xa5);
    return count;
}

static void every_kernel_equals_the_reference(void **state)
{
    const char *const asked = getenv("LECUN_TEST_RANGES");
    const long rounds = asked ? atol(asked) : 3000 / LECUN_TEST_SHARE;
    size_t row;

    (void)state;
    assert_true(rounds > 0);
    for (row = 0; row + 1 < lecun_kernel_row_count; row++) {
        uint64_t random = 7, values = 0;
        long round;
        if (!runs_here(row))
            continue;
        for (round = 0; round < rounds; round++)
            values += compare(lecun_kernel_rows[row].kernels, &random);
        print_message("%s: %llu values equal the reference's\n", lecun_kernel_rows[row].kernels->name,
                      (unsigned long long)values);
    }
}

/* The two normals from this element of seed 42 on, by every kernel, have the radius that belongs to a uniform of 1e-7. */
static void check_bound(lecun_dtype dtype, int64_t first, double within)
{
    static const int64_t shape[1] = {INT64_MAX};
    lecun_initializer self;
    size_t row, ran = 0;

    assert_int_equal(lecun_init_random_normal(&self, 0.0, 1.0, 42), LECUN_OK);
    for (row = 0; row < lecun_kernel_row_count; row++) {
        float f32[2];
        double f64[2], radius;
        if (!runs_here(row))
            continue;
        lecun_allow_features(lecun_kernel_rows[row].needs);
        assert_int_equal(lecun_fill_range(&self, dtype, dtype == LECUN_F32 ? (void *)f32 : (void *)f64, 2, shape, 1, first),
                         LECUN_OK);
        radius = dtype == LECUN_F32 ? hypot(f32[0], f32[1]) : hypot(f64[0], f64[1]);
        assert_true(fabs(radius - sqrt(-2.0 * log(1e-7))) < within);
        ran++;
    }
    lecun_allow_features(LECUN_CPU_ALL);
    assert_true(ran >= 1);
}

/* Here the uniform of the radius is 4.2e-9. TensorFlow's bound of 1e-7 stands in its place, so that no normal is farther out
 * than sqrt(-2 log(1e-7)) = 5.68. */
static void the_bound_of_a_double_normal(void **state)
{
    (void)state;
    check_bound(LECUN_F64, INT64_C(2) * 87665632, 1e-14);
}

/* Here it is 0. */
static void the_bound_of_a_float_normal(void **state)
{
    (void)state;
    check_bound(LECUN_F32, 724104, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mask_selects_each_kernel_in_turn),
        cmocka_unit_test(every_kernel_equals_the_reference),
        cmocka_unit_test(the_bound_of_a_double_normal),
        cmocka_unit_test(the_bound_of_a_float_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
