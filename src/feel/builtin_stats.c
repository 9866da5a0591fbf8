/* builtin_stats.c: built-ins that boil a list down to one value (DMN 1.5 §10.3.4.4): smallest, sum,
*mean, median, …
** Each takes one list or the items as arguments. An empty list has no smallest, sum or mean: null.
 */
#include "feel/builtin_args.h"
#include <stdlib.h>

feel_value builtin_count(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("count");
    feel_list items;
    return arg_list(&a, 0, &items) ? feel_number(dec_from_int(items.count)) : FEEL_NULL_VALUE;
}

static feel_value empty_list(const args *a)
{
    return arg_fail(a, "E-NULL", "列表为空; 请先判断个数", "the list is empty; check its count first");
}

static feel_value bad_item(const args *a, int32_t i, feel_value v, const char *wanted)
{
    str got = feel_type_text(a->run->arena, feel_value_type(v));
    return feel_fail(a->run, "E-TYPE", a->at, "%s 的第 %d 项应为 %s, 实为 " STR_FMT "; 请改正该项",
                     "%s: item %d must be %s, it is " STR_FMT "; correct the item", a->name, i + 1,
                     wanted, STR_ARG(got));
}

static feel_value extreme(const args *a, int wanted)
{
    feel_list items;
    if (!arg_items(a, &items)) return FEEL_NULL_VALUE;
    if (items.count == 0) return empty_list(a);
    feel_value best = items.items[0];
    int32_t i = 1;
    while (best.kind == FEEL_NUMBER && i < items.count && items.items[i].kind == FEEL_NUMBER) {
        if (dec_cmp(items.items[i].as.number, best.as.number) == wanted) best = items.items[i];
        i++;
    }
    if (i == items.count && best.kind == FEEL_NUMBER)
        return best; /* numbers only, as nearly always */
    if (feel_order(best, best) != 0)
        return bad_item(a, 0, best, "number, string, date, time or duration");
    for (; i < items.count; i++) {
        int order = feel_order(items.items[i], best);
        if (order == 2) return bad_item(a, i, items.items[i], "comparable");
        if (order == wanted) best = items.items[i];
    }
    return best;
}

feel_value builtin_min(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("min");
    return extreme(&a, -1);
}

feel_value builtin_max(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("max");
    return extreme(&a, 1);
}

/* The items as numbers; notes and answers false when one is not, or when there is none. */
static bool numbers(const args *a, feel_list *items)
{
    if (!arg_items(a, items)) return false;
    if (items->count == 0) {
        empty_list(a);
        return false;
    }
    for (int32_t i = 0; i < items->count; i++)
        if (items->items[i].kind != FEEL_NUMBER) {
            bad_item(a, i, items->items[i], "number");
            return false;
        }
    return true;
}

static feel_value overflow(const args *a)
{
    return arg_fail(a, "E-RANGE", "结果超出数的范围; 请检查数据",
                    "the result is no number FEEL can hold; check the data");
}

static bool sum_of(const feel_list *items, dec *out)
{
    dec sum = DEC_ZERO;
    for (int32_t i = 0; i < items->count; i++)
        if (!dec_add(sum, items->items[i].as.number, &sum)) return false;
    *out = sum;
    return true;
}

feel_value builtin_sum(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("sum");
    feel_list items;
    dec sum;
    if (!numbers(&a, &items)) return FEEL_NULL_VALUE;
    return sum_of(&items, &sum) ? feel_number(sum) : overflow(&a);
}

static bool mean_of(const feel_list *items, dec *out)
{
    dec sum;
    return sum_of(items, &sum) && dec_div(sum, dec_from_int(items->count), out);
}

feel_value builtin_mean(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("mean");
    feel_list items;
    dec mean;
    if (!numbers(&a, &items)) return FEEL_NULL_VALUE;
    return mean_of(&items, &mean) ? feel_number(mean) : overflow(&a);
}

feel_value builtin_product(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("product");
    feel_list items;
    if (!numbers(&a, &items)) return FEEL_NULL_VALUE;
    dec product = DEC_ONE;
    for (int32_t i = 0; i < items.count; i++)
        if (!dec_mul(product, items.items[i].as.number, &product)) return overflow(&a);
    return feel_number(product);
}

/* The sample's standard deviation: the squares are divided by n - 1. */
feel_value builtin_stddev(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("stddev");
    feel_list items;
    if (!numbers(&a, &items)) return FEEL_NULL_VALUE;
    if (items.count < 2)
        return arg_fail(&a, "E-RANGE", "标准差至少需要两个数",
                        "a standard deviation needs two numbers at least");
    dec mean, squares = DEC_ZERO, d;
    if (!mean_of(&items, &mean)) return overflow(&a);
    for (int32_t i = 0; i < items.count; i++)
        if (!dec_sub(items.items[i].as.number, mean, &d) || !dec_mul(d, d, &d) ||
            !dec_add(squares, d, &squares))
            return overflow(&a);
    bool done = dec_div(squares, dec_from_int(items.count - 1), &d) && dec_sqrt(d, &d);
    return done ? feel_number(d) : overflow(&a);
}

static int by_number(const void *x, const void *y)
{
    return dec_cmp(((const feel_value *)x)->as.number, ((const feel_value *)y)->as.number);
}

/* A sorted copy of the numbers; NULL without memory. */
static feel_value *sorted(const args *a, const feel_list *items)
{
    feel_value *copy =
        arena_copy(a->run->arena, items->items, (size_t)items->count * sizeof *items->items);
    if (copy) qsort(copy, (size_t)items->count, sizeof *copy, by_number);
    return copy;
}

feel_value builtin_median(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("median");
    feel_list items;
    if (!numbers(&a, &items)) return FEEL_NULL_VALUE;
    feel_value *v = sorted(&a, &items);
    if (!v) return arg_no_memory(&a);
    int32_t middle = items.count / 2;
    if (items.count % 2) return v[middle];
    dec sum;
    bool done = dec_add(v[middle - 1].as.number, v[middle].as.number, &sum) &&
                dec_div(sum, dec_from_int(2), &sum);
    return done ? feel_number(sum) : overflow(&a);
}

/* The most frequent numbers in ascending order; of an empty list, none. */
feel_value builtin_mode(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("mode");
    feel_list items;
    if (!arg_items(&a, &items)) return FEEL_NULL_VALUE;
    if (items.count == 0) return feel_make_list(r->arena, NULL, 0);
    if (!numbers(&a, &items)) return FEEL_NULL_VALUE;
    feel_value *v = sorted(&a, &items);
    if (!v) return arg_no_memory(&a);
    int32_t most = 0, found = 0, run = 0;
    for (int32_t i = 0; i < items.count; i++) {
        run = i > 0 && dec_eq(v[i].as.number, v[i - 1].as.number) ? run + 1 : 1;
        if (run > most) {
            most = run;
            found = 0;
        }
        if (run == most) v[found++] = v[i]; /* found ≤ i: what is overwritten was read already */
    }
    return feel_make_list(r->arena, v, found);
}

/* ---- all and any: three-valued; decided by one item, null when an item is no boolean ---- */

static feel_value quantified(const args *a, bool deciding)
{
    feel_list items;
    if (!arg_items(a, &items)) return FEEL_NULL_VALUE;
    int32_t wrong = -1;
    bool unknown = false;
    for (int32_t i = 0; i < items.count; i++) {
        feel_value v = items.items[i];
        if (v.kind == FEEL_BOOLEAN && v.as.boolean == deciding) return feel_bool(deciding);
        if (v.kind == FEEL_NULL) unknown = true;
        else if (v.kind != FEEL_BOOLEAN && wrong < 0) wrong = i;
    }
    if (wrong >= 0) return bad_item(a, wrong, items.items[wrong], "boolean");
    return unknown ? FEEL_NULL_VALUE : feel_bool(!deciding);
}

feel_value builtin_all(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("all");
    return quantified(&a, false);
}

feel_value builtin_any(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("any");
    return quantified(&a, true);
}

feel_value builtin_not(feel_run *r, int argc, const feel_value *argv, src_pos at)
{
    ARGS("not");
    feel_value v = arg_single(&a, 0, 1u << FEEL_BOOLEAN);
    if (v.kind == FEEL_NULL) return v;
    return v.kind == FEEL_BOOLEAN ? feel_bool(!v.as.boolean) : arg_bad(&a, 0, "boolean");
}
