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

bool gz_make_lines(gz *r)
{
    str text = r->g->text;
    int32_t number = 0, blank = 0;
    for (int32_t at = 0; at < text.len; ) {
        const char *nl = memchr(text.ptr + at, '\n', (size_t)(text.len - at));
        int32_t end = nl ? (int32_t)(nl - text.ptr) : text.len;
        str s = gz_trim(str_sub(text, at, end));
        number++;
        if (s.len == 0) {
            blank++;
        } else {
            gz_line *l = VEC_PUSH(r->a, &r->lines);
            if (!l) return false;
            bool mapped = r->line_of && number <= r->line_of_count;
            *l = (gz_line){ s, (int32_t)(s.ptr - text.ptr), mapped ? r->line_of[number - 1] : number, blank };
            blank = 0;
        }
        at = end + 1;
    }
    r->g->line_count = number;
    return true;
}
