/* Tests of base/dec: reading and writing, the edges of 34 digits, rounding, powers, hashing. */
#include "check.h"
#include "base/dec.h"

static arena a;

static int open_arena(void **state)
{
    arena_init(&a, 0);
    return 0;
}

static int close_arena(void **state)
{
    arena_deinit(&a);
    return 0;
}

static dec num(const char *text)
{
    dec d = DEC_ZERO;
    if (!dec_parse(str_c(text), &d)) fail_msg("%s is not read as a number", text);
    return d;
}

#define NINES34 "9999999999999999999999999999999999"

static void numbers_are_read_and_written_plainly(void **state)
{
    static const char *const cases[][2] = {
        { "0", "0" },
        { "-0", "0" },
        { "0.00", "0" },
        { "-12.50", "-12.5" },
        { "1e3", "1000" },
        { ".5", "0.5" },
        { "5.", "5" },
        { "+7", "7" },
        { "000123", "123" },
        { "1E-3", "0.001" },
        { "1.50e1", "15" },
        { "20000.00", "20000" },
        { "1e+2", "100" },
        { "0e9999", "0" },
        { "123456789012345678901234567890.1234", "123456789012345678901234567890.1234" },
        { NINES34, NINES34 },
        { "1" NINES34 "e-1", NULL },
        { "10000000000000000000000000000000000000", "10000000000000000000000000000000000000" },
        { "0.000000000000000000000000000000000000000001",
          "0.000000000000000000000000000000000000000001" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dec d;
        bool ok = dec_parse(str_c(cases[i][0]), &d);
        if (ok != (cases[i][1] != NULL)) fail_msg("%s", cases[i][0]);
        if (ok) CHECK_STR(dec_text(&a, d), cases[i][1]);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    static const char *const cases[] = {
        "",        "-",
        ".",       "e5",
        "1e",      "1e+",
        "1.2.3",   "1,000",
        " 1",      "1 ",
        "１２",    "12元",
        "0x10",    "NaN",
        "inf",     "--1",
        "1e5.5",   "12345678901234567890123456789012345",
        "1e6145",  "1e99999999999999999999",
        "1e-6177", "O",
        "1_000",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dec d = DEC_ONE;
        if (dec_parse(str_c(cases[i]), &d)) fail_msg("\"%s\" was read as a number", cases[i]);
        assert_true(dec_eq(d, DEC_ONE));
    }
}

static void the_outermost_exponents_are_read_and_written(void **state)
{
    char text[DEC_TEXT_MAX];
    assert_int_equal(dec_print(num("9.999999999999999999999999999999999e6144"), text, sizeof text),
                     6145);
    assert_int_equal(dec_print(num("-1e-6176"), text, sizeof text), 6179);
    assert_string_equal(text + 6177, "01");
    assert_true(dec_eq(num("1e6144"), num("10e6143")));
    dec out = DEC_ONE;
    assert_false(dec_mul(num("1e6144"), num("10"), &out));
    assert_false(dec_add(num(NINES34 "e6111"), num("1e6111"), &out));
    assert_true(dec_eq(out, DEC_ONE));
    assert_true(dec_mul(num("1e-6176"), num("0.1"), &out));
    assert_true(dec_eq(out, DEC_ZERO));
}

static void printing_into_a_short_buffer_cuts_and_counts(void **state)
{
    char text[5] = "xxxx";
    assert_int_equal(dec_print(num("-123.456"), text, sizeof text), 8);
    assert_string_equal(text, "-123");
    assert_int_equal(dec_print(num("7"), NULL, 0), 1);
}

static void places_and_money(void **state)
{
    CHECK_STR(dec_text_places(&a, num("20000"), 2), "20000.00");
    CHECK_STR(dec_text_places(&a, num("0.005"), 2), "0.01");
    CHECK_STR(dec_text_places(&a, num("-0.005"), 2), "-0.01");
    CHECK_STR(dec_text_places(&a, num("-0.004"), 2), "0.00");
    CHECK_STR(dec_text_places(&a, num("1234.5"), 0), "1235");
    CHECK_STR(dec_text_places(&a, num("1e3"), 1), "1000.0");
    CHECK_STR(dec_text_places(&a, num("0"), 3), "0.000");
    CHECK_STR(dec_text_money(&a, num("20000")), "20,000.00");
    CHECK_STR(dec_text_money(&a, num("-1234567.895")), "-1,234,567.90");
    CHECK_STR(dec_text_money(&a, num("-123")), "-123.00");
    CHECK_STR(dec_text_money(&a, num("999.999")), "1,000.00");
    CHECK_STR(dec_text_money(&a, num("0.5")), "0.50");
}

static void check_op(bool (*op)(dec, dec, dec *), const char *x, const char *y,
                     const char *expected)
{
    dec out = num("4711");
    bool ok = op(num(x), num(y), &out);
    if (ok != (expected != NULL)) fail_msg("%s and %s: %s", x, y, ok ? "no fault" : "a fault");
    if (expected) CHECK_STR(dec_text(&a, out), expected);
    else assert_true(dec_eq(out, num("4711")));
}

static void sums_products_and_quotients(void **state)
{
    check_op(dec_add, "0.1", "0.2", "0.3");
    check_op(dec_add, "-0.1", "0.1", "0");
    check_op(dec_sub, "1", "0.9", "0.1");
    check_op(dec_add, NINES34, "1", "10000000000000000000000000000000000");
    /* a tie goes to the even digit */
    check_op(dec_add, "1e33", "0.5", "1000000000000000000000000000000000");
    check_op(dec_add, "1000000000000000000000000000000001", "0.5",
             "1000000000000000000000000000000002");
    check_op(dec_mul, "18446744073709551615", "18446744073709551615",
             "340282366920938463426481119284349100000");
    check_op(dec_mul, "0.7", "27000", "18900");
    check_op(dec_mul, "-3", "0", "0");
    check_op(dec_div, "1", "3", "0.3333333333333333333333333333333333");
    check_op(dec_div, "2", "3", "0.6666666666666666666666666666666667");
    check_op(dec_div, "12000", "12", "1000");
    check_op(dec_div, "0", "-5", "0");
    check_op(dec_div, "5", "0", NULL);
    check_op(dec_div, "0", "0", NULL);
    check_op(dec_div, "1e6000", "1e-6000", NULL);
    check_op(dec_modulo, "10", "4", "2");
    check_op(dec_modulo, "-10", "4", "2");
    check_op(dec_modulo, "10", "-4", "-2");
    check_op(dec_modulo, "-10", "-4", "-2");
    check_op(dec_modulo, "10.1", "4.5", "1.1");
    check_op(dec_modulo, "-10.1", "4.5", "3.4");
    check_op(dec_modulo, "8", "4", "0");
    check_op(dec_modulo, "5", "0", NULL);
    check_op(dec_modulo, "1e40", "7", "4");
}

static void powers_are_exact_or_correctly_rounded(void **state)
{
    check_op(dec_pow, "2", "10", "1024");
    check_op(dec_pow, "2", "112", "5192296858534827628530496329220096");
    check_op(dec_pow, "7", "-3", "0.002915451895043731778425655976676385");
    check_op(dec_pow, "3", "-40", "0.0000000000000000000822526333996995908128205840060725");
    check_op(dec_pow, "1.0000000001", "1000000000", "1.10517091807012177022171179330866");
    check_op(dec_pow, "-2", "3", "-8");
    check_op(dec_pow, "-2", "-2", "0.25");
    check_op(dec_pow, "0", "0", "1");
    check_op(dec_pow, "0", "5", "0");
    check_op(dec_pow, "0", "-1", NULL);
    check_op(dec_pow, "-8", "0.5", NULL);
    check_op(dec_pow, "10", "6145", NULL);
    check_op(dec_pow, "10", "-6177", "0");
    check_op(dec_pow, "1", "999999999999", "1");
    check_op(dec_pow, "1.5", "2", "2.25");
}

static void small_powers_far_below_one(void **state)
{
    dec out;
    assert_true(dec_pow(num("1e-3000"), num("2"), &out));
    assert_true(dec_eq(out, num("1e-6000")));
    assert_true(dec_pow(num("1e-3088"), num("2"), &out));
    assert_true(dec_eq(out, num("1e-6176")));
    /* 0.49e-6176: under half of the smallest step */
    assert_true(dec_pow(num("7e-3089"), num("2"), &out));
    assert_true(dec_eq(out, DEC_ZERO));
    assert_true(dec_pow(num("8e-3089"), num("2"), &out));       /* 0.64e-6176 */
    assert_true(dec_eq(out, num("1e-6176")));
}

/* x^n by repeated multiplication agrees wherever that is exact. */
static void powers_agree_with_repeated_products(void **state)
{
    uint64_t seed = 20221001;
    for (int round = 0; round < 3000; round++) {
        dec x = dec_scaled(random_between(&seed, -99999, 99999), (int)random_between(&seed, -4, 3));
        int n = (int)random_between(&seed, 0, 6); /* 5 digits, 6 factors: at most 30 digits */
        dec product = DEC_ONE, power;
        for (int i = 0; i < n; i++) assert_true(dec_mul(product, x, &product));
        assert_true(dec_pow(x, dec_from_int(n), &power));
        if (!dec_eq(product, power)) fail_msg("%s ^ %d", dec_text(&a, x).ptr, n);
    }
}

static void check_digits(dec value, const char *expected, int digits)
{
    str text = dec_text(&a, value);
    if (text.len < digits || strncmp(text.ptr, expected, (size_t)digits) != 0)
        fail_msg("%s, expected %s", text.ptr, expected);
}

static void roots_exponentials_and_logarithms(void **state)
{
    dec out;
    assert_true(dec_sqrt(num("2"), &out));
    CHECK_STR(dec_text(&a, out), "1.414213562373095048801688724209698");
    assert_true(dec_sqrt(num("0.25"), &out));
    CHECK_STR(dec_text(&a, out), "0.5");
    assert_false(dec_sqrt(num("-1"), &out));
    assert_true(dec_exp(num("1"), &out));
    check_digits(out, "2.71828182845904523536028747135266249", 32);
    assert_true(dec_exp(num("0"), &out));
    CHECK_STR(dec_text(&a, out), "1");
    assert_false(dec_exp(num("20000"), &out));
    assert_true(dec_log(num("10"), &out));
    check_digits(out, "2.30258509299404568401799145468436420", 32);
    assert_true(dec_log(num("1"), &out));
    CHECK_STR(dec_text(&a, out), "0");
    assert_false(dec_log(num("0"), &out));
    assert_false(dec_log(num("-3"), &out));
    assert_true(dec_pow(num("2"), num("0.5"), &out));
    check_digits(out, "1.41421356237309504880168872420969807", 30);
    assert_true(dec_pow(num("10"), num("-0.3"), &out));
    check_digits(out, "0.50118723362727228500155418688494576", 30);
}

static void rounding_in_every_mode(void **state)
{
    static const struct { const char *number; int places; const char *results[7]; } cases[] = {
        /*                 half up, half down, half even, up, down, floor, ceiling */
        { "2.5", 0, { "3", "2", "2", "3", "2", "2", "3" } },
        { "-2.5", 0, { "-3", "-2", "-2", "-3", "-2", "-3", "-2" } },
        { "3.5", 0, { "4", "3", "4", "4", "3", "3", "4" } },
        { "5.5", 0, { "6", "5", "6", "6", "5", "5", "6" } },
        { "1.1", 0, { "1", "1", "1", "2", "1", "1", "2" } },
        { "-1.1", 0, { "-1", "-1", "-1", "-2", "-1", "-2", "-1" } },
        { "-1.6", 0, { "-2", "-2", "-2", "-2", "-1", "-2", "-1" } },
        { "1.005", 2, { "1.01", "1", "1", "1.01", "1", "1", "1.01" } },
        { "1234.5", -2, { "1200", "1200", "1200", "1300", "1200", "1200", "1300" } },
        { "-0.1", 0, { "0", "0", "0", "-1", "0", "-1", "0" } },
        { "0", 2, { "0", "0", "0", "0", "0", "0", "0" } },
        { "1e-40", 2, { "0", "0", "0", "0.01", "0", "0", "0.01" } },
        { "5", -1, { "10", "0", "0", "10", "0", "0", "10" } },
        { "9.5", 0, { "10", "9", "10", "10", "9", "9", "10" } },
        { NINES34 "e-34", 33, { "1", "1", "1", "1", "0.999999999999999999999999999999999",
          "0.999999999999999999999999999999999", "1" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int mode = 0; mode < 7; mode++) {
            dec out;
            assert_true(
                dec_round(num(cases[i].number), cases[i].places, (dec_round_mode)mode, &out));
            CHECK_STR(dec_text(&a, out), cases[i].results[mode]);
        }
    dec out;
    assert_false(dec_round(num("1"), 6177, DEC_HALF_UP, &out));
    assert_false(dec_round(num("1"), -6112, DEC_HALF_UP, &out));
    assert_true(dec_round(num("1e6000"), 6176, DEC_HALF_UP, &out));
    assert_true(dec_eq(out, num("1e6000")));
}

static void order_and_equality_go_by_value(void **state)
{
    static const char *const ascending[] = { "-1e6144",
                                             "-1e20",
                                             "-3",
                                             "-2.9999",
                                             "-1e-6176",
                                             "0",
                                             "1e-6176",
                                             "0.1",
                                             "0.10000000000000000000000000000001",
                                             "1",
                                             "1.5",
                                             "2",
                                             "10",
                                             "18446744073709551616",
                                             "1e20",
                                             NINES34,
                                             "1e34",
                                             "1e6144" };
    int count = (int)(sizeof ascending / sizeof *ascending);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++)
            assert_int_equal(dec_cmp(num(ascending[i]), num(ascending[j])), (i > j) - (i < j));
    assert_true(dec_eq(num("1.0"), num("1")));
    assert_true(dec_eq(num("1e30"), num("1000000000000000000000000000000.000")));
    assert_int_equal(dec_sign(num("-0.00")), 0);
    assert_true(dec_eq(dec_neg(DEC_ZERO), DEC_ZERO));
    CHECK_STR(dec_text(&a, dec_abs(num("-1.5"))), "1.5");
    CHECK_STR(dec_text(&a, dec_neg(num("1.5"))), "-1.5");
}

static void equal_values_hash_equally(void **state)
{
    assert_int_equal(dec_hash(num("1")), dec_hash(num("1.000")));
    assert_int_equal(dec_hash(num("1000")), dec_hash(num("1e3")));
    assert_int_equal(dec_hash(num("1e40")), dec_hash(num("1000000000e31")));
    assert_int_equal(dec_hash(num("0")), dec_hash(num("-0.00")));
    assert_int_not_equal(dec_hash(num("1")), dec_hash(num("-1")));
    assert_int_not_equal(dec_hash(num("1")), dec_hash(num("0.1")));
}

static void integers_in_and_out(void **state)
{
    int64_t n;
    static const int64_t values[] = { 0, 1, -1, 42, INT64_MAX, INT64_MIN, 1000000000000000000 };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        assert_true(dec_to_int64(dec_from_int(values[i]), &n));
        assert_int_equal(n, values[i]);
    }
    assert_true(dec_to_int64(num("12.000"), &n));
    assert_int_equal(n, 12);
    assert_true(dec_to_int64(num("92233720368547758e2"), &n));
    assert_false(dec_to_int64(num("9223372036854775808"), &n));
    assert_true(dec_to_int64(num("-9223372036854775808"), &n));
    assert_int_equal(n, INT64_MIN);
    assert_false(dec_to_int64(num("1e19"), &n));
    assert_false(dec_to_int64(num("1e6000"), &n));
    assert_false(dec_to_int64(num("0.5"), &n));
    assert_true(dec_is_integer(num("1e6000")));
    assert_true(dec_is_integer(num("100.00")));
    assert_false(dec_is_integer(num("1e-6000")));
    assert_false(dec_is_integer(num("100.01")));
    int exponent;
    assert_true(dec_parts(num("-12.50"), &n, &exponent));
    assert_int_equal(n, -1250);
    assert_int_equal(exponent, -2);
    assert_false(dec_parts(num("9223372036854775808"), &n, &exponent));
}

static void scaled_integers_are_cut_to_what_exists(void **state)
{
    CHECK_STR(dec_text(&a, dec_scaled(1250, -2)), "12.5");
    CHECK_STR(dec_text(&a, dec_scaled(-7, 3)), "-7000");
    assert_true(dec_eq(dec_scaled(1, 6120), num("1e6120")));
    assert_true(dec_eq(dec_scaled(1, 9999), num(NINES34 "e6111")));
    assert_true(dec_eq(dec_scaled(5, -9999), DEC_ZERO));
    assert_true(dec_eq(dec_scaled(INT64_MIN, 0), num("-9223372036854775808")));
}

/* Text → number → text → number keeps the value, for coefficients of every length. */
static void random_numbers_survive_writing_and_reading(void **state)
{
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        dec d, again;
        dec low = dec_from_int((int64_t)(random_next(&seed) >> (random_next(&seed) % 63)));
        dec high = dec_from_int((int64_t)(random_next(&seed) >> (random_next(&seed) % 64) >> 16));
        assert_true(dec_mul(high, num("10000000000"), &d) && dec_add(d, low, &d));
        assert_true(
            dec_mul(d, dec_scaled(round % 2 ? 1 : -1, (int)random_between(&seed, -60, 60)), &d));
        arena_pos pos = arena_mark(&a);
        str text = dec_text(&a, d);
        assert_true(dec_parse(text, &again));
        assert_true(dec_eq(d, again));
        CHECK_STR(dec_text(&a, again), text.ptr);
        arena_rewind(&a, pos);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_and_written_plainly),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(the_outermost_exponents_are_read_and_written),
        cmocka_unit_test(printing_into_a_short_buffer_cuts_and_counts),
        cmocka_unit_test(places_and_money),
        cmocka_unit_test(sums_products_and_quotients),
        cmocka_unit_test(powers_are_exact_or_correctly_rounded),
        cmocka_unit_test(small_powers_far_below_one),
        cmocka_unit_test(powers_agree_with_repeated_products),
        cmocka_unit_test(roots_exponentials_and_logarithms),
        cmocka_unit_test(rounding_in_every_mode),
        cmocka_unit_test(order_and_equality_go_by_value),
        cmocka_unit_test(equal_values_hash_equally),
        cmocka_unit_test(integers_in_and_out),
        cmocka_unit_test(scaled_integers_are_cut_to_what_exists),
        cmocka_unit_test(random_numbers_survive_writing_and_reading),
    };
    return cmocka_run_group_tests_name("base/dec", tests, open_arena, close_arena);
}
