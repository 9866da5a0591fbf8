/* eval_call.c: function values, closures, and every form of invocation (DMN 1.5 §10.3.2.13,
 * §10.4.3). */
#include "feel/eval.h"
#include "feel/java.h"

enum { ARGS_ON_STACK = 8 };

static feel_value call_too_deep(feel_run *r, const feel_expr *e)
{
    return eval_stop(r, e, "调用嵌套太深，可能是没有尽头的递归",
                     "calls nested too deeply, perhaps an endless recursion");
}

static bool call_enter(feel_run *r)
{
    if (r->call_depth >= FEEL_CALL_DEPTH_MAX || eval_stack_full(r)) return false;
    r->call_depth++;
    return true;
}

/* ---- making a function value ---- */

feel_value eval_function(feel_run *r, const feel_expr *e)
{
    const feel_lambda_node *l = e->as.lambda;
    feel_function *f = ARENA_NEW(r->arena, feel_function);
    feel_value *captured =
        ARENA_ARRAY(r->arena, feel_value, l->capture_count ? l->capture_count : 1);
    if (!f || !captured) return eval_no_memory(r, e);
    feel_value v = { .kind = FEEL_FUNCTION, .as.function = f };
    for (int32_t i = 0; i < l->capture_count; i++)
        captured[i] = l->captures[i].self ? v : r->locals[l->captures[i].outer];
    *f = (feel_function){ .kind = FUNCTION_CLOSURE,
                          .name = l->name,
                          .type = e->type,
                          .lambda = l,
                          .captured = captured,
                          .param_min = l->param_count,
                          .param_max = l->param_count };
    return v;
}

/* ---- calling a closure: parameters already stand in the new frame ---- */

static bool place_args(const feel_lambda_node *l, const feel_arg *args, int count,
                       feel_value *frame)
{
    if (count != l->param_count) return false;
    for (int i = 0; i < count; i++) {
        int place = i;
        if (args[i].name.len > 0) {
            for (place = 0; place < count && !str_eq(l->params[place].name, args[i].name);) place++;
            if (place == count) return false;
        }
        frame[place] = args[i].value;
    }
    return true;
}

static feel_value run_body(feel_run *r, const feel_function *f, const feel_expr *at)
{
    const feel_lambda_node *l = f->lambda;
    for (int32_t i = 0; i < l->param_count; i++) {
        if (!l->params[i].type) continue;
        feel_value given = r->locals[i];
        r->locals[i] = feel_coerce(r, given, l->params[i].type);
        /* An argument that does not conform makes the whole call null, noted by feel_coerce
         * (§10.3.2.9.4). */
        if (r->locals[i].kind == FEEL_NULL && given.kind != FEEL_NULL) return FEEL_NULL_VALUE;
    }
    for (int32_t i = 0; i < l->capture_count; i++) r->locals[l->captures[i].local] = f->captured[i];
    feel_value v = FEEL_NULL_VALUE;
    if (l->body) {
        v = r->tracing ? trace_expr(r, l->body, l->name) : eval_operand(r, l->body);
    } else if (!l->java_class.len || !feel_java_call(r, l->java_class, l->java_signature,
                                                     l->param_count, r->locals, &v)) {
        v = feel_fail(r, "E-EXTERNAL", feel_expr_pos(at), "不能调用外部函数 %.*s",
            "cannot call the external function %.*s", STR_ARG(l->java_class));
    }
    return l->result ? feel_coerce(r, v, l->result) : v;
}

static feel_value call_closure(feel_run *r, const feel_function *f, const feel_arg *args, int count,
                               const feel_expr *at)
{
    eval_frame saved;
    const feel_lambda_node *l = f->lambda;
    int32_t size = l->frame_size > l->param_count ? l->frame_size : l->param_count;
    if (!call_enter(r)) return call_too_deep(r, at);
    if (!eval_enter(r, size, &saved)) return eval_no_memory(r, at);
    feel_value v;
    if (place_args(l, args, count, r->locals)) v = run_body(r, f, at);
    else
        v = feel_fail(r, "E-ARGS", feel_expr_pos(at), "“%.*s”的参数个数或名称不对",
                      "wrong number or names of arguments for %.*s", STR_ARG(f->name));
    eval_leave(r, &saved);
    r->call_depth--;
    return v;
}

static feel_value call_builtin_value(feel_run *r, const feel_builtin *b, const feel_arg *args,
                                     int count, const feel_expr *at)
{
    feel_value room[ARGS_ON_STACK], *values = room;
    src_pos pos = at && at->kind == FEEL_N_CALL ? *at->as.call.pos : (src_pos){ 0 };
    bool named = count > 0 && args[0].name.len > 0;
    int argc = count;
    if (count > ARGS_ON_STACK && !(values = ARENA_ARRAY(r->arena, feel_value, count)))
        return eval_no_memory(r, at);
    if (named) {
        str names[BUILTIN_PARAMS_MAX];
        int8_t place[BUILTIN_PARAMS_MAX];
        for (int i = 0; i < count && i < BUILTIN_PARAMS_MAX; i++) names[i] = args[i].name;
        b = count <= BUILTIN_PARAMS_MAX ? feel_builtin_named(b, names, count, place, &argc) : NULL;
        if (b) {
            for (int i = 0; i < argc; i++) values[i] = FEEL_NULL_VALUE;
            for (int i = 0; i < count; i++) values[place[i]] = args[i].value;
        }
    } else {
        if (!feel_builtin_arity(b, count)) b = NULL;
        for (int i = 0; i < count; i++) values[i] = args[i].value;
    }
    if (!b)
        return feel_fail(r, "E-ARGS", pos, "内置函数的参数个数或名称不对",
                         "wrong number or names of arguments for a built-in function");
    return b->fn(r, argc, values, pos);
}

static feel_value call_function(feel_run *r, const feel_function *f, const feel_arg *args,
                                int count, const feel_expr *at)
{
    if (f->kind == FUNCTION_CLOSURE) return call_closure(r, f, args, count, at);
    if (!call_enter(r)) return call_too_deep(r, at);
    feel_value v = FEEL_NULL_VALUE;
    if (f->kind == FUNCTION_BUILTIN) v = call_builtin_value(r, f->builtin, args, count, at);
    else if (r->env && r->env->invoke) v = r->env->invoke(r->env->self, r, f->slot, args, count);
    r->call_depth--;
    return v;
}

feel_value feel_call(feel_run *r, const feel_function *f, const feel_arg *args, int arg_count)
{
    if (!f || r->stopped) return FEEL_NULL_VALUE;
    bool outermost = r->depth == 0;
    if (outermost && r->steps_left <= 0) r->steps_left = FEEL_STEPS_DEFAULT;
    if (outermost && !r->tracing) { r->fuel = r->steps_left; r->steps_left = 0; }
    r->depth++;
    feel_value v = call_function(r, f, args, arg_count, NULL);
    r->depth--;
    if (outermost && r->fuel > 0) { r->steps_left = r->fuel; r->fuel = 0; }
    return r->stopped ? FEEL_NULL_VALUE : v;
}

/* ---- nodes ---- */

static feel_arg *eval_args(feel_run *r, const feel_expr *e, feel_arg *room)
{
    int32_t count = e->as.call.count;
    feel_arg *args = count <= ARGS_ON_STACK ? room : ARENA_ARRAY(r->arena, feel_arg, count);
    for (int32_t i = 0; args && i < count; i++) {
        args[i].name = e->as.call.args[i].name;
        args[i].value = eval_operand(r, e->as.call.args[i].expr);
    }
    return args;
}

static feel_trace *trace_call(feel_run *r, const feel_expr *e, str name)
{
    feel_trace *t = trace_enter(r, TRACE_CALL, name);
    if (!t) return NULL;
    t->text = feel_expr_source(e);
    t->pos = feel_expr_pos(e);
    return t;
}

feel_value eval_call_builtin(feel_run *r, const feel_expr *e)
{
    feel_value room[ARGS_ON_STACK], *values = room;
    int32_t count = e->as.call.count;
    const feel_builtin *b = e->as.call.of.builtin;
    if (e->as.call.bad)
        return feel_fail(r, "E-ARGS", feel_expr_pos(e), "%s 的参数个数或名称不对",
                         "wrong number or names of arguments for %s", b->name);
    if (count > ARGS_ON_STACK && !(values = ARENA_ARRAY(r->arena, feel_value, count)))
        return eval_no_memory(r, e);
    for (int32_t i = 0; i < count; i++) {
        const feel_expr *arg = e->as.call.args[i].expr;
        values[i] = arg ? eval_operand(r, arg) : FEEL_NULL_VALUE;
    }
    if (r->stopped) return FEEL_NULL_VALUE;
    return b->fn(r, count, values, *e->as.call.pos);
}

feel_value eval_call_slot(feel_run *r, const feel_expr *e)
{
    feel_arg room[ARGS_ON_STACK], *args = eval_args(r, e, room);
    const feel_symbol *symbol = e->as.call.of.symbol;
    if (!args) return eval_no_memory(r, e);
    if (!r->env || !r->env->invoke || r->stopped) return FEEL_NULL_VALUE;
    if (!call_enter(r)) return call_too_deep(r, e);
    feel_trace *t = r->tracing ? trace_call(r, e, symbol->name) : NULL;
    feel_value v = r->env->invoke(r->env->self, r, symbol->slot, args, e->as.call.count);
    if (t) trace_leave(r, t, v);
    r->call_depth--;
    return v;
}

feel_value eval_call(feel_run *r, const feel_expr *e)
{
    feel_value f = eval_operand(r, e->as.call.of.function);
    if (f.kind != FEEL_FUNCTION)
        return feel_fail(r, "E-TYPE", feel_expr_pos(e), "这不是函数，不能调用",
                         "this is no function and cannot be called");
    feel_arg room[ARGS_ON_STACK], *args = eval_args(r, e, room);
    if (!args) return eval_no_memory(r, e);
    if (r->stopped) return FEEL_NULL_VALUE;
    feel_trace *t = r->tracing ? trace_call(r, e, f.as.function->name) : NULL;
    feel_value v = call_function(r, f.as.function, args, e->as.call.count, e);
    if (t) trace_leave(r, t, v);
    return v;
}
