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

    any.size = lecun_dtype_size((lecun_dtype)element);
    memcpy(any.bytes, any.size == 8 ? (const void *)&pattern : any.size == 4 ? (const void *)&word : (const void *)&half, any.size);
    return any;
}

void lecun_constant_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const any_element element = any_of(plan->element, plan->shift);

    (void)first;
    for (; count; count--, out += element.size)
        memcpy(out, element.bytes, element.size);
}

void lecun_identity_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const any_element diagonal = any_of(plan->element, plan->scale), elsewhere = any_of(plan->element, plan->shift);
    uint64_t row = first / plan->columns, column = first % plan->columns;

    for (; count; count--, out += elsewhere.size) {
        memcpy(out, row == column ? diagonal.bytes : elsewhere.bytes, elsewhere.size);
        if (++column == plan->columns) {
            column = 0;
            row++;
        }
    }
}
