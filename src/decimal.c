/* SPDX-License-Identifier: MIT
 *
 * decimal.c - decimal numbers to doubles and back
 *
 * Both ways by exact fractions of big integers: the plain method of Clinger ("How to read floating point numbers
 * accurately", 1990) and of Steele and White ("How to print floating-point numbers accurately", 1990). A config holds a
 * number or two; speed is no concern.
 */
#include "decimal.h"
#include "exact.h"

/* --- Natural numbers ---------------------------------------------------------------------------------------------- */

/* Words for the largest that occurs: 10^1131 (3758 bits), the denominator of 801 digits around the least double, or a
 * numerator that was shifted up to 65 bits beyond its denominator. */
enum { WORDS = 122 };

typedef struct natural {
    int count;                  /* words in use; the highest is not 0 */
    uint32_t word[WORDS];       /* little end first */
} natural;

static void multiply_add(natural *n, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    int i;

    for (i = 0; i < n->count; i++) {
        carry += (uint64_t)n->word[i] * factor;
        n->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        n->word[n->count++] = (uint32_t)carry;
}

static void multiply_power_of_ten(natural *n, int power)
{
    for (; power >= 9; power -= 9)
        multiply_add(n, 1000000000u, 0);
    for (; power > 0; power--)
        multiply_add(n, 10, 0);
}

static int bit_length(const natural *n)                 /* n > 0 */
{
    return 32 * n->count + 32 - (int)lecun_leading_zeros(n->word[n->count - 1]);
}

static void shift_left(natural *n, int shift)
{
    const int words = shift / 32, bits = shift % 32;
    int i;

    if (!n->count)
        return;
    n->word[n->count] = 0;
    for (i = n->count; i >= 0; i--) {
        uint32_t low = i && bits ? n->word[i - 1] >> (32 - bits) : 0;
        n->word[i] = n->word[i] << bits | low;
    }
    n->count += n->word[n->count] != 0;
    for (i = n->count - 1; i >= 0; i--)
        n->word[i + words] = n->word[i];
    for (i = 0; i < words; i++)
        n->word[i] = 0;
    n->count += words;
}

static int is_less(const natural *a, const natural *b)
{
    int i;

    if (a->count != b->count)
        return a->count < b->count;
    for (i = a->count - 1; i >= 0; i--)
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i];
    return 0;
}

static void subtract(natural *a, const natural *b)      /* a >= b */
{
    uint64_t borrow = 0;
    int i;

    for (i = 0; i < a->count; i++) {
        uint64_t difference = (uint64_t)a->word[i] - (i < b->count ? b->word[i] : 0) - borrow;
        a->word[i] = (uint32_t)difference;
        borrow = difference >> 63;
    }
    while (a->count && a->word[a->count - 1] == 0)
        a->count--;
}

/* --- Decimal to double -------------------------------------------------------------------------------------------- */

/* A positive number: the digits taken as an integer, times 10^exponent. */
typedef struct decimal {
    natural digits;
    int count;                  /* of significant digits in `digits` */
    int64_t exponent;
} decimal;

/* The middle between two doubles has at most 768 significant digits: it is an integer below 2^1024, or j * 5^i / 10^i
 * with j < 2^54 and i <= 1075, and 2^54 * 5^1075 < 10^768. So digits beyond 800 decide nothing but on which side of
 * such a middle the number lies, and one more digit that is not 0 stands for them. */
enum { MOST_DIGITS = 800 };

static void take_digit(decimal *d, int digit, int *beyond)
{
    if (d->count == 0 && digit == 0)
        return;                 /* a leading zero */
    if (d->count < MOST_DIGITS) {
        multiply_add(&d->digits, 10, (uint32_t)digit);
        d->count++;
    } else {
        *beyond |= digit;
        d->exponent++;
    }
}

/* The digits and the point; returns the position of what follows them. */
static size_t take_mantissa(decimal *d, const char *text, size_t at, size_t length)
{
    int point = 0, beyond = 0;

    for (; at < length && text[at] != 'e' && text[at] != 'E'; at++) {
        if (text[at] == '.') {
            point = 1;
            continue;
        }
        take_digit(d, text[at] - '0', &beyond);
        d->exponent -= point;
    }
    if (beyond) {
        multiply_add(&d->digits, 10, 1);
        d->count++;
        d->exponent--;
    }
    return at;
}

static void take_exponent(decimal *d, const char *text, size_t at, size_t length)
{
    const int64_t bound = (int64_t)1 << 60;             /* far beyond any text's number of digits */
    int64_t exponent = 0;
    int negative = 0;

    for (; at < length; at++) {
        if (text[at] == '-')
            negative = 1;
        else if (text[at] >= '0' && text[at] <= '9' && exponent < bound / 16)
            exponent = exponent * 10 + (text[at] - '0');
    }
    d->exponent += negative ? -exponent : exponent;
}

/* numerator / denominator to the nearest double: 64 bits of the quotient, and whether anything is left. */
static double rounded_quotient(unsigned sign, natural *numerator, natural *denominator)
{
    lecun_u128 sum = {0, 0};
    int exponent = bit_length(numerator) - bit_length(denominator) - 64, i;

    if (exponent < 0)
        shift_left(numerator, -exponent);
    else
        shift_left(denominator, exponent);              /* now 2^63 < numerator / denominator < 2^65 */
    shift_left(denominator, 64);
    for (i = 0; i <= 64; i++) {
        sum = lecun_u128_shift_left(sum, 1);
        if (!is_less(numerator, denominator)) {
            subtract(numerator, denominator);
            sum.lo |= 1;
        }
        shift_left(numerator, 1);
    }
    sum = lecun_u128_shift_left(sum, 62);
    sum.lo |= numerator->count != 0;
    return lecun_round_u128(sign, sum, exponent - 62);
}

static double magnitude_of(decimal *d, unsigned sign)
{
    natural denominator = {1, {1}};

    if (d->digits.count == 0 || d->count + d->exponent < -330)      /* below 10^-330, which rounds to 0 */
        return lecun_double_of_bits((uint64_t)sign << 63);
    if (d->count + d->exponent > 310)                               /* 10^309 or more */
        return lecun_double_of_bits((uint64_t)sign << 63 | 0x7ff0000000000000);
    if (d->exponent < 0)
        multiply_power_of_ten(&denominator, (int)-d->exponent);
    else
        multiply_power_of_ten(&d->digits, (int)d->exponent);
    return rounded_quotient(sign, &d->digits, &denominator);
}

double lecun_double_of_decimal(const char *text, size_t length)
{
    const unsigned sign = text[0] == '-';
    decimal d;
    size_t at;

    d.digits.count = 0;
    d.count = 0;
    d.exponent = 0;
    at = take_mantissa(&d, text, sign, length);
    take_exponent(&d, text, at, length);
    return magnitude_of(&d, sign);
}

/* --- Double to decimal -------------------------------------------------------------------------------------------- */

enum { ENOUGH = 17 };           /* digits that tell any double from all others */

/* d[0].d[1]d[2].. * 10^exponent */
typedef struct expansion {
    char digit[ENOUGH + 1];     /* 0..9 */
    int count, exponent;
} expansion;

/* The first digits of a positive double, cut off, and whether any follow. */
static int expand(double value, expansion *e)
{
    const lecun_unpacked u = lecun_unpack(lecun_bits_of_double(value));
    natural numerator = {2, {0}}, denominator = {1, {1}};
    int i;

    numerator.word[0] = (uint32_t)u.mantissa;
    numerator.word[1] = (uint32_t)(u.mantissa >> 32);   /* not 0: bit 52 is set */
    shift_left(u.exponent < 0 ? &denominator : &numerator, u.exponent < 0 ? -u.exponent : u.exponent);
    e->exponent = (u.exponent + 52) * 1233 / 4096 - 1;  /* at most one or two below: 1233/4096 is just under log10(2) */
    if (u.exponent + 52 < 0)
        e->exponent--;
    multiply_power_of_ten(e->exponent < 0 ? &numerator : &denominator, e->exponent < 0 ? -e->exponent : e->exponent);
    for (;;) {
        natural ten = denominator;
        multiply_add(&ten, 10, 0);
        if (is_less(&numerator, &ten))
            break;
        denominator = ten;
        e->exponent++;
    }
    for (i = 0; i <= ENOUGH; i++) {
        for (e->digit[i] = 0; !is_less(&numerator, &denominator); e->digit[i]++)
            subtract(&numerator, &denominator);
        multiply_add(&numerator, 10, 0);
    }
    e->count = ENOUGH;
    return numerator.count != 0;
}

/* The expansion with `count` digits, cut off or one up in the last place. */
static expansion shortened(const expansion *e, int count, int up)
{
    expansion s = *e;
    int i;

    s.count = count;
    if (!up)
        return s;
    for (i = count - 1; i >= 0 && s.digit[i] == 9; i--)
        s.digit[i] = 0;
    if (i >= 0) {
        s.digit[i]++;
    } else {                    /* 9.99 became 10.0 */
        s.digit[0] = 1;
        s.exponent++;
    }
    return s;
}

static size_t put_digits(char *buf, const expansion *e, int from, int to)
{
    int i;

    for (i = from; i < to; i++)
        buf[i - from] = (char)('0' + (i < e->count ? e->digit[i] : 0));
    return to > from ? (size_t)(to - from) : 0;
}

static size_t put_exponent(char *buf, int exponent)
{
    const int magnitude = exponent < 0 ? -exponent : exponent;
    size_t n = 0;

    buf[n++] = 'e';
    buf[n++] = exponent < 0 ? '-' : '+';
    if (magnitude >= 100)
        buf[n++] = (char)('0' + magnitude / 100);
    buf[n++] = (char)('0' + magnitude / 10 % 10);
    buf[n++] = (char)('0' + magnitude % 10);
    return n;
}

/* As Python does: plain from 10^-4 to below 10^16, with at least one digit on each side of the point; otherwise with an
 * exponent. */
static size_t format(char *buf, const expansion *e, int negative)
{
    int count = e->count, point = e->exponent + 1;
    size_t n = 0;

    while (count > 1 && e->digit[count - 1] == 0)
        count--;
    if (negative)
        buf[n++] = '-';
    if (e->exponent < -4 || e->exponent >= 16) {
        n += put_digits(buf + n, e, 0, 1);
        if (count > 1)
            buf[n++] = '.';
        n += put_digits(buf + n, e, 1, count);
        n += put_exponent(buf + n, e->exponent);
    } else if (point <= 0) {
        for (buf[n++] = '0', buf[n++] = '.'; point < 0; point++)
            buf[n++] = '0';
        n += put_digits(buf + n, e, 0, count);
    } else {
        n += put_digits(buf + n, e, 0, point);
        buf[n++] = '.';
        n += put_digits(buf + n, e, point, count > point ? count : point + 1);
    }
    buf[n] = 0;
    return n;
}

/* Write the expansion with `count` digits that is nearest to the value, or if that reads back as another, the one on
 * the value's other side: below a power of two the doubles lie closer, so the nearer may be too far and the farther
 * not. 0 if neither reads back. */
static size_t try_digits(char *buf, double value, const expansion *e, int count, int rest)
{
    const uint64_t bits = lecun_bits_of_double(value), magnitude = bits << 1 >> 1;
    int up, i, turn;

    for (i = count + 1; i <= ENOUGH; i++)
        rest |= e->digit[i];
    up = e->digit[count] > 5 || (e->digit[count] == 5 && (rest || e->digit[count - 1] & 1));    /* half to even */
    for (turn = 0; turn < 2; turn++, up = !up) {
        const expansion s = shortened(e, count, up);
        const size_t n = format(buf, &s, 0);
        if (lecun_bits_of_double(lecun_double_of_decimal(buf, n)) == magnitude)
            return format(buf, &s, bits != magnitude);
    }
    return 0;
}

size_t lecun_decimal_of_double(double value, char buf[LECUN_DECIMAL_SIZE])
{
    const uint64_t bits = lecun_bits_of_double(value);
    /* volatile: clang 19 makes of the question below one of doubles, to which a subnormal, where those are flushed, is 0. In
     * halves, as GCC moves a volatile whole through the x87 of an i386. */
    const volatile uint32_t high_half = (uint32_t)(bits >> 32);
    int low = 1, high = ENOUGH, rest;
    expansion e = {{0}, 1, 0};

    if (!((uint32_t)(high_half << 1) | (uint32_t)bits))
        return format(buf, &e, bits >> 63 != 0);
    rest = expand(value, &e);
    while (low < high) {        /* what `count` digits can say, count + 1 can */
        const int count = (low + high) / 2;
        if (try_digits(buf, value, &e, count, rest))
            high = count;
        else
            low = count + 1;
    }
    return try_digits(buf, value, &e, low, rest);
}
