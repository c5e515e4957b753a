/* SPDX-License-Identifier: MIT
 *
 * statistics.c - are the weights distributed as they should be, and independent of each other?
 *
 *   statistics             test, and print every statistic as a Markdown table
 *   statistics --seed N    the same with other seeds (the default is 42): to see that the p-values are evenly spread
 *
 * Seeds and significance were fixed beforehand: every test is made at ALPHA, so that some 300 innocent ones fail with
 * probability 0.0003 in all; and as the weights are the same in every run, so is the verdict. A test that cannot fail
 * proves nothing: the controls are faults inserted deliberately, and each must be rejected at the same ALPHA.
 */
#include "measures.h"
#include "p_values.h"

#include "../../src/half.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALPHA 1e-6

/* All tensors have this fan, so that one law serves a class and dtype. The row is no multiple of a group. */
enum { FAN_IN = 784, COLUMNS = 1337, COUNT = FAN_IN * COLUMNS, LAGS = 64 };

/* Sets of streams or parts whose members are compared with each other. */
enum { SET_ROWS = 64, SET_COLUMNS = FAN_IN * 21 };

static int64_t seed = 42;
static int passed, failed;
static double smallest = 1.0;

static const char *const dtype_name[] = {"", "f32", "f64", "f16", "bf16"};
static const char *const class_name[] = {"LecunNormal", "uncut normal", "LecunUniform"};

/* --- Reports ------------------------------------------------------------------------------------------------------ */

static void print_row(const char *test, const char *data, measure m, int good, const char *verdict)
{
    good ? passed++ : failed++;
    printf("| %s | %s | %.6g | %.3g | %s |\n", test, data, m.statistic, m.p, verdict);
}

/* A result that is to be innocent. NaN is not. */
static void check(const char *test, const char *data, measure m)
{
    const int good = m.p >= ALPHA;
    smallest = fmin(smallest, m.p);
    print_row(test, data, m, good, good ? "pass" : "**FAIL**");
}

/* An inserted fault, which is to be found. */
static void check_found(const char *test, const char *data, measure m)
{
    const int good = m.p < ALPHA;
    print_row(test, data, m, good, good ? "rejected, as it must be" : "**NOT REJECTED**");
}

typedef void checker(const char *test, const char *data, measure m);

static void print_head(const char *title)
{
    printf("\n## %s\n\n| test | data | statistic | p-value | verdict |\n| --- | --- | --- | --- | --- |\n", title);
}

/* --- Samples ------------------------------------------------------------------------------------------------------ */

static void need(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "statistics: %s\n", what);
        exit(2);
    }
}

static sample new_sample(const weight_law *law, size_t count)
{
    sample s;

    s.law = law;
    s.count = count;
    s.x = (double *)malloc(count * sizeof *s.x);
    s.pattern = law->probability ? (uint16_t *)malloc(count * sizeof *s.pattern) : NULL;
    need(s.x && (s.pattern || !law->probability), "out of memory");
    return s;
}

static void free_sample(sample *s)
{
    free(s->x);
    free(s->pattern);
}

static double element(const sample *s, const unsigned char *raw, size_t i)
{
    float f32;
    double f64;

    if (s->pattern)
        return number_of_pattern(s->law->dtype, s->pattern[i]);
    if (s->law->dtype == LECUN_F64)
        return memcpy(&f64, raw + i * 8, 8), f64;
    return memcpy(&f32, raw + i * 4, 4), (double)f32;
}

/* Fill `count` of the sample, from `at` on, with elements first, first+1, ... of a tensor [FAN_IN, columns]. */
static void draw_part(sample *s, size_t at, size_t count, const lecun_initializer *init, int64_t columns, int64_t first)
{
    const int64_t shape[] = {FAN_IN, columns};
    unsigned char *raw = (unsigned char *)malloc(count * 8);
    sample part = *s;
    size_t i;

    part.x += at;
    if (part.pattern)
        part.pattern += at;
    need(raw && lecun_fill_range(init, s->law->dtype, raw, count, shape, 2, first) == LECUN_OK, "the fill failed");
    if (part.pattern)
        memcpy(part.pattern, raw, count * sizeof *part.pattern);
    for (i = 0; i < count; i++)
        part.x[i] = element(&part, raw, i) / s->law->unit;
    free(raw);
}

static lecun_initializer make_initializer(lecun_distribution distribution, lecun_rounding rounding, int64_t of_seed)
{
    lecun_initializer init;

    need(lecun_init_variance_scaling(&init, 1.0, LECUN_FAN_IN, distribution, of_seed) == LECUN_OK
         && lecun_set_rounding(&init, rounding) == LECUN_OK, "no initializer");
    return init;
}

static sample draw_tensor(const weight_law *law, const lecun_initializer *init)
{
    sample s = new_sample(law, COUNT);
    draw_part(&s, 0, COUNT, init, COLUMNS, 0);
    return s;
}

/* --- The formulas ------------------------------------------------------------------------------------------------- */

/* The p-values at points that tables give: for the normal and chi-square Abramowitz and Stegun, tables 26.1 and 26.8;
 * for Kolmogorov Smirnov (1948); for Anderson and Darling the 2004 paper of Marsaglia and Marsaglia. */
static void check_formulas(void)
{
    const struct { const char *name; double statistic, p, table, within; } point[] = {
        {"normal, two-sided", 1.959964, p_normal(1.959964), 0.05, 1e-7},
        {"normal, two-sided", 4.891638, p_normal(4.891638), 1e-6, 1e-11},
        {"chi-square, 10 degrees", 18.3070, p_chi_square_above(18.3070, 10), 0.05, 1e-6},
        {"chi-square, 100 degrees", 149.449, p_chi_square_above(149.449, 100), 0.001, 1e-7},
        {"Kolmogorov, n = 2^20", 1.35810, p_kolmogorov(1.35810 / 1024, 1048576), 0.05, 1e-4},
        {"Kolmogorov, n = 2^20", 1.62762, p_kolmogorov(1.62762 / 1024, 1048576), 0.01, 2e-5},
        {"Anderson-Darling", 2.492367, p_anderson_darling(2.492367), 0.05, 1e-6},
        {"Anderson-Darling", 3.878125, p_anderson_darling(3.878125), 0.01, 1e-6},
    };
    size_t i;

    printf("\n## The formulas at tabulated points\n\n| law | statistic | p-value | table | verdict |\n"
           "| --- | --- | --- | --- | --- |\n");
    for (i = 0; i < sizeof point / sizeof *point; i++) {
        const int good = fabs(point[i].p - point[i].table) <= point[i].within;
        good ? passed++ : failed++;
        printf("| %s | %.7g | %.7g | %.3g | %s |\n", point[i].name, point[i].statistic, point[i].p, point[i].table,
               good ? "pass" : "**FAIL**");
    }
}

/* --- One tensor --------------------------------------------------------------------------------------------------- */

static void check_distribution(const sample *s, const char *data, checker *verdict)
{
    char name[64];
    double cells;
    measure m, other;

    if (s->pattern) {
        m = measure_cells(s, &cells);
        snprintf(name, sizeof name, "chi-square of %.0f cells", cells);
        verdict(name, data, m);
        return;
    }
    measure_cdf(s, &m, &other);
    verdict("Kolmogorov-Smirnov", data, m);
    verdict("Anderson-Darling", data, other);
    verdict("chi-square of 1024 bins", data, measure_bins(s));
}

static const char *const moment_name[] = {"", "mean", "variance", "skewness", "kurtosis"};

static void check_moments(const sample *s, const char *data)
{
    int k;

    for (k = 1; k <= 4; k++)
        check(moment_name[k], data, measure_moment(s, k));
}

/* Elements with those after them, and with those in the next row. The squares see what signs hide. */
static void check_one_tensor(const sample *s, const char *data)
{
    const char *const names[][4] = {
        {"lags 1..64, sum", "lags 1..64, greatest", "row to next row", "row to next row, diagonals"},
        {"lags 1..64 of squares, sum", "lags 1..64 of squares, greatest", "row to next row, squares",
         "row to next row, diagonals of squares"}};
    measure sum, greatest;
    int power;

    for (power = 1; power <= 2; power++) {
        double *y = standard_scores(s, power);
        measure_lags(y, y, s->count, 1, LAGS, &sum, &greatest);
        check(names[power - 1][0], data, sum);
        check(names[power - 1][1], data, greatest);
        measure_lags(y, y, s->count, COLUMNS, COLUMNS, &sum, &greatest);
        check(names[power - 1][2], data, greatest);
        measure_lags(y, y, s->count, COLUMNS - 4, COLUMNS + 4, &sum, &greatest);
        check(names[power - 1][3], data, sum);
        free(y);
    }
}

static void check_tensor(lecun_distribution distribution, lecun_dtype dtype, lecun_rounding rounding)
{
    weight_law law = law_of(distribution, dtype, rounding, FAN_IN);
    const lecun_initializer init = make_initializer(distribution, rounding, seed);
    sample s = draw_tensor(&law, &init);
    char data[64];

    snprintf(data, sizeof data, "%s %s%s", class_name[distribution - LECUN_TRUNCATED_NORMAL], dtype_name[dtype],
             rounding == LECUN_ROUND_ONCE ? ", rounded once" : "");
    check_moments(&s, data);
    check_distribution(&s, data, check);
    check_one_tensor(&s, data);
    free_sample(&s);
    free(law.probability);
}

static void check_tensors(void)
{
    int distribution, dtype;

    print_head("One tensor: distribution, and independence of its elements");
    for (distribution = LECUN_TRUNCATED_NORMAL; distribution <= LECUN_UNIFORM; distribution++)
        for (dtype = LECUN_F32; dtype <= LECUN_BF16; dtype++) {
            check_tensor((lecun_distribution)distribution, (lecun_dtype)dtype, LECUN_ROUND_AS_KERAS);
            if (dtype >= LECUN_F16)
                check_tensor((lecun_distribution)distribution, (lecun_dtype)dtype, LECUN_ROUND_ONCE);
        }
}

/* --- Several streams, or parts of one ----------------------------------------------------------------------------- */

typedef enum set { SEEDS, SPARSE_SEEDS, DRAWS, ROWS, RANGES, SETS } set;

static const char *const set_name[] = {"64 neighbouring seeds", "seeds 0, 2^0, 2^1 .. 2^62",
                                       "64 draws of a SeedGenerator", "64 rows of a tensor",
                                       "64 ranges, 2^53 elements apart"};

/* Turn the initializer to member k. Returns its first element in the tensor [FAN_IN, *columns]. */
static int64_t member(set of, int k, lecun_initializer *init, int64_t *columns)
{
    if (of == SEEDS)
        need(lecun_set_seed(init, seed + k) == LECUN_OK, "no seed");
    if (of == SPARSE_SEEDS)
        need(lecun_set_seed(init, k ? (int64_t)1 << (k - 1) : 0) == LECUN_OK, "no seed");
    if (of == DRAWS)
        need(lecun_set_draw(init, k) == LECUN_OK, "no draw");
    if (of == ROWS)
        *columns = SET_COLUMNS;
    if (of == RANGES)
        *columns = (int64_t)1 << 50;
    return of == ROWS ? k * *columns : of == RANGES ? (int64_t)k << 53 : 0;
}

static void check_set(const weight_law *law, set of, const char *data)
{
    lecun_initializer init = make_initializer(law->distribution, LECUN_ROUND_AS_KERAS, seed);
    sample s = new_sample(law, (size_t)SET_ROWS * SET_COLUMNS);
    char name[96];
    measure all, neighbours;
    double *y;
    int k;

    for (k = 0; k < SET_ROWS; k++) {
        int64_t columns = COLUMNS, first = member(of, k, &init, &columns);
        draw_part(&s, (size_t)k * SET_COLUMNS, SET_COLUMNS, &init, columns, first);
    }
    y = standard_scores(&s, 1);
    measure_pairs(y, SET_ROWS, SET_COLUMNS, &all, &neighbours);
    snprintf(name, sizeof name, "%s: all pairs", set_name[of]);
    check(name, data, all);
    snprintf(name, sizeof name, "%s: each with the next", set_name[of]);
    check(name, data, neighbours);
    free(y);
    free_sample(&s);
}

/* Two members at length, shifted against each other by up to LAGS elements both ways. */
static void check_shifts(const weight_law *law, set of, const char *name, const char *data)
{
    lecun_initializer init = make_initializer(law->distribution, LECUN_ROUND_AS_KERAS, seed);
    sample s[2];
    double *y[2];
    measure sum, greatest;
    int k;

    for (k = 0; k < 2; k++) {
        int64_t columns = COLUMNS, first = member(of, k, &init, &columns);
        s[k] = new_sample(law, COUNT);
        draw_part(&s[k], 0, COUNT, &init, columns, first);
        y[k] = standard_scores(&s[k], 1);
    }
    measure_lags(y[0], y[1], COUNT, -LAGS, LAGS, &sum, &greatest);
    check(name, data, sum);
    for (k = 0; k < 2; k++) {
        free(y[k]);
        free_sample(&s[k]);
    }
}

static void check_streams(void)
{
    const struct { lecun_distribution distribution; lecun_dtype dtype; } kinds[] = {
        {LECUN_TRUNCATED_NORMAL, LECUN_F32}, {LECUN_TRUNCATED_NORMAL, LECUN_F64}, {LECUN_TRUNCATED_NORMAL, LECUN_F16},
        {LECUN_TRUNCATED_NORMAL, LECUN_BF16}, {LECUN_UNIFORM, LECUN_F32}, {LECUN_UNIFORM, LECUN_F64}};
    char name[64], data[64];
    size_t i;
    int of;

    print_head("Several streams, or parts of one");
    for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        weight_law law = law_of(kinds[i].distribution, kinds[i].dtype, LECUN_ROUND_AS_KERAS, FAN_IN);
        snprintf(data, sizeof data, "%s %s", class_name[kinds[i].distribution - LECUN_TRUNCATED_NORMAL], dtype_name[kinds[i].dtype]);
        for (of = SEEDS; of < SETS; of++)
            check_set(&law, (set)of, data);
        snprintf(name, sizeof name, "seeds %ld and %ld, shifts -64..64", (long)seed, (long)seed + 1);
        check_shifts(&law, SEEDS, name, data);
        check_shifts(&law, DRAWS, "draws 0 and 1, shifts -64..64", data);
        check_shifts(&law, RANGES, "ranges 0 and 2^53, shifts -64..64", data);
        free(law.probability);
    }
}

/* --- Controls: faults that must be found -------------------------------------------------------------------------- */

/* A law that is meant, and the sample of another initializer that is taken for it. */
static void control_distributions(const weight_law *normal)
{
    const lecun_initializer uncut = make_initializer(LECUN_UNTRUNCATED_NORMAL, LECUN_ROUND_AS_KERAS, seed);
    lecun_initializer uncorrected;
    sample s = draw_tensor(normal, &uncut);

    check_distribution(&s, "normal left uncut, of the right variance", check_found);
    check_found("kurtosis", "normal left uncut, of the right variance", measure_moment(&s, 4));
    free_sample(&s);
    need(lecun_init_truncated_normal(&uncorrected, 0.0, sqrt(1.0 / FAN_IN), seed) == LECUN_OK, "no initializer");
    s = draw_tensor(normal, &uncorrected);
    check_distribution(&s, "no correction by 0.8796", check_found);
    check_found("variance", "no correction by 0.8796", measure_moment(&s, 2));
    free_sample(&s);
}

/* A uniform whose upper half has probability 0.51, by folding 2% of the lower half up. */
static void control_biased_uniform(void)
{
    const weight_law law = law_of(LECUN_UNIFORM, LECUN_F32, LECUN_ROUND_AS_KERAS, FAN_IN);
    const lecun_initializer init = make_initializer(LECUN_UNIFORM, LECUN_ROUND_AS_KERAS, seed);
    sample s = draw_tensor(&law, &init);
    size_t i, lower = 0;

    for (i = 0; i < s.count; i++)
        if (s.x[i] < 0.0 && ++lower % 50 == 0)
            s.x[i] += 1.0;
    check_distribution(&s, "uniform, upper half at 0.51", check_found);
    check_found("mean", "uniform, upper half at 0.51", measure_moment(&s, 1));
    free_sample(&s);
}

/* x rounded wrongly: bfloat16 truncates; float16 has lost the last bit of its fraction. (A float16 that truncates
 * shifts weights by 2^-12 of themselves, which no statistic of a million of them can see; test_half does.) */
static uint16_t wrongly_rounded(lecun_dtype dtype, float x)
{
    if (dtype == LECUN_F16)
        return lecun_half_of_float(x) & 0xfffe;
    return (uint16_t)(lecun_bits_of_float(x) >> 16);
}

static void control_rounding(lecun_dtype dtype, const weight_law *law, const char *data)
{
    const weight_law f32 = law_of(law->distribution, LECUN_F32, LECUN_ROUND_AS_KERAS, FAN_IN);
    const lecun_initializer init = make_initializer(law->distribution, LECUN_ROUND_AS_KERAS, seed);
    sample wide = draw_tensor(&f32, &init), s = new_sample(law, COUNT);
    size_t i;

    for (i = 0; i < s.count; i++)
        s.pattern[i] = wrongly_rounded(dtype, (float)(wide.x[i] * f32.unit));
    check_distribution(&s, data, check_found);
    free_sample(&wide);
    free_sample(&s);
}

static void control_16_bits(lecun_dtype dtype, const char *wrong_rounding, const char *no_correction)
{
    weight_law law = law_of(LECUN_TRUNCATED_NORMAL, dtype, LECUN_ROUND_ONCE, FAN_IN);
    lecun_initializer uncorrected;
    sample s;

    control_rounding(dtype, &law, wrong_rounding);
    need(lecun_init_truncated_normal(&uncorrected, 0.0, sqrt(1.0 / FAN_IN), seed) == LECUN_OK
         && lecun_set_rounding(&uncorrected, LECUN_ROUND_ONCE) == LECUN_OK, "no initializer");
    s = draw_tensor(&law, &uncorrected);
    check_distribution(&s, no_correction, check_found);
    free_sample(&s);
    free(law.probability);
}

static void control_continuous_test_of_bf16(void)
{
    weight_law law = law_of(LECUN_UNIFORM, LECUN_BF16, LECUN_ROUND_AS_KERAS, FAN_IN);
    const lecun_initializer init = make_initializer(LECUN_UNIFORM, LECUN_ROUND_AS_KERAS, seed);
    sample s = draw_tensor(&law, &init);
    measure kolmogorov, anderson_darling;

    measure_cdf(&s, &kolmogorov, &anderson_darling);
    check_found("Kolmogorov-Smirnov", "an innocent bf16 uniform taken for continuous", kolmogorov);
    free_sample(&s);
    free(law.probability);
}

/* Add 2% of the element `distance` before to each, and look at the lags `from` to `to`. */
static void control_echo(const sample *s, size_t distance, long from, long to, measure *sum, measure *greatest)
{
    double *y = standard_scores(s, 1);
    size_t i;

    for (i = COUNT - 1; i >= distance; i--)
        y[i] += 0.02 * y[i - distance];
    measure_lags(y, y, COUNT, from, to, sum, greatest);
    free(y);
}

static void control_one_tensor(const sample *s)
{
    double *squares;
    measure sum, greatest;
    sample paired = new_sample(s->law, COUNT);
    size_t i;

    control_echo(s, 1, 1, LAGS, &sum, &greatest);
    check_found("lags 1..64, sum", "each element plus 2% of the one before", sum);
    check_found("lags 1..64, greatest", "each element plus 2% of the one before", greatest);
    control_echo(s, COLUMNS, COLUMNS, COLUMNS, &sum, &greatest);
    check_found("row to next row", "each row plus 2% of the row before", greatest);
    for (i = 0; i < COUNT; i++)         /* every other element takes the size of its neighbour, and keeps its sign */
        paired.x[i] = i % 2 ? copysign(s->x[i - 1], s->x[i]) : s->x[i];
    squares = standard_scores(&paired, 2);
    measure_lags(squares, squares, COUNT, 1, LAGS, &sum, &greatest);
    check_found("lags 1..64 of squares, sum", "pairs of one size, signs independent", sum);
    free(squares);
    free_sample(&paired);
}

static void control_two(const sample *s, const lecun_initializer *other, int64_t first, const char *data)
{
    sample second = new_sample(s->law, COUNT);
    double *a = standard_scores(s, 1), *b;
    measure sum, greatest;

    draw_part(&second, 0, COUNT, other, COLUMNS + 1, first);
    b = standard_scores(&second, 1);
    measure_lags(a, b, COUNT, -LAGS, LAGS, &sum, &greatest);
    check_found("shifts -64..64", data, sum);
    free(a);
    free(b);
    free_sample(&second);
}

/* 64 "independent" streams of which the last repeats the one before. */
static void control_repeated_stream(const weight_law *law)
{
    lecun_initializer init = make_initializer(law->distribution, LECUN_ROUND_AS_KERAS, seed);
    sample s = new_sample(law, (size_t)SET_ROWS * SET_COLUMNS);
    measure all, neighbours;
    double *y;
    int k;

    for (k = 0; k < SET_ROWS; k++) {
        need(lecun_set_seed(&init, seed + (k < SET_ROWS - 1 ? k : k - 1)) == LECUN_OK, "no seed");
        draw_part(&s, (size_t)k * SET_COLUMNS, SET_COLUMNS, &init, COLUMNS, 0);
    }
    y = standard_scores(&s, 1);
    measure_pairs(y, SET_ROWS, SET_COLUMNS, &all, &neighbours);
    check_found("64 seeds: all pairs", "the last seed is the one before", all);
    check_found("64 seeds: each with the next", "the last seed is the one before", neighbours);
    free(y);
    free_sample(&s);
}

static void control_streams(const sample *s)
{
    lecun_initializer init = make_initializer(s->law->distribution, LECUN_ROUND_AS_KERAS, seed);

    control_one_tensor(s);
    control_two(s, &init, 4, "a range and the one that begins a group of 4 later");
    control_two(s, &init, 0, "the same seed twice");
    need(lecun_set_profile(&init, LECUN_KERAS3) == LECUN_OK && lecun_set_seed(&init, seed + 2147483646) == LECUN_OK, "no seed");
    control_two(s, &init, 0, "LECUN_KERAS3: seeds s and s + 2^31-2, one stream by design");
    need(lecun_set_profile(&init, LECUN_KERAS30) == LECUN_OK && lecun_set_seed(&init, seed + ((int64_t)1 << 32)) == LECUN_OK,
         "no seed");
    control_two(s, &init, 0, "LECUN_KERAS30: seeds s and s + 2^32, one stream by design");
    control_repeated_stream(s->law);
}

static void check_controls(void)
{
    const weight_law law = law_of(LECUN_TRUNCATED_NORMAL, LECUN_F32, LECUN_ROUND_AS_KERAS, FAN_IN);
    const lecun_initializer init = make_initializer(LECUN_TRUNCATED_NORMAL, LECUN_ROUND_AS_KERAS, seed);
    sample s = draw_tensor(&law, &init);

    print_head("Controls: faults inserted deliberately");
    control_distributions(&law);
    control_biased_uniform();
    control_16_bits(LECUN_F16, "f16 with a bit of the fraction lost", "f16, no correction by 0.8796");
    control_16_bits(LECUN_BF16, "bf16 that truncates", "bf16, no correction by 0.8796");
    control_continuous_test_of_bf16();
    control_streams(&s);
    free_sample(&s);
}

int main(int argc, char **argv)
{
    int tests;

    need(argc == 1 || (argc == 3 && strcmp(argv[1], "--seed") == 0), "usage: statistics [--seed N]");
    if (argc == 3)
        seed = strtoll(argv[2], NULL, 10);
    check_formulas();
    tests = passed + failed;
    check_tensors();
    check_streams();
    printf("\nThe smallest p-value of these %d tests is %.3g.\n", passed + failed - tests, smallest);
    check_controls();
    printf("\n%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
