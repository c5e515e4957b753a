/* SPDX-License-Identifier: MIT
 *
 * mt19937.h - the words of MT19937, from any place on (Matsumoto, Nishimura: "Mersenne Twister", 1998)
 *
 * The words come in blocks of 624, which are the state; tempering, which changes nothing of what follows, is left to who takes
 * them. Words far ahead are reached by a polynomial (Haramoto, Matsumoto, Nishimura, Panneton, L'Ecuyer: "Efficient jump ahead
 * for F2-linear random number generators", 2008): mt19937_jump.c.
 */
#ifndef LECUN_MT19937_H
#define LECUN_MT19937_H

#include "library.h"

LECUN_HIDDEN_BEGIN

enum { LECUN_MT_WORDS = 624 };

/* Make the next block of a state. */
typedef void lecun_twist(uint32_t state[LECUN_MT_WORDS]);

typedef struct lecun_mt19937 {
    uint32_t state[LECUN_MT_WORDS];
    uint32_t taken;             /* of the block; all of them before the first word */
} lecun_mt19937;

static inline uint32_t lecun_mt_temper(uint32_t y)
{
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ y >> 18;
}

/* What the upper bit of one word and the lower bits of the next add to a third. */
static inline uint32_t lecun_mt_twisted(uint32_t upper, uint32_t lower)
{
    return ((upper & 0x80000000u) | (lower & 0x7fffffffu)) >> 1 ^ ((0 - (lower & 1)) & 0x9908b0dfu);
}

void lecun_mt_seed(lecun_mt19937 *self, uint32_t seed);

/* In plain C, the reference for all others. */
void lecun_mt_twist(uint32_t state[LECUN_MT_WORDS]);

/* The next words of the block, as they stand in the state: *count of them, at least one and at most `wanted`, count as taken. */
const uint32_t *lecun_mt_take(lecun_mt19937 *self, lecun_twist *twist, size_t wanted, size_t *count);

/* Pass over words. */
void lecun_mt_skip(lecun_mt19937 *self, lecun_twist *twist, uint64_t words);

/* --- Jumps -------------------------------------------------------------------------------------------------------- */

/* A polynomial over GF(2) of degree below 19937, lowest bit first: by how much a state moves on. */
enum { LECUN_MT_POLYNOMIAL = 312 };

typedef struct lecun_mt_jump {
    uint64_t bits[LECUN_MT_POLYNOMIAL];
} lecun_mt_jump;

/* The jump over that many words. */
void lecun_mt_make_jump(lecun_mt_jump *jump, uint64_t words);

/* Move a state on. The low 31 bits of its first word do not belong to it, and are not right afterwards: the next twist makes a
 * whole block of it. */
void lecun_mt_jump_state(const lecun_mt_jump *jump, uint32_t *restrict state);

/* Words from which on a jump is faster than so many twists: measured, 2 to 5 million. */
#define LECUN_MT_LEAST_JUMP 3000000u

LECUN_HIDDEN_END

#endif
