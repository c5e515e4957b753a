/* SPDX-License-Identifier: MIT */
/* --- float64: groups of two elements -------------------------------------------------------------------------------- */

typedef struct lecun_pair_f64 { lecun_u64 x, y; } lecun_pair_f64;      /* patterns */
typedef struct lecun_draws_f64 { double x, y; } lecun_draws_f64;

INLINE double lecun_uniform_f64(lecun_u32 high, lecun_u32 low)
{
    return lecun_double_of_bits(W_OF((high & 0xfffffu) | 0x3ff00000u, low)) - 1.0;
}

INLINE lecun_draws_f64 lecun_uniforms_f64(lecun_four words)
{
    lecun_draws_f64 draws;

    draws.x = lecun_uniform_f64(words.x, words.y);
    draws.y = lecun_uniform_f64(words.z, words.w);
    return draws;
}

/* Two standard normals from four words (Box and Muller, 1958). The bound, 1e-7, keeps the logarithm finite. */
INLINE lecun_draws_f64 lecun_normals_f64(lecun_four words)
{
    const lecun_draws_f64 u = lecun_uniforms_f64(words);
    const double angle = lecun_product(0x1.921fb54442d18p+2, u.y);
    const double radius = lecun_sqrt(-2.0 * lecun_log(u.x < 0x1.ad7f29abcaf48p-24 ? 0x1.ad7f29abcaf48p-24 : u.x));
    lecun_draws_f64 draws;

    lecun_sincos(angle, &draws.x, &draws.y);
    draws.x = lecun_product(draws.x, radius);
    draws.y = lecun_product(draws.y, radius);
    return draws;
}

INLINE int lecun_is_inside_f64(double draw)
{
    return draw > -2.0 && draw < 2.0;
}

/* What is outside is dropped, and block after block is drawn until there are two. A draw that stays pushes the other. */
INLINE lecun_draws_f64 lecun_truncated_f64(lecun_four counter, lecun_pair key)
{
    lecun_draws_f64 draws, more;
    lecun_u32 block, have = 0u;

    draws.x = draws.y = 0.0;
    for (block = 0u; have < 2u; block++) {
        more = lecun_normals_f64(lecun_philox_words(WORDS(counter.x + block, counter.y, counter.z, counter.w), key));
        if (lecun_is_inside_f64(more.x)) {
            draws.x = draws.y;
            draws.y = more.x;
            have++;
        }
        if (lecun_is_inside_f64(more.y) && have < 2u) {
            draws.x = draws.y;
            draws.y = more.y;
            have++;
        }
    }
    return draws;
}

INLINE lecun_u64 lecun_scaled_draw_f64(const lecun_device_args a, double draw)
{
    const lecun_u64 scale = W_OF(ARG(a, 9), ARG(a, 8)), shift = W_OF(ARG(a, 11), ARG(a, 10));

    if (ARG(a, 15) & 2u)
        return lecun_sum_flushed(lecun_product_flushed(lecun_bits_of_double(draw), scale), shift);
    return lecun_bits_of_double(lecun_sum(lecun_product(draw, lecun_double_of_bits(scale)), lecun_double_of_bits(shift)));
}

/* The two elements of a group of the job, as patterns: group 0 is the one that the job's first element is in. */
INLINE lecun_pair_f64 lecun_device_group_f64(const lecun_device_args a, lecun_u64 index)
{
    const lecun_u32 distribution = DISTRIBUTION_OF(a);
    const lecun_u64 at = 2 * index - (ARG(a, 4) & 1u);
    const lecun_u64 on = W_OF(ARG(a, 9), ARG(a, 8)), off = W_OF(ARG(a, 11), ARG(a, 10));
    const lecun_u64 group = (W_OF(ARG(a, 5), ARG(a, 4)) >> 1) + index;
    const lecun_pair key = TWO(ARG(a, 0), ARG(a, 1));
    lecun_pair_f64 elements;
    lecun_draws_f64 draws;
    lecun_four counter;

    if (distribution <= NO_DRAW_IDENTITY) {
        elements.x = lecun_is_diagonal(a, at) ? on : off;
        elements.y = lecun_is_diagonal(a, at + 1) ? on : off;
        return elements;
    }
    counter = lecun_group_start(TWO(ARG(a, 2), ARG(a, 3)), group, ARG(a, 14));
    if (distribution == DRAW_UNIFORM)
        draws = lecun_uniforms_f64(lecun_philox_words(counter, key));
    else if (distribution == DRAW_TRUNCATED)
        draws = lecun_truncated_f64(counter, key);
    else
        draws = lecun_normals_f64(lecun_philox_words(counter, key));
    elements.x = lecun_scaled_draw_f64(a, draws.x);
    elements.y = lecun_scaled_draw_f64(a, draws.y);
    return elements;
}
