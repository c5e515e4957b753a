/* SPDX-License-Identifier: MIT
 *
 * cases.h for the tests that are written in Python: built with the library as one shared object
 */
#include "cases.h"
#include "../../src/draws.h"

/* The next random fill as a job, its text, and the bytes that it makes, of which there is room for 8 * max_count. Returns how
 * many they are, or 0 if the language has no such fill. */
size_t case_next(uint64_t *state, size_t max_count, int language, lecun_device_job *job, unsigned char *expected, char *text)
{
    const fill_case c = make_case(state, max_count);

    strcpy(text, c.text);
    if (lecun_device_fill(&c.self, (lecun_language)language, c.dtype, c.shape, 2, c.first, c.count, job))
        return 0;
    if (lecun_fill_range(&c.self, c.dtype, expected, c.count, c.shape, 2, c.first))
        abort();
    return c.count * lecun_dtype_size(c.dtype);
}

/* Of each m from base to base + count - 1: -2 log, its root, sine and cosine. */
void case_functions(uint32_t *out, uint32_t base, uint32_t count)
{
    uint32_t i;

    for (i = 0; i < count; i++) {
        const lecun_pair direction = lecun_float_sincos(base + i);

        out[4 * i] = lecun_float_square(base + i);
        out[4 * i + 1] = lecun_float_root(out[4 * i]);
        out[4 * i + 2] = direction.x;
        out[4 * i + 3] = direction.y;
    }
}
