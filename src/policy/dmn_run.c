/* dmn_run.c: a linked set at work (dmn.h).
**
** A frame holds one value per element. The outermost frame is the run's; calling a decision
** service opens a fresh one in which only its parameters are given, so that nothing outside can be
** seen or changed. */
#include "policy/dmn.h"

enum { STATE_OPEN = 0, STATE_RUNNING = 1, STATE_DONE = 2 };

typedef struct dmn_frame {
    feel_value *values; /* by slot */
    uint8_t *states;
} dmn_frame;

struct dmn_run {
    const dmn_set *set;
    feel_env env;
    feel_run feel;
    dmn_frame frame;
    VEC(dmn_frame) spare; /* left by finished calls, states all open */
};

static feel_value get_slot(void *self, feel_run *feel, int32_t slot);
static feel_value invoke_slot(void *self, feel_run *feel, int32_t slot, const feel_arg *args,
                              int count);

static bool open_frame(dmn_run *run, dmn_frame *frame)
{
    if (run->spare.count) {
        *frame = run->spare.items[--run->spare.count];
        return true;
    }
    frame->values = ARENA_ARRAY(run->feel.arena, feel_value, run->set->elements.count);
    frame->states = ARENA_ARRAY(run->feel.arena, uint8_t, run->set->elements.count);
    return frame->values && frame->states;
}

static void close_frame(dmn_run *run, dmn_frame frame)
{
    dmn_frame *place = VEC_PUSH(run->feel.arena, &run->spare);
    memset(frame.states, STATE_OPEN, (size_t)run->set->elements.count);
    if (place) *place = frame;
}

dmn_run *dmn_run_new(const dmn_set *set, arena *a)
{
    dmn_run *run = ARENA_NEW(a, dmn_run);
    if (!run) return NULL;
    run->set = set;
    run->env = (feel_env){ .self = run, .get = get_slot, .invoke = invoke_slot };
    feel_run_init(&run->feel, a, &run->env);
    return open_frame(run, &run->frame) ? run : NULL;
}

feel_run *dmn_run_feel(dmn_run *run) { return &run->feel; }

/* ---- values given ---- */

/* Every constraint of the type holds, those of members and items included; null is "not given" and
** passes. */
static bool is_allowed(feel_run *feel, feel_value v, const feel_type *t, int depth)
{
    if (!t || v.kind == FEEL_NULL || depth > FEEL_DEPTH_MAX) return true;
    if (t->allowed && !feel_is_true(feel_test(feel, t->allowed, v))) return false;
    if (t->kind == FEEL_T_LIST && v.kind == FEEL_LIST)
        for (int32_t i = 0; i < v.as.list->count; i++)
            if (!is_allowed(feel, v.as.list->items[i], t->element, depth + 1)) return false;
    if (t->kind == FEEL_T_CONTEXT && v.kind == FEEL_CONTEXT)
        for (int32_t i = 0; i < t->member_count; i++) {
            bool found;
            feel_value member = feel_context_get(v.as.context, t->members[i].name, &found);
            if (found && !is_allowed(feel, member, t->members[i].type, depth + 1)) return false;
        }
    return true;
}

static feel_value admitted(feel_run *feel, const dmn_element *e, feel_value v)
{
    v = feel_coerce(feel, v, e->type);
    if (is_allowed(feel, v, e->type, 0)) return v;
    str text = feel_literal(feel->arena, v);
    return feel_fail(feel, "E-ALLOWED", e->pos,
                     "“" STR_FMT "”不允许取值 " STR_FMT "；请改用其类型列出的值",
                     "'" STR_FMT "' may not be " STR_FMT "; use a value its type allows",
                     STR_ARG(e->name), STR_ARG(text));
}

static void put(dmn_run *run, const dmn_element *e, feel_value v)
{
    run->frame.values[e->slot] = v;
    run->frame.states[e->slot] = STATE_DONE;
}

void dmn_give(dmn_run *run, const dmn_element *e, feel_value v)
{
    put(run, e, admitted(&run->feel, e, v));
}

/* ---- values computed ---- */

static feel_value no_value(feel_run *feel, const dmn_element *e)
{
    if (e->kind == DMN_INPUT)
        return feel_fail(feel, "E-MISSING", e->pos, "没有给出输入“" STR_FMT "”；请给出它的值",
                         "input '" STR_FMT "' was not given; give its value", STR_ARG(e->name));
    if (e->broken)
        return feel_fail(
            feel, "E-BROKEN", e->pos, "“" STR_FMT "”的逻辑有误，无法计算；请先改正读入时报告的问题",
            "the logic of '" STR_FMT "' is broken; mend what was reported when it was read",
            STR_ARG(e->name));
    return feel_fail(feel, "E-NULL", e->pos, "“" STR_FMT "”没有决策逻辑；请补上，或直接给出它的值",
                     "'" STR_FMT "' has no logic; add it, or give its value", STR_ARG(e->name));
}

static feel_value run_decision(dmn_run *run, const dmn_element *e)
{
    feel_run *feel = &run->feel;
    if (feel->call_depth >= FEEL_CALL_DEPTH_MAX)
        return feel_fail(feel, "E-LIMIT", e->pos, "“" STR_FMT "”的依赖超过 %d 层；请缩短",
                         "'" STR_FMT
                         "' requires more than %d decisions in a row; shorten the chain",
                         STR_ARG(e->name), FEEL_CALL_DEPTH_MAX);
    feel->call_depth++;
    feel_trace *node = trace_enter(feel, TRACE_DECISION, e->name);
    if (node) {
        node->text = e->text;
        node->pos = e->pos;
        node->type = e->type;
    }
    feel_value v = feel_coerce(feel, feel_eval(feel, e->expr), e->type);
    trace_leave(feel, node, v);
    feel->call_depth--;
    return v;
}

static feel_value service_value(feel_run *feel, const dmn_element *e)
{
    feel_function *f = ARENA_NEW(feel->arena, feel_function);
    if (!f) return FEEL_NULL_VALUE;
    *f = (feel_function){ .kind = FUNCTION_SLOT,
                          .name = e->name,
                          .type = e->callable,
                          .slot = e->slot,
                          .param_min = e->params.count,
                          .param_max = e->params.count };
    return (feel_value){ .kind = FEEL_FUNCTION, .as.function = f };
}

static feel_value compute(dmn_run *run, const dmn_element *e)
{
    switch (e->kind) {
    case DMN_DECISION: return e->expr ? run_decision(run, e) : no_value(&run->feel, e);
    case DMN_KNOWLEDGE: return e->expr ? feel_eval(&run->feel, e->expr) : no_value(&run->feel, e);
    case DMN_SERVICE: return service_value(&run->feel, e);
    default: return no_value(&run->feel, e);
    }
}

feel_value dmn_decide(dmn_run *run, const dmn_element *e)
{
    uint8_t *state = &run->frame.states[e->slot];
    if (*state == STATE_DONE) return run->frame.values[e->slot];
    if (*state == STATE_RUNNING)
        return feel_fail(&run->feel, "E-CYCLE", e->pos,
                         "“" STR_FMT "”的计算又要用到它自己；请断开这个循环",
                         "computing '" STR_FMT "' needs itself; break the cycle", STR_ARG(e->name));
    *state = STATE_RUNNING;
    feel_value v = compute(run, e);
    put(run, e, v);
    return v;
}

static feel_value get_slot(void *self, feel_run *feel, int32_t slot)
{
    dmn_run *run = self;
    (void)feel;
    return dmn_decide(run, run->set->elements.items[slot]);
}

/* ---- services ---- */

static feel_value outputs_of(dmn_run *run, const dmn_element *service)
{
    arena *a = run->feel.arena;
    int32_t count = service->outputs.count;
    if (count == 1) return dmn_decide(run, service->outputs.items[0]);
    str *keys = ARENA_ARRAY(a, str, count);
    feel_value *values = ARENA_ARRAY(a, feel_value, count);
    if (!keys || !values) return FEEL_NULL_VALUE;
    for (int32_t i = 0; i < count; i++) {
        keys[i] = service->outputs.items[i]->name;
        values[i] = dmn_decide(run, service->outputs.items[i]);
    }
    return feel_make_context(a, keys, values, count);
}

feel_value dmn_serve(dmn_run *run, const dmn_element *service)
{
    for (int i = 0; i < service->params.count; i++) {
        const dmn_element *param = service->params.items[i];
        if (run->frame.states[param->slot] != STATE_DONE)
            put(run, param, no_value(&run->feel, param));
    }
    return feel_coerce(&run->feel, outputs_of(run, service), service->type);
}

static int param_index(const dmn_element *service, const feel_arg *arg, int position)
{
    if (!arg->name.len) return position;
    for (int i = 0; i < service->params.count; i++)
        if (str_eq(service->params.items[i]->name, arg->name)) return i;
    return -1;
}

/* The arguments as the parameters' values in the (fresh) frame; false when they do not fit. */
static bool give_arguments(dmn_run *run, const dmn_element *service, const feel_arg *args,
                           int count)
{
    if (count != service->params.count) return false;
    for (int i = 0; i < count; i++) {
        int index = param_index(service, &args[i], i);
        if (index < 0) return false;
        const dmn_element *param = service->params.items[index];
        if (run->frame.states[param->slot] == STATE_DONE) return false;
        feel_value v = admitted(&run->feel, param, args[i].value);
        if (v.kind == FEEL_NULL && args[i].value.kind != FEEL_NULL) return false;
        put(run, param, v);
    }
    return true;
}

static feel_value call_service(dmn_run *run, const dmn_element *service, const feel_arg *args,
                               int count)
{
    feel_run *feel = &run->feel;
    dmn_frame outer = run->frame, inner;
    if (feel->call_depth >= FEEL_CALL_DEPTH_MAX || !open_frame(run, &inner))
        return feel_fail(feel, "E-LIMIT", service->pos,
                         "“" STR_FMT "”调用嵌套过深；请检查递归是否有出口",
                         "calls of '" STR_FMT "' are nested too deeply; does the recursion end?",
                         STR_ARG(service->name));
    feel_value v;
    feel->call_depth++;
    run->frame = inner;
    if (give_arguments(run, service, args, count)) {
        v = feel_coerce(feel, outputs_of(run, service), service->type);
    } else {
        v = feel_fail(
            feel, "E-ARGS", service->pos, "决策服务“" STR_FMT "”的参数不符；请按声明的输入给出",
            "the arguments do not fit decision service '" STR_FMT "'; give its declared inputs",
            STR_ARG(service->name));
    }
    run->frame = outer;
    close_frame(run, inner);
    feel->call_depth--;
    return v;
}

feel_value dmn_invoke(dmn_run *run, const dmn_element *e, const feel_arg *args, int count)
{
    if (e->kind == DMN_SERVICE) return call_service(run, e, args, count);
    feel_value f = dmn_decide(run, e);
    if (f.kind == FEEL_FUNCTION) return feel_call(&run->feel, f.as.function, args, count);
    return feel_fail(&run->feel, "E-TYPE", e->pos,
                     "“" STR_FMT "”不是可调用的函数；请改为引用它的值",
                     "'" STR_FMT "' cannot be called; use its value", STR_ARG(e->name));
}

static feel_value invoke_slot(void *self, feel_run *feel, int32_t slot, const feel_arg *args,
                              int count)
{
    dmn_run *run = self;
    (void)feel;
    return dmn_invoke(run, run->set->elements.items[slot], args, count);
}
