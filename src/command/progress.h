/* SPDX-License-Identifier: MIT
 *
 * progress.h - a line on a terminal that tells how far the work is
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

/* Show the line from now on if standard error is a terminal that is wide enough. */
void progress_start(int64_t total_bytes, int is_wanted);

/* So many bytes more are done: draw the line, at most five times a second. */
void progress_advance(int64_t bytes_done);

/* Take the line away; safe in a signal handler. */
void progress_erase(void);

/* Seconds since progress_start. */
double progress_seconds(void);

#endif
