/* SPDX-License-Identifier: MIT
 *
 * torch_floats.h and torch_doubles.h: operations beside exact arithmetic, functions over all their arguments beside the C
 * library's and beside the operations that they are made of
 */
#define _GNU_SOURCE             /* sincosf */
#include "support.h"
#include "oracle.h"
#include "../src/torch_doubles.h"
#include "../src/torch_floats.h"
#include "../src/torch_normal_part.h"

#include <inttypes.h>
#include <math.h>

#if defined(__GLIBC__) && !defined(LECUN_TESTS_EVERYWHERE) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 28))
#  define LIBM_IS_THE_REFERENCE 1
#endif

#define ARGUMENTS (1u << 24)
#define STEP      (LECUN_TEST_SHARE <= 4 ? 1u : 61u)    /* which arguments: all, unless the processor is emulated */

/* --- Operations --------------------------------------------------------------------------------------------------- */

/* The fused sum of floats in doubles: the product is exact; the sum is rounded to odd (Boldo, Melquiond, 2008), so that rounding
 * it again, to float, is as rounding once. */
static uint32_t oracle_fma(uint32_t a, uint32_t b, uint32_t c)
{
    const double product = (double)lecun_float_of_bits(a) * (double)lecun_float_of_bits(b), z = (double)lecun_float_of_bits(c);
    const double sum = lecun_opaque(product + z), other = lecun_opaque(sum - product);
    const double error = lecun_opaque(product - lecun_opaque(sum - other)) + lecun_opaque(z - other);
    uint64_t bits = lecun_bits_of_double(sum);

    if (error != 0.0 && !(bits & 1))
        bits += (error > 0.0) == (sum > 0.0) ? 1 : (uint64_t)-1;
    return lecun_float_of_double_bits(bits);
}

static int is_nan(uint32_t x)
{
    return (x & 0x7fffffffu) > 0x7f800000u;
}

static int is_infinite(uint32_t x)
{
    return (x & 0x7fffffffu) == 0x7f800000u;
}

/* Operands of all kinds, and products that the addend nearly cancels. */
static void make_operands(uint64_t *random, uint32_t v[3])
{
    int i;

    for (i = 0; i < 3; i++) {
        const uint64_t r = next_random(random);
        const uint32_t x = (uint32_t)r;
        static const uint32_t special[8] = {0, 0x7f800000u, 1, 0x7fffffu, 0x800000u, 0x7f7fffffu, 0x3f800000u, 0x7fc00000u};

        switch (r >> 60) {
        case 0:  v[i] = (x & 0x80000000u) | special[r >> 57 & 7]; break;
        case 1:  v[i] = x & 0x807fffffu; break;
        case 2:  v[i] = (x & 0x80ff0000u) | 0x3f000000u; break;
        case 3:  v[i] = x; break;
        default: v[i] = (x & 0x807fffffu) | (uint32_t)(112 + (r >> 40 & 31)) << 23;
        }
    }
    if (next_random(random) % 8 == 0)
        v[2] = (lecun_float_times(v[0], v[1]) ^ 0x80000000u) + (uint32_t)(next_random(random) % 3) - 1;
    if (next_random(random) % 8 == 0) {         /* the product is subnormal */
        v[0] = (v[0] & 0x80ffffffu) | 0x20000000u;
        v[1] = (v[1] & 0x80ffffffu) | 0x1f000000u;
    }
}

static void operations_round_once(void **state)
{
    uint64_t random = 3;
    long i, wrong = 0, nans = 0;

    (void)state;
    for (i = 0; i < 4000000 / LECUN_TEST_SHARE; i++) {
        uint32_t v[3], got;
        make_operands(&random, v);
        got = lecun_float_fma(v[0], v[1], v[2]);
        if (is_nan(v[0]) || is_nan(v[1]) || is_nan(v[2])
            || (is_infinite(v[0]) && v[1] << 1 == 0) || (is_infinite(v[1]) && v[0] << 1 == 0)
            || ((is_infinite(v[0]) || is_infinite(v[1])) && is_infinite(v[2]) && (v[0] ^ v[1] ^ v[2]) >> 31)) {
            wrong += got != LECUN_FLOAT_NAN;
            nans++;
        } else if (is_infinite(v[0]) || is_infinite(v[1]))
            wrong += got != (0x7f800000u | ((v[0] ^ v[1]) & 0x80000000u));
        else if (is_infinite(v[2]))
            wrong += got != v[2];
        else {
            const uint32_t product = lecun_float_of_double_bits(lecun_bits_of_double(
                (double)lecun_float_of_bits(v[0]) * (double)lecun_float_of_bits(v[1])));
            const uint32_t sum = lecun_float_of_double_bits(lecun_bits_of_double(
                (double)lecun_float_of_bits(v[0]) + (double)lecun_float_of_bits(v[2])));
            wrong += got != oracle_fma(v[0], v[1], v[2]);
            wrong += lecun_float_times(v[0], v[1]) != product;
            wrong += lecun_float_plus(v[0], v[2]) != sum;
        }
    }
    print_message("fused sums, products, sums: %ld wrong, of %ld triples (%ld make no number)\n", wrong, i, nans);
    assert_int_equal(wrong, 0);
    assert_true(nans > 1000 / LECUN_TEST_SHARE);
}

/* --- glibc's functions -------------------------------------------------------------------------------------------- */

static uint64_t digest_word(uint64_t hash, uint32_t word)
{
    return fnv1a(hash, &word, 1, sizeof word);
}

/* FNV-1a over the 32-bit words of (square, sin, cos) for all arguments; they were computed where libm gives the same. */
static void digest_of_glibc(void **state)
{
    uint64_t hash = FNV_START;
    uint32_t m;

    (void)state;
    for (m = 0; m < ARGUMENTS; m += STEP) {
        const lecun_pair direction = lecun_torch_sincos(lecun_torch_angle(m));
        hash = digest_word(hash, lecun_torch_square(m + 1));
        hash = digest_word(hash, direction.x);
        hash = digest_word(hash, direction.y);
    }
    print_message("digest of log, sin, cos: %016" PRIx64 "\n", hash);
    assert_true(hash == (STEP == 1 ? 0xf8b9ad41d3ede876 : 0x850b9581198bd626));
}

#ifdef LIBM_IS_THE_REFERENCE
static void functions_equal_libm(void **state)
{
    uint32_t m, square_wrong = 0, sine_wrong = 0, cosine_wrong = 0;

    (void)state;
    for (m = 0; m < ARGUMENTS; m += STEP) {
        const lecun_pair direction = lecun_torch_sincos(lecun_torch_angle(m));
        const float square = -2.0f * logf((float)(m + 1) * 0x1p-24f);
        const float angle = (float)(0x1.921fb54442d18p+2 * (double)((float)m * 0x1p-24f));
        float sine, cosine;
        sincosf(angle, &sine, &cosine);
        square_wrong += lecun_torch_square(m + 1) != lecun_bits_of_float(square);
        sine_wrong += direction.x != lecun_bits_of_float(sine);
        cosine_wrong += direction.y != lecun_bits_of_float(cosine);
    }
    print_message("against libm: -2 log %u, sin %u, cos %u of %u differ\n", square_wrong, sine_wrong, cosine_wrong, ARGUMENTS / STEP);
    assert_int_equal(square_wrong + sine_wrong + cosine_wrong, 0);
}
#endif

/* Angles as floats and back; and the sines of angles that a 16-bit type has. */
static void angles_are_floats(void **state)
{
    uint32_t m;
    int wrong = 0;

    (void)state;
    for (m = 0; m < ARGUMENTS; m += 1021) {
        const uint64_t angle = lecun_torch_angle(m);
        const uint32_t bits = lecun_float_of_angle(angle);
        wrong += (double)lecun_float_of_bits(bits) != (double)angle * 0x1p-53 || lecun_angle_of_float(bits) != angle;
    }
    for (m = 0; m < 2048; m++) {
        const uint32_t bits = lecun_round_half(lecun_float_of_angle(lecun_torch_angle(m << 13)));
        const lecun_pair direction = lecun_torch_sincos(lecun_angle_of_float(bits));
        float sine, cosine;
        lecun_sincosf(lecun_float_of_bits(bits), &sine, &cosine);
        wrong += direction.x != lecun_bits_of_float(sine) || direction.y != lecun_bits_of_float(cosine);
    }
    assert_int_equal(wrong, 0);
}

/* --- Cephes's functions ------------------------------------------------------------------------------------------- */

static float fused(float a, float b, float c)
{
    return lecun_float_of_bits(oracle_fma(lecun_bits_of_float(a), lecun_bits_of_float(b), lecun_bits_of_float(c)));
}

/* A float result that is really one. */
static float once(float x)
{
    LECUN_ROUNDED(x);
    return x;
}

static float oracle_log(float x)
{
    static const float p[9] = {7.0376836292E-2f, -1.1514610310E-1f, 1.1676998740E-1f, -1.2420140846E-1f, 1.4249322787E-1f,
                               -1.6668057665E-1f, 2.0000714765E-1f, -2.4999993993E-1f, 3.3333331174E-1f};
    int exponent, i;
    float m = (float)frexp((double)x, &exponent), y = p[0], z, e;

    if (m < 0.707106781186547524f) {
        exponent--;
        m = once(once(m - 1.0f) + m);
    } else
        m = once(m - 1.0f);
    e = (float)exponent;
    z = once(m * m);
    for (i = 1; i < 9; i++)
        y = fused(y, m, p[i]);
    y = once(y * m);
    y = fused(y, z, once(e * -2.12194440e-4f));
    y = fused(-0.5f, z, y);
    return fused(e, 0.693359375f, once(m + y));
}

static void oracle_sincos(float x, float *sine, float *cosine)
{
    const int j = ((int)once(x * 1.27323954473516f) + 1) & ~1;
    const float octants = (float)j;
    float z, c, s;

    x = fused(octants, -0.78515625f, x);
    x = fused(octants, -2.4187564849853515625e-4f, x);
    x = fused(octants, -3.77489497744594108e-8f, x);
    z = once(x * x);
    c = fused(fused(2.443315711809948E-005f, z, -1.388731625493765E-003f), z, 4.166664568298827E-002f);
    c = once(fused(once(c * z), z, -once(z * 0.5f)) + 1.0f);
    s = fused(fused(-1.9515295891E-4f, z, 8.3321608736E-3f), z, -1.6666654611E-1f);
    s = fused(once(s * z), x, x);
    *sine = (j & 2 ? c : s) + 0.0f;
    *cosine = (j & 2 ? s : c) + 0.0f;
    *sine = j & 4 ? -*sine : *sine;
    *cosine = (j + 2) & 4 ? -*cosine : *cosine;
}

static void functions_equal_cephes(void **state)
{
    uint32_t m, log_wrong = 0, wrong = 0;

    (void)state;
    for (m = 0; m < ARGUMENTS; m += STEP == 1 ? 7 : 997) {
        const float x = (float)(m + 1) * 0x1p-24f, angle = 6.283185307179586f * ((float)m * 0x1p-24f);
        const lecun_pair direction = lecun_cephes_sincos(lecun_bits_of_float(angle));
        float sine, cosine;
        oracle_sincos(angle, &sine, &cosine);
        log_wrong += lecun_cephes_log(lecun_bits_of_float(x)) != lecun_bits_of_float(oracle_log(x));
        wrong += direction.x != lecun_bits_of_float(sine) || direction.y != lecun_bits_of_float(cosine);
    }
    print_message("against Cephes in floats: log %u, sin and cos %u differ\n", log_wrong, wrong);
    assert_int_equal(log_wrong + wrong, 0);
    assert_int_equal(lecun_cephes_log(LECUN_FLOAT_1), 0);
    assert_int_equal(lecun_radius(0x80000000u), 0x80000000u);
    assert_int_equal(lecun_radius(0x40800000u), 0x40000000u);
}

/* --- Doubles ------------------------------------------------------------------------------------------------------ */

/* FNV-1a over log1p of arguments of all sizes, which equal those of glibc 2.36 on x86-64 with FMA; each is within a unit or two of
 * the C library's, whatever it is. */
static void log1p_of_all_sizes(void **state)
{
    uint64_t random = 5, hash = FNV_START;
    int i, far = 0;

    (void)state;
    for (i = 0; i < 300000; i++) {
        const uint64_t r = next_random(&random) >> 11, most = (uint64_t)1 << 53;
        const int size = (int)(next_random(&random) % 54);
        const uint64_t m = i % 4 == 0 ? r >> size : i % 4 == 1 ? most - 1 - (r >> size) : i % 4 == 2 ? most - (most >> size / 2) - (r >> 40) % 9 + 4 : r;
        const double x = -((double)(int64_t)(m < most ? m : most - 1) * 0x1p-53), y = lecun_log1p(x);
        const double difference = y - log1p(x);

        far += difference > -y * 0x1p-51 || difference < y * 0x1p-51;
        hash = fnv1a(hash, &y, 1, sizeof y);
    }
    print_message("digest of log1p: %016" PRIx64 "\n", hash);
    assert_int_equal(far, 0);
    assert_true(hash == 0xd929f50a7494d74f);
    assert_true(lecun_bits_of_double(lecun_log1p(-0.0)) == 0x8000000000000000);
}

/* The part of the normals below x, beside the C library's erf. */
static void parts_of_normals(void **state)
{
    int i;

    (void)state;
    for (i = -1000; i <= 1000; i++) {
        const double x = i * 0.01, difference = lecun_normal_part(x) - (1.0 + erf(x / sqrt(2.0))) / 2.0;
        assert_true(difference < 1e-14 && difference > -1e-14);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_round_once),
        cmocka_unit_test(digest_of_glibc),
#ifdef LIBM_IS_THE_REFERENCE
        cmocka_unit_test(functions_equal_libm),
#endif
        cmocka_unit_test(angles_are_floats),
        cmocka_unit_test(functions_equal_cephes),
        cmocka_unit_test(log1p_of_all_sizes),
        cmocka_unit_test(parts_of_normals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
