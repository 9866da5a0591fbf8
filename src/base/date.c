/* date.c: days of the proleptic Gregorian calendar in integer arithmetic.
**
** Years are counted from 1 March so that the leap day is the last of its year; 400 years are one
** era of 146,097 days. */
#include "date.h"

#include <stdlib.h>
#include <time.h>

/* 0000-03-01 to 1970-01-01 */
enum { ERA_DAYS = 146097, ERA_YEARS = 400, EPOCH_SHIFT_DAYS = 719468 };

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

int date_month_days(int64_t year, int month)
{
    static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12) return 0;
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_valid(int64_t year, int month, int day)
{
    bool year_known = year >= -DATE_YEAR_MAX && year <= DATE_YEAR_MAX;
    return year_known && month >= 1 && month <= 12 && day >= 1 &&
           day <= date_month_days(year, month);
}

int64_t date_to_days(date d)
{
    int64_t year = (int64_t)d.year - (d.month <= 2);
    int64_t era = floor_div(year, ERA_YEARS);
    int64_t year_of_era = year - era * ERA_YEARS;
    int64_t month_from_march = d.month > 2 ? d.month - 3 : d.month + 9;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + d.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_SHIFT_DAYS;
}

date date_from_days(int64_t days)
{
    days += EPOCH_SHIFT_DAYS;
    int64_t era = floor_div(days, ERA_DAYS);
    int64_t day_of_era = days - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    int64_t year = era * ERA_YEARS + year_of_era + (month <= 2);
    return (date){ (int32_t)year, (int8_t)month,
                   (int8_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1) };
}

bool date_add_months(date d, int64_t months, date *out)
{
    int64_t furthest = 2 * ((int64_t)DATE_YEAR_MAX + 1) * 12;
    if (months > furthest || months < -furthest) return false;
    int64_t count = (int64_t)d.year * 12 + (d.month - 1) + months;
    int64_t year = floor_div(count, 12);
    int month = (int)(count - year * 12) + 1;
    if (year < -DATE_YEAR_MAX || year > DATE_YEAR_MAX) return false;
    int last = date_month_days(year, month);
    *out = (date){ (int32_t)year, (int8_t)month, (int8_t)(d.day < last ? d.day : last) };
    return true;
}

int date_cmp(date a, date b)
{
    if (a.year != b.year) return a.year < b.year ? -1 : 1;
    if (a.month != b.month) return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

int date_weekday(date d)
{
    int64_t from_monday = date_to_days(d) + 3;           /* 1970-01-01 was a Thursday */
    return (int)(from_monday - floor_div(from_monday, 7) * 7) + 1;
}

int date_year_day(date d)
{
    return (int)(date_to_days(d) - date_to_days((date){ d.year, 1, 1 })) + 1;
}

/* The week belongs to the year that holds its Thursday (ISO 8601). */
int date_iso_week(date d)
{
    int64_t thursday = date_to_days(d) - date_weekday(d) + 4;
    return (date_year_day(date_from_days(thursday)) - 1) / 7 + 1;
}

date date_today(void)
{
    enum { CHINA_OFFSET_S = 8 * 3600, DAY_S = 86400 };   /* no summer time since 1992 */
    time_t now = time(NULL);
    const char *tz = getenv("TZ");
    struct tm local;
    if (tz && *tz && localtime_r(&now, &local))
        return (date){ local.tm_year + 1900, (int8_t)(local.tm_mon + 1), (int8_t)local.tm_mday };
    return date_from_days(floor_div((int64_t)now + CHINA_OFFSET_S, DAY_S));
}

datetime datetime_now(void)
{
    enum { CHINA_OFFSET_S = 8 * 3600, DAY_S = 86400 };
    struct timespec now;
    struct tm local;
    clock_gettime(CLOCK_REALTIME, &now);
    const char *tz = getenv("TZ");
    int32_t offset_s =
        tz && *tz && localtime_r(&now.tv_sec, &local) ? (int32_t)local.tm_gmtoff : CHINA_OFFSET_S;
    int64_t seconds = (int64_t)now.tv_sec + offset_s, days = floor_div(seconds, DAY_S);
    int32_t clock = (int32_t)(seconds - days * DAY_S);
    dtime t = { (int8_t)(clock / 3600),
                (int8_t)(clock / 60 % 60),
                (int8_t)(clock % 60),
                (int32_t)now.tv_nsec,
                { .kind = ZONE_OFFSET, .offset_s = offset_s } };
    return (datetime){ date_from_days(days), t };
}
