/* SPDX-License-Identifier: MIT
 *
 * torch_generator.c - PyTorch's generator: seeded, loaded, saved; and what all that use one check
 */
#include "strict_fp.h"
#include "fp_mode.h"
#include "profile.h"
#include "torch_generator.h"

#include <string.h>

/* --- The generator ------------------------------------------------------------------------------------------------ */

lecun_status lecun_torch_check_profile(lecun_profile profile)
{
    if (lecun_torch_profile_of((uint32_t)profile))
        return LECUN_OK;
    return lecun_profile_of((uint32_t)profile) ? LECUN_E_PROFILE : LECUN_E_ARGUMENT;
}

lecun_status lecun_torch_start(lecun_torch *self, lecun_profile profile, int64_t seed)
{
    const lecun_status status = self ? lecun_torch_check_profile(profile) : LECUN_E_NULL;
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
    self->ready = LECUN_TORCH_READY;
    return LECUN_OK;
}

int lecun_torch_is_whole(const lecun_torch *self)
{
    static const uint32_t zeros[3];

    return self->ready == LECUN_TORCH_READY && lecun_torch_profile_of(self->profile) && self->taken - 1 < LECUN_MT_WORDS
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
    const lecun_status status = self && state ? lecun_torch_check_profile(profile) : LECUN_E_NULL;
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
    loaded.ready = LECUN_TORCH_READY;
    *self = loaded;
    return LECUN_OK;
}

lecun_status lecun_torch_save(const lecun_torch *self, void *state, size_t size)
{
    unsigned char *const bytes = (unsigned char *)state;
    int i;

    if (!self || !state)
        return LECUN_E_NULL;
    if (!lecun_torch_is_whole(self))
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

/* The status of a class in a call, whatever the tensor. Classes that draw nothing are taken by fills and skips alike. */
static lecun_status check_class(const lecun_scheme *scheme, lecun_torch_use use)
{
    if (use == LECUN_TORCH_FACTORIZES)
        return scheme->kind == LECUN_ORTHOGONAL ? LECUN_OK : LECUN_E_CLASS;
    if (scheme->kind == LECUN_ORTHOGONAL)
        return use == LECUN_TORCH_SKIPS ? LECUN_OK : LECUN_E_WORKSPACE;
    return lecun_is_torch_kind(scheme->kind) || scheme->kind == LECUN_CONSTANT || scheme->kind == LECUN_IDENTITY
               ? LECUN_OK : LECUN_E_INITIALIZER;
}

/* PyTorch factorizes no 16-bit matrices. */
lecun_status lecun_torch_check(const lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype,
                               const int64_t *shape, size_t rank, lecun_torch_use use, lecun_torch_plan *plan)
{
    const lecun_scheme *const scheme = lecun_scheme_of(init);
    lecun_tensor tensor;
    lecun_status status;

    if (!lecun_torch_is_whole(self) || !scheme)
        return LECUN_E_INITIALIZER;
    status = check_class(scheme, use);
    if (!status)
        status = lecun_check_tensor(init, scheme, dtype, shape, rank, &tensor, NULL);
    if (status)
        return status;
    if (scheme->kind == LECUN_ORTHOGONAL && dtype != LECUN_F32 && dtype != LECUN_F64)
        return LECUN_E_CLASS_DTYPE;
    return lecun_make_torch_plan(init, self->profile, dtype, shape, rank, &tensor, plan);
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
