/* SPDX-License-Identifier: MIT
 *
 * checkpoint_npy.c - the head of a .npy file, read (npy.c writes it)
 *
 * It holds a Python dictionary, {'descr': '<f4', 'fortran_order': False, 'shape': (784, 256), }, as NumPy writes it: the
 * keys may come in any order, and a number may end in L.
 */
#include "checkpoint.h"

#include <stdlib.h>
#include <string.h>

typedef struct cursor {
    const checkpoint *file;
    const char *text, *at;
} cursor;

ENDS static void expected(const cursor *c, const char *what)
{
    damaged_header(c->file, c->at - c->text, what);
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
static char *read_string(cursor *c, const char *what)
{
    const char quote = take(c, '"') ? '"' : '\'';
    const char *close;
    char *string;

    if (quote == '\'' && !take(c, '\''))
        expected(c, what);
    close = strchr(c->at, quote);
    if (!close)
        expected(c, "the end of a string");
    string = (char *)allocate(NULL, (size_t)(close - c->at) + 1, 1);
    memcpy(string, c->at, (size_t)(close - c->at));
    string[close - c->at] = '\0';
    c->at = close + 1;
    return string;
}

static int64_t read_dimension(cursor *c)
{
    int64_t value = 0;

    c->at += strspn(c->at, " \n");
    if (*c->at < '0' || *c->at > '9')
        expected(c, "a dimension");
    for (; *c->at >= '0' && *c->at <= '9'; c->at++) {
        const int digit = *c->at - '0';
        if (value > (INT64_MAX - digit) / 10)
            expected(c, "a dimension below 2^63");
        value = 10 * value + digit;
    }
    c->at += *c->at == 'L';
    return value;
}

static void read_shape(cursor *c, stored_tensor *t)
{
    if (!take(c, '('))
        expected(c, "the tuple of the dimensions");
    while (!take(c, ')')) {
        if (!add_dimension(t, read_dimension(c)))
            expected(c, "a shape of fewer than 2^63 elements");
        if (!take(c, ',') && *c->at != ')')
            expected(c, "a comma or the end of the tuple");
    }
}

static void read_order(cursor *c)
{
    c->at += strspn(c->at, " \n");
    if (strncmp(c->at, "False", 5) == 0)
        c->at += 5;
    else if (strncmp(c->at, "True", 4) == 0)
        c->at += 4;
    else
        expected(c, "True or False");
}

static void read_dictionary(cursor *c, stored_tensor *t)
{
    static const char keys_once[] = "'descr', 'fortran_order' and 'shape', each once";
    enum { DESCR = 1, ORDER = 2, SHAPE = 4 };
    int seen = 0;

    if (!take(c, '{'))
        expected(c, "a dictionary");
    while (!take(c, '}')) {
        char *key = read_string(c, keys_once);
        const int which = strcmp(key, "descr") == 0 ? DESCR : strcmp(key, "fortran_order") == 0 ? ORDER :
                          strcmp(key, "shape") == 0 ? SHAPE : 0;
        free(key);
        if (!which || seen & which || !take(c, ':'))
            expected(c, keys_once);
        seen |= which;
        if (which == DESCR)
            t->dtype = read_string(c, "a dtype; an array of records cannot be inspected");
        else if (which == ORDER)
            read_order(c);
        else
            read_shape(c, t);
        if (!take(c, ',') && *c->at != '}')
            expected(c, "a comma or the end of the dictionary");
    }
    if (seen != (DESCR | ORDER | SHAPE))
        expected(c, keys_once);
    c->at += strspn(c->at, " \n");
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

void read_npy(checkpoint *c)
{
    unsigned char preamble[12] = {0};
    int64_t head, size;
    cursor at = {NULL, NULL, NULL};
    stored_tensor *t = add_tensor(c);
    size_t length;
    char *text;

    read_bytes(c, 0, preamble, c->size < 12 ? (size_t)c->size : sizeof preamble);
    if (c->size < 12 || preamble[6] < 1 || preamble[6] > 3)
        fail(c->path, c->size < 12 ? "damaged: the file ends within its header" : "a .npy file of an unknown version");
    length = preamble[8] | (size_t)preamble[9] << 8;
    if (preamble[6] > 1)
        length |= (size_t)preamble[10] << 16 | (size_t)preamble[11] << 24;
    head = (preamble[6] > 1 ? 12 : 10) + (int64_t)length;
    if (head > c->size)
        fail(c->path, "damaged: the file ends within its header");
    text = (char *)allocate(NULL, length + 1, 1);
    read_bytes(c, head - (int64_t)length, text, length);
    text[length] = '\0';
    at.file = c;
    at.text = at.at = text;
    t->name = (char *)allocate(NULL, sizeof "array", 1);
    strcpy(t->name, "array");
    read_dictionary(&at, t);
    if (at.at != text + length)
        expected(&at, "the end of the header");
    free(text);
    size = size_of_element(t->dtype);
    if (size < 0)
        fail(c->path, "its elements are no numbers");
    if ((size && t->count > (INT64_MAX - head) / size) || head + t->count * size != c->size)
        fail(c->path, "damaged: its size does not agree with its shape and dtype");
    t->begin = head;
    t->end = c->size;
    t->type = element_type_of_npy(t->dtype);
}
