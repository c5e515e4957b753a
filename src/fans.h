/* SPDX-License-Identifier: MIT
 *
 * fans.h - from a shape to its number of elements and its fans
 */
#ifndef LECUN_FANS_H
#define LECUN_FANS_H

#include "library.h"

LECUN_HIDDEN_BEGIN

typedef struct lecun_fan_pair { double in, out; } lecun_fan_pair;

/* The number of elements; shape is NULL only if rank is 0. LECUN_OK or LECUN_E_SHAPE. */
lecun_status lecun_count_elements(const int64_t *shape, size_t rank, int64_t *elements);

/* The fans of a shape that lecun_count_elements accepts. LECUN_OK or LECUN_E_SHAPE (an axis it does not have, an
 * overflow). */
lecun_status lecun_compute_fans(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans);

/* Whether all axes of the initializer exist in a tensor of this rank, when they are in force. */
int lecun_axes_exist(const lecun_initializer *self, size_t rank);

/* scale / max(1, n), n being the fan that the mode names: the variance of the weights. */
double lecun_scaled_variance(double scale, lecun_mode mode, lecun_fan_pair fans);

LECUN_HIDDEN_END

#endif
