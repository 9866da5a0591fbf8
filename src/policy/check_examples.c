/* check_examples.c: worked examples are tests: every row is decided and compared. */
#include "policy/run.h"

enum { DETAIL_MAX = 300 }; /* bytes of a value in a message */

static str brief(arena *a, feel_value v)
{
    str text = feel_literal(a, v);
    if (text.len <= DETAIL_MAX) return text;
    return str_format(a, STR_FMT "…", STR_ARG(str_sub(text, 0, utf8_offset(text, DETAIL_MAX / 3))));
}

/* As a FEEL path does (DMN 1.5 §10.3.2.5): the member of a context, or of every context of a list.
 */
static feel_value member_of(arena *a, feel_value v, str member)
{
    bool found;
    if (member.len == 0) return v;
    if (v.kind == FEEL_CONTEXT) return feel_context_get(v.as.context, member, &found);
    if (v.kind != FEEL_LIST) return FEEL_NULL_VALUE;
    feel_value *items = ARENA_ARRAY(a, feel_value, v.as.list->count);
    for (int i = 0; items && i < v.as.list->count; i++)
        items[i] = member_of(a, v.as.list->items[i], member);
    return items ? feel_make_list(a, items, v.as.list->count) : FEEL_NULL_VALUE;
}

/* A context in an example may leave members out; those that stand there must agree. */
static bool agrees(feel_value expected, feel_value actual)
{
    if (expected.kind == FEEL_NUMBER && actual.kind == FEEL_NUMBER)
        return dec_eq(expected.as.number, actual.as.number);
    if (expected.kind == FEEL_LIST && actual.kind == FEEL_LIST) {
        if (expected.as.list->count != actual.as.list->count) return false;
        for (int i = 0; i < expected.as.list->count; i++)
            if (!agrees(expected.as.list->items[i], actual.as.list->items[i])) return false;
        return true;
    }
    if (expected.kind == FEEL_CONTEXT && actual.kind == FEEL_CONTEXT) {
        for (int i = 0; i < expected.as.context->count; i++) {
            bool found;
            feel_value v =
                feel_context_get(actual.as.context, expected.as.context->keys[i], &found);
            if (!found || !agrees(expected.as.context->values[i], v)) return false;
        }
        return true;
    }
    return feel_same(expected, actual);
}

static str cell_name(policy_library *lib, arena *a, const policy_cell *c)
{
    str name = policy_slot_at(lib, c->slot)->name;
    return c->member.len ? str_format(a, STR_FMT "." STR_FMT, STR_ARG(name), STR_ARG(c->member))
                         : name;
}

static str label_of(arena *a, const policy_example *x)
{
    return x->label.len ? str_format(a, STR_FMT ": ", STR_ARG(x->label)) : STR("");
}

static void report(policy_library *lib, arena *a, const policy_example *x, const policy_cell *c,
                   str expected, str actual, str actual_en, diag_list *d)
{
    str label = label_of(a, x), name = cell_name(lib, a, c);
    str zh = str_format(
        a, STR_FMT "“" STR_FMT "”应得 " STR_FMT ",算出 " STR_FMT ";改规定或改例子", STR_ARG(label),
        STR_ARG(name), STR_ARG(expected), STR_ARG(actual));
    str en = str_format(a,
                        STR_FMT "\"" STR_FMT "\" should be " STR_FMT ", is " STR_FMT
                                "; correct the rule or the example",
                        STR_ARG(label), STR_ARG(name), STR_ARG(expected), STR_ARG(actual_en));
    diag *found = diag_add(d, DIAG_ERROR, "E-EXAMPLE", c->pos, zh, en);
    const policy_def *def = NULL;
    policy_version_at(lib, c->slot, x->doc->place, x->at, &def, NULL, NULL);
    if (found && def) found->also = def->pos;
}

static str outcome(arena *a, const policy_answer *answer, str member, lang language)
{
    if (answer->code == POLICY_OK) return brief(a, member_of(a, answer->value, member));
    const policy_problem *p = answer->problems.count ? &answer->problems.items[0] : NULL;
    str why = !p ? STR("") : language == LANG_ZH ? p->zh : p->en;
    return str_format(a, "!%s (" STR_FMT ")", policy_code_text(answer->code), STR_ARG(why));
}

static bool holds(arena *a, const policy_cell *c, const policy_answer *answer, feel_value expected)
{
    if (c->error.len) return str_eqc(c->error, policy_code_text(answer->code));
    if (answer->code == POLICY_E_NULL) return expected.kind == FEEL_NULL;
    if (answer->code != POLICY_OK) return false;
    return agrees(expected, member_of(a, answer->value, c->member));
}

/* Given facts are checked as any asker's are: an example with an impossible fact expects that error
 * or is wrong itself. */
static bool give_facts(policy_run *run, const policy_example *x, diag_list *facts)
{
    bool ok = true;
    policy_run_at(run, x->at);
    policy_run_place(run, x->doc->place);
    for (int i = 0; i < x->given_count; i++) {
        const policy_cell *c = &x->given[i];
        feel_value v = policy_run_eval(run, c->expr);
        ok = policy_run_fact(run, policy_slot_at(run->lib, c->slot)->name, v, facts) && ok;
    }
    return ok && policy_run_consistent(run, facts);
}

static bool refused_as_expected(const policy_example *x, const diag_list *facts)
{
    for (int i = 0; i < x->expected_count; i++)
        if (x->expected[i].error.len == 0 ||
            !str_eqc(x->expected[i].error, facts->all.items[0].code))
            return false;
    return true;
}

static bool run_example(policy_run *run, policy_library *lib, arena *a, const policy_example *x,
                        diag_list *d)
{
    diag_list facts;
    diag_init(&facts, a);
    policy_run_reset(run);
    if (!give_facts(run, x, &facts)) {
        if (facts.all.count == 0 || refused_as_expected(x, &facts)) return true;
        str label = label_of(a, x);
        const diag *first = &facts.all.items[0];
        diag_add(d, DIAG_ERROR, "E-EXAMPLE", x->pos,
                 str_format(a, STR_FMT "给的事实不合:" STR_FMT, STR_ARG(label), STR_ARG(first->zh)),
                 str_format(a, STR_FMT "a given fact is wrong: " STR_FMT, STR_ARG(label),
                            STR_ARG(first->en)));
        return false;
    }
    bool ok = true;
    for (int i = 0; i < x->expected_count; i++) {
        const policy_cell *c = &x->expected[i];
        const policy_answer *answer = policy_decide_slot(run, c->slot);
        if (!answer) return false;
        feel_value expected = c->expr ? policy_run_eval(run, c->expr) : FEEL_NULL_VALUE;
        if (holds(a, c, answer, expected)) continue;
        ok = false;
        str wanted =
            c->error.len ? str_format(a, "!" STR_FMT, STR_ARG(c->error)) : brief(a, expected);
        report(lib, a, x, c, wanted, outcome(a, answer, c->member, LANG_ZH),
               outcome(a, answer, c->member, LANG_EN), d);
    }
    return ok;
}

void policy_check_examples(policy_library *lib, diag_list *d, policy_check_counts *counts)
{
    arena scratch;
    arena_init(&scratch, 0);
    policy_run *run = policy_run_new(lib, &scratch);
    for (int i = 0; run && i < lib->docs.count; i++) {
        policy_doc *doc = lib->docs.items[i];
        for (int k = 0; k < doc->examples.count; k++) {
            arena_reset(&scratch);
            bool ok = run_example(run, lib, &scratch, doc->examples.items[k], d);
            counts->examples++;
            counts->passed += ok;
            counts->failed += !ok;
        }
    }
    policy_run_free(run);
    arena_deinit(&scratch);
}
