/* SPDX-License-Identifier: MIT
 *
 * signals.c - see signals.h
 */
#define _XOPEN_SOURCE 700

#include "signals.h"

#include <string.h>

static void (*clear_away_now)(void);

static void on_signal(int number)
{
    clear_away_now();
    raise(number);              /* SA_RESETHAND: ends the process when this handler returns */
}

/* All that end a process, but for those that tell of its own faults. */
static const int ending[] = {
    SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF,
#ifdef SIGPOLL
    SIGPOLL,
#endif
#ifdef SIGPWR
    SIGPWR,
#endif
#ifdef SIGSTKFLT
    SIGSTKFLT,
#endif
};

void ending_signals(sigset_t *set)
{
    size_t i;

    sigemptyset(set);
    for (i = 0; i < sizeof ending / sizeof *ending; i++)
        sigaddset(set, ending[i]);
#ifdef SIGRTMIN
    for (i = 0; (int)i <= SIGRTMAX - SIGRTMIN; i++)
        sigaddset(set, SIGRTMIN + (int)i);
#endif
}

static void catch_signal(int number, const struct sigaction *action)
{
    struct sigaction before;

    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)  /* nohup and the like ignore some */
        sigaction(number, action, NULL);
}

void catch_signals(void (*clear_away)(void))
{
    struct sigaction action;
    size_t i;

    clear_away_now = clear_away;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = (int)SA_RESETHAND;
    ending_signals(&action.sa_mask);
    for (i = 0; i < sizeof ending / sizeof *ending; i++)
        catch_signal(ending[i], &action);
#ifdef SIGRTMIN
    for (i = 0; (int)i <= SIGRTMAX - SIGRTMIN; i++)
        catch_signal(SIGRTMIN + (int)i, &action);
#endif
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}
