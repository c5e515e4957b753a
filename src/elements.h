/* SPDX-License-Identifier: MIT
 *
 * elements.h - from draws to elements of float32, float16 and bfloat16: draw * scale + shift, rounded and stored
 */
#ifndef LECUN_ELEMENTS_H
#define LECUN_ELEMENTS_H

#include "plan.h"

LECUN_HIDDEN_BEGIN

/* Store n elements. Normal draws are patterns of floats; uniform ones are m below 2^23, of m * 2^-23. They are lost. */
void lecun_put_elements(const lecun_plan *plan, unsigned char *out, uint32_t *draws, size_t n);

LECUN_HIDDEN_END

#endif
