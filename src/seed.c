/* SPDX-License-Identifier: MIT
 *
 * seed.c - from an initializer's seed and draw to its stream
 */
#include "profile.h"
#include "seed.h"

lecun_philox lecun_stream_of(const lecun_initializer *self)
{
    const lecun_profile_row *profile = lecun_profile_of(self->profile);
    return lecun_philox_from_seed(profile->word(self->seed), profile->word(self->draw));
}
