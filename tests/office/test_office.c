/* test_office.c: import of whole gazettes, validity at a date, citations both ways, assignments by
 * filter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "office/office.h"
#include "store/journal.h"
#include <stdio.h>
#include <stdlib.h>

/* Two issues of a gazette written for this test: the second repeals and cites the first. */
static const char FIRST[] =
    "某某市人民政府公报2021年第1期\n发布日期:2021-03-31\n\n"
    "某某市人民政府关于印发\n某某市便民行动方案的通知\n某政发〔2021〕3号\n\n各区人民政府,市政府各部门:\n"
    "　　现将《某某市便民行动方案》印发给你们。\n　　某某市人民政府\n　　2021年2月1日\n　　某某市便民行动方案\n"
    "　　一、主要任务\n　　1. 建设便民服务点。2022年底前建成20个。(牵头单位:市民政局;责任单位:市财政局、各区人民政府)\n"
    "　　2. 开通便民热线。(牵头单位:市信访局;配合单位:市财政局)\n　　3. 完善便民地图。(责任单位:市民政局)\n"
    "　　二、施行日期\n　　本方案自2021年3月1日起施行,有效期至2025年12月31日。\n";
static const char SECOND[] =
    "某某市人民政府公报2023年第2期\n发布日期:2023-06-30\n\n"
    "某某市人民政府关于进一步便民的意见\n某政发〔2023〕8号\n\n各区人民政府,市政府各部门:\n"
    "　　根据《国务院关于便民的意见》(国发〔2020〕1号)和某政发〔2021〕3号文件精神,提出以下意见。\n"
    "　　一、总体要求\n　　便民利民。\n　　二、附则\n　　本意见自2023年7月1日起施行。某政发〔2021〕3号同时废止。\n"
    "　　某某市人民政府\n　　2023年6月15日\n";

typedef struct setup { char dir[64]; arena arena; diag_list diags; office office; } setup;

static void open_office(setup *s)
{
    *s = (setup){ 0 };
    snprintf(s->dir, sizeof s->dir, "/tmp/heng-test-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    arena_init(&s->arena, 0);
    diag_init(&s->diags, &s->arena);
    s->office.store = store_open(str_format(&s->arena, "%s/t.db", s->dir), &s->diags);
    assert_non_null(s->office.store);
}

static void close_office(setup *s)
{
    store_close(s->office.store);
    arena_deinit(&s->arena);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", s->dir);
    assert_int_equal(system(command), 0);
}

static office_imported import_text(setup *s, const char *file, str text)
{
    office_imported r;
    bool ok = office_import(&s->office, &s->arena, str_c(file), text, STR("tester"), &s->diags, &r);
    for (int i = 0; i < s->diags.all.count; i++)
        diag_print(stderr, &s->diags.all.items[i], (str){ 0 }, LANG_ZH);
    assert_true(ok);
    return r;
}

static void open_both(setup *s)
{
    open_office(s);
    import_text(s, "first.txt", STR(FIRST));
    import_text(s, "second.txt", STR(SECOND));
}

static office_document document_at(setup *s, const char *doc_no, date at)
{
    office_document d;
    db *c = store_reader(s->office.store, &s->diags);
    int64_t id = office_find_document(c, &s->arena, str_c(doc_no));
    assert_true(id > 0);
    assert_true(office_read_document(&s->office, c, &s->arena, id, at, &d));
    store_reader_done(s->office.store, c);
    return d;
}

static void an_issue_is_stored_with_what_the_reader_found(void **state)
{
    (void)state;
    setup s;
    open_office(&s);
    office_imported r = import_text(&s, "folder/first.txt", STR(FIRST));
    assert_int_equal(r.outcome, REC_NEW);
    assert_int_equal(r.doc_count, 1);
    assert_true(str_eqc(r.docs[0].doc_no, "某政发〔2021〕3号"));
    assert_int_equal(r.tasks, 3);
    office_issues issues;
    assert_true(office_list_issues(&s.office, &s.arena, 0, &s.diags, &issues));
    assert_int_equal(issues.count, 1);
    assert_true(str_eqc(issues.items[0].file, "first.txt"));
    assert_int_equal(issues.items[0].year, 2021);
    assert_int_equal(issues.items[0].number, 1);
    assert_int_equal(issues.items[0].tasks, 3);
    office_document d = document_at(&s, "某政发[2021]3号", (date){ 2021, 6, 1 });
    assert_true(str_eqc(d.place, "某某市"));
    assert_true(str_eqc(d.issuer, "某某市人民政府"));
    close_office(&s);
}

static void validity_follows_effect_repeal_and_end(void **state)
{
    (void)state;
    setup s;
    open_office(&s);
    import_text(&s, "first.txt", STR(FIRST));
    assert_int_equal(document_at(&s, "某政发〔2021〕3号", (date){ 2021, 2, 28 }).state.kind,
                     OFFICE_NOT_YET);
    assert_int_equal(document_at(&s, "某政发〔2021〕3号", (date){ 2021, 3, 1 }).state.kind,
                     OFFICE_IN_FORCE);
    assert_int_equal(document_at(&s, "某政发〔2021〕3号", (date){ 2025, 12, 31 }).state.kind,
                     OFFICE_IN_FORCE);
    assert_int_equal(document_at(&s, "某政发〔2021〕3号", (date){ 2026, 1, 1 }).state.kind,
                     OFFICE_EXPIRED);
    import_text(&s, "second.txt", STR(SECOND));
    assert_int_equal(document_at(&s, "某政发〔2021〕3号", (date){ 2023, 6, 30 }).state.kind,
                     OFFICE_IN_FORCE);
    office_document d = document_at(&s, "某政发〔2021〕3号", (date){ 2023, 7, 1 });
    assert_int_equal(d.state.kind, OFFICE_REPEALED);
    assert_true(str_eqc(d.state.by_doc_no, "某政发〔2023〕8号"));
    assert_true(d.state.by_id > 0);
    assert_int_equal(date_cmp(d.state.until, (date){ 2023, 6, 30 }), 0);
    close_office(&s);
}

static void citations_lead_both_ways(void **state)
{
    (void)state;
    setup s;
    open_both(&s);
    db *c = store_reader(s.office.store, &s.diags);
    int64_t first = office_find_document(c, &s.arena, STR("某政发〔2021〕3号")),
            second = office_find_document(c, &s.arena, STR("某政发〔2023〕8号"));
    office_citations out, in;
    assert_true(
        office_read_citations_out(&s.office, c, &s.arena, second, (date){ 2023, 7, 1 }, &out));
    assert_true(office_read_citations_in(c, &s.arena, first, &in));
    bool absent = false, repeals = false, back = false;
    for (int i = 0; i < out.count; i++) {
        absent = absent
                 || (str_eqc(out.items[i].doc_no, "国发〔2020〕1号") && out.items[i].other_id == 0);
        repeals = repeals
                  || (str_eqc(out.items[i].relation, "repeals") && out.items[i].other_id == first);
    }
    for (int i = 0; i < in.count; i++)
        back = back || (in.items[i].other_id == second && str_eqc(in.items[i].relation, "repeals"));
    assert_true(absent);
    assert_true(repeals);
    assert_true(back);
    store_reader_done(s.office.store, c);
    close_office(&s);
}

static bool count_task(void *self, const office_task *t)
{
    (void)t;
    ++*(int *)self;
    return true;
}

static int tasks_of(setup *s, office_task_filter f)
{
    int listed = 0;
    db *c = store_reader(s->office.store, &s->diags);
    f.limit = -1;
    assert_true(office_task_filter_ok(&f, &s->diags));
    assert_true(office_each_task(c, &s->arena, &f, count_task, &listed));
    assert_int_equal(office_count_tasks(c, &s->arena, &f), listed);
    store_reader_done(s->office.store, c);
    return listed;
}

static void assignments_are_found_by_unit_role_date_and_text(void **state)
{
    (void)state;
    setup s;
    open_both(&s);
    assert_int_equal(tasks_of(&s, (office_task_filter){ .doc = STR("某政发【2021】3号") }), 3);
    assert_int_equal(tasks_of(&s, (office_task_filter){ .unit = STR("市民政局") }), 2);
    assert_int_equal(
        tasks_of(&s, (office_task_filter){ .unit = STR("市民政局"), .role = STR("lead") }), 1);
    assert_int_equal(
        tasks_of(&s, (office_task_filter){ .unit = STR("市财政局"), .role = STR("cooperating") }),
        1);
    assert_int_equal(
        tasks_of(&s, (office_task_filter){ .role = STR("lead"), .doc = STR("某政发〔2021〕3号") }),
        2);
    assert_int_equal(tasks_of(&s, (office_task_filter){ .due_to = { 2022, 12, 31 } }), 1);
    assert_int_equal(tasks_of(&s, (office_task_filter){ .due_from = { 2023, 1, 1 } }), 0);
    assert_int_equal(tasks_of(&s, (office_task_filter){ .q = STR("热线") }), 1);
    assert_int_equal(tasks_of(&s, (office_task_filter){ .unit = STR("无此单位") }), 0);
    assert_int_equal(tasks_of(&s, (office_task_filter){ .q = STR("' OR 1=1 --") }), 0);
    close_office(&s);
}

static void documents_are_filtered_by_state_and_counted(void **state)
{
    (void)state;
    setup s;
    open_both(&s);
    office_document_filter f = { .state = OFFICE_REPEALED, .at = { 2023, 7, 1 }, .limit = -1 };
    office_documents all;
    assert_true(office_list_documents(&s.office, &s.arena, &f, &s.diags, &all));
    assert_int_equal(all.total, 1);
    assert_true(str_eqc(all.items[0].doc_no, "某政发〔2021〕3号"));
    f = (office_document_filter){ .state = -1, .at = { 2023, 7, 1 }, .limit = 1, .offset = 1 };
    assert_true(office_list_documents(&s.office, &s.arena, &f, &s.diags, &all));
    assert_int_equal(all.total, 2);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.states.count, 2);
    close_office(&s);
}

static void a_file_without_documents_changes_nothing(void **state)
{
    (void)state;
    setup s;
    open_office(&s);
    const str files[] = { STR(""), STR("%PDF-1.4\n\xff\xfe\n"), STR("\n\n\n") };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        office_imported r;
        assert_false(office_import(&s.office, &s.arena, STR("x.txt"), files[i], STR("tester"),
                                   &s.diags, &r));
        assert_string_equal(s.diags.all.items[s.diags.all.count - 1].code, "E-NO-DOCUMENT");
    }
    db *c = store_reader(s.office.store, &s.diags);
    journal_head head;
    assert_true(journal_read_head(c, &s.arena, &head));
    assert_int_equal(head.count, 0);
    store_reader_done(s.office.store, c);
    close_office(&s);
}

/* The n-th request for memory is denied, n = 1, 2, 4, 8, …: the import fails whole or succeeds
 * whole. */
static void an_import_without_memory_stores_all_or_nothing(void **state)
{
    (void)state;
    setup s;
    open_office(&s);
    bool done = false;
    for (long n = 1; !done && n < (1L << 24); n += 1 + n / 8) {
        arena a;
        arena_init(&a, 0);
        office_imported r;
        a.deny_at = n;
        done =
            office_import(&s.office, &a, STR("first.txt"), STR(FIRST), STR("tester"), &s.diags, &r);
        bool reached = a.deny_at <= 0;
        arena_deinit(&a);
        db *c = store_reader(s.office.store, &s.diags);
        int64_t documents = db_int(c, -1, "SELECT count(*) FROM document", ""),
                tasks = db_int(c, -1, "SELECT count(*) FROM task", "");
        store_reader_done(s.office.store, c);
        assert_int_equal(documents, done ? 1 : 0);
        /* A denial that nobody noticed would be an import with something missing. */
        if (done) assert_true(!reached && tasks == 3);
    }
    assert_true(done);
    close_office(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_issue_is_stored_with_what_the_reader_found),
        cmocka_unit_test(validity_follows_effect_repeal_and_end),
        cmocka_unit_test(citations_lead_both_ways),
        cmocka_unit_test(assignments_are_found_by_unit_role_date_and_text),
        cmocka_unit_test(documents_are_filtered_by_state_and_counted),
        cmocka_unit_test(a_file_without_documents_changes_nothing),
        cmocka_unit_test(an_import_without_memory_stores_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
