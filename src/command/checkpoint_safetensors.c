/* SPDX-License-Identifier: MIT
 *
 * checkpoint_safetensors.c - the header of a .safetensors file, read as strictly as the format asks
 *
 * The format: https://github.com/huggingface/safetensors. Its header is JSON (RFC 8259) of one level:
 *     {"__metadata__": {"key": "value"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
 * The data follow it without holes, and no byte belongs to two tensors.
 */
#include "checkpoint.h"
#include "model_list.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A place in the header. A NUL follows its last byte. */
typedef struct cursor {
    const checkpoint *file;
    const char *text, *at;
} cursor;

ENDS static void expected(const cursor *c, const char *what)
{
    damaged_header(c->file, c->at - c->text, what);
}

static void skip_space(cursor *c)
{
    c->at += strspn(c->at, " \t\n\r");
}

/* Take this character, which may have blanks before it; 0 if another one is there. */
static int take(cursor *c, char wanted)
{
    skip_space(c);
    if (*c->at != wanted)
        return 0;
    c->at++;
    return 1;
}

static void want(cursor *c, char wanted, const char *what)
{
    if (!take(c, wanted))
        expected(c, what);
}

/* --- Strings ------------------------------------------------------------------------------------------------------ */

static unsigned read_hex(cursor *c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    unsigned value = 0;
    int i;

    for (i = 0; i < 4; i++, c->at++) {
        const char *digit = *c->at ? strchr(digits, *c->at) : NULL;
        if (!digit)
            expected(c, "four hexadecimal digits");
        value = value << 4 | ((unsigned)(digit - digits) & 15u);
    }
    return value;
}

/* What follows \u, the second half of a surrogate pair included, as UTF-8. */
static char *read_escaped_character(cursor *c, char *to)
{
    unsigned character = read_hex(c), low;

    if (character - 0xD800u < 0x400u && c->at[0] == '\\' && c->at[1] == 'u') {
        c->at += 2;
        low = read_hex(c) - 0xDC00u;
        character = low < 0x400u ? 0x10000u + ((character - 0xD800u) << 10 | low) : 0xD800u;
    }
    if (character == 0 || (character >= 0xD800u && character <= 0xDFFFu))
        expected(c, "a character that UTF-8 has, and no NUL");
    if (character >= 0x10000u) {
        *to++ = (char)(0xF0u | character >> 18);
        *to++ = (char)(0x80u | (character >> 12 & 0x3Fu));
        *to++ = (char)(0x80u | (character >> 6 & 0x3Fu));
    } else if (character >= 0x800u) {
        *to++ = (char)(0xE0u | character >> 12);
        *to++ = (char)(0x80u | (character >> 6 & 0x3Fu));
    } else if (character >= 0x80u) {
        *to++ = (char)(0xC0u | character >> 6);
    } else {
        *to++ = (char)character;
        return to;
    }
    *to++ = (char)(0x80u | (character & 0x3Fu));
    return to;
}

static char *read_escape(cursor *c, char *to)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *name = *c->at ? strchr(names, *c->at) : NULL;

    if (*c->at == 'u') {
        c->at++;
        return read_escaped_character(c, to);
    }
    if (!name)
        expected(c, "an escape that JSON has");
    c->at++;
    *to = values[name - names];
    return to + 1;
}

/* The caller frees it. Decoded, a string is not longer than it was. */
static char *read_string(cursor *c, const char *what)
{
    const char *close;
    char *string, *to;

    want(c, '"', what);
    for (close = c->at; *close && *close != '"'; close++)
        close += *close == '\\' && close[1];
    string = to = (char *)allocate(NULL, (size_t)(close - c->at) + 1, 1);
    while (*c->at != '"') {
        size_t length = utf8_sequence((const unsigned char *)c->at);
        if (length == 0 || (unsigned char)*c->at < 0x20)
            expected(c, "a character of a string, in UTF-8");
        if (*c->at == '\\') {
            c->at++;
            to = read_escape(c, to);
            continue;
        }
        for (; length; length--)
            *to++ = *c->at++;
    }
    c->at++;
    *to = '\0';
    return string;
}

/* --- The entries -------------------------------------------------------------------------------------------------- */

static int64_t read_integer64(cursor *c)
{
    int64_t value = 0;

    skip_space(c);
    if (*c->at < '0' || *c->at > '9' || (*c->at == '0' && c->at[1] >= '0' && c->at[1] <= '9'))
        expected(c, "an integer of 0 or more");
    for (; *c->at >= '0' && *c->at <= '9'; c->at++) {
        const int digit = *c->at - '0';
        if (value > (INT64_MAX - digit) / 10)
            expected(c, "an integer below 2^63");
        value = 10 * value + digit;
    }
    return value;
}

static void read_shape(cursor *c, stored_tensor *t)
{
    want(c, '[', "the list of the dimensions");
    if (take(c, ']'))
        return;
    do {
        if (!add_dimension(t, read_integer64(c)))
            expected(c, "a shape of fewer than 2^63 elements");
    } while (take(c, ','));
    want(c, ']', "a comma or the end of the list");
}

static void read_offsets(cursor *c, stored_tensor *t)
{
    want(c, '[', "the two data_offsets");
    t->begin = read_integer64(c);
    want(c, ',', "a comma and the second of the data_offsets");
    t->end = read_integer64(c);
    want(c, ']', "the end of the two data_offsets");
}

static void read_entry(cursor *c, stored_tensor *t)
{
    enum { DTYPE = 1, SHAPE = 2, OFFSETS = 4 };
    int seen = 0;

    want(c, '{', "an object with dtype, shape and data_offsets");
    do {
        char *key = read_string(c, "dtype, shape or data_offsets");
        const int which = strcmp(key, "dtype") == 0 ? DTYPE : strcmp(key, "shape") == 0 ? SHAPE :
                          strcmp(key, "data_offsets") == 0 ? OFFSETS : 0;
        free(key);
        if (!which || seen & which)
            expected(c, "dtype, shape and data_offsets, each once");
        seen |= which;
        want(c, ':', "a colon");
        if (which == DTYPE)
            t->dtype = read_string(c, "a dtype");
        else if (which == SHAPE)
            read_shape(c, t);
        else
            read_offsets(c, t);
    } while (take(c, ','));
    want(c, '}', "a comma or the end of the object");
    if (seen != (DTYPE | SHAPE | OFFSETS))
        expected(c, "dtype, shape and data_offsets, each once");
}

/* The file's own words: strings by name. They are checked, and not kept. */
static void read_metadata(cursor *c)
{
    want(c, '{', "an object of strings");
    if (take(c, '}'))
        return;
    do {
        free(read_string(c, "a name of the metadata"));
        want(c, ':', "a colon");
        free(read_string(c, "a string of the metadata"));
    } while (take(c, ','));
    want(c, '}', "a comma or the end of the metadata");
}

static void read_header(cursor *c, checkpoint *to)
{
    int metadata = 0;

    if (*c->at != '{')
        expected(c, "{, with which the format lets a header begin");
    c->at++;
    if (!take(c, '}')) {
        do {
            char *name = read_string(c, "a tensor's name");
            want(c, ':', "a colon");
            if (strcmp(name, "__metadata__") == 0) {
                free(name);
                if (metadata++)
                    expected(c, "__metadata__ once");
                read_metadata(c);
            } else {
                stored_tensor *t = add_tensor(to);
                t->name = name;
                read_entry(c, t);
            }
        } while (take(c, ','));
        want(c, '}', "a comma or the end of the header");
    }
    skip_space(c);
}

/* --- Do the entries agree with the file? -------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const stored_tensor *)a)->name, ((const stored_tensor *)b)->name);
}

static int by_place(const void *a, const void *b)
{
    const stored_tensor *left = (const stored_tensor *)a, *right = (const stored_tensor *)b;

    if (left->begin != right->begin)
        return left->begin < right->begin ? -1 : 1;
    if (left->end != right->end)
        return left->end < right->end ? -1 : 1;
    return by_name(a, b);
}

static int64_t size_of_element(const char *dtype)
{
    static const struct { const char *name; int size; } sizes[] = {
        {"BOOL", 1}, {"U8", 1}, {"I8", 1}, {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"F8_E8M0", 1}, {"I16", 2}, {"U16", 2},
        {"F16", 2}, {"BF16", 2}, {"I32", 4}, {"U32", 4}, {"F32", 4}, {"I64", 8}, {"U64", 8}, {"F64", 8}, {"C64", 8},
    };
    size_t i;

    for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (strcmp(dtype, sizes[i].name) == 0)
            return sizes[i].size;
    return 0;                   /* a newer dtype, of which nothing is known */
}

static void check_entry(const checkpoint *c, const stored_tensor *t, int64_t data)
{
    const int64_t size = size_of_element(t->dtype);

    if (t->begin > t->end)
        damaged_tensor(c, t->name, "its data end before they begin");
    if (t->end > data)
        damaged_tensor(c, t->name, "its data lie beyond the end of the file");
    if (size && (t->count > INT64_MAX / size || t->count * size != t->end - t->begin))
        damaged_tensor(c, t->name, "its data_offsets do not agree with its shape and dtype");
}

/* The data begin after `head` bytes. */
static void check_entries(checkpoint *c, int64_t head)
{
    int64_t end = 0;
    size_t i;

    if (c->count)
        qsort(c->tensors, c->count, sizeof *c->tensors, by_name);
    for (i = 1; i < c->count; i++)
        if (by_name(&c->tensors[i - 1], &c->tensors[i]) == 0)
            damaged_tensor(c, c->tensors[i].name, "two tensors have this name");
    if (c->count)
        qsort(c->tensors, c->count, sizeof *c->tensors, by_place);
    for (i = 0; i < c->count; i++) {
        stored_tensor *t = &c->tensors[i];
        check_entry(c, t, c->size - head);
        if (t->begin < end)
            damaged_tensor(c, t->name, "its data overlap those of another tensor");
        if (t->begin > end)
            damaged_tensor(c, t->name, "there are bytes before its data that belong to no tensor");
        end = t->end;
        t->begin += head;
        t->end += head;
        t->type = element_type_of_safetensors(t->dtype);
    }
    if (end != c->size - head)
        fail(c->path, "damaged: there are bytes at its end that belong to no tensor");
}

void read_safetensors(checkpoint *c)
{
    unsigned char length_bytes[8];
    uint64_t length = 0;
    cursor at = {NULL, NULL, NULL};
    char *text;
    int i;

    if (c->size < 8)
        fail(c->path, "neither a .safetensors nor a .npy file: it is too short");
    read_bytes(c, 0, length_bytes, 8);
    for (i = 7; i >= 0; i--)
        length = length << 8 | length_bytes[i];
    if (length > MAX_HEADER)
        fail(c->path, "this is neither a .safetensors nor a .npy file");
    if (length > (uint64_t)c->size - 8)
        fail(c->path, "damaged: the file ends within its header");
    text = (char *)allocate(NULL, (size_t)length + 1, 1);
    read_bytes(c, 8, text, (size_t)length);
    text[length] = '\0';
    at.file = c;
    at.text = at.at = text;
    read_header(&at, c);
    if (at.at != text + length)
        expected(&at, "the end of the header");
    free(text);
    check_entries(c, 8 + (int64_t)length);
}
