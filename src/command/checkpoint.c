/* SPDX-License-Identifier: MIT
 *
 * checkpoint.c - see checkpoint.h
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "checkpoint.h"
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void damaged_tensor(const checkpoint *c, const char *name, const char *what)
{
    fprintf(stderr, "%s: %s: damaged: tensor ", program.name, c->path);
    put_name(stderr, name, 0);
    fprintf(stderr, ": %s\n", what);
    end_program(1);
}

void damaged_header(const checkpoint *c, int64_t at, const char *expected)
{
    fprintf(stderr, "%s: %s: damaged: header, byte %" PRId64 ": expected %s\n", program.name, c->path, at, expected);
    end_program(1);
}

void read_bytes(const checkpoint *c, int64_t begin, void *to, size_t size)
{
    char *bytes = (char *)to;

    while (size) {
        const ssize_t got = pread(c->fd, bytes, size, (off_t)begin);
        if (got < 0 && errno != EINTR)
            fail(c->path, strerror(errno));
        if (got == 0)
            fail(c->path, "the file became shorter while it was read");
        if (got > 0) {
            bytes += got;
            begin += got;
            size -= (size_t)got;
        }
    }
}

stored_tensor *add_tensor(checkpoint *c)
{
    stored_tensor *t;

    if ((c->count & (c->count - 1)) == 0)       /* the room doubles at powers of 2 */
        c->tensors = (stored_tensor *)allocate(c->tensors, 2 * c->count + !c->count, sizeof *c->tensors);
    t = &c->tensors[c->count++];
    memset(t, 0, sizeof *t);
    t->count = 1;
    return t;
}

int add_dimension(stored_tensor *t, int64_t dimension)
{
    if (dimension && t->count > INT64_MAX / dimension)
        return 0;
    if ((t->rank & (t->rank - 1)) == 0)
        t->shape = (int64_t *)allocate(t->shape, 2 * t->rank + !t->rank, sizeof *t->shape);
    t->shape[t->rank++] = dimension;
    t->count *= dimension;
    return 1;
}

checkpoint open_checkpoint(const char *path)
{
    checkpoint c = {0};
    struct stat status;
    char magic[6] = {0};

    c.path = path;
    c.fd = open(path, O_RDONLY);
    if (c.fd < 0 || fstat(c.fd, &status))
        fail(path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        fail(path, S_ISDIR(status.st_mode) ? strerror(EISDIR) : "only a regular file can be inspected");
    c.size = status.st_size;
    read_bytes(&c, 0, magic, c.size < 6 ? (size_t)c.size : sizeof magic);
    if (memcmp(magic, "\x93NUMPY", 6) == 0)
        read_npy(&c);
    else
        read_safetensors(&c);
    return c;
}

void close_checkpoint(checkpoint *c)
{
    size_t i;

    for (i = 0; i < c->count; i++) {
        free(c->tensors[i].name);
        free(c->tensors[i].dtype);
        free(c->tensors[i].shape);
    }
    free(c->tensors);
    close(c->fd);
}

void read_elements(const checkpoint *c, const stored_tensor *t, int64_t first, chunk *to, size_t count)
{
    read_bytes(c, t->begin + first * (int64_t)t->type->size, to, count * t->type->size);
    to_little_endian(to->bytes, count, t->type->size);
}
