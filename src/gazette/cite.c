/* cite.c: what a document cites, rests on, amends, repeals; from when and until when it holds. */
#include "gazette/internal.h"

enum { TITLE_BYTES_MAX = 600, CONTEXT_BYTES = 48, SENTENCE_BYTES_MAX = 3000 };

static bool has_any(str s, const char *const *words)
{
    for (; *words; words++)
        if (gz_has(s, *words)) return true;
    return false;
}

static const char *const repeal_words[] = { "同时废止", "予以废止", "停止执行", "不再执行",
                                            "废止",     "宣布失效", "失效",     NULL };

/* The sentence around a byte. */
static str sentence_at(str s, int32_t at)
{
    int32_t from = at, to = at;
    while (from > 0 && at - from < SENTENCE_BYTES_MAX && !gz_is_sentence_end(gz_before(s, from)))
        from--;
    while (to < s.len && to - at < SENTENCE_BYTES_MAX && !gz_starts(str_sub(s, to, s.len), "。"))
        to++;
    while (from > 0 && ((unsigned char)s.ptr[from] & 0xC0) == 0x80) from--;
    while (to < s.len && ((unsigned char)s.ptr[to] & 0xC0) == 0x80) to++;
    return str_sub(s, from, to);
}

/* Names in 《》 that are legal or official documents, not forms, certificates or books. */
static bool is_document_title(str t)
{
    static const char *const kinds[] = { "法",       "条例", "规定", "规范", "制度",
                                         "若干意见", "准则", "政策", "宪法", "若干政策",
                                         "解释",     "说明", "指引", "指南", NULL };
    static const char *const forms[] = { "通知书", "申请表", "审批表", "明细表", NULL };
    if (gz_ends_any(t, forms)) return false;
    while (gz_close(gz_before(t, t.len)) == 1) {
        int32_t at = t.len;
        while (at > 0 && gz_open(gz_before(t, at)) != 1)
            at -= utf8_put(gz_before(t, at), (char[4]){ 0 });
        if (at <= 0) break;
        t = str_sub(t, 0, at - utf8_put(gz_before(t, at), (char[4]){ 0 }));
    }
    return gz_title_end(t) || gz_ends_any(t, kinds) != NULL;
}

static gazette_relation relation_in_text(str s, int32_t start, int32_t end,
                                         gazette_relation previous, int32_t previous_end)
{
    static const char *const basis[] = { "根据", "依据", "按照", "依照", "贯彻", "落实",
                                         "遵照", "参照", "执行", "按",   NULL };
    static const char *const issue[] = { "印发",     "公布施行", "现予公布",
                                         "现予发布", "现予印发", NULL };
    str sentence = sentence_at(s, start);
    str tail = str_sub(s, end, (int32_t)(sentence.ptr - s.ptr) + sentence.len);
    if (has_any(tail, repeal_words)) return GAZETTE_REPEALS;
    str head = str_sub(s, start - CONTEXT_BYTES > 0 ? start - CONTEXT_BYTES : 0, start);
    int32_t open = gz_find(head, "。", 0);
    if (open >= 0) head = str_sub(head, open, head.len);
    bool now = gz_has(head, "现将") || (gz_has(tail, "已经") && has_any(tail, issue));
    if (now && has_any(tail, issue)) return GAZETTE_ISSUES;
    int32_t quote = gz_find(tail, "《", 0);                /* the next title may say 修改 for itself */
    str near = str_sub(tail, 0, quote >= 0 && quote < 60 ? quote : 60);
    bool changes = gz_has(near, "修订") || gz_has(near, "修改");
    if (changes || gz_ends(head, "修改") || gz_ends(head, "修订")) return GAZETTE_AMENDS;
    if (has_any(head, basis)) return GAZETTE_BASED_ON;
    bool listed = previous_end >= 0 && start - previous_end < 60;
    return listed ? previous : GAZETTE_CITES;
}

static gazette_relation relation_in_title(str title, int32_t start)
{
    str head = str_sub(title, 0, start);
    if (gz_has(head, "废止")) return GAZETTE_REPEALS;
    if (gz_has(head, "修改") || gz_has(head, "修订")) return GAZETTE_AMENDS;
    if (gz_has(head, "印发") || gz_has(head, "公布") || gz_has(head, "发布")) return GAZETTE_ISSUES;
    if (gz_has(head, "贯彻") || gz_has(head, "落实")) return GAZETTE_BASED_ON;
    return GAZETTE_CITES;
}

static bool add_cite(gz *r, gazette_doc *d, gazette_relation relation, str title, str doc_no,
                     int provision, int32_t offset)
{
    if (doc_no.len > 0 && str_eq(doc_no, d->doc_no)) return true;
    for (int i = d->cites.count - 1; i >= 0 && i >= d->cites.count - 64;
         i--) { /* said twice nearby */
        gazette_cite *c = &d->cites.items[i];
        if (c->provision == provision && str_eq(c->title, title) && str_eq(c->doc_no, doc_no)) {
            if (relation == GAZETTE_REPEALS) c->relation = relation;
            return true;
        }
    }
    gazette_cite *c = VEC_PUSH(r->a, &d->cites);
    if (!c) return false;
    *c = (gazette_cite){ relation, doc_no, title, provision, gz_line_at(r, offset), offset };
    return true;
}

/* The number printed right behind 》, in brackets or not; *end moves behind it. */
static str number_behind(gz *r, str s, int32_t *end)
{
    int32_t start, stop;
    str near = str_sub(s, *end, *end + 120 < s.len ? *end + 120 : s.len);
    if (!gz_docno_find(near, 0, &start, &stop) || start > 6) return (str){ NULL, 0 };
    str number = gz_docno_normal(r->a, str_sub(near, start, stop));
    *end += stop;
    return number;
}

typedef struct cite_scan {
    gazette_relation previous;
    int32_t previous_end;
    bool repealing;
} cite_scan;

static bool read_quoted(gz *r, gazette_doc *d, str s, int provision, int32_t at, int32_t *next,
                        cite_scan *c)
{
    int32_t end = gz_match(s, at, TITLE_BYTES_MAX);
    if (end < 0) return true;
    str title = gz_trim(str_sub(s, at + 3, end - 3));
    int32_t stop = end;
    str number = number_behind(r, s, &stop);
    *next = stop;
    if (number.len == 0 && !is_document_title(title)) return true;
    gazette_relation relation = provision < 0
                                    ? relation_in_title(s, at)
                                    : relation_in_text(s, at, end, c->previous, c->previous_end);
    if (c->repealing) relation = GAZETTE_REPEALS;
    c->previous = relation;
    c->previous_end = stop;
    int32_t offset = provision < 0 ? d->provisions.count ? d->provisions.items[0].offset : 0
                                   : (int32_t)(s.ptr + at - r->g->text.ptr);
    return add_cite(r, d, relation, gz_squeeze(r->a, title), number, provision, offset);
}

static bool read_text(gz *r, gazette_doc *d, str s, int provision, bool repealing)
{
    cite_scan c = { GAZETTE_CITES, -1, repealing };
    int32_t number_at = -1, number_end = -1;
    bool more = gz_docno_find(s, 0, &number_at, &number_end);
    for (int32_t i = 0; i < s.len;) {
        const char *quote = memmem(s.ptr + i, (size_t)(s.len - i), "《", 3);
        int32_t at = quote ? (int32_t)(quote - s.ptr) : s.len;
        while (more && number_at < at) {
            str number = gz_docno_normal(r->a, str_sub(s, number_at, number_end));
            gazette_relation relation = provision < 0
                                            ? GAZETTE_CITES
                                            : relation_in_text(s, number_at, number_end, c.previous,
                                                               c.previous_end);
            if (number_at >= i &&
                !add_cite(r, d, repealing ? GAZETTE_REPEALS : relation, (str){ NULL, 0 }, number,
                          provision,
                          provision < 0 ? 0 : (int32_t)(s.ptr + number_at - r->g->text.ptr)))
                return false;
            more = gz_docno_find(s, number_end, &number_at, &number_end);
        }
        if (!quote) break;
        int32_t next = at + 3;
        if (!read_quoted(r, d, s, provision, at, &next, &c)) return false;
        while (more && number_at < next)
            more = gz_docno_find(s, number_end, &number_at, &number_end);
        i = next;
    }
    return true;
}

/* 下列文件予以废止: the entries below are repealed. */
static bool under_repeal(const gazette_doc *d, int i)
{
    static const char *const lists[] = { "下列", "以下", "目录", "清单", "附件", NULL };
    for (int up = i; up >= 0; up = d->provisions.items[up].parent) {
        const gazette_provision *p = &d->provisions.items[up];
        if (p->kind != GAZETTE_ATTACHMENT) continue;
        if (gz_has(p->heading, "废止") || gz_has(p->heading, "失效")) return true;
        static const char *const kept[] = { "有效", "保留", "修改", "修订", NULL };
        if (has_any(p->heading, kept)) return false;
        if (gz_has(d->title, "废止")) return true;
    }
    for (int up = d->provisions.items[i].parent, guard = 0; up >= 0 && guard < GAZETTE_DEPTH_MAX;
         guard++) {
        const gazette_provision *p = &d->provisions.items[up];
        str text = p->text.len > 0 ? str_sub(p->text, 0, 300) : p->heading;
        if (gz_has(text, "废止") && has_any(text, lists)) return true;
        up = p->parent;
    }
    return false;
}

/* 决定废止下列规章：, 以下文件予以废止： */
static bool opens_repeals(str text)
{
    static const char *const lists[] = { "下列", "以下", NULL };
    return text.len < 900 && (gz_ends(text, "：") || gz_ends(text, ":")) &&
           (gz_has(text, "废止") || gz_has(text, "失效")) && has_any(text, lists);
}

bool gz_cites(gz *r, gazette_doc *d)
{
    if (!read_text(r, d, d->title, -1, false)) return false;
    bool listing = false; /* below a paragraph 决定废止下列文件： */
    for (int i = 0; i < d->provisions.count; i++) {
        const gazette_provision *p = &d->provisions.items[i];
        if (p->kind == GAZETTE_TABLE || p->text.len == 0) continue;
        bool entry = p->kind == GAZETTE_ITEM || p->kind == GAZETTE_SUBITEM ||
                     p->kind == GAZETTE_CLAUSE || p->kind == GAZETTE_SECTION ||
                     gz_starts(p->text, "《");
        listing = opens_repeals(p->text) || (listing && entry && gz_has(p->text, "《"));
        if (!read_text(r, d, p->text, i, listing || under_repeal(d, i))) return false;
    }
    return true;
}

/* ---- validity ---- */

static date add_term(date from, str text)
{
    int32_t used;
    date out = { 0 };
    int n = gz_number(text, &used);
    if (n <= 0 || from.year == 0) return out;
    str unit = str_sub(text, used, text.len);
    if (gz_starts(unit, "年")) {
        if (!date_add_months(from, n * 12, &out)) out.year = 0;
    } else if (gz_starts(unit, "个月") && !date_add_months(from, n, &out)) out.year = 0;
    return out.year ? date_from_days(date_to_days(out) - 1) : out;
}

/* 自2023年1月1日起施行, 自印发之日起施行, 自公布之日起30日后施行 */
static void read_effect(gazette_doc *d, str s)
{
    static const char *const starts[] = { "自", "从", "由", NULL };
    static const char *const acts[] = { "印发之日", "发布之日", "公布之日", "下发之日",
                                        "颁布之日", "发文之日", "印发起",   NULL };
    for (int k = 0; starts[k]; k++) {
        for (int32_t at = gz_find(s, starts[k], 0); at >= 0; at = gz_find(s, starts[k], at + 3)) {
            int32_t used;
            date day;
            str rest = gz_skip_blanks(str_sub(s, at + 3, s.len));
            const char *act = gz_starts_any(rest, acts);
            if (gz_date_read(rest, &day, &used) &&
                gz_starts(gz_skip_blanks(str_sub(rest, used, rest.len)), "起"))
                d->effective_from = day;
            else if (act && d->signed_on.year) d->effective_from = d->signed_on;
            else continue;
            str tail = act ? gz_skip_blanks(str_sub(rest, (int32_t)strlen(act), rest.len))
                           : (str){ NULL, 0 };
            if (gz_starts(tail, "起")) tail = gz_skip_blanks(str_sub(tail, 3, tail.len));
            int days = gz_number(tail, &used);
            if (days > 0 && (gz_starts(str_sub(tail, used, tail.len), "日后") ||
                             gz_starts(str_sub(tail, used, tail.len), "日之后")))
                d->effective_from = date_from_days(date_to_days(d->signed_on) + days);
            d->validity = s;
            return;
        }
    }
}

static void read_expiry(gazette_doc *d, str s)
{
    static const char *const words[] = { "有效期", "试行期", "试行", NULL };
    static const char *const fill[] = {
        "限", "为", "至", "到", ":", "：", "自", "暂定", " ", NULL
    };
    for (int k = 0; words[k]; k++) {
        int32_t at = gz_find(s, words[k], 0), used;
        if (at < 0) continue;
        str rest = str_sub(s, at + (int32_t)strlen(words[k]), s.len);
        for (const char *f; (f = gz_starts_any(rest, fill)) != NULL;)
            rest = str_sub(rest, (int32_t)strlen(f), rest.len);
        date day;
        if (gz_date_read(rest, &day, &used)) d->effective_to = day;
        else if (d->effective_from.year) d->effective_to = add_term(d->effective_from, rest);
        else d->effective_to = add_term(d->signed_on, rest);
        if (d->effective_to.year) {
            d->validity = s;
            return;
        }
    }
}

static bool speaks_of_itself(str s)
{
    static const char *const kinds[] = { "本办法", "本通知", "本意见",   "本方案", "本规定",
                                         "本细则", "本决定", "本公告",   "本通告", "本规则",
                                         "本措施", "本政策", "本实施",   "本规划", "本计划",
                                         "本纲要", "本标准", "本预案",   "本文件", "本条例",
                                         "本制度", "本规范", "现予公布", "本举措", NULL };
    return has_any(s, kinds);
}

bool gz_validity(gz *r, gazette_doc *d)
{
    for (int i = 0; i < d->provisions.count; i++) {
        str text = d->provisions.items[i].text;
        if (text.len == 0 || d->provisions.items[i].kind == GAZETTE_ROW) continue;
        bool hint = gz_has(text, "施行") || gz_has(text, "实施") || gz_has(text, "执行") ||
                    gz_has(text, "有效期") || gz_has(text, "生效");
        if (!hint) continue;
        for (str rest = text, s; str_split_next(&rest, STR("。"), &s);) {
            static const char *const verbs[] = { "施行", "实施", "执行", "生效", NULL };
            if (s.len > SENTENCE_BYTES_MAX) continue;
            bool effect = gz_has(s, "起") && has_any(s, verbs),
                 expiry = gz_has(s, "有效期") || gz_has(s, "试行");
            if (!(effect || expiry) || !speaks_of_itself(s)) continue;
            if (effect) read_effect(d, s);
            if (expiry) read_expiry(d, s);
        }
    }
    (void)r;
    return true;
}
