/* SPDX-License-Identifier: MIT
 *
 * Every kernel that runs here against the reference, bit for bit: any stream, range, alignment and element, and any
 * parameters that an initializer takes. What kernels do not handle (plan.h, apart) has to go past them.
 */
#include "../../src/dispatch.h"
#include "input.h"

#include <string.h>

enum { MOST = 1100, GUARD = 64 };       /* four chunks of the kernels, and some */

typedef struct request {
    lecun_plan plan;
    size_t count;
    uint64_t first;
} request;

/* Anywhere, or beside a power of two, where a word of the counter carries. */
static uint64_t take_first(input *in, size_t count)
{
    const uint64_t last = INT64_MAX - (uint64_t)count;
    const uint64_t near = (UINT64_C(1) << choose(in, 64)) - take(in, 2) % (2 * MOST);
    const uint64_t first = choose(in, 4) ? near : (uint64_t)take_integer(in);

    return first < last ? first : first % last;
}

/* 0: an initializer does not take the numbers. */
static int take_initializer(input *in, lecun_initializer *self)
{
    const unsigned class = choose(in, 3);
    const double a = take_double(in), b = take_double(in);
    const int64_t seed = take_integer(in);
    const lecun_profile profile = choose(in, 2) ? LECUN_KERAS3 : LECUN_KERAS2;
    const lecun_rounding rounding = choose(in, 2) ? LECUN_ROUND_ONCE : LECUN_ROUND_AS_KERAS;
    const lecun_status status = class == 0   ? lecun_init_random_uniform(self, a, b, seed)
                                : class == 1 ? lecun_init_truncated_normal(self, a, b, seed)
                                             : lecun_init_random_normal(self, a, b, seed);

    if (status)
        return 0;
    REQUIRE(lecun_set_profile(self, profile) == LECUN_OK && lecun_set_rounding(self, rounding) == LECUN_OK);
    return 1;
}

static int take_request(input *in, request *r)
{
    static const lecun_fan_pair fans = {1, 1};
    lecun_initializer self;
    unsigned i;

    if (!take_initializer(in, &self))
        return 0;
    r->plan = lecun_make_plan(&self, (lecun_dtype)(LECUN_F32 + choose(in, 4)), 1, fans);
    r->count = choose(in, 4) ? choose(in, 48) : (size_t)take(in, 2) % MOST;
    r->first = take_first(in, r->count);
    if (choose(in, 2))                  /* the upper half of the counter and the key may be anything; here, about to carry */
        for (i = 0; i < 2; i++) {
            r->plan.key.key[i] = (uint32_t)take(in, 4);
            r->plan.key.counter[2 + i] = choose(in, 2) ? UINT32_MAX - choose(in, 4) : (uint32_t)take(in, 4);
        }
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned char expected[8 * MOST], buffer[8 * MOST + 64 + 2 * GUARD], untouched[sizeof buffer];
    const uint32_t features = lecun_cpu_features();
    input in = {data, size};
    const size_t at = GUARD + choose(&in, 64);
    size_t bytes, row;
    request r;

    if (!take_request(&in, &r))
        return 0;
    bytes = r.count * lecun_element_size(r.plan.element);
    memset(untouched, 0xa5, sizeof untouched);
    lecun_portable_kernels.fill(&r.plan, expected, r.count, r.first);
    for (row = 0; row + 1 < lecun_kernel_row_count; row++) {
        if (!lecun_row_runs(&lecun_kernel_rows[row], features))
            continue;
        lecun_allow_features(lecun_kernel_rows[row].needs);
        memset(buffer, 0xa5, at + bytes + GUARD);
        lecun_keras_fill(&r.plan, buffer + at, r.count, r.first);
        REQUIRE(memcmp(buffer + at, expected, bytes) == 0);
        REQUIRE(memcmp(buffer, untouched, at) == 0 && memcmp(buffer + at + bytes, untouched, GUARD) == 0);
    }
    return 0;
}
