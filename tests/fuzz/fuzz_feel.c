/* fuzz_feel.c: any text is parsed as an expression and as unary tests, evaluated within limits,
** and its value printed. */
#include "fuzz.h"
#include "feel/feel.h"

static feel_value give(void *self, feel_run *run, int32_t slot)
{
    return slot == 0   ? feel_number(dec_from_int(12))
           : slot == 1 ? feel_string(STR("低保对象"))
                       : FEEL_NULL_VALUE;
}

static feel_value call(void *self, feel_run *run, int32_t slot, const feel_arg *args, int arg_count)
{
    return arg_count > 0 ? args[0].value : FEEL_NULL_VALUE;
}

static void try_text(arena *a, str text)
{
    static const char *const names[] = { "合规自付", "救助身份", "f" };
    diag_list d;
    diag_init(&d, a);
    feel_scope *scope = feel_scope_new(a, NULL);
    for (int i = 0; i < 3; i++)
        feel_scope_add(scope,
                       (feel_symbol){ .name = str_c(names[i]), .slot = i, .invocable = i == 2 });
    feel_env env = { .get = give, .invoke = call };
    datetime noon = { { 2023, 7, 1 }, { .hour = 12 } };
    for (int entry = FEEL_EXPRESSION; entry <= FEEL_UNARY_TESTS; entry++) {
        feel_expr *e =
            feel_parse(a, text, (feel_entry)entry, scope, (src_pos){ STR("input"), 1, 1, 0 }, &d);
        FUZZ_CHECK(e || d.error_count > 0);
        feel_run run;
        feel_run_init(&run, a, &env);
        run.steps_left = 20000;
        run.now = &noon;
        run.tracing = text.len % 2;
        if (!e) continue;
        feel_value v =
            entry == FEEL_EXPRESSION ? feel_eval(&run, e) : feel_test(&run, e, give(NULL, &run, 0));
        feel_literal(a, v);
    }
}
