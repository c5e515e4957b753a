/* SPDX-License-Identifier: MIT
 *
 * jax_stream.h - the stream of jax.random
 */
#ifndef LECUN_JAX_STREAM_H
#define LECUN_JAX_STREAM_H

#include "plan.h"
#include "threefry.h"

LECUN_HIDDEN_BEGIN

/* Fill a plan with the fastest kernel that can run here. */
void lecun_jax_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);

/* The most elements that a kernel is asked for at a time: a multiple of its steps. */
enum { LECUN_JAX_BLOCK = 384 };

/* All kernels give the same bits. */
typedef struct lecun_jax_kernels {
    /* The two words of each counter from `first` on, one XORed with the other. The counters' low words do not pass 2^32 - 1
     * before n; the block is written up to any end. */
    void (*words)(lecun_pair key, uint64_t first, uint32_t *block, size_t n);
    /* The float weights that a plan makes of words. Plans that are apart are not for vectors. out needs no alignment. */
    void (*weights)(const lecun_plan *plan, const uint32_t *block, unsigned char *out, size_t n);
    /* A fill of float64. */
    lecun_plan_fill *doubles;
} lecun_jax_kernels;

/* Plain C, the reference for all others. */
extern const lecun_jax_kernels lecun_portable_jax;

LECUN_HIDDEN_END

#endif
