/* SPDX-License-Identifier: MIT
 *
 * KERNEL_FILE, one of src/kernel_*.c, float32: the logarithm and the sine and cosine equal the reference's for all 2^23 uniforms
 */
#include KERNEL_FILE                    /* its phases are static */
#include "../src/elementary.h"
#include "support.h"

#ifdef KERNEL

static int runs_here(void)
{
    size_t row = 0;

    while (lecun_kernel_rows[row].kernels != &KERNEL)
        row++;
    return !(lecun_kernel_rows[row].needs & ~lecun_cpu_features());
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
            const float u = (float)(first + i) * 0x1p-23f;
            wrong += !same(square[i], -2.0f * lecun_logf(first + i ? u : 1e-7f));
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
            float angle = (float)(0x1.921fb54442d18p+2 * ((double)(first + i) * 0x1p-23)), s, c;
            LECUN_ROUNDED(angle);
            lecun_sincosf(angle, &s, &c);
            wrong += !same(sine[i], s) || !same(cosine[i], c);
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_logarithm),
        cmocka_unit_test(every_sine_and_cosine),
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
