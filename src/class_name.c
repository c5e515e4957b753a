/* SPDX-License-Identifier: MIT
 *
 * class_name.c - from a name to its class
 */
#include "class_name.h"

#include <string.h>

lecun_scheme_id lecun_find_class(const char *name)
{
    const char *const *known;
    int id;

    for (id = LECUN_SCHEME_NONE + 1; id < LECUN_SCHEME_END; id++)
        for (known = lecun_schemes[id].names; *known; known++)
            if (strcmp(name, *known) == 0)
                return (lecun_scheme_id)id;
    return LECUN_SCHEME_NONE;
}

/* --- Names that are like a class's -------------------------------------------------------------------------------- */

/* The letters and figures of a name, in lower case; a longer name is cut off. Returns their number. */
static unsigned fold(const char *name, char folded[LECUN_CLASS_NAME_SIZE])
{
    unsigned n = 0;

    for (; *name && n < LECUN_CLASS_NAME_SIZE; name++) {
        if (*name >= 'A' && *name <= 'Z')
            folded[n++] = (char)(*name + ('a' - 'A'));
        else if (*name != '_' && *name != '-' && *name != ' ')
            folded[n++] = *name;
    }
    return n;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* How many characters must be put in, left out or replaced to make b of a (Levenshtein, 1966), row by row of the table. */
static unsigned edits(const char *a, unsigned a_length, const char *b, unsigned b_length)
{
    unsigned row[LECUN_CLASS_NAME_SIZE + 1], i, j;

    for (j = 0; j <= b_length; j++)
        row[j] = j;
    for (i = 0; i < a_length; i++) {
        unsigned diagonal = row[0];
        row[0] = i + 1;
        for (j = 0; j < b_length; j++) {
            const unsigned replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = least(replaced, 1 + least(row[j], row[j + 1]));
        }
    }
    return row[b_length];
}

/* Keras 3 keeps a transform among its initializers. */
static int is_stft(const char *name)
{
    return strcmp(name, "STFT") == 0 || strcmp(name, "stft") == 0 || strcmp(name, "STFTInitializer") == 0;
}

const char *lecun_expected_class(const char *name)
{
    const char *expected = "a class of keras.initializers, such as LecunNormal";
    char folded[LECUN_CLASS_NAME_SIZE], other[LECUN_CLASS_NAME_SIZE];
    const unsigned length = fold(name, folded);
    unsigned best = least(2, length / 3) + 1;           /* a third of the characters may be wrong, but not more than two */
    const char *const *known;
    int id;

    if (is_stft(name))
        return "a class that makes weights: STFT is a transform, which this library leaves out";
    for (id = LECUN_SCHEME_NONE + 1; id < LECUN_SCHEME_END; id++)
        for (known = lecun_schemes[id].names; *known; known++) {
            const unsigned distance = edits(folded, length, other, fold(*known, other));
            if (distance < best) {
                best = distance;
                expected = lecun_schemes[id].like;
            }
        }
    return expected;
}
