/* SPDX-License-Identifier: MIT
 *
 * check.c - what every fill asks of an initializer, a dtype and a shape
 */
#include "check.h"
#include "profile.h"

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

lecun_status lecun_check_rank(const lecun_initializer *self, const lecun_scheme *scheme, size_t rank, lecun_error *error)
{
    if (scheme->kind == LECUN_SCALED && rank < 2 && lecun_profile_of(self->profile)->jax.in_dtype)
        return lecun_refuse(error, LECUN_E_RANK, 0, "2 dimensions or more, which JAX's fans need");
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

lecun_status lecun_check_center(const int64_t *shape, size_t rank, lecun_error *error)
{
    if (rank < 3 || rank > 5)
        return lecun_refuse(error, LECUN_E_RANK, 0, "3, 4 or 5 dimensions, as delta_orthogonal is the kernel of a convolution");
    if (shape[rank - 1] < shape[rank - 2])
        return lecun_refuse(error, LECUN_E_SHAPE, rank - 1, "a last dimension that is not below the one before it");
    return LECUN_OK;
}

/* TensorFlow factorizes no bfloat16, and JAX no float16 either. */
static lecun_status check_factored_dtype(const lecun_initializer *self, lecun_dtype dtype, lecun_error *error)
{
    if (lecun_profile_of(self->profile)->stream == LECUN_STREAM_JAX && dtype != LECUN_F32 && dtype != LECUN_F64)
        return lecun_refuse(error, LECUN_E_CLASS_DTYPE, 0, "for Orthogonal on JAX float32 or float64, or LECUN_ROUND_ONCE");
    if (dtype == LECUN_BF16)
        return lecun_refuse(error, LECUN_E_CLASS_DTYPE, 0, "for Orthogonal another dtype than bfloat16, or LECUN_ROUND_ONCE");
    return LECUN_OK;
}

static lecun_status check_dtype(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype,
                                lecun_error *error)
{
    if (!lecun_dtype_size(dtype))
        return lecun_refuse(error, LECUN_E_DTYPE, 0, "LECUN_F32, LECUN_F64, LECUN_F16 or LECUN_BF16");
    if (dtype == LECUN_F64 && lecun_profile_of(self->profile)->no_doubles)
        return lecun_refuse(error, LECUN_E_PROFILE_DTYPE, 0, "another dtype than float64, which Keras has not on JAX");
    if (scheme->kind == LECUN_ORTHOGONAL && self->rounding != LECUN_ROUND_ONCE)
        return check_factored_dtype(self, dtype, error);
    return LECUN_OK;
}

static int is_word(int64_t number)
{
    return number >= 0 && number <= 0xffffffff;
}

/* Bounds other than -2 and 2. Of those in float64, and of constant ones inside jax.jit in float32, JAX takes the erf of the C
 * library that it runs on. */
static lecun_status check_other_bounds(const lecun_profile_row *profile, lecun_dtype dtype, lecun_error *error)
{
    if (profile->stream != LECUN_STREAM_JAX)
        return lecun_refuse(error, LECUN_E_PROFILE_CLASS, 0, "the bounds -2 and 2, which all that is not JAX cuts at");
    if (dtype == LECUN_F64 || (dtype == LECUN_F32 && profile->jax.folds))
        return lecun_refuse(error, LECUN_E_PROFILE_CLASS, 0,
                            "the bounds -2 and 2 in float64, and in float32 inside jax.jit: JAX's others depend on its machine");
    return LECUN_OK;
}

/* Whether the profile can draw what the class draws: of a seed or key, and within its bounds. */
static lecun_status check_draws(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype, lecun_error *error)
{
    const lecun_profile_row *profile = lecun_profile_of(self->profile);

    if (!(scheme->takes & LECUN_TAKES_SEED))
        return LECUN_OK;
    if (self->drawn == LECUN_SEED_NONE && (!profile->jax.takes_key || !self->has_key))
        return lecun_refuse(error, LECUN_E_SEED, 0, "a seed or a key: JAX's classes have none until one is set");
    if (profile->jax.words && (!is_word(self->seed) || !is_word(self->draw)))
        return lecun_refuse(error, LECUN_E_SEED, 0, "a seed and a draw from 0 to 2^32-1, as Keras on JAX takes");
    if ((scheme->takes & LECUN_TAKES_BOUNDS) && !lecun_is_cut_at_two(self))
        return check_other_bounds(profile, dtype, error);
    return LECUN_OK;
}

lecun_status lecun_check_class(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype, lecun_error *error)
{
    const lecun_status status = check_dtype(self, scheme, dtype, error);

    return status ? status : check_draws(self, scheme, dtype, error);
}

lecun_status lecun_check_tensor(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype,
                                const int64_t *shape, size_t rank, lecun_tensor *tensor, lecun_error *error)
{
    lecun_status status;

    if (!scheme)
        return lecun_refuse(error, LECUN_E_INITIALIZER, 0, "an initializer that a lecun_init_ function or a config set up");
    tensor->fans.in = tensor->fans.out = 1.0;
    status = lecun_check_class(self, scheme, dtype, error);
    if (!status)
        status = lecun_count_elements(shape, rank, &tensor->elements, error);
    if (!status)
        status = lecun_check_rank(self, scheme, rank, error);
    if (!status && (scheme->takes & LECUN_AT_CENTER))
        status = lecun_check_center(shape, rank, error);
    if (!status)
        status = lecun_check_axes(self, rank, error);
    if (!status)
        status = check_groups(self, scheme, shape, error);
    if (!status && tensor->elements)
        status = lecun_compute_fans(self, shape, rank, &tensor->fans, error);
    if (!status)
        status = lecun_check_divisor(self, scheme, tensor->fans, error);
    return status;
}

lecun_status lecun_check_divisor(const lecun_initializer *self, const lecun_scheme *scheme, lecun_fan_pair fans,
                                 lecun_error *error)
{
    if (scheme->kind == LECUN_SCALED && lecun_profile_of(self->profile)->jax.in_dtype && lecun_divisor(self, fans) == 0.0)
        return lecun_refuse(error, LECUN_E_OVERFLOW, 0, "a fan above 0, as JAX divides by it");
    return LECUN_OK;
}

lecun_status lecun_check(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank,
                         lecun_error *error)
{
    const lecun_scheme *scheme;
    lecun_tensor tensor;
    lecun_status status;
    size_t work_size, window;

    if (!self || (!shape && rank))
        return lecun_refuse(error, LECUN_E_NULL, 0, "a pointer that is not NULL");
    scheme = lecun_scheme_of(self);
    status = lecun_check_tensor(self, scheme, dtype, shape, rank, &tensor, error);
    if (status)
        return status;
    window = scheme->takes & LECUN_AT_CENTER ? rank - 2 : 0;    /* dimensions that are not the matrix's */
    if (scheme->kind == LECUN_ORTHOGONAL && lecun_orthogonal_work_size(shape + window, rank - window, &work_size))
        return lecun_refuse(error, LECUN_E_OVERFLOW, 0, "a smaller matrix: its workspace is more than memory can be");
    return lecun_refuse(error, LECUN_OK, 0, NULL);
}
