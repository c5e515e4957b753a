/* SPDX-License-Identifier: MIT
 *
 * check.h - what every fill asks of an initializer, a dtype and a shape
 */
#ifndef LECUN_CHECK_H
#define LECUN_CHECK_H

#include "fans.h"
#include "scheme.h"

LECUN_HIDDEN_BEGIN

/* Returns the status, and tells *error, if it is not NULL, where and what was expected. */
lecun_status lecun_refuse(lecun_error *error, lecun_status status, size_t at, const char *expected);

/* Whether the class is made in this dtype and by this profile, and has a seed or key for it. */
lecun_status lecun_check_class(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype, lecun_error *error);

/* LECUN_OK or LECUN_E_RANK. */
lecun_status lecun_check_rank(const lecun_initializer *self, const lecun_scheme *scheme, size_t rank, lecun_error *error);

/* Whether a matrix can stand at the center of this shape: LECUN_OK, LECUN_E_RANK or LECUN_E_SHAPE. */
lecun_status lecun_check_center(const int64_t *shape, size_t rank, lecun_error *error);

/* LECUN_OK, or LECUN_E_OVERFLOW where JAX would divide by a fan of 0. */
lecun_status lecun_check_divisor(const lecun_initializer *self, const lecun_scheme *scheme, lecun_fan_pair fans,
                                 lecun_error *error);

/* A tensor whose arguments are all checked. */
typedef struct lecun_tensor {
    int64_t elements;
    lecun_fan_pair fans;        /* 1 and 1 if the tensor is empty, for which they need not exist */
} lecun_tensor;

/* All but the pointers, the count and Orthogonal's workspace. scheme is that of self: NULL is LECUN_E_INITIALIZER. error may
 * be NULL. */
lecun_status lecun_check_tensor(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype,
                                const int64_t *shape, size_t rank, lecun_tensor *tensor, lecun_error *error);

LECUN_HIDDEN_END

#endif
