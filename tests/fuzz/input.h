/* SPDX-License-Identifier: MIT
 *
 * input.h - what the fuzzers share: a byte string as a source of arguments, many of which lie at an edge; and their verdict
 */
#ifndef LECUN_FUZZ_INPUT_H
#define LECUN_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer and AFL++ call it; neither has a header. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition) ((condition) ? (void)0 : broken(__FILE__, __LINE__, #condition))

static inline void broken(const char *file, int line, const char *condition)
{
    printf("%s:%d: not true: %s\n", file, line, condition);
    fflush(stdout);
    abort();                            /* to both fuzzers, a finding */
}

#define LENGTH(array) (sizeof(array) / sizeof *(array))

typedef struct input {
    const uint8_t *at;
    size_t left;
} input;

/* The next bytes as a number; after the last byte, zeros. */
static inline uint64_t take(input *in, unsigned bytes)
{
    uint64_t value = 0;
    unsigned i;

    for (i = 0; i < bytes && in->left; i++, in->left--)
        value |= (uint64_t)*in->at++ << 8 * i;
    return value;
}

static inline unsigned choose(input *in, unsigned among)
{
    return (unsigned)take(in, 1) % among;
}

/* One argument in sixteen is NULL where it must not be. */
static inline int chance(input *in)
{
    return choose(in, 16) == 15;
}

static inline int64_t take_integer(input *in)
{
    static const int64_t edges[] = {
        0, 1, -1, 2, 3, 4, 5, 7, 8, 255, 256, 257, INT32_MAX, INT32_MIN, INT64_C(1) << 31, INT64_C(1) << 32,
        INT64_C(3037000499), INT64_C(3037000500), INT64_C(1) << 53, INT64_C(1) << 62, INT64_MAX, INT64_MAX - 1, INT64_MIN,
        INT64_MIN + 1, 2147483645, 2147483646, 1000000000,
    };
    const unsigned which = choose(in, 2 * LENGTH(edges));

    return which < LENGTH(edges) ? edges[which] : (int64_t)take(in, 8);
}

static inline double take_double(input *in)
{
    static const double edges[] = {
        0.0, -0.0, 1.0, -1.0, 0.05, -0.05, 0.5, 2.0, 1e-7, 0x1p-24, 0x1p-25, 0x1p-126, 0x1p-149, 0x1p-1022, 0x1p-1074, 65504,
        65520.0, 0x1p16, 0x1.fffffep+127, 0x1p128, -0x1p128, 0x1.fffffffffffffp+1023, -0x1.fffffffffffffp+1023, 1e300,
        1e154, 1e200, 1e-200, 0x1.fffffefffffffp+127,
    };
    const unsigned which = choose(in, 2 * LENGTH(edges) + 3);
    union { uint64_t bits; double value; } any;

    if (which < LENGTH(edges))
        return edges[which];
    any.bits = which == 2 * LENGTH(edges)       ? UINT64_C(0x7ff0000000000000)
               : which == 2 * LENGTH(edges) + 1 ? UINT64_C(0xfff0000000000000)
               : which == 2 * LENGTH(edges) + 2 ? UINT64_C(0x7ff8000000000000)
                                                : take(in, 8);
    return any.value;
}

#endif
