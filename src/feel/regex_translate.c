/* regex_translate.c: from XPath's regular expressions (XML Schema part 2, appendix F, with XPath's
*additions) to PCRE2's.
** Every character class is written out in code points and Unicode categories, so that nothing of
*PCRE2's own escapes
** shows through. What the grammar of XPath does not have is REGEX_BAD_PATTERN. */
#include "feel/regex.h"

#include <unicode/uchar.h>
#include <unicode/uset.h>

typedef struct range { uint32_t low, high; } range;

enum { CODE_POINT_MAX = 0x10ffff, GROUPS_MAX = 1000 };

typedef struct translator {
    str in;
    int32_t at;
    strbuf out;
    bool dot_all;
    int groups;                              /* opened so far */
    bool closed[GROUPS_MAX + 1];
    int open[REGEX_NESTING_MAX], depth;      /* group numbers, 0 for (?: */
    regex_status status;
} translator;

/* XML 1.0, fifth edition: NameStartChar, and what NameChar adds. */
static const range name_start[] = {
    { ':', ':' },       { 'A', 'Z' },       { '_', '_' },       { 'a', 'z' },
    { 0xc0, 0xd6 },     { 0xd8, 0xf6 },     { 0xf8, 0x2ff },    { 0x370, 0x37d },
    { 0x37f, 0x1fff },  { 0x200c, 0x200d }, { 0x2070, 0x218f }, { 0x2c00, 0x2fef },
    { 0x3001, 0xd7ff }, { 0xf900, 0xfdcf }, { 0xfdf0, 0xfffd }, { 0x10000, 0xeffff },
};
static const range name_char[] = {
    { '-', '.' },       { '0', ':' },         { 'A', 'Z' },       { '_', '_' },
    { 'a', 'z' },       { 0xb7, 0xb7 },       { 0xc0, 0xd6 },     { 0xd8, 0xf6 },
    { 0xf8, 0x37d },    { 0x37f, 0x1fff },    { 0x200c, 0x200d }, { 0x203f, 0x2040 },
    { 0x2070, 0x218f }, { 0x2c00, 0x2fef },   { 0x3001, 0xd7ff }, { 0xf900, 0xfdcf },
    { 0xfdf0, 0xfffd }, { 0x10000, 0xeffff },
};
static const range blanks[] = { { '\t', '\n' }, { '\r', '\r' }, { ' ', ' ' } };
#define COUNT(ranges) ((int)(sizeof(ranges) / sizeof *(ranges)))

static bool bad(translator *t)
{
    if (t->status == REGEX_OK) t->status = REGEX_BAD_PATTERN;
    return false;
}

static bool more(const translator *t)
{
    return t->at < t->in.len;
}

static char peek(const translator *t)
{
    return more(t) ? t->in.ptr[t->at] : '\0';
}

static bool take_char(translator *t, char c)
{
    if (!more(t) || peek(t) != c) return false;
    t->at++;
    return true;
}

static void put_code_point(translator *t, uint32_t cp)
{
    strbuf_printf(&t->out, "\\x{%x}", cp);
}

static void put_range(translator *t, uint32_t low, uint32_t high)
{
    if (low > high) return;
    put_code_point(t, low);
    if (high == low) return;
    strbuf_put_char(&t->out, '-');
    put_code_point(t, high);
}

/* Ranges inside [ ]; the complement is cut around the surrogates, which are no characters. */
static void put_ranges(translator *t, const range *r, int count, bool complement)
{
    uint32_t next = 0;
    for (int i = 0; i < count; i++) {
        if (complement && r[i].low > next) put_range(t, next, r[i].low - 1);
        if (!complement) put_range(t, r[i].low, r[i].high);
        next = r[i].high + 1;
        if (next == 0xd800) next = 0xe000;
    }
    if (complement && next <= CODE_POINT_MAX) put_range(t, next, CODE_POINT_MAX);
}

/* ---- \p{…} ---- */

static bool is_category(str name)
{
    static const char *const names[] = { "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc",
                                         "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
                                         "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",
                                         "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn" };
    for (int i = 0; i < COUNT(names); i++)
        if (str_eqc(name, names[i])) return true;
    return false;
}

/* ICU knows the blocks by name, without regard to blanks and case. */
static bool find_block(str name, range *out)
{
    char text[80];
    if (name.len == 0 || name.len >= (int32_t)sizeof text) return false;
    memcpy(text, name.ptr, (size_t)name.len);
    text[name.len] = '\0';
    int32_t value = u_getPropertyValueEnum(UCHAR_BLOCK, text);
    if (value == UCHAR_INVALID_CODE) return false;
    UErrorCode error = U_ZERO_ERROR;
    USet *set = uset_openEmpty();
    uset_applyIntPropertyValue(set, UCHAR_BLOCK, value, &error);
    UChar32 low = 0, high = 0;
    bool found = U_SUCCESS(error) && uset_getItemCount(set) > 0 &&
                 uset_getItem(set, 0, &low, &high, NULL, 0, &error) == 0;
    uset_close(set);
    *out = (range){ (uint32_t)low, (uint32_t)high };
    return found && (high < 0xd800 || low > 0xdfff);
}

static bool put_property(translator *t, bool complement)
{
    if (!take_char(t, '{')) return bad(t);
    int32_t close = str_find_from(t->in, STR("}"), t->at);
    if (close < 0) return bad(t);
    str name = str_sub(t->in, t->at, close);
    t->at = close + 1;
    if (is_category(name)) {
        strbuf_printf(&t->out, "\\%c{" STR_FMT "}", complement ? 'P' : 'p', STR_ARG(name));
        return true;
    }
    range block;
    if (!str_starts(name, STR("Is")) || !find_block(str_sub(name, 2, name.len), &block))
        return bad(t);
    put_ranges(t, &block, 1, complement);
    return true;
}

/* ---- escapes ---- */

/* \n, \\, \[ …: one character. */
static bool single_escape(char c, uint32_t *cp)
{
    switch (c) {
    case 'n': *cp = '\n'; return true;
    case 'r': *cp = '\r'; return true;
    case 't': *cp = '\t'; return true;
    default: *cp = (unsigned char)c; return c && strchr("\\|.?*+(){}-[]^$", c) != NULL;
    }
}

/* \s, \p{…} …: many characters, written as the inside of a class. false: not such an escape. */
static bool multi_escape(translator *t, char c)
{
    switch (c) {
    case 's': put_ranges(t, blanks, COUNT(blanks), false); return true;
    case 'S': put_ranges(t, blanks, COUNT(blanks), true); return true;
    case 'i': put_ranges(t, name_start, COUNT(name_start), false); return true;
    case 'I': put_ranges(t, name_start, COUNT(name_start), true); return true;
    case 'c': put_ranges(t, name_char, COUNT(name_char), false); return true;
    case 'C': put_ranges(t, name_char, COUNT(name_char), true); return true;
    case 'd': strbuf_putc(&t->out, "\\p{Nd}"); return true;
    case 'D': strbuf_putc(&t->out, "\\P{Nd}"); return true;
    case 'w': strbuf_putc(&t->out, "\\p{L}\\p{M}\\p{N}\\p{S}"); return true;
    case 'W': strbuf_putc(&t->out, "\\p{P}\\p{Z}\\p{C}"); return true;
    case 'p': return put_property(t, false);
    case 'P': return put_property(t, true);
    default: return bad(t);
    }
}

/* \N: the longest number that is a group; it must have been closed before. */
static bool put_back_reference(translator *t)
{
    int group = peek(t) - '0';
    t->at++;
    while (more(t) && peek(t) >= '0' && peek(t) <= '9' && group * 10 + peek(t) - '0' <= t->groups) {
        group = group * 10 + peek(t) - '0';
        t->at++;
    }
    if (group < 1 || group > t->groups || !t->closed[group]) return bad(t);
    strbuf_printf(&t->out, "\\g{%d}", group);
    return true;
}

static bool put_escape(translator *t)
{
    char c = peek(t);
    uint32_t cp;
    if (c >= '0' && c <= '9') return put_back_reference(t);
    t->at++;
    if (single_escape(c, &cp)) {
        put_code_point(t, cp);
        return true;
    }
    strbuf_put_char(&t->out, '[');
    if (!multi_escape(t, c)) return false;
    strbuf_put_char(&t->out, ']');
    return true;
}

/* ---- character classes ---- */

/* One character of a class that may begin or end a range. *many: it was an escape for several,
 * already written. */
static bool class_char(translator *t, uint32_t *cp, bool *many)
{
    *many = false;
    if (!more(t)) return bad(t);
    if (peek(t) == '[' || peek(t) == ']') return bad(t);
    if (peek(t) != '\\') {
        *cp = utf8_next(t->in, &t->at);
        return true;
    }
    t->at++;
    char c = peek(t);
    t->at++;
    if (single_escape(c, cp)) return true;
    *many = true;
    return multi_escape(t, c);
}

static bool range_follows(const translator *t)
{
    char after = t->at + 1 < t->in.len ? t->in.ptr[t->at + 1] : '\0';
    return peek(t) == '-' && after != ']' && after != '[';
}

static bool put_class_items(translator *t)
{
    int items = 0;
    while (more(t) && peek(t) != ']') {
        if (peek(t) == '-' && t->at + 1 < t->in.len && t->in.ptr[t->at + 1] == '[') break;
        uint32_t low, high;
        bool many, many_end;
        bool hyphen = peek(t) == '-';
        if (!class_char(t, &low, &many)) return false;
        items++;
        if (many) continue;
        if (hyphen && items > 1 && peek(t) != ']')
            return bad(t); /* a bare - stands first or last only */
        high = low;
        if (range_follows(t) && !hyphen) {
            t->at++;
            if (!class_char(t, &high, &many_end)) return false;
            if (many_end || high < low) return bad(t);
        }
        put_range(t, low, high);
    }
    return items > 0 || bad(t);
}

/* After "[". a-[b] becomes (?:(?!b)a). */
static bool put_class(translator *t, int depth)
{
    if (depth > REGEX_NESTING_MAX) return bad(t);
    strbuf whole = t->out;
    strbuf_init(&t->out, whole.arena);
    strbuf_putc(&t->out, take_char(t, '^') ? "[^" : "[");
    bool ok = put_class_items(t);
    strbuf_put_char(&t->out, ']');
    strbuf base = t->out;
    str without = STR("");
    if (ok && take_char(t, '-')) {
        t->at++;                             /* the [ that put_class_items saw */
        strbuf_init(&t->out, whole.arena);
        ok = put_class(t, depth + 1);
        without = strbuf_done(&t->out);
    }
    bool failed = base.failed || t->out.failed;
    t->out = whole;
    if (failed) t->out.failed = true;
    if (!ok) return false;
    if (!take_char(t, ']')) return bad(t);
    if (without.len) strbuf_printf(&t->out, "(?:(?!" STR_FMT ")", STR_ARG(without));
    strbuf_put(&t->out, strbuf_done(&base));
    if (without.len) strbuf_put_char(&t->out, ')');
    return true;
}

/* ---- groups, quantifiers, the whole ---- */

static bool open_group(translator *t)
{
    if (t->depth == REGEX_NESTING_MAX || t->groups == GROUPS_MAX) {
        t->status = REGEX_LIMIT;
        return false;
    }
    bool counted = peek(t) != '?';
    if (!counted) {
        t->at++;
        if (!take_char(t, ':')) return bad(t);
    }
    t->open[t->depth++] = counted ? ++t->groups : 0;
    strbuf_putc(&t->out, counted ? "(" : "(?:");
    return true;
}

static bool close_group(translator *t)
{
    if (t->depth == 0) return bad(t);
    t->closed[t->open[--t->depth]] = true;
    strbuf_put_char(&t->out, ')');
    return true;
}

static bool put_count(translator *t)
{
    int32_t start = t->at;
    while (more(t) && peek(t) >= '0' && peek(t) <= '9') t->at++;
    strbuf_put(&t->out, str_sub(t->in, start, t->at));
    return t->at > start;
}

/* ?, *, +, {n}, {n,}, {n,m}, each with a reluctant ? after it. */
static bool put_quantifier(translator *t)
{
    char c = peek(t);
    if (c == '?' || c == '*' || c == '+') {
        t->at++;
        strbuf_put_char(&t->out, c);
    } else if (c == '{') {
        t->at++;
        strbuf_put_char(&t->out, '{');
        if (!put_count(t)) return bad(t);
        if (take_char(t, ',')) {
            strbuf_put_char(&t->out, ',');
            put_count(t);
        }
        if (!take_char(t, '}')) return bad(t);
        strbuf_put_char(&t->out, '}');
    } else {
        return true;
    }
    if (take_char(t, '?')) strbuf_put_char(&t->out, '?');
    return true;
}

/* One atom; *quantifiable tells whether a quantifier may follow. */
static bool put_atom(translator *t, bool *quantifiable)
{
    char c = peek(t);
    *quantifiable = c != '(' && c != '|';
    switch (c) {
    case '(': t->at++; return open_group(t);
    case ')': t->at++; return close_group(t);
    case '[': t->at++; return put_class(t, 0);
    case '\\': t->at++; return more(t) ? put_escape(t) : bad(t);
    case '.':
        t->at++;
        strbuf_putc(&t->out, t->dot_all ? "." : "[^\\x{a}\\x{d}]");
        return true;
    case '|':
        t->at++;
        strbuf_put_char(&t->out, c);
        return true;
    case '^':
    case '$': /* XPath lets them be repeated, PCRE2 only in a group */
        t->at++;
        strbuf_printf(&t->out, more(t) && strchr("?*+{", peek(t)) ? "(?:%c)" : "%c", c);
        return true;
    case '?':
    case '*':
    case '+':
    case '{':
    case '}':
    case ']': return bad(t);
    default: put_code_point(t, utf8_next(t->in, &t->at)); return true;
    }
}

/* Flag x: blanks go, except inside a character class. */
static str without_blanks(arena *a, str s)
{
    strbuf out;
    strbuf_init(&out, a);
    int classes = 0;
    for (int32_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (classes == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
        if (c == '[') classes++;
        if (c == ']' && classes > 0) classes--;
        strbuf_put_char(&out, c);
        if (c == '\\' && i + 1 < s.len && (classes > 0 || !strchr(" \t\n\r", s.ptr[i + 1])))
            strbuf_put_char(&out, s.ptr[++i]);
    }
    str done = strbuf_done(&out);
    return out.failed ? (str){ NULL, -1 } : done;
}

regex_status regex_translate(arena *a, str pattern, bool dot_all, bool blanks_ignored, str *out,
                             int *groups)
{
    translator *t = ARENA_NEW(a, translator);
    if (!t) return REGEX_NO_MEMORY;
    t->in = blanks_ignored ? without_blanks(a, pattern) : pattern;
    if (t->in.len < 0) return REGEX_NO_MEMORY;
    t->dot_all = dot_all;
    strbuf_init(&t->out, a);
    bool ok = true, quantifiable;
    while (ok && more(t)) ok = put_atom(t, &quantifiable) && (!quantifiable || put_quantifier(t));
    if (t->status != REGEX_OK) return t->status;
    if (t->depth > 0) return REGEX_BAD_PATTERN;
    *out = strbuf_done(&t->out);
    *groups = t->groups;
    return t->out.failed ? REGEX_NO_MEMORY : REGEX_OK;
}
