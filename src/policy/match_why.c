/* match_why.c: why a benefit is refused: the rows of conditions that failed, down to the innermost.
 */
#include "policy/match_internal.h"

enum { DEPTH_MAX = 20 };

static const policy_def *def_of(const policy_run *run, str name)
{
    int32_t slot = policy_slot_find(run->lib, (str){ "", 0 }, name);
    const policy_def *def = NULL;
    if (slot < 0) return NULL;
    policy_found found = policy_version_at(run->lib, slot, run->place, run->at, &def, NULL, NULL);
    return found == POLICY_IN_FORCE ? def : NULL;
}

/* The conditions a row hands over to, when it consists of their name. */
static const feel_trace *inner_conditions(const policy_run *run, const feel_trace *row,
                                          const policy_def **def)
{
    *def = def_of(run, str_trim(row->text));
    if (!*def || (*def)->kind != POLICY_CONDITIONS) return NULL;
    for (const feel_trace *k = row->first; k; k = k->next) {
        if (k->kind == TRACE_DECISION && str_eq(k->label, (*def)->name)) return k;
        for (const feel_trace *deeper = k->first; deeper; deeper = deeper->next)
            if (deeper->kind == TRACE_DECISION && str_eq(deeper->label, (*def)->name))
                return deeper;
    }
    return NULL;
}

static str filled_of(const feel_trace *t)
{
    for (const feel_trace *k = t->first; k; k = k->next)
        if (k->kind == TRACE_EXPR && k->filled.len) return k->filled;
    return (str){ "", 0 };
}

static void add(policy_run *run, match_result *r, match_failed failed)
{
    match_failed *at = VEC_PUSH(run->arena, &r->failed);
    if (at) *at = failed;
}

static bool failed_row(const feel_trace *k)
{
    return k->kind == TRACE_ROW && k->value.kind == FEEL_BOOLEAN && !k->value.as.boolean;
}

static bool add_rows(policy_run *run, match_result *r, const feel_trace *t, const policy_def *def,
                     int depth)
{
    bool any = false;
    for (const feel_trace *k = t->first; k; k = k->next) {
        if (!failed_row(k)) continue;
        const policy_def *inner;
        const feel_trace *deeper = depth < DEPTH_MAX ? inner_conditions(run, k, &inner) : NULL;
        any = true;
        if (deeper && add_rows(run, r, deeper, inner, depth + 1)) continue;
        str provision = k->provision.len ? k->provision : def->provision;
        add(run, r,
            (match_failed){ .condition = k->label,
                            .provision = provision,
                            .document = def->doc->number,
                            .text = k->text,
                            .filled = filled_of(k),
                            .any_of = def->any_of });
    }
    return any;
}

void match_why(policy_run *run, match_result *r, const policy_answer *traced)
{
    const feel_trace *t = traced->trace;
    const policy_def *def = r->def;
    if (t && def->kind == POLICY_CONDITIONS && add_rows(run, r, t, def, 0)) return;
    str shown = policy_shown(run->lib, run->arena, match_amount_value(r->benefit, traced->value),
                             traced->type, LANG_ZH);
    add(run, r,
        (match_failed){ .condition = def->name,
                        .provision = def->provision,
                        .document = def->doc->number,
                        .text = def->text,
                        .filled = t && filled_of(t).len ? filled_of(t) : shown });
}
