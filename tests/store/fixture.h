/* fixture.h: a temporary store with a few documents, for the tests of store/. */
#ifndef HENG_TESTS_STORE_FIXTURE_H
#define HENG_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/journal.h"
#include "store/records.h"
#include "store/search.h"
#include "store/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct fixture {
    char dir[64], path[128], anchor[144];
    arena arena;
    diag_list diags;
    store *store;
} fixture;

static inline void fixture_open(fixture *f)
{
    *f = (fixture){ 0 };
    snprintf(f->dir, sizeof f->dir, "/tmp/heng-test-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->path, sizeof f->path, "%s/t.db", f->dir);
    snprintf(f->anchor, sizeof f->anchor, "%s.anchor", f->path);
    arena_init(&f->arena, 0);
    diag_init(&f->diags, &f->arena);
    f->store = store_open(str_c(f->path), &f->diags);
    assert_non_null(f->store);
}

static inline void fixture_close(fixture *f)
{
    store_close(f->store);
    arena_deinit(&f->arena);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", f->dir);
    assert_int_equal(system(command), 0);
}

/* One issue of one document whose provisions are `texts`. */
static inline rec_outcome fixture_issue(fixture *f, const char *key, const char *bytes,
                                        const str *texts, int count)
{
    db *w = store_begin(f->store, &f->diags);
    assert_non_null(w);
    rec_import m = { .w = w,
                     .arena = &f->arena,
                     .issue = { .key = str_c(key),
                                .title = str_c(key),
                                .publisher = STR("某市人民政府"),
                                .file = STR("a.txt"),
                                .bytes = str_c(bytes),
                                .year = 2023,
                                .number = 1 } };
    rec_outcome o = rec_begin_issue(&m);
    assert_int_not_equal(o, REC_FAILED);
    if (o == REC_UNCHANGED) {
        store_abort(f->store, w);
        return o;
    }
    rec_document d = { .doc_no = STR("某政发〔2023〕1号"),
                       .title = STR("关于测试的通知"),
                       .kind = STR("通知"),
                       .issuer = STR("某市人民政府"),
                       .place = STR("某市"),
                       .disclosure = STR(""),
                       .validity = STR(""),
                       .addressees = STR("[]"),
                       .attachments = STR("[]"),
                       .signed_on = { 2023, 1, 2 } };
    int64_t id = rec_put_document(&m, 0, &d);
    assert_true(id > 0);
    for (int i = 0; i < count; i++) {
        rec_provision p = { .kind = STR("paragraph"),
                            .address = str_format(&f->arena, "第%d段", i + 1),
                            .number = STR(""),
                            .heading = STR(""),
                            .text = texts[i] };
        assert_true(rec_put_provision(&m, id, i, &p) > 0);
    }
    assert_true(rec_end_issue(&m, STR("tester"), o));
    assert_true(store_commit(f->store, w));
    return o;
}

#endif
