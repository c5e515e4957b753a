/* SPDX-License-Identifier: MIT
 *
 * snn.c - a deep self-normalizing network, trained on handwritten digits, with LecunNormal and with four other starts
 *
 *     snn examples/digits.csv --svg snn.svg
 *
 * The networks differ in their initial weights alone, the fifth in its activation function too: the same layers, images,
 * minibatches, learning rate and epochs, each for several seeds. What is to be seen:
 *
 *     LecunNormal keeps the activations at mean 0 and variance 1 through all layers, and the network learns. HeNormal makes
 *     them explode, and it learns less. The uniform in +-1/sqrt(n) makes them vanish, and it learns nothing, at none of the
 *     learning rates of --grid. A truncated normal that is not widened to make up for the cut settles at a variance of
 *     0.365 and learns about as well as LecunNormal: SELU forgives a start that is too small, as long as it has a fixed point.
 *
 * Weights and shuffles are drawn by this library from the seeds, and the arithmetic of the networks is +, -, *, / and sqrt.
 * So the numbers are the same on every system where float is evaluated as IEEE binary32 and products are not contracted
 * into sums (-ffp-contract=off, or -std=c99 with gcc).
 */
#define _XOPEN_SOURCE 700           /* stat */

#include "snn/report.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "usage: snn DIGITS.csv [--seeds N] [--layers N] [--epochs N] [--rate R] [--svg FILE] [--table] [--grid]\n"
    "\n"
    "Train a deep network on handwritten digits, with five initializers, and show what becomes of its activations.\n"
    "\n"
    "  --seeds N    train each network from N seeds: 1 to 100, 5 if not given\n"
    "  --layers N   hidden layers: 1 to 64, 32 if not given\n"
    "  --epochs N   1 to 1000, 8 if not given\n"
    "  --rate R     the learning rate of all networks, 0.003 if not given: the one of --grid that is best for the five\n"
    "               together\n"
    "  --svg FILE   draw the result\n"
    "  --table      print the mean and the variance of every layer\n"
    "  --grid       print the accuracy of every network at several learning rates, and nothing else\n"
    "  --help       print this\n";

static const double grid_rates[] = {0.0003, 0.001, 0.003, 0.01, 0.03};

enum { GRID_RATES = sizeof grid_rates / sizeof *grid_rates };

typedef struct options {
    const char *digits, *svg;
    int seeds, layers, epochs, table, grid;
    double rate;
} options;

/* --- The networks that are compared ------------------------------------------------------------------------------- */

typedef struct variant {
    const char *name, *label;
    lecun_status (*set_up)(lecun_initializer *init);
    activation function;
    char letter;
} variant;

static lecun_status lecun_normal(lecun_initializer *init)
{
    return lecun_init_lecun_normal(init, 0);
}

/* A normal of standard deviation 1/sqrt(n), cut at two standard deviations as LecunNormal is, but not widened before by
 * 1/0.8796 to make up for the cut: the weights have variance 0.774/n. */
static lecun_status uncorrected(lecun_initializer *init)
{
    return lecun_init_truncated_normal(init, 0, 1 / sqrt(UNITS), 0);
}

static lecun_status he_normal(lecun_initializer *init)
{
    return lecun_init_he_normal(init, 0);
}

/* The bound that torch.nn.Linear takes by default. The variance is a third of what it seems: 1/(3n). */
static lecun_status uniform(lecun_initializer *init)
{
    return lecun_init_random_uniform(init, -1 / sqrt(UNITS), 1 / sqrt(UNITS), 0);
}

static const variant variants[VARIANTS] = {
    {"LecunNormal", "LecunNormal", lecun_normal, SELU, 'L'},
    {"TruncatedNormal 1/sqrt(n)", "TruncatedNormal 1/\342\210\232n", uncorrected, SELU, 'T'},
    {"HeNormal", "HeNormal", he_normal, SELU, 'H'},
    {"uniform +-1/sqrt(n)", "uniform \302\2611/\342\210\232n", uniform, SELU, 'U'},
    {"HeNormal, with ReLU", "HeNormal, with ReLU", he_normal, RELU, 'R'},
};

/* --- The experiment ----------------------------------------------------------------------------------------------- */

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "snn: %s: %s\n", what, why);
    exit(1);
}

static void flush_text(void)
{
    if (fflush(stdout) || ferror(stdout))
        fail("standard output", strerror(errno));
}

static void require(lecun_status status)
{
    if (status != LECUN_OK)
        fail("weights", lecun_status_string(status));
}

/* Seed k of the experiment gives the layers the seeds 1000 k, 1000 k + 1, ..., and the shuffles this one. */
static int64_t layer_seed(int seed)
{
    return 1000 * (int64_t)seed;
}

static int64_t shuffle_seed(int seed)
{
    return 1000 * (int64_t)seed + 999;
}

/* Fisher and Yates's shuffle, from the draws of this epoch: the same for all networks. */
static void shuffle(int *order, int seed, int epoch)
{
    static const int64_t shape[] = {DIGITS_TRAINING};
    float draws[DIGITS_TRAINING];
    lecun_initializer uniform_draws;
    int i;

    require(lecun_init_random_uniform(&uniform_draws, 0, 1, shuffle_seed(seed)));
    require(lecun_set_draw(&uniform_draws, epoch));
    require(lecun_fill(&uniform_draws, LECUN_F32, draws, DIGITS_TRAINING, shape, 1));
    for (i = 0; i < DIGITS_TRAINING; i++)
        order[i] = i;
    for (i = DIGITS_TRAINING - 1; i > 0; i--) {
        const int other = (int)((double)draws[i] * (i + 1)), swap = order[i];
        order[i] = order[other];
        order[other] = swap;
    }
}

static void start(network *n, const variant *v, int layers, int seed)
{
    lecun_initializer init;

    require(v->set_up(&init));
    require(network_start(n, layers, v->function, &init, layer_seed(seed)));
}

static double train(network *n, const digits *d, int epochs, double rate, int seed)
{
    int order[DIGITS_TRAINING];
    int epoch;

    for (epoch = 0; epoch < epochs; epoch++) {
        shuffle(order, seed, epoch);
        network_train(n, d, order, (float)rate);
    }
    return network_accuracy(n, d);
}

/* Add one seed's moments to the summaries of all. */
static void summarize(layer_summary *of_layer, const moments *m, int layers, int seeds, int first)
{
    int layer;

    for (layer = 0; layer <= layers; layer++, of_layer++, m++) {
        if (first) {
            of_layer->mean = of_layer->variance = 0;
            of_layer->lowest = of_layer->highest = m->variance;
        }
        of_layer->mean += m->mean / seeds;
        of_layer->variance += m->variance / seeds;
        of_layer->lowest = m->variance < of_layer->lowest ? m->variance : of_layer->lowest;
        of_layer->highest = m->variance > of_layer->highest ? m->variance : of_layer->highest;
    }
}

static void run_variant(outcome *o, const variant *v, const report *r, network *n, const digits *d)
{
    moments of_layer[MAX_LAYERS + 1];
    int seed;

    o->letter = v->letter;
    o->name = v->name;
    o->label = v->label;
    for (seed = 1; seed <= r->seeds; seed++) {
        start(n, v, r->layers, seed);
        network_moments(n, d, of_layer);
        summarize(o->before, of_layer, r->layers, r->seeds, seed == 1);
        o->accuracy[seed - 1] = train(n, d, r->epochs, r->rate, seed);
        network_moments(n, d, of_layer);
        summarize(o->after, of_layer, r->layers, r->seeds, seed == 1);
    }
}

/* --- The learning rates ------------------------------------------------------------------------------------------- */

static double accuracy_at(double rate, const variant *v, const options *o, network *n, const digits *d)
{
    double sum = 0;
    int seed;

    for (seed = 1; seed <= o->seeds; seed++) {
        start(n, v, o->layers, seed);
        sum += train(n, d, o->epochs, rate, seed);
    }
    return sum / o->seeds;
}

/* The rates are compared by the images held out, and none is chosen by what it does for one network. */
static void grid(const options *o, network *n, const digits *d)
{
    double together[GRID_RATES] = {0};
    int v, i;

    printf("Accuracy on the images held out, %%, by learning rate; mean of %d seed%s\n\n%-28s", o->seeds,
           o->seeds == 1 ? "" : "s", "");
    for (i = 0; i < GRID_RATES; i++)
        printf("%8g", grid_rates[i]);
    for (v = 0; v < VARIANTS; v++) {
        printf("\n%c  %-25s", variants[v].letter, variants[v].name);
        for (i = 0; i < GRID_RATES; i++) {
            const double accuracy = accuracy_at(grid_rates[i], &variants[v], o, n, d);
            together[i] += accuracy / VARIANTS;
            printf("%8.1f", accuracy);
            fflush(stdout);
        }
    }
    printf("\n%-28s", "the five together");
    for (i = 0; i < GRID_RATES; i++)
        printf("%8.1f", together[i]);
    printf("\n");
}

/* --- The program -------------------------------------------------------------------------------------------------- */

static void refuse(const char *why, const char *what)
{
    fprintf(stderr, "snn: %s%s\n%.*s\n", why, what, (int)strcspn(usage, "\n"), usage);
    exit(2);
}

static int read_count(const char *option, const char *text, int high)
{
    char *end;
    const long value = strtol(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || value < 1 || value > high) {
        fprintf(stderr, "snn: %s wants an integer from 1 to %d, not %s\n", option, high, text);
        exit(2);
    }
    return (int)value;
}

static double read_rate(const char *text)
{
    char *end;
    const double value = strtod(text, &end);

    if (*text < '.' || *text > '9' || *end || !(value > 0 && value <= 1000))
        refuse("--rate wants a number above 0, up to 1000, not ", text);
    return value;
}

static const char *value_of(char **argv, int *i)
{
    if (!argv[*i + 1])
        refuse("a value is missing after ", argv[*i]);
    return argv[++*i];
}

static void read_option(options *o, char **argv, int *i)
{
    const char *name = argv[*i];

    if (strcmp(name, "--seeds") == 0)
        o->seeds = read_count(name, value_of(argv, i), MAX_SEEDS);
    else if (strcmp(name, "--layers") == 0)
        o->layers = read_count(name, value_of(argv, i), MAX_LAYERS);
    else if (strcmp(name, "--epochs") == 0)
        o->epochs = read_count(name, value_of(argv, i), 1000);
    else if (strcmp(name, "--rate") == 0)
        o->rate = read_rate(value_of(argv, i));
    else if (strcmp(name, "--svg") == 0)
        o->svg = value_of(argv, i);
    else if (strcmp(name, "--table") == 0)
        o->table = 1;
    else if (strcmp(name, "--grid") == 0)
        o->grid = 1;
    else if (*name == '-' || o->digits)
        refuse("what is this: ", name);
    else
        o->digits = name;
}

static options read_options(char **argv)
{
    options o = {NULL, NULL, 5, 32, 8, 0, 0, 0.003};
    int i;

    for (i = 1; argv[i]; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            flush_text();
            exit(0);
        }
        read_option(&o, argv, &i);
    }
    if (!o.digits)
        refuse("DIGITS.csv is missing", "");
    if (o.grid && (o.svg || o.table))
        refuse("--grid goes without ", o.svg ? "--svg" : "--table");
    return o;
}

static void compare(const options *o, report *r, network *n, const digits *d)
{
    int v;

    r->layers = o->layers;
    r->epochs = o->epochs;
    r->seeds = o->seeds;
    r->rate = o->rate;
    terminal_heading(r);
    for (v = 0; v < VARIANTS; v++) {
        run_variant(&r->of[v], &variants[v], r, n, d);
        terminal_outcome(r, &r->of[v]);
    }
    terminal_charts(r);
    if (o->table)
        terminal_tables(r);
}

static int is_same_file(const char *a, const char *b)
{
    struct stat first, second;

    return stat(a, &first) == 0 && stat(b, &second) == 0 && S_ISREG(first.st_mode) && first.st_dev == second.st_dev
        && first.st_ino == second.st_ino;
}

int main(int argc, char **argv)
{
    static digits d;                        /* these are too large for some stacks */
    static network n;
    static report r;
    const options o = read_options(argv);
    char why[1024];

    (void)argc;
    if (o.svg && is_same_file(o.svg, o.digits))
        fail(o.svg, "this is the file of the digits");
    if (!digits_read(&d, o.digits, why, sizeof why)) {
        fprintf(stderr, "snn: %s\n", why);
        return 1;
    }
    digits_standardize(&d);
    if (o.grid)
        grid(&o, &n, &d);
    else
        compare(&o, &r, &n, &d);
    flush_text();
    if (o.svg && !svg_write(&r, o.svg))
        fail(o.svg, strerror(errno));
    return 0;
}
