/* SPDX-License-Identifier: MIT
 *
 * table.c - see table.h
 */
#include "table.h"

size_t put_name(FILE *out, const char *name, size_t width)
{
    size_t characters = 0;

    for (; *name; name++) {
        characters += (*name & 0xC0) != 0x80;
        if (out)
            putc((unsigned char)*name < 0x20 || *name == 0x7F ? '?' : *name, out);
    }
    if (out && width > characters)
        fprintf(out, "%*s", (int)(width - characters), "");
    return characters;
}

void put_cell(FILE *out, int known, double value)
{
    if (known)
        fprintf(out, "  %12.6g", value);
    else
        fprintf(out, "  %12s", "-");
}
