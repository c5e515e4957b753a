/* SPDX-License-Identifier: MIT
 *
 * model.h - the tensors of a model that is to be written, and how the elements of each are made
 */
#ifndef MODEL_H
#define MODEL_H

#include "checkpoint.h"
#include "summary.h"

typedef enum making { FILLED, VALUES, SAME, COPIED } making;

typedef enum operation_kind { MUL, DIV, ADD, SUB, CLAMP } operation_kind;

typedef struct operation {
    operation_kind kind;
    double number, upper;       /* upper: of clamp */
} operation;

/* How some elements of a tensor are made. */
typedef struct recipe {
    making how;
    int64_t first;              /* the first of the tensor's elements that it makes */
    shape shape;                /* of what it makes */
    lecun_initializer initializer;          /* FILLED */
    lecun_torch *generator;     /* PyTorch's, as it is before this draw; NULL: a class of Keras */
    int has_seed, drawn;        /* the class takes a seed; it was drawn from the system */
    int64_t seed;               /* as it was given or drawn, before an offset */
    int is_named;               /* the stream was made of a name and of one seed for the model */
    int shares;                 /* the stream of another tensor, on purpose */
    void *whole;                /* all elements of an Orthogonal while they are written */
    double *values;             /* VALUES */
    size_t same;                /* SAME: the number of another tensor */
    const stored_tensor *stored;            /* COPIED */
    operation *then;            /* done to each element, one after the other */
    size_t then_count;
    char *label;                /* the name, and which elements, as the list has them */
    size_t line;                /* of the list or the rules */
} recipe;

typedef struct tensor {
    char *name;
    const element_type *type;   /* NULL: unknown elements of another file, which are copied byte by byte */
    const char *dtype;          /* as the output's format calls it where type is NULL */
    size_t unit;                /* bytes of an element */
    shape shape;
    int64_t count;              /* elements; of unknown ones bytes */
    recipe *recipes;            /* of two that make an element the later one has it */
    size_t recipe_count;
    size_t old_file;            /* of the checkpoint that the model is like */
    int64_t first, part, rows;  /* what this run writes: elements first .. first+part-1, rows of the first axis */
    summary values;
} tensor;

typedef struct model {
    tensor *tensors;
    size_t count;
    int64_t values, bytes;      /* that this run writes */
    size_t *slots, slot_count;  /* a hash table of the names */
    int has_generators;         /* some recipes draw from PyTorch's */
    const checkpoint *like;     /* NULL: it is like none */
} model;

/* A new last tensor; it takes the name and the shape. NULL: refused (no memory). */
tensor *new_tensor(model *m, char *name, const element_type *type, shape *s, problem *why);

/* The tensor of that name, NULL if there is none. */
tensor *find_tensor(const model *m, const char *name);

/* A new last recipe, for all of the tensor. */
recipe *new_recipe(tensor *t, problem *why);

/* The part of each tensor that rank `rank` of `ranks` writes, along the first axis. 0: 2^63 bytes or more. */
int cut_model(model *m, int64_t rank, int64_t ranks);

/* Make elements first .. first+count-1 of a tensor, in the machine's byte order. prepare_tensor comes before, and
 * release_tensor after; between them several threads may call make_elements. */
int prepare_tensor(const model *m, const tensor *t, problem *why);
int make_elements(const model *m, const tensor *t, int64_t first, size_t count, void *to, problem *why);
void release_tensor(const model *m, const tensor *t);

/* Likewise a box of a tensor with a type: the elements whose index on each axis i is start[i] .. start[i]+extent[i]-1. */
int make_box(const model *m, const tensor *t, const int64_t *start, const int64_t *extent, void *to, problem *why);

/* How many elements to make at once. */
size_t elements_at_once(const model *m);

/* Does the tensor need memory for all of it? */
int needs_whole(const model *m, const tensor *t);

/* The standard deviation that is asked, with what is done to the elements; 0 where a tensor is made in several ways. */
double asked_stddev_of(const tensor *t);

void free_recipe(recipe *r);
void free_model(model *m);

#endif
