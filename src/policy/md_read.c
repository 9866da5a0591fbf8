/* md_read.c: one policy file through the three phases of model.h: names, types, bodies. */
#include "feel/ast.h"
#include "policy/md.h"

static arena *memory(const md_file *f)
{
    return policy_arena(f->lib);
}

/* ---- phase 1: names ---- */

static void copy_heading(const md_section *s, policy_def *def)
{
    def->provision = s->provision;
    def->external = s->external;
    def->inferred = s->inferred || def->doc->inferred;
    def->note = s->note;
    def->question = s->question;
    def->reading = s->reading;
    def->period = s->period;
    def->has_period = s->has_period;
}

static void declare_unit_rows(md_file *f, const md_table *m)
{
    int name = md_column(m, "单位|unit"), shown = md_column(m, "显示|shown"),
        places = md_column(m, "小数|places"), english = md_column(m, "英文|english"),
        bare = md_column(m, "裸数|bare");
    for (int i = 1; i < m->rows.count; i++) {
        const md_row *row = &m->rows.items[i];
        md_cell cell = md_cell_at(row, name < 0 ? 0 : name), digits = md_cell_at(row, places);
        policy_unit *u =
            cell.text.len ? policy_declare_unit(f->lib, f->doc, cell.text, cell.pos) : NULL;
        if (!u) continue;
        if (u->doc != f->doc || u->pos.line != cell.pos.line) {
            diag *d =
                diag_error(f->d, "E-TWICE", cell.pos, "单位“" STR_FMT "”已经定义过;留一处",
                           "unit \"" STR_FMT "\" is already defined; keep one", STR_ARG(cell.text));
            if (d) d->also = u->pos;
            continue;
        }
        u->shown = md_cell_at(row, shown).text;
        u->english = md_cell_at(row, english).text;
        u->percent = str_find(u->shown, STR("{}%")) >= 0;
        u->bare = u->percent || md_is_word(md_cell_at(row, bare).text, "是|yes") ||
                  md_is_word(u->name, "比例|倍");
        dec n;
        int64_t value;
        if (!digits.text.len) continue;
        if (dec_parse(digits.text, &n) && dec_to_int64(n, &value) && value >= 0 && value <= 30)
            u->places = (int32_t)value;
        else
            diag_error(f->d, "E-UNIT", digits.pos, "小数位数应是 0 到 30 的整数",
                       "places is a whole number from 0 to 30");
    }
}

static void declare_rows(md_file *f, md_section *s, policy_kind kind)
{
    if (s->tables.count == 0) {
        diag_error(f->d, "E-EMPTY", s->pos, "这一节要有一张表", "this section needs a table");
        return;
    }
    const md_table *m = &s->tables.items[0];
    for (int i = 1; i < m->rows.count; i++) {
        md_cell cell = md_cell_at(&m->rows.items[i], 0);
        struct policy_def **at = VEC_PUSH(memory(f), &s->row_defs);
        if (!at) return;
        if (cell.text.len == 0) {
            diag_error(f->d, "E-NAME", cell.pos, "这一行没有名称", "this row has no name");
            continue;
        }
        *at = policy_declare(f->lib, f->doc, kind, cell.text, cell.pos);
        if (*at) copy_heading(s, *at);
    }
}

static void declare_section(md_file *f, md_section *s)
{
    static const struct {
        md_word word;
        policy_kind kind;
    } kinds[] = {
        { MD_DECISION, POLICY_DECISION },
        { MD_CONDITIONS, POLICY_CONDITIONS },
        { MD_FUNCTION, POLICY_FUNCTION },
    };
    md_read_attributes(f, s);
    md_split_heading(f, s);
    if (s->word == MD_TYPE && s->name.text.len) {
        policy_type *type = policy_declare_type(f->lib, f->doc, s->name.text, s->name.pos, f->d);
        if (type && type->pos.line == s->name.pos.line)
            s->type_def = type; /* a second one was reported */
    }
    if (s->word == MD_UNITS)
        for (int i = 0; i < s->tables.count; i++) declare_unit_rows(f, &s->tables.items[i]);
    if (s->word == MD_FACTS) declare_rows(f, s, POLICY_FACT);
    if (s->word == MD_PARAMETERS) declare_rows(f, s, POLICY_PARAMETER);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (s->word != kinds[i].word || s->name.text.len == 0) continue;
        s->def = policy_declare(f->lib, f->doc, kinds[i].kind, s->name.text, s->name.pos);
        if (s->def) copy_heading(s, s->def);
    }
}

policy_doc *policy_md_declare(policy_library *lib, str file, str source, diag_list *d)
{
    policy_doc *doc = policy_doc_add(lib, file, source);
    md_file *f = doc ? ARENA_NEW(policy_arena(lib), md_file) : NULL;
    if (!f) return NULL;
    *f = (md_file){ .lib = lib, .doc = doc, .d = d };
    doc->reader = f;
    if (!md_scan(f)) return doc;
    md_read_header(f);
    for (int i = 0; i < f->sections.count; i++)
        if (f->sections.items[i].word != MD_NOTES && f->sections.items[i].word != MD_UNKNOWN)
            declare_section(f, &f->sections.items[i]);
    return doc;
}

/* ---- phase 2: types ---- */

/* A prose line of a type section that begins like a FEEL literal is its list of values; any other
 * is for readers. */
static bool begins_literal(str text)
{
    return text.len && strchr("\"0123456789[(<>@-", text.ptr[0]);
}

static void structure_type(md_file *f, md_section *s, feel_type *type)
{
    const md_table *m = &s->tables.items[0];
    int name = md_column(m, "成员|member"), kind = md_column(m, "类型|type");
    if (name < 0 || kind < 0) {
        diag_error(f->d, "E-TYPE-BODY", m->rows.items[0].pos, "结构的表头要有“成员”和“类型”两列",
                   "a structure's table has the columns member and type");
        return;
    }
    feel_member *members = ARENA_ARRAY(memory(f), feel_member, m->rows.count);
    int n = 0;
    for (int i = 1; members && i < m->rows.count; i++) {
        md_cell cell = md_cell_at(&m->rows.items[i], name),
                text = md_cell_at(&m->rows.items[i], kind);
        if (cell.text.len == 0) continue;
        members[n].name = feel_name_normal(memory(f), cell.text);
        members[n++].type = text.text.len
                                ? policy_parse_type(f->lib, f->doc, text.text, text.pos, f->d)
                                : &FEEL_TYPE_ANY;
    }
    type->kind = FEEL_T_CONTEXT;
    type->members = members;
    type->member_count = n;
}

/* The literals of a plain list give the values in their order; other tests only restrict. */
static void take_values(md_file *f, feel_type *type, const feel_expr *tests)
{
    int32_t n = feel_expr_child_count(tests), count = 0;
    feel_value *values = ARENA_ARRAY(memory(f), feel_value, n + 1);
    for (int32_t i = 0; values && i < n; i++) {
        const feel_expr *e = feel_expr_child(tests, i);
        while (e && e->kind == FEEL_N_TEST_VALUE) e = e->as.kid.a;
        if (!e || e->kind != FEEL_N_LITERAL) return;
        values[count++] = e->as.value;
    }
    type->values = values;
    type->value_count = count;
}

static feel_type_kind kind_of_values(const feel_type *type)
{
    static const uint8_t kinds[] = {
        [FEEL_NULL] = FEEL_T_ANY,          [FEEL_BOOLEAN] = FEEL_T_BOOLEAN,
        [FEEL_NUMBER] = FEEL_T_NUMBER,     [FEEL_STRING] = FEEL_T_STRING,
        [FEEL_DATE] = FEEL_T_DATE,         [FEEL_TIME] = FEEL_T_TIME,
        [FEEL_DATETIME] = FEEL_T_DATETIME, [FEEL_MONTHS] = FEEL_T_MONTHS,
        [FEEL_NANOS] = FEEL_T_NANOS,       [FEEL_LIST] = FEEL_T_ANY,
        [FEEL_CONTEXT] = FEEL_T_ANY,       [FEEL_RANGE] = FEEL_T_ANY,
        [FEEL_FUNCTION] = FEEL_T_ANY,
    };
    for (int i = 1; i < type->value_count; i++)
        if (type->values[i].kind != type->values[0].kind) return FEEL_T_ANY;
    return type->value_count ? kinds[type->values[0].kind] : FEEL_T_ANY;
}

static void restrict_type(md_file *f, md_section *s, feel_type *type, bool has_base)
{
    md_cell body = s->code.count ? s->code.items[0] : (md_cell){ .text = { "", 0 } };
    for (int i = 0; i < s->prose.count && body.text.len == 0; i++)
        if (begins_literal(s->prose.items[i].text)) body = s->prose.items[i];
    if (body.text.len == 0) {
        if (!has_base)
            diag_error(f->d, "E-EMPTY", s->pos, "类型没有内容;写枚举值、成员表,或在标题写“: 类型”",
                       "the type is empty; write its values, a table of members, or \": type\" in "
                       "the heading");
        return;
    }
    const feel_scope *none = feel_scope_new(memory(f), NULL);
    const feel_expr *tests =
        feel_parse(memory(f), body.text, FEEL_UNARY_TESTS, none, body.pos, f->d);
    if (!tests) return;
    type->allowed = tests;
    while (tests->kind == FEEL_N_FRAME) tests = tests->as.frame.body;
    if (tests->kind == FEEL_N_TESTS && !tests->negated) take_values(f, type, tests);
    if (!has_base) type->kind = kind_of_values(type);
}

static void define_type(md_file *f, md_section *s)
{
    feel_type *type = s->type_def ? s->type_def->type : NULL;
    if (!type) return;
    str name = type->name;
    bool has_base = s->type.text.len > 0;
    if (has_base) {
        const feel_type *base = policy_parse_type(f->lib, f->doc, s->type.text, s->type.pos, f->d);
        if (base == type)
            diag_error(f->d, "E-CYCLE", s->type.pos, "类型不能就是它自己",
                       "a type cannot be itself");
        else if (base) {
            *type = *base;
            type->name = name;
        }
    }
    if (s->tables.count) structure_type(f, s, type);
    else restrict_type(f, s, type, has_base);
}

static const feel_type *cell_type(md_file *f, const md_row *row, int column)
{
    md_cell cell = md_cell_at(row, column);
    return cell.text.len ? policy_parse_type(f->lib, f->doc, cell.text, cell.pos, f->d) : NULL;
}

static void type_rows(md_file *f, md_section *s)
{
    if (s->tables.count == 0) return;
    const md_table *m = &s->tables.items[0];
    int column = md_column(m, "类型|type");
    for (int i = 1; i < m->rows.count && i <= s->row_defs.count; i++) {
        policy_def *def = s->row_defs.items[i - 1];
        if (def) def->type = cell_type(f, &m->rows.items[i], column);
    }
}

static void type_decision(md_file *f, md_section *s)
{
    if (!s->def) return;
    if (s->word == MD_CONDITIONS) s->def->type = &FEEL_TYPE_BOOLEAN;
    else if (s->type.text.len)
        s->def->type = policy_parse_type(f->lib, f->doc, s->type.text, s->type.pos, f->d);
    else if (s->word == MD_DECISION) s->def->type = md_table_type(f, s);
}

/* A type may be made of one that stands further down or in another file; going over all documents
*twice settles it
** (policy_load keeps the findings of the second round only). */
bool policy_md_types(policy_library *lib, policy_doc *doc, diag_list *d)
{
    md_file *f = doc->reader;
    (void)lib;
    if (!f) return false;
    f->d = d;
    for (int i = 0; i < f->sections.count; i++) {
        md_section *s = &f->sections.items[i];
        if (s->word == MD_TYPE) define_type(f, s);
    }
    for (int i = 0; i < f->sections.count; i++) {
        md_section *s = &f->sections.items[i];
        if (s->word == MD_FACTS || s->word == MD_PARAMETERS) type_rows(f, s);
        else if (s->word == MD_DECISION || s->word == MD_CONDITIONS || s->word == MD_FUNCTION)
            type_decision(f, s);
    }
    return true;
}

/* ---- phase 3: bodies ---- */

static feel_expr *parse_cell(md_file *f, md_cell cell, feel_entry entry)
{
    if (cell.text.len == 0) return NULL;
    return feel_parse(memory(f), cell.text, entry, policy_scope(f->lib, f->doc), cell.pos, f->d);
}

static void define_facts(md_file *f, md_section *s)
{
    if (s->tables.count == 0) return;
    const md_table *m = &s->tables.items[0];
    int fallback = md_column(m, "默认|default"), question = md_column(m, "问|question"),
        note = md_column(m, "说明|note"), allowed = md_column(m, "允许|allowed");
    for (int i = 1; i < m->rows.count && i <= s->row_defs.count; i++) {
        const md_row *row = &m->rows.items[i];
        policy_def *def = s->row_defs.items[i - 1];
        if (!def) continue;
        def->default_expr = parse_cell(f, md_cell_at(row, fallback), FEEL_EXPRESSION);
        def->allowed = parse_cell(f, md_cell_at(row, allowed), FEEL_UNARY_TESTS);
        if (md_cell_at(row, question).text.len) def->question = md_cell_at(row, question).text;
        if (md_cell_at(row, note).text.len) def->note = md_cell_at(row, note).text;
    }
}

static void parameter_period(md_file *f, policy_def *def, md_cell from, md_cell to)
{
    if (!from.text.len && !to.text.len) return;
    policy_period p = def->has_period ? def->period : f->doc->period;
    if (from.text.len) md_date(f, from, &p.from);
    if (to.text.len) md_date(f, to, &p.to);
    if (policy_has_date(p.from) && policy_has_date(p.to) && date_cmp(p.to, p.from) < 0)
        diag_error(f->d, "E-PERIOD", to.pos, "止日早于起日;请改正",
                   "the period ends before it begins; correct it");
    def->period = p;
    def->has_period = true;
}

static str join_provision(md_file *f, str head, str own)
{
    if (head.len == 0 || own.len == 0) return own.len ? own : head;
    return own; /* the row's own provision is the exact one */
}

static void define_parameters(md_file *f, md_section *s)
{
    if (s->tables.count == 0) return;
    const md_table *m = &s->tables.items[0];
    int value = md_column(m, "值|value"), from = md_column(m, "起|from"),
        to = md_column(m, "止|to"), note = md_column(m, "说明|note"),
        provision = md_column(m, "条款|provision"), reading = md_column(m, "读法|reading"),
        mark = md_column(m, "推定|inferred");
    if (value < 0) {
        diag_error(f->d, "E-TABLE", m->rows.items[0].pos, "参数表缺“值”列",
                   "the table of parameters lacks the column value");
        return;
    }
    for (int i = 1; i < m->rows.count && i <= s->row_defs.count; i++) {
        const md_row *row = &m->rows.items[i];
        policy_def *def = s->row_defs.items[i - 1];
        if (!def) continue;
        md_cell cell = md_cell_at(row, value);
        def->unset = md_is_word(cell.text, "待定|unset");
        if (cell.text.len == 0)
            diag_error(f->d, "E-CELL", cell.pos, "参数没有值;由市里另定的写“待定”",
                       "the parameter has no value; write \"unset\" when the city sets it");
        if (!def->unset) {
            def->expr = parse_cell(f, cell, FEEL_EXPRESSION);
            def->text = cell.text;
        }
        if (!def->type && def->expr) def->type = def->expr->type;
        def->provision = join_provision(f, def->provision, md_cell_at(row, provision).text);
        if (md_cell_at(row, note).text.len) def->note = md_cell_at(row, note).text;
        if (md_cell_at(row, reading).text.len) def->reading = md_cell_at(row, reading).text;
        if (md_cell_at(row, mark).text.len) def->inferred = true;
        parameter_period(f, def, md_cell_at(row, from), md_cell_at(row, to));
    }
}

static void define_section(md_file *f, md_section *s)
{
    switch (s->word) {
    case MD_FACTS: define_facts(f, s); break;
    case MD_PARAMETERS: define_parameters(f, s); break;
    case MD_CONDITIONS:
        if (s->def) md_conditions(f, s);
        break;
    case MD_DECISION:
    case MD_FUNCTION:
        if (s->def)
            s->def->expr =
                md_body(f, s, policy_scope(f->lib, f->doc), &s->def->table, &s->def->text);
        break;
    case MD_BENEFIT: md_benefit(f, s); break;
    case MD_CONFLICT: md_conflict(f, s); break;
    case MD_COVERAGE: md_coverage(f, s); break;
    case MD_CONSTRAINTS: md_constraints(f, s); break;
    case MD_EXAMPLES:
        if (!f->skip_examples) md_examples(f, s);
        break;
    default: break;
    }
}

bool policy_md_define(policy_library *lib, policy_doc *doc, bool with_examples, diag_list *d)
{
    md_file *f = doc->reader;
    (void)lib;
    if (!f) return false;
    f->d = d;
    f->skip_examples = !with_examples;
    for (int i = 0; i < f->sections.count; i++) define_section(f, &f->sections.items[i]);
    return true;
}
