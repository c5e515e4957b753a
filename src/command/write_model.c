/* SPDX-License-Identifier: MIT
 *
 * write_model.c - see write_model.h
 *
 * The data go through fixed pieces, two a thread, so a model may be larger than the memory.
 */
#define _XOPEN_SOURCE 700

#include "parallel.h"
#include "progress.h"
#include "write_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a thread makes: elements first .. first+count-1 of a tensor, as the file wants them. */
typedef struct piece {
    const model *m;
    tensor *of;                 /* the threads read it; the summaries are added to it in the order of the file */
    int64_t first;
    size_t count;
    int is_summary_wanted;
    summary values;
    problem why;
    chunk elements;             /* the last member: there is room behind it for as many chunks as are made at once */
} piece;

typedef struct writer {
    model *m;
    output *out;
    parallel *pieces;
    int is_summary_wanted;
    int64_t at;                 /* in the file, of what was put into the queue */
    int64_t at_once;            /* elements of a piece */
    problem *why;
} writer;

/* A thread's work. */
static void make_piece(void *work)
{
    piece *p = (piece *)work;
    const tensor *t = p->of;

    if (!make_elements(p->m, t, p->first, p->count, &p->elements, &p->why))
        return;
    if (p->is_summary_wanted)
        p->values = summarize(t->type, &p->elements, p->count);
    to_little_endian(p->elements.bytes, p->count, t->unit);
}

static void take_problem(problem *to, problem *from)
{
    if (to->status)
        forget_problem(from);
    else
        *to = *from;
    memset(from, 0, sizeof *from);
}

/* Write the oldest piece. 0: there is none. After a failure the others are dropped. */
static int write_piece(writer *w)
{
    piece *p = (piece *)parallel_oldest(w->pieces);
    size_t size;

    if (!p)
        return 0;
    size = p->count * p->of->unit;
    if (p->why.status)
        take_problem(w->why, &p->why);
    if (!w->why->status) {
        if (p->is_summary_wanted)
            join(&p->of->values, &p->values);
        write_output(w->out, p->elements.bytes, size, w->why);
        progress_advance((int64_t)size);
    }
    parallel_release(w->pieces);
    return 1;
}

static void put_piece(writer *w, tensor *t, int64_t done)
{
    const int64_t left = t->part - done;
    piece *p;

    while ((p = (piece *)parallel_slot(w->pieces)) == NULL)
        write_piece(w);
    memset(&p->why, 0, sizeof p->why);
    p->m = w->m;
    p->of = t;
    p->first = t->first + done;
    p->count = left < w->at_once ? (size_t)left : (size_t)w->at_once;
    p->is_summary_wanted = w->is_summary_wanted && t->type && t->type->dtype;
    parallel_put(w->pieces);
}

static void write_all_pieces(writer *w)
{
    while (write_piece(w))
        ;
}

/* Bytes of 0 between tensors, up to `begin`. */
static int pad(writer *w, int64_t begin)
{
    static const char zeros[4096] = {0};

    if (w->at == begin)
        return 1;
    write_all_pieces(w);
    while (!w->why->status && w->at < begin) {
        const int64_t left = begin - w->at;
        const size_t size = left < (int64_t)sizeof zeros ? (size_t)left : sizeof zeros;
        write_output(w->out, zeros, size, w->why);
        w->at += (int64_t)size;
    }
    return !w->why->status;
}

/* The last pieces are written while the next tensor is made, unless they need the memory of a whole one. */
static int write_tensor(writer *w, tensor *t)
{
    int64_t done;

    if (!prepare_tensor(w->m, t, w->why))
        return 0;
    for (done = 0; done < t->part && !w->why->status; done += w->at_once)
        put_piece(w, t, done);
    w->at += t->part * (int64_t)t->unit;
    if (needs_whole(w->m, t))
        write_all_pieces(w);
    release_tensor(w->m, t);
    return !w->why->status;
}

static int write_file(writer *w, const model_file *f)
{
    size_t i;

    if (!write_output(w->out, f->head.at, f->head.size, w->why))
        return 0;
    w->at = (int64_t)f->head.size;
    for (i = 0; i < f->count; i++)
        if (!pad(w, f->tensors[i].begin) || !write_tensor(w, &w->m->tensors[f->tensors[i].number]))
            return 0;
    write_all_pieces(w);
    return pad(w, f->size) && !w->why->status;
}

static int write_index(const model_files *files, const write_options *o, problem *why)
{
    output *out;

    if (!files->index_path)
        return 1;
    out = open_output(files->index_path, o->protected_files, o->protected_count, why);
    return out && write_output(out, files->index.at, files->index.size, why) && finish_output(out, why);
}

static int write_each(writer *w, const model_files *files, const write_options *o, int *to_stdout)
{
    size_t i;

    for (i = 0; i < files->count; i++) {
        w->out = open_output(files->file[i].path, o->protected_files, o->protected_count, w->why);
        if (!w->out)
            return 0;
        *to_stdout |= is_standard_output(w->out);
        if (!write_file(w, &files->file[i]) || !finish_output(w->out, w->why))
            return 0;
    }
    return write_index(files, o, w->why);
}

int write_files(model *m, const model_files *files, const write_options *o, int *to_stdout, problem *why)
{
    /* A second piece for every thread, so that none waits while one is written. All together have 128 MiB, or what they need. */
    const size_t slots = o->threads > 1 ? 2 * (size_t)o->threads : 1, most = (size_t)512 * CHUNK / slots / CHUNK * CHUNK;
    writer w = {0};
    int fine;

    *to_stdout = 0;
    w.m = m;
    w.is_summary_wanted = o->is_summary_wanted;
    w.why = why;
    w.at_once = (int64_t)(elements_at_once(m) < most ? elements_at_once(m) : most);
    w.pieces = parallel_start(o->threads, slots, sizeof(piece) + (size_t)(w.at_once / CHUNK - 1) * sizeof(chunk), make_piece);
    if (!w.pieces)
        return errno == ENOMEM ? refuse_memory(why) : refuse_system(why, "threads");
    fine = write_each(&w, files, o, to_stdout);
    write_all_pieces(&w);
    parallel_end(w.pieces);
    return fine && publish_outputs(why);
}
