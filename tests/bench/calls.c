/* SPDX-License-Identifier: MIT
 *
 * calls.c - nanoseconds of one call on a small matrix, for every class
 *
 * usage: calls [--tsv]
 *
 * float32; the least of 15 rounds of about 0.2 ms. Each call has another seed, as in bench.c. The last lines are what a call
 * costs before it fills: to set up an initializer, and to check the arguments of a fill of nothing.
 */
#define _POSIX_C_SOURCE 200112L     /* clock_gettime, which C99 lacks */

#include "../../include/lecun.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, GREATEST = 64 };

#define LEAST 2e-4                  /* seconds of a round */
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char *const classes[] = {
    "LecunNormal", "LecunUniform", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "VarianceScaling", "RandomNormal",
    "TruncatedNormal", "RandomUniform", "Orthogonal", "Identity", "Zeros", "Ones", "Constant",
};
static const int64_t sides[] = {1, 4, 16, GREATEST};

static float out[GREATEST * GREATEST];
static double work[GREATEST * (GREATEST + 16 + 32) + 8];

typedef struct call {
    lecun_initializer self;
    int64_t shape[2];
    lecun_status (*run)(struct call *c, int64_t seed);
} call;

static void check(lecun_status status, const char *what)
{
    if (status) {
        fprintf(stderr, "calls: %s: %s\n", what, lecun_status_string(status));
        exit(1);
    }
}

static lecun_status fill(call *c, int64_t seed)
{
    const lecun_status refused = lecun_set_seed(&c->self, seed);       /* by the constants */

    (void)refused;
    return lecun_fill(&c->self, LECUN_F32, out, (size_t)(c->shape[0] * c->shape[1]), c->shape, 2);
}

static lecun_status fill_orthogonal(call *c, int64_t seed)
{
    check(lecun_set_seed(&c->self, seed), "no seed");
    return lecun_orthogonal_fill(&c->self, LECUN_F32, out, (size_t)(c->shape[0] * c->shape[1]), c->shape, 2, work, sizeof work);
}

static lecun_status set_up(call *c, int64_t seed)
{
    return lecun_init_lecun_normal(&c->self, seed);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double timed(call *c, long calls)
{
    const double start = seconds();
    long i;

    for (i = 0; i < calls; i++)
        check(c->run(c, i), "a call failed");
    return seconds() - start;
}

static double nanoseconds(call *c)
{
    double least = 1e9;
    long calls = 1;
    int round;

    while (timed(c, calls) < LEAST)
        calls *= 2;
    for (round = 0; round < ROUNDS; round++) {
        const double ns = 1e9 * timed(c, calls) / (double)calls;
        least = ns < least ? ns : least;
    }
    return least;
}

static call call_of(const char *class_name, int64_t side)
{
    char json[64];
    call c;

    memset(&c, 0, sizeof c);
    snprintf(json, sizeof json, "\"%s\"", class_name);
    check(lecun_deserialize(&c.self, json, strlen(json), NULL), class_name);
    c.shape[0] = c.shape[1] = side;
    c.run = strcmp(class_name, "Orthogonal") == 0 ? fill_orthogonal : fill;
    return c;
}

int main(int argc, char **argv)
{
    const int tsv = argc > 1 && strcmp(argv[1], "--tsv") == 0;
    call c;
    size_t i, s;

    printf(tsv ? "%s\t%s\t%s\t%s\t%s\n" : "%-18s%10s%10s%10s%10s\n", "# class", "1", "16", "256", "4096");
    for (i = 0; i < LENGTH(classes); i++) {
        printf(tsv ? "%s" : "%-18s", classes[i]);
        for (s = 0; s < LENGTH(sides); s++) {
            c = call_of(classes[i], sides[s]);
            printf(tsv ? "\t%.1f" : "%10.1f", nanoseconds(&c));
        }
        puts("");
    }
    c = call_of("LecunNormal", 0);
    printf(tsv ? "%s\t%.1f\n" : "%-18s%10.1f\n", "(a fill of 0)", nanoseconds(&c));
    c.run = set_up;
    printf(tsv ? "%s\t%.1f\n" : "%-18s%10.1f\n", "(set-up)", nanoseconds(&c));
    return 0;
}
