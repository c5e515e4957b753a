/* SPDX-License-Identifier: MIT
 *
 * torch_few.c - PyTorch's normals of fewer than 16 elements: one by one, of two doubles, every other one having waited
 *
 * The method: aten/src/ATen/core/DistributionsHelper.h, normal_distribution. Such a tensor is made anew for any part of it.
 */
#include "strict_fp.h"
#include "torch_doubles.h"
#include "torch_element.h"
#include "torch_parts.h"

#include <string.h>

#define TWO_PI 0x1.921fb54442d18p+2

enum { MOST = 15, MOST_SIZE = 8 };

static uint32_t next_word(lecun_torch *source)
{
    if (source->taken == LECUN_MT_WORDS) {
        lecun_mt_twist(source->state);
        source->taken = 0;
        source->fresh = 0;
    }
    return lecun_mt_temper(source->state[source->taken++]);
}

/* A normal of Box and Muller, of two uniforms of float64; every other one waits for the next call. */
static double next_normal(lecun_torch *source)
{
    const double waiting = lecun_double_of_bits(source->normal);
    double radius, sine, cosine, u[2];
    int i;

    source->waits ^= 1;
    source->normal = 0;
    if (!source->waits)
        return waiting;
    for (i = 0; i < 2; i++) {
        const uint64_t high = next_word(source) & 0x1fffff;
        u[i] = (double)(int64_t)(high << 32 | next_word(source)) * 0x1p-53;
    }
    radius = lecun_sqrt(lecun_product(-2.0, lecun_log1p(-u[1])));
    lecun_sincos(lecun_product(TWO_PI, u[0]), &sine, &cosine);
    source->normal = lecun_bits_of_double(lecun_product(radius, sine));
    return lecun_product(radius, cosine);
}

static void put_few_normal(const lecun_torch_plan *plan, double z, unsigned char *out)
{
    const double x = plan->rules.fused ? lecun_fma(z, plan->scale64, plan->from64)
                                       : lecun_sum(lecun_product(z, plan->scale64), plan->from64);

    if (plan->element == LECUN_F64)
        lecun_put_double(out, x);
    else
        lecun_put_float(plan->element, out,
                        lecun_torch_round(plan->element, lecun_float_of_double_bits(lecun_bits_of_double(x))));
}

void lecun_torch_draw_few(const lecun_torch_plan *plan, lecun_torch *source, unsigned char *out)
{
    const size_t size = lecun_element_size(plan->element);
    size_t i;

    for (i = 0; i < plan->elements; i++)
        put_few_normal(plan, next_normal(source), out + i * size);
}

int lecun_torch_few_of_round(const lecun_torch_plan *plan, const lecun_torch *start, const lecun_torch_part *part, uint64_t round)
{
    const size_t size = lecun_element_size(plan->element);
    unsigned char all[MOST * MOST_SIZE], *const drawn = all + part->first * size;
    lecun_torch source = *start;
    uint64_t i;

    for (i = 0; i <= round; i++)
        lecun_torch_draw_few(plan, &source, all);
    if (round == 0)
        memcpy(part->out, drawn, part->count * size);
    if (plan->kind == LECUN_TORCH_FEW_NORMALS)
        return 0;
    if (round)
        return lecun_torch_replace(plan, &lecun_portable_torch, part->out, drawn, part->count);
    return lecun_portable_torch_find(plan, part->out, part->count) < part->count;
}
