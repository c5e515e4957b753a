/* SPDX-License-Identifier: MIT
 *
 * barrier.h - a barrier of threads, where POSIX's is optional (macOS has none)
 */
#ifndef LECUN_TESTS_BARRIER_H
#define LECUN_TESTS_BARRIER_H

#include <pthread.h>
#include <stddef.h>

typedef struct barrier {
    pthread_mutex_t lock;
    pthread_cond_t all_here;
    size_t threads, waiting;
    unsigned round;
} barrier;

static inline int barrier_start(barrier *b, size_t threads)
{
    b->threads = threads;
    b->waiting = 0;
    b->round = 0;
    return pthread_mutex_init(&b->lock, NULL) || pthread_cond_init(&b->all_here, NULL);
}

static inline void barrier_wait(barrier *b)
{
    unsigned round;

    pthread_mutex_lock(&b->lock);
    round = b->round;
    if (++b->waiting == b->threads) {
        b->waiting = 0;
        b->round++;
        pthread_cond_broadcast(&b->all_here);
    }
    while (b->round == round)
        pthread_cond_wait(&b->all_here, &b->lock);
    pthread_mutex_unlock(&b->lock);
}

static inline void barrier_end(barrier *b)
{
    pthread_cond_destroy(&b->all_here);
    pthread_mutex_destroy(&b->lock);
}

#endif
