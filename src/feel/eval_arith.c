/* eval_arith.c: arithmetic of strings, dates, times and durations (DMN 1.5 §10.3.2.5 tables 45-53),
*and the notes for
** operands no rule covers. Plain numbers never come here. */
#include "feel/eval.h"

#define NANOS_PER_SECOND ((nanos)1000000000)
#define NANOS_PER_DAY (86400 * NANOS_PER_SECOND)
/* Days of date's whole range, with room: keeps every sum inside 128 bits and the conversion to days
 * inside 64. */
#define NANOS_MAX ((nanos)DATE_YEAR_MAX * 2 * 366 * NANOS_PER_DAY)

static const char *const kind_zh[] = { "空值",   "是否",     "数",       "文本",     "日期",
                                       "时间",   "日期时间", "年月期间", "日时期间", "列表",
                                       "上下文", "范围",     "函数" };
static const char *const kind_en[] = { "null",
                                       "boolean",
                                       "number",
                                       "string",
                                       "date",
                                       "time",
                                       "date and time",
                                       "years and months duration",
                                       "days and time duration",
                                       "list",
                                       "context",
                                       "range",
                                       "function" };

feel_value eval_mismatch(feel_run *r, const feel_expr *e, feel_value a, feel_value b)
{
    if (a.kind == FEEL_NULL || b.kind == FEEL_NULL)
        return feel_fail(r, "E-NULL", feel_expr_pos(e), "运算的一边是空值", "an operand is null");
    arena *m = r->arena;
    str zh = str_format(m, "%s与%s不能这样运算", kind_zh[a.kind], kind_zh[b.kind]);
    str en = str_format(m, "this operation does not take a %s and a %s", kind_en[a.kind],
                        kind_en[b.kind]);
    return feel_fail(r, "E-TYPE", feel_expr_pos(e), zh.ptr ? zh.ptr : "类型不符",
                     en.ptr ? en.ptr : "wrong types");
}

static feel_value out_of_range(feel_run *r, const feel_expr *e)
{
    return feel_fail(r, "E-RANGE", feel_expr_pos(e), "日期或期间超出可表示的范围",
                     "the date or duration is out of range");
}

static nanos time_of_day(const dtime *t)
{
    return ((nanos)(t->hour * 3600 + t->minute * 60) + t->second) * NANOS_PER_SECOND + t->nano;
}

static dtime time_from(nanos n, zone z)
{
    int64_t seconds = (int64_t)(n / NANOS_PER_SECOND);
    return (dtime){ .hour = (int8_t)(seconds / 3600),
                    .minute = (int8_t)(seconds / 60 % 60),
                    .second = (int8_t)(seconds % 60),
                    .nano = (int32_t)(n % NANOS_PER_SECOND),
                    .zone = z };
}

/* Splits n into whole days (towards minus infinity) and the rest of the day. */
static int64_t split_days(nanos n, nanos *rest)
{
    nanos days = n / NANOS_PER_DAY;
    *rest = n % NANOS_PER_DAY;
    if (*rest < 0) {
        *rest += NANOS_PER_DAY;
        days--;
    }
    return (int64_t)days;
}

static bool days_valid(int64_t days)
{
    return days >= date_to_days((date){ -DATE_YEAR_MAX, 1, 1 }) &&
           days <= date_to_days((date){ DATE_YEAR_MAX, 12, 31 });
}

static bool is_moment(feel_value v)
{
    return v.kind == FEEL_DATE || v.kind == FEEL_DATETIME;
}

/* A date counts as midnight of a day in UTC (§10.3.2.3.6). */
static datetime as_datetime(feel_value v)
{
    if (v.kind == FEEL_DATETIME) return *v.as.datetime;
    return (datetime){ .date = v.as.date, .time = { .zone = { .kind = ZONE_OFFSET } } };
}

static feel_value moment_add_nanos(feel_run *r, const feel_expr *e, feel_value a, nanos n)
{
    datetime t = as_datetime(a);
    nanos rest;
    if (n > NANOS_MAX || n < -NANOS_MAX) return out_of_range(r, e);
    int64_t days = date_to_days(t.date) + split_days(time_of_day(&t.time) + n, &rest);
    if (!days_valid(days)) return out_of_range(r, e);
    t.date = date_from_days(days);
    if (a.kind == FEEL_DATE) return feel_date(t.date);
    t.time = time_from(rest, t.time.zone);
    return feel_make_datetime(r->arena, t);
}

static feel_value moment_add_months(feel_run *r, const feel_expr *e, feel_value a, int64_t months)
{
    datetime t = as_datetime(a);
    if (!date_add_months(t.date, months, &t.date)) return out_of_range(r, e);
    return a.kind == FEEL_DATE ? feel_date(t.date) : feel_make_datetime(r->arena, t);
}

static feel_value time_add(feel_run *r, feel_value a, nanos n)
{
    nanos rest;
    split_days(time_of_day(a.as.time) + n % NANOS_PER_DAY, &rest);
    return feel_make_time(r->arena, time_from(rest, a.as.time->zone));
}

static feel_value moment_difference(feel_run *r, const feel_expr *e, feel_value a, feel_value b)
{
    datetime x = as_datetime(a), y = as_datetime(b);
    if ((x.time.zone.kind == ZONE_NONE) != (y.time.zone.kind == ZONE_NONE))
        return eval_mismatch(r, e, a, b);
    return feel_from_nanos(datetime_instant(&x) - datetime_instant(&y));
}

static bool time_difference(feel_value a, feel_value b, nanos *out)
{
    datetime x = { .date = { 2000, 1, 1 }, .time = *a.as.time },
             y = { .date = { 2000, 1, 1 }, .time = *b.as.time };
    if ((x.time.zone.kind == ZONE_NONE) != (y.time.zone.kind == ZONE_NONE)) return false;
    *out = datetime_instant(&x) - datetime_instant(&y);
    return true;
}

static feel_value months(feel_run *r, const feel_expr *e, bool overflow, int64_t n)
{
    const int64_t limit = (int64_t)DATE_YEAR_MAX * 24;
    if (overflow || n > limit || n < -limit) return out_of_range(r, e);
    return (feel_value){ .kind = FEEL_MONTHS, .as.months = n };
}

static feel_value bounded_nanos(feel_run *r, const feel_expr *e, nanos n)
{
    return n > NANOS_MAX || n < -NANOS_MAX ? out_of_range(r, e) : feel_from_nanos(n);
}

static feel_value concatenate(feel_run *r, const feel_expr *e, str a, str b)
{
    if ((int64_t)a.len + b.len > INT32_MAX / 2)
        return eval_stop(r, e, "文本太长", "the text is too long");
    char *text = arena_get(r->arena, (size_t)a.len + (size_t)b.len + 1);
    if (!text) return eval_no_memory(r, e);
    if (a.len) memcpy(text, a.ptr, (size_t)a.len);
    if (b.len) memcpy(text + a.len, b.ptr, (size_t)b.len);
    return feel_string((str){ text, a.len + b.len });
}

feel_value eval_add(feel_run *r, const feel_expr *e, feel_value a, feel_value b)
{
    int64_t sum;
    if (a.kind == FEEL_STRING && b.kind == FEEL_STRING)
        return concatenate(r, e, a.as.string, b.as.string);
    if (a.kind == FEEL_MONTHS && b.kind == FEEL_MONTHS) {
        bool overflow = __builtin_add_overflow(a.as.months, b.as.months, &sum);
        return months(r, e, overflow, sum);
    }
    if (a.kind == FEEL_NANOS && b.kind == FEEL_NANOS)
        return bounded_nanos(r, e, feel_nanos(a) + feel_nanos(b));
    if (is_moment(b) || b.kind == FEEL_TIME) {
        feel_value swap = a;
        a = b;
        b = swap;
    }
    if (is_moment(a) && b.kind == FEEL_MONTHS) return moment_add_months(r, e, a, b.as.months);
    if (is_moment(a) && b.kind == FEEL_NANOS) return moment_add_nanos(r, e, a, feel_nanos(b));
    if (a.kind == FEEL_TIME && b.kind == FEEL_NANOS) return time_add(r, a, feel_nanos(b));
    return eval_mismatch(r, e, a, b);
}

feel_value eval_subtract(feel_run *r, const feel_expr *e, feel_value a, feel_value b)
{
    int64_t difference;
    nanos n;
    if (a.kind == FEEL_MONTHS && b.kind == FEEL_MONTHS) {
        bool overflow = __builtin_sub_overflow(a.as.months, b.as.months, &difference);
        return months(r, e, overflow, difference);
    }
    if (a.kind == FEEL_NANOS && b.kind == FEEL_NANOS)
        return bounded_nanos(r, e, feel_nanos(a) - feel_nanos(b));
    if (is_moment(a) && is_moment(b)) return moment_difference(r, e, a, b);
    if (a.kind == FEEL_TIME && b.kind == FEEL_TIME && time_difference(a, b, &n))
        return feel_from_nanos(n);
    if (is_moment(a) && b.kind == FEEL_MONTHS)
        return b.as.months == INT64_MIN ? out_of_range(r, e)
                                        : moment_add_months(r, e, a, -b.as.months);
    if (is_moment(a) && b.kind == FEEL_NANOS) return moment_add_nanos(r, e, a, -feel_nanos(b));
    if (a.kind == FEEL_TIME && b.kind == FEEL_NANOS)
        return time_add(r, a, -(feel_nanos(b) % NANOS_PER_DAY));
    return eval_mismatch(r, e, a, b);
}

/* ---- durations and numbers ---- */

static bool nanos_to_dec(nanos n, dec *out)
{
    /* Two halves below 10^18 each keep every digit. */
    const nanos half = (nanos)1000000000000000000;
    dec high;
    return dec_mul(dec_from_int((int64_t)(n / half)), dec_scaled(1, 18), &high)
        && dec_add(high, dec_from_int((int64_t)(n % half)), out);
}

/* Cuts off towards zero. false when the number is out of range. */
static bool dec_to_nanos(dec d, nanos *out)
{
    dec whole, high, low, scaled;
    int64_t h, l;
    if (!dec_round(d, 0, DEC_DOWN, &whole) || !dec_div(whole, dec_scaled(1, 18), &high))
        return false;
    if (!dec_round(high, 0, DEC_DOWN, &high) || !dec_mul(high, dec_scaled(1, 18), &scaled))
        return false;
    if (!dec_sub(whole, scaled, &low) || !dec_to_int64(high, &h) || !dec_to_int64(low, &l))
        return false;
    if (h > (int64_t)1 << 61 || h < -((int64_t)1 << 61)) return false;
    *out = (nanos)h * 1000000000000000000 + l;
    return true;
}

static bool duration_dec(feel_value v, dec *out)
{
    if (v.kind == FEEL_NANOS) return nanos_to_dec(feel_nanos(v), out);
    *out = dec_from_int(v.as.months);
    return true;
}

static feel_value duration_from(feel_run *r, const feel_expr *e, uint8_t kind, dec d)
{
    nanos n;
    if (!dec_to_nanos(d, &n)) return out_of_range(r, e);
    if (kind == FEEL_NANOS) return bounded_nanos(r, e, n);
    bool fits = n <= INT64_MAX / 2 && n >= -(INT64_MAX / 2);
    return months(r, e, !fits, fits ? (int64_t)n : 0);
}

static bool is_duration(feel_value v)
{
    return v.kind == FEEL_MONTHS || v.kind == FEEL_NANOS;
}

feel_value eval_multiply(feel_run *r, const feel_expr *e, feel_value a, feel_value b)
{
    dec x, out;
    if (a.kind == FEEL_NUMBER && is_duration(b)) {
        feel_value swap = a;
        a = b;
        b = swap;
    }
    if (!is_duration(a) || b.kind != FEEL_NUMBER) return eval_mismatch(r, e, a, b);
    if (!duration_dec(a, &x) || !dec_mul(x, b.as.number, &out)) return out_of_range(r, e);
    return duration_from(r, e, a.kind, out);
}

feel_value eval_divide(feel_run *r, const feel_expr *e, feel_value a, feel_value b)
{
    dec x, y, out;
    bool by_duration = is_duration(a) && a.kind == b.kind;
    if (!by_duration && (!is_duration(a) || b.kind != FEEL_NUMBER))
        return eval_mismatch(r, e, a, b);
    if (!duration_dec(a, &x) || !(by_duration ? duration_dec(b, &y) : (y = b.as.number, true)))
        return out_of_range(r, e);
    if (dec_sign(y) == 0)
        return feel_fail(r, "E-DIV0", feel_expr_pos(e), "除数是零", "division by zero");
    if (!dec_div(x, y, &out)) return out_of_range(r, e);
    return by_duration ? feel_number(out) : duration_from(r, e, a.kind, out);
}

feel_value eval_power(feel_run *r, const feel_expr *e, feel_value a, feel_value b)
{
    return eval_mismatch(r, e, a, b);
}

feel_value eval_negate(feel_run *r, const feel_expr *e, feel_value a)
{
    if (a.kind == FEEL_MONTHS) {
        bool overflow = a.as.months == INT64_MIN;
        return months(r, e, overflow, overflow ? 0 : -a.as.months);
    }
    if (a.kind == FEEL_NANOS) return feel_from_nanos(-feel_nanos(a));
    return eval_mismatch(r, e, a, a);
}
