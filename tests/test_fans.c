/* SPDX-License-Identifier: MIT
 *
 * fans.c through its two entry points, lecun_fans and lecun_stddev: Keras's rule by rank, the axes, zeros and overflows
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
    must(lecun_init_lecun_normal(&self, 1));
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
    must(lecun_init_zeros(&self));            /* the rule does not depend on the class */
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
        must(lecun_init_lecun_normal(&self, 1));
        assert_int_equal(lecun_set_axes(&self, cases[i].in_axes, cases[i].inputs, cases[i].out_axes, cases[i].outputs), LECUN_OK);
        assert_int_equal(lecun_fans(&self, cases[i].shape, cases[i].rank, &in, &out), LECUN_OK);
        assert_true(in == cases[i].in && out == cases[i].out);
    }
}

/* One list alone is a mistake; in a config it is Keras's, and the rule by rank stays. Both lists NULL take the axes back. */
static void one_list_alone_is_refused(void **state)
{
    static const int64_t shape[2] = {7, 5};
    static const int32_t axis[1] = {1};
    static const char config[] = "{\"input_axes\": [1]}";
    lecun_initializer self, before;
    double in, out;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_set_axes(&self, axis, 1, axis, 1));
    before = self;
    assert_int_equal(lecun_set_axes(&self, axis, 1, NULL, 0), LECUN_E_NULL);
    assert_int_equal(lecun_set_axes(&self, axis, 0, NULL, 0), LECUN_E_NULL);
    assert_int_equal(lecun_set_axes(&self, NULL, 0, axis, 1), LECUN_E_NULL);
    assert_memory_equal(&self, &before, sizeof self);
    must(lecun_fans(&self, shape, 2, &in, &out));
    assert_true(in == 5 && out == 5);
    must(lecun_set_axes(&self, NULL, 0, NULL, 0));
    must(lecun_fans(&self, shape, 2, &in, &out));
    assert_true(in == 7 && out == 5);
    must(lecun_from_config(&self, "LecunNormal", config, sizeof config - 1, NULL));
    must(lecun_fans(&self, shape, 2, &in, &out));
    assert_true(in == 7 && out == 5);
}

static void shapes_that_are_refused(void **state)
{
    static const int64_t big = (int64_t)1 << 32;
    const int64_t overflow[3] = {big, big, 1}, negative[2] = {3, -1}, negative_and_zero[2] = {0, -1}, least[1] = {INT64_MIN};
    const int64_t zero_last[4] = {big, big, big, 0}, zero_first[4] = {0, big, big, big}, fits[2] = {INT64_MAX, 1};
    const int64_t just_over[2] = {INT64_MAX / 2 + 1, 2}, negative_first[2] = {-1, 0};
    const struct { const int64_t *shape; size_t rank; lecun_status status; } cases[] = {
        {overflow, 3, LECUN_E_OVERFLOW}, {negative, 2, LECUN_E_SHAPE}, {negative_and_zero, 2, LECUN_E_SHAPE}, {least, 1, LECUN_E_SHAPE},
        {just_over, 2, LECUN_E_OVERFLOW}, {fits, 2, LECUN_OK}, {zero_first, 4, LECUN_OK}, {NULL, 2, LECUN_E_NULL},
        {zero_last, 4, LECUN_OK},               /* empty, though its fan_in does not fit */
    };
    lecun_initializer self;
    double in, out, stddev;
    size_t i;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    for (i = 0; i < LENGTH(cases); i++) {
        in = -5, out = -6, stddev = -7;
        assert_int_equal(lecun_fans(&self, cases[i].shape, cases[i].rank, &in, &out), cases[i].status);
        assert_int_equal(lecun_stddev(&self, cases[i].shape, cases[i].rank, &stddev), cases[i].status);
        if (cases[i].status)
            assert_true(in == -5 && out == -6 && stddev == -7);
    }
    must(lecun_fans(&self, zero_last, 4, &in, &out));
    assert_true(in == 0x1p96 && out == 0);
    must(lecun_stddev(&self, zero_last, 4, &stddev));
    assert_true(stddev == 0x1p-48);
    /* a fill of an empty tensor needs no fans */
    assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 0, zero_last, 4), LECUN_OK);
    assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 0, zero_first, 4), LECUN_OK);
    assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 0, negative_first, 2), LECUN_E_SHAPE);
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
    must(lecun_init_lecun_normal(&self, 1));
    for (i = 0; i < LENGTH(bad); i++) {
        assert_int_equal(lecun_set_axes(&self, &bad[i].in, 1, &bad[i].out, 1), LECUN_OK);
        assert_int_equal(lecun_fill(&self, LECUN_F32, out, 35, shape, 2), LECUN_E_AXIS);
        assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 0, empty, 2), LECUN_E_AXIS);
        assert_int_equal(lecun_fans(&self, shape, 2, &fan, NULL), LECUN_E_AXIS);
        assert_int_equal(lecun_fans(&self, NULL, 0, &fan, NULL), LECUN_E_AXIS);
        assert_int_equal(lecun_stddev(&self, shape, 2, &fan), LECUN_E_AXIS);
    }
    assert_int_equal(lecun_set_axes(&self, twice, 2, one, 1), LECUN_OK);
    assert_int_equal(lecun_fans(&self, wide, 2, &fan, NULL), LECUN_E_OVERFLOW);    /* 2^80 */
    assert_int_equal(lecun_fill_range(&self, LECUN_F32, out, 35, wide, 2, 0), LECUN_E_OVERFLOW);
    assert_int_equal(lecun_set_axes(&self, one, 1, twice, 2), LECUN_OK);
    assert_int_equal(lecun_fans(&self, wide, 2, &fan, NULL), LECUN_E_OVERFLOW);    /* though fan_in is 3 */
    assert_int_equal(lecun_fill_range(&self, LECUN_F32, out, 35, wide, 2, 0), LECUN_E_OVERFLOW);
    assert_true(fan == -1);
    assert_memory_equal(out, before, sizeof out);
}

/* jax.nn.initializers: R = prod(shape) / in / out / batch; fan_in = in * R, fan_out = out * R. */
static void jax_axes(void **state)
{
    static const struct { size_t rank; int64_t shape[4]; int32_t in[2]; size_t ins; int32_t out[2]; size_t outs; int32_t batch[2]; size_t batches;
                          double fan_in, fan_out; } cases[] = {
        {2, {784, 256}, {-2}, 1, {-1}, 1, {0}, 0, 784, 256},
        {4, {3, 3, 8, 16}, {-2}, 1, {-1}, 1, {0}, 0, 72, 144},
        {4, {16, 8, 3, 3}, {1}, 1, {0}, 1, {0}, 0, 72, 144},
        {3, {12, 7, 5}, {1}, 1, {2}, 1, {0}, 1, 7, 5},                  /* twelve matrices at once */
        {3, {4, 6, 8}, {0}, 1, {1, 2}, 2, {0}, 0, 4, 48},
        {4, {2, 3, 5, 7}, {3}, 1, {2}, 1, {0, -3}, 2, 7, 5},
        {3, {0, 6, 8}, {1}, 1, {2}, 1, {0}, 0, 0, 0},
        /* Axes in several lists, or twice in one: the values are what jax 0.10's _compute_fans returns. */
        {2, {1000, 48}, {-2}, 1, {0}, 1, {0}, 0, 48, 48},               /* flax.linen.Embed */
        {3, {6, 10, 4}, {0, 1}, 2, {1}, 1, {0}, 0, 24, 4},
        {2, {5, 7}, {0, 0}, 2, {1}, 1, {0}, 0, 5, 1.4},
        {2, {9, 7}, {0}, 1, {0, 0}, 2, {1}, 1, 1.0 / 9.0, 1},
        {2, {8, 3}, {0}, 1, {0}, 1, {0}, 1, 0.375, 0.375},
    };
    static const int64_t nothing[] = {0, 5}, vast[] = {INT64_C(1) << 32, 1};
    static const int32_t first[] = {0, 0, 0};
    double in = -1, out = -1;
    lecun_initializer self;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        must(lecun_init_he_normal(&self, 1));
        in = out = -1;
        assert_int_equal(lecun_set_jax_axes(&self, cases[i].in, cases[i].ins, cases[i].out, cases[i].outs,
                                            cases[i].batches ? cases[i].batch : NULL, cases[i].batches), LECUN_OK);
        assert_int_equal(lecun_fans(&self, cases[i].shape, cases[i].rank, &in, &out), LECUN_OK);
        assert_true(in == cases[i].fan_in && out == cases[i].fan_out);
    }
    /* Divided by 0, by more than 2^63. */
    in = out = -1;
    assert_int_equal(lecun_set_jax_axes(&self, first, 1, first, 2, NULL, 0), LECUN_OK);
    assert_int_equal(lecun_fans(&self, nothing, 2, &in, &out), LECUN_E_OVERFLOW);
    assert_int_equal(lecun_set_jax_axes(&self, first, 3, first, 1, NULL, 0), LECUN_OK);
    assert_int_equal(lecun_fans(&self, vast, 2, &in, &out), LECUN_E_OVERFLOW);
    assert_true(in == -1 && out == -1);
    assert_int_equal(lecun_set_jax_axes(&self, NULL, 0, cases[0].out, 1, NULL, 0), LECUN_E_NULL);
    assert_int_equal(lecun_set_jax_axes(&self, cases[0].in, 1, NULL, 0, NULL, 0), LECUN_E_NULL);
    assert_int_equal(lecun_set_jax_axes(&self, cases[0].in, 1, cases[0].out, 1, NULL, 1), LECUN_E_NULL);
    assert_int_equal(lecun_set_jax_axes(&self, cases[0].in, 1, cases[0].out, 1, cases[0].batch, 9), LECUN_E_ARGUMENT);
}

static void named_layouts(void **state)
{
    static const struct { lecun_layout layout; int64_t groups; size_t rank; int64_t shape[5]; double in, out; } cases[] = {
        {LECUN_LAYOUT_KERAS, 1, 2, {784, 256}, 784, 256},
        {LECUN_LAYOUT_KERAS, 1, 4, {3, 3, 8, 16}, 72, 144},
        {LECUN_LAYOUT_KERAS, 4, 4, {3, 3, 2, 16}, 18, 36},              /* Conv2D(16, 3, groups=4) on 8 channels */
        {LECUN_LAYOUT_KERAS_TRANSPOSED, 1, 4, {3, 3, 16, 8}, 72, 144},
        {LECUN_LAYOUT_KERAS_DEPTHWISE, 1, 4, {3, 3, 64, 2}, 9, 18},
        {LECUN_LAYOUT_KERAS_DEPTHWISE, 1, 2, {64, 2}, 1, 2},
        {LECUN_LAYOUT_TORCH, 1, 2, {1024, 4096}, 4096, 1024},
        {LECUN_LAYOUT_TORCH, 1, 4, {16, 8, 3, 3}, 72, 144},
        {LECUN_LAYOUT_TORCH, 64, 4, {128, 1, 3, 3}, 9, 18},             /* depthwise: as many groups as channels */
        {LECUN_LAYOUT_TORCH_TRANSPOSED, 1, 4, {8, 16, 3, 3}, 72, 144},
        {LECUN_LAYOUT_TORCH_TRANSPOSED, 2, 5, {8, 4, 3, 3, 3}, 108, 108},
        {LECUN_LAYOUT_TORCH, 3, 2, {0, 4}, 4, 0},
    };
    static const int64_t shape[2] = {16, 8}, row[1] = {5};
    lecun_initializer self, before;
    double in = -1, out = -1;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        must(lecun_init_glorot_uniform(&self, 1));
        assert_int_equal(lecun_set_layout(&self, cases[i].layout, cases[i].groups), LECUN_OK);
        assert_int_equal(lecun_fans(&self, cases[i].shape, cases[i].rank, &in, &out), LECUN_OK);
        assert_true(in == cases[i].in && out == cases[i].out);
    }
    in = out = -1;
    assert_int_equal(lecun_set_layout(&self, LECUN_LAYOUT_TORCH, 3), LECUN_OK);
    assert_int_equal(lecun_fans(&self, shape, 2, &in, &out), LECUN_E_GROUPS);        /* 16 does not divide by 3 */
    assert_int_equal(lecun_fans(&self, row, 1, &in, &out), LECUN_E_RANK);
    assert_int_equal(lecun_fans(&self, NULL, 0, &in, &out), LECUN_E_RANK);
    assert_true(in == -1 && out == -1);
    before = self;
    assert_int_equal(lecun_set_layout(&self, (lecun_layout)0, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_set_layout(&self, (lecun_layout)56, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_set_layout(&self, LECUN_LAYOUT_TORCH, 0), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_set_layout(NULL, LECUN_LAYOUT_TORCH, 1), LECUN_E_NULL);
    assert_memory_equal(&self, &before, sizeof self);
    must(lecun_init_random_normal(&self, 0, 1, 1));
    assert_int_equal(lecun_set_layout(&self, LECUN_LAYOUT_TORCH, 1), LECUN_E_CLASS);     /* takes no fans */
}

/* A layout, axes and given fans take one another's place, and the weights are those of any way to the same fans. */
static void the_ways_to_the_fans_agree(void **state)
{
    static const int64_t shape[2] = {30, 20};
    static const int32_t first[1] = {0}, second[1] = {1};
    lecun_initializer self;
    float expected[600], out[600];

    (void)state;
    must(lecun_init_glorot_normal(&self, 1));
    must(lecun_set_fans(&self, 20, 30));
    assert_int_equal(lecun_fill(&self, LECUN_F32, expected, 600, shape, 2), LECUN_OK);
    must(lecun_set_layout(&self, LECUN_LAYOUT_TORCH, 1));
    must(lecun_fill(&self, LECUN_F32, out, 600, shape, 2));
    assert_memory_equal(out, expected, sizeof out);
    must(lecun_set_axes(&self, second, 1, first, 1));
    must(lecun_fill(&self, LECUN_F32, out, 600, shape, 2));
    assert_memory_equal(out, expected, sizeof out);
    must(lecun_set_jax_axes(&self, second, 1, first, 1, NULL, 0));
    must(lecun_fill(&self, LECUN_F32, out, 600, shape, 2));
    assert_memory_equal(out, expected, sizeof out);
    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_fill(&self, LECUN_F32, expected, 600, shape, 2));
    must(lecun_set_layout(&self, LECUN_LAYOUT_TORCH, 1));
    must(lecun_fill(&self, LECUN_F32, out, 600, shape, 2));
    assert_memory_not_equal(out, expected, sizeof out);
    must(lecun_set_axes(&self, NULL, 0, NULL, 0));
    must(lecun_fill(&self, LECUN_F32, out, 600, shape, 2));
    assert_memory_equal(out, expected, sizeof out);
}

static void given_fans(void **state)
{
    static const double bad[] = {-1.0, -1e-300, 1e301, (double)INFINITY, (double)NAN};
    lecun_initializer self, before;
    double stddev;
    size_t i;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    before = self;
    for (i = 0; i < LENGTH(bad); i++) {
        assert_int_equal(lecun_set_fans(&self, bad[i], 1), LECUN_E_ARGUMENT);
        assert_int_equal(lecun_set_fans(&self, 1, bad[i]), LECUN_E_ARGUMENT);
    }
    assert_int_equal(lecun_set_fans(NULL, 1, 1), LECUN_E_NULL);
    assert_memory_equal(&self, &before, sizeof self);
    assert_int_equal(lecun_set_fans(&self, 6.25, 1), LECUN_OK);
    assert_int_equal(lecun_stddev(&self, NULL, 0, &stddev), LECUN_OK);
    assert_true(stddev == 0.4);
}

/* sqrt(scale / max(1, n)) by each mode, and what lecun_stddev says of the classes without fans. */
static void standard_deviations(void **state)
{
    static const int64_t shape[2] = {16, 4};
    static const struct { lecun_mode mode; double n; } modes[] = {
        {LECUN_FAN_IN, 16}, {LECUN_FAN_OUT, 4}, {LECUN_FAN_AVG, 10}, {LECUN_FAN_GEO_AVG, 8},
    };
    lecun_initializer self;
    double stddev;
    size_t i;
    int d;

    (void)state;
    for (i = 0; i < LENGTH(modes); i++)
        for (d = LECUN_TRUNCATED_NORMAL; d <= LECUN_UNIFORM; d++) {
            assert_int_equal(lecun_init_variance_scaling(&self, 3.0, modes[i].mode, (lecun_distribution)d, 1), LECUN_OK);
            assert_int_equal(lecun_stddev(&self, shape, 2, &stddev), LECUN_OK);
            assert_true(stddev == sqrt(3.0 / modes[i].n));
        }
    must(lecun_init_random_normal(&self, 5.0, -0.5, 1));
    must(lecun_stddev(&self, shape, 2, &stddev));
    assert_true(stddev == 0.5);
    must(lecun_init_truncated_normal(&self, 5.0, 0.5, 1));
    must(lecun_stddev(&self, shape, 2, &stddev));
    assert_true(stddev == 0.5 * 0.87962566103423978);
    must(lecun_init_random_uniform(&self, 2.0, -1.0, 1));
    must(lecun_stddev(&self, shape, 2, &stddev));
    assert_true(fabs(stddev - sqrt(9.0 / 12.0)) < 1e-15);
    must(lecun_init_constant(&self, 7.0));
    must(lecun_stddev(&self, shape, 2, &stddev));
    assert_true(stddev == 0.0);
}

/* 2 sqrt(quarter), or below 0, a rank that the class does not take: then the fill and lecun_check say so, too. */
static void check_stddev(const lecun_initializer *self, const int64_t *shape, size_t rank, double quarter)
{
    double stddev = -7;

    assert_int_equal(lecun_stddev(self, shape, rank, &stddev), quarter < 0 ? LECUN_E_RANK : LECUN_OK);
    assert_int_equal(lecun_check(self, LECUN_F32, shape, rank, NULL), quarter < 0 ? LECUN_E_RANK : LECUN_OK);
    assert_true(quarter < 0 ? stddev == -7 : fabs(stddev - 2.0 * sqrt(quarter)) < 1e-15);
}

/* Of the matrices as they are: a gain a row or column of a diagonal, or rows or columns of norm |gain|. */
static void standard_deviations_of_matrices(void **state)
{
    static const struct { size_t rank; int64_t shape[3]; double identity, orthogonal; } cases[] = {
        {2, {16, 4}, 4.0 / 64 * (60.0 / 64), 1.0 / 16},
        {2, {4, 16}, 4.0 / 64 * (60.0 / 64), 1.0 / 16},
        {2, {5, 5}, 0.2 * 0.8, 1.0 / 5},
        {2, {1, 1}, 0.0, 1.0},
        {2, {0, 4}, 0.0, 1.0 / 4},
        {3, {2, 3, 4}, -1.0, 1.0 / 6},      /* no matrix, so no identity; Orthogonal sees 6 x 4 */
        {1, {4}, -1.0, -1.0},
        {0, {0}, -1.0, -1.0},
    };
    lecun_initializer self;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        const int64_t *shape = cases[i].rank ? cases[i].shape : NULL;
        must(lecun_init_identity(&self, -2.0));
        check_stddev(&self, shape, cases[i].rank, cases[i].identity);
        must(lecun_init_orthogonal(&self, -2.0, 1));
        check_stddev(&self, shape, cases[i].rank, cases[i].orthogonal);
    }
}

/* Squares of these overflow or vanish; the standard deviations do not. */
static void standard_deviations_of_extreme_sizes(void **state)
{
    static const double sizes[] = {-0x1p-900, 0x1p-700, 0x1p700, -0x1p1023};
    static const int64_t one[] = {1, 1}, square[] = {2, 2};
    lecun_initializer self;
    double stddev = -1;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(sizes); i++) {
        const double size = fabs(sizes[i]);
        assert_int_equal(lecun_init_identity(&self, sizes[i]), LECUN_OK);
        assert_int_equal(lecun_stddev(&self, one, 2, &stddev), LECUN_OK);
        assert_true(stddev == 0.0);
        assert_int_equal(lecun_stddev(&self, square, 2, &stddev), LECUN_OK);
        assert_true(stddev == size / 2.0);
        assert_int_equal(lecun_init_orthogonal(&self, sizes[i], 1), LECUN_OK);
        assert_int_equal(lecun_stddev(&self, square, 2, &stddev), LECUN_OK);
        assert_true(fabs(stddev / size - sqrt(0.5)) < 1e-15);
        assert_int_equal(lecun_init_random_uniform(&self, sizes[i], -sizes[i], 1), LECUN_OK);
        assert_int_equal(lecun_stddev(&self, square, 2, &stddev), LECUN_OK);
        assert_true(fabs(stddev / size - sqrt(1.0 / 3.0)) < 1e-15);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fans_by_rank),
        cmocka_unit_test(fans_of_a_high_rank),
        cmocka_unit_test(axes_name_the_fans),
        cmocka_unit_test(one_list_alone_is_refused),
        cmocka_unit_test(shapes_that_are_refused),
        cmocka_unit_test(axes_that_a_shape_lacks),
        cmocka_unit_test(jax_axes),
        cmocka_unit_test(named_layouts),
        cmocka_unit_test(the_ways_to_the_fans_agree),
        cmocka_unit_test(given_fans),
        cmocka_unit_test(standard_deviations),
        cmocka_unit_test(standard_deviations_of_matrices),
        cmocka_unit_test(standard_deviations_of_extreme_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
