/* office.h: the library of documents that a store holds: import, validity at a date, citations,
*assignments, search.
**
** An office is a store with the policies loaded beside it; it owns neither. Every call reads one
*snapshot or writes one
** transaction. Results live in the arena given. Findings (E-STORE, E-NOT-FOUND, …) go to the
*diag_list given.
** Validity: a document holds from its stated first day, else from its signing, else from its
*publication, until its
** stated end, until the first day of a document that repeals it, or until a policy file's 废止 says
*so.
** Threads: any number may read; writes take turns. Layer: office; includes store, policy, gazette,
*base. */
#ifndef HENG_OFFICE_OFFICE_H
#define HENG_OFFICE_OFFICE_H

#include "gazette/gazette.h"
#include "policy/policy.h"
#include "store/records.h"
#include "store/search.h"
#include "store/store.h"

typedef struct office {
    store *store;
    const policy_library *policies;          /* may be NULL: no policies loaded */
} office;

/* ---- import (import.c) ---- */
typedef struct office_imported_doc {
    int64_t id;
    str doc_no, title;
    int64_t provisions, tasks, citations;
} office_imported_doc;
typedef struct office_imported {
    rec_outcome outcome;
    int64_t issue_id;
    office_imported_doc *docs; int doc_count;
    int64_t provisions, tasks, citations;
    diag_list findings;                      /* of the reader; empty when unchanged */
} office_imported;
/* One file, atomically: all of it or nothing. actor: who does it, for the journal. false with a
*finding in d when it
** could not be stored or holds no document (E-NO-DOCUMENT). */
bool office_import(const office *o, arena *a, str file, str bytes, str actor, diag_list *d,
                   office_imported *out);

/* ---- issues ---- */
typedef struct office_issue {
    int64_t id;
    str title, publisher, file, sha256, imported_at;
    int64_t year, number, total_number;      /* 0 = none */
    date published;
    int64_t bytes, version, documents, provisions, tasks, citations, findings;
} office_issue;
typedef struct office_issues { office_issue *items; int count; } office_issues;
/* Newest first; id > 0: only this one. */
bool office_list_issues(const office *o, arena *a, int64_t id, diag_list *d, office_issues *out);

/* ---- documents (library.c) ---- */
typedef enum {
    OFFICE_IN_FORCE,
    OFFICE_REPEALED,
    OFFICE_NOT_YET,
    OFFICE_EXPIRED,
    OFFICE_UNKNOWN,
    OFFICE_STATES
} office_state_kind;
/* "in_force", … */
const char *office_state_name(office_state_kind k);
const char *office_state_word(office_state_kind k, lang language);

typedef struct office_state {
    office_state_kind kind;
    date at, since, until;                   /* year 0 = none */
    str by_doc_no; int64_t by_id;            /* what repealed it; 0 = not in the library */
} office_state;
/* One sentence; why it is so. */
str office_state_reason(arena *a, const office_state *s, lang language);

typedef struct office_document {
    int64_t id, issue_id;
    str issue, doc_no, title, kind, issuer, place, disclosure, validity;
    str addressees, attachments;             /* JSON arrays */
    date signed_on, published, effective;
    office_state state;
    int64_t provisions, tasks, citations_out, citations_in;
    const policy_doc *policy;                /* the policy file that runs it, or NULL */
} office_document;

typedef struct office_count { str value; int64_t count; } office_count;
typedef struct office_counts { office_count *items; int count, cap; } office_counts;

typedef struct office_document_filter {
    str q, place, kind;
    int state;                               /* -1 = any, else office_state_kind */
    int64_t issue_id;                        /* 0 = any */
    date at;
    int64_t limit, offset;
} office_document_filter;
typedef struct office_documents {
    office_document *items; int count;       /* the page */
    int64_t total;
    office_counts kinds, places, states;     /* over the filter */
} office_documents;
bool office_list_documents(const office *o, arena *a, const office_document_filter *f, diag_list *d,
                           office_documents *out);

/* 0 when neither a number of a document nor a 文号 in any variant (the newest with that number). */
int64_t office_find_document(db *c, arena *a, str id_or_doc_no);
bool office_read_document(const office *o, db *c, arena *a, int64_t id, date at,
                          office_document *out);

typedef struct office_provision {
    int64_t id, parent_id;
    str kind, address, number, heading, text;
    int64_t line;
} office_provision;
typedef struct office_provisions { office_provision *items; int count, cap; } office_provisions;
bool office_read_provisions(db *c, arena *a, int64_t document_id, office_provisions *out);

typedef struct office_citation {
    str relation, doc_no, title, address;    /* title of the other document as far as known */
    int64_t provision_id, other_id;          /* other_id 0: not in the library (依据未收录) */
    office_state other_state;                /* when other_id > 0 */
} office_citation;
typedef struct office_citations { office_citation *items; int count, cap; } office_citations;
bool office_read_citations_out(const office *o, db *c, arena *a, int64_t document_id, date at,
                               office_citations *out);
bool office_read_citations_in(db *c, arena *a, int64_t document_id, office_citations *out);

/* ---- assignments (tasks.c) ---- */
typedef struct office_task {
    int64_t id, document_id, provision_id;
    str doc_no, document_title, task_no, parent_no, title, lead, responsible, cooperating, deadline,
        article;
    date due;
    bool weak;
} office_task;
typedef struct office_task_filter {
    str unit, role, doc, q, sort;
    date due_from, due_to;
    bool marked_only;
    int64_t limit, offset;                   /* limit < 0: all */
} office_task_filter;
typedef struct office_doc_count { int64_t id; str doc_no, title; int64_t count; } office_doc_count;
typedef struct office_task_facets {
    office_counts units, roles;
    struct { office_doc_count *items; int count, cap; } documents;
} office_task_facets;
/* Every task of the filter's page to the sink, in order; the sink returns false to stop. Memory of
*a task lasts for the
** call only, so that a list of any length needs little. */
typedef bool (*office_task_sink)(void *self, const office_task *t);
bool office_each_task(db *c, arena *a, const office_task_filter *f, office_task_sink sink,
                      void *self);
int64_t office_count_tasks(db *c, arena *a, const office_task_filter *f);
bool office_task_facets_of(db *c, arena *a, const office_task_filter *f, office_task_facets *out);
/* The filter's words are known (role, sort); E-QUERY otherwise. */
bool office_task_filter_ok(const office_task_filter *f, diag_list *d);

/* ---- standards through time (standards.c): no store, only the policies ---- */
typedef struct office_point {
    const policy_def *def;                   /* the version: document, validity, 推定 */
    str provision;
    date since, until;                       /* month 0 = open */
    bool known; /* false: 待定, or it depends on the case (text says how) */
    feel_value value;
    str text;                                /* as written, when not known */
} office_point;
typedef struct office_standard {
    str name;                                /* of a parameter, or decision.output */
    str key; /* conditions of a table's row; empty for a parameter */
    str place;
    const feel_type *type;
    struct { office_point *items; int count, cap; } series;                  /* oldest first */
} office_standard;
typedef struct office_standards { office_standard *items; int count, cap; } office_standards;
/* Parameters and figures of decision tables whose name holds q, of one place or document number
 * (empty = all). */
bool office_list_standards(const policy_library *lib, arena *a, str q, str place, str doc_no,
                           office_standards *out);

/* ---- counts and search ---- */
typedef struct office_totals {
    int64_t issues, documents, provisions, tasks, citations, unresolved;
} office_totals;
bool office_totals_of(db *c, office_totals *out);
/* search_run with document numbers put into their normal form first. */
bool office_search(db *c, arena *a, str query, int64_t limit, int64_t offset, search_result *out);

#endif
