/* SPDX-License-Identifier: MIT
 *
 * shape.h - shapes as text: 7x7x3x64, 7,7,3,64 or scalar
 */
#ifndef SHAPE_H
#define SHAPE_H

#include "problem.h"

#include <stdint.h>

typedef struct shape {
    int64_t *dimension;         /* NULL if and only if rank is 0 */
    size_t rank;
    int64_t count;              /* elements */
} shape;

/* Read a whole text. Returns 0 where it is no shape: *at is the byte that is wrong, and *expected what was expected there;
 * NULL without memory, which is a problem. */
int read_shape(shape *s, const char *text, size_t *at, const char **expected, problem *why);

/* Add a dimension. 0: no memory. The count is not kept. */
int add_dimension(shape *s, int64_t dimension, problem *why);

/* Make *to a copy, with memory of its own. */
int copy_shape(const shape *from, shape *to, problem *why);

/* Count the elements; 0 if they are 2^63 or more. */
int count_elements(shape *s);

int same_shape(const shape *a, const shape *b);

/* As text of at most SHAPE_TEXT bytes, what does not fit cut off. */
enum { SHAPE_TEXT = 96 };
const char *shape_text(const shape *s, char text[SHAPE_TEXT]);

void free_shape(shape *s);

#endif
