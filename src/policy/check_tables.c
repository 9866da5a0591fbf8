/* check_tables.c: gaps, overlaps and unreachable rows of decision tables, each shown as a concrete
*input.
**
** Every column's domain is cut into atoms: the values of an enumeration, true and false, or the
*thresholds that occur
** in its cells and one value between each two of them. One value stands for its atom, and the real
*evaluator says which
** cells it passes. A row is a box of atoms, so two rows overlap when their boxes meet, and a gap is
*a point that no box
** holds. Cells that depend on other facts pass every atom "perhaps": nothing is claimed that rests
*on them.
** Columns that are not plain names may hold combinations that cannot occur, so findings about them
*are warnings. */
#include "policy/check_tables.h"
#include <stdlib.h>

enum { STEPS_MAX = 400000, PAIRS_MAX = 20000000 };

/* ---- showing a point ---- */

static str point_text(checker *c)
{
    strbuf b;
    strbuf_init(&b, c->arena);
    for (int i = 0; i < c->t->input_count; i++) {
        const domain *dom = &c->columns[i];
        if (dom->open) continue;
        if (b.len) strbuf_putc(&b, ", ");
        str label = c->t->inputs[i].label;
        strbuf_printf(&b, STR_FMT " = " STR_FMT, STR_ARG(label),
                      STR_ARG(feel_literal(c->arena, dom->atoms[c->point[i]])));
    }
    return strbuf_done(&b);
}

/* ---- sweeping a column ---- */

typedef struct event { int32_t lo, hi, row; } event;

static int by_start(const void *a, const void *b)
{
    const event *x = a, *y = b;
    if (x->lo != y->lo) return x->lo < y->lo ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The stretches of atoms lo..hi that the rows pass in a column, by where they begin. certain: leave
 * "perhaps" out. */
static int gather(checker *c, int column, const int *rows, int count, int lo, int hi, bool certain,
                  event **out)
{
    int n = 0, total = 0;
    for (int i = 0; i < count; i++) total += c->cells[column][rows[i]].count;
    event *all = ARENA_ARRAY(c->arena, event, total + 1);
    *out = all;
    for (int i = 0; all && i < count; i++) {
        const spans *s = &c->cells[column][rows[i]];
        for (int k = 0; k < s->count; k++) {
            int from = s->items[k].lo > lo ? s->items[k].lo : lo;
            int to = s->items[k].hi < hi ? s->items[k].hi : hi;
            if (from <= to && !(certain && s->items[k].pass != CELL_YES))
                all[n++] = (event){ from, to, rows[i] };
        }
    }
    if (n > 1) qsort(all, (size_t)n, sizeof *all, by_start);
    return all ? n : -1;
}

/* Walks lo..hi from one change of rows to the next; visit gets the rows there. true as soon as
 * visit says so. */
typedef bool (*visitor)(checker *c, int column, int row, const int *rows, int count);

static bool sweep(checker *c, int column, int row, const int *rows, int count, int lo, int hi,
                  bool certain, visitor visit)
{
    event *events;
    int n = gather(c, column, rows, count, lo, hi, certain, &events), next = 0, open = 0;
    int *there = ARENA_ARRAY(c->arena, int, count + 1);
    event *active = ARENA_ARRAY(c->arena, event, n + 1);
    if (n < 0 || !there || !active) return false;
    for (int at = lo, border; at <= hi; at = border) {
        int kept = 0;
        border = hi + 1;
        for (int i = 0; i < open; i++)
            if (active[i].hi >= at) active[kept++] = active[i];
        open = kept;
        while (next < n && events[next].lo == at) active[open++] = events[next++];
        if (next < n) border = events[next].lo;
        for (int i = 0; i < open; i++) {
            there[i] = active[i].row;
            if (active[i].hi + 1 < border) border = active[i].hi + 1;
        }
        c->point[column] = at;
        if (visit(c, column, row, there, open)) return true;
    }
    return false;
}

/* ---- overlaps (hit policy U): the boxes of two rows meet ---- */

static bool all_plain(const checker *c)
{
    for (int i = 0; i < c->t->input_count; i++)
        if (!c->columns[i].plain) return false;
    return true;
}

static str row_name(arena *a, const feel_table *t, int row)
{
    return t->rules[row].label.len ? t->rules[row].label : str_format(a, "%d", row + 1);
}

/* The first atom that both cells pass for certain; -1: none. */
static int first_common(const checker *c, int column, int a, int b)
{
    const spans *x = &c->cells[column][a], *y = &c->cells[column][b];
    for (int i = 0, k = 0; i < x->count && k < y->count;) {
        int lo = x->items[i].lo > y->items[k].lo ? x->items[i].lo : y->items[k].lo;
        int hi = x->items[i].hi < y->items[k].hi ? x->items[i].hi : y->items[k].hi;
        bool sure = x->items[i].pass == CELL_YES && y->items[k].pass == CELL_YES;
        if (lo <= hi && sure) return lo < c->columns[column].searched ? lo : -1;
        if (x->items[i].hi < y->items[k].hi) i++;
        else k++;
    }
    return -1;
}

static bool rows_meet(checker *c, int a, int b)
{
    for (int i = 0; i < c->t->input_count; i++) {
        c->point[i] = first_common(c, i, a, b);
        if (c->point[i] < 0) return false;
    }
    return true;
}

/* The column whose cells are narrowest: few rows stand at one of its atoms together. */
static int narrowest(const checker *c)
{
    int best = 0;
    int64_t best_width = INT64_MAX;
    for (int i = 0; i < c->t->input_count; i++) {
        int64_t width = 0;
        for (int k = 0; k < c->t->rule_count; k++)
            for (int s = 0; s < c->cells[i][k].count; s++)
                width += c->cells[i][k].items[s].hi - c->cells[i][k].items[s].lo + 1;
        width = width * 1000 / c->columns[i].count;
        if (width < best_width) best = i;
        if (width < best_width) best_width = width;
    }
    return best;
}

static void report_overlap(checker *c, int a, int b)
{
    const feel_table *t = c->t;
    diag_level level = all_plain(c) ? DIAG_ERROR : DIAG_WARNING;
    str first = row_name(c->arena, t, a), second = row_name(c->arena, t, b), point = point_text(c);
    str zh = str_format(c->arena,
                        "决策表 U 的第 " STR_FMT " 行与第 " STR_FMT " 行重叠:" STR_FMT
                        " 时两行都符合;收窄一行,或改命中策略",
                        STR_ARG(first), STR_ARG(second), STR_ARG(point));
    str en =
        str_format(c->arena,
                   "rows " STR_FMT " and " STR_FMT " of this U table overlap: both match " STR_FMT
                   "; narrow one or change the hit policy",
                   STR_ARG(first), STR_ARG(second), STR_ARG(point));
    diag *d = diag_add(c->d, level, level == DIAG_ERROR ? "E-OVERLAP" : "W-OVERLAP",
                       t->rules[b].pos, zh, en);
    if (d) d->also = t->rules[a].pos;
}

typedef VEC(event) pair_list; /* lo: the earlier row, hi: the later one */

/* Rows that stand at one atom of the narrowest column together, once each. */
static void meeting_pairs(checker *c, int column, const event *events, int n, pair_list *out)
{
    int open = 0;
    event *active = ARENA_ARRAY(c->arena, event, n + 1);
    for (int i = 0; active && i < n; i++) {
        int kept = 0;
        for (int k = 0; k < open; k++) {
            if (active[k].hi < events[i].lo) continue;
            active[kept++] = active[k];
            int a = active[k].row, b = events[i].row;
            bool here = a != b && ++c->steps <= PAIRS_MAX && out->count < DIAG_MAX &&
                        rows_meet(c, a < b ? a : b, a < b ? b : a) &&
                        c->point[column] == events[i].lo;
            event *pair = here ? VEC_PUSH(c->arena, out) : NULL;
            if (pair) *pair = (event){ a < b ? a : b, a < b ? b : a, a < b ? b : a };
        }
        open = kept;
        active[open++] = events[i];
    }
}

static int *every_row(checker *c)
{
    int *rows = ARENA_ARRAY(c->arena, int, c->t->rule_count + 1);
    for (int i = 0; rows && i < c->t->rule_count; i++) rows[i] = i;
    return rows;
}

static void find_overlaps(checker *c)
{
    event *events;
    pair_list pairs = { 0 };
    int *rows = every_row(c), column = narrowest(c);
    c->steps = 0;
    int n = rows ? gather(c, column, rows, c->t->rule_count, 0, c->columns[column].searched - 1,
                          true, &events)
                 : -1;
    if (n < 0) return;
    meeting_pairs(c, column, events, n, &pairs);
    if (pairs.count > 1) qsort(pairs.items, (size_t)pairs.count, sizeof *pairs.items, by_start);
    for (int i = 0; i < pairs.count; i++)
        if (rows_meet(c, pairs.items[i].lo, pairs.items[i].hi))
            report_overlap(c, pairs.items[i].lo, pairs.items[i].hi);
}

/* ---- a point that no row holds ---- */

static bool find_hole(checker *c, int column, const int *rows, int count);

static bool hole_behind(checker *c, int column, int row, const int *rows, int count)
{
    (void)row;
    arena_pos mark = arena_mark(c->arena);
    bool hole = find_hole(c, column + 1, rows, count);
    arena_rewind(c->arena, mark);
    return hole;
}

/* rows: those that still may match; false when every point of the rest is held by one of them. */
static bool find_hole(checker *c, int column, const int *rows, int count)
{
    if (count == 0) {
        for (int i = column; i < c->t->input_count; i++) c->point[i] = 0;
        return true;
    }
    if (column == c->t->input_count || ++c->steps > STEPS_MAX) return false;
    return sweep(c, column, -1, rows, count, 0, c->columns[column].searched - 1, false,
                 hole_behind);
}

static void find_gap(checker *c)
{
    const feel_table *t = c->t;
    int *rows = every_row(c);
    for (int i = 0; i < t->output_count; i++)
        if (t->outputs[i].default_value) return;
    c->steps = 0;
    if (!rows || !find_hole(c, 0, rows, t->rule_count)) return;
    str point = point_text(c);
    if (point.len == 0) return;
    diag_warn(c->d, "W-GAP", t->pos, "决策表有缺口:" STR_FMT " 时没有一行符合;补一行,或写“默认”行",
              "the table has a gap: no row matches " STR_FMT "; add a row or a default row",
              STR_ARG(point));
}

/* ---- rows that can never answer ---- */

static bool is_empty_row(const checker *c, int row, int *column)
{
    for (int i = 0; i < c->t->input_count; i++) {
        if (c->cells[i][row].count) continue;
        *column = i;
        return true;
    }
    return false;
}

static bool escapes(checker *c, int column, int row, const int *before, int count);

static bool escapes_behind(checker *c, int column, int row, const int *rows, int count)
{
    arena_pos mark = arena_mark(c->arena);
    bool out = escapes(c, column + 1, row, rows, count);
    arena_rewind(c->arena, mark);
    return out;
}

/* Does some point of `row` escape every row of `before`? Only certain cells of earlier rows hide
 * it. */
static bool escapes(checker *c, int column, int row, const int *before, int count)
{
    if (count == 0) return true;
    if (column == c->t->input_count) return false;
    if (++c->steps > STEPS_MAX) return true;
    const spans *own = &c->cells[column][row];
    for (int i = 0; i < own->count; i++)
        if (sweep(c, column, row, before, count, own->items[i].lo, own->items[i].hi, true,
                  escapes_behind))
            return true;
    return false;
}

/* Their outermost atoms leave room for a common one. */
static bool may_touch(const checker *c, int a, int b)
{
    for (int i = 0; i < c->t->input_count; i++) {
        const spans *x = &c->cells[i][a], *y = &c->cells[i][b];
        if (x->count == 0 || y->count == 0 || x->items[0].lo > y->items[y->count - 1].hi ||
            y->items[0].lo > x->items[x->count - 1].hi)
            return false;
    }
    return true;
}

static void find_unreachable(checker *c)
{
    const feel_table *t = c->t;
    int *before = ARENA_ARRAY(c->arena, int, t->rule_count + 1), column;
    for (int row = 0; before && row < t->rule_count; row++) {
        if (is_empty_row(c, row, &column)) {
            str name = row_name(c->arena, t, row), label = t->inputs[column].label;
            diag_error(c->d, "E-UNREACHABLE", t->rules[row].pos,
                       "第 " STR_FMT " 行永远不会符合:“" STR_FMT "”没有一个值能通过这一格",
                       "row " STR_FMT " can never match: no value of " STR_FMT " passes its cell",
                       STR_ARG(name), STR_ARG(label));
            continue;
        }
        if (t->hit != HIT_FIRST || row == 0) continue;
        int count = 0;
        for (int i = 0; i < row; i++)
            if (may_touch(c, i, row)) before[count++] = i;
        c->steps = 0;
        arena_pos mark = arena_mark(c->arena);
        bool reached = escapes(c, 0, row, before, count);
        arena_rewind(c->arena, mark);
        if (reached) continue;
        str name = row_name(c->arena, t, row);
        diag_warn(c->d, "W-UNREACHABLE", t->rules[row].pos,
                  "第 " STR_FMT " 行永远轮不到:前面的行已经包住它;删去或移到前面",
                  "row " STR_FMT
                  " is never reached: rows before it hold all it holds; remove it or move it up",
                  STR_ARG(name));
    }
}

/* ---- every table ---- */

static void check_table(checker *c, const feel_table *t)
{
    if (t->input_count == 0 || t->input_count > COLUMNS_MAX) return;
    c->t = t;
    c->steps = 0;
    if (!check_domains(c)) return;
    if (t->hit == HIT_UNIQUE) find_overlaps(c);
    find_unreachable(c);
    if (t->hit <= HIT_FIRST) find_gap(c);
}

/* Tables stand alone, in boxed contexts, and inside functions. */
static void check_tables_in(checker *c, const feel_expr *e)
{
    if (!e) return;
    if (e->kind == FEEL_N_TABLE) check_table(c, e->as.table);
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++) check_tables_in(c, feel_expr_child(e, i));
}

void policy_check_tables(policy_library *lib, diag_list *d)
{
    arena scratch;
    arena_init(&scratch, 0);
    policy_run *run = policy_run_new(lib, &scratch);
    checker *c = heap_get(sizeof *c);
    for (int i = 0; run && c && i < lib->docs.count; i++) {
        for (int k = 0; k < lib->docs.items[i]->defs.count; k++) {
            const policy_def *def = lib->docs.items[i]->defs.items[k];
            if (!def->expr) continue;
            arena_reset(&scratch);
            policy_run_reset(run);
            *c = (checker){ .lib = lib, .run = run, .arena = &scratch, .d = d };
            check_tables_in(c, def->expr);
        }
    }
    heap_free(c);
    policy_run_free(run);
    arena_deinit(&scratch);
}
