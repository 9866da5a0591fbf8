/* match_internal.h: shared by match*.c. Layer: policy. */
#ifndef HENG_POLICY_MATCH_INTERNAL_H
#define HENG_POLICY_MATCH_INTERNAL_H

#include "policy/match.h"
#include "policy/run.h"

typedef struct plan_entry {
    const policy_benefit *benefit;
    str place;                       /* whose law answers */
    const policy_def *eligible, *amount;     /* versions in force; NULL: none */
    const feel_type *type;           /* of the amount */
} plan_entry;

struct match_plan {
    match_options options;
    plan_entry *entries; int count;
};

/* match_why.c: the conditions that failed, from the trace of the eligibility. */
void match_why(policy_run *run, match_result *r, const policy_answer *traced);
/* match_ask.c: which fact settles most. */
void match_questions(policy_run *run, policy_match *m);
/* Two entitlements of one person of which only the higher may be had: true when a excludes b or b
 * excludes a. */
bool match_exclude(const policy_benefit *a, const policy_benefit *b);
feel_value match_amount_value(const policy_benefit *b, feel_value v);

#endif
