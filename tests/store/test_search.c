/* test_search.c: what a search finds is what a plain substring comparison finds. */
#include "fixture.h"
#include "store/fold.h"

static int64_t hits(fixture *f, str query)
{
    search_result r;
    db *c = store_reader(f->store, &f->diags);
    assert_non_null(c);
    assert_true(search_run(c, &f->arena, query, 100000, 0, &r));
    store_reader_done(f->store, c);
    assert_int_equal(r.hit_count, r.total);
    return r.total;
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

/* Paragraphs that look like official text: few distinct characters, so that pairs repeat and
 * phrases nearly match. */
static str random_paragraph(arena *a, uint64_t *seed, int chars)
{
    static const char *const alphabet[] = { "市", "政", "府", "办", "公", "室", "关", "于",
                                            "低", "保", "特", "困", "人", "员", "，", "。",
                                            "2",  "0",  "3",  "号", "A",  "b",  "％", "〔",
                                            "〕", "一", "二", "年", "月", "日", " ",  "\n" };
    strbuf b;
    strbuf_init(&b, a);
    for (int i = 0; i < chars; i++)
        strbuf_putc(&b, alphabet[next_random(seed) % (sizeof alphabet / sizeof *alphabet)]);
    return strbuf_done(&b);
}

static void search_equals_substring_truth(void **state)
{
    (void)state;
    enum { PARAGRAPHS = 400, QUERIES = 1000 };
    fixture f;
    fixture_open(&f);
    uint64_t seed = 20230601;
    static str texts[PARAGRAPHS];
    static str folded[PARAGRAPHS];
    for (int i = 0; i < PARAGRAPHS; i++) {
        texts[i] = random_paragraph(&f.arena, &seed, 20 + (int)(next_random(&seed) % 200));
        folded[i] = fold_str(&f.arena, texts[i]);
    }
    fixture_issue(&f, "第1号", "x", texts, PARAGRAPHS);
    int64_t found = 0;
    for (int q = 0; q < QUERIES; q++) {
        str query = random_paragraph(&f.arena, &seed, 1 + (int)(next_random(&seed) % 6));
        if (q % 2) { /* half of them are pieces of the text */
            str t = texts[next_random(&seed) % PARAGRAPHS];
            int32_t at = (int32_t)(next_random(&seed) % (uint32_t)(utf8_chars(t) - 6));
            query = str_sub(t, utf8_offset(t, at),
                            utf8_offset(t, at + 2 + (int32_t)(next_random(&seed) % 5)));
        }
        query = str_replace(&f.arena, str_replace(&f.arena, query, STR(" "), STR("")), STR("\n"),
                            STR(""));
        str want = fold_str(&f.arena, query);
        if (want.len == 0) continue;
        int64_t truth = 0;
        for (int i = 0; i < PARAGRAPHS; i++) truth += str_find(folded[i], want) >= 0;
        truth += str_find(STR("关于测试的通知"), want) >= 0 || str_find(STR("某政发(2023)1号"), want) >= 0;
        assert_int_equal(hits(&f, query), truth);
        found += truth;
    }
    assert_true(found > QUERIES); /* the comparison was not of nothing with nothing */
    fixture_close(&f);
}

static void document_number_is_found_in_any_brackets(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    const str texts[] = { STR("按照国办发[2021]9号执行"), STR("国办发〔2021〕19号"), STR("见国办发（２０２１）９号") };
    fixture_issue(&f, "第1号", "x", texts, 3);
    const char *const variants[] = { "国办发〔2021〕9号", "国办发[2021]9号", "国办发（2021）9号",
                                     "国办发【２０２１】９号", "国办发(2021)9号" };
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        assert_int_equal(hits(&f, str_c(variants[i])), 2);
    assert_int_equal(hits(&f, STR("某政发【2023】1号")), 1);
    fixture_close(&f);
}

static void short_words_and_joined_terms(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    const str texts[] = { STR("低保对象和特困人员"), STR("最低生活保障"), STR("特困"), STR("保低") };
    fixture_issue(&f, "第1号", "x", texts, 4);
    assert_int_equal(hits(&f, STR("低保")), 1);
    assert_int_equal(hits(&f, STR("低")), 3);
    assert_int_equal(hits(&f, STR("障")), 1);                    /* last character of a text */
    assert_int_equal(hits(&f, STR("特困 低保")), 1);
    assert_int_equal(hits(&f, STR("特困　\t人员")), 1);
    assert_int_equal(hits(&f, STR("困保")), 0);
    assert_int_equal(hits(&f, STR("\"低保\" OR *")), 0); /* operators of the index are plain text */
    fixture_close(&f);
}

static void queries_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    search_result r;
    db *c = store_reader(f.store, &f.diags);
    strbuf long_query;
    strbuf_init(&long_query, &f.arena);
    for (int i = 0; i < SEARCH_CHARS_MAX + 1; i++) strbuf_putc(&long_query, "政");
    const str bad[] = { STR(""), STR("　 \n"), STR("\xff\xfe"), strbuf_done(&long_query) };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(search_run(c, &f.arena, bad[i], 10, 0, &r));
        assert_string_equal(f.diags.all.items[f.diags.all.count - 1].code, "E-QUERY");
    }
    store_reader_done(f.store, c);
    fixture_close(&f);
}

static void snippets_mark_what_was_found(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    search_snippet s;
    assert_true(search_mark_text(&a, STR("甲乙 国办发[2021] 9号 𠀀低保"), STR("国办发〔2021〕9号 低保"), 0, &s));
    assert_int_equal(s.mark_count, 2);
    assert_int_equal(s.marks[0].from, 3);
    assert_int_equal(s.marks[0].to, 15);
    assert_int_equal(s.marks[1].from, 18);                       /* 𠀀 counts two UTF-16 units */
    assert_int_equal(s.marks[1].to, 20);
    strbuf b;
    strbuf_init(&b, &a);
    for (int i = 0; i < 500; i++) strbuf_putc(&b, i == 300 ? "低保" : "空");
    assert_true(search_mark_text(&a, strbuf_done(&b), STR("低保"), 60, &s));
    assert_true(utf8_chars(s.text) < 200);
    assert_int_equal(s.mark_count, 1);
    int32_t at = utf8_offset(s.text, s.marks[0].from);
    assert_true(str_eqc(str_sub(s.text, at, at + 6), "低保"));
    arena_deinit(&a);
}

static void replaced_text_is_no_longer_found(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    const str before[] = { STR("旧的条款") }, after[] = { STR("新的条款") };
    assert_int_equal(fixture_issue(&f, "第1号", "1", before, 1), REC_NEW);
    assert_int_equal(fixture_issue(&f, "第1号", "1", before, 1), REC_UNCHANGED);
    assert_int_equal(hits(&f, STR("旧的")), 1);
    assert_int_equal(fixture_issue(&f, "第1号", "2", after, 1), REC_REPLACED);
    assert_int_equal(hits(&f, STR("旧的")), 0);
    assert_int_equal(hits(&f, STR("新的")), 1);
    assert_int_equal(hits(&f, STR("关于测试")), 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_equals_substring_truth),
        cmocka_unit_test(document_number_is_found_in_any_brackets),
        cmocka_unit_test(short_words_and_joined_terms),
        cmocka_unit_test(queries_that_make_no_sense_are_refused),
        cmocka_unit_test(snippets_mark_what_was_found),
        cmocka_unit_test(replaced_text_is_no_longer_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
