/* SPDX-License-Identifier: MIT
 *
 * Any bytes to the config readers (libFuzzer and AFL++): no crash, a failure leaves the object and names a position in the text, and what is
 * read comes back from what is written.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -o fuzz_config tests/fuzz/fuzz_config.c (and the sources)
 *     ./fuzz_config -max_total_time=600 CORPUS tests/fuzz/config
 */
#include "../../include/lecun.h"

#include <stdlib.h>
#include <string.h>

static void require(int condition)
{
    if (!condition)
        abort();
}

/* The text that self writes reads back as the same initializer, when its seed is known to the text. */
static void round_trip(const lecun_initializer *self)
{
    char text[1024];
    lecun_initializer back;
    size_t length;
    int drawn = 0;

    require(lecun_serialize(self, text, sizeof text, &length) == LECUN_OK);
    lecun_get_seed(self, NULL, &drawn);
    if (drawn)
        return;
    require(lecun_deserialize(&back, text, length, NULL) == LECUN_OK);
    require(memcmp(&back, self, sizeof back) == 0);
}

static void check(lecun_status status, const lecun_initializer *self, const lecun_initializer *before, const lecun_error *error, size_t size)
{
    if (status == LECUN_OK) {
        require(error->at == 0 && error->expected == NULL);
        round_trip(self);
    } else {
        require(status == LECUN_E_JSON || status == LECUN_E_CONFIG || status == LECUN_E_SEED);
        require(error->at <= size && error->expected != NULL);
        require(memcmp(self, before, sizeof *self) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const classes[] = {"LecunNormal", "VarianceScaling", "RandomUniform", "Constant", "Zeros"};
    char *text = (char *)malloc(size ? size : 1);       /* of the exact size: a read past the end is seen */
    lecun_initializer self, before;
    lecun_error error;
    size_t i;

    memcpy(text, data, size);
    memset(&before, 0x5a, sizeof before);
    self = before;
    check(lecun_deserialize(&self, text, size, &error), &self, &before, &error, size);
    for (i = 0; i < sizeof classes / sizeof *classes; i++) {
        self = before;
        check(lecun_from_config(&self, classes[i], text, size, &error), &self, &before, &error, size);
    }
    free(text);
    return 0;
}
