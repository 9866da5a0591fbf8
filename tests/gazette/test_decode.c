/* Encodings, damage, HTML, and input that is no gazette: reported with its place, and everything
** else is read. */
#include "helper.h"
#include "gazette/internal.h"

#include <iconv.h>

static const char plain[] = "云政发〔2023〕6号\n云样市人民政府关于某事的通知\n各县区人民政府：\n一"
                            "、总则\n按要求办理。\n云样市人民政府\n2023年6月1日\n";

static str convert(arena *a, const char *text, const char *charset)
{
    size_t left = strlen(text), room = left * 4 + 16;
    char *in = (char *)(uintptr_t)text, *out = arena_get(a, room), *to = out;
    iconv_t cd = iconv_open(charset, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    assert_int_equal(iconv(cd, &in, &left, &to, &room), 0);
    iconv_close(cd);
    return (str){ out, (int32_t)(to - out) };
}

static void check_plain(reading *r)
{
    assert_true(r->ok);
    assert_int_equal(r->g.docs.count, 1);
    assert_string_equal(text_of(r, r->g.docs.items[0].doc_no), "云政发〔2023〕6号");
    assert_string_equal(text_of(r, r->g.docs.items[0].title), "云样市人民政府关于某事的通知");
    assert_int_equal(provision(r, 0, "一")->line, 4);
}

static void every_encoding_reads_the_same(void **state)
{
    (void)state;
    arena a;
    reading r;
    arena_init(&a, 0);
    read_text(&r, plain);
    check_plain(&r);
    assert_int_equal(r.g.encoding, GAZETTE_UTF8);
    end_reading(&r);
    read_text(&r, "\xEF\xBB\xBF"
                  "云政发〔2023〕6号\n云样市人民政府关于某事的通知\n各县区人民政府：\n一、总则\n按"
                  "要求办理。\n");
    check_plain(&r);
    assert_int_equal(r.g.encoding, GAZETTE_UTF8_BOM);
    end_reading(&r);
    str gb = convert(&a, plain, "GB18030");
    read_bytes(&r, gb.ptr, (size_t)gb.len);
    check_plain(&r);
    assert_int_equal(r.g.encoding, GAZETTE_GB18030);
    end_reading(&r);
    str wide = convert(&a, plain, "UTF-16");
    read_bytes(&r, wide.ptr, (size_t)wide.len);
    check_plain(&r);
    assert_int_equal(r.g.encoding, GAZETTE_UTF16);
    end_reading(&r);
    arena_deinit(&a);
}

static void line_ends_and_blanks_of_every_kind(void **state)
{
    (void)state;
    reading r;
    read_text(&r, "云政发〔2023〕6号\r\n云样市人民政府关于某事的通知\r\n各县区人民政府：\r\n　　一"
                  "、总则\r\n\xC2\xA0\xC2\xA0按要求办理。\r\n");
    check_plain(&r);
    assert_true(gz_find(r.g.text, "\r", 0) < 0);
    end_reading(&r);
    read_text(&r, "云政发〔2023〕6号\r云样市人民政府关于某事的通知\r各县区人民政府：\r一、总则\r按"
                  "要求办理。\r");
    check_plain(&r);
    end_reading(&r);
}

static void broken_utf8_is_reported_with_its_line_and_the_rest_is_read(void **state)
{
    (void)state;
    reading r;
    read_text(&r, "云政发〔2023〕6号\n云样市人民政府关于某事的通知\n各县区人民政府：\n一、总则\n按"
                  "要\xE6\xFF求办理。\n二、其他\n照办。\n");
    check_plain(&r);
    assert_true(has_code(&r, "W-BYTES"));
    assert_int_equal(r.diags.all.items[0].pos.line, 5);
    assert_true(gz_has(provision(&r, 0, "一第1段")->text, "\xEF\xBF\xBD"));
    provision(&r, 0, "二");
    end_reading(&r);
}

static void damage_without_end_is_counted(void **state)
{
    (void)state;
    reading r;
    char bytes[5000];
    memset(bytes, 0xFF, sizeof bytes);
    read_bytes(&r, bytes, sizeof bytes);
    assert_true(r.ok);
    assert_true(r.diags.all.count < 40);
    assert_true(r.diags.warning_count > 1);
    end_reading(&r);
}

static void html_becomes_lines(void **state)
{
    (void)state;
    reading r;
    read_text(
        &r,
        "<!DOCTYPE html><html><head><title>不要</title><script>var "
        "x='<p>不要</p>';</script><style>p{}</style></head><body>\n"
        "<p>云政发〔2023〕6号</p><!-- <p>不要</p> "
        "-->\n<h1>云样市人民政府关于<br/>某事的通知</h1>\n<P>各县区人民政府&#65306;</P>\n"
        "<div>&nbsp;&emsp;一、总则</div><p>利率 &lt; 5% &amp; &#x4E0D;变 2<3。</p></body></html>");
    assert_int_equal(r.g.form, GAZETTE_HTML);
    assert_int_equal(r.g.docs.count, 1);
    assert_string_equal(text_of(&r, r.g.docs.items[0].title), "云样市人民政府关于某事的通知");
    assert_int_equal(r.g.docs.items[0].addressees.count, 1);
    assert_string_equal(text_of(&r, provision(&r, 0, "一第1段")->text), "利率 < 5% & 不变 2<3。");
    assert_int_equal(provision(&r, 0, "一")->line, 5);
    assert_true(gz_find(r.g.text, "不要", 0) < 0);
    end_reading(&r);
}

static void cells_keep_their_columns_below_a_rowspan(void **state)
{
    (void)state;
    reading r;
    read_text(
        &r, "<html><body><p>一、分工</p><table><tr><td>领域</td><td>任务</td><td>责任单位</td></tr>"
            "<tr><td "
            "rowspan=\"2\">就业</td><td>甲事</td><td>市甲局</td></tr><tr><td>乙事</td><td>市乙局</"
            "td></tr></table></body></html>");
    assert_int_equal(provision(&r, 0, "一/表1/行2")->cells.count, 3);
    assert_string_equal(text_of(&r, provision(&r, 0, "一/表1/行2")->cells.items[1]), "乙事");
    assert_int_equal(r.g.docs.items[0].tasks.count, 2);
    end_reading(&r);
}

static void broken_html_is_still_read(void **state)
{
    (void)state;
    static const char *const pages[] = { "<html><p",
                                         "<html><",
                                         "<html><!-- ",
                                         "<html><script>",
                                         "<html>&#xZZ; &bogus; &",
                                         "<html><table><td><table><tr></td>",
                                         "<html></tr></table><td>x" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        reading r;
        read_text(&r, pages[i]);
        assert_true(r.ok);
        end_reading(&r);
    }
}

static void other_files_are_named(void **state)
{
    (void)state;
    reading r;
    read_text(&r, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n");
    assert_true(r.ok && has_code(&r, "E-FORMAT"));
    assert_int_equal(r.g.docs.count, 0);
    end_reading(&r);
    read_bytes(&r, "PK\003\004....", 8);
    assert_true(r.ok && has_code(&r, "E-FORMAT"));
    end_reading(&r);
    read_bytes(&r, "", 0);
    assert_true(r.ok && has_code(&r, "E-EMPTY"));
    end_reading(&r);
    read_text(&r, "  \n\n \t\n");
    assert_true(r.ok && has_code(&r, "E-EMPTY"));
    end_reading(&r);
}

static void no_memory_is_an_answer_at_any_point(void **state)
{
    (void)state;
    static const char text[] =
        "云政发〔2023〕6号\n云样市人民政府关于某事的通知\n各县区人民政府：\n一、总则\n（一）完成改"
        "造。2023年底前建成10处。（牵头单位：市甲局；责任单位：市乙局）\n"
        "序号 | 任务 | 责任单位 |\n1 | 甲事 | 市丙局 "
        "|\n二、职责\n1.办好学校。\n牵头单位：市甲局\n落实措施：市甲局：（1）甲。（2）乙。\n"
        "《云样市旧办法》（云政发〔2013〕6号）同时废止。\n云样市人民政府\n2023年6月1日\n";
    for (long n = 1; n < 100000; n++) {
        arena a, messages;
        diag_list diags;
        gazette g;
        arena_init(&a, 0);
        arena_init(&messages, 0);
        diag_init(&diags, &messages);
        a.deny_at = n;
        bool ok = gazette_read(&a, STR("x"), STR(text), NULL, &diags, &g);
        bool denied = a.deny_at == 0;
        arena_deinit(&a);
        arena_deinit(&messages);
        if (!denied) {
            assert_true(ok);
            return;
        }
    }
    fail_msg("the reading never ended");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_reads_the_same),
        cmocka_unit_test(line_ends_and_blanks_of_every_kind),
        cmocka_unit_test(broken_utf8_is_reported_with_its_line_and_the_rest_is_read),
        cmocka_unit_test(damage_without_end_is_counted),
        cmocka_unit_test(html_becomes_lines),
        cmocka_unit_test(cells_keep_their_columns_below_a_rowspan),
        cmocka_unit_test(broken_html_is_still_read),
        cmocka_unit_test(other_files_are_named),
        cmocka_unit_test(no_memory_is_an_answer_at_any_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
