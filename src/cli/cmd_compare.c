/* cmd_compare.c: heng compare NAME --in F.csv --at D1 --vs D2: what changes for whom, and what it
 * costs. */
#include "base/csv.h"
#include "cli/cli.h"
#include "lib/compare.h"

static const char help_zh[] =
    "heng compare — 同一批人,两种规定:谁多得、谁少得、总共差多少\n\n"
    "用法:heng compare 决策[.成员] --in 人群.csv --at 日期 --vs 日期 [--vs-policies 目录] [--by "
    "列,列] [--place 地域]\n"
    "      [--distribution] [--format table|csv|json]\n\n"
    "  --in 文件          CSV(UTF-8),列名就是事实名;空格子表示没有给(- 为标准输入)\n"
    "  --at、--vs         先后两个适用日\n"
    "  --vs-policies 目录  后一方用另一套政策文件;这时 --vs 可以不写\n"
    "  --by 列,列         按这些列分组\n"
    "  --distribution     只列变化额的分布(table 和 json 总是带着)\n\n"
    "金额逐行精确相加。一行里有事实不对的,说明行和列,其余照算,退出状态 1。\n"
    "退出状态:0 全部算完;1 有的行不能用;2 用法不对;3 出错\n\n"
    "例:heng compare 医疗救助.救助合计 --in 人群.csv --at 2022-12-01 --vs 2023-06-01 --by 县区\n";
static const char help_en[] =
    "heng compare - one population, two laws: who gains, who loses, what it costs\n\n"
    "usage: heng compare DECISION[.MEMBER] --in PEOPLE.csv --at DATE --vs DATE [--vs-policies DIR] "
    "[--by COLUMN,COLUMN]\n"
    "       [--place PLACE] [--distribution] [--format table|csv|json]\n\n"
    "  --in FILE          CSV (UTF-8), columns named like facts; an empty cell is not given (- = "
    "standard input)\n"
    "  --at, --vs         the two dates of law\n"
    "  --vs-policies DIR  another set of policy files for the second side; --vs may be left out "
    "then\n"
    "  --by COLUMN,...    groups\n"
    "  --distribution     only the distribution of the changes (table and json always have it)\n\n"
    "Sums are exact. A row with a wrong fact is reported with row and column, the rest is counted, "
    "exit status 1.\n"
    "exit status: 0 done; 1 some rows could not be used; 2 wrong use; 3 failure\n";

enum { BY_MAX = 8, REPORTED_MAX = 20 };

typedef struct request {
    const char *in, *at, *vs, *vs_policies, *by, *place;
    bool distribution;
    str decision, figure;
    heng_library *libraries[2];
    heng_decision *decisions[2];
    int by_columns[BY_MAX], by_count;
    str by_names[BY_MAX];
    int64_t reported;
} request;

static void print_error(cli_context *c, const heng_error *e)
{
    fprintf(c->err, "%s: %s\n", e->code, c->language == LANG_ZH ? e->zh : e->en);
}

/* ---- opening both sides ---- */

static bool open_library(cli_context *c, str dir, heng_library **out)
{
    heng_error why;
    if (heng_open(str_cstr(c->arena, dir), out, &why) == HENG_OK) return true;
    print_error(c, &why);
    return false;
}

static heng_status open_side(cli_context *c, request *r, int side, const char *day)
{
    heng_error why;
    str iso = { NULL, 0 };
    date at;
    if (day) {
        if (!cli_date(c, day, &at)) return HENG_MISUSE;
        iso = date_text(c->arena, at);
    }
    heng_status status = heng_prepare(r->libraries[side], str_cstr(c->arena, r->decision), r->place,
                                      iso.ptr, &r->decisions[side], &why);
    if (status != HENG_OK) print_error(c, &why);
    return status;
}

static int open_sides(cli_context *c, request *r)
{
    /* Where --policies, the environment and the program's own folder lead is the command line's
     * affair. */
    policy_library *found = cli_policies(c, NULL, false);
    if (!found) return CLI_FAILED;
    policy_library_free(found);
    if (!open_library(c, c->policies, &r->libraries[0])) return CLI_FAILED;
    if (!r->vs_policies) r->libraries[1] = r->libraries[0];
    else if (!open_library(c, str_c(r->vs_policies), &r->libraries[1])) return CLI_FAILED;
    if (open_side(c, r, 0, r->at) != HENG_OK ||
        open_side(c, r, 1, r->vs ? r->vs : r->at) != HENG_OK)
        return CLI_USAGE;
    return CLI_DONE;
}

static void close_sides(request *r)
{
    heng_finalize(r->decisions[0]);
    heng_finalize(r->decisions[1]);
    if (r->libraries[1] != r->libraries[0]) heng_close(r->libraries[1]);
    heng_close(r->libraries[0]);
}

/* ---- the file ---- */

static bool find_groups(cli_context *c, request *r, const csv_reader *csv)
{
    str rest = str_c(r->by), name;
    while (r->by && str_split_next(&rest, STR(","), &name)) {
        int at = 0;
        name = str_trim(name);
        while (at < csv->fields.count && !str_eq(str_trim(csv->fields.items[at]), name)) at++;
        if (at == csv->fields.count || r->by_count == BY_MAX) {
            fprintf(c->err,
                    cli_say(c, "heng: 文件没有“" STR_FMT "”这一列,不能按它分组(最多 %d 列)\n",
                            "heng: there is no column \"" STR_FMT "\" to group by (%d at most)\n"),
                    STR_ARG(name), BY_MAX);
            return false;
        }
        r->by_names[r->by_count] = str_copy(c->arena, name);
        r->by_columns[r->by_count++] = at;
    }
    return true;
}

static bool is_group(const request *r, int column)
{
    for (int i = 0; i < r->by_count; i++)
        if (r->by_columns[i] == column) return true;
    return false;
}

static bool take_header(cli_context *c, request *r, compare *x, const csv_reader *csv)
{
    int asked = 0;
    if (!find_groups(c, r, csv)) return false;
    for (int i = 0; i < csv->fields.count; i++) {
        heng_error why;
        str name = str_trim(csv->fields.items[i]);
        if (compare_column(x, name, &why)) { asked++; continue; }
        if (is_group(r, i)) continue;
        if (why.code[0])
            fprintf(c->err, cli_say(c, "注意:不用这一列——%s\n", "note: column not used: %s\n"),
                    c->language == LANG_ZH ? why.zh : why.en);
        else
            fprintf(c->err,
                    cli_say(c, "注意:“" STR_FMT "”这一列,这个决策不问,不用\n",
                            "note: the decision does not ask for column \"" STR_FMT "\"\n"),
                    STR_ARG(name));
    }
    if (asked) return true;
    fputs(cli_say(c, "heng: 没有一列是这个决策要问的事实;列名要和事实名一样\n",
                  "heng: no column is a fact of this decision; name columns like facts\n"),
          c->err);
    return false;
}

/* The group columns' cells, joined by a character that stands in no cell. */
static str group_key(const request *r, const csv_reader *csv, strbuf *b)
{
    b->len = 0;
    for (int i = 0; i < r->by_count; i++) {
        if (i) strbuf_put_char(b, '\x1F');
        strbuf_put(b, str_trim(csv->fields.items[r->by_columns[i]]));
    }
    return (str){ b->ptr, b->len };
}

static void report_row(cli_context *c, request *r, const csv_reader *csv, str column,
                       const char *words)
{
    if (++r->reported > REPORTED_MAX) return;
    fprintf(c->err, cli_say(c, "第 %lld 行" STR_FMT ":%s\n", "row %lld" STR_FMT ": %s\n"),
            (long long)csv->row,
            STR_ARG(column.len ? str_format(c->arena, " “" STR_FMT "”", STR_ARG(column)) : column),
            words);
}

/* CLI_DONE also after a row that was reported; anything else ends the reading. */
static int take_row(cli_context *c, request *r, compare *x, const csv_reader *csv, const str *names,
                    int width, strbuf *key)
{
    heng_error why;
    int column;
    if (csv->fields.count != width) {
        report_row(c, r, csv, (str){ "", 0 },
                   cli_say(c, "格子数和表头不一样;请补齐或删去多余的",
                           "the number of cells differs from the header; correct the row"));
        return CLI_DONE;
    }
    for (int i = 0; i < width; i++) csv->fields.items[i] = str_trim(csv->fields.items[i]);
    heng_status status = compare_row(x, csv->fields.items, group_key(r, csv, key), &column, &why);
    if (status == HENG_NOMEM) return CLI_FAILED;
    if (status == HENG_MISUSE) { print_error(c, &why); return CLI_USAGE; }
    if (status != HENG_OK)
        report_row(c, r, csv, column >= 0 ? names[column] : (str){ "", 0 },
                   c->language == LANG_ZH ? why.zh : why.en);
    return CLI_DONE;
}

static int read_rows(cli_context *c, request *r, compare *x, str text)
{
    csv_reader csv;
    arena rows;
    bool bad = false;
    strbuf key;
    arena_init(&rows, 0);
    strbuf_init(&key, c->arena);
    csv_init(&csv, text, &rows);
    if (!csv_next(&csv, &bad) || !take_header(c, r, x, &csv)) {
        arena_deinit(&rows);
        return CLI_USAGE;
    }
    int width = csv.fields.count, status = CLI_DONE;
    str *names = arena_copy(c->arena, csv.fields.items, (size_t)width * sizeof *names);
    while (names && status == CLI_DONE && csv_next(&csv, &bad)) {
        if (bad)
            report_row(c, r, &csv, (str){ "", 0 },
                       cli_say(c, "引号没有成对;请改正", "a quote is not closed; correct it"));
        else status = take_row(c, r, x, &csv, names, width, &key);
    }
    arena_deinit(&rows);
    if (r->reported > REPORTED_MAX)
        fprintf(c->err, cli_say(c, "……另有 %lld 行不能用\n", "... and %lld more rows\n"),
                (long long)(r->reported - REPORTED_MAX));
    if (!names || status == CLI_FAILED) {
        fputs(cli_say(c, "heng: 内存不足\n", "heng: out of memory\n"), c->err);
        return CLI_FAILED;
    }
    if (status != CLI_DONE) return status;
    return r->reported ? CLI_WANTING : CLI_DONE;
}

/* ---- the answer ---- */

enum { FIGURE_COUNT = 12 };
static const cli_column figures[FIGURE_COUNT] = {
    { "rows", "人数", "rows" },           { "before", "原金额", "before" },
    { "after", "新金额", "after" },       { "change", "增减", "change" },
    { "winners", "多得人数", "winners" }, { "won", "多得金额", "won" },
    { "losers", "少得人数", "losers" },   { "lost", "少得金额", "lost" },
    { "same", "不变", "same" },           { "gained", "新有结果", "gained" },
    { "lapsed", "不再有结果", "lapsed" }, { "none", "都没有结果", "none" },
};

static str count_text(arena *a, int64_t n) { return str_format(a, "%lld", (long long)n); }

static void fill_figures(arena *a, const compare_sums *s, str *cells)
{
    dec change = DEC_ZERO;
    dec_sub(s->after, s->before, &change);
    const str all[FIGURE_COUNT] = {
        count_text(a, s->rows),   dec_text(a, s->before),    dec_text(a, s->after),
        dec_text(a, change),      count_text(a, s->winners), dec_text(a, s->won),
        count_text(a, s->losers), dec_text(a, s->lost),      count_text(a, s->same),
        count_text(a, s->gained), count_text(a, s->lapsed),  count_text(a, s->none),
    };
    memcpy(cells, all, sizeof all);
}

static void fill_keys(const request *r, str key, str *cells)
{
    str rest = key;
    for (int i = 0; i < r->by_count; i++)
        if (!str_split_next(&rest, STR("\x1F"), &cells[i])) cells[i] = (str){ "", 0 };
}

static void print_groups(cli_context *c, const request *r, const compare *x)
{
    int width = r->by_count + FIGURE_COUNT;
    cli_column *columns = ARENA_ARRAY(c->arena, cli_column, width);
    str *cells = ARENA_ARRAY(c->arena, str, width);
    if (!columns || !cells) return;
    for (int i = 0; i < r->by_count; i++) {
        const char *name = r->by_names[i].ptr;
        columns[i] = (cli_column){ name, name, name };
    }
    memcpy(columns + r->by_count, figures, sizeof figures);
    cli_list *list = cli_list_new(c, columns, width);
    for (int i = 0; r->by_count && i < x->groups.count; i++) {
        fill_keys(r, x->groups.items[i]->key, cells);
        fill_figures(c->arena, &x->groups.items[i]->sums, cells + r->by_count);
        cli_list_row(list, cells);
    }
    for (int i = 0; i < r->by_count; i++)
        cells[i] = i ? (str){ "", 0 } : str_c(cli_say(c, "合计", "total"));
    fill_figures(c->arena, &x->total, cells + r->by_count);
    cli_list_row(list, cells);
    cli_list_print(list);
}

static void print_distribution(cli_context *c, const compare *x)
{
    static const cli_column columns[] = { { "change", "每人增减", "change" },
                                          { "rows", "人数", "rows" } };
    cli_list *list = cli_list_new(c, columns, 2);
    for (int i = 0; i < COMPARE_BUCKETS; i++) {
        const str cells[] = { compare_bucket(c->arena, i), count_text(c->arena, x->buckets[i]) };
        cli_list_row(list, cells);
    }
    cli_list_print(list);
}

static void put_sums(json_out *j, arena *a, const compare_sums *s)
{
    str cells[FIGURE_COUNT];
    fill_figures(a, s, cells);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        json_key(j, figures[i].key);
        json_put_raw(j, cells[i]);
    }
    json_key(j, "refused");
    json_put_int(j, s->refused);
}

static void put_groups(cli_context *c, json_out *j, const request *r, const compare *x)
{
    str keys[BY_MAX];
    json_begin_array(j);
    for (int i = 0; r->by_count && i < x->groups.count; i++) {
        fill_keys(r, x->groups.items[i]->key, keys);
        json_begin_object(j);
        json_key(j, "by");
        json_begin_object(j);
        for (int k = 0; k < r->by_count; k++) {
            json_key_str(j, r->by_names[k]);
            json_put_str(j, keys[k]);
        }
        json_end_object(j);
        put_sums(j, c->arena, &x->groups.items[i]->sums);
        json_end_object(j);
    }
    json_end_array(j);
}

static void print_json(cli_context *c, const request *r, const compare *x)
{
    strbuf b;
    json_out j;
    strbuf_init(&b, c->arena);
    json_out_init(&j, &b);
    json_begin_object(&j);
    json_key(&j, "decision");
    json_put_str(&j, r->decision);
    json_key(&j, "member");
    json_put_str(&j, r->figure);
    json_key(&j, "total");
    json_begin_object(&j);
    put_sums(&j, c->arena, &x->total);
    json_end_object(&j);
    json_key(&j, "groups");
    put_groups(c, &j, r, x);
    json_key(&j, "distribution");
    json_begin_array(&j);
    for (int i = 0; i < COMPARE_BUCKETS; i++) {
        json_begin_object(&j);
        json_key(&j, "change");
        json_put_str(&j, compare_bucket(c->arena, i));
        json_key(&j, "rows");
        json_put_int(&j, x->buckets[i]);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    str text = strbuf_done(&b);
    fprintf(c->out, STR_FMT "\n", STR_ARG(text));
}

static void print_answer(cli_context *c, const request *r, const compare *x)
{
    if (c->format == FORMAT_JSON) { print_json(c, r, x); return; }
    if (!r->distribution) print_groups(c, r, x);
    if (!r->distribution && c->format == FORMAT_CSV) return;
    if (!r->distribution) fputc('\n', c->out);
    print_distribution(c, x);
}

static int compare_file(cli_context *c, request *r)
{
    str text;
    compare x;
    int status = open_sides(c, r);
    if (status != CLI_DONE) return status;
    if (!cli_read_file(c, r->in, &text)) return CLI_FAILED;
    if (utf8_bad(text) >= 0) {
        fprintf(c->err,
                cli_say(c, "heng: %s 不是 UTF-8(第 %d 字节);请转换后再用\n",
                        "heng: %s is no UTF-8 (byte %d); convert it first\n"),
                r->in, utf8_bad(text) + 1);
        return CLI_FAILED;
    }
    compare_open(&x, r->decisions[0], r->decisions[1], r->figure, c->arena);
    status = read_rows(c, r, &x, text);
    if (status > CLI_WANTING) return status;
    if (x.overflow) {
        fputs(
            cli_say(c, "heng: 合计超出数的范围\n", "heng: a sum is beyond the range of numbers\n"),
            c->err);
        return CLI_FAILED;
    }
    print_answer(c, r, &x);
    return status;
}

static int run_compare(cli_context *c, int argc, char **argv)
{
    request r = { 0 };
    const cli_option options[] = {
        { "in", .value = &r.in },
        { "at", .value = &r.at },
        { "vs", .value = &r.vs },
        { "vs-policies", .value = &r.vs_policies },
        { "by", .value = &r.by },
        { "place", .value = &r.place },
        { "distribution", .flag = &r.distribution },
    };
    if (!cli_parse(c, &argc, argv, options, sizeof options / sizeof *options)) return CLI_USAGE;
    if (argc != 2) return cli_usage(c, "compare", "要写一个决策的名称", "name one decision");
    if (!r.in)
        return cli_usage(c, "compare", "用 --in 指明人群的 CSV 文件",
                         "name the CSV file of the population with --in");
    if (!r.vs && !r.vs_policies)
        return cli_usage(c, "compare", "用 --vs 写另一个日期,或用 --vs-policies 写另一套政策",
                         "give another date with --vs or other policies with --vs-policies");
    str name = str_c(argv[1]);
    int32_t point = str_find(name, STR("."));
    r.decision = point > 0 ? str_sub(name, 0, point) : name;
    r.figure = point > 0 ? str_sub(name, point + 1, name.len) : (str){ "", 0 };
    int status = compare_file(c, &r);
    close_sides(&r);
    return status;
}

const cli_command cmd_compare = {
    "compare",
    run_compare,
    "同一批人,两个日期或两套政策:谁多得、谁少得、差多少",
    "one population under two dates or policy sets: who gains, who loses, what it costs",
    help_zh,
    help_en
};
