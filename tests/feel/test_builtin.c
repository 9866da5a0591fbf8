/* test_builtin.c: runs every file of tests/feel/builtins. A line is `expression => literal`, or
*`expression !CODE` for null with a
** note of that code (a bare ! for null however told, a refusal to parse included). `# name` begins
*a test. */
#include "feel/builtin.h"
#include "feel/feel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SECTIONS_MAX = 200 };

typedef struct section { const char *file; int line; str name, lines; } section;

static section sections[SECTIONS_MAX];
static struct CMUnitTest tests[SECTIONS_MAX];
static int section_count;
static calendar *work_days;

/* The run every line has: a fixed moment, and one made-up year of working days around an autumn
 * holiday. */
static calendar *make_calendar(arena *a)
{
    calendar *c = calendar_new(a);
    calendar_add_year(c, 2023);
    for (int8_t day = 29; day <= 30; day++)
        calendar_add_day(c, (date){ 2023, 9, day }, false, STR("假"), STR("test"), (date){ 0 });
    for (int8_t day = 1; day <= 6; day++)
        calendar_add_day(c, (date){ 2023, 10, day }, false, STR("假"), STR("test"), (date){ 0 });
    for (int8_t day = 7; day <= 8; day++)
        calendar_add_day(c, (date){ 2023, 10, day }, true, STR("班"), STR("test"), (date){ 0 });
    return c;
}

static const datetime fixed_now = { { 2023, 7, 1 },
                                    { 10, 0, 0, 250000000, { ZONE_OFFSET, 28800, { NULL, 0 } } } };

static feel_value evaluate(arena *a, str source, feel_run *run, bool *parsed)
{
    diag_list d;
    diag_init(&d, a);
    feel_expr *e =
        feel_parse(a, source, FEEL_EXPRESSION, feel_scope_new(a, NULL), (src_pos){ 0 }, &d);
    feel_run_init(run, a, NULL);
    run->now = &fixed_now;
    run->calendar = work_days;
    *parsed = e != NULL;
    return e ? feel_eval(run, e) : FEEL_NULL_VALUE;
}

static bool has_note(const feel_run *run, str code)
{
    for (int i = 0; i < run->notes.count; i++)
        if (str_eqc(code, run->notes.items[i].code)) return true;
    return false;
}

static bool check_line(arena *a, str line, strbuf *why)
{
    feel_run run;
    bool parsed;
    int32_t arrow = -1, bang = -1, at = -1;
    while ((at = str_find_from(line, STR(" => "), at + 1)) >= 0) arrow = at;
    at = -1;
    while ((at = str_find_from(line, STR(" !"), at + 1)) >= 0) bang = at;
    if (arrow > bang) {
        feel_value v = evaluate(a, str_sub(line, 0, arrow), &run, &parsed);
        str got = feel_literal(a, v), want = str_trim(str_sub(line, arrow + 4, line.len));
        strbuf_printf(why, "got " STR_FMT, STR_ARG(got));
        if (run.notes.count) strbuf_printf(why, " (" STR_FMT ")", STR_ARG(run.notes.items[0].en));
        return parsed && str_eq(got, want);
    }
    str code = str_trim(str_sub(line, bang + 2, line.len));
    feel_value v = evaluate(a, str_sub(line, 0, bang), &run, &parsed);
    str got = feel_literal(a, v);
    strbuf_printf(why, "got " STR_FMT " with %d notes, the first %s", STR_ARG(got), run.notes.count,
                  run.notes.count ? run.notes.items[0].code : "none");
    return v.kind == FEEL_NULL && (code.len == 0 || (parsed && has_note(&run, code)));
}

static void run_section(void **state)
{
    const section *s = *state;
    str rest = s->lines, line;
    int number = s->line, failed = 0, checked = 0;
    while (rest.len && str_split_next(&rest, STR("\n"), &line)) {
        number++;
        line = str_trim(line);
        if (!line.len) continue;
        arena a;
        strbuf why;
        arena_init(&a, 0);
        strbuf_init(&why, &a);
        checked++;
        if (!check_line(&a, line, &why)) {
            str text = strbuf_done(&why);
            print_error("%s:%d: " STR_FMT ": " STR_FMT "\n", s->file, number, STR_ARG(line),
                        STR_ARG(text));
            failed++;
        }
        arena_deinit(&a);
    }
    assert_true(checked > 0);
    assert_int_equal(failed, 0);
}

static void add_section(arena *a, const char *file, int line, str name, str lines)
{
    assert_true(section_count < SECTIONS_MAX);
    section *s = &sections[section_count];
    *s = (section){ file, line, name, lines };
    char *label = str_cstr(a, str_format(a, "%s: " STR_FMT, file, STR_ARG(name)));
    tests[section_count++] = (struct CMUnitTest){ label, run_section, NULL, NULL, s };
}

static str read_file(arena *a, const char *path)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    size_t size = 1 << 20;
    char *text = arena_get(a, size);
    size_t len = fread(text, 1, size, in);
    fclose(in);
    return (str){ text, (int32_t)len };
}

static void load(arena *a, const char *file)
{
    str all = read_file(a, str_cstr(a, str_format(a, "%s/builtins/%s.txt", CASES_DIR, file)));
    int line = 1;
    for (int32_t at = 0; at < all.len;) {
        int32_t end = str_find_from(all, STR("\n"), at),
                next = str_find_from(all, STR("\n# "), end);
        int32_t stop = next < 0 ? all.len : next + 1;
        add_section(a, file, line, str_sub(all, at + 2, end), str_sub(all, end + 1, stop));
        for (int32_t i = at; i < stop; i++) line += all.ptr[i] == '\n';
        at = stop;
    }
}

/* Every row of the table is called by some line above: a built-in without a case is a gap in these
 * tests. */
static void every_builtin_has_a_case(void **state)
{
    (void)state;
    for (int i = 0; i < feel_builtin_count; i++) {
        str call = str_c(feel_builtins[i].name);
        bool seen = false;
        for (int s = 0; s < section_count && !seen; s++) {
            int32_t at = str_find(sections[s].lines, call);
            while (at >= 0 && !seen) {
                seen = str_starts(str_sub(sections[s].lines, at + call.len, sections[s].lines.len),
                                  STR("("));
                at = str_find_from(sections[s].lines, call, at + 1);
            }
        }
        if (!seen) print_error("no case calls %s\n", feel_builtins[i].name);
        assert_true(seen);
    }
}

static void aliases_name_builtins_and_are_unique(void **state)
{
    (void)state;
    const char *alias, *name, *other, *ignored;
    for (int i = 0; feel_builtin_alias(i, &alias, &name); i++) {
        const feel_builtin *b = feel_builtin_find(str_c(alias));
        assert_non_null(b);
        assert_string_equal(b->name, name);
        for (int k = 0; k < i; k++) {
            assert_true(feel_builtin_alias(k, &other, &ignored));
            assert_string_not_equal(alias, other);
        }
    }
    assert_null(feel_builtin_find(STR("没有的函数")));
}

/* docs/feel-builtins.md names every built-in and every alias. */
static void documentation_is_complete(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    str page = read_file(&a, DOCS_DIR "/feel-builtins.md");
    const char *alias, *name;
    for (int i = 0; i < feel_builtin_count; i++)
        assert_true(str_find(page, str_format(&a, "`%s(", feel_builtins[i].name)) >= 0);
    for (int i = 0; feel_builtin_alias(i, &alias, &name); i++)
        assert_true(str_find(page, str_format(&a, "| %s | `%s(", alias, name)) >= 0);
    arena_deinit(&a);
}

/* Denies the n-th allocation for every n until a whole evaluation passes: null or a value, never a
 * crash or a leak. */
static void no_allocation_denied_crashes(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "sort(distinct values(concatenate([3, 1, 2], for i in 1..20 return modulo(i, 7))), "
        "function(x, y) x < y)",
        "string join(split(replace(upper case(\"ab-cd-é\"), \"[A-C-[B]]+\", \"<$0>\"), \"-\"), "
        "string([1, {a: 2}]))",
        "get entries(context put(context([{key: \"a\", value: {b: 1}}]), [\"a\", \"b\"], date and "
        "time(\"2023-07-01T10:00:00\")))",
        "mode(flatten([1, [2, [2]], 3])) = [2] and range(\"[1..3]\") = [1..3] and median([3, 1, "
        "2]) = 2",
    };
    for (size_t s = 0; s < sizeof sources / sizeof *sources; s++) {
        bool done = false;
        for (long n = 1; n < 5000 && !done; n++) {
            arena a;
            feel_run run;
            bool parsed;
            arena_init(&a, 0);
            a.deny_at = n;
            evaluate(&a, str_c(sources[s]), &run, &parsed);
            done = a.deny_at > 0;
            arena_deinit(&a);
        }
        assert_true(done);
    }
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    work_days = make_calendar(&a);
    static const char *const files[] = {
        "number", "string", "list", "temporal", "range", "context"
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) load(&a, files[i]);
    int count = section_count;
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(every_builtin_has_a_case);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(aliases_name_builtins_and_are_unique);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(documentation_is_complete);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(no_allocation_denied_crashes);
    int failed = _cmocka_run_group_tests("builtin", tests, (size_t)count, NULL, NULL);
    arena_deinit(&a);
    return failed;
}
