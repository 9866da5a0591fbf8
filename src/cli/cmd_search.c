/* cmd_search.c: heng search TEXT. */
#include "cli/cli_office.h"
#include <stdlib.h>

static const char help_zh[] =
    "heng search: 全文检索\n\n"
    "用法: heng search 词… [--limit N] [--format table|csv|json]\n\n"
    "空格分开的各个词都要在同一条款里出现;两个字、一个字也能准确找到;文号用什么括号都行。\n"
    "全角半角、大小写不分。csv、json 的列:doc_no, article, title, snippet, document_id\n\n"
    "退出状态:0 找到;1 没有找到;2 用法不对;3 出错未能完成\n";
static const char help_en[] =
    "heng search: full text\n\n"
    "usage: heng search TEXT... [--limit N] [--format table|csv|json]\n\n"
    "Words separated by blanks must all stand in one provision; words of one or two characters are "
    "found exactly; a\n"
    "document's number is found with any brackets. Full and half width, capitals and small letters "
    "are the same.\n"
    "Columns of csv and json: doc_no, article, title, snippet, document_id\n\n"
    "exit status: 0 found; 1 nothing found; 2 wrong use; 3 failure\n";

static void print_hits(cli_context *c, const search_result *r)
{
    static const cli_column columns[] = {
        { "doc_no", "文号", "number" }, { "article", "条款", "article" }, { "title", "标题", "title" },
        { "snippet", "内容", "text" }, { "document_id", "编号", "id" },
    };
    cli_list *l = cli_list_new(c, columns, 5);
    for (int i = 0; i < r->hit_count; i++) {
        const search_hit *h = &r->hits[i];
        cli_list_row(l, (const str[]){ h->doc_no, h->article, h->title, h->snippet.text,
                                       str_format(c->arena, "%lld", (long long)h->document_id) });
    }
    cli_list_print(l);
    if (c->format == FORMAT_CSV || c->format == FORMAT_JSON) return;
    fprintf(c->out, cli_say(c, "共 %lld 处,在 %lld 件公文中", "%lld hits in %lld documents"),
            (long long)r->total, (long long)r->documents);
    if (r->total > r->hit_count)
        fprintf(c->out, cli_say(c, ";上面是前 %d 处", "; the first %d are shown"), r->hit_count);
    fputc('\n', c->out);
}

static int run_search(cli_context *c, int argc, char **argv)
{
    const char *limit_text = NULL;
    const cli_option options[] = { { "limit", &limit_text, NULL } };
    if (!cli_parse(c, &argc, argv, options, 1)) return CLI_USAGE;
    if (argc < 2) return cli_usage(c, "search", "要有检索词", "say what to find");
    bool whole = c->format == FORMAT_CSV || c->format == FORMAT_JSON;
    int64_t limit = limit_text ? strtoll(limit_text, NULL, 10) : whole ? 1000000 : 50;
    if (limit < 1) return cli_usage(c, "search", "--limit 要是正整数", "--limit is a positive number");
    strbuf text;
    strbuf_init(&text, c->arena);
    for (int i = 1; i < argc; i++) strbuf_printf(&text, "%s%s", i > 1 ? " " : "", argv[i]);
    office o;
    if (!cli_office_open(c, false, &o)) return CLI_FAILED;
    diag_list d;
    diag_init(&d, c->arena);
    search_result r = { 0 };
    db *reader = store_reader(o.store, &d);
    bool ok = reader && office_search(reader, c->arena, strbuf_done(&text), limit, 0, &r);
    store_reader_done(o.store, reader);
    store_close(o.store);
    bool asked_wrong = d.all.count > 0 && strcmp(d.all.items[0].code, "E-QUERY") == 0;
    if (!ok) return cli_fail(c, &d, asked_wrong ? CLI_USAGE : CLI_FAILED);
    print_hits(c, &r);
    return r.total > 0 ? CLI_DONE : CLI_WANTING;
}

const cli_command cmd_search = { "search",           run_search, "全文检索",
                                 "full-text search", help_zh,    help_en };
