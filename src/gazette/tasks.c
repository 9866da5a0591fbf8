/* tasks.c: tags → tasks: which words they hand out, to whom, until when.
**
** A tag covers the text since the tag before it in the same numbered provision. The first tag of
** a provision carries the provision's number; further ones get -2, -3. Names are given at the
** end (name.c), when it is known whether the items of the document run through (1 … 50) or
** restart in every section. */
#include "gazette/internal.h"

enum { TITLE_TEXT_BYTES_MAX = 4000 };

int gz_owner(const gazette_doc *d, int provision)
{
    int i = provision;
    while (i >= 0) {
        const gazette_provision *p = &d->provisions.items[i];
        bool unnumbered = p->kind == GAZETTE_PARAGRAPH || p->kind == GAZETTE_ROW ||
                          p->kind == GAZETTE_TABLE || p->kind == GAZETTE_PREAMBLE;
        if (!unnumbered) return i;
        i = p->parent;
    }
    return -1;
}

str gz_attachment_of(const gazette_doc *d, int provision)
{
    for (int i = provision; i >= 0; i = d->provisions.items[i].parent)
        if (d->provisions.items[i].kind == GAZETTE_ATTACHMENT)
            return d->provisions.items[i].address;
    return (str){ NULL, 0 };
}

gazette_task *gz_task_add(gz_task_pass *p, int owner, int provision, int ordinal, int place,
                          bool fixed)
{
    gazette_task *t = VEC_PUSH(p->r->a, &p->d->tasks);
    gz_naming *n = VEC_PUSH(p->r->a, &p->naming);
    if (!t || !n) return NULL;
    *n = (gz_naming){ owner, ordinal, place, fixed };
    t->provision = provision;
    t->parent = -1;
    return t;
}

/* ---- titles ---- */

/* Lines like 主要措施： say nothing of their own. */
static str skip_label_lines(str s)
{
    for (;;) {
        s = gz_skip_blanks(s);
        const char *nl = s.len > 0 ? memchr(s.ptr, '\n', (size_t)s.len) : NULL;
        str line = nl ? gz_trim(str_sub(s, 0, (int32_t)(nl - s.ptr))) : s;
        if (!nl || !(gz_ends(line, ":") || gz_ends(line, "：")) || gz_chars(line) > 12) return s;
        s = str_sub(s, line.len, s.len);
    }
}

str gz_title_of(arena *a, str text)
{
    text = skip_label_lines(text);
    gz_marker m;
    if (text.len > TITLE_TEXT_BYTES_MAX) text = str_sub(text, 0, TITLE_TEXT_BYTES_MAX);
    if (gz_marker_read(text, &m) && m.kind != GAZETTE_ARTICLE)
        text = str_sub(text, m.used, text.len);
    int32_t stop = gz_find(text, "。", 0);
    if (stop >= 0) text = str_sub(text, 0, stop);
    text = gz_trim(text);
    while (gz_ends(text, ":") || gz_ends(text, "："))
        text = gz_trim(str_sub(text, 0, text.len - (gz_ends(text, ":") ? 1 : 3)));
    const char *nl = text.len > 0 ? memchr(text.ptr, '\n', (size_t)text.len) : NULL;
    str title = gz_cut_chars(text, GAZETTE_TITLE_CHARS_MAX);
    if (nl && nl < title.ptr + title.len)
        title = gz_cut_chars(gz_squeeze(a, text), GAZETTE_TITLE_CHARS_MAX);
    return gz_trim(title);
}

static bool heading_alone(const gazette_provision *p)
{
    return p->heading.len > 0 && p->text.len <= p->heading.len + 3;
}

static str owner_title(gz_task_pass *p, int owner, str cover)
{
    if (owner < 0) return gz_title_of(p->r->a, cover);
    const gazette_provision *o = &p->d->provisions.items[owner];
    if (o->kind == GAZETTE_ATTACHMENT) return gz_title_of(p->r->a, cover);
    if (heading_alone(o)) return gz_cut_chars(o->heading, GAZETTE_TITLE_CHARS_MAX);
    return gz_title_of(p->r->a, cover);
}

/* ---- tags to tasks ---- */

static str text_between(const gz_task_pass *p, int32_t from, int32_t to)
{
    return str_sub(p->r->g->text, from, to > from ? to : from);
}

static void set_units(gazette_task *t, const gz_tag *tag)
{
    if (tag->lead.count) t->lead = tag->lead;
    if (tag->responsible.count) t->responsible = tag->responsible;
    if (tag->cooperating.count) t->cooperating = tag->cooperating;
    if (tag->supervising.count) t->supervising = tag->supervising;
}

static void set_deadline(gz_task_pass *p, gazette_task *t, str cover, str column)
{
    if (column.len > 0) t->deadline = gz_deadline_in(p->r->a, column, p->year, true);
    if (t->deadline.len == 0) t->deadline = gz_deadline_in(p->r->a, cover, p->year, false);
}

static int32_t *cover_of(gz_task_pass *p, int owner)
{
    return owner >= 0 ? &p->cover[owner] : &p->document_cover;
}

static int *rows_of(gz_task_pass *p, int owner)
{
    return owner >= 0 ? &p->rows[owner] : &p->document_rows;
}

/* A tag alone on its line, below the last of several untagged items, speaks for all of them. */
static int common_owner(gz_task_pass *p, int owner, int provision, const gz_tag *tag)
{
    const gazette_provision *items = p->d->provisions.items;
    if (owner < 0 || owner == provision || tag->start > 0 || tag->label) return owner;
    if (items[owner].kind != GAZETTE_ITEM && items[owner].kind != GAZETTE_SUBITEM) return owner;
    int parent = items[owner].parent, siblings = 0;
    for (int i = owner; i >= 0 && parent >= 0 && i > parent; i--) {
        if (items[i].parent != parent || items[i].kind != items[owner].kind) continue;
        if (p->rows[i] > 0) return owner;
        siblings++;
    }
    return siblings > 1 && parent >= 0 && p->rows[parent] == 0 ? parent : owner;
}

static bool tag_to_task_of(gz_task_pass *p, int owner, int provision, const gz_tag *tag, int place)
{
    const gazette_provision *v = &p->d->provisions.items[provision];
    int32_t base = (int32_t)(v->text.ptr - p->r->g->text.ptr), start = base + tag->start;
    int32_t *cover_at = cover_of(p, owner);
    str cover = text_between(p, *cover_at, start);
    int ordinal = (*rows_of(p, owner))++;
    gazette_task *t = gz_task_add(p, owner, provision, ordinal, place, false);
    if (!t) return false;
    set_units(t, tag);
    bool in_heading = ordinal == 0 && owner == provision; /* 一、甲事（牵头单位：…） */
    t->title = in_heading     ? gz_title_of(p->r->a, str_sub(v->text, 0, tag->start))
               : ordinal == 0 ? owner_title(p, owner, cover)
                              : gz_title_of(p->r->a, cover);
    if (t->title.len == 0) t->title = owner_title(p, owner, cover);
    t->text = gz_trim(cover);
    t->offset = t->text.len > 0 ? (int32_t)(t->text.ptr - p->r->g->text.ptr) : start;
    t->line = gz_line_at(p->r, start);
    set_deadline(p, t, cover, tag->deadline);
    *cover_at = base + tag->end;
    return true;
}

static bool tag_to_task(gz_task_pass *p, int provision, const gz_tag *tag, int place)
{
    int owner = common_owner(p, gz_owner(p->d, provision), provision, tag);
    return tag_to_task_of(p, owner, provision, tag, place);
}

/* ---- lines of labels ---- */

/* 三、甲事 with (一)任务内容：… (二)责任单位：… below it: the label speaks for 三. */
static int label_owner(const gz_task_pass *p, int provision, const gz_tag *tag)
{
    int owner = gz_owner(p->d, provision);
    if (owner != provision || tag->start > 0) return owner;
    int parent = p->d->provisions.items[owner].parent;
    return parent >= 0 && heading_alone(&p->d->provisions.items[parent]) ? parent : owner;
}

static bool fills_only_gaps(const gazette_task *t, const gz_tag *tag)
{
    return !(t->lead.count && tag->lead.count) &&
           !(t->responsible.count && tag->responsible.count) &&
           !(t->cooperating.count && tag->cooperating.count) &&
           !(t->supervising.count && tag->supervising.count);
}

static bool has_units(const gz_tag *tag)
{
    return tag->lead.count || tag->responsible.count || tag->cooperating.count ||
           tag->supervising.count;
}

static bool label_line(gz_task_pass *p, int provision, gz_tag *tag)
{
    int owner = label_owner(p, provision, tag);
    bool open = p->labelled >= 0 && p->naming.items[p->labelled].owner == owner;
    if (open && tag->persons) { /* 责任人 below the units: a person answers for his unit */
        tag->responsible = (gazette_names){ 0 };
        tag->persons = false;
    } else if (open && p->labelled_persons && has_units(tag)) {
        p->d->tasks.items[p->labelled].responsible = (gazette_names){ 0 };
    }
    bool same = p->labelled >= 0 && p->naming.items[p->labelled].owner == owner &&
                fills_only_gaps(&p->d->tasks.items[p->labelled], tag);
    if (!same) {
        if (!has_units(tag)) return true;
        if (owner != gz_owner(p->d, provision)) {
            if (!tag_to_task_of(p, owner, provision, tag, 0)) return false;
        } else if (!tag_to_task(p, provision, tag, 0)) {
            return false;
        }
        p->labelled = p->d->tasks.count - 1;
    }
    if (has_units(tag)) p->labelled_persons = tag->persons;
    gazette_task *t = &p->d->tasks.items[p->labelled];
    set_units(t, tag);
    if (tag->deadline.len > 0) {
        str deadline = gz_deadline_in(p->r->a, tag->deadline, p->year, true);
        if (deadline.len > 0) t->deadline = deadline;
    }
    const gazette_provision *v = &p->d->provisions.items[provision];
    *cover_of(p, owner) = v->end;
    return tag->measures.len == 0 || gz_measures(p, p->labelled, tag->measures);
}

/* An empty label (牵头单位：) takes its value from the next line. */
static bool bare_label(const gz_tag *tag, str text)
{
    return tag->label && !has_units(tag) && tag->deadline.len == 0 && tag->measures.len == 0 &&
           gz_chars(text) <= 10;
}

/* ---- the walk ---- */

static bool carries_text(gazette_kind kind)
{
    return kind != GAZETTE_TABLE && kind != GAZETTE_ROW && kind != GAZETTE_PREAMBLE;
}

static bool read_provision(gz_task_pass *p, int i, int *labelled_from)
{
    const gazette_provision *v = &p->d->provisions.items[i];
    gz_tags tags = { 0 };
    str text = v->text;
    int32_t used;
    if (!gz_tags_find(p->r->a, text, &tags)) return false;
    if (tags.count == 1 && bare_label(&tags.items[0], text) && i + 1 < p->d->provisions.count) {
        str next = p->d->provisions.items[i + 1].text;
        date day;
        if (gz_role_label(text, &used) == GZ_DEADLINE && gz_date_whole(next, &day)) {
            tags.items[0].deadline = next;
        } else if (gz_role_label(next, &used) == GZ_ROLE_NONE && gz_units_like(next)) {
            str both = { text.ptr, (int32_t)(next.ptr + next.len - text.ptr) };
            tags.items[0] = (gz_tag){ .end = text.len, .label = true };
            if (!gz_labels_read(p->r->a, both, &tags.items[0])) return true;
        }
    }
    int place = 0;
    for (int k = 0; k < tags.count; k++) {
        gz_tag *tag = &tags.items[k];
        if (tag->label) {
            if (!label_line(p, i, tag)) return false;
            *labelled_from = i;
        } else {
            if (!tag_to_task(p, i, tag, place++)) return false;
            if (tag->open) p->labelled = p->d->tasks.count - 1;
        }
    }
    return true;
}

/* Numbered lines below a task whose 落实措施 has begun are further measures of it. */
static bool continues_measures(gz_task_pass *p, int i)
{
    if (p->labelled < 0 || p->d->measures.count == 0) return false;
    const gazette_provision *v = &p->d->provisions.items[i];
    bool below = v->kind == GAZETTE_SUBITEM && v->parent == p->naming.items[p->labelled].owner &&
                 v->parent >= 0;
    return below && p->d->measures.items[p->d->measures.count - 1].task >= p->labelled;
}

static bool add_measure_line(gz_task_pass *p, int i)
{
    const gazette_provision *v = &p->d->provisions.items[i];
    const gazette_measure last = p->d->measures.items[p->d->measures.count - 1];
    gazette_measure *m = VEC_PUSH(p->r->a, &p->d->measures);
    gz_marker mark;
    if (!m) return false;
    *m = (gazette_measure){
        .task = last.task, .unit = last.unit, .text = v->text, .line = v->line, .offset = v->offset
    };
    bool numbered = gz_marker_read(v->number, &mark);
    m->measure_no = numbered ? str_format(p->r->a, "%d", mark.value) : STR("0");
    return m->measure_no.ptr != NULL;
}

static int document_year(const gz *r, const gazette_doc *d)
{
    int32_t used;
    if (d->signed_on.year) return d->signed_on.year;
    for (int32_t i = 0; i < d->title.len; i++) {
        int year = d->title.ptr[i] >= '1' && d->title.ptr[i] <= '2'
                       ? gz_digits(str_sub(d->title, i, d->title.len), &used)
                       : 0;
        if (year >= 1949 && year < 2200 && used == 4) return year;
    }
    int year = gz_digits(r->g->number, &used);
    return year >= 1949 && year < 2200 ? year : 0;
}

bool gz_tasks(gz *r, gazette_doc *d)
{
    int count = d->provisions.count, labelled_from = -1;
    gz_task_pass p = { .r = r, .d = d, .year = document_year(r, d), .labelled = -1 };
    p.rows = ARENA_ARRAY(r->a, int, count + 1);
    p.cover = ARENA_ARRAY(r->a, int32_t, count + 1);
    if (!p.rows || !p.cover) return false;
    for (int i = 0; i < count; i++) {
        const gazette_provision *v = &d->provisions.items[i];
        p.cover[i] = v->text.ptr ? (int32_t)(v->text.ptr - r->g->text.ptr) : v->offset;
        if (i == 0) p.document_cover = p.cover[0];
        bool ok = true;
        if (v->kind == GAZETTE_TABLE) ok = gz_table_tasks(&p, i);
        else if (continues_measures(&p, i)) ok = add_measure_line(&p, i);
        else if (carries_text(v->kind)) ok = read_provision(&p, i, &labelled_from);
        if (!ok) return false;
    }
    return gz_name_tasks(&p) && gz_prose(&p) && gz_plain_numbers(&p);
}
