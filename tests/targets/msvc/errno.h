/* SPDX-License-Identifier: MIT */
#pragma once

int *_errno(void);
#define errno (*_errno())
#define ENOENT 2
#define EDOM   33
#define ERANGE 34
