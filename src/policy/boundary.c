/* boundary.c: moving one fact across each threshold while a worked example holds the others. */
#include "policy/boundary.h"
#include "policy/infer.h"
#include "policy/run.h"

enum { BASES_MAX = 12, ROUNDS_MAX = 6, FACTS_MAX = 128 };

typedef struct given { int32_t slot; feel_value value; } given;
typedef struct base { given items[FACTS_MAX]; int count; } base;

typedef struct prober {
    policy_library *lib;
    arena *arena, scratch;           /* results; one probe */
    policy_run *run;                 /* on scratch */
    int32_t slot;
    const policy_def *def;
    date at;
    str place;
    lang language;
    int32_t *facts, fact_count;
    base *bases; int base_count;
    base now;                        /* the facts of the probe */
} prober;

/* ---- numbers for numbers and days alike ---- */

static bool measure(feel_value v, dec *out)
{
    const nanos day = (nanos)86400 * 1000000000;
    switch (v.kind) {
    case FEEL_NUMBER: *out = v.as.number; return true;
    case FEEL_DATE: *out = dec_from_int(date_to_days(v.as.date)); return true;
    case FEEL_MONTHS: *out = dec_from_int(v.as.months); return true;
    case FEEL_NANOS: *out = dec_from_int((int64_t)(feel_nanos(v) / day)); return true;
    default: return false;
    }
}

static bool is_day(const prober *p, int32_t fact)
{
    const policy_def *def = policy_newest(p->lib, fact);
    return fact == POLICY_SLOT_DATE || (def && def->type && def->type->kind == FEEL_T_DATE);
}

static bool can_move(const prober *p, int32_t fact)
{
    const policy_def *def = policy_newest(p->lib, fact);
    return is_day(p, fact) ||
           (def && def->kind == POLICY_FACT && def->type && def->type->kind == FEEL_T_NUMBER);
}

static feel_value value_of(const prober *p, int32_t fact, dec x)
{
    int64_t days;
    if (!is_day(p, fact)) return feel_number(x);
    return dec_to_int64(x, &days) && days > -1000000 && days < 4000000
               ? feel_date(date_from_days(days))
               : FEEL_NULL_VALUE;
}

static int places_of(arena *a, dec x)
{
    str text = dec_text(a, x);
    int32_t point = str_find(text, STR("."));
    return point < 0 ? 0 : text.len - point - 1;
}

/* Places of the smallest step: the unit's, and never coarser than the limit itself. */
static int step_places(const prober *p, int32_t fact, dec limit)
{
    const policy_def *def = policy_newest(p->lib, fact);
    if (is_day(p, fact)) return 0;
    const policy_unit *unit = policy_find_unit(p->lib, policy_type_unit(def ? def->type : NULL));
    int places = unit && unit->places > 0 ? unit->places : 0;
    if (unit && unit->percent) places += 2;
    int own = places_of(p->run->arena, limit);
    return own > places ? own : places;
}

/* ---- one probe ---- */

static void set(base *b, int32_t slot, feel_value v)
{
    for (int i = 0; i < b->count; i++)
        if (b->items[i].slot == slot) {
            b->items[i].value = v;
            return;
        }
    if (b->count < FACTS_MAX) b->items[b->count++] = (given){ slot, v };
}

static str name_of(const prober *p, int32_t slot) { return policy_slot_at(p->lib, slot)->name; }

/* The decision under the facts of `now`; NULL when one of them is refused. */
static const policy_answer *decide(prober *p, const char **refused)
{
    diag_list d;
    arena_reset(&p->scratch);
    policy_run_clear(p->run);
    policy_run_at(p->run, p->at);
    policy_run_place(p->run, p->place);
    diag_init(&d, &p->scratch);
    for (int i = 0; i < p->now.count; i++)
        if (!policy_run_fact(p->run, name_of(p, p->now.items[i].slot), p->now.items[i].value, &d)) {
            if (refused) *refused = d.all.count ? d.all.items[0].code : "E-ALLOWED";
            return NULL;
        }
    return policy_decide_slot(p->run, p->slot);
}

/* left - right when the fact is x. The value of a fact that may not be x is no obstacle to finding
 * where the limit is. */
static bool distance(prober *p, const threshold *t, int32_t fact, dec x, dec *out)
{
    dec left, right;
    set(&p->now, fact, value_of(p, fact, x));
    arena_reset(&p->scratch);
    policy_run_clear(p->run);
    policy_run_at(p->run, p->at);
    policy_run_place(p->run, p->place);
    for (int i = 0; i < p->now.count; i++)
        policy_run_slot(p->run, p->now.items[i].slot, p->now.items[i].value);
    if (!policy_decide_slot(p->run, p->slot)) return false;
    return measure(policy_run_eval(p->run, t->left), &left) &&
           measure(policy_run_eval(p->run, t->right), &right) && dec_sub(left, right, out);
}

/* ---- where the limit is ---- */

static bool current(prober *p, int32_t fact, dec *x)
{
    for (int i = 0; i < p->now.count; i++)
        if (p->now.items[i].slot == fact) return measure(p->now.items[i].value, x);
    const policy_def *def = policy_newest(p->lib, fact);
    *x = fact == POLICY_SLOT_DATE || is_day(p, fact) ? dec_from_int(date_to_days(p->at)) : DEC_ZERO;
    if (def && def->default_expr) measure(policy_run_eval(p->run, def->default_expr), x);
    return true;
}

/* The comparison changes sides between x - step and x + step. */
static bool crosses(prober *p, const threshold *t, int32_t fact, dec x, dec step)
{
    dec low, high, below, above;
    return dec_sub(x, step, &low) && dec_add(x, step, &high) &&
           distance(p, t, fact, low, &below) && distance(p, t, fact, high, &above) &&
           dec_sign(below) != dec_sign(above);
}

/* Zero that the fact has a part in: not the two sides being equal whatever it is. */
static bool touches(prober *p, const threshold *t, int32_t fact, dec x, dec step)
{
    dec low, high, below, above;
    return dec_sub(x, step, &low) && dec_add(x, step, &high) &&
           distance(p, t, fact, low, &below) && distance(p, t, fact, high, &above) &&
           (dec_sign(below) != 0 || dec_sign(above) != 0);
}

/* Where a straight line through two points meets zero; facts enter nearly everything straight, so a
 * few rounds do. */
static bool solve(prober *p, const threshold *t, int32_t fact, dec *x, int *places)
{
    dec x0, g0, x1, g1, slope, move;
    if (!current(p, fact, &x0) || !distance(p, t, fact, x0, &g0)) return false;
    *places = step_places(p, fact, DEC_ZERO);
    bool direct = infer_body(t->left)->kind == FEEL_N_SLOT;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        dec step = dec_scaled(1, -*places);
        bool zero = dec_sign(g0) == 0;
        if (zero && !touches(p, t, fact, x0, step)) return false;
        if (zero || (round && crosses(p, t, fact, x0, step))) {
            *x = x0;
            return true;
        }
        if (!dec_add(x0, dec_scaled(1, 2 - *places), &x1) || !distance(p, t, fact, x1, &g1) ||
            !dec_sub(g1, g0, &slope) || dec_sign(slope) == 0 ||
            !dec_mul(g0, dec_scaled(1, 2 - *places), &move) || !dec_div(move, slope, &move) ||
            !dec_sub(x0, move, &x1))
            return false;
        if (direct) *places = step_places(p, fact, x1) > 9 ? *places : step_places(p, fact, x1);
        if (!dec_round(x1, *places, DEC_HALF_UP, &x0) || !distance(p, t, fact, x0, &g0))
            return false;
    }
    return false;
}

/* ---- the other inputs of a row, so that the row is the one that answers ---- */

static bool try_value(prober *p, const feel_expr *test, int32_t fact, feel_value v)
{
    diag_list quiet;
    diag_init(&quiet, &p->scratch);
    if (!feel_is_true(feel_test(&p->run->feel, test, v)) ||
        !policy_run_fact(p->run, name_of(p, fact), v, &quiet))
        return false;
    dec number;
    bool plain = v.kind == FEEL_BOOLEAN || measure(v, &number);
    if (v.kind == FEEL_STRING) v.as.string = str_copy(p->arena, v.as.string);
    else if (!plain) return false;
    set(&p->now, fact, v);
    return true;
}

static bool try_near(prober *p, const feel_expr *test, int32_t fact, feel_value v)
{
    if (v.kind == FEEL_LIST) {
        for (int32_t i = 0; i < v.as.list->count; i++)
            if (try_near(p, test, fact, v.as.list->items[i])) return true;
        return false;
    }
    if (v.kind == FEEL_RANGE)
        return (v.as.range->has_low && try_near(p, test, fact, v.as.range->low)) ||
               (v.as.range->has_high && try_near(p, test, fact, v.as.range->high));
    if (try_value(p, test, fact, v)) return true;
    dec x, moved;
    for (int by = -1; (v.kind == FEEL_NUMBER || v.kind == FEEL_DATE) && by <= 1; by += 2)
        if (measure(v, &x) && dec_add(x, dec_from_int(by), &moved) &&
            try_value(p, test, fact, value_of(p, fact, moved)))
            return true;
    return false;
}

/* A value named in the tests, or one beside it. */
static bool try_named(prober *p, const feel_expr *test, const feel_expr *e, int32_t fact)
{
    e = infer_body(e);
    if (e->kind == FEEL_N_TESTS) {
        for (int32_t i = 0; i < e->as.tests.count; i++)
            if (try_named(p, test, e->as.tests.items[i], fact)) return true;
        return false;
    }
    bool leaf = e->kind >= FEEL_N_TEST_LT && e->kind <= FEEL_N_TEST_VALUE;
    return leaf && try_near(p, test, fact, policy_run_eval(p->run, e->as.kid.a));
}

static void hold_row(prober *p, const threshold *t)
{
    for (int32_t i = 0; t->table && i < t->table->input_count; i++) {
        const feel_expr *in = infer_body(t->table->inputs[i].expr);
        const feel_expr *test = t->table->rules[t->rule].tests[i];
        if (i == t->column || !test || in->kind != FEEL_N_SLOT ||
            in->as.slot.slot == POLICY_SLOT_DATE)
            continue;
        int32_t fact = in->as.slot.slot;
        const policy_def *def = policy_newest(p->lib, fact);
        if (!def || def->kind != POLICY_FACT || !decide(p, NULL)) continue;
        if (feel_is_true(feel_test(&p->run->feel, test, policy_run_eval(p->run, in)))) continue;
        if (try_named(p, test, test, fact)) continue;
        bool done =
            try_value(p, test, fact, feel_bool(true)) || try_value(p, test, fact, feel_bool(false));
        for (int k = 0; !done && def->type && k < def->type->value_count; k++)
            done = try_value(p, test, fact, def->type->values[k]);
    }
}

/* ---- below, at, above ---- */

/* false when the value may not be given. */
static bool probe(prober *p, int32_t fact, dec x, policy_point *out)
{
    const char *refused = NULL;
    const policy_def *def = policy_newest(p->lib, fact);
    const feel_type *type = def ? def->type : &FEEL_TYPE_DATE;
    out->value = value_of(p, fact, x);
    out->shown = policy_shown(p->lib, p->arena, out->value, type, p->language);
    set(&p->now, fact, out->value);
    const policy_answer *answer = decide(p, &refused);
    if (!answer) out->result = str_format(p->arena, "!%s", refused ? refused : "E-LIMIT");
    else if (answer->code != POLICY_OK)
        out->result = str_format(p->arena, "!%s", policy_code_text(answer->code));
    else out->result = policy_shown(p->lib, p->arena, answer->value, answer->type, p->language);
    if (answer) out->result = str_copy(p->arena, out->result);
    return answer != NULL;
}

static str others_of(prober *p, int32_t fact)
{
    strbuf b;
    strbuf_init(&b, p->arena);
    for (int i = 0; i < p->now.count; i++) {
        const given *g = &p->now.items[i];
        if (g->slot == fact) continue;
        if (b.len) strbuf_putc(&b, ", ");
        strbuf_printf(&b, STR_FMT "=" STR_FMT, STR_ARG(name_of(p, g->slot)),
                      STR_ARG(feel_literal(p->arena, g->value)));
    }
    return strbuf_done(&b);
}

static bool try_fact(prober *p, const threshold *t, const base *from, int32_t fact,
                     policy_boundary *out)
{
    dec x, points[BOUNDARY_POINTS];
    int places;
    p->now = *from;
    hold_row(p, t);
    if (!solve(p, t, fact, &x, &places)) return false;
    dec step = dec_scaled(1, -places);
    points[BOUNDARY_AT] = x;
    if (!dec_sub(x, step, &points[BOUNDARY_BELOW]) || !dec_add(x, step, &points[BOUNDARY_ABOVE]))
        return false;
    out->fact = fact;
    for (int i = 0; i < BOUNDARY_POINTS; i++)
        out->edge = !probe(p, fact, points[i], &out->points[i]) || out->edge;
    out->changes = !str_eq(out->points[0].result, out->points[1].result) ||
                   !str_eq(out->points[1].result, out->points[2].result);
    out->others = others_of(p, fact);
    return true;
}

/* An example under which the threshold shows is better than one under which it does not. */
static bool is_better(const policy_boundary *found, const policy_boundary *best)
{
    return best->fact < 0 || (found->changes && !best->changes) ||
           (found->changes && best->edge && !found->edge);
}

static int32_t direct_fact(const prober *p, const feel_expr *e)
{
    e = infer_body(e);
    return e->kind == FEEL_N_SLOT && can_move(p, e->as.slot.slot) ? e->as.slot.slot : -1;
}

static void cross(prober *p, const threshold *t, policy_boundary *best)
{
    int32_t left = direct_fact(p, t->left), right = direct_fact(p, t->right);
    int32_t only = left >= 0 ? left : right;
    *best = (policy_boundary){ .def = t->def, .text = t->text, .provision = t->provision,
                               .pos = t->pos, .fact = -1 };
    for (int k = 0; k < (only >= 0 ? 1 : p->fact_count); k++) {
        int32_t fact = only >= 0 ? only : p->facts[k];
        if (!can_move(p, fact)) continue;
        for (int b = 0; b < p->base_count && !(best->changes && !best->edge); b++) {
            policy_boundary found = *best;
            found.edge = false;
            if (try_fact(p, t, &p->bases[b], fact, &found) && is_better(&found, best))
                *best = found;
        }
        if (best->changes && !best->edge) return;
    }
}

/* ---- the facts held still ---- */

static bool accepts(prober *p, int32_t fact, feel_value v)
{
    diag_list quiet;
    diag_init(&quiet, &p->scratch);
    return policy_run_fact(p->run, name_of(p, fact), v, &quiet);
}

/* A fact nobody gave and nothing stands in for: the first of its values, no, 0 or 1, the day of
 * law, an empty list. */
static feel_value plausible(prober *p, int32_t fact, const policy_def *def)
{
    const feel_type *t = def->type;
    if (t && t->value_count) return t->values[0];
    switch (t ? t->kind : FEEL_T_ANY) {
    case FEEL_T_BOOLEAN: return feel_bool(false);
    case FEEL_T_NUMBER:
        return feel_number(accepts(p, fact, feel_number(DEC_ZERO)) ? DEC_ZERO : DEC_ONE);
    case FEEL_T_DATE: return feel_date(p->at);
    case FEEL_T_LIST: return feel_make_list(p->arena, NULL, 0);
    default: return FEEL_NULL_VALUE;
    }
}

static void complete(prober *p, base *b)
{
    for (int32_t i = 0; i < p->fact_count; i++) {
        const policy_def *def = policy_newest(p->lib, p->facts[i]);
        bool there = !def || def->default_expr != NULL;
        for (int k = 0; k < b->count && !there; k++) there = b->items[k].slot == p->facts[i];
        feel_value v = there ? FEEL_NULL_VALUE : plausible(p, p->facts[i], def);
        if (v.kind != FEEL_NULL) set(b, p->facts[i], v);
    }
}

static bool expects(const policy_example *x, int32_t slot)
{
    for (int i = 0; i < x->expected_count; i++)
        if (x->expected[i].slot == slot && x->expected[i].error.len == 0) return true;
    return false;
}

/* How well an example serves: 3 it shows this version, 2 this decision, 1 something the decision
 * rests on. */
static int worth(const prober *p, const policy_example *x, const threshold_list *t)
{
    if (!policy_visible(x->doc, p->place)) return 0;
    if (expects(x, p->slot)) return policy_period_holds(policy_def_period(p->def), x->at) ? 3 : 2;
    for (int i = 1; i < t->defs.count; i++)
        if (expects(x, t->defs.items[i]->slot)) return 1;
    return 0;
}

static void take_example(prober *p, policy_run *run, const policy_example *x)
{
    base *b = &p->bases[p->base_count++];
    policy_run_at(run, p->at);
    policy_run_place(run, x->doc->place);
    for (int i = 0; i < x->given_count && i < FACTS_MAX; i++)
        if (x->given[i].slot != POLICY_SLOT_DATE)
            set(b, x->given[i].slot, policy_run_eval(run, x->given[i].expr));
    complete(p, b);
}

/* Examples in the order of their worth, and last the facts nobody gave. */
static void gather_bases(prober *p, const threshold_list *t)
{
    policy_run *run = policy_run_new(p->lib, p->arena);
    p->bases = ARENA_ARRAY(p->arena, base, BASES_MAX + 1);
    for (int wanted = 3; run && p->bases && wanted > 0; wanted--)
        for (int i = 0; i < policy_doc_count(p->lib); i++) {
            const policy_doc *doc = policy_doc_at(p->lib, i);
            for (int k = 0; k < doc->examples.count && p->base_count < BASES_MAX; k++)
                if (worth(p, doc->examples.items[k], t) == wanted)
                    take_example(p, run, doc->examples.items[k]);
        }
    if (p->bases) complete(p, &p->bases[p->base_count++]);
    policy_run_free(run);
}

/* ---- all of them ---- */

static bool same_boundary(const policy_boundary *a, const policy_boundary *b)
{
    if (a->def != b->def || a->fact != b->fact || a->fact < 0) return false;
    for (int i = 0; i < BOUNDARY_POINTS; i++)
        if (!feel_same(a->points[i].value, b->points[i].value) ||
            !str_eq(a->points[i].result, b->points[i].result))
            return false;
    return true;
}

/* Two rows that meet at one limit are one boundary with two provisions. */
static bool merged(prober *p, policy_boundary *all, int count, const policy_boundary *found)
{
    for (int i = 0; i < count; i++) {
        if (!same_boundary(&all[i], found)) continue;
        if (str_find(all[i].provision, found->provision) < 0)
            all[i].provision = str_format(p->arena, STR_FMT ";" STR_FMT, STR_ARG(all[i].provision),
                                          STR_ARG(found->provision));
        return true;
    }
    return false;
}

int policy_boundaries(policy_library *lib, int32_t slot, date at, lang language, arena *a,
                      policy_boundary **out)
{
    const policy_def *newest = policy_newest(lib, slot), *def = NULL;
    prober *p = ARENA_NEW(a, prober);
    threshold_list found;
    int count = 0;
    *out = NULL;
    if (!newest || !p) return 0;
    str place = newest->doc->place;
    policy_version_at(lib, slot, place, at, &def, NULL, NULL);
    if (!def) return 0;
    *p = (prober){ .lib = lib,
                   .arena = a,
                   .slot = slot,
                   .def = def,
                   .at = at,
                   .place = place,
                   .language = language };
    policy_thresholds(lib, def, place, at, a, &found);
    p->fact_count = policy_facts_needed(lib, slot, place, at, a, &p->facts);
    arena_init(&p->scratch, 0);
    p->run = policy_run_new(lib, &p->scratch);
    *out = ARENA_ARRAY(a, policy_boundary, found.all.count + 1);
    if (p->run && *out) gather_bases(p, &found);
    for (int i = 0; p->run && *out && p->bases && i < found.all.count; i++) {
        policy_boundary *at_end = &(*out)[count];
        cross(p, &found.all.items[i], at_end);
        if (!merged(p, *out, count, at_end)) count++;
    }
    policy_run_free(p->run);
    arena_deinit(&p->scratch);
    return count;
}
