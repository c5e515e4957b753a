/* SPDX-License-Identifier: MIT
 *
 * files.h - the files that a model becomes: which tensors each holds, where in it, and the bytes before them
 */
#ifndef FILES_H
#define FILES_H

#include "model.h"

typedef enum format { FORMAT_SAFETENSORS, FORMAT_GGUF, FORMAT_NPY, FORMAT_RAW } format;

typedef struct placed_tensor {
    size_t number;              /* of the model */
    size_t unit;                /* bytes of an element */
    int64_t begin;              /* in the file; bytes between tensors are 0 */
} placed_tensor;

typedef struct model_file {
    char *path;
    buffer head;
    placed_tensor *tensors;     /* in the order of their data */
    size_t count;
    int64_t size;
} model_file;

typedef struct model_files {
    format format;
    model_file *file;
    size_t count;
    char *index_path;           /* NULL: there is no index */
    buffer index;
} model_files;

typedef struct file_options {
    const char *path;
    int64_t max_shard_size;     /* bytes; 0: one file */
    const char *seed_note;      /* for __metadata__; NULL: none */
} file_options;

/* The format by the name's extension; a name without one, and -, mean .safetensors. */
int format_of(const char *path, format *chosen, problem *why);

/* Plan the files: "X.safetensors", or its shards and their index; an index of its own, for a model that is like an index, or
 * a folder for the old names. */
int plan_files(model_files *to, const model *m, const file_options *o, problem *why);
int plan_one_file(model_files *to, const model *m, const char *path, format form, problem *why);
void free_files(model_files *f);

/* --- For the formats: f->head is made, the places follow it --------------------------------------------------------- */

int plan_safetensors(model_file *f, const model *m, const char *seed_note, problem *why);
int plan_gguf(model_file *f, const model *m, problem *why);

/* The head of an array in C order, a multiple of 64 bytes. */
int put_npy_head(buffer *to, const element_type *type, const shape *s, int64_t rows, problem *why);

#endif
