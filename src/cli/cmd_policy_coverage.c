/* cmd_policy_coverage.c: heng policy coverage: the table, or the pages of docs/instruments. */
#include "cli/cli_policy.h"
#include "policy/coverage.h"
#include <errno.h>
#include <sys/stat.h>

static bool write_page(cli_context *c, const char *dir, str name, strbuf *page)
{
    str path = str_format(c->arena, "%s/" STR_FMT ".md", dir, STR_ARG(name)),
        text = strbuf_done(page);
    FILE *f = page->failed || !path.ptr ? NULL : fopen(path.ptr, "wb");
    bool ok = f && fwrite(text.ptr, 1, (size_t)text.len, f) == (size_t)text.len;
    if (f) ok = fclose(f) == 0 && ok;
    if (!ok)
        fprintf(c->err,
                cli_say(c, "heng policy: 写不了 " STR_FMT "\n",
                        "heng policy: cannot write " STR_FMT "\n"),
                STR_ARG(path));
    return ok;
}

static int write_pages(cli_context *c, const policy_library *lib, const char *dir)
{
    strbuf page;
    int count = 0;
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        fprintf(c->err,
                cli_say(c, "heng policy: 建不了目录 %s\n",
                        "heng policy: cannot make the directory %s\n"),
                dir);
        return CLI_FAILED;
    }
    for (int i = 0; i < policy_doc_count(lib); i++) {
        str id = policy_coverage_id(policy_doc_at(lib, i));
        if (id.len == 0) continue;
        strbuf_init(&page, c->arena);
        policy_coverage_page(lib, policy_doc_at(lib, i), &page, c->arena);
        if (!write_page(c, dir, id, &page)) return CLI_FAILED;
        count++;
    }
    strbuf_init(&page, c->arena);
    policy_coverage_index(lib, &page, c->arena);
    if (!write_page(c, dir, STR("README"), &page)) return CLI_FAILED;
    fprintf(c->out, cli_say(c, "写了 %d 页到 %s\n", "%d pages written to %s\n"), count, dir);
    return CLI_DONE;
}

int cli_policy_coverage(cli_context *c, const policy_library *lib, const char *dir)
{
    static const cli_column columns[] = {
        { "catalogue", "目录", "catalogue" }, { "doc_no", "文号", "document" },
        { "item", "项", "item" },             { "content", "内容", "content" },
        { "done_by", "落实", "done by" },     { "examples", "示例", "examples" },
        { "state", "状态", "state" },         { "reason", "原因", "reason" },
    };
    if (dir) return write_pages(c, lib, dir);
    cli_list *l = cli_list_new(c, columns, sizeof columns / sizeof *columns);
    for (int i = 0; l && i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        for (int k = 0; k < doc->coverage.count; k++) {
            const policy_coverage *x = doc->coverage.items[k];
            int examples = policy_coverage_examples(lib, x, c->arena);
            const str cells[] = { doc->catalogue, doc->number, x->item,  x->content,
                                  x->done_by,     str_format(c->arena, "%d", examples),
                                  x->state,       x->reason };
            cli_list_row(l, cells);
        }
    }
    cli_list_print(l);
    return CLI_DONE;
}
