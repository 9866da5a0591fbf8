/* Whole texts in the manners of several cities against rows written by hand, and the project's
** own sample gazette. */
#include "helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void closing_sentences_and_brackets_broken_after_a_semicolon(void **state)
{
    (void)state;
    check("tests/gazette/cities/f_closing.txt", "tests/gazette/cities/f_closing.csv");
}

static void terms_inside_brackets_and_labels_on_the_next_line(void **state)
{
    (void)state;
    check("tests/gazette/cities/g_terms.txt", "tests/gazette/cities/g_terms.csv");
}

static void a_page_with_its_data_above_and_a_plan_that_counts_again(void **state)
{
    (void)state;
    check("tests/gazette/cities/h_page.txt", "tests/gazette/cities/h_page.csv");
}

static void bands_across_a_table_of_a_page(void **state)
{
    (void)state;
    check("tests/gazette/cities/i_bands.html", "tests/gazette/cities/i_bands.csv");
}

static void labels_under_numbers_and_values_on_their_own_line(void **state)
{
    (void)state;
    check("tests/gazette/cities/j_labels.txt", "tests/gazette/cities/j_labels.csv");
}

static void lists_with_notes_marks_and_a_second_bracket(void **state)
{
    (void)state;
    check("tests/gazette/cities/k_lists.txt", "tests/gazette/cities/k_lists.csv");
}

static void tables_behind_a_plan_without_a_number(void **state)
{
    (void)state;
    check("tests/gazette/cities/l_plan.txt", "tests/gazette/cities/l_plan.csv");
}

static void who_leads_who_helps_in_running_words(void **state)
{
    (void)state;
    check("tests/gazette/cities/m_roles.txt", "tests/gazette/cities/m_roles.csv");
}

static void numbers_printed_twice_above_a_document(void **state)
{
    (void)state;
    check("tests/gazette/cities/p_repeated.txt", "tests/gazette/cities/p_repeated.csv");
}

/* number|title|issuer|addressees|day of every document, then what it repeals. */
static str heads_of(reading *r)
{
    strbuf b;
    strbuf_init(&b, &r->a);
    for (int i = 0; i < r->g.docs.count; i++) {
        const gazette_doc *d = &r->g.docs.items[i];
        str to = gazette_names_join(&r->a, &d->addressees);
        strbuf_printf(&b, "%.*s|%.*s|%.*s|%.*s|%04d-%02d-%02d\n", STR_ARG(d->doc_no),
                      STR_ARG(d->title), STR_ARG(d->issuer), STR_ARG(to), d->signed_on.year,
                      d->signed_on.month, d->signed_on.day);
        for (int k = 0; k < d->cites.count; k++)
            if (d->cites.items[k].relation == GAZETTE_REPEALS)
                strbuf_printf(&b, "  - %.*s|%.*s\n", STR_ARG(d->cites.items[k].doc_no),
                              STR_ARG(d->cites.items[k].title));
    }
    return strbuf_done(&b);
}

static void check_heads(const char *text, const char *heads)
{
    char path[4096], expected[4096];
    reading r;
    read_path(&r, source_path(path, sizeof path, text));
    str want = file_bytes(&r.a, source_path(expected, sizeof expected, heads));
    assert_string_equal(text_of(&r, heads_of(&r)), text_of(&r, want));
    end_reading(&r);
}

static void orders_notices_and_repeals_of_an_issue(void **state)
{
    (void)state;
    check_heads("tests/gazette/cities/n_issue.txt", "tests/gazette/cities/n_issue.heads");
}

static void a_list_of_contents_is_no_document(void **state)
{
    (void)state;
    check_heads("tests/gazette/cities/o_contents.txt", "tests/gazette/cities/o_contents.heads");
}

static void a_long_run_of_short_lines_stays_small(void **state)
{
    (void)state;
    enum { LINES = 120000 };
    reading r;
    char *text = malloc(LINES * 4 + 1);
    assert_non_null(text);
    for (int i = 0; i < LINES; i++) memcpy(text + i * 4, "甲\n", 4);
    text[LINES * 4] = 0;
    read_text(&r, text);
    assert_int_equal(r.g.docs.count, 1);
    const gazette_doc *d = &r.g.docs.items[0];
    for (int i = 0; i < d->provisions.count; i++)
        assert_true(d->provisions.items[i].heading.len < 2000);
    free(text);
    end_reading(&r);
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
        cmocka_unit_test(closing_sentences_and_brackets_broken_after_a_semicolon),
        cmocka_unit_test(terms_inside_brackets_and_labels_on_the_next_line),
        cmocka_unit_test(a_page_with_its_data_above_and_a_plan_that_counts_again),
        cmocka_unit_test(bands_across_a_table_of_a_page),
        cmocka_unit_test(labels_under_numbers_and_values_on_their_own_line),
        cmocka_unit_test(lists_with_notes_marks_and_a_second_bracket),
        cmocka_unit_test(tables_behind_a_plan_without_a_number),
        cmocka_unit_test(who_leads_who_helps_in_running_words),
        cmocka_unit_test(numbers_printed_twice_above_a_document),
        cmocka_unit_test(orders_notices_and_repeals_of_an_issue),
        cmocka_unit_test(a_list_of_contents_is_no_document),
        cmocka_unit_test(a_long_run_of_short_lines_stays_small),
        cmocka_unit_test(the_sample_gazette),
        cmocka_unit_test(the_sample_as_a_page_in_gb18030),
        cmocka_unit_test(measures_of_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
