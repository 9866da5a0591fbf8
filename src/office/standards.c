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

static office_standard *standard_of(collector *c, str name, str key, str place,
                                    const feel_type *type)
{
    for (int i = c->first; i < c->out->count; i++) {
        office_standard *s = &c->out->items[i];
        if (str_eq(s->name, name) && str_eq(s->key, key) && str_eq(s->place, place)) return s;
    }
    office_standard *s = VEC_PUSH(c->arena, c->out);
    if (s) *s = (office_standard){ .name = name, .key = key, .place = place, .type = type };
    return s;
}

static void add_point(collector *c, office_standard *s, const policy_def *def, str provision,
                      const feel_expr *e)
{
    office_point *p = s ? VEC_PUSH(c->arena, &s->series) : NULL;
    if (!p) {
        c->failed = true;
        return;
    }
    policy_period period = policy_def_period(def);
    *p = (office_point){ .def = def,
                         .provision = provision.len ? provision : def->provision,
                         .since = period.from,
                         .until = period.to };
    if (!e || def->unset) return;
    policy_run_at(c->run, policy_has_date(period.from) ? period.from
                          : policy_has_date(period.to) ? period.to
                                                       : date_today());
    p->value = e->kind == FEEL_N_LITERAL ? e->as.value : policy_run_eval(c->run, e);
    p->known = !feel_is_null(p->value);
    if (!p->known) p->text = feel_expr_source(e);
}

/* ---- keys: one series for each case that a row names ---- */

enum { KEYS_MAX = 64 };
typedef struct key_set { str items[KEYS_MAX]; int count; } key_set;

/* "甲","乙" → the words; false when the test is anything but a list of texts. */
static bool listed_words(const feel_expr *test, key_set *out)
{
    out->count = 0;
    if (test->kind == FEEL_N_FRAME) test = test->as.frame.body;
    if (test->kind != FEEL_N_TESTS || test->negated || test->as.tests.count > KEYS_MAX)
        return false;
    for (int i = 0; i < test->as.tests.count; i++) {
        const feel_expr *e = test->as.tests.items[i];
        if (e->kind == FEEL_N_TEST_VALUE) e = e->as.kid.a;
        if (e->kind != FEEL_N_LITERAL || e->as.value.kind != FEEL_STRING) return false;
        out->items[out->count++] = e->as.value.as.string;
    }
    return out->count > 0;
}

/* Every key so far with every word of the next input. Too many: the test stays as written, as one
 * key. */
static void cross(collector *c, key_set *keys, str label, const key_set *words)
{
    key_set next = { 0 };
    for (int i = 0; i < keys->count; i++)
        for (int k = 0; k < words->count; k++)
            next.items[next.count++] = str_format(
                c->arena, STR_FMT "%s" STR_FMT "：" STR_FMT, STR_ARG(keys->items[i]),
                keys->items[i].len ? "；" : "", STR_ARG(label), STR_ARG(words->items[k]));
    *keys = next;
}

static void row_keys(collector *c, const feel_table *t, const table_rule *rule, key_set *keys)
{
    *keys = (key_set){ .items = { STR("") }, .count = 1 };
    for (int i = 0; i < t->input_count; i++) {
        str test = rule->tests[i] ? str_trim(feel_expr_source(rule->tests[i])) : STR("-");
        if (test.len == 0 || str_eqc(test, "-")) continue;
        key_set words;
        if (!listed_words(rule->tests[i], &words) || words.count * keys->count > KEYS_MAX)
            words = (key_set){ .items = { str_replace(c->arena, test, STR("\""), STR("")) },
                               .count = 1 };
        cross(c, keys, t->inputs[i].label, &words);
    }
}

static void add_output(collector *c, const policy_def *def, const table_rule *rule,
                       const table_output *o, const feel_expr *e, const key_set *keys)
{
    const feel_table *t = def->table;
    str name = o->name.len > 0 && t->output_count > 1
                   ? str_format(c->arena, STR_FMT "." STR_FMT, STR_ARG(def->name), STR_ARG(o->name))
                   : def->name;
    const feel_type *type = o->type ? o->type : t->output_count == 1 ? def->type : NULL;
    for (int i = 0; i < keys->count; i++)
        add_point(c, standard_of(c, name, keys->items[i], def->doc->place, type), def,
                  rule->provision, e);
}

static void add_table(collector *c, const policy_def *def)
{
    const feel_table *t = def->table;
    for (int r = 0; r < t->rule_count && !c->failed; r++) {
        key_set keys;
        row_keys(c, t, &t->rules[r], &keys);
        for (int k = 0; k < t->output_count; k++) {
            const feel_expr *e = t->rules[r].results[k];
            if (e && e->kind == FEEL_N_LITERAL && e->as.value.kind == FEEL_NUMBER)
                add_output(c, def, &t->rules[r], &t->outputs[k], e, &keys);
        }
    }
}

static bool same_series(const office_standard *a, const office_standard *b)
{
    if (!str_eq(a->name, b->name) || !str_eq(a->place, b->place)
        || a->series.count != b->series.count)
        return false;
    for (int i = 0; i < a->series.count; i++) {
        const office_point *x = &a->series.items[i], *y = &b->series.items[i];
        if (x->def != y->def || x->known != y->known || !feel_same(x->value, y->value))
            return false;
    }
    return true;
}

/* Part of b's key that differs from a's: what stands behind their common beginning, cut at a mark.
 */
static str other_part(str a, str b)
{
    int32_t same = 0;
    for (int32_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++) same = i + 1;
    int32_t mark = 0;
    for (int32_t i = same; i > 2 && mark == 0; i--) {
        str tail = str_sub(b, i - 3, i);
        if (str_eqc(tail, "：") || str_eqc(tail, "；")) mark = i;
    }
    return str_sub(b, mark, b.len);
}

/* Cases with one and the same history are shown once: 县区：甲、乙、丙. */
static void merge(collector *c)
{
    int kept = c->first;
    for (int i = c->first; i < c->out->count; i++) {
        office_standard *s = &c->out->items[i], *twin = NULL;
        for (int k = c->first; k < kept && !twin; k++) {
            office_standard *other = &c->out->items[k];
            /* Only cases that differ in their last condition read well together. */
            bool near = str_find(other_part(other->key, s->key), STR("；")) < 0;
            if (near && same_series(other, s)) twin = other;
        }
        if (twin)
            twin->key = str_format(c->arena, STR_FMT "、" STR_FMT, STR_ARG(twin->key),
                                   STR_ARG(other_part(twin->key, s->key)));
        else c->out->items[kept++] = *s;
    }
    c->out->count = kept;
}

static bool wanted(const collector *c, const policy_def *def)
{
    return (c->q.len == 0 || str_find(def->name, c->q) >= 0)
           && (c->place.len == 0 || str_eq(def->doc->place, c->place))
           && (c->doc_no.len == 0 || str_eq(def->doc->number, c->doc_no)
               || str_eq(def->doc->title, c->doc_no));
}

static void add_slot(collector *c, const policy_slot *slot)
{
    c->first = c->out->count;
    for (int v = slot->version_count - 1; v >= 0 && !c->failed; v--) {
        const policy_def *def = slot->versions[v];
        if (slot->family.len > 0 || !wanted(c, def)) continue;
        if (def->kind == POLICY_PARAMETER)
            add_point(c, standard_of(c, def->name, STR(""), def->doc->place, def->type), def,
                      def->provision, def->expr);
        else if (def->kind == POLICY_DECISION && def->table) add_table(c, def);
    }
    if (!c->failed) merge(c);
}

bool office_list_standards(const policy_library *lib, arena *a, str q, str place, str doc_no,
                           office_standards *out)
{
    *out = (office_standards){ 0 };
    if (!lib) return true;
    str number = gazette_doc_no(a, doc_no);
    collector c = { .lib = lib, .arena = a, .run = policy_run_new(lib, a), .q = q, .place = place,
                    .doc_no = number.len > 0 ? number : doc_no, .out = out };
    if (!c.run) return false;
    for (int i = 0; i < policy_slot_count(lib) && !c.failed; i++)
        add_slot(&c, policy_slot_at(lib, i));
    policy_run_free(c.run);
    return !c.failed;
}
