/* SPDX-License-Identifier: MIT
 *
 * parallel.c - a ring of pieces behind one lock: the pieces are so large that nobody waits for it
 */
#define _XOPEN_SOURCE 700

#include "parallel.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef WITH_PTHREADS
#  include <pthread.h>
#  include <signal.h>
#  define LOCK(q) pthread_mutex_lock(&(q)->lock)
#  define UNLOCK(q) pthread_mutex_unlock(&(q)->lock)
#  define WAIT(q, event) pthread_cond_wait(&(q)->event, &(q)->lock)
#  define SIGNAL(q, event) pthread_cond_signal(&(q)->event)
#else       /* nobody else is there */
#  define LOCK(q) ((void)(q))
#  define UNLOCK(q) ((void)(q))
#  define WAIT(q, event) ((void)(q))
#  define SIGNAL(q, event) ((void)(q))
#endif

struct parallel {
    void (*make)(void *piece);
    size_t slots, slot_size;
    unsigned char *pieces, *made;       /* made[i]: the piece in slot i is finished */
    uint64_t put, taken, released;      /* pieces so far: number n is in slot n % slots */
#ifdef WITH_PTHREADS
    pthread_mutex_t lock;
    pthread_cond_t piece_put, piece_made;
    pthread_t thread[PARALLEL_MAX_THREADS];
    int threads, ending;                /* threads besides the owner */
#endif
};

static void *slot_of(const parallel *q, uint64_t number)
{
    return q->pieces + (size_t)(number % q->slots) * q->slot_size;
}

/* Make the next piece that nobody has taken. The lock is held before and after, not meanwhile. */
static void make_one(parallel *q)
{
    const uint64_t number = q->taken++;

    UNLOCK(q);
    q->make(slot_of(q, number));
    LOCK(q);
    q->made[number % q->slots] = 1;
    if (number == q->released)
        SIGNAL(q, piece_made);          /* it is the one that the owner may wait for */
}

/* --- The threads -------------------------------------------------------------------------------------------------- */

#ifdef WITH_PTHREADS

static void *run(void *queue)
{
    parallel *q = (parallel *)queue;

    LOCK(q);
    for (;;) {
        while (q->taken == q->put && !q->ending)
            WAIT(q, piece_put);
        if (q->taken == q->put)
            break;
        make_one(q);
    }
    UNLOCK(q);
    return NULL;
}

/* Signals are for the owner: the threads block them all. Returns 0 or an error number. */
static int start_threads(parallel *q, int threads)
{
    sigset_t all, before;
    int error = 0;

    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->piece_put, NULL);
    pthread_cond_init(&q->piece_made, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (!error && q->threads < threads) {
        error = pthread_create(&q->thread[q->threads], NULL, run, q);
        q->threads += !error;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

static void end_threads(parallel *q)
{
    LOCK(q);
    q->ending = 1;
    pthread_cond_broadcast(&q->piece_put);
    UNLOCK(q);
    while (q->threads)
        pthread_join(q->thread[--q->threads], NULL);
    pthread_cond_destroy(&q->piece_made);
    pthread_cond_destroy(&q->piece_put);
    pthread_mutex_destroy(&q->lock);
}

#else

static int start_threads(parallel *q, int threads)
{
    (void)q;
    return threads ? ENOSYS : 0;
}

static void end_threads(parallel *q)
{
    (void)q;
}

#endif

/* --- The queue ---------------------------------------------------------------------------------------------------- */

static void free_queue(parallel *q)
{
    free(q->pieces);
    free(q->made);
    free(q);
}

parallel *parallel_start(int threads, size_t slots, size_t slot_size, void (*make)(void *piece))
{
    parallel *q = (parallel *)calloc(1, sizeof *q);
    int error;

    if (!q)
        return NULL;
    q->make = make;
    q->slots = slots;
    q->slot_size = slot_size;
    q->pieces = (unsigned char *)calloc(slots, slot_size);
    q->made = (unsigned char *)calloc(slots, 1);
    if (!q->pieces || !q->made) {
        free_queue(q);
        errno = ENOMEM;
        return NULL;
    }
    error = start_threads(q, threads - 1);
    if (error) {
        parallel_end(q);
        errno = error;
        return NULL;
    }
    return q;
}

void *parallel_slot(parallel *q)
{
    return q->put - q->released < q->slots ? slot_of(q, q->put) : NULL;
}

void parallel_put(parallel *q)
{
    LOCK(q);
    q->put++;
    SIGNAL(q, piece_put);
    UNLOCK(q);
}

void *parallel_oldest(parallel *q)
{
    if (q->put == q->released)
        return NULL;
    LOCK(q);
    while (!q->made[q->released % q->slots]) {
        if (q->taken < q->put)
            make_one(q);
        else
            WAIT(q, piece_made);
    }
    UNLOCK(q);
    return slot_of(q, q->released);
}

void parallel_release(parallel *q)
{
    LOCK(q);
    q->made[q->released++ % q->slots] = 0;
    UNLOCK(q);
}

void parallel_end(parallel *q)
{
    end_threads(q);
    free_queue(q);
}
