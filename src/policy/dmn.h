/* dmn.h: DMN 1.2-1.5 models in XML: read, link, evaluate.
**
** A set holds models that know each other: the file asked for and whatever it imports from the
** same folder. Every DRG element (input data, decision, business knowledge model, decision
** service) has a slot number of the set; its logic is a feel tree whose names are slots again,
** exactly those the element's requirements declare (DMN 1.5 §6.3.13), so that a decision cannot
** see what it does not require. An element of an imported model is named "import.element".
**
**     dmn_set *set = dmn_set_new(&arena, &findings);
**     const dmn_model *m = dmn_load(set, STR("loan.dmn"));
**     dmn_link(set);
**     dmn_run *run = dmn_run_new(set, &scratch);
**     dmn_give(run, dmn_find(m, DMN_INPUT, STR("Age")), feel_number(dec_from_int(18)));
**     feel_value v = dmn_decide(run, dmn_find(m, DMN_DECISION, STR("Approval")));
**
** Errors: reading goes on after every finding; an element whose logic cannot be parsed is `broken`
** and evaluates to null with a note. Whatever is wrong while running is null and a note (feel.h).
** Ownership: everything lives in the arena given; dmn_link closes the XML trees. Threads: after
** dmn_link a set is read-only; each thread has its own dmn_run. Layer: policy. */
#ifndef HENG_POLICY_DMN_H
#define HENG_POLICY_DMN_H

#include "base/diag.h"
#include "feel/feel.h"
#include "policy/dmn_xml.h"

enum {
    DMN_MODELS_MAX = 100,            /* files of one set, imports included */
    DMN_BOXED_DEPTH_MAX = 100        /* boxed expressions within one another */
};

typedef struct dmn_set dmn_set;
typedef struct dmn_model dmn_model;
typedef struct dmn_element dmn_element;

typedef enum dmn_kind {
    DMN_INPUT, DMN_DECISION, DMN_KNOWLEDGE, DMN_SERVICE, DMN_KIND_COUNT
} dmn_kind;

/* A requirement: the element, and the name it has inside the one that requires it. */
typedef struct dmn_need { dmn_element *element; str name; } dmn_need;
typedef VEC(dmn_element *) dmn_elements;

struct dmn_element {
    dmn_kind kind;
    bool broken;                     /* its logic has findings */
    bool cyclic;                     /* requires itself, directly or through others */
    uint8_t mark;                    /* of the search for cycles */
    int32_t slot;                    /* number in the set */
    str id, name;                    /* name normalised (feel_name_normal) */
    str about;                       /* description */
    dmn_model *model;
    src_pos pos;
    const xml_node *node;            /* NULL after dmn_link */
    const feel_type *type;           /* of the value, or of the result of a call; NULL = Any */
    const feel_type *callable;       /* knowledge models and services: parameters and result */
    feel_expr *expr; /* decision: its logic, NULL without; knowledge model: a lambda */
    const feel_table *table;         /* when the logic is one decision table */
    str text;                        /* when it is one literal expression */
    VEC(dmn_need) needs;
    dmn_elements outputs;            /* services: output decisions */
    dmn_elements params;             /* services: input data, then input decisions */
};

typedef struct dmn_item {
    str name;
    feel_type *type;                 /* stable from the declaration on */
    const xml_node *node;
    uint8_t state;                   /* 0 open, 1 being filled, 2 done */
} dmn_item;

typedef struct dmn_import { str name, space, location; src_pos pos; dmn_model *model; } dmn_import;

struct dmn_model {
    dmn_set *set;
    str path, name, space;           /* space: the model's namespace */
    xml_file xml;
    dmn_elements elements;
    VEC(dmn_item *) items;
    VEC(dmn_import) imports;
    strmap ids;                      /* id → element */
    strmap names[DMN_KIND_COUNT];    /* name → element, by kind */
    strmap item_names;               /* name → dmn_item */
};

struct dmn_set {
    arena *arena;
    diag_list *findings;
    VEC(dmn_model *) models;
    dmn_elements elements;           /* by slot */
    bool linked;
};

/* ---- reading ---- */
dmn_set *dmn_set_new(arena *a, diag_list *findings);
/* The model of a file and, recursively, those it imports: by locationURI, else whichever file
** beside it has the namespace. NULL with a finding when the file is no DMN model. A file that is
** already there is not read twice. */
dmn_model *dmn_load(dmn_set *set, str path);
/* As dmn_load, the text given; imports are looked for beside `path`, not at all when it is empty.
*/
dmn_model *dmn_read(dmn_set *set, str text, str path);
/* Types, requirements, scopes, logic, cycles; then closes the XML. Once, after the last dmn_load.
*/
bool dmn_link(dmn_set *set);

/* By name; NULL when there is none. */
dmn_element *dmn_find(const dmn_model *m, dmn_kind kind, str name);
dmn_model *dmn_model_of(const dmn_set *set, str space);

/* ---- running ---- */
typedef struct dmn_run dmn_run;
dmn_run *dmn_run_new(const dmn_set *set, arena *a);
/* The feel_run behind it: notes, steps, clock, trace. */
feel_run *dmn_run_feel(dmn_run *run);
/* Gives an input (or stands in for a decision). The value is coerced to the element's type; one
** that does not conform or is not among the allowed values becomes null, with a note. */
void dmn_give(dmn_run *run, const dmn_element *e, feel_value v);
feel_value dmn_decide(dmn_run *run, const dmn_element *e);
/* A knowledge model or decision service called with arguments (named or in order). */
feel_value dmn_invoke(dmn_run *run, const dmn_element *e, const feel_arg *args, int count);
/* A service with what dmn_give gave; afterwards dmn_decide answers for its decisions within the
** same frame. */
feel_value dmn_serve(dmn_run *run, const dmn_element *service);

/* ---- the reader's own, shared between its files ---- */
/* NULL = Any, also for an unknown name, which is reported. */
const feel_type *dmn_type(dmn_model *m, str name, src_pos at);
/* For feel_parse: self is a dmn_model. */
const feel_type *dmn_find_type(void *self, str name);
void dmn_fill_types(dmn_model *m);
/* Type and requirements of one element, then its function type, then its logic; each when all have
** the one before. */
void dmn_link_needs(dmn_element *e);
void dmn_link_callable(dmn_element *e);
void dmn_link_logic(dmn_element *e);
void dmn_find_cycles(dmn_set *set);
/* The logic under an element: the first child that is an expression; NULL when there is none. */
const xml_node *dmn_logic(const xml_node *parent);
bool dmn_is_logic(const xml_node *n);

typedef struct dmn_reader {          /* where a boxed expression stands */
    dmn_model *model;
    dmn_element *element;
    int32_t depth;
} dmn_reader;
/* Any boxed expression as a feel tree; NULL with findings when it cannot be parsed. */
feel_expr *dmn_boxed(dmn_reader *r, const xml_node *node, const feel_scope *scope);
feel_expr *dmn_table(dmn_reader *r, const xml_node *node, const feel_scope *scope);
/* "COLLECT" and "SUM": how DMN writes a hit policy; *aggregation is "" when there is none. */
const char *dmn_hit_name(hit_policy hit, const char **aggregation);
/* The value coerced to a type; e itself when the type is NULL. */
feel_expr *dmn_coerced(dmn_reader *r, feel_expr *e, const feel_type *type, const feel_scope *scope);
/* A lambda from formalParameter children and a body. */
feel_expr *dmn_function(dmn_reader *r, const xml_node *node, const feel_scope *scope,
                        const feel_type *result);
feel_expr *dmn_parse(dmn_reader *r, str text, feel_entry entry, const feel_scope *scope,
                     const xml_node *at);
str dmn_attr_name(dmn_model *m, const xml_node *node);              /* name attribute, normalised */

#endif
