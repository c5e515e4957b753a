/* SPDX-License-Identifier: MIT
 *
 * Print tests/vectors/double_log.txt or double_sincos.txt: what the C library's log and sincos give for doubles.
 *
 * Usage: cc -std=c99 -O2 make_libm_vectors.c -lm -o make_libm_vectors
 *        ./make_libm_vectors log > double_log.txt
 *        ./make_libm_vectors sincos > double_sincos.txt
 *
 * To be run on x86-64 with FMA and glibc 2.28 or later: the values are those of glibc's FMA variants, and the program refuses to print
 * others. (GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4 selects the others.) It calls sincos, as TensorFlow does: glibc's sin rounds
 * pi/2 - x otherwise for x in (0.855, 2.426), and so differs from the sine of sincos for a few x, such as 0x1.ad1fb54442d18p+0.
 */
#define _GNU_SOURCE             /* sincos */
#include <gnu/libc-version.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TWO_PI 0x1.921fb54442d18p+2
#define HALF_PI 0x1.921fb54442d18p+0

static uint64_t inputs[1 << 16];
static size_t count;

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* splitmix64 (Steele, Lea, Flood, 2014). */
static uint64_t next_random(void)
{
    static uint64_t state = 1998;
    uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* k * 2^-52, 0 <= k < 2^52, as the library makes them. */
static double next_uniform(void)
{
    return (double)(next_random() >> 12) * 0x1p-52;
}

/* --- Inputs -------------------------------------------------------------------------------------------------------------- */

static double least, end;       /* inputs lie in [least, end) */

static void add(double x)
{
    if (x >= least && x < end) {
        if (count == sizeof inputs / sizeof *inputs)
            abort();
        inputs[count++] = bits_of(x);
    }
}

/* x, and so many doubles on both sides of it. */
static void add_around(double x, int neighbours)
{
    int i;
    for (i = -neighbours; i <= neighbours; i++)
        if (x > 0)
            add(double_of(bits_of(x) + (uint64_t)(int64_t)i));
}

/* Arguments on which the FMA variants and the others differ; there are about 100 in a million for log, 1400 for sincos. */
static const uint64_t log_tells_variant[] = {
    0x3fe95d2271209954, 0x3fe5c9797706b126, 0x3fe543862d435510, 0x3fe402195b88c0d4, 0x3fecfc920bd60cc0, 0x3fe4a923560d2f48,
    0x3fe405a0d7426d52, 0x3fdbfd0a1ec4a9d8, 0x3fe863c097064b98, 0x3fee54148e5f4b60, 0x3fecf951b55862c6, 0x3fe9786bfe3f5898,
    0x3fe894526fd24126, 0x3fec9608801456a0, 0x3fe16b0bff828ef8, 0x3fb5e1900521b890, 0x3fed3ef79eef3104, 0x3fe797539eec656a,
    0x3fd552149bd1572c, 0x3fe1be652e65883c, 0x3fed52c710bff34a, 0x3fcc9fe52204af80, 0x3fe97db4a3145728, 0x3fe51dd50c4aa902,
    0x3fecd8637aa12f38, 0x3fe4cf5ee56e9034, 0x3feddb39c9f27f90, 0x3feabafcbe07f45c, 0x3fe913b8c0fb3bc4, 0x3fe9de847d05448e,
    0x3febaca88c5775e6, 0x3fea7461c79b49c4,
};
static const uint64_t sincos_tells_variant[] = {
    0x401219f370b81c8b, 0x4013c4475d16c11f, 0x3fd8eb3070eac29c, 0x401515af4158b0b7, 0x4006cc1c0206c1ed, 0x401328e02066ae65,
    0x40103501627cb72c, 0x40120f10f7750a79, 0x400687dddfc56d47, 0x40157df199321431, 0x4003189a04e81367, 0x40149408790306ce,
    0x3ffb6fbb8f81b8fe, 0x3ff5b4cc9be1b599, 0x401096674554a3aa, 0x40014d07e5cd03d4, 0x3ffd7e6eadd8cc31, 0x40138cf5d0151646,
    0x3ff54b2daa290571, 0x4010600477f637f9, 0x4015cffe54d0f837, 0x3ffdd21214654d99, 0x40184684d661e97f, 0x3fd797778652c57d,
    0x3ff3d5beb9e8d1a7, 0x4012262573177b79, 0x3fe8699e8e207748, 0x4007b68ebe3d1da9, 0x40122ad9f02cd5a4, 0x400d3cd1c11c6b75,
    0x3fe32d09ad06228a, 0x40174e9c2dadee5c,
};

static void log_inputs(void)
{
    static const int binades[] = {0, -1, -2, -3, -8, -12, -16, -21, -22, -23, -24};
    uint64_t cell;
    size_t b;
    int i;

    least = 1e-7;
    end = 1.0;
    add_around(least, 16);                              /* the smallest argument */
    add_around(1.0 - 0x1p-4, 16);                       /* the branch near 1 */
    for (i = 1; i <= 64; i++)
        add(1.0 - i * 0x1p-52);                         /* the largest arguments */
    for (i = 1; i <= 52; i++)
        add_around(1.0 - ldexp(1.0, -i), 2);
    for (i = 1; i <= 24; i++)
        add_around(ldexp(1.0, -i), 2);
    for (b = 0; b < sizeof binades / sizeof *binades; b++)
        for (cell = 0; cell < 128; cell++) {            /* both sides of every table cell's edge */
            double edge = ldexp(double_of(0x3fe6000000000000 + (cell << 45)), binades[b]);
            add_around(edge, 1);
            add(edge - 0x1p-52);
            add(edge + 0x1p-52);
            if (b < 2)
                add_around(double_of(bits_of(edge) + ((uint64_t)1 << 44)), 1);
        }
    for (b = 0; b < sizeof log_tells_variant / sizeof *log_tells_variant; b++)
        add(double_of(log_tells_variant[b]));
    for (i = 0; i < 8000; i++)
        add(next_uniform());
}

static void sincos_inputs(void)
{
    static const double high_words[] = {0x1p-27, 0x1.b6p-1, 0x1.368fdp+1};     /* 0x3e400000, 0x3feb6000, 0x400368fd */
    size_t s;
    int i, k, quarter;

    least = 0.0;
    end = TWO_PI;
    add(0.0);
    least = TWO_PI * 0x1p-52;
    for (i = 1; i <= 64; i++) {
        add(TWO_PI * (i * 0x1p-52));                    /* the smallest angles */
        add(TWO_PI * (1.0 - i * 0x1p-52));              /* and the largest */
    }
    for (i = 0; i < 3; i++)
        add_around(high_words[i], 16);                  /* the branches by the upper word */
    for (i = -50; i <= 2; i++)
        add_around(ldexp(1.0, i), 2);
    for (quarter = 1; quarter <= 7; quarter += 2)
        add_around(quarter * (HALF_PI / 2), 16);        /* where the multiple of pi/2 that is subtracted changes */
    for (quarter = 0; quarter <= 4; quarter++) {
        double base = quarter * HALF_PI;
        add_around(base, 64);
        for (i = 1; i <= 52; i++) {
            add(base - ldexp(1.0, -i));
            add(base + ldexp(1.0, -i));
        }
        add_around(base - 0.126, 16);                   /* the polynomial without a table */
        add_around(base + 0.126, 16);
        for (k = 0; k < 110; k++) {
            add_around(base - (k + 0.5) / 128, 2);      /* where the table row changes */
            add_around(base + (k + 0.5) / 128, 2);
            add(base - k / 128.0);                      /* where the rest is zero or nearly so */
            add(base + k / 128.0);
        }
    }
    for (s = 0; s < sizeof sincos_tells_variant / sizeof *sincos_tells_variant; s++)
        add(double_of(sincos_tells_variant[s]));
    for (i = 0; i < 6000; i++)
        add(TWO_PI * next_uniform());
}

/* --- Output -------------------------------------------------------------------------------------------------------------- */

/* Through these, no compiler computes a value itself. */
static double (*volatile libm_log)(double) = log;
static void (*volatile libm_sincos)(double, double *, double *) = sincos;

/* The first of those arguments. */
static int has_fma_variants(void)
{
    double sine, cosine;

    libm_sincos(double_of(0x3fd8eb3070eac29c), &sine, &cosine);
    return bits_of(libm_log(double_of(0x3fe95d2271209954))) == 0xbfcdbfb2d1e307a4 && bits_of(sine) == 0x3fd84b3a8b6fff28;
}

static int ascending(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void sort_inputs(void)
{
    size_t i, kept = 0;

    qsort(inputs, count, sizeof *inputs, ascending);
    for (i = 0; i < count; i++)
        if (i == 0 || inputs[i] != inputs[i - 1])
            inputs[kept++] = inputs[i];
    count = kept;
}

static void print_head(const char *functions, const char *range, const char *format)
{
    printf("# %s of glibc %s on x86-64, FMA variant, for x in %s; printed by make_libm_vectors.c, which refuses\n"
           "# to run on arguments where glibc's variants differ and the answers are not those of FMA.\n"
           "# Lines: %s, as bit patterns of doubles, x ascending.\n"
           "# lines: %lu\n", functions, gnu_get_libc_version(), range, format, (unsigned long)count);
}

static void print_line(double x, int is_log)
{
    double sine, cosine;

    if (is_log) {
        printf("%016llx %016llx\n", (unsigned long long)bits_of(x), (unsigned long long)bits_of(libm_log(x)));
    } else {
        libm_sincos(x, &sine, &cosine);
        printf("%016llx %016llx %016llx\n", (unsigned long long)bits_of(x), (unsigned long long)bits_of(sine),
               (unsigned long long)bits_of(cosine));
    }
}

int main(int argc, char **argv)
{
    const int is_log = argc == 2 && strcmp(argv[1], "log") == 0;
    size_t i;

    if (!is_log && !(argc == 2 && strcmp(argv[1], "sincos") == 0)) {
        fputs("usage: make_libm_vectors log|sincos\n", stderr);
        return 2;
    }
    if (!has_fma_variants()) {
        fputs("these are not glibc's FMA variants\n", stderr);
        return 1;
    }
    if (is_log) {
        log_inputs();
        sort_inputs();
        print_head("log(x)", "[1e-7, 1)", "x log(x)");
    } else {
        sincos_inputs();
        sort_inputs();
        print_head("sincos(x)", "[0, 2 pi)", "x sin(x) cos(x)");
    }
    for (i = 0; i < count; i++)
        print_line(double_of(inputs[i]), is_log);
    return fflush(stdout) != 0;
}
