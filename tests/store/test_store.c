/* test_store.c: opening, versions, import twice and corrected, backup, several connections. */
#include "fixture.h"
#include "store/schema.h"

static void importing_again_changes_nothing(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    const str texts[] = { STR("甲"), STR("乙") };
    assert_int_equal(fixture_issue(&f, "第1号", "内容", texts, 2), REC_NEW);
    assert_int_equal(fixture_issue(&f, "第1号", "内容", texts, 2), REC_UNCHANGED);
    assert_int_equal(fixture_issue(&f, "另一个名字", "内容", texts, 2), REC_UNCHANGED);
    db *c = store_reader(f.store, &f.diags);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM issue", ""), 1);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM provision", ""), 2);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM journal", ""), 1);
    store_reader_done(f.store, c);
    fixture_close(&f);
}

static void a_corrected_file_is_a_new_version_with_the_same_ids(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    const str before[] = { STR("旧"), STR("乙") }, after[] = { STR("新") };
    fixture_issue(&f, "第1号", "第一稿", before, 2);
    fixture_issue(&f, "第2号", "另一期", before, 2);
    db *c = store_reader(f.store, &f.diags);
    int64_t id = db_int(c, -1, "SELECT id FROM document WHERE issue_id = 1", "");
    store_reader_done(f.store, c);
    assert_int_equal(fixture_issue(&f, "第1号", "第二稿", after, 1), REC_REPLACED);
    c = store_reader(f.store, &f.diags);
    assert_int_equal(db_int(c, -1, "SELECT id FROM document WHERE issue_id = 1", ""), id);
    assert_int_equal(db_int(c, -1, "SELECT version FROM issue WHERE id = 1", ""), 2);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM provision", ""), 3);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM source", ""),
                     3); /* every file's bytes are kept */
    assert_true(str_eqc(db_one_text(c, &f.arena, "SELECT act FROM journal WHERE seq = 3", ""),
                        "gazette.replace"));
    store_reader_done(f.store, c);
    fixture_close(&f);
}

static void a_rolled_back_import_leaves_nothing(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    db *w = store_begin(f.store, &f.diags);
    rec_import m = { .w = w,
                     .arena = &f.arena,
                     .issue = { .key = STR("k"),
                                .title = STR("t"),
                                .publisher = STR(""),
                                .file = STR("f"),
                                .bytes = STR("b") } };
    assert_int_equal(rec_begin_issue(&m), REC_NEW);
    assert_true(rec_end_issue(&m, STR("tester"), REC_NEW));
    store_abort(f.store, w);
    db *c = store_reader(f.store, &f.diags);
    assert_int_equal(db_int(c, -1,
                            "SELECT (SELECT count(*) FROM issue) + (SELECT count(*) FROM journal) "
                            "+ (SELECT count(*) FROM source)",
                            ""),
                     0);
    store_reader_done(f.store, c);
    fixture_close(&f);
}

static void readers_see_one_snapshot_while_the_writer_works(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    const str texts[] = { STR("甲") };
    fixture_issue(&f, "第1号", "1", texts, 1);
    db *c = store_reader(f.store, &f.diags);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM issue", ""), 1);
    fixture_issue(&f, "第2号", "2", texts, 1);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM issue", ""), 1);
    store_reader_done(f.store, c);
    c = store_reader(f.store, &f.diags);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM issue", ""), 2);
    assert_false(db_script(c, "DELETE FROM issue"));             /* a reader cannot write */
    store_reader_done(f.store, c);
    fixture_close(&f);
}

static void a_backup_is_whole_and_verified(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    const str texts[] = { STR("甲乙丙") };
    fixture_issue(&f, "第1号", "1", texts, 1);
    char target[200];
    snprintf(target, sizeof target, "%s/copy.db", f.dir);
    assert_true(store_backup(f.store, target, &f.diags));
    assert_false(store_backup(f.store, target, &f.diags));       /* never over an existing file */
    store *copy = store_open(str_c(target), &f.diags);
    assert_non_null(copy);
    db *c = store_reader(copy, &f.diags);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM search WHERE search MATCH '\"乙丙\"'", ""),
                     1);
    store_reader_done(copy, c);
    store_close(copy);
    assert_false(store_backup(f.store, "/nowhere/at/all.db", &f.diags));
    fixture_close(&f);
}

static void what_is_no_store_is_refused(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    char path[200];
    snprintf(path, sizeof path, "%s/text.db", f.dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) fputs("这不是数据库\n", file);
    fclose(file);
    static const char *const bad[] = { "", "sqlite:", "postgres://host/db",
                                       "sqlite:/nowhere/at/all.db" };
    assert_null(store_open(str_c(path), &f.diags));
    assert_string_equal(f.diags.all.items[f.diags.all.count - 1].code, "E-STORE-DAMAGED");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int before = f.diags.error_count;
        assert_null(store_open(str_c(bad[i]), &f.diags));
        assert_true(f.diags.error_count > before);
    }
    fixture_close(&f);
}

static void a_newer_store_is_refused(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    db *w = store_begin(f.store, &f.diags);
    assert_true(db_script(w, "PRAGMA user_version=99"));
    assert_true(store_commit(f.store, w));
    assert_null(store_open(str_c(f.path), &f.diags));
    assert_string_equal(f.diags.all.items[f.diags.all.count - 1].code, "E-STORE-NEWER");
    fixture_close(&f);
}

/* Denies the n-th request for memory, n = 1, 2, …, until an import passes: no crash, nothing half
 * done. */
static void an_import_without_memory_leaves_the_store_sound(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f);
    bool done = false;
    int tries = 0;
    for (long n = 1; !done && n < 2000; n++, tries++) {
        arena a;
        arena_init(&a, 0);
        diag_list d;
        diag_init(&d, &f.arena);
        db *w = store_begin(f.store, &d);
        assert_non_null(w);
        rec_import m = { .w = w,
                         .arena = &a,
                         .issue = { .key = STR("k"),
                                    .title = STR("t"),
                                    .publisher = STR(""),
                                    .file = STR("f"),
                                    .bytes = STR("b") } };
        a.deny_at = n;
        rec_document doc = { .doc_no = STR("x"),
                             .title = STR("t"),
                             .kind = STR(""),
                             .issuer = STR(""),
                             .place = STR(""),
                             .disclosure = STR(""),
                             .validity = STR(""),
                             .addressees = STR("[]"),
                             .attachments = STR("[]") };
        rec_provision p = { .kind = STR("k"),
                            .address = STR("一"),
                            .number = STR(""),
                            .heading = STR("标题"),
                            .text = STR("内容") };
        rec_outcome o = rec_begin_issue(&m);
        int64_t id = o == REC_NEW ? rec_put_document(&m, 0, &doc) : 0;
        bool ok = id && rec_put_provision(&m, id, 0, &p) && rec_end_issue(&m, STR("t"), o);
        done = ok && a.deny_at > 0;                              /* the denial was not reached */
        if (done) assert_true(store_commit(f.store, w));
        else store_abort(f.store, w);
        arena_deinit(&a);
    }
    assert_true(done);
    assert_true(tries > 3);
    db *c = store_reader(f.store, &f.diags);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM journal", ""), 1);
    assert_int_equal(db_int(c, -1, "SELECT count(*) FROM provision", ""), 1);
    bool sound;
    str subject;
    assert_true(rec_verify(c, &f.arena, &sound, &subject) && sound);
    store_reader_done(f.store, c);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(importing_again_changes_nothing),
        cmocka_unit_test(a_corrected_file_is_a_new_version_with_the_same_ids),
        cmocka_unit_test(a_rolled_back_import_leaves_nothing),
        cmocka_unit_test(readers_see_one_snapshot_while_the_writer_works),
        cmocka_unit_test(a_backup_is_whole_and_verified),
        cmocka_unit_test(what_is_no_store_is_refused),
        cmocka_unit_test(a_newer_store_is_refused),
        cmocka_unit_test(an_import_without_memory_leaves_the_store_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
