/* schema.c: migrations. */
#include "store/schema.h"

static const char SCHEMA_1[] =
    /* The bytes of every file that was ever imported; an issue points to the one in force. */
    "CREATE TABLE source("
    " id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT NOT NULL, bytes BLOB NOT "
    "NULL) STRICT;"

    "CREATE TABLE issue("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL, "
    "publisher TEXT NOT NULL,"
    " year INTEGER, number INTEGER, total_number INTEGER, published TEXT, file TEXT NOT NULL, "
    "bytes INTEGER NOT NULL,"
    " sha256 TEXT NOT NULL, version INTEGER NOT NULL, imported_at TEXT NOT NULL) STRICT;"

    "CREATE TABLE document("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, issue_id INTEGER NOT NULL REFERENCES issue(id) ON "
    "DELETE CASCADE,"
    " seq INTEGER NOT NULL, doc_no TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, issuer "
    "TEXT NOT NULL,"
    " place TEXT NOT NULL, signed TEXT, published TEXT, effective TEXT, until TEXT, disclosure "
    "TEXT NOT NULL,"
    " validity TEXT NOT NULL, addressees TEXT NOT NULL, attachments TEXT NOT NULL, line INTEGER "
    "NOT NULL) STRICT;"
    "CREATE INDEX document_issue ON document(issue_id, seq);"
    "CREATE INDEX document_doc_no ON document(doc_no);"

    "CREATE TABLE provision("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL REFERENCES document(id) "
    "ON DELETE CASCADE,"
    " seq INTEGER NOT NULL, parent_id INTEGER, kind TEXT NOT NULL, address TEXT NOT NULL, number "
    "TEXT NOT NULL,"
    " heading TEXT NOT NULL, text TEXT NOT NULL, line INTEGER NOT NULL) STRICT;"
    "CREATE INDEX provision_document ON provision(document_id, seq);"

    "CREATE TABLE task("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL REFERENCES document(id) "
    "ON DELETE CASCADE,"
    " seq INTEGER NOT NULL, task_no TEXT NOT NULL, parent_no TEXT NOT NULL, title TEXT NOT NULL, "
    "deadline TEXT NOT NULL,"
    " due TEXT, article TEXT NOT NULL, text TEXT NOT NULL, weak INTEGER NOT NULL, provision_id "
    "INTEGER,"
    " lead_units TEXT NOT NULL, responsible_units TEXT NOT NULL, cooperating_units TEXT NOT NULL) "
    "STRICT;"
    "CREATE INDEX task_document ON task(document_id, seq);"
    "CREATE INDEX task_due ON task(due);"

    "CREATE TABLE task_unit("
    " task_id INTEGER NOT NULL REFERENCES task(id) ON DELETE CASCADE, role TEXT NOT NULL, seq "
    "INTEGER NOT NULL,"
    " unit TEXT NOT NULL, PRIMARY KEY(task_id, role, seq)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX task_unit_unit ON task_unit(unit, role, task_id);"

    "CREATE TABLE citation("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL REFERENCES document(id) "
    "ON DELETE CASCADE,"
    " seq INTEGER NOT NULL, relation TEXT NOT NULL, doc_no TEXT NOT NULL, title TEXT NOT NULL, "
    "provision_id INTEGER,"
    " line INTEGER NOT NULL) STRICT;"
    "CREATE INDEX citation_document ON citation(document_id, seq);"
    "CREATE INDEX citation_doc_no ON citation(doc_no);"

    "CREATE TABLE finding("
    " issue_id INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE, seq INTEGER NOT NULL, "
    "level TEXT NOT NULL,"
    " code TEXT NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL, zh TEXT NOT NULL, en TEXT "
    "NOT NULL,"
    " PRIMARY KEY(issue_id, seq)) STRICT, WITHOUT ROWID;"

    /* First and last day of a document, and the day and document that ended it before its time. A
    *repeal works from
    ** the first day of the repealing document. */
    "CREATE VIEW document_validity AS"
    " SELECT d.id AS id, coalesce(d.effective, d.signed, d.published) AS since, d.until AS until,"
    "  (SELECT min(coalesce(r.effective, r.signed, r.published)) FROM citation c JOIN document r "
    "ON r.id = c.document_id"
    "   WHERE c.relation = 'repeals' AND c.doc_no = d.doc_no AND d.doc_no <> '' AND r.id <> d.id) "
    "AS repealed_on"
    " FROM document d;"

    "CREATE VIRTUAL TABLE search USING fts5(body, content='', contentless_delete=1, "
    "tokenize='heng');"

    "CREATE TABLE journal("
    " seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, subject "
    "TEXT NOT NULL,"
    " payload TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT;"
    "CREATE INDEX journal_subject ON journal(subject, seq);"
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN"
    " SELECT raise(ABORT, 'the journal is append-only'); END;"
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN"
    " SELECT raise(ABORT, 'the journal is append-only'); END;"
    "CREATE TRIGGER journal_in_order BEFORE INSERT ON journal"
    " WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN"
    " SELECT raise(ABORT, 'the journal is append-only'); END;";

static const char *const migrations[] = { SCHEMA_1 };

int schema_version_latest(void) { return (int)(sizeof migrations / sizeof *migrations); }

static bool step(db *w, int version)
{
    char set[64];
    snprintf(set, sizeof set, "PRAGMA user_version=%d", version);
    if (!db_script(w, "BEGIN IMMEDIATE")) return false;
    /* Another program may have done this step between our look and our lock. */
    bool done = db_int(w, 0, "PRAGMA user_version", "") >= version;
    if ((done || db_script(w, migrations[version - 1])) && (done || db_script(w, set))
        && db_script(w, "COMMIT"))
        return true;
    db_use(w, NULL);
    db_script(w, "ROLLBACK");
    return false;
}

bool schema_migrate(db *w)
{
    int64_t have = db_int(w, -1, "PRAGMA user_version", "");
    if (have < 0) return false;
    if (have > schema_version_latest())
        return db_fail(w, "E-STORE-NEWER", "库的版本 %d 比本程序新；请升级程序",
                       "the store's version %d is newer than this program; upgrade it", (int)have);
    diag_list *diags = w->diags;
    for (int v = (int)have + 1; v <= schema_version_latest(); v++) {
        if (!step(w, v)) return false;
        db_use(w, diags);
    }
    return true;
}
