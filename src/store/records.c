/* records.c: rows in, one transaction an issue. */
#include "store/records.h"
#include "base/dec.h"
#include "base/json.h"
#include "store/fold.h"
#include "store/journal.h"
#include "store/search.h"

static str hash_str(const char *hex) { return (str){ hex, STORE_HEX - 1 }; }

static bool put_source(rec_import *m)
{
    return db_run(
        m->w,
        "INSERT INTO source(sha256, name, bytes) VALUES(?1, ?2, ?3) ON CONFLICT(sha256) DO NOTHING",
        "ttb", hash_str(m->issue.sha256), m->issue.file, m->issue.bytes);
}

static bool remember_ids(rec_import *m)
{
    int64_t n =
        db_int(m->w, 0, "SELECT count(*) FROM document WHERE issue_id = ?1", "i", m->issue.id);
    m->old_ids = ARENA_ARRAY(m->arena, int64_t, n + 1);
    m->old_doc_nos = ARENA_ARRAY(m->arena, str, n + 1);
    if (!m->old_ids || !m->old_doc_nos) return db_fail(m->w, "E-MEMORY", "内存不足", "out of memory");
    db_stmt *q = db_query(m->w, "SELECT id, doc_no FROM document WHERE issue_id = ?1 ORDER BY seq",
                          "i", m->issue.id);
    bool failed;
    while (db_next(&q, &failed)) {
        m->old_ids[m->old_count] = db_get_int(q, 0);
        m->old_doc_nos[m->old_count++] = db_text(m->arena, q, 1);
    }
    return !failed;
}

static bool clear_rows(rec_import *m)
{
    int64_t id = m->issue.id;
    return db_run(m->w, "DELETE FROM search WHERE rowid IN (SELECT 2 * p.id FROM provision p"
                        " JOIN document d ON d.id = p.document_id WHERE d.issue_id = ?1"
                        " UNION ALL SELECT 2 * id + 1 FROM document WHERE issue_id = ?1)", "i", id)
        && db_run(m->w, "DELETE FROM document WHERE issue_id = ?1", "i", id)
        && db_run(m->w, "DELETE FROM finding WHERE issue_id = ?1", "i", id);
}

static bool add_issue(rec_import *m, str now)
{
    const rec_issue *i = &m->issue;
    bool ok = db_run(m->w,
                     "INSERT INTO issue(key, title, publisher, year, number, total_number, "
                     "published, file, bytes,"
                     " sha256, version, imported_at) "
                     "VALUES(?1,?2,?3,nullif(?4,0),nullif(?5,0),nullif(?6,0),?7,?8,?9,?10,1,?11)",
                     "tttiiidtitt", i->key, i->title, i->publisher, (int64_t)i->year,
                     (int64_t)i->number, (int64_t)i->total_number, i->published, i->file,
                     (int64_t)i->bytes.len, hash_str(i->sha256), now);
    m->issue.id = ok ? db_last_id(m->w) : 0;
    m->issue.version = 1;
    return ok;
}

static bool change_issue(rec_import *m, str now)
{
    const rec_issue *i = &m->issue;
    return remember_ids(m) && clear_rows(m) &&
           db_run(m->w,
                  "UPDATE issue SET title=?2, publisher=?3, year=nullif(?4,0), number=nullif(?5,0),"
                  " total_number=nullif(?6,0), published=?7, file=?8, bytes=?9, sha256=?10, "
                  "version=?11, imported_at=?12"
                  " WHERE id=?1",
                  "ittiiidtitit", i->id, i->title, i->publisher, (int64_t)i->year,
                  (int64_t)i->number, (int64_t)i->total_number, i->published, i->file,
                  (int64_t)i->bytes.len, hash_str(i->sha256), (int64_t)i->version, now);
}

rec_outcome rec_begin_issue(rec_import *m)
{
    store_sha256(m->issue.bytes, m->issue.sha256);
    db_stmt *q =
        db_query(m->w, "SELECT id, version, sha256 FROM issue WHERE key = ?1", "t", m->issue.key);
    bool failed, same = false, found = db_next(&q, &failed);
    if (failed) return REC_FAILED;
    if (found) {
        m->issue.id = db_get_int(q, 0);
        m->issue.version = (int)db_get_int(q, 1);
        same = str_eqc(db_raw(q, 2), m->issue.sha256);
    }
    db_done(&q);
    /* A file that names no issue and no number is known by its bytes, whatever it is called. */
    if (!found) {
        m->issue.id = db_int(m->w, 0, "SELECT id FROM issue WHERE sha256 = ?1", "t",
                             hash_str(m->issue.sha256));
        same = m->issue.id != 0;
    }
    if (same) return REC_UNCHANGED;
    str now = store_now(m->w, m->arena);
    if (!put_source(m)) return REC_FAILED;
    if (!found) return add_issue(m, now) ? REC_NEW : REC_FAILED;
    m->issue.version++;
    return change_issue(m, now) ? REC_REPLACED : REC_FAILED;
}

/* The id the document had before the file was corrected; 0 = a new one. Each is given once. */
static int64_t old_id(rec_import *m, str doc_no)
{
    for (int i = 0; i < m->old_count && doc_no.len > 0; i++) {
        if (m->old_ids[i] == 0 || !str_eq(m->old_doc_nos[i], doc_no)) continue;
        int64_t id = m->old_ids[i];
        m->old_ids[i] = 0;
        return id;
    }
    return 0;
}

int64_t rec_put_document(rec_import *m, int seq, const rec_document *r)
{
    bool ok = db_run(
        m->w,
        "INSERT INTO document(id, issue_id, seq, doc_no, title, kind, issuer, place, signed, "
        "published,"
        " effective, until, disclosure, validity, addressees, attachments, line)"
        " VALUES(nullif(?1,0),?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)",
        "iiitttttddddtttti", old_id(m, r->doc_no), m->issue.id, (int64_t)seq, r->doc_no, r->title,
        r->kind, r->issuer, r->place, r->signed_on, r->published, r->effective, r->until,
        r->disclosure, r->validity, r->addressees, r->attachments, (int64_t)r->line);
    if (!ok) return 0;
    int64_t id = db_last_id(m->w);
    return search_put_document(m->w, m->arena, id, r->title, r->doc_no) ? id : 0;
}

int64_t rec_put_provision(rec_import *m, int64_t document_id, int seq, const rec_provision *r)
{
    bool ok = db_run(m->w,
                     "INSERT INTO provision(document_id, seq, parent_id, kind, address, number, "
                     "heading, text, line)"
                     " VALUES(?1,?2,nullif(?3,0),?4,?5,?6,?7,?8,?9)",
                     "iiittttti", document_id, (int64_t)seq, r->parent_id, r->kind, r->address,
                     r->number, r->heading, r->text, (int64_t)r->line);
    if (!ok) return 0;
    int64_t id = db_last_id(m->w);
    return search_put_provision(m->w, m->arena, id, r->heading, r->text) ? id : 0;
}

static bool put_units(rec_import *m, int64_t task_id, const char *role, rec_names names)
{
    for (int i = 0; i < names.count; i++)
        if (!db_run(m->w, "INSERT INTO task_unit(task_id, role, seq, unit) VALUES(?1,?2,?3,?4)",
                    "itit", task_id, str_c(role), (int64_t)i, names.items[i]))
            return false;
    return true;
}

int64_t rec_put_task(rec_import *m, int64_t document_id, int seq, const rec_task *r)
{
    bool ok = db_run(m->w,
                     "INSERT INTO task(document_id, seq, task_no, parent_no, title, deadline, due, "
                     "article, text, weak,"
                     " provision_id, lead_units, responsible_units, cooperating_units)"
                     " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,nullif(?11,0),?12,?13,?14)",
                     "iittttdttiittt", document_id, (int64_t)seq, r->task_no, r->parent_no,
                     r->title, r->deadline, r->due, r->article, r->text, (int64_t)r->weak,
                     r->provision_id, r->lead_text, r->responsible_text, r->cooperating_text);
    if (!ok) return 0;
    int64_t id = db_last_id(m->w);
    ok = put_units(m, id, "lead", r->lead) && put_units(m, id, "responsible", r->responsible)
      && put_units(m, id, "cooperating", r->cooperating);
    return ok ? id : 0;
}

int64_t rec_put_citation(rec_import *m, int64_t document_id, int seq, const rec_citation *r)
{
    bool ok =
        db_run(m->w,
               "INSERT INTO citation(document_id, seq, relation, doc_no, title, provision_id, line)"
               " VALUES(?1,?2,?3,?4,?5,nullif(?6,0),?7)",
               "iitttii", document_id, (int64_t)seq, r->relation, r->doc_no, r->title,
               r->provision_id, (int64_t)r->line);
    return ok ? db_last_id(m->w) : 0;
}

bool rec_put_finding(rec_import *m, int seq, const diag *d)
{
    static const char *const levels[] = { "error", "warning", "note" };
    return db_run(m->w,
                  "INSERT INTO finding(issue_id, seq, level, code, line, col, zh, en) "
                  "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
                  "iittiitt", m->issue.id, (int64_t)seq, str_c(levels[d->level]), str_c(d->code),
                  (int64_t)d->pos.line, (int64_t)d->pos.column, d->zh, d->en);
}

/* ---- digest: what verify compares ---- */

static const char *const digest_queries[] = {
    "SELECT key, title, publisher, year, number, total_number, published, sha256, version FROM "
    "issue WHERE id = ?1",
    "SELECT id, seq, doc_no, title, kind, issuer, place, signed, published, effective, until, "
    "disclosure, validity,"
    " addressees, attachments, line FROM document WHERE issue_id = ?1 ORDER BY seq",
    "SELECT p.id, p.document_id, p.seq, p.parent_id, p.kind, p.address, p.number, p.heading, "
    "p.text, p.line FROM provision p"
    " JOIN document d ON d.id = p.document_id WHERE d.issue_id = ?1 ORDER BY p.id",
    "SELECT t.id, t.document_id, t.seq, t.task_no, t.parent_no, t.title, t.deadline, t.due, "
    "t.article, t.text, t.weak,"
    " t.provision_id, t.lead_units, t.responsible_units, t.cooperating_units FROM task t"
    " JOIN document d ON d.id = t.document_id WHERE d.issue_id = ?1 ORDER BY t.id",
    "SELECT u.task_id, u.role, u.seq, u.unit FROM task_unit u JOIN task t ON t.id = u.task_id"
    " JOIN document d ON d.id = t.document_id WHERE d.issue_id = ?1 ORDER BY u.task_id, u.role, "
    "u.seq",
    "SELECT c.id, c.document_id, c.seq, c.relation, c.doc_no, c.title, c.provision_id, c.line FROM "
    "citation c"
    " JOIN document d ON d.id = c.document_id WHERE d.issue_id = ?1 ORDER BY c.id",
};

static void digest_row(strbuf *b, db *c, db_stmt *q)
{
    int columns = c->driver->columns(q);
    for (int i = 0; i < columns; i++) {
        if (db_is_null(q, i)) {
            strbuf_putc(b, "n;");
            continue;
        }
        str text = db_raw(q, i);
        strbuf_printf(b, "%d:", (int)text.len);
        strbuf_put(b, text);
    }
    strbuf_put_char(b, '\n');
}

bool rec_issue_digest(db *c, arena *a, int64_t issue_id, char hex[STORE_HEX])
{
    arena_pos mark = arena_mark(a);
    strbuf b;
    strbuf_init(&b, a);
    bool failed = false;
    for (size_t i = 0; !failed && i < sizeof digest_queries / sizeof *digest_queries; i++) {
        strbuf_printf(&b, "#%d\n", (int)i);
        db_stmt *q = db_query(c, digest_queries[i], "i", issue_id);
        while (db_next(&q, &failed)) digest_row(&b, c, q);
    }
    bool ok = !failed && !b.failed;
    if (ok) store_sha256(strbuf_done(&b), hex);
    arena_rewind(a, mark);
    return ok;
}

bool rec_end_issue(rec_import *m, str actor, rec_outcome outcome)
{
    char content[STORE_HEX];
    if (!rec_issue_digest(m->w, m->arena, m->issue.id, content)) return false;
    strbuf b;
    strbuf_init(&b, m->arena);
    json_out j;
    json_out_init(&j, &b);
    json_begin_object(&j);
    json_key(&j, "issue");
    json_put_int(&j, m->issue.id);
    json_key(&j, "title");
    json_put_str(&j, m->issue.title);
    json_key(&j, "file");
    json_put_str(&j, m->issue.file);
    json_key(&j, "version");
    json_put_int(&j, m->issue.version);
    json_key(&j, "source");
    json_put_str(&j, hash_str(m->issue.sha256));
    json_key(&j, "content");
    json_put_str(&j, hash_str(content));
    json_end_object(&j);
    if (b.failed) return db_fail(m->w, "E-MEMORY", "内存不足", "out of memory");
    str subject = str_format(m->arena, "issue:" STR_FMT, STR_ARG(m->issue.key));
    return journal_add(m->w, m->arena, actor,
                       outcome == REC_NEW ? STR("gazette.import") : STR("gazette.replace"), subject,
                       strbuf_done(&b));
}

/* The digest the journal recorded last for this subject equals the rows now? */
static bool issue_matches(db *c, arena *a, str payload, bool *ok)
{
    diag_list d;
    diag_init(&d, a);
    const json *j = json_parse(a, payload, STR("journal"), &d);
    const json *id = j ? json_get(j, "issue") : NULL;
    dec number;
    int64_t issue_id = 0;
    char content[STORE_HEX] = "";
    if (!id || !dec_parse(id->text, &number) || !dec_to_int64(number, &issue_id)) {
        *ok = false;
        return true;
    }
    if (!rec_issue_digest(c, a, issue_id, content)) return false;
    *ok = str_eqc(json_str(j, "content"), content);
    return true;
}

bool rec_verify(db *c, arena *a, bool *ok, str *subject)
{
    *ok = true;
    db_stmt *q = db_query(c,
                          "SELECT subject, payload FROM journal WHERE seq IN"
                          " (SELECT max(seq) FROM journal WHERE subject LIKE 'issue:%' GROUP BY "
                          "subject) ORDER BY seq",
                          "");
    bool failed;
    while (db_next(&q, &failed)) {
        bool read = issue_matches(c, a, db_text(a, q, 1), ok);
        if (read && *ok) continue;
        *subject = db_text(a, q, 0);
        db_done(&q);
        return read;
    }
    if (failed) return false;
    str extra = db_one_text(
        c, a,
        "SELECT key FROM issue WHERE 'issue:' || key NOT IN (SELECT subject FROM journal) LIMIT 1",
        "");
    if (extra.len > 0) {
        *ok = false;
        *subject = str_format(a, "issue:" STR_FMT, STR_ARG(extra));
    }
    return true;
}
