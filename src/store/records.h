/* records.h: writing an issue of a gazette with everything in it, and checking it against the
*journal.
**
** An issue is known by its key (the caller's choice: publisher and number, or what else names it).
*Importing the same
** bytes again changes nothing; other bytes under the same key replace the rows (version + 1) while
*every file's bytes
** stay in `source`. Documents that keep their number within the issue keep their id, so links live
*on.
** All calls run in the transaction of store_begin. Layer: store. */
#ifndef HENG_STORE_RECORDS_H
#define HENG_STORE_RECORDS_H

#include "store/db.h"
#include "store/store.h"

typedef struct rec_issue {
    int64_t id;
    str key, title, publisher, file;
    int year, number, total_number;          /* 0 = none */
    date published;                          /* year 0 = none */
    str bytes;                               /* the file as it came */
    char sha256[STORE_HEX];
    int version;
} rec_issue;

typedef struct rec_document {
    str doc_no, title, kind, issuer, place;
    date signed_on, published, effective, until;
    str disclosure, validity;
    str addressees, attachments;             /* JSON arrays of strings */
    int line;
} rec_document;

typedef struct rec_provision {
    int64_t parent_id;
    str kind, address, number, heading, text;
    int line;
} rec_provision;

typedef struct rec_names { const str *items; int count; } rec_names;

typedef struct rec_task {
    str task_no, parent_no, title, deadline, article, text;
    date due;
    bool weak;
    int64_t provision_id;                    /* 0 = none */
    rec_names lead, responsible, cooperating;
    str lead_text, responsible_text, cooperating_text;       /* joined by ; */
} rec_task;

typedef struct rec_citation {
    str relation, doc_no, title;
    int64_t provision_id;
    int line;
} rec_citation;

typedef enum { REC_NEW, REC_REPLACED, REC_UNCHANGED, REC_FAILED } rec_outcome;

/* Fills id, sha256 and version. REC_UNCHANGED: the same bytes are in force, write nothing more.
*REC_REPLACED: the old
** rows are gone except their ids' memory, which rec_put_document uses. */
typedef struct rec_import {
    db *w;
    arena *arena;
    rec_issue issue;
    int64_t *old_ids;
    str *old_doc_nos;
    int old_count;
} rec_import;
rec_outcome rec_begin_issue(rec_import *m);
/* Each returns the row's id, 0 on failure. */
int64_t rec_put_document(rec_import *m, int seq, const rec_document *r);
int64_t rec_put_provision(rec_import *m, int64_t document_id, int seq, const rec_provision *r);
int64_t rec_put_task(rec_import *m, int64_t document_id, int seq, const rec_task *r);
int64_t rec_put_citation(rec_import *m, int64_t document_id, int seq, const rec_citation *r);
bool rec_put_finding(rec_import *m, int seq, const diag *d);
/* The journal row of the import, with the digest of what was stored. */
bool rec_end_issue(rec_import *m, str actor, rec_outcome outcome);

/* SHA-256 over every stored row of the issue in order (kind of row, then each column with its
 * length). */
bool rec_issue_digest(db *c, arena *a, int64_t issue_id, char hex[STORE_HEX]);
/* Compares every issue with its last journal row; *subject names the first that differs. false on
 * failure to read. */
bool rec_verify(db *c, arena *a, bool *ok, str *subject);

#endif
