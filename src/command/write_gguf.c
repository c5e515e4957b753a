/* SPDX-License-Identifier: MIT
 *
 * write_gguf.c - the head of a .gguf file of version 3: key-values, then names, dimensions, types and offsets of the tensors
 *
 * The format: ggml's docs/gguf.md. The key-values are those of the file that the model is like.
 */
#include "files.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAME = 63, MOST_RANK = 4 }; /* GGML_MAX_NAME with its NUL, GGML_MAX_DIMS: ggml.h */

static void put_string(buffer *to, const char *text)
{
    put_number(to, strlen(text), 8);
    put_text(to, text);
}

/* Without a file to be like only the alignment is known. */
static int put_pairs(buffer *to, const checkpoint *like, problem *why)
{
    const int64_t size = like ? like->gguf_pairs_end - like->gguf_pairs_begin : 0;
    char *pairs;

    if (!like || like->files[0].kind != GGUF) {
        put_number(to, 1, 8);
        put_string(to, "general.alignment");
        put_number(to, 4, 4);
        put_number(to, 32, 4);
        return 1;
    }
    put_number(to, (uint64_t)like->gguf_pairs, 8);
    pairs = (char *)allocate(NULL, (size_t)size, 1, why);
    if (pairs && read_bytes(&like->files[0], like->gguf_pairs_begin, pairs, (size_t)size, why))
        put_bytes(to, pairs, (size_t)size);
    free(pairs);
    return !why->status;
}

/* The fastest dimension comes first; a scalar has one. */
static int put_tensor(buffer *to, const tensor *t, int64_t offset, problem *why)
{
    size_t i;

    if (strlen(t->name) > MOST_NAME)
        return refuse(why, "%s: a name in a .gguf file has at most 63 bytes", t->name);
    if (t->shape.rank > MOST_RANK)
        return refuse(why, "%s: a tensor in a .gguf file has at most 4 dimensions", t->name);
    if (!t->type || t->type->gguf < 0)
        return refuse(why, "%s: a .gguf file has no %s", t->name, t->type ? t->type->safetensors : t->dtype);
    put_string(to, t->name);
    put_number(to, t->shape.rank ? t->shape.rank : 1, 4);
    for (i = t->shape.rank; i > 0; i--)
        put_number(to, (uint64_t)(i > 1 ? t->shape.dimension[i - 1] : t->rows), 8);
    if (t->shape.rank == 0)
        put_number(to, 1, 8);
    put_number(to, (uint64_t)t->type->gguf, 4);
    put_number(to, (uint64_t)offset, 8);
    return 1;
}

int plan_gguf(model_file *f, const model *m, problem *why)
{
    const int64_t alignment = m->like ? (int64_t)m->like->gguf_alignment : 32;
    int64_t begin = 0;
    size_t i;

    put_text(&f->head, "GGUF");
    put_number(&f->head, 3, 4);
    put_number(&f->head, f->count, 8);
    if (!put_pairs(&f->head, m->like, why))
        return 0;
    for (i = 0; i < f->count; i++) {
        const tensor *t = &m->tensors[f->tensors[i].number];
        begin = (begin + alignment - 1) / alignment * alignment;
        if (!put_tensor(&f->head, t, begin, why))
            return 0;
        f->tensors[i].begin = begin;
        begin += t->part * (int64_t)t->unit;
    }
    put_padding(&f->head, (size_t)alignment, 0);
    for (i = 0; i < f->count; i++)
        f->tensors[i].begin += (int64_t)f->head.size;
    f->size = (int64_t)f->head.size + (begin + alignment - 1) / alignment * alignment;     /* ggml wants the last one padded, too */
    return check_buffer(&f->head, why);
}
