/* reply.c: parameters in, JSON and errors out. */
#include "api/internal.h"

unsigned api_error(api_request *r, unsigned status, const char *code, const char *zh,
                   const char *en, const char *where, str hint)
{
    strbuf_init(&r->out, &r->arena);
    json_out_init(&r->json, &r->out);
    r->type = "application/json; charset=utf-8";
    api_open(r, NULL);
    api_open(r, "error");
    api_str(r, "code", str_c(code));
    api_str(r, "message_zh", str_c(zh));
    api_str(r, "message_en", str_c(en));
    api_str(r, "where", str_c(where));
    api_str(r, "hint", hint);
    api_close(r);
    api_close(r);
    return status;
}

static str where_of(api_request *r, const diag *d)
{
    if (d->pos.line > 0)
        return str_format(&r->arena, STR_FMT ":%d:%d", STR_ARG(d->pos.file), (int)d->pos.line,
                          (int)d->pos.column);
    return d->pos.file;
}

unsigned api_fail(api_request *r, unsigned status)
{
    const diag *d = NULL;
    for (int i = 0; i < r->diags.all.count && !d; i++)
        if (r->diags.all.items[i].level == DIAG_ERROR) d = &r->diags.all.items[i];
    if (!d) return api_error(r, 500, "E-MEMORY", "内存不足", "out of memory", "", STR(""));
    bool ours = strncmp(d->code, "E-STORE", 7) == 0 || strcmp(d->code, "E-MEMORY") == 0;
    char *zh = str_cstr(&r->arena, d->zh), *en = str_cstr(&r->arena, d->en),
         *where = str_cstr(&r->arena, where_of(r, d));
    return api_error(r, ours ? 500 : status, d->code, zh ? zh : "", en ? en : "",
                     where ? where : "", STR(""));
}

db *api_reader(api_request *r)
{
    if (!r->reader) r->reader = store_reader(r->office->store, &r->diags);
    return r->reader;
}

policy_run *api_run(api_request *r)
{
    if (!r->run && r->office->policies) r->run = policy_run_new(r->office->policies, &r->arena);
    return r->run;
}

/* ---- parameters ---- */

str api_query(api_request *r, const char *name)
{
    const char *value = NULL;
    size_t size = 0;
    if (MHD_lookup_connection_value_n(r->connection, MHD_GET_ARGUMENT_KIND, name, strlen(name),
                                      &value, &size)
            != MHD_YES
        || !value)
        return STR("");
    return (str){ value, (int32_t)size };
}

bool api_query_int(api_request *r, const char *name, int64_t fallback, int64_t max, int64_t *out)
{
    str text = api_query(r, name);
    *out = fallback;
    if (text.len == 0) return true;
    int64_t n = 0;
    bool digits = text.len <= 15;
    for (int i = 0; i < text.len && digits; i++) {
        digits = text.ptr[i] >= '0' && text.ptr[i] <= '9';
        n = n * 10 + (text.ptr[i] - '0');
    }
    *out = n;
    if (digits && n <= max) return true;
    api_error(r, 400, "E-QUERY", "参数应为不超过上限的非负整数",
              "the parameter must be a whole number within its limit", name,
              str_format(&r->arena, "0–%lld", (long long)max));
    return false;
}

bool api_query_date(api_request *r, const char *name, date fallback, date *out)
{
    str text = api_query(r, name);
    *out = fallback;
    if (text.len == 0 || date_parse(text, out)) return true;
    api_error(r, 400, "E-QUERY", "不是日期，或没有这一天", "not a date, or that day does not exist",
              name, STR("YYYY-MM-DD"));
    return false;
}

bool api_query_page(api_request *r, int64_t *limit, int64_t *offset)
{
    return api_query_int(r, "limit", API_PAGE, API_PAGE_MAX, limit)
           && api_query_int(r, "offset", 0, 1000000000, offset);
}

/* ---- JSON ---- */

static void key_of(api_request *r, const char *key)
{
    if (key) json_key(&r->json, key);
}

/* JSON is UTF-8; a stored text that is not was replaced on import, a request's text may still be
 * broken. */
static str clean(api_request *r, str s)
{
    if (utf8_bad(s) < 0) return s;
    strbuf b;
    strbuf_init(&b, &r->arena);
    for (int32_t pos = 0; pos < s.len;) strbuf_put_cp(&b, utf8_next(s, &pos));
    return strbuf_done(&b);
}

void api_str(api_request *r, const char *key, str s)
{
    key_of(r, key);
    json_put_str(&r->json, s.ptr ? clean(r, s) : STR(""));
}

void api_int(api_request *r, const char *key, int64_t n)
{
    key_of(r, key);
    json_put_int(&r->json, n);
}

void api_bool(api_request *r, const char *key, bool b)
{
    key_of(r, key);
    json_put_bool(&r->json, b);
}

void api_null(api_request *r, const char *key)
{
    key_of(r, key);
    json_put_null(&r->json);
}

void api_int_or_null(api_request *r, const char *key, int64_t n)
{
    if (n) api_int(r, key, n);
    else api_null(r, key);
}

void api_str_or_null(api_request *r, const char *key, str s)
{
    if (s.len > 0) api_str(r, key, s);
    else api_null(r, key);
}

void api_date(api_request *r, const char *key, date d)
{
    if (d.month) api_str(r, key, date_text(&r->arena, d));
    else api_null(r, key);
}

void api_open(api_request *r, const char *key)
{
    key_of(r, key);
    json_begin_object(&r->json);
}

void api_close(api_request *r) { json_end_object(&r->json); }

void api_array(api_request *r, const char *key)
{
    key_of(r, key);
    json_begin_array(&r->json);
}

void api_array_end(api_request *r) { json_end_array(&r->json); }

void api_state(api_request *r, const char *key, const office_state *s)
{
    api_open(r, key);
    api_str(r, "state", str_c(office_state_name(s->kind)));
    api_date(r, "at", s->at);
    api_date(r, "since", s->since);
    api_date(r, "until", s->until);
    api_str(r, "reason_zh", office_state_reason(&r->arena, s, LANG_ZH));
    api_str(r, "reason_en", office_state_reason(&r->arena, s, LANG_EN));
    api_str_or_null(r, "by_doc_no", s->by_doc_no);
    api_int_or_null(r, "by_id", s->by_id);
    api_close(r);
}

void api_counts(api_request *r, const char *key, const office_counts *c)
{
    api_array(r, key);
    for (int i = 0; i < c->count; i++) {
        api_open(r, NULL);
        api_str(r, "value", c->items[i].value);
        api_int(r, "count", c->items[i].count);
        api_close(r);
    }
    api_array_end(r);
}
