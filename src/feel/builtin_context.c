/* builtin_context.c: built-ins on contexts (DMN 1.5 §10.3.4.9). Contexts never change; each answer
 * is a new one. */
#include "feel/builtin_args.h"

feel_value builtin_get_value(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("get value");
    const feel_context *c;
    str key;
    bool found;
    if (!arg_context(&a, 0, &c) || !arg_string(&a, 1, &key)) return FEEL_NULL_VALUE;
    feel_value v = feel_context_get(c, key, &found);
    if (found) return v;
    return feel_fail(r, "E-NAME", at, "get value: 结构中没有成员 " STR_FMT "; 请改正名称",
                     "get value: the context has no entry " STR_FMT "; correct the name",
                     STR_ARG(key));
}

feel_value builtin_get_entries(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("get entries");
    const feel_context *c;
    if (!arg_context(&a, 0, &c)) return FEEL_NULL_VALUE;
    static const str keys[] = { { "key", 3 }, { "value", 5 } };
    feel_value *items = c->count ? ARENA_ARRAY(r->arena, feel_value, c->count) : NULL;
    if (c->count && !items) return arg_no_memory(&a);
    for (int32_t i = 0; i < c->count; i++) {
        feel_value pair[] = { feel_string(c->keys[i]), c->values[i] };
        items[i] = feel_make_context(r->arena, keys, pair, 2);
        if (items[i].kind != FEEL_CONTEXT) return arg_no_memory(&a);
    }
    feel_value list = feel_make_list(r->arena, items, c->count);
    return list.kind == FEEL_LIST ? list : arg_no_memory(&a);
}

/* ---- building ---- */

/* Entries in order; the map finds a key's place, so that many entries cost no square. */
typedef struct builder {
    arena *arena;
    VEC(str) keys;
    VEC(feel_value) values;
    strmap places;
    bool failed;
} builder;

static void builder_init(builder *b, arena *a)
{
    *b = (builder){ .arena = a };
    strmap_init(&b->places, a);
}

/* Sets an entry; *replaced tells that it was there. */
static void put(builder *b, str key, feel_value v, bool *replaced)
{
    intptr_t place = (intptr_t)strmap_find(&b->places, key);
    *replaced = place > 0;
    if (place > 0) {
        b->values.items[place - 1] = v;
        return;
    }
    str *k = VEC_PUSH(b->arena, &b->keys);
    feel_value *slot = VEC_PUSH(b->arena, &b->values);
    if (!k || !slot || !strmap_put(&b->places, key, (void *)(intptr_t)b->keys.count)) {
        b->failed = true;
        return;
    }
    *k = key;
    *slot = v;
}

static void put_all(builder *b, const feel_context *c)
{
    bool replaced;
    for (int32_t i = 0; i < c->count && !b->failed; i++)
        put(b, c->keys[i], c->values[i], &replaced);
}

static feel_value finish(const args *a, builder *b)
{
    feel_value v = FEEL_NULL_VALUE;
    if (!b->failed) v = feel_make_context(b->arena, b->keys.items, b->values.items, b->keys.count);
    return v.kind == FEEL_CONTEXT ? v : arg_no_memory(a);
}

/* One {key, value} of context(entries). */
static bool put_entry(const args *a, builder *b, feel_value entry)
{
    bool has_key = false, has_value = false, repeated = false;
    feel_value key = FEEL_NULL_VALUE, value = FEEL_NULL_VALUE;
    if (entry.kind == FEEL_CONTEXT) {
        key = feel_context_get(entry.as.context, STR("key"), &has_key);
        value = feel_context_get(entry.as.context, STR("value"), &has_value);
    }
    if (!has_key || !has_value || key.kind != FEEL_STRING) {
        arg_bad(a, 0, "list<context<key: string, value: Any>>");
        return false;
    }
    put(b, key.as.string, value, &repeated);
    if (!repeated) return true;
    str k = key.as.string;
    feel_fail(a->run, "E-NAME", a->at, "context: 成员 " STR_FMT " 出现两次; 请只留一个",
              "context: the key " STR_FMT " occurs twice; leave one of them", STR_ARG(k));
    return false;
}

feel_value builtin_context(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("context");
    feel_list entries;
    builder b;
    if (!arg_list(&a, 0, &entries)) return FEEL_NULL_VALUE;
    builder_init(&b, r->arena);
    for (int32_t i = 0; i < entries.count && !b.failed; i++)
        if (!put_entry(&a, &b, entries.items[i])) return FEEL_NULL_VALUE;
    return finish(&a, &b);
}

static feel_value with_entry(const args *a, const feel_context *c, str key, feel_value v)
{
    builder b;
    bool replaced;
    builder_init(&b, a->run->arena);
    put_all(&b, c);
    put(&b, key, v, &replaced);
    return finish(a, &b);
}

feel_value builtin_context_put_key(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("context put");
    const feel_context *c;
    str key;
    if (!arg_context(&a, 0, &c) || !arg_string(&a, 1, &key)) return FEEL_NULL_VALUE;
    return with_entry(&a, c, key, argv[2]);
}

enum { PATH_MAX_KEYS = 1000 };

/* Goes down the keys, then rebuilds the contexts on the way up. */
feel_value builtin_context_put_keys(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("context put");
    const feel_context *c;
    feel_list keys;
    if (!arg_context(&a, 0, &c) || !arg_list(&a, 1, &keys)) return FEEL_NULL_VALUE;
    if (keys.count < 1 || keys.count > PATH_MAX_KEYS) return arg_bad(&a, 1, "list<string>");
    const feel_context **way = ARENA_ARRAY(r->arena, const feel_context *, keys.count);
    if (!way) return arg_no_memory(&a);
    for (int32_t i = 0; i < keys.count; i++) {
        if (keys.items[i].kind != FEEL_STRING) return arg_bad(&a, 1, "list<string>");
        way[i] = c;
        if (i + 1 == keys.count) break;
        feel_value next = feel_context_get(c, keys.items[i].as.string, NULL);
        if (next.kind != FEEL_CONTEXT)
            return arg_fail(&a, "E-TYPE", "路径中的成员不是结构", "a key on the way leads to no context");
        c = next.as.context;
    }
    feel_value v = argv[2];
    for (int32_t i = keys.count; i > 0; i--) {
        v = with_entry(&a, way[i - 1], keys.items[i - 1].as.string, v);
        if (v.kind != FEEL_CONTEXT) return v;
    }
    return v;
}

feel_value builtin_context_put(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    return argv[1].kind == FEEL_LIST ? builtin_context_put_keys(r, argc, argv, at)
                                     : builtin_context_put_key(r, argc, argv, at);
}

/* Later contexts win; an entry keeps the place of its first appearance. */
feel_value builtin_context_merge(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("context merge");
    feel_list contexts;
    builder b;
    if (!arg_list(&a, 0, &contexts)) return FEEL_NULL_VALUE;
    builder_init(&b, r->arena);
    for (int32_t i = 0; i < contexts.count; i++) {
        if (contexts.items[i].kind != FEEL_CONTEXT) return arg_bad(&a, 0, "list<context>");
        put_all(&b, contexts.items[i].as.context);
    }
    return finish(&a, &b);
}
