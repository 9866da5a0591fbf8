/* Tests of base/str: slices, UTF-8, builders, the text map. */
#include "check.h"

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

static void slices_are_cut_inside_their_bounds(void **state)
{
    str s = STR("中文abc");
    CHECK_STR(str_sub(s, 6, 9), "abc");
    CHECK_STR(str_sub(s, -5, 3), "中");
    CHECK_STR(str_sub(s, 6, 1000), "abc");
    assert_int_equal(str_sub(s, 7, 3).len, 0);
    assert_int_equal(str_sub(s, 100, 200).len, 0);
    assert_int_equal(str_c(NULL).len, 0);
}

static void order_is_that_of_the_code_points(void **state)
{
    assert_int_equal(str_cmp(STR("a"), STR("b")), -1);
    assert_int_equal(str_cmp(STR("ab"), STR("a")), 1);
    assert_int_equal(str_cmp(STR(""), STR("")), 0);
    assert_int_equal(str_cmp(STR("z"), STR("中")), -1);
    assert_int_equal(str_cmp(STR("\xEF\xBD\x81"), STR("\xF0\x9F\x98\x80")), -1);
    assert_true(str_eq((str){ NULL, 0 }, STR("")));
}

static void finding_and_splitting(void **state)
{
    str s = STR("甲;乙;;丙");
    assert_int_equal(str_find(s, STR("乙")), 4);
    assert_int_equal(str_find(s, STR("丁")), -1);
    assert_int_equal(str_find_from(s, STR(";"), 4), 7);
    assert_int_equal(str_find(s, STR("")), 0);
    assert_int_equal(str_find_from(s, STR("x"), 99), -1);
    static const char *const expected[] = { "甲", "乙", "", "丙" };
    str rest = s, piece;
    int count = 0;
    for (; str_split_next(&rest, STR(";"), &piece); count++) CHECK_STR(piece, expected[count]);
    assert_int_equal(count, 4);
    rest = STR("");
    assert_true(str_split_next(&rest, STR(";"), &piece));
    assert_int_equal(piece.len, 0);
    assert_false(str_split_next(&rest, STR(";"), &piece));
}

static void trimming_takes_the_blanks_gazettes_have(void **state)
{
    CHECK_STR(
        str_trim(STR(" \t\xC2\xA0\xE3\x80\x80\xEF\xBB\xBF第一条\xE2\x80\x8B\xE3\x80\x80 \r\n")),
        "第一条");
    CHECK_STR(str_trim(STR("　　")), "");
    CHECK_STR(str_trim(STR("a b")), "a b");
    /* U+3000 must not be recognised by its last byte alone: 一 ends in 0x80 as well. */
    CHECK_STR(str_trim(STR("一")), "一");
}

static void replacing(void **state)
{
    CHECK_STR(str_replace(&a, STR("a.b.c"), STR("."), STR("——")), "a——b——c");
    CHECK_STR(str_replace(&a, STR("aaa"), STR("aa"), STR("b")), "ba");
    CHECK_STR(str_replace(&a, STR("abc"), STR(""), STR("x")), "abc");
    CHECK_STR(str_replace(&a, STR("xx"), STR("x"), STR("")), "");
}

static void every_code_point_survives_a_round_trip(void **state)
{
    for (uint32_t cp = 0; cp <= 0x110100; cp++) {
        char bytes[4];
        int len = utf8_put(cp, bytes);
        bool possible = cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF);
        assert_int_equal(len > 0, possible);
        if (!possible) continue;
        int32_t pos = 0;
        assert_int_equal(utf8_next((str){ bytes, len }, &pos), cp);
        assert_int_equal(pos, len);
    }
}

static void broken_utf8_moves_one_byte_and_is_located(void **state)
{
    static const struct { const char *bytes; int32_t bad;
    } cases[] = {
        { "ab\xFFz", 2 },
        { "\xC0\x80", 0 },
        { "\xE0\x80\x80", 0 },
        { "\xED\xA0\x80", 0 },
        { "\xF4\x90\x80\x80", 0 },
        { "中\xE4\xB8", 3 },
        { "\x80", 0 },
        { "\xF8\x88\x80\x80\x80", 0 },
        { "中文", -1 },
        { "", -1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_bad(str_c(cases[i].bytes)), cases[i].bad);
    int32_t pos = 0;
    str s = STR("\xE4\xB8中");
    assert_int_equal(utf8_next(s, &pos), 0xFFFD);
    assert_int_equal(pos, 1);
    assert_int_equal(utf8_next(s, &pos), 0xFFFD);
    assert_int_equal(utf8_next(s, &pos), 0x4E2D);
    assert_int_equal(pos, 5);
    assert_int_equal(utf8_chars(s), 3);
}

static void characters_and_columns_are_counted(void **state)
{
    str s = STR("ab中文");
    assert_int_equal(utf8_chars(s), 4);
    assert_int_equal(utf8_offset(s, 3), 5);
    assert_int_equal(utf8_offset(s, 99), s.len);
    assert_int_equal(utf8_offset(s, -1), 0);
    assert_int_equal(utf8_width(s), 6);
    assert_int_equal(utf8_width(STR("〔２０２２〕，")), 14);
    assert_int_equal(utf8_width(STR("e\xCC\x81")), 1);
    assert_int_equal(utf8_width(STR("𠀀")), 2);
    assert_int_equal(utf8_width(STR("→é")), 2);
}

static void distance_counts_characters(void **state)
{
    assert_int_equal(str_distance(STR("低保对象"), STR("低保对像")), 1);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting")), 3);
    assert_int_equal(str_distance(STR(""), STR("abc")), 3);
    assert_int_equal(str_distance(STR("abc"), STR("abc")), 0);
    char longer[400];
    memset(longer, 'x', sizeof longer);
    assert_int_equal(str_distance((str){ longer, 400 }, STR("")), 64);
}

static void a_builder_ends_with_a_zero_and_grows(void **state)
{
    strbuf b;
    strbuf_init(&b, &a);
    CHECK_STR(strbuf_done(&b), "");
    for (int i = 0; i < 5000; i++) strbuf_printf(&b, "%d%s", i % 10, i % 10 == 9 ? "中" : "");
    str s = strbuf_done(&b);
    assert_int_equal(s.len, 5000 + 500 * 3);
    assert_int_equal(s.ptr[s.len], 0);
    assert_int_equal(strlen(s.ptr), s.len);
    strbuf_put_cp(&b, 0x4E2D);
    strbuf_put_cp(&b, 0xD800);
    assert_true(str_ends(strbuf_done(&b), STR("中\xEF\xBF\xBD")));
    CHECK_STR(str_format(&a, STR_FMT "-%d", STR_ARG(STR("x")), 3), "x-3");
}

static void a_builder_without_memory_stays_failed(void **state)
{
    arena small;
    arena_init(&small, 512);
    strbuf b;
    strbuf_init(&b, &small);
    for (int i = 0; i < 1000; i++) strbuf_putc(&b, "0123456789");
    assert_true(b.failed);
    strbuf_put_char(&b, 'x');
    strbuf_printf(&b, "%d", 5);
    assert_null(strbuf_done(&b).ptr);
    arena_deinit(&small);
}

static void a_map_finds_what_was_put_last(void **state)
{
    strmap m;
    strmap_init(&m, &a);
    assert_null(strmap_find(&m, STR("x")));
    static int values[2000];
    for (int i = 0; i < 2000; i++)
        assert_true(strmap_put(&m, str_format(&a, "键%d", i), &values[i]));
    assert_true(strmap_put(&m, STR("键7"), &values[0]));
    assert_int_equal(m.count, 2000);
    for (int i = 0; i < 2000; i++) {
        CHECK_STR(m.entries[i].key, str_format(&a, "键%d", i).ptr);
        assert_ptr_equal(strmap_find(&m, m.entries[i].key), i == 7 ? &values[0] : &values[i]);
    }
    assert_null(strmap_find(&m, STR("键2000")));
    assert_null(strmap_find(&m, STR("")));
    assert_true(strmap_put(&m, STR(""), &values[1]));
    assert_ptr_equal(strmap_find(&m, STR("")), &values[1]);
}

/* Every request denied once: nothing crashes, and what is in the map stays findable. */
static void a_map_survives_denied_memory(void **state)
{
    for (int deny = 1; deny < 40; deny++) {
        arena own;
        arena_init(&own, 0);
        own.deny_at = deny;
        strmap m;
        strmap_init(&m, &own);
        static char keys[100][8];
        int value, put = 0;
        for (int i = 0; i < 100; i++) {
            snprintf(keys[i], sizeof keys[i], "k%d", i);
            put += strmap_put(&m, str_c(keys[i]), &value);
        }
        int found = 0;
        for (int i = 0; i < 100; i++) found += strmap_find(&m, str_c(keys[i])) == &value;
        assert_int_equal(found, put);
        assert_true(put >= 98);
        arena_deinit(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_cut_inside_their_bounds),
        cmocka_unit_test(order_is_that_of_the_code_points),
        cmocka_unit_test(finding_and_splitting),
        cmocka_unit_test(trimming_takes_the_blanks_gazettes_have),
        cmocka_unit_test(replacing),
        cmocka_unit_test(every_code_point_survives_a_round_trip),
        cmocka_unit_test(broken_utf8_moves_one_byte_and_is_located),
        cmocka_unit_test(characters_and_columns_are_counted),
        cmocka_unit_test(distance_counts_characters),
        cmocka_unit_test(a_builder_ends_with_a_zero_and_grows),
        cmocka_unit_test(a_builder_without_memory_stays_failed),
        cmocka_unit_test(a_map_finds_what_was_put_last),
        cmocka_unit_test(a_map_survives_denied_memory),
    };
    return cmocka_run_group_tests_name("base/str", tests, open_arena, close_arena);
}
