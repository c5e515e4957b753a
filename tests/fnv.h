/* SPDX-License-Identifier: MIT
 *
 * fnv.h - the digest that tests compare: FNV-1a, 64 bits (Fowler, Noll, Vo), over the elements' little-endian bytes
 */
#ifndef LECUN_TESTS_FNV_H
#define LECUN_TESTS_FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV_START 14695981039346656037u

static inline int host_is_little(void)
{
    const uint16_t probe = 1;
    return *(const unsigned char *)&probe;
}

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

#endif
