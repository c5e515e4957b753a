/* SPDX-License-Identifier: MIT
 *
 * seed.h - from an initializer's seed and draw to its stream
 */
#ifndef LECUN_SEED_H
#define LECUN_SEED_H

#include "library.h"
#include "philox.h"

LECUN_HIDDEN_BEGIN

lecun_philox lecun_stream_of(const lecun_initializer *self);

LECUN_HIDDEN_END

#endif
