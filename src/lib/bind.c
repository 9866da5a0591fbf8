/* bind.c: facts into a prepared decision, checked as they come. */
#include "lib/internal.h"

int heng_fact_count(const heng_decision *d) { return d ? d->facts.count : 0; }

static lib_fact *fact_at(const heng_decision *d, int i)
{
    return d && i >= 0 && i < d->facts.count ? d->facts.items[i] : NULL;
}

heng_status heng_fact_info(const heng_decision *d, int i, heng_info *out)
{
    const lib_fact *f = fact_at(d, i);
    if (!f || !out) return HENG_MISUSE;
    *out = f->info;
    return HENG_OK;
}

/* ---- what is bound ---- */

/* Facts that only the evaluator can take into account. */
static int weight(const lib_fact *f)
{
    return f->kind == BOUND_TEXT || (f->kind == BOUND_VALUE && f->extra);
}

static void end_answer(heng_decision *d)
{
    d->stepped = false;
    d->columns_ready = false;
    d->column_count = 0;
    d->answer = NULL;
}

static void store(heng_decision *d, lib_fact *f, bound_kind kind, feel_value v)
{
    d->composite -= weight(f);
    if (f->kind != kind) lib_shape_changed(d);
    f->kind = (uint8_t)kind;
    f->value = v;
    d->composite += weight(f);
    if (kind == BOUND_VALUE) {
        if (f->row >= 0) policy_row_give(d->row, f->row, v);
        if (f->row_traced >= 0) policy_row_give(d->row_traced, f->row_traced, v);
    } else {
        if (f->row >= 0) policy_row_take(d->row, f->row);
        if (f->row_traced >= 0) policy_row_take(d->row_traced, f->row_traced);
    }
}

/* The row took it: only the note of it is left to make. */
static heng_status taken(heng_decision *d, lib_fact *f, feel_value v)
{
    end_answer(d);
    d->error.code[0] = 0;
    d->composite -= weight(f);
    if (f->kind != BOUND_VALUE) lib_shape_changed(d);
    f->kind = BOUND_VALUE;
    f->value = v;
    if (f->row_traced >= 0) policy_row_give(d->row_traced, f->row_traced, v);
    return HENG_OK;
}

/* Checked already: keeps the value, with a copy of what it points to. */
static heng_status keep(heng_decision *d, lib_fact *f, feel_value v)
{
    bool plain = v.kind == FEEL_NULL || v.kind == FEEL_BOOLEAN || v.kind == FEEL_NUMBER ||
                 v.kind == FEEL_DATE;
    d->error.code[0] = 0;
    if (plain) { store(d, f, BOUND_VALUE, v); return HENG_OK; }
    str own = { NULL, 0 };
    if (v.kind == FEEL_STRING && d->row) own = policy_row_text(d->row, v.as.string);
    if (!own.ptr) {
        arena_pos before = arena_mark(&f->memory);
        own =
            v.kind == FEEL_STRING ? str_copy(&f->memory, v.as.string) : feel_literal(&f->memory, v);
        if (!own.ptr) { arena_rewind(&f->memory, before); return lib_no_memory(&d->error); }
        /* What was bound before is not needed any more: the new text moves to the front of a fresh
         * arena. */
        arena fresh;
        arena_init(&fresh, 0);
        str moved = str_copy(&fresh, own);
        if (moved.ptr) { arena_deinit(&f->memory); f->memory = fresh; own = moved; }
        else arena_deinit(&fresh);
    }
    if (v.kind == FEEL_STRING) store(d, f, BOUND_VALUE, feel_string(own));
    else { f->text = own; store(d, f, BOUND_TEXT, FEEL_NULL_VALUE); }
    return HENG_OK;
}

/* ---- checks by the evaluator ---- */

static void ready_to_check(heng_decision *d, diag_list *l)
{
    end_answer(d);
    arena_reset(&d->scratch);
    policy_run_reset(d->run);
    policy_run_at(d->run, d->at);
    policy_run_place(d->run, d->place);
    diag_init(l, &d->scratch);
}

static str name_of(const heng_decision *d, const lib_fact *f)
{
    return policy_slot_at(d->library->lib, f->slot)->name;
}

static heng_status refused(heng_decision *d, const diag_list *l)
{
    lib_error_clear(&d->error);
    return lib_error_from(&d->error, l);
}

static heng_status check_value(heng_decision *d, lib_fact *f, feel_value v)
{
    diag_list l;
    ready_to_check(d, &l);
    if (!policy_run_fact(d->run, name_of(d, f), v, &l)) return refused(d, &l);
    return keep(d, f, v);
}

static heng_status bind_value(heng_decision *d, int i, feel_value v)
{
    lib_fact *f = fact_at(d, i);
    if (!f) return HENG_MISUSE;
    if (f->row >= 0 && policy_row_offer(d->row, f->row, &v)) return taken(d, f, v);
    return check_value(d, f, v);
}

heng_status heng_bind_number(heng_decision *d, int i, int64_t coefficient, int exponent)
{
    return bind_value(d, i, feel_number(dec_scaled(coefficient, exponent)));
}

heng_status heng_bind_bool(heng_decision *d, int i, bool value)
{
    return bind_value(d, i, feel_bool(value));
}
heng_status heng_bind_null(heng_decision *d, int i) { return bind_value(d, i, FEEL_NULL_VALUE); }

heng_status heng_bind_date(heng_decision *d, int i, int year, int month, int day)
{
    if (!fact_at(d, i)) return HENG_MISUSE;
    if (date_valid(year, month, day))
        return bind_value(d, i, feel_date((date){ year, (int8_t)month, (int8_t)day }));
    lib_error_set(&d->error, "E-DATE", name_of(d, d->facts.items[i]),
                  STR("没有这一天;请查对年月日"),
                  STR("that day does not exist; check year, month and day"));
    return HENG_ERROR;
}

/* ---- text ---- */

static str text_of(const char *text, int length)
{
    if (!text) return (str){ "", 0 };
    return (str){ text, length < 0 ? (int32_t)strlen(text) : length };
}

/* What needs no reader: plain digits, and a text that no FEEL expression begins like. false: ask
 * the reader. */
static bool quick_value(const lib_fact *f, str text, feel_value *out)
{
    dec n;
    feel_type_kind kind = f->type ? f->type->kind : FEEL_T_ANY;
    if (kind == FEEL_T_NUMBER && dec_parse(text, &n)) { *out = feel_number(n); return true; }
    if (kind != FEEL_T_STRING || text.len == 0 || (unsigned char)text.ptr[0] < 0xE4) return false;
    *out = feel_string(text);
    return true;
}

heng_status heng_bind_text(heng_decision *d, int i, const char *text, int length)
{
    lib_fact *f = fact_at(d, i);
    if (!f) return HENG_MISUSE;
    str s = text_of(text, length);
    feel_value v;
    if (f->row >= 0 && quick_value(f, s, &v) && policy_row_offer(d->row, f->row, &v))
        return taken(d, f, v);
    diag_list l;
    ready_to_check(d, &l);
    if (utf8_bad(s) >= 0) {
        lib_error_set(&d->error, "E-UTF8", name_of(d, f), STR("文字不是 UTF-8;请转换后再给"),
                      STR("the text is no UTF-8; convert it first"));
        return HENG_ERROR;
    }
    if (!policy_run_fact_text(d->run, name_of(d, f), s, &l)) return refused(d, &l);
    return keep(d, f, policy_run_given(d->run, f->slot));
}

/* ---- JSON ---- */

static heng_status bind_json(heng_decision *d, lib_fact *f, const json *j, diag_list *l)
{
    feel_value v;
    const policy_def *def = policy_newest(d->library->lib, f->slot);
    const feel_type *t = f->slot == POLICY_SLOT_DATE ? &FEEL_TYPE_DATE : def ? def->type : NULL;
    if (!policy_json_value(d->library->lib, &d->scratch, j, t, name_of(d, f), &v, l))
        return refused(d, l);
    if (!policy_run_fact(d->run, name_of(d, f), v, l)) return refused(d, l);
    return keep(d, f, v);
}

static const json *parse(heng_decision *d, const char *text, int length, diag_list *l)
{
    ready_to_check(d, l);
    return json_parse(&d->scratch, text_of(text, length), STR("JSON"), l);
}

heng_status heng_bind_json(heng_decision *d, int i, const char *text, int length)
{
    diag_list l;
    lib_fact *f = fact_at(d, i);
    if (!f) return HENG_MISUSE;
    const json *j = parse(d, text, length, &l);
    return j ? bind_json(d, f, j, &l) : refused(d, &l);
}

static int index_of(heng_decision *d, str name, diag_list *l);

heng_status heng_bind_facts(heng_decision *d, const char *text, int length)
{
    diag_list l;
    if (!d) return HENG_MISUSE;
    const json *j = parse(d, text, length, &l);
    if (!j) return refused(d, &l);
    if (j->kind != JSON_OBJECT) {
        lib_error_set(&d->error, "E-JSON", (str){ "", 0 },
                      STR("事实应是一个 JSON 对象:{\"名称\": 值}"),
                      STR("facts are one JSON object: {\"name\": value}"));
        return HENG_ERROR;
    }
    for (int k = 0; k < j->count; k++) {
        int i = index_of(d, j->keys[k], &l);
        heng_status status =
            i >= 0 ? bind_json(d, d->facts.items[i], j->items[k], &l) : refused(d, &l);
        if (status != HENG_OK) return status;
    }
    return HENG_OK;
}

/* ---- names ---- */

static int index_by_slot(const heng_decision *d, int32_t slot)
{
    for (int i = 0; i < d->facts.count; i++)
        if (d->facts.items[i]->slot == slot) return i;
    return -1;
}

/* Facts and parameters the decision does not list. null is what any fact may be: giving it asks
 * whether the name is one. */
static int add_by_name(heng_decision *d, str name, diag_list *l)
{
    str normal = feel_name_normal(&d->memory, name);
    int32_t slot = policy_slot_find(d->library->lib, (str){ "", 0 }, normal);
    if (!policy_run_fact(d->run, name, FEEL_NULL_VALUE, l)) return -1;
    lib_fact *f = ARENA_NEW(&d->memory, lib_fact);
    lib_fact **at = f ? VEC_PUSH(&d->memory, &d->facts) : NULL;
    if (!at) return -1;
    *at = f;
    *f = (lib_fact){ .slot = slot, .row = -1, .row_traced = -1, .extra = true };
    f->info = lib_info(d->library->lib, slot, policy_newest(d->library->lib, slot), &d->memory);
    arena_init(&f->memory, 0);
    return d->facts.count - 1;
}

static int index_of(heng_decision *d, str name, diag_list *l)
{
    int32_t slot =
        policy_slot_find(d->library->lib, (str){ "", 0 }, feel_name_normal(&d->scratch, name));
    int i = slot >= 0 ? index_by_slot(d, slot) : -1;
    return i >= 0 ? i : add_by_name(d, name, l);
}

int heng_fact_index(heng_decision *d, const char *name)
{
    if (!d || !name) return -1;
    diag_list l;
    ready_to_check(d, &l);
    int i = index_of(d, str_c(name), &l);
    if (i < 0) refused(d, &l);
    return i;
}

heng_status heng_unbind(heng_decision *d, int i)
{
    lib_fact *f = fact_at(d, i);
    if (!f) return HENG_MISUSE;
    end_answer(d);
    store(d, f, BOUND_NOT, FEEL_NULL_VALUE);
    return HENG_OK;
}

void heng_clear(heng_decision *d)
{
    for (int i = 0; d && i < d->facts.count; i++) heng_unbind(d, i);
}
