/* SPDX-License-Identifier: MIT
 *
 * weights.h - what the examples of this folder fill on a device: LecunNormal(seed=42) of 4096 x 4096 in bfloat16; and a look whether
 * it is what lecun_fill makes
 */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "../../include/lecun.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 4096, ELEMENTS = SIDE * SIDE };
static const int64_t shape[2] = {SIDE, SIDE};

/* The library's results, and those of other libraries for which 0 is success. */
static inline void check(int result, const char *what)
{
    if (result) {
        fprintf(stderr, "%s: %d\n", what, result);
        exit(1);
    }
}

static inline lecun_initializer initializer(void)
{
    lecun_initializer self;

    check(lecun_init_lecun_normal(&self, 42), "lecun_init_lecun_normal");
    return self;
}

static inline lecun_device_job make_job(lecun_language language)
{
    const lecun_initializer self = initializer();
    lecun_device_job job;

    check(lecun_device_fill(&self, language, LECUN_BF16, shape, 2, 0, ELEMENTS, &job), "lecun_device_fill");
    return job;
}

/* FNV-1a (Fowler, Noll, Vo), of 64 bits. */
static inline uint64_t digest(const void *data, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)data;
    uint64_t hash = 0xcbf29ce484222325;
    size_t i;

    for (i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3;
    return hash;
}

/* 0 if the weights that came back are those of the library. */
static inline int compare(const uint16_t *weights)
{
    const lecun_initializer self = initializer();
    uint16_t *own = (uint16_t *)malloc(2 * ELEMENTS);
    uint64_t there, here;

    check(!own, "malloc");
    check(lecun_fill(&self, LECUN_BF16, own, ELEMENTS, shape, 2), "lecun_fill");
    there = digest(weights, 2 * ELEMENTS);
    here = digest(own, 2 * ELEMENTS);
    printf("LecunNormal(seed=42), 4096 x 4096, bfloat16: %016llx on the device, %016llx here: %s\n", (unsigned long long)there,
           (unsigned long long)here, there == here ? "the same" : "DIFFERENT");
    free(own);
    return there != here;
}

#endif
