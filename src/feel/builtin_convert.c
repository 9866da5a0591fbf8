/* builtin_convert.c: built-ins that make a value of another kind (DMN 1.5 §10.3.4.1). */
#include "feel/builtin_args.h"

enum { SECOND_NS = 1000000000, OFFSET_MAX_S = 18 * 3600 };

/* null, with a note that quotes the text that does not read. */
static feel_value unreadable(const args *a, str text)
{
    return feel_fail(a->run, "E-FORMAT", a->at,
                     "%s: “" STR_FMT "” 的格式不对, 或没有这一天、这一时刻",
                     "%s: \"" STR_FMT "\" is not in the right format, or no such moment exists",
                     a->name, STR_ARG(text));
}

static feel_value made(const args *a, feel_value v)
{
    return v.kind == FEEL_NULL ? arg_no_memory(a) : v;
}

/* ---- date ---- */

static bool read_date(const args *a, int first, date *out)
{
    int64_t year, month, day;
    if (!arg_whole(a, first, -DATE_YEAR_MAX, DATE_YEAR_MAX, &year) ||
        !arg_whole(a, first + 1, 1, 12, &month) || !arg_whole(a, first + 2, 1, 31, &day))
        return false;
    if (!date_valid(year, (int)month, (int)day)) {
        arg_fail(a, "E-FORMAT", "没有这一天", "no such day exists");
        return false;
    }
    *out = (date){ (int32_t)year, (int8_t)month, (int8_t)day };
    return true;
}

feel_value builtin_date(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("date");
    date d;
    if (argc == 3) return read_date(&a, 0, &d) ? feel_date(d) : FEEL_NULL_VALUE;
    if (argc == 2) return arg_fail(&a, "E-ARGS", "应有一个或三个参数", "one or three arguments are needed");
    feel_value v = arg_single(&a, 0, 1u << FEEL_STRING | 1u << FEEL_DATE | 1u << FEEL_DATETIME);
    if (v.kind == FEEL_DATE) return v;
    if (v.kind == FEEL_DATETIME) return feel_date(v.as.datetime->date);
    if (v.kind != FEEL_STRING) return arg_bad(&a, 0, "string, date or date and time");
    return date_parse(v.as.string, &d) ? feel_date(d) : unreadable(&a, v.as.string);
}

/* ---- time ---- */

/* A days and time duration of whole seconds, at most 18 hours either way; null: local time. */
static bool read_offset(const args *a, int i, zone *out)
{
    *out = (zone){ .kind = ZONE_NONE };
    if (!arg_given(a, i)) return true;
    feel_value v = arg_single(a, i, 1u << FEEL_NANOS);
    if (v.kind != FEEL_NANOS) {
        arg_bad(a, i, "days and time duration");
        return false;
    }
    nanos n = feel_nanos(v);
    nanos limit = (nanos)OFFSET_MAX_S * SECOND_NS;
    if (n > limit || n < -limit || n % SECOND_NS != 0) {
        arg_fail(a, "E-RANGE", "时差应为 18 小时以内的整秒", "an offset is whole seconds within 18 hours");
        return false;
    }
    *out = (zone){ .kind = ZONE_OFFSET, .offset_s = (int32_t)(n / SECOND_NS) };
    return true;
}

/* hour, minute, second at `first`; the second may have a fraction down to the nanosecond. */
static bool read_clock(const args *a, int first, dtime *out)
{
    int64_t hour, minute, whole, nano;
    dec second, fraction;
    if (!arg_whole(a, first, 0, 23, &hour) || !arg_whole(a, first + 1, 0, 59, &minute) ||
        !arg_number(a, first + 2, &second))
        return false;
    bool fits = dec_sign(second) >= 0 && dec_round(second, 0, DEC_FLOOR, &fraction) &&
                dec_to_int64(fraction, &whole) && whole < 60 &&
                dec_sub(second, fraction, &fraction) &&
                dec_mul(fraction, dec_from_int(SECOND_NS), &fraction) &&
                dec_round(fraction, 0, DEC_DOWN, &fraction) && dec_to_int64(fraction, &nano);
    if (!fits) {
        arg_fail(a, "E-RANGE", "秒应在 0 至 60 (不含) 之间", "the second must be from 0 to below 60");
        return false;
    }
    *out = (dtime){ .hour = (int8_t)hour,
                    .minute = (int8_t)minute,
                    .second = (int8_t)whole,
                    .nano = (int32_t)nano };
    return true;
}

feel_value builtin_time(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("time");
    dtime t;
    if (argc == 2)
        return arg_fail(&a, "E-ARGS", "应有一个、三个或四个参数",
                        "one, three or four arguments are needed");
    if (argc > 2) {
        if (!read_clock(&a, 0, &t) || !read_offset(&a, 3, &t.zone)) return FEEL_NULL_VALUE;
        return made(&a, feel_make_time(r->arena, t));
    }
    feel_value v = arg_single(
        &a, 0, 1u << FEEL_STRING | 1u << FEEL_TIME | 1u << FEEL_DATETIME | 1u << FEEL_DATE);
    if (v.kind == FEEL_TIME) return v;
    if (v.kind == FEEL_DATETIME) return made(&a, feel_make_time(r->arena, v.as.datetime->time));
    if (v.kind == FEEL_DATE)                 /* a day begins at midnight UTC, as in §10.3.2.9.4 */
        return made(&a, feel_make_time(r->arena, (dtime){ .zone = { .kind = ZONE_OFFSET } }));
    if (v.kind != FEEL_STRING) return arg_bad(&a, 0, "string, time or date and time");
    if (!dtime_parse(v.as.string, &t)) return unreadable(&a, v.as.string);
    return made(&a, feel_make_time(r->arena, t));
}

/* ---- date and time ---- */

static feel_value datetime_from(const args *a)
{
    feel_value v = arg_single(a, 0, 1u << FEEL_STRING | 1u << FEEL_DATETIME | 1u << FEEL_DATE);
    datetime t = { 0 };
    if (v.kind == FEEL_DATETIME) return v;
    if (v.kind == FEEL_DATE) {
        t = (datetime){ .date = v.as.date, .time = { .zone = { .kind = ZONE_OFFSET } } };
    } else if (v.kind != FEEL_STRING) {
        return arg_bad(a, 0, "string, date or date and time");
    } else if (!datetime_parse(v.as.string, &t) && !date_parse(v.as.string, &t.date)) {
        return unreadable(a, v.as.string);
    }
    return made(a, feel_make_datetime(a->run->arena, t));
}

/* The seventh argument: an offset or the name of a zone. */
static bool read_zone(const args *a, int i, zone *out)
{
    feel_value v = arg_single(a, i, 1u << FEEL_STRING | 1u << FEEL_NANOS);
    if (v.kind != FEEL_STRING) return read_offset(a, i, out);
    if (!zone_known(v.as.string)) {
        unreadable(a, v.as.string);
        return false;
    }
    *out = (zone){ .kind = ZONE_NAME, .name = v.as.string };
    return true;
}

feel_value builtin_date_and_time(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("date and time");
    datetime t = { 0 };
    if (argc == 1) return datetime_from(&a);
    if (argc == 2) {
        if (!arg_day(&a, 0, &t.date)) return FEEL_NULL_VALUE;
        feel_value clock = arg_single(&a, 1, 1u << FEEL_TIME);
        if (clock.kind != FEEL_TIME) return arg_bad(&a, 1, "time");
        t.time = *clock.as.time;
    } else if (argc < 6) {
        return arg_fail(&a, "E-ARGS", "应有一个、两个、六个或七个参数",
                        "one, two, six or seven arguments are needed");
    } else {
        zone z;
        if (!read_date(&a, 0, &t.date) || !read_clock(&a, 3, &t.time) || !read_zone(&a, 6, &z))
            return FEEL_NULL_VALUE;
        t.time.zone = z;
    }
    return made(&a, feel_make_datetime(r->arena, t));
}

/* ---- number, string ---- */

/* A separator is one of the characters allowed, or null for none. */
static bool read_separator(const args *a, int i, const char *allowed, char *out)
{
    str s;
    *out = '\0';
    if (!arg_given(a, i)) return true;
    if (!arg_string(a, i, &s)) return false;
    if (s.len == 1 && strchr(allowed, s.ptr[0])) {
        *out = s.ptr[0];
        return true;
    }
    arg_fail(a, "E-RANGE", "分隔符只能是空格、逗号或句点 (小数点不能是空格)",
             "a separator is a blank, a comma or a point (the decimal one no blank)");
    return false;
}

feel_value builtin_number(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("number");
    str s;
    char grouping, point;
    dec n;
    if (!arg_string(&a, 0, &s) || !read_separator(&a, 1, " ,.", &grouping) ||
        !read_separator(&a, 2, ",.", &point))
        return FEEL_NULL_VALUE;
    if (grouping && grouping == point)
        return arg_fail(&a, "E-RANGE", "千分位与小数点不能相同", "the two separators must differ");
    if (!point) point = '.';
    strbuf digits;
    strbuf_init(&digits, r->arena);
    for (int32_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == grouping) continue;
        if (c == '.' && point != '.') return unreadable(&a, s);
        strbuf_put_char(&digits, c == point ? '.' : c);
    }
    str text = strbuf_done(&digits);
    if (digits.failed) return arg_no_memory(&a);
    return dec_parse(text, &n) ? feel_number(n) : unreadable(&a, s);
}

feel_value builtin_string(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("string");
    if (argv[0].kind == FEEL_NULL) return argv[0];
    str s = feel_display(r->arena, argv[0]);
    return s.ptr ? feel_string(s) : arg_no_memory(&a);
}

/* ---- durations ---- */

feel_value builtin_duration(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("duration");
    feel_value v = arg_single(&a, 0, 1u << FEEL_STRING | 1u << FEEL_MONTHS | 1u << FEEL_NANOS);
    if (v.kind == FEEL_MONTHS || v.kind == FEEL_NANOS) return v;
    bool is_months;
    int64_t months;
    nanos ns;
    str s;
    if (!arg_string(&a, 0, &s)) return FEEL_NULL_VALUE;
    if (!duration_parse(s, &is_months, &months, &ns)) return unreadable(&a, s);
    return is_months ? (feel_value){ .kind = FEEL_MONTHS, .as.months = months }
                     : feel_from_nanos(ns);
}

/* Whole months from one day to the other, towards zero; the time of day does not count. */
feel_value builtin_months_duration(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("years and months duration");
    date from, to;
    if (!arg_day(&a, 0, &from) || !arg_day(&a, 1, &to)) return FEEL_NULL_VALUE;
    int64_t months = ((int64_t)to.year - from.year) * 12 + to.month - from.month;
    if (months > 0 && to.day < from.day) months--;
    if (months < 0 && to.day > from.day) months++;
    return (feel_value){ .kind = FEEL_MONTHS, .as.months = months };
}
