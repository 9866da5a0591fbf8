/* list.c: names of kinds, lookups and the listing of tasks. */
#include "gazette/internal.h"
#include "base/csv.h"

const char *gazette_kind_name(gazette_kind kind, lang language)
{
    static const char *const names[][2] = {
        [GAZETTE_PART] = { "编", "part" },
        [GAZETTE_CHAPTER] = { "章", "chapter" },
        [GAZETTE_ARTICLE] = { "条", "article" },
        [GAZETTE_SECTION] = { "部分", "section" },
        [GAZETTE_CLAUSE] = { "项", "clause" },
        [GAZETTE_ITEM] = { "目", "item" },
        [GAZETTE_SUBITEM] = { "小目", "sub-item" },
        [GAZETTE_POINT] = { "点", "point" },
        [GAZETTE_PARAGRAPH] = { "段", "paragraph" },
        [GAZETTE_ATTACHMENT] = { "附件", "attachment" },
        [GAZETTE_TABLE] = { "表", "table" },
        [GAZETTE_ROW] = { "行", "row" },
        [GAZETTE_PREAMBLE] = { "标题", "title" },
    };
    return (size_t)kind < sizeof names / sizeof *names ? names[kind][language == LANG_EN] : "";
}

const char *gazette_relation_name(gazette_relation relation, lang language)
{
    static const char *const names[][2] = {
        [GAZETTE_CITES] = { "引用", "cites" },   [GAZETTE_BASED_ON] = { "依据", "based on" },
        [GAZETTE_AMENDS] = { "修订", "amends" }, [GAZETTE_REPEALS] = { "废止", "repeals" },
        [GAZETTE_ISSUES] = { "印发", "issues" },
    };
    return (size_t)relation < sizeof names / sizeof *names ? names[relation][language == LANG_EN]
                                                           : "";
}

int gazette_provision_at(const gazette_doc *d, int32_t offset)
{
    int best = -1;
    for (int i = 0; i < d->provisions.count; i++) {
        const gazette_provision *p = &d->provisions.items[i];
        if (p->offset <= offset && offset < p->end) best = i;
    }
    return best;
}

int gazette_provision_find(const gazette_doc *d, str address)
{
    for (int i = 0; i < d->provisions.count; i++)
        if (str_eq(d->provisions.items[i].address, address)) return i;
    return -1;
}

str gazette_names_join(arena *a, const gazette_names *names)
{
    strbuf b;
    if (names->count == 1) return names->items[0];
    strbuf_init(&b, a);
    for (int i = 0; i < names->count; i++) {
        if (i > 0) strbuf_put_char(&b, ';');
        strbuf_put(&b, names->items[i]);
    }
    return strbuf_done(&b);
}

void gazette_tasks_csv_header(strbuf *out)
{
    static const char *const columns[] = {
        "doc_no",     "task_no",           "parent_no",         "title",
        "lead_units", "responsible_units", "cooperating_units", "deadline",
        "article"
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_put(out, str_c(columns[i]), i == 0);
    csv_end_row(out);
}

void gazette_tasks_csv(strbuf *out, const gazette_doc *d)
{
    str doc_no = d->doc_no.len > 0 ? d->doc_no : d->title;
    for (int i = 0; i < d->tasks.count; i++) {
        const gazette_task *t = &d->tasks.items[i];
        str article = t->weak ? str_format(out->arena, STR_FMT " [inline]", STR_ARG(t->article))
                              : t->article;
        csv_put(out, doc_no, true);
        csv_put(out, t->task_no, false);
        csv_put(out, t->parent_no, false);
        csv_put(out, t->title, false);
        csv_put(out, gazette_names_join(out->arena, &t->lead), false);
        csv_put(out, gazette_names_join(out->arena, &t->responsible), false);
        csv_put(out, gazette_names_join(out->arena, &t->cooperating), false);
        csv_put(out, t->deadline, false);
        csv_put(out, article, false);
        csv_end_row(out);
    }
}
