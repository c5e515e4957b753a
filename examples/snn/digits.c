/* SPDX-License-Identifier: MIT */
#include "digits.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_LINE 256                /* 65 numbers of two digits, the commas, and the end */

/* A number from 0 to high in one or two digits, and the character behind it. Returns where it ends, or NULL. */
static const char *read_number(const char *text, int high, char end, int *number)
{
    int length = 0;

    for (*number = 0; *text >= '0' && *text <= '9' && length < 2; length++)
        *number = 10 * *number + (*text++ - '0');
    return length && *number <= high && *text == end ? text + 1 : NULL;
}

static int read_image(const char *line, float *pixels, int *label)
{
    int i, number;

    for (i = 0; i < DIGITS_PIXELS; i++) {
        line = read_number(line, 16, ',', &number);
        if (!line)
            return 0;
        pixels[i] = (float)number;
    }
    return read_number(line, DIGITS_CLASSES - 1, '\0', label) != NULL;
}

/* The next line without its end. Returns 0 after the last one. A line too long for an image is cut; its rest counts as a
 * line, which is no image either. */
static int read_line(FILE *file, char *line)
{
    if (!fgets(line, MAX_LINE, file))
        return 0;
    line[strcspn(line, "\r\n")] = '\0';
    return 1;
}

static int read_images(digits *d, FILE *file, const char *path, char *why, size_t size)
{
    char line[MAX_LINE];
    int count = 0;

    while (read_line(file, line)) {
        if (count == DIGITS_IMAGES) {
            snprintf(why, size, "%s: more than the %d images that were expected", path, DIGITS_IMAGES);
            return 0;
        }
        if (!read_image(line, d->pixels[count], &d->label[count])) {
            snprintf(why, size, "%s:%d: expected %d pixels from 0 to 16 and a digit, with commas between them", path,
                     count + 1, DIGITS_PIXELS);
            return 0;
        }
        count++;
    }
    if (ferror(file)) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        return 0;
    }
    if (count < DIGITS_IMAGES) {
        snprintf(why, size, "%s: %d images instead of %d", path, count, DIGITS_IMAGES);
        return 0;
    }
    return 1;
}

int digits_read(digits *d, const char *path, char *why, size_t size)
{
    FILE *file = fopen(path, "rb");
    int complete;

    if (!file) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        return 0;
    }
    complete = read_images(d, file, path, why, size);
    fclose(file);
    return complete;
}

static void standardize_pixel(digits *d, int pixel)
{
    double mean = 0, variance = 0;
    int i;

    for (i = 0; i < DIGITS_TRAINING; i++)
        mean += d->pixels[i][pixel];
    mean /= DIGITS_TRAINING;
    for (i = 0; i < DIGITS_TRAINING; i++)
        variance += (d->pixels[i][pixel] - mean) * (d->pixels[i][pixel] - mean);
    variance /= DIGITS_TRAINING;
    for (i = 0; i < DIGITS_IMAGES; i++)
        d->pixels[i][pixel] = variance > 0 ? (float)((d->pixels[i][pixel] - mean) / sqrt(variance)) : 0;
}

void digits_standardize(digits *d)
{
    int pixel;

    for (pixel = 0; pixel < DIGITS_PIXELS; pixel++)
        standardize_pixel(d, pixel);
}
