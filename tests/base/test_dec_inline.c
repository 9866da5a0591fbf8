/* The inline paths of base/dec against Intel's library: same bits for random numbers of every
** size, with many ties, equal exponents and trailing zeros among them. */
#include "check.h"
#include "base/dec_bits.h"

enum { ROUNDS = 400000 };

static char shown[3][80];

static const char *show(int place, dec d)
{
    snprintf(shown[place], sizeof shown[place], "%s%016llx%016llxE%d",
             dec_is_negative(d) ? "-" : "", (unsigned long long)dec_high(d),
             (unsigned long long)d.lo, dec_exponent(d));
    return shown[place];
}

/* Short, medium and long coefficients, exponents mostly near 0. */
static dec random_dec(uint64_t *seed)
{
    u128 coefficient = (u128)random_next(seed) << 64 | random_next(seed);
    coefficient >>= random_next(seed) % 128;
    if (random_next(seed) % 4 == 0)
        coefficient = random_next(seed) % 1000 * dec_ten_to[random_next(seed) % 30];
    coefficient %= DEC_COEFFICIENT_END;
    int exponent = (int)random_between(seed, -20, 20);
    if (random_next(seed) % 16 == 0)
        exponent = (int)random_between(seed, DEC_EXPONENT_MIN, DEC_EXPONENT_MAX);
    if (random_next(seed) % 3 == 0) exponent = -2;
    return dec_build(random_next(seed) & 1, coefficient, exponent);
}

typedef BID_UINT128 library_op(BID_UINT128, BID_UINT128, _IDEC_round, _IDEC_flags *);

static void compare_with_library(bool (*ours)(dec, dec, dec *), library_op *theirs, uint64_t seed)
{
    for (int round = 0; round < ROUNDS; round++) {
        dec x = random_dec(&seed), y = random_dec(&seed), result = DEC_ONE, expected = DEC_ONE;
        unsigned flags = 0;
        bool ok = ours(x, y, &result);
        bool expected_ok = dec_settle(theirs(dec_raw(x), dec_raw(y), 0, &flags), flags, &expected);
        bool same = ok == expected_ok && result.lo == expected.lo && result.hi == expected.hi;
        if (!same) fail_msg("%s and %s give %s", show(0, x), show(1, y), show(2, result));
    }
}

static void sums_have_the_library_s_bits(void **state)
{
    compare_with_library(dec_add, bid128_add, 1);
}

static void differences_have_the_library_s_bits(void **state)
{
    compare_with_library(dec_sub, bid128_sub, 2);
}

static void products_have_the_library_s_bits(void **state)
{
    compare_with_library(dec_mul, bid128_mul, 3);
}

static void quotients_have_the_library_s_bits(void **state)
{
    compare_with_library(dec_div, bid128_div, 4);
}

static void order_is_the_library_s(void **state)
{
    uint64_t seed = 5;
    for (int round = 0; round < ROUNDS; round++) {
        dec x = random_dec(&seed), y = random_dec(&seed);
        if (round % 3 == 0) dec_add(x, dec_build(false, round % 2, dec_exponent(x)), &y);
        unsigned flags = 0;
        int less = bid128_quiet_less(dec_raw(x), dec_raw(y), &flags);
        int equal = bid128_quiet_equal(dec_raw(x), dec_raw(y), &flags);
        int expected = less ? -1 : equal ? 0 : 1;
        if (dec_cmp(x, y) != expected || dec_eq(x, y) != (expected == 0) ||
            (equal && dec_hash(x) != dec_hash(y)))
            fail_msg("%s and %s", show(0, x), show(1, y));
    }
}

/* Modes the library has; up and half down are checked through their mirror images. */
static void rounding_has_the_library_s_value(void **state)
{
    static const struct { dec_round_mode ours; unsigned theirs;
    } modes[] = {
        { DEC_HALF_EVEN, BID_ROUNDING_TO_NEAREST }, { DEC_FLOOR, BID_ROUNDING_DOWN },
        { DEC_CEILING, BID_ROUNDING_UP },           { DEC_DOWN, BID_ROUNDING_TO_ZERO },
        { DEC_HALF_UP, BID_ROUNDING_TIES_AWAY },
    };
    uint64_t seed = 6;
    for (int round = 0; round < ROUNDS; round++) {
        dec x = random_dec(&seed), result = DEC_ONE, expected = DEC_ONE;
        int places = (int)random_between(&seed, -25, 25);
        unsigned flags = 0, which = (unsigned)(random_next(&seed) % 5);
        dec unit = dec_build(false, 1, -places);
        assert_true(dec_round(x, places, modes[which].ours, &result));
        BID_UINT128 raw = bid128_quantize(dec_raw(x), dec_raw(unit), modes[which].theirs, &flags);
        /* more than 34 digits: already that coarse */
        if (!dec_settle(raw, flags, &expected)) expected = x;
        if (!dec_eq(result, expected))
            fail_msg("%s to %d places gives %s", show(0, x), places, show(1, result));
        dec up, mirrored;
        dec_round(x, places, DEC_UP, &up);
        dec_round(x, places, dec_is_negative(x) ? DEC_FLOOR : DEC_CEILING, &mirrored);
        assert_true(dec_eq(up, mirrored));
    }
}

/* Half down differs from half up exactly on ties, where it is one unit nearer to zero. */
static void half_down_differs_from_half_up_only_on_ties(void **state)
{
    uint64_t seed = 8;
    int ties = 0;
    for (int round = 0; round < ROUNDS; round++) {
        dec x = dec_build(random_next(&seed) & 1, random_next(&seed) % 10000, -3), up, down, rest;
        dec_round(x, 2, DEC_HALF_UP, &up);
        dec_round(x, 2, DEC_HALF_DOWN, &down);
        dec_modulo(dec_abs(x), dec_build(false, 1, -2), &rest);
        bool tie = dec_eq(rest, dec_build(false, 5, -3));
        ties += tie;
        assert_int_equal(dec_eq(up, down), !tie);
        if (tie) assert_int_equal(dec_cmp(dec_abs(down), dec_abs(up)), -1);
    }
    assert_true(ties > ROUNDS / 20);
}

/* a = b * floor(a/b) + modulo(a, b), in numbers short enough for the identity to be exact. */
static void modulo_keeps_its_identity(void **state)
{
    uint64_t seed = 9;
    for (int round = 0; round < ROUNDS; round++) {
        dec x =
            dec_scaled(random_between(&seed, -1000000, 1000000), (int)random_between(&seed, -3, 0));
        dec y = dec_scaled(random_between(&seed, -5000, 5000), (int)random_between(&seed, -3, 0));
        dec rest, floor_of, back;
        if (dec_sign(y) == 0) {
            assert_false(dec_modulo(x, y, &rest));
            continue;
        }
        assert_true(dec_modulo(x, y, &rest));
        assert_true(dec_div(x, y, &floor_of) && dec_round(floor_of, 0, DEC_FLOOR, &floor_of));
        assert_true(dec_mul(y, floor_of, &back) && dec_add(back, rest, &back));
        assert_true(dec_eq(back, x));
        assert_true(dec_sign(rest) == 0 || dec_sign(rest) == dec_sign(y));
        assert_int_equal(dec_cmp(dec_abs(rest), dec_abs(y)), -1);
    }
}

static void digits_are_counted_at_every_power(void **state)
{
    assert_int_equal(dec_digit_count(0), 0);
    for (int i = 0; i < 38; i++) {
        assert_int_equal(dec_digit_count(dec_ten_to[i]), i + 1);
        assert_int_equal(dec_digit_count(dec_ten_to[i + 1] - 1), i + 1);
    }
    assert_int_equal(dec_digit_count(~(u128)0), 39);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_have_the_library_s_bits),
        cmocka_unit_test(differences_have_the_library_s_bits),
        cmocka_unit_test(products_have_the_library_s_bits),
        cmocka_unit_test(quotients_have_the_library_s_bits),
        cmocka_unit_test(order_is_the_library_s),
        cmocka_unit_test(rounding_has_the_library_s_value),
        cmocka_unit_test(half_down_differs_from_half_up_only_on_ties),
        cmocka_unit_test(modulo_keeps_its_identity),
        cmocka_unit_test(digits_are_counted_at_every_power),
    };
    return cmocka_run_group_tests_name("base/dec inline paths", tests, NULL, NULL);
}
