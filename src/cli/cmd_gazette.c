/* cmd_gazette.c: heng gazette import | list | show | tasks | cites. */
#include "cli/cli_office.h"
#include <time.h>

enum { FINDINGS_SHOWN_MAX = 20 };

static const char help_zh[] =
    "heng gazette: 公报的导入与查阅\n\n"
    "用法:\n"
    "  heng gazette import 文件…            导入公报(文本或网页,UTF-8 或 GB18030);同一文件再导入不会重复\n"
    "  heng gazette list                    库中的公文\n"
    "  heng gazette show 公文               一件公文的条款(文号可用任何括号,也可用编号)\n"
    "  heng gazette tasks [公文]            任务分工;csv 的列:doc_no,task_no,parent_no,title,lead_units,\n"
    "                                       responsible_units,cooperating_units,deadline,article\n"
    "  heng gazette cites 公文              引用与被引用\n\n"
    "选项:\n"
    "  --at 日期                            按这一天判断效力(默认今天)\n"
    "  --unit 单位   --role lead|responsible|cooperating   --due-to 日期   (tasks)\n"
    "  --inline                             连同正文里顺带提到的职责(条款后标 [inline];tasks)\n"
    "  --format table|csv|json\n\n"
    "退出状态:0 完成;1 有文件没能导入,或没有这件公文;2 用法不对;3 出错未能完成\n";
static const char help_en[] =
    "heng gazette: importing and reading gazettes\n\n"
    "usage:\n"
    "  heng gazette import FILE...          text or web page, UTF-8 or GB18030; importing a file "
    "again changes nothing\n"
    "  heng gazette list                    documents in the library\n"
    "  heng gazette show DOC                provisions of a document (its number with any "
    "brackets, or its id)\n"
    "  heng gazette tasks [DOC]             assignments; csv columns: "
    "doc_no,task_no,parent_no,title,lead_units,\n"
    "                                       responsible_units,cooperating_units,deadline,article\n"
    "  heng gazette cites DOC               citations out and in\n\n"
    "options:\n"
    "  --at DATE                            validity on that day (default today)\n"
    "  --unit UNIT   --role lead|responsible|cooperating   --due-to DATE   (tasks)\n"
    "  --inline                             also duties mentioned in passing (article marked "
    "[inline]; tasks)\n"
    "  --format table|csv|json\n\n"
    "exit status: 0 done; 1 a file was not imported, or there is no such document; 2 wrong use; 3 "
    "failure\n";

typedef struct gazette_args {
    const char *at, *unit, *role, *due_to;
    bool with_inline;
    date day;
} gazette_args;

/* ---- import ---- */

static void print_findings(cli_context *c, const diag_list *d)
{
    for (int i = 0; i < d->all.count && i < FINDINGS_SHOWN_MAX; i++)
        diag_print(c->err, &d->all.items[i], (str){ 0 }, c->language);
    int more = d->all.count + d->dropped_count - FINDINGS_SHOWN_MAX;
    if (more > 0)
        fprintf(c->err, cli_say(c, "  ……另有 %d 条发现\n", "  ... and %d more findings\n"), more);
}

static const char *outcome_word(cli_context *c, rec_outcome o)
{
    switch (o) {
    case REC_NEW: return cli_say(c, "已导入", "imported");
    case REC_REPLACED: return cli_say(c, "已更新", "replaced");
    default: return cli_say(c, "没有变化", "unchanged");
    }
}

static bool import_file(cli_context *c, const office *o, const char *path, arena *work)
{
    str bytes;
    if (!cli_read_file(c, path, &bytes)) return false;
    diag_list d;
    diag_init(&d, work);
    office_imported r;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    bool ok = office_import(o, work, str_c(path), bytes, cli_actor(c), &d, &r);
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_findings(c, &r.findings);
    if (!ok) {
        cli_fail(c, &d, CLI_WANTING);
        return false;
    }
    long ms = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    fprintf(
        c->out,
        cli_say(c,
                "%s: %s 公文 %d 件,条款 %lld 条,任务 %lld 项,引用 %lld 处,发现 %d 条(%ld 毫秒)\n",
                "%s: %s, %d documents, %lld provisions, %lld assignments, %lld citations, %d "
                "findings (%ld ms)\n"),
        path, outcome_word(c, r.outcome), r.doc_count, (long long)r.provisions, (long long)r.tasks,
        (long long)r.citations, r.findings.all.count + r.findings.dropped_count, ms);
    fflush(c->out);
    return true;
}

static int run_import(cli_context *c, int argc, char **argv)
{
    if (argc < 2) return cli_usage(c, "gazette", "import 后面要有文件", "import needs files");
    office o;
    if (!cli_office_open(c, true, &o)) return CLI_FAILED;
    arena work;
    arena_init(&work, 0);
    int status = CLI_DONE;
    for (int i = 1; i < argc; i++) {
        if (!import_file(c, &o, argv[i], &work)) status = CLI_WANTING;
        arena_reset(&work);
    }
    arena_deinit(&work);
    store_close(o.store);
    return status;
}

/* ---- lists ---- */

static str number(cli_context *c, int64_t n) { return str_format(c->arena, "%lld", (long long)n); }
static str day(cli_context *c, date d) { return d.year ? date_text(c->arena, d) : STR(""); }

static int run_list(cli_context *c, const office *o, const gazette_args *g)
{
    static const cli_column columns[] = {
        { "id", "编号", "id" },
        { "doc_no", "文号", "number" },
        { "title", "标题", "title" },
        { "kind", "文种", "kind" },
        { "signed", "成文", "signed" },
        { "state", "效力", "state" },
        { "provisions", "条款", "provisions" },
        { "tasks", "任务", "tasks" },
        { "issue", "公报", "issue" },
    };
    diag_list d;
    diag_init(&d, c->arena);
    office_document_filter f = { .state = -1, .at = g->day, .limit = -1 };
    office_documents all;
    if (!office_list_documents(o, c->arena, &f, &d, &all)) return cli_fail(c, &d, CLI_FAILED);
    cli_list *l = cli_list_new(c, columns, 9);
    bool code = c->format == FORMAT_CSV || c->format == FORMAT_JSON;
    for (int i = 0; i < all.count; i++) {
        const office_document *x = &all.items[i];
        const char *state =
            code ? office_state_name(x->state.kind) : office_state_word(x->state.kind, c->language);
        cli_list_row(l, (const str[]){ number(c, x->id), x->doc_no, x->title, x->kind,
                                       day(c, x->signed_on), str_c(state), number(c, x->provisions),
                                       number(c, x->tasks), x->issue });
    }
    cli_list_print(l);
    return CLI_DONE;
}

/* The document named on the command line; 0 after a message. */
static int64_t find_document(cli_context *c, db *reader, const char *name)
{
    int64_t id = office_find_document(reader, c->arena, str_c(name));
    if (id == 0)
        fprintf(c->err,
                cli_say(c, "heng: 库中没有公文“%s”;heng gazette list 列出全部\n",
                        "heng: no document \"%s\" in the library; heng gazette list shows all\n"),
                name);
    return id;
}

static void print_head(cli_context *c, const office_document *d)
{
    fprintf(c->out, STR_FMT "\n" STR_FMT "\n", STR_ARG(d->title), STR_ARG(d->doc_no));
    str reason = office_state_reason(c->arena, &d->state, c->language);
    fprintf(c->out,
            cli_say(c, "机关: %.*s   成文: %.*s   效力: %s%s%.*s\n",
                    "issuer: %.*s   signed: %.*s   state: %s%s%.*s\n"),
            STR_ARG(d->issuer), STR_ARG(day(c, d->signed_on)),
            office_state_word(d->state.kind, c->language), reason.len ? ", " : "", STR_ARG(reason));
    fprintf(c->out, cli_say(c, "载于: %.*s\n\n", "published in: %.*s\n\n"), STR_ARG(d->issue));
}

static void print_provisions(cli_context *c, const office_provisions *all)
{
    for (int i = 0; i < all->count; i++) {
        const office_provision *p = &all->items[i];
        fprintf(c->out, "[" STR_FMT "] ", STR_ARG(p->address));
        bool apart = p->heading.len > 0 && !str_starts(p->text, p->heading);
        if (apart) fprintf(c->out, STR_FMT "%s", STR_ARG(p->heading), p->text.len ? "\n    " : "");
        fprintf(c->out, STR_FMT "\n", STR_ARG(p->text));
    }
}

static int show(cli_context *c, const office *o, db *reader, const char *name, date at)
{
    static const cli_column columns[] = {
        { "article", "条款", "article" }, { "kind", "类别", "kind" }, { "number", "序号", "number" },
        { "heading", "标题", "heading" }, { "text", "内容", "text" },
    };
    int64_t id = find_document(c, reader, name);
    office_document d;
    office_provisions all;
    if (id == 0) return CLI_WANTING;
    if (!office_read_document(o, reader, c->arena, id, at, &d)
        || !office_read_provisions(reader, c->arena, id, &all))
        return CLI_FAILED;
    if (c->format == FORMAT_CSV || c->format == FORMAT_JSON || c->format == FORMAT_TABLE) {
        cli_list *l = cli_list_new(c, columns, 5);
        for (int i = 0; i < all.count; i++) {
            const office_provision *p = &all.items[i];
            cli_list_row(l, (const str[]){ p->address, p->kind, p->number, p->heading, p->text });
        }
        cli_list_print(l);
        return CLI_DONE;
    }
    print_head(c, &d);
    print_provisions(c, &all);
    return CLI_DONE;
}

typedef struct task_rows { cli_context *c; cli_list *list; int64_t count; } task_rows;

static bool add_task(void *self, const office_task *t)
{
    task_rows *r = self;
    arena *a = r->c->arena;
    str article =
        t->weak ? str_format(a, STR_FMT " [inline]", STR_ARG(t->article)) : str_copy(a, t->article);
    r->count++;
    return cli_list_row(r->list, (const str[]){ str_copy(a, t->doc_no), str_copy(a, t->task_no),
                                                str_copy(a, t->parent_no), str_copy(a, t->title),
                                                str_copy(a, t->lead), str_copy(a, t->responsible),
                                                str_copy(a, t->cooperating),
                                                str_copy(a, t->deadline), article });
}

static int tasks(cli_context *c, db *reader, const char *name, const gazette_args *g)
{
    static const cli_column columns[] = {
        { "doc_no", "文号", "number" },
        { "task_no", "序号", "no" },
        { "parent_no", "上级", "parent" },
        { "title", "任务", "task" },
        { "lead_units", "牵头单位", "lead" },
        { "responsible_units", "责任单位", "responsible" },
        { "cooperating_units", "配合单位", "cooperating" },
        { "deadline", "时限", "deadline" },
        { "article", "条款", "article" },
    };
    office_task_filter f = {
        .unit = str_c(g->unit), .role = str_c(g->role), .marked_only = !g->with_inline, .limit = -1
    };
    diag_list d;
    diag_init(&d, c->arena);
    if (!office_task_filter_ok(&f, &d)) return cli_fail(c, &d, CLI_USAGE);
    if (g->due_to && !cli_date(c, g->due_to, &f.due_to)) return CLI_USAGE;
    if (name) {
        int64_t id = find_document(c, reader, name);
        if (id == 0) return CLI_WANTING;
        f.doc = number(c, id);
    }
    arena work;
    arena_init(&work, 0);
    task_rows rows = { c, cli_list_new(c, columns, 9), 0 };
    bool ok = office_each_task(reader, &work, &f, add_task, &rows);
    arena_deinit(&work);
    if (ok) cli_list_print(rows.list);
    return ok ? CLI_DONE : CLI_FAILED;
}

static const char *relation_word(cli_context *c, str relation)
{
    static const struct { const char *name, *zh, *en;
    } words[] = {
        { "basis", "依据", "based on" },
        { "amends", "修订", "amends" },
        { "repeals", "废止", "repeals" },
        { "cites", "引用", "cites" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eqc(relation, words[i].name)) return cli_say(c, words[i].zh, words[i].en);
    return "";
}

static void add_citations(cli_context *c, cli_list *l, const office_citations *all,
                          const char *direction)
{
    bool code = c->format == FORMAT_CSV || c->format == FORMAT_JSON;
    for (int i = 0; i < all->count; i++) {
        const office_citation *x = &all->items[i];
        str relation = code ? x->relation : str_c(relation_word(c, x->relation));
        str known = code ? (x->other_id ? number(c, x->other_id) : STR(""))
                         : str_c(x->other_id ? cli_say(c, "库中", "in the library")
                                             : cli_say(c, "依据未收录", "not in the library"));
        cli_list_row(
            l, (const str[]){ str_c(direction), relation, x->doc_no, x->title, x->address, known });
    }
}

static int cites(cli_context *c, const office *o, db *reader, const char *name, date at)
{
    static const cli_column columns[] = {
        { "direction", "方向", "direction" }, { "relation", "关系", "relation" },
        { "doc_no", "文号", "number" },       { "title", "标题", "title" },
        { "article", "条款", "article" },     { "document_id", "收录", "library" },
    };
    int64_t id = find_document(c, reader, name);
    if (id == 0) return CLI_WANTING;
    office_citations out, in;
    if (!office_read_citations_out(o, reader, c->arena, id, at, &out)
        || !office_read_citations_in(reader, c->arena, id, &in))
        return CLI_FAILED;
    bool code = c->format == FORMAT_CSV || c->format == FORMAT_JSON;
    cli_list *l = cli_list_new(c, columns, 6);
    add_citations(c, l, &out, code ? "out" : cli_say(c, "引用", "cites"));
    add_citations(c, l, &in, code ? "in" : cli_say(c, "被引用", "cited by"));
    cli_list_print(l);
    return CLI_DONE;
}

static int run_read(cli_context *c, int argc, char **argv, const gazette_args *g)
{
    const char *what = argv[0], *name = argc > 1 ? argv[1] : NULL;
    bool all = strcmp(what, "list") == 0, may_lack = all || strcmp(what, "tasks") == 0;
    if (!may_lack && !name)
        return cli_usage(c, "gazette", "%s 后面要有公文的文号或编号",
                         "%s needs a document's number or id", what);
    if (argc > 2) return cli_usage(c, "gazette", "“%s”多余", "\"%s\" is one too many", argv[2]);
    office o;
    if (!cli_office_open(c, false, &o)) return CLI_FAILED;
    diag_list d;
    diag_init(&d, c->arena);
    int status = CLI_FAILED;
    db *reader = all ? NULL : store_reader(o.store, &d);
    if (all) status = run_list(c, &o, g);
    else if (reader && strcmp(what, "show") == 0) status = show(c, &o, reader, name, g->day);
    else if (reader && strcmp(what, "tasks") == 0) status = tasks(c, reader, name, g);
    else if (reader) status = cites(c, &o, reader, name, g->day);
    if (status == CLI_FAILED && d.all.count) cli_fail(c, &d, CLI_FAILED);
    store_reader_done(o.store, reader);
    store_close(o.store);
    return status;
}

static int run_gazette(cli_context *c, int argc, char **argv)
{
    gazette_args g = { .day = date_today() };
    const cli_option options[] = { { "at", &g.at, NULL },
                                   { "unit", &g.unit, NULL },
                                   { "role", &g.role, NULL },
                                   { "due-to", &g.due_to, NULL },
                                   { "inline", NULL, &g.with_inline } };
    if (!cli_parse(c, &argc, argv, options, 5)) return CLI_USAGE;
    if (g.at && !cli_date(c, g.at, &g.day)) return CLI_USAGE;
    if (argc < 2) return cli_usage(c, "gazette", "要说明做什么:import、list、show、tasks 或 cites",
                                   "say what to do: import, list, show, tasks or cites");
    static const char *const reads[] = { "list", "show", "tasks", "cites" };
    if (strcmp(argv[1], "import") == 0) return run_import(c, argc - 1, argv + 1);
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
        if (strcmp(argv[1], reads[i]) == 0) return run_read(c, argc - 1, argv + 1, &g);
    return cli_usage(c, "gazette", "没有“%s”;有 import、list、show、tasks、cites",
                     "there is no \"%s\"; there are import, list, show, tasks, cites", argv[1]);
}

const cli_command cmd_gazette = { "gazette",
                                  run_gazette,
                                  "导入公报,查公文、任务分工和引用",
                                  "import gazettes; documents, assignments, citations",
                                  help_zh,
                                  help_en };
