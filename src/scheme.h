/* SPDX-License-Identifier: MIT
 *
 * scheme.h - the initializer classes: one row each
 */
#ifndef LECUN_SCHEME_H
#define LECUN_SCHEME_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* What a class draws. */
typedef enum lecun_kind {
    LECUN_CONSTANT,             /* number[0] */
    LECUN_IDENTITY,             /* number[0] on the main diagonal of a matrix */
    LECUN_PLAIN,                /* a distribution whose two parameters are numbers: mean and stddev, or minval and maxval */
    LECUN_STRETCHED,            /* one whose second parameter is number[0], and the first 0 */
    LECUN_SCALED,               /* a distribution whose width follows from number[0], the scale, and a fan */
    LECUN_ORTHOGONAL,           /* an orthonormal matrix times number[0] */
    LECUN_TORCH_PLAIN,          /* PyTorch's: a distribution whose parameters are numbers */
    LECUN_TORCH_SCALED,         /* PyTorch's: by fans, and number[0], a gain or what makes one with the nonlinearity */
    LECUN_DIRAC                 /* PyTorch's: ones in number[0] groups */
} lecun_kind;

/* Of these kinds only generators make anything. */
static inline int lecun_is_torch_kind(lecun_kind kind)
{
    return kind == LECUN_TORCH_PLAIN || kind == LECUN_TORCH_SCALED || kind == LECUN_DIRAC;
}

/* The arguments that a class takes. Numbers are arguments if they have a key; otherwise they are the class's own. */
enum {
    LECUN_TAKES_SEED = 1,
    LECUN_TAKES_AXES = 2,
    LECUN_TAKES_MODE = 4,       /* mode and distribution */
    LECUN_TAKES_BOUNDS = 8,     /* of a normal that JAX cuts */
    LECUN_TAKES_COLUMNS = 64,   /* which axis has the columns of an orthogonal matrix: the last alone */
    LECUN_AT_CENTER = 128,      /* the matrix stands at the center of the window, and zeros elsewhere */
    LECUN_KERAS_KEYS = 16,      /* whose configs: Keras's, with the seed; or JAX's arguments, without one */
    LECUN_JAX_KEYS = 32,
    LECUN_TAKES_NONLINEARITY = 256  /* nonlinearity and mode, fan_in or fan_out */
};

enum { LECUN_NUMBERS = 4 };     /* the most that a class has */

/* What is known of the seed: lecun_initializer's `drawn`. */
enum { LECUN_SEED_GIVEN, LECUN_SEED_DRAWN, LECUN_SEED_NONE };

typedef struct lecun_number {
    const char *key;            /* in configs, or NULL */
    double value;               /* the default */
    int is_integer;             /* Python's default is an int */
} lecun_number;

typedef struct lecun_scheme {
    const char *names[6];       /* the class name, then what else its framework calls it; ends with NULL. Other frameworks' with
                                   their module */
    const char *like;           /* what to expect in the place of a name that is almost one of these */
    const char *keys;           /* what a config may hold, for the sentence that refuses another key */
    unsigned takes;
    lecun_kind kind;
    lecun_distribution distribution;
    lecun_mode mode;            /* of the scaled */
    lecun_number number[LECUN_NUMBERS];
} lecun_scheme;

typedef enum lecun_scheme_id {  /* the rows; a zeroed initializer has none */
    LECUN_SCHEME_NONE,
    LECUN_SCHEME_ZEROS,
    LECUN_SCHEME_ONES,
    LECUN_SCHEME_CONSTANT,
    LECUN_SCHEME_IDENTITY,
    LECUN_SCHEME_RANDOM_UNIFORM,
    LECUN_SCHEME_RANDOM_NORMAL,
    LECUN_SCHEME_TRUNCATED_NORMAL,
    LECUN_SCHEME_VARIANCE_SCALING,
    LECUN_SCHEME_GLOROT_UNIFORM,
    LECUN_SCHEME_GLOROT_NORMAL,
    LECUN_SCHEME_LECUN_UNIFORM,
    LECUN_SCHEME_LECUN_NORMAL,
    LECUN_SCHEME_HE_UNIFORM,
    LECUN_SCHEME_HE_NORMAL,
    LECUN_SCHEME_ORTHOGONAL,
    LECUN_SCHEME_TORCH_UNIFORM,
    LECUN_SCHEME_TORCH_NORMAL,
    LECUN_SCHEME_TORCH_TRUNC_NORMAL,
    LECUN_SCHEME_TORCH_XAVIER_UNIFORM,
    LECUN_SCHEME_TORCH_XAVIER_NORMAL,
    LECUN_SCHEME_TORCH_KAIMING_UNIFORM,
    LECUN_SCHEME_TORCH_KAIMING_NORMAL,
    LECUN_SCHEME_TORCH_DIRAC,
    LECUN_SCHEME_TORCH_ZEROS,
    LECUN_SCHEME_TORCH_ONES,
    LECUN_SCHEME_TORCH_CONSTANT,
    LECUN_SCHEME_TORCH_EYE,
    LECUN_SCHEME_TORCH_ORTHOGONAL,
    LECUN_SCHEME_JAX_ZEROS,
    LECUN_SCHEME_JAX_ONES,
    LECUN_SCHEME_JAX_CONSTANT,
    LECUN_SCHEME_JAX_UNIFORM,
    LECUN_SCHEME_JAX_NORMAL,
    LECUN_SCHEME_JAX_TRUNCATED_NORMAL,
    LECUN_SCHEME_JAX_VARIANCE_SCALING,
    LECUN_SCHEME_JAX_GLOROT_UNIFORM,
    LECUN_SCHEME_JAX_GLOROT_NORMAL,
    LECUN_SCHEME_JAX_LECUN_UNIFORM,
    LECUN_SCHEME_JAX_LECUN_NORMAL,
    LECUN_SCHEME_JAX_HE_UNIFORM,
    LECUN_SCHEME_JAX_HE_NORMAL,
    LECUN_SCHEME_JAX_ORTHOGONAL,
    LECUN_SCHEME_JAX_DELTA_ORTHOGONAL,
    LECUN_SCHEME_END
} lecun_scheme_id;

/* Which rule makes the fans. */
typedef enum lecun_fan_rule {
    LECUN_RULE_KERAS,           /* by rank, or by the axes if both lists are given */
    LECUN_RULE_JAX,             /* by the axes; those in no list multiply both fans */
    LECUN_RULE_LAYOUT,          /* by a named layout and the number of groups */
    LECUN_RULE_GIVEN            /* the caller's numbers */
} lecun_fan_rule;

/* The greatest fan that may be given. */
#define LECUN_MOST_FAN 1e300

enum { LECUN_AXES_IN, LECUN_AXES_OUT, LECUN_AXES_BATCH, LECUN_AXIS_LISTS };

/* Back to Keras's rule by rank. */
void lecun_reset_fan_rule(lecun_initializer *self);

extern const lecun_scheme lecun_schemes[LECUN_SCHEME_END];

/* The row of an initializer, or NULL if it was never set up or its fields make no sense. */
const lecun_scheme *lecun_scheme_of(const lecun_initializer *self);

/* A fresh initializer of the class, with the class's defaults. */
lecun_initializer lecun_fresh(lecun_scheme_id id, int64_t seed);

/* Whether the bounds of JAX's cut are those of Keras's. */
int lecun_is_cut_at_two(const lecun_initializer *self);

/* Forget the key. */
void lecun_clear_key(lecun_initializer *self);

/* The numbers, of which two are kept elsewhere than the others. Set as a float, or as an integer: of the last two an integer beyond
 * 2^53 counts as a float. */
double lecun_get_number(const lecun_initializer *self, int index);
int lecun_number_is_integer(const lecun_initializer *self, int index, int64_t *integer);
void lecun_set_number(lecun_initializer *self, int index, double value);
void lecun_set_integer(lecun_initializer *self, int index, int64_t value);

/* Whether the arguments are in the ranges that the class's constructor in Keras, or the function of torch.nn.init, demands. */
int lecun_numbers_are_valid(const lecun_initializer *self);

/* What to expect in the place of finite numbers that are not. */
const char *lecun_expected_numbers(const lecun_initializer *self);

LECUN_HIDDEN_END

#endif
