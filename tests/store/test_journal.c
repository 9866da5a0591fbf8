/* test_journal.c: every attack on the journal or on what it records is reported with its first bad
 * place. */
#include "fixture.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

enum { ROWS = 6 };

static void fill(fixture *f)
{
    static const char *const keys[ROWS] = { "第1号", "第2号", "第3号", "第4号", "第5号", "第6号" };
    const str texts[] = { STR("甲条款"), STR("乙条款") };
    for (int i = 0; i < ROWS; i++) fixture_issue(f, keys[i], keys[i], texts, 2);
}

static journal_report verify(fixture *f, const journal_head *anchor)
{
    journal_report r;
    db *c = store_reader(f->store, &f->diags);
    assert_non_null(c);
    assert_true(journal_verify(c, &f->arena, anchor, &r));
    store_reader_done(f->store, c);
    return r;
}

static journal_head read_anchor(fixture *f)
{
    char text[256];
    FILE *file = fopen(f->anchor, "r");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text, file);
    fclose(file);
    journal_head head;
    assert_true(journal_anchor_parse((str){ text, (int32_t)n }, &head));
    return head;
}

/* What someone with the file and a SQL shell can do. */
static void attack(fixture *f, const char *sql)
{
    db *w = db_open(&db_sqlite_driver, f->path, DB_WRITER, &f->diags);
    assert_non_null(w);
    assert_true(db_script(
        w, "DROP TRIGGER IF EXISTS journal_no_update; DROP TRIGGER IF EXISTS journal_no_delete;"
           "DROP TRIGGER IF EXISTS journal_in_order"));
    assert_true(db_script(w, sql));
    db_close(w);
}

static void an_untouched_journal_is_sound(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    journal_report empty = verify(&f, NULL);
    assert_true(empty.ok);
    assert_int_equal(empty.count, 0);
    fill(&f);
    journal_head anchor = read_anchor(&f);
    assert_int_equal(anchor.count, ROWS);
    journal_report r = verify(&f, &anchor);
    assert_true(r.ok);
    assert_int_equal(r.count, ROWS);
    assert_string_equal(r.head, anchor.hash);
    fixture_close(&f);
}

static void triggers_forbid_change(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    fill(&f);
    static const char *const tries[] = {
        "UPDATE journal SET actor = 'x' WHERE seq = 1", "DELETE FROM journal WHERE seq = 6",
        "INSERT INTO journal VALUES(9, '', '', '', '', '', '', '')",
        "INSERT OR REPLACE INTO journal VALUES(3, '', '', '', '', '', '', '')",
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        db *w = store_begin(f.store, &f.diags);
        assert_false(db_script(w, tries[i]));
        store_abort(f.store, w);
    }
    assert_true(verify(&f, NULL).ok);
    fixture_close(&f);
}

static void every_changed_field_is_found(void **state)
{
    (void)state;
    static const char *const fields[] = {
        "at", "actor", "act", "subject", "payload", "prev", "hash"
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        fixture f;
        fixture_open(&f);
        fill(&f);
        attack(&f,
               str_cstr(
                   &f.arena,
                   str_format(
                       &f.arena,
                       "UPDATE journal SET %s = substr(%s, 1, length(%s) - 1) || 'x' WHERE seq = 3",
                       fields[i], fields[i], fields[i])));
        journal_report r = verify(&f, NULL);
        assert_false(r.ok);
        assert_int_equal(r.bad_seq, 3);
        fixture_close(&f);
    }
}

static void deletion_swap_and_insertion_are_found(void **state)
{
    (void)state;
    static const struct { const char *sql; int64_t bad;
    } attacks[] = {
        { "DELETE FROM journal WHERE seq = 4", 4 },
        { "DELETE FROM journal WHERE seq = 1", 1 },
        { "DELETE FROM journal WHERE seq = 2; UPDATE journal SET seq = seq - 1 WHERE seq > 2", 2 },
        { "UPDATE journal SET seq = 100 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 5;"
          "UPDATE journal SET seq = 5 WHERE seq = 100",
          2 },
        { "INSERT INTO journal SELECT 7, at, actor, act, subject, payload, prev, hash FROM journal "
          "WHERE seq = 6",
          7 },
    };
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        fixture f;
        fixture_open(&f);
        fill(&f);
        attack(&f, attacks[i].sql);
        journal_report r = verify(&f, NULL);
        assert_false(r.ok);
        assert_int_equal(r.bad_seq, attacks[i].bad);
        fixture_close(&f);
    }
}

static void a_cut_tail_is_found_by_the_anchor(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    fill(&f);
    journal_head anchor = read_anchor(&f);
    attack(&f, "DELETE FROM journal WHERE seq > 4");
    assert_true(verify(&f, NULL).ok);                            /* the chain alone cannot know */
    journal_report r = verify(&f, &anchor);
    assert_false(r.ok);
    assert_int_equal(r.bad_seq, 5);
    /* Refilled with other acts, the chain is whole again but not the anchored one. */
    const str texts[] = { STR("丙条款") };
    fixture_issue(&f, "第7号", "7", texts, 1);
    fixture_issue(&f, "第8号", "8", texts, 1);
    assert_true(verify(&f, NULL).ok);
    r = verify(&f, &anchor);
    assert_false(r.ok);
    assert_int_equal(r.bad_seq, ROWS);
    fixture_close(&f);
}

static bool content_sound(fixture *f, str *subject)
{
    bool ok;
    db *c = store_reader(f->store, &f->diags);
    assert_true(rec_verify(c, &f->arena, &ok, subject));
    store_reader_done(f->store, c);
    return ok;
}

static void changed_content_is_found(void **state)
{
    (void)state;
    static const char *const attacks[] = {
        "UPDATE provision SET text = '改过的条款' WHERE id = "
        "(SELECT min(p.id) FROM provision p JOIN document d ON d.id = p.document_id WHERE "
        "d.issue_id = 2)",
        "UPDATE document SET title = '改名' WHERE issue_id = 2",
        "DELETE FROM document WHERE issue_id = 2",
        "DELETE FROM issue WHERE id = 2",
        "UPDATE issue SET sha256 = 'x' WHERE id = 2",
        "INSERT INTO citation(document_id, seq, relation, doc_no, title, line) "
        "SELECT id, 9, 'repeals', 'x', '', 1 FROM document WHERE issue_id = 2",
    };
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        fixture f;
        str subject = { 0 };
        fixture_open(&f);
        fill(&f);
        assert_true(content_sound(&f, &subject));
        attack(&f, attacks[i]);
        assert_false(content_sound(&f, &subject));
        assert_true(str_eqc(subject, "issue:第2号"));
        fixture_close(&f);
    }
}

/* The encoding as docs/operations.md tells it, written a second time here without the code under
 * test. */
static void the_documented_encoding_gives_the_stored_hash(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    fill(&f);
    db *c = store_reader(f.store, &f.diags);
    db_stmt *q = db_query(c,
                          "SELECT CAST(seq AS TEXT), at, actor, act, subject, payload, prev, hash "
                          "FROM journal WHERE seq = 2",
                          "");
    assert_true(db_next(&q, NULL));
    char bytes[4096] = "heng-journal-1\n", hex[STORE_HEX];
    size_t n = strlen(bytes);
    for (int i = 0; i < 7; i++) {
        str field = db_raw(q, i);
        for (int k = 7; k >= 0; k--) bytes[n++] = (char)((uint64_t)field.len >> (8 * k));
        memcpy(bytes + n, field.ptr, (size_t)field.len);
        n += (size_t)field.len;
    }
    store_sha256((str){ bytes, (int32_t)n }, hex);
    assert_true(str_eqc(db_raw(q, 7), hex));
    db_done(&q);
    store_reader_done(f.store, c);
    fixture_close(&f);
}

static void anchors_are_read_in_both_forms(void **state)
{
    (void)state;
    static const char hash[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    char text[200];
    journal_head h;
    snprintf(text, sizeof text, "%s:12", hash);
    assert_true(journal_anchor_parse(str_c(text), &h));
    assert_int_equal(h.count, 12);
    snprintf(text, sizeof text, "12 %s\n", hash);
    assert_true(journal_anchor_parse(str_c(text), &h));
    assert_string_equal(h.hash, hash);
    static const char *const bad[] = {
        "", "12", ":", "zz:1", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeefg:1"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(journal_anchor_parse(str_c(bad[i]), &h));
}

/* ---- a process killed in the middle ---- */

static void import_for_ever(const char *path, int ack)
{
    fixture f = { 0 };
    arena_init(&f.arena, 0);
    diag_init(&f.diags, &f.arena);
    f.store = store_open(str_c(path), &f.diags);
    if (!f.store) _exit(1);
    const str texts[] = { STR("一条条款"), STR("又一条条款"), STR("再一条条款") };
    for (uint32_t i = 0;; i++) {
        char key[32];
        snprintf(key, sizeof key, "%d-%u", (int)getpid(), i);
        fixture_issue(&f, key, key, texts, 3);
        if (write(ack, &i, sizeof i) != sizeof i) _exit(1);
    }
}

static void no_acknowledged_import_is_lost_by_kill(void **state)
{
    (void)state;
    enum { CYCLES = 25 };
    fixture f;
    fixture_open(&f);
    store_close(f.store);
    int64_t acked = 0;
    uint64_t seed = 7;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(ends[0]);
            import_for_ever(f.path, ends[1]);
        }
        close(ends[1]);
        uint32_t number;
        /* Every other child is killed only after its first import, the rest at any moment, also
         * while opening. */
        if (cycle % 2 && read(ends[0], &number, sizeof number) == sizeof number) acked++;
        seed = seed * 6364136223846793005u + 1;
        usleep(8000 + (useconds_t)((seed >> 40) % 40000));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        while (read(ends[0], &number, sizeof number) == sizeof number) acked++;
        close(ends[0]);
    }
    f.store = store_open(str_c(f.path), &f.diags);
    assert_non_null(f.store);
    journal_head anchor = read_anchor(&f);
    journal_report r = verify(&f, &anchor);
    assert_true(r.ok);
    assert_true(r.count >= acked);
    assert_true(r.count <= acked + CYCLES); /* at most one unacknowledged act a cycle */
    assert_true(acked >= CYCLES / 2);                                 /* the children did work */
    str subject;
    assert_true(content_sound(&f, &subject));
    db *c = store_reader(f.store, &f.diags);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM issue", ""), r.count);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM provision", ""), 3 * r.count);
    assert_int_equal(
        db_int(c, -1, "SELECT count(*) FROM search WHERE search MATCH '\"又一条\"'", ""), r.count);
    store_reader_done(f.store, c);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_journal_is_sound),
        cmocka_unit_test(triggers_forbid_change),
        cmocka_unit_test(every_changed_field_is_found),
        cmocka_unit_test(deletion_swap_and_insertion_are_found),
        cmocka_unit_test(a_cut_tail_is_found_by_the_anchor),
        cmocka_unit_test(changed_content_is_found),
        cmocka_unit_test(the_documented_encoding_gives_the_stored_hash),
        cmocka_unit_test(anchors_are_read_in_both_forms),
        cmocka_unit_test(no_acknowledged_import_is_lost_by_kill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
