/* sqlite.c: the embedded driver, over an own build of SQLite.
** Versions before 3.51.3 are refused: they can lose committed rows when a checkpoint races a
*commit. WAL with
** synchronous=FULL: an acknowledged transaction survives a power cut. Only the writer checkpoints.
 */
#include "store/db.h"
#include "store/token.h"
#include <sqlite3.h>

enum { SQLITE_VERSION_LEAST = 3051003, CACHE_MAX = 48, BUSY_MS = 10000 };

struct db_stmt {
    db *conn;                                /* first: db.c relies on it */
    sqlite3_stmt *handle;
    bool busy, cached;
};

typedef struct sqlite_conn {
    sqlite3 *handle;
    db_stmt cache[CACHE_MAX];
    int cache_count;
} sqlite_conn;

static sqlite_conn *own(db *c) { return c->handle; }

static bool fail(db *c, const char *what)
{
    sqlite3 *h = own(c)->handle;
    int rc = sqlite3_errcode(h) & 0xFF;
    const char *why = sqlite3_errmsg(h);
    if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
        return db_fail(c, "E-STORE-BUSY", "%s：库正被另一个程序占用（%s）；请稍后再试",
                       "%s: the store is in use by another program (%s); try again", what, why);
    if (rc == SQLITE_FULL || rc == SQLITE_IOERR)
        return db_fail(
            c, "E-STORE-FULL", "%s：写盘失败（%s）；请检查磁盘空间和权限，未完成的更改已全部撤销",
            "%s: writing failed (%s); check disk space and permissions, nothing was changed", what,
            why);
    if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
        return db_fail(c, "E-STORE-DAMAGED", "%s：库文件已损坏或不是库文件（%s）；请从备份恢复",
                       "%s: the file is damaged or not a store (%s); restore a backup", what, why);
    return db_fail(c, "E-STORE", "%s：%s；请检查库文件的路径和权限",
                   "%s: %s; check the store's path and permissions", what, why);
}

static bool script(db *c, const char *sql)
{
    return sqlite3_exec(own(c)->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail(c, "store");
}

static bool configure(db *c)
{
    sqlite3 *h = own(c)->handle;
    sqlite3_busy_timeout(h, BUSY_MS);
    sqlite3_extended_result_codes(h, 1);
    sqlite3_limit(h, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
    sqlite3_limit(h, SQLITE_LIMIT_ATTACHED, 0);
    /* The first pragma that reads the file comes first: what is no store is told so. */
    bool ok = c->mode == DB_READER
                  ? script(c, "PRAGMA schema_version; PRAGMA query_only=ON; PRAGMA "
                              "wal_autocheckpoint=0; PRAGMA trusted_schema=OFF")
                  : script(c, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                              "foreign_keys=ON; PRAGMA trusted_schema=OFF;"
                              "PRAGMA wal_autocheckpoint=1000; PRAGMA temp_store=MEMORY");
    if (ok && !token_register(h))
        ok = db_fail(c, "E-STORE", "全文检索不可用", "full-text search is not available");
    return ok;
}

static bool sq_open(db *c, const char *target, db_mode mode)
{
    if (sqlite3_libversion_number() < SQLITE_VERSION_LEAST)
        return db_fail(c, "E-STORE", "SQLite %s 过旧，会丢失已提交的数据；需要 3.51.3 以上",
                       "SQLite %s can lose committed rows; 3.51.3 or later is needed",
                       sqlite3_libversion());
    c->handle = heap_get(sizeof(sqlite_conn));
    if (!c->handle) return db_fail(c, "E-MEMORY", "内存不足", "out of memory");
    int flags = SQLITE_OPEN_READWRITE;
    if (mode == DB_WRITER) flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(target, &own(c)->handle, flags, NULL) != SQLITE_OK) return fail(c, target);
    return configure(c);
}

static void sq_close(db *c)
{
    sqlite_conn *o = own(c);
    for (int i = 0; i < o->cache_count; i++) sqlite3_finalize(o->cache[i].handle);
    sqlite3_close(o->handle);
    heap_free(o);
    c->handle = NULL;
}

static db_stmt *cached(sqlite_conn *o, const char *sql)
{
    for (int i = 0; i < o->cache_count; i++)
        if (!o->cache[i].busy && strcmp(sqlite3_sql(o->cache[i].handle), sql) == 0)
            return &o->cache[i];
    return NULL;
}

static db_stmt *sq_prepare(db *c, const char *sql)
{
    sqlite_conn *o = own(c);
    db_stmt *s = cached(o, sql);
    if (s) {
        s->busy = true;
        return s;
    }
    bool room = o->cache_count < CACHE_MAX;
    s = room ? &o->cache[o->cache_count] : heap_get(sizeof *s);
    if (!s) {
        db_fail(c, "E-MEMORY", "内存不足", "out of memory");
        return NULL;
    }
    *s = (db_stmt){ .conn = c, .busy = true, .cached = room };
    if (sqlite3_prepare_v3(o->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->handle, NULL)
        != SQLITE_OK) {
        fail(c, "store");
        if (!room) heap_free(s);
        return NULL;
    }
    if (room) o->cache_count++;
    return s;
}

static void sq_finish(db_stmt *s)
{
    if (s->cached) {
        sqlite3_reset(s->handle);
        sqlite3_clear_bindings(s->handle);
        s->busy = false;
        return;
    }
    sqlite3_finalize(s->handle);
    heap_free(s);
}

static bool bound(db_stmt *s, int rc) { return rc == SQLITE_OK || fail(s->conn, "store"); }

static bool sq_bind_int(db_stmt *s, int at, int64_t n)
{
    return bound(s, sqlite3_bind_int64(s->handle, at, n));
}

/* The caller's text outlives the statement's run (arena), but a cached statement may outlive the
 * text: copy. */
static bool sq_bind_text(db_stmt *s, int at, str text)
{
    if (!text.ptr) return bound(s, sqlite3_bind_null(s->handle, at));
    return bound(s, sqlite3_bind_text(s->handle, at, text.ptr, text.len, SQLITE_TRANSIENT));
}

static bool sq_bind_blob(db_stmt *s, int at, str bytes)
{
    return bound(s, sqlite3_bind_blob(s->handle, at, bytes.ptr ? bytes.ptr : "", bytes.len,
                                      SQLITE_TRANSIENT));
}

static db_result sq_step(db_stmt *s)
{
    int rc = sqlite3_step(s->handle);
    if (rc == SQLITE_ROW) return DB_ROW;
    if (rc == SQLITE_DONE) return DB_END;
    fail(s->conn, "store");
    return DB_FAILED;
}

static db_kind sq_kind(db_stmt *s, int column)
{
    switch (sqlite3_column_type(s->handle, column)) {
    case SQLITE_NULL: return DB_IS_NULL;
    case SQLITE_INTEGER: return DB_IS_INT;
    case SQLITE_BLOB: return DB_IS_BLOB;
    default: return DB_IS_TEXT;
    }
}

static int64_t sq_get_int(db_stmt *s, int column)
{
    return sqlite3_column_int64(s->handle, column);
}

static str sq_get_text(db_stmt *s, int column)
{
    const char *p = sqlite3_column_type(s->handle, column) == SQLITE_BLOB
                        ? sqlite3_column_blob(s->handle, column)
                        : (const char *)sqlite3_column_text(s->handle, column);
    return (str){ p ? p : "", p ? sqlite3_column_bytes(s->handle, column) : 0 };
}

static int sq_columns(db_stmt *s) { return sqlite3_column_count(s->handle); }
static int64_t sq_last_id(db *c) { return sqlite3_last_insert_rowid(own(c)->handle); }

static bool sq_backup(db *c, const char *target)
{
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(target, &to, flags, NULL) != SQLITE_OK) {
        db_fail(c, "E-STORE", "无法写备份文件 %s：%s；请检查路径和权限",
                "cannot write the backup %s: %s; check path and permissions", target,
                sqlite3_errmsg(to));
        sqlite3_close(to);
        return false;
    }
    sqlite3_backup *b = sqlite3_backup_init(to, "main", own(c)->handle, "main");
    int rc = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
    if (b) sqlite3_backup_finish(b);
    bool ok = rc == SQLITE_DONE;
    /* A plain file without -wal: one file to carry away. */
    if (ok) ok = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok)
        db_fail(c, "E-STORE", "备份失败：%s；请检查磁盘空间", "backup failed: %s; check disk space",
                sqlite3_errmsg(to));
    sqlite3_close(to);
    return ok;
}

const db_driver db_sqlite_driver = {
    .name = "sqlite",
    .open = sq_open,
    .close = sq_close,
    .prepare = sq_prepare,
    .finish = sq_finish,
    .bind_int = sq_bind_int,
    .bind_text = sq_bind_text,
    .bind_blob = sq_bind_blob,
    .step = sq_step,
    .kind = sq_kind,
    .get_int = sq_get_int,
    .get_text = sq_get_text,
    .columns = sq_columns,
    .script = script,
    .last_id = sq_last_id,
    .backup = sq_backup,
};
