/* SPDX-License-Identifier: MIT
 *
 * problem.h - what went wrong, on its way to main, which says it and ends the program
 *
 * A function that may fail takes a problem. It returns 0 (or NULL) after it has described the failure there.
 */
#ifndef PROBLEM_H
#define PROBLEM_H

#include <stddef.h>

#if defined(__GNUC__)
#  define LIKE_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#  define LIKE_PRINTF(text, first)
#endif

typedef struct problem {
    int status;                 /* the exit status: 1, or 2 for wrong arguments. 0: nothing is wrong */
    int is_placed;              /* the text begins with a file's name and a place in it, not with the program's name */
    char *text;                 /* NULL: there was no memory for it */
} problem;

/* Describe the problem; of two the first stays. All return 0. */
int refuse(problem *why, const char *format, ...) LIKE_PRINTF(2, 3);
int refuse_usage(problem *why, const char *format, ...) LIKE_PRINTF(2, 3);
int refuse_placed(problem *why, const char *text, size_t length);
int refuse_memory(problem *why);

/* `what` and the sentence for errno. */
int refuse_system(problem *why, const char *what);

void forget_problem(problem *why);

/* realloc, but for count * size bytes, at least one. NULL: refused. */
void *allocate(void *old, size_t count, size_t size, problem *why);

/* A copy of the first bytes of a text, with a NUL behind. */
char *copy_text(const char *text, size_t length, problem *why);

/* Room for one more element of an array of `count`, which grows at powers of 2. Returns the array, NULL: refused. */
void *grow(void *array, size_t count, size_t size, problem *why);

#endif
