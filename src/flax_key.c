/* SPDX-License-Identifier: MIT
 *
 * flax_key.c - the keys that flax.linen derives from a module's path
 *
 * flax/core/scope.py, _fold_in_static: the first four bytes, the high one first, of a SHA-1 over the names of the path and
 * the count (whose bytes come high one first, without leading zeros) are folded into the root key. SHA-1: FIPS 180-4.
 */
#include "library.h"
#include "threefry.h"

typedef struct sha1 {
    uint32_t state[5];
    uint32_t block[16];
    uint64_t bytes;
} sha1;

/* The round's function of three words, and its constant. */
static uint32_t round_word(uint32_t round, uint32_t b, uint32_t c, uint32_t d)
{
    static const uint32_t constant[4] = {0x5a827999u, 0x6ed9eba1u, 0x8f1bbcdcu, 0xca62c1d6u};
    const uint32_t choice = d ^ (b & (c ^ d)), parity = b ^ c ^ d, majority = (b & c) | (d & (b | c));
    const uint32_t function[4] = {choice, parity, majority, parity};

    return function[round / 20] + constant[round / 20];
}

/* Mix the full block into the state. */
static void compress(sha1 *self)
{
    uint32_t w[80], a = self->state[0], b = self->state[1], c = self->state[2], d = self->state[3], e = self->state[4], i;

    for (i = 0; i < 16; i++)
        w[i] = self->block[i];
    for (; i < 80; i++)
        w[i] = lecun_rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (i = 0; i < 80; i++) {
        const uint32_t next = lecun_rotate_left(a, 5) + round_word(i, b, c, d) + e + w[i];
        e = d;
        d = c;
        c = lecun_rotate_left(b, 30);
        b = a;
        a = next;
    }
    self->state[0] += a;
    self->state[1] += b;
    self->state[2] += c;
    self->state[3] += d;
    self->state[4] += e;
}

static void put_byte(sha1 *self, unsigned byte)
{
    const unsigned at = (unsigned)(self->bytes++ % 64), shift = 24 - at % 4 * 8;

    if (at % 4 == 0)
        self->block[at / 4] = 0;
    self->block[at / 4] |= (uint32_t)byte << shift;
    if (at == 63)
        compress(self);
}

/* The digest's first word. */
static uint32_t finish(sha1 *self)
{
    const uint64_t bits = self->bytes * 8;
    int i;

    put_byte(self, 0x80);
    while (self->bytes % 64 != 56)
        put_byte(self, 0);
    for (i = 56; i >= 0; i -= 8)
        put_byte(self, (unsigned)(bits >> i & 0xff));
    return self->state[0];
}

lecun_status lecun_flax_linen_key(const lecun_jax_key *root, const char *const *path, size_t parts, uint32_t count,
                                  lecun_jax_key *key)
{
    sha1 hash = {{0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u}, {0}, 0};
    const char *name;
    size_t i;
    int shift;

    if (!root || !key || (!path && parts))
        return LECUN_E_NULL;
    for (i = 0; i < parts; i++)
        if (!path[i])
            return LECUN_E_NULL;
    for (i = 0; i < parts; i++)
        for (name = path[i]; *name; name++)
            put_byte(&hash, (unsigned char)*name);
    for (shift = 24; shift >= 0; shift -= 8)
        if (count >> shift)
            put_byte(&hash, count >> shift & 0xff);
    return lecun_jax_fold_in(root, finish(&hash), key);
}
