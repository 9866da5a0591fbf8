/* api.h: the office over HTTP: JSON under /api as docs/openapi.json describes it, and the browser
*application.
**
** Requests are answered by a pool of threads (epoll); each has an arena of its own that ends with
*the answer, and reads
** one snapshot of the store. Handlers are rows of one table (routes.c): method, path pattern, body
*limit.
** Errors: api_start returns NULL with a finding (address in use, bad address). A request never
*stops the server.
** Limits: API_HEADERS_MAX bytes of request head, a body limit a route, connections by
*API_CONNECTIONS_MAX.
** Security: by default it listens on 127.0.0.1 only; it has no accounts yet, so whoever reaches it
*may read and import.
** Layer: api; includes office, policy, store, gazette, base. */
#ifndef HENG_API_API_H
#define HENG_API_API_H

#include "office/office.h"

enum { API_HEADERS_MAX = 32 << 10, API_CONNECTIONS_MAX = 512, API_THREADS_MAX = 64 };

typedef struct api_options {
    office office;                           /* borrowed; must outlive the server */
    str listen; /* "127.0.0.1:8090", "[::1]:8090", port 0 = any free one */
    str web_dir;                             /* built application; empty = none */
    int threads;                             /* 0 = as many as processors */
    int policy_errors, policy_warnings;      /* of loading, for /api/status */
    const char *version;
} api_options;

typedef struct api_server api_server;
api_server *api_start(const api_options *o, diag_list *d);
/* The address with the real port, "127.0.0.1:8090". */
const char *api_address(const api_server *s);
/* Answers the requests under way, then ends. */
void api_stop(api_server *s);

#endif
