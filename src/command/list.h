/* SPDX-License-Identifier: MIT
 *
 * list.h - the list of a model's tensors
 *
 * A list has one tensor a line, `name dtype shape initializer`; blank lines and lines that start with # do not count:
 *
 *     dense/kernel f32 784x256 {"class_name":"LecunNormal","config":{"seed":42}}
 *     dense/bias   f32 256     zeros
 *     temperature  f64 scalar  ones
 *     embedding    f32 1000x64 {"class_name":"RandomNormal","config":{"seed":7}}
 *     embedding[0:1] f32 1x64  zeros               rows 0..0 of it; embedding{0:64} elements in C order
 *     head f32 10x64 {"class_name":"torch.nn.init.kaiming_uniform_","config":{"a":2.236}}
 *     !skip 2                                      two of Keras's default seeds are spent
 *     !skip f32 10x64 torch.nn.init.normal_        a draw of PyTorch's generator is spent
 *     !layout torch                                for the lines that follow: [out, in]
 *     !cannot NAME DTYPE SHAPE REASON...           what a script could not record: refused, with the reason
 *
 * A name that begins with !, #, a quote or holds blanks is written as a JSON string. recipe_text.h: the initializer.
 */
#ifndef LIST_H
#define LIST_H

#include "model.h"
#include "rules.h"

/* How a list is to be read, and what its seeds become. */
typedef struct list_options {
    int64_t seed_offset, random_seed, seed;
    lecun_profile profile;
    int has_generator;          /* draws of torch.nn.init are those after torch.manual_seed(torch_seed) */
    int64_t torch_seed;
    lecun_profile torch_profile;
    int replays;                /* those without a seed get Keras's default seeds after set_random_seed(random_seed) */
    int by_name;                /* ... or streams of their names and of `seed` */
    int refuses_drawn;          /* ... or are refused */
    int has_layout;
    lecun_layout layout;        /* of all lines before the first !layout */
    const rules *rules;         /* for lines without an initializer; NULL: there are none */
} list_options;

/* A text that a user wrote: no NUL, no line of more than 16 MiB. The caller frees it. `-` is standard input. identity: of the
 * file, NULL: not asked. */
int read_user_text(const char *path, buffer *text, struct stat *identity, problem *why);

/* Read the whole list; all that is wrong with it is one problem. `path` is what the messages say. */
int read_list(model *m, const char *path, const buffer *text, const list_options *o, problem *why);

/* The seed of a recipe that was read: from the options, where the text gives none, and with the offset. 0: the result is no
 * 64-bit integer, or (*expected) there may be none that is drawn. */
int choose_seed(recipe *r, const list_options *o, lecun_replay *replay, const char **expected);

#endif
