/* split.c: lines → the issue's own data and one span of lines per document.
**
** A document begins where its number stands on a line of its own. Two layouts are in use: the
** masthead and the number above the title (…文件 / number / title), or the title above its number.
** A notice without a number begins with a title block (issuer + 关于 … + kind) that is followed by
** a line of addressees. */
#include "gazette/internal.h"

enum {
    TITLE_LINES_MAX = 8,
    TITLE_LINE_CHARS_MAX = 60,
    HEADER_LINES_MAX = 60,
    REPEAT_LINES_MAX = 24,
    REPEAT_DOCS_MAX = 40
};

static str line_at(const gz *r, int i)
{
    return i >= 0 && i < r->lines.count ? r->lines.items[i].s : (str){ NULL, 0 };
}

/* ---- what a line is ---- */

bool gz_title_end(str line)
{
    static const char *const kinds[] = { "通知", "意见", "决定", "办法", "规定", "方案",
                                         "公告", "通告", "批复", "函",   "令",   "细则",
                                         "条例", "规划", "纲要", "计划", "要点", "措施",
                                         "举措", "报告", "决议", "规则", "章程", "预案",
                                         "通报", "规程", "标准", "清单", "目录", NULL };
    line = gz_trim(line);
    for (int guard = 0; guard < 4; guard++) {
        if (gz_close(gz_before(line, line.len)) == 3) {
            line = str_sub(line, 0, line.len - 3);
            continue;
        }
        if (gz_close(gz_before(line, line.len)) != 1) break;
        int32_t at = line.len;
        while (at > 0 && gz_open(gz_before(line, at)) != 1)
            at -= utf8_put(gz_before(line, at), (char[4]){ 0 });
        if (at <= 0) break;
        line = gz_trim(str_sub(line, 0, at - utf8_put(gz_before(line, at), (char[4]){ 0 })));
    }
    return gz_ends_any(line, kinds) != NULL;
}

static bool is_masthead(str line)
{
    str s = gz_trim(line);
    return gz_chars(s) <= 30 && gz_ends(s, "文件") && !gz_has(s, "关于");
}

/* 第12号 below …令 or …公告 */
static bool is_order_number(const gz *r, int i)
{
    str number, above = line_at(r, i - 1);
    if (!gz_order_tail(line_at(r, i), &number)) return false;
    return gz_chars(above) <= 30 &&
           (gz_ends(above, "令") || gz_ends(above, "公告") || gz_ends(above, "通告"));
}


static bool may_be_title(const gz *r, int i)
{
    static const char *const ends[] = { "。", "；", ";", "：", ":", "！", ".", "，", ",", NULL };
    str s = line_at(r, i);
    int32_t a, b;
    gz_marker m;
    date d;
    if (s.len == 0 || gz_chars(s) > TITLE_LINE_CHARS_MAX || gz_ends_any(s, ends) || is_masthead(s))
        return false;
    if (gz_date_whole(s, &d) || gz_docno_find(s, 0, &a, &b) || gz_has(s, "|") || gz_has(s, "\t"))
        return false;
    if (gz_open(gz_before(str_sub(s, 0, 3), 3)) == 1 && gz_close(gz_before(s, s.len)) == 1 &&
        gz_has(s, "公开"))
        return false;
    if (str_eqc(gz_squeeze(r->a, s), "目录")) return false;
    return !gz_marker_read(s, &m) || m.kind == GAZETTE_SUBITEM || m.kind == GAZETTE_CLAUSE;
}

/* The number on a line of its own; in brackets only below a title. */
static bool is_anchor(const gz *r, int i)
{
    str s = line_at(r, i), issuer, number;
    if (gz_docno_whole(s) || is_order_number(r, i) || gz_order_line(s, &issuer, &number))
        return true;
    return gz_docno_whole(gz_docno_unbracket(s)) && may_be_title(r, i - 1) &&
           gz_title_end(line_at(r, i - 1));
}

/* The line where the issuer's name opens a title: …人民政府关于… */
static bool opens_title(str s)
{
    int32_t about = gz_find(s, "关于", 0);
    if (about <= 0) return false;
    str issuer = gz_trim(str_sub(s, 0, about));
    return gz_unit_like(issuer) || gz_ends(issuer, "办公厅");
}

static int title_start_above(const gz *r, int anchor, int floor)
{
    int j = anchor - 1;
    while (j > floor && anchor - j < TITLE_LINES_MAX) {
        str s = line_at(r, j);
        if (opens_title(s)) break;
        if (r->lines.items[j].blank_before > 1 || !may_be_title(r, j - 1)) break;
        if (gz_starts(s, "关于") && !gz_unit_like(line_at(r, j - 1))) break;
        j--;
    }
    return j;
}

static int start_of(const gz *r, int anchor, int floor)
{
    str issuer, number;
    if (is_order_number(r, anchor)) return anchor - 1 >= floor ? anchor - 1 : anchor;
    if (gz_order_line(line_at(r, anchor), &issuer, &number)) return anchor;
    str above = line_at(r, anchor - 1);
    if (anchor - 1 >= floor && is_masthead(above)) return anchor - 1;
    int title = anchor; /* a page prints its date and source between title and number */
    while (title - 1 > floor && anchor - title < 3 && gz_is_page_furniture(line_at(r, title - 1)) &&
           !gz_title_end(line_at(r, title - 1)))
        title--;
    above = line_at(r, title - 1);
    if (title - 1 >= floor && may_be_title(r, title - 1) && gz_title_end(above))
        return title_start_above(r, title, floor);
    return anchor;
}

/* A title block without a number: the line after its last one, or -1. */
static int unnumbered_title(const gz *r, int i)
{
    static const char *const offices[] = { "政府", "办公室", "办公厅", "委员会", NULL };
    static const char *const open_kinds[] = { "通告", "公告", NULL };
    str first = line_at(r, i);
    bool two_lines = gz_starts(line_at(r, i + 1), "关于") && gz_chars(first) <= 30 &&
                     gz_ends_any(first, offices) && gz_unit_like(first);
    if ((!opens_title(first) && !two_lines) || !may_be_title(r, i)) return -1;
    for (int j = i; j < i + TITLE_LINES_MAX && j < r->lines.count; j++) {
        if (!may_be_title(r, j)) return -1;
        if (!gz_title_end(line_at(r, j))) continue;
        str next = line_at(r, j + 1);
        if (is_anchor(r, j + 1)) return -1;
        if (gz_is_addressees(next)) return j + 1;
        /* a public notice addresses nobody: its first sentence follows */
        bool sentence = gz_has(next, "，") && (gz_has(next, "。") || gz_chars(next) > 40);
        return sentence && gz_ends_any(line_at(r, j), open_kinds) ? j + 1 : -1;
    }
    return -1;
}

/* ---- the issue ---- */

static str value_after(str line, const char *label)
{
    int32_t at = gz_find(line, label, 0);
    if (at < 0) return (str){ NULL, 0 };
    str rest = gz_skip_blanks(str_sub(line, at + (int32_t)strlen(label), line.len));
    while (gz_starts(rest, ":") || gz_starts(rest, "：") || gz_starts(rest, "|"))
        rest = gz_skip_blanks(str_sub(rest, gz_starts(rest, "：") ? 3 : 1, rest.len));
    int32_t end = 0;
    while (end < rest.len && rest.ptr[end] != '|' && rest.ptr[end] != ' ') end++;
    return str_sub(rest, 0, end);
}

/* 2023年第5号(总第130期) inside a line. */
static void read_issue_number(gz *r, str line)
{
    int32_t used, at = gz_find(line, "年第", 0);
    if (at >= 4 && r->g->number.len == 0) {
        int32_t number_at = at + 6;
        if (gz_number(str_sub(line, number_at, line.len), &used) > 0) {
            str tail = gz_skip_blanks(str_sub(line, number_at + used, line.len));
            if (gz_starts(tail, "号") || gz_starts(tail, "期"))
                r->g->number = str_sub(line, at - 4, (int32_t)(tail.ptr - line.ptr) + 3);
        }
    }
    at = gz_find(line, "总第", 0);
    if (at >= 0 && gz_number(gz_skip_blanks(str_sub(line, at + 6, line.len)), &used) > 0 &&
        r->g->total_number.len == 0)
        r->g->total_number = str_sub(gz_skip_blanks(str_sub(line, at + 6, line.len)), 0, used);
}

static void read_issue(gz *r, int first_document)
{
    static const char *const day_labels[] = { "发布日期", "发布时间", "出版日期", "公布日期",
                                              NULL };
    str paper = { NULL, 0 };
    int end = first_document < HEADER_LINES_MAX ? first_document : HEADER_LINES_MAX;
    for (int i = 0; i < end; i++) {
        str s = line_at(r, i);
        int32_t used;
        date d;
        read_issue_number(r, s);
        if (r->g->name.len == 0 && gz_has(s, "公报") && gz_chars(s) < 60 && gz_has(s, "第") &&
            !gz_has(s, ":") && !gz_has(s, "："))
            r->g->name = s;
        if (paper.len == 0 && gz_ends(s, "公报") && gz_chars(s) <= 30 && !gz_has(s, "关于") &&
            gz_has(s, "政府"))
            paper = gz_squeeze(r->a, s);
        str named = value_after(s, "信息名称");
        if (r->g->name.len == 0 && gz_has(named, "公报")) r->g->name = named;
        for (int k = 0; day_labels[k] && r->g->published_on.year == 0; k++)
            if (gz_date_read(value_after(s, day_labels[k]), &d, &used)) r->g->published_on = d;
        str publisher = value_after(s, "发布机构");
        if (r->g->publisher.len == 0 && gz_unit_like(publisher)) r->g->publisher = publisher;
    }
    if (r->g->name.len == 0 && paper.len > 0) /* name and number on two lines */
        r->g->name = str_format(r->a, STR_FMT STR_FMT, STR_ARG(paper), STR_ARG(r->g->number));
}

static gazette_doc *add_doc(gz *r)
{
    gazette_doc *d = VEC_PUSH(r->a, &r->g->docs);
    if (!d) r->failed = true;
    return d;
}

static bool read_doc(gz *r, int from, int to)
{
    gazette_doc *d = add_doc(r);
    if (!d || from >= to) return d != NULL;
    const gz_line *first = &r->lines.items[from], *last = &r->lines.items[to - 1];
    gz_span body;
    d->line = first->line;
    d->line_end = last->line;
    d->text = str_sub(r->g->text, first->offset, last->offset + last->s.len);
    d->published_on = r->g->published_on;
    return gz_head(r, d, (gz_span){ from, to }, &body) && gz_tree(r, d, body) &&
           gz_validity(r, d) && gz_tasks(r, d) && gz_cites(r, d) && gz_indicators(r, d);
}

/* The same number printed again within a few lines (the data above a page, a list of contents):
   the document begins where it stands last. */
static bool drop_repeated(gz *r, int *starts, int *anchors, int *count)
{
    int kept = 0;
    str *numbers = ARENA_ARRAY(r->a, str, *count + 1);
    if (!numbers) return false;
    for (int i = 0; i < *count; i++) numbers[i] = gazette_doc_no(r->a, line_at(r, anchors[i]));
    for (int i = 0; i < *count; i++) {
        bool again = false;
        int to = i + 1 < *count ? starts[i + 1] : 0;
        if (numbers[i].len > 0 && to - anchors[i] <= REPEAT_LINES_MAX)
            for (int k = i + 1; k < *count && k <= i + REPEAT_DOCS_MAX && !again; k++)
                again = str_eq(numbers[k], numbers[i]);
        for (int k = anchors[i]; again && k < to; k++) again = !gz_ends(line_at(r, k), "。");
        if (again) continue;
        starts[kept] = starts[i];
        anchors[kept++] = anchors[i];
    }
    *count = kept;
    return true;
}

static bool find_starts(gz *r, int **starts, int *count)
{
    VEC(int) list = { 0 }, anchors = { 0 };
    int floor = 0, anchor = -TITLE_LINES_MAX;
    for (int i = 0; i < r->lines.count; i++) {
        int start = -1, next = i;
        if (is_anchor(r, i)) start = start_of(r, anchor = i, floor);
        else if (i > anchor + 2 && (next = unnumbered_title(r, i)) > 0) start = i;
        if (start < 0) continue;
        int *slot = VEC_PUSH(r->a, &list), *at = VEC_PUSH(r->a, &anchors);
        if (!slot || !at) return false;
        *slot = start;
        *at = i;
        floor = i + 1;
        if (next > i) i = next - 1;
    }
    *starts = list.items;
    *count = list.count;
    return drop_repeated(r, list.items, anchors.items, count);
}

bool gz_split(gz *r)
{
    int *starts, count;
    if (!find_starts(r, &starts, &count)) return false;
    read_issue(r, count > 0 ? starts[0] : r->lines.count);
    bool page = count == 1 && starts[0] < HEADER_LINES_MAX && !is_anchor(r, starts[0]) &&
                unnumbered_title(r, starts[0]) > 0;
    if (page) starts[0] = 0; /* one document with its data above it */
    if (count == 0 && r->lines.count > 0) return read_doc(r, 0, r->lines.count);
    for (int i = 0; i < count; i++)
        if (!read_doc(r, starts[i], i + 1 < count ? starts[i + 1] : r->lines.count)) return false;
    return true;
}
