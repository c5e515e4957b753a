/* SPDX-License-Identifier: MIT
 *
 * histogram.c - see histogram.h
 */
#include "histogram.h"

#include <inttypes.h>
#include <string.h>

enum { BAR = 48 };              /* columns of the longest bar: 12 + 2 + 48 + 17 = 79 */

int histogram_start(histogram *h, double min, double max)
{
    memset(h, 0, sizeof *h);
    h->min = min;
    h->max = max;
    return max - min <= 1.7976931348623157e308;         /* not so for infinities and what is no number */
}

void histogram_add(histogram *h, const element_type *type, const chunk *elements, size_t count)
{
    const double width = h->max - h->min;
    double values[256];
    size_t begin, i;

    for (begin = 0; begin < count; begin += 256) {
        const size_t n = count - begin < 256 ? count - begin : 256;
        to_double(type, elements->bytes + begin * type->size, n, values);
        for (i = 0; i < n; i++) {
            const double place = width > 0 ? (values[i] - h->min) / width * HISTOGRAM_BINS : 0;
            h->bin[place < HISTOGRAM_BINS ? (int)place : HISTOGRAM_BINS - 1]++;     /* the last bin ends with max */
        }
    }
}

void histogram_print(FILE *out, const histogram *h)
{
    const double step = (h->max - h->min) / HISTOGRAM_BINS;
    const int bins = h->max > h->min ? HISTOGRAM_BINS : 1;
    int64_t most = 1;
    int i, j;

    for (i = 0; i < bins; i++)
        most = h->bin[i] > most ? h->bin[i] : most;
    for (i = 0; i < bins; i++) {
        const int length = (int)((double)h->bin[i] / (double)most * BAR + 0.5);
        fprintf(out, "%12.5g |", h->min + step * i);
        for (j = 0; j < length; j++)
            putc('#', out);
        fprintf(out, "%*s%17" PRId64 "\n", BAR - length, "", h->bin[i]);
    }
}
