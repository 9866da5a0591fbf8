/* Tests of the working-day calendar in base/date: the published arrangements, late changes,
** unknown years. */
#include "check.h"
#include "base/date.h"

static arena a;
static calendar *c;
static const date always = { 0 };

static date day(const char *text)
{
    date d = { 0 };
    if (!date_parse(str_c(text), &d)) fail_msg("%s is not read as a date", text);
    return d;
}

static void add_days(const char *from, const char *to, bool work, const char *name, date known_from)
{
    for (int64_t n = date_to_days(day(from)); n <= date_to_days(day(to)); n++)
        assert_true(
            calendar_add_day(c, date_from_days(n), work, str_c(name), STR("通知"), known_from));
}

static int load(void **state)
{
    arena_init(&a, 0);
    c = calendar_new(&a);
    assert_non_null(c);
    for (int year = 2026; year >= 2017; year--) assert_true(calendar_add_year(c, year));
    add_days("2017-10-01", "2017-10-08", false, "国庆节", always);
    add_days("2019-05-05", "2019-05-05", true, "劳动节", always);
    add_days("2020-01-24", "2020-01-30", false, "春节", always);
    add_days("2020-01-19", "2020-01-19", true, "春节", always);
    add_days("2020-02-01", "2020-02-01", true, "春节", always);
    add_days("2020-01-31", "2020-02-02", false, "春节延长", (date){ 2020, 1, 27 });
    add_days("2022-10-01", "2022-10-07", false, "国庆节", always);
    add_days("2022-10-08", "2022-10-09", true, "国庆节", always);
    add_days("2023-10-07", "2023-10-08", true, "国庆节", always);
    add_days("2024-02-18", "2024-02-18", true, "春节", always);
    add_days("2025-01-26", "2025-01-26", true, "春节", always);
    add_days("2026-01-04", "2026-01-04", true, "元旦", always);
    return 0;
}

static int unload(void **state)
{
    arena_deinit(&a);
    return 0;
}

static bool works(const char *text, date as_known)
{
    bool work = false;
    assert_true(calendar_is_work(c, day(text), as_known, &work, NULL));
    return work;
}

static void make_up_days_work_and_holidays_rest(void **state)
{
    static const char *const working[] = { "2022-10-08", "2023-10-07", "2024-02-18", "2025-01-26",
                                           "2026-01-04", "2019-05-05", "2022-09-20", "2022-10-10" };
    static const char *const resting[] = { "2017-10-08", "2020-01-31", "2022-10-03", "2022-09-24",
                                           "2022-09-25" };
    for (size_t i = 0; i < sizeof working / sizeof *working; i++)
        if (!works(working[i], always)) fail_msg("%s should work", working[i]);
    for (size_t i = 0; i < sizeof resting / sizeof *resting; i++)
        if (works(resting[i], always)) fail_msg("%s should rest", resting[i]);
}

static void the_reason_of_a_rest_day_is_told(void **state)
{
    bool work;
    str why;
    assert_true(calendar_is_work(c, day("2022-10-03"), always, &work, &why));
    CHECK_STR(why, "国庆节");
    assert_true(calendar_is_work(c, day("2022-09-24"), always, &work, &why));
    CHECK_STR(why, "星期六");
    assert_true(calendar_is_work(c, day("2022-09-23"), always, &work, &why));
    CHECK_STR(why, "");
}

static void twenty_working_days_over_the_national_holiday(void **state)
{
    date end;
    int missing = 0;
    assert_true(calendar_add_work(c, day("2022-09-20"), 20, always, &end, &missing));
    CHECK_STR(date_text(&a, end), "2022-10-21");
    int64_t count;
    assert_true(calendar_count(c, day("2022-09-20"), day("2022-10-21"), always, &count, &missing));
    assert_int_equal(count, 20);
    assert_true(calendar_count(c, day("2022-10-21"), day("2022-09-20"), always, &count, &missing));
    assert_int_equal(count, -20);
    assert_true(calendar_add_work(c, day("2022-10-21"), -20, always, &end, &missing));
    CHECK_STR(date_text(&a, end), "2022-09-20");
    assert_true(calendar_add_work(c, day("2022-10-02"), 0, always, &end, &missing));
    CHECK_STR(date_text(&a, end), "2022-10-02");
}

/* The extension of 2020 became known on 27 January: before that, 31 January counted as a working
** day. */
static void a_late_change_is_seen_only_from_the_day_it_was_known(void **state)
{
    assert_true(works("2020-01-31", day("2020-01-20")));
    assert_false(works("2020-01-31", day("2020-01-27")));
    assert_true(works("2020-02-01", day("2020-01-20")));
    assert_false(works("2020-02-01", always));
    date before, after;
    int missing;
    assert_true(calendar_add_work(c, day("2020-01-20"), 5, day("2020-01-20"), &before, &missing));
    assert_true(calendar_add_work(c, day("2020-01-20"), 5, day("2020-01-27"), &after, &missing));
    CHECK_STR(date_text(&a, before), "2020-02-01");
    CHECK_STR(date_text(&a, after), "2020-02-04");
}

static void rolling_goes_to_the_first_working_day(void **state)
{
    date end;
    int missing;
    assert_true(calendar_roll(c, day("2022-10-01"), always, &end, &missing));
    CHECK_STR(date_text(&a, end), "2022-10-08");
    assert_true(calendar_roll(c, day("2022-09-30"), always, &end, &missing));
    CHECK_STR(date_text(&a, end), "2022-09-30");
}

static void a_year_without_an_arrangement_is_an_error_not_a_guess(void **state)
{
    bool work;
    date end = day("2000-01-01");
    int missing = 0;
    int64_t count;
    assert_false(calendar_is_work(c, day("2027-01-04"), always, &work, NULL));
    assert_false(calendar_add_work(c, day("2026-12-25"), 10, always, &end, &missing));
    assert_int_equal(missing, 2027);
    missing = 0;
    assert_false(calendar_count(c, day("2026-12-25"), day("2027-01-05"), always, &count, &missing));
    assert_int_equal(missing, 2027);
    assert_false(calendar_roll(c, day("2016-05-05"), always, &end, &missing));
    assert_int_equal(missing, 2016);
    assert_int_equal(date_cmp(end, day("2000-01-01")), 0);
    assert_false(calendar_add_day(c, (date){ 2023, 2, 30 }, false, STR("x"), STR("y"), always));
}

/* count(start, start + n working days) = n, and the end is always a working day. */
static void adding_and_counting_agree(void **state)
{
    uint64_t seed = 5;
    for (int i = 0; i < 5000; i++) {
        date start =
                 date_from_days(date_to_days(day("2017-01-01")) + random_between(&seed, 0, 3000)),
             end;
        int n = (int)random_between(&seed, 1, 200), missing;
        int64_t count;
        bool work;
        assert_true(calendar_add_work(c, start, n, always, &end, &missing));
        assert_true(calendar_count(c, start, end, always, &count, &missing));
        assert_int_equal(count, n);
        assert_true(calendar_is_work(c, end, always, &work, NULL) && work);
    }
}

static void memory_denied_anywhere_leaves_a_usable_calendar(void **state)
{
    for (int deny = 1; deny < 12; deny++) {
        arena own;
        arena_init(&own, 0);
        own.deny_at = deny;
        calendar *small = calendar_new(&own);
        if (small) {
            bool work;
            calendar_add_year(small, 2023);
            calendar_add_day(small, day("2022-10-01"), false, STR("国庆节"), STR("通知"), always);
            calendar_is_work(small, day("2022-10-01"), always, &work, NULL);
            assert_true(calendar_add_day(small, day("2023-10-07"), true, STR("国庆节"), STR("通知"),
                                         always) ||
                        deny > 1);
        }
        arena_deinit(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(make_up_days_work_and_holidays_rest),
        cmocka_unit_test(the_reason_of_a_rest_day_is_told),
        cmocka_unit_test(twenty_working_days_over_the_national_holiday),
        cmocka_unit_test(a_late_change_is_seen_only_from_the_day_it_was_known),
        cmocka_unit_test(rolling_goes_to_the_first_working_day),
        cmocka_unit_test(a_year_without_an_arrangement_is_an_error_not_a_guess),
        cmocka_unit_test(adding_and_counting_agree),
        cmocka_unit_test(memory_denied_anywhere_leaves_a_usable_calendar),
    };
    return cmocka_run_group_tests_name("base/calendar", tests, load, unload);
}
