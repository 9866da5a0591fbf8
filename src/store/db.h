/* db.h: one connection to a database, whatever the driver: statements, values, transactions.
**
** The rest of store/ and office/ speak SQL that both SQLite and PostgreSQL understand (numbered
*parameters ?1 ?2 …,
** no double-quoted strings, dates as text YYYY-MM-DD) through these calls; what differs between
*engines (opening,
** full-text index, backup, the clock) is in a db_driver. Statements are cached per connection by
*their text.
**
** Errors: false or NULL with one finding (E-STORE, E-STORE-BUSY, E-STORE-FULL) in the diag_list of
*the connection's
** present user (db_use). A failed step inside a transaction leaves the transaction to be rolled
*back by its owner.
** Ownership: text returned by db_text is copied into the arena; db_raw is borrowed until the next
*step.
** Threads: a connection belongs to one thread at a time. Layer: store; includes base only. */
#ifndef HENG_STORE_DB_H
#define HENG_STORE_DB_H

#include "base/date.h"
#include "base/diag.h"

typedef struct db db;
typedef struct db_stmt db_stmt;
typedef enum { DB_WRITER, DB_READER } db_mode;
typedef enum { DB_ROW, DB_END, DB_FAILED } db_result;
typedef enum { DB_IS_NULL, DB_IS_INT, DB_IS_TEXT, DB_IS_BLOB } db_kind;

typedef struct db_driver {
    const char *name;                                    /* "sqlite" */
    bool (*open)(db *c, const char *target, db_mode mode);
    void (*close)(db *c);
    db_stmt *(*prepare)(db *c, const char *sql);
    void (*finish)(db_stmt *s);                          /* back to the cache */
    bool (*bind_int)(db_stmt *s, int at, int64_t n);
    bool (*bind_text)(db_stmt *s, int at, str text);     /* ptr NULL binds NULL */
    bool (*bind_blob)(db_stmt *s, int at, str bytes);
    db_result (*step)(db_stmt *s);
    db_kind (*kind)(db_stmt *s, int column);
    int64_t (*get_int)(db_stmt *s, int column);
    str (*get_text)(db_stmt *s, int column);
    int (*columns)(db_stmt *s);
    bool (*script)(db *c, const char *sql);              /* several statements, no parameters */
    int64_t (*last_id)(db *c);
    bool (*backup)(db *c, const char *target); /* a consistent copy while others read and write */
} db_driver;

struct db {
    const db_driver *driver;
    void *handle;                                        /* the driver's own */
    db_mode mode;
    diag_list *diags;                                    /* of the present user; may be NULL */
};

extern const db_driver db_sqlite_driver;

db *db_open(const db_driver *driver, const char *target, db_mode mode, diag_list *d);
void db_close(db *c);                                    /* NULL is fine */
void db_use(db *c, diag_list *d);
/* Adds an error of the store to the connection's findings; always false. */
bool db_fail(db *c, const char *code, const char *zh, const char *en, ...);

/* Prepares and binds. format has one letter a parameter: i int64_t, s str (ptr NULL = NULL), t str
*(never NULL),
** b blob as str, d date (year 0 = NULL), n NULL without an argument. NULL on failure. */
db_stmt *db_query(db *c, const char *sql, const char *format, ...);
/* Next row; false at the end and on failure (*failed tells, may be NULL). The statement is finished
 * either way. */
bool db_next(db_stmt **s, bool *failed);
/* Ends a query before its last row. */
void db_done(db_stmt **s);
/* Runs a statement that returns no rows. */
bool db_run(db *c, const char *sql, const char *format, ...);
/* First column of the first row; fallback when there is none or it is NULL. */
int64_t db_int(db *c, int64_t fallback, const char *sql, const char *format, ...);
/* First column as text, empty when there is none. */
str db_one_text(db *c, arena *a, const char *sql, const char *format, ...);
bool db_script(db *c, const char *sql);

bool db_is_null(db_stmt *s, int column);
int64_t db_get_int(db_stmt *s, int column);
str db_raw(db_stmt *s, int column);
str db_text(arena *a, db_stmt *s, int column);           /* NULL gives the empty slice */
date db_date(db_stmt *s, int column);                    /* year 0 when NULL */
int64_t db_last_id(db *c);

#endif
