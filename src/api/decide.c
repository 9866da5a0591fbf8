/* decide.c: POST /api/decide: facts in, the dated and cited answer out. */
#include "api/internal.h"

enum { TRACE_NODES_MAX = 20000, TRACE_DEPTH_MAX = 80 };

/* ---- values: every number is a string of its digits ---- */

static const char *kind_name(feel_value v)
{
    static const char *const names[] = {
        [FEEL_NULL] = "null",
        [FEEL_BOOLEAN] = "boolean",
        [FEEL_NUMBER] = "number",
        [FEEL_STRING] = "string",
        [FEEL_DATE] = "date",
        [FEEL_TIME] = "time",
        [FEEL_DATETIME] = "date and time",
        [FEEL_MONTHS] = "years and months duration",
        [FEEL_NANOS] = "days and time duration",
        [FEEL_LIST] = "list",
        [FEEL_CONTEXT] = "context",
        [FEEL_RANGE] = "range",
        [FEEL_FUNCTION] = "function",
    };
    return names[v.kind];
}

static void put_json(api_request *r, const char *key, feel_value v, int depth)
{
    if (depth > TRACE_DEPTH_MAX / 2 || v.kind == FEEL_NULL) {
        api_null(r, key);
        return;
    }
    if (v.kind == FEEL_BOOLEAN) api_bool(r, key, v.as.boolean);
    else if (v.kind == FEEL_LIST) {
        api_array(r, key);
        for (int32_t i = 0; i < v.as.list->count; i++)
            put_json(r, NULL, v.as.list->items[i], depth + 1);
        api_array_end(r);
    } else if (v.kind == FEEL_CONTEXT) {
        api_open(r, key);
        for (int32_t i = 0; i < v.as.context->count; i++) {
            json_key_str(&r->json, v.as.context->keys[i]);
            put_json(r, NULL, v.as.context->values[i], depth + 1);
        }
        api_close(r);
    } else api_str(r, key, feel_display(&r->arena, v));
}

void api_put_value(api_request *r, const char *key, feel_value v, const feel_type *t)
{
    const policy_library *lib = r->office->policies;
    api_open(r, key);
    api_str(r, "kind", str_c(kind_name(v)));
    put_json(r, "value", v, 0);
    api_str(r, "feel", v.kind == FEEL_FUNCTION ? STR("") : feel_literal(&r->arena, v));
    api_str(r, "unit", t ? t->unit : STR(""));
    api_str(r, "display_zh", policy_shown(lib, &r->arena, v, t, LANG_ZH));
    api_str(r, "display_en", policy_shown(lib, &r->arena, v, t, LANG_EN));
    api_close(r);
}

/* ---- trace ---- */

typedef struct trace_writer { api_request *r; int nodes; } trace_writer;

static void put_trace(trace_writer *w, const char *key, const feel_trace *t, int depth)
{
    static const char *const kinds[] = {
        [TRACE_DECISION] = "decision",   [TRACE_INPUT] = "input", [TRACE_ASSUMED] = "assumed",
        [TRACE_PARAMETER] = "parameter", [TRACE_TABLE] = "table", [TRACE_ROW] = "row",
        [TRACE_CALL] = "call",           [TRACE_EXPR] = "expr",   [TRACE_NOTE] = "note",
    };
    api_request *r = w->r;
    w->nodes++;
    api_open(r, key);
    api_str(r, "kind", str_c(kinds[t->kind]));
    api_str(r, "label", t->label);
    api_str(r, "text", t->text);
    api_str(r, "filled", t->filled);
    api_str(r, "provision", t->provision);
    api_str(r, "document", t->document);
    api_int_or_null(r, "document_id", api_document_id(r, t->document));
    api_put_value(r, "value", t->value, t->type);
    api_array(r, "children");
    for (const feel_trace *k = t->first; k && depth < TRACE_DEPTH_MAX && w->nodes < TRACE_NODES_MAX;
         k = k->next)
        put_trace(w, NULL, k, depth + 1);
    api_array_end(r);
    api_close(r);
}

/* ---- the question ---- */

typedef struct question { str decision, place; date at; bool explain; const json *facts; } question;

static unsigned bad_member(api_request *r, const char *name, const char *zh, const char *en)
{
    return api_error(r, 400, "E-TYPE", zh, en, name, STR("docs/openapi.json: DecideRequest"));
}

/* 200, or the status of an error already written. */
static unsigned read_question(api_request *r, const json *body, question *q)
{
    *q = (question){ .decision = json_str(body, "decision"),
                     .place = json_str(body, "place"),
                     .at = date_today() };
    const json *at = json_get(body, "at"), *explain = json_get(body, "explain");
    q->facts = json_get(body, "facts");
    if (body->kind != JSON_OBJECT)
        return bad_member(r, "body", "正文应为一个 JSON 对象", "the body must be a JSON object");
    if (q->decision.len == 0)
        return bad_member(r, "decision", "缺少 decision（决策的名称）",
                          "decision (a name) is missing or no text");
    if (at && at->kind != JSON_NULL && (at->kind != JSON_STRING || !date_parse(at->text, &q->at)))
        return bad_member(r, "at", "at 不是日期，或没有这一天；请写成 2023-06-01",
                          "at is not a date, or that day does not exist; write 2023-06-01");
    if (q->facts && q->facts->kind == JSON_NULL) q->facts = NULL;
    if (q->facts && q->facts->kind != JSON_OBJECT)
        return bad_member(r, "facts", "facts 应为 JSON 对象", "facts must be a JSON object");
    if (explain && explain->kind != JSON_TRUE && explain->kind != JSON_FALSE
        && explain->kind != JSON_NULL)
        return bad_member(r, "explain", "explain 应为 true 或 false", "explain must be true or false");
    q->explain = explain && explain->kind == JSON_TRUE;
    return 200;
}

/* {"feel": "…"} gives FEEL text. */
static bool is_feel(const json *v)
{
    return v->kind == JSON_OBJECT && v->count == 1 && str_eqc(v->keys[0], "feel")
           && v->items[0]->kind == JSON_STRING;
}

/* Facts one by one; null means not given. false with a finding; *name is the fact. */
static bool give_facts(api_request *r, policy_run *run, const json *facts, str *name)
{
    for (int i = 0; facts && i < facts->count; i++) {
        json *value = facts->items[i];
        *name = facts->keys[i];
        if (value->kind == JSON_NULL) continue;
        if (is_feel(value)) {
            if (!policy_run_fact_text(run, facts->keys[i], value->items[0]->text, &r->diags))
                return false;
            continue;
        }
        json one = {
            .kind = JSON_OBJECT, .keys = &facts->keys[i], .items = &facts->items[i], .count = 1
        };
        if (!policy_run_facts_json(run, &one, &r->diags)) return false;
    }
    return true;
}

/* The finding names the fact, and the member inside it when there is one. */
static unsigned bad_fact(api_request *r, str fact)
{
    int n = r->diags.all.count;
    if (n == 0) return api_fail(r, 500);
    const diag *d = &r->diags.all.items[n - 1];
    char *where = str_cstr(&r->arena, str_starts(d->pos.file, fact) ? d->pos.file : fact);
    char *zh = str_cstr(&r->arena, d->zh), *en = str_cstr(&r->arena, d->en);
    if (!where || !zh || !en) return api_fail(r, 500);
    return api_error(r, 400, d->code, zh, en, where, STR(""));
}

/* ---- the answer ---- */

static const char *status_of(policy_code c)
{
    switch (c) {
    case POLICY_OK: return "ok";
    case POLICY_E_MISSING: return "missing";
    case POLICY_E_UNSET: return "unset";
    case POLICY_E_NOT_IN_FORCE: return "not_in_force";
    default: return "error";
    }
}

static void put_note(api_request *r, const char *key, str code, str where, str zh, str en)
{
    api_open(r, key);
    api_str(r, "code", code);
    api_str(r, "where", where);
    api_str(r, "message_zh", zh);
    api_str(r, "message_en", en);
    api_close(r);
}

static void put_notes(api_request *r, const policy_answer *a)
{
    api_array(r, "notes");
    for (int i = 0; i < a->note_count; i++) {
        const feel_note *n = &a->notes[i];
        str where = n->pos.line > 0 ? str_format(&r->arena, STR_FMT ":%d:%d",
                                                 STR_ARG(api_file_name(n->pos.file)),
                                                 (int)n->pos.line, (int)n->pos.column)
                                    : STR("");
        put_note(r, NULL, str_c(n->code), where, n->zh, n->en);
    }
    api_array_end(r);
}

static void put_missing(api_request *r, const policy_answer *a, policy_run *run)
{
    const policy_library *lib = r->office->policies;
    api_array(r, "missing");
    for (int i = 0; i < a->problems.count; i++) {
        const policy_problem *p = &a->problems.items[i];
        int32_t slot = p->code == POLICY_E_MISSING ? policy_slot_find(lib, STR(""), p->name) : -1;
        const policy_def *def = p->def && p->def->kind == POLICY_FACT ? p->def
                                : slot >= 0                           ? policy_newest(lib, slot)
                                                                      : NULL;
        if (p->code == POLICY_E_MISSING && def) api_put_fact(r, def, run, p->asked_by);
    }
    api_array_end(r);
    api_array(r, "unset");
    for (int i = 0; i < a->problems.count; i++) {
        const policy_problem *p = &a->problems.items[i];
        if (p->code != POLICY_E_UNSET) continue;
        api_open(r, NULL);
        api_str(r, "name", p->name);
        api_str(r, "provision", p->def ? p->def->provision : STR(""));
        api_str(r, "doc", p->def ? api_doc_name(p->def->doc) : STR(""));
        api_close(r);
    }
    api_array_end(r);
}

static void put_assumed(api_request *r, const policy_answer *a)
{
    api_array(r, "assumed");
    for (int i = 0; i < a->inputs.count; i++) {
        const policy_input *x = &a->inputs.items[i];
        if (!x->assumed || !x->def) continue;
        api_open(r, NULL);
        api_str(r, "name", x->def->name);
        api_put_value(r, "value", x->value, x->def->type);
        api_close(r);
    }
    api_array_end(r);
}

static void put_nearest(api_request *r, const policy_answer *a)
{
    api_array(r, "nearest");
    const policy_problem *p = a->problems.count > 0 ? &a->problems.items[0] : NULL;
    if (p && p->before) api_put_version(r, NULL, p->before, a->at);
    if (p && p->after) api_put_version(r, NULL, p->after, a->at);
    api_array_end(r);
}

static void put_answer(api_request *r, const policy_answer *a, policy_run *run, bool explain)
{
    const policy_problem *p = a->problems.count > 0 ? &a->problems.items[0] : NULL;
    api_open(r, NULL);
    api_str(r, "decision", a->name);
    api_date(r, "at", a->at);
    api_str(r, "status", str_c(status_of(a->code)));
    if (a->code == POLICY_OK) api_put_value(r, "result", a->value, a->type);
    else api_null(r, "result");
    if (a->def) api_put_version(r, "version", a->def, a->at);
    else api_null(r, "version");
    if (a->code == POLICY_OK) api_null(r, "error");
    else
        put_note(r, "error", str_c(policy_code_text(a->code)), p ? p->name : a->name,
                 p ? p->zh : STR("没有得出结果"), p ? p->en : STR("no result"));
    put_notes(r, a);
    put_missing(r, a, run);
    put_assumed(r, a);
    put_nearest(r, a);
    strbuf text;
    strbuf_init(&text, &r->arena);
    if (explain) policy_explain_text(r->office->policies, a, &text, LANG_ZH);
    api_str(r, "explanation_zh", explain ? strbuf_done(&text) : STR(""));
    trace_writer w = { r, 0 };
    if (explain && a->trace) put_trace(&w, "trace", a->trace, 0);
    else api_null(r, "trace");
    api_close(r);
}

unsigned api_decide(api_request *r)
{
    const policy_library *lib = r->office->policies;
    question q;
    str fact = { 0 };
    const json *body = json_parse(&r->arena, strbuf_done(&r->body), STR("body"), &r->diags);
    if (!body) return api_fail(r, 400);
    unsigned status = read_question(r, body, &q);
    if (status != 200) return status;
    int32_t slot = lib ? policy_find_decision(lib, q.decision, &r->diags) : -1;
    if (slot < 0) {
        str zh = r->diags.all.count ? r->diags.all.items[0].zh : STR("没有加载政策"),
            en = r->diags.all.count ? r->diags.all.items[0].en : STR("no policies are loaded");
        return api_error(r, 404, "E-NAME", str_cstr(&r->arena, zh), str_cstr(&r->arena, en),
                         "decision", STR("/api/decisions"));
    }
    policy_run *run = api_run(r);
    if (!run) return api_fail(r, 500);
    policy_run_at(run, q.at);
    policy_run_trace(run, q.explain);
    if (q.place.len > 0) policy_run_place(run, q.place);
    if (!give_facts(r, run, q.facts, &fact)) return bad_fact(r, fact);
    if (!policy_run_consistent(run, &r->diags)) return bad_fact(r, STR(""));
    const policy_answer *a = policy_decide_slot(run, slot);
    if (!a) return api_fail(r, 500);
    put_answer(r, a, run, q.explain);
    return 200;
}
