/* SPDX-License-Identifier: MIT
 *
 * support.h - what the test programs share: cmocka, the words of the vector files, digests
 */
#ifndef LECUN_TESTS_SUPPORT_H
#define LECUN_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../include/lecun.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char *const dtype_name[] = {"", "f32", "f64", "f16", "bf16"};
static const size_t dtype_size[] = {0, 4, 8, 2, 2};

static inline lecun_dtype dtype_of(const char *name)
{
    int d;
    for (d = LECUN_F32; d <= LECUN_BF16; d++)
        if (strcmp(name, dtype_name[d]) == 0)
            return (lecun_dtype)d;
    fail_msg("no dtype: %s", name);
    return LECUN_F32;
}

static inline int host_is_little(void)
{
    const uint16_t probe = 1;
    return *(const unsigned char *)&probe;
}

/* FNV-1a, 64 bits, over the elements' little-endian bytes. */
#define FNV_START 14695981039346656037u

static inline uint64_t fnv1a(uint64_t hash, const void *elements, size_t count, size_t size)
{
    const unsigned char *byte = (const unsigned char *)elements;
    const int little = host_is_little();
    size_t i, j;

    for (i = 0; i < count; i++, byte += size)
        for (j = 0; j < size; j++)
            hash = (hash ^ byte[little ? j : size - 1 - j]) * 1099511628211u;
    return hash;
}

/* The bit pattern of an element. */
static inline uint64_t pattern(const void *element, size_t size)
{
    uint64_t u64;
    uint32_t u32;
    uint16_t u16;

    if (size == 8)
        return memcpy(&u64, element, 8), u64;
    if (size == 4)
        return memcpy(&u32, element, 4), u32;
    return memcpy(&u16, element, 2), u16;
}

/* splitmix64 (Steele, Lea, Flood, 2014): test inputs, the same in every run. */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* The next line of a vector file that is no comment, without its line feed; NULL at the end. Comments go to `comment`
 * if it is not NULL. */
static inline char *next_line(FILE *file, char *line, size_t size, char *comment)
{
    while (fgets(line, (int)size, file)) {
        size_t n = strlen(line);
        assert_true(n > 0 && line[n - 1] == '\n');      /* no line is longer than the buffer */
        line[n - 1] = 0;
        if (*line != '#')
            return line;
        if (comment)
            strcpy(comment, line);
    }
    return NULL;
}

static inline FILE *open_vectors(const char *name)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", VECTORS, name);
    file = fopen(path, "r");
    if (!file)
        fail_msg("cannot open %s", path);
    return file;
}

#endif
