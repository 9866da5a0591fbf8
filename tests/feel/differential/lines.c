/* lines.c: reads expressions separated by zero bytes, writes each value as one line of JSON; for
*differential/run.mjs.
** Values JSON has not (dates, ranges, functions) are written as {"feel": "literal"}. */
#include "base/json.h"
#include "feel/feel.h"

#include <stdio.h>
#include <stdlib.h>

static void put(json_out *j, arena *a, feel_value v)
{
    switch ((feel_kind)v.kind) {
    case FEEL_NULL: json_put_null(j); break;
    case FEEL_BOOLEAN: json_put_bool(j, v.as.boolean); break;
    case FEEL_NUMBER: json_put_raw(j, dec_text(a, v.as.number)); break;
    case FEEL_STRING: json_put_str(j, v.as.string); break;
    case FEEL_LIST:
        json_begin_array(j);
        for (int32_t i = 0; i < v.as.list->count; i++) put(j, a, v.as.list->items[i]);
        json_end_array(j);
        break;
    case FEEL_CONTEXT:
        json_begin_object(j);
        for (int32_t i = 0; i < v.as.context->count; i++) {
            json_key_str(j, v.as.context->keys[i]);
            put(j, a, v.as.context->values[i]);
        }
        json_end_object(j);
        break;
    default:
        json_begin_object(j);
        json_key(j, "feel");
        json_put_str(j, feel_literal(a, v));
        json_end_object(j);
    }
}

static void answer(const char *source)
{
    arena a;
    diag_list d;
    strbuf out;
    json_out j;
    arena_init(&a, 0);
    diag_init(&d, &a);
    strbuf_init(&out, &a);
    json_out_init(&j, &out);
    feel_expr *e = feel_parse(&a, str_c(source), FEEL_EXPRESSION, feel_scope_new(&a, NULL),
                              (src_pos){ 0 }, &d);
    feel_run run;
    feel_run_init(&run, &a, NULL);
    put(&j, &a, e ? feel_eval(&run, e) : FEEL_NULL_VALUE);
    str line = strbuf_done(&out);
    printf(STR_FMT "\n", STR_ARG(line));
    arena_deinit(&a);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    while (getdelim(&line, &room, '\0', stdin) > 0) answer(line);
    free(line);
    return 0;
}
