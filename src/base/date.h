/* date.h: calendar days, times, durations, and the working-day calendar.
**
** Proleptic Gregorian calendar, years -999999999..999999999 (DMN 1.5 §10.3.2.3.5-9). A dtime is a
** time of day with nanoseconds and an optional zone: none (local), an offset in seconds, or an
** IANA name. Durations are either months or nanoseconds (128 bit), never mixed.
** Working days come only from a calendar loaded from policies/calendar; a year without one is an
** error, never a guess.
** Layer: base. Time zones through ICU. The clock is handed in by the caller except date_today. */
#ifndef HENG_BASE_DATE_H
#define HENG_BASE_DATE_H

#include "diag.h"
#include "str.h"

typedef struct date { int32_t year; int8_t month, day; } date;   /* month 1..12, day 1..31 */

typedef enum { ZONE_NONE, ZONE_OFFSET, ZONE_NAME } zone_kind;
/* name lives in the value's arena or is static */
typedef struct zone { uint8_t kind; int32_t offset_s; str name; } zone;
typedef struct dtime { int8_t hour, minute, second; int32_t nano; zone zone; } dtime;
typedef struct datetime { date date; dtime time; } datetime;
typedef __int128 nanos;                                  /* days-and-time duration */

enum { DATE_YEAR_MAX = 999999999 };

bool date_valid(int64_t year, int month, int day);
int date_month_days(int64_t year, int month);
int64_t date_to_days(date d);                            /* days since 1970-01-01 */
date date_from_days(int64_t days);
bool date_add_months(date d, int64_t months, date *out); /* the day is cut to the month's length */
int date_cmp(date a, date b);
int date_weekday(date d);                                /* 1 = Monday .. 7 = Sunday */
int date_iso_week(date d);
int date_year_day(date d);
date date_today(void); /* the machine's local day (Asia/Shanghai unless TZ says otherwise) */
datetime datetime_now(void); /* this moment in the same zone, with its offset */

/* ISO texts as in XML Schema: "2023-07-01", "10:00:00.5+08:00", "10:00:00@Europe/Paris", "P1Y2M",
** "-P1DT2H". false for anything else and for days that do not exist. */
bool date_parse(str s, date *out);
bool dtime_parse(str s, dtime *out);
bool datetime_parse(str s, datetime *out);
bool duration_parse(str s, bool *is_months, int64_t *months, nanos *ns);
str date_text(arena *a, date d);
str dtime_text(arena *a, dtime t);
str datetime_text(arena *a, datetime t);
str months_text(arena *a, int64_t months);
str nanos_text(arena *a, nanos ns);
str date_text_zh(arena *a, date d);                      /* 2023年7月1日 */

bool zone_known(str name);
/* Offset of the zone at that local moment in seconds; false for ZONE_NONE or an unknown name. */
bool zone_offset_at(const datetime *t, int32_t *offset_s);
/* Nanoseconds since 1970-01-01T00:00:00 (UTC when the value has a zone, local otherwise). */
nanos datetime_instant(const datetime *t);

/* ---- working days: the State Council's yearly arrangement ---- */
typedef struct calendar calendar;
/* A calendar is data: every year it knows, and every day that differs from Monday-Friday. */
calendar *calendar_new(arena *a);
bool calendar_add_year(calendar *c, int year);
/* work: true = a make-up working day, false = a rest day. source: the notice, name: the holiday.
** known_from: the day the arrangement became known (0 year = always), so that a late change can be
** told from the first arrangement. */
bool calendar_add_day(calendar *c, date d, bool work, str name, str source, date known_from);
/* false when the year has no arrangement. as_known: the calendar as it was known that day (year 0
** = now). */
bool calendar_is_work(const calendar *c, date d, date as_known, bool *work, str *why);
/* The n-th working day after start (start not counted); n may be 0. *missing_year is set on
** false. */
bool calendar_add_work(const calendar *c, date start, int n, date as_known, date *out,
                       int *missing_year);
/* First working day on or after d. */
bool calendar_roll(const calendar *c, date d, date as_known, date *out, int *missing_year);
/* Working days in (from, to]. */
bool calendar_count(const calendar *c, date from, date to, date as_known, int64_t *out,
                    int *missing_year);

#endif
