// SPDX-License-Identifier: MIT
//
// Eigen's matrices, filled in place.
//
// Layout: Eigen does not say which axis is the input. Here a kernel K [in, out] is used as y = x * K, as in Keras, and a
// weight W [out, in] as y = W * x, for which the fans need LECUN_LAYOUT_TORCH. Unless told otherwise Eigen stores by
// columns, where lecun's C order is by rows: a column-major matrix is filled through its strides. And Keras's kernel
// [in, out], as it lies in memory, is the column-major W [out, in] that computes the same layer.
#include "check.h"

#include <lecun.hpp>

#include <Eigen/Core>

#include <vector>

template <> struct lecun::dtype_of<Eigen::half> : std::integral_constant<lecun_dtype, LECUN_F16> {};
template <> struct lecun::dtype_of<Eigen::bfloat16> : std::integral_constant<lecun_dtype, LECUN_BF16> {};

// Anything in memory: a Matrix of either order, fixed or not, a Map, a block.
template <class Dense> static void fill(Dense &&m, const lecun::initializer &init)
{
    const std::int64_t rows = m.rows(), cols = m.cols();
    const std::size_t reach = rows && cols ? 1 + (rows - 1) * m.rowStride() + (cols - 1) * m.colStride() : 0;
    init.fill_box(lecun::span(m.data(), reach), {rows, cols}, {0, 0}, {rows, cols}, {m.rowStride(), m.colStride()});
}

// The elements row by row.
template <class Dense> static uint64_t digest(const Dense &m)
{
    using Scalar = typename Dense::Scalar;
    const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = m;
    return digest(by_rows.data(), by_rows.size(), sizeof(Scalar));
}

template <class Scalar> static void run(const char *name)
{
    using ByColumns = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    using ByRows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto holds = [&](bool condition, const char *what) { check(condition, name, what); };
    const uint64_t dense = keras_dense(lecun::dtype_of<Scalar>::value);
    const auto keras = lecun::lecun_normal(42);
    const auto out_in = lecun::lecun_normal(42).set_layout(LECUN_LAYOUT_TORCH);

    ByRows rows(7, 5);
    keras.fill(lecun::span(rows.data(), rows.size()), {7, 5});      // in order without gaps: no strides needed
    holds(digest(rows) == dense, "row-major K(7, 5) is Keras's Dense kernel");

    ByColumns columns(7, 5);
    fill(columns, keras);
    holds(digest(columns) == dense, "column-major K(7, 5) is Keras's Dense kernel");

    Eigen::Matrix<Scalar, 7, 5> fixed;
    fill(fixed, keras);
    holds(digest(fixed) == dense, "Matrix<Scalar, 7, 5> is Keras's Dense kernel");

    ByColumns w(5, 7);
    keras.fill(lecun::span(w.data(), w.size()), {7, 5});
    holds(digest(w.transpose()) == dense, "column-major W(5, 7), filled as [7, 5], is its transpose");

    fill(w, out_in);
    const lecun::fan_pair fans = out_in.fans({5, 7});
    holds(fans.fan_in == 7 && fans.fan_out == 5, "W(5, 7) as [out, in] has fan_in 7, fan_out 5");
    ByRows plain(5, 7);
    const std::int64_t shape[] = {5, 7};
    lecun::check(lecun_fill(&out_in.c(), lecun::dtype_of<Scalar>::value, plain.data(), plain.size(), shape, 2));
    holds(digest(w) == digest(plain), "W(5, 7) as [out, in]: what C fills");

    std::vector<Scalar> memory(8 * 5, Scalar(9));                   // columns of 7, the next one 8 after
    Eigen::Map<ByColumns, 0, Eigen::OuterStride<>> map(memory.data(), 7, 5, Eigen::OuterStride<>(8));
    fill(map, keras);
    bool gaps_kept = true;
    for (int column = 0; column < 5; column++)
        gaps_kept = gaps_kept && memory[8 * column + 7] == Scalar(9);
    holds(digest(map) == dense && gaps_kept, "a Map with gaps is Keras's Dense kernel, and the gaps are as they were");

    ByColumns large = ByColumns::Constant(20, 20, Scalar(9));
    fill(large.block(3, 4, 7, 5), keras);
    holds(digest(large.block(3, 4, 7, 5)) == dense && (large.array() == Scalar(9)).count() == 20 * 20 - 7 * 5,
          "a block is Keras's Dense kernel, and all around is as it was");
}

int main()
try {
    std::printf("# Eigen %d.%d.%d, lecun %s\n", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION,
                lecun_version());
    run<float>("float");
    run<double>("double");
    run<Eigen::half>("half");
    run<Eigen::bfloat16>("bfloat16");
    return failures != 0;
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
