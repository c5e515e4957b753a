/* SPDX-License-Identifier: MIT
 *
 * summary.c - see summary.h
 *
 * It shall cost little beside a fill. Values of 32 bits and less are summed as floats in eight lanes: a block is short, so that
 * a lane loses nothing that six digits show, and blocks are joined in double.
 */
#include "summary.h"
#include "../half.h"

#include <string.h>

#ifdef __SSE2__
#  include <emmintrin.h>
#endif

enum { BLOCK = 1024, LANES = 8 };

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

/* Least, greatest, and the sums of (x - shift) * factor and of its squares. */
typedef struct pass {
    float min, max;
    double sum, squares;
} pass;

static float first_of(const void *x, int is_bf16)
{
    return is_bf16 ? lecun_float_of_bf16(*(const uint16_t *)x) : *(const float *)x;
}

#ifdef __SSE2__     /* compilers do not find these vectors by themselves: a minimum without -ffast-math keeps them from it */

static float lane(__m128 v, int k)
{
    float lanes[4];

    _mm_storeu_ps(lanes, v);
    return lanes[k];
}

/* The four floats that begin at elements i and i + 4. A bfloat16 is the upper half of a float. */
static void load(const void *from, int is_bf16, size_t i, __m128 *v0, __m128 *v1)
{
    if (is_bf16) {
        const __m128i bits = _mm_loadu_si128((const __m128i *)(const void *)((const uint16_t *)from + i));
        *v0 = _mm_castsi128_ps(_mm_unpacklo_epi16(_mm_setzero_si128(), bits));
        *v1 = _mm_castsi128_ps(_mm_unpackhi_epi16(_mm_setzero_si128(), bits));
    } else {
        *v0 = _mm_loadu_ps((const float *)from + i);
        *v1 = _mm_loadu_ps((const float *)from + i + 4);
    }
}

/* count is a multiple of 8: two vectors each, so that a sum does not wait for the one before. */
static pass go_over(const void *x, int is_bf16, size_t count, float shift, float factor)
{
    const float x0 = first_of(x, is_bf16);
    const __m128 s = _mm_set1_ps(shift), f = _mm_set1_ps(factor);
    __m128 min = _mm_set1_ps(x0), max = min, sum0 = _mm_setzero_ps(), sum1 = sum0, squares0 = sum0, squares1 = sum0;
    pass p = {x0, x0, 0, 0};
    size_t i;
    int k;

    for (i = 0; i < count; i += 8) {
        __m128 v0, v1, d0, d1;
        load(x, is_bf16, i, &v0, &v1);
        d0 = _mm_mul_ps(_mm_sub_ps(v0, s), f);
        d1 = _mm_mul_ps(_mm_sub_ps(v1, s), f);
        min = _mm_min_ps(min, _mm_min_ps(v0, v1));
        max = _mm_max_ps(max, _mm_max_ps(v0, v1));
        sum0 = _mm_add_ps(sum0, d0);
        sum1 = _mm_add_ps(sum1, d1);
        squares0 = _mm_add_ps(squares0, _mm_mul_ps(d0, d0));
        squares1 = _mm_add_ps(squares1, _mm_mul_ps(d1, d1));
    }
    for (k = 0; k < 4; k++) {
        p.min = lane(min, k) < p.min ? lane(min, k) : p.min;
        p.max = lane(max, k) > p.max ? lane(max, k) : p.max;
        p.sum += (double)lane(sum0, k) + (double)lane(sum1, k);
        p.squares += (double)lane(squares0, k) + (double)lane(squares1, k);
    }
    return p;
}

#else

static pass go_over(const void *x, int is_bf16, size_t count, float shift, float factor)
{
    const float x0 = first_of(x, is_bf16);
    pass p = {x0, x0, 0, 0};
    float sum[LANES] = {0}, squares[LANES] = {0};
    size_t i, k;

    for (i = 0; i < count; i += LANES)
        for (k = 0; k < LANES; k++) {
            const float v = is_bf16 ? lecun_float_of_bf16(((const uint16_t *)x)[i + k]) : ((const float *)x)[i + k];
            const float d = (v - shift) * factor;
            sum[k] += d;
            squares[k] += d * d;
            p.min = v < p.min ? v : p.min;
            p.max = v > p.max ? v : p.max;
        }
    for (k = 0; k < LANES; k++) {
        p.sum += (double)sum[k];
        p.squares += (double)squares[k];
    }
    return p;
}

#endif

/* Of a block, a multiple of LANES. Where the squares leave the floats it is gone over again, scaled. */
static summary summarize_floats(const void *x, int is_bf16, size_t count)
{
    const float x0 = first_of(x, is_bf16), shift = x0 < 1e30f && x0 > -1e30f ? x0 : 0;
    summary s = {0, 0, 0, 1, 0, 0};
    pass p = go_over(x, is_bf16, count, shift, 1);

    s.count = (double)count;
    s.min = (double)p.min;
    s.max = (double)p.max;
    if (p.min < p.max && !(p.squares > 1e-25 && p.squares < 1e30)) {
        const double scale = power_near(magnitude_of(s.min, s.max));
        s.scale = scale > 0x1p-126 ? scale : 0x1p-126;
        p = go_over(x, is_bf16, count, shift, (float)(1 / s.scale));
    }
    s.mean = (double)shift + p.sum / s.count * s.scale;
    s.squares = p.squares - p.sum * p.sum / s.count;
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

/* count is a multiple of LANES, or less. */
static summary summarize_block(const element_type *type, const unsigned char *from, size_t count)
{
    const uint16_t *bits = (const uint16_t *)(const void *)from;
    double values[BLOCK];
    float floats[BLOCK];
    size_t i;

    if (type->dtype == LECUN_F64 || count < LANES) {
        to_double(type, from, count, values);
        return summarize_doubles(values, count);
    }
    if (type->dtype != LECUN_F16)
        return summarize_floats(from, type->dtype == LECUN_BF16, count);
    for (i = 0; i < count; i++)
        floats[i] = lecun_float_of_half(bits[i]);
    return summarize_floats(floats, 0, count);
}

summary summarize(const element_type *type, const void *from, size_t count)
{
    const unsigned char *at = (const unsigned char *)from;
    summary s = {0, 0, 0, 1, 0, 0}, next;
    size_t n;

    for (; count; count -= n, at += n * type->size) {
        n = count < BLOCK ? count : BLOCK;
        n = n < LANES ? n : n - n % LANES;
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
