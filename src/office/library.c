/* library.c: documents, their validity at a date, provisions and citations. */
#include "office/office.h"
#include <stdlib.h>

static const struct { const char *name, *zh, *en; } states[OFFICE_STATES] = {
    [OFFICE_IN_FORCE] = { "in_force", "现行有效", "in force" },
    [OFFICE_REPEALED] = { "repealed", "已废止", "repealed" },
    [OFFICE_NOT_YET] = { "not_yet", "未施行", "not yet in force" },
    [OFFICE_EXPIRED] = { "expired", "已到期", "expired" },
    [OFFICE_UNKNOWN] = { "unknown", "日期不明", "no date stated" },
};

const char *office_state_name(office_state_kind k) { return states[k].name; }
const char *office_state_word(office_state_kind k, lang language)
{
    return language == LANG_ZH ? states[k].zh : states[k].en;
}

str office_state_reason(arena *a, const office_state *s, lang language)
{
    bool zh = language == LANG_ZH;
    switch (s->kind) {
    case OFFICE_REPEALED:
        return s->by_doc_no.len > 0
            ? str_format(a, zh ? "被%.*s废止" : "repealed by %.*s", STR_ARG(s->by_doc_no)) : STR("");
    case OFFICE_NOT_YET:
        return str_format(a, zh ? "自" STR_FMT "起施行" : "in force from " STR_FMT,
                          STR_ARG(date_text(a, s->since)));
    case OFFICE_EXPIRED:
        return str_format(a, zh ? "有效期至" STR_FMT : "valid until " STR_FMT,
                          STR_ARG(date_text(a, s->until)));
    case OFFICE_UNKNOWN: return zh ? STR("文中没有日期") : STR("the text states no date");
    default: return STR("");
    }
}

#define DOCUMENT_COLUMNS                                                                           \
    "d.id, d.issue_id, i.title, d.doc_no, d.title, d.kind, d.issuer, d.place, d.signed, "          \
    "d.published, d.effective,"                                                                    \
    " v.since, v.until, v.repealed_on, d.disclosure, d.validity, d.addressees, d.attachments,"     \
    " (SELECT count(*) FROM provision WHERE document_id = d.id), (SELECT count(*) FROM task "      \
    "WHERE document_id = d.id),"                                                                   \
    " (SELECT count(*) FROM citation WHERE document_id = d.id AND relation <> 'issues'),"          \
    " (SELECT count(*) FROM citation c WHERE c.doc_no = d.doc_no AND d.doc_no <> '' AND "          \
    "c.document_id <> d.id)"                                                                       \
    " FROM document d JOIN issue i ON i.id = d.issue_id JOIN document_validity v ON v.id = d.id"

static date day_before(date d) { return date_from_days(date_to_days(d) - 1); }
static bool has(date d) { return d.year != 0; }

/* The policy file that runs the document, by its number. */
static const policy_doc *policy_of(const office *o, str doc_no)
{
    int n = o->policies && doc_no.len > 0 ? policy_doc_count(o->policies) : 0;
    for (int i = 0; i < n; i++) {
        const policy_doc *p = policy_doc_at(o->policies, i);
        if (str_eq(p->number, doc_no)) return p;
    }
    return NULL;
}

/* The policy file whose header repeals the document first, and from when. */
static const policy_doc *repealer_of(const office *o, str doc_no, date *from)
{
    const policy_doc *first = NULL;
    int n = o->policies && doc_no.len > 0 ? policy_doc_count(o->policies) : 0;
    for (int i = 0; i < n; i++) {
        const policy_doc *p = policy_doc_at(o->policies, i);
        for (int k = 0; k < p->repeals.count; k++) {
            date day = policy_has_date(p->repeals.items[k].from) ? p->repeals.items[k].from
                                                                 : p->period.from;
            if (!str_eq(p->repeals.items[k].number, doc_no) || !policy_has_date(day)) continue;
            if (first && date_cmp(day, *from) >= 0) continue;
            first = p;
            *from = day;
        }
    }
    return first;
}

static office_state state_at(const office *o, str doc_no, date at, date since, date until,
                             date repealed_on, const policy_doc *policy)
{
    date by_policy;
    if (repealer_of(o, doc_no, &by_policy)
        && (!has(repealed_on) || date_cmp(by_policy, repealed_on) < 0))
        repealed_on = by_policy;
    if (policy && !has(until) && policy_has_date(policy->period.to)) until = policy->period.to;
    office_state s = { .at = at, .since = since, .until = until };
    bool cut = has(repealed_on) && (!has(until) || date_cmp(repealed_on, until) <= 0);
    if (cut) s.until = day_before(repealed_on);
    if (!has(since)) s.kind = OFFICE_UNKNOWN;
    else if (date_cmp(at, since) < 0) s.kind = OFFICE_NOT_YET;
    else if (cut && date_cmp(at, repealed_on) >= 0) s.kind = OFFICE_REPEALED;
    else if (has(s.until) && date_cmp(at, s.until) > 0) s.kind = OFFICE_EXPIRED;
    else s.kind = OFFICE_IN_FORCE;
    return s;
}

static office_document read_row(const office *o, arena *a, db_stmt *q, date at)
{
    office_document d = { .id = db_get_int(q, 0),
                          .issue_id = db_get_int(q, 1),
                          .issue = db_text(a, q, 2),
                          .doc_no = db_text(a, q, 3),
                          .title = db_text(a, q, 4),
                          .kind = db_text(a, q, 5),
                          .issuer = db_text(a, q, 6),
                          .place = db_text(a, q, 7),
                          .signed_on = db_date(q, 8),
                          .published = db_date(q, 9),
                          .effective = db_date(q, 10),
                          .disclosure = db_text(a, q, 14),
                          .validity = db_text(a, q, 15),
                          .addressees = db_text(a, q, 16),
                          .attachments = db_text(a, q, 17),
                          .provisions = db_get_int(q, 18),
                          .tasks = db_get_int(q, 19),
                          .citations_out = db_get_int(q, 20),
                          .citations_in = db_get_int(q, 21) };
    d.policy = policy_of(o, d.doc_no);
    d.state = state_at(o, d.doc_no, at, db_date(q, 11), db_date(q, 12), db_date(q, 13), d.policy);
    return d;
}

/* Names the document behind a repeal: one in the library first, else the policy file's. */
static void name_repealer(const office *o, db *c, arena *a, office_document *d)
{
    if (d->state.kind != OFFICE_REPEALED) return;
    db_stmt *q =
        db_query(c,
                 "SELECT r.id, r.doc_no FROM citation c JOIN document r ON r.id = c.document_id"
                 " WHERE c.relation = 'repeals' AND c.doc_no = ?1 AND r.id <> ?2"
                 " ORDER BY coalesce(r.effective, r.signed, r.published) LIMIT 1",
                 "ti", d->doc_no, d->id);
    if (db_next(&q, NULL)) {
        d->state.by_id = db_get_int(q, 0);
        d->state.by_doc_no = db_text(a, q, 1);
    }
    db_done(&q);
    date day;
    const policy_doc *by = d->state.by_doc_no.len > 0 ? NULL : repealer_of(o, d->doc_no, &day);
    if (!by) return;
    d->state.by_doc_no = by->number;
    d->state.by_id = office_find_document(c, a, d->state.by_doc_no);
}

static bool wanted(const office_document_filter *f, const office_document *d)
{
    return (f->q.len == 0 || str_find(d->title, f->q) >= 0 || str_find(d->doc_no, f->q) >= 0)
           && (f->place.len == 0 || str_eq(f->place, d->place))
           && (f->kind.len == 0 || str_eq(f->kind, d->kind))
           && (f->issue_id == 0 || f->issue_id == d->issue_id)
           && (f->state < 0 || f->state == (int)d->state.kind);
}

static bool count_one(arena *a, office_counts *counts, str value)
{
    for (int i = 0; i < counts->count; i++)
        if (str_eq(counts->items[i].value, value)) {
            counts->items[i].count++;
            return true;
        }
    office_count *c = VEC_PUSH(a, counts);
    if (!c) return false;
    *c = (office_count){ value, 1 };
    return true;
}

static int more_first(const void *x, const void *y)
{
    const office_count *a = x, *b = y;
    return a->count != b->count ? (a->count < b->count ? 1 : -1) : str_cmp(a->value, b->value);
}

static void sort_counts(office_counts *c)
{
    if (c->count > 1) qsort(c->items, (size_t)c->count, sizeof *c->items, more_first);
}

bool office_list_documents(const office *o, arena *a, const office_document_filter *f, diag_list *d,
                           office_documents *out)
{
    *out = (office_documents){ 0 };
    db *c = store_reader(o->store, d);
    if (!c) return false;
    VEC(office_document) page = { 0 };
    office_document_filter filter = *f;
    str number = gazette_doc_no(a, f->q);
    if (number.len > 0) filter.q = number;
    db_stmt *q =
        db_query(c, "SELECT " DOCUMENT_COLUMNS " ORDER BY i.published DESC, i.id DESC, d.seq", "");
    bool failed, memory = true;
    while (memory && db_next(&q, &failed)) {
        arena_pos mark = arena_mark(a);
        office_document doc = read_row(o, a, q, f->at);
        if (!wanted(&filter, &doc)) {
            arena_rewind(a, mark);
            continue;
        }
        memory = count_one(a, &out->kinds, doc.kind) && count_one(a, &out->places, doc.place)
              && count_one(a, &out->states, str_c(states[doc.state.kind].name));
        int64_t at = out->total++;
        if (at < f->offset || (f->limit >= 0 && at >= f->offset + f->limit)) continue;
        office_document *slot = memory ? VEC_PUSH(a, &page) : NULL;
        if (slot) *slot = doc;
        else memory = false;
    }
    db_done(&q);
    for (int i = 0; i < page.count; i++) name_repealer(o, c, a, &page.items[i]);
    if (!memory) failed = !db_fail(c, "E-MEMORY", "内存不足", "out of memory");
    store_reader_done(o->store, c);
    sort_counts(&out->kinds);
    sort_counts(&out->places);
    sort_counts(&out->states);
    out->items = page.items;
    out->count = page.count;
    return !failed;
}

int64_t office_find_document(db *c, arena *a, str id_or_doc_no)
{
    dec n;
    int64_t id = 0;
    if (dec_parse(id_or_doc_no, &n) && dec_to_int64(n, &id))
        return db_int(c, 0, "SELECT id FROM document WHERE id = ?1", "i", id);
    str number = gazette_doc_no(a, id_or_doc_no);
    if (number.len == 0) return 0;
    return db_int(c, 0, "SELECT id FROM document WHERE doc_no = ?1 ORDER BY id DESC LIMIT 1", "t",
                  number);
}

bool office_read_document(const office *o, db *c, arena *a, int64_t id, date at,
                          office_document *out)
{
    db_stmt *q = db_query(c, "SELECT " DOCUMENT_COLUMNS " WHERE d.id = ?1", "i", id);
    bool found = db_next(&q, NULL);
    if (found) *out = read_row(o, a, q, at);
    db_done(&q);
    if (found) name_repealer(o, c, a, out);
    return found;
}

bool office_read_provisions(db *c, arena *a, int64_t document_id, office_provisions *out)
{
    *out = (office_provisions){ 0 };
    db_stmt *q = db_query(c,
                          "SELECT id, coalesce(parent_id, 0), kind, address, number, heading, "
                          "text, line FROM provision"
                          " WHERE document_id = ?1 ORDER BY seq",
                          "i", document_id);
    bool failed;
    while (db_next(&q, &failed)) {
        office_provision *p = VEC_PUSH(a, out);
        if (!p) {
            db_done(&q);
            return false;
        }
        *p = (office_provision){ db_get_int(q, 0), db_get_int(q, 1), db_text(a, q, 2),
                                 db_text(a, q, 3), db_text(a, q, 4), db_text(a, q, 5),
                                 db_text(a, q, 6), db_get_int(q, 7) };
    }
    return !failed;
}

/* A citation without a number is resolved by its title: the document of that title, or the one that
 * issues it. */
#define BY_TITLE \
    "(c.doc_no = '' AND c.title <> '' AND (d.title = c.title OR d.title LIKE '%印发' || c.title " \
    "|| '的通知'))"

/* Rows of relation, number, title, address, provision and the other document's id. */
static bool take_citations(db_stmt *q, arena *a, office_citations *out)
{
    bool failed;
    while (db_next(&q, &failed)) {
        office_citation *x = VEC_PUSH(a, out);
        if (!x) {
            db_done(&q);
            return false;
        }
        *x = (office_citation){ .relation = db_text(a, q, 0),
                                .doc_no = db_text(a, q, 1),
                                .title = db_text(a, q, 2),
                                .address = db_text(a, q, 3),
                                .provision_id = db_get_int(q, 4),
                                .other_id = db_get_int(q, 5) };
    }
    return !failed;
}

bool office_read_citations_out(const office *o, db *c, arena *a, int64_t document_id, date at,
                               office_citations *out)
{
    *out = (office_citations){ 0 };
    db_stmt *q = db_query(c,
                          "SELECT c.relation, c.doc_no, c.title, coalesce(p.address, ''), "
                          "coalesce(c.provision_id, 0),"
                          " coalesce((SELECT max(d.id) FROM document d WHERE d.id <> c.document_id"
                          "  AND ((c.doc_no <> '' AND d.doc_no = c.doc_no) OR " BY_TITLE ")), 0)"
                          " FROM citation c LEFT JOIN provision p ON p.id = c.provision_id"
                          " WHERE c.document_id = ?1 AND c.relation <> 'issues' ORDER BY c.seq",
                          "i", document_id);
    if (!take_citations(q, a, out)) return false;
    for (int i = 0; i < out->count; i++) {
        office_citation *x = &out->items[i];
        office_document other;
        if (x->other_id == 0 || !office_read_document(o, c, a, x->other_id, at, &other)) continue;
        x->other_state = other.state;
        if (x->title.len == 0) x->title = other.title;
        if (x->doc_no.len == 0) x->doc_no = other.doc_no;
    }
    return true;
}

bool office_read_citations_in(db *c, arena *a, int64_t document_id, office_citations *out)
{
    *out = (office_citations){ 0 };
    db_stmt *q = db_query(
        c,
        "SELECT c.relation, r.doc_no, r.title, coalesce(p.address, ''), coalesce(c.provision_id, "
        "0), r.id"
        " FROM document d JOIN citation c ON c.document_id <> d.id AND c.relation <> 'issues'"
        "  AND ((c.doc_no <> '' AND c.doc_no = d.doc_no) OR " BY_TITLE ")"
        " JOIN document r ON r.id = c.document_id LEFT JOIN provision p ON p.id = c.provision_id"
        " WHERE d.id = ?1 ORDER BY r.id, c.seq",
        "i", document_id);
    return take_citations(q, a, out);
}

bool office_list_issues(const office *o, arena *a, int64_t id, diag_list *d, office_issues *out)
{
    VEC(office_issue) all = { 0 };
    db *c = store_reader(o->store, d);
    if (!c) return false;
    db_stmt *q =
        db_query(c,
                 "SELECT i.id, i.title, i.publisher, i.file, i.sha256, i.imported_at, "
                 "coalesce(i.year, 0), coalesce(i.number, 0),"
                 " coalesce(i.total_number, 0), i.published, i.bytes, i.version, count(d.id),"
                 " coalesce(sum((SELECT count(*) FROM provision WHERE document_id = d.id)), 0),"
                 " coalesce(sum((SELECT count(*) FROM task WHERE document_id = d.id)), 0),"
                 " coalesce(sum((SELECT count(*) FROM citation WHERE document_id = d.id)), 0),"
                 " (SELECT count(*) FROM finding WHERE issue_id = i.id)"
                 " FROM issue i LEFT JOIN document d ON d.issue_id = i.id WHERE ?1 = 0 OR i.id = ?1"
                 " GROUP BY i.id ORDER BY i.published DESC, i.id DESC",
                 "i", id);
    bool failed;
    while (db_next(&q, &failed)) {
        office_issue *x = VEC_PUSH(a, &all);
        if (!x) break;
        *x = (office_issue){ .id = db_get_int(q, 0),
                             .title = db_text(a, q, 1),
                             .publisher = db_text(a, q, 2),
                             .file = db_text(a, q, 3),
                             .sha256 = db_text(a, q, 4),
                             .imported_at = db_text(a, q, 5),
                             .year = db_get_int(q, 6),
                             .number = db_get_int(q, 7),
                             .total_number = db_get_int(q, 8),
                             .published = db_date(q, 9),
                             .bytes = db_get_int(q, 10),
                             .version = db_get_int(q, 11),
                             .documents = db_get_int(q, 12),
                             .provisions = db_get_int(q, 13),
                             .tasks = db_get_int(q, 14),
                             .citations = db_get_int(q, 15),
                             .findings = db_get_int(q, 16) };
    }
    db_done(&q);
    store_reader_done(o->store, c);
    *out = (office_issues){ all.items, all.count };
    return !failed;
}

bool office_totals_of(db *c, office_totals *out)
{
    db_stmt *q =
        db_query(c,
                 "SELECT (SELECT count(*) FROM issue), (SELECT count(*) FROM document),"
                 " (SELECT count(*) FROM provision), (SELECT count(*) FROM task),"
                 " (SELECT count(*) FROM citation WHERE relation <> 'issues'),"
                 " (SELECT count(*) FROM citation c WHERE c.relation <> 'issues' AND c.doc_no <> ''"
                 "  AND NOT EXISTS (SELECT 1 FROM document d WHERE d.doc_no = c.doc_no))",
                 "");
    bool row = db_next(&q, NULL);
    if (row)
        *out = (office_totals){ db_get_int(q, 0), db_get_int(q, 1), db_get_int(q, 2),
                                db_get_int(q, 3), db_get_int(q, 4), db_get_int(q, 5) };
    db_done(&q);
    return row;
}

bool office_search(db *c, arena *a, str query, int64_t limit, int64_t offset, search_result *out)
{
    str number = gazette_doc_no(a, query);
    /* Only when the number is all there is: 30号 文件 stays two terms. */
    bool whole = number.len > 0 && str_ends(str_trim(query), STR("号"));
    return search_run(c, a, whole ? number : query, limit, offset, out);
}
