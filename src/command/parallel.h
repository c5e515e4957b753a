/* SPDX-License-Identifier: MIT
 *
 * parallel.h - pieces of work made by several threads, and handed back in the order in which they were put in
 *
 * One thread owns the queue, and the functions are for it alone. While it waits for a piece it makes others, so it is
 * one of the threads: with one thread, and without pthreads, all of this happens in the caller.
 */
#ifndef PARALLEL_H
#define PARALLEL_H

#include <stddef.h>

#ifdef WITH_PTHREADS
#  define PARALLEL_MAX_THREADS 256
#else
#  define PARALLEL_MAX_THREADS 1
#endif

typedef struct parallel parallel;

/* A queue with room for `slots` pieces of slot_size bytes, zeroed; `make` does the work on a piece. 1 <= threads <=
 * PARALLEL_MAX_THREADS. Returns NULL with the reason in errno. */
parallel *parallel_start(int threads, size_t slots, size_t slot_size, void (*make)(void *piece));

/* Where the next piece is to be described; NULL while all slots are in use. */
void *parallel_slot(parallel *q);

/* The piece described there is work now. */
void parallel_put(parallel *q);

/* The oldest piece, when it has been made; NULL if there is none. */
void *parallel_oldest(parallel *q);

/* The oldest piece is not needed any more. */
void parallel_release(parallel *q);

/* All pieces have been released. Ends the threads and frees the queue. */
void parallel_end(parallel *q);

#endif
