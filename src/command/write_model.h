/* SPDX-License-Identifier: MIT
 *
 * write_model.h - the elements of a model into its files, by several threads and in constant memory
 */
#ifndef WRITE_MODEL_H
#define WRITE_MODEL_H

#include "files.h"
#include "output.h"

typedef struct write_options {
    int threads;
    int is_summary_wanted;      /* of each tensor, for a table */
    const protected_file *protected_files;
    size_t protected_count;
} write_options;

/* Write all files; they have their names when this succeeds. *to_stdout: one of them is standard output. */
int write_files(model *m, const model_files *files, const write_options *o, int *to_stdout, problem *why);

#endif
