/* csv.h: RFC 4180 rows in and out, without copying what needs no unescaping.
** Reads UTF-8 (a BOM is skipped); rows may end in LF, CRLF or CR; a quoted field may hold line
** breaks.
** Errors: a ragged row or a stray quote is reported with its row and the reader goes on with the
** next line.
** Layer: base. */
#ifndef HENG_BASE_CSV_H
#define HENG_BASE_CSV_H

#include "diag.h"

typedef struct csv_reader {
    str text; int32_t pos;
    int64_t row;                 /* of the row last returned, from 1 (the header is row 1) */
    int32_t line;
    arena *arena;                /* unescaped fields live here */
    VEC(str) fields;             /* reused for every row */
} csv_reader;

void csv_init(csv_reader *r, str text, arena *a);
/* false at the end. fields are valid until the next call. *bad is set when a quote was not closed
** or stood inside. */
bool csv_next(csv_reader *r, bool *bad);
/* Appends one field, quoted where needed; CSV cells that begin with = + - @ are kept as they are
** (numbers may be negative). */
void csv_put(strbuf *out, str field, bool first);
void csv_end_row(strbuf *out);

#endif
