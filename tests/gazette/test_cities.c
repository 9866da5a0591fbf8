/* Whole texts in the manners of several cities against rows written by hand, and the project's
** own sample gazette. */
#include "helper.h"

#include <stdio.h>
#include <stdlib.h>

static const char *source_path(char *room, size_t size, const char *name)
{
    const char *root = getenv("HENG_SOURCE");
    snprintf(room, size, "%s/%s", root ? root : ".", name);
    return room;
}

static str rows_of(reading *r)
{
    strbuf b;
    strbuf_init(&b, &r->a);
    gazette_tasks_csv_header(&b);
    for (int i = 0; i < r->g.docs.count; i++) gazette_tasks_csv(&b, &r->g.docs.items[i]);
    return str_replace(&r->a, strbuf_done(&b), STR("\r\n"), STR("\n"));
}

static void check(const char *text, const char *rows)
{
    char path[4096], expected[4096];
    reading r;
    read_path(&r, source_path(path, sizeof path, text));
    str want = file_bytes(&r.a, source_path(expected, sizeof expected, rows));
    assert_string_equal(text_of(&r, rows_of(&r)), text_of(&r, want));
    end_reading(&r);
}

static void measures_in_brackets_of_many_kinds(void **state)
{
    (void)state;
    check("tests/gazette/cities/a_brackets.txt", "tests/gazette/cities/a_brackets.csv");
}

static void a_table_between_tabs(void **state)
{
    (void)state;
    check("tests/gazette/cities/b_table.txt", "tests/gazette/cities/b_table.csv");
}

static void duties_in_prose(void **state)
{
    (void)state;
    check("tests/gazette/cities/c_prose.txt", "tests/gazette/cities/c_prose.csv");
}

static void a_web_page_with_a_table(void **state)
{
    (void)state;
    check("tests/gazette/cities/d_page.html", "tests/gazette/cities/d_page.csv");
}

static void tags_in_headings_and_pages_in_between(void **state)
{
    (void)state;
    check("tests/gazette/cities/e_mixed.txt", "tests/gazette/cities/e_mixed.csv");
}

static void the_sample_gazette(void **state)
{
    (void)state;
    check("samples/sample-gazette-2024-1.txt", "tests/gazette/cities/sample.csv");
}

static void the_sample_as_a_page_in_gb18030(void **state)
{
    (void)state;
    char path[4096];
    reading r;
    check("samples/sample-gazette-2024-1.gb18030.html", "tests/gazette/cities/sample.csv");
    read_path(&r, source_path(path, sizeof path, "samples/sample-gazette-2024-1.gb18030.html"));
    assert_int_equal(r.g.encoding, GAZETTE_GB18030);
    assert_int_equal(r.g.form, GAZETTE_HTML);
    assert_string_equal(text_of(&r, r.g.name), "示例市人民政府公报2024年第1期");
    assert_day(r.g.published_on, 2024, 4, 30);
    assert_int_equal(r.diags.all.count, 0);
    end_reading(&r);
}

static void measures_of_a_unit(void **state)
{
    (void)state;
    char path[4096];
    reading r;
    read_path(&r, source_path(path, sizeof path, "samples/sample-gazette-2024-1.txt"));
    const gazette_doc *d = &r.g.docs.items[2];
    assert_int_equal(d->measures.count, 9);
    const gazette_measure *m = &d->measures.items[1];
    assert_string_equal(text_of(&r, d->tasks.items[m->task].task_no), "1-1");
    assert_string_equal(text_of(&r, m->unit), "市人力资源和社会保障局");
    assert_string_equal(text_of(&r, m->measure_no), "2");
    assert_string_equal(names_text(&r, &m->targets), "5000人次;300万元");
    assert_string_equal(names_text(&r, &task(&r, 2, "4")->supervising), "市政府督查室");
    end_reading(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_in_brackets_of_many_kinds),
        cmocka_unit_test(a_table_between_tabs),
        cmocka_unit_test(duties_in_prose),
        cmocka_unit_test(a_web_page_with_a_table),
        cmocka_unit_test(tags_in_headings_and_pages_in_between),
        cmocka_unit_test(the_sample_gazette),
        cmocka_unit_test(the_sample_as_a_page_in_gb18030),
        cmocka_unit_test(measures_of_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
