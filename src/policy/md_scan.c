/* md_scan.c: lines of Markdown into sections, tables, expressions and attribute lines. */
#include "policy/md.h"

static const struct {
    md_word word;
    const char *names;
} section_words[] = {
    { MD_TYPE, "类型|type" },
    { MD_UNITS, "单位|units|unit" },
    { MD_FACTS, "事实|facts" },
    { MD_PARAMETERS, "参数|parameters|parameter" },
    { MD_DECISION, "决策|decision" },
    { MD_CONDITIONS, "条件|conditions" },
    { MD_FUNCTION, "函数|function" },
    { MD_BENEFIT, "权益|benefit" },
    { MD_EXAMPLES, "示例|examples|example" },
    { MD_CONFLICT, "冲突|conflict" },
    { MD_COVERAGE, "对照|coverage" },
    { MD_CONSTRAINTS, "约束|constraints" },
    { MD_NOTES, "说明|notes" },
};

typedef struct scanner {
    md_file *file;
    arena *arena;
    str text;
    int32_t pos; /* start of the next line */
    int32_t line;
    md_section *section; /* NULL before the first ## */
    const char *counted;             /* up to here the characters of a line were counted: */
    const char *counted_line;
    int32_t counted_chars;
} scanner;

bool md_is_word(str text, const char *words)
{
    str rest = str_c(words), piece;
    while (str_split_next(&rest, STR("|"), &piece))
        if (str_eq(text, piece)) return true;
    return false;
}

int md_column(const md_table *t, const char *words)
{
    if (t->rows.count == 0) return -1;
    for (int i = 0; i < t->rows.items[0].count; i++)
        if (md_is_word(t->rows.items[0].cells[i].text, words)) return i;
    return -1;
}

md_cell md_cell_at(const md_row *row, int column)
{
    if (column >= 0 && column < row->count) return row->cells[column];
    return (md_cell){ .text = { "", 0 }, .pos = row->pos };
}

/* ---- lines ---- */

static bool next_line(scanner *s, str *line, int32_t *offset)
{
    if (s->pos >= s->text.len) return false;
    int32_t end = str_find_from(s->text, STR("\n"), s->pos);
    if (end < 0) end = s->text.len;
    *offset = s->pos;
    *line = str_sub(s->text, s->pos, end);
    if (line->len && line->ptr[line->len - 1] == '\r') line->len--;
    s->pos = end + 1;
    s->line++;
    return true;
}

/* Code points of the line before `start`. Cells come from left to right, so counting goes on where
 * it stopped. */
static int32_t chars_before(scanner *s, str line, int32_t start)
{
    const char *at = line.ptr + start;
    if (s->counted_line != line.ptr || s->counted > at) {
        s->counted = s->counted_line = line.ptr;
        s->counted_chars = 0;
    }
    s->counted_chars += utf8_chars((str){ s->counted, (int32_t)(at - s->counted) });
    s->counted = at;
    return s->counted_chars;
}

/* A part of the line as a cell: blanks cut off, the column counted in code points. */
static md_cell cell_of(scanner *s, str line, int32_t from, int32_t to)
{
    str trimmed = str_trim(str_sub(line, from, to));
    int32_t start = trimmed.len ? (int32_t)(trimmed.ptr - line.ptr) : from;
    src_pos pos = { .file = s->file->doc->file,
                    .line = s->line,
                    .column = chars_before(s, line, start) + 1,
                    .length = utf8_chars(trimmed) };
    return (md_cell){ trimmed, pos };
}

static int32_t indent_of(str line)
{
    int32_t columns = 0;
    for (int32_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == ' ') columns++;
        else if (line.ptr[i] == '\t') columns += 4 - columns % 4;
        else break;
    }
    return columns;
}

/* ---- tables ---- */

/* A bar that no backslash stands before. Bars inside a FEEL string need the backslash too, as in
 * GitHub tables. */
static int32_t next_bar(str line, int32_t from)
{
    for (int32_t i = from; i < line.len; i++) {
        if (line.ptr[i] == '\\' && i + 1 < line.len) {
            i++;
            continue;
        }
        if (line.ptr[i] == '|') return i;
    }
    return -1;
}

static bool is_dashes(const md_row *row)
{
    for (int i = 0; i < row->count; i++) {
        str t = row->cells[i].text;
        if (t.len == 0) return false;
        for (int32_t k = 0; k < t.len; k++)
            if (t.ptr[k] != '-' && t.ptr[k] != ':') return false;
        if (str_find(t, STR("-")) < 0) return false;
    }
    return row->count > 0;
}

static bool scan_row(scanner *s, str line, md_row *row)
{
    VEC(md_cell) cells = { 0 };
    int32_t from = str_find(line, STR("|")) + 1;
    for (;;) {
        int32_t bar = next_bar(line, from);
        int32_t to = bar < 0 ? line.len : bar;
        if (bar < 0 && str_trim(str_sub(line, from, to)).len == 0) break;
        md_cell *c = VEC_PUSH(s->arena, &cells);
        if (!c) return false;
        *c = cell_of(s, line, from, to);
        if (str_find(c->text, STR("\\|")) >= 0)
            c->text = str_replace(s->arena, c->text, STR("\\|"), STR("|"));
        if (bar < 0) break;
        from = bar + 1;
    }
    row->cells = cells.items;
    row->count = cells.count;
    row->pos = cell_of(s, line, 0, line.len).pos;
    return true;
}

static bool scan_rows(scanner *s, str line, md_table *t)
{
    for (;;) {
        md_row row;
        if (!scan_row(s, line, &row)) return false;
        if (!is_dashes(&row)) {
            md_row *at = VEC_PUSH(s->arena, &t->rows);
            if (!at) return false;
            *at = row;
        }
        scanner ahead = *s;
        int32_t offset;
        str next;
        if (!next_line(&ahead, &next, &offset) || !str_starts(str_trim(next), STR("|")))
            return true;
        *s = ahead;
        line = next;
    }
}

/* The line and every following line that begins with a bar. A table of dashes alone is none. */
static bool scan_table(scanner *s, str line)
{
    md_table rows = { 0 };
    bool ok = scan_rows(s, line, s->section ? &rows : &s->file->header);
    if (!ok || !s->section || rows.rows.count == 0) return ok;
    md_table *t = VEC_PUSH(s->arena, &s->section->tables);
    if (t) *t = rows;
    return t != NULL;
}

/* ---- expressions and prose ---- */

/* From `first` (on the scanner's line) over lines for which `more` holds; blank lines between
 * belong to it. */
static md_cell slice_lines(scanner *s, str first, bool (*more)(str line))
{
    md_cell c = cell_of(s, first, 0, first.len);
    const char *end = c.text.ptr + c.text.len;
    for (;;) {
        scanner ahead = *s;
        int32_t offset;
        str line;
        bool found = false;
        while (next_line(&ahead, &line, &offset)) {
            bool blank = str_trim(line).len == 0;
            if (blank) continue;
            found = more(line);
            break;
        }
        if (!found) break;
        *s = ahead;
        str trimmed = str_trim(line);
        end = trimmed.ptr + trimmed.len;
    }
    c.text.len = (int32_t)(end - c.text.ptr);
    return c;
}

static bool is_indented(str line)
{
    return indent_of(line) >= 4;
}

static bool is_block_start(str line)
{
    str t = str_trim(line);
    return t.len == 0 || t.ptr[0] == '#' || t.ptr[0] == '|' || t.ptr[0] == '>' ||
           str_starts(t, STR("```")) || is_indented(line);
}

static bool is_prose(str line)
{
    return !is_block_start(line);
}

static bool scan_code(scanner *s, str line)
{
    md_cell *c = VEC_PUSH(s->arena, &s->section->code);
    if (c) *c = slice_lines(s, line, is_indented);
    return c != NULL;
}

static bool scan_fence(scanner *s, str fence_line)
{
    md_cell opened = cell_of(s, fence_line, 0, fence_line.len),
            body = { .text = { "", 0 }, .pos = opened.pos };
    str line;
    int32_t offset;
    bool closed = false;
    while (next_line(s, &line, &offset)) {
        if (str_starts(str_trim(line), STR("```"))) {
            closed = true;
            break;
        }
        str t = str_trim(line);
        if (t.len == 0) continue;
        if (body.text.len == 0) body = cell_of(s, line, 0, line.len);
        else body.text.len = (int32_t)(t.ptr + t.len - body.text.ptr);
    }
    if (!closed)
        diag_error(s->file->d, "E-FENCE", opened.pos, "代码块没有结束;补上 ```",
                   "the fenced block does not end; add ```");
    md_cell *c = s->section ? VEC_PUSH(s->arena, &s->section->code) : NULL;
    if (c) *c = body;
    return !s->section || c;
}

static bool scan_prose(scanner *s, str line)
{
    md_cell c = slice_lines(s, line, is_prose);
    if (!s->section) return true;
    md_cell *at = VEC_PUSH(s->arena, &s->section->prose);
    if (at) *at = c;
    return at != NULL;
}

/* ---- headings and attributes ---- */

static void unknown_section(scanner *s, md_cell word)
{
    nearest n;
    nearest_init(&n, word.text);
    for (size_t i = 0; i < sizeof section_words / sizeof *section_words; i++) {
        str rest = str_c(section_words[i].names), piece;
        while (str_split_next(&rest, STR("|"), &piece)) nearest_try(&n, piece);
    }
    str found = nearest_found(&n);
    if (found.len)
        diag_error(s->file->d, "E-SECTION", word.pos,
                   "没有“" STR_FMT "”这种节;您要的是“" STR_FMT "”吗?",
                   "there is no section \"" STR_FMT "\"; did you mean \"" STR_FMT "\"?",
                   STR_ARG(word.text), STR_ARG(found));
    else
        diag_error(s->file->d, "E-SECTION", word.pos,
                   "没有“" STR_FMT "”这种节;写给人看的文字请放在“说明”节",
                   "there is no section \"" STR_FMT
                   "\"; prose for readers goes into a section notes",
                   STR_ARG(word.text));
}

static bool scan_section(scanner *s, str line)
{
    int32_t from = str_find(line, STR("#")) + 2;
    md_cell heading = cell_of(s, line, from, line.len);
    int32_t blank = 0;
    while (blank < heading.text.len && heading.text.ptr[blank] != ' ' &&
           heading.text.ptr[blank] != '\t')
        blank++;
    int32_t start = (int32_t)(heading.text.ptr - line.ptr);
    md_cell word = cell_of(s, line, start, start + blank);
    s->section = VEC_PUSH(s->arena, &s->file->sections);
    if (!s->section) return false;
    s->section->word = MD_UNKNOWN;
    for (size_t i = 0; i < sizeof section_words / sizeof *section_words; i++)
        if (md_is_word(word.text, section_words[i].names)) s->section->word = section_words[i].word;
    s->section->word_text = word.text;
    s->section->pos = heading.pos;
    s->section->heading = cell_of(s, line, start + blank, line.len);
    if (s->section->word == MD_UNKNOWN) unknown_section(s, word);
    return true;
}

static bool scan_attribute(scanner *s, str line)
{
    if (!s->section) return true;
    int32_t from = str_find(line, STR(">")) + 1;
    int32_t half = str_find_from(line, STR(":"), from), full = str_find_from(line, STR("："), from);
    bool use_full = full >= 0 && (half < 0 || full < half);
    int32_t colon = use_full ? full : half;
    md_attribute *a = VEC_PUSH(s->arena, &s->section->attributes);
    if (!a) return false;
    a->word = cell_of(s, line, from, colon < 0 ? line.len : colon);
    a->value = colon < 0 ? (md_cell){ .text = { "", 0 }, .pos = a->word.pos }
                         : cell_of(s, line, colon + (use_full ? 3 : 1), line.len);
    return true;
}

static bool scan_block(scanner *s, str line)
{
    str t = str_trim(line);
    if (t.len == 0) return true;
    if (s->section && is_indented(line)) return scan_code(s, line);
    if (str_starts(t, STR("## "))) return scan_section(s, line);
    if (str_starts(t, STR("# "))) {
        if (s->file->title.text.len)
            diag_error(s->file->d, "E-TITLE", cell_of(s, line, 0, line.len).pos,
                       "只能有一个一级标题;其余的用 ##",
                       "there is one level-1 heading only; write ## for the others");
        else s->file->title = cell_of(s, line, str_find(line, STR("#")) + 1, line.len);
        return true;
    }
    if (t.ptr[0] == '#') return true; /* ### and deeper: for readers */
    if (t.ptr[0] == '|') return scan_table(s, line);
    if (t.ptr[0] == '>') return scan_attribute(s, line);
    if (str_starts(t, STR("```"))) return scan_fence(s, line);
    return scan_prose(s, line);
}

static bool check_encoding(md_file *f, str text)
{
    int32_t bad = utf8_bad(text);
    if (bad < 0) return true;
    diag_error(f->d, "E-UTF8", src_pos_at(f->doc->file, text, bad),
               "这里不是 UTF-8 文字;请把文件另存为 UTF-8",
               "this is not UTF-8 text; save the file as UTF-8");
    return false;
}

bool md_scan(md_file *f)
{
    scanner s = { .file = f, .arena = policy_arena(f->lib), .text = f->doc->source };
    if (str_starts(s.text, STR("\xEF\xBB\xBF"))) s.text = str_sub(s.text, 3, s.text.len);
    if (!check_encoding(f, s.text)) return false;
    str line;
    int32_t offset;
    while (next_line(&s, &line, &offset))
        if (!scan_block(&s, line)) return false;
    if (f->title.text.len == 0)
        diag_error(f->d, "E-TITLE", f->doc->pos, "文件没有标题;第一行写“# 标题”",
                   "the file has no title; begin with \"# title\"");
    return true;
}
