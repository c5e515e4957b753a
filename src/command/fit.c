/* SPDX-License-Identifier: MIT
 *
 * fit.c - see fit.h
 */
#include "fit.h"
#include "../scheme.h"

#include <stdio.h>
#include <string.h>

/* What scales by a fan. The last three are PyTorch's: its normals are not truncated, and its Linear and Conv begin with
 * kaiming_uniform_(a = sqrt(5)), a variance of 1 / (3 fan_in). */
static const struct rule_of_fans {
    const char *name;
    double scale;
    lecun_mode mode;
    lecun_distribution distribution;
} scaled[] = {
    {"LecunNormal", 1, LECUN_FAN_IN, LECUN_TRUNCATED_NORMAL},
    {"LecunUniform", 1, LECUN_FAN_IN, LECUN_UNIFORM},
    {"GlorotNormal", 1, LECUN_FAN_AVG, LECUN_TRUNCATED_NORMAL},
    {"GlorotUniform", 1, LECUN_FAN_AVG, LECUN_UNIFORM},
    {"HeNormal", 2, LECUN_FAN_IN, LECUN_TRUNCATED_NORMAL},
    {"HeUniform", 2, LECUN_FAN_IN, LECUN_UNIFORM},
    {"LeCun untruncated", 1, LECUN_FAN_IN, LECUN_UNTRUNCATED_NORMAL},
    {"xavier_normal_", 1, LECUN_FAN_AVG, LECUN_UNTRUNCATED_NORMAL},
    {"kaiming_normal_", 2, LECUN_FAN_IN, LECUN_UNTRUNCATED_NORMAL},
    {"PyTorch's default", 1.0 / 3, LECUN_FAN_IN, LECUN_UNIFORM},
    {"kaiming_normal_ fan_out", 2, LECUN_FAN_OUT, LECUN_UNTRUNCATED_NORMAL},    /* ResNet's; as kaiming_normal_ of the other layout */
};
enum { SCALED = sizeof scaled / sizeof *scaled, FIRST = SCALED - 1 };

/* What has a scale of its own: Keras's defaults, those of GPT-2 and BERT, PyTorch's Embedding. */
static const struct fixed {
    const char *name;
    double stddev;
    lecun_distribution distribution;
} fixed[] = {
    {"RandomNormal(0.05)", 0.05, LECUN_UNTRUNCATED_NORMAL},
    {"TruncatedNormal(0.05)", 0.05 * 0.87962566103423978, LECUN_TRUNCATED_NORMAL},
    {"RandomUniform(-0.05, 0.05)", 0.05 / 1.7320508075688772, LECUN_UNIFORM},
    {"RandomNormal(0.02)", 0.02, LECUN_UNTRUNCATED_NORMAL},
    {"TruncatedNormal(0.02)", 0.02 * 0.87962566103423978, LECUN_TRUNCATED_NORMAL},
    {"RandomNormal(1)", 1, LECUN_UNTRUNCATED_NORMAL},
};
enum { FIXED = sizeof fixed / sizeof *fixed };

/* What depends on more than the fans: GPT-2's division by sqrt(2 layers), the gates of PyTorch's LSTM and GRU. */
static const char *const others[] = {"GPT-2's residual", "PyTorch's LSTM", "PyTorch's GRU", "zeros", "ones", "constant"};
enum { OTHERS = sizeof others / sizeof *others };

/* --- Fans --------------------------------------------------------------------------------------------------------- */

/* How the axes may be meant; the last three are tried where neither of the first two fits. */
typedef enum meaning { IN_OUT, OUT_IN, DEPTHWISE, STACKED_IN_OUT, STACKED_OUT_IN, MEANINGS } meaning;

static const char *const meaning_name[MEANINGS] = {" [in, out]", " [out, in]", " [depthwise]", " [n, in, out]", " [n, out, in]"};

static lecun_status set_meaning(lecun_initializer *init, meaning which)
{
    static const int32_t first[] = {0}, last[] = {-1}, last_but_one[] = {-2};

    switch (which) {
    case IN_OUT:         return lecun_set_layout(init, LECUN_LAYOUT_KERAS, 1);
    case OUT_IN:         return lecun_set_layout(init, LECUN_LAYOUT_TORCH, 1);
    case DEPTHWISE:      return lecun_set_layout(init, LECUN_LAYOUT_KERAS_DEPTHWISE, 1);
    case STACKED_IN_OUT: return lecun_set_jax_axes(init, last_but_one, 1, last, 1, first, 1);
    default:             return lecun_set_jax_axes(init, last, 1, last_but_one, 1, first, 1);
    }
}

static double stddev_of(double scale, lecun_mode mode, meaning which, const shape *s)
{
    lecun_initializer init;
    double stddev = 0;

    if ((s->rank < 2 && which != IN_OUT) || (s->rank < 3 && which >= DEPTHWISE))
        return 0;               /* a vector has one fan, by Keras's rule */
    if (lecun_init_variance_scaling(&init, scale, mode, LECUN_UNIFORM, 0) || (s->rank >= 2 && set_meaning(&init, which)))
        return 0;
    return lecun_stddev(&init, s->dimension, s->rank, &stddev) ? 0 : stddev;
}

double asked_stddev(scheme which, lecun_layout layout, const shape *s)
{
    return stddev_of(which == HE ? 2 : 1, which == GLOROT ? LECUN_FAN_AVG : LECUN_FAN_IN,
                     layout == LECUN_LAYOUT_TORCH ? OUT_IN : IN_OUT, s);
}

/* --- Names -------------------------------------------------------------------------------------------------------- */

int is_known(const char *name)
{
    size_t i;

    for (i = 0; i < SCALED + FIXED + OTHERS; i++)
        if (strcmp(name, i < SCALED ? scaled[i].name : i < SCALED + FIXED ? fixed[i - SCALED].name : others[i - SCALED - FIXED]) == 0)
            return 1;
    return 0;
}

/* Names joined by " or "; of more than a few only how many there are. */
typedef struct names {
    char *text;
    size_t size;
    int count;
    const expectation *wanted;
    int found;                  /* what is wanted is among them */
} names;

enum { NAMES_SHOWN = 3 };

static void put(names *to, const char *name, int in_layout, const char *layout)
{
    const size_t length = strlen(to->text);

    if (to->count++ < NAMES_SHOWN)
        snprintf(to->text + length, to->size - length, "%s%s%s", length ? " or " : "", name, layout);
    if (in_layout && (!to->wanted->name || strcmp(to->wanted->name, name) == 0))
        to->found = 1;
}

static int fits_as(const measured *t, const struct rule_of_fans *r, meaning which)
{
    return law_fits(t->moments, t->type, r->distribution, stddev_of(r->scale, r->mode, which, t->shape));
}

static void put_scaled(const measured *t, size_t begin, size_t end, names *to)
{
    const int is_keras = to->wanted->layout != LECUN_LAYOUT_TORCH || t->shape->rank < 2;
    const int is_torch = to->wanted->layout != LECUN_LAYOUT_KERAS;
    size_t i;

    for (i = begin; i < end; i++) {
        const int keras = fits_as(t, &scaled[i], IN_OUT), torch = fits_as(t, &scaled[i], OUT_IN);
        if (keras || torch)
            put(to, scaled[i].name, (is_keras && keras) || (is_torch && torch),
                t->shape->rank < 2 || keras == torch ? "" : meaning_name[keras ? IN_OUT : OUT_IN]);
    }
}

/* Stacks of matrices and depthwise kernels, which no shape tells from others: a layout that is wanted of all does not count. */
static void put_stacked(const measured *t, names *to)
{
    int which;
    size_t i;

    for (which = DEPTHWISE; which < MEANINGS; which++)
        for (i = 0; i < SCALED; i++)
            if (fits_as(t, &scaled[i], (meaning)which))
                put(to, scaled[i].name, 1, meaning_name[which]);
}

static void put_fixed(const measured *t, names *to)
{
    size_t i;

    for (i = 0; i < FIXED; i++)
        if (law_fits(t->moments, t->type, fixed[i].distribution, fixed[i].stddev))
            put(to, fixed[i].name, 1, "");
    if (t->layers && law_fits(t->moments, t->type, LECUN_UNTRUNCATED_NORMAL, 0.02 / square_root(2 * (double)t->layers)))
        put(to, others[0], 1, "");
}

/* A GRU's range is LecunUniform's of the other layout, so it counts where that does not fit. */
static void put_gates(const measured *t, names *to)
{
    const double rows = t->shape->rank ? (double)t->shape->dimension[0] : 0;
    size_t i;

    for (i = 1; i <= 2; i++)    /* uniform within 1 / sqrt(hidden), of 4 or 3 gates a hidden unit */
        if (rows > 0 && law_fits(t->moments, t->type, LECUN_UNIFORM, 1 / square_root(3 * rows / (double)(5 - i))))
            put(to, others[i], 1, "");
}

static const char *constant_named(double value)
{
    if (value > 0 || value < 0)
        return value - 1 > 0 || value - 1 < 0 ? "constant" : "ones";
    return "zeros";
}

static void put_none(const measured *t, const names *to)
{
    const lecun_layout layout = to->wanted->layout == LECUN_LAYOUT_TORCH ? LECUN_LAYOUT_TORCH : LECUN_LAYOUT_KERAS;
    const double asked = asked_stddev(LECUN, layout, t->shape);

    if (t->shape->rank >= 2 && asked > 0)
        snprintf(to->text, to->size, "none fits: %.3g times LeCun's stddev %s", moments_stddev(t->moments) / asked,
                 layout == LECUN_LAYOUT_TORCH ? "[out, in]" : "[in, out]");
    else
        snprintf(to->text, to->size, "none fits");
}

int name_fits(const measured *t, const expectation *wanted, char *text, size_t size)
{
    names to = {NULL, 0, 0, NULL, 0};
    size_t length;

    to.text = text;
    to.size = size;
    to.wanted = wanted;
    *text = '\0';
    if (!(t->moments->min < t->moments->max)) {
        put(&to, constant_named(t->moments->min), 1, "");
        return to.found;
    }
    put_scaled(t, 0, FIRST, &to);
    put_fixed(t, &to);
    if (to.count == 0)
        put_scaled(t, FIRST, SCALED, &to);
    if (to.count == 0)
        put_gates(t, &to);
    if (to.count == 0)
        put_stacked(t, &to);
    length = strlen(text);
    if (to.count > NAMES_SHOWN)
        snprintf(text + length, size - length, " or %d more", to.count - NAMES_SHOWN);
    if (to.count == 0)
        put_none(t, &to);
    return to.found;
}

/* --- One initializer ---------------------------------------------------------------------------------------------- */

static int near(double x, double y, double error)
{
    return x - y <= error && y - x <= error;
}

/* A constant is rounded to the elements' type: by one part in 128 in the coarsest. */
static int is_constant(const moments *m, double value)
{
    const double error = (value < 0 ? -value : value) / 128;

    return near(m->min, value, error) && near(m->max, value, error);
}

/* A distribution around another mean than 0 is held to its mean and width alone. */
static int fits_around(const moments *m, double mean, double stddev)
{
    const double error = 4.5 * stddev / square_root(m->count);

    return near(moments_mean(m), mean, error + 0.02 * stddev) && near(moments_stddev(m), stddev, 2 * error + 0.01 * stddev);
}

int told_fits(const measured *t, const lecun_initializer *init, char *text, size_t size)
{
    const lecun_scheme *row = lecun_scheme_of(init);
    const int is_uniform = row->distribution == LECUN_UNIFORM;
    double stddev = 0, mean = 0;
    int fits;

    if (lecun_stddev(init, t->shape->dimension, t->shape->rank, &stddev) != LECUN_OK)
        stddev = 0;
    if (row->kind == LECUN_PLAIN)
        mean = is_uniform ? (init->number[0] + init->number[1]) / 2 : init->number[0];
    if (row->kind == LECUN_CONSTANT)
        fits = is_constant(t->moments, init->number[0]);
    else if (row->kind == LECUN_PLAIN || row->kind == LECUN_SCALED)
        fits = near(mean, 0, 0) ? law_fits(t->moments, t->type, row->kind == LECUN_SCALED ? (lecun_distribution)init->distribution
                                                                                           : row->distribution, stddev)
                                : fits_around(t->moments, mean, stddev);
    else
        fits = near(moments_stddev(t->moments), stddev, 0.05 * stddev);
    snprintf(text, size, fits ? "%s, as told" : "not %s: asked %.3g, measured %.3g", row->names[0], stddev,
             moments_stddev(t->moments));
    return fits;
}
