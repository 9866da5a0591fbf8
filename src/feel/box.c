/* box.c: boxed contexts and functions built step by step by the readers of policies and DMN files
 * (feel.h). */
#include "feel/scope.h"

struct feel_box {
    arena *arena;
    feel_scope *scope;
    scope_frame *own; /* NULL: the frame of the surrounding box or lambda is used */
    VEC(feel_entry_node) entries;
    feel_expr *result;
    src_pos at;
};

struct feel_lambda {
    arena *arena;
    feel_scope *scope;
    scope_frame *frame;
    feel_member *params;
    int32_t param_count;
};

feel_box *feel_box_open(arena *a, const feel_scope *outer, src_pos at)
{
    feel_box *b = ARENA_NEW(a, feel_box);
    if (!b) return NULL;
    b->arena = a;
    b->at = at;
    if (!outer || !outer->frame) b->own = scope_frame_new(a, NULL);
    scope_frame *frame = b->own ? b->own : outer ? outer->frame : NULL;
    b->scope = frame ? scope_open(a, outer, frame) : NULL;
    return b->scope ? b : NULL;
}

const feel_scope *feel_box_scope(feel_box *b)
{
    return b->scope;
}

bool feel_box_add(feel_box *b, boxed_entry entry)
{
    if (!entry.name.len) {
        b->result = entry.expr;
        return entry.expr != NULL;
    }
    str name = feel_name_normal(b->arena, entry.name);
    if (!name.len) return false;
    feel_entry_node *node = VEC_PUSH(b->arena, &b->entries);
    if (!node) return false;
    const feel_type *type = entry.type ? entry.type : entry.expr ? entry.expr->type : NULL;
    *node =
        (feel_entry_node){ .name = name, .type = entry.type, .expr = entry.expr, .pos = entry.pos };
    node->local = scope_add_local(b->scope, name, type);
    return entry.expr && node->local >= 0;
}

static void raise(feel_expr *e, const feel_expr *child)
{
    if (child && child->height >= e->height && child->height < UINT16_MAX)
        e->height = (uint16_t)(child->height + 1);
}

static const feel_type *box_type(feel_box *b)
{
    if (b->result) return b->result->type;
    feel_type *t = ARENA_NEW(b->arena, feel_type);
    feel_member *members =
        ARENA_ARRAY(b->arena, feel_member, b->entries.count ? b->entries.count : 1);
    if (!t || !members) return NULL;
    for (int i = 0; i < b->entries.count; i++) {
        const feel_entry_node *entry = &b->entries.items[i];
        members[i] = (feel_member){ entry->name, entry->type ? entry->type : entry->expr->type };
    }
    t->kind = FEEL_T_CONTEXT;
    t->members = members;
    t->member_count = b->entries.count;
    return t;
}

static feel_expr *frame_around(arena *a, feel_expr *body, int32_t size)
{
    feel_expr *e = ARENA_NEW(a, feel_expr);
    if (!e) return NULL;
    e->kind = FEEL_N_FRAME;
    e->height = body->height;
    e->type = body->type;
    e->as.frame.body = body;
    e->as.frame.size = size;
    return e;
}

feel_expr *feel_box_close(feel_box *b)
{
    feel_expr *e = ARENA_NEW(b->arena, feel_expr);
    if (!e) return NULL;
    e->kind = FEEL_N_CONTEXT;
    e->height = 1;
    for (int i = 0; i < b->entries.count; i++) raise(e, b->entries.items[i].expr);
    raise(e, b->result);
    e->as.context.entries = b->entries.items;
    e->as.context.count = b->entries.count;
    e->as.context.result = b->result;
    e->type = box_type(b);
    return b->own && b->own->size > 0 ? frame_around(b->arena, e, b->own->size) : e;
}

feel_lambda *feel_lambda_open(arena *a, const feel_scope *outer, const feel_member *params,
                              int32_t param_count)
{
    feel_lambda *l = ARENA_NEW(a, feel_lambda);
    if (!l) return NULL;
    l->arena = a;
    l->frame = scope_frame_new(a, outer ? outer->frame : NULL);
    l->scope = l->frame ? scope_open(a, outer, l->frame) : NULL;
    l->params = ARENA_ARRAY(a, feel_member, param_count ? param_count : 1);
    l->param_count = param_count;
    if (!l->scope || !l->params) return NULL;
    for (int32_t i = 0; i < param_count; i++) {
        l->params[i] = (feel_member){ feel_name_normal(a, params[i].name), params[i].type };
        if (!l->params[i].name.len ||
            scope_add_local(l->scope, l->params[i].name, params[i].type) < 0)
            return NULL;
    }
    return l;
}

const feel_scope *feel_lambda_scope(feel_lambda *l)
{
    return l->scope;
}

feel_expr *feel_lambda_close(feel_lambda *l, feel_expr *body, const feel_type *result)
{
    feel_expr *e = ARENA_NEW(l->arena, feel_expr);
    feel_lambda_node *node = ARENA_NEW(l->arena, feel_lambda_node);
    feel_type *type = ARENA_NEW(l->arena, feel_type);
    if (!e || !node || !type || !body) return NULL;
    *node = (feel_lambda_node){ .params = l->params,
                                .param_count = l->param_count,
                                .result = result,
                                .body = body,
                                .frame_size = l->frame->size,
                                .captures = l->frame->captures.items,
                                .capture_count = l->frame->captures.count };
    type->kind = FEEL_T_FUNCTION;
    type->element = result ? result : body->type;
    type->members = l->params;
    type->member_count = l->param_count;
    e->kind = FEEL_N_FUNCTION;
    e->height = 1;
    raise(e, body);
    e->as.lambda = node;
    e->type = type;
    return e;
}
