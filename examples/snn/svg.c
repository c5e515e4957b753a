/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700           /* lstat, mkstemp */

#include "report.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH = 960, HEIGHT = 990 };

/* Okabe and Ito's colours, which the colour-blind tell apart, and dashes for those who see none. In the order of
 * report.of: the first is the one that the others are compared with. */
typedef struct style {
    const char *colour, *dashes;
    double width;
} style;

static const style styles[VARIANTS] = {
    {"#0072B2", "none", 3.0},
    {"#56B4E9", "7 3", 2.2},
    {"#E69F00", "none", 2.0},
    {"#D55E00", "2 3", 2.2},
    {"#595959", "9 3 2 3", 1.8},
};

/* A rectangle of the picture, the numbers at its bottom and top, and how a number becomes a height. */
typedef struct panel {
    double x, y, width, height, low, high;
    double (*scale)(double number);
    int layers;
} panel;

static double logarithmic(double variance)
{
    return log10(variance);
}

/* Nearly linear within +-0.1, logarithmic beyond: means of both signs, small and large. */
static double both_signs(double mean)
{
    return asinh(mean / 0.1);
}

/* --- Numbers -> places -------------------------------------------------------------------------------------------- */

static double place_y(const panel *p, double number)
{
    const double low = p->scale(p->low), high = p->scale(p->high);

    return p->y + p->height * (high - p->scale(number)) / (high - low);
}

static double place_layer(const panel *p, int layer)
{
    return p->layers > 1 ? p->x + p->width * (layer - 1) / (p->layers - 1) : p->x + p->width / 2;
}

/* A network that has diverged, or died, has moments that no place stands for. */
static int drawable(const panel *p, double number)
{
    return number >= p->low && number <= p->high;
}

/* --- Marks -------------------------------------------------------------------------------------------------------- */

static void text(FILE *svg, double x, double y, const char *anchor, const char *more, const char *words)
{
    fprintf(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>\n", x, y, anchor, more, words);
}

static void line(FILE *svg, double x1, double y1, double x2, double y2, const char *stroke)
{
    fprintf(svg, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", x1, y1, x2, y2, stroke);
}

static void tick_y(FILE *svg, const panel *p, double number, const char *words, int is_aim)
{
    const double y = place_y(p, number);

    line(svg, p->x, y, p->x + p->width, y, is_aim ? "#888888" : "#E4E4E4");
    text(svg, p->x - 8, y + 4, "end", "", words);
}

static void frame(FILE *svg, const panel *p, const char *title)
{
    const int step = p->layers > 8 ? p->layers / 8 : 1;
    char words[16];
    int layer;

    for (layer = 1; layer <= p->layers; layer++)
        if (layer == 1 || layer % step == 0) {
            const double x = place_layer(p, layer);
            line(svg, x, p->y + p->height, x, p->y + p->height + 4, "#888888");
            snprintf(words, sizeof words, "%d", layer);
            text(svg, x, p->y + p->height + 18, "middle", "", words);
        }
    text(svg, p->x + p->width / 2, p->y + p->height + 36, "middle", "", "hidden layer");
    text(svg, p->x, p->y - 12, "start", " class=\"panel\"", title);
    fprintf(svg, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"none\" stroke=\"#888888\"/>\n",
            p->x, p->y, p->width, p->height);
}

/* --- Curves ------------------------------------------------------------------------------------------------------- */

static double mean_of(const layer_summary *s)
{
    return s->mean;
}

static double variance_of(const layer_summary *s)
{
    return s->variance;
}

/* One path, lifted over layers that cannot be drawn. */
static void curve(FILE *svg, const panel *p, const layer_summary *of_layer, double (*number)(const layer_summary *), int v)
{
    int layer, down = 0;

    fprintf(svg,
            "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-dasharray=\"%s\" stroke-linejoin=\"round\" d=\"",
            styles[v].colour, styles[v].width, styles[v].dashes);
    for (layer = 1; layer <= p->layers; layer++) {
        const double here = number(&of_layer[layer]);
        if (drawable(p, here))
            fprintf(svg, " %c%.1f %.1f", down ? 'L' : 'M', place_layer(p, layer), place_y(p, here));
        down = drawable(p, here);
    }
    fprintf(svg, "\"/>\n");
}

/* The range over the seeds, shaded. */
static void band(FILE *svg, const panel *p, const layer_summary *of_layer, int v)
{
    int layer;

    for (layer = 1; layer <= p->layers; layer++)
        if (!drawable(p, of_layer[layer].lowest) || !drawable(p, of_layer[layer].highest))
            return;
    fprintf(svg, "<path fill=\"%s\" fill-opacity=\"0.15\" d=\"", styles[v].colour);
    for (layer = 1; layer <= p->layers; layer++)
        fprintf(svg, "%c%.1f %.1f ", layer == 1 ? 'M' : 'L', place_layer(p, layer), place_y(p, of_layer[layer].highest));
    for (layer = p->layers; layer >= 1; layer--)
        fprintf(svg, "L%.1f %.1f ", place_layer(p, layer), place_y(p, of_layer[layer].lowest));
    fprintf(svg, "Z\"/>\n");
}

/* --- Panels ------------------------------------------------------------------------------------------------------- */

/* The powers of ten around all variances, before and after, so that the two panels can be compared. */
static void variance_range(const report *r, double *low, double *high)
{
    int v, layer, i;

    *low = 0.1;
    *high = 10;
    for (v = 0; v < VARIANTS; v++)
        for (layer = 1; layer <= r->layers; layer++)
            for (i = 0; i < 2; i++) {
                const layer_summary *s = &(i ? r->of[v].after : r->of[v].before)[layer];
                while (s->lowest > 0 && s->lowest < *low && *low > 1e-29)
                    *low /= 10;
                while (s->highest < 1e30 && s->highest > *high)
                    *high *= 10;
            }
}

/* Exponents as characters of their own: renderers place raised text differently. */
static void power_of_ten(char *words, size_t size, int power)
{
    static const char *const raised[] = {"\342\201\260", "\302\271", "\302\262", "\302\263", "\342\201\264",
                                         "\342\201\265", "\342\201\266", "\342\201\267", "\342\201\270", "\342\201\271"};
    const int n = abs(power);

    snprintf(words, size, "10%s%s%s", power < 0 ? "\342\201\273" : "", n > 9 ? raised[n / 10] : "", raised[n % 10]);
}

static void variance_panel(FILE *svg, const report *r, double x, int after)
{
    panel p = {0, 125, 380, 270, 0, 0, logarithmic, 0};
    char words[64];
    int v, power, step;

    p.x = x;
    p.layers = r->layers;
    variance_range(r, &p.low, &p.high);
    step = log10(p.high / p.low) > 12 ? 4 : 1;
    for (power = nearest(log10(p.low)); power <= nearest(log10(p.high)); power++)
        if (power % step == 0) {
            power_of_ten(words, sizeof words, power);
            tick_y(svg, &p, pow(10, power), words, power == 0);
        }
    frame(svg, &p, after ? "Variance after training" : "Variance before training (fixed point: 1)");
    for (v = VARIANTS - 1; v >= 0; v--) {
        band(svg, &p, after ? r->of[v].after : r->of[v].before, v);
        curve(svg, &p, after ? r->of[v].after : r->of[v].before, variance_of, v);
    }
}

static void mean_range(const report *r, double *low, double *high)
{
    int v, layer, i;

    *low = -2;
    *high = 20;
    for (v = 0; v < VARIANTS; v++)
        for (layer = 1; layer <= r->layers; layer++)
            for (i = 0; i < 2; i++) {
                const double mean = (i ? r->of[v].after : r->of[v].before)[layer].mean;
                *low = mean < *low && mean > -2000 ? mean : *low;
                *high = mean > *high && mean < 2000 ? mean : *high;
            }
}

static void mean_panel(FILE *svg, const report *r, double x, int after)
{
    static const double ticks[] = {-1000, -100, -10, -1, -0.1, 0, 0.1, 1, 10, 100, 1000};
    panel p = {0, 490, 380, 190, 0, 0, both_signs, 0};
    char words[32];
    size_t i;
    int v;

    p.x = x;
    p.layers = r->layers;
    mean_range(r, &p.low, &p.high);
    for (i = 0; i < sizeof ticks / sizeof *ticks; i++)
        if (drawable(&p, ticks[i])) {
            snprintf(words, sizeof words, "%s%g", ticks[i] < 0 ? "\342\210\222" : "", fabs(ticks[i]));
            tick_y(svg, &p, ticks[i], words, !(fabs(ticks[i]) > 0));
        }
    frame(svg, &p, after ? "Mean after training" : "Mean before training (fixed point: 0)");
    for (v = VARIANTS - 1; v >= 0; v--)
        curve(svg, &p, after ? r->of[v].after : r->of[v].before, mean_of, v);
}

/* A dot a seed, and a bar from 0 to their mean. */
static void accuracy_row(FILE *svg, const report *r, int v, double x, double y, double width)
{
    const outcome *o = &r->of[v];
    const double mean = accuracy_mean(o, r->seeds);
    char words[64];
    int i;

    text(svg, x - 12, y + 5, "end", "", o->label);
    fprintf(svg, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"16\" fill=\"%s\" fill-opacity=\"0.55\"/>\n", x, y - 8,
            width * mean / 100, styles[v].colour);
    for (i = 0; i < r->seeds; i++)
        fprintf(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\" stroke=\"#FFFFFF\"/>\n",
                x + width * o->accuracy[i] / 100, y, styles[v].colour);
    snprintf(words, sizeof words, "%.1f \302\261 %.1f", mean, accuracy_spread(o, r->seeds));
    text(svg, x + width + 16, y + 5, "start", "", words);
}

static void accuracy_panel(FILE *svg, const report *r)
{
    const double x = 270, y = 775, width = 560, height = 150;
    char words[128];
    int v, percent;

    snprintf(words, sizeof words, "Accuracy on %d images held out, %%: mean \302\261 standard deviation, and each seed",
             DIGITS_IMAGES - DIGITS_TRAINING);
    text(svg, 80, y - 14, "start", " class=\"panel\"", words);
    for (percent = 0; percent <= 100; percent += 10) {
        const double at = x + width * percent / 100;
        line(svg, at, y, at, y + height, percent ? "#E4E4E4" : "#888888");
        snprintf(words, sizeof words, "%d", percent);
        text(svg, at, y + height + 18, "middle", "", words);
    }
    for (v = 0; v < VARIANTS; v++)
        accuracy_row(svg, r, v, x, y + height * (2 * v + 1) / (2 * VARIANTS), width);
}

static void legend(FILE *svg, const report *r)
{
    static const double x[VARIANTS] = {80, 231, 442, 588, 755};
    int v;

    for (v = 0; v < VARIANTS; v++) {
        fprintf(svg,
                "<line x1=\"%.1f\" y1=\"78\" x2=\"%.1f\" y2=\"78\" stroke=\"%s\" stroke-width=\"%.1f\" "
                "stroke-dasharray=\"%s\"/>\n",
                x[v], x[v] + 30, styles[v].colour, styles[v].width, styles[v].dashes);
        text(svg, x[v] + 37, 82, "start", "", r->of[v].label);
    }
}

static void draw(FILE *svg, const report *r)
{
    char words[256];

    fprintf(svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\"\n"
            "     font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#222222\">\n"
            "<title>A deep network from five initializers: variance and mean of its activations, and its accuracy</title>\n"
            "<style>.title { font-size: 20px; font-weight: bold } .panel { font-size: 14px; font-weight: bold }</style>\n"
            "<rect width=\"%d\" height=\"%d\" fill=\"#FFFFFF\"/>\n",
            WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT);
    snprintf(words, sizeof words, "Activations in %d hidden layer%s with SELU, from five initializers", r->layers,
             r->layers == 1 ? "" : "s");
    text(svg, 80, 40, "start", " class=\"title\"", words);
    legend(svg, r);
    variance_panel(svg, r, 80, 0);
    variance_panel(svg, r, 530, 1);
    mean_panel(svg, r, 80, 0);
    mean_panel(svg, r, 530, 1);
    accuracy_panel(svg, r);
    snprintf(words, sizeof words,
             "%d seed%s (shaded: their range); %d epochs of SGD in batches of %d, learning rate %g for all; "
             "UCI handwritten digits (E. Alpaydin, C. Kaynak; CC BY 4.0)",
             r->seeds, r->seeds == 1 ? "" : "s", r->epochs, BATCH, r->rate);
    text(svg, 80, HEIGHT - 18, "start", " font-size=\"11\"", words);
    fprintf(svg, "</svg>\n");
}

/* --- The file ----------------------------------------------------------------------------------------------------- */

static int write_and_close(const report *r, FILE *svg)
{
    int reason = 0;

    if (!svg)
        return 0;
    errno = EIO;                            /* unless something says more */
    draw(svg, r);
    if (fflush(svg) != 0 || ferror(svg))
        reason = errno;
    if (fclose(svg) != 0 && !reason)
        reason = errno;
    if (reason)
        errno = reason;
    return !reason;
}

/* A file of its own, with the permissions that a new file has. */
static FILE *open_temporary(char *name)
{
    const mode_t mask = umask(0);
    const int fd = mkstemp(name);
    FILE *file;

    umask(mask);
    if (fd < 0)
        return NULL;
    file = fchmod(fd, 0666 & ~mask) == 0 ? fdopen(fd, "wb") : NULL;
    if (!file) {
        const int reason = errno;
        close(fd);
        remove(name);
        errno = reason;
    }
    return file;
}

static int replace_file(const report *r, const char *path, char *temporary)
{
    FILE *svg = open_temporary(temporary);
    int reason;

    if (!svg)
        return 0;
    if (write_and_close(r, svg) && rename(temporary, path) == 0)
        return 1;
    reason = errno;
    remove(temporary);
    errno = reason;
    return 0;
}

int svg_write(const report *r, const char *path)
{
    static const char suffix[] = ".part.XXXXXX";
    struct stat there;
    char *temporary;
    int written;

    if (lstat(path, &there) == 0 && !S_ISREG(there.st_mode))
        return write_and_close(r, fopen(path, "wb"));
    temporary = malloc(strlen(path) + sizeof suffix);
    if (!temporary)
        return 0;
    strcat(strcpy(temporary, path), suffix);
    written = replace_file(r, path, temporary);
    free(temporary);
    return written;
}
