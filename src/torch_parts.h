/* SPDX-License-Identifier: MIT
 *
 * torch_parts.h - what torch_stream.c, torch_few.c, torch_reject.c and torch_rounds.c do for each other
 */
#ifndef LECUN_TORCH_PARTS_H
#define LECUN_TORCH_PARTS_H

#include "torch_stream.h"

LECUN_HIDDEN_BEGIN

static inline size_t lecun_words_of_element(const lecun_torch_plan *plan)
{
    return plan->element == LECUN_F64 ? 2 : 1;
}

/* Uniforms of elements that are contiguous, from words that are, too. */
void lecun_torch_draw_uniforms(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t word, unsigned char *out,
                               size_t count);

/* Normals of a part, in a round that begins at the word `base`. */
void lecun_torch_draw_normals(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t base,
                              const lecun_torch_part *part);

/* Where elements are outside, take those of `drawn`. Returns whether one is outside still. */
int lecun_torch_replace(const lecun_torch_plan *plan, const lecun_torch_kernels *kernels, unsigned char *out,
                        const unsigned char *drawn, size_t count);

/* All elements of fewer than 16 normals. */
void lecun_torch_draw_few(const lecun_torch_plan *plan, lecun_torch *source, unsigned char *out);

/* lecun_torch_round_of() for these kinds. */
int lecun_torch_few_of_round(const lecun_torch_plan *plan, const lecun_torch *start, const lecun_torch_part *part,
                             uint64_t round);
int lecun_torch_reject(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t base, const lecun_torch_part *part,
                       uint64_t round);

LECUN_HIDDEN_END

#endif
