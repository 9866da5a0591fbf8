/* row.c: running a compiled row (row.h). */
#include "policy/row_dec.h"
#include "policy/row_node.h"

/* ---- values ---- */

bool row_plain(feel_value v)
{
    return v.kind == FEEL_NULL || v.kind == FEEL_BOOLEAN || v.kind == FEEL_NUMBER ||
           v.kind == FEEL_STRING || v.kind == FEEL_DATE;
}

static uint32_t text_hash(str s)
{
    uint64_t last = 0;
    int32_t n = s.len < 8 ? s.len : 8;
    if (n) memcpy(&last, s.ptr + s.len - n, (size_t)n);
    uint64_t h = (last ^ (uint64_t)s.len) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 32);
}

int32_t row_text_code(const policy_row *p, str text)
{
    if (p->text_slot_count == 0) return ROW_CODE_NONE;
    uint32_t mask = (uint32_t)p->text_slot_count - 1;
    for (uint32_t at = text_hash(text) & mask; p->text_slots[at]; at = (at + 1) & mask)
        if (str_eq(p->texts.items[p->text_slots[at] - 1], text)) return p->text_slots[at] - 1;
    return ROW_CODE_NONE;
}

static bool grow_texts(policy_row *p)
{
    int32_t wanted = p->text_slot_count ? p->text_slot_count * 2 : 64;
    int32_t *slots = ARENA_ARRAY(p->arena, int32_t, wanted);
    if (!slots) return false;
    for (int32_t i = 0; i < p->texts.count; i++) {
        uint32_t at = text_hash(p->texts.items[i]) & (uint32_t)(wanted - 1);
        while (slots[at]) at = (at + 1) & (uint32_t)(wanted - 1);
        slots[at] = i + 1;
    }
    p->text_slots = slots;
    p->text_slot_count = wanted;
    return true;
}

int32_t row_intern(policy_row *p, str text)
{
    int32_t code = row_text_code(p, text);
    if (code >= 0) return code;
    if (p->wide) {
        p->no_memory = true;
        return ROW_CODE_NONE;
    } /* cannot be: the wide row has met every text */
    if ((p->texts.count + 1) * 2 > p->text_slot_count && !grow_texts(p)) {
        p->no_memory = true;
        return ROW_CODE_NONE;
    }
    str *place = VEC_PUSH(p->arena, &p->texts);
    if (!place) { p->no_memory = true; return ROW_CODE_NONE; }
    *place = text;
    uint32_t mask = (uint32_t)p->text_slot_count - 1, at = text_hash(text) & mask;
    while (p->text_slots[at]) at = (at + 1) & mask;
    p->text_slots[at] = p->texts.count;
    return p->texts.count - 1;
}

row_value row_from(const policy_row *p, feel_value v)
{
    row_value out = { .kind = v.kind, .code = ROW_CODE_NONE };
    switch (v.kind) {
    case FEEL_BOOLEAN: out.as.boolean = v.as.boolean; break;
    case FEEL_NUMBER: out.as.number = v.as.number; break;
    case FEEL_DATE: out.as.date = v.as.date; break;
    case FEEL_STRING:
        out.code = row_text_code(p, v.as.string);
        out.as.string = out.code >= 0 ? p->texts.items[out.code] : v.as.string;
        break;
    default: break;
    }
    return out;
}

feel_value row_to(const row_value *v)
{
    switch (v->kind) {
    case FEEL_BOOLEAN: return feel_bool(v->as.boolean);
    case FEEL_NUMBER: return feel_number(v->as.number);
    case FEEL_STRING: return feel_string(v->as.string);
    case FEEL_DATE: return feel_date(v->as.date);
    default: return FEEL_NULL_VALUE;
    }
}

static void put_bool(row_value *out, bool b)
{
    out->kind = FEEL_BOOLEAN;
    out->as.boolean = b;
}

static bool same_text(const row_value *a, const row_value *b)
{
    if (a->code >= 0 && b->code >= 0) return a->code == b->code;
    return str_eq(a->as.string, b->as.string);
}

/* 1, 0; -1 where the evaluator has more to say. */
static int equal(const row_value *a, const row_value *b)
{
    if (a->kind != b->kind) return a->kind == FEEL_NULL || b->kind == FEEL_NULL ? 0 : -1;
    switch (a->kind) {
    case FEEL_NULL: return 1;
    case FEEL_BOOLEAN: return a->as.boolean == b->as.boolean;
    case FEEL_NUMBER: return dec_eq(a->as.number, b->as.number);
    case FEEL_STRING: return same_text(a, b);
    case FEEL_DATE: return date_cmp(a->as.date, b->as.date) == 0;
    default: return -1;
    }
}

/* false: not comparable here. */
static bool order_of(const row_value *a, const row_value *b, int *order)
{
    if (a->kind != b->kind) return false;
    if (a->kind == FEEL_NUMBER) *order = row_dec_cmp(a->as.number, b->as.number);
    else if (a->kind == FEEL_DATE) *order = date_cmp(a->as.date, b->as.date);
    else return false;
    return true;
}

/* ---- leaves ---- */

bool row_run_bail(policy_row *p, const row_node *n, row_value *out) { return false; }

bool row_run_missing(policy_row *p, const row_node *n, row_value *out)
{
    p->missing = true;
    return false;
}

bool row_run_constant(policy_row *p, const row_node *n, row_value *out)
{
    *out = n->constant;
    return true;
}

bool row_run_register(policy_row *p, const row_node *n, row_value *out)
{
    *out = *n->reg;
    return true;
}

/* a fills the record, reg is one of its members. */
bool row_run_member(policy_row *p, const row_node *n, row_value *out)
{
    row_value whole;
    if (!row_eval(p, n->a, &whole)) return false;
    *out = *n->reg;
    return true;
}

bool row_run_fact(policy_row *p, const row_node *n, row_value *out)
{
    row_fact *f = n->fact;
    if (!f->given) {
        p->missing = true;
        if (p->strict || !f->has_default) return false;
    }
    if (p->keep_steps && f->noted != p->generation) {
        f->noted = p->generation;
        if (p->step_count < p->step_room) p->steps[p->step_count++] = (row_step){ .fact = f };
    }
    *out = f->value;
    return true;
}

static bool record_fits(const row_def *d)
{
    for (int32_t i = 0; d->record_wants && i < d->record->count; i++)
        if (!row_fits(d->record_wants[i], &d->record->values[i])) return false;
    return true;
}

bool row_run_def(policy_row *p, const row_node *n, row_value *out)
{
    row_def *d = n->def;
    if (d->generation != p->generation) {
        if (!row_eval(p, d->body, &d->value)) return false;
        if (d->record ? !record_fits(d) : !row_fits(d->want, &d->value)) return false;
        d->generation = p->generation;
        if (p->keep_steps && p->step_count < p->step_room)
            p->steps[p->step_count++] = (row_step){ .def = d };
    }
    *out = d->value;
    return true;
}

/* ---- operators ---- */

bool row_run_arithmetic(policy_row *p, const row_node *n, row_value *out)
{
    row_value first, second;
    const row_value *a = row_operand(p, n->a, &first),
                    *b = a ? row_operand(p, n->b, &second) : NULL;
    if (!b || a->kind != FEEL_NUMBER || b->kind != FEEL_NUMBER) return false;
    out->kind = FEEL_NUMBER;
    switch (n->op) {
    case FEEL_N_ADD: return row_dec_add(a->as.number, b->as.number, &out->as.number);
    case FEEL_N_SUB: return row_dec_sub(a->as.number, b->as.number, &out->as.number);
    case FEEL_N_MUL: return row_dec_mul(a->as.number, b->as.number, &out->as.number);
    case FEEL_N_DIV: return dec_div(a->as.number, b->as.number, &out->as.number);
    default: return false;
    }
}

bool row_run_negate(policy_row *p, const row_node *n, row_value *out)
{
    if (!row_eval(p, n->a, out) || out->kind != FEEL_NUMBER) return false;
    out->as.number = dec_neg(out->as.number);
    return true;
}

bool row_run_compare(policy_row *p, const row_node *n, row_value *out)
{
    row_value first, second;
    int order;
    const row_value *a = row_operand(p, n->a, &first),
                    *b = a ? row_operand(p, n->b, &second) : NULL;
    if (!b || !order_of(a, b, &order)) return false;
    switch (n->op) {
    case FEEL_N_LT: put_bool(out, order < 0); break;
    case FEEL_N_LE: put_bool(out, order <= 0); break;
    case FEEL_N_GT: put_bool(out, order > 0); break;
    default: put_bool(out, order >= 0); break;
    }
    return true;
}

bool row_run_equal(policy_row *p, const row_node *n, row_value *out)
{
    row_value first, second;
    const row_value *a = row_operand(p, n->a, &first),
                    *b = a ? row_operand(p, n->b, &second) : NULL;
    int same = b ? equal(a, b) : -1;
    if (same < 0) return false;
    put_bool(out, n->op == FEEL_N_EQ ? same : !same);
    return true;
}

bool row_run_logic(policy_row *p, const row_node *n, row_value *out)
{
    bool stop = n->op == FEEL_N_OR;
    if (!row_eval(p, n->a, out) || out->kind != FEEL_BOOLEAN) return false;
    if (out->as.boolean == stop) return true;
    return row_eval(p, n->b, out) && out->kind == FEEL_BOOLEAN;
}

bool row_run_if(policy_row *p, const row_node *n, row_value *out)
{
    row_value room;
    const row_value *condition = row_operand(p, n->a, &room);
    if (!condition || condition->kind != FEEL_BOOLEAN) return false;
    return row_eval(p, condition->as.boolean ? n->b : n->c, out);
}

/* ---- tests ---- */

static int in_range(policy_row *p, const row_test *t, const row_value *subject)
{
    row_value end;
    int order;
    bool inside = true;
    if (t->value) {
        if (!row_eval(p, t->value, &end) || !order_of(subject, &end, &order)) return -1;
        inside = order > 0 || (order == 0 && t->low_closed);
    }
    if (t->high) {
        if (!row_eval(p, t->high, &end) || !order_of(subject, &end, &order)) return -1;
        inside = inside && (order < 0 || (order == 0 && t->high_closed));
    }
    return inside;
}

static int one_test(policy_row *p, const row_test *t, const row_value *subject)
{
    row_value room;
    int order, same;
    if (t->kind == ROW_TEST_ANY) return 1;
    if (t->kind == ROW_TEST_BAIL) return -1;
    if (t->kind == ROW_TEST_RANGE) return in_range(p, t, subject);
    const row_value *v = row_operand(p, t->value, &room);
    if (!v) return -1;
    if (t->kind >= ROW_TEST_EQ) {
        /* A condition in a cell ("a > b") holds or not whatever the input is. */
        bool condition = t->kind == ROW_TEST_VALUE && v->kind == FEEL_BOOLEAN &&
                         subject->kind != FEEL_BOOLEAN && !t->literal;
        if (condition) return v->as.boolean;
        same = equal(subject, v);
        return same < 0 ? -1 : t->kind == ROW_TEST_NE ? !same : same;
    }
    if (!order_of(subject, v, &order)) return -1;
    switch (t->kind) {
    case ROW_TEST_LT: return order < 0;
    case ROW_TEST_LE: return order <= 0;
    case ROW_TEST_GT: return order > 0;
    default: return order >= 0;
    }
}

int row_hold(policy_row *p, const row_tests *t, const row_value *subject)
{
    int result = 0;
    for (int32_t i = 0; i < t->count && result != 1; i++) {
        result = one_test(p, &t->items[i], subject);
        if (result < 0) return -1;
    }
    return t->negated ? !result : result;
}

bool row_run_in(policy_row *p, const row_node *n, row_value *out)
{
    row_value room;
    const row_value *subject = row_operand(p, n->a, &room);
    if (!subject) return false;
    int held = row_hold(p, n->tests, subject);
    put_bool(out, held == 1);
    return held >= 0;
}

/* ---- built-ins ---- */

bool row_run_not(policy_row *p, const row_node *n, row_value *out)
{
    if (!row_eval(p, n->a, out) || out->kind != FEEL_BOOLEAN) return false;
    out->as.boolean = !out->as.boolean;
    return true;
}

/* min and max of numbers; op is the order that wins: 0 smaller, 1 larger. */
bool row_run_extreme(policy_row *p, const row_node *n, row_value *out)
{
    int wanted = n->op ? 1 : -1;
    row_value room;
    if (!row_eval(p, n->items[0], out) || out->kind != FEEL_NUMBER) return false;
    for (int32_t i = 1; i < n->count; i++) {
        const row_value *v = row_operand(p, n->items[i], &room);
        if (!v || v->kind != FEEL_NUMBER) return false;
        if (row_dec_cmp(v->as.number, out->as.number) == wanted) out->as.number = v->as.number;
    }
    return true;
}

/* op: the mode; constant: the places. */
bool row_run_round(policy_row *p, const row_node *n, row_value *out)
{
    if (!row_eval(p, n->a, out) || out->kind != FEEL_NUMBER) return false;
    if (n->op == DEC_HALF_UP)
        return row_dec_half_up(out->as.number, n->constant.code, &out->as.number);
    return dec_round(out->as.number, n->constant.code, (dec_round_mode)n->op, &out->as.number);
}

bool row_run_builtin(policy_row *p, const row_node *n, row_value *out)
{
    feel_value values[BUILTIN_PARAMS_MAX];
    row_value v;
    const feel_builtin *b = n->expr->as.call.of.builtin;
    for (int32_t i = 0; i < n->count; i++) {
        if (!row_eval(p, n->items[i], &v)) return false;
        values[i] = row_to(&v);
    }
    feel_value result = b->fn(&p->feel, n->count, values, *n->expr->as.call.pos);
    if (p->feel.notes.count || p->feel.stopped || !row_plain(result)) return false;
    *out = row_from(p, result);
    return true;
}

/* ---- several steps ---- */

bool row_run_set(policy_row *p, const row_node *n, row_value *out)
{
    if (!row_eval(p, n->a, n->reg) || !row_fits(n->want, n->reg)) return false;
    *out = *n->reg;
    return true;
}

/* items in order, then a as the value; without a the value is a record. */
bool row_run_sequence(policy_row *p, const row_node *n, row_value *out)
{
    row_value ignored;
    for (int32_t i = 0; i < n->count; i++)
        if (!row_eval(p, n->items[i], &ignored)) return false;
    if (n->a) return row_eval(p, n->a, out) && row_fits(n->want, out);
    out->kind = FEEL_CONTEXT;
    return true;
}

/* Every condition is looked at, as in the evaluator; op: any of them is enough. */
bool row_run_conditions(policy_row *p, const row_node *n, row_value *out)
{
    bool settled = false;
    for (int32_t i = 0; i < n->count; i++) {
        row_value room;
        const row_value *v = row_operand(p, n->items[i], &room);
        if (!v || v->kind != FEEL_BOOLEAN) return false;
        settled = settled || v->as.boolean == (bool)n->op;
    }
    put_bool(out, settled ? n->op : !n->op);
    return true;
}

/* ---- facts ---- */

int32_t policy_row_fact(const policy_row *row, int32_t slot)
{
    return slot >= 0 && slot < policy_slot_count(row->lib) ? row->fact_by_slot[slot] - 1 : -1;
}

bool policy_row_offer(policy_row *row, int32_t fact, feel_value *v)
{
    row_fact *f = row->facts[fact];
    if (!f->checkable || v->kind != f->want) return false;
    row_value value = row_from(row, *v);
    if (f->codes && (value.code < 0 || value.code >= f->code_count || !f->codes[value.code]))
        return false;
    for (int i = 0; i < 2; i++)
        if (f->tests[i] && row_hold(row, f->tests[i], &value) != 1) return false;
    if (v->kind == FEEL_STRING) {
        if (value.code < 0) return false;
        v->as.string = value.as.string;
    }
    f->value = value;
    f->given = true;
    return true;
}

str policy_row_text(const policy_row *row, str text)
{
    int32_t code = row_text_code(row, text);
    return code >= 0 ? row->texts.items[code] : (str){ NULL, 0 };
}

void policy_row_give(policy_row *row, int32_t fact, feel_value v)
{
    row_fact *f = row->facts[fact];
    f->value = row_from(row, v);
    f->given = true;
}

void policy_row_take(policy_row *row, int32_t fact)
{
    row_fact *f = row->facts[fact];
    f->value = f->fallback;
    f->given = false;
}

/* ---- the whole ---- */


void policy_row_free(policy_row *row)
{
    if (row) arena_deinit(&row->scratch);
}

/* Constraints that speak of given facts only (policy_run_consistent). false: one is broken, or the
 * evaluator has to look. */
static bool consistent(policy_row *p)
{
    int32_t steps = p->step_count;
    bool ok = true;
    p->strict = true;
    for (int32_t i = 0; ok && i < p->constraint_count; i++) {
        row_value v;
        p->missing = false;
        if (row_eval(p, p->constraints[i], &v)) ok = v.kind != FEEL_BOOLEAN || v.as.boolean;
        else ok = p->missing;
    }
    p->strict = false;
    p->step_count = steps;
    return ok;
}

bool policy_row_run(policy_row *row)
{
    row->generation++;
    row->step_count = 0;
    if (row->feel.notes.count || row->scratch.used) {
        arena_reset(&row->scratch);
        const struct calendar *days = row->feel.calendar;
        feel_run_init(&row->feel, &row->scratch, NULL);
        row->feel.calendar = days;
    }
    if (!row_eval(row, row->root, &row->result)) return false;
    return (row->record || row->result.kind != FEEL_NULL) && consistent(row);
}

int32_t policy_row_width(const policy_row *row) { return row->record ? row->record->count : 1; }
const str *policy_row_names(const policy_row *row)
{
    return row->record ? row->record->names : NULL;
}

feel_value policy_row_value(const policy_row *row, int32_t i)
{
    return row_to(row->record ? &row->record->values[i] : &row->result);
}

int32_t policy_row_used_count(const policy_row *row) { return row->step_count; }

policy_row_used policy_row_used_at(const policy_row *row, int32_t i)
{
    const row_step *s = &row->steps[i];
    if (s->fact)
        return (policy_row_used){ .def = s->fact->def,
                                  .assumed = !s->fact->given,
                                  .plain = true,
                                  .value = row_to(&s->fact->value) };
    const row_def *d = s->def;
    policy_row_used used = {
        .def = d->def, .plain = !d->record, .value = row_to(&d->value), .rule_index = -1
    };
    if (d->table && d->table->matched >= 0) {
        used.rule_index = d->table->matched;
        used.rule = &d->table->source->rules[used.rule_index];
    }
    return used;
}
