/* SPDX-License-Identifier: MIT
 *
 * mistakes.c - see mistakes.h
 */
#include "mistakes.h"
#include "screen.h"

#include <stdarg.h>
#include <stdio.h>

enum { SHOWN = 78, MOST = 100 };        /* columns of a long line, and mistakes, that are shown */

static int starts_character(char c)
{
    return (c & 0xC0) != 0x80;
}

/* The byte `columns` characters before `at`, but none before `begin`. */
static const char *step_back(const char *begin, const char *at, int columns)
{
    while (at > begin && columns > 0)
        if (starts_character(*--at))
            columns--;
    return at;
}

static void put_caret(buffer *to, int column)
{
    put_text(to, "\n");
    for (; column > 0; column--)
        put_text(to, " ");
    put_text(to, "^");
}

/* The line, or the part of it around `at`, and a caret below; what a terminal might obey is a blank. */
static void put_line(buffer *to, const char *line, const char *end, const char *at)
{
    const char *s = step_back(line, at, SHOWN * 2 / 3);
    int caret = 0, column, shows;
    size_t length;

    for (column = 0; s < end && *s != '\n' && column < SHOWN; s += length, column++) {
        length = screen_character(s, (size_t)(end - s), &shows);
        caret += s < at ? 1 : 0;
        put_bytes(to, shows ? s : " ", shows ? length : 1);
    }
    put_caret(to, caret);
}

void note_mistake(mistakes *m, const char *name, const char *text, size_t length, size_t first_line, size_t at,
                  const char *format, ...)
{
    size_t line = first_line, column = 1, begin = 0, i;
    char what[1024];
    va_list arguments;

    if (m->count++ >= MOST)
        return;
    at = at < length ? at : length;
    for (i = 0; i < at; i++) {
        column += starts_character(text[i]) ? 1 : 0;
        if (text[i] == '\n') {
            line++;
            column = 1;
            begin = i + 1;
        }
    }
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    put_format(&m->text, "%s%s:%zu:%zu: %s\n", m->text.size ? "\n" : "", name, line, column, what);
    put_line(&m->text, text + begin, text + length, text + at);
}

int refuse_mistakes(mistakes *m, problem *why)
{
    const size_t count = m->count;

    if (count > MOST)
        put_format(&m->text, "\n... and %zu more", count - MOST);
    if (m->text.failed)
        refuse_memory(why);
    else if (count)
        refuse_placed(why, m->text.at, m->text.size);
    free_buffer(&m->text);
    return !count && !why->status;
}
