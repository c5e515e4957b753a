/* SPDX-License-Identifier: MIT
 *
 * buffer.h - bytes that grow at their end: heads of files, texts
 */
#ifndef BUFFER_H
#define BUFFER_H

#include "problem.h"

#include <stdint.h>

typedef struct buffer {
    char *at;
    size_t size, capacity;
    int failed;                 /* there was no memory for something; the bytes are of no use */
} buffer;

void put_bytes(buffer *to, const void *from, size_t size);
void put_text(buffer *to, const char *text);
void put_format(buffer *to, const char *format, ...) LIKE_PRINTF(2, 3);

/* The lowest `size` bytes of a number, the lowest first. */
void put_number(buffer *to, uint64_t value, size_t size);

/* Bytes of value 0, until the size is a multiple of `unit`. */
void put_padding(buffer *to, size_t unit, char filling);

/* Have all arrived? If not, refused. */
int check_buffer(const buffer *b, problem *why);

void free_buffer(buffer *b);

#endif
