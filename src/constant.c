/* SPDX-License-Identifier: MIT
 *
 * constant.c - fills that draw nothing: constants and identities
 */
#include "plan.h"

#include <string.h>

/* The bytes of one element of any dtype. */
typedef struct any_element {
    unsigned char bytes[8];
    size_t size;
} any_element;

static any_element any_of(uint32_t element, uint64_t pattern)
{
    const uint32_t word = (uint32_t)pattern;
    const uint16_t half = (uint16_t)pattern;
    any_element any;

    any.size = lecun_element_size(element);
    memcpy(any.bytes, any.size == 8 ? (const void *)&pattern : any.size == 4 ? (const void *)&word : (const void *)&half, any.size);
    return any;
}

/* The first element, and then what is there again and again, up to a piece that stays in the first-level cache. */
static void repeat(const any_element *element, unsigned char *out, size_t count)
{
    const size_t bytes = count * element->size, piece = 4096;
    size_t done = element->size, n;

    memcpy(out, element->bytes, element->size);
    for (; done < bytes; done += n) {
        n = done < piece ? done : piece;
        n = n < bytes - done ? n : bytes - done;
        memcpy(out + done, out, n);
    }
}

void lecun_constant_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const any_element element = any_of(plan->element, plan->shift);

    (void)first;
    repeat(&element, out, count);
}

void lecun_identity_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const any_element diagonal = any_of(plan->element, plan->scale), elsewhere = any_of(plan->element, plan->shift);
    const uint64_t apart = plan->columns + 1;
    uint64_t row;

    repeat(&elsewhere, out, count);
    for (row = first / apart + (first % apart != 0); row < plan->columns && row * apart - first < count; row++)
        memcpy(out + (size_t)(row * apart - first) * diagonal.size, diagonal.bytes, diagonal.size);
}
