/* SPDX-License-Identifier: MIT
 *
 * list_line.c - see list_line.h
 */
#include "list_line.h"
#include "json_text.h"

#include <string.h>

int list_mistake(list_reader *in, const char *at, const char *expected)
{
    note_mistake(&in->mistakes, in->path, in->text, in->length, in->line, (size_t)(at - in->cut), "expected %s", expected);
    return 0;
}

/* Cut the next field out of the line; an empty one at its end. */
char *list_field(char **cursor)
{
    char *field = *cursor + strspn(*cursor, BLANKS);
    char *end = field + strcspn(field, BLANKS);

    *cursor = *end ? end + 1 : end;
    *end = '\0';
    return field;
}

/* --- Names -------------------------------------------------------------------------------------------------------- */

static int check_utf8(list_reader *in, const char *name)
{
    const char *wrong = first_not_utf8(name);
    return !wrong || list_mistake(in, wrong, "UTF-8");
}

/* Where the digits of a number end; NULL if there are none, or too many. */
const char *list_digits(const char *s, int64_t *value)
{
    size_t digits = strspn(s, "0123456789");

    *value = 0;
    if (digits == 0 || digits > 18)
        return NULL;
    for (; digits; digits--)
        *value = 10 * *value + (*s++ - '0');
    return s;
}

/* [a:b] or {a:b} at the end of a name; 0: there is none. */
static size_t range_at(const char *name, const char *from, char *bracket, int64_t *begin, int64_t *end)
{
    const char *open = strrchr(from, '[') ? strrchr(from, '[') : strrchr(from, '{'), *s;

    *bracket = 0;
    if (!open || open == name)
        return 0;
    s = list_digits(open + 1, begin);
    if (!s || *s != ':')
        return 0;
    s = list_digits(s + 1, end);
    if (!s || *s != (*open == '[' ? ']' : '}') || s[1])
        return 0;
    *bracket = *open;
    return (size_t)(open - name);
}

/* A JSON string, with or without a range behind it. */
static int read_quoted_name(list_reader *in, char **cursor, fields *f)
{
    char *begin = *cursor + strspn(*cursor, BLANKS);
    const size_t length = json_value_end(begin, 0, strlen(begin));
    json_place p = {NULL, 0, 0, NULL};

    p.text = begin;
    p.length = length;
    if (!json_check_value(&p, 0, length) || !(f->name = json_string(&p, 0, in->why)) || p.expected)
        return p.expected ? list_mistake(in, begin + p.at, p.expected) : 0;
    *cursor = begin + length;
    if (!**cursor || strchr(BLANKS, **cursor))
        return 1;
    begin = list_field(cursor);
    return range_at(begin - 1, begin, &f->bracket, &f->from, &f->to) == 1
        || list_mistake(in, begin, "a blank, or a range such as [0:8] or {0:8}");
}

int read_list_name(list_reader *in, char **cursor, fields *f)
{
    char *field = *cursor + strspn(*cursor, BLANKS);
    size_t length;

    f->label = field;
    if (*field == '"') {
        if (!read_quoted_name(in, cursor, f))
            return 0;
    } else {
        field = list_field(cursor);
        length = range_at(field, field, &f->bracket, &f->from, &f->to);
        f->name = copy_text(field, length ? length : strlen(field), in->why);
        if (!f->name || !check_utf8(in, field))
            return 0;
    }
    if (strcmp(f->name, "__metadata__") == 0)
        return list_mistake(in, field, "another name: the format keeps __metadata__ for itself");
    if (!f->bracket && find_tensor(in->m, f->name))
        return list_mistake(in, field, "a name that no line before has");
    return 1;
}
