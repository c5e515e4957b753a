/* SPDX-License-Identifier: MIT
 *
 * mt19937.c - the words of MT19937, from any place on
 */
#include "mt19937.h"

void lecun_mt_seed(lecun_mt19937 *self, uint32_t seed)
{
    uint32_t i;

    self->state[0] = seed;
    for (i = 1; i < LECUN_MT_WORDS; i++)
        self->state[i] = 1812433253u * (self->state[i - 1] ^ self->state[i - 1] >> 30) + i;
    self->taken = LECUN_MT_WORDS;
}

/* In each loop no word depends on another that the loop makes, so that compilers can make vectors of it. */
void lecun_mt_twist(uint32_t s[LECUN_MT_WORDS])
{
    int i;

    for (i = 0; i < 227; i++)
        s[i] = s[i + 397] ^ lecun_mt_twisted(s[i], s[i + 1]);
    for (i = 227; i < 454; i++)
        s[i] = s[i - 227] ^ lecun_mt_twisted(s[i], s[i + 1]);
    for (i = 454; i < 623; i++)
        s[i] = s[i - 227] ^ lecun_mt_twisted(s[i], s[i + 1]);
    s[623] = s[396] ^ lecun_mt_twisted(s[623], s[0]);
}

const uint32_t *lecun_mt_take(lecun_mt19937 *self, lecun_twist *twist, size_t wanted, size_t *count)
{
    const uint32_t *words;
    size_t left;

    if (self->taken == LECUN_MT_WORDS) {
        twist(self->state);
        self->taken = 0;
    }
    words = self->state + self->taken;
    left = LECUN_MT_WORDS - self->taken;
    *count = wanted < left ? wanted : left;
    self->taken += (uint32_t)*count;
    return words;
}

/* Move on by that many blocks: all but the last by a jump, the last by a twist, which makes the block's first word whole. */
static void skip_blocks(lecun_mt19937 *self, lecun_twist *twist, uint64_t blocks)
{
    if (blocks > LECUN_MT_LEAST_JUMP / LECUN_MT_WORDS) {
        lecun_mt_jump jump;
        lecun_mt_make_jump(&jump, (blocks - 1) * LECUN_MT_WORDS);
        lecun_mt_jump_state(&jump, self->state);
        blocks = 1;
    }
    while (blocks--)
        twist(self->state);
}

void lecun_mt_skip(lecun_mt19937 *self, lecun_twist *twist, uint64_t words)
{
    const uint64_t left = LECUN_MT_WORDS - self->taken;

    if (words <= left) {
        self->taken += (uint32_t)words;
        return;
    }
    words -= left + 1;                      /* at least one word of the last block is taken */
    skip_blocks(self, twist, words / LECUN_MT_WORDS + 1);
    self->taken = (uint32_t)(words % LECUN_MT_WORDS) + 1;
}
