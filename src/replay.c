/* SPDX-License-Identifier: MIT
 *
 * replay.c - the seeds that Python hands out after keras.utils.set_random_seed
 *
 * Keras draws random.randint(1, 10**9): CPython's MT19937 (Matsumoto and Nishimura, "Mersenne Twister", 1998; seeded by
 * init_by_array as in Modules/_randommodule.c), whose randbelow takes the upper 30 bits and draws again from 10**9 on
 * (Lib/random.py).
 */
#include "library.h"

enum { STATE_WORDS = 624, SHIFT = 397, RANGE = 1000000000 };

/* The marker of an object that was started: an uninitialized one will hardly hold it. */
#define READY 0x5eed5eedu

static void refresh(lecun_replay *self)
{
    uint32_t *s = self->state;
    uint32_t i;

    for (i = 0; i < STATE_WORDS; i++) {
        uint32_t y = (s[i] & 0x80000000u) | (s[(i + 1) % STATE_WORDS] & 0x7fffffffu);
        s[i] = s[(i + SHIFT) % STATE_WORDS] ^ (y >> 1) ^ (y & 1u ? 0x9908b0dfu : 0u);
    }
    self->position = 0;
}

static uint32_t next_word(lecun_replay *self)
{
    uint32_t y;

    if (self->position >= STATE_WORDS)
        refresh(self);
    y = self->state[self->position++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

static uint32_t mixed(const uint32_t *s, uint32_t i)
{
    return s[i - 1] ^ (s[i - 1] >> 30);
}

/* init_by_array with the one word that a seed below 2^32 makes. */
static void start(uint32_t *s, uint32_t key)
{
    uint32_t i, k;

    s[0] = 19650218u;
    for (i = 1; i < STATE_WORDS; i++)
        s[i] = 1812433253u * mixed(s, i) + i;
    for (i = 1, k = 0; k < STATE_WORDS; k++) {
        s[i] = (s[i] ^ (mixed(s, i) * 1664525u)) + key;
        if (++i == STATE_WORDS) {
            s[0] = s[STATE_WORDS - 1];
            i = 1;
        }
    }
    for (k = 0; k < STATE_WORDS - 1; k++) {
        s[i] = (s[i] ^ (mixed(s, i) * 1566083941u)) - i;
        if (++i == STATE_WORDS) {
            s[0] = s[STATE_WORDS - 1];
            i = 1;
        }
    }
    s[0] = 0x80000000u;
}

lecun_status lecun_replay_start(lecun_replay *self, int64_t seed)
{
    if (!self)
        return LECUN_E_NULL;
    if (seed < 0 || seed > 0xffffffff)
        return LECUN_E_SEED;
    start(self->state, (uint32_t)seed);
    self->position = STATE_WORDS;
    self->ready = READY;
    return LECUN_OK;
}

lecun_status lecun_replay_next(lecun_replay *self, int64_t *seed)
{
    uint32_t below;

    if (!self || !seed)
        return LECUN_E_NULL;
    if (self->ready != READY || self->position > STATE_WORDS)
        return LECUN_E_INITIALIZER;
    do
        below = next_word(self) >> 2;
    while (below >= RANGE);
    *seed = (int64_t)below + 1;
    return LECUN_OK;
}
