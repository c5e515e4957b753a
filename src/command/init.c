/* SPDX-License-Identifier: MIT
 *
 * init.c - init_model, or lecun init: fill every tensor of a weight list, or of a model like another, and write it
 */
#define _XOPEN_SOURCE 700

#include "init.h"
#include "parallel.h"
#include "progress.h"
#include "screen.h"
#include "signals.h"
#include "streams.h"
#include "write_model.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: init_model LIST -o FILE [OPTION...]\n"
    "       init_model --like FILE... -o FILE [--rules RULES] [--seed S] [OPTION...]\n"
    "\n"
    "Fill the tensors of a weight list, or of a model like another, and write them.\n"
    "\n"
    "  LIST              one tensor a line: name dtype shape initializer; - is standard input\n"
    "                    dtype        f16, bf16, f32 or f64\n"
    "                    shape        7x7x3x64 or 7,7,3,64, or scalar\n"
    "                    initializer  JSON as Keras writes it, or the name of a class: lecun_normal, torch.nn.init.normal_\n"
    "  --like FILE...    the names, shapes, dtypes, metadata and shards of a model: .safetensors files, an index of some\n"
    "                    (.safetensors.index.json), .gguf, .npy or .npz; tensors that are no floats are copied\n"
    "  --rules RULES     which tensor gets which initializer: gpt2, llama, bert, vit, resnet, or a file of lines\n"
    "                    `pattern initializer [layout]`, the first that matches: *.bias zeros. Not given: what the\n"
    "                    names show. With LIST: for lines without an initializer\n"
    "  -o FILE           FILE.safetensors, FILE.gguf, FILE.npy (one tensor), or FILE.raw: the elements alone, in the list's\n"
    "                    order; without an extension .safetensors. - is standard output, and the table goes to standard\n"
    "                    error then. With --like also a folder, for files of the old names\n"
    "  --max-shard-size N\n"
    "                    bytes, 500MB or 5GB: files of at most so many, FILE-00001-of-00003.safetensors, and an index\n"
    "  --seed S          a tensor without a seed gets a stream of its own, made of S and its name\n"
    "  --set-random-seed S\n"
    "                    tensors without a seed get, in list order, those that Keras draws after\n"
    "                    keras.utils.set_random_seed(S)\n"
    "  --seed-offset N   add N to every seed that is given or drawn\n"
    "  --torch-seed S    classes of torch.nn.init draw, in list order, what PyTorch draws after torch.manual_seed(S)\n"
    "  --profile P       keras2 (the default), keras3, keras30 or keras315: whose reading of the seeds; and whose PyTorch:\n"
    "                    torch (2.13 and later, the default), torch212, torch211 (2.2 to 2.11), or torch_default and so on\n"
    "                    where its capability is DEFAULT; of both kinds with a comma: keras3,torch212\n"
    "  --layout L        keras, keras_transposed, keras_depthwise, torch or torch_transposed: which axes are the fans\n"
    "  --rank R --ranks N\n"
    "                    write only part R (from 0) of N of every tensor, cut along its first axis: the parts join\n"
    "                    to the whole. A scalar is in every part\n"
    "  --threads N       fill with N threads, 1 (the default) to 256; the file is the same with any number\n"
    "  --quiet           no progress bar, no table\n"
    "  --help            print this\n"
    "\n"
    "The table tells of each tensor its fan_in, the standard deviation that the initializer aims at and the one measured,\n"
    "and the least and greatest weight. A seed that was drawn is shown as it was before the offset, and is kept in the\n"
    "file's __metadata__.\n";

enum { OUTPUT = INIT_OPTIONS, SHARD, RANK, RANKS, THREADS, QUIET, OPTIONS };

/* --- The arguments ------------------------------------------------------------------------------------------------ */

typedef struct options {
    init_options init;
    file_options file;
    int64_t rank, ranks, threads;
    int is_quiet;
} options;

static int read_parts(options *o, const program_option *rank, const program_option *ranks, problem *why)
{
    o->ranks = 1;
    if (!rank->value != !ranks->value)
        return refuse_usage(why, "--rank and --ranks go together");
    o->init.list.refuses_drawn = ranks->value != NULL;
    return !ranks->value || (read_integer(ranks, 1, INT64_C(1) << 31, &o->ranks, why)
                             && read_integer(rank, 0, o->ranks - 1, &o->rank, why));
}

/* argv becomes the files. */
static int read_arguments(options *o, char **argv, problem *why)
{
    program_option given[OPTIONS + 1] = {
        INIT_OPTION_ROWS, [OUTPUT] = {"-o", 1, NULL}, [SHARD] = {"--max-shard-size", 1, NULL}, [RANK] = {"--rank", 1, NULL},
        [RANKS] = {"--ranks", 1, NULL}, [THREADS] = {"--threads", 1, NULL}, [QUIET] = {"--quiet", 0, NULL},
        [OPTIONS] = {NULL, 0, NULL}};

    if (!read_options(argv, given, SIZE_MAX, why) || !read_init_options(&o->init, given, why))
        return 0;
    o->is_quiet = given[QUIET].value != NULL;
    o->file.path = given[OUTPUT].value;
    o->threads = 1;
    if (argv[0] && argv[1] && !o->init.is_like)
        return refuse_usage(why, "unexpected argument: %s", argv[1]);
    if (!argv[0] || !o->file.path)
        return refuse_usage(why, argv[0] ? "no -o FILE" : o->init.is_like ? "--like, and no FILE" : "no LIST");
    if (!read_parts(o, &given[RANK], &given[RANKS], why)
        || (given[THREADS].value && !read_integer(&given[THREADS], 1, 256, &o->threads, why)))
        return 0;
    if (o->threads > PARALLEL_MAX_THREADS)
        return refuse(why, "--threads: this build has no threads");
    return !given[SHARD].value || read_size(&given[SHARD], &o->file.max_shard_size, why);
}

/* --- The table ---------------------------------------------------------------------------------------------------- */

enum { NAME_COLUMNS = 48 };

static void put_row(FILE *out, const tensor *t, size_t name_width, int shape_width)
{
    const recipe *r = t->recipes;
    const int is_made = t->recipe_count && r->how == FILLED, is_measured = t->values.count > 0;
    double fan_in = 0;
    char text[SHAPE_TEXT];

    put_name(out, t->name, name_width, NAME_COLUMNS);
    fprintf(out, "  %-5s  %-*s", t->type ? t->type->name : t->dtype, shape_width, shape_text(&t->shape, text));
    if (is_made && lecun_fans(&r->initializer, r->shape.dimension, r->shape.rank, &fan_in, NULL) == LECUN_OK)
        fprintf(out, "  %8.0f", fan_in);
    else
        fprintf(out, "  %8s", "-");
    put_cell(out, is_made, asked_stddev_of(t));
    put_cell(out, is_measured && t->part > 1, summary_stddev(&t->values));
    put_cell(out, is_measured, t->values.min);
    put_cell(out, is_measured, t->values.max);
    if (t->recipe_count && r->how == COPIED)
        fputs("  copied", out);
    else if (t->recipe_count && r->drawn)
        fprintf(out, "  seed drawn: %" PRId64, r->seed);
    putc('\n', out);
}

static void put_table(FILE *out, const model *m, const model_files *files, const source *s)
{
    size_t name_width = strlen("tensor"), shape_width = strlen("shape"), i;
    char text[SHAPE_TEXT];
    int64_t size = (int64_t)files->index.size;

    for (i = 0; i < m->count; i++) {
        const size_t name = put_name(NULL, m->tensors[i].name, 0, NAME_COLUMNS);
        const size_t length = strlen(shape_text(&m->tensors[i].shape, text));
        name_width = name > name_width ? name : name_width;
        shape_width = length > shape_width ? length : shape_width;
    }
    fprintf(out, "%-*s  %-5s  %-*s  %8s  %12s  %12s  %12s  %12s\n", (int)name_width, "tensor", "dtype", (int)shape_width,
            "shape", "fan_in", "stddev", "measured", "min", "max");
    for (i = 0; i < m->count; i++)
        put_row(out, &m->tensors[i], name_width, (int)shape_width);
    for (i = 0; i < files->count; i++)
        size += files->file[i].size;
    if (s->like.file_count)
        fprintf(out, "rules: %s%s%s\n", s->rules.name, *s->seed_note ? ", seed drawn: " : "", s->seed_note);
    fprintf(out, "%zu tensors, %" PRId64 " values, %" PRId64 " bytes, %.2f seconds\n", m->count, m->values, size,
            progress_seconds());
}

/* --- The program -------------------------------------------------------------------------------------------------- */

static int write_model(model *m, const options *o, const source *s, problem *why)
{
    write_options writing = {0, 0, NULL, 0};
    file_options file = o->file;
    model_files files;
    int to_stdout = 0, fine;

    file.seed_note = *s->seed_note ? s->seed_note : NULL;
    writing.threads = (int)o->threads;
    writing.is_summary_wanted = !o->is_quiet;
    writing.protected_files = s->protected_files;
    writing.protected_count = s->protected_count;
    progress_start(m->bytes, !o->is_quiet);
    fine = plan_files(&files, m, &file, why) && write_files(m, &files, &writing, &to_stdout, why);
    progress_erase();
    if (fine && !o->is_quiet) {
        put_table(to_stdout ? stderr : stdout, m, &files, s);
        fine = flush_text(to_stdout ? stderr : stdout, why);
    }
    free_files(&files);
    return fine;
}

void init_clear_away(void)
{
    remove_temporaries();
    progress_erase();
}

static int read_model(model *m, source *s, const char *path, const options *o, problem *why)
{
    buffer text = {NULL, 0, 0, 0};
    struct stat identity;
    int fine;

    fine = read_user_text(path, &text, &identity, why)
        && read_model_list(m, s, strcmp(path, "-") ? path : "<stdin>", &text, &o->init, why)
        && protect(s, &identity, "this is the list", why);
    free_buffer(&text);
    return fine;
}

static int run(char **argv, problem *why)
{
    options o = {0};
    source s = {0};
    model m = {0};
    int fine;

    fine = read_arguments(&o, argv, why)
        && (o.init.is_like ? read_model_like(&m, &s, argv, &o.init, why) : read_model(&m, &s, argv[0], &o, why))
        && warn_of_shared_streams(&m, stderr, why)
        && (cut_model(&m, o.rank, o.ranks) || refuse(why, "%s: a model of fewer than 2^63 bytes is wanted", argv[0]));
    if (fine) {
        catch_signals(init_clear_away);
        fine = write_model(&m, &o, &s, why);
    }
    free_model(&m);
    free_source(&s);
    return fine ? 0 : -1;
}

const command command_init = {"init", usage, run};
