/* SPDX-License-Identifier: MIT
 *
 * KERNEL_FILE, one of src/kernel_*.c: the logarithm and the sine and cosine equal the reference's, for all 2^23 uniforms of
 * float32, and of the 2^52 of float64 for those around every place where the method changes, and many at random
 */
#include KERNEL_FILE                    /* its phases are static */
#include "../src/elementary.h"
#include "oracle.h"
#include "support.h"

#ifdef KERNEL

static int runs_here(void)
{
    size_t row = 0;

    while (lecun_kernel_rows[row].kernels != &KERNEL)
        row++;
    return lecun_row_runs(&lecun_kernel_rows[row], lecun_cpu_features());
}

static int same(float a, float b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void every_logarithm(void **state)
{
    uint32_t first, i, wrong = 0;

    (void)state;
    for (first = 0; first < 1u << 23; first += 128) {
        ALIGNED uint64_t key[CHUNK];
        ALIGNED float square[CHUNK];
        for (i = 0; i < 128; i++) {
            const double m = first + i ? (double)(first + i) : (double)1e-7f * 0x1p23;
            key[i] = lecun_bits_of_double(m) - LOG_ORIGIN;
        }
        logarithms(square, key, 128);
        for (i = 0; i < 128; i++) {
            wrong += !same(square[i], oracle_square(first + i));
        }
    }
    assert_int_equal(wrong, 0);
}

static void every_sine_and_cosine(void **state)
{
    uint32_t first, i, wrong = 0;

    (void)state;
    for (first = 0; first < 1u << 23; first += 128) {
        ALIGNED uint64_t pattern[CHUNK];
        ALIGNED float sine[CHUNK], cosine[CHUNK];
        for (i = 0; i < 128; i++)
            pattern[i] = PATTERN_2P52 | (first + i);
        sines_and_cosines(sine, cosine, pattern, 128);
        for (i = 0; i < 128; i++) {
            float s, c;
            lecun_sincosf(oracle_angle(first + i), &s, &c);
            wrong += !same(sine[i], s) || !same(cosine[i], c);
        }
    }
    assert_int_equal(wrong, 0);
}

/* Doubles: uniforms are m * 2^-52. */
#define UNIT_F64 0x1p-52

/* Groups of uniforms; those that are left over at the end wait for more. */
typedef struct trial {
    normals_f64 w;
    uint64_t m[CHUNK];
    size_t n;
    uint64_t tried, wrong;
} trial;

static void compare_chunk(trial *t)
{
    double angle[CHUNK];
    size_t i;

    for (i = 0; i < CHUNK; i++) {               /* as keep_words_f64() leaves them */
        const double u = (double)t->m[i] * UNIT_F64, at_least = u < 1e-7 ? 1e-7 : u;
        t->w.uniform[i] = at_least;
        t->w.log_key[i] = (lecun_bits_of_double(at_least) - LOG_ORIGIN_F64) >> 45;
        t->w.angle[i] = 0x1.921fb54442d18p+2 * u;
    }
    logarithms_f64(&t->w, CHUNK);
    for (i = 0; i < CHUNK; i++)
        t->wrong += lecun_bits_of_double(t->w.log[i]) != lecun_bits_of_double(lecun_log(t->w.uniform[i]));
    reduce_f64(&t->w, CHUNK);
    for (i = 0; i < CHUNK; i++)
        t->w.log[i] = -0.5;                     /* a radius of 1 */
    memcpy(angle, t->w.angle, sizeof angle);
    candidates_f64(&t->w, CHUNK);
    for (i = 0; i < CHUNK; i++) {
        double sine, cosine;
        lecun_sincos(angle[i], &sine, &cosine);
        t->wrong += lecun_bits_of_double(t->w.uniform[i]) != lecun_bits_of_double(sine)
                    || lecun_bits_of_double(t->w.angle[i]) != lecun_bits_of_double(cosine);
    }
    t->tried += CHUNK;
    t->n = 0;
}

static void try_around(trial *t, double m, int64_t distance)
{
    int64_t i;

    for (i = -distance; i <= distance; i++) {
        t->m[t->n++] = ((uint64_t)((int64_t)m + i)) & FRACTION_F64;
        if (t->n == CHUNK)
            compare_chunk(t);
    }
}

static void special_and_random_doubles(void **state)
{
    static trial t;
    uint64_t random = 1;
    int i;

    (void)state;
    for (i = 0; i < 52; i++)                    /* powers of two: small angles, octaves of the logarithm */
        try_around(&t, (double)((uint64_t)1 << i), 256);
    for (i = 0; i <= 8; i++)                    /* quadrants, and half-way between them, where the nearest changes */
        try_around(&t, 0x1p49 * i, 4096);
    for (i = 0; i <= 4 * 202 + 4; i++)          /* rows of the sine table, and half-way between them, in each quadrant */
        try_around(&t, (double)i / 128 / 6.283185307179586 * 0x1p52, 8);
    for (i = 0; i <= 2048; i++)                 /* rows of the logarithm's table, and half-way */
        try_around(&t, (double)i * 0x1p41, 8);
    try_around(&t, 0x1.b6p-1 / 6.283185307179586 * 0x1p52, 256);        /* ways of reducing an angle */
    try_around(&t, 0x1.368fdp+1 / 6.283185307179586 * 0x1p52, 256);
    try_around(&t, 0.126 / 6.283185307179586 * 0x1p52, 256);            /* the series near 0 */
    try_around(&t, 0x1.ep-1 * 0x1p52, 256);                             /* the logarithm near 1 */
    try_around(&t, 1e-7 * 0x1p52, 256);                                 /* its least argument */
    for (i = 0; i < 500000; i++)
        try_around(&t, (double)(next_random(&random) & FRACTION_F64), 0);
    while (t.n)
        try_around(&t, 0, 0);
    print_message("%llu doubles\n", (unsigned long long)t.tried);
    assert_int_equal(t.wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_logarithm),
        cmocka_unit_test(every_sine_and_cosine),
        cmocka_unit_test(special_and_random_doubles),
    };

    if (!runs_here()) {
        puts(NAME ": does not run on this processor");
        return 77;                      /* skipped, ctest says */
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
    puts(KERNEL_FILE ": not in this build");
    return 77;
}

#endif
