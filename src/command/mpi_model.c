/* SPDX-License-Identifier: MIT
 *
 * mpi_model.c - init_model by all ranks of an MPI job: each fills its part of every tensor, and all write into one file
 *
 *     mpirun -np 4 mpi_model llama-3-8b.weights.txt -o llama-3-8b.safetensors --axis 1
 *
 * The file is the same with any number of ranks and any axis, byte for byte, and the same that init_model writes. A rank
 * holds one piece of 16 MiB at a time, so a tensor may be larger than the memory; but Orthogonal, which rank 0 makes whole.
 *
 * Rank 0 reads the arguments and the list, makes room for the whole file under a temporary name, and writes the head; the
 * others wait. Then a tensor is cut along an axis into as many parts as there are ranks. Where that axis is not the first,
 * a part lies in the file in strips, which the rank's file view (a subarray that repeats) joins; the pieces of a part are
 * boxes for lecun_fill_box, and are written collectively. What goes wrong on one rank is said by it, and all end.
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "elements.h"
#include "model_list.h"
#include "output.h"
#include "program.h"
#include "safetensors.h"

#include <mpi.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE (16 * 1024 * 1024)            /* bytes that a rank fills and writes at once */

static const char usage[] =
    "usage: mpirun -np N mpi_model LIST -o FILE [--axis A] [--seed-offset N] [--set-random-seed S] [--profile P] [--quiet]\n"
    "\n"
    "Fill the tensors of a weight list and write them as a .safetensors file, each rank its part of every tensor.\n"
    "\n"
    "  LIST              one tensor a line: name dtype shape initializer; - is standard input (init_model --help)\n"
    "  -o FILE           where the model goes\n"
    "  --axis A          the axis along which tensors are cut, 0 (the default: rows) or more; tensors that have no such\n"
    "                    axis are cut along their last\n"
    "  --seed-offset N   add N to every seed\n"
    "  --set-random-seed S\n"
    "                    initializers without a seed get, in list order, those that Keras draws after\n"
    "                    keras.utils.set_random_seed(S)\n"
    "  --profile P       keras2 (the default), keras3 or keras30: whose reading of the seeds\n"
    "  --quiet           say nothing at the end\n"
    "  --help            print this\n";

/* What rank 0 tells the others before they begin. */
typedef struct job {
    int64_t go;                             /* 0: rank 0 has failed */
    list_options reading;
    int64_t axis, head_size, text_length, path_length;
} job;

static int rank, ranks;

/* How a rank writes. */
typedef struct writing {
    MPI_File file;
    const char *path;                       /* as errors name it */
    unsigned char *bytes;                   /* room for a piece */
    MPI_Datatype element;                   /* of the tensor that is being written */
    int64_t origin, unit;                   /* where its part begins in the view, and how far an element goes there */
} writing;

/* --- Ending together ---------------------------------------------------------------------------------------------- */

static int alone;                           /* rank 0 works, and the others wait for a job */

static void tell(job *j)
{
    MPI_Bcast(j, (int)sizeof *j, MPI_BYTE, 0, MPI_COMM_WORLD);
}

/* Called by exit. When rank 0 ends while it works alone, the others hear of it and end without a word. */
static void leave(void)
{
    if (alone && rank == 0) {
        job stop = {0};
        tell(&stop);
    }
    MPI_Finalize();
}

static void begin_alone(void)
{
    alone = 1;
}

/* The others wait here. */
static void end_alone(job *j)
{
    j->go = rank == 0;
    tell(j);
    alone = 0;
    if (!j->go)
        exit(0);
}

/* A rank that fails by itself cannot wait for the others. The signal that ends them lets rank 0 clear away. */
static void end_job(int status)
{
    if (!alone)
        MPI_Abort(MPI_COMM_WORLD, status);
}

/* All ranks call it, each with what went wrong on it, or NULL. If anything did, the first of those ranks says so, and all
 * end. Otherwise returns 1 if any rank has work left. */
static int agree(writing *w, const char *what, const char *why, int left)
{
    int mine[2], least[2], first;

    mine[0] = why ? rank : ranks;
    mine[1] = -left;
    MPI_Allreduce(mine, least, 2, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    first = least[0];
    if (first == ranks)
        return least[1] != 0;
    if (rank == first)
        fprintf(stderr, "%s: %s: %s\n", program.name, what, why);
    if (rank == 0)
        remove_temporary();
    if (w->file != MPI_FILE_NULL)
        MPI_File_close(&w->file);
    exit(1);
}

/* The sentence for what an MPI function returned, in a buffer that the next call overwrites; NULL for success. */
static const char *mpi_error(int code)
{
    static char text[MPI_MAX_ERROR_STRING];
    int length;

    if (code == MPI_SUCCESS)
        return NULL;
    MPI_Error_string(code, text, &length);
    return text;
}

/* --- A rank's part ------------------------------------------------------------------------------------------------ */

/* The box of a tensor that this rank fills, and the piece of it that is next. */
typedef struct part {
    int64_t *start, *extent;                /* the box */
    int64_t *piece_start, *piece_extent;    /* a box in it, whose elements follow one another in the box */
    int64_t count, done;                    /* elements of the box; elements before the piece */
    size_t split;                           /* a piece has one index on the axes before this one, ... */
    int64_t rows;                           /* ... at most so many on this one, and all on those behind it */
} part;

static int64_t product(const int64_t *extent, size_t begin, size_t end)
{
    int64_t count = 1;

    for (; begin < end; begin++)
        count *= extent[begin];
    return count;
}

/* The box of rank 0 of 1 is all of the tensor. */
static part make_part(const tensor *t, size_t axis, int64_t number, int64_t parts)
{
    const int64_t most = PIECE / (int64_t)t->type->size;
    int64_t inner = 1;
    part p = {0};
    size_t i;

    p.start = (int64_t *)allocate(NULL, 4 * t->rank, sizeof *p.start);
    p.extent = p.start + t->rank;
    p.piece_start = p.extent + t->rank;
    p.piece_extent = p.piece_start + t->rank;
    for (i = 0; i < t->rank; i++) {
        p.start[i] = 0;
        p.extent[i] = t->shape[i];
    }
    if (t->rank) {
        const int64_t quotient = t->shape[axis] / parts, rest = t->shape[axis] % parts; /* the first `rest` get one more */
        p.start[axis] = number * quotient + (number < rest ? number : rest);
        p.extent[axis] = quotient + (number < rest);
    }
    p.count = t->count ? product(p.extent, 0, t->rank) : 0;
    if (t->rank == 0 && number)             /* a scalar cannot be cut */
        p.count = 0;
    for (i = t->rank; p.count && i > 0 && inner <= most / p.extent[i - 1]; i--)
        inner *= p.extent[i - 1];
    p.split = i ? i - 1 : 0;
    for (i = 0; i < t->rank; i++) {
        p.piece_start[i] = p.start[i];
        p.piece_extent[i] = i < p.split ? 1 : p.extent[i];
    }
    p.rows = i || !t->rank ? most / inner : p.extent[0];
    if (t->rank && p.piece_extent[p.split] > p.rows)
        p.piece_extent[p.split] = p.rows;
    return p;
}

static int64_t piece_count(const part *p, size_t axes)
{
    return p->done < p->count ? product(p->piece_extent, 0, axes) : 0;
}

/* Move to the next piece: along the axis that is split, then one index on in the axes before it. */
static void next_piece(part *p, size_t axes)
{
    int64_t left;
    size_t i = p->split;

    p->done += piece_count(p, axes);
    if (p->done >= p->count)
        return;
    p->piece_start[i] += p->piece_extent[i];
    for (; p->piece_start[i] == p->start[i] + p->extent[i]; i--) {
        p->piece_start[i] = p->start[i];
        p->piece_start[i - 1]++;            /* there is an axis before: the box has more elements */
    }
    left = p->start[p->split] + p->extent[p->split] - p->piece_start[p->split];
    p->piece_extent[p->split] = left < p->rows ? left : p->rows;
}

/* --- The file ----------------------------------------------------------------------------------------------------- */

/* Let the rank see the strips of its part alone, as if they were the whole file: the axis and what is below it, of which the
 * part is a subarray, repeated to the end of the tensor. The tensor's bytes begin at `begin`. */
static int set_view(MPI_File file, const tensor *t, size_t axis, const part *p, int64_t begin, MPI_Datatype element)
{
    MPI_Datatype strip = element;
    int status = MPI_SUCCESS;

    if (p->count) {                         /* no subarray may be empty */
        int sizes[2], extents[2], starts[2] = {0, 0};
        sizes[0] = (int)t->shape[axis];     /* an int: check_views */
        sizes[1] = extents[1] = (int)product(t->shape, axis + 1, t->rank);
        extents[0] = (int)p->extent[axis];
        starts[0] = (int)p->start[axis];
        status = MPI_Type_create_subarray(2, sizes, extents, starts, MPI_ORDER_C, element, &strip);
        if (status == MPI_SUCCESS)
            status = MPI_Type_commit(&strip);
    }
    if (status == MPI_SUCCESS)
        status = MPI_File_set_view(file, begin, element, strip, "native", MPI_INFO_NULL);
    if (strip != element)
        MPI_Type_free(&strip);
    return status;
}

/* The file as it is: offsets are bytes. */
static int reset_view(MPI_File file)
{
    return MPI_File_set_view(file, 0, MPI_BYTE, MPI_BYTE, "native", MPI_INFO_NULL);
}

/* Tensors that have no such axis are cut along their last. */
static size_t axis_of(const tensor *t, int64_t axis)
{
    return t->rank && axis >= (int64_t)t->rank ? t->rank - 1 : (size_t)axis;
}

/* MPI counts in int. */
static void check_views(const model *m, int64_t axis)
{
    size_t i;

    for (i = 0; i < m->count; i++) {
        const tensor *t = &m->tensors[i];
        const size_t cut = axis_of(t, axis);
        if (t->rank && t->count && cut > 0 && (t->shape[cut] > INT_MAX || product(t->shape, cut + 1, t->rank) > INT_MAX))
            fail(t->name, "the axis has more than 2147483647 rows or elements a row; cut along another");
    }
}

/* Fill the piece, as the file wants it. `whole` is an Orthogonal tensor. */
static lecun_status make_piece(const tensor *t, const part *p, const unsigned char *whole, unsigned char *bytes)
{
    const int64_t count = piece_count(p, t->rank);
    lecun_status status = LECUN_OK;

    if (whole)
        memcpy(bytes, whole + (size_t)p->done * t->type->size, (size_t)count * t->type->size);
    else if (count)
        status = lecun_fill_box(&t->initializer, t->type->dtype, bytes, NULL, t->shape, t->rank, p->piece_start,
                                p->piece_extent);
    to_little_endian(bytes, (size_t)count, t->type->size);
    return status;
}

/* Ranks with less to write, or with nothing after a failure, take part until all have written all. */
static void write_parts(writing *w, const tensor *t, part *p, const unsigned char *whole)
{
    int code, arrived, left;

    do {
        const lecun_status status = make_piece(t, p, whole, w->bytes);
        const int64_t place = w->origin + p->done * w->unit;
        const int count = status ? 0 : (int)piece_count(p, t->rank);
        MPI_Status written;
        next_piece(p, t->rank);
        code = MPI_File_write_at_all(w->file, place, w->bytes, count, w->element, &written);
        if (code == MPI_SUCCESS && (MPI_Get_count(&written, w->element, &arrived) || arrived != count))
            code = MPI_ERR_IO;
        left = p->done < p->count;
        left = status ? agree(w, t->name, lecun_status_string(status), 0) : agree(w, w->path, mpi_error(code), left);
    } while (left);
}

/* The tensor's bytes begin at `begin`. */
static void write_tensor(writing *w, const tensor *t, int64_t begin, int64_t axis)
{
    const int64_t size = (int64_t)t->type->size;
    const int is_whole =
        lecun_fill_range(&t->initializer, t->type->dtype, NULL, 0, t->shape, t->rank, 0) == LECUN_E_WORKSPACE;
    const size_t cut = axis_of(t, axis);
    const int in_strips = ranks > 1 && !is_whole && t->count && t->rank && product(t->shape, 0, cut) > 1;
    unsigned char *whole = rank == 0 ? orthogonal_whole(t) : NULL;
    part p = make_part(t, cut, is_whole ? 0 : rank, is_whole ? 1 : ranks);
    int code;

    if (is_whole && rank)
        p.count = 0;
    code = MPI_Type_contiguous((int)size, MPI_BYTE, &w->element);
    if (code == MPI_SUCCESS)
        code = MPI_Type_commit(&w->element);
    if (code == MPI_SUCCESS && in_strips)
        code = set_view(w->file, t, cut, &p, begin, w->element);
    if (in_strips)
        agree(w, w->path, mpi_error(code), 0);
    else if (code != MPI_SUCCESS)
        fail(w->path, "this MPI cannot make the element type");
    w->origin = in_strips ? 0 : begin + (p.count && t->rank ? p.start[cut] * product(t->shape, cut + 1, t->rank) * size : 0);
    w->unit = in_strips ? 1 : size;
    write_parts(w, t, &p, whole);
    if (in_strips)
        agree(w, w->path, mpi_error(reset_view(w->file)), 0);
    MPI_Type_free(&w->element);
    free(p.start);
    free(whole);
}

/* --- Rank 0 alone ------------------------------------------------------------------------------------------------- */

enum { OUTPUT, AXIS, SEED_OFFSET, RANDOM_SEED, PROFILE, QUIET };

/* The whole list, which the others shall read too. */
static char *read_text(const char *list, struct stat *identity, int64_t *length)
{
    const int is_stdin = strcmp(list, "-") == 0;
    const int fd = is_stdin ? STDIN_FILENO : open(list, O_RDONLY);
    size_t capacity = 65536, size = 0;
    char *text = (char *)allocate(NULL, capacity, 1);
    ssize_t got;

    if (fd < 0 || fstat(fd, identity))
        fail(list, strerror(errno));
    while ((got = read(fd, text + size, capacity - size)) != 0) {
        if (got < 0 && errno != EINTR)
            fail(list, strerror(errno));
        size += got > 0 ? (size_t)got : 0;
        if (size > INT_MAX / 2)
            fail(list, "the list is longer than 1 GiB");
        if (size == capacity) {
            capacity *= 2;
            text = (char *)allocate(text, capacity, 1);
        }
    }
    if (!is_stdin)
        close(fd);
    *length = (int64_t)size;
    return text;
}

/* A disk that is too small is found here, before there is anything to throw away. */
static void reserve(const output *out, int64_t size)
{
    int reason = posix_fallocate(out->fd, 0, size);

    if (reason == EOPNOTSUPP || reason == EINVAL)
        reason = ftruncate(out->fd, size) ? errno : 0;
    if (reason)
        fail(out->name, strerror(reason));
}

static model read_model(char *text, const job *j, const char *path)
{
    static char none[] = "";
    FILE *file = j->text_length ? fmemopen(text, (size_t)j->text_length, "r") : fmemopen(none, 1, "r");
    model m;

    if (!file)
        fail("memory", strerror(errno));
    m = read_list(file, path, &j->reading);
    fclose(file);
    return m;
}

static job read_options_of_job(const program_option *given)
{
    job j = {0};

    j.reading.profile = given[PROFILE].value ? read_profile(given[PROFILE].value) : LECUN_KERAS2;
    j.reading.ranks = 1;                    /* all of every tensor is in the file */
    if (given[AXIS].value)
        j.axis = read_integer("--axis", given[AXIS].value, 0, INT_MAX);
    if (given[SEED_OFFSET].value)
        j.reading.seed_offset = read_integer("--seed-offset", given[SEED_OFFSET].value, INT64_MIN, INT64_MAX);
    if (given[RANDOM_SEED].value) {
        j.reading.random_seed = read_integer("--set-random-seed", given[RANDOM_SEED].value, 0, 4294967295);
        j.reading.replays = 1;
    }
    return j;
}

typedef struct prepared {
    char *text;
    output out;
    int quiet;
} prepared;

/* Everything that can be wrong before the first weight. */
static prepared prepare(char **argv, job *j, model *m)
{
    program_option given[] = {
        {"-o", 1, NULL}, {"--axis", 1, NULL}, {"--seed-offset", 1, NULL}, {"--set-random-seed", 1, NULL},
        {"--profile", 1, NULL}, {"--quiet", 0, NULL}, {NULL, 0, NULL}};
    struct stat list_file;
    const char *list;
    prepared p = {0};
    size_t head_size;
    char *head;

    list = read_options(argv, given);
    if (!list || !given[OUTPUT].value)
        refuse_usage(list ? "no -o FILE" : "no LIST", "");
    p.quiet = given[QUIET].value != NULL;
    *j = read_options_of_job(given);
    p.text = read_text(list, &list_file, &j->text_length);
    *m = read_model(p.text, j, strcmp(list, "-") ? list : "<stdin>");
    check_views(m, j->axis);
    head = make_head(m, list, &head_size);
    j->head_size = (int64_t)head_size;
    catch_signals();
    p.out = open_output(given[OUTPUT].value, &list_file, "this is the list");
    if (!temporary_path())
        fail(p.out.name, "only a regular file can be written by several ranks");
    j->path_length = (int64_t)strlen(temporary_path());
    reserve(&p.out, j->head_size + m->bytes);
    write_bytes(&p.out, head, head_size);
    free(head);
    return p;
}

/* --- All ranks ---------------------------------------------------------------------------------------------------- */

/* The model and the path of the file, as rank 0 has them; with them the seeds that it drew. */
static char *share(const job *j, prepared *p, model *m)
{
    char *path = (char *)allocate(NULL, (size_t)j->path_length + 1, 1);
    size_t i;

    if (rank == 0)
        strcpy(path, temporary_path());
    else
        p->text = (char *)allocate(NULL, (size_t)j->text_length, 1);
    MPI_Bcast(path, (int)j->path_length + 1, MPI_CHAR, 0, MPI_COMM_WORLD);
    MPI_Bcast(p->text, (int)j->text_length, MPI_CHAR, 0, MPI_COMM_WORLD);
    if (rank)
        *m = read_model(p->text, j, "list");
    for (i = 0; i < m->count; i++)
        MPI_Bcast(&m->tensors[i].initializer, sizeof m->tensors[i].initializer, MPI_BYTE, 0, MPI_COMM_WORLD);
    free(p->text);
    return path;
}

static void write_model(const job *j, const model *m, const char *path)
{
    int64_t begin = j->head_size;
    writing w = {0};
    size_t i;
    int code;

    w.file = MPI_FILE_NULL;
    w.path = path;
    w.bytes = (unsigned char *)allocate(NULL, PIECE, 1);
    code = MPI_File_open(MPI_COMM_WORLD, path, MPI_MODE_WRONLY, MPI_INFO_NULL, &w.file);
    agree(&w, path, mpi_error(code), 0);
    for (i = 0; i < m->count; i++) {
        write_tensor(&w, &m->tensors[i], begin, j->axis);
        begin += m->tensors[i].count * (int64_t)m->tensors[i].type->size;
    }
    code = MPI_File_sync(w.file);
    agree(&w, path, mpi_error(code), 0);
    code = MPI_File_close(&w.file);
    agree(&w, path, mpi_error(code), 0);
    free(w.bytes);
}

int main(int argc, char **argv)
{
    prepared p = {0};
    model m = {0};
    job j = {0};
    char *path;
    double start;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    program.name = "mpi_model";
    program.usage = usage;
    program.clear_away = remove_temporary;
    program.end = end_job;
    atexit(leave);
    start = MPI_Wtime();
    begin_alone();
    if (rank == 0)
        p = prepare(argv, &j, &m);
    end_alone(&j);
    path = share(&j, &p, &m);
    write_model(&j, &m, path);
    free(path);
    begin_alone();
    if (rank == 0) {
        close_output(&p.out);
        if (!p.quiet)
            printf("%zu tensors, %" PRId64 " values, %" PRId64 " bytes, %d ranks, %.2f seconds\n", m.count, m.values,
                   j.head_size + m.bytes, ranks, MPI_Wtime() - start);
        flush_text(stdout);
    }
    end_alone(&j);
    free_model(&m);
    return 0;
}
