/* shown.c: values as people read them, with the unit and period in the figure. */
#include "policy/internal.h"

static str grouped(arena *a, str digits)
{
    int32_t point = str_find(digits, STR("."));
    int32_t whole = point < 0 ? digits.len : point, start = digits.len && digits.ptr[0] == '-';
    strbuf b;
    strbuf_init(&b, a);
    for (int32_t i = 0; i < whole; i++) {
        if (i > start && (whole - i) % 3 == 0) strbuf_put_char(&b, ',');
        strbuf_put_char(&b, digits.ptr[i]);
    }
    strbuf_put(&b, str_sub(digits, whole, digits.len));
    return strbuf_done(&b);
}

/* Places of the unit, never fewer than the figure has: a shown sum must be the sum. */
static str figure(arena *a, dec n, int places)
{
    if (places < 0) return grouped(a, dec_text(a, n));
    dec rounded;
    bool exact = dec_round(n, places, DEC_HALF_UP, &rounded) && dec_eq(rounded, n);
    return grouped(a, exact ? dec_text_places(a, n, places) : dec_text(a, n));
}

static str number_shown(const policy_library *lib, arena *a, dec n, const feel_type *t,
                        lang language)
{
    const policy_unit *unit = policy_find_unit(lib, policy_type_unit(t));
    if (!unit) {
        str plain = figure(a, n, -1), name = policy_type_unit(t);
        return name.len ? str_format(a, STR_FMT STR_FMT, STR_ARG(plain), STR_ARG(name)) : plain;
    }
    dec scaled = n;
    if (unit->percent && !dec_mul(n, dec_from_int(100), &scaled)) scaled = n;
    str pattern = language == LANG_EN && unit->english.len ? unit->english : unit->shown;
    str digits = figure(a, scaled, unit->places);
    if (str_find(pattern, STR("{}")) < 0)
        return str_format(a, STR_FMT " " STR_FMT, STR_ARG(digits),
                          STR_ARG(pattern.len ? pattern : unit->name));
    return str_replace(a, pattern, STR("{}"), digits);
}

static const feel_type *member_type(const feel_type *t, str key)
{
    for (int i = 0; t && t->kind == FEEL_T_CONTEXT && i < t->member_count; i++)
        if (str_eq(t->members[i].name, key)) return t->members[i].type;
    return NULL;
}

static void put_list(const policy_library *lib, strbuf *b, feel_value v, const feel_type *t,
                     lang language)
{
    const feel_type *element = t && t->kind == FEEL_T_LIST ? t->element : NULL;
    if (v.as.list->count == 0) strbuf_putc(b, language == LANG_ZH ? "(无)" : "(none)");
    for (int i = 0; i < v.as.list->count; i++) {
        if (i) strbuf_putc(b, language == LANG_ZH ? "、" : ", ");
        strbuf_put(b, policy_shown(lib, b->arena, v.as.list->items[i], element, language));
    }
}

static void put_context(const policy_library *lib, strbuf *b, feel_value v, const feel_type *t,
                        lang language)
{
    const feel_context *c = v.as.context;
    for (int i = 0; i < c->count; i++) {
        if (i) strbuf_putc(b, language == LANG_ZH ? ";" : "; ");
        strbuf_put(b, c->keys[i]);
        strbuf_putc(b, language == LANG_ZH ? ":" : ": ");
        strbuf_put(b,
                   policy_shown(lib, b->arena, c->values[i], member_type(t, c->keys[i]), language));
    }
}

str policy_shown(const policy_library *lib, arena *a, feel_value v, const feel_type *t,
                 lang language)
{
    strbuf b;
    switch (v.kind) {
    case FEEL_NULL: return language == LANG_ZH ? STR("无") : STR("none");
    case FEEL_BOOLEAN:
        if (language == LANG_ZH) return v.as.boolean ? STR("是") : STR("否");
        return v.as.boolean ? STR("yes") : STR("no");
    case FEEL_NUMBER: return number_shown(lib, a, v.as.number, t, language);
    case FEEL_DATE:
        return language == LANG_ZH ? date_text_zh(a, v.as.date) : date_text(a, v.as.date);
    case FEEL_LIST:
    case FEEL_CONTEXT:
        strbuf_init(&b, a);
        if (v.kind == FEEL_LIST) put_list(lib, &b, v, t, language);
        else put_context(lib, &b, v, t, language);
        return strbuf_done(&b);
    default: return feel_display(a, v);
    }
}
