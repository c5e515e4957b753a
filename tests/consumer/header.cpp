// SPDX-License-Identifier: MIT
#include "../../include/lecun.h"

int main()
{
    lecun_initializer self;
    lecun_error error;
    double stddev = 0;
    const int64_t shape[2] = {7, 5};

    if (lecun_deserialize(&self, "\"zeros\"", 7, &error) != LECUN_OK || error.expected)
        return 1;
    return lecun_stddev(&self, shape, 2, &stddev) == LECUN_OK && stddev == 0 ? 0 : 1;
}
