/* SPDX-License-Identifier: MIT
 *
 * device_test.c - a self test for the user's own driver, compiler and options: jobs, and what they should have made
 */
#include "device.h"
#include "scheme.h"

#include <string.h>

/* One of these in each of the element types. Numbers are chosen so that a sum that is fused with its product, a subnormal that is
 * kept or flushed, and an element that is stored beside its place make a difference. */
typedef struct test_kind {
    lecun_scheme_id scheme;
    double number[2];
    int64_t first;              /* 0: what is stored 16 bytes at a time */
} test_kind;

static const test_kind test_kinds[] = {
    {LECUN_SCHEME_TRUNCATED_NORMAL, {0.0, 0.05}, 0},
    {LECUN_SCHEME_TRUNCATED_NORMAL, {0.7, 0.3}, ((int64_t)1 << 35) + 1},
    {LECUN_SCHEME_RANDOM_NORMAL, {-0.1, 1.1}, ((int64_t)1 << 33) + 6},
    {LECUN_SCHEME_RANDOM_NORMAL, {0.0, -1.0}, 3},           /* its type's tiny standard deviation */
    {LECUN_SCHEME_RANDOM_UNIFORM, {-0.3, 0.7}, 0},
    {LECUN_SCHEME_RANDOM_UNIFORM, {1.0, 1.7}, ((int64_t)1 << 40) + 7},
    {LECUN_SCHEME_CONSTANT, {0.3, 0.0}, 1},
    {LECUN_SCHEME_IDENTITY, {-1.3, 0.0}, 5},
};

static const struct test_type { lecun_dtype dtype; lecun_rounding rounding; double tiny; } test_types[] = {
    {LECUN_F32, LECUN_ROUND_AS_KERAS, 1.5e-38},
    {LECUN_F16, LECUN_ROUND_AS_KERAS, 1e-6},
    {LECUN_BF16, LECUN_ROUND_AS_KERAS, 1.5e-38},
    {LECUN_F16, LECUN_ROUND_ONCE, 1e-6},
    {LECUN_BF16, LECUN_ROUND_ONCE, 1.5e-38},
    {LECUN_F64, LECUN_ROUND_AS_KERAS, 3e-308},              /* the last, as not every device has it */
};

enum { TEST_KINDS = sizeof test_kinds / sizeof *test_kinds };
enum { DEVICE_TESTS = TEST_KINDS * (sizeof test_types / sizeof *test_types) };

typedef struct device_test {
    lecun_initializer self;
    lecun_dtype dtype;
    int64_t shape[2], first;
    size_t count;
} device_test;

/* A class that takes no number or no seed keeps its own. */
static lecun_initializer make_initializer(const test_kind *kind, const struct test_type *type, int64_t seed)
{
    const lecun_scheme *scheme = &lecun_schemes[kind->scheme];
    const int is_tiny = kind->number[1] < 0.0;
    lecun_initializer self = lecun_fresh(kind->scheme, 0);

    lecun_set_number(&self, 0, kind->number[0]);
    if (scheme->number[1].key)
        lecun_set_number(&self, 1, is_tiny ? type->tiny : kind->number[1]);
    if (scheme->takes & LECUN_TAKES_SEED) {
        self.seed = seed;
        self.rounding = type->rounding;
    }
    return self;
}

static device_test make_test(size_t number)
{
    const test_kind *kind = &test_kinds[number % TEST_KINDS];
    const struct test_type *type = &test_types[number / TEST_KINDS];
    const int is_identity = kind->scheme == LECUN_SCHEME_IDENTITY;
    device_test t;

    t.self = make_initializer(kind, type, 1000 + (int64_t)number);
    t.dtype = type->dtype;
    t.shape[0] = is_identity ? 1000 : (int64_t)1 << 41;
    t.shape[1] = is_identity ? 95 : 1;                      /* a diagonal that goes on to the range's end */
    t.first = kind->first;
    t.count = 8000 - number;                                /* two of the largest work groups */
    return t;
}

lecun_status lecun_device_test_job(lecun_language language, size_t number, lecun_device_job *job)
{
    device_test t;
    lecun_status status;

    if (!job)
        return LECUN_E_NULL;
    if (LECUN_LANGUAGE_ROW(language) >= LECUN_LANGUAGES)
        return LECUN_E_ARGUMENT;
    if (number >= DEVICE_TESTS)
        return LECUN_E_COUNT;
    t = make_test(number);
    status = lecun_device_fill(&t.self, language, t.dtype, t.shape, 2, t.first, t.count, job);
    return status == LECUN_E_DTYPE ? LECUN_E_COUNT : status;
}

/* Whether the bytes are the elements, which are filled here piece by piece. */
static lecun_status compare(const device_test *t, const unsigned char *bytes)
{
    const size_t size = lecun_element_size(t->dtype);
    unsigned char piece[256 * 8];
    size_t done, n;

    for (done = 0; done < t->count; done += n) {
        lecun_status status;

        n = t->count - done < 256 ? t->count - done : 256;
        status = lecun_fill_range(&t->self, t->dtype, piece, n, t->shape, 2, t->first + (int64_t)done);
        if ((int)status | memcmp(piece, bytes + done * size, n * size))
            return LECUN_E_SELF_TEST;
    }
    return LECUN_OK;
}

lecun_status lecun_device_test_check(size_t number, const void *bytes, size_t size)
{
    device_test t;

    if (!bytes)
        return LECUN_E_NULL;
    if (number >= DEVICE_TESTS)
        return LECUN_E_COUNT;
    t = make_test(number);
    if (size < t.count * lecun_element_size(t.dtype))
        return LECUN_E_ARGUMENT;
    return compare(&t, (const unsigned char *)bytes);
}
