/* Issues into documents, documents into provisions with addresses; heads, validity, citations;
** input made to hurt. */
#include "helper.h"
#include "gazette/internal.h"

#include <time.h>

static const char issue[] =
    "云样市人民政府公报\n2023年第5期（总第130期）\n目 "
    "录\n云样市人民政府关于甲事的通知（云政发〔2023〕6号）(3)\n"
    "云样市人民政府文件\n云政发〔2023〕6号\n云样市人民政府关于\n甲事的通知\n各县（区）人民政府，市"
    "政府各委办局：\n为做好甲事，通知如下。\n"
    "一、要求\n（一）抓紧办理\n按时完成。\n补充要求。\n（二）加强检查。每月检查一次。\n1."
    "查现场。\n（1）查安全。\n二、时间\n自即日起办理。\n"
    "云样市人民政府\n2023年8月7日\n（此件公开发布）\n"
    "云样市人民政府办公室\n关于乙事的通知\n云政办发〔2023〕 7 "
    "号\n各县（区）人民政府：\n现将《云样市乙事办法》印发给你们。\n云样市人民政府办公室\n2023年8月9"
    "日\n"
    "云样市乙事办法\n第一章  总则\n第一条  为了乙事，制定本办法。\n第二条  "
    "包括下列事项：\n（一）甲；\n（二）乙。\n前款规定不含丙。\n第二章  附则\n"
    "第三条  "
    "本办法自2023年10月1日起施行，有效期3年。《云样市乙事规定》（云政办发〔2013〕2号）同时废止。\n"
    "附件：1.乙事表\n2.乙事清单\n"
    "附件1\n乙事表\n名称 | 数量 |  单位 |\n甲 | 1 | 个 |\n乙 | 2 | 个 "
    "|\n附件2\n乙事清单\n1.第一项\n2.第二项\n"
    "云样市人民政府关于丙事的通告\n全市各有关单位：\n禁止丙事。\n云样市人民政府\n2023年9月1日\n";

static void an_issue_is_split_into_its_documents(void **state)
{
    (void)state;
    reading r;
    read_text(&r, issue);
    assert_string_equal(text_of(&r, r.g.number), "2023年第5期");
    assert_string_equal(text_of(&r, r.g.total_number), "130");
    assert_int_equal(r.g.docs.count, 3);
    static const char *const want[][3] = {
        { "云政发〔2023〕6号", "云样市人民政府关于甲事的通知", "云样市人民政府" },
        { "云政办发〔2023〕7号", "云样市人民政府办公室关于乙事的通知", "云样市人民政府办公室" },
        { "", "云样市人民政府关于丙事的通告", "云样市人民政府" },
    };
    for (int i = 0; i < 3; i++) {
        const gazette_doc *d = &r.g.docs.items[i];
        assert_string_equal(text_of(&r, d->doc_no), want[i][0]);
        assert_string_equal(text_of(&r, d->title), want[i][1]);
        assert_string_equal(text_of(&r, d->issuer), want[i][2]);
    }
    assert_string_equal(names_text(&r, &r.g.docs.items[0].addressees),
                        "各县（区）人民政府;市政府各委办局");
    assert_day(r.g.docs.items[0].signed_on, 2023, 8, 7);
    assert_string_equal(text_of(&r, r.g.docs.items[0].disclosure), "公开发布");
    assert_string_equal(text_of(&r, r.g.docs.items[2].genre), "通告");
    assert_true(has_code(&r, "W-DOCNO"));
    end_reading(&r);
}

static void every_provision_has_its_address(void **state)
{
    (void)state;
    reading r;
    read_text(&r, issue);
    static const struct {
        int doc;
        const char *address, *text;
        int line;
    } rows[] = {
        { 0, "一", "要求", 11 },
        { 0, "一(一)", "抓紧办理", 12 },
        { 0, "一(一)第1段", "按时完成。", 13 },
        { 0, "一(一)第2段", "补充要求。", 14 },
        { 0, "一(二)", "加强检查。每月检查一次。", 15 },
        { 0, "一(二)1", "查现场。", 16 },
        { 0, "一(二)1(1)", "查安全。", 17 },
        { 0, "二第1段", "自即日起办理。", 19 },
        { 0, "前言", "为做好甲事，通知如下。", 10 },
        { 1, "第一章", "总则", 31 },
        { 1, "第二条", "包括下列事项：", 33 },
        { 1, "第二条(二)", "乙。", 35 },
        { 1, "第二条第二款", "前款规定不含丙。", 36 },
        { 1, "附件1/表1/行2", "乙 | 2 | 个 |", 45 },
        { 1, "附件1/表1/表头", "名称 | 数量 |  单位 |", 43 },
        { 1, "附件2/2", "第二项", 49 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const gazette_provision *p = provision(&r, rows[i].doc, rows[i].address);
        assert_string_equal(text_of(&r, p->text), rows[i].text);
        assert_int_equal(p->line, rows[i].line);
        assert_true(str_eq(str_sub(r.g.text, p->end - p->text.len, p->end), p->text));
    }
    assert_string_equal(text_of(&r, provision(&r, 0, "一(二)")->heading), "加强检查");
    assert_string_equal(text_of(&r, provision(&r, 1, "附件1")->heading), "乙事表");
    assert_string_equal(names_text(&r, &r.g.docs.items[1].attachments), "乙事表;乙事清单");
    const gazette_doc *d = &r.g.docs.items[0];
    int at = gazette_provision_at(d, provision(&r, 0, "一(二)1")->offset + 3);
    assert_string_equal(text_of(&r, d->provisions.items[at].address), "一(二)1");
    end_reading(&r);
}

static void addresses_never_repeat(void **state)
{
    (void)state;
    reading r;
    read_text(&r,
              "云样市人民政府关于甲事的通知\n各单位：\n一、甲\n（一）子。\n一、乙\n（一）丑。\n");
    assert_string_equal(text_of(&r, provision(&r, 0, "一#2")->text), "乙");
    assert_string_equal(text_of(&r, provision(&r, 0, "一#2(一)")->text), "丑。");
    end_reading(&r);
}

static void validity_and_repeals(void **state)
{
    (void)state;
    reading r;
    read_text(&r, issue);
    const gazette_doc *d = &r.g.docs.items[1];
    assert_day(d->effective_from, 2023, 10, 1);
    assert_day(d->effective_to, 2026, 9, 30);
    bool repeals = false, issues = false;
    for (int i = 0; i < d->cites.count; i++) {
        const gazette_cite *c = &d->cites.items[i];
        if (c->relation == GAZETTE_REPEALS && str_eqc(c->doc_no, "云政办发〔2013〕2号") &&
            str_eqc(c->title, "云样市乙事规定"))
            repeals = true;
        if (c->relation == GAZETTE_ISSUES && str_eqc(c->title, "云样市乙事办法")) issues = true;
    }
    assert_true(repeals);
    assert_true(issues);
    end_reading(&r);
}

static void relations_of_citations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gazette_relation relation;
    } rows[] = {
        { "根据《云样省某条例》（云政发〔2020〕1号），制定本通知。", GAZETTE_BASED_ON },
        { "为贯彻落实《云样省某意见》精神，通知如下。", GAZETTE_BASED_ON },
        { "对《云样市某办法》进行修订。", GAZETTE_AMENDS },
        { "根据《云样省某规定》和《关于修改某办法的通知》，制定本通知。", GAZETTE_BASED_ON },
        { "《云样市某办法》停止执行。", GAZETTE_REPEALS },
        { "申请人可以查阅《云样市某办法》。", GAZETTE_CITES },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reading r;
        read_text(&r, "云样市人民政府关于甲事的通知\n各单位：\n一、甲\n");
        end_reading(&r);
        char text[512];
        snprintf(text, sizeof text, "云样市人民政府关于甲事的通知\n各有关单位：\n一、甲\n%s\n",
                 rows[i].text);
        read_text(&r, text);
        assert_true(r.g.docs.items[0].cites.count >= 1);
        assert_int_equal(r.g.docs.items[0].cites.items[0].relation, rows[i].relation);
        end_reading(&r);
    }
}

static void a_sentence_broken_over_lines_is_one_paragraph(void **state)
{
    (void)state;
    reading r;
    read_text(
        &r, "云样市人民政府关于甲事的通知\n各有关单位：\n一、甲\n1."
            "坚持共商共建共享的原则，认真执行规则。发挥主体作\n用，开展合作。\n牵头单位：市甲局\n");
    assert_int_equal(r.g.docs.items[0].tasks.count, 1);
    assert_true(gz_has(provision(&r, 0, "一、1")->text, "开展合作"));
    end_reading(&r);
}

static void orders_are_numbered_by_their_masthead(void **state)
{
    (void)state;
    reading r;
    read_text(
        &r,
        "云样市人民政府令\n第12号\n《云样市某规定》已经市政府常务会议审议通过，现予公布，自2023年1"
        "月1日起施行。\n市长  某某\n2022年12月1日\n云样市某规定\n第一条  为了甲事，制定本规定。\n");
    assert_int_equal(r.g.docs.count, 1);
    assert_string_equal(text_of(&r, r.g.docs.items[0].doc_no), "云样市人民政府令第12号");
    assert_string_equal(text_of(&r, r.g.docs.items[0].title), "云样市某规定");
    assert_day(r.g.docs.items[0].effective_from, 2023, 1, 1);
    provision(&r, 0, "第一条");
    end_reading(&r);
}

static void a_table_with_one_cell_per_line(void **state)
{
    (void)state;
    reading r;
    read_text(&r, "云样市人民政府关于甲事的通知\n各有关单位：\n一、分工\n序号\n重点任务\n责任单位\n"
                  "1\n修路\n市甲局、市乙局\n2\n修桥\n市丙局\n二、其他\n照办。\n");
    assert_int_equal(r.g.docs.items[0].tasks.count, 2);
    assert_string_equal(roles_text(&r, task(&r, 0, "2")), "|市丙局||");
    assert_string_equal(text_of(&r, task(&r, 0, "1")->title), "修路");
    provision(&r, 0, "二");
    end_reading(&r);
}

/* ---- input made to hurt ---- */

static double seconds_of(const char *bytes, size_t size)
{
    struct timespec a, b;
    reading r;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    read_bytes(&r, bytes, size);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    assert_true(r.ok);
    end_reading(&r);
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

static void repeat(arena *a, const char *unit, size_t size, char **out)
{
    size_t n = strlen(unit);
    char *p = arena_get(a, size + n);
    for (size_t i = 0; i < size; i += n) memcpy(p + i, unit, n);
    *out = p;
}

/* Sizes are small enough for a sanitised build; a quadratic pass would take minutes. */
static void hostile_input_takes_linear_time(void **state)
{
    (void)state;
    static const char *const units[] = {
        "甲",
        "（",
        "(a",
        "《",
        "〔2020",
        "。",
        "1.",
        "一、\n",
        "（一）",
        "1.a\n",
        "<p>",
        "<",
        "<a ",
        "&",
        "|",
        "a | b |\n",
        "负责",
        "由",
        "等",
        "、",
        "2020年",
        "6月",
        "市甲局、",
        "牵头单位：",
        "（牵头单位：市甲局",
        "会同",
        "《甲》",
        "同时废止",
        "：",
        "\xFF",
        "附件1\n",
        "第一条 甲\n",
        "一是甲；",
        "落实措施：（1）",
        "10%",
        "a\t",
        "，",
        "云政发〔2023〕6号\n",
        "云样市人民政府关于甲事的通知\n各单位：\n",
        "2023年1月1日\n",
        "有效期",
        "本办法自",
    };
    enum { SIZE = 300000 };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        arena a;
        char *text;
        arena_init(&a, 0);
        repeat(&a, units[i], SIZE, &text);
        double s = seconds_of(text, SIZE - SIZE % strlen(units[i]));
        if (s > 8) fail_msg("%zu bytes of \"%s\" took %.1f s", (size_t)SIZE, units[i], s);
        arena_deinit(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_issue_is_split_into_its_documents),
        cmocka_unit_test(every_provision_has_its_address),
        cmocka_unit_test(addresses_never_repeat),
        cmocka_unit_test(validity_and_repeals),
        cmocka_unit_test(relations_of_citations),
        cmocka_unit_test(a_sentence_broken_over_lines_is_one_paragraph),
        cmocka_unit_test(orders_are_numbered_by_their_masthead),
        cmocka_unit_test(a_table_with_one_cell_per_line),
        cmocka_unit_test(hostile_input_takes_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
