/* search.c: queries against the bigram index and the marking of what was found. */
#include "store/search.h"
#include "store/fold.h"

enum { SNIPPET_WIDTH = 60 };

bool search_put_document(db *w, arena *a, int64_t id, str title, str doc_no)
{
    arena_pos mark = arena_mark(a);
    str body = str_format(a, STR_FMT FOLD_BREAK STR_FMT, STR_ARG(title), STR_ARG(doc_no));
    bool ok =
        body.ptr
        && db_run(w, "INSERT INTO search(rowid, body) VALUES(2 * ?1 + 1, ?2)", "it", id, body);
    arena_rewind(a, mark);
    return ok;
}

/* A heading that runs in is part of the text already. */
static str body_of(arena *a, str heading, str text)
{
    if (heading.len == 0 || str_starts(text, heading)) return text;
    if (text.len == 0) return heading;
    return str_format(a, STR_FMT FOLD_BREAK STR_FMT, STR_ARG(heading), STR_ARG(text));
}

bool search_put_provision(db *w, arena *a, int64_t id, str heading, str text)
{
    arena_pos mark = arena_mark(a);
    bool ok = db_run(w, "INSERT INTO search(rowid, body) VALUES(2 * ?1, ?2)", "it", id,
                     body_of(a, heading, text));
    arena_rewind(a, mark);
    return ok;
}

/* ---- terms ---- */

typedef VEC(fold_text) term_list;

static bool next_term(str query, int32_t *pos, str *term)
{
    int32_t start = -1;
    while (*pos < query.len) {
        int32_t before = *pos;
        uint32_t cp = utf8_next(query, pos);
        bool blank = cp <= 0x20 || cp == 0xA0 || cp == 0x3000;
        if (!blank && start < 0) start = before;
        if (!blank || start < 0) continue;
        *term = str_sub(query, start, before);
        return true;
    }
    *term = str_sub(query, start, query.len);
    return start >= 0;
}

/* false without memory. */
static bool terms_of(arena *a, str query, term_list *terms, strbuf *match)
{
    str raw;
    for (int32_t pos = 0; next_term(query, &pos, &raw);) {
        fold_text folded;
        if (!fold_all(a, raw, &folded)) return false;
        if (folded.count == 0) continue;
        fold_text *t = VEC_PUSH(a, terms);
        if (!t) return false;
        *t = folded;
        if (!match) continue;
        strbuf_putc(match, match->len ? " \"" : "\"");
        strbuf_put(match, str_replace(a, raw, STR("\""), STR("\"\"")));
        strbuf_putc(match, folded.count == 1 ? "\"*" : "\"");
    }
    return !match || !match->failed;
}

/* ---- marks ---- */

typedef struct marker { const fold_text *text; bool *marked; int32_t first; } marker;

static void mark_term(marker *m, const fold_text *term)
{
    int32_t at = fold_find(m->text, term, 0);
    if (at >= 0 && (m->first < 0 || at < m->first)) m->first = at;
    for (; at >= 0; at = fold_find(m->text, term, at + 1))
        memset(m->marked + at, 1, (size_t)term->count);
}

static int utf16_units(str s)
{
    int n = 0;
    for (int32_t pos = 0; pos < s.len;) n += utf8_next(s, &pos) > 0xFFFF ? 2 : 1;
    return n;
}

/* Marked runs of folded code points [from, to) → ranges in the snippet that starts at byte `start`.
 */
static void ranges(const marker *m, str raw, int32_t from, int32_t to, int32_t start,
                   search_snippet *out, int prefix)
{
    for (int32_t i = from; i < to && out->mark_count < SEARCH_MARKS_MAX;) {
        if (!m->marked[i]) {
            i++;
            continue;
        }
        int32_t end = i;
        while (end < to && m->marked[end]) end++;
        search_mark *r = &out->marks[out->mark_count++];
        r->from = prefix + utf16_units(str_sub(raw, start, m->text->from[i]));
        r->to = prefix + utf16_units(str_sub(raw, start, m->text->to[end - 1]));
        i = end;
    }
}

bool search_mark_text(arena *a, str raw, str query, int width, search_snippet *out)
{
    *out = (search_snippet){ .text = raw };
    term_list terms = { 0 };
    fold_text text;
    if (!terms_of(a, query, &terms, NULL) || !fold_all(a, raw, &text)) return false;
    marker m = { .text = &text, .first = -1, .marked = arena_get(a, (size_t)text.count + 1) };
    out->marks = ARENA_ARRAY(a, search_mark, SEARCH_MARKS_MAX);
    if (!m.marked || !out->marks) return false;
    for (int i = 0; i < terms.count; i++) mark_term(&m, &terms.items[i]);
    int32_t middle = m.first < 0 ? 0 : m.first, from = 0, to = text.count;
    if (width > 0) {
        from = middle > width / 2 ? middle - width / 2 : 0;
        to = middle + 2 * width < text.count ? middle + 2 * width : text.count;
    }
    bool cut_left = from > 0, cut_right = to < text.count;
    int32_t start = cut_left ? text.from[from] : 0;
    int32_t end = cut_right ? text.from[to] : raw.len;
    ranges(&m, raw, from, to, start, out, cut_left ? 1 : 0);
    str piece = str_sub(raw, start, end);
    out->text = !cut_left && !cut_right ? piece
                                        : str_format(a, "%s" STR_FMT "%s", cut_left ? "…" : "",
                                                     STR_ARG(piece), cut_right ? "…" : "");
    return out->text.ptr || piece.len == 0;
}

/* ---- the query ---- */

static const char HITS[] =
    "SELECT s.rowid & 1, d.id, p.id, d.doc_no, d.title, p.address, p.heading, p.text FROM"
    " (SELECT rowid, rank FROM search WHERE search MATCH ?1 ORDER BY (rowid & 1) DESC, rank, rowid "
    "LIMIT ?2 OFFSET ?3) s"
    " LEFT JOIN provision p ON (s.rowid & 1) = 0 AND p.id = s.rowid / 2"
    " LEFT JOIN document d ON d.id = CASE WHEN (s.rowid & 1) = 1 THEN s.rowid / 2 ELSE "
    "p.document_id END"
    " ORDER BY (s.rowid & 1) DESC, s.rank, s.rowid";

static const char COUNTS[] = "SELECT count(*), count(DISTINCT CASE WHEN (s.rowid & 1) = 1 THEN "
                             "s.rowid / 2 ELSE p.document_id END)"
                             " FROM search s LEFT JOIN provision p ON (s.rowid & 1) = 0 AND p.id = "
                             "s.rowid / 2 WHERE search MATCH ?1";

static bool read_hit(arena *a, db_stmt *q, str query, search_hit *h)
{
    bool whole = db_get_int(q, 0) == 1;
    h->document_id = db_get_int(q, 1);
    h->provision_id = whole ? 0 : db_get_int(q, 2);
    h->doc_no = db_text(a, q, 3);
    h->title = db_text(a, q, 4);
    h->article = db_text(a, q, 5);
    h->heading = db_text(a, q, 6);
    str body = whole ? str_format(a, STR_FMT " " STR_FMT, STR_ARG(h->title), STR_ARG(h->doc_no))
                     : db_text(a, q, 7);
    if (!whole && h->heading.len > 0 && !str_starts(body, h->heading))
        body = str_format(a, STR_FMT " " STR_FMT, STR_ARG(h->heading), STR_ARG(body));
    return search_mark_text(a, body, query, SNIPPET_WIDTH, &h->snippet)
        && search_mark_text(a, h->title, query, 0, &h->title_marks);
}

static bool read_hits(db *c, arena *a, str query, str match, int64_t limit, int64_t offset,
                      search_result *out)
{
    VEC(search_hit) hits = { 0 };
    db_stmt *q = db_query(c, HITS, "tii", match, limit, offset);
    bool failed;
    while (db_next(&q, &failed)) {
        search_hit *h = VEC_PUSH(a, &hits);
        if (h && read_hit(a, q, query, h)) continue;
        db_done(&q);
        return db_fail(c, "E-MEMORY", "内存不足", "out of memory");
    }
    out->hits = hits.items;
    out->hit_count = hits.count;
    return !failed;
}

bool search_run(db *c, arena *a, str query, int64_t limit, int64_t offset, search_result *out)
{
    *out = (search_result){ 0 };
    if (utf8_bad(query) >= 0)
        return db_fail(c, "E-QUERY", "检索词不是合法的 UTF-8 文字", "the query is not valid UTF-8");
    if (utf8_chars(query) > SEARCH_CHARS_MAX)
        return db_fail(c, "E-QUERY", "检索词超过 %d 字；请缩短",
                       "the query is longer than %d characters; shorten it", SEARCH_CHARS_MAX);
    term_list terms = { 0 };
    strbuf match;
    strbuf_init(&match, a);
    if (!terms_of(a, query, &terms, &match)) return db_fail(c, "E-MEMORY", "内存不足", "out of memory");
    if (terms.count == 0)
        return db_fail(c, "E-QUERY", "检索词为空；请输入要找的字词",
                       "the query is empty; type what to find");
    str m = strbuf_done(&match);
    db_stmt *q = db_query(c, COUNTS, "t", m);
    bool failed, row = db_next(&q, &failed);
    if (row) {
        out->total = db_get_int(q, 0);
        out->documents = db_get_int(q, 1);
    }
    db_done(&q);
    return !failed && read_hits(c, a, query, m, limit, offset, out);
}
