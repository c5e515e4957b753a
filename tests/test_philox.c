/* SPDX-License-Identifier: MIT
 *
 * philox.h: the published known answers, the counter's carries, the seed scramble
 */
#include "../src/philox.h"
#include "support.h"

#include <inttypes.h>

static void published_known_answers(void **state)
{
    vector_file *file = open_vectors("philox.txt");
    char line[256];
    int lines = 0;

    (void)state;
    while (next_line(file, line, sizeof line, NULL)) {
        lecun_philox at;
        uint32_t expected[4], out[4];
        int fields = sscanf(line, "%" SCNx32 " %" SCNx32 " %" SCNx32 " %" SCNx32 " %" SCNx32 " %" SCNx32
                            " %" SCNx32 " %" SCNx32 " %" SCNx32 " %" SCNx32,
                            &at.counter[0], &at.counter[1], &at.counter[2], &at.counter[3], &at.key[0], &at.key[1],
                            &expected[0], &expected[1], &expected[2], &expected[3]);
        assert_int_equal(fields, 10);
        lecun_philox_block(&at, out);
        assert_memory_equal(out, expected, sizeof out);
        lines++;
    }
    close_vectors(file);
    assert_int_equal(lines, 3);
}

static void skipping_carries_through_all_words(void **state)
{
    static const struct { uint32_t from[4]; uint64_t hi, lo; uint32_t to[4]; } cases[] = {
        {{0, 0, 7, 9}, 0, 1, {1, 0, 7, 9}},
        {{0xffffffff, 0, 7, 9}, 0, 1, {0, 1, 7, 9}},
        {{0xffffffff, 0xffffffff, 7, 9}, 0, 1, {0, 0, 8, 9}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 9}, 0, 1, {0, 0, 0, 10}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0, 1, {0, 0, 0, 0}},
        {{1, 0, 0, 0}, 0, UINT64_MAX, {0, 0, 1, 0}},
        {{0, 0, 0xffffffff, 0}, 1, 0, {0, 0, 0, 1}},
        {{0x80000000, 0, 0, 0}, 0x100000002, 0x380000000, {0, 4, 2, 1}},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_philox at = {{3, 5}, {0, 0, 0, 0}};
        memcpy(at.counter, cases[i].from, sizeof at.counter);
        lecun_philox_skip(&at, cases[i].hi, cases[i].lo);
        assert_memory_equal(at.counter, cases[i].to, sizeof at.counter);
        assert_int_equal(at.key[0], 3);
        assert_int_equal(at.key[1], 5);
    }
}

/* Streams of different seeds differ, and the pair's second word counts. (That they are TensorFlow's is what test_golden
 * shows.) */
static void seeds_make_streams(void **state)
{
    static const int64_t seeds[] = {0, 1, -1, 42, INT64_MAX, INT64_MIN, (int64_t)1 << 32};
    size_t i, j;

    (void)state;
    for (i = 0; i < LENGTH(seeds); i++) {
        lecun_philox a = lecun_philox_from_seed(seeds[i], 0), b = lecun_philox_from_seed(seeds[i], 1);
        assert_int_equal(a.counter[0], 0);
        assert_int_equal(a.counter[1], 0);
        assert_memory_not_equal(&a, &b, sizeof a);
        for (j = 0; j < i; j++) {
            b = lecun_philox_from_seed(seeds[j], 0);
            assert_memory_not_equal(&a, &b, sizeof a);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_known_answers),
        cmocka_unit_test(skipping_carries_through_all_words),
        cmocka_unit_test(seeds_make_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
