/* str.h: text. A `str` is a borrowed slice of UTF-8 (not terminated, may hold any byte); a
** `strbuf` is text being built in an arena. The type shows who owns the bytes: a str never frees,
** a strbuf's bytes live as long as its arena. Lengths are in bytes unless the name says chars
** (Unicode code points).
** Layer: base. */
#ifndef HENG_BASE_STR_H
#define HENG_BASE_STR_H

#include "arena.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct str { const char *ptr; int32_t len; } str;

#define STR(literal) ((str){ (literal), (int32_t)(sizeof(literal) - 1) })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

str str_c(const char *c);                                /* NULL gives the empty slice */
str str_sub(str s, int32_t from, int32_t to);            /* bytes [from, to), clamped */
bool str_eq(str a, str b);
bool str_eqc(str a, const char *b);
int str_cmp(str a, str b);                               /* by bytes = by code point in UTF-8 */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
int32_t str_find(str s, str needle);                     /* byte offset or -1 */
int32_t str_find_from(str s, str needle, int32_t from);
str str_trim(str s); /* ASCII blanks, U+00A0, U+3000, U+200B, BOM at both ends */
uint64_t str_hash(str s);
str str_copy(arena *a, str s);                           /* ptr NULL without memory */
char *str_cstr(arena *a, str s);                         /* terminated copy */
str str_format(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
str str_vformat(arena *a, const char *format, va_list args);
str str_replace(arena *a, str s, str from, str to);

/* Splits at one separator; call until false. rest starts as the whole text. */
bool str_split_next(str *rest, str sep, str *piece);

/* UTF-8. utf8_next reads the code point at *pos and moves on; a broken sequence gives 0xFFFD and
** moves one byte. */
uint32_t utf8_next(str s, int32_t *pos);
int utf8_put(uint32_t cp, char out[4]); /* bytes written; 0 for an invalid code point */
int32_t utf8_chars(str s);
int32_t utf8_offset(str s, int32_t chars); /* byte offset of the n-th code point, clamped to len */
int32_t utf8_bad(str s); /* offset of the first invalid byte, -1 when valid */
int utf8_width(str s); /* terminal columns: CJK and full-width count 2 */
/* Edit distance in code points (cut off above 64 each), for "did you mean". */
int str_distance(str a, str b);

typedef struct strbuf { arena *arena; char *ptr; int32_t len, cap; bool failed; } strbuf;
/* failed stays true once memory ran out; later puts do nothing. A strbuf_done text is
** zero-terminated. */
void strbuf_init(strbuf *b, arena *a);
void strbuf_put(strbuf *b, str s);
void strbuf_putc(strbuf *b, const char *c);
void strbuf_put_char(strbuf *b, char c);
void strbuf_put_cp(strbuf *b, uint32_t cp);
void strbuf_printf(strbuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(strbuf *b, const char *format, va_list args);
str strbuf_done(strbuf *b);

/* Text → pointer map (open addressing, insertion order kept in entries). Keys are borrowed. */
typedef struct { str key; void *value; } strmap_entry;
typedef struct strmap {
    arena *arena;
    strmap_entry *entries;
    int count, cap;
    int32_t *slots;
    int slot_count;
} strmap;
void strmap_init(strmap *m, arena *a);
void *strmap_find(const strmap *m, str key);             /* NULL when absent */
bool strmap_put(strmap *m, str key, void *value);        /* replaces; false without memory */

#endif
