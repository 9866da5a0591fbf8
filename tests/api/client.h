/* client.h: a server in this process on a free port, and a plain HTTP client that says exactly what
 * it is told. */
#ifndef HENG_TESTS_API_CLIENT_H
#define HENG_TESTS_API_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "api/api.h"
#include "base/json.h"

typedef struct client {
    char dir[64];
    arena arena;
    diag_list diags;
    policy_library *policies;
    store *store;
    api_server *server;
    int patience_s;              /* how long to wait for an answer; 0 = 20 */
} client;

typedef struct reply { int status; str head, body; } reply;

/* Starts a server over a new store with the sample gazette imported and the test policies loaded.
 */
void client_start(client *c);
void client_stop(client *c);
/* Sends the bytes as they are and reads until the server closes. */
reply client_raw(client *c, str bytes);
/* One request; headers: further lines each ended by CRLF, or "". */
reply client_ask(client *c, const char *method, const char *path, const char *headers, str body);
reply client_get(client *c, const char *path);
reply client_post(client *c, const char *path, const char *body);
/* Value of a header, empty when absent. */
str client_header(const reply *r, const char *name);
/* The body as JSON; fails the test when it is not. */
json *client_json(client *c, const reply *r);
/* code of an error body; fails the test when it is not one. */
str client_error(client *c, const reply *r);
str client_sample(client *c);

#endif
