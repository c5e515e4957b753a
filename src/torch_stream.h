/* SPDX-License-Identifier: MIT
 *
 * torch_stream.h - PyTorch's CPU stream: elements of a tensor from the generator's words, any part of them
 */
#ifndef LECUN_TORCH_STREAM_H
#define LECUN_TORCH_STREAM_H

#include "torch_plan.h"

LECUN_HIDDEN_BEGIN

/* Part of a tensor: count elements from number `first` on, contiguous in memory. */
typedef struct lecun_torch_part {
    unsigned char *out;
    uint64_t first;
    size_t count;
} lecun_torch_part;

/* A place in the words of a tensor, which begin where *start is. */
typedef struct lecun_torch_cursor {
    const lecun_torch_kernels *kernels;
    const lecun_torch *start;
    lecun_mt19937 mt;
    uint64_t at;
} lecun_torch_cursor;

void lecun_torch_open(lecun_torch_cursor *cursor, const lecun_torch *start, const lecun_torch_kernels *kernels);
void lecun_torch_seek(lecun_torch_cursor *cursor, uint64_t word);

/* Write the part as far as one round takes it, from round 0 on. Returns whether there are elements that need a further round,
 * which then must follow, with out as it is. The parts of a round come in the order of the elements, or cost jumps. */
int lecun_torch_round_of(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, const lecun_torch_part *part, uint64_t round);

/* The words of one round, but of fewer than 16 normals, which depend on what waits. */
uint64_t lecun_torch_words(const lecun_torch_plan *plan);

/* How many rounds the whole tensor takes, without its elements. */
uint64_t lecun_torch_rounds(const lecun_torch_plan *plan, lecun_torch_cursor *cursor);

/* Move the generator, where the cursor began, behind a tensor that took so many rounds. */
void lecun_torch_advance(lecun_torch *self, const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t rounds);

LECUN_HIDDEN_END

#endif
