/* SPDX-License-Identifier: MIT
 *
 * summary.c - see summary.h
 */
#include "summary.h"

/* Sums shifted by a value of the chunk do not cancel. count > 0. */
summary summarize(const element_type *type, const chunk *elements, size_t count)
{
    double values[256], shift, sum = 0, squares = 0;
    summary s = {0};
    size_t begin, i;

    to_double(type, elements, 0, 1, &shift);
    s.min = s.max = shift;
    for (begin = 0; begin < count; begin += 256) {
        const size_t n = count - begin < 256 ? count - begin : 256;
        to_double(type, elements, begin, n, values);
        for (i = 0; i < n; i++) {
            const double x = values[i], d = x - shift;
            sum += d;
            squares += d * d;
            s.min = x < s.min ? x : s.min;
            s.max = x > s.max ? x : s.max;
        }
    }
    s.count = (double)count;
    s.mean = shift + sum / s.count;
    s.squares = squares - sum * sum / s.count;
    return s;
}

/* Chunks are joined as in Chan, Golub, LeVeque: "Algorithms for computing the sample variance" (1983). */
void join(summary *s, const summary *next)
{
    const double total = s->count + next->count, distance = next->mean - s->mean;

    s->squares += next->squares + distance * distance * s->count * next->count / total;
    s->mean += distance * next->count / total;
    s->min = s->count > 0 && s->min < next->min ? s->min : next->min;
    s->max = s->count > 0 && s->max > next->max ? s->max : next->max;
    s->count = total;
}

/* Newton's steps from above fall until they have arrived. */
double square_root(double x)
{
    double root = x > 1 ? x : 1, next = root;

    if (!(x > 0))
        return 0;
    do {
        root = next;
        next = 0.5 * (root + x / root);
    } while (next < root);
    return root;
}
