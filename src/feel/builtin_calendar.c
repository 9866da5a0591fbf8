/* builtin_calendar.c: days, weeks and months by name and number (DMN 1.5 §10.3.4.6, 10.3.4.8), now
*and today; and heng's
** own working days, which follow the calendar of the run and never guess a year it does not know.
 */
#include "feel/builtin_args.h"

feel_value builtin_is(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    return feel_bool(feel_is(argv[0], argv[1]));
}

feel_value builtin_day_of_year(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("day of year");
    date d;
    return arg_day(&a, 0, &d) ? feel_number(dec_from_int(date_year_day(d))) : FEEL_NULL_VALUE;
}

feel_value builtin_week_of_year(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("week of year");
    date d;
    return arg_day(&a, 0, &d) ? feel_number(dec_from_int(date_iso_week(d))) : FEEL_NULL_VALUE;
}

feel_value builtin_day_of_week(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    static const char *const names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday" };
    ARGS("day of week");
    date d;
    return arg_day(&a, 0, &d) ? feel_string(str_c(names[date_weekday(d) - 1])) : FEEL_NULL_VALUE;
}

feel_value builtin_month_of_year(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    static const char *const names[] = { "January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December" };
    ARGS("month of year");
    date d;
    return arg_day(&a, 0, &d) ? feel_string(str_c(names[d.month - 1])) : FEEL_NULL_VALUE;
}

feel_value builtin_now(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("now");
    feel_value v = feel_make_datetime(r->arena, r->now ? *r->now : datetime_now());
    return v.kind == FEEL_NULL ? arg_no_memory(&a) : v;
}

feel_value builtin_today(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    return feel_date(r->now ? r->now->date : date_today());
}

/* ---- working days ---- */

enum { WORKING_DAYS_MAX = 100000 };
static const date as_known_now = { 0 };

static feel_value no_calendar(const args *a, int year)
{
    return feel_fail(a->run, "E-CALENDAR", a->at,
                     "%s: 没有 %d 年的工作日安排; 请在 policies/calendar/ 中补上该年",
                     "%s: no working-day arrangement for %d; add the year to policies/calendar/",
                     a->name, year);
}

feel_value builtin_add_working_days(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("add working days");
    date start, end;
    int64_t n;
    int missing = 0;
    if (!arg_day(&a, 0, &start) || !arg_whole(&a, 1, 0, WORKING_DAYS_MAX, &n))
        return FEEL_NULL_VALUE;
    if (!r->calendar) return no_calendar(&a, start.year);
    bool known = calendar_add_work(r->calendar, start, (int)n, as_known_now, &end, &missing);
    return known ? feel_date(end) : no_calendar(&a, missing);
}

feel_value builtin_working_days_between(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("working days between");
    date from, to;
    int64_t count;
    int missing = 0;
    if (!arg_day(&a, 0, &from) || !arg_day(&a, 1, &to)) return FEEL_NULL_VALUE;
    if (!r->calendar) return no_calendar(&a, from.year);
    bool back = date_cmp(from, to) > 0;      /* counted the other way round, and negative */
    bool known = calendar_count(r->calendar, back ? to : from, back ? from : to, as_known_now,
                                &count, &missing);
    return known ? feel_number(dec_from_int(back ? -count : count)) : no_calendar(&a, missing);
}

feel_value builtin_roll_to_working_day(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("roll to working day");
    date d, out;
    int missing = 0;
    if (!arg_day(&a, 0, &d)) return FEEL_NULL_VALUE;
    if (!r->calendar) return no_calendar(&a, d.year);
    return calendar_roll(r->calendar, d, as_known_now, &out, &missing) ? feel_date(out)
                                                                       : no_calendar(&a, missing);
}

feel_value builtin_is_working_day(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("is working day");
    date d;
    bool work;
    str why;
    if (!arg_day(&a, 0, &d)) return FEEL_NULL_VALUE;
    if (!r->calendar || !calendar_is_work(r->calendar, d, as_known_now, &work, &why))
        return no_calendar(&a, d.year);
    return feel_bool(work);
}

/* Units belong to the static types; at run time the figure stays what it is. */
feel_value builtin_as_unit(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("as unit");
    dec n;
    str unit;
    return arg_number(&a, 0, &n) && arg_string(&a, 1, &unit) ? feel_number(n) : FEEL_NULL_VALUE;
}
