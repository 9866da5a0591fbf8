/* facts.c: what people and programs give, as values of the declared types, checked before anything
 * runs. */
#include "policy/run.h"

typedef struct giver {
    const policy_library *lib;
    feel_run *feel; /* for allowed values; NULL: not checked */
    arena *arena;
    diag_list *d;
} giver;

static src_pos place_of(str what)
{
    return (src_pos){ .file = what, .line = 1, .column = 1 };
}

/* ---- allowed values ---- */

static str list_of_values(arena *a, const feel_type *t)
{
    strbuf b;
    strbuf_init(&b, a);
    for (int i = 0; i < t->value_count && i < 20; i++) {
        if (i) strbuf_putc(&b, "、");
        strbuf_put(&b, feel_display(a, t->values[i]));
    }
    if (t->value_count > 20) strbuf_putc(&b, "…");
    return strbuf_done(&b);
}

static void not_allowed(giver *g, feel_value v, const feel_type *t, str what)
{
    str shown = feel_display(g->arena, v), best = { NULL, 0 };
    if (v.kind == FEEL_STRING && t && t->value_count) {
        nearest n;
        nearest_init(&n, v.as.string);
        for (int i = 0; i < t->value_count; i++)
            if (t->values[i].kind == FEEL_STRING) nearest_try(&n, t->values[i].as.string);
        best = nearest_found(&n);
    }
    if (best.len)
        diag_error(g->d, "E-ALLOWED", place_of(what),
                   "“" STR_FMT "”不能是“" STR_FMT "”;您要的是“" STR_FMT "”吗?",
                   "\"" STR_FMT "\" cannot be \"" STR_FMT "\"; did you mean \"" STR_FMT "\"?",
                   STR_ARG(what), STR_ARG(shown), STR_ARG(best));
    else if (t && t->value_count) {
        str all = list_of_values(g->arena, t);
        diag_error(g->d, "E-ALLOWED", place_of(what),
                   "“" STR_FMT "”不能是“" STR_FMT "”;可以是:" STR_FMT,
                   "\"" STR_FMT "\" cannot be \"" STR_FMT "\"; it may be: " STR_FMT, STR_ARG(what),
                   STR_ARG(shown), STR_ARG(all));
    } else
        diag_error(g->d, "E-ALLOWED", place_of(what),
                   "“" STR_FMT "”的值“" STR_FMT "”不在允许的范围里;请改正",
                   "the value of \"" STR_FMT "\", " STR_FMT
                   ", is outside what is allowed; correct it",
                   STR_ARG(what), STR_ARG(shown));
}

static bool allowed_by(giver *g, const feel_expr *tests, feel_value v)
{
    return !tests || !g->feel || feel_is_true(feel_test(g->feel, tests, v));
}

static void wrong_type(giver *g, const feel_type *t, str what, str given)
{
    str wanted = policy_type_words(g->arena, t);
    diag_error(g->d, "E-TYPE", place_of(what),
               "“" STR_FMT "”应是“" STR_FMT "”,不能是 " STR_FMT ";请改正",
               "\"" STR_FMT "\" must be " STR_FMT ", not " STR_FMT "; correct it", STR_ARG(what),
               STR_ARG(wanted), STR_ARG(given));
}

static bool check_value(giver *g, feel_value v, const feel_type *t, str what);

static bool check_list(giver *g, feel_value v, const feel_type *t, str what)
{
    bool ok = true;
    for (int i = 0; i < v.as.list->count; i++)
        ok = check_value(g, v.as.list->items[i], t->element,
                         str_format(g->arena, STR_FMT "[%d]", STR_ARG(what), i + 1)) &&
             ok;
    return ok;
}

static bool check_context(giver *g, feel_value v, const feel_type *t, str what)
{
    bool ok = true;
    for (int i = 0; i < t->member_count; i++) {
        bool found;
        feel_value member = feel_context_get(v.as.context, t->members[i].name, &found);
        if (!found) continue;
        ok = check_value(g, member, t->members[i].type,
                         str_format(g->arena, STR_FMT "." STR_FMT, STR_ARG(what),
                                    STR_ARG(t->members[i].name))) &&
             ok;
    }
    return ok;
}

/* null stands for "known to be none" and passes every type. */
static bool check_value(giver *g, feel_value v, const feel_type *t, str what)
{
    if (!t || v.kind == FEEL_NULL || t->kind == FEEL_T_ANY)
        return !t || v.kind == FEEL_NULL || allowed_by(g, t->allowed, v) ||
               (not_allowed(g, v, t, what), false);
    if (t->kind == FEEL_T_LIST && v.kind == FEEL_LIST) {
        if (!check_list(g, v, t, what)) return false;
    } else if (t->kind == FEEL_T_CONTEXT && v.kind == FEEL_CONTEXT) {
        if (!check_context(g, v, t, what)) return false;
    } else if (t->kind == FEEL_T_LIST || t->kind == FEEL_T_CONTEXT ||
               !feel_type_conforms(feel_value_type(v), t)) {
        wrong_type(g, t, what, feel_literal(g->arena, v));
        return false;
    }
    if (allowed_by(g, t->allowed, v)) return true;
    not_allowed(g, v, t, what);
    return false;
}

/* ---- text ---- */

/* The first character a number cannot have, so that a full-width digit or a letter is named with
 * its place. */
static void bad_number(giver *g, str what, str text)
{
    for (int32_t pos = 0, chars = 1; pos < text.len; chars++) {
        int32_t from = pos;
        uint32_t cp = utf8_next(text, &pos);
        if ((cp >= '0' && cp <= '9') || cp == '.' || cp == '-' || cp == '+') continue;
        src_pos at = { .file = what, .line = 1, .column = chars, .length = 1 };
        str bad = str_sub(text, from, pos);
        bool full = (cp >= 0xFF10 && cp <= 0xFF19) || cp == 0xFF0E || cp == 0xFF0D || cp == 0x3002;
        char half[2] = { cp == 0xFF0E || cp == 0x3002 ? '.'
                         : cp == 0xFF0D               ? '-'
                                                      : (char)(cp - 0xFF10 + '0'),
                         0 };
        if (full)
            diag_error(g->d, "E-NUMBER", at,
                       "“" STR_FMT "”第 %d 个字“" STR_FMT "”是全角;请用半角“%s”",
                       "\"" STR_FMT "\": character %d, \"" STR_FMT
                       "\", is full-width; write \"%s\"",
                       STR_ARG(what), (int)chars, STR_ARG(bad), half);
        else
            diag_error(g->d, "E-NUMBER", at,
                       "“" STR_FMT "”应是数,第 %d 个字“" STR_FMT "”不能出现在数里;只写数字%s",
                       "\"" STR_FMT "\" must be a number; character %d, \"" STR_FMT
                       "\", cannot be in one; write digits only%s",
                       STR_ARG(what), (int)chars, STR_ARG(bad), "");
        return;
    }
    diag_error(g->d, "E-NUMBER", place_of(what), "“" STR_FMT "”应是数,不能是“" STR_FMT "”",
               "\"" STR_FMT "\" must be a number, not \"" STR_FMT "\"", STR_ARG(what),
               STR_ARG(text));
}

static bool text_number(giver *g, const feel_type *t, str what, str text, feel_value *out)
{
    dec n;
    const policy_unit *unit = policy_find_unit(g->lib, t->unit);
    bool percent = unit && unit->percent && str_ends(text, STR("%"));
    if (dec_parse(percent ? str_sub(text, 0, text.len - 1) : text, &n)) {
        if (percent && !dec_mul(n, dec_scaled(1, -2), &n)) return false;
        *out = feel_number(n);
        return true;
    }
    bad_number(g, what, text);
    return false;
}

static bool text_boolean(giver *g, str what, str text, feel_value *out)
{
    static const char *const yes[] = { "true", "是", "有", "yes" }, *const no[] = { "false", "否",
                                                                                    "没有", "无",
                                                                                    "no" };
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (str_eqc(text, yes[i])) {
            *out = feel_bool(true);
            return true;
        }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (str_eqc(text, no[i])) {
            *out = feel_bool(false);
            return true;
        }
    diag_error(g->d, "E-TYPE", place_of(what),
               "“" STR_FMT "”应是 是 或 否(true、false),不能是“" STR_FMT "”",
               "\"" STR_FMT "\" must be true or false, not \"" STR_FMT "\"", STR_ARG(what),
               STR_ARG(text));
    return false;
}

static bool text_date(giver *g, str what, str text, feel_value *out)
{
    date day;
    if (date_parse(text, &day)) {
        *out = feel_date(day);
        return true;
    }
    diag_error(g->d, "E-DATE", place_of(what),
               "“" STR_FMT "”的“" STR_FMT "”不是日期,或者没有这一天;请写成 2023-07-01",
               "\"" STR_FMT "\": \"" STR_FMT
               "\" is no date, or that day does not exist; write it as 2023-07-01",
               STR_ARG(what), STR_ARG(text));
    return false;
}

static bool text_temporal(giver *g, const feel_type *t, str what, str text, feel_value *out)
{
    if (feel_at_literal(g->arena, text, out) && feel_type_conforms(feel_value_type(*out), t))
        return true;
    wrong_type(g, t, what, text);
    return false;
}

/* A FEEL expression without names. */
static bool text_feel(giver *g, str what, str text, diag_list *d, feel_value *out)
{
    const feel_scope *none = feel_scope_new(g->arena, NULL);
    feel_expr *e =
        none ? feel_parse(g->arena, text, FEEL_EXPRESSION, none, place_of(what), d) : NULL;
    if (!e || !g->feel) return false;
    *out = feel_eval(g->feel, e);
    return true;
}

static bool looks_like_feel(str text)
{
    return text.len && (strchr("\"[{@(", text.ptr[0]) || str_eqc(text, "null") ||
                        str_starts(text, STR("date(")));
}

static bool text_value(giver *g, const feel_type *t, str what, str text, feel_value *out)
{
    text = str_trim(text);
    if (looks_like_feel(text)) return text_feel(g, what, text, g->d, out);
    feel_type_kind kind = t ? t->kind : FEEL_T_ANY;
    switch (kind) {
    case FEEL_T_NUMBER: return text_number(g, t, what, text, out);
    case FEEL_T_BOOLEAN: return text_boolean(g, what, text, out);
    case FEEL_T_STRING: *out = feel_string(str_copy(g->arena, text)); return true;
    case FEEL_T_DATE: return text_date(g, what, text, out);
    case FEEL_T_TIME:
    case FEEL_T_DATETIME:
    case FEEL_T_MONTHS:
    case FEEL_T_NANOS: return text_temporal(g, t, what, text, out);
    case FEEL_T_LIST: {
        feel_value one;
        if (!text_value(g, t->element, what, text, &one)) return false;
        *out = feel_make_list(g->arena, &one, 1);
        return true;
    }
    default: break;
    }
    date day;
    diag_list quiet;
    diag_init(&quiet, g->arena);
    if (date_parse(text, &day)) *out = feel_date(day);
    else if (!text_feel(g, what, text, &quiet, out)) *out = feel_string(str_copy(g->arena, text));
    return true;
}

/* ---- JSON ---- */

static bool json_any(giver *g, const json *j, str what, feel_value *out);
static bool json_typed(giver *g, const json *j, const feel_type *t, str what, feel_value *out);

static bool json_list(giver *g, const json *j, const feel_type *element, str what, feel_value *out)
{
    feel_value *items = ARENA_ARRAY(g->arena, feel_value, j->count + 1);
    bool ok = items != NULL;
    for (int i = 0; ok && i < j->count; i++)
        ok = json_typed(g, j->items[i], element,
                        str_format(g->arena, STR_FMT "[%d]", STR_ARG(what), i + 1), &items[i]);
    if (ok) *out = feel_make_list(g->arena, items, j->count);
    return ok;
}

static const feel_type *member_type(const feel_type *t, str name, bool *known)
{
    *known = !t || t->kind != FEEL_T_CONTEXT || t->member_count == 0;
    for (int i = 0; t && t->kind == FEEL_T_CONTEXT && i < t->member_count; i++)
        if (str_eq(t->members[i].name, name)) {
            *known = true;
            return t->members[i].type;
        }
    return NULL;
}

static void unknown_member(giver *g, const feel_type *t, str what, str key)
{
    nearest n;
    nearest_init(&n, key);
    for (int i = 0; i < t->member_count; i++) nearest_try(&n, t->members[i].name);
    str found = nearest_found(&n);
    diag_error(g->d, "E-NAME", place_of(what), "“" STR_FMT "”没有成员“" STR_FMT "”%s" STR_FMT "%s",
               "\"" STR_FMT "\" has no member \"" STR_FMT "\"%s" STR_FMT "%s", STR_ARG(what),
               STR_ARG(key), found.len ? " (→ " : "", STR_ARG(found), found.len ? ")" : "");
}

static bool json_context(giver *g, const json *j, const feel_type *t, str what, feel_value *out)
{
    str *keys = ARENA_ARRAY(g->arena, str, j->count + 1);
    feel_value *values = ARENA_ARRAY(g->arena, feel_value, j->count + 1);
    bool ok = keys && values;
    for (int i = 0; keys && values && i < j->count; i++) {
        bool known;
        keys[i] = feel_name_normal(g->arena, j->keys[i]);
        const feel_type *mt = member_type(t, keys[i], &known);
        if (!known) {
            unknown_member(g, t, what, keys[i]);
            ok = false;
            continue;
        }
        ok = json_typed(g, j->items[i], mt,
                        str_format(g->arena, STR_FMT "." STR_FMT, STR_ARG(what), STR_ARG(keys[i])),
                        &values[i]) &&
             ok;
    }
    if (ok) *out = feel_make_context(g->arena, keys, values, j->count);
    return ok;
}

static bool json_any(giver *g, const json *j, str what, feel_value *out)
{
    dec n;
    switch (j->kind) {
    case JSON_NULL: *out = FEEL_NULL_VALUE; return true;
    case JSON_TRUE:
    case JSON_FALSE: *out = feel_bool(j->kind == JSON_TRUE); return true;
    case JSON_STRING: *out = feel_string(str_copy(g->arena, j->text)); return true;
    case JSON_ARRAY: return json_list(g, j, NULL, what, out);
    case JSON_OBJECT: return json_context(g, j, NULL, what, out);
    case JSON_NUMBER:
        if (dec_parse(j->text, &n)) {
            *out = feel_number(n);
            return true;
        }
        bad_number(g, what, j->text);
        return false;
    }
    return false;
}

static str json_shown(giver *g, const json *j)
{
    static const char *const names[] = { "null", "true", "false", "", "", "[…]", "{…}" };
    if (j->kind == JSON_STRING) return str_format(g->arena, "\"" STR_FMT "\"", STR_ARG(j->text));
    return j->kind == JSON_NUMBER ? j->text : str_c(names[j->kind]);
}

static bool json_typed(giver *g, const json *j, const feel_type *t, str what, feel_value *out)
{
    if (!t || t->kind == FEEL_T_ANY || j->kind == JSON_NULL) return json_any(g, j, what, out);
    switch (t->kind) {
    case FEEL_T_LIST:
        if (j->kind == JSON_ARRAY) return json_list(g, j, t->element, what, out);
        break;
    case FEEL_T_CONTEXT:
        if (j->kind == JSON_OBJECT) return json_context(g, j, t, what, out);
        break;
    case FEEL_T_NUMBER:
        if (j->kind == JSON_NUMBER) return json_any(g, j, what, out);
        if (j->kind == JSON_STRING) return text_number(g, t, what, j->text, out);
        break;
    case FEEL_T_BOOLEAN:
        if (j->kind == JSON_TRUE || j->kind == JSON_FALSE) return json_any(g, j, what, out);
        break;
    case FEEL_T_STRING:
        if (j->kind == JSON_STRING) return json_any(g, j, what, out);
        break;
    case FEEL_T_DATE:
        if (j->kind == JSON_STRING) return text_date(g, what, j->text, out);
        break;
    case FEEL_T_TIME:
    case FEEL_T_DATETIME:
    case FEEL_T_MONTHS:
    case FEEL_T_NANOS:
        if (j->kind == JSON_STRING) return text_temporal(g, t, what, j->text, out);
        break;
    default: break;
    }
    wrong_type(g, t, what, json_shown(g, j));
    return false;
}

bool policy_json_value(const policy_library *lib, arena *a, const json *j, const feel_type *t,
                       str what, feel_value *out, diag_list *d)
{
    giver g = { .lib = lib, .arena = a, .d = d };
    return json_typed(&g, j, t, what, out);
}

/* ---- facts of a run ---- */

/* Facts and parameters may be given; a decision is computed, never told. */
static int32_t fact_slot(policy_run *run, str name, diag_list *d)
{
    str wanted = feel_name_normal(run->arena, name);
    int32_t slot = policy_slot_find(run->lib, (str){ "", 0 }, wanted);
    if (slot == POLICY_SLOT_DATE) return slot;
    const policy_def *def = policy_newest(run->lib, slot);
    if (def && (def->kind == POLICY_FACT || def->kind == POLICY_PARAMETER)) return slot;
    nearest n;
    nearest_init(&n, wanted);
    for (int i = 0; i < run->lib->slots.count; i++) {
        const policy_slot *s = run->lib->slots.items[i];
        bool fact = s->version_count == 0 || s->versions[0]->kind == POLICY_FACT ||
                    s->versions[0]->kind == POLICY_PARAMETER;
        if (s->family.len == 0 && fact) nearest_try(&n, s->name);
    }
    str found = nearest_found(&n);
    if (def)
        diag_error(d, "E-NAME", place_of(name), "“" STR_FMT "”由规定算出,不能由外面给",
                   "\"" STR_FMT "\" is computed by the rules and cannot be given", STR_ARG(name));
    else if (found.len)
        diag_error(d, "E-NAME", place_of(name),
                   "没有“" STR_FMT "”这个事实;您要的是“" STR_FMT "”吗?",
                   "there is no fact \"" STR_FMT "\"; did you mean \"" STR_FMT "\"?", STR_ARG(name),
                   STR_ARG(found));
    else
        diag_error(d, "E-NAME", place_of(name), "没有“" STR_FMT "”这个事实;请查对名称",
                   "there is no fact \"" STR_FMT "\"; check the name", STR_ARG(name));
    return -1;
}

static const feel_type *slot_type(const policy_run *run, int32_t slot)
{
    if (slot == POLICY_SLOT_DATE) return &FEEL_TYPE_DATE;
    const policy_slot *s = policy_slot_at(run->lib, slot);
    for (int i = 0; i < s->version_count; i++)
        if (s->versions[i]->type) return s->versions[i]->type;
    return NULL;
}

static bool allowed_value(policy_run *run, giver *g, int32_t slot, str name, feel_value v)
{
    const policy_def *def = policy_newest(run->lib, slot);
    if (!check_value(g, v, slot_type(run, slot), name)) return false;
    if (def && def->allowed && v.kind != FEEL_NULL && !allowed_by(g, def->allowed, v)) {
        not_allowed(g, v, NULL, name);
        return false;
    }
    return true;
}

static bool give(policy_run *run, giver *g, int32_t slot, str name, feel_value v)
{
    if (!allowed_value(run, g, slot, name, v)) return false;
    policy_run_slot(run, slot, v);
    return true;
}

static giver giver_of(policy_run *run, diag_list *d)
{
    return (giver){ .lib = run->lib, .feel = &run->feel, .arena = run->arena, .d = d };
}

bool policy_run_fact(policy_run *run, str name, feel_value v, diag_list *d)
{
    giver g = giver_of(run, d);
    int32_t slot = fact_slot(run, name, d);
    return slot >= 0 && give(run, &g, slot, name, v);
}

int32_t policy_fact_slot(policy_run *run, str name, diag_list *d)
{
    return fact_slot(run, name, d);
}

bool policy_fact_value(policy_run *run, int32_t slot, str name, str text, feel_value *out,
                       diag_list *d)
{
    giver g = giver_of(run, d);
    return text_value(&g, slot_type(run, slot), name, text, out) &&
           allowed_value(run, &g, slot, name, *out);
}

bool policy_run_fact_text(policy_run *run, str name, str text, diag_list *d)
{
    giver g = giver_of(run, d);
    feel_value v;
    int32_t slot = fact_slot(run, name, d);
    return slot >= 0 && text_value(&g, slot_type(run, slot), name, text, &v) &&
           give(run, &g, slot, name, v);
}

bool policy_run_facts_json(policy_run *run, const json *object, diag_list *d)
{
    giver g = giver_of(run, d);
    if (!object || object->kind != JSON_OBJECT) {
        diag_error(d, "E-JSON", (src_pos){ 0 }, "事实应是一个 JSON 对象:{\"名称\": 值}",
                   "facts are one JSON object: {\"name\": value}");
        return false;
    }
    bool ok = true;
    for (int i = 0; i < object->count; i++) {
        str name = object->keys[i];
        feel_value v;
        int32_t slot = fact_slot(run, name, d);
        ok = slot >= 0 && json_typed(&g, object->items[i], slot_type(run, slot), name, &v) &&
             give(run, &g, slot, name, v) && ok;
    }
    return ok;
}

feel_value policy_run_given(const policy_run *run, int32_t slot)
{
    bool known = slot >= 0 && slot < policy_slot_count(run->lib) &&
                 run->base->cells[slot].state == CELL_GIVEN;
    return known ? run->base->cells[slot].value : FEEL_NULL_VALUE;
}
