/* match_out.c: a match as JSON (MatchResult in docs/openapi.json) and as a page for a person. */
#include "policy/match_internal.h"

typedef struct writer {
    const policy_library *lib;
    json_out *out;
    arena *arena;
} writer;

static void put(writer *w, const char *key, str s)
{
    json_key(w->out, key);
    json_put_str(w->out, s);
}

static str document_name(const policy_doc *doc)
{
    return doc->number.len ? doc->number : doc->title;
}

static const char *state_name(match_state s)
{
    static const char *const names[] = { "entitled", "possible", "refused" };
    return names[s];
}

static void put_names(writer *w, const char *key, const int32_t *slots, int count)
{
    json_key(w->out, key);
    json_begin_array(w->out);
    for (int i = 0; i < count; i++) json_put_str(w->out, policy_slot_at(w->lib, slots[i])->name);
    json_end_array(w->out);
}

static void put_amount(writer *w, const match_result *r)
{
    json_key(w->out, "amount");
    if (!r->has_amount) {
        json_put_null(w->out);
        return;
    }
    json_begin_object(w->out);
    put(w, "value", dec_text(w->arena, r->amount.as.number));
    put(w, "text", r->shown);
    put(w, "text_en", r->shown_en);
    put(w, "unit", policy_type_unit(r->amount_type));
    json_end_object(w->out);
}

static void put_failed(writer *w, const match_result *r)
{
    json_key(w->out, "failed");
    json_begin_array(w->out);
    for (int i = 0; i < r->failed.count; i++) {
        const match_failed *f = &r->failed.items[i];
        json_begin_object(w->out);
        put(w, "condition", f->condition);
        put(w, "provision", f->provision);
        put(w, "document", f->document);
        put(w, "text", f->text);
        put(w, "filled", f->filled);
        json_key(w->out, "any_of");
        json_put_bool(w->out, f->any_of);
        json_end_object(w->out);
    }
    json_end_array(w->out);
}

static void put_assumed(writer *w, const match_result *r)
{
    json_key(w->out, "assumed");
    json_begin_array(w->out);
    for (int i = 0; i < r->assumed.count; i++) {
        const match_assumed *a = &r->assumed.items[i];
        json_begin_object(w->out);
        put(w, "fact", a->def->name);
        put(w, "text", policy_shown(w->lib, w->arena, a->value, a->def->type, LANG_ZH));
        json_end_object(w->out);
    }
    json_end_array(w->out);
}

static void put_result(writer *w, const match_result *r)
{
    const policy_benefit *b = r->benefit;
    json_begin_object(w->out);
    put(w, "name", b->name);
    put(w, "target", b->target);
    put(w, "state", str_c(state_name(r->state)));
    put_amount(w, r);
    put(w, "provision", b->provision.len ? b->provision : r->def->provision);
    put(w, "document", document_name(r->def->doc));
    put(w, "title", r->def->doc->full_name.len ? r->def->doc->full_name : r->def->doc->title);
    put(w, "handling", b->handling);
    put(w, "cycle", b->cycle);
    put(w, "note", b->note);
    json_key(w->out, "inferred");
    json_put_bool(w->out, r->inferred);
    put_failed(w, r);
    put_names(w, "missing", r->missing.items, r->missing.count);
    put_names(w, "unset", r->unset.items, r->unset.count);
    put_assumed(w, r);
    put(w, "reason_zh", r->state == MATCH_REFUSED ? STR("") : r->reason_zh);
    put(w, "reason_en", r->state == MATCH_REFUSED ? STR("") : r->reason_en);
    json_key(w->out, "outweighed_by");
    if (r->outweighed_by) json_put_str(w->out, r->outweighed_by->benefit->name);
    else json_put_null(w->out);
    json_end_object(w->out);
}

static const char *kind_of(const feel_type *t)
{
    switch (t ? t->kind : FEEL_T_ANY) {
    case FEEL_T_BOOLEAN: return "boolean";
    case FEEL_T_NUMBER: return "number";
    case FEEL_T_DATE: return "date";
    case FEEL_T_STRING: return "string";
    default: return "any";
    }
}

static void put_question(writer *w, int32_t slot)
{
    const policy_def *def = policy_newest(w->lib, slot);
    const feel_type *t = def->type;
    json_begin_object(w->out);
    put(w, "fact", def->name);
    put(w, "question", policy_match_question(w->arena, def, LANG_ZH));
    put(w, "type", str_c(kind_of(t)));
    put(w, "unit", policy_type_unit(t));
    json_key(w->out, "allowed");
    json_begin_array(w->out);
    for (int i = 0; t && i < t->value_count; i++)
        json_put_str(w->out, feel_display(w->arena, t->values[i]));
    json_end_array(w->out);
    put(w, "note", def->note);
    json_end_object(w->out);
}

void policy_match_json(const policy_library *lib, const policy_match *m, json_out *out, arena *a)
{
    writer w = { lib, out, a };
    json_begin_object(out);
    put(&w, "at", date_text(a, m->options.at));
    put(&w, "place", m->options.place);
    put(&w, "target", m->options.target);
    json_key(out, "benefits");
    json_begin_array(out);
    for (int i = 0; i < m->count; i++) put_result(&w, &m->results[i]);
    json_end_array(out);
    json_key(out, "next");
    if (m->question_count) put_question(&w, m->questions[0]);
    else json_put_null(out);
    put_names(&w, "questions", m->questions, m->question_count);
    json_key(out, "answered");
    json_put_int(out, m->answered);
    json_key(out, "total");
    json_put_int(out, m->answered + m->question_count);
    json_end_object(out);
}

/* ---- the page ---- */

typedef struct page {
    const policy_library *lib;
    strbuf *out;
    arena *arena;
    bool zh;
} page;

static void say(page *p, const char *zh, const char *en)
{
    strbuf_putc(p->out, p->zh ? zh : en);
}

static void page_names(page *p, const char *zh, const char *en, const int32_t *slots, int count)
{
    if (count == 0) return;
    say(p, zh, en);
    for (int i = 0; i < count; i++)
        strbuf_printf(p->out, "%s" STR_FMT, i ? (p->zh ? "、" : ", ") : "",
                      STR_ARG(policy_slot_at(p->lib, slots[i])->name));
    strbuf_putc(p->out, "\n");
}

static void page_failed(page *p, const match_result *r)
{
    for (int i = 0; i < r->failed.count; i++) {
        const match_failed *f = &r->failed.items[i];
        strbuf_printf(p->out, "    × " STR_FMT, STR_ARG(f->condition));
        if (f->provision.len)
            strbuf_printf(p->out, "  " STR_FMT " " STR_FMT, STR_ARG(f->document),
                          STR_ARG(f->provision));
        if (f->filled.len) {
            say(p, "\n      现在:", "\n      now: ");
            strbuf_put(p->out, f->filled);
        }
        if (f->text.len && !str_eq(f->text, f->filled) && !r->outweighed_by) {
            say(p, "\n      要成立:", "\n      must hold: ");
            strbuf_put(p->out, f->text);
        }
        if (f->any_of) say(p, "(几项中有一项成立即可)", " (any one of these is enough)");
        strbuf_putc(p->out, "\n");
    }
}

static void page_assumed(page *p, const match_result *r)
{
    for (int i = 0; i < r->assumed.count; i++) {
        const match_assumed *a = &r->assumed.items[i];
        say(p, i ? "、" : "    按默认:", i ? ", " : "    assumed: ");
        str value =
            policy_shown(p->lib, p->arena, a->value, a->def->type, p->zh ? LANG_ZH : LANG_EN);
        strbuf_printf(p->out, STR_FMT " = " STR_FMT, STR_ARG(a->def->name), STR_ARG(value));
    }
    if (r->assumed.count) strbuf_putc(p->out, "\n");
}

static void page_result(page *p, const match_result *r)
{
    const policy_benefit *b = r->benefit;
    strbuf_printf(p->out, "  " STR_FMT, STR_ARG(b->name));
    str shown = p->zh ? r->shown : r->shown_en;
    if (r->state == MATCH_ENTITLED && r->has_amount)
        strbuf_printf(p->out, "  " STR_FMT, STR_ARG(shown));
    str provision = b->provision.len ? b->provision : r->def->provision;
    strbuf_printf(p->out, "  " STR_FMT " " STR_FMT "%s\n", STR_ARG(document_name(r->def->doc)),
                  STR_ARG(provision), !r->inferred ? "" : p->zh ? "(推定)" : " (inferred)");
    if (r->state == MATCH_ENTITLED && b->handling.len) {
        say(p, "    办理:", "    how: ");
        strbuf_printf(p->out, STR_FMT "\n", STR_ARG(b->handling));
    }
    page_failed(p, r);
    if (r->state != MATCH_REFUSED) {
        page_names(p, "    还缺:", "    missing: ", r->missing.items, r->missing.count);
        page_names(p, "    待定参数:", "    unset figures: ", r->unset.items, r->unset.count);
        if (r->missing.count == 0 && r->reason_zh.len)
            strbuf_printf(p->out, "    " STR_FMT "\n",
                          STR_ARG(p->zh ? r->reason_zh : r->reason_en));
        page_assumed(p, r);
    }
}

static void page_group(page *p, const policy_match *m, match_state state, const char *zh,
                       const char *en)
{
    int n = 0;
    for (int i = 0; i < m->count; i++) n += m->results[i].state == state;
    if (n == 0) return;
    strbuf_printf(p->out, "%s (%d)\n", p->zh ? zh : en, n);
    for (int i = 0; i < m->count; i++)
        if (m->results[i].state == state) page_result(p, &m->results[i]);
    strbuf_putc(p->out, "\n");
}

void policy_match_text(const policy_library *lib, const policy_match *m, strbuf *out, arena *a,
                       lang language)
{
    page p = { lib, out, a, language == LANG_ZH };
    str day = p.zh ? date_text_zh(a, m->options.at) : date_text(a, m->options.at);
    say(&p, "适用日 ", "law of ");
    strbuf_printf(out, STR_FMT "  " STR_FMT "\n\n", STR_ARG(day), STR_ARG(m->options.place));
    page_group(&p, m, MATCH_ENTITLED, "能享受", "Entitled");
    page_group(&p, m, MATCH_POSSIBLE, "可能能享受", "Possible");
    page_group(&p, m, MATCH_REFUSED, "不能享受", "Not entitled");
    if (m->count == 0) say(&p, "这一天没有有效的权益\n", "no benefit is in force on that day\n");
    if (m->question_count == 0) return;
    const policy_def *next = policy_newest(lib, m->questions[0]);
    say(&p, "下一个问题:", "next question: ");
    strbuf_printf(out, STR_FMT "(" STR_FMT ")\n",
                  STR_ARG(policy_match_question(a, next, language)), STR_ARG(next->name));
}
