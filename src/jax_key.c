/* SPDX-License-Identifier: MIT
 *
 * jax_key.c - keys of jax.random: made of a seed, split, folded (jax/_src/prng.py: threefry_seed, threefry_split,
 * threefry_fold_in)
 */
#include "library.h"
#include "threefry.h"

static lecun_pair pair_of(const lecun_jax_key *key)
{
    return lecun_pair_of(key->word[0], key->word[1]);
}

static void set_key(lecun_jax_key *key, lecun_pair words)
{
    key->word[0] = words.x;
    key->word[1] = words.y;
}

/* Without x64 JAX takes a Python integer's low 32 bits. */
lecun_status lecun_jax_key_start(lecun_jax_key *key, int64_t seed, int x64)
{
    if (!key)
        return LECUN_E_NULL;
    set_key(key, lecun_pair_of(x64 ? (uint32_t)((uint64_t)seed >> 32) : 0, (uint32_t)(uint64_t)seed));
    return LECUN_OK;
}

lecun_status lecun_jax_split(const lecun_jax_key *key, uint64_t index, lecun_jax_key *child)
{
    if (!key || !child)
        return LECUN_E_NULL;
    set_key(child, lecun_threefry_at(pair_of(key), index));
    return LECUN_OK;
}

lecun_status lecun_jax_fold_in(const lecun_jax_key *key, uint32_t data, lecun_jax_key *child)
{
    return lecun_jax_split(key, data, child);       /* the data's key, (0, data), is the counter */
}
