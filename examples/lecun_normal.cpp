// SPDX-License-Identifier: MIT
// The same numbers in Keras:
//     import keras
//     print(keras.initializers.LecunNormal(seed=42)((784, 256)))
#include <lecun.hpp>

#include <cstdio>
#include <exception>
#include <vector>

int main()
try {
    std::vector<float> kernel(784 * 256);

    lecun::lecun_normal(42).fill(kernel, {784, 256});
    std::printf("%.9g %.9g %.9g ...\n", kernel[0], kernel[1], kernel[2]);
    if (std::fflush(stdout)) {
        std::perror("standard output");
        return 1;
    }
} catch (const std::exception &e) {     // lecun::error is one, and so is what the vector throws
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
