/* SPDX-License-Identifier: MIT
 *
 * philox.h - a place in a stream of Philox4x32-10, and how a Keras seed becomes a stream
 *
 * tests/vectors/philox.txt holds the published known answers.
 */
#ifndef LECUN_PHILOX_H
#define LECUN_PHILOX_H

#include "draws.h"

typedef struct lecun_philox {
    uint32_t key[2];
    uint32_t counter[4];    /* little end first */
} lecun_philox;

/* The multipliers and key steps of the paper, for kernels that compute many blocks at a time. */
#define LECUN_PHILOX_M0 0xD2511F53u
#define LECUN_PHILOX_M1 0xCD9E8D57u
#define LECUN_PHILOX_W0 0x9E3779B9u
#define LECUN_PHILOX_W1 0xBB67AE85u

/* The block of four words at the counter. */
static inline void lecun_philox_block(const lecun_philox *at, uint32_t out[4])
{
    const lecun_four block = lecun_philox_words(
        lecun_four_of(at->counter[0], at->counter[1], at->counter[2], at->counter[3]), lecun_pair_of(at->key[0], at->key[1]));

    out[0] = block.x; out[1] = block.y; out[2] = block.z; out[3] = block.w;
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
