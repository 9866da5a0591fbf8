/* json.c: reading JSON by recursive descent; the depth is limited, so that no text can exhaust the
** stack. */
#include "json.h"

typedef struct reader {
    arena *arena;
    str text, name;
    int32_t at;
    int depth;
    diag_list *findings;     /* may be NULL */
} reader;

typedef VEC(json *) item_list;

static json *read_value(reader *r);

/* One finding at a byte offset; always NULL, so that callers can return it. */
static void *wrong(reader *r, int32_t offset, const char *code, const char *zh, const char *en)
{
    if (r->findings)
        diag_add(r->findings, DIAG_ERROR, code, src_pos_at(r->name, r->text, offset), str_c(zh),
                 str_c(en));
    return NULL;
}

static void *no_memory(reader *r)
{
    return wrong(r, r->at, "E-MEMORY", "内存不足或超过上限；请缩小内容后再试",
                 "out of memory or over the limit; make the text smaller and try again");
}

static void skip_blanks(reader *r)
{
    while (r->at < r->text.len) {
        char c = r->text.ptr[r->at];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
        r->at++;
    }
}

static char peek(const reader *r)
{
    return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static json *new_node(reader *r, json_kind kind, int32_t offset)
{
    json *j = ARENA_NEW(r->arena, json);
    if (!j) return no_memory(r);
    j->kind = kind;
    j->offset = offset;
    return j;
}

/* ---- strings ---- */

static bool read_hex4(reader *r, uint32_t *out)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = peek(r);
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
                  : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return false;
        value = value << 4 | (uint32_t)digit;
        r->at++;
    }
    *out = value;
    return true;
}

/* After "\u": one code point, from two escapes when it is a surrogate pair. */
static bool read_unicode_escape(reader *r, strbuf *out)
{
    uint32_t cp, low;
    if (!read_hex4(r, &cp)) return false;
    if (cp >= 0xDC00 && cp <= 0xDFFF) return false;
    if (cp >= 0xD800 && cp <= 0xDBFF) {
        if (peek(r) != '\\') return false;
        r->at++;
        if (peek(r) != 'u') return false;
        r->at++;
        if (!read_hex4(r, &low) || low < 0xDC00 || low > 0xDFFF) return false;
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
    }
    strbuf_put_cp(out, cp);
    return true;
}

static bool read_escape(reader *r, strbuf *out)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char c = peek(r);
    const char *found = c ? strchr(letters, c) : NULL;
    if (found) {
        r->at++;
        strbuf_put_char(out, meanings[found - letters]);
        return true;
    }
    if (c != 'u') return false;
    r->at++;
    return read_unicode_escape(r, out);
}

/* The text between two quotes; points into the source when nothing is escaped. *ok is false after
** a finding. */
static str read_text(reader *r, bool *ok)
{
    int32_t open = r->at++, start = r->at;
    strbuf out;
    strbuf_init(&out, r->arena);
    *ok = false;
    for (int32_t done = start;;) {
        if (r->at >= r->text.len) {
            wrong(r, open, "E-JSON", "字符串没有结束；请补上右引号",
                  "the string does not end; add the closing quote");
            return (str){ 0 };
        }
        unsigned char c = (unsigned char)r->text.ptr[r->at];
        if (c == '"') {
            str tail = str_sub(r->text, done, r->at++);
            *ok = true;
            if (done == start) return tail;
            strbuf_put(&out, tail);
            str text = strbuf_done(&out);
            if (!text.ptr) *ok = no_memory(r) != NULL;
            return text;
        }
        if (c < 0x20) {
            wrong(r, r->at, "E-JSON", "字符串里有控制字符；请写成 \\n 或 \\u00XX",
                  "a control character in a string; write it as \\n or \\u00XX");
            return (str){ 0 };
        }
        int32_t escape = r->at++;
        if (c != '\\') continue;
        strbuf_put(&out, str_sub(r->text, done, escape));
        if (!read_escape(r, &out)) {
            wrong(
                r, escape, "E-JSON",
                "转义写法不对；可用 \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX(成对的代理项)",
                "not an escape; allowed are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
                " (surrogates in pairs)");
            return (str){ 0 };
        }
        done = r->at;
    }
}

static json *read_string(reader *r)
{
    json *j = new_node(r, JSON_STRING, r->at);
    bool ok;
    if (!j) return NULL;
    j->text = read_text(r, &ok);
    return ok ? j : NULL;
}

/* ---- numbers and words ---- */

static int32_t skip_digits(reader *r)
{
    int32_t start = r->at;
    while (peek(r) >= '0' && peek(r) <= '9') r->at++;
    return r->at - start;
}

static bool skip_number(reader *r)
{
    if (peek(r) == '-') r->at++;
    bool leading_zero = peek(r) == '0';
    int32_t digits = skip_digits(r);
    if (digits == 0 || (leading_zero && digits > 1)) return false;
    if (peek(r) == '.') {
        r->at++;
        if (skip_digits(r) == 0) return false;
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        if (peek(r) == '+' || peek(r) == '-') r->at++;
        if (skip_digits(r) == 0) return false;
    }
    return true;
}

static json *read_number(reader *r)
{
    int32_t start = r->at;
    if (!skip_number(r))
        return wrong(r, start, "E-JSON", "数字写法不对；例如 12、-0.5、1e3，前面不能多写 0",
                     "not a number; write 12, -0.5 or 1e3, without leading zeros");
    json *j = new_node(r, JSON_NUMBER, start);
    if (j) j->text = str_sub(r->text, start, r->at);
    return j;
}

static json *read_word(reader *r)
{
    static const struct { str word; json_kind kind; } words[] = {
        { { "null", 4 }, JSON_NULL }, { { "true", 4 }, JSON_TRUE }, { { "false", 5 }, JSON_FALSE },
    };
    str rest = str_sub(r->text, r->at, r->text.len);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_starts(rest, words[i].word)) continue;
        json *j = new_node(r, words[i].kind, r->at);
        r->at += words[i].word.len;
        return j;
    }
    bool ended = rest.len == 0;
    return wrong(
        r, r->at, "E-JSON",
        ended ? "内容在这里中断；缺一个值"
              : "这里应是一个值：对象、数组、带引号的文本、数字、true、false 或 null",
        ended ? "the text ends here; a value is missing"
              : "a value is expected: object, array, quoted text, number, true, false or null");
}

/* ---- containers ---- */

static json *read_array(reader *r)
{
    json *array = new_node(r, JSON_ARRAY, r->at++);
    item_list items = { 0 };
    if (!array) return NULL;
    skip_blanks(r);
    for (bool more = peek(r) != ']'; more;) {
        json *value = read_value(r);
        json **place = value ? VEC_PUSH(r->arena, &items) : NULL;
        if (!place) return value ? no_memory(r) : NULL;
        *place = value;
        skip_blanks(r);
        more = peek(r) == ',';
        if (more) r->at++;
    }
    if (peek(r) != ']')
        return wrong(r, r->at, "E-JSON", "数组里应是“,”或“]”", "',' or ']' is expected in an array");
    r->at++;
    array->items = items.items;
    array->count = items.count;
    return array;
}

typedef struct member_list {
    VEC(str) keys;
    item_list values;
    strmap places;           /* key → its index + 1, only once there are many */
} member_list;

enum { SEARCH_BY_MAP_FROM = 16 };

/* Index of a key already there, or -1. */
static int find_member(reader *r, member_list *m, str key)
{
    if (m->keys.count < SEARCH_BY_MAP_FROM) {
        for (int i = 0; i < m->keys.count; i++)
            if (str_eq(m->keys.items[i], key)) return i;
        return -1;
    }
    if (m->places.count == 0) strmap_init(&m->places, r->arena);
    for (int i = m->places.count; i < m->keys.count; i++)
        strmap_put(&m->places, m->keys.items[i], (void *)(intptr_t)(i + 1));
    return (int)(intptr_t)strmap_find(&m->places, key) - 1;
}

static bool add_member(reader *r, member_list *m, str key, int32_t offset, json *value)
{
    int known = find_member(r, m, key);
    if (known >= 0) {
        if (r->findings)
            diag_warn(r->findings, "W-JSON-KEY", src_pos_at(r->name, r->text, offset),
                      "键“" STR_FMT "”重复，以后一个为准；请删去一个",
                      "key \"" STR_FMT "\" appears twice, the last one counts; remove one",
                      STR_ARG(key));
        m->values.items[known] = value;
        return true;
    }
    str *key_place = VEC_PUSH(r->arena, &m->keys);
    json **value_place = key_place ? VEC_PUSH(r->arena, &m->values) : NULL;
    if (!value_place) return false;
    *key_place = key;
    *value_place = value;
    return true;
}

static bool read_member(reader *r, member_list *m)
{
    bool ok;
    skip_blanks(r);
    int32_t offset = r->at;
    if (peek(r) != '"')
        return wrong(r, offset, "E-JSON", "对象里应是带双引号的键",
                     "a key in double quotes is expected in an object");
    str key = read_text(r, &ok);
    if (!ok) return false;
    skip_blanks(r);
    if (peek(r) != ':')
        return wrong(r, r->at, "E-JSON", "键后面应是“:”", "':' is expected after a key");
    r->at++;
    json *value = read_value(r);
    if (!value) return false;
    return add_member(r, m, key, offset, value) || no_memory(r);
}

static json *read_object(reader *r)
{
    json *object = new_node(r, JSON_OBJECT, r->at++);
    member_list members = { 0 };
    if (!object) return NULL;
    skip_blanks(r);
    for (bool more = peek(r) != '}'; more;) {
        if (!read_member(r, &members)) return NULL;
        skip_blanks(r);
        more = peek(r) == ',';
        if (more) r->at++;
    }
    if (peek(r) != '}')
        return wrong(r, r->at, "E-JSON", "对象里应是“,”或“}”", "',' or '}' is expected in an object");
    r->at++;
    object->keys = members.keys.items;
    object->items = members.values.items;
    object->count = members.keys.count;
    return object;
}

static json *read_value(reader *r)
{
    skip_blanks(r);
    char c = peek(r);
    if (c == '"') return read_string(r);
    if (c == '-' || (c >= '0' && c <= '9')) return read_number(r);
    if (c != '{' && c != '[') return read_word(r);
    if (r->depth == JSON_DEPTH_MAX)
        return wrong(r, r->at, "E-JSON-DEPTH", "嵌套超过 200 层；请减少层数",
                     "nested deeper than 200; flatten the text");
    r->depth++;
    json *j = c == '{' ? read_object(r) : read_array(r);
    r->depth--;
    return j;
}

json *json_parse(arena *a, str text, str name, diag_list *d)
{
    reader r = { .arena = a, .text = text, .name = name, .findings = d };
    int32_t bad = utf8_bad(text);
    if (bad >= 0)
        return wrong(&r, bad, "E-UTF8", "不是有效的 UTF-8；请把文件另存为 UTF-8",
                     "not valid UTF-8; save the file as UTF-8");
    if (str_starts(text, STR("\xEF\xBB\xBF"))) r.at = 3;
    json *j = read_value(&r);
    if (!j) return NULL;
    skip_blanks(&r);
    if (r.at < text.len)
        return wrong(&r, r.at, "E-JSON", "值后面还有多余的内容；请删去", "text after the value; remove it");
    return j;
}

const json *json_get(const json *object, const char *key)
{
    if (!object || object->kind != JSON_OBJECT) return NULL;
    str wanted = str_c(key);
    for (int i = 0; i < object->count; i++)
        if (str_eq(object->keys[i], wanted)) return object->items[i];
    return NULL;
}

str json_str(const json *j, const char *key)
{
    const json *member = json_get(j, key);
    return member && member->kind == JSON_STRING ? member->text : (str){ "", 0 };
}
