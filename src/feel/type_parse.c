/* type_parse.c: type expressions (DMN 1.5 §10.3.1.2 rule 54): number, list<T>, context<a: T>,
*range<T>, function<T> -> T.
** Inside an expression a type name is the longest known one; a type text of its own is cut at its
*punctuation, so that
** units such as 元/人·月 need no quoting. */
#include "feel/parse.h"

typedef struct type_parser { parser *p; bool whole; feel_find_type find; void *self; } type_parser;

static const feel_type *read_type(type_parser *t);

const feel_type *parse_scope_type(const feel_scope *s, str name)
{
    for (; s; s = s->outer) {
        const feel_type *found = s->find_type ? s->find_type(s->find_self, name) : NULL;
        if (found) return found;
    }
    return NULL;
}

/* The Chinese names of the built-in types. */
static const feel_type *chinese_type(str name)
{
    static const struct { const char *name; const feel_type *type;
    } table[] = {
        { "数", &FEEL_TYPE_NUMBER },       { "文本", &FEEL_TYPE_STRING },
        { "是否", &FEEL_TYPE_BOOLEAN },    { "日期", &FEEL_TYPE_DATE },
        { "时间", &FEEL_TYPE_TIME },       { "日期时间", &FEEL_TYPE_DATETIME },
        { "年月期间", &FEEL_TYPE_MONTHS }, { "日时期间", &FEEL_TYPE_NANOS },
        { "任意", &FEEL_TYPE_ANY },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (str_eqc(name, table[i].name)) return table[i].type;
    return NULL;
}

static const feel_type *find_named(type_parser *t, str name)
{
    const feel_type *found = feel_type_builtin(name);
    if (!found) found = chinese_type(name);
    if (!found && t->find) found = t->find(t->self, name);
    return found ? found : parse_scope_type(t->p->scope, name);
}

static const feel_type *unknown_type(type_parser *t, int32_t start, str name)
{
    if (!name.len) return parse_unexpected(t->p, "类型", "a type");
    return parse_error(t->p, "E-TYPE-NAME", start, name.len, "没有叫“%.*s”的类型；请先声明，或用 数、文本、是否、日期 等",
        "unknown type %.*s; declare it, or use number, string, boolean, date …", STR_ARG(name));
}

/* The name in a text that is only a type: everything up to < > , ) : */
static const feel_type *read_whole_name(type_parser *t)
{
    parser *p = t->p;
    parse_skip(p);
    int32_t start = p->pos, end = start;
    while (end < p->text.len && !strchr("<>,):(", p->text.ptr[end])) end++;
    str name = str_trim(str_sub(p->text, start, end));
    const feel_type *found = name.len ? find_named(t, name) : NULL;
    if (!found && name.len) {
        str normal = feel_name_normal(p->arena, name);
        found = normal.len ? find_named(t, normal) : NULL;
    }
    if (!found) return unknown_type(t, start, name);
    p->pos = end;
    return found;
}

static const feel_type *read_name(type_parser *t)
{
    parser *p = t->p;
    lex_name name;
    if (t->whole) return read_whole_name(t);
    parse_skip(p);
    lex_name_scan(p->text, p->pos, LEX_PARTS_MAX, NULL, &name);
    for (int i = name.count - 1; i >= 0; i--) {
        const feel_type *found = find_named(t, lex_name_text(&name, i));
        if (!found) continue;
        p->pos = name.end[i];
        return found;
    }
    return unknown_type(t, p->pos, name.count ? lex_name_text(&name, 0) : (str){ 0 });
}

static bool read_word(type_parser *t, const char *en, const char *zh)
{
    parser *p = t->p;
    int32_t back = p->pos;
    if (!parse_word(p, en) && !parse_word(p, zh)) return false;
    if (parse_symbol(p, "<")) return true;
    p->pos = back;
    return false;
}

static const feel_type *read_element(type_parser *t, feel_type_kind kind)
{
    const feel_type *element = read_type(t);
    if (!element) return NULL;
    if (!parse_symbol(t->p, ">")) return parse_unexpected(t->p, ">", ">");
    return parse_type_new(t->p, kind, element);
}

static const feel_type *read_context(type_parser *t)
{
    parser *p = t->p;
    VEC(feel_member) members = { 0 };
    if (!parse_symbol(p, ">")) {
        do {
            feel_member m = { .name = parse_declared_name(p, NULL) };
            if (!m.name.len) return NULL;
            if (!parse_symbol(p, ":")) return parse_unexpected(p, ":", ":");
            m.type = read_type(t);
            feel_member *place = m.type ? VEC_PUSH(p->arena, &members) : NULL;
            if (!place) return m.type ? parse_no_memory(p) : NULL;
            *place = m;
        } while (parse_symbol(p, ","));
        if (!parse_symbol(p, ">")) return parse_unexpected(p, ", 或 >", ", or >");
    }
    feel_type *type = parse_type_new(p, FEEL_T_CONTEXT, NULL);
    if (!type) return NULL;
    type->members = members.items;
    type->member_count = members.count;
    return type;
}

static const feel_type *read_function(type_parser *t)
{
    parser *p = t->p;
    VEC(feel_member) members = { 0 };
    if (!parse_symbol(p, ">")) {
        do {
            const feel_type *param = read_type(t);
            feel_member *place = param ? VEC_PUSH(p->arena, &members) : NULL;
            if (!place) return param ? parse_no_memory(p) : NULL;
            place->type = param;
        } while (parse_symbol(p, ","));
        if (!parse_symbol(p, ">")) return parse_unexpected(p, ", 或 >", ", or >");
    }
    if (!parse_symbol(p, "->")) return parse_unexpected(p, "->", "->");
    const feel_type *result = read_type(t);
    feel_type *type = result ? parse_type_new(p, FEEL_T_FUNCTION, result) : NULL;
    if (!type) return NULL;
    type->members = members.items;
    type->member_count = members.count;
    return type;
}

static const feel_type *read_type(type_parser *t)
{
    const feel_type *type;
    if (t->p->failed || !parse_deeper(t->p)) return NULL;
    if (read_word(t, "list", "列表")) type = read_element(t, FEEL_T_LIST);
    else if (read_word(t, "range", "范围")) type = read_element(t, FEEL_T_RANGE);
    else if (read_word(t, "context", "上下文")) type = read_context(t);
    else if (read_word(t, "function", "函数")) type = read_function(t);
    else type = read_name(t);
    parse_shallower(t->p);
    return type;
}

const feel_type *parse_type(parser *p, bool whole_text, feel_find_type find, void *self)
{
    type_parser t = { .p = p, .whole = whole_text, .find = find, .self = self };
    return read_type(&t);
}

const feel_type *feel_parse_type(arena *a, str source, feel_find_type find, void *self, src_pos at,
                                 diag_list *d)
{
    /* Members' names point into the text, which the caller may drop. */
    if (source.len > 0 && memchr(source.ptr, '<', (size_t)source.len)) {
        source = str_copy(a, source);
        if (!source.ptr) return NULL;
    }
    feel_source text = { .text = source, .at = at };
    parser p = { .arena = a, .diags = d, .text = source, .source = &text };
    strmap_init(&p.members, a);
    const feel_type *type = parse_type(&p, true, find, self);
    if (!type) return p.failed ? NULL : parse_no_memory(&p);
    parse_skip(&p);
    return p.pos < source.len ? parse_unexpected(&p, NULL, NULL) : type;
}
