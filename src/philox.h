/* SPDX-License-Identifier: MIT
 *
 * philox.h - Philox4x32-10, and how a Keras seed becomes a stream of its blocks
 *
 * Integers only. Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC11); the multipliers and
 * key steps are the paper's. tests/vectors/philox.txt holds the published known answers.
 */
#ifndef LECUN_PHILOX_H
#define LECUN_PHILOX_H

#include <stdint.h>

typedef struct lecun_philox {
    uint32_t key[2];
    uint32_t counter[4];    /* little end first */
} lecun_philox;

#define LECUN_PHILOX_M0 0xD2511F53u
#define LECUN_PHILOX_M1 0xCD9E8D57u
#define LECUN_PHILOX_W0 0x9E3779B9u
#define LECUN_PHILOX_W1 0xBB67AE85u

/* The block of four words at the counter. */
static inline void lecun_philox_block(const lecun_philox *at, uint32_t out[4])
{
    uint32_t c0 = at->counter[0], c1 = at->counter[1], c2 = at->counter[2], c3 = at->counter[3];
    uint32_t k0 = at->key[0], k1 = at->key[1];
    int round;

    for (round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)LECUN_PHILOX_M0 * c0;
        uint64_t p1 = (uint64_t)LECUN_PHILOX_M1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += LECUN_PHILOX_W0;
        k1 += LECUN_PHILOX_W1;
    }
    out[0] = c0; out[1] = c1; out[2] = c2; out[3] = c3;
}

/* Advance the 128-bit counter by hi * 2^64 + lo blocks. */
static inline void lecun_philox_skip(lecun_philox *at, uint64_t hi, uint64_t lo)
{
    uint64_t c_lo = (uint64_t)at->counter[1] << 32 | at->counter[0];
    uint64_t c_hi = (uint64_t)at->counter[3] << 32 | at->counter[2];

    c_lo += lo;
    c_hi += hi + (c_lo < lo);
    at->counter[0] = (uint32_t)c_lo;
    at->counter[1] = (uint32_t)(c_lo >> 32);
    at->counter[2] = (uint32_t)c_hi;
    at->counter[3] = (uint32_t)(c_hi >> 32);
}

/* The stream that TensorFlow's stateless random ops draw from for the seed pair [s0, s1]: the pair, as a counter, is
 * scrambled by one block under a fixed key; the result is the stream's key and the high half of its counter. */
static inline lecun_philox lecun_philox_from_seed(int64_t s0, int64_t s1)
{
    lecun_philox seed = {{0x3ec8f720u, 0x02461e29u}, {0, 0, 0, 0}};
    lecun_philox stream = {{0, 0}, {0, 0, 0, 0}};
    uint32_t mixed[4];

    seed.counter[0] = (uint32_t)(uint64_t)s0;
    seed.counter[1] = (uint32_t)((uint64_t)s0 >> 32);
    seed.counter[2] = (uint32_t)(uint64_t)s1;
    seed.counter[3] = (uint32_t)((uint64_t)s1 >> 32);
    lecun_philox_block(&seed, mixed);
    stream.key[0] = mixed[0];
    stream.key[1] = mixed[1];
    stream.counter[2] = mixed[2];
    stream.counter[3] = mixed[3];
    return stream;
}

#endif
