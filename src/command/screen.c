/* SPDX-License-Identifier: MIT
 *
 * screen.c - see screen.h
 */
#define _DEFAULT_SOURCE         /* struct winsize */

#include "screen.h"
#include "../json.h"

#include <string.h>
#include <sys/ioctl.h>

static long code_point(const char *text, size_t length)
{
    const unsigned char lead = (unsigned char)*text;
    long point = length == 1 ? lead : lead & (0x7F >> length);
    size_t i;

    for (i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3F);
    return point;
}

/* The marks are Unicode's Bidi_Control; 2028 and 2029 separate lines and paragraphs, FEFF has no width. */
static int is_hidden(long point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x61C || point == 0x200E || point == 0x200F
        || (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

size_t screen_character(const char *text, size_t left, int *shows)
{
    size_t length = 1;

    *shows = (unsigned char)*text < 0x80;
    if (!*shows) {
        length = 0;
        *shows = lecun_utf8_next(text, left, &length);
        length = *shows ? length : 1;
    }
    *shows = *shows && !is_hidden(code_point(text, length));
    return length;
}

static size_t characters_of(const char *text, size_t left)
{
    size_t characters = 0, length;
    int shows;

    for (; left; left -= length, text += length, characters++)
        length = screen_character(text, left, &shows);
    return characters;
}

size_t put_name(FILE *out, const char *name, size_t width, size_t most)
{
    size_t left = strlen(name), all = characters_of(name, left), at = 0, length;
    const size_t shown = most && all > most ? most : all;
    const size_t head = shown < all ? (shown - 2) / 2 : all, tail = shown < all ? all - (shown - 2 - head) : all;
    int shows;

    if (!out)
        return shown;
    for (; left; left -= length, name += length, at++) {
        length = screen_character(name, left, &shows);
        if (at == head && shown < all)
            fputs("..", out);
        if (at < head || at >= tail)
            fwrite(shows ? name : "?", 1, shows ? length : 1, out);
    }
    if (width > shown)
        fprintf(out, "%*s", (int)(width - shown), "");
    return shown;
}

void put_message(FILE *out, const char *text)
{
    size_t left = strlen(text), length;
    int shows;

    for (; left; left -= length, text += length) {
        length = screen_character(text, left, &shows);
        shows = shows || *text == '\n';
        fwrite(shows ? text : "?", 1, shows ? length : 1, out);
    }
}

void put_cell(FILE *out, int known, double value)
{
    if (known)
        fprintf(out, "  %12.6g", value);
    else
        fprintf(out, "  %12s", "-");
}

int screen_width(int fd)
{
    struct winsize size;

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
