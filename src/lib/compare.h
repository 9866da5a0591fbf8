/* compare.h: one population under two laws: what changes for whom, and what it costs.
**
**     compare c;
**     compare_open(&c, before, after, STR("救助合计"), &arena);       two prepared decisions, the
*figure of a structure (or empty)
**     compare_column(&c, STR("救助身份"));                            one a column, in order
**     compare_row(&c, cells, group, &why);                           one a person
**     … c.total, c.groups, c.buckets …
**
** A row counts as winner when its figure rises, as loser when it falls; where only one side gives a
*result it is counted as
** gained or lost and its figure goes into the sums of that side alone. Everything is exact.
** Ownership: the decisions are the caller's; groups live in the arena. Layer: lib. */
#ifndef HENG_LIB_COMPARE_H
#define HENG_LIB_COMPARE_H

#include "base/dec.h"
#include "base/str.h"
#include "heng.h"

enum { COMPARE_BUCKETS = 9 };

typedef struct compare_sums {
    int64_t rows, winners, losers, same;
    int64_t gained, lapsed;          /* a result only after, only before */
    int64_t none;                    /* no result on either side */
    int64_t refused;                 /* a fact was wrong: in no sum */
    dec before, after;               /* sums of the figures */
    dec won, lost; /* sums of the rises and of the falls, both ≥ 0; gained and lapsed included */
} compare_sums;

typedef struct compare_group { str key; compare_sums sums; } compare_group;

typedef struct compare_fact {
    int before, after;
} compare_fact; /* indexes, -1: that side does not ask */

typedef struct compare {
    arena *arena;
    heng_decision *before, *after;
    str figure;
    VEC(compare_fact) columns;
    compare_sums total;
    VEC(compare_group *) groups;     /* in the order they came */
    strmap by_key;
    int64_t buckets[COMPARE_BUCKETS];        /* rows by change, see compare_bucket */
    bool overflow;                   /* a sum passed the range of numbers */
} compare;

void compare_open(compare *c, heng_decision *before, heng_decision *after, str figure, arena *a);
/* false: neither side asks for such a fact; *why (may be NULL) is E-NAME when no fact has that name
 * at all, else empty. */
bool compare_column(compare *c, str name, heng_error *why);
/* One cell a column; an empty cell is not given. key: the group, may be empty. HENG_ERROR: a cell
*was refused, *column is its
** number and *why the reason, the row is counted as refused. HENG_MISUSE: the decision has several
*figures and none or a wrong one
** was named; *why lists them. HENG_NOMEM. */
heng_status compare_row(compare *c, const str *cells, str key, int *column, heng_error *why);
/* Change from `low` (excluded for rises, included for falls) to `high`: text of the i-th bucket, as
 * "100 … 1000". */
str compare_bucket(arena *a, int i);

#endif
