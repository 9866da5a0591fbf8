/* str.c: borrowed slices of text. */
#include "str.h"

#include <stdio.h>

static const str empty_text = { "", 0 };

str str_c(const char *c)
{
    if (!c) return empty_text;
    size_t len = strlen(c);
    return (str){ c, len > INT32_MAX ? INT32_MAX : (int32_t)len };
}

str str_sub(str s, int32_t from, int32_t to)
{
    if (from < 0) from = 0;
    if (to > s.len) to = s.len;
    if (from >= to) return (str){ s.ptr ? s.ptr + (from < s.len ? from : s.len) : "", 0 };
    return (str){ s.ptr + from, to - from };
}

bool str_eq(str a, str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, (size_t)a.len) == 0);
}

bool str_eqc(str a, const char *b)
{
    if (!b) return a.len == 0;
    for (int32_t i = 0; i < a.len; i++)
        if (b[i] == 0 || a.ptr[i] != b[i]) return false;
    return b[a.len] == 0;
}

int str_cmp(str a, str b)
{
    int32_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.ptr, b.ptr, (size_t)shorter) : 0;
    if (order) return order < 0 ? -1 : 1;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(str s, str prefix)
{
    return s.len >= prefix.len &&
           (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, (size_t)prefix.len) == 0);
}

bool str_ends(str s, str suffix)
{
    if (s.len < suffix.len) return false;
    return suffix.len == 0 ||
           memcmp(s.ptr + (s.len - suffix.len), suffix.ptr, (size_t)suffix.len) == 0;
}

int32_t str_find(str s, str needle)
{
    return str_find_from(s, needle, 0);
}

int32_t str_find_from(str s, str needle, int32_t from)
{
    if (from < 0) from = 0;
    if (from > s.len) return -1;
    if (needle.len == 0) return from;
    if (!s.ptr || needle.len > s.len - from) return -1;
    const char *at = memmem(s.ptr + from, (size_t)(s.len - from), needle.ptr, (size_t)needle.len);
    return at ? (int32_t)(at - s.ptr) : -1;
}

/* Bytes of the blank that begins (or, backwards, ends) here; 0 when there is none. */
static int32_t blank_at_start(str s)
{
    if (s.len == 0) return 0;
    unsigned char c = (unsigned char)s.ptr[0];
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (str_starts(s, STR("\xC2\xA0"))) return 2;
    bool wide = str_starts(s, STR("\xE3\x80\x80")) || str_starts(s, STR("\xE2\x80\x8B")) ||
                str_starts(s, STR("\xEF\xBB\xBF"));
    return wide ? 3 : 0;
}

static int32_t blank_at_end(str s)
{
    if (s.len == 0) return 0;
    unsigned char c = (unsigned char)s.ptr[s.len - 1];
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (str_ends(s, STR("\xC2\xA0"))) return 2;
    bool wide = str_ends(s, STR("\xE3\x80\x80")) || str_ends(s, STR("\xE2\x80\x8B")) ||
                str_ends(s, STR("\xEF\xBB\xBF"));
    return wide ? 3 : 0;
}

str str_trim(str s)
{
    for (int32_t n; (n = blank_at_start(s)) > 0;) {
        s.ptr += n;
        s.len -= n;
    }
    for (int32_t n; (n = blank_at_end(s)) > 0;) s.len -= n;
    return s;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
    unsigned __int128 product = (unsigned __int128)(h ^ word) * 0x9E3779B97F4A7C15u;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t str_hash(str s)
{
    uint64_t h = 0x243F6A8885A308D3u ^ (uint64_t)(uint32_t)s.len;
    int32_t at = 0;
    for (; at + 8 <= s.len; at += 8) {
        uint64_t word;
        memcpy(&word, s.ptr + at, 8);
        h = mix(h, word) + 0x452821E638D01377u;
    }
    if (at < s.len) {
        uint64_t word = 0;
        memcpy(&word, s.ptr + at, (size_t)(s.len - at));
        h = mix(h, word) + 0x452821E638D01377u;
    }
    return mix(h, 0xA4093822299F31D0u);
}

char *str_cstr(arena *a, str s)
{
    char *copy = arena_get(a, (size_t)s.len + 1);
    if (copy && s.len) memcpy(copy, s.ptr, (size_t)s.len);
    return copy;
}

str str_copy(arena *a, str s)
{
    char *copy = str_cstr(a, s);
    return (str){ copy, copy ? s.len : 0 };
}

str str_vformat(arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0) return (str){ NULL, 0 };
    char *text = arena_get(a, (size_t)len + 1);
    if (!text) return (str){ NULL, 0 };
    vsnprintf(text, (size_t)len + 1, format, args);
    return (str){ text, len };
}

str str_format(arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    str s = str_vformat(a, format, args);
    va_end(args);
    return s;
}

str str_replace(arena *a, str s, str from, str to)
{
    if (from.len == 0) return s;
    int32_t at = str_find(s, from);
    if (at < 0) return s;
    strbuf out;
    strbuf_init(&out, a);
    int32_t done = 0;
    for (; at >= 0; at = str_find_from(s, from, done)) {
        strbuf_put(&out, str_sub(s, done, at));
        strbuf_put(&out, to);
        done = at + from.len;
    }
    strbuf_put(&out, str_sub(s, done, s.len));
    return strbuf_done(&out);
}

bool str_split_next(str *rest, str sep, str *piece)
{
    if (!rest->ptr) return false;
    int32_t at = sep.len ? str_find(*rest, sep) : -1;
    if (at < 0) {
        *piece = *rest;
        *rest = (str){ NULL, 0 };      /* the last piece has been given */
        return true;
    }
    *piece = str_sub(*rest, 0, at);
    *rest = str_sub(*rest, at + sep.len, rest->len);
    return true;
}

enum { DISTANCE_CHARS_MAX = 64 };

static int decode_start(str s, uint32_t *cps)
{
    int count = 0;
    for (int32_t pos = 0; pos < s.len && count < DISTANCE_CHARS_MAX;)
        cps[count++] = utf8_next(s, &pos);
    return count;
}

int str_distance(str a, str b)
{
    uint32_t left[DISTANCE_CHARS_MAX], right[DISTANCE_CHARS_MAX];
    int left_count = decode_start(a, left), right_count = decode_start(b, right);
    int row[DISTANCE_CHARS_MAX + 1];
    for (int j = 0; j <= right_count; j++) row[j] = j;
    for (int i = 1; i <= left_count; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= right_count; j++) {
            int cost = diagonal + (left[i - 1] != right[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < cost) cost = row[j] + 1;
            if (row[j - 1] + 1 < cost) cost = row[j - 1] + 1;
            row[j] = cost;
        }
    }
    return row[right_count];
}
