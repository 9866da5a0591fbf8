/* test_regex.c: the XPath flavour of regular expressions over PCRE2, and that no pattern hangs. */
#include "feel/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct match_case {
    const char *text, *pattern, *flags;
    int found;
} match_case; /* found: 1, 0, -1 bad pattern */

static int match(const char *text, const char *pattern, const char *flags)
{
    arena a;
    regex *re;
    bool found = false;
    arena_init(&a, 0);
    regex_status status = regex_compile(&a, str_c(pattern), str_c(flags), &re);
    if (status == REGEX_OK) status = regex_matches(re, str_c(text), &found);
    arena_deinit(&a);
    return status == REGEX_OK ? found : -(int)status;
}

static void check(const match_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int got = match(cases[i].text, cases[i].pattern, cases[i].flags);
        int want = cases[i].found < 0 ? -(int)REGEX_BAD_PATTERN : cases[i].found;
        if (got != want)
            print_error("%s ~ %s /%s: %d\n", cases[i].text, cases[i].pattern, cases[i].flags, got);
        assert_int_equal(got, want);
    }
}
#define CHECK(...)                                     \
    do {                                               \
        static const match_case cases[] = __VA_ARGS__; \
        check(cases, sizeof cases / sizeof *cases);    \
    } while (0)

static void classes_and_subtraction(void **state)
{
    (void)state;
    CHECK({ { "x", "^[a-z-[aeiou]]$", "", 1 },
            { "e", "^[a-z-[aeiou]]$", "", 0 },
            { "b", "^[^a-z-[0-9]]$", "", 0 },
            { "#", "^[^a-z-[0-9]]$", "", 1 },
            { "5", "^[^a-z-[0-9]]$", "", 0 },
            { "i", "[A-Z-[OI]]", "i", 0 },
            { "x", "[A-Z-[OI]]", "i", 1 },
            { "c", "^[a-f-[b-d-[c]]]$", "", 1 },
            { "b", "^[a-f-[b-d-[c]]]$", "", 0 },
            { "-", "^[a-]$", "", 1 },
            { "-", "^[-a]$", "", 1 },
            { "]", "^[\\]]$", "", 1 },
            { "^", "^[a^]$", "", 1 },
            { "q", "[^Q]", "i", 0 },
            { "a", "[]", "", -1 },
            { "a", "[^]", "", -1 },
            { "a", "[a", "", -1 },
            { "a", "[z-a]", "", -1 },
            { "a", "[a-\\d]", "", -1 },
            { "a", "[[a]]", "", -1 },
            { "b", "[a-c-e]", "", -1 } });
}

static void categories_and_blocks(void **state)
{
    (void)state;
    CHECK({ { "λ", "^\\p{IsGreek}$", "", 1 },
            { "a", "\\p{IsGreek}", "", 0 },
            { "a", "^\\P{IsGreek}$", "", 1 },
            { "衡", "^\\p{IsCJKUnifiedIdeographs}$", "", 1 },
            { "a", "^\\p{IsBasicLatin}$", "", 1 },
            { "hello world", "\\p{ IsBasicLatin}+", "x", 1 },
            { "hello", "\\p{ IsBasicLatin}+", "", -1 },
            { "a", "\\p{IsNothing}", "", -1 },
            { "a", "\\p{Xx}", "", -1 },
            { "A", "^\\p{Lu}$", "", 1 },
            { "a", "^\\p{Lu}$", "", 0 },
            { "٣", "^\\d$", "", 1 },
            { "衡", "^\\w$", "", 1 },
            { "-", "\\w", "", 0 },
            { "a-b", "^\\c+$", "", 1 },
            { "-b", "^\\i", "", 0 },
            { ":b", "^\\i\\c*$", "", 1 },
            { " ", "^\\S$", "", 0 },
            { "\u00a0", "^\\S$", "", 1 },
            { "7", "^[\\D]$", "", 0 },
            { "a", "^[\\I]$", "", 0 },
            { "#", "^[\\C\\d]$", "", 1 } });
}

static void line_ends_and_flags(void **state)
{
    (void)state;
    CHECK({ { "Mary\rJones", "Mary.Jones", "", 0 },
            { "Mary\nJones", "Mary.Jones", "s", 1 },
            { "ab\n", "b$", "", 0 },
            { "ab\n", "b$", "m", 1 },
            { "\nabcd\ndefg\n", "^$", "m", 1 },
            { "abcd\n", "^$", "m", 0 },
            { "hello world", " hello[ ]world", "x", 1 },
            { "a.b", "a.b", "q", 1 },
            { "axb", "a.b", "q", 0 },
            { "A.B", "a.b", "qi", 1 },
            { "\u212a", "k", "i", 1 },
            { "aA", "(a)\\1", "i", 1 },
            { "aA", "(a)\\1", "", 0 } });
    assert_int_equal(match("a", "a", "k"), -(int)REGEX_BAD_FLAGS);
    assert_int_equal(match("a", "a", " "), -(int)REGEX_BAD_FLAGS);
}

static void references(void **state)
{
    (void)state;
    CHECK({ { "abab", "^(ab)\\1$", "", 1 },
            { "aa1", "^(a)\\11$", "", 1 },
            { "b", "^(a)?\\1b$", "", 1 },
            { "h", "(.)\\3", "", -1 },
            { "h", "\\3", "", -1 },
            { "a", "(asd)[asd\\1]", "", -1 },
            { "a", "1[asd\\0]", "", -1 },
            { "aa", "(a\\1)", "", -1 },
            { "aa", "(?:a)\\1", "", -1 } });
}

/* What Perl has and XPath has not must not slip through to PCRE2. */
static void foreign_syntax_is_refused(void **state)
{
    (void)state;
    CHECK({ { "a", "(?=a)", "", -1 }, { "a", "(?<n>a)", "", -1 }, { "a", "(?i)a", "", -1 },
            { "a", "a++", "", -1 },   { "a", "a**", "", -1 },     { "a", "\\ba", "", -1 },
            { "a", "\\x41", "", -1 }, { "a", "\\Qa\\E", "", -1 }, { "a", "*a", "", -1 },
            { "a", "a{", "", -1 },    { "a", "a{,2}", "", -1 },   { "a", "a}", "", -1 },
            { "a", "a]", "", -1 },    { "a", "(a", "", -1 },      { "a", "a)", "", -1 },
            { "a", "a\\", "", -1 },   { "a", "\\p", "", -1 },     { "aaa", "^a{2,3}?$", "", 1 },
            { "ba", "^*a$+", "", 1 }, { "a", "^a{2,}$", "", 0 },  { "a", "(?:a|b)", "", 1 },
            { "", "", "", 1 } });
}

static str replaced(arena *a, const char *text, const char *pattern, const char *with,
                    const char *flags)
{
    regex *re;
    str out = STR("?");
    if (regex_compile(a, str_c(pattern), str_c(flags), &re) == REGEX_OK)
        regex_replace(re, str_c(text), str_c(with), &out);
    return out;
}

static void replacement_reads_groups(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    assert_true(str_eqc(replaced(&a, "abc", "(b)", "<$0$1$2>", ""), "a<bb>c"));
    assert_true(str_eqc(replaced(&a, "abc", "b", "\\\\\\$", ""), "a\\$c"));
    assert_true(str_eqc(replaced(&a, "a$c", "$", "$1", "q"), "a$1c"));
    assert_true(str_eqc(replaced(&a, "一二一", "一", "壹", ""), "壹二壹"));
    assert_true(str_eqc(replaced(&a, "ab\ncd", "^.", "x", "m"), "xb\nxd"));
    assert_true(str_eqc(replaced(&a, "abc", "b", "$x", ""), "?"));
    assert_true(str_eqc(replaced(&a, "abc", "b*", "x", ""), "?"));
    arena_deinit(&a);
}

/* Catastrophic backtracking ends at the step limit; deep nesting and endless patterns are refused.
 */
static void no_pattern_hangs(void **state)
{
    (void)state;
    char text[60], nested[2001], endless[REGEX_PATTERN_MAX + 2];
    memset(text, 'a', sizeof text - 2);
    text[sizeof text - 2] = 'b';
    text[sizeof text - 1] = '\0';
    assert_int_equal(match(text, "^(a+)+$", ""), -(int)REGEX_LIMIT);
    assert_int_equal(match(text, "^(a|aa)+$", ""), -(int)REGEX_LIMIT);
    memset(nested, '(', 1000);
    memset(nested + 1000, ')', 1000);
    nested[2000] = '\0';
    assert_int_equal(match("a", nested, ""), -(int)REGEX_LIMIT);
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_int_equal(match("a", endless, ""), -(int)REGEX_LIMIT);
    assert_int_equal(match("a\xff", "a", ""), -(int)REGEX_BAD_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_and_subtraction), cmocka_unit_test(categories_and_blocks),
        cmocka_unit_test(line_ends_and_flags),     cmocka_unit_test(references),
        cmocka_unit_test(foreign_syntax_is_refused), cmocka_unit_test(replacement_reads_groups),
        cmocka_unit_test(no_pattern_hangs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
