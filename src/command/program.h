/* SPDX-License-Identifier: MIT
 *
 * program.h - what these programs share: commands, how they begin and end, arguments that several of them take
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "problem.h"

#include <lecun.h>

#include <stdio.h>

extern const char *program_name;        /* begins every message */

/* A program, or a part of one. run gets argv with its own name first, and returns the exit status; -1: refused. */
typedef struct command {
    const char *name, *usage;
    int (*run)(char **argv, problem *why);
} command;

extern const command command_fill, command_init, command_inspect, command_list, command_config;

/* Run it: --help and -h print the usage; a problem is said. Returns the exit status. */
int run_command(const command *c, char **argv, void (*clear_away)(void));

/* Is --help or -h among the arguments? */
int wants_help(char **argv);

/* Say a problem on standard error; of wrong arguments also how the command is called. */
void say_problem(const problem *why, const char *usage);

/* An option that may be given, and how it was. An array of them ends with one without a name. */
enum { TAKES_FILES = 2 };       /* in the place of takes_value: --name=value is --name and an argument that is no option */
typedef struct program_option {
    const char *name;
    int takes_value;
    const char *value;          /* NULL: it was not given */
} program_option;

/* Read the arguments into the options; --name=value is --name value. Those that are no options are moved to argv[0..], which
 * ends with NULL; more than `most` of them are refused. */
int read_options(char **argv, program_option *options, size_t most, problem *why);

/* The value of an option that wants an integer from low to high. */
int read_integer(const program_option *option, int64_t low, int64_t high, int64_t *value, problem *why);

/* The profile of Keras's classes, that of PyTorch's, or both with a comma between. What is not named stays. */
int read_profiles(const char *text, lecun_profile *keras, lecun_profile *torch, problem *why);

/* One of keras, keras_transposed, keras_depthwise, torch, torch_transposed; 0: none of them. */
int layout_named(const char *text, size_t length, lecun_layout *layout);

/* Make sure that what was printed has arrived. */
int flush_text(FILE *out, problem *why);

/* A file that takes the place of a closed standard stream would receive what is meant for the stream. Opened the wrong way
 * round, its use fails, as that of a closed stream would. */
void occupy_standard_streams(void);

#endif
