/* builtin_args.c: reading the arguments of built-ins, with the messages for wrong ones. */
#include "feel/builtin_args.h"

static feel_value arg(const args *a, int i)
{
    return i < a->count ? a->v[i] : FEEL_NULL_VALUE;
}

feel_value arg_bad(const args *a, int i, const char *wanted)
{
    feel_value v = arg(a, i);
    str got = feel_type_text(a->run->arena, feel_value_type(v));
    return feel_fail(a->run, v.kind == FEEL_NULL ? "E-NULL" : "E-TYPE", a->at,
                     "%s 的第 %d 个参数应为 %s, 实为 " STR_FMT "; 请改正该参数",
                     "%s: argument %d must be %s, it is " STR_FMT "; correct the argument",
                     a->name, i + 1, wanted, STR_ARG(got));
}

feel_value arg_fail(const args *a, const char *code, const char *zh, const char *en)
{
    const char *zh_text = str_cstr(a->run->arena, str_format(a->run->arena, "%s: %s", a->name, zh));
    const char *en_text = str_cstr(a->run->arena, str_format(a->run->arena, "%s: %s", a->name, en));
    return feel_fail(a->run, code, a->at, zh_text ? zh_text : zh,
                     en_text ? en_text : en); /* neither holds a % */
}

feel_value arg_no_memory(const args *a)
{
    return arg_fail(a, "E-LIMIT", "内存不足或超出限制; 请缩小数据",
                    "no memory left or over the limit; use less data");
}

bool arg_given(const args *a, int i)
{
    return arg(a, i).kind != FEEL_NULL;
}

feel_value arg_single(const args *a, int i, uint32_t kinds)
{
    feel_value v = arg(a, i);
    bool one = v.kind == FEEL_LIST && !(kinds >> FEEL_LIST & 1) && v.as.list->count == 1;
    return one && (kinds >> v.as.list->items[0].kind & 1) ? v.as.list->items[0] : v;
}

bool arg_number(const args *a, int i, dec *out)
{
    feel_value v = arg_single(a, i, 1u << FEEL_NUMBER);
    if (v.kind != FEEL_NUMBER) {
        arg_bad(a, i, "number");
        return false;
    }
    *out = v.as.number;
    return true;
}

bool arg_int(const args *a, int i, int64_t *out)
{
    dec n;
    if (!arg_number(a, i, &n)) return false;
    if (!dec_round(n, 0, DEC_DOWN, &n) || !dec_to_int64(n, out)) {
        arg_fail(a, "E-RANGE", "整数参数过大; 请改用较小的数",
                 "an integer argument is too large; use a smaller one");
        return false;
    }
    return true;
}

bool arg_whole(const args *a, int i, int64_t low, int64_t high, int64_t *out)
{
    dec n;
    if (!arg_number(a, i, &n)) return false;
    if (dec_to_int64(n, out) && *out >= low && *out <= high) return true;
    str got = dec_text(a->run->arena, n);
    feel_fail(a->run, "E-RANGE", a->at,
              "%s 的第 %d 个参数应为 %lld 至 %lld 的整数, 实为 " STR_FMT "; 请改正该参数",
              "%s: argument %d must be a whole number from %lld to %lld, it is " STR_FMT
              "; correct the argument",
              a->name, i + 1, (long long)low, (long long)high, STR_ARG(got));
    return false;
}

bool arg_string(const args *a, int i, str *out)
{
    feel_value v = arg_single(a, i, 1u << FEEL_STRING);
    if (v.kind != FEEL_STRING) {
        arg_bad(a, i, "string");
        return false;
    }
    *out = v.as.string;
    return true;
}

bool arg_list(const args *a, int i, feel_list *out)
{
    feel_value v = arg(a, i);
    if (v.kind == FEEL_NULL) {
        arg_bad(a, i, "list");
        return false;
    }
    if (v.kind == FEEL_LIST) *out = *v.as.list;
    else *out = (feel_list){ .count = 1, .items = (feel_value *)&a->v[i] };
    return true;
}

bool arg_context(const args *a, int i, const feel_context **out)
{
    feel_value v = arg_single(a, i, 1u << FEEL_CONTEXT);
    if (v.kind != FEEL_CONTEXT) {
        arg_bad(a, i, "context");
        return false;
    }
    *out = v.as.context;
    return true;
}

bool arg_day(const args *a, int i, date *out)
{
    feel_value v = arg_single(a, i, 1u << FEEL_DATE | 1u << FEEL_DATETIME);
    if (v.kind == FEEL_DATE) *out = v.as.date;
    else if (v.kind == FEEL_DATETIME) *out = v.as.datetime->date;
    else {
        arg_bad(a, i, "date");
        return false;
    }
    return true;
}

bool arg_items(const args *a, feel_list *out)
{
    if (a->count == 1) return arg_list(a, 0, out);
    *out = (feel_list){ .count = a->count, .items = (feel_value *)a->v };
    return true;
}
