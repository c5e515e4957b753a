/* SPDX-License-Identifier: MIT
 *
 * torch_generator.h - what all entry points of PyTorch's generator check
 */
#ifndef LECUN_TORCH_GENERATOR_H
#define LECUN_TORCH_GENERATOR_H

#include "torch_plan.h"

LECUN_HIDDEN_BEGIN

/* What a call does: it makes elements, or the factor of an Orthogonal, or nothing. */
typedef enum lecun_torch_use {
    LECUN_TORCH_FILLS,
    LECUN_TORCH_FACTORIZES,
    LECUN_TORCH_SKIPS
} lecun_torch_use;

/* Everything but the pointers and the part. On LECUN_OK *plan is that of the tensor. */
lecun_status lecun_torch_check(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype,
                               const int64_t *shape, size_t rank, lecun_torch_use use, lecun_torch_plan *plan);

/* Whether the profile is a generator's: LECUN_OK, LECUN_E_PROFILE or LECUN_E_ARGUMENT. */
lecun_status lecun_torch_check_profile(lecun_profile profile);

/* Whether a function set it up, and no field holds what none would put there. */
int lecun_torch_is_whole(const lecun_torch *self);

#define LECUN_TORCH_READY 0x746f7263u   /* "torc" */

LECUN_HIDDEN_END

#endif
