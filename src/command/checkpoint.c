/* SPDX-License-Identifier: MIT
 *
 * checkpoint.c - see checkpoint.h
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int damaged_tensor(const stored_file *f, const char *name, const char *what, problem *why)
{
    return refuse(why, "%s: damaged: tensor %s: %s", f->path, name, what);
}

int damaged_header(const stored_file *f, int64_t at, const char *expected, problem *why)
{
    return refuse(why, "%s: damaged: header, byte %" PRId64 ": expected %s", f->path, at, expected);
}

int read_bytes(const stored_file *f, int64_t begin, void *to, size_t size, problem *why)
{
    char *bytes = (char *)to;

    while (size) {
        const ssize_t got = pread(f->fd, bytes, size, (off_t)begin);
        if (got < 0 && errno != EINTR)
            return refuse_system(why, f->path);
        if (got == 0)
            return refuse(why, "%s: the file became shorter while it was read", f->path);
        if (got > 0) {
            bytes += got;
            begin += got;
            size -= (size_t)got;
        }
    }
    return 1;
}

stored_tensor *add_tensor(checkpoint *c, problem *why)
{
    stored_tensor *larger = (stored_tensor *)grow(c->tensors, c->count, sizeof *c->tensors, why), *t;

    if (!larger)
        return NULL;
    c->tensors = larger;
    t = &c->tensors[c->count++];
    memset(t, 0, sizeof *t);
    t->shape.count = 1;
    t->file = c->file_count - 1;
    return t;
}

/* Without O_NONBLOCK the open of a FIFO waits for a writer. */
int add_file(checkpoint *c, const char *path, problem *why)
{
    stored_file *larger = (stored_file *)grow(c->files, c->file_count, sizeof *c->files, why), *f;

    if (!larger)
        return 0;
    c->files = larger;
    f = &c->files[c->file_count];
    memset(f, 0, sizeof *f);
    f->path = copy_text(path, strlen(path), why);
    f->fd = f->path ? open(path, O_RDONLY | O_NONBLOCK) : -1;
    c->file_count += f->path != NULL;
    if (f->fd < 0 || fstat(f->fd, &f->identity))
        return refuse_system(why, path);
    if (!S_ISREG(f->identity.st_mode))
        return refuse(why, "%s: %s", path, S_ISDIR(f->identity.st_mode) ? strerror(EISDIR)
                                                                         : "only a regular file can be read here");
    f->size = f->identity.st_size;
    return 1;
}

static int ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);

    return length >= tail && strcmp(text + length - tail, end) == 0;
}

int read_file(checkpoint *c, const char *path, problem *why)
{
    static const struct { const char *magic; storage kind; int (*read)(checkpoint *, problem *); } kinds[] = {
        {"\x93NUMPY", NPY, read_npy}, {"PK\3\4", NPZ, read_npz}, {"GGUF", GGUF, read_gguf}, {"", SAFETENSORS, read_safetensors},
    };
    char magic[7] = {0};
    size_t i = 0;
    stored_file *f;

    if (!add_file(c, path, why))
        return 0;
    f = &c->files[c->file_count - 1];
    if (!read_bytes(f, 0, magic, f->size < 6 ? (size_t)f->size : 6, why))
        return 0;
    while (strncmp(magic, kinds[i].magic, strlen(kinds[i].magic)))
        i++;
    f->kind = kinds[i].kind;
    return kinds[i].read(c, why);
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const stored_tensor *const *)a)->name, (*(const stored_tensor *const *)b)->name);
}

static int refuse_duplicates(const checkpoint *c, problem *why)
{
    const stored_tensor **sorted = (const stored_tensor **)allocate(NULL, c->count, sizeof *sorted, why);
    size_t i;

    for (i = 0; sorted && i < c->count; i++)
        sorted[i] = &c->tensors[i];
    if (sorted && c->count)
        qsort(sorted, c->count, sizeof *sorted, by_name);
    for (i = 1; sorted && i < c->count; i++)
        if (by_name(&sorted[i - 1], &sorted[i]) == 0)
            damaged_tensor(&c->files[sorted[i]->file], sorted[i]->name, "two tensors have this name", why);
    free(sorted);
    return !why->status;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const metadata *)a)->key, ((const metadata *)b)->key);
}

/* Each shard of a model says the same. */
static void join_metadata(checkpoint *c)
{
    size_t kept = 0, i;

    if (c->metadata_count)
        qsort(c->metadata, c->metadata_count, sizeof *c->metadata, by_key);
    for (i = 0; i < c->metadata_count; i++) {
        if (kept && by_key(&c->metadata[kept - 1], &c->metadata[i]) == 0) {
            free(c->metadata[i].key);
            free(c->metadata[i].value);
        } else {
            c->metadata[kept++] = c->metadata[i];
        }
    }
    c->metadata_count = kept;
}

int open_checkpoint(checkpoint *c, char *const *paths, size_t count, problem *why)
{
    size_t i;

    memset(c, 0, sizeof *c);
    c->gguf_alignment = 32;
    for (i = 0; i < count; i++)
        if (!(ends_with(paths[i], ".index.json") ? read_index(c, paths[i], why) : read_file(c, paths[i], why)))
            break;
    if (i == count && refuse_duplicates(c, why)) {
        join_metadata(c);
        return 1;
    }
    close_checkpoint(c);
    return 0;
}

void close_checkpoint(checkpoint *c)
{
    size_t i;

    for (i = 0; i < c->count; i++) {
        free(c->tensors[i].name);
        free(c->tensors[i].dtype);
        free_shape(&c->tensors[i].shape);
    }
    for (i = 0; i < c->metadata_count; i++) {
        free(c->metadata[i].key);
        free(c->metadata[i].value);
    }
    for (i = 0; i < c->file_count; i++) {
        free(c->files[i].path);
        if (c->files[i].fd >= 0)
            close(c->files[i].fd);
    }
    free(c->tensors);
    free(c->metadata);
    free(c->files);
    free(c->index);
    free(c->index_metadata);
    memset(c, 0, sizeof *c);
}

int read_elements(const checkpoint *c, const stored_tensor *t, int64_t first, void *to, size_t count, problem *why)
{
    const size_t size = t->type->size;

    if (!read_bytes(&c->files[t->file], t->begin + first * (int64_t)size, to, count * size, why))
        return 0;
    if (t->is_big_endian)
        swap_bytes((unsigned char *)to, count, size);
    to_little_endian((unsigned char *)to, count, size);
    return 1;
}

int is_float(const stored_tensor *t)
{
    return t->type && t->type->dtype;
}
