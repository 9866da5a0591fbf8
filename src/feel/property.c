/* property.c: the named parts of temporal values and ranges (DMN 1.5 §10.3.2.15, table 66), and the
 * text of @"…". */
#include "feel/value.h"

bool feel_at_literal(arena *a, str text, feel_value *out)
{
    date d;
    if (date_parse(text, &d)) {
        *out = feel_date(d);
        return true;
    }
    dtime t;
    if (dtime_parse(text, &t)) {
        *out = feel_make_time(a, t);
        return out->kind == FEEL_TIME;
    }
    datetime dt;
    if (datetime_parse(text, &dt)) {
        *out = feel_make_datetime(a, dt);
        return out->kind == FEEL_DATETIME;
    }
    bool is_months;
    int64_t months;
    nanos ns;
    if (!duration_parse(text, &is_months, &months, &ns)) return false;
    *out =
        is_months ? (feel_value){ .kind = FEEL_MONTHS, .as.months = months } : feel_from_nanos(ns);
    return true;
}

static feel_value number(int64_t n)
{
    return feel_number(dec_from_int(n));
}

/* Which part of which value. Kinds are bits so that one row serves a date and a date and time. */
typedef enum {
    PART_YEAR,
    PART_MONTH,
    PART_DAY,
    PART_WEEKDAY,
    PART_HOUR,
    PART_MINUTE,
    PART_SECOND,
    PART_OFFSET,
    PART_ZONE,
    PART_YEARS,
    PART_MONTHS,
    PART_DAYS,
    PART_HOURS,
    PART_MINUTES,
    PART_SECONDS,
    PART_START,
    PART_START_INCLUDED,
    PART_END,
    PART_END_INCLUDED,
    PART_UNKNOWN
} part;

#define KIND(k) (1u << FEEL_##k)
enum { DAY_KINDS = KIND(DATE) | KIND(DATETIME), CLOCK_KINDS = KIND(TIME) | KIND(DATETIME) };

static const struct { const char *name; part part; uint32_t kinds;
} parts[] = {
    { "year", PART_YEAR, DAY_KINDS },
    { "month", PART_MONTH, DAY_KINDS },
    { "day", PART_DAY, DAY_KINDS },
    { "weekday", PART_WEEKDAY, DAY_KINDS },
    { "hour", PART_HOUR, CLOCK_KINDS },
    { "minute", PART_MINUTE, CLOCK_KINDS },
    { "second", PART_SECOND, CLOCK_KINDS },
    { "time offset", PART_OFFSET, CLOCK_KINDS },
    { "timezone", PART_ZONE, CLOCK_KINDS },
    { "years", PART_YEARS, KIND(MONTHS) },
    { "months", PART_MONTHS, KIND(MONTHS) },
    { "days", PART_DAYS, KIND(NANOS) },
    { "hours", PART_HOURS, KIND(NANOS) },
    { "minutes", PART_MINUTES, KIND(NANOS) },
    { "seconds", PART_SECONDS, KIND(NANOS) },
    { "start", PART_START, KIND(RANGE) },
    { "end", PART_END, KIND(RANGE) },
    { "start included", PART_START_INCLUDED, KIND(RANGE) },
    { "end included", PART_END_INCLUDED, KIND(RANGE) },
};

static part find_part(feel_value v, str name)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if ((parts[i].kinds >> v.kind & 1) && str_eqc(name, parts[i].name)) return parts[i].part;
    return PART_UNKNOWN;
}

/* A time of day alone cannot tell the offset of a zone with a name: it changes over the year. */
static feel_value offset_of(feel_value v)
{
    datetime t = v.kind == FEEL_TIME ? (datetime){ .date = { 1970, 1, 1 }, .time = *v.as.time }
                                     : *v.as.datetime;
    int32_t offset_s;
    if (v.kind == FEEL_TIME && t.time.zone.kind == ZONE_NAME) return FEEL_NULL_VALUE;
    if (!zone_offset_at(&t, &offset_s)) return FEEL_NULL_VALUE;
    return feel_from_nanos((nanos)offset_s * 1000000000);
}

static feel_value moment_part(feel_value v, part p)
{
    date d = v.kind == FEEL_DATE       ? v.as.date
             : v.kind == FEEL_DATETIME ? v.as.datetime->date
                                       : (date){ 0 };
    dtime none = { 0 };
    const dtime *t = v.kind == FEEL_TIME       ? v.as.time
                     : v.kind == FEEL_DATETIME ? &v.as.datetime->time
                                               : &none;
    switch (p) {
    case PART_YEAR: return number(d.year);
    case PART_MONTH: return number(d.month);
    case PART_DAY: return number(d.day);
    case PART_WEEKDAY: return number(date_weekday(d));
    case PART_HOUR: return number(t->hour);
    case PART_MINUTE: return number(t->minute);
    case PART_SECOND: return number(t->second);
    case PART_OFFSET: return offset_of(v);
    default: return t->zone.kind == ZONE_NAME ? feel_string(t->zone.name) : FEEL_NULL_VALUE;
    }
}

/* The parts of a negative duration are all negative: their sum is the duration. */
static feel_value duration_part(feel_value v, part p)
{
    int64_t seconds = v.kind == FEEL_NANOS ? (int64_t)(feel_nanos(v) / 1000000000) : 0;
    switch (p) {
    case PART_YEARS: return number(v.as.months / 12);
    case PART_MONTHS: return number(v.as.months % 12);
    case PART_DAYS: return number(seconds / 86400);
    case PART_HOURS: return number(seconds % 86400 / 3600);
    case PART_MINUTES: return number(seconds % 3600 / 60);
    default: return number(seconds % 60);
    }
}

static feel_value range_part(const feel_range *r, part p)
{
    switch (p) {
    case PART_START: return r->has_low ? r->low : FEEL_NULL_VALUE;
    case PART_END: return r->has_high ? r->high : FEEL_NULL_VALUE;
    case PART_START_INCLUDED: return feel_bool(r->low_closed);
    default: return feel_bool(r->high_closed);
    }
}

feel_value feel_property(feel_value v, str name, bool *known)
{
    part p = find_part(v, name);
    *known = p != PART_UNKNOWN;
    if (!*known) return FEEL_NULL_VALUE;
    if (v.kind == FEEL_RANGE) return range_part(v.as.range, p);
    return v.kind == FEEL_MONTHS || v.kind == FEEL_NANOS ? duration_part(v, p) : moment_part(v, p);
}
