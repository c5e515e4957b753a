/* SPDX-License-Identifier: MIT
 *
 * config_text.h - a config of Keras in an argument or on standard input
 */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include "problem.h"

#include <lecun.h>

/* Set up an initializer from a config: of that class, or with class_name NULL the class is in the text, as Keras's serialize
 * writes it. json may be NULL if class_name is not. What is wrong is shown in the text with a caret; `name` is the text's. */
int read_config(lecun_initializer *init, const char *class_name, const char *json, size_t length, const char *name, problem *why);

#endif
