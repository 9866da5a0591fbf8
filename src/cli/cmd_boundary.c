/* cmd_boundary.c: heng policy boundaries NAME: what a decision says on both sides of its
 * thresholds. */
#include "cli/cli_policy.h"
#include "policy/boundary.h"

/* Without --at: today when the decision is in force then, else the first day of its newest version.
 */
static date chosen_day(const policy_library *lib, int32_t slot, const date *at)
{
    const policy_def *newest = policy_newest(lib, slot), *def = NULL;
    date today = date_today();
    if (at) return *at;
    policy_version_at(lib, slot, newest->doc->place, today, &def, NULL, NULL);
    policy_period p = policy_def_period(newest);
    return def || !policy_has_date(p.from) ? today : p.from;
}

static str place_text(cli_context *c, src_pos at)
{
    return str_format(c->arena, STR_FMT ":%d", STR_ARG(at.file), (int)at.line);
}

static void add_row(cli_context *c, const policy_library *lib, cli_list *l,
                    const policy_boundary *b)
{
    bool reached = b->fact >= 0;
    const str cells[] = {
        b->text,
        reached ? policy_slot_at(lib, b->fact)->name
                : str_c(cli_say(c, "(没有一个事实能单独走到)", "(no single fact reaches it)")),
        b->points[BOUNDARY_BELOW].shown,
        b->points[BOUNDARY_BELOW].result,
        b->points[BOUNDARY_AT].shown,
        b->points[BOUNDARY_AT].result,
        b->points[BOUNDARY_ABOVE].shown,
        b->points[BOUNDARY_ABOVE].result,
        !reached     ? STR("")
        : b->changes ? str_c(cli_say(c, "变", "yes"))
                     : str_c(cli_say(c, "不变", "no")),
        b->provision,
        b->def->doc->number,
        b->def->name,
        b->others,
        place_text(c, b->pos),
    };
    cli_list_row(l, cells);
}

static int not_in_force(cli_context *c, const policy_library *lib, int32_t slot, date at)
{
    const policy_def *def, *before, *after;
    policy_version_at(lib, slot, policy_newest(lib, slot)->doc->place, at, &def, &before, &after);
    const char *day = str_cstr(c->arena, date_text(c->arena, at));
    const policy_def *near = before ? before : after;
    date other = near ? policy_def_period(near).from : at;
    fprintf(c->err,
            cli_say(c, "heng: E-NOT-IN-FORCE: “%s”在 %s 没有有效的规定;用 --at 换一个日期,例如 %s\n",
                    "heng: E-NOT-IN-FORCE: \"%s\" has no rule in force on %s; choose another date "
                    "with --at, e.g. %s\n"),
            str_cstr(c->arena, policy_slot_at(lib, slot)->name), day,
            str_cstr(c->arena, date_text(c->arena, other)));
    return CLI_WANTING;
}

int cli_policy_boundaries(cli_context *c, policy_library *lib, const char *name, const date *at)
{
    static const cli_column columns[] = {
        { "threshold", "界限", "threshold" }, { "fact", "事实", "fact" },
        { "below", "略低", "below" },         { "below_result", "结果", "result" },
        { "at", "正好", "at" },               { "at_result", "结果", "result" },
        { "above", "略高", "above" },         { "above_result", "结果", "result" },
        { "changes", "变化", "changes" },     { "article", "条款", "provision" },
        { "doc_no", "文号", "document" },     { "decision", "所在决策", "stands in" },
        { "others", "其余事实", "others" },   { "place", "位置", "place" },
    };
    diag_list d;
    diag_init(&d, c->arena);
    int32_t slot = policy_find_decision(lib, str_c(name), &d);
    if (slot < 0) {
        cli_print_findings(c, c->err, &d, lib);
        return CLI_WANTING;
    }
    const policy_def *def = NULL;
    date day = chosen_day(lib, slot, at);
    policy_version_at(lib, slot, policy_newest(lib, slot)->doc->place, day, &def, NULL, NULL);
    if (!def) return not_in_force(c, lib, slot, day);
    policy_boundary *all;
    int count = policy_boundaries(lib, slot, day, c->language, c->arena, &all);
    cli_list *l = cli_list_new(c, columns, sizeof columns / sizeof *columns);
    for (int i = 0; l && i < count; i++) add_row(c, lib, l, &all[i]);
    cli_list_print(l);
    if (c->format == FORMAT_DEFAULT || c->format == FORMAT_TABLE)
        fprintf(c->out, cli_say(c, "%s:%d 个界限\n", "%s: %d thresholds\n"),
                str_cstr(c->arena, date_text(c->arena, day)), count);
    return CLI_DONE;
}
