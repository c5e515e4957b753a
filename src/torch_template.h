/* SPDX-License-Identifier: MIT
 *
 * torch_template.h - the kernels of torch_portable.c, over vectors: included by each kernel file behind kernel_template.h
 *
 * The AVX2 capability's float32 normals and uniforms are made of operations that are here those of the processor, in the same
 * order, so that the bits are the reference's; tests compare them. What is not made here, the reference makes. Beside the
 * primitives of kernel_template.h the file defines
 *   TORCH               the name of its table of kernels
 *   PAIR_DISTANCE       from the words of a vector's first uniforms to those of their partners; and
 *   vf_pair()           to bring them together and back, where two blocks share a vector
 * and these primitives: vf_fma, vf_of_ints (from 32-bit integers), vi_truncated (towards 0), vi_sub, vi_xor, vf_if_less (x < y ? a : b),
 * vf_if_equal, vf_any_outside (whether a lane is not in low..high), vf_of_f16 and vf_of_bf16 (widened from memory), where there
 * is an f16_put() or bf16_put() to narrow.
 */
#ifdef LECUN_TORCH_TEMPLATE_USED
#  error "lecun: two kernels in one translation unit (a unity build); compile each file of src/, or the one that src/amalgamate makes"
#endif
#define LECUN_TORCH_TEMPLATE_USED

enum { TORCH_LANES = 2 * LANES, TORCH_BLOCK = 16, TORCH_MOST = 2 * TORCH_LANES };

/* --- Words -------------------------------------------------------------------------------------------------------- */

ALWAYS_INLINE vi twisted_words(const uint32_t *s, const uint32_t *from)
{
    const vi y = vi_or(vi_and(vi_get(s), vi_set(0x80000000u)), vi_and(vi_get(s + 1), vi_set(0x7fffffffu)));
    const vi odd = vi_sub(vi_set(0), vi_and(y, vi_set(1)));

    return vi_xor(vi_get(from), vi_xor(vi_shift_right(y, 1), vi_and(odd, vi_set(0x9908b0dfu))));
}

/* lecun_mt_twist(). */
static void twist_words(uint32_t s[LECUN_MT_WORDS])
{
    int i;

    for (i = 0; i + TORCH_LANES <= 227; i += TORCH_LANES)
        vf_put(s + i, vf_of(twisted_words(s + i, s + i + 397)));
    for (; i < 227; i++)
        s[i] = s[i + 397] ^ lecun_mt_twisted(s[i], s[i + 1]);
    for (; i + TORCH_LANES <= 623; i += TORCH_LANES)
        vf_put(s + i, vf_of(twisted_words(s + i, s + i - 227)));
    for (; i < 623; i++)
        s[i] = s[i - 227] ^ lecun_mt_twisted(s[i], s[i + 1]);
    s[623] = s[396] ^ lecun_mt_twisted(s[623], s[0]);
}

/* The uniforms of tempered words. */
ALWAYS_INLINE vf uniforms_of(vi y)
{
    y = vi_xor(y, vi_shift_right(y, 11));
    y = vi_xor(y, vi_and(vi_shift_left(y, 7), vi_set(0x9d2c5680u)));
    y = vi_xor(y, vi_and(vi_shift_left(y, 15), vi_set(0xefc60000u)));
    y = vi_xor(y, vi_shift_right(y, 18));
    return vf_mul(vf_of_ints(vi_and(y, vi_set(0xffffffu))), vf_set(0x1p-24f));
}

/* --- Elements ----------------------------------------------------------------------------------------------------- */

ALWAYS_INLINE vf rounded_to(uint32_t element, vf x)
{
    return element == LECUN_F32 ? x : element == LECUN_F16 ? vf_round_f16(x) : bf16_rounded(x);
}

/* Two vectors of floats that the element's type has, one behind the other. */
ALWAYS_INLINE void put_elements(uint32_t element, unsigned char *out, vf a, vf b)
{
    if (element == LECUN_F32) {
        vf_put(out, a);
        vf_put(out + TORCH_LANES * 4, b);
    } else if (element == LECUN_F16) {
        f16_put(out, a);
        f16_put(out + TORCH_LANES * 2, b);
    } else
        bf16_put(out, vi_of(a), vi_of(b));
}

static float pattern_as_float(uint32_t bits)
{
    return lecun_float_of_bits(bits);
}

/* --- Uniforms ----------------------------------------------------------------------------------------------------- */

typedef struct torch_affine {
    vf scale, from, to, instead;            /* what `to` becomes */
} torch_affine;

ALWAYS_INLINE vf uniform_element(uint32_t element, int excludes, const uint32_t *words, const torch_affine *t)
{
    const vf x = rounded_to(element, vf_fma(uniforms_of(vi_get(words)), t->scale, t->from));
    return excludes ? vf_if_equal(x, t->to, t->instead, x) : x;
}

/* Two vectors at a time; the last ones by way of a copy. */
ALWAYS_INLINE void uniform_elements(uint32_t element, int excludes, const lecun_torch_plan *plan, const uint32_t *words,
                                    unsigned char *out, size_t count)
{
    const size_t size = element == LECUN_F32 ? 4 : 2;
    uint32_t rest[TORCH_MOST] = {0};
    unsigned char last[TORCH_MOST * 4];
    torch_affine t;
    size_t i;

    t.scale = vf_set(pattern_as_float(plan->scale));
    t.from = vf_set(pattern_as_float(plan->from));
    t.to = vf_set(pattern_as_float(plan->to));
    t.instead = rounded_to(element, t.from);
    for (i = 0; i + TORCH_MOST <= count; i += TORCH_MOST)
        put_elements(element, out + i * size, uniform_element(element, excludes, words + i, &t),
                     uniform_element(element, excludes, words + i + TORCH_LANES, &t));
    if (i == count)
        return;
    memcpy(rest, words + i, (count - i) * sizeof *rest);
    put_elements(element, last, uniform_element(element, excludes, rest, &t),
                 uniform_element(element, excludes, rest + TORCH_LANES, &t));
    memcpy(out + i * size, last, (count - i) * size);
}

static void torch_uniforms(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t count)
{
    const int as_float = plan->element != LECUN_F64
                         && (plan->element == LECUN_F32 || plan->rules.sixteen != LECUN_SIXTEEN_BY_DIGITS);

    if (!as_float || !plan->rules.fused)
        lecun_portable_torch_uniforms(plan, words, out, count);
    else if (plan->element == LECUN_F16)
        uniform_elements(LECUN_F16, 1, plan, words, out, count);
    else if (plan->element == LECUN_BF16)
        uniform_elements(LECUN_BF16, 1, plan, words, out, count);
    else if (plan->rules.excludes_b)
        uniform_elements(LECUN_F32, 1, plan, words, out, count);
    else
        uniform_elements(LECUN_F32, 0, plan, words, out, count);
}

/* --- Normals ------------------------------------------------------------------------------------------------------ */

/* lecun_cephes_log(). */
ALWAYS_INLINE vf logarithm_of(vf x)
{
    const vi bits = vi_of(x);
    const vf fraction = vf_of(vi_or(vi_and(bits, vi_set(0x7fffffu)), vi_set(0x3f000000u))), root = vf_set(0x1.6a09e6p-1f);
    const vf below = vf_if_less(fraction, root, vf_set(1.0f), vf_set(0.0f));
    const vf e = vf_sub(vf_of_ints(vi_sub(vi_shift_right(bits, 23), vi_set(126))), below);
    const vf m = vf_add(vf_sub(fraction, vf_set(1.0f)), vf_if_less(fraction, root, fraction, vf_set(0.0f)));
    const vf z = vf_mul(m, m);
    vf y = vf_set(7.0376836292E-2f);

    y = vf_fma(y, m, vf_set(-1.1514610310E-1f));
    y = vf_fma(y, m, vf_set(1.1676998740E-1f));
    y = vf_fma(y, m, vf_set(-1.2420140846E-1f));
    y = vf_fma(y, m, vf_set(1.4249322787E-1f));
    y = vf_fma(y, m, vf_set(-1.6668057665E-1f));
    y = vf_fma(y, m, vf_set(2.0000714765E-1f));
    y = vf_fma(y, m, vf_set(-2.4999993993E-1f));
    y = vf_fma(y, m, vf_set(3.3333331174E-1f));
    y = vf_mul(y, m);
    y = vf_fma(y, z, vf_mul(e, vf_set(-2.12194440e-4f)));
    y = vf_fma(vf_set(-0.5f), z, y);
    return vf_fma(e, vf_set(0.693359375f), vf_add(m, y));
}

/* lecun_cephes_sincos(): the sine first. */
ALWAYS_INLINE void direction_of(vf x, vf *sine, vf *cosine)
{
    const vi j = vi_and(vi_add(vi_truncated(vf_mul(x, vf_set(1.27323954473516f))), vi_set(1)), vi_set(~1u));
    const vf octants = vf_of_ints(j), zero = vf_set(0.0f);
    const vi half = vi_shift_right(j, 1);           /* bit 0 swaps, bit 1 negates the sine */
    vf z, c, s, a, b;

    x = vf_fma(octants, vf_set(-0.78515625f), x);
    x = vf_fma(octants, vf_set(-2.4187564849853515625e-4f), x);
    x = vf_fma(octants, vf_set(-3.77489497744594108e-8f), x);
    z = vf_mul(x, x);
    c = vf_fma(vf_set(2.443315711809948E-005f), z, vf_set(-1.388731625493765E-003f));
    c = vf_mul(vf_fma(c, z, vf_set(4.166664568298827E-002f)), z);
    c = vf_add(vf_fma(c, z, vf_mul(z, vf_set(-0.5f))), vf_set(1.0f));
    s = vf_fma(vf_set(-1.9515295891E-4f), z, vf_set(8.3321608736E-3f));
    s = vf_mul(vf_fma(s, z, vf_set(-1.6666654611E-1f)), z);
    s = vf_fma(s, x, x);
    a = vf_add(vf_select_bit_0(half, c, s), zero);  /* -0 becomes 0 */
    b = vf_add(vf_select_bit_0(half, s, c), zero);
    *sine = vf_negate_if_bit_1(a, half);
    *cosine = vf_negate_if_bit_1(b, vi_add(half, vi_set(1)));
}

/* The normals of two vectors of words. */
ALWAYS_INLINE void normals_of_vectors(const uint32_t *first, const uint32_t *second, vf scale, vf from, vf *a, vf *b)
{
    vf u1, u2, sine, cosine, radius;

    vf_pair(uniforms_of(vi_get(first)), uniforms_of(vi_get(second)), &u1, &u2);
    radius = vf_sqrt(vf_mul(vf_set(-2.0f), logarithm_of(vf_sub(vf_set(1.0f), u1))));
    direction_of(vf_mul(vf_set(0x1.921fb6p+2f), u2), &sine, &cosine);
    vf_pair(vf_fma(vf_mul(radius, cosine), scale, from), vf_fma(vf_mul(radius, sine), scale, from), a, b);
}

/* Blocks as floats. Where a block fills half of the lanes, the last one may be taken twice. */
static void normals_as_floats(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t blocks)
{
    const vf scale = vf_set(pattern_as_float(plan->scale)), from = vf_set(pattern_as_float(plan->from));
    const size_t count = blocks * TORCH_BLOCK;
    size_t at, half;
    vf a, b;

    for (at = 0; at + 2 * PAIR_DISTANCE <= count; at += 2 * PAIR_DISTANCE)
        for (half = 0; half < PAIR_DISTANCE; half += TORCH_LANES) {
            normals_of_vectors(words + at + half, words + at + half + PAIR_DISTANCE, scale, from, &a, &b);
            vf_put(out + (at + half) * 4, a);
            vf_put(out + (at + half + PAIR_DISTANCE) * 4, b);
        }
    if (at < count) {
        normals_of_vectors(words + at, words + at, scale, from, &a, &b);
        vf_put(out + at * 4, a);
    }
}

enum { TORCH_PIECE = 16 };                  /* blocks */

/* The 16-bit types by way of floats. */
static void normals_in_16_bits(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t blocks)
{
    ALIGNED float floats[(size_t)TORCH_PIECE * TORCH_BLOCK];
    const int is_f16 = plan->element == LECUN_F16;
    size_t n, i;

    for (; blocks; blocks -= n, words += n * TORCH_BLOCK, out += n * TORCH_BLOCK * 2) {
        n = blocks < TORCH_PIECE ? blocks : TORCH_PIECE;
        normals_as_floats(plan, words, (unsigned char *)floats, n);
        for (i = 0; i < n * TORCH_BLOCK; i += TORCH_LANES)
            if (is_f16)
                f16_put(out + i * 2, vf_load(floats + i));
            else
                bf16_put_one(out + i * 2, bf16_carried(vf_load(floats + i)));
    }
}

static void torch_normals(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t blocks)
{
    if (plan->element == LECUN_F64 || !plan->rules.cephes)      /* normals by digits are not Cephes's */
        lecun_portable_torch_normals(plan, words, out, blocks);
    else if (plan->element == LECUN_F32)
        normals_as_floats(plan, words, out, blocks);
    else
        normals_in_16_bits(plan, words, out, blocks);
}

/* --- What is outside ---------------------------------------------------------------------------------------------- */

/* A bound as a float. */
static float bound_as_float(int64_t order, uint32_t element)
{
    const uint32_t magnitude = (uint32_t)(order < 0 ? -order : order), sign = order < 0 ? 0x80000000u : 0;
    return pattern_as_float(sign | (element == LECUN_F32 ? magnitude
                                    : element == LECUN_F16 ? lecun_bits_of_half(magnitude) : magnitude << 16));
}

ALWAYS_INLINE size_t find_vector(uint32_t element, const lecun_torch_plan *plan, const unsigned char *elements, size_t count)
{
    const vf low = vf_set(bound_as_float(plan->low, element)), high = vf_set(bound_as_float(plan->high, element));
    size_t i;

    for (i = 0; i + TORCH_LANES <= count; i += TORCH_LANES) {
        const vf x = element == LECUN_F32 ? vf_of(vi_get(elements + i * 4))
                     : element == LECUN_F16 ? vf_of_f16(elements + i * 2) : vf_of_bf16(elements + i * 2);
        if (vf_any_outside(x, low, high))
            break;
    }
    return i;
}

static size_t torch_find(const lecun_torch_plan *plan, const unsigned char *elements, size_t count)
{
    const size_t size = lecun_element_size(plan->element);
    size_t i = 0;

    if (plan->element == LECUN_F32)
        i = find_vector(LECUN_F32, plan, elements, count);
    else if (plan->element == LECUN_F16)
        i = find_vector(LECUN_F16, plan, elements, count);
    else if (plan->element == LECUN_BF16)
        i = find_vector(LECUN_BF16, plan, elements, count);
    return i + lecun_portable_torch_find(plan, elements + i * size, count - i);
}

const lecun_torch_kernels TORCH = {twist_words, torch_uniforms, torch_normals, torch_find};
