/* tck_case.c: the cases of one test case file (tck.h). */
#include "policy/tck.h"

#include <fnmatch.h>

typedef struct case_file {
    const tck_options *options;
    tck_counts *counts;
    arena model_arena, arena; /* of the model; of one case */
    diag_list findings;       /* of reading */
    dmn_set *set;
    const dmn_model *model;
    xml_file xml;
    tck_failure failure; /* where we are */
    int level;
} case_file;

static bool wanted(case_file *f)
{
    str pattern = f->options->pattern;
    if (!pattern.len) return true;
    str name = str_format(&f->arena, STR_FMT "/" STR_FMT "#" STR_FMT, STR_ARG(f->failure.folder),
                          STR_ARG(f->failure.file), STR_ARG(f->failure.case_id));
    if (str_find(pattern, STR("*")) < 0 && str_find(pattern, STR("?")) < 0)
        return str_find(name, pattern) >= 0;
    char *p = str_cstr(&f->arena, pattern), *n = str_cstr(&f->arena, name);
    return p && n && fnmatch(p, n, 0) == 0;
}

static void report(case_file *f, str node, str expected, str got, str zh, str en)
{
    tck_failure failure = f->failure;
    failure.node = node;
    failure.expected = expected;
    failure.got = got;
    failure.note_zh = zh;
    failure.note_en = en;
    if (f->options->on_failure) f->options->on_failure(f->options->self, &failure);
}

/* What reading the model found comes first: it is usually why. */
static void report_result(case_file *f, str node, feel_value expected, feel_value got,
                          feel_run *feel)
{
    str zh = { 0 }, en = { 0 };
    if (feel->notes.count) {
        zh = feel->notes.items[0].zh;
        en = feel->notes.items[0].en;
    }
    if (f->findings.all.count &&
        (!feel->notes.count || str_eqc(str_c(feel->notes.items[0].code), "E-BROKEN"))) {
        zh = f->findings.all.items[0].zh;
        en = f->findings.all.items[0].en;
    }
    report(f, node, feel_literal(&f->arena, expected), feel_literal(&f->arena, got), zh, en);
}

/* ---- elements ---- */

/* By name in the file's model (or the one of a namespace), else in any of the set. */
static const dmn_element *element_named(case_file *f, str name, str space, unsigned kinds)
{
    const dmn_model *first = space.len ? dmn_model_of(f->set, space) : f->model;
    for (int i = -1; i < f->set->models.count; i++) {
        const dmn_model *m = i < 0 ? first : f->set->models.items[i];
        for (int kind = 0; m && kind < DMN_KIND_COUNT; kind++) {
            const dmn_element *e = kinds >> kind & 1 ? dmn_find(m, (dmn_kind)kind, name) : NULL;
            if (e) return e;
        }
    }
    return NULL;
}

static void give_inputs(case_file *f, const xml_node *test, dmn_run *run)
{
    arena *a = &f->arena;
    XML_EACH(input, test, "inputNode") {
        str name = xml_attr(a, input, "name"), space = xml_attr(a, input, "namespace");
        const dmn_element *e = element_named(f, name, space, 1u << DMN_INPUT | 1u << DMN_DECISION);
        if (e) dmn_give(run, e, tck_value(a, input));
    }
}

/* A knowledge model called with the inputs as named arguments. */
static feel_value call_knowledge(case_file *f, const xml_node *test, dmn_run *run,
                                 const dmn_element *e)
{
    VEC(feel_arg) args = { 0 };
    XML_EACH(input, test, "inputNode") {
        feel_arg *arg = VEC_PUSH(&f->arena, &args);
        if (!arg) return FEEL_NULL_VALUE;
        *arg = (feel_arg){ feel_name_normal(&f->arena, xml_attr(&f->arena, input, "name")),
                           tck_value(&f->arena, input) };
    }
    return dmn_invoke(run, e, args.items, args.count);
}

/* A service with several outputs gives a context; a result asks for one of them. */
static feel_value service_result(dmn_run *run, const dmn_element *service, str name)
{
    feel_value v = dmn_serve(run, service);
    if (service->outputs.count == 1 || v.kind != FEEL_CONTEXT) return v;
    bool found;
    feel_value member = feel_context_get(v.as.context, name, &found);
    return found ? member : v;
}

static bool result_value(case_file *f, const xml_node *test, const xml_node *result, dmn_run *run,
                         feel_value *out)
{
    arena *a = &f->arena;
    str invocable = xml_attr(a, test, "invocableName"), name = xml_attr(a, result, "name");
    const unsigned callable = 1u << DMN_KNOWLEDGE | 1u << DMN_SERVICE;
    const dmn_element *called =
        invocable.len ? element_named(f, invocable, STR(""), callable) : NULL;
    if (invocable.len && !called) return false;
    if (called && called->kind == DMN_KNOWLEDGE) {
        *out = call_knowledge(f, test, run, called);
        return true;
    }
    if (called) {
        *out = service_result(run, called, feel_name_normal(a, name));
        return true;
    }
    const dmn_element *e =
        element_named(f, name, xml_attr(a, result, "namespace"), 1u << DMN_DECISION);
    if (!e) e = element_named(f, name, STR(""), callable | 1u << DMN_INPUT);
    if (!e) return false;
    if (e->kind == DMN_SERVICE) *out = dmn_serve(run, e);
    else if (e->kind == DMN_KNOWLEDGE) *out = call_knowledge(f, test, run, e);
    else *out = dmn_decide(run, e);
    return true;
}

/* ---- cases ---- */

static bool run_result(case_file *f, const xml_node *test, const xml_node *result, dmn_run *run)
{
    arena *a = &f->arena;
    str name = xml_attr(a, result, "name");
    bool error = str_eqc(str_trim(xml_attr(a, result, "errorResult")), "true");
    feel_value expected = error ? FEEL_NULL_VALUE : tck_value(a, xml_first(result, "expected")),
               got;
    if (!result_value(f, test, result, run, &got)) {
        report(f, name, (str){ 0 }, (str){ 0 }, STR("模型里没有这个元素"),
               STR("the model has no such element"));
        return false;
    }
    if (tck_same(expected, got)) return true;
    report_result(f, name, expected, got, dmn_run_feel(run));
    return false;
}

static bool run_case(case_file *f, const xml_node *test)
{
    if (!f->model) {
        const diag *first = f->findings.all.count ? &f->findings.all.items[0] : NULL;
        report(f, (str){ 0 }, (str){ 0 }, (str){ 0 }, first ? first->zh : STR("模型读不出"),
               first ? first->en : STR("the model cannot be read"));
        return false;
    }
    dmn_run *run = dmn_run_new(f->set, &f->arena);
    if (!run) return false;
    give_inputs(f, test, run);
    bool passed = true;
    XML_EACH(result, test, "resultNode") passed = run_result(f, test, result, run) && passed;
    return passed;
}

static void load_model(case_file *f, str path, const xml_node *root)
{
    str name = str_trim(xml_text(&f->model_arena, xml_first(root, "modelName")));
    int32_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/') slash--;
    f->set = dmn_set_new(&f->model_arena, &f->findings);
    if (!f->set) return;
    str folder = str_sub(path, 0, slash);
    str file = str_format(&f->model_arena, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(name));
    f->model = dmn_load(f->set, file);
    dmn_link(f->set);
}

static void run_cases(case_file *f, const xml_node *root)
{
    int cases = 0, passed = 0;
    XML_EACH(test, root, "testCase") {
        f->failure.case_id = xml_attr(&f->model_arena, test, "id");
        if (wanted(f)) {
            cases++;
            passed += run_case(f, test);
        }
        arena_reset(&f->arena);
    }
    f->counts->cases[f->level] += cases;
    f->counts->passed[f->level] += passed;
    f->counts->files += cases > 0;
    if (f->options->on_file && cases)
        f->options->on_file(f->options->self, f->failure.file, passed, cases);
}

static void name_place(case_file *f, str path)
{
    int32_t end[3] = { path.len, 0, 0 };
    for (int k = 1; k < 3; k++) {
        int32_t at = end[k - 1] - (k > 1);
        while (at > 0 && path.ptr[at - 1] != '/') at--;
        end[k] = at;
    }
    f->failure.file = str_sub(path, end[1], end[0]);
    f->failure.folder = str_sub(path, end[2], end[1] - 1);
    f->failure.level = f->level;
}

void tck_run_file(str path, int level, const tck_options *options, tck_counts *counts)
{
    case_file f = { .options = options, .counts = counts, .level = level };
    arena_init(&f.model_arena, 0);
    arena_init(&f.arena, 0);
    diag_init(&f.findings, &f.model_arena);
    name_place(&f, path);
    str text;
    bool open = xml_load(&f.model_arena, path, &text, &f.findings) &&
                xml_open(&f.xml, text, path, &f.findings);
    if (open && xml_is(xml_root(&f.xml), "testCases")) {
        load_model(&f, path, xml_root(&f.xml));
        run_cases(&f, xml_root(&f.xml));
    } else if (!open) {
        counts->cases[level]++;
        const diag *first = f.findings.all.count ? &f.findings.all.items[0] : NULL;
        report(&f, (str){ 0 }, (str){ 0 }, (str){ 0 }, first ? first->zh : (str){ 0 },
               first ? first->en : (str){ 0 });
    }
    xml_close(&f.xml);
    arena_deinit(&f.arena);
    arena_deinit(&f.model_arena);
}
