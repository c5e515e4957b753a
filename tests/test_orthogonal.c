/* SPDX-License-Identifier: MIT
 *
 * The orthogonal factor: against Keras's own within its rounding, by its defining properties, at the edges, and by its bits
 */
#include "../src/exact.h"
#include "../src/keras_stream.h"
#include "../src/orthogonal.h"
#include "factor.h"
#include "support.h"

#include <inttypes.h>
#include <math.h>

enum { LINE = 8192, MAX_LISTED = 64, MAX_RANK = 8 };

/* Q of a in place, from doubles to doubles. */
static void orthogonalize(double *a, size_t m, size_t n)
{
    uint64_t *bits = (uint64_t *)allocated(m * n, 8), *work = (uint64_t *)allocated(n, 8);

    memcpy(bits, a, m * n * 8);
    lecun_orthogonalize(bits, m, n, work);
    memcpy(a, bits, m * n * 8);
    free(bits);
    free(work);
}

static double double_of_element(lecun_dtype dtype, const unsigned char *element)
{
    double f64;
    float f32;
    uint16_t f16;

    if (dtype == LECUN_F64)
        return memcpy(&f64, element, 8), f64;
    if (dtype == LECUN_F32)
        return memcpy(&f32, element, 4), (double)f32;
    return memcpy(&f16, element, 2), (double)lecun_float_of_half(f16);
}

/* What the public function makes of it, as doubles; `seed` is that of the stream. */
static double *keras_orthogonal(int64_t seed, double gain, lecun_dtype dtype, size_t rows, size_t columns)
{
    const int64_t shape[2] = {(int64_t)rows, (int64_t)columns};
    const size_t size = dtype_size[dtype], count = rows * columns;
    unsigned char *elements = (unsigned char *)allocated(count, size);
    double *out = (double *)allocated(count, 8);
    lecun_initializer self;
    size_t work_size, i;
    void *work;

    assert_int_equal(lecun_init_orthogonal(&self, gain, seed), LECUN_OK);
    assert_int_equal(lecun_orthogonal_work_size(shape, 2, &work_size), LECUN_OK);
    work = allocated(work_size, 1);
    assert_int_equal(lecun_orthogonal_fill(&self, dtype, elements, count, shape, 2, work, work_size), LECUN_OK);
    for (i = 0; i < count; i++)
        out[i] = double_of_element(dtype, elements + i * size);
    free(work);
    free(elements);
    return out;
}

/* --- Keras's records ---------------------------------------------------------------------------------------------- */

typedef struct record {
    int64_t seed;
    double gain, epsilon;
    lecun_dtype dtype;
    size_t rows, columns, rank;
    char *patterns;
} record;

static void parse_shape(char *text, record *r)
{
    r->rows = 1;
    r->columns = 1;
    for (r->rank = 0; *text && *text != 's'; r->rank++) {       /* not "scalar" */
        r->rows *= r->columns;
        r->columns = (size_t)strtoull(text, &text, 10);
        text += *text == 'x';
    }
}

static void parse_record(char *line, record *r)
{
    const char *framework = strtok(line, " "), *dtype;

    r->seed = strtoll(strtok(NULL, " "), NULL, 10);
    if (strcmp(framework, "keras3") == 0 && r->seed < 0)
        r->seed += 2147483646;
    r->gain = strtod(strtok(NULL, " "), NULL);
    dtype = strtok(NULL, " ");
    r->dtype = strcmp(dtype, "float64") == 0 ? LECUN_F64 : strcmp(dtype, "float32") == 0 ? LECUN_F32
             : strcmp(dtype, "float16") == 0 ? LECUN_F16 : LECUN_BF16;
    r->epsilon = r->dtype == LECUN_F64 ? 0x1p-52 : r->dtype == LECUN_F32 ? 0x1p-23 : 0x1p-10;
    parse_shape(strtok(NULL, " "), r);
    r->patterns = strtok(NULL, " ");
    assert_non_null(r->patterns);
}

static double element_of_pattern(lecun_dtype dtype, uint64_t bits)
{
    return dtype == LECUN_F64 ? lecun_double_of_bits(bits)
         : dtype == LECUN_F32 ? (double)lecun_float_of_bits((uint32_t)bits) : (double)lecun_float_of_half((uint16_t)bits);
}

/* The largest distance from the listed elements, in the dtype's epsilons of Q. */
static double distance_from(const record *r)
{
    const size_t count = r->rows * r->columns, listed = count < MAX_LISTED ? count : MAX_LISTED;
    double *ours = keras_orthogonal(r->seed, r->gain, r->dtype, r->rows, r->columns);
    double worst = 0.0, distance;
    char *at = r->patterns;
    size_t i;

    for (i = 0; i < listed; i++) {
        const size_t index = count <= MAX_LISTED ? i : i * (count - 1) / (MAX_LISTED - 1);
        distance = fabs(ours[index] - element_of_pattern(r->dtype, strtoull(at, &at, 16))) / fabs(r->gain) / r->epsilon;
        assert_int_equal(*at, i + 1 < listed ? ',' : 0);
        at++;
        worst = distance > worst ? distance : worst;
    }
    free(ours);
    return worst;
}

static void what_keras_makes(void **state)
{
    static const double limit[] = {0, 64, 64, 64, 0};           /* by dtype */
    double worst[LECUN_BF16 + 1] = {0, 0, 0, 0, 0};
    vector_file *file = open_vectors("orthogonal.txt");
    char line[LINE], comment[LINE];
    int records = 0, left_out = 0, expected = -1, d;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        record r;
        double distance;

        parse_record(line, &r);
        records++;
        if (*r.patterns == '!') {                               /* the two things that Keras refuses */
            assert_true(r.rank < 2 || r.dtype == LECUN_BF16);
            continue;
        }
        assert_true((*r.patterns == '-') == (r.rows * r.columns == 0));
        if (too_large(r.rows, r.columns)) {
            left_out++;
            continue;
        }
        distance = distance_from(&r);
        worst[r.dtype] = distance > worst[r.dtype] ? distance : worst[r.dtype];
    }
    close_vectors(file);
    assert_int_equal(sscanf(comment, "# records: %d", &expected), 1);
    assert_int_equal(records, expected);
    assert_true(left_out <= (most_elements() < SIZE_MAX ? records / 2 : 0));
    for (d = LECUN_F32; d <= LECUN_F16; d++) {
        print_message("%s: at most %.2f epsilons from Keras\n", dtype_name[d], worst[d]);
        assert_true(worst[d] <= limit[d]);
    }
}

/* --- Properties --------------------------------------------------------------------------------------------------- */

static double *orthogonalized(const double *a, size_t m, size_t n)
{
    double *q = (double *)allocated(m * n, 8);

    memcpy(q, a, m * n * 8);
    orthogonalize(q, m, n);
    return q;
}

static void factors_of_random_matrices(void **state)
{
    static const size_t sizes[][2] = {{100, 100}, {1000, 3}, {257, 64}, {150, 150}, {20000, 2}, {100000, 1}};
    size_t m, n, s;

    (void)state;
    for (m = 1; m <= 20; m++)
        for (n = 1; n <= m; n++) {
            double *a = random_matrix(m, n, m * 100 + n), *q = orthogonalized(a, m, n);
            is_the_factor(a, q, m, n, 1.0);
            free(a);
            free(q);
        }
    for (s = 0; s < LENGTH(sizes) && !too_large(sizes[s][0], sizes[s][1]); s++) {
        double *a = random_matrix(sizes[s][0], sizes[s][1], s), *q = orthogonalized(a, sizes[s][0], sizes[s][1]);
        is_the_factor(a, q, sizes[s][0], sizes[s][1], 1.0);
        free(a);
        free(q);
    }
}

/* Scaling the columns by powers of two changes no bit, to the ends of the range of doubles. */
static void scales_do_not_matter(void **state)
{
    static const int exponents[] = {0, 1, -1, 100, -100, 1021, -960, 512, -700, 7};
    double *a = random_matrix(30, 10, 1), *q = orthogonalized(a, 30, 10), *scaled;
    size_t i;

    (void)state;
    for (i = 0; i < 300; i++)
        a[i] = ldexp(a[i], exponents[i % 10]);
    scaled = orthogonalized(a, 30, 10);
    assert_memory_equal(scaled, q, 300 * 8);
    free(a);
    free(q);
    free(scaled);
}

/* --- Edges -------------------------------------------------------------------------------------------------------- */

static void no_columns_and_one_element(void **state)
{
    static const double in[] = {3.5, -2.0, 0.0, -0.0, 1e308, -0x1p-1074}, out[] = {1, -1, 0, 0, 1, -1};
    size_t i;

    (void)state;
    lecun_orthogonalize(NULL, 0, 0, NULL);
    lecun_orthogonalize(NULL, 7, 0, NULL);
    for (i = 0; i < LENGTH(in); i++) {
        double x = in[i];
        orthogonalize(&x, 1, 1);
        assert_memory_equal(&x, &out[i], 8);                    /* no -0 */
    }
}

/* An element so small beside the largest of its column that their fixed point does not hold it: it is 0. */
static void elements_beyond_the_fixed_point(void **state)
{
    static const int exponents[] = {-20, -50, -63, -64, -65, -200, -1074};
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(exponents); i++) {
        double column[2], small = ldexp(1.0, exponents[i]);
        column[0] = 1.0;
        column[1] = small;
        orthogonalize(column, 2, 1);
        assert_true(column[0] == 1.0 || exponents[i] > -27);
        assert_true(fabs(column[1] - small) <= 0x1p-62);
        assert_true(exponents[i] > -64 || column[1] == 0.0);
    }
}

/* The unit matrix, its negative, and triangles with a positive diagonal, whose factor is the unit matrix. */
static void matrices_that_are_triangular(void **state)
{
    double a[3][9] = {{1, 0, 0, 0, 1, 0, 0, 0, 1}, {-1, 0, 0, 0, -1, 0, 0, 0, -1}, {3, -1, 2, 0, 5, 7, 0, 0, 0.5}};
    size_t i, k;

    (void)state;
    for (k = 0; k < 3; k++) {
        orthogonalize(a[k], 3, 3);
        for (i = 0; i < 9; i++)
            assert_true(fabs(a[k][i] - (i % 4 ? 0.0 : k == 1 ? -1.0 : 1.0)) <= 0x1p-53);
    }
}

static void columns_of_zeros(void **state)
{
    double zeros[12] = {0}, a[12] = {1, 0, 2, 3, -0.0, 4, 5, 0, 7, 8, 0, 9};
    size_t i;

    (void)state;
    orthogonalize(zeros, 4, 3);
    orthogonalize(a, 4, 3);
    for (i = 0; i < 12; i++)
        assert_true(lecun_bits_of_double(zeros[i]) == 0 && (i % 3 != 1 || lecun_bits_of_double(a[i]) == 0));
    assert_true(fabs(dot(a, a, 4, 3) - 1) < 0x1p-50 && fabs(dot(a + 2, a + 2, 4, 3) - 1) < 0x1p-50);
    assert_true(fabs(dot(a, a + 2, 4, 3)) < 0x1p-50);
}

/* Columns that depend on each other: rounding decides their direction, yet they are 0 or of norm 1, and at right angles. */
static void matrices_of_low_rank(void **state)
{
    size_t m, n, rank, i, j;

    (void)state;
    for (m = 2; m <= 24; m += LECUN_TEST_SHARE > 1 ? 5 : 1)
        for (n = 2; n <= m; n++)
            for (rank = 1; rank <= 3; rank++) {
                double *a = random_matrix(m, n, m * n), *q;
                for (i = 0; i < m * n; i++)
                    if (i % n >= rank)
                        a[i] = a[i - rank] * (i % 2 ? 1.0 : -3.0) + (rank == 3 ? a[i - 1] : 0.0);
                q = orthogonalized(a, m, n);
                for (i = 0; i < n; i++)
                    for (j = 0; j <= i; j++) {
                        const double product = dot(q + i, q + j, m, n);
                        assert_true(fabs(product - (i == j)) <= 0x1p-52 || (product >= 0 && product <= 0));
                    }
                free(a);
                free(q);
            }
}

/* --- Bits --------------------------------------------------------------------------------------------------------- */

/* The same from every compiler and processor. */
static void the_bits(void **state)
{
    static const size_t sizes[][2] = {{1, 1}, {2, 2}, {3, 1}, {17, 5}, {40, 40}, {1000, 4}, {128, 96}, {150, 150}};
    uint64_t digest = FNV_START;
    size_t s;

    (void)state;
    for (s = 0; s < LENGTH(sizes); s++) {
        double *a = random_matrix(sizes[s][0], sizes[s][1], s), *q = orthogonalized(a, sizes[s][0], sizes[s][1]);
        digest = fnv1a(digest, q, sizes[s][0] * sizes[s][1], 8);
        free(a);
        free(q);
    }
    print_message("digest %016" PRIx64 "\n", digest);
    assert_true(digest == UINT64_C(0xbfb8aa88ae940e2c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_keras_makes),
        cmocka_unit_test(factors_of_random_matrices),
        cmocka_unit_test(scales_do_not_matter),
        cmocka_unit_test(no_columns_and_one_element),
        cmocka_unit_test(elements_beyond_the_fixed_point),
        cmocka_unit_test(matrices_that_are_triangular),
        cmocka_unit_test(columns_of_zeros),
        cmocka_unit_test(matrices_of_low_rank),
        cmocka_unit_test(the_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
