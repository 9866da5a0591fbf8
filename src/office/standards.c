/* standards.c: what each figure of the law was, from when to when, by which document. */
#include "office/office.h"
#include "feel/ast.h"

typedef struct collector {
    const policy_library *lib;
    arena *arena;
    policy_run *run;
    str q, place, doc_no;
    office_standards *out;
    int first;                               /* standards of the present slot begin here */
    bool failed;
} collector;

static office_standard *standard_of(collector *c, str name, str key, str place, const feel_type *type)
{
    for (int i = c->first; i < c->out->count; i++) {
        office_standard *s = &c->out->items[i];
        if (str_eq(s->name, name) && str_eq(s->key, key) && str_eq(s->place, place)) return s;
    }
    office_standard *s = VEC_PUSH(c->arena, c->out);
    if (s) *s = (office_standard){ .name = name, .key = key, .place = place, .type = type };
    return s;
}

static void add_point(collector *c, office_standard *s, const policy_def *def, str provision, const feel_expr *e)
{
    office_point *p = s ? VEC_PUSH(c->arena, &s->series) : NULL;
    if (!p) {
        c->failed = true;
        return;
    }
    policy_period period = policy_def_period(def);
    *p = (office_point){ .def = def, .provision = provision.len ? provision : def->provision, .since = period.from, .until = period.to };
    if (!e || def->unset) return;
    policy_run_at(c->run, policy_has_date(period.from) ? period.from : policy_has_date(period.to) ? period.to : date_today());
    p->value = e->kind == FEEL_N_LITERAL ? e->as.value : policy_run_eval(c->run, e);
    p->known = !feel_is_null(p->value);
    if (!p->known) p->text = feel_expr_source(e);
}

/* "救助身份: 特困人员,孤儿; 地区: 市区": the row's tests as written, without quotes. */
static str row_key(collector *c, const feel_table *t, const table_rule *rule)
{
    strbuf b;
    strbuf_init(&b, c->arena);
    for (int i = 0; i < t->input_count; i++) {
        if (!rule->tests[i]) continue;
        str test = str_trim(feel_expr_source(rule->tests[i]));
        if (test.len == 0 || str_eqc(test, "-")) continue;
        strbuf_putc(&b, b.len ? "；" : "");
        strbuf_put(&b, t->inputs[i].label);
        strbuf_putc(&b, "：");
        strbuf_put(&b, str_replace(c->arena, test, STR("\""), STR("")));
    }
    return strbuf_done(&b);
}

static void add_table(collector *c, const policy_def *def)
{
    const feel_table *t = def->table;
    for (int r = 0; r < t->rule_count && !c->failed; r++) {
        str key = row_key(c, t, &t->rules[r]);
        for (int k = 0; k < t->output_count; k++) {
            const feel_expr *e = t->rules[r].results[k];
            if (!e || e->kind != FEEL_N_LITERAL || e->as.value.kind != FEEL_NUMBER) continue;
            const table_output *o = &t->outputs[k];
            str name = o->name.len && t->output_count > 1 ? str_format(c->arena, STR_FMT "." STR_FMT, STR_ARG(def->name), STR_ARG(o->name))
                                                          : def->name;
            const feel_type *type = o->type ? o->type : t->output_count == 1 ? def->type : NULL;
            add_point(c, standard_of(c, name, key, def->doc->place, type), def, t->rules[r].provision, e);
        }
    }
}

static bool wanted(const collector *c, const policy_def *def)
{
    return (c->q.len == 0 || str_find(def->name, c->q) >= 0) && (c->place.len == 0 || str_eq(def->doc->place, c->place))
        && (c->doc_no.len == 0 || str_eq(def->doc->number, c->doc_no) || str_eq(def->doc->title, c->doc_no));
}

static void add_slot(collector *c, const policy_slot *slot)
{
    c->first = c->out->count;
    for (int v = slot->version_count - 1; v >= 0 && !c->failed; v--) {
        const policy_def *def = slot->versions[v];
        if (slot->family.len > 0 || !wanted(c, def)) continue;
        if (def->kind == POLICY_PARAMETER)
            add_point(c, standard_of(c, def->name, STR(""), def->doc->place, def->type), def, def->provision, def->expr);
        else if (def->kind == POLICY_DECISION && def->table) add_table(c, def);
    }
}

bool office_list_standards(const policy_library *lib, arena *a, str q, str place, str doc_no, office_standards *out)
{
    *out = (office_standards){ 0 };
    if (!lib) return true;
    str number = gazette_doc_no(a, doc_no);
    collector c = { .lib = lib, .arena = a, .run = policy_run_new(lib, a), .q = q, .place = place,
                    .doc_no = number.len > 0 ? number : doc_no, .out = out };
    if (!c.run) return false;
    for (int i = 0; i < policy_slot_count(lib) && !c.failed; i++) add_slot(&c, policy_slot_at(lib, i));
    return !c.failed;
}
