/* SPDX-License-Identifier: MIT */
#pragma once

/* The runtime exports no printf: its headers have functions that call these, and so have these. */
#include <stdarg.h>
#include <stddef.h>

typedef struct FILE FILE;
FILE *__acrt_iob_func(unsigned);
#define stdin  __acrt_iob_func(0)
#define stdout __acrt_iob_func(1)
#define stderr __acrt_iob_func(2)
int __stdio_common_vfprintf(unsigned long long, FILE *, const char *, void *, va_list);
int __stdio_common_vsprintf(unsigned long long, char *, size_t, const char *, void *, va_list);
int __stdio_common_vsscanf(unsigned long long, const char *, size_t, const char *, void *, va_list);
int fflush(FILE *), puts(const char *), fputs(const char *, FILE *), putchar(int);

static inline int vfprintf(FILE *file, const char *format, va_list arguments)
{
    return __stdio_common_vfprintf(0, file, format, NULL, arguments);
}

static inline int vprintf(const char *format, va_list arguments) { return vfprintf(stdout, format, arguments); }

static inline int printf(const char *format, ...)
{
    va_list arguments;
    int n;
    va_start(arguments, format);
    n = vfprintf(stdout, format, arguments);
    va_end(arguments);
    return n;
}

static inline int fprintf(FILE *file, const char *format, ...)
{
    va_list arguments;
    int n;
    va_start(arguments, format);
    n = vfprintf(file, format, arguments);
    va_end(arguments);
    return n;
}

/* 2: snprintf as C has it */
static inline int vsnprintf(char *to, size_t size, const char *format, va_list arguments)
{
    return __stdio_common_vsprintf(2, to, size, format, NULL, arguments);
}

static inline int snprintf(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    int n;
    va_start(arguments, format);
    n = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return n;
}

static inline int sprintf(char *to, const char *format, ...)
{
    va_list arguments;
    int n;
    va_start(arguments, format);
    n = __stdio_common_vsprintf(0, to, (size_t)-1, format, NULL, arguments);
    va_end(arguments);
    return n;
}

static inline int sscanf(const char *text, const char *format, ...)
{
    va_list arguments;
    int n;
    va_start(arguments, format);
    n = __stdio_common_vsscanf(0, text, (size_t)-1, format, NULL, arguments);
    va_end(arguments);
    return n;
}
