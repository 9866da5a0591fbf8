/* cmd_expiring.c: heng policy expiring: what has ended or ends soon with nothing after it, figures
*nobody has looked at
** for a year, and figures nobody ever set. */
#include "cli/cli_policy.h"

enum { REVIEW_AFTER_DAYS = 365, WITHIN_DEFAULT = 90 };

typedef enum { STATE_EXPIRED, STATE_EXPIRING, STATE_UNSET, STATE_REVIEW } review_state;

typedef struct review {
    cli_context *c;
    const policy_library *lib;
    cli_list *list;
    date at;
    int64_t within;
    review_state wanted;             /* the state being listed: the urgent ones come first */
    int counts[4];
} review;

static const char *state_text(const cli_context *c, review_state s)
{
    static const char *const zh[] = { "已过期", "将到期", "待定", "待复核" };
    static const char *const en[] = { "expired", "expiring", "unset", "review" };
    return cli_say(c, zh[s], en[s]);
}

static str day_or_empty(cli_context *c, date d)
{
    return policy_has_date(d) ? date_text(c->arena, d) : STR("");
}

static date day_after(date d)
{
    return date_from_days(date_to_days(d) + 1);
}

static void add(review *r, review_state state, const char *kind, str name, const policy_doc *doc,
                str provision, policy_period p)
{
    if (state != r->wanted) return;
    /* Days to the end, or since the last change. */
    date counted = policy_has_date(p.to) ? p.to : p.from;
    int64_t days = policy_has_date(counted) ? date_to_days(counted) - date_to_days(r->at) : 0;
    const str cells[] = { str_c(state_text(r->c, state)),
                          str_c(kind),
                          name,
                          doc->number,
                          provision,
                          day_or_empty(r->c, p.from),
                          day_or_empty(r->c, p.to),
                          policy_has_date(counted)
                              ? str_format(r->c->arena, "%lld", (long long)days)
                              : STR(""),
                          doc->file };
    cli_list_row(r->list, cells);
    r->counts[state]++;
}

static bool soon(const review *r, date to)
{
    int64_t left = date_to_days(to) - date_to_days(r->at);
    return left >= 0 && left <= r->within;
}

/* ---- documents ---- */

static void check_document(review *r, const policy_doc *doc)
{
    const char *kind = cli_say(r->c, "文件", "document");
    date to = doc->period.to;
    if (doc->vocabulary || !policy_has_date(to) || doc->repealed_by) return;
    if (date_cmp(to, r->at) < 0) add(r, STATE_EXPIRED, kind, doc->title, doc, STR(""), doc->period);
    else if (soon(r, to)) add(r, STATE_EXPIRING, kind, doc->title, doc, STR(""), doc->period);
}

/* ---- definitions ---- */

static const char *kind_of(const review *r, const policy_def *def)
{
    return def->kind == POLICY_PARAMETER ? cli_say(r->c, "参数", "parameter")
                                         : cli_say(r->c, "决策", "decision");
}

static void report(review *r, review_state state, const policy_def *def)
{
    add(r, state, kind_of(r, def), def->name, def->doc, def->provision, policy_def_period(def));
}

/* What ends with its document, or was repealed by another, is told by the document. */
static bool ends_by_itself(const policy_def *def)
{
    return def->has_period && policy_has_date(def->period.to) &&
           date_cmp(def->period.to, policy_def_period(def).to) == 0;
}

static void check_slot_at(review *r, int32_t slot, str place)
{
    const policy_def *def = NULL, *before = NULL, *next = NULL;
    policy_found found = policy_version_at(r->lib, slot, place, r->at, &def, &before, NULL);
    if (found == POLICY_NONE) {
        if (before && ends_by_itself(before)) report(r, STATE_EXPIRED, before);
        return;
    }
    policy_period p = policy_def_period(def);
    if (def->unset) {
        report(r, STATE_UNSET, def);
        return;
    }
    if (policy_has_date(p.to)) {
        bool last = soon(r, p.to) && policy_version_at(r->lib, slot, place, day_after(p.to), &next,
                                                       NULL, NULL) == POLICY_NONE;
        if (last && ends_by_itself(def)) report(r, STATE_EXPIRING, def);
        return;
    }
    bool old = policy_has_date(p.from) &&
               date_to_days(r->at) - date_to_days(p.from) > REVIEW_AFTER_DAYS;
    if (old && def->kind == POLICY_PARAMETER) report(r, STATE_REVIEW, def);
}

static void check_slot(review *r, int32_t slot)
{
    const policy_slot *s = policy_slot_at(r->lib, slot);
    for (int i = 0; i < s->version_count; i++) {
        const policy_def *def = s->versions[i];
        bool seen = def->kind == POLICY_FACT || def->doc->vocabulary;
        for (int k = 0; k < i && !seen; k++)
            seen = str_eq(s->versions[k]->doc->place, def->doc->place);
        if (!seen) check_slot_at(r, slot, def->doc->place);
    }
}

/* The days of --within: digits only. false after a message. */
static bool days_given(cli_context *c, const char *text, int64_t *out)
{
    dec n;
    if (!text) return true;
    if (dec_parse(str_c(text), &n) && dec_to_int64(n, out) && *out >= 0 && *out <= 40000)
        return true;
    cli_usage(c, "policy", "--within 要写天数,例如 --within 90,不能是“%s”",
              "--within takes a number of days, e.g. --within 90, not \"%s\"", text);
    return false;
}

int cli_policy_expiring(cli_context *c, const policy_library *lib, const date *at,
                        const char *within)
{
    static const cli_column columns[] = {
        { "state", "情况", "state" },     { "kind", "种类", "kind" },
        { "name", "名称", "name" },       { "doc_no", "文号", "document" },
        { "article", "条款", "provision" }, { "from", "起", "from" },
        { "to", "止", "to" },             { "days", "天数", "days" },
        { "file", "文件", "file" },
    };
    review r = { .c = c, .lib = lib, .at = at ? *at : date_today(), .within = WITHIN_DEFAULT };
    if (!days_given(c, within, &r.within)) return CLI_USAGE;
    r.list = cli_list_new(c, columns, sizeof columns / sizeof *columns);
    if (!r.list) return CLI_FAILED;
    for (int state = STATE_EXPIRED; state <= STATE_REVIEW; state++) {
        r.wanted = (review_state)state;
        for (int i = 0; i < policy_doc_count(lib); i++) check_document(&r, policy_doc_at(lib, i));
        for (int i = 1; i < policy_slot_count(lib); i++) check_slot(&r, i);
    }
    cli_list_print(r.list);
    if (c->format == FORMAT_DEFAULT || c->format == FORMAT_TABLE)
        fprintf(
            c->out,
            cli_say(c, "%s:已过期 %d,%d 日内到期 %d,一年以上没有变动 %d,待定 %d\n",
                    "%s: %d expired, within %d days %d, unchanged for over a year %d, unset %d\n"),
            str_cstr(c->arena, date_text(c->arena, r.at)), r.counts[STATE_EXPIRED], (int)r.within,
            r.counts[STATE_EXPIRING], r.counts[STATE_REVIEW], r.counts[STATE_UNSET]);
    return CLI_DONE;
}
