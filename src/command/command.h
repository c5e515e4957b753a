/* SPDX-License-Identifier: MIT
 *
 * command.h - the subcommands of lecun, and what several of them do
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <lecun.h>

/* argv[0] is the subcommand's name. They return the exit status; what is wrong ends the program. */
int command_fill(char **argv);
int command_inspect(char **argv);
int command_config(char **argv);

/* Set up an initializer from a config: of that class, or with class_name NULL the class is in the text, as Keras's serialize
 * writes it. json may be NULL if class_name is not. What is wrong is shown in the text with a caret, and ends the program;
 * `name` is the text's. */
void read_config(lecun_initializer *init, const char *class_name, const char *json, size_t length, const char *name);

#endif
