/* match_ask.c: the order of questions: first the fact that occurs in most undecided benefits, ties
*in the order in which
** the benefits come to them; what an entitlement only assumes comes last. Facts that no person can
*answer in one field
** (lists, structures) are not asked. */
#include "policy/match_internal.h"

enum { OPEN_WEIGHT = 1000 }; /* an undecided benefit counts before any amount that is still open */

static bool askable(const policy_run *run, const match_options *o, int32_t slot)
{
    const policy_def *def = policy_newest(run->lib, slot);
    for (int i = 0; i < o->skip_count; i++)
        if (o->skip[i] == slot) return false;
    if (!def || def->kind != POLICY_FACT) return false;
    feel_type_kind kind = def->type ? def->type->kind : FEEL_T_ANY;
    return kind != FEEL_T_LIST && kind != FEEL_T_CONTEXT && kind != FEEL_T_RANGE &&
           kind != FEEL_T_FUNCTION;
}

/* A fact without a question of its own is worth asking only when nothing else is. */
static int weight(const policy_run *run, const match_result *r, int32_t slot)
{
    const policy_def *def = policy_newest(run->lib, slot);
    int w = r->state == MATCH_POSSIBLE ? OPEN_WEIGHT : 1;
    return def->question.len ? w * OPEN_WEIGHT : w;
}

static void add(policy_run *run, policy_match *m, int64_t *weights, int32_t slot, int weight)
{
    if (!askable(run, &m->options, slot)) return;
    if (weights[slot] == 0) m->questions[m->question_count++] = slot;
    weights[slot] += weight;
}

void match_questions(policy_run *run, policy_match *m)
{
    int slots = policy_slot_count(run->lib);
    int64_t *weights = ARENA_ARRAY(run->arena, int64_t, slots);
    m->questions = ARENA_ARRAY(run->arena, int32_t, slots);
    if (!weights || !m->questions) return;
    for (int i = 0; i < m->count; i++) {
        const match_result *r = &m->results[i];
        if (r->state == MATCH_REFUSED) continue;
        for (int k = 0; k < r->missing.count; k++)
            add(run, m, weights, r->missing.items[k], weight(run, r, r->missing.items[k]));
        for (int k = 0; k < r->assumed.count; k++)
            add(run, m, weights, r->assumed.items[k].slot, 1);
    }
    /* Insertion keeps the order of first use among equals. */
    for (int i = 1; i < m->question_count; i++) {
        int32_t slot = m->questions[i];
        int k = i;
        for (; k > 0 && weights[m->questions[k - 1]] < weights[slot]; k--)
            m->questions[k] = m->questions[k - 1];
        m->questions[k] = slot;
    }
}

str policy_match_question(arena *a, const policy_def *fact, lang language)
{
    if (fact->question.len && language == LANG_ZH) return fact->question;
    return language == LANG_ZH ? str_format(a, "“" STR_FMT "”是什么?", STR_ARG(fact->name))
                               : str_format(a, "What is \"" STR_FMT "\"?", STR_ARG(fact->name));
}
