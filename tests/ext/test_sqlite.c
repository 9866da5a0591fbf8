/* The SQL functions inside the project's own SQLite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sqlite3.h>

typedef struct sqlite3_api_routines sqlite3_api_routines;
int sqlite3_heng_init(sqlite3 *db, char **error, const sqlite3_api_routines *api);

#define FACTS "json_object('救助身份', '低保对象', '合规自付', 50000)"

static sqlite3 *open_db(bool with_policies)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_heng_init(db, NULL, NULL), SQLITE_OK);
    if (with_policies)
        assert_int_equal(
            sqlite3_exec(db, "select heng_open('" HENG_SOURCE_ROOT "/policies')", NULL, NULL, NULL),
            SQLITE_OK);
    return db;
}

/* All rows, cells joined by |, rows by newline; the error's text when there is one. */
static int collect(void *arg, int count, char **values, char **names)
{
    char *out = arg;
    for (int i = 0; i < count; i++) {
        if (i) strcat(out, "|");
        strcat(out, values[i] ? values[i] : "NULL");
    }
    strcat(out, "\n");
    return strlen(out) > 60000;
}

static const char *ask(sqlite3 *db, const char *sql)
{
    static char out[65536];
    char *error = NULL;
    out[0] = 0;
    if (sqlite3_exec(db, sql, collect, out, &error) != SQLITE_OK)
        snprintf(out, sizeof out, "error: %s", error ? error : "");
    sqlite3_free(error);
    return out;
}

static void a_function_gives_the_result(void **state)
{
    sqlite3 *db = open_db(true);
    assert_string_equal(ask(db, "select heng('基本救助金额', " FACTS ", '2023-06-01')"), "20000\n");
    assert_string_equal(ask(db, "select typeof(heng('基本救助金额', " FACTS ", '2023-06-01'))"),
                        "integer\n");
    assert_string_equal(ask(db, "select heng('基本救助金额', json_object('救助身份', '低保对象', "
                                "'合规自付', '10.05'), '2023-06-01')"),
                        "7.04\n");
    assert_string_equal(ask(db, "select heng('救助类别', " FACTS ", '2023-06-01', '本溪市')"), "低保\n");
    assert_string_equal(ask(db, "select heng('适用床日救助', " FACTS ", '2023-06-01')"), "0\n");
    assert_string_equal(
        ask(db, "select json_extract(heng('医疗救助', " FACTS ", '2023-06-01'), '$.基本救助')"),
        "20000\n");
    sqlite3_close(db);
}

static void it_serves_every_row_of_a_table(void **state)
{
    sqlite3 *db = open_db(true);
    ask(db, "create table people(id, kind, paid); insert into people values (1, '低保对象', 100), "
            "(2, '低保边缘家庭成员', 3000), (3, '无', 100)");
    assert_string_equal(ask(db, "select id, heng('基本救助金额', json_object('救助身份', kind, "
                                "'合规自付', paid), '2023-06-01') from people order by id"),
                        "1|70\n2|600\n3|0\n");
    assert_string_equal(ask(db, "select sum(heng('基本救助金额', json_object('救助身份', kind, "
                                "'合规自付', paid), '2023-06-01')) from people"),
                        "670\n");
    sqlite3_close(db);
}

static void the_table_form_has_figures_with_provisions(void **state)
{
    sqlite3 *db = open_db(true);
    const char *rows =
        ask(db, "select name, value, unit, provision, document from heng_decide('医疗救助', " FACTS
                ", '2023-06-01') where name = '基本救助'");
    assert_string_equal(rows, "基本救助|20000|元|四(五)|本政办发〔2022〕30号\n");
    assert_string_equal(
        ask(db, "select count(*) from heng_decide('医疗救助', " FACTS ", '2023-06-01')"), "9\n");
    assert_string_equal(ask(db, "select count(*) from heng_decide('医疗救助', '{}', '2023-06-01')"),
                        "0\n");
    assert_non_null(strstr(ask(db, "select * from heng_decide"), "error: heng_decide"));
    sqlite3_close(db);
}

static void no_result_is_null_and_says_why(void **state)
{
    sqlite3 *db = open_db(true);
    assert_string_equal(
        ask(db, "select heng('基本救助金额', '{\"救助身份\": \"低保对象\"}', '2023-06-01')"),
        "NULL\n");
    const char *why = ask(db, "select heng_why('基本救助金额', '{\"救助身份\": \"低保对象\"}', '2023-06-01')");
    assert_non_null(strstr(why, "E-MISSING"));
    assert_non_null(strstr(why, "合规自付"));
    assert_string_equal(ask(db, "select heng_why('基本救助金额', " FACTS ", '2023-06-01')"), "NULL\n");
    assert_non_null(strstr(ask(db, "select heng_explain('基本救助金额', " FACTS ", '2023-06-01')"),
                           "本政办发〔2022〕30号"));
    sqlite3_close(db);
}

static void wrong_names_and_facts_are_sql_errors(void **state)
{
    sqlite3 *db = open_db(true);
    assert_non_null(strstr(ask(db, "select heng('基本救助金颔', '{}', '2023-06-01')"), "error: E-NAME"));
    assert_non_null(strstr(ask(db, "select heng('基本救助金额', '{', '2023-06-01')"), "error: E-JSON"));
    assert_non_null(
        strstr(ask(db, "select heng('基本救助金额', '{\"救助身份\": \"低保\"}', '2023-06-01')"),
               "error: E-ALLOWED"));
    assert_non_null(strstr(ask(db, "select heng('基本救助金额', '{}', '2023-02-30')"), "error: E-DATE"));
    assert_non_null(strstr(ask(db, "select heng_open('/nowhere/at/all')"), "error: E-FILE"));
    assert_string_equal(ask(db, "select heng('基本救助金额', " FACTS ", '2023-06-01')"),
                        "20000\n"); /* still open */
    sqlite3_close(db);
    unsetenv("HENG_POLICIES");
    db = open_db(false);
    assert_non_null(strstr(ask(db, "select heng('基本救助金额', '{}', '2023-06-01')"), "heng_open"));
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_gives_the_result),
        cmocka_unit_test(it_serves_every_row_of_a_table),
        cmocka_unit_test(the_table_form_has_figures_with_provisions),
        cmocka_unit_test(no_result_is_null_and_says_why),
        cmocka_unit_test(wrong_names_and_facts_are_sql_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
