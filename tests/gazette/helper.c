#include "helper.h"

#include <stdio.h>
#include <stdlib.h>

static void begin(reading *r)
{
    memset(r, 0, sizeof *r);
    arena_init(&r->a, 0);
    diag_init(&r->diags, &r->a);
}

void read_bytes(reading *r, const void *bytes, size_t size)
{
    begin(r);
    r->ok = gazette_read(&r->a, STR("test.txt"), (str){ bytes, (int32_t)size }, NULL, &r->diags,
                         &r->g);
}

void read_text(reading *r, const char *text)
{
    read_bytes(r, text, strlen(text));
}

str file_bytes(arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot open %s", path);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *p = arena_get(a, (size_t)size + 1);
    assert_non_null(p);
    assert_int_equal(fread(p, 1, (size_t)size, f), (size_t)size);
    fclose(f);
    return (str){ p, (int32_t)size };
}

void read_path(reading *r, const char *path)
{
    begin(r);
    r->ok = gazette_read(&r->a, str_c(path), file_bytes(&r->a, path), NULL, &r->diags, &r->g);
    assert_true(r->ok);
}

void end_reading(reading *r)
{
    arena_deinit(&r->a);
}

const char *text_of(reading *r, str s)
{
    return str_cstr(&r->a, s);
}

const char *names_text(reading *r, const gazette_names *names)
{
    return text_of(r, gazette_names_join(&r->a, names));
}

bool has_code(const reading *r, const char *code)
{
    for (int i = 0; i < r->diags.all.count; i++)
        if (strcmp(r->diags.all.items[i].code, code) == 0) return true;
    return false;
}

const gazette_provision *provision(reading *r, int doc, const char *address)
{
    assert_true(doc < r->g.docs.count);
    int i = gazette_provision_find(&r->g.docs.items[doc], str_c(address));
    if (i < 0) fail_msg("no provision %s", address);
    return &r->g.docs.items[doc].provisions.items[i];
}

const gazette_task *task(reading *r, int doc, const char *task_no)
{
    assert_true(doc < r->g.docs.count);
    const gazette_doc *d = &r->g.docs.items[doc];
    for (int i = 0; i < d->tasks.count; i++)
        if (str_eqc(d->tasks.items[i].task_no, task_no)) return &d->tasks.items[i];
    fail_msg("no task %s", task_no);
    return NULL;
}

void assert_day(date d, int year, int month, int day)
{
    assert_int_equal(d.year, year);
    assert_int_equal(d.month, month);
    assert_int_equal(d.day, day);
}

const char *roles_text(reading *r, const gazette_task *t)
{
    return text_of(r, str_format(&r->a, "%s|%s|%s|%.*s", names_text(r, &t->lead),
                                 names_text(r, &t->responsible), names_text(r, &t->cooperating),
                                 STR_ARG(t->deadline)));
}
