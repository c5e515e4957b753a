/* SPDX-License-Identifier: MIT
 *
 * json.h - a strict reader (RFC 8259) and a plain writer of small JSON texts: no heap, no locale, no recursion
 *
 * Reading has two steps. lecun_json_check() goes over the whole text once; in a text that passed, a value is named by
 * the position of its first byte, and the other functions walk from value to value and need not check for errors or for
 * the text's end.
 */
#ifndef LECUN_JSON_H
#define LECUN_JSON_H

#include "library.h"

LECUN_HIDDEN_BEGIN

enum { LECUN_JSON_MAX_DEPTH = 16, LECUN_JSON_MAX_KEYS = 64 };

/* 1 if the text is one JSON value; otherwise 0, and *error says where and what. Stricter than the RFC in this: UTF-8
 * must be valid, surrogates paired, keys unique, at most LECUN_JSON_MAX_DEPTH levels, at most LECUN_JSON_MAX_KEYS keys
 * in an object. A byte order mark before the text is skipped. The time is linear in the length: an object is read once more
 * where it ends. */
int lecun_json_check(const char *text, size_t length, lecun_error *error);

/* The position of the text's value. */
size_t lecun_json_root(const char *text);

/* The members of an object, or the elements of an array:
 *     lecun_json_items it = lecun_json_open(text, at);
 *     while (lecun_json_next(&it)) ... it.key (objects only), it.value ... */
typedef struct lecun_json_items {
    const char *text;
    size_t at, key, value;
} lecun_json_items;

lecun_json_items lecun_json_open(const char *text, size_t at);
int lecun_json_next(lecun_json_items *it);

/* Whether the value is the string `name` (ASCII), however it is escaped. */
int lecun_json_is_string(const char *text, size_t at, const char *name);

/* Likewise, but upper-case ASCII letters count as the lower-case ones that `name` has. */
int lecun_json_is_string_of_any_case(const char *text, size_t at, const char *name);

/* 1 if the value is a string of fewer than `size` ASCII characters, none of them NUL, which buf then holds with a NUL at
 * its end; otherwise 0. */
int lecun_json_copy_string(const char *text, size_t at, char *buf, size_t size);

/* 1 and the value, if it is a number written as an integer that fits 64 bits; otherwise 0. The value stands inside a
 * container. */
int lecun_json_integer(const char *text, size_t at, int64_t *value);

/* A text being written: what fits in size bytes is stored, and length counts the whole. No final NUL. */
typedef struct lecun_text {
    char *buf;
    size_t size, length;
} lecun_text;

void lecun_text_put(lecun_text *to, const char *string);
void lecun_text_put_integer(lecun_text *to, int64_t value);

LECUN_HIDDEN_END

#endif
