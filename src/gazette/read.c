/* read.c: the whole way, and what is said about input that is no gazette. */
#include "gazette/internal.h"

/* Files of other kinds that come in under a text file's name. */
static bool is_foreign(gz *r, str bytes)
{
    static const struct {
        const char *magic;
        int32_t len;
        const char *zh, *en;
    } kinds[] = {
        { "%PDF-", 5, "这是 PDF 文件，不是文本；请用 pdftotext 转成文本后导入",
          "this is a PDF file, not text; convert it with pdftotext and import the text" },
        { "PK\003\004", 4, "这是压缩包或 DOCX/OFD 文件，不是文本；请另存为文本或网页后导入",
          "this is an archive or a DOCX/OFD file, not text; save it as text or HTML and import "
          "that" },
        { "\xD0\xCF\x11\xE0", 4, "这是旧版 Office 文件，不是文本；请另存为文本或网页后导入",
          "this is an old Office file, not text; save it as text or HTML and import that" },
        { "\x89PNG", 4, "这是图片，不是文本；请先做文字识别",
          "this is a picture, not text; recognise its text first" },
        { "\xFF\xD8\xFF", 3, "这是图片，不是文本；请先做文字识别",
          "this is a picture, not text; recognise its text first" },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (bytes.len < kinds[i].len ||
            memcmp(bytes.ptr, kinds[i].magic, (size_t)kinds[i].len) != 0)
            continue;
        diag_error(r->diags, "E-FORMAT", gz_pos(r, 1, 1), kinds[i].zh, kinds[i].en);
        return true;
    }
    return false;
}

static void report_content(gz *r)
{
    if (r->lines.count == 0) {
        diag_error(r->diags, "E-EMPTY", gz_pos(r, 1, 1), "文件里没有文字；请核对文件",
                   "the file holds no text; check the file");
        return;
    }
    for (int i = 0; i < r->g->docs.count; i++) {
        const gazette_doc *d = &r->g->docs.items[i];
        if (d->doc_no.len == 0)
            diag_warn(r->diags, "W-DOCNO", gz_pos(r, d->line, 0),
                      "此处起的文件没有印发文字号；引用它时请用标题",
                      "the document that begins here prints no number; refer to it by its title");
        if (d->title.len == 0)
            diag_warn(r->diags, "W-TITLE", gz_pos(r, d->line, 0),
                      "此处起的文件没有找到标题；请核对原件",
                      "no title was found for the document that begins here; compare the original");
    }
}

bool gazette_read(arena *a, str file, str bytes, const gazette_options *options, diag_list *diags,
                  gazette *out)
{
    gz r = { .a = a, .diags = diags, .g = out };
    str text;
    memset(out, 0, sizeof *out);
    out->file = file;
    out->text = (str){ "", 0 };
    if (bytes.len > GAZETTE_BYTES_MAX) {
        diag_error(diags, "E-SIZE", gz_pos(&r, 1, 1), "文件超过 %d MB；请拆分后导入",
                   "the file is over %d MB; split it and import the parts",
                   (int)(GAZETTE_BYTES_MAX >> 20));
        return false;
    }
    if (is_foreign(&r, bytes)) return true;
    bool ok = gz_decode(&r, bytes, &text);
    if (ok && gz_looks_html(text)) {
        out->form = GAZETTE_HTML;
        ok = gz_strip_html(&r, text, &text);
    }
    if (ok) out->text = text;
    ok = ok && gz_make_lines(&r) && gz_split(&r) && !r.failed;
    if (ok) report_content(&r);
    else
        diag_error(
            diags, "E-MEMORY", gz_pos(&r, 1, 1),
            "内存不足，未能读完；请关闭其他程序后重试或拆分文件",
            "out of memory before the end; close other programs or split the file and try again");
    return ok;
}
