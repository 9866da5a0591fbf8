/* db.c: the driver-independent half of a connection: binding by format, small queries, findings. */
#include "store/db.h"

struct db_stmt;

db *db_open(const db_driver *driver, const char *target, db_mode mode, diag_list *d)
{
    db *c = heap_get(sizeof *c);
    if (!c) return NULL;
    c->driver = driver;
    c->mode = mode;
    c->diags = d;
    if (driver->open(c, target, mode)) return c;
    db_close(c);
    return NULL;
}

void db_close(db *c)
{
    if (!c) return;
    if (c->handle) c->driver->close(c);
    heap_free(c);
}

void db_use(db *c, diag_list *d) { c->diags = d; }

bool db_fail(db *c, const char *code, const char *zh, const char *en, ...)
{
    if (!c->diags) return false;
    va_list args, again;
    va_start(args, en);
    va_copy(again, args);
    str zh_text = str_vformat(c->diags->arena, zh, args);
    str en_text = str_vformat(c->diags->arena, en, again);
    va_end(again);
    va_end(args);
    diag_add(c->diags, DIAG_ERROR, code, (src_pos){ 0 }, zh_text, en_text);
    return false;
}

static bool bind_date(db *c, db_stmt *s, int at, date d)
{
    if (d.year == 0) return c->driver->bind_text(s, at, (str){ 0 });
    char text[24];
    int n = snprintf(text, sizeof text, "%04d-%02d-%02d", (int)d.year, d.month, d.day);
    return c->driver->bind_text(s, at, (str){ text, n });
}

static bool bind_one(db *c, db_stmt *s, int at, char letter, va_list *args)
{
    switch (letter) {
    case 'i': return c->driver->bind_int(s, at, va_arg(*args, int64_t));
    case 'n': return c->driver->bind_text(s, at, (str){ 0 });
    case 'd': return bind_date(c, s, at, va_arg(*args, date));
    case 'b': return c->driver->bind_blob(s, at, va_arg(*args, str));
    case 's': return c->driver->bind_text(s, at, va_arg(*args, str));
    default: {
        str text = va_arg(*args, str);
        return c->driver->bind_text(s, at, text.ptr ? text : STR(""));
    }
    }
}

static db_stmt *query(db *c, const char *sql, const char *format, va_list *args)
{
    db_stmt *s = c->driver->prepare(c, sql);
    for (int i = 0; s && format[i]; i++) {
        if (bind_one(c, s, i + 1, format[i], args)) continue;
        c->driver->finish(s);
        return NULL;
    }
    return s;
}

db_stmt *db_query(db *c, const char *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    db_stmt *s = query(c, sql, format, &args);
    va_end(args);
    return s;
}

/* Every driver's statement begins with its connection, so that the calls above need no second
 * argument. */
static db *conn(db_stmt *s) { return *(db **)(void *)s; }

bool db_next(db_stmt **s, bool *failed)
{
    if (failed) *failed = *s == NULL;
    if (!*s) return false;
    const db_driver *driver = conn(*s)->driver;
    db_result r = driver->step(*s);
    if (r == DB_ROW) return true;
    driver->finish(*s);
    *s = NULL;
    if (failed) *failed = r == DB_FAILED;
    return false;
}

void db_done(db_stmt **s)
{
    if (*s) conn(*s)->driver->finish(*s);
    *s = NULL;
}

bool db_run(db *c, const char *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    db_stmt *s = query(c, sql, format, &args);
    va_end(args);
    bool failed;
    while (db_next(&s, &failed)) { }
    return !failed;
}

int64_t db_int(db *c, int64_t fallback, const char *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    db_stmt *s = query(c, sql, format, &args);
    va_end(args);
    int64_t n = fallback;
    if (db_next(&s, NULL) && !db_is_null(s, 0)) n = db_get_int(s, 0);
    db_done(&s);
    return n;
}

str db_one_text(db *c, arena *a, const char *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    db_stmt *s = query(c, sql, format, &args);
    va_end(args);
    str text = { 0 };
    if (db_next(&s, NULL)) text = db_text(a, s, 0);
    db_done(&s);
    return text;
}

bool db_script(db *c, const char *sql) { return c->driver->script(c, sql); }
bool db_is_null(db_stmt *s, int column) { return conn(s)->driver->kind(s, column) == DB_IS_NULL; }
int64_t db_get_int(db_stmt *s, int column) { return conn(s)->driver->get_int(s, column); }
str db_raw(db_stmt *s, int column) { return conn(s)->driver->get_text(s, column); }
str db_text(arena *a, db_stmt *s, int column) { return str_copy(a, db_raw(s, column)); }
int64_t db_last_id(db *c) { return c->driver->last_id(c); }

date db_date(db_stmt *s, int column)
{
    date d = { 0 };
    if (!db_is_null(s, column) && !date_parse(db_raw(s, column), &d)) d = (date){ 0 };
    return d;
}
