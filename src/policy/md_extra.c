/* md_extra.c: benefits, conflicts, coverage rows and worked examples. */
#include "policy/md.h"

static arena *memory(const md_file *f)
{
    return policy_arena(f->lib);
}

static const md_table *only_table(md_file *f, const md_section *s)
{
    if (s->tables.count == 1) return &s->tables.items[0];
    diag_error(f->d, "E-EMPTY", s->pos, "“" STR_FMT "”节要有一张表",
               "section \"" STR_FMT "\" needs one table", STR_ARG(s->word_text));
    return NULL;
}

/* ---- benefits ---- */

static int32_t decision_slot(md_file *f, md_cell cell)
{
    if (cell.text.len == 0) return -1;
    return policy_slot_find(f->lib, f->doc->family, feel_name_normal(memory(f), cell.text));
}

static void unknown_decision(md_file *f, md_cell cell)
{
    nearest n;
    nearest_init(&n, cell.text);
    for (int i = 1; i < policy_slot_count(f->lib); i++)
        nearest_try(&n, policy_slot_at(f->lib, i)->name);
    str found = nearest_found(&n);
    diag_error(f->d, "E-NAME", cell.pos, "没有“" STR_FMT "”这个决策%s" STR_FMT "%s",
               "there is no decision \"" STR_FMT "\"%s" STR_FMT "%s", STR_ARG(cell.text),
               found.len ? " (→ " : "", STR_ARG(found), found.len ? ")" : "");
}

/* A decision, or 名.成员 for one figure of a decision that gives several. */
static void benefit_amount(md_file *f, policy_benefit *b, md_cell value)
{
    b->amount = value.text;
    b->amount_slot = decision_slot(f, value);
    int32_t dot = str_find(value.text, STR("."));
    if (b->amount_slot >= 0 || dot <= 0) return;
    b->amount_slot =
        decision_slot(f, (md_cell){ str_trim(str_sub(value.text, 0, dot)), value.pos });
    if (b->amount_slot >= 0)
        b->amount_member = str_trim(str_sub(value.text, dot + 1, value.text.len));
}

static bool benefit_row(md_file *f, policy_benefit *b, md_cell word, md_cell value)
{
    if (md_is_word(word.text, "对象|target")) b->target = value.text;
    else if (md_is_word(word.text, "资格|eligible")) {
        b->eligible = value.text;
        b->eligible_slot = decision_slot(f, value);
    } else if (md_is_word(word.text, "金额|amount")) benefit_amount(f, b, value);
    else if (md_is_word(word.text, "办理|handling")) b->handling = value.text;
    else if (md_is_word(word.text, "周期|cycle")) b->cycle = value.text;
    else if (md_is_word(word.text, "互斥|excludes")) b->excludes = value.text;
    else if (md_is_word(word.text, "说明|note")) b->note = value.text;
    else return false;
    bool missing = (b->eligible.len && b->eligible_slot < 0 && b->eligible.ptr == value.text.ptr) ||
                   (b->amount.len && b->amount_slot < 0 && b->amount.ptr == value.text.ptr);
    if (missing) unknown_decision(f, value);
    return true;
}

void md_benefit(md_file *f, md_section *s)
{
    const md_table *m = only_table(f, s);
    policy_benefit *b = m ? ARENA_NEW(memory(f), policy_benefit) : NULL;
    policy_benefit **at = b ? VEC_PUSH(memory(f), &f->doc->benefits) : NULL;
    if (!at) return;
    *at = b;
    *b = (policy_benefit){ .name = s->name.text,
                           .provision = s->provision,
                           .note = s->note,
                           .eligible_slot = -1,
                           .amount_slot = -1,
                           .period = s->period,
                           .has_period = s->has_period,
                           .doc = f->doc,
                           .pos = s->name.pos };
    for (int i = 0; i < m->rows.count; i++) {
        md_cell word = md_cell_at(&m->rows.items[i], 0);
        if (!benefit_row(f, b, word, md_cell_at(&m->rows.items[i], 1)))
            diag_error(f->d, "E-WORD", word.pos,
                       "权益没有“" STR_FMT "”这一项;可写 对象 资格 金额 办理 周期 互斥 说明",
                       "a benefit has no item \"" STR_FMT
                       "\"; it has target eligible amount handling cycle excludes note",
                       STR_ARG(word.text));
    }
    if (b->eligible.len == 0 && b->amount.len == 0)
        diag_error(f->d, "E-EMPTY", s->pos, "权益要写“资格”或“金额”",
                   "a benefit needs \"eligible\" or \"amount\"");
}

/* ---- conflicts and coverage ---- */

void md_conflict(md_file *f, md_section *s)
{
    const md_table *m = only_table(f, s);
    policy_conflict *c = m ? ARENA_NEW(memory(f), policy_conflict) : NULL;
    policy_conflict **at = c ? VEC_PUSH(memory(f), &f->doc->conflicts) : NULL;
    if (!at) return;
    *at = c;
    *c = (policy_conflict){ .name = s->name.text,
                            .doc = f->doc,
                            .pos = s->name.pos,
                            .rows = ARENA_ARRAY(memory(f), policy_pair, m->rows.count) };
    for (int i = 0; c->rows && i < m->rows.count; i++) {
        md_cell word = md_cell_at(&m->rows.items[i], 0), text = md_cell_at(&m->rows.items[i], 1);
        if (!md_is_word(
                word.text,
                "甲|乙|丙|丁|问题|采用|另解|开关|first|second|question|chosen|other|switch"))
            diag_error(f->d, "E-WORD", word.pos,
                       "冲突没有“" STR_FMT "”这一项;可写 甲 乙 问题 采用 另解 开关",
                       "a conflict has no item \"" STR_FMT
                       "\"; it has first second question chosen other switch",
                       STR_ARG(word.text));
        bool is_switch = md_is_word(word.text, "开关|switch") && text.text.len;
        if (is_switch && decision_slot(f, text) < 0) unknown_decision(f, text);
        c->rows[c->row_count++] = (policy_pair){ word.text, text.text, text.pos };
    }
}

void md_coverage(md_file *f, md_section *s)
{
    const md_table *m = only_table(f, s);
    if (!m) return;
    int item = md_column(m, "项|item"), content = md_column(m, "内容|content"),
        done = md_column(m, "落实|done by"), state = md_column(m, "状态|state"),
        reason = md_column(m, "原因|reason");
    for (int i = 1; i < m->rows.count; i++) {
        const md_row *row = &m->rows.items[i];
        policy_coverage *c = ARENA_NEW(memory(f), policy_coverage);
        policy_coverage **at = c ? VEC_PUSH(memory(f), &f->doc->coverage) : NULL;
        if (!at) return;
        *at = c;
        md_cell by = md_cell_at(row, done);
        *c = (policy_coverage){ md_cell_at(row, item).text,
                                md_cell_at(row, content).text,
                                by.text,
                                md_cell_at(row, state).text,
                                md_cell_at(row, reason).text,
                                f->doc,
                                by.pos };
        if (!md_is_word(c->state,
                        "完成|待定参数|待流程|待台账|外部|done|unset|procedure|register|external"))
            diag_error(f->d, "E-WORD", md_cell_at(row, state).pos,
                       "状态“" STR_FMT "”不在可写的词里:完成 待定参数 待流程 待台账 外部",
                       "state \"" STR_FMT "\" is not one of done unset procedure register external",
                       STR_ARG(c->state));
    }
}

/* ---- worked examples ---- */

typedef enum { E_LABEL, E_DATE, E_GIVEN, E_EXPECTED, E_NOTE, E_UNKNOWN } example_column;
typedef struct column {
    example_column kind;
    int32_t slot;
    str member;
    const feel_type *type;
} column;

static column column_of(md_file *f, md_cell head)
{
    column c = { .kind = E_UNKNOWN, .slot = -1 };
    if (md_is_word(head.text, "例|example")) {
        c.kind = E_LABEL;
        return c;
    }
    if (md_is_word(head.text, "适用日|at")) {
        c.kind = E_DATE;
        return c;
    }
    str name = feel_name_normal(memory(f), head.text);
    int32_t dot = str_find(name, STR("."));
    c.slot = policy_slot_find(f->lib, f->doc->family, name);
    if (c.slot < 0 && dot > 0) {
        c.slot = policy_slot_find(f->lib, f->doc->family, str_trim(str_sub(name, 0, dot)));
        c.member = str_trim(str_sub(name, dot + 1, name.len));
    }
    const policy_slot *slot = policy_slot_at(f->lib, c.slot);
    if (!slot && md_is_word(head.text, "注|note")) {
        c.kind = E_NOTE;
        return c;
    }
    if (!slot || slot->version_count == 0) return c;
    policy_kind kind = slot->versions[0]->kind;
    c.kind = kind == POLICY_FACT || kind == POLICY_PARAMETER ? E_GIVEN : E_EXPECTED;
    c.type = slot->versions[0]->type;
    return c;
}

static void unknown_column(md_file *f, md_cell head)
{
    nearest n;
    nearest_init(&n, head.text);
    for (int i = 0; i < policy_slot_count(f->lib); i++)
        nearest_try(&n, policy_slot_at(f->lib, i)->name);
    str found = nearest_found(&n);
    diag_error(f->d, "E-NAME", head.pos, "没有“" STR_FMT "”这个事实、参数或决策%s" STR_FMT "%s",
               "there is no fact, parameter or decision \"" STR_FMT "\"%s" STR_FMT "%s",
               STR_ARG(head.text), found.len ? " (→ " : "", STR_ARG(found), found.len ? ")" : "");
}

/* A bare day in a cell is that day, not 2023 - 7 - 1. */
static feel_expr *cell_expr(md_file *f, md_cell cell)
{
    date day;
    str text = cell.text;
    if (date_parse(text, &day)) text = str_format(memory(f), "@\"" STR_FMT "\"", STR_ARG(text));
    return feel_parse(memory(f), text, FEEL_EXPRESSION, policy_scope(f->lib, f->doc), cell.pos,
                      f->d);
}

static bool add_cell(md_file *f, policy_cell **cells, int32_t *count, column c, md_cell cell)
{
    policy_cell *at = &(*cells)[*count];
    *at = (policy_cell){ .slot = c.slot, .member = c.member, .text = cell.text, .pos = cell.pos };
    bool expects_error = c.kind == E_EXPECTED && cell.text.len && cell.text.ptr[0] == '!';
    if (expects_error) at->error = str_trim(str_sub(cell.text, 1, cell.text.len));
    else at->expr = cell_expr(f, cell);
    if (!expects_error && !at->expr) return false;
    (*count)++;
    return true;
}

static void example_row(md_file *f, md_section *s, const md_row *row, const column *columns,
                        int count)
{
    policy_example *x = ARENA_NEW(memory(f), policy_example);
    policy_example **at = x ? VEC_PUSH(memory(f), &f->doc->examples) : NULL;
    if (!at) return;
    *at = x;
    *x = (policy_example){
        .name = s->name.text, .doc = f->doc, .pos = row->pos, .at = f->doc->period.from
    };
    x->given = ARENA_ARRAY(memory(f), policy_cell, count + 1);
    x->expected = ARENA_ARRAY(memory(f), policy_cell, count + 1);
    bool ok = x->given && x->expected;
    for (int i = 0; ok && i < count; i++) {
        md_cell cell = md_cell_at(row, i);
        if (columns[i].kind == E_LABEL) x->label = cell.text;
        if (cell.text.len == 0) continue;
        if (columns[i].kind == E_DATE) ok = md_date(f, cell, &x->at);
        if (columns[i].kind == E_GIVEN)
            ok = add_cell(f, &x->given, &x->given_count, columns[i], cell);
        if (columns[i].kind == E_EXPECTED)
            ok = add_cell(f, &x->expected, &x->expected_count, columns[i], cell);
    }
    if (!ok) {
        f->doc->examples.count--;
        return;
    }
    if (!policy_has_date(x->at))
        diag_error(f->d, "E-EXAMPLE", row->pos, "表头没有施行日期,示例要有“适用日”列",
                   "the header has no first day, so examples need a column \"at\"");
    if (x->expected_count == 0)
        diag_error(f->d, "E-EXAMPLE", row->pos, "这个例子没有检查任何决策;加一列期望的结果",
                   "this example checks no decision; add a column with what is expected");
}

void md_examples(md_file *f, md_section *s)
{
    const md_table *m = only_table(f, s);
    if (!m) return;
    const md_row *head = &m->rows.items[0];
    column *columns = ARENA_ARRAY(memory(f), column, head->count + 1);
    bool known = columns != NULL;
    for (int i = 0; columns && i < head->count; i++) {
        columns[i] = column_of(f, head->cells[i]);
        if (columns[i].kind != E_UNKNOWN) continue;
        unknown_column(f, head->cells[i]);
        known = false;
    }
    for (int i = 1; known && i < m->rows.count; i++)
        example_row(f, s, &m->rows.items[i], columns, head->count);
}
