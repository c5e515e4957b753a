/* SPDX-License-Identifier: MIT
 *
 * qr_phases.c - in which order panels and strips meet, and how threads share them
 */
#include "qr.h"

/* A strip stays in a processor's second-level cache while it gets all the reflections of a group: 2048 columns take 0.8 of
 * the time that they take without groups, with 4 strips a group as with 8. Small groups, where there are few strips, leave
 * more for other threads to do. */
size_t lecun_qr_group(size_t strips)
{
    const size_t group = (strips + 15) / 16;
    return group < 4 ? group : 4;
}

/* Panels first..end-1. */
typedef struct panels { size_t first, end; } panels;

static size_t groups_of(const lecun_qr *qr)
{
    return (qr->strips + lecun_qr_group(qr->strips) - 1) / lecun_qr_group(qr->strips);
}

static panels group_at(const lecun_qr *qr, size_t g)
{
    panels at;

    at.first = g * lecun_qr_group(qr->strips);
    at.end = at.first + lecun_qr_group(qr->strips) < qr->strips ? at.first + lecun_qr_group(qr->strips) : qr->strips;
    return at;
}

static void factorize_group(const lecun_qr *qr, panels g)
{
    size_t p, s;

    for (p = g.first; p < g.end; p++) {
        lecun_qr_factorize(qr, p);
        for (s = p + 1; s < g.end; s++)
            lecun_qr_apply(qr, p, s, 0);
    }
}

static void form_group(const lecun_qr *qr, panels g)
{
    size_t p, s;

    for (p = g.end; p-- > g.first;) {
        for (s = p + 1; s < g.end; s++)
            lecun_qr_apply(qr, p, s, 1);
        lecun_qr_form(qr, p);
    }
}

/* Give strips first..end-1 all reflections of a group: those of A in their order, those of Q backward. */
static void apply_group(const lecun_qr *qr, panels g, int backward, size_t first, size_t end)
{
    size_t s, i;

    for (s = first; s < end; s++)
        for (i = 0; i < g.end - g.first; i++)
            lecun_qr_apply(qr, backward ? g.end - 1 - i : g.first + i, s, backward);
}

/* What a phase does: the group before the target is applied to the target and all that is right of it. Going forward, the
 * target is factorized after that; going backward, it is formed before. Thread 0 does what concerns the target, and all
 * share the other strips. */
typedef struct phase_plan {
    int backward, has_source;
    panels source, target;
} phase_plan;

size_t lecun_qr_phases(const lecun_qr *qr)
{
    return 2 * groups_of(qr);
}

static phase_plan plan_of(const lecun_qr *qr, size_t phase)
{
    const size_t groups = groups_of(qr), target = phase < groups ? phase : 2 * groups - 1 - phase;
    phase_plan plan;

    plan.backward = phase >= groups;
    plan.has_source = target > 0;
    plan.target = group_at(qr, target);
    plan.source = group_at(qr, plan.has_source ? target - 1 : 0);
    return plan;
}

static void do_target(const lecun_qr *qr, const phase_plan *plan)
{
    if (plan->backward)
        form_group(qr, plan->target);
    if (plan->has_source)
        apply_group(qr, plan->source, plan->backward, plan->target.first, plan->target.end);
    if (!plan->backward)
        factorize_group(qr, plan->target);
}

/* How many of the strips beyond the target the first `thread` threads do. To do a target takes thread 0 as long as to
 * apply a group to twice its strips, or a little less: so many fewer it gets of the others. */
static size_t shared_out(const lecun_qr *qr, size_t strips, size_t thread, size_t threads)
{
    const size_t target = threads > 1 ? 2 * lecun_qr_group(qr->strips) : 0, fair = (strips + target) / threads;
    const size_t of_first = fair > target ? fair - target : 0;

    if (thread == 0)
        return 0;
    return threads == 1 ? strips : of_first + lecun_share(strips - of_first, thread - 1, threads - 1);
}

void lecun_qr_phase(const lecun_qr *qr, size_t phase, size_t thread, size_t threads)
{
    const phase_plan plan = plan_of(qr, phase);
    const size_t beyond = plan.target.end, strips = qr->strips - beyond;

    if (thread == 0)
        do_target(qr, &plan);
    if (plan.has_source)
        apply_group(qr, plan.source, plan.backward, beyond + shared_out(qr, strips, thread, threads),
                    beyond + shared_out(qr, strips, thread + 1, threads));
}
