/* cmd_match.c: heng match: what one person, household or firm is entitled to; over a register:
 * match_batch.c. */
#include "cli/cli_match.h"

static const char help_zh[] =
    "heng match — 能享受什么:把一份事实拿去问全部有效的权益\n\n"
    "用法:\n"
    "  heng match --facts 文件|- [事实=值 ...] [--at 日期] [--place 地域] [--target 个人|家庭|企业|项目]\n"
    "             [--format text|json]\n"
    "  heng match --in 名册.csv --out 变化.csv [--since 上次全表.csv] [--all 全表.csv] [--key 列]\n"
    "             [--at 日期] [--place 地域] [--target 对象] [--threads N]\n\n"
    "第一种:每项权益 能享受(金额、条款)、可能能享受(还缺的事实)、不能享受(没有满足的条件、现在的数),\n"
    "  以及下一个最能定下结果的问题。JSON 里事实写 null 是“不清楚”:不再问,有默认的按默认。\n"
    "  --target       几种对象用逗号分开,如 个人,家庭\n"
    "第二种(免申即享):名册的列名是事实的名称;一行一个人或企业,--key 列(默认第一列)是编号。\n"
    "  --out          只写变化:新增、提高、降低、终止(没有 --since 时全部是新增)\n"
    "  --since        上一次 --all 写出的全表\n"
    "  --all          这一次的全表,留给下一次\n"
    "  有错的单元格逐条报告(行、列),其余照算,退出状态 1\n\n"
    "退出状态:0 完成;1 事实不合(写明哪一项);2 用法不对;3 出错\n";
static const char help_en[] =
    "heng match - what am I entitled to: one set of facts put to every benefit in force\n\n"
    "usage:\n"
    "  heng match --facts FILE|- [fact=value ...] [--at DATE] [--place PLACE] [--target TARGET]\n"
    "             [--format text|json]\n"
    "  heng match --in REGISTER.csv --out CHANGES.csv [--since LAST-FULL.csv] [--all FULL.csv]\n"
    "             [--key COLUMN] [--at DATE] [--place PLACE] [--target TARGET] [--threads N]\n\n"
    "first form: each benefit entitled (amount, provision), possible (facts missing), or not (the "
    "conditions\n"
    "  that fail, with the figures), and the question that settles most. In JSON a fact that is "
    "null is\n"
    "  \"not known\": it is not asked again and its default is taken.\n"
    "  --target       several targets with commas between: 个人,家庭\n"
    "second form: columns of the register are named like facts; --key (default: the first column) "
    "identifies a row.\n"
    "  --out          changes only: new, higher, lower, ended (without --since everything is new)\n"
    "  --since        the full list an earlier run wrote with --all\n"
    "  --all          the full list of this run, for the next\n"
    "  bad cells are reported with row and column, the rest is done, exit status 1\n\n"
    "exit status: 0 done; 1 facts found wanting (each is named); 2 wrong use; 3 failure\n";

/* ---- one person ---- */

typedef struct facts { int32_t *skip; int skip_count; } facts;

/* null means not known: remembered, not given. */
static bool give_json(cli_context *c, policy_run *run, const json *j, facts *f, diag_list *d)
{
    bool ok = true;
    if (j->kind != JSON_OBJECT) return policy_run_facts_json(run, j, d);
    f->skip = ARENA_ARRAY(c->arena, int32_t, j->count + 1);
    for (int i = 0; f->skip && i < j->count; i++) {
        json one = { .kind = JSON_OBJECT, .keys = &j->keys[i], .items = &j->items[i], .count = 1 };
        if (j->items[i]->kind != JSON_NULL) {
            ok = policy_run_facts_json(run, &one, d) && ok;
            continue;
        }
        int32_t slot = policy_fact_slot(run, j->keys[i], d);
        if (slot >= 0) f->skip[f->skip_count++] = slot;
        else ok = false;
    }
    return ok && f->skip;
}

static bool give_arguments(policy_run *run, int argc, char **argv, diag_list *d)
{
    bool ok = true;
    for (int i = 1; i < argc; i++) {
        str arg = str_c(argv[i]);
        int32_t equals = str_find(arg, STR("="));
        ok = policy_run_fact_text(run, str_trim(str_sub(arg, 0, equals)),
                                  str_sub(arg, equals + 1, arg.len), d) &&
             ok;
    }
    return ok;
}

static void print_match(cli_context *c, const policy_library *lib, const policy_match *m)
{
    strbuf out;
    strbuf_init(&out, c->arena);
    if (c->format == FORMAT_JSON) {
        json_out j;
        json_out_init(&j, &out);
        policy_match_json(lib, m, &j, c->arena);
        strbuf_putc(&out, "\n");
    } else {
        policy_match_text(lib, m, &out, c->arena, c->language);
    }
    str text = strbuf_done(&out);
    fwrite(text.ptr, 1, (size_t)text.len, c->out);
}

static int match_one(cli_context *c, const cli_match *a, policy_run *run, int argc, char **argv)
{
    diag_list d;
    diag_init(&d, c->arena);
    facts f = { 0 };
    str text;
    json *j = NULL;
    if (a->facts) {
        if (!cli_read_file(c, a->facts, &text)) return CLI_FAILED;
        j = json_parse(c->arena, text, str_c(a->facts), &d);
    }
    bool ok = (!a->facts || (j && give_json(c, run, j, &f, &d)));
    ok = give_arguments(run, argc, argv, &d) && ok;
    if (ok) ok = policy_run_consistent(run, &d);
    if (!ok) {
        cli_print_findings(c, c->err, &d, a->options.lib);
        return CLI_WANTING;
    }
    match_options o = a->options;
    o.skip = f.skip;
    o.skip_count = f.skip_count;
    const policy_match *m = policy_match_run(run, &o);
    if (!m) return CLI_FAILED;
    print_match(c, a->options.lib, m);
    return CLI_DONE;
}

/* ---- arguments ---- */

static bool known_place(const policy_library *lib, str place)
{
    if (place.len == 0) return true;
    for (int i = 0; i < policy_doc_count(lib); i++)
        if (policy_doc_at(lib, i)->place.len && policy_visible(policy_doc_at(lib, i), place))
            return true;
    return false;
}

static int check_use(cli_context *c, const cli_match *a, int argc, char **argv)
{
    if (a->in && !a->out && !a->all)
        return cli_usage(c, "match", "--in 要和 --out 或 --all 一起用", "--in needs --out or --all");
    if (!a->in && (a->out || a->since || a->all))
        return cli_usage(c, "match", "--out、--since、--all 要和 --in 一起用",
                         "--out, --since and --all need --in");
    if (a->in && (a->facts || argc > 1))
        return cli_usage(c, "match", "--in 不能和 --facts 或 事实=值 一起用",
                         "--in does not go with --facts or fact=value");
    if (!a->in && !a->facts && argc < 2)
        return cli_usage(c, "match", "要有 --facts 文件、事实=值,或 --in 名册",
                         "say --facts FILE, fact=value, or --in REGISTER");
    for (int i = 1; i < argc; i++)
        if (str_find(str_c(argv[i]), STR("=")) <= 0)
            return cli_usage(c, "match", "“%s”应写成 事实=值", "\"%s\" should be fact=value", argv[i]);
    return CLI_DONE;
}

static int match(cli_context *c, cli_match *a, int argc, char **argv)
{
    policy_library *lib = cli_policies(c, NULL, false);
    if (!lib) return CLI_FAILED;
    int status = CLI_FAILED;
    a->options.lib = lib;
    if (!known_place(lib, a->options.place)) {
        fprintf(c->err, cli_say(c, "heng match: 没有“" STR_FMT "”的政策文件\n",
                                "heng match: there are no policies of \"" STR_FMT "\"\n"),
                STR_ARG(a->options.place));
        status = CLI_WANTING;
    } else if (a->in) {
        status = cli_match_batch(c, a);
    } else {
        policy_run *run = policy_run_new(lib, c->arena);
        if (run) status = match_one(c, a, run, argc, argv);
        policy_run_free(run);
    }
    policy_library_free(lib);
    return status;
}

static int run_match(cli_context *c, int argc, char **argv)
{
    const char *at = NULL, *place = NULL, *target = NULL, *threads = NULL;
    cli_match a = { .threads = 2 };
    const cli_option options[] = {
        { "facts", .value = &a.facts }, { "in", .value = &a.in },
        { "out", .value = &a.out },     { "since", .value = &a.since },
        { "all", .value = &a.all },     { "key", .value = &a.key },
        { "at", .value = &at },         { "place", .value = &place },
        { "target", .value = &target }, { "threads", .value = &threads },
    };
    if (!cli_parse(c, &argc, argv, options, sizeof options / sizeof *options)) return CLI_USAGE;
    int status = check_use(c, &a, argc, argv);
    if (status != CLI_DONE) return status;
    a.options = (match_options){ .at = date_today(), .place = str_c(place) };
    a.options.target = str_replace(c->arena, str_c(target), STR("，"), STR(","));
    if (at && !cli_date(c, at, &a.options.at)) return CLI_USAGE;
    if (threads && (strspn(threads, "0123456789") != strlen(threads) || strlen(threads) != 1 ||
                    *threads == '0'))
        return cli_usage(c, "match", "--threads 是 1 到 9 的整数", "--threads is a number from 1 to 9");
    if (threads) a.threads = *threads - '0';
    return match(c, &a, argc, argv);
}

const cli_command cmd_match = { "match",
                                run_match,
                                "能享受什么:一个人、一家企业,或整本名册",
                                "what one person, one firm or a whole register is entitled to",
                                help_zh,
                                help_en };
