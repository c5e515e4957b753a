/* SPDX-License-Identifier: MIT
 *
 * library.h - lecun.h as the library's own files read it: what they define is hidden
 *
 * A shared object that these files are compiled into must not offer their names to the whole process: two plugins with a
 * copy each would share the code of the one that was loaded first, whatever its version. So all functions and tables are
 * hidden where they are defined. The declarations in lecun.h say nothing about it, since a program that reads them may
 * link to a shared liblecun; LECUN_SHARED, which makes one, overrides what is said here. (Windows exports only what is named, unless
 * a DLL of MinGW's names nothing at all.)
 */
#ifndef LECUN_LIBRARY_H
#define LECUN_LIBRARY_H

/* Around declarations of what more than one file uses. (No inclusions between the two: what the system declares there would
 * be hidden, and not found.) */
#if defined(__GNUC__) && !defined(__TINYC__) && !defined(_WIN32)
#  define LECUN_HIDDEN_BEGIN _Pragma("GCC visibility push(hidden)")
#  define LECUN_HIDDEN_END   _Pragma("GCC visibility pop")
#else
#  define LECUN_HIDDEN_BEGIN
#  define LECUN_HIDDEN_END
#endif

#include <stddef.h>
#include <stdint.h>

LECUN_HIDDEN_BEGIN
#include "../include/lecun.h"
LECUN_HIDDEN_END

#endif
