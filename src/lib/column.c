/* column.c: the result of a step, column by column. Texts are made when asked for. */
#include "lib/internal.h"

static const feel_type *member_type(const feel_type *t, str name)
{
    for (int i = 0; t && t->kind == FEEL_T_CONTEXT && i < t->member_count; i++)
        if (str_eq(t->members[i].name, name)) return t->members[i].type;
    return NULL;
}

static bool room(heng_decision *d, int count)
{
    if (count <= d->column_room) return true;
    d->columns = ARENA_ARRAY(&d->texts, lib_column, count);
    d->texts_used = true;
    d->column_room = d->columns ? count : 0;
    return d->columns != NULL;
}

static void put(heng_decision *d, str name, feel_value v, const feel_type *t)
{
    lib_column *c = &d->columns[d->column_count++];
    *c = (lib_column){ .value = v, .type = t };
    c->name = lib_text_copy(&d->texts, name);
    c->unit = t ? lib_text_copy(&d->texts, t->unit) : (heng_text){ "", 0 };
}

static str own_name(const heng_decision *d)
{
    return policy_slot_at(d->library->lib, d->slot)->name;
}

bool lib_columns(heng_decision *d)
{
    if (d->columns_ready) return true;
    d->column_count = 0;
    if (!d->stepped || d->status != HENG_OK) return false;
    const feel_type *t = d->def ? d->def->type : NULL;
    if (d->by_row) {
        const policy_row *row = d->ran;
        const str *names = policy_row_names(row);
        if (!room(d, policy_row_width(row))) return false;
        for (int32_t i = 0; i < policy_row_width(row); i++)
            put(d, names ? names[i] : own_name(d), policy_row_value(row, i),
                names ? member_type(t, names[i]) : t);
    } else {
        if (!d->answer) return false;
        feel_value v = d->answer->value;
        const feel_context *c = v.kind == FEEL_CONTEXT ? v.as.context : NULL;
        if (!room(d, c ? c->count : 1)) return false;
        for (int i = 0; c && i < c->count; i++)
            put(d, c->keys[i], c->values[i], member_type(d->answer->type, c->keys[i]));
        if (!c) put(d, own_name(d), v, d->answer->type);
    }
    d->texts_used = true;
    d->columns_ready = true;
    return true;
}

/* The value of one column without names and units: what is asked most. */
static bool value_at(heng_decision *d, int column, feel_value *out)
{
    if (!d || column < 0 || !d->stepped || d->status != HENG_OK) return false;
    if (d->by_row) {
        const policy_row *row = d->ran;
        if (column >= policy_row_width(row)) return false;
        *out = policy_row_value(row, column);
        return true;
    }
    if (!lib_columns(d) || column >= d->column_count) return false;
    *out = d->columns[column].value;
    return true;
}

int heng_column_count(heng_decision *d)
{
    if (!d || !d->stepped || d->status != HENG_OK) return 0;
    if (d->by_row) return policy_row_width(d->ran);
    return lib_columns(d) ? d->column_count : 0;
}

static const lib_column *column_at(heng_decision *d, int column)
{
    return d && lib_columns(d) && column >= 0 && column < d->column_count ? &d->columns[column]
                                                                          : NULL;
}

heng_text heng_column_name(heng_decision *d, int column)
{
    const lib_column *c = column_at(d, column);
    return c ? c->name : (heng_text){ "", 0 };
}

heng_text heng_column_unit(heng_decision *d, int column)
{
    const lib_column *c = column_at(d, column);
    return c ? c->unit : (heng_text){ "", 0 };
}

heng_kind heng_column_kind(heng_decision *d, int column)
{
    feel_value v;
    if (!value_at(d, column, &v)) return HENG_NULL;
    switch (v.kind) {
    case FEEL_NULL: return HENG_NULL;
    case FEEL_BOOLEAN: return HENG_BOOLEAN;
    case FEEL_NUMBER: return HENG_NUMBER;
    case FEEL_STRING: return HENG_TEXT;
    case FEEL_DATE: return HENG_DATE;
    default: return HENG_OTHER;
    }
}

static heng_text json_text(heng_decision *d, feel_value v)
{
    strbuf b;
    json_out out;
    strbuf_init(&b, &d->texts);
    json_out_init(&out, &b);
    policy_value_json(v, &out, &d->texts);
    return lib_text(strbuf_done(&b));
}

heng_text heng_column_text(heng_decision *d, int column)
{
    feel_value v;
    if (!value_at(d, column, &v)) return (heng_text){ "", 0 };
    if (v.kind == FEEL_NUMBER && column == 0) {
        int n = dec_print(v.as.number, d->number_text, sizeof d->number_text);
        if (n >= 0 && n < (int)sizeof d->number_text) return (heng_text){ d->number_text, n };
    }
    d->texts_used = true;
    switch (v.kind) {
    case FEEL_NULL: return (heng_text){ "", 0 };
    case FEEL_BOOLEAN: return v.as.boolean ? (heng_text){ "true", 4 } : (heng_text){ "false", 5 };
    case FEEL_NUMBER: return lib_text(dec_text(&d->texts, v.as.number));
    case FEEL_STRING: return lib_text_copy(&d->texts, v.as.string);
    case FEEL_LIST: case FEEL_CONTEXT: return json_text(d, v);
    default: return lib_text_copy(&d->texts, feel_display(&d->texts, v));
    }
}

heng_text heng_column_shown(heng_decision *d, int column, heng_language language)
{
    const lib_column *c = column_at(d, column);
    if (!c) return (heng_text){ "", 0 };
    str shown = policy_shown(d->library->lib, &d->texts, c->value, c->type,
                             language == HENG_EN ? LANG_EN : LANG_ZH);
    return lib_text_copy(&d->texts, shown);
}

bool heng_column_bool(heng_decision *d, int column)
{
    feel_value v;
    return value_at(d, column, &v) && v.kind == FEEL_BOOLEAN && v.as.boolean;
}

bool heng_column_number(heng_decision *d, int column, int64_t *coefficient, int *exponent)
{
    feel_value v;
    if (!coefficient || !exponent || !value_at(d, column, &v) || v.kind != FEEL_NUMBER)
        return false;
    return dec_parts(v.as.number, coefficient, exponent);
}

bool heng_column_scaled(heng_decision *d, int column, int places, int64_t *out)
{
    feel_value v;
    dec scaled;
    if (!out || places < -6000 || places > 6000 || !value_at(d, column, &v) ||
        v.kind != FEEL_NUMBER)
        return false;
    return dec_mul(v.as.number, dec_scaled(1, places), &scaled) && dec_to_int64(scaled, out);
}

bool heng_column_date(heng_decision *d, int column, int *year, int *month, int *day)
{
    feel_value v;
    if (!year || !month || !day || !value_at(d, column, &v) || v.kind != FEEL_DATE) return false;
    *year = v.as.date.year;
    *month = v.as.date.month;
    *day = v.as.date.day;
    return true;
}

/* ---- what it rests on ---- */

heng_text heng_document(heng_decision *d)
{
    if (!d || !d->stepped || !d->def) return (heng_text){ "", 0 };
    d->texts_used = true;
    return lib_text_copy(&d->texts,
                         d->def->doc->number.len ? d->def->doc->number : d->def->doc->title);
}

heng_text heng_provision(heng_decision *d)
{
    if (!d || !d->stepped || !d->def) return (heng_text){ "", 0 };
    d->texts_used = true;
    return lib_text_copy(&d->texts, d->def->provision);
}

bool heng_inferred(heng_decision *d)
{
    const policy_answer *answer = d ? lib_answer(d, false) : NULL;
    return answer && answer->inferred;
}

/* Without memory a problem may have lost its words; its code is always there. */
int heng_problem_count(heng_decision *d)
{
    if (!d || !d->stepped || d->by_row || !d->answer) return 0;
    return d->answer->problems.count ? d->answer->problems.count : d->status == HENG_NO_RESULT;
}

heng_status heng_problem(heng_decision *d, int i, heng_error *out, heng_text *name)
{
    if (!d || !out || i < 0 || i >= heng_problem_count(d)) return HENG_MISUSE;
    if (name) *name = (heng_text){ "", 0 };
    if (i >= d->answer->problems.count) {
        lib_error_set(out, policy_code_text(d->answer->code), own_name(d),
                      STR("没有结果,内存不足以说明原因"),
                      STR("no result, and too little memory to say why"));
        return HENG_OK;
    }
    const policy_problem *p = &d->answer->problems.items[i];
    lib_error_set(out, policy_code_text(p->code), p->name, p->zh, p->en);
    if (name) { *name = lib_text_copy(&d->texts, p->name); d->texts_used = true; }
    return HENG_OK;
}
