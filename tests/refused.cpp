// SPDX-License-Identifier: MIT
//
// Mistakes that must not compile, one a CASE, and the words that the compiler must say. CASE 0 is none. test_builds_cpp.sh
// compiles them, without exceptions.
#include "../include/lecun.hpp"

#include <vector>

struct wide_half {
    float value;
};
template <> struct lecun::dtype_of<wide_half> : std::integral_constant<lecun_dtype, LECUN_F16> {};

struct handle {
    handle(const handle &);
    unsigned short bits;
};
template <> struct lecun::dtype_of<handle> : std::integral_constant<lecun_dtype, LECUN_F16> {};

void mistake(const lecun::initializer &init, const std::vector<float> &constant, std::vector<float> &floats,
             std::vector<int> &integers, std::vector<unsigned short> &patterns, std::vector<long double> &long_doubles,
             std::vector<wide_half> &wide, std::vector<handle> &handles, int seed, lecun_status &status)
{
#if CASE == 0
    init.fill(floats, {2, 3}, status);
    init.fill(lecun::as<lecun::float16>(patterns), {2, 3}, status);
    init.fill(floats, {2u, seed}, status);
    static_cast<void>(lecun::random_normal(0, 0.05, 42, status));
    static_cast<void>(lecun::random_uniform(-1.0, 1, seed, status));
    static_cast<void>(lecun::orthogonal(1.0f, 42u, status));
#elif CASE == 1     // the elements must be float, double
    init.fill(integers, {2, 3}, status);
#elif CASE == 2     // the elements must be float, double
    init.fill(patterns, {2, 3}, status);
#elif CASE == 3     // the elements must be float, double
    init.fill_range(long_doubles, {2, 3}, 0, status);
#elif CASE == 4     // elements are const
    init.fill(constant, {2, 3}, status);
#elif CASE == 5     // has not the size of its lecun::dtype_of
    init.fill(wide, {2, 3}, status);
#elif CASE == 6     // are not trivially copyable
    init.fill(handles, {2, 3}, status);
#elif CASE == 7     // the elements have another size
    init.fill(lecun::as<double>(floats), {2, 3}, status);
#elif CASE == 8     // the workspace is not storage
    init.orthogonal_fill(floats, {2, 3}, constant, status);
#elif CASE == 9     // no matching
    init.fill(floats, nullptr, status);
#elif CASE == 10    // no matching
    init.fill(floats, {2, 3});
#elif CASE == 11    // no viable conversion from 'double' to 'lecun::integer'
    static_cast<void>(lecun::lecun_normal(0.05));
#elif CASE == 12    // no viable conversion from 'int' to 'lecun::number'
    static_cast<void>(lecun::random_normal(42, 0.0, 0.05, status));
#elif CASE == 13    // no viable conversion from 'int' to 'lecun::number'
    static_cast<void>(lecun::random_normal(42, 0, 1, status));
#elif CASE == 14    // no viable conversion from 'int' to 'lecun::number'
    static_cast<void>(lecun::random_uniform(seed, -0.05, 1, status));
#elif CASE == 15    // no viable conversion from 'double' to 'lecun::integer'
    static_cast<void>(lecun::truncated_normal(0.0, 0.05, 42.0, status));
#elif CASE == 16    // no viable conversion from 'int' to 'lecun::number'
    static_cast<void>(lecun::orthogonal(42, 1, status));
#elif CASE == 17    // no matching
    init.fill(floats, {2.5, 3}, status);
#elif CASE == 18    // no matching
    init.fill(floats, "2x3", status);
#elif CASE == 19    // no matching
    init.fill(floats, std::vector<double>{2, 3}, status);
#elif CASE == 20    // no matching
    init.fill(floats, true, status);
#endif
}
