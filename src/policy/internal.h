/* internal.h: what the files of policy/ share and nobody outside needs.
** Layer: policy. */
#ifndef HENG_POLICY_INTERNAL_H
#define HENG_POLICY_INTERNAL_H

#include "policy/policy.h"

/* Names one place of one family can see, built when first asked. */
typedef struct place_scope { str family, place; feel_scope *scope; } place_scope;

struct policy_library {
    arena arena;
    VEC(policy_doc *) docs;
    VEC(policy_slot *) slots;
    strmap slot_by_key;              /* slot_key → policy_slot */
    strmap types;                    /* name → type_chain */
    strmap units;                    /* name → policy_unit */
    VEC(policy_unit *) unit_list;
    VEC(place_scope) scopes;
    VEC(struct doc_scope) doc_scopes;
    const calendar *calendar;
    diag_list *types_report;         /* while policy_parse_type runs */
    bool sealed;
};

struct doc_scope { const policy_doc *doc; feel_scope *scope; };

typedef struct type_chain { policy_type type; struct type_chain *next; } type_chain;

/* Depth of a place path: "" 0, "省" 1, "省/市" 2. */
int policy_place_depth(str place);
/* The nearest of a few names to a wrong one; empty when none is near. */
typedef struct nearest { str wanted, best; int distance; } nearest;
void nearest_init(nearest *n, str wanted);
void nearest_try(nearest *n, str candidate);
str nearest_found(const nearest *n);

/* Unit text at the head or tail of a figure: "元/月" of a number type; empty when it has none. */
str policy_type_unit(const feel_type *t);

/* check_*.c */
void policy_check_tables(policy_library *lib, diag_list *d);
void policy_check_types(policy_library *lib, diag_list *d);
void policy_check_names(policy_library *lib, diag_list *d);
void policy_check_examples(policy_library *lib, diag_list *d, policy_check_counts *counts);

#endif
