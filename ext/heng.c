/* heng.c: decisions as functions of SQLite (docs/library.md, "SQL").
**
**     heng_open(directory)                        opens the policies for this connection; gives the
*number of decisions
**     heng(name, facts, date [, place])           the result; NULL where the law gives none
**     heng_explain(name, facts, date [, place])   the page in words
**     heng_why(name, facts, date [, place])       why there is no result; NULL when there is one
**     heng_decide(name, facts, date [, place])    a table: name, value, unit, provision, document;
*one row a figure
**
** facts is a JSON object. Decisions stay prepared between rows. Everything belongs to the
*connection and goes with it. */
#include "heng.h"
#ifdef HENG_SQLITE_STATIC
#include <sqlite3.h>
typedef struct sqlite3_api_routines sqlite3_api_routines;
int sqlite3_heng_init(sqlite3 *db, char **error, const sqlite3_api_routines *api);
#else
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1
int sqlite3_heng_init(sqlite3 *db, char **error, const sqlite3_api_routines *api);
#endif
#include <stdlib.h>
#include <string.h>

enum { PREPARED_MAX = 16, KEY_MAX = 512 };

typedef struct prepared { heng_decision *d; char key[KEY_MAX]; int64_t used; } prepared;

/* One a connection; every function and the module hold it. */
typedef struct policies {
    int holders;
    heng_library *lib;
    prepared cache[PREPARED_MAX];
    int64_t clock;
} policies;

static void drop_library(policies *p)
{
    for (int i = 0; i < PREPARED_MAX; i++) {
        heng_finalize(p->cache[i].d);
        p->cache[i] = (prepared){ 0 };
    }
    heng_close(p->lib);
    p->lib = NULL;
}

static void release(void *arg)
{
    policies *p = arg;
    if (--p->holders > 0) return;
    drop_library(p);
    sqlite3_free(p);
}

/* "E-NAME 决策: words" as the message of an SQL error; freed by sqlite3_free. */
static char *message(heng_status status, const heng_error *why)
{
    if (status == HENG_MISUSE) return sqlite3_mprintf("heng: 参数不对; wrong arguments");
    return sqlite3_mprintf("%s %s: %s (%s)", why->code, why->where, why->zh, why->en);
}

static bool open_policies(policies *p, const char *directory, char **error)
{
    heng_error why;
    heng_library *lib;
    heng_status status = heng_open(directory, &lib, &why);
    if (status != HENG_OK) { *error = message(status, &why); return false; }
    drop_library(p);
    p->lib = lib;
    return true;
}

/* ---- prepared decisions ---- */

static const char *text_or_empty(sqlite3_value *v)
{
    const unsigned char *text = v ? sqlite3_value_text(v) : NULL;
    return text ? (const char *)text : "";
}

static prepared *place_for(policies *p, const char *key)
{
    prepared *oldest = &p->cache[0];
    for (int i = 0; i < PREPARED_MAX; i++) {
        if (p->cache[i].d && strcmp(p->cache[i].key, key) == 0) return &p->cache[i];
        if (p->cache[i].used < oldest->used) oldest = &p->cache[i];
    }
    heng_finalize(oldest->d);
    *oldest = (prepared){ 0 };
    return oldest;
}

static heng_decision *prepare(policies *p, const char *name, const char *date, const char *place,
                              char **error)
{
    char key[KEY_MAX];
    heng_error why;
    sqlite3_snprintf(sizeof key, key, "%s\n%s\n%s", name, date, place);
    if (strlen(key) == sizeof key - 1) {
        *error = sqlite3_mprintf("heng: 名称太长; the names are too long");
        return NULL;
    }
    prepared *at = place_for(p, key);
    if (!at->d) {
        heng_status status =
            heng_prepare(p->lib, name, *place ? place : NULL, *date ? date : NULL, &at->d, &why);
        if (status != HENG_OK) { *error = message(status, &why); return NULL; }
        memcpy(at->key, key, sizeof key);
    }
    at->used = ++p->clock;
    return at->d;
}

/* Binds and steps. NULL with *error set. */
static heng_decision *decide(policies *p, int argc, sqlite3_value **argv, heng_status *status,
                             char **error)
{
    const char *given = getenv("HENG_POLICIES");
    if (!p->lib && !given) {
        *error = sqlite3_mprintf("heng: 先用 heng_open(目录) 打开政策; open the policies first "
                                 "with heng_open(directory)");
        return NULL;
    }
    if (!p->lib && !open_policies(p, given, error)) return NULL;
    heng_decision *d = prepare(p, text_or_empty(argv[0]), argc > 2 ? text_or_empty(argv[2]) : "",
                               argc > 3 ? text_or_empty(argv[3]) : "", error);
    if (!d) return NULL;
    heng_clear(d);
    bool facts = argc > 1 && sqlite3_value_type(argv[1]) != SQLITE_NULL;
    *status =
        facts ? heng_bind_facts(d, text_or_empty(argv[1]), sqlite3_value_bytes(argv[1])) : HENG_OK;
    if (*status == HENG_OK) *status = heng_step(d);
    if (*status == HENG_OK || *status == HENG_NO_RESULT) return d;
    *error = message(*status, heng_last_error(d));
    return NULL;
}

/* ---- results ---- */

static void put_text(sqlite3_context *c, heng_text t)
{
    sqlite3_result_text(c, t.ptr, t.len, SQLITE_TRANSIENT);
}

/* SQLite's REAL is binary: what is no whole 64-bit number stays text, with every digit. */
static void put_column(sqlite3_context *c, heng_decision *d, int column)
{
    int64_t whole;
    switch (heng_column_kind(d, column)) {
    case HENG_NULL: sqlite3_result_null(c); return;
    case HENG_BOOLEAN: sqlite3_result_int(c, heng_column_bool(d, column)); return;
    case HENG_NUMBER:
        if (heng_column_scaled(d, column, 0, &whole)) { sqlite3_result_int64(c, whole); return; }
        break;
    default: break;
    }
    put_text(c, heng_column_text(d, column));
}

/* A structure as one JSON object. Numbers keep their digits; texts are quoted by SQLite's rules for
 * JSON. */
static void append_json_text(sqlite3_str *s, heng_text t)
{
    sqlite3_str_appendchar(s, 1, '"');
    for (int i = 0; i < t.len; i++) {
        unsigned char b = (unsigned char)t.ptr[i];
        if (b == '"' || b == '\\') sqlite3_str_appendf(s, "\\%c", b);
        else if (b < 0x20) sqlite3_str_appendf(s, "\\u%04x", b);
        else sqlite3_str_appendchar(s, 1, (char)b);
    }
    sqlite3_str_appendchar(s, 1, '"');
}

static void put_structure(sqlite3_context *c, heng_decision *d)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    for (int i = 0; i < heng_column_count(d); i++) {
        heng_text name = heng_column_name(d, i), value = heng_column_text(d, i);
        heng_kind kind = heng_column_kind(d, i);
        bool bare = kind == HENG_NUMBER || kind == HENG_BOOLEAN ||
                    (kind == HENG_OTHER && value.len && strchr("[{\"", value.ptr[0]));
        sqlite3_str_appendall(s, i ? "," : "{");
        append_json_text(s, name);
        sqlite3_str_appendall(s, ":");
        if (kind == HENG_NULL) sqlite3_str_appendall(s, "null");
        else if (bare) sqlite3_str_append(s, value.ptr, value.len);
        else append_json_text(s, value);
    }
    sqlite3_str_appendall(s, heng_column_count(d) ? "}" : "{}");
    int length = sqlite3_str_length(s);
    char *text = sqlite3_str_finish(s);
    if (text) sqlite3_result_text(c, text, length, sqlite3_free);
    else sqlite3_result_error_nomem(c);
}

static void fail(sqlite3_context *c, char *error)
{
    if (error) sqlite3_result_error(c, error, -1);
    else sqlite3_result_error_nomem(c);
    sqlite3_free(error);
}

/* ---- functions ---- */

static void sql_open(sqlite3_context *c, int argc, sqlite3_value **argv)
{
    policies *p = sqlite3_user_data(c);
    char *error = NULL;
    if (open_policies(p, text_or_empty(argv[0]), &error))
        sqlite3_result_int64(c, (sqlite3_int64)heng_decision_count(p->lib));
    else fail(c, error);
}

static void sql_heng(sqlite3_context *c, int argc, sqlite3_value **argv)
{
    heng_status status;
    char *error = NULL;
    heng_decision *d = decide(sqlite3_user_data(c), argc, argv, &status, &error);
    if (!d) { fail(c, error); return; }
    if (status != HENG_OK) return;
    heng_text own = heng_column_name(d, 0);
    bool plain = heng_column_count(d) == 1 && strcmp(own.ptr, text_or_empty(argv[0])) == 0;
    if (plain) put_column(c, d, 0);
    else put_structure(c, d);
}

static void sql_explain(sqlite3_context *c, int argc, sqlite3_value **argv)
{
    heng_status status;
    char *error = NULL;
    heng_decision *d = decide(sqlite3_user_data(c), argc, argv, &status, &error);
    if (d) put_text(c, heng_explain_text(d, HENG_ZH));
    else fail(c, error);
}

static void sql_why(sqlite3_context *c, int argc, sqlite3_value **argv)
{
    heng_status status;
    heng_error why;
    char *error = NULL;
    heng_decision *d = decide(sqlite3_user_data(c), argc, argv, &status, &error);
    if (!d) { fail(c, error); return; }
    if (heng_problem_count(d) == 0 || status == HENG_OK ||
        heng_problem(d, 0, &why, NULL) != HENG_OK)
        return;
    char *text = sqlite3_mprintf("%s: %s", why.code, why.zh);
    if (text) sqlite3_result_text(c, text, -1, sqlite3_free);
    else sqlite3_result_error_nomem(c);
}

/* ---- the table ---- */

enum {
    COLUMN_NAME,
    COLUMN_VALUE,
    COLUMN_UNIT,
    COLUMN_PROVISION,
    COLUMN_DOCUMENT,
    COLUMN_ARGUMENTS
};
typedef struct table { sqlite3_vtab base; policies *p; } table;
/* Texts are copied: another cursor may step the same prepared decision. */
typedef struct figure { bool null, whole; sqlite3_int64 number; char *name, *unit, *text; } figure;
typedef struct cursor {
    sqlite3_vtab_cursor base;
    figure *figures;
    int count, at;
    char *provision, *document;
} cursor;

static int table_connect(sqlite3 *db, void *arg, int argc, const char *const *argv,
                         sqlite3_vtab **out, char **error)
{
    int rc = sqlite3_declare_vtab(db, "create table x(name, value, unit, provision, document, "
                                      "decision hidden, facts hidden, date hidden, place hidden)");
    table *t = rc == SQLITE_OK ? sqlite3_malloc(sizeof *t) : NULL;
    if (rc == SQLITE_OK && !t) rc = SQLITE_NOMEM;
    if (!t) return rc;
    memset(t, 0, sizeof *t);
    t->p = arg;
    *out = &t->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *t)
{
    sqlite3_free(t);
    return SQLITE_OK;
}

/* The hidden columns are the arguments; idxNum says which were given. */
static int table_best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
    int at[4] = { -1, -1, -1, -1 }, argument = 0;
    for (int i = 0; i < info->nConstraint; i++) {
        int column = info->aConstraint[i].iColumn - COLUMN_ARGUMENTS;
        if (column < 0 || column > 3 || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        if (!info->aConstraint[i].usable) return SQLITE_CONSTRAINT;
        at[column] = i;
    }
    if (at[0] < 0) {
        t->zErrMsg = sqlite3_mprintf("heng_decide(决策, 事实, 日期): 要写决策的名称; name a decision");
        return SQLITE_ERROR;
    }
    for (int i = 0; i < 4; i++) {
        if (at[i] < 0) continue;
        info->aConstraintUsage[at[i]].argvIndex = ++argument;
        info->aConstraintUsage[at[i]].omit = 1;
        info->idxNum |= 1 << i;
    }
    info->estimatedCost = 10;
    info->estimatedRows = 4;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
    cursor *c = sqlite3_malloc(sizeof *c);
    if (!c) return SQLITE_NOMEM;
    memset(c, 0, sizeof *c);
    *out = &c->base;
    return SQLITE_OK;
}

static void cursor_clear(cursor *c)
{
    for (int i = 0; i < c->count; i++) {
        sqlite3_free(c->figures[i].name);
        sqlite3_free(c->figures[i].unit);
        sqlite3_free(c->figures[i].text);
    }
    sqlite3_free(c->figures);
    sqlite3_free(c->provision);
    sqlite3_free(c->document);
    c->figures = NULL;
    c->provision = c->document = NULL;
    c->count = c->at = 0;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    cursor_clear((cursor *)base);
    sqlite3_free(base);
    return SQLITE_OK;
}

static char *copy(heng_text t, bool *ok)
{
    char *out = sqlite3_malloc64((sqlite3_uint64)t.len + 1);
    if (out) { memcpy(out, t.ptr, (size_t)t.len); out[t.len] = 0; }
    else *ok = false;
    return out;
}

static bool take_figures(cursor *c, heng_decision *d)
{
    bool ok = true;
    int count = heng_column_count(d);
    c->figures = sqlite3_malloc64((sqlite3_uint64)(count + 1) * sizeof *c->figures);
    if (!c->figures) return false;
    memset(c->figures, 0, (size_t)(count + 1) * sizeof *c->figures);
    c->count = count;
    for (int i = 0; i < count; i++) {
        figure *f = &c->figures[i];
        int64_t number = 0;
        heng_kind kind = heng_column_kind(d, i);
        f->null = kind == HENG_NULL;
        f->whole =
            kind == HENG_BOOLEAN || (kind == HENG_NUMBER && heng_column_scaled(d, i, 0, &number));
        f->number = kind == HENG_BOOLEAN ? heng_column_bool(d, i) : number;
        f->name = copy(heng_column_name(d, i), &ok);
        f->unit = copy(heng_column_unit(d, i), &ok);
        f->text = copy(heng_column_text(d, i), &ok);
    }
    c->provision = copy(heng_provision(d), &ok);
    c->document = copy(heng_document(d), &ok);
    return ok;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int which, const char *unused, int argc,
                         sqlite3_value **argv)
{
    cursor *c = (cursor *)base;
    sqlite3_value *all[4] = { NULL, NULL, NULL, NULL };
    for (int i = 0, k = 0; i < 4; i++)
        if (which & 1 << i && k < argc) all[i] = argv[k++];
    cursor_clear(c);
    heng_status status;
    char *error = NULL;
    int given = all[3] ? 4 : all[2] ? 3 : all[1] ? 2 : 1;
    if (!all[1] && given > 1) {
        base->pVtab->zErrMsg =
            sqlite3_mprintf("heng_decide(决策, 事实, 日期): 少了事实; the facts are missing");
        return SQLITE_ERROR;
    }
    heng_decision *d = decide(((table *)base->pVtab)->p, given, all, &status, &error);
    if (!d) {
        base->pVtab->zErrMsg = error;
        return error ? SQLITE_ERROR : SQLITE_NOMEM;
    }
    return take_figures(c, d) ? SQLITE_OK : SQLITE_NOMEM;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    ((cursor *)base)->at++;
    return SQLITE_OK;
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    return ((cursor *)base)->at >= ((cursor *)base)->count;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
    const cursor *c = (cursor *)base;
    const figure *f = &c->figures[c->at];
    switch (column) {
    case COLUMN_NAME: sqlite3_result_text(out, f->name, -1, SQLITE_TRANSIENT); break;
    case COLUMN_UNIT: sqlite3_result_text(out, f->unit, -1, SQLITE_TRANSIENT); break;
    case COLUMN_PROVISION: sqlite3_result_text(out, c->provision, -1, SQLITE_TRANSIENT); break;
    case COLUMN_DOCUMENT: sqlite3_result_text(out, c->document, -1, SQLITE_TRANSIENT); break;
    case COLUMN_VALUE:
        if (f->null) sqlite3_result_null(out);
        else if (f->whole) sqlite3_result_int64(out, f->number);
        else sqlite3_result_text(out, f->text, -1, SQLITE_TRANSIENT);
        break;
    default: sqlite3_result_null(out); break;
    }
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = ((cursor *)base)->at;
    return SQLITE_OK;
}

static const sqlite3_module heng_module = {
    .iVersion = 0,
    .xConnect = table_connect,
    .xBestIndex = table_best_index,
    .xDisconnect = table_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
};

/* ---- registration ---- */

/* Opening reads files, so it is kept from views and triggers of a database somebody else wrote. */
typedef struct function {
    const char *name;
    int arguments, flags;
    void (*run)(sqlite3_context *, int, sqlite3_value **);
} function;

__attribute__((visibility("default")))
int sqlite3_heng_init(sqlite3 *db, char **error, const sqlite3_api_routines *api)
{
    static const function functions[] = {
        { "heng_open", 1, SQLITE_DIRECTONLY, sql_open },
        { "heng", 2, 0, sql_heng },
        { "heng", 3, 0, sql_heng },
        { "heng", 4, 0, sql_heng },
        { "heng_explain", 2, 0, sql_explain },
        { "heng_explain", 3, 0, sql_explain },
        { "heng_explain", 4, 0, sql_explain },
        { "heng_why", 2, 0, sql_why },
        { "heng_why", 3, 0, sql_why },
        { "heng_why", 4, 0, sql_why },
    };
#ifndef HENG_SQLITE_STATIC
    SQLITE_EXTENSION_INIT2(api);
#endif
    policies *p = sqlite3_malloc(sizeof *p);
    if (!p) return SQLITE_NOMEM;
    memset(p, 0, sizeof *p);
    p->holders = 1;                  /* this function, until it returns */
    int rc = SQLITE_OK;
    for (size_t i = 0; rc == SQLITE_OK && i < sizeof functions / sizeof *functions; i++) {
        const function *f = &functions[i];
        p->holders++;                /* SQLite calls release when it cannot register, too */
        rc = sqlite3_create_function_v2(db, f->name, f->arguments, SQLITE_UTF8 | f->flags, p,
                                        f->run, NULL, NULL, release);
    }
    if (rc == SQLITE_OK) {
        p->holders++;
        rc = sqlite3_create_module_v2(db, "heng_decide", &heng_module, p, release);
    }
    release(p);
    return rc;
}
