/* SPDX-License-Identifier: MIT
 *
 * rules.h - which initializer a tensor gets by its name: lines `pattern initializer [layout]`
 *
 *     *.bias         zeros
 *     *norm*.weight  ones
 *     *.c_proj.weight {"class_name":"RandomNormal","config":{"stddev":{"residual":0.02}}}
 *     *              {"class_name":"LecunNormal"} torch
 *
 * In a pattern * stands for any characters. The first that matches wins; a pattern with a range, `*embed*[0:1] zeros`, makes
 * these rows of all that match. The layout is that of the program, `keras` at first: keras_depthwise ..., or torch_bias: the
 * fans are those of the tensor with "weight" for "bias" in its name. {"residual": S} is S / sqrt(2 n), with n the number of
 * layers: of the different numbers that stand first between the dots of the names that match.
 */
#ifndef RULES_H
#define RULES_H

#include "model.h"
#include "recipe_text.h"

typedef struct rule {
    char *pattern, *initializer;
    char bracket;               /* [ rows, { elements, 0 all */
    int64_t from, to;
    int has_layout, is_torch_bias;
    lecun_layout layout;
    size_t line;
} rule;

typedef struct rules {
    const char *name;           /* of the file or the family, as messages say it */
    rule *rule;
    size_t count;
    const checkpoint *names;    /* where layers are counted and weights are looked up; NULL: nowhere */
} rules;

/* Read rules: a family's ready-made ones (rules_ready.c), or a file's. NULL as the path: those of the family that the names of
 * the checkpoint show. */
int read_rules(rules *to, const char *path, const checkpoint *names, problem *why);
int read_rules_text(rules *to, const char *text, size_t length, problem *why);      /* to->name and to->names are set */
void free_rules(rules *r);

/* The rule for all of the tensor; NULL: none names it. */
const rule *find_rule(const rules *r, const char *name);

/* Make the recipe for a tensor or part of the shape r->shape. */
int apply_rule(const rules *rs, const rule *one, const char *name, const element_type *type, recipe *r, recipe_reading *reading,
               problem *why);

/* How many layers the names that match a pattern have; 0: none is told, or no memory. */
size_t count_layers(const checkpoint *names, const char *pattern, problem *why);

/* Does the name match the pattern, in which * stands for any characters? */
int matches(const char *pattern, const char *name);

/* A ready-made text; NULL: there is none of that name. By number: NULL behind the last. */
typedef struct ready_rules {
    const char *name, *shows;   /* shows: a pattern that the names of such a model, and of no other family, match */
    const char *text;
} ready_rules;
extern const ready_rules families[];

#endif
