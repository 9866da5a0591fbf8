/* builtin.c: the table of built-ins, finding them by name or alias, and matching named arguments.
 */
#include "feel/builtin_args.h"

const feel_builtin feel_builtins[] = {
#define X(fn, name, low, high, params, result) { name, fn, low, high, params, FEEL_T_##result },
    FEEL_BUILTINS(X)
#undef X
};
const int feel_builtin_count = sizeof feel_builtins / sizeof *feel_builtins;

/* Chinese names, as in docs/feel-builtins.md. */
static const struct { const char *alias, *name;
} aliases[] = {
    { "日期", "date" },
    { "时间", "time" },
    { "日期时间", "date and time" },
    { "转数", "number" },
    { "转文本", "string" },
    { "期间", "duration" },
    { "相隔年月", "years and months duration" },
    { "转范围", "range" },
    { "非", "not" },
    { "子串", "substring" },
    { "字数", "string length" },
    { "转大写", "upper case" },
    { "转小写", "lower case" },
    { "之前文本", "substring before" },
    { "之后文本", "substring after" },
    { "替换", "replace" },
    { "包含", "contains" },
    { "开头是", "starts with" },
    { "结尾是", "ends with" },
    { "匹配", "matches" },
    { "拆分", "split" },
    { "连接文本", "string join" },
    { "列表包含", "list contains" },
    { "个数", "count" },
    { "最小", "min" },
    { "最大", "max" },
    { "合计", "sum" },
    { "平均", "mean" },
    { "全部为真", "all" },
    { "任一为真", "any" },
    { "子列表", "sublist" },
    { "追加", "append" },
    { "合并列表", "concatenate" },
    { "插入", "insert before" },
    { "移除", "remove" },
    { "列表替换", "list replace" },
    { "倒序", "reverse" },
    { "位置", "index of" },
    { "并集", "union" },
    { "去重", "distinct values" },
    { "展平", "flatten" },
    { "乘积", "product" },
    { "中位数", "median" },
    { "标准差", "stddev" },
    { "众数", "mode" },
    { "排序", "sort" },
    { "保留小数", "decimal" },
    { "向下取整", "floor" },
    { "向上取整", "ceiling" },
    { "进位", "round up" },
    { "截位", "round down" },
    { "四舍五入", "round half up" },
    { "五舍六入", "round half down" },
    { "绝对值", "abs" },
    { "取余", "modulo" },
    { "平方根", "sqrt" },
    { "自然对数", "log" },
    { "指数", "exp" },
    { "奇数", "odd" },
    { "偶数", "even" },
    { "同一", "is" },
    { "年内日", "day of year" },
    { "星期", "day of week" },
    { "月份名", "month of year" },
    { "年内周", "week of year" },
    { "现在", "now" },
    { "今天", "today" },
    { "早于", "before" },
    { "晚于", "after" },
    { "相接", "meets" },
    { "被相接", "met by" },
    { "重叠", "overlaps" },
    { "先重叠", "overlaps before" },
    { "后重叠", "overlaps after" },
    { "终于", "finishes" },
    { "被终于", "finished by" },
    { "含有", "includes" },
    { "处于", "during" },
    { "始于", "starts" },
    { "被始于", "started by" },
    { "重合", "coincides" },
    { "取值", "get value" },
    { "取各项", "get entries" },
    { "成结构", "context" },
    { "置值", "context put" },
    { "合并结构", "context merge" },
    { "工作日加", "add working days" },
    { "工作日数", "working days between" },
    { "顺延", "roll to working day" },
    { "是工作日", "is working day" },
    { "按单位", "as unit" },
};

bool feel_builtin_alias(int n, const char **alias, const char **name)
{
    if (n < 0 || n >= (int)(sizeof aliases / sizeof *aliases)) return false;
    *alias = aliases[n].alias;
    *name = aliases[n].name;
    return true;
}

static const feel_builtin *find_standard(str name)
{
    for (int i = 0; i < feel_builtin_count; i++)
        if (str_eqc(name, feel_builtins[i].name)) return &feel_builtins[i];
    return NULL;
}

const feel_builtin *feel_builtin_find(str name)
{
    const feel_builtin *b = find_standard(name);
    for (size_t i = 0; !b && i < sizeof aliases / sizeof *aliases; i++)
        if (str_eqc(name, aliases[i].alias)) b = find_standard(str_c(aliases[i].name));
    return b;
}

/* ---- arguments ---- */

/* The least number of arguments a variant of the parameters needs: those without "?". */
static bool variant_takes(str variant, int argc)
{
    str piece;
    int all = 0, least = 0;
    while (str_split_next(&variant, STR(","), &piece)) {
        all++;
        if (!str_ends(piece, STR("?"))) least = all;
    }
    return argc >= least && argc <= all;
}

/* "from|year,month,day" takes one or three, never two. */
bool feel_builtin_arity(const feel_builtin *b, int argc)
{
    if (argc < b->arg_min || (b->arg_max >= 0 && argc > b->arg_max)) return false;
    bool fixed = b->arg_max >= 0 && b->params[0] != '\0';
    if (!fixed || argc == 0) return true;
    str rest = str_c(b->params), variant;
    while (str_split_next(&rest, STR("|"), &variant))
        if (variant_takes(variant, argc)) return true;
    return false;
}

/* Places each name among the variant's parameters; the number of arguments to pass, -1 when it does
 * not fit. */
static int fit_variant(str variant, const str *names, int count, int8_t *place)
{
    for (int i = 0; i < count; i++) place[i] = -1;
    str param;
    int position = 0, pass = 0, placed = 0;
    while (str_split_next(&variant, STR(","), &param)) {
        bool optional = str_ends(param, STR("?")), given = false;
        if (optional) param.len--;
        for (int i = 0; i < count; i++) {
            if (!str_eq(names[i], param)) continue;
            if (given) return -1;
            given = true;
            place[i] = (int8_t)position;
            placed++;
        }
        if (!given && !optional) return -1;
        position++;
        if (given) pass = position;
    }
    return placed == count ? pass : -1;
}

const feel_builtin *feel_builtin_named(const feel_builtin *b, const str *names, int count,
                                       int8_t *place, int *argc)
{
    if (count > BUILTIN_PARAMS_MAX) return NULL;
    const feel_builtin *end = feel_builtins + feel_builtin_count;
    for (const feel_builtin *row = b; row < end && strcmp(row->name, b->name) == 0; row++) {
        str rest = str_c(row->params), variant;
        while (row->params[0] && str_split_next(&rest, STR("|"), &variant)) {
            *argc = fit_variant(variant, names, count, place);
            if (*argc < 0) continue;
            /* A parameter that may be left out but stands alone (is) still counts: the rest is
             * null. */
            if (*argc < row->arg_min) *argc = row->arg_min;
            return row;
        }
    }
    return NULL;
}
