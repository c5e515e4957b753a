/* SPDX-License-Identifier: MIT
 *
 * inspect_svg.c - a picture of what was measured: a strip a tensor, so that a wrong layer is seen at a glance
 *
 * A strip is logarithmic in the standard deviation, from 1e-4 to 10. The bar is the measured one; the ticks are what is asked:
 * told by a rule, or else LeCun's, Glorot's and He's of both layouts.
 */
#define _XOPEN_SOURCE 700

#include "fit.h"
#include "inspect.h"
#include "output.h"
#include "screen.h"
#include "signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 16, TOP = 46, LEFT = 330, WIDE = 500, DECADES = 5, RIGHT = 290 };

/* log10 by halving: the picture needs three digits, and the program no -lm. */
static double decimal_logarithm(double x)
{
    double result = 0, bit = 1;

    while (x >= 10) {
        x /= 10;
        result++;
    }
    while (x < 1) {
        x *= 10;
        result--;
    }
    while ((bit /= 2) > 1e-4) {
        x *= x;
        if (x >= 10) {
            x /= 10;
            result += bit;
        }
    }
    return result;
}

static double place_of(double stddev)
{
    const double place = stddev > 1e-30 ? (decimal_logarithm(stddev) + 4) / DECADES : 0;

    return LEFT + WIDE * (place < 0 ? 0 : place > 1 ? 1 : place);
}

/* At most `most` characters, with what XML keeps for itself written out. */
static void put_label(buffer *to, const char *text, size_t most)
{
    size_t left = strlen(text), length;
    int shows;

    for (; left && most; left -= length, text += length, most--) {
        length = screen_character(text, left, &shows);
        if (!shows)
            put_text(to, "?");
        else if (*text == '<' || *text == '>' || *text == '&')
            put_format(to, "&#%d;", *text);
        else
            put_bytes(to, text, length);
    }
    put_text(to, left ? ".." : "");
}

static void put_tick(buffer *to, double stddev, double y, const char *colour)
{
    if (stddev > 0)
        put_format(to, "<path d=\"M%.1f %.1fv12\" stroke=\"%s\" stroke-width=\"2\"/>\n", place_of(stddev), y - 10, colour);
}

static void put_ticks(buffer *to, const stored_tensor *t, const finding *f, double y)
{
    static const char *const colours[SCHEMES] = {"#1b9e77", "#7570b3", "#d95f02"};
    int which;

    if (f->told > 0) {
        put_tick(to, f->told, y, "#222");
        return;
    }
    for (which = 0; which < SCHEMES; which++) {
        put_tick(to, asked_stddev((scheme)which, LECUN_LAYOUT_KERAS, &t->shape), y, colours[which]);
        put_tick(to, asked_stddev((scheme)which, LECUN_LAYOUT_TORCH, &t->shape), y, colours[which]);
    }
}

void put_strip(report *to, const stored_tensor *t, const finding *f)
{
    const double y = TOP + ROW * (double)++to->strip_count;
    buffer *out = &to->strips;

    put_format(out, "<text x=\"%d\" y=\"%.0f\" text-anchor=\"end\">", LEFT - 8, y);
    put_label(out, t->name, 44);
    put_text(out, "</text>\n");
    if (f->moments.count > 0 && moments_stddev(&f->moments) > 0)
        put_format(out, "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"8\" fill=\"%s\"/>\n", LEFT, y - 8,
                   place_of(moments_stddev(&f->moments)) - LEFT, f->is_wanted ? "#a6cee3" : "#e31a1c");
    put_ticks(out, t, f, y);
    put_format(out, "<text x=\"%d\" y=\"%.0f\"%s>", LEFT + WIDE + 8, y, f->is_wanted ? "" : " fill=\"#e31a1c\"");
    put_label(out, f->fits, 44);
    put_text(out, "</text>\n");
}

static void put_axis(buffer *to, double bottom)
{
    static const char *const labels[DECADES + 1] = {"0.0001", "0.001", "0.01", "0.1", "1", "10"};
    int i;

    for (i = 0; i <= DECADES; i++)
        put_format(to, "<path d=\"M%d %dV%.0f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                   LEFT + WIDE * i / DECADES, TOP - 4, bottom, LEFT + WIDE * i / DECADES, TOP - 8, labels[i]);
}

int write_strips(const report *r, const char *path, problem *why)
{
    const double bottom = TOP + ROW * (double)(r->strip_count + 1);
    buffer all = {NULL, 0, 0, 0};
    output *out;
    int fine;

    put_format(&all, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" font-family=\"sans-serif\" "
                     "font-size=\"11\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n", LEFT + WIDE + RIGHT, bottom);
    put_text(&all, "<text x=\"8\" y=\"18\" font-size=\"13\">standard deviation: bars are measured (red: fits nothing known); ticks are "
                   "asked, by <tspan fill=\"#1b9e77\">LeCun</tspan>, <tspan fill=\"#7570b3\">Glorot</tspan>, <tspan "
                   "fill=\"#d95f02\">He</tspan> or a rule (black)</text>\n");
    put_axis(&all, bottom);
    put_bytes(&all, r->strips.at, r->strips.size);
    put_text(&all, "</svg>\n");
    all.failed |= r->strips.failed;
    catch_signals(remove_temporaries);
    out = check_buffer(&all, why) ? open_output(path, NULL, 0, why) : NULL;
    fine = out && write_output(out, all.at, all.size, why) && finish_output(out, why) && publish_outputs(why);
    free_buffer(&all);
    return fine;
}
