/* infer.c: static types with units, bottom-up over a feel tree. */
#include "policy/infer.h"

enum { INFER_DEPTH_MAX = 400 };

const feel_expr *infer_body(const feel_expr *e)
{
    while (e && e->kind == FEEL_N_FRAME) e = e->as.frame.body;
    return e;
}

str infer_unit(const infer *n, const feel_type *t)
{
    str unit = policy_type_unit(t);
    const policy_unit *u = policy_find_unit(n->lib, unit);
    return u && u->bare ? (str){ "", 0 } : unit;
}

static bool is_kind(const feel_type *t, feel_type_kind kind)
{
    return t && t->kind == kind;
}
static bool known(const feel_type *t)
{
    return t && t->kind != FEEL_T_ANY && t->kind != FEEL_T_NULL;
}

static str type_text(const infer *n, const feel_type *t)
{
    return policy_type_words(n->d->arena, t);
}

static void mismatch(infer *n, const feel_expr *at, const feel_expr *a, const feel_expr *b,
                     const feel_type *ta, const feel_type *tb)
{
    str left = type_text(n, ta), right = type_text(n, tb);
    diag *d =
        diag_error(n->d, "E-TYPE", feel_expr_pos(at),
                   "类型不合:一边是“" STR_FMT "”,另一边是“" STR_FMT "”;请改正",
                   "types do not fit: one side is " STR_FMT ", the other " STR_FMT "; correct it",
                   STR_ARG(left), STR_ARG(right));
    if (d && b) {
        d->pos = feel_expr_pos(a);
        d->also = feel_expr_pos(b);
    }
}

static void unit_mismatch(infer *n, const feel_expr *a, const feel_expr *b, str ua, str ub)
{
    diag *d =
        diag_error(n->d, "E-UNIT", feel_expr_pos(a),
                   "单位不合:“" STR_FMT "”不能与“" STR_FMT "”相加减或比较;要换算请写 按单位(…)",
                   "units do not fit: " STR_FMT " cannot be added to or compared with " STR_FMT
                   "; convert with as unit(…)",
                   STR_ARG(ua), STR_ARG(ub));
    if (d && b) d->also = feel_expr_pos(b);
}

const feel_type *infer_common(const feel_type *a, const feel_type *b)
{
    if (!known(a)) return b;
    if (!known(b) || a == b) return a;
    if (a->kind != b->kind) return NULL;
    if (a->kind == FEEL_T_NUMBER && !str_eq(a->unit, b->unit))
        return a->unit.len == 0 ? b : b->unit.len == 0 ? a : NULL;
    return a->name.len ? b : a;
}

/* ---- arithmetic ---- */

static bool is_duration(const feel_type *t)
{
    return is_kind(t, FEEL_T_MONTHS) || is_kind(t, FEEL_T_NANOS);
}
static bool is_moment(const feel_type *t)
{
    return is_kind(t, FEEL_T_DATE) || is_kind(t, FEEL_T_DATETIME) || is_kind(t, FEEL_T_TIME);
}

/* Number with the unit both sides agree on; a finding when they do not. */
static const feel_type *same_unit(infer *n, const feel_expr *a, const feel_expr *b,
                                  const feel_type *ta, const feel_type *tb)
{
    str ua = infer_unit(n, ta), ub = infer_unit(n, tb);
    if (ua.len && ub.len && !str_eq(ua, ub)) {
        unit_mismatch(n, a, b, ua, ub);
        return NULL;
    }
    return ua.len ? ta : ub.len ? tb : &FEEL_TYPE_NUMBER;
}

static const feel_type *sum_type(infer *n, const feel_expr *e, const feel_type *ta,
                                 const feel_type *tb)
{
    const feel_expr *a = e->as.kid.a, *b = e->as.kid.b;
    bool minus = e->kind == FEEL_N_SUB;
    if (!known(ta) || !known(tb))
        return known(ta) && ta->kind == FEEL_T_NUMBER   ? ta
               : known(tb) && tb->kind == FEEL_T_NUMBER ? tb
                                                        : e->type;
    if (ta->kind == FEEL_T_NUMBER && tb->kind == FEEL_T_NUMBER) return same_unit(n, a, b, ta, tb);
    if (ta->kind == FEEL_T_STRING && tb->kind == FEEL_T_STRING && !minus) return &FEEL_TYPE_STRING;
    if (is_moment(ta) && is_moment(tb) && minus) return &FEEL_TYPE_NANOS;
    if (is_moment(ta) && is_duration(tb)) return ta;
    if (is_duration(ta) && is_moment(tb) && !minus) return tb;
    if (is_duration(ta) && ta->kind == tb->kind) return ta;
    mismatch(n, e, a, b, ta, tb);
    return NULL;
}

static const feel_type *product_type(infer *n, const feel_expr *e, const feel_type *ta,
                                     const feel_type *tb)
{
    bool divide = e->kind == FEEL_N_DIV;
    if (is_kind(ta, FEEL_T_NUMBER) && is_kind(tb, FEEL_T_NUMBER)) {
        str ua = infer_unit(n, ta), ub = infer_unit(n, tb);
        if (ub.len == 0) return ua.len ? ta : &FEEL_TYPE_NUMBER;
        if (ua.len == 0 && !divide) return tb;
        return &FEEL_TYPE_NUMBER;
    }
    if (!known(ta) || !known(tb)) return e->type;
    if (is_duration(ta) && tb->kind == FEEL_T_NUMBER) return ta;
    if (is_duration(tb) && ta->kind == FEEL_T_NUMBER && !divide) return tb;
    if (divide && is_duration(ta) && ta->kind == tb->kind) return &FEEL_TYPE_NUMBER;
    mismatch(n, e, e->as.kid.a, e->as.kid.b, ta, tb);
    return NULL;
}

/* ---- comparison ---- */

static void check_literal(infer *n, const feel_expr *e, const feel_type *t)
{
    e = infer_body(e);
    if (!t || t->value_count == 0 || !e || e->kind != FEEL_N_LITERAL ||
        e->as.value.kind == FEEL_NULL)
        return;
    for (int i = 0; i < t->value_count; i++)
        if (feel_same(t->values[i], e->as.value)) return;
    if (e->as.value.kind != t->values[0].kind) return; /* another finding says so */
    nearest near;
    str shown = feel_display(n->d->arena, e->as.value);
    nearest_init(&near, shown);
    for (int i = 0; i < t->value_count; i++)
        nearest_try(&near, feel_display(n->d->arena, t->values[i]));
    str found = nearest_found(&near);
    diag_error(n->d, "E-ALLOWED", feel_expr_pos(e),
               "“" STR_FMT "”不是“" STR_FMT "”的值;请改成列出的值%s" STR_FMT "%s",
               "\"" STR_FMT "\" is no value of " STR_FMT "; write one of its values%s" STR_FMT "%s",
               STR_ARG(shown), STR_ARG(type_text(n, t)), found.len ? " (→ " : "", STR_ARG(found),
               found.len ? ")" : "");
}

static void comparable(infer *n, const feel_expr *at, const feel_expr *a, const feel_expr *b,
                       const feel_type *ta, const feel_type *tb)
{
    check_literal(n, a, tb);
    check_literal(n, b, ta);
    if (!known(ta) || !known(tb)) return;
    if (ta->kind == FEEL_T_NUMBER && tb->kind == FEEL_T_NUMBER) {
        same_unit(n, a, b, ta, tb);
        return;
    }
    bool date_like =
        is_moment(ta) && is_moment(tb) && ta->kind != FEEL_T_TIME && tb->kind != FEEL_T_TIME;
    bool list = ta->kind == FEEL_T_LIST ||
                tb->kind == FEEL_T_LIST; /* a one-item list stands for its item */
    if (ta->kind != tb->kind && !date_like && !list) mismatch(n, at, a, b, ta, tb);
}

static void check_test(infer *n, const feel_expr *test, const feel_type *t)
{
    const feel_type *given;
    switch (test->kind) {
    case FEEL_N_TESTS: infer_tests(n, test, t); return;
    case FEEL_N_TEST_ANY: return;
    case FEEL_N_TEST_TRUE: infer_type(n, test->as.kid.a); return;
    case FEEL_N_TEST_LT:
    case FEEL_N_TEST_LE:
    case FEEL_N_TEST_GT:
    case FEEL_N_TEST_GE:
    case FEEL_N_TEST_EQ:
    case FEEL_N_TEST_NE:
    case FEEL_N_TEST_VALUE: break;
    default: infer_type(n, test); return;
    }
    const feel_expr *value = test->as.kid.a;
    given = infer_type(n, value);
    if (!known(t) || !known(given)) {
        check_literal(n, value, t);
        return;
    }
    if (given->kind == FEEL_T_RANGE || (given->kind == FEEL_T_LIST && t->kind != FEEL_T_LIST)) {
        const feel_expr *body = infer_body(value);
        for (int32_t i = 0; body->kind == FEEL_N_LIST && i < body->as.list.count; i++)
            check_literal(n, body->as.list.items[i], t);
        given = given->element;
        if (!known(given)) return;
    }
    comparable(n, value, value, NULL, given, t);
}

void infer_tests(infer *n, const feel_expr *tests, const feel_type *t)
{
    const feel_expr *body = infer_body(tests);
    if (!body) return;
    if (body->kind != FEEL_N_TESTS) {
        check_test(n, body, t);
        return;
    }
    for (int32_t i = 0; i < body->as.tests.count; i++) check_test(n, body->as.tests.items[i], t);
}

/* ---- calls ---- */

static const feel_type *arg_type(infer *n, const feel_expr *e, int32_t i)
{
    return i < e->as.call.count && e->as.call.args[i].expr ? infer_type(n, e->as.call.args[i].expr)
                                                           : NULL;
}

/* max, min, sum, mean …: one list, or several numbers of one unit. */
static const feel_type *fold_type(infer *n, const feel_expr *e)
{
    const feel_type *common = arg_type(n, e, 0);
    if (e->as.call.count == 1) return is_kind(common, FEEL_T_LIST) ? common->element : common;
    for (int32_t i = 1; i < e->as.call.count; i++) {
        const feel_type *t = arg_type(n, e, i);
        const feel_expr *first = e->as.call.args[0].expr, *other = e->as.call.args[i].expr;
        if (is_kind(common, FEEL_T_NUMBER) && is_kind(t, FEEL_T_NUMBER))
            common = same_unit(n, first, other, common, t);
        else if (!known(common)) common = t;
    }
    return common;
}

static const feel_type *unit_call_type(infer *n, const feel_expr *e)
{
    arg_type(n, e, 0);
    const feel_expr *name = e->as.call.count > 1 ? infer_body(e->as.call.args[1].expr) : NULL;
    if (!name || name->kind != FEEL_N_LITERAL || name->as.value.kind != FEEL_STRING)
        return &FEEL_TYPE_NUMBER;
    const policy_unit *unit = policy_find_unit(n->lib, name->as.value.as.string);
    if (unit) return unit->type;
    diag_error(n->d, "E-UNIT", feel_expr_pos(name), "没有单位“" STR_FMT "”;请在“单位”节里定义",
               "there is no unit \"" STR_FMT "\"; define it in a section units",
               STR_ARG(name->as.value.as.string));
    return &FEEL_TYPE_NUMBER;
}

static const feel_type *builtin_type(infer *n, const feel_expr *e)
{
    static const feel_type *const plain[] = {
        [FEEL_T_BOOLEAN] = &FEEL_TYPE_BOOLEAN,
        [FEEL_T_NUMBER] = &FEEL_TYPE_NUMBER,
        [FEEL_T_STRING] = &FEEL_TYPE_STRING,
        [FEEL_T_DATE] = &FEEL_TYPE_DATE,
        [FEEL_T_TIME] = &FEEL_TYPE_TIME,
        [FEEL_T_DATETIME] = &FEEL_TYPE_DATETIME,
        [FEEL_T_MONTHS] = &FEEL_TYPE_MONTHS,
        [FEEL_T_NANOS] = &FEEL_TYPE_NANOS,
        [FEEL_T_FUNCTION] = NULL,
    };
    const char *name = e->as.call.of.builtin->name;
    static const char *const folds[] = { "max", "min", "sum", "mean", "median" };
    static const char *const keeps[] = { "abs",           "floor",           "ceiling",
                                         "decimal",       "round up",        "round down",
                                         "round half up", "round half down", "sort",
                                         "reverse",       "sublist",         "distinct values",
                                         "remove",        "append",          "insert before",
                                         "modulo" };
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
        if (strcmp(name, folds[i]) == 0) return fold_type(n, e);
    if (strcmp(name, "as unit") == 0) return unit_call_type(n, e);
    const feel_type *first = arg_type(n, e, 0);
    for (int32_t i = 1; i < e->as.call.count; i++) arg_type(n, e, i);
    for (size_t i = 0; i < sizeof keeps / sizeof *keeps; i++)
        if (strcmp(name, keeps[i]) == 0) return first;
    uint8_t kind = e->as.call.of.builtin->result;
    return kind < sizeof plain / sizeof *plain ? plain[kind] : NULL;
}

static void unknown_argument(infer *n, const feel_expr *e, str name)
{
    nearest near;
    nearest_init(&near, name);
    for (int i = 0; i < n->lib->slots.count; i++) nearest_try(&near, n->lib->slots.items[i]->name);
    str found = nearest_found(&near);
    diag_error(n->d, "E-NAME", feel_expr_pos(e),
               "没有“" STR_FMT "”这个事实,不能替换%s" STR_FMT "%s",
               "there is no fact \"" STR_FMT "\" to replace%s" STR_FMT "%s", STR_ARG(name),
               found.len ? " (→ " : "", STR_ARG(found), found.len ? ")" : "");
}

/* A decision asked with other facts: each argument is a name, each value of the name's type. */
static void check_replacements(infer *n, const feel_expr *e)
{
    for (int32_t i = 0; i < e->as.call.count; i++) {
        str name = e->as.call.args[i].name;
        const feel_expr *value = e->as.call.args[i].expr;
        const feel_type *t = arg_type(n, e, i);
        if (name.len == 0) {
            diag_error(n->d, "E-ARGUMENT", feel_expr_pos(e), "调用决策要写参数名:名称(事实: 值)",
                       "calling a decision needs argument names: name(fact: value)");
            continue;
        }
        int32_t slot = policy_slot_find(n->lib, (str){ "", 0 }, name);
        if (slot < 0) {
            unknown_argument(n, e, name);
            continue;
        }
        const policy_def *def = policy_newest(n->lib, slot);
        const feel_type *wanted = slot == POLICY_SLOT_DATE ? &FEEL_TYPE_DATE
                                  : def                    ? def->type
                                                           : NULL;
        if (value) infer_assign(n, value, t, wanted, name);
    }
}

static void check_arguments(infer *n, const feel_expr *e, const policy_def *def)
{
    if (e->as.call.count != def->param_count)
        diag_error(n->d, "E-ARGUMENT", feel_expr_pos(e),
                   "函数“" STR_FMT "”要 %d 个参数,这里给了 %d 个",
                   "function \"" STR_FMT "\" takes %d arguments, %d given", STR_ARG(def->name),
                   (int)def->param_count, (int)e->as.call.count);
    for (int32_t i = 0; i < e->as.call.count; i++) {
        const feel_type *t = arg_type(n, e, i);
        if (i >= def->param_count || !e->as.call.args[i].expr || e->as.call.args[i].name.len)
            continue;
        infer_assign(n, e->as.call.args[i].expr, t, def->params[i].type, def->params[i].name);
    }
}

/* What a function takes and gives: with a bare number type it keeps its argument's unit (rounding
 * functions). */
static const feel_type *slot_call_type(infer *n, const feel_expr *e)
{
    const policy_def *def = policy_newest(n->lib, e->as.call.of.symbol->slot);
    if (!def || def->doc->family.len) return e->type;
    if (def->kind != POLICY_FUNCTION) {
        check_replacements(n, e);
        return def->type;
    }
    check_arguments(n, e, def);
    bool bare =
        is_kind(def->type, FEEL_T_NUMBER) && def->type->unit.len == 0 && def->type->name.len == 0;
    bool bare_param = def->param_count && is_kind(def->params[0].type, FEEL_T_NUMBER) &&
                      def->params[0].type->unit.len == 0;
    if (bare && bare_param && e->as.call.count) {
        const feel_type *first =
            arg_type(&(infer){ n->lib, &(diag_list){ .arena = n->d->arena, .dropped_count = 1 },
                               n->depth },
                     e, 0);
        if (is_kind(first, FEEL_T_NUMBER)) return first;
    }
    return def->type;
}

/* ---- paths, data ---- */

static const feel_type *member(infer *n, const feel_expr *e, const feel_type *t)
{
    const feel_type *of = is_kind(t, FEEL_T_LIST) ? t->element : t;
    if (!is_kind(of, FEEL_T_CONTEXT) || of->member_count == 0) return e->type;
    for (int i = 0; i < of->member_count; i++) {
        if (!str_eq(of->members[i].name, e->as.path.name)) continue;
        if (of == t || !of->members[i].type) return of->members[i].type;
        feel_type *list = ARENA_NEW(n->d->arena, feel_type);
        if (list) *list = (feel_type){ .kind = FEEL_T_LIST, .element = of->members[i].type };
        return list;
    }
    nearest near;
    nearest_init(&near, e->as.path.name);
    for (int i = 0; i < of->member_count; i++) nearest_try(&near, of->members[i].name);
    str found = nearest_found(&near), name = e->as.path.name;
    diag_error(n->d, "E-NAME", feel_expr_pos(e), "没有成员“" STR_FMT "”%s" STR_FMT "%s",
               "there is no member \"" STR_FMT "\"%s" STR_FMT "%s", STR_ARG(name),
               found.len ? " (→ " : "", STR_ARG(found), found.len ? ")" : "");
    return NULL;
}

static void boolean_operand(infer *n, const feel_expr *e)
{
    const feel_type *t = infer_type(n, e);
    if (known(t) && t->kind != FEEL_T_BOOLEAN && t->kind != FEEL_T_LIST)
        mismatch(n, e, e, NULL, t, &FEEL_TYPE_BOOLEAN);
}

static const feel_type *list_type(infer *n, const feel_expr *e)
{
    const feel_type *element = NULL;
    for (int32_t i = 0; i < e->as.list.count; i++) {
        const feel_type *t = infer_type(n, e->as.list.items[i]);
        element = i == 0 ? t : infer_common(element, t);
    }
    feel_type *list = ARENA_NEW(n->d->arena, feel_type);
    if (list) *list = (feel_type){ .kind = FEEL_T_LIST, .element = element };
    return list;
}

static const feel_type *context_type(infer *n, const feel_expr *e)
{
    int32_t count = e->as.context.count;
    feel_member *members = ARENA_ARRAY(n->d->arena, feel_member, count + 1);
    feel_type *type = ARENA_NEW(n->d->arena, feel_type);
    for (int32_t i = 0; members && i < count; i++) {
        const feel_entry_node *entry = &e->as.context.entries[i];
        const feel_type *t = infer_type(n, entry->expr);
        if (entry->type) infer_assign(n, entry->expr, t, entry->type, entry->name);
        members[i] = (feel_member){ entry->name, entry->type ? entry->type : t };
    }
    if (e->as.context.result) return infer_type(n, e->as.context.result);
    if (type)
        *type = (feel_type){ .kind = FEEL_T_CONTEXT,
                             .members = members,
                             .member_count = members ? count : 0 };
    return type;
}

static const feel_type *loop_type(infer *n, const feel_expr *e)
{
    for (int32_t i = 0; i < e->as.loop.count; i++) {
        infer_type(n, e->as.loop.iterators[i].from);
        infer_type(n, e->as.loop.iterators[i].to);
    }
    if (e->kind != FEEL_N_FOR) {
        boolean_operand(n, e->as.loop.body);
        return &FEEL_TYPE_BOOLEAN;
    }
    const feel_type *body = infer_type(n, e->as.loop.body);
    feel_type *list = ARENA_NEW(n->d->arena, feel_type);
    if (list) *list = (feel_type){ .kind = FEEL_T_LIST, .element = body };
    return list;
}

static const feel_type *range_type(infer *n, const feel_expr *e)
{
    const feel_type *low = infer_type(n, e->as.range.low), *high = infer_type(n, e->as.range.high);
    if (low && high) comparable(n, e, e->as.range.low, e->as.range.high, low, high);
    feel_type *range = ARENA_NEW(n->d->arena, feel_type);
    if (range) *range = (feel_type){ .kind = FEEL_T_RANGE, .element = infer_common(low, high) };
    return range;
}

static const feel_type *filter_type(infer *n, const feel_expr *e)
{
    const feel_type *list = infer_type(n, e->as.filter.a),
                    *index = infer_type(n, e->as.filter.condition);
    bool one = is_kind(index, FEEL_T_NUMBER);
    return one && is_kind(list, FEEL_T_LIST) ? list->element : list;
}

/* ---- everything ---- */

static const feel_type *infer_node(infer *n, const feel_expr *e)
{
    const feel_type *a, *b;
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_LITERAL: return e->as.value.kind == FEEL_NULL ? NULL : feel_value_type(e->as.value);
    case FEEL_N_FRAME: return infer_type(n, e->as.frame.body);
    case FEEL_N_SLOT: return e->as.slot.symbol ? e->as.slot.symbol->type : e->type;
    case FEEL_N_NEG: return infer_type(n, e->as.kid.a);
    case FEEL_N_ADD:
    case FEEL_N_SUB:
        a = infer_type(n, e->as.kid.a);
        b = infer_type(n, e->as.kid.b);
        return sum_type(n, e, a, b);
    case FEEL_N_MUL:
    case FEEL_N_DIV:
        a = infer_type(n, e->as.kid.a);
        b = infer_type(n, e->as.kid.b);
        return product_type(n, e, a, b);
    case FEEL_N_POW:
        infer_type(n, e->as.kid.a);
        infer_type(n, e->as.kid.b);
        return &FEEL_TYPE_NUMBER;
    case FEEL_N_EQ:
    case FEEL_N_NE:
    case FEEL_N_LT:
    case FEEL_N_LE:
    case FEEL_N_GT:
    case FEEL_N_GE:
        a = infer_type(n, e->as.kid.a);
        b = infer_type(n, e->as.kid.b);
        comparable(n, e, e->as.kid.a, e->as.kid.b, a, b);
        return &FEEL_TYPE_BOOLEAN;
    case FEEL_N_AND:
    case FEEL_N_OR:
        boolean_operand(n, e->as.kid.a);
        boolean_operand(n, e->as.kid.b);
        return &FEEL_TYPE_BOOLEAN;
    case FEEL_N_BETWEEN:
        a = infer_type(n, e->as.kid.a);
        comparable(n, e, e->as.kid.a, e->as.kid.b, a, infer_type(n, e->as.kid.b));
        comparable(n, e, e->as.kid.a, e->as.kid.c, a, infer_type(n, e->as.kid.c));
        return &FEEL_TYPE_BOOLEAN;
    case FEEL_N_IN:
        infer_tests(n, e->as.kid.b, infer_type(n, e->as.kid.a));
        return &FEEL_TYPE_BOOLEAN;
    case FEEL_N_INSTANCE: infer_type(n, e->as.instance.a); return &FEEL_TYPE_BOOLEAN;
    case FEEL_N_IF:
        boolean_operand(n, e->as.kid.a);
        a = infer_type(n, e->as.kid.b);
        b = infer_type(n, e->as.kid.c);
        return infer_common(a, b);
    case FEEL_N_FOR:
    case FEEL_N_SOME:
    case FEEL_N_EVERY: return loop_type(n, e);
    case FEEL_N_LIST: return list_type(n, e);
    case FEEL_N_RANGE: return range_type(n, e);
    case FEEL_N_CONTEXT: return context_type(n, e);
    case FEEL_N_FUNCTION: infer_type(n, e->as.lambda->body); return e->type;
    case FEEL_N_CALL_BUILTIN: return builtin_type(n, e);
    case FEEL_N_CALL_SLOT: return slot_call_type(n, e);
    case FEEL_N_PATH: return member(n, e, infer_type(n, e->as.path.a));
    case FEEL_N_FILTER: return filter_type(n, e);
    default: return e->type;
    }
}

const feel_type *infer_type(infer *n, const feel_expr *e)
{
    if (!e || n->depth >= INFER_DEPTH_MAX) return NULL;
    n->depth++;
    const feel_type *t = infer_node(n, e);
    n->depth--;
    return t;
}

void infer_assign(infer *n, const feel_expr *e, const feel_type *from, const feel_type *to,
                  str what)
{
    check_literal(n, e, to);
    if (!known(from) || !known(to)) return;
    if (from->kind == FEEL_T_NUMBER && to->kind == FEEL_T_NUMBER) {
        str have = infer_unit(n, from), want = infer_unit(n, to);
        if (have.len == 0 || want.len == 0 || str_eq(have, want)) return;
        diag_error(n->d, "E-UNIT", feel_expr_pos(e),
                   "“" STR_FMT "”的单位是“" STR_FMT "”,这里算出的是“" STR_FMT
                   "”;要换算请写 按单位(…)",
                   "\"" STR_FMT "\" is in " STR_FMT ", but this gives " STR_FMT
                   "; convert with as unit(…)",
                   STR_ARG(what), STR_ARG(want), STR_ARG(have));
        return;
    }
    bool list_item = from->kind == FEEL_T_LIST || to->kind == FEEL_T_LIST;
    bool date_like = is_moment(from) && is_moment(to);
    if (from->kind == to->kind || list_item || date_like) return;
    str wanted = type_text(n, to), given = type_text(n, from);
    diag_error(n->d, "E-TYPE", feel_expr_pos(e),
               "“" STR_FMT "”应是“" STR_FMT "”,这里是“" STR_FMT "”;请改正",
               "\"" STR_FMT "\" must be " STR_FMT ", this is " STR_FMT "; correct it",
               STR_ARG(what), STR_ARG(wanted), STR_ARG(given));
}
