/* SPDX-License-Identifier: MIT
 *
 * orthogonal.h - the orthogonal factor of a matrix of normals, for Keras's Orthogonal
 *
 * TensorFlow's bits here depend on Eigen's order of sums and on the processor, so they are no target. Instead the
 * factor is computed some 30 times more exactly than double arithmetic would: what is left between the two is
 * TensorFlow's own rounding.
 */
#ifndef LECUN_ORTHOGONAL_H
#define LECUN_ORTHOGONAL_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* a: the bit patterns of m x n finite doubles, m >= n, row after row. They are replaced by those of Q, of the reduced
 * QR factorization whose R has no negative number on its diagonal; where R has a 0 there, the column of Q is 0, as
 * Keras makes it. work: n words. Integers only: the same bits everywhere. */
void lecun_orthogonalize(uint64_t *a, size_t m, size_t n, uint64_t *work);

LECUN_HIDDEN_END

#endif
