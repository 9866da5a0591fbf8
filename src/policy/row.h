/* row.h: one decision compiled for one place and one date, for callers that ask it again and again
*with plain facts.
**
** Versions are fixed, names are places in memory, functions are inlined, texts are numbered, tables
*over texts are bit masks.
** A row answers only when everything is plain: every value it touches is a number, text, truth
*value or date of the declared
** type, nothing overflows, no fact it needs is missing, and the result is not null. In every other
*case policy_row_run answers
** false and the caller asks policy_decide, which finds the same value or says what is wrong; so the
*evaluator stays the one
** authority, and a row can never give another answer than it (tests/lib compares them).
**
** Ownership: the row lives in the arena given to policy_row_compile, what built-ins make until
*policy_row_free; texts of facts are borrowed until the next give.
** Threads: a row belongs to one thread; the library it was made from is only read. Layer: policy.
 */
#ifndef HENG_POLICY_ROW_H
#define HENG_POLICY_ROW_H

#include "policy/policy.h"

typedef struct policy_row policy_row;

/* keep_steps: remember what was used, for policy_row_used_at; a little slower. NULL without memory.
 */
policy_row *policy_row_compile(const policy_library *lib, int32_t slot, str place, date at,
                               bool keep_steps, arena *a);

/* The same decision for the facts that are given to `row` now, whatever their values: defaults and
*what follows from them become
** constants. It reads the facts given to `row`, which must outlive it, and is right until a fact is
*given to row that was
** not, or taken. NULL without memory. */
policy_row *policy_row_narrow(const policy_row *row, arena *a);
void policy_row_free(policy_row *row); /* before its arena goes; NULL is allowed */

/* Place of a fact in the row, -1 when the row never asks for it. */
int32_t policy_row_fact(const policy_row *row, int32_t slot);
/* Gives v when it is surely a value the fact may have, a text as the row's own copy (in *v too).
*false: nothing was given; ask
** policy_run_fact, which also says why not. */
bool policy_row_offer(policy_row *row, int32_t fact, feel_value *v);
/* The row's own copy of a text it knows, which lives as long as the row; ptr NULL: it does not know
 * it. */
str policy_row_text(const policy_row *row, str text);
/* Unchecked. Only plain kinds; anything else must not be followed by policy_row_run. */
void policy_row_give(policy_row *row, int32_t fact, feel_value v);
void policy_row_take(policy_row *row, int32_t fact);        /* not given any more */

bool policy_row_run(policy_row *row);
/* Of the last run that answered true: one value, or the members of a structure (names NULL for one
 * value). */
int32_t policy_row_width(const policy_row *row);
const str *policy_row_names(const policy_row *row);
feel_value policy_row_value(const policy_row *row, int32_t i);

/* What was used, each after what it rests on. rule: the row of its decision table that matched, or
 * NULL. */
typedef struct policy_row_used {
    const policy_def *def;           /* fact, parameter, function or decision */
    bool assumed;                    /* a fact not given */
    bool plain;                      /* has one value; false: a structure, see rule */
    feel_value value;
    const table_rule *rule;
    int32_t rule_index;
} policy_row_used;
int32_t policy_row_used_count(const policy_row *row);
policy_row_used policy_row_used_at(const policy_row *row, int32_t i);

#endif
