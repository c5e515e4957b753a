/* SPDX-License-Identifier: MIT
 *
 * p_values.h - how probable a statistic at least as extreme is, if the numbers are what they should be
 *
 * All formulas are published ones, named in p_values.c.
 */
#ifndef LECUN_TESTS_P_VALUES_H
#define LECUN_TESTS_P_VALUES_H

/* Of a standard normal, two-sided. */
double p_normal(double z);

/* Of the greatest of `count` independent standard normals' absolute values. */
double p_greatest_normal(double z, double count);

/* Of chi-square, upper tail; and two-sided, since numbers that fit too well are not random either. */
double p_chi_square_above(double chi_square, double freedom);
double p_chi_square(double chi_square, double freedom);

/* Of Kolmogorov's D and of Anderson and Darling's A^2, upper tail, for large samples (n > 10^5 here). */
double p_kolmogorov(double d, double n);
double p_anderson_darling(double a_square);

#endif
