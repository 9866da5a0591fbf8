/* policy.h: the public use of a policy library: load files, find decisions, decide, explain.
**
**     policy_library *lib = policy_load(&(policy_load_options){ .dir = STR("policies") },
*&findings);
**     policy_run *run = policy_run_new(lib, &arena);
**     policy_run_at(run, day);
**     policy_run_fact_text(run, STR("救助身份"), STR("低保对象"), &findings);
**     const policy_answer *answer = policy_decide(run, STR("基本救助金额"));
**
** A loaded library is read-only and may be used by any number of threads, each with its own run and
*arena.
** An answer lives in the run's arena until policy_run_reset. Nothing here writes or prints.
** Errors: bad facts are findings (E-TYPE, E-ALLOWED, E-NAME) of the call that gives them; what goes
*wrong while deciding
** is in the answer (code and problems), never a C error.
** Layer: policy. */
#ifndef HENG_POLICY_POLICY_H
#define HENG_POLICY_POLICY_H

#include "base/json.h"
#include "policy/model.h"

/* ---- loading ---- */
typedef struct policy_load_options {
    str dir; /* every .md below it, in the order of their paths; calendar/ holds the working days */
    const str *paths; int path_count;/* further files or directories */
    bool skip_examples;              /* leave 示例 sections unread (a server does not need them) */
} policy_load_options;
/* Always a library, whatever the findings: a broken file is reported and the rest is there. NULL
 * without memory. */
policy_library *policy_load(const policy_load_options *o, diag_list *d);
/* The Markdown of one file given in memory, in the phases of model.h: names; then, when every file
*has declared its
** names, types; then policy_open_names; then bodies. */
policy_doc *policy_md_declare(policy_library *lib, str file, str source, diag_list *d);
bool policy_md_types(policy_library *lib, policy_doc *doc, diag_list *d);
bool policy_md_define(policy_library *lib, policy_doc *doc, bool with_examples, diag_list *d);
/* Every check of `heng policy check` over a sealed library, the worked examples included. */
typedef struct policy_check_counts {
    int files, decisions, examples, passed, failed;
} policy_check_counts;
void policy_check(policy_library *lib, diag_list *d, policy_check_counts *counts);

/* ---- finding ---- */
/* Slot of a decision (anything but a fact) by name over the policies; reports E-NAME with the
 * nearest names. -1. */
int32_t policy_find_decision(const policy_library *lib, str name, diag_list *d);
/* Facts and unset parameters a decision may ask for, over everything it requires at that date, in
*the order of asking.
** Slots in an array of the arena. */
int32_t policy_facts_needed(const policy_library *lib, int32_t slot, str place, date at, arena *a,
                            int32_t **slots);
/* The definition that stands for a fact or parameter where no date matters (forms, messages): the
 * newest. NULL: none. */
const policy_def *policy_newest(const policy_library *lib, int32_t slot);

/* ---- deciding ---- */
typedef struct policy_run policy_run;
/* The run itself is on the heap; answers are in `a`. NULL without memory. */
policy_run *policy_run_new(const policy_library *lib, arena *a);
void policy_run_free(policy_run *run);
/* Forgets facts, values and answers; the arena is the caller's to reset before. */
void policy_run_reset(policy_run *run);
/* Forgets facts and values only; date, place and the rest stay. For one row after another. */
void policy_run_clear(policy_run *run);
void policy_run_at(policy_run *run, date at);              /* default: today */
void policy_run_place(policy_run *run, str place); /* default: the place of the decision asked */
void policy_run_trace(policy_run *run, bool on);           /* default: off */
/* A fact by name. text: FEEL, or a bare word where the type is an enumeration or a text; a date or
*amount as typed
** ("2023-06-01", "10000", "10000元" is an error that says so). false with a finding. */
bool policy_run_fact(policy_run *run, str name, feel_value v, diag_list *d);
bool policy_run_fact_text(policy_run *run, str name, str text, diag_list *d);
/* Every member of the object; numbers keep their digits, texts become what the declared type asks
*for. `at` of findings:
** the name of the fact and the path inside it. */
bool policy_run_facts_json(policy_run *run, const json *object, diag_list *d);
/* The facts given so far hold together: every constraint that speaks of given facts only is met.
*false with an
** E-CONTRADICT finding for each that is not (its `at` names the constraint). Defaults are not
*looked at. */
bool policy_run_consistent(policy_run *run, diag_list *d);
/* The checked value of a text for a slot looked up before (columns); in the run's arena. `name` is
 * used in findings. */
bool policy_fact_value(policy_run *run, int32_t slot, str name, str text, feel_value *out,
                       diag_list *d);
/* Slot of a fact or parameter that may be given; -1 with E-NAME and the nearest name. */
int32_t policy_fact_slot(policy_run *run, str name, diag_list *d);
/* By slot, unchecked: for callers that checked before (batch). */
void policy_run_slot(policy_run *run, int32_t slot, feel_value v);
/* What was given for a slot, as the value it became; null when nothing was. */
feel_value policy_run_given(const policy_run *run, int32_t slot);

typedef enum policy_code {
    POLICY_OK,
    POLICY_E_NAME,                   /* no such decision */
    POLICY_E_NOT_IN_FORCE, POLICY_E_VERSION_CLASH,
    POLICY_E_MISSING,                /* a fact was needed and not given */
    POLICY_E_UNSET,                  /* a parameter the city has to set */
    POLICY_E_CYCLE,
    POLICY_E_CALENDAR,               /* a year without working-day calendar */
    POLICY_E_LIMIT,                  /* steps, depth or memory */
    POLICY_E_NULL                    /* no value: no row matches, wrong types, … (notes say why) */
} policy_code;
const char *policy_code_text(policy_code c);               /* "OK", "E-MISSING", … */

typedef struct policy_problem {
    policy_code code;
    str name;                        /* the fact, parameter or decision */
    const policy_def *def; /* what it is about, or the definition that asked; may be NULL */
    const policy_def *asked_by;      /* the definition that needed it; may be NULL */
    const policy_def *before,
        *after; /* nearest versions (E-NOT-IN-FORCE), the two that clash (E-VERSION-CLASH) */
    feel_value last_value; /* E-NOT-IN-FORCE: last known value where it can be computed; never
                              payable by itself */
    str zh, en;
} policy_problem;

typedef struct policy_input {
    int32_t slot;
    const policy_def *def;
    feel_value value;
    bool assumed;
} policy_input;

typedef struct policy_answer {
    policy_code code;
    str name;
    date at;
    str place;
    const policy_def *def;           /* the version used; NULL when none */
    feel_value value;
    const feel_type *type;
    str shown;                       /* with unit and period: "每人每月760.00元" */
    bool inferred;                   /* something used is 推定 */
    VEC(policy_problem) problems;    /* the first decides the code */
    VEC(policy_input) inputs;        /* facts used: given and assumed */
    VEC(const policy_def *) used;    /* every version that took part, in the order of first use */
    const feel_note *notes; int note_count;
    const feel_trace *trace;         /* root; NULL when tracing was off */
} policy_answer;

const policy_answer *policy_decide(policy_run *run, str name);
const policy_answer *policy_decide_slot(policy_run *run, int32_t slot);
/* Any feel tree over the library's names (the reader's cells, batch expressions), after facts were
 * given. */
feel_value policy_run_eval(policy_run *run, const feel_expr *e);

/* ---- showing (shown.c, explain.c) ---- */
/* The value as people read it, with unit, thousands and places of its type: 20,000.00元, 70%,
 * 2023年7月1日, 是. */
str policy_shown(const policy_library *lib, arena *a, feel_value v, const feel_type *t,
                 lang language);
/* A type as people read it: 元/月, 救助身份, 文本(string). */
str policy_type_words(arena *a, const feel_type *t);
/* Text page for a resident; JSON object for machines (the same trace, also the HTTP answer). */
void policy_explain_text(const policy_library *lib, const policy_answer *answer, strbuf *out,
                         lang language);
void policy_answer_json(const policy_library *lib, const policy_answer *answer, json_out *out,
                        lang language, bool with_trace);
/* A FEEL value as JSON: numbers with their digits, temporal values as ISO text. */
void policy_value_json(feel_value v, json_out *out, arena *a);
/* A JSON value as the FEEL value the type asks for. false with a finding. t may be NULL. */
bool policy_json_value(const policy_library *lib, arena *a, const json *j, const feel_type *t,
                       str what, feel_value *out, diag_list *d);

#endif
