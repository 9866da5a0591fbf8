/* regex.h: regular expressions as FEEL wants them (XQuery and XPath functions and operators, §5.6),
*over PCRE2.
**
** The flavour is XPath's: unanchored, with character class subtraction [a-z-[aeiou]], \i \c and
*blocks \p{IsGreek},
** without look-around, possessive quantifiers, named groups and other extensions of Perl, which are
*bad patterns here.
** Flags: s (dot matches line ends), m (^ and $ at lines), i (caseless), x (blanks in the pattern do
*not count), q (the
** pattern is plain text).
**
** Limits: a match may take REGEX_STEPS_MAX steps and REGEX_HEAP_KB of memory; beyond that the
*answer is REGEX_LIMIT, so no
** pattern can hang. Ownership: everything, PCRE2's own memory included, lies in the arena given to
*regex_compile.
** Layer: feel; includes base only. */
#ifndef HENG_FEEL_REGEX_H
#define HENG_FEEL_REGEX_H

#include "base/str.h"

enum {
    REGEX_STEPS_MAX = 2000000,
    REGEX_HEAP_KB = 32 * 1024,
    REGEX_PATTERN_MAX = 32 * 1024,
    REGEX_NESTING_MAX = 100
};

typedef enum {
    REGEX_OK,
    REGEX_BAD_PATTERN,
    REGEX_BAD_FLAGS,
    REGEX_BAD_REPLACEMENT,
    REGEX_EMPTY_MATCH,
    REGEX_BAD_TEXT,
    REGEX_LIMIT,
    REGEX_NO_MEMORY
} regex_status;

typedef struct regex regex;

regex_status regex_compile(arena *a, str pattern, str flags, regex **out);
regex_status regex_matches(regex *re, str text, bool *found);
/* $0 is the match, $1.. its groups; \$ and \\ stand for themselves. */
regex_status regex_replace(regex *re, str text, str replacement, str *out);
/* The pieces between the matches: one more than there are matches. */
regex_status regex_split(regex *re, str text, str **pieces, int32_t *count);

/* regex_translate.c: the pattern in PCRE2's words. groups: how many capturing groups it has. */
regex_status regex_translate(arena *a, str pattern, bool dot_all, bool blanks_ignored, str *out,
                             int *groups);

#endif
