/* policy.c: loaded policies, signatures of decisions, standards through time. */
#include "api/internal.h"
#include "feel/ast.h"
#include "policy/model.h"

enum { TYPE_DEPTH_MAX = 6 };

str api_doc_name(const policy_doc *doc) { return doc->number.len > 0 ? doc->number : doc->title; }

/* Where the server keeps its files is nobody's business: only the part below policies/. */
str api_file_name(str path)
{
    static const char folder[] = "policies/";
    for (int32_t i = path.len - (int32_t)sizeof folder + 1; i >= 0; i--)
        if (memcmp(path.ptr + i, folder, sizeof folder - 1) == 0) return str_sub(path, i, path.len);
    for (int32_t i = path.len; i > 0; i--)
        if (path.ptr[i - 1] == '/') return str_sub(path, i, path.len);
    return path;
}

int64_t api_document_id(api_request *r, str doc_no)
{
    db *c = doc_no.len > 0 ? api_reader(r) : NULL;
    return c ? db_int(c, 0, "SELECT id FROM document WHERE doc_no = ?1 ORDER BY id DESC LIMIT 1",
                      "t", doc_no)
             : 0;
}

/* ---- types ---- */

static const char *const kinds[] = {
    [FEEL_T_ANY] = "any",
    [FEEL_T_NULL] = "null",
    [FEEL_T_BOOLEAN] = "boolean",
    [FEEL_T_NUMBER] = "number",
    [FEEL_T_STRING] = "string",
    [FEEL_T_DATE] = "date",
    [FEEL_T_TIME] = "time",
    [FEEL_T_DATETIME] = "date and time",
    [FEEL_T_MONTHS] = "years and months duration",
    [FEEL_T_NANOS] = "days and time duration",
    [FEEL_T_LIST] = "list",
    [FEEL_T_CONTEXT] = "context",
    [FEEL_T_RANGE] = "range",
    [FEEL_T_FUNCTION] = "function",
};

static const policy_unit *unit_of(api_request *r, const feel_type *t)
{
    return t->unit.len > 0 && r->office->policies ? policy_find_unit(r->office->policies, t->unit)
                                                  : NULL;
}

static void put_type(api_request *r, const char *key, const feel_type *t, int depth)
{
    if (!t) t = &FEEL_TYPE_ANY;
    api_open(r, key);
    api_str(r, "kind", str_c(kinds[t->kind]));
    api_str(r, "name", t->name);
    api_str(r, "text", feel_type_text(&r->arena, t));
    api_str(r, "unit", t->unit);
    const policy_unit *unit = unit_of(r, t);
    api_str(r, "unit_display", unit ? unit->shown : STR(""));
    api_str(r, "unit_display_en", unit ? unit->english : STR(""));
    api_int(r, "unit_places", unit ? unit->places : -1);
    api_array(r, "values");
    for (int i = 0; i < t->value_count; i++)
        api_str(r, NULL, feel_display(&r->arena, t->values[i]));
    api_array_end(r);
    api_str(r, "allowed",
            t->allowed && t->value_count == 0 ? feel_expr_source(t->allowed) : STR(""));
    bool deeper = depth < TYPE_DEPTH_MAX;
    if (deeper && t->element && t->kind != FEEL_T_FUNCTION)
        put_type(r, "element", t->element, depth + 1);
    if (deeper && t->kind == FEEL_T_CONTEXT) {
        api_array(r, "members");
        for (int i = 0; i < t->member_count; i++) {
            api_open(r, NULL);
            api_str(r, "name", t->members[i].name);
            put_type(r, "type", t->members[i].type, depth + 1);
            api_str(r, "description", STR(""));
            api_close(r);
        }
        api_array_end(r);
    }
    api_close(r);
}

void api_put_type(api_request *r, const char *key, const feel_type *t) { put_type(r, key, t, 0); }

/* ---- versions and facts ---- */

static bool in_force(const policy_def *def, date at)
{
    return policy_period_holds(policy_def_period(def), at);
}

void api_put_version(api_request *r, const char *key, const policy_def *def, date at)
{
    policy_period p = policy_def_period(def);
    api_open(r, key);
    api_str(r, "doc", api_doc_name(def->doc));
    api_str(r, "title", def->doc->title);
    api_int_or_null(r, "document_id", api_document_id(r, def->doc->number));
    api_date(r, "since", p.from);
    api_date(r, "until", p.to);
    api_str(r, "provision", def->provision);
    api_str(r, "place", def->doc->place);
    api_bool(r, "inferred", def->inferred || def->doc->inferred);
    api_bool(r, "in_force", in_force(def, at));
    api_str(r, "description", def->note);
    api_close(r);
}

void api_put_fact(api_request *r, const policy_def *def, policy_run *run,
                  const policy_def *asked_by)
{
    api_open(r, NULL);
    api_str(r, "name", def->name);
    api_put_type(r, "type", def->type);
    if (def->default_expr)
        api_str(r, "default", feel_literal(&r->arena, policy_run_eval(run, def->default_expr)));
    else api_null(r, "default");
    api_str(r, "question", def->question);
    api_str(r, "description", def->note);
    api_str(r, "kind", def->kind == POLICY_PARAMETER ? STR("parameter") : STR("fact"));
    api_str(r, "asked_by", asked_by ? asked_by->name : STR(""));
    api_str(r, "provision", asked_by ? asked_by->provision : def->provision);
    api_close(r);
}

/* ---- policies ---- */

/* Validity of a policy file by its own header. */
static office_state policy_state(const policy_doc *d, date at)
{
    office_state s = { .at = at, .since = d->period.from, .until = d->period.to };
    bool repealed = policy_has_date(d->repealed_from);
    if (repealed) {
        s.until = date_from_days(date_to_days(d->repealed_from) - 1);
        s.by_doc_no = d->repealed_by ? d->repealed_by->number : STR("");
    }
    if (!policy_has_date(s.since)) s.kind = d->vocabulary ? OFFICE_IN_FORCE : OFFICE_UNKNOWN;
    else if (date_cmp(at, s.since) < 0) s.kind = OFFICE_NOT_YET;
    else if (repealed && date_cmp(at, d->repealed_from) >= 0) s.kind = OFFICE_REPEALED;
    else if (policy_has_date(s.until) && date_cmp(at, s.until) > 0) s.kind = OFFICE_EXPIRED;
    else s.kind = OFFICE_IN_FORCE;
    return s;
}

static void put_policy_fields(api_request *r, const policy_doc *d, date at)
{
    int decisions = 0, parameters = 0;
    for (int i = 0; i < d->defs.count; i++) {
        policy_kind k = d->defs.items[i]->kind;
        decisions += k == POLICY_DECISION || k == POLICY_CONDITIONS;
        parameters += k == POLICY_PARAMETER;
    }
    office_state state = policy_state(d, at);
    state.by_id = api_document_id(r, state.by_doc_no);
    api_str(r, "doc", api_doc_name(d));
    api_str(r, "title", d->title);
    api_str(r, "name", d->full_name.len > 0 ? d->full_name : d->title);
    api_str(r, "file", api_file_name(d->file));
    api_str(r, "place", d->place);
    api_str(r, "issuer", d->issuer);
    api_date(r, "signed", d->signed_on);
    api_date(r, "effective", d->period.from);
    api_date(r, "until", d->period.to);
    api_str(r, "kind", d->vocabulary ? STR("vocabulary") : STR("instrument"));
    api_str(r, "precedence", d->special ? STR("special") : STR("general"));
    api_state(r, "state", &state);
    api_int_or_null(r, "document_id", api_document_id(r, d->number));
    api_int(r, "decisions", decisions);
    api_int(r, "parameters", parameters);
    api_int(r, "examples", d->examples.count);
}

unsigned api_policies(api_request *r)
{
    date at;
    const policy_library *lib = r->office->policies;
    if (!api_query_date(r, "at", date_today(), &at)) return 400;
    int n = lib ? policy_doc_count(lib) : 0;
    api_open(r, NULL);
    api_date(r, "at", at);
    api_int(r, "total", n);
    api_array(r, "items");
    for (int i = 0; i < n; i++) {
        api_open(r, NULL);
        put_policy_fields(r, policy_doc_at(lib, i), at);
        api_close(r);
    }
    api_array_end(r);
    api_open(r, "findings");
    api_int(r, "errors", r->server->options.policy_errors);
    api_int(r, "warnings", r->server->options.policy_warnings);
    api_close(r);
    api_close(r);
    return 200;
}

static void put_item(api_request *r, const policy_def *def, policy_run *run)
{
    static const char *const sections[] = {
        [POLICY_FACT] = "fact",         [POLICY_PARAMETER] = "parameter",
        [POLICY_DECISION] = "decision", [POLICY_CONDITIONS] = "conditions",
        [POLICY_FUNCTION] = "function", [POLICY_SERVICE] = "other",
    };
    policy_period p = policy_def_period(def);
    feel_value v = FEEL_NULL_VALUE;
    if (def->kind == POLICY_PARAMETER && def->expr && !def->unset) {
        policy_run_at(run, policy_has_date(p.from) ? p.from : date_today());
        v = policy_run_eval(run, def->expr);
    }
    api_open(r, NULL);
    api_str(r, "section", str_c(sections[def->kind]));
    api_str(r, "name", def->name);
    api_put_type(r, "type", def->type);
    api_str(r, "provision", def->provision);
    api_date(r, "since", p.from);
    api_date(r, "until", p.to);
    api_bool(r, "inferred", def->inferred);
    api_str(r, "description", def->note);
    api_str(r, "source", def->text);
    api_str_or_null(r, "value", feel_is_null(v) ? STR("") : feel_literal(&r->arena, v));
    api_close(r);
}

static str conflict_row(const policy_conflict *c, const char *zh, const char *en)
{
    for (int i = 0; i < c->row_count; i++)
        if (str_eqc(c->rows[i].word, zh) || str_eqc(c->rows[i].word, en)) return c->rows[i].text;
    return STR("");
}

static void put_conflicts(api_request *r, const policy_doc *d)
{
    api_array(r, "conflicts");
    for (int i = 0; i < d->conflicts.count; i++) {
        const policy_conflict *c = d->conflicts.items[i];
        api_open(r, NULL);
        api_str(r, "title", c->name);
        api_str(r, "a", conflict_row(c, "甲", "a"));
        api_str(r, "b", conflict_row(c, "乙", "b"));
        api_str(r, "problem", conflict_row(c, "问题", "problem"));
        api_str(r, "chosen", conflict_row(c, "采用", "chosen"));
        api_str(r, "other", conflict_row(c, "另解", "other"));
        api_str(r, "switch", conflict_row(c, "开关", "switch"));
        api_close(r);
    }
    api_array_end(r);
}

static void put_coverage(api_request *r, const policy_doc *d)
{
    api_array(r, "coverage");
    for (int i = 0; i < d->coverage.count; i++) {
        const policy_coverage *c = d->coverage.items[i];
        api_open(r, NULL);
        api_str(r, "item", c->item);
        api_str(r, "content", c->content);
        api_str(r, "where", c->done_by);
        api_str(r, "state", c->state);
        api_str(r, "reason", c->reason);
        api_close(r);
    }
    api_array_end(r);
}

static const policy_doc *find_policy(api_request *r, str name)
{
    const policy_library *lib = r->office->policies;
    str number = gazette_doc_no(&r->arena, name);
    for (int i = 0; lib && i < policy_doc_count(lib); i++) {
        const policy_doc *d = policy_doc_at(lib, i);
        if (str_eq(api_doc_name(d), name) || (number.len > 0 && str_eq(d->number, number)))
            return d;
    }
    return NULL;
}

static void put_names(api_request *r, const char *key, str joined)
{
    str name;
    api_array(r, key);
    while (joined.len > 0 && str_split_next(&joined, STR(";"), &name))
        if (str_trim(name).len > 0) api_str(r, NULL, str_trim(name));
    api_array_end(r);
}

unsigned api_policy(api_request *r)
{
    date at;
    if (!api_query_date(r, "at", date_today(), &at)) return 400;
    const policy_doc *d = find_policy(r, r->params[0]);
    if (!d)
        return api_error(r, 404, "E-NOT-FOUND", "没有加载这个政策文件",
                         "no such policy file is loaded", "doc", STR("/api/policies"));
    policy_run *run = api_run(r);
    if (!run) return api_fail(r, 500);
    api_open(r, NULL);
    put_policy_fields(r, d, at);
    api_array(r, "repeals");
    for (int i = 0; i < d->repeals.count; i++) api_str(r, NULL, d->repeals.items[i].number);
    api_array_end(r);
    put_names(r, "basis", d->basis);
    api_array(r, "items");
    for (int i = 0; i < d->defs.count; i++) put_item(r, d->defs.items[i], run);
    api_array_end(r);
    put_conflicts(r, d);
    put_coverage(r, d);
    api_close(r);
    return 200;
}

/* ---- decisions ---- */

static bool is_decision(const policy_slot *s)
{
    return s->family.len == 0 && s->version_count > 0
        && (s->versions[0]->kind == POLICY_DECISION || s->versions[0]->kind == POLICY_CONDITIONS);
}

/* The version that answers on that day, or the newest when none does. */
static const policy_def *shown_version(const policy_library *lib, const policy_slot *s, str place,
                                       date at, bool *now)
{
    const policy_def *def = NULL, *before, *after;
    str where = place.len > 0 ? place : s->versions[0]->doc->place;
    *now = policy_version_at(lib, s->number, where, at, &def, &before, &after) == POLICY_IN_FORCE
           && def;
    return *now ? def : s->versions[0];
}

/* The benefit whose amount a decision is: what people come to ask first. Empty: none. */
static str benefit_of(const policy_library *lib, str decision)
{
    for (int i = 0; lib && i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        for (int k = 0; k < doc->benefits.count; k++)
            if (str_eq(doc->benefits.items[k]->amount, decision))
                return doc->benefits.items[k]->name;
    }
    return (str){ "", 0 };
}

static void put_decision_fields(api_request *r, const policy_def *def, bool now)
{
    policy_period p = policy_def_period(def);
    api_str(r, "name", def->name);
    api_str(r, "kind", def->kind == POLICY_CONDITIONS ? STR("conditions") : STR("decision"));
    api_put_type(r, "type", def->type);
    api_str(r, "doc", api_doc_name(def->doc));
    api_str(r, "policy_title", def->doc->title);
    api_int_or_null(r, "document_id", api_document_id(r, def->doc->number));
    api_str(r, "provision", def->provision);
    api_str(r, "place", def->doc->place);
    api_date(r, "since", p.from);
    api_date(r, "until", p.to);
    api_bool(r, "in_force", now);
    api_bool(r, "inferred", def->inferred);
    api_str(r, "description", def->note);
    api_str_or_null(r, "benefit", benefit_of(r->office->policies, def->name));
}

unsigned api_decisions(api_request *r)
{
    date at;
    str place = api_query(r, "place");
    const policy_library *lib = r->office->policies;
    if (!api_query_date(r, "at", date_today(), &at)) return 400;
    int64_t total = 0;
    api_open(r, NULL);
    api_date(r, "at", at);
    api_array(r, "items");
    for (int i = 0; lib && i < policy_slot_count(lib); i++) {
        const policy_slot *s = policy_slot_at(lib, i);
        if (!is_decision(s) || (place.len > 0 && !policy_visible(s->versions[0]->doc, place)))
            continue;
        bool now;
        const policy_def *def = shown_version(lib, s, place, at, &now);
        api_open(r, NULL);
        put_decision_fields(r, def, now);
        api_close(r);
        total++;
    }
    api_array_end(r);
    api_int(r, "total", total);
    api_close(r);
    return 200;
}

static void put_versions(api_request *r, const policy_slot *s, date at)
{
    api_array(r, "versions");
    for (int i = 0; i < s->version_count; i++) api_put_version(r, NULL, s->versions[i], at);
    api_array_end(r);
}

static void put_nearest(api_request *r, const policy_library *lib, const policy_slot *s, str place,
                        date at)
{
    const policy_def *def = NULL, *before = NULL, *after = NULL;
    policy_found found = policy_version_at(lib, s->number, place, at, &def, &before, &after);
    api_array(r, "nearest");
    if (found == POLICY_NONE && before) api_put_version(r, NULL, before, at);
    if (found == POLICY_NONE && after) api_put_version(r, NULL, after, at);
    api_array_end(r);
}

/* What must be given comes first, what has a default after it. */
static void put_facts(api_request *r, const policy_library *lib, const policy_slot *s, str place,
                      date at)
{
    int32_t *slots = NULL;
    policy_run *run = api_run(r);
    int32_t n = policy_facts_needed(lib, s->number, place, at, &r->arena, &slots);
    api_array(r, "facts");
    if (run) policy_run_at(run, at);
    for (int pass = 0; run && pass < 2; pass++)
        for (int32_t i = 0; i < n; i++) {
            const policy_def *def = policy_newest(lib, slots[i]);
            if (def && (def->default_expr != NULL) == (pass == 1)) api_put_fact(r, def, run, NULL);
        }
    api_array_end(r);
}

static unsigned unknown_decision(api_request *r)
{
    const char *where = str_eqc(r->path, "/api/decide") ? "decision" : "name";
    const diag *d = r->diags.all.count > 0 ? &r->diags.all.items[0] : NULL;
    char *zh = d ? str_cstr(&r->arena, d->zh) : NULL, *en = d ? str_cstr(&r->arena, d->en) : NULL;
    return api_error(r, 404, "E-NAME", zh ? zh : "没有这个决策",
                     en ? en : "there is no such decision", where, STR("/api/decisions"));
}

unsigned api_decision(api_request *r)
{
    date at;
    const policy_library *lib = r->office->policies;
    if (!api_query_date(r, "at", date_today(), &at)) return 400;
    int32_t slot = lib ? policy_find_decision(lib, r->params[0], &r->diags) : -1;
    if (slot < 0) return unknown_decision(r);
    const policy_slot *s = policy_slot_at(lib, slot);
    str place = api_query(r, "place");
    if (place.len == 0) place = s->versions[0]->doc->place;
    bool now;
    const policy_def *def = shown_version(lib, s, place, at, &now);
    api_open(r, NULL);
    put_decision_fields(r, def, now);
    api_date(r, "at", at);
    put_facts(r, lib, s, place,
              now || !policy_has_date(policy_def_period(def).from) ? at
                                                                   : policy_def_period(def).from);
    put_versions(r, s, at);
    put_nearest(r, lib, s, place, at);
    api_str(r, "source", def->text);
    api_close(r);
    return 200;
}

/* ---- standards ---- */

static str shown(api_request *r, const office_point *p, const feel_type *t, lang language)
{
    return p->known ? policy_shown(r->office->policies, &r->arena, p->value, t, language) : p->text;
}

static void put_point(api_request *r, const office_point *p, const feel_type *t)
{
    api_open(r, NULL);
    api_str(r, "doc", api_doc_name(p->def->doc));
    api_str(r, "title", p->def->doc->title);
    api_int_or_null(r, "document_id", api_document_id(r, p->def->doc->number));
    api_str(r, "provision", p->provision);
    api_date(r, "since", p->since);
    api_date(r, "until", p->until);
    api_str_or_null(r, "value", p->known ? feel_display(&r->arena, p->value) : STR(""));
    api_str(r, "display_zh", shown(r, p, t, LANG_ZH));
    api_str(r, "display_en", shown(r, p, t, LANG_EN));
    api_bool(r, "inferred", p->def->inferred || p->def->doc->inferred);
    api_close(r);
}

unsigned api_standards(api_request *r)
{
    office_standards all;
    if (!office_list_standards(r->office->policies, &r->arena, api_query(r, "q"),
                               api_query(r, "place"), api_query(r, "doc"), &all))
        return api_fail(r, 500);
    api_open(r, NULL);
    api_int(r, "total", all.count);
    api_array(r, "items");
    for (int i = 0; i < all.count; i++) {
        const office_standard *s = &all.items[i];
        api_open(r, NULL);
        api_str(r, "name", s->name);
        api_str(r, "key", s->key);
        api_str(r, "place", s->place);
        api_str(r, "unit", s->type ? s->type->unit : STR(""));
        api_put_type(r, "type", s->type);
        api_array(r, "series");
        for (int k = 0; k < s->series.count; k++) put_point(r, &s->series.items[k], s->type);
        api_array_end(r);
        api_close(r);
    }
    api_array_end(r);
    api_close(r);
    return 200;
}
