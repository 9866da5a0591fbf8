/* dec_pow.c: powers. Integer exponents are computed with 108 digits and rounded once, so that
** every power that has at most 34 digits is exact and every other one correctly rounded; other
** exponents are the library's.
**
** wide: value = limb[0..LIMBS) (base 10^9, most significant first) × 10^exponent, limb[0] ≠ 0
** unless the value is 0. `inexact` remembers that digits were cut off behind the last limb. */
#include "dec_bits.h"

enum { LIMBS = 12, LIMB_DIGITS = 9, LIMB_BASE = 1000000000 };

typedef struct wide { uint32_t limb[LIMBS]; int64_t exponent; bool inexact; } wide;

/* Keeps the first LIMBS limbs from the first that is not zero on. */
static wide normalise(const uint32_t *limbs, int count, int64_t exponent)
{
    int first = 0;
    while (first < count - 1 && limbs[first] == 0) first++;
    wide w = { .exponent = exponent };
    for (int i = 0; i < LIMBS; i++) w.limb[i] = first + i < count ? limbs[first + i] : 0;
    for (int i = first + LIMBS; i < count; i++) w.inexact |= limbs[i] != 0;
    w.exponent += (int64_t)LIMB_DIGITS * (count - first - LIMBS);
    return w;
}

static wide wide_from(u128 coefficient, int exponent)
{
    uint32_t limbs[5];
    for (int i = 4; i >= 0; i--) {
        limbs[i] = (uint32_t)(coefficient % LIMB_BASE);
        coefficient /= LIMB_BASE;
    }
    return normalise(limbs, 5, exponent);
}

static wide wide_mul(const wide *a, const wide *b)
{
    uint64_t columns[2 * LIMBS] = { 0 };
    for (int i = LIMBS - 1; i >= 0; i--) {
        uint64_t carry = 0;
        for (int j = LIMBS - 1; j >= 0; j--) {
            uint64_t sum = columns[i + j + 1] + (uint64_t)a->limb[i] * b->limb[j] + carry;
            columns[i + j + 1] = sum % LIMB_BASE;
            carry = sum / LIMB_BASE;
        }
        columns[i] += carry;
    }
    uint32_t limbs[2 * LIMBS];
    for (int i = 0; i < 2 * LIMBS; i++) limbs[i] = (uint32_t)columns[i];
    wide product = normalise(limbs, 2 * LIMBS, a->exponent + b->exponent);
    product.inexact |= a->inexact || b->inexact;
    return product;
}

static int compare_limbs(const uint32_t *a, const uint32_t *b)
{
    for (int i = 0; i <= LIMBS; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static void times_ten(uint32_t *limbs)
{
    uint64_t carry = 0;
    for (int i = LIMBS; i >= 0; i--) {
        uint64_t value = (uint64_t)limbs[i] * 10 + carry;
        limbs[i] = (uint32_t)(value % LIMB_BASE);
        carry = value / LIMB_BASE;
    }
}

static void subtract(uint32_t *from, const uint32_t *what)
{
    int64_t borrow = 0;
    for (int i = LIMBS; i >= 0; i--) {
        int64_t value = (int64_t)from[i] - what[i] - borrow;
        borrow = value < 0;
        from[i] = (uint32_t)(value + borrow * LIMB_BASE);
    }
}

/* 1/a by long division, digit by digit. The divisor is shifted until its leading limb has all nine
** digits; the dividend is 10^(9·LIMBS-1), so every quotient digit is 0..9. One limb in front gives
** times_ten its room. */
static wide wide_reciprocal(const wide *a)
{
    enum { DIGITS_WANTED = 63 }; /* 7 limbs, at least 62 significant digits */
    uint32_t divisor[LIMBS + 1] = { 0 }, rest[LIMBS + 1] = { 0 },
                             quotient[DIGITS_WANTED / LIMB_DIGITS] = { 0 };
    int shift = 0;
    memcpy(divisor + 1, a->limb, sizeof a->limb);
    for (; divisor[1] < LIMB_BASE / 10; shift++) times_ten(divisor);
    rest[1] = LIMB_BASE / 10;
    for (int digit = 0; digit < DIGITS_WANTED; digit++) {
        uint32_t value = 0;
        for (; compare_limbs(rest, divisor) >= 0; value++) subtract(rest, divisor);
        uint32_t *limb = &quotient[digit / LIMB_DIGITS];
        *limb = *limb * 10 + value;
        times_ten(rest);
    }
    int64_t exponent = shift - a->exponent - (LIMB_DIGITS * LIMBS - 1) - (DIGITS_WANTED - 1);
    wide w = normalise(quotient, DIGITS_WANTED / LIMB_DIGITS, exponent);
    w.inexact |= a->inexact;
    for (int i = 0; i <= LIMBS; i++) w.inexact |= rest[i] != 0;
    return w;
}

/* ---- rounding to a dec ---- */

static int wide_digits(const wide *w, uint8_t out[LIMBS * LIMB_DIGITS])
{
    for (int i = 0; i < LIMBS; i++) {
        uint32_t limb = w->limb[i];
        for (int k = LIMB_DIGITS - 1; k >= 0; k--, limb /= 10)
            out[i * LIMB_DIGITS + k] = (uint8_t)(limb % 10);
    }
    int first = 0;
    while (first < LIMBS * LIMB_DIGITS - 1 && out[first] == 0) first++;
    memmove(out, out + first, (size_t)(LIMBS * LIMB_DIGITS - first));
    return LIMBS * LIMB_DIGITS - first;
}

/* Half-even to 34 digits, fewer near the smallest exponent. false on overflow. */
static bool wide_to_dec(const wide *w, bool negative, dec *out)
{
    uint8_t digit[LIMBS * LIMB_DIGITS];
    int count = wide_digits(w, digit);
    int64_t lead = w->exponent + count - 1;              /* exponent of the leading digit */
    int64_t kept = lead - DEC_EXPONENT_MIN + 1;
    if (kept > DEC_DIGITS) kept = DEC_DIGITS;
    if (kept > count) kept = count;
    if (kept < 0) {
        *out = DEC_ZERO;
        return true;
    }
    u128 coefficient = 0;
    for (int i = 0; i < kept; i++) coefficient = coefficient * 10 + digit[i];
    int next = kept < count ? digit[kept] : 0;
    bool more = w->inexact;
    for (int i = (int)kept + 1; i < count; i++) more |= digit[i] != 0;
    coefficient += next > 5 || (next == 5 && (more || (coefficient & 1)));
    int64_t exponent = lead - kept + 1;
    while (exponent < 0 && coefficient % 10 == 0 && coefficient != 0) {
        coefficient /= 10;
        exponent++;
    }
    if (coefficient == DEC_COEFFICIENT_END) {
        coefficient /= 10;
        exponent++;
    }
    if (exponent > DEC_EXPONENT_MAX) return false;
    *out = dec_build(negative, coefficient, (int)exponent);
    return true;
}

/* ---- powers ---- */

/* n multiplications in 128 bits while the product stays a whole coefficient. */
static bool pow_exact(dec a, int64_t n, bool negative, dec *out)
{
    int64_t exponent = dec_exponent(a) * n;
    if (n > 112 || exponent < DEC_EXPONENT_MIN || exponent > DEC_EXPONENT_MAX) return false;
    u128 base = dec_coefficient(a), product = 1;
    for (int64_t i = 0; i < n; i++) {
        if (product > (DEC_COEFFICIENT_END - 1) / base) return false;
        product *= base;
    }
    *out = dec_build(negative, product, (int)exponent);
    return true;
}

static bool pow_integer(dec a, int64_t n, dec *out)
{
    bool negative = dec_is_negative(a) && (n & 1);
    if (n >= 0 && pow_exact(a, n, negative, out)) return true;
    wide square = wide_from(dec_coefficient(a), dec_exponent(a)), result = wide_from(1, 0);
    for (uint64_t left = (uint64_t)(n < 0 ? -n : n); left > 0; left >>= 1) {
        if (left & 1) result = wide_mul(&result, &square);
        if (left > 1) square = wide_mul(&square, &square);
    }
    if (n < 0) result = wide_reciprocal(&result);
    return wide_to_dec(&result, negative, out);
}

bool dec_pow(dec a, dec b, dec *out)
{
    enum { WIDE_POWER_MAX = 1000000000 }; /* the error of the 108 digits stays below 10^-97 */
    int64_t n;
    if (dec_is_zero(b)) {
        *out = DEC_ONE;
        return true;
    }
    if (dec_is_zero(a)) {
        if (dec_is_negative(b)) return false;
        *out = DEC_ZERO;
        return true;
    }
    if (dec_to_int64(b, &n) && n <= WIDE_POWER_MAX && n >= -WIDE_POWER_MAX)
        return pow_integer(a, n, out);
    if (dec_is_negative(a) && !dec_is_integer(b)) return false;
    unsigned flags = 0;
    return dec_settle(bid128_pow(dec_raw(a), dec_raw(b), BID_ROUNDING_TO_NEAREST, &flags), flags,
                      out);
}
