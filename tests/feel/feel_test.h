/* feel_test.h: what the tests of src/feel share: parse and evaluate a text, compare with a literal.
 */
#ifndef HENG_TESTS_FEEL_TEST_H
#define HENG_TESTS_FEEL_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "feel/ast.h"

typedef struct feel_bench { arena arena; diag_list diags; feel_run run; } feel_bench;

static inline void bench_open(feel_bench *b)
{
    arena_init(&b->arena, 0);
    diag_init(&b->diags, &b->arena);
    feel_run_init(&b->run, &b->arena, NULL);
}

static inline void bench_close(feel_bench *b)
{
    arena_deinit(&b->arena);
}

static inline feel_expr *bench_parse(feel_bench *b, const char *text, feel_entry entry,
                                     const feel_scope *scope)
{
    return feel_parse(&b->arena, str_c(text), entry, scope, (src_pos){ 0 }, &b->diags);
}

static inline str bench_finding(feel_bench *b, lang language)
{
    return b->diags.all.count ? diag_text(&b->arena, &b->diags.all.items[0], language) : (str){ 0 };
}

/* Evaluates text; fails the test when it does not parse. */
static inline feel_value bench_eval(feel_bench *b, const char *text, const feel_scope *scope)
{
    feel_expr *e = bench_parse(b, text, FEEL_EXPRESSION, scope);
    if (!e) {
        str why = bench_finding(b, LANG_EN);
        fail_msg("%s does not parse: " STR_FMT, text, STR_ARG(why));
    }
    return feel_eval(&b->run, e);
}

static inline void assert_value(feel_bench *b, feel_value v, const char *expected)
{
    str text = feel_literal(&b->arena, v);
    if (!str_eqc(text, expected)) fail_msg("got " STR_FMT ", expected %s", STR_ARG(text), expected);
}

static inline void assert_eval(const char *text, const char *expected)
{
    feel_bench b;
    bench_open(&b);
    str got = feel_literal(&b.arena, bench_eval(&b, text, NULL));
    if (!str_eqc(got, expected))
        fail_msg("%s gives " STR_FMT ", expected %s", text, STR_ARG(got), expected);
    bench_close(&b);
}

/* The text is refused with this code, and its Chinese message contains `part`. */
static inline void assert_refused(const char *text, const char *code, int column, const char *part)
{
    feel_bench b;
    bench_open(&b);
    assert_null(bench_parse(&b, text, FEEL_EXPRESSION, NULL));
    assert_int_equal(b.diags.all.count, 1);
    const diag *d = &b.diags.all.items[0];
    assert_string_equal(d->code, code);
    assert_int_equal(d->pos.column, column);
    if (str_find(d->zh, str_c(part)) < 0)
        fail_msg("%s: " STR_FMT " lacks %s", text, STR_ARG(d->zh), part);
    assert_true(d->en.len > 0);
    bench_close(&b);
}

#endif
