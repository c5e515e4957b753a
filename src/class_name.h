/* SPDX-License-Identifier: MIT
 *
 * class_name.h - from a name to its class
 */
#ifndef LECUN_CLASS_NAME_H
#define LECUN_CLASS_NAME_H

#include "scheme.h"

LECUN_HIDDEN_BEGIN

/* Room for every class name that is known, and its NUL. */
enum { LECUN_CLASS_NAME_SIZE = 48 };

/* The class that Keras knows by this name, or LECUN_SCHEME_NONE. */
lecun_scheme_id lecun_find_class(const char *name);

/* What was expected in the place of a name that is no class's: the class whose names are most like it, if any is like it. */
const char *lecun_expected_class(const char *name);

LECUN_HIDDEN_END

#endif
