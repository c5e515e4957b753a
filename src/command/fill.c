/* SPDX-License-Identifier: MIT
 *
 * fill.c - lecun fill: fill one tensor, and write it or show what is in it
 *
 * The data go through one fixed chunk, so a tensor may be larger than the memory; but Orthogonal, which is made whole.
 */
#define _XOPEN_SOURCE 700

#include "config_text.h"
#include "histogram.h"
#include "init.h"
#include "json_text.h"
#include "output.h"
#include "signals.h"
#include "torch_draw.h"
#include "write_model.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: lecun fill --shape SHAPE [--class NAME] [--config JSON] [--seed N | --torch-seed N] [--dtype T]\n"
    "                  [--profile P] [--layout L [--groups N]] [--draw K] [--round-once] [--name NAME] [--format F] [-o FILE]\n"
    "                  [--histogram]\n"
    "\n"
    "Fill a tensor with the bits of Keras or PyTorch. With -o it is written; without, its mean, stddev, min and max are shown.\n"
    "\n"
    "  --shape SHAPE     784,256 or 784x256, or scalar\n"
    "  --class NAME      a class of keras.initializers, under any name that Keras knows it by: LecunNormal (the default),\n"
    "                    LecunUniform, GlorotNormal, GlorotUniform, HeNormal, HeUniform, VarianceScaling, RandomNormal,\n"
    "                    RandomUniform, TruncatedNormal, Orthogonal, Identity, Constant, Zeros, Ones; or a function of\n"
    "                    torch.nn.init under its whole name: torch.nn.init.kaiming_uniform_\n"
    "  --config JSON     the class's config, {\"scale\": 2, \"mode\": \"fan_out\"}; without --class, class and config as\n"
    "                    keras.initializers.serialize writes them\n"
    "  --seed N          any 64-bit integer; without a seed, one is drawn and shown\n"
    "  --torch-seed N    of torch.nn.init's functions: what the first draw after torch.manual_seed(N) gives\n"
    "  --dtype T         f32 (the default), f64, f16 or bf16\n"
    "  --profile P       keras2 (the default), keras3, keras30 or keras315: whose reading of the seed. They agree on 0 to 2147483645;\n"
    "                    in float64, uniforms and constants differ too. Or whose PyTorch: torch (2.13 and later),\n"
    "                    torch212, torch211, or torch_default and so on for its capability DEFAULT\n"
    "  --layout L        keras, keras_transposed, keras_depthwise, torch or torch_transposed: which axes are the fans\n"
    "  --groups N        of a grouped convolution in that layout\n"
    "  --draw K          what the K-th call, from 0, of an initializer with a SeedGenerator gives\n"
    "  --round-once      f16 and bf16: round the float32 weight, which is better than what Keras does, and other bits\n"
    "  -o FILE           FILE.npy, FILE.safetensors, FILE.gguf or FILE.raw (the elements alone, little-endian); -\n"
    "                    is standard output\n"
    "  --format F        npy, safetensors, gguf or raw, whatever FILE is called; - is raw without it\n"
    "  --name NAME       the tensor's name in a .safetensors file (default: weights)\n"
    "  --histogram       show the weights in a histogram too\n"
    "  --help            print this\n"
    "\n"
    "With -o - what is shown goes to standard error.\n";

enum { SHAPE, CLASS, CONFIG, SEED, DTYPE, PROFILE, LAYOUT, GROUPS, DRAW, ROUND_ONCE, OUTPUT, FORMAT, NAME, HISTOGRAM, TORCH_SEED };

/* --- The arguments ------------------------------------------------------------------------------------------------ */

static int read_format(const char *text, format *chosen)
{
    static const struct { const char *name; format format; } names[] = {
        {"raw", FORMAT_RAW}, {"npy", FORMAT_NPY}, {"safetensors", FORMAT_SAFETENSORS}, {"gguf", FORMAT_GGUF},
    };
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].name) == 0) {
            *chosen = names[i].format;
            return 1;
        }
    return 0;
}

static int choose_format(const char *given, const char *path, format *chosen, problem *why)
{
    const char *dot = strrchr(path, '.');

    *chosen = FORMAT_RAW;
    if (given)
        return read_format(given, chosen) || refuse_usage(why, "--format wants npy, safetensors, gguf or raw, not %s", given);
    if (strcmp(path, "-") == 0 || (dot && !strchr(dot, '/') && read_format(dot + 1, chosen)))
        return 1;
    return refuse_usage(why, "-o wants FILE.npy, FILE.safetensors, FILE.gguf, FILE.raw or -, or a --format, not %s", path);
}

/* The class may not take what the option sets. */
static int take(const char *option, lecun_status status, problem *why)
{
    if (status == LECUN_E_CLASS)
        return refuse(why, "%s: not of this class", option);
    return !status || refuse(why, "%s: %s", option, lecun_status_string(status));
}

static int set_numbers(lecun_initializer *init, const program_option *given, problem *why)
{
    int64_t seed = 0, draw = 0, groups = 1;
    lecun_layout layout;

    if (given[SEED].value && (!read_integer(&given[SEED], INT64_MIN, INT64_MAX, &seed, why)
                              || !take("--seed", lecun_set_seed(init, seed), why)))
        return 0;
    if (given[DRAW].value && (!read_integer(&given[DRAW], 0, INT64_MAX, &draw, why)
                              || !take("--draw", lecun_set_draw(init, draw), why)))
        return 0;
    if (given[GROUPS].value && !given[LAYOUT].value)
        return refuse_usage(why, "--groups goes with --layout");
    if (given[GROUPS].value && !read_integer(&given[GROUPS], 1, INT64_MAX, &groups, why))
        return 0;
    if (given[LAYOUT].value && (!read_layout_option(&given[LAYOUT], &layout, why)
                                || !take("--layout", lecun_set_layout(init, layout, groups), why)))
        return 0;
    return !given[ROUND_ONCE].value || take("--round-once", lecun_set_rounding(init, LECUN_ROUND_ONCE), why);
}

/* PyTorch's generator, as after torch.manual_seed: r->generator is there, and what is drawn from it is checked with the shape. */
static int set_generator(recipe *r, const program_option *given, lecun_profile profile, problem *why)
{
    int64_t seed = 0;

    if (!is_torch_class(&r->initializer))
        return refuse(why, "--torch-seed: not of this class");
    if (!given[TORCH_SEED].value && draws_from_generator(&r->initializer))
        return refuse_usage(why, "no --torch-seed S: classes of torch.nn.init draw from PyTorch's generator");
    if (given[TORCH_SEED].value && !read_integer(&given[TORCH_SEED], INT64_MIN, INT64_MAX, &seed, why))
        return 0;
    r->generator = (lecun_torch *)allocate(NULL, 1, sizeof *r->generator, why);
    return r->generator && take("--torch-seed", lecun_torch_start(r->generator, profile, seed), why);
}

static int set_initializer(recipe *r, const program_option *given, problem *why)
{
    const char *config = given[CONFIG].value, *class_name = given[CLASS].value;
    lecun_profile profile = LECUN_KERAS2, torch_profile = LECUN_TORCH;

    if (!read_config(&r->initializer, config || class_name ? class_name : "LecunNormal", config, config ? strlen(config) : 0,
                     "--config", why)
        || (given[PROFILE].value && !read_profiles(given[PROFILE].value, &profile, &torch_profile, why))
        || (!is_torch_class(&r->initializer) && !take("--profile", lecun_set_profile(&r->initializer, profile), why))
        || !set_numbers(&r->initializer, given, why))
        return 0;
    if (is_torch_class(&r->initializer) || given[TORCH_SEED].value)
        return set_generator(r, given, torch_profile, why);
    r->has_seed = lecun_get_seed(&r->initializer, &r->seed, &r->drawn) == LECUN_OK;
    if (r->has_seed && !r->drawn && !given[PROFILE].value && !lecun_profiles_agree(r->seed))
        fprintf(stderr, "note: Keras 2 and Keras 3 read the seed %" PRId64 " differently; this is Keras 2, unless --profile says "
                "another\n", r->seed);
    return 1;
}

static int check_name(const char *name, problem *why)
{
    if (first_not_utf8(name))
        return refuse_usage(why, "--name wants UTF-8");
    return strcmp(name, "__metadata__") != 0 || refuse_usage(why, "--name: the format keeps this name for itself: %s", name);
}

static const element_type *read_type(const char *name, problem *why)
{
    const element_type *type = element_type_named(name);

    if (type && type->dtype)
        return type;
    refuse_usage(why, "--dtype wants f32, f64, f16 or bf16, not %s", name);
    return NULL;
}

/* The shape, twice: the tensor's and the recipe's. */
static int read_shapes(const char *text, shape *a, shape *b, problem *why)
{
    const char *expected = NULL;
    size_t at;

    if (!text)
        return refuse_usage(why, "no --shape SHAPE");
    if (read_shape(a, text, &at, &expected, why) && a->count <= (INT64_MAX - 2 * MAX_HEADER) / 8)
        return read_shape(b, text, &at, &expected, why);
    free_shape(a);
    return refuse_usage(why, "--shape wants dimensions such as 784,256 or 784x256, or scalar, of fewer than 2^63 bytes, not %s", text);
}

static int check_draw(const tensor *t, const recipe *r, problem *why)
{
    const lecun_status status = lecun_torch_fill_range(r->generator, &r->initializer, (lecun_dtype)t->type->dtype, NULL, 0,
                                                       t->shape.dimension, t->shape.rank, 0);

    return !status || status == LECUN_E_WORKSPACE || refuse(why, "%s: expected %s", t->type->name, expected_of_draw(status));
}

static int check_shape(const tensor *t, const recipe *r, const char *text, problem *why)
{
    lecun_error error = {0, NULL};
    const lecun_status status = lecun_check(&r->initializer, (lecun_dtype)t->type->dtype, t->shape.dimension, t->shape.rank, &error);

    if (status == LECUN_E_CLASS_DTYPE)
        return refuse(why, "%s: Orthogonal has it with --round-once alone", t->type->name);
    if (status)
        return refuse(why, "%s: expected %s", text, error.expected ? error.expected : lecun_status_string(status));
    return !r->generator || check_draw(t, r, why);
}

/* The model is the one tensor. NULL: refused. */
static tensor *read_tensor(model *m, const program_option *given, problem *why)
{
    const char *name = given[NAME].value ? given[NAME].value : "weights", *text = given[SHAPE].value;
    const element_type *type = read_type(given[DTYPE].value ? given[DTYPE].value : "f32", why);
    shape whole = {NULL, 0, 0}, again = {NULL, 0, 0};
    char *copy;
    tensor *t;
    recipe *r;

    if (!type || !check_name(name, why) || !read_shapes(text, &whole, &again, why))
        return NULL;
    copy = copy_text(name, strlen(name), why);
    t = copy ? new_tensor(m, copy, type, &whole, why) : NULL;
    r = t ? new_recipe(t, why) : NULL;
    if (!r)
        return NULL;
    r->shape = again;
    if (!set_initializer(r, given, why) || !check_shape(t, r, text, why))
        return NULL;
    m->has_generators = r->generator != NULL;
    return cut_model(m, 0, 1) ? t : NULL;
}

/* --- The data ----------------------------------------------------------------------------------------------------- */

/* Once through the tensor: into its summary, or with a histogram into that. */
static int measure(const model *m, tensor *t, histogram *h, problem *why)
{
    const int64_t at_once = (int64_t)elements_at_once(m);
    chunk *const elements = (chunk *)allocate(NULL, (size_t)(at_once / CHUNK), sizeof *elements, why);
    int64_t first;

    for (first = 0; elements && !why->status && first < t->count; first += at_once) {
        const size_t count = t->count - first < at_once ? (size_t)(t->count - first) : (size_t)at_once;
        if (!make_elements(m, t, first, count, elements, why))
            break;
        if (h) {
            histogram_add(h, t->type, elements, count);
        } else {
            const summary next = summarize(t->type, elements, count);
            join(&t->values, &next);
        }
    }
    free(elements);
    return !why->status;
}

/* *text is where to show what else there is to say: not where the tensor goes. */
static int write_tensor(model *m, const char *path, format form, FILE **text, problem *why)
{
    write_options writing = {1, 1, NULL, 0};
    model_files files;
    int to_stdout = 0, fine;

    fine = plan_one_file(&files, m, path, form, why) && write_files(m, &files, &writing, &to_stdout, why);
    free_files(&files);
    *text = to_stdout ? stderr : stdout;
    return fine;
}

/* --- What is shown ------------------------------------------------------------------------------------------------ */

static void show_summary(FILE *out, const tensor *t, const char *shape_as_given)
{
    const summary *s = &t->values;
    double fan_in = 0, fan_out = 0;

    if (lecun_fans(&t->recipes->initializer, t->shape.dimension, t->shape.rank, &fan_in, &fan_out) != LECUN_OK)
        fan_in = fan_out = 0;
    fprintf(out, "%s %s: %" PRId64 " weights, fan_in %.0f, fan_out %.0f\n", shape_as_given, t->type->name, t->count, fan_in,
            fan_out);
    if (!t->count)
        return;
    fprintf(out, "mean    %12.6g\n", s->mean);
    fprintf(out, "stddev  %12.6g  (asked: %.6g)\n", summary_stddev(s), asked_stddev_of(t));
    fprintf(out, "min     %12.6g\n", s->min);
    fprintf(out, "max     %12.6g\n", s->max);
}

static int show(FILE *out, const model *m, tensor *t, const program_option *given, problem *why)
{
    histogram h;

    show_summary(out, t, given[SHAPE].value);
    if (given[HISTOGRAM].value && t->count) {
        if (!histogram_start(&h, t->values.min, t->values.max))
            fputs("no histogram: these weights are not finite\n", out);
        else if (!prepare_tensor(m, t, why) || !measure(m, t, &h, why))
            return 0;
        else
            histogram_print(out, &h);
    }
    return flush_text(out, why);
}

static int fill(model *m, const program_option *given, problem *why)
{
    const char *path = given[OUTPUT].value;
    format form = FORMAT_RAW;
    FILE *text = stdout;
    tensor *t;

    if (path && !choose_format(given[FORMAT].value, path, &form, why))
        return 0;
    if (!path && given[FORMAT].value)
        return refuse_usage(why, "--format goes with -o");
    t = read_tensor(m, given, why);
    if (!t || !prepare_tensor(m, t, why))
        return 0;
    catch_signals(remove_temporaries);
    if (path ? !write_tensor(m, path, form, &text, why) : !measure(m, t, NULL, why))
        return 0;
    if (t->recipes->drawn)
        fprintf(stderr, "seed drawn: %" PRId64 "\n", t->recipes->seed);
    return (path && !given[HISTOGRAM].value) || show(text, m, t, given, why);
}

static int run(char **argv, problem *why)
{
    program_option given[] = {
        [SHAPE] = {"--shape", 1, NULL}, [CLASS] = {"--class", 1, NULL}, [CONFIG] = {"--config", 1, NULL},
        [SEED] = {"--seed", 1, NULL}, [DTYPE] = {"--dtype", 1, NULL}, [PROFILE] = {"--profile", 1, NULL},
        [LAYOUT] = {"--layout", 1, NULL}, [GROUPS] = {"--groups", 1, NULL}, [DRAW] = {"--draw", 1, NULL},
        [ROUND_ONCE] = {"--round-once", 0, NULL}, [OUTPUT] = {"-o", 1, NULL}, [FORMAT] = {"--format", 1, NULL},
        [NAME] = {"--name", 1, NULL}, [HISTOGRAM] = {"--histogram", 0, NULL}, [TORCH_SEED] = {"--torch-seed", 1, NULL},
        {NULL, 0, NULL}};
    model m = {0};
    int fine;

    fine = read_options(argv, given, 0, why) && fill(&m, given, why);
    free_model(&m);
    return fine ? 0 : -1;
}

const command command_fill = {"fill", usage, run};
