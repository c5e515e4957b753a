/* SPDX-License-Identifier: MIT
 *
 * read_safetensors.c - the header of a .safetensors file, read as strictly as the format asks
 *
 * The format: https://github.com/huggingface/safetensors. Its header is JSON of one level:
 *     {"__metadata__": {"key": "value"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
 * The data follow it without holes, and no byte belongs to two tensors.
 */
#include "checkpoint.h"
#include "json_text.h"

#include <stdlib.h>
#include <string.h>

/* --- An entry: dtype, shape, data_offsets --------------------------------------------------------------------------- */

static int wrong(json_place *p, size_t at, const char *expected)
{
    p->at = at;
    p->expected = expected;
    return 0;
}

static int read_count(json_place *p, size_t at, int64_t *count)
{
    return (lecun_json_integer(p->text, at, count) && *count >= 0) || wrong(p, at, "an integer of 0 or more, below 2^63");
}

static int read_dimensions(json_place *p, size_t at, stored_tensor *t, problem *why)
{
    lecun_json_items it = lecun_json_open(p->text, at);
    int64_t dimension = 0;

    if (p->text[at] != '[')
        return wrong(p, at, "the list of the dimensions");
    while (lecun_json_next(&it))
        if (!read_count(p, it.value, &dimension) || !add_dimension(&t->shape, dimension, why))
            return 0;
    return count_elements(&t->shape) || wrong(p, at, "a shape of fewer than 2^63 elements");
}

static int read_offsets(json_place *p, size_t at, stored_tensor *t)
{
    static const char two[] = "the two data_offsets";
    lecun_json_items it = lecun_json_open(p->text, at);

    if (p->text[at] != '[' || !lecun_json_next(&it))
        return wrong(p, at, two);
    if (!read_count(p, it.value, &t->begin))
        return 0;
    if (!lecun_json_next(&it))
        return wrong(p, at, two);
    return read_count(p, it.value, &t->end) && (!lecun_json_next(&it) || wrong(p, at, two));
}

/* The entry was checked as JSON, and has each key at most once. */
static int read_entry(json_place *p, const json_member *member, stored_tensor *t, problem *why)
{
    static const char keys[] = "dtype, shape and data_offsets, each once";
    lecun_json_items it = lecun_json_open(p->text, member->value);
    int seen = 0, fine = 1;

    if (p->text[member->value] != '{')
        return wrong(p, member->value, "an object with dtype, shape and data_offsets");
    while (fine && lecun_json_next(&it)) {
        seen++;
        if (lecun_json_is_string(p->text, it.key, "dtype"))
            fine = p->text[it.value] == '"' ? (t->dtype = json_string(p, it.value, why)) != NULL && !p->expected
                                            : wrong(p, it.value, "a dtype");
        else if (lecun_json_is_string(p->text, it.key, "shape"))
            fine = read_dimensions(p, it.value, t, why);
        else if (lecun_json_is_string(p->text, it.key, "data_offsets"))
            fine = read_offsets(p, it.value, t);
        else
            fine = wrong(p, it.key, keys);
    }
    return fine && (seen == 3 || wrong(p, member->end - 1, keys));
}

/* --- The header ------------------------------------------------------------------------------------------------------- */

/* The file's own words: strings by name. */
static int read_words(json_place *p, const json_member *words, checkpoint *c, problem *why)
{
    json_place in = {p->text, words->value, words->end, NULL};
    json_member member = {0, 0, 0};

    while (json_next_member(&in, &member)) {
        metadata *larger = (metadata *)grow(c->metadata, c->metadata_count, sizeof *larger, why), *word;
        if (!larger)
            return 0;
        c->metadata = larger;
        if (p->text[member.value] != '"')
            return wrong(p, member.value, "a string of the metadata");
        if (!json_check_value(p, member.value, member.end))
            return 0;
        word = &c->metadata[c->metadata_count++];
        word->key = json_string(p, member.key, why);
        word->value = json_string(p, member.value, why);
        if (p->expected || why->status)
            return 0;
    }
    return !in.expected || wrong(p, in.at, in.expected);
}

static int read_member(json_place *p, const json_member *member, checkpoint *c, problem *why)
{
    stored_tensor *t;

    if (lecun_json_is_string(p->text, member->key, "__metadata__"))
        return read_words(p, member, c, why);
    t = add_tensor(c, why);
    if (!t)
        return 0;
    t->name = json_string(p, member->key, why);
    return t->name && !p->expected && json_check_value(p, member->value, member->end) && read_entry(p, member, t, why);
}

static int read_header(json_place *p, checkpoint *c, problem *why)
{
    json_member member = {0, 0, 0};
    int words = 0;

    if (*p->text != '{')
        return wrong(p, 0, "{, with which the format lets a header begin");
    while (json_next_member(p, &member)) {
        words += lecun_json_is_string(p->text, member.key, "__metadata__");
        if (words > 1)
            return wrong(p, member.key, "__metadata__ once");
        if (!read_member(p, &member, c, why))
            return 0;
    }
    if (p->expected)
        return 0;
    p->at += strspn(p->text + p->at, " \t\r\n");
    return p->at == p->length || wrong(p, p->at, "the end of the header");
}

/* --- Do the entries agree with the file? -------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const stored_tensor *left = (const stored_tensor *)a, *right = (const stored_tensor *)b;

    if (left->begin != right->begin)
        return left->begin < right->begin ? -1 : 1;
    if (left->end != right->end)
        return left->end < right->end ? -1 : 1;
    return strcmp(left->name, right->name);
}

static int check_entry(const stored_file *f, const stored_tensor *t, int64_t data, problem *why)
{
    const int64_t size = t->type ? (int64_t)t->type->size : 0;

    if (t->begin > t->end)
        return damaged_tensor(f, t->name, "its data end before they begin", why);
    if (t->end > data)
        return damaged_tensor(f, t->name, "its data lie beyond the end of the file", why);
    if (size && (t->shape.count > INT64_MAX / size || t->shape.count * size != t->end - t->begin))
        return damaged_tensor(f, t->name, "its data_offsets do not agree with its shape and dtype", why);
    return 1;
}

/* The data begin after `head` bytes. */
static int check_entries(const stored_file *f, stored_tensor *tensors, size_t count, int64_t head, problem *why)
{
    int64_t end = 0;
    size_t i;

    count = tensors ? count : 0;
    if (count)
        qsort(tensors, count, sizeof *tensors, by_place);
    for (i = 0; i < count; i++) {
        stored_tensor *t = &tensors[i];
        t->type = element_type_of_safetensors(t->dtype);
        if (!check_entry(f, t, f->size - head, why))
            return 0;
        if (t->begin < end)
            return damaged_tensor(f, t->name, "its data overlap those of another tensor", why);
        if (t->begin > end)
            return damaged_tensor(f, t->name, "there are bytes before its data that belong to no tensor", why);
        end = t->end;
        t->begin += head;
        t->end += head;
    }
    return end == f->size - head || refuse(why, "%s: damaged: there are bytes at its end that belong to no tensor", f->path);
}

/* Of the header, which the caller frees. */
static char *read_text(const stored_file *f, size_t *size, problem *why)
{
    unsigned char length_bytes[8];
    uint64_t length = 0;
    char *text;
    int i;

    if (f->size < 8)
        refuse(why, "%s: neither a .safetensors, .gguf, .npy nor .npz file: it is too short", f->path);
    if (f->size < 8 || !read_bytes(f, 0, length_bytes, 8, why))
        return NULL;
    for (i = 7; i >= 0; i--)
        length = length << 8 | length_bytes[i];
    if (length > MAX_HEADER)
        refuse(why, "%s: this is neither a .safetensors, .gguf, .npy nor .npz file", f->path);
    else if (length > (uint64_t)f->size - 8)
        refuse(why, "%s: damaged: the file ends within its header", f->path);
    text = why->status ? NULL : (char *)allocate(NULL, (size_t)length + 1, 1, why);
    if (!text || !read_bytes(f, 8, text, (size_t)length, why)) {
        free(text);
        return NULL;
    }
    text[length] = '\0';
    *size = (size_t)length;
    return text;
}

int read_safetensors(checkpoint *c, problem *why)
{
    const stored_file *f = &c->files[c->file_count - 1];
    const size_t before = c->count;
    json_place p = {NULL, 0, 0, NULL};
    char *text = read_text(f, &p.length, why);
    int fine;

    if (!text)
        return 0;
    p.text = text;
    fine = read_header(&p, c, why);
    if (!fine && p.expected)
        damaged_header(f, (int64_t)p.at, p.expected, why);
    free(text);
    return fine && check_entries(f, c->tensors ? c->tensors + before : NULL, c->count - before, 8 + (int64_t)p.length, why);
}
