/* number.c: the numbers in front of provisions: 第三条, 一、 (一) 1. (1) ①.
**
** Ranks order them, so that a lower rank closes every higher one: a (一) ends the 1. and (1)
** before it. */
#include "gazette/internal.h"

static int32_t blanks(str s, int32_t at)
{
    while (at < s.len && s.ptr[at] == ' ') at++;
    return at;
}

static str rest_of(str s, int32_t at)
{
    return str_sub(s, at, s.len);
}

static void finish(gz_marker *m, gazette_kind kind, int rank, str line, int32_t used)
{
    m->kind = kind;
    m->rank = rank;
    m->printed = gz_trim(str_sub(line, 0, used));
    m->used = blanks(line, used);
}

static void zh_text(char *out, size_t size, const char *before, int value, const char *after)
{
    char room[64];
    static const char *const digit[] = {
        "零", "一", "二", "三", "四", "五", "六", "七", "八", "九"
    };
    int hundreds = value / 100 % 10, tens = value / 10 % 10, ones = value % 10;
    snprintf(room, sizeof room, "%s%s%s%s%s%s", hundreds ? digit[hundreds] : "",
             hundreds ? "百" : "",
             tens               ? (tens == 1 && !hundreds ? "" : digit[tens])
             : hundreds && ones ? "零"
                                : "",
             tens ? "十" : "", ones ? digit[ones] : "", value == 0 ? "零" : "");
    snprintf(out, size, "%s%.36s%s", before, room, after);
}

/* 第N条, 第N章, 第N节, 第N编, 第N部分 */
static bool read_article(str s, gz_marker *m)
{
    static const struct {
        const char *word;
        gazette_kind kind;
        int rank;
    } words[] = {
        { "部分", GAZETTE_PART, GZ_RANK_PART },
        { "编", GAZETTE_PART, GZ_RANK_PART },
        { "篇", GAZETTE_PART, GZ_RANK_PART },
        { "章", GAZETTE_CHAPTER, GZ_RANK_CHAPTER },
        { "节", GAZETTE_CHAPTER, GZ_RANK_PARAGRAPH_OF_CHAPTER },
        { "条", GAZETTE_ARTICLE, GZ_RANK_ARTICLE },
    };
    int32_t at = blanks(s, 3), used;
    int value = gz_number(rest_of(s, at), &used);
    if (value <= 0 || value > 999) return false;
    at = blanks(s, at + used);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!gz_starts(rest_of(s, at), words[i].word)) continue;
        at += (int32_t)strlen(words[i].word);
        str tail = rest_of(s, at);
        /* 第三条规定… in running text is a citation; a heading is followed by a blank, nothing, or a
           new clause */
        static const char *const running[] = { "规定", "所", "第", "、", "和", "至",
                                               "及",   "的", "中", "款", NULL };
        if (gz_starts_any(tail, running) && words[i].rank == GZ_RANK_ARTICLE) return false;
        m->value = value;
        zh_text(m->piece, sizeof m->piece, "第", value, words[i].word);
        finish(m, words[i].kind, words[i].rank, s, at);
        return true;
    }
    return false;
}

/* (一) and (1), in round brackets of either width */
static bool read_bracketed(str s, gz_marker *m)
{
    int32_t at = 0, used;
    if (gz_open(gz_next(s, &at)) != 1) return false;
    at = blanks(s, at);
    int value = gz_cn_number(rest_of(s, at), &used);
    bool zh = value > 0;
    if (!zh) value = gz_digits(rest_of(s, at), &used);
    if (value <= 0 || value > 999) return false;
    at = blanks(s, at + used);
    if (gz_close(gz_next(s, &at)) != 1) return false;
    m->value = value;
    if (zh) zh_text(m->piece, sizeof m->piece, "(", value, ")");
    else snprintf(m->piece, sizeof m->piece, "(%d)", value);
    finish(m, zh ? GAZETTE_CLAUSE : GAZETTE_SUBITEM, zh ? GZ_RANK_CLAUSE : GZ_RANK_SUBITEM, s, at);
    return true;
}

/* 一、 */
static bool read_section(str s, gz_marker *m)
{
    static const char *const marks[] = { "、", ".", "．", NULL };
    int32_t used;
    int value = gz_cn_number(s, &used);
    if (value <= 0 || value > 199) return false;
    int32_t at = blanks(s, used);
    const char *mark = gz_starts_any(rest_of(s, at), marks);
    if (!mark) return false;
    at += (int32_t)strlen(mark);
    m->value = value;
    zh_text(m->piece, sizeof m->piece, "", value, "");
    finish(m, GAZETTE_SECTION, GZ_RANK_SECTION, s, at);
    return true;
}

/* 2.5万元 is a number, 2.2023年… is an item that begins with a year. */
static bool is_decimal(str tail)
{
    int32_t used;
    int value = gz_digits(tail, &used);
    if (value < 0) return false;
    bool year = used == 4 && value >= 1900 && value < 2200 &&
                gz_starts(gz_skip_blanks(rest_of(tail, used)), "年");
    return !year;
}

/* 1. 1、 1) */
static bool read_item(str s, gz_marker *m)
{
    static const char *const marks[] = { ".", "．", "、", NULL };
    static const char *const closes[] = { ")", "）", NULL };
    int32_t used;
    int value = gz_digits(s, &used);
    if (value <= 0 || value > 9999 || used > 12) return false;
    int32_t at = blanks(s, used);
    const char *mark = gz_starts_any(rest_of(s, at), marks);
    const char *close = mark ? NULL : gz_starts_any(rest_of(s, at), closes);
    if (!mark && !close) return false;
    at += (int32_t)strlen(mark ? mark : close);
    if (mark && is_decimal(rest_of(s, at))) return false;
    m->value = value;
    snprintf(m->piece, sizeof m->piece, mark ? "%d" : "%d)", value);
    finish(m, mark ? GAZETTE_ITEM : GAZETTE_SUBITEM, mark ? GZ_RANK_ITEM : GZ_RANK_CIRCLED, s, at);
    return true;
}

static bool read_circled(str s, gz_marker *m)
{
    int32_t at = 0;
    uint32_t cp = gz_next(s, &at);
    if (cp < 0x2460 || cp > 0x2473) return false;
    m->value = (int)(cp - 0x2460) + 1;
    snprintf(m->piece, sizeof m->piece, "%.*s", at, s.ptr);
    finish(m, GAZETTE_SUBITEM, GZ_RANK_CIRCLED, s, at);
    return true;
}

bool gz_marker_read(str line, gz_marker *m)
{
    memset(m, 0, sizeof *m);
    int32_t at = 0;
    uint32_t cp = gz_next(line, &at);
    if (cp == 0x7B2C) return read_article(line, m);
    if (gz_open(cp) == 1) return read_bracketed(line, m);
    if (cp >= 0x2460 && cp <= 0x2473) return read_circled(line, m);
    if ((cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19)) return read_item(line, m);
    return read_section(line, m);
}
