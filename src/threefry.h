/* SPDX-License-Identifier: MIT
 *
 * threefry.h - Threefry-2x32 with 20 rounds, the words of JAX's random numbers
 *
 * Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11); the constants are those of its authors'
 * Random123. tests/vectors/threefry.txt holds the published known answers.
 */
#ifndef LECUN_THREEFRY_H
#define LECUN_THREEFRY_H

#include "draws.h"

#define LECUN_THREEFRY_PARITY 0x1bd11bdau

static inline uint32_t lecun_rotate_left(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

/* The two words of a counter under a key. */
static inline lecun_pair lecun_threefry(lecun_pair key, lecun_pair counter)
{
    static const unsigned char rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
    const uint32_t keys[3] = {key.x, key.y, key.x ^ key.y ^ LECUN_THREEFRY_PARITY};
    uint32_t x = counter.x + key.x, y = counter.y + key.y, four, i;

    for (four = 0; four < 5; four++) {
        for (i = 0; i < 4; i++) {
            x += y;
            y = lecun_rotate_left(y, rotations[four % 2][i]) ^ x;
        }
        x += keys[(four + 1) % 3];
        y += keys[(four + 2) % 3] + four + 1;
    }
    return lecun_pair_of(x, y);
}

/* Those of a number of 64 bits as the counter, high word first: how JAX numbers the elements of an array, and the keys of a
 * split (jax_threefry_partitionable, the default). */
static inline lecun_pair lecun_threefry_at(lecun_pair key, uint64_t index)
{
    return lecun_threefry(key, lecun_pair_of((uint32_t)(index >> 32), (uint32_t)index));
}

#endif
