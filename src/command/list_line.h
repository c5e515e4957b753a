/* SPDX-License-Identifier: MIT
 *
 * list_line.h - a line of a list, cut into fields
 */
#ifndef LIST_LINE_H
#define LIST_LINE_H

#include "list.h"
#include "mistakes.h"

#define BLANKS " \t\r\n"

typedef struct list_reader {
    const char *path;
    const list_options *o;
    model *m;
    mistakes mistakes;
    problem *why;
    lecun_replay replay;
    lecun_torch generator;      /* of the next draw */
    int misses_generator;       /* a draw was met, and there is none: it is said once */
    int has_layout;
    lecun_layout layout;
    size_t line;                /* the number of the line, ... */
    const char *text;           /* ... as it stands in the list, ... */
    size_t length;
    char *cut;                  /* ... and a copy, whose fields are cut off with NULs */
    int64_t bytes;              /* of the tensors so far */
} list_reader;

/* The fields of a tensor's line. */
typedef struct fields {
    char *name;                 /* decoded; the line owns it */
    const char *label;          /* as it was written */
    char bracket;               /* [ rows, { elements, 0 all */
    int64_t from, to;
    const element_type *type;
    shape shape;
    const char *initializer;
} fields;

/* Note what was expected at this byte of in->cut. Returns 0. */
int list_mistake(list_reader *in, const char *at, const char *expected);

/* Cut the next field out of the line; an empty one at its end. */
char *list_field(char **cursor);

/* Where the digits of a number end; NULL if there are none, or too many. */
const char *list_digits(const char *s, int64_t *value);

/* The name at the cursor, and a range behind it. */
int read_list_name(list_reader *in, char **cursor, fields *f);

#endif
