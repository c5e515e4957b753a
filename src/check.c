/* SPDX-License-Identifier: MIT
 *
 * check.c - what every fill asks of an initializer, a dtype and a shape
 */
#include "check.h"

lecun_status lecun_refuse(lecun_error *error, lecun_status status, size_t at, const char *expected)
{
    if (error) {
        error->at = at;
        error->expected = expected;
    }
    return status;
}

size_t lecun_dtype_size(lecun_dtype dtype)
{
    static const unsigned char sizes[] = {[LECUN_F32] = 4, [LECUN_F64] = 8, [LECUN_F16] = 2, [LECUN_BF16] = 2};
    const unsigned row = (unsigned)dtype;

    return row < sizeof sizes ? sizes[row] : 0;
}

/* TensorFlow factorizes no bfloat16. */
int lecun_class_takes_dtype(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype)
{
    return scheme->kind != LECUN_ORTHOGONAL || dtype != LECUN_BF16 || self->rounding == LECUN_ROUND_ONCE;
}

lecun_status lecun_check_rank(const lecun_scheme *scheme, size_t rank, lecun_error *error)
{
    if (scheme->kind == LECUN_IDENTITY && rank != 2)
        return lecun_refuse(error, LECUN_E_RANK, 0, "2 dimensions, as Identity is a matrix");
    if (scheme->kind == LECUN_ORTHOGONAL && rank < 2)
        return lecun_refuse(error, LECUN_E_RANK, 0, "2 dimensions or more, as Orthogonal is a matrix");
    if (scheme->kind == LECUN_DIRAC && (rank < 3 || rank > 5))
        return lecun_refuse(error, LECUN_E_RANK, 0, "3, 4 or 5 dimensions, as dirac_ is for convolutions");
    return LECUN_OK;
}

/* The groups of dirac_, which are no groups of a layout. */
static lecun_status check_groups(const lecun_initializer *self, const lecun_scheme *scheme, const int64_t *shape,
                                 lecun_error *error)
{
    if (scheme->kind == LECUN_DIRAC && shape[0] % self->integer[0])
        return lecun_refuse(error, LECUN_E_GROUPS, 0, "a dimension that the number of groups divides");
    return LECUN_OK;
}

static lecun_status check_dtype(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype,
                                lecun_error *error)
{
    if (!lecun_dtype_size(dtype))
        return lecun_refuse(error, LECUN_E_DTYPE, 0, "LECUN_F32, LECUN_F64, LECUN_F16 or LECUN_BF16");
    if (!lecun_class_takes_dtype(self, scheme, dtype))
        return lecun_refuse(error, LECUN_E_CLASS_DTYPE, 0, "for Orthogonal another dtype than bfloat16, or LECUN_ROUND_ONCE");
    return LECUN_OK;
}

lecun_status lecun_check_tensor(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype,
                                const int64_t *shape, size_t rank, lecun_tensor *tensor, lecun_error *error)
{
    lecun_status status;

    if (!scheme)
        return lecun_refuse(error, LECUN_E_INITIALIZER, 0, "an initializer that a lecun_init_ function or a config set up");
    tensor->fans.in = tensor->fans.out = 1.0;
    status = check_dtype(self, scheme, dtype, error);
    if (!status)
        status = lecun_count_elements(shape, rank, &tensor->elements, error);
    if (!status)
        status = lecun_check_rank(scheme, rank, error);
    if (!status)
        status = lecun_check_axes(self, rank, error);
    if (!status)
        status = check_groups(self, scheme, shape, error);
    if (!status && tensor->elements)
        status = lecun_compute_fans(self, shape, rank, &tensor->fans, error);
    return status;
}

lecun_status lecun_check(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank,
                         lecun_error *error)
{
    const lecun_scheme *scheme;
    lecun_tensor tensor;
    lecun_status status;
    size_t work_size;

    if (!self || (!shape && rank))
        return lecun_refuse(error, LECUN_E_NULL, 0, "a pointer that is not NULL");
    scheme = lecun_scheme_of(self);
    status = lecun_check_tensor(self, scheme, dtype, shape, rank, &tensor, error);
    if (status)
        return status;
    if (scheme->kind == LECUN_ORTHOGONAL && lecun_orthogonal_work_size(shape, rank, &work_size))
        return lecun_refuse(error, LECUN_E_OVERFLOW, 0, "a smaller matrix: its workspace is more than memory can be");
    return lecun_refuse(error, LECUN_OK, 0, NULL);
}
