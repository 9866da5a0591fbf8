/* cmd_tck.c: heng tck DIR: how far the decision engine agrees with a DMN compatibility kit. */
#include "cli/cli.h"
#include "policy/tck.h"

typedef struct printer {
    cli_context *c;
    bool verbose;
} printer;

static void put_part(FILE *out, const char *word, str text)
{
    if (text.len) fprintf(out, "  %s " STR_FMT, word, STR_ARG(text));
}

static void print_failure(void *self, const tck_failure *f)
{
    const printer *p = self;
    FILE *out = p->c->out;
    fprintf(out, STR_FMT " " STR_FMT " #" STR_FMT, STR_ARG(f->folder), STR_ARG(f->file),
            STR_ARG(f->case_id));
    put_part(out, "", f->node);
    put_part(out, cli_say(p->c, "应为", "expected"), f->expected);
    put_part(out, cli_say(p->c, "实为", "got"), f->got);
    str note = p->c->language == LANG_ZH ? f->note_zh : f->note_en;
    if (note.len) fprintf(out, "  (" STR_FMT ")", STR_ARG(note));
    fputc('\n', out);
}

static void print_file(void *self, str file, int passed, int cases)
{
    const printer *p = self;
    if (p->verbose) fprintf(p->c->out, "%5d/%-5d " STR_FMT "\n", passed, cases, STR_ARG(file));
}

/* The last line: the scored levels. */
static int print_totals(cli_context *c, const tck_counts *n, int level)
{
    bool failed = false;
    if (n->cases[TCK_NON_COMPLIANT])
        fprintf(c->out, "%s: %d/%d\n",
                cli_say(c, "non-compliant（不计分）", "non-compliant (not scored)"),
                n->passed[TCK_NON_COMPLIANT], n->cases[TCK_NON_COMPLIANT]);
    const char *gap = "";
    for (int k = 0; k < TCK_NON_COMPLIANT; k++) {
        bool shown = n->cases[k] || (level ? k == level : k >= 2);
        if (!shown) continue;
        fprintf(c->out, "%slevel %d: %d/%d", gap, k, n->passed[k], n->cases[k]);
        gap = "  ";
        failed = failed || n->passed[k] < n->cases[k];
    }
    fputc('\n', c->out);
    return failed ? CLI_WANTING : CLI_DONE;
}

static int run_tck(cli_context *c, int argc, char **argv)
{
    const char *level_text = NULL, *pattern = NULL;
    printer p = { .c = c };
    const cli_option options[] = { { "level", .value = &level_text },
                                   { "case", .value = &pattern },
                                   { "verbose", .flag = &p.verbose } };
    if (!cli_parse(c, &argc, argv, options, 3)) return CLI_USAGE;
    if (argc != 2) return cli_usage(c, "tck", "请给出一个目录", "give one folder");
    int level = 0;
    if (level_text) {
        level = level_text[0] - '0';
        if (level < 2 || level > 3 || level_text[1])
            return cli_usage(c, "tck", "--level 只能是 2 或 3", "--level must be 2 or 3");
    }
    tck_options o = { .level = level,
                      .pattern = str_c(pattern),
                      .self = &p,
                      .on_failure = print_failure,
                      .on_file = print_file };
    tck_counts counts;
    diag_list findings;
    diag_init(&findings, c->arena);
    if (!tck_run(str_c(argv[1]), &o, &counts, &findings)) {
        cli_print_findings(c, c->err, &findings, NULL);
        return CLI_FAILED;
    }
    if (!counts.files) {
        fprintf(c->err, "%s\n",
                cli_say(c, "目录里没有测试例；请给出 TCK 的目录",
                        "no test cases there; give the folder of a TCK"));
        return CLI_FAILED;
    }
    return print_totals(c, &counts, level);
}

const cli_command cmd_tck = {
    "tck",
    run_tck,
    "用 DMN 兼容性测试包（TCK）检验决策引擎",
    "run a DMN Technology Compatibility Kit",
    "用法: heng tck 目录 [--level 2|3] [--case 名称] [--verbose]\n"
    "\n"
    "执行目录下每个测试例文件（*.xml，根元素 testCases）：读入同目录的 DMN "
    "模型，给出输入，比较结果。\n"
    "每个不符的结果印一行：目录、文件、例号、结果名、应为、实为、首条说明；最后一行是各级的通过数。"
    "\n"
    "non-compliant 目录另行报告，不计分。\n"
    "\n"
    "选项:\n"
    "  --level 2|3    只跑一级\n"
    "  --case 名称    只跑 目录/文件#例号 含此名称的测试例；带 * 或 ? 时按通配符匹配全名\n"
    "  --verbose      每个文件印一行通过数\n"
    "\n"
    "退出状态: 0 全部通过；1 有不符；2 用法错误；3 目录读不出。\n"
    "\n"
    "例: heng tck ../shared/tck\n"
    "    heng tck ../shared/tck --level 3 --case 0085\n",
    "Usage: heng tck DIR [--level 2|3] [--case NAME] [--verbose]\n"
    "\n"
    "Runs every test case file below DIR (*.xml with root testCases): loads the DMN model beside "
    "it, gives the\n"
    "inputs, compares the results. One line for each result that differs: folder, file, case, "
    "result, expected,\n"
    "got, first note; the last line counts what passed on each level. non-compliant is reported "
    "apart, not scored.\n"
    "\n"
    "Options:\n"
    "  --level 2|3    one level only\n"
    "  --case NAME    only cases whose folder/file#case contains NAME; with * or ? NAME is a "
    "pattern for all of it\n"
    "  --verbose      one line for each file\n"
    "\n"
    "Exit status: 0 all passed; 1 some differ; 2 wrong use; 3 the folder cannot be read.\n"
    "\n"
    "Example: heng tck ../shared/tck\n"
    "         heng tck ../shared/tck --level 3 --case 0085\n",
};
