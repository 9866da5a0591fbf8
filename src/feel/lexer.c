/* lexer.c: characters and tokens of FEEL text (lexer.h). */
#include "feel/lexer.h"

typedef struct { uint32_t from, to; } cp_range;

static bool in_ranges(const cp_range *ranges, int count, uint32_t cp)
{
    for (int i = 0; i < count; i++)
        if (cp >= ranges[i].from && cp <= ranges[i].to) return true;
    return false;
}

bool lex_is_blank(uint32_t cp)
{
    if (cp < 0x80) return cp == ' ' || (cp >= 9 && cp <= 13);
    return cp == 0x85 || cp == 0xA0 || cp == 0x1680 || cp == 0x180E ||
           (cp >= 0x2000 && cp <= 0x200B) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F ||
           cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

bool lex_is_name_start(uint32_t cp)
{
    static const cp_range ranges[] = {
        { 0xC0, 0xD6 },     { 0xD8, 0xF6 },     { 0xF8, 0x2FF },    { 0x370, 0x37D },
        { 0x37F, 0x1FFF },  { 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
        { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFC }, { 0x10000, 0xEFFFF },
    };
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_' || cp == '?';
    return !lex_is_blank(cp) && in_ranges(ranges, (int)(sizeof ranges / sizeof *ranges), cp);
}

bool lex_is_name_part(uint32_t cp)
{
    if (cp >= '0' && cp <= '9') return true;
    if (cp < 0x80) return lex_is_name_start(cp);
    return cp == 0xB7 || (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x203F && cp <= 0x2040) ||
           lex_is_name_start(cp);
}

bool lex_is_wide(uint32_t cp)
{
    bool letter = (cp >= 0xFF21 && cp <= 0xFF3A) || (cp >= 0xFF41 && cp <= 0xFF5A);
    return (cp >= 0xFF01 && cp <= 0xFF65 && !letter) || (cp >= 0x3001 && cp <= 0x3003) ||
           (cp >= 0x3008 && cp <= 0x3011) || (cp >= 0x3014 && cp <= 0x301F);
}

const char *lex_twin(uint32_t cp)
{
    static const char ascii[] =
        "!\0\"\0#\0$\0%\0&\0'\0(\0)\0*\0+\0,\0-\0.\0/\0"
        "0\0"
        "1\0"
        "2\0"
        "3\0"
        "4\0"
        "5\0"
        "6\0"
        "7\0"
        "8\0"
        "9\0"
        ":\0;\0<\0=\0>\0?\0@"
        "\0A\0B\0C\0D\0E\0F\0G\0H\0I\0J\0K\0L\0M\0N\0O\0P\0Q\0R\0S\0T\0U\0V\0W\0X\0Y\0Z\0"
        "[\0\\\0]\0^\0_\0`"
        "\0a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0p\0q\0r\0s\0t\0u\0v\0w\0x\0y\0z\0{\0|\0}"
        "\0~";
    static const struct { uint32_t cp; const char *twin;
    } others[] = {
        { 0x201C, "\"" }, { 0x201D, "\"" }, { 0x201E, "\"" }, { 0x2018, "\"" }, { 0x2019, "\"" },
        { 0x300C, "\"" }, { 0x300D, "\"" }, { 0x3001, "," },  { 0x3002, "." },  { 0x300A, "<" },
        { 0x300B, ">" },  { 0x3008, "<" },  { 0x3009, ">" },  { 0x3010, "[" },  { 0x3011, "]" },
        { 0x3014, "[" },  { 0x3015, "]" },  { 0xD7, "*" },    { 0xF7, "/" },    { 0x2264, "<=" },
        { 0x2265, ">=" }, { 0x2260, "!=" }, { 0x2212, "-" },  { 0x2013, "-" },  { 0x2014, "-" },
        { 0x2026, ".." }, { 0xFF61, "." },
    };
    if (cp >= 0xFF01 && cp <= 0xFF5E) return ascii + 2 * (cp - 0xFF01);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].cp == cp) return others[i].twin;
    return NULL;
}

uint32_t lex_peek(str text, int32_t pos)
{
    if (pos >= text.len) return 0;
    unsigned char c = (unsigned char)text.ptr[pos];
    return c < 0x80 ? c : utf8_next(text, &pos);
}

static bool starts_at(str text, int32_t pos, char a, char b)
{
    return pos + 1 < text.len && text.ptr[pos] == a && text.ptr[pos + 1] == b;
}

/* Skips one comment at pos; returns its end or -1 when it is not closed. */
static int32_t skip_comment(str text, int32_t pos)
{
    if (text.ptr[pos + 1] == '/') {
        while (pos < text.len && text.ptr[pos] != '\n' && text.ptr[pos] != '\r') pos++;
        return pos;
    }
    for (pos += 2; pos < text.len; pos++)
        if (starts_at(text, pos, '*', '/')) return pos + 2;
    return -1;
}

int32_t lex_skip(str text, int32_t pos, int32_t *bad)
{
    while (pos < text.len) {
        int32_t next = pos;
        if (lex_is_blank(utf8_next(text, &next))) {
            pos = next;
        } else if (starts_at(text, pos, '/', '/') || starts_at(text, pos, '/', '*')) {
            int32_t end = skip_comment(text, pos);
            if (end < 0) { *bad = pos; return text.len; }
            pos = end;
        } else {
            break;
        }
    }
    return pos;
}

int32_t lex_word(str text, int32_t pos, const char *word)
{
    int32_t len = (int32_t)strlen(word);
    if (pos + len > text.len || memcmp(text.ptr + pos, word, (size_t)len) != 0) return -1;
    int32_t end = pos + len;
    uint32_t next = lex_peek(text, end);
    if (next && lex_is_name_part(next) && !lex_is_wide(next)) return -1;
    return end;
}

bool lex_is_keyword(str word)
{
    static const char *const words[] = { "and",       "or",      "if",       "then", "else",
                                         "for",       "in",      "return",   "some", "every",
                                         "satisfies", "between", "instance", "of",   "function",
                                         "external",  "true",    "false",    "null" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eqc(word, words[i])) return true;
    return false;
}

static int32_t skip_digits(str text, int32_t pos)
{
    while (pos < text.len && text.ptr[pos] >= '0' && text.ptr[pos] <= '9') pos++;
    return pos;
}

int32_t lex_number(str text, int32_t pos)
{
    int32_t start = pos;
    pos = skip_digits(text, pos);
    bool whole = pos > start;
    if (pos < text.len && text.ptr[pos] == '.') {
        int32_t end = skip_digits(text, pos + 1);
        if (end > pos + 1) pos = end;
        else if (!whole) return start;
    } else if (!whole) {
        return start;
    }
    if (pos < text.len && (text.ptr[pos] == 'e' || text.ptr[pos] == 'E')) {
        int32_t digits = pos + 1;
        if (digits < text.len && (text.ptr[digits] == '+' || text.ptr[digits] == '-')) digits++;
        int32_t end = skip_digits(text, digits);
        if (end > digits) pos = end;
    }
    return pos;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Reads count hexadecimal digits; -1 when there are not as many. */
static int32_t read_hex(str s, int32_t pos, int count)
{
    int32_t value = 0;
    if (pos + count > s.len) return -1;
    for (int i = 0; i < count; i++) {
        int digit = hex_value(s.ptr[pos + i]);
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

int32_t lex_string(str text, int32_t pos)
{
    for (int32_t i = pos + 1; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"') return i + 1;
        if (c == '\n' || c == '\r') break;
        if (c != '\\') continue;
        if (i + 1 < text.len && text.ptr[i + 1] != '\n' && text.ptr[i + 1] != '\r') i++;
    }
    return -1;
}

/* \uXXXX, or a surrogate pair of two; returns the bytes taken from the letter on. */
static int32_t unescape_utf16(strbuf *out, str s, int32_t i)
{
    int32_t high = read_hex(s, i + 1, 4);
    if (high >= 0xD800 && high < 0xDC00 && starts_at(s, i + 5, '\\', 'u')) {
        int32_t low = read_hex(s, i + 7, 4);
        if (low >= 0xDC00 && low < 0xE000) {
            strbuf_put_cp(out,
                          0x10000u + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00));
            return 11;
        }
    }
    strbuf_put_cp(out, (uint32_t)high);
    return 5;
}

/* One escape at s[i] (behind the backslash); returns how many bytes it takes. */
static int32_t unescape_one(strbuf *out, str s, int32_t i)
{
    switch (s.ptr[i]) {
    case 'n': strbuf_put_char(out, '\n'); return 1;
    case 'r': strbuf_put_char(out, '\r'); return 1;
    case 't': strbuf_put_char(out, '\t'); return 1;
    case '\'': case '"': case '\\': strbuf_put_char(out, s.ptr[i]); return 1;
    case 'U':
        if (read_hex(s, i + 1, 6) < 0) break;
        strbuf_put_cp(out, (uint32_t)read_hex(s, i + 1, 6));
        return 7;
    case 'u':
        if (read_hex(s, i + 1, 4) >= 0) return unescape_utf16(out, s, i);
        break;
    }
    /* Anything else keeps its backslash: "\s" is what a regular expression needs. */
    strbuf_put_char(out, '\\');
    return 0;
}

str lex_unescape(arena *a, str inner)
{
    if (!memchr(inner.len ? inner.ptr : "", '\\', (size_t)inner.len)) return inner;
    strbuf out;
    strbuf_init(&out, a);
    for (int32_t i = 0; i < inner.len;) {
        if (inner.ptr[i] != '\\') strbuf_put_char(&out, inner.ptr[i++]);
        else i += 1 + unescape_one(&out, inner, i + 1);
    }
    str done = strbuf_done(&out);
    return out.failed ? (str){ 0 } : done;
}

/* ---- names ---- */

static bool is_name_operator(uint32_t cp)
{
    return cp == '.' || cp == '/' || cp == '-' || cp == '\'' || cp == '+' || cp == '*';
}

/* End of one part at pos: a run of plain name characters, one operator, or one wide character; pos
 * when none. */
static int32_t part_end(str text, int32_t pos, bool first)
{
    int32_t next = pos;
    if (pos >= text.len) return pos;
    uint32_t cp = utf8_next(text, &next);
    if (is_name_operator(cp)) return first || starts_at(text, pos, '.', '.') ? pos : next;
    if (first ? !lex_is_name_start(cp) : !lex_is_name_part(cp)) return pos;
    if (lex_is_wide(cp) || cp == '?') return next;
    for (;;) {
        pos = next;
        if (pos >= text.len) return pos;
        cp = utf8_next(text, &next);
        if (!lex_is_name_part(cp) || lex_is_wide(cp) || cp == '?') return pos;
    }
}

static int32_t skip_blanks(str text, int32_t pos)
{
    while (pos < text.len) {
        int32_t next = pos;
        if (!lex_is_blank(utf8_next(text, &next))) break;
        pos = next;
    }
    return pos;
}

void lex_name_scan(str text, int32_t pos, int parts_max, const char *stop_word, lex_name *out)
{
    int32_t length = 0;
    bool plain = true, after_operator = true;
    out->count = out->plain = 0;
    if (parts_max > LEX_PARTS_MAX) parts_max = LEX_PARTS_MAX;
    while (out->count < parts_max) {
        int32_t start = skip_blanks(text, pos);
        int32_t end = part_end(text, start, out->count == 0);
        if (end == start || length + (end - start) + 1 > LEX_NAME_MAX) break;
        str part = { text.ptr + start, end - start };
        if (stop_word && out->count > 0 && str_eqc(part, stop_word)) break;
        uint32_t cp = lex_peek(text, start);
        bool is_operator = is_name_operator(cp);
        if (start > pos && !is_operator && !after_operator) out->normal[length++] = ' ';
        memcpy(out->normal + length, part.ptr, (size_t)part.len);
        length += part.len;
        plain = plain && !is_operator && !lex_is_wide(cp);
        after_operator = is_operator;
        out->end[out->count] = end;
        out->length[out->count++] = (int16_t)length;
        if (plain) out->plain = out->count;
        pos = end;
    }
}
