/* SPDX-License-Identifier: MIT */
#pragma once
#define _INC_STDLIB

#include <stddef.h>

void *malloc(size_t), *calloc(size_t, size_t), *realloc(void *, size_t);
void free(void *);
__declspec(noreturn) void exit(int), abort(void);
char *getenv(const char *);
int atoi(const char *);
long atol(const char *);
long strtol(const char *, char **, int);
unsigned long strtoul(const char *, char **, int);
long long strtoll(const char *, char **, int);
unsigned long long strtoull(const char *, char **, int);
double strtod(const char *, char **);
float strtof(const char *, char **);
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
#ifdef _CRT_RAND_S
int rand_s(unsigned *);
#endif
