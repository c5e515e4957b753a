/* SPDX-License-Identifier: MIT
 *
 * mkl_gaussian.c - nanoseconds per value of Intel MKL's normals, not truncated, on one thread
 *
 * The run script builds it. By hand, where V is an environment after pip install mkl mkl-include:
 *     cc -O2 -I V/include mkl_gaussian.c -o mkl_gaussian V/lib/libmkl_rt.so.* -Wl,-rpath,V/lib
 *     MKL_THREADING_LAYER=SEQUENTIAL ./mkl_gaussian [values [repeats]]
 *
 * Prints as peers.py does: "# MKL version", then name, best and median of each operation.
 */
#define _POSIX_C_SOURCE 200112L

#include <mkl_service.h>
#include <mkl_vsl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_REPEATS = 100 };

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Returns MKL's status. */
static int fill(VSLStreamStatePtr stream, int is_double, void *out, MKL_INT n)
{
    return is_double ? vdRngGaussian(VSL_RNG_METHOD_GAUSSIAN_ICDF, stream, n, (double *)out, 0.0, 0.02)
                     : vsRngGaussian(VSL_RNG_METHOD_GAUSSIAN_ICDF, stream, n, (float *)out, 0.0f, 0.02f);
}

static int report(const char *name, MKL_INT generator, int is_double, void *out, MKL_INT n, int repeats)
{
    VSLStreamStatePtr stream;
    double ns[MAX_REPEATS];
    int status = vslNewStream(&stream, generator, 42), k;

    if (!status)
        status = fill(stream, is_double, out, n);       /* warms up */
    for (k = 0; k < repeats && !status; k++) {
        const double start = seconds();
        status = fill(stream, is_double, out, n);
        ns[k] = 1e9 * (seconds() - start) / (double)n;
    }
    if (status) {
        fprintf(stderr, "mkl_gaussian: %s: MKL's status %d\n", name, status);
        return 1;
    }
    vslDeleteStream(&stream);
    qsort(ns, (size_t)repeats, sizeof *ns, compare);
    printf("MKL %s ICDF %s\t%.4f\t%.4f\n", name, is_double ? "f64" : "f32", ns[0],
           (ns[(repeats - 1) / 2] + ns[repeats / 2]) / 2.0);
    return 0;
}

static long number(const char *text, long greatest)
{
    char *end;
    const long value = strtol(text, &end, 10);

    if (*end || value < 1 || value > greatest) {
        fprintf(stderr, "mkl_gaussian: no number from 1 to %ld: %s\n", greatest, text);
        exit(2);
    }
    return value;
}

int main(int argc, char **argv)
{
    const MKL_INT n = argc > 1 ? (MKL_INT)number(argv[1], 1L << 30) : 1 << 24;
    const int repeats = argc > 2 ? (int)number(argv[2], MAX_REPEATS) : 3;
    const size_t bytes = (size_t)n * sizeof(double);
    void *out = malloc(bytes);
    MKLVersion version;
    int is_double, failed = 0;

    if (!out) {
        fprintf(stderr, "mkl_gaussian: no memory for %lu bytes\n", (unsigned long)bytes);
        return 1;
    }
    memset(out, 1, bytes);
    mkl_get_version(&version);
    printf("# MKL %d.%d.%d\n", version.MajorVersion, version.MinorVersion, version.UpdateVersion);
    for (is_double = 0; is_double < 2 && !failed; is_double++)
        failed = report("SFMT19937", VSL_BRNG_SFMT19937, is_double, out, n, repeats) ||
                 report("PHILOX4X32X10", VSL_BRNG_PHILOX4X32X10, is_double, out, n, repeats);
    free(out);
    return failed;
}
