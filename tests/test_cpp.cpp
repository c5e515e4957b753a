// SPDX-License-Identifier: MIT
//
// lecun.hpp against lecun.h: the same bits for every class and dtype, whatever holds the weights; the same statuses, as
// values and as exceptions; nothing written after a failure. A program without a framework, so that it also builds without
// exceptions and run-time types.
#include "../include/lecun.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <limits>
#include <list>
#include <string>
#include <vector>
#if __cplusplus >= 202002L
#  include <span>
#endif

// A user's own 16-bit type.
namespace user {
struct half {
    unsigned char bytes[2];
};
} // namespace user
template <> struct lecun::dtype_of<user::half> : std::integral_constant<lecun_dtype, LECUN_F16> {};

namespace {

int checks = 0, failures = 0;

void check_that(bool holds, const char *what, int line)
{
    checks++;
    if (!holds) {
        failures++;
        std::printf("not ok - line %d: %s\n", line, what);
    }
}

#define CHECK(...) check_that((__VA_ARGS__), #__VA_ARGS__, __LINE__)

// STATUS(CODE, CALL): the call, which uses `status`, reports the code.
#define STATUS(code, ...)                                       \
    do {                                                        \
        lecun_status status = LECUN_STATUS_END;                 \
        __VA_ARGS__;                                            \
        check_that(status == (code), #__VA_ARGS__, __LINE__);   \
    } while (0)

// THROWS(CODE, CALL): the call throws a lecun::error of the code, whose sentence is the library's.
#if defined(__cpp_exceptions)
template <class Call> bool throws(lecun_status code, Call call)
{
    try {
        call();
    } catch (const lecun::error &e) {
        const char *const sentence = lecun_status_string(code);
        return e.code() == code && std::strncmp(e.what(), sentence, std::strlen(sentence)) == 0;
    }
    return false;
}
#  define THROWS(code, ...) check_that(throws(code, [&] { __VA_ARGS__; }), #__VA_ARGS__, __LINE__)
#else
#  define THROWS(code, ...) static_cast<void>(0)
#endif

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::int64_t rows = 7, columns = 5;
constexpr std::size_t elements = 35;
const std::int64_t matrix[2] = {rows, columns};

// What passes for a shape, for axes, for an integer, and what must not. (What else must not compile is in refused.cpp.)
enum unscoped { one_row = 1 };
enum class scoped { row };
template <class From, class To> constexpr bool passes = std::is_convertible_v<From, To>;
static_assert(passes<std::vector<std::int64_t>, lecun::dims> && passes<std::vector<std::int32_t> &, lecun::dims>);
static_assert(passes<std::vector<std::size_t>, lecun::dims> && passes<const std::array<unsigned char, 2> &, lecun::dims>);
static_assert(passes<std::list<long>, lecun::dims> && passes<std::initializer_list<unsigned>, lecun::dims>);
static_assert(passes<long long (&)[2], lecun::dims> && passes<lecun::span<const short>, lecun::dims>);
static_assert(!passes<std::vector<double>, lecun::dims> && !passes<std::vector<bool>, lecun::dims>);
static_assert(!passes<std::string, lecun::dims> && !passes<std::u16string, lecun::dims> && !passes<const char *, lecun::dims>);
static_assert(!passes<std::nullptr_t, lecun::dims> && !passes<int, lecun::dims> && !passes<std::int64_t *, lecun::dims>);
static_assert(!passes<std::vector<scoped>, lecun::dims> && !passes<std::vector<std::vector<int>>, lecun::dims>);
static_assert(passes<std::nullptr_t, lecun::axes> && passes<std::vector<std::int64_t>, lecun::axes>);
static_assert(!passes<int, lecun::axes> && !passes<std::vector<float>, lecun::axes>);
static_assert(passes<std::size_t, lecun::integer> && passes<signed char, lecun::integer> && passes<unscoped, lecun::integer>);
static_assert(!passes<double, lecun::integer> && !passes<bool, lecun::integer> && !passes<char, lecun::integer>);
static_assert(!passes<scoped, lecun::integer> && !passes<std::nullptr_t, lecun::integer>);
static_assert(passes<float, lecun::number> && passes<long double, lecun::number> && !passes<int, lecun::number>);
static_assert(!passes<std::int64_t, lecun::number> && !passes<bool, lecun::number> && !passes<unscoped, lecun::number>);

static_assert(lecun::dtype_of<float>::value == LECUN_F32 && lecun::dtype_of<double>::value == LECUN_F64);
static_assert(lecun::dtype_of<lecun::float16>::value == LECUN_F16 && lecun::dtype_of<lecun::bfloat16>::value == LECUN_BF16);
#if defined(__STDCPP_FLOAT16_T__)
static_assert(lecun::dtype_of<std::float16_t>::value == LECUN_F16);
#endif
#if defined(__STDCPP_BFLOAT16_T__)
static_assert(lecun::dtype_of<std::bfloat16_t>::value == LECUN_BF16);
#endif

// Plain values; and what is noexcept.
static_assert(std::is_trivially_copyable_v<lecun::initializer> && std::is_standard_layout_v<lecun::initializer>);
static_assert(std::is_trivially_copyable_v<lecun::replay>);
static_assert(noexcept(lecun::he_normal(1)));
static_assert(noexcept(lecun::zeros().fill(std::declval<float (&)[1]>(), {}, std::declval<lecun_status &>())));
static_assert(noexcept(lecun::deserialize("", std::declval<lecun_status &>())));

template <class Element> bool same(const std::vector<Element> &a, const std::vector<Element> &b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(Element)) == 0;
}

struct class_pair {
    const char *name;
    lecun::initializer cpp;
    lecun_initializer c;
};

template <class... Arguments>
lecun_initializer of_c(lecun_status (*init)(lecun_initializer *, Arguments...), Arguments... arguments)
{
    lecun_initializer made;
    CHECK(init(&made, arguments...) == LECUN_OK);
    return made;
}

// Keras's fifteen classes, made from C++ and from C.
std::vector<class_pair> classes()
{
    const std::int64_t seed = -42;
    lecun_status status = LECUN_STATUS_END;
    std::vector<class_pair> all;
    const auto add = [&](const char *name, const lecun::initializer &cpp, const lecun_initializer &c) {
        CHECK(status == LECUN_OK || status == LECUN_STATUS_END);
        all.push_back({name, cpp, c});
        status = LECUN_STATUS_END;
    };

    add("Zeros", lecun::zeros(), of_c(lecun_init_zeros));
    add("Ones", lecun::ones(), of_c(lecun_init_ones));
    add("LecunNormal", lecun::lecun_normal(seed), of_c(lecun_init_lecun_normal, seed));
    add("LecunUniform", lecun::lecun_uniform(seed), of_c(lecun_init_lecun_uniform, seed));
    add("GlorotNormal", lecun::glorot_normal(seed), of_c(lecun_init_glorot_normal, seed));
    add("GlorotUniform", lecun::glorot_uniform(seed), of_c(lecun_init_glorot_uniform, seed));
    add("HeNormal", lecun::he_normal(seed), of_c(lecun_init_he_normal, seed));
    add("HeUniform", lecun::he_uniform(seed), of_c(lecun_init_he_uniform, seed));
    add("Constant", lecun::constant(0.1, status), of_c(lecun_init_constant, 0.1));
    add("Identity", lecun::identity(-2.5, status), of_c(lecun_init_identity, -2.5));
    add("RandomUniform", lecun::random_uniform(-0.3, 1.1, seed, status), of_c(lecun_init_random_uniform, -0.3, 1.1, seed));
    add("RandomNormal", lecun::random_normal(0.5, 2.0, seed, status), of_c(lecun_init_random_normal, 0.5, 2.0, seed));
    add("TruncatedNormal", lecun::truncated_normal(0.5, 2.0, seed, status),
        of_c(lecun_init_truncated_normal, 0.5, 2.0, seed));
    add("VarianceScaling", lecun::variance_scaling(3.0, LECUN_FAN_OUT, LECUN_UNTRUNCATED_NORMAL, seed, status),
        of_c(lecun_init_variance_scaling, 3.0, LECUN_FAN_OUT, LECUN_UNTRUNCATED_NORMAL, seed));
    add("Orthogonal", lecun::orthogonal(1.5, seed, status), of_c(lecun_init_orthogonal, 1.5, seed));
    return all;
}

void those_that_may_throw_are_the_same()
{
#if defined(__cpp_exceptions)
    const std::int64_t seed = -42;
    const lecun::initializer thrown[] = {
        lecun::constant(0.1),
        lecun::identity(-2.5),
        lecun::random_uniform(-0.3, 1.1, seed),
        lecun::random_normal(0.5, 2.0, seed),
        lecun::truncated_normal(0.5, 2.0, seed),
        lecun::variance_scaling(3.0, LECUN_FAN_OUT, LECUN_UNTRUNCATED_NORMAL, seed),
        lecun::orthogonal(1.5, seed),
    };
    const std::vector<class_pair> all = classes();

    for (std::size_t i = 0; i < 7; i++)
        CHECK(std::memcmp(&thrown[i].c(), &all[8 + i].c, sizeof all[8].c) == 0);
#endif
}

// --- Fills ------------------------------------------------------------------------------------------------------------

template <class Element> void fills_are_those_of_c(const class_pair &pair)
{
    constexpr lecun_dtype dtype = lecun::dtype_of<Element>::value;
    const bool is_orthogonal = std::strcmp(pair.name, "Orthogonal") == 0;
    std::vector<Element> expected(elements), got(elements), untouched;

    std::memset(static_cast<void *>(got.data()), 0xa5, elements * sizeof(Element));
    untouched = got;
    if (is_orthogonal) {
        std::vector<unsigned char> work;
        STATUS(LECUN_OK, work.resize(lecun::orthogonal_work_size({rows, columns}, status)));
        const lecun_status of_c =
            lecun_orthogonal_fill(&pair.c, dtype, expected.data(), elements, matrix, 2, work.data(), work.size());
        CHECK(of_c == (dtype == LECUN_BF16 ? LECUN_E_CLASS_DTYPE : LECUN_OK));
        STATUS(of_c, pair.cpp.orthogonal_fill(got, {rows, columns}, work, status));
        CHECK(same(got, of_c == LECUN_OK ? expected : untouched));
        got = untouched;
        STATUS(LECUN_E_WORKSPACE, pair.cpp.fill(got, {rows, columns}, status));
        THROWS(LECUN_E_WORKSPACE, pair.cpp.fill(got, {rows, columns}));
        CHECK(same(got, untouched));
        return;
    }
    CHECK(lecun_fill(&pair.c, dtype, expected.data(), elements, matrix, 2) == LECUN_OK);
    STATUS(LECUN_OK, pair.cpp.fill(got, matrix, status));
    CHECK(same(got, expected));

    std::vector<Element> piece(11);
    STATUS(LECUN_OK, pair.cpp.fill_range(piece, {rows, columns}, 13, status));
    CHECK(std::memcmp(piece.data(), expected.data() + 13, 11 * sizeof(Element)) == 0);

    // Rows 2 to 4 of columns 1 to 3, as they come; then transposed, and last column first.
    std::vector<Element> box(9), turned(elements);
    std::memset(static_cast<void *>(turned.data()), 0xa5, elements * sizeof(Element));
    STATUS(LECUN_OK, pair.cpp.fill_box(box, matrix, {2, 1}, {3, 3}, status));
    STATUS(LECUN_OK, pair.cpp.fill_box(turned, matrix, {2, 1}, {3, 3}, {1, -7}, 14, status));
    for (std::size_t i = 0; i < 3; i++)
        for (std::size_t j = 0; j < 3; j++) {
            const Element *const whole = &expected[(2 + i) * 5 + 1 + j];
            CHECK(std::memcmp(&box[i * 3 + j], whole, sizeof(Element)) == 0);
            CHECK(std::memcmp(&turned[14 + i - 7 * j], whole, sizeof(Element)) == 0);
        }
}

void every_class_and_dtype()
{
    const std::vector<class_pair> all = classes();

    CHECK(all.size() == 15);
    for (const class_pair &pair : all) {
        CHECK(std::memcmp(&pair.cpp.c(), &pair.c, sizeof pair.c) == 0);
        fills_are_those_of_c<float>(pair);
        fills_are_those_of_c<double>(pair);
        fills_are_those_of_c<lecun::float16>(pair);
        fills_are_those_of_c<lecun::bfloat16>(pair);
        fills_are_those_of_c<user::half>(pair);
#if defined(__STDCPP_FLOAT16_T__)
        fills_are_those_of_c<std::float16_t>(pair);
#endif
#if defined(__STDCPP_BFLOAT16_T__)
        fills_are_those_of_c<std::bfloat16_t>(pair);
#endif
    }
}

void every_container()
{
    const lecun::initializer init = lecun::lecun_normal(42);
    std::vector<float> expected(elements), vector(elements);
    std::array<float, elements> array;
    float plain[elements];
    const std::vector<std::int64_t> shape = {rows, columns};
    const std::array<std::int64_t, 2> shape_array = {rows, columns};
    const auto is_expected = [&](const float *data) { return std::memcmp(data, expected.data(), sizeof plain) == 0; };

    CHECK(lecun_normal_fill(expected.data(), elements, matrix, 2, 42) == LECUN_OK);
    STATUS(LECUN_OK, init.fill(vector, shape, status));
    STATUS(LECUN_OK, init.fill(array, shape_array, status));
    STATUS(LECUN_OK, init.fill(plain, matrix, status));
    CHECK(is_expected(vector.data()) && is_expected(array.data()) && is_expected(plain));

    vector.assign(elements, 0.0f);
    STATUS(LECUN_OK, init.fill(lecun::span(vector.data(), elements), {rows, columns}, status));
    CHECK(is_expected(vector.data()));
    vector.assign(elements, 0.0f);
    STATUS(LECUN_OK, lecun::normal_fill(vector, lecun::dims(matrix, 2), 42, status));
    CHECK(is_expected(vector.data()));
#if __cplusplus >= 202002L
    vector.assign(elements, 0.0f);
    STATUS(LECUN_OK, init.fill(std::span(vector), std::span<const std::int64_t>(shape), status));
    CHECK(is_expected(vector.data()));
    vector.assign(elements + 2, 0.0f);
    STATUS(LECUN_OK, init.fill(std::span(vector).subspan(1, elements), shape, status));
    CHECK(is_expected(vector.data() + 1) && vector.front() == 0.0f && vector.back() == 0.0f);
#endif

    std::vector<std::uint16_t> patterns(elements);
    std::vector<lecun::bfloat16> strong(elements);
    STATUS(LECUN_OK, init.fill(lecun::as<lecun::bfloat16>(patterns), shape, status));
    STATUS(LECUN_OK, init.fill(strong, shape, status));
    CHECK(std::memcmp(patterns.data(), strong.data(), elements * 2) == 0);

    // A scalar, and a tensor without elements.
    float scalar[1] = {-9.0f}, of_c = 0.0f;
    STATUS(LECUN_OK, init.fill(scalar, {}, status));
    CHECK(lecun_normal_fill(&of_c, 1, nullptr, 0, 42) == LECUN_OK && std::memcmp(scalar, &of_c, sizeof of_c) == 0);
    STATUS(LECUN_OK, init.fill(std::vector<float>(), {0, 5}, status));
    STATUS(LECUN_OK, init.fill(lecun::span<float>(nullptr, 0), {0, 5}, status));
}

// Each is the shape {7, 5}, of another type.
void every_shape()
{
    const lecun::initializer init = lecun::lecun_normal(42);
    std::vector<float> expected(elements);
    const auto fills = [&](const lecun::dims &shape) {
        std::vector<float> out(elements);
        lecun_status status = LECUN_STATUS_END;

        init.fill(out, shape, status);
        return status == LECUN_OK && same(out, expected);
    };
    const std::size_t many = 7;
    const int few = 5;
    const short small = 7;
    const std::ptrdiff_t index = 5;         // Eigen::Index
    const unsigned char smallest = 5;
    enum { ROWS = 7, COLUMNS = 5 };
    const unsigned array[2] = {7, 5};

    CHECK(lecun_normal_fill(expected.data(), elements, matrix, 2, 42) == LECUN_OK);
    CHECK(fills({7, 5}) && fills({7u, 5ul}) && fills({many, few}) && fills({small, index}) && fills({many, smallest}));
    CHECK(fills({ROWS, COLUMNS}) && fills({std::int64_t{7}, std::uint64_t{5}}) && fills(array));
    CHECK(fills(std::vector<std::size_t>{7, 5}) && fills(std::vector<int>{7, 5}) && fills(std::vector<std::int64_t>{7, 5}));
    CHECK(fills(std::array<std::size_t, 2>{{7, 5}}) && fills(std::array<short, 2>{{7, 5}}));
    CHECK(fills(std::initializer_list<std::size_t>{7, 5}) && fills(std::list<int>{7, 5}));
    CHECK(fills(lecun::span<const unsigned>(array, 2)) && fills(lecun::dims(array, 2)) && fills(lecun::dims(matrix, 2)));
#if __cplusplus >= 202002L
    const std::vector<std::size_t> sizes = {7, 5};
    CHECK(fills(std::span<const std::size_t>(sizes)) && fills(std::span<const unsigned, 2>(array)));
#endif

    // A list is its own: what it was made from may be gone, and copies part.
    lecun::dims shape = {9, 9};
    {
        std::vector<std::int64_t> gone = {rows, columns};
        shape = gone;
        gone.assign(2, 99);
    }
    CHECK(fills(shape));
    lecun::dims made = std::vector<std::int64_t>{rows, columns}, braces = {64, 96}, copy = braces;
    CHECK(fills(made) && !fills(braces) && copy.size() == 2 && copy.data()[0] == 64 && copy.data()[1] == 96);
    braces = made;
    CHECK(fills(braces) && !fills(copy) && copy.data()[1] == 96);

    // Of any rank: these are on the heap from the ninth item on.
    for (std::size_t rank = 2; rank < 20; rank++) {
        std::vector<int> ones(rank, 1);
        ones[rank - 2] = 7;
        ones[rank - 1] = 5;
        const lecun::dims longer(ones), again(longer);
        std::vector<float> of_c(elements), out(elements);
        STATUS(LECUN_OK, init.fill(out, again, status));
        CHECK(again.size() == rank && again.data() != longer.data());
        CHECK(lecun_normal_fill(of_c.data(), elements, longer.data(), rank, 42) == LECUN_OK && same(out, of_c));
        CHECK(std::equal(ones.begin(), ones.end(), again.data()));
    }
}

// What is no dimension is refused when it is used, whatever type it comes in; nothing wraps round to one.
void integers_that_do_not_fit()
{
    const lecun::initializer init = lecun::lecun_normal(42);
    const std::vector<float> untouched(elements, -9.0f);
    std::vector<float> out = untouched;
    const std::uint64_t beyond = (std::uint64_t{1} << 63), last = std::numeric_limits<std::uint64_t>::max();
    const std::size_t minus_seven = std::size_t{0} - 7;
    lecun_status of_c = lecun_normal_fill(out.data(), elements, std::array<std::int64_t, 2>{{-7, 5}}.data(), 2, 42);

    CHECK(of_c != LECUN_OK && of_c != LECUN_E_COUNT);
    STATUS(of_c, init.fill(out, {-7, 5}, status));
    STATUS(of_c, init.fill(out, std::vector<int>{-7, 5}, status));
    STATUS(of_c, init.fill(out, std::vector<signed char>{-7, 5}, status));
    STATUS(of_c, init.fill(out, {minus_seven, 5}, status));
    STATUS(of_c, init.fill(out, std::vector<std::uint64_t>{beyond, 5}, status));
    STATUS(of_c, init.fill(out, std::vector<std::uint64_t>{last, 5}, status));
    STATUS(LECUN_E_RANGE, init.fill_box(out, {7, 5}, {last, 0}, {7, 5}, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, {7, 5}, {0, 0}, {last, 5}, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, {7, 5}, {0, 0}, {7, 5}, {minus_seven, 1}, 34, status));
    STATUS(LECUN_E_RANGE, init.fill_range(lecun::span(out.data(), 1), {7, 5}, last, status));
    CHECK(same(out, untouched));

    // Axes beyond 32 bits, which as 32 bits would be 1 and 0.
    lecun::initializer wide = lecun::lecun_normal(42);
    STATUS(LECUN_OK, wide.set_axes({(std::int64_t{1} << 32) + 1}, {std::uint64_t{1} << 32}, status));
    lecun_status with_axes = LECUN_OK;
    wide.fill(out, {7, 5}, with_axes);
    CHECK(with_axes != LECUN_OK && same(out, untouched));

    // Seeds count modulo 2^64, as in C.
    const lecun::initializer wrapped = lecun::he_normal(last), minus_one = lecun::he_normal(-1);
    CHECK(std::memcmp(&wrapped.c(), &minus_one.c(), sizeof wrapped) == 0);
}

void orthogonal_finds_its_own_workspace()
{
#if defined(__cpp_exceptions)
    std::vector<double> expected(elements), got(elements);
    std::vector<double> work(lecun::orthogonal_work_size(matrix) / sizeof(double) + 1);
    const lecun::initializer init = lecun::orthogonal(1.0, 42);

    init.orthogonal_fill(expected, matrix, work);
    init.orthogonal_fill(got, matrix);
    CHECK(same(got, expected));
    THROWS(LECUN_E_RANK, init.orthogonal_fill(got, {35}));
    THROWS(LECUN_E_COUNT, init.orthogonal_fill(got, {7, 6}));
#endif
}

// --- Failures ---------------------------------------------------------------------------------------------------------

void wrong_arguments_write_nothing()
{
    const lecun::initializer init = lecun::lecun_normal(42), not_set_up;
    const std::vector<float> untouched(elements, -9.0f);
    std::vector<float> out = untouched;
    const lecun::span<float> nowhere(nullptr, elements);
    unsigned char little_work[8] = {0};
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();

    STATUS(LECUN_E_INITIALIZER, not_set_up.fill(out, matrix, status));
    THROWS(LECUN_E_INITIALIZER, not_set_up.fill(out, matrix));
    STATUS(LECUN_E_NULL, init.fill(nowhere, matrix, status));
    THROWS(LECUN_E_NULL, init.fill(nowhere, matrix));
    STATUS(LECUN_E_SHAPE, init.fill(out, {-1, 35}, status));
    THROWS(LECUN_E_SHAPE, init.fill(out, {-1, 35}));
    STATUS(LECUN_E_OVERFLOW, init.fill(out, {most, 2}, status));
    for (const std::int64_t other : {34, 36, 0}) {
        STATUS(LECUN_E_COUNT, init.fill(out, {other}, status));
        THROWS(LECUN_E_COUNT, init.fill(out, {other}));
        STATUS(LECUN_E_COUNT, lecun::normal_fill(out, {other}, 1, status));
        THROWS(LECUN_E_COUNT, lecun::normal_fill(out, {other}, 1));
    }
    STATUS(LECUN_E_RANGE, init.fill_range(out, matrix, 1, status));
    THROWS(LECUN_E_RANGE, init.fill_range(out, matrix, 1));
    STATUS(LECUN_E_RANGE, init.fill_range(out, matrix, -1, status));

    // Boxes: lists of other lengths than the shape, a box that leaves the tensor, a destination of another size.
    STATUS(LECUN_E_ARGUMENT, init.fill_box(out, matrix, {0}, {7, 5}, status));
    THROWS(LECUN_E_ARGUMENT, init.fill_box(out, matrix, {0, 0}, {7, 5, 1}));
    STATUS(LECUN_E_ARGUMENT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {5}, 0, status));
    THROWS(LECUN_E_ARGUMENT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {5, 1, 1}));
    STATUS(LECUN_E_RANGE, init.fill_box(out, matrix, {1, 0}, {7, 5}, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {7, 4}, status));
    THROWS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {6, 5}));
    STATUS(LECUN_E_RANGE, init.fill_box(out, matrix, {0, 0}, {-7, -5}, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {0, 5}, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, {most, most}, {0, 0}, {most, most}, status));
    STATUS(LECUN_E_RANGE, init.fill_box(out, matrix, {0, 0}, {3, 6148914691236517217}, status));    // 2^64 + 35

    // Strides by which an element would lie before or behind the destination: by one, and by more than std::int64_t holds.
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {5, 1}, 1, status));
    THROWS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {5, 1}, 1));
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {5, -1}, 3, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {-5, 1}, 29, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {1, 1}, {0, 0}, elements, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {most, 1}, 0, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, matrix, {0, 0}, {7, 5}, {-most - 1, 1}, 0, status));
    STATUS(LECUN_E_COUNT, init.fill_box(out, {most, most}, {0, 0}, {most, most}, {1, 1}, 0, status));

    lecun::initializer orthogonal;
    STATUS(LECUN_OK, orthogonal = lecun::orthogonal(1.0, 42, status));
    STATUS(LECUN_E_WORKSPACE, orthogonal.orthogonal_fill(out, matrix, little_work, status));
    THROWS(LECUN_E_WORKSPACE, orthogonal.orthogonal_fill(out, matrix, little_work));
    STATUS(LECUN_E_CLASS, init.orthogonal_fill(out, matrix, little_work, status));
    STATUS(LECUN_E_RANK, CHECK(lecun::orthogonal_work_size({35}, status) == 0));
    THROWS(LECUN_E_RANK, static_cast<void>(lecun::orthogonal_work_size({35})));
    CHECK(same(out, untouched));

    // What just fits: the same box from its last element, and an empty one.
    STATUS(LECUN_OK, init.fill_box(out, matrix, {0, 0}, {7, 5}, {-5, -1}, 34, status));
    STATUS(LECUN_OK, init.fill_box(out, matrix, {7, 0}, {0, 5}, {most, most}, elements, status));
    STATUS(LECUN_OK, init.fill_box(std::vector<float>(), matrix, {7, 0}, {0, 5}, status));
    float scalar[1] = {-9.0f}, of_c = 0.0f;
    STATUS(LECUN_OK, init.fill_box(scalar, {}, {}, {}, status));
    CHECK(lecun_normal_fill(&of_c, 1, nullptr, 0, 42) == LECUN_OK && std::memcmp(scalar, &of_c, sizeof of_c) == 0);
}

void wrong_numbers_make_no_initializer()
{
    const auto is_empty = [](const lecun::initializer &made) {
        const lecun::initializer empty;
        return std::memcmp(&made.c(), &empty.c(), sizeof empty) == 0;
    };

    STATUS(LECUN_E_ARGUMENT, CHECK(is_empty(lecun::constant(infinite, status))));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::constant(infinite)));
    STATUS(LECUN_E_ARGUMENT, CHECK(is_empty(lecun::identity(infinite, status))));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::identity(infinite)));
    STATUS(LECUN_E_ARGUMENT, CHECK(is_empty(lecun::random_uniform(0, infinite, 1, status))));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::random_uniform(0, infinite, 1)));
    STATUS(LECUN_E_ARGUMENT, CHECK(is_empty(lecun::random_normal(0, infinite, 1, status))));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::random_normal(0, infinite, 1)));
    STATUS(LECUN_E_ARGUMENT, CHECK(is_empty(lecun::truncated_normal(infinite, 1, 1, status))));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::truncated_normal(infinite, 1, 1)));
    STATUS(LECUN_E_ARGUMENT, CHECK(is_empty(lecun::orthogonal(infinite, 1, status))));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::orthogonal(infinite, 1)));
    STATUS(LECUN_E_ARGUMENT, CHECK(is_empty(lecun::variance_scaling(0, LECUN_FAN_IN, LECUN_UNIFORM, 1, status))));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::variance_scaling(0, LECUN_FAN_IN, LECUN_UNIFORM, 1)));
}

void every_status_has_its_exception()
{
#if defined(__cpp_exceptions)
    for (int code = LECUN_OK + 1; code < LECUN_STATUS_END; code++)
        THROWS(static_cast<lecun_status>(code), lecun::check(static_cast<lecun_status>(code)));
    lecun::check(LECUN_OK);
    lecun::check(lecun_self_test());
    try {
        lecun::check(LECUN_E_COUNT);
    } catch (const std::runtime_error &e) {
        CHECK(std::strcmp(e.what(), lecun_status_string(LECUN_E_COUNT)) == 0);
    }
#endif
}

// --- Settings ---------------------------------------------------------------------------------------------------------

// Each setting, in C, with a status and with exceptions; and that one which is refused changes nothing.
void settings_are_those_of_c()
{
    const lecun::initializer fresh = lecun::he_normal(1), zeros = lecun::zeros();
    const std::int32_t in[2] = {1, -1}, out[1] = {0};
    lecun::initializer cpp;
    lecun_initializer c;
    const auto same_as_c = [&](const lecun::initializer &self) { return std::memcmp(&self.c(), &c, sizeof c) == 0; };

#define SETTING(NAME, WITH_STATUS, THROWING, OF_C)                      \
    do {                                                                \
        c = fresh.c();                                                  \
        CHECK(lecun_##NAME OF_C == LECUN_OK);                           \
        cpp = fresh;                                                    \
        STATUS(LECUN_OK, cpp.NAME WITH_STATUS);                         \
        CHECK(same_as_c(cpp));                                          \
        SETTING_THAT_THROWS(NAME, THROWING);                            \
        cpp = lecun::initializer();                                     \
        STATUS(LECUN_E_INITIALIZER, cpp.NAME WITH_STATUS);              \
        c = lecun::initializer().c();                                   \
        CHECK(same_as_c(cpp));                                          \
    } while (0)
#if defined(__cpp_exceptions)
#  define SETTING_THAT_THROWS(NAME, THROWING)                           \
        cpp = fresh;                                                    \
        CHECK(&cpp.NAME THROWING == &cpp && same_as_c(cpp));            \
        cpp = lecun::initializer();                                     \
        THROWS(LECUN_E_INITIALIZER, cpp.NAME THROWING)
#else
#  define SETTING_THAT_THROWS(NAME, THROWING) static_cast<void>(0)
#endif

    SETTING(set_profile, (LECUN_KERAS3, status), (LECUN_KERAS3), (&c, LECUN_KERAS3));
    SETTING(set_seed, (-7, status), (-7), (&c, -7));
    SETTING(set_draw, (3, status), (3), (&c, 3));
    {
        c = fresh.c();
        CHECK(lecun_seed_by_name(&c, 42, "block/kernel", 12) == LECUN_OK);
        cpp = fresh;
        STATUS(LECUN_OK, cpp.seed_by_name(42u, "block/kernel", status));
        CHECK(same_as_c(cpp));
        cpp = fresh;
        STATUS(LECUN_OK, cpp.seed_by_name(42, std::string("block/kernel"), status));
        CHECK(same_as_c(cpp));
        STATUS(LECUN_OK, cpp.seed_by_name(42, std::string_view(), status));
        CHECK(!same_as_c(cpp));
        STATUS(LECUN_E_CLASS, lecun::zeros().seed_by_name(42, "a", status));
#if defined(__cpp_exceptions)
        cpp = fresh;
        CHECK(&cpp.seed_by_name(42, "block/kernel") == &cpp && same_as_c(cpp));
        THROWS(LECUN_E_CLASS, lecun::zeros().seed_by_name(42, "a"));
#endif
    }
    {
        const lecun_jax_key key = {{1, 2}};
        SETTING(set_jax_key, (key, status), (key), (&c, &key));
    }
    SETTING(set_rounding, (LECUN_ROUND_ONCE, status), (LECUN_ROUND_ONCE), (&c, LECUN_ROUND_ONCE));
    SETTING(set_fans, (3, 4.5, status), (3, 4.5), (&c, 3, 4.5));
    SETTING(set_layout, (LECUN_LAYOUT_TORCH, 1, status), (LECUN_LAYOUT_TORCH), (&c, LECUN_LAYOUT_TORCH, 1));
    SETTING(set_layout, (LECUN_LAYOUT_TORCH, 4, status), (LECUN_LAYOUT_TORCH, 4), (&c, LECUN_LAYOUT_TORCH, 4));
    SETTING(set_axes, ({1, -1}, {0}, status), ({1, -1}, {0}), (&c, in, 2, out, 1));
    SETTING(set_axes, (in, out, status), (in, out), (&c, in, 2, out, 1));
    SETTING(set_axes, ({}, {0}, status), ({}, {0}), (&c, in, 0, out, 1));       // empty is given, and nullptr is not
    SETTING(set_axes, (std::vector<std::int32_t>(), {0}, status), (std::vector<std::int32_t>(), {0}), (&c, in, 0, out, 1));
    SETTING(set_axes, (nullptr, nullptr, status), (nullptr, nullptr), (&c, nullptr, 0, nullptr, 0));
    SETTING(set_jax_axes, ({1, -1}, {0}, nullptr, status), ({1, -1}, {0}), (&c, in, 2, out, 1, nullptr, 0));
    SETTING(set_jax_axes, ({1, -1}, {0}, {0}, status), ({1, -1}, {0}, {0}), (&c, in, 2, out, 1, out, 1));

    cpp = fresh;
    c = fresh.c();
    STATUS(LECUN_E_ARGUMENT, cpp.set_layout(LECUN_LAYOUT_TORCH, 0, status));
    STATUS(LECUN_E_ARGUMENT, cpp.set_profile(static_cast<lecun_profile>(9), status));
    STATUS(LECUN_E_ARGUMENT, cpp.set_axes({0, 0, 0, 0, 0, 0, 0, 0, 0}, {1}, status));
    STATUS(LECUN_E_NULL, cpp.set_axes(nullptr, {0}, status));
    STATUS(LECUN_E_NULL, cpp.set_jax_axes(nullptr, {0}, nullptr, status));
    THROWS(LECUN_E_NULL, cpp.set_jax_axes(nullptr, {0}));
    CHECK(same_as_c(cpp));
    cpp = zeros;
    STATUS(LECUN_E_CLASS, cpp.set_seed(1, status));
    STATUS(LECUN_E_CLASS, cpp.draw_seed(status));
    THROWS(LECUN_E_CLASS, cpp.draw_seed());
    STATUS(LECUN_E_CLASS, CHECK(cpp.get_seed(status).value == 0));
    THROWS(LECUN_E_CLASS, static_cast<void>(cpp.get_seed()));
}

void questions_have_the_answers_of_c()
{
    lecun::initializer init = lecun::he_uniform(77);
    double fan_in = 0, fan_out = 0, stddev = 0;

    CHECK(lecun_fans(&init.c(), matrix, 2, &fan_in, &fan_out) == LECUN_OK);
    CHECK(lecun_stddev(&init.c(), matrix, 2, &stddev) == LECUN_OK);
    STATUS(LECUN_OK, CHECK(init.fans(matrix, status).fan_in == fan_in && init.fans(matrix, status).fan_out == fan_out));
    STATUS(LECUN_OK, CHECK(init.stddev(matrix, status) == stddev && stddev > 0));
    STATUS(LECUN_E_SHAPE, CHECK(init.fans({-1}, status).fan_in == 0));
    THROWS(LECUN_E_SHAPE, static_cast<void>(init.fans({-1})));
    STATUS(LECUN_E_SHAPE, CHECK(init.stddev({-1}, status) == 0));
    THROWS(LECUN_E_SHAPE, static_cast<void>(init.stddev({-1})));
    STATUS(LECUN_OK, CHECK(init.get_seed(status).value == 77 && !init.get_seed(status).drawn));

    STATUS(LECUN_OK, init.draw_seed(status));
    STATUS(LECUN_OK, {
        const lecun::seed_in_use seed = init.get_seed(status);
        CHECK(seed.drawn && seed.value >= 1 && seed.value <= 1000000000);
    });
    STATUS(LECUN_OK, CHECK(init.get_config(status) == "{\"seed\": null}"));
#if defined(__cpp_exceptions)
    CHECK(init.fans(matrix).fan_out == fan_out && init.stddev(matrix) == stddev && init.get_seed().drawn);
    CHECK(lecun::he_uniform(0).draw_seed().get_seed().drawn);
#endif
}

void checks_are_those_of_c()
{
    const lecun::initializer init = lecun::he_normal(1), orthogonal = [] {
        lecun_status status;
        return lecun::orthogonal(1.0, 1, status);
    }();
    lecun_error where = {99, "nothing"}, of_c = {99, "nothing"};

    STATUS(LECUN_OK, init.check<float>({7, 5}, status, &where));
    CHECK(where.at == 0 && where.expected == nullptr);
    STATUS(LECUN_OK, init.check<lecun::bfloat16>({}, status));
    STATUS(LECUN_E_SHAPE, init.check<double>({7, -5}, status, &where));
    CHECK(lecun_check(&init.c(), LECUN_F64, std::array<std::int64_t, 2>{{7, -5}}.data(), 2, &of_c) == LECUN_E_SHAPE);
    CHECK(where.at == 1 && of_c.at == 1 && where.expected == of_c.expected);
    STATUS(LECUN_E_CLASS_DTYPE, orthogonal.check<lecun::bfloat16>({7, 5}, status));
    STATUS(LECUN_E_RANK, orthogonal.check<float>({7}, status));
#if defined(__cpp_exceptions)
    init.check<float>({7, 5});
    THROWS(LECUN_E_SHAPE, init.check<float>({7, -5}));
    THROWS(LECUN_E_RANK, orthogonal.check<float>({7}));
    try {
        init.check<float>({7, -5});
    } catch (const lecun::error &e) {
        CHECK(std::strstr(e.what(), " At axis 1: expected ") != nullptr && e.where().at == 1);
    }
    try {
        orthogonal.check<float>({7});
    } catch (const lecun::error &e) {
        CHECK(std::strstr(e.what(), " Here: expected ") != nullptr);
    }
    try {
        static_cast<void>(lecun::deserialize("\"zeros"));
    } catch (const lecun::error &e) {
        CHECK(std::strstr(e.what(), " At byte 6: expected ") != nullptr);
    }
#endif
}

void copies_are_values()
{
    lecun::initializer original = lecun::lecun_uniform(5);
    lecun::initializer copy = original, moved = std::move(original), assigned;

    STATUS(LECUN_OK, copy.set_seed(6, status));
    assigned = copy;
    STATUS(LECUN_OK, CHECK(moved.get_seed(status).value == 5));
    STATUS(LECUN_OK, CHECK(assigned.get_seed(status).value == 6));
    const lecun::initializer from_c(assigned.c());
    STATUS(LECUN_OK, CHECK(from_c.get_seed(status).value == 6));
}

// --- Configs and whole models -----------------------------------------------------------------------------------------

void configs_are_those_of_c()
{
    for (const class_pair &pair : classes()) {
        char config[512], whole[512];
        std::size_t config_length = 0, whole_length = 0;
        std::string config_text, whole_text;

        CHECK(lecun_get_config(&pair.c, config, sizeof config, &config_length) == LECUN_OK);
        CHECK(lecun_serialize(&pair.c, whole, sizeof whole, &whole_length) == LECUN_OK);
        STATUS(LECUN_OK, config_text = pair.cpp.get_config(status));
        STATUS(LECUN_OK, whole_text = pair.cpp.serialize(status));
        CHECK(config_text == config && config_text.size() == config_length);
        CHECK(whole_text == whole && whole_text.size() == whole_length);

        lecun::initializer read;
        STATUS(LECUN_OK, read = lecun::from_config(pair.name, config_text, status));
        CHECK(std::memcmp(&read.c(), &pair.c, sizeof pair.c) == 0);
        STATUS(LECUN_OK, read = lecun::deserialize(whole_text, status));
        CHECK(std::memcmp(&read.c(), &pair.c, sizeof pair.c) == 0);
#if defined(__cpp_exceptions)
        CHECK(pair.cpp.get_config() == config && pair.cpp.serialize() == whole);
        CHECK(lecun::deserialize(whole_text).serialize() == whole_text);
        CHECK(lecun::from_config(pair.name, config_text).get_config() == config_text);
#endif
    }
}

void refused_texts_say_where()
{
    struct { const char *name, *json; lecun_status status; } const refused[] = {
        {"LecunNormal", "{\"seed\": 42", LECUN_E_JSON},
        {"LecunNormal", "", LECUN_E_JSON},
        {"LecunNormal", "{\"sede\": 42}", LECUN_E_CONFIG},
        {"LecunNormal", "{\"seed\": 1.5}", LECUN_E_SEED},
        {"NoSuchClass", "{}", LECUN_E_CONFIG},
    };
    const lecun::initializer empty;

    for (const auto &text : refused) {
        lecun_initializer c;
        lecun_error of_c = {0, nullptr}, where = {0, nullptr};
        lecun::initializer made = lecun::ones();

        CHECK(lecun_from_config(&c, text.name, text.json, std::strlen(text.json), &of_c) == text.status && of_c.expected);
        STATUS(text.status, made = lecun::from_config(text.name, text.json, status, &where));
        CHECK(where.at == of_c.at && where.expected && std::strcmp(where.expected, of_c.expected) == 0);
        CHECK(std::memcmp(&made.c(), &empty.c(), sizeof empty) == 0);
        STATUS(text.status, made = lecun::from_config(text.name, text.json, status));
        THROWS(text.status, static_cast<void>(lecun::from_config(text.name, text.json)));
#if defined(__cpp_exceptions)
        try {
            static_cast<void>(lecun::from_config(text.name, text.json));
        } catch (const lecun::error &e) {
            CHECK(e.where().at == of_c.at && std::strcmp(e.where().expected, of_c.expected) == 0);
            CHECK(std::strstr(e.what(), of_c.expected) != nullptr);
        }
#endif
    }
    // A name that begins like a class and goes on behind a NUL; a view of nothing.
    STATUS(LECUN_E_CONFIG, static_cast<void>(lecun::from_config(std::string("Zeros\0Ones", 10), "{}", status)));
    STATUS(LECUN_E_JSON, static_cast<void>(lecun::deserialize(std::string_view(), status)));
    THROWS(LECUN_E_JSON, static_cast<void>(lecun::deserialize("\"zeros")));

    lecun::initializer unspeakable = lecun::he_normal(1);
    STATUS(LECUN_OK, unspeakable.set_fans(2, 3, status));
    STATUS(LECUN_E_NO_CONFIG, CHECK(unspeakable.get_config(status).empty()));
    THROWS(LECUN_E_NO_CONFIG, static_cast<void>(unspeakable.get_config()));
    THROWS(LECUN_E_NO_CONFIG, static_cast<void>(unspeakable.serialize()));
    STATUS(LECUN_E_INITIALIZER, CHECK(empty.serialize(status).empty()));
}

void replay_is_that_of_c()
{
    lecun_replay c;
    lecun::replay cpp;

    STATUS(LECUN_E_INITIALIZER, CHECK(cpp.next(status) == 0));
    THROWS(LECUN_E_INITIALIZER, static_cast<void>(cpp.next()));
    STATUS(LECUN_E_SEED, cpp.start(-1, status));
    THROWS(LECUN_E_SEED, cpp.start(-1));
    THROWS(LECUN_E_SEED, lecun::replay(-1));
    STATUS(LECUN_OK, cpp.start(812, status));
    CHECK(lecun_replay_start(&c, 812) == LECUN_OK);
    for (int i = 0; i < 5; i++) {
        std::int64_t of_c = 0;
        CHECK(lecun_replay_next(&c, &of_c) == LECUN_OK);
        STATUS(LECUN_OK, CHECK(cpp.next(status) == of_c));
    }
#if defined(__cpp_exceptions)
    lecun::replay again(812);
    CHECK(lecun_replay_start(&c, 812) == LECUN_OK);
    std::int64_t of_c = 0;
    CHECK(lecun_replay_next(&c, &of_c) == LECUN_OK && again.next() == of_c);
#endif
}

void devices()
{
    const lecun::initializer init = lecun::he_normal(5);
    lecun_device_job job, same;

    CHECK(lecun::device_source(LECUN_WGSL) == lecun_device_source(LECUN_WGSL, nullptr));
    CHECK(lecun::device_source(static_cast<lecun_language>(1)).empty());
    CHECK(lecun_device_fill(&init.c(), LECUN_CUDA, LECUN_BF16, lecun::dims({7, 5}).data(), 2, 3, 11, &same) == LECUN_OK);
    STATUS(LECUN_OK, job = init.device_fill<lecun::bfloat16>(LECUN_CUDA, {7, 5}, 3, 11, status));
    CHECK(std::memcmp(job.args, same.args, sizeof job.args) == 0 && job.kernel == same.kernel && job.out_bytes == 22);
    STATUS(LECUN_E_DTYPE, (void)init.device_fill<double>(LECUN_METAL, {7, 5}, 0, 35, status));
    STATUS(LECUN_E_RANGE, (void)init.device_fill<float>(LECUN_METAL, {7, 5}, 0, -1, status));
    STATUS(LECUN_E_RANGE, (void)init.device_fill<float>(LECUN_METAL, {7, 5}, 1, 35, status));
#if defined(__cpp_exceptions)
    CHECK(init.device_fill<float>(LECUN_OPENCL, {7, 5}, 0, 35).out_bytes == 140);
    THROWS(LECUN_E_DTYPE, (void)init.device_fill<double>(LECUN_GLSL, {7, 5}, 0, 35));
#endif
}

// lecun::torch beside lecun_torch, by all its functions.
void torch_is_that_of_c()
{
    lecun_torch c;
    lecun::torch cpp;
    lecun_initializer init;
    std::vector<float> a(35), b(35);
    const std::int64_t shape[2] = {7, 5};
    std::vector<unsigned char> state(LECUN_TORCH_STATE_SIZE), work(8 * 16 * (16 + 32) + 64);
    const auto same = [&] { return std::memcmp(&c, &cpp.c(), sizeof c) == 0 && a == b; };

    STATUS(LECUN_E_INITIALIZER, cpp.fill(lecun::zeros(), b, {7, 5}, status));
    STATUS(LECUN_E_PROFILE, cpp.start(LECUN_KERAS2, 42, status));
    CHECK(lecun_torch_start(&c, LECUN_TORCH, 42) == LECUN_OK);
    STATUS(LECUN_OK, cpp.start(LECUN_TORCH, 42, status));
    CHECK(same());
    CHECK(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, -2.0, 2.0) == LECUN_OK);
    CHECK(lecun_torch_fill(&c, &init, LECUN_F32, a.data(), 35, shape, 2) == LECUN_OK);
    STATUS(LECUN_OK, cpp.fill(lecun::torch_trunc_normal(0.0, 1.0, -2.0, 2.0, status), b, {7, 5}, status));
    CHECK(same());
    CHECK(lecun_torch_skip(&c, &init, LECUN_F64, shape, 2) == LECUN_OK);
    STATUS(LECUN_OK, cpp.skip<double>(lecun::initializer(init), {7, 5}, status));
    CHECK(lecun_torch_fill_range(&c, &init, LECUN_F32, a.data(), 35, shape, 2, 0) == LECUN_OK);
    STATUS(LECUN_OK, cpp.fill_range(lecun::initializer(init), b, {7, 5}, 0, status));
    CHECK(same());
    STATUS(LECUN_OK, cpp.fill_box(lecun::initializer(init), b, {7, 5}, {0, 0}, {7, 5}, status));
    CHECK(same());
    STATUS(LECUN_OK, cpp.fill_box(lecun::initializer(init), b, {7, 5}, {0, 0}, {7, 5}, {5, 1}, 0, status));
    CHECK(same());
    STATUS(LECUN_E_COUNT, cpp.fill_box(lecun::initializer(init), b, {7, 5}, {0, 0}, {7, 4}, status));
    STATUS(LECUN_E_COUNT, cpp.fill_box(lecun::initializer(init), b, {7, 5}, {0, 0}, {7, 5}, {6, 1}, 0, status));
    STATUS(LECUN_E_ARGUMENT, cpp.fill_box(lecun::initializer(init), b, {7, 5}, {0}, {7, 5}, status));
    STATUS(LECUN_E_ARGUMENT, cpp.fill_box(lecun::initializer(init), b, {7, 5}, {0, 0}, {7, 5}, {1}, 0, status));
    STATUS(LECUN_E_ARGUMENT, cpp.load(LECUN_TORCH, std::vector<char>(7), status));
    STATUS(LECUN_OK, cpp.save(state, status));
    STATUS(LECUN_OK, cpp.load(LECUN_TORCH, state, status));
    CHECK(same());
    CHECK(lecun_init_orthogonal(&init, 1.0, 0) == LECUN_OK);
    CHECK(lecun_torch_orthogonal_fill(&c, &init, LECUN_F32, a.data(), 35, shape, 2, work.data(), work.size()) == LECUN_OK);
    STATUS(LECUN_OK, cpp.orthogonal_fill(lecun::initializer(init), b, {7, 5}, work, status));
    CHECK(same());
    STATUS(LECUN_E_WORKSPACE, cpp.fill(lecun::initializer(init), b, {7, 5}, status));
    STATUS(LECUN_E_ARGUMENT, (void)lecun::torch_uniform(1.0, 0.0, status));
    STATUS(LECUN_E_ARGUMENT, (void)lecun::torch_normal(0.0, -1.0, status));
    STATUS(LECUN_E_ARGUMENT, (void)lecun::torch_xavier_uniform(-1.0, status));
    STATUS(LECUN_OK, (void)lecun::torch_xavier_normal(1.0, status));
    STATUS(LECUN_OK, (void)lecun::torch_kaiming_uniform(0.0, LECUN_FAN_IN, LECUN_RELU, status));
    STATUS(LECUN_E_ARGUMENT, (void)lecun::torch_kaiming_normal(0.0, LECUN_FAN_AVG, LECUN_RELU, status));
    STATUS(LECUN_E_ARGUMENT, (void)lecun::torch_dirac(0, status));
    STATUS(LECUN_OK, CHECK(lecun::torch_calculate_gain(LECUN_SELU, 0.0, status) == 0.75));
#if defined(__cpp_exceptions)
    lecun::torch made(LECUN_TORCH212, 7);
    CHECK(lecun::torch(made.c()).c().seed == 7);
    made.start(LECUN_TORCH, 42);
    made.fill(lecun::torch_trunc_normal(), b, {7, 5});
    made.skip<float>(lecun::torch_uniform(), {7, 5});
    made.fill_range(lecun::torch_normal(), b, {7, 5}, 0);
    made.fill_box(lecun::torch_xavier_uniform(), b, {7, 5}, {0, 0}, {7, 5});
    made.fill_box(lecun::torch_xavier_normal(), b, {7, 5}, {0, 0}, {7, 5}, {5, 1});
    made.orthogonal_fill(lecun::orthogonal(1.0, 0), b, {7, 5}, work);
    made.save(state);
    made.load(LECUN_TORCH, state);
    made.fill(lecun::torch_kaiming_uniform(), b, {7, 5});
    made.fill(lecun::torch_kaiming_normal(), b, {7, 5});
    CHECK(lecun::torch_calculate_gain(LECUN_LEAKY_RELU) == 1.4141428569978354);
    THROWS(LECUN_E_RANK, made.fill(lecun::torch_dirac(), b, {7, 5}));
    THROWS(LECUN_E_PROFILE, lecun::torch(LECUN_KERAS3, 1));
    THROWS(LECUN_E_GENERATOR, lecun::torch_normal().fill(b, {7, 5}));
#endif
}

} // namespace

// JAX's classes and keys.
void jax_is_that_of_c()
{
    const char *const path[2] = {"h_0", "attn"}, *const nothing = nullptr;
    lecun_initializer c;
    lecun_jax_key key, child;
    const auto same_key = [&](const lecun_jax_key &other, const lecun_jax_key &as) { return std::memcmp(&other, &as, sizeof as) == 0; };

    CHECK(lecun_init_jax_truncated_normal(&c, 0.5, -1.0, 3.0, 7) == LECUN_OK);
    STATUS(LECUN_OK, CHECK(std::memcmp(&lecun::jax_truncated_normal(0.5, -1.0, 3.0, 7, status).c(), &c, sizeof c) == 0));
    STATUS(LECUN_E_ARGUMENT, static_cast<void>(lecun::jax_truncated_normal(0.5, 3.0, -1.0, 7, status)));
    THROWS(LECUN_E_ARGUMENT, static_cast<void>(lecun::jax_truncated_normal(0.5, 3.0, -1.0, 7)));
    CHECK(lecun_init_jax_delta_orthogonal(&c, 1.5, 7) == LECUN_OK);
    STATUS(LECUN_OK, CHECK(std::memcmp(&lecun::jax_delta_orthogonal(1.5, 7, status).c(), &c, sizeof c) == 0));
#if defined(__cpp_exceptions)
    CHECK(std::memcmp(&lecun::jax_delta_orthogonal(1.5, 7).c(), &c, sizeof c) == 0);
#endif
    CHECK(lecun_jax_key_start(&key, -5, 0) == LECUN_OK && same_key(lecun::jax_key_start(-5), key));
    CHECK(lecun_jax_key_start(&key, -5, 1) == LECUN_OK && same_key(lecun::jax_key_start(-5, true), key));
    CHECK(lecun_jax_split(&key, 3, &child) == LECUN_OK && same_key(lecun::jax_split(key, 3), child));
    CHECK(lecun_jax_fold_in(&key, 3, &child) == LECUN_OK && same_key(lecun::jax_fold_in(key, 3), child));
    CHECK(lecun_flax_linen_key(&key, path, 2, 1, &child) == LECUN_OK);
    STATUS(LECUN_OK, CHECK(same_key(lecun::flax_linen_key(key, {"h_0", "attn"}, 1, status), child)));
    STATUS(LECUN_E_NULL, static_cast<void>(lecun::flax_linen_key(key, {nothing}, 1, status)));
#if defined(__cpp_exceptions)
    CHECK(same_key(lecun::flax_linen_key(key, {"h_0", "attn"}, 1), child));
#endif
    THROWS(LECUN_E_NULL, static_cast<void>(lecun::flax_linen_key(key, {nothing}, 1)));
}

int main()
{
    those_that_may_throw_are_the_same();
    every_class_and_dtype();
    every_container();
    every_shape();
    integers_that_do_not_fit();
    orthogonal_finds_its_own_workspace();
    wrong_arguments_write_nothing();
    wrong_numbers_make_no_initializer();
    every_status_has_its_exception();
    settings_are_those_of_c();
    questions_have_the_answers_of_c();
    checks_are_those_of_c();
    copies_are_values();
    configs_are_those_of_c();
    refused_texts_say_where();
    replay_is_that_of_c();
    devices();
    torch_is_that_of_c();
    jax_is_that_of_c();
#if !defined(__STDCPP_FLOAT16_T__) || !defined(__STDCPP_BFLOAT16_T__)
    std::puts("without std::float16_t and std::bfloat16_t, which this compiler does not have in this mode");
#endif
    std::printf("%d checks, %d failures\n", checks, failures);
    return failures != 0 || checks == 0;
}
