/* SPDX-License-Identifier: MIT
 *
 * digits.h - the handwritten digits of digits.csv (its origin and licence: digits.origin.txt)
 */
#ifndef SNN_DIGITS_H
#define SNN_DIGITS_H

#include <stddef.h>

/* The split is by place in the file, so that anyone can repeat it: the last 500 images are held out. */
enum { DIGITS_PIXELS = 64, DIGITS_CLASSES = 10, DIGITS_IMAGES = 1797, DIGITS_TRAINING = 1297 };

typedef struct digits {
    float pixels[DIGITS_IMAGES][DIGITS_PIXELS];
    int label[DIGITS_IMAGES];
} digits;

/* Read the file. Returns 1; or 0 after writing into why[0..size-1] what is wrong with it. */
int digits_read(digits *d, const char *path, char *why, size_t size);

/* Give every pixel mean 0 and variance 1 over the training images. One that never changes there becomes 0. */
void digits_standardize(digits *d);

#endif
