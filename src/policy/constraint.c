/* constraint.c: 约束, what must hold of facts given together: read from a policy file, asked of a
 * run. */
#include "policy/md.h"
#include "policy/run.h"

void md_constraints(md_file *f, md_section *s)
{
    arena *a = policy_arena(f->lib);
    if (s->tables.count != 1) {
        diag_error(f->d, "E-EMPTY", s->pos, "约束节要有一张表:约束、条件、说明",
                   "constraints need one table: constraint, condition, note");
        return;
    }
    const md_table *m = &s->tables.items[0];
    int condition = md_column(m, "条件|condition"), note = md_column(m, "说明|note"),
        provision = md_column(m, "条款|provision");
    if (condition < 0) {
        diag_error(f->d, "E-TABLE", m->rows.items[0].pos, "约束表缺“条件”列",
                   "the table of constraints lacks the column condition");
        return;
    }
    for (int i = 1; i < m->rows.count; i++) {
        const md_row *row = &m->rows.items[i];
        md_cell name = md_cell_at(row, 0), text = md_cell_at(row, condition);
        policy_constraint *c = ARENA_NEW(a, policy_constraint);
        if (!c) return;
        *c = (policy_constraint){ .name = name.text,
                                  .text = text.text,
                                  .message = md_cell_at(row, note).text,
                                  .provision = md_cell_at(row, provision).text,
                                  .doc = f->doc,
                                  .pos = text.pos };
        c->expr = feel_parse(a, text.text, FEEL_EXPRESSION, policy_scope(f->lib, f->doc), text.pos,
                             f->d);
        policy_constraint **at = c->expr ? VEC_PUSH(a, &f->doc->constraints) : NULL;
        if (at) *at = c;
    }
}

static void report(const policy_constraint *c, diag_list *d)
{
    str why = c->message.len ? c->message : c->text;
    diag *found = diag_error(d, "E-CONTRADICT", (src_pos){ .file = c->name },
                             "给的事实互相矛盾(" STR_FMT "):" STR_FMT ";请改正其中一项",
                             "the facts given contradict each other (" STR_FMT "): " STR_FMT
                             "; correct one of them",
                             STR_ARG(c->name), STR_ARG(why));
    if (found) {
        found->also = c->pos;
        found->provision = c->provision;
    }
}

bool policy_run_consistent(policy_run *run, diag_list *d)
{
    bool ok = true;
    policy_answer *answer = run->answer;
    run->answer = NULL;
    run->defaults = DEFAULTS_NONE;
    for (int i = 0; i < run->lib->docs.count; i++) {
        const policy_doc *doc = run->lib->docs.items[i];
        if (run->place_given && !policy_visible(doc, run->place)) continue;
        if (doc->constraints.count == 0) continue;
        if (!run->place_given) run->place = doc->place;
        run_forget(run);
        for (int k = 0; k < doc->constraints.count; k++) {
            const policy_constraint *c = doc->constraints.items[k];
            run->tainted = false;
            feel_value v = feel_eval(&run->feel, c->expr);
            if (run->tainted || v.kind != FEEL_BOOLEAN || v.as.boolean) continue;
            report(c, d);
            ok = false;
        }
    }
    run->defaults = DEFAULTS_ALL;
    run->answer = answer;
    run_forget(run);
    return ok;
}
