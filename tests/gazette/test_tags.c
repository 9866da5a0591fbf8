/* The marks that hand out work: every shape, and what must not be taken for one. */
#include "helper.h"
#include "gazette/internal.h"

/* "lead|responsible|cooperating|supervising" of each tag, tags separated by " + ". */
static const char *read_tags(arena *a, const char *paragraph)
{
    gz_tags tags = { 0 };
    strbuf b;
    strbuf_init(&b, a);
    assert_true(gz_tags_find(a, str_c(paragraph), &tags));
    for (int i = 0; i < tags.count; i++) {
        const gz_tag *t = &tags.items[i];
        const gazette_names *lists[] = { &t->lead, &t->responsible, &t->cooperating,
                                         &t->supervising };
        if (i) strbuf_putc(&b, " + ");
        for (int k = 0; k < 4; k++) {
            if (k) strbuf_put_char(&b, '|');
            strbuf_put(&b, gazette_names_join(a, lists[k]));
        }
    }
    return str_cstr(a, strbuf_done(&b));
}

static void check(const char *paragraph, const char *want)
{
    arena a;
    arena_init(&a, 0);
    const char *got = read_tags(&a, paragraph);
    if (strcmp(got, want) != 0) fail_msg("%s\n gave %s\n want %s", paragraph, got, want);
    arena_deinit(&a);
}

static void labels_in_every_bracket(void **state)
{
    (void)state;
    check("完成改造。〔牵头单位:市甲局;责任单位:市乙局、各县(区)〕", "市甲局|市乙局;各县(区)||");
    check("完成改造。（牵头部门：市甲局，责任部门：市乙局；配合部门：市丙局）",
          "市甲局|市乙局|市丙局|");
    check("完成改造。【责任单位：市甲局】", "|市甲局||");
    check("完成改造。[主办单位:市甲局;协办单位:市乙局]", "市甲局||市乙局|");
    check("完成改造。（牵头单位：市甲局。责任单位：市乙局，各县区政府。完成时限：持续推进）",
          "市甲局|市乙局;各县区政府||");
    check("完成改造。(牵头(责任)单位:市甲局)", "市甲局|||");
    check("完成改造。(牵头:市甲局;配合:市乙局)", "市甲局||市乙局|");
    check("完成改造。(落实单位:市甲局;督办单位:市政府督查室)", "|市甲局||市政府督查室");
    check("完成改造。(实施单位:市甲局;参与单位:市乙局)", "|市甲局|市乙局|");
    check("完成改造。(责任人:张三;责任单位:市甲局)", "|市甲局||");
    check("完成改造。(责任领导:李四;牵头单位:市甲局)", "市甲局|||");
    check("牵头市领导：某某 牵头单位：市甲局 配合单位：市乙局", "市甲局||市乙局|");
    check("完成改造。责任单位：市甲局、市乙局。", "|市甲局;市乙局||");
    check("完成改造。(责任单位:市甲局、市乙局", "|市甲局;市乙局||");
}

static void verbs_behind_lists(void **state)
{
    (void)state;
    check("完成改造。(市甲局牵头,市乙局、市丙局配合)", "市甲局||市乙局;市丙局|");
    check("完成改造。(市甲局牵头,市乙局按职责分工负责,丙公司配合)", "市甲局|市乙局|丙公司|");
    check("完成改造。(市甲局、市乙局按职责分工负责)", "|市甲局;市乙局||");
    check("完成改造。(市甲局负责)", "|市甲局||");
    check("完成改造。(市甲局负责,各县区配合)", "|市甲局|各县区|");
    check("完成改造。(市甲局会同市乙局等负责)", "市甲局||市乙局|");
    check("完成改造。(市甲局牵头负责,市乙局等部门参与)", "市甲局||市乙局|");
    check("打击违法行为(市甲局、市乙局牵头,市丙局配合)", "市甲局;市乙局||市丙局|");
    check("甲事。(市甲局负责)乙事。(市乙局牵头)丙事。(市丙局、市丁局按职责分工负责)",
          "|市甲局|| + 市乙局||| + |市丙局;市丁局||");
    check("开展助老行动（市甲局负责）。具体做法另行通知。", "|市甲局||");
    check("（1）修路（市甲局负责）；（2）修桥（市乙局牵头，市丙局配合）。",
          "|市甲局|| + 市乙局||市丙局|");
    check("抓好落实。(各县区及相关部门)", "|各县区;相关部门||");
}

static void lists_of_units(void **state)
{
    (void)state;
    check("甲。(责任单位:市文化旅游和广电局、市住房和城乡建设局)",
          "|市文化旅游和广电局;市住房和城乡建设局||");
    check("甲。(责任单位:市(中、省)直各单位、各县(区))", "|市(中、省)直各单位;各县(区)||");
    check("甲。(责任单位:市甲局、市乙局等相关部门,各县区政府)", "|市甲局;市乙局;各县区政府||");
    check("甲。(责任单位:市甲局、市乙局按职责分工负责,各县(区)政府等按职责分工负责)",
          "|市甲局;市乙局;各县(区)政府||");
    check("甲。(责任单位:市甲局 市乙局 市丙局)", "|市甲局;市乙局;市丙局||");
    check("甲。(责任单位:市甲局,以下均需各县(区)政府落实,不再列出)", "|市甲局||");
    check("甲。(牵头单位:重点领域牵头单位和有关监管部门)", "重点领域牵头单位;有关监管部门|||");
    check("甲。(责任单位:市、县(区)财政部门)", "|市、县(区)财政部门||");
    check("甲。(责任单位:市甲局等8个部门)", "|市甲局||");
    check("甲。(责任单位:各县（市）、区人民政府，市甲局)", "|各县（市）、区人民政府;市甲局||");
    check("甲。(责任单位:市甲局（牵头）、市乙局)", "市甲局|市乙局||");
    check("甲。(责任单位:市甲局牵头，市乙局、市丙局配合)", "市甲局||市乙局;市丙局|");
}

static void other_brackets_are_no_tags(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "对监管机构(以下简称“机构”)负责的事项",
        "(此件公开发布)",
        "本办法(试行)由市甲局制定。",
        "企业(含个体工商户)应当配合。",
        "每人每月500元(含本数)。",
        "完成培训(每年不少于2次)。",
        "报市甲局(联系人:王五,联系电话:1234567)。",
        "按职责分工负责",
        "目标:到2025年覆盖率达到90%",
        "人工成本(市场平均水平)",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(rows[i], "");
}

static void nested_brackets_take_linear_time(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    int n = 100000;
    char *text = arena_get(&a, (size_t)n * 2 + 64);
    memset(text, '(', (size_t)n);
    memset(text + n, ')', (size_t)n);
    gz_tags tags = { 0 };
    assert_true(gz_tags_find(&a, (str){ text, 2 * n }, &tags));
    assert_int_equal(tags.count, 0);
    for (int i = 0; i < n; i++) text[i] = i % 2 ? '(' : 'a';
    assert_true(gz_tags_find(&a, (str){ text, n }, &tags));
    assert_int_equal(tags.count, 0);
    arena_deinit(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_in_every_bracket),
        cmocka_unit_test(verbs_behind_lists),
        cmocka_unit_test(lists_of_units),
        cmocka_unit_test(other_brackets_are_no_tags),
        cmocka_unit_test(nested_brackets_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
