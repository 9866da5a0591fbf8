/* date_text.c: dates, times and durations as ISO 8601 texts (the lexical forms of XML Schema, DMN
** 1.5 §10.3.2.3). */
#include "date.h"

enum { NANO = 1000000000, MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400, OFFSET_MAX_S = 14 * HOUR_S };

/* ---- reading ---- */

typedef struct cursor { str text; int32_t at; } cursor;

static bool take(cursor *c, char wanted)
{
    if (c->at >= c->text.len || c->text.ptr[c->at] != wanted) return false;
    c->at++;
    return true;
}

static bool at_digit(const cursor *c)
{
    return c->at < c->text.len && c->text.ptr[c->at] >= '0' && c->text.ptr[c->at] <= '9';
}

static bool at_end(const cursor *c)
{
    return c->at == c->text.len;
}

/* Exactly two digits. */
static bool take_two(cursor *c, int *out)
{
    if (c->at + 2 > c->text.len) return false;
    const char *p = c->text.ptr + c->at;
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9') return false;
    *out = (p[0] - '0') * 10 + (p[1] - '0');
    c->at += 2;
    return true;
}

/* Four digits, or more without a leading zero. */
static bool take_year(cursor *c, int64_t *out)
{
    bool negative = take(c, '-');
    int32_t start = c->at;
    int64_t year = 0;
    for (; at_digit(c) && c->at - start < 10; c->at++)
        year = year * 10 + (c->text.ptr[c->at] - '0');
    int32_t digits = c->at - start;
    if (digits < 4 || at_digit(c) || (digits > 4 && c->text.ptr[start] == '0')) return false;
    *out = negative ? -year : year;
    return true;
}

static bool take_date(cursor *c, date *out)
{
    int64_t year;
    int month, day;
    bool shaped = take_year(c, &year) && take(c, '-') && take_two(c, &month) && take(c, '-') &&
                  take_two(c, &day);
    if (!shaped || !date_valid(year, month, day)) return false;
    *out = (date){ (int32_t)year, (int8_t)month, (int8_t)day };
    return true;
}

/* Digits after the point as nanoseconds; further ones are cut off. */
static bool take_fraction(cursor *c, int32_t *nano)
{
    int32_t unit = NANO / 10;
    *nano = 0;
    for (; at_digit(c); c->at++, unit /= 10) *nano += (c->text.ptr[c->at] - '0') * unit;
    return true;
}

static bool take_offset(cursor *c, int sign, zone *out)
{
    int hours, minutes, seconds = 0;
    if (!take_two(c, &hours) || !take(c, ':') || !take_two(c, &minutes)) return false;
    if (take(c, ':') && !take_two(c, &seconds)) return false;
    int32_t offset = hours * HOUR_S + minutes * MINUTE_S + seconds;
    if (minutes > 59 || seconds > 59 || offset > OFFSET_MAX_S) return false;
    *out = (zone){ .kind = ZONE_OFFSET, .offset_s = sign * offset };
    return true;
}

static bool take_zone(cursor *c, zone *out)
{
    *out = (zone){ .kind = ZONE_NONE };
    if (at_end(c)) return true;
    if (take(c, 'Z')) {
        out->kind = ZONE_OFFSET;
        return true;
    }
    if (take(c, '+')) return take_offset(c, 1, out);
    if (take(c, '-')) return take_offset(c, -1, out);
    if (!take(c, '@')) return false;
    str name = str_sub(c->text, c->at, c->text.len);
    c->at = c->text.len;
    *out = (zone){ .kind = ZONE_NAME, .name = name };
    return zone_known(name);
}

static bool take_time(cursor *c, dtime *out)
{
    int hour, minute, second;
    int32_t nano = 0;
    bool shaped = take_two(c, &hour) && take(c, ':') && take_two(c, &minute) && take(c, ':') &&
                  take_two(c, &second);
    if (!shaped || hour > 23 || minute > 59 || second > 59) return false;
    if (take(c, '.') && (!at_digit(c) || !take_fraction(c, &nano))) return false;
    *out = (dtime){ (int8_t)hour, (int8_t)minute, (int8_t)second, nano, { .kind = ZONE_NONE } };
    return take_zone(c, &out->zone);
}

bool date_parse(str s, date *out)
{
    cursor c = { s, 0 };
    date d;
    if (!take_date(&c, &d) || !at_end(&c)) return false;
    *out = d;
    return true;
}

bool dtime_parse(str s, dtime *out)
{
    cursor c = { s, 0 };
    dtime t;
    if (!take_time(&c, &t) || !at_end(&c)) return false;
    *out = t;
    return true;
}

/* "24:00:00" is the first moment of the next day (XML Schema 1.1 part 2, 3.3.7). */
static bool take_end_of_day(cursor *c, datetime *t)
{
    int32_t fraction = 0;
    c->at += (int32_t)strlen("24:00:00");
    if (take(c, '.') && (!at_digit(c) || !take_fraction(c, &fraction) || fraction)) return false;
    date next = date_from_days(date_to_days(t->date) + 1);
    if (next.year > DATE_YEAR_MAX) return false;
    t->date = next;
    t->time = (dtime){ .zone = { .kind = ZONE_NONE } };
    return take_zone(c, &t->time.zone);
}

bool datetime_parse(str s, datetime *out)
{
    cursor c = { s, 0 };
    datetime t;
    if (!take_date(&c, &t.date) || !take(&c, 'T')) return false;
    bool end_of_day = str_starts(str_sub(s, c.at, s.len), STR("24:00:00"));
    if (end_of_day ? !take_end_of_day(&c, &t) : !take_time(&c, &t.time)) return false;
    if (!at_end(&c)) return false;
    *out = t;
    return true;
}

/* One "12H": the number, then its letter out of `letters`; *index says which. A fraction only
** belongs to seconds. */
static bool take_part(cursor *c, const char *letters, int *index, int64_t *value, int32_t *nano)
{
    int32_t start = c->at;
    *value = 0;
    *nano = 0;
    for (; at_digit(c); c->at++) {
        int digit = c->text.ptr[c->at] - '0';
        if (*value > (INT64_MAX - digit) / 10) return false;
        *value = *value * 10 + digit;
    }
    if (c->at == start) return false;
    bool fraction = take(c, '.');
    if (fraction) take_fraction(c, nano);
    char letter = c->at < c->text.len ? c->text.ptr[c->at] : '\0';
    const char *found = letter ? strchr(letters, letter) : NULL;
    if (!found || (fraction && letter != 'S')) return false;
    c->at++;
    *index = (int)(found - letters);
    return true;
}

typedef struct parts {
    int64_t years, months, days, seconds;
    int32_t nano;
    bool calendar, clock;
} parts;

/* Years, months, days in this order; each may be missing. */
static bool take_calendar_parts(cursor *c, parts *p)
{
    for (int last = -1; at_digit(c);) {
        int index;
        int64_t value;
        int32_t nano;
        if (!take_part(c, "YMD", &index, &value, &nano) || index <= last) return false;
        last = index;
        if (index == 0) p->years = value;
        if (index == 1) p->months = value;
        if (index == 2) p->days = value;
        *(index < 2 ? &p->calendar : &p->clock) = true;
    }
    return true;
}

static bool take_clock_parts(cursor *c, parts *p)
{
    static const int64_t seconds[] = { HOUR_S, MINUTE_S, 1 };
    if (at_end(c)) return false;
    for (int last = -1; !at_end(c);) {
        int index;
        int64_t value, more;
        if (!take_part(c, "HMS", &index, &value, &p->nano) || index <= last) return false;
        last = index;
        if (__builtin_mul_overflow(value, seconds[index], &more)) return false;
        if (__builtin_add_overflow(p->seconds, more, &p->seconds)) return false;
        p->clock = true;
    }
    return true;
}

bool duration_parse(str s, bool *is_months, int64_t *months, nanos *ns)
{
    cursor c = { s, 0 };
    parts p = { 0 };
    bool negative = take(&c, '-');
    if (!take(&c, 'P') || !take_calendar_parts(&c, &p)) return false;
    if (take(&c, 'T') && !take_clock_parts(&c, &p)) return false;
    if (!at_end(&c) || p.calendar == p.clock) return false; /* neither, or months mixed with days */
    int64_t total;
    if (__builtin_mul_overflow(p.years, 12, &total) ||
        __builtin_add_overflow(total, p.months, &total))
        return false;
    nanos length = ((nanos)p.days * DAY_S + p.seconds) * NANO + p.nano;
    *is_months = p.calendar;
    *months = negative ? -total : total;
    *ns = negative ? -length : length;
    return true;
}

/* ---- writing ---- */

static void put_date(strbuf *out, date d)
{
    int64_t year = d.year;
    if (year < 0) strbuf_put_char(out, '-');
    strbuf_printf(out, "%04lld-%02d-%02d", (long long)(year < 0 ? -year : year), d.month, d.day);
}

static void put_fraction(strbuf *out, int32_t nano)
{
    if (nano == 0) return;
    char digits[9];
    int count = 9;
    for (int i = 8; i >= 0; i--, nano /= 10) digits[i] = (char)('0' + nano % 10);
    while (digits[count - 1] == '0') count--;
    strbuf_put_char(out, '.');
    strbuf_put(out, (str){ digits, count });
}

static void put_zone(strbuf *out, zone z)
{
    if (z.kind == ZONE_NAME) {
        strbuf_put_char(out, '@');
        strbuf_put(out, z.name);
    }
    if (z.kind != ZONE_OFFSET) return;
    if (z.offset_s == 0) {
        strbuf_put_char(out, 'Z');
        return;
    }
    int32_t offset = z.offset_s < 0 ? -z.offset_s : z.offset_s;
    strbuf_printf(out, "%c%02d:%02d", z.offset_s < 0 ? '-' : '+', offset / HOUR_S,
                  offset / MINUTE_S % 60);
    if (offset % MINUTE_S) strbuf_printf(out, ":%02d", offset % MINUTE_S);
}

static void put_time(strbuf *out, dtime t)
{
    strbuf_printf(out, "%02d:%02d:%02d", t.hour, t.minute, t.second);
    put_fraction(out, t.nano);
    put_zone(out, t.zone);
}

str date_text(arena *a, date d)
{
    strbuf out;
    strbuf_init(&out, a);
    put_date(&out, d);
    return strbuf_done(&out);
}

str dtime_text(arena *a, dtime t)
{
    strbuf out;
    strbuf_init(&out, a);
    put_time(&out, t);
    return strbuf_done(&out);
}

str datetime_text(arena *a, datetime t)
{
    strbuf out;
    strbuf_init(&out, a);
    put_date(&out, t.date);
    strbuf_put_char(&out, 'T');
    put_time(&out, t.time);
    return strbuf_done(&out);
}

str months_text(arena *a, int64_t months)
{
    if (months == 0) return str_copy(a, STR("P0M"));
    strbuf out;
    strbuf_init(&out, a);
    uint64_t count = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;
    strbuf_putc(&out, months < 0 ? "-P" : "P");
    if (count / 12) strbuf_printf(&out, "%lluY", (unsigned long long)(count / 12));
    if (count % 12) strbuf_printf(&out, "%lluM", (unsigned long long)(count % 12));
    return strbuf_done(&out);
}

static void put_count(strbuf *out, unsigned __int128 count, char letter)
{
    char digits[40];
    int at = sizeof digits;
    for (; count > 0; count /= 10) digits[--at] = (char)('0' + (int)(count % 10));
    strbuf_put(out, (str){ digits + at, (int32_t)sizeof digits - at });
    strbuf_put_char(out, letter);
}

str nanos_text(arena *a, nanos ns)
{
    if (ns == 0) return str_copy(a, STR("PT0S"));
    strbuf out;
    strbuf_init(&out, a);
    unsigned __int128 length = ns < 0 ? 0 - (unsigned __int128)ns : (unsigned __int128)ns;
    unsigned __int128 seconds = length / NANO;
    int32_t nano = (int32_t)(length % NANO), clock = (int32_t)(seconds % DAY_S);
    strbuf_putc(&out, ns < 0 ? "-P" : "P");
    if (seconds / DAY_S) put_count(&out, seconds / DAY_S, 'D');
    if (clock || nano) strbuf_put_char(&out, 'T');
    if (clock / HOUR_S) strbuf_printf(&out, "%dH", clock / HOUR_S);
    if (clock / MINUTE_S % 60) strbuf_printf(&out, "%dM", clock / MINUTE_S % 60);
    if (clock % MINUTE_S || nano) {
        strbuf_printf(&out, "%d", clock % MINUTE_S);
        put_fraction(&out, nano);
        strbuf_put_char(&out, 'S');
    }
    return strbuf_done(&out);
}

str date_text_zh(arena *a, date d)
{
    return str_format(a, "%d年%d月%d日", d.year, d.month, d.day);
}
