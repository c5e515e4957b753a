/* SPDX-License-Identifier: MIT
 *
 * keras_stream.h - the stream of Keras on TensorFlow, and the kernels that compute it
 */
#ifndef LECUN_KERAS_STREAM_H
#define LECUN_KERAS_STREAM_H

#include "plan.h"

LECUN_HIDDEN_BEGIN

/* All kernels give the same bits. out needs no alignment. */
typedef struct lecun_kernel_table {
    const char *name;
    lecun_plan_fill *fill;
} lecun_kernel_table;

/* Plain C, the reference for all others. */
extern const lecun_kernel_table lecun_portable_kernels;

/* The distributions, as rows of tables. */
#define LECUN_DISTRIBUTION_ROW(distribution) ((distribution) - LECUN_TRUNCATED_NORMAL)
enum { LECUN_DISTRIBUTIONS = 3 };

/* Fill a plan with the fastest kernel that can run here. */
void lecun_keras_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);

/* Complete a group of truncated normals whose first `have` are drawn: with those inside, in order, from pair number `pair`
 * on of the group whose first block is at `group`. (A block has two pairs of floats, one of doubles.) Floats are patterns. */
void lecun_truncated_rest_f32(const lecun_philox *group, uint32_t draws[4], unsigned have, unsigned pair);
void lecun_truncated_rest_f64(const lecun_philox *group, double draws[2], unsigned have, unsigned pair);

LECUN_HIDDEN_END

#endif
