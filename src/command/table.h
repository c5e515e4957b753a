/* SPDX-License-Identifier: MIT
 *
 * table.h - cells of the tables that these programs print
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdio.h>

/* Print a name, a ? for what a terminal might obey, and blanks up to a width in characters. With out NULL, only count.
 * Returns the name's characters. */
size_t put_name(FILE *out, const char *name, size_t width);

/* A number; - where there are too few values to have it. */
void put_cell(FILE *out, int known, double value);

#endif
