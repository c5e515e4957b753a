/* SPDX-License-Identifier: MIT
 *
 * checkpoint.h - the tensors that files hold: .safetensors, its sharded index, .gguf, .npy and .npz
 *
 * A file is checked before anything of it is used: no size in it is believed that the file itself does not bear out.
 */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "buffer.h"
#include "elements.h"
#include "shape.h"

#include <sys/stat.h>

#define MAX_HEADER 100000000    /* bytes: the safetensors library refuses a longer header */

typedef enum storage { SAFETENSORS, GGUF, NPY, NPZ } storage;

typedef struct stored_file {
    char *path;
    int fd;
    int64_t size;
    storage kind;
    struct stat identity;
} stored_file;

typedef struct stored_tensor {
    char *name, *dtype;         /* as the file has them; the name is UTF-8 */
    const element_type *type;   /* NULL if nothing is known of the elements but their place */
    shape shape;
    size_t file;
    int64_t begin, end;         /* bytes of the file */
    int is_big_endian;
    int is_by_columns;          /* the first axis varies fastest */
} stored_tensor;

typedef struct metadata {
    char *key, *value;
} metadata;

typedef struct checkpoint {
    stored_file *files;
    size_t file_count;
    stored_tensor *tensors;     /* in the order of the files, and of the data in each */
    size_t count;
    metadata *metadata;         /* of all .safetensors files, a key once */
    size_t metadata_count;
    char *index, *index_metadata;           /* the index's path, and its "metadata" as JSON; NULL without an index */
    int64_t gguf_pairs, gguf_pairs_begin, gguf_pairs_end;   /* key-values of the first file: how many, and where */
    uint32_t gguf_alignment;
} checkpoint;

/* Open files and read their heads. After a failure the checkpoint is closed. */
int open_checkpoint(checkpoint *c, char *const *paths, size_t count, problem *why);
void close_checkpoint(checkpoint *c);

/* Read elements first .. first+count-1 of a tensor with a type, count <= CHUNK, in the machine's byte order. */
int read_elements(const checkpoint *c, const stored_tensor *t, int64_t first, void *to, size_t count, problem *why);

/* Does the library fill such elements? */
int is_float(const stored_tensor *t);

/* --- For the readers of the formats ------------------------------------------------------------------------------- */

/* Refuse the file: it is damaged, in that tensor; at that byte of its header. */
int damaged_tensor(const stored_file *f, const char *name, const char *what, problem *why);
int damaged_header(const stored_file *f, int64_t at, const char *expected, problem *why);

/* Read bytes of the file, all of them. */
int read_bytes(const stored_file *f, int64_t begin, void *to, size_t size, problem *why);

/* Open a file and add it; its kind is not known yet. */
int add_file(checkpoint *c, const char *path, problem *why);

/* Open a file, add it and its tensors, whatever its kind. */
int read_file(checkpoint *c, const char *path, problem *why);

/* A new last tensor, of the last file; NULL: no memory. */
stored_tensor *add_tensor(checkpoint *c, problem *why);

/* Each reads the head of the last file. */
int read_safetensors(checkpoint *c, problem *why);
int read_gguf(checkpoint *c, problem *why);
int read_npy(checkpoint *c, problem *why);
int read_npz(checkpoint *c, problem *why);

/* A .npy array within a file; *end is where it ends. The name is the tensor's. */
int read_npy_array(checkpoint *c, const char *name, int64_t begin, int64_t limit, int64_t *end, problem *why);

/* Read an index, and the files that it names. */
int read_index(checkpoint *c, const char *path, problem *why);

#endif
