/* Tests of base/csv: RFC 4180, damaged rows, round trips. */
#include "check.h"
#include "base/csv.h"

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

/* All rows as "field|field/field|field", a bad row marked with "!" in front. */
static str rows_of(const char *text)
{
    csv_reader r;
    csv_init(&r, str_c(text), &a);
    strbuf out;
    strbuf_init(&out, &a);
    bool bad;
    while (csv_next(&r, &bad)) {
        if (r.row > 1) strbuf_put_char(&out, '/');
        if (bad) strbuf_put_char(&out, '!');
        for (int i = 0; i < r.fields.count; i++) {
            if (i) strbuf_put_char(&out, '|');
            strbuf_put(&out, r.fields.items[i]);
        }
    }
    return strbuf_done(&out);
}

static void rows_and_fields_are_split(void **state)
{
    static const char *const cases[][2] = {
        { "a,b\nc,d\n", "a|b/c|d" },
        { "a,b\r\nc,d", "a|b/c|d" },
        { "a,b\rc,d\r", "a|b/c|d" },
        { "\xEF\xBB\xBF"
          "a,b",
          "a|b" },
        { "\"a\",\"b\"\n", "a|b" },
        { "\"a,b\",\"c\"\"d\"\n", "a,b|c\"d" },
        { "\"a\nb\",c\n", "a\nb|c" },
        { "a,,\n,,b", "a||/||b" },
        { "", "" },
        { "\n\n", "" },
        { "a,b\n\n\nc,d", "a|b/c|d" },
        { "a\n\nb\n", "a//b" },
        { "姓名,\"金额\"\n甲,1", "姓名|金额/甲|1" },
        { "\"\",\"\"\"\"", "|\"" },
        { "a, b ,c", "a| b |c" },
        { "a,\"b\"", "a|b" },
        { "a,", "a|" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(rows_of(cases[i][0]), cases[i][1]);
}

static void a_damaged_row_is_marked_and_the_next_one_is_read(void **state)
{
    CHECK_STR(rows_of("a,b\n\"open,x\nc,d\n"), "a|b/!\"open|x/c|d");
    CHECK_STR(rows_of("a,b\n\"x\"y,z\nc,d\n"), "a|b/!x|z/c|d");
    CHECK_STR(rows_of("a,b\nx\"y,z\nc,d\n"), "a|b/!x\"y|z/c|d");
    CHECK_STR(rows_of("\""), "!\"");
}

static void rows_and_lines_are_numbered(void **state)
{
    csv_reader r;
    csv_init(&r, STR("h,i\n\"two\r\nlines\",x\n\ny,z\n"), &a);
    bool bad;
    assert_true(csv_next(&r, &bad));
    assert_int_equal(r.row, 1);
    assert_int_equal(r.line, 2);
    assert_true(csv_next(&r, &bad));
    assert_int_equal(r.row, 2);
    assert_int_equal(r.line, 4);
    assert_true(csv_next(&r, &bad));
    assert_int_equal(r.row, 3);
    assert_int_equal(r.line, 6);
    assert_false(csv_next(&r, &bad));
    assert_false(csv_next(&r, &bad));
}

static void plain_fields_are_not_copied(void **state)
{
    const char *text = "abc,\"def\"\n";
    csv_reader r;
    csv_init(&r, str_c(text), &a);
    bool bad;
    assert_true(csv_next(&r, &bad));
    assert_ptr_equal(r.fields.items[0].ptr, text);
    assert_ptr_equal(r.fields.items[1].ptr, text + 5);
}

static void a_forgotten_quote_in_a_huge_file_costs_linear_time(void **state)
{
    int32_t size = 8 * 1000 * 1000;
    char *text = arena_get(&a, (size_t)size);
    for (int32_t i = 0; i < size; i++) text[i] = i % 10 == 9 ? '\n' : 'x';
    text[0] = '"';
    csv_reader r;
    csv_init(&r, (str){ text, size }, &a);
    bool bad;
    int64_t bad_rows = 0;
    while (csv_next(&r, &bad)) bad_rows += bad;
    assert_int_equal(r.row, size / 10);
    assert_int_equal(bad_rows, 1);
}

static void what_is_written_is_read_again(void **state)
{
    static const char pieces[][8] = { "a", "中", "\"", ",", "\n", "\r\n", " ", "-1.50", "=", "" };
    uint64_t seed = 2;
    for (int round = 0; round < 3000; round++) {
        str fields[4];
        strbuf out;
        arena_pos pos = arena_mark(&a);
        strbuf_init(&out, &a);
        for (int i = 0; i < 4; i++) {
            strbuf field;
            strbuf_init(&field, &a);
            for (int n = (int)random_between(&seed, 0, 6); n > 0; n--)
                strbuf_putc(&field, pieces[random_next(&seed) % 10]);
            fields[i] = strbuf_done(&field);
            csv_put(&out, fields[i], i == 0);
        }
        csv_end_row(&out);
        csv_reader r;
        csv_init(&r, strbuf_done(&out), &a);
        bool bad;
        assert_true(csv_next(&r, &bad));
        assert_false(bad);
        assert_int_equal(r.fields.count, 4);
        for (int i = 0; i < 4; i++) CHECK_STR(r.fields.items[i], fields[i].ptr);
        assert_false(csv_next(&r, &bad));
        arena_rewind(&a, pos);
    }
    strbuf out;
    strbuf_init(&out, &a);
    csv_put(&out, STR("-5"), true);
    csv_put(&out, STR("a;b"), false);
    csv_put(&out, STR("x,y"), false);
    csv_end_row(&out);
    CHECK_STR(strbuf_done(&out), "-5,a;b,\"x,y\"\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_fields_are_split),
        cmocka_unit_test(a_damaged_row_is_marked_and_the_next_one_is_read),
        cmocka_unit_test(rows_and_lines_are_numbered),
        cmocka_unit_test(plain_fields_are_not_copied),
        cmocka_unit_test(a_forgotten_quote_in_a_huge_file_costs_linear_time),
        cmocka_unit_test(what_is_written_is_read_again),
    };
    return cmocka_run_group_tests_name("base/csv", tests, open_arena, close_arena);
}
