/* dmn_md.c: see dmn_md.h. */
#include "feel/ast.h"
#include "policy/dmn_md.h"

typedef struct md_writer {
    const dmn_set *set;
    arena *arena;
    strbuf *out;
    diag_list *findings;
} md_writer;

static const struct {
    hit_policy hit;
    const char *word;
} hit_words[] = {
    { HIT_UNIQUE, "U" },     { HIT_ANY, "A" },          { HIT_PRIORITY, "P" }, { HIT_FIRST, "F" },
    { HIT_RULE_ORDER, "R" }, { HIT_OUTPUT_ORDER, "O" }, { HIT_COLLECT, "C" },  { HIT_SUM, "C+" },
    { HIT_COUNT, "C#" },     { HIT_MIN, "C<" },         { HIT_MAX, "C>" },
};

static void put(md_writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(md_writer *w, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_vprintf(w->out, format, args);
    va_end(args);
}

static void cannot(md_writer *w, const dmn_element *e, const char *zh, const char *en)
{
    str zh_text = str_format(w->arena, "“" STR_FMT "”：%s", STR_ARG(e->name), zh);
    str en_text = str_format(w->arena, "'" STR_FMT "': %s", STR_ARG(e->name), en);
    diag_add(w->findings, DIAG_WARNING, "W-IMPORT", e->pos, zh_text, en_text);
}

/* ---- texts ---- */

static str element_name(const md_writer *w, int32_t slot)
{
    return w->set->elements.items[slot]->name;
}

static str print_hook(void *self, const feel_expr *e);

static str feel_text(md_writer *w, const feel_expr *e)
{
    return feel_print_with(w->arena, e, print_hook, w);
}

/* One output of a service: the decision asked with the service's inputs. */
static void put_asked(md_writer *w, strbuf *b, const dmn_element *service,
                      const dmn_element *output, const feel_expr *call)
{
    strbuf_printf(b, STR_FMT "(", STR_ARG(output->name));
    for (int32_t i = 0; i < call->as.call.count; i++) {
        str name = call->as.call.args[i].name;
        if (!name.len && i < service->params.count) name = service->params.items[i]->name;
        strbuf_printf(b, "%s" STR_FMT ": " STR_FMT, i ? ", " : "", STR_ARG(name),
                      STR_ARG(feel_text(w, call->as.call.args[i].expr)));
    }
    strbuf_put_char(b, ')');
}

static str service_call(md_writer *w, const dmn_element *service, const feel_expr *call)
{
    strbuf b;
    strbuf_init(&b, w->arena);
    bool several = service->outputs.count > 1;
    if (several) strbuf_put_char(&b, '{');
    for (int i = 0; i < service->outputs.count; i++) {
        const dmn_element *output = service->outputs.items[i];
        if (several) strbuf_printf(&b, "%s" STR_FMT ": ", i ? ", " : "", STR_ARG(output->name));
        put_asked(w, &b, service, output, call);
    }
    if (several) strbuf_put_char(&b, '}');
    return strbuf_done(&b);
}

/* Inside the file every element goes by its own name, whatever it was called through an import. */
static str print_hook(void *self, const feel_expr *e)
{
    md_writer *w = self;
    if (e->kind == FEEL_N_SLOT) return element_name(w, e->as.slot.slot);
    if (e->kind != FEEL_N_CALL_SLOT) return (str){ 0 };
    const dmn_element *called = w->set->elements.items[e->as.call.of.symbol->slot];
    return called->kind == DMN_SERVICE ? service_call(w, called, e) : (str){ 0 };
}

/* Text in a table cell: one line, bars escaped. */
static str cell(md_writer *w, str s)
{
    return str_replace(w->arena, str_replace(w->arena, s, STR("|"), STR("\\|")), STR("\n"),
                       STR(" "));
}

static str type_text(md_writer *w, const feel_type *t)
{
    if (!t || t->kind == FEEL_T_FUNCTION) return STR("Any");
    if (t->name.len) return t->name;
    if (t->kind == FEEL_T_LIST)
        return str_format(w->arena, "list<" STR_FMT ">", STR_ARG(type_text(w, t->element)));
    if (t->kind == FEEL_T_CONTEXT) return STR("Any");
    return feel_type_text(w->arena, t);
}

/* " : type", or nothing for Any. */
static str typed(md_writer *w, const feel_type *t)
{
    str text = type_text(w, t);
    return str_eqc(text, "Any") ? STR("") : str_format(w->arena, " : " STR_FMT, STR_ARG(text));
}

/* ---- types and facts ---- */

static void put_type(md_writer *w, const feel_type *t)
{
    bool enumeration = t->value_count > 0;
    if (t->kind == FEEL_T_CONTEXT && t->member_count) {
        put(w, "## 类型 " STR_FMT "\n| 成员 | 类型 | 说明 |\n|---|---|---|\n", STR_ARG(t->name));
        for (int32_t i = 0; i < t->member_count; i++)
            put(w, "| " STR_FMT " | " STR_FMT " | |\n", STR_ARG(cell(w, t->members[i].name)),
                STR_ARG(cell(w, type_text(w, t->members[i].type))));
        put(w, "\n");
    } else if (enumeration) {
        put(w, "## 类型 " STR_FMT "\n" STR_FMT "\n\n", STR_ARG(t->name),
            STR_ARG(feel_print(w->arena, t->allowed)));
    } else {
        feel_type bare = *t;
        bare.name = (str){ 0 };
        put(w, "## 类型 " STR_FMT " : " STR_FMT "\n\n", STR_ARG(t->name),
            STR_ARG(type_text(w, &bare)));
    }
}

static void put_facts(md_writer *w)
{
    bool any = false;
    for (int i = 0; i < w->set->elements.count; i++) {
        const dmn_element *e = w->set->elements.items[i];
        if (e->kind != DMN_INPUT) continue;
        if (!any) put(w, "## 事实\n| 事实 | 类型 | 允许 | 说明 |\n|---|---|---|---|\n");
        any = true;
        bool listed = e->type && e->type->allowed && !e->type->value_count;
        str allowed = listed ? feel_print(w->arena, e->type->allowed) : STR("");
        put(w, "| " STR_FMT " | " STR_FMT " | " STR_FMT " | " STR_FMT " |\n",
            STR_ARG(cell(w, e->name)), STR_ARG(cell(w, type_text(w, e->type))),
            STR_ARG(cell(w, allowed)), STR_ARG(cell(w, e->about)));
    }
    if (any) put(w, "\n");
}

/* ---- logic ---- */

static str output_type(md_writer *w, const dmn_element *e, const feel_table *t, int32_t i)
{
    bool by_order = t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER;
    if (!by_order || !t->outputs[i].allowed) return typed(w, t->outputs[i].type);
    return str_format(w->arena, " : " STR_FMT " 输出 %d", STR_ARG(e->name), (int)i + 1);
}

/* Priorities are the order of a type's values, so they need a type of their own. */
static void put_priority_types(md_writer *w, const dmn_element *e, const feel_table *t)
{
    bool by_order = t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER;
    for (int32_t i = 0; by_order && i < t->output_count; i++)
        if (t->outputs[i].allowed)
            put(w, "## 类型 " STR_FMT " 输出 %d\n" STR_FMT "\n\n", STR_ARG(e->name), (int)i + 1,
                STR_ARG(feel_print(w->arena, t->outputs[i].allowed)));
}

static void put_table_head(md_writer *w, const dmn_element *e, const feel_table *t)
{
    const char *word = "U";
    for (size_t i = 0; i < sizeof hit_words / sizeof *hit_words; i++)
        if (hit_words[i].hit == t->hit) word = hit_words[i].word;
    put(w, "| %s |", word);
    for (int32_t i = 0; i < t->input_count; i++)
        put(w, " " STR_FMT " |", STR_ARG(cell(w, feel_text(w, t->inputs[i].expr))));
    for (int32_t i = 0; i < t->output_count; i++) {
        str name = t->output_count > 1 ? t->outputs[i].name : e->name;
        put(w, " → " STR_FMT STR_FMT " |", STR_ARG(cell(w, name)),
            STR_ARG(output_type(w, e, t, i)));
    }
    put(w, " 注 |\n|");
    for (int32_t i = 0; i < 2 + t->input_count + t->output_count; i++) put(w, "---|");
    put(w, "\n");
}

static void put_table(md_writer *w, const dmn_element *e, const feel_table *t)
{
    put_table_head(w, e, t);
    bool defaults = false;
    for (int32_t k = 0; k < t->rule_count; k++) {
        const table_rule *rule = &t->rules[k];
        put(w, "| %d |", (int)k + 1);
        for (int32_t i = 0; i < t->input_count; i++)
            put(w, " " STR_FMT " |",
                STR_ARG(rule->tests[i] ? cell(w, feel_text(w, rule->tests[i])) : STR("-")));
        for (int32_t i = 0; i < t->output_count; i++)
            put(w, " " STR_FMT " |",
                STR_ARG(rule->results[i] ? cell(w, feel_text(w, rule->results[i])) : STR("null")));
        put(w, " " STR_FMT " |\n", STR_ARG(cell(w, rule->note)));
    }
    for (int32_t i = 0; i < t->output_count; i++)
        defaults = defaults || t->outputs[i].default_value;
    if (defaults) {
        put(w, "| 默认 |");
        for (int32_t i = 0; i < t->input_count; i++) put(w, " |");
        for (int32_t i = 0; i < t->output_count; i++)
            put(w, " " STR_FMT " |",
                STR_ARG(t->outputs[i].default_value
                            ? cell(w, feel_text(w, t->outputs[i].default_value))
                            : STR("null")));
        put(w, " |\n");
    }
    for (int32_t i = 0; i < t->input_count; i++)
        if (t->inputs[i].allowed)
            cannot(w, e, "输入列的允许值没有写进去，请写在事实上",
                   "allowed values of an input column are left out; put them on the fact");
}

static bool holds_table(const feel_expr *e)
{
    if (e->kind == FEEL_N_TABLE) return true;
    for (int32_t i = 0, n = feel_expr_child_count(e); i < n; i++)
        if (holds_table(feel_expr_child(e, i))) return true;
    return false;
}

static void put_context(md_writer *w, const feel_expr *e)
{
    put(w, "| 项 | 值 |\n|---|---|\n");
    for (int32_t i = 0; i < e->as.context.count; i++) {
        const feel_entry_node *entry = &e->as.context.entries[i];
        put(w, "| " STR_FMT STR_FMT " | " STR_FMT " |\n", STR_ARG(cell(w, entry->name)),
            STR_ARG(typed(w, entry->type)), STR_ARG(cell(w, feel_text(w, entry->expr))));
    }
    if (e->as.context.result)
        put(w, "| → | " STR_FMT " |\n", STR_ARG(cell(w, feel_text(w, e->as.context.result))));
}

static void put_logic(md_writer *w, const dmn_element *e, const feel_expr *logic)
{
    while (logic && logic->kind == FEEL_N_FRAME) logic = logic->as.frame.body;
    if (!logic) {
        cannot(w, e, "没有逻辑，写成 null", "has no logic; written as null");
        put(w, "    null\n");
    } else if (logic->kind == FEEL_N_TABLE) {
        put_table(w, e, logic->as.table);
    } else {
        if (holds_table(logic))
            cannot(w, e, "里面的决策表要写成单独的决策",
                   "make the table inside it a decision of its own");
        bool boxed = logic->kind == FEEL_N_CONTEXT && logic->as.context.count &&
                     logic->as.context.entries[0].pos.line > 0;
        if (boxed) put_context(w, logic);
        else
            put(w, "    " STR_FMT "\n",
                STR_ARG(str_replace(w->arena, feel_text(w, logic), STR("\n"), STR(" "))));
    }
    put(w, "\n");
}

static void put_function(md_writer *w, const dmn_element *e)
{
    const feel_expr *lambda = e->expr;
    while (lambda && lambda->kind == FEEL_N_FRAME) lambda = lambda->as.frame.body;
    if (!lambda || lambda->kind != FEEL_N_FUNCTION || !lambda->as.lambda->body) {
        cannot(w, e, "不是用 FEEL 写的函数，略去", "is no function written in FEEL; left out");
        return;
    }
    put(w, "## 函数 " STR_FMT "(", STR_ARG(e->name));
    for (int32_t i = 0; i < lambda->as.lambda->param_count; i++)
        put(w, "%s" STR_FMT STR_FMT, i ? ", " : "", STR_ARG(lambda->as.lambda->params[i].name),
            STR_ARG(typed(w, lambda->as.lambda->params[i].type)));
    put(w, ")" STR_FMT "\n\n", STR_ARG(typed(w, e->type)));
    put_logic(w, e, lambda->as.lambda->body);
}

static void put_decision(md_writer *w, const dmn_element *e)
{
    const feel_expr *logic = e->expr;
    while (logic && logic->kind == FEEL_N_FRAME) logic = logic->as.frame.body;
    if (logic && logic->kind == FEEL_N_TABLE) put_priority_types(w, e, logic->as.table);
    put(w, "## 决策 " STR_FMT STR_FMT "\n", STR_ARG(e->name), STR_ARG(typed(w, e->type)));
    if (e->about.len)
        put(w, "> 说明:" STR_FMT "\n",
            STR_ARG(str_replace(w->arena, e->about, STR("\n"), STR(" "))));
    put(w, "\n");
    put_logic(w, e, e->expr);
}

bool dmn_to_markdown(const dmn_set *set, const dmn_model *main, strbuf *out, diag_list *d)
{
    md_writer w = { .set = set, .arena = out->arena, .out = out, .findings = d };
    put(&w, "# " STR_FMT "\n\n| 性质 | 词汇 |\n|---|---|\n\n",
        STR_ARG(main->name.len ? main->name : STR("DMN")));
    for (int i = 0; i < set->models.count; i++) {
        const dmn_model *m = set->models.items[i];
        for (int k = 0; k < m->items.count; k++) put_type(&w, m->items.items[k]->type);
    }
    put_facts(&w);
    for (int i = 0; i < set->elements.count; i++)
        if (set->elements.items[i]->kind == DMN_KNOWLEDGE) put_function(&w, set->elements.items[i]);
    for (int i = 0; i < set->elements.count; i++)
        if (set->elements.items[i]->kind == DMN_DECISION) put_decision(&w, set->elements.items[i]);
    strbuf_done(out);
    return !out->failed;
}
