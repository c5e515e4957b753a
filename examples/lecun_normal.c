/* SPDX-License-Identifier: MIT */
/* The same numbers in Keras:
 *     import keras
 *     print(keras.initializers.LecunNormal(seed=42)((784, 256))) */
#include <lecun.h>
#include <stdio.h>

static float kernel[784 * 256];

int main(void)
{
    const int64_t shape[] = {784, 256};
    lecun_status status = lecun_normal_fill(kernel, 784 * 256, shape, 2, 42);

    if (status != LECUN_OK) {
        fprintf(stderr, "%s\n", lecun_status_string(status));
        return 1;
    }
    printf("%.9g %.9g %.9g ...\n", kernel[0], kernel[1], kernel[2]);
    if (fflush(stdout)) {
        perror("standard output");
        return 1;
    }
    return 0;
}
