/* SPDX-License-Identifier: MIT
 *
 * torch_matrix.h - the normals of torch.nn.init.orthogonal_, for the factorization
 */
#ifndef LECUN_TORCH_MATRIX_H
#define LECUN_TORCH_MATRIX_H

#include "orthogonal_matrix.h"
#include "torch_stream.h"

LECUN_HIDDEN_BEGIN

typedef struct lecun_torch_matrix {
    lecun_torch_plan plan;
    lecun_torch_cursor cursor;
} lecun_torch_matrix;

/* Like lecun_draw_rows; PyTorch draws the tensor's own matrix, and transposes it where it is wider than high. */
void lecun_torch_draw_rows(lecun_torch_matrix *matrix, lecun_strips to, const lecun_tall *shape, size_t first, size_t end);

LECUN_HIDDEN_END

#endif
