/* fuzz_number.c: texts as decimal, date, time and duration: what is accepted is written as a text
** that reads the same. */
#include "fuzz.h"
#include "base/date.h"
#include "base/dec.h"

static void try_text(arena *a, str text)
{
    dec d, d2;
    if (dec_parse(text, &d)) {
        FUZZ_CHECK(dec_parse(dec_text(a, d), &d2) && dec_eq(d, d2) && dec_hash(d) == dec_hash(d2));
        FUZZ_CHECK(dec_text_money(a, d).ptr != NULL);
    }
    date day, day2;
    if (date_parse(text, &day)) {
        FUZZ_CHECK(date_parse(date_text(a, day), &day2) && date_cmp(day, day2) == 0);
        FUZZ_CHECK(date_cmp(date_from_days(date_to_days(day)), day) == 0);
    }
    datetime t, t2;
    if (datetime_parse(text, &t)) {
        FUZZ_CHECK(datetime_parse(datetime_text(a, t), &t2));
        FUZZ_CHECK(datetime_instant(&t) == datetime_instant(&t2));
    }
    bool is_months, again_months;
    int64_t months, months2;
    nanos ns, ns2;
    if (duration_parse(text, &is_months, &months, &ns)) {
        str back = is_months ? months_text(a, months) : nanos_text(a, ns);
        FUZZ_CHECK(duration_parse(back, &again_months, &months2, &ns2) &&
                   again_months == is_months);
        FUZZ_CHECK(months == months2 && ns == ns2);
    }
}
