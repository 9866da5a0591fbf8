/* calendar.c: working days as data. Every year points to its days; a day that differs from
** Monday-Friday has a list of notices, because an arrangement can be changed while it runs (then
** the one known last counts). */
#include "date.h"

typedef struct notice {
    struct notice *next;
    bool work;
    date known_from;         /* year 0 = always */
    str name, source;
} notice;

typedef struct year_days { int32_t year; notice *days[366]; } year_days;

struct calendar {
    arena *arena;
    VEC(year_days *) years;  /* sorted by year */
};

calendar *calendar_new(arena *a)
{
    calendar *c = ARENA_NEW(a, calendar);
    if (c) c->arena = a;
    return c;
}

/* Index of the year or of the place where it belongs. */
static int year_place(const calendar *c, int32_t year)
{
    int low = 0, high = c->years.count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (c->years.items[middle]->year < year) low = middle + 1;
        else high = middle;
    }
    return low;
}

static year_days *find_year(const calendar *c, int32_t year)
{
    int at = year_place(c, year);
    bool found = at < c->years.count && c->years.items[at]->year == year;
    return found ? c->years.items[at] : NULL;
}

bool calendar_add_year(calendar *c, int year)
{
    if (find_year(c, year)) return true;
    int at = year_place(c, year);
    year_days *y = ARENA_NEW(c->arena, year_days);
    year_days **last = y ? VEC_PUSH(c->arena, &c->years) : NULL;
    if (!last) return false;
    year_days **place = c->years.items + at;
    memmove(place + 1, place, (size_t)(last - place) * sizeof *place);
    *place = y;
    y->year = year;
    return true;
}

bool calendar_add_day(calendar *c, date d, bool work, str name, str source, date known_from)
{
    if (!date_valid(d.year, d.month, d.day) || !calendar_add_year(c, d.year)) return false;
    notice *n = ARENA_NEW(c->arena, notice);
    if (!n) return false;
    *n = (notice){ .work = work, .known_from = known_from,
                   .name = str_copy(c->arena, name), .source = str_copy(c->arena, source) };
    if (!n->name.ptr || !n->source.ptr) return false;
    notice **place = &find_year(c, d.year)->days[date_year_day(d) - 1];
    n->next = *place;
    *place = n;
    return true;
}

/* Of the notices known that day the latest one; of two equally old ones the one added last. */
static const notice *notice_for(const notice *first, date as_known)
{
    const notice *best = NULL;
    for (const notice *n = first; n; n = n->next) {
        bool known =
            as_known.year == 0 || n->known_from.year == 0 || date_cmp(n->known_from, as_known) <= 0;
        if (known && (!best || date_cmp(n->known_from, best->known_from) > 0)) best = n;
    }
    return best;
}

bool calendar_is_work(const calendar *c, date d, date as_known, bool *work, str *why)
{
    const year_days *y = find_year(c, d.year);
    if (!y) return false;
    const notice *n = notice_for(y->days[date_year_day(d) - 1], as_known);
    int weekday = date_weekday(d);
    *work = n ? n->work : weekday <= 5;
    if (!why) return true;
    *why = weekday == 6 ? STR("星期六") : weekday == 7 ? STR("星期日") : STR("");
    if (n) *why = n->name.len > 0 ? n->name : n->source;
    return true;
}

/* One day further; false when that day's year is unknown or does not exist. */
static bool step(const calendar *c, date *d, int64_t by, date as_known, bool *work,
                 int *missing_year)
{
    date next = date_from_days(date_to_days(*d) + by);
    *missing_year = next.year;
    if (!date_valid(next.year, next.month, next.day) ||
        !calendar_is_work(c, next, as_known, work, NULL))
        return false;
    *d = next;
    return true;
}

bool calendar_add_work(const calendar *c, date start, int n, date as_known, date *out,
                       int *missing_year)
{
    date d = start;
    int64_t by = n < 0 ? -1 : 1;
    for (int64_t left = n < 0 ? -(int64_t)n : n; left > 0;) {
        bool work;
        if (!step(c, &d, by, as_known, &work, missing_year)) return false;
        left -= work;
    }
    *out = d;
    return true;
}

bool calendar_roll(const calendar *c, date d, date as_known, date *out, int *missing_year)
{
    bool work = false;
    if (!step(c, &d, 0, as_known, &work, missing_year)) return false;
    while (!work)
        if (!step(c, &d, 1, as_known, &work, missing_year)) return false;
    *out = d;
    return true;
}

bool calendar_count(const calendar *c, date from, date to, date as_known, int64_t *out,
                    int *missing_year)
{
    int64_t count = 0;
    bool backwards = date_cmp(to, from) < 0;
    date last = backwards ? from : to;
    for (date d = backwards ? to : from; date_cmp(d, last) < 0;) {
        bool work;
        if (!step(c, &d, 1, as_known, &work, missing_year)) return false;
        count += work;
    }
    *out = backwards ? -count : count;
    return true;
}
