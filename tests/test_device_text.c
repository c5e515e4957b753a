/* SPDX-License-Identifier: MIT
 *
 * lecun_device.h as C: the text for devices, on this one. The jobs of the self test, random fills, and the elements of single
 * groups give the bits of lecun_fill_range.
 */
#include "device/cases.h"
#include "support.h"

#include "../include/lecun_device.h"

#include <float.h>

/* In C, float64 wants doubles that are rounded one operation at a time, and a fused fma(). */
#if defined(__GLIBC__) && FLT_EVAL_METHOD == 0 && !defined(__FAST_MATH__) && !(defined(__arm__) && !(__ARM_FP & 8))
enum { DOUBLES_ARE_EXACT = 1 };
#else
enum { DOUBLES_ARE_EXACT = 0 };
#endif

enum { GUARD = 16, GUARD_BYTE = 0xa5 };

/* One thread after the other. Returns a buffer of out_bytes and a guard, which is the caller's to free. */
static unsigned char *carry_out(const lecun_device_job *job)
{
    const size_t bytes = (size_t)job->out_bytes, threads = (size_t)job->group_size * job->groups[0] * job->groups[1];
    const size_t all = strcmp(job->kernel, "lecun_weights_truncated") == 0 ? 4 * threads : threads;
    unsigned char *buffer = (unsigned char *)malloc(bytes + GUARD);
    lecun_device_args args;
    size_t i;

    assert_non_null(buffer);
    memset(buffer, GUARD_BYTE, bytes + GUARD);
    memcpy(args.word, job->args, sizeof args.word);
    for (i = 0; i < all; i++)
        if (strcmp(job->kernel, "lecun_weights_f64") == 0)
            lecun_weights_f64_thread((lecun_u64 *)(void *)buffer, args, i);
        else
            lecun_weights_thread((lecun_u32 *)(void *)buffer, args, i);
    for (i = 0; i < GUARD; i++)
        assert_int_equal(buffer[bytes + i], GUARD_BYTE);
    return buffer;
}

static void the_self_test(void **state)
{
    lecun_device_job job;
    size_t number;

    (void)state;
    for (number = 0; lecun_device_test_job(LECUN_OPENCL, number, &job) == LECUN_OK; number++) {
        unsigned char *bytes;

        if (strcmp(job.kernel, "lecun_weights_f64") == 0 && !DOUBLES_ARE_EXACT)
            continue;
        bytes = carry_out(&job);
        assert_int_equal(lecun_device_test_check(number, bytes, (size_t)job.out_bytes), LECUN_OK);
        bytes[number * 31 % job.out_bytes] ^= 1;
        assert_int_equal(lecun_device_test_check(number, bytes, (size_t)job.out_bytes), LECUN_E_SELF_TEST);
        free(bytes);
    }
    assert_true(number > 40);
}

static void random_fills(void **state)
{
    uint64_t random = 14;
    int i;

    (void)state;
    for (i = 0; i < 2000 / LECUN_TEST_SHARE; i++) {
        const fill_case c = make_case(&random, 1500);
        const size_t bytes = c.count * dtype_size[c.dtype];
        unsigned char *expected, *got;
        lecun_device_job job;

        if (c.dtype == LECUN_F64 && !DOUBLES_ARE_EXACT)
            continue;
        expected = (unsigned char *)malloc(bytes);
        assert_non_null(expected);
        must(lecun_device_fill(&c.self, LECUN_CUDA, c.dtype, c.shape, 2, c.first, c.count, &job));
        must(lecun_fill_range(&c.self, c.dtype, expected, c.count, c.shape, 2, c.first));
        got = carry_out(&job);
        if (memcmp(got, expected, bytes) != 0)
            fail_msg("differs: %s", c.text);
        free(expected);
        free(got);
    }
}

/* What a kernel of one's own calls. */
static void groups_of_four(void **state)
{
    static const int64_t shape[2] = {100, 40};
    lecun_initializer self;
    lecun_device_args args;
    lecun_device_job job;
    uint32_t expected[4000];
    uint64_t expected_f64[4000];
    size_t i;

    (void)state;
    must(lecun_init_he_normal(&self, 3));
    must(lecun_fill(&self, LECUN_F32, expected, 4000, shape, 2));
    must(lecun_fill(&self, LECUN_F64, expected_f64, 4000, shape, 2));
    must(lecun_device_fill(&self, LECUN_HIP, LECUN_F32, shape, 2, 0, 4000, &job));
    memcpy(args.word, job.args, sizeof args.word);
    for (i = 0; i < 1000; i++) {
        const lecun_four group = lecun_device_group(args, i);
        assert_true(group.x == expected[4 * i] && group.y == expected[4 * i + 1]);
        assert_true(group.z == expected[4 * i + 2] && group.w == expected[4 * i + 3]);
    }
    must(lecun_device_fill(&self, LECUN_HIP, LECUN_F64, shape, 2, 0, 4000, &job));
    memcpy(args.word, job.args, sizeof args.word);
    for (i = 0; i < 2000 && DOUBLES_ARE_EXACT; i++) {
        const lecun_pair_f64 group = lecun_device_group_f64(args, i);
        assert_true(group.x == expected_f64[2 * i] && group.y == expected_f64[2 * i + 1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_self_test),
        cmocka_unit_test(random_fills),
        cmocka_unit_test(groups_of_four),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
