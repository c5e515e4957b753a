/* SPDX-License-Identifier: MIT
 *
 * torch_orthogonal.c - torch.nn.init.orthogonal_: PyTorch's normals, this library's factor
 */
#include "strict_fp.h"
#include "dispatch.h"
#include "fp_mode.h"
#include "orthogonal_job.h"
#include "torch_element.h"
#include "torch_generator.h"
#include "torch_matrix.h"

#include <string.h>

/* --- Normals ------------------------------------------------------------------------------------------------------ */

enum { PIECE = 64, MOST_SIZE = 8 };

/* Elements of the tensor, as doubles, each `step` further on. */
static void draw_run(lecun_torch_matrix *matrix, uint64_t element, size_t count, double *numbers)
{
    const size_t size = lecun_element_size(matrix->plan.element);
    unsigned char drawn[PIECE * MOST_SIZE];
    lecun_torch_part part;
    size_t i;

    part.out = drawn;
    part.first = element;
    part.count = count;
    lecun_torch_round_of(&matrix->plan, &matrix->cursor, &part, 0);
    for (i = 0; i < count; i++) {
        const uint64_t pattern = lecun_get_element(drawn + i * size, size);
        numbers[i] = size == 8 ? lecun_double_of_bits(pattern) : lecun_double_of_float((uint32_t)pattern);
    }
}

/* A row or a column of the tensor's matrix, of which elements first..end-1 become a row, or a part of a column, of the tall one. */
static void draw_line(lecun_torch_matrix *matrix, lecun_strips to, const lecun_tall *shape, uint64_t line, size_t first, size_t end,
                      size_t from)
{
    const int turned = shape->rows < shape->columns;
    double numbers[PIECE];
    size_t at, n, i;

    for (at = first; at < end; at += n) {
        n = end - at < PIECE ? end - at : PIECE;
        draw_run(matrix, line * shape->columns + at, n, numbers);
        for (i = 0; i < n; i++)
            *(turned ? lecun_strips_at(to, at + i - from, (size_t)line) : lecun_strips_at(to, (size_t)line - from, at + i)) = numbers[i];
    }
}

void lecun_torch_draw_rows(lecun_torch_matrix *matrix, lecun_strips to, const lecun_tall *shape, size_t first, size_t end)
{
    const size_t n = (size_t)shape->narrow;
    size_t i;

    if (shape->rows < shape->columns)
        for (i = 0; i < n; i++)
            draw_line(matrix, to, shape, i, first, end, first);
    else
        for (i = first; i < end; i++)
            draw_line(matrix, to, shape, i, 0, n, first);
    for (i = first; i < end; i++)
        lecun_clear_right_of(to, n, i - first);
}

/* --- Entry point -------------------------------------------------------------------------------------------------- */

/* The matrix of a tensor that has elements, and whether the workspace is large enough for it. */
static lecun_status as_matrix(const int64_t *shape, size_t count, size_t work_size, lecun_tall *matrix)
{
    int64_t sides[2];
    size_t needed;

    sides[0] = shape[0];
    sides[1] = (int64_t)count / shape[0];
    if (lecun_orthogonal_work_size(sides, 2, &needed) || work_size < needed)
        return LECUN_E_WORKSPACE;
    *matrix = lecun_tall_of((uint64_t)sides[0], (uint64_t)sides[1]);
    return LECUN_OK;
}

static void factorize(lecun_torch_matrix *matrix, const lecun_initializer *init, lecun_dtype dtype, void *out, void *work,
                      const lecun_tall *tall)
{
    lecun_orthogonal_job job;
    size_t phase, phases;

    memset(&job, 0, sizeof job);
    job.initializer = *init;
    job.out = out;
    job.work = work;
    job.rows = tall->rows;
    job.columns = tall->columns;
    job.dtype = (uint32_t)dtype;
    job.normals = matrix;
    phases = lecun_job_phases(&job);
    for (phase = 0; phase < phases; phase++)
        lecun_job_phase(&job, phase, 0, 1);
}

static lecun_status fill_in_mode(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out, size_t count,
                                 const int64_t *shape, size_t rank, void *work, size_t work_size)
{
    lecun_torch_matrix matrix;
    lecun_tall tall;
    lecun_status status;

    if (!self || !init || (!out && count) || (!shape && rank) || (!work && work_size))
        return LECUN_E_NULL;
    status = lecun_torch_check(self, init, dtype, shape, rank, LECUN_TORCH_FACTORIZES, &matrix.plan);
    if (status)
        return status;
    if (count != matrix.plan.elements)
        return LECUN_E_COUNT;
    if (!count)
        return LECUN_OK;
    status = as_matrix(shape, count, work_size, &tall);
    if (status)
        return status;
    lecun_torch_open(&matrix.cursor, self, lecun_kernels_of_torch());
    factorize(&matrix, init, dtype, out, work, &tall);
    lecun_torch_advance(self, &matrix.plan, &matrix.cursor, 1);
    return LECUN_OK;
}

lecun_status lecun_torch_orthogonal_fill(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                         size_t count, const int64_t *shape, size_t rank, void *work, size_t work_size)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_in_mode(self, init, dtype, out, count, shape, rank, work, work_size);

    lecun_leave_fp_mode(mode);
    return status;
}
