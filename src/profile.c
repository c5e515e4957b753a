/* SPDX-License-Identifier: MIT
 *
 * profile.c - whose bits and whose config: one row for each profile
 */
#include "profile.h"

/* --- Words of the seed -------------------------------------------------------------------------------------------- */

/* Keras 2 takes the signed 64-bit words as they are. */
static int64_t same(int64_t word)
{
    return word;
}

/* Keras 3.5 and later reduce both words of the pair with floormod(word, int32.max - 1). */
static int64_t floor_modulo(int64_t word)
{
    const int64_t modulus = 2147483646;
    return (word % modulus + modulus) % modulus;
}

/* Keras 3.0 to 3.4: the low 32 bits as a signed number. */
static int64_t wrapped(int64_t word)
{
    const int64_t low = word & 0xffffffff;
    return low < 0x80000000 ? low : low - 0x100000000;
}

int lecun_profiles_agree(int64_t seed)
{
    return floor_modulo(seed) == seed;      /* below 2^31-2, where wrapped() changes nothing either */
}

/* --- Rows --------------------------------------------------------------------------------------------------------- */

#define ROW(profile) ((profile) - LECUN_KERAS2)
#define KERAS LECUN_STREAM_KERAS
#define JAX LECUN_STREAM_JAX
#define NO_RULES {0, 0, 0, 0, 0}
static const lecun_profile_row rows[] = {
    [ROW(LECUN_KERAS2)]     = {same, 0, LECUN_FLUSH_BF16, {0, 0, 0}, KERAS, 0, 0, NO_RULES},
    [ROW(LECUN_KERAS3)]     = {floor_modulo, 1, LECUN_FLUSH_ALL, {1, 0, 0}, KERAS, 0, 0, NO_RULES},
    [ROW(LECUN_KERAS30)]    = {wrapped, 1, LECUN_FLUSH_ALL, {1, 0, 0}, KERAS, 0, 0, NO_RULES},
    [ROW(LECUN_KERAS315)]   = {floor_modulo, 1, LECUN_FLUSH_ALL, {1, 1, 1}, KERAS, 0, 0, NO_RULES},
    [ROW(LECUN_KERAS3_JAX)] = {same, 0, LECUN_FLUSH_ALL, {1, 0, 0}, JAX, 1, 1, {0, 0, 1, 0, 1}},
    [ROW(LECUN_JAX)]        = {same, 0, LECUN_FLUSH_NONE, {1, 0, 0}, JAX, 0, 1, {1, 0, 0, 1, 0}},
    [ROW(LECUN_JAX_JIT)]    = {same, 0, LECUN_FLUSH_NONE, {1, 0, 0}, JAX, 0, 1, {1, 1, 0, 1, 0}},
};

const lecun_profile_row *lecun_profile_of(uint32_t profile)
{
    const uint32_t row = ROW(profile);      /* below the first, it wraps to a great one */
    return row < sizeof rows / sizeof *rows && rows[row].word ? &rows[row] : NULL;
}
