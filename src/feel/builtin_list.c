/* builtin_list.c: built-ins that make lists of lists (DMN 1.5 §10.3.4.4). Lists never change; each
 * answer is a new list. */
#include "feel/builtin_args.h"

enum { FEW = 16 };                       /* below this a plain search beats a table */

/* A list being built in the run's arena; full once it has FEEL_LIST_MAX items. */
typedef struct builder { arena *arena; VEC(feel_value) list; bool failed; } builder;

static void put(builder *b, feel_value v)
{
    if (b->failed) return;
    feel_value *slot = b->list.count < FEEL_LIST_MAX ? VEC_PUSH(b->arena, &b->list) : NULL;
    if (slot) *slot = v;
    else b->failed = true;
}

static void put_all(builder *b, const feel_list *items, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to && !b->failed; i++) put(b, items->items[i]);
}

static feel_value finish(const args *a, builder *b)
{
    feel_list *list = b->failed ? NULL : ARENA_NEW(b->arena, feel_list);
    if (!list) return arg_no_memory(a);
    *list = (feel_list){ .count = b->list.count, .items = b->list.items };
    return (feel_value){ .kind = FEEL_LIST, .as.list = list };
}

feel_value builtin_list_contains(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("list contains");
    feel_list list;
    if (!arg_list(&a, 0, &list)) return FEEL_NULL_VALUE;
    for (int32_t i = 0; i < list.count; i++)
        if (feel_same(list.items[i], argv[1])) return feel_bool(true);
    return feel_bool(false);
}

feel_value builtin_index_of(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("index of");
    feel_list list;
    if (!arg_list(&a, 0, &list)) return FEEL_NULL_VALUE;
    builder b = { .arena = r->arena };
    for (int32_t i = 0; i < list.count; i++)
        if (feel_same(list.items[i], argv[1])) put(&b, feel_number(dec_from_int(i + 1)));
    return finish(&a, &b);
}

/* A position 1..count or -count..-1 as an index from 0; notes and answers false for any other. */
static bool read_position(const args *a, int i, int32_t count, int32_t *out)
{
    int64_t position;
    if (!arg_int(a, i, &position)) return false;
    if (position == 0 || position > count || position < -(int64_t)count) {
        feel_fail(a->run, "E-RANGE", a->at,
                  "%s: 位置 %lld 不在列表的 %d 项之内; 位置从 1 数起, 负数从末尾数起",
                  "%s: position %lld lies outside the list of %d; positions count from 1, negative "
                  "ones from the end",
                  a->name, (long long)position, count);
        return false;
    }
    *out = (int32_t)(position > 0 ? position - 1 : count + position);
    return true;
}

feel_value builtin_sublist(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("sublist");
    feel_list list;
    int32_t start;
    int64_t length = INT32_MAX;
    if (!arg_list(&a, 0, &list) || !read_position(&a, 1, list.count, &start))
        return FEEL_NULL_VALUE;
    if (argc > 2 && !arg_int(&a, 2, &length)) return FEEL_NULL_VALUE;
    if (length < 1) return arg_fail(&a, "E-RANGE", "长度至少为 1", "the length must be at least 1");
    if (length > list.count - start) length = list.count - start;
    return feel_make_list(r->arena, list.items + start, (int32_t)length);
}

feel_value builtin_append(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("append");
    feel_list list;
    if (!arg_list(&a, 0, &list)) return FEEL_NULL_VALUE;
    builder b = { .arena = r->arena };
    put_all(&b, &list, 0, list.count);
    for (int i = 1; i < argc; i++) put(&b, argv[i]);
    return finish(&a, &b);
}

feel_value builtin_concatenate(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("concatenate");
    builder b = { .arena = r->arena };
    for (int i = 0; i < argc; i++) {
        feel_list list;
        if (!arg_list(&a, i, &list)) return FEEL_NULL_VALUE;
        put_all(&b, &list, 0, list.count);
    }
    return finish(&a, &b);
}

feel_value builtin_insert_before(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("insert before");
    feel_list list;
    int32_t where;
    if (!arg_list(&a, 0, &list) || !read_position(&a, 1, list.count, &where))
        return FEEL_NULL_VALUE;
    builder b = { .arena = r->arena };
    put_all(&b, &list, 0, where);
    put(&b, argv[2]);
    put_all(&b, &list, where, list.count);
    return finish(&a, &b);
}

feel_value builtin_remove(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("remove");
    feel_list list;
    int32_t where;
    if (!arg_list(&a, 0, &list) || !read_position(&a, 1, list.count, &where))
        return FEEL_NULL_VALUE;
    builder b = { .arena = r->arena };
    put_all(&b, &list, 0, where);
    put_all(&b, &list, where + 1, list.count);
    return finish(&a, &b);
}

feel_value builtin_reverse(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("reverse");
    feel_list list;
    if (!arg_list(&a, 0, &list)) return FEEL_NULL_VALUE;
    builder b = { .arena = r->arena };
    for (int32_t i = list.count; i > 0; i--) put(&b, list.items[i - 1]);
    return finish(&a, &b);
}

/* ---- list replace ---- */

feel_value builtin_list_replace_at(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("list replace");
    feel_list list;
    int32_t where;
    if (!arg_list(&a, 0, &list) || !read_position(&a, 1, list.count, &where))
        return FEEL_NULL_VALUE;
    builder b = { .arena = r->arena };
    put_all(&b, &list, 0, where);
    put(&b, argv[2]);
    put_all(&b, &list, where + 1, list.count);
    return finish(&a, &b);
}

/* Calls f(x, y), which must answer a boolean. */
static bool ask(const args *a, feel_value f, feel_value x, feel_value y, bool *answer)
{
    feel_arg two[2] = { { .value = x }, { .value = y } };
    feel_value v = feel_call(a->run, f.as.function, two, 2);
    if (v.kind != FEEL_BOOLEAN) {
        arg_fail(a, "E-TYPE", "所给函数须接受两个参数并得出 true 或 false",
                 "the function given must take two arguments and answer true or false");
        return false;
    }
    *answer = v.as.boolean;
    return true;
}

feel_value builtin_list_replace_matching(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("list replace");
    feel_list list;
    if (!arg_list(&a, 0, &list)) return FEEL_NULL_VALUE;
    feel_value match = arg_single(&a, 1, 1u << FEEL_FUNCTION);
    if (match.kind != FEEL_FUNCTION) return arg_bad(&a, 1, "function");
    builder b = { .arena = r->arena };
    for (int32_t i = 0; i < list.count && !r->stopped; i++) {
        bool hit;
        if (!ask(&a, match, list.items[i], argv[2], &hit)) return FEEL_NULL_VALUE;
        put(&b, hit ? argv[2] : list.items[i]);
    }
    return r->stopped ? FEEL_NULL_VALUE : finish(&a, &b);
}

feel_value builtin_list_replace(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    return argv[1].kind == FEEL_FUNCTION ? builtin_list_replace_matching(r, argc, argv, at)
                                         : builtin_list_replace_at(r, argc, argv, at);
}

/* ---- distinct ---- */

/* Which values a builder holds already: a plain search for few, a table of positions (open
 * addressing) for many. */
typedef struct seen { builder *b; int32_t *slots, slot_count; } seen;

static bool seen_init(seen *s, builder *b, int64_t expected)
{
    *s = (seen){ .b = b };
    if (expected <= FEW) return true;
    int64_t size = 64;
    while (size < expected * 2) size *= 2;
    if (size > INT32_MAX) return false;
    s->slot_count = (int32_t)size;
    s->slots = ARENA_ARRAY(b->arena, int32_t, size);
    return s->slots != NULL;
}

static bool seen_before(seen *s, feel_value v)
{
    if (!s->slots) {
        for (int32_t i = 0; i < s->b->list.count; i++)
            if (feel_same(s->b->list.items[i], v)) return true;
        return false;
    }
    uint32_t mask = (uint32_t)s->slot_count - 1, at = (uint32_t)feel_hash(v) & mask;
    while (s->slots[at]) {
        if (feel_same(s->b->list.items[s->slots[at] - 1], v)) return true;
        at = (at + 1) & mask;
    }
    s->slots[at] = s->b->list.count + 1;     /* where the caller puts it now */
    return false;
}

static feel_value distinct(const args *a)
{
    int64_t total = 0;
    for (int i = 0; i < a->count; i++) {
        feel_list list;
        if (!arg_list(a, i, &list)) return FEEL_NULL_VALUE;
        total += list.count;
    }
    builder b = { .arena = a->run->arena };
    seen s;
    if (!seen_init(&s, &b, total)) return arg_no_memory(a);
    for (int i = 0; i < a->count; i++) {
        feel_list list;
        if (!arg_list(a, i, &list)) return FEEL_NULL_VALUE;
        for (int32_t k = 0; k < list.count && !b.failed; k++)
            if (!seen_before(&s, list.items[k])) put(&b, list.items[k]);
    }
    return finish(a, &b);
}

feel_value builtin_union(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("union");
    return distinct(&a);
}

feel_value builtin_distinct_values(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("distinct values");
    return distinct(&a);
}

/* ---- flatten ---- */

enum { NESTING_MAX = 1000 };

/* left: how many lists may still be looked into; one list may stand in many places. */
static void flatten(builder *b, const feel_list *list, int depth, long *left)
{
    if (depth > NESTING_MAX || --*left < 0) b->failed = true;
    for (int32_t i = 0; i < list->count && !b->failed; i++)
        if (list->items[i].kind == FEEL_LIST) flatten(b, list->items[i].as.list, depth + 1, left);
        else put(b, list->items[i]);
}

feel_value builtin_flatten(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("flatten");
    feel_list list;
    if (!arg_list(&a, 0, &list)) return FEEL_NULL_VALUE;
    builder b = { .arena = r->arena };
    long left = FEEL_LIST_MAX;
    flatten(&b, &list, 0, &left);
    return finish(&a, &b);
}

/* ---- sort: a stable merge from the bottom up, so that a wrong `precedes` can do no harm ---- */

typedef struct sorter { const args *a; feel_value precedes; bool failed; } sorter;

/* Must y stand before x, which came first? */
static bool goes_before(sorter *s, feel_value y, feel_value x)
{
    bool answer = false;
    if (s->precedes.kind == FEEL_FUNCTION) {
        s->failed = !ask(s->a, s->precedes, y, x, &answer);
        return answer;
    }
    int order = feel_order(y, x);
    if (order == 2) {
        s->failed = true;
        arg_fail(s->a, "E-TYPE", "列表的各项不能相互比较; 请给出比较函数",
                 "the items do not compare with each other; give a function that orders them");
    }
    return order == -1;
}

static void merge(sorter *s, const feel_value *from, feel_value *to, int32_t low, int32_t middle,
                  int32_t high)
{
    int32_t i = low, k = middle;
    for (int32_t n = low; n < high && !s->failed; n++) {
        bool right = k < high && (i >= middle || goes_before(s, from[k], from[i]));
        to[n] = right ? from[k++] : from[i++];
    }
}

feel_value builtin_sort(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("sort");
    feel_list list;
    sorter s = { .a = &a };
    if (!arg_list(&a, 0, &list)) return FEEL_NULL_VALUE;
    if (argc > 1) s.precedes = arg_single(&a, 1, 1u << FEEL_FUNCTION);
    if (argc > 1 && s.precedes.kind != FEEL_FUNCTION) return arg_bad(&a, 1, "function");
    if (list.count < 2) return feel_make_list(r->arena, list.items, list.count);
    feel_value *from = arena_copy(r->arena, list.items, (size_t)list.count * sizeof *list.items);
    feel_value *to = ARENA_ARRAY(r->arena, feel_value, list.count);
    if (!from || !to) return arg_no_memory(&a);
    for (int64_t width = 1; width < list.count; width *= 2) {
        for (int64_t low = 0; low < list.count && !s.failed && !r->stopped; low += 2 * width) {
            int64_t middle = low + width < list.count ? low + width : list.count;
            int64_t high = low + 2 * width < list.count ? low + 2 * width : list.count;
            merge(&s, from, to, (int32_t)low, (int32_t)middle, (int32_t)high);
        }
        if (s.failed || r->stopped) return FEEL_NULL_VALUE;
        feel_value *swap = from;
        from = to;
        to = swap;
    }
    return feel_make_list(r->arena, from, list.count);
}
