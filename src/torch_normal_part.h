/* SPDX-License-Identifier: MIT
 *
 * torch_normal_part.h - the part of all normals below a number
 */
#ifndef LECUN_TORCH_NORMAL_PART_H
#define LECUN_TORCH_NORMAL_PART_H

#include "exact.h"

/* (1 + erf(x / sqrt(2))) / 2. By the series erf(y) = 2 / sqrt(pi) y sum (2 y^2)^n / (2n + 1)!! / e^(y^2), and e^(y^2) by its own:
 * all terms are positive, so that nothing is lost. At 7 the rest is below 1e-11, at 9 below a double's last place. */
static inline double lecun_normal_part(double x)
{
    const double magnitude = x < 0 ? -x : x, square = lecun_product(magnitude, magnitude);
    double term = magnitude, sum = magnitude, power = 1.0, exponential = 1.0, half;
    int n;

    if (magnitude >= 9.0)
        return x < 0 ? 0.0 : 1.0;
    for (n = 1; n < 160; n++) {
        term = lecun_product(term, square / (2.0 * n + 1.0));
        sum += term;
        power = lecun_product(power, square / (2.0 * n));
        exponential += power;
    }
    half = lecun_product(0x1.9884533d43651p-2, sum / exponential);             /* 1 / sqrt(2 pi) */
    return x < 0 ? 0.5 - half : 0.5 + half;
}

#endif
