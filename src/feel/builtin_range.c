/* builtin_range.c: how points and ranges lie to each other (DMN 1.5 §10.3.4.7, table 78: Allen's
*relations).
** A point takes part as it is; a range without an end reaches to infinity on that side. */
#include "feel/builtin_args.h"

/* One side of a range: a value, or infinity (-1 below, 1 above everything). */
typedef struct edge { feel_value v; bool closed; int infinite; } edge;
typedef struct span { edge low, high; bool point; } span;

static bool read_span(const args *a, int i, span *out)
{
    feel_value v = arg_single(a, i, 1u << FEEL_RANGE);
    if (v.kind == FEEL_RANGE) {
        const feel_range *r = v.as.range;
        out->low = (edge){ r->low, r->low_closed, r->has_low ? 0 : -1 };
        out->high = (edge){ r->high, r->high_closed, r->has_high ? 0 : 1 };
        out->point = false;
    } else {
        out->low = out->high = (edge){ v, true, 0 };
        out->point = true;
    }
    bool orderly = (out->low.infinite || feel_order(out->low.v, out->low.v) == 0) &&
                   (out->high.infinite || feel_order(out->high.v, out->high.v) == 0);
    if (!orderly) arg_bad(a, i, "point or range");
    return orderly;
}

static int order(edge x, edge y)
{
    if (x.infinite || y.infinite) return (x.infinite > y.infinite) - (x.infinite < y.infinite);
    return feel_order(x.v, y.v);
}

/* x lies wholly before y: it ends before y begins, or they touch and one of them does not include
 * the place. */
static bool is_before(span x, span y)
{
    int c = order(x.high, y.low);
    return c < 0 || (c == 0 && (!x.high.closed || !y.low.closed));
}

static bool is_after(span x, span y)
{
    return is_before(y, x);
}

static bool meets(span x, span y)
{
    return x.high.closed && y.low.closed && order(x.high, y.low) == 0;
}

static bool met_by(span x, span y)
{
    return meets(y, x);
}

static bool overlaps(span x, span y)
{
    return !is_before(x, y) && !is_before(y, x);
}

/* x begins before y does. */
static bool starts_before(span x, span y)
{
    int c = order(x.low, y.low);
    return c < 0 || (c == 0 && x.low.closed && !y.low.closed);
}

static bool ends_after(span x, span y)
{
    int c = order(x.high, y.high);
    return c > 0 || (c == 0 && x.high.closed && !y.high.closed);
}

static bool overlaps_before(span x, span y)
{
    return starts_before(x, y) && !is_before(x, y) && !ends_after(x, y);
}

static bool overlaps_after(span x, span y)
{
    return overlaps_before(y, x);
}

static bool includes(span x, span y)
{
    return !starts_before(y, x) && !ends_after(y, x);
}

static bool during(span x, span y)
{
    return includes(y, x);
}

static bool same_low(span x, span y)
{
    return order(x.low, y.low) == 0 && x.low.closed == y.low.closed;
}

static bool same_high(span x, span y)
{
    return order(x.high, y.high) == 0 && x.high.closed == y.high.closed;
}

/* A point starts a range that includes its own beginning there. */
static bool starts(span x, span y)
{
    return same_low(x, y) && !ends_after(x, y);
}

static bool started_by(span x, span y)
{
    return starts(y, x);
}

static bool finishes(span x, span y)
{
    return same_high(x, y) && !starts_before(x, y);
}

static bool finished_by(span x, span y)
{
    return finishes(y, x);
}

static bool coincides(span x, span y)
{
    return same_low(x, y) && same_high(x, y);
}

/* What stands at each side: a point, a range, or either. */
typedef enum { POINT = 1, RANGE = 2, EITHER = 3 } side;

static feel_value relate(const args *a, bool (*relation)(span, span), side first, side second)
{
    span x, y;
    if (!read_span(a, 0, &x) || !read_span(a, 1, &y)) return FEEL_NULL_VALUE;
    if (!(first & (x.point ? POINT : RANGE))) return arg_bad(a, 0, x.point ? "range" : "point");
    if (!(second & (y.point ? POINT : RANGE))) return arg_bad(a, 1, y.point ? "range" : "point");
    if (order(x.low, y.low) == 2 || order(x.low, y.high) == 2 || order(x.high, y.low) == 2 ||
        order(x.high, y.high) == 2)
        return arg_fail(a, "E-TYPE", "两个参数的类型不能比较",
                        "the arguments are of types that do not compare");
    return feel_bool(relation(x, y));
}

#define RELATION(fn, name, relation, first, second)                           \
    feel_value fn(feel_run *r, int argc, const feel_value *argv, src_pos at) \
    {                                                                         \
        ARGS(name);                                                           \
        return relate(&a, relation, first, second);                           \
    }
RELATION(builtin_before, "before", is_before, EITHER, EITHER)
RELATION(builtin_after, "after", is_after, EITHER, EITHER)
RELATION(builtin_meets, "meets", meets, RANGE, RANGE)
RELATION(builtin_met_by, "met by", met_by, RANGE, RANGE)
RELATION(builtin_overlaps, "overlaps", overlaps, RANGE, RANGE)
RELATION(builtin_overlaps_before, "overlaps before", overlaps_before, RANGE, RANGE)
RELATION(builtin_overlaps_after, "overlaps after", overlaps_after, RANGE, RANGE)
RELATION(builtin_finishes, "finishes", finishes, EITHER, RANGE)
RELATION(builtin_finished_by, "finished by", finished_by, RANGE, EITHER)
RELATION(builtin_includes, "includes", includes, RANGE, EITHER)
RELATION(builtin_during, "during", during, EITHER, RANGE)
RELATION(builtin_starts, "starts", starts, EITHER, RANGE)
RELATION(builtin_started_by, "started by", started_by, RANGE, EITHER)

/* Two points or two ranges. */
feel_value builtin_coincides(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("coincides");
    side kind = arg_single(&a, 0, 1u << FEEL_RANGE).kind == FEEL_RANGE ? RANGE : POINT;
    return relate(&a, coincides, kind, kind);
}
