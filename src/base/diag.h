/* diag.h: findings that name their place. Every reader and checker reports into a diag_list and
** goes on.
**
** A finding prints as   file:line:column: what is wrong; what to do   then the source line and a
** caret line. Each has a stable code for machines and text in Chinese and English (the `zh` text
** is the first-class one).
** Ownership: the list copies everything into its arena. After DIAG_MAX findings further ones are
** only counted.
** Layer: base. */
#ifndef HENG_BASE_DIAG_H
#define HENG_BASE_DIAG_H

#include "str.h"
#include <stdio.h>

typedef enum { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE } diag_level;
typedef enum { LANG_ZH, LANG_EN } lang;

enum { DIAG_MAX = 10000 };

typedef struct src_pos {
    str file;                /* path as given by the user; empty when there is none */
    int32_t line, column;    /* from 1; column in code points; 0 = unknown */
    int32_t length;          /* code points to underline, 0 = one */
} src_pos;

typedef struct diag {
    diag_level level;
    const char *code;        /* stable, e.g. "E-TYPE"; static text */
    src_pos pos;
    src_pos also;            /* a second place (conflicts); line 0 = none */
    str provision;           /* e.g. "四(五)"; may be empty */
    str zh, en;              /* what is wrong; what to do */
} diag;

typedef struct diag_list {
    arena *arena;
    VEC(diag) all;
    int error_count, warning_count, dropped_count;
} diag_list;

void diag_init(diag_list *l, arena *a);
/* Adds a finding; returns it so that `also` and `provision` can be set (NULL when full). Both
** texts are formatted with the same arguments, so they must take them in the same order. */
diag *diag_add(diag_list *l, diag_level level, const char *code, src_pos pos, str zh, str en);
diag *diag_error(diag_list *l, const char *code, src_pos pos, const char *zh, const char *en, ...);
diag *diag_warn(diag_list *l, const char *code, src_pos pos, const char *zh, const char *en, ...);
/* source: the file's whole text for the caret line, or empty. */
void diag_print(FILE *out, const diag *d, str source, lang language);
str diag_text(arena *a, const diag *d, lang language);   /* one line, no caret */

/* Line and column of a byte offset. */
src_pos src_pos_at(str file, str source, int32_t offset);

#endif
