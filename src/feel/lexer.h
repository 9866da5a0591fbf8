/* lexer.h: characters and tokens of FEEL text. FEEL cannot be cut into tokens ahead of parsing
*(what a name is depends on
** the scope), so these are questions the parser asks at a byte offset.
** All functions take the whole text and an offset and never read past its end.
** Layer: feel, internal. */
#ifndef HENG_FEEL_LEXER_H
#define HENG_FEEL_LEXER_H

#include "base/diag.h"
#include "base/dec.h"

/* Longest name that is looked up, in bytes; and how many parts of it are tried. */
enum { LEX_NAME_MAX = 1024, LEX_PARTS_MAX = 64 };

/* Character classes (§10.3.1.2 rules 27-29). */
bool lex_is_blank(uint32_t cp);
bool lex_is_name_start(uint32_t cp);
bool lex_is_name_part(uint32_t cp);
/* Punctuation and digits that look like ASCII: they may stand inside a declared name, but they end
*a name that nobody
** declared, so that `数量＋1` is reported at the ＋. */
bool lex_is_wide(uint32_t cp);
/* The ASCII text to write instead of a full-width or typographic character; NULL when there is
 * none. */
const char *lex_twin(uint32_t cp);

uint32_t lex_peek(str text, int32_t pos);                /* code point at pos, 0 at the end */
/* Skips blanks and comments; *bad gets the offset of a comment that is not closed, else it is left
 * alone. */
int32_t lex_skip(str text, int32_t pos, int32_t *bad);
/* Does the word stand at pos, and does no name character follow it? Returns its end, or -1. */
int32_t lex_word(str text, int32_t pos, const char *word);
bool lex_is_keyword(str word);

/* A number's end, or pos when none stands there. */
int32_t lex_number(str text, int32_t pos);
/* A string's end (behind the closing quote), or -1 when it is not closed on its line. */
int32_t lex_string(str text, int32_t pos);
/* Text of a string between the quotes with escapes (\n \r \t \' \" \\ \uXXXX \UXXXXXX) resolved;
 * ptr NULL without memory. */
str lex_unescape(arena *a, str inner);

/* The parts of a possible name at pos. end[i] is the offset behind the i-th candidate, length[i]
*the length of its
** normalised text in `normal`. Candidates grow; the first is the shortest. `plain` is how many of
*the leading
** candidates hold neither operators nor full-width punctuation. */
typedef struct lex_name {
    int count, plain;
    int32_t end[LEX_PARTS_MAX];
    int16_t length[LEX_PARTS_MAX];
    char normal[LEX_NAME_MAX];
} lex_name;
/* stop_word: a word that ends the name when it stands alone ("in" after an iteration variable), or
 * NULL. */
void lex_name_scan(str text, int32_t pos, int parts_max, const char *stop_word, lex_name *out);
static inline str lex_name_text(const lex_name *n, int i)
{
    return (str){ n->normal, n->length[i] };
}

#endif
