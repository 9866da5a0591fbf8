/* journal.c: appending and verifying the hash chain. */
#include "store/journal.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

static const char ZERO_HASH[STORE_HEX] =
    "0000000000000000000000000000000000000000000000000000000000000000";

typedef struct journal_row {
    int64_t seq;
    str at, actor, act, subject, payload, prev, hash;
} journal_row;

static void put_field(strbuf *b, str field)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        strbuf_put_char(b, (char)(((uint64_t)field.len >> shift) & 0xFF));
    strbuf_put(b, field);
}

/* false without memory. */
static bool row_hash(arena *a, const journal_row *r, char hex[STORE_HEX])
{
    arena_pos mark = arena_mark(a);
    strbuf b;
    strbuf_init(&b, a);
    strbuf_putc(&b, "heng-journal-1\n");
    put_field(&b, str_format(a, "%lld", (long long)r->seq));
    const str fields[] = { r->at, r->actor, r->act, r->subject, r->payload, r->prev };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) put_field(&b, fields[i]);
    bool ok = !b.failed;
    if (ok) store_sha256(strbuf_done(&b), hex);
    arena_rewind(a, mark);
    return ok;
}

bool journal_read_head(db *c, arena *a, journal_head *out)
{
    *out = (journal_head){ 0 };
    memcpy(out->hash, ZERO_HASH, STORE_HEX);
    db_stmt *q = db_query(c, "SELECT seq, hash, at FROM journal ORDER BY seq DESC LIMIT 1", "");
    bool failed;
    if (db_next(&q, &failed)) {
        out->count = db_get_int(q, 0);
        str hash = db_raw(q, 1);
        if (hash.len == STORE_HEX - 1) memcpy(out->hash, hash.ptr, STORE_HEX - 1);
        out->at = db_text(a, q, 2);
    }
    db_done(&q);
    return !failed;
}

bool journal_add(db *w, arena *a, str actor, str act, str subject, str payload)
{
    journal_head head;
    if (!journal_read_head(w, a, &head)) return false;
    journal_row r = { .seq = head.count + 1,
                      .at = store_now(w, a),
                      .actor = actor,
                      .act = act,
                      .subject = subject,
                      .payload = payload,
                      .prev = { head.hash, STORE_HEX - 1 } };
    char hash[STORE_HEX];
    if (!row_hash(a, &r, hash)) return db_fail(w, "E-MEMORY", "内存不足", "out of memory");
    return db_run(w,
                  "INSERT INTO journal(seq, at, actor, act, subject, payload, prev, hash) "
                  "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
                  "itttttts", r.seq, r.at, r.actor, r.act, r.subject, r.payload, r.prev,
                  (str){ hash, STORE_HEX - 1 });
}

static void bad_row(arena *a, journal_report *out, int64_t seq, const char *zh, const char *en)
{
    out->ok = false;
    out->bad_seq = seq;
    out->zh = str_format(a, "日志第 %lld 条：%s；请停止使用此库，从可信备份恢复并查明原因", (long long)seq, zh);
    out->en = str_format(
        a,
        "journal row %lld: %s; stop using this store, restore a trusted backup and find the cause",
        (long long)seq, en);
}

/* The row as stored against its place in the chain; false when something is wrong (reported). */
static bool check_row(arena *a, const journal_row *r, int64_t want, const char *prev,
                      journal_report *out)
{
    if (r->seq != want) {
        bad_row(a, out, want, "缺少或次序颠倒", "missing or out of order");
        return false;
    }
    if (!str_eqc(r->prev, prev)) {
        bad_row(a, out, want, "与前一条不衔接", "does not follow the row before it");
        return false;
    }
    char hash[STORE_HEX] = "";
    if (!row_hash(a, r, hash) || !str_eqc(r->hash, hash)) {
        bad_row(a, out, want, "内容与其摘要不符", "content does not match its hash");
        return false;
    }
    return true;
}

static bool check_anchor(arena *a, const journal_head *anchor, const char *at_anchor,
                         journal_report *out)
{
    if (anchor->count > out->count) {
        out->ok = false;
        out->bad_seq = out->count + 1;
        out->subject = STR("anchor");
        out->zh = str_format(a, "日志只有 %lld 条，而锚记录了 %lld 条：尾部被截去；请从可信备份恢复",
                             (long long)out->count, (long long)anchor->count);
        out->en = str_format(
            a,
            "the journal has %lld rows but the anchor recorded %lld: its tail was cut off; "
            "restore a trusted backup",
            (long long)out->count, (long long)anchor->count);
        return false;
    }
    if (anchor->count > 0 && strcmp(at_anchor, anchor->hash) != 0) {
        out->subject = STR("anchor");
        bad_row(a, out, anchor->count, "与锚中的摘要不符，日志被整体改写",
                "does not match the anchor: the journal was rewritten");
        return false;
    }
    return true;
}

static journal_row read_row(db_stmt *q)
{
    return (journal_row){ .seq = db_get_int(q, 0),
                          .at = db_raw(q, 1),
                          .actor = db_raw(q, 2),
                          .act = db_raw(q, 3),
                          .subject = db_raw(q, 4),
                          .payload = db_raw(q, 5),
                          .prev = db_raw(q, 6),
                          .hash = db_raw(q, 7) };
}

bool journal_verify(db *c, arena *a, const journal_head *anchor, journal_report *out)
{
    *out = (journal_report){ .ok = true };
    memcpy(out->head, ZERO_HASH, STORE_HEX);
    char at_anchor[STORE_HEX] = "";
    /* Without the index hints of rowid order a tampered sequence would still be read in order of
     * seq. */
    db_stmt *q = db_query(
        c, "SELECT seq, at, actor, act, subject, payload, prev, hash FROM journal ORDER BY seq",
        "");
    bool failed;
    while (db_next(&q, &failed)) {
        journal_row r = read_row(q);
        if (!check_row(a, &r, out->count + 1, out->head, out)) {
            db_done(&q);
            return true;
        }
        out->count++;
        memcpy(out->head, r.hash.ptr, STORE_HEX - 1);
        if (anchor && anchor->count == out->count) memcpy(at_anchor, out->head, STORE_HEX);
    }
    if (failed) return false;
    if (anchor) check_anchor(a, anchor, at_anchor, out);
    return true;
}

static bool is_hash(str s)
{
    if (s.len != STORE_HEX - 1) return false;
    for (int i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f')))
            return false;
    return true;
}

static bool is_count(str s, int64_t *n)
{
    *n = 0;
    if (s.len < 1 || s.len > 18) return false;
    for (int i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        *n = *n * 10 + (s.ptr[i] - '0');
    }
    return true;
}

bool journal_anchor_parse(str text, journal_head *out)
{
    *out = (journal_head){ 0 };
    text = str_trim(text);
    int32_t at = str_find(text, STR(":"));
    str hash = str_sub(text, 0, at), count = str_sub(text, at + 1, text.len);
    if (at < 0) {
        at = str_find(text, STR(" "));
        if (at < 0) return false;
        count = str_sub(text, 0, at);
        hash = str_sub(text, at + 1, text.len);
    }
    if (!is_hash(hash) || !is_count(count, &out->count)) return false;
    memcpy(out->hash, hash.ptr, STORE_HEX - 1);
    return true;
}

bool journal_anchor_write(const char *path, const journal_head *head)
{
    char next[4096], text[128];
    if (snprintf(next, sizeof next, "%s.new", path) >= (int)sizeof next) return false;
    int n = snprintf(text, sizeof text, "%lld %s\n", (long long)head->count, head->hash);
    int fd = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return false;
    bool ok = write(fd, text, (size_t)n) == n && fdatasync(fd) == 0;
    ok = close(fd) == 0 && ok;
    return ok && rename(next, path) == 0;
}
