/* SPDX-License-Identifier: MIT
 *
 * output.h - files that appear under their names only when all of them are complete
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "problem.h"

#include <sys/stat.h>

typedef struct output output;

/* A file that no output may overwrite, and what is said then. */
typedef struct protected_file {
    struct stat identity;
    const char *refusal;
} protected_file;

/* Open an output: `-` is standard output. A regular file is replaced when it is published; devices and pipes are written as
 * they are. The outputs belong to this module. */
output *open_output(const char *path, const protected_file *protected_files, size_t count, problem *why);

int write_output(output *out, const void *from, size_t size, problem *why);

/* Make sure that the bytes have arrived, and close. */
int finish_output(output *out, problem *why);

/* All outputs have been finished: give them their names, in the order in which they were opened. */
int publish_outputs(problem *why);

int is_standard_output(const output *out);
int output_descriptor(const output *out);

/* Where the bytes are until then, which the caller frees; NULL and no problem if they are not in a temporary file. */
char *temporary_path(const output *out, problem *why);

/* Remove what a failure or a signal leaves half-written; safe in a signal handler. */
void remove_temporaries(void);

#endif
