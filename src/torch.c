/* SPDX-License-Identifier: MIT
 *
 * torch.c - fills from PyTorch's generator: all arguments are checked here, then a plan is made and carried out
 */
#include "strict_fp.h"
#include "box.h"
#include "dispatch.h"
#include "fp_mode.h"
#include "torch_generator.h"
#include "torch_stream.h"

#include <string.h>

/* --- Fills -------------------------------------------------------------------------------------------------------- */

/* All rounds of a part. Returns their number. */
static uint64_t fill_part(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, const lecun_torch_part *part)
{
    uint64_t rounds = 1;

    while (part->count && lecun_torch_round_of(plan, cursor, part, rounds - 1))
        rounds++;
    return rounds;
}

/* The whole tensor, after which *after is advanced; or a range, and after is NULL. */
static lecun_status fill_in_mode(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                 size_t count, const int64_t *shape, size_t rank, int64_t first, lecun_torch *after)
{
    lecun_torch_cursor cursor;
    lecun_torch_plan plan;
    lecun_torch_part part;
    lecun_status status;
    uint64_t rounds;

    if (!self || !init || (!out && count) || (!shape && rank))
        return LECUN_E_NULL;
    status = lecun_torch_check(self, init, dtype, shape, rank, LECUN_TORCH_FILLS, &plan);
    if (status)
        return status;
    if (after && count != plan.elements)
        return LECUN_E_COUNT;
    if (first < 0 || (uint64_t)first > plan.elements || count > plan.elements - (uint64_t)first)
        return LECUN_E_RANGE;
    part.out = (unsigned char *)out;
    part.first = (uint64_t)first;
    part.count = count;
    lecun_torch_open(&cursor, self, lecun_kernels_of_torch());
    rounds = fill_part(&plan, &cursor, &part);
    if (after)
        lecun_torch_advance(after, &plan, &cursor, rounds);
    return LECUN_OK;
}

lecun_status lecun_torch_fill(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out, size_t count,
                              const int64_t *shape, size_t rank)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_in_mode(self, init, dtype, out, count, shape, rank, 0, self);

    lecun_leave_fp_mode(mode);
    return status;
}

static lecun_status skip_in_mode(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, const int64_t *shape,
                                 size_t rank)
{
    lecun_torch_cursor cursor;
    lecun_torch_plan plan;
    lecun_status status;

    if (!self || !init || (!shape && rank))
        return LECUN_E_NULL;
    status = lecun_torch_check(self, init, dtype, shape, rank, LECUN_TORCH_SKIPS, &plan);
    if (status)
        return status;
    lecun_torch_open(&cursor, self, lecun_kernels_of_torch());
    lecun_torch_advance(self, &plan, &cursor, lecun_torch_rounds(&plan, &cursor));
    return LECUN_OK;
}

lecun_status lecun_torch_skip(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, const int64_t *shape,
                              size_t rank)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = skip_in_mode(self, init, dtype, shape, rank);

    lecun_leave_fp_mode(mode);
    return status;
}

lecun_status lecun_torch_fill_range(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                    size_t count, const int64_t *shape, size_t rank, int64_t first)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_in_mode(self, init, dtype, out, count, shape, rank, first, NULL);

    lecun_leave_fp_mode(mode);
    return status;
}

/* --- Boxes -------------------------------------------------------------------------------------------------------- */

enum { PIECE = 128, MOST_SIZE = 8 };

/* One round of a run whose elements are apart: by pieces that are put together, and back. */
static int round_of_strided(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, unsigned char *out, int64_t stride,
                            size_t count, uint64_t first, uint64_t round)
{
    const size_t size = lecun_element_size(plan->element);
    unsigned char piece[PIECE * MOST_SIZE];
    lecun_torch_part part;
    int again = 0;
    size_t i;

    part.out = piece;
    for (part.first = first; count; count -= part.count, part.first += part.count) {
        unsigned char *const at = out + (ptrdiff_t)((part.first - first) * (uint64_t)stride * size);
        part.count = count < PIECE ? count : PIECE;
        for (i = 0; round && i < part.count; i++)
            memcpy(piece + i * size, at + (ptrdiff_t)(i * (uint64_t)stride * size), size);
        again |= lecun_torch_round_of(plan, cursor, &part, round);
        for (i = 0; i < part.count; i++)
            memcpy(at + (ptrdiff_t)(i * (uint64_t)stride * size), piece + i * size, size);
    }
    return again;
}

static int round_of_box(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, unsigned char *out, const lecun_box *b,
                        uint64_t round)
{
    const size_t size = lecun_element_size(plan->element);
    uint64_t row, first, at;
    int again = 0;

    for (row = 0; row < b->runs; row++) {
        lecun_torch_part part;

        lecun_box_run(b, row, &first, &at);
        part.out = out + (ptrdiff_t)(at * size);
        part.first = first;
        part.count = b->run;
        if (b->run_stride == 1)
            again |= lecun_torch_round_of(plan, cursor, &part, round);
        else
            again |= round_of_strided(plan, cursor, part.out, b->run_stride, b->run, first, round);
    }
    return again;
}

static lecun_status fill_box_in_mode(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                     const int64_t *stride, const int64_t *shape, size_t rank, const int64_t *start,
                                     const int64_t *extent)
{
    lecun_torch_cursor cursor;
    lecun_torch_plan plan;
    lecun_status status;
    uint64_t round = 0;
    lecun_box box;

    if (!self || !init || (rank && (!shape || !start || !extent)))
        return LECUN_E_NULL;
    status = lecun_torch_check(self, init, dtype, shape, rank, LECUN_TORCH_FILLS, &plan);
    if (!status)
        status = lecun_open_box(&box, out, stride, shape, rank, start, extent);
    if (status)
        return status;
    lecun_torch_open(&cursor, self, lecun_kernels_of_torch());
    while (round_of_box(&plan, &cursor, (unsigned char *)out, &box, round))
        round++;
    return LECUN_OK;
}

lecun_status lecun_torch_fill_box(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                  const int64_t *stride, const int64_t *shape, size_t rank, const int64_t *start,
                                  const int64_t *extent)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_box_in_mode(self, init, dtype, out, stride, shape, rank, start, extent);

    lecun_leave_fp_mode(mode);
    return status;
}
