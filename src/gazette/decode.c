/* decode.c: bytes of any usual encoding → UTF-8 with LF line ends and plain blanks.
**
** Order of judgement: a byte order mark decides; valid UTF-8 is UTF-8; otherwise the reading
** with fewer broken places wins (UTF-8 with holes, or GB18030). Each broken place becomes U+FFFD
** and is reported, the first GZ_REPORTS of them one by one. No-break, full-width and zero-width
** blanks become plain blanks, so that later passes test one byte. */
#include "gazette/internal.h"

#include <errno.h>
#include <iconv.h>

enum { GZ_REPORTS = 20, SAMPLE_BYTES = 1 << 16 };

typedef struct damage {
    gz *r;
    int64_t count;
    int32_t line;
} damage;

static void report_damage(damage *d, int32_t line)
{
    d->count++;
    d->line = line;
    if (d->count <= GZ_REPORTS)
        diag_warn(
            d->r->diags, "W-BYTES", gz_pos(d->r, line, 0),
            "有无法识别的字节，已用“�”代替；请核对原件此处文字",
            "bytes that are no text were replaced by U+FFFD; compare this place with the original");
}

static void report_total(damage *d)
{
    if (d->count > GZ_REPORTS)
        diag_warn(d->r->diags, "W-BYTES", gz_pos(d->r, d->line, 0),
                  "共有 %lld 处无法识别的字节；请换用完好的文件重新导入",
                  "%lld places could not be decoded; import an undamaged file again",
                  (long long)d->count);
}

/* Broken sequences among the first bytes, read as UTF-8. */
static int64_t utf8_holes(str s)
{
    int64_t holes = 0;
    for (str rest = s; rest.len > 0; holes++) {
        int32_t bad = utf8_bad(rest);
        if (bad < 0) break;
        rest = str_sub(rest, bad + 1, rest.len);
    }
    return holes;
}

static int64_t gb_holes(str s)
{
    int64_t holes = 0;
    for (int32_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x80) {
            i++;
            continue;
        }
        unsigned char n = i + 1 < s.len ? (unsigned char)s.ptr[i + 1] : 0;
        if (c == 0x80 || c == 0xFF) {
            holes++;
            i++;
        } else if (n >= 0x40 && n != 0x7F && n != 0xFF) i += 2;
        else if (n >= 0x30 && n <= 0x39 && i + 3 < s.len) i += 4;
        else {
            holes++;
            i++;
        }
    }
    return holes;
}

/* Bytes that may begin something to change: NUL, line ends, and the first bytes of blanks and of
   U+FEFF. */
static bool needs_care(unsigned char c)
{
    return c == 0 || c == '\r' || c == '\n' || c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xEF;
}

/* Bytes of the blank at p (no-break, full-width, zero-width), 0 when it is none. */
static int blank_bytes(const unsigned char *p, int32_t left)
{
    if (p[0] == 0xC2 && left > 1 && p[1] == 0xA0) return 2;
    if (p[0] == 0xE3 && left > 2 && p[1] == 0x80 && p[2] == 0x80) return 3;
    if (p[0] == 0xE2 && left > 2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] <= 0x8B) return 3;
    return 0;
}

/* One byte that is no text: U+FFFD, and where the next such byte stands. */
static int32_t replace_bad(str in, int32_t i, int32_t bad, damage *d, int32_t line, char *out)
{
    report_damage(d, line);
    memcpy(out, "\xEF\xBF\xBD", 3);
    if (bad != i) return bad;
    int32_t next = utf8_bad(str_sub(in, i + 1, in.len));
    return next < 0 ? -1 : i + 1 + next;
}

/* Copies UTF-8, turning line ends and blanks into the plain ones and broken bytes into U+FFFD. */
static bool copy_utf8(gz *r, str in, damage *d, str *text)
{
    int32_t bad = utf8_bad(in), n = 0, line = 1;
    bool whole = bad < 0 && (in.len == 0 || !memchr(in.ptr, 0, (size_t)in.len));
    char *out = arena_get(r->a, (size_t)in.len * (whole ? 1 : 3) + 1);
    if (!out) return false;
    for (int32_t i = 0; i < in.len;) {
        const unsigned char *p = (const unsigned char *)in.ptr + i;
        int32_t left = in.len - i, run = 0, blank;
        int32_t stop = bad >= i ? bad - i : left;
        while (run < stop && !needs_care(p[run])) run++;
        memcpy(out + n, p, (size_t)run);
        n += run;
        i += run;
        if (i >= in.len) break;
        p += run;
        left -= run;
        if (i == bad || *p == 0) {
            bad = replace_bad(in, i, bad, d, line, out + n);
            n += 3;
            i++;
        } else if (*p == '\r' || *p == '\n') {
            out[n++] = '\n';
            line++;
            i += *p == '\r' && left > 1 && p[1] == '\n' ? 2 : 1;
        } else if ((blank = blank_bytes(p, left)) > 0) {
            out[n++] = ' ';
            i += blank;
        } else if (gz_starts((str){ (const char *)p, left }, "\xEF\xBB\xBF")) {
            i += 3;
        } else {
            out[n++] = (char)*p;
            i++;
        }
    }
    *text = (str){ out, n };
    return true;
}

/* Everything else through iconv, damage by damage. */
static bool convert(gz *r, str in, const char *charset, damage *d, str *utf8)
{
    size_t room = (size_t)in.len * 3 + 16;
    char *out = arena_get(r->a, room);
    iconv_t cd = iconv_open("UTF-8", charset);
    if (!out || cd == (iconv_t)-1) {
        if (cd != (iconv_t)-1) iconv_close(cd);
        return false;
    }
    char *from = (char *)in.ptr, *to = out, *seen = from;
    size_t left = (size_t)in.len;
    int32_t line = 1;
    while (left > 0 && iconv(cd, &from, &left, &to, &room) == (size_t)-1) {
        if (errno == E2BIG) break;
        for (; seen < from; seen++) line += *seen == '\n';
        report_damage(d, line);
        if (room < 3) break;
        memcpy(to, "\xEF\xBF\xBD", 3);
        to += 3;
        room -= 3;
        from++;
        left--;
    }
    iconv_close(cd);
    *utf8 = (str){ out, (int32_t)(to - out) };
    return true;
}

static bool is_utf16(str in, const char **charset)
{
    if (gz_starts(in, "\xFF\xFE")) {
        *charset = "UTF-16LE";
        return true;
    }
    if (gz_starts(in, "\xFE\xFF")) {
        *charset = "UTF-16BE";
        return true;
    }
    return false;
}

bool gz_decode(gz *r, str bytes, str *text)
{
    damage d = { r, 0, 0 };
    const char *charset = NULL;
    str utf8 = bytes;
    bool ok = true;
    if (is_utf16(bytes, &charset)) {
        r->g->encoding = GAZETTE_UTF16;
        ok = convert(r, str_sub(bytes, 2, bytes.len), charset, &d, &utf8);
    } else if (gz_starts(bytes, "\xEF\xBB\xBF")) {
        r->g->encoding = GAZETTE_UTF8_BOM;
        utf8 = str_sub(bytes, 3, bytes.len);
    } else {
        int32_t bad = utf8_bad(bytes);
        str sample = str_sub(bytes, bad < 0 ? 0 : bad, (bad < 0 ? 0 : bad) + SAMPLE_BYTES);
        if (bad >= 0 && gb_holes(sample) <= utf8_holes(sample) / 2) {
            r->g->encoding = GAZETTE_GB18030;
            ok = convert(r, bytes, "GB18030", &d, &utf8);
        }
    }
    ok = ok && copy_utf8(r, utf8, &d, text);
    report_total(&d);
    return ok;
}
