/* coverage.c: the pages of docs/instruments. */
#include "policy/coverage.h"
#include "policy/md.h"

enum { LABELS_MAX = 12 };

static const char *const states[] = { "完成", "待定参数", "待流程", "待台账", "外部" };
static const char *const state_words[] = { "完成|done", "待定参数|unset", "待流程|procedure", "待台账|register",
                                           "外部|external" };
enum { STATE_COUNT = 5 };

static int state_of(const policy_coverage *c)
{
    for (int i = 0; i < STATE_COUNT; i++)
        if (md_is_word(c->state, state_words[i])) return i;
    return -1;
}

str policy_coverage_id(const policy_doc *doc)
{
    return doc->coverage.count ? doc->catalogue : (str){ "", 0 };
}

/* ---- sections named in 落实 ---- */

static bool next_name(arena *a, str *rest, str *name)
{
    str piece;
    if (rest->len == 0 || !str_split_next(rest, STR(";"), &piece)) return false;
    piece = str_trim(piece);
    int32_t blank = str_find(piece, STR(" "));
    *name = feel_name_normal(a, blank > 0 ? str_trim(str_sub(piece, blank, piece.len)) : piece);
    return true;
}

static str even_out(arena *a, str done_by)
{
    return str_replace(a, str_replace(a, done_by, STR("；"), STR(";")), STR("、"), STR(";"));
}

/* The slots an item is done by. */
static int slots_of(const policy_library *lib, const policy_coverage *c, arena *a, int32_t *slots,
                    int max)
{
    int count = 0;
    str rest = even_out(a, c->done_by), name;
    while (count < max && next_name(a, &rest, &name)) {
        int32_t slot = policy_slot_find(lib, (str){ "", 0 }, name);
        if (slot >= 0) slots[count++] = slot;
    }
    return count;
}

static bool uses(const policy_library *lib, int32_t decision, int32_t slot)
{
    const policy_slot *s = policy_slot_at(lib, decision);
    if (decision == slot) return true;
    for (int i = 0; i < s->version_count; i++)
        for (int k = 0; k < s->versions[i]->use_count; k++)
            if (s->versions[i]->uses[k] == slot) return true;
    return false;
}

/* A parameter or function is checked through the decisions that use it. */
static bool checks(const policy_library *lib, const policy_example *x, int32_t slot)
{
    const policy_def *def = policy_newest(lib, slot);
    bool direct = def && (def->kind == POLICY_DECISION || def->kind == POLICY_CONDITIONS);
    for (int i = 0; i < x->expected_count; i++) {
        int32_t asked = x->expected[i].slot;
        if (asked == slot || (!direct && uses(lib, asked, slot))) return true;
    }
    return false;
}

typedef void (*on_example)(void *self, const policy_example *x);

static int each_example(const policy_library *lib, const policy_coverage *c, arena *a,
                        on_example found, void *self)
{
    int32_t slots[64];
    int n = slots_of(lib, c, a, slots, 64), count = 0;
    for (int i = 0; i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        for (int k = 0; k < doc->examples.count; k++) {
            const policy_example *x = doc->examples.items[k];
            bool any = false;
            for (int s = 0; s < n && !any; s++) any = checks(lib, x, slots[s]);
            if (!any) continue;
            count++;
            if (found) found(self, x);
        }
    }
    return count;
}

int policy_coverage_examples(const policy_library *lib, const policy_coverage *c, arena *a)
{
    return each_example(lib, c, a, NULL, NULL);
}

/* ---- a page ---- */

/* A | inside a cell would end it. */
static void cell(strbuf *out, arena *a, str text)
{
    strbuf_putc(out, " ");
    strbuf_put(out, str_replace(a, text, STR("|"), STR("\\|")));
    strbuf_putc(out, " |");
}

typedef struct labels { strbuf *out; int count; } labels;

static void put_label(void *self, const policy_example *x)
{
    labels *l = self;
    if (++l->count > LABELS_MAX) return;
    strbuf_printf(l->out, "%s" STR_FMT, l->count > 1 ? "、" : "",
                  STR_ARG(x->label.len ? x->label : x->name));
}

static void put_item(const policy_library *lib, const policy_coverage *c, strbuf *out, arena *a)
{
    strbuf text;
    strbuf_init(&text, a);
    labels l = { &text, 0 };
    int count = each_example(lib, c, a, put_label, &l);
    if (count > LABELS_MAX) strbuf_putc(&text, "…");
    str examples = strbuf_done(&text);
    strbuf_putc(out, "|");
    cell(out, a, c->item);
    cell(out, a, c->content);
    cell(out, a, c->done_by);
    cell(out, a, count ? str_format(a, "%d:" STR_FMT, count, STR_ARG(examples)) : STR(""));
    cell(out, a, c->state);
    cell(out, a, c->reason);
    strbuf_putc(out, "\n");
}

static str days(arena *a, const policy_def *def)
{
    policy_period p = policy_def_period(def);
    str from = policy_has_date(p.from) ? date_text(a, p.from) : STR("…"),
        to = policy_has_date(p.to) ? date_text(a, p.to) : STR("");
    return str_format(a, STR_FMT " 至 " STR_FMT, STR_ARG(from), STR_ARG(to));
}

static void put_parameters(const policy_doc *doc, strbuf *out, arena *a)
{
    bool any = false;
    for (int i = 0; i < doc->defs.count; i++) {
        const policy_def *def = doc->defs.items[i];
        if (def->kind != POLICY_PARAMETER) continue;
        if (!any)
            strbuf_putc(out, "\n## 参数\n\n| 参数 | 值 | 单位 | 有效 | 条款 | 状态 "
                             "|\n|---|---|---|---|---|---|\n");
        any = true;
        strbuf_putc(out, "|");
        cell(out, a, def->name);
        cell(out, a, def->unset ? STR("") : def->text);
        cell(out, a, def->type ? policy_type_words(a, def->type) : STR(""));
        cell(out, a, days(a, def));
        cell(out, a, def->provision.len ? def->provision : def->external);
        cell(out, a, def->unset ? STR("待定参数") : def->inferred ? STR("推定") : STR("完成"));
        strbuf_putc(out, "\n");
    }
}

static int examples_of(const policy_library *lib, int32_t slot)
{
    int count = 0;
    for (int i = 0; i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        for (int k = 0; k < doc->examples.count; k++)
            for (int e = 0; e < doc->examples.items[k]->expected_count; e++)
                if (doc->examples.items[k]->expected[e].slot == slot) {
                    count++;
                    break;
                }
    }
    return count;
}

static void put_decisions(const policy_library *lib, const policy_doc *doc, strbuf *out, arena *a)
{
    bool any = false;
    for (int i = 0; i < doc->defs.count; i++) {
        const policy_def *def = doc->defs.items[i];
        if (def->kind != POLICY_DECISION && def->kind != POLICY_CONDITIONS) continue;
        if (!any) strbuf_putc(out, "\n## 决策\n\n| 决策 | 条款 | 有效 | 直接检查它的示例 |\n|---|---|---|---|\n");
        any = true;
        strbuf_putc(out, "|");
        cell(out, a, def->name);
        cell(out, a, def->provision);
        cell(out, a, days(a, def));
        cell(out, a, str_format(a, "%d", examples_of(lib, def->slot)));
        strbuf_putc(out, "\n");
    }
}

static void put_rest(const policy_doc *doc, strbuf *out)
{
    if (doc->benefits.count) strbuf_putc(out, "\n## 权益\n\n");
    for (int i = 0; i < doc->benefits.count; i++)
        strbuf_printf(out, "- " STR_FMT "(" STR_FMT ")〔" STR_FMT "〕\n",
                      STR_ARG(doc->benefits.items[i]->name),
                      STR_ARG(doc->benefits.items[i]->target),
                      STR_ARG(doc->benefits.items[i]->provision));
    if (doc->conflicts.count) strbuf_putc(out, "\n## 冲突\n\n");
    for (int i = 0; i < doc->conflicts.count; i++)
        strbuf_printf(out, "- " STR_FMT "\n", STR_ARG(doc->conflicts.items[i]->name));
}

/* "policies/…" as seen from docs/instruments. */
static str link_to(arena *a, str file)
{
    int32_t at = -1, next = str_find(file, STR("policies/"));
    while (next >= 0) {
        at = next;
        next = str_find_from(file, STR("policies/"), next + 1);
    }
    return at < 0 ? file : str_format(a, "../../" STR_FMT, STR_ARG(str_sub(file, at, file.len)));
}

void policy_coverage_page(const policy_library *lib, const policy_doc *doc, strbuf *out, arena *a)
{
    int counts[STATE_COUNT] = { 0 };
    for (int i = 0; i < doc->coverage.count; i++) {
        int state = state_of(doc->coverage.items[i]);
        if (state >= 0) counts[state]++;
    }
    strbuf_printf(out, "# " STR_FMT "\n\n由 `heng policy coverage --write` 从政策文件和示例生成,不手改。\n\n",
                  STR_ARG(doc->title));
    strbuf_printf(out, "- 文号:" STR_FMT "\n- 全称:" STR_FMT "\n", STR_ARG(doc->number),
                  STR_ARG(doc->full_name));
    str path = link_to(a, doc->file);
    strbuf_printf(out, "- 政策文件:[" STR_FMT "](" STR_FMT ")\n- 合计:", STR_ARG(path), STR_ARG(path));
    for (int i = 0; i < STATE_COUNT; i++)
        if (counts[i]) strbuf_printf(out, "%s %d;", states[i], counts[i]);
    strbuf_printf(out, "示例 %d\n\n## 对照\n\n", doc->examples.count);
    strbuf_putc(out, "| 项 | 内容 | 落实 | 示例 | 状态 | 原因 |\n|---|---|---|---|---|---|\n");
    for (int i = 0; i < doc->coverage.count; i++) put_item(lib, doc->coverage.items[i], out, a);
    put_decisions(lib, doc, out, a);
    put_parameters(doc, out, a);
    put_rest(doc, out);
}

void policy_coverage_index(const policy_library *lib, strbuf *out, arena *a)
{
    strbuf_putc(out, "# 各文件的决策和参数落实到哪里\n\n由 `heng policy coverage --write` 生成,不手改。\n\n"
                     "| 文件 | 名称 | 项 | 完成 | 待定参数 | 待流程 | 待台账 | 外部 | 示例 |\n"
                     "|---|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        str id = policy_coverage_id(doc);
        if (id.len == 0) continue;
        int counts[STATE_COUNT] = { 0 };
        for (int k = 0; k < doc->coverage.count; k++) {
            int state = state_of(doc->coverage.items[k]);
            if (state >= 0) counts[state]++;
        }
        strbuf_printf(out, "| [" STR_FMT "](" STR_FMT ".md) |", STR_ARG(id), STR_ARG(id));
        cell(out, a, doc->title);
        strbuf_printf(out, " %d |", doc->coverage.count);
        for (int s = 0; s < STATE_COUNT; s++) strbuf_printf(out, " %d |", counts[s]);
        strbuf_printf(out, " %d |\n", doc->examples.count);
    }
}
