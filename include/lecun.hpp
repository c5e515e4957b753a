// SPDX-License-Identifier: MIT

/// \file
/// lecun.hpp - lecun.h for C++17 and later: values, containers and exceptions
///
/// Inline functions over lecun.h, which stays the contract: a function here does what the one of the same name does
/// there, bit for bit. What this header adds holds for every function unless the function says otherwise:
///
/// - Failures. Functions that can fail come twice. With a `lecun_status &status` as last parameter they are noexcept
///   and set it, to LECUN_OK after success; without it they throw lecun::error. The statuses named here are those of
///   both. Either way the failure has written nothing, and what a function returns then is empty: an initializer that
///   is not set up, 0, "". With -fno-exceptions only the forms with a status exist. Functions that return a std::string
///   allocate, and may throw std::bad_alloc in both forms; so does the orthogonal_fill() that takes no workspace.
/// - Tensors. A destination is anything contiguous that std::data() and std::size() take: std::vector, std::array,
///   std::span, a C array. For a pointer and a count write lecun::span(pointer, count). The size is the number of
///   elements to fill, and is checked. The element type tells the dtype (lecun::dtype_of); one that tells none does not
///   compile, nor do const elements.
/// - Integers. Shapes, indices and axes are written {784, 256}, or are any container of any integer type: lecun::dims. {}
///   is the shape of a scalar. Seeds and the like are of any integer type, and of no other: lecun::integer.
/// - Threads. As in lecun.h: const functions may run at once on one object, others need it to themselves.
///
/// lecun_version(), lecun_kernel(), lecun_status_string(), lecun_profiles_agree() and lecun_self_test() need no C++
/// form.
#ifndef LECUN_HPP
#define LECUN_HPP

// Names here that other headers make macros of, as Apple's AssertMacros.h and Unreal Engine do of check. At the end they
// are as they were, and a call past such a macro is written (lecun::check)(status).
#pragma push_macro("check")
#pragma push_macro("error")
#undef check
#undef error

#include "lecun.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>
#if defined(__cpp_exceptions)
#  include <memory>
#  include <stdexcept>
#endif
#if __cplusplus > 202002L && __has_include(<stdfloat>)
#  include <stdfloat>
#endif

/// All of lecun.hpp.
namespace lecun {

// --- Failures ---------------------------------------------------------------------------------------------------------

#if defined(__cpp_exceptions)
/// What is thrown. what() is the library's sentence for the status; of a text or a shape that was looked at it also says
/// where, and what was expected.
class error : public std::runtime_error {
public:
    /// From a status that is not LECUN_OK, and for a refused text or shape from what the library said of it.
    explicit error(lecun_status code, lecun_error where = {0, nullptr})
        : std::runtime_error(sentence(code, where)), code_(code), where_(where)
    {
    }

    /// Never LECUN_OK.
    [[nodiscard]] lecun_status code() const noexcept { return code_; }

    /// Of a refused text the byte position, from initializer::check() the axis, and what was expected there; otherwise
    /// {0, nullptr}.
    [[nodiscard]] const lecun_error &where() const noexcept { return where_; }

private:
    static std::string sentence(lecun_status code, const lecun_error &where)
    {
        std::string text = lecun_status_string(code);
        if (where.expected)
            text += place(code, where.at) + " expected " + where.expected + ".";
        return text;
    }

    static std::string place(lecun_status code, std::size_t at)
    {
        switch (static_cast<int>(code)) {
        case LECUN_E_SHAPE:
        case LECUN_E_OVERFLOW:
        case LECUN_E_AXIS:
        case LECUN_E_GROUPS: return " At axis " + std::to_string(at) + ":";
        case LECUN_E_RANK:
        case LECUN_E_DTYPE:
        case LECUN_E_CLASS_DTYPE:
        case LECUN_E_PROFILE_CLASS:
        case LECUN_E_PROFILE_DTYPE:
        case LECUN_E_INITIALIZER: return " Here:";
        default: return " At byte " + std::to_string(at) + ":";
        }
    }

    lecun_status code_;
    lecun_error where_;
};

/// Throw unless the status is LECUN_OK: lecun::check(lecun_self_test());
inline void check(lecun_status status)
{
    if (status != LECUN_OK)
        throw error(status);
}
#endif

// --- Elements ---------------------------------------------------------------------------------------------------------

/// 16-bit elements for programs that have no type of their own for them: the pattern, and no arithmetic.
struct float16 {
    std::uint16_t bits;     ///< IEEE binary16
};

/// Likewise, bfloat16: the upper half of a float's pattern.
struct bfloat16 {
    std::uint16_t bits;     ///< bfloat16
};

/// The dtype of an element type, as its member `value`: of float, double, lecun::float16 and lecun::bfloat16, and where the
/// compiler has them, of std::float16_t, std::bfloat16_t, std::float32_t and std::float64_t. For a type of your own, which
/// must be trivially copyable and of the dtype's size:
///
///     template <> struct lecun::dtype_of<my::half> : std::integral_constant<lecun_dtype, LECUN_F16> {};
template <class Element> struct dtype_of;

/// \cond
template <> struct dtype_of<float> : std::integral_constant<lecun_dtype, LECUN_F32> {};
template <> struct dtype_of<double> : std::integral_constant<lecun_dtype, LECUN_F64> {};
template <> struct dtype_of<float16> : std::integral_constant<lecun_dtype, LECUN_F16> {};
template <> struct dtype_of<bfloat16> : std::integral_constant<lecun_dtype, LECUN_BF16> {};
#if defined(__STDCPP_FLOAT16_T__)
template <> struct dtype_of<std::float16_t> : std::integral_constant<lecun_dtype, LECUN_F16> {};
#endif
#if defined(__STDCPP_BFLOAT16_T__)
template <> struct dtype_of<std::bfloat16_t> : std::integral_constant<lecun_dtype, LECUN_BF16> {};
#endif
#if defined(__STDCPP_FLOAT32_T__)
template <> struct dtype_of<std::float32_t> : std::integral_constant<lecun_dtype, LECUN_F32> {};
#endif
#if defined(__STDCPP_FLOAT64_T__)
template <> struct dtype_of<std::float64_t> : std::integral_constant<lecun_dtype, LECUN_F64> {};
#endif
/// \endcond

/// A pointer and a count as a destination: C++20's std::span, as far as it is needed here.
template <class Element> class span {
public:
    /// size elements from data on.
    constexpr span(Element *data, std::size_t size) noexcept : data_(data), size_(size) {}

    /// The first element.
    [[nodiscard]] constexpr Element *data() const noexcept { return data_; }

    /// How many there are.
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }

    /// \{
    /// As containers have them.
    [[nodiscard]] constexpr Element *begin() const noexcept { return data_; }
    [[nodiscard]] constexpr Element *end() const noexcept { return data_ + size_; }
    /// \}

private:
    Element *data_;
    std::size_t size_;
};

/// lecun::span(pointer, count)
template <class Element> span(Element *, std::size_t) -> span<Element>;

/// A destination whose element type does not tell the dtype, such as std::vector<std::uint16_t>, as one of Element:
/// init.fill(lecun::as<lecun::bfloat16>(patterns), {784, 256}). The types have the same size.
template <class Element, class Out> [[nodiscard]] span<Element> as(Out &&out) noexcept
{
    static_assert(sizeof(*std::data(out)) == sizeof(Element), "lecun: the elements have another size");
    static_assert(std::is_trivially_copyable_v<std::remove_reference_t<decltype(*std::data(out))>>,
                  "lecun: the elements are not trivially copyable");
    return {reinterpret_cast<Element *>(std::data(out)), static_cast<std::size_t>(std::size(out))};
}

namespace detail {

template <class Element, class = void> struct has_dtype : std::false_type {};
template <class Element> struct has_dtype<Element, std::void_t<decltype(dtype_of<Element>::value)>> : std::true_type {};

struct tensor {
    void *data;
    std::size_t count;
    lecun_dtype dtype;
};

constexpr std::size_t size_of(lecun_dtype dtype) noexcept
{
    return dtype == LECUN_F64 ? 8 : dtype == LECUN_F32 ? 4 : 2;
}

template <class Out> constexpr tensor tensor_of(Out &&out) noexcept
{
    using element = std::remove_pointer_t<decltype(std::data(out))>;

    static_assert(!std::is_const_v<element>, "lecun: the destination's elements are const");
    if constexpr (!std::is_const_v<element>) {
        static_assert(has_dtype<element>::value,
                      "lecun: the elements must be float, double, a 16-bit float, or of a type with a lecun::dtype_of");
        if constexpr (has_dtype<element>::value) {
            constexpr lecun_dtype dtype = dtype_of<element>::value;
            static_assert(sizeof(element) == size_of(dtype),
                          "lecun: the element type has not the size of its lecun::dtype_of");
            static_assert(std::is_trivially_copyable_v<element>, "lecun: the elements are not trivially copyable");
            return {std::data(out), static_cast<std::size_t>(std::size(out)), dtype};
        }
    }
    return {};
}

} // namespace detail

// --- Integers and lists of them ---------------------------------------------------------------------------------------

namespace detail {

/// No truth values and no characters, so that a std::string is no shape; but enumerators that are as good as integers.
template <class Integer>
constexpr bool is_integer =
    sizeof(Integer) <= sizeof(std::int64_t) &&
    (std::is_integral_v<Integer>
         ? !std::is_same_v<Integer, bool> && !std::is_same_v<Integer, char> && !std::is_same_v<Integer, wchar_t> &&
               !std::is_same_v<Integer, char16_t> && !std::is_same_v<Integer, char32_t>
#if defined(__cpp_char8_t)
               && !std::is_same_v<Integer, char8_t>
#endif
         : std::is_enum_v<Integer> && std::is_convertible_v<Integer, std::int64_t>);

/// A value as a narrower type; one that does not fit is that type's least, which is no dimension, no place in a tensor,
/// no stride within a destination and no axis.
template <class To, class From> constexpr To fitting(From value) noexcept
{
    constexpr To least = (std::numeric_limits<To>::min)(), most = (std::numeric_limits<To>::max)();

    if constexpr (std::is_enum_v<From>)
        return fitting<To>(static_cast<std::underlying_type_t<From>>(value));
    else if constexpr (std::is_signed_v<From>)
        return value < least || value > most ? least : static_cast<To>(value);
    else
        return value > static_cast<std::make_unsigned_t<To>>(most) ? least : static_cast<To>(value);
}

/// The type of a container's items; of what is none, one that is no integer.
template <class Items, class = void> struct item_of {
    using type = std::nullptr_t;
};
template <class Items> struct item_of<Items, std::void_t<decltype(*std::begin(std::declval<const Items &>()))>> {
    using type = std::decay_t<decltype(*std::begin(std::declval<const Items &>()))>;
};

/// An item of a list in braces.
template <class Value> struct item {
    template <class Integer, class = std::enable_if_t<is_integer<Integer>>>
    constexpr item(Integer integer) noexcept : value(fitting<Value>(integer))
    {
    }
    Value value;
};

} // namespace detail

/// For parameters: an integer of any type but bool and the character types, and nothing that would have to be rounded.
/// What is beyond std::int64_t counts as it is converted, modulo 2^64.
class integer {
public:
    /// From that integer.
    template <class Integer, class = std::enable_if_t<detail::is_integer<Integer>>>
    constexpr integer(Integer value) noexcept : value_(static_cast<std::int64_t>(value))
    {
    }

    /// The integer.
    [[nodiscard]] constexpr std::int64_t value() const noexcept { return value_; }

private:
    std::int64_t value_;
};

/// For parameters: a number of a floating-point type, or a literal 0. It stands first where the seed stands last, and
/// any other integer there would most likely be the seed.
class number {
public:
    /// From that number.
    template <class Float, class = std::enable_if_t<std::is_floating_point_v<Float>>>
    constexpr number(Float value) noexcept : value_(static_cast<double>(value))
    {
    }

    /// From 0, the one integer that is a null pointer.
    constexpr number(std::nullptr_t) noexcept {}

    /// The number.
    [[nodiscard]] constexpr double value() const noexcept { return value_; }

private:
    double value_ = 0;
};

/// A list of integers of its own: from {1, 2, 3}, from any container of any integer type, or from a pointer and a count.
/// An integer that Value cannot hold is refused like a negative dimension, when the list is used. More than eight items
/// are on the heap, and std::bad_alloc may be thrown where the list is made.
template <class Value> class list {
public:
    /// An empty list.
    list() noexcept = default;

    /// From {1, 2, 3}.
    list(std::initializer_list<detail::item<Value>> items)
    {
        for (const detail::item<Value> &item : items)
            append(item.value);
    }

    /// From a container.
    template <class Items, class = std::enable_if_t<detail::is_integer<typename detail::item_of<Items>::type>>>
    list(const Items &items)
    {
        for (const auto item : items)
            append(detail::fitting<Value>(item));
    }

    /// From size items from items on.
    list(const Value *items, std::size_t size)
    {
        for (std::size_t i = 0; i < size; i++)
            append(items[i]);
    }

    /// Likewise, of another integer type.
    template <class Integer, class = std::enable_if_t<detail::is_integer<Integer>>>
    list(const Integer *items, std::size_t size)
    {
        for (std::size_t i = 0; i < size; i++)
            append(detail::fitting<Value>(items[i]));
    }

    /// The first item; of an empty list not NULL, which in C is a list that is not given.
    [[nodiscard]] const Value *data() const noexcept { return many_.empty() ? few_ : many_.data(); }

    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    static constexpr std::size_t most_of_few = 8;

    void append(Value value)
    {
        if (size_ < most_of_few) {
            few_[size_] = value;
        } else {
            if (size_ == most_of_few)
                many_.assign(few_, few_ + most_of_few);
            many_.push_back(value);
        }
        size_++;
    }

    Value few_[most_of_few] = {};
    std::vector<Value> many_;
    std::size_t size_ = 0;
};

/// Dimensions, or indices.
using dims = list<std::int64_t>;

/// Axes, or nullptr for axes that are not given.
class axes : public list<std::int32_t> {
public:
    using list::list;

    /// Given, and empty.
    axes() noexcept = default;

    /// From nullptr: not given.
    template <class Null, class = std::enable_if_t<std::is_same_v<Null, std::nullptr_t>>>
    axes(Null) noexcept : is_given_(false)
    {
    }

    /// The first axis; NULL if they are not given.
    [[nodiscard]] const std::int32_t *data() const noexcept { return is_given_ ? list::data() : nullptr; }

private:
    bool is_given_ = true;
};

// --- The initializer --------------------------------------------------------------------------------------------------

class torch;

/// What get_seed() gives.
struct seed_in_use {
    std::int64_t value; ///< the seed
    bool drawn;         ///< from the system, or else given
};

/// What fans() gives.
struct fan_pair {
    /// \{
    /// As lecun_fans tells it.
    double fan_in, fan_out;
    /// \}
};

/// An initializer of any class: a plain value of 256 bytes, nothing on the heap. It is made by a function that is named
/// after Keras's class: auto init = lecun::he_normal(42);
class initializer {
public:
    /// Not set up: every use fails with LECUN_E_INITIALIZER.
    initializer() noexcept = default;

    /// \{
    /// From and to the C form.
    explicit initializer(const lecun_initializer &c) noexcept : c_(c) {}
    [[nodiscard]] const lecun_initializer &c() const noexcept { return c_; }
    [[nodiscard]] lecun_initializer &c() noexcept { return c_; }
    /// \}

    // --- Settings. LECUN_E_INITIALIZER: not set up. LECUN_E_CLASS: the class does not take the setting.
    //     LECUN_E_ARGUMENT: a value is out of its range. The forms that throw return the initializer itself:
    //     auto init = lecun::he_normal(42).set_profile(LECUN_KERAS3);

    /// Whose bits, and whose config.
    void set_profile(lecun_profile profile, lecun_status &status) noexcept { status = lecun_set_profile(&c_, profile); }

    /// Replace the seed. Any std::int64_t will do.
    void set_seed(integer seed, lecun_status &status) noexcept { status = lecun_set_seed(&c_, seed.value()); }

    /// Replace the seed by one that is drawn now from the system, in 1..10^9, as Keras does for seed=None. get_seed()
    /// tells it, and the config says null. Also LECUN_E_ENTROPY.
    void draw_seed(lecun_status &status) noexcept { status = lecun_draw_seed(&c_); }

    /// Which draw of the seed the fills give: the k-th call of a SeedGenerator, from 0.
    void set_draw(integer draw, lecun_status &status) noexcept { status = lecun_set_draw(&c_, draw.value()); }

    /// Give the tensor of this name a stream of its own, made of the name and of one seed for the whole model. It takes the
    /// place of seed and draw.
    void seed_by_name(integer seed, std::string_view name, lecun_status &status) noexcept
    {
        status = lecun_seed_by_name(&c_, seed.value(), name.data(), name.size());
    }

    /// The key that LECUN_JAX and LECUN_JAX_JIT draw from, in the place of the seed.
    void set_jax_key(const lecun_jax_key &key, lecun_status &status) noexcept { status = lecun_set_jax_key(&c_, &key); }

    /// The axes that count input units and those that count output units, at most LECUN_MAX_AXES each. Negative ones
    /// count from the end. A matrix stored [out, in] needs set_axes({1}, {0}). Unless both are given, Keras's rule by
    /// rank is in force: set_axes(nullptr, nullptr) is the default.
    void set_axes(const axes &input, const axes &output, lecun_status &status) noexcept
    {
        status = lecun_set_axes(&c_, input.data(), input.size(), output.data(), output.size());
    }

    /// Likewise, with the meaning of in_axis, out_axis and batch_axis in jax.nn.initializers. Also LECUN_E_NULL: in or
    /// out is not given.
    void set_jax_axes(const axes &in, const axes &out, const axes &batch, lecun_status &status) noexcept
    {
        status = lecun_set_jax_axes(&c_, in.data(), in.size(), out.data(), out.size(), batch.data(), batch.size());
    }

    /// The fans by a named layout and the number of groups, 1 or more.
    void set_layout(lecun_layout layout, integer groups, lecun_status &status) noexcept
    {
        status = lecun_set_layout(&c_, layout, groups.value());
    }

    /// The fans themselves, whatever the shape; each from 0 to 1e300.
    void set_fans(double fan_in, double fan_out, lecun_status &status) noexcept
    {
        status = lecun_set_fans(&c_, fan_in, fan_out);
    }

    /// How 16-bit elements are rounded.
    void set_rounding(lecun_rounding rounding, lecun_status &status) noexcept { status = lecun_set_rounding(&c_, rounding); }

#if defined(__cpp_exceptions)
    /// \{
    /// Like the form with a status, but throws lecun::error. Returns the initializer itself.
    initializer &set_profile(lecun_profile profile) { return checked(lecun_set_profile(&c_, profile)); }
    initializer &set_seed(integer seed) { return checked(lecun_set_seed(&c_, seed.value())); }
    initializer &draw_seed() { return checked(lecun_draw_seed(&c_)); }
    initializer &set_draw(integer draw) { return checked(lecun_set_draw(&c_, draw.value())); }
    initializer &seed_by_name(integer seed, std::string_view name)
    {
        return checked(lecun_seed_by_name(&c_, seed.value(), name.data(), name.size()));
    }
    initializer &set_jax_key(const lecun_jax_key &key) { return checked(lecun_set_jax_key(&c_, &key)); }
    initializer &set_fans(double fan_in, double fan_out) { return checked(lecun_set_fans(&c_, fan_in, fan_out)); }
    initializer &set_rounding(lecun_rounding rounding) { return checked(lecun_set_rounding(&c_, rounding)); }
    initializer &set_layout(lecun_layout layout, integer groups = 1)
    {
        return checked(lecun_set_layout(&c_, layout, groups.value()));
    }
    initializer &set_axes(const axes &input, const axes &output)
    {
        lecun_status status;
        set_axes(input, output, status);
        return checked(status);
    }
    initializer &set_jax_axes(const axes &in, const axes &out, const axes &batch = nullptr)
    {
        lecun_status status;
        set_jax_axes(in, out, batch, status);
        return checked(status);
    }
    /// \}
#endif

    // --- Fills. What check() tells. LECUN_E_COUNT: the destination has another size. LECUN_E_RANGE: the part leaves the
    //     tensor. LECUN_E_WORKSPACE: the class is Orthogonal, which only orthogonal_fill() makes.

    /// The whole tensor: out has as many elements as the shape. Every call gives the same values.
    template <class Out> void fill(Out &&out, const dims &shape, lecun_status &status) const noexcept
    {
        const detail::tensor to = detail::tensor_of(out);
        status = lecun_fill(&c_, to.dtype, to.data, to.count, shape.data(), shape.size());
    }

    /// Elements first, first+1 and so on of the tensor in C order, as many as out has. Parts join to the bits of the whole.
    template <class Out> void fill_range(Out &&out, const dims &shape, integer first, lecun_status &status) const noexcept
    {
        const detail::tensor to = detail::tensor_of(out);
        status = lecun_fill_range(&c_, to.dtype, to.data, to.count, shape.data(), shape.size(), first.value());
    }

    /// A box: the elements whose index on each axis i is start[i]..start[i]+extent[i]-1, in C order, as many as out
    /// has. Also LECUN_E_ARGUMENT: start or extent has another length than shape.
    template <class Out>
    void fill_box(Out &&out, const dims &shape, const dims &start, const dims &extent, lecun_status &status) const noexcept
    {
        const detail::tensor to = detail::tensor_of(out);

        if (start.size() != shape.size() || extent.size() != shape.size())
            status = LECUN_E_ARGUMENT;
        else if (!is_size(to.count, extent))
            status = LECUN_E_COUNT;
        else
            status = lecun_fill_box(&c_, to.dtype, to.data, nullptr, shape.data(), shape.size(), start.data(),
                                    extent.data());
    }

    /// Likewise, into a tensor that lies in out in another way: the element with index start[i]+k[i] goes to out[origin
    /// + the sum of k[i]*stride[i]]. Strides may be negative or leave gaps, which are not touched. Also LECUN_E_COUNT:
    /// an element would lie outside out. (In C nobody can know.)
    template <class Out>
    void fill_box(Out &&out, const dims &shape, const dims &start, const dims &extent, const dims &stride,
                  std::size_t origin, lecun_status &status) const noexcept
    {
        const detail::tensor to = detail::tensor_of(out);

        if (start.size() != shape.size() || extent.size() != shape.size() || stride.size() != shape.size())
            status = LECUN_E_ARGUMENT;
        else if (!is_inside(to.count, extent, stride, origin))
            status = LECUN_E_COUNT;
        else
            status = lecun_fill_box(&c_, to.dtype, element(to, origin), stride.data(), shape.data(), shape.size(),
                                    start.data(), extent.data());
    }

    /// Like fill(), for Orthogonal alone: another class is LECUN_E_CLASS, bfloat16 LECUN_E_CLASS_DTYPE unless it
    /// is rounded once. work is contiguous storage of orthogonal_work_size(shape) bytes or more, else LECUN_E_WORKSPACE,
    /// of any trivially copyable type.
    template <class Out, class Work>
    void orthogonal_fill(Out &&out, const dims &shape, Work &&work, lecun_status &status) const noexcept
    {
        using item = std::remove_pointer_t<decltype(std::data(work))>;
        static_assert(!std::is_const_v<item> && std::is_trivially_copyable_v<item>, "lecun: the workspace is not storage");
        const detail::tensor to = detail::tensor_of(out);
        status = lecun_orthogonal_fill(&c_, to.dtype, to.data, to.count, shape.data(), shape.size(), std::data(work),
                                       static_cast<std::size_t>(std::size(work)) * sizeof(item));
    }

#if defined(__cpp_exceptions)
    /// \{
    /// Like the form with a status, but throws lecun::error.
    template <class Out> void fill(Out &&out, const dims &shape) const
    {
        lecun_status status;
        fill(out, shape, status);
        lecun::check(status);
    }
    template <class Out> void fill_range(Out &&out, const dims &shape, integer first) const
    {
        lecun_status status;
        fill_range(out, shape, first, status);
        lecun::check(status);
    }
    template <class Out> void fill_box(Out &&out, const dims &shape, const dims &start, const dims &extent) const
    {
        lecun_status status;
        fill_box(out, shape, start, extent, status);
        lecun::check(status);
    }
    template <class Out>
    void fill_box(Out &&out, const dims &shape, const dims &start, const dims &extent, const dims &stride,
                  std::size_t origin = 0) const
    {
        lecun_status status;
        fill_box(out, shape, start, extent, stride, origin, status);
        lecun::check(status);
    }
    template <class Out, class Work> void orthogonal_fill(Out &&out, const dims &shape, Work &&work) const
    {
        lecun_status status;
        orthogonal_fill(out, shape, work, status);
        lecun::check(status);
    }
    /// \}

    /// With a workspace of its own, for which it may throw std::bad_alloc.
    template <class Out> void orthogonal_fill(Out &&out, const dims &shape) const
    {
        std::size_t size = 0;
        lecun::check(lecun_orthogonal_work_size(shape.data(), shape.size(), &size));
        const std::unique_ptr<unsigned char[]> work(new unsigned char[size]);
        orthogonal_fill(out, shape, span<unsigned char>(work.get(), size));
    }
#endif

    // --- Questions. LECUN_E_INITIALIZER: not set up.

    /// What a fill of the whole tensor would say, for elements of this type: LECUN_E_CLASS_DTYPE, LECUN_E_SHAPE,
    /// LECUN_E_OVERFLOW, LECUN_E_RANK, LECUN_E_AXIS or LECUN_E_GROUPS; at which axis, and what was expected there, is in
    /// *where, or in the lecun::error.
    template <class Element> void check(const dims &shape, lecun_status &status, lecun_error *where = nullptr) const noexcept
    {
        status = lecun_check(&c_, dtype_of<Element>::value, shape.data(), shape.size(), where);
    }

    /// The job that fills elements first .. first+count-1 of a tensor of such elements on a device. LECUN_E_ARGUMENT,
    /// LECUN_E_DTYPE (the language has no doubles), LECUN_E_RANGE, LECUN_E_OVERFLOW, LECUN_E_DEVICE, or what check() tells.
    template <class Element>
    [[nodiscard]] lecun_device_job device_fill(lecun_language language, const dims &shape, integer first, integer count,
                                               lecun_status &status) const noexcept
    {
        lecun_device_job job = {};
        status = count.value() < 0 ? LECUN_E_RANGE
                                   : lecun_device_fill(&c_, language, dtype_of<Element>::value, shape.data(), shape.size(),
                                                       first.value(), static_cast<std::uint64_t>(count.value()), &job);
        return job;
    }

    /// The seed in use. Also LECUN_E_CLASS: the class takes none.
    [[nodiscard]] seed_in_use get_seed(lecun_status &status) const noexcept
    {
        seed_in_use seed = {0, false};
        int drawn = 0;
        status = lecun_get_seed(&c_, &seed.value, &drawn);
        seed.drawn = drawn != 0;
        return seed;
    }

    /// The fans that a fill of this shape uses. Also what check() tells of the shape and the axes.
    [[nodiscard]] fan_pair fans(const dims &shape, lecun_status &status) const noexcept
    {
        fan_pair fans = {0, 0};
        status = lecun_fans(&c_, shape.data(), shape.size(), &fans.fan_in, &fans.fan_out);
        return fans;
    }

    /// The standard deviation of the weights of this shape. Also what check() tells of the shape and the axes.
    [[nodiscard]] double stddev(const dims &shape, lecun_status &status) const noexcept
    {
        double stddev = 0;
        status = lecun_stddev(&c_, shape.data(), shape.size(), &stddev);
        return stddev;
    }

    /// The config, as Keras writes it: {"seed": 42}. Also LECUN_E_NO_CONFIG: none can say what this is.
    [[nodiscard]] std::string get_config(lecun_status &status) const { return text(lecun_get_config, status); }

    /// Likewise, with the class, as keras.initializers.serialize() does.
    [[nodiscard]] std::string serialize(lecun_status &status) const { return text(lecun_serialize, status); }

#if defined(__cpp_exceptions)
    /// \{
    /// Like the form with a status, but throws lecun::error.
    template <class Element> void check(const dims &shape) const
    {
        lecun_status status;
        lecun_error where;
        check<Element>(shape, status, &where);
        if (status != LECUN_OK)
            throw error(status, where);
    }
    template <class Element>
    [[nodiscard]] lecun_device_job device_fill(lecun_language language, const dims &shape, integer first, integer count) const
    {
        lecun_status status;
        const lecun_device_job job = device_fill<Element>(language, shape, first, count, status);
        lecun::check(status);
        return job;
    }
    [[nodiscard]] seed_in_use get_seed() const
    {
        lecun_status status;
        const seed_in_use seed = get_seed(status);
        lecun::check(status);
        return seed;
    }
    [[nodiscard]] fan_pair fans(const dims &shape) const
    {
        lecun_status status;
        const fan_pair pair = fans(shape, status);
        lecun::check(status);
        return pair;
    }
    [[nodiscard]] double stddev(const dims &shape) const
    {
        lecun_status status;
        const double result = stddev(shape, status);
        lecun::check(status);
        return result;
    }
    [[nodiscard]] std::string get_config() const
    {
        lecun_status status;
        std::string result = get_config(status);
        lecun::check(status);
        return result;
    }
    [[nodiscard]] std::string serialize() const
    {
        lecun_status status;
        std::string result = serialize(status);
        lecun::check(status);
        return result;
    }
    /// \}
#endif

private:
    friend class torch;         // whose boxes are checked in the same way

#if defined(__cpp_exceptions)
    initializer &checked(lecun_status status)
    {
        lecun::check(status);
        return *this;
    }
#endif

    static void *element(const detail::tensor &to, std::size_t index) noexcept
    {
        return to.data ? static_cast<unsigned char *>(to.data) + index * detail::size_of(to.dtype) : nullptr;
    }

    static bool is_empty(const dims &extent) noexcept
    {
        for (std::size_t i = 0; i < extent.size(); i++)
            if (extent.data()[i] == 0)
                return true;
        return false;
    }

    // A product that wraps round, or has a factor below 0, is that of a box which leaves the tensor and which
    // lecun_fill_box therefore refuses.
    static bool is_size(std::size_t count, const dims &extent) noexcept
    {
        std::uint64_t size = 1;

        for (std::size_t i = 0; i < extent.size(); i++)
            size *= static_cast<std::uint64_t>(extent.data()[i]);
        return size == count;
    }

    static bool is_inside(std::size_t count, const dims &extent, const dims &stride, std::size_t origin) noexcept
    {
        if (is_empty(extent))
            return origin <= count;
        if (origin >= count)
            return false;
        std::uint64_t below = origin, above = count - origin - 1;   // the room before the origin, and after it
        for (std::size_t i = 0; i < extent.size(); i++) {
            const std::uint64_t steps = static_cast<std::uint64_t>(extent.data()[i]) - 1;
            const std::uint64_t pattern = static_cast<std::uint64_t>(stride.data()[i]);
            const bool down = stride.data()[i] < 0;
            const std::uint64_t step = down ? 0 - pattern : pattern;
            std::uint64_t &room = down ? below : above;
            if (step != 0 && steps > room / step)
                return false;
            room -= steps * step;
        }
        return true;
    }

    using writer = lecun_status(const lecun_initializer *, char *, std::size_t, std::size_t *);

    std::string text(writer *write, lecun_status &status) const
    {
        std::size_t length = 0;
        std::string text;

        status = write(&c_, nullptr, 0, &length);
        if (status == LECUN_OK) {
            text.resize(length + 1);        // and a NUL
            status = write(&c_, text.data(), text.size(), &length);
            text.resize(length);
        }
        return text;
    }

    lecun_initializer c_ = {};
};

static_assert(sizeof(initializer) == 256 && std::is_trivially_copyable_v<initializer>, "a plain value");

// --- Keras's classes --------------------------------------------------------------------------------------------------

namespace detail {

/// The initializer that init() sets up; not set up after a failure.
template <class... Arguments>
initializer make(lecun_status &status, lecun_status (*init)(lecun_initializer *, Arguments...),
                 Arguments... arguments) noexcept
{
    initializer made;
    status = init(&made.c(), arguments...);
    return made;
}

template <class... Arguments>
initializer make_infallible(lecun_status (*init)(lecun_initializer *, Arguments...), Arguments... arguments) noexcept
{
    lecun_status always_ok;
    return make(always_ok, init, arguments...);
}

#if defined(__cpp_exceptions)
template <class... Arguments>
initializer make_or_throw(lecun_status (*init)(lecun_initializer *, Arguments...), Arguments... arguments)
{
    lecun_status status;
    const initializer made = make(status, init, arguments...);
    check(status);
    return made;
}
#endif

} // namespace detail

/// \{
/// The classes that take no argument.
[[nodiscard]] inline initializer zeros() noexcept { return detail::make_infallible(lecun_init_zeros); }
[[nodiscard]] inline initializer ones() noexcept { return detail::make_infallible(lecun_init_ones); }
/// \}

/// \{
/// The classes that scale by a fan. For seed=None: lecun::he_normal(0).draw_seed().
[[nodiscard]] inline initializer lecun_normal(integer seed) noexcept
{
    return detail::make_infallible(lecun_init_lecun_normal, seed.value());
}
[[nodiscard]] inline initializer lecun_uniform(integer seed) noexcept
{
    return detail::make_infallible(lecun_init_lecun_uniform, seed.value());
}
[[nodiscard]] inline initializer glorot_normal(integer seed) noexcept
{
    return detail::make_infallible(lecun_init_glorot_normal, seed.value());
}
[[nodiscard]] inline initializer glorot_uniform(integer seed) noexcept
{
    return detail::make_infallible(lecun_init_glorot_uniform, seed.value());
}
[[nodiscard]] inline initializer he_normal(integer seed) noexcept
{
    return detail::make_infallible(lecun_init_he_normal, seed.value());
}
[[nodiscard]] inline initializer he_uniform(integer seed) noexcept
{
    return detail::make_infallible(lecun_init_he_uniform, seed.value());
}
/// \}

/// The general form of those. LECUN_E_ARGUMENT: a scale that is not finite or not above 0, no lecun_mode, or no
/// lecun_distribution.
[[nodiscard]] inline initializer variance_scaling(double scale, lecun_mode mode, lecun_distribution distribution,
                                                  integer seed, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_variance_scaling, scale, mode, distribution, seed.value());
}

/// \{
/// The others. LECUN_E_ARGUMENT: a number that is not finite.
[[nodiscard]] inline initializer random_uniform(number minval, double maxval, integer seed,
                                                lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_random_uniform, minval.value(), maxval, seed.value());
}
[[nodiscard]] inline initializer random_normal(number mean, double stddev, integer seed, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_random_normal, mean.value(), stddev, seed.value());
}
[[nodiscard]] inline initializer truncated_normal(number mean, double stddev, integer seed,
                                                  lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_truncated_normal, mean.value(), stddev, seed.value());
}
[[nodiscard]] inline initializer jax_truncated_normal(number stddev, double lower, double upper, integer seed,
                                                      lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_jax_truncated_normal, stddev.value(), lower, upper, seed.value());
}
[[nodiscard]] inline initializer jax_delta_orthogonal(number scale, integer seed, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_jax_delta_orthogonal, scale.value(), seed.value());
}
[[nodiscard]] inline initializer constant(double value, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_constant, value);
}
[[nodiscard]] inline initializer identity(double gain, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_identity, gain);
}
[[nodiscard]] inline initializer orthogonal(number gain, integer seed, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_orthogonal, gain.value(), seed.value());
}
/// \}

#if defined(__cpp_exceptions)
/// \{
/// Like the form with a status, but throws lecun::error.
[[nodiscard]] inline initializer variance_scaling(double scale, lecun_mode mode, lecun_distribution distribution,
                                                  integer seed)
{
    return detail::make_or_throw(lecun_init_variance_scaling, scale, mode, distribution, seed.value());
}
[[nodiscard]] inline initializer random_uniform(number minval, double maxval, integer seed)
{
    return detail::make_or_throw(lecun_init_random_uniform, minval.value(), maxval, seed.value());
}
[[nodiscard]] inline initializer random_normal(number mean, double stddev, integer seed)
{
    return detail::make_or_throw(lecun_init_random_normal, mean.value(), stddev, seed.value());
}
[[nodiscard]] inline initializer truncated_normal(number mean, double stddev, integer seed)
{
    return detail::make_or_throw(lecun_init_truncated_normal, mean.value(), stddev, seed.value());
}
[[nodiscard]] inline initializer jax_truncated_normal(number stddev, double lower, double upper, integer seed)
{
    return detail::make_or_throw(lecun_init_jax_truncated_normal, stddev.value(), lower, upper, seed.value());
}
[[nodiscard]] inline initializer jax_delta_orthogonal(number scale, integer seed)
{
    return detail::make_or_throw(lecun_init_jax_delta_orthogonal, scale.value(), seed.value());
}
[[nodiscard]] inline initializer constant(double value) { return detail::make_or_throw(lecun_init_constant, value); }
[[nodiscard]] inline initializer identity(double gain = 1.0) { return detail::make_or_throw(lecun_init_identity, gain); }
[[nodiscard]] inline initializer orthogonal(number gain, integer seed)
{
    return detail::make_or_throw(lecun_init_orthogonal, gain.value(), seed.value());
}
/// \}
#endif

/// From a class name and its config, as Class.from_config(). A null or missing seed draws one. The text does not say
/// whose config it is: LECUN_KERAS2, until set_profile(). LECUN_E_JSON, LECUN_E_CONFIG, LECUN_E_SEED or
/// LECUN_E_ENTROPY; where and why the text was refused is in *where, or in the lecun::error.
[[nodiscard]] inline initializer from_config(const std::string &class_name, std::string_view json, lecun_status &status,
                                             lecun_error *where = nullptr) noexcept
{
    initializer made;
    // A name that holds a NUL is not the name before it.
    const char *const name = class_name.find('\0') == std::string::npos ? class_name.c_str() : "";
    status = lecun_from_config(&made.c(), name, json.data() ? json.data() : "", json.size(), where);
    return made;
}

/// Likewise, from the forms that keras.initializers.deserialize() takes: a name in quotes, or an object with
/// "class_name" and "config".
[[nodiscard]] inline initializer deserialize(std::string_view json, lecun_status &status,
                                             lecun_error *where = nullptr) noexcept
{
    initializer made;
    status = lecun_deserialize(&made.c(), json.data() ? json.data() : "", json.size(), where);
    return made;
}

/// \{
/// Keys of jax.random, which cannot fail: jax.random.key(seed), split(key, n)[index] and fold_in(key, data).
[[nodiscard]] inline lecun_jax_key jax_key_start(integer seed, bool x64 = false) noexcept
{
    lecun_jax_key key = {{0, 0}};
    const lecun_status status = lecun_jax_key_start(&key, seed.value(), x64);
    static_cast<void>(status);
    return key;
}
[[nodiscard]] inline lecun_jax_key jax_split(const lecun_jax_key &key, std::uint64_t index) noexcept
{
    lecun_jax_key child = {{0, 0}};
    const lecun_status status = lecun_jax_split(&key, index, &child);
    static_cast<void>(status);
    return child;
}
[[nodiscard]] inline lecun_jax_key jax_fold_in(const lecun_jax_key &key, std::uint32_t data) noexcept
{
    lecun_jax_key child = {{0, 0}};
    const lecun_status status = lecun_jax_fold_in(&key, data, &child);
    static_cast<void>(status);
    return child;
}
/// \}

/// The key of a flax.linen parameter, from the names of the modules on its path and its place in its module, from 1 on:
/// flax_linen_key(root, {"Dense_0"}, 1). LECUN_E_NULL: a name is NULL.
[[nodiscard]] inline lecun_jax_key flax_linen_key(const lecun_jax_key &root, std::initializer_list<const char *> path,
                                                  std::uint32_t count, lecun_status &status) noexcept
{
    lecun_jax_key key = {{0, 0}};
    status = lecun_flax_linen_key(&root, path.begin(), path.size(), count, &key);
    return key;
}

#if defined(__cpp_exceptions)
/// Like the form with a status, but throws lecun::error.
[[nodiscard]] inline lecun_jax_key flax_linen_key(const lecun_jax_key &root, std::initializer_list<const char *> path,
                                                  std::uint32_t count)
{
    lecun_status status = LECUN_OK;
    const lecun_jax_key key = flax_linen_key(root, path, count, status);
    check(status);
    return key;
}
#endif

/// The bytes of workspace that orthogonal_fill() needs for this shape. LECUN_E_SHAPE, LECUN_E_RANK or LECUN_E_OVERFLOW.
[[nodiscard]] inline std::size_t orthogonal_work_size(const dims &shape, lecun_status &status) noexcept
{
    std::size_t size = 0;
    status = lecun_orthogonal_work_size(shape.data(), shape.size(), &size);
    return size;
}

/// The text that a device's compiler reads; empty for a language that is none, and in a build with LECUN_NO_DEVICE.
[[nodiscard]] inline std::string_view device_source(lecun_language language) noexcept
{
    std::size_t length = 0;
    const char *text = lecun_device_source(language, &length);
    return std::string_view(text, length);
}

/// LecunNormal(seed)(shape) in one call, in any dtype. LECUN_E_SHAPE, LECUN_E_OVERFLOW or LECUN_E_COUNT.
template <class Out> void normal_fill(Out &&out, const dims &shape, integer seed, lecun_status &status) noexcept
{
    lecun_normal(seed).fill(out, shape, status);
}

#if defined(__cpp_exceptions)
/// \{
/// Like the form with a status, but throws lecun::error.
[[nodiscard]] inline initializer from_config(const std::string &class_name, std::string_view json)
{
    lecun_status status;
    lecun_error where;
    const initializer made = from_config(class_name, json, status, &where);
    if (status != LECUN_OK)
        throw error(status, where);
    return made;
}
[[nodiscard]] inline initializer deserialize(std::string_view json)
{
    lecun_status status;
    lecun_error where;
    const initializer made = deserialize(json, status, &where);
    if (status != LECUN_OK)
        throw error(status, where);
    return made;
}
[[nodiscard]] inline std::size_t orthogonal_work_size(const dims &shape)
{
    lecun_status status;
    const std::size_t size = orthogonal_work_size(shape, status);
    check(status);
    return size;
}
template <class Out> void normal_fill(Out &&out, const dims &shape, integer seed) { lecun_normal(seed).fill(out, shape); }
/// \}
#endif

// --- Whole models -----------------------------------------------------------------------------------------------------

/// The default seeds of a whole Keras model, after keras.utils.set_random_seed(seed). A plain value.
class replay {
public:
    /// Not started: next() fails with LECUN_E_INITIALIZER.
    replay() noexcept = default;

    /// LECUN_E_SEED: not in 0..2^32-1.
    void start(integer seed, lecun_status &status) noexcept { status = lecun_replay_start(&c_, seed.value()); }

    /// The seed of the next layer that has none, in 1..10^9.
    [[nodiscard]] std::int64_t next(lecun_status &status) noexcept
    {
        std::int64_t seed = 0;
        status = lecun_replay_next(&c_, &seed);
        return seed;
    }

#if defined(__cpp_exceptions)
    /// \{
    /// Like the form with a status, but throws lecun::error; made with a seed it is started.
    explicit replay(integer seed) { check(lecun_replay_start(&c_, seed.value())); }
    void start(integer seed) { check(lecun_replay_start(&c_, seed.value())); }
    [[nodiscard]] std::int64_t next()
    {
        lecun_status status;
        const std::int64_t seed = next(status);
        check(status);
        return seed;
    }
    /// \}
#endif

private:
    lecun_replay c_ = {};
};

// --- PyTorch ----------------------------------------------------------------------------------------------------------

/// \{
/// The functions of torch.nn.init, which a lecun::torch fills. LECUN_E_ARGUMENT: what PyTorch refuses, or a number that is not
/// finite.
[[nodiscard]] inline initializer torch_uniform(double a, double b, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_uniform, a, b);
}
[[nodiscard]] inline initializer torch_normal(double mean, double std, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_normal, mean, std);
}
[[nodiscard]] inline initializer torch_trunc_normal(double mean, double std, double a, double b, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_trunc_normal, mean, std, a, b);
}
[[nodiscard]] inline initializer torch_xavier_uniform(double gain, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_xavier_uniform, gain);
}
[[nodiscard]] inline initializer torch_xavier_normal(double gain, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_xavier_normal, gain);
}
[[nodiscard]] inline initializer torch_kaiming_uniform(double a, lecun_mode mode, lecun_nonlinearity nonlinearity,
                                                       lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_kaiming_uniform, a, mode, nonlinearity);
}
[[nodiscard]] inline initializer torch_kaiming_normal(double a, lecun_mode mode, lecun_nonlinearity nonlinearity,
                                                      lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_kaiming_normal, a, mode, nonlinearity);
}
[[nodiscard]] inline initializer torch_dirac(integer groups, lecun_status &status) noexcept
{
    return detail::make(status, lecun_init_torch_dirac, groups.value());
}
/// \}

/// torch.nn.init.calculate_gain(). LECUN_E_ARGUMENT: no lecun_nonlinearity, or a param whose square is not finite.
[[nodiscard]] inline double torch_calculate_gain(lecun_nonlinearity nonlinearity, double param, lecun_status &status) noexcept
{
    double gain = 0;
    status = lecun_torch_calculate_gain(nonlinearity, param, &gain);
    return gain;
}

#if defined(__cpp_exceptions)
/// \{
/// Like the form with a status, but throws lecun::error. The defaults are PyTorch's.
[[nodiscard]] inline initializer torch_uniform(double a = 0.0, double b = 1.0)
{
    return detail::make_or_throw(lecun_init_torch_uniform, a, b);
}
[[nodiscard]] inline initializer torch_normal(double mean = 0.0, double std = 1.0)
{
    return detail::make_or_throw(lecun_init_torch_normal, mean, std);
}
[[nodiscard]] inline initializer torch_trunc_normal(double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0)
{
    return detail::make_or_throw(lecun_init_torch_trunc_normal, mean, std, a, b);
}
[[nodiscard]] inline initializer torch_xavier_uniform(double gain = 1.0)
{
    return detail::make_or_throw(lecun_init_torch_xavier_uniform, gain);
}
[[nodiscard]] inline initializer torch_xavier_normal(double gain = 1.0)
{
    return detail::make_or_throw(lecun_init_torch_xavier_normal, gain);
}
[[nodiscard]] inline initializer torch_kaiming_uniform(double a = 0.0, lecun_mode mode = LECUN_FAN_IN,
                                                       lecun_nonlinearity nonlinearity = LECUN_LEAKY_RELU)
{
    return detail::make_or_throw(lecun_init_torch_kaiming_uniform, a, mode, nonlinearity);
}
[[nodiscard]] inline initializer torch_kaiming_normal(double a = 0.0, lecun_mode mode = LECUN_FAN_IN,
                                                      lecun_nonlinearity nonlinearity = LECUN_LEAKY_RELU)
{
    return detail::make_or_throw(lecun_init_torch_kaiming_normal, a, mode, nonlinearity);
}
[[nodiscard]] inline initializer torch_dirac(integer groups = 1)
{
    return detail::make_or_throw(lecun_init_torch_dirac, groups.value());
}
[[nodiscard]] inline double torch_calculate_gain(lecun_nonlinearity nonlinearity, double param = 0.01)
{
    lecun_status status;
    const double gain = torch_calculate_gain(nonlinearity, param, status);
    check(status);
    return gain;
}
/// \}
#endif

/// PyTorch's generator: a plain value of 2,544 bytes. Tensors are filled or skipped in PyTorch's order; parts of one come from
/// a const generator, which stays where it is.
class torch {
public:
    /// Not started: every use fails with LECUN_E_INITIALIZER.
    torch() noexcept = default;

    /// \{
    /// From and to the C form.
    explicit torch(const lecun_torch &c) noexcept : c_(c) {}
    [[nodiscard]] const lecun_torch &c() const noexcept { return c_; }
    [[nodiscard]] lecun_torch &c() noexcept { return c_; }
    /// \}

    /// torch.manual_seed(seed). LECUN_E_PROFILE: an initializer's profile. LECUN_E_ARGUMENT: none.
    void start(lecun_profile profile, integer seed, lecun_status &status) noexcept
    {
        status = lecun_torch_start(&c_, profile, seed.value());
    }

    /// From the bytes of torch.get_rng_state(): contiguous storage of LECUN_TORCH_STATE_SIZE bytes. Also LECUN_E_STATE, and
    /// LECUN_E_ARGUMENT for another size.
    template <class State> void load(lecun_profile profile, const State &state, lecun_status &status) noexcept
    {
        status = lecun_torch_load(&c_, profile, std::data(state),
                                  static_cast<std::size_t>(std::size(state)) * sizeof(*std::data(state)));
    }

    /// To such bytes.
    template <class State> void save(State &&state, lecun_status &status) const noexcept
    {
        status = lecun_torch_save(&c_, std::data(state),
                                  static_cast<std::size_t>(std::size(state)) * sizeof(*std::data(state)));
    }

    // --- Fills. What lecun_torch_fill() tells.

    /// The whole tensor, as PyTorch fills it, and the generator behind it.
    template <class Out> void fill(const initializer &init, Out &&out, const dims &shape, lecun_status &status) noexcept
    {
        const detail::tensor to = detail::tensor_of(out);
        status = lecun_torch_fill(&c_, &init.c(), to.dtype, to.data, to.count, shape.data(), shape.size());
    }

    /// The generator behind a tensor of such elements, without it.
    template <class Element> void skip(const initializer &init, const dims &shape, lecun_status &status) noexcept
    {
        status = lecun_torch_skip(&c_, &init.c(), dtype_of<Element>::value, shape.data(), shape.size());
    }

    /// Elements first, first+1 and so on of the tensor that fill() would make, as many as out has.
    template <class Out>
    void fill_range(const initializer &init, Out &&out, const dims &shape, integer first, lecun_status &status) const noexcept
    {
        const detail::tensor to = detail::tensor_of(out);
        status = lecun_torch_fill_range(&c_, &init.c(), to.dtype, to.data, to.count, shape.data(), shape.size(), first.value());
    }

    /// A box of it, in C order; see initializer::fill_box().
    template <class Out>
    void fill_box(const initializer &init, Out &&out, const dims &shape, const dims &start, const dims &extent,
                  lecun_status &status) const noexcept
    {
        const detail::tensor to = detail::tensor_of(out);

        if (start.size() != shape.size() || extent.size() != shape.size())
            status = LECUN_E_ARGUMENT;
        else if (!initializer::is_size(to.count, extent))
            status = LECUN_E_COUNT;
        else
            status = lecun_torch_fill_box(&c_, &init.c(), to.dtype, to.data, nullptr, shape.data(), shape.size(), start.data(),
                                          extent.data());
    }

    /// Likewise, with strides from out[origin] on.
    template <class Out>
    void fill_box(const initializer &init, Out &&out, const dims &shape, const dims &start, const dims &extent,
                  const dims &stride, std::size_t origin, lecun_status &status) const noexcept
    {
        const detail::tensor to = detail::tensor_of(out);

        if (start.size() != shape.size() || extent.size() != shape.size() || stride.size() != shape.size())
            status = LECUN_E_ARGUMENT;
        else if (!initializer::is_inside(to.count, extent, stride, origin))
            status = LECUN_E_COUNT;
        else
            status = lecun_torch_fill_box(&c_, &init.c(), to.dtype, initializer::element(to, origin), stride.data(),
                                          shape.data(), shape.size(), start.data(), extent.data());
    }

    /// orthogonal_: work as in initializer::orthogonal_fill(), for the matrix {shape[0], the product of the others}.
    template <class Out, class Work>
    void orthogonal_fill(const initializer &init, Out &&out, const dims &shape, Work &&work, lecun_status &status) noexcept
    {
        using item = std::remove_pointer_t<decltype(std::data(work))>;
        static_assert(!std::is_const_v<item> && std::is_trivially_copyable_v<item>, "lecun: the workspace is not storage");
        const detail::tensor to = detail::tensor_of(out);
        status = lecun_torch_orthogonal_fill(&c_, &init.c(), to.dtype, to.data, to.count, shape.data(), shape.size(),
                                             std::data(work), static_cast<std::size_t>(std::size(work)) * sizeof(item));
    }

#if defined(__cpp_exceptions)
    /// \{
    /// Like the form with a status, but throws lecun::error; made with a profile and a seed it is started.
    torch(lecun_profile profile, integer seed) { check(lecun_torch_start(&c_, profile, seed.value())); }
    void start(lecun_profile profile, integer seed) { check(lecun_torch_start(&c_, profile, seed.value())); }
    template <class State> void load(lecun_profile profile, const State &state)
    {
        lecun_status status;
        load(profile, state, status);
        check(status);
    }
    template <class State> void save(State &&state) const
    {
        lecun_status status;
        save(state, status);
        check(status);
    }
    template <class Out> void fill(const initializer &init, Out &&out, const dims &shape)
    {
        lecun_status status;
        fill(init, out, shape, status);
        check(status);
    }
    template <class Element> void skip(const initializer &init, const dims &shape)
    {
        lecun_status status;
        skip<Element>(init, shape, status);
        check(status);
    }
    template <class Out> void fill_range(const initializer &init, Out &&out, const dims &shape, integer first) const
    {
        lecun_status status;
        fill_range(init, out, shape, first, status);
        check(status);
    }
    template <class Out>
    void fill_box(const initializer &init, Out &&out, const dims &shape, const dims &start, const dims &extent) const
    {
        lecun_status status;
        fill_box(init, out, shape, start, extent, status);
        check(status);
    }
    template <class Out>
    void fill_box(const initializer &init, Out &&out, const dims &shape, const dims &start, const dims &extent,
                  const dims &stride, std::size_t origin = 0) const
    {
        lecun_status status;
        fill_box(init, out, shape, start, extent, stride, origin, status);
        check(status);
    }
    template <class Out, class Work>
    void orthogonal_fill(const initializer &init, Out &&out, const dims &shape, Work &&work)
    {
        lecun_status status;
        orthogonal_fill(init, out, shape, work, status);
        check(status);
    }
    /// \}
#endif

private:
    lecun_torch c_ = {};
};

} // namespace lecun

#pragma pop_macro("error")
#pragma pop_macro("check")

#endif
