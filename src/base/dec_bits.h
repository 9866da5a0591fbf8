/* dec_bits.h: the inside of a dec: sign, exponent and coefficient of the BID encoding. Internal to
** base/dec*.c.
**
**   hi: bit 63 sign | bits 62..49 exponent + 6176 | bits 48..0 upper part of the coefficient
**   lo: lower 64 bits of the coefficient
**
** The second form of the encoding (bits 62..61 both set) only holds coefficients above 10^34-1 and
** never occurs in a dec, for every result passes dec_settle or is built from a coefficient below
** DEC_COEFFICIENT_END.
** Layer: base. */
#ifndef HENG_BASE_DEC_BITS_H
#define HENG_BASE_DEC_BITS_H

#include "dec.h"

#include <bid_conf.h>
#include <bid_functions.h>

typedef unsigned __int128 u128;

enum { DEC_BIAS = 6176, DEC_EXPONENT_MIN = -6176, DEC_EXPONENT_MAX = 6111, DEC_DIGITS = 34 };

#define DEC_SIGN_BIT (1ull << 63)
#define DEC_HIGH_MASK ((1ull << 49) - 1)
#define DEC_COEFFICIENT_END ((u128)10000000000000000ull * 1000000000000000000ull)   /* 10^34 */

_Static_assert(sizeof(dec) == sizeof(BID_UINT128), "a dec is passed to the library bit for bit");

static inline bool dec_is_negative(dec d) { return d.hi >> 63; }
static inline int dec_exponent(dec d) { return (int)(d.hi >> 49 & 0x3FFF) - DEC_BIAS; }
static inline uint64_t dec_high(dec d) { return d.hi & DEC_HIGH_MASK; }
static inline u128 dec_coefficient(dec d) { return (u128)dec_high(d) << 64 | d.lo; }
static inline bool dec_is_zero(dec d) { return (dec_high(d) | d.lo) == 0; }
/* Both coefficients below 2^64: one comparison guards every inline path. */
static inline bool dec_both_small(dec a, dec b) { return (dec_high(a) | dec_high(b)) == 0; }

/* The coefficient must be below DEC_COEFFICIENT_END and the exponent in range. */
static inline dec dec_build(bool negative, u128 coefficient, int exponent)
{
    if (coefficient == 0) return (dec){ 0, (uint64_t)DEC_BIAS << 49 };
    uint64_t sign = negative ? DEC_SIGN_BIT : 0;
    return (dec){ (uint64_t)coefficient,
                  sign | (uint64_t)(exponent + DEC_BIAS) << 49 | (uint64_t)(coefficient >> 64) };
}

/* Takes a library result if it is a number; makes a zero the one zero. */
bool dec_settle(BID_UINT128 raw, unsigned flags, dec *out);

static inline BID_UINT128 dec_raw(dec d)
{
    BID_UINT128 raw;
    raw.w[0] = d.lo;
    raw.w[1] = d.hi;
    return raw;
}

/* Powers of ten 10^0 .. 10^38. */
extern const u128 dec_ten_to[39];
int dec_digit_count(u128 coefficient);                   /* 0 has none */

#endif
