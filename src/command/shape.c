/* SPDX-License-Identifier: MIT
 *
 * shape.c - see shape.h
 */
#include "shape.h"
#include "../fans.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int add_dimension(shape *s, int64_t dimension, problem *why)
{
    int64_t *larger = (int64_t *)grow(s->dimension, s->rank, sizeof *s->dimension, why);

    if (!larger)
        return 0;
    s->dimension = larger;
    s->dimension[s->rank++] = dimension;
    return 1;
}

int copy_shape(const shape *from, shape *to, problem *why)
{
    size_t i;

    memset(to, 0, sizeof *to);
    for (i = 0; i < from->rank; i++)
        if (!add_dimension(to, from->dimension[i], why))
            return 0;
    to->count = from->count;
    return 1;
}

int count_elements(shape *s)
{
    lecun_error error;

    return lecun_count_elements(s->dimension, s->rank, &s->count, &error) == LECUN_OK;
}

static int read_dimension(const char *text, size_t *at, int64_t *dimension, const char **expected)
{
    const size_t begin = *at;

    *dimension = 0;
    for (; text[*at] >= '0' && text[*at] <= '9'; ++*at) {
        const int digit = text[*at] - '0';
        if (*dimension > (INT64_MAX - digit) / 10) {
            *at = begin;
            *expected = "a dimension below 2^63";
            return 0;
        }
        *dimension = 10 * *dimension + digit;
    }
    *expected = "a dimension in digits";
    return *at > begin;
}

int read_shape(shape *s, const char *text, size_t *at, const char **expected, problem *why)
{
    int64_t dimension;
    char between;

    memset(s, 0, sizeof *s);
    *at = 0;
    *expected = "a shape: dimensions such as 7x7x3x64 or 7,7,3,64, or scalar";
    s->count = 1;
    if (strcmp(text, "scalar") == 0)
        return 1;
    if (*text < '0' || *text > '9')
        return 0;
    between = text[strspn(text, "0123456789")];
    for (;; ++*at) {
        if (!read_dimension(text, at, &dimension, expected))
            return 0;
        if (!add_dimension(s, dimension, why)) {
            *expected = NULL;
            return 0;
        }
        if (!text[*at])
            break;
        *expected = between == ',' ? "a comma between dimensions" : "an x between dimensions";
        if (text[*at] != between || !strchr("x,", between))
            return 0;
    }
    *expected = "a shape of fewer than 2^63 elements";
    *at = 0;
    return count_elements(s);
}

int same_shape(const shape *a, const shape *b)
{
    return a->rank == b->rank
        && (a->rank == 0 || memcmp(a->dimension, b->dimension, a->rank * sizeof *a->dimension) == 0);
}

const char *shape_text(const shape *s, char text[SHAPE_TEXT])
{
    size_t length = 0, i;

    strcpy(text, "scalar");
    for (i = 0; i < s->rank && length + 24 < SHAPE_TEXT; i++)
        length += (size_t)snprintf(text + length, SHAPE_TEXT - length, i ? "x%" PRId64 : "%" PRId64, s->dimension[i]);
    if (i < s->rank)
        strcpy(text + length, "x..");
    return text;
}

void free_shape(shape *s)
{
    free(s->dimension);
    memset(s, 0, sizeof *s);
}
