/* SPDX-License-Identifier: MIT
 *
 * Every golden record: tensors that the real Keras filled (tests/vectors/golden.txt tells by which versions), element by element through
 * the digest of all bytes, and by the recorded patterns.
 */
#include "support.h"

#include <inttypes.h>

enum { MAX_RANK = 8, FIELDS = 11 };
enum { FRAMEWORK, CLASS, DTYPE, SEED, SHAPE, INPUT_AXES, OUTPUT_AXES, COUNT, SHA256, FNV1A, HEX };

typedef struct record {
    lecun_initializer initializer;
    lecun_dtype dtype;
    int64_t shape[MAX_RANK];
    size_t rank, count;
    uint64_t fnv1a;
    char *hex;
} record;

static size_t parse_shape(const char *text, int64_t *shape)
{
    size_t rank = 0;
    char *end;

    if (strcmp(text, "scalar") == 0)
        return 0;
    for (;; text = end + 1) {
        assert_true(rank < MAX_RANK);
        shape[rank++] = strtoll(text, &end, 10);
        if (*end == 0)
            return rank;
        assert_int_equal(*end, 'x');
    }
}

/* "-" is not given: NULL. "[]", "[1,-2]" are lists. */
static const int32_t *parse_axes(const char *text, int32_t *axes, size_t *count)
{
    char *end;

    *count = 0;
    if (strcmp(text, "-") == 0)
        return NULL;
    for (text++; *text != ']'; text = end + (*end == ','))
        axes[(*count)++] = (int32_t)strtol(text, &end, 10);
    return axes;
}

static void parse_initializer(char **field, lecun_initializer *self)
{
    int32_t in[LECUN_MAX_AXES], out[LECUN_MAX_AXES];
    const int32_t *input_axes, *output_axes;
    size_t inputs, outputs;

    if (strcmp(field[CLASS], "Zeros") == 0) {
        assert_int_equal(lecun_init_zeros(self), LECUN_OK);
    } else if (strcmp(field[CLASS], "Ones") == 0) {
        assert_int_equal(lecun_init_ones(self), LECUN_OK);
    } else {
        assert_string_equal(field[CLASS], "LecunNormal");
        assert_int_equal(lecun_init_lecun_normal(self, strtoll(field[SEED], NULL, 10)), LECUN_OK);
        input_axes = parse_axes(field[INPUT_AXES], in, &inputs);
        output_axes = parse_axes(field[OUTPUT_AXES], out, &outputs);
        if (input_axes || output_axes)
            assert_int_equal(lecun_set_axes(self, input_axes, inputs, output_axes, outputs), LECUN_OK);
    }
    assert_int_equal(lecun_set_profile(self, strcmp(field[FRAMEWORK], "keras3") ? LECUN_KERAS2 : LECUN_KERAS3), LECUN_OK);
}

static void parse_record(char *line, record *r)
{
    char *field[FIELDS];
    int i;

    for (i = 0; i < FIELDS; i++) {
        field[i] = strtok(i ? NULL : line, " ");
        assert_non_null(field[i]);
    }
    parse_initializer(field, &r->initializer);
    r->dtype = dtype_of(field[DTYPE]);
    r->rank = parse_shape(field[SHAPE], r->shape);
    r->count = (size_t)strtoull(field[COUNT], NULL, 10);
    r->fnv1a = strtoull(field[FNV1A], NULL, 16);
    r->hex = field[HEX];
}

/* Whether the recorded patterns stand in the tensor: all of them up to 24, else the first six and the last two. */
static int patterns_match(const record *r, const unsigned char *tensor)
{
    const size_t size = dtype_size[r->dtype], listed = r->count <= 24 ? r->count : 8;
    const char *hex = r->hex;
    size_t i;

    if (r->count == 0)
        return strcmp(hex, "-") == 0;
    for (i = 0; i < listed; i++) {
        size_t index = listed == r->count || i < 6 ? i : r->count - 8 + i;
        char *end;
        if (strtoull(hex, &end, 16) != pattern(tensor + index * size, size))
            return 0;
        hex = end + (*end == ',');
    }
    return *hex == 0;
}

static int matches(const record *r)
{
    unsigned char *tensor = (unsigned char *)malloc(r->count * dtype_size[r->dtype] + 1);
    int match;

    assert_non_null(tensor);
    assert_int_equal(lecun_fill(&r->initializer, r->dtype, r->count ? tensor : NULL, r->count, r->rank ? r->shape : NULL, r->rank),
                     LECUN_OK);
    match = fnv1a(FNV_START, tensor, r->count, dtype_size[r->dtype]) == r->fnv1a && patterns_match(r, tensor);
    free(tensor);
    return match;
}

/* With this in the environment, larger tensors are left out and counted: for valgrind, where they would take an hour. */
static size_t most_elements(void)
{
    const char *text = getenv("LECUN_TEST_MAX_ELEMENTS");
    return text ? (size_t)strtoull(text, NULL, 10) : SIZE_MAX;
}

static void every_golden_record(void **state)
{
    FILE *file = open_vectors("golden.txt");
    static char line[4096], comment[4096], copy[4096];
    int records = 0, left_out = 0, mismatches = 0, by_class[3] = {0, 0, 0};

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        record r;
        strcpy(copy, line);
        parse_record(line, &r);
        records++;
        by_class[strstr(copy, " LecunNormal ") ? 0 : strstr(copy, " Zeros ") ? 1 : 2]++;
        if (r.count > most_elements()) {
            left_out++;
        } else if (!matches(&r)) {
            mismatches++;
            print_error("mismatch: %.100s\n", copy);
        }
    }
    fclose(file);
    print_message("golden records: %d LecunNormal, %d Zeros, %d Ones; %d mismatches, %d left out\n",
                  by_class[0], by_class[1], by_class[2], mismatches, left_out);
    assert_int_equal(mismatches, 0);
    assert_int_equal(records, atoi(strstr(comment, "records: ") + 9));
    assert_true(by_class[0] >= 584 && by_class[1] > 0 && by_class[2] > 0);
    assert_true(left_out == 0 || getenv("LECUN_TEST_MAX_ELEMENTS") != NULL);
}

/* The test above must be able to fail: one flipped bit in a pattern or in a digest is found. */
static void a_flipped_bit_is_found(void **state)
{
    FILE *file = open_vectors("golden.txt");
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
    fclose(file);
    assert_int_equal(tried, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_golden_record),
        cmocka_unit_test(a_flipped_bit_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
