/* token.h: the FTS5 tokenizer `heng`: overlapping pairs of folded code points.
** Pairs of *every* code point, digits and Latin letters included: a phrase of pairs is then exactly
*a substring, so a
** search finds what LIKE finds, no more and no less (23年 inside 2023年 too); word tokens would
*lose such hits. The last
** code point of a text also stands alone, so that a one-character search is a prefix search. Layer:
*store. */
#ifndef HENG_STORE_TOKEN_H
#define HENG_STORE_TOKEN_H

#include <stdbool.h>

struct sqlite3;
bool token_register(struct sqlite3 *handle);

#endif
