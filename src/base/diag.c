/* diag.c: collecting findings and printing them with their source line. */
#include "diag.h"

void diag_init(diag_list *l, arena *a)
{
    *l = (diag_list){ .arena = a };
}

static void count_level(diag_list *l, diag_level level)
{
    if (level == DIAG_ERROR) l->error_count++;
    if (level == DIAG_WARNING) l->warning_count++;
}

diag *diag_add(diag_list *l, diag_level level, const char *code, src_pos pos, str zh, str en)
{
    count_level(l, level);
    diag *d = l->all.count < DIAG_MAX ? VEC_PUSH(l->arena, &l->all) : NULL;
    if (!d) {
        l->dropped_count++;
        return NULL;
    }
    pos.file = str_copy(l->arena, pos.file);
    *d = (diag){ .level = level, .code = code, .pos = pos,
                 .zh = str_copy(l->arena, zh), .en = str_copy(l->arena, en) };
    return d;
}

static diag *add_formatted(diag_list *l, diag_level level, const char *code, src_pos pos,
                           const char *zh, const char *en, va_list args)
{
    if (l->all.count >= DIAG_MAX) {
        count_level(l, level);
        l->dropped_count++;
        return NULL;
    }
    va_list again;
    va_copy(again, args);
    str zh_text = str_vformat(l->arena, zh, again);
    va_end(again);
    str en_text = str_vformat(l->arena, en, args);
    return diag_add(l, level, code, pos, zh_text, en_text);
}

diag *diag_error(diag_list *l, const char *code, src_pos pos, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    diag *d = add_formatted(l, DIAG_ERROR, code, pos, zh, en, args);
    va_end(args);
    return d;
}

diag *diag_warn(diag_list *l, const char *code, src_pos pos, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    diag *d = add_formatted(l, DIAG_WARNING, code, pos, zh, en, args);
    va_end(args);
    return d;
}

/* ---- one finding as text ---- */

/* User text may hold control characters; a terminal must not obey them. */
static void put_visible(strbuf *out, str s)
{
    for (int32_t pos = 0; pos < s.len;) {
        int32_t start = pos;
        uint32_t cp = utf8_next(s, &pos);
        bool broken = cp == 0xFFFD && pos == start + 1;
        if (cp == '\n' || cp == '\t' || cp == '\r') strbuf_put_char(out, ' ');
        else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || broken) strbuf_put_cp(out, 0xFFFD);
        else strbuf_put(out, str_sub(s, start, pos));
    }
}

static void put_place(strbuf *out, src_pos pos)
{
    if (pos.file.len > 0) put_visible(out, pos.file);
    if (pos.line > 0) {
        if (pos.file.len > 0) strbuf_put_char(out, ':');
        strbuf_printf(out, "%d", pos.line);
        if (pos.column > 0) strbuf_printf(out, ":%d", pos.column);
    }
}

static bool has_place(src_pos pos)
{
    return pos.file.len > 0 || pos.line > 0;
}

static const char *level_word(diag_level level, lang language)
{
    static const char *const words[][2] = { { "", "" },
                                            { "警告: ", "warning: " },
                                            { "说明: ", "note: " } };
    return words[level][language == LANG_EN];
}

static str text_of(const diag *d, lang language)
{
    bool english = language == LANG_EN;
    if (english) return d->en.len > 0 ? d->en : d->zh;
    return d->zh.len > 0 ? d->zh : d->en;
}

str diag_text(arena *a, const diag *d, lang language)
{
    strbuf out;
    strbuf_init(&out, a);
    if (has_place(d->pos)) {
        put_place(&out, d->pos);
        strbuf_putc(&out, ": ");
    }
    strbuf_putc(&out, level_word(d->level, language));
    if (d->provision.len > 0) {
        put_visible(&out, d->provision);
        strbuf_put_char(&out, ' ');
    }
    put_visible(&out, text_of(d, language));
    if (has_place(d->also)) {
        strbuf_putc(&out, language == LANG_EN ? " (see also " : " (另见 ");
        put_place(&out, d->also);
        strbuf_put_char(&out, ')');
    }
    if (d->code) strbuf_printf(&out, " [%s]", d->code);
    return strbuf_done(&out);
}

/* ---- the source line and the caret line ---- */

static str line_of(str source, int32_t line)
{
    int32_t at = 0;
    for (int32_t number = 1; at < source.len && number < line; number++) {
        while (at < source.len && source.ptr[at] != '\n' && source.ptr[at] != '\r') at++;
        bool crlf = at + 1 < source.len && source.ptr[at] == '\r' && source.ptr[at + 1] == '\n';
        at += crlf ? 2 : 1;
    }
    if (at >= source.len) return (str){ "", 0 };
    int32_t end = at;
    while (end < source.len && source.ptr[end] != '\n' && source.ptr[end] != '\r') end++;
    return str_sub(source, at, end);
}

enum { SHOWN_BEFORE_CHARS = 60, SHOWN_CHARS = 110 };

/* Writes the part of a line around the place, then the carets under it; a blank counts as wide as
** what it replaces. */
static void put_caret_lines(strbuf *out, str line, src_pos pos)
{
    if (str_starts(line, STR("\xEF\xBB\xBF"))) line = str_sub(line, 3, line.len);
    int32_t first = pos.column > SHOWN_BEFORE_CHARS ? pos.column - SHOWN_BEFORE_CHARS : 1;
    int32_t from = utf8_offset(line, first - 1);
    str tail = str_sub(line, from, line.len);
    int32_t shown_len = utf8_offset(tail, SHOWN_CHARS);
    str shown = str_sub(tail, 0, shown_len);
    int32_t place = utf8_offset(shown, pos.column - first);
    int32_t length = utf8_offset(str_sub(shown, place, shown.len), pos.length > 0 ? pos.length : 1);

    strbuf clean;
    strbuf_init(&clean, out->arena);
    put_visible(&clean, str_sub(shown, 0, place));
    int blank = utf8_width((str){ clean.ptr, clean.len });
    int32_t marked_from = clean.len;
    put_visible(&clean, str_sub(shown, place, place + length));
    int marked = utf8_width((str){ clean.ptr + marked_from, clean.len - marked_from });
    put_visible(&clean, str_sub(shown, place + length, shown.len));

    const char *lead = first > 1 ? "  …" : "  ";
    strbuf_putc(out, lead);
    strbuf_put(out, strbuf_done(&clean));
    strbuf_putc(out, shown.len < tail.len ? "…\n" : "\n");
    strbuf_printf(out, "%*s^", utf8_width(str_c(lead)) + blank, "");
    for (int i = 1; i < marked; i++) strbuf_put_char(out, '~');
    strbuf_put_char(out, '\n');
}

void diag_print(FILE *out, const diag *d, str source, lang language)
{
    arena scratch;
    arena_init(&scratch, 0);
    strbuf text;
    strbuf_init(&text, &scratch);
    strbuf_put(&text, diag_text(&scratch, d, language));
    strbuf_put_char(&text, '\n');
    str line = d->pos.line > 0 ? line_of(source, d->pos.line) : (str){ "", 0 };
    if (line.len > 0 && d->pos.column > 0) put_caret_lines(&text, line, d->pos);
    str done = strbuf_done(&text);
    if (done.ptr) fwrite(done.ptr, 1, (size_t)done.len, out);
    else fputs("内存不足 / out of memory\n", out);
    arena_deinit(&scratch);
}

src_pos src_pos_at(str file, str source, int32_t offset)
{
    if (offset > source.len) offset = source.len;
    int32_t line = 1, start = str_starts(source, STR("\xEF\xBB\xBF")) ? 3 : 0;
    for (int32_t at = start; at < offset; at++) {
        bool lone_cr =
            source.ptr[at] == '\r' && !(at + 1 < source.len && source.ptr[at + 1] == '\n');
        if (source.ptr[at] == '\n' || lone_cr) {
            line++;
            start = at + 1;
        }
    }
    return (src_pos){ .file = file,
                      .line = line,
                      .column = utf8_chars(str_sub(source, start, offset)) + 1 };
}
