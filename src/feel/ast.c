/* ast.c: questions about a tree: names of kinds, places, children (ast.h). */
#include "feel/ast.h"

const char *feel_node_name(feel_node_kind kind)
{
    static const char *const names[] = {
#define X(id, member, what) #id,
        FEEL_NODES(X)
#undef X
    };
    return (unsigned)kind < FEEL_NODE_COUNT ? names[kind] : "?";
}

str feel_expr_source(const feel_expr *e)
{
    return e->source ? str_sub(e->source->text, e->offset, e->offset + e->length) : (str){ 0 };
}

src_pos feel_expr_pos(const feel_expr *e)
{
    if (!e) return (src_pos){ 0 };
    if (e->kind == FEEL_N_TABLE) return e->as.table->pos;
    if (!e->source)
        return e->kind == FEEL_N_FRAME ? feel_expr_pos(e->as.frame.body) : (src_pos){ 0 };
    const src_pos *at = &e->source->at;
    src_pos pos = src_pos_at(at->file, e->source->text, e->offset);
    if (at->line > 0) {
        if (pos.line == 1 && at->column > 0) pos.column += at->column - 1;
        pos.line += at->line - 1;
    }
    pos.length = utf8_chars(feel_expr_source(e));
    return pos;
}

/* The i-th of those given that is there. */
static const feel_expr *pick(const feel_expr *const *from, int count, int32_t i)
{
    for (int k = 0; k < count; k++)
        if (from[k] && i-- == 0) return from[k];
    return NULL;
}

static const feel_expr *loop_child(const feel_expr *e, int32_t i)
{
    for (int32_t k = 0; k < e->as.loop.count; k++) {
        const feel_iterator *it = &e->as.loop.iterators[k];
        if (i-- == 0) return it->from;
        if (it->to && i-- == 0) return it->to;
    }
    return i == 0 ? e->as.loop.body : NULL;
}

static const feel_expr *context_child(const feel_expr *e, int32_t i)
{
    if (i < e->as.context.count) return e->as.context.entries[i].expr;
    return i == e->as.context.count ? e->as.context.result : NULL;
}

static const feel_expr *call_child(const feel_expr *e, int32_t i)
{
    if (e->kind == FEEL_N_CALL && i-- == 0) return e->as.call.of.function;
    for (int32_t k = 0; k < e->as.call.count; k++)
        if (e->as.call.args[k].expr && i-- == 0) return e->as.call.args[k].expr;
    return NULL;
}

const feel_expr *feel_expr_child(const feel_expr *e, int32_t i)
{
    if (!e || i < 0) return NULL;
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_LITERAL:
    case FEEL_N_LOCAL:
    case FEEL_N_SLOT:
    case FEEL_N_SUBJECT:
    case FEEL_N_TEST_ANY:
    case FEEL_NODE_COUNT: return NULL;
    case FEEL_N_ITEM: return i == 0 ? e->as.item.fallback : NULL;
    case FEEL_N_FRAME: return i == 0 ? e->as.frame.body : NULL;
    case FEEL_N_INSTANCE: return i == 0 ? e->as.instance.a : NULL;
    case FEEL_N_FOR: case FEEL_N_SOME: case FEEL_N_EVERY: return loop_child(e, i);
    case FEEL_N_LIST: return i < e->as.list.count ? e->as.list.items[i] : NULL;
    case FEEL_N_RANGE:
        return pick((const feel_expr *const[]){ e->as.range.low, e->as.range.high }, 2, i);
    case FEEL_N_CONTEXT: return context_child(e, i);
    case FEEL_N_FUNCTION: return i == 0 ? e->as.lambda->body : NULL;
    case FEEL_N_CALL_BUILTIN: case FEEL_N_CALL_SLOT: case FEEL_N_CALL: return call_child(e, i);
    case FEEL_N_PATH: return i == 0 ? e->as.path.a : NULL;
    case FEEL_N_FILTER: return i == 0 ? e->as.filter.a : i == 1 ? e->as.filter.condition : NULL;
    case FEEL_N_TESTS: return i < e->as.tests.count ? e->as.tests.items[i] : NULL;
    case FEEL_N_TABLE: return i < e->as.rows.count ? e->as.rows.items[i] : NULL;
    default: return pick((const feel_expr *const[]){ e->as.kid.a, e->as.kid.b, e->as.kid.c }, 3, i);
    }
}

int32_t feel_expr_child_count(const feel_expr *e)
{
    int32_t count = 0;
    if (e->kind == FEEL_N_LIST) return e->as.list.count;
    if (e->kind == FEEL_N_TESTS) return e->as.tests.count;
    if (e->kind == FEEL_N_TABLE) return e->as.rows.count;
    while (feel_expr_child(e, count)) count++;
    return count;
}
