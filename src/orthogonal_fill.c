/* SPDX-License-Identifier: MIT
 *
 * orthogonal_fill.c - the entry point of Orthogonal, the one class whose fill needs memory
 *
 * Keras (keras/src/initializers/random_initializers.py): draw a matrix of standard normals with as many rows and
 * columns as the tensor has when its last axis is kept, on its longer side first; take Q of its reduced QR
 * factorization, with the columns' signs that make R's diagonal positive; transpose back, and multiply by the gain.
 */
#include "strict_fp.h"
#include "affine.h"
#include "check.h"
#include "fp_mode.h"
#include "keras_stream.h"
#include "orthogonal.h"

/* The tensor as a matrix, and the tall one that is factorized. */
typedef struct matrix {
    uint64_t rows, columns, tall, narrow;
} matrix;

static lecun_status as_matrix(const int64_t *shape, size_t rank, matrix *m)
{
    int64_t elements, rows;
    lecun_status status = lecun_count_elements(shape, rank, &elements, NULL);

    if (status)
        return status;
    if (rank < 2)
        return LECUN_E_RANK;
    m->columns = (uint64_t)shape[rank - 1];
    if (elements == 0)
        rows = 0;
    else
        rows = elements / shape[rank - 1];
    m->rows = (uint64_t)rows;
    m->tall = m->rows > m->columns ? m->rows : m->columns;
    m->narrow = m->rows > m->columns ? m->columns : m->rows;
    return LECUN_OK;
}

/* One word an element of the matrix and one a column, and room to align them. 0 if that is more than memory can be. */
static size_t work_size_of(const matrix *m)
{
    const uint64_t most = (SIZE_MAX - 8) / 8;

    if (m->narrow == 0)
        return 8;
    if (m->tall >= most / m->narrow)
        return 0;
    return (size_t)(8 * (m->tall * m->narrow + m->narrow) + 8);
}

lecun_status lecun_orthogonal_work_size(const int64_t *shape, size_t rank, size_t *work_size)
{
    matrix m;
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

/* The normals, as patterns of doubles: those of float64, or those of the narrower dtype widened. */
static void draw_normals(const lecun_initializer *self, lecun_dtype drawn, uint64_t *a, size_t count)
{
    const lecun_plan plan = lecun_normals_plan(self, drawn);
    union { uint32_t f32[256]; uint16_t f16[256]; } piece;
    size_t first, n, i;

    if (drawn == LECUN_F64) {
        lecun_keras_fill(&plan, (unsigned char *)a, count, 0);
        return;
    }
    for (first = 0; first < count; first += n) {
        n = count - first < 256 ? count - first : 256;
        lecun_keras_fill(&plan, (unsigned char *)&piece, n, first);
        for (i = 0; i < n; i++)
            a[first + i] = lecun_double_of_float_bits(drawn == LECUN_F16 ? lecun_bits_of_half(piece.f16[i]) : piece.f32[i]);
    }
}

/* Write q * gain as an element: one product, in the dtype it was drawn in, and then the rounding to another, if it is
 * another. */
static void put_element(lecun_dtype drawn, lecun_dtype dtype, unsigned char *out, double q, double gain)
{
    const double f64 = q * gain;
    const uint32_t q32 = lecun_float_of_double_bits(lecun_bits_of_double(q));
    const uint32_t gain32 = lecun_float_of_double_bits(lecun_bits_of_double(gain));
    const uint32_t f32 = lecun_float_product(q32, gain32);
    const uint32_t half = lecun_float_product(lecun_round_half(q32), lecun_round_half(gain32));
    const uint16_t f16 = (uint16_t)lecun_half_of_bits(drawn == LECUN_F16 ? half : f32);
    const uint16_t bf16 = (uint16_t)lecun_bf16_of_bits(f32);
    const void *const element[LECUN_DTYPE_END] = {NULL, &f32, &f64, &f16, &bf16};

    memcpy(out, element[dtype], lecun_dtype_size(dtype));
}

static void put_matrix(const matrix *m, lecun_dtype drawn, lecun_dtype dtype, unsigned char *out, const uint64_t *q,
                       double gain)
{
    const size_t size = lecun_dtype_size(dtype);
    const int turned = m->rows < m->columns;
    uint64_t i, j;

    for (i = 0; i < m->rows; i++)
        for (j = 0; j < m->columns; j++, out += size)
            put_element(drawn, dtype, out, lecun_double_of_bits(turned ? q[j * m->narrow + i] : q[i * m->narrow + j]), gain);
}

static uint64_t *aligned(void *work)
{
    unsigned char *at = (unsigned char *)work;
    return (uint64_t *)(void *)(at + (8 - (uintptr_t)at % 8) % 8);
}

static lecun_status fill_in_mode(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                                 const int64_t *shape, size_t rank, void *work, size_t work_size)
{
    const lecun_scheme *scheme;
    matrix m;
    lecun_status status;
    lecun_dtype drawn;
    size_t needed;
    uint64_t *a;

    if (!self || (!out && count) || (!shape && rank) || (!work && work_size))
        return LECUN_E_NULL;
    scheme = lecun_scheme_of(self);
    if (!scheme)
        return LECUN_E_INITIALIZER;
    if (scheme->kind != LECUN_ORTHOGONAL)
        return LECUN_E_CLASS;
    if (!lecun_dtype_size(dtype))
        return LECUN_E_DTYPE;
    if (!lecun_class_takes_dtype(self, scheme, dtype))
        return LECUN_E_CLASS_DTYPE;
    status = as_matrix(shape, rank, &m);
    if (status)
        return status;
    if (count != m.rows * m.columns)
        return LECUN_E_COUNT;
    if (!count)
        return LECUN_OK;
    needed = work_size_of(&m);
    if (!needed || work_size < needed)
        return LECUN_E_WORKSPACE;
    a = aligned(work);
    drawn = dtype == LECUN_BF16 || (dtype == LECUN_F16 && self->rounding == LECUN_ROUND_ONCE) ? LECUN_F32 : dtype;
    draw_normals(self, drawn, a, count);
    lecun_orthogonalize(a, (size_t)m.tall, (size_t)m.narrow, a + count);
    put_matrix(&m, drawn, dtype, (unsigned char *)out, a, self->number[0]);
    return LECUN_OK;
}

lecun_status lecun_orthogonal_fill(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                                   const int64_t *shape, size_t rank, void *work, size_t work_size)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_in_mode(self, dtype, out, count, shape, rank, work, work_size);

    lecun_leave_fp_mode(mode);
    return status;
}
