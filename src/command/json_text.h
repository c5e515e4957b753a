/* SPDX-License-Identifier: MIT
 *
 * json_text.h - JSON of files: objects with any number of members (json.h reads small texts), strings read and written
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include "buffer.h"
#include "../json.h"

/* A place in a text of `length` bytes, and what was expected there when something is wrong. */
typedef struct json_place {
    const char *text;
    size_t at, length;
    const char *expected;       /* NULL: nothing is wrong */
} json_place;

/* Where a value ends that begins at `at`: its brackets and strings are followed, and nothing else is checked. */
size_t json_value_end(const char *text, size_t at, size_t length);

/* Move over the members of an object, whose values are checked by whoever reads them:
 *     json_place p = {text, at, length, NULL};
 *     while (json_next_member(&p, &member)) ... member.key, member.value ...
 *     if (p.expected) ... it is wrong at p.at; otherwise p.at is behind the object */
typedef struct json_member {
    size_t key, value, end;     /* the key is a string that was checked; the value ends before `end` */
} json_member;

int json_next_member(json_place *p, json_member *member);

/* The longest object that is checked as a whole: keys are compared with one another, which takes long if they are long. */
enum { MAX_OBJECT = 1 << 20 };

/* Is the value from `at` to `end` JSON? If not, *p says where. (At most 64 keys and 16 levels: json.h.) */
int json_check_value(json_place *p, size_t at, size_t end);

/* The string at `at`, which was checked, decoded. NULL: no memory, or *p says that it holds a NUL. */
char *json_string(json_place *p, size_t at, problem *why);

/* Write a string in quotes. */
void put_json_string(buffer *to, const char *string);

/* The first byte that begins no character of UTF-8; NULL if there is none. */
const char *first_not_utf8(const char *text);

#endif
