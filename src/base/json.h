/* json.h: JSON (RFC 8259) in and out. A number keeps its digits as text, so nothing becomes a
** double. json-c was the first choice; it keeps the digits of fractions but clamps integers beyond
** 64 bits, and its objects live on the heap one by one, so this small reader stands here instead
** (docs/decisions).
** Limits: JSON_DEPTH_MAX nesting; the text's length is the caller's business. Duplicate keys: the
** last one wins and is reported.
** Ownership: everything is in the arena given to json_parse; strings without escapes point into
** the text.
** Layer: base. */
#ifndef HENG_BASE_JSON_H
#define HENG_BASE_JSON_H

#include "diag.h"

enum { JSON_DEPTH_MAX = 200 };
typedef enum {
    JSON_NULL,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} json_kind;

typedef struct json {
    json_kind kind;
    int32_t offset;              /* byte offset in the text, for messages */
    str text;                    /* number: its digits; string: unescaped */
    str *keys;                   /* object */
    struct json **items;         /* array, object */
    int count;
} json;

/* NULL on error, with one finding in `d` (file = name given). */
json *json_parse(arena *a, str text, str name, diag_list *d);
const json *json_get(const json *object, const char *key); /* NULL when absent or not an object */
str json_str(const json *j, const char *key);                 /* string member or empty */

/* Writing: a flat set of calls that keep commas right. */
typedef struct json_out { strbuf *out; bool comma[JSON_DEPTH_MAX]; int depth; } json_out;
void json_out_init(json_out *j, strbuf *out);
void json_begin_object(json_out *j);
void json_end_object(json_out *j);
void json_begin_array(json_out *j);
void json_end_array(json_out *j);
void json_key(json_out *j, const char *key);
void json_key_str(json_out *j, str key);
void json_put_str(json_out *j, str s);
void json_put_raw(json_out *j, str digits);                   /* number text, true, false, null */
void json_put_int(json_out *j, int64_t n);
void json_put_bool(json_out *j, bool b);
void json_put_null(json_out *j);

#endif
