/* SPDX-License-Identifier: MIT
 *
 * fit.c - see fit.h
 */
#include "fit.h"
#include "summary.h"

#include <stdio.h>
#include <string.h>

/* --- Moments ------------------------------------------------------------------------------------------------------ */

/* Sums of few values first, so that those of billions lose nothing that matters. */
void add_moments(moments *m, const element_type *type, const chunk *elements, size_t count)
{
    double values[256];
    size_t begin, i;

    for (begin = 0; begin < count; begin += 256) {
        const size_t n = count - begin < 256 ? count - begin : 256;
        double sum = 0, square_sum = 0, fourth_sum = 0, finite = 0;
        to_double(type, elements, begin, n, values);
        for (i = 0; i < n; i++) {
            const double x = values[i], square = x * x;
            if (!(x - x <= 0)) {                    /* neither for an infinity nor for what is no number */
                m->not_finite++;
                continue;
            }
            m->min = m->count + finite > 0 && m->min < x ? m->min : x;
            m->max = m->count + finite > 0 && m->max > x ? m->max : x;
            finite++;
            sum += x;
            square_sum += square;
            fourth_sum += square * square;
        }
        m->count += finite;
        m->sum += sum;
        m->square_sum += square_sum;
        m->fourth_sum += fourth_sum;
    }
}

double moments_mean(const moments *m)
{
    return m->sum / m->count;
}

/* The mean of weights is near 0, so the difference does not cancel. */
double moments_stddev(const moments *m)
{
    const double mean = moments_mean(m), variance = m->square_sum / m->count - mean * mean;

    return m->min < m->max ? square_root(variance) : 0;
}

/* --- Distributions ------------------------------------------------------------------------------------------------ */

/* Of variance 1: the fourth and the eighth moment; the greatest absolute value, 0 if there is none; and `reach`, beyond
 * which lies the share `tail`. The reach of one law is the bound of another. */
typedef struct law {
    double fourth, eighth, bound, reach, tail;
} law;

/* The truncated normal is cut at 2 standard deviations. With phi the normal density there and P the probability within, the
 * moments of the cut normal are, by parts, m2 = 1 - 4 phi/P, m4 = 3 m2 - 16 phi/P, m6 = 5 m4 - 64 phi/P and
 * m8 = 7 m6 - 256 phi/P; phi/P = 0.0539909665 / 0.9544997361. To variance 1: m4 / m2^2, m8 / m2^4 and 2 / sqrt(m2). */
static const law laws[] = {
    [LECUN_TRUNCATED_NORMAL] = {2.3655367, 27.189591, 2.2736945, 1.7320508, 0.08603},
    [LECUN_UNTRUNCATED_NORMAL] = {3, 105, 0, 2.2736945, 0.02298},
    [LECUN_UNIFORM] = {1.8, 9, 1.7320508, 1.6, 0.07624},
};

/* How far a statistic may be from what it estimates, in standard errors. Of a hundred thousand right tensors one is refused
 * by one of three statistics. */
static const double errors_allowed = 4.5;

/* 16-bit elements are multiples of something coarse: how much that moves the mean, in standard deviations, and widens the
 * values. Keras's own bfloat16 has a mean of -0.014 standard deviations where it is uniform, and is 0.34 % too wide where it
 * is normal; of its float16 the numbers are a tenth. */
typedef struct slack {
    double mean, width;
} slack;

static slack slack_of(const element_type *type)
{
    static const slack bfloat16 = {0.02, 0.006}, half = {0.003, 0.001}, wider = {1e-5, 1e-5};

    return type->dtype == LECUN_BF16 ? bfloat16 : type->dtype == LECUN_F16 ? half : wider;
}

static int within(double measured, double wanted, double error, double more)
{
    const double distance = measured < wanted ? wanted - measured : measured - wanted;

    return distance <= errors_allowed * error + more;
}

static int law_fits(const moments *m, const element_type *type, const law *l, double stddev)
{
    const double n = m->count, square = stddev * stddev;
    const slack s = slack_of(type);
    const double bound = l->bound * stddev * (1 + s.width + s.mean);

    if (!(stddev > 0) || (l->bound > 0 && (m->max > bound || -m->min > bound)))
        return 0;
    /* That none of many reaches beyond has a probability of exp(-n tail), here of less than one in a hundred thousand. */
    if (n * l->tail > 12 && m->max < l->reach * stddev && -m->min < l->reach * stddev)
        return 0;
    if (!within(m->sum / n / stddev, 0, 1 / square_root(n), s.mean))
        return 0;
    if (!within(m->square_sum / n / square, 1, square_root((l->fourth - 1) / n), 2 * s.width))
        return 0;
    /* The fourth power of a few values says nothing, and its error is not normal. */
    return n < 1000 || within(m->fourth_sum / n / (square * square), l->fourth,
                              square_root((l->eighth - l->fourth * l->fourth) / n), 4 * s.width * l->fourth);
}

/* --- Initializers ------------------------------------------------------------------------------------------------- */

/* What scales by a fan. The last three are PyTorch's: its normals are not truncated, and its Linear and Conv begin with
 * kaiming_uniform_(a = sqrt(5)), a variance of 1 / (3 fan_in). */
static const struct rule {
    const char *name;
    double scale;
    lecun_mode mode;
    lecun_distribution distribution;
} rules[] = {
    {"LecunNormal", 1, LECUN_FAN_IN, LECUN_TRUNCATED_NORMAL},
    {"LecunUniform", 1, LECUN_FAN_IN, LECUN_UNIFORM},
    {"GlorotNormal", 1, LECUN_FAN_AVG, LECUN_TRUNCATED_NORMAL},
    {"GlorotUniform", 1, LECUN_FAN_AVG, LECUN_UNIFORM},
    {"HeNormal", 2, LECUN_FAN_IN, LECUN_TRUNCATED_NORMAL},
    {"HeUniform", 2, LECUN_FAN_IN, LECUN_UNIFORM},
    {"LeCun untruncated", 1, LECUN_FAN_IN, LECUN_UNTRUNCATED_NORMAL},
    {"xavier_normal_", 1, LECUN_FAN_AVG, LECUN_UNTRUNCATED_NORMAL},
    {"kaiming_normal_", 2, LECUN_FAN_IN, LECUN_UNTRUNCATED_NORMAL},
    {"PyTorch's default", 1.0 / 3, LECUN_FAN_IN, LECUN_UNIFORM},
};

/* What has a scale of its own: Keras's defaults, and those of GPT-2 and BERT. */
static const struct fixed {
    const char *name;
    double stddev;
    lecun_distribution distribution;
} fixed[] = {
    {"RandomNormal(0.05)", 0.05, LECUN_UNTRUNCATED_NORMAL},
    {"TruncatedNormal(0.05)", 0.05 * 0.87962566103423978, LECUN_TRUNCATED_NORMAL},
    {"RandomUniform(-0.05, 0.05)", 0.05 / 1.7320508075688772, LECUN_UNIFORM},
    {"RandomNormal(0.02)", 0.02, LECUN_UNTRUNCATED_NORMAL},
    {"TruncatedNormal(0.02)", 0.02 * 0.87962566103423978, LECUN_TRUNCATED_NORMAL},
};

static double stddev_of(double scale, lecun_mode mode, lecun_layout layout, const int64_t *shape, size_t rank)
{
    lecun_initializer init;
    double stddev = 0;

    if (rank < 2 && layout != LECUN_LAYOUT_KERAS)
        return 0;               /* a vector has one fan, by Keras's rule */
    if (lecun_init_variance_scaling(&init, scale, mode, LECUN_UNIFORM, 0)
        || (rank >= 2 && lecun_set_layout(&init, layout, 1)))
        return 0;
    return lecun_stddev(&init, shape, rank, &stddev) ? 0 : stddev;
}

double asked_stddev(scheme which, lecun_layout layout, const int64_t *shape, size_t rank)
{
    return stddev_of(which == HE ? 2 : 1, which == GLOROT ? LECUN_FAN_AVG : LECUN_FAN_IN, layout, shape, rank);
}

int is_known(const char *name)
{
    static const char *const constants[] = {"zeros", "ones", "constant"};
    size_t i;

    for (i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(name, rules[i].name) == 0)
            return 1;
    for (i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(name, fixed[i].name) == 0)
            return 1;
    for (i = 0; i < sizeof constants / sizeof *constants; i++)
        if (strcmp(name, constants[i]) == 0)
            return 1;
    return 0;
}

/* Names joined by " or "; of more than a few only how many there are. */
typedef struct names {
    char *text;
    size_t size;
    int count;
    const expectation *wanted;
    int found;                  /* what is wanted is among them */
} names;

enum { NAMES_SHOWN = 3 };

static void put(names *to, const char *name, int in_layout, const char *layout)
{
    const size_t length = strlen(to->text);

    if (to->count++ < NAMES_SHOWN)
        snprintf(to->text + length, to->size - length, "%s%s%s", length ? " or " : "", name, layout);
    if (in_layout && (!to->wanted->name || strcmp(to->wanted->name, name) == 0))
        to->found = 1;
}

static const char *layout_named(int fits_keras, int fits_torch, size_t rank)
{
    if (rank < 2 || fits_keras == fits_torch)
        return "";
    return fits_keras ? " [in, out]" : " [out, in]";
}

static void put_rules(const moments *m, const element_type *type, const int64_t *shape, size_t rank, names *to)
{
    const int is_keras = to->wanted->layout != LECUN_LAYOUT_TORCH || rank < 2;
    const int is_torch = to->wanted->layout != LECUN_LAYOUT_KERAS;
    size_t i;

    for (i = 0; i < sizeof rules / sizeof *rules; i++) {
        const law *l = &laws[rules[i].distribution];
        const double keras = stddev_of(rules[i].scale, rules[i].mode, LECUN_LAYOUT_KERAS, shape, rank);
        const double torch = stddev_of(rules[i].scale, rules[i].mode, LECUN_LAYOUT_TORCH, shape, rank);
        const int fits_keras = law_fits(m, type, l, keras), fits_torch = law_fits(m, type, l, torch);
        if (fits_keras || fits_torch)
            put(to, rules[i].name, (is_keras && fits_keras) || (is_torch && fits_torch),
                layout_named(fits_keras, fits_torch, rank));
    }
}

static const char *constant_named(double value)
{
    if (value > 0 || value < 0)
        return value - 1 > 0 || value - 1 < 0 ? "constant" : "ones";
    return "zeros";
}

static void put_none(const moments *m, const int64_t *shape, size_t rank, const names *to)
{
    const lecun_layout layout = to->wanted->layout == LECUN_LAYOUT_TORCH ? LECUN_LAYOUT_TORCH : LECUN_LAYOUT_KERAS;
    const double asked = asked_stddev(LECUN, layout, shape, rank);

    if (rank >= 2 && asked > 0)
        snprintf(to->text, to->size, "none fits: %.3g times LeCun's stddev %s", moments_stddev(m) / asked,
                 layout == LECUN_LAYOUT_TORCH ? "[out, in]" : "[in, out]");
    else
        snprintf(to->text, to->size, "none fits");
}

int name_fits(const moments *m, const element_type *type, const int64_t *shape, size_t rank, const expectation *wanted,
              char *text, size_t size)
{
    names to = {NULL, 0, 0, NULL, 0};
    size_t i, length;

    to.text = text;
    to.size = size;
    to.wanted = wanted;
    *text = '\0';
    if (!(m->min < m->max)) {
        put(&to, constant_named(m->min), 1, "");
        return to.found;
    }
    put_rules(m, type, shape, rank, &to);
    for (i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (law_fits(m, type, &laws[fixed[i].distribution], fixed[i].stddev))
            put(&to, fixed[i].name, 1, "");
    length = strlen(text);
    if (to.count > NAMES_SHOWN)
        snprintf(text + length, size - length, " or %d more", to.count - NAMES_SHOWN);
    if (to.count == 0)
        put_none(m, shape, rank, &to);
    return to.found;
}
