/* scope.c: names in sight of an expression (scope.h, feel.h). */
#include "feel/scope.h"

str feel_name_normal(arena *a, str name)
{
    strbuf out;
    strbuf_init(&out, a);
    name = str_trim(name);
    bool blank = false, after_operator = true;
    for (int32_t pos = 0; pos < name.len;) {
        int32_t start = pos;
        uint32_t cp = utf8_next(name, &pos);
        if (lex_is_blank(cp)) { blank = true; continue; }
        bool is_operator = cp < 0x80 && strchr("./-'+*", (int)cp);
        if (blank && !is_operator && !after_operator) strbuf_put_char(&out, ' ');
        strbuf_put(&out, (str){ name.ptr + start, pos - start });
        blank = false;
        after_operator = is_operator;
    }
    str done = strbuf_done(&out);
    return out.failed ? (str){ 0 } : done;
}

int scope_name_parts(str name)
{
    lex_name parts;
    lex_name_scan(name, 0, LEX_PARTS_MAX, NULL, &parts);
    return parts.count > 1 ? parts.count : 1;
}

scope_frame *scope_frame_new(arena *a, scope_frame *outer)
{
    scope_frame *f = ARENA_NEW(a, scope_frame);
    if (f) f->outer = outer;
    return f;
}

feel_scope *scope_open(arena *a, const feel_scope *outer, scope_frame *frame)
{
    feel_scope *s = ARENA_NEW(a, feel_scope);
    if (!s) return NULL;
    s->arena = a;
    s->outer = outer;
    s->frame = frame;
    s->parts_max = outer ? outer->parts_max : 4;
    strmap_init(&s->symbols, a);
    return s;
}

feel_scope *feel_scope_new(arena *a, const feel_scope *outer)
{
    return scope_open(a, outer, outer ? outer->frame : NULL);
}

void feel_scope_types(feel_scope *s, feel_find_type find, void *self)
{
    s->find_type = find;
    s->find_self = self;
}

static bool put_symbol(feel_scope *s, str normal, const scope_symbol *symbol)
{
    scope_symbol *copy = arena_copy(s->arena, symbol, sizeof *symbol);
    str key = str_copy(s->arena, normal);
    if (!copy || (normal.len && !key.ptr) || !strmap_put(&s->symbols, key, copy)) return false;
    int parts = scope_name_parts(normal);
    if (parts > s->parts_max) s->parts_max = parts;
    return true;
}

bool feel_scope_add(feel_scope *s, feel_symbol symbol)
{
    str normal = feel_name_normal(s->arena, symbol.name);
    if (!normal.len || strmap_find(&s->symbols, normal)) return false;
    symbol.name = str_copy(s->arena, symbol.name);
    if (!symbol.name.ptr) return false;
    return put_symbol(s, normal, &(scope_symbol){ .pub = symbol, .local = -1 });
}

int32_t scope_add_local(feel_scope *s, str normal_name, const feel_type *type)
{
    int32_t index = s->frame->size;
    scope_symbol symbol = {
        .pub = { .name = str_copy(s->arena, normal_name), .slot = -1, .type = type }, .local = index
    };
    if (normal_name.len && (!symbol.pub.name.ptr || !put_symbol(s, normal_name, &symbol)))
        return -1;
    s->frame->size++;
    return index;
}

const scope_symbol *scope_here(const feel_scope *s, str normal_name)
{
    return strmap_find(&s->symbols, normal_name);
}

const feel_symbol *feel_scope_find(const feel_scope *s, str name)
{
    char room[LEX_NAME_MAX * 2];
    lex_name parts;
    str normal = name;
    lex_name_scan(name, 0, LEX_PARTS_MAX, NULL, &parts);
    if (parts.count > 0 && parts.end[parts.count - 1] == name.len) {
        normal = lex_name_text(&parts, parts.count - 1);
        memcpy(room, normal.ptr, (size_t)normal.len);
        normal.ptr = room;
    }
    for (; s; s = s->outer) {
        const scope_symbol *found = strmap_find(&s->symbols, normal);
        if (found) return &found->pub;
    }
    return NULL;
}

int32_t scope_reach(arena *a, scope_frame *frame, scope_frame *owner, int32_t local, bool self)
{
    if (frame == owner || !frame) return local;
    bool direct = frame->outer == owner;
    int32_t outer = direct ? local : scope_reach(a, frame->outer, owner, local, self);
    if (outer < 0) return -1;
    bool as_self = self && direct;
    for (int i = 0; i < frame->captures.count; i++) {
        const feel_capture *c = &frame->captures.items[i];
        if (c->outer == outer && c->self == as_self) return c->local;
    }
    feel_capture *c = VEC_PUSH(a, &frame->captures);
    if (!c) return -1;
    *c = (feel_capture){ .outer = outer, .local = frame->size++, .self = as_self };
    return c->local;
}

str scope_nearest(const feel_scope *s, str name)
{
    str best = { 0 };
    int limit = utf8_chars(name) <= 4 ? 1 : utf8_chars(name) / 3;
    int best_distance = limit + 1, looked_at = 0;
    for (; s; s = s->outer) {
        for (int i = 0; i < s->symbols.count && looked_at < 20000; i++, looked_at++) {
            int distance = str_distance(s->symbols.entries[i].key, name);
            if (distance >= best_distance) continue;
            best_distance = distance;
            best = s->symbols.entries[i].key;
        }
    }
    if (best.len) return best;
    for (int i = 0; i < feel_builtin_count; i++) {
        int distance = str_distance(str_c(feel_builtins[i].name), name);
        if (distance >= best_distance) continue;
        best_distance = distance;
        best = str_c(feel_builtins[i].name);
    }
    return best;
}
