/* SPDX-License-Identifier: MIT
 *
 * fill.c - lecun fill: fill one tensor, and write it or show what is in it
 *
 * The data go through one fixed chunk, so a tensor may be larger than the memory; but Orthogonal, which is made whole.
 */
#define _XOPEN_SOURCE 700

#include "command.h"
#include "histogram.h"
#include "npy.h"
#include "output.h"
#include "program.h"
#include "safetensors.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: lecun fill --shape SHAPE [--class NAME] [--config JSON] [--seed N] [--dtype T] [--profile P]\n"
    "                  [--layout L [--groups N]] [--draw K] [--round-once] [--name NAME] [--format F] [-o FILE]\n"
    "                  [--histogram]\n"
    "\n"
    "Fill a tensor with the bits of Keras. With -o it is written; without, its mean, stddev, min and max are shown.\n"
    "\n"
    "  --shape SHAPE     784,256 or 784x256, or scalar\n"
    "  --class NAME      a class of keras.initializers, under any name that Keras knows it by: LecunNormal (the default),\n"
    "                    LecunUniform, GlorotNormal, GlorotUniform, HeNormal, HeUniform, VarianceScaling, RandomNormal,\n"
    "                    RandomUniform, TruncatedNormal, Orthogonal, Identity, Constant, Zeros, Ones\n"
    "  --config JSON     the class's config, {\"scale\": 2, \"mode\": \"fan_out\"}; without --class, class and config as\n"
    "                    keras.initializers.serialize writes them\n"
    "  --seed N          any 64-bit integer; without a seed, one is drawn and shown\n"
    "  --dtype T         f32 (the default), f64, f16 or bf16\n"
    "  --profile P       keras2 (the default), keras3 or keras30: whose reading of the seed. They agree on 0 to 2147483645;\n"
    "                    in float64, uniforms and constants differ too\n"
    "  --layout L        keras, keras_transposed, keras_depthwise, torch or torch_transposed: which axes are the fans\n"
    "  --groups N        of a grouped convolution in that layout\n"
    "  --draw K          what the K-th call, from 0, of an initializer with a SeedGenerator gives\n"
    "  --round-once      f16 and bf16: round the float32 weight, which is better than what Keras does, and other bits\n"
    "  -o FILE           FILE.npy, FILE.safetensors or FILE.raw (the elements alone, little-endian); - is standard output\n"
    "  --format F        npy, safetensors or raw, whatever FILE is called; - is raw without it\n"
    "  --name NAME       the tensor's name in a .safetensors file (default: weights)\n"
    "  --histogram       show the weights in a histogram too\n"
    "  --help            print this\n"
    "\n"
    "With -o - what is shown goes to standard error.\n";

enum { SHAPE, CLASS, CONFIG, SEED, DTYPE, PROFILE, LAYOUT, GROUPS, DRAW, ROUND_ONCE, OUTPUT, FORMAT, NAME, HISTOGRAM };

typedef enum format { RAW, NPY, SAFETENSORS, UNKNOWN } format;

/* --- The arguments ------------------------------------------------------------------------------------------------ */

ENDS static void refuse_shape(const char *text)
{
    refuse_usage("--shape wants dimensions such as 784,256 or 784x256, or scalar, of fewer than 2^63 bytes, not ", text);
}

static void read_shape(tensor *t, const char *text)
{
    const char *s = text;

    t->shape_text = text;
    t->count = 1;
    if (strcmp(text, "scalar") == 0)
        return;
    t->shape = (int64_t *)allocate(NULL, strlen(text), sizeof *t->shape);
    for (;;) {
        int64_t dimension = 0;
        if (*s < '0' || *s > '9')
            refuse_shape(text);
        for (; *s >= '0' && *s <= '9'; s++) {
            if (dimension > (INT64_MAX - 9) / 10)
                refuse_shape(text);
            dimension = 10 * dimension + (*s - '0');
        }
        if (dimension && t->count > INT64_MAX / dimension)
            refuse_shape(text);
        t->count *= dimension;
        t->shape[t->rank++] = dimension;
        if (!*s)
            return;
        if (*s != ',' && *s != 'x')
            refuse_shape(text);
        s++;
    }
}

static lecun_layout read_layout(const char *text)
{
    static const char *const names[] = {"keras", "keras_transposed", "keras_depthwise", "torch", "torch_transposed"};
    int layout;

    for (layout = LECUN_LAYOUT_KERAS; layout <= LECUN_LAYOUT_TORCH_TRANSPOSED; layout++)
        if (strcmp(text, names[layout - LECUN_LAYOUT_KERAS]) == 0)
            return (lecun_layout)layout;
    refuse_usage("--layout wants keras, keras_transposed, keras_depthwise, torch or torch_transposed, not ", text);
}

static format read_format(const char *text)
{
    static const char *const names[] = {"raw", "npy", "safetensors"};
    int i;

    for (i = RAW; i < UNKNOWN; i++)
        if (strcmp(text, names[i]) == 0)
            return (format)i;
    return UNKNOWN;
}

static format choose_format(const char *given, const char *path)
{
    const char *dot = strrchr(path, '.');
    format chosen = UNKNOWN;

    if (given)
        chosen = read_format(given);
    else if (strcmp(path, "-") == 0)
        chosen = RAW;
    else if (dot && !strchr(dot, '/'))
        chosen = read_format(dot + 1);
    if (chosen == UNKNOWN && given)
        refuse_usage("--format wants npy, safetensors or raw, not ", given);
    else if (chosen == UNKNOWN)
        refuse_usage("-o wants FILE.npy, FILE.safetensors, FILE.raw or -, or a --format, not ", path);
    return chosen;
}

/* The class does not take what the option sets. */
static void require(const char *option, lecun_status status)
{
    if (status)
        fail(option, "not of this class");
}

static void set_initializer(tensor *t, const program_option *given)
{
    const char *config = given[CONFIG].value, *class_name = given[CLASS].value;
    lecun_initializer *init = &t->initializer;

    read_config(init, config || class_name ? class_name : "LecunNormal", config, config ? strlen(config) : 0, "--config");
    require("--profile", lecun_set_profile(init, given[PROFILE].value ? read_profile(given[PROFILE].value) : LECUN_KERAS2));
    if (given[SEED].value)
        require("--seed", lecun_set_seed(init, read_integer("--seed", given[SEED].value, INT64_MIN, INT64_MAX)));
    if (given[DRAW].value)
        require("--draw", lecun_set_draw(init, read_integer("--draw", given[DRAW].value, 0, INT64_MAX)));
    if (given[GROUPS].value && !given[LAYOUT].value)
        refuse_usage("--groups goes with --layout", "");
    if (given[LAYOUT].value) {
        const int64_t groups = given[GROUPS].value ? read_integer("--groups", given[GROUPS].value, 1, INT64_MAX) : 1;
        require("--layout", lecun_set_layout(init, read_layout(given[LAYOUT].value), groups));
    }
    if (given[ROUND_ONCE].value)
        require("--round-once", lecun_set_rounding(init, LECUN_ROUND_ONCE));
    if (lecun_get_seed(init, &t->seed, &t->drawn) == LECUN_OK && !t->drawn && !given[PROFILE].value
        && !lecun_profiles_agree(t->seed))
        fprintf(stderr, "note: Keras 2 and Keras 3 read the seed %" PRId64 " differently; this is Keras 2, unless --profile says "
                "another\n", t->seed);
}

static tensor read_tensor(const program_option *given)
{
    const char *dtype = given[DTYPE].value ? given[DTYPE].value : "f32";
    lecun_status status;
    tensor t = {0};

    if (!given[SHAPE].value)
        refuse_usage("no --shape SHAPE", "");
    t.name = given[NAME].value ? given[NAME].value : "weights";
    t.type = element_type_named(dtype);
    if (!t.type)
        refuse_usage("--dtype wants f32, f64, f16 or bf16, not ", dtype);
    read_shape(&t, given[SHAPE].value);
    if (t.count > (INT64_MAX - 2 * MAX_HEADER) / (int64_t)t.type->size)
        refuse_shape(given[SHAPE].value);
    t.part = t.count;
    t.rows = t.rank ? t.shape[0] : 1;
    set_initializer(&t, given);
    status = check_fill(&t);
    if (status == LECUN_E_CLASS_DTYPE)
        fail(t.type->name, "Orthogonal has it with --round-once alone");
    if (status)
        fail(given[SHAPE].value, "no shape for this initializer: Identity wants 2 dimensions, Orthogonal and --layout 2 or more, "
                                 "axes must exist, groups divide, and fans stay below 2^63");
    return t;
}

/* --- The data ----------------------------------------------------------------------------------------------------- */

static void fill_chunk(const tensor *t, const unsigned char *whole, int64_t first, chunk *to, size_t count)
{
    lecun_status status;

    if (whole) {
        memcpy(to, whole + (size_t)first * t->type->size, count * t->type->size);
        return;
    }
    status = lecun_fill_range(&t->initializer, t->type->dtype, to, count, t->shape, t->rank, first);
    if (status)
        fail(t->name, lecun_status_string(status));
}

/* Once through the tensor: out, h or both may be NULL. */
static void make(tensor *t, const unsigned char *whole, const output *out, histogram *h)
{
    static chunk elements;
    int64_t first;

    for (first = 0; first < t->count; first += CHUNK) {
        const size_t count = t->count - first < CHUNK ? (size_t)(t->count - first) : CHUNK;
        fill_chunk(t, whole, first, &elements, count);
        if (h) {
            histogram_add(h, t->type, &elements, count);
        } else {
            const summary next = summarize(t->type, &elements, count);
            join(&t->values, &next);
        }
        if (out) {
            to_little_endian(elements.bytes, count, t->type->size);
            write_bytes(out, elements.bytes, count * t->type->size);
        }
    }
}

static char *make_file_head(const tensor *t, format form, size_t *size)
{
    char *head = NULL;

    *size = 0;
    if (form == SAFETENSORS) {
        tensor copy = *t;
        model m = {NULL, 1, 1, 0, 0};
        m.tensors = &copy;
        head = make_head(&m, t->name, size);
    } else if (form == NPY) {
        if (!t->type->npy)
            fail(t->type->name, "NumPy has no such dtype; write FILE.safetensors or FILE.raw");
        head = npy_head(t->type->npy, t->shape, t->rank, size);
        if (!head)
            fail(t->shape_text, "more dimensions than the .npy format takes");
    }
    return head;
}

/* Returns where to show what else there is to say: not where the tensor goes. */
static FILE *write_tensor(tensor *t, const unsigned char *whole, const char *path, format form)
{
    size_t size;
    char *head = make_file_head(t, form, &size);
    output out;
    int is_stdout;

    catch_signals();
    out = open_output(path, NULL, "");
    write_bytes(&out, head, size);
    free(head);
    make(t, whole, &out, NULL);
    is_stdout = out.fd == STDOUT_FILENO;
    close_output(&out);
    return is_stdout ? stderr : stdout;
}

/* --- What is shown ------------------------------------------------------------------------------------------------ */

static void show_summary(FILE *out, const tensor *t)
{
    const summary *s = &t->values;
    double stddev = 0, fan_in = 0, fan_out = 0;

    require("--shape", lecun_stddev(&t->initializer, t->shape, t->rank, &stddev));
    require("--shape", lecun_fans(&t->initializer, t->shape, t->rank, &fan_in, &fan_out));
    fprintf(out, "%s %s: %" PRId64 " weights, fan_in %.0f, fan_out %.0f\n", t->shape_text, t->type->name, t->count, fan_in,
            fan_out);
    if (!t->count)
        return;
    fprintf(out, "mean    %12.6g\n", s->mean);
    fprintf(out, "stddev  %12.6g  (asked: %.6g)\n", square_root(s->squares / s->count), stddev);
    fprintf(out, "min     %12.6g\n", s->min);
    fprintf(out, "max     %12.6g\n", s->max);
}

static void show(FILE *out, tensor *t, const unsigned char *whole, int with_histogram)
{
    histogram h;

    show_summary(out, t);
    if (with_histogram && t->count) {
        if (histogram_start(&h, t->values.min, t->values.max)) {
            make(t, whole, NULL, &h);
            putc('\n', out);
            histogram_print(out, &h);
        } else {
            fputs("no histogram: these weights are not finite\n", out);
        }
    }
    flush_text(out);
}

static void check_name(const char *name)
{
    const char *s;
    size_t length;

    for (s = name; *s; s += length)
        if ((length = utf8_sequence((const unsigned char *)s)) == 0)
            refuse_usage("--name wants UTF-8", "");
    if (strcmp(name, "__metadata__") == 0)
        refuse_usage("--name: the format keeps this name for itself: ", name);
}

int command_fill(char **argv)
{
    program_option given[] = {
        {"--shape", 1, NULL}, {"--class", 1, NULL}, {"--config", 1, NULL}, {"--seed", 1, NULL}, {"--dtype", 1, NULL},
        {"--profile", 1, NULL}, {"--layout", 1, NULL}, {"--groups", 1, NULL}, {"--draw", 1, NULL}, {"--round-once", 0, NULL},
        {"-o", 1, NULL}, {"--format", 1, NULL}, {"--name", 1, NULL}, {"--histogram", 0, NULL}, {NULL, 0, NULL}};
    const char *path, *extra;
    unsigned char *whole;
    format form = RAW;
    FILE *text = stdout;
    tensor t;

    program.usage = usage;
    extra = read_options(argv, given);
    if (extra)
        refuse_usage("unexpected argument: ", extra);
    path = given[OUTPUT].value;
    if (path)
        form = choose_format(given[FORMAT].value, path);
    else if (given[FORMAT].value)
        refuse_usage("--format goes with -o", "");
    t = read_tensor(given);
    check_name(t.name);
    whole = orthogonal_whole(&t);
    if (path)
        text = write_tensor(&t, whole, path, form);
    else
        make(&t, whole, NULL, NULL);
    if (t.drawn)
        fprintf(stderr, "seed drawn: %" PRId64 "\n", t.seed);
    if (!path || given[HISTOGRAM].value)
        show(text, &t, whole, given[HISTOGRAM].value != NULL);
    free(whole);
    free(t.shape);
    return 0;
}
