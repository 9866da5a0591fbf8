/* md_body.c: decision tables, expressions, contexts, functions and conditions, lowered to feel
 * trees. */
#include "policy/md.h"

static feel_expr *parse(md_file *f, md_cell cell, feel_entry entry, const feel_scope *scope)
{
    return feel_parse(policy_arena(f->lib), cell.text, entry, scope, cell.pos, f->d);
}

/* ---- decision tables ---- */

static const struct {
    const char *word;
    hit_policy hit;
} hit_words[] = {
    { "U", HIT_UNIQUE },     { "A", HIT_ANY },          { "P", HIT_PRIORITY }, { "F", HIT_FIRST },
    { "R", HIT_RULE_ORDER }, { "O", HIT_OUTPUT_ORDER }, { "C", HIT_COLLECT },  { "C+", HIT_SUM },
    { "C#", HIT_COUNT },     { "C<", HIT_MIN },         { "C>", HIT_MAX },
};

static bool hit_of(str text, hit_policy *out)
{
    for (size_t i = 0; i < sizeof hit_words / sizeof *hit_words; i++)
        if (str_eqc(text, hit_words[i].word)) {
            *out = hit_words[i].hit;
            return true;
        }
    return false;
}

typedef enum { COLUMN_INPUT, COLUMN_OUTPUT, COLUMN_PROVISION, COLUMN_NOTE } column_kind;

static column_kind kind_of_column(str text)
{
    if (str_starts(text, STR("→")) || str_starts(text, STR("->"))) return COLUMN_OUTPUT;
    if (md_is_word(text, "条款|provision")) return COLUMN_PROVISION;
    if (md_is_word(text, "注|note")) return COLUMN_NOTE;
    return COLUMN_INPUT;
}

/* A cell's text from a byte on, with its place. */
static md_cell tail(md_cell cell, int32_t from, int32_t to)
{
    str trimmed = str_trim(str_sub(cell.text, from, to));
    md_cell t = { trimmed, cell.pos };
    if (trimmed.len)
        t.pos.column += utf8_chars(str_sub(cell.text, 0, (int32_t)(trimmed.ptr - cell.text.ptr)));
    t.pos.length = utf8_chars(trimmed);
    return t;
}

/* "→ 起付标准 : 元" → name and type (either may be empty). */
static void split_typed(md_cell cell, int32_t from, md_cell *name, md_cell *type)
{
    int32_t half = str_find_from(cell.text, STR(":"), from),
            full = str_find_from(cell.text, STR("："), from);
    bool use_full = full >= 0 && (half < 0 || full < half);
    int32_t colon = use_full ? full : half;
    *name = tail(cell, from, colon < 0 ? cell.text.len : colon);
    *type = colon < 0 ? (md_cell){ .text = { "", 0 }, .pos = cell.pos }
                      : tail(cell, colon + (use_full ? 3 : 1), cell.text.len);
}

static void split_output(md_cell cell, md_cell *name, md_cell *type)
{
    split_typed(cell, str_starts(cell.text, STR("→")) ? 3 : 2, name, type);
}

static int count_columns(const md_row *head, column_kind kind)
{
    int n = 0;
    for (int i = 1; i < head->count; i++) n += kind_of_column(head->cells[i].text) == kind;
    return n;
}

static const feel_type *output_type(md_file *f, const md_section *s, const feel_type *whole,
                                    md_cell name, md_cell type, int outputs)
{
    if (type.text.len) return policy_parse_type(f->lib, f->doc, type.text, type.pos, f->d);
    if (outputs == 1) return whole;
    for (int i = 0; whole && whole->kind == FEEL_T_CONTEXT && i < whole->member_count; i++)
        if (str_eq(whole->members[i].name, name.text)) return whole->members[i].type;
    return NULL;
}

static const feel_type *declared_type(const md_section *s)
{
    return s->def ? s->def->type : NULL;
}

/* Element of what a multi-hit table gives; the type itself otherwise. */
static const feel_type *row_type(const feel_type *t, hit_policy hit)
{
    bool many = hit == HIT_RULE_ORDER || hit == HIT_OUTPUT_ORDER || hit == HIT_COLLECT;
    if (hit == HIT_COUNT) return NULL;
    return many && t && t->kind == FEEL_T_LIST ? t->element : many ? NULL : t;
}

static bool table_columns(md_file *f, md_section *s, const md_row *head, const feel_scope *scope,
                          feel_table *t)
{
    arena *a = policy_arena(f->lib);
    int inputs = count_columns(head, COLUMN_INPUT), outputs = count_columns(head, COLUMN_OUTPUT);
    t->inputs = ARENA_ARRAY(a, table_input, inputs + 1);
    t->outputs = ARENA_ARRAY(a, table_output, outputs + 1);
    if (!t->inputs || !t->outputs) return false;
    for (int i = 1; i < head->count; i++) {
        md_cell cell = head->cells[i];
        column_kind kind = kind_of_column(cell.text);
        if (kind == COLUMN_INPUT) {
            feel_expr *e = parse(f, cell, FEEL_EXPRESSION, scope);
            t->inputs[t->input_count++] =
                (table_input){ .label = cell.text, .expr = e, .pos = cell.pos };
            if (!e) return false;
        } else if (kind == COLUMN_OUTPUT) {
            md_cell name, type;
            split_output(cell, &name, &type);
            const feel_type *ot =
                output_type(f, s, row_type(declared_type(s), t->hit), name, type, outputs);
            t->outputs[t->output_count++] =
                (table_output){ .name = feel_name_normal(a, name.text),
                                .type = ot,
                                .allowed = ot ? (feel_expr *)ot->allowed : NULL,
                                .pos = cell.pos };
            if (outputs > 1 && name.text.len == 0) {
                diag_error(f->d, "E-TABLE", cell.pos, "有几个输出时每个都要有名称:→ 名称",
                           "with several outputs each needs a name: → name");
                return false;
            }
        }
    }
    if (t->output_count == 0)
        diag_error(f->d, "E-TABLE", head->pos, "决策表没有输出列;输出列的表头写“→ 名称”",
                   "the table has no output column; head it \"→ name\"");
    return t->output_count > 0;
}

static bool has_order(const table_output *o)
{
    return o->type && o->type->value_count > 0;
}

static void check_order(md_file *f, const feel_table *t)
{
    if (t->hit != HIT_PRIORITY && t->hit != HIT_OUTPUT_ORDER) return;
    for (int i = 0; i < t->output_count; i++)
        if (has_order(&t->outputs[i])) return;
    diag_error(f->d, "E-TABLE", t->pos, "P 和 O 要靠输出类型的枚举次序;给输出列写上一个枚举类型",
               "P and O need the order of an enumeration; give an output column such a type");
}

static bool is_dash(str text)
{
    return text.len == 0 || str_eqc(text, "-") || str_eqc(text, "—");
}

static bool default_row(md_file *f, const md_row *head, const md_row *row, const feel_scope *scope,
                        feel_table *t)
{
    int output = 0;
    bool ok = true;
    for (int i = 1; i < head->count; i++) {
        if (kind_of_column(head->cells[i].text) != COLUMN_OUTPUT) continue;
        md_cell cell = md_cell_at(row, i);
        feel_expr *e = cell.text.len ? parse(f, cell, FEEL_EXPRESSION, scope) : NULL;
        t->outputs[output++].default_value = e;
        ok = ok && (e || !cell.text.len);
    }
    return ok;
}

/* A dash in an output cell, or nothing there, is a slip far more often than a null. */
static feel_expr *output_cell(md_file *f, md_cell cell, const feel_scope *scope)
{
    if (!is_dash(cell.text)) return parse(f, cell, FEEL_EXPRESSION, scope);
    diag_error(f->d, "E-CELL", cell.pos, "输出格是空的;没有值请写 null",
               "the output cell is empty; write null for no value");
    return NULL;
}

static bool table_row(md_file *f, const md_row *head, const md_row *row, const feel_scope *scope,
                      feel_table *t)
{
    arena *a = policy_arena(f->lib);
    table_rule *rule = &t->rules[t->rule_count];
    *rule = (table_rule){ .label = md_cell_at(row, 0).text, .pos = row->pos };
    rule->tests = ARENA_ARRAY(a, feel_expr *, t->input_count + 1);
    rule->results = ARENA_ARRAY(a, feel_expr *, t->output_count + 1);
    if (!rule->tests || !rule->results) return false;
    bool ok = true;
    int input = 0, output = 0;
    for (int i = 1; i < head->count; i++) {
        md_cell cell = md_cell_at(row, i);
        switch (kind_of_column(head->cells[i].text)) {
        case COLUMN_INPUT: {
            feel_expr *e = is_dash(cell.text) ? NULL : parse(f, cell, FEEL_UNARY_TESTS, scope);
            ok = ok && (e || is_dash(cell.text));
            rule->tests[input++] = e;
            break;
        }
        case COLUMN_OUTPUT: {
            feel_expr *e = output_cell(f, cell, scope);
            ok = ok && e;
            rule->results[output++] = e;
            break;
        }
        case COLUMN_PROVISION: rule->provision = cell.text; break;
        case COLUMN_NOTE: rule->note = cell.text; break;
        }
    }
    t->rule_count++;
    return ok;
}

static feel_expr *decision_table(md_file *f, md_section *s, const md_table *m,
                                 const feel_scope *scope, const feel_table **out)
{
    arena *a = policy_arena(f->lib);
    const md_row *head = &m->rows.items[0];
    feel_table *t = ARENA_NEW(a, feel_table);
    if (!t || !hit_of(head->cells[0].text, &t->hit)) return NULL;
    t->name = s->name.text;
    t->pos = head->pos;
    t->rules = ARENA_ARRAY(a, table_rule, m->rows.count);
    if (!t->rules || !table_columns(f, s, head, scope, t)) return NULL;
    check_order(f, t);
    bool ok = true;
    for (int i = 1; i < m->rows.count; i++) {
        const md_row *row = &m->rows.items[i];
        if (row->count > head->count) {
            diag_error(f->d, "E-TABLE", row->pos,
                       "这一行有 %d 格,表头只有 %d 格;多余的去掉,或给字符串里的 | 前加反斜杠",
                       "this row has %d cells, the header %d; remove the rest, or put a backslash "
                       "before a | in a string",
                       row->count, head->count);
            ok = false;
        }
        bool defaults = md_is_word(md_cell_at(row, 0).text, "默认|default");
        ok = (defaults ? default_row(f, head, row, scope, t) : table_row(f, head, row, scope, t)) &&
             ok;
    }
    if (!ok) return NULL;
    *out = t;
    return feel_table_expr(a, t);
}

const feel_type *md_table_type(md_file *f, const md_section *s)
{
    hit_policy hit;
    if (s->tables.count == 0 || s->tables.items[0].rows.items[0].count == 0) return NULL;
    const md_row *head = &s->tables.items[0].rows.items[0];
    if (!hit_of(head->cells[0].text, &hit)) return NULL;
    arena *a = policy_arena(f->lib);
    int outputs = count_columns(head, COLUMN_OUTPUT), n = 0;
    feel_member *members = ARENA_ARRAY(a, feel_member, outputs + 1);
    feel_type *type = ARENA_NEW(a, feel_type);
    if (!members || !type) return NULL;
    for (int i = 1; i < head->count; i++) {
        if (kind_of_column(head->cells[i].text) != COLUMN_OUTPUT) continue;
        md_cell name, text;
        split_output(head->cells[i], &name, &text);
        members[n].name = feel_name_normal(a, name.text);
        diag_list quiet; /* the body reports the same cell again */
        diag_init(&quiet, a);
        members[n++].type =
            text.text.len ? policy_parse_type(f->lib, f->doc, text.text, text.pos, &quiet) : NULL;
    }
    bool many = hit == HIT_RULE_ORDER || hit == HIT_OUTPUT_ORDER || hit == HIT_COLLECT;
    if (hit == HIT_COUNT) return &FEEL_TYPE_NUMBER;
    const feel_type *one = n == 1 ? members[0].type : type;
    *type = (feel_type){ .kind = FEEL_T_CONTEXT, .members = members, .member_count = n };
    if (!many || !one) return many ? NULL : one;
    feel_type *list = ARENA_NEW(a, feel_type);
    if (list) *list = (feel_type){ .kind = FEEL_T_LIST, .element = one };
    return list;
}

/* ---- contexts ---- */

static feel_expr *context_table(md_file *f, const md_table *m, const feel_scope *scope)
{
    arena *a = policy_arena(f->lib);
    feel_box *box = feel_box_open(a, scope, m->rows.items[0].pos);
    bool ok = box != NULL;
    for (int i = 1; box && i < m->rows.count; i++) {
        md_cell head = md_cell_at(&m->rows.items[i], 0), value = md_cell_at(&m->rows.items[i], 1),
                name, type;
        bool result = str_starts(head.text, STR("→")) || str_starts(head.text, STR("->"));
        if (result) split_output(head, &name, &type);
        else split_typed(head, 0, &name, &type);
        boxed_entry entry = { .name = result ? (str){ "", 0 } : feel_name_normal(a, name.text),
                              .pos = head.pos };
        if (type.text.len)
            entry.type = policy_parse_type(f->lib, f->doc, type.text, type.pos, f->d);
        if (!result && name.text.len == 0) {
            diag_error(f->d, "E-CONTEXT", head.pos, "这一项没有名称;结果项写“→”",
                       "this entry has no name; the result entry is \"→\"");
            ok = false;
            continue;
        }
        entry.expr = parse(f, value, FEEL_EXPRESSION, feel_box_scope(box));
        if (!entry.expr) {
            ok = false;
            entry.expr = NULL;
        }
        if (entry.expr && !feel_box_add(box, entry)) {
            diag_error(f->d, "E-CONTEXT", head.pos, "项“" STR_FMT "”写了两次;改一个名称",
                       "entry \"" STR_FMT "\" stands twice; rename one", STR_ARG(entry.name));
            ok = false;
        }
    }
    return ok ? feel_box_close(box) : NULL;
}

/* ---- functions ---- */

/* "金额: 数, 位数: 数" → members. */
static bool read_parameters(md_file *f, md_section *s)
{
    arena *a = policy_arena(f->lib);
    VEC(feel_member) members = { 0 };
    str text = s->parameters.text;
    int32_t from = 0;
    bool ok = true;
    while (from < text.len) {
        int32_t depth = 0, end = from;
        for (; end < text.len; end++) {
            if (text.ptr[end] == '<' || text.ptr[end] == '(') depth++;
            if (text.ptr[end] == '>' || text.ptr[end] == ')') depth--;
            if (text.ptr[end] == ',' && depth == 0) break;
        }
        md_cell name, type, one = tail(s->parameters, from, end);
        split_typed(one, 0, &name, &type);
        feel_member *m = VEC_PUSH(a, &members);
        if (!m) return false;
        m->name = feel_name_normal(a, name.text);
        m->type =
            type.text.len ? policy_parse_type(f->lib, f->doc, type.text, type.pos, f->d) : NULL;
        ok = ok && name.text.len && (m->type || !type.text.len);
        if (name.text.len == 0)
            diag_error(f->d, "E-HEADING", one.pos, "参数缺名称", "a parameter lacks its name");
        from = end + 1;
    }
    s->def->params = members.items;
    s->def->param_count = members.count;
    return ok;
}

static feel_expr *plain_body(md_file *f, md_section *s, const feel_scope *scope,
                             const feel_table **table, str *text)
{
    int blocks = s->tables.count + s->code.count;
    if (blocks != 1) {
        diag_error(
            f->d, blocks ? "E-BODY" : "E-EMPTY", s->pos,
            blocks ? "一个定义只能有一张表或一个表达式"
                   : "定义没有内容;写一张表,或缩进四格写一个表达式",
            blocks ? "a definition has one table or one expression"
                   : "the definition is empty; write a table, or an expression indented by four");
        return NULL;
    }
    if (s->code.count) {
        *text = s->code.items[0].text;
        return parse(f, s->code.items[0], FEEL_EXPRESSION, scope);
    }
    const md_table *m = &s->tables.items[0];
    hit_policy hit;
    str first = md_cell_at(&m->rows.items[0], 0).text;
    if (hit_of(first, &hit)) return decision_table(f, s, m, scope, table);
    if (md_is_word(first, "项|entry")) return context_table(f, m, scope);
    diag_error(f->d, "E-TABLE", m->rows.items[0].pos,
               "第一格“" STR_FMT "”既不是命中策略(U A P F R O C C+ C# C< C>),也不是“项”",
               "the first cell \"" STR_FMT
               "\" is neither a hit policy (U A P F R O C C+ C# C< C>) nor \"entry\"",
               STR_ARG(first));
    return NULL;
}

feel_expr *md_body(md_file *f, md_section *s, const feel_scope *scope, const feel_table **table,
                   str *text)
{
    if (s->word != MD_FUNCTION) return plain_body(f, s, scope, table, text);
    if (!read_parameters(f, s)) return NULL;
    feel_lambda *l =
        feel_lambda_open(policy_arena(f->lib), scope, s->def->params, s->def->param_count);
    if (!l) return NULL;
    feel_expr *body = plain_body(f, s, feel_lambda_scope(l), table, text);
    return body ? feel_lambda_close(l, body, s->def->type) : NULL;
}

/* ---- conditions ---- */

void md_conditions(md_file *f, md_section *s)
{
    policy_def *def = s->def;
    arena *a = policy_arena(f->lib);
    if (s->tables.count != 1 || s->code.count) {
        diag_error(f->d, "E-EMPTY", s->pos, "条件节要有一张表,第一格写“全部”或“任一”",
                   "conditions need one table whose first cell is \"all\" or \"any\"");
        return;
    }
    const md_table *m = &s->tables.items[0];
    md_cell first = md_cell_at(&m->rows.items[0], 0);
    def->any_of = md_is_word(first.text, "任一|any");
    if (!def->any_of && !md_is_word(first.text, "全部|all"))
        diag_error(f->d, "E-TABLE", first.pos, "条件表的第一格写“全部”或“任一”,不是“" STR_FMT "”",
                   "the first cell of a conditions table is \"all\" or \"any\", not \"" STR_FMT
                   "\"",
                   STR_ARG(first.text));
    int provision = md_column(m, "条款|provision");
    def->conditions = ARENA_ARRAY(a, policy_condition, m->rows.count);
    for (int i = 1; def->conditions && i < m->rows.count; i++) {
        const md_row *row = &m->rows.items[i];
        md_cell name = md_cell_at(row, 0), text = md_cell_at(row, 1);
        policy_condition *c = &def->conditions[def->condition_count];
        *c = (policy_condition){ .name = name.text,
                                 .text = text.text,
                                 .pos = text.pos,
                                 .provision = md_cell_at(row, provision).text };
        c->expr = parse(f, text, FEEL_EXPRESSION, policy_scope(f->lib, f->doc));
        if (c->expr) def->condition_count++;
    }
    if (m->rows.count < 2)
        diag_error(f->d, "E-EMPTY", m->rows.items[0].pos, "条件表里没有条件",
                   "the table has no conditions");
}
