/* dmn_write_logic.c: feel trees as boxed expressions, types as item definitions (dmn_write.h). */
#include "feel/ast.h"
#include "policy/dmn_write.h"

str write_escaped(dmn_writer *w, str s)
{
    strbuf b;
    strbuf_init(&b, w->arena);
    for (int32_t i = 0; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '<': strbuf_putc(&b, "&lt;"); break;
        case '>': strbuf_putc(&b, "&gt;"); break;
        case '&': strbuf_putc(&b, "&amp;"); break;
        case '"': strbuf_putc(&b, "&quot;"); break;
        case '\n': strbuf_putc(&b, "&#10;"); break;
        default:
            if ((unsigned char)s.ptr[i] >= ' ' || s.ptr[i] == '\t') strbuf_put_char(&b, s.ptr[i]);
        }
    }
    return strbuf_done(&b);
}

/* ---- types ---- */

static bool is_new(dmn_writer *w, str name)
{
    if (strmap_find(&w->item_names, name)) return false;
    return strmap_put(&w->item_names, str_copy(w->arena, name), w);
}

static void put_allowed(dmn_writer *w, strbuf *b, const feel_type *t)
{
    if (!t->allowed) return;
    str text = write_escaped(w, feel_print(w->arena, t->allowed));
    strbuf_printf(b, "    <allowedValues><text>" STR_FMT "</text></allowedValues>\n",
                  STR_ARG(text));
}

/* An item definition that only names another type. */
static void put_alias(dmn_writer *w, str name, const char *base, const feel_type *t,
                      bool collection)
{
    strbuf_printf(
        &w->items, "  <itemDefinition name=\"" STR_FMT "\"%s>\n    <typeRef>%s</typeRef>\n",
        STR_ARG(write_escaped(w, name)), collection ? " isCollection=\"true\"" : "", base);
    put_allowed(w, &w->items, t);
    strbuf_putc(&w->items, "  </itemDefinition>\n");
}

static void put_structure(dmn_writer *w, str name, const feel_type *t)
{
    strbuf b;
    strbuf_init(&b, w->arena);
    strbuf_printf(&b, "  <itemDefinition name=\"" STR_FMT "\">\n", STR_ARG(write_escaped(w, name)));
    for (int32_t i = 0; i < t->member_count; i++)
        strbuf_printf(&b,
                      "    <itemComponent name=\"" STR_FMT "\"><typeRef>" STR_FMT
                      "</typeRef></itemComponent>\n",
                      STR_ARG(write_escaped(w, t->members[i].name)),
                      STR_ARG(write_type(w, t->members[i].type)));
    strbuf_putc(&b, "  </itemDefinition>\n");
    strbuf_put(&w->items, strbuf_done(&b));
}

static const char *builtin_name(const feel_type *t)
{
    static const char *const names[] = {
        [FEEL_T_BOOLEAN] = "boolean",
        [FEEL_T_NUMBER] = "number",
        [FEEL_T_STRING] = "string",
        [FEEL_T_DATE] = "date",
        [FEEL_T_TIME] = "time",
        [FEEL_T_DATETIME] = "date and time",
        [FEEL_T_MONTHS] = "years and months duration",
        [FEEL_T_NANOS] = "days and time duration",
        [FEEL_T_FUNCTION] = NULL,
    };
    return names[t->kind] ? names[t->kind] : "Any";
}

str write_type(dmn_writer *w, const feel_type *t)
{
    if (!t) return STR("Any");
    str name = t->name;
    if (!name.len && t->kind == FEEL_T_NUMBER) name = t->unit;
    if (t->kind == FEEL_T_LIST && !t->element && !name.len) return STR("Any");
    if (t->kind == FEEL_T_LIST) {
        str element = write_type(w, t->element);
        if (!name.len) name = str_format(w->arena, "list of " STR_FMT, STR_ARG(element));
        if (is_new(w, name)) put_alias(w, name, str_cstr(w->arena, element), t, true);
        return write_escaped(w, name);
    }
    if (t->kind == FEEL_T_CONTEXT && t->member_count) {
        if (!name.len) name = str_format(w->arena, "structure %d", ++w->anonymous);
        if (is_new(w, name)) put_structure(w, name, t);
        return write_escaped(w, name);
    }
    const char *base = builtin_name(t);
    if (!name.len || strcmp(base, "Any") == 0 || str_eqc(name, base)) return str_c(base);
    if (is_new(w, name)) put_alias(w, name, base, t, false);
    return write_escaped(w, name);
}

/* ---- expressions ---- */

static str print_hook(void *self, const feel_expr *e);

str write_feel(dmn_writer *w, const feel_expr *e)
{
    return feel_print_with(w->arena, e, print_hook, w);
}

static const feel_expr *argument_named(const feel_expr *call, str name)
{
    for (int32_t i = 0; i < call->as.call.count; i++)
        if (str_eq(call->as.call.args[i].name, name)) return call->as.call.args[i].expr;
    return NULL;
}

/* One "name: value" for each thing the callee takes beyond what the call says. */
static void put_handed_on(dmn_writer *w, strbuf *b, const feel_expr *call, const write_node *callee,
                          bool first)
{
    for (int i = 0; i < callee->extra.count; i++) {
        str name = policy_slot_at(w->what->lib, callee->extra.items[i])->name;
        const feel_expr *given = callee->kind == WRITE_SERVICE ? argument_named(call, name) : NULL;
        str value = given ? write_feel(w, given) : name;
        strbuf_printf(b, "%s" STR_FMT ": " STR_FMT, first ? "" : ", ", STR_ARG(name),
                      STR_ARG(value));
        first = false;
    }
}

/* A call of a function that was given further parameters: all by name. */
static str function_call(dmn_writer *w, const feel_expr *call, const write_node *callee)
{
    strbuf b;
    strbuf_init(&b, w->arena);
    strbuf_printf(&b, STR_FMT "(", STR_ARG(callee->name));
    int32_t count = call->as.call.count;
    for (int32_t i = 0; i < count; i++) {
        str name = call->as.call.args[i].name;
        if (!name.len && i < callee->def->param_count) name = callee->def->params[i].name;
        strbuf_printf(&b, "%s" STR_FMT ": " STR_FMT, i ? ", " : "", STR_ARG(name),
                      STR_ARG(write_feel(w, call->as.call.args[i].expr)));
    }
    put_handed_on(w, &b, call, callee, count == 0);
    strbuf_put_char(&b, ')');
    return strbuf_done(&b);
}

static str service_call(dmn_writer *w, const feel_expr *call, const write_node *service)
{
    strbuf b;
    strbuf_init(&b, w->arena);
    strbuf_printf(&b, STR_FMT "(", STR_ARG(service->name));
    put_handed_on(w, &b, call, service, true);
    strbuf_put_char(&b, ')');
    for (int32_t i = 0; i < call->as.call.count; i++) {
        if (!str_eq(call->as.call.args[i].name,
                    policy_slot_at(w->what->lib, POLICY_SLOT_DATE)->name))
            continue;
        diag_warn(
            w->findings, "W-EXPORT", feel_expr_pos(call),
            "按另一日期的规定计算写不进 DMN，只换了日期的值",
            "DMN cannot evaluate under the law of another day; only the date's value is replaced");
    }
    return strbuf_done(&b);
}

static str print_hook(void *self, const feel_expr *e)
{
    dmn_writer *w = self;
    if (e->kind != FEEL_N_CALL_SLOT) return (str){ 0 };
    int32_t slot = e->as.call.of.symbol->slot, service = w->services[slot],
            function = w->by_slot[slot];
    if (service >= 0) return service_call(w, e, &w->nodes.items[service]);
    bool lifted = function >= 0 && w->nodes.items[function].extra.count > 0;
    return lifted ? function_call(w, e, &w->nodes.items[function]) : (str){ 0 };
}

static void put_text(dmn_writer *w, int indent, const char *tag, str text)
{
    strbuf_printf(w->out, "%*s<%s><text>" STR_FMT "</text></%s>\n", indent, "", tag,
                  STR_ARG(write_escaped(w, text)), tag);
}

static void put_cell(dmn_writer *w, int indent, const char *tag, const feel_expr *e,
                     const char *absent)
{
    put_text(w, indent, tag, e ? write_feel(w, e) : str_c(absent));
}

static void put_input(dmn_writer *w, int indent, const table_input *in)
{
    strbuf_printf(w->out, "%*s<input label=\"" STR_FMT "\">\n", indent, "",
                  STR_ARG(write_escaped(w, in->label)));
    strbuf_printf(w->out,
                  "%*s<inputExpression typeRef=\"" STR_FMT "\"><text>" STR_FMT
                  "</text></inputExpression>\n",
                  indent + 2, "", STR_ARG(write_type(w, in->type)),
                  STR_ARG(write_escaped(w, write_feel(w, in->expr))));
    if (in->allowed) put_cell(w, indent + 2, "inputValues", in->allowed, "");
    strbuf_printf(w->out, "%*s</input>\n", indent, "");
}

static void put_output(dmn_writer *w, int indent, const table_output *o, bool only)
{
    strbuf_printf(w->out, "%*s<output", indent, "");
    if (o->name.len)
        strbuf_printf(w->out, " %s=\"" STR_FMT "\"", only ? "label" : "name",
                      STR_ARG(write_escaped(w, o->name)));
    strbuf_printf(w->out, " typeRef=\"" STR_FMT "\">\n", STR_ARG(write_type(w, o->type)));
    if (o->allowed) put_cell(w, indent + 2, "outputValues", o->allowed, "");
    if (o->default_value) put_cell(w, indent + 2, "defaultOutputEntry", o->default_value, "");
    strbuf_printf(w->out, "%*s</output>\n", indent, "");
}

static void put_rule(dmn_writer *w, int indent, const feel_table *t, const table_rule *rule)
{
    strbuf_printf(w->out, "%*s<rule>\n", indent, "");
    for (int32_t i = 0; i < t->input_count; i++)
        put_cell(w, indent + 2, "inputEntry", rule->tests[i], "-");
    for (int32_t i = 0; i < t->output_count; i++)
        put_cell(w, indent + 2, "outputEntry", rule->results[i], "null");
    put_text(w, indent + 2, "annotationEntry", rule->provision);
    put_text(w, indent + 2, "annotationEntry", rule->note);
    strbuf_printf(w->out, "%*s</rule>\n", indent, "");
}

static void write_table(dmn_writer *w, const feel_table *t, int indent)
{
    const char *aggregation = "", *hit = dmn_hit_name(t->hit, &aggregation);
    strbuf_printf(w->out, "%*s<decisionTable hitPolicy=\"%s\"", indent, "", hit);
    if (*aggregation) strbuf_printf(w->out, " aggregation=\"%s\"", aggregation);
    strbuf_putc(w->out, ">\n");
    for (int32_t i = 0; i < t->input_count; i++) put_input(w, indent + 2, &t->inputs[i]);
    for (int32_t i = 0; i < t->output_count; i++)
        put_output(w, indent + 2, &t->outputs[i], t->output_count == 1);
    strbuf_printf(w->out, "%*s<annotation name=\"条款\"/>\n%*s<annotation name=\"注\"/>\n",
                  indent + 2, "", indent + 2, "");
    for (int32_t i = 0; i < t->rule_count; i++) put_rule(w, indent + 2, t, &t->rules[i]);
    strbuf_printf(w->out, "%*s</decisionTable>\n", indent, "");
}

static void write_context(dmn_writer *w, const feel_expr *e, int indent)
{
    strbuf_printf(w->out, "%*s<context>\n", indent, "");
    for (int32_t i = 0; i < e->as.context.count; i++) {
        const feel_entry_node *entry = &e->as.context.entries[i];
        strbuf_printf(w->out,
                      "%*s<contextEntry>\n%*s<variable name=\"" STR_FMT "\" typeRef=\"" STR_FMT
                      "\"/>\n",
                      indent + 2, "", indent + 4, "", STR_ARG(write_escaped(w, entry->name)),
                      STR_ARG(write_type(w, entry->type)));
        write_logic(w, entry->expr, indent + 4);
        strbuf_printf(w->out, "%*s</contextEntry>\n", indent + 2, "");
    }
    if (e->as.context.result) {
        strbuf_printf(w->out, "%*s<contextEntry>\n", indent + 2, "");
        write_logic(w, e->as.context.result, indent + 4);
        strbuf_printf(w->out, "%*s</contextEntry>\n", indent + 2, "");
    }
    strbuf_printf(w->out, "%*s</context>\n", indent, "");
}

static bool is_box(const feel_expr *e)
{
    if (e->kind != FEEL_N_CONTEXT) return false;
    return e->as.context.result || (e->as.context.count && e->as.context.entries[0].pos.line > 0);
}

static bool holds_table(const feel_expr *e)
{
    if (e->kind == FEEL_N_TABLE) return true;
    for (int32_t i = 0, n = feel_expr_child_count(e); i < n; i++)
        if (holds_table(feel_expr_child(e, i))) return true;
    return false;
}

void write_logic(dmn_writer *w, const feel_expr *e, int indent)
{
    while (e->kind == FEEL_N_FRAME) e = e->as.frame.body;
    if (e->kind == FEEL_N_TABLE) {
        write_table(w, e->as.table, indent);
    } else if (is_box(e)) {
        write_context(w, e, indent);
    } else {
        if (holds_table(e))
            diag_error(w->findings, "E-EXPORT", feel_expr_pos(e),
                       "表达式里的决策表写不进 DMN；请把它写成单独的决策",
                       "a decision table inside an expression cannot be written as DMN; make it a "
                       "decision of its own");
        put_text(w, indent, "literalExpression", write_feel(w, e));
    }
}
