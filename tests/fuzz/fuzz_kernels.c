/* SPDX-License-Identifier: MIT
 *
 * Every kernel that runs here against the reference, bit for bit: any stream, range, alignment and dtype, and any
 * parameters, also infinite ones. The entry points let no NaN through; where one is a parameter, any NaN will do.
 */
#include "../../src/dispatch.h"
#include "input.h"

#include <string.h>

enum { MOST = 1100, GUARD = 64 };       /* four chunks of the kernels, and some */

typedef struct request {
    lecun_philox stream;
    size_t count;
    uint64_t first;
    double a, b;
    int distribution;
    lecun_dtype dtype;
} request;

/* Anywhere, or beside a power of two, where a word of the counter carries. */
static uint64_t take_first(input *in, size_t count)
{
    const uint64_t last = INT64_MAX - (uint64_t)count;
    const uint64_t near = (UINT64_C(1) << choose(in, 64)) - take(in, 2) % (2 * MOST);
    const uint64_t first = choose(in, 4) ? near : (uint64_t)take_integer(in);

    return first < last ? first : first % last;
}

static request take_request(input *in)
{
    request r;
    unsigned i;

    r.distribution = LECUN_TRUNCATED_NORMAL + (int)choose(in, LECUN_DISTRIBUTIONS);
    r.dtype = (lecun_dtype)(LECUN_F32 + choose(in, 4));
    r.a = take_double(in);
    r.b = take_double(in);
    r.count = choose(in, 4) ? choose(in, 48) : (size_t)take(in, 2) % MOST;
    r.first = take_first(in, r.count);
    r.stream = lecun_philox_from_seed(take_integer(in), 0);
    if (choose(in, 2))                  /* the upper half of the counter and the key may be anything; here, about to carry */
        for (i = 0; i < 2; i++) {
            r.stream.key[i] = (uint32_t)take(in, 4);
            r.stream.counter[2 + i] = choose(in, 2) ? UINT32_MAX - choose(in, 4) : (uint32_t)take(in, 4);
        }
    return r;
}

static void fill(const lecun_kernel_table *kernels, const request *r, unsigned char *out)
{
    kernels->fill[LECUN_DISTRIBUTION_ROW(r->distribution)][r->dtype](&r->stream, out, r->count, r->first, r->a, r->b);
}

static int is_nan(const unsigned char *element, lecun_dtype dtype)
{
    uint64_t u64;
    uint32_t u32;
    uint16_t u16;

    switch (dtype) {
    case LECUN_F64:
        return memcpy(&u64, element, 8), (u64 & INT64_MAX) > UINT64_C(0x7ff0000000000000);
    case LECUN_F32:
        return memcpy(&u32, element, 4), (u32 & 0x7fffffff) > 0x7f800000;
    case LECUN_F16:
        return memcpy(&u16, element, 2), (u16 & 0x7fff) > 0x7c00;
    default:
        return memcpy(&u16, element, 2), (u16 & 0x7fff) > 0x7f80;
    }
}

static void compare(const request *r, const unsigned char *expected, const unsigned char *got)
{
    const size_t size = lecun_dtype_size(r->dtype);
    size_t i;

    if (memcmp(expected, got, r->count * size) == 0)
        return;
    REQUIRE(r->a != r->a || r->b != r->b);
    for (i = 0; i < r->count; i++)
        REQUIRE(memcmp(expected + i * size, got + i * size, size) == 0
                || (is_nan(expected + i * size, r->dtype) && is_nan(got + i * size, r->dtype)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned char expected[8 * MOST], buffer[8 * MOST + 64 + 2 * GUARD], untouched[sizeof buffer];
    const uint32_t features = lecun_cpu_features();
    input in = {data, size};
    const size_t at = GUARD + choose(&in, 64);
    const request r = take_request(&in);
    const size_t end = at + r.count * lecun_dtype_size(r.dtype);
    size_t row;

    memset(untouched, 0xa5, sizeof untouched);
    fill(&lecun_portable_kernels, &r, expected);
    for (row = 0; row + 1 < lecun_kernel_row_count; row++) {
        if (lecun_kernel_rows[row].needs & ~features)
            continue;
        memset(buffer, 0xa5, end + GUARD);
        fill(lecun_kernel_rows[row].kernels, &r, buffer + at);
        compare(&r, expected, buffer + at);
        REQUIRE(memcmp(buffer, untouched, at) == 0 && memcmp(buffer + end, untouched, GUARD) == 0);
    }
    return 0;
}
