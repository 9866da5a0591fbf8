/* dmn_table.c: decision tables (DMN 1.5 chapter 8) as feel tables. */
#include "feel/ast.h"
#include "policy/dmn.h"

/* What reading one table needs. */
typedef struct table_reader {
    dmn_reader *r;
    const feel_scope *scope;
    feel_table *table;
    bool failed;
} table_reader;

static arena *arena_of(const table_reader *t) { return t->r->model->set->arena; }
static src_pos pos_of(const table_reader *t, const xml_node *n)
{
    return xml_pos(&t->r->model->xml, n);
}

static const struct {
    const char *name, *aggregation;
    hit_policy hit;
} hit_policies[] = {
    { "UNIQUE", "", HIT_UNIQUE },         { "ANY", "", HIT_ANY },
    { "PRIORITY", "", HIT_PRIORITY },     { "FIRST", "", HIT_FIRST },
    { "RULE ORDER", "", HIT_RULE_ORDER }, { "OUTPUT ORDER", "", HIT_OUTPUT_ORDER },
    { "COLLECT", "", HIT_COLLECT },       { "COLLECT", "SUM", HIT_SUM },
    { "COLLECT", "COUNT", HIT_COUNT },    { "COLLECT", "MIN", HIT_MIN },
    { "COLLECT", "MAX", HIT_MAX },
};

const char *dmn_hit_name(hit_policy hit, const char **aggregation)
{
    for (size_t i = 0; i < sizeof hit_policies / sizeof *hit_policies; i++) {
        if (hit_policies[i].hit != hit) continue;
        *aggregation = hit_policies[i].aggregation;
        return hit_policies[i].name;
    }
    return NULL;
}

static void read_hit(table_reader *t, const xml_node *n)
{
    str name = str_trim(xml_attr(arena_of(t), n, "hitPolicy"));
    str aggregation = str_trim(xml_attr(arena_of(t), n, "aggregation"));
    if (!name.len) name = STR("UNIQUE");
    name = str_replace(arena_of(t), name, STR("_"), STR(" "));
    if (!str_eqc(name, "COLLECT")) aggregation = STR("");
    for (size_t i = 0; i < sizeof hit_policies / sizeof *hit_policies; i++) {
        if (!str_eqc(name, hit_policies[i].name) ||
            !str_eqc(aggregation, hit_policies[i].aggregation))
            continue;
        t->table->hit = hit_policies[i].hit;
        return;
    }
    diag_error(t->r->model->set->findings, "E-DMN", pos_of(t, n),
               "没有命中策略“" STR_FMT " " STR_FMT "”；请用 DMN 规定的名称",
               "no hit policy '" STR_FMT " " STR_FMT "'; use a name of the standard", STR_ARG(name),
               STR_ARG(aggregation));
    t->failed = true;
}

/* The text child as unary tests or an expression; NULL when it is empty or "-". */
static feel_expr *read_cell(table_reader *t, const xml_node *cell, feel_entry entry,
                            const feel_scope *scope)
{
    const xml_node *text = cell ? xml_first(cell, "text") : NULL;
    str source = text ? xml_text(arena_of(t), text) : (str){ 0 };
    str bare = str_trim(source);
    if (!bare.len || str_eqc(bare, "-")) return NULL;
    feel_expr *e = dmn_parse(t->r, source, entry, scope, text);
    if (!e) t->failed = true;
    return e;
}

static void read_input(table_reader *t, const xml_node *n, table_input *in)
{
    arena *a = arena_of(t);
    const xml_node *expression = xml_first(n, "inputExpression");
    in->pos = pos_of(t, expression ? expression : n);
    in->label = xml_attr(a, n, "label");
    in->expr = read_cell(t, expression, FEEL_EXPRESSION, t->scope);
    if (!in->expr) in->expr = dmn_parse(t->r, STR("null"), FEEL_EXPRESSION, t->scope, n);
    if (!in->label.len && expression)
        in->label = str_trim(xml_text(a, xml_first(expression, "text")));
    if (expression) in->type = dmn_type(t->r->model, xml_attr(a, expression, "typeRef"), in->pos);
    in->allowed = read_cell(t, xml_first(n, "inputValues"), FEEL_UNARY_TESTS, t->scope);
}

/* Without outputValues the type's own list gives the priorities: of the output, the table or the
** element. */
static feel_expr *allowed_of(const table_reader *t, const table_output *out)
{
    const feel_type *type = out->type;
    if (!type && t->table->output_count == 1) type = t->r->element->type;
    if (type && type->kind == FEEL_T_LIST && type->element) type = type->element;
    return type ? (feel_expr *)type->allowed : NULL;
}

static void read_output(table_reader *t, const xml_node *n, table_output *out)
{
    arena *a = arena_of(t);
    out->pos = pos_of(t, n);
    out->name = dmn_attr_name(t->r->model, n);
    out->type = dmn_type(t->r->model, xml_attr(a, n, "typeRef"), out->pos);
    out->allowed = read_cell(t, xml_first(n, "outputValues"), FEEL_UNARY_TESTS, t->scope);
    bool by_order = t->table->hit == HIT_PRIORITY || t->table->hit == HIT_OUTPUT_ORDER;
    if (!out->allowed && by_order) out->allowed = allowed_of(t, out);
    out->default_value =
        read_cell(t, xml_first(n, "defaultOutputEntry"), FEEL_EXPRESSION, t->scope);
}

static void read_annotations(table_reader *t, const xml_node *n, table_rule *rule)
{
    arena *a = arena_of(t);
    strbuf b;
    strbuf_init(&b, a);
    XML_EACH(entry, n, "annotationEntry") {
        str text = str_trim(xml_text(a, xml_first(entry, "text")));
        if (b.len && text.len) strbuf_putc(&b, "; ");
        strbuf_put(&b, text);
    }
    const xml_node *description = xml_first(n, "description");
    if (!b.len && description) strbuf_put(&b, str_trim(xml_text(a, description)));
    rule->note = strbuf_done(&b);
}

static void read_rule(table_reader *t, const xml_node *n, int32_t number, table_rule *rule)
{
    arena *a = arena_of(t);
    const feel_table *table = t->table;
    rule->pos = pos_of(t, n);
    rule->label = str_format(a, "%d", (int)number);
    rule->tests = ARENA_ARRAY(a, feel_expr *, table->input_count);
    rule->results = ARENA_ARRAY(a, feel_expr *, table->output_count);
    read_annotations(t, n, rule);
    int32_t i = 0, o = 0;
    bool room = rule->tests && rule->results;
    XML_EACH(cell, n, "inputEntry") {
        if (room && i < table->input_count)
            rule->tests[i] = read_cell(t, cell, FEEL_UNARY_TESTS, t->scope);
        i++;
    }
    XML_EACH(cell, n, "outputEntry") {
        if (room && o < table->output_count) {
            const feel_type *type =
                dmn_type(t->r->model, xml_attr(a, cell, "typeRef"), pos_of(t, cell));
            feel_expr *e = read_cell(t, cell, FEEL_EXPRESSION, t->scope);
            if (!e && !t->failed) e = dmn_parse(t->r, STR("null"), FEEL_EXPRESSION, t->scope, cell);
            rule->results[o] = dmn_coerced(t->r, e, type, t->scope);
        }
        o++;
    }
    if (room && i == table->input_count && o == table->output_count) return;
    t->failed = true;
    diag_error(
        t->r->model->set->findings, "E-DMN", rule->pos,
        "第 %d 行有 %d 个输入、%d 个输出，表头有 %d 个和 %d 个；请补齐",
        "rule %d has %d input and %d output entries, the table has %d and %d; make them agree",
        (int)number, (int)i, (int)o, (int)table->input_count, (int)table->output_count);
}

static int32_t count_of(const xml_node *n, const char *name)
{
    int32_t count = 0;
    XML_EACH(child, n, name) count++;
    return count;
}

/* Columns as rules are the same elements; only crosstabs are drawn otherwise, and drawing is not
** our business. */
feel_expr *dmn_table(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    arena *a = r->model->set->arena;
    feel_table *table = ARENA_NEW(a, feel_table);
    if (!table) return NULL;
    table_reader t = { r, scope, table, false };
    table->name = r->element->name;
    table->pos = pos_of(&t, n);
    table->input_count = count_of(n, "input");
    table->output_count = count_of(n, "output");
    table->rule_count = count_of(n, "rule");
    table->inputs = ARENA_ARRAY(a, table_input, table->input_count);
    table->outputs = ARENA_ARRAY(a, table_output, table->output_count);
    table->rules = ARENA_ARRAY(a, table_rule, table->rule_count);
    if (!table->inputs || !table->outputs || !table->rules) return NULL;
    read_hit(&t, n);
    int32_t i = 0;
    XML_EACH(input, n, "input") read_input(&t, input, &table->inputs[i++]);
    i = 0;
    XML_EACH(output, n, "output") read_output(&t, output, &table->outputs[i++]);
    i = 0;
    XML_EACH(rule, n, "rule") {
        read_rule(&t, rule, i + 1, &table->rules[i]);
        i++;
    }
    if (!table->output_count) {
        diag_error(r->model->set->findings, "E-DMN", table->pos, "决策表没有输出列；请加上",
                   "the decision table has no output; add one");
        t.failed = true;
    }
    if (t.failed) return NULL;
    if (r->depth == 1) r->element->table = table; /* the element's whole logic */
    return feel_table_expr(a, table);
}
