/* SPDX-License-Identifier: MIT
 *
 * progress.c - see progress.h
 */
#define _XOPEN_SOURCE 700

#include "progress.h"
#include "screen.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WIDEST = 78, NARROWEST = 30 };   /* columns */

static volatile sig_atomic_t shown;     /* the columns of the line that is there */
static int width;                       /* 0: no line is wanted */
static int64_t done, total;             /* bytes */
static double start, drawn;             /* seconds */

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_start(int64_t total_bytes, int is_wanted)
{
    const int columns = is_wanted && isatty(STDERR_FILENO) ? screen_width(STDERR_FILENO) : 0;

    width = columns > WIDEST ? WIDEST : columns > NARROWEST ? columns - 1 : 0;
    done = 0;
    total = total_bytes;
    start = drawn = seconds();
}

double progress_seconds(void)
{
    return seconds() - start;
}

void progress_advance(int64_t bytes_done)
{
    const double now = seconds();
    double share, rate, left;
    char line[256];
    int s;

    done += bytes_done;
    if (!width || now - drawn < 0.2)
        return;
    drawn = now;
    share = (double)done / (double)total;
    rate = (double)done / (now - start);
    left = (double)(total - done) / rate;
    s = left < 359999 ? (int)left : 359999;
    snprintf(line, sizeof line, "\r[%-20.*s] %3d%%  %d:%02d:%02d left  %.2f of %.2f GB  %.1f MB/s%*s",
             (int)(20 * share), "####################", (int)(100 * share), s / 3600, s / 60 % 60, s % 60, 1e-9 * (double)done,
             1e-9 * (double)total, 1e-6 * rate, WIDEST, "");
    shown = width;
    if (write(STDERR_FILENO, line, (size_t)width + 1) < 0)
        width = 0;
}

void progress_erase(void)
{
    char line[WIDEST + 2];
    const size_t columns = (size_t)shown;

    if (!columns)
        return;
    memset(line, ' ', sizeof line);
    line[0] = line[columns + 1] = '\r';
    shown = 0;
    if (write(STDERR_FILENO, line, columns + 2) < 0)
        return;                 /* the terminal is gone, and the line with it */
}
