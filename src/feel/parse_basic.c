/* parse_basic.c: literals, brackets, lists, ranges, contexts and function definitions. */
#include "feel/parse.h"

static feel_expr *literal(parser *p, int32_t start, feel_value v, const feel_type *type)
{
    feel_expr *e = parse_node(p, FEEL_N_LITERAL, start);
    if (!e) return NULL;
    e->as.value = v;
    e->type = type;
    return e;
}

static feel_expr *parse_number(parser *p, int32_t start, int32_t end)
{
    dec number;
    p->pos = end;
    str digits = str_sub(p->text, start, end);
    if (dec_parse(digits, &number))
        return literal(p, start, feel_number(number), &FEEL_TYPE_NUMBER);
    return parse_error(p, "E-RANGE", start, end - start, "数 “%.*s” 超出 34 位有效数字；请缩短",
        "number %.*s has more than 34 significant digits; shorten it", STR_ARG(digits));
}

/* The text between the quotes that begin at p->pos; false after a finding. */
static bool parse_quoted(parser *p, str *out)
{
    int32_t start = p->pos, end = lex_string(p->text, start);
    if (end < 0) {
        parse_error(p, "E-SYNTAX", start, 1, "字符串没有结束；请补上半角引号 \"",
                    "the string is not closed; add a quote \"");
        return false;
    }
    p->pos = end;
    *out = lex_unescape(p->arena, str_sub(p->text, start + 1, end - 1));
    if (!out->ptr) parse_no_memory(p);
    return out->ptr != NULL;
}

static feel_expr *parse_string(parser *p, int32_t start)
{
    str s;
    return parse_quoted(p, &s) ? literal(p, start, feel_string(s), &FEEL_TYPE_STRING) : NULL;
}

static feel_expr *parse_at(parser *p, int32_t start)
{
    str s;
    feel_value v;
    p->pos++;
    parse_skip(p);
    if (lex_peek(p->text, p->pos) != '"') return parse_unexpected(p, "引号 \"", "a quote \"");
    if (!parse_quoted(p, &s)) return NULL;
    if (feel_at_literal(p->arena, s, &v)) return literal(p, start, v, feel_value_type(v));
    return parse_error(
        p, "E-DATE", start, p->pos - start,
        "“%.*s” 不是存在的日期、时间或期间；写法如 @\"2023-07-01\"、@\"P1M\"",
        "%.*s is no date, time or duration that exists; write it like @\"2023-07-01\" or @\"P1M\"",
        STR_ARG(s));
}

/* ---- brackets ---- */

/* Behind `..`: the upper end and the closing bracket. */
feel_expr *parse_range_rest(parser *p, int32_t start, bool low_closed, feel_expr *low)
{
    bool saved = p->range_high, high_closed = false;
    p->range_high = true;
    feel_expr *high = parse_expression(p);
    p->range_high = saved;
    if (!high) return NULL;
    if (parse_symbol(p, "]")) high_closed = true;
    else if (!parse_symbol(p, ")") && !parse_symbol(p, "["))
        return parse_unexpected(p, "] 或 )", "] or )");
    feel_expr *e = parse_node(p, FEEL_N_RANGE, start);
    if (!e || !parse_height(p, e, low) || !parse_height(p, e, high)) return NULL;
    e->low_closed = low_closed;
    e->high_closed = high_closed;
    e->as.range.low = low;
    e->as.range.high = high;
    e->type = parse_range_type(p, high->type ? high->type : low->type);
    return e->type ? e : NULL;
}

static feel_expr *parse_list(parser *p, int32_t start)
{
    VEC(feel_expr *) items = { 0 };
    const feel_type *element = NULL;
    bool same = true;
    p->pos++;
    if (!parse_symbol(p, "]")) {
        do {
            feel_expr *item = parse_expression(p);
            if (!item) return NULL;
            if (items.count == 0 && parse_symbol(p, ".."))
                return parse_range_rest(p, start, true, item);
            feel_expr **place = VEC_PUSH(p->arena, &items);
            if (!place) return parse_no_memory(p);
            if (items.count == 1) element = item->type;
            same = same && (item->type == element ||
                            (item->type && element && item->type->kind == element->kind &&
                             element->kind < FEEL_T_LIST));
            *place = item;
        } while (parse_symbol(p, ","));
        if (!parse_symbol(p, "]")) return parse_unexpected(p, ", 或 ]", ", or ]");
    }
    feel_expr *e = parse_node(p, FEEL_N_LIST, start);
    for (int i = 0; e && i < items.count; i++)
        if (!parse_height(p, e, items.items[i])) return NULL;
    if (!e) return NULL;
    e->as.list.items = items.items;
    e->as.list.count = items.count;
    e->type = parse_type_new(p, FEEL_T_LIST, same ? element : NULL);
    return e->type ? e : NULL;
}

/* (< 5) as a value: a range without the other end; (= 5) and (!= 5): a range of one point, closed
 * or open. */
static feel_expr *parse_half_range(parser *p, int32_t start, bool *none)
{
    bool low, high, closed = true;
    *none = false;
    if (parse_symbol(p, "<=")) { low = false; high = true; }
    else if (parse_symbol(p, ">=")) { low = true; high = false; }
    else if (parse_symbol(p, "<")) { low = false; high = true; closed = false; }
    else if (parse_symbol(p, ">")) { low = true; high = false; closed = false; }
    else if (parse_symbol(p, "!=")) { low = high = true; closed = false; }
    else if (parse_symbol(p, "=")) { low = high = true; }
    else { *none = true; return NULL; }
    feel_expr *end = parse_expression(p);
    if (!end) return NULL;
    if (!parse_symbol(p, ")")) return parse_unexpected(p, ")", ")");
    feel_expr *e = parse_node(p, FEEL_N_RANGE, start);
    if (!e || !parse_height(p, e, end)) return NULL;
    e->low_closed = low && closed;
    e->high_closed = high && closed;
    e->as.range.low = low ? end : NULL;
    e->as.range.high = high ? end : NULL;
    e->type = parse_range_type(p, end->type);
    return e->type ? e : NULL;
}

static feel_expr *parse_bracket(parser *p, int32_t start)
{
    bool none;
    p->pos++;
    parse_skip(p);
    feel_expr *half = parse_half_range(p, start, &none);
    if (!none) return half;
    feel_expr *e = parse_expression(p);
    if (!e) return NULL;
    if (parse_symbol(p, "..")) return parse_range_rest(p, start, false, e);
    if (!parse_symbol(p, ")")) return parse_unexpected(p, ")", ")");
    return e;
}

static feel_expr *parse_open_range(parser *p, int32_t start)
{
    p->pos++;
    feel_expr *low = parse_expression(p);
    if (!low) return NULL;
    if (!parse_symbol(p, "..")) return parse_unexpected(p, "..", "..");
    return parse_range_rest(p, start, false, low);
}

/* ---- declared names, contexts ---- */

str parse_keep_name(parser *p, int32_t start, int32_t end, str normal)
{
    str written = str_sub(p->text, start, end);
    if (str_eq(written, normal)) return written;
    str copy = str_copy(p->arena, normal);
    if (!copy.ptr) parse_no_memory(p);
    return copy;
}

str parse_declared_name(parser *p, const char *stop_word)
{
    parse_skip(p);
    lex_name name;
    lex_name_scan(p->text, p->pos, LEX_PARTS_MAX, stop_word, &name);
    if (name.count == 0) {
        parse_unexpected(p, "名称", "a name");
        return (str){ 0 };
    }
    int last = name.count - 1;
    int32_t start = p->pos;
    p->pos = name.end[last];
    return parse_keep_name(p, start, p->pos, lex_name_text(&name, last));
}

static bool parse_key(parser *p, str *key)
{
    parse_skip(p);
    if (lex_peek(p->text, p->pos) == '"') return parse_quoted(p, key);
    int32_t start = p->pos;
    *key = parse_declared_name(p, NULL);
    if (!key->len) return false;
    int32_t colon = str_find(str_sub(p->text, start, p->pos), STR("："));
    if (colon >= 0) {
        p->pos = start + colon;
        parse_unexpected(p, NULL, NULL);
        return false;
    }
    return true;
}

/* The entry's own function may call itself by the entry's name. */
static feel_expr *parse_entry_value(parser *p, feel_scope *scope, str key)
{
    parse_skip(p);
    int32_t start = p->pos;
    if (!parse_word(p, "function") || !parse_ahead(p, "(")) {
        p->pos = start;
        return parse_expression(p);
    }
    feel_scope *self = scope_open(p->scratch, scope, scope->frame);
    scope_symbol *symbol = self ? ARENA_NEW(p->scratch, scope_symbol) : NULL;
    if (!symbol) return parse_no_memory(p);
    *symbol = (scope_symbol){ .pub = { .name = key, .slot = -1 },
                              .local = scope->frame->size,
                              .self = true };
    if (!strmap_put(&self->symbols, key, symbol)) return parse_no_memory(p);
    int parts = scope_name_parts(key);
    if (parts > self->parts_max) self->parts_max = parts;
    scope->frame->size++;
    p->scope = self;
    feel_expr *e = parse_function(p, start, key);
    p->scope = scope;
    return e ? parse_postfix(p, e) : NULL;
}

static bool parse_entry(parser *p, feel_scope *scope, feel_entry_node *entry,
                        const feel_entry_node *earlier, int32_t count)
{
    parse_skip(p);
    int32_t start = p->pos;
    if (!parse_key(p, &entry->name)) return false;
    for (int32_t i = 0; i < count; i++) {
        if (!str_eq(earlier[i].name, entry->name)) continue;
        parse_error(p, "E-NAME", start, p->pos - start, "上下文里“%.*s”出现两次；请去掉一个",
            "%.*s occurs twice in the context; remove one", STR_ARG(entry->name));
        return false;
    }
    if (!parse_expect(p, ":", "名称", "the name")) return false;
    entry->expr = parse_entry_value(p, scope, entry->name);
    if (!entry->expr) return false;
    entry->local = scope_add_local(scope, entry->name, entry->expr->type);
    parse_member_seen(p, entry->name);
    if (entry->local < 0) parse_no_memory(p);
    return entry->local >= 0;
}

/* Static type of a context: its members as far as their types are known. */
static const feel_type *context_type(parser *p, const feel_entry_node *entries, int32_t count)
{
    feel_type *t = parse_type_new(p, FEEL_T_CONTEXT, NULL);
    feel_member *members = ARENA_ARRAY(p->arena, feel_member, count ? count : 1);
    if (!t || !members) return parse_no_memory(p);
    for (int32_t i = 0; i < count; i++)
        members[i] = (feel_member){ entries[i].name, entries[i].expr->type };
    t->members = members;
    t->member_count = count;
    return t;
}

static feel_expr *parse_entries(parser *p, feel_scope *scope, int32_t start)
{
    VEC(feel_entry_node) entries = { 0 };
    if (!parse_symbol(p, "}")) {
        do {
            feel_entry_node entry = { 0 };
            if (!parse_entry(p, scope, &entry, entries.items, entries.count)) return NULL;
            feel_entry_node *place = VEC_PUSH(p->arena, &entries);
            if (!place) return parse_no_memory(p);
            *place = entry;
        } while (parse_symbol(p, ","));
        if (!parse_symbol(p, "}")) return parse_unexpected(p, ", 或 }", ", or }");
    }
    feel_expr *e = parse_node(p, FEEL_N_CONTEXT, start);
    for (int i = 0; e && i < entries.count; i++)
        if (!parse_height(p, e, entries.items[i].expr)) return NULL;
    if (!e) return NULL;
    e->as.context.entries = entries.items;
    e->as.context.count = entries.count;
    e->type = context_type(p, entries.items, entries.count);
    return e->type ? e : NULL;
}

feel_expr *parse_context(parser *p)
{
    int32_t start = p->pos;
    const feel_scope *outer = p->scope;
    feel_scope *scope = scope_open(p->scratch, outer, outer->frame);
    if (!scope) return parse_no_memory(p);
    p->pos++;
    p->scope = scope;
    feel_expr *e = parse_entries(p, scope, start);
    p->scope = outer;
    return e;
}

/* ---- functions ---- */

static bool parse_params(parser *p, feel_scope *scope, feel_lambda_node *l)
{
    VEC(feel_member) params = { 0 };
    if (!parse_expect(p, "(", "function", "function")) return false;
    if (parse_symbol(p, ")")) return true;
    do {
        feel_member param = { .name = parse_declared_name(p, NULL) };
        if (!param.name.len) return false;
        if (parse_symbol(p, ":") && !(param.type = parse_type(p, false, NULL, NULL))) return false;
        feel_member *place = VEC_PUSH(p->arena, &params);
        if (!place || scope_add_local(scope, param.name, param.type) < 0) {
            parse_no_memory(p);
            return false;
        }
        *place = param;
    } while (parse_symbol(p, ","));
    l->params = params.items;
    l->param_count = params.count;
    if (parse_symbol(p, ")")) return true;
    parse_unexpected(p, ", 或 )", ", or )");
    return false;
}

static str string_member(const feel_expr *context, const char *name)
{
    for (int32_t i = 0; i < context->as.context.count; i++) {
        const feel_entry_node *entry = &context->as.context.entries[i];
        if (str_eqc(entry->name, name) && entry->expr->kind == FEEL_N_LITERAL &&
            entry->expr->as.value.kind == FEEL_STRING)
            return entry->expr->as.value.as.string;
    }
    return (str){ 0 };
}

/* external {java: {class: "…", method signature: "…"}}; other languages parse and evaluate to null.
 */
static bool parse_external(parser *p, feel_lambda_node *l)
{
    parse_skip(p);
    int32_t at = p->pos;
    feel_expr *e = parse_expression(p);
    if (!e) return false;
    if (e->kind != FEEL_N_CONTEXT) {
        parse_error(
            p, "E-SYNTAX", at, 1,
            "external 之后应是上下文，如 {java: {class: \"…\", method signature: \"…\"}}",
            "external takes a context such as {java: {class: \"…\", method signature: \"…\"}}");
        return false;
    }
    for (int32_t i = 0; i < e->as.context.count; i++) {
        const feel_entry_node *entry = &e->as.context.entries[i];
        if (!str_eqc(entry->name, "java") || entry->expr->kind != FEEL_N_CONTEXT) continue;
        l->java_class = string_member(entry->expr, "class");
        l->java_signature = string_member(entry->expr, "method signature");
    }
    return true;
}

static feel_expr *function_node(parser *p, int32_t start, feel_lambda_node *l,
                                const scope_frame *frame)
{
    feel_expr *e = parse_node(p, FEEL_N_FUNCTION, start);
    feel_type *type = e ? parse_type_new(p, FEEL_T_FUNCTION, l->body ? l->body->type : NULL) : NULL;
    if (!type || (l->body && !parse_height(p, e, l->body))) return NULL;
    l->frame_size = frame->size;
    l->captures = frame->captures.items;
    l->capture_count = frame->captures.count;
    type->members = l->params;
    type->member_count = l->param_count;
    e->as.lambda = l;
    e->type = type;
    return e;
}

feel_expr *parse_function(parser *p, int32_t start, str name)
{
    const feel_scope *outer = p->scope;
    scope_frame *frame = scope_frame_new(p->scratch, outer->frame);
    feel_scope *scope = scope_open(p->scratch, outer, frame);
    feel_lambda_node *l = ARENA_NEW(p->arena, feel_lambda_node);
    if (!frame || !scope || !l) return parse_no_memory(p);
    l->name = name;
    if (!parse_params(p, scope, l)) return NULL;
    p->scope = scope;
    bool ok =
        parse_word(p, "external") ? parse_external(p, l) : (l->body = parse_expression(p)) != NULL;
    p->scope = outer;
    return ok ? function_node(p, start, l, frame) : NULL;
}

/* ---- one operand ---- */

static feel_expr *parse_constant_word(parser *p, int32_t start)
{
    if (parse_word(p, "true")) return literal(p, start, feel_bool(true), &FEEL_TYPE_BOOLEAN);
    if (parse_word(p, "false")) return literal(p, start, feel_bool(false), &FEEL_TYPE_BOOLEAN);
    if (parse_word(p, "null")) return literal(p, start, FEEL_NULL_VALUE, &FEEL_TYPE_NULL);
    return NULL;
}

static feel_expr *parse_subject(parser *p, int32_t start)
{
    p->pos++;
    p->saw_subject = true;
    return parse_node(p, FEEL_N_SUBJECT, start);
}

static feel_expr *parse_operand(parser *p, int32_t start)
{
    uint32_t cp = lex_peek(p->text, p->pos);
    if (cp == '"') return parse_string(p, start);
    if (cp == '@') return parse_at(p, start);
    if (cp == '(') return parse_bracket(p, start);
    if (cp == '[') return parse_list(p, start);
    if (cp == ']') return parse_open_range(p, start);
    if (cp == '{') return parse_context(p);
    int32_t end = lex_number(p->text, start);
    if (end > start) return parse_number(p, start, end);
    feel_expr *e = parse_constant_word(p, start);
    if (e || p->failed) return e;
    if (parse_word(p, "function")) {
        if (parse_ahead(p, "(")) return parse_function(p, start, (str){ 0 });
        p->pos = start;
    }
    if (cp == '?') {
        uint32_t next = lex_peek(p->text, start + 1);
        if (!next || !lex_is_name_part(next)) return parse_subject(p, start);
    }
    if (cp && lex_is_name_start(cp)) return parse_name(p);
    return parse_unexpected(p, "数、名称或括号", "a number, a name or a bracket");
}

feel_expr *parse_primary(parser *p)
{
    parse_skip(p);
    if (p->failed) return NULL;
    feel_expr *e = parse_operand(p, p->pos);
    return p->failed ? NULL : e;
}
