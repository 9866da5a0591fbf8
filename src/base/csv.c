/* csv.c: RFC 4180 rows. A field without doubled quotes is a slice of the text; only the others are
** copied. */
#include "csv.h"

/* A quoted field may hold line breaks, but a forgotten quote must not swallow (or make us rescan)
** a whole file. */
enum { QUOTED_FIELD_MAX = 1 << 20 };

void csv_init(csv_reader *r, str text, arena *a)
{
    *r = (csv_reader){ .text = text, .line = 1, .arena = a };
    if (str_starts(text, STR("\xEF\xBB\xBF"))) r->pos = 3;
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static bool add_field(csv_reader *r, str field)
{
    str *place = VEC_PUSH(r->arena, &r->fields);
    if (place) *place = field;
    return place != NULL;
}

static str read_plain(csv_reader *r, bool *bad)
{
    int32_t start = r->pos;
    const char *p = r->text.ptr;
    while (r->pos < r->text.len && p[r->pos] != ',' && !is_break(p[r->pos])) {
        if (p[r->pos] == '"') *bad = true;
        r->pos++;
    }
    return str_sub(r->text, start, r->pos);
}

/* Position of the quote that closes the field, -1 when there is none. *doubled: quotes have to be
** unescaped. */
static int32_t closing_quote(const csv_reader *r, int32_t from, bool *doubled)
{
    int32_t limit = r->text.len - from > QUOTED_FIELD_MAX ? from + QUOTED_FIELD_MAX : r->text.len;
    for (int32_t at = from; at < limit; at++) {
        if (r->text.ptr[at] != '"') continue;
        bool is_double = at + 1 < limit && r->text.ptr[at + 1] == '"';
        if (!is_double) return at;
        *doubled = true;
        at++;
    }
    return -1;
}

static void count_lines(csv_reader *r, str s)
{
    for (int32_t i = 0; i < s.len; i++) {
        bool crlf = s.ptr[i] == '\r' && i + 1 < s.len && s.ptr[i + 1] == '\n';
        if (is_break(s.ptr[i]) && !crlf) r->line++;
    }
}

static str read_quoted(csv_reader *r, bool *bad)
{
    int32_t start = r->pos + 1;
    bool doubled = false;
    int32_t close = closing_quote(r, start, &doubled);
    if (close < 0) {
        *bad = true; /* the row ends with its line, the next line is a row again */
        return read_plain(r, bad);
    }
    str field = str_sub(r->text, start, close);
    count_lines(r, field);
    r->pos = close + 1;
    if (doubled) field = str_replace(r->arena, field, STR("\"\""), STR("\""));
    bool ends =
        r->pos >= r->text.len || r->text.ptr[r->pos] == ',' || is_break(r->text.ptr[r->pos]);
    if (!ends) {
        *bad = true;
        read_plain(r, bad);
    }
    return field;
}

static void skip_break(csv_reader *r)
{
    if (r->pos >= r->text.len) return;
    bool crlf =
        r->text.ptr[r->pos] == '\r' && r->pos + 1 < r->text.len && r->text.ptr[r->pos + 1] == '\n';
    r->pos += crlf ? 2 : 1;
    r->line++;
}

bool csv_next(csv_reader *r, bool *bad)
{
    /* An empty line is no row, except in a table of one column, where it is an empty cell. */
    bool one_column = r->row > 0 && r->fields.count == 1;
    while (!one_column && r->pos < r->text.len && is_break(r->text.ptr[r->pos])) skip_break(r);
    *bad = false;
    r->fields.count = 0;
    if (r->pos >= r->text.len) return false;
    r->row++;
    for (;;) {
        bool quoted = r->pos < r->text.len && r->text.ptr[r->pos] == '"';
        str field = quoted ? read_quoted(r, bad) : read_plain(r, bad);
        if (!add_field(r, field)) {
            *bad = true;
            return false;
        }
        if (r->pos >= r->text.len || r->text.ptr[r->pos] != ',') break;
        r->pos++;
    }
    skip_break(r);
    return true;
}

void csv_put(strbuf *out, str field, bool first)
{
    if (!first) strbuf_put_char(out, ',');
    bool edge_blank = field.len > 0 && (field.ptr[0] == ' ' || field.ptr[field.len - 1] == ' ');
    bool quote = edge_blank;
    for (int32_t i = 0; i < field.len && !quote; i++) {
        char c = field.ptr[i];
        quote = c == '"' || c == ',' || is_break(c);
    }
    if (!quote) {
        strbuf_put(out, field);
        return;
    }
    strbuf_put_char(out, '"');
    for (int32_t done = 0; done <= field.len;) {
        int32_t at = str_find_from(field, STR("\""), done);
        if (at < 0) at = field.len;
        strbuf_put(out, str_sub(field, done, at));
        if (at < field.len) strbuf_putc(out, "\"\"");
        done = at + 1;
    }
    strbuf_put_char(out, '"');
}

void csv_end_row(strbuf *out)
{
    strbuf_putc(out, "\r\n");
}
