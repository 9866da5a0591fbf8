/* dec_round.c: rounding to a number of places, in the seven modes FEEL and the provisions know. */
#include "dec_bits.h"

/* Whether the kept digits grow by one: rest is what was cut off, unit the value of one kept
** digit. */
static bool rounds_away(dec_round_mode mode, bool negative, bool kept_is_odd, u128 rest, u128 unit)
{
    if (rest == 0) return false;
    u128 half = unit / 2;
    switch (mode) {
    case DEC_UP: return true;
    case DEC_DOWN: return false;
    case DEC_FLOOR: return negative;
    case DEC_CEILING: return !negative;
    case DEC_HALF_UP: return rest >= half;
    case DEC_HALF_DOWN: return rest > half;
    case DEC_HALF_EVEN: return rest > half || (rest == half && kept_is_odd);
    }
    return false;
}

bool dec_round(dec a, int places, dec_round_mode mode, dec *out)
{
    if (places < -DEC_EXPONENT_MAX || places > -DEC_EXPONENT_MIN) return false;
    int drop = -places - dec_exponent(a);
    if (drop <= 0 || dec_is_zero(a)) {
        *out = a;                                        /* already a multiple of 10^-places */
        return true;
    }
    bool negative = dec_is_negative(a);
    u128 kept = 0, rest, unit;
    if (drop <= DEC_DIGITS) {
        unit = dec_ten_to[drop];
        if (dec_high(a) == 0 && drop < 20) {
            uint64_t small_unit = (uint64_t)unit;
            kept = a.lo / small_unit;
            rest = a.lo % small_unit;
        } else {
            kept = dec_coefficient(a) / unit;
            rest = dec_coefficient(a) % unit;
        }
    } else {
        unit = dec_ten_to[DEC_DIGITS + 1];               /* every coefficient is below half of it */
        rest = dec_coefficient(a);
    }
    kept += rounds_away(mode, negative, kept & 1, rest, unit);
    *out = dec_build(negative, kept, -places);
    return true;
}
