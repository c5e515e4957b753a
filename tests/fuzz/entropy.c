/* SPDX-License-Identifier: MIT
 *
 * The system's entropy, for fuzzers always the same: what is found shows again. (And MemorySanitizer sees it written.)
 */
#include <string.h>

int getentropy(void *to, size_t size);

int getentropy(void *to, size_t size)
{
    memset(to, 42, size);
    return 0;
}
