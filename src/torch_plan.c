/* SPDX-License-Identifier: MIT
 *
 * torch_plan.c - from an initializer, a generator's profile, a dtype and a shape to a plan
 *
 * What the classes compute: torch/nn/init.py.
 */
#include "strict_fp.h"
#include "torch_plan.h"
#include "exact.h"
#include "torch_floats.h"
#include "torch_normal_part.h"

/* --- Profiles ----------------------------------------------------------------------------------------------------- */

#define ROW(profile) ((profile) - LECUN_TORCH)

/* Compared with the wheels of 2.0.1 to 2.15.0. Up to 2.11 trunc_normal_ is made of the erfinv of Intel's MKL. */
static const lecun_torch_profile profiles[] = {
    [ROW(LECUN_TORCH)]            = {1, 1, 1, 1, 1, LECUN_SIXTEEN_AS_FLOAT},
    [ROW(LECUN_TORCH_DEFAULT)]    = {0, 0, 1, 1, 1, LECUN_SIXTEEN_AS_FLOAT},
    [ROW(LECUN_TORCH212)]         = {1, 1, 1, 1, 1, LECUN_SIXTEEN_BY_LIBM},
    [ROW(LECUN_TORCH212_DEFAULT)] = {0, 0, 0, 1, 1, LECUN_SIXTEEN_BY_LIBM},
    [ROW(LECUN_TORCH211)]         = {1, 1, 1, 0, 0, LECUN_SIXTEEN_BY_DIGITS},
    [ROW(LECUN_TORCH211_DEFAULT)] = {0, 0, 0, 0, 0, LECUN_SIXTEEN_BY_DIGITS},
};

const lecun_torch_profile *lecun_torch_profile_of(uint32_t profile)
{
    const uint32_t row = ROW(profile);      /* below the first, it wraps to a great one */
    return row < sizeof profiles / sizeof *profiles ? &profiles[row] : NULL;
}

/* --- Numbers in the element's type -------------------------------------------------------------------------------- */

uint32_t lecun_torch_round(uint32_t element, uint32_t bits)
{
    return element == LECUN_F32 ? bits : element == LECUN_F16 ? lecun_round_half(bits) : lecun_round_bf16(bits);
}

static uint32_t float_of(double x)
{
    return lecun_float_of_double_bits(lecun_bits_of_double(x));
}

/* The element's own pattern, of a double that reaches the 16-bit types by way of float. */
static uint64_t pattern_of(uint32_t element, double x)
{
    switch (element) {
    case LECUN_F64: return lecun_bits_of_double(x);
    case LECUN_F32: return float_of(x);
    case LECUN_F16: return lecun_half_of_bits(float_of(x));
    default:        return lecun_bf16_of_bits(float_of(x));
    }
}

static double greatest_of(uint32_t element)
{
    switch (element) {
    case LECUN_F64: return DBL_MAX;
    case LECUN_F32: return 0x1.fffffep127;
    case LECUN_F16: return 65504.0;
    default:        return 0x1.fep127;
    }
}

static int is_in_range(uint32_t element, double x)
{
    const double greatest = greatest_of(element);
    return x >= -greatest && x <= greatest;
}

/* --- What is drawn ------------------------------------------------------------------------------------------------ */

/* uniform_(a, b) refuses what its dtype does not hold. */
static lecun_status plan_uniform(lecun_torch_plan *plan, double a, double b)
{
    const int is_16 = plan->element == LECUN_F16 || plan->element == LECUN_BF16;
    const int by_digits = is_16 && plan->rules.sixteen == LECUN_SIXTEEN_BY_DIGITS;

    if (!is_in_range(plan->element, a) || !is_in_range(plan->element, b) || !is_in_range(plan->element, b - a))
        return LECUN_E_ARGUMENT;
    plan->kind = LECUN_TORCH_UNIFORMS;
    plan->from64 = a;
    plan->to64 = b;
    plan->scale64 = b - a;
    plan->from = float_of(a);
    plan->to = lecun_torch_round(plan->element, float_of(b));
    if (by_digits)
        plan->from = lecun_torch_round(plan->element, plan->from);
    plan->scale = lecun_float_plus(by_digits ? plan->to : float_of(b), plan->from ^ 0x80000000u);
    if (by_digits)
        plan->scale = lecun_torch_round(plan->element, plan->scale);
    return LECUN_OK;
}

/* std is not below 0. Version 2.12 rounds the parameters of the 16-bit types, and calls the C library; the ones before round. */
static void plan_normal(lecun_torch_plan *plan, double mean, double std)
{
    const int is_16 = plan->element == LECUN_F16 || plan->element == LECUN_BF16;

    plan->kind = plan->elements < 16 ? LECUN_TORCH_FEW_NORMALS : LECUN_TORCH_NORMALS;
    plan->from64 = mean;
    plan->scale64 = std;
    plan->from = float_of(mean);
    plan->scale = float_of(std);
    if (!is_16 || plan->rules.sixteen == LECUN_SIXTEEN_AS_FLOAT)
        return;
    plan->from = lecun_torch_round(plan->element, plan->from);
    plan->scale = lecun_torch_round(plan->element, plan->scale);
    plan->rules.cephes = 0;
    plan->rules.normals_fused = plan->rules.fused;
}

/* --- Truncated normals -------------------------------------------------------------------------------------------- */

/* The element that a normal z becomes, as good as. */
static uint64_t element_of_normal(const lecun_torch_plan *plan, double z)
{
    const double x = lecun_sum(lecun_product(z, plan->scale64), plan->from64);
    uint32_t bits;

    if (plan->element == LECUN_F64 || plan->kind == LECUN_TORCH_FEW_NORMALS)
        return pattern_of(plan->element, x);
    bits = lecun_torch_round(plan->element, lecun_float_plus(lecun_float_times(float_of(z), plan->scale), plan->from));
    return plan->element == LECUN_F32 ? bits : plan->element == LECUN_F16 ? lecun_half_of_bits(bits) : bits >> 16;
}

/* More than 0.3 of all normals are between the bounds, which is three quarters of a standard deviation at least. But in the
 * element's type there may be none, and then torch draws for ever. */
static int is_reachable(const lecun_torch_plan *plan)
{
    int i;

    for (i = -32; i <= 32; i++) {
        const int64_t order = lecun_torch_order(element_of_normal(plan, (double)i * 0.125), plan->element);
        if (order >= plan->low && order <= plan->high)
            return 1;
    }
    return 0;
}

static lecun_status plan_redrawn(lecun_torch_plan *plan, double mean, double std)
{
    plan_normal(plan, mean, std);
    if (!is_reachable(plan))
        return LECUN_E_ARGUMENT;
    plan->kind = plan->kind == LECUN_TORCH_NORMALS ? LECUN_TORCH_REDRAWN : LECUN_TORCH_FEW_REDRAWN;
    return LECUN_OK;
}

/* Uniforms a..b, of which a share is accepted: about one in (b - a) / std, times the distance of the nearest from the mean in
 * standard deviations, if that is above 1. */
static lecun_status plan_rejected(lecun_torch_plan *plan, double mean, double std, double a, double b)
{
    const double mode = mean < a ? a : mean > b ? b : mean;
    const double distance = (mode - mean) / std, width = (b - a) / std;
    const double rounds = width * (distance > 1.0 ? distance : distance < -1.0 ? -distance : 1.0);
    const lecun_status status = plan_uniform(plan, a, b);

    if (status)
        return status;
    if (!(rounds < 0x1p20 && rounds > -0x1p20))
        return LECUN_E_ARGUMENT;
    plan->kind = LECUN_TORCH_REJECTED;
    plan->mean = mean;
    plan->std = std;
    plan->peak = lecun_product(-0.5, lecun_product(distance, distance));
    return LECUN_OK;
}

static lecun_status plan_truncated(lecun_torch_plan *plan, const double number[4])
{
    const double mean = number[0], std = number[1], a = number[2], b = number[3];

    if (!plan->rules.truncates)
        return LECUN_E_PROFILE_CLASS;
    plan->low = lecun_torch_order(pattern_of(plan->element, a), plan->element);
    plan->high = lecun_torch_order(pattern_of(plan->element, b), plan->element);
    if (lecun_normal_part((b - mean) / std) - lecun_normal_part((a - mean) / std) > 0.3)
        return plan_redrawn(plan, mean, std);
    return plan_rejected(plan, mean, std, a, b);
}

/* --- Classes that scale by a fan ---------------------------------------------------------------------------------- */

double lecun_torch_gain(uint32_t nonlinearity, double param)
{
    switch (nonlinearity) {
    case LECUN_TANH:       return 0x1.aaaaaaaaaaaabp0;              /* 5 / 3 */
    case LECUN_RELU:       return 0x1.6a09e667f3bcdp0;              /* sqrt(2) */
    case LECUN_LEAKY_RELU: return lecun_sqrt(lecun_opaque(2.0 / lecun_sum(1.0, lecun_product(param, param))));
    case LECUN_SELU:       return 0.75;
    default:               return 1.0;                              /* LECUN_LINEAR, LECUN_SIGMOID */
    }
}

/* Fans below 1, which empty tensors alone have, count as 1. */
double lecun_torch_std(const lecun_initializer *self, lecun_fan_pair fans)
{
    const int is_xavier = !(lecun_schemes[self->scheme].takes & LECUN_TAKES_NONLINEARITY);
    const double n = is_xavier ? lecun_sum(fans.in, fans.out) : self->mode == LECUN_FAN_OUT ? fans.out : fans.in;
    const double fan = n > 1.0 ? n : 1.0;

    if (is_xavier)
        return lecun_product(self->number[0], lecun_sqrt(lecun_opaque(2.0 / fan)));
    return lecun_opaque(lecun_torch_gain(self->nonlinearity, self->number[0]) / lecun_sqrt(fan));
}

static lecun_status plan_fanned(lecun_torch_plan *plan, const lecun_initializer *self, const lecun_scheme *scheme,
                                lecun_fan_pair fans)
{
    const double std = lecun_torch_std(self, fans), bound = lecun_product(0x1.bb67ae8584caap0, std);     /* sqrt(3) */

    if (scheme->distribution == LECUN_UNIFORM)
        return plan_uniform(plan, -bound, bound);
    plan_normal(plan, 0.0, std);
    return LECUN_OK;
}

/* --- Classes that draw nothing ------------------------------------------------------------------------------------ */

static lecun_status plan_constant(lecun_torch_plan *plan, double value)
{
    if (!is_in_range(plan->element, value))
        return LECUN_E_ARGUMENT;
    plan->still.stream = LECUN_STREAM_CONSTANT;
    plan->still.shift = pattern_of(plan->element, value);
    return LECUN_OK;
}

static lecun_status plan_identity(lecun_torch_plan *plan, double value, uint64_t columns)
{
    const lecun_status status = plan_constant(plan, value);

    plan->still.stream = LECUN_STREAM_IDENTITY;
    plan->still.scale = plan->still.shift;
    plan->still.shift = 0;
    plan->still.columns = columns;
    return status;
}

/* A one for each output channel that has an input channel of its number in the group, in the middle of the window. */
static void plan_dirac(lecun_torch_plan *plan, uint64_t groups, const int64_t *shape, size_t rank)
{
    size_t axis;

    plan->kind = LECUN_TORCH_ONES;
    plan->group = (uint64_t)shape[0] / groups;
    plan->inputs = (uint64_t)shape[1];
    plan->window = 1;
    plan->center = 0;
    for (axis = 2; axis < rank; axis++) {
        plan->window *= (uint64_t)shape[axis];
        plan->center = plan->center * (uint64_t)shape[axis] + (uint64_t)shape[axis] / 2;
    }
}

/* --- All ---------------------------------------------------------------------------------------------------------- */

lecun_status lecun_make_torch_plan(const lecun_initializer *self, uint32_t profile, lecun_dtype dtype, const int64_t *shape,
                                   size_t rank, const lecun_tensor *tensor, lecun_torch_plan *plan)
{
    static const lecun_torch_plan empty;
    const lecun_scheme *const scheme = &lecun_schemes[self->scheme];
    double number[LECUN_NUMBERS];
    int i;

    for (i = 0; i < LECUN_NUMBERS; i++)
        number[i] = lecun_get_number(self, i);
    *plan = empty;
    plan->kind = LECUN_TORCH_NOTHING;
    plan->element = plan->still.element = dtype;
    plan->rules = profiles[ROW(profile)];
    plan->elements = (uint64_t)tensor->elements;
    switch (scheme->kind) {
    case LECUN_TORCH_PLAIN:
        if (scheme->distribution == LECUN_UNIFORM)
            return plan_uniform(plan, number[0], number[1]);
        if (scheme->distribution == LECUN_TRUNCATED_NORMAL)
            return plan_truncated(plan, number);
        plan_normal(plan, number[0], number[1]);
        return LECUN_OK;
    case LECUN_TORCH_SCALED:
        return tensor->elements ? plan_fanned(plan, self, scheme, tensor->fans) : LECUN_OK;
    case LECUN_IDENTITY:
        return plan_identity(plan, number[0], (uint64_t)shape[1]);
    case LECUN_DIRAC:
        plan_dirac(plan, (uint64_t)number[0], shape, rank);
        return LECUN_OK;
    case LECUN_ORTHOGONAL:
        plan_normal(plan, 0.0, 1.0);
        return LECUN_OK;
    default:
        return plan_constant(plan, number[0]);
    }
}
