/* Tests of base/json: what RFC 8259 allows and forbids, places of errors, writing. */
#include "check.h"
#include "base/json.h"

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

static json *parsed(const char *text)
{
    diag_list d;
    diag_init(&d, &a);
    json *j = json_parse(&a, str_c(text), STR("t.json"), &d);
    if (!j) fail_msg("%s: %s", text, d.all.count ? d.all.items[0].en.ptr : "no finding");
    return j;
}

static void numbers_keep_their_digits(void **state)
{
    json *j = parsed(" {\"a\": 12345678901234567890123456789.10, \"b\": -0.5e+3, \"c\": 0} ");
    CHECK_STR(json_get(j, "a")->text, "12345678901234567890123456789.10");
    CHECK_STR(json_get(j, "b")->text, "-0.5e+3");
    assert_int_equal(json_get(j, "c")->kind, JSON_NUMBER);
    assert_null(json_get(j, "d"));
    assert_null(json_get(NULL, "d"));
    assert_null(json_get(json_get(j, "a"), "x"));
}

static void values_of_every_kind(void **state)
{
    json *j =
        parsed("\xEF\xBB\xBF[null, true, false, \"文\", [], {}, [[1]], {\"k\": {\"n\": \"v\"}}]");
    static const json_kind kinds[] = { JSON_NULL,  JSON_TRUE,   JSON_FALSE, JSON_STRING,
                                       JSON_ARRAY, JSON_OBJECT, JSON_ARRAY, JSON_OBJECT };
    assert_int_equal(j->count, 8);
    for (int i = 0; i < 8; i++) assert_int_equal(j->items[i]->kind, kinds[i]);
    CHECK_STR(json_str(json_get(j->items[7], "k"), "n"), "v");
    CHECK_STR(json_str(j->items[7], "absent"), "");
    CHECK_STR(json_str(j->items[7], "k"), "");
}

static void escapes_are_resolved(void **state)
{
    json *j =
        parsed("[\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u4e2d\\uD83D\\uDE00z\", \"\", \"\\u0000\"]");
    CHECK_STR(j->items[0]->text, "a\"\\/\b\f\n\r\t");
    CHECK_STR(j->items[1]->text, "中😀z");
    assert_int_equal(j->items[2]->text.len, 0);
    assert_int_equal(j->items[3]->text.len, 1);
}

static void the_place_of_an_error_is_told(void **state)
{
    static const struct { const char *text; int line, column;
    } cases[] = {
        { "", 1, 1 },
        { "{", 1, 2 },
        { "[1,]", 1, 4 },
        { "{\"a\" 1}", 1, 6 },
        { "{\"a\":1,}", 1, 8 },
        { "[1 2]", 1, 4 },
        { "{\n  \"键\": 01\n}", 2, 8 },
        { "[\"abc", 1, 2 },
        { "[\"a\nb\"]", 1, 4 },
        { "[\"\\x\"]", 1, 3 },
        { "nul", 1, 1 },
        { "[1]x", 1, 4 },
        { "[\"\\ud800\"]", 1, 3 },
        { "[\"\\udc00\\ud800\"]", 1, 3 },
        { "[-]", 1, 2 },
        { "[1.]", 1, 2 },
        { "[.5]", 1, 2 },
        { "[1e]", 1, 2 },
        { "[+1]", 1, 2 },
        { "['a']", 1, 2 },
        { "{a:1}", 1, 2 },
        { "[NaN]", 1, 2 },
        { "[\"\xFF\"]", 1, 3 },
        { "[１]", 1, 2 },
        { "]", 1, 1 },
        { "[1}", 1, 3 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diag_list d;
        diag_init(&d, &a);
        if (json_parse(&a, str_c(cases[i].text), STR("t.json"), &d))
            fail_msg("%s was accepted", cases[i].text);
        assert_int_equal(d.error_count, 1);
        src_pos pos = d.all.items[0].pos;
        if (pos.line != cases[i].line || pos.column != cases[i].column)
            fail_msg("%s: place is %d:%d", cases[i].text, pos.line, pos.column);
        assert_true(d.all.items[0].zh.len > 0 && d.all.items[0].en.len > 0);
    }
    assert_null(json_parse(&a, STR("[1,]"), STR("t"), NULL));
}

static void deep_nesting_is_refused_without_using_the_stack(void **state)
{
    int depth = 100000;
    char *text = arena_get(&a, (size_t)depth * 2 + 1);
    memset(text, '[', (size_t)depth);
    memset(text + depth, ']', (size_t)depth);
    diag_list d;
    diag_init(&d, &a);
    assert_null(json_parse(&a, (str){ text, depth * 2 }, STR("t"), &d));
    assert_string_equal(d.all.items[0].code, "E-JSON-DEPTH");
    assert_int_equal(d.all.items[0].pos.column, JSON_DEPTH_MAX + 1);
    assert_non_null(
        json_parse(&a, (str){ text + depth - JSON_DEPTH_MAX, JSON_DEPTH_MAX * 2 }, STR("t"), &d));
}

static void of_two_equal_keys_the_last_counts_and_is_reported(void **state)
{
    diag_list d;
    diag_init(&d, &a);
    json *j = json_parse(&a, STR("{\"a\":1,\n\"b\":2,\n\"a\":3}"), STR("t"), &d);
    assert_non_null(j);
    assert_int_equal(j->count, 2);
    CHECK_STR(json_get(j, "a")->text, "3");
    assert_int_equal(d.warning_count, 1);
    assert_int_equal(d.all.items[0].pos.line, 3);
    strbuf big;
    strbuf_init(&big, &a);
    strbuf_put_char(&big, '{');
    for (int i = 0; i < 3000; i++) strbuf_printf(&big, "\"k%d\":%d,", i % 2000, i);
    strbuf_putc(&big, "\"end\":0}");
    j = json_parse(&a, strbuf_done(&big), STR("t"), &d);
    assert_int_equal(j->count, 2001);
    CHECK_STR(json_get(j, "k999")->text, "2999");
    CHECK_STR(json_get(j, "k1000")->text, "1000");
    assert_int_equal(d.warning_count, 1001);
}

static void what_is_written_is_read_again(void **state)
{
    strbuf out;
    strbuf_init(&out, &a);
    json_out w;
    json_out_init(&w, &out);
    json_begin_object(&w);
    json_key(&w, "文\"号");
    json_put_str(&w, STR("a\\\n\x01\xFF中\x7F"));
    json_key(&w, "list");
    json_begin_array(&w);
    json_put_int(&w, INT64_MIN);
    json_put_raw(&w, STR("0.10"));
    json_put_bool(&w, true);
    json_put_null(&w);
    json_begin_array(&w);
    json_end_array(&w);
    json_begin_object(&w);
    json_end_object(&w);
    json_end_array(&w);
    json_key_str(&w, STR("last"));
    json_put_bool(&w, false);
    json_end_object(&w);
    CHECK_STR(
        strbuf_done(&out),
        "{\"文\\\"号\":\"a\\\\\\n\\u0001\xEF\xBF\xBD中\\u007f\",\"list\":[-9223372036854775808,0.10,"
        "true,null,[],{}],\"last\":false}");
    json *j = parsed(strbuf_done(&out).ptr);
    CHECK_STR(json_str(j, "文\"号"), "a\\\n\x01\xEF\xBF\xBD中\x7F");
}

static void writing_too_deep_fails_instead_of_overrunning(void **state)
{
    strbuf out;
    strbuf_init(&out, &a);
    json_out w;
    json_out_init(&w, &out);
    for (int i = 0; i < JSON_DEPTH_MAX + 50; i++) json_begin_array(&w);
    for (int i = 0; i < JSON_DEPTH_MAX + 60; i++) json_end_array(&w);
    assert_true(out.failed);
}

static void memory_denied_anywhere_gives_null_without_a_crash(void **state)
{
    str text = STR("{\"a\":[1,2,3,4,5,6,7,8,9,10],\"b\":{\"c\":\"x\\ny\"},\"d\":null}");
    int failures = 0;
    for (int deny = 1; deny < 60; deny++) {
        arena own;
        arena_init(&own, 0);
        diag_list d;
        diag_init(&d, &a);
        own.deny_at = deny;
        json *j = json_parse(&own, text, STR("t"), &d);
        if (!j) {
            failures++;
            assert_string_equal(d.all.items[0].code, "E-MEMORY");
        }
        arena_deinit(&own);
    }
    assert_in_range(failures, 10, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(values_of_every_kind),
        cmocka_unit_test(escapes_are_resolved),
        cmocka_unit_test(the_place_of_an_error_is_told),
        cmocka_unit_test(deep_nesting_is_refused_without_using_the_stack),
        cmocka_unit_test(of_two_equal_keys_the_last_counts_and_is_reported),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(writing_too_deep_fails_instead_of_overrunning),
        cmocka_unit_test(memory_denied_anywhere_gives_null_without_a_crash),
    };
    return cmocka_run_group_tests_name("base/json", tests, open_arena, close_arena);
}
