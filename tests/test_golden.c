/* SPDX-License-Identifier: MIT
 *
 * Every golden record, in every mode that a program can put the processor in: tensors that the real Keras filled
 * (tests/vectors/golden.txt tells by which versions), element by element through the digest of all bytes, and by the
 * recorded patterns.
 */
#include "golden.h"
#include "sha256.h"

#include <inttypes.h>

enum { FIELDS = 10 };
enum { FRAMEWORK, CLASS, CONFIG, DTYPE, DRAW, SHAPE, COUNT, SHA256, FNV1A, HEX };

typedef struct record {
    lecun_initializer initializer;
    char class_name[32];
    lecun_dtype dtype;
    int64_t shape[MAX_RANK];
    size_t rank, count;
    int has_fnv1a;
    uint64_t fnv1a;
    char *sha256, *hex;
} record;

static void parse_record(char *line, record *r)
{
    char *field[FIELDS];
    int i;

    for (i = 0; i < FIELDS; i++) {
        field[i] = strtok(i ? NULL : line, " ");
        assert_non_null(field[i]);
    }
    strcpy(r->class_name, field[CLASS]);
    assert_int_equal(lecun_from_config(&r->initializer, field[CLASS], field[CONFIG], strlen(field[CONFIG]), NULL), LECUN_OK);
    assert_int_equal(lecun_set_profile(&r->initializer, strcmp(field[FRAMEWORK], "keras3") ? LECUN_KERAS2 : LECUN_KERAS3), LECUN_OK);
    if (strcmp(field[DRAW], "0"))
        assert_int_equal(lecun_set_draw(&r->initializer, strtoll(field[DRAW], NULL, 10)), LECUN_OK);
    r->dtype = dtype_of(field[DTYPE]);
    r->rank = parse_shape(field[SHAPE], r->shape);
    r->count = (size_t)strtoull(field[COUNT], NULL, 10);
    r->has_fnv1a = strcmp(field[FNV1A], "-") != 0;
    r->fnv1a = strtoull(field[FNV1A], NULL, 16);
    r->sha256 = field[SHA256];
    r->hex = field[HEX];
}

static int hex_matches(const record *r, const unsigned char *tensor)
{
    return r->count ? patterns_match(r->hex, tensor, r->count, dtype_size[r->dtype]) : strcmp(r->hex, "-") == 0;
}

static int digest_matches(const record *r, const unsigned char *tensor)
{
    char digits[65];

    if (r->has_fnv1a)
        return fnv1a(FNV_START, tensor, r->count, dtype_size[r->dtype]) == r->fnv1a;
    sha256_of_elements(tensor, r->count, dtype_size[r->dtype], digits);
    return strcmp(digits, r->sha256) == 0;
}

static int matches(const void *of)
{
    const record *r = (const record *)of;
    unsigned char *tensor = (unsigned char *)malloc(r->count * dtype_size[r->dtype] + 1);
    int match;

    assert_non_null(tensor);
    assert_int_equal(lecun_fill(&r->initializer, r->dtype, r->count ? tensor : NULL, r->count, r->rank ? r->shape : NULL, r->rank),
                     LECUN_OK);
    match = digest_matches(r, tensor) && hex_matches(r, tensor);
    free(tensor);
    return match;
}

/* The recorded patterns alone, filled as ranges. */
static int ends_match(const record *r)
{
    const size_t size = dtype_size[r->dtype];
    unsigned char ends[8 * 8];

    assert_int_equal(lecun_fill_range(&r->initializer, r->dtype, ends, 6, r->shape, r->rank, 0), LECUN_OK);
    assert_int_equal(lecun_fill_range(&r->initializer, r->dtype, ends + 6 * size, 2, r->shape, r->rank, (int64_t)r->count - 2),
                     LECUN_OK);
    return patterns_match(r->hex, ends, 8, size);
}

/* Records and mismatches of each class in each dtype. */
typedef struct tally {
    char class_name[32];
    int records[LECUN_BF16 + 1], mismatches[LECUN_BF16 + 1];
} tally;

static tally *tally_of(tally *all, const char *class_name)
{
    for (; all->class_name[0] && strcmp(all->class_name, class_name); all++)
        ;
    strcpy(all->class_name, class_name);
    return all;
}

static void every_golden_record(void **state)
{
    vector_file *file = open_vectors("golden.txt");
    static char line[4096], comment[4096], copy[4096];
    static tally all[20];
    const tally *t;
    int records = 0, by_ends = 0, mismatches = 0, d;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        record r;
        strcpy(copy, line);
        parse_record(line, &r);
        records++;
        tally_of(all, r.class_name)->records[r.dtype]++;
        if (r.count > most_elements(SIZE_MAX))
            by_ends++;
        if (!(r.count > most_elements(SIZE_MAX) ? ends_match(&r) : matches(&r))) {
            mismatches++;
            tally_of(all, r.class_name)->mismatches[r.dtype]++;
            print_error("mismatch: %.150s\n", copy);
        }
    }
    close_vectors(file);
    for (t = all; t->class_name[0]; t++) {
        print_message("%-16s", t->class_name);
        for (d = LECUN_F32; d <= LECUN_BF16; d++) {
            print_message("  %s %3d records, %d mismatches", dtype_name[d], t->records[d], t->mismatches[d]);
            assert_true(t->records[d] > 0);
        }
        print_message("\n");
    }
    print_message("golden records: %d; %d mismatches; %d of them large, compared at their ends\n", records, mismatches, by_ends);
    assert_int_equal(mismatches, 0);
    assert_int_equal(t - all, 14);              /* every class but Orthogonal, whose bits are its own: test_orthogonal */
    assert_int_equal(records, atoi(strstr(comment, "records: ") + 9));
    assert_true(records >= 3948);
    assert_true(by_ends == 0 || most_elements(SIZE_MAX) < SIZE_MAX);
}

/* Weights so small that TensorFlow flushes them (tests/vectors/subnormal.txt), and one in `step` of the others, under every
 * kernel in every mode. */
static void records_in_every_mode(const char *name, int step, int least)
{
    vector_file *file = open_vectors(name);
    static char line[4096], comment[4096];
    int records = 0, tried = 0, mismatches = 0;

    while (next_line(file, line, sizeof line, comment)) {
        record r;
        parse_record(line, &r);
        if (records++ % step || r.count > 10000)
            continue;
        mismatches += mismatches_in_every_mode(matches, &r, &tried);
    }
    close_vectors(file);
    print_message("%s: %d mismatches in %d fills: %d kernels, %d modes\n", name, mismatches, tried, (int)lecun_kernel_row_count, (int)MODES);
    assert_int_equal(mismatches, 0);
    assert_int_equal(records, atoi(strstr(comment, "records: ") + 9));
    assert_true(records >= least);
}

static void weights_that_are_flushed(void **state)
{
    (void)state;
    records_in_every_mode("subnormal.txt", 1, 186);
}

static void ordinary_weights_in_every_mode(void **state)
{
    (void)state;
    records_in_every_mode("golden.txt", LECUN_TEST_SHARE > 4 ? 61 : 7, 3948);
}

/* The tests above must be able to fail: one flipped bit in a pattern or in a digest is found. */
static void a_flipped_bit_is_found(void **state)
{
    vector_file *file = open_vectors("golden.txt");
    static char line[4096];
    int tried = 0;

    (void)state;
    while (tried < 50 && next_line(file, line, sizeof line, NULL)) {
        record r;
        parse_record(line, &r);
        if (r.count == 0 || r.count > 10000)
            continue;
        assert_true(matches(&r));
        r.fnv1a ^= (uint64_t)1 << (tried % 64);
        assert_false(matches(&r));
        r.fnv1a ^= (uint64_t)1 << (tried % 64);
        r.hex[0] = r.hex[0] == '0' ? '1' : '0';
        assert_false(matches(&r));
        tried++;
    }
    close_vectors(file);
    assert_int_equal(tried, 50);
}

/* FIPS 180-4's example. */
static void the_digest_of_abc(void **state)
{
    char digits[65];

    (void)state;
    sha256_of_elements("abc", 3, 1, digits);
    assert_string_equal(digits, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_golden_record),
        cmocka_unit_test(weights_that_are_flushed),
        cmocka_unit_test(ordinary_weights_in_every_mode),
        cmocka_unit_test(a_flipped_bit_is_found),
        cmocka_unit_test(the_digest_of_abc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
