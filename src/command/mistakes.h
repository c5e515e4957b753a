/* SPDX-License-Identifier: MIT
 *
 * mistakes.h - what is wrong in a text that a user wrote: each mistake with its place, the line and a caret
 */
#ifndef MISTAKES_H
#define MISTAKES_H

#include "buffer.h"

typedef struct mistakes {
    buffer text;
    size_t count;               /* of which the first hundred are in the text */
} mistakes;

/* Note `NAME:LINE:COLUMN: what`, the line that holds byte `at` of the text, and a caret below the byte. first_line is the
 * number of the text's first line. */
void note_mistake(mistakes *m, const char *name, const char *text, size_t length, size_t first_line, size_t at,
                  const char *format, ...) LIKE_PRINTF(7, 8);

/* 1 if there are none; otherwise 0, and they are the problem. Frees them. */
int refuse_mistakes(mistakes *m, problem *why);

#endif
