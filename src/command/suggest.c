/* SPDX-License-Identifier: MIT
 *
 * suggest.c - see suggest.h
 */
#include "suggest.h"

#include <string.h>

enum { LONGEST = 64 };          /* letters of a word that is compared */

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static size_t least(size_t a, size_t b, size_t c)
{
    const size_t first = a < b ? a : b;

    return first < c ? first : c;
}

/* Letters to be put in, taken out or changed: Levenshtein's distance, row by row. */
static size_t distance(const char *a, const char *b)
{
    size_t row[LONGEST + 1], columns = strlen(b), i, j;

    if (columns > LONGEST || strlen(a) > LONGEST)
        return LONGEST;
    for (j = 0; j <= columns; j++)
        row[j] = j;
    for (i = 1; *a; a++, i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (j = 1; j <= columns; j++) {
            const size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (lower(*a) != lower(b[j - 1])));
            diagonal = above;
        }
    }
    return row[columns];
}

const char *nearest_word(const char *misspelled, const char *const *words)
{
    const char *word = NULL;
    size_t best = LONGEST;

    for (; *words; words++) {
        const size_t changes = distance(misspelled, *words);
        if (changes < best && 3 * changes <= strlen(*words)) {
            best = changes;
            word = *words;
        }
    }
    return word;
}
