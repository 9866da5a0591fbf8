/* test_match_pages.c: the real policies: docs/instruments is what the policy files say; every
*benefit can be decided;
** a resident is asked few questions. */
#include "helper.h"
#include "policy/coverage.h"
#include "policy/match.h"

enum { QUESTIONS_MAX = 10 };

static policy_library *lib;
static arena memory;

static int start(void **state)
{
    (void)state;
    diag_list d;
    arena_init(&memory, 0);
    diag_init(&d, &memory);
    policy_load_options o = { .dir = STR(HENG_SOURCE_ROOT "/policies") };
    lib = policy_load(&o, &d);
    return lib ? 0 : 1;
}

static int stop(void **state)
{
    (void)state;
    policy_library_free(lib);
    arena_deinit(&memory);
    return 0;
}

static str file_text(str name)
{
    str path =
        str_format(&memory, "%s/docs/instruments/" STR_FMT ".md", HENG_SOURCE_ROOT, STR_ARG(name));
    FILE *f = fopen(path.ptr, "rb");
    if (!f) fail_msg("%s is missing; run scripts/instruments.sh", path.ptr);
    char *text = arena_get(&memory, 1 << 20);
    assert_non_null(text);
    size_t n = fread(text, 1, 1 << 20, f);
    fclose(f);
    return (str){ text, (int32_t)n };
}

static void assert_page(str name, strbuf *page)
{
    if (!str_eq(strbuf_done(page), file_text(name)))
        fail_msg("docs/instruments/" STR_FMT ".md is not current; run scripts/instruments.sh",
                 STR_ARG(name));
}

static void the_pages_of_the_instruments_are_current(void **state)
{
    (void)state;
    strbuf page;
    int pages = 0;
    for (int i = 0; i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        str id = policy_coverage_id(doc);
        if (id.len == 0) continue;
        pages++;
        strbuf_init(&page, &memory);
        policy_coverage_page(lib, doc, &page, &memory);
        assert_page(id, &page);
    }
    assert_int_equal(pages, 26);
    strbuf_init(&page, &memory);
    policy_coverage_index(lib, &page, &memory);
    assert_page(STR("README"), &page);
}

static const char *answer_of(str fact)
{
    static const char *const answers[][2] = {
        { "救助身份", "无" },     { "出生日期", "1980-05-01" }, { "城乡类别", "城市" },
        { "财产符合规定", "是" }, { "本市户籍", "是" },         { "家庭月收入", "3500" },
        { "家庭人口", "3" },      { "残疾类别", "无" },         { "已就业人数", "1" },
        { "参保险种", "居民" },   { "县区", "平山区" },
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (str_eqc(fact, answers[i][0])) return answers[i][1];
    return NULL;
}

static void a_resident_in_the_usual_case_is_asked_at_most_ten_questions(void **state)
{
    (void)state;
    arena a;
    diag_list d;
    arena_init(&a, 0);
    diag_init(&d, &memory);
    policy_run *run = policy_run_new(lib, &a);
    match_options o = { .lib = lib, .place = STR("本溪市"), .target = STR("个人,家庭") };
    int asked = 0;
    assert_true(date_parse(STR("2023-08-15"), &o.at));
    for (;;) {
        const policy_match *m = policy_match_run(run, &o);
        assert_non_null(m);
        if (m->question_count == 0) break;
        str fact = policy_slot_at(lib, m->questions[0])->name;
        if (++asked > QUESTIONS_MAX) fail_msg("question %d: " STR_FMT, asked, STR_ARG(fact));
        const char *answer = answer_of(fact);
        if (!answer) fail_msg("the test has no answer to " STR_FMT, STR_ARG(fact));
        assert_true(policy_run_fact_text(run, fact, str_c(answer), &d));
    }
    assert_true(asked > 3);
    policy_run_free(run);
    arena_deinit(&a);
}

static void every_benefit_is_cited_and_excludes_only_benefits_that_exist(void **state)
{
    (void)state;
    int count = 0;
    for (int i = 0; i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        for (int k = 0; k < doc->benefits.count; k++, count++) {
            const policy_benefit *b = doc->benefits.items[k];
            assert_true(b->provision.len > 0);
            assert_true(b->target.len > 0);
            bool known = b->excludes.len == 0;
            for (int n = 0; n < policy_doc_count(lib) && !known; n++)
                for (int x = 0; x < policy_doc_at(lib, n)->benefits.count; x++)
                    known = known || str_find(b->excludes,
                                              policy_doc_at(lib, n)->benefits.items[x]->name) >= 0;
            if (!known) fail_msg(STR_FMT " excludes nothing that exists", STR_ARG(b->name));
        }
    }
    assert_true(count >= 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pages_of_the_instruments_are_current),
        cmocka_unit_test(a_resident_in_the_usual_case_is_asked_at_most_ten_questions),
        cmocka_unit_test(every_benefit_is_cited_and_excludes_only_benefits_that_exist),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
