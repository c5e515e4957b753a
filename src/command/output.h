/* SPDX-License-Identifier: MIT
 *
 * output.h - a file that appears under its name only when it is complete
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>
#include <sys/stat.h>

typedef struct output {
    const char *name;           /* as errors name it */
    int fd;
    char *target;               /* what the temporary file is renamed to; NULL: fd is the output itself */
} output;

/* From here on a signal that would end the process clears away first; a write that cannot succeed fails with an error. */
void catch_signals(void);

/* Open the output: `-` is standard output. A regular file is replaced when it is complete; devices and pipes are written as
 * they are. `input`, if not NULL, is a file that must not be overwritten, and `refusal` what is said then. */
output open_output(const char *path, const struct stat *input, const char *refusal);

void write_bytes(const output *out, const void *bytes, size_t size);

/* Make sure that the bytes have arrived; only then give the file its name. */
void close_output(output *out);

/* Where the bytes are until then; NULL if they are not in a temporary file. */
const char *temporary_path(void);

/* Remove what a failure or a signal leaves half-written; safe in a signal handler. */
void remove_temporary(void);

#endif
