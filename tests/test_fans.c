/* SPDX-License-Identifier: MIT
 *
 * fans.c through its two doors, lecun_fans and lecun_stddev: Keras's rule by rank, the axes, zeros and overflows
 */
#include "support.h"

#include <math.h>

static void fans_by_rank(void **state)
{
    static const struct { size_t rank; int64_t shape[5]; double in, out; } cases[] = {
        {0, {0}, 1, 1},
        {1, {5}, 5, 5},
        {1, {0}, 0, 0},
        {2, {784, 256}, 784, 256},
        {3, {3, 64, 33}, 3 * 64, 3 * 33},
        {4, {3, 3, 64, 130}, 9 * 64, 9 * 130},
        {5, {2, 3, 3, 5, 7}, 18 * 5, 18 * 7},
        {2, {0, 5}, 0, 5},
        {4, {3, 0, 64, 130}, 0, 0},
    };
    lecun_initializer self;
    size_t i;

    (void)state;
    lecun_init_lecun_normal(&self, 1);
    for (i = 0; i < LENGTH(cases); i++) {
        double in = -1, out = -1, stddev = -1;
        const int64_t *shape = cases[i].rank ? cases[i].shape : NULL;
        assert_int_equal(lecun_fans(&self, shape, cases[i].rank, &in, &out), LECUN_OK);
        assert_true(in == cases[i].in && out == cases[i].out);
        assert_int_equal(lecun_stddev(&self, shape, cases[i].rank, &stddev), LECUN_OK);
        assert_true(stddev == sqrt(1.0 / (in > 1 ? in : 1)));
    }
}

static void fans_of_a_high_rank(void **state)
{
    int64_t shape[100];
    lecun_initializer self;
    double in, out;
    size_t i;

    (void)state;
    for (i = 0; i < 100; i++)
        shape[i] = i == 3 || i == 50 ? 11 : 1;
    shape[98] = 3;
    shape[99] = 5;
    lecun_init_zeros(&self);            /* the rule does not depend on the class */
    assert_int_equal(lecun_fans(&self, shape, 100, &in, &out), LECUN_OK);
    assert_true(in == 363 && out == 605);
    assert_int_equal(lecun_stddev(&self, shape, 100, &in), LECUN_OK);
    assert_true(in == 0);
}

static void axes_name_the_fans(void **state)
{
    static const struct { size_t rank; int64_t shape[4]; int32_t in_axes[2]; size_t inputs; int32_t out_axes[2]; size_t outputs;
                          double in, out; } cases[] = {
        {2, {256, 784}, {1}, 1, {0}, 1, 784, 256},
        {4, {3, 3, 8, 16}, {2}, 1, {3}, 1, 8, 16},              /* the window drops out when it is not named */
        {4, {3, 3, 8, 16}, {-2}, 1, {-1}, 1, 8, 16},
        {2, {7, 5}, {0, 0}, 2, {1}, 1, 49, 5},
        {2, {7, 5}, {0, -2}, 2, {0}, 1, 49, 7},
        {2, {7, 5}, {0}, 0, {1}, 1, 1, 5},                      /* an empty list is a list */
        {2, {0, 5}, {0}, 1, {1}, 1, 0, 5},
    };
    lecun_initializer self;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        double in = -1, out = -1;
        lecun_init_lecun_normal(&self, 1);
        assert_int_equal(lecun_set_axes(&self, cases[i].in_axes, cases[i].inputs, cases[i].out_axes, cases[i].outputs), LECUN_OK);
        assert_int_equal(lecun_fans(&self, cases[i].shape, cases[i].rank, &in, &out), LECUN_OK);
        assert_true(in == cases[i].in && out == cases[i].out);
    }
}

/* If either list is not given, the rule by rank stays. */
static void one_list_alone_changes_nothing(void **state)
{
    static const int64_t shape[2] = {7, 5};
    static const int32_t axis[1] = {1};
    lecun_initializer self;
    double in, out;

    (void)state;
    lecun_init_lecun_normal(&self, 1);
    assert_int_equal(lecun_set_axes(&self, axis, 1, NULL, 0), LECUN_OK);
    assert_int_equal(lecun_fans(&self, shape, 2, &in, &out), LECUN_OK);
    assert_true(in == 7 && out == 5);
    assert_int_equal(lecun_set_axes(&self, NULL, 0, axis, 1), LECUN_OK);
    assert_int_equal(lecun_fans(&self, shape, 2, &in, &out), LECUN_OK);
    assert_true(in == 7 && out == 5);
    assert_int_equal(lecun_set_axes(&self, axis, 1, axis, 1), LECUN_OK);
    assert_int_equal(lecun_set_axes(&self, NULL, 0, NULL, 0), LECUN_OK);        /* and can be taken back */
    assert_int_equal(lecun_fans(&self, shape, 2, &in, &out), LECUN_OK);
    assert_true(in == 7 && out == 5);
}

static void shapes_that_are_refused(void **state)
{
    static const int64_t big = (int64_t)1 << 32;
    const int64_t overflow[3] = {big, big, 1}, negative[2] = {3, -1}, negative_and_zero[2] = {0, -1}, least[1] = {INT64_MIN};
    const int64_t zero_last[4] = {big, big, big, 0}, zero_first[4] = {0, big, big, big}, fits[2] = {INT64_MAX, 1};
    const int64_t just_over[2] = {INT64_MAX / 2 + 1, 2};
    const struct { const int64_t *shape; size_t rank; lecun_status status; } cases[] = {
        {overflow, 3, LECUN_E_SHAPE}, {negative, 2, LECUN_E_SHAPE}, {negative_and_zero, 2, LECUN_E_SHAPE}, {least, 1, LECUN_E_SHAPE},
        {just_over, 2, LECUN_E_SHAPE}, {fits, 2, LECUN_OK}, {zero_first, 4, LECUN_OK}, {NULL, 2, LECUN_E_NULL},
        {zero_last, 4, LECUN_E_SHAPE},          /* empty, but its fan_in alone overflows */
    };
    lecun_initializer self;
    size_t i;

    (void)state;
    lecun_init_lecun_normal(&self, 1);
    for (i = 0; i < LENGTH(cases); i++) {
        double in = -5, out = -6, stddev = -7;
        assert_int_equal(lecun_fans(&self, cases[i].shape, cases[i].rank, &in, &out), cases[i].status);
        assert_int_equal(lecun_stddev(&self, cases[i].shape, cases[i].rank, &stddev), cases[i].status);
        if (cases[i].status)
            assert_true(in == -5 && out == -6 && stddev == -7);
    }
    /* a fill of an empty tensor needs no fans */
    assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 0, zero_last, 4), LECUN_OK);
    assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 0, zero_first, 4), LECUN_OK);
}

static void axes_that_a_shape_lacks(void **state)
{
    static const int64_t shape[2] = {7, 5}, empty[2] = {0, 5}, wide[2] = {(int64_t)1 << 40, 3};
    static const struct { int32_t in, out; } bad[] = {{2, 0}, {0, 2}, {-3, 0}, {0, -3}, {INT32_MAX, 0}, {0, INT32_MIN}};
    static const int32_t twice[2] = {0, 0}, one[1] = {1};
    lecun_initializer self;
    float out[35], before[35];
    double fan = -1;
    size_t i;

    (void)state;
    memset(out, 0x11, sizeof out);
    memcpy(before, out, sizeof out);
    lecun_init_lecun_normal(&self, 1);
    for (i = 0; i < LENGTH(bad); i++) {
        assert_int_equal(lecun_set_axes(&self, &bad[i].in, 1, &bad[i].out, 1), LECUN_OK);
        assert_int_equal(lecun_fill(&self, LECUN_F32, out, 35, shape, 2), LECUN_E_SHAPE);
        assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 0, empty, 2), LECUN_E_SHAPE);
        assert_int_equal(lecun_fans(&self, shape, 2, &fan, NULL), LECUN_E_SHAPE);
        assert_int_equal(lecun_fans(&self, NULL, 0, &fan, NULL), LECUN_E_SHAPE);
        assert_int_equal(lecun_stddev(&self, shape, 2, &fan), LECUN_E_SHAPE);
    }
    assert_int_equal(lecun_set_axes(&self, twice, 2, one, 1), LECUN_OK);
    assert_int_equal(lecun_fans(&self, wide, 2, &fan, NULL), LECUN_E_SHAPE);    /* 2^80 */
    assert_int_equal(lecun_fill_range(&self, LECUN_F32, out, 35, wide, 2, 0), LECUN_E_SHAPE);
    assert_true(fan == -1);
    assert_memory_equal(out, before, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fans_by_rank),
        cmocka_unit_test(fans_of_a_high_rank),
        cmocka_unit_test(axes_name_the_fans),
        cmocka_unit_test(one_list_alone_changes_nothing),
        cmocka_unit_test(shapes_that_are_refused),
        cmocka_unit_test(axes_that_a_shape_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
