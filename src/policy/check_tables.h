/* check_tables.h: the inside of the table checker: domains cut into atoms, rows as boxes of atoms.
** Layer: policy, internal. */
#ifndef HENG_POLICY_CHECK_TABLES_H
#define HENG_POLICY_CHECK_TABLES_H

#include "policy/infer.h"
#include "policy/run.h"

enum { ATOMS_MAX = 1 << 20, COLUMNS_MAX = 32 };

typedef struct domain {
    feel_value *atoms;
    int count;
    int sorted;       /* so many atoms from the first on stand in ascending order; 0: they do not */
    int searched;     /* atoms a gap or an overlap may be shown at; behind them stand a code nobody
                         wrote     and null, which only tell whether a row can be reached */
    feel_value other; /* a value besides the codes; null: there is none */
    bool open;        /* other values exist that no atom stands for */
    bool plain;       /* the column is a fact's or a decision's name */
    const feel_type *type;
} domain;

typedef enum { CELL_NO, CELL_YES, CELL_PERHAPS } pass;

/* Neighbouring atoms that a cell passes alike; those it does not pass have no span. Ascending. */
typedef struct span { int32_t lo, hi; pass pass; } span;
typedef struct spans { const span *items; int32_t count; } spans;

typedef struct checker {
    policy_library *lib;
    policy_run *run;
    arena *arena;
    diag_list *d;
    const feel_table *t;
    domain columns[COLUMNS_MAX];
    spans *cells[COLUMNS_MAX];    /* one per row */
    int point[COLUMNS_MAX];       /* atom chosen per column while searching */
    long steps;
} checker;

/* check_domain.c: fills columns and cells; false without memory. */
bool check_domains(checker *c);

#endif
