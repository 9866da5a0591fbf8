/* match.c: the benefits in force, and the state of each for one set of facts. */
#include "policy/match_internal.h"

/* ---- the plan: which benefits there are ---- */

/* "个人,家庭" holds "家庭". */
static bool among(str list, str word)
{
    if (list.len == 0) return true;
    str rest = list, piece;
    while (str_split_next(&rest, STR(","), &piece))
        if (str_eq(str_trim(piece), word)) return true;
    return false;
}

static const policy_def *version(const match_options *o, int32_t slot, str place)
{
    const policy_def *def = NULL;
    if (slot < 0) return NULL;
    return policy_version_at(o->lib, slot, place, o->at, &def, NULL, NULL) == POLICY_IN_FORCE ? def
                                                                                             : NULL;
}

static const feel_type *amount_type(const policy_benefit *b, const policy_def *amount)
{
    const feel_type *t = amount ? amount->type : NULL;
    if (b->amount_member.len == 0 || !t) return t;
    for (int i = 0; t->kind == FEEL_T_CONTEXT && i < t->member_count; i++)
        if (str_eq(t->members[i].name, b->amount_member)) return t->members[i].type;
    return NULL;
}

/* A benefit lives as long as the rule that decides it; a period of its own narrows that. */
static bool entry_of(const match_options *o, const policy_benefit *b, plan_entry *e)
{
    str place = o->place.len ? o->place : b->doc->place;
    bool seen = policy_visible(b->doc, place) && among(o->target, b->target);
    if (!seen || (b->has_period && !policy_period_holds(b->period, o->at))) return false;
    *e = (plan_entry){ .benefit = b, .place = place };
    e->eligible = version(o, b->eligible_slot, place);
    e->amount = version(o, b->amount_slot, place);
    e->type = amount_type(b, e->amount);
    return b->eligible_slot >= 0 ? e->eligible != NULL : e->amount != NULL;
}

/* Of one benefit declared by several documents the one that begins last counts. */
static bool newer(const policy_benefit *a, const policy_benefit *b, date at)
{
    bool holds_a = policy_period_holds(a->doc->period, at),
         holds_b = policy_period_holds(b->doc->period, at);
    if (holds_a != holds_b) return holds_a;
    return date_cmp(a->doc->period.from, b->doc->period.from) > 0;
}

static void add_entry(match_plan *p, plan_entry e)
{
    for (int i = 0; i < p->count; i++) {
        plan_entry *old = &p->entries[i];
        if (!str_eq(old->benefit->name, e.benefit->name) || !str_eq(old->place, e.place)) continue;
        if (newer(e.benefit, old->benefit, p->options.at)) *old = e;
        return;
    }
    p->entries[p->count++] = e;
}

match_plan *policy_match_plan(const match_options *o, arena *a)
{
    int most = 0;
    for (int i = 0; i < policy_doc_count(o->lib); i++)
        most += policy_doc_at(o->lib, i)->benefits.count;
    match_plan *p = ARENA_NEW(a, match_plan);
    plan_entry *entries = ARENA_ARRAY(a, plan_entry, most + 1);
    if (!p || !entries) return NULL;
    *p = (match_plan){ .options = *o, .entries = entries };
    for (int i = 0; i < policy_doc_count(o->lib); i++) {
        const policy_doc *doc = policy_doc_at(o->lib, i);
        for (int k = 0; k < doc->benefits.count; k++) {
            plan_entry e;
            if (entry_of(o, doc->benefits.items[k], &e)) add_entry(p, e);
        }
    }
    return p;
}

int policy_match_plan_count(const match_plan *p)
{
    return p->count;
}
const policy_benefit *policy_match_plan_benefit(const match_plan *p, int i)
{
    return p->entries[i].benefit;
}
const policy_def *policy_match_plan_def(const match_plan *p, int i)
{
    return p->entries[i].eligible ? p->entries[i].eligible : p->entries[i].amount;
}
const feel_type *policy_match_plan_type(const match_plan *p, int i)
{
    return p->entries[i].type;
}

/* ---- exclusions ---- */

static bool names(str list, str name)
{
    while (list.len) {
        int32_t end = 0, width = 0;
        for (end = 0; end < list.len && !width; end++) {
            str rest = str_sub(list, end, list.len);
            width = str_starts(rest, STR(";")) || str_starts(rest, STR(",")) ? 1
                    : str_starts(rest, STR("；")) || str_starts(rest, STR("、")) ? 3
                                                                                 : 0;
            if (width) break;
        }
        if (str_eq(str_trim(str_sub(list, 0, end)), name)) return true;
        list = str_sub(list, end + width, list.len);
    }
    return false;
}

bool match_exclude(const policy_benefit *a, const policy_benefit *b)
{
    return a != b && (names(a->excludes, b->name) || names(b->excludes, a->name));
}

static bool same_unit(const feel_type *a, const feel_type *b)
{
    return a && b && a->kind == FEEL_T_NUMBER && b->kind == FEEL_T_NUMBER &&
           str_eq(a->unit, b->unit);
}

/* -1 when a is the lower of two that exclude each other, 1 when b is, 0 when nothing can be said.
 */
static int lower_of(const match_result *a, const match_result *b)
{
    if (!match_exclude(a->benefit, b->benefit) || !a->has_amount || !b->has_amount) return 0;
    if (!same_unit(a->amount_type, b->amount_type)) return 0;
    return dec_cmp(a->amount.as.number, b->amount.as.number) < 0 ? -1 : 1;
}

static void outweigh(policy_run *run, match_result *r, const match_result *by)
{
    r->state = MATCH_REFUSED;
    r->outweighed_by = by;
    match_failed *f = VEC_PUSH(run->arena, &r->failed);
    if (!f) return;
    const policy_benefit *b = names(r->benefit->excludes, by->benefit->name) ? r->benefit
                                                                             : by->benefit;
    *f = (match_failed){ .condition = str_format(run->arena, "与“" STR_FMT "”只享受较高的一项",
                                                 STR_ARG(by->benefit->name)),
                         .provision = b->provision,
                         .document = b->doc->number,
                         .filled = str_format(run->arena, STR_FMT " < " STR_FMT, STR_ARG(r->shown),
                                              STR_ARG(by->shown)) };
}

static void exclude(policy_run *run, policy_match *m)
{
    for (int i = 0; i < m->count; i++) {
        for (int k = i + 1; k < m->count; k++) {
            match_result *a = &m->results[i], *b = &m->results[k];
            if (a->state != MATCH_ENTITLED || b->state != MATCH_ENTITLED) continue;
            int lower = lower_of(a, b);
            if (lower < 0) outweigh(run, a, b);
            if (lower > 0) outweigh(run, b, a);
        }
    }
}

/* ---- one benefit ---- */

feel_value match_amount_value(const policy_benefit *b, feel_value v)
{
    bool found;
    if (b->amount_member.len == 0) return v;
    return v.kind == FEEL_CONTEXT ? feel_context_get(v.as.context, b->amount_member, &found)
                                  : FEEL_NULL_VALUE;
}

static const policy_answer *ask(policy_run *run, const policy_def *def, run_defaults defaults,
                                bool tracing)
{
    run->defaults = (uint8_t)defaults;
    policy_run_trace(run, tracing);
    const policy_answer *a = policy_decide_slot(run, def->slot);
    run->defaults = DEFAULTS_ALL;
    policy_run_trace(run, false);
    return a;
}

static bool holds_slot(const int32_t *items, int count, int32_t slot)
{
    for (int i = 0; i < count; i++)
        if (items[i] == slot) return true;
    return false;
}

/* What keeps an answer open: facts, unset figures, or else the first reason in words. */
static void take_problems(policy_run *run, match_result *r, const policy_answer *a)
{
    for (int i = 0; i < a->problems.count; i++) {
        const policy_problem *p = &a->problems.items[i];
        int32_t slot = p->def ? p->def->slot : -1;
        bool fact = p->code == POLICY_E_MISSING, unset = p->code == POLICY_E_UNSET;
        int32_t *at = NULL;
        if (fact && !holds_slot(r->missing.items, r->missing.count, slot))
            at = VEC_PUSH(run->arena, &r->missing);
        if (unset && !holds_slot(r->unset.items, r->unset.count, slot))
            at = VEC_PUSH(run->arena, &r->unset);
        if (at) *at = slot;
        if (!fact && r->reason_zh.len == 0) {
            r->reason_zh = p->zh;
            r->reason_en = p->en;
        }
    }
}

static void take_assumed(policy_run *run, match_result *r, const policy_answer *a)
{
    for (int i = 0; i < a->inputs.count; i++) {
        const policy_input *in = &a->inputs.items[i];
        bool known = !in->assumed || !in->def || in->def->question.len == 0;
        for (int k = 0; k < r->assumed.count && !known; k++)
            known = r->assumed.items[k].slot == in->slot;
        match_assumed *at = known ? NULL : VEC_PUSH(run->arena, &r->assumed);
        if (at) *at = (match_assumed){ in->slot, in->def, in->value };
    }
    r->inferred = r->inferred || a->inferred;
}

static bool settled(const policy_answer *a)
{
    return a->code == POLICY_OK || a->code == POLICY_E_NULL;
}

static bool is_yes(const policy_benefit *b, bool by_amount, feel_value v)
{
    if (!by_amount) return v.kind == FEEL_BOOLEAN && v.as.boolean;
    feel_value amount = match_amount_value(b, v);
    return amount.kind == FEEL_NUMBER && dec_sign(amount.as.number) > 0;
}

static void take_amount(policy_run *run, const plan_entry *e, match_result *r)
{
    if (!e->amount) return;
    const policy_answer *a = ask(run, e->amount, DEFAULTS_ALL, false);
    if (!a) return;
    take_assumed(run, r, a);
    if (!settled(a)) {
        take_problems(run, r, a);
        return;
    }
    r->amount = match_amount_value(e->benefit, a->value);
    r->amount_type = e->type;
    r->has_amount = r->amount.kind == FEEL_NUMBER;
    r->shown = policy_shown(run->lib, run->arena, r->amount, e->type, LANG_ZH);
    r->shown_en = policy_shown(run->lib, run->arena, r->amount, e->type, LANG_EN);
}

/* Eligible, yet the figure comes to nothing: said as such, with the decision that gave it. */
static void refuse_nothing(policy_run *run, const plan_entry *e, match_result *r)
{
    match_failed *f = VEC_PUSH(run->arena, &r->failed);
    r->state = MATCH_REFUSED;
    if (f)
        *f = (match_failed){ .condition = STR("有资格,但按规定算出的金额是零"),
                             .provision = e->amount->provision,
                             .document = e->amount->doc->number,
                             .text = e->amount->name,
                             .filled = r->shown };
}

static void judge(policy_run *run, const plan_entry *e, match_result *r)
{
    bool by_amount = e->eligible == NULL;
    const policy_def *def = by_amount ? e->amount : e->eligible;
    *r = (match_result){ .benefit = e->benefit, .def = def, .state = MATCH_POSSIBLE };
    policy_run_place(run, e->place);
    const policy_answer *a = ask(run, def, DEFAULTS_ALL, false);
    if (!a) return;
    if (settled(a) && is_yes(e->benefit, by_amount, a->value)) {
        r->state = MATCH_ENTITLED;
        take_assumed(run, r, a);
        take_amount(run, e, r);
        if (r->has_amount && dec_sign(r->amount.as.number) <= 0) refuse_nothing(run, e, r);
        return;
    }
    const policy_answer *strict = ask(run, def, DEFAULTS_SILENT, true);
    if (!strict) return;
    r->inferred = strict->inferred;
    if (settled(strict) && !is_yes(e->benefit, by_amount, strict->value)) {
        r->state = MATCH_REFUSED;
        match_why(run, r, strict);
        return;
    }
    take_problems(run, r, strict);
}

/* ---- all of them ---- */

static int given_count(const policy_run *run)
{
    int n = 0;
    for (int32_t i = 0; i < run->base->touched_count; i++)
        n += run->base->cells[run->base->touched[i]].state == CELL_GIVEN;
    return n;
}

const policy_match *policy_match_run(policy_run *run, const match_options *o)
{
    policy_match *m = ARENA_NEW(run->arena, policy_match);
    match_plan *plan = m ? policy_match_plan(o, run->arena) : NULL;
    if (!plan) return NULL;
    *m = (policy_match){ .options = *o, .count = plan->count, .answered = given_count(run) };
    m->results = ARENA_ARRAY(run->arena, match_result, plan->count + 1);
    if (!m->results) return NULL;
    policy_run_at(run, o->at);
    for (int i = 0; i < plan->count; i++) judge(run, &plan->entries[i], &m->results[i]);
    exclude(run, m);
    match_questions(run, m);
    return run->arena->failed ? NULL : m;
}

/* ---- many people ---- */

static bool quick(const plan_entry *e, policy_run *run, match_offer *out)
{
    run->tainted = false;
    const policy_def *def = e->eligible ? e->eligible : e->amount;
    feel_value v = run_slot(run, def->slot);
    if (run->tainted || !is_yes(e->benefit, e->eligible == NULL, v)) return false;
    out->has_amount = false;
    if (!e->amount) return true;
    run->tainted = false;
    v = match_amount_value(e->benefit, run_slot(run, e->amount->slot));
    if (run->tainted || v.kind != FEEL_NUMBER) return true;
    out->has_amount = true;
    out->amount = v.as.number;
    return dec_sign(out->amount) > 0;
}

static bool outweighed(const match_plan *p, const match_offer *offers, int count, int i)
{
    const plan_entry *own = &p->entries[offers[i].benefit];
    for (int k = 0; k < count; k++) {
        const plan_entry *other = &p->entries[offers[k].benefit];
        if (k == i || !match_exclude(own->benefit, other->benefit)) continue;
        if (!offers[i].has_amount || !offers[k].has_amount || !same_unit(own->type, other->type))
            continue;
        int order = dec_cmp(offers[i].amount, offers[k].amount);
        if (order < 0 || (order == 0 && k < i)) return true;
    }
    return false;
}

int policy_match_offers(const match_plan *p, policy_run *run, match_offer *offers)
{
    int count = 0, kept = 0;
    bool drop[64] = { false };
    run->answer = NULL;
    policy_run_at(run, p->options.at);
    for (int i = 0; i < p->count; i++) {
        const plan_entry *e = &p->entries[i];
        if (i == 0 || !str_eq(run->place, e->place)) {
            policy_run_place(run, e->place);
            run_forget(run);
        }
        offers[count] = (match_offer){ .benefit = i };
        count += quick(e, run, &offers[count]);
        run->feel.notes.count = 0;
    }
    for (int i = 0; i < count && i < 64; i++) drop[i] = outweighed(p, offers, count, i);
    for (int i = 0; i < count; i++)
        if (i >= 64 || !drop[i]) offers[kept++] = offers[i];
    return kept;
}
