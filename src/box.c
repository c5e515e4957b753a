/* SPDX-License-Identifier: MIT
 *
 * box.c - a rectangular part of a tensor as runs of neighbours
 */
#include "box.h"

lecun_status lecun_check_box(const int64_t *shape, size_t rank, const int64_t *start, const int64_t *extent, int *empty)
{
    size_t i;

    *empty = 0;
    for (i = 0; i < rank; i++) {
        if (start[i] < 0 || extent[i] < 0 || start[i] > shape[i] || extent[i] > shape[i] - start[i])
            return LECUN_E_RANGE;
        *empty |= extent[i] == 0;
    }
    return LECUN_OK;
}

lecun_box lecun_make_box(const int64_t *stride, const int64_t *shape, size_t rank, const int64_t *start,
                         const int64_t *extent)
{
    lecun_box b;
    size_t i;

    b.stride = stride;
    b.shape = shape;
    b.start = start;
    b.extent = extent;
    b.outer = rank - 1;
    b.run = (size_t)extent[rank - 1];
    b.run_stride = stride ? stride[rank - 1] : 1;
    while (b.outer && extent[b.outer] == shape[b.outer]
           && (!stride || (uint64_t)stride[b.outer - 1] == (uint64_t)stride[b.outer] * (uint64_t)extent[b.outer])) {
        b.outer--;
        b.run *= (size_t)extent[b.outer];
    }
    b.runs = 1;
    for (i = 0; i < b.outer; i++)
        b.runs *= (uint64_t)extent[i];
    return b;
}

void lecun_box_run(const lecun_box *b, size_t rank, uint64_t row, uint64_t *first, uint64_t *at)
{
    uint64_t below = 1, dense = 1;      /* elements of the tensor, and of the box, below the axis */
    size_t axis;

    *first = *at = 0;
    for (axis = rank; axis-- > 0;) {
        uint64_t index = 0;
        if (axis < b->outer) {
            index = row % (uint64_t)b->extent[axis];
            row /= (uint64_t)b->extent[axis];
        }
        *first += ((uint64_t)b->start[axis] + index) * below;
        *at += index * (b->stride ? (uint64_t)b->stride[axis] : dense);
        below *= (uint64_t)b->shape[axis];
        dense *= (uint64_t)b->extent[axis];
    }
}
