/* Tests of base/date: day arithmetic, ISO texts, durations, zones. */
#include "check.h"
#include "base/date.h"

#include <stdlib.h>

static arena a;

static int open_arena(void **state)
{
    arena_init(&a, 0);
    return 0;
}

static int close_arena(void **state)
{
    arena_deinit(&a);
    return 0;
}

static date day(const char *text)
{
    date d = { 0 };
    if (!date_parse(str_c(text), &d)) fail_msg("%s is not read as a date", text);
    return d;
}

static datetime moment(const char *text)
{
    datetime t = { 0 };
    if (!datetime_parse(str_c(text), &t)) fail_msg("%s is not read as a date and time", text);
    return t;
}

/* Walks four centuries day by day with the plainest possible rules. */
static void every_day_of_four_centuries_has_its_number(void **state)
{
    date d = { 1790, 1, 1 };
    int64_t number = date_to_days(d);
    int weekday = date_weekday(d), year_day = 1;
    assert_int_equal(number, -65743);
    while (d.year < 2195) {
        assert_int_equal(date_to_days(d), number);
        assert_int_equal(date_cmp(date_from_days(number), d), 0);
        assert_int_equal(date_weekday(d), weekday);
        assert_int_equal(date_year_day(d), year_day);
        number++;
        year_day++;
        weekday = weekday % 7 + 1;
        if (++d.day > date_month_days(d.year, d.month)) {
            d.day = 1;
            if (++d.month > 12) {
                d = (date){ d.year + 1, 1, 1 };
                year_day = 1;
            }
        }
    }
}

static void far_years_convert_both_ways(void **state)
{
    uint64_t seed = 3;
    for (int i = 0; i < 200000; i++) {
        int64_t number = random_between(&seed, -365242000000, 365242000000);
        date d = date_from_days(number);
        if (!date_valid(d.year, d.month, d.day)) continue;
        assert_int_equal(date_to_days(d), number);
    }
    assert_int_equal(date_weekday(day("2022-09-30")), 5);
    assert_int_equal(date_to_days(day("1970-01-01")), 0);
    assert_int_equal(date_to_days(day("2000-02-29")), 11016);
    CHECK_STR(date_text(&a, date_from_days(date_to_days(day("-999999999-01-01")))),
              "-999999999-01-01");
}

static void iso_weeks_at_the_turn_of_the_year(void **state)
{
    static const struct { const char *day; int week;
    } cases[] = {
        { "2005-01-01", 53 }, { "2005-01-02", 53 }, { "2005-12-31", 52 },
        { "2007-01-01", 1 },  { "2008-12-29", 1 },  { "2010-01-03", 53 },
        { "2020-12-31", 53 }, { "2021-01-04", 1 },  { "2023-07-01", 26 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(date_iso_week(day(cases[i].day)), cases[i].week);
}

static void adding_months_cuts_the_day(void **state)
{
    date d;
    assert_true(date_add_months(day("2023-01-31"), 1, &d));
    CHECK_STR(date_text(&a, d), "2023-02-28");
    assert_true(date_add_months(day("2024-02-29"), 12, &d));
    CHECK_STR(date_text(&a, d), "2025-02-28");
    assert_true(date_add_months(day("2024-02-29"), -48, &d));
    CHECK_STR(date_text(&a, d), "2020-02-29");
    assert_true(date_add_months(day("2023-01-15"), -1, &d));
    CHECK_STR(date_text(&a, d), "2022-12-15");
    assert_false(date_add_months(day("999999999-12-01"), 1, &d));
    assert_false(date_add_months(day("2023-01-01"), INT64_MAX, &d));
    assert_false(date_add_months(day("2023-01-01"), INT64_MIN, &d));
}

static void dates_are_read_strictly(void **state)
{
    static const char *const good[] = { "2023-07-01",       "-2017-12-31", "999999999-12-31",
                                        "-999999999-12-31", "2024-02-29",  "0000-03-01",
                                        "10000-01-01" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK_STR(date_text(&a, day(good[i])), good[i]);
    static const char *const bad[] = { "",
                                       "2023-7-1",
                                       "2023-02-29",
                                       "2023-13-01",
                                       "2023-00-10",
                                       "2023-04-31",
                                       "2023-01-00",
                                       "01211-12-31",
                                       "998-12-31",
                                       "+2012-12-02",
                                       "2012-12-25T",
                                       "2012/12/25",
                                       "9999999999-12-25",
                                       "1000000000-01-01",
                                       " 2023-07-01",
                                       "2023-07-01 ",
                                       "2023-07",
                                       "２０２３-07-01",
                                       "2023-07-011",
                                       "--2023-07-01" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        date d;
        if (date_parse(str_c(bad[i]), &d)) fail_msg("\"%s\" was read as a date", bad[i]);
    }
}

static void times_are_read_strictly_and_written_back(void **state)
{
    static const char *const cases[][2] = {
        { "01:02:03", "01:02:03" },
        { "11:22:33.444", "11:22:33.444" },
        { "11:22:33.123456789", "11:22:33.123456789" },
        { "11:22:33.1000", "11:22:33.1" },
        { "23:59:00Z", "23:59:00Z" },
        { "11:22:33-00:00", "11:22:33Z" },
        { "13:20:00+02:00", "13:20:00+02:00" },
        { "13:20:00-05:30", "13:20:00-05:30" },
        { "11:59:45+02:45:55", "11:59:45+02:45:55" },
        { "00:01:00@Europe/Paris", "00:01:00@Europe/Paris" },
        { "00:01:00@Etc/UTC", "00:01:00@Etc/UTC" },
        { "08:00:00@Asia/Shanghai", "08:00:00@Asia/Shanghai" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dtime t;
        if (!dtime_parse(str_c(cases[i][0]), &t)) fail_msg("%s", cases[i][0]);
        CHECK_STR(dtime_text(&a, t), cases[i][1]);
    }
    static const char *const bad[] = { "",
                                       "7:20",
                                       "07:2",
                                       "07:1:00",
                                       "07:01:2",
                                       "23:59:60",
                                       "24:01:00",
                                       "25:00:00",
                                       "00:60:00",
                                       "11:30:00T",
                                       "13:20:00+5:00",
                                       "13:20:00+5",
                                       "13:20:00+19:00",
                                       "13:20:00-14:01",
                                       "13:20:00+01:60",
                                       "13:20:00@xyz/abc",
                                       "13:20:00+02:00@Europe/Paris",
                                       "13:20:00@",
                                       "13:20:00.",
                                       "13:20:00@Etc/Unknown",
                                       "T13:20:00" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dtime t;
        if (dtime_parse(str_c(bad[i]), &t)) fail_msg("\"%s\" was read as a time", bad[i]);
    }
}

static void dates_with_times(void **state)
{
    static const char *const good[] = { "2017-12-31T11:22:33", "-2017-12-31T11:22:33.456+01:35",
        "999999999-12-31T23:59:59.999999999@Europe/Paris", "99999-12-31T11:22:33" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK_STR(datetime_text(&a, moment(good[i])), good[i]);
    static const char *const bad[] = { "2011-12-0310:15:30",
                                       "2011-12-03",
                                       "2011-12-03T",
                                       "2017-13-10T11:22:33",
                                       "2017-12-31T25:00:00",
                                       "2011-12-03 10:15:30",
                                       "2011-12-03T10:15:30+01:00@Europe/Paris" };
    datetime t;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(datetime_parse(str_c(bad[i]), &t));
}

static void durations_are_normalised(void **state)
{
    static const char *const cases[][2] = {
        { "PT2H", "PT2H" },
        { "PT0.999S", "PT0.999S" },
        { "PT0.S", "PT0S" },
        { "P0D", "PT0S" },
        { "-PT1H2M", "-PT1H2M" },
        { "PT1000M0.999999999S", "PT16H40M0.999999999S" },
        { "PT24H", "P1D" },
        { "P2DT274M", "P2DT4H34M" },
        { "P1Y2M", "P1Y2M" },
        { "P26M", "P2Y2M" },
        { "P0Y", "P0M" },
        { "-P999999999M", "-P83333333Y3M" },
        { "P1DT2H3M4.123456789S", "P1DT2H3M4.123456789S" },
        { "PT3600S", "PT1H" },
        { "-P400D", "-P400D" },
        { "P99999999999D", "P99999999999D" },
        { "PT90061S", "P1DT1H1M1S" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool is_months;
        int64_t months;
        nanos ns;
        if (!duration_parse(str_c(cases[i][0]), &is_months, &months, &ns))
            fail_msg("%s", cases[i][0]);
        CHECK_STR(is_months ? months_text(&a, months) : nanos_text(&a, ns), cases[i][1]);
    }
    static const char *const bad[] = { "",
                                       "P",
                                       "PT",
                                       "P0",
                                       "1Y",
                                       "P1H",
                                       "P1S",
                                       "P1Y1D",
                                       "P1MT1H",
                                       "P1YT",
                                       "P1M1Y",
                                       "PT1M1H",
                                       "P1.5Y",
                                       "PT1.5H",
                                       "P-1Y",
                                       "--P1Y",
                                       "P1Y ",
                                       "PT1S1S",
                                       "P99999999999999999999Y",
                                       "P9223372036854775807Y",
                                       "PT9223372036854775807H",
                                       "P1W" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bool is_months;
        int64_t months;
        nanos ns;
        if (duration_parse(str_c(bad[i]), &is_months, &months, &ns))
            fail_msg("\"%s\" was read as a duration", bad[i]);
    }
}

static void random_durations_survive_a_round_trip(void **state)
{
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        bool is_months;
        int64_t months, wanted_months = random_between(&seed, -100000, 100000);
        nanos ns, wanted = (nanos)random_between(&seed, -4000000000000, 4000000000000) *
                           random_between(&seed, 1, 1000000007);
        arena_pos pos = arena_mark(&a);
        assert_true(duration_parse(nanos_text(&a, wanted), &is_months, &months, &ns));
        assert_false(is_months);
        assert_true(ns == wanted);
        assert_true(duration_parse(months_text(&a, wanted_months), &is_months, &months, &ns));
        assert_true(is_months && months == wanted_months);
        arena_rewind(&a, pos);
    }
}

static void zones_follow_summer_time_and_their_history(void **state)
{
    static const struct { const char *moment; int32_t offset_s;
    } cases[] = {
        { "2018-07-01T12:00:00@Europe/Paris", 7200 },
        { "2018-01-01T12:00:00@Europe/Paris", 3600 },
        { "2023-07-01T00:00:00@Asia/Shanghai", 28800 },
        { "2018-01-01T12:00:00-05:30", -19800 },
        { "999999999-12-31T23:59:59@Europe/Paris", 3600 },
        { "-999999999-07-01T00:00:00@Asia/Shanghai", 29143 },
        { "2018-01-01T12:00:00Z", 0 },
        { "2018-01-01T12:00:00@Asia/Dhaka", 21600 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        datetime t = moment(cases[i].moment);
        int32_t offset = -1;
        assert_true(zone_offset_at(&t, &offset));
        assert_int_equal(offset, cases[i].offset_s);
    }
    datetime local = moment("2018-01-01T12:00:00");
    int32_t offset;
    assert_false(zone_offset_at(&local, &offset));
    assert_true(zone_known(STR("Asia/Shanghai")));
    assert_false(zone_known(STR("Mars/Olympus")));
    assert_false(zone_known(STR("")));
    assert_false(zone_known(STR("中国")));
    assert_false(zone_known(STR("GMT+25:61")));
}

static void the_same_moment_in_two_zones_is_equal(void **state)
{
    datetime paris = moment("2018-07-01T14:00:00@Europe/Paris"),
             utc = moment("2018-07-01T12:00:00Z");
    datetime china = moment("2018-07-01T20:00:00+08:00"),
             later = moment("2018-07-01T12:00:00.000000001Z");
    assert_true(datetime_instant(&paris) == datetime_instant(&utc));
    assert_true(datetime_instant(&china) == datetime_instant(&utc));
    assert_true(datetime_instant(&later) - datetime_instant(&utc) == 1);
    datetime epoch = moment("1970-01-01T00:00:00");
    assert_true(datetime_instant(&epoch) == 0);
}

static void today_is_the_local_day(void **state)
{
    setenv("TZ", "UTC", 1);
    date utc = date_today();
    unsetenv("TZ");
    date china = date_today();
    int64_t ahead = date_to_days(china) - date_to_days(utc);
    assert_in_range(ahead, 0, 1);
    assert_true(date_valid(china.year, china.month, china.day) && china.year >= 2024);
    CHECK_STR(date_text_zh(&a, day("2023-07-01")), "2023年7月1日");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_four_centuries_has_its_number),
        cmocka_unit_test(far_years_convert_both_ways),
        cmocka_unit_test(iso_weeks_at_the_turn_of_the_year),
        cmocka_unit_test(adding_months_cuts_the_day),
        cmocka_unit_test(dates_are_read_strictly),
        cmocka_unit_test(times_are_read_strictly_and_written_back),
        cmocka_unit_test(dates_with_times),
        cmocka_unit_test(durations_are_normalised),
        cmocka_unit_test(random_durations_survive_a_round_trip),
        cmocka_unit_test(zones_follow_summer_time_and_their_history),
        cmocka_unit_test(the_same_moment_in_two_zones_is_equal),
        cmocka_unit_test(today_is_the_local_day),
    };
    return cmocka_run_group_tests_name("base/date", tests, open_arena, close_arena);
}
