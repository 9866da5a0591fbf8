/* fuzz_policy.c: any Markdown goes through every phase of a policy file: declared, defined,
** sealed, checked, and each of its decisions asked. */
#include "fuzz.h"
#include "policy/policy.h"

static void ask_everything(const policy_library *lib, arena *a)
{
    policy_run *run = policy_run_new(lib, a);
    if (!run) return;
    policy_run_at(run, (date){ 2023, 7, 1 });
    policy_run_trace(run, true);
    for (int slot = 0; slot < policy_slot_count(lib) && slot < 100; slot++) {
        const policy_answer *answer = policy_decide_slot(run, slot);
        strbuf text;
        strbuf_init(&text, a);
        if (answer) policy_explain_text(lib, answer, &text, LANG_ZH);
    }
    policy_run_free(run);
}

static void try_text(arena *a, str text)
{
    diag_list d;
    diag_init(&d, a);
    policy_library *lib = policy_library_new();
    if (!lib) return;
    policy_doc *doc = policy_md_declare(lib, STR("input.md"), text, &d);
    if (doc) {
        policy_md_types(lib, doc, &d);
        policy_open_names(lib, &d);
        policy_md_define(lib, doc, true, &d);
        policy_check_counts counts = { 0 };
        if (policy_seal(lib, &d)) {
            policy_check(lib, &d, &counts);
            ask_everything(lib, a);
        }
    }
    policy_library_free(lib);
}
