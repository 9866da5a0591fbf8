/* cmd_decide.c: heng decide NAME [name=value ...]: one decision, one answer. */
#include "cli/cli.h"

static const char help_zh[] =
    "heng decide — 按某一天的规定作一个决策\n\n"
    "用法:heng decide 名称 [事实=值 ...] [--json 文件|-] [--at 日期] [--place 地域] [--explain] "
    "[--format text|json]\n\n"
    "  事实=值        值可以是 FEEL(\"文字\"、[1,2]、{金额: 5})、数、日期 "
    "2023-06-01、是/否,枚举可直接写字\n"
    "  --json 文件    从 JSON 对象读事实(- 为标准输入);数字按原样,不经过浮点;命令行的事实优先\n"
    "  --at 日期      适用日,默认今天\n"
    "  --place 地域   在几个地方各有规定时指明\n"
    "  --explain      写出每一步:算式、条款、文件、采用的假定、没有满足的条件\n"
    "  --format json  同样的内容,供程序使用\n\n"
    "退出状态:0 有结果;1 没有结果(缺事实、无有效规定……,说明原因);2 用法不对;3 出错\n\n"
    "例:heng decide 补助金额 人数=3 申请日期=2023-05-08 --at 2023-06-01 --explain\n";
static const char help_en[] = "heng decide - one decision under the rules of one day\n\n"
                              "usage: heng decide NAME [fact=value ...] [--json FILE|-] [--at "
                              "DATE] [--place PLACE] [--explain] [--format text|json]\n\n"
                              "  fact=value     a value is FEEL (\"abc\", [1,2], {amount: 5}), a "
                              "number, a date 2023-06-01, true/false, or the bare\n"
                              "                 word of an enumeration\n"
                              "  --json FILE    facts from a JSON object (- = standard input); "
                              "digits are kept; facts on the command line win\n"
                              "  --at DATE      date of law, default today\n"
                              "  --place PLACE  when several places have their own rules\n"
                              "  --explain      every step: arithmetic, provision, document, what "
                              "was assumed, which conditions failed\n"
                              "  --format json  the same for programs\n\n"
                              "exit status: 0 a result; 1 no result (a missing fact, no rule in "
                              "force, ... with the reason); 2 wrong use; 3 failure\n";

typedef struct request {
    str name;
    const char *json_path, *at, *place;
    bool explain;
    date day;
} request;

static bool give_json(cli_context *c, policy_run *run, const char *path, diag_list *d)
{
    str text;
    if (!cli_read_file(c, path, &text)) return false;
    json *j = json_parse(c->arena, text, str_c(path), d);
    return j && policy_run_facts_json(run, j, d);
}

static bool give_arguments(cli_context *c, policy_run *run, int argc, char **argv, diag_list *d)
{
    bool ok = true;
    for (int i = 2; i < argc; i++) {
        str arg = str_c(argv[i]);
        int32_t equals = str_find(arg, STR("="));
        if (equals <= 0) {
            cli_usage(c, "decide", "“%s”应写成 事实=值", "\"%s\" should be fact=value", argv[i]);
            return false;
        }
        ok = policy_run_fact_text(run, str_trim(str_sub(arg, 0, equals)),
                                  str_sub(arg, equals + 1, arg.len), d) &&
             ok;
    }
    return ok;
}

static void print_plain(cli_context *c, const policy_library *lib, const policy_answer *answer)
{
    if (answer->code == POLICY_OK) {
        str shown = policy_shown(lib, c->arena, answer->value, answer->type, c->language);
        fprintf(c->out, STR_FMT "\n", STR_ARG(shown));
    }
    for (int i = 0; answer->code != POLICY_OK && i < answer->problems.count; i++) {
        const policy_problem *p = &answer->problems.items[i];
        str text = c->language == LANG_ZH ? p->zh : p->en;
        fprintf(c->err, "%s: " STR_FMT "\n", policy_code_text(p->code), STR_ARG(text));
        if (p->last_value.kind == FEEL_NULL || !p->before) continue;
        str last = policy_shown(lib, c->arena, p->last_value, p->before->type, c->language);
        fprintf(c->err,
                cli_say(c, "  失效前的值:" STR_FMT "(仅供参考,不能据此发放)\n",
                        "  last value: " STR_FMT " (for information; never payable by itself)\n"),
                STR_ARG(last));
    }
}

static void print_answer(cli_context *c, const policy_library *lib, const request *r,
                         const policy_answer *answer)
{
    strbuf out;
    strbuf_init(&out, c->arena);
    if (c->format == FORMAT_JSON) {
        json_out j;
        json_out_init(&j, &out);
        policy_answer_json(lib, answer, &j, c->language, r->explain);
        strbuf_putc(&out, "\n");
    } else if (r->explain) {
        policy_explain_text(lib, answer, &out, c->language);
    } else {
        print_plain(c, lib, answer);
    }
    str text = strbuf_done(&out);
    fwrite(text.ptr, 1, (size_t)text.len, c->out);
}

/* A program that asked for JSON gets its findings as JSON too. */
static void print_bad_facts(cli_context *c, const diag_list *d)
{
    if (c->format != FORMAT_JSON) {
        cli_print_findings(c, c->err, d, NULL);
        return;
    }
    strbuf out;
    json_out j;
    strbuf_init(&out, c->arena);
    json_out_init(&j, &out);
    json_begin_object(&j);
    json_key(&j, "code");
    json_put_str(&j, str_c(d->all.count ? d->all.items[0].code : "E-FACT"));
    json_key(&j, "findings");
    json_begin_array(&j);
    for (int i = 0; i < d->all.count; i++) {
        json_begin_object(&j);
        json_key(&j, "code");
        json_put_str(&j, str_c(d->all.items[i].code));
        json_key(&j, "where");
        json_put_str(&j, d->all.items[i].pos.file);
        json_key(&j, "message_zh");
        json_put_str(&j, d->all.items[i].zh);
        json_key(&j, "message_en");
        json_put_str(&j, d->all.items[i].en);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    str text = strbuf_done(&out);
    fprintf(c->out, STR_FMT "\n", STR_ARG(text));
}

static int decide(cli_context *c, const policy_library *lib, policy_run *run, const request *r,
                  int argc, char **argv)
{
    diag_list d;
    diag_init(&d, c->arena);
    bool facts = !r->json_path || give_json(c, run, r->json_path, &d);
    if (r->json_path && !facts && d.all.count == 0) return CLI_FAILED;
    int before = d.all.count;
    facts = give_arguments(c, run, argc, argv, &d) && facts;
    if (facts && r->at) policy_run_at(run, r->day);
    facts = facts && policy_run_consistent(run, &d);
    if (!facts && d.all.count == before && before == 0) return CLI_USAGE;
    if (!facts) {
        print_bad_facts(c, &d);
        return CLI_WANTING;
    }
    if (r->at) policy_run_at(run, r->day);
    if (r->place) policy_run_place(run, str_c(r->place));
    policy_run_trace(run, r->explain);
    const policy_answer *answer = policy_decide(run, r->name);
    if (!answer) return CLI_FAILED;
    print_answer(c, lib, r, answer);
    return answer->code == POLICY_OK ? CLI_DONE : CLI_WANTING;
}

static int run_decide(cli_context *c, int argc, char **argv)
{
    request r = { 0 };
    const cli_option options[] = {
        { "json", .value = &r.json_path },
        { "at", .value = &r.at },
        { "place", .value = &r.place },
        { "explain", .flag = &r.explain },
    };
    if (!cli_parse(c, &argc, argv, options, sizeof options / sizeof *options)) return CLI_USAGE;
    if (argc < 2) return cli_usage(c, "decide", "要写决策的名称", "name a decision");
    if (r.at && !cli_date(c, r.at, &r.day)) return CLI_USAGE;
    r.name = str_c(argv[1]);
    policy_library *lib = cli_policies(c, NULL, false);
    if (!lib) return CLI_FAILED;
    policy_run *run = policy_run_new(lib, c->arena);
    int status = run ? decide(c, lib, run, &r, argc, argv) : CLI_FAILED;
    policy_run_free(run);
    policy_library_free(lib);
    return status;
}

const cli_command cmd_decide = { "decide",
                                 run_decide,
                                 "按某一天的规定作一个决策,并说明理由",
                                 "make one decision under the rules of a day, with reasons",
                                 help_zh,
                                 help_en };
