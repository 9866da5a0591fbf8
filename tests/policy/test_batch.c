/* Batch = scalar: random policies over random columns, both paths, every cell; and the corners by
 * hand. */
#include "helper.h"

#include "policy/batch.h"

#define UNITS "## 单位\n| 单位 | 显示 | 小数 |\n|---|---|---|\n| 元 | {}元 | 2 |\n| 比例 | {}% | |\n\n"

/* ---- random policies ---- */

typedef struct writer { strbuf out; uint64_t seed; int decisions, tables; } writer;

static uint64_t draw(writer *w, uint64_t below)
{
    w->seed ^= w->seed << 13;
    w->seed ^= w->seed >> 7;
    w->seed ^= w->seed << 17;
    return w->seed % below;
}

static void put(writer *w, const char *text) { strbuf_putc(&w->out, text); }

static void number(writer *w, int depth);
static void truth(writer *w, int depth);
static void text(writer *w, int depth);

static void literal(writer *w)
{
    static const char *const all[] = { "0",     "1",        "0.5",     "2.005", "100",
                                       "0.7",   "12345.67", "0.001",   "-3",    "20000",
                                       "0.125", "7",        "1000000", "-0.05" };
    put(w, all[draw(w, sizeof all / sizeof *all)]);
}

static void word(writer *w)
{
    static const char *const all[] = { "\"甲类\"", "\"乙类\"", "\"丙类\"", "\"无\"", "\"别的\"" };
    put(w, all[draw(w, sizeof all / sizeof *all)]);
}

static void two(writer *w, const char *before, const char *between, const char *after, int depth)
{
    put(w, before);
    number(w, depth - 1);
    put(w, between);
    number(w, depth - 1);
    put(w, after);
}

static void number(writer *w, int depth)
{
    static const char *const roundings[] = { "round half up(", "round half down(", "round up(",
                                             "round down(",    "decimal(",         "floor(",
                                             "ceiling(" };
    static const char *const names[] = { "金额", "数量", "标准", "已付", "半(金额)" };
    if (depth <= 0 || draw(w, 5) == 0) {
        if (draw(w, 3) == 0) { literal(w); return; }
        if (draw(w, 40) == 0) { put(w, draw(w, 2) ? "null" : "未定"); return; }
        if (w->decisions && draw(w, 4) == 0) {
            strbuf_printf(&w->out, "数%d", (int)draw(w, (uint64_t)w->decisions));
            return;
        }
        if (w->tables && draw(w, 4) == 0) {
            strbuf_printf(&w->out, "表%d.值", (int)draw(w, (uint64_t)w->tables));
            return;
        }
        put(w, names[draw(w, sizeof names / sizeof *names)]);
        return;
    }
    switch (draw(w, 11)) {
    case 0: two(w, "(", " + ", ")", depth); return;
    case 1: two(w, "(", " - ", ")", depth); return;
    case 2: two(w, "(", " * ", ")", depth); return;
    case 3: put(w, "round half up("); two(w, "", " / ", ", 2)", depth); return;
    case 4: two(w, "min(", ", ", ")", depth); return;
    case 5: two(w, "max(", ", ", ")", depth); return;
    case 6:
        put(w, roundings[draw(w, 7)]);
        number(w, depth - 1);
        strbuf_printf(&w->out, ", %d)", (int)draw(w, 4));
        return;
    case 7: put(w, "abs("); number(w, depth - 1); put(w, ")"); return;
    case 8: put(w, "("); number(w, depth - 1); put(w, draw(w, 2) ? " / 8)" : " / 3)"); return;
    default:
        put(w, "(if ");
        truth(w, depth - 1);
        put(w, " then ");
        number(w, depth - 1);
        put(w, " else ");
        number(w, depth - 1);
        put(w, ")");
    }
}

static void truth(writer *w, int depth)
{
    static const char *const signs[] = { " < ", " <= ", " > ", " >= ", " = ", " != " };
    if (depth <= 0) { put(w, draw(w, 2) ? "参加" : "类别 = \"甲类\""); return; }
    switch (draw(w, 8)) {
    case 0:
        put(w, "(");
        truth(w, depth - 1);
        put(w, " and ");
        truth(w, depth - 1);
        put(w, ")");
        return;
    case 1:
        put(w, "(");
        truth(w, depth - 1);
        put(w, " or ");
        truth(w, depth - 1);
        put(w, ")");
        return;
    case 2: put(w, "not("); truth(w, depth - 1); put(w, ")"); return;
    case 3:
        put(w, "(");
        text(w, depth - 1);
        put(w, draw(w, 2) ? " = " : " != ");
        text(w, depth - 1);
        put(w, ")");
        return;
    case 4: put(w, "(类别 in ["); word(w); put(w, ","); word(w); put(w, "])"); return;
    case 5: put(w, draw(w, 2) ? "(日子 >= @\"2020-02-29\")" : "(日子 < 适用日)"); return;
    case 6: put(w, "("); number(w, depth - 1); put(w, " in [0.5..100])"); return;
    default: two(w, "(", signs[draw(w, 6)], ")", depth);
    }
}

static void text(writer *w, int depth)
{
    if (depth <= 0 || draw(w, 2)) {
        if (draw(w, 2)) put(w, "类别");
        else word(w);
        return;
    }
    put(w, "(if ");
    truth(w, depth - 1);
    put(w, " then ");
    text(w, depth - 1);
    put(w, " else ");
    text(w, depth - 1);
    put(w, ")");
}

static void cell(writer *w, int column)
{
    if (draw(w, 3) == 0) { put(w, "-"); return; }
    if (column == 0) {
        if (draw(w, 3) == 0) {
            put(w, "not(");
            word(w);
            put(w, ")");
            return;
        }
        word(w);
        put(w, ",");
        word(w);
        return;
    }
    if (column == 2) { put(w, draw(w, 2) ? "true" : "false"); return; }
    static const char *const tests[] = { "< ", "<= ", "> ", ">= ", "" };
    if (draw(w, 4) == 0) { put(w, "[10.5..20000)"); return; }
    put(w, tests[draw(w, 5)]);
    literal(w);
}

static void table(writer *w, int n)
{
    static const char *const hits[] = { "F", "U", "C+", "C#", "F", "F" };
    int hit = (int)draw(w, 6);
    strbuf_printf(&w->out, "## 决策 表%d 〔推定〕\n\n| %s | 类别 | ", n, hits[hit]);
    if (draw(w, 2)) put(w, "金额");
    else { put(w, "金额 - "); literal(w); }
    put(w, hit == 2 || hit == 3 ? " | 参加 | → |\n|---|---|---|---|---|\n"
                                : " | 参加 | → 值 | → 名 |\n|---|---|---|---|---|---|\n");
    int rules = 1 + (int)draw(w, 6);
    for (int k = 0; k < rules; k++) {
        strbuf_printf(&w->out, "| %d | ", k + 1);
        for (int i = 0; i < 3; i++) { cell(w, i); put(w, " | "); }
        if (draw(w, 3)) literal(w);
        else number(w, 1);
        if (hit != 2 && hit != 3) { put(w, " | "); word(w); }
        put(w, " |\n");
    }
    put(w, "\n");
}

static str random_policy(writer *w, arena *a)
{
    strbuf_init(&w->out, a);
    w->decisions = w->tables = 0;
    put(w, "# t\n\n| 文号 | 甲〔2019〕1号 |\n|---|---|\n| 施行 | 2019-01-01 |\n| 地域 | 甲市 |\n\n" UNITS);
    put(w, "## 类型 类别\n\"甲类\", \"乙类\", \"丙类\", \"无\"\n\n## 事实\n| 事实 | 类型 | 默认 | "
           "允许 |\n|---|---|---|---|\n| 类别 | 类别 | | |\n"
           "| 金额 | 元 | | >= -1000000 |\n| 数量 | 数 | 3 | |\n| 已付 | 元 | 0 | |\n| 参加 | 是否 "
           "| false | |\n| 日子 | 日期 | | |\n\n"
           "## 参数\n| 参数 | 值 | 类型 | 条款 |\n|---|---|---|---|\n| 标准 | 200.5 | 元 | 一 |\n| "
           "未定 | 待定 | 元 | 二 |\n\n"
           "## 函数 半(x: 数) : 数 〔推定〕\n    round half up(x / 2, 2)\n\n");
    for (int i = 0; i < 3; i++) {
        table(w, i);
        w->tables = i + 1;
        strbuf_printf(&w->out, "## 决策 数%d 〔推定〕\n    ", i);
        number(w, 3);
        put(w, "\n\n");
        w->decisions = i + 1;
    }
    put(w, "## 条件 合格 〔推定〕\n| 全部 | 条件 |\n|---|---|\n| 一 | ");
    truth(w, 2);
    put(w, " |\n| 二 | ");
    truth(w, 2);
    put(w, " |\n\n## 决策 结果 〔推定〕\n| 项 | 值 |\n|---|---|\n");
    for (int i = 0; i < 4; i++) {
        strbuf_printf(&w->out, "| 项%d | ", i);
        number(w, 3);
        put(w, " |\n");
    }
    put(w, "| 项4 | ");
    text(w, 2);
    put(w, " |\n| 项5 | ");
    truth(w, 3);
    put(w, " |\n| 项6 | 合格 |\n");
    return strbuf_done(&w->out);
}

/* ---- random columns ---- */

enum { ROWS = 1100, FACTS = 6 };
static const char *const fact_names[FACTS] = { "类别", "金额", "数量", "已付", "参加", "日子" };
static const batch_kind fact_kinds[FACTS] = { BATCH_CODE,   BATCH_NUMBER,  BATCH_NUMBER,
                                              BATCH_NUMBER, BATCH_BOOLEAN, BATCH_DATE };

typedef struct columns {
    batch_spec specs[FACTS];
    batch_column data[FACTS];
    int64_t numbers[FACTS][ROWS];
    uint8_t codes[FACTS][ROWS], states[FACTS][ROWS];
} columns;

static int64_t random_amount(writer *w, int style)
{
    switch (style) {
    case 0: return (int64_t)draw(w, 3000001);
    case 1: return (int64_t)draw(w, 2001) - 1000;
    case 2:
        return (int64_t)draw(w, 100) ? (int64_t)draw(w, 100000) * 5
                                     : (int64_t)draw(w, 2000000000000000000u) - 50000000;
    default: return (int64_t)draw(w, 12) - 2;
    }
}

static void random_columns(writer *w, const policy_library *lib, columns *c)
{
    for (int i = 0; i < FACTS; i++) {
        int style = (int)draw(w, 4), absent = (int)draw(w, 3);
        c->specs[i] = (batch_spec){ .slot = policy_slot_find(lib, STR(""), str_c(fact_names[i])),
                                    .kind = fact_kinds[i],
                                    .scale = fact_kinds[i] == BATCH_NUMBER ? (int)draw(w, 4) : 0 };
        for (int r = 0; r < ROWS; r++) {
            c->numbers[i][r] = fact_kinds[i] == BATCH_DATE ? 18000 + (int64_t)draw(w, 1500)
                                                           : random_amount(w, style);
            c->codes[i][r] = (uint8_t)draw(w, fact_kinds[i] == BATCH_BOOLEAN ? 2 : 4);
            c->states[i][r] = absent == 0 && draw(w, 20) == 0 ? BATCH_ABSENT : BATCH_GIVEN;
            if (c->states[i][r]) c->numbers[i][r] = c->codes[i][r] = 0;
        }
        /* A code that is none of the type's values, now and then. */
        if (fact_kinds[i] == BATCH_CODE && draw(w, 8) == 0) c->codes[i][draw(w, ROWS)] = 9;
        c->data[i] = (batch_column){ .numbers = c->numbers[i],
                                     .codes = c->codes[i],
                                     .states = absent == 2 ? NULL : c->states[i] };
    }
}

/* ---- comparing ---- */

enum { RESULTS_MAX = 10 };
typedef struct answers {
    int64_t values[RESULTS_MAX][ROWS];
    uint8_t states[RESULTS_MAX][ROWS];
    batch_out outs[RESULTS_MAX];
} answers;

static policy_batch *run(const policy_library *lib, const char *name, const columns *c, answers *a,
                         bool scalar)
{
    diag_list d;
    arena memory;
    arena_init(&memory, 0);
    diag_init(&d, &memory);
    for (int i = 0; i < RESULTS_MAX; i++) a->outs[i] = (batch_out){ a->values[i], a->states[i] };
    policy_batch *b =
        policy_batch_open(&(batch_options){ .lib = lib,
                                            .slot = policy_find_decision(lib, str_c(name), &d),
                                            .at = { 2021, 6, 1 },
                                            .specs = c->specs,
                                            .spec_count = FACTS,
                                            .scalar_only = scalar });
    arena_deinit(&memory);
    assert_non_null(b);
    assert_true(policy_batch_run(b, c->data, ROWS, a->outs, NULL));
    return b;
}

static feel_value value_of(const policy_batch *b, const batch_result *r, const answers *a, int i,
                           int row)
{
    int64_t v = a->values[i][row];
    switch (a->states[i][row]) {
    case BATCH_NULL: case BATCH_ERROR: return FEEL_NULL_VALUE;
    case BATCH_WIDE: return policy_batch_value(b, v);
    default: break;
    }
    switch (r->kind) {
    case BATCH_NUMBER: return feel_number(dec_scaled(v, -r->scale));
    case BATCH_CODE: return feel_string(policy_batch_text(b, v));
    case BATCH_BOOLEAN: return feel_bool(v);
    case BATCH_DATE: return feel_date(date_from_days(v));
    default: return FEEL_NULL_VALUE;
    }
}

static void fail_cell(arena *a, str source, const char *name, str member, int row, feel_value x,
                      feel_value y)
{
    fprintf(stderr, STR_FMT "\n%s." STR_FMT " row %d: batch %s, scalar %s\n", STR_ARG(source), name,
            STR_ARG(member), row, str_cstr(a, feel_literal(a, x)), str_cstr(a, feel_literal(a, y)));
    fail();
}

static long compare(const policy_library *lib, str source, const char *name, const columns *c,
                    answers *fast, answers *slow, int64_t *scalar_rows)
{
    arena memory;
    arena_init(&memory, 0);
    policy_batch *x = run(lib, name, c, fast, false), *y = run(lib, name, c, slow, true);
    const batch_result *rx, *ry;
    const batch_error *ex, *ey;
    int count = policy_batch_results(x, &rx);
    assert_int_equal(count, policy_batch_results(y, &ry));
    for (int i = 0; i < count; i++)
        for (int row = 0; row < ROWS; row++) {
            feel_value a = value_of(x, &rx[i], fast, i, row), b = value_of(y, &ry[i], slow, i, row);
            bool error_same =
                (fast->states[i][row] == BATCH_ERROR) == (slow->states[i][row] == BATCH_ERROR);
            if (!error_same || !feel_same(a, b))
                fail_cell(&memory, source, name, rx[i].name, row, a, b);
        }
    int64_t errors = policy_batch_errors(x, &ex);
    assert_int_equal(errors, policy_batch_errors(y, &ey));
    for (int64_t i = 0; i < errors; i++) {
        assert_int_equal(ex[i].row, ey[i].row);
        assert_string_equal(ex[i].code, ey[i].code);
        assert_int_equal(ex[i].spec, ey[i].spec);
    }
    *scalar_rows += policy_batch_stats(x).scalar_rows;
    policy_batch_close(x);
    policy_batch_close(y);
    arena_deinit(&memory);
    return (long)count * ROWS;
}

static void random_policies_give_the_same_in_batch_as_one_by_one(void **state)
{
    (void)state;
    static const char *const asked[] = { "结果", "数2", "表0", "表1", "合格" };
    const char *given = getenv("HENG_BATCH_SEED"), *policies = getenv("HENG_BATCH_POLICIES");
    writer w = { .seed = given ? strtoull(given, NULL, 10) : 20220930 };
    columns *c = calloc(1, sizeof *c);
    answers *fast = calloc(1, sizeof *fast), *slow = calloc(1, sizeof *slow);
    long cells = 0;
    int64_t rows = 0, scalar_rows = 0;
    assert_true(c && fast && slow);
    for (int i = 0; i < (policies ? atoi(policies) : 90); i++) {
        arena memory;
        fixture f;
        arena_init(&memory, 0);
        str source = random_policy(&w, &memory);
        const char *texts[] = { str_cstr(&memory, source), NULL };
        fixture_open(&f, texts);
        if (f.findings.all.count) {
            print_findings(&f);
            print_error(STR_FMT "\n", STR_ARG(source));
        }
        assert_int_equal(f.findings.all.count, 0);
        random_columns(&w, f.lib, c);
        for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) {
            cells += compare(f.lib, source, asked[k], c, fast, slow, &scalar_rows);
            rows += ROWS;
        }
        fixture_close(&f);
        arena_deinit(&memory);
    }
    print_message("%ld cells, %lld of %lld rows took the scalar path\n", cells,
                  (long long)scalar_rows, (long long)rows);
    /* The comparison means something only while the program answers a fair part itself. */
    assert_true(scalar_rows < rows * 9 / 10);
    free(c);
    free(fast);
    free(slow);
}

/* ---- large tables ---- */

/* Hundreds of rules: bands of the amount, some cut by category or half open, so that rules overlap
 * under F. */
static str large_policy(writer *w, arena *a, bool unique)
{
    strbuf_init(&w->out, a);
    put(w, "# t\n\n| 文号 | 甲〔2019〕1号 |\n|---|---|\n| 施行 | 2019-01-01 |\n| 地域 | 甲市 |\n\n" UNITS);
    put(w, "## 类型 类别\n\"甲类\", \"乙类\", \"丙类\", \"无\"\n\n## 事实\n| 事实 | 类型 | 默认 | "
           "允许 |\n|---|---|---|---|\n| 类别 | 类别 | | |\n"
           "| 金额 | 元 | | |\n| 数量 | 数 | 3 | |\n| 已付 | 元 | 0 | |\n| 参加 | 是否 | false | "
           "|\n| 日子 | 日期 | | |\n\n");
    strbuf_printf(
        &w->out,
        "## 决策 档 〔推定〕\n\n| %s | 金额 | 类别 | → 值 | → 名 |\n|---|---|---|---|---|\n",
        unique ? "U" : "F");
    for (int k = 0; k < 400; k++) {
        int low = unique ? k * 60 : (int)draw(w, 25000), high = low + 60;
        if (!unique && draw(w, 9) == 0)
            strbuf_printf(&w->out, "| %d | >= %d.5 | ", k + 1, low + 5000);
        else if (!unique && draw(w, 9) == 0)
            strbuf_printf(&w->out, "| %d | < %d, %d | ", k + 1, low / 90, low);
        else strbuf_printf(&w->out, "| %d | [%d..%d) | ", k + 1, low, high);
        if (draw(w, 2)) put(w, "-");
        else if (draw(w, 2)) { put(w, "not("); word(w); put(w, ")"); }
        else { word(w); put(w, ","); word(w); }
        strbuf_printf(&w->out, " | %d.%02d | ", k, (int)draw(w, 100));
        word(w);
        put(w, " |\n");
    }
    /* One overlap that U must notice. */
    if (unique) put(w, "| 401 | [600..660) | - | 7 | \"无\" |\n");
    return strbuf_done(&w->out);
}

static void large_tables_answer_by_an_index_what_they_answer_row_by_row(void **state)
{
    (void)state;
    writer w = { .seed = 7 };
    columns *c = calloc(1, sizeof *c);
    answers *fast = calloc(1, sizeof *fast), *slow = calloc(1, sizeof *slow);
    assert_true(c && fast && slow);
    for (int i = 0; i < 8; i++) {
        arena memory;
        fixture f;
        int64_t scalar_rows = 0;
        arena_init(&memory, 0);
        const char *texts[] = { str_cstr(&memory, large_policy(&w, &memory, i % 2)), NULL };
        fixture_open(&f, texts);
        assert_int_equal(f.findings.all.count, 0);
        random_columns(&w, f.lib, c);
        c->data[0].states = c->data[1].states = NULL;
        c->specs[1].scale = 2;
        for (int r = 0; r < ROWS; r++) {
            c->codes[0][r] = (uint8_t)draw(&w, 4);
            c->numbers[1][r] = (int64_t)draw(&w, 2500000);
        }
        compare(f.lib, STR(""), "档", c, fast, slow, &scalar_rows);
        assert_true(scalar_rows < ROWS / 2);
        fixture_close(&f);
        arena_deinit(&memory);
    }
    free(c);
    free(fast);
    free(slow);
}

/* ---- corners ---- */

static const char *const corners[] = {
    HEADER("甲〔2019〕1号", "2019-01-01") UNITS
    "## 类型 类别\n\"甲类\", \"乙类\", \"丙类\", \"无\"\n\n"
    "## 事实\n| 事实 | 类型 | 默认 | 允许 |\n|---|---|---|---|\n| 类别 | 类别 | | |\n| 金额 | 元 | "
    "| >= 0 |\n| 数量 | 数 | | |\n| 已付 | 元 | 0 | |\n"
    "| 参加 | 是否 | false | |\n| 日子 | 日期 | | |\n\n"
    "## 决策 付 : 元 〔一〕\n    round half up(金额 * 0.5, 2)\n\n"
    "## 决策 积 : 数 〔二〕\n    数量 * 数量 * 1000000\n\n"
    "## 决策 档 〔三〕\n| F | 类别 | → 额 : 元 |\n|---|---|---|\n| 1 | \"甲类\" | null |\n| 2 | "
    "\"乙类\",\"丙类\" | 5 |\n\n",
    NULL
};

typedef struct corner { fixture f; batch_spec specs[2]; } corner;

static policy_batch *corner_open(corner *c, const char *decision, const char *fact, batch_kind kind,
                                 int scale, bool matched)
{
    fixture_open(&c->f, corners);
    assert_int_equal(c->f.findings.all.count, 0);
    c->specs[0] = (batch_spec){ .slot = policy_slot_find(c->f.lib, STR(""), str_c(fact)),
                                .kind = kind,
                                .scale = scale };
    policy_batch *b = policy_batch_open(
        &(batch_options){ .lib = c->f.lib,
                          .slot = policy_slot_find(c->f.lib, STR(""), str_c(decision)),
                          .at = day("2021-06-01"),
                          .specs = c->specs,
                          .spec_count = 1,
                          .matched = matched });
    assert_non_null(b);
    return b;
}

static void halves_of_a_fen_go_up_and_bad_cells_name_their_row(void **state)
{
    (void)state;
    corner c;
    const int64_t given[] = { 1, 3, 100, -5, 0, 2147483647, 0 };
    const uint8_t states[] = { 0, 0, 0, 0, 0, 0, BATCH_ABSENT };
    const int64_t wanted[] = { 1, 2, 50, 0, 0, 1073741824, 0 };
    int64_t values[7];
    uint8_t out[7];
    const batch_error *errors;
    policy_batch *b = corner_open(&c, "付", "金额", BATCH_NUMBER, 2, false);
    assert_true(policy_batch_run(b, &(batch_column){ .numbers = given, .states = states }, 7,
                                 &(batch_out){ values, out }, NULL));
    for (int i = 0; i < 7; i++) {
        assert_int_equal(out[i], i == 3 || i == 6 ? BATCH_ERROR : BATCH_VALUE);
        if (out[i] == BATCH_VALUE) assert_int_equal(values[i], wanted[i]);
    }
    assert_int_equal(policy_batch_errors(b, &errors), 2);
    assert_int_equal(errors[0].row, 3);
    assert_int_equal(errors[0].spec, 0);
    assert_string_equal(errors[0].code, "E-ALLOWED");
    assert_int_equal(errors[1].row, 6);
    assert_string_equal(errors[1].code, "E-MISSING");
    assert_int_equal(policy_batch_stats(b).scalar_rows, 2);
    policy_batch_close(b);
    fixture_close(&c.f);
}

static void what_leaves_64_bits_is_still_exact(void **state)
{
    (void)state;
    corner c;
    const int64_t given[] = { 3, 2000000000, 9000000000000000000, -9000000000000000000 };
    int64_t values[4];
    uint8_t out[4];
    arena a;
    arena_init(&a, 0);
    policy_batch *b = corner_open(&c, "积", "数量", BATCH_NUMBER, 0, false);
    assert_true(policy_batch_run(b, &(batch_column){ .numbers = given }, 4,
                                 &(batch_out){ values, out }, NULL));
    assert_int_equal(out[0], BATCH_VALUE);
    assert_int_equal(values[0], 9000000);
    assert_int_equal(out[1], BATCH_WIDE);
    assert_string_equal(str_cstr(&a, feel_literal(&a, policy_batch_value(b, values[1]))),
                        "4000000000000000000000000");
    assert_int_equal(out[2], BATCH_WIDE);
    assert_string_equal(str_cstr(&a, feel_literal(&a, policy_batch_value(b, values[3]))),
                        "81000000000000000000000000000000000000000000");
    policy_batch_close(b);
    fixture_close(&c.f);
    arena_deinit(&a);
}

static void matched_rows_and_nulls_come_with_the_values(void **state)
{
    (void)state;
    corner c;
    const uint8_t given[] = { 0, 1, 2, 3, 200 };
    int64_t values[5];
    uint8_t out[5];
    int32_t matched[5];
    const batch_error *errors;
    policy_batch *b = corner_open(&c, "档", "类别", BATCH_CODE, 0, true);
    assert_true(policy_batch_run(b, &(batch_column){ .codes = given }, 4,
                                 &(batch_out){ values, out }, matched));
    assert_int_equal(matched[1], 2);
    assert_int_equal(matched[2], 2);
    assert_int_equal(matched[3], 0);
    assert_int_equal(out[0], BATCH_NULL);
    assert_int_equal(out[1], BATCH_VALUE);
    assert_int_equal(out[3], BATCH_ERROR);
    assert_true(policy_batch_run(b, &(batch_column){ .codes = given }, 5,
                                 &(batch_out){ values, out }, matched));
    assert_int_equal(out[4], BATCH_ERROR);
    assert_int_equal(policy_batch_errors(b, &errors), 2);
    assert_string_equal(errors[0].code, "E-NULL");
    assert_string_equal(errors[1].code, "E-ALLOWED");
    policy_batch_close(b);
    fixture_close(&c.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_of_a_fen_go_up_and_bad_cells_name_their_row),
        cmocka_unit_test(what_leaves_64_bits_is_still_exact),
        cmocka_unit_test(matched_rows_and_nulls_come_with_the_values),
        cmocka_unit_test(large_tables_answer_by_an_index_what_they_answer_row_by_row),
        cmocka_unit_test(random_policies_give_the_same_in_batch_as_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
