/* model.h: the one model behind Markdown policies and DMN XML.
**
** A library holds documents; a document declares definitions (facts, parameters, decisions,
*conditions, functions,
** services), types, units, benefits, conflicts, coverage rows and worked examples. A name is a
**slot*; the
** definitions of one slot are its *versions*, of which at most one answers at a date and a place
*(library.c).
** Whatever a definition computes is a feel tree; readers differ only in how they get there.
**
**     library ── families ── slot "基本救助标准" ── version (2019, doc A), version (2023, doc B)
**                                                   └ expr → feel tree, whose names are slots again
**
** How a reader builds (order matters only between the phases, never inside one):
**   1. policy_doc_add for every file;  policy_declare_type / policy_declare for every name in it;
**      then every type (type->type, def->type): scopes know the members of what a name stands for;
**   2. policy_open_names once: from here scopes exist, names resolve whatever the order they came
*in;
**   3. parse bodies with feel_parse(…, policy_scope(lib, doc), …) and set def->expr, type->…,
*default_expr, …;
**   4. policy_seal once: repeals, order of versions, requirements, cycles; from here the library is
*read-only.
** policy_open_names may be called again after more documents were added, before policy_seal.
**
** Ownership: everything lives in the library's arena (policy_arena) until policy_library_free.
** Threads: read-only after policy_seal; runs are policy_run (policy.h).
** Errors: into the diag_list given; NULL only without memory. Layer: policy; includes feel and
*base. */
#ifndef HENG_POLICY_MODEL_H
#define HENG_POLICY_MODEL_H

#include "base/diag.h"
#include "feel/feel.h"

typedef struct policy_library policy_library;
typedef struct policy_doc policy_doc;
typedef struct policy_def policy_def;
typedef struct policy_slot policy_slot;

/* ---- dates ---- */
/* A missing end is a date with month 0. */
typedef struct policy_period { date from, to; } policy_period;
static inline bool policy_has_date(date d) { return d.month != 0; }
bool policy_period_holds(policy_period p, date at);

/* ---- documents ---- */
typedef struct policy_repeal {
    str number;
    date from;
    src_pos pos;
} policy_repeal; /* month 0: from the repealer's first day */

struct policy_doc {
    policy_library *lib;
    str file;                        /* path as loaded */
    str source;                      /* whole text, for caret lines */
    str title;
    str number;                      /* 文号 normalised; empty for vocabularies */
    str full_name, issuer, catalogue, basis;
    date signed_on;
    policy_period period;            /* 施行, 截止 */
    date repealed_from;              /* month 0: never; set by policy_seal */
    const policy_doc *repealed_by;
    str place;                       /* 地域: "本市" or a path "省/市/县"; empty = everywhere */
    str family; /* names of different families never meet: "" for policies, the namespace of a DMN
                   model */
    bool special;                    /* 优先 特别 */
    bool vocabulary;                 /* 性质 词汇 */
    bool inferred;                   /* header marked 推定 */
    src_pos pos;
    VEC(policy_repeal) repeals;
    VEC(policy_def *) defs;
    VEC(struct policy_example *) examples;
    VEC(struct policy_benefit *) benefits;
    VEC(struct policy_conflict *) conflicts;
    VEC(struct policy_coverage *) coverage;
    VEC(struct policy_constraint *) constraints;
    void *reader;                    /* the reader's own, between phases */
};

/* ---- definitions ---- */
typedef enum policy_kind {
    POLICY_FACT,                     /* input data */
    POLICY_PARAMETER,
    POLICY_DECISION,
    POLICY_CONDITIONS,               /* boolean, made of named conditions */
    POLICY_FUNCTION,                 /* business knowledge model: expr is a lambda */
    POLICY_SERVICE                   /* decision service */
} policy_kind;

typedef struct policy_condition {
    str name, provision, text;
    feel_expr *expr;
    src_pos pos;
} policy_condition;

struct policy_def {
    policy_kind kind;
    bool unset;                      /* parameter 待定: the city has to set it */
    bool inferred;                   /* 推定 */
    bool any_of;                     /* conditions: 任一 instead of 全部 */
    bool has_period;                 /* own 适用; otherwise the document's */
    str name;
    int32_t slot;
    policy_doc *doc;
    src_pos pos;                     /* of the name */
    str provision;                   /* "四(五)"; several joined by ";" */
    str external;                    /* 外部:source */
    str note, question, reading;     /* 说明, 问, 读法 */
    policy_period period;            /* own 适用 */
    const feel_type *type;           /* NULL = Any */
    feel_expr *allowed; /* facts: unary tests of their own, besides those of the type */
    feel_expr *default_expr;         /* facts: assumed when not given */
    feel_expr
        *expr; /* parameter, decision: the value; function: the lambda; NULL while undefined */
    str text;                        /* expr as written (one expression), for explanations */
    const feel_table *table;         /* when expr is one decision table */
    policy_condition *conditions; int32_t condition_count;
    const feel_member *params; int32_t param_count;        /* functions */
    /* services: slots of the input data, input decisions, encapsulated and output decisions */
    const int32_t *inputs; int32_t input_count;
    const int32_t *input_decisions; int32_t input_decision_count;
    const int32_t *outputs; int32_t output_count;
    /* set by policy_seal: slots this definition asks for directly, ascending */
    const int32_t *uses; int32_t use_count;
    uint8_t walk_state;              /* policy_seal's own */
};

struct policy_slot {
    int32_t number;
    str name, family;
    policy_def **versions; int32_t version_count;          /* newest first after policy_seal */
    bool cyclic;                                           /* on a cycle at some date */
};

/* ---- types and units ---- */
typedef struct policy_type {
    str name;
    policy_doc *doc;
    src_pos pos;
    feel_type *type; /* filled in phase 3; the pointer is stable from the declaration on */
} policy_type;

typedef struct policy_unit {
    str name;                        /* "元/人·月" */
    str shown;                       /* "每人每月{}元" */
    str english;
    int32_t places;                  /* -1: as many as the figure has */
    bool bare;                       /* 比例, 倍: a plain number for arithmetic */
    bool percent;                    /* shown × 100 (the 显示 text holds % right behind {}) */
    policy_doc *doc;
    src_pos pos;
    const feel_type *type;           /* number with this unit */
} policy_unit;

/* Must hold of the facts given (约束): says nothing where a fact it speaks of was not given. */
typedef struct policy_constraint {
    str name, text, message, provision;
    feel_expr *expr;
    policy_doc *doc;
    src_pos pos;
} policy_constraint;

/* ---- what is not computed ---- */
typedef struct policy_pair { str word, text; src_pos pos; } policy_pair;

typedef struct policy_benefit {
    str name, provision, target;     /* target: 个人 家庭 企业 项目 */
    str eligible,
        amount; /* names of decisions; one may be empty: eligible when the amount is above zero */
    str amount_member;               /* 名.成员: the member of the amount's decision */
    str handling, cycle, excludes, note;
    int32_t eligible_slot, amount_slot;                    /* -1: none */
    policy_period period; bool has_period;
    policy_doc *doc;
    src_pos pos;
} policy_benefit;

typedef struct policy_conflict {
    str name;
    policy_pair *rows; int32_t row_count;                  /* 甲 乙 问题 采用 另解 开关 */
    policy_doc *doc;
    src_pos pos;
} policy_conflict;

typedef struct policy_coverage {
    str item, content, done_by, state, reason;
    policy_doc *doc;
    src_pos pos;
} policy_coverage;

typedef struct policy_cell {
    int32_t slot;
    str member;
    feel_expr *expr;
    str error;
    str text;
    src_pos pos;
} policy_cell;
typedef struct policy_example {
    str name, label;
    date at;
    policy_cell *given; int32_t given_count;
    policy_cell *expected;
    int32_t expected_count; /* member: 名.成员; error: the code after "!" */
    policy_doc *doc;
    src_pos pos;
} policy_example;

/* ---- building ---- */
policy_library *policy_library_new(void);
void policy_library_free(policy_library *lib);
arena *policy_arena(const policy_library *lib);
/* Working days for every run; borrowed, must outlive the library. May be NULL. */
void policy_set_calendar(policy_library *lib, const calendar *c);
const calendar *policy_calendar(const policy_library *lib);

policy_doc *policy_doc_add(policy_library *lib, str file, str source);
/* A definition of `name` in `doc`; the name is normalised (feel_name_normal). Same name twice = two
 * versions. */
policy_def *policy_declare(policy_library *lib, policy_doc *doc, policy_kind kind, str name,
                           src_pos pos);
/* Empty type, to be filled later. A second one of the same name in the same document is reported
 * and the first returned. */
policy_type *policy_declare_type(policy_library *lib, policy_doc *doc, str name, src_pos pos,
                                 diag_list *d);
policy_unit *policy_declare_unit(policy_library *lib, policy_doc *doc, str name, src_pos pos);

bool policy_open_names(policy_library *lib, diag_list *d);
/* Names the document sees: its own family, places at or above its own, then the library's built-in
 * names (适用日). */
const feel_scope *policy_scope(policy_library *lib, policy_doc *doc);
/* A further name for a slot in this document's scope only (DMN imports: "model.decision"). After
 * policy_open_names. */
bool policy_alias(policy_library *lib, policy_doc *doc, str name, int32_t slot);
/* Types and units as the document sees them; reports an unknown one with the nearest. text may be
*any type expression of
** docs/policy-language.md section 3. NULL when unknown. */
const feel_type *policy_find_type(policy_library *lib, const policy_doc *doc, str name);
const feel_type *policy_parse_type(policy_library *lib, policy_doc *doc, str text, src_pos at,
                                   diag_list *d);
const policy_unit *policy_find_unit(const policy_library *lib, str name);

bool policy_seal(policy_library *lib, diag_list *d);

/* ---- looking ---- */
int policy_doc_count(const policy_library *lib);
policy_doc *policy_doc_at(const policy_library *lib, int i);
int policy_slot_count(const policy_library *lib);
const policy_slot *policy_slot_at(const policy_library *lib, int32_t slot);
/* -1 when the family has no such name. */
int32_t policy_slot_find(const policy_library *lib, str family, str name);
enum { POLICY_SLOT_DATE = 0 };       /* 适用日 */

/* First and last day of a definition: its own period or the document's, cut by a repeal. */
policy_period policy_def_period(const policy_def *def);
/* The document's place is `place` or above it; the empty place (everywhere) is above all. */
bool policy_visible(const policy_doc *doc, str place);

typedef enum { POLICY_IN_FORCE, POLICY_NONE, POLICY_CLASH } policy_found;
/* The version of a slot that answers at a date for a place. On POLICY_NONE *before and *after
*(either may be NULL)
** get the nearest versions; on POLICY_CLASH they get the two that clash. */
policy_found policy_version_at(const policy_library *lib, int32_t slot, str place, date at,
                               const policy_def **def, const policy_def **before,
                               const policy_def **after);

#endif
