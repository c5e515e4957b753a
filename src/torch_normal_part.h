/* SPDX-License-Identifier: MIT
 *
 * torch_normal_part.h - the part of all normals below a number, and the deviation of those between two
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

/* The standard deviation of normals of mean and std that are between a and b, by Simpson's rule over 4096 intervals: 8 digits and
 * more. Densities are relative to the greatest, at the mode, and where they are negligible nothing is added up. Places are counted
 * from the mode, and those whose moments are taken in widths, so that narrow intervals lose nothing. */
static inline double lecun_truncated_stddev(double mean, double std, double a, double b)
{
    const double low = (a - mean) / std, high = (b - mean) / std, mode = low > 0 ? low : high < 0 ? high : 0;
    const double size = mode < 0 ? -mode : mode, span = 144.0 / (lecun_sqrt(size * size + 144.0) + size);
    const double from = low - mode > -span ? low - mode : -span, to = high - mode < span ? high - mode : span;
    const double width = to - from;
    double sum[3] = {0, 0, 0};
    int i, j, moment;

    if (!(width > 0))
        return 0.0;
    for (i = 0; i <= 4096; i++) {
        const double u = from / width + i / 4096.0, z = u * width, weight = i == 0 || i == 4096 ? 1.0 : i % 2 ? 4.0 : 2.0;
        const double exponent = -z * (z + 2.0 * mode) / 1024.0;
        double density = 1.0 + exponent * (1.0 + exponent / 2.0 * (1.0 + exponent / 3.0 * (1.0 + exponent / 4.0
                         * (1.0 + exponent / 5.0 * (1.0 + exponent / 6.0)))));
        for (j = 0; j < 9; j++)
            density *= density;
        for (moment = 0; moment < 3; moment++)
            sum[moment] += weight * density * (moment == 0 ? 1.0 : moment == 1 ? u : u * u);
    }
    return std * width * lecun_sqrt(sum[2] / sum[0] - sum[1] / sum[0] * (sum[1] / sum[0]));
}

#endif
