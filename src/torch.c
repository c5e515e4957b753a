/* SPDX-License-Identifier: MIT
 *
 * torch.c - the entry points of PyTorch's generator: all arguments are checked here, then a plan is made and carried out
 */
#include "strict_fp.h"
#include "box.h"
#include "dispatch.h"
#include "fp_mode.h"
#include "profile.h"
#include "torch_element.h"
#include "torch_stream.h"

#include <string.h>

#define READY 0x746f7263u               /* "torc" */

/* --- The generator ------------------------------------------------------------------------------------------------ */

static lecun_status check_profile(lecun_profile profile)
{
    if (lecun_torch_profile_of((uint32_t)profile))
        return LECUN_OK;
    return lecun_profile_of((uint32_t)profile) ? LECUN_E_PROFILE : LECUN_E_ARGUMENT;
}

lecun_status lecun_torch_start(lecun_torch *self, lecun_profile profile, int64_t seed)
{
    const lecun_status status = self ? check_profile(profile) : LECUN_E_NULL;
    lecun_mt19937 mt;

    if (status)
        return status;
    lecun_mt_seed(&mt, (uint32_t)(uint64_t)seed);
    memset(self, 0, sizeof *self);
    memcpy(self->state, mt.state, sizeof self->state);
    self->taken = mt.taken;
    self->fresh = 1;
    self->profile = (uint32_t)profile;
    self->seed = (uint64_t)seed;
    self->ready = READY;
    return LECUN_OK;
}

/* Whether a function set it up, and no field holds what none would put there. */
static int is_whole(const lecun_torch *self)
{
    static const uint32_t zeros[3];

    return self->ready == READY && lecun_torch_profile_of(self->profile) && self->taken - 1 < LECUN_MT_WORDS
        && self->fresh <= (self->taken == LECUN_MT_WORDS) && self->waits <= 1 && (self->normal >> 52 & 0x7ff) != 0x7ff
        && (self->waits || !self->normal) && memcmp(self->reserved, zeros, sizeof zeros) == 0;
}

/* --- Its state in PyTorch ----------------------------------------------------------------------------------------- */

/* aten/src/ATen/CPUGeneratorImpl.cpp: the bytes of a struct on a little-endian machine. What is not named is 0. */
enum { AT_SEED = 0, AT_LEFT = 8, AT_SEEDED = 12, AT_NEXT = 16, AT_WORDS = 24, AT_NORMAL = 5024, AT_WAITS = 5040 };

static uint64_t get(const unsigned char *bytes, size_t size)
{
    uint64_t x = 0;

    while (size--)
        x = x << 8 | bytes[size];
    return x;
}

static void put(unsigned char *bytes, size_t size, uint64_t x)
{
    size_t i;

    for (i = 0; i < size; i++)
        bytes[i] = (unsigned char)(x >> 8 * i);
}

/* Words drawn from the block are 625 - left, and `next`; before the first block, left is 1, and next 0. */
static int read_place(lecun_torch *self, const unsigned char *state)
{
    const uint64_t left = get(state + AT_LEFT, 4), next = get(state + AT_NEXT, 8);

    if (get(state + AT_SEEDED, 4) != 1 || left - 1 >= LECUN_MT_WORDS)
        return 0;
    self->taken = (uint32_t)(LECUN_MT_WORDS + 1 - left);
    self->fresh = next == 0;
    return next == self->taken || (next == 0 && left == 1);
}

static int read_normal(lecun_torch *self, const unsigned char *state)
{
    self->waits = get(state + AT_WAITS, 4) != 0;
    self->normal = self->waits ? get(state + AT_NORMAL, 8) : 0;
    return (self->normal >> 52 & 0x7ff) != 0x7ff;
}

lecun_status lecun_torch_load(lecun_torch *self, lecun_profile profile, const void *state, size_t size)
{
    const unsigned char *const bytes = (const unsigned char *)state;
    const lecun_status status = self && state ? check_profile(profile) : LECUN_E_NULL;
    lecun_torch loaded;
    uint64_t over = 0;
    int i;

    if (status)
        return status;
    if (size != LECUN_TORCH_STATE_SIZE)
        return LECUN_E_ARGUMENT;
    memset(&loaded, 0, sizeof loaded);
    for (i = 0; i < LECUN_MT_WORDS; i++) {
        const uint64_t word = get(bytes + AT_WORDS + 8 * i, 8);
        loaded.state[i] = (uint32_t)word;
        over |= word >> 32;
    }
    if (over || !read_place(&loaded, bytes) || !read_normal(&loaded, bytes))
        return LECUN_E_STATE;
    loaded.profile = (uint32_t)profile;
    loaded.seed = get(bytes + AT_SEED, 8);
    loaded.ready = READY;
    *self = loaded;
    return LECUN_OK;
}

lecun_status lecun_torch_save(const lecun_torch *self, void *state, size_t size)
{
    unsigned char *const bytes = (unsigned char *)state;
    int i;

    if (!self || !state)
        return LECUN_E_NULL;
    if (!is_whole(self))
        return LECUN_E_INITIALIZER;
    if (size != LECUN_TORCH_STATE_SIZE)
        return LECUN_E_ARGUMENT;
    memset(bytes, 0, size);
    put(bytes + AT_SEED, 8, self->seed);
    put(bytes + AT_LEFT, 4, LECUN_MT_WORDS + 1 - self->taken);
    put(bytes + AT_SEEDED, 4, 1);
    put(bytes + AT_NEXT, 8, self->fresh ? 0 : self->taken);
    for (i = 0; i < LECUN_MT_WORDS; i++)
        put(bytes + AT_WORDS + 8 * i, 8, self->state[i]);
    put(bytes + AT_NORMAL, 8, self->normal);
    put(bytes + AT_WAITS, 4, self->waits);
    return LECUN_OK;
}

/* --- Checks ------------------------------------------------------------------------------------------------------- */

static int is_taken(lecun_kind kind)
{
    return lecun_is_torch_kind(kind) || kind == LECUN_CONSTANT || kind == LECUN_IDENTITY || kind == LECUN_ORTHOGONAL;
}

/* Everything but the pointers and the part. PyTorch factorizes no 16-bit matrices. */
static lecun_status open_tensor(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype,
                                const int64_t *shape, size_t rank, lecun_torch_plan *plan)
{
    const lecun_scheme *const scheme = lecun_scheme_of(init);
    lecun_tensor tensor;
    lecun_status status;

    if (!is_whole(self) || !scheme || !is_taken(scheme->kind))
        return LECUN_E_INITIALIZER;
    status = lecun_check_tensor(init, scheme, dtype, shape, rank, &tensor, NULL);
    if (status)
        return status;
    if (scheme->kind == LECUN_ORTHOGONAL && dtype != LECUN_F32 && dtype != LECUN_F64)
        return LECUN_E_CLASS_DTYPE;
    return lecun_make_torch_plan(init, self->profile, dtype, shape, rank, &tensor, plan);
}

static lecun_status open_fill(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, const int64_t *shape,
                              size_t rank, lecun_torch_plan *plan)
{
    const lecun_scheme *const scheme = lecun_scheme_of(init);

    if (scheme && scheme->kind == LECUN_ORTHOGONAL)
        return LECUN_E_WORKSPACE;
    return open_tensor(self, init, dtype, shape, rank, plan);
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

/* All rounds of a part. Returns their number. */
static uint64_t fill_part(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, const lecun_torch_part *part)
{
    uint64_t rounds = 1;

    while (part->count && lecun_torch_round_of(plan, cursor, part, rounds - 1))
        rounds++;
    return rounds;
}

static lecun_status fill_in_mode(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out, size_t count,
                                 const int64_t *shape, size_t rank)
{
    lecun_torch_cursor cursor;
    lecun_torch_plan plan;
    lecun_torch_part part;
    lecun_status status;

    if (!self || !init || (!out && count) || (!shape && rank))
        return LECUN_E_NULL;
    status = open_fill(self, init, dtype, shape, rank, &plan);
    if (status)
        return status;
    if (count != plan.elements)
        return LECUN_E_COUNT;
    part.out = (unsigned char *)out;
    part.first = 0;
    part.count = count;
    cursor = lecun_torch_open(self, lecun_kernels_of_torch());
    lecun_torch_advance(self, &plan, &cursor, fill_part(&plan, &cursor, &part));
    return LECUN_OK;
}

lecun_status lecun_torch_fill(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out, size_t count,
                              const int64_t *shape, size_t rank)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_in_mode(self, init, dtype, out, count, shape, rank);

    lecun_leave_fp_mode(mode);
    return status;
}

static lecun_status skip_in_mode(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, const int64_t *shape,
                                 size_t rank)
{
    lecun_torch_cursor cursor;
    lecun_torch_plan plan;
    lecun_status status;

    if (!self || !init || (!shape && rank))
        return LECUN_E_NULL;
    status = open_tensor(self, init, dtype, shape, rank, &plan);
    if (status)
        return status;
    cursor = lecun_torch_open(self, lecun_kernels_of_torch());
    lecun_torch_advance(self, &plan, &cursor, lecun_torch_rounds(&plan, &cursor));
    return LECUN_OK;
}

lecun_status lecun_torch_skip(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, const int64_t *shape,
                              size_t rank)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = skip_in_mode(self, init, dtype, shape, rank);

    lecun_leave_fp_mode(mode);
    return status;
}

static lecun_status fill_range_in_mode(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                       size_t count, const int64_t *shape, size_t rank, int64_t first)
{
    lecun_torch_cursor cursor;
    lecun_torch_plan plan;
    lecun_torch_part part;
    lecun_status status;

    if (!self || !init || (!out && count) || (!shape && rank))
        return LECUN_E_NULL;
    status = open_fill(self, init, dtype, shape, rank, &plan);
    if (status)
        return status;
    if (first < 0 || (uint64_t)first > plan.elements || count > plan.elements - (uint64_t)first)
        return LECUN_E_RANGE;
    part.out = (unsigned char *)out;
    part.first = (uint64_t)first;
    part.count = count;
    cursor = lecun_torch_open(self, lecun_kernels_of_torch());
    fill_part(&plan, &cursor, &part);
    return LECUN_OK;
}

lecun_status lecun_torch_fill_range(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                    size_t count, const int64_t *shape, size_t rank, int64_t first)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_range_in_mode(self, init, dtype, out, count, shape, rank, first);

    lecun_leave_fp_mode(mode);
    return status;
}

/* --- Boxes -------------------------------------------------------------------------------------------------------- */

enum { PIECE = 128, MOST_SIZE = 8 };

/* One round of a run whose elements are apart: by pieces that are put together, and back. */
static int round_of_strided(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, unsigned char *out, int64_t stride,
                            size_t count, uint64_t first, uint64_t round)
{
    const size_t size = lecun_element_size(plan->element);
    unsigned char piece[PIECE * MOST_SIZE];
    lecun_torch_part part;
    int again = 0;
    size_t i;

    part.out = piece;
    for (part.first = first; count; count -= part.count, part.first += part.count) {
        unsigned char *const at = out + (ptrdiff_t)((part.first - first) * (uint64_t)stride * size);
        part.count = count < PIECE ? count : PIECE;
        for (i = 0; round && i < part.count; i++)
            memcpy(piece + i * size, at + (ptrdiff_t)(i * (uint64_t)stride * size), size);
        again |= lecun_torch_round_of(plan, cursor, &part, round);
        for (i = 0; i < part.count; i++)
            memcpy(at + (ptrdiff_t)(i * (uint64_t)stride * size), piece + i * size, size);
    }
    return again;
}

static int round_of_box(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, unsigned char *out, const lecun_box *b,
                        size_t rank, uint64_t round)
{
    const size_t size = lecun_element_size(plan->element);
    uint64_t row, first, at;
    int again = 0;

    for (row = 0; row < b->runs; row++) {
        lecun_torch_part part;

        lecun_box_run(b, rank, row, &first, &at);
        part.out = out + (ptrdiff_t)(at * size);
        part.first = first;
        part.count = b->run;
        if (b->run_stride == 1)
            again |= lecun_torch_round_of(plan, cursor, &part, round);
        else
            again |= round_of_strided(plan, cursor, part.out, b->run_stride, b->run, first, round);
    }
    return again;
}

static lecun_status fill_box_in_mode(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                     const int64_t *stride, const int64_t *shape, size_t rank, const int64_t *start,
                                     const int64_t *extent)
{
    static const int64_t zero = 0, one = 1;
    const int scalar = rank == 0;               /* a box of one element, whatever the arrays are */
    lecun_torch_cursor cursor;
    lecun_torch_plan plan;
    lecun_status status;
    uint64_t round = 0;
    lecun_box box;
    int empty;

    if (!self || !init || (!scalar && (!shape || !start || !extent)))
        return LECUN_E_NULL;
    status = open_fill(self, init, dtype, shape, rank, &plan);
    if (!status)
        status = lecun_check_box(shape, rank, start, extent, &empty);
    if (status)
        return status;
    if (empty)
        return LECUN_OK;
    if (!out)
        return LECUN_E_NULL;
    box = scalar ? lecun_make_box(NULL, &one, 1, &zero, &one) : lecun_make_box(stride, shape, rank, start, extent);
    cursor = lecun_torch_open(self, lecun_kernels_of_torch());
    while (round_of_box(&plan, &cursor, (unsigned char *)out, &box, scalar ? 1 : rank, round))
        round++;
    return LECUN_OK;
}

lecun_status lecun_torch_fill_box(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype, void *out,
                                  const int64_t *stride, const int64_t *shape, size_t rank, const int64_t *start,
                                  const int64_t *extent)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_box_in_mode(self, init, dtype, out, stride, shape, rank, start, extent);

    lecun_leave_fp_mode(mode);
    return status;
}

/* --- Gains -------------------------------------------------------------------------------------------------------- */

lecun_status lecun_torch_calculate_gain(lecun_nonlinearity nonlinearity, double param, double *gain)
{
    lecun_initializer kaiming;
    lecun_fp_mode mode;

    if (!gain)
        return LECUN_E_NULL;
    if (lecun_init_torch_kaiming_normal(&kaiming, nonlinearity == LECUN_LEAKY_RELU ? param : 0.0, LECUN_FAN_IN, nonlinearity))
        return LECUN_E_ARGUMENT;
    mode = lecun_enter_fp_mode();
    *gain = lecun_torch_gain(kaiming.nonlinearity, kaiming.number[0]);
    lecun_leave_fp_mode(mode);
    return LECUN_OK;
}
