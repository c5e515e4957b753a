/* SPDX-License-Identifier: MIT
 *
 * write_safetensors.c - the head of a .safetensors file: the header's length in 8 bytes, then the header, which is JSON
 *
 * The format: https://github.com/huggingface/safetensors. transformers wants "format" in __metadata__. Its own writer puts the
 * largest elements first, so that each tensor begins where its elements are aligned.
 */
#include "files.h"
#include "json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_alignment(const void *a, const void *b)
{
    const placed_tensor *left = (const placed_tensor *)a, *right = (const placed_tensor *)b;

    return left->unit != right->unit ? (left->unit < right->unit ? 1 : -1) : (left->number > right->number) - (left->number < right->number);
}

static void put_entry(buffer *to, const tensor *t, int64_t begin)
{
    size_t i;

    put_json_string(to, t->name);
    put_format(to, ":{\"dtype\":\"%s\",\"shape\":[", t->type ? t->type->safetensors : t->dtype);
    for (i = 0; i < t->shape.rank; i++)
        put_format(to, "%s%" PRId64, i ? "," : "", i ? t->shape.dimension[i] : t->rows);
    put_format(to, "],\"data_offsets\":[%" PRId64 ",%" PRId64 "]}", begin, begin + t->part * (int64_t)t->unit);
}

static void put_word(buffer *to, const char *key, const char *value)
{
    put_text(to, ",");
    put_json_string(to, key);
    put_text(to, ":");
    put_json_string(to, value);
}

/* The words of the file that the model is like, and drawn seeds, without which the model cannot be made again. */
static void put_metadata(buffer *to, const model_file *f, const model *m, const char *seed_note)
{
    const char *file_format = "pt";
    char seed[40];
    size_t i;

    for (i = 0; m->like && i < m->like->metadata_count; i++)
        file_format = strcmp(m->like->metadata[i].key, "format") ? file_format : m->like->metadata[i].value;
    put_text(to, "\"__metadata__\":{\"format\":");
    put_json_string(to, file_format);
    for (i = 0; m->like && i < m->like->metadata_count; i++)
        if (strcmp(m->like->metadata[i].key, "format") && strcmp(m->like->metadata[i].key, "lecun_seed"))
            put_word(to, m->like->metadata[i].key, m->like->metadata[i].value);
    if (seed_note)
        put_word(to, "lecun_seed", seed_note);
    for (i = 0; i < f->count; i++) {
        const tensor *t = &m->tensors[f->tensors[i].number];
        if (!t->recipe_count || !t->recipes->drawn || strcmp(t->name, "format") == 0)
            continue;
        snprintf(seed, sizeof seed, "seed %" PRId64, t->recipes->seed);
        put_word(to, t->name, seed);
    }
    put_text(to, "}");
}

int plan_safetensors(model_file *f, const model *m, const char *seed_note, problem *why)
{
    int64_t begin = 0;
    uint64_t length;
    size_t i;

    if (f->count)
        qsort(f->tensors, f->count, sizeof *f->tensors, by_alignment);
    put_number(&f->head, 0, 8);
    put_text(&f->head, "{");
    put_metadata(&f->head, f, m, seed_note);
    for (i = 0; i < f->count; i++) {
        const tensor *t = &m->tensors[f->tensors[i].number];
        put_text(&f->head, ",");
        put_entry(&f->head, t, begin);
        f->tensors[i].begin = begin;
        begin += t->part * (int64_t)t->unit;
    }
    put_text(&f->head, "}");
    put_padding(&f->head, 8, ' ');
    if (!check_buffer(&f->head, why))
        return 0;
    length = f->head.size - 8;
    if (length > MAX_HEADER)
        return refuse(why, "%s: the header would be longer than the 100000000 bytes that the format allows", f->path);
    for (i = 0; i < 8; i++)
        f->head.at[i] = (char)(length >> 8 * i & 0xFF);
    for (i = 0; i < f->count; i++)
        f->tensors[i].begin += (int64_t)f->head.size;
    f->size = (int64_t)f->head.size + begin;
    return 1;
}
