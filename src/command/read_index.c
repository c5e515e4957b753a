/* SPDX-License-Identifier: MIT
 *
 * read_index.c - the index of a sharded checkpoint: {"metadata": {...}, "weight_map": {"name": "file", ...}}
 *
 * The format is that of transformers' save_pretrained: model.safetensors.index.json beside the files that it names.
 */
#define _XOPEN_SOURCE 700

#include "checkpoint.h"
#include "json_text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The whole file with a NUL behind, which the caller frees. */
static char *read_whole(const stored_file *f, problem *why)
{
    char *text;

    if (f->size > MAX_HEADER) {
        refuse(why, "%s: an index of more than 100000000 bytes", f->path);
        return NULL;
    }
    text = (char *)allocate(NULL, (size_t)f->size + 1, 1, why);
    if (text && !read_bytes(f, 0, text, (size_t)f->size, why)) {
        free(text);
        return NULL;
    }
    if (text)
        text[f->size] = '\0';
    return text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

typedef struct shard_names {
    char **name;
    size_t count;
} shard_names;

static void free_names(shard_names *names)
{
    size_t i;

    for (i = 0; i < names->count; i++)
        free(names->name[i]);
    free(names->name);
}

/* A file's name leads nowhere but to the index's own folder. */
static int read_map(json_place *p, const json_member *map, shard_names *names, problem *why)
{
    json_place in = {p->text, map->value, map->end, NULL};
    json_member member = {0, 0, 0};

    while (json_next_member(&in, &member)) {
        char **larger = (char **)grow(names->name, names->count, sizeof *larger, why), *name;
        if (!larger)
            return 0;
        names->name = larger;
        if (!json_check_value(p, member.value, member.end))
            return 0;
        p->at = member.value;
        p->expected = p->text[member.value] == '"' ? NULL : "the name of a file";
        name = p->expected ? NULL : json_string(p, member.value, why);
        if (!name)
            return 0;
        names->name[names->count++] = name;
        if (!p->expected && (!*name || strchr(name, '/')))
            p->expected = "the name of a file beside the index";
        if (p->expected)
            return 0;
    }
    p->at = in.at;
    p->expected = in.expected;
    return !p->expected;
}

static int read_names(json_place *p, checkpoint *c, shard_names *names, problem *why)
{
    json_member member = {0, 0, 0};

    while (json_next_member(p, &member)) {
        const size_t after = p->at;
        if (lecun_json_is_string(p->text, member.key, "weight_map") && !read_map(p, &member, names, why))
            return 0;
        if (lecun_json_is_string(p->text, member.key, "metadata") && !c->index_metadata) {
            if (!json_check_value(p, member.value, member.end))
                return 0;
            c->index_metadata = copy_text(p->text + member.value, member.end - member.value, why);
        }
        p->at = after;
    }
    if (!p->expected && !names->count)
        p->expected = "an object with a weight_map";
    return !p->expected && !why->status;
}

/* The files that the names say, each once. */
static int read_shards(checkpoint *c, const char *index, shard_names *names, problem *why)
{
    const char *slash = strrchr(index, '/');
    const int folder = slash ? (int)(slash - index) + 1 : 0;
    size_t i;

    qsort(names->name, names->count, sizeof *names->name, by_text);
    for (i = 0; i < names->count && !why->status; i++) {
        buffer path = {NULL, 0, 0, 0};
        if (i && strcmp(names->name[i - 1], names->name[i]) == 0)
            continue;
        put_format(&path, "%.*s%s", folder, index, names->name[i]);
        put_number(&path, 0, 1);
        if (check_buffer(&path, why))
            read_file(c, path.at, why);
        free_buffer(&path);
    }
    return !why->status;
}

/* Of what add_file added. */
static void drop_last_file(checkpoint *c)
{
    stored_file *f = &c->files[--c->file_count];

    free(f->path);
    close(f->fd);
}

int read_index(checkpoint *c, const char *path, problem *why)
{
    shard_names names = {NULL, 0};
    json_place p = {NULL, 0, 0, NULL};
    char *text;
    int fine;

    if (c->index)
        return refuse(why, "%s: one index at a time", path);
    if (!add_file(c, path, why))
        return 0;
    text = read_whole(&c->files[c->file_count - 1], why);
    p.text = text;
    p.length = (size_t)c->files[c->file_count - 1].size;
    fine = text && read_names(&p, c, &names, why);
    if (p.expected)
        damaged_header(&c->files[c->file_count - 1], (int64_t)p.at, p.expected, why);
    free(text);
    drop_last_file(c);
    c->index = fine ? copy_text(path, strlen(path), why) : NULL;
    fine = c->index && read_shards(c, path, &names, why);
    free_names(&names);
    return fine;
}
