/* SPDX-License-Identifier: MIT
 *
 * Decimal numbers. Any text that is a number by JSON's grammar reads as strtod reads it; any double is written so that
 * strtod reads it back, and one digit less would not do. (glibc's strtod and printf round correctly, as IEEE 754 asks.)
 */
#include "../../src/decimal.h"
#include "../../src/json.h"
#include "input.h"

#include <string.h>

enum { LONGEST = 2048 };

static uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void read_text(const char *data, size_t size)
{
    char text[LONGEST + 1];
    lecun_error error;

    if (size == 0 || !strchr("-0123456789", data[0]) || !data[0] || !lecun_json_check(data, size, &error))
        return;
    while (strchr(" \t\r\n", data[size - 1]))
        size--;
    memcpy(text, data, size);
    text[size] = 0;
    REQUIRE(bits_of(lecun_double_of_decimal(data, size)) == bits_of(strtod(text, NULL)));
}

static int digits_in(const char *text)          /* significant ones */
{
    int digits = 0, zeros = 0;

    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (*text == '0' && digits == 0))
            continue;
        zeros = *text == '0' ? zeros + 1 : 0;
        digits++;
    }
    return digits - zeros;
}

static void write_double(double value)
{
    char text[LECUN_DECIMAL_SIZE], shorter[40];
    int digits;

    if (value - value != 0.0)                   /* not finite */
        return;
    REQUIRE(lecun_decimal_of_double(value, text) == strlen(text));
    REQUIRE(bits_of(strtod(text, NULL)) == bits_of(value));
    REQUIRE(bits_of(lecun_double_of_decimal(text, strlen(text))) == bits_of(value));
    digits = digits_in(text);
    if (digits > 1) {
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
        REQUIRE(strtod(shorter, NULL) != value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    int i;

    if (size > LONGEST)
        return 0;
    read_text((const char *)data, size);
    for (i = 0; i < 2; i++) {                   /* the first bytes, as doubles */
        const uint64_t bits = take(&in, 8);
        double value;
        memcpy(&value, &bits, sizeof value);
        write_double(value);
    }
    return 0;
}
