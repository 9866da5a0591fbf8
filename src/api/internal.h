/* internal.h: a request, its answer, and the table of routes. Only for files of api/.
**
** A handler reads the request, writes one JSON value to r->json, and returns the HTTP status. It
*owns nothing: the arena
** ends with the answer. An error is `return api_error(r, 404, …)`, which replaces what was written.
 */
#ifndef HENG_API_INTERNAL_H
#define HENG_API_INTERNAL_H

#include "api/api.h"
#include "base/json.h"
#include <microhttpd.h>

enum {
    API_PARAMS_MAX = 2,
    API_BODY_SMALL = 1 << 20,
    API_BODY_GAZETTE = 64 << 20,
    API_PAGE_MAX = 500,
    API_PAGE = 50
};

typedef struct api_route api_route;

typedef struct api_request {
    api_server *server;
    const office *office;
    struct MHD_Connection *connection;
    const char *method;
    str path;                            /* unescaped */
    str params[API_PARAMS_MAX];          /* parts of the path in {} */
    const api_route *route;              /* NULL: none */
    unsigned refused;                    /* status decided before the body came; 0 = none */
    arena arena;
    diag_list diags;
    strbuf body;                         /* of the request */
    bool body_too_large;
    strbuf out;                          /* of the answer */
    json_out json;
    const char *type;                    /* of the answer */
    struct MHD_Response *response; /* set by handlers that answer with a file instead of `out` */
    const char *file_name;               /* for Content-Disposition; NULL = none */
    db *reader;                          /* opened by api_reader, closed after the handler */
    policy_run *run;                     /* made by api_run, freed with the request */
} api_request;

typedef unsigned (*api_handler)(api_request *r);

struct api_route {
    const char *method, *pattern;        /* "/api/documents/{id}" */
    size_t body_max;
    api_handler handler;
};

struct api_server {
    api_options options;
    struct MHD_Daemon *daemon;
    char address[128];
    char web_dir[4096];
};

extern const api_route api_routes[];
extern const int api_route_count;
/* The route of method and path; *known tells whether the path has any route (405 instead of 404).
 * Fills params. */
const api_route *api_route_find(const char *method, str path, str params[API_PARAMS_MAX],
                                bool *known);

/* ---- answers (reply.c) ---- */
unsigned api_error(api_request *r, unsigned status, const char *code, const char *zh,
                   const char *en, const char *where, str hint);
/* The first error in r->diags as an answer; status 500 when it is the store's fault, else `status`.
 */
unsigned api_fail(api_request *r, unsigned status);
/* A reading connection with one snapshot for this request; NULL after a finding: return api_fail(r,
 * 500). */
db *api_reader(api_request *r);

/* The one run of this request over the loaded policies; NULL without memory. */
policy_run *api_run(api_request *r);

str api_query(api_request *r, const char *name);             /* empty when absent */
/* 0 or positive whole number; false after an error was written (then return 400). */
bool api_query_int(api_request *r, const char *name, int64_t fallback, int64_t max, int64_t *out);
/* YYYY-MM-DD; fallback when absent. */
bool api_query_date(api_request *r, const char *name, date fallback, date *out);
bool api_query_page(api_request *r, int64_t *limit, int64_t *offset);

void api_str(api_request *r, const char *key, str s);
void api_int(api_request *r, const char *key, int64_t n);
void api_bool(api_request *r, const char *key, bool b);
void api_null(api_request *r, const char *key);
void api_int_or_null(api_request *r, const char *key, int64_t n);          /* 0 = null */
void api_str_or_null(api_request *r, const char *key, str s);              /* empty = null */
void api_date(api_request *r, const char *key, date d); /* year or month 0 = null */
void api_open(api_request *r, const char *key); /* key may be NULL; object */
void api_close(api_request *r);
void api_array(api_request *r, const char *key);
void api_array_end(api_request *r);
void api_state(api_request *r, const char *key, const office_state *s);
void api_counts(api_request *r, const char *key, const office_counts *c);

/* The answer as gzip (pack.c) when the client takes it and it pays; the bytes live in the request's
 * arena. */
bool api_pack(api_request *r, str body, str *packed);

/* ---- shared by handlers ---- */
void api_put_task(api_request *r, const office_task *t);
void api_put_type(api_request *r, const char *key, const feel_type *t);
void api_put_value(api_request *r, const char *key, feel_value v, const feel_type *t);
void api_put_version(api_request *r, const char *key, const policy_def *def, date at);
void api_put_fact(api_request *r, const policy_def *def, policy_run *run,
                  const policy_def *asked_by);
/* Id of the document with this number, 0 = not in the library. */
int64_t api_document_id(api_request *r, str doc_no);
/* What names a policy document in addresses: its number, or its title. */
str api_doc_name(const policy_doc *doc);
str api_file_name(str path);

/* ---- handlers ---- */
unsigned api_status(api_request *r);
unsigned api_issues(api_request *r);
unsigned api_import(api_request *r);
unsigned api_documents(api_request *r);
unsigned api_document(api_request *r);
unsigned api_search(api_request *r);
unsigned api_tasks(api_request *r);
unsigned api_tasks_xlsx(api_request *r);
unsigned api_tasks_csv(api_request *r);
unsigned api_policies(api_request *r);
unsigned api_policy(api_request *r);
unsigned api_decisions(api_request *r);
unsigned api_decision(api_request *r);
unsigned api_decide(api_request *r);
unsigned api_match(api_request *r);
unsigned api_standards(api_request *r);
unsigned api_journal_head(api_request *r);

/* The browser application's files (files.c); falls back to index.html for its own routes. */
unsigned api_file(api_request *r);

#endif
