/* library.c: issues, import, documents, search, status, journal. */
#include "api/internal.h"
#include "store/journal.h"
#include "store/schema.h"

static void put_totals(api_request *r, const office_totals *t, const policy_library *lib)
{
    int decisions = 0, files = lib ? policy_doc_count(lib) : 0;
    for (int i = 0; lib && i < policy_slot_count(lib); i++) {
        const policy_slot *s = policy_slot_at(lib, i);
        if (s->version_count > 0
            && (s->versions[0]->kind == POLICY_DECISION
                || s->versions[0]->kind == POLICY_CONDITIONS))
            decisions++;
    }
    api_open(r, "counts");
    api_int(r, "issues", t->issues);
    api_int(r, "documents", t->documents);
    api_int(r, "provisions", t->provisions);
    api_int(r, "tasks", t->tasks);
    api_int(r, "citations", t->citations);
    api_int(r, "unresolved_citations", t->unresolved);
    api_int(r, "policies", files);
    api_int(r, "decisions", decisions);
    api_close(r);
}

static void put_head(api_request *r, const char *key, const journal_head *head)
{
    api_open(r, key);
    api_int(r, "count", head->count);
    api_str(r, "head", str_c(head->hash));
    api_str(r, "algorithm", STR("SHA-256"));
    api_str_or_null(r, "recorded_at", head->at);
    api_close(r);
}

unsigned api_status(api_request *r)
{
    db *c = api_reader(r);
    office_totals totals;
    journal_head head;
    if (!c || !office_totals_of(c, &totals) || !journal_read_head(c, &r->arena, &head))
        return api_fail(r, 500);
    api_open(r, NULL);
    api_str(r, "name", STR("heng"));
    api_str(r, "version", str_c(r->server->options.version));
    api_date(r, "today", date_today());
    api_open(r, "store");
    api_str(r, "driver", str_c(store_driver_name(r->office->store)));
    api_int(r, "schema", schema_version_latest());
    api_str(r, "engine", str_c(store_engine(r->office->store)));
    api_close(r);
    put_totals(r, &totals, r->office->policies);
    api_open(r, "policies");
    api_int(r, "files", r->office->policies ? policy_doc_count(r->office->policies) : 0);
    api_int(r, "errors", r->server->options.policy_errors);
    api_int(r, "warnings", r->server->options.policy_warnings);
    api_close(r);
    put_head(r, "journal", &head);
    api_close(r);
    return 200;
}

unsigned api_journal_head(api_request *r)
{
    db *c = api_reader(r);
    journal_head head;
    if (!c || !journal_read_head(c, &r->arena, &head)) return api_fail(r, 500);
    put_head(r, NULL, &head);
    return 200;
}

/* ---- issues and import ---- */

static void put_issue(api_request *r, const char *key, const office_issue *x)
{
    api_open(r, key);
    api_int(r, "id", x->id);
    api_str(r, "title", x->title);
    api_str(r, "publisher", x->publisher);
    api_int_or_null(r, "year", x->year);
    api_int_or_null(r, "number", x->number);
    api_int_or_null(r, "total_number", x->total_number);
    api_date(r, "date", x->published);
    api_str(r, "file", x->file);
    api_int(r, "bytes", x->bytes);
    api_str(r, "sha256", x->sha256);
    api_int(r, "version", x->version);
    api_str(r, "imported_at", x->imported_at);
    api_int(r, "documents", x->documents);
    api_int(r, "provisions", x->provisions);
    api_int(r, "tasks", x->tasks);
    api_int(r, "citations", x->citations);
    api_int(r, "findings", x->findings);
    api_close(r);
}

unsigned api_issues(api_request *r)
{
    office_issues all;
    if (!office_list_issues(r->office, &r->arena, 0, &r->diags, &all)) return api_fail(r, 500);
    api_open(r, NULL);
    api_int(r, "total", all.count);
    api_array(r, "items");
    for (int i = 0; i < all.count; i++) put_issue(r, NULL, &all.items[i]);
    api_array_end(r);
    api_close(r);
    return 200;
}

static void put_finding(api_request *r, const diag *d)
{
    static const char *const levels[] = { "error", "warning", "note" };
    api_open(r, NULL);
    api_str(r, "level", str_c(levels[d->level]));
    api_str(r, "code", str_c(d->code));
    api_str(r, "file", d->pos.file);
    api_int(r, "line", d->pos.line);
    api_int(r, "column", d->pos.column);
    api_str(r, "message_zh", d->zh);
    api_str(r, "message_en", d->en);
    api_close(r);
}

static void put_imported(api_request *r, const office_imported *m, const office_issue *issue)
{
    static const char *const outcomes[] = {
        [REC_NEW] = "imported", [REC_REPLACED] = "replaced", [REC_UNCHANGED] = "unchanged"
    };
    api_open(r, NULL);
    put_issue(r, "issue", issue);
    api_str(r, "status", str_c(outcomes[m->outcome]));
    api_array(r, "documents");
    for (int i = 0; i < m->doc_count; i++) {
        api_open(r, NULL);
        api_int(r, "id", m->docs[i].id);
        api_str(r, "doc_no", m->docs[i].doc_no);
        api_str(r, "title", m->docs[i].title);
        api_int(r, "provisions", m->docs[i].provisions);
        api_int(r, "tasks", m->docs[i].tasks);
        api_int(r, "citations", m->docs[i].citations);
        api_close(r);
    }
    api_array_end(r);
    api_open(r, "counts");
    api_int(r, "documents", m->doc_count);
    api_int(r, "provisions", m->provisions);
    api_int(r, "tasks", m->tasks);
    api_int(r, "citations", m->citations);
    api_int(r, "findings", m->findings.all.count + m->findings.dropped_count);
    api_close(r);
    api_array(r, "findings");
    for (int i = 0; i < m->findings.all.count && i < API_PAGE_MAX; i++)
        put_finding(r, &m->findings.all.items[i]);
    api_array_end(r);
    api_close(r);
}

unsigned api_import(api_request *r)
{
    str name = api_query(r, "name"), bytes = strbuf_done(&r->body);
    if (r->body.failed)
        return api_error(r, 500, "E-MEMORY", "内存不足", "out of memory", "body", STR(""));
    if (bytes.len == 0)
        return api_error(r, 400, "E-EMPTY", "文件是空的", "the file is empty", "body",
                         STR("请选择公报的文本或网页文件"));
    office_imported m;
    office_issues issues;
    if (!office_import(r->office, &r->arena, name.len ? name : STR("upload"), bytes, STR("api"),
                       &r->diags, &m))
        return api_fail(r, 422);
    if (!office_list_issues(r->office, &r->arena, m.issue_id, &r->diags, &issues)
        || issues.count == 0)
        return api_fail(r, 500);
    put_imported(r, &m, &issues.items[0]);
    return 200;
}

/* ---- documents ---- */

static void put_document_fields(api_request *r, const office_document *d)
{
    api_int(r, "id", d->id);
    api_int(r, "issue_id", d->issue_id);
    api_str(r, "issue", d->issue);
    api_str(r, "doc_no", d->doc_no);
    api_str(r, "title", d->title);
    api_str(r, "kind", d->kind);
    api_str(r, "issuer", d->issuer);
    api_str(r, "place", d->place);
    api_date(r, "signed", d->signed_on);
    api_date(r, "published", d->published);
    api_date(r, "effective", d->effective);
    api_state(r, "state", &d->state);
    api_str(r, "disclosure", d->disclosure);
    api_int(r, "provisions", d->provisions);
    api_int(r, "tasks", d->tasks);
    api_int(r, "citations_out", d->citations_out);
    api_int(r, "citations_in", d->citations_in);
    api_str_or_null(r, "policy", d->policy ? api_doc_name(d->policy) : STR(""));
}

static bool state_query(api_request *r, int *state)
{
    str word = api_query(r, "state");
    *state = -1;
    for (int k = 0; k < OFFICE_STATES; k++)
        if (str_eqc(word, office_state_name((office_state_kind)k))) *state = k;
    if (word.len == 0 || *state >= 0) return true;
    api_error(r, 400, "E-QUERY", "效力状态不认识", "unknown state", "state",
              STR("in_force, repealed, not_yet, expired, unknown"));
    return false;
}

unsigned api_documents(api_request *r)
{
    office_document_filter f = { .q = api_query(r, "q"),
                                 .place = api_query(r, "place"),
                                 .kind = api_query(r, "kind") };
    if (!state_query(r, &f.state) || !api_query_date(r, "at", date_today(), &f.at)
        || !api_query_page(r, &f.limit, &f.offset)
        || !api_query_int(r, "issue", 0, INT32_MAX, &f.issue_id))
        return 400;
    office_documents all;
    if (!office_list_documents(r->office, &r->arena, &f, &r->diags, &all)) return api_fail(r, 500);
    api_open(r, NULL);
    api_int(r, "total", all.total);
    api_int(r, "limit", f.limit);
    api_int(r, "offset", f.offset);
    api_array(r, "items");
    for (int i = 0; i < all.count; i++) {
        api_open(r, NULL);
        put_document_fields(r, &all.items[i]);
        api_close(r);
    }
    api_array_end(r);
    api_date(r, "at", f.at);
    api_open(r, "facets");
    api_counts(r, "kind", &all.kinds);
    api_counts(r, "place", &all.places);
    api_counts(r, "state", &all.states);
    api_close(r);
    api_close(r);
    return 200;
}

/* Provisions come in printed order, parents first: a stack of open parents makes the tree. */
static void put_provisions(api_request *r, const office_provisions *all)
{
    int64_t stack[GAZETTE_DEPTH_MAX * 2];
    int depth = 0;
    api_array(r, "provision_tree");
    for (int i = 0; i < all->count; i++) {
        const office_provision *p = &all->items[i];
        while (depth > 0 && stack[depth - 1] != p->parent_id) {
            api_array_end(r);
            api_close(r);
            depth--;
        }
        api_open(r, NULL);
        api_int(r, "id", p->id);
        api_str(r, "address", p->address);
        api_str(r, "kind", p->kind);
        api_str(r, "number", p->number);
        api_str(r, "heading", p->heading);
        api_str(r, "text", p->text);
        api_int(r, "line", p->line);
        api_array(r, "children");
        bool room = depth < (int)(sizeof stack / sizeof *stack);
        if (room) stack[depth++] = p->id;
        else {
            api_array_end(r);
            api_close(r);
        }
    }
    for (; depth > 0; depth--) {
        api_array_end(r);
        api_close(r);
    }
    api_array_end(r);
}

static void put_citations(api_request *r, const office_citations *out, const office_citations *in)
{
    api_open(r, "citations");
    api_array(r, "out");
    for (int i = 0; i < out->count; i++) {
        const office_citation *x = &out->items[i];
        api_open(r, NULL);
        api_str(r, "relation", x->relation);
        api_str(r, "doc_no", x->doc_no);
        api_str(r, "title", x->title);
        api_int_or_null(r, "target_id", x->other_id);
        api_str_or_null(r, "target_state",
                        x->other_id ? str_c(office_state_name(x->other_state.kind)) : STR(""));
        api_str(r, "address", x->address);
        api_int_or_null(r, "provision_id", x->provision_id);
        api_close(r);
    }
    api_array_end(r);
    api_array(r, "in");
    for (int i = 0; i < in->count; i++) {
        const office_citation *x = &in->items[i];
        api_open(r, NULL);
        api_str(r, "relation", x->relation);
        api_int(r, "from_id", x->other_id);
        api_str(r, "from_doc_no", x->doc_no);
        api_str(r, "from_title", x->title);
        api_str(r, "address", x->address);
        api_close(r);
    }
    api_array_end(r);
    api_close(r);
}

static void put_policies(api_request *r, const office_document *d)
{
    const policy_library *lib = r->office->policies;
    api_array(r, "policies");
    for (int i = 0; lib && d->doc_no.len > 0 && i < policy_doc_count(lib); i++) {
        const policy_doc *p = policy_doc_at(lib, i);
        if (!str_eq(p->number, d->doc_no)) continue;
        api_open(r, NULL);
        api_str(r, "doc", api_doc_name(p));
        api_str(r, "title", p->title);
        api_str(r, "file", api_file_name(p->file));
        api_array(r, "decisions");
        for (int k = 0; k < p->defs.count; k++) {
            const policy_def *def = p->defs.items[k];
            if (def->kind != POLICY_DECISION && def->kind != POLICY_CONDITIONS) continue;
            api_open(r, NULL);
            api_str(r, "name", def->name);
            api_str(r, "provision", def->provision);
            api_close(r);
        }
        api_array_end(r);
        api_close(r);
    }
    api_array_end(r);
}

static bool put_task_row(void *self, const office_task *t)
{
    api_put_task(self, t);
    return true;
}

/* The task list is written while it is read; the arena that holds the answer must not be rewound
 * under it. */
static bool put_assignments(api_request *r, db *c, int64_t id)
{
    arena rows;
    arena_init(&rows, 0);
    office_task_filter f = { .doc = str_format(&r->arena, "%lld", (long long)id), .limit = -1 };
    api_array(r, "assignments");
    bool ok = office_each_task(c, &rows, &f, put_task_row, r);
    api_array_end(r);
    arena_deinit(&rows);
    return ok;
}

unsigned api_document(api_request *r)
{
    date at;
    if (!api_query_date(r, "at", date_today(), &at)) return 400;
    db *c = api_reader(r);
    if (!c) return api_fail(r, 500);
    int64_t id = office_find_document(c, &r->arena, r->params[0]);
    office_document d;
    office_provisions provisions;
    office_citations out, in;
    if (id == 0)
        return api_error(r, 404, "E-NOT-FOUND", "库中没有这件公文",
                         "no such document in the library", "id", STR("/api/documents"));
    if (!office_read_document(r->office, c, &r->arena, id, at, &d)
        || !office_read_provisions(c, &r->arena, id, &provisions)
        || !office_read_citations_out(r->office, c, &r->arena, id, at, &out)
        || !office_read_citations_in(c, &r->arena, id, &in))
        return api_fail(r, 500);
    api_open(r, NULL);
    put_document_fields(r, &d);
    json_key(&r->json, "addressees");
    json_put_raw(&r->json, d.addressees);
    json_key(&r->json, "attachments");
    json_put_raw(&r->json, d.attachments);
    api_str(r, "state_note", d.validity);
    put_provisions(r, &provisions);
    put_citations(r, &out, &in);
    bool ok = put_assignments(r, c, id);
    put_policies(r, &d);
    api_close(r);
    return ok ? 200 : api_fail(r, 500);
}

/* ---- search ---- */

static void put_marks(api_request *r, const char *key, const search_snippet *s)
{
    api_array(r, key);
    for (int i = 0; i < s->mark_count; i++) {
        api_array(r, NULL);
        json_put_int(&r->json, s->marks[i].from);
        json_put_int(&r->json, s->marks[i].to);
        api_array_end(r);
    }
    api_array_end(r);
}

/* Many hits stand in few documents: each document's state is found once. */
typedef struct known_state { int64_t id; office_state_kind kind; } known_state;
typedef struct known_states { known_state items[API_PAGE_MAX]; int count; } known_states;

static office_state_kind state_of(api_request *r, db *c, known_states *known, int64_t id)
{
    for (int i = 0; i < known->count; i++)
        if (known->items[i].id == id) return known->items[i].kind;
    office_document d = { .state.kind = OFFICE_UNKNOWN };
    office_read_document(r->office, c, &r->arena, id, date_today(), &d);
    if (known->count < API_PAGE_MAX)
        known->items[known->count++] = (known_state){ id, d.state.kind };
    return d.state.kind;
}

static void put_hit(api_request *r, const search_hit *h, office_state_kind state)
{
    api_open(r, NULL);
    api_int(r, "document_id", h->document_id);
    api_int_or_null(r, "provision_id", h->provision_id);
    api_str(r, "doc_no", h->doc_no);
    api_str(r, "title", h->title);
    api_str(r, "article", h->article);
    api_str(r, "heading", h->heading);
    api_str(r, "snippet", h->snippet.text);
    put_marks(r, "highlights", &h->snippet);
    put_marks(r, "title_highlights", &h->title_marks);
    api_str(r, "state", str_c(office_state_name(state)));
    api_close(r);
}

unsigned api_search(api_request *r)
{
    int64_t limit, offset;
    str q = api_query(r, "q");
    if (!api_query_page(r, &limit, &offset)) return 400;
    db *c = api_reader(r);
    search_result all;
    if (!c || !office_search(c, &r->arena, q, limit, offset, &all)) return api_fail(r, 400);
    api_open(r, NULL);
    api_str(r, "q", q);
    api_int(r, "total", all.total);
    api_int(r, "documents", all.documents);
    api_int(r, "limit", limit);
    api_int(r, "offset", offset);
    api_array(r, "items");
    known_states known;
    known.count = 0;
    for (int i = 0; i < all.hit_count; i++)
        put_hit(r, &all.hits[i], state_of(r, c, &known, all.hits[i].document_id));
    api_array_end(r);
    api_close(r);
    return 200;
}
