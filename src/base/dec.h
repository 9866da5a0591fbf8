/* dec.h: exact decimal numbers, IEEE 754-2008 decimal128 in binary-integer (BID) encoding: 34
** digits, exponent -6176..6111. FEEL numbers (DMN 1.5 §10.3.2.3.1), money and ratios are all dec;
** nothing passes through a binary float. The arithmetic is Intel's decimal library with inline
** paths for the common small coefficients.
**
** Errors: operations return false and leave *out alone on overflow, division by zero or an invalid
** operation; inexact results are rounded half-even to 34 digits (DMN: as IEEE 754) and are not an
** error. Never NaN, never infinite: a dec that exists is a number. -0 is normalised to 0.
** Layer: base. */
#ifndef HENG_BASE_DEC_H
#define HENG_BASE_DEC_H

#include "str.h"

typedef struct dec { uint64_t lo, hi; } dec;             /* same bits as BID_UINT128 */

typedef enum {
    DEC_HALF_UP,
    DEC_HALF_DOWN,
    DEC_HALF_EVEN,
    DEC_UP,
    DEC_DOWN,
    DEC_FLOOR,
    DEC_CEILING
} dec_round_mode;

extern const dec DEC_ZERO, DEC_ONE;

/* Digits with optional sign, point and exponent ("-12.50", "1e3", ".5"); false for anything else,
** also for more than 34 significant digits that would be lost, and for full-width digits (the
** caller names the place). */
bool dec_parse(str s, dec *out);
dec dec_from_int(int64_t n);
dec dec_scaled(int64_t coefficient, int exponent);       /* coefficient × 10^exponent */
/* Plain digits without exponent, trailing zeros of a fraction dropped: 1.50 → "1.5", 1E+3 →
** "1000". out ≥ DEC_TEXT_MAX. */
enum { DEC_TEXT_MAX = 6200 };
str dec_text(arena *a, dec d);
int dec_print(dec d, char *out, size_t size);            /* as snprintf; same digits */
str dec_text_places(arena *a, dec d, int places);        /* fixed places, half-up: "20000.00" */
str dec_text_money(arena *a, dec d);                     /* "20,000.00" */

bool dec_add(dec a, dec b, dec *out);
bool dec_sub(dec a, dec b, dec *out);
bool dec_mul(dec a, dec b, dec *out);
bool dec_div(dec a, dec b, dec *out);
bool dec_pow(dec a, dec b, dec *out);                    /* integer exponents exactly rounded */
bool dec_sqrt(dec a, dec *out);
bool dec_exp(dec a, dec *out);
bool dec_log(dec a, dec *out);
bool dec_modulo(dec a, dec b, dec *out);                 /* a - b*floor(a/b), DMN 10.3.4.5 */
/* Rounds to `places` digits after the point (may be negative); false when places is outside
** -6111..6176. */
bool dec_round(dec a, int places, dec_round_mode mode, dec *out);
dec dec_neg(dec a);
dec dec_abs(dec a);
int dec_cmp(dec a, dec b);                               /* -1, 0, 1 by value */
bool dec_eq(dec a, dec b);
int dec_sign(dec a);
bool dec_is_integer(dec a);
bool dec_to_int64(dec a, int64_t *out); /* false when not an integer or out of range */
uint64_t dec_hash(dec a);                                /* equal values hash equal (1.0 and 1) */
/* coefficient and exponent of a number whose coefficient fits int64: the batch path's entry. */
bool dec_parts(dec a, int64_t *coefficient, int *exponent);

#endif
