/* SPDX-License-Identifier: MIT
 *
 * signals.h - signals that end a program: what it would leave behind goes first
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <signal.h>

/* From here on a signal that would end the process clears away first; a write that cannot succeed fails with an error. */
void catch_signals(void (*clear_away)(void));

/* Those signals. */
void ending_signals(sigset_t *set);

#endif
