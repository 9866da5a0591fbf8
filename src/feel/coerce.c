/* coerce.c: the implicit conversions of DMN 1.5 §10.3.2.9.4, applied where a value meets a declared
 * type. */
#include "feel/feel.h"

static bool date_to_datetime(feel_run *run, feel_value v, feel_value *out)
{
    datetime midnight = { .date = v.as.date,
                          .time = { .zone = { .kind = ZONE_OFFSET, .offset_s = 0 } } };
    *out = feel_make_datetime(run->arena, midnight);
    return out->kind == FEEL_DATETIME;
}

/* One conversion: to and from a list of one, and a date to its first moment (UTC). */
static bool convert(feel_run *run, feel_value v, const feel_type *t, feel_value *out)
{
    if (v.kind == FEEL_DATE && t->kind == FEEL_T_DATETIME) return date_to_datetime(run, v, out);
    if (v.kind == FEEL_LIST && t->kind != FEEL_T_LIST && v.as.list->count == 1) {
        feel_value item = v.as.list->items[0];
        if (item.kind == FEEL_DATE && t->kind == FEEL_T_DATETIME)
            return date_to_datetime(run, item, out);
        *out = item;
        return item.kind == FEEL_NULL || feel_value_is(item, t);
    }
    if (v.kind != FEEL_LIST && t->kind == FEEL_T_LIST &&
        (!t->element || feel_value_is(v, t->element))) {
        *out = feel_make_list(run->arena, &v, 1);
        return out->kind == FEEL_LIST;
    }
    return false;
}

/* What a function was not declared to take or give cannot be held against it; what was, must
 * conform. */
static bool function_fits(const feel_function *f, const feel_type *t)
{
    if (!f->type)
        return t->member_count >= f->param_min &&
               (f->param_max < 0 || t->member_count <= f->param_max);
    if (f->type->member_count != t->member_count) return false;
    for (int32_t i = 0; i < t->member_count; i++) {
        const feel_type *takes = f->type->members[i].type, *given = t->members[i].type;
        bool known = takes && given && given->kind != FEEL_T_ANY;
        if (known && !feel_type_conforms(given, takes)) return false;
    }
    const feel_type *gives = f->type->element, *wanted = t->element;
    return !gives || gives->kind == FEEL_T_ANY || !wanted || feel_type_conforms(gives, wanted);
}

feel_value feel_coerce(feel_run *run, feel_value v, const feel_type *t)
{
    if (!t || t->kind == FEEL_T_ANY || v.kind == FEEL_NULL || feel_value_is(v, t)) return v;
    feel_value out;
    if (v.kind == FEEL_FUNCTION && t->kind == FEEL_T_FUNCTION && function_fits(v.as.function, t))
        return v;
    if (convert(run, v, t, &out)) return out;
    str wanted = feel_type_text(run->arena, t),
        got = feel_type_text(run->arena, feel_value_type(v));
    return feel_fail(run, "E-TYPE", (src_pos){ 0 },
                     "值应为 " STR_FMT " 类型, 实为 " STR_FMT "; 请改正该值或其类型声明",
                     "the value must be of type " STR_FMT ", it is " STR_FMT
                     "; correct the value or its declared type",
                     STR_ARG(wanted), STR_ARG(got));
}
