/* SPDX-License-Identifier: MIT
 *
 * A byte string as a sequence of calls with hostile arguments. Each status is one that lecun.h names for the function; after
 * a failure nothing has been written, and after a fill nothing around it; what was filled in parts is what the whole has.
 */
#include "../../include/lecun.h"
#include "input.h"

#include <string.h>

enum { MOST_AXES = 6, ROOM = 8192, GUARD = 64 };

#define OK (1u << LECUN_OK)
#define E_NULL (1u << LECUN_E_NULL)
#define E_INITIALIZER (1u << LECUN_E_INITIALIZER)
#define E_DTYPE (1u << LECUN_E_DTYPE)
#define E_SHAPE (1u << LECUN_E_SHAPE)
#define E_COUNT (1u << LECUN_E_COUNT)
#define E_SEED (1u << LECUN_E_SEED)
#define E_SPACE (1u << LECUN_E_SPACE)
#define E_WORKSPACE (1u << LECUN_E_WORKSPACE)
#define E_ARGUMENT (1u << LECUN_E_ARGUMENT)
#define E_CLASS (1u << LECUN_E_CLASS)
#define E_AXIS (1u << LECUN_E_AXIS)
#define E_RANK (1u << LECUN_E_RANK)
#define E_OVERFLOW (1u << LECUN_E_OVERFLOW)
#define E_GROUPS (1u << LECUN_E_GROUPS)
#define E_RANGE (1u << LECUN_E_RANGE)
#define E_CLASS_DTYPE (1u << LECUN_E_CLASS_DTYPE)
#define E_NO_CONFIG (1u << LECUN_E_NO_CONFIG)
#define E_FANS (E_INITIALIZER | E_SHAPE | E_OVERFLOW | E_RANK | E_AXIS | E_GROUPS)
#define E_CHECK (E_FANS | E_DTYPE)
#define E_FILL (E_CHECK | E_NULL | E_WORKSPACE)

/* The initializer that the calls are made on, and what it was before the call. A corrupted one may give anything, safely. */
typedef struct subject {
    lecun_initializer self, before;
    int corrupted;
} subject;

static void expect(lecun_status status, unsigned documented)
{
    REQUIRE(status >= LECUN_OK && status < LECUN_STATUS_END);
    REQUIRE(documented >> status & 1);
    REQUIRE(lecun_status_string(status)[0] != 0);
}

static int is_finite(double x)
{
    return x - x == 0.0;
}

/* --- Setting up --------------------------------------------------------------------------------------------------- */

static void expect_set_up(subject *s, lecun_status status, unsigned documented, int wanted)
{
    expect(status, documented);
    REQUIRE((status == LECUN_OK) == wanted);
    if (status)
        REQUIRE(memcmp(&s->self, &s->before, sizeof s->self) == 0);
    else
        s->corrupted = 0;
}

static void set_up(input *in, subject *s)
{
    const unsigned which = choose(in, 15);
    const int64_t seed = take_integer(in);
    lecun_initializer *self = chance(in) ? NULL : &s->self;
    double a, b;
    int mode, distribution;

    if (which < 8) {
        static lecun_status (*const seeded[])(lecun_initializer *, int64_t) = {
            lecun_init_lecun_normal, lecun_init_lecun_uniform, lecun_init_glorot_uniform, lecun_init_glorot_normal,
            lecun_init_he_uniform, lecun_init_he_normal, lecun_init_lecun_normal, lecun_init_he_normal,
        };
        expect_set_up(s, seeded[which](self, seed), OK | E_NULL, self != NULL);
        return;
    }
    a = take_double(in);
    b = take_double(in);
    mode = choose(in, 8) ? LECUN_FAN_IN + (int)choose(in, 4) : (int)take_integer(in);
    distribution = choose(in, 8) ? LECUN_TRUNCATED_NORMAL + (int)choose(in, 3) : (int)take_integer(in);
    switch (which) {
    case 8:
        expect_set_up(s, choose(in, 2) ? lecun_init_zeros(self) : lecun_init_ones(self), OK | E_NULL, self != NULL);
        break;
    case 9:
        expect_set_up(s, lecun_init_constant(self, a), OK | E_NULL | E_ARGUMENT, self && is_finite(a));
        break;
    case 10:
        expect_set_up(s, lecun_init_identity(self, a), OK | E_NULL | E_ARGUMENT, self && is_finite(a));
        break;
    case 11:
        expect_set_up(s, lecun_init_orthogonal(self, a, seed), OK | E_NULL | E_ARGUMENT, self && is_finite(a));
        break;
    case 12:
        expect_set_up(s, lecun_init_random_uniform(self, a, b, seed), OK | E_NULL | E_ARGUMENT,
                      self && is_finite(a) && is_finite(b));
        break;
    case 13:
        expect_set_up(s, choose(in, 2) ? lecun_init_random_normal(self, a, b, seed)
                                       : lecun_init_truncated_normal(self, a, b, seed),
                      OK | E_NULL | E_ARGUMENT, self && is_finite(a) && is_finite(b));
        break;
    default:
        expect_set_up(s, lecun_init_variance_scaling(self, a, (lecun_mode)mode, (lecun_distribution)distribution, seed),
                      OK | E_NULL | E_ARGUMENT,
                      self && is_finite(a) && a > 0 && mode >= LECUN_FAN_IN && mode <= LECUN_FAN_GEO_AVG
                      && distribution >= LECUN_TRUNCATED_NORMAL && distribution <= LECUN_UNIFORM);
    }
}

/* A list of the length that is told, on the heap: a read past its end is seen. */
static int32_t *take_list(input *in, size_t *length)
{
    const size_t told = choose(in, 8) ? choose(in, 4) : choose(in, 12);
    int32_t *list = (int32_t *)malloc(told * sizeof *list + !told);
    size_t i;

    for (i = 0; i < told; i++)
        list[i] = choose(in, 8) ? (int32_t)choose(in, 9) - 4 : (int32_t)take_integer(in);
    *length = told;
    if (chance(in)) {
        free(list);
        return NULL;
    }
    return list;
}

static lecun_status set_lists(input *in, lecun_initializer *self, int jax)
{
    size_t n[3];
    int32_t *list[3];
    lecun_status status;
    int i;

    for (i = 0; i < 3; i++)
        list[i] = take_list(in, &n[i]);
    status = jax ? lecun_set_jax_axes(self, list[0], n[0], list[1], n[1], list[2], n[2])
                 : lecun_set_axes(self, list[0], n[0], list[1], n[1]);
    for (i = 0; i < 3; i++)
        free(list[i]);
    return status;
}

static lecun_status seed_by_name(input *in, lecun_initializer *self, int64_t seed)
{
    size_t length = choose(in, 40), i;
    char *name = (char *)malloc(length + !length);
    lecun_status status;

    for (i = 0; i < length; i++)
        name[i] = (char)take(in, 1);
    if (choose(in, 8) == 0) {
        free(name);
        name = NULL;
    }
    status = lecun_seed_by_name(self, seed, name, length);
    REQUIRE(status != LECUN_OK || (name || !length));
    REQUIRE(status != LECUN_OK || (self->seed >= 0 && self->seed <= 2147483645 && self->draw >= 0 && self->draw <= 2147483645));
    free(name);
    return status;
}

static lecun_status call_setter(input *in, lecun_initializer *self)
{
    const unsigned which = choose(in, 9);
    const int64_t number = take_integer(in);
    const int small = choose(in, 4) ? (int)choose(in, 8) : (int)(number % 0x40000000);
    double a;

    switch (which) {
    case 0: return lecun_set_profile(self, (lecun_profile)(10 + small));
    case 1: return lecun_set_seed(self, number);
    case 2: return lecun_set_draw(self, number);
    case 3: return lecun_set_rounding(self, (lecun_rounding)(60 + small));
    case 4: return lecun_set_layout(self, (lecun_layout)(50 + small), take_integer(in));
    case 5:
        a = take_double(in);
        return lecun_set_fans(self, a, take_double(in));
    case 6: return set_lists(in, self, 0);
    case 7: return seed_by_name(in, self, number);
    default: return set_lists(in, self, 1);
    }
}

static void set(input *in, subject *s)
{
    lecun_initializer *self = chance(in) ? NULL : &s->self;
    const lecun_status status = call_setter(in, self);

    expect(status, OK | E_NULL | E_INITIALIZER | E_CLASS | E_ARGUMENT);
    REQUIRE(self || status == LECUN_E_NULL);
    if (status)
        REQUIRE(memcmp(&s->self, &s->before, sizeof s->self) == 0);
}

static void corrupt(input *in, subject *s)
{
    const size_t at = choose(in, sizeof s->self);

    ((unsigned char *)&s->self)[at] = (unsigned char)take(in, 1);
    s->corrupted = 1;
}

/* --- Shapes ------------------------------------------------------------------------------------------------------- */

typedef struct tensor {
    int64_t *shape;             /* of exactly rank entries, or NULL */
    size_t rank;
    lecun_dtype dtype;
    int64_t elements;           /* -1 if no such tensor can be */
} tensor;

static int64_t count_elements(const int64_t *shape, size_t rank)
{
    int64_t elements = 1;
    int overflows = 0;
    size_t i;

    for (i = 0; i < rank; i++) {
        if (shape[i] < 0)
            return -1;
        if (shape[i] == 0)
            elements = 0;
    }
    for (i = 0; i < rank && elements; i++) {
        overflows |= elements > INT64_MAX / shape[i];
        elements = overflows ? 1 : elements * shape[i];
    }
    return overflows ? -1 : elements;
}

static tensor take_tensor(input *in)
{
    const unsigned hostile = choose(in, 4) == 0;
    tensor t;
    size_t i;

    t.rank = choose(in, MOST_AXES + 1);
    t.shape = t.rank ? (int64_t *)malloc(t.rank * sizeof *t.shape) : NULL;
    for (i = 0; i < t.rank; i++)
        t.shape[i] = hostile ? take_integer(in) : (int64_t)choose(in, 8 + (t.rank < 3 ? 60 : 0));
    t.dtype = (lecun_dtype)(choose(in, 8) ? LECUN_F32 + (int)choose(in, 4) : (int)take_integer(in));
    t.elements = count_elements(t.shape, t.rank);
    return t;
}

static size_t size_of(lecun_dtype dtype)
{
    return dtype == LECUN_F32 ? 4 : dtype == LECUN_F64 ? 8 : 2;
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

/* The destination, guards around it. Nothing has touched it where it holds this byte. */
static unsigned char buffer[ROOM + 16 + 2 * GUARD], untouched[sizeof buffer];
enum { UNTOUCHED = 0xa5 };

static unsigned char *clean_buffer(input *in)
{
    memset(untouched, UNTOUCHED, sizeof untouched);
    memset(buffer, UNTOUCHED, sizeof buffer);
    return buffer + GUARD + choose(in, 16);
}

static int touches_nothing_but(const unsigned char *from, size_t bytes)
{
    const size_t before = (size_t)(from - buffer), end = before + bytes;

    return memcmp(buffer, untouched, before) == 0 && memcmp(buffer + end, untouched, sizeof buffer - end) == 0;
}

/* Element number `index` on its own is the one in the buffer. */
static void compare_element(const subject *s, const tensor *t, int64_t index, const unsigned char *at)
{
    unsigned char element[8];

    REQUIRE(lecun_fill_range(&s->self, t->dtype, element, 1, t->shape, t->rank, index) == LECUN_OK);
    REQUIRE(s->corrupted || memcmp(element, at, size_of(t->dtype)) == 0);
}

static void fill_range(input *in, subject *s)
{
    const tensor t = take_tensor(in);
    unsigned char *out = clean_buffer(in);
    const int whole = choose(in, 3) == 0, null_out = chance(in), null_shape = chance(in);
    const int64_t inside = t.elements > 0 ? take_integer(in) & INT64_MAX : 0;
    const int64_t first = whole ? 0 : choose(in, 4) ? inside % (t.elements > 0 ? t.elements : 1) : take_integer(in);
    size_t count = choose(in, 8) == 0 ? (size_t)take_integer(in) : choose(in, 2) ? choose(in, 64) : (size_t)take(in, 2);
    int fits, room;
    lecun_status status;

    if (whole && t.elements >= 0 && choose(in, 8))
        count = (size_t)t.elements;
    fits = t.elements >= 0 && first >= 0 && first <= t.elements && count <= (uint64_t)(t.elements - first)
           && (!whole || count == (uint64_t)t.elements);
    room = count <= ROOM / size_of(t.dtype);
    if (room || !fits) {
        const int64_t *const shape = null_shape ? NULL : t.shape;
        if (whole)
            status = lecun_fill(&s->self, t.dtype, null_out ? NULL : out, count, shape, t.rank);
        else
            status = lecun_fill_range(&s->self, t.dtype, null_out ? NULL : out, count, shape, t.rank, first);
        expect(status, OK | E_FILL | (whole ? E_COUNT : E_RANGE));
        REQUIRE(status != LECUN_OK || (fits && (!null_out || !count) && (shape || !t.rank)));
        REQUIRE(touches_nothing_but(out, status ? 0 : count * size_of(t.dtype)));
        if (!status && count) {
            const size_t which = (size_t)take(in, 2) % count;
            compare_element(s, &t, first + (int64_t)which, out + which * size_of(t.dtype));
        }
    }
    free(t.shape);
}

static void fill_float(input *in, subject *s)
{
    const tensor t = take_tensor(in);
    unsigned char *out = buffer + GUARD;
    const int is_double = (int)choose(in, 2);
    const size_t size = is_double ? 8 : 4, count = choose(in, 8) ? (size_t)t.elements : (size_t)take_integer(in);
    const int64_t seed = take_integer(in);
    lecun_status status;

    (void)s;
    clean_buffer(in);
    if (count <= ROOM / size || count != (uint64_t)t.elements) {
        if (is_double)
            status = lecun_normal_fill_f64((double *)(void *)out, count, t.shape, t.rank, seed);
        else
            status = lecun_normal_fill((float *)(void *)out, count, t.shape, t.rank, seed);
        expect(status, OK | E_SHAPE | E_OVERFLOW | E_COUNT);
        REQUIRE((status == LECUN_OK) == (t.elements >= 0 && count == (uint64_t)t.elements));
        REQUIRE(touches_nothing_but(out, status ? 0 : count * size));
    }
    free(t.shape);
}

/* A box, and how far its destination reaches. */
typedef struct box {
    int64_t *start, *extent, *stride;
    size_t volume;
    int64_t low, high;          /* the least and the greatest offset */
    int inside;
} box;

static box take_box(input *in, const tensor *t)
{
    const int strided = choose(in, 4) != 0, may_leave = choose(in, 4) == 0;
    const size_t bytes = t->rank * sizeof(int64_t) + !t->rank;
    box b = {NULL, NULL, NULL, 1, 0, 0, 1};
    int64_t dense = 1;
    size_t i;

    b.start = (int64_t *)malloc(bytes);
    b.extent = (int64_t *)malloc(bytes);
    b.stride = (int64_t *)malloc(bytes);
    for (i = t->rank; i-- > 0;) {
        const int64_t dimension = t->shape[i];
        const int64_t least = dimension > 0 ? 1 : 0;
        int64_t extent = choose(in, 12), far;
        b.start[i] = dimension > 0 ? (take_integer(in) & INT64_MAX) % dimension : 0;
        if (may_leave && choose(in, 2))
            b.start[i] = take_integer(in);
        if (!may_leave && b.start[i] >= 0 && extent > dimension - b.start[i])
            extent = dimension - b.start[i];
        if (may_leave && choose(in, 4) == 0)
            extent = take_integer(in);
        if (!may_leave && extent == 0 && choose(in, 4))
            extent = least;
        b.extent[i] = extent;
        b.inside &= b.start[i] >= 0 && extent >= 0 && b.start[i] <= dimension && extent <= dimension - b.start[i];
        b.stride[i] = !strided ? dense : extent == 1 && choose(in, 4) == 0 ? take_integer(in) : (int64_t)choose(in, 64) - 32;
        if (b.inside && b.volume <= ROOM && extent < ROOM) {
            b.volume *= (size_t)extent;
            dense *= extent;
            far = extent > 1 ? (extent - 1) * b.stride[i] : 0;
            b.low += far < 0 ? far : 0;
            b.high += far > 0 ? far : 0;
        } else if (b.inside && extent) {
            b.volume = ROOM + 1;
        }
        if (b.volume > ROOM)
            dense = 1;
    }
    if (!strided) {
        free(b.stride);
        b.stride = NULL;
    }
    return b;
}

/* Element number k of the box: where it goes, and which of the tensor's it is. */
static void locate(const tensor *t, const box *b, size_t k, int64_t *offset, int64_t *index)
{
    int64_t below = 1, dense = 1;
    size_t i;

    *offset = *index = 0;
    for (i = t->rank; i-- > 0;) {
        const int64_t step = (int64_t)(k % (size_t)b->extent[i]);
        k /= (size_t)b->extent[i];
        *index += (b->start[i] + step) * below;
        *offset += step ? step * (b->stride ? b->stride[i] : dense) : 0;
        below *= t->shape[i];
        dense *= b->extent[i];
    }
}

/* What was written is the box, and what lies between is untouched. The least offset is at out. */
static void compare_box(const subject *s, const tensor *t, const box *b, unsigned char *out)
{
    static unsigned char writers[ROOM / 2];     /* of each element of the destination */
    const size_t size = size_of(t->dtype), span = (size_t)(b->high - b->low) + 1;
    int64_t offset, index;
    size_t k;

    memset(writers, 0, span);
    for (k = 0; k < b->volume; k++) {
        locate(t, b, k, &offset, &index);
        writers[offset - b->low] = (unsigned char)(writers[offset - b->low] + (writers[offset - b->low] < 2));
    }
    for (k = 0; k < b->volume; k++) {
        locate(t, b, k, &offset, &index);
        if (writers[offset - b->low] == 1)      /* elements that share an address are the caller's error */
            compare_element(s, t, index, out + (offset - b->low) * (int64_t)size);
    }
    for (k = 0; k < span; k++)
        REQUIRE(writers[k] || memcmp(out + k * size, untouched, size) == 0);
}

static void fill_box(input *in, subject *s)
{
    const tensor t = take_tensor(in);
    unsigned char *out = clean_buffer(in);
    const int null_out = chance(in), can_be = t.elements >= 0;
    box b = take_box(in, &t);
    const size_t size = size_of(t.dtype);
    const int room = b.volume <= 400 && (uint64_t)(b.high - b.low) < ROOM / size;
    lecun_status status;

    if (!can_be || !b.inside || room) {
        unsigned char *origin = can_be && b.inside ? out + -b.low * (int64_t)size : out;
        status = lecun_fill_box(&s->self, t.dtype, null_out ? NULL : origin, b.stride, t.shape, t.rank, b.start, b.extent);
        expect(status, OK | E_FILL | E_RANGE);
        REQUIRE(status != LECUN_OK || (can_be && b.inside && (!null_out || b.volume == 0)));
        REQUIRE(touches_nothing_but(out, status || b.volume == 0 ? 0 : ((size_t)(b.high - b.low) + 1) * size));
        if (!status && b.volume)
            compare_box(s, &t, &b, out);
    }
    free(b.start);
    free(b.extent);
    free(b.stride);
    free(t.shape);
}

static void orthogonal(input *in, subject *s)
{
    const tensor t = take_tensor(in);
    unsigned char *out = clean_buffer(in), *work;
    size_t work_size = 77, told, count = choose(in, 8) ? (size_t)t.elements : (size_t)take_integer(in);
    const unsigned misaligned = choose(in, 8);
    lecun_status status = lecun_orthogonal_work_size(t.shape, t.rank, &work_size);

    expect(status, OK | E_SHAPE | E_RANK | E_OVERFLOW);
    REQUIRE(status == LECUN_OK || work_size == 77);
    if (status == LECUN_OK)
        REQUIRE(t.elements >= 0 && t.rank >= 2);
    else
        REQUIRE(t.elements < 0 || t.rank < 2 || t.elements > INT64_MAX / 8 - 64);
    if (status || t.elements > 144)             /* the time grows with their cube */
        work_size = 64;
    if (t.elements > 144)
        count = 1;                              /* refused */
    told = choose(in, 8) ? work_size : work_size / 2;
    work = (unsigned char *)malloc(work_size + misaligned);
    status = lecun_orthogonal_fill(&s->self, t.dtype, out, count, t.shape, t.rank, work + misaligned, told);
    expect(status, OK | E_FILL | E_CLASS | E_COUNT | E_CLASS_DTYPE);
    REQUIRE(status != LECUN_OK || count == (uint64_t)t.elements);
    REQUIRE(touches_nothing_but(out, status ? 0 : count * size_of(t.dtype)));
    free(work);
    free(t.shape);
}

/* --- Questions ---------------------------------------------------------------------------------------------------- */

static void ask_fans(input *in, subject *s)
{
    const tensor t = take_tensor(in);
    double fan_in = -7, fan_out = -7, stddev = -7;
    lecun_status status = lecun_fans(&s->self, t.shape, t.rank, chance(in) ? NULL : &fan_in, &fan_out);
    const lecun_status same = lecun_stddev(&s->self, t.shape, t.rank, &stddev);

    expect(status, OK | E_FANS);
    expect(same, OK | E_FANS);
    REQUIRE(status == same || (status == LECUN_OK && same == LECUN_E_RANK));
    if (status) {
        REQUIRE(fan_in == -7 && fan_out == -7);
    } else {
        REQUIRE(t.elements >= 0);
        REQUIRE(s->corrupted || (fan_out >= 0 && fan_out <= 1e300 && (fan_in == -7 || (fan_in >= 0 && fan_in <= 1e300))));
    }
    REQUIRE(same ? stddev == -7 : s->corrupted || (stddev >= 0 && is_finite(stddev)));
    free(t.shape);
}

/* What lecun_check says is what a fill would say; an axis that it names is one, or one that was asked for. */
static void ask_check(input *in, subject *s)
{
    const tensor t = take_tensor(in);
    lecun_error error = {77, "unset"};
    const lecun_status status = lecun_check(&s->self, t.dtype, t.shape, t.rank, chance(in) ? NULL : &error);
    lecun_status filled = lecun_fill_range(&s->self, t.dtype, NULL, 0, t.shape, t.rank, 0);

    expect(status, OK | E_CHECK | E_CLASS_DTYPE);
    REQUIRE(filled == status || filled == LECUN_E_WORKSPACE);
    if (filled == LECUN_E_WORKSPACE) {
        filled = lecun_orthogonal_fill(&s->self, t.dtype, NULL, 0, t.shape, t.rank, NULL, 0);
        REQUIRE(filled == status || filled == LECUN_E_COUNT);
    }
    if (error.expected && strcmp(error.expected, "unset") != 0)
        REQUIRE(status != LECUN_OK && (error.at == 0 || error.at < t.rank || status == LECUN_E_AXIS));
    else
        REQUIRE(status == LECUN_OK || error.at == 77);
    free(t.shape);
}

static void write_config(input *in, subject *s)
{
    static char text[1024];
    lecun_status (*const write)(const lecun_initializer *, char *, size_t, size_t *) =
        choose(in, 2) ? lecun_serialize : lecun_get_config;
    const size_t size = choose(in, 4) ? (size_t)take(in, 2) % sizeof text : 0;
    size_t length = 7777;
    lecun_status status;

    memset(text, '#', sizeof text);
    status = write(&s->self, chance(in) ? NULL : text, size, &length);
    expect(status, OK | E_NULL | E_INITIALIZER | E_NO_CONFIG | E_SPACE);
    REQUIRE((status == LECUN_OK || status == LECUN_E_SPACE) == (length != 7777));
    if (status == LECUN_OK && text[0] != '#')
        REQUIRE(strlen(text) == length && length < size && text[size] == '#');
    else
        REQUIRE(memchr(text, '{', sizeof text) == NULL && text[sizeof text - 1] == '#');
    REQUIRE(status != LECUN_E_SPACE || size <= length);
}

static void ask_seed(input *in, subject *s)
{
    int64_t seed = 7777;
    int drawn = 77;
    const int draw = choose(in, 8) == 0;
    lecun_status status = draw ? lecun_draw_seed(&s->self) : LECUN_OK;

    expect(status, OK | E_INITIALIZER | E_CLASS);
    status = lecun_get_seed(&s->self, &seed, &drawn);
    expect(status, OK | E_INITIALIZER | E_CLASS);
    if (status)
        REQUIRE(seed == 7777 && drawn == 77 && memcmp(&s->self, &s->before, sizeof s->self) == 0);
    else
        REQUIRE(draw ? drawn == 1 && seed >= 1 && seed <= 1000000000 : drawn == (s->self.drawn != 0));
    REQUIRE(lecun_profiles_agree(seed) == (seed >= 0 && seed <= 2147483645));
}

static void replay(input *in, subject *s)
{
    const int64_t start = take_integer(in);
    lecun_replay r;
    int64_t seed = 0;
    lecun_status status;

    (void)s;
    memset(&r, 0, sizeof r);
    REQUIRE(lecun_replay_next(&r, &seed) == LECUN_E_INITIALIZER && seed == 0);
    status = lecun_replay_start(&r, start);
    expect(status, OK | E_SEED);
    REQUIRE((status == LECUN_OK) == (start >= 0 && start <= 4294967295));
    if (status)
        return;
    REQUIRE(lecun_replay_next(&r, &seed) == LECUN_OK);
    REQUIRE(seed >= 1 && seed <= 1000000000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const calls[])(input *, subject *) = {
        set_up, set_up, set, set, set, corrupt, fill_range, fill_range, fill_range, fill_float, fill_box, fill_box, fill_box,
        orthogonal, ask_fans, ask_check, write_config, ask_seed, replay,
    };
    input in = {data, size};
    subject s;

    memset(&s, 0, sizeof s);
    if (choose(&in, 8))
        REQUIRE(lecun_init_lecun_normal(&s.self, 42) == LECUN_OK);
    while (in.left) {
        s.before = s.self;
        calls[choose(&in, LENGTH(calls))](&in, &s);
    }
    return 0;
}
