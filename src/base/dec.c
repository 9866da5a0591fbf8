/* dec.c: arithmetic. Small coefficients with near exponents are computed here in 64 and 128 bits,
** exactly as the library would (same digits, same preferred exponent, IEEE 754-2008 §5.2);
** everything else goes to the library. */
#include "dec_bits.h"

const dec DEC_ZERO = { 0, (uint64_t)DEC_BIAS << 49 };
const dec DEC_ONE = { 1, (uint64_t)DEC_BIAS << 49 };

/* 2^64 * 10^14 < 10^34: a 64-bit coefficient can be shifted by that many digits and one more such
** added. */
enum { SHIFT_ADD_MAX = 14, SHIFT_COMPARE_MAX = 19 };

const u128 dec_ten_to[39] = {
    1ull, 10ull, 100ull, 1000ull, 10000ull, 100000ull, 1000000ull, 10000000ull, 100000000ull,
    1000000000ull, 10000000000ull, 100000000000ull, 1000000000000ull, 10000000000000ull,
    100000000000000ull, 1000000000000000ull, 10000000000000000ull, 100000000000000000ull,
    1000000000000000000ull, 10000000000000000000ull, (u128)10000000000000000000ull * 10ull,
    (u128)10000000000000000000ull * 100ull, (u128)10000000000000000000ull * 1000ull,
    (u128)10000000000000000000ull * 10000ull, (u128)10000000000000000000ull * 100000ull,
    (u128)10000000000000000000ull * 1000000ull, (u128)10000000000000000000ull * 10000000ull,
    (u128)10000000000000000000ull * 100000000ull, (u128)10000000000000000000ull * 1000000000ull,
    (u128)10000000000000000000ull * 10000000000ull,
    (u128)10000000000000000000ull * 100000000000ull,
    (u128)10000000000000000000ull * 1000000000000ull,
    (u128)10000000000000000000ull * 10000000000000ull,
    (u128)10000000000000000000ull * 100000000000000ull,
    (u128)10000000000000000000ull * 1000000000000000ull,
    (u128)10000000000000000000ull * 10000000000000000ull,
    (u128)10000000000000000000ull * 100000000000000000ull,
    (u128)10000000000000000000ull * 1000000000000000000ull,
    (u128)10000000000000000000ull * 10000000000000000000ull,
};

int dec_digit_count(u128 coefficient)
{
    if (coefficient == 0) return 0;
    uint64_t high = (uint64_t)(coefficient >> 64);
    int bits = high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)coefficient);
    int digits = bits * 1233 >> 12; /* log10(2) ≈ 1233/4096, at most one too small */
    return digits + (digits < 39 && coefficient >= dec_ten_to[digits]);
}

bool dec_settle(BID_UINT128 raw, unsigned flags, dec *out)
{
    bool fault =
        flags & (BID_INVALID_EXCEPTION | BID_ZERO_DIVIDE_EXCEPTION | BID_OVERFLOW_EXCEPTION);
    bool special = (raw.w[1] & 0x6000000000000000ull) == 0x6000000000000000ull;
    if (fault || special) return false;
    dec d = { raw.w[0], raw.w[1] };
    *out = dec_is_zero(d) ? DEC_ZERO : d;
    return true;
}

/* ---- sum ---- */

static inline dec add_aligned(dec a, u128 x, bool b_negative, u128 y, int exponent)
{
    bool a_negative = dec_is_negative(a);
    if (a_negative == b_negative) return dec_build(a_negative, x + y, exponent);
    return x >= y ? dec_build(a_negative, x - y, exponent) : dec_build(b_negative, y - x, exponent);
}

static inline bool add_signed(dec a, dec b, bool b_negative, dec *out)
{
    if (dec_both_small(a, b)) {
        int ea = dec_exponent(a), eb = dec_exponent(b), shift = ea - eb;
        if (shift == 0) {
            *out = add_aligned(a, a.lo, b_negative, b.lo, ea);
            return true;
        }
        if (shift > 0 && shift <= SHIFT_ADD_MAX) {
            *out = add_aligned(a, a.lo * dec_ten_to[shift], b_negative, b.lo, eb);
            return true;
        }
        if (shift < 0 && shift >= -SHIFT_ADD_MAX) {
            *out = add_aligned(a, a.lo, b_negative, b.lo * dec_ten_to[-shift], ea);
            return true;
        }
    }
    unsigned flags = 0;
    b.hi = (b.hi & ~DEC_SIGN_BIT) | (b_negative ? DEC_SIGN_BIT : 0);
    return dec_settle(bid128_add(dec_raw(a), dec_raw(b), BID_ROUNDING_TO_NEAREST, &flags), flags,
                      out);
}

bool dec_add(dec a, dec b, dec *out)
{
    return add_signed(a, b, dec_is_negative(b), out);
}

bool dec_sub(dec a, dec b, dec *out)
{
    return add_signed(a, b, !dec_is_negative(b), out);
}

/* ---- product and quotient ---- */

bool dec_mul(dec a, dec b, dec *out)
{
    if (dec_both_small(a, b)) {
        u128 product = (u128)a.lo * b.lo;
        int exponent = dec_exponent(a) + dec_exponent(b);
        bool fits = product < DEC_COEFFICIENT_END && exponent >= DEC_EXPONENT_MIN &&
                    exponent <= DEC_EXPONENT_MAX;
        if (fits || product == 0) {
            *out = dec_build(dec_is_negative(a) != dec_is_negative(b), product, exponent);
            return true;
        }
    }
    unsigned flags = 0;
    return dec_settle(bid128_mul(dec_raw(a), dec_raw(b), BID_ROUNDING_TO_NEAREST, &flags), flags,
                      out);
}

/* An exact quotient found with few digits: 12000/12, 1/8, 5/100. The digits grow until the
** division leaves no rest; what does not end within 64 bits is the library's. */
static bool div_short(dec a, dec b, dec *out)
{
    static const uint64_t steps[] = { 1, 100, 10000, 10000000 };
    static const int step_digits[] = { 0, 2, 4, 7 };
    int exponent = dec_exponent(a) - dec_exponent(b);
    if (exponent < DEC_EXPONENT_MIN + 8 || exponent > DEC_EXPONENT_MAX) return false;
    for (int i = 0; i < 4; i++) {
        uint64_t scaled;
        if (__builtin_mul_overflow(a.lo, steps[i], &scaled)) return false;
        if (scaled % b.lo != 0) continue;
        uint64_t quotient = scaled / b.lo;
        int digits = step_digits[i];
        while (digits > 0 && quotient % 10 == 0) {
            quotient /= 10;
            digits--;
        }
        *out = dec_build(dec_is_negative(a) != dec_is_negative(b), quotient, exponent - digits);
        return true;
    }
    return false;
}

bool dec_div(dec a, dec b, dec *out)
{
    if (dec_is_zero(b)) return false;
    if (dec_both_small(a, b) && div_short(a, b, out)) return true;
    unsigned flags = 0;
    return dec_settle(bid128_div(dec_raw(a), dec_raw(b), BID_ROUNDING_TO_NEAREST, &flags), flags,
                      out);
}

bool dec_sqrt(dec a, dec *out)
{
    if (dec_sign(a) < 0) return false;
    unsigned flags = 0;
    return dec_settle(bid128_sqrt(dec_raw(a), BID_ROUNDING_TO_NEAREST, &flags), flags, out);
}

bool dec_exp(dec a, dec *out)
{
    unsigned flags = 0;
    return dec_settle(bid128_exp(dec_raw(a), BID_ROUNDING_TO_NEAREST, &flags), flags, out);
}

bool dec_log(dec a, dec *out)
{
    if (dec_sign(a) <= 0) return false;
    unsigned flags = 0;
    return dec_settle(bid128_log(dec_raw(a), BID_ROUNDING_TO_NEAREST, &flags), flags, out);
}

bool dec_modulo(dec a, dec b, dec *out)
{
    if (dec_is_zero(b)) return false;
    dec rest;
    bool whole = dec_both_small(a, b) && dec_exponent(a) == dec_exponent(b);
    if (whole) {
        rest = dec_build(dec_is_negative(a), a.lo % b.lo, dec_exponent(a));
    } else {
        unsigned flags = 0;
        if (!dec_settle(bid128_fmod(dec_raw(a), dec_raw(b), &flags), flags, &rest)) return false;
    }
    /* The rest has the sign of a; a floor division's rest has the sign of b. */
    bool shift = !dec_is_zero(rest) && dec_is_negative(rest) != dec_is_negative(b);
    if (shift) return dec_add(rest, b, out);
    *out = rest;
    return true;
}

/* ---- sign and order ---- */

dec dec_neg(dec a)
{
    if (dec_is_zero(a)) return DEC_ZERO;
    a.hi ^= DEC_SIGN_BIT;
    return a;
}

dec dec_abs(dec a)
{
    a.hi &= ~DEC_SIGN_BIT;
    return a;
}

int dec_sign(dec a)
{
    if (dec_is_zero(a)) return 0;
    return dec_is_negative(a) ? -1 : 1;
}

/* Order of two positive numbers. */
static int compare_magnitude(dec a, dec b)
{
    int ea = dec_exponent(a), eb = dec_exponent(b), shift = ea - eb;
    u128 x = dec_coefficient(a), y = dec_coefficient(b);
    if (shift != 0) {
        bool near = shift <= SHIFT_COMPARE_MAX && shift >= -SHIFT_COMPARE_MAX;
        if (dec_both_small(a, b) && near) {
            if (shift > 0) x *= dec_ten_to[shift];
            else y *= dec_ten_to[-shift];
        } else {
            /* First the place of the leading digit, then both written with the same number of
            ** digits. */
            int x_digits = dec_digit_count(x), y_digits = dec_digit_count(y);
            if (x_digits + ea != y_digits + eb) return x_digits + ea < y_digits + eb ? -1 : 1;
            if (x_digits < y_digits) x *= dec_ten_to[y_digits - x_digits];
            else y *= dec_ten_to[x_digits - y_digits];
        }
    }
    return (x > y) - (x < y);
}

int dec_cmp(dec a, dec b)
{
    int sa = dec_sign(a), sb = dec_sign(b);
    if (sa != sb) return sa < sb ? -1 : 1;
    if (sa == 0) return 0;
    int order = compare_magnitude(a, b);
    return sa < 0 ? -order : order;
}

bool dec_eq(dec a, dec b)
{
    if (a.lo == b.lo && a.hi == b.hi) return true;
    return dec_cmp(a, b) == 0;
}

/* ---- to and from integers ---- */

dec dec_from_int(int64_t n)
{
    uint64_t magnitude = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    return dec_build(n < 0, magnitude, 0);
}

dec dec_scaled(int64_t coefficient, int exponent)
{
    uint64_t magnitude = coefficient < 0 ? 0 - (uint64_t)coefficient : (uint64_t)coefficient;
    u128 digits = magnitude;
    if (magnitude == 0) return DEC_ZERO;
    while (exponent > DEC_EXPONENT_MAX && digits * 10 < DEC_COEFFICIENT_END) {
        digits *= 10;
        exponent--;
    }
    while (exponent < DEC_EXPONENT_MIN && digits > 0) {
        digits /= 10;
        exponent++;
    }
    if (exponent > DEC_EXPONENT_MAX)
        return dec_build(coefficient < 0, DEC_COEFFICIENT_END - 1, DEC_EXPONENT_MAX);
    return dec_build(coefficient < 0, digits,
                     exponent < DEC_EXPONENT_MIN ? DEC_EXPONENT_MIN : exponent);
}

/* The same value with the exponent as near to 0 as the digits allow: 1.50 → 15E-1, 1E+3 →
** 1000E0. */
static void normal_form(dec a, u128 *coefficient, int *exponent)
{
    *coefficient = dec_coefficient(a);
    *exponent = dec_exponent(a);
    while (*exponent < 0 && *coefficient % 10 == 0 && *coefficient != 0) {
        *coefficient /= 10;
        ++*exponent;
    }
    while (*exponent > 0 && *coefficient * 10 < DEC_COEFFICIENT_END) {
        *coefficient *= 10;
        --*exponent;
    }
}

bool dec_is_integer(dec a)
{
    int exponent = dec_exponent(a);
    if (exponent >= 0 || dec_is_zero(a)) return true;
    if (exponent < -DEC_DIGITS) return false;
    return dec_coefficient(a) % dec_ten_to[-exponent] == 0;
}

bool dec_to_int64(dec a, int64_t *out)
{
    if (!dec_is_integer(a)) return false;
    int exponent = dec_exponent(a);
    u128 magnitude = dec_coefficient(a);
    if (magnitude == 0) {
        *out = 0;
        return true;
    }
    if (exponent < 0) magnitude /= dec_ten_to[-exponent];
    if (exponent > 19 || magnitude > (u128)1 << 64) return false;
    if (exponent > 0) magnitude *= dec_ten_to[exponent];
    bool negative = dec_is_negative(a);
    if (magnitude > (u128)INT64_MAX + negative) return false;
    *out = negative ? (int64_t)(0 - (uint64_t)magnitude) : (int64_t)magnitude;
    return true;
}

uint64_t dec_hash(dec a)
{
    u128 coefficient;
    int exponent;
    normal_form(a, &coefficient, &exponent);
    uint64_t words[3] = { (uint64_t)coefficient, (uint64_t)(coefficient >> 64),
                          (uint64_t)(uint32_t)exponent << 1 | (coefficient && dec_is_negative(a)) };
    return str_hash((str){ (const char *)words, sizeof words });
}

bool dec_parts(dec a, int64_t *coefficient, int *exponent)
{
    if (dec_high(a) != 0 || a.lo > (uint64_t)INT64_MAX) return false;
    *coefficient = dec_is_negative(a) ? -(int64_t)a.lo : (int64_t)a.lo;
    *exponent = dec_exponent(a);
    return true;
}
