/* fuzz_json.c: any text is read or refused with a place; what was read and written again reads the
** same. */
#include "fuzz.h"
#include "base/json.h"

static void write_value(json_out *w, const json *j)
{
    if (j->kind == JSON_STRING) json_put_str(w, j->text);
    else if (j->kind == JSON_NUMBER) json_put_raw(w, j->text);
    else if (j->kind == JSON_NULL) json_put_null(w);
    else if (j->kind == JSON_TRUE || j->kind == JSON_FALSE) json_put_bool(w, j->kind == JSON_TRUE);
    else {
        bool object = j->kind == JSON_OBJECT;
        object ? json_begin_object(w) : json_begin_array(w);
        for (int i = 0; i < j->count; i++) {
            if (object) json_key_str(w, j->keys[i]);
            write_value(w, j->items[i]);
        }
        object ? json_end_object(w) : json_end_array(w);
    }
}

static str written(arena *a, const json *j)
{
    strbuf out;
    json_out w;
    strbuf_init(&out, a);
    json_out_init(&w, &out);
    write_value(&w, j);
    return strbuf_done(&out);
}

static void try_text(arena *a, str text)
{
    diag_list d;
    diag_init(&d, a);
    json *j = json_parse(a, text, STR("input"), &d);
    FUZZ_CHECK(j || d.error_count == 1);
    if (!j || text.len >= 60000) return;
    str once = written(a, j);
    json *again = once.ptr ? json_parse(a, once, STR("again"), &d) : NULL;
    FUZZ_CHECK(!once.ptr || (again && str_eq(written(a, again), once)));
}
