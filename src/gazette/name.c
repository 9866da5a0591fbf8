/* name.c: the numbers that tasks are known by.
**
** Items that run through the sections of a document (1 … 50) are known by their number alone;
** items that restart in every section by their path. Further assignments of one provision get
** -2, -3; nested ones 27(3); attachments 附件-5. */
#include "gazette/internal.h"

static const gazette_provision *provision(const gz_task_pass *p, int i)
{
    return &p->d->provisions.items[i];
}

/* The address without its attachment: 附件/二(一)3 → 二(一)3 */
static str inner_address(const gz_task_pass *p, int i)
{
    str address = provision(p, i)->address, up = gz_attachment_of(p->d, i);
    if (up.len > 0 && address.len > up.len) return str_sub(address, up.len + 1, address.len);
    return up.len > 0 ? (str){ NULL, 0 } : address;
}

static str plain_number(gz_task_pass *p, int i)
{
    gz_marker m;
    if (!gz_marker_read(provision(p, i)->number, &m)) return provision(p, i)->number;
    return str_copy(p->r->a, str_c(m.piece));
}

static int value_of(const gz_task_pass *p, int i)
{
    gz_marker m;
    return gz_marker_read(provision(p, i)->number, &m) ? m.value : 0;
}

/* Do the assigned items of the main text run through? */
static bool items_run_through(const gz_task_pass *p)
{
    int last = 0, parent = -2, parents = 0;
    bool only_items = true, goes_on = false;
    for (int i = 0; i < p->naming.count; i++) {
        int owner = p->naming.items[i].owner;
        if (p->naming.items[i].fixed || p->naming.items[i].ordinal > 0 ||
            gz_attachment_of(p->d, owner).len > 0)
            continue;
        if (owner >= 0 && provision(p, owner)->kind == GAZETTE_SUBITEM) continue;
        if (owner < 0 || provision(p, owner)->kind != GAZETTE_ITEM) {
            only_items = false;
            continue;
        }
        int value = value_of(p, owner);
        if (value <= last) return false;
        if (provision(p, owner)->parent != parent) {
            parents++;
            goes_on |= parents > 1 && value > 1;
        }
        parent = provision(p, owner)->parent;
        last = value;
    }
    return goes_on || only_items;
}

/* The number of a provision's first assignment. */
static str base_number(gz_task_pass *p, int owner, bool run_through)
{
    if (owner < 0) return STR("0");
    const gazette_provision *o = provision(p, owner);
    str up = gz_attachment_of(p->d, owner);
    if (o->kind == GAZETTE_ATTACHMENT) return o->address;
    bool nested = o->kind == GAZETTE_SUBITEM && o->parent >= 0 &&
                  provision(p, o->parent)->kind == GAZETTE_ITEM;
    if (nested) {
        str above = base_number(p, o->parent, run_through), own = plain_number(p, owner);
        bool digits_meet = own.len > 0 && own.ptr[0] >= '0' && own.ptr[0] <= '9';
        return str_format(p->r->a, STR_FMT "%s" STR_FMT, STR_ARG(above), digits_meet ? "." : "",
                          STR_ARG(own));
    }
    bool item = o->kind == GAZETTE_ITEM;
    if (up.len > 0) {
        str own = item ? plain_number(p, owner) : inner_address(p, owner);
        return str_format(p->r->a, STR_FMT "-" STR_FMT, STR_ARG(up), STR_ARG(own));
    }
    return item && run_through ? plain_number(p, owner) : o->address;
}

/* Path of the section above; 附件(一) for attachments. */
static str parent_path(gz_task_pass *p, int owner)
{
    int i = owner >= 0 ? provision(p, owner)->parent : -1;
    str up = gz_attachment_of(p->d, owner);
    if (i < 0) return (str){ NULL, 0 };
    if (up.len == 0) return provision(p, i)->address;
    str inner = inner_address(p, i);
    return str_format(p->r->a, STR_FMT STR_FMT, STR_ARG(up), STR_ARG(inner));
}

static str article_of(gz_task_pass *p, int i)
{
    str up = gz_attachment_of(p->d, i), inner = inner_address(p, i);
    bool digits_meet = up.len > 6 && inner.len > 0 && inner.ptr[0] >= '0' &&
                       inner.ptr[0] <= '9'; /* 附件1、1 */
    return up.len > 0 ? str_format(p->r->a, STR_FMT "%s" STR_FMT, STR_ARG(up),
                                   digits_meet ? "、" : "", STR_ARG(inner))
                      : provision(p, i)->address;
}

/* Three or more tags in the one paragraph of a provision: a series that counts from -1. */
static bool is_series(const gz_task_pass *p, int i)
{
    gz_naming n = p->naming.items[i];
    int provision = p->d->tasks.items[i].provision, in_paragraph = 0;
    if (n.ordinal != n.place || p->rows[n.owner] < 3) return false;
    for (int k = i - n.place; k >= 0 && k < p->naming.count && p->naming.items[k].owner == n.owner;
         k++)
        in_paragraph += p->d->tasks.items[k].provision == provision;
    return in_paragraph == p->rows[n.owner];
}

static bool name_task(gz_task_pass *p, int i, bool run_through)
{
    gz_naming n = p->naming.items[i];
    gazette_task *t = &p->d->tasks.items[i];
    arena *a = p->r->a;
    int owner = n.owner;
    str base = base_number(p, owner, run_through);
    if (owner < 0) {
        t->task_no = str_format(a, "%d", n.ordinal + 1);
        t->article = t->provision >= 0 ? provision(p, t->provision)->address : (str){ NULL, 0 };
        return t->task_no.ptr != NULL;
    }
    bool nested = provision(p, owner)->kind == GAZETTE_SUBITEM &&
                  provision(p, owner)->parent >= 0 &&
                  provision(p, provision(p, owner)->parent)->kind == GAZETTE_ITEM;
    t->article = article_of(p, owner);
    if (is_series(p, i)) {
        t->parent_no = base;
        t->task_no = str_format(a, STR_FMT "-%d", STR_ARG(base), n.place + 1);
        return t->task_no.ptr != NULL;
    }
    if (n.ordinal == 0) {
        t->task_no = base;
        t->parent_no = nested ? base_number(p, provision(p, owner)->parent, run_through)
                              : parent_path(p, owner);
        return base.ptr != NULL;
    }
    t->task_no = str_format(a, STR_FMT "-%d", STR_ARG(base), n.ordinal + 1);
    t->parent_no = base;
    if (t->provision >= 0 && t->provision != owner) t->article = article_of(p, t->provision);
    if (n.place > 0) t->article = str_format(a, STR_FMT "第%d处", STR_ARG(t->article), n.place + 1);
    return t->task_no.ptr != NULL && t->article.ptr != NULL;
}

/* 一#2(三) → 一(三) */
static str without_repeats(arena *a, str number)
{
    strbuf b;
    strbuf_init(&b, a);
    for (int32_t i = 0; i < number.len; i++) {
        if (number.ptr[i] == '#')
            while (i + 1 < number.len && number.ptr[i + 1] >= '0' && number.ptr[i + 1] <= '9') i++;
        else strbuf_put_char(&b, number.ptr[i]);
    }
    return strbuf_done(&b);
}

bool gz_plain_numbers(gz_task_pass *p)
{
    static const char once[] = "1", more[] = "2";
    strmap seen;
    bool any = false;
    for (int i = 0; i < p->d->tasks.count && !any; i++)
        any = gz_has(p->d->tasks.items[i].task_no, "#");
    if (!any) return true;
    strmap_init(&seen, p->r->a);
    for (int i = 0; i < p->d->tasks.count; i++) {
        str plain = without_repeats(p->r->a, p->d->tasks.items[i].task_no);
        const void *mark = strmap_find(&seen, plain) ? more : once;
        if (!plain.ptr || !strmap_put(&seen, plain, (void *)mark)) return false;
    }
    for (int i = 0; i < p->d->tasks.count; i++) {
        gazette_task *t = &p->d->tasks.items[i];
        str plain = without_repeats(p->r->a, t->task_no);
        if (!gz_has(t->task_no, "#") || strmap_find(&seen, plain) != once) continue;
        t->task_no = plain;
        t->parent_no = without_repeats(p->r->a, t->parent_no);
    }
    return true;
}

bool gz_name_tasks(gz_task_pass *p)
{
    bool run_through = items_run_through(p);
    for (int i = 0; i < p->naming.count; i++)
        if (!p->naming.items[i].fixed && !name_task(p, i, run_through)) return false;
    for (int i = 0; i < p->naming.count; i++) { /* rows below a task take its number */
        gazette_task *t = &p->d->tasks.items[i];
        if (!p->naming.items[i].fixed || t->parent < 0 || t->task_no.len > 0) continue;
        const gazette_task *up = &p->d->tasks.items[t->parent];
        t->parent_no = up->task_no;
        t->article = up->article;
        t->task_no = str_format(p->r->a, STR_FMT "-%d", STR_ARG(up->task_no),
                                p->naming.items[i].ordinal + 1);
        if (!t->task_no.ptr) return false;
    }
    return true;
}
