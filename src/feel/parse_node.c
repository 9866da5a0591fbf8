/* parse_node.c: nodes, findings and small questions of the parser (parse.h). */
#include "feel/parse.h"

static int32_t trimmed_end(const parser *p, int32_t start)
{
    int32_t end = p->pos;
    while (end > start && strchr(" \t\r\n", p->text.ptr[end - 1])) end--;
    return end;
}

feel_expr *parse_node(parser *p, feel_node_kind kind, int32_t offset)
{
    feel_expr *e = ARENA_NEW(p->arena, feel_expr);
    if (!e) return parse_no_memory(p);
    e->kind = (uint8_t)kind;
    e->height = 1;
    e->offset = offset;
    e->length = trimmed_end(p, offset) - offset;
    e->source = p->source;
    return e;
}

bool parse_height(parser *p, feel_expr *e, const feel_expr *child)
{
    if (!child || child->height < e->height) return true;
    if (child->height >= FEEL_HEIGHT_MAX) {
        parse_error(p, "E-LIMIT", e->offset, 1, "表达式太长:连续运算超过 %d 层；请分成几项",
            "expression too long: more than %d operations in a row; split it", FEEL_HEIGHT_MAX);
        return false;
    }
    e->height = (uint16_t)(child->height + 1);
    return true;
}

feel_expr *parse_kids(parser *p, feel_node_kind kind, int32_t offset, feel_expr *a, feel_expr *b,
                      feel_expr *c)
{
    feel_expr *e = parse_node(p, kind, offset);
    if (!e || !parse_height(p, e, a) || !parse_height(p, e, b) || !parse_height(p, e, c))
        return NULL;
    e->as.kid.a = a;
    e->as.kid.b = b;
    e->as.kid.c = c;
    return e;
}

static src_pos place(const parser *p, int32_t offset, int32_t length)
{
    src_pos pos = src_pos_at(p->source->at.file, p->text, offset);
    const src_pos *at = &p->source->at;
    if (at->line > 0) {
        if (pos.line == 1) pos.column += at->column > 0 ? at->column - 1 : 0;
        pos.line += at->line - 1;
    }
    pos.length = utf8_chars(str_sub(p->text, offset, offset + length));
    return pos;
}

void *parse_finding(parser *p, const char *code, int32_t offset, int32_t length, str zh, str en)
{
    if (!p->failed) diag_add(p->diags, DIAG_ERROR, code, place(p, offset, length), zh, en);
    p->failed = true;
    return NULL;
}

void *parse_error(parser *p, const char *code, int32_t offset, int32_t length, const char *zh,
                  const char *en, ...)
{
    va_list args, again;
    va_start(args, en);
    va_copy(again, args);
    str zh_text = str_vformat(p->diags->arena, zh, args);
    str en_text = str_vformat(p->diags->arena, en, again);
    va_end(again);
    va_end(args);
    return parse_finding(p, code, offset, length, zh_text, en_text);
}

void *parse_no_memory(parser *p)
{
    if (!p->failed)
        diag_add(p->diags, DIAG_ERROR, "E-LIMIT", place(p, p->pos, 1), STR("内存不足；请缩小表达式"),
            STR("out of memory; make the expression smaller"));
    p->failed = true;
    return NULL;
}

void *parse_unexpected(parser *p, const char *zh_expected, const char *en_expected)
{
    str at = str_sub(p->text, p->pos, p->text.len);
    int32_t next = 0;
    uint32_t cp = at.len ? utf8_next(at, &next) : 0;
    str seen = str_sub(at, 0, next);
    if (cp && lex_twin(cp))
        return parse_error(p, "E-WIDTH", p->pos, next,
                           "全角字符“%.*s”不能用在表达式里；请改用半角的 %s",
                           "full-width character %.*s cannot be used in an expression; write %s",
                           STR_ARG(seen), lex_twin(cp));
    if (!zh_expected) {
        zh_expected = "运算符或结尾";
        en_expected = "an operator or the end";
    }
    arena *a = p->diags->arena;
    if (!cp)
        return parse_finding(p, "E-SYNTAX", p->pos, 1, str_format(a, "表达式没有写完；这里应有%s", zh_expected),
            str_format(a, "the expression is not complete; expected %s", en_expected));
    if (cp < 0x20 || cp == 0xFFFD)
        seen = str_format(a, "U+%04X", (unsigned)cp);
    return parse_finding(p, "E-SYNTAX", p->pos, next,
        str_format(a, "不该出现“" STR_FMT "”；这里应有%s", STR_ARG(seen), zh_expected),
        str_format(a, "unexpected " STR_FMT "; expected %s", STR_ARG(seen), en_expected));
}

void parse_skip(parser *p)
{
    int32_t bad = -1;
    p->pos = lex_skip(p->text, p->pos, &bad);
    if (bad >= 0)
        parse_error(p, "E-SYNTAX", bad, 2, "注释没有结束；请补上 */", "comment is not closed; add */");
}

bool parse_ahead(parser *p, const char *symbol)
{
    parse_skip(p);
    size_t len = strlen(symbol);
    return (size_t)(p->text.len - p->pos) >= len && memcmp(p->text.ptr + p->pos, symbol, len) == 0;
}

bool parse_symbol(parser *p, const char *symbol)
{
    if (!parse_ahead(p, symbol)) return false;
    p->pos += (int32_t)strlen(symbol);
    return true;
}

bool parse_word(parser *p, const char *word)
{
    parse_skip(p);
    int32_t end = lex_word(p->text, p->pos, word);
    if (end < 0) return false;
    p->pos = end;
    return true;
}

bool parse_expect(parser *p, const char *symbol, const char *zh_after, const char *en_after)
{
    if (parse_symbol(p, symbol)) return true;
    uint32_t cp = lex_peek(p->text, p->pos);
    arena *a = p->diags->arena;
    if (cp && lex_twin(cp)) parse_unexpected(p, NULL, NULL);
    else
        parse_finding(p, "E-SYNTAX", p->pos, 1, str_format(a, "%s之后缺少 %s；请补上", zh_after, symbol),
            str_format(a, "missing %s after %s; add it", symbol, en_after));
    return false;
}

bool parse_deeper(parser *p)
{
    if (p->depth >= FEEL_DEPTH_MAX) {
        parse_error(p, "E-LIMIT", p->pos, 1, "嵌套超过 %d 层；请拆成几个表达式",
                    "nested more than %d deep; split the expression", FEEL_DEPTH_MAX);
        return false;
    }
    p->depth++;
    return true;
}

void parse_shallower(parser *p)
{
    p->depth--;
}

feel_type *parse_type_new(parser *p, feel_type_kind kind, const feel_type *element)
{
    feel_type *t = ARENA_NEW(p->arena, feel_type);
    if (!t) return parse_no_memory(p);
    t->kind = kind;
    t->element = element;
    return t;
}

const feel_type *parse_range_type(parser *p, const feel_type *element)
{
    static const feel_type numbers = { .kind = FEEL_T_RANGE, .element = &FEEL_TYPE_NUMBER };
    static const feel_type strings = { .kind = FEEL_T_RANGE, .element = &FEEL_TYPE_STRING };
    static const feel_type dates = { .kind = FEEL_T_RANGE, .element = &FEEL_TYPE_DATE };
    if (element == &FEEL_TYPE_NUMBER) return &numbers;
    if (element == &FEEL_TYPE_STRING) return &strings;
    if (element == &FEEL_TYPE_DATE) return &dates;
    return parse_type_new(p, FEEL_T_RANGE, element);
}
