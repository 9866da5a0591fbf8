/* utf8.c: the code points of a slice. Strict: overlong forms, surrogates and values above U+10FFFF
** are broken. */
#include "str.h"

enum { REPLACEMENT = 0xFFFD };

/* Length of the sequence at s[pos], 0 when it is broken. */
static int sequence(const unsigned char *p, int32_t left, uint32_t *cp)
{
    unsigned char lead = p[0];
    if (lead < 0x80) {
        *cp = lead;
        return 1;
    }
    int need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || left < need) return 0;
    uint32_t value = lead & (0xFFu >> (need + 1));
    for (int i = 1; i < need; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (p[i] & 0x3F);
    }
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest[need] || surrogate || value > 0x10FFFF) return 0;
    *cp = value;
    return need;
}

uint32_t utf8_next(str s, int32_t *pos)
{
    if (*pos < 0 || *pos >= s.len) return REPLACEMENT;
    uint32_t cp;
    int len = sequence((const unsigned char *)s.ptr + *pos, s.len - *pos, &cp);
    if (len == 0) {
        (*pos)++;
        return REPLACEMENT;
    }
    *pos += len;
    return cp;
}

int utf8_put(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        if (cp >= 0xD800 && cp <= 0xDFFF) return 0;
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    if (cp > 0x10FFFF) return 0;
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

int32_t utf8_chars(str s)
{
    int32_t count = 0;
    for (int32_t pos = 0; pos < s.len; count++) utf8_next(s, &pos);
    return count;
}

int32_t utf8_offset(str s, int32_t chars)
{
    int32_t pos = 0;
    for (; chars > 0 && pos < s.len; chars--) utf8_next(s, &pos);
    return pos;
}

int32_t utf8_bad(str s)
{
    uint32_t cp;
    for (int32_t pos = 0; pos < s.len;) {
        int len = sequence((const unsigned char *)s.ptr + pos, s.len - pos, &cp);
        if (len == 0) return pos;
        pos += len;
    }
    return -1;
}

typedef struct { uint32_t first, last; } cp_range;

/* Unicode 15 East_Asian_Width W and F, neighbouring blocks joined. */
static const cp_range wide_ranges[] = {
    { 0x1100, 0x115F },   { 0x231A, 0x231B },   { 0x2329, 0x232A },   { 0x23E9, 0x23EC },
    { 0x23F0, 0x23F0 },   { 0x23F3, 0x23F3 },   { 0x25FD, 0x25FE },   { 0x2614, 0x2615 },
    { 0x2648, 0x2653 },   { 0x26AA, 0x26AB },   { 0x26BD, 0x26BE },   { 0x2705, 0x2705 },
    { 0x270A, 0x270B },   { 0x2728, 0x2728 },   { 0x274C, 0x274C },   { 0x2753, 0x2755 },
    { 0x2757, 0x2757 },   { 0x2795, 0x2797 },   { 0x2B1B, 0x2B1C },   { 0x2B50, 0x2B50 },
    { 0x2B55, 0x2B55 },   { 0x2E80, 0x303E },   { 0x3041, 0x33FF },   { 0x3400, 0x4DBF },
    { 0x4E00, 0xA4CF },   { 0xA960, 0xA97F },   { 0xAC00, 0xD7A3 },   { 0xF900, 0xFAFF },
    { 0xFE10, 0xFE19 },   { 0xFE30, 0xFE6F },   { 0xFF01, 0xFF60 },   { 0xFFE0, 0xFFE6 },
    { 0x16FE0, 0x18DFF }, { 0x1AFF0, 0x1B2FF }, { 0x1F004, 0x1F004 }, { 0x1F0CF, 0x1F0CF },
    { 0x1F18E, 0x1F18E }, { 0x1F191, 0x1F19A }, { 0x1F200, 0x1F320 }, { 0x1F32D, 0x1F64F },
    { 0x1F680, 0x1F6FF }, { 0x1F7E0, 0x1F7F0 }, { 0x1F90C, 0x1F9FF }, { 0x1FA70, 0x1FAFF },
    { 0x20000, 0x3FFFD },
};

/* Combining marks, joiners, variation selectors and the BOM take no column. */
static const cp_range zero_ranges[] = {
    { 0x0000, 0x001F }, { 0x007F, 0x009F },   { 0x0300, 0x036F }, { 0x0483, 0x0489 },
    { 0x0591, 0x05BD }, { 0x064B, 0x065F },   { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },
    { 0x200B, 0x200F }, { 0x202A, 0x202E },   { 0x2060, 0x2064 }, { 0x20D0, 0x20FF },
    { 0x302A, 0x302D }, { 0x3099, 0x309A },   { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
    { 0xFEFF, 0xFEFF }, { 0xE0100, 0xE01EF },
};

static bool in_ranges(uint32_t cp, const cp_range *ranges, int count)
{
    int low = 0, high = count - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        if (cp < ranges[middle].first) high = middle - 1;
        else if (cp > ranges[middle].last) low = middle + 1;
        else return true;
    }
    return false;
}

int utf8_width(str s)
{
    int columns = 0;
    for (int32_t pos = 0; pos < s.len;) {
        uint32_t cp = utf8_next(s, &pos);
        if (cp >= 0x20 && cp < 0x7F) columns++;
        else if (in_ranges(cp, zero_ranges, (int)(sizeof zero_ranges / sizeof *zero_ranges)))
            continue;
        else
            columns +=
                in_ranges(cp, wide_ranges, (int)(sizeof wide_ranges / sizeof *wide_ranges)) ? 2 : 1;
    }
    return columns;
}
