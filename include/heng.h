/* heng.h: libheng, the decisions of a policy library inside another program.
**
**     heng_library *lib;
**     heng_decision *d;
**     heng_error why;
**     if (heng_open("policies", &lib, &why) != HENG_OK) … why.zh …
**     heng_prepare(lib, "基本救助金额", NULL, "2023-06-01", &d, &why);
**     heng_bind_text(d, heng_fact_index(d, "救助身份"), "低保对象", -1);
**     heng_bind_number(d, heng_fact_index(d, "合规自付"), 5000000, -2);        50000.00
**     if (heng_step(d) == HENG_OK) … heng_column_text(d, 0) …
**     heng_finalize(d);
**     heng_close(lib);
**
** LIBRARY AND DECISION. A heng_library is what was read from policy files
*(docs/policy-language.md). It never changes after
** heng_open and may be read by any number of threads at once. A heng_decision is one decision
*prepared for one place and
** one date of law: bind its facts, step, read its columns, bind again, step again. It belongs to
*one thread at a time, and the
** library must outlive it. There is no global state, nothing is printed, nothing calls abort or
*exit.
**
** RESULT CODES. Every function that can fail returns a heng_status. HENG_NO_RESULT is not a failure
*of the program: the law
** gives no answer for these facts (one is missing, no version is in force, …) and heng_problem says
*which and why.
**
** ERRORS are values: a heng_error holds a stable code ("E-NAME"), the place it is about, and one
*sentence in Chinese and in
** English, `what is wrong; what to do`. The caller owns the struct; NULL may be passed by who does
*not care.
**
** TEXT is UTF-8. A length of -1 means zero-terminated. heng_text given out is zero-terminated as
*well; it belongs to the
** object asked and is valid until the next call that changes that object (heng_bind_…, heng_step,
*heng_finalize, …).
** NUMBERS are decimal: a coefficient and a power of ten. Nothing passes through a binary float; up
*to 34 digits are exact.
**
** MEMORY. Out of memory is HENG_NOMEM, whatever was asked for last; every object can still be
*finalized.
** VERSIONS. HENG_VERSION_NUMBER is major × 10000 + minor × 100 + patch of the header,
*heng_version_number() of the library linked.
** Within one major number functions are only added. */
#ifndef HENG_H
#define HENG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define HENG_API __attribute__((visibility("default")))
#else
#define HENG_API
#endif

#define HENG_VERSION_TEXT "0.1.0"
#define HENG_VERSION_NUMBER 100

typedef struct heng_library heng_library;
typedef struct heng_decision heng_decision;

typedef enum heng_status {
    HENG_OK = 0,
    HENG_NO_RESULT = 1,              /* the law gives no answer for these facts: heng_problem */
    HENG_ERROR = 2,                  /* what was given is wrong: the heng_error says what */
    HENG_NOMEM = 3,
    HENG_MISUSE = 4                  /* NULL where an object is needed, an index out of range */
} heng_status;

typedef enum heng_language { HENG_ZH = 0, HENG_EN = 1 } heng_language;

typedef struct heng_text {
    const char *ptr;
    int len;
} heng_text; /* bytes; ptr is never NULL */

typedef struct heng_error {
    char code[24]; /* "E-NAME", "E-TYPE", … (docs/policy-language.md section 14); empty: no error */
    char where[200];                 /* file:line:column, or the name of the fact or decision */
    char zh[800], en[800];           /* cut at a character boundary when longer */
} heng_error;

HENG_API const char *heng_version(void);
HENG_API int heng_version_number(void);

/* ---- a library ---- */

typedef struct heng_file {
    const char *name;
    const char *text;
    ptrdiff_t length;
} heng_file; /* name "….md" */

/* Reads every policy file (.md) below a directory and the working-day calendar in its calendar/
*folder. A broken definition is
** left out and reported (heng_finding); the rest is there. HENG_ERROR: the directory cannot be read
*or holds no policy. */
HENG_API heng_status heng_open(const char *directory, heng_library **out, heng_error *error);
/* The same from memory. The texts are copied. */
HENG_API heng_status heng_open_memory(const heng_file *files, size_t count, heng_library **out,
                                      heng_error *error);
/* Every decision prepared from it must have been finalized. NULL is allowed. */
HENG_API void heng_close(heng_library *lib);

/* What was wrong with the files: errors (code E-…) and warnings (W-…) in the order they were found.
 */
HENG_API size_t heng_finding_count(const heng_library *lib);
HENG_API heng_status heng_finding(const heng_library *lib, size_t i, heng_error *out);

/* Everything that can be decided: decisions, conditions, parameters; one entry a name. */
typedef struct heng_info {
    heng_text name;
    heng_text kind; /* "decision", "conditions", "parameter", "function", "service", "fact" */
    heng_text type;                  /* as people read it: 元, 救助身份, 文本(string) */
    heng_text unit;                  /* of a number: 元, 元/月; empty = none */
    heng_text provision, document;   /* of the newest version: 四(五), 文号 */
    heng_text question, note;        /* 问, 说明 */
    int version_count;
} heng_info;
HENG_API size_t heng_decision_count(const heng_library *lib);
HENG_API heng_status heng_decision_info(const heng_library *lib, size_t i, heng_info *out);

/* ---- a prepared decision ---- */

/* place: path of the jurisdiction ("示例省/示例市"), NULL = the one place that defines the
*decision.
** date: the date of law "2023-06-01", NULL = today. An unknown name is E-NAME with the nearest one.
 */
HENG_API heng_status heng_prepare(const heng_library *lib, const char *name, const char *place,
                                  const char *date, heng_decision **out, heng_error *error);
HENG_API void heng_finalize(heng_decision *d);               /* NULL is allowed */

/* Facts it may ask for at its date, in the order of asking, and parameters the city has not set. */
HENG_API int heng_fact_count(const heng_decision *d);
HENG_API heng_status heng_fact_info(const heng_decision *d, int i, heng_info *out);
/* Index of a fact by name; a set parameter or a fact the decision does not ask for gets an index of
*its own the first time it is
** named here, so that it can be bound (a parameter bound replaces the printed figure). -1: no such
*name; heng_last_error
** holds E-NAME with the nearest. */
HENG_API int heng_fact_index(heng_decision *d, const char *name);

/* Binding checks type, unit-free form and allowed values at once: HENG_ERROR leaves the fact as it
*was and fills
** heng_last_error. What is bound stays bound until bound again, unbound or cleared. */
HENG_API heng_status heng_bind_text(heng_decision *d, int i, const char *text,
                                    int length); /* as on the command line */
HENG_API heng_status heng_bind_number(heng_decision *d, int i, int64_t coefficient, int exponent);
HENG_API heng_status heng_bind_bool(heng_decision *d, int i, bool value);
HENG_API heng_status heng_bind_date(heng_decision *d, int i, int year, int month, int day);
HENG_API heng_status heng_bind_null(heng_decision *d, int i); /* known to be none */
HENG_API heng_status heng_bind_json(heng_decision *d, int i, const char *json,
                                    int length); /* lists, structures */
/* Every member of one JSON object, by name. On HENG_ERROR some may have been bound. */
HENG_API heng_status heng_bind_facts(heng_decision *d, const char *json_object, int length);
HENG_API heng_status heng_unbind(heng_decision *d, int i);
HENG_API void heng_clear(heng_decision *d); /* unbinds all */

/* With tracing on, the next steps keep what heng_step_count and heng_step_at show. */
HENG_API void heng_trace(heng_decision *d, bool on);
/* Decides. HENG_OK, HENG_NO_RESULT, HENG_NOMEM; HENG_ERROR (E-CONTRADICT) when the facts bound
 * cannot hold together. */
HENG_API heng_status heng_step(heng_decision *d);

/* The reason of the last HENG_ERROR of this decision. */
HENG_API const heng_error *heng_last_error(const heng_decision *d);

/* ---- the answer of the last heng_step ---- */

/* One column for a plain result, one a member for a structure. 0 without result. */
typedef enum heng_kind {
    HENG_NULL,
    HENG_BOOLEAN,
    HENG_NUMBER,
    HENG_TEXT,
    HENG_DATE,
    HENG_OTHER
} heng_kind;
HENG_API int heng_column_count(heng_decision *d);
HENG_API heng_text heng_column_name(heng_decision *d,
                                    int column); /* the decision's name, or the member's */
HENG_API heng_text heng_column_unit(heng_decision *d, int column);
HENG_API heng_kind heng_column_kind(heng_decision *d,
                                    int column); /* HENG_OTHER: lists, times, durations … as text */
/* Plain form: 20000, true, 低保对象, 2023-07-01; what is HENG_OTHER as JSON; null as the empty
 * text. */
HENG_API heng_text heng_column_text(heng_decision *d, int column);
/* As people read it, with unit and thousands: 20,000.00元. */
HENG_API heng_text heng_column_shown(heng_decision *d, int column, heng_language language);
HENG_API bool heng_column_bool(heng_decision *d, int column); /* false for every other kind */
/* value = coefficient × 10^exponent. false when it is no number or its digits do not fit. */
HENG_API bool heng_column_number(heng_decision *d, int column, int64_t *coefficient, int *exponent);
/* The number times 10^places (2: 元 as fen). false when it is none, not whole then, or too large. */
HENG_API bool heng_column_scaled(heng_decision *d, int column, int places, int64_t *out);
HENG_API bool heng_column_date(heng_decision *d, int column, int *year, int *month, int *day);
/* 文号 and 条款 of the version that answered; empty when none did. */
HENG_API heng_text heng_document(heng_decision *d);
HENG_API heng_text heng_provision(heng_decision *d);
/* Something that took part is inferred (推定), not printed. */
HENG_API bool heng_inferred(heng_decision *d);

/* Why there is no result: HENG_NO_RESULT fills at least one. `name` (may be NULL) gets the fact,
 * parameter or decision. */
HENG_API int heng_problem_count(heng_decision *d);
HENG_API heng_status heng_problem(heng_decision *d, int i, heng_error *out, heng_text *name);

/* ---- why ---- */

/* The steps of the answer, each after what it rests on (heng_trace must have been on). */
typedef enum heng_step_kind {
    HENG_STEP_GIVEN,
    HENG_STEP_ASSUMED,
    HENG_STEP_PARAMETER,
    HENG_STEP_DECISION
} heng_step_kind;
typedef struct heng_trace_step {
    heng_step_kind kind;
    heng_text name, unit;
    heng_text value;                 /* plain form */
    heng_text row;                   /* of the decision table that matched; empty when none */
    heng_text provision, document;   /* the row's provision where it has one */
    bool inferred;
} heng_trace_step;
HENG_API int heng_step_count(heng_decision *d);
HENG_API heng_status heng_step_at(heng_decision *d, int i, heng_trace_step *out);

/* The page for a resident: result, facts, steps with the numbers filled in, readings, documents. */
HENG_API heng_text heng_explain_text(heng_decision *d, heng_language language);
/* The same as JSON, in the form of DecideResult in docs/openapi.json. */
HENG_API heng_text heng_explain_json(heng_decision *d, heng_language language);

/* ---- many rows at once ---- */

/* One column of facts, one entry a row; null_mask may be NULL (1 = not given). Exactly one of the
 * arrays is set. */
typedef struct heng_column {
    int fact;                        /* heng_fact_index */
    const int64_t *scaled; int exponent;       /* numbers: scaled[i] × 10^exponent */
    const heng_text *text;           /* anything, as heng_bind_text */
    const uint8_t *boolean;
    const uint8_t *null_mask;
} heng_column;
/* Decides every row with the facts of `columns` over what is bound. out[i] = result × 10^places of
*result column 0;
** status[i] = HENG_OK, HENG_NO_RESULT (also: no number, or not whole at these places) or HENG_ERROR
*(a fact refused).
** HENG_OK when every row has a result, HENG_NO_RESULT when some have not. What was bound before is
*bound afterwards. */
HENG_API heng_status heng_run_columns(heng_decision *d, const heng_column *columns,
                                      int column_count, size_t rows, int places, int64_t *out,
                                      uint8_t *status);

#ifdef __cplusplus
}
#endif
#endif
