/* The working-day calendar in policies/calendar: known days of the published arrangements, and late
 * changes. */
#include "helper.h"

typedef struct loaded {
    arena memory;
    diag_list findings;
    policy_library *lib;
    const calendar *days;
} loaded;

static void load(loaded *l)
{
    arena_init(&l->memory, 0);
    diag_init(&l->findings, &l->memory);
    l->lib =
        policy_load(&(policy_load_options){ .dir = STR(HENG_SOURCE_ROOT "/policies/calendar") },
                    &l->findings);
    assert_non_null(l->lib);
    assert_int_equal(l->findings.all.count, 0);
    l->days = policy_calendar(l->lib);
}

static void unload(loaded *l)
{
    policy_library_free(l->lib);
    arena_deinit(&l->memory);
}

static bool works(const loaded *l, const char *on, date as_known)
{
    bool work;
    str why;
    assert_true(calendar_is_work(l->days, day(on), as_known, &work, &why));
    return work;
}

static void published_days_are_right(void **state)
{
    static const struct {
        const char *on;
        bool work;
    } days[] = {
        { "2022-10-08", true },  { "2023-10-07", true },  { "2024-02-18", true },
        { "2025-01-26", true },  { "2026-01-04", true },  { "2019-05-05", true },
        { "2017-10-08", false }, { "2020-01-31", false }, { "2018-12-29", true },
        { "2018-12-31", false }, { "2023-01-02", false }, { "2026-02-23", false },
        { "2024-05-11", true },  { "2021-04-06", true },  { "2021-04-10", false },
    };
    loaded l;
    (void)state;
    load(&l);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (works(&l, days[i].on, (date){ 0 }) != days[i].work) fail_msg("%s", days[i].on);
    unload(&l);
}

static void twenty_working_days_skip_seven_rest_days(void **state)
{
    loaded l;
    date end;
    int missing = 0;
    (void)state;
    load(&l);
    assert_true(calendar_add_work(l.days, day("2022-09-20"), 20, (date){ 0 }, &end, &missing));
    assert_int_equal(date_cmp(end, day("2022-10-21")), 0);
    unload(&l);
}

static void a_late_change_is_told_from_the_first_arrangement(void **state)
{
    loaded l;
    (void)state;
    load(&l);
    assert_true(works(&l, "2020-01-31", day("2020-01-20")));
    assert_false(works(&l, "2020-01-31", day("2020-01-27")));
    assert_true(works(&l, "2020-02-01", day("2020-01-20")));
    assert_false(works(&l, "2020-02-01", day("2020-01-27")));
    assert_true(works(&l, "2019-05-02", day("2019-03-01")));
    assert_false(works(&l, "2019-05-02", day("2019-03-22")));
    unload(&l);
}

static void a_year_without_arrangement_is_an_error(void **state)
{
    loaded l;
    date end;
    int missing = 0;
    (void)state;
    load(&l);
    assert_false(calendar_add_work(l.days, day("2026-12-20"), 20, (date){ 0 }, &end, &missing));
    assert_int_equal(missing, 2027);
    unload(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_days_are_right),
        cmocka_unit_test(twenty_working_days_skip_seven_rest_days),
        cmocka_unit_test(a_late_change_is_told_from_the_first_arrangement),
        cmocka_unit_test(a_year_without_arrangement_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
