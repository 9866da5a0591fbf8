/* helper.h: a policy from text, and one question to it, for the tests of src/policy. */
#ifndef HENG_TEST_POLICY_HELPER_H
#define HENG_TEST_POLICY_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "policy/policy.h"

typedef struct fixture {
    arena memory;
    diag_list findings;
    policy_library *lib;
    policy_run *run;
    arena answers;
} fixture;

static inline void define_all(policy_library *lib, diag_list *d)
{
    for (int i = 0; i < policy_doc_count(lib); i++) policy_md_types(lib, policy_doc_at(lib, i), d);
    policy_open_names(lib, d);
    for (int i = 0; i < policy_doc_count(lib); i++)
        policy_md_define(lib, policy_doc_at(lib, i), true, d);
    policy_seal(lib, d);
}

/* Texts of files a.md, b.md, …; NULL ends the list. */
static inline void fixture_open(fixture *f, const char *const *texts)
{
    static const char *const names[] = { "a.md", "b.md", "c.md", "d.md" };
    *f = (fixture){ .lib = policy_library_new() };
    arena_init(&f->memory, 0);
    arena_init(&f->answers, 0);
    diag_init(&f->findings, &f->memory);
    assert_non_null(f->lib);
    for (int i = 0; texts[i]; i++)
        policy_md_declare(f->lib, str_c(names[i]), str_c(texts[i]), &f->findings);
    define_all(f->lib, &f->findings);
    f->run = policy_run_new(f->lib, &f->answers);
    assert_non_null(f->run);
}

static inline void fixture_close(fixture *f)
{
    policy_run_free(f->run);
    policy_library_free(f->lib);
    arena_deinit(&f->memory);
    arena_deinit(&f->answers);
}

static inline void print_findings(const fixture *f)
{
    for (int i = 0; i < f->findings.all.count; i++)
        diag_print(stderr, &f->findings.all.items[i], (str){ "", 0 }, LANG_ZH);
}

static inline date day(const char *text)
{
    date d;
    assert_true(date_parse(str_c(text), &d));
    return d;
}

/* New question: forgets the facts of the one before. */
static inline void ask_at(fixture *f, const char *at)
{
    arena_reset(&f->answers);
    policy_run_reset(f->run);
    policy_run_at(f->run, day(at));
}

static inline bool give(fixture *f, const char *name, const char *text)
{
    return policy_run_fact_text(f->run, str_c(name), str_c(text), &f->findings);
}

static inline const policy_answer *decide(fixture *f, const char *name)
{
    const policy_answer *a = policy_decide(f->run, str_c(name));
    assert_non_null(a);
    return a;
}

static inline void assert_answer(fixture *f, const char *name, const char *literal)
{
    const policy_answer *a = decide(f, name);
    str why = a->problems.count ? a->problems.items[0].zh : STR("");
    if (a->code != POLICY_OK)
        print_error("%s: %s " STR_FMT "\n", name, policy_code_text(a->code), STR_ARG(why));
    assert_int_equal(a->code, POLICY_OK);
    assert_string_equal(str_cstr(&f->answers, feel_literal(&f->answers, a->value)), literal);
}

static inline void assert_code(fixture *f, const char *name, const char *code)
{
    assert_string_equal(policy_code_text(decide(f, name)->code), code);
}

/* The code of the last finding, and that it stands at line:column. */
static inline void assert_last_finding(fixture *f, const char *code, int line, int column)
{
    assert_true(f->findings.all.count > 0);
    const diag *d = &f->findings.all.items[f->findings.all.count - 1];
    assert_string_equal(d->code, code);
    assert_int_equal(d->pos.line, line);
    assert_int_equal(d->pos.column, column);
}

#define HEADER(number, from)                                                                       \
    "# t\n\n| 文号 | " number " |\n|---|---|\n| 施行 | " from " |\n| 地域 | 甲市 |\n\n"

#endif
