/* decide.c: finding a decision, what it will ask, and one answer. */
#include "policy/run.h"

const char *policy_code_text(policy_code c)
{
    static const char *const texts[] = {
        "OK",      "E-NAME",  "E-NOT-IN-FORCE", "E-VERSION-CLASH", "E-MISSING",
        "E-UNSET", "E-CYCLE", "E-CALENDAR",     "E-LIMIT",         "E-NULL"
    };
    return (size_t)c < sizeof texts / sizeof *texts ? texts[c] : "E-UNKNOWN";
}

const policy_def *policy_newest(const policy_library *lib, int32_t slot)
{
    const policy_slot *s = policy_slot_at(lib, slot);
    return s && s->version_count ? s->versions[0] : NULL;
}

static bool is_asked_for(const policy_slot *slot)
{
    return slot->version_count && slot->versions[0]->kind != POLICY_FACT;
}

int32_t policy_find_decision(const policy_library *lib, str name, diag_list *d)
{
    str wanted = feel_name_normal(d->arena, name);
    int32_t slot = policy_slot_find(lib, (str){ "", 0 }, wanted);
    const policy_slot *s = policy_slot_at(lib, slot);
    if (s && is_asked_for(s)) return slot;
    nearest n;
    nearest_init(&n, wanted);
    for (int i = 1; i < lib->slots.count; i++)
        if (lib->slots.items[i]->family.len == 0 && is_asked_for(lib->slots.items[i]))
            nearest_try(&n, lib->slots.items[i]->name);
    str found = nearest_found(&n);
    src_pos at = { .file = name };
    if (s && s->version_count)
        diag_error(d, "E-NAME", at, "“" STR_FMT "”是事实,不是决策;heng policy list 列出全部决策",
                   "\"" STR_FMT "\" is a fact, not a decision; heng policy list shows them all",
                   STR_ARG(name));
    else if (found.len)
        diag_error(d, "E-NAME", at, "没有“" STR_FMT "”这个决策;您要的是“" STR_FMT "”吗?",
                   "there is no decision \"" STR_FMT "\"; did you mean \"" STR_FMT "\"?",
                   STR_ARG(name), STR_ARG(found));
    else
        diag_error(d, "E-NAME", at, "没有“" STR_FMT "”这个决策;heng policy list 列出全部决策",
                   "there is no decision \"" STR_FMT "\"; heng policy list shows them all",
                   STR_ARG(name));
    return -1;
}

/* ---- what a decision may ask ---- */

typedef struct needs {
    const policy_library *lib;
    str place;
    date at;
    arena *arena;
    bool *seen;
    VEC(int32_t) facts;
} needs;

static const policy_def *version_or_newest(const needs *n, int32_t slot)
{
    const policy_def *def = NULL;
    if (policy_version_at(n->lib, slot, n->place, n->at, &def, NULL, NULL) != POLICY_NONE)
        return def;
    return policy_newest(n->lib, slot);
}

static void gather(needs *n, int32_t slot)
{
    if (n->seen[slot]) return;
    n->seen[slot] = true;
    const policy_def *def = version_or_newest(n, slot);
    if (!def) return;
    bool asks = def->kind == POLICY_FACT || (def->kind == POLICY_PARAMETER && def->unset);
    int32_t *at = asks ? VEC_PUSH(n->arena, &n->facts) : NULL;
    if (at) *at = slot;
    for (int i = 0; i < def->use_count; i++) gather(n, def->uses[i]);
}

int32_t policy_facts_needed(const policy_library *lib, int32_t slot, str place, date at, arena *a,
                            int32_t **slots)
{
    needs n = { .lib = lib,
                .place = place,
                .at = at,
                .arena = a,
                .seen = ARENA_ARRAY(a, bool, lib->slots.count) };
    *slots = NULL;
    if (!n.seen || !policy_slot_at(lib, slot)) return 0;
    gather(&n, slot);
    *slots = n.facts.items;
    return n.facts.count;
}

/* ---- one answer ---- */

/* The place a decision is asked for when nobody says: the one place that defines it, or nothing
 * when several do. */
static bool own_place(const policy_library *lib, int32_t slot, str *out)
{
    const policy_slot *s = policy_slot_at(lib, slot);
    *out = (str){ "", 0 };
    for (int i = 0; i < s->version_count; i++) {
        str place = s->versions[i]->doc->place;
        bool wider = str_starts(*out, place), deeper = str_starts(place, *out);
        if (!wider && !deeper) return false;
        if (place.len > out->len) *out = place;
    }
    return true;
}

static policy_code code_of_notes(const feel_run *run)
{
    if (run->stopped) return POLICY_E_LIMIT;
    for (int i = 0; i < run->notes.count; i++) {
        if (strcmp(run->notes.items[i].code, "E-CALENDAR") == 0) return POLICY_E_CALENDAR;
        if (strcmp(run->notes.items[i].code, "E-LIMIT") == 0) return POLICY_E_LIMIT;
    }
    return run->notes.count ? POLICY_E_NULL : POLICY_OK;
}

static void add_note_problem(policy_run *run, policy_code code)
{
    const feel_note *note = NULL;
    for (int i = 0; i < run->feel.notes.count && !note; i++) {
        const feel_note *n = &run->feel.notes.items[i];
        if (code == POLICY_E_NULL || strcmp(n->code, policy_code_text(code)) == 0) note = n;
    }
    policy_problem p = { .code = code, .name = run->answer->name, .def = run->answer->def };
    p.zh = note ? note->zh : STR("计算超出限度");
    p.en = note ? note->en : STR("the evaluation passed a limit");
    run_problem(run, p);
}

/* The last value a name had before it lapsed, so that people see what it was; never payable by
 * itself. */
static void look_back(policy_run *run, policy_problem *p)
{
    if (p->code != POLICY_E_NOT_IN_FORCE || !p->before || run->looking_back) return;
    if (p->before->kind == POLICY_FUNCTION || p->before->kind == POLICY_SERVICE) return;
    policy_answer *answer = run->answer;
    policy_answer past = { .name = p->name };
    frame *f = run_open_frame(run, true);
    if (!f) return;
    f->at = policy_def_period(p->before).to;
    f->cells[POLICY_SLOT_DATE].value = feel_date(f->at);
    run->answer = &past;
    run->frame = f;
    run->looking_back = true;
    run->tainted = false;
    bool tracing = run->feel.tracing;
    run->feel.tracing = false;
    feel_value v = run_slot(run, p->before->slot);
    if (!run->tainted) p->last_value = v;
    run->feel.tracing = tracing;
    run->looking_back = false;
    run->frame = run->base;
    run_close_frame(run, f);
    run->answer = answer;
}

static void settle_code(policy_run *run, policy_answer *answer)
{
    if (run->tainted) {
        answer->code = answer->problems.count ? answer->problems.items[0].code : POLICY_E_NULL;
        answer->value = FEEL_NULL_VALUE;
    } else if (answer->value.kind == FEEL_NULL) {
        answer->code = code_of_notes(&run->feel);
        if (answer->code != POLICY_OK) add_note_problem(run, answer->code);
    }
}

static void several_places(policy_run *run, policy_answer *answer)
{
    policy_problem p = { .code = POLICY_E_NAME,
                         .name = answer->name,
                         .def = policy_newest(run->lib, policy_slot_find(run->lib, (str){ "", 0 },
                                                                         answer->name)) };
    p.zh =
        str_format(run->arena, "“" STR_FMT "”在几个地方各有规定;请指明地域", STR_ARG(answer->name));
    p.en = str_format(run->arena, "\"" STR_FMT "\" is defined by several places; name the place",
                      STR_ARG(answer->name));
    run_problem(run, p);
    answer->code = POLICY_E_NAME;
}

void run_forget(policy_run *run)
{
    frame *base = run->base;
    int32_t kept = 0;
    for (int32_t i = 0; i < base->touched_count; i++) {
        cell *c = &base->cells[base->touched[i]];
        c->noted = false;
        if (c->state == CELL_GIVEN) base->touched[kept++] = base->touched[i];
        else *c = (cell){ 0 };
    }
    base->touched_count = kept;
    base->at = run->at;
    run->frame = base;
    run->tainted = false;
    run->asking = NULL;
    run->feel.notes.count = 0;
    run->feel.stopped = false;
    run->feel.steps_left = 0;
}

const policy_answer *policy_decide_slot(policy_run *run, int32_t slot)
{
    policy_answer *answer = ARENA_NEW(run->arena, policy_answer);
    const policy_slot *s = policy_slot_at(run->lib, slot);
    if (!answer || !s) return NULL;
    run_forget(run);
    *answer = (policy_answer){ .name = s->name, .at = run->at };
    run->answer = answer;
    if (!run->place_given && !own_place(run->lib, slot, &run->place)) {
        several_places(run, answer);
        return answer;
    }
    answer->place = run->place;
    feel_trace *root = run->tracing ? ARENA_NEW(run->arena, feel_trace) : NULL;
    run->feel.tracing = root != NULL;
    run->feel.trace = root;
    policy_version_at(run->lib, slot, run->place, run->at, &answer->def, NULL, NULL);
    answer->value = run_slot(run, slot);
    answer->type = answer->def ? answer->def->type : NULL;
    settle_code(run, answer);
    run->feel.tracing = false;
    for (int i = 0; i < answer->problems.count; i++) look_back(run, &answer->problems.items[i]);
    answer->notes = run->feel.notes.items;
    answer->note_count = run->feel.notes.count;
    answer->trace = root ? root->first : NULL;
    answer->shown = policy_shown(run->lib, run->arena, answer->value, answer->type, LANG_ZH);
    return answer;
}

const policy_answer *policy_decide(policy_run *run, str name)
{
    diag_list d;
    diag_init(&d, run->arena);
    int32_t slot = policy_find_decision(run->lib, name, &d);
    if (slot >= 0) return policy_decide_slot(run, slot);
    policy_answer *answer = ARENA_NEW(run->arena, policy_answer);
    policy_problem *p = answer ? VEC_PUSH(run->arena, &answer->problems) : NULL;
    if (!p) return NULL;
    answer->name = name;
    answer->at = run->at;
    answer->code = POLICY_E_NAME;
    *p = (policy_problem){ .code = POLICY_E_NAME, .name = name };
    if (d.all.count) {
        p->zh = d.all.items[0].zh;
        p->en = d.all.items[0].en;
    }
    return answer;
}

feel_value policy_run_eval(policy_run *run, const feel_expr *e)
{
    run->base->at = run->at;
    return feel_eval(&run->feel, e);
}
