/* match.h: what somebody is entitled to: every benefit (权益) in force, put to one set of facts.
**
**     match_options o = { .lib = lib, .at = day, .target = STR("个人") };
**     const policy_match *m = policy_match_run(run, &o);
**
** A benefit is ENTITLED when its eligibility holds (with silent defaults and, where needed,
*defaults of questions nobody
** answered, which are then listed as assumed), REFUSED when it fails on what is known, POSSIBLE
*otherwise: a refusal
** never rests on a guess about something a person could be asked. One failed condition refuses,
*whatever else is missing.
** Of benefits that exclude each other the higher amount is offered; the other is REFUSED and names
*it.
**
** Ownership: results live in the run's arena. Units: amounts carry the unit of their declared type.
** Errors: NULL only without memory; contradictory facts are policy_run_consistent's business.
** Layer: policy. */
#ifndef HENG_POLICY_MATCH_H
#define HENG_POLICY_MATCH_H

#include "policy/policy.h"

typedef enum { MATCH_ENTITLED, MATCH_POSSIBLE, MATCH_REFUSED } match_state;

/* A condition that does not hold. */
typedef struct match_failed {
    str condition;                   /* name of the row, or of the decision */
    str provision, document;
    str text, filled;                /* the expression, and with the figures of this case */
    bool any_of;                     /* one of several of which any would be enough */
} match_failed;

typedef struct match_assumed {
    int32_t slot;
    const policy_def *def;
    feel_value value;
} match_assumed;

typedef struct match_result {
    const policy_benefit *benefit;
    match_state state;
    const policy_def *def;           /* version of the eligibility (or amount) that answered */
    bool has_amount;
    feel_value amount;
    const feel_type *amount_type;
    str shown, shown_en;             /* amount with unit and period; empty when there is none */
    bool inferred;
    VEC(match_failed) failed;        /* REFUSED: why */
    VEC(int32_t) missing; /* slots of facts that would settle it, in the order of asking */
    VEC(int32_t) unset;              /* parameters the city has to set */
    VEC(match_assumed) assumed;
    str reason_zh, reason_en;        /* POSSIBLE without a missing fact: what stands in the way */
    const struct match_result *outweighed_by;              /* REFUSED in favour of this one */
} match_result;

typedef struct match_options {
    const policy_library *lib;
    date at;
    str place;                       /* empty: every place, each benefit by the law of its own */
    str target;                      /* 个人 家庭 企业 项目, several separated by ","; empty: all */
    const int32_t *skip;
    int skip_count; /* facts the person does not know: never asked, what hangs on them stays open */
} match_options;

typedef struct policy_match {
    match_options options;
    match_result *results; int count;        /* in the order of the files */
    int32_t *questions;
    int question_count;              /* slots, the most settling first; [0] is the next question */
    int answered;                    /* facts given */
} policy_match;

/* Facts were given to the run before; its date and place are set from the options. */
const policy_match *policy_match_run(policy_run *run, const match_options *o);

/* ---- many people: only who gets what ---- */
typedef struct match_plan match_plan;
typedef struct match_offer { int benefit; bool has_amount; dec amount; } match_offer;
/* The benefits in force, settled once. In the arena. NULL without memory. */
match_plan *policy_match_plan(const match_options *o, arena *a);
int policy_match_plan_count(const match_plan *p);
const policy_benefit *policy_match_plan_benefit(const match_plan *p, int i);
/* The version that answers for benefit i, and the type of its amount (NULL: none). */
const policy_def *policy_match_plan_def(const match_plan *p, int i);
const feel_type *policy_match_plan_type(const match_plan *p, int i);
/* Benefits the facts of the run entitle to, after exclusions; offers has room for
 * policy_match_plan_count. */
int policy_match_offers(const match_plan *p, policy_run *run, match_offer *offers);

/* ---- showing ---- */
void policy_match_json(const policy_library *lib, const policy_match *m, json_out *out, arena *a);
void policy_match_text(const policy_library *lib, const policy_match *m, strbuf *out, arena *a,
                       lang language);
/* The question to ask a person about a fact, its own or one made from its name. */
str policy_match_question(arena *a, const policy_def *fact, lang language);

#endif
