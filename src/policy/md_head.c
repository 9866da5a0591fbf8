/* md_head.c: the header table, attribute lines, and the parts of a heading. */
#include "policy/md.h"

/* ---- small readers ---- */

bool md_date(md_file *f, md_cell cell, date *out)
{
    if (date_parse(cell.text, out)) return true;
    diag_error(f->d, "E-DATE", cell.pos, "“" STR_FMT "”不是日期,或者没有这一天;请写成 2023-07-01",
               "\"" STR_FMT "\" is no date, or that day does not exist; write it as 2023-07-01",
               STR_ARG(cell.text));
    return false;
}

/* Brackets of every kind around the year become 〔〕, full-width digits become half-width, blanks
 * go. */
str policy_number_normal(arena *a, str text)
{
    strbuf out;
    strbuf_init(&out, a);
    for (int32_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        bool blank = cp == ' ' || cp == '\t' || cp == 0xA0 || cp == 0x3000;
        bool open = cp == '[' || cp == '(' || cp == 0xFF08 || cp == 0x3010 || cp == 0xFF3B;
        bool close = cp == ']' || cp == ')' || cp == 0xFF09 || cp == 0x3011 || cp == 0xFF3D;
        if (blank) continue;
        if (open) cp = 0x3014;
        if (close) cp = 0x3015;
        if (cp >= 0xFF10 && cp <= 0xFF19) cp = cp - 0xFF10 + '0';
        strbuf_put_cp(&out, cp);
    }
    return strbuf_done(&out);
}

/* The part [from, to) of a cell, with its own place. */
static md_cell part(md_cell cell, int32_t from, int32_t to)
{
    str trimmed = str_trim(str_sub(cell.text, from, to));
    int32_t start = trimmed.len ? (int32_t)(trimmed.ptr - cell.text.ptr) : from;
    md_cell p = { trimmed, cell.pos };
    p.pos.column += utf8_chars(str_sub(cell.text, 0, start));
    p.pos.length = utf8_chars(trimmed);
    return p;
}

static bool cut_end(str *text, const char *words)
{
    str rest = str_c(words), word;
    while (str_split_next(&rest, STR("|"), &word)) {
        if (!str_ends(*text, word)) continue;
        *text = str_trim(str_sub(*text, 0, text->len - word.len));
        return true;
    }
    return false;
}

static int32_t find_any(str text, const char *words, int32_t *length)
{
    str rest = str_c(words), word;
    while (str_split_next(&rest, STR("|"), &word)) {
        int32_t at = str_find(text, word);
        if (at >= 0) {
            *length = word.len;
            return at;
        }
    }
    return -1;
}

/* "2018-07-01 至 2019-06-30", "2023-01-01 起", "至 2025-12-31"; in English "… to …", "from …",
 * "until …". */
static bool read_period(md_file *f, md_cell cell, policy_period *out)
{
    int32_t length = 0, at = find_any(cell.text, "至|until| to |—|~", &length);
    md_cell from = part(cell, 0, at < 0 ? cell.text.len : at),
            to = part(cell, at < 0 ? cell.text.len : at + length, cell.text.len);
    *out = (policy_period){ 0 };
    cut_end(&from.text, "起|起施行");
    if (str_starts(from.text, STR("from"))) from = part(from, 4, from.text.len);
    bool ok = from.text.len || to.text.len;
    if (from.text.len) ok = md_date(f, from, &out->from) && ok;
    if (to.text.len) ok = md_date(f, to, &out->to) && ok;
    if (!from.text.len && !to.text.len) md_date(f, cell, &out->from);
    bool backwards = ok && policy_has_date(out->from) && policy_has_date(out->to) &&
                     date_cmp(out->to, out->from) < 0;
    if (backwards)
        diag_error(f->d, "E-PERIOD", cell.pos, "止日早于起日;请改正",
                   "the period ends before it begins; correct it");
    return ok && !backwards;
}

/* ---- the header table ---- */

typedef enum {
    H_NUMBER,
    H_NAME,
    H_ISSUER,
    H_SIGNED,
    H_EFFECTIVE,
    H_UNTIL,
    H_PLACE,
    H_REPEALS,
    H_BASIS,
    H_PRECEDENCE,
    H_KIND,
    H_CATALOGUE,
    H_INFERRED,
    H_COUNT
} header_word;
static const char *const header_words[H_COUNT] = {
    "文号|number", "名称|name",      "机关|issuer",   "印发|signed", "施行|effective",
    "截止|until",  "地域|place",     "废止|repeals",  "依据|basis",  "优先|precedence",
    "性质|kind",   "目录|catalogue", "推定|inferred",
};

static int header_word_of(md_file *f, md_cell word)
{
    nearest n;
    nearest_init(&n, word.text);
    for (int i = 0; i < H_COUNT; i++) {
        if (md_is_word(word.text, header_words[i])) return i;
        str rest = str_c(header_words[i]), piece;
        while (str_split_next(&rest, STR("|"), &piece)) nearest_try(&n, piece);
    }
    str found = nearest_found(&n);
    diag_error(f->d, "E-HEADER", word.pos, "表头没有“" STR_FMT "”这一项%s" STR_FMT "%s",
               "the header has no item \"" STR_FMT "\"%s" STR_FMT "%s", STR_ARG(word.text),
               found.len ? " (→ " : "", STR_ARG(found), found.len ? ")" : "");
    return -1;
}

/* "本政办发〔2022〕22号 自 2023-07-01; 本政发〔2019〕3号" */
static void read_repeals(md_file *f, md_cell cell)
{
    arena *a = policy_arena(f->lib);
    int32_t from = 0;
    while (from < cell.text.len) {
        int32_t half = str_find_from(cell.text, STR(";"), from),
                full = str_find_from(cell.text, STR("；"), from);
        int32_t end = half >= 0 && (full < 0 || half < full) ? half : full;
        int32_t next = end < 0 ? cell.text.len : end + (end == half ? 1 : 3);
        md_cell one = part(cell, from, end < 0 ? cell.text.len : end);
        from = next;
        if (one.text.len == 0) continue;
        int32_t length = 0, at = find_any(one.text, " 自| from", &length);
        policy_repeal *r = VEC_PUSH(a, &f->doc->repeals);
        if (!r) return;
        r->number = policy_number_normal(a, str_sub(one.text, 0, at < 0 ? one.text.len : at));
        r->pos = one.pos;
        if (at < 0) continue;
        md_cell day = part(one, at + length, one.text.len);
        cut_end(&day.text, "起|起施行");
        md_date(f, day, &r->from);
    }
}

static bool choose(md_file *f, md_cell value, const char *yes, const char *no)
{
    if (value.text.len == 0 || md_is_word(value.text, no)) return false;
    if (md_is_word(value.text, yes)) return true;
    diag_error(f->d, "E-HEADER", value.pos, "“" STR_FMT "”不在可写的词里:%s|%s",
               "\"" STR_FMT "\" is not one of %s|%s", STR_ARG(value.text), yes, no);
    return false;
}

static void header_row(md_file *f, int word, md_cell value)
{
    policy_doc *doc = f->doc;
    arena *a = policy_arena(f->lib);
    if (value.text.len == 0) return;
    switch (word) {
    case H_NUMBER: doc->number = policy_number_normal(a, value.text); break;
    case H_NAME: doc->full_name = value.text; break;
    case H_ISSUER: doc->issuer = value.text; break;
    case H_SIGNED: md_date(f, value, &doc->signed_on); break;
    case H_EFFECTIVE: md_date(f, value, &doc->period.from); break;
    case H_UNTIL: md_date(f, value, &doc->period.to); break;
    case H_PLACE: doc->place = value.text; break;
    case H_REPEALS: read_repeals(f, value); break;
    case H_BASIS: doc->basis = value.text; break;
    case H_PRECEDENCE: doc->special = choose(f, value, "特别|special", "一般|general"); break;
    case H_KIND: doc->vocabulary = choose(f, value, "词汇|vocabulary", "文件|document"); break;
    case H_CATALOGUE: doc->catalogue = value.text; break;
    case H_INFERRED: doc->inferred = choose(f, value, "是|yes", "否|no"); break;
    default: break;
    }
}

static void check_header(md_file *f)
{
    policy_doc *doc = f->doc;
    src_pos at = f->header.rows.count ? f->header.rows.items[0].pos : doc->pos;
    if (doc->vocabulary) return;
    if (!policy_has_date(doc->period.from))
        diag_error(f->d, "E-HEADER", at, "表头缺“施行”日期;不是文件的,写“性质 | 词汇”",
                   "the header lacks the first day (effective); a shared vocabulary says \"kind | "
                   "vocabulary\"");
    if (doc->number.len == 0)
        diag_error(f->d, "E-HEADER", at, "表头缺“文号”;不是文件的,写“性质 | 词汇”",
                   "the header lacks the document's number; a shared vocabulary says \"kind | "
                   "vocabulary\"");
    if (doc->place.len == 0)
        diag_warn(f->d, "W-HEADER", at, "表头缺“地域”,本文件将在各地都有效;请写明",
                  "the header names no place, so the document holds everywhere; name it");
    bool backwards = policy_has_date(doc->period.from) && policy_has_date(doc->period.to) &&
                     date_cmp(doc->period.to, doc->period.from) < 0;
    if (backwards)
        diag_error(f->d, "E-PERIOD", at, "截止早于施行;请改正",
                   "the document ends before it begins; correct it");
}

void md_read_header(md_file *f)
{
    bool seen[H_COUNT] = { false };
    f->doc->title = f->title.text;
    f->doc->pos = f->title.text.len ? f->title.pos : f->doc->pos;
    for (int i = 0; i < f->header.rows.count; i++) {
        const md_row *row = &f->header.rows.items[i];
        md_cell word = md_cell_at(row, 0);
        int w = header_word_of(f, word);
        if (w < 0) continue;
        if (seen[w])
            diag_error(f->d, "E-HEADER", word.pos, "表头“" STR_FMT "”写了两次;留一个",
                       "header item \"" STR_FMT "\" stands twice; keep one", STR_ARG(word.text));
        seen[w] = true;
        header_row(f, w, md_cell_at(row, 1));
    }
    check_header(f);
}

/* ---- attribute lines ---- */

static str join(arena *a, str first, str second)
{
    return first.len ? str_format(a, STR_FMT ";" STR_FMT, STR_ARG(first), STR_ARG(second)) : second;
}

static void unknown_attribute(md_file *f, md_cell word)
{
    static const char *const words[] = { "适用", "推定", "说明", "读法", "条款", "外部", "问" };
    nearest n;
    nearest_init(&n, word.text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) nearest_try(&n, str_c(words[i]));
    str found = nearest_found(&n);
    diag_warn(f->d, "W-ATTRIBUTE", word.pos,
              "没有“" STR_FMT "”这个属性,此行没有作用%s" STR_FMT "%s",
              "there is no attribute \"" STR_FMT "\", the line has no effect%s" STR_FMT "%s",
              STR_ARG(word.text), found.len ? " (→ " : "", STR_ARG(found), found.len ? ")" : "");
}

void md_read_attributes(md_file *f, md_section *s)
{
    arena *a = policy_arena(f->lib);
    for (int i = 0; i < s->attributes.count; i++) {
        md_attribute *at = &s->attributes.items[i];
        if (md_is_word(at->word.text, "适用|valid"))
            s->has_period = read_period(f, at->value, &s->period) || s->has_period;
        else if (md_is_word(at->word.text, "推定|inferred")) s->inferred = true;
        else if (md_is_word(at->word.text, "说明|note")) s->note = join(a, s->note, at->value.text);
        else if (md_is_word(at->word.text, "读法|reading"))
            s->reading = join(a, s->reading, at->value.text);
        else if (md_is_word(at->word.text, "条款|provisions"))
            s->provision = join(a, s->provision, at->value.text);
        else if (md_is_word(at->word.text, "外部|external")) s->external = at->value.text;
        else if (md_is_word(at->word.text, "问|question")) s->question = at->value.text;
        else unknown_attribute(f, at->word);
    }
}

/* ---- headings: 名称(参数) : 类型 〔条款〕 ---- */

static void take_bracket(md_file *f, md_section *s, md_cell inner)
{
    if (md_is_word(inner.text, "推定|inferred")) s->inferred = true;
    else if (str_starts(inner.text, STR("外部:")))
        s->external = str_trim(str_sub(inner.text, 7, inner.text.len));
    else if (str_starts(inner.text, STR("外部：")))
        s->external = str_trim(str_sub(inner.text, 9, inner.text.len));
    else if (str_starts(inner.text, STR("external:")))
        s->external = str_trim(str_sub(inner.text, 9, inner.text.len));
    else s->provision = join(policy_arena(f->lib), s->provision, inner.text);
}

/* Takes every 〔…〕 off the end; what is left is the head. */
static md_cell take_brackets(md_file *f, md_section *s)
{
    md_cell head = s->heading;
    const str open = STR("〔"), close = STR("〕");
    int32_t from = str_find(head.text, open), end = from < 0 ? head.text.len : from;
    while (from >= 0) {
        int32_t to = str_find_from(head.text, close, from);
        if (to < 0) {
            diag_error(f->d, "E-HEADING", part(head, from, head.text.len).pos, "〔 没有对应的 〕",
                       "〔 has no 〕");
            break;
        }
        take_bracket(f, s, part(head, from + open.len, to));
        from = str_find_from(head.text, open, to);
    }
    return part(head, 0, end);
}

static int32_t matching_bracket(str text, int32_t open)
{
    int depth = 0;
    for (int32_t i = open; i < text.len; i++) {
        if (text.ptr[i] == '(') depth++;
        else if (text.ptr[i] == ')' && --depth == 0) return i;
    }
    return -1;
}

static int32_t find_colon(str text, int32_t from, int32_t *length)
{
    int32_t half = str_find_from(text, STR(":"), from), full = str_find_from(text, STR("："), from);
    bool use_full = full >= 0 && (half < 0 || full < half);
    *length = use_full ? 3 : 1;
    return use_full ? full : half;
}

void md_split_heading(md_file *f, md_section *s)
{
    md_cell head = take_brackets(f, s);
    int32_t from = 0;
    int32_t open = s->word == MD_FUNCTION ? str_find(head.text, STR("(")) : -1;
    if (s->word == MD_FUNCTION) {
        int32_t close = open < 0 ? -1 : matching_bracket(head.text, open);
        if (close < 0) {
            diag_error(
                f->d, "E-HEADING", head.pos,
                "函数的标题要写成 名称(参数: 类型, …) : 类型,括号用半角",
                "a function's heading is name(parameter: type, ...) : type, with ASCII brackets");
            s->name = head;
            return;
        }
        s->name = part(head, 0, open);
        s->parameters = part(head, open + 1, close);
        from = close + 1;
    }
    int32_t length, colon = find_colon(head.text, from, &length);
    if (s->word != MD_FUNCTION) s->name = part(head, 0, colon < 0 ? head.text.len : colon);
    if (colon >= 0) s->type = part(head, colon + length, head.text.len);
    bool needs_name = s->word == MD_TYPE || s->word == MD_DECISION || s->word == MD_CONDITIONS ||
                      s->word == MD_FUNCTION || s->word == MD_BENEFIT || s->word == MD_CONFLICT;
    if (needs_name && s->name.text.len == 0)
        diag_error(f->d, "E-HEADING", s->pos, "标题里缺名称", "the heading lacks a name");
}
