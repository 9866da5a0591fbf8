/* Numbers in front of provisions, document numbers, days, Chinese numerals. */
#include "helper.h"
#include "gazette/internal.h"

static void numbers_in_front_of_provisions(void **state)
{
    (void)state;
    static const struct {
        const char *line, *piece;
        int rank;
        const char *rest;
    } rows[] = {
        { "一、总体要求", "一", GZ_RANK_SECTION, "总体要求" },
        { "二十三、附则", "二十三", GZ_RANK_SECTION, "附则" },
        { "（五）资金", "(五)", GZ_RANK_CLAUSE, "资金" },
        { "( 十一 ) 资金", "(十一)", GZ_RANK_CLAUSE, "资金" },
        { "26. 做好", "26", GZ_RANK_ITEM, "做好" },
        { "3．清理", "3", GZ_RANK_ITEM, "清理" },
        { "７、建设", "7", GZ_RANK_ITEM, "建设" },
        { "2.2023年底前", "2", GZ_RANK_ITEM, "2023年底前" },
        { "（3）修订", "(3)", GZ_RANK_SUBITEM, "修订" },
        { "②申报", "②", GZ_RANK_CIRCLED, "申报" },
        { "第十五条    专项账户", "第十五条", GZ_RANK_ARTICLE, "专项账户" },
        { "第一百零二条 本法", "第一百零二条", GZ_RANK_ARTICLE, "本法" },
        { "第二章   总 则", "第二章", GZ_RANK_CHAPTER, "总 则" },
        { "第三部分 措施", "第三部分", GZ_RANK_PART, "措施" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gz_marker m;
        str line = str_c(rows[i].line);
        if (!gz_marker_read(line, &m)) fail_msg("not read: %s", rows[i].line);
        assert_string_equal(m.piece, rows[i].piece);
        assert_int_equal(m.rank, rows[i].rank);
        assert_true(str_eqc(str_sub(line, m.used, line.len), rows[i].rest));
    }
}

static void running_text_is_no_number(void **state)
{
    (void)state;
    static const char *const lines[] = { "2.5万元以上",
                                         "第三条规定的标准",
                                         "第十五条第二款",
                                         "2023年底前",
                                         "一是加强领导",
                                         "(此件公开发布)",
                                         "",
                                         "十分重要",
                                         "一般规定",
                                         "（含本数）",
                                         "第二十届" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        gz_marker m;
        if (gz_marker_read(str_c(lines[i]), &m)) fail_msg("read as a number: %s", lines[i]);
    }
}

static void document_numbers_in_every_form(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    static const struct {
        const char *printed, *normal;
    } rows[] = {
        { "云政发〔2023〕6号", "云政发〔2023〕6号" },
        { "云政办发〔2022〕 29号", "云政办发〔2022〕29号" },
        { "云政发 ﹝2018﹞40号", "云政发〔2018〕40号" },
        { "云政规[2023]1号", "云政规〔2023〕1号" },
        { "云府办〔２０２３〕１２号", "云府办〔2023〕12号" },
        { "云政函（2021）3号", "云政函〔2021〕3号" },
        { "云政发【2020】 第8 号", "云政发〔2020〕8号" },
        { "云发改办高技〔2018〕586", "云发改办高技〔2018〕586号" },
        { "根据云政发〔2020〕8号文件", "云政发〔2020〕8号" },
        { "的通知云政发〔2022〕15号", "云政发〔2022〕15号" },
        { "行动计划（2018）", "" },
        { "〔2020〕8号", "" },
        { "普通文字", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str got = gazette_doc_no(&a, str_c(rows[i].printed));
        if (!str_eqc(got, rows[i].normal)) fail_msg("%s gave %.*s", rows[i].printed, STR_ARG(got));
    }
    assert_true(gz_docno_whole(STR(" 云政发〔2023〕6号 ")));
    assert_false(gz_docno_whole(STR("关于某事的通知（云政发〔2023〕6号）")));
    arena_deinit(&a);
}

static void days_in_every_form(void **state)
{
    (void)state;
    date d;
    assert_true(gz_date_whole(STR("2023年6月30日"), &d));
    assert_day(d, 2023, 6, 30);
    assert_true(gz_date_whole(STR("  二〇二三年十二月二十一日 "), &d));
    assert_day(d, 2023, 12, 21);
    assert_true(gz_date_whole(STR("2023-06-05"), &d));
    assert_day(d, 2023, 6, 5);
    assert_false(gz_date_whole(STR("2023年2月30日"), &d));
    assert_false(gz_date_whole(STR("2023年6月"), &d));
    assert_false(gz_date_whole(STR("自2023年6月30日起"), &d));
}

static void chinese_numerals_both_ways(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    for (int i = 1; i <= 199; i++) {
        int32_t used;
        str zh = gz_number_zh(&a, i);
        assert_int_equal(gz_cn_number(zh, &used), i);
        assert_int_equal(used, zh.len);
    }
    arena_deinit(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_front_of_provisions),
        cmocka_unit_test(running_text_is_no_number),
        cmocka_unit_test(document_numbers_in_every_form),
        cmocka_unit_test(days_in_every_form),
        cmocka_unit_test(chinese_numerals_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
