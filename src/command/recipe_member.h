/* SPDX-License-Identifier: MIT
 *
 * recipe_member.h - the members of an initializer's JSON that Keras does not have: copy, same, values, then
 *
 * The JSON at `at` was checked. 0: refused, as recipe_text.h says.
 */
#ifndef RECIPE_MEMBER_H
#define RECIPE_MEMBER_H

#include "recipe_text.h"

/* Both return 0. */
int recipe_wrong(recipe_reading *in, size_t at, const char *expected);
int recipe_no_memory(recipe_reading *in);

/* Does a number begin with this character? The number there. */
int recipe_is_number(char c);
double recipe_number(const char *text, size_t at);

/* The tensor of an earlier line that a string names; NULL: refused. */
const tensor *recipe_tensor(recipe_reading *in, size_t at, problem *why);

int read_copy_member(recipe_reading *in, size_t at, recipe *r, problem *why);
int read_same_member(recipe_reading *in, size_t at, recipe *r, problem *why);
int read_values_member(recipe_reading *in, size_t at, recipe *r, problem *why);
int read_operations_member(recipe_reading *in, size_t at, recipe *r, problem *why);

#endif
