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

/* s begins with the label, however its characters are spread out (文    号), and the label ends
   there. */
static bool spread_label(str s, const char *label)
{
    int32_t at = 0, k = 0;
    str l = str_c(label);
    while (k < l.len) {
        uint32_t cp = gz_next(s, &at);
        if (cp == ' ' || cp == '\t') continue;
        if (cp != gz_next(l, &k)) return false;
    }
    uint32_t next = gz_next(s, &at);
    return next == 0 || next == ' ' || next == '\t' || next == '|' || next == ':' ||
           next == 0xFF1A || next == 0x3011 || next == ']';
}

/* Lines that a web site or a database puts around a document. */
bool gz_is_page_furniture(str s)
{
    static const char *const labels[] = {
        "索引号",   "文号",     "分类",     "有效性",   "发布机构", "发文机关", "发文机构", "标题",
        "名称",     "信息名称", "公文种类", "主题词",   "关键词",   "时效性",   "效力级别", "效力等级",
        "制定机关", "字号",     "发文字号", "公布日期", "发布日期", "发布时间", "发文日期", "成文日期",
        "生成日期", "施行日期", "实施日期", "生效日期", "废止日期", "失效日期", "发文时间", "来源",
        "信息来源", "作者",     "责任编辑", "浏览次数", "浏览量",   "点击数",   "点击量",   "阅读次数",
        "访问量",   "字体",     "主题分类", "内容概述", "公开类别", "公开范围", "公开形式", "信息分类",
        "法律效力", "统一编号", "登记号",   "规范性文件编号", "目录", "首页",   NULL
    };
    static const char *const starts[] = { "当前位置", "您当前", "您现在", "您的位置", "无障碍",
                                          "长者",     "打印",   "扫一扫", "分享到",   "返回",
                                          "【关闭",   "首页",   NULL };
    int32_t first = 0, used;
    date day;
    uint32_t cp = gz_next(s, &first);
    while (cp == 0x2219 || cp == 0x2022 || cp == 0xB7) { /* ∙ • · */
        s = gz_skip_blanks(str_sub(s, first, s.len));
        first = 0;
        cp = gz_next(s, &first);
    }
    if (gz_open(cp) == 2) s = str_sub(s, first, s.len);
    if (gz_starts_any(s, starts)) return true;
    if (gz_date_read(s, &day, &used)) return true; /* 2023-01-05 10:00 某办公室 */
    if (memchr(s.ptr, '\t', (size_t)s.len) || gz_has(s, "|")) return true;
    for (int i = 0; labels[i]; i++)
        if (spread_label(s, labels[i])) return true;
    return false;
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

bool gz_is_addressees(str s)
{
    static const char *const marks[] = { "政府", "局", "委",   "部门", "单位", "县",
                                         "区",   "办", "公司", "院",   "机构", NULL };
    gz_marker m;
    if (s.len > ADDRESSEE_BYTES_MAX || !(gz_ends(s, "：") || gz_ends(s, ":")) || gz_has(s, "。") ||
        gz_marker_read(s, &m))
        return false;
    if (gz_starts(s, "为") || gz_has(s, "通知如下") || gz_has(s, "公告如下") || gz_has(s, "如下") ||
        gz_has(s, "下列"))
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

/* 某市人民政府令 + 第12号: the number of an order names its issuer. */
static void set_order(gz *r, gazette_doc *d, str head, str number)
{
    d->doc_no_printed = number;
    d->doc_no = str_format(r->a, STR_FMT STR_FMT, STR_ARG(gz_squeeze(r->a, head)),
                           STR_ARG(gz_squeeze(r->a, number)));
    str issuer = gz_trim(str_sub(head, 0, head.len - (gz_ends(head, "令") ? 3 : 6)));
    if (gz_unit_like(issuer)) d->issuer = gz_squeeze(r->a, issuer);
    d->title = (str){ NULL, 0 };
}

/* (2022年5月6日市人民政府第12次常务会议通过 …) below a title */
static bool is_history(str s)
{
    static const char *const acts[] = { "通过", "公布", "修正", "修订", "施行",
                                        "发布", "批准", NULL };
    if (!in_brackets(s)) return false;
    for (int i = 0; acts[i]; i++)
        if (gz_has(s, acts[i]) && gz_has(s, "年") && gz_has(s, "日")) return true;
    return false;
}

/* What follows a title without being its text: an attachment, a table. */
static bool title_ends_here(const gz *r, const gazette_doc *d, int i, gz_span span)
{
    str s = line_at(r, i);
    bool row = s.len > 0 && memchr(s.ptr, '\t', (size_t)s.len) && gz_has(s, "序号");
    bool head = gz_starts(s, "|") || str_eqc(s, "序号") || row;
    return d->title.len > 0 && (head || gz_is_attachment_start(r, i, span));
}

/* Reads title lines from `i`; the line behind the head. */
static int read_title(gz *r, gazette_doc *d, gz_span span)
{
    str spare = { NULL, 0 }; /* the title behind its number, when it is printed nowhere else */
    int i = span.from,
        end = span.to < span.from + HEAD_LINES_MAX ? span.to : span.from + HEAD_LINES_MAX;
    for (; i < end; i++) {
        str s = line_at(r, i);
        gz_marker m;
        str note, issuer, number;
        int32_t a, b;
        if (title_ends_here(r, d, i, span)) break;
        if (is_page_label(s) || gz_is_page_furniture(s)) {
            if (d->doc_no.len == 0 && gz_has(s, "号") && gz_docno_find(s, 0, &a, &b))
                set_number(r, d, str_sub(s, a, b));
            continue;
        }
        if (gz_docno_whole(gz_docno_unbracket(s))) {
            set_number(r, d, gz_docno_unbracket(s));
        } else if (gz_docno_find(s, 0, &a, &b) && a == 0 && !in_brackets(s)) {
            if (d->doc_no.len == 0) set_number(r, d, str_sub(s, 0, b)); /* number and title */
            if (spare.len == 0) spare = gz_trim(str_sub(s, b, s.len));
        } else if (gz_order_tail(s, &number) &&
                   (gz_ends(d->title, "令") || gz_ends(d->title, "告"))) {
            set_order(r, d, d->title, number);
        } else if (d->doc_no.len == 0 && gz_order_line(s, &issuer, &number)) {
            set_order(r, d, str_sub(s, 0, issuer.len + 3), number);
        } else if (is_history(s)) {
            continue;
        } else if (is_masthead(s) || read_disclosure(s, &note) ||
                   (gz_has(s, "公报") && d->title.len == 0 && !gz_has(s, "关于"))) {
            continue;
        } else if (gz_is_addressees(s) || gz_chars(s) > TITLE_LINE_CHARS_MAX || gz_ends(s, "。") ||
                   gz_ends(s, "；") || (gz_marker_read(s, &m) && m.rank != GZ_RANK_SUBITEM)) {
            break;
        } else if (title_complete(d->title) && !in_brackets(s)) {
            break;
        } else {
            d->title = join_title(r, d->title, s);
        }
    }
    if (d->title.len == 0) d->title = spare;
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

bool gz_signed_line(str s, str *name, date *day)
{
    if (s.len > 240 || gz_has(s, "。")) return false;
    for (int32_t at = s.len - 1; at > 0; at--) {
        if (s.ptr[at] != ' ' && s.ptr[at] != '\t') continue;
        if (!gz_date_whole(str_sub(s, at, s.len), day)) continue;
        *name = gz_trim(str_sub(s, 0, at));
        return gz_chars(*name) <= 30 && gz_unit_like(*name);
    }
    return false;
}

static void read_signature(gz *r, gazette_doc *d, gz_span body)
{
    for (int i = body.from; i < body.to; i++) {
        date day;
        str s = line_at(r, i), name;
        if (d->signed_on.year == 0 && gz_chars(s) <= 24 && gz_date_whole(s, &day)) {
            d->signed_on = day;
            str above = line_at(r, i - 1);
            if (i > body.from && gz_chars(above) <= 30 && gz_unit_like(above))
                d->issuer = gz_squeeze(r->a, above);
        } else if (d->signed_on.year == 0 && gz_signed_line(s, &name, &day)) {
            d->signed_on = day;
            d->issuer = gz_squeeze(r->a, name);
        }
        if (d->disclosure.len == 0) read_disclosure(s, &d->disclosure);
        if (d->signed_on.year != 0 && d->disclosure.len > 0) break;
    }
    int32_t about = gz_find(d->title, "关于", 0);
    str issuer = about > 0 ? gz_trim(str_sub(d->title, 0, about)) : (str){ NULL, 0 };
    static const char *const passes[] = { "转发", "批转", "印发", NULL }; /* 甲办转发乙局关于… */
    for (int k = 0; passes[k]; k++) {
        int32_t at = gz_find(issuer, passes[k], 0);
        if (at > 0) issuer = gz_trim(str_sub(issuer, 0, at));
    }
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
    if (i < span.to && gz_is_addressees(line_at(r, i))) {
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
