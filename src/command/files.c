/* SPDX-License-Identifier: MIT
 *
 * files.c - see files.h
 */
#define _XOPEN_SOURCE 700

#include "files.h"
#include "json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INDEX ".safetensors.index.json"

static int ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);

    return length >= tail && strcmp(text + length - tail, end) == 0;
}

int format_of(const char *path, format *chosen, problem *why)
{
    static const struct { const char *end; format format; } formats[] = {
        {".safetensors", FORMAT_SAFETENSORS}, {INDEX, FORMAT_SAFETENSORS}, {".gguf", FORMAT_GGUF}, {".npy", FORMAT_NPY},
        {".raw", FORMAT_RAW},
    };
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t i;

    *chosen = FORMAT_SAFETENSORS;
    for (i = 0; i < sizeof formats / sizeof *formats; i++)
        if (ends_with(name, formats[i].end)) {
            *chosen = formats[i].format;
            return 1;
        }
    if (strchr(name, '.') && strchr(name, '.') > name && name[strspn(name, ".")])
        return refuse_usage(why, "-o wants FILE.safetensors, FILE.gguf, FILE.npy, FILE.raw, or a name without a dot, not %s", path);
    return 1;
}

/* --- Which tensor goes where ------------------------------------------------------------------------------------------ */

static model_file *add_file_named(model_files *to, buffer *path, problem *why)
{
    model_file *larger = (model_file *)grow(to->file, to->count, sizeof *larger, why), *f = NULL;

    put_number(path, 0, 1);
    if (larger && check_buffer(path, why)) {
        to->file = larger;
        f = &to->file[to->count++];
        memset(f, 0, sizeof *f);
        f->path = copy_text(path->at, strlen(path->at), why);
    }
    free_buffer(path);
    return f && f->path ? f : NULL;
}

static int put_in(model_file *f, const model *m, size_t number, problem *why)
{
    placed_tensor *larger = (placed_tensor *)grow(f->tensors, f->count, sizeof *larger, why);

    if (!larger)
        return 0;
    f->tensors = larger;
    f->tensors[f->count].number = number;
    f->tensors[f->count].unit = m->tensors[number].unit;
    f->tensors[f->count++].begin = 0;
    return 1;
}

static int64_t size_of(const tensor *t)
{
    return t->part * (int64_t)t->unit;
}

/* In order, until a shard is full. */
static size_t count_shards(const model *m, int64_t most)
{
    int64_t size = 0;
    size_t shards = 1, i;

    for (i = 0; i < m->count; i++) {
        if (size && size_of(&m->tensors[i]) > most - size) {
            shards++;
            size = 0;
        }
        size += size_of(&m->tensors[i]);
    }
    return shards;
}

static int split(model_files *to, const model *m, const file_options *o, problem *why)
{
    const size_t shards = count_shards(m, o->max_shard_size);
    const int stem = (int)(strlen(o->path) - strlen(".safetensors"));
    model_file *f = NULL;
    int64_t size = 0;
    size_t i;

    for (i = 0; i < m->count; i++) {
        if (!f || (size && size_of(&m->tensors[i]) > o->max_shard_size - size)) {
            buffer path = {NULL, 0, 0, 0};
            put_format(&path, "%.*s-%05zu-of-%05zu.safetensors", stem, o->path, to->count + 1, shards);
            f = add_file_named(to, &path, why);
            size = 0;
        }
        if (!f || !put_in(f, m, i, why))
            return 0;
        size += size_of(&m->tensors[i]);
    }
    return 1;
}

static int all_in_one(model_files *to, const model *m, const char *path, problem *why)
{
    buffer name = {NULL, 0, 0, 0};
    model_file *f;
    size_t i;

    put_text(&name, path);
    f = add_file_named(to, &name, why);
    for (i = 0; f && i < m->count; i++)
        if (!put_in(f, m, i, why))
            return 0;
    return f != NULL;
}

static const char *base_name(const char *path)
{
    return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

/* The old files' names in the folder of `folder`, its first bytes up to `length`. */
static int as_before(model_files *to, const model *m, const char *folder, int length, problem *why)
{
    size_t i;

    for (i = 0; i < m->like->file_count; i++) {
        buffer path = {NULL, 0, 0, 0};
        put_format(&path, "%.*s%s%s", length, folder, length && folder[length - 1] != '/' ? "/" : "",
                   base_name(m->like->files[i].path));
        if (!add_file_named(to, &path, why))
            return 0;
    }
    for (i = 0; i < m->count; i++)
        if (!put_in(&to->file[m->tensors[i].old_file], m, i, why))
            return 0;
    return 1;
}

/* --- The index -------------------------------------------------------------------------------------------------------- */

static int make_index(model_files *to, const model *m, const char *path, int length, const char *name, problem *why)
{
    buffer index_path = {NULL, 0, 0, 0};
    size_t names = 0, i, k;

    put_format(&index_path, "%.*s%s%s", length, path, length && path[length - 1] != '/' && *name != '.' ? "/" : "", name);
    put_number(&index_path, 0, 1);
    to->index_path = index_path.at;
    if (m->like && m->like->index_metadata)
        put_format(&to->index, "{\"metadata\": %s, \"weight_map\": {", m->like->index_metadata);
    else
        put_format(&to->index, "{\"metadata\": {\"total_size\": %" PRId64 "}, \"weight_map\": {", m->bytes);
    for (i = 0; i < to->count; i++)
        for (k = 0; k < to->file[i].count; k++) {
            put_text(&to->index, names++ ? ",\n  " : "\n  ");
            put_json_string(&to->index, m->tensors[to->file[i].tensors[k].number].name);
            put_text(&to->index, ": ");
            put_json_string(&to->index, base_name(to->file[i].path));
        }
    put_text(&to->index, "\n}}\n");
    return check_buffer(&index_path, why) && check_buffer(&to->index, why);
}

/* --- The whole -------------------------------------------------------------------------------------------------------- */

static int is_folder(const char *path)
{
    struct stat there;

    return stat(path, &there) == 0 && S_ISDIR(there.st_mode);
}

static int choose_files(model_files *to, const model *m, const file_options *o, problem *why)
{
    const int stem = (int)(strlen(o->path) - strlen(".safetensors"));
    const int folder = (int)(base_name(o->path) - o->path);

    if (m->like && is_folder(o->path) && !o->max_shard_size)
        return as_before(to, m, o->path, (int)strlen(o->path), why)
            && (!m->like->index || make_index(to, m, o->path, (int)strlen(o->path), base_name(m->like->index), why));
    if (ends_with(o->path, INDEX)) {
        if (!m->like || !m->like->index)
            return refuse_usage(why, "-o FILE" INDEX " goes with --like and an index; --max-shard-size makes one");
        return as_before(to, m, o->path, folder, why) && make_index(to, m, o->path, folder, base_name(o->path), why);
    }
    if (!o->max_shard_size || count_shards(m, o->max_shard_size) == 1)
        return all_in_one(to, m, o->path, why);
    if (!ends_with(o->path, ".safetensors"))
        return refuse_usage(why, "--max-shard-size wants -o FILE.safetensors");
    return split(to, m, o, why) && make_index(to, m, o->path, stem, INDEX, why);
}

/* Contiguous elements. */
static int plan_raw(model_file *f, const model *m)
{
    int64_t begin = (int64_t)f->head.size;
    size_t i;

    for (i = 0; i < f->count; i++) {
        f->tensors[i].begin = begin;
        begin += size_of(&m->tensors[f->tensors[i].number]);
    }
    f->size = begin;
    return 1;
}

static int plan_npy(model_file *f, const model *m, problem *why)
{
    const tensor *t = m->tensors;

    if (f->count != 1)
        return refuse(why, "%s: a .npy file holds one tensor, not %zu; write FILE.safetensors", f->path, f->count);
    return put_npy_head(&f->head, t->type, &t->shape, t->rows, why) && plan_raw(f, m);
}

static int plan_file(model_files *to, model_file *f, const model *m, const file_options *o, problem *why)
{
    switch (to->format) {
    case FORMAT_SAFETENSORS: return plan_safetensors(f, m, o->seed_note, why);
    case FORMAT_GGUF:        return plan_gguf(f, m, why);
    case FORMAT_NPY:         return plan_npy(f, m, why);
    default:                 return plan_raw(f, m);
    }
}

int plan_files(model_files *to, const model *m, const file_options *o, problem *why)
{
    size_t i;

    memset(to, 0, sizeof *to);
    if (!(m->like && is_folder(o->path)) && !format_of(o->path, &to->format, why))
        return 0;
    if (m->like && is_folder(o->path) && m->like->files[0].kind == GGUF)
        to->format = FORMAT_GGUF;
    if (!choose_files(to, m, o, why))
        return 0;
    for (i = 0; i < to->count; i++)
        if (!plan_file(to, &to->file[i], m, o, why))
            return 0;
    return 1;
}

int plan_one_file(model_files *to, const model *m, const char *path, format form, problem *why)
{
    const file_options o = {path, 0, NULL};

    memset(to, 0, sizeof *to);
    to->format = form;
    return all_in_one(to, m, path, why) && plan_file(to, to->file, m, &o, why);
}

void free_files(model_files *f)
{
    size_t i;

    for (i = 0; i < f->count; i++) {
        free(f->file[i].path);
        free(f->file[i].tensors);
        free_buffer(&f->file[i].head);
    }
    free(f->file);
    free(f->index_path);
    free_buffer(&f->index);
    memset(f, 0, sizeof *f);
}
