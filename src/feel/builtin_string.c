/* builtin_string.c: string built-ins (DMN 1.5 §10.3.4.3). Positions and lengths count Unicode code
 * points. */
#include "feel/builtin_args.h"
#include "feel/regex.h"
#include <unicode/ucasemap.h>

/* ---- parts ---- */

/* start 1 is the first character, -1 the last; a length reaching past the end is cut. */
feel_value builtin_substring(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("substring");
    str s;
    int64_t start, length = INT32_MAX;
    if (!arg_string(&a, 0, &s) || !arg_int(&a, 1, &start) || (argc > 2 && !arg_int(&a, 2, &length)))
        return FEEL_NULL_VALUE;
    int64_t chars = utf8_chars(s);
    if (start < 0) start += chars + 1;
    if (start < 1 || start > chars)
        return arg_fail(&a, "E-RANGE", "起始位置超出字符串", "the start position lies outside the string");
    if (argc > 2 && length < 1)
        return arg_fail(&a, "E-RANGE", "长度至少为 1", "the length must be at least 1");
    if (length > chars - start + 1) length = chars - start + 1;
    int32_t from = utf8_offset(s, (int32_t)start - 1);
    str rest = str_sub(s, from, s.len);
    return feel_string(str_sub(rest, 0, utf8_offset(rest, (int32_t)length)));
}

feel_value builtin_string_length(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("string length");
    str s;
    return arg_string(&a, 0, &s) ? feel_number(dec_from_int(utf8_chars(s))) : FEEL_NULL_VALUE;
}

feel_value builtin_substring_before(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("substring before");
    str s, match;
    if (!arg_string(&a, 0, &s) || !arg_string(&a, 1, &match)) return FEEL_NULL_VALUE;
    int32_t found = match.len ? str_find(s, match) : -1;
    return feel_string(found < 0 ? STR("") : str_sub(s, 0, found));
}

feel_value builtin_substring_after(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("substring after");
    str s, match;
    if (!arg_string(&a, 0, &s) || !arg_string(&a, 1, &match)) return FEEL_NULL_VALUE;
    int32_t found = match.len ? str_find(s, match) : 0;
    return feel_string(found < 0 ? STR("") : str_sub(s, found + match.len, s.len));
}

feel_value builtin_contains(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("contains");
    str s, match;
    if (!arg_string(&a, 0, &s) || !arg_string(&a, 1, &match)) return FEEL_NULL_VALUE;
    return feel_bool(match.len == 0 || str_find(s, match) >= 0);
}

feel_value builtin_starts_with(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("starts with");
    str s, match;
    if (!arg_string(&a, 0, &s) || !arg_string(&a, 1, &match)) return FEEL_NULL_VALUE;
    return feel_bool(str_starts(s, match));
}

feel_value builtin_ends_with(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("ends with");
    str s, match;
    if (!arg_string(&a, 0, &s) || !arg_string(&a, 1, &match)) return FEEL_NULL_VALUE;
    return feel_bool(str_ends(s, match));
}

/* ---- case ---- */

static bool is_ascii(str s)
{
    for (int32_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return false;
    return true;
}

static bool ascii_case(arena *mem, str s, bool upper, str *out)
{
    char *copy = arena_get(mem, (size_t)s.len + 1);
    if (!copy) return false;
    for (int32_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool change = upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
        copy[i] = change ? (char)(c ^ 0x20) : c;
    }
    *out = (str){ copy, s.len };
    return true;
}

/* ICU maps whole texts, since a letter may become two (ß, SS) or depend on its neighbours (final
 * sigma). */
static bool unicode_case(arena *mem, str s, bool upper, str *out)
{
    UErrorCode error = U_ZERO_ERROR;
    UCaseMap *map = ucasemap_open("", 0, &error);
    if (U_FAILURE(error)) return false;
    int32_t room = s.len < INT32_MAX / 3 ? s.len * 3 + 16 : INT32_MAX;
    char *copy = arena_get(mem, (size_t)room);
    int32_t len = 0;
    if (copy)
        len = upper ? ucasemap_utf8ToUpper(map, copy, room, s.ptr, s.len, &error)
                    : ucasemap_utf8ToLower(map, copy, room, s.ptr, s.len, &error);
    ucasemap_close(map);
    *out = (str){ copy, len };
    return copy && U_SUCCESS(error);
}

static feel_value change_case(const args *a, bool upper)
{
    str s, out;
    if (!arg_string(a, 0, &s)) return FEEL_NULL_VALUE;
    bool done = is_ascii(s) ? ascii_case(a->run->arena, s, upper, &out)
                            : unicode_case(a->run->arena, s, upper, &out);
    return done ? feel_string(out) : arg_no_memory(a);
}

feel_value builtin_upper_case(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("upper case");
    return change_case(&a, true);
}

feel_value builtin_lower_case(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("lower case");
    return change_case(&a, false);
}

/* ---- joining ---- */

/* Nulls in the list are passed over. */
feel_value builtin_string_join(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("string join");
    feel_list items;
    str delimiter = STR("");
    if (!arg_list(&a, 0, &items) || (arg_given(&a, 1) && !arg_string(&a, 1, &delimiter)))
        return FEEL_NULL_VALUE;
    strbuf out;
    strbuf_init(&out, r->arena);
    bool first = true;
    for (int32_t i = 0; i < items.count; i++) {
        feel_value v = items.items[i];
        if (v.kind == FEEL_NULL) continue;
        if (v.kind != FEEL_STRING) return arg_bad(&a, 0, "list<string>");
        if (!first) strbuf_put(&out, delimiter);
        strbuf_put(&out, v.as.string);
        first = false;
    }
    str text = strbuf_done(&out);
    return out.failed ? arg_no_memory(&a) : feel_string(text);
}

/* ---- patterns ---- */

static feel_value pattern_failed(const args *a, regex_status status)
{
    switch (status) {
    case REGEX_BAD_PATTERN:
        return arg_fail(a, "E-PATTERN", "正则表达式有误; 请按 XPath 的写法改正",
                        "the pattern is no regular expression as XPath writes them; correct it");
    case REGEX_BAD_FLAGS:
        return arg_fail(a, "E-PATTERN", "标志只能由 s、m、i、x、q 组成",
                        "flags are made of s, m, i, x and q only");
    case REGEX_BAD_REPLACEMENT:
        return arg_fail(a, "E-PATTERN", "替换文本中的 $ 后须为数字, \\ 后须为 \\ 或 $",
                        "in the replacement $ must be followed by a digit, \\ by \\ or $");
    case REGEX_EMPTY_MATCH:
        return arg_fail(a, "E-PATTERN", "该模式能匹配空文本, 不能用于替换或拆分",
                        "the pattern matches the empty text, so it cannot replace or split");
    case REGEX_BAD_TEXT:
        return arg_fail(a, "E-PATTERN", "文本不是有效的 UTF-8", "the text is not valid UTF-8");
    case REGEX_LIMIT:
        return arg_fail(a, "E-LIMIT", "匹配超出步数限制; 请简化模式",
                        "matching passed its step limit; simplify the pattern");
    default: return arg_no_memory(a);
    }
}

/* Reads input, pattern and the optional flags at `flags_at`, and compiles. */
static bool read_pattern(const args *a, int flags_at, str *input, regex **re)
{
    str pattern, flags = STR("");
    if (!arg_string(a, 0, input) || !arg_string(a, 1, &pattern)) return false;
    if (flags_at > 0 && arg_given(a, flags_at) && !arg_string(a, flags_at, &flags)) return false;
    regex_status status = regex_compile(a->run->arena, pattern, flags, re);
    if (status == REGEX_OK) return true;
    pattern_failed(a, status);
    return false;
}

feel_value builtin_matches(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("matches");
    str input;
    regex *re;
    bool found;
    arena_pos before = arena_mark(r->arena);
    int notes = r->notes.count;
    if (!read_pattern(&a, 2, &input, &re)) return FEEL_NULL_VALUE;
    regex_status status = regex_matches(re, input, &found);
    if (status != REGEX_OK) return pattern_failed(&a, status);
    if (r->notes.count == notes)
        arena_rewind(r->arena, before); /* nothing but the pattern was taken */
    return feel_bool(found);
}

feel_value builtin_replace(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("replace");
    str input, replacement, out;
    regex *re;
    if (!arg_string(&a, 2, &replacement) || !read_pattern(&a, 3, &input, &re))
        return FEEL_NULL_VALUE;
    regex_status status = regex_replace(re, input, replacement, &out);
    return status == REGEX_OK ? feel_string(out) : pattern_failed(&a, status);
}

feel_value builtin_split(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("split");
    str input, *pieces;
    regex *re;
    int32_t count;
    if (!read_pattern(&a, 0, &input, &re)) return FEEL_NULL_VALUE;
    regex_status status = regex_split(re, input, &pieces, &count);
    if (status != REGEX_OK) return pattern_failed(&a, status);
    feel_value *items = ARENA_ARRAY(r->arena, feel_value, count);
    if (!items) return arg_no_memory(&a);
    for (int32_t i = 0; i < count; i++) items[i] = feel_string(pieces[i]);
    feel_value list = feel_make_list(r->arena, items, count);
    return list.kind == FEEL_LIST ? list : arg_no_memory(&a);
}
