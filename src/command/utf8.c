/* SPDX-License-Identifier: MIT
 *
 * utf8.c - see utf8.h
 */
#include "utf8.h"

size_t utf8_sequence(const unsigned char *s)
{
    static const struct { unsigned char first, last, low, high, length; } forms[] = {
        {0x01, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
        {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4},
        {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    size_t form, i;

    for (form = 0; form < sizeof forms / sizeof *forms; form++) {
        if (s[0] < forms[form].first || s[0] > forms[form].last)
            continue;
        if (s[1] < forms[form].low || s[1] > forms[form].high)
            return 0;
        for (i = 2; i < forms[form].length; i++)
            if ((s[i] & 0xC0) != 0x80)
                return 0;
        return forms[form].length;
    }
    return 0;
}
