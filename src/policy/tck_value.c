/* tck_value.c: values of test case files, and when two of them agree (tck.h). */
#include "policy/tck.h"

static feel_value duration(arena *a, str text)
{
    bool is_months;
    int64_t months;
    nanos ns;
    (void)a;
    if (!duration_parse(text, &is_months, &months, &ns)) return FEEL_NULL_VALUE;
    return is_months ? (feel_value){ .kind = FEEL_MONTHS, .as.months = months }
                     : feel_from_nanos(ns);
}

static feel_value moment(arena *a, str text)
{
    datetime t;
    date d;
    if (datetime_parse(text, &t)) return feel_make_datetime(a, t);
    return date_parse(text, &d) ? feel_date(d) : FEEL_NULL_VALUE;
}

static feel_value time_of_day(arena *a, str text)
{
    dtime t;
    return dtime_parse(text, &t) ? feel_make_time(a, t) : FEEL_NULL_VALUE;
}

static feel_value day(arena *a, str text)
{
    date d;
    (void)a;
    return date_parse(text, &d) ? feel_date(d) : FEEL_NULL_VALUE;
}

static feel_value truth(arena *a, str text)
{
    (void)a;
    return feel_bool(str_eqc(text, "true") || str_eqc(text, "1"));
}

static feel_value number(arena *a, str text)
{
    dec n;
    (void)a;
    return dec_parse(text, &n) ? feel_number(n) : FEEL_NULL_VALUE;
}

/* xsi:type, local name. What is not here is text. */
static const struct {
    const char *type;
    feel_value (*read)(arena *a, str text);
} readers[] = {
    { "decimal", number },
    { "double", number },
    { "float", number },
    { "integer", number },
    { "int", number },
    { "long", number },
    { "short", number },
    { "boolean", truth },
    { "date", day },
    { "time", time_of_day },
    { "dateTime", moment },
    { "duration", duration },
    { "dayTimeDuration", duration },
    { "yearMonthDuration", duration },
};

static feel_value simple_value(arena *a, const xml_node *n)
{
    if (str_eqc(str_trim(xml_attr(a, n, "nil")), "true")) return FEEL_NULL_VALUE;
    str type = str_trim(xml_attr(a, n, "type")), text = xml_text(a, n);
    int32_t colon = str_find(type, STR(":"));
    type = str_sub(type, colon + 1, type.len);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (str_eqc(type, readers[i].type)) return readers[i].read(a, str_trim(text));
    return feel_string(text.ptr ? text : STR(""));
}

static feel_value list_value(arena *a, const xml_node *n)
{
    VEC(feel_value) items = { 0 };
    XML_EACH(item, n, "item") {
        feel_value *place = VEC_PUSH(a, &items);
        if (place) *place = tck_value(a, item);
    }
    return feel_make_list(a, items.items, items.count);
}

static feel_value context_value(arena *a, const xml_node *parent)
{
    VEC(str) keys = { 0 };
    VEC(feel_value) values = { 0 };
    XML_EACH(component, parent, "component") {
        str *key = VEC_PUSH(a, &keys);
        feel_value *value = VEC_PUSH(a, &values);
        if (!key || !value) return FEEL_NULL_VALUE;
        *key = feel_name_normal(a, xml_attr(a, component, "name"));
        *value = tck_value(a, component);
    }
    return feel_make_context(a, keys.items, values.items, keys.count);
}

feel_value tck_value(arena *a, const xml_node *parent)
{
    const xml_node *value = xml_first(parent, "value"), *list = xml_first(parent, "list");
    if (value) return simple_value(a, value);
    if (list) return list_value(a, list);
    if (xml_first(parent, "component")) return context_value(a, parent);
    return FEEL_NULL_VALUE;
}

/* ---- comparing ---- */

static bool same_number(dec expected, dec got)
{
    if (dec_eq(expected, got)) return true;
    dec difference, margin;
    dec magnitude = dec_sign(expected) ? dec_abs(expected) : DEC_ONE;
    if (!dec_sub(expected, got, &difference)) return false;
    return dec_mul(magnitude, dec_scaled(1, -8), &margin) &&
           dec_cmp(dec_abs(difference), margin) <= 0;
}

static bool same_list(const feel_list *expected, const feel_list *got)
{
    if (expected->count != got->count) return false;
    for (int32_t i = 0; i < got->count; i++)
        if (!tck_same(expected->items[i], got->items[i])) return false;
    return true;
}

static bool same_context(const feel_context *expected, const feel_context *got)
{
    if (expected->count != got->count) return false;
    for (int32_t i = 0; i < expected->count; i++) {
        bool found;
        feel_value v = feel_context_get(got, expected->keys[i], &found);
        if (!found || !tck_same(expected->values[i], v)) return false;
    }
    return true;
}

bool tck_same(feel_value expected, feel_value got)
{
    if (expected.kind != got.kind) return false;
    switch ((feel_kind)got.kind) {
    case FEEL_NUMBER: return same_number(expected.as.number, got.as.number);
    case FEEL_LIST: return same_list(expected.as.list, got.as.list);
    case FEEL_CONTEXT: return same_context(expected.as.context, got.as.context);
    default: return feel_same(expected, got);
    }
}
