/* builtin_number.c: numeric built-ins (DMN 1.5 §10.3.4.5). */
#include "feel/builtin_args.h"

static feel_value overflow(const args *a)
{
    return arg_fail(a, "E-RANGE", "结果超出数的范围; 请检查数据",
                    "the result is no number FEEL can hold; check the data");
}

static feel_value rounded(const args *a, dec_round_mode mode)
{
    dec n;
    int64_t scale = 0;
    if (!arg_number(a, 0, &n) || (a->count > 1 && !arg_int(a, 1, &scale))) return FEEL_NULL_VALUE;
    if (scale < -6111 || scale > 6176 || !dec_round(n, (int)scale, mode, &n))
        return arg_fail(a, "E-RANGE", "小数位数应在 -6111 至 6176 之间",
                        "the scale must be from -6111 to 6176");
    return feel_number(n);
}

#define ROUNDING(fn, name, mode)                                              \
    feel_value fn(feel_run *r, int argc, const feel_value *argv, src_pos at) \
    {                                                                         \
        ARGS(name);                                                           \
        return rounded(&a, mode);                                             \
    }
ROUNDING(builtin_decimal, "decimal", DEC_HALF_EVEN)
ROUNDING(builtin_floor, "floor", DEC_FLOOR)
ROUNDING(builtin_ceiling, "ceiling", DEC_CEILING)
ROUNDING(builtin_round_up, "round up", DEC_UP)
ROUNDING(builtin_round_down, "round down", DEC_DOWN)
ROUNDING(builtin_round_half_up, "round half up", DEC_HALF_UP)
ROUNDING(builtin_round_half_down, "round half down", DEC_HALF_DOWN)

feel_value builtin_abs(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("abs");
    feel_value v = arg_single(&a, 0, 1u << FEEL_NUMBER | 1u << FEEL_MONTHS | 1u << FEEL_NANOS);
    if (v.kind == FEEL_NUMBER) return feel_number(dec_abs(v.as.number));
    if (v.kind == FEEL_NANOS) return feel_nanos(v) < 0 ? feel_from_nanos(-feel_nanos(v)) : v;
    if (v.kind != FEEL_MONTHS) return arg_bad(&a, 0, "number");
    if (v.as.months == INT64_MIN) return overflow(&a);
    if (v.as.months < 0) v.as.months = -v.as.months;
    return v;
}

feel_value builtin_modulo(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("modulo");
    dec n, by;
    if (!arg_number(&a, 0, &n) || !arg_number(&a, 1, &by)) return FEEL_NULL_VALUE;
    if (dec_sign(by) == 0) return arg_fail(&a, "E-DIV0", "除数不能为零", "the divisor must not be zero");
    return dec_modulo(n, by, &n) ? feel_number(n) : overflow(&a);
}

feel_value builtin_sqrt(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("sqrt");
    dec n;
    if (!arg_number(&a, 0, &n)) return FEEL_NULL_VALUE;
    if (dec_sign(n) < 0)
        return arg_fail(&a, "E-RANGE", "不能对负数开平方", "a negative number has no square root");
    return dec_sqrt(n, &n) ? feel_number(n) : overflow(&a);
}

feel_value builtin_log(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("log");
    dec n;
    if (!arg_number(&a, 0, &n)) return FEEL_NULL_VALUE;
    if (dec_sign(n) <= 0)
        return arg_fail(&a, "E-RANGE", "对数只适用于正数",
                        "only a positive number has a logarithm");
    return dec_log(n, &n) ? feel_number(n) : overflow(&a);
}

feel_value builtin_exp(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("exp");
    dec n;
    if (!arg_number(&a, 0, &n)) return FEEL_NULL_VALUE;
    return dec_exp(n, &n) ? feel_number(n) : overflow(&a);
}

/* 1 odd, 0 even, -1 neither (a fraction). */
static int parity(dec n)
{
    dec rest;
    if (!dec_is_integer(n) || !dec_modulo(n, dec_from_int(2), &rest)) return -1;
    return dec_sign(rest) != 0;
}

feel_value builtin_odd(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("odd");
    dec n;
    return arg_number(&a, 0, &n) ? feel_bool(parity(n) == 1) : FEEL_NULL_VALUE;
}

feel_value builtin_even(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("even");
    dec n;
    return arg_number(&a, 0, &n) ? feel_bool(parity(n) == 0) : FEEL_NULL_VALUE;
}
