/* SPDX-License-Identifier: MIT
 *
 * screen.h - text from files and arguments on its way to a terminal, which must not obey it
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stddef.h>
#include <stdio.h>

/* The bytes of the character at text, at most `left`; *shows is 0 for what is no UTF-8, controls (C0, C1), marks that turn
 * the direction of writing, and line separators. */
size_t screen_character(const char *text, size_t left, int *shows);

/* Print a text with a ? for each character that shows nothing, and blanks up to a width in characters. Of a text with more
 * characters than `most` (0: any number) the middle is replaced by "..". With out NULL only count. Returns the characters. */
size_t put_name(FILE *out, const char *name, size_t width, size_t most);

/* Print all bytes of a message so; its line feeds stay. */
void put_message(FILE *out, const char *text);

/* A number in a cell of a table; - where there are too few values to have it. */
void put_cell(FILE *out, int known, double value);

/* The columns of the terminal that the descriptor is; 0 if it is none or does not say. */
int screen_width(int fd);

#endif
