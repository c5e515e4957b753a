/* SPDX-License-Identifier: MIT
 *
 * mpi_part.c - see mpi_part.h
 */
#include "mpi_part.h"

#include <string.h>

int64_t extent_product(const int64_t *extent, size_t begin, size_t end)
{
    int64_t count = 1;

    for (; begin < end; begin++)
        count *= extent[begin];
    return count;
}

/* What rank `number` of `parts` has of the axis: the first `rest` get one more. */
static void cut_axis(part *p, size_t axis, int64_t number, int64_t parts)
{
    const int64_t quotient = p->extent[axis] / parts, rest = p->extent[axis] % parts;

    p->start[axis] = number * quotient + (number < rest ? number : rest);
    p->extent[axis] = quotient + (number < rest);
}

static void cut_pieces(part *p, const tensor *t)
{
    const int64_t most = PART_PIECE / (int64_t)t->unit;
    const size_t axes = t->shape.rank;
    int64_t inner = 1;
    size_t i;

    for (i = axes; p->count && i > 0 && inner <= most / p->extent[i - 1]; i--)
        inner *= p->extent[i - 1];
    p->split = i ? i - 1 : 0;
    p->rows = i || !axes ? most / inner : p->extent[0];
    for (i = 0; i < axes; i++) {
        p->piece_start[i] = p->start[i];
        p->piece_extent[i] = i < p->split ? 1 : p->extent[i];
    }
    if (axes && p->piece_extent[p->split] > p->rows)
        p->piece_extent[p->split] = p->rows;
}

int make_part(part *p, const tensor *t, size_t axis, int64_t number, int64_t parts, problem *why)
{
    const size_t axes = t->shape.rank;
    size_t i;

    memset(p, 0, sizeof *p);
    p->start = (int64_t *)allocate(NULL, 4 * axes, sizeof *p->start, why);
    if (!p->start)
        return 0;
    p->extent = p->start + axes;
    p->piece_start = p->extent + axes;
    p->piece_extent = p->piece_start + axes;
    for (i = 0; i < axes; i++) {
        p->start[i] = 0;
        p->extent[i] = t->shape.dimension[i];
    }
    if (axes)
        cut_axis(p, axis, number, parts);
    p->count = !t->count || (!axes && number) ? 0 : extent_product(p->extent, 0, axes);
    cut_pieces(p, t);
    return 1;
}

int64_t piece_count(const part *p, size_t axes)
{
    return p->done < p->count ? extent_product(p->piece_extent, 0, axes) : 0;
}

/* Along the axis that is split, then one index on in the axes before it. */
void next_piece(part *p, size_t axes)
{
    int64_t left;
    size_t i = p->split;

    p->done += piece_count(p, axes);
    if (p->done >= p->count)
        return;
    p->piece_start[i] += p->piece_extent[i];
    for (; p->piece_start[i] == p->start[i] + p->extent[i]; i--) {
        p->piece_start[i] = p->start[i];
        p->piece_start[i - 1]++;            /* there is an axis before: the box has more elements */
    }
    left = p->start[p->split] + p->extent[p->split] - p->piece_start[p->split];
    p->piece_extent[p->split] = left < p->rows ? left : p->rows;
}
