/* cmd_verify.c: heng verify: the journal's chain, its anchor, and the state against the journal. */
#include "cli/cli_office.h"
#include "store/journal.h"

static const char help_zh[] =
    "heng verify: 校验日志链与库的内容\n\n"
    "用法: heng verify [--anchor 摘要:条数 | --anchor-file 文件]\n\n"
    "逐条重算日志的摘要链,与锚(默认为库文件旁的 .anchor)比对条数和摘要,并核对每期公报的内容与日志所记一致。\n"
    "把输出的“摘要:条数”刊登或另存,以后用 --anchor 比对,就能发现整体改写和截尾。\n\n"
    "退出状态:0 一致;1 不一致(说明第一处);2 用法不对;3 出错未能完成\n";
static const char help_en[] =
    "heng verify: check the journal's chain and the store's content\n\n"
    "usage: heng verify [--anchor HASH:COUNT | --anchor-file FILE]\n\n"
    "Re-computes the hash chain row by row, compares count and hash with the anchor (by default "
    "the .anchor beside the\n"
    "store), and compares each issue's content with what the journal recorded. Publish or keep the "
    "printed HASH:COUNT:\n"
    "compared later by --anchor it shows a rewritten journal or a cut tail.\n\n"
    "exit status: 0 sound; 1 not sound (the first place is named); 2 wrong use; 3 failure\n";

static bool anchor_file(cli_context *c, const char *path, journal_head *out, bool *found)
{
    FILE *f = fopen(path, "re");
    *found = f != NULL;
    if (!f) return true;
    char text[256];
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    if (journal_anchor_parse((str){ text, (int32_t)n }, out)) return true;
    fprintf(c->err,
            cli_say(c, "heng: 锚文件 %s 的内容不对;应为“条数 摘要”\n",
                    "heng: the anchor file %s is not \"COUNT HASH\"\n"),
            path);
    return false;
}

/* Finds the anchor to compare with; false after a message. */
static bool read_anchor(cli_context *c, const office *o, const char *text, const char *path,
                        journal_head *out, bool *found)
{
    *found = text != NULL;
    if (text) {
        if (journal_anchor_parse(str_c(text), out)) return true;
        cli_usage(c, "verify", "--anchor 应为 摘要:条数", "--anchor is HASH:COUNT");
        return false;
    }
    if (!path) path = str_cstr(c->arena, str_format(c->arena, "%s.anchor", store_path(o->store)));
    return path && anchor_file(c, path, out, found);
}

static int report(cli_context *c, const journal_report *r, bool anchored)
{
    if (!r->ok) {
        fprintf(c->out, STR_FMT "\n", STR_ARG(c->language == LANG_ZH ? r->zh : r->en));
        return CLI_WANTING;
    }
    fprintf(c->out,
            cli_say(c, "日志完好: %lld 条%s\n%s:%lld\n",
                    "the journal is sound: %lld rows%s\n%s:%lld\n"),
            (long long)r->count,
            anchored ? cli_say(c, ",与锚一致", ", as anchored")
                     : cli_say(c, "(没有锚可比)", " (no anchor to compare with)"),
            r->head, (long long)r->count);
    return CLI_DONE;
}

static int check(cli_context *c, db *reader, const journal_head *anchor)
{
    journal_report r;
    bool same;
    str subject = { 0 };
    if (!journal_verify(reader, c->arena, anchor, &r)) return CLI_FAILED;
    int status = report(c, &r, anchor != NULL);
    if (!rec_verify(reader, c->arena, &same, &subject)) return CLI_FAILED;
    if (!same) {
        fprintf(c->out,
                cli_say(c, "%.*s: 库中内容与日志所记不符;请从可信备份恢复,或重新导入原文件\n",
                        "%.*s: the stored content is not what the journal recorded; restore a "
                        "trusted backup or import the file again\n"),
                STR_ARG(subject));
        return CLI_WANTING;
    }
    str sound = db_one_text(reader, c->arena, "PRAGMA quick_check(1)", "");
    if (str_eqc(sound, "ok")) return status;
    fprintf(c->out, "quick_check: " STR_FMT "\n", STR_ARG(sound));
    return CLI_WANTING;
}

static int run_verify(cli_context *c, int argc, char **argv)
{
    const char *text = NULL, *path = NULL;
    const cli_option options[] = { { "anchor", &text, NULL }, { "anchor-file", &path, NULL } };
    if (!cli_parse(c, &argc, argv, options, 2)) return CLI_USAGE;
    if (argc > 1) return cli_usage(c, "verify", "“%s”多余", "\"%s\" is one too many", argv[1]);
    office o;
    if (!cli_office_open(c, false, &o)) return CLI_FAILED;
    journal_head anchor = { 0 };
    bool found = false;
    int status = CLI_USAGE;
    diag_list d;
    diag_init(&d, c->arena);
    if (read_anchor(c, &o, text, path, &anchor, &found)) {
        db *reader = store_reader(o.store, &d);
        status = reader ? check(c, reader, found ? &anchor : NULL) : CLI_FAILED;
        store_reader_done(o.store, reader);
        if (status == CLI_FAILED) cli_fail(c, &d, status);
    }
    store_close(o.store);
    return status;
}

const cli_command cmd_verify = { "verify",
                                 run_verify,
                                 "校验日志链、锚与库的内容",
                                 "check the journal's chain, anchor and content",
                                 help_zh,
                                 help_en };
