/* docno.c: document numbers: agency word, bracketed year, number, as in 某政发〔2020〕1号.
**
** Every bracket pair that is in use counts (〔〕 ﹝﹞ [] ［］ 【】 () （）), with blanks anywhere and
** full-width digits. Round brackets ask for the closing 号, because (2018) also stands in titles. */
#include "gazette/internal.h"

enum { AGENCY_CHARS_MAX = 14, AGENCY_CHARS_MIN = 2 };

static bool is_ideograph(uint32_t cp)
{
    return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF);
}

static int32_t skip_blanks(str s, int32_t at)
{
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t')) at++;
    return at;
}

/* From the opening bracket: year, closing bracket, number; the offset behind it or -1. */
static int32_t read_tail(str s, int32_t open, int32_t *year, int32_t *number)
{
    int32_t at = open, used;
    int family = gz_open(gz_next(s, &at));
    if (family != 1 && family != 2) return -1;
    at = skip_blanks(s, at);
    *year = gz_digits(str_sub(s, at, s.len), &used);
    if (*year < 1949 || *year > 2199) return -1;
    at = skip_blanks(s, at + used);
    if (gz_close(gz_next(s, &at)) != family) return -1;
    at = skip_blanks(s, at);
    if (gz_starts(str_sub(s, at, s.len), "第")) at = skip_blanks(s, at + 3);
    *number = gz_digits(str_sub(s, at, s.len), &used);
    if (*number < 0) return -1;
    at += used;
    int32_t mark = skip_blanks(s, at);
    if (gz_starts(str_sub(s, mark, s.len), "号")) return mark + 3;
    return family == 2 ? at : -1;
}

/* Words that may stand before an agency word but are no part of it. */
static int32_t drop_lead_words(str agency)
{
    static const char *const words[] = { "根据", "按照", "依据", "依照", "贯彻", "落实", "执行",
                                         "通知", "意见", "简称", "文件", "以下", "参照", "见",
                                         "原",   "及",   "和",   "与",   "的",   "以",   "将",
                                         "由",   "对",   "附",   "等",   NULL };
    int32_t cut = 0;
    for (int32_t i = 0; i < agency.len;) {
        const char *w = gz_starts_any(str_sub(agency, i, agency.len), words);
        if (w) cut = i + (int32_t)strlen(w);
        gz_next(agency, &i);
    }
    return cut;
}

static int32_t agency_start(str s, int32_t open)
{
    int32_t end = open;
    while (end > 0 && (s.ptr[end - 1] == ' ' || s.ptr[end - 1] == '\t')) end--;
    int32_t at = end;
    int chars = 0;
    while (at > 0 && chars < AGENCY_CHARS_MAX && is_ideograph(gz_before(s, at))) {
        at -= 3;
        chars++;
    }
    int32_t cut = drop_lead_words(str_sub(s, at, end));
    return end - (at + cut) >= 3 * AGENCY_CHARS_MIN ? at + cut : -1;
}

bool gz_docno_find(str s, int32_t from, int32_t *start, int32_t *end)
{
    for (int32_t at = from; at < s.len;) {
        int32_t open = at;
        unsigned char c = (unsigned char)s.ptr[at];
        unsigned char c2 = at + 1 < s.len ? (unsigned char)s.ptr[at + 1] : 0;
        bool bracket = c == '(' || c == '[' || (c == 0xE3 && c2 == 0x80) ||
                       (c == 0xEF && (c2 == 0xBC || c2 == 0xB9));
        if (!bracket) {
            at++;
            continue;
        }
        uint32_t cp = gz_next(s, &at);
        int32_t year, number;
        if (gz_open(cp) != 1 && gz_open(cp) != 2) continue;
        int32_t tail = read_tail(s, open, &year, &number);
        if (tail < 0) continue;
        int32_t first = agency_start(s, open);
        if (first < from) continue;
        *start = first;
        *end = tail;
        return true;
    }
    return false;
}

str gz_docno_normal(arena *a, str printed)
{
    for (int32_t at = 0; at < printed.len;) {
        int32_t open = at, year, number;
        uint32_t cp = gz_next(printed, &at);
        if (gz_open(cp) != 1 && gz_open(cp) != 2) continue;
        if (read_tail(printed, open, &year, &number) < 0) continue;
        str agency = gz_squeeze(a, str_sub(printed, 0, open));
        return str_format(a, STR_FMT "〔%d〕%d号", STR_ARG(agency), year, number);
    }
    return (str){ NULL, 0 };
}

str gazette_doc_no(arena *a, str s)
{
    int32_t start, end;
    if (!gz_docno_find(s, 0, &start, &end)) return (str){ NULL, 0 };
    return gz_docno_normal(a, str_sub(s, start, end));
}

/* 第12号, (第12号), 2023年第12号 and nothing else. */
bool gz_order_tail(str s, str *number)
{
    int32_t used, inside = 0;
    s = gz_trim(s);
    if (s.len == 0 || s.len > 60) return false;
    if (gz_open(gz_next(s, &inside)) == 1) {
        uint32_t last = gz_before(s, s.len);
        if (gz_close(last) != 1) return false;
        s = gz_trim(str_sub(s, inside, s.len - utf8_put(last, (char[4]){ 0 })));
    }
    str rest = s;
    int year = gz_digits(rest, &used);
    if (year >= 1949 && year < 2200 && gz_starts(str_sub(rest, used, rest.len), "年"))
        rest = gz_skip_blanks(str_sub(rest, used + 3, rest.len));
    if (!gz_starts(rest, "第")) return false;
    rest = gz_skip_blanks(str_sub(rest, 3, rest.len));
    if (gz_number(rest, &used) <= 0) return false;
    rest = gz_skip_blanks(str_sub(rest, used, rest.len));
    *number = s;
    return str_eqc(rest, "号");
}

bool gz_order_line(str line, str *issuer, str *number)
{
    int32_t at = -1;
    line = gz_trim(line);
    if (line.len > 160) return false;
    for (int32_t k = gz_find(line, "令", 0); k >= 0; k = gz_find(line, "令", k + 3)) at = k;
    if (at <= 0 || !gz_order_tail(str_sub(line, at + 3, line.len), number)) return false;
    *issuer = gz_trim(str_sub(line, 0, at));
    return gz_unit_like(*issuer);
}

str gz_docno_unbracket(str line)
{
    line = gz_trim(line);
    int32_t inside = 0;
    if (line.len == 0 || line.len > 120 || gz_open(gz_next(line, &inside)) != 1) return line;
    uint32_t last = gz_before(line, line.len);
    if (gz_close(last) != 1) return line;
    str inner = gz_trim(str_sub(line, inside, line.len - utf8_put(last, (char[4]){ 0 })));
    return gz_docno_whole(inner) ? inner : line;
}

bool gz_docno_whole(str line)
{
    int32_t start, end;
    line = gz_trim(line);
    if (line.len > 120 || !gz_docno_find(line, 0, &start, &end)) return false;
    return start == 0 && gz_trim(str_sub(line, end, line.len)).len == 0;
}
