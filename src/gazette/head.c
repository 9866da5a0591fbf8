/* head.c: what stands around a document's provisions: number, title, issuer, addressees, day,
** disclosure, attachments. */
#include "gazette/internal.h"

enum { HEAD_LINES_MAX = 24, TITLE_LINE_CHARS_MAX = 60, ADDRESSEE_BYTES_MAX = 900 };

static str line_at(const gz *r, int i)
{
    return i >= 0 && i < r->lines.count ? r->lines.items[i].s : (str){ NULL, 0 };
}

static bool is_page_label(str s)
{
    static const char *const labels[] = {
        "索引号",   "索 引 号", "信息名称", "发布日期", "废止日期", "关键词",   "发布机构",
        "主题分类", "成文日期", "发文机关", "文号:",    "文号：",   "文 号",    "发布时间",
        "来源:",    "来源：",   "时间：",   "主题词",   "标 题",    "标题：",   "标题:",
        "有效性",   "发文字号", "发文日期", "公开日期", "主题分类", "浏览次数", "信息来源",
        "体裁分类", "组配分类", "公开方式", "生成日期", NULL
    };
    return gz_starts_any(s, labels) != NULL;
}

static bool in_brackets(str s)
{
    int32_t at = 0;
    int open = gz_open(gz_next(s, &at));
    return (open == 1 || open == 2) && gz_close(gz_before(s, s.len)) == open;
}

/* (此件公开发布) → 公开发布; 信息公开选项：主动公开 → 主动公开 */
static bool read_disclosure(str s, str *out)
{
    static const char *const labels[] = { "信息公开选项", "信息公开形式", "公开属性", "公开方式",
                                          "信息公开类别", "信息公开属性", NULL };
    static const char *const starts[] = { "此件", "此文件", "此文", "本文件", "本文", NULL };
    if (gz_chars(s) > 30 || !(gz_has(s, "公开") || gz_has(s, "发布"))) return false;
    if (in_brackets(s)) {
        int32_t first = 0;
        gz_next(s, &first);
        int32_t last = s.len - utf8_put(gz_before(s, s.len), (char[4]){ 0 });
        s = gz_trim(str_sub(s, first, last));
    } else if (!gz_starts_any(s, labels)) {
        return false;
    }
    const char *label = gz_starts_any(s, labels);
    if (label) s = gz_skip_blanks(str_sub(s, (int32_t)strlen(label), s.len));
    if (gz_starts(s, ":")) s = gz_skip_blanks(str_sub(s, 1, s.len));
    if (gz_starts(s, "：")) s = gz_skip_blanks(str_sub(s, 3, s.len));
    const char *start = gz_starts_any(s, starts);
    if (start) s = gz_trim(str_sub(s, (int32_t)strlen(start), s.len));
    *out = s;
    return s.len > 0;
}

static bool is_addressees(str s)
{
    static const char *const marks[] = { "政府", "局", "委",   "部门", "单位", "县",
                                         "区",   "办", "公司", "院",   "机构", NULL };
    gz_marker m;
    if (s.len > ADDRESSEE_BYTES_MAX || !(gz_ends(s, "：") || gz_ends(s, ":")) || gz_has(s, "。") ||
        gz_marker_read(s, &m))
        return false;
    if (gz_starts(s, "为") || gz_has(s, "通知如下") || gz_has(s, "公告如下") || gz_has(s, "如下"))
        return false;
    for (int i = 0; marks[i]; i++)
        if (gz_has(s, marks[i])) return true;
    return false;
}

static str join_title(gz *r, str title, str part)
{
    if (title.len == 0) return part;
    bool cjk = gz_is_cjk(gz_before(title, title.len));
    return str_format(r->a, STR_FMT "%s" STR_FMT, STR_ARG(title), cjk ? "" : " ", STR_ARG(part));
}

/* ---- number and title ---- */

static void set_number(gz *r, gazette_doc *d, str line)
{
    d->doc_no_printed = line;
    d->doc_no = gazette_doc_no(r->a, line);
}

static bool is_masthead(str s)
{
    return gz_ends(s, "文件") && gz_chars(s) <= 30 && !gz_has(s, "关于");
}

/* A title that passes something on ends with 通知; others with any kind of document. */
static bool title_complete(str t)
{
    if (!gz_has(t, "关于") || !gz_title_end(t)) return false;
    bool passes_on = gz_has(t, "印发") || gz_has(t, "转发") || gz_has(t, "批转");
    return !passes_on || gz_ends(t, "通知");
}

/* Reads title lines from `i`; the line behind the head. */
static int read_title(gz *r, gazette_doc *d, gz_span span)
{
    int i = span.from,
        end = span.to < span.from + HEAD_LINES_MAX ? span.to : span.from + HEAD_LINES_MAX;
    for (; i < end; i++) {
        str s = line_at(r, i);
        gz_marker m;
        str note;
        int32_t a, b;
        if (is_page_label(s)) {
            if (d->doc_no.len == 0 && gz_has(s, "号") && gz_docno_find(s, 0, &a, &b))
                set_number(r, d, str_sub(s, a, b));
            continue;
        }
        if (gz_docno_whole(s)) {
            set_number(r, d, s);
        } else if (gz_starts(s, "第") && gz_ends(s, "号") && gz_chars(s) <= 12 &&
                   (gz_ends(d->title, "令") || gz_ends(d->title, "告"))) {
            d->doc_no_printed = s;
            d->doc_no = str_format(r->a, STR_FMT STR_FMT, STR_ARG(d->title),
                                   STR_ARG(gz_squeeze(r->a, s)));
            d->title = (str){ NULL, 0 };
        } else if (is_masthead(s) || read_disclosure(s, &note) ||
                   (gz_has(s, "公报") && d->title.len == 0 && !gz_has(s, "关于"))) {
            continue;
        } else if (is_addressees(s) || gz_chars(s) > TITLE_LINE_CHARS_MAX || gz_ends(s, "。") ||
                   gz_ends(s, "；") || (gz_marker_read(s, &m) && m.rank != GZ_RANK_SUBITEM)) {
            break;
        } else if (title_complete(d->title) && !in_brackets(s)) {
            break;
        } else {
            d->title = join_title(r, d->title, s);
        }
    }
    return i;
}

static void read_genre(gazette_doc *d)
{
    static const char *const genres[] = { "通知", "意见", "决定", "办法", "规定", "方案", "公告",
                                          "通告", "批复", "函",   "令",   "细则", "条例", "规划",
                                          "纲要", "计划", "要点", "措施", "举措", "报告", "决议",
                                          "规则", "章程", "预案", "通报", NULL };
    str t = d->title;
    for (int guard = 0; guard < 3 && gz_close(gz_before(t, t.len)) == 1; guard++) {
        int32_t at = t.len;
        while (at > 0 && gz_open(gz_before(t, at)) != 1)
            at -= utf8_put(gz_before(t, at), (char[4]){ 0 });
        t = str_sub(t, 0, at > 0 ? at - utf8_put(gz_before(t, at), (char[4]){ 0 }) : 0);
    }
    const char *g = gz_ends_any(t, genres);
    if (g) d->genre = str_c(g);
}

/* 现将《…》印发: the plan's name stands for a missing title. */
static void title_from_cover(gz *r, gazette_doc *d, gz_span span)
{
    for (int i = span.from; i < span.to && i < span.from + HEAD_LINES_MAX && d->title.len == 0;
         i++) {
        str s = line_at(r, i);
        int32_t open = gz_find(s, "《", 0);
        bool issues = gz_has(s, "印发") || gz_has(s, "公布") || gz_has(s, "发布") ||
                      gz_has(s, "审议通过");
        int32_t end = open >= 0 && issues ? gz_match(s, open, 900) : -1;
        if (end > 0) d->title = str_sub(s, open + 3, end - 3);
    }
}

/* ---- signature ---- */

static void read_signature(gz *r, gazette_doc *d, gz_span body)
{
    for (int i = body.from; i < body.to; i++) {
        date day;
        str s = line_at(r, i);
        if (d->signed_on.year == 0 && gz_chars(s) <= 24 && gz_date_whole(s, &day)) {
            d->signed_on = day;
            str above = line_at(r, i - 1);
            if (i > body.from && gz_chars(above) <= 30 && gz_unit_like(above))
                d->issuer = gz_squeeze(r->a, above);
        }
        if (d->disclosure.len == 0) read_disclosure(s, &d->disclosure);
        if (d->signed_on.year != 0 && d->disclosure.len > 0) break;
    }
    int32_t about = gz_find(d->title, "关于", 0);
    str issuer = about > 0 ? gz_trim(str_sub(d->title, 0, about)) : (str){ NULL, 0 };
    if (issuer.len > 0 && (gz_unit_like(issuer))) d->issuer = issuer;
}

/* ---- attachments ---- */

/* 附件 | 附件1 | 附件：  at the start of a line; *number 0 when there is none, *used up to the name. */
static bool attachment_mark(str s, int *number, int32_t *used)
{
    int32_t n;
    *number = 0;
    if (!gz_starts(s, "附件") && !gz_starts(s, "附 件")) return false;
    int32_t at = gz_starts(s, "附件") ? 6 : 7;
    str rest = gz_skip_blanks(str_sub(s, at, s.len));
    int value = gz_number(rest, &n);
    if (value > 0 && value < 100) {
        *number = value;
        rest = gz_skip_blanks(str_sub(rest, n, rest.len));
    }
    if (gz_starts(rest, ":")) rest = gz_skip_blanks(str_sub(rest, 1, rest.len));
    else if (gz_starts(rest, "：")) rest = gz_skip_blanks(str_sub(rest, 3, rest.len));
    *used = (int32_t)(rest.ptr - s.ptr);
    if (rest.len == 0) {
        *used = s.len;
        return true;
    }
    return value > 0 || (*used > at);
}

bool gz_is_attachment_start(const gz *r, int i, gz_span span)
{
    int number;
    int32_t used;
    str s = line_at(r, i);
    if (!attachment_mark(s, &number, &used)) return false;
    if (used == s.len) return true;
    /* "附件1 名称" starts one unless this is the list that a later bare 附件 line repeats */
    if (number == 0 || gz_has(s, "。") || gz_has(s, ":") || gz_has(s, "：")) return false;
    return i > span.from && gz_chars(s) <= TITLE_LINE_CHARS_MAX && !gz_ends(s, "；");
}

/* 附件：1.甲  2.乙 on following lines, before the signature. */
static bool read_attachment_list(gz *r, gazette_doc *d, gz_span body)
{
    for (int i = body.from; i < body.to; i++) {
        int number;
        int32_t used;
        str s = line_at(r, i);
        if (!attachment_mark(s, &number, &used) || used == s.len) continue;
        str name = str_sub(s, used, s.len);
        gz_marker m;
        do {
            if (gz_marker_read(name, &m)) name = str_sub(name, m.used, name.len);
            if (gz_chars(name) > TITLE_LINE_CHARS_MAX + 20) break;
            if (!gz_names_add(r->a, &d->attachments, gz_trim(name))) return false;
            name = line_at(r, ++i);
        } while (i < body.to && gz_marker_read(name, &m) && m.rank == GZ_RANK_ITEM &&
                 m.value == d->attachments.count + 1);
        break;
    }
    return true;
}

bool gz_head(gz *r, gazette_doc *d, gz_span span, gz_span *body)
{
    int i = read_title(r, d, span);
    if (i < span.to && is_addressees(line_at(r, i))) {
        if (!gz_units(r->a, line_at(r, i), &d->addressees)) return false;
        i++;
    }
    *body = (gz_span){ i, span.to };
    title_from_cover(r, d, *body);
    d->title = gz_trim(d->title);
    read_genre(d);
    read_signature(r, d, *body);
    return read_attachment_list(r, d, *body);
}
