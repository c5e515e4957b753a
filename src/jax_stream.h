/* SPDX-License-Identifier: MIT
 *
 * jax_stream.h - the stream of jax.random
 */
#ifndef LECUN_JAX_STREAM_H
#define LECUN_JAX_STREAM_H

#include "plan.h"

LECUN_HIDDEN_BEGIN

/* Fill a plan with the fastest kernel that can run here. */
void lecun_jax_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);

/* Plain C, the reference for all others. */
void lecun_jax_portable_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);

LECUN_HIDDEN_END

#endif
