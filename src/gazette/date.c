/* date.c: days as gazettes print them. */
#include "gazette/internal.h"

static int32_t skip(str s, int32_t at)
{
    while (at < s.len && s.ptr[at] == ' ') at++;
    return at;
}

/* A number followed by one of the marks; the offset behind the mark or -1. */
static int32_t field(str s, int32_t at, int *value, const char *zh, char ascii)
{
    int32_t used;
    at = skip(s, at);
    *value = gz_number(str_sub(s, at, s.len), &used);
    if (*value < 0) return -1;
    at = skip(s, at + used);
    if (gz_starts(str_sub(s, at, s.len), zh)) return at + (int32_t)strlen(zh);
    if (ascii && at < s.len && (s.ptr[at] == ascii || s.ptr[at] == '/' || s.ptr[at] == '.'))
        return at + 1;
    return -1;
}

bool gz_date_read(str s, date *d, int32_t *used)
{
    int year, month, day;
    int32_t at = field(s, 0, &year, "年", '-');
    if (at < 0 || year < 1900 || year > 2199) return false;
    bool ascii = s.ptr[at - 1] == '-' || s.ptr[at - 1] == '/' || s.ptr[at - 1] == '.';
    at = field(s, at, &month, "月", ascii ? '-' : 0);
    if (at < 0) return false;
    at = skip(s, at);
    int32_t n;
    day = gz_number(str_sub(s, at, s.len), &n);
    if (day < 0 || !date_valid(year, month, day)) return false;
    at += n;
    int32_t mark = skip(s, at);
    if (!ascii) {
        if (!gz_starts(str_sub(s, mark, s.len), "日")) return false;
        at = mark + 3;
    }
    *d = (date){ year, (int8_t)month, (int8_t)day };
    *used = at;
    return true;
}

bool gz_date_whole(str line, date *d)
{
    int32_t used;
    line = gz_trim(line);
    if (!gz_date_read(line, d, &used)) return false;
    return gz_trim(str_sub(line, used, line.len)).len == 0;
}
