/* check.c: what a checker can say beyond the reader: citations, coverage, clashes, unused words;
 * the order of all checks. */
#include "policy/md.h"
#include <stdlib.h>

static bool cited(const policy_def *def)
{
    return def->provision.len || def->external.len || def->inferred || def->doc->vocabulary ||
           def->doc->family.len;
}

static void check_citation(const policy_def *def, diag_list *d)
{
    if (def->kind == POLICY_FACT || cited(def)) return;
    for (int i = 0; i < def->condition_count; i++)
        if (def->conditions[i].provision.len) return;
    for (int i = 0; def->table && i < def->table->rule_count; i++)
        if (def->table->rules[i].provision.len) return;
    diag_warn(
        d, "W-CITE", def->pos,
        "“" STR_FMT "”没有条款;在标题写〔条款〕,没有明文的写〔推定〕或〔外部:来源〕",
        "\"" STR_FMT
        "\" cites no provision; write it in 〔〕, or 〔推定〕 when inferred, or 〔外部:source〕",
        STR_ARG(def->name));
}

static bool same_validity(const policy_def *a, const policy_def *b)
{
    policy_period p = policy_def_period(a), q = policy_def_period(b);
    bool same_start = policy_has_date(p.from) == policy_has_date(q.from) &&
                      (!policy_has_date(p.from) || date_cmp(p.from, q.from) == 0);
    bool dead = (policy_has_date(p.from) && policy_has_date(p.to) && date_cmp(p.to, p.from) < 0) ||
                (policy_has_date(q.from) && policy_has_date(q.to) && date_cmp(q.to, q.from) < 0);
    return same_start && !dead;
}

/* Two definitions of one rank, place and first day: on that day nobody could say which answers. */
static void check_clashes(const policy_slot *slot, diag_list *d)
{
    for (int i = 0; i < slot->version_count; i++) {
        for (int k = i + 1; k < slot->version_count; k++) {
            const policy_def *a = slot->versions[i], *b = slot->versions[k];
            if (!str_eq(a->doc->place, b->doc->place) || a->doc->special != b->doc->special ||
                !same_validity(a, b))
                continue;
            diag *found = diag_error(d, "E-VERSION-CLASH", a->pos,
                                     "“" STR_FMT "”有两个定义从同一天起有效;删去一个,或写明适用期",
                                     "\"" STR_FMT "\" has two definitions in force from the same "
                                                  "day; remove one or state their validity",
                                     STR_ARG(a->name));
            if (found) found->also = b->pos;
        }
    }
}

/* ---- coverage: 落实 names sections that exist ---- */

static bool section_exists(const policy_library *lib, str text, arena *a)
{
    static const char *const words[] = { "决策",      "参数",       "条件",     "函数",  "事实",
                                         "权益",      "类型",       "冲突",     "示例",  "decision",
                                         "parameter", "conditions", "function", "facts", "benefit",
                                         "type",      "conflict",   "examples" };
    str name = text;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        str head = str_c(words[i]);
        if (str_starts(text, head) && text.len > head.len && text.ptr[head.len] == ' ')
            name = str_trim(str_sub(text, head.len, text.len));
    }
    if (policy_slot_find(lib, (str){ "", 0 }, feel_name_normal(a, name)) >= 0 ||
        strmap_find(&lib->types, name))
        return true;
    for (int i = 0; i < lib->docs.count; i++) {
        const policy_doc *doc = lib->docs.items[i];
        for (int k = 0; k < doc->benefits.count; k++)
            if (str_eq(doc->benefits.items[k]->name, name)) return true;
        for (int k = 0; k < doc->conflicts.count; k++)
            if (str_eq(doc->conflicts.items[k]->name, name)) return true;
    }
    return false;
}

static void check_coverage(policy_library *lib, const policy_doc *doc, diag_list *d)
{
    for (int i = 0; i < doc->coverage.count; i++) {
        const policy_coverage *c = doc->coverage.items[i];
        bool done = md_is_word(c->state, "完成|done");
        if (done && c->done_by.len == 0)
            diag_error(d, "E-COVERAGE", c->pos, "“" STR_FMT "”写着完成,却没有写落实在哪里",
                       "\"" STR_FMT "\" is done but names no section", STR_ARG(c->item));
        str rest = str_replace(d->arena, str_replace(d->arena, c->done_by, STR("；"), STR(";")),
                               STR("、"), STR(";")),
            piece;
        while (c->done_by.len && str_split_next(&rest, STR(";"), &piece)) {
            piece = str_trim(piece);
            if (piece.len == 0 || !done || section_exists(lib, piece, d->arena)) continue;
            diag_error(d, "E-COVERAGE", c->pos, "落实所指的“" STR_FMT "”不存在;改正名称,或改写状态",
                       "the section \"" STR_FMT "\" does not exist; correct the name or the state",
                       STR_ARG(piece));
        }
    }
}

/* ---- facts nobody asks ---- */

static void check_unused(policy_library *lib, diag_list *d)
{
    bool *used = ARENA_ARRAY(&lib->arena, bool, lib->slots.count);
    if (!used) return;
    for (int i = 0; i < lib->slots.count; i++)
        for (int k = 0; k < lib->slots.items[i]->version_count; k++) {
            const policy_def *def = lib->slots.items[i]->versions[k];
            for (int u = 0; u < def->use_count; u++) used[def->uses[u]] = true;
        }
    for (int i = 0; i < lib->docs.count; i++)
        for (int k = 0; k < lib->docs.items[i]->benefits.count; k++) {
            const policy_benefit *b = lib->docs.items[i]->benefits.items[k];
            if (b->eligible_slot >= 0) used[b->eligible_slot] = true;
            if (b->amount_slot >= 0) used[b->amount_slot] = true;
        }
    for (int i = 1; i < lib->slots.count; i++) {
        const policy_slot *slot = lib->slots.items[i];
        if (used[i] || slot->family.len || slot->version_count == 0) continue;
        const policy_def *def = slot->versions[0];
        if (def->kind != POLICY_FACT || def->doc->vocabulary) continue;
        diag_warn(d, "W-UNUSED", def->pos,
                  "事实“" STR_FMT "”没有任何决策用到;删去,或改正引用它的名称",
                  "no decision asks the fact \"" STR_FMT
                  "\"; remove it, or correct the name that should refer to it",
                  STR_ARG(def->name));
    }
}

void policy_check_names(policy_library *lib, diag_list *d)
{
    for (int i = 0; i < lib->docs.count; i++) {
        const policy_doc *doc = lib->docs.items[i];
        for (int k = 0; k < doc->defs.count; k++) check_citation(doc->defs.items[k], d);
        check_coverage(lib, doc, d);
    }
    for (int i = 1; i < lib->slots.count; i++) check_clashes(lib->slots.items[i], d);
    check_unused(lib, d);
}

static int by_place(const void *a, const void *b)
{
    const diag *x = a, *y = b;
    int by_file = str_cmp(x->pos.file, y->pos.file);
    if (by_file) return by_file;
    if (x->pos.line != y->pos.line) return x->pos.line < y->pos.line ? -1 : 1;
    if (x->pos.column != y->pos.column) return x->pos.column < y->pos.column ? -1 : 1;
    return strcmp(x->code, y->code);
}

void policy_check(policy_library *lib, diag_list *d, policy_check_counts *counts)
{
    *counts = (policy_check_counts){ .files = lib->docs.count };
    for (int i = 0; i < lib->docs.count; i++)
        for (int k = 0; k < lib->docs.items[i]->defs.count; k++) {
            policy_kind kind = lib->docs.items[i]->defs.items[k]->kind;
            counts->decisions +=
                kind == POLICY_DECISION || kind == POLICY_CONDITIONS || kind == POLICY_FUNCTION;
        }
    policy_check_names(lib, d);
    policy_check_types(lib, d);
    policy_check_tables(lib, d);
    policy_check_examples(lib, d, counts);
    if (d->all.count > 1) qsort(d->all.items, (size_t)d->all.count, sizeof *d->all.items, by_place);
}
