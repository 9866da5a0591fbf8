/* explain.c: an answer as a page that an official can hand to a resident. */
#include "policy/internal.h"

typedef struct page {
    const policy_library *lib;
    const policy_answer *answer;
    strbuf *out;
    arena *arena;
    lang language;
    int step;
} page;

static void put(page *p, const char *zh, const char *en)
{
    strbuf_putc(p->out, p->language == LANG_ZH ? zh : en);
}

static str shown(page *p, feel_value v, const feel_type *t)
{
    return policy_shown(p->lib, p->arena, v, t, p->language);
}

/* 〔四(五)〕 本政办发〔2022〕30号 */
static void put_citation(page *p, str document, str provision)
{
    if (document.len) strbuf_printf(p->out, "  " STR_FMT, STR_ARG(document));
    if (provision.len) strbuf_printf(p->out, " " STR_FMT, STR_ARG(provision));
}

static void heading(page *p, const char *zh, const char *en)
{
    strbuf_putc(p->out, "\n");
    put(p, zh, en);
    strbuf_putc(p->out, "\n");
}

/* ---- top ---- */

static void put_result(page *p)
{
    const policy_answer *a = p->answer;
    strbuf_printf(p->out, STR_FMT "\n\n", STR_ARG(a->name));
    put(p, "结果    ", "result  ");
    if (a->code == POLICY_OK) strbuf_put(p->out, shown(p, a->value, a->type));
    else
        strbuf_printf(p->out, "%s (%s)", p->language == LANG_ZH ? "没有结果" : "no result",
                      policy_code_text(a->code));
    if (a->inferred && a->code == POLICY_OK) put(p, "  (推定)", "  (inferred)");
    strbuf_putc(p->out, "\n");
    put(p, "适用日  ", "law of  ");
    strbuf_put(p->out,
               p->language == LANG_ZH ? date_text_zh(p->arena, a->at) : date_text(p->arena, a->at));
    if (a->place.len) strbuf_printf(p->out, "  " STR_FMT, STR_ARG(a->place));
    strbuf_putc(p->out, "\n");
    if (!a->def) return;
    put(p, "依据  ", "under ");
    put_citation(p, a->def->doc->number.len ? a->def->doc->number : a->def->doc->title,
                 a->def->provision);
    strbuf_putc(p->out, "\n");
    if (a->def->note.len) {
        put(p, "说明    ", "note    ");
        strbuf_printf(p->out, STR_FMT "\n", STR_ARG(a->def->note));
    }
}

static void put_problem(page *p, const policy_problem *q)
{
    strbuf_printf(p->out, "  · " STR_FMT "\n", STR_ARG(p->language == LANG_ZH ? q->zh : q->en));
    const policy_def *by = q->asked_by;
    if (by) {
        strbuf_printf(p->out, "    %s" STR_FMT,
                      p->language == LANG_ZH ? "要它的是:" : "needed by: ", STR_ARG(by->name));
        put_citation(p, by->doc->number.len ? by->doc->number : by->doc->title, by->provision);
        strbuf_putc(p->out, "\n");
    }
    if (q->code == POLICY_E_MISSING && q->def && q->def->question.len)
        strbuf_printf(p->out, "    %s" STR_FMT "\n",
                      p->language == LANG_ZH ? "请问:" : "question: ", STR_ARG(q->def->question));
    if (q->last_value.kind != FEEL_NULL && q->before) {
        str last = shown(p, q->last_value, q->before->type);
        strbuf_printf(p->out, "    %s" STR_FMT "%s\n",
                      p->language == LANG_ZH ? "失效前的值:" : "last value: ", STR_ARG(last),
                      p->language == LANG_ZH ? "(仅供参考,不能据此发放)"
                                             : " (for information; never payable by itself)");
    }
}

static void put_problems(page *p)
{
    if (p->answer->problems.count == 0) return;
    if (p->answer->code == POLICY_OK)
        heading(p, "还不清楚、但不影响结果的", "Not known, but without effect on the result");
    else heading(p, "为什么没有结果", "Why there is no result");
    for (int i = 0; i < p->answer->problems.count; i++)
        put_problem(p, &p->answer->problems.items[i]);
}

static void put_inputs(page *p, bool assumed)
{
    bool any = false;
    for (int i = 0; i < p->answer->inputs.count; i++) {
        const policy_input *in = &p->answer->inputs.items[i];
        if (in->assumed != assumed) continue;
        if (!any && assumed)
            heading(p, "没有给出、按默认取的事实", "Facts not given, taken by default");
        if (!any && !assumed) heading(p, "采用的事实", "Facts given");
        any = true;
        str value = shown(p, in->value, in->def ? in->def->type : NULL);
        strbuf_printf(p->out, "  " STR_FMT "%s" STR_FMT "\n",
                      STR_ARG(policy_slot_at(p->lib, in->slot)->name),
                      p->language == LANG_ZH ? ":" : ": ", STR_ARG(value));
    }
}

/* ---- steps: what a result rests on comes before it ---- */

static bool is_step(const feel_trace *t)
{
    return t->kind == TRACE_DECISION || t->kind == TRACE_PARAMETER;
}

static void put_line(page *p, const char *zh, const char *en, str text)
{
    strbuf_putc(p->out, "     ");
    put(p, zh, en);
    for (int32_t i = 0; i < text.len; i++) {
        bool blank = text.ptr[i] == '\n' || text.ptr[i] == '\r';
        bool again = i > 0 && (text.ptr[i] == ' ' || blank) &&
                     (text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n');
        if (!again) strbuf_put_char(p->out, blank ? ' ' : text.ptr[i]);
    }
    strbuf_putc(p->out, "\n");
}

static void put_condition(page *p, const feel_trace *t)
{
    const char *mark = t->value.kind != FEEL_BOOLEAN ? "?" : t->value.as.boolean ? "√" : "×";
    strbuf_printf(p->out, "     %s " STR_FMT, mark, STR_ARG(t->label));
    if (t->provision.len) strbuf_printf(p->out, "  " STR_FMT, STR_ARG(t->provision));
    const char *zh = t->value.kind != FEEL_BOOLEAN ? "  不清楚"
                     : t->value.as.boolean         ? ""
                                                   : "  不满足";
    const char *en = t->value.kind != FEEL_BOOLEAN ? "  unknown"
                     : t->value.as.boolean         ? ""
                                                   : "  not met";
    put(p, zh, en);
    const feel_trace *e = t->first;
    while (e && e->kind != TRACE_EXPR) e = e->next;
    bool known = t->value.kind == FEEL_BOOLEAN;
    if (known && e && e->filled.len && !str_eq(e->filled, e->text))
        strbuf_printf(p->out, "  (" STR_FMT ")", STR_ARG(e->filled));
    strbuf_putc(p->out, "\n");
}

static void put_table(page *p, const feel_trace *t)
{
    bool any = false;
    for (const feel_trace *k = t->first; k; k = k->next) {
        if (k->kind != TRACE_ROW) continue;
        any = true;
        strbuf_printf(p->out, "     %s" STR_FMT, p->language == LANG_ZH ? "表第 " : "row ",
                      STR_ARG(k->label));
        put(p, " 行", "");
        if (k->text.len)
            strbuf_printf(p->out, "%s" STR_FMT, p->language == LANG_ZH ? ":" : ": ",
                          STR_ARG(k->text));
        if (k->provision.len) strbuf_printf(p->out, "  " STR_FMT, STR_ARG(k->provision));
        strbuf_putc(p->out, "\n");
    }
    if (!any) {
        strbuf_putc(p->out, "     ");
        put(p, "表中没有一行符合\n", "no row of the table matches\n");
    }
}

/* What stands inside one step: its formula, its row, its conditions; steps inside it were written
 * before. */
static void put_details(page *p, const feel_trace *t, int depth)
{
    for (const feel_trace *k = t->first; k && depth < 100; k = k->next) {
        if (is_step(k)) continue;
        if (k->kind == TRACE_TABLE) put_table(p, k);
        else if (k->kind == TRACE_ROW) {
            put_condition(p, k);
            continue;
        } else if (k->kind == TRACE_EXPR && k->text.len && k->filled.len) {
            if (k->label.len) {
                str value = shown(p, k->value, k->type);
                strbuf_printf(p->out, "     " STR_FMT " = " STR_FMT "\n", STR_ARG(k->label),
                              STR_ARG(value));
            }
            put_line(p, "算式:", "formula: ", k->text);
            if (!str_eq(k->filled, k->text)) put_line(p, "代入:", "filled:  ", k->filled);
        } else if (k->kind == TRACE_NOTE)
            put_line(p, "注意:", "note: ", p->language == LANG_ZH ? k->text : k->filled);
        if (k->kind != TRACE_CALL && k->kind != TRACE_TABLE) put_details(p, k, depth + 1);
    }
}

static void put_steps(page *p, const feel_trace *t, int depth)
{
    if (depth > 200) return;
    for (const feel_trace *k = t->first; k; k = k->next) put_steps(p, k, depth + 1);
    if (!is_step(t)) return;
    str value = shown(p, t->value, t->type);
    strbuf_printf(p->out, "%3d. " STR_FMT " = " STR_FMT, ++p->step, STR_ARG(t->label),
                  STR_ARG(value));
    put_citation(p, t->document, t->provision);
    strbuf_putc(p->out, "\n");
    put_details(p, t, 0);
}

/* ---- end ---- */

static void put_documents(page *p)
{
    bool any = false;
    for (int i = 0; i < p->answer->used.count; i++) {
        const policy_doc *doc = p->answer->used.items[i]->doc;
        bool seen = doc->vocabulary;
        for (int k = 0; k < i && !seen; k++) seen = p->answer->used.items[k]->doc == doc;
        if (seen) continue;
        if (!any) heading(p, "所依据的文件", "Documents");
        any = true;
        str name = doc->full_name.len ? doc->full_name : doc->title;
        strbuf_printf(p->out, "  " STR_FMT "  " STR_FMT "\n", STR_ARG(doc->number), STR_ARG(name));
    }
}

static void put_marks(page *p)
{
    bool any = false;
    for (int i = 0; i < p->answer->used.count; i++) {
        const policy_def *def = p->answer->used.items[i];
        bool marked = def->inferred || def->reading.len || def->external.len;
        if (!marked || def->kind == POLICY_FACT) continue;
        if (!any) heading(p, "推定和采用的读法", "Inferred, and readings followed");
        any = true;
        strbuf_printf(p->out, "  " STR_FMT, STR_ARG(def->name));
        if (def->inferred) put(p, "  推定", "  inferred");
        if (def->reading.len)
            strbuf_printf(p->out, "  %s" STR_FMT, p->language == LANG_ZH ? "读法 " : "reading ",
                          STR_ARG(def->reading));
        if (def->external.len)
            strbuf_printf(p->out, "  %s" STR_FMT, p->language == LANG_ZH ? "来自 " : "from ",
                          STR_ARG(def->external));
        if (def->note.len) strbuf_printf(p->out, "  " STR_FMT, STR_ARG(def->note));
        strbuf_putc(p->out, "\n");
    }
}

void policy_explain_text(const policy_library *lib, const policy_answer *answer, strbuf *out,
                         lang language)
{
    page p = {
        .lib = lib, .answer = answer, .out = out, .arena = out->arena, .language = language
    };
    put_result(&p);
    put_problems(&p);
    put_inputs(&p, false);
    put_inputs(&p, true);
    if (answer->trace) {
        heading(&p, "怎样得出的", "How it was found");
        put_steps(&p, answer->trace, 0);
    }
    put_marks(&p);
    put_documents(&p);
}
