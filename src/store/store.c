/* store.c: the owner of connections. */
#include "store/store.h"
#include "store/journal.h"
#include "store/schema.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <unistd.h>

enum { IDLE_MAX = 16, PATH_BYTES_MAX = 4000 };

struct store {
    char path[PATH_BYTES_MAX], anchor[PATH_BYTES_MAX + 8], engine[32];
    pthread_mutex_t write_lock, pool_lock;
    db *writer;
    db *idle[IDLE_MAX];
    int idle_count;
};

static bool refuse(diag_list *d, const char *code, const char *zh, const char *en, str what)
{
    if (d) diag_error(d, code, (src_pos){ 0 }, zh, en, STR_ARG(what));
    return false;
}

static bool path_of(str url, char path[PATH_BYTES_MAX], diag_list *d)
{
    if (str_starts(url, STR("postgres:")) || str_starts(url, STR("postgresql:")))
        return refuse(d, "E-STORE-DRIVER", "%.*s：本版本还没有 PostgreSQL 驱动；请用 sqlite:路径",
                      "%.*s: this version has no PostgreSQL driver yet; use sqlite:PATH", url);
    if (str_starts(url, STR("sqlite:"))) url = str_sub(url, 7, url.len);
    if (url.len == 0 || url.len >= PATH_BYTES_MAX || memchr(url.ptr, 0, (size_t)url.len))
        return refuse(d, "E-STORE", "%.*s：库的路径为空或过长；请写成 sqlite:路径",
                      "%.*s: the store's path is empty or too long; write sqlite:PATH", url);
    memcpy(path, url.ptr, (size_t)url.len);
    path[url.len] = 0;
    return true;
}

store *store_open(str url, diag_list *d)
{
    store *s = heap_get(sizeof *s);
    if (!s) return NULL;
    pthread_mutex_init(&s->write_lock, NULL);
    pthread_mutex_init(&s->pool_lock, NULL);
    if (!path_of(url, s->path, d)) goto fail;
    snprintf(s->anchor, sizeof s->anchor, "%s.anchor", s->path);
    s->writer = db_open(&db_sqlite_driver, s->path, DB_WRITER, d);
    if (!s->writer || !schema_migrate(s->writer)) goto fail;
    db_stmt *q = db_query(s->writer, "SELECT sqlite_version()", "");
    if (db_next(&q, NULL)) snprintf(s->engine, sizeof s->engine, STR_FMT, STR_ARG(db_raw(q, 0)));
    db_done(&q);
    db_use(s->writer, NULL);
    return s;
fail:
    store_close(s);
    return NULL;
}

void store_close(store *s)
{
    if (!s) return;
    for (int i = 0; i < s->idle_count; i++) db_close(s->idle[i]);
    db_close(s->writer);
    pthread_mutex_destroy(&s->write_lock);
    pthread_mutex_destroy(&s->pool_lock);
    heap_free(s);
}

const char *store_driver_name(const store *s) { return s->writer->driver->name; }
const char *store_engine(const store *s) { return s->engine; }
const char *store_path(const store *s) { return s->path; }

db *store_reader(store *s, diag_list *d)
{
    pthread_mutex_lock(&s->pool_lock);
    db *c = s->idle_count > 0 ? s->idle[--s->idle_count] : NULL;
    pthread_mutex_unlock(&s->pool_lock);
    if (c) db_use(c, d);
    else c = db_open(s->writer->driver, s->path, DB_READER, d);
    if (c && db_script(c, "BEGIN")) return c;
    db_close(c);
    return NULL;
}

void store_reader_done(store *s, db *c)
{
    if (!c) return;
    bool clean = db_script(c, "COMMIT");
    db_use(c, NULL);
    pthread_mutex_lock(&s->pool_lock);
    bool keep = clean && s->idle_count < IDLE_MAX;
    if (keep) s->idle[s->idle_count++] = c;
    pthread_mutex_unlock(&s->pool_lock);
    if (!keep) db_close(c);
}

db *store_begin(store *s, diag_list *d)
{
    pthread_mutex_lock(&s->write_lock);
    db_use(s->writer, d);
    if (db_script(s->writer, "BEGIN IMMEDIATE")) return s->writer;
    db_use(s->writer, NULL);
    pthread_mutex_unlock(&s->write_lock);
    return NULL;
}

/* A failure to write the anchor does not undo the act: the older anchor still witnesses a prefix of
 * the chain. */
static void renew_anchor(store *s)
{
    arena a;
    arena_init(&a, 1 << 16);
    journal_head head;
    if (journal_read_head(s->writer, &a, &head) && head.count > 0)
        journal_anchor_write(s->anchor, &head);
    arena_deinit(&a);
}

bool store_commit(store *s, db *w)
{
    bool ok = db_script(w, "COMMIT");
    if (!ok) {
        db_use(w, NULL);
        db_script(w, "ROLLBACK");
    }
    db_use(w, NULL);
    if (ok) renew_anchor(s);
    pthread_mutex_unlock(&s->write_lock);
    return ok;
}

void store_abort(store *s, db *w)
{
    db_use(w, NULL);
    db_script(w, "ROLLBACK");
    pthread_mutex_unlock(&s->write_lock);
}

static bool backup_sound(const char *target, diag_list *d)
{
    db *copy = db_open(&db_sqlite_driver, target, DB_READER, d);
    if (!copy) return false;
    arena a;
    arena_init(&a, 0);
    journal_report report = { 0 };
    bool ok = str_eqc(db_one_text(copy, &a, "PRAGMA integrity_check", ""), "ok")
           && journal_verify(copy, &a, NULL, &report) && report.ok;
    if (!ok)
        db_fail(copy, "E-STORE-DAMAGED", "备份 %s 校验不通过；请换一个位置重做",
                "the backup %s did not verify; write it elsewhere", target);
    arena_deinit(&a);
    db_close(copy);
    return ok;
}

bool store_backup(store *s, const char *target, diag_list *d)
{
    if (access(target, F_OK) == 0)
        return refuse(d, "E-STORE", "%.*s：文件已存在；请换一个文件名",
                      "%.*s: the file exists; choose another name", str_c(target));
    db *c = store_reader(s, d);
    if (!c) return false;
    bool ok = c->driver->backup(c, target);
    store_reader_done(s, c);
    if (ok) ok = backup_sound(target, d);
    if (!ok) unlink(target);
    return ok;
}

str store_now(db *c, arena *a)
{
    return db_one_text(c, a, "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", "");
}

void store_sha256(str bytes, char hex[STORE_HEX])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    hex[0] = 0;
    if (!EVP_Digest(bytes.ptr, (size_t)bytes.len, digest, &n, EVP_sha256(), NULL)) return;
    for (unsigned int i = 0; i < n && i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}
