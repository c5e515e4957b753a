/* SPDX-License-Identifier: MIT
 *
 * torch_draw.c - see torch_draw.h
 */
#include "torch_draw.h"
#include "../scheme.h"

#include <stdlib.h>
#include <string.h>

int is_torch_class(const lecun_initializer *init)
{
    const lecun_scheme *const scheme = lecun_scheme_of(init);

    return scheme && strncmp(scheme->names[0], "torch.", 6) == 0;
}

int draws_from_generator(const lecun_initializer *init)
{
    const lecun_scheme *const scheme = lecun_scheme_of(init);

    return is_torch_class(init) && scheme->kind != LECUN_CONSTANT && scheme->kind != LECUN_IDENTITY && scheme->kind != LECUN_DIRAC;
}

const char *expected_of_draw(lecun_status status)
{
    switch (status) {
    case LECUN_E_PROFILE_CLASS:
        return "a profile of PyTorch 2.12 or later: trunc_normal_ took its bits from Intel's MKL before";
    case LECUN_E_ARGUMENT:
        return "numbers that the dtype holds, and bounds between which a draw comes to lie";
    case LECUN_E_CLASS_DTYPE:
        return "f32 or f64: PyTorch makes no orthogonal_ in 16 bits";
    default:
        return lecun_status_string(status);
    }
}

int spend_draw(const recipe *r, const element_type *type, lecun_torch *generator, const char **expected)
{
    const lecun_status status = lecun_torch_skip(generator, &r->initializer, (lecun_dtype)type->dtype, r->shape.dimension,
                                                 r->shape.rank);

    *expected = expected_of_draw(status);
    return status == LECUN_OK;
}

int share_draw(recipe *r, const recipe *from, problem *why)
{
    if (!from->generator)
        return 1;
    r->generator = (lecun_torch *)allocate(NULL, 1, sizeof *r->generator, why);
    if (!r->generator)
        return 0;
    *r->generator = *from->generator;
    return 1;
}

int take_draw(recipe *r, const element_type *type, lecun_torch *generator, const char **expected, problem *why)
{
    recipe before = {0};

    before.generator = generator;
    *expected = NULL;
    return share_draw(r, &before, why) && spend_draw(r, type, generator, expected);
}

int take_no_draw(recipe *r, const element_type *type, const char **expected, problem *why)
{
    lecun_torch any;

    *expected = "PyTorch's generator";
    return lecun_torch_start(&any, LECUN_TORCH, 0) == LECUN_OK && take_draw(r, type, &any, expected, why);
}
