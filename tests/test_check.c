/* SPDX-License-Identifier: MIT
 *
 * check.c: what lecun_check says of a shape, at which axis, and that the fills say the same
 */
#include "support.h"

static const int64_t big = (int64_t)1 << 32;

/* --- Every reason and its axis ------------------------------------------------------------------------------------ */

typedef struct expectation { lecun_status status; size_t at; const char *expected; } expectation;

/* The answer, with error and without, and the same by lecun_fans and lecun_stddev where they can have it. */
static void check(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank, expectation wanted)
{
    lecun_error error = {777, "untouched"};

    assert_int_equal(lecun_check(self, dtype, shape, rank, NULL), wanted.status);
    assert_int_equal(lecun_check(self, dtype, shape, rank, &error), wanted.status);
    assert_int_equal(error.at, wanted.at);
    if (!wanted.expected)
        assert_null(error.expected);
    else if (!error.expected || strcmp(error.expected, wanted.expected) != 0)
        fail_msg("%s, not %s", error.expected ? error.expected : "nothing", wanted.expected);
}

static expectation no(lecun_status status, size_t at, const char *expected)
{
    expectation e;

    e.status = status;
    e.at = at;
    e.expected = expected;
    return e;
}

static expectation yes(void) { return no(LECUN_OK, 0, NULL); }

static void pointers_objects_and_dtypes(void **state)
{
    static const char dtypes[] = "LECUN_F32, LECUN_F64, LECUN_F16 or LECUN_BF16";
    static const int bad[] = {0, 5, -1, 0x7fffffff, LECUN_KERAS2};
    const int64_t shape[2] = {7, 5};
    lecun_initializer self, zeroed;
    size_t i;
    int d;

    (void)state;
    memset(&zeroed, 0, sizeof zeroed);
    must(lecun_init_lecun_normal(&self, 1));
    check(NULL, LECUN_F32, shape, 2, no(LECUN_E_NULL, 0, "a pointer that is not NULL"));
    check(&self, LECUN_F32, NULL, 2, no(LECUN_E_NULL, 0, "a pointer that is not NULL"));
    check(&zeroed, LECUN_F32, shape, 2,
          no(LECUN_E_INITIALIZER, 0, "an initializer that a lecun_init_ function or a config set up"));
    for (i = 0; i < LENGTH(bad); i++)
        check(&self, (lecun_dtype)bad[i], shape, 2, no(LECUN_E_DTYPE, 0, dtypes));
    for (d = LECUN_F32; d <= LECUN_BF16; d++)
        check(&self, (lecun_dtype)d, shape, 2, yes());
    check(&self, LECUN_F32, NULL, 0, yes());
}

static void dimensions(void **state)
{
    const int64_t negative[3] = {2, 3, -1}, least[2] = {INT64_MIN, -1}, zero_and_negative[2] = {0, -5};
    const int64_t too_many[4] = {2, big, big, 7}, just[2] = {INT64_MAX, 1}, over[3] = {INT64_MAX, 1, 2};
    const int64_t empty[3][3] = {{0, big, big}, {big, 0, big}, {big, big, 0}};
    const char dimension[] = "a dimension of 0 or more", many[] = "a smaller dimension: 2^63 elements or more in all";
    lecun_initializer self;
    int i;

    (void)state;
    must(lecun_init_glorot_uniform(&self, 1));
    check(&self, LECUN_F32, negative, 3, no(LECUN_E_SHAPE, 2, dimension));
    check(&self, LECUN_F32, least, 2, no(LECUN_E_SHAPE, 0, dimension));
    check(&self, LECUN_F32, zero_and_negative, 2, no(LECUN_E_SHAPE, 1, dimension));
    check(&self, LECUN_F32, too_many, 4, no(LECUN_E_OVERFLOW, 2, many));
    check(&self, LECUN_F32, over, 3, no(LECUN_E_OVERFLOW, 2, many));
    check(&self, LECUN_F32, just, 2, yes());
    for (i = 0; i < 3; i++) {                   /* empty in any order */
        double fan_in, fan_out, stddev;
        check(&self, LECUN_F32, empty[i], 3, yes());
        must(lecun_fill(&self, LECUN_F32, NULL, 0, empty[i], 3));
        must(lecun_fans(&self, empty[i], 3, &fan_in, &fan_out));
        assert_true(fan_in == (i == 2 ? 0x1p64 : 0) && fan_out == (i == 1 ? 0x1p64 : 0));
        must(lecun_stddev(&self, empty[i], 3, &stddev));
    }
}

static void ranks(void **state)
{
    const int64_t shape[3] = {4, 4, 4}, vast[2] = {(int64_t)1 << 60, 4};
    const char matrix[] = "2 dimensions, as Identity is a matrix";
    const char tall[] = "2 dimensions or more, as Orthogonal is a matrix";
    const char layout[] = "2 dimensions or more, as the named layouts have";
    lecun_initializer identity, orthogonal, laid_out;
    size_t rank;

    (void)state;
    must(lecun_init_identity(&identity, 1.0));
    must(lecun_init_orthogonal(&orthogonal, 1.0, 1));
    must(lecun_init_lecun_normal(&laid_out, 1));
    must(lecun_set_layout(&laid_out, LECUN_LAYOUT_TORCH, 1));
    for (rank = 0; rank <= 3; rank++) {
        check(&identity, LECUN_F32, shape, rank, rank == 2 ? yes() : no(LECUN_E_RANK, 0, matrix));
        check(&orthogonal, LECUN_F32, shape, rank, rank >= 2 ? yes() : no(LECUN_E_RANK, 0, tall));
        check(&laid_out, LECUN_F32, shape, rank, rank >= 2 ? yes() : no(LECUN_E_RANK, 0, layout));
    }
    check(&orthogonal, LECUN_BF16, shape, 2,
          no(LECUN_E_CLASS_DTYPE, 0, "for Orthogonal another dtype than bfloat16, or LECUN_ROUND_ONCE"));
    must(lecun_set_rounding(&orthogonal, LECUN_ROUND_ONCE));
    check(&orthogonal, LECUN_BF16, shape, 2, yes());
    check(&orthogonal, LECUN_F32, vast, 2,
          no(LECUN_E_OVERFLOW, 0, "a smaller matrix: its workspace is more than memory can be"));
}

static void ranks_of_convolutions(void **state)
{
    const int64_t shape[6] = {1, 1, 1, 1, 1, 1};
    lecun_initializer dirac;
    size_t rank;

    (void)state;
    must(lecun_init_torch_dirac(&dirac, 1));
    for (rank = 0; rank <= 6; rank++)
        check(&dirac, LECUN_F32, shape, rank,
              rank >= 3 && rank <= 5 ? yes() : no(LECUN_E_RANK, 0, "3, 4 or 5 dimensions, as dirac_ is for convolutions"));
}

static void axes_and_fans(void **state)
{
    const int64_t shape[3] = {6, 10, 4}, wide[2] = {3, (int64_t)1 << 40}, empty[2] = {5, 0}, zero[2] = {0, 5};
    const char beyond[] = "a named axis below the number of dimensions";
    const char before[] = "a named axis that is, counted from the end, at most the number of dimensions";
    const int32_t axis[] = {0, 1, 2, -1, -2, -3, -4, INT32_MIN, INT32_MAX, 1, 1};
    lecun_initializer self;
    double in, out;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_set_axes(&self, axis, 6, axis, 6));
    check(&self, LECUN_F32, shape, 3, yes());
    check(&self, LECUN_F32, shape, 2, no(LECUN_E_AXIS, 2, beyond));
    check(&self, LECUN_F32, shape, 0, no(LECUN_E_AXIS, 0, beyond));
    must(lecun_set_axes(&self, axis, 1, axis + 5, 1));
    check(&self, LECUN_F32, shape, 2, no(LECUN_E_AXIS, 3, before));
    must(lecun_set_axes(&self, axis, 1, axis + 6, 2));
    check(&self, LECUN_F32, shape, 3, no(LECUN_E_AXIS, 4, before));
    must(lecun_set_axes(&self, axis + 7, 1, axis, 1));
    check(&self, LECUN_F32, shape, 3, no(LECUN_E_AXIS, 2147483648u, before));
    must(lecun_set_axes(&self, axis + 8, 1, axis, 1));
    check(&self, LECUN_F32, empty, 2, no(LECUN_E_AXIS, INT32_MAX, beyond));
    must(lecun_set_jax_axes(&self, axis, 1, axis, 1, axis + 2, 1));
    check(&self, LECUN_F32, shape, 2, no(LECUN_E_AXIS, 2, beyond));

    must(lecun_set_axes(&self, axis + 9, 2, axis, 1));
    check(&self, LECUN_F32, wide, 2, no(LECUN_E_OVERFLOW, 1, "a smaller dimension: a fan_in of 2^63 or more"));
    must(lecun_set_axes(&self, axis, 1, axis + 9, 2));
    check(&self, LECUN_F32, wide, 2, no(LECUN_E_OVERFLOW, 1, "a smaller dimension: a fan_out of 2^63 or more"));
    must(lecun_set_jax_axes(&self, axis, 1, axis + 8, 0, axis + 9, 2));
    check(&self, LECUN_F32, wide, 2, yes());                            /* 2^40 divides once */
    must(lecun_set_jax_axes(&self, axis + 9, 1, axis + 9, 2, axis + 9, 1));
    check(&self, LECUN_F32, wide, 2, no(LECUN_E_OVERFLOW, 1, "a smaller dimension: a fan_in of 2^63 or more"));
    must(lecun_set_jax_axes(&self, axis, 1, axis, 1, axis, 1));
    check(&self, LECUN_F32, zero, 2, yes());                            /* empty: no fans are needed */
    assert_int_equal(lecun_fans(&self, zero, 2, &in, &out), LECUN_E_OVERFLOW);
}

static void groups(void **state)
{
    const int64_t shape[4] = {16, 8, 3, 3}, large[3] = {big, big, 0};
    const char divides[] = "a dimension that the number of groups divides";
    static const struct { lecun_layout layout; size_t at; } cases[] = {     /* none of 16, 8 * 9, 3 * 48 divides by 5 */
        {LECUN_LAYOUT_KERAS, 3}, {LECUN_LAYOUT_KERAS_TRANSPOSED, 3}, {LECUN_LAYOUT_KERAS_DEPTHWISE, 3},
        {LECUN_LAYOUT_TORCH, 0}, {LECUN_LAYOUT_TORCH_TRANSPOSED, 0},
    };
    lecun_initializer self;
    double in, out;
    size_t i;

    (void)state;
    must(lecun_init_he_normal(&self, 1));
    for (i = 0; i < LENGTH(cases); i++) {
        must(lecun_set_layout(&self, cases[i].layout, 5));
        check(&self, LECUN_F32, shape, 4, no(LECUN_E_GROUPS, cases[i].at, divides));
        must(lecun_set_layout(&self, cases[i].layout, 1));
        check(&self, LECUN_F32, shape, 4, yes());
    }
    must(lecun_set_layout(&self, LECUN_LAYOUT_KERAS_TRANSPOSED, 3));        /* a fan beyond 2^63 divides by anything */
    must(lecun_fans(&self, large, 3, &in, &out));
    assert_true(in == 0 && out == 0x1p64);
    must(lecun_set_layout(&self, LECUN_LAYOUT_KERAS, 4));
    must(lecun_fans(&self, large, 3, &in, &out));
    assert_true(in == 0x1p64 && out == 0);
}

/* Fans of empty tensors are finite, and near to the truth. */
static void fans_of_vast_empty_tensors(void **state)
{
    int64_t shape[40];
    lecun_initializer self;
    double in, out;
    size_t i;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    for (i = 0; i < 39; i++)
        shape[i] = INT64_MAX;
    shape[39] = 0;
    must(lecun_fans(&self, shape, 40, &in, &out));
    assert_true(in > 1e280 && in < 1e300 && out == 0);
    for (i = 0; i < 39; i++)
        shape[i] = i < 3 ? 1000000000000 : 1;
    must(lecun_fans(&self, shape, 40, &in, &out));
    assert_true(in > 0.999999999999999e36 && in < 1.000000000000001e36 && out == 0);
}

/* --- The fills say the same --------------------------------------------------------------------------------------- */

static lecun_initializer any_initializer(uint64_t *random)
{
    static const int32_t axes[] = {0, 1, -1, -2, 2, -3};
    lecun_initializer self;

    switch (next_random(random) % 6) {
    case 0: must(lecun_init_identity(&self, 2.0)); break;
    case 1: must(lecun_init_orthogonal(&self, 2.0, 1)); break;
    case 2: must(lecun_init_zeros(&self)); break;
    case 3:
        must(lecun_init_he_uniform(&self, 1));
        must(lecun_set_layout(&self, (lecun_layout)(LECUN_LAYOUT_KERAS + next_random(random) % 5),
                              (int64_t)(1 + next_random(random) % 3)));
        break;
    case 4:
        must(lecun_init_glorot_normal(&self, 1));
        must(lecun_set_axes(&self, axes + next_random(random) % 4, 2, axes + next_random(random) % 4, 3));
        break;
    default:
        must(lecun_init_lecun_normal(&self, 1));
        must(lecun_set_jax_axes(&self, axes + next_random(random) % 6, 1, axes + next_random(random) % 6, 1, NULL, 0));
    }
    return self;
}

/* A fill of the whole, in which nothing but these arguments can be wrong. */
static lecun_status fill(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank)
{
    static double out[1024], work[4096];
    size_t count = 1, i;
    lecun_status status;

    for (i = 0; i < rank; i++)
        count *= (size_t)shape[i];
    status = lecun_fill(self, dtype, out, count, shape, rank);
    if (status == LECUN_E_WORKSPACE)
        status = lecun_orthogonal_fill(self, dtype, out, count, shape, rank, work, sizeof work);
    return status;
}

static void a_fill_says_the_same(void **state)
{
    uint64_t random = 3;
    unsigned refused = 0;
    int i, j;

    (void)state;
    for (i = 0; i < 20000 / LECUN_TEST_SHARE; i++) {
        const lecun_initializer self = any_initializer(&random);
        const size_t rank = (size_t)(next_random(&random) % 5);
        const lecun_dtype dtype = (lecun_dtype)(next_random(&random) % 6);
        int64_t shape[4];
        lecun_status status;
        for (j = 0; j < 4; j++)
            shape[j] = (int64_t)(next_random(&random) % 6);
        if (next_random(&random) % 8 == 0)
            shape[next_random(&random) % 4] = -1;
        status = lecun_check(&self, dtype, shape, rank, NULL);
        assert_int_equal(fill(&self, dtype, shape, rank), status);
        refused += status != LECUN_OK;
    }
    assert_true(refused > 1000 / LECUN_TEST_SHARE && refused < 19000 / LECUN_TEST_SHARE);
}

static void sizes_of_the_dtypes(void **state)
{
    static const int none[] = {0, 5, -1, 0x7fffffff, LECUN_KERAS2, -0x7fffffff - 1};
    size_t i;
    int d;

    (void)state;
    for (d = LECUN_F32; d <= LECUN_BF16; d++)
        assert_int_equal(lecun_dtype_size((lecun_dtype)d), dtype_size[d]);
    for (i = 0; i < LENGTH(none); i++)
        assert_int_equal(lecun_dtype_size((lecun_dtype)none[i]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_objects_and_dtypes),
        cmocka_unit_test(dimensions),
        cmocka_unit_test(ranks),
        cmocka_unit_test(ranks_of_convolutions),
        cmocka_unit_test(axes_and_fans),
        cmocka_unit_test(groups),
        cmocka_unit_test(fans_of_vast_empty_tensors),
        cmocka_unit_test(a_fill_says_the_same),
        cmocka_unit_test(sizes_of_the_dtypes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
