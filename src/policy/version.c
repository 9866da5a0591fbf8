/* version.c: which definition of a name answers at a date and a place. */
#include "policy/internal.h"

bool policy_period_holds(policy_period p, date at)
{
    if (policy_has_date(p.from) && date_cmp(at, p.from) < 0) return false;
    return !policy_has_date(p.to) || date_cmp(at, p.to) <= 0;
}

policy_period policy_def_period(const policy_def *def)
{
    /* A fact is not law: what may be asked of a person does not begin with the document that asks
     * first. */
    if (def->kind == POLICY_FACT && !def->has_period) return (policy_period){ 0 };
    policy_period p = def->has_period ? def->period : def->doc->period;
    date repealed = def->doc->repealed_from;
    if (policy_has_date(repealed)) {
        date last = date_from_days(date_to_days(repealed) - 1);
        if (!policy_has_date(p.to) || date_cmp(last, p.to) < 0) p.to = last;
    }
    return p;
}

int policy_place_depth(str place)
{
    int depth = place.len > 0;
    for (int32_t i = 0; i < place.len; i++) depth += place.ptr[i] == '/';
    return depth;
}

bool policy_visible(const policy_doc *doc, str place)
{
    str own = doc->place;
    if (own.len == 0) return true;
    return str_starts(place, own) && (place.len == own.len || place.ptr[own.len] == '/');
}

/* Above zero when a beats b: the nearer place, then 特别 over 一般, then the later first day. */
static int rank(const policy_def *a, const policy_def *b)
{
    int by_place = policy_place_depth(a->doc->place) - policy_place_depth(b->doc->place);
    if (by_place) return by_place;
    if (a->doc->special != b->doc->special) return a->doc->special ? 1 : -1;
    date from_a = policy_def_period(a).from, from_b = policy_def_period(b).from;
    if (!policy_has_date(from_a) || !policy_has_date(from_b))
        return policy_has_date(from_a) - policy_has_date(from_b);
    return date_cmp(from_a, from_b);
}

/* Keeps the version that ends last before `at`, and the one that begins first after it. */
static void keep_nearest(const policy_def *def, date at, const policy_def **before,
                         const policy_def **after)
{
    policy_period p = policy_def_period(def);
    bool ended = policy_has_date(p.to) && date_cmp(p.to, at) < 0;
    bool begins = policy_has_date(p.from) && date_cmp(at, p.from) < 0;
    bool never = ended && policy_has_date(p.from) &&
                 date_cmp(p.to, p.from) < 0; /* repealed before it began */
    if (never) return;
    if (ended && before && (!*before || date_cmp(policy_def_period(*before).to, p.to) < 0))
        *before = def;
    if (begins && after && (!*after || date_cmp(p.from, policy_def_period(*after).from) < 0))
        *after = def;
}

policy_found policy_version_at(const policy_library *lib, int32_t slot, str place, date at,
                               const policy_def **def, const policy_def **before,
                               const policy_def **after)
{
    const policy_slot *s = policy_slot_at(lib, slot);
    const policy_def *best = NULL, *rival = NULL;
    if (before) *before = NULL;
    if (after) *after = NULL;
    for (int i = 0; s && i < s->version_count; i++) {
        const policy_def *v = s->versions[i];
        if (!policy_visible(v->doc, place)) continue;
        if (!policy_period_holds(policy_def_period(v), at)) {
            keep_nearest(v, at, before, after);
            continue;
        }
        int order = best ? rank(v, best) : 1;
        if (order > 0) {
            best = v;
            rival = NULL;
        } else if (order == 0) rival = v;
    }
    *def = best;
    if (!best) return POLICY_NONE;
    if (before) *before = rival ? best : NULL;
    if (after) *after = rival;
    return rival ? POLICY_CLASH : POLICY_IN_FORCE;
}
