/* SPDX-License-Identifier: MIT
 *
 * like.h - a model with the names, shapes and types of a checkpoint, and new weights
 */
#ifndef LIKE_H
#define LIKE_H

#include "list.h"

/* Each tensor of floats gets the initializer that the rules give it; the others, and those that a rule keeps, are copied. All
 * tensors that no rule names are one problem. The checkpoint and the rules stay open as long as the model. */
int make_like(model *m, const checkpoint *c, const rules *rs, const list_options *o, problem *why);

#endif
