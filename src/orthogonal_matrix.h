/* SPDX-License-Identifier: MIT
 *
 * orthogonal_matrix.h - the matrix that is factorized, filled with normals, and its factor, written as elements
 *
 * The tensor's longer side is the matrix's rows.
 */
#ifndef LECUN_ORTHOGONAL_MATRIX_H
#define LECUN_ORTHOGONAL_MATRIX_H

#include "plan.h"

LECUN_HIDDEN_BEGIN

/* The tensor as a matrix, and the tall one that is factorized. */
typedef struct lecun_tall {
    uint64_t rows, columns, tall, narrow;
} lecun_tall;

static inline lecun_tall lecun_tall_of(uint64_t rows, uint64_t columns)
{
    lecun_tall m;

    m.rows = rows;
    m.columns = columns;
    m.tall = rows > columns ? rows : columns;
    m.narrow = rows > columns ? columns : rows;
    return m;
}

/* Where the tall matrix is: in strips of `width` columns, each `rows` rows apart, their rows contiguous. */
typedef struct lecun_strips {
    double *a;
    size_t width, rows;
} lecun_strips;

/* Where an element is. */
static inline double *lecun_strips_at(lecun_strips s, size_t i, size_t j)
{
    return s.a + (j / s.width * s.rows + i) * s.width + j % s.width;
}

/* Put zeros into what the strips have of a row beyond its n columns. */
void lecun_clear_right_of(lecun_strips to, size_t n, size_t row);

/* Draw rows first..end-1 of a matrix of n columns, by a plan of normals; row `first` is put into row 0 of the strips. What a
 * strip has more columns than the matrix gets zeros. */
void lecun_draw_rows(const lecun_plan *normals, lecun_strips to, size_t n, size_t first, size_t end);

/* What is made of the factor's element: a product with the gain in the dtype that was drawn, then the rounding to
 * another, if it is another. */
typedef struct lecun_elements {
    lecun_dtype drawn, dtype;
    double gain64;
    float gain32;
} lecun_elements;

/* Write rows first..end-1 of the tensor's matrix; out is where the matrix begins. */
void lecun_put_rows(const lecun_elements *elements, unsigned char *out, const lecun_tall *m, lecun_strips q, size_t first,
                    size_t end);

LECUN_HIDDEN_END

#endif
