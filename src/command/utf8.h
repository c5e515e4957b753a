/* SPDX-License-Identifier: MIT
 *
 * utf8.h - is it UTF-8?
 */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>

/* The length of the UTF-8 sequence at s, a string; 0 if it is none (RFC 3629, section 4). */
size_t utf8_sequence(const unsigned char *s);

#endif
