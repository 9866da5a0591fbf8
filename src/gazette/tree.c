/* tree.c: a document's lines → provisions, parents before children, each with an address that
** stays.
**
**   stack:  [附件1] ─ 第二章 ─ 第九条 ─ (四) ─ 1
** A new number closes every entry of its own rank or below.
**
** Unnumbered text belongs to the innermost number; below an article it belongs to the article
** (第二款). Lines that are no provisions (signature, day, disclosure) are passed over. A line
** broken in mid-sentence goes on with the next. */
#include "gazette/internal.h"

enum {
    HEADING_CHARS_MAX = 60,
    ROOT_TITLE_CHARS_MAX = 60,
    TITLE_BYTES_MAX = 900, /* of all its lines: a long run of short lines is no title */
    CELLS_MAX = 40,
    CELL_HEAD_MAX = 14,
    COLUMN_LINES_MAX = 9,
    PROVISIONS_MAX = 200000
};

typedef struct level {
    int provision, rank;
} level;

typedef struct builder {
    gz *r;
    gazette_doc *d;
    gz_span span;
    level stack[GAZETTE_DEPTH_MAX];
    int depth;
    int attachment;  /* provision, -1 = main text */
    int preamble;    /* provision that collects title lines, -1 = none */
    bool signed_off; /* the day was seen: what follows is a plan or an attachment */
    bool numbered;   /* a number was seen in this part (main text or attachment) */
    int tables, root_paragraphs, end_paragraphs;
    VEC(int) paragraphs; /* per provision: unnumbered texts below it */
    strmap seen;         /* address → times */
} builder;

static str line_at(const builder *b, int i)
{
    return i >= b->span.from && i < b->span.to ? b->r->lines.items[i].s : (str){ NULL, 0 };
}

static gazette_provision *at(builder *b, int index)
{
    return &b->d->provisions.items[index];
}

/* ---- adding ---- */

static bool count_address(builder *b, str address, int *times)
{
    int *n = strmap_find(&b->seen, address);
    if (!n) {
        n = arena_get(b->r->a, sizeof *n);
        if (!n || !strmap_put(&b->seen, address, n)) return false;
    }
    *times = ++*n;
    return true;
}

/* Adds a provision; its index or -1 without memory. */
static int add(builder *b, gazette_kind kind, int parent, str address, str text, int line)
{
    int times = 0;
    if (!count_address(b, address, &times)) return -1;
    if (times > 1) address = str_format(b->r->a, STR_FMT "#%d", STR_ARG(address), times);
    gazette_provision *p = VEC_PUSH(b->r->a, &b->d->provisions);
    int *n = VEC_PUSH(b->r->a, &b->paragraphs);
    if (!p || !n || !address.ptr) return -1;
    const gz_line *l = &b->r->lines.items[line];
    *p = (gazette_provision){ .kind = kind,
                              .parent = parent,
                              .address = address,
                              .text = text,
                              .line = l->line,
                              .offset = l->offset };
    p->level = parent >= 0 ? at(b, parent)->level + 1 : 1;
    p->end = text.ptr ? (int32_t)(text.ptr - b->r->g->text.ptr) + text.len : l->offset;
    return b->d->provisions.count - 1;
}

static str prefix(builder *b)
{
    if (b->attachment < 0) return (str){ "", 0 };
    return str_format(b->r->a, STR_FMT "/", STR_ARG(at(b, b->attachment)->address));
}

/* Address of a number below the innermost open one. */
static str number_address(builder *b, const gz_marker *m)
{
    const gazette_provision *up = b->depth > 0 ? at(b, b->stack[b->depth - 1].provision) : NULL;
    bool own = m->rank == GZ_RANK_ARTICLE || !up;
    if (own) {
        str pre = prefix(b);
        return str_format(b->r->a, STR_FMT "%s", STR_ARG(pre), m->piece);
    }
    bool item_of_section = up->kind == GAZETTE_SECTION && m->rank == GZ_RANK_ITEM;
    bool digits_meet = up->kind == GAZETTE_ITEM && m->piece[0] >= '0' && m->piece[0] <= '9';
    return str_format(b->r->a, STR_FMT "%s%s", STR_ARG(up->address),
                      item_of_section ? "、"
                      : digits_meet   ? "."
                                      : "",
                      m->piece);
}

/* ---- headings ---- */

static str strip_heading(str s)
{
    static const char *const ends[] = { "。", "：", ":", "；", ";", "，", NULL };
    for (const char *e; (e = gz_ends_any(s, ends)) != NULL;)
        s = gz_trim(str_sub(s, 0, s.len - (int32_t)strlen(e)));
    return s;
}

/* 甲事（牵头单位：乙局） → 甲事 */
static str without_tag(str s)
{
    static const char *const verbs[] = { "负责", "牵头", "配合", "落实", NULL };
    int family = gz_close(gz_before(s, s.len));
    int32_t open = s.len, used, inside;
    int depth = 0;
    if (family != 1 && family != 2) return s;
    while (open > 0) {
        uint32_t cp = gz_before(s, open);
        open -= utf8_put(cp, (char[4]){ 0 });
        if (gz_close(cp) == family) depth++;
        if (gz_open(cp) == family && --depth == 0) break;
    }
    inside = open;
    gz_next(s, &inside);
    int32_t end = s.len - utf8_put(gz_before(s, s.len), (char[4]){ 0 });
    str content = gz_trim(str_sub(s, inside, end));
    bool tag = open > 0 &&
               (gz_role_label(content, &used) != GZ_ROLE_NONE || gz_ends_any(content, verbs));
    return tag ? gz_trim(str_sub(s, 0, open)) : s;
}

static str heading_of(str text, gazette_kind kind)
{
    int32_t stop = gz_find(text, "。", 0);
    int32_t limit = kind == GAZETTE_ARTICLE ? 15 : HEADING_CHARS_MAX;
    if (stop < 0 || stop + 3 == text.len) {
        bool whole = kind != GAZETTE_ARTICLE && text.len <= 4 * HEADING_CHARS_MAX &&
                     gz_chars(text) <= HEADING_CHARS_MAX;
        return whole ? without_tag(strip_heading(text)) : (str){ NULL, 0 };
    }
    if (stop > 4 * limit || gz_chars(str_sub(text, 0, stop)) > limit) return (str){ NULL, 0 };
    return without_tag(str_sub(text, 0, stop));
}

/* ---- lines that go on ---- */

static bool is_row(str s)
{
    int bars = 0, tabs = 0;
    for (int32_t i = 0; i < s.len && bars < 2 && tabs < 2; i++) {
        bars += s.ptr[i] == '|';
        tabs += s.ptr[i] == '\t';
    }
    return bars >= 2 || tabs >= 2;
}

static bool breaks_off(str s)
{
    uint32_t last = gz_before(s, s.len);
    if (gz_is_sentence_end(last) || last == ';' || last == 0xFF1B || last == ':' ||
        last == 0xFF1A || gz_close(last))
        return false;
    return gz_chars(str_sub(s, 0, 400)) >= 20 &&
           (gz_has(s, "。") || gz_has(s, "，") || gz_has(s, ",") || gz_has(s, "、"));
}

/* Ends in a comma: the sentence is open whatever the next line looks like. */
static bool ends_in_comma(str s)
{
    static const char *const commas[] = { ",", "，", "、", NULL };
    return gz_ends_any(s, commas) != NULL;
}

static bool stands_alone(builder *b, int i)
{
    gz_marker m;
    date day;
    int32_t used;
    str s = line_at(b, i);
    if (s.len == 0 || gz_marker_read(s, &m) || is_row(s) || gz_date_whole(s, &day)) return true;
    bool label = gz_role_label(s, &used) != GZ_ROLE_NONE && !ends_in_comma(line_at(b, i - 1));
    if (label || gz_is_attachment_start(b->r, i, b->span)) return true;
    if (gz_date_whole(line_at(b, i + 1), &day) && gz_chars(s) <= 30) return true;
    return gz_starts(s, "附件") || gz_starts(s, "——") || gz_chars(s) <= 1;
}

/* An assignment bracket that is still open at the end: （牵头单位：甲局；责任单位：乙局； */
static bool bracket_is_open(str s)
{
    int32_t from = s.len > 900 ? s.len - 900 : 0, open = -1, used;
    while (from > 0 && ((unsigned char)s.ptr[from] & 0xC0) == 0x80) from--;
    for (int32_t i = from; i < s.len;) {
        int32_t at = i;
        uint32_t cp = gz_next(s, &i);
        int family = gz_open(cp);
        bool tag = (family == 1 || family == 2) &&
                   gz_role_label(gz_skip_blanks(str_sub(s, i, s.len)), &used) != GZ_ROLE_NONE;
        if (tag) open = at;
    }
    return open >= 0 && gz_match(s, open, 1000) < 0;
}

/* The text that starts in line i at byte `used`, with the lines it goes on in; *last is the final
   line. */
static str flowing_text(builder *b, int i, int32_t used, int *last)
{
    str first = line_at(b, i), s = str_sub(first, used, first.len);
    int j = i;
    bool prose = breaks_off(s) && (gz_has(s, "。") || gz_chars(s) > HEADING_CHARS_MAX || used == 0);
    prose |= bracket_is_open(s);
    while (prose && j + 1 < b->span.to && b->r->lines.items[j + 1].blank_before == 0 &&
           !stands_alone(b, j + 1)) {
        str next = line_at(b, ++j);
        s.len = (int32_t)(next.ptr + next.len - s.ptr);
        prose = breaks_off(next) || (j - i < 12 && bracket_is_open(s));
    }
    *last = j;
    return s;
}

/* ---- kinds of lines ---- */

static bool is_disclosure(str s)
{
    static const char *const starts[] = { "(此件",    "（此件",       "(此文",
                                          "（此文",   "信息公开选项", "信息公开形式",
                                          "公开属性", "公开方式",     NULL };
    return gz_starts_any(s, starts) != NULL && gz_chars(s) <= 30;
}

static bool is_signature(builder *b, int i)
{
    date day;
    str s = line_at(b, i), next = line_at(b, i + 1), above = line_at(b, i - 1), who;
    int32_t used;
    bool value = gz_role_label(above, &used) == GZ_DEADLINE && used == above.len;
    if (value) return false; /* 完成时限： with its day on the next line */
    if (gz_chars(s) <= 24 && gz_date_whole(s, &day)) return true;
    if (gz_signed_line(s, &who, &day)) return true;
    if (is_disclosure(s)) return true;
    bool name = gz_chars(s) <= 30 && gz_unit_like(s) && !gz_has(s, "。");
    return name && gz_chars(next) <= 24 && gz_date_whole(next, &day);
}

/* A short line that names the plan or the attachment below. */
static bool is_title_line(builder *b, int i)
{
    gz_marker m;
    int32_t used;
    str s = line_at(b, i);
    if (s.len == 0 || gz_chars(s) > ROOT_TITLE_CHARS_MAX || is_row(s) || gz_marker_read(s, &m)) {
        bool bracketed_years = s.len > 0 && gz_chars(s) < 20 &&
                               gz_open(gz_before(str_sub(s, 0, 3), 1)) == 1;
        return bracketed_years && !gz_marker_read(s, &m);
    }
    uint32_t last = gz_before(s, s.len);
    if (gz_is_sentence_end(last) || last == ':' || last == 0xFF1A || last == ';' ||
        last == 0xFF1B || last == ',' || last == 0xFF0C)
        return false;
    return gz_role_label(s, &used) == GZ_ROLE_NONE && !gz_starts(s, "附件");
}

/* Paragraphs that close a document: 本办法自…起施行, …同时废止. */
static bool closes_document(str s)
{
    static const char *const kinds[] = { "办法",     "通知",     "意见",     "方案", "规定", "细则",
                                         "决定",     "公告",     "通告",     "规则", "措施", "政策",
                                         "实施意见", "实施方案", "实施办法", "规划", "计划", "纲要",
                                         "标准",     "预案",     "文件",     NULL };
    if (gz_starts(s, "《") && (gz_has(s, "同时废止") || gz_has(s, "停止执行"))) return true;
    if (!gz_starts(s, "本")) return false;
    return gz_starts_any(str_sub(s, 3, s.len), kinds) != NULL && gz_chars(str_sub(s, 0, 600)) < 180;
}

/* ---- adding text ---- */

static bool add_paragraph(builder *b, int i, int *last)
{
    str text = flowing_text(b, i, 0, last);
    int parent = b->depth > 0 ? b->stack[b->depth - 1].provision : b->attachment;
    str address;
    bool article = false;
    for (int k = b->depth - 1; k >= 0 && !article; k--)
        if (b->stack[k].rank == GZ_RANK_ARTICLE) {
            b->depth = k + 1;
            parent = b->stack[k].provision;
            article = true;
        }
    bool heading_waits = parent >= 0 && at(b, parent)->text.len <= at(b, parent)->heading.len + 3 &&
                         b->paragraphs.items[parent] == 0;
    bool closing = b->attachment < 0 && b->numbered && !heading_waits && closes_document(text);
    if (closing) {
        b->depth = 0;
        parent = -1;
    }
    if (parent < 0) {
        int n = b->numbered ? ++b->end_paragraphs : ++b->root_paragraphs;
        const char *name = b->numbered ? "末段" : "前言";
        address = n == 1 ? str_c(name) : str_format(b->r->a, "%s第%d段", name, n);
    } else {
        gazette_provision *up = at(b, parent);
        bool own = up->text.len > 0 && up->text.len > up->heading.len + 3;
        int n = ++b->paragraphs.items[parent] + (own || article ? 1 : 0);
        str zh = article ? gz_number_zh(b->r->a, n) : str_format(b->r->a, "%d", n);
        address = str_format(b->r->a, STR_FMT "%s第" STR_FMT "%s", STR_ARG(up->address),
                             up->kind == GAZETTE_ATTACHMENT ? "/" : "", STR_ARG(zh),
                             article ? "款" : "段");
    }
    return add(b, GAZETTE_PARAGRAPH, parent, address, text, i) >= 0;
}

static bool add_numbered(builder *b, int i, const gz_marker *m, int *last)
{
    while (b->depth > 0 && b->stack[b->depth - 1].rank >= m->rank) b->depth--;
    int parent = b->depth > 0 ? b->stack[b->depth - 1].provision : b->attachment;
    str text = flowing_text(b, i, m->used, last);
    int index = add(b, m->kind, parent, number_address(b, m), text, i);
    if (index < 0) return false;
    gazette_provision *p = at(b, index);
    p->number = m->printed;
    p->heading = heading_of(text, m->kind);
    b->numbered = true;
    b->preamble = -1;
    if (b->depth < GAZETTE_DEPTH_MAX) b->stack[b->depth++] = (level){ index, m->rank };
    return true;
}

static bool add_attachment(builder *b, int i)
{
    str s = line_at(b, i), rest = gz_skip_blanks(str_sub(s, gz_starts(s, "附件") ? 6 : 7, s.len));
    int32_t used;
    int number = gz_number(rest, &used);
    if (number > 0) rest = gz_skip_blanks(str_sub(rest, used, rest.len));
    b->root_paragraphs = 0;
    while (gz_starts(rest, ":") || gz_starts(rest, "："))
        rest = gz_skip_blanks(str_sub(rest, gz_starts(rest, ":") ? 1 : 3, rest.len));
    str address = number > 0 ? str_format(b->r->a, "附件%d", number) : STR("附件");
    b->depth = 0;
    b->attachment = -1;
    int index = add(b, GAZETTE_ATTACHMENT, -1, address, rest, i);
    if (index < 0) return false;
    at(b, index)->number = str_sub(s, 0, s.len - rest.len);
    at(b, index)->heading = rest;
    b->attachment = b->preamble = index;
    b->numbered = false;
    b->tables = 0;
    return true;
}

/* Title lines gather in one heading: the attachment's, or that of a preamble entry. */
static bool add_title_line(builder *b, int i)
{
    str s = line_at(b, i);
    if (b->preamble < 0) {
        b->preamble = add(b, GAZETTE_PREAMBLE, b->attachment, STR("标题"), s, i);
        if (b->preamble < 0) return false;
        at(b, b->preamble)->heading = s;
        return true;
    }
    gazette_provision *p = at(b, b->preamble);
    p->heading = p->heading.len == 0
                     ? s
                     : str_format(b->r->a, STR_FMT STR_FMT, STR_ARG(p->heading), STR_ARG(s));
    p->text = p->text.ptr && p->text.len > 0
                  ? (str){ p->text.ptr, (int32_t)(s.ptr + s.len - p->text.ptr) }
                  : s;
    p->end = (int32_t)(s.ptr + s.len - b->r->g->text.ptr);
    return p->heading.ptr != NULL;
}

/* ---- tables ---- */

static int add_table(builder *b, int i)
{
    int parent = b->depth > 0 ? b->stack[b->depth - 1].provision : b->attachment;
    str up = parent >= 0 ? at(b, parent)->address : (str){ "", 0 };
    str address = str_format(b->r->a, STR_FMT "%s表%d", STR_ARG(up), up.len ? "/" : "",
                             ++b->tables);
    b->preamble = -1;
    return add(b, GAZETTE_TABLE, parent, address, (str){ NULL, 0 }, i);
}

static int add_row(builder *b, int table, int number, str text, int i)
{
    str address = number == 0 ? str_format(b->r->a, STR_FMT "/表头", STR_ARG(at(b, table)->address))
                              : str_format(b->r->a, STR_FMT "/行%d", STR_ARG(at(b, table)->address),
                                           number);
    return add(b, GAZETTE_ROW, table, address, text, i);
}

static bool split_cells(builder *b, int row, str line)
{
    char mark = memchr(line.ptr, '|', (size_t)line.len) ? '|' : '\t';
    int32_t from = 0;
    for (int32_t i = 0; i <= line.len; i++) {
        if (i < line.len && line.ptr[i] != mark) continue;
        bool last_empty = i == line.len && from == i && mark == '|';
        if (!last_empty && at(b, row)->cells.count < CELLS_MAX &&
            !gz_names_add(b->r->a, &at(b, row)->cells, gz_trim(str_sub(line, from, i))))
            return false;
        from = i + 1;
    }
    return true;
}

/* 一、工业 across a table: one short line between two rows. */
static bool is_band(builder *b, int i, int number)
{
    static const char *const ends[] = { "。", "：", ":", "；", ";", NULL };
    str s = line_at(b, i), next = line_at(b, i + 1);
    return number > 0 && gz_chars(s) <= 40 && is_row(next) && !gz_has(next, "序号") &&
           b->r->lines.items[i].blank_before == 0 && !gz_ends_any(s, ends) &&
           !gz_is_attachment_start(b->r, i, b->span);
}

/* |---|:-:| under the heads of a table */
static bool is_ruling(str s)
{
    for (int32_t i = 0; i < s.len; i++)
        if (!strchr("|-: ", s.ptr[i])) return false;
    return true;
}

static bool read_table(builder *b, int i, int *last)
{
    int table = add_table(b, i), number = 0;
    if (table < 0) return false;
    for (; i < b->span.to && (is_row(line_at(b, i)) || is_band(b, i, number)); i++, number++) {
        *last = i;
        if (is_ruling(line_at(b, i))) {
            number--;
            continue;
        }
        int row = add_row(b, table, number, line_at(b, i), i);
        if (row < 0 || !split_cells(b, row, line_at(b, i))) return false;
    }
    return true;
}

/* A table whose cells stand one per line: short heads, among them 序号 and a role word. Number of
   columns or 0. */
static int column_heads(builder *b, int i)
{
    int n = 0;
    bool role = false;
    if (!str_eqc(line_at(b, i), "序号") && !str_eqc(line_at(b, i), "编号")) return 0;
    for (; n < COLUMN_LINES_MAX && i + n < b->span.to; n++) {
        int32_t used;
        str s = line_at(b, i + n);
        if (str_eqc(s, "1")) break;
        if (gz_chars(s) > CELL_HEAD_MAX) return 0;
        role |= gz_role_word(s, &used) != GZ_ROLE_NONE && used == s.len;
    }
    return role && n >= 3 && str_eqc(line_at(b, i + n), "1") ? n : 0;
}

static bool is_integer(str s, int value)
{
    int32_t used;
    return gz_digits(s, &used) == value && used == s.len;
}

static bool add_line_row(builder *b, int table, int number, int from, int to, int columns)
{
    str first = line_at(b, from), final = line_at(b, to - 1);
    str text = { first.ptr, (int32_t)(final.ptr + final.len - first.ptr) };
    int row = add_row(b, table, number, text, from);
    int extra = to - from - columns; /* lines too many belong to the second cell */
    for (int k = from, cell = 0; row >= 0 && k < to; cell++) {
        int lines = cell == 1 && extra > 0 ? extra + 1 : 1;
        str a = line_at(b, k), z = line_at(b, k + lines - 1);
        str joined = { a.ptr, (int32_t)(z.ptr + z.len - a.ptr) };
        if (!gz_names_add(b->r->a, &at(b, row)->cells, joined)) return false;
        k += lines;
    }
    return row >= 0;
}

static bool read_line_table(builder *b, int i, int columns, int *last)
{
    int table = add_table(b, i), number = 0, from = i, to = i + columns;
    if (table < 0) return false;
    for (;;) {
        if (!add_line_row(b, table, number, from, to, columns)) return false;
        *last = to - 1;
        if (!is_integer(line_at(b, to), number + 1)) return true;
        number++;
        from = to;
        to = from + 1;
        while (to < b->span.to && to - from < columns + 4 &&
               !is_integer(line_at(b, to), number + 1))
            to++;
        if (to - from > columns && !is_integer(line_at(b, to), number + 1)) to = from + columns;
        if (to > b->span.to) to = b->span.to;
    }
}

/* ---- the walk ---- */

/* 附件1：名称 behind the signature, unless it is one of a list of names. */
static bool named_attachment(builder *b, int i)
{
    int32_t used;
    str s = line_at(b, i), next = line_at(b, i + 1);
    if (!b->signed_off || !gz_starts(s, "附件") || gz_starts(next, "附件") ||
        gz_chars(s) > ROOT_TITLE_CHARS_MAX || gz_has(s, "。"))
        return false;
    str rest = gz_skip_blanks(str_sub(s, 6, s.len));
    if (gz_number(rest, &used) <= 0) return false;
    rest = gz_skip_blanks(str_sub(rest, used, rest.len));
    return gz_starts(rest, "：") || gz_starts(rest, ":");
}

/* More provisions than any document has: said once, the rest is not put into the tree. */
static bool over_limit(builder *b, int i, int *last)
{
    diag_warn(b->r->diags, "W-LIMIT", gz_pos(b->r, b->r->lines.items[i].line, 0),
              "此文件自本行起的条款超过 %d 条，未再细分；请核对是否为公报",
              "from this line on the document has over %d provisions and is not divided further; "
              "check that this is a gazette",
              (int)PROVISIONS_MAX);
    *last = b->span.to;
    return true;
}

static bool read_line(builder *b, int i, int *last)
{
    gz_marker m;
    str s = line_at(b, i);
    int columns;
    *last = i;
    if (is_signature(b, i)) {
        b->signed_off |= !is_disclosure(s);
        return true;
    }
    if (gz_is_attachment_start(b->r, i, b->span) || named_attachment(b, i))
        return add_attachment(b, i);
    if (b->d->provisions.count >= PROVISIONS_MAX) return over_limit(b, i, last);
    if (is_row(s)) return read_table(b, i, last);
    if ((columns = column_heads(b, i)) > 0) return read_line_table(b, i, columns, last);
    if (gz_marker_read(s, &m)) return add_numbered(b, i, &m, last);
    bool room = b->preamble < 0 || at(b, b->preamble)->heading.len < TITLE_BYTES_MAX;
    bool open_title = room && !b->numbered && b->depth == 0 && is_title_line(b, i);
    if (open_title && (b->preamble >= 0 || b->root_paragraphs <= 1 || b->attachment >= 0))
        return add_title_line(b, i);
    if (b->attachment < 0) b->preamble = -1;
    return add_paragraph(b, i, last);
}

bool gz_tree(gz *r, gazette_doc *d, gz_span body)
{
    builder b = { .r = r, .d = d, .span = body, .attachment = -1, .preamble = -1 };
    strmap_init(&b.seen, r->a);
    for (int i = body.from; i < body.to;) {
        int last = i;
        if (!read_line(&b, i, &last)) return false;
        i = last + 1;
    }
    return true;
}
