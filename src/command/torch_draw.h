/* SPDX-License-Identifier: MIT
 *
 * torch_draw.h - tensors that PyTorch's generator fills
 *
 * A draw depends on all before it. So the state before each is kept beside its recipe, and its elements can then be made in any
 * order, in parts, and by several threads.
 */
#ifndef TORCH_DRAW_H
#define TORCH_DRAW_H

#include "model.h"

/* A class of torch.nn.init; one of them that takes words of the generator. */
int is_torch_class(const lecun_initializer *init);
int draws_from_generator(const lecun_initializer *init);

/* What a status of lecun_torch_* means in a list. */
const char *expected_of_draw(lecun_status status);

/* The recipe's draw is the generator's next, which goes on behind it. 0: refused, *expected says what was expected; NULL: no
 * memory, which is a problem. */
int take_draw(recipe *r, const element_type *type, lecun_torch *generator, const char **expected, problem *why);

/* The generator is moved on as far as a draw would move it. */
int spend_draw(const recipe *r, const element_type *type, lecun_torch *generator, const char **expected);

/* A copy of another recipe's state, if it has one. */
int share_draw(recipe *r, const recipe *from, problem *why);

/* For a tensor that stands alone, and draws nothing: any state serves. */
int take_no_draw(recipe *r, const element_type *type, const char **expected, problem *why);

#endif
