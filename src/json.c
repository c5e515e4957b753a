/* SPDX-License-Identifier: MIT
 *
 * json.c - a strict reader and a plain writer of small JSON texts
 */
#include "json.h"

/* --- The check ---------------------------------------------------------------------------------------------------- */

typedef struct reader {
    const unsigned char *text;
    size_t length, at;
    const char *expected;                               /* NULL until something is wrong; then it is wrong at `at` */
    unsigned depth;
    unsigned keys[LECUN_JSON_MAX_DEPTH];                /* of the open containers: how many were read */
    size_t start[LECUN_JSON_MAX_DEPTH];                 /* and where they begin */
} reader;

enum { END = -1 };

static int peek(const reader *r)
{
    return r->at < r->length ? r->text[r->at] : END;
}

static int fail(reader *r, const char *expected)
{
    r->expected = expected;
    return 0;
}

static int is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int hex_digit(int c)                             /* its value, or -1 */
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static int skip_space(reader *r)                        /* and look at what follows */
{
    while (is_space(peek(r)))
        r->at++;
    return peek(r);
}

static int check_literal(reader *r, const char *literal)
{
    for (; *literal; literal++, r->at++)
        if (peek(r) != (unsigned char)*literal)
            return fail(r, "true, false or null");
    return 1;
}

static int check_digits(reader *r)
{
    if (!is_digit(peek(r)))
        return fail(r, "a digit");
    while (is_digit(peek(r)))
        r->at++;
    return 1;
}

static int check_number(reader *r)
{
    if (peek(r) == '-')
        r->at++;
    if (peek(r) == '0')
        r->at++;                                        /* no digit may follow a leading 0; none is taken */
    else if (!check_digits(r))
        return 0;
    if (peek(r) == '.') {
        r->at++;
        if (!check_digits(r))
            return 0;
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        if (peek(r) == '+' || peek(r) == '-')
            r->at++;
        if (!check_digits(r))
            return 0;
    }
    return 1;
}

static int check_hex4(reader *r, unsigned *unit)
{
    int i;

    *unit = 0;
    for (i = 0; i < 4; i++, r->at++) {
        int digit = hex_digit(peek(r));
        if (digit < 0)
            return fail(r, "four hexadecimal digits");
        *unit = *unit << 4 | (unsigned)digit;
    }
    return 1;
}

static int check_escape(reader *r)                      /* at the byte after the backslash */
{
    const size_t escape = r->at - 1;
    unsigned unit;

    switch (peek(r)) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        r->at++;
        return 1;
    case 'u':
        break;
    default:
        return fail(r, "one of \" \\ / b f n r t u after the backslash");
    }
    r->at++;
    if (!check_hex4(r, &unit))
        return 0;
    if (unit < 0xd800 || unit >= 0xe000)
        return 1;
    if (unit < 0xdc00 && r->length - r->at >= 2 && r->text[r->at] == '\\' && r->text[r->at + 1] == 'u') {
        r->at += 2;
        if (!check_hex4(r, &unit))
            return 0;
        if (unit >= 0xdc00 && unit < 0xe000)
            return 1;
    }
    r->at = escape;
    return fail(r, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF");
}

/* As the Unicode Standard's table 3-7 admits them. */
int lecun_utf8_next(const char *text, size_t length, size_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text;
    int lead = bytes[*at], low = 0x80, high = 0xbf, more;

    if (lead >= 0xc2 && lead <= 0xdf)
        more = 1;
    else if (lead >= 0xe0 && lead <= 0xef)
        more = 2;
    else if (lead >= 0xf0 && lead <= 0xf4)
        more = 3;
    else
        return 0;
    if (lead == 0xe0) low = 0xa0;                       /* shorter forms exist */
    if (lead == 0xed) high = 0x9f;                      /* surrogates */
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;                      /* beyond U+10FFFF */
    for (++*at; more; more--, ++*at, low = 0x80, high = 0xbf)
        if (*at >= length || bytes[*at] < low || bytes[*at] > high)
            return 0;
    return 1;
}

static int check_string(reader *r)                      /* at the opening quote */
{
    r->at++;
    for (;;) {
        int c = peek(r);
        if (c == END)
            return fail(r, "the string's closing quote");
        if (c < 0x20)
            return fail(r, "no control character within a string");
        if (c >= 0x80) {
            if (!lecun_utf8_next((const char *)r->text, r->length, &r->at))
                return fail(r, "valid UTF-8");
            continue;
        }
        r->at++;
        if (c == '"')
            return 1;
        if (c == '\\' && !check_escape(r))
            return 0;
    }
}

static int check_key(reader *r)                         /* "key" : */
{
    if (r->keys[r->depth - 1]++ == LECUN_JSON_MAX_KEYS)
        return fail(r, "at most 64 keys in an object");
    if (!check_string(r))
        return 0;
    if (skip_space(r) != ':')
        return fail(r, "':'");
    r->at++;
    return 1;
}

static int check_scalar(reader *r)
{
    int c = peek(r);

    if (c == '"')
        return check_string(r);
    if (c == '-' || is_digit(c))
        return check_number(r);
    if (c == 't')
        return check_literal(r, "true");
    if (c == 'f')
        return check_literal(r, "false");
    if (c == 'n')
        return check_literal(r, "null");
    return fail(r, "a JSON value");
}

static int push(reader *r)                              /* at '{' or '[' */
{
    if (r->depth == LECUN_JSON_MAX_DEPTH)
        return fail(r, "at most 16 levels");
    r->keys[r->depth] = 0;
    r->start[r->depth++] = r->at++;
    return 1;
}

static int is_in_object(const reader *r)
{
    return r->text[r->start[r->depth - 1]] == '{';
}

static size_t second_of_a_key(const char *text, size_t object);

static int pop(reader *r)                               /* at '}' or ']' */
{
    const unsigned top = r->depth - 1;
    const size_t second = r->keys[top] > 1 ? second_of_a_key((const char *)r->text, r->start[top]) : 0;

    if (second) {
        r->at = second;
        return fail(r, "a key that this object does not have yet");
    }
    r->at++;
    r->depth--;
    return 1;
}

/* After an opening bracket: to the first value inside. 1 if there is one; 0 if the container is empty or something is
 * wrong. */
static int enter(reader *r)
{
    int c, is_object;

    if (!push(r))
        return 0;
    is_object = is_in_object(r);
    c = skip_space(r);
    if (c == (is_object ? '}' : ']')) {
        r->at++;
        r->depth--;
        return 0;
    }
    if (!is_object)
        return 1;
    return c == '"' ? check_key(r) : fail(r, "a key in double quotes, or '}'");
}

/* After a value: out of all that ends here, and to the next value. 1 if there is one; 0 at the end or if something is
 * wrong. */
static int advance(reader *r)
{
    for (;;) {
        int c = skip_space(r), is_object;

        if (r->depth == 0)
            return c == END ? 0 : fail(r, "the end of the text");
        is_object = is_in_object(r);
        if (c == ',') {
            r->at++;
            if (!is_object)
                return 1;
            return skip_space(r) == '"' ? check_key(r) : fail(r, "a key in double quotes");
        }
        if (c != (is_object ? '}' : ']'))
            return fail(r, is_object ? "',' or '}'" : "',' or ']'");
        if (!pop(r))
            return 0;
    }
}

/* A byte order mark, which some editors write before UTF-8. */
static int is_mark(const char *text)
{
    return text[0] == '\xef' && text[1] == '\xbb' && text[2] == '\xbf';
}

int lecun_json_check(const char *text, size_t length, lecun_error *error)
{
    reader r;
    int more;

    r.text = (const unsigned char *)text;
    r.length = length;
    r.at = length >= 3 && is_mark(text) ? 3 : 0;
    r.expected = NULL;
    r.depth = 0;
    do {
        int c = skip_space(&r);
        if (c == '{' || c == '[')
            more = enter(&r) || (!r.expected && advance(&r));
        else
            more = check_scalar(&r) && advance(&r);
    } while (more);
    error->at = r.expected ? r.at : 0;
    error->expected = r.expected;
    return !r.expected;
}

/* --- Walking a text that passed ----------------------------------------------------------------------------------- */

static size_t past_space(const char *text, size_t at)
{
    while (is_space(text[at]))
        at++;
    return at;
}

static size_t past_string(const char *text, size_t at)
{
    for (at++; text[at] != '"'; at++)
        if (text[at] == '\\')
            at++;
    return at + 1;
}

static size_t past_container(const char *text, size_t at)
{
    unsigned depth = 0;

    do {
        char c = text[at];
        if (c == '"') {
            at = past_string(text, at);
            continue;
        }
        if (c == '{' || c == '[')
            depth++;
        if (c == '}' || c == ']')
            depth--;
        at++;
    } while (depth);
    return at;
}

/* For a value inside a container: there something always follows. */
static size_t past_value(const char *text, size_t at)
{
    if (text[at] == '"')
        return past_string(text, at);
    if (text[at] == '{' || text[at] == '[')
        return past_container(text, at);
    while (!is_space(text[at]) && text[at] != ',' && text[at] != '}' && text[at] != ']')
        at++;
    return at;
}

size_t lecun_json_root(const char *text)
{
    return past_space(text, text[0] == '\xef' ? 3 : 0);
}

lecun_json_items lecun_json_open(const char *text, size_t at)
{
    lecun_json_items it = {NULL, 0, 0, 0};
    it.text = text;
    it.at = at;
    return it;
}

int lecun_json_next(lecun_json_items *it)
{
    const char *text = it->text;
    size_t at;

    if (it->value == 0) {                               /* not begun: no value inside a container stands at 0 */
        at = past_space(text, it->at + 1);
        if (text[at] == '}' || text[at] == ']')
            return 0;
    } else {
        at = past_space(text, past_value(text, it->value));
        if (text[at] != ',')
            return 0;
        at = past_space(text, at + 1);
    }
    it->key = at;
    if (text[it->at] == '{')
        at = past_space(text, past_space(text, past_string(text, at)) + 1);
    it->value = at;
    return 1;
}

/* --- Strings and numbers of a text that passed -------------------------------------------------------------------- */

static unsigned read_hex4(const char *text, size_t at)
{
    unsigned unit = 0;
    int i;

    for (i = 0; i < 4; i++)
        unit = unit << 4 | (unsigned)hex_digit((unsigned char)text[at + (size_t)i]);
    return unit;
}

/* The escaped character behind the backslash at *at, which moves past it. */
static long next_escaped(const char *text, size_t *at)
{
    static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
    char c = text[*at + 1];
    unsigned unit;
    int i;

    if (c == 'u') {
        unit = read_hex4(text, *at + 2);
        *at += 6;
        if (unit < 0xd800 || unit >= 0xe000)
            return (long)unit;
        unit = (unit - 0xd800) << 10 | (read_hex4(text, *at + 2) - 0xdc00);
        *at += 6;
        return (long)unit + 0x10000;
    }
    *at += 2;
    for (i = 0; names[i]; i++)
        if (c == names[i])
            return values[i];
    return c;
}

long lecun_json_character(const char *text, size_t *at)
{
    unsigned char c = (unsigned char)text[*at];
    long point;
    int more;

    if (c == '"')
        return END;
    if (c == '\\')
        return next_escaped(text, at);
    ++*at;
    if (c < 0x80)
        return c;
    more = 1 + (c >= 0xe0) + (c >= 0xf0);
    for (point = c & (0x3f >> more); more; more--)
        point = point << 6 | ((unsigned char)text[(*at)++] & 0x3f);
    return point;
}

static int same_string(const char *text, size_t a, size_t b)
{
    long x, y;

    a++;
    b++;
    do {
        x = lecun_json_character(text, &a);
        y = lecun_json_character(text, &b);
    } while (x == y && x != END);
    return x == y;
}

/* FNV-1a over the characters (Fowler, Noll, Vo), with 64 bits. */
static uint64_t hash_of_string(const char *text, size_t at)
{
    uint64_t hash = 14695981039346656037u;
    long c;

    at++;
    while ((c = lecun_json_character(text, &at)) != END)
        hash = (hash ^ (uint64_t)c) * 1099511628211u;
    return hash;
}

/* Where a key stands that the object has before, or 0. Strings are compared where their hashes are equal, so that long keys
 * that begin alike are not read 64 times. */
static size_t second_of_a_key(const char *text, size_t object)
{
    size_t key[LECUN_JSON_MAX_KEYS];
    uint64_t hash[LECUN_JSON_MAX_KEYS];
    lecun_json_items it = lecun_json_open(text, object);
    unsigned count, i;

    for (count = 0; lecun_json_next(&it); count++) {
        key[count] = it.key;
        hash[count] = hash_of_string(text, it.key);
        for (i = 0; i < count; i++)
            if (hash[i] == hash[count] && same_string(text, key[i], it.key))
                return it.key;
    }
    return 0;
}

static int is_string(const char *text, size_t at, const char *name, int any_case)
{
    long c;

    if (text[at] != '"')
        return 0;
    at++;
    while ((c = lecun_json_character(text, &at)) != END) {
        if (any_case && c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (*name == 0 || c != *name++)
            return 0;
    }
    return *name == 0;
}

int lecun_json_is_string(const char *text, size_t at, const char *name)
{
    return is_string(text, at, name, 0);
}

int lecun_json_is_string_of_any_case(const char *text, size_t at, const char *name)
{
    return is_string(text, at, name, 1);
}

int lecun_json_copy_string(const char *text, size_t at, char *buf, size_t size)
{
    size_t length = 0;
    long c;

    if (text[at] != '"')
        return 0;
    for (at++; (c = lecun_json_character(text, &at)) != END; buf[length++] = (char)c)
        if (c < 1 || c > 127 || length + 1 == size)
            return 0;
    buf[length] = 0;
    return 1;
}

int lecun_json_integer(const char *text, size_t at, int64_t *value)
{
    int negative = text[at] == '-';
    int64_t number = 0;

    at += (size_t)negative;
    if (!is_digit(text[at]))
        return 0;
    for (; is_digit(text[at]); at++) {                  /* below 0, where one more number fits */
        int digit = text[at] - '0';
        if (number < (INT64_MIN + digit) / 10)
            return 0;
        number = number * 10 - digit;
    }
    if (text[at] == '.' || text[at] == 'e' || text[at] == 'E' || (!negative && number == INT64_MIN))
        return 0;
    *value = negative ? number : -number;
    return 1;
}

/* --- The writer --------------------------------------------------------------------------------------------------- */

void lecun_text_put(lecun_text *to, const char *string)
{
    for (; *string; string++, to->length++)
        if (to->length < to->size)
            to->buf[to->length] = *string;
}

void lecun_text_put_integer(lecun_text *to, int64_t value)
{
    char digits[24], *d = digits + sizeof digits - 1;
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    *d = 0;
    do {
        *--d = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (value < 0)
        *--d = '-';
    lecun_text_put(to, d);
}
