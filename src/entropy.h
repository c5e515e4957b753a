/* SPDX-License-Identifier: MIT
 *
 * entropy.h - a seed from the system
 */
#ifndef LECUN_ENTROPY_H
#define LECUN_ENTROPY_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* A seed uniform in 1..10^9, which is what Keras draws for seed=None: random.randint(1, 10**9).
 * LECUN_OK, or LECUN_E_ENTROPY with *seed untouched. */
lecun_status lecun_entropy_seed(int64_t *seed);

LECUN_HIDDEN_END

#endif
