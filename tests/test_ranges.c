/* SPDX-License-Identifier: MIT
 *
 * lecun_fill_range: any part alone equals the same part of the whole, and touches nothing beside it
 */
#include "../src/keras_stream.h"
#include "plans.h"
#include "support.h"

enum { GUARD = 16, GUARD_BYTE = 0xa5 };

/* Fill the range into a guarded buffer at a chosen misalignment. Returns whether it equals `expected` and the guards
 * stand. */
static int range_equals(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank, int64_t first,
                        size_t count, size_t misalign, const unsigned char *expected)
{
    const size_t bytes = count * dtype_size[dtype], total = GUARD + misalign + bytes + GUARD;
    unsigned char *buffer = (unsigned char *)malloc(total);
    size_t i;
    int ok;

    assert_non_null(buffer);
    memset(buffer, GUARD_BYTE, total);
    ok = lecun_fill_range(self, dtype, buffer + GUARD + misalign, count, shape, rank, first) == LECUN_OK;
    ok = ok && (bytes == 0 || memcmp(buffer + GUARD + misalign, expected, bytes) == 0);
    for (i = 0; i < GUARD + misalign; i++)
        ok = ok && buffer[i] == GUARD_BYTE;
    for (i = GUARD + misalign + bytes; i < total; i++)
        ok = ok && buffer[i] == GUARD_BYTE;
    free(buffer);
    return ok;
}

static void initializers(lecun_initializer all[4])
{
    must(lecun_init_lecun_normal(&all[0], 42));
    must(lecun_init_lecun_normal(&all[1], -7));
    must(lecun_set_profile(&all[1], LECUN_KERAS3));
    must(lecun_init_zeros(&all[2]));
    must(lecun_init_ones(&all[3]));
}

static void every_range_of_small_tensors(void **state)
{
    static const int64_t shapes[][3] = {{1, 1, 1}, {1, 1, 3}, {1, 7, 5}, {2, 3, 9}};
    lecun_initializer all[4];
    unsigned char whole[64 * 8];
    size_t s, i, count, ranges = 0;
    int64_t first, n;
    int d;

    (void)state;
    initializers(all);
    for (s = 0; s < LENGTH(shapes); s++)
        for (i = 0; i < LENGTH(all); i++)
            for (d = LECUN_F32; d <= LECUN_BF16; d++) {
                n = shapes[s][0] * shapes[s][1] * shapes[s][2];
                assert_int_equal(lecun_fill(&all[i], (lecun_dtype)d, whole, (size_t)n, shapes[s], 3), LECUN_OK);
                for (first = 0; first <= n; first++)
                    for (count = 0; count <= (size_t)(n - first); count++, ranges++)
                        assert_true(range_equals(&all[i], (lecun_dtype)d, shapes[s], 3, first, count, ranges % 9,
                                                 whole + (size_t)first * dtype_size[d]));
            }
    assert_true(ranges > 30000);
}

/* Parts of random lengths, filled in any order, join to the whole. */
static void parts_join_to_the_whole(void **state)
{
    static const int64_t shape[2] = {311, 97};
    const size_t n = 311 * 97;
    unsigned char *whole = (unsigned char *)malloc(n * 8), *joined = (unsigned char *)malloc(n * 8);
    lecun_initializer all[4];
    uint64_t random = 2;
    int round, d;

    (void)state;
    initializers(all);
    for (round = 0; round < 4 + 36 / LECUN_TEST_SHARE; round++)
        for (d = LECUN_F32; d <= LECUN_BF16; d++) {
            const lecun_initializer *self = &all[round % 4];
            size_t cut[12], parts = 11, i;

            must(lecun_fill(self, (lecun_dtype)d, whole, n, shape, 2));
            memset(joined, 0x77, n * 8);
            for (i = 0; i <= parts; i++)                        /* sorted cuts, the last ones beside group borders */
                cut[i] = i == 0 ? 0 : i == parts ? n : n * i / parts + (size_t)(next_random(&random) % 900);
            for (i = parts; i-- > 0;)
                assert_int_equal(lecun_fill_range(self, (lecun_dtype)d, joined + cut[i] * dtype_size[d], cut[i + 1] - cut[i],
                                                  shape, 2, (int64_t)cut[i]), LECUN_OK);
            assert_memory_equal(joined, whole, n * dtype_size[d]);
        }
    free(whole);
    free(joined);
}

/* Far beyond 2^32 elements only a part is in memory. Two paths lead to the same elements: the public range, and the
 * kernel started at a stream that was skipped ahead by hand; and the element before the range does not matter. */
static void ranges_of_huge_tensors(void **state)
{
    static const int64_t shape[3] = {1000003, 1048583, 17};     /* 1.8e13 elements */
    const int64_t elements = shape[0] * shape[1] * shape[2];
    uint64_t random = 3;
    int round, d;

    (void)state;
    for (round = 0; round < 300 / LECUN_TEST_SHARE; round++)
        for (d = LECUN_F32; d <= LECUN_BF16; d++) {
            unsigned char range[200 * 8], skipped[200 * 8];
            const uint64_t per_group = d == LECUN_F64 ? 2 : 4, blocks = d == LECUN_F64 ? 128 : 256;
            const int64_t seed = (int64_t)next_random(&random);
            const int64_t start = ((int64_t)1 << 32) + (int64_t)(next_random(&random) % (uint64_t)(elements - ((int64_t)1 << 32) - 300));
            const int64_t group_start = start - start % (int64_t)per_group;
            const size_t offset = (size_t)(start - group_start);
            lecun_initializer self;
            lecun_plan plan;
            double stddev;

            must(lecun_init_lecun_normal(&self, seed));
            must(lecun_stddev(&self, shape, 3, &stddev));
            plan = plan_of(LECUN_TRUNCATED_NORMAL, d, seed, 0, 0.0, stddev / 0.87962566103423978);
            lecun_philox_skip(&plan.key, 0, (uint64_t)group_start / per_group * blocks);
            lecun_portable_kernels.fill(&plan, skipped, 150, 0);
            assert_true(range_equals(&self, (lecun_dtype)d, shape, 3, start, 150 - offset, (size_t)round % 9,
                                     skipped + offset * dtype_size[d]));
            assert_int_equal(lecun_fill_range(&self, (lecun_dtype)d, range, 150, shape, 3, group_start), LECUN_OK);
            assert_memory_equal(range, skipped, 150 * dtype_size[d]);
        }
}

/* The very last elements of the largest tensor there can be, and not one more. */
static void the_end_of_the_largest_tensor(void **state)
{
    static const int64_t shape[2] = {INT64_MAX, 1};
    unsigned char a[8 * 8], b[8 * 8];
    lecun_initializer self;
    int d;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    for (d = LECUN_F32; d <= LECUN_BF16; d++) {
        const size_t size = dtype_size[d];
        memset(b, 0x33, sizeof b);
        assert_int_equal(lecun_fill_range(&self, (lecun_dtype)d, a, 8, shape, 2, INT64_MAX - 8), LECUN_OK);
        assert_int_equal(lecun_fill_range(&self, (lecun_dtype)d, b, 1, shape, 2, INT64_MAX - 1), LECUN_OK);
        assert_memory_equal(a + 7 * size, b, size);
        assert_int_equal(lecun_fill_range(&self, (lecun_dtype)d, b, 2, shape, 2, INT64_MAX - 1), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(&self, (lecun_dtype)d, b, 1, shape, 2, INT64_MAX), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(&self, (lecun_dtype)d, NULL, 0, shape, 2, INT64_MAX), LECUN_OK);
        assert_memory_equal(a + 7 * size, b, size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_range_of_small_tensors),
        cmocka_unit_test(parts_join_to_the_whole),
        cmocka_unit_test(ranges_of_huge_tensors),
        cmocka_unit_test(the_end_of_the_largest_tensor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
