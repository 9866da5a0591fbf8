/* explain_json.c: an answer as JSON, in the form of DecideResult in docs/openapi.json. */
#include "policy/internal.h"

static void put_date(json_out *out, const char *key, date d, arena *a)
{
    json_key(out, key);
    if (policy_has_date(d)) json_put_str(out, date_text(a, d));
    else json_put_null(out);
}

static void put_str(json_out *out, const char *key, str s)
{
    json_key(out, key);
    json_put_str(out, s);
}

void policy_value_json(feel_value v, json_out *out, arena *a)
{
    switch (v.kind) {
    case FEEL_NULL:
    case FEEL_FUNCTION: json_put_null(out); break;
    case FEEL_BOOLEAN: json_put_bool(out, v.as.boolean); break;
    case FEEL_NUMBER: json_put_str(out, dec_text(a, v.as.number)); break;
    case FEEL_STRING: json_put_str(out, v.as.string); break;
    case FEEL_LIST:
        json_begin_array(out);
        for (int i = 0; i < v.as.list->count; i++) policy_value_json(v.as.list->items[i], out, a);
        json_end_array(out);
        break;
    case FEEL_CONTEXT:
        json_begin_object(out);
        for (int i = 0; i < v.as.context->count; i++) {
            json_key_str(out, v.as.context->keys[i]);
            policy_value_json(v.as.context->values[i], out, a);
        }
        json_end_object(out);
        break;
    default: json_put_str(out, feel_display(a, v)); break;
    }
}

static const char *kind_text(feel_value v)
{
    static const char *const texts[] = {
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
    return v.kind < sizeof texts / sizeof *texts ? texts[v.kind] : "any";
}

static void put_value(const policy_library *lib, json_out *out, arena *a, feel_value v,
                      const feel_type *t)
{
    json_begin_object(out);
    put_str(out, "kind", str_c(kind_text(v)));
    json_key(out, "value");
    policy_value_json(v, out, a);
    put_str(out, "feel", feel_literal(a, v));
    put_str(out, "unit", policy_type_unit(t));
    put_str(out, "display_zh", policy_shown(lib, a, v, t, LANG_ZH));
    put_str(out, "display_en", policy_shown(lib, a, v, t, LANG_EN));
    json_end_object(out);
}

static str doc_name(const policy_doc *doc)
{
    return doc->number.len ? doc->number : doc->title;
}

static void put_version(json_out *out, arena *a, const policy_def *def, date at)
{
    if (!def) {
        json_put_null(out);
        return;
    }
    policy_period p = policy_def_period(def);
    json_begin_object(out);
    put_str(out, "doc", doc_name(def->doc));
    put_str(out, "title", def->doc->title);
    json_key(out, "document_id");
    json_put_null(out);
    put_date(out, "since", p.from, a);
    put_date(out, "until", p.to, a);
    put_str(out, "provision", def->provision);
    put_str(out, "place", def->doc->place);
    json_key(out, "inferred");
    json_put_bool(out, def->inferred);
    json_key(out, "in_force");
    json_put_bool(out, policy_period_holds(p, at));
    put_str(out, "description", def->note);
    json_end_object(out);
}

static str place_text(arena *a, src_pos pos)
{
    if (pos.line == 0) return STR("");
    return str_format(a, STR_FMT ":%d:%d", STR_ARG(pos.file), (int)pos.line, (int)pos.column);
}

static void put_note(json_out *out, const char *code, str where, str zh, str en)
{
    json_begin_object(out);
    put_str(out, "code", str_c(code));
    put_str(out, "where", where);
    put_str(out, "message_zh", zh);
    put_str(out, "message_en", en);
    json_end_object(out);
}

static void put_trace(const policy_library *lib, json_out *out, arena *a, const feel_trace *t,
                      int depth)
{
    static const char *const kinds[] = { "decision", "input", "assumed", "parameter", "table",
                                         "row",      "call",  "expr",    "note" };
    json_begin_object(out);
    put_str(out, "kind", str_c(kinds[t->kind]));
    put_str(out, "label", t->label);
    put_str(out, "text", t->text);
    put_str(out, "filled", t->filled);
    put_str(out, "provision", t->provision);
    put_str(out, "document", t->document);
    json_key(out, "value");
    put_value(lib, out, a, t->value, t->type);
    json_key(out, "children");
    json_begin_array(out);
    /* Two levels of brackets a node: deeper ones than the JSON writer holds are left out. */
    for (const feel_trace *k = t->first; k && depth < JSON_DEPTH_MAX / 2 - 8; k = k->next)
        put_trace(lib, out, a, k, depth + 1);
    json_end_array(out);
    json_end_object(out);
}

static const char *status_text(policy_code code)
{
    switch (code) {
    case POLICY_OK: return "ok";
    case POLICY_E_MISSING: return "missing";
    case POLICY_E_UNSET: return "unset";
    case POLICY_E_NOT_IN_FORCE: return "not_in_force";
    default: return "error";
    }
}

static void put_missing(json_out *out, const policy_answer *answer, policy_code code)
{
    json_begin_array(out);
    for (int i = 0; i < answer->problems.count; i++) {
        const policy_problem *p = &answer->problems.items[i];
        if (p->code != code) continue;
        const policy_def *by = p->asked_by ? p->asked_by : p->def;
        json_begin_object(out);
        put_str(out, "name", p->name);
        put_str(out, "question", p->def ? p->def->question : STR(""));
        put_str(out, "asked_by", p->asked_by ? p->asked_by->name : STR(""));
        put_str(out, "provision", by ? by->provision : STR(""));
        put_str(out, "doc", by ? doc_name(by->doc) : STR(""));
        json_end_object(out);
    }
    json_end_array(out);
}

static void put_assumed(const policy_library *lib, json_out *out, arena *a,
                        const policy_answer *answer, bool assumed)
{
    json_begin_array(out);
    for (int i = 0; i < answer->inputs.count; i++) {
        const policy_input *in = &answer->inputs.items[i];
        if (in->assumed != assumed) continue;
        json_begin_object(out);
        put_str(out, "name", policy_slot_at(lib, in->slot)->name);
        json_key(out, "value");
        put_value(lib, out, a, in->value, in->def ? in->def->type : NULL);
        json_end_object(out);
    }
    json_end_array(out);
}

static void put_nearest(json_out *out, arena *a, const policy_answer *answer)
{
    json_begin_array(out);
    for (int i = 0; i < answer->problems.count && i < 1; i++) {
        const policy_problem *p = &answer->problems.items[i];
        if (p->before) put_version(out, a, p->before, answer->at);
        if (p->after) put_version(out, a, p->after, answer->at);
    }
    json_end_array(out);
}

static void put_notes(json_out *out, arena *a, const policy_answer *answer)
{
    json_begin_array(out);
    for (int i = 0; i < answer->note_count; i++) {
        const feel_note *n = &answer->notes[i];
        put_note(out, n->code, place_text(a, n->pos), n->zh, n->en);
    }
    json_end_array(out);
}

static void put_error(json_out *out, arena *a, const policy_answer *answer)
{
    if (answer->code == POLICY_OK || answer->problems.count == 0) {
        json_put_null(out);
        return;
    }
    const policy_problem *p = &answer->problems.items[0];
    put_note(out, policy_code_text(p->code), p->def ? place_text(a, p->def->pos) : p->name, p->zh,
             p->en);
}

void policy_answer_json(const policy_library *lib, const policy_answer *answer, json_out *out,
                        lang language, bool with_trace)
{
    arena *a = out->out->arena;
    strbuf text;
    json_begin_object(out);
    put_str(out, "decision", answer->name);
    put_date(out, "at", answer->at, a);
    put_str(out, "place", answer->place);
    put_str(out, "status", str_c(status_text(answer->code)));
    put_str(out, "code", str_c(policy_code_text(answer->code)));
    json_key(out, "result");
    if (answer->code == POLICY_OK) put_value(lib, out, a, answer->value, answer->type);
    else json_put_null(out);
    json_key(out, "version");
    put_version(out, a, answer->def, answer->at);
    json_key(out, "inferred");
    json_put_bool(out, answer->inferred);
    json_key(out, "error");
    put_error(out, a, answer);
    json_key(out, "notes");
    put_notes(out, a, answer);
    json_key(out, "missing");
    put_missing(out, answer, POLICY_E_MISSING);
    json_key(out, "unset");
    put_missing(out, answer, POLICY_E_UNSET);
    json_key(out, "given");
    put_assumed(lib, out, a, answer, false);
    json_key(out, "assumed");
    put_assumed(lib, out, a, answer, true);
    json_key(out, "nearest");
    put_nearest(out, a, answer);
    strbuf_init(&text, a);
    policy_explain_text(lib, answer, &text, language);
    put_str(out, language == LANG_ZH ? "explanation_zh" : "explanation_en", strbuf_done(&text));
    json_key(out, "trace");
    if (with_trace && answer->trace) put_trace(lib, out, a, answer->trace, 0);
    else json_put_null(out);
    json_end_object(out);
}
