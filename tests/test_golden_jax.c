/* SPDX-License-Identifier: MIT
 *
 * Every golden record of JAX, Flax and Keras on JAX (tests/vectors/golden_jax.txt tells of which versions): element by element
 * through the digest of all bytes, and by the recorded patterns; one in seven under every kernel in every mode that a program
 * can put the processor in.
 */
#include "golden.h"
#include "sha256.h"

#include <inttypes.h>

enum { FIELDS = 10, MOST_PARTS = 8 };
enum { FRAMEWORK, CLASS, CONFIG, DTYPE, KEY, SHAPE, COUNT, SHA256, FNV1A, HEX };

typedef struct record {
    lecun_initializer initializer;
    const char *framework, *class_name;
    lecun_dtype dtype;
    int64_t shape[MAX_RANK];
    size_t rank, count;
    const char *sha256, *fnv1a;
    char *hex;
} record;

/* SEED:PATH:COUNT, PATH being a/b or nothing; or, of nnx, SEED:COUNT. */
static void make_flax_key(const char *text, int linen, lecun_jax_key *key)
{
    static char names[1024];
    const char *path[MOST_PARTS];
    const char *const count = strrchr(text, ':');
    size_t parts = 0;
    char *part;

    must(lecun_jax_key_start(key, strtoll(text, NULL, 10), 0));
    if (linen) {
        const char *from = strchr(text, ':') + 1;
        memcpy(names, from, (size_t)(count - from));
        names[count - from] = 0;
        for (part = strtok(names, "/"); part; part = strtok(NULL, "/")) {
            assert_true(parts < MOST_PARTS);
            path[parts++] = part;
        }
        must(lecun_flax_linen_key(key, path, parts, (uint32_t)strtoul(count + 1, NULL, 10), key));
    } else {
        must(lecun_jax_fold_in(key, (uint32_t)strtoul(count + 1, NULL, 10), key));
    }
}

/* Constants take no key. */
static void set_key(lecun_initializer *initializer, const char *text)
{
    lecun_jax_key key;
    lecun_status status;

    if (strcmp(text, "-") == 0)
        return;
    if (strncmp(text, "linen:", 6) == 0)
        make_flax_key(text + 6, 1, &key);
    else if (strncmp(text, "nnx:", 4) == 0)
        make_flax_key(text + 4, 0, &key);
    else
        assert_int_equal(sscanf(text, "%8" SCNx32 ":%8" SCNx32, &key.word[0], &key.word[1]), 2);
    status = lecun_set_jax_key(initializer, &key);
    assert_true(status == LECUN_OK || (status == LECUN_E_CLASS && lecun_set_seed(initializer, 1) == LECUN_E_CLASS));
}

static void parse_record(char *line, record *r)
{
    static const struct { const char *name; lecun_profile profile; } frameworks[] = {
        {"jax", LECUN_JAX}, {"jaxjit", LECUN_JAX_JIT}, {"keras3jax", LECUN_KERAS3_JAX}, {"flax", LECUN_JAX},
    };
    char *field[FIELDS], *next = line;
    size_t i;

    for (i = 0; i < FIELDS; i++) {
        field[i] = next;
        next += strcspn(next, " ");
        *next = i + 1 < FIELDS ? 0 : *next;
        next++;
    }
    r->framework = field[FRAMEWORK];
    r->class_name = field[CLASS];
    must(lecun_from_config(&r->initializer, field[CLASS], field[CONFIG], strlen(field[CONFIG]), NULL));
    for (i = 0; strcmp(frameworks[i].name, r->framework); i++)
        assert_true(i + 1 < LENGTH(frameworks));
    must(lecun_set_profile(&r->initializer, frameworks[i].profile));
    r->dtype = dtype_of(field[DTYPE]);
    set_key(&r->initializer, field[KEY]);
    r->rank = parse_shape(field[SHAPE], r->shape);
    r->count = (size_t)strtoull(field[COUNT], NULL, 10);
    r->sha256 = field[SHA256];
    r->fnv1a = field[FNV1A];
    r->hex = field[HEX];
}

static int digest_matches(const record *r, const unsigned char *tensor)
{
    char digits[65];

    if (strcmp(r->fnv1a, "-"))
        return fnv1a(FNV_START, tensor, r->count, dtype_size[r->dtype]) == strtoull(r->fnv1a, NULL, 16);
    sha256_of_elements(tensor, r->count, dtype_size[r->dtype], digits);
    return strcmp(digits, r->sha256) == 0;
}

static int matches(const void *of)
{
    const record *r = (const record *)of;
    unsigned char *tensor = (unsigned char *)malloc(r->count * dtype_size[r->dtype] + 1);
    int match;

    assert_non_null(tensor);
    must(lecun_fill(&r->initializer, r->dtype, tensor, r->count, r->rank ? r->shape : NULL, r->rank));
    match = digest_matches(r, tensor)
        && (strcmp(r->hex, "-") == 0 || patterns_match(r->hex, tensor, r->count, dtype_size[r->dtype]));
    free(tensor);
    return match;
}

/* The recorded patterns alone, filled as ranges. */
static int ends_match(const record *r)
{
    const size_t size = dtype_size[r->dtype];
    unsigned char ends[8 * 8];

    must(lecun_fill_range(&r->initializer, r->dtype, ends, 6, r->shape, r->rank, 0));
    must(lecun_fill_range(&r->initializer, r->dtype, ends + 6 * size, 2, r->shape, r->rank, (int64_t)r->count - 2));
    return strcmp(r->hex, "-") == 0 || patterns_match(r->hex, ends, 8, size);
}

/* Records and mismatches of a framework's class in each dtype. */
typedef struct tally {
    char name[64];
    int records[LECUN_BF16 + 1], mismatches[LECUN_BF16 + 1];
} tally;

static tally *tally_of(tally *all, const record *r)
{
    const char *dot = strrchr(r->class_name, '.');
    char name[64];

    snprintf(name, sizeof name, "%.15s %.40s", r->framework, dot ? dot + 1 : r->class_name);
    for (; all->name[0] && strcmp(all->name, name); all++)
        ;
    strcpy(all->name, name);
    return all;
}

static void print_tally(const tally *t)
{
    int d;

    print_message("%-32s", t->name);
    for (d = LECUN_F32; d <= LECUN_BF16; d++)
        print_message("  %s %3d records, %d mismatches", dtype_name[d], t->records[d], t->mismatches[d]);
    print_message("\n");
}

static void every_golden_record(void **state)
{
    vector_file *file = open_vectors("golden_jax.txt");
    static char line[4096], comment[4096], copy[4096];
    static tally all[64];
    const tally *t;
    int records = 0, by_ends = 0, mismatches = 0;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        record r;
        int match;
        strcpy(copy, line);
        parse_record(line, &r);
        match = r.count > most_elements(SIZE_MAX) ? ends_match(&r) : matches(&r);
        records++;
        by_ends += r.count > most_elements(SIZE_MAX);
        mismatches += !match;
        tally_of(all, &r)->records[r.dtype]++;
        tally_of(all, &r)->mismatches[r.dtype] += !match;
        if (!match)
            print_error("mismatch: %.200s\n", copy);
    }
    close_vectors(file);
    for (t = all; t->name[0]; t++)
        print_tally(t);
    print_message("golden records of JAX: %d; %d mismatches; %d of them large, compared at their ends\n", records, mismatches, by_ends);
    assert_int_equal(mismatches, 0);
    assert_int_equal(records, atoi(strstr(comment, "records: ") + 9));
    assert_true(records >= 516 + 378 + 74);
    assert_true(by_ends == 0 || most_elements(SIZE_MAX) < SIZE_MAX);
}

static void one_in_seven_in_every_mode(void **state)
{
    vector_file *file = open_vectors("golden_jax.txt");
    static char line[4096];
    int records = 0, tried = 0, mismatches = 0;

    (void)state;
    while (next_line(file, line, sizeof line, NULL)) {
        record r;
        parse_record(line, &r);
        if (records++ % (LECUN_TEST_SHARE > 4 ? 61 : 7) || r.count > 10000)
            continue;
        mismatches += mismatches_in_every_mode(matches, &r, &tried);
    }
    close_vectors(file);
    print_message("%d mismatches in %d fills: %d kernels, %d modes\n", mismatches, tried, (int)lecun_kernel_row_count, (int)MODES);
    assert_int_equal(mismatches, 0);
    assert_true(tried > 0);
}

/* The tests above must be able to fail: one flipped bit in a pattern or in a digest is found. */
static void a_flipped_bit_is_found(void **state)
{
    vector_file *file = open_vectors("golden_jax.txt");
    static char line[4096], other[32];
    int tried = 0;

    (void)state;
    while (tried < 50 && next_line(file, line, sizeof line, NULL)) {
        record r;
        parse_record(line, &r);
        if (r.count > 10000)
            continue;
        assert_true(matches(&r));
        snprintf(other, sizeof other, "%016" PRIx64, (uint64_t)strtoull(r.fnv1a, NULL, 16) ^ (uint64_t)1 << (tried % 64));
        r.fnv1a = other;
        assert_false(matches(&r));
        snprintf(other, sizeof other, "%016" PRIx64, (uint64_t)strtoull(other, NULL, 16) ^ (uint64_t)1 << (tried % 64));
        r.hex[0] = r.hex[0] == '0' ? '1' : '0';
        assert_false(matches(&r));
        tried++;
    }
    close_vectors(file);
    assert_int_equal(tried, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_golden_record),
        cmocka_unit_test(one_in_seven_in_every_mode),
        cmocka_unit_test(a_flipped_bit_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
