/* dec_text.c: decimal numbers from and to digits. */
#include "dec_bits.h"

#include <stdio.h>

/* ---- reading ---- */

typedef struct digits {
    u128 coefficient;
    int count;               /* significant digits taken so far, at most DEC_DIGITS */
    int64_t exponent;        /* of the last digit taken */
    bool any, lost;          /* a digit was seen; a digit other than 0 did not fit */
} digits;

static void take_digit(digits *d, int digit, bool after_point)
{
    d->any = true;
    if (d->count == DEC_DIGITS) {
        if (digit != 0) d->lost = true;
        if (!after_point) d->exponent++;
        return;
    }
    d->coefficient = d->coefficient * 10 + (unsigned)digit;
    if (d->coefficient != 0) d->count++;
    if (after_point) d->exponent--;
}

/* "e-12" at pos; a value beyond any exponent is cut to one that is out of range in any case. */
static bool take_exponent(str s, int32_t pos, int64_t *exponent)
{
    bool negative = false;
    if (pos < s.len && (s.ptr[pos] == '+' || s.ptr[pos] == '-')) negative = s.ptr[pos++] == '-';
    if (pos >= s.len) return false;
    int64_t value = 0;
    for (; pos < s.len; pos++) {
        if (s.ptr[pos] < '0' || s.ptr[pos] > '9') return false;
        if (value < 10000000000) value = value * 10 + (s.ptr[pos] - '0');
    }
    *exponent += negative ? -value : value;
    return true;
}

/* Moves the exponent into range where trailing zeros allow it. */
static bool fit(digits *d)
{
    while (d->exponent > DEC_EXPONENT_MAX && d->coefficient * 10 < DEC_COEFFICIENT_END) {
        d->coefficient *= 10;
        d->exponent--;
    }
    while (d->exponent < DEC_EXPONENT_MIN && d->coefficient % 10 == 0) {
        d->coefficient /= 10;
        d->exponent++;
    }
    return d->exponent >= DEC_EXPONENT_MIN && d->exponent <= DEC_EXPONENT_MAX;
}

bool dec_parse(str s, dec *out)
{
    int32_t pos = 0;
    bool negative = false, point = false;
    if (pos < s.len && (s.ptr[pos] == '+' || s.ptr[pos] == '-')) negative = s.ptr[pos++] == '-';
    digits d = { 0 };
    for (; pos < s.len; pos++) {
        char c = s.ptr[pos];
        if (c >= '0' && c <= '9') take_digit(&d, c - '0', point);
        else if (c == '.' && !point) point = true;
        else break;
    }
    if (!d.any || d.lost) return false;
    if (pos < s.len) {
        bool exponent_follows = s.ptr[pos] == 'e' || s.ptr[pos] == 'E';
        if (!exponent_follows || !take_exponent(s, pos + 1, &d.exponent)) return false;
    }
    if (d.coefficient == 0) {
        *out = DEC_ZERO;
        return true;
    }
    if (!fit(&d)) return false;
    *out = dec_build(negative, d.coefficient, (int)d.exponent);
    return true;
}

/* ---- writing ---- */

/* Digits of the coefficient without leading zeros ("0" for 0); returns their count. */
static int coefficient_digits(u128 coefficient, char out[40])
{
    char reversed[40];
    int count = 0;
    while (coefficient >> 64) {
        reversed[count++] = (char)('0' + (int)(coefficient % 10));
        coefficient /= 10;
    }
    for (uint64_t low = (uint64_t)coefficient; low > 0; low /= 10)
        reversed[count++] = (char)('0' + (int)(low % 10));
    if (count == 0) reversed[count++] = '0';
    for (int i = 0; i < count; i++) out[i] = reversed[count - 1 - i];
    return count;
}

/* A text that is counted in full and stored as far as it fits. */
typedef struct sink { char *out; size_t size, len; } sink;

static void sink_char(sink *s, char c)
{
    if (s->len + 1 < s->size) s->out[s->len] = c;
    s->len++;
}

static void sink_zeros(sink *s, int count)
{
    for (int i = 0; i < count; i++) sink_char(s, '0');
}

/* places < 0: as many fraction digits as the value has. */
static int print_places(dec d, int places, char *out, size_t size)
{
    char text[40];
    u128 coefficient = dec_coefficient(d);
    int count = coefficient_digits(coefficient, text), exponent = dec_exponent(d);
    if (coefficient == 0) exponent = 0;
    while (places < 0 && exponent < 0 && text[count - 1] == '0') {
        count--;
        exponent++;
    }
    sink s = { out, size, 0 };
    if (coefficient != 0 && dec_is_negative(d)) sink_char(&s, '-');
    int whole = count + exponent;                        /* digits before the point */
    if (whole <= 0) sink_char(&s, '0');
    for (int i = 0; i < whole && i < count; i++) sink_char(&s, text[i]);
    if (exponent > 0 && coefficient != 0) sink_zeros(&s, exponent);
    int fraction = exponent < 0 ? -exponent : 0;
    if (fraction > 0 || places > 0) sink_char(&s, '.');
    if (whole < 0) sink_zeros(&s, -whole);
    for (int i = whole > 0 ? whole : 0; i < count; i++) sink_char(&s, text[i]);
    if (places > fraction) sink_zeros(&s, places - fraction);
    if (size > 0) out[s.len < size ? s.len : size - 1] = '\0';
    return (int)s.len;
}

int dec_print(dec d, char *out, size_t size)
{
    return print_places(d, -1, out, size);
}

str dec_text(arena *a, dec d)
{
    char text[DEC_TEXT_MAX];
    int len = dec_print(d, text, sizeof text);
    return str_copy(a, (str){ text, len });
}

str dec_text_places(arena *a, dec d, int places)
{
    if (places < 0) places = 0;
    if (places > -DEC_EXPONENT_MIN) places = -DEC_EXPONENT_MIN;
    dec rounded;
    if (!dec_round(d, places, DEC_HALF_UP, &rounded)) return (str){ NULL, 0 };
    int len = print_places(rounded, places, NULL, 0);
    char *text = arena_get(a, (size_t)len + 1);
    if (!text) return (str){ NULL, 0 };
    print_places(rounded, places, text, (size_t)len + 1);
    return (str){ text, len };
}

str dec_text_money(arena *a, dec d)
{
    str plain = dec_text_places(a, d, 2);
    if (!plain.ptr) return plain;
    strbuf out;
    strbuf_init(&out, a);
    int32_t whole_end = plain.len - 3;
    for (int32_t i = 0; i < plain.len; i++) {
        bool thousand =
            i > 0 && i < whole_end && (whole_end - i) % 3 == 0 && plain.ptr[i - 1] != '-';
        if (thousand) strbuf_put_char(&out, ',');
        strbuf_put_char(&out, plain.ptr[i]);
    }
    return strbuf_done(&out);
}
