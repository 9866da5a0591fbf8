/* regex.c: compiling and running patterns with PCRE2, all memory from an arena. */
#include "feel/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct regex {
    arena *arena;
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    int groups;
    bool literal;                        /* flag q: the replacement is plain text too */
};

static void *take(size_t size, void *a)
{
    return arena_get(a, size);
}

/* The arena gives everything back at once. */
static void release(void *p, void *a)
{
    (void)p;
    (void)a;
}

typedef struct flag_set { bool s, m, i, x, q; } flag_set;

static bool read_flags(str flags, flag_set *out)
{
    *out = (flag_set){ 0 };
    for (int32_t i = 0; i < flags.len; i++) switch (flags.ptr[i]) {
        case 's': out->s = true; break;
        case 'm': out->m = true; break;
        case 'i': out->i = true; break;
        case 'x': out->x = true; break;
        case 'q': out->q = true; break;
        default: return false;
        }
    return true;
}

static uint32_t options(flag_set f)
{
    uint32_t o = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_MATCH_UNSET_BACKREF;
    if (f.i) o |= PCRE2_CASELESS;
    if (f.q)
        return PCRE2_UTF | PCRE2_LITERAL |
               (f.i ? PCRE2_CASELESS : 0); /* the other flags mean nothing to plain text */
    if (f.m) o |= PCRE2_MULTILINE;
    if (f.s) o |= PCRE2_DOTALL;
    return o | PCRE2_DOLLAR_ENDONLY;
}

static regex_status prepare(regex *re, str pattern, uint32_t opts)
{
    pcre2_general_context *general = pcre2_general_context_create(take, release, re->arena);
    pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
    if (!context) return REGEX_NO_MEMORY;
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context, REGEX_NESTING_MAX * 2);
    int error;
    PCRE2_SIZE where;
    re->code = pcre2_compile((PCRE2_SPTR)pattern.ptr, (PCRE2_SIZE)pattern.len, opts, &error, &where,
                             context);
    if (!re->code) return error == PCRE2_ERROR_HEAP_FAILED ? REGEX_NO_MEMORY : REGEX_BAD_PATTERN;
    re->match = pcre2_match_data_create_from_pattern(re->code, general);
    re->limits = pcre2_match_context_create(general);
    if (!re->match || !re->limits) return REGEX_NO_MEMORY;
    pcre2_set_match_limit(re->limits, REGEX_STEPS_MAX);
    pcre2_set_heap_limit(re->limits, REGEX_HEAP_KB);
    return REGEX_OK;
}

regex_status regex_compile(arena *a, str pattern, str flags, regex **out)
{
    flag_set f;
    *out = NULL;
    if (!read_flags(flags, &f)) return REGEX_BAD_FLAGS;
    if (pattern.len > REGEX_PATTERN_MAX) return REGEX_LIMIT;
    regex *re = ARENA_NEW(a, regex);
    if (!re) return REGEX_NO_MEMORY;
    re->arena = a;
    re->literal = f.q;
    str translated = pattern.ptr ? pattern : STR("");
    if (!f.q) {
        regex_status status = regex_translate(a, pattern, f.s, f.x, &translated, &re->groups);
        if (status != REGEX_OK) return status;
    }
    *out = re;
    return prepare(re, translated, options(f));
}

/* The next match at or after `from`: 1 found, 0 none, -1 a limit (see *status). */
static int find(regex *re, str text, int32_t from, int32_t *begin, int32_t *end,
                regex_status *status)
{
    *status = REGEX_OK;
    const char *ptr = text.ptr ? text.ptr : "";
    uint32_t opts =
        from > 0 ? PCRE2_NO_UTF_CHECK : 0; /* the first call has looked at the whole text */
    int rc = pcre2_match(re->code, (PCRE2_SPTR)ptr, (PCRE2_SIZE)text.len, (PCRE2_SIZE)from, opts,
                         re->match, re->limits);
    if (rc == PCRE2_ERROR_NOMATCH) return 0;
    if (rc < 0) {
        bool broken = rc <= PCRE2_ERROR_UTF8_ERR1 && rc >= PCRE2_ERROR_UTF8_ERR21;
        *status = broken                       ? REGEX_BAD_TEXT
                  : rc == PCRE2_ERROR_NOMEMORY ? REGEX_NO_MEMORY
                                               : REGEX_LIMIT;
        return -1;
    }
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(re->match);
    *begin = (int32_t)ends[0];
    *end = (int32_t)ends[1];
    return 1;
}

regex_status regex_matches(regex *re, str text, bool *found)
{
    int32_t begin, end;
    regex_status status;
    *found = find(re, text, 0, &begin, &end, &status) == 1;
    return status;
}

/* XPath forbids replacing and splitting with what matches the empty text (FORX0003). */
static regex_status refuse_empty(regex *re)
{
    bool empty;
    regex_status status = regex_matches(re, STR(""), &empty);
    return status != REGEX_OK ? status : empty ? REGEX_EMPTY_MATCH : REGEX_OK;
}

/* ---- replace ---- */

static str group_text(regex *re, str text, int group)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(re->match);
    if (group > re->groups || ends[2 * group] == PCRE2_UNSET) return STR("");
    return str_sub(text, (int32_t)ends[2 * group], (int32_t)ends[2 * group + 1]);
}

/* $N with the longest N that is a group; the digits after it are text. */
static int32_t group_number(regex *re, str replacement, int32_t i, int *group)
{
    *group = replacement.ptr[i++] - '0';
    while (i < replacement.len && replacement.ptr[i] >= '0' && replacement.ptr[i] <= '9') {
        int longer = *group * 10 + replacement.ptr[i] - '0';
        if (longer > re->groups) break;
        *group = longer;
        i++;
    }
    return i;
}

/* text NULL: only checks the replacement. */
static bool put_replacement(regex *re, const str *text, str replacement, strbuf *out)
{
    for (int32_t i = 0; i < replacement.len;) {
        char c = replacement.ptr[i++];
        if (c == '\\' || c == '$') {
            char next = i < replacement.len ? replacement.ptr[i] : '\0';
            if (c == '$') {
                if (next < '0' || next > '9') return false;
                int group;
                i = group_number(re, replacement, i, &group);
                if (text) strbuf_put(out, group_text(re, *text, group));
                continue;
            }
            if (next != '\\' && next != '$') return false;
            c = next;
            i++;
        }
        if (text) strbuf_put_char(out, c);
    }
    return true;
}

regex_status regex_replace(regex *re, str text, str replacement, str *out)
{
    regex_status status = refuse_empty(re);
    if (status != REGEX_OK) return status;
    if (!re->literal && !put_replacement(re, NULL, replacement, NULL)) return REGEX_BAD_REPLACEMENT;
    strbuf buf;
    strbuf_init(&buf, re->arena);
    int32_t done = 0, begin, end, from = 0;
    while (from <= text.len && find(re, text, from, &begin, &end, &status) == 1) {
        if (end == begin) { /* an empty match that needs its surroundings, as ^ with flag m */
            if (begin >= text.len) break;
            utf8_next(text, &begin);
            from = begin;
            continue;
        }
        strbuf_put(&buf, str_sub(text, done, begin));
        if (re->literal) strbuf_put(&buf, replacement);
        else put_replacement(re, &text, replacement, &buf);
        done = from = end;
    }
    if (status != REGEX_OK) return status;
    strbuf_put(&buf, str_sub(text, done, text.len));
    *out = strbuf_done(&buf);
    return buf.failed ? REGEX_NO_MEMORY : REGEX_OK;
}

/* ---- split ---- */

regex_status regex_split(regex *re, str text, str **pieces, int32_t *count)
{
    regex_status status = refuse_empty(re);
    if (status != REGEX_OK) return status;
    VEC(str) all = { 0 };
    int32_t done = 0, begin, end, from = 0;
    while (from <= text.len && find(re, text, from, &begin, &end, &status) == 1) {
        if (end == begin) {
            if (begin >= text.len) break;
            utf8_next(text, &begin);
            from = begin;
            continue;
        }
        str *piece = VEC_PUSH(re->arena, &all);
        if (!piece) return REGEX_NO_MEMORY;
        *piece = str_sub(text, done, begin);
        done = from = end;
    }
    if (status != REGEX_OK) return status;
    str *last = VEC_PUSH(re->arena, &all);
    if (!last) return REGEX_NO_MEMORY;
    *last = str_sub(text, done, text.len);
    *pieces = all.items;
    *count = all.count;
    return REGEX_OK;
}
