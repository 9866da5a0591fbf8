/* token.c: the bigram tokenizer, as FTS5 wants it. */
#include "store/token.h"
#include "store/fold.h"
#include <sqlite3.h>

static int token_create(void *context, const char **args, int arg_count, Fts5Tokenizer **out)
{
    (void)args;
    (void)arg_count;
    *out = context;                      /* no state: any pointer that is not NULL will do */
    return SQLITE_OK;
}

static void token_delete(Fts5Tokenizer *t) { (void)t; }

typedef int (*token_sink)(void *, int, const char *, int, int, int);

static int emit(token_sink sink, void *self, uint32_t first, uint32_t second, int32_t from,
                int32_t to)
{
    char text[8];
    int n = utf8_put(first, text);
    if (second) n += utf8_put(second, text + n);
    return sink(self, 0, text, n, from, to);
}

static int token_run(Fts5Tokenizer *t, void *self, int flags, const char *bytes, int count,
                     token_sink sink)
{
    (void)t;
    fold_iter it = { .text = { bytes, count } };
    uint32_t cp, last = 0;
    int32_t from, to, last_from = 0, last_to = 0, seen = 0;
    for (; fold_next(&it, &cp, &from, &to); seen++) {
        if (last) {
            int rc = emit(sink, self, last, cp, last_from, to);
            if (rc != SQLITE_OK) return rc;
        }
        last = cp;
        last_from = from;
        last_to = to;
    }
    bool alone = seen == 1 || (seen > 0 && !(flags & FTS5_TOKENIZE_QUERY));
    return alone ? emit(sink, self, last, 0, last_from, last_to) : SQLITE_OK;
}

/* FTS5 hands out its interface through a pointer bound to a query (documented way). */
static fts5_api *fts5_of(sqlite3 *handle)
{
    fts5_api *api = NULL;
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &s, NULL) != SQLITE_OK) return NULL;
    sqlite3_bind_pointer(s, 1, (void *)&api, "fts5_api_ptr", NULL);
    sqlite3_step(s);
    sqlite3_finalize(s);
    return api;
}

bool token_register(sqlite3 *handle)
{
    fts5_api *api = fts5_of(handle);
    fts5_tokenizer t = { token_create, token_delete, token_run };
    return api && api->xCreateTokenizer(api, "heng", api, &t, NULL) == SQLITE_OK;
}
