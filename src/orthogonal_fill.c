/* SPDX-License-Identifier: MIT
 *
 * orthogonal_fill.c - the entry points of Orthogonal, the one class whose fill needs memory
 *
 * Keras (keras/src/initializers/random_initializers.py): draw a matrix of standard normals with as many rows and
 * columns as the tensor has when its last axis is kept, on its longer side first; take Q of its reduced QR
 * factorization, with the columns' signs that make R's diagonal positive; transpose back, and multiply by the gain.
 */
#include "check.h"
#include "fp_mode.h"
#include "orthogonal_job.h"
#include "orthogonal_matrix.h"
#include "qr.h"

#include <string.h>

/* --- Shapes ------------------------------------------------------------------------------------------------------- */

static lecun_status as_matrix(const int64_t *shape, size_t rank, lecun_tall *m)
{
    int64_t elements;
    lecun_status status = lecun_count_elements(shape, rank, &elements, NULL);

    if (status)
        return status;
    if (rank < 2)
        return LECUN_E_RANK;
    *m = lecun_tall_of((uint64_t)(elements ? elements / shape[rank - 1] : 0), (uint64_t)shape[rank - 1]);
    return LECUN_OK;
}

/* What the factorization takes, and room to align it. 0 if that is more than memory can be. */
static size_t work_size_of(const lecun_tall *m)
{
    const size_t doubles = m->narrow ? lecun_qr_doubles(m->tall, m->narrow) : 1;

    return doubles ? doubles * sizeof(double) + LECUN_WORK_ALIGNMENT : 0;
}

lecun_status lecun_orthogonal_work_size(const int64_t *shape, size_t rank, size_t *work_size)
{
    lecun_tall m;
    lecun_status status;
    size_t size;

    if (!work_size || (!shape && rank))
        return LECUN_E_NULL;
    status = as_matrix(shape, rank, &m);
    if (status)
        return status;
    size = work_size_of(&m);
    if (!size)
        return LECUN_E_OVERFLOW;
    *work_size = size;
    return LECUN_OK;
}

/* --- Entry points ------------------------------------------------------------------------------------------------- */

static lecun_status check_class(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype)
{
    if (!scheme)
        return LECUN_E_INITIALIZER;
    if (scheme->kind != LECUN_ORTHOGONAL)
        return LECUN_E_CLASS;
    if (!(scheme->takes & LECUN_TAKES_SEED))        /* orthogonal_, which draws from a generator */
        return LECUN_E_GENERATOR;
    return lecun_check_class(self, scheme, dtype, NULL);
}

/* What is filled: a matrix, and zeros before and after it. */
typedef struct kernel {
    lecun_tall matrix;
    uint64_t before, after;     /* elements */
} kernel;

/* A matrix at the center of a window (jax/_src/nn/initializers.py, delta_orthogonal). */
static lecun_status as_centered(const int64_t *shape, size_t rank, kernel *k)
{
    uint64_t windows = 1, center = 0;
    lecun_status status = as_matrix(shape + rank - 2, 2, &k->matrix);
    size_t i;

    for (i = 0; i + 2 < rank; i++) {
        windows *= (uint64_t)shape[i];
        center = center * (uint64_t)shape[i] + (uint64_t)(shape[i] - 1) / 2;
    }
    k->before = center * k->matrix.rows * k->matrix.columns;
    k->after = (windows - center - 1) * k->matrix.rows * k->matrix.columns;
    return status;
}

static lecun_status as_kernel(const lecun_scheme *scheme, const int64_t *shape, size_t rank, kernel *k)
{
    lecun_status status;
    int64_t elements;

    memset(k, 0, sizeof *k);
    if (!(scheme->takes & LECUN_AT_CENTER))
        return as_matrix(shape, rank, &k->matrix);
    status = lecun_count_elements(shape, rank, &elements, NULL);
    if (!status)
        status = lecun_check_center(shape, rank, NULL);
    return status || elements == 0 ? status : as_centered(shape, rank, k);
}

/* Everything that can be wrong. */
static lecun_status check(const lecun_initializer *self, lecun_dtype dtype, const void *out, size_t count,
                          const int64_t *shape, size_t rank, const void *work, size_t work_size, kernel *k)
{
    const lecun_scheme *scheme;
    lecun_status status;
    size_t needed;

    if (!self || (!out && count) || (!shape && rank) || (!work && work_size))
        return LECUN_E_NULL;
    scheme = lecun_scheme_of(self);
    status = check_class(self, scheme, dtype);
    if (!status)
        status = as_kernel(scheme, shape, rank, k);
    if (status)
        return status;
    if (count != k->before + k->matrix.rows * k->matrix.columns + k->after)
        return LECUN_E_COUNT;
    needed = work_size_of(&k->matrix);
    return count && (!needed || work_size < needed) ? LECUN_E_WORKSPACE : LECUN_OK;
}

#define BEGUN 0x6f727468u               /* "orth" */

static void begin(lecun_orthogonal_job *job, const lecun_initializer *self, lecun_dtype dtype, void *out,
                  const kernel *k, void *work)
{
    memset(job, 0, sizeof *job);
    job->initializer = *self;
    job->out = k->before ? (unsigned char *)out + k->before * lecun_dtype_size(dtype) : out;
    job->work = work;
    job->rows = k->matrix.rows;
    job->columns = k->matrix.columns;
    job->before = k->before;
    job->after = k->after;
    job->dtype = (uint32_t)dtype;
    job->ready = BEGUN;
    job->phases = k->matrix.narrow ? lecun_job_phases(job) : 0;
}

lecun_status lecun_orthogonal_begin(lecun_orthogonal_job *job, const lecun_initializer *self, lecun_dtype dtype, void *out,
                                    size_t count, const int64_t *shape, size_t rank, void *work, size_t work_size,
                                    size_t *phases)
{
    kernel k;
    lecun_status status;

    if (!job || !phases)
        return LECUN_E_NULL;
    status = check(self, dtype, out, count, shape, rank, work, work_size, &k);
    if (status)
        return status;
    begin(job, self, dtype, out, &k, work);
    *phases = (size_t)job->phases;
    return LECUN_OK;
}

lecun_status lecun_orthogonal_step(const lecun_orthogonal_job *job, size_t phase, size_t thread, size_t threads)
{
    lecun_fp_mode mode;

    if (!job)
        return LECUN_E_NULL;
    if (job->ready != BEGUN)
        return LECUN_E_INITIALIZER;
    if (phase >= job->phases || thread >= threads)
        return LECUN_E_ARGUMENT;
    mode = lecun_enter_fp_mode();
    lecun_job_phase(job, phase, thread, threads);
    lecun_leave_fp_mode(mode);
    return LECUN_OK;
}

lecun_status lecun_orthogonal_fill(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                                   const int64_t *shape, size_t rank, void *work, size_t work_size)
{
    lecun_orthogonal_job job;
    size_t phases, phase;
    lecun_status status = lecun_orthogonal_begin(&job, self, dtype, out, count, shape, rank, work, work_size, &phases);

    for (phase = 0; !status && phase < phases; phase++)
        status = lecun_orthogonal_step(&job, phase, 0, 1);
    return status;
}
