/* SPDX-License-Identifier: MIT
 *
 * init.h - what init_model and mpi_model share: how a model is made from the arguments
 */
#ifndef INIT_H
#define INIT_H

#include "list.h"
#include "output.h"
#include "program.h"

/* What a model is made from: a list or a checkpoint. */
typedef struct init_options {
    list_options list;
    const char *rules;          /* NULL: not given */
    int is_like;
} init_options;

/* The options that both take, at these places of an array of options. */
enum { INIT_SEED, INIT_RANDOM_SEED, INIT_SEED_OFFSET, INIT_PROFILE, INIT_LAYOUT, INIT_RULES, INIT_LIKE, INIT_TORCH_SEED, INIT_OPTIONS };
#define INIT_OPTION_ROWS \
    [INIT_SEED] = {"--seed", 1, NULL}, [INIT_RANDOM_SEED] = {"--set-random-seed", 1, NULL}, [INIT_SEED_OFFSET] = {"--seed-offset", 1, NULL}, \
    [INIT_PROFILE] = {"--profile", 1, NULL}, [INIT_LAYOUT] = {"--layout", 1, NULL}, [INIT_RULES] = {"--rules", 1, NULL}, \
    [INIT_LIKE] = {"--like", TAKES_FILES, NULL}, [INIT_TORCH_SEED] = {"--torch-seed", 1, NULL}

int read_init_options(init_options *o, const program_option *given, problem *why);
int read_layout_option(const program_option *option, lecun_layout *layout, problem *why);
int read_size(const program_option *option, int64_t *size, problem *why);

/* What a model needs until it is written. */
typedef struct source {
    checkpoint like;
    rules rules;
    char seed_note[24];         /* the seed that was drawn for the model; "": none was */
    protected_file *protected_files;
    size_t protected_count;
} source;

/* Read a model: of the list text, which is called `path`, or like the files, a list of names that ends with NULL. A seed that
 * is drawn for all of the model goes into the options. */
int read_model_list(model *m, source *s, const char *path, const buffer *text, const init_options *o, problem *why);
int read_model_like(model *m, source *s, char **paths, init_options *o, problem *why);
int protect(source *s, const struct stat *identity, const char *refusal, problem *why);
void free_source(source *s);

/* Remove what a failure or a signal leaves. */
void init_clear_away(void);

#endif
