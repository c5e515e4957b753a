/* SPDX-License-Identifier: MIT
 *
 * config.h - the names that configs have for modes, distributions and nonlinearities
 */
#ifndef LECUN_CONFIG_H
#define LECUN_CONFIG_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* Their places in the tables. No config of Keras can say LECUN_FAN_GEO_AVG. */
#define LECUN_MODE_ROW(mode) ((mode) - LECUN_FAN_IN)
#define LECUN_NAME_ROW(distribution) ((distribution) - LECUN_TRUNCATED_NORMAL)
#define LECUN_NONLINEARITY_ROW(nonlinearity) ((nonlinearity) - LECUN_LINEAR)

extern const char *const lecun_mode_names[LECUN_MODE_ROW(LECUN_FAN_GEO_AVG) + 1];
extern const char *const lecun_distribution_names[LECUN_NAME_ROW(LECUN_UNIFORM) + 1];
extern const char *const lecun_nonlinearity_names[LECUN_NONLINEARITY_ROW(LECUN_SELU) + 1];
extern const char *const lecun_jax_distribution_names[LECUN_NAME_ROW(LECUN_UNIFORM) + 1];

LECUN_HIDDEN_END

#endif
