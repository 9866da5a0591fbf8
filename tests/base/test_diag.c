/* Tests of base/diag: places, both languages, the caret line. */
#include "check.h"
#include "base/diag.h"

#include <stdlib.h>

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

static str printed(const diag *d, str source, lang language)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    diag_print(out, d, source, language);
    fclose(out);
    str copy = str_copy(&a, (str){ text, (int32_t)size });
    free(text);
    return copy;
}

static void a_byte_offset_becomes_line_and_column(void **state)
{
    str text = STR("\xEF\xBB\xBF第一行\r\n第二行abc\rx\ny");
    src_pos p = src_pos_at(STR("f"), text, str_find(text, STR("abc")));
    assert_int_equal(p.line, 2);
    assert_int_equal(p.column, 4);
    p = src_pos_at(STR("f"), text, str_find(text, STR("第一")));
    assert_int_equal(p.line, 1);
    assert_int_equal(p.column, 1);
    p = src_pos_at(STR("f"), text, str_find(text, STR("x")));
    assert_int_equal(p.line, 3);
    p = src_pos_at(STR("f"), text, 1000);
    assert_int_equal(p.line, 4);
    assert_int_equal(p.column, 2);
}

static void a_finding_prints_its_place_and_carets_under_wide_characters(void **state)
{
    diag_list l;
    diag_init(&l, &a);
    str source = STR("| 项 | 值 |\n| 金额 | 一百abc |\n");
    src_pos pos = { STR("policies/a.md"), 2, 8, 2 };
    diag *d = diag_error(&l, "E-DIGIT", pos, "“%s”不是数字；请用 0-9",
                         "\"%s\" is no number; use 0-9", "一百");
    assert_non_null(d);
    d->provision = STR("四(五)");
    CHECK_STR(printed(d, source, LANG_ZH),
              "policies/a.md:2:8: 四(五) “一百”不是数字；请用 0-9 [E-DIGIT]\n"
              "  | 金额 | 一百abc |\n"
              "           ^~~~\n");
    CHECK_STR(printed(d, STR(""), LANG_EN),
              "policies/a.md:2:8: 四(五) \"一百\" is no number; use 0-9 [E-DIGIT]\n");
    assert_int_equal(l.error_count, 1);
}

static void warnings_say_so_and_a_second_place_is_named(void **state)
{
    diag_list l;
    diag_init(&l, &a);
    diag *d = diag_warn(&l, "W-X", (src_pos){ STR("a"), 1, 1, 0 }, "冲突", "conflict");
    d->also = (src_pos){ STR("b"), 7, 0, 0 };
    CHECK_STR(diag_text(&a, d, LANG_ZH), "a:1:1: 警告: 冲突 (另见 b:7) [W-X]");
    CHECK_STR(diag_text(&a, d, LANG_EN), "a:1:1: warning: conflict (see also b:7) [W-X]");
    diag *bare = diag_add(&l, DIAG_NOTE, NULL, (src_pos){ 0 }, STR("只有中文"), STR(""));
    CHECK_STR(diag_text(&a, bare, LANG_EN), "note: 只有中文");
    assert_int_equal(l.warning_count, 1);
    assert_int_equal(l.error_count, 0);
}

static void control_characters_never_reach_the_terminal(void **state)
{
    diag_list l;
    diag_init(&l, &a);
    diag *d = diag_error(&l, "E", (src_pos){ STR("f\x1B[31m"), 1, 3, 1 }, "x\ny\x07", "x");
    str text = printed(d, STR("\x1B[2Jab\tc\xFF"), LANG_ZH);
    for (int32_t i = 0; i < text.len; i++)
        assert_true((unsigned char)text.ptr[i] >= 0x20 || text.ptr[i] == '\n');
    assert_int_equal(utf8_bad(text), -1);
}

static void a_very_long_line_is_shown_around_the_place(void **state)
{
    int32_t size = 10 * 1000 * 1000;
    char *line = arena_get(&a, (size_t)size);
    memset(line, 'a', (size_t)size);
    line[5000000] = 'Z';
    diag_list l;
    diag_init(&l, &a);
    diag *d = diag_error(&l, "E", (src_pos){ STR("f"), 1, 5000001, 1 }, "错", "wrong");
    str text = printed(d, (str){ line, size }, LANG_ZH);
    assert_true(text.len < 500);
    int32_t z = str_find(text, STR("Z")), caret = str_find(text, STR("^"));
    int32_t line_start = str_find(text, STR("\n")) + 1,
            caret_start = str_find_from(text, STR("\n"), line_start) + 1;
    assert_int_equal(utf8_width(str_sub(text, line_start, z)),
                     utf8_width(str_sub(text, caret_start, caret)));
}

static void a_place_outside_the_text_prints_without_harm(void **state)
{
    diag_list l;
    diag_init(&l, &a);
    for (int line = 0; line < 5; line++)
        for (int column = 0; column < 9; column++) {
            diag *d = diag_error(&l, "E", (src_pos){ STR("f"), line, column, 1000 }, "错", "wrong");
            assert_true(printed(d, STR("ab\n中"), LANG_ZH).len > 5);
        }
}

static void findings_beyond_the_limit_are_only_counted(void **state)
{
    diag_list l;
    diag_init(&l, &a);
    for (int i = 0; i < DIAG_MAX + 25; i++)
        diag_error(&l, "E", (src_pos){ 0 }, "第%d个", "no. %d", i);
    assert_int_equal(l.all.count, DIAG_MAX);
    assert_int_equal(l.dropped_count, 25);
    assert_int_equal(l.error_count, DIAG_MAX + 25);
}

static void without_memory_a_finding_is_still_counted(void **state)
{
    for (int deny = 1; deny < 8; deny++) {
        arena own;
        arena_init(&own, 0);
        diag_list l;
        diag_init(&l, &own);
        own.deny_at = deny;
        diag_error(&l, "E", (src_pos){ STR("f"), 1, 1, 1 }, "错%d", "wrong%d", 1);
        assert_int_equal(l.error_count, 1);
        arena_deinit(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_offset_becomes_line_and_column),
        cmocka_unit_test(a_finding_prints_its_place_and_carets_under_wide_characters),
        cmocka_unit_test(warnings_say_so_and_a_second_place_is_named),
        cmocka_unit_test(control_characters_never_reach_the_terminal),
        cmocka_unit_test(a_very_long_line_is_shown_around_the_place),
        cmocka_unit_test(a_place_outside_the_text_prints_without_harm),
        cmocka_unit_test(findings_beyond_the_limit_are_only_counted),
        cmocka_unit_test(without_memory_a_finding_is_still_counted),
    };
    return cmocka_run_group_tests_name("base/diag", tests, open_arena, close_arena);
}
