/* SPDX-License-Identifier: MIT
 *
 * entropy.c - takes the place of src/entropy.c on boards that have no source of entropy, so that what is done with drawn
 * seeds is tested there too
 */
#include "../../src/entropy.h"

lecun_status lecun_entropy_seed(int64_t *seed)
{
    static uint32_t count;

    *seed = (int64_t)(++count * 2654435761u % 1000000000u) + 1;
    return LECUN_OK;
}
