/* SPDX-License-Identifier: MIT
 *
 * golden.h - what the tests of recorded tensors share: the fields of a record, its patterns, and every kernel in every mode
 */
#ifndef LECUN_TESTS_GOLDEN_H
#define LECUN_TESTS_GOLDEN_H

#include "modes.h"
#include "support.h"

enum { MAX_RANK = 8 };

/* "scalar", or dimensions with an x between them. Returns the rank. */
static inline size_t parse_shape(const char *text, int64_t *shape)
{
    size_t rank = 0;
    char *end;

    if (strcmp(text, "scalar") == 0)
        return 0;
    for (;; text = end + 1) {
        assert_true(rank < MAX_RANK);
        shape[rank++] = strtoll(text, &end, 10);
        if (*end == 0)
            return rank;
        assert_int_equal(*end, 'x');
    }
}

/* Whether the patterns stand in the tensor, in order: all of them up to 24, else the first six and the last two. */
static inline int patterns_match(const char *hex, const unsigned char *tensor, size_t count, size_t size)
{
    const size_t listed = count <= 24 ? count : 8;
    size_t i;

    for (i = 0; i < listed; i++) {
        const size_t index = listed == count || i < 6 ? i : count - 8 + i;
        char *end;
        if (strtoull(hex, &end, 16) != pattern(tensor + index * size, size))
            return 0;
        hex = end + (*end == ',');
    }
    return *hex == 0;
}

/* Of larger tensors the ends alone are compared, and they are counted: under valgrind, which would take an hour for
 * them, and on emulated processors. Where nothing of the kind is asked for, `usual`. */
static inline size_t most_elements(size_t usual)
{
    const char *text = getenv("LECUN_TEST_MAX_ELEMENTS");
    return text ? (size_t)strtoull(text, NULL, 10) : LECUN_TEST_SHARE > 1 ? 60000 / LECUN_TEST_SHARE : usual;
}

/* A record under every kernel in every mode that a program can put the processor in. Returns the mismatches. */
static inline int mismatches_in_every_mode(int (*matches)(const void *record), const void *record, int *tried)
{
    int mismatches = 0;
    size_t kernel, mode;

    for (kernel = 0; kernel < lecun_kernel_row_count; kernel++)
        for (mode = 0; mode < MODES; mode++) {
            int match;
            lecun_allow_features(lecun_kernel_rows[kernel].needs);
            enter_mode(mode);
            match = matches(record);
            leave_mode();
            mismatches += !match;
            (*tried)++;
        }
    lecun_allow_features(LECUN_CPU_ALL);
    return mismatches;
}

#endif
