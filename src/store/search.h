/* search.h: full text over titles, document numbers and provisions.
**
** A query is one or more terms separated by blanks; a provision (or a document's title with its
*number) is a hit when it
** holds every term as a substring, compared as fold.h says. Nothing else: no stemming, no ranking
*tricks, so that the
** count is the truth. Order: titles first, then by relevance (bm25), then by place in the library.
** Limits: SEARCH_CHARS_MAX code points of query. Layer: store. */
#ifndef HENG_STORE_SEARCH_H
#define HENG_STORE_SEARCH_H

#include "store/db.h"

enum { SEARCH_CHARS_MAX = 200, SEARCH_MARKS_MAX = 40 };

/* Index maintenance, within the writer's transaction. */
bool search_put_document(db *w, arena *a, int64_t document_id, str title, str doc_no);
bool search_put_provision(db *w, arena *a, int64_t provision_id, str heading, str text);

typedef struct search_mark {
    int32_t from, to;
} search_mark; /* UTF-16 units, as browsers count */
typedef struct search_snippet { str text; search_mark *marks; int mark_count; } search_snippet;

typedef struct search_hit {
    int64_t document_id, provision_id; /* provision 0 = title or number */
    str doc_no, title, article, heading;
    search_snippet snippet, title_marks;
} search_hit;

typedef struct search_result {
    int64_t total, documents;
    search_hit *hits; int hit_count;
} search_result;

/* false with a finding: E-QUERY (empty or too long), E-STORE. */
bool search_run(db *c, arena *a, str query, int64_t limit, int64_t offset, search_result *out);
/* The part of text around its first hit with all hits in it marked; width: code points on each
 * side, 0 = whole text. */
bool search_mark_text(arena *a, str text, str query, int width, search_snippet *out);

#endif
