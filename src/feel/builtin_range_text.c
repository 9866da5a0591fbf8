/* builtin_range_text.c: range(from), which reads the text of a range whose ends are literals
*(DMN 1.5 §10.3.4.1): numbers,
** strings, @"…", and date("…"), time("…"), date and time("…"), duration("…") of one string. */
#include "feel/builtin_args.h"

/* The text between the quotes of a string literal, unescaped; false unless s is exactly one such
 * literal. */
static bool quoted(arena *a, str s, str *out)
{
    if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"') return false;
    strbuf buf;
    strbuf_init(&buf, a);
    for (int32_t i = 1; i < s.len - 1; i++) {
        char c = s.ptr[i];
        if (c == '"') return false;
        if (c == '\\') {
            if (++i >= s.len - 1) return false;
            static const char from[] = "nrt\"\\'", to[] = "\n\r\t\"\\'";
            const char *escape = strchr(from, s.ptr[i]);
            if (!escape) return false;
            c = to[escape - from];
        }
        strbuf_put_char(&buf, c);
    }
    *out = strbuf_done(&buf);
    return !buf.failed;
}

/* date("2023-07-01") and its like. */
static bool converted(feel_run *r, str s, src_pos at, feel_value *out)
{
    static const struct { const char *name; builtin_fn fn;
    } converters[] = {
        { "date and time", builtin_date_and_time },
        { "date", builtin_date },
        { "time", builtin_time },
        { "duration", builtin_duration },
    };
    for (size_t i = 0; i < sizeof converters / sizeof *converters; i++) {
        str name = str_c(converters[i].name), text;
        if (!str_starts(s, name) || !str_ends(s, STR(")"))) continue;
        str inside = str_trim(str_sub(s, name.len, s.len - 1));
        if (!str_starts(inside, STR("("))) continue;
        if (!quoted(r->arena, str_trim(str_sub(inside, 1, inside.len)), &text)) return false;
        feel_value v = feel_string(text);
        *out = converters[i].fn(r, 1, &v, at);
        return out->kind != FEEL_NULL;
    }
    return false;
}

static bool endpoint(feel_run *r, str s, src_pos at, feel_value *out)
{
    str text;
    dec n;
    s = str_trim(s);
    if (str_starts(s, STR("@")))
        return quoted(r->arena, str_sub(s, 1, s.len), &text) &&
               feel_at_literal(r->arena, text, out);
    if (quoted(r->arena, s, &text)) {
        *out = feel_string(text);
        return true;
    }
    if (dec_parse(s, &n)) {
        *out = feel_number(n);
        return true;
    }
    return converted(r, s, at, out);
}

/* Byte offset of the ".." outside of strings, -1 when there is none. */
static int32_t find_dots(str s)
{
    bool inside = false;
    for (int32_t i = 0; i + 1 < s.len; i++) {
        if (inside && s.ptr[i] == '\\') i++;
        else if (s.ptr[i] == '"') inside = !inside;
        else if (!inside && s.ptr[i] == '.' && s.ptr[i + 1] == '.') return i;
    }
    return -1;
}

feel_value builtin_range(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("range");
    str s;
    feel_range range = { .has_low = true, .has_high = true };
    if (!arg_string(&a, 0, &s)) return FEEL_NULL_VALUE;
    s = str_trim(s);
    int32_t dots = find_dots(s);
    char first = s.len ? s.ptr[0] : ' ', last = s.len ? s.ptr[s.len - 1] : ' ';
    bool shaped = dots > 0 && strchr("[(]", first) && strchr("])[", last) && dots + 2 < s.len;
    if (!shaped || !endpoint(r, str_sub(s, 1, dots), at, &range.low) ||
        !endpoint(r, str_sub(s, dots + 2, s.len - 1), at, &range.high))
        return arg_fail(&a, "E-FORMAT", "范围应写作 [1..10] 一类, 两端为字面值",
                        "a range is written like [1..10], with literals at both ends");
    int order = feel_order(range.low, range.high);
    if (order == 2)
        return arg_fail(&a, "E-TYPE", "范围两端的类型不能比较",
                        "the ends are of types that do not compare");
    if (order > 0) return arg_fail(&a, "E-RANGE", "范围的起点大于终点", "the range begins after its end");
    range.low_closed = first == '[';
    range.high_closed = last == ']';
    feel_value v = feel_make_range(r->arena, range);
    return v.kind == FEEL_RANGE ? v : arg_no_memory(&a);
}
