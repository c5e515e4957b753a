/* SPDX-License-Identifier: MIT
 *
 * model_list.h - the list of a model's tensors
 *
 * A list has one tensor a line, `name dtype shape initializer`; blank lines and lines that start with # do not count:
 *
 *     dense/kernel f32 784x256 {"class_name":"LecunNormal","config":{"seed":42}}
 *     dense/bias   f32 256     "zeros"
 *     temperature  f64 scalar  "ones"
 */
#ifndef MODEL_LIST_H
#define MODEL_LIST_H

#include "elements.h"
#include "summary.h"

#include <stdio.h>

#define MAX_HEADER 100000000    /* bytes: safetensors refuses a longer header */

typedef struct tensor {
    char *text;                 /* its line of the list; name and shape_text point into it */
    size_t line;
    const char *name, *shape_text;
    const element_type *type;
    int64_t *shape;
    size_t rank;
    int64_t count;
    int64_t first, part, rows;  /* what this run writes: elements first .. first+part-1, rows of the first axis */
    lecun_initializer initializer;
    int64_t seed;               /* as it was given or drawn, before the offset */
    int drawn;
    summary values;
} tensor;

typedef struct model {
    tensor *tensors;
    size_t count, capacity;
    int64_t values, bytes;
} model;

/* How a list is to be read. */
typedef struct list_options {
    int64_t seed_offset, random_seed;
    lecun_profile profile;
    int replays;                /* those without a seed get Keras's default seeds after set_random_seed(random_seed) */
    int64_t rank, ranks;        /* the part of every tensor that is wanted, along the first axis: 0 of 1 is all of it */
} list_options;

/* Read and check the whole list; what is wrong ends the program, with the line and column after `path`. */
model read_list(FILE *file, const char *path, const list_options *o);

void free_model(model *m);

/* What only a fill would find: ranks, axes, fans, a dtype that Orthogonal refuses. */
lecun_status check_fill(const tensor *t);

/* Orthogonal is made whole, and needs memory for it: some sixteen bytes an element. Returns NULL for the others, else what
 * the caller frees. */
unsigned char *orthogonal_whole(const tensor *t);

#endif
