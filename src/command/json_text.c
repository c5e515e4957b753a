/* SPDX-License-Identifier: MIT
 *
 * json_text.c - see json_text.h
 */
#include "json_text.h"

#include <string.h>

static size_t past_space(const char *text, size_t at, size_t length)
{
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
        at++;
    return at;
}

static size_t past_string(const char *text, size_t at, size_t length)
{
    for (at++; at < length && text[at] != '"'; at++)
        at += text[at] == '\\';
    return at < length ? at + 1 : length;
}

size_t json_value_end(const char *text, size_t at, size_t length)
{
    size_t depth = 0;

    while (at < length) {
        const char c = text[at];
        if (depth == 0 && strchr(",}] \t\r\n", c))
            break;
        at = c == '"' ? past_string(text, at, length) : at + 1;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        if (depth == 0 && strchr("\"}]", c))
            break;
    }
    return at;
}

int json_check_value(json_place *p, size_t at, size_t end)
{
    lecun_error error = {0, "an object of at most 1 MiB"};

    if ((p->text[at] != '{' || end - at <= MAX_OBJECT) && lecun_json_check(p->text + at, end - at, &error))
        return 1;
    p->at = at + error.at;
    p->expected = error.expected;
    return 0;
}

static int expect(json_place *p, const char *expected)
{
    p->expected = expected;
    return 0;
}

/* The key at p->at and the colon behind it. */
static int read_key(json_place *p, json_member *member)
{
    const size_t begin = p->at;
    size_t end;

    if (begin == p->length || p->text[begin] != '"')
        return expect(p, "a key in double quotes");
    end = past_string(p->text, begin, p->length);
    if (!json_check_value(p, begin, end))
        return 0;
    member->key = begin;
    p->at = past_space(p->text, end, p->length);
    if (p->at == p->length || p->text[p->at] != ':')
        return expect(p, "':'");
    member->value = p->at = past_space(p->text, p->at + 1, p->length);
    member->end = p->at = json_value_end(p->text, p->at, p->length);
    return member->end > member->value ? 1 : expect(p, "a JSON value");
}

int json_next_member(json_place *p, json_member *member)
{
    const int is_first = p->text[p->at] == '{' && member->end == 0;
    int c;

    if (!is_first && member->end == 0)
        return expect(p, "an object");
    p->at = past_space(p->text, p->at + (size_t)is_first, p->length);
    c = p->at < p->length ? p->text[p->at] : 0;
    if (c == '}') {
        p->at++;
        return 0;
    }
    if (!is_first && c != ',')
        return expect(p, "',' or '}'");
    if (!is_first)
        p->at = past_space(p->text, p->at + 1, p->length);
    return read_key(p, member);
}

static char *put_utf8(char *to, unsigned long c)
{
    const int more = (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);
    int i;

    *to++ = (char)(more ? (0xFF80u >> more & 0xFFu) | c >> 6 * more : c);
    for (i = more - 1; i >= 0; i--)
        *to++ = (char)(0x80u | (c >> 6 * i & 0x3Fu));
    return to;
}

/* Decoded, a string is not longer than it was. */
char *json_string(json_place *p, size_t at, problem *why)
{
    const size_t size = past_string(p->text, at, p->length) - at;
    char *string = (char *)allocate(NULL, size, 1, why), *to = string;
    size_t next = at + 1;
    long c;

    if (!string)
        return NULL;
    while ((c = lecun_json_character(p->text, &next)) > 0)
        to = put_utf8(to, (unsigned long)c);
    *to = '\0';
    if (c == 0) {
        p->at = at;
        expect(p, "a string without a NUL");
        *string = '\0';
    }
    return string;
}

void put_json_string(buffer *to, const char *string)
{
    put_bytes(to, "\"", 1);
    for (; *string; string++) {
        if ((unsigned char)*string < 0x20)
            put_format(to, "\\u%04x", (unsigned)*string);
        else if (*string == '"' || *string == '\\')
            put_format(to, "\\%c", *string);
        else
            put_bytes(to, string, 1);
    }
    put_bytes(to, "\"", 1);
}

const char *first_not_utf8(const char *text)
{
    const size_t length = strlen(text);
    size_t at = 0;

    while (at < length)
        if ((unsigned char)text[at] < 0x80)
            at++;
        else if (!lecun_utf8_next(text, length, &at))
            return text + at;
    return NULL;
}
