/* strbuf.c: text being built in an arena. One byte is always kept free for the closing zero. */
#include "str.h"

#include <stdio.h>

void strbuf_init(strbuf *b, arena *a)
{
    *b = (strbuf){ .arena = a };
}

/* Room for `more` bytes and the closing zero. */
static bool room(strbuf *b, int32_t more)
{
    if (b->failed) return false;
    if (more < b->cap - b->len) return true;
    int64_t wanted = (int64_t)b->len + more + 1;
    int64_t doubled = b->cap ? (int64_t)b->cap * 2 : 64;
    if (wanted < doubled) wanted = doubled;
    bool too_long = (int64_t)b->len + more + 1 > INT32_MAX;
    if (wanted > INT32_MAX) wanted = INT32_MAX;
    char *grown = too_long ? NULL : arena_grow(b->arena, b->ptr, (size_t)b->cap, (size_t)wanted);
    if (!grown) {
        b->failed = true;
        return false;
    }
    b->ptr = grown;
    b->cap = (int32_t)wanted;
    return true;
}

void strbuf_put(strbuf *b, str s)
{
    if (s.len <= 0 || !room(b, s.len)) return;
    memcpy(b->ptr + b->len, s.ptr, (size_t)s.len);
    b->len += s.len;
}

void strbuf_putc(strbuf *b, const char *c)
{
    strbuf_put(b, str_c(c));
}

void strbuf_put_char(strbuf *b, char c)
{
    if (room(b, 1)) b->ptr[b->len++] = c;
}

void strbuf_put_cp(strbuf *b, uint32_t cp)
{
    char bytes[4];
    int len = utf8_put(cp, bytes);
    if (len == 0) len = utf8_put(0xFFFD, bytes);
    strbuf_put(b, (str){ bytes, len });
}

void strbuf_vprintf(strbuf *b, const char *format, va_list args)
{
    if (b->failed) return;
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0 || !room(b, len)) {
        b->failed = true;
        return;
    }
    vsnprintf(b->ptr + b->len, (size_t)len + 1, format, args);
    b->len += len;
}

void strbuf_printf(strbuf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_vprintf(b, format, args);
    va_end(args);
}

str strbuf_done(strbuf *b)
{
    if (!room(b, 0)) return (str){ NULL, 0 };
    b->ptr[b->len] = '\0';
    return (str){ b->ptr, b->len };
}
