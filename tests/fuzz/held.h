/* SPDX-License-Identifier: MIT
 *
 * held.h - the memory of a program whose failures come back to the fuzzer: counted, and given back
 *
 * A program that fails leaves its memory to the system. A block that grows always moves, so that a pointer kept to the old
 * one is found. The fuzzers are not for threads.
 */
#ifndef LECUN_FUZZ_HELD_H
#define LECUN_FUZZ_HELD_H

#include <stddef.h>

void *hold(void *old, size_t size);             /* realloc */
void release(void *at);                         /* free */
size_t held_blocks(void);
void release_all(void);

#endif
