/* SPDX-License-Identifier: MIT
 *
 * buffer.c - see buffer.h
 */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for so many bytes more; NULL if there is none. */
static char *make_room(buffer *to, size_t size)
{
    char *memory;

    if (!to->failed && size > to->capacity - to->size) {
        const size_t capacity = size < SIZE_MAX / 4 && to->size < SIZE_MAX / 4 ? 2 * (to->size + size) + 64 : 0;
        memory = capacity ? (char *)realloc(to->at, capacity) : NULL;
        to->failed = !memory;
        to->at = memory ? memory : to->at;
        to->capacity = memory ? capacity : to->capacity;
    }
    return to->failed ? NULL : to->at + to->size;
}

void put_bytes(buffer *to, const void *from, size_t size)
{
    char *at = size ? make_room(to, size) : NULL;

    if (!at)
        return;
    memcpy(at, from, size);
    to->size += size;
}

void put_text(buffer *to, const char *text)
{
    put_bytes(to, text, strlen(text));
}

void put_format(buffer *to, const char *format, ...)
{
    va_list arguments;
    int length;
    char *at;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    at = length < 0 ? NULL : make_room(to, (size_t)length + 1);
    if (!at)
        return;
    va_start(arguments, format);
    vsnprintf(at, (size_t)length + 1, format, arguments);
    va_end(arguments);
    to->size += (size_t)length;
}

void put_number(buffer *to, uint64_t value, size_t size)
{
    for (; size; size--, value >>= 8) {
        const unsigned char byte = (unsigned char)(value & 0xFF);
        put_bytes(to, &byte, 1);
    }
}

void put_padding(buffer *to, size_t unit, char filling)
{
    while (!to->failed && to->size % unit)
        put_bytes(to, &filling, 1);
}

int check_buffer(const buffer *b, problem *why)
{
    return b->failed ? refuse_memory(why) : 1;
}

void free_buffer(buffer *b)
{
    free(b->at);
    memset(b, 0, sizeof *b);
}
