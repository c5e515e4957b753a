/* SPDX-License-Identifier: MIT */
#include <lecun.h>

#include <stdio.h>

int main(void)
{
    const int64_t shape[2] = {7, 5};
    float kernel[35];
    lecun_status status = lecun_self_test();

    if (!status)
        status = lecun_normal_fill(kernel, 35, shape, 2, 42);
    if (status) {
        puts(lecun_status_string(status));
        return 1;
    }
    printf("%s %.9g %.9g\n", lecun_version(), (double)kernel[0], (double)kernel[34]);
    return 0;
}
