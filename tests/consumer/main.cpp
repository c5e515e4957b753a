// SPDX-License-Identifier: MIT
#include <lecun.hpp>

#include <cstdio>
#include <vector>

int main()
try {
    std::vector<float> kernel(35);

    lecun::check(lecun_self_test());
    lecun::lecun_normal(42).fill(kernel, {7, 5});
    std::printf("%s %.9g %.9g\n", lecun_version(), static_cast<double>(kernel.front()), static_cast<double>(kernel.back()));
} catch (const lecun::error &e) {
    std::puts(e.what());
    return 1;
}
