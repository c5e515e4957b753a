/* SPDX-License-Identifier: MIT
 *
 * lecun_device_*: which arguments are refused, what a job says, what the self test accepts and what it finds. What the jobs make is
 * tested by test_device_text.c and by tests/device.
 */
#include "../src/device.h"
#include "plans.h"
#include "support.h"

static const lecun_language languages[] = {LECUN_OPENCL, LECUN_CUDA, LECUN_HIP, LECUN_METAL, LECUN_WGSL, LECUN_GLSL};

/* --- Text --------------------------------------------------------------------------------------------------------- */

static void every_language_has_a_text(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(languages); i++) {
        size_t length = 7;
        const char *text = lecun_device_source(languages[i], &length);
        assert_non_null(text);
        assert_int_equal(strlen(text), length);
        assert_true(length > 10000);
        assert_ptr_equal(lecun_device_source(languages[i], NULL), text);
    }
}

static void no_other_language_has_one(void **state)
{
    size_t length = 7;

    (void)state;
    assert_null(lecun_device_source((lecun_language)(LECUN_OPENCL - 1), &length));
    assert_null(lecun_device_source((lecun_language)(LECUN_GLSL + 1), &length));
    assert_null(lecun_device_source((lecun_language)0, NULL));
    assert_int_equal(length, 7);
}

/* --- Refusals ----------------------------------------------------------------------------------------------------- */

/* The call is refused so, and the job is as it was. */
#define refused(status, call) do { \
        lecun_device_job job, before; \
        memset(&job, 0x5a, sizeof job); \
        before = job; \
        assert_int_equal(call, status); \
        assert_memory_equal(&job, &before, sizeof job); \
    } while (0)

static void bad_arguments(void **state)
{
    static const int64_t shape[2] = {300, 20}, negative[2] = {-1, 4}, square[2] = {INT64_MAX, INT64_MAX};
    lecun_initializer normal, orthogonal, identity, zeroed;

    (void)state;
    memset(&zeroed, 0, sizeof zeroed);
    must(lecun_init_lecun_normal(&normal, 1));
    must(lecun_init_orthogonal(&orthogonal, 1.0, 1));
    must(lecun_init_identity(&identity, 1.0));
    refused(LECUN_E_NULL, lecun_device_fill(NULL, LECUN_CUDA, LECUN_F32, shape, 2, 0, 1, &job));
    refused(LECUN_E_NULL, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, shape, 2, 0, 1, NULL));
    refused(LECUN_E_NULL, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, NULL, 2, 0, 1, &job));
    refused(LECUN_E_ARGUMENT, lecun_device_fill(&normal, (lecun_language)80, LECUN_F32, shape, 2, 0, 1, &job));
    refused(LECUN_E_ARGUMENT, lecun_device_fill(&normal, (lecun_language)87, LECUN_F32, shape, 2, 0, 1, &job));
    refused(LECUN_E_INITIALIZER, lecun_device_fill(&zeroed, LECUN_CUDA, LECUN_F32, shape, 2, 0, 1, &job));
    refused(LECUN_E_DTYPE, lecun_device_fill(&normal, LECUN_CUDA, (lecun_dtype)5, shape, 2, 0, 1, &job));
    refused(LECUN_E_SHAPE, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, negative, 2, 0, 1, &job));
    refused(LECUN_E_OVERFLOW, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, square, 2, 0, 1, &job));
    refused(LECUN_E_RANK, lecun_device_fill(&identity, LECUN_CUDA, LECUN_F32, shape, 1, 0, 1, &job));
    refused(LECUN_E_WORKSPACE, lecun_device_fill(&orthogonal, LECUN_CUDA, LECUN_F32, shape, 2, 0, 1, &job));
    refused(LECUN_E_RANGE, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, shape, 2, -1, 1, &job));
    refused(LECUN_E_RANGE, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, shape, 2, 6001, 0, &job));
    refused(LECUN_E_RANGE, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, shape, 2, 5999, 2, &job));
    refused(LECUN_E_RANGE, lecun_device_fill(&normal, LECUN_CUDA, LECUN_F32, shape, 2, 0, UINT64_MAX, &job));
}

static void doubles_where_the_language_has_them(void **state)
{
    static const int64_t shape[1] = {100};
    lecun_initializer self;
    lecun_device_job made;
    size_t i;

    (void)state;
    must(lecun_init_he_normal(&self, 1));
    for (i = 0; i < LENGTH(languages); i++)
        if (languages[i] >= LECUN_METAL) {
            refused(LECUN_E_DTYPE, lecun_device_fill(&self, languages[i], LECUN_F64, shape, 1, 0, 100, &job));
        } else {
            must(lecun_device_fill(&self, languages[i], LECUN_F64, shape, 1, 0, 100, &made));
            assert_string_equal(made.kernel, "lecun_weights_f64");
            assert_int_equal(made.out_bytes, 800);
        }
}

/* As many as 32-bit places allow, and as a launch in two dimensions. */
static void the_largest_counts(void **state)
{
    static const int64_t shape[1] = {INT64_MAX};
    lecun_initializer self;
    lecun_device_job made;
    size_t i;

    (void)state;
    must(lecun_init_random_uniform(&self, -1.0, 1.0, 1));
    for (i = 0; i < LENGTH(languages); i++) {
        const uint64_t most = (uint64_t)1 << (languages[i] >= LECUN_WGSL ? 31 : 38);
        refused(LECUN_E_OVERFLOW, lecun_device_fill(&self, languages[i], LECUN_BF16, shape, 1, 3, most + 1, &job));
        must(lecun_device_fill(&self, languages[i], LECUN_BF16, shape, 1, 3, most, &made));
        assert_true(made.groups[0] <= 65535 && made.groups[1] <= 65535);
        assert_true((uint64_t)made.groups[0] * made.groups[1] * made.group_size * 4 >= most);
        assert_int_equal(made.out_bytes, 2 * most);
    }
    must(lecun_device_fill(&self, LECUN_CUDA, LECUN_F64, shape, 1, 1, (uint64_t)1 << 38, &made));
    assert_true(made.groups[0] <= 65535 && made.groups[1] <= 65535);
}

/* A stream that no language has, as those of other frameworks. */
static void a_stream_that_devices_do_not_have(void **state)
{
    static const lecun_profile profiles[] = {LECUN_KERAS3_JAX, LECUN_JAX, LECUN_JAX_JIT};
    static const int64_t shape[2] = {30, 20};
    lecun_plan plan = plan_of(LECUN_UNIFORM, LECUN_F32, 1, 0, 0.0, 1.0);
    lecun_initializer self;
    size_t i;

    (void)state;
    plan.stream = 1000;
    refused(LECUN_E_DEVICE, lecun_make_job(&plan, LECUN_CUDA, 0, 1, &job));
    must(lecun_init_he_uniform(&self, 1));
    for (i = 0; i < LENGTH(profiles); i++) {
        must(lecun_set_profile(&self, profiles[i]));
        refused(LECUN_E_DEVICE, lecun_device_fill(&self, LECUN_CUDA, LECUN_F32, shape, 2, 0, 600, &job));
    }
}

/* --- Jobs --------------------------------------------------------------------------------------------------------- */

static lecun_device_job job_of(const lecun_initializer *self, lecun_language language, lecun_dtype dtype, int64_t first,
                               uint64_t count)
{
    static const int64_t shape[2] = {1000, 1000};
    lecun_device_job job;

    must(lecun_device_fill(self, language, dtype, shape, 2, first, count, &job));
    return job;
}

static void kernels_and_options(void **state)
{
    lecun_initializer truncated, uniform, zeros, identity;

    (void)state;
    must(lecun_init_lecun_normal(&truncated, 1));
    must(lecun_init_lecun_uniform(&uniform, 1));
    must(lecun_init_zeros(&zeros));
    must(lecun_init_identity(&identity, 2.0));
    assert_string_equal(job_of(&truncated, LECUN_CUDA, LECUN_F32, 0, 9).kernel, "lecun_weights_truncated");
    assert_string_equal(job_of(&truncated, LECUN_CUDA, LECUN_F32, 0, 9).options, "-DLECUN_DISTRIBUTION=41u -DLECUN_ELEMENT=1u");
    assert_string_equal(job_of(&truncated, LECUN_HIP, LECUN_F64, 0, 9).options, "-DLECUN_DISTRIBUTION=41u -DLECUN_ELEMENT=2u");
    assert_string_equal(job_of(&uniform, LECUN_METAL, LECUN_BF16, 0, 9).kernel, "lecun_weights");
    assert_string_equal(job_of(&uniform, LECUN_METAL, LECUN_BF16, 0, 9).options, "-DLECUN_DISTRIBUTION=43u -DLECUN_ELEMENT=4u");
    assert_string_equal(job_of(&zeros, LECUN_OPENCL, LECUN_F16, 0, 9).options, "-DLECUN_DISTRIBUTION=0u -DLECUN_ELEMENT=3u");
    assert_string_equal(job_of(&identity, LECUN_OPENCL, LECUN_F16, 0, 9).options, "-DLECUN_DISTRIBUTION=1u -DLECUN_ELEMENT=3u");
    assert_string_equal(job_of(&truncated, LECUN_WGSL, LECUN_F16, 0, 9).kernel, "lecun_weights_truncated");
    assert_string_equal(job_of(&truncated, LECUN_WGSL, LECUN_F16, 0, 9).options, "");
    assert_string_equal(job_of(&truncated, LECUN_GLSL, LECUN_F16, 0, 9).kernel, "main");
    must(lecun_set_rounding(&truncated, LECUN_ROUND_ONCE));
    assert_string_equal(job_of(&truncated, LECUN_CUDA, LECUN_BF16, 0, 9).options, "-DLECUN_DISTRIBUTION=41u -DLECUN_ELEMENT=6u");
}

/* The numbers of an empty tensor's job are those of a fan of 1. */
static void jobs_of_empty_tensors(void **state)
{
    static const int64_t shapes[2][2] = {{0, 300}, {300, 0}};
    lecun_initializer self, given;
    size_t i;

    (void)state;
    must(lecun_init_glorot_normal(&self, 1));
    given = self;
    must(lecun_set_fans(&given, 1.0, 1.0));
    for (i = 0; i < LENGTH(shapes); i++) {
        lecun_device_job job, expected;
        must(lecun_device_fill(&self, LECUN_CUDA, LECUN_F32, shapes[i], 2, 0, 0, &job));
        must(lecun_device_fill(&given, LECUN_CUDA, LECUN_F32, shapes[i], 2, 0, 0, &expected));
        assert_memory_equal(job.args, expected.args, sizeof job.args);
        assert_true(job.groups[0] == 0 && job.groups[1] == 0 && job.out_bytes == 0);
    }
}

static void launches(void **state)
{
    lecun_initializer truncated, uniform;
    lecun_device_job job;

    (void)state;
    must(lecun_init_lecun_normal(&truncated, 1));
    must(lecun_init_lecun_uniform(&uniform, 1));
    must(lecun_device_fill(&truncated, LECUN_CUDA, LECUN_F32, NULL, 0, 0, 1, &job));        /* a scalar */
    assert_true(job.groups[0] == 1 && job.out_bytes == 4);
    job = job_of(&truncated, LECUN_CUDA, LECUN_F32, 0, 4096);
    assert_true(job.group_size == 256 && job.groups[0] == 1 && job.groups[1] == 1 && job.out_bytes == 16384);
    job = job_of(&truncated, LECUN_CUDA, LECUN_F32, 1, 4096);           /* one group more */
    assert_true(job.groups[0] == 2 && job.groups[1] == 1 && job.args[15] == 0 && job.args[4] == 1);
    job = job_of(&truncated, LECUN_WGSL, LECUN_F32, 0, 1025);
    assert_true(job.group_size == 64 && job.groups[0] == 2 && job.args[15] == 1);
    job = job_of(&uniform, LECUN_GLSL, LECUN_BF16, 0, 255);
    assert_true(job.group_size == 64 && job.groups[0] == 1 && job.out_bytes == 512);
    job = job_of(&uniform, LECUN_OPENCL, LECUN_BF16, 0, 255);
    assert_true(job.group_size == 64 && job.groups[0] == 1 && job.out_bytes == 510);
    job = job_of(&uniform, LECUN_OPENCL, LECUN_F64, 1, 2);
    assert_true(job.groups[0] == 1 && job.out_bytes == 16);
    job = job_of(&uniform, LECUN_OPENCL, LECUN_F32, 7, 0);
    assert_true(job.groups[0] == 0 && job.groups[1] == 0 && job.out_bytes == 0);
}

/* The elements of the diagonal that are in a range: how far apart, where the first is, how many. */
static void diagonals(void **state)
{
    static const struct { int64_t rows, columns, first; uint64_t count, at; uint32_t apart[2], n; } cases[] = {
        {4, 5, 0, 20, 0, {6, 0}, 4},        {4, 5, 1, 19, 5, {6, 0}, 3},       {4, 5, 6, 1, 0, {6, 0}, 1},
        {4, 5, 7, 5, 0, {6, 0}, 0},         {4, 5, 7, 6, 5, {6, 0}, 1},        {10, 2, 4, 16, 0, {3, 0}, 0},
        {10, 2, 0, 20, 0, {3, 0}, 2},       {3, 0, 0, 0, 0, {1, 0}, 0},
        {2, (int64_t)1 << 40, 5, 1000, 0, {0xffffffff, 0}, 0},
        {2, (int64_t)1 << 40, (int64_t)1 << 40, 1000, 1, {0xffffffff, 0}, 1},
        {2, (int64_t)1 << 40, 0, (uint64_t)1 << 37, 0, {1, 256}, 1},
    };
    lecun_initializer self;
    lecun_device_job job;
    size_t i;

    (void)state;
    must(lecun_init_identity(&self, 1.0));
    for (i = 0; i < LENGTH(cases); i++) {
        const int64_t shape[2] = {cases[i].rows, cases[i].columns};
        must(lecun_device_fill(&self, LECUN_CUDA, LECUN_F32, shape, 2, cases[i].first, cases[i].count, &job));
        assert_int_equal(job.args[14], cases[i].n);
        assert_true(job.args[0] == cases[i].apart[0] && job.args[1] == cases[i].apart[1]);
        assert_true(!cases[i].n || (job.args[2] == cases[i].at && job.args[3] == 0));
    }
}

/* --- The self test ------------------------------------------------------------------------------------------------ */

static void the_jobs_end_where_they_should(void **state)
{
    size_t i, all = 0;

    (void)state;
    for (i = 0; i < LENGTH(languages); i++) {
        lecun_device_job made;
        size_t n = 0;

        while (lecun_device_test_job(languages[i], n, &made) == LECUN_OK) {
            assert_true(made.out_bytes > 0 && made.out_bytes <= 65536);
            n++;
        }
        assert_int_equal(lecun_device_test_job(languages[i], n, &made), LECUN_E_COUNT);
        all = languages[i] == LECUN_OPENCL ? n : all;
        assert_int_equal(n, languages[i] >= LECUN_METAL ? all / 6 * 5 : all);
        refused(LECUN_E_COUNT, lecun_device_test_job(languages[i], all, &job));
    }
    refused(LECUN_E_NULL, lecun_device_test_job(LECUN_CUDA, 0, NULL));
    refused(LECUN_E_ARGUMENT, lecun_device_test_job((lecun_language)87, 0, &job));
    refused(LECUN_E_COUNT, lecun_device_test_job(LECUN_CUDA, SIZE_MAX, &job));
}

static void checks_of_nothing(void **state)
{
    static unsigned char bytes[65536];
    lecun_device_job job;

    (void)state;
    must(lecun_device_test_job(LECUN_CUDA, 0, &job));
    assert_int_equal(lecun_device_test_check(0, NULL, (size_t)job.out_bytes), LECUN_E_NULL);
    assert_int_equal(lecun_device_test_check(1000, bytes, (size_t)job.out_bytes), LECUN_E_COUNT);
    assert_int_equal(lecun_device_test_check(0, bytes, (size_t)job.out_bytes - 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_device_test_check(0, bytes, (size_t)job.out_bytes), LECUN_E_SELF_TEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_has_a_text),
        cmocka_unit_test(no_other_language_has_one),
        cmocka_unit_test(bad_arguments),
        cmocka_unit_test(doubles_where_the_language_has_them),
        cmocka_unit_test(the_largest_counts),
        cmocka_unit_test(a_stream_that_devices_do_not_have),
        cmocka_unit_test(kernels_and_options),
        cmocka_unit_test(jobs_of_empty_tensors),
        cmocka_unit_test(launches),
        cmocka_unit_test(diagonals),
        cmocka_unit_test(the_jobs_end_where_they_should),
        cmocka_unit_test(checks_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
