/* value.h: FEEL values and types (DMN 1.5 §10.3.2).
**
** A feel_value is 24 bytes, copied freely; what it points to (text, items, entries) lives in the
*arena of the run or
** of the model that made it and never changes after it was made, so values may be shared.
** null is a value. An error in FEEL is null plus a finding in the run (see feel.h), never a C
*error.
** Layer: feel; includes base only. */
#ifndef HENG_FEEL_VALUE_H
#define HENG_FEEL_VALUE_H

#include "base/date.h"
#include "base/dec.h"
#include "base/str.h"

typedef enum feel_kind {
    FEEL_NULL, FEEL_BOOLEAN, FEEL_NUMBER, FEEL_STRING, FEEL_DATE, FEEL_TIME, FEEL_DATETIME,
    FEEL_MONTHS,             /* years and months duration */
    FEEL_NANOS,              /* days and time duration */
    FEEL_LIST, FEEL_CONTEXT, FEEL_RANGE, FEEL_FUNCTION
} feel_kind;

typedef struct feel_list feel_list;
typedef struct feel_context feel_context;
typedef struct feel_range feel_range;
typedef struct feel_function feel_function;          /* built-in, closure or decision; see feel.h */

typedef struct feel_value {
    uint8_t kind;
    union {
        bool boolean;
        dec number;
        str string;
        date date;
        const dtime *time;
        const datetime *datetime;
        int64_t months;
        struct { uint64_t lo; int64_t hi; } nanos;   /* feel_nanos() / feel_from_nanos() */
        const feel_list *list;
        const feel_context *context;
        const feel_range *range;
        const feel_function *function;
    } as;
} feel_value;
_Static_assert(sizeof(feel_value) == 24, "values are copied everywhere");

struct feel_list { int32_t count; feel_value *items; };
struct feel_context {
    int32_t count;
    str *keys;
    feel_value *values;
}; /* keys in order of definition, unique */
struct feel_range {
    bool low_closed, high_closed;
    bool has_low, has_high; /* false: unbounded, as in (< 5); (null..5) has a low that is null */
    bool point; /* written (= x), or open at both ends (!= x): low and high are x, yet it
                   does not equal [x..x] */
    feel_value low, high;
};

#define FEEL_NULL_VALUE ((feel_value){ .kind = FEEL_NULL })
static inline feel_value feel_bool(bool b)
{
    return (feel_value){ .kind = FEEL_BOOLEAN, .as.boolean = b };
}
static inline feel_value feel_number(dec d)
{
    return (feel_value){ .kind = FEEL_NUMBER, .as.number = d };
}
static inline feel_value feel_string(str s)
{
    return (feel_value){ .kind = FEEL_STRING, .as.string = s };
}
static inline feel_value feel_date(date d)
{
    return (feel_value){ .kind = FEEL_DATE, .as.date = d };
}
static inline nanos feel_nanos(feel_value v)
{
    return (nanos)(((unsigned __int128)(uint64_t)v.as.nanos.hi << 64) | v.as.nanos.lo);
}
static inline feel_value feel_from_nanos(nanos n)
{
    feel_value v = { .kind = FEEL_NANOS };
    v.as.nanos.lo = (uint64_t)n;
    v.as.nanos.hi = (int64_t)(n >> 64);
    return v;
}
static inline bool feel_is_null(feel_value v) { return v.kind == FEEL_NULL; }
static inline bool feel_is_true(feel_value v) { return v.kind == FEEL_BOOLEAN && v.as.boolean; }

/* Builders return null values without memory. */
feel_value feel_make_time(arena *a, dtime t);
feel_value feel_make_datetime(arena *a, datetime t);
feel_value feel_make_list(arena *a, const feel_value *items, int32_t count); /* copies the array */
feel_value feel_make_context(arena *a, const str *keys, const feel_value *values, int32_t count);
feel_value feel_context_get(const feel_context *c, str key, bool *found); /* null when absent */
/* A range; both ends null-able. Does not check their order. */
feel_value feel_make_range(arena *a, feel_range r);
/* Is v inside? 1, 0, -1 when not comparable (§10.3.2.7). */
int feel_in_range(feel_value v, const feel_range *r);

/* The text of @"…" (§10.3.3 rule 66): a date, time, date and time or duration; false for anything
 * else. */
bool feel_at_literal(arena *a, str text, feel_value *out);
/* A named part of a date, time, date and time, duration or range (§10.3.2.15 table 66: year,
*weekday, time offset, start
** included, …). *known tells whether such a value has such a part; a part may be null (the time
*zone of a local time). Takes no memory. */
feel_value feel_property(feel_value v, str name, bool *known);

/* Equality of §10.3.2.13 ("=" of the standard, three-valued: 1 equal, 0 different, -1 not
*comparable → null).
** Times and dates-and-times are equal when their instants agree to the second; a zoned and a local
*one do not compare. */
int feel_equal(feel_value a, feel_value b);
/* Order: -1, 0, 1; 2 when not comparable. */
int feel_order(feel_value a, feel_value b);
/* Same value for tests and collections (`list contains`, `distinct values`): type and content
 * alike, null equals null. */
bool feel_same(feel_value a, feel_value b);
/* The standard's is(): same kind and, for times, the same zone as written too (10:00Z is not
 * 11:00+01:00). */
bool feel_is(feel_value a, feel_value b);
uint64_t feel_hash(feel_value v);                    /* values that are feel_same hash alike */

/* The value as a FEEL literal ("abc", @"2023-07-01", [1, 2], {a: 1}); as plain display text (abc,
*2023-07-01). ptr NULL
** without memory or for texts beyond 64 MB. */
str feel_literal(arena *a, feel_value v);
str feel_display(arena *a, feel_value v);

/* ---- types (§10.3.2.2, §7.3.3 ItemDefinition) ---- */
typedef enum feel_type_kind {
    FEEL_T_ANY,
    FEEL_T_NULL,
    FEEL_T_BOOLEAN,
    FEEL_T_NUMBER,
    FEEL_T_STRING,
    FEEL_T_DATE,
    FEEL_T_TIME,
    FEEL_T_DATETIME,
    FEEL_T_MONTHS,
    FEEL_T_NANOS,
    FEEL_T_LIST,
    FEEL_T_CONTEXT,
    FEEL_T_RANGE,
    FEEL_T_FUNCTION
} feel_type_kind;

typedef struct feel_type feel_type;
typedef struct { str name; const feel_type *type; } feel_member;

struct feel_type {
    feel_type_kind kind;
    str name;                        /* of a declared type; empty for built-in ones */
    str unit; /* numbers: "元", "元/月", "%", "人"; empty = none. Adding different units is a type
                 error */
    const feel_type *element;        /* list, range; function result */
    const feel_member *members;      /* context entries, function parameters */
    int32_t member_count;
    const struct feel_expr *allowed; /* unary tests over ?, or NULL */
    const feel_value
        *values; /* enumeration when `allowed` is a plain list of literals (finite domain) */
    int32_t value_count;
};

extern const feel_type FEEL_TYPE_ANY, FEEL_TYPE_NULL, FEEL_TYPE_BOOLEAN, FEEL_TYPE_NUMBER,
    FEEL_TYPE_STRING, FEEL_TYPE_DATE, FEEL_TYPE_TIME, FEEL_TYPE_DATETIME, FEEL_TYPE_MONTHS,
    FEEL_TYPE_NANOS;
/* "number", "date and time", "years and months duration", …, NULL when the name is no built-in
 * type. */
const feel_type *feel_type_builtin(str name);
/* The type of a value as far as its kind tells: number, list<Any>, … */
const feel_type *feel_value_type(feel_value v);
bool feel_type_conforms(const feel_type *from, const feel_type *to);               /* §10.3.2.9.3 */
bool feel_value_is(feel_value v, const feel_type *t);                              /* instance of */
str feel_type_text(arena *a, const feel_type *t);

#endif
