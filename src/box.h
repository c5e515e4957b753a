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
    size_t rank, outer;                 /* the leading axes; the others are merged into the run */
    uint64_t runs;                      /* 0 if the box is empty */
    size_t run;
    int64_t run_stride;
} lecun_box;

/* Make *b: trailing axes that the box covers whole are merged, as long as the destination allows it. Of rank 0 it is the one
 * element, whatever the arrays are. LECUN_E_RANGE if the box leaves the tensor; LECUN_E_NULL if there are elements, and no out. */
lecun_status lecun_open_box(lecun_box *b, const void *out, const int64_t *stride, const int64_t *shape, size_t rank,
                            const int64_t *start, const int64_t *extent);

/* Where run number `row` begins: *first in the tensor, *at in the destination, in elements. Strides are the caller's,
 * so they may wrap, which unsigned numbers do. */
void lecun_box_run(const lecun_box *b, uint64_t row, uint64_t *first, uint64_t *at);

LECUN_HIDDEN_END

#endif
