/* SPDX-License-Identifier: MIT
 *
 * read_gguf.c - the head of a .gguf file of version 2 or 3
 *
 * The format: ggml's docs/gguf.md: key-values, then the tensors' names, dimensions (the fastest first), types and offsets,
 * then the data, aligned. The key-values are checked, and kept where they are; of them only general.alignment is used.
 */
#include "checkpoint.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 65536, MAX_DIMENSIONS = 4, MAX_NESTING = 4 };

typedef enum value_type {
    GGUF_UINT32 = 4, GGUF_STRING = 8, GGUF_ARRAY = 9, GGUF_TYPES = 13
} value_type;

/* Sizes of the others, of which only their length matters. */
static const unsigned char value_size[GGUF_TYPES] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

/* Quantized types: how many elements a block has, and how many bytes. gguf-py's GGML_QUANT_SIZES. */
static const struct block { uint32_t number; const char *name; int elements, bytes; } blocks[] = {
    {2, "Q4_0", 32, 18}, {3, "Q4_1", 32, 20}, {6, "Q5_0", 32, 22}, {7, "Q5_1", 32, 24}, {8, "Q8_0", 32, 34}, {9, "Q8_1", 32, 40},
    {10, "Q2_K", 256, 84}, {11, "Q3_K", 256, 110}, {12, "Q4_K", 256, 144}, {13, "Q5_K", 256, 176}, {14, "Q6_K", 256, 210},
    {15, "Q8_K", 256, 292}, {16, "IQ2_XXS", 256, 66}, {17, "IQ2_XS", 256, 74}, {18, "IQ3_XXS", 256, 98}, {19, "IQ1_S", 256, 50},
    {20, "IQ4_NL", 32, 18}, {21, "IQ3_S", 256, 110}, {22, "IQ2_S", 256, 82}, {23, "IQ4_XS", 256, 136}, {29, "IQ1_M", 256, 56},
    {34, "TQ1_0", 256, 54}, {35, "TQ2_0", 256, 66}, {39, "MXFP4", 32, 17},
};

/* Reads a file forward through a window. */
typedef struct reader {
    const stored_file *file;
    int64_t at;                 /* in the file */
    int64_t loaded;             /* where the window begins */
    size_t size;                /* bytes in it */
    problem *why;
    unsigned char window[WINDOW];
} reader;

static int ends_early(reader *r)
{
    return refuse(r->why, "%s: damaged: the file ends within its header", r->file->path);
}

static int skip(reader *r, uint64_t size)
{
    if (size > (uint64_t)(r->file->size - r->at))
        return ends_early(r);
    r->at += (int64_t)size;
    return 1;
}

/* size <= WINDOW */
static const unsigned char *take(reader *r, size_t size)
{
    const int64_t left = r->file->size - r->at;

    if ((int64_t)size > left) {
        ends_early(r);
        return NULL;
    }
    if (r->at < r->loaded || r->at + (int64_t)size > r->loaded + (int64_t)r->size) {
        r->loaded = r->at;
        r->size = left < WINDOW ? (size_t)left : WINDOW;
        if (!read_bytes(r->file, r->at, r->window, r->size, r->why))
            return NULL;
    }
    r->at += (int64_t)size;
    return r->window + (r->at - (int64_t)size - r->loaded);
}

static uint64_t take_number(reader *r, int size)
{
    const unsigned char *at = take(r, (size_t)size);
    uint64_t value = 0;

    while (at && size--)
        value = value << 8 | at[size];
    return value;
}

/* The caller frees it. NULL: refused. */
static char *take_name(reader *r)
{
    const int64_t place = r->at;
    const uint64_t length = take_number(r, 8);
    const unsigned char *text = NULL;

    if (!r->why->status && length > WINDOW)
        damaged_header(r->file, place, "a name of at most 65536 bytes", r->why);
    else if (!r->why->status)
        text = take(r, (size_t)length);
    if (text && memchr(text, 0, (size_t)length))
        damaged_header(r->file, place, "a name without a NUL", r->why);
    return text && !r->why->status ? copy_text((const char *)text, (size_t)length, r->why) : NULL;
}

/* --- Key-values ------------------------------------------------------------------------------------------------------- */

static int skip_value(reader *r, uint64_t type, int nesting);

static int skip_array(reader *r, int nesting)
{
    const uint64_t type = take_number(r, 4), count = take_number(r, 8);
    const uint64_t left = (uint64_t)(r->file->size - r->at);
    uint64_t i;

    if (r->why->status)
        return 0;
    if (type < GGUF_TYPES && value_size[type])
        return count <= left / value_size[type] ? skip(r, count * value_size[type]) : ends_early(r);
    if (count > left)
        return ends_early(r);
    for (i = 0; i < count; i++)
        if (!skip_value(r, type, nesting + 1))
            return 0;
    return 1;
}

static int skip_value(reader *r, uint64_t type, int nesting)
{
    uint64_t length;

    if (type >= GGUF_TYPES || nesting > MAX_NESTING)
        return damaged_header(r->file, r->at, "a type of value that the format has", r->why);
    if (value_size[type])
        return skip(r, value_size[type]);
    if (type == GGUF_ARRAY)
        return skip_array(r, nesting);
    length = take_number(r, 8);
    return !r->why->status && skip(r, length);
}

static int read_pair(reader *r, checkpoint *c)
{
    char *key = take_name(r);
    const uint64_t type = key ? take_number(r, 4) : 0;
    const int is_alignment = key && strcmp(key, "general.alignment") == 0 && type == GGUF_UINT32;

    free(key);
    if (r->why->status)
        return 0;
    if (!is_alignment)
        return skip_value(r, type, 0);
    c->gguf_alignment = (uint32_t)take_number(r, 4);
    return (c->gguf_alignment && c->gguf_alignment % 8 == 0 && c->gguf_alignment <= 1u << 20)
        || damaged_header(r->file, r->at - 4, "an alignment that is a multiple of 8", r->why);
}

static int read_pairs(reader *r, checkpoint *c, uint64_t count)
{
    c->gguf_pairs = (int64_t)count;
    c->gguf_pairs_begin = r->at;
    for (; count; count--)
        if (!read_pair(r, c))
            return 0;
    c->gguf_pairs_end = r->at;
    return 1;
}

/* --- Tensors ---------------------------------------------------------------------------------------------------------- */

static int read_dimensions(reader *r, stored_tensor *t)
{
    const int64_t place = r->at;
    const uint64_t rank = take_number(r, 4);
    uint64_t i;

    if (r->why->status || rank > MAX_DIMENSIONS)
        return damaged_header(r->file, place, "at most 4 dimensions", r->why);
    for (i = 0; i < rank; i++) {
        const uint64_t dimension = take_number(r, 8);
        if (r->why->status || dimension > INT64_MAX)
            return damaged_header(r->file, place, "dimensions below 2^63", r->why);
        if (!add_dimension(&t->shape, (int64_t)dimension, r->why))
            return 0;
    }
    for (i = 0; i < rank / 2; i++) {            /* the fastest comes first there, and last here */
        const int64_t other = t->shape.dimension[rank - 1 - i];
        t->shape.dimension[rank - 1 - i] = t->shape.dimension[i];
        t->shape.dimension[i] = other;
    }
    return count_elements(&t->shape) || damaged_header(r->file, place, "a shape of fewer than 2^63 elements", r->why);
}

/* How many bytes the elements take; -1 where they cannot. */
static int64_t size_of_data(const stored_tensor *t, const struct block *b)
{
    const int64_t elements = b ? b->elements : 1, bytes = b ? b->bytes : (int64_t)t->type->size;

    if (t->shape.count % elements || t->shape.count / elements > INT64_MAX / bytes)
        return -1;
    return t->shape.count / elements * bytes;
}

static int read_type(reader *r, stored_tensor *t)
{
    const int64_t place = r->at;
    const uint32_t number = (uint32_t)take_number(r, 4);
    const struct block *b = NULL;
    size_t i;

    t->type = element_type_of_gguf(number);
    for (i = 0; i < sizeof blocks / sizeof *blocks; i++)
        b = blocks[i].number == number ? &blocks[i] : b;
    if (r->why->status || (!t->type && !b))
        return damaged_header(r->file, place, "a type of elements that is known", r->why);
    t->end = size_of_data(t, b);
    if (t->end < 0)
        return damaged_header(r->file, place, "a type of elements that fits the shape", r->why);
    t->dtype = copy_text(b ? b->name : t->type->safetensors, strlen(b ? b->name : t->type->safetensors), r->why);
    return t->dtype != NULL;
}

static int read_tensor(reader *r, checkpoint *c)
{
    stored_tensor *t = add_tensor(c, r->why);
    uint64_t offset;

    if (!t || (t->name = take_name(r)) == NULL || !read_dimensions(r, t) || !read_type(r, t))
        return 0;
    offset = take_number(r, 8);
    if (r->why->status || offset > (uint64_t)r->file->size)
        return damaged_tensor(r->file, t->name, "its data lie beyond the end of the file", r->why);
    t->begin = (int64_t)offset;
    return 1;
}

static int by_place(const void *a, const void *b)
{
    const stored_tensor *left = (const stored_tensor *)a, *right = (const stored_tensor *)b;

    return left->begin != right->begin ? (left->begin < right->begin ? -1 : 1) : (left->end > right->end) - (left->end < right->end);
}

/* Begin and end of each are an offset and a size until now. */
static int place_tensors(const stored_file *f, stored_tensor *tensors, size_t count, int64_t data, uint32_t alignment, problem *why)
{
    int64_t end = 0;
    size_t i;

    qsort(tensors, count, sizeof *tensors, by_place);
    for (i = 0; i < count; i++) {
        stored_tensor *t = &tensors[i];
        if (t->begin % alignment)
            return damaged_tensor(f, t->name, "its data are not aligned", why);
        if (t->begin < end)
            return damaged_tensor(f, t->name, "its data overlap those of another tensor", why);
        if (data > f->size || t->begin > f->size - data || t->end > f->size - data - t->begin)
            return damaged_tensor(f, t->name, "its data lie beyond the end of the file", why);
        end = t->begin + t->end;
        t->begin += data;
        t->end += t->begin;
    }
    return 1;
}

static int read_head(reader *r, checkpoint *c)
{
    const size_t before = c->count;
    uint64_t version, tensors, pairs;
    int64_t data;

    if (!skip(r, 4))
        return 0;
    version = take_number(r, 4);
    if (version < 2 || version > 3)
        return refuse(r->why, "%s: a .gguf file of an unknown version, or big-endian", r->file->path);
    tensors = take_number(r, 8);
    pairs = take_number(r, 8);
    if (r->why->status || pairs > INT64_MAX || !read_pairs(r, c, pairs))
        return ends_early(r);
    for (; tensors; tensors--)
        if (!read_tensor(r, c))
            return 0;
    data = (r->at + c->gguf_alignment - 1) / c->gguf_alignment * c->gguf_alignment;
    return c->count == before || place_tensors(r->file, c->tensors + before, c->count - before, data, c->gguf_alignment, r->why);
}

int read_gguf(checkpoint *c, problem *why)
{
    reader *r = (reader *)allocate(NULL, 1, sizeof *r, why);
    int fine;

    if (!r)
        return 0;
    memset(r, 0, sizeof *r);
    r->file = &c->files[c->file_count - 1];
    r->why = why;
    fine = read_head(r, c);
    free(r);
    return fine;
}
