/* SPDX-License-Identifier: MIT
 *
 * box.h - a rectangular part of a tensor as runs of neighbours
 */
#ifndef LECUN_BOX_H
#define LECUN_BOX_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* A box as runs: elements that are neighbours in the tensor, and equally far apart in the destination. */
typedef struct lecun_box {
    const int64_t *stride, *shape, *start, *extent;
    size_t outer;                       /* the leading axes; the others are merged into the run */
    uint64_t runs;
    size_t run;
    int64_t run_stride;
} lecun_box;

/* LECUN_OK, or LECUN_E_RANGE if the box leaves the tensor. */
lecun_status lecun_check_box(const int64_t *shape, size_t rank, const int64_t *start, const int64_t *extent, int *empty);

/* Merge trailing axes that the box covers whole, as long as the destination allows it. rank >= 1. */
lecun_box lecun_make_box(const int64_t *stride, const int64_t *shape, size_t rank, const int64_t *start,
                         const int64_t *extent);

/* Where run number `row` begins: *first in the tensor, *at in the destination, in elements. Strides are the caller's,
 * so they may wrap, which unsigned numbers do. */
void lecun_box_run(const lecun_box *b, size_t rank, uint64_t row, uint64_t *first, uint64_t *at);

LECUN_HIDDEN_END

#endif
