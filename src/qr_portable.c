/* SPDX-License-Identifier: MIT
 *
 * qr_portable.c - the vector primitives of qr_template.h in plain C, one double at a time: the reference for all others
 */
#include "strict_fp.h"
#include "qr_scalar.h"
#include "qr.h"

#define QR              lecun_portable_qr
#define LANES           1
#define TILE_ROWS       4       /* 8 sums, which most processors have registers for */
#define TILE_VECTORS    2
#define PRIMITIVE       static inline

typedef double vd;

PRIMITIVE vd vd_set(double x)                   { return x; }
PRIMITIVE vd vd_load(const double *p)           { return *p; }
PRIMITIVE void vd_store(double *p, vd x)        { *p = x; }
PRIMITIVE vd vd_plus(vd a, vd b)                { return lecun_exact_sum(a, b); }
PRIMITIVE vd vd_minus(vd a, vd b)               { return lecun_exact_difference(a, b); }
PRIMITIVE vd vd_times(vd a, vd b)               { return lecun_exact_product(a, b); }

#include "qr_template.h"
