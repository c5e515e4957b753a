/* SPDX-License-Identifier: MIT
 *
 * mpi_part.h - the part of a tensor that a rank makes, and the pieces in which it makes it
 */
#ifndef MPI_PART_H
#define MPI_PART_H

#include "model.h"

enum { PART_PIECE = 16 * 1024 * 1024 };     /* bytes that a rank makes and writes at once */

typedef struct part {
    int64_t *start, *extent;                /* the box; start is what is freed */
    int64_t *piece_start, *piece_extent;    /* a box in it, whose elements follow one another in the box */
    int64_t count, done;                    /* elements of the box; elements before the piece */
    size_t split;                           /* a piece has one index on the axes before this one, ... */
    int64_t rows;                           /* ... at most so many on this one, and all on those behind it */
} part;

/* The product of extents begin .. end-1. */
int64_t extent_product(const int64_t *extent, size_t begin, size_t end);

/* What rank `number` of `parts` has along the axis. The box of rank 0 of 1 is all of the tensor; a scalar cannot be cut. */
int make_part(part *p, const tensor *t, size_t axis, int64_t number, int64_t parts, problem *why);

/* Elements of the piece; 0 behind the last. */
int64_t piece_count(const part *p, size_t axes);

/* Move to the next piece. */
void next_piece(part *p, size_t axes);

#endif
