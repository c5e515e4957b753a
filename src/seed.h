/* SPDX-License-Identifier: MIT
 *
 * seed.h - from an initializer's seed and draw to its stream
 */
#ifndef LECUN_SEED_H
#define LECUN_SEED_H

#include "../include/lecun.h"
#include "philox.h"

lecun_philox lecun_stream_of(const lecun_initializer *self);

#endif
