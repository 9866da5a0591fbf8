/* Policies out as DMN and in again: the same results on every worked example of the repository's
 * policies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "policy/dmn.h"
#include "policy/dmn_md.h"
#include "policy/dmn_write.h"
#include "policy/policy.h"

typedef struct round_trip {
    policy_library *lib;
    arena arena, scratch; /* of one exported model; of one example */
    policy_run *run;
    const dmn_set *set;
    const dmn_model *model;
    int compared, differing, models;
} round_trip;

static bool same_day(date a, date b) { return date_cmp(a, b) == 0; }

/* Every decision that some example of the document asks for on that day. */
static int32_t slots_asked(const policy_doc *doc, date at, int32_t *slots, int32_t room)
{
    int32_t count = 0;
    for (int i = 0; i < doc->examples.count; i++) {
        const policy_example *x = doc->examples.items[i];
        if (!same_day(x->at, at)) continue;
        for (int k = 0; k < x->expected_count; k++) {
            bool known = false;
            for (int32_t j = 0; j < count; j++) known = known || slots[j] == x->expected[k].slot;
            if (!known && count < room) slots[count++] = x->expected[k].slot;
        }
    }
    return count;
}

static bool export_day(round_trip *t, const policy_doc *doc, date at)
{
    enum { ROOM = 500 };
    int32_t slots[ROOM];
    dmn_export what = { .lib = t->lib,
                        .slots = slots,
                        .at = at,
                        .place = doc->place,
                        .name = doc->title,
                        .space = STR("urn:heng:test") };
    what.slot_count = slots_asked(doc, at, slots, ROOM);
    diag_list d;
    diag_init(&d, &t->arena);
    strbuf out;
    strbuf_init(&out, &t->arena);
    if (!dmn_write(&what, &out, &d)) fail_msg("export of " STR_FMT, STR_ARG(doc->file));
    str text = strbuf_done(&out);
    int exported = d.error_count;
    dmn_set *set = dmn_set_new(&t->arena, &d);
    t->model = dmn_read(set, text, STR("exported.dmn"));
    dmn_link(set);
    t->set = set;
    t->models++;
    for (int i = 0; i < d.all.count; i++) {
        const diag *found = &d.all.items[i];
        if (found->level == DIAG_ERROR)
            print_error(STR_FMT ": line %d: " STR_FMT "\n", STR_ARG(doc->file),
                        (int)found->pos.line, STR_ARG(found->en));
    }
    if (exported || d.error_count) {
        const char *keep = getenv("HENG_KEEP");
        FILE *f = keep ? fopen(keep, "w") : NULL;
        if (f) {
            fwrite(text.ptr, 1, (size_t)text.len, f);
            fclose(f);
        }
        fail_msg("the exported model of " STR_FMT " has %d errors", STR_ARG(doc->file),
                 d.error_count);
    }
    return t->model != NULL;
}

static void give(round_trip *t, dmn_run *run, int32_t slot, feel_value v)
{
    str name = policy_slot_at(t->lib, slot)->name;
    const dmn_element *e = dmn_find(t->model, DMN_INPUT, name);
    if (!e) e = dmn_find(t->model, DMN_DECISION, name); /* a figure replaced by the asker */
    if (e) dmn_give(run, e, v);
}

/* Asked under the law of another day, which DMN cannot say (W-EXPORT). */
static bool used_other_law(const policy_answer *answer, date at)
{
    for (int i = 0; i < answer->used.count; i++)
        if (!policy_period_holds(policy_def_period(answer->used.items[i]), at)) return true;
    return false;
}

static void compare(round_trip *t, const policy_doc *doc, const policy_example *x,
                    const policy_cell *c)
{
    const policy_answer *answer = policy_decide_slot(t->run, c->slot);
    assert_non_null(answer);
    if (answer->code != POLICY_OK || used_other_law(answer, x->at))
        return; /* DMN has no such answers */
    str name = policy_slot_at(t->lib, c->slot)->name;
    dmn_run *run = dmn_run_new(t->set, &t->scratch);
    const dmn_element *e = dmn_find(t->model, DMN_DECISION, name);
    assert_non_null(run);
    dmn_run_feel(run)->calendar = policy_calendar(t->lib);
    if (!e) fail_msg("no decision " STR_FMT " in the exported model", STR_ARG(name));
    give(t, run, POLICY_SLOT_DATE, feel_date(x->at));
    for (int i = 0; i < answer->inputs.count; i++)
        give(t, run, answer->inputs.items[i].slot, answer->inputs.items[i].value);
    feel_value got = dmn_decide(run, e);
    t->compared++;
    if (feel_same(got, answer->value)) return;
    t->differing++;
    feel_run *feel = dmn_run_feel(run);
    print_error(STR_FMT " line %d " STR_FMT ": " STR_FMT ", as DMN " STR_FMT " (" STR_FMT ")\n",
                STR_ARG(doc->file), (int)x->pos.line, STR_ARG(name),
                STR_ARG(feel_literal(&t->scratch, answer->value)),
                STR_ARG(feel_literal(&t->scratch, got)),
                STR_ARG(feel->notes.count ? feel->notes.items[0].en : STR("")));
}

static void run_example(round_trip *t, const policy_doc *doc, const policy_example *x)
{
    diag_list facts;
    arena_reset(&t->scratch);
    diag_init(&facts, &t->scratch);
    policy_run_reset(t->run);
    policy_run_at(t->run, x->at);
    policy_run_place(t->run, doc->place);
    bool given = true;
    for (int i = 0; i < x->given_count; i++) {
        feel_value v = policy_run_eval(t->run, x->given[i].expr);
        given =
            policy_run_fact(t->run, policy_slot_at(t->lib, x->given[i].slot)->name, v, &facts) &&
            given;
    }
    for (int i = 0; given && i < x->expected_count; i++) compare(t, doc, x, &x->expected[i]);
}

/* One model for each day that examples of the document ask about. */
static void check_document(round_trip *t, const policy_doc *doc)
{
    for (int i = 0; i < doc->examples.count; i++) {
        date at = doc->examples.items[i]->at;
        bool done = false;
        for (int k = 0; k < i; k++) done = done || same_day(doc->examples.items[k]->at, at);
        if (done) continue;
        arena_reset(&t->arena);
        assert_true(export_day(t, doc, at));
        for (int k = i; k < doc->examples.count; k++)
            if (same_day(doc->examples.items[k]->at, at))
                run_example(t, doc, doc->examples.items[k]);
    }
}

static void policies_survive_the_round_trip(void **state)
{
    round_trip t = { 0 };
    arena_init(&t.arena, 0);
    arena_init(&t.scratch, 0);
    diag_list d;
    arena outer;
    arena_init(&outer, 0);
    diag_init(&d, &outer);
    t.lib = policy_load(&(policy_load_options){ .dir = STR(HENG_SOURCE_ROOT "/policies") }, &d);
    assert_non_null(t.lib);
    t.run = policy_run_new(t.lib, &t.scratch);
    const char *only = getenv("HENG_ONLY");
    for (int i = 0; i < policy_doc_count(t.lib); i++) {
        const policy_doc *doc = policy_doc_at(t.lib, i);
        if (!only || str_find(doc->file, str_c(only)) >= 0) check_document(&t, doc);
    }
    print_message("%d results in %d models compared, %d differ\n", t.compared, t.models,
                  t.differing);
    assert_true(t.compared > 0);
    assert_int_equal(t.differing, 0);
    policy_run_free(t.run);
    policy_library_free(t.lib);
    arena_deinit(&t.arena);
    arena_deinit(&t.scratch);
    arena_deinit(&outer);
}

/* ---- in ---- */

static policy_library *imported(arena *a, const char *file, diag_list *d)
{
    dmn_set *set = dmn_set_new(a, d);
    dmn_model *model = dmn_load(set, str_format(a, "%s/%s", HENG_TEST_DMN, file));
    dmn_link(set);
    assert_non_null(model);
    strbuf text;
    strbuf_init(&text, a);
    assert_true(dmn_to_markdown(set, model, &text, d));
    policy_library *lib = policy_library_new();
    policy_doc *doc = policy_md_declare(lib, STR("imported.md"), strbuf_done(&text), d);
    assert_true(policy_open_names(lib, d));
    policy_md_types(lib, doc, d);
    policy_md_define(lib, doc, false, d);
    policy_seal(lib, d);
    for (int i = 0; i < d->all.count; i++)
        if (d->all.items[i].level == DIAG_ERROR)
            print_error(STR_FMT "\n", STR_ARG(d->all.items[i].en));
    assert_int_equal(d->error_count, 0);
    return lib;
}

static void check_imported(const char *file, const char *fact, const char *given,
                           const char *decision, const char *expected)
{
    arena a, scratch;
    arena_init(&a, 0);
    arena_init(&scratch, 0);
    diag_list d;
    diag_init(&d, &a);
    policy_library *lib = imported(&a, file, &d);
    policy_run *run = policy_run_new(lib, &scratch);
    policy_run_at(run, (date){ 2024, 1, 1 });
    assert_true(policy_run_fact_text(run, str_c(fact), str_c(given), &d));
    const policy_answer *answer = policy_decide(run, str_c(decision));
    assert_non_null(answer);
    str text = feel_literal(&scratch, answer->value);
    if (!str_eqc(text, expected))
        fail_msg("%s is " STR_FMT ", expected %s", decision, STR_ARG(text), expected);
    policy_run_free(run);
    policy_library_free(lib);
    arena_deinit(&scratch);
    arena_deinit(&a);
}

static void models_become_policy_files(void **state)
{
    check_imported("dmn12.dmn", "amount", "300", "fee", "4");
    check_imported("dmn12.dmn", "amount", "900", "fee", "11");
    check_imported("tables.dmn", "x", "7", "priority by type", "\"second\"");
    check_imported("tables.dmn", "x", "7", "output order", "[\"b\", \"a\"]");
    check_imported("tables.dmn", "x", "2", "with default", "{\"a b\": \"some\", c: 2}");
    check_imported("tables.dmn", "x", "3", "with default", "{\"a b\": \"none\", c: 0}");
}

static void an_older_version_differs_in_namespaces_only(void **state)
{
    static const char *const days[] = { "20191111", "20211108", "20230324" };
    static const char *const versions[] = { "1.3", "1.4", "1.5" };
    arena a;
    arena_init(&a, 0);
    diag_list d;
    diag_init(&d, &a);
    policy_library *lib =
        policy_load(&(policy_load_options){ .dir = STR(HENG_SOURCE_ROOT "/policies") }, &d);
    assert_non_null(lib);
    int32_t slot = -1;
    for (int32_t i = 1; i < policy_slot_count(lib) && slot < 0; i++)
        if (policy_newest(lib, i) && policy_newest(lib, i)->kind == POLICY_DECISION) slot = i;
    assert_true(slot > 0);
    str first = { 0 };
    for (int i = 0; i < 3; i++) {
        dmn_export what = { .lib = lib,
                            .slots = &slot,
                            .slot_count = 1,
                            .at = { 2023, 6, 1 },
                            .version = str_c(versions[i]) };
        what.place = policy_newest(lib, slot)->doc->place;
        strbuf out;
        strbuf_init(&out, &a);
        assert_true(dmn_write(&what, &out, &d));
        str text = strbuf_done(&out);
        assert_true(str_find(text, str_format(&a, "DMN/%s/MODEL/", days[i])) > 0);
        text = str_replace(&a, text, str_c(days[i]), STR("DAY"));
        if (i && !str_eq(text, first)) fail_msg("version %s differs", versions[i]);
        first = text;
    }
    assert_false(dmn_version_known(STR("1.6")));
    policy_library_free(lib);
    arena_deinit(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(policies_survive_the_round_trip),
                                        cmocka_unit_test(models_become_policy_files),
                                        cmocka_unit_test(
                                            an_older_version_differs_in_namespaces_only) };
    return cmocka_run_group_tests_name("policy/dmn_write", tests, NULL, NULL);
}
