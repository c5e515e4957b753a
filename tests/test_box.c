/* SPDX-License-Identifier: MIT
 *
 * lecun_fill_box: thousands of random boxes of random tensors, of every class, in every dtype, into every kind of
 * destination: each equals the same box cut from the whole, and nothing beside it is touched
 */
#include "support.h"

enum { MAX_RANK = 6, MAX_SPAN = 60000, GUARD_BYTE = 0x5a };

static int below(uint64_t *random, int n)
{
    return (int)(next_random(random) % (uint64_t)n);
}

static void takes_or_not(lecun_status status)
{
    assert_true(status == LECUN_OK || status == LECUN_E_CLASS);
}

static void any_initializer(uint64_t *random, size_t rank, lecun_initializer *self)
{
    const int64_t seed = (int64_t)next_random(random);
    static const int32_t in[2] = {0, -1}, out[1] = {0};

    switch (below(random, rank == 2 ? 13 : 12)) {
    case 0: must(lecun_init_lecun_normal(self, seed)); break;
    case 1: must(lecun_init_lecun_uniform(self, seed)); break;
    case 2: must(lecun_init_glorot_normal(self, seed)); break;
    case 3: must(lecun_init_glorot_uniform(self, seed)); break;
    case 4: must(lecun_init_he_normal(self, seed)); break;
    case 5: must(lecun_init_he_uniform(self, seed)); break;
    case 6: must(lecun_init_random_uniform(self, -1.5, 0.25, seed)); break;
    case 7: must(lecun_init_random_normal(self, 0.5, 2.0, seed)); break;
    case 8: must(lecun_init_truncated_normal(self, -3.0, 0.01, seed)); break;
    case 9: must(lecun_init_variance_scaling(self, 0.3, LECUN_FAN_OUT, LECUN_UNTRUNCATED_NORMAL, seed)); break;
    case 10: must(lecun_init_constant(self, 0.7)); break;
    case 11: must(lecun_init_zeros(self)); break;
    default: must(lecun_init_identity(self, -2.0));
    }
    must(lecun_set_profile(self, (lecun_profile)(LECUN_KERAS2 + below(random, 4))));
    if (rank && below(random, 4) == 0)
        takes_or_not(lecun_set_axes(self, in, 2, out, 1));
    if (below(random, 4) == 0)
        takes_or_not(lecun_set_rounding(self, LECUN_ROUND_ONCE));
    if (below(random, 4) == 0)
        takes_or_not(lecun_set_draw(self, below(random, 1000)));
}

typedef struct trial {
    lecun_initializer self;
    lecun_dtype dtype;
    size_t rank;
    int64_t shape[MAX_RANK], start[MAX_RANK], extent[MAX_RANK], stride[MAX_RANK];
    int dense;                  /* pass no strides */
    int64_t lowest, span;       /* the addresses used, relative to out, in elements */
} trial;

/* Strides of a destination whose axes lie in random order, with random gaps and directions. */
static void any_strides(uint64_t *random, trial *t)
{
    size_t order[MAX_RANK], i;
    int64_t step = 1;

    for (i = 0; i < t->rank; i++)
        order[i] = i;
    for (i = t->rank; i > 1 && below(random, 2); i--) {
        size_t j = (size_t)below(random, (int)i), k = order[i - 1];
        order[i - 1] = order[j];
        order[j] = k;
    }
    t->lowest = 0;
    for (i = t->rank; i-- > 0;) {
        const size_t axis = order[i];
        if (below(random, 3) == 0)
            step += below(random, 3);
        t->stride[axis] = below(random, 4) ? step : -step;
        if (t->stride[axis] < 0 && t->extent[axis])
            t->lowest += t->stride[axis] * (t->extent[axis] - 1);
        step *= t->extent[axis] ? t->extent[axis] : 1;
    }
    t->span = step;
}

static trial any_trial(uint64_t *random)
{
    static const int sizes[] = {40000, 5000, 200, 33, 14, 9};
    trial t;
    size_t i;

    memset(&t, 0, sizeof t);
    t.rank = (size_t)below(random, MAX_RANK + 1);
    t.dtype = (lecun_dtype)(LECUN_F32 + below(random, 4));
    any_initializer(random, t.rank, &t.self);
    for (i = 0; i < t.rank; i++) {
        const int most = t.rank == 1 ? sizes[0] : t.rank == 2 ? (i ? 300 : 60) : sizes[t.rank - 1] / (t.rank == 3 ? 7 : 1);
        t.shape[i] = below(random, 40) ? 1 + below(random, most) : 0;
        t.start[i] = below(random, 3) ? below(random, (int)t.shape[i] + 1) : 0;
        t.extent[i] = below(random, 3) ? below(random, (int)(t.shape[i] - t.start[i]) + 1) : t.shape[i] - t.start[i];
    }
    t.dense = below(random, 3) == 0;
    if (t.dense) {
        t.span = 1;
        for (i = t.rank; i-- > 0;) {
            t.stride[i] = t.span;
            t.span *= t.extent[i];
        }
        if (!t.span)
            t.span = 1;
    } else {
        any_strides(random, &t);
    }
    return t;
}

/* Compare the destination with what the definition says, element by element. */
static int box_is_right(const trial *t, const unsigned char *destination, const unsigned char *whole)
{
    const size_t size = dtype_size[t->dtype];
    unsigned char *expected = (unsigned char *)malloc((size_t)t->span * size);
    int64_t index[MAX_RANK] = {0}, volume = 1;
    size_t i;
    int same;

    memset(expected, GUARD_BYTE, (size_t)t->span * size);
    for (i = 0; i < t->rank; i++)
        volume *= t->extent[i];
    for (; volume; volume--) {
        int64_t first = 0, at = -t->lowest;
        for (i = 0; i < t->rank; i++) {
            first = first * t->shape[i] + t->start[i] + index[i];
            at += index[i] * t->stride[i];
        }
        memcpy(expected + (size_t)at * size, whole + (size_t)first * size, size);
        for (i = t->rank; i-- > 0 && ++index[i] == t->extent[i];)
            index[i] = 0;
    }
    same = memcmp(expected, destination, (size_t)t->span * size) == 0;
    free(expected);
    return same;
}

static void random_boxes_equal_the_cut(void **state)
{
    uint64_t random = 6;
    int round, tried = 0;

    (void)state;
    for (round = 0; round < 6000 / LECUN_TEST_SHARE; round++) {
        const trial t = any_trial(&random);
        const size_t size = dtype_size[t.dtype];
        unsigned char *whole, *destination;
        int64_t elements = 1;
        size_t i;

        for (i = 0; i < t.rank; i++)
            elements *= t.shape[i];
        if (t.span > MAX_SPAN || elements > MAX_SPAN)
            continue;
        whole = (unsigned char *)malloc((size_t)elements * size + 1);
        destination = (unsigned char *)malloc((size_t)t.span * size);
        memset(destination, GUARD_BYTE, (size_t)t.span * size);
        assert_int_equal(lecun_fill(&t.self, t.dtype, whole, (size_t)elements, t.shape, t.rank), LECUN_OK);
        assert_int_equal(lecun_fill_box(&t.self, t.dtype, destination + (size_t)-t.lowest * size, t.dense ? NULL : t.stride, t.shape, t.rank,
                                        t.start, t.extent), LECUN_OK);
        assert_true(box_is_right(&t, destination, whole));
        free(whole);
        free(destination);
        tried++;
    }
    print_message("%d boxes\n", tried);
    assert_true(tried > 4000 / LECUN_TEST_SHARE);
}

/* The transposed copy of a matrix, and a shard of rows padded to another width. */
static void transposed_and_padded(void **state)
{
    static const int64_t shape[2] = {37, 23}, origin[2] = {0, 0}, transposed[2] = {1, 37}, padded[2] = {32, 1}, start[2] = {10, 0}, rows[2] = {5, 23};
    float whole[37 * 23], turned[37 * 23], shard[5 * 32];
    lecun_initializer self;
    int i, j;

    (void)state;
    must(lecun_init_lecun_normal(&self, 42));
    must(lecun_fill(&self, LECUN_F32, whole, 37 * 23, shape, 2));
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, turned, transposed, shape, 2, origin, shape), LECUN_OK);
    for (i = 0; i < 37; i++)
        for (j = 0; j < 23; j++)
            assert_true(whole[i * 23 + j] == turned[j * 37 + i]);
    memset(shard, 0, sizeof shard);
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, shard, padded, shape, 2, start, rows), LECUN_OK);
    for (i = 0; i < 5; i++)
        for (j = 0; j < 32; j++)
            assert_true(shard[i * 32 + j] == (j < 23 ? whole[(10 + i) * 23 + j] : 0.0f));
}

/* A box of a tensor that no memory holds, found without walking to it. */
static void a_box_far_out(void **state)
{
    static const int64_t shape[3] = {1000003, 1048583, 17}, start[3] = {999999, 1048580, 3}, extent[3] = {4, 3, 14};
    float box[4 * 3 * 14], range[14];
    lecun_initializer self;
    int64_t i, j;

    (void)state;
    must(lecun_init_lecun_normal(&self, 42));
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, box, NULL, shape, 3, start, extent), LECUN_OK);
    for (i = 0; i < 4; i++)
        for (j = 0; j < 3; j++) {
            assert_int_equal(lecun_fill_range(&self, LECUN_F32, range, 14, shape, 3,
                                              ((start[0] + i) * shape[1] + start[1] + j) * shape[2] + start[2]), LECUN_OK);
            assert_memory_equal(range, box + (i * 3 + j) * 14, sizeof range);
        }
}

static void boxes_that_are_refused(void **state)
{
    static const int64_t shape[2] = {7, 5}, zero[2] = {0, 0}, all[2] = {7, 5}, high[2] = {1, 0}, negative[2] = {-1, 0}, empty[2] = {0, 5},
        end[2] = {7, 5}, bad_shape[2] = {7, -5}, least[2] = {INT64_MIN, 0}, most[2] = {INT64_MAX, 1};
    static const struct { const int64_t *shape, *start, *extent; lecun_status status; } cases[] = {
        {shape, high, all, LECUN_E_RANGE}, {shape, negative, all, LECUN_E_RANGE}, {shape, zero, negative, LECUN_E_RANGE},
        {shape, least, all, LECUN_E_RANGE}, {shape, most, all, LECUN_E_RANGE}, {shape, high, most, LECUN_E_RANGE}, {shape, end, empty, LECUN_E_RANGE},
        {bad_shape, zero, zero, LECUN_E_SHAPE}, {NULL, zero, zero, LECUN_E_NULL}, {shape, NULL, zero, LECUN_E_NULL}, {shape, zero, NULL, LECUN_E_NULL},
        {shape, zero, empty, LECUN_OK}, {shape, end, zero, LECUN_OK},
    };
    lecun_initializer self;
    float out[35], before[35];
    size_t i;

    (void)state;
    memset(out, 0x33, sizeof out);
    memcpy(before, out, sizeof out);
    must(lecun_init_lecun_normal(&self, 1));
    for (i = 0; i < LENGTH(cases); i++)
        assert_int_equal(lecun_fill_box(&self, LECUN_F32, out, NULL, cases[i].shape, 2, cases[i].start, cases[i].extent), cases[i].status);
    assert_int_equal(lecun_fill_box(NULL, LECUN_F32, out, NULL, shape, 2, zero, all), LECUN_E_NULL);
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, NULL, NULL, shape, 2, zero, all), LECUN_E_NULL);
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, NULL, NULL, shape, 2, zero, empty), LECUN_OK);
    assert_int_equal(lecun_fill_box(&self, (lecun_dtype)9, out, NULL, shape, 2, zero, all), LECUN_E_DTYPE);
    assert_memory_equal(out, before, sizeof out);
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, out, NULL, NULL, 0, NULL, NULL), LECUN_OK);
    assert_memory_not_equal(out, before, sizeof *out);
    memset(&self, 0, sizeof self);
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, out, NULL, shape, 2, zero, all), LECUN_E_INITIALIZER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_boxes_equal_the_cut),
        cmocka_unit_test(transposed_and_padded),
        cmocka_unit_test(a_box_far_out),
        cmocka_unit_test(boxes_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
