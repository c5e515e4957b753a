/* SPDX-License-Identifier: MIT
 *
 * seed.c - how each Keras maps the pair of seed and draw onto a stream
 */
#include "seed.h"

/* Keras 3 reduces both words of the seed pair with floormod(word, int32.max - 1). */
static int64_t floor_modulo(int64_t word)
{
    const int64_t modulus = 2147483646;
    return (word % modulus + modulus) % modulus;
}

/* The low 32 bits as a signed number. */
static int64_t wrapped(int64_t word)
{
    const int64_t low = word & 0xffffffff;
    return low < 0x80000000 ? low : low - 0x100000000;
}

static int64_t profile_word(uint32_t profile, int64_t word)
{
    return profile == LECUN_KERAS3 ? floor_modulo(word) : profile == LECUN_KERAS30 ? wrapped(word) : word;
}

int lecun_profiles_agree(int64_t seed)
{
    return floor_modulo(seed) == seed;      /* below 2^31-2, where wrapped() changes nothing either */
}

lecun_philox lecun_stream_of(const lecun_initializer *self)
{
    return lecun_philox_from_seed(profile_word(self->profile, self->seed), profile_word(self->profile, self->draw));
}
