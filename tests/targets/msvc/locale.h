/* SPDX-License-Identifier: MIT */
#pragma once

#define LC_ALL     0
#define LC_NUMERIC 4
char *setlocale(int category, const char *locale);
