/* eval_run.c: a run's limits, its frames, its notes, and the public entries of evaluation. */
#include "feel/eval.h"

enum {
    NOTES_MAX = 1000,
    STACK_VALUES =
        32, /* variables in the first piece of the frame stack; each further one is larger */
    STACK_VALUES_MAX = 8192,
    C_STACK_MAX =
        3
        << 20 /* bytes of C stack one run may take: a thread has 8 MB, sanitizers enlarge frames */
};

/* Frames live in pieces that never move, because nodes hold pointers to the current one. */
struct feel_stack {
    struct feel_stack *next;
    int32_t top, cap;
    feel_value items[];
};

void feel_run_init(feel_run *r, arena *a, const feel_env *env)
{
    *r = (feel_run){ .arena = a, .env = env };
}

bool eval_enter(feel_run *r, int32_t size, eval_frame *saved)
{
    struct feel_stack *s = r->stack;
    *saved = (eval_frame){ r->locals, s, s ? s->top : 0 };
    if (!s || s->cap - s->top < size) {
        struct feel_stack *next = s ? s->next : NULL;
        if (!next || next->cap < size) {
            int32_t cap = !s                          ? STACK_VALUES
                          : s->cap < STACK_VALUES_MAX ? s->cap * 4
                                                      : STACK_VALUES_MAX;
            if (cap < size) cap = size;
            next = arena_get(r->arena, sizeof *next + (size_t)cap * sizeof(feel_value));
            if (!next) return false;
            next->cap = cap;
            if (s) s->next = next;
        }
        next->top = 0;
        r->stack = s = next;
    }
    r->locals = s->items + s->top;
    s->top += size;
    memset(r->locals, 0, (size_t)size * sizeof(feel_value));
    return true;
}

void eval_leave(feel_run *r, const eval_frame *saved)
{
    r->locals = saved->locals;
    if (saved->stack) {
        r->stack = saved->stack;
        r->stack->top = saved->top;
    } else {
        r->stack->top = 0;
    }
}

bool eval_stack_full(const feel_run *r)
{
    const char *here = __builtin_frame_address(0);
    return r->stack_base && (size_t)(r->stack_base - here) > C_STACK_MAX && here < r->stack_base;
}

static void add_note(feel_run *r, const char *code, src_pos pos, str zh, str en)
{
    if (r->notes.count >= NOTES_MAX) return;
    feel_note *n = VEC_PUSH(r->arena, &r->notes);
    if (!n) return;
    *n = (feel_note){ .code = code, .pos = pos, .zh = zh, .en = en };
    if (!r->tracing || !r->trace) return;
    feel_trace *t = trace_enter(r, TRACE_NOTE, str_c(code));
    if (!t) return;
    t->text = zh;
    t->filled = en;
    t->pos = pos;
    trace_leave(r, t, FEEL_NULL_VALUE);
}

feel_value eval_stop(feel_run *r, const feel_expr *e, const char *zh, const char *en)
{
    if (!r->stopped) add_note(r, "E-LIMIT", feel_expr_pos(e), str_c(zh), str_c(en));
    r->stopped = true;
    r->fuel = 0;
    r->steps_left = -1;
    return FEEL_NULL_VALUE;
}

feel_value eval_no_memory(feel_run *r, const feel_expr *e)
{
    return eval_stop(r, e, "内存不足", "out of memory");
}

feel_value eval_slow(feel_run *r, const feel_expr *e)
{
    r->fuel = 0;
    if (r->stopped) return FEEL_NULL_VALUE;
    if (!r->tracing) {
        /* Tracing was switched off meanwhile: go on with what is left. */
        if (r->steps_left <= 0) return eval_stop(r, e, "运算步数超限", "too many steps");
        r->fuel = r->steps_left;
        r->steps_left = 0;
        return eval_dispatch(r, e);
    }
    if (--r->steps_left < 0) return eval_stop(r, e, "运算步数超限", "too many steps");
    feel_value v = eval_dispatch(r, e);
    trace_fill(r, e, v);
    return v;
}

/* Moves the steps into fuel (not tracing) or out of it (tracing), so that only one counter is
 * looked at. */
static void fuel_up(feel_run *r)
{
    if (r->tracing) {
        r->steps_left += r->fuel > 0 ? r->fuel : 0;
        r->fuel = 0;
    } else if (r->fuel <= 0) {
        r->fuel = r->steps_left > 0 ? r->steps_left : 0;
        r->steps_left = 0;
    }
}

static void eval_begin(feel_run *r)
{
    if (r->depth++ > 0) { fuel_up(r); return; }
    if (r->steps_left <= 0 && !r->stopped) r->steps_left = FEEL_STEPS_DEFAULT;
    r->fuel = 0;
    r->stack_base = __builtin_frame_address(0);
    fuel_up(r);
}

static void eval_end(feel_run *r)
{
    if (--r->depth > 0) return;
    if (r->fuel > 0) r->steps_left += r->fuel;
    r->fuel = 0;
    r->stack_base = NULL;
    r->locals = NULL;
    r->stack = NULL;
    r->fills.count = 0;
}

feel_value feel_eval(feel_run *r, const feel_expr *e)
{
    if (!e || r->stopped) return FEEL_NULL_VALUE;
    if (r->depth > 0 && eval_stack_full(r))
        return eval_stop(r, e, "调用嵌套太深", "calls nested too deeply");
    eval_begin(r);
    feel_value *locals = r->locals;
    feel_value subject = r->subject;
    feel_value v = r->tracing ? trace_expr(r, e, (str){ 0 }) : eval_node(r, e);
    r->subject = subject;
    r->locals = locals;
    eval_end(r);
    return r->stopped ? FEEL_NULL_VALUE : v;
}

feel_value feel_test(feel_run *r, const feel_expr *unary_tests, feel_value input)
{
    if (!unary_tests || r->stopped) return FEEL_NULL_VALUE;
    eval_begin(r);
    feel_value subject = r->subject;
    r->subject = input;
    feel_value v = eval_node(r, unary_tests);
    r->subject = subject;
    eval_end(r);
    return r->stopped ? FEEL_NULL_VALUE : v;
}

feel_value feel_fail(feel_run *r, const char *code, src_pos pos, const char *zh, const char *en,
                     ...)
{
    va_list args, again;
    if (r->stopped || r->notes.count >= NOTES_MAX) return FEEL_NULL_VALUE;
    va_start(args, en);
    va_copy(again, args);
    str zh_text = str_vformat(r->arena, zh, args);
    str en_text = str_vformat(r->arena, en, again);
    va_end(again);
    va_end(args);
    add_note(r, code, pos, zh_text, en_text);
    return FEEL_NULL_VALUE;
}
