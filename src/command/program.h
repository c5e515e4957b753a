/* SPDX-License-Identifier: MIT
 *
 * program.h - what these programs share: how they end, their memory, and the arguments that several of them take
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <lecun.h>

#include <stdio.h>

/* A function that ends the program. C99 has no word for it; compilers and analyzers that have one see more with it. */
#if defined(__GNUC__) || defined(__cppcheck__)
#  define ENDS __attribute__((noreturn))
#else
#  define ENDS
#endif

/* Set by main before anything else. */
typedef struct program_facts {
    const char *name;           /* begins every message */
    const char *usage;          /* ends the message about a wrong argument */
    void (*clear_away)(void);   /* of what a failure or a signal must not leave behind; safe in a signal handler; or NULL */
    void (*end)(int status);    /* takes the place of exit after a failure; or NULL */
} program_facts;

extern program_facts program;

/* End after a failure: 1, or 2 for wrong arguments. */
ENDS void end_program(int status);

/* Say `NAME: what: why`, and end. */
ENDS void fail(const char *what, const char *why);

/* realloc, but for count * size bytes, and never NULL. */
void *allocate(void *old, size_t count, size_t size);

/* Make sure that what was printed has arrived. */
void flush_text(FILE *out);

/* An option that may be given, and how it was. An array of them ends with one without a name. */
typedef struct program_option {
    const char *name;
    int takes_value;
    const char *value;          /* NULL: it was not given */
} program_option;

/* Read the arguments into the options; --name=value is --name value. --help and -h print the usage and end the program. Returns the one argument that is
 * no option, NULL if there is none. */
const char *read_options(char **argv, program_option *options);

/* Say `why` and `what` in one line, then how the program is called, and end. */
ENDS void refuse_usage(const char *why, const char *what);

/* The value of an option that wants an integer from low to high. */
int64_t read_integer(const char *option, const char *text, int64_t low, int64_t high);

lecun_profile read_profile(const char *text);

/* A file that takes the place of a closed standard stream would receive what is meant for the stream. Opened the wrong way
 * round, its use fails, as that of a closed stream would. */
void occupy_standard_streams(void);

#endif
