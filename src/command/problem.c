/* SPDX-License-Identifier: MIT
 *
 * problem.c - see problem.h
 */
#define _XOPEN_SOURCE 700

#include "problem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

LIKE_PRINTF(3, 0) static void describe(problem *why, int status, const char *format, va_list arguments)
{
    va_list again;
    int length;

    if (why->status)
        return;
    why->status = status;
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    why->text = length < 0 ? NULL : (char *)malloc((size_t)length + 1);
    if (why->text)
        vsnprintf(why->text, (size_t)length + 1, format, arguments);
}

int refuse(problem *why, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    describe(why, 1, format, arguments);
    va_end(arguments);
    return 0;
}

int refuse_usage(problem *why, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    describe(why, 2, format, arguments);
    va_end(arguments);
    return 0;
}

int refuse_placed(problem *why, const char *text, size_t length)
{
    if (why->status)
        return 0;
    why->status = 1;
    why->text = (char *)malloc(length + 1);
    if (!why->text)
        return 0;
    memcpy(why->text, text, length);
    why->text[length] = '\0';
    why->is_placed = 1;
    return 0;
}

int refuse_memory(problem *why)
{
    if (!why->status)
        why->status = 1;        /* and no text: there may be no memory for it either */
    return 0;
}

int refuse_system(problem *why, const char *what)
{
    return refuse(why, "%s: %s", what, strerror(errno));
}

void forget_problem(problem *why)
{
    free(why->text);
    memset(why, 0, sizeof *why);
}

void *allocate(void *old, size_t count, size_t size, problem *why)
{
    void *memory = count <= SIZE_MAX / size ? realloc(old, count * size + !count) : NULL;

    if (!memory)
        refuse_memory(why);
    return memory;
}

char *copy_text(const char *text, size_t length, problem *why)
{
    char *copy = (char *)allocate(NULL, length + 1, 1, why);

    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void *grow(void *array, size_t count, size_t size, problem *why)
{
    return (count & (count - 1)) == 0 ? allocate(array, 2 * count + !count, size, why) : array;
}
