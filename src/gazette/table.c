/* table.c: rows of a table with a column of units → tasks.
**
** Heads name the columns. A row may lack leading cells (a merged cell printed once): it is
** shifted until the cells under the role heads read like units. A missing section cell is the
** one above; missing units are those above. */
#include "gazette/internal.h"

enum { COLUMNS_MAX = 40, SHIFT_MAX = 2, HEAD_ROWS_MAX = 3 };

typedef enum {
    COLUMN_OTHER,
    COLUMN_NUMBER,
    COLUMN_CONTENT,
    COLUMN_SECTION,
    COLUMN_DEADLINE,
    COLUMN_ROLE
} column_kind;

typedef struct layout {
    column_kind kind[COLUMNS_MAX];
    gz_role role[COLUMNS_MAX];
    int columns, content, section, number, deadline, roles; /* columns -1 when absent */
    str section_text;                                       /* carried down */
    gz_tag above;
} layout;

static bool has_any(str s, const char *const *words)
{
    for (; *words; words++)
        if (gz_has(s, *words)) return true;
    return false;
}

static column_kind kind_of(str head, gz_role *role)
{
    static const char *const numbers[] = { "序号", "编号", NULL };
    static const char *const deadlines[] = { "时限",     "期限",     "完成时间", "时间节点",
                                             "时间要求", "完成日期", "时间安排", NULL };
    static const char *const contents[] = { "任务", "内容", "事项", "举措",
                                            "措施", "项目", "清单", NULL };
    static const char *const sections[] = { "领域", "类别", "分类", "方面", "板块", "类型", NULL };
    int32_t used;
    *role = gz_role_word(head, &used);
    bool role_head = *role != GZ_ROLE_NONE && used == head.len;
    if (has_any(head, deadlines)) return COLUMN_DEADLINE;
    if (role_head && *role < GZ_DEADLINE) return COLUMN_ROLE;
    if (has_any(head, numbers)) return COLUMN_NUMBER;
    if (has_any(head, sections)) return COLUMN_SECTION;
    if (has_any(head, contents)) return COLUMN_CONTENT;
    return COLUMN_OTHER;
}

static bool read_heads(arena *a, const gazette_provision *row, layout *l)
{
    *l = (layout){ .content = -1, .section = -1, .number = -1, .deadline = -1 };
    l->columns = row->cells.count < COLUMNS_MAX ? row->cells.count : COLUMNS_MAX;
    for (int i = 0; i < l->columns; i++) {
        str head = gz_squeeze(a, row->cells.items[i]);
        l->kind[i] = gz_chars(head) <= 14 ? kind_of(head, &l->role[i]) : COLUMN_OTHER;
        switch (l->kind[i]) {
        case COLUMN_ROLE: l->roles++; break;
        case COLUMN_NUMBER: l->number = i; break;
        case COLUMN_SECTION: l->section = i; break;
        case COLUMN_DEADLINE: l->deadline = i; break;
        case COLUMN_CONTENT:
            if (l->roles > 0) break;
            if (l->content >= 0 && l->section < 0) l->section = l->content;
            l->content = i;
            break;
        default: break;
        }
    }
    return l->roles > 0 && l->content >= 0;
}

static str cell(const gazette_provision *row, int column, int shift)
{
    int i = column - shift;
    return column >= 0 && i >= 0 && i < row->cells.count ? row->cells.items[i] : (str){ NULL, 0 };
}

/* How well the row fits when shifted: role cells that read like units, and an item's number in the
   content cell. */
static int fit_of(const gazette_provision *row, const layout *l, int shift)
{
    int units = 0;
    gz_marker m;
    for (int i = 0; i < l->columns; i++) {
        if (l->kind[i] != COLUMN_ROLE) continue;
        str c = cell(row, i, shift);
        if (c.len == 0) continue;
        if (!gz_units_like(c)) return -1;
        units++;
    }
    str content = cell(row, l->content, shift);
    if (units == 0 || content.len == 0) return -1;
    return 2 * units + (gz_marker_read(content, &m) && m.kind == GAZETTE_ITEM);
}

/* The shift that fits best, the smallest of equals; -1 = not a task. */
static int shift_of(const gazette_provision *row, const layout *l)
{
    int best = -1, best_fit = 0;
    for (int shift = 0; shift <= SHIFT_MAX; shift++) {
        int fit = fit_of(row, l, shift);
        if (fit > best_fit) {
            best = shift;
            best_fit = fit;
        }
    }
    return best;
}

/* Names that end like nothing in particular still count when the row has as many cells as the
   head. */
static int shift_or_whole(const gazette_provision *row, const layout *l)
{
    bool whole = row->cells.count >= l->columns;
    int shift = whole && fit_of(row, l, 0) < 0 && cell(row, l->number, 0).len > 0 ? -1
                                                                                 : shift_of(row, l);
    if (shift >= 0 || !whole) return shift;
    for (int i = 0; i < l->columns; i++)
        if (l->kind[i] == COLUMN_ROLE && gz_chars(cell(row, i, 0)) > 200) return -1;
    return cell(row, l->content, 0).len > 0 ? 0 : -1;
}

static bool read_units(gz_task_pass *p, const gazette_provision *row, const layout *l, int shift,
                       gz_tag *tag)
{
    gazette_names persons = { 0 };
    for (int i = 0; i < l->columns; i++) {
        if (l->kind[i] != COLUMN_ROLE) continue;
        gazette_names *to = l->role[i] == GZ_LEAD          ? &tag->lead
                            : l->role[i] == GZ_COOPERATING ? &tag->cooperating
                            : l->role[i] == GZ_SUPERVISING ? &tag->supervising
                            : l->role[i] == GZ_PERSON      ? &persons
                                                           : &tag->responsible;
        if (l->role[i] == GZ_OTHER) continue;
        if (!gz_units(p->r->a, cell(row, i, shift), to)) return false;
    }
    if (!tag->lead.count && !tag->responsible.count) tag->responsible = persons;
    return gz_move_marked(p->r->a, tag, &tag->responsible);
}

static str section_piece(arena *a, str section)
{
    gz_marker m;
    if (!gz_marker_read(section, &m)) return (str){ NULL, 0 };
    return str_copy(a, str_c(m.piece));
}

static bool name_row(gz_task_pass *p, int table, int index, gazette_task *t, str number,
                     str section)
{
    arena *a = p->r->a;
    str up = gz_attachment_of(p->d, table), piece = section_piece(a, section);
    int owner = gz_owner(p->d, table);
    str above = up.len == 0 && owner >= 0 ? p->d->provisions.items[owner].address : up;
    if (number.len == 0) number = str_format(a, "%d", index);
    t->task_no = up.len > 0 ? str_format(a, STR_FMT "-" STR_FMT, STR_ARG(up), STR_ARG(number))
                            : number;
    t->parent_no = str_format(a, STR_FMT STR_FMT, STR_ARG(above), STR_ARG(piece));
    t->article = str_format(a, STR_FMT "%s" STR_FMT, STR_ARG(t->parent_no),
                            (up.len == 0 && above.len > 0) || (up.len > 6 && piece.len == 0) ? "、"
                                                                                             : "",
                            STR_ARG(number));
    return t->task_no.ptr && t->article.ptr;
}

static bool row_to_task(gz_task_pass *p, int table, int row_index, int index, layout *l)
{
    const gazette_provision *row = &p->d->provisions.items[row_index];
    if (row->cells.count == 1) { /* a band across the table */
        l->section_text = row->cells.items[0];
        return true;
    }
    int shift = shift_or_whole(row, l);
    if (shift < 0) return true;
    gz_tag tag = { 0 };
    if (!read_units(p, row, l, shift, &tag)) return false;
    bool units = tag.lead.count || tag.responsible.count || tag.cooperating.count ||
                 tag.supervising.count;
    if (!units) tag = l->above;
    if (!tag.lead.count && !tag.responsible.count && !tag.cooperating.count) return true;
    l->above = tag;
    str section = cell(row, l->section, shift);
    if (section.len > 0) l->section_text = section;
    str content = cell(row, l->content, shift), number = gz_trim(cell(row, l->number, shift));
    gz_marker m;
    if (gz_marker_read(content, &m) && m.kind == GAZETTE_ITEM && number.len == 0)
        number = str_copy(p->r->a, str_c(m.piece));
    gazette_task *t = gz_task_add(p, -1, row_index, 0, 0, true);
    if (!t) return false;
    t->lead = tag.lead;
    t->responsible = tag.responsible;
    t->cooperating = tag.cooperating;
    t->supervising = tag.supervising;
    t->title = gz_title_of(p->r->a, content);
    t->text = content;
    t->line = row->line;
    t->offset = row->offset;
    t->deadline = l->deadline >= 0
                      ? gz_deadline_in(p->r->a, cell(row, l->deadline, shift), p->year, true)
                      : gz_deadline_in(p->r->a, content, p->year, false);
    return name_row(p, table, index, t, number, l->section_text);
}

bool gz_table_tasks(gz_task_pass *p, int table)
{
    layout l = { .content = -1, .section = -1, .number = -1, .deadline = -1 };
    int head = -1, rows = 0;
    for (int i = table + 1; i < p->d->provisions.count && p->d->provisions.items[i].parent == table;
         i++, rows++) {
        if (head < 0 && rows < HEAD_ROWS_MAX &&
            read_heads(p->r->a, &p->d->provisions.items[i], &l)) {
            head = i;
            continue;
        }
        if (head >= 0 && !row_to_task(p, table, i, i - head, &l)) return false;
    }
    return true;
}
