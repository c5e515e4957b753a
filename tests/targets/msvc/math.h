/* SPDX-License-Identifier: MIT */
#pragma once

double fabs(double), sqrt(double), log(double), sin(double), cos(double), exp(double), floor(double), ldexp(double, int), hypot(double, double);
double fma(double, double, double), nextafter(double, double);
float nextafterf(float, float), sqrtf(float), fmaf(float, float, float);
#define INFINITY    __builtin_inff()
#define NAN         __builtin_nanf("")
#define HUGE_VAL    __builtin_inf()
#define isnan(x)    __builtin_isnan(x)
#define isinf(x)    __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x)  __builtin_signbit(x)
