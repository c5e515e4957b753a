/* SPDX-License-Identifier: MIT
 *
 * read_npy.c - the head of .npy arrays; a file may hold several, contiguous ones
 *
 * The head holds a Python dictionary, {'descr': '<f4', 'fortran_order': False, 'shape': (784, 256), }, as NumPy writes it: the
 * keys may come in any order, and a number may end in L. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
#include "checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_HEAD = 1 << 20 };    /* NumPy itself refuses more than 10000 bytes unless it is told to trust the file */

typedef struct cursor {
    const char *text, *at;
    const char *expected;       /* NULL: nothing is wrong */
} cursor;

static int expect(cursor *c, const char *what)
{
    c->expected = what;
    return 0;
}

static int take(cursor *c, char wanted)
{
    c->at += strspn(c->at, " \n");
    if (*c->at != wanted)
        return 0;
    c->at++;
    return 1;
}

/* The caller frees it. */
static char *read_string(cursor *c, const char *what, problem *why)
{
    const char quote = take(c, '"') ? '"' : '\'';
    const char *close;
    char *string;

    if (quote == '\'' && !take(c, '\'')) {
        expect(c, what);
        return NULL;
    }
    close = strchr(c->at, quote);
    if (!close) {
        expect(c, "the end of a string");
        return NULL;
    }
    string = copy_text(c->at, (size_t)(close - c->at), why);
    c->at = close + 1;
    return string;
}

static int read_dimension(cursor *c, shape *s, problem *why)
{
    int64_t value = 0;

    c->at += strspn(c->at, " \n");
    if (*c->at < '0' || *c->at > '9')
        return expect(c, "a dimension");
    for (; *c->at >= '0' && *c->at <= '9'; c->at++) {
        const int digit = *c->at - '0';
        if (value > (INT64_MAX - digit) / 10)
            return expect(c, "a dimension below 2^63");
        value = 10 * value + digit;
    }
    c->at += *c->at == 'L';
    return add_dimension(s, value, why);
}

static int read_tuple(cursor *c, shape *s, problem *why)
{
    if (s->rank || !take(c, '('))
        return expect(c, "the tuple of the dimensions");
    while (!take(c, ')')) {
        if (!read_dimension(c, s, why))
            return 0;
        if (!take(c, ',') && *c->at != ')')
            return expect(c, "a comma or the end of the tuple");
    }
    return count_elements(s) || expect(c, "a shape of fewer than 2^63 elements");
}

static int read_order(cursor *c, int *is_by_columns)
{
    c->at += strspn(c->at, " \n");
    *is_by_columns = strncmp(c->at, "True", 4) == 0;
    if (!*is_by_columns && strncmp(c->at, "False", 5))
        return expect(c, "True or False");
    c->at += *is_by_columns ? 4 : 5;
    return 1;
}

enum { DESCR = 1, ORDER = 2, SHAPE = 4 };

static int key_named(const char *key)
{
    return strcmp(key, "descr") == 0 ? DESCR : strcmp(key, "fortran_order") == 0 ? ORDER : strcmp(key, "shape") == 0 ? SHAPE : 0;
}

static int read_dictionary(cursor *c, stored_tensor *t, problem *why)
{
    static const char keys_once[] = "'descr', 'fortran_order' and 'shape', each once";
    int seen = 0, fine = 1;

    if (!take(c, '{'))
        return expect(c, "a dictionary");
    while (fine && !take(c, '}')) {
        char *key = read_string(c, keys_once, why);
        const int which = key ? key_named(key) : 0;
        free(key);
        if (!key || !which || seen & which || !take(c, ':'))
            return expect(c, c->expected ? c->expected : keys_once);
        seen |= which;
        if (which == DESCR)
            fine = (t->dtype = read_string(c, "a dtype; an array of records cannot be read", why)) != NULL;
        else
            fine = which == ORDER ? read_order(c, &t->is_by_columns) : read_tuple(c, &t->shape, why);
        if (fine && !take(c, ',') && *c->at != '}')
            return expect(c, "a comma or the end of the dictionary");
    }
    if (!fine || seen != (DESCR | ORDER | SHAPE))
        return expect(c, c->expected ? c->expected : keys_once);
    c->at += strspn(c->at, " \n");
    return !*c->at || expect(c, "the end of the header");
}

/* Byte order, kind, size: <f4. The size is in bytes, but for strings, of four bytes a character. */
static int64_t size_of_element(const char *descr)
{
    const size_t length = strlen(descr);
    int64_t size = 0;
    const char *s;

    if (length < 3 || length > 10 || !strchr("<>|=", descr[0]) || !strchr("biufcmMSUV", descr[1]))
        return -1;
    for (s = descr + 2; *s >= '0' && *s <= '9'; s++)
        size = 10 * size + (*s - '0');
    return *s && *s != '[' ? -1 : descr[1] == 'U' ? 4 * size : size;    /* <M8[ns] */
}

/* How long the head is, and where its text begins; 0: refused. */
static int read_preamble(const stored_file *f, int64_t begin, int64_t limit, size_t *length, int64_t *text, problem *why)
{
    unsigned char preamble[12] = {0};
    const int64_t left = limit - begin;

    if (left < 10 || !read_bytes(f, begin, preamble, left < 12 ? (size_t)left : 12, why))
        return refuse(why, "%s: damaged: the file ends within its header", f->path);
    if (memcmp(preamble, "\x93NUMPY", 6))
        return refuse(why, "%s: damaged: there are bytes behind its array that are no other array", f->path);
    if (preamble[6] < 1 || preamble[6] > 3)
        return refuse(why, "%s: a .npy file of an unknown version", f->path);
    *length = preamble[8] | (size_t)preamble[9] << 8;
    if (preamble[6] > 1)
        *length |= (size_t)preamble[10] << 16 | (size_t)preamble[11] << 24;
    *text = begin + (preamble[6] > 1 ? 12 : 10);
    if (*length > MAX_HEAD && (uint64_t)(limit - *text) >= *length)
        return refuse(why, "%s: a header of more than %d bytes", f->path, MAX_HEAD);
    return limit >= *text && (uint64_t)(limit - *text) >= *length
        ? 1 : refuse(why, "%s: damaged: the file ends within its header", f->path);
}

static int read_head(const stored_file *f, stored_tensor *t, int64_t begin, size_t length, problem *why)
{
    char *text = (char *)allocate(NULL, length + 1, 1, why);
    cursor c = {NULL, NULL, NULL};
    int fine;

    if (!text || !read_bytes(f, begin, text, length, why)) {
        free(text);
        return 0;
    }
    text[length] = '\0';
    c.text = c.at = text;
    fine = read_dictionary(&c, t, why);
    if (fine && c.at != text + length)
        fine = expect(&c, "the end of the header");
    if (c.expected)
        damaged_header(f, c.at - text, c.expected, why);
    free(text);
    return fine;
}

int read_npy_array(checkpoint *c, const char *name, int64_t begin, int64_t limit, int64_t *end, problem *why)
{
    const stored_file *f = &c->files[c->file_count - 1];
    size_t length = 0;
    int64_t size;
    stored_tensor *t;

    if (!read_preamble(f, begin, limit, &length, &begin, why))
        return 0;
    t = add_tensor(c, why);
    if (!t || (t->name = copy_text(name, strlen(name), why)) == NULL || !read_head(f, t, begin, length, why))
        return 0;
    size = size_of_element(t->dtype);
    if (size < 0)
        return refuse(why, "%s: its elements are no numbers", f->path);
    t->begin = begin + (int64_t)length;
    if (size && t->shape.count > (limit - t->begin) / size)
        return refuse(why, "%s: damaged: its size does not agree with its shape and dtype", f->path);
    *end = t->end = t->begin + t->shape.count * size;
    t->type = element_type_of_npy(t->dtype + 1);
    t->is_big_endian = t->dtype[0] == '>';
    return 1;
}

int read_npy(checkpoint *c, problem *why)
{
    const int64_t size = c->files[c->file_count - 1].size;
    int64_t end = 0;
    size_t number = 0;
    char name[40] = "array";

    do {
        if (number)
            snprintf(name, sizeof name, "array_%zu", number);
        number++;
        if (!read_npy_array(c, name, end, size, &end, why))
            return 0;
    } while (end < size);
    return 1;
}
