/* deadline.c: the last explicit completion date of a text.
**
** A date is a completion date because of the words around it: 前, 底, 末, 到, 至, or a bare year that
** opens its clause (2020年，全面完成…). Start dates (自…起), yearly recurring dates (每年…), relative
** periods (五年内), reports on the past (截至…) and dates inside 《》 are not. In a column or behind
** 完成时限 any date counts, the end of a period wins. */
#include "gazette/internal.h"

typedef struct moment {
    int year, month, day;
} moment; /* 0 = not named */

typedef struct scan {
    str text;
    int year;          /* of the document; 0 = unknown */
    int sentence_year; /* last year named in this sentence */
    bool column;
    moment best;
} scan;

static str from(str s, int32_t at)
{
    return str_sub(s, at, s.len);
}

static int32_t skip(str s, int32_t at)
{
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\n')) at++;
    return at;
}

static const char *any_at(str s, int32_t at, const char *const *list)
{
    return gz_starts_any(from(s, skip(s, at)), list);
}

static const char *any_before(str s, int32_t at, const char *const *list)
{
    while (at > 0 && s.ptr[at - 1] == ' ') at--;
    return gz_ends_any(str_sub(s, 0, at), list);
}

static bool word_before(str s, int32_t at, const char *word)
{
    const char *const list[] = { word, NULL };
    return any_before(s, at, list) != NULL;
}

/* ---- reading one expression behind its year ---- */

/* [第]一季度: the quarter's last day. */
static int32_t read_quarter(str s, int32_t at, moment *m)
{
    int32_t used;
    at = skip(s, at);
    if (gz_starts(from(s, at), "第")) at += 3;
    int quarter = gz_number(from(s, at), &used);
    if (quarter < 1 || quarter > 4 || !gz_starts(from(s, at + used), "季度")) return -1;
    m->month = quarter * 3;
    m->day = date_month_days(m->year, m->month);
    return at + used + 6;
}

static int32_t read_month(str s, int32_t at, moment *m, bool *closing)
{
    static const struct {
        const char *word;
        int day;
    } parts[] = { { "上旬", 10 }, { "中旬", 20 }, { "下旬", 31 } };
    static const char *const ends[] = { "底", "末", "月底", "月末", NULL };
    int32_t used;
    at = skip(s, at);
    int month = gz_number(from(s, at), &used);
    int32_t mark = skip(s, at + used);
    if (month < 1 || month > 12 || !gz_starts(from(s, mark), "月")) return -1;
    at = mark + 3;
    m->month = month;
    int last = date_month_days(m->year, month);
    const char *end = any_at(s, at, ends);
    if (end) {
        m->day = last;
        *closing = true;
        return skip(s, at) + (int32_t)strlen(end);
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (gz_starts(from(s, at), parts[i].word)) {
            m->day = parts[i].day > last ? last : parts[i].day;
            return at + 6;
        }
    int32_t day_at = skip(s, at);
    int day = gz_number(from(s, day_at), &used);
    int32_t day_mark = skip(s, day_at + used);
    if (day < 1 || day > last || !gz_starts(from(s, day_mark), "日")) return at;
    m->day = day;
    return day_mark + 3;
}

/* What follows 2023年: 底, 上半年, 三季度, 6月30日, nothing. closing: the words themselves say "end of". */
static int32_t read_in_year(str s, int32_t at, moment *m, bool *closing)
{
    static const char *const ends[] = { "底", "年底", "末", "年末", "全年", "内", NULL };
    static const char *const halves[] = { "上半年", NULL }, *const seconds[] = { "下半年", NULL };
    const char *end = any_at(s, at, ends);
    *closing = true;
    if (end && strcmp(end, "全年") != 0 && strcmp(end, "内") != 0) {
        m->month = 12;
        m->day = 31;
        return skip(s, at) + (int32_t)strlen(end);
    }
    if (any_at(s, at, halves)) {
        m->month = 6;
        m->day = 30;
        return skip(s, at) + 9;
    }
    if (any_at(s, at, seconds)) {
        m->month = 12;
        m->day = 31;
        return skip(s, at) + 9;
    }
    int32_t next = read_quarter(s, at, m);
    if (next > 0) return next;
    *closing = false;
    next = read_month(s, at, m, closing);
    return next > 0 ? next : at;
}

/* ---- judging it ---- */

static bool opens_clause(str s, int32_t at)
{
    while (at > 0 && s.ptr[at - 1] == ' ') at--;
    uint32_t cp = gz_before(s, at);
    return at == 0 || cp == ',' || cp == 0xFF0C || cp == ';' || cp == 0xFF1B || cp == 0x3002 ||
           cp == ':' || cp == 0xFF1A || cp == '.' || cp == '\n' || cp == 0x3001 ||
           gz_close(cp) == 1;
}

static bool starts_something(str s, int32_t start, int32_t end)
{
    static const char *const over[] = { "前到期", "前建成的", "前建成需", "前出台", "前参加",
                                        "前已",   "前取得",   "以前参加", "到期",   NULL };
    if (any_at(s, end, over)) return true;
    static const char *const later[] = { "起",   "以来", "以后", "之后", "后",
                                         "开始", "日起", "月起", "始",   NULL };
    static const char *const since[] = { "自", "从", "截至", "截止", "截止到", "截至到", NULL };
    static const char *const extended[] = { "延至",   "延长至", "延长到", "延期至",
                                            "延缓到", "顺延至", "推迟至", NULL };
    if (any_at(s, end, later) || any_before(s, start, extended)) return true;
    static const char *const before[] = { "前", "之前", "以前", NULL };
    return any_before(s, start, since) && !any_at(s, end, before);
}

static bool recurs(str s, int32_t start)
{
    static const char *const words[] = { "每年",   "每月",   "每年的", "次年", "当年",   "去年",
                                         "上年",   "每年度", "翌年",   "历年", "每年于", "每年在",
                                         "于每年", "今后",   "每季度", NULL };
    return any_before(s, start, words) != NULL;
}

/* Behind a bare year: words that make it a name or a report instead of a term. */
static bool names_something(str s, int32_t end)
{
    static const char *const words[] = { "度",   "继续", "版",   "第",   "工作", "中央", "国务院",
                                         "政府", "全国", "夏季", "春季", "秋季", "冬季", "为",
                                         "以",   "的",   "财政", "预算", "印发", "出台", "修订",
                                         "发布", "省级", "国家", "我",   "在",   "行动", "方案",
                                         "规划", ")",    "）",   "期间", NULL };
    return any_at(s, end, words) != NULL;
}

static bool goes_on_to(str s, int32_t end)
{
    static const char *const words[] = { "至", "到", "-", "—", "–", "～", "~", "―", NULL };
    const char *w = any_at(s, end, words);
    int32_t used;
    if (!w) return false;
    str tail = from(s, skip(s, end) + (int32_t)strlen(w));
    while (gz_starts(tail, "—") || gz_starts(tail, "-"))
        tail = from(tail, gz_starts(tail, "—") ? 3 : 1);
    return gz_number(gz_skip_blanks(tail), &used) > 0;
}

static const char *const year_marks[] = { "-", "—", "–", "～", "~", "至", NULL };

/* 2018-2020年: the second year closes a period. */
static bool closes_years(str s, int32_t start)
{
    const char *mark = any_before(s, start, year_marks);
    int32_t n = mark ? start - (int32_t)strlen(mark) : 0;
    if (n >= 3 && gz_ends(str_sub(s, 0, n), "年")) n -= 3;
    bool four = n >= 4;
    for (int32_t i = n - 4; four && i < n; i++) four = s.ptr[i] >= '0' && s.ptr[i] <= '9';
    return four && opens_clause(s, n - 4);
}

static bool is_completion(const scan *c, int32_t start, int32_t end, const moment *m, bool closing)
{
    static const char *const by[] = { "前", "之前", "以前", "止", "底前", "内", NULL };
    static const char *const until[] = { "到",     "至",   "力争",   "确保",   "力争到",
                                         "力争在", "争取", "力争于", "不晚于", "最迟",
                                         "—",      "-",    "于",     NULL };
    static const char *const until_year[] = { "到", "至", "力争", "确保", "争取", "—", NULL };
    str s = c->text;
    if (goes_on_to(s, end)) return false;
    if (starts_something(s, start, end) || recurs(s, start)) return false;
    if (c->year > 0 && m->year > 0 && m->year < c->year - 1) return false;
    if (c->column || closing || any_at(s, end, by)) return true;
    if (m->day > 0)
        return any_before(s, start, (const char *const[]){ "到", "至", "—", "-", NULL }) != NULL;
    if (m->month > 0)
        return any_before(s, start, until) != NULL ||
               any_at(s, end, (const char *const[]){ "完成", NULL }) != NULL;
    if (closes_years(s, start)) return !names_something(s, end);
    if (any_before(s, start, until_year)) return true;
    return opens_clause(s, start) && !names_something(s, end);
}

static void keep(scan *c, int32_t start, int32_t end, moment m, bool closing)
{
    if (is_completion(c, start, end, &m, closing)) c->best = m;
}

/* ---- walking the text ---- */

/* 2023年… ; the offset behind it, or -1. */
static int32_t year_expression(scan *c, int32_t start)
{
    int32_t used;
    bool closing;
    moment m = { 0 };
    m.year = gz_digits(from(c->text, start), &used);
    if (m.year < 1900 || m.year > 2199) return -1;
    int32_t at = skip(c->text, start + used);
    if (!gz_starts(from(c->text, at), "年")) {
        bool range = goes_on_to(c->text, start + used); /* 2018-2020年 */
        bool ends_range = used == 4 && start >= 5 && any_before(c->text, start, year_marks);
        if (ends_range && !range) { /* 2018-2020每年 */
            keep(c, start, start + used, m, false);
            return start + used;
        }
        bool slash = c->column && at < c->text.len &&
                     (c->text.ptr[at] == '-' || c->text.ptr[at] == '.' || c->text.ptr[at] == '/');
        if (slash && !range) return -1;
        date d;
        int32_t n;
        if (slash && gz_date_read(from(c->text, start), &d, &n)) {
            c->best = (moment){ d.year, d.month, d.day };
            return start + n;
        }
        return -1;
    }
    at = read_in_year(c->text, at + 3, &m, &closing);
    c->sentence_year = m.year;
    keep(c, start, at, m, closing);
    return at;
}

/* 6月底前, 9月30日前 without a year. */
static int32_t month_expression(scan *c, int32_t start)
{
    int year = c->sentence_year ? c->sentence_year : c->year;
    bool closing = false, next_year = word_before(c->text, start, "明年");
    if (next_year) year = c->year + 1;
    if (year <= 0) return -1;
    moment m = { .year = year };
    int32_t at = read_month(c->text, start, &m, &closing);
    if (at < 0) return -1;
    if (next_year) start = gz_find(c->text, "明年", start - 12 > 0 ? start - 12 : 0);
    static const char *const by[] = { "前", "之前", "以前", NULL };
    bool range_end = c->sentence_year && m.day > 0 &&
                     any_before(c->text, start,
                                (const char *const[]){ "至", "到", "—", "-", NULL });
    if (closing || any_at(c->text, at, by) || range_end) keep(c, start, at, m, closing);
    return at;
}

/* 年底前, 今年上半年, 年内: the year of the document. */
static int32_t word_expression(scan *c, int32_t start)
{
    static const struct {
        const char *word;
        int month, day;
        bool needs_before;
    } words[] = {
        { "年底", 12, 31, true },    { "年末", 12, 31, true },  { "年底前", 12, 31, false },
        { "年末前", 12, 31, false }, { "上半年", 6, 30, true }, { "年内", 0, 0, false },
    };
    static const char *const before[] = { "前",   "之前", "以前", "完成", "实现", "基本",
                                          "全面", "内",   ",",    "，",   "对",   NULL };
    static const char *const own[] = { "今年", "本年", "到",   "至",   "在",
                                       "今",   "本",   "力争", "确保", NULL };
    int best = -1;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (gz_starts(from(c->text, start), words[i].word) &&
            (best < 0 || strlen(words[i].word) > strlen(words[best].word)))
            best = (int)i;
    if (best < 0 || c->year <= 0) return -1;
    int32_t at = start + (int32_t)strlen(words[best].word);
    if (words[best].needs_before && !any_at(c->text, at, before) &&
        !any_before(c->text, start, own))
        return -1;
    int32_t first = start;
    while (word_before(c->text, first, "今年") || word_before(c->text, first, "本年")) first -= 6;
    if (word_before(c->text, first, "今") || word_before(c->text, first, "本")) first -= 3;
    if (!any_before(c->text, first, own) && !opens_clause(c->text, first) && first == start &&
        words[best].month != 12)
        return -1;
    if (words[best].month == 12 && word_before(c->text, start, "年") && first == start) return -1;
    moment m = { c->year, words[best].month, words[best].day };
    keep(c, first, at, m, true);
    return at;
}

static str print(arena *a, moment m)
{
    if (m.year == 0) return (str){ NULL, 0 };
    if (m.month == 0) return str_format(a, "%04d", m.year);
    if (m.day == 0) return str_format(a, "%04d-%02d", m.year, m.month);
    return str_format(a, "%04d-%02d-%02d", m.year, m.month, m.day);
}

str gz_deadline_in(arena *a, str text, int year, bool column)
{
    scan c = { .text = text, .year = year, .column = column };
    for (int32_t i = 0; i < text.len;) {
        int32_t at = i, next = -1;
        unsigned char b = (unsigned char)text.ptr[i];
        uint32_t cp = gz_next(text, &i);
        bool digit = (cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19);
        if (cp == 0x300A) { /* 《…》 */
            int32_t end = gz_match(text, at, 600);
            if (end > 0) next = end;
        } else if (cp == 0x3002) {
            c.sentence_year = 0;
        } else if (digit) {
            next = year_expression(&c, at);
            if (next < 0) next = month_expression(&c, at);
            while (next < 0 && i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9') i++;
        } else if (b == 0xE5 || b == 0xE4) { /* 年, 上 */
            if (cp == 0x5E74 || cp == 0x4E0A) next = word_expression(&c, at);
        }
        if (next > i) i = next;
    }
    return print(a, c.best);
}

str gazette_deadline(arena *a, str text, int year)
{
    return gz_deadline_in(a, text, year, false);
}
