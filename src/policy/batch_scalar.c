/* batch_scalar.c: one row through policy_decide_slot: the path that defines what is right. */
#include "policy/batch_program.h"

static void put_error(policy_batch *b, int64_t row, int32_t spec, const char *code, str zh, str en)
{
    batch_error *e = VEC_PUSH(&b->rows, &b->errors);
    if (e) *e = (batch_error){ .row = row, .spec = spec, .code = code, .zh = zh, .en = en };
}

/* ---- facts ---- */

static bool cell_value(const policy_batch *b, int32_t i, const batch_column *c, int64_t row,
                       feel_value *out)
{
    const batch_spec *s = &b->specs[i];
    const policy_def *def = policy_newest(b->o.lib, s->slot);
    switch (s->kind) {
    case BATCH_NUMBER: *out = feel_number(dec_scaled(c->numbers[row], -s->scale)); return true;
    case BATCH_DATE: *out = feel_date(date_from_days(c->numbers[row])); return true;
    case BATCH_BOOLEAN: *out = feel_bool(c->codes[row] != 0); return c->codes[row] < 2;
    case BATCH_CODE:
        if (!def || !def->type || c->codes[row] >= def->type->value_count) return false;
        *out = def->type->values[c->codes[row]];
        return true;
    default: return false;
    }
}

static bool give_cell(policy_batch *b, int32_t i, const batch_column *c, int64_t row, diag_list *d)
{
    uint8_t state = c->states ? c->states[row] : BATCH_GIVEN;
    feel_value v;
    str name = policy_slot_at(b->o.lib, b->specs[i].slot)->name;
    if (state == BATCH_ABSENT) return true;
    if (state == BATCH_ODD) return b->o.give && b->o.give(b->o.self, b->run, i, row, d);
    if (cell_value(b, i, c, row, &v)) return policy_run_fact(b->run, name, v, d);
    diag_error(d, "E-ALLOWED", (src_pos){ .file = name, .line = 1, .column = 1 },
               "“" STR_FMT "”的编号 %d 不在类型的值之内",
               "\"" STR_FMT "\": the code %d is none of the type's values", STR_ARG(name),
               (int)c->codes[row]);
    return false;
}

static bool give_row(policy_batch *b, const batch_column *columns, int64_t row)
{
    diag_list d;
    bool ok = true;
    diag_init(&d, &b->rows);
    for (int32_t i = 0; i < b->o.spec_count; i++) {
        int before = d.all.count;
        if (give_cell(b, i, &columns[i], row, &d)) continue;
        ok = false;
        const diag *why = d.all.count > before ? &d.all.items[before] : NULL;
        put_error(b, row, i, why ? why->code : "E-FACT", why ? why->zh : STR("不能采用这个值"),
                  why ? why->en : STR("this value cannot be used"));
    }
    return ok;
}

/* ---- results ---- */

static void put_wide(policy_batch *b, int64_t row, const batch_out *out, feel_value v)
{
    feel_value *kept = VEC_PUSH(&b->rows, &b->wide);
    if (kept) *kept = v;
    out->values[row] = b->wide.count - 1;
    if (out->states) out->states[row] = kept ? BATCH_WIDE : BATCH_ERROR;
}

/* The number at the result's scale, when it has no more digits and fits. */
static bool scaled_number(dec d, int scale, int64_t *out)
{
    int64_t coefficient;
    int exponent;
    if (!dec_parts(d, &coefficient, &exponent)) return false;
    for (; exponent + scale < 0 && coefficient % 10 == 0 && coefficient; exponent++)
        coefficient /= 10;
    if (coefficient == 0) exponent = -scale;
    int digits = exponent + scale;
    return digits >= 0 && digits <= BATCH_SCALE_MAX &&
           !__builtin_mul_overflow(coefficient, batch_ten_to[digits], out);
}

static void put_value(policy_batch *b, int64_t row, const batch_result *r, const batch_out *out,
                      feel_value v)
{
    int64_t n = 0;
    bool fits = false;
    if (v.kind == FEEL_NULL) {
        out->values[row] = 0;
        if (out->states) out->states[row] = BATCH_NULL;
        return;
    }
    switch (r->kind) {
    case BATCH_NUMBER:
        fits = v.kind == FEEL_NUMBER && scaled_number(v.as.number, r->scale, &n);
        break;
    case BATCH_BOOLEAN: fits = v.kind == FEEL_BOOLEAN; n = fits && v.as.boolean; break;
    case BATCH_DATE:
        fits = v.kind == FEEL_DATE;
        if (fits) n = date_to_days(v.as.date);
        break;
    case BATCH_CODE: {
        const char *found = v.kind == FEEL_STRING ? strmap_find(&b->codes, v.as.string) : NULL;
        fits = found != NULL;
        if (fits) n = found - (const char *)b;
        break;
    }
    default: break;
    }
    if (!fits) { put_wide(b, row, out, v); return; }
    out->values[row] = n;
    if (out->states) out->states[row] = BATCH_VALUE;
}

static void put_failed(policy_batch *b, int64_t row, const batch_out *outs)
{
    for (int i = 0; i < b->result_count; i++) {
        outs[i].values[row] = 0;
        if (outs[i].states) outs[i].states[row] = BATCH_ERROR;
    }
}

static void put_answer(policy_batch *b, int64_t row, const batch_out *outs, feel_value v)
{
    for (int i = 0; i < b->result_count; i++) {
        bool found = v.kind == FEEL_CONTEXT;
        feel_value member = b->whole ? v
                            : found  ? feel_context_get(v.as.context, b->results[i].name, &found)
                                     : FEEL_NULL_VALUE;
        put_value(b, row, &b->results[i], &outs[i], member);
    }
}

/* ---- the matched row ---- */

/* The first row below the table's step; its number is found by where it stands. */
static bool traced_row(const feel_trace *t, const feel_table *table, int32_t *row)
{
    for (; t; t = t->next) {
        bool here = t->kind == TRACE_TABLE && t->pos.line == table->pos.line &&
                    str_eq(t->label, table->name);
        for (const feel_trace *k = here ? t->first : NULL; k; k = k->next)
            for (int32_t i = 0; k->kind == TRACE_ROW && i < table->rule_count; i++)
                if (table->rules[i].pos.line == k->pos.line &&
                    str_eq(table->rules[i].label, k->label)) {
                    *row = i + 1;
                    return true;
                }
        if (traced_row(t->first, table, row)) return true;
    }
    return false;
}

void batch_scalar_row(policy_batch *b, const batch_column *columns, int64_t row,
                      const batch_out *outs, int32_t *matched)
{
    arena_pos mark = arena_mark(&b->rows);
    int errors = b->errors.count, wide = b->wide.count;
    policy_run_reset(b->run);
    policy_run_at(b->run, b->o.at);
    policy_run_place(b->run, b->place);
    policy_run_trace(b->run, matched && b->table);
    b->stats.scalar_rows++;
    if (matched) matched[row] = 0;
    const policy_answer *answer =
        give_row(b, columns, row) ? policy_decide_slot(b->run, b->o.slot) : NULL;
    if (answer && answer->code == POLICY_OK) {
        put_answer(b, row, outs, answer->value);
        if (matched && b->table) traced_row(answer->trace, b->table, &matched[row]);
    } else {
        put_failed(b, row, outs);
        const policy_problem *why =
            answer && answer->problems.count ? &answer->problems.items[0] : NULL;
        if (answer)
            put_error(b, row, -1, policy_code_text(answer->code), why ? why->zh : STR(""),
                      why ? why->en : STR(""));
        else if (b->errors.count == errors)
            put_error(b, row, -1, "E-LIMIT", STR("内存不足"), STR("out of memory"));
    }
    if (b->errors.count == errors && b->wide.count == wide) arena_rewind(&b->rows, mark);
}
