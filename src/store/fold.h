/* fold.h: how text is compared in searches: full-width and half-width, capital and small letters,
*all bracket,
** quote and dash variants are the same; blanks and line breaks do not count, except one between two
*Latin words.
** So 本政办发［２０２２］ 30号 is found as 本政办发〔2022〕30号. The index and the highlighter both
*use this, so
** what is found is what is marked. Layer: store. */
#ifndef HENG_STORE_FOLD_H
#define HENG_STORE_FOLD_H

#include "base/str.h"

/* Stands between two parts of an indexed body so that no phrase matches across it. */
#define FOLD_BREAK "\x1f"

typedef struct fold_iter {
    str text;
    int32_t pos;
    uint32_t last;           /* folded code point given last */
    uint32_t held;           /* a code point waiting behind a blank, 0 = none */
    int32_t held_from, held_to;
} fold_iter;

/* The next folded code point and the bytes [from, to) it stands for; false at the end. */
bool fold_next(fold_iter *it, uint32_t *cp, int32_t *from, int32_t *to);

/* The folded text as code points with their places. at[count] is the end. false without memory. */
typedef struct fold_text { uint32_t *cp; int32_t *from, *to; int32_t count; } fold_text;
bool fold_all(arena *a, str text, fold_text *out);
/* The folded text as UTF-8. */
str fold_str(arena *a, str text);
/* First occurrence of needle at or after `start`, -1 when absent or needle is empty. */
int32_t fold_find(const fold_text *text, const fold_text *needle, int32_t start);

#endif
