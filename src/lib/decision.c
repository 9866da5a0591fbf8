/* decision.c: preparing a decision and deciding. */
#include "lib/internal.h"

/* ---- prepare ---- */

static lib_fact *add_fact(heng_decision *d, int32_t slot, bool extra)
{
    lib_fact *f = ARENA_NEW(&d->memory, lib_fact);
    lib_fact **at = f ? VEC_PUSH(&d->memory, &d->facts) : NULL;
    if (!at) return NULL;
    *at = f;
    f->slot = slot;
    f->row = d->row ? policy_row_fact(d->row, slot) : -1;
    f->row_traced = d->row_traced ? policy_row_fact(d->row_traced, slot) : -1;
    f->extra = extra && f->row < 0;
    const policy_def *def = policy_newest(d->library->lib, slot);
    f->type = def ? def->type : NULL;
    f->info = lib_info(d->library->lib, slot, def, &d->memory);
    arena_init(&f->memory, 0);
    return f;
}

static bool gather_facts(heng_decision *d)
{
    int32_t *slots,
        count = policy_facts_needed(d->library->lib, d->slot, d->place, d->at, &d->memory, &slots);
    for (int32_t i = 0; i < count; i++)
        if (!add_fact(d, slots[i], false)) return false;
    return true;
}

/* The one place that defines the decision, asked of the evaluator, which knows the rule. */
static heng_status find_place(heng_decision *d, heng_error *error)
{
    policy_run_at(d->run, d->at);
    const policy_answer *answer = policy_decide_slot(d->run, d->slot);
    if (!answer) return lib_no_memory(error);
    if (answer->code == POLICY_E_NAME && answer->problems.count) {
        const policy_problem *p = &answer->problems.items[0];
        lib_error_set(error, "E-NAME", p->name, p->zh, p->en);
        return HENG_ERROR;
    }
    d->place = str_copy(&d->memory, answer->place);
    return d->place.ptr ? HENG_OK : lib_no_memory(error);
}

static heng_status find_decision(heng_decision *d, const char *name, const char *place,
                                 const char *day, heng_error *error)
{
    diag_list l;
    diag_init(&l, &d->scratch);
    d->at = date_today();
    if (day && !date_parse(str_c(day), &d->at)) {
        lib_error_set(error, "E-DATE", str_c(day), STR("这不是日期,或者没有这一天;请写成 2023-07-01"),
                      STR("this is no date, or that day does not exist; write it as 2023-07-01"));
        return HENG_ERROR;
    }
    d->slot = policy_find_decision(d->library->lib, str_c(name), &l);
    if (d->slot < 0) return lib_error_from(error, &l);
    d->run = policy_run_new(d->library->lib, &d->scratch);
    if (!d->run) return lib_no_memory(error);
    if (!place) return find_place(d, error);
    d->place = str_copy(&d->memory, str_c(place));
    return d->place.ptr ? HENG_OK : lib_no_memory(error);
}

heng_status heng_prepare(const heng_library *lib, const char *name, const char *place,
                         const char *day, heng_decision **out, heng_error *error)
{
    lib_error_clear(error);
    if (!out) return HENG_MISUSE;
    *out = NULL;
    if (!lib || !name) return HENG_MISUSE;
    heng_decision *d = heap_get(sizeof *d);
    if (!d) return lib_no_memory(error);
    d->library = lib;
    arena_init(&d->memory, 0);
    arena_init(&d->scratch, 0);
    arena_init(&d->texts, 0);
    arena_init(&d->narrow_memory, 0);
    heng_status status = find_decision(d, name, place, day, error);
    if (status == HENG_OK) {
        policy_version_at(lib->lib, d->slot, d->place, d->at, &d->def, NULL, NULL);
        d->row = policy_row_compile(lib->lib, d->slot, d->place, d->at, false, &d->memory);
        if (!d->row || !gather_facts(d)) status = lib_no_memory(error);
    }
    if (status == HENG_OK) *out = d;
    else heng_finalize(d);
    return status;
}

void heng_finalize(heng_decision *d)
{
    if (!d) return;
    for (int i = 0; i < d->facts.count; i++) arena_deinit(&d->facts.items[i]->memory);
    policy_row_free(d->narrow);
    policy_row_free(d->row);
    arena_deinit(&d->narrow_memory);
    policy_row_free(d->row_traced);
    policy_run_free(d->run);
    arena_deinit(&d->texts);
    arena_deinit(&d->scratch);
    arena_deinit(&d->memory);
    heap_free(d);
}

/* Without memory for it the evaluator traces instead. */
static void compile_traced(heng_decision *d)
{
    d->row_traced = policy_row_compile(d->library->lib, d->slot, d->place, d->at, true, &d->memory);
    for (int i = 0; d->row_traced && i < d->facts.count; i++) {
        lib_fact *f = d->facts.items[i];
        f->row_traced = policy_row_fact(d->row_traced, f->slot);
        if (f->kind == BOUND_VALUE && f->row_traced >= 0)
            policy_row_give(d->row_traced, f->row_traced, f->value);
    }
}

void heng_trace(heng_decision *d, bool on)
{
    if (!d) return;
    if (on && !d->row_traced) compile_traced(d);
    d->tracing = on;
}

/* ---- decide ---- */

/* What was bound was right then; that it cannot be given now can only be want of memory. */
static bool give_facts(heng_decision *d)
{
    bool given = true;
    diag_list l;
    diag_init(&l, &d->scratch);
    for (int i = 0; i < d->facts.count; i++) {
        const lib_fact *f = d->facts.items[i];
        if (f->kind == BOUND_VALUE) policy_run_slot(d->run, f->slot, f->value);
        str name = policy_slot_at(d->library->lib, f->slot)->name;
        if (f->kind == BOUND_TEXT) given = policy_run_fact_text(d->run, name, f->text, &l) && given;
    }
    return given;
}

/* What was given holds together; otherwise the error says which constraint is broken. */
static bool consistent(heng_decision *d)
{
    diag_list l;
    diag_init(&l, &d->scratch);
    if (policy_run_consistent(d->run, &l)) return true;
    d->contradicted = lib_error_from(&d->error, &l) == HENG_ERROR;
    return false;
}

const policy_answer *lib_answer(heng_decision *d, bool traced)
{
    if (!d->stepped) return NULL;
    if (d->answer && (d->answer_traced || !traced)) return d->answer;
    d->columns_ready = false; /* values of the last answer go with the scratch */
    arena_reset(&d->scratch);
    policy_run_reset(d->run);
    policy_run_place(d->run, d->place);
    policy_run_trace(d->run, traced);
    policy_run_at(d->run, d->at);
    d->contradicted = false;
    if (!give_facts(d) || !consistent(d)) return NULL;
    d->answer = policy_decide_slot(d->run, d->slot);
    d->answer_traced = traced;
    return d->answer;
}

enum { STEADY_STEPS = 32, NARROWED_MAX = 8 };

static policy_row *row_to_run(heng_decision *d)
{
    if (d->tracing) return d->row_traced;
    if (d->narrow) return d->narrow;
    if (d->row && ++d->steady == STEADY_STEPS && d->narrowed < NARROWED_MAX) {
        d->narrowed++;
        arena_reset(&d->narrow_memory);
        d->narrow = policy_row_narrow(d->row, &d->narrow_memory);
    }
    return d->narrow ? d->narrow : d->row;
}

void lib_shape_changed(heng_decision *d)
{
    d->steady = 0;
    policy_row_free(d->narrow);
    d->narrow = NULL;
}

heng_status heng_step(heng_decision *d)
{
    if (!d) return HENG_MISUSE;
    d->stepped = true;
    d->answer = NULL;
    d->columns_ready = false;
    d->column_count = 0;
    if (d->texts_used) {
        arena_reset(&d->texts);
        d->columns = NULL;
        d->column_room = 0;
        d->texts_used = false;
    }
    policy_row *row = d->composite == 0 ? row_to_run(d) : NULL;
    d->by_row = row && policy_row_run(row);
    d->ran = row;
    if (d->by_row) return d->status = HENG_OK;
    const policy_answer *answer = lib_answer(d, d->tracing);
    if (!answer) return d->status = d->contradicted ? HENG_ERROR : lib_no_memory(&d->error);
    return d->status = answer->code == POLICY_OK ? HENG_OK : HENG_NO_RESULT;
}

const heng_error *heng_last_error(const heng_decision *d)
{
    static const heng_error none = { 0 };
    return d ? &d->error : &none;
}
