/* boundary.h: what a decision says just below, at and just above every threshold it knows.
**
** A threshold is a comparison of two numbers or two days: a cell of a decision table, `a < b`, `a
*in [..]`, `between`,
** or the arguments of min and max, in the decision itself and in every decision it rests on. The
*other facts are those
** of a worked example; the fact that is moved is the one the comparison names, or the first one
*that moves it.
** The step is the smallest of the fact's unit: 0.01 for money with two places, 1 for what is
*counted, one day.
**
** Thresholds inside functions and loops are not looked at: they have no facts of their own.
** Ownership: everything returned lives in the arena given. Errors: none; a threshold no single fact
*reaches has fact -1.
** Layer: policy. */
#ifndef HENG_POLICY_BOUNDARY_H
#define HENG_POLICY_BOUNDARY_H

#include "feel/ast.h"
#include "policy/policy.h"

typedef struct policy_point {
    feel_value value;                /* of the fact */
    str shown,
        result; /* as people read them; the result of a refused value or a failure is "!CODE" */
} policy_point;

enum { BOUNDARY_BELOW, BOUNDARY_AT, BOUNDARY_ABOVE, BOUNDARY_POINTS };

typedef struct policy_boundary {
    const policy_def *def;           /* where the threshold stands */
    str text, provision;             /* the comparison as written */
    src_pos pos;
    int32_t fact;                    /* slot; -1: no single fact reaches it from any example */
    policy_point points[BOUNDARY_POINTS];
    bool changes;                    /* the results are not all the same */
    bool edge; /* one of the three may not be given: the threshold lies where the fact's values end
                */
    str others;                      /* the facts held still: 救助身份="低保对象", … */
} policy_boundary;

/* At most BOUNDARIES_MAX; their number. The library must hold its worked examples for the facts to
 * be plausible. */
enum { BOUNDARIES_MAX = 4000 };
int policy_boundaries(policy_library *lib, int32_t slot, date at, lang language, arena *a,
                      policy_boundary **out);

/* ---- boundary_find.c: the thresholds themselves ---- */
typedef struct threshold {
    const feel_expr *left, *right;   /* both can be evaluated by policy_run_eval */
    const policy_def *def;
    const feel_table *table;         /* NULL: not a cell */
    int32_t rule, column;
    str text, provision;
    src_pos pos;
} threshold;
typedef struct threshold_list {
    VEC(threshold) all;
    VEC(const policy_def *) defs;    /* the decisions looked at, the asked one first */
} threshold_list;
void policy_thresholds(policy_library *lib, const policy_def *def, str place, date at, arena *a,
                       threshold_list *out);

#endif
