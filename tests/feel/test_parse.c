/* test_parse.c: names, grammar, findings and limits of the FEEL parser. */
#include "feel_test.h"
#include <stdio.h>
#include <stdlib.h>

static feel_scope *scope_of(feel_bench *b, const char *const *names)
{
    feel_scope *s = feel_scope_new(&b->arena, NULL);
    for (int i = 0; names[i]; i++)
        assert_true(feel_scope_add(s, (feel_symbol){ .name = str_c(names[i]), .slot = i }));
    return s;
}

/* The tree printed back shows how the text was read. */
static void assert_read(const char *const *names, const char *text, const char *printed)
{
    feel_bench b;
    bench_open(&b);
    feel_expr *e = bench_parse(&b, text, FEEL_EXPRESSION, scope_of(&b, names));
    if (!e) {
        str why = bench_finding(&b, LANG_EN);
        fail_msg("%s: " STR_FMT, text, STR_ARG(why));
    }
    str out = feel_print(&b.arena, e);
    if (!str_eqc(out, printed))
        fail_msg("%s reads as " STR_FMT ", not %s", text, STR_ARG(out), printed);
    bench_close(&b);
}

static int slot_of(const char *const *names, const char *text)
{
    feel_bench b;
    bench_open(&b);
    feel_expr *e = bench_parse(&b, text, FEEL_EXPRESSION, scope_of(&b, names));
    int slot = e && e->kind == FEEL_N_SLOT ? e->as.slot.slot : -1;
    bench_close(&b);
    return slot;
}

static void the_longest_name_in_scope_wins(void **state)
{
    static const char *const names[] = { "a",
                                         "b",
                                         "a-b",
                                         "a - c",
                                         "monthly fee",
                                         "monthly",
                                         "date of birth",
                                         "合规自付",
                                         "合规自付-余额",
                                         "城乡居民（本市）",
                                         "x.y",
                                         "profit and loss",
                                         NULL };
    assert_int_equal(slot_of(names, "a-b"), 2);
    assert_int_equal(slot_of(names, "a - b"), 2);
    assert_int_equal(slot_of(names, "a  -  c"), 3);
    assert_int_equal(slot_of(names, "monthly   fee"), 4);
    assert_int_equal(slot_of(names, "monthly"), 5);
    assert_int_equal(slot_of(names, "date of birth"), 6);
    assert_int_equal(slot_of(names, "合规自付"), 7);
    assert_int_equal(slot_of(names, "合规自付 - 余额"), 8);
    assert_int_equal(slot_of(names, "城乡居民（本市）"), 9);
    assert_int_equal(slot_of(names, "x . y"), 10);
    assert_int_equal(slot_of(names, "profit and loss"), 11);
    assert_read(names, "a*b-a", "a * b - a");
    assert_read(names, "b-a", "b - a");
    assert_read(names, "合规自付-a", "合规自付 - a");
}

static void operators_bind_as_in_the_standard(void **state)
{
    static const char *const names[] = { "a", "b", "c", NULL };
    assert_read(names, "a+b*c", "a + b * c");
    assert_read(names, "(a+b)*c", "(a + b) * c");
    assert_read(names, "a-(b-c)", "a - (b - c)");
    assert_read(names, "a-b-c", "a - b - c");
    assert_read(names, "a or b and c", "a or b and c");
    assert_read(names, "(a or b) and c", "(a or b) and c");
    assert_read(names, "a**b**c", "a ** b ** c");
    assert_read(names, "a/(b*c)", "a / (b * c)");
    assert_read(names, "-(a+b)", "-(a + b)");
    assert_read(names, "a in (1,2) and b", "a in (1, 2) and b");
    assert_read(names, "a between 1 and 2 and b", "a between 1 and 2 and b");
    assert_read(names, "(if a then b else c) + 1", "(if a then b else c) + 1");
    assert_read(names, "a /* note */ + // rest\n b", "a + b");
}

static void printed_text_parses_to_the_same_tree(void **state)
{
    static const char *const texts[] = {
        "{f: function(x: number, y) x + y, r: f(x: 1, y: 2)}",
        "[1, \"a\\\"b\", @\"2023-07-01\"][item != null]",
        "for i in 1..3, j in [i] return i * j",
        "some x in [1] satisfies x in (< 3, [5..7), not(x))",
        "{\"a b+\": 1, c d: 2}.c d",
        "function(x) external {java: {class: \"a.B\", method signature: \"f(int)\"}}",
        "1 instance of list<range<number>>",
        "(> 5)",
        "(= 5)",
        "-(-3)",
        "(-3) ** 2",
        "[1..5]",
        "{a: 1}.a instance of number",
        "substring(string: \"abc\", start position: 2)"
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        feel_bench b;
        bench_open(&b);
        feel_expr *e = bench_parse(&b, texts[i], FEEL_EXPRESSION, NULL);
        if (!e && i != 1 && i != 3) fail_msg("%s does not parse", texts[i]);
        if (e) {
            str once = feel_print(&b.arena, e);
            feel_expr *again = bench_parse(&b, str_cstr(&b.arena, once), FEEL_EXPRESSION, NULL);
            if (!again)
                fail_msg("%s prints as " STR_FMT ", which does not parse", texts[i], STR_ARG(once));
            str twice = feel_print(&b.arena, again);
            if (!str_eq(once, twice))
                fail_msg(STR_FMT " prints again as " STR_FMT, STR_ARG(once), STR_ARG(twice));
        }
        bench_close(&b);
    }
}

static void full_width_characters_are_named_with_their_twin(void **state)
{
    assert_refused("1 ＋ 2", "E-WIDTH", 3, "“＋”");
    assert_refused("1 ＋ 2", "E-WIDTH", 3, "半角的 +");
    assert_refused("！true", "E-WIDTH", 1, "半角的 !");
    assert_refused("１０", "E-WIDTH", 1, "半角的 1");
    assert_refused("“甲”", "E-WIDTH", 1, "半角的 \"");
    assert_refused("max(1，2)", "E-WIDTH", 6, "半角的 ,");
    assert_refused("{a： 1}", "E-WIDTH", 3, "半角的 :");
    assert_refused("（1)", "E-WIDTH", 1, "半角的 (");
    assert_refused("1 ≤ 2", "E-WIDTH", 3, "半角的 <=");
}

static void unknown_names_come_with_the_nearest_known_one(void **state)
{
    static const char *const names[] = { "合规自付", "起付标准", NULL };
    feel_bench b;
    bench_open(&b);
    assert_null(bench_parse(&b, "1 + 合规自负", FEEL_EXPRESSION, scope_of(&b, names)));
    assert_int_equal(b.diags.all.count, 1);
    assert_string_equal(b.diags.all.items[0].code, "E-NAME");
    assert_int_equal(b.diags.all.items[0].pos.column, 5);
    assert_true(str_find(b.diags.all.items[0].zh, STR("合规自付")) >= 0);
    bench_close(&b);
    assert_refused("cont([1])", "E-NAME", 1, "count");
    assert_refused("nothing like it", "E-NAME", 1, "nothing");
}

static void findings_stand_at_the_place_in_the_file(void **state)
{
    feel_bench b;
    bench_open(&b);
    src_pos at = { .file = STR("f.md"), .line = 41, .column = 9 };
    assert_null(feel_parse(&b.arena, STR("1 +\n  无名"), FEEL_EXPRESSION, NULL, at, &b.diags));
    assert_int_equal(b.diags.all.items[0].pos.line, 42);
    assert_int_equal(b.diags.all.items[0].pos.column, 3);
    assert_null(feel_parse(&b.arena, STR("1 + 无名"), FEEL_EXPRESSION, NULL, at, &b.diags));
    assert_int_equal(b.diags.all.items[1].pos.line, 41);
    assert_int_equal(b.diags.all.items[1].pos.column, 13);
    bench_close(&b);
}

static void wrong_texts_are_refused(void **state)
{
    static const char *const texts[] = { "",
                                         "   ",
                                         "1 +",
                                         "(1",
                                         "[1",
                                         "{a 1}",
                                         "{a: 1, a: 2}",
                                         "if 1 then 2",
                                         "for x in [1]",
                                         "\"abc",
                                         "1 2",
                                         "@\"2023-02-30\"",
                                         "@5",
                                         "function(x",
                                         "1 instance of nothing",
                                         "max(1, b: 2)",
                                         "/* open",
                                         "1..2",
                                         "x in",
                                         "5 in (1",
                                         "\x01",
                                         "\xff",
                                         "99999999999999999999999999999999999",
                                         "{: 1}",
                                         "some x satisfies 1",
                                         "a.",
                                         "[1][",
                                         "1 between 2",
                                         "not"
                                         "(",
                                         ")" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        feel_bench b;
        bench_open(&b);
        if (bench_parse(&b, texts[i], FEEL_EXPRESSION, NULL))
            fail_msg("“%s” was accepted", texts[i]);
        if (b.diags.all.count != 1) fail_msg("“%s”: %d findings", texts[i], b.diags.all.count);
        bench_close(&b);
    }
}

/* 100,000 of anything gives a finding, quickly, on a normal stack. */
static void no_nesting_or_length_exhausts_the_parser(void **state)
{
    static const char *const parts[] = {
        "(",         "[",      "{a:",          "-",
        "if ",       "not(",   "1+",           "1 and ",
        "@\"P1D\".", "[1][1]", "for x in ",    "f(",
        "1 in (",    "(<",     "function(x) ", "1 instance of list<",
        "[1..",      "]1..",   "a ",           "...",
        "/*",        "\"\\",   "1 in ",        "1**",
        "x."
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        feel_bench b;
        size_t len = strlen(parts[i]), count = 100000;
        char *text = malloc(len * count);
        for (size_t k = 0; k < count; k++) memcpy(text + k * len, parts[i], len);
        bench_open(&b);
        feel_expr *e = feel_parse(&b.arena, (str){ text, (int32_t)(len * count) }, FEEL_EXPRESSION,
                                  NULL, (src_pos){ 0 }, &b.diags);
        if (e || b.diags.all.count == 0)
            fail_msg("%s repeated was accepted or refused without a finding", parts[i]);
        bench_close(&b);
        free(text);
    }
}

static void two_hundred_brackets_are_allowed_and_more_are_not(void **state)
{
    char text[1000];
    feel_bench b;
    bench_open(&b);
    for (int depth = 190; depth <= 210; depth += 20) {
        snprintf(text, sizeof text, "%.*s1%.*s", depth,
                 "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
                 "(((((((((((((((((((((((((((((((((((((("
                 "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
                 "((((((((((((((((((((((((((((",
                 depth,
                 ")))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))"
                 ")))))))))))))))))))))))))))))))))))))))"
                 ")))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))"
                 "))))))))))))))))))))))))))))))");
        assert_int_equal(bench_parse(&b, text, FEEL_EXPRESSION, NULL) != NULL, depth < 200);
    }
    bench_close(&b);
}

static const feel_type *find_city_type(void *self, str name)
{
    return str_eqc(name, "tAmount") ? self : NULL;
}

static void types_are_read_in_both_languages(void **state)
{
    static const char *const texts[][2] = { { "number", "number" },
                                            { "list<number>", "list<number>" },
                                            { "range<date>", "range<date>" },
                                            { "context<a: number, b c: string>",
                                              "context<a: number, b c: string>" },
                                            { "function<number, date> -> string", NULL },
                                            { " date and time ", "date and time" },
                                            { "列表<数>", "list<number>" },
                                            { "list<list<文本>>", "list<list<string>>" } };
    feel_type amount = FEEL_TYPE_NUMBER;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        feel_bench b;
        bench_open(&b);
        const feel_type *t = feel_parse_type(&b.arena, str_c(texts[i][0]), find_city_type, &amount,
                                             (src_pos){ 0 }, &b.diags);
        if (!t) fail_msg("%s was refused", texts[i][0]);
        str shown = feel_type_text(&b.arena, t);
        if (texts[i][1] && !str_eqc(shown, texts[i][1]))
            fail_msg("%s reads as " STR_FMT, texts[i][0], STR_ARG(shown));
        bench_close(&b);
    }
    feel_bench b;
    bench_open(&b);
    assert_ptr_equal(feel_parse_type(&b.arena, STR("tAmount"), find_city_type, &amount,
                                     (src_pos){ 0 }, &b.diags),
                     &amount);
    assert_null(feel_parse_type(&b.arena, STR("tAmuont"), find_city_type, &amount, (src_pos){ 0 },
                                &b.diags));
    assert_null(feel_parse_type(&b.arena, STR("list<number"), find_city_type, &amount,
                                (src_pos){ 0 }, &b.diags));
    assert_int_equal(b.diags.all.count, 2);
    feel_scope *s = feel_scope_new(&b.arena, NULL);
    feel_scope_types(s, find_city_type, &amount);
    assert_value(&b, bench_eval(&b, "5 instance of tAmount", s), "true");
    bench_close(&b);
}

static void names_of_a_scope_are_unique_and_normalised(void **state)
{
    feel_bench b;
    bench_open(&b);
    feel_scope *outer = feel_scope_new(&b.arena, NULL);
    feel_scope *inner = feel_scope_new(&b.arena, outer);
    assert_true(feel_scope_add(outer, (feel_symbol){ .name = STR("a  b"), .slot = 1 }));
    assert_false(feel_scope_add(outer, (feel_symbol){ .name = STR("a b"), .slot = 2 }));
    assert_true(feel_scope_add(inner, (feel_symbol){ .name = STR("a b"), .slot = 3 }));
    assert_int_equal(feel_scope_find(inner, STR("a   b"))->slot, 3);
    assert_int_equal(feel_scope_find(outer, STR("a b"))->slot, 1);
    assert_null(feel_scope_find(outer, STR("a")));
    str normal = feel_name_normal(&b.arena, STR("  x  -  y　z "));
    assert_true(str_eqc(normal, "x-y z"));
    bench_close(&b);
}

/* Every allocation of a parse is denied once: a finding or a clean NULL, never a crash. */
static void a_parse_without_memory_ends_cleanly(void **state)
{
    static const char text[] = "{f: function(x: list<number>) sum(for i in x return i * 2), r: if "
                               "f([1, 2][item > 0]) > 3 then "
                               "substring(string: \"a\\nb\", start position: 1) else 5 in ([1..3], "
                               "not(4)), g: {a b: 1}.a b}";
    long denied = 0;
    for (long n = 1; n < 2000; n++) {
        feel_bench b;
        bench_open(&b);
        b.arena.deny_at = n;
        feel_expr *e = bench_parse(&b, text, FEEL_EXPRESSION, NULL);
        bool used_up = b.arena.deny_at <= 0;
        if (!e) denied++;
        bench_close(&b);
        if (!used_up) {
            assert_non_null(e);
            break;
        }
        if (e) fail_msg("the denied allocation %ld went unnoticed", n);
    }
    assert_in_range(denied, 30, 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_name_in_scope_wins),
        cmocka_unit_test(operators_bind_as_in_the_standard),
        cmocka_unit_test(printed_text_parses_to_the_same_tree),
        cmocka_unit_test(full_width_characters_are_named_with_their_twin),
        cmocka_unit_test(unknown_names_come_with_the_nearest_known_one),
        cmocka_unit_test(findings_stand_at_the_place_in_the_file),
        cmocka_unit_test(wrong_texts_are_refused),
        cmocka_unit_test(no_nesting_or_length_exhausts_the_parser),
        cmocka_unit_test(two_hundred_brackets_are_allowed_and_more_are_not),
        cmocka_unit_test(types_are_read_in_both_languages),
        cmocka_unit_test(names_of_a_scope_are_unique_and_normalised),
        cmocka_unit_test(a_parse_without_memory_ends_cleanly),
    };
    return cmocka_run_group_tests_name("feel parse", tests, NULL, NULL);
}
