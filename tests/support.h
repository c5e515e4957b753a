/* SPDX-License-Identifier: MIT
 *
 * support.h - what the test programs share: cmocka, the words of the vector files, digests
 */
#ifndef LECUN_TESTS_SUPPORT_H
#define LECUN_TESTS_SUPPORT_H

#ifndef __wasm__
#  include <setjmp.h>      /* for cmocka; wasi-libc has none */
#endif
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../include/lecun.h"
#include "fnv.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* A call that succeeds. */
#define must(call) assert_int_equal(call, LECUN_OK)

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

/* One n-th of the random trials and of the larger tensors, for emulated processors: -DLECUN_TEST_SHARE=n. */
#ifndef LECUN_TEST_SHARE
#  define LECUN_TEST_SHARE 1
#endif

/* --- Vector files ------------------------------------------------------------------------------------------------- */

#ifdef LECUN_TESTS_EVERYWHERE               /* no file system: a cursor in the text */

typedef const char *vector_file;

static inline vector_file *open_vectors(const char *name)
{
    static vector_file cursor;

    cursor = suite_vectors(name);
    if (!cursor)
        fail_msg("no vectors: %s", name);
    return &cursor;
}

static inline void close_vectors(vector_file *file) { *file = NULL; }

static inline char *read_line(vector_file *file, char *line, size_t size)
{
    const size_t n = strcspn(*file, "\n") + (**file != 0);

    assert_true(n < size);
    memcpy(line, *file, n);
    line[n] = 0;
    *file += n;
    return n ? line : NULL;
}

#else

typedef FILE vector_file;

static inline vector_file *open_vectors(const char *name)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", VECTORS, name);
    file = fopen(path, "r");
    if (!file)
        fail_msg("cannot open %s", path);
    return file;
}

static inline void close_vectors(vector_file *file) { fclose(file); }

static inline char *read_line(vector_file *file, char *line, size_t size) { return fgets(line, (int)size, file); }

#endif

/* The next line of a vector file that is no comment, without its line feed; NULL at the end. Comments go to `comment`
 * if it is not NULL. */
static inline char *next_line(vector_file *file, char *line, size_t size, char *comment)
{
    while (read_line(file, line, size)) {
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

#endif
