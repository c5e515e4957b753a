/* SPDX-License-Identifier: MIT
 *
 * mpi_model.c - init_model by all ranks of an MPI job: each fills its part of every tensor, and all write into the same files
 *
 *     mpirun -np 4 mpi_model llama-3-8b.weights.txt -o llama-3-8b.safetensors --axis 1
 *
 * The files are the same with any number of ranks and any axis, byte for byte, and the same that init_model writes. A rank
 * holds one piece of 16 MiB at a time, so a tensor may be larger than the memory; but Orthogonal, which rank 0 makes whole.
 *
 * Rank 0 reads the arguments and the list, makes room for each file under a temporary name, and writes its head; the others
 * wait. Then a tensor is cut along an axis into as many parts as there are ranks. Each rank opens the file for itself and
 * writes the strips of its part where they belong. What goes wrong on one rank is agreed upon, so that all end.
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "caretaker.h"
#include "files.h"
#include "init.h"
#include "mpi_part.h"
#include "signals.h"
#include "streams.h"

#include <mpi.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: mpirun -np N mpi_model LIST -o FILE [--axis A] [OPTION...]\n"
    "       mpirun -np N mpi_model --like FILE... -o FILE [--rules RULES] [--seed S] [--axis A] [OPTION...]\n"
    "\n"
    "Fill the tensors of a weight list, or of a model like another, and write them, each rank its part of every tensor.\n"
    "\n"
    "  LIST              one tensor a line: name dtype shape initializer; - is standard input (init_model --help)\n"
    "  --like FILE...    a model whose names, shapes, dtypes, metadata and shards are wanted (init_model --help)\n"
    "  -o FILE           where the model goes: FILE.safetensors, FILE.gguf, FILE.npy or FILE.raw\n"
    "  --axis A          the axis along which tensors are cut, 0 (the default: rows) or more; tensors that have no such\n"
    "                    axis are cut along their last\n"
    "  --rules RULES, --seed S, --set-random-seed S, --torch-seed S, --seed-offset N, --profile P, --layout L,\n"
    "  --max-shard-size N\n"
    "                    as init_model takes them\n"
    "  --quiet           say nothing at the end\n"
    "  --help            print this\n";

enum { OUTPUT = INIT_OPTIONS, SHARD, AXIS, QUIET, OPTIONS };

static int rank, ranks;

typedef struct job {
    init_options init;
    file_options file;
    int64_t axis;
    int is_quiet;
    char **paths;                           /* of a list one, of a model to be like several */
    buffer text;                            /* of the list */
    source source;
    model model;
    model_files files;
    problem why;
} job;

/* --- Agreeing ----------------------------------------------------------------------------------------------------- */

/* All ranks call it. 1: nothing went wrong on any. Otherwise the first rank on which something did says it. */
static int agree(const problem *why)
{
    int mine = why->status ? rank : ranks, first;

    MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (rank == first && first < ranks)
        say_problem(why, usage);
    return first == ranks;
}

/* A buffer, as rank 0 has it. */
static void share(buffer *text)
{
    int64_t size = (int64_t)text->size, done;

    MPI_Bcast(&size, (int)sizeof size, MPI_BYTE, 0, MPI_COMM_WORLD);
    if (rank) {
        text->at = (char *)malloc((size_t)size + 1);
        text->failed = !text->at;
        text->size = text->capacity = text->at ? (size_t)size : 0;
    }
    MPI_Allreduce(MPI_IN_PLACE, &text->failed, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    for (done = 0; !text->failed && done < size; done += INT_MAX / 2)
        MPI_Bcast(text->at + done, (int)(size - done < INT_MAX / 2 ? size - done : INT_MAX / 2), MPI_BYTE, 0, MPI_COMM_WORLD);
    if (!text->failed && text->at)
        text->at[size] = '\0';
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

/* A file as this rank has it open. */
typedef struct writing {
    const model *m;
    const char *path;
    int fd;
    unsigned char *piece;
    problem *why;
} writing;

static int write_at(const writing *w, const unsigned char *from, int64_t size, int64_t place)
{
    while (size) {
        const ssize_t written = pwrite(w->fd, from, (size_t)size, (off_t)place);
        if (written < 0 && errno != EINTR)
            return refuse_system(w->why, w->path);
        if (written > 0) {
            from += written;
            place += written;
            size -= written;
        }
    }
    return 1;
}

/* The strips of a piece: the axes from `axis` on, of which those behind the cut are whole, lie together in the file. */
static int write_strips(const writing *w, const tensor *t, const part *p, size_t axis, int64_t place, const unsigned char **from)
{
    const int64_t below = extent_product(t->shape.dimension, axis + 1, t->shape.rank), inner = extent_product(p->piece_extent, axis + 1, t->shape.rank);
    const int64_t size = p->piece_extent[axis] * inner * (int64_t)t->unit;
    int64_t i;

    place += p->piece_start[axis] * below * (int64_t)t->unit;
    if (inner == below) {
        *from += size;
        return write_at(w, *from - size, size, place);
    }
    for (i = 0; i < p->piece_extent[axis]; i++)
        if (!write_strips(w, t, p, axis + 1, place + i * below * (int64_t)t->unit, from))
            return 0;
    return 1;
}

static int write_piece(const writing *w, const tensor *t, const part *p, int64_t begin)
{
    const unsigned char *from = w->piece;

    if (!make_box(w->m, t, p->piece_start, p->piece_extent, w->piece, w->why))
        return 0;
    to_little_endian(w->piece, (size_t)piece_count(p, t->shape.rank), t->unit);
    return t->shape.rank ? write_strips(w, t, p, 0, begin, &from) : write_at(w, from, (int64_t)t->unit, begin);
}

static size_t axis_of(const tensor *t, int64_t axis)
{
    return t->shape.rank && axis >= (int64_t)t->shape.rank ? t->shape.rank - 1 : (size_t)axis;
}

static int write_part(const writing *w, const tensor *t, int64_t begin, size_t axis, int64_t number, int64_t parts)
{
    part p;
    int fine;

    if (!make_part(&p, t, axis, number, parts, w->why))
        return 0;
    fine = 1;
    for (; fine && p.done < p.count; next_piece(&p, t->shape.rank))
        fine = write_piece(w, t, &p, begin);
    free(p.start);
    return fine;
}

/* Elements of which nothing is known are bytes. */
static int write_unknown(const writing *w, const tensor *t, int64_t begin)
{
    int64_t done, size;

    for (done = 0; done < t->count; done += size) {
        size = t->count - done < PART_PIECE ? t->count - done : PART_PIECE;
        if (!make_elements(w->m, t, done, (size_t)size, w->piece, w->why) || !write_at(w, w->piece, size, begin + done))
            return 0;
    }
    return 1;
}

static int write_tensor(const writing *w, const tensor *t, int64_t begin, int64_t axis)
{
    const int is_whole = !t->type || needs_whole(w->m, t);
    int fine;

    if (is_whole && rank)
        return 1;
    if (!t->type)
        return write_unknown(w, t, begin);
    fine = prepare_tensor(w->m, t, w->why) && write_part(w, t, begin, axis_of(t, axis), is_whole ? 0 : rank, is_whole ? 1 : ranks);
    release_tensor(w->m, t);
    return fine;
}

static int write_tensors(const job *j, const model_file *f, const char *path, problem *why)
{
    writing w = {NULL, NULL, -1, NULL, NULL};
    size_t i;

    w.m = &j->model;
    w.path = path;
    w.why = why;
    w.fd = open(path, O_WRONLY);
    if (w.fd < 0)
        return refuse_system(why, path);
    w.piece = (unsigned char *)allocate(NULL, PART_PIECE, 1, why);
    for (i = 0; w.piece && i < f->count && !why->status; i++)
        write_tensor(&w, &j->model.tensors[f->tensors[i].number], f->tensors[i].begin, j->axis);
    free(w.piece);
    if (!why->status && fsync(w.fd))
        refuse_system(why, path);
    if (close(w.fd) && !why->status)
        refuse_system(why, path);
    return !why->status;
}

/* --- Rank 0 ------------------------------------------------------------------------------------------------------- */

/* A disk that is too small is found here, before there is anything to throw away. */
static int reserve(const output *out, const char *name, int64_t size, problem *why)
{
    int reason = posix_fallocate(output_descriptor(out), 0, size);

    if (reason == EOPNOTSUPP || reason == EINVAL)
        reason = ftruncate(output_descriptor(out), size) ? errno : 0;
    return !reason || refuse(why, "%s: %s", name, strerror(reason));
}

/* *path is where the ranks write; the caller frees it. */
static output *begin_file(const job *j, const model_file *f, char **path, problem *why)
{
    output *out = open_output(f->path, j->source.protected_files, j->source.protected_count, why);

    if (!out)
        return NULL;
    *path = temporary_path(out, why);
    if (!*path && !why->status)
        refuse(why, "%s: only a regular file can be written by several ranks", f->path);
    if (*path)
        remove_in_the_end(*path);
    return *path && reserve(out, f->path, f->size, why) && write_output(out, f->head.at, f->head.size, why) ? out : NULL;
}

static int write_index(const job *j, problem *why)
{
    output *out;

    if (!j->files.index_path)
        return 1;
    out = open_output(j->files.index_path, NULL, 0, why);
    return out && write_output(out, j->files.index.at, j->files.index.size, why) && finish_output(out, why);
}

/* --- All ranks ---------------------------------------------------------------------------------------------------- */

/* Each step is agreed upon before the next. */
static int write_file(job *j, const model_file *f)
{
    buffer path = {NULL, 0, 0, 0};
    output *out = NULL;
    char *temporary = NULL;
    int fine;

    if (rank == 0)
        out = begin_file(j, f, &temporary, &j->why);
    if (temporary)
        put_text(&path, temporary);
    free(temporary);
    if (!agree(&j->why))
        return 0;
    share(&path);
    if (path.failed)
        refuse_memory(&j->why);
    else
        write_tensors(j, f, path.at, &j->why);
    if (out && !j->why.status)
        finish_output(out, &j->why);
    fine = agree(&j->why);
    free_buffer(&path);
    return fine;
}

static int read_arguments(job *j, char **argv)
{
    program_option given[OPTIONS + 1] = {
        INIT_OPTION_ROWS, [OUTPUT] = {"-o", 1, NULL}, [SHARD] = {"--max-shard-size", 1, NULL}, [AXIS] = {"--axis", 1, NULL},
        [QUIET] = {"--quiet", 0, NULL}, [OPTIONS] = {NULL, 0, NULL}};
    problem *why = &j->why;

    if (!read_options(argv, given, SIZE_MAX, why) || !read_init_options(&j->init, given, why))
        return 0;
    j->paths = argv;
    j->is_quiet = given[QUIET].value != NULL;
    j->file.path = given[OUTPUT].value;
    if (!argv[0] || !j->file.path || (argv[1] && !j->init.is_like))
        return refuse_usage(why, !argv[0] ? "no LIST" : !j->file.path ? "no -o FILE" : "more than one LIST");
    return (!given[AXIS].value || read_integer(&given[AXIS], 0, INT_MAX, &j->axis, why))
        && (!given[SHARD].value || read_size(&given[SHARD], &j->file.max_shard_size, why));
}

static int read_text(job *j)
{
    struct stat identity;

    return j->init.is_like || (read_user_text(j->paths[0], &j->text, &identity, &j->why)
                               && protect(&j->source, &identity, "this is the list", &j->why));
}

static int read_model(job *j)
{
    const char *name = j->init.is_like || strcmp(j->paths[0], "-") ? j->paths[0] : "<stdin>";

    if (!(j->init.is_like ? read_model_like(&j->model, &j->source, j->paths, &j->init, &j->why)
                          : read_model_list(&j->model, &j->source, name, &j->text, &j->init, &j->why)))
        return 0;
    return cut_model(&j->model, 0, 1) || refuse(&j->why, "%s: a model of fewer than 2^63 bytes is wanted", j->paths[0]);
}

/* The seeds that rank 0 drew: of the whole model before it is read, of tensors after. */
static void share_seeds(job *j)
{
    size_t i, k;
    recipe *r;

    for (i = 0; i < j->model.count; i++)
        for (k = 0; k < j->model.tensors[i].recipe_count; k++) {
            r = &j->model.tensors[i].recipes[k];
            MPI_Bcast(&r->initializer, (int)sizeof r->initializer, MPI_BYTE, 0, MPI_COMM_WORLD);
            MPI_Bcast(&r->seed, (int)sizeof r->seed, MPI_BYTE, 0, MPI_COMM_WORLD);
        }
}

/* The heads tell the seeds: a seed of another length moves what stands behind it. */
static int plan(job *j)
{
    j->file.seed_note = *j->source.seed_note ? j->source.seed_note : NULL;
    return plan_files(&j->files, &j->model, &j->file, &j->why);
}

/* Rank 0 first, so that a mistake is said once; then the others, of the same text and with the same seeds. */
static int read_on_all(job *j)
{
    if (rank == 0 && read_text(j) && read_model(j) && warn_of_shared_streams(&j->model, stderr, &j->why))
        plan(j);
    if (!agree(&j->why))
        return 0;
    share(&j->text);
    MPI_Bcast(&j->init.list, (int)sizeof j->init.list, MPI_BYTE, 0, MPI_COMM_WORLD);
    MPI_Bcast(j->source.seed_note, (int)sizeof j->source.seed_note, MPI_CHAR, 0, MPI_COMM_WORLD);
    j->init.list.rules = NULL;
    if (rank)
        read_model(j);
    if (!agree(&j->why))
        return 0;
    share_seeds(j);
    if (rank)
        plan(j);
    return agree(&j->why);
}

static int write_all(job *j)
{
    size_t i;

    for (i = 0; i < j->files.count; i++)
        if (!write_file(j, &j->files.file[i]))
            return 0;
    if (rank == 0 && write_index(j, &j->why))
        publish_outputs(&j->why);
    return agree(&j->why);
}

static void print_end(const job *j, double seconds)
{
    int64_t size = (int64_t)j->files.index.size;
    size_t i;

    for (i = 0; i < j->files.count; i++)
        size += j->files.file[i].size;
    printf("%zu tensors, %" PRId64 " values, %" PRId64 " bytes, %d ranks, %.2f seconds\n", j->model.count, j->model.values, size,
           ranks, seconds);
}

/* Arguments are the same on all ranks: so is what is wrong with them. */
static int run(char **argv, problem *why)
{
    const double start = MPI_Wtime();
    job j;
    int fine;

    memset(&j, 0, sizeof j);
    read_arguments(&j, argv);
    if (rank == 0)
        catch_signals(remove_temporaries);
    fine = agree(&j.why) && read_on_all(&j) && write_all(&j);
    if (fine && rank == 0 && !j.is_quiet) {
        print_end(&j, MPI_Wtime() - start);
        fine = flush_text(stdout, why);
    }
    free_files(&j.files);
    free_model(&j.model);
    free_source(&j.source);
    free_buffer(&j.text);
    forget_problem(&j.why);
    remove_temporaries();
    return fine ? 0 : why->status ? -1 : 1;
}

int main(int argc, char **argv)
{
    const command itself = {"mpi_model", usage, run};
    int status;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    program_name = "mpi_model";
    status = rank && wants_help(argv) ? 0 : run_command(&itself, argv, remove_temporaries);      /* it is printed once */
    MPI_Finalize();
    return status;
}
