/* SPDX-License-Identifier: MIT
 *
 * recipe_text.h - the INITIALIZER of a list or of rules: JSON, or the bare name of a class
 *
 * Beside what Keras writes: {"copy": NAME}, {"same": NAME}, {"values": [...]}; beside "class_name" and "config": "then", and
 * in the config {"as": NAME} in the place of a seed and, in rules, {"residual": S} in that of a number.
 */
#ifndef RECIPE_TEXT_H
#define RECIPE_TEXT_H

#include "model.h"

/* What the text is read for. */
typedef struct recipe_reading {
    const char *text;           /* whole, with a NUL behind */
    const model *m;             /* where names are looked up; NULL: there are none, as in rules */
    size_t layers;              /* for "residual"; 0: it is not known here */
    lecun_profile profile;
    int is_any_shape;           /* r->shape is not known yet */
    int has_layout;             /* use the layout for what has an initializer with axes, unless its config names them */
    lecun_layout layout;
    size_t at;                  /* after a failure: the byte that is wrong, and ... */
    const char *expected;       /* ... what was expected there. NULL: no memory, which is a problem */
    char words[256];            /* room for `expected` */
} recipe_reading;

/* Read the recipe: all but first, label and line. 0: refused. */
int read_recipe(recipe_reading *in, recipe *r, problem *why);

/* Can it make such a tensor? r->shape is set. */
int check_recipe(recipe_reading *in, const recipe *r, const element_type *type);

/* How long the initializer is with which the text begins: a JSON value, or a word. */
size_t recipe_length(const char *text);

#endif
