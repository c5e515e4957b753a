/* SPDX-License-Identifier: MIT
 *
 * fit.h - could these weights be what that initializer draws?
 *
 * Every known initializer is a distribution: its variance follows from the fans, its mean is 0, and its fourth moment and
 * its bound tell truncated normals, untruncated ones and uniforms apart. It fits if all that was measured lies within the
 * error of a sample of that size.
 */
#ifndef FIT_H
#define FIT_H

#include "moments.h"
#include "shape.h"

#include <lecun.h>

typedef enum scheme { LECUN, GLOROT, HE, SCHEMES } scheme;

/* The standard deviation that the scheme asks of such a shape in this layout; 0 if the layout has no fans for it. */
double asked_stddev(scheme which, lecun_layout layout, const shape *s);

/* What a tensor is held to be. */
typedef struct expectation {
    const char *name;           /* one of those that name_fits writes, without what it adds in brackets; NULL for any */
    lecun_layout layout;        /* LECUN_LAYOUT_KERAS or LECUN_LAYOUT_TORCH; 0 for either */
} expectation;

/* Is there an initializer of that name? */
int is_known(const char *name);

/* What was measured of a tensor, and what is known of its model. */
typedef struct measured {
    const moments *moments;
    const element_type *type;
    const shape *shape;
    size_t layers;              /* of the model; 0: not known */
} measured;

/* Write the names of what fits, joined by " or ", or "none fits" and how the standard deviation relates to LeCun's, into text
 * of size bytes. Not without weights. Returns 1 if what is wanted is among what fits. */
int name_fits(const measured *t, const expectation *wanted, char *text, size_t size);

/* Does it fit this very initializer? Says so in text likewise. */
int told_fits(const measured *t, const lecun_initializer *init, char *text, size_t size);

#endif
