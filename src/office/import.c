/* import.c: what the reader found in a gazette, into the store. */
#include "office/office.h"
#include "base/json.h"

enum { FINDINGS_STORED_MAX = 1000 };

static const char *const relation_names[] = {
    [GAZETTE_CITES] = "cites",     [GAZETTE_BASED_ON] = "basis", [GAZETTE_AMENDS] = "amends",
    [GAZETTE_REPEALS] = "repeals", [GAZETTE_ISSUES] = "issues",
};
static const char *const kind_names[] = {
    [GAZETTE_PART] = "part",           [GAZETTE_CHAPTER] = "chapter",
    [GAZETTE_ARTICLE] = "article",     [GAZETTE_SECTION] = "section",
    [GAZETTE_CLAUSE] = "clause",       [GAZETTE_ITEM] = "item",
    [GAZETTE_SUBITEM] = "subitem",     [GAZETTE_POINT] = "point",
    [GAZETTE_PARAGRAPH] = "paragraph", [GAZETTE_ATTACHMENT] = "attachment",
    [GAZETTE_TABLE] = "table",         [GAZETTE_ROW] = "row",
    [GAZETTE_PREAMBLE] = "preamble",
};

static str text_of(str s) { return s.ptr ? s : STR(""); }

/* The first run of digits at or after *at; 0 when there is none. */
static int next_number(str s, int32_t *at)
{
    while (*at < s.len && (s.ptr[*at] < '0' || s.ptr[*at] > '9')) ++*at;
    int64_t n = 0;
    for (; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9'; ++*at)
        if (n < 1000000) n = n * 10 + (s.ptr[*at] - '0');
    return (int)(n < 1000000 ? n : 0);
}

static str base_name(str file)
{
    for (int32_t i = file.len; i > 0; i--)
        if (file.ptr[i - 1] == '/') return str_sub(file, i, file.len);
    return file;
}

/* What names an issue: its printed name, a single document's number, or the file. */
static str issue_key(arena *a, const gazette *g)
{
    if (g->name.len > 0) return g->name;
    if (g->docs.items[0].doc_no.len > 0)
        return str_format(a, "doc:" STR_FMT, STR_ARG(g->docs.items[0].doc_no));
    return str_format(a, "file:" STR_FMT, STR_ARG(base_name(g->file)));
}

static void fill_issue(arena *a, const gazette *g, str bytes, rec_issue *out)
{
    int32_t at = 0;
    out->key = issue_key(a, g);
    out->title = g->name.len > 0 ? g->name : g->docs.items[0].title;
    out->publisher = text_of(g->publisher);
    out->file = base_name(g->file);
    out->bytes = bytes;
    out->published = g->published_on;
    out->year = next_number(g->number, &at);
    out->number = next_number(g->number, &at);
    at = 0;
    out->total_number = next_number(g->total_number, &at);
}

static str json_names(arena *a, const gazette_names *names)
{
    strbuf b;
    strbuf_init(&b, a);
    json_out j;
    json_out_init(&j, &b);
    json_begin_array(&j);
    for (int i = 0; i < names->count; i++) json_put_str(&j, names->items[i]);
    json_end_array(&j);
    return strbuf_done(&b);
}

/* 某某市人民政府办公室 stands for the place 某某市. */
static str place_of(str issuer, str publisher)
{
    static const char *const words[] = { "人民政府", "人民代表大会", "革命委员会" };
    const str names[] = { issuer, publisher };
    for (size_t n = 0; n < 2; n++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            int32_t at = str_find(names[n], str_c(words[i]));
            if (at > 0) return str_sub(names[n], 0, at);
        }
    return STR("");
}

/* "2025" → 31 December, "2023-06" → 30 June, "2023-06-30" → that day. */
static date last_day(str deadline)
{
    date d = { 0 };
    if (date_parse(deadline, &d)) return d;
    int32_t at = 0;
    int year = next_number(deadline, &at), month = next_number(deadline, &at);
    if (year < 1900 || year > 9999) return (date){ 0 };
    if (month < 1 || month > 12) month = 12;
    return (date){ year, (int8_t)month, (int8_t)date_month_days(year, month) };
}

typedef struct import_doc {
    rec_import *m;
    const gazette_doc *doc;
    int64_t id;
    int64_t *provision_ids;
} import_doc;

static int64_t provision_id(const import_doc *d, int index)
{
    return index >= 0 && index < d->doc->provisions.count ? d->provision_ids[index] : 0;
}

static bool put_provisions(import_doc *d)
{
    arena *a = d->m->arena;
    d->provision_ids = ARENA_ARRAY(a, int64_t, d->doc->provisions.count + 1);
    if (!d->provision_ids) return false;
    for (int i = 0; i < d->doc->provisions.count; i++) {
        const gazette_provision *p = &d->doc->provisions.items[i];
        bool row = p->kind == GAZETTE_ROW && p->cells.count > 0;
        rec_provision r = { .parent_id = provision_id(d, p->parent),
                            .kind = str_c(kind_names[p->kind]),
                            .address = p->address,
                            .number = p->number,
                            .heading = row ? STR("") : p->heading,
                            .text = p->text,
                            .line = p->line };
        if (row && p->text.len == 0)
            r.text = str_replace(a, gazette_names_join(a, &p->cells), STR(";"), STR(" | "));
        d->provision_ids[i] = rec_put_provision(d->m, d->id, i, &r);
        if (!d->provision_ids[i]) return false;
    }
    return true;
}

static rec_names names_of(const gazette_names *n) { return (rec_names){ n->items, n->count }; }

static bool put_tasks(import_doc *d)
{
    arena *a = d->m->arena;
    for (int i = 0; i < d->doc->tasks.count; i++) {
        const gazette_task *t = &d->doc->tasks.items[i];
        rec_task r = { .task_no = t->task_no,
                       .parent_no = t->parent_no,
                       .title = t->title,
                       .deadline = t->deadline,
                       .article = t->article,
                       .text = t->text,
                       .due = last_day(t->deadline),
                       .weak = t->weak,
                       .provision_id = provision_id(d, t->provision),
                       .lead = names_of(&t->lead),
                       .responsible = names_of(&t->responsible),
                       .cooperating = names_of(&t->cooperating),
                       .lead_text = gazette_names_join(a, &t->lead),
                       .responsible_text = gazette_names_join(a, &t->responsible),
                       .cooperating_text = gazette_names_join(a, &t->cooperating) };
        if (!rec_put_task(d->m, d->id, i, &r)) return false;
    }
    return true;
}

static bool put_citations(import_doc *d)
{
    for (int i = 0; i < d->doc->cites.count; i++) {
        const gazette_cite *c = &d->doc->cites.items[i];
        rec_citation r = { .relation = str_c(relation_names[c->relation]),
                           .doc_no = c->doc_no,
                           .title = c->title,
                           .provision_id = provision_id(d, c->provision),
                           .line = c->line };
        if (!rec_put_citation(d->m, d->id, i, &r)) return false;
    }
    return true;
}

static bool put_document(rec_import *m, const gazette *g, int seq, office_imported_doc *out)
{
    const gazette_doc *doc = &g->docs.items[seq];
    rec_document r = { .doc_no = doc->doc_no,
                       .title = doc->title,
                       .kind = doc->genre,
                       .issuer = doc->issuer,
                       .place = place_of(doc->issuer, g->publisher),
                       .signed_on = doc->signed_on,
                       .published = doc->published_on,
                       .effective = doc->effective_from,
                       .until = doc->effective_to,
                       .disclosure = doc->disclosure,
                       .validity = doc->validity,
                       .addressees = json_names(m->arena, &doc->addressees),
                       .attachments = json_names(m->arena, &doc->attachments),
                       .line = doc->line };
    if (r.published.year == 0) r.published = g->published_on;
    import_doc d = { .m = m, .doc = doc };
    d.id = rec_put_document(m, seq, &r);
    *out = (office_imported_doc){
        d.id, doc->doc_no, doc->title, doc->provisions.count, doc->tasks.count, doc->cites.count
    };
    return d.id != 0 && put_provisions(&d) && put_tasks(&d) && put_citations(&d);
}

static bool put_all(rec_import *m, const gazette *g, office_imported *out)
{
    for (int i = 0; i < g->docs.count; i++) {
        if (!put_document(m, g, i, &out->docs[i])) return false;
        out->provisions += out->docs[i].provisions;
        out->tasks += out->docs[i].tasks;
        out->citations += out->docs[i].citations;
    }
    for (int i = 0; i < out->findings.all.count && i < FINDINGS_STORED_MAX; i++)
        if (!rec_put_finding(m, i, &out->findings.all.items[i])) return false;
    return true;
}

/* What was stored before, for the answer to a second import of the same bytes. */
static bool read_unchanged(db *w, arena *a, office_imported *out)
{
    int64_t n =
        db_int(w, 0, "SELECT count(*) FROM document WHERE issue_id = ?1", "i", out->issue_id);
    out->docs = ARENA_ARRAY(a, office_imported_doc, n + 1);
    if (!out->docs) return false;
    db_stmt *q = db_query(
        w,
        "SELECT d.id, d.doc_no, d.title, (SELECT count(*) FROM provision WHERE document_id = d.id),"
        " (SELECT count(*) FROM task WHERE document_id = d.id),"
        " (SELECT count(*) FROM citation WHERE document_id = d.id)"
        " FROM document d WHERE d.issue_id = ?1 ORDER BY d.seq",
        "i", out->issue_id);
    bool failed;
    out->doc_count = 0;
    while (db_next(&q, &failed)) {
        office_imported_doc *x = &out->docs[out->doc_count++];
        *x = (office_imported_doc){ db_get_int(q, 0), db_text(a, q, 1), db_text(a, q, 2),
                                    db_get_int(q, 3), db_get_int(q, 4), db_get_int(q, 5) };
        out->provisions += x->provisions;
        out->tasks += x->tasks;
        out->citations += x->citations;
    }
    return !failed;
}

static bool store_gazette(const office *o, arena *a, const gazette *g, str bytes, str actor,
                          diag_list *d, office_imported *out)
{
    db *w = store_begin(o->store, d);
    if (!w) return false;
    rec_import m = { .w = w, .arena = a };
    fill_issue(a, g, bytes, &m.issue);
    out->outcome = rec_begin_issue(&m);
    out->issue_id = m.issue.id;
    bool ok = out->outcome != REC_FAILED;
    if (ok && out->outcome == REC_UNCHANGED) {
        ok = read_unchanged(w, a, out);
        store_abort(o->store, w);
        return ok;
    }
    ok = ok && put_all(&m, g, out) && rec_end_issue(&m, actor, out->outcome);
    /* The reader and the writer go on without memory; an issue with something missing must not be
     * kept. */
    ok = ok && !a->failed;
    if (ok) return store_commit(o->store, w);
    store_abort(o->store, w);
    if (d->error_count == 0)
        diag_error(d, "E-MEMORY", (src_pos){ .file = g->file }, "内存不足", "out of memory");
    return false;
}

bool office_import(const office *o, arena *a, str file, str bytes, str actor, diag_list *d,
                   office_imported *out)
{
    *out = (office_imported){ 0 };
    diag_init(&out->findings, a);
    gazette *g = ARENA_NEW(a, gazette);
    src_pos at = { .file = file };
    if (!g || !gazette_read(a, file, bytes, NULL, &out->findings, g) || a->failed) {
        diag_error(d, "E-MEMORY", at, "文件过大或内存不足；请把文件拆小",
                   "the file is too large or memory ran out; split the file");
        return false;
    }
    if (g->docs.count == 0) {
        diag_error(d, "E-NO-DOCUMENT", at,
                   "没有找到公文；请确认文件是公报的文本或网页（不是图片或改名的 PDF）",
                   "no document found; make sure that the file is a gazette's text or web page, "
                   "not a picture or a renamed PDF");
        return false;
    }
    out->doc_count = g->docs.count;
    out->docs = ARENA_ARRAY(a, office_imported_doc, g->docs.count);
    return out->docs && store_gazette(o, a, g, bytes, actor, d, out);
}
