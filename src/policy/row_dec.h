/* row_dec.h: arithmetic of small non-negative numbers without a call: coefficients below 2^64,
*exponents a few digits apart,
** which is nearly all money. Same digits and exponents as base/dec.h, which does the rest
*(tests/lib/test_row.c compares bits).
** A dec is the BID encoding: hi holds the sign (bit 63), the exponent + 6176 (bits 62..49) and the
*upper coefficient.
** Layer: policy, internal. */
#ifndef HENG_POLICY_ROW_DEC_H
#define HENG_POLICY_ROW_DEC_H

#include "base/dec.h"

enum { ROW_DEC_SHIFT_MAX = 9, ROW_DEC_EXPONENT_AT = 49, ROW_DEC_BIAS = 6176 };
static const uint64_t row_ten_to[ROW_DEC_SHIFT_MAX + 1] = { 1,         10,        100,     1000,
                                                            10000,     100000,    1000000, 10000000,
                                                            100000000, 1000000000 };

/* Not negative, and the whole coefficient in lo. */
static inline bool row_dec_small(dec d)
{
    return !(d.hi & (1ull << 63 | ((1ull << ROW_DEC_EXPONENT_AT) - 1)));
}

/* Both written with the smaller exponent; false when that needs more than 64 bits. */
static inline bool row_dec_align(dec a, dec b, uint64_t *x, uint64_t *y, uint64_t *hi)
{
    if (!row_dec_small(a) || !row_dec_small(b)) return false;
    int64_t shift = (int64_t)(a.hi >> ROW_DEC_EXPONENT_AT) - (int64_t)(b.hi >> ROW_DEC_EXPONENT_AT);
    *x = a.lo;
    *y = b.lo;
    *hi = shift > 0 ? b.hi : a.hi;
    if (shift == 0) return true;
    if (shift > ROW_DEC_SHIFT_MAX || shift < -ROW_DEC_SHIFT_MAX) return false;
    if (shift > 0) return !__builtin_mul_overflow(a.lo, row_ten_to[shift], x);
    return !__builtin_mul_overflow(b.lo, row_ten_to[-shift], y);
}

static inline bool row_dec_add(dec a, dec b, dec *out)
{
    uint64_t x, y, hi, sum;
    if (!row_dec_align(a, b, &x, &y, &hi) || __builtin_add_overflow(x, y, &sum))
        return dec_add(a, b, out);
    *out = sum ? (dec){ sum, hi } : DEC_ZERO;
    return true;
}

static inline bool row_dec_sub(dec a, dec b, dec *out)
{
    uint64_t x, y, hi;
    if (!row_dec_align(a, b, &x, &y, &hi)) return dec_sub(a, b, out);
    if (x > y) *out = (dec){ x - y, hi };
    else *out = x == y ? DEC_ZERO : (dec){ y - x, hi | 1ull << 63 };
    return true;
}

static inline bool row_dec_mul(dec a, dec b, dec *out)
{
    uint64_t product, exponent = (a.hi >> ROW_DEC_EXPONENT_AT) + (b.hi >> ROW_DEC_EXPONENT_AT);
    bool near = exponent > ROW_DEC_BIAS && exponent < 2 * ROW_DEC_BIAS + ROW_DEC_BIAS / 2;
    if (!near || !row_dec_small(a) || !row_dec_small(b) ||
        __builtin_mul_overflow(a.lo, b.lo, &product))
        return dec_mul(a, b, out);
    *out = product ? (dec){ product, (exponent - ROW_DEC_BIAS) << ROW_DEC_EXPONENT_AT } : DEC_ZERO;
    return true;
}

static inline int row_dec_cmp(dec a, dec b)
{
    uint64_t x, y, hi;
    if (!row_dec_align(a, b, &x, &y, &hi)) return dec_cmp(a, b);
    return (x > y) - (x < y);
}

/* Half up, up to four digits dropped; the compiler turns each division into a product. */
static inline bool row_dec_half_up(dec a, int places, dec *out)
{
    int64_t drop = (int64_t)ROW_DEC_BIAS - places - (int64_t)(a.hi >> ROW_DEC_EXPONENT_AT);
    if (!row_dec_small(a) || drop > 4) return dec_round(a, places, DEC_HALF_UP, out);
    if (drop <= 0 || a.lo == 0) { *out = a; return true; }
    uint64_t kept, rest, half;
    switch (drop) {
    case 1: kept = a.lo / 10; rest = a.lo % 10; half = 5; break;
    case 2: kept = a.lo / 100; rest = a.lo % 100; half = 50; break;
    case 3: kept = a.lo / 1000; rest = a.lo % 1000; half = 500; break;
    default: kept = a.lo / 10000; rest = a.lo % 10000; half = 5000; break;
    }
    kept += rest >= half;
    *out =
        kept ? (dec){ kept, (uint64_t)(ROW_DEC_BIAS - places) << ROW_DEC_EXPONENT_AT } : DEC_ZERO;
    return true;
}

#endif
