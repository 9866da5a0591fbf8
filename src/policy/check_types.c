/* check_types.c: the static types of every definition, and tables against the types of their
 * columns. */
#include "policy/infer.h"

static void check_table(infer *n, const feel_table *t)
{
    for (int32_t i = 0; i < t->input_count; i++) {
        const feel_type *type = infer_type(n, t->inputs[i].expr);
        for (int32_t k = 0; k < t->rule_count; k++)
            if (t->rules[k].tests[i]) infer_tests(n, t->rules[k].tests[i], type);
    }
    for (int32_t i = 0; i < t->output_count; i++) {
        const table_output *out = &t->outputs[i];
        str what = out->name.len ? out->name : t->name;
        for (int32_t k = 0; k < t->rule_count; k++)
            infer_assign(n, t->rules[k].results[i], infer_type(n, t->rules[k].results[i]),
                         out->type, what);
    }
}

static const feel_expr *innermost(const feel_expr *e)
{
    e = infer_body(e);
    return e && e->kind == FEEL_N_FUNCTION ? infer_body(e->as.lambda->body) : e;
}

static void check_def(infer *n, const policy_def *def)
{
    for (int i = 0; i < def->condition_count; i++) {
        const policy_condition *c = &def->conditions[i];
        infer_assign(n, c->expr, infer_type(n, c->expr), &FEEL_TYPE_BOOLEAN, c->name);
    }
    if (def->default_expr)
        infer_assign(n, def->default_expr, infer_type(n, def->default_expr), def->type, def->name);
    if (def->allowed) infer_tests(n, def->allowed, def->type);
    const feel_expr *body = innermost(def->expr);
    if (!body) return;
    if (body->kind == FEEL_N_TABLE) {
        check_table(n, body->as.table);
        return;
    }
    infer_assign(n, body, infer_type(n, body), def->type, def->name);
}

void policy_check_types(policy_library *lib, diag_list *d)
{
    infer n = { .lib = lib, .d = d };
    for (int i = 0; i < lib->docs.count; i++)
        for (int k = 0; k < lib->docs.items[i]->defs.count; k++)
            check_def(&n, lib->docs.items[i]->defs.items[k]);
}
