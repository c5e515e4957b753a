/* SPDX-License-Identifier: MIT
 *
 * inspect.c - lecun inspect: which initializer fits each tensor of a checkpoint?
 */
#define _XOPEN_SOURCE 700

#include "inspect.h"
#include "fit.h"
#include "program.h"
#include "rules.h"
#include "screen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: lecun inspect FILE... [--check [--class NAME] [--layout L]] [--rules RULES] [--ignore PATTERN,...]\n"
    "                     [--json] [--svg FILE]\n"
    "\n"
    "Measure each tensor of .safetensors, .gguf, .npy and .npz files, or of all that an index (.safetensors.index.json) names,\n"
    "and tell which known initializer fits it within the error of such a sample.\n"
    "\n"
    "  --check           name each tensor of two or more dimensions that no known initializer fits, or that cannot be\n"
    "                    measured, on standard error, and exit with 3 if there is one\n"
    "  --class NAME      for --check: this is the initializer that must fit, called as in the last column: LecunNormal\n"
    "  --layout L        for --check: the axes must be stored like this: keras is [in, out], torch is [out, in]\n"
    "  --rules RULES     the initializer of each tensor is told: gpt2, llama, bert, vit, resnet, or a file\n"
    "                    (init_model --help); vectors are held to it, too\n"
    "  --ignore PATTERN,...\n"
    "                    leave out the tensors whose names match: *.attn.bias,*inv_freq\n"
    "  --json            print what was measured as JSON, with the stddev that LeCun's, Glorot's and He's scheme ask\n"
    "  --svg FILE        draw measured and asked standard deviations, a strip a tensor\n"
    "  --help            print this\n"
    "\n"
    "[in, out] is Keras's layout (convolutions [window.., in, out]), [out, in] PyTorch's ([out, in, window..]). Integers are\n"
    "named and skipped. A trained tensor usually fits none.\n";

enum { NOT_FITTING = 3 };       /* the exit status that --check adds */

enum { CHECK, CLASS, LAYOUT, RULES, IGNORE, JSON, SVG, OPTIONS };

typedef struct inspection {
    const program_option *given;
    expectation wanted;
    checkpoint c;               /* the one that is inspected */
    rules rules;
    size_t layers;
    size_t wrong;               /* tensors that are not what is wanted */
    problem *why;
} inspection;

/* --- One tensor --------------------------------------------------------------------------------------------------- */

static int measure(const checkpoint *c, const stored_tensor *t, moments *m, problem *why)
{
    static chunk elements;
    int64_t first;

    memset(m, 0, sizeof *m);
    for (first = 0; first < t->shape.count; first += CHUNK) {
        const size_t count = t->shape.count - first < CHUNK ? (size_t)(t->shape.count - first) : CHUNK;
        if (!read_elements(c, t, first, &elements, count, why))
            return 0;
        add_moments(m, t->type, &elements, count);
    }
    return 1;
}

/* What a rule tells of the tensor; -1: nothing. */
static int judge_told(inspection *in, const stored_tensor *t, const measured *what, finding *f)
{
    const rule *one = in->rules.count ? find_rule(&in->rules, t->name) : NULL;
    recipe_reading reading = {0};
    recipe made;
    int fits = -1;

    if (!one)
        return -1;
    if (strcmp(one->initializer, "keep") == 0) {
        snprintf(f->fits, sizeof f->fits, "kept");
        return 1;
    }
    memset(&made, 0, sizeof made);
    made.shape = t->shape;
    reading.profile = LECUN_KERAS2;
    if (apply_rule(&in->rules, one, t->name, t->type, &made, &reading, in->why) && made.how == FILLED) {
        fits = told_fits(what, &made.initializer, f->fits, sizeof f->fits);
        if (lecun_stddev(&made.initializer, t->shape.dimension, t->shape.rank, &f->told) != LECUN_OK)
            f->told = 0;
    }
    memset(&made.shape, 0, sizeof made.shape);  /* the tensor's */
    free_recipe(&made);
    return fits;
}

static void judge(inspection *in, const stored_tensor *t, finding *f)
{
    const measured what = {&f->moments, t->type, &t->shape, in->layers};

    f->is_wanted = 1;
    if (!t->type || (!t->type->dtype && *t->type->name == 'f'))
        snprintf(f->fits, sizeof f->fits, "not measured");
    else if (!t->type->dtype)
        snprintf(f->fits, sizeof f->fits, "no weights");
    else if (f->moments.not_finite)
        snprintf(f->fits, sizeof f->fits, "none fits: %" PRId64 " not finite", f->moments.not_finite);
    else if (f->moments.count <= 0)
        snprintf(f->fits, sizeof f->fits, "empty");
    else if ((f->is_wanted = judge_told(in, t, &what, f)) < 0)
        f->is_wanted = name_fits(&what, &in->wanted, f->fits, sizeof f->fits);
    if (strncmp(f->fits, "not measured", 12) == 0 || f->moments.not_finite)
        f->is_wanted = 0;
    if (t->shape.rank < 2 && !in->rules.count)
        f->is_wanted = 1;       /* vectors are told by rules alone */
}

static int is_ignored(const char *patterns, const char *name)
{
    char pattern[256];

    for (; patterns && *patterns; patterns += strcspn(patterns, ",")) {
        patterns += *patterns == ',';
        snprintf(pattern, sizeof pattern, "%.*s", (int)strcspn(patterns, ","), patterns);
        if (matches(pattern, name))
            return 1;
    }
    return 0;
}

/* --- All tensors -------------------------------------------------------------------------------------------------- */

static void complain(const inspection *in, const stored_tensor *t, const finding *f)
{
    fprintf(stderr, "%s: ", program_name);
    put_name(stderr, in->c.files[t->file].path, 0, 0);
    fputs(": ", stderr);
    put_name(stderr, t->name, 0, 0);
    fprintf(stderr, ": %s\n", f->fits);
}

static int inspect_tensor(inspection *in, const stored_tensor *t, const widths *w, report *to)
{
    finding f;

    memset(&f, 0, sizeof f);
    if (is_ignored(in->given[IGNORE].value, t->name))
        return 1;
    if (is_float(t) && !measure(&in->c, t, &f.moments, in->why))
        return 0;
    judge(in, t, &f);
    if (in->why->status)
        return 0;
    if (in->given[JSON].value) {
        put_text(&to->json, to->count++ ? ",\n " : "");
        put_json_row(&to->json, &in->c, t, &f);
    } else {
        put_row(t, &f, w);
    }
    if (in->given[SVG].value)
        put_strip(to, t, &f);
    in->wrong += !f.is_wanted;
    if (!f.is_wanted && in->given[CHECK].value)
        complain(in, t, &f);
    return 1;
}

static int inspect_checkpoint(inspection *in, report *to)
{
    const widths w = find_widths(&in->c);
    size_t i;

    in->layers = count_layers(&in->c, "*", in->why);
    if (in->given[RULES].value && !read_rules(&in->rules, in->given[RULES].value, &in->c, in->why))
        return 0;
    if (!in->given[JSON].value)
        put_heading(&w);
    for (i = 0; i < in->c.count; i++)
        if (!inspect_tensor(in, &in->c.tensors[i], &w, to))
            return 0;
    return 1;
}

/* Each file is a checkpoint of its own: two may have tensors of one name. */
static int inspect_files(inspection *in, char **paths, report *to)
{
    const int are_many = paths[1] != NULL;
    int fine = 1;

    for (; *paths && fine; paths++) {
        if (!open_checkpoint(&in->c, paths, 1, in->why))
            return 0;
        if (are_many && !in->given[JSON].value) {
            put_name(stdout, *paths, 0, 0);
            fputs(":\n", stdout);
        }
        fine = inspect_checkpoint(in, to);
        free_rules(&in->rules);
        close_checkpoint(&in->c);
    }
    return fine;
}

static int read_expectation(expectation *wanted, const program_option *given, problem *why)
{
    const char *name = given[CLASS].value, *layout = given[LAYOUT].value;

    if (!given[CHECK].value && (name || layout))
        return refuse_usage(why, "--class and --layout go with --check");
    if (name && !is_known(name))
        return refuse_usage(why, "--class wants a name as in the last column, not %s", name);
    if (layout && strcmp(layout, "keras") && strcmp(layout, "torch"))
        return refuse_usage(why, "--layout wants keras or torch, not %s", layout);
    wanted->name = name;
    if (layout)
        wanted->layout = strcmp(layout, "keras") ? LECUN_LAYOUT_TORCH : LECUN_LAYOUT_KERAS;
    return 1;
}

static int finish(const inspection *in, report *to)
{
    if (in->given[JSON].value) {
        if (!check_buffer(&to->json, in->why))
            return 0;
        printf("[%.*s]\n", (int)to->json.size, to->json.at ? to->json.at : "");
    }
    return flush_text(stdout, in->why) && (!in->given[SVG].value || write_strips(to, in->given[SVG].value, in->why));
}

static int run(char **argv, problem *why)
{
    program_option given[OPTIONS + 1] = {
        [CHECK] = {"--check", 0, NULL}, [CLASS] = {"--class", 1, NULL}, [LAYOUT] = {"--layout", 1, NULL},
        [RULES] = {"--rules", 1, NULL}, [IGNORE] = {"--ignore", 1, NULL}, [JSON] = {"--json", 0, NULL}, [SVG] = {"--svg", 1, NULL},
        [OPTIONS] = {NULL, 0, NULL}};
    inspection in;
    report to;
    int fine;

    memset(&in, 0, sizeof in);
    memset(&to, 0, sizeof to);
    in.given = given;
    in.why = why;
    if (!read_options(argv, given, SIZE_MAX, why) || !read_expectation(&in.wanted, given, why))
        return -1;
    if (!argv[0])
        return refuse_usage(why, "no FILE") - 1;
    fine = inspect_files(&in, argv, &to) && finish(&in, &to);
    free_buffer(&to.json);
    free_buffer(&to.strips);
    if (!fine)
        return -1;
    return given[CHECK].value && in.wrong ? NOT_FITTING : 0;
}

const command command_inspect = {"inspect", usage, run};
