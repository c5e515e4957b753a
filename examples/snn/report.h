/* SPDX-License-Identifier: MIT
 *
 * report.h - what the networks did, and two ways to show it
 */
#ifndef SNN_REPORT_H
#define SNN_REPORT_H

#include "network.h"

#include <math.h>

enum { VARIANTS = 5, MAX_SEEDS = 100 };

/* One layer over all seeds: the averages, and the range of the variance. */
typedef struct layer_summary {
    double mean, variance, lowest, highest;
} layer_summary;

/* The same network with one initializer. */
typedef struct outcome {
    char letter;                            /* in the terminal's charts */
    const char *name;                       /* ASCII */
    const char *label;                      /* UTF-8, as XML wants it */
    layer_summary before[MAX_LAYERS + 1], after[MAX_LAYERS + 1];
    double accuracy[MAX_SEEDS];             /* percent of the images held out */
} outcome;

typedef struct report {
    int layers, epochs, seeds;
    double rate;
    outcome of[VARIANTS];
} report;

double accuracy_mean(const outcome *o, int seeds);

/* The standard deviation from seed to seed; 0 for one seed. */
double accuracy_spread(const outcome *o, int seeds);

/* To standard output, 80 columns of ASCII: one line an outcome, as soon as it is known, ... */
void terminal_heading(const report *r);
void terminal_outcome(const report *r, const outcome *o);

/* ... the variances as charts, and all means and variances as tables. */
void terminal_charts(const report *r);
void terminal_tables(const report *r);

/* The same as a picture. The file appears under its name only when it is complete; links, devices and pipes are written as
 * they are. Returns 1, or 0 with the reason in errno. */
int svg_write(const report *r, const char *path);

/* The nearest integer. */
static inline int nearest(double x)
{
    const double whole = floor(x + 0.5);

    return (int)whole;
}

#endif
