/* cmd_conflicts.c: heng policy conflicts: what documents leave open, and what two documents both
 * define. */
#include "cli/cli_policy.h"

static str row_text(const policy_conflict *conflict, const char *zh, const char *en)
{
    for (int i = 0; i < conflict->row_count; i++)
        if (str_eqc(conflict->rows[i].word, zh) || str_eqc(conflict->rows[i].word, en))
            return conflict->rows[i].text;
    return STR("");
}

/* ---- names that two documents define for the same days ---- */

/* One pair of documents, with every name they share. */
typedef struct overlap {
    const policy_doc *first, *second;    /* first: the one that gives way */
    strbuf names, first_text, second_text;
    const char *zh, *en;                 /* which of the two answers */
    date from, to;                       /* the days on which some name has both */
} overlap;
typedef VEC(overlap) overlaps;

static date later(date a, date b)
{
    if (!policy_has_date(a) || !policy_has_date(b)) return policy_has_date(a) ? a : b;
    return date_cmp(a, b) < 0 ? b : a;
}

static date earlier(date a, date b)
{
    if (!policy_has_date(a) || !policy_has_date(b)) return policy_has_date(a) ? a : b;
    return date_cmp(a, b) < 0 ? a : b;
}

/* Some place sees both documents, and on some day both definitions are in force. */
static bool meet(const policy_def *a, const policy_def *b, date *from, date *to)
{
    policy_period p = policy_def_period(a), q = policy_def_period(b);
    bool seen_together =
        policy_visible(a->doc, b->doc->place) || policy_visible(b->doc, a->doc->place);
    if (a->doc == b->doc || a->kind == POLICY_FACT || b->kind == POLICY_FACT ||
        a->doc->vocabulary || b->doc->vocabulary || !seen_together)
        return false;
    bool never = (policy_has_date(p.from) && policy_has_date(p.to) && date_cmp(p.to, p.from) < 0) ||
                 (policy_has_date(q.from) && policy_has_date(q.to) && date_cmp(q.to, q.from) < 0);
    *from = later(p.from, q.from);
    *to = earlier(p.to, q.to);
    return !never &&
           (!policy_has_date(*from) || !policy_has_date(*to) || date_cmp(*from, *to) <= 0);
}

static overlap *overlap_of(cli_context *c, overlaps *all, const policy_doc *a, const policy_doc *b)
{
    for (int i = 0; i < all->count; i++)
        if (all->items[i].first == a && all->items[i].second == b) return &all->items[i];
    overlap *o = VEC_PUSH(c->arena, all);
    if (!o) return NULL;
    *o = (overlap){ .first = a, .second = b };
    strbuf_init(&o->names, c->arena);
    strbuf_init(&o->first_text, c->arena);
    strbuf_init(&o->second_text, c->arena);
    return o;
}

/* 三(一) [2019-07-01 – 2023-06-30] */
static void put_definition(cli_context *c, strbuf *b, const policy_def *def)
{
    policy_period p = policy_def_period(def);
    strbuf_putc(b, b->len ? "; " : "");
    if (!b->len) strbuf_printf(b, STR_FMT " ", STR_ARG(def->doc->number));
    str from = policy_has_date(p.from) ? date_text(c->arena, p.from) : STR("");
    str to = policy_has_date(p.to) ? date_text(c->arena, p.to) : STR("");
    strbuf_printf(b, STR_FMT " [" STR_FMT " – " STR_FMT "]", STR_ARG(def->provision), STR_ARG(from),
                  STR_ARG(to));
}

static void why_it_wins(overlap *o, const policy_def *loser, const policy_def *winner)
{
    bool nearer = !str_eq(loser->doc->place, winner->doc->place);
    bool special = winner->doc->special && !loser->doc->special;
    o->zh = nearer ? "地域更近的优先" : special ? "特别规定优先" : "后施行的优先";
    o->en = nearer    ? "the nearer place wins"
            : special ? "the special rule wins"
                      : "the later effect wins";
}

static void add_pair(cli_context *c, const policy_library *lib, overlaps *all, const policy_def *a,
                     const policy_def *b)
{
    date from, to;
    if (!meet(a, b, &from, &to)) return;
    const policy_def *winner = NULL;
    str place = a->doc->place.len > b->doc->place.len ? a->doc->place : b->doc->place;
    policy_version_at(lib, a->slot, place, from, &winner, NULL, NULL);
    if (winner == a) {
        a = b;
        b = winner;
    }
    overlap *o = overlap_of(c, all, a->doc, b->doc);
    if (!o) return;
    if (o->names.len == 0) {
        why_it_wins(o, a, b);
        o->from = from;
        o->to = to;
    } else {
        o->from = policy_has_date(o->from) && policy_has_date(from) ? earlier(o->from, from)
                                                                    : (date){ 0 };
        o->to = policy_has_date(o->to) && policy_has_date(to) ? later(o->to, to) : (date){ 0 };
    }
    strbuf_printf(&o->names, "%s" STR_FMT, o->names.len ? "、" : "", STR_ARG(a->name));
    put_definition(c, &o->first_text, a);
    put_definition(c, &o->second_text, b);
}

static void list_overlaps(cli_context *c, const policy_library *lib, cli_list *l)
{
    overlaps all = { 0 };
    for (int i = 1; i < policy_slot_count(lib); i++) {
        const policy_slot *slot = policy_slot_at(lib, i);
        for (int k = 0; k < slot->version_count; k++)
            for (int m = k + 1; m < slot->version_count; m++)
                add_pair(c, lib, &all, slot->versions[m], slot->versions[k]);
    }
    for (int i = 0; i < all.count; i++) {
        overlap *o = &all.items[i];
        str from = policy_has_date(o->from) ? date_text(c->arena, o->from) : STR("");
        str to = policy_has_date(o->to) ? date_text(c->arena, o->to) : STR("");
        str question = str_format(
            c->arena,
            cli_say(c, "两个文件都有规定,前一个没有废止;同时有效:%s – %s",
                    "both documents define it, the first is not repealed; both in force: %s - %s"),
            str_cstr(c->arena, from), str_cstr(c->arena, to));
        const str cells[] = { strbuf_done(&o->names),
                              strbuf_done(&o->first_text),
                              strbuf_done(&o->second_text),
                              question,
                              str_c(cli_say(c, o->zh, o->en)),
                              STR(""),
                              STR(""),
                              o->second->file };
        cli_list_row(l, cells);
    }
}

int cli_policy_conflicts(cli_context *c, const policy_library *lib)
{
    static const cli_column columns[] = {
        { "name", "冲突", "conflict" }, { "first", "甲", "first" },
        { "second", "乙", "second" },   { "question", "问题", "question" },
        { "chosen", "采用", "chosen" }, { "other", "另解", "other" },
        { "switch", "开关", "switch" }, { "file", "文件", "file" },
    };
    cli_list *l = cli_list_new(c, columns, sizeof columns / sizeof *columns);
    for (int i = 0; l && i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        for (int k = 0; k < doc->conflicts.count; k++) {
            const policy_conflict *x = doc->conflicts.items[k];
            const str cells[] = { x->name,
                                  row_text(x, "甲", "first"),
                                  row_text(x, "乙", "second"),
                                  row_text(x, "问题", "question"),
                                  row_text(x, "采用", "chosen"),
                                  row_text(x, "另解", "other"),
                                  row_text(x, "开关", "switch"),
                                  doc->file };
            cli_list_row(l, cells);
        }
    }
    if (l) list_overlaps(c, lib, l);
    cli_list_print(l);
    return CLI_DONE;
}
