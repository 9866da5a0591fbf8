/* value.c: making, comparing and ordering FEEL values (DMN 1.5 §10.3.2.13 equality, §10.3.2.7
 * ranges). */
#include "feel/value.h"

/* Lists built by a run may nest deeper than any text, and a list may hold another one twice, level
*upon level, so that
** walking it all would never end. Whoever passes these limits does not compare. */
enum { NESTING_MAX = 1000, VISITS_MAX = 20000000 };

feel_value feel_make_time(arena *a, dtime t)
{
    dtime *copy = arena_copy(a, &t, sizeof t);
    return copy ? (feel_value){ .kind = FEEL_TIME, .as.time = copy } : FEEL_NULL_VALUE;
}

feel_value feel_make_datetime(arena *a, datetime t)
{
    datetime *copy = arena_copy(a, &t, sizeof t);
    return copy ? (feel_value){ .kind = FEEL_DATETIME, .as.datetime = copy } : FEEL_NULL_VALUE;
}

feel_value feel_make_range(arena *a, feel_range r)
{
    feel_range *copy = arena_copy(a, &r, sizeof r);
    return copy ? (feel_value){ .kind = FEEL_RANGE, .as.range = copy } : FEEL_NULL_VALUE;
}

feel_value feel_make_list(arena *a, const feel_value *items, int32_t count)
{
    feel_list *list = ARENA_NEW(a, feel_list);
    if (!list || count < 0) return FEEL_NULL_VALUE;
    list->count = count;
    if (count > 0) {
        list->items = ARENA_ARRAY(a, feel_value, count);
        if (!list->items) return FEEL_NULL_VALUE;
        memcpy(list->items, items, (size_t)count * sizeof *items);
    }
    return (feel_value){ .kind = FEEL_LIST, .as.list = list };
}

feel_value feel_make_context(arena *a, const str *keys, const feel_value *values, int32_t count)
{
    feel_context *c = ARENA_NEW(a, feel_context);
    if (!c || count < 0) return FEEL_NULL_VALUE;
    c->count = count;
    if (count > 0) {
        c->keys = ARENA_ARRAY(a, str, count);
        c->values = ARENA_ARRAY(a, feel_value, count);
        if (!c->keys || !c->values) return FEEL_NULL_VALUE;
        memcpy(c->keys, keys, (size_t)count * sizeof *keys);
        memcpy(c->values, values, (size_t)count * sizeof *values);
    }
    return (feel_value){ .kind = FEEL_CONTEXT, .as.context = c };
}

feel_value feel_context_get(const feel_context *c, str key, bool *found)
{
    for (int32_t i = 0; i < c->count; i++) {
        if (!str_eq(c->keys[i], key)) continue;
        if (found) *found = true;
        return c->values[i];
    }
    if (found) *found = false;
    return FEEL_NULL_VALUE;
}

/* ---- instants ---- */

enum { SECOND_NS = 1000000000 };

/* A time of day becomes an instant on 1970-01-01: a zone with a name has the offset of that day,
 * for lack of another. */
static datetime on_some_day(dtime t)
{
    return (datetime){ .date = { 1970, 1, 1 }, .time = t };
}

static datetime as_datetime(feel_value v)
{
    return v.kind == FEEL_TIME ? on_some_day(*v.as.time) : *v.as.datetime;
}

static bool zoned(const datetime *t)
{
    return t->time.zone.kind != ZONE_NONE;
}

/* -1, 0, 1; 2 when one is local and the other zoned (§10.3.2.3.6: there is no instant to compare).
** unit: 1, or SECOND_NS to compare whole seconds. */
static int order_moments(feel_value a, feel_value b, int64_t unit)
{
    datetime x = as_datetime(a), y = as_datetime(b);
    if (zoned(&x) != zoned(&y)) return 2;
    nanos m = datetime_instant(&x), n = datetime_instant(&y);
    if (unit > 1) {
        m = (m - ((m % unit) + unit) % unit) / unit;
        n = (n - ((n % unit) + unit) % unit) / unit;
    }
    return m < n ? -1 : m > n;
}

/* ---- equality ---- */

/* The ways two values can agree; one walk over lists and contexts serves all three. */
typedef enum { BY_STANDARD, BY_CONTENT, BY_NOTATION } agreement;
typedef struct walk { agreement how; int depth; long visits; } walk;

static int agree(feel_value a, feel_value b, walk *w);

static int agree_moments(feel_value a, feel_value b, agreement how)
{
    if (how == BY_STANDARD) {
        int order = order_moments(a, b, SECOND_NS);
        return order == 2 ? -1 : order == 0;
    }
    if (how == BY_CONTENT) return order_moments(a, b, 1) == 0;
    datetime x = as_datetime(a), y = as_datetime(b);
    return date_cmp(x.date, y.date) == 0 && x.time.hour == y.time.hour &&
           x.time.minute == y.time.minute && x.time.second == y.time.second &&
           x.time.nano == y.time.nano && x.time.zone.kind == y.time.zone.kind &&
           (x.time.zone.kind != ZONE_OFFSET || x.time.zone.offset_s == y.time.zone.offset_s) &&
           (x.time.zone.kind != ZONE_NAME || str_eq(x.time.zone.name, y.time.zone.name));
}

static int agree_lists(const feel_list *a, const feel_list *b, walk *w)
{
    if (a == b) return 1;
    if (a->count != b->count) return 0;
    for (int32_t i = 0; i < a->count; i++)
        if (agree(a->items[i], b->items[i], w) != 1) return 0;
    return 1;
}

static int agree_contexts(const feel_context *a, const feel_context *b, walk *w)
{
    if (a == b) return 1;
    if (a->count != b->count) return 0;
    for (int32_t i = 0; i < a->count; i++) {
        bool found = i < b->count && str_eq(a->keys[i], b->keys[i]);
        feel_value other = found ? b->values[i] : feel_context_get(b, a->keys[i], &found);
        if (!found || agree(a->values[i], other, w) != 1) return 0;
    }
    return 1;
}

static int agree_ranges(const feel_range *a, const feel_range *b, walk *w)
{
    if (a->low_closed != b->low_closed || a->high_closed != b->high_closed ||
        a->has_low != b->has_low || a->has_high != b->has_high || a->point != b->point)
        return 0;
    if (a->has_low && agree(a->low, b->low, w) != 1) return 0;
    return !a->has_high || agree(a->high, b->high, w) == 1;
}

static int agree_scalars(feel_value a, feel_value b, walk *w)
{
    switch ((feel_kind)a.kind) {
    case FEEL_BOOLEAN: return a.as.boolean == b.as.boolean;
    case FEEL_NUMBER: return dec_eq(a.as.number, b.as.number);
    case FEEL_STRING: return str_eq(a.as.string, b.as.string);
    case FEEL_DATE: return date_cmp(a.as.date, b.as.date) == 0;
    case FEEL_TIME:
    case FEEL_DATETIME: return agree_moments(a, b, w->how);
    case FEEL_MONTHS: return a.as.months == b.as.months;
    case FEEL_NANOS: return feel_nanos(a) == feel_nanos(b);
    case FEEL_FUNCTION: return a.as.function == b.as.function ? 1 : w->how == BY_STANDARD ? -1 : 0;
    default: return 1;
    }
}

static int agree(feel_value a, feel_value b, walk *w)
{
    if (a.kind == FEEL_NULL || b.kind == FEEL_NULL) return a.kind == b.kind;
    if (a.kind != b.kind) return w->how == BY_STANDARD ? -1 : 0;
    if (a.kind != FEEL_LIST && a.kind != FEEL_CONTEXT && a.kind != FEEL_RANGE)
        return agree_scalars(a, b, w);
    if (w->depth >= NESTING_MAX || ++w->visits > VISITS_MAX) return w->how == BY_STANDARD ? -1 : 0;
    w->depth++;
    int answer = a.kind == FEEL_LIST      ? agree_lists(a.as.list, b.as.list, w)
                 : a.kind == FEEL_CONTEXT ? agree_contexts(a.as.context, b.as.context, w)
                                          : agree_ranges(a.as.range, b.as.range, w);
    w->depth--;
    return answer;
}

int feel_equal(feel_value a, feel_value b)
{
    walk w = { .how = BY_STANDARD };
    return agree(a, b, &w);
}

bool feel_same(feel_value a, feel_value b)
{
    walk w = { .how = BY_CONTENT };
    return agree(a, b, &w) == 1;
}

bool feel_is(feel_value a, feel_value b)
{
    walk w = { .how = BY_NOTATION };
    return agree(a, b, &w) == 1;
}

/* ---- order ---- */

int feel_order(feel_value a, feel_value b)
{
    if (a.kind != b.kind) return 2;
    switch ((feel_kind)a.kind) {
    case FEEL_NUMBER: return dec_cmp(a.as.number, b.as.number);
    case FEEL_STRING: {
        int c = str_cmp(a.as.string, b.as.string);
        return (c > 0) - (c < 0);
    }
    case FEEL_DATE: {
        int c = date_cmp(a.as.date, b.as.date);
        return (c > 0) - (c < 0);
    }
    case FEEL_TIME:
    case FEEL_DATETIME: return order_moments(a, b, 1);
    case FEEL_MONTHS: return (a.as.months > b.as.months) - (a.as.months < b.as.months);
    case FEEL_NANOS: {
        nanos m = feel_nanos(a), n = feel_nanos(b);
        return (m > n) - (m < n);
    }
    default: return 2;
    }
}

int feel_in_range(feel_value v, const feel_range *r)
{
    int low = 1, high = 1;
    if (r->point && !r->low_closed) {                /* (!= x): all but x */
        int same = feel_equal(v, r->low);
        return same < 0 ? -1 : !same;
    }
    if (r->has_low) {
        int order = feel_order(v, r->low);
        low = order == 2 ? -1 : order > 0 || (order == 0 && r->low_closed);
    }
    if (r->has_high) {
        int order = feel_order(v, r->high);
        high = order == 2 ? -1 : order < 0 || (order == 0 && r->high_closed);
    }
    if (low == 0 || high == 0) return 0;
    return low < 0 || high < 0 ? -1 : 1;
}

/* ---- hashing ---- */

static uint64_t mix(uint64_t h, uint64_t x)
{
    h ^= x + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    h *= 0xff51afd7ed558ccdu;
    return h ^ (h >> 32);
}

static uint64_t hash_moment(feel_value v)
{
    datetime t = as_datetime(v);
    nanos n = datetime_instant(&t);
    return mix(mix(v.kind, (uint64_t)n), (uint64_t)(n >> 64));
}

enum { HASH_DEPTH = 3, HASH_ITEMS = 16 };

static uint64_t hash_nested(feel_value v, int depth);

/* The first items stand for a long list: enough to tell most lists apart, and an end is certain. */
static uint64_t hash_list(const feel_list *list, int depth)
{
    uint64_t h = mix(FEEL_LIST, (uint64_t)list->count);
    for (int32_t i = 0; i < list->count && i < HASH_ITEMS && depth < HASH_DEPTH; i++)
        h = mix(h, hash_nested(list->items[i], depth + 1));
    return h;
}

/* The order of entries does not matter, hence the sum; lists and contexts inside count by their
 * size only. */
static uint64_t hash_context(const feel_context *c)
{
    uint64_t h = mix(FEEL_CONTEXT, (uint64_t)c->count);
    for (int32_t i = 0; i < c->count; i++) {
        feel_value v = c->values[i];
        uint64_t inner =
            v.kind == FEEL_CONTEXT ? (uint64_t)v.as.context->count : hash_nested(v, HASH_DEPTH);
        h += mix(str_hash(c->keys[i]), inner);
    }
    return h;
}

static uint64_t hash_nested(feel_value v, int depth)
{
    uint64_t h = v.kind;
    switch ((feel_kind)v.kind) {
    case FEEL_NULL: return h;
    case FEEL_BOOLEAN: return mix(h, v.as.boolean);
    case FEEL_NUMBER: return mix(h, dec_hash(v.as.number));
    case FEEL_STRING: return mix(h, str_hash(v.as.string));
    case FEEL_DATE: return mix(h, (uint64_t)date_to_days(v.as.date));
    case FEEL_TIME:
    case FEEL_DATETIME: return hash_moment(v);
    case FEEL_MONTHS: return mix(h, (uint64_t)v.as.months);
    case FEEL_NANOS: return mix(mix(h, v.as.nanos.lo), (uint64_t)v.as.nanos.hi);
    case FEEL_LIST: return hash_list(v.as.list, depth);
    case FEEL_CONTEXT: return hash_context(v.as.context);
    case FEEL_RANGE:
        return depth < HASH_DEPTH ? mix(h, hash_nested(v.as.range->low, depth + 1)) : h;
    case FEEL_FUNCTION: return mix(h, (uint64_t)(uintptr_t)v.as.function);
    }
    return h;
}

uint64_t feel_hash(feel_value v)
{
    return hash_nested(v, 0);
}
