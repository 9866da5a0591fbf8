/* text.c: small readings of Chinese text: marks, numbers, blanks. Input is valid UTF-8 (decode.c
** saw to it). */
#include "gazette/internal.h"

uint32_t gz_next(str s, int32_t *pos)
{
    if (*pos >= s.len) return 0;
    const unsigned char *p = (const unsigned char *)s.ptr + *pos;
    int32_t left = s.len - *pos;
    if (p[0] < 0x80) {
        *pos += 1;
        return p[0];
    }
    if (p[0] >= 0xE0 && p[0] < 0xF0 && left >= 3) {
        *pos += 3;
        return (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
    }
    return utf8_next(s, pos);
}

uint32_t gz_before(str s, int32_t end)
{
    if (end <= 0 || end > s.len) return 0;
    int32_t at = end - 1;
    while (at > 0 && end - at < 4 && ((unsigned char)s.ptr[at] & 0xC0) == 0x80) at--;
    return gz_next(str_sub(s, 0, end), &at);
}

int gz_open(uint32_t cp)
{
    switch (cp) {
    case '(':
    case 0xFF08: return 1;
    case '[':
    case 0xFF3B:
    case 0x3014:
    case 0xFE5D:
    case 0x3010:
    case 0x3016: return 2;
    case 0x300A: return 3;
    case 0x201C:
    case 0x300C: return 4;
    default: return 0;
    }
}

int gz_close(uint32_t cp)
{
    switch (cp) {
    case ')':
    case 0xFF09: return 1;
    case ']':
    case 0xFF3D:
    case 0x3015:
    case 0xFE5E:
    case 0x3011:
    case 0x3017: return 2;
    case 0x300B: return 3;
    case 0x201D:
    case 0x300D: return 4;
    default: return 0;
    }
}

bool gz_is_cjk(uint32_t cp)
{
    return (cp >= 0x2E80 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
           (cp >= 0xFE30 && cp <= 0xFE6F) || (cp >= 0xFF00 && cp <= 0xFFEF) ||
           (cp >= 0x20000 && cp <= 0x3FFFF) || (cp >= 0x2010 && cp <= 0x206F);
}

bool gz_is_sentence_end(uint32_t cp)
{
    return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == '!' || cp == '?';
}

str gz_trim(str s)
{
    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ') s.len--;
    return s;
}

str gz_skip_blanks(str s)
{
    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    return s;
}

/* Tells most words apart by their first character, before their length is known. */
bool gz_starts(str s, const char *prefix)
{
    for (int i = 0; i < 3; i++) {
        if (prefix[i] == 0) return true;
        if (i >= s.len || s.ptr[i] != prefix[i]) return false;
    }
    size_t n = strlen(prefix);
    return (size_t)s.len >= n && memcmp(s.ptr, prefix, n) == 0;
}

bool gz_ends(str s, const char *suffix)
{
    size_t n = strlen(suffix);
    return (size_t)s.len >= n && s.ptr[s.len - 1] == suffix[n - 1] &&
           memcmp(s.ptr + s.len - n, suffix, n) == 0;
}

const char *gz_starts_any(str s, const char *const *list)
{
    const char *best = NULL;
    for (; *list; list++)
        if (gz_starts(s, *list) && (!best || strlen(*list) > strlen(best))) best = *list;
    return best;
}

const char *gz_ends_any(str s, const char *const *list)
{
    const char *best = NULL;
    for (; *list; list++)
        if (gz_ends(s, *list) && (!best || strlen(*list) > strlen(best))) best = *list;
    return best;
}

int32_t gz_find(str s, const char *needle, int32_t from)
{
    if (from < 0) from = 0;
    if (from >= s.len) return -1;
    const char *hit = memmem(s.ptr + from, (size_t)(s.len - from), needle, strlen(needle));
    return hit ? (int32_t)(hit - s.ptr) : -1;
}

bool gz_has(str s, const char *needle)
{
    return gz_find(s, needle, 0) >= 0;
}

int32_t gz_chars(str s)
{
    int32_t n = 0;
    for (int32_t i = 0; i < s.len; i++) n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

str gz_cut_chars(str s, int32_t chars)
{
    for (int32_t i = 0; i < s.len; i++) {
        if (((unsigned char)s.ptr[i] & 0xC0) == 0x80) continue;
        if (chars-- == 0) return str_sub(s, 0, i);
    }
    return s;
}

static bool is_blank_byte(char c)
{
    return (unsigned char)c <= ' ';
}

str gz_squeeze(arena *a, str s)
{
    s = gz_trim(s);
    bool blank = false;
    for (int32_t i = 0; i < s.len && !blank; i++) blank = is_blank_byte(s.ptr[i]);
    if (!blank) return s;
    strbuf b;
    strbuf_init(&b, a);
    for (int32_t i = 0; i < s.len;) {
        int32_t from = i;
        while (i < s.len && !is_blank_byte(s.ptr[i])) i++;
        strbuf_put(&b, str_sub(s, from, i));
        int32_t gap = i;
        while (i < s.len && is_blank_byte(s.ptr[i])) i++;
        int32_t ahead = i;
        bool cjk = gz_is_cjk(gz_before(s, gap)) || gz_is_cjk(gz_next(s, &ahead));
        if (i < s.len && !cjk) strbuf_put_char(&b, ' ');
    }
    return strbuf_done(&b);
}

/* ---- numbers ---- */

static int zh_digit(uint32_t cp)
{
    switch (cp) {
    case 0x3007:
    case 0x96F6:
    case 0x25CB: return 0; /* 〇 零 ○ */
    case 0x4E00: return 1;
    case 0x4E8C:
    case 0x4E24: return 2;
    case 0x4E09: return 3;
    case 0x56DB: return 4;
    case 0x4E94: return 5;
    case 0x516D: return 6;
    case 0x4E03: return 7;
    case 0x516B: return 8;
    case 0x4E5D: return 9;
    default: return -1;
    }
}

/* 二O二一年: letters and signs that are typed for 〇 inside a number. */
static bool is_round_letter(uint32_t cp)
{
    switch (cp) {
    case 'O':
    case 'o':
    case '0':
    case 0xFF2F: /* Ｏ */
    case 0xFF10: /* ０ */
    case 0x039F:
    case 0x041E: /* Greek, Cyrillic */
    case 0x25EF: return true; /* ◯ */
    default: return false;
    }
}

int gz_cn_number(str s, int32_t *used)
{
    int total = 0, unit = 0, digits = 0, count = 0;
    bool positional = true;
    int32_t pos = 0;
    while (count < 9) {
        int32_t at = pos;
        uint32_t cp = gz_next(s, &pos);
        int digit = zh_digit(cp);
        if (digit < 0 && count > 0 && is_round_letter(cp)) digit = 0;
        if (digit >= 0) {
            digits = digits * 10 + digit;
            unit = digit;
        } else if (cp == 0x5341 || cp == 0x767E) { /* 十 百 */
            int scale = cp == 0x5341 ? 10 : 100;
            total += (unit == 0 && scale == 10 ? 1 : unit) * scale;
            unit = 0;
            positional = false;
        } else {
            pos = at;
            break;
        }
        count++;
    }
    *used = pos;
    if (count == 0) return -1;
    return positional ? digits : total + unit;
}

int gz_digits(str s, int32_t *used)
{
    int value = 0, count = 0;
    int32_t pos = 0;
    while (count < 9) {
        int32_t at = pos;
        uint32_t cp = gz_next(s, &pos);
        if (cp >= 0xFF10 && cp <= 0xFF19) cp -= 0xFEE0;
        if (cp < '0' || cp > '9') {
            pos = at;
            break;
        }
        value = value * 10 + (int)(cp - '0');
        count++;
    }
    *used = pos;
    return count > 0 ? value : -1;
}

int gz_number(str s, int32_t *used)
{
    int value = gz_digits(s, used);
    return value >= 0 ? value : gz_cn_number(s, used);
}

str gz_number_zh(arena *a, int value)
{
    static const char *const digit[] = {
        "零", "一", "二", "三", "四", "五", "六", "七", "八", "九"
    };
    if (value < 0 || value > 999) return str_format(a, "%d", value);
    int hundreds = value / 100, tens = value / 10 % 10, ones = value % 10;
    strbuf b;
    strbuf_init(&b, a);
    if (hundreds) {
        strbuf_putc(&b, digit[hundreds]);
        strbuf_putc(&b, "百");
    }
    if (tens) {
        if (tens > 1 || hundreds) strbuf_putc(&b, digit[tens]);
        strbuf_putc(&b, "十");
    } else if (hundreds && ones) {
        strbuf_putc(&b, digit[0]);
    }
    if (ones || value == 0) strbuf_putc(&b, digit[ones]);
    return strbuf_done(&b);
}

int32_t gz_match(str s, int32_t open, int32_t limit)
{
    int32_t pos = open;
    int family = gz_open(gz_next(s, &pos)), depth = 1;
    if (family == 0) return -1;
    while (pos < s.len && pos - open < limit) {
        uint32_t cp = gz_next(s, &pos);
        if (gz_open(cp) == family) depth++;
        else if (gz_close(cp) == family && --depth == 0) return pos;
    }
    return -1;
}

bool gz_names_add(arena *a, gazette_names *names, str name)
{
    str *slot = VEC_PUSH(a, names);
    if (!slot) return false;
    *slot = name;
    return true;
}
