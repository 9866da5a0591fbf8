/* html.c: a tolerant reading of HTML as lines of text. Never fails on bad markup: what is not a
** tag is text.
**
** Block tags end a line; a table row becomes one line with its cells joined by " | "; a cell
** that a rowspan covers is left empty, so that columns keep their places. Scripts, styles,
** comments and the head's contents are dropped. The input line of every text line is kept for
** messages. */
#include "gazette/internal.h"

enum { COLUMNS_MAX = 64, TAG_NAME_MAX = 16, ENTITY_MAX = 12 };

typedef struct stripper {
    gz *r;
    strbuf out;
    VEC(int32_t) source_line;
    int32_t line;         /* in the input */
    int32_t pending_line; /* input line where the open output line began */
    bool line_open;
    bool no_more_ends; /* no '>' in the rest: everything is text */
    int table_depth, column;
    int rowspan[COLUMNS_MAX]; /* rows still covered, per column, outermost table */
    int cell_span;
} stripper;

static const char *const block_tags[] = {
    "p",  "div", "br",    "h1", "h2",      "h3",      "h4",     "h5",     "h6",     "li",
    "ul", "ol",  "table", "tr", "section", "article", "header", "footer", "center", "blockquote",
    "hr", "dd",  "dt",    "dl", "title",   "body",    "tbody",  "thead",  "form",   NULL
};
static const char *const dropped_tags[] = { "script",   "style",  "head", "noscript",
                                            "template", "select", NULL };

static bool name_in(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0) return true;
    return false;
}

bool gz_looks_html(str text)
{
    static const char *const signs[] = { "<html", "<!doctype", "<body", "<p>",  "<p ",
                                         "<div",  "<table",    "<span", "<meta" };
    char head[4097];
    int32_t n = text.len < 4096 ? text.len : 4096;
    for (int32_t i = 0; i < n; i++)
        head[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] + 32) : text.ptr[i];
    str s = { head, n };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (gz_has(s, signs[i])) return true;
    return false;
}

static void end_line(stripper *s)
{
    if (!s->line_open) return;
    strbuf_put_char(&s->out, '\n');
    int32_t *slot = VEC_PUSH(s->r->a, &s->source_line);
    if (slot) *slot = s->pending_line;
    else s->out.failed = true;
    s->line_open = false;
}

static void put(stripper *s, str text)
{
    if (!s->line_open) {
        s->line_open = true;
        s->pending_line = s->line;
    }
    strbuf_put(&s->out, text);
}

/* ---- entities ---- */

static uint32_t entity_named(str name)
{
    static const struct {
        const char *name;
        uint32_t cp;
    } table[] = {
        { "nbsp", ' ' },     { "lt", '<' },       { "gt", '>' },       { "amp", '&' },
        { "quot", '"' },     { "apos", '\'' },    { "ensp", ' ' },     { "emsp", ' ' },
        { "thinsp", ' ' },   { "ldquo", 0x201C }, { "rdquo", 0x201D }, { "lsquo", 0x2018 },
        { "rsquo", 0x2019 }, { "mdash", 0x2014 }, { "ndash", 0x2013 }, { "hellip", 0x2026 },
        { "middot", 0xB7 },  { "times", 0xD7 },   { "deg", 0xB0 },     { "permil", 0x2030 },
        { "copy", 0xA9 },    { "sup2", 0xB2 },    { "sup3", 0xB3 },    { "plusmn", 0xB1 },
        { "le", 0x2264 },    { "ge", 0x2265 },    { "divide", 0xF7 },  { "zwnj", 0 },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (str_eqc(name, table[i].name)) return table[i].cp;
    return 0xFFFFFFFF;
}

static uint32_t entity_value(str name)
{
    if (name.len < 2 || name.ptr[0] != '#') return entity_named(name);
    bool hex = name.ptr[1] == 'x' || name.ptr[1] == 'X';
    uint32_t value = 0;
    for (int32_t i = hex ? 2 : 1; i < name.len; i++) {
        char c = name.ptr[i];
        int digit = c >= '0' && c <= '9'                 ? c - '0'
                    : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                         : 99;
        if (digit >= (hex ? 16 : 10)) return 0xFFFFFFFF;
        value = value * (hex ? 16 : 10) + (uint32_t)digit;
        if (value > 0x10FFFF) return 0xFFFD;
    }
    return value == 0xA0 || value == 0x3000 || value < ' ' ? ' ' : value;
}

/* Bytes of the entity at p ("&...;"), 0 when it is none. */
static int32_t put_entity(stripper *s, str html, int32_t at)
{
    int32_t end = at + 1;
    while (end < html.len && end - at <= ENTITY_MAX && html.ptr[end] != ';' && html.ptr[end] != '&')
        end++;
    if (end >= html.len || html.ptr[end] != ';') return 0;
    uint32_t cp = entity_value(str_sub(html, at + 1, end));
    if (cp == 0xFFFFFFFF) return 0;
    if (cp > 0) {
        char utf8[4];
        int n = utf8_put(cp, utf8);
        put(s, (str){ utf8, n });
    }
    return end + 1 - at;
}

/* ---- tags ---- */

static int attribute_number(str tag, const char *name)
{
    int32_t at = gz_find(tag, name, 0), used;
    if (at < 0) return 1;
    at += (int32_t)strlen(name);
    while (at < tag.len &&
           (tag.ptr[at] == '=' || tag.ptr[at] == '"' || tag.ptr[at] == '\'' || tag.ptr[at] == ' '))
        at++;
    int value = gz_digits(str_sub(tag, at, tag.len), &used);
    return value < 1 ? 1 : value > 1000 ? 1000 : value;
}

static void skip_covered_columns(stripper *s)
{
    while (s->column < COLUMNS_MAX && s->rowspan[s->column] > 0) {
        s->rowspan[s->column]--;
        if (s->column > 0) put(s, STR(" | "));
        else put(s, STR(""));
        s->column++;
    }
}

static void open_cell(stripper *s, str tag)
{
    skip_covered_columns(s);
    if (s->column > 0) put(s, STR(" | "));
    else put(s, STR(""));
    if (s->column < COLUMNS_MAX) s->rowspan[s->column] = attribute_number(tag, "rowspan") - 1;
    s->cell_span = attribute_number(tag, "colspan");
    s->column++;
}

static void close_row(stripper *s)
{
    skip_covered_columns(s);
    if (s->column > 1) put(s, STR(" |"));
    end_line(s);
    s->column = 0;
}

static void table_tag(stripper *s, const char *name, bool closing, str tag)
{
    if (strcmp(name, "table") == 0) {
        s->table_depth += closing ? -1 : 1;
        if (s->table_depth < 0) s->table_depth = 0;
        if (s->table_depth <= 1) {
            memset(s->rowspan, 0, sizeof s->rowspan);
            s->column = 0;
            end_line(s);
        }
    } else if (s->table_depth != 1) {
        if (strcmp(name, "tr") == 0 && s->table_depth == 0) end_line(s);
    } else if (strcmp(name, "tr") == 0) {
        if (s->column > 0) close_row(s);
        else end_line(s);
    } else if (!closing) {
        open_cell(s, tag);
    }
}

static void block_tag(stripper *s)
{
    if (s->table_depth > 0 && s->column > 0)
        put(s, STR(" ")); /* paragraphs inside a cell stay on its line */
    else end_line(s);
}

/* After the tag that drops its contents: the offset behind its closing tag. */
static int32_t skip_element(stripper *s, str html, int32_t from, const char *name)
{
    size_t n = strlen(name);
    for (int32_t at = from; at < html.len; at++) {
        if (html.ptr[at] == '\n') s->line++;
        if (html.ptr[at] != '<' || at + 2 + (int32_t)n > html.len || html.ptr[at + 1] != '/')
            continue;
        if (strncasecmp(html.ptr + at + 2, name, n) == 0) return at;
    }
    return html.len;
}

/* Reads the tag at `at`; the offset behind it, or `at` when it is no tag. */
static int32_t read_tag(stripper *s, str html, int32_t at)
{
    char name[TAG_NAME_MAX + 1];
    int32_t pos = at + 1, n = 0;
    if (gz_starts(str_sub(html, at, at + 4), "<!--")) {
        int32_t end = gz_find(html, "-->", at + 4);
        end = end < 0 ? html.len : end + 3;
        for (int32_t i = at; i < end; i++) s->line += html.ptr[i] == '\n';
        return end;
    }
    bool closing = pos < html.len && html.ptr[pos] == '/';
    if (closing) pos++;
    while (pos < html.len && n < TAG_NAME_MAX &&
           ((html.ptr[pos] | 32) >= 'a' && (html.ptr[pos] | 32) <= 'z'))
        name[n++] = (char)(html.ptr[pos++] | 32);
    if (n > 0 && n < TAG_NAME_MAX && pos < html.len && html.ptr[pos] >= '1' && html.ptr[pos] <= '6')
        name[n++] = html.ptr[pos++];
    name[n] = 0;
    bool markup = n > 0 || (pos < html.len && (html.ptr[pos] == '!' || html.ptr[pos] == '?'));
    if (!markup || s->no_more_ends) return at;
    const char *gt = memchr(html.ptr + pos, '>', (size_t)(html.len - pos));
    s->no_more_ends = gt == NULL;
    if (!gt) return at;
    int32_t end = (int32_t)(gt - html.ptr) + 1;
    str tag = str_sub(html, at, end);
    if (gz_has(str_sub(tag, 1, tag.len), "<") && n == 0) return at;
    for (int32_t i = at; i < end; i++) s->line += html.ptr[i] == '\n';
    if (!closing && name_in(name, dropped_tags)) return skip_element(s, html, end, name);
    if (strcmp(name, "table") == 0 || strcmp(name, "tr") == 0 || strcmp(name, "td") == 0 ||
        strcmp(name, "th") == 0)
        table_tag(s, name, closing, tag);
    else if (name_in(name, block_tags)) block_tag(s);
    return end;
}

/* Text up to the next mark; line breaks in the source are blanks (none beside Chinese text). */
static int32_t read_text(stripper *s, str html, int32_t at)
{
    int32_t end = at;
    while (end < html.len && html.ptr[end] != '<' && html.ptr[end] != '&' && html.ptr[end] != '\n')
        end++;
    if (end > at) {
        str text = str_sub(html, at, end);
        if (s->line_open || gz_trim(text).len > 0) put(s, text);
    }
    if (end < html.len && html.ptr[end] == '\n') {
        s->line++;
        end++;
    }
    return end;
}

bool gz_strip_html(gz *r, str html, str *text)
{
    stripper s = { .r = r, .line = 1 };
    strbuf_init(&s.out, r->a);
    for (int32_t at = 0; at < html.len;) {
        int32_t next = at;
        if (html.ptr[at] == '<') next = read_tag(&s, html, at);
        else if (html.ptr[at] == '&') next = at + put_entity(&s, html, at);
        else next = read_text(&s, html, at);
        if (next == at) {
            put(&s, str_sub(html, at, at + 1));
            next = at + 1;
        }
        at = next;
    }
    end_line(&s);
    *text = strbuf_done(&s.out);
    r->line_of = s.source_line.items;
    r->line_of_count = s.source_line.count;
    return !s.out.failed;
}
