/* run.c: evaluation of slots: versions by date, memory of values, decisions asked with other facts.
 */
#include "policy/run.h"

static feel_value env_get(void *self, feel_run *run, int32_t slot);
static feel_value env_invoke(void *self, feel_run *run, int32_t slot, const feel_arg *args,
                             int arg_count);

/* ---- life cycle ---- */

static void free_frame(frame *f)
{
    if (!f) return;
    heap_free(f->cells);
    heap_free(f->touched);
    heap_free(f);
}

static frame *new_frame(int slots)
{
    frame *f = heap_get(sizeof *f);
    if (!f) return NULL;
    f->cells = heap_get((size_t)slots * sizeof *f->cells);
    f->touched = heap_get((size_t)slots * sizeof *f->touched);
    if (f->cells && f->touched) return f;
    free_frame(f);
    return NULL;
}

static void clear_frame(frame *f)
{
    for (int32_t i = 0; i < f->touched_count; i++) f->cells[f->touched[i]] = (cell){ 0 };
    f->touched_count = 0;
}

policy_run *policy_run_new(const policy_library *lib, arena *a)
{
    policy_run *run = heap_get(sizeof *run);
    if (!run) return NULL;
    run->base = new_frame(policy_slot_count(lib));
    if (!run->base) {
        heap_free(run);
        return NULL;
    }
    run->lib = lib;
    run->arena = a;
    run->env = (feel_env){ .self = run, .get = env_get, .invoke = env_invoke };
    policy_run_reset(run);
    return run;
}

void policy_run_free(policy_run *run)
{
    if (!run) return;
    while (run->spare) {
        frame *next = run->spare->outer;
        free_frame(run->spare);
        run->spare = next;
    }
    free_frame(run->base);
    heap_free(run);
}

void policy_run_reset(policy_run *run)
{
    clear_frame(run->base);
    run->base->outer = NULL;
    run->frame = run->base;
    run->at = date_today();
    run->place = (str){ "", 0 };
    run->place_given = run->tracing = run->tainted = run->looking_back = false;
    run->defaults = DEFAULTS_ALL;
    run->asking = NULL;
    run->answer = NULL;
    feel_run_init(&run->feel, run->arena, &run->env);
    run->feel.calendar = policy_calendar(run->lib);
}

void policy_run_clear(policy_run *run)
{
    clear_frame(run->base);
    run->frame = run->base;
    run->answer = NULL;
    /* What the evaluator held lived in the arena, which the caller has reset. */
    feel_run_init(&run->feel, run->arena, &run->env);
    run->feel.calendar = policy_calendar(run->lib);
}

cell *run_touch(frame *f, int32_t slot)
{
    cell *c = &f->cells[slot];
    if (c->state == CELL_EMPTY) f->touched[f->touched_count++] = slot;
    return c;
}

frame *run_open_frame(policy_run *run, bool inherit)
{
    frame *f = run->spare, *from = run->frame;
    if (f) run->spare = f->outer;
    else f = new_frame(policy_slot_count(run->lib));
    if (!f) return NULL;
    f->outer = from;
    f->at = from->at;
    for (int32_t i = 0; inherit && i < from->touched_count; i++) {
        int32_t slot = from->touched[i];
        if (from->cells[slot].state == CELL_GIVEN) *run_touch(f, slot) = from->cells[slot];
    }
    return f;
}

void run_close_frame(policy_run *run, frame *f)
{
    clear_frame(f);
    f->outer = run->spare;
    run->spare = f;
}

void policy_run_at(policy_run *run, date at)
{
    run->at = at;
}
void policy_run_trace(policy_run *run, bool on)
{
    run->tracing = on;
}

void policy_run_place(policy_run *run, str place)
{
    run->place = place;
    run->place_given = true;
}

void policy_run_slot(policy_run *run, int32_t slot, feel_value v)
{
    if (slot < 0 || slot >= policy_slot_count(run->lib)) return;
    *run_touch(run->base, slot) = (cell){ .state = CELL_GIVEN, .value = v };
    if (slot == POLICY_SLOT_DATE && v.kind == FEEL_DATE) run->at = v.as.date;
}

/* ---- problems ---- */

void run_problem(policy_run *run, policy_problem problem)
{
    run->tainted = true;
    policy_answer *answer = run->answer;
    if (!answer || answer->problems.count >= PROBLEMS_MAX) return;
    for (int i = 0; i < answer->problems.count; i++)
        if (answer->problems.items[i].code == problem.code &&
            str_eq(answer->problems.items[i].name, problem.name))
            return;
    policy_problem *at = VEC_PUSH(run->arena, &answer->problems);
    if (at) *at = problem;
}

static str version_text(policy_run *run, const policy_def *def, bool zh)
{
    if (!def) return STR("");
    policy_period p = policy_def_period(def);
    str from = policy_has_date(p.from) ? date_text(run->arena, p.from) : STR("…");
    str to = policy_has_date(p.to) ? date_text(run->arena, p.to) : zh ? STR("今") : STR("open");
    str by = def->doc->number.len ? def->doc->number : def->doc->title;
    return zh ? str_format(run->arena, STR_FMT "(" STR_FMT " 至 " STR_FMT ")", STR_ARG(by),
                           STR_ARG(from), STR_ARG(to))
              : str_format(run->arena, STR_FMT " (" STR_FMT " to " STR_FMT ")", STR_ARG(by),
                           STR_ARG(from), STR_ARG(to));
}

static void not_in_force(policy_run *run, const policy_slot *slot, const policy_def *before,
                         const policy_def *after)
{
    run->tainted = true;
    if (!run->answer) return;
    arena *a = run->arena;
    str day = date_text(a, run->frame->at), name = slot->name;
    policy_problem p = { .code = POLICY_E_NOT_IN_FORCE,
                         .name = name,
                         .before = before,
                         .after = after,
                         .asked_by = run->asking,
                         .def = before ? before : after };
    str b = version_text(run, before, true), n = version_text(run, after, true);
    p.zh = str_format(a,
                      STR_FMT " 这一天没有有效的“" STR_FMT "”%s" STR_FMT "%s" STR_FMT
                              ";换一个适用日,或补上这一时期的文件",
                      STR_ARG(day), STR_ARG(name), before ? ";在此之前:" : "", STR_ARG(b),
                      after ? ";在此之后:" : "", STR_ARG(n));
    b = version_text(run, before, false);
    n = version_text(run, after, false);
    p.en = str_format(a,
                      "no version of \"" STR_FMT "\" is in force on " STR_FMT "%s" STR_FMT
                      "%s" STR_FMT "; choose another date or add the document of that time",
                      STR_ARG(name), STR_ARG(day), before ? "; before: " : "", STR_ARG(b),
                      after ? "; after: " : "", STR_ARG(n));
    run_problem(run, p);
}

static void clash(policy_run *run, const policy_slot *slot, const policy_def *one,
                  const policy_def *other)
{
    run->tainted = true;
    if (!run->answer) return;
    arena *a = run->arena;
    str day = date_text(a, run->frame->at);
    policy_problem p = { .code = POLICY_E_VERSION_CLASH,
                         .name = slot->name,
                         .def = one,
                         .before = one,
                         .after = other,
                         .asked_by = run->asking };
    p.zh = str_format(a,
                      STR_FMT " “" STR_FMT "”有两个同级、同日施行的版本:" STR_FMT "、" STR_FMT
                              ";写明优先或适用期",
                      STR_ARG(day), STR_ARG(slot->name), STR_ARG(version_text(run, one, true)),
                      STR_ARG(version_text(run, other, true)));
    p.en = str_format(a,
                      STR_FMT ": two versions of \"" STR_FMT
                              "\" have the same rank and first day: " STR_FMT ", " STR_FMT
                              "; state the precedence or the validity",
                      STR_ARG(day), STR_ARG(slot->name), STR_ARG(version_text(run, one, false)),
                      STR_ARG(version_text(run, other, false)));
    run_problem(run, p);
}

static void simple_problem(policy_run *run, policy_code code, const policy_def *def, const char *zh,
                           const char *en)
{
    run->tainted = true;
    if (!run->answer) return; /* nobody reads it */
    policy_problem p = { .code = code, .name = def->name, .def = def, .asked_by = run->asking };
    p.zh = str_format(run->arena, zh, STR_ARG(def->name));
    p.en = str_format(run->arena, en, STR_ARG(def->name));
    run_problem(run, p);
}

/* ---- what took part ---- */

static void note_used(policy_run *run, const policy_def *def)
{
    policy_answer *answer = run->answer;
    if (!answer) return;
    if (def->inferred) answer->inferred = true;
    for (int i = 0; i < answer->used.count; i++)
        if (answer->used.items[i] == def) return;
    const policy_def **at = (const policy_def **)VEC_PUSH(run->arena, &answer->used);
    if (at) *at = def;
}

static void mark_trace(feel_trace *node, const policy_def *def)
{
    if (!node) return;
    node->type = def->type;
    node->provision = def->provision;
    node->document = def->doc->number.len ? def->doc->number : def->doc->title;
    node->pos = def->pos;
    node->text = def->text;
}

static void note_input(policy_run *run, int32_t slot, cell *c)
{
    if (c->noted || slot == POLICY_SLOT_DATE) return;
    c->noted = true;
    const policy_def *def = policy_newest(run->lib, slot);
    feel_trace *node = trace_enter(&run->feel, c->assumed ? TRACE_ASSUMED : TRACE_INPUT,
                                   policy_slot_at(run->lib, slot)->name);
    if (node && def) {
        mark_trace(node, def);
        node->text = (str){ "", 0 };
    }
    trace_leave(&run->feel, node, c->value);
    policy_input *at =
        !c->replaced && run->answer ? VEC_PUSH(run->arena, &run->answer->inputs) : NULL;
    if (at)
        *at = (policy_input){ .slot = slot, .def = def, .value = c->value, .assumed = c->assumed };
}

/* ---- definitions ---- */

static feel_value eval_typed(policy_run *run, const policy_def *def, const feel_expr *e)
{
    feel_value v = feel_eval(&run->feel, e);
    if (!def->type || v.kind == FEEL_NULL) return v;
    return feel_coerce(&run->feel, v, def->type);
}

static feel_value eval_fact(policy_run *run, const policy_def *def, cell *c)
{
    bool taken = def->default_expr && run->defaults != DEFAULTS_NONE &&
                 !(run->defaults == DEFAULTS_SILENT && def->question.len);
    if (taken) {
        feel_value v = eval_typed(run, def, def->default_expr);
        c->assumed = true;
        c->value = v;
        note_input(run, def->slot, c);
        return v;
    }
    /* A decision table of another standard's model answers null where an input is absent; a policy
     * says what is missing. */
    if (def->doc->family.len == 0) {
        simple_problem(run, POLICY_E_MISSING, def, "缺少事实“" STR_FMT "”;请补上",
                       "the fact \"" STR_FMT "\" is missing; please give it");
    }
    return FEEL_NULL_VALUE;
}

static feel_value eval_parameter(policy_run *run, const policy_def *def)
{
    if (def->unset || !def->expr) {
        simple_problem(
            run, POLICY_E_UNSET, def,
            "待定参数“" STR_FMT "”还没有设定;由有关部门定后写入政策文件,或随请求给出",
            "the parameter \"" STR_FMT
            "\" is not set yet; add it to a policy file once decided, or give it with the request");
        return FEEL_NULL_VALUE;
    }
    feel_trace *node = trace_enter(&run->feel, TRACE_PARAMETER, def->name);
    mark_trace(node, def);
    feel_value v = eval_typed(run, def, def->expr);
    trace_leave(&run->feel, node, v);
    return v;
}

/* Conditions: true or false as soon as untainted rows settle it, whatever else is missing. */
static feel_value eval_conditions(policy_run *run, const policy_def *def)
{
    bool outer_taint = run->tainted, settled = false, unknown = false, tainted = false;
    for (int i = 0; i < def->condition_count; i++) {
        const policy_condition *c = &def->conditions[i];
        feel_trace *node = trace_enter(&run->feel, TRACE_ROW, c->name);
        if (node) {
            node->provision = c->provision;
            node->text = c->text;
            node->pos = c->pos;
            node->type = &FEEL_TYPE_BOOLEAN;
        }
        run->tainted = false;
        feel_value v = feel_eval(&run->feel, c->expr);
        trace_leave(&run->feel, node, v);
        bool known = v.kind == FEEL_BOOLEAN && !run->tainted;
        if (known && v.as.boolean == def->any_of) settled = true;
        if (!known) unknown = true;
        tainted = tainted || run->tainted;
    }
    run->tainted = outer_taint || (tainted && !settled);
    if (settled) return feel_bool(def->any_of);
    return unknown ? FEEL_NULL_VALUE : feel_bool(!def->any_of);
}

static feel_value service_value(policy_run *run, const policy_def *def)
{
    feel_function *f = ARENA_NEW(run->arena, feel_function);
    if (!f) return FEEL_NULL_VALUE;
    int32_t count = def->input_count + def->input_decision_count;
    *f = (feel_function){ .kind = FUNCTION_SLOT,
                          .name = def->name,
                          .type = def->type,
                          .slot = def->slot,
                          .param_min = count,
                          .param_max = count };
    return (feel_value){ .kind = FEEL_FUNCTION, .as.function = f };
}

/* Where many rows may match, none is the empty list, the count 0 and the sum 0
 * (docs/policy-language.md section 6). */
static feel_value nothing_matched(policy_run *run, const policy_def *def, feel_value v)
{
    bool policy_table = def->table && def->doc->family.len == 0;
    if (v.kind != FEEL_NULL || !policy_table || run->tainted || run->feel.stopped) return v;
    switch (def->table->hit) {
    case HIT_RULE_ORDER:
    case HIT_OUTPUT_ORDER:
    case HIT_COLLECT: return feel_make_list(run->arena, NULL, 0);
    case HIT_COUNT:
    case HIT_SUM: return feel_number(DEC_ZERO);
    default: return v;
    }
}

static feel_value eval_decision(policy_run *run, const policy_def *def)
{
    feel_trace *node = trace_enter(&run->feel, TRACE_DECISION, def->name);
    mark_trace(node, def);
    feel_value v = FEEL_NULL_VALUE;
    if (def->kind == POLICY_CONDITIONS) v = eval_conditions(run, def);
    else if (def->expr) v = nothing_matched(run, def, eval_typed(run, def, def->expr));
    trace_leave(&run->feel, node, v);
    return v;
}

static feel_value eval_def(policy_run *run, const policy_def *def, cell *c)
{
    const policy_def *asking = run->asking;
    feel_value v = FEEL_NULL_VALUE;
    note_used(run, def);
    if (def->kind != POLICY_FACT) run->asking = def;
    switch (def->kind) {
    case POLICY_FACT: v = eval_fact(run, def, c); break;
    case POLICY_PARAMETER: v = eval_parameter(run, def); break;
    case POLICY_FUNCTION: v = def->expr ? feel_eval(&run->feel, def->expr) : v; break;
    case POLICY_SERVICE: v = service_value(run, def); break;
    default: v = eval_decision(run, def); break;
    }
    run->asking = asking;
    return v;
}

/* Without arguments a slot may not need itself; the checker finds it over all dates, this guards
 * what it cannot see. */
static feel_value running_again(policy_run *run, const policy_slot *slot)
{
    policy_problem p = { .code = POLICY_E_CYCLE,
                         .name = slot->name,
                         .def = policy_newest(run->lib, slot->number),
                         .asked_by = run->asking };
    p.zh = str_format(run->arena, "“" STR_FMT "”的计算要用到它自己;去掉环中的一处引用",
                      STR_ARG(slot->name));
    p.en = str_format(run->arena,
                      "\"" STR_FMT "\" depends on itself; remove one reference of the circle",
                      STR_ARG(slot->name));
    run_problem(run, p);
    return FEEL_NULL_VALUE;
}

static feel_value compute(policy_run *run, const policy_slot *slot, cell *c)
{
    const policy_def *def, *before, *after;
    policy_found found = policy_version_at(run->lib, slot->number, run->place, run->frame->at, &def,
                                           &before, &after);
    if (found == POLICY_NONE) {
        not_in_force(run, slot, before, after);
        return FEEL_NULL_VALUE;
    }
    if (found == POLICY_CLASH) {
        clash(run, slot, before, after);
        return FEEL_NULL_VALUE;
    }
    return eval_def(run, def, c);
}

feel_value run_slot(policy_run *run, int32_t slot)
{
    frame *f = run->frame;
    cell *c = &f->cells[slot];
    if (c->state == CELL_GIVEN) {
        note_input(run, slot, c);
        return c->value;
    }
    if (slot == POLICY_SLOT_DATE) return feel_date(f->at);
    if (c->state == CELL_DONE) {
        run->tainted = run->tainted || c->tainted;
        return c->value;
    }
    const policy_slot *s = policy_slot_at(run->lib, slot);
    if (c->state == CELL_RUNNING) return running_again(run, s);
    bool outer_taint = run->tainted;
    run->tainted = false;
    run_touch(f, slot)->state = CELL_RUNNING;
    feel_value v = compute(run, s, c);
    c->value = v;
    c->tainted = run->tainted;
    c->state = CELL_DONE;
    run->tainted = outer_taint || c->tainted;
    return v;
}

static feel_value env_get(void *self, feel_run *feel, int32_t slot)
{
    (void)feel;
    return run_slot(self, slot);
}

/* ---- asked with other facts ---- */

static bool replace_fact(policy_run *run, frame *f, const policy_def *def, const feel_arg *arg,
                         src_pos at)
{
    int32_t slot = policy_slot_find(run->lib, def->doc->family, arg->name);
    if (slot < 0) {
        feel_fail(&run->feel, "E-NAME", at, "没有“" STR_FMT "”这个事实,不能替换",
                  "there is no fact \"" STR_FMT "\" to replace", STR_ARG(arg->name));
        return false;
    }
    *run_touch(f, slot) =
        (cell){ .state = CELL_GIVEN, .value = arg->value, .replaced = true, .noted = true };
    if (slot != POLICY_SLOT_DATE) return true;
    if (arg->value.kind != FEEL_DATE) {
        feel_fail(&run->feel, "E-TYPE", at, "“" STR_FMT "”应是日期",
                  "\"" STR_FMT "\" must be a date", STR_ARG(arg->name));
        return false;
    }
    f->at = arg->value.as.date;
    return true;
}

static feel_value no_memory(policy_run *run, const policy_def *def)
{
    return feel_fail(&run->feel, "E-LIMIT", def->pos, "内存不足", "out of memory");
}

static bool replace_facts(policy_run *run, frame *f, const policy_def *def, const feel_arg *args,
                          int arg_count)
{
    for (int i = 0; i < arg_count; i++) {
        if (args[i].name.len == 0) {
            feel_fail(&run->feel, "E-ARGUMENT", def->pos, "调用决策“" STR_FMT "”要写参数名",
                      "calling decision \"" STR_FMT "\" needs argument names", STR_ARG(def->name));
            return false;
        }
        if (!replace_fact(run, f, def, &args[i], def->pos)) return false;
    }
    return true;
}

static feel_value invoke_decision(policy_run *run, const policy_def *def, const feel_arg *args,
                                  int arg_count)
{
    frame *f = run_open_frame(run, true);
    if (!f) return no_memory(run, def);
    feel_value v = FEEL_NULL_VALUE;
    frame *outer = run->frame;
    if (replace_facts(run, f, def, args, arg_count)) {
        run->frame = f;
        v = run_slot(run, def->slot);
        run->frame = outer;
    }
    run_close_frame(run, f);
    return v;
}

static feel_value service_outputs(policy_run *run, const policy_def *def)
{
    str *keys = ARENA_ARRAY(run->arena, str, def->output_count + 1);
    feel_value *values = ARENA_ARRAY(run->arena, feel_value, def->output_count + 1);
    if (!keys || !values) return no_memory(run, def);
    for (int i = 0; i < def->output_count; i++) {
        keys[i] = policy_slot_at(run->lib, def->outputs[i])->name;
        values[i] = run_slot(run, def->outputs[i]);
    }
    return def->output_count == 1 ? values[0]
                                  : feel_make_context(run->arena, keys, values, def->output_count);
}

static bool service_inputs(policy_run *run, frame *f, const policy_def *def, const feel_arg *args,
                           int arg_count)
{
    int32_t params = def->input_count + def->input_decision_count;
    if (arg_count != params) {
        feel_fail(&run->feel, "E-ARGUMENT", def->pos, "参数个数不对:要 %d 个,给了 %d 个",
                  "wrong number of arguments: %d wanted, %d given", params, arg_count);
        return false;
    }
    for (int i = 0; i < arg_count; i++) {
        int32_t slot =
            i < def->input_count ? def->inputs[i] : def->input_decisions[i - def->input_count];
        if (args[i].name.len && !replace_fact(run, f, def, &args[i], def->pos)) return false;
        if (args[i].name.len == 0)
            *run_touch(f, slot) = (cell){
                .state = CELL_GIVEN, .value = args[i].value, .replaced = true, .noted = true
            };
    }
    return true;
}

static feel_value invoke_service(policy_run *run, const policy_def *def, const feel_arg *args,
                                 int arg_count)
{
    frame *f = run_open_frame(run, false), *outer = run->frame;
    if (!f) return no_memory(run, def);
    feel_value v = FEEL_NULL_VALUE;
    if (service_inputs(run, f, def, args, arg_count)) {
        run->frame = f;
        v = service_outputs(run, def);
        run->frame = outer;
    }
    run_close_frame(run, f);
    return v;
}

static const policy_def *def_in_force(policy_run *run, int32_t slot)
{
    const policy_def *def, *before, *after;
    const policy_slot *s = policy_slot_at(run->lib, slot);
    policy_found found =
        policy_version_at(run->lib, slot, run->place, run->frame->at, &def, &before, &after);
    if (found == POLICY_NONE) not_in_force(run, s, before, after);
    if (found == POLICY_CLASH) clash(run, s, before, after);
    return found == POLICY_IN_FORCE ? def : NULL;
}

static const policy_def *newest_decision(const policy_library *lib, int32_t slot)
{
    const policy_def *def = policy_newest(lib, slot);
    bool decides = def && (def->kind == POLICY_DECISION || def->kind == POLICY_CONDITIONS ||
                           def->kind == POLICY_PARAMETER);
    return decides ? def : NULL;
}

static feel_value env_invoke(void *self, feel_run *feel, int32_t slot, const feel_arg *args,
                             int arg_count)
{
    policy_run *run = self;
    /* The date may be among the arguments, so which version of a decision answers is found in the
     * new frame. */
    const policy_def *def = newest_decision(run->lib, slot);
    if (def) return invoke_decision(run, def, args, arg_count);
    def = def_in_force(run, slot);
    if (!def) return FEEL_NULL_VALUE;
    note_used(run, def);
    if (def->kind == POLICY_SERVICE) return invoke_service(run, def, args, arg_count);
    feel_value f = run_slot(run, slot);
    if (f.kind != FEEL_FUNCTION)
        return feel_fail(feel, "E-TYPE", def->pos, "“" STR_FMT "”不是函数",
                         "\"" STR_FMT "\" is no function", STR_ARG(def->name));
    return feel_call(feel, f.as.function, args, arg_count);
}
