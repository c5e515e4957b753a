/* SPDX-License-Identifier: MIT
 *
 * check.h - how these examples check their tensors: against Keras's own, by digest
 */
#ifndef CHECK_H
#define CHECK_H

#include <lecun.h>

#include <stdio.h>

static int failures;

static inline void check(int holds, const char *type, const char *what)
{
    printf("%s - %s: %s\n", holds ? "ok" : "not ok", type, what);
    failures += !holds;
}

/* FNV-1a, 64 bits, over the elements' little-endian bytes. */
static inline uint64_t digest(const void *elements, size_t count, size_t size)
{
    const unsigned char *byte = (const unsigned char *)elements;
    const uint16_t probe = 1;
    const int little = *(const unsigned char *)&probe;
    uint64_t hash = 14695981039346656037u;
    size_t i, j;

    for (i = 0; i < count; i++, byte += size)
        for (j = 0; j < size; j++)
            hash = (hash ^ byte[little ? j : size - 1 - j]) * 1099511628211u;
    return hash;
}

/* The digests of two tensors that Keras 2.15 and Keras 3.15 filled with LecunNormal(seed=42): the kernel (7, 5) of a Dense
 * layer from 7 to 5, and the kernel (3, 3, 5, 7) of a Conv2D from 5 to 7. From tests/vectors/golden.txt. */
static inline uint64_t keras_dense(lecun_dtype dtype)
{
    switch (dtype) {
    case LECUN_F32: return 0x149be54cba4abe9e;
    case LECUN_F64: return 0x6c39dd01e3f56273;
    case LECUN_F16: return 0x1f8d1bdca72f14d9;
    case LECUN_BF16: return 0xd4e283dd4609dea9;
    default: return 0;
    }
}

static inline uint64_t keras_conv2d(lecun_dtype dtype)
{
    switch (dtype) {
    case LECUN_F32: return 0xc32b6fe4321e1406;
    case LECUN_F64: return 0x1a56234917708377;
    case LECUN_F16: return 0x8b35d48b3906891e;
    case LECUN_BF16: return 0x6376e40d4352bc92;
    default: return 0;
    }
}

#endif
