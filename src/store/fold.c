/* fold.c: one code point at a time; no tables beyond the switch, so that the rules can be read. */
#include "store/fold.h"

static bool is_blank(uint32_t cp)
{
    return cp <= 0x20
               ? cp != 0x1F
               : cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF || (cp >= 0x2000 && cp <= 0x200B);
}

static bool is_word(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
}

static uint32_t fold_cp(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E) cp -= 0xFEE0;                      /* full-width ASCII */
    if (cp >= 'A' && cp <= 'Z') return cp + 32;
    switch (cp) {
    case '[': case '{': case 0x3014: case 0x3010: case 0x3016: case 0xFE5D: case 0xFE59: return '(';
    case ']': case '}': case 0x3015: case 0x3011: case 0x3017: case 0xFE5E: case 0xFE5A: return ')';
    case 0x2018: case 0x2019: case 0x201C: case 0x201D: case '\'': return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return '-';
    default: return cp;
    }
}

bool fold_next(fold_iter *it, uint32_t *cp, int32_t *from, int32_t *to)
{
    if (it->held) {
        *cp = it->last = it->held;
        *from = it->held_from;
        *to = it->held_to;
        it->held = 0;
        return true;
    }
    bool blank = false;
    while (it->pos < it->text.len) {
        int32_t start = it->pos;
        uint32_t raw = utf8_next(it->text, &it->pos);
        if (is_blank(raw)) {
            blank = true;
            continue;
        }
        uint32_t c = fold_cp(raw);
        if (blank && is_word(it->last) && is_word(c)) {
            it->held = c;
            it->held_from = start;
            it->held_to = it->pos;
            *cp = it->last = ' ';
            *from = *to = start;
            return true;
        }
        *cp = it->last = c;
        *from = start;
        *to = it->pos;
        return true;
    }
    return false;
}

bool fold_all(arena *a, str text, fold_text *out)
{
    *out = (fold_text){ 0 };
    size_t most = (size_t)text.len + 1;
    out->cp = ARENA_ARRAY(a, uint32_t, most);
    out->from = ARENA_ARRAY(a, int32_t, most);
    out->to = ARENA_ARRAY(a, int32_t, most);
    if (!out->cp || !out->from || !out->to) return false;
    fold_iter it = { .text = text };
    while (fold_next(&it, &out->cp[out->count], &out->from[out->count], &out->to[out->count]))
        out->count++;
    return true;
}

str fold_str(arena *a, str text)
{
    strbuf out;
    strbuf_init(&out, a);
    fold_iter it = { .text = text };
    uint32_t cp;
    int32_t from, to;
    while (fold_next(&it, &cp, &from, &to)) strbuf_put_cp(&out, cp);
    return strbuf_done(&out);
}

int32_t fold_find(const fold_text *text, const fold_text *needle, int32_t start)
{
    if (needle->count == 0) return -1;
    for (int32_t i = start; i + needle->count <= text->count; i++)
        if (memcmp(text->cp + i, needle->cp, sizeof(uint32_t) * (size_t)needle->count) == 0)
            return i;
    return -1;
}
