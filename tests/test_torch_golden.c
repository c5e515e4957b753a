/* SPDX-License-Identifier: MIT
 *
 * Every record of PyTorch: tensors of torch.nn.init (tests/vectors/torch.txt) and of whole modules (torch_modules.txt), through
 * the digests of all bytes; and all of them in the modes that a program can put the processor in.
 */
#include "golden.h"
#include "sha256.h"

enum { PROFILES = 6 };
static const char *const profile_name[PROFILES] = {
    "torch", "torch_default", "torch212", "torch212_default", "torch211", "torch211_default"};

static lecun_profile profile_of(const char *name)
{
    int i = 0;

    while (strcmp(name, profile_name[i]))
        assert_true(++i < PROFILES);
    return (lecun_profile)(LECUN_TORCH + i);
}

typedef struct tensor {
    lecun_initializer init;
    int64_t shape[MAX_RANK];
    size_t rank, count;
} tensor;

static tensor tensor_of(const char *class_name, const char *config, const char *shape)
{
    tensor t;
    size_t i;

    must(lecun_from_config(&t.init, class_name, config, strlen(config), NULL));
    t.rank = parse_shape(shape, t.shape);
    t.count = 1;
    for (i = 0; i < t.rank; i++)
        t.count *= (size_t)t.shape[i];
    return t;
}

static char *next_field(char *line)
{
    char *field = strtok(line, " ");
    assert_non_null(field);
    return field;
}

/* Records and mismatches by profile and dtype. */
static int records[PROFILES][LECUN_BF16 + 1], mismatches[PROFILES][LECUN_BF16 + 1];

static void count(lecun_profile profile, lecun_dtype dtype, int match)
{
    records[profile - LECUN_TORCH][dtype]++;
    mismatches[profile - LECUN_TORCH][dtype] += !match;
}

static void print_counts(const char *what)
{
    int p, d, all = 0;

    for (p = 0; p < PROFILES; p++) {
        print_message("%-17s", profile_name[p]);
        for (d = LECUN_F32; d <= LECUN_BF16; d++) {
            print_message("  %s %3d, %d mismatches", dtype_name[d], records[p][d], mismatches[p][d]);
            all += mismatches[p][d];
        }
        print_message("  (%s)\n", what);
    }
    memset(records, 0, sizeof records);
    memset(mismatches, 0, sizeof mismatches);
    assert_int_equal(all, 0);
}

/* --- torch.nn.init ------------------------------------------------------------------------------------------------ */

typedef struct record {
    tensor t;
    lecun_profile profile;
    lecun_dtype dtype;
    int64_t seed;
    uint64_t fnv1a;
    char *patterns;
} record;

static record parse_record(char *line)
{
    record r;
    char *class_name, *config;

    r.profile = profile_of(next_field(line));
    class_name = next_field(NULL);
    config = next_field(NULL);
    r.dtype = dtype_of(next_field(NULL));
    r.seed = strtoll(next_field(NULL), NULL, 10);
    r.t = tensor_of(class_name, config, next_field(NULL));
    r.fnv1a = strtoull(next_field(NULL), NULL, 16);
    r.patterns = next_field(NULL);
    return r;
}

static int whole_matches(const void *of)
{
    const record *r = (const record *)of;
    const size_t size = dtype_size[r->dtype];
    unsigned char *out = (unsigned char *)malloc(r->t.count * size + 1);
    lecun_torch generator;
    uint64_t digest;

    assert_non_null(out);
    must(lecun_torch_start(&generator, r->profile, r->seed));
    must(lecun_torch_fill(&generator, &r->t.init, r->dtype, r->t.count ? out : NULL, r->t.count, r->t.shape, r->t.rank));
    digest = fnv1a(FNV_START, out, r->t.count, size);
    free(out);
    return digest == r->fnv1a;
}

/* The first six elements and the last two, by ranges. */
static int ends_match(const record *r)
{
    const size_t size = dtype_size[r->dtype];
    unsigned char ends[8 * 8];
    lecun_torch generator;

    must(lecun_torch_start(&generator, r->profile, r->seed));
    must(lecun_torch_fill_range(&generator, &r->t.init, r->dtype, ends, 6, r->t.shape, r->t.rank, 0));
    must(lecun_torch_fill_range(&generator, &r->t.init, r->dtype, ends + 6 * size, 2, r->t.shape, r->t.rank,
                                (int64_t)r->t.count - 2));
    return patterns_match(r->patterns, ends, 8, size);
}

/* Larger tensors are compared at their ends, if those are recorded. Of the largest, which take a minute where the portable code
 * fills, LECUN_TEST_MAX_ELEMENTS=20000000 compares all. */
enum { USUAL_MOST = 1000000 };

static void every_tensor(void **state)
{
    vector_file *file = open_vectors("torch.txt");
    static char line[4096], comment[4096], copy[4096];
    int all = 0, whole = 0, by_ends = 0, left_out = 0;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        int match = 1;
        record r;

        strcpy(copy, line);
        r = parse_record(line);
        if (r.patterns[0] != '-')
            match = ends_match(&r);
        by_ends += r.patterns[0] != '-';
        if (r.t.count <= most_elements(USUAL_MOST)) {
            match &= whole_matches(&r);
            whole++;
        } else
            left_out += r.patterns[0] == '-';
        all++;
        count(r.profile, r.dtype, match);
        if (!match)
            print_error("mismatch: %.150s\n", copy);
    }
    close_vectors(file);
    print_message("tensors of PyTorch: %d; %d compared whole, %d at their ends, %d left out\n", all, whole, by_ends, left_out);
    print_counts("tensors");
    assert_int_equal(all, atoi(strstr(comment, "records: ") + 9));
    assert_true(all >= 1664 && whole > 0 && by_ends > 0);
}

/* One in `step` of them, under every kernel in every mode. */
static void tensors_in_every_mode(void **state)
{
    vector_file *file = open_vectors("torch.txt");
    const int step = LECUN_TEST_SHARE > 4 ? 61 : 7;
    static char line[4096];
    int number = 0, tried = 0, wrong = 0;

    (void)state;
    while (next_line(file, line, sizeof line, NULL)) {
        const record r = parse_record(line);

        if (number++ % step || r.t.count > 10000)
            continue;
        wrong += mismatches_in_every_mode(whole_matches, &r, &tried);
    }
    close_vectors(file);
    print_message("%d mismatches in %d fills: %d kernels, %d modes\n", wrong, tried, (int)lecun_kernel_row_count, (int)MODES);
    assert_int_equal(wrong, 0);
    assert_true(tried > 50);
}

/* --- Modules ------------------------------------------------------------------------------------------------------ */

enum { MOST_DRAWS = 64 };

typedef struct module {
    tensor draws[MOST_DRAWS];
    int count;
    /* of the run that is read */
    lecun_profile profile;
    lecun_dtype dtype;
    unsigned char *drawn[MOST_DRAWS];
} module;

static void forget(module *m)
{
    int i;

    for (i = 0; i < MOST_DRAWS; i++) {
        free(m->drawn[i]);
        m->drawn[i] = NULL;
    }
}

/* All draws of the module in order. */
static void run(module *m)
{
    lecun_torch generator;
    int i;

    forget(m);
    m->profile = profile_of(next_field(NULL));
    m->dtype = dtype_of(next_field(NULL));
    must(lecun_torch_start(&generator, m->profile, strtoll(next_field(NULL), NULL, 10)));
    for (i = 0; i < m->count; i++) {
        const tensor *const t = &m->draws[i];
        m->drawn[i] = (unsigned char *)malloc(t->count * dtype_size[m->dtype]);
        assert_non_null(m->drawn[i]);
        must(lecun_torch_fill(&generator, &t->init, m->dtype, m->drawn[i], t->count, t->shape, t->rank));
    }
}

static int parameter_matches(const module *m)
{
    const int number = atoi(next_field(NULL));
    const char *const row = next_field(NULL), *const expected = next_field(NULL);
    const tensor *const t = &m->draws[number];
    const size_t size = dtype_size[m->dtype];
    char digits[65];

    assert_true(number < m->count);
    if (*row != '-')
        memset(m->drawn[number], 0, t->count / (size_t)t->shape[0] * size);
    sha256_of_elements(m->drawn[number], t->count, size, digits);
    return strcmp(digits, expected) == 0;
}

static void every_module(void **state)
{
    vector_file *file = open_vectors("torch_modules.txt");
    static char line[4096], comment[4096];
    static module m;
    int modules = 0, tensors = 0;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        const char *const word = next_field(line);

        if (strcmp(word, "module") == 0) {
            m.count = 0;
            modules++;
        } else if (strcmp(word, "draw") == 0) {
            char *const class_name = next_field(NULL), *const config = next_field(NULL);
            assert_true(m.count < MOST_DRAWS);
            m.draws[m.count++] = tensor_of(class_name, config, next_field(NULL));
        } else if (strcmp(word, "run") == 0) {
            run(&m);
        } else {
            assert_string_equal(word, "tensor");
            count(m.profile, m.dtype, parameter_matches(&m));
            tensors++;
        }
    }
    forget(&m);
    close_vectors(file);
    print_message("modules of PyTorch: %d, with %d tensors\n", modules, tensors);
    print_counts("parameters");
    assert_int_equal(tensors, atoi(strstr(comment, "tensors: ") + 9));
    assert_int_equal(modules, 19);
}

/* The tests above must be able to fail. */
static void a_wrong_digest_is_found(void **state)
{
    vector_file *file = open_vectors("torch.txt");
    static char line[4096];
    int tried = 0;

    (void)state;
    while (tried < 50 && next_line(file, line, sizeof line, NULL)) {
        record r = parse_record(line);

        r.fnv1a ^= (uint64_t)1 << tried;
        assert_false(whole_matches(&r));
        tried++;
    }
    close_vectors(file);
    assert_int_equal(tried, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tensor),
        cmocka_unit_test(tensors_in_every_mode),
        cmocka_unit_test(every_module),
        cmocka_unit_test(a_wrong_digest_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
