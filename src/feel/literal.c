/* literal.c: a value as FEEL text that reads back as the same value, and as plain text for people.
 */
#include "feel/value.h"

/* A list may hold another twice, level upon level: its text would never end. */
enum { NESTING_MAX = 1000, TEXT_MAX = 1 << 26 };

static void put_literal(strbuf *out, feel_value v, int depth);

static void put_quoted(strbuf *out, str s)
{
    strbuf_put_char(out, '"');
    for (int32_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        switch (c) {
        case '"': strbuf_putc(out, "\\\""); break;
        case '\\': strbuf_putc(out, "\\\\"); break;
        case '\n': strbuf_putc(out, "\\n"); break;
        case '\r': strbuf_putc(out, "\\r"); break;
        case '\t': strbuf_putc(out, "\\t"); break;
        default: strbuf_put_char(out, c);
        }
    }
    strbuf_put_char(out, '"');
}

/* A key stands bare when it is one word of letters, digits and _ that is no keyword. */
static bool bare_key(str key)
{
    static const char *const keywords[] = { "and",       "between", "else",     "every", "external",
                                            "false",     "for",     "function", "if",    "in",
                                            "instance",  "not",     "null",     "or",    "return",
                                            "satisfies", "some",    "then",     "true" };
    if (key.len == 0) return false;
    for (int32_t i = 0; i < key.len;) {
        int32_t at = i;
        uint32_t cp = utf8_next(key, &i);
        bool letter = (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_' ||
                      (cp >= 0x3400 && cp <= 0x9fff);
        if (!letter && (at == 0 || cp < '0' || cp > '9')) return false;
    }
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (str_eqc(key, keywords[i])) return false;
    return true;
}

static void put_key(strbuf *out, str key)
{
    if (bare_key(key)) strbuf_put(out, key);
    else put_quoted(out, key);
}

static void put_list(strbuf *out, const feel_list *list, int depth)
{
    strbuf_put_char(out, '[');
    for (int32_t i = 0; i < list->count && !out->failed; i++) {
        if (i) strbuf_putc(out, ", ");
        put_literal(out, list->items[i], depth + 1);
    }
    strbuf_put_char(out, ']');
}

static void put_context(strbuf *out, const feel_context *c, int depth)
{
    strbuf_put_char(out, '{');
    for (int32_t i = 0; i < c->count && !out->failed; i++) {
        if (i) strbuf_putc(out, ", ");
        put_key(out, c->keys[i]);
        strbuf_putc(out, ": ");
        put_literal(out, c->values[i], depth + 1);
    }
    strbuf_put_char(out, '}');
}

static void put_range(strbuf *out, const feel_range *r, int depth)
{
    if (r->point || !r->has_low || !r->has_high) {
        bool low = r->has_low;
        bool closed = low ? r->low_closed : r->high_closed;
        strbuf_putc(out, r->point ? closed ? "(= " : "(!= "
                         : low    ? closed ? "(>= " : "(> "
                         : closed ? "(<= "
                                  : "(< ");
        put_literal(out, low ? r->low : r->high, depth + 1);
        strbuf_put_char(out, ')');
        return;
    }
    strbuf_put_char(out, r->low_closed ? '[' : '(');
    put_literal(out, r->low, depth + 1);
    strbuf_putc(out, "..");
    put_literal(out, r->high, depth + 1);
    strbuf_put_char(out, r->high_closed ? ']' : ')');
}

static str temporal_text(arena *a, feel_value v)
{
    switch ((feel_kind)v.kind) {
    case FEEL_DATE: return date_text(a, v.as.date);
    case FEEL_TIME: return dtime_text(a, *v.as.time);
    case FEEL_DATETIME: return datetime_text(a, *v.as.datetime);
    case FEEL_MONTHS: return months_text(a, v.as.months);
    default: return nanos_text(a, feel_nanos(v));
    }
}

static void put_at_literal(strbuf *out, feel_value v)
{
    strbuf_putc(out, "@\"");
    strbuf_put(out, temporal_text(out->arena, v));
    strbuf_put_char(out, '"');
}

static void put_literal(strbuf *out, feel_value v, int depth)
{
    if (out->len > TEXT_MAX) out->failed = true;
    if (depth > NESTING_MAX) {
        strbuf_putc(out, "null");
        return;
    }
    switch ((feel_kind)v.kind) {
    case FEEL_NULL: strbuf_putc(out, "null"); break;
    case FEEL_BOOLEAN: strbuf_putc(out, v.as.boolean ? "true" : "false"); break;
    case FEEL_NUMBER: strbuf_put(out, dec_text(out->arena, v.as.number)); break;
    case FEEL_STRING: put_quoted(out, v.as.string); break;
    case FEEL_LIST: put_list(out, v.as.list, depth); break;
    case FEEL_CONTEXT: put_context(out, v.as.context, depth); break;
    case FEEL_RANGE: put_range(out, v.as.range, depth); break;
    case FEEL_FUNCTION: strbuf_putc(out, "function"); break;
    default: put_at_literal(out, v);
    }
}

str feel_literal(arena *a, feel_value v)
{
    strbuf out;
    strbuf_init(&out, a);
    put_literal(&out, v, 0);
    str text = strbuf_done(&out);
    return out.failed ? (str){ NULL, 0 } : text;
}

str feel_display(arena *a, feel_value v)
{
    switch ((feel_kind)v.kind) {
    case FEEL_STRING: return v.as.string;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATETIME:
    case FEEL_MONTHS:
    case FEEL_NANOS: return temporal_text(a, v);
    default: return feel_literal(a, v);
    }
}
