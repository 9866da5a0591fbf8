/* json_out.c: writing JSON. comma[depth] says that the next item of this container needs a comma
** before it. */
#include "json.h"

void json_out_init(json_out *j, strbuf *out)
{
    *j = (json_out){ .out = out };
}

static void before_item(json_out *j)
{
    if (j->comma[j->depth]) strbuf_put_char(j->out, ',');
    j->comma[j->depth] = true;
}

static void begin(json_out *j, char bracket)
{
    before_item(j);
    strbuf_put_char(j->out, bracket);
    if (j->depth + 1 >= JSON_DEPTH_MAX) {
        j->out->failed = true;               /* deeper than any reader of ours accepts */
        return;
    }
    j->comma[++j->depth] = false;
}

static void end(json_out *j, char bracket)
{
    if (j->depth > 0) j->depth--;
    strbuf_put_char(j->out, bracket);
}

void json_begin_object(json_out *j)
{
    begin(j, '{');
}

void json_end_object(json_out *j)
{
    end(j, '}');
}

void json_begin_array(json_out *j)
{
    begin(j, '[');
}

void json_end_array(json_out *j)
{
    end(j, ']');
}

static void put_escape(strbuf *out, unsigned char c)
{
    static const char letters[] = "\b\f\n\r\t\"\\", escapes[] = "bfnrt\"\\";
    const char *found = c ? strchr(letters, c) : NULL;
    if (found) {
        strbuf_put_char(out, '\\');
        strbuf_put_char(out, escapes[found - letters]);
    } else {
        strbuf_printf(out, "\\u%04x", c);
    }
}

/* Quoted; a broken UTF-8 byte becomes U+FFFD, so that what we write can always be read again. */
static void put_quoted(strbuf *out, str s)
{
    strbuf_put_char(out, '"');
    int32_t done = 0;
    for (int32_t pos = 0; pos < s.len;) {
        int32_t start = pos;
        unsigned char c = (unsigned char)s.ptr[pos];
        bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
        if (plain) {
            pos++;
            continue;
        }
        bool escaped = c < 0x20 || c == '"' || c == '\\' || c == 0x7F;
        bool broken = !escaped && utf8_next(s, &pos) == 0xFFFD && pos == start + 1;
        if (!escaped && !broken) continue;
        strbuf_put(out, str_sub(s, done, start));
        if (escaped) {
            put_escape(out, c);
            pos = start + 1;
        } else {
            strbuf_put_cp(out, 0xFFFD);
        }
        done = pos;
    }
    strbuf_put(out, str_sub(s, done, s.len));
    strbuf_put_char(out, '"');
}

void json_key_str(json_out *j, str key)
{
    before_item(j);
    put_quoted(j->out, key);
    strbuf_put_char(j->out, ':');
    j->comma[j->depth] = false;              /* its value follows at once */
}

void json_key(json_out *j, const char *key)
{
    json_key_str(j, str_c(key));
}

void json_put_str(json_out *j, str s)
{
    before_item(j);
    put_quoted(j->out, s);
}

void json_put_raw(json_out *j, str digits)
{
    before_item(j);
    strbuf_put(j->out, digits);
}

void json_put_int(json_out *j, int64_t n)
{
    before_item(j);
    strbuf_printf(j->out, "%lld", (long long)n);
}

void json_put_bool(json_out *j, bool b)
{
    json_put_raw(j, b ? STR("true") : STR("false"));
}

void json_put_null(json_out *j)
{
    json_put_raw(j, STR("null"));
}
