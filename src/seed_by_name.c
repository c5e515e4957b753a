/* SPDX-License-Identifier: MIT
 *
 * seed_by_name.c - a stream of its own for every tensor, from one seed and the tensor's name
 *
 * The rule is in lecun.h. It is CBC-MAC with Philox4x32-10, which under a key of 64 bits permutes blocks of 128; the name's
 * length comes first, so that no name that is hashed is the beginning of another.
 */
#include "philox.h"
#include "scheme.h"

/* Put at most 16 bytes into the state, as words whose low byte comes first, and scramble it. */
static void absorb(lecun_philox *state, const unsigned char *bytes, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        state->counter[i / 4] ^= (uint32_t)bytes[i] << i % 4 * 8;
    lecun_philox_block(state, state->counter);
}

/* Below 2^31-2, where every profile of Keras takes a word as it is. */
static int64_t reduced(uint32_t low, uint32_t high)
{
    return (int64_t)(((uint64_t)high << 32 | low) % 2147483646u);
}

lecun_status lecun_seed_by_name(lecun_initializer *self, int64_t seed, const char *name, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)name;
    lecun_philox state = {{0, 0}, {0, 0, 0, 0}};
    const lecun_scheme *scheme;
    size_t at;

    if (!self || (!name && length))
        return LECUN_E_NULL;
    scheme = lecun_scheme_of(self);
    if (!scheme)
        return LECUN_E_INITIALIZER;
    if (!(scheme->takes & LECUN_TAKES_SEED))
        return LECUN_E_CLASS;
    state.key[0] = (uint32_t)(uint64_t)seed;
    state.key[1] = (uint32_t)((uint64_t)seed >> 32);
    state.counter[0] = (uint32_t)length;
    state.counter[1] = (uint32_t)((uint64_t)length >> 32);
    absorb(&state, NULL, 0);
    for (at = 0; at < length; at += 16)
        absorb(&state, bytes + at, length - at < 16 ? length - at : 16);
    self->seed = reduced(state.counter[0], state.counter[1]);
    self->draw = reduced(state.counter[2], state.counter[3]);
    self->drawn = LECUN_SEED_GIVEN;
    lecun_clear_key(self);
    return LECUN_OK;
}
