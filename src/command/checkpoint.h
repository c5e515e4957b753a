/* SPDX-License-Identifier: MIT
 *
 * checkpoint.h - the tensors that a .safetensors or .npy file holds
 *
 * The file is checked before anything of it is used: no size in it is believed that the file itself does not bear out.
 */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "elements.h"
#include "program.h"

typedef struct stored_tensor {
    char *name, *dtype;         /* as the file has them; the name is UTF-8 */
    const element_type *type;   /* NULL if the elements are not of a type that the library knows */
    int64_t *shape;
    size_t rank;
    int64_t count;              /* elements */
    int64_t begin, end;         /* bytes of the file */
} stored_tensor;

typedef struct checkpoint {
    const char *path;
    int fd;
    int64_t size;               /* bytes of the file */
    stored_tensor *tensors;     /* in the order of the file's data */
    size_t count;
} checkpoint;

/* Open a file and read its head. What is wrong with it ends the program. */
checkpoint open_checkpoint(const char *path);
void close_checkpoint(checkpoint *c);

/* Read elements first .. first+count-1 of a tensor that has a type, count <= CHUNK, in the machine's byte order. */
void read_elements(const checkpoint *c, const stored_tensor *t, int64_t first, chunk *to, size_t count);

/* --- For the readers of the formats ------------------------------------------------------------------------------- */

/* Say that the file is damaged, and end: in that tensor; at byte `at` of its header. */
ENDS void damaged_tensor(const checkpoint *c, const char *name, const char *what);
ENDS void damaged_header(const checkpoint *c, int64_t at, const char *expected);

/* Read bytes of the file, all of them. */
void read_bytes(const checkpoint *c, int64_t begin, void *to, size_t size);

/* A new last tensor, all zero. */
stored_tensor *add_tensor(checkpoint *c);

/* Add a dimension to the shape; returns 0 if the number of elements would overflow. */
int add_dimension(stored_tensor *t, int64_t dimension);

void read_safetensors(checkpoint *c);
void read_npy(checkpoint *c);

#endif
