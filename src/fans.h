/* SPDX-License-Identifier: MIT
 *
 * fans.h - from a shape to its number of elements and its fans
 */
#ifndef LECUN_FANS_H
#define LECUN_FANS_H

#include "library.h"

LECUN_HIDDEN_BEGIN

typedef struct lecun_fan_pair { double in, out; } lecun_fan_pair;

/* In all of these error may be NULL; it tells which axis is wrong. shape is NULL only if rank is 0. */

/* The number of elements. LECUN_OK, LECUN_E_SHAPE or LECUN_E_OVERFLOW. */
lecun_status lecun_count_elements(const int64_t *shape, size_t rank, int64_t *elements, lecun_error *error);

/* Whether the axes that are in force, or those of the layout, exist in a tensor of this rank. LECUN_OK, LECUN_E_RANK or
 * LECUN_E_AXIS. */
lecun_status lecun_check_axes(const lecun_initializer *self, size_t rank, lecun_error *error);

/* The fans of a shape that lecun_count_elements accepts. LECUN_OK, LECUN_E_RANK, LECUN_E_AXIS, LECUN_E_OVERFLOW or
 * LECUN_E_GROUPS. */
lecun_status lecun_compute_fans(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans,
                                lecun_error *error);

/* The fan, or mean of both, that the mode names. */
double lecun_divisor(const lecun_initializer *self, lecun_fan_pair fans);

/* scale / max(1, n), n being that: the variance of the weights; or scale / n, where the profile is one of JAX. */
double lecun_scaled_variance(const lecun_initializer *self, lecun_fan_pair fans);

LECUN_HIDDEN_END

#endif
