/* test_value.c: equality, order, text, types and coercion of values; the algebra of ranges, days
*and durations on made-up
** values from a fixed seed. */
#include "feel/builtin.h"
#include "feel/feel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static arena mem;
static uint64_t seed;

static int setup(void **state)
{
    (void)state;
    arena_init(&mem, 0);
    seed = 20230701;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_deinit(&mem);
    return 0;
}

static uint32_t below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

static feel_value at(const char *text)
{
    feel_value v = FEEL_NULL_VALUE;
    assert_true(feel_at_literal(&mem, str_c(text), &v));
    return v;
}

static feel_value num(int64_t n)
{
    return feel_number(dec_from_int(n));
}

static feel_value text(const char *s)
{
    return feel_string(str_c(s));
}

static feel_value eval(const char *source)
{
    diag_list d;
    feel_run run;
    diag_init(&d, &mem);
    feel_expr *e = feel_parse(&mem, str_c(source), FEEL_EXPRESSION, feel_scope_new(&mem, NULL),
                              (src_pos){ 0 }, &d);
    if (!e) print_error("does not parse: %s\n", source);
    assert_non_null(e);
    feel_run_init(&run, &mem, NULL);
    return feel_eval(&run, e);
}

/* ---- equality and order ---- */

static void equality_is_three_valued(void **state)
{
    (void)state;
    assert_int_equal(feel_equal(num(1), feel_number(dec_scaled(10, -1))), 1);
    assert_int_equal(feel_equal(num(1), text("1")), -1);
    assert_int_equal(feel_equal(num(1), FEEL_NULL_VALUE), 0);
    assert_int_equal(feel_equal(FEEL_NULL_VALUE, FEEL_NULL_VALUE), 1);
    assert_int_equal(feel_equal(at("10:00:00Z"), at("11:00:00+01:00")), 1);
    assert_int_equal(feel_equal(at("10:00:00Z"), at("10:00:00")), -1);
    assert_int_equal(feel_equal(at("10:30:00@Europe/Paris"), at("10:30:00@Europe/Paris")), 1);
    assert_int_equal(feel_equal(at("2023-07-01"), at("2023-07-01T00:00:00")), -1);
    assert_int_equal(feel_equal(at("P1Y"), at("P365D")), -1);
    assert_int_equal(feel_equal(eval("[1, {a: [2]}]"), eval("[1, {a: [2.0]}]")), 1);
    assert_int_equal(feel_equal(eval("{a: 1, b: 2}"), eval("{b: 2, a: 1}")), 1);
    assert_int_equal(feel_equal(eval("[1..2]"), eval("[1..2)")), 0);
    assert_int_equal(feel_equal(eval("(< 10)"), eval("(null..10)")), 0);
    assert_int_equal(feel_equal(eval("(= 10)"), eval("[10..10]")), 0);
}

static void same_and_is_tell_notation_apart(void **state)
{
    (void)state;
    assert_true(feel_same(at("10:00:00Z"), at("11:00:00+01:00")));
    assert_false(feel_is(at("10:00:00Z"), at("11:00:00+01:00")));
    assert_false(feel_same(at("10:30:00.0001"), at("10:30:00.0002")));
    assert_int_equal(feel_equal(at("10:30:00.0001"), at("10:30:00.0002")), 1);
    assert_false(feel_same(num(1), text("1")));
    assert_true(feel_same(FEEL_NULL_VALUE, FEEL_NULL_VALUE));
    assert_false(feel_is(at("P0Y"), at("P0D")));
}

static void order_compares_only_alike(void **state)
{
    (void)state;
    assert_int_equal(feel_order(num(1), num(2)), -1);
    assert_int_equal(feel_order(text("b"), text("a")), 1);
    assert_int_equal(feel_order(text("Z"), text("a")), -1);
    assert_int_equal(feel_order(at("2023-07-01T00:00:00Z"), at("2023-07-01T00:00:00+08:00")), 1);
    assert_int_equal(feel_order(at("2023-07-01T00:00:00Z"), at("2023-07-01T00:00:00")), 2);
    assert_int_equal(feel_order(at("P1M"), at("P30D")), 2);
    assert_int_equal(feel_order(feel_bool(true), feel_bool(false)), 2);
    assert_int_equal(feel_order(FEEL_NULL_VALUE, FEEL_NULL_VALUE), 2);
}

static void in_range_is_three_valued(void **state)
{
    (void)state;
    assert_int_equal(feel_in_range(num(1), eval("[1..3]").as.range), 1);
    assert_int_equal(feel_in_range(num(3), eval("[1..3)").as.range), 0);
    assert_int_equal(feel_in_range(num(9), eval("(> 3)").as.range), 1);
    assert_int_equal(feel_in_range(text("a"), eval("[1..3]").as.range), -1);
    assert_int_equal(feel_in_range(num(5), eval("[1..null]").as.range), -1);
    assert_int_equal(feel_in_range(num(0), eval("[1..null]").as.range), 0);
}

/* ---- made-up values ---- */

static feel_value any_moment(bool time_only)
{
    static const char *const zones[] = { "Asia/Shanghai", "Europe/Paris", "Etc/UTC" };
    dtime t = { (int8_t)below(24),
                (int8_t)below(60),
                (int8_t)below(60),
                (int32_t)below(2) * 500000000,
                { 0 } };
    t.zone.kind = (uint8_t)below(3);
    if (t.zone.kind == ZONE_OFFSET) t.zone.offset_s = ((int32_t)below(29) - 14) * 3600;
    if (t.zone.kind == ZONE_NAME) t.zone.name = str_c(zones[below(3)]);
    if (time_only) return feel_make_time(&mem, t);
    return feel_make_datetime(
        &mem, (datetime){ { 2000 + (int32_t)below(3), (int8_t)(1 + below(12)), 3 }, t });
}

static feel_value any_value(int depth);

static feel_value any_collection(int depth)
{
    feel_value items[3];
    static const str keys[] = { { "a", 1 }, { "b c", 3 }, { "名", 3 } };
    int32_t count = (int32_t)below(4);
    for (int32_t i = 0; i < count; i++) items[i] = any_value(depth + 1);
    return below(2) ? feel_make_list(&mem, items, count)
                    : feel_make_context(&mem, keys, items, count);
}

static feel_value any_value(int depth)
{
    switch (below(depth > 3 ? 10 : 12)) {
    case 0: return FEEL_NULL_VALUE;
    case 1: return feel_bool(below(2));
    case 2: return num((int64_t)below(5) - 2);
    case 3: return feel_number(dec_scaled((int64_t)below(1000) - 500, -(int)below(4)));
    case 4: return text(below(2) ? "a\"\\\n" : "衡");
    case 5: return feel_date(date_from_days((int64_t)below(800000) - 400000));
    case 6: return any_moment(true);
    case 7: return any_moment(false);
    case 8: return (feel_value){ .kind = FEEL_MONTHS, .as.months = (int64_t)below(50) - 25 };
    case 9: return feel_from_nanos(((nanos)below(4000000) - 2000000) * 500000000);
    default: return any_collection(depth);
    }
}

static void equal_values_hash_alike_and_relations_are_symmetric(void **state)
{
    (void)state;
    int same = 0;
    for (int i = 0; i < 40000; i++) {
        feel_value a = any_value(0), b = any_value(0);
        assert_true(feel_same(a, a));
        assert_true(feel_is(a, a));
        assert_int_equal(feel_equal(a, b), feel_equal(b, a));
        assert_int_equal(feel_same(a, b), feel_same(b, a));
        if (feel_is(a, b)) assert_true(feel_same(a, b));
        if (feel_same(a, b)) {
            same++;
            assert_true(feel_hash(a) == feel_hash(b));
        }
        int order = feel_order(a, b), back = feel_order(b, a);
        assert_int_equal(order == 2 ? 2 : -order, back);
    }
    assert_true(same > 100);
}

/* What is written reads back as the same value. */
static void literals_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < 5000; i++) {
        feel_value v = any_value(0);
        str source = feel_literal(&mem, v);
        feel_value back = eval(str_cstr(&mem, source));
        if (!feel_is(v, back)) print_error(STR_FMT "\n", STR_ARG(source));
        assert_true(feel_is(v, back));
    }
}

static void display_text_is_bare(void **state)
{
    (void)state;
    assert_true(str_eqc(feel_display(&mem, text("a\"b")), "a\"b"));
    assert_true(str_eqc(feel_display(&mem, at("2023-07-01")), "2023-07-01"));
    assert_true(str_eqc(feel_display(&mem, eval("[\"a\", @\"P1D\"]")), "[\"a\", @\"P1D\"]"));
    assert_true(str_eqc(feel_literal(&mem, eval("{a: 1, 救助: null, if: 2}")),
                        "{a: 1, 救助: null, \"if\": 2}"));
}

/* Nesting far beyond any text must not exhaust the C stack. */
static void endless_nesting_is_safe(void **state)
{
    (void)state;
    feel_value a = feel_make_list(&mem, NULL, 0), b = feel_make_list(&mem, NULL, 0);
    for (int i = 0; i < 300000; i++) {
        a = feel_make_list(&mem, &a, 1);
        b = feel_make_list(&mem, &b, 1);
    }
    assert_int_equal(feel_equal(a, b), 0);
    assert_true(feel_hash(a) == feel_hash(b));
    assert_true(feel_literal(&mem, a).len < 10000);
}

/* Each level holds the one below twice: walking all of it would take 2^60 steps. */
static void shared_lists_end(void **state)
{
    (void)state;
    feel_value a = feel_make_list(&mem, NULL, 0), b = feel_make_list(&mem, NULL, 0);
    for (int i = 0; i < 60; i++) {
        feel_value twice[2] = { a, a }, again[2] = { b, b };
        a = feel_make_list(&mem, twice, 2);
        b = feel_make_list(&mem, again, 2);
    }
    assert_int_equal(feel_equal(a, a), 1);
    assert_int_not_equal(feel_equal(a, b), 1);
    assert_true(feel_hash(a) == feel_hash(b));
    assert_null(feel_literal(&mem, a).ptr);
    feel_run run;
    feel_run_init(&run, &mem, NULL);
    const feel_builtin *flatten = feel_builtin_find(STR("flatten"));
    assert_true(feel_is_null(flatten->fn(&run, 1, &a, (src_pos){ 0 })));
    assert_string_equal(run.notes.items[0].code, "E-LIMIT");
}

/* ---- types ---- */

static const feel_type *type(const char *source)
{
    diag_list d;
    diag_init(&d, &mem);
    const feel_type *t = feel_parse_type(&mem, str_c(source), NULL, NULL, (src_pos){ 0 }, &d);
    assert_non_null(t);
    return t;
}

static void types_conform(void **state)
{
    (void)state;
    static const struct { const char *from, *to; bool yes; } cases[] = {
        { "number", "Any", true },
        { "Any", "number", false },
        { "number", "string", false },
        { "list<number>", "list<Any>", true },
        { "list<Any>", "list<number>", false },
        { "list<number>", "number", false },
        { "context<a: number, b: string>", "context<a: number>", true },
        { "context<a: number>", "context<a: number, b: string>", false },
        { "context<a: number>", "context<a: string>", false },
        { "range<date>", "range<Any>", true },
        { "function<Any> -> number", "function<number> -> Any", true },
        { "function<number> -> number", "function<Any> -> number", false },
        { "function<number, number> -> number", "function<number> -> number", false },
        { "date", "date and time", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool got = feel_type_conforms(type(cases[i].from), type(cases[i].to));
        if (got != cases[i].yes) print_error("%s to %s\n", cases[i].from, cases[i].to);
        assert_int_equal(got, cases[i].yes);
    }
    assert_true(feel_type_conforms(&FEEL_TYPE_NULL, type("list<date>")));
}

static void instance_of_looks_inside(void **state)
{
    (void)state;
    assert_false(feel_value_is(FEEL_NULL_VALUE, &FEEL_TYPE_ANY));
    assert_true(feel_value_is(FEEL_NULL_VALUE, &FEEL_TYPE_NULL));
    assert_true(feel_value_is(eval("[1, 2, null]"), type("list<number>")));
    assert_false(feel_value_is(eval("[1, \"a\"]"), type("list<number>")));
    assert_false(feel_value_is(eval("{a: 1}"), type("context<a: number, b: number>")));
    assert_true(feel_value_is(eval("{a: 1, b: 2, c: 3}"), type("context<a: number, b: number>")));
    assert_true(feel_value_is(eval("[1..2]"), type("range<number>")));
    assert_false(feel_value_is(eval("[1..2]"), type("range<string>")));
    assert_true(feel_value_is(eval("function(x: number) x"), type("function<number> -> Any")));
    assert_false(feel_value_is(eval("function(x) x"), type("function<number, number> -> Any")));
}

static void type_text_reads_back(void **state)
{
    (void)state;
    static const char *const sources[] = { "number", "list<list<date and time>>",
                                           "context<a: number, b: list<string>>",
                                           "function<number, Any> -> boolean",
                                           "range<years and months duration>" };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        assert_true(str_eqc(feel_type_text(&mem, type(sources[i])), sources[i]));
    feel_type yuan = { .kind = FEEL_T_NUMBER, .unit = STR("元/月") };
    assert_true(str_eqc(feel_type_text(&mem, &yuan), "元/月"));
}

static void coercion_follows_the_standard(void **state)
{
    (void)state;
    feel_run run;
    feel_run_init(&run, &mem, NULL);
    assert_true(feel_is(feel_coerce(&run, eval("[10]"), type("number")), num(10)));
    assert_true(feel_is(feel_coerce(&run, num(10), type("list<number>")), eval("[10]")));
    assert_true(feel_is(feel_coerce(&run, at("2023-07-01"), type("date and time")),
                        at("2023-07-01T00:00:00Z")));
    assert_true(feel_is(feel_coerce(&run, eval("{a: 1, b: 2}"), type("context<a: number>")),
                        eval("{a: 1, b: 2}")));
    assert_int_equal(run.notes.count, 0);
    assert_true(feel_is_null(feel_coerce(&run, FEEL_NULL_VALUE, type("number"))));
    assert_int_equal(run.notes.count, 0);
    assert_true(feel_is_null(feel_coerce(&run, text("10"), type("number"))));
    assert_true(feel_is_null(feel_coerce(&run, eval("[1, 2]"), type("number"))));
    assert_true(feel_is_null(feel_coerce(&run, text("a"), type("list<number>"))));
    assert_true(feel_is_null(feel_coerce(&run, at("2023-07-01T00:00:00"), type("date"))));
    assert_int_equal(run.notes.count, 4);
    assert_string_equal(run.notes.items[0].code, "E-TYPE");
}

static void properties_are_known_per_kind(void **state)
{
    (void)state;
    bool known;
    assert_true(feel_is(feel_property(at("2023-07-01"), STR("weekday"), &known), num(6)));
    assert_true(known);
    assert_true(feel_is_null(feel_property(at("10:00:00"), STR("time offset"), &known)));
    assert_true(known);
    feel_property(at("10:00:00"), STR("year"), &known);
    assert_false(known);
    feel_property(num(1), STR("year"), &known);
    assert_false(known);
    assert_true(feel_is(feel_property(eval("(< 3)"), STR("end"), &known), num(3)));
    assert_true(feel_is_null(feel_property(eval("(< 3)"), STR("start"), &known)));
}

/* ---- Allen's thirteen relations ---- */

static bool holds(const char *fn, feel_range x, feel_range y)
{
    feel_value xs = feel_make_range(&mem, x), ys = feel_make_range(&mem, y);
    str source = str_format(&mem, "%s(" STR_FMT ", " STR_FMT ")", fn,
                            STR_ARG(feel_literal(&mem, xs)), STR_ARG(feel_literal(&mem, ys)));
    feel_value v = eval(str_cstr(&mem, source));
    assert_int_equal(v.kind, FEEL_BOOLEAN);
    return v.as.boolean;
}

/* Ends on a line where closed and open places differ: 2x is x itself, 2x-1 and 2x+1 just below and
*above it. A range is
** then a closed stretch of whole places, on which Allen's relations are plain arithmetic. */
static int low_place(feel_range r)
{
    int64_t n;
    dec_to_int64(r.low.as.number, &n);
    return (int)n * 2 + (r.low_closed ? 0 : 1);
}

static int high_place(feel_range r)
{
    int64_t n;
    dec_to_int64(r.high.as.number, &n);
    return (int)n * 2 - (r.high_closed ? 0 : 1);
}

static feel_range any_range(void)
{
    int64_t low = below(6), high = low + 1 + below(4);
    return (feel_range){ .low_closed = below(2),
                         .high_closed = below(2),
                         .has_low = true,
                         .has_high = true,
                         .low = num(low),
                         .high = num(high) };
}

static void allen_relations_agree_with_arithmetic(void **state)
{
    (void)state;
    int hits[13] = { 0 };
    for (int i = 0; i < 3000; i++) {
        arena_pos here = arena_mark(&mem);
        feel_range x = any_range(), y = any_range();
        int a = low_place(x), b = high_place(x), c = low_place(y), d = high_place(y);
        bool starts_first = a < c, ends_first = b < d;
        assert_int_equal(holds("before", x, y), b < c);
        assert_int_equal(holds("after", x, y), a > d);
        assert_int_equal(holds("meets", x, y), b == c && b % 2 == 0);
        assert_int_equal(holds("met by", x, y), a == d && a % 2 == 0);
        assert_int_equal(holds("overlaps", x, y), a <= d && c <= b);
        assert_int_equal(holds("overlaps before", x, y), starts_first && b >= c && b <= d);
        assert_int_equal(holds("overlaps after", x, y), c < a && d >= a && d <= b);
        assert_int_equal(holds("includes", x, y), a <= c && d <= b);
        assert_int_equal(holds("during", x, y), c <= a && b <= d);
        assert_int_equal(holds("starts", x, y), a == c && b <= d);
        assert_int_equal(holds("started by", x, y), a == c && d <= b);
        assert_int_equal(holds("finishes", x, y), b == d && a >= c);
        assert_int_equal(holds("finished by", x, y), b == d && c >= a);
        assert_int_equal(holds("coincides", x, y), a == c && b == d);

        /* The thirteen, taken strictly: exactly one holds of any two ranges. */
        bool same = holds("coincides", x, y), touch = holds("meets", x, y),
             touched = holds("met by", x, y);
        const bool strict[13] = {
            holds("before", x, y), holds("after", x, y), touch, touched, same,
            holds("starts", x, y) && !same, holds("started by", x, y) && !same,
            holds("finishes", x, y) && !same, holds("finished by", x, y) && !same,
            holds("overlaps before", x, y) && !touch && b != d,
            holds("overlaps after", x, y) && !touched && b != d,
            holds("during", x, y) && a != c && b != d && !touch && !touched,
            holds("includes", x, y) && a != c && b != d && !touch && !touched,
        };
        int count = 0;
        for (int k = 0; k < 13; k++) {
            count += strict[k];
            hits[k] += strict[k];
        }
        bool narrow =
            touch && (a == c || b == d); /* a stretch of one place meets and starts at once */
        bool narrow_too = touched && (a == c || b == d);
        if (!narrow && !narrow_too) {
            if (count != 1)
                print_error("[%d %d] [%d %d]: %d, %d %d\n", a, b, c, d, count, starts_first,
                            ends_first);
            assert_int_equal(count, 1);
        }
        arena_rewind(&mem, here);
    }
    for (int k = 0; k < 13; k++) assert_true(hits[k] > 10);
}

/* ---- days and durations ---- */

static void days_and_durations_add_up(void **state)
{
    (void)state;
    for (int i = 0; i < 1500; i++) {
        arena_pos here = arena_mark(&mem);
        date d = date_from_days((int64_t)below(60000) - 20000),
             e = date_from_days((int64_t)below(60000) - 20000);
        str x = date_text(&mem, d), y = date_text(&mem, e);
        /* what lies between two days brings from one to the other */
        str back = str_format(&mem, "@\"" STR_FMT "\" + (@\"" STR_FMT "\" - @\"" STR_FMT "\")",
                              STR_ARG(x), STR_ARG(y), STR_ARG(x));
        feel_value there = eval(str_cstr(&mem, back));
        assert_true(feel_same(there, feel_date(e)));
        /* whole months towards zero: adding them never passes the other day, one more does */
        str months =
            str_format(&mem, "years and months duration(@\"" STR_FMT "\", @\"" STR_FMT "\")",
                       STR_ARG(x), STR_ARG(y));
        feel_value m = eval(str_cstr(&mem, months));
        int way = date_cmp(d, e) <= 0 ? 1 : -1;
        date near, far;
        assert_true(date_add_months(d, m.as.months, &near));
        assert_true(date_add_months(d, m.as.months + way, &far));
        assert_true(date_cmp(near, e) * way <= 0);
        assert_true(date_cmp(far, e) * way > 0 || far.day < d.day); /* a month's end may be cut */
        arena_rewind(&mem, here);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(equality_is_three_valued),
        TEST(same_and_is_tell_notation_apart),
        TEST(order_compares_only_alike),
        TEST(in_range_is_three_valued),
        TEST(equal_values_hash_alike_and_relations_are_symmetric),
        TEST(literals_read_back),
        TEST(display_text_is_bare),
        TEST(endless_nesting_is_safe),
        TEST(shared_lists_end),
        TEST(types_conform),
        TEST(instance_of_looks_inside),
        TEST(type_text_reads_back),
        TEST(coercion_follows_the_standard),
        TEST(properties_are_known_per_kind),
        TEST(allen_relations_agree_with_arithmetic),
        TEST(days_and_durations_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
