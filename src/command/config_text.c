/* SPDX-License-Identifier: MIT
 *
 * config_text.c - see config_text.h
 */
#include "config_text.h"
#include "mistakes.h"
#include "program.h"
#include "../class_name.h"

#include <stdio.h>
#include <string.h>

int read_config(lecun_initializer *init, const char *class_name, const char *json, size_t length, const char *name, problem *why)
{
    static const char none[] = "{}";
    mistakes wrong = {{NULL, 0, 0, 0}, 0};
    lecun_error error = {0, NULL};
    lecun_status status;
    char title[64];

    if (!json) {
        json = none;
        length = strlen(none);
    }
    if (class_name && lecun_find_class(class_name) == LECUN_SCHEME_NONE)
        return refuse(why, "%s: expected %s", class_name, lecun_expected_class(class_name));
    status = class_name ? lecun_from_config(init, class_name, json, length, &error) : lecun_deserialize(init, json, length, &error);
    if (status && !error.expected)
        return refuse(why, "%s: %s", name, lecun_status_string(status));
    snprintf(title, sizeof title, "%s: %s", program_name, name);
    if (status)
        note_mistake(&wrong, title, json, length, 1, error.at, "expected %s", error.expected);
    return refuse_mistakes(&wrong, why);
}
