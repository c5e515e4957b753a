/* SPDX-License-Identifier: MIT
 *
 * p_values.c - the formulas behind the p-values
 */
#include "p_values.h"

#include <math.h>

double p_normal(double z)
{
    return erfc(fabs(z) * 0.70710678118654752);
}

/* Sidak (1967): 1 - (1 - p)^count, without the cancellation. */
double p_greatest_normal(double z, double count)
{
    const double p = p_normal(z);
    return p < 1.0 ? -expm1(count * log1p(-p)) : 1.0;
}

/* --- Chi-square: the incomplete gamma function -------------------------------------------------------------------- */

/* x^a e^-x / Gamma(a) */
static double gamma_front(double a, double x)
{
    return exp(a * log(x) - x - lgamma(a));
}

/* P(a, x) by its series: Abramowitz, Stegun (1964), 6.5.29. Converges for all x, fast for x < a + 1. */
static double gamma_series(double a, double x)
{
    double term = 1.0 / a, sum = term, n = a;

    while (term > sum * 1e-17)
        sum += term *= x / ++n;
    return sum * gamma_front(a, x);
}

/* Q(a, x) by its continued fraction: ibid. 6.5.31, evaluated as in Lentz (1976). For x > a + 1. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d, change = 0.0;
    int i;

    for (i = 1; i < 1000000 && fabs(change - 1.0) > 1e-16; i++) {
        const double numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        change = c * d;
        h *= change;
    }
    return h * gamma_front(a, x);
}

double p_chi_square_above(double chi_square, double freedom)
{
    const double a = freedom / 2, x = chi_square / 2;

    if (!(x > 0.0))
        return 1.0;
    return x < a + 1.0 ? 1.0 - gamma_series(a, x) : gamma_fraction(a, x);
}

double p_chi_square(double chi_square, double freedom)
{
    const double a = freedom / 2, x = chi_square / 2;
    double below, above;

    if (!(x > 0.0))
        return 0.0;
    above = p_chi_square_above(chi_square, freedom);
    below = x < a + 1.0 ? gamma_series(a, x) : 1.0 - above;
    return 2.0 * (below < above ? below : above);
}

/* --- Kolmogorov-Smirnov ------------------------------------------------------------------------------------------- */

/* The tail as in Marsaglia, Tsang, Wang: "Evaluating Kolmogorov's distribution" (2003), their shortcut for n > 99;
 * nearer to the middle Kolmogorov's limit (1933), which is good enough for a large n. */
double p_kolmogorov(double d, double n)
{
    const double s = d * d * n;
    double sum = 0.0, sign = 1.0;
    int k;

    if (s > 3.76)
        return 2.0 * exp(-(2.000071 + 0.331 / sqrt(n) + 1.409 / n) * s);
    if (s < 0.04)                       /* the limit is 1 to 13 digits, and the series slow */
        return 1.0;
    for (k = 1; k <= 50; k++, sign = -sign)
        sum += sign * exp(-2.0 * k * k * s);
    return 2.0 * sum < 1.0 ? 2.0 * sum : 1.0;
}

/* --- Anderson-Darling --------------------------------------------------------------------------------------------- */

/* The limit law's series: Marsaglia, Marsaglia: "Evaluating the Anderson-Darling distribution" (2004), adf and ADinf.
 * The paper's correction for the sample size, of the order of 1/n, is left out. */
static double anderson_darling_term(double z, int j)
{
    const double t = (4 * j + 1) * (4 * j + 1) * 1.23370055013617 / z;      /* pi^2 / 8 */
    double a, b, c, r = z / 8, sum, next;
    int i;

    if (t > 150.0)
        return 0.0;
    a = 2.22144146907918 * exp(-t) / sqrt(t);                               /* pi / sqrt(2) */
    b = 3.93740248643060 * erfc(sqrt(t));                                   /* pi^(3/2) / sqrt(2) */
    sum = a + b * r;
    for (i = 1; i < 200; i++) {
        c = ((i - 0.5 - t) * b + t * a) / i;
        a = b;
        b = c;
        r *= z / (8 * i + 8);
        next = sum + c * r;
        if (fabs(r) < 1e-40 || fabs(c) < 1e-40 || next == sum)
            break;
        sum = next;
    }
    return sum;
}

static double anderson_darling_below(double z)
{
    double r = 1.0 / z, sum = r * anderson_darling_term(z, 0), next;
    int j;

    for (j = 1; j < 100; j++, sum = next) {
        r *= (0.5 - j) / j;
        next = sum + (4 * j + 1) * r * anderson_darling_term(z, j);
        if (next == sum)
            break;
    }
    return sum;
}

/* Beyond p = 2e-7 the series starts to cancel. There A^2 is as good as its greatest summand, half a chi-square of one
 * degree; the others make a factor, the product of (1 - 2/(j(j+1)))^(-1/2) over j > 1, which is sqrt(3): Zolotarev,
 * "Concerning a certain probability problem" (1961). */
double p_anderson_darling(double a_square)
{
    if (a_square < 0.01)
        return 1.0;
    return a_square < 14.0 ? 1.0 - anderson_darling_below(a_square) : 1.7320508075688773 * erfc(sqrt(a_square));
}
