/* SPDX-License-Identifier: MIT
 *
 * Any bytes to the config readers. A failure leaves the object and names a position in the text. What is read is written,
 * and comes back equal; after it was changed in a way that no config can say, writing is refused with LECUN_E_NO_CONFIG.
 */
#include "../../include/lecun.h"
#include "input.h"

#include <string.h>

typedef lecun_status write_function(const lecun_initializer *self, char *buf, size_t size, size_t *length);

/* Write into exactly the room that was asked for, and into one byte less. */
static char *written(write_function *write, const lecun_initializer *self, size_t *length)
{
    size_t again = 0, i;
    char *text;

    REQUIRE(write(self, NULL, 0, length) == LECUN_OK);
    text = (char *)malloc(*length + 1);
    memset(text, '#', *length + 1);
    REQUIRE(write(self, text, *length, &again) == LECUN_E_SPACE && again == *length);
    for (i = 0; i <= *length; i++)
        REQUIRE(text[i] == '#');
    REQUIRE(write(self, text, *length + 1, NULL) == LECUN_OK);
    REQUIRE(strlen(text) == *length);
    return text;
}

static int class_of(const char *serialized, char name[32])
{
    const char *at = strstr(serialized, "\"class_name\": \"");

    return at && sscanf(at, "\"class_name\": \"%31[A-Za-z]", name) == 1;
}

static void round_trip(const lecun_initializer *self)
{
    lecun_initializer back, from;
    lecun_error error;
    size_t length;
    char *text = written(lecun_serialize, self, &length), name[32];
    int drawn = 0;

    REQUIRE(class_of(text, name));
    REQUIRE(lecun_get_seed(self, NULL, &drawn) == LECUN_OK || !drawn);      /* the text says null then, and reading it draws another */
    REQUIRE(lecun_deserialize(&back, text, length, &error) == LECUN_OK);
    REQUIRE(drawn || memcmp(&back, self, sizeof back) == 0);
    free(text);
    text = written(lecun_get_config, self, &length);
    REQUIRE(lecun_from_config(&from, name, text, length, NULL) == LECUN_OK);
    REQUIRE(drawn || memcmp(&from, self, sizeof from) == 0);
    free(text);
    REQUIRE(lecun_set_seed(&back, 42) == lecun_set_seed(&from, 42));
    REQUIRE(memcmp(&from, &back, sizeof from) == 0);
}

/* The order of the keys is the profile's, what they say is not. */
static void other_profile(const lecun_initializer *self)
{
    lecun_initializer changed = *self, back;
    size_t length;
    char *text;

    if (lecun_set_seed(&changed, -1))
        REQUIRE(lecun_get_seed(&changed, NULL, NULL) == LECUN_E_CLASS);
    REQUIRE(lecun_set_profile(&changed, LECUN_KERAS3) == LECUN_OK);
    text = written(lecun_serialize, &changed, &length);
    REQUIRE(lecun_deserialize(&back, text, length, NULL) == LECUN_OK);
    REQUIRE(lecun_set_profile(&back, LECUN_KERAS3) == LECUN_OK);
    REQUIRE(memcmp(&back, &changed, sizeof back) == 0);
    free(text);
}

static void unsayable(const lecun_initializer *self)
{
    lecun_initializer changed = *self;
    size_t length = 77;
    char text[8] = "before";

    if (lecun_set_fans(&changed, 1.0, 1.0) && lecun_set_rounding(&changed, LECUN_ROUND_ONCE))
        return;                                 /* the class takes neither */
    REQUIRE(lecun_serialize(&changed, text, sizeof text, &length) == LECUN_E_NO_CONFIG);
    REQUIRE(strcmp(text, "before") == 0);
}

static void check(lecun_status status, const lecun_initializer *self, const lecun_initializer *before,
                  const lecun_error *error, size_t size)
{
    if (status == LECUN_OK) {
        REQUIRE(error->at == 0 && error->expected == NULL);
        round_trip(self);
        other_profile(self);
        unsayable(self);
    } else {
        REQUIRE(status == LECUN_E_JSON || status == LECUN_E_CONFIG || status == LECUN_E_SEED);
        REQUIRE(error->at <= size && error->expected != NULL);
        REQUIRE(memcmp(self, before, sizeof *self) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const classes[] = {
        "LecunNormal", "VarianceScaling", "RandomUniform", "Constant", "zeros", "Orthogonal",
    };
    const char *text = (const char *)data;
    lecun_initializer self, before;
    lecun_error error;
    lecun_status status;
    size_t i;

    memset(&before, 0x5a, sizeof before);
    self = before;
    status = lecun_deserialize(&self, text, size, &error);
    check(status, &self, &before, &error, size);
    if (status == LECUN_E_JSON)
        return 0;                               /* to all readers */
    for (i = 0; i < LENGTH(classes); i++) {
        self = before;
        status = lecun_from_config(&self, classes[i], text, size, &error);
        REQUIRE(status != LECUN_E_JSON);
        check(status, &self, &before, &error, size);
    }
    return 0;
}
