/* SPDX-License-Identifier: MIT
 *
 * decimal.h - decimal numbers to doubles and back, correctly rounded both ways; integers only: no locale, no rounding mode
 */
#ifndef LECUN_DECIMAL_H
#define LECUN_DECIMAL_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* The double nearest to the JSON number text[0..length-1], ties to even, as Python's float() gives it; too large is
 * infinity. The text is taken to be a number by JSON's grammar, of any length; the time is linear in it. */
double lecun_double_of_decimal(const char *text, size_t length);

enum { LECUN_DECIMAL_SIZE = 32 };

/* Write what Python's repr(value) writes, and a NUL: the shortest digits that read back as the value, and of these the
 * nearest. value is finite. Returns the length. */
size_t lecun_decimal_of_double(double value, char buf[LECUN_DECIMAL_SIZE]);

LECUN_HIDDEN_END

#endif
