/* schema.c: see schema.h. */
#include "schema.h"
#include "base/date.h"

static bool say(arena *a, str path, const char *what, str *why)
{
    *why = str_format(a, STR_FMT ": %s", STR_ARG(path), what);
    return false;
}

static const json *resolve(const json *document, const json *schema)
{
    str ref = json_str(schema, "$ref");
    if (ref.len == 0) return schema;
    const json *at = document;
    str rest = str_sub(ref, 2, ref.len), part;
    while (str_split_next(&rest, STR("/"), &part)) {
        const json *next = NULL;
        for (int i = 0; at && i < at->count; i++)
            if (at->kind == JSON_OBJECT && str_eq(at->keys[i], part)) next = at->items[i];
        at = next;
    }
    return at;
}

static bool is_type(str type, const json *v)
{
    switch (v->kind) {
    case JSON_NULL: return str_eqc(type, "null");
    case JSON_TRUE: case JSON_FALSE: return str_eqc(type, "boolean");
    case JSON_STRING: return str_eqc(type, "string");
    case JSON_ARRAY: return str_eqc(type, "array");
    case JSON_OBJECT: return str_eqc(type, "object");
    default:
        return str_eqc(type, "number")
               || (str_eqc(type, "integer") && str_find(v->text, STR(".")) < 0);
    }
}

static bool type_holds(const json *type, const json *v)
{
    if (!type) return true;
    if (type->kind == JSON_STRING) return is_type(type->text, v);
    for (int i = 0; i < type->count; i++)
        if (is_type(type->items[i]->text, v)) return true;
    return false;
}

static bool object_holds(arena *a, const json *document, const json *schema, const json *v,
                         str path, str *why)
{
    const json *properties = json_get(schema, "properties"),
               *required = json_get(schema, "required"),
               *open = json_get(schema, "additionalProperties");
    for (int i = 0; required && i < required->count; i++) {
        bool there = false;
        for (int k = 0; k < v->count; k++)
            there = there || str_eq(v->keys[k], required->items[i]->text);
        if (!there)
            return say(a,
                       str_format(a, STR_FMT "." STR_FMT, STR_ARG(path),
                                  STR_ARG(required->items[i]->text)),
                       "missing", why);
    }
    for (int k = 0; properties && k < v->count; k++) {
        str at = str_format(a, STR_FMT "." STR_FMT, STR_ARG(path), STR_ARG(v->keys[k]));
        const json *member = NULL;
        for (int i = 0; i < properties->count; i++)
            if (str_eq(properties->keys[i], v->keys[k])) member = properties->items[i];
        if (!member && !open) return say(a, at, "not described", why);
        if (member && !schema_holds(a, document, member, v->items[k], at, why)) return false;
    }
    return true;
}

static bool array_holds(arena *a, const json *document, const json *schema, const json *v, str path,
                        str *why)
{
    const json *items = json_get(schema, "items");
    for (int i = 0; items && i < v->count; i++)
        if (!schema_holds(a, document, items, v->items[i],
                          str_format(a, STR_FMT "[%d]", STR_ARG(path), i), why))
            return false;
    return true;
}

static bool one_holds(arena *a, const json *document, const json *all, const json *v, str path,
                      str *why)
{
    int holding = 0;
    str last = { 0 };
    for (int i = 0; i < all->count; i++)
        holding += schema_holds(a, document, all->items[i], v, path, &last);
    if (holding == 1) return true;
    *why =
        holding == 0 ? last : str_format(a, STR_FMT ": several alternatives hold", STR_ARG(path));
    return false;
}

bool schema_holds(arena *a, const json *document, const json *schema, const json *v, str path,
                  str *why)
{
    schema = resolve(document, schema);
    if (!schema) return say(a, path, "reference to nothing", why);
    const json *one = json_get(schema, "oneOf"), *words = json_get(schema, "enum");
    if (one) return one_holds(a, document, one, v, path, why);
    if (!type_holds(json_get(schema, "type"), v)) return say(a, path, "wrong type", why);
    bool listed = words == NULL;
    for (int i = 0; words && i < words->count; i++)
        listed = listed || (v->kind == JSON_STRING && str_eq(words->items[i]->text, v->text));
    if (!listed) return say(a, path, "not one of the listed words", why);
    date d;
    if (v->kind == JSON_STRING && str_eqc(json_str(schema, "format"), "date")
        && !date_parse(v->text, &d))
        return say(a, path, "no date", why);
    if (v->kind == JSON_OBJECT) return object_holds(a, document, schema, v, path, why);
    return v->kind != JSON_ARRAY || array_holds(a, document, schema, v, path, why);
}
