/* cmd_policy.c: heng policy list | check | show; the rest has files of its own. */
#include "cli/cli_policy.h"

static const char help_zh[] =
    "heng policy — 看政策文件、检查政策文件\n\n"
    "用法:\n"
    "  heng policy list [--at 日期]       列出决策:名称、类型、文号、条款、有效期;--at "
    "只列当天有效的\n"
    "  heng policy check [路径 ...]       "
    "检查(默认全部):名称、类型、决策表的缺口和重叠、环、条款、示例\n"
    "  heng policy show 名称 [--at 日期]  一个决策:要哪些事实、有哪些版本\n"
    "  heng policy conflicts              文件之间没有说清的地方,以及采用的读法\n"
    "  heng policy boundaries 名称 [--at 日期]\n"
    "                                     每个界限(数、日期)略低、正好、略高时的结果和条款;其余事实取自示例\n"
    "  heng policy expiring [--at 日期] [--within 天数]\n"
    "                                     已过期、将到期(默认 90 日)而没有接续的,一年以上没有变动的数,待定的数\n"
    "  heng policy coverage [--write 目录] 各文件的决策和参数落实到哪里;--write 写成 docs/instruments 的页\n"
    "  heng policy export 名称 --dmn 文件 [--at 日期] [--version 1.3|1.4|1.5]\n"
    "                                     一个政策(文号、目录编号或文件名)或一个决策写成 DMN,带图;\n"
    "                                     文件写 - 就印出来;dmn-js 等工具只打开 1.3\n"
    "  heng policy import 文件.dmn [--out 文件.md]\n"
    "                                     DMN 1.2-1.5 模型写成政策文件\n\n"
    "清单可用 --format table|csv|json。check 的每条发现写明 文件:行:列,最后一行是总数。\n"
    "退出状态:0 没有错误;1 有错误或没有所问的名称;2 用法不对;3 出错\n";
static const char help_en[] =
    "heng policy - look at policy files, check policy files\n\n"
    "usage:\n"
    "  heng policy list [--at DATE]       the decisions: name, type, document, provision, "
    "validity; --at: in force that day\n"
    "  heng policy check [PATH ...]       check (default: all): names, types, gaps and overlaps of "
    "tables, cycles, citations, examples\n"
    "  heng policy show NAME [--at DATE]  one decision: the facts it needs and its versions\n"
    "  heng policy conflicts              what documents leave open, and the reading followed\n"
    "  heng policy boundaries NAME [--at DATE]\n"
    "                                     the results just below, at and above every threshold\n"
    "                                     (numbers, days); the other facts are an example's\n"
    "  heng policy expiring [--at DATE] [--within DAYS]\n"
    "                                     what ended or ends (within 90 days) with no successor,\n"
    "                                     figures unchanged for a year, figures never set\n"
    "  heng policy coverage [--write DIR] where each decision and parameter of the instruments is "
    "done; --write makes the pages of docs/instruments\n"
    "  heng policy export NAME --dmn FILE [--at DATE] [--version 1.3|1.4|1.5]\n"
    "                                     a policy (number, catalogue id or file name) or one\n"
    "                                     decision as DMN with a diagram; FILE - prints it;\n"
    "                                     dmn-js and others open 1.3 only\n"
    "  heng policy import FILE.dmn [--out FILE.md]\n"
    "                                     a DMN 1.2-1.5 model as a policy file\n\n"
    "lists take --format table|csv|json. Each finding of check names file:line:column; the last "
    "line is the sum.\n"
    "exit status: 0 no error; 1 errors, or no such name; 2 wrong use; 3 failure\n";

static str day_or_empty(cli_context *c, date d)
{
    return policy_has_date(d) ? date_text(c->arena, d) : STR("");
}

static str type_text(cli_context *c, const feel_type *t)
{
    bool builtin = t && t->name.len == 0 && t->unit.len == 0;
    if (builtin && c->language == LANG_EN) return feel_type_text(c->arena, t);
    return t ? policy_type_words(c->arena, t) : STR("");
}

static const char *kind_text(cli_context *c, policy_kind kind)
{
    static const char *const zh[] = { "事实", "参数", "决策", "条件", "函数", "服务" };
    static const char *const en[] = { "fact",       "parameter", "decision",
                                      "conditions", "function",  "service" };
    return c->language == LANG_ZH ? zh[kind] : en[kind];
}

/* ---- list ---- */

static void list_row(cli_context *c, cli_list *l, const policy_def *def)
{
    policy_period p = policy_def_period(def);
    const str cells[] = { def->name,
                          str_c(kind_text(c, def->kind)),
                          type_text(c, def->type),
                          def->doc->number,
                          def->provision,
                          day_or_empty(c, p.from),
                          day_or_empty(c, p.to),
                          def->doc->place,
                          def->inferred ? str_c(cli_say(c, "推定", "inferred")) : STR(""),
                          def->doc->file };
    cli_list_row(l, cells);
}

/* The columns that list_row fills; the first is headed as the list needs it. */
static cli_list *definition_list(cli_context *c, cli_column first)
{
    const cli_column columns[] = {
        first,
        { "kind", "种类", "kind" },
        { "type", "类型", "type" },
        { "doc_no", "文号", "document" },
        { "article", "条款", "provision" },
        { "from", "起", "from" },
        { "to", "止", "to" },
        { "place", "地域", "place" },
        { "mark", "标记", "mark" },
        { "file", "文件", "file" },
    };
    const cli_column *kept = arena_copy(c->arena, columns, sizeof columns);
    return kept ? cli_list_new(c, kept, sizeof columns / sizeof *columns) : NULL;
}

static int policy_list(cli_context *c, const policy_library *lib, const date *at)
{
    cli_list *l = definition_list(c, (cli_column){ "name", "名称", "name" });
    for (int i = 1; l && i < policy_slot_count(lib); i++) {
        const policy_slot *slot = policy_slot_at(lib, i);
        for (int k = 0; k < slot->version_count; k++) {
            const policy_def *def = slot->versions[k];
            if (def->kind == POLICY_FACT ||
                (at && !policy_period_holds(policy_def_period(def), *at)))
                continue;
            list_row(c, l, def);
        }
    }
    cli_list_print(l);
    return CLI_DONE;
}

/* ---- show ---- */

static void show_facts(cli_context *c, const policy_library *lib, int32_t slot, str place, date at)
{
    static const cli_column columns[] = {
        { "name", "事实", "fact" },       { "type", "类型", "type" },
        { "default", "默认", "default" }, { "question", "问", "question" },
        { "note", "说明", "note" },
    };
    int32_t *slots, count = policy_facts_needed(lib, slot, place, at, c->arena, &slots);
    cli_list *l = cli_list_new(c, columns, sizeof columns / sizeof *columns);
    for (int32_t i = 0; l && i < count; i++) {
        const policy_def *def = policy_newest(lib, slots[i]);
        str fallback = def->kind == POLICY_PARAMETER ? str_c(cli_say(c, "待定", "unset")) : STR("");
        if (def->default_expr) fallback = feel_display(c->arena, FEEL_NULL_VALUE);
        if (def->default_expr) {
            policy_run *run = policy_run_new(lib, c->arena);
            if (run) fallback = feel_literal(c->arena, policy_run_eval(run, def->default_expr));
            policy_run_free(run);
        }
        const str cells[] = { def->name, type_text(c, def->type), fallback, def->question,
                              def->note };
        cli_list_row(l, cells);
    }
    cli_list_print(l);
}

static int policy_show(cli_context *c, const policy_library *lib, const char *name, const date *at)
{
    diag_list d;
    diag_init(&d, c->arena);
    int32_t slot = policy_find_decision(lib, str_c(name), &d);
    if (slot < 0) {
        cli_print_findings(c, c->err, &d, lib);
        return CLI_WANTING;
    }
    const policy_slot *s = policy_slot_at(lib, slot);
    fprintf(c->out, STR_FMT "\n\n", STR_ARG(s->name));
    cli_list *l = definition_list(c, (cli_column){ "name", "版本", "version" });
    for (int k = 0; k < s->version_count; k++) list_row(c, l, s->versions[k]);
    cli_list_print(l);
    fputs(cli_say(c, "\n要用的事实\n", "\nfacts\n"), c->out);
    show_facts(c, lib, slot, s->versions[0]->doc->place, at ? *at : date_today());
    return CLI_DONE;
}

/* ---- check ---- */

static policy_library *load_paths(cli_context *c, int argc, char **argv, diag_list *d)
{
    str *paths = ARENA_ARRAY(c->arena, str, argc + 1);
    for (int i = 2; paths && i < argc; i++) paths[i - 2] = str_c(argv[i]);
    policy_load_options o = { .paths = paths, .path_count = argc - 2 };
    return paths ? policy_load(&o, d) : NULL;
}

static int policy_check_all(cli_context *c, int argc, char **argv)
{
    diag_list d;
    diag_init(&d, c->arena);
    policy_library *lib = argc > 2 ? load_paths(c, argc, argv, &d) : cli_policies(c, &d, true);
    if (!lib) return CLI_FAILED;
    policy_check_counts n;
    policy_check(lib, &d, &n);
    cli_print_findings(c, c->out, &d, lib);
    fprintf(
        c->out,
        cli_say(
            c, "%d 个文件,%d 个决策,%d 个示例(通过 %d,不符 %d):%d 个错误,%d 个提醒\n",
            "%d files, %d decisions, %d examples (%d passed, %d failed): %d errors, %d warnings\n"),
        n.files, n.decisions, n.examples, n.passed, n.failed, d.error_count, d.warning_count);
    bool ok = d.error_count == 0;
    policy_library_free(lib);
    return ok ? CLI_DONE : CLI_WANTING;
}

static int run_policy(cli_context *c, int argc, char **argv)
{
    const char *write = NULL, *at = NULL, *dmn = NULL, *out = NULL, *version = NULL, *within = NULL;
    const cli_option options[] = { { "at", .value = &at },
                                   { "dmn", .value = &dmn },
                                   { "out", .value = &out },
                                   { "write", .value = &write },
                                   { "within", .value = &within },
                                   { "version", .value = &version } };
    date day;
    if (!cli_parse(c, &argc, argv, options, sizeof options / sizeof *options)) return CLI_USAGE;
    if (argc < 2)
        return cli_usage(
            c, "policy",
            "要写 list、check、show、boundaries、conflicts、expiring、coverage、export 或 import",
            "say list, check, show, boundaries, conflicts, expiring, coverage, export or import");
    if (at && !cli_date(c, at, &day)) return CLI_USAGE;
    const char *what = argv[1];
    if (strcmp(what, "check") == 0) return policy_check_all(c, argc, argv);
    bool exports = strcmp(what, "export") == 0;
    bool imports = strcmp(what, "import") == 0;
    if (imports && argc == 3) return cli_policy_import(c, argv[2], out);
    if (imports) return cli_usage(c, "policy", "import 后面要写一个 DMN 文件", "import needs one DMN file");
    if (exports && (argc != 3 || !dmn))
        return cli_usage(c, "policy", "export 后面要写名称和 --dmn 文件",
                         "export needs a name and --dmn FILE");
    bool known = exports || strcmp(what, "list") == 0 || strcmp(what, "conflicts") == 0 ||
                 strcmp(what, "coverage") == 0 || strcmp(what, "show") == 0 ||
                 strcmp(what, "boundaries") == 0 || strcmp(what, "expiring") == 0;
    if (!known)
        return cli_usage(
            c, "policy",
            "没有“%s”;可写 list、check、show、boundaries、conflicts、expiring、coverage、"
            "export、import",
            "there is no \"%s\"; say list, check, show, boundaries, conflicts, expiring, "
            "coverage, export, import",
            what);
    if (strcmp(what, "show") == 0 && argc < 3)
        return cli_usage(c, "policy", "show 后面要写名称", "show needs a name");
    bool bounds = strcmp(what, "boundaries") == 0;
    if (bounds && argc != 3)
        return cli_usage(c, "policy", "boundaries 后面要写一个决策", "boundaries needs one decision");
    policy_library *lib = cli_policies(c, NULL, bounds || strcmp(what, "coverage") == 0);
    if (!lib) return CLI_FAILED;
    int status = CLI_DONE;
    if (strcmp(what, "list") == 0) status = policy_list(c, lib, at ? &day : NULL);
    else if (strcmp(what, "show") == 0) status = policy_show(c, lib, argv[2], at ? &day : NULL);
    else if (exports) status = cli_policy_export(c, lib, argv[2], dmn, version, at ? &day : NULL);
    else if (strcmp(what, "conflicts") == 0) status = cli_policy_conflicts(c, lib);
    else if (bounds) status = cli_policy_boundaries(c, lib, argv[2], at ? &day : NULL);
    else if (strcmp(what, "expiring") == 0)
        status = cli_policy_expiring(c, lib, at ? &day : NULL, within);
    else status = cli_policy_coverage(c, lib, write);
    policy_library_free(lib);
    return status;
}

const cli_command cmd_policy = {
    "policy", run_policy, "列出、检查政策文件", "list and check policy files", help_zh, help_en
};
