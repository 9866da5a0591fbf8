/* explain.c: the steps of an answer, its page, its JSON. */
#include "lib/internal.h"

/* ---- steps of the evaluator's trace, each after what it rests on ---- */

typedef struct walk { heng_decision *d; int wanted, seen; const feel_trace *found; } walk;

static bool is_step(const feel_trace *t)
{
    return t->kind == TRACE_DECISION || t->kind == TRACE_PARAMETER || t->kind == TRACE_INPUT ||
           t->kind == TRACE_ASSUMED;
}

/* Inputs of a table are no facts of their own: they repeat what stands in the column's head. */
static void visit(walk *w, const feel_trace *t, bool in_table, int depth)
{
    if (depth > 200 || w->found) return;
    for (const feel_trace *k = t->first; k; k = k->next)
        visit(w, k, t->kind == TRACE_TABLE, depth + 1);
    if (!is_step(t) || (in_table && t->kind == TRACE_INPUT && !t->document.len) || w->found) return;
    if (w->seen++ == w->wanted) w->found = t;
}

static const feel_trace *step_of(heng_decision *d, int i, int *count)
{
    walk w = { .d = d, .wanted = i };
    const policy_answer *answer = d->tracing ? lib_answer(d, true) : NULL;
    for (const feel_trace *t = answer ? answer->trace : NULL; t; t = t->next)
        visit(&w, t, false, 0);
    *count = w.seen;
    return w.found;
}

int heng_step_count(heng_decision *d)
{
    int count = 0;
    if (!d || !d->stepped || !d->tracing) return 0;
    if (d->by_row) return policy_row_used_count(d->row_traced);
    step_of(d, -1, &count);
    return count;
}

static heng_text plain(heng_decision *d, feel_value v)
{
    switch (v.kind) {
    case FEEL_NULL: return (heng_text){ "", 0 };
    case FEEL_LIST: case FEEL_CONTEXT: return lib_text_copy(&d->texts, feel_literal(&d->texts, v));
    case FEEL_NUMBER: return lib_text(dec_text(&d->texts, v.as.number));
    default: return lib_text_copy(&d->texts, feel_display(&d->texts, v));
    }
}

static const feel_trace *row_of(const feel_trace *t)
{
    for (const feel_trace *k = t->first; k; k = k->next) {
        if (k->kind == TRACE_ROW && t->kind == TRACE_TABLE) return k;
        if (k->kind != TRACE_TABLE && k->kind != TRACE_EXPR) continue;
        const feel_trace *inner = row_of(k);
        if (inner) return inner;
    }
    return NULL;
}

static void fill_from_trace(heng_decision *d, const feel_trace *t, heng_trace_step *out)
{
    static const heng_step_kind kinds[] = {
        [TRACE_INPUT] = HENG_STEP_GIVEN,
        [TRACE_ASSUMED] = HENG_STEP_ASSUMED,
        [TRACE_PARAMETER] = HENG_STEP_PARAMETER,
        [TRACE_DECISION] = HENG_STEP_DECISION,
    };
    arena *a = &d->texts;
    const feel_trace *row = row_of(t);
    out->kind = kinds[t->kind];
    out->name = lib_text_copy(a, t->label);
    out->unit = t->type ? lib_text_copy(a, t->type->unit) : (heng_text){ "", 0 };
    out->value = plain(d, t->value);
    out->row = row ? lib_text_copy(a, row->label) : (heng_text){ "", 0 };
    out->provision = lib_text_copy(a, row && row->provision.len ? row->provision : t->provision);
    out->document = lib_text_copy(a, t->document);
    for (int i = 0; i < d->answer->used.count; i++)
        if (str_eq(d->answer->used.items[i]->name, t->label))
            out->inferred = d->answer->used.items[i]->inferred;
}

/* The number of a rule without a label is its place. */
static heng_text rule_label(heng_decision *d, const policy_row_used *u)
{
    if (!u->rule) return (heng_text){ "", 0 };
    if (u->rule->label.len) return lib_text_copy(&d->texts, u->rule->label);
    return lib_text(str_format(&d->texts, "%d", (int)u->rule_index + 1));
}

static void fill_from_row(heng_decision *d, int i, heng_trace_step *out)
{
    policy_row_used u = policy_row_used_at(d->row_traced, i);
    const policy_doc *doc = u.def->doc;
    arena *a = &d->texts;
    bool fact = u.def->kind == POLICY_FACT || u.def->unset;
    out->kind = !fact ? u.def->kind == POLICY_PARAMETER ? HENG_STEP_PARAMETER : HENG_STEP_DECISION
                      : u.assumed ? HENG_STEP_ASSUMED : HENG_STEP_GIVEN;
    out->name = lib_text_copy(a, u.def->name);
    out->unit = u.def->type ? lib_text_copy(a, u.def->type->unit) : (heng_text){ "", 0 };
    out->value = u.plain ? plain(d, u.value) : (heng_text){ "", 0 };
    out->row = rule_label(d, &u);
    out->provision =
        lib_text_copy(a, u.rule && u.rule->provision.len ? u.rule->provision : u.def->provision);
    out->document = lib_text_copy(a, doc->number.len ? doc->number : doc->title);
    out->inferred = u.def->inferred;
}

heng_status heng_step_at(heng_decision *d, int i, heng_trace_step *out)
{
    if (!d || !out || !d->stepped || !d->tracing || i < 0) return HENG_MISUSE;
    *out = (heng_trace_step){ 0 };
    d->texts_used = true;
    if (d->by_row) {
        if (i >= policy_row_used_count(d->row_traced)) return HENG_MISUSE;
        fill_from_row(d, i, out);
        return HENG_OK;
    }
    int count;
    const feel_trace *t = step_of(d, i, &count);
    if (!t) return HENG_MISUSE;
    fill_from_trace(d, t, out);
    return HENG_OK;
}

/* ---- whole pages ---- */

heng_text heng_explain_text(heng_decision *d, heng_language language)
{
    strbuf b;
    const policy_answer *answer = d ? lib_answer(d, true) : NULL;
    if (!answer) return (heng_text){ "", 0 };
    d->texts_used = true;
    strbuf_init(&b, &d->texts);
    policy_explain_text(d->library->lib, answer, &b, language == HENG_EN ? LANG_EN : LANG_ZH);
    return lib_text(strbuf_done(&b));
}

heng_text heng_explain_json(heng_decision *d, heng_language language)
{
    strbuf b;
    json_out out;
    const policy_answer *answer = d ? lib_answer(d, true) : NULL;
    if (!answer) return (heng_text){ "", 0 };
    d->texts_used = true;
    strbuf_init(&b, &d->texts);
    json_out_init(&out, &b);
    policy_answer_json(d->library->lib, answer, &out, language == HENG_EN ? LANG_EN : LANG_ZH,
                       true);
    return lib_text(strbuf_done(&b));
}
