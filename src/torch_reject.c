/* SPDX-License-Identifier: MIT
 *
 * torch_reject.c - trunc_normal_ where its bounds hold little of the normals: uniforms between them, accepted or drawn again
 *
 * A candidate is accepted if the logarithm of a second uniform is not above that of the density (von Neumann, 1951). The method:
 * torch/nn/init.py. PyTorch's logarithm is that of a vector library, and this one glibc's: only a uniform whose logarithm is within a
 * unit of the density's could fall on the other side.
 */
#include "strict_fp.h"
#include "elementary.h"
#include "torch_element.h"
#include "torch_parts.h"

#include <string.h>

enum { MOST_SIZE = 8 };

/* A double rounded to the element's type, by way of float. */
static double rounded(uint32_t element, double x)
{
    if (element == LECUN_F64)
        return x;
    return lecun_double_of_float(lecun_torch_round(element, lecun_float_of_double_bits(lecun_bits_of_double(x))));
}

static double number_of(uint32_t element, uint64_t pattern)
{
    switch (element) {
    case LECUN_F64: return lecun_double_of_bits(pattern);
    case LECUN_F32: return lecun_double_of_float((uint32_t)pattern);
    case LECUN_F16: return lecun_double_of_float(lecun_bits_of_half((uint32_t)pattern));
    default:        return lecun_double_of_float((uint32_t)pattern << 16);
    }
}

/* Whether log(v) is above the logarithm of the density at c, less that at its peak: operations of the element's type, whose
 * scalars are floats; what is added, of the type. */
static int is_rejected(const lecun_torch_plan *plan, double c, double v)
{
    const uint32_t t = plan->element, scalar = t == LECUN_F64 ? LECUN_F64 : LECUN_F32;
    double x = rounded(t, lecun_sum(c, -rounded(t, plan->mean)));

    if (v == 0.0)
        return 0;
    x = rounded(t, lecun_opaque(x / rounded(scalar, plan->std)));
    x = rounded(t, lecun_product(x, x));
    x = rounded(t, lecun_product(x, -0.5));
    x = rounded(t, lecun_sum(x, -rounded(t, plan->peak)));
    return rounded(t, lecun_log(v)) > x;
}

/* What is still to be drawn is NaN in memory. */
static void mark(const lecun_torch_plan *plan, unsigned char *out)
{
    memset(out, 0xff, lecun_element_size(plan->element));
}

enum { PIECE = 32 };

/* A round takes uniforms for all elements, and then as many again to decide. */
static int reject_piece(const lecun_torch_plan *plan, lecun_torch_cursor *candidates, lecun_torch_cursor *deciders,
                        uint64_t word, const lecun_torch_part *part, uint64_t round)
{
    const size_t size = lecun_element_size(plan->element);
    const uint64_t half = plan->elements * lecun_words_of_element(plan);
    unsigned char c[(size_t)PIECE * MOST_SIZE], v[(size_t)PIECE * MOST_SIZE];
    lecun_torch_plan unit = *plan;
    int again = 0;
    size_t i;

    if (round && candidates->kernels->find_outside(plan, part->out, part->count) == part->count)
        return 0;
    unit.from = 0;
    unit.scale = unit.to = 0x3f800000u;
    unit.from64 = 0.0;
    unit.scale64 = unit.to64 = 1.0;
    lecun_torch_draw_uniforms(plan, candidates, word, c, part->count);
    lecun_torch_draw_uniforms(&unit, deciders, word + half, v, part->count);
    for (i = 0; i < part->count; i++) {
        unsigned char *const out = part->out + i * size;
        if (round && candidates->kernels->find_outside(plan, out, 1))
            continue;
        memcpy(out, c + i * size, size);
        if (is_rejected(plan, number_of(plan->element, lecun_get_element(c + i * size, size)),
                        number_of(plan->element, lecun_get_element(v + i * size, size)))) {
            mark(plan, out);
            again = 1;
        }
    }
    return again;
}

int lecun_torch_reject(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t base, const lecun_torch_part *part,
                  uint64_t round)
{
    const size_t size = lecun_element_size(plan->element);
    lecun_torch_cursor deciders = *cursor;
    size_t done, n;
    int again = 0;

    for (done = 0; done < part->count; done += n) {
        lecun_torch_part piece;

        n = part->count - done < PIECE ? part->count - done : PIECE;
        piece.out = part->out + done * size;
        piece.first = part->first + done;
        piece.count = n;
        again |= reject_piece(plan, cursor, &deciders, base + piece.first * lecun_words_of_element(plan), &piece, round);
    }
    return again;
}
