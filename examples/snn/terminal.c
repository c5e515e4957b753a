/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BAR 38                      /* columns for 100 % */
#define MAX_ROWS 48                 /* of a chart, each half a power of ten: what lies deeper is not drawn */

double accuracy_mean(const outcome *o, int seeds)
{
    double sum = 0;
    int i;

    for (i = 0; i < seeds; i++)
        sum += o->accuracy[i];
    return sum / seeds;
}

double accuracy_spread(const outcome *o, int seeds)
{
    const double mean = accuracy_mean(o, seeds);
    double squares = 0;
    int i;

    for (i = 0; i < seeds; i++)
        squares += (o->accuracy[i] - mean) * (o->accuracy[i] - mean);
    return seeds > 1 ? sqrt(squares / (seeds - 1)) : 0;
}

/* --- Accuracy ----------------------------------------------------------------------------------------------------- */

void terminal_heading(const report *r)
{
    printf("%d hidden layers of %d units; SGD: %d epochs, batches of %d, learning rate %g\n", r->layers, UNITS,
           r->epochs, BATCH, r->rate);
    printf("Accuracy on %d images held out, %%: mean +- standard deviation of %d seed%s\n\n",
           DIGITS_IMAGES - DIGITS_TRAINING, r->seeds, r->seeds == 1 ? "" : "s");
    fflush(stdout);
}

void terminal_outcome(const report *r, const outcome *o)
{
    const double mean = accuracy_mean(o, r->seeds);
    char bar[BAR + 1];

    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)(mean * BAR / 100 + 0.5));
    bar[BAR] = '\0';
    printf("%c  %-26s%5.1f +-%4.1f %s\n", o->letter, o->name, mean, accuracy_spread(o, r->seeds), bar);
    fflush(stdout);
}

/* --- Variances ---------------------------------------------------------------------------------------------------- */

static const layer_summary *summaries(const outcome *o, int after)
{
    return after ? o->after : o->before;
}

static int drawable(double variance)
{
    return variance > 0 && variance <= 1e300;       /* a network that has diverged has none */
}

/* Rows count half powers of ten upwards; 1 is row 0. */
static int chart_row(double variance)
{
    return nearest(2 * log10(variance));
}

static void find_rows(const report *r, int after, int *lowest, int *highest)
{
    int v, layer;

    *lowest = *highest = 0;
    for (v = 0; v < VARIANTS; v++)
        for (layer = 1; layer <= r->layers; layer++) {
            const double variance = summaries(&r->of[v], after)[layer].variance;
            const int at = drawable(variance) ? chart_row(variance) : 0;
            *lowest = at < *lowest ? at : *lowest;
            *highest = at > *highest ? at : *highest;
        }
    *lowest = *highest - *lowest < MAX_ROWS ? *lowest : *highest - MAX_ROWS + 1;
}

/* Where two networks meet, the one named first is seen. */
static char chart_letter(const report *r, int after, int layer, int row_number)
{
    int v;

    for (v = 0; v < VARIANTS; v++) {
        const double variance = summaries(&r->of[v], after)[layer].variance;
        if (drawable(variance) && chart_row(variance) == row_number)
            return r->of[v].letter;
    }
    return row_number == 0 ? '-' : ' ';
}

static void chart(const report *r, int after)
{
    const int wide = r->layers <= 32;
    int lowest, highest, at, layer;

    find_rows(r, after, &lowest, &highest);
    printf("\nVariance of the activations %s training, layers 1 to %d\n", after ? "after" : "before", r->layers);
    for (at = highest; at >= lowest; at--) {
        if (at % 2)
            printf("        |");
        else
            printf("  1e%+03d |", at / 2);
        for (layer = 1; layer <= r->layers; layer++)
            printf("%s%c", wide ? " " : "", chart_letter(r, after, layer, at));
        printf("\n");
    }
}

void terminal_charts(const report *r)
{
    chart(r, 0);
    chart(r, 1);
}

/* --- Tables ------------------------------------------------------------------------------------------------------- */

static void put_cell(double mean, double variance)
{
    if (fabs(mean) <= 1e300 && fabs(variance) <= 1e300)
        printf("%7.3f%8.2g", mean, variance);
    else
        printf("%15s", "diverged");
}

static void table(const report *r, int after)
{
    int v, layer;

    printf("\nMean and variance of the activations %s training, by layer; 0 is the input\n    ", after ? "after" : "before");
    for (v = 0; v < VARIANTS; v++)
        printf("%15c", r->of[v].letter);
    printf("\n");
    for (layer = 0; layer <= r->layers; layer++) {
        printf("%4d", layer);
        for (v = 0; v < VARIANTS; v++)
            put_cell(summaries(&r->of[v], after)[layer].mean, summaries(&r->of[v], after)[layer].variance);
        printf("\n");
    }
}

void terminal_tables(const report *r)
{
    table(r, 0);
    table(r, 1);
}
