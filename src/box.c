/* SPDX-License-Identifier: MIT
 *
 * box.c - a rectangular part of a tensor as runs of neighbours
 */
#include "box.h"

static void merge_axes(lecun_box *b)
{
    size_t i;

    b->outer = 0;
    b->runs = b->run = 1;
    b->run_stride = 1;
    if (!b->rank)
        return;
    b->outer = b->rank - 1;
    b->run = (size_t)b->extent[b->outer];
    if (b->stride)
        b->run_stride = b->stride[b->outer];
    while (b->outer && b->extent[b->outer] == b->shape[b->outer]
           && (!b->stride || (uint64_t)b->stride[b->outer - 1] == (uint64_t)b->stride[b->outer] * (uint64_t)b->extent[b->outer])) {
        b->outer--;
        b->run *= (size_t)b->extent[b->outer];
    }
    for (i = 0; i < b->outer; i++)
        b->runs *= (uint64_t)b->extent[i];
}

lecun_status lecun_open_box(lecun_box *b, const void *out, const int64_t *stride, const int64_t *shape, size_t rank,
                            const int64_t *start, const int64_t *extent)
{
    int empty = 0;
    size_t i;

    for (i = 0; i < rank; i++) {
        if (start[i] < 0 || extent[i] < 0 || start[i] > shape[i] || extent[i] > shape[i] - start[i])
            return LECUN_E_RANGE;
        empty |= extent[i] == 0;
    }
    b->stride = stride;
    b->shape = shape;
    b->start = start;
    b->extent = extent;
    b->rank = rank;
    b->runs = 0;
    if (empty)
        return LECUN_OK;
    if (!out)
        return LECUN_E_NULL;
    merge_axes(b);
    return LECUN_OK;
}

void lecun_box_run(const lecun_box *b, uint64_t row, uint64_t *first, uint64_t *at)
{
    uint64_t below = 1, dense = 1;      /* elements of the tensor, and of the box, below the axis */
    size_t axis;

    *first = *at = 0;
    for (axis = b->rank; axis-- > 0;) {
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
