/* SPDX-License-Identifier: MIT
 *
 * summary.c - see summary.h
 *
 * It shall cost little beside a fill. Values of 32 bits and less are summed as floats in sixteen lanes, which compilers turn
 * into vectors: a block is short, so that a lane loses nothing that six digits show, and blocks are joined in double.
 */
#include "summary.h"
#include "../half.h"

#include <string.h>

enum { BLOCK = 1024, LANES = 16 };

double power_near(double x)
{
    uint64_t bits = lecun_bits_of_double(x) & UINT64_C(0x7FF0000000000000);     /* the exponent alone */

    if (bits == UINT64_C(0x7FF0000000000000) || !(x > 0 || x < 0))
        return 1;
    return lecun_double_of_bits(bits ? bits : UINT64_C(0x0010000000000000));
}

static double magnitude_of(double min, double max)
{
    return -min > max ? -min : max;
}

/* count is a multiple of LANES. */
static void extremes(const float *x, size_t count, float *least, float *greatest)
{
    float min[LANES], max[LANES];
    size_t i, k;

    memcpy(min, x, sizeof min);
    memcpy(max, x, sizeof max);
    for (i = LANES; i < count; i += LANES)
        for (k = 0; k < LANES; k++) {
            min[k] = x[i + k] < min[k] ? x[i + k] : min[k];
            max[k] = x[i + k] > max[k] ? x[i + k] : max[k];
        }
    *least = min[0];
    *greatest = max[0];
    for (k = 1; k < LANES; k++) {
        *least = min[k] < *least ? min[k] : *least;
        *greatest = max[k] > *greatest ? max[k] : *greatest;
    }
}

/* Sums of (x - shift) * factor and of its squares. */
static void sums(const float *x, size_t count, float shift, float factor, double *sum, double *squares)
{
    float s[LANES] = {0}, q[LANES] = {0};
    size_t i, k;

    for (i = 0; i < count; i += LANES)
        for (k = 0; k < LANES; k++) {
            const float d = (x[i + k] - shift) * factor;
            s[k] += d;
            q[k] += d * d;
        }
    *sum = *squares = 0;
    for (k = 0; k < LANES; k++) {
        *sum += (double)s[k];
        *squares += (double)q[k];
    }
}

/* Of a block of floats, a multiple of LANES. Half the greatest float bounds what is subtracted without overflow. */
static summary summarize_floats(const float *x, size_t count)
{
    summary s = {0, 0, 0, 1, 0, 0};
    float min, max, factor = 1, shift;
    double sum;

    extremes(x, count, &min, &max);
    s.count = (double)count;
    s.min = (double)min;
    s.max = (double)max;
    s.scale = power_near(magnitude_of(s.min, s.max));
    if (s.scale > 1e12 || s.scale < 1e-12)
        factor = (float)(1 / (s.scale > 0x1p-126 ? s.scale : 0x1p-126));
    s.scale = 1 / (double)factor;
    shift = x[0] - x[0] < 1 && s.scale < 1e30 ? x[0] : 0;
    sums(x, count, shift, factor, &sum, &s.squares);
    s.mean = (double)shift + sum / s.count * s.scale;
    s.squares -= sum * sum / s.count;
    return s;
}

/* Values of 64 bits, and the last few of the others. */
static summary summarize_doubles(const double *x, size_t count)
{
    summary s = {0, 0, 0, 1, 0, 0};
    double sum = 0;
    size_t i;

    s.min = s.max = x[0];
    for (i = 1; i < count; i++) {
        s.min = x[i] < s.min ? x[i] : s.min;
        s.max = x[i] > s.max ? x[i] : s.max;
    }
    s.count = (double)count;
    s.scale = power_near(magnitude_of(s.min, s.max));
    for (i = 0; i < count; i++) {
        const double d = x[i] / s.scale - x[0] / s.scale;
        sum += d;
        s.squares += d * d;
    }
    s.mean = (x[0] / s.scale + sum / s.count) * s.scale;
    s.squares -= sum * sum / s.count;
    return s;
}

static summary summarize_block(const element_type *type, const unsigned char *from, size_t count)
{
    const uint16_t *bits = (const uint16_t *)(const void *)from;
    double values[BLOCK];
    float floats[BLOCK];
    size_t i;

    if (type->dtype == LECUN_F64 || count % LANES) {
        to_double(type, from, count, values);
        return summarize_doubles(values, count);
    }
    if (type->dtype == LECUN_F32)
        return summarize_floats((const float *)(const void *)from, count);
    for (i = 0; i < count; i++)
        floats[i] = type->dtype == LECUN_F16 ? lecun_float_of_half(bits[i]) : lecun_float_of_bf16(bits[i]);
    return summarize_floats(floats, count);
}

summary summarize(const element_type *type, const void *from, size_t count)
{
    const unsigned char *at = (const unsigned char *)from;
    summary s = {0, 0, 0, 1, 0, 0}, next;
    size_t n;

    for (; count; count -= n, at += n * type->size) {
        n = count < BLOCK ? count : BLOCK;
        n = n > LANES && n < BLOCK ? n - n % LANES : n;
        next = summarize_block(type, at, n);
        join(&s, &next);
    }
    return s;
}

/* Chunks are joined as in Chan, Golub, LeVeque: "Algorithms for computing the sample variance" (1983). */
void join(summary *s, const summary *next)
{
    const double total = s->count + next->count, scale = s->count > 0 && s->scale > next->scale ? s->scale : next->scale;
    const double distance = next->mean / scale - s->mean / scale;
    const double mine = s->count > 0 ? s->scale / scale : 0, its = next->scale / scale;

    s->squares = s->squares * mine * mine + next->squares * its * its + distance * distance * s->count * next->count / total;
    s->mean = (s->mean / scale + distance * next->count / total) * scale;
    s->min = s->count > 0 && s->min < next->min ? s->min : next->min;
    s->max = s->count > 0 && s->max > next->max ? s->max : next->max;
    s->count = total;
    s->scale = scale;
}

double summary_stddev(const summary *s)
{
    return s->scale * square_root(s->squares / s->count);
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
