/* SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

void *malloc(size_t);           /* for mm_malloc.h */
void free(void *);
