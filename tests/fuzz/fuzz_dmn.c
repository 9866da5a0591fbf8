/* fuzz_dmn.c: any text is read as a DMN model without reading other files; every decision of it is
** run. */
#include "fuzz.h"
#include "policy/dmn.h"

static void try_text(arena *a, str text)
{
    diag_list d;
    diag_init(&d, a);
    dmn_set *set = dmn_set_new(a, &d);
    dmn_model *m = set ? dmn_read(set, text, STR("")) : NULL;
    FUZZ_CHECK(!set || m || d.error_count > 0);
    if (!set) return;
    dmn_link(set);
    dmn_run *run = m ? dmn_run_new(set, a) : NULL;
    if (!run) return;
    dmn_run_feel(run)->steps_left = 20000;
    for (int i = 0; i < set->elements.count && i < 50; i++) {
        const dmn_element *e = set->elements.items[i];
        if (e->kind == DMN_INPUT) dmn_give(run, e, feel_number(dec_from_int(i)));
        else if (e->kind == DMN_DECISION) dmn_decide(run, e);
        else if (e->kind == DMN_SERVICE) dmn_serve(run, e);
    }
}
