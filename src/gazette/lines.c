/* lines.c: the text as trimmed lines; positions for messages. */
#include "gazette/internal.h"

src_pos gz_pos(const gz *r, int32_t line, int32_t column)
{
    return (src_pos){ .file = r->g->file, .line = line, .column = column };
}

int32_t gz_line_at(const gz *r, int32_t offset)
{
    int lo = 0, hi = r->lines.count;
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        if (r->lines.items[mid].offset <= offset) lo = mid + 1;
        else hi = mid;
    }
    return lo > 0 ? r->lines.items[lo - 1].line : 1;
}

/* — 3 —, -12-: the number of a printed page. */
static bool is_page_number(str s)
{
    bool dash = false, digit = false;
    if (s.len > 24) return false;
    for (int32_t i = 0; i < s.len;) {
        uint32_t cp = gz_next(s, &i);
        if (cp == '-' || cp == 0x2014 || cp == 0x2013 || cp == 0xB7 || cp == 0x2015) dash = true;
        else if ((cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19)) digit = true;
        else if (cp != ' ') return false;
    }
    return dash && digit && gz_close(gz_before(s, s.len)) == 0 &&
           (s.ptr[0] < '0' || s.ptr[0] > '9');
}

/* Room for exactly the lines there are: growing by doubling would leave as much again unused. */
static bool reserve_lines(gz *r)
{
    str text = r->g->text;
    int count = 0;
    bool inked = false;
    for (int32_t i = 0; i < text.len; i++) {
        bool blank = (unsigned char)text.ptr[i] <= ' ';
        count += inked && text.ptr[i] == '\n';
        inked = text.ptr[i] != '\n' && (inked || !blank);
    }
    count += inked;
    r->lines.items = ARENA_ARRAY(r->a, gz_line, count > 0 ? count : 1);
    r->lines.cap = count;
    return r->lines.items != NULL;
}

bool gz_make_lines(gz *r)
{
    str text = r->g->text;
    if (!reserve_lines(r)) return false;
    int32_t number = 0, blank = 0;
    for (int32_t at = 0; at < text.len;) {
        const char *nl = memchr(text.ptr + at, '\n', (size_t)(text.len - at));
        int32_t end = nl ? (int32_t)(nl - text.ptr) : text.len;
        str s = gz_trim(str_sub(text, at, end));
        number++;
        if (s.len == 0) {
            blank++;
        } else if (!is_page_number(s)) {
            gz_line *l = VEC_PUSH(r->a, &r->lines);
            if (!l) return false;
            bool mapped = r->line_of && number <= r->line_of_count;
            *l = (gz_line){ s, (int32_t)(s.ptr - text.ptr),
                            mapped ? r->line_of[number - 1] : number, blank };
            blank = 0;
        }
        at = end + 1;
    }
    r->g->line_count = number;
    return true;
}
