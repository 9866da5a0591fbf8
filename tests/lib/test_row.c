/* A compiled row and the evaluator give the same answers: over all decisions of the repository,
 * with random facts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "policy/row.h"
#include "policy/row_dec.h"

typedef struct rng { uint64_t state; } rng;

static uint32_t next(rng *r, uint32_t below)
{
    r->state = r->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(r->state >> 33) % below;
}

/* A value of the type, often at a border; null or nothing now and then. false: leave the fact out.
 */
static bool random_value(rng *r, const feel_type *t, arena *a, feel_value *out)
{
    static const int64_t figures[] = { 0,     1,        2000, 5000, 10000, 2857143, 1050,
                                       33335, 99999999, 7,    366,  18,    60 };
    if (!t || next(r, 12) == 0) return false;
    if (next(r, 40) == 0) { *out = FEEL_NULL_VALUE; return true; }
    if (t->value_count) { *out = t->values[next(r, (uint32_t)t->value_count)]; return true; }
    switch (t->kind) {
    case FEEL_T_BOOLEAN: *out = feel_bool(next(r, 2)); return true;
    case FEEL_T_NUMBER: {
        int64_t n =
            next(r, 3) ? figures[next(r, sizeof figures / sizeof *figures)] : next(r, 10000000);
        *out = feel_number(dec_scaled(n, -(int)next(r, 3)));
        return true;
    }
    case FEEL_T_DATE: *out = feel_date(date_from_days(17000 + next(r, 3000))); return true;
    case FEEL_T_STRING: *out = feel_string(next(r, 2) ? STR("甲") : STR("乙")); return true;
    case FEEL_T_LIST: {
        feel_value items[3];
        int32_t n = 0, wanted = (int32_t)next(r, 4);
        for (int i = 0; i < wanted; i++) n += random_value(r, t->element, a, &items[n]);
        *out = feel_make_list(a, items, n);
        return true;
    }
    default: return false;
    }
}

typedef struct compared { long rows, answers; } compared;

static bool same(feel_value a, feel_value b)
{
    if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER)
        return a.as.number.lo == b.as.number.lo && a.as.number.hi == b.as.number.hi;
    return a.kind == b.kind && feel_same(a, b);
}

static void compare(policy_row *row, const policy_answer *answer, compared *c)
{
    c->rows++;
    if (!policy_row_run(row)) return;
    c->answers++;
    if (answer->code != POLICY_OK)
        print_error(STR_FMT ": %s\n", STR_ARG(answer->name), policy_code_text(answer->code));
    assert_int_equal(answer->code, POLICY_OK);
    const str *names = policy_row_names(row);
    if (!names) {
        if (!same(policy_row_value(row, 0), answer->value))
            print_error(STR_FMT "\n", STR_ARG(answer->name));
        assert_true(same(policy_row_value(row, 0), answer->value));
        return;
    }
    assert_int_equal(answer->value.kind, FEEL_CONTEXT);
    assert_int_equal(answer->value.as.context->count, policy_row_width(row));
    for (int i = 0; i < policy_row_width(row); i++) {
        assert_true(str_eq(names[i], answer->value.as.context->keys[i]));
        assert_true(same(policy_row_value(row, i), answer->value.as.context->values[i]));
    }
}

static void try_decision(const policy_library *lib, int32_t slot, date at, int rounds, rng *r,
                         compared *c)
{
    arena made, work;
    int32_t *facts;
    arena_init(&made, 0);
    arena_init(&work, 0);
    policy_run *run = policy_run_new(lib, &work);
    policy_run_at(run, at);
    str place = policy_newest(lib, slot)->doc->place;
    policy_row *rows[2] = { policy_row_compile(lib, slot, place, at, false, &made),
                            policy_row_compile(lib, slot, place, at, true, &made) };
    assert_true(rows[0] && rows[1]);
    int32_t count = policy_facts_needed(lib, slot, place, at, &made, &facts);
    for (int round = 0; round < rounds; round++) {
        arena_reset(&work);
        policy_run_reset(run);
        policy_run_at(run, at);
        policy_run_place(run, place);
        bool plain = true;
        for (int32_t i = 0; i < count; i++) {
            feel_value v;
            bool given = random_value(r, policy_newest(lib, facts[i])->type, &work, &v);
            if (given) policy_run_slot(run, facts[i], v);
            for (int k = 0; k < 2; k++) {
                int32_t at_row = policy_row_fact(rows[k], facts[i]);
                if (at_row < 0) continue;
                bool takes = given && (v.kind <= FEEL_STRING || v.kind == FEEL_DATE);
                if (takes) policy_row_give(rows[k], at_row, v);
                else policy_row_take(rows[k], at_row);
                if (given && !takes) plain = false;
            }
        }
        const policy_answer *answer = policy_decide_slot(run, slot);
        assert_non_null(answer);
        for (int k = 0; k < 2 && plain; k++) compare(rows[k], answer, c);
        if (!plain || round % 4) continue;
        policy_row *narrow = policy_row_narrow(rows[0], &made);
        assert_non_null(narrow);
        compare(narrow, answer, c);
        policy_row_free(narrow);
    }
    for (int k = 0; k < 2; k++) policy_row_free(rows[k]);
    policy_run_free(run);
    arena_deinit(&work);
    arena_deinit(&made);
}

static void every_decision_of_the_repository(void **state)
{
    arena a;
    diag_list d;
    arena_init(&a, 0);
    diag_init(&d, &a);
    policy_library *lib = policy_load(
        &(policy_load_options){ .dir = STR(HENG_SOURCE_ROOT "/policies"), .skip_examples = true },
        &d);
    assert_non_null(lib);
    rng r = { 20220930 };
    compared c = { 0 };
    static const char *const days[] = { "2017-06-01", "2019-09-01", "2022-10-15", "2023-06-01",
                                        "2024-02-29" };
    for (int32_t slot = 1; slot < policy_slot_count(lib); slot++) {
        const policy_def *def = policy_newest(lib, slot);
        bool decides = def && (def->kind == POLICY_DECISION || def->kind == POLICY_CONDITIONS ||
                               def->kind == POLICY_PARAMETER);
        for (size_t i = 0; decides && i < sizeof days / sizeof *days; i++) {
            date at;
            date_parse(str_c(days[i]), &at);
            try_decision(lib, slot, at, def->kind == POLICY_PARAMETER ? 1 : 40, &r, &c);
        }
    }
    print_message("%ld rows, %ld answered without the evaluator\n", c.rows, c.answers);
    assert_true(c.answers > 10000);
    policy_library_free(lib);
    arena_deinit(&a);
}

static dec random_number(rng *r)
{
    int64_t coefficient = (int64_t)next(r, 1000000) * (next(r, 4) ? 1 : next(r, 1000000)) *
                          (next(r, 3) ? 1 : next(r, 1000000));
    return dec_scaled(next(r, 5) ? coefficient : -coefficient, (int)next(r, 25) - 12);
}

/* Bit for bit what base/dec.h gives. */
static void small_numbers_reckon_like_all_numbers(void **state)
{
    rng r = { 7 };
    for (long i = 0; i < 500000; i++) {
        dec a = random_number(&r), b = random_number(&r), x = DEC_ONE, y = DEC_ONE;
        int places = (int)next(&r, 12) - 3;
        assert_int_equal(row_dec_add(a, b, &x), dec_add(a, b, &y));
        assert_memory_equal(&x, &y, sizeof x);
        assert_int_equal(row_dec_sub(a, b, &x), dec_sub(a, b, &y));
        assert_memory_equal(&x, &y, sizeof x);
        assert_int_equal(row_dec_mul(a, b, &x), dec_mul(a, b, &y));
        assert_memory_equal(&x, &y, sizeof x);
        assert_int_equal(row_dec_half_up(a, places, &x), dec_round(a, places, DEC_HALF_UP, &y));
        assert_memory_equal(&x, &y, sizeof x);
        assert_int_equal(row_dec_cmp(a, b), dec_cmp(a, b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_decision_of_the_repository),
                                        cmocka_unit_test(small_numbers_reckon_like_all_numbers) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
