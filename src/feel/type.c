/* type.c: FEEL's types: names, conformance (DMN 1.5 §10.3.2.9.3) and instance of. */
#include "feel/feel.h"

#define BUILTIN_TYPE(id) const feel_type FEEL_TYPE_##id = { .kind = FEEL_T_##id }
BUILTIN_TYPE(ANY);
BUILTIN_TYPE(NULL);
BUILTIN_TYPE(BOOLEAN);
BUILTIN_TYPE(NUMBER);
BUILTIN_TYPE(STRING);
BUILTIN_TYPE(DATE);
BUILTIN_TYPE(TIME);
BUILTIN_TYPE(DATETIME);
BUILTIN_TYPE(MONTHS);
BUILTIN_TYPE(NANOS);

static const feel_type any_list = { .kind = FEEL_T_LIST, .element = &FEEL_TYPE_ANY };
static const feel_type any_context = { .kind = FEEL_T_CONTEXT };
static const feel_type any_range = { .kind = FEEL_T_RANGE, .element = &FEEL_TYPE_ANY };
static const feel_type any_function = { .kind = FEEL_T_FUNCTION, .element = &FEEL_TYPE_ANY };

/* dayTimeDuration and its like are the names DMN 1.1 files use (typeRef of older exchange files).
 */
static const struct { const char *name; const feel_type *type; } builtin_types[] = {
    { "Any", &FEEL_TYPE_ANY },
    { "Null", &FEEL_TYPE_NULL },
    { "boolean", &FEEL_TYPE_BOOLEAN },
    { "number", &FEEL_TYPE_NUMBER },
    { "string", &FEEL_TYPE_STRING },
    { "date", &FEEL_TYPE_DATE },
    { "time", &FEEL_TYPE_TIME },
    { "date and time", &FEEL_TYPE_DATETIME },
    { "years and months duration", &FEEL_TYPE_MONTHS },
    { "days and time duration", &FEEL_TYPE_NANOS },
    { "dateTime", &FEEL_TYPE_DATETIME },
    { "yearMonthDuration", &FEEL_TYPE_MONTHS },
    { "dayTimeDuration", &FEEL_TYPE_NANOS },
    { "list", &any_list },
    { "context", &any_context },
    { "range", &any_range },
    { "function", &any_function },
};

const feel_type *feel_type_builtin(str name)
{
    for (size_t i = 0; i < sizeof builtin_types / sizeof *builtin_types; i++)
        if (str_eqc(name, builtin_types[i].name)) return builtin_types[i].type;
    return NULL;
}

const feel_type *feel_value_type(feel_value v)
{
    static const feel_type *const by_kind[] = {
        [FEEL_NULL] = &FEEL_TYPE_NULL,         [FEEL_BOOLEAN] = &FEEL_TYPE_BOOLEAN,
        [FEEL_NUMBER] = &FEEL_TYPE_NUMBER,     [FEEL_STRING] = &FEEL_TYPE_STRING,
        [FEEL_DATE] = &FEEL_TYPE_DATE,         [FEEL_TIME] = &FEEL_TYPE_TIME,
        [FEEL_DATETIME] = &FEEL_TYPE_DATETIME, [FEEL_MONTHS] = &FEEL_TYPE_MONTHS,
        [FEEL_NANOS] = &FEEL_TYPE_NANOS,       [FEEL_LIST] = &any_list,
        [FEEL_CONTEXT] = &any_context,         [FEEL_RANGE] = &any_range,
        [FEEL_FUNCTION] = &any_function,
    };
    return v.kind <= FEEL_FUNCTION ? by_kind[v.kind] : &FEEL_TYPE_ANY;
}

static const feel_type *or_any(const feel_type *t)
{
    return t ? t : &FEEL_TYPE_ANY;
}

static const feel_type *member_type(const feel_type *context, str name)
{
    for (int32_t i = 0; i < context->member_count; i++)
        if (str_eq(context->members[i].name, name)) return or_any(context->members[i].type);
    return NULL;
}

/* ---- conformance ---- */

enum { TYPE_DEPTH_MAX = 200 };           /* types may refer to themselves */

static bool conforms(const feel_type *from, const feel_type *to, int depth);

static bool members_conform(const feel_type *from, const feel_type *to, int depth)
{
    for (int32_t i = 0; i < to->member_count; i++) {
        const feel_type *t = member_type(from, to->members[i].name);
        if (!t || !conforms(t, or_any(to->members[i].type), depth)) return false;
    }
    return true;
}

/* Parameters the other way round: who asks for a function that takes numbers may be given one that
 * takes anything. */
static bool functions_conform(const feel_type *from, const feel_type *to, int depth)
{
    if (from->member_count != to->member_count) return false;
    for (int32_t i = 0; i < to->member_count; i++)
        if (!conforms(or_any(to->members[i].type), or_any(from->members[i].type), depth))
            return false;
    return conforms(or_any(from->element), or_any(to->element), depth);
}

static bool conforms(const feel_type *from, const feel_type *to, int depth)
{
    if (from == to || to->kind == FEEL_T_ANY || from->kind == FEEL_T_NULL) return true;
    if (from->kind != to->kind) return false;
    if (depth >= TYPE_DEPTH_MAX) return true;
    switch (to->kind) {
    case FEEL_T_LIST:
    case FEEL_T_RANGE: return conforms(or_any(from->element), or_any(to->element), depth + 1);
    case FEEL_T_CONTEXT: return members_conform(from, to, depth + 1);
    case FEEL_T_FUNCTION:
        return to == &any_function || functions_conform(from, to, depth + 1);
    default: return true;
    }
}

bool feel_type_conforms(const feel_type *from, const feel_type *to)
{
    return conforms(or_any(from), or_any(to), 0);
}

/* ---- instance of ---- */

/* Types and values may both refer back; a walk that takes too long is answered with no. */
enum { VISITS_MAX = 20000000 };
typedef struct look { int depth; long visits; } look;

static bool is_instance(feel_value v, const feel_type *t, look *w);

/* A null inside a list or context conforms to every type, though null by itself is an instance of
 * none. */
static bool part_is(feel_value v, const feel_type *t, look *w)
{
    return v.kind == FEEL_NULL || is_instance(v, or_any(t), w);
}

static bool context_is(const feel_context *c, const feel_type *t, look *w)
{
    for (int32_t i = 0; i < t->member_count; i++) {
        bool found;
        feel_value v = feel_context_get(c, t->members[i].name, &found);
        if (!found || !part_is(v, t->members[i].type, w)) return false;
    }
    return true;
}

static bool function_is(const feel_function *f, const feel_type *t)
{
    if (t == &any_function) return true;
    if (f->type) return conforms(f->type, t, 0);
    bool takes =
        t->member_count >= f->param_min && (f->param_max < 0 || t->member_count <= f->param_max);
    return takes && or_any(t->element)->kind == FEEL_T_ANY;
}

static bool list_is(const feel_list *list, const feel_type *t, look *w)
{
    if (or_any(t->element)->kind == FEEL_T_ANY) return true;
    for (int32_t i = 0; i < list->count; i++)
        if (!part_is(list->items[i], t->element, w)) return false;
    return true;
}

static bool range_is(const feel_range *r, const feel_type *t, look *w)
{
    return (!r->has_low || part_is(r->low, t->element, w)) &&
           (!r->has_high || part_is(r->high, t->element, w));
}

static bool is_instance(feel_value v, const feel_type *t, look *w)
{
    if (v.kind == FEEL_NULL) return t->kind == FEEL_T_NULL;
    if (t->kind == FEEL_T_ANY) return true;
    if (feel_value_type(v)->kind != t->kind) return false;
    if (v.kind < FEEL_LIST) return true;
    if (v.kind == FEEL_FUNCTION) return function_is(v.as.function, t);
    if (++w->visits > VISITS_MAX) return false;
    if (w->depth >= TYPE_DEPTH_MAX) return true;
    w->depth++;
    bool answer = v.kind == FEEL_LIST      ? list_is(v.as.list, t, w)
                  : v.kind == FEEL_CONTEXT ? context_is(v.as.context, t, w)
                                           : range_is(v.as.range, t, w);
    w->depth--;
    return answer;
}

bool feel_value_is(feel_value v, const feel_type *t)
{
    look w = { 0 };
    return is_instance(v, or_any(t), &w);
}

/* ---- text ---- */

static void put_type(strbuf *out, const feel_type *t, int depth);

static void put_members(strbuf *out, const feel_type *t, bool named, int depth)
{
    for (int32_t i = 0; i < t->member_count; i++) {
        if (i) strbuf_putc(out, ", ");
        if (named) {
            strbuf_put(out, t->members[i].name);
            strbuf_putc(out, ": ");
        }
        put_type(out, or_any(t->members[i].type), depth);
    }
}

static const char *kind_name(feel_type_kind kind)
{
    static const char *const names[] = {
        [FEEL_T_ANY] = "Any",           [FEEL_T_NULL] = "Null",
        [FEEL_T_BOOLEAN] = "boolean",   [FEEL_T_NUMBER] = "number",
        [FEEL_T_STRING] = "string",     [FEEL_T_DATE] = "date",
        [FEEL_T_TIME] = "time",         [FEEL_T_DATETIME] = "date and time",
        [FEEL_T_MONTHS] = "years and months duration", [FEEL_T_NANOS] = "days and time duration",
        [FEEL_T_LIST] = "list",         [FEEL_T_CONTEXT] = "context",
        [FEEL_T_RANGE] = "range",       [FEEL_T_FUNCTION] = "function",
    };
    return names[kind];
}

static void put_type(strbuf *out, const feel_type *t, int depth)
{
    if (t->name.len > 0) {
        strbuf_put(out, t->name);
        return;
    }
    if (t->unit.len > 0) {
        strbuf_put(out, t->unit);
        return;
    }
    strbuf_putc(out, kind_name(t->kind));
    if (depth >= TYPE_DEPTH_MAX) return;
    if (t->kind == FEEL_T_LIST || t->kind == FEEL_T_RANGE ||
        (t->kind == FEEL_T_CONTEXT && t->member_count > 0)) {
        strbuf_put_char(out, '<');
        if (t->kind == FEEL_T_CONTEXT) put_members(out, t, true, depth + 1);
        else put_type(out, or_any(t->element), depth + 1);
        strbuf_put_char(out, '>');
    }
    if (t->kind == FEEL_T_FUNCTION) {
        strbuf_put_char(out, '<');
        put_members(out, t, false, depth + 1);
        strbuf_putc(out, "> -> ");
        put_type(out, or_any(t->element), depth + 1);
    }
}

str feel_type_text(arena *a, const feel_type *t)
{
    strbuf out;
    strbuf_init(&out, a);
    put_type(&out, or_any(t), 0);
    return strbuf_done(&out);
}
