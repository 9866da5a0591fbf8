/* measure.c: 落实措施 → one measure per unit and number.
**
**   甲局:(1)…(2)…乙局:…        甲局 1, 甲局 2, 乙局 0
**
** A label is a unit when it stands at the start of a sentence and ends like one; 目标:, 措施:, …方面:
** are not. */
#include "gazette/internal.h"

enum { UNIT_LABEL_CHARS_MAX = 16, TARGETS_MAX = 60 };

typedef struct piece {
    str unit, text;
} piece;
typedef VEC(piece) pieces;

static bool at_sentence_start(str text, int32_t at)
{
    while (at > 0 && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\n')) at--;
    uint32_t cp = gz_before(text, at);
    return at == 0 || gz_is_sentence_end(cp) || cp == ';' || cp == 0xFF1B || cp == '.';
}

/* "甲局:" at `at`: bytes of the name, 0 when there is none; *colon gets the offset behind the colon.
   */
static int32_t unit_label(str text, int32_t at, int32_t *colon)
{
    int chars = 0;
    for (int32_t i = at; i < text.len && chars <= UNIT_LABEL_CHARS_MAX; chars++) {
        int32_t from = i;
        uint32_t cp = gz_next(text, &i);
        if (cp == ':' || cp == 0xFF1A) {
            str name = gz_trim(str_sub(text, at, from));
            *colon = i;
            return chars >= 2 && gz_unit_like(name) ? from - at : 0;
        }
        if (!gz_is_cjk(cp) || gz_is_sentence_end(cp) || cp == 0xFF0C || cp == 0xFF1B) return 0;
    }
    return 0;
}

static bool split_units(arena *a, str text, pieces *out)
{
    int32_t from = 0;
    str unit = { NULL, 0 };
    bool start = true;
    for (int32_t i = 0; i < text.len;) {
        int32_t at = i, colon;
        uint32_t cp = gz_next(text, &i);
        int32_t n = start ? unit_label(text, at, &colon) : 0;
        start = gz_is_sentence_end(cp) || cp == ';' || cp == 0xFF1B || cp == '.' ||
                (start && cp <= ' ');
        if (n == 0) continue;
        if (at > from && gz_trim(str_sub(text, from, at)).len > 0) {
            piece *p = VEC_PUSH(a, out);
            if (!p) return false;
            *p = (piece){ unit, gz_trim(str_sub(text, from, at)) };
        }
        unit = gz_trim(str_sub(text, at, at + n));
        from = i = colon;
        start = false;
    }
    piece *p = VEC_PUSH(a, out);
    if (!p) return false;
    *p = (piece){ unit, gz_trim(str_sub(text, from, text.len)) };
    return true;
}

/* ---- target numbers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool find_targets(arena *a, str text, gazette_names *out)
{
    static const char *const scales[] = { "万", "亿", "千", "百", "万亿", NULL };
    static const char *const units[] = { "元",   "%",    "％",       "个", "户",     "家",
                                         "人",   "名",   "次",       "年", "个月",   "公里",
                                         "亩",   "所",   "项",       "处", "套",     "吨",
                                         "件",   "人次", "平方米",   "米", "座",     "辆",
                                         "天",   "倍",   "个百分点", "头", "张",     "条",
                                         "场",   "期",   "支",       "类", "立方米", "公顷",
                                         "千米", "万元", "亿元",     "平", "美元",   NULL };
    for (int32_t i = 0; i < text.len && out->count < TARGETS_MAX;) {
        if (!is_digit(text.ptr[i])) {
            i++;
            continue;
        }
        int32_t from = i;
        while (i < text.len && (is_digit(text.ptr[i]) || (text.ptr[i] == '.' && i + 1 < text.len &&
                                                          is_digit(text.ptr[i + 1]))))
            i++;
        str rest = str_sub(text, i, text.len);
        const char *scale = gz_starts_any(rest, scales);
        int32_t n = scale ? (int32_t)strlen(scale) : 0;
        if (gz_starts(str_sub(rest, n, rest.len), "余")) n += 3;
        const char *unit = gz_starts_any(str_sub(rest, n, rest.len), units);
        bool year = i - from == 4 && unit && strcmp(unit, "年") == 0;
        if ((!unit && !scale) || year) continue;
        i += n + (unit ? (int32_t)strlen(unit) : 0);
        if (!gz_names_add(a, out, str_sub(text, from, i))) return false;
    }
    return true;
}

/* ---- numbered measures ---- */

static bool add_measure(gz_task_pass *p, int task, str unit, str number, str text)
{
    arena *a = p->r->a;
    text = gz_trim(text);
    if (text.len == 0) return true;
    gazette_measure *m = VEC_PUSH(a, &p->d->measures);
    if (!m) return false;
    *m = (gazette_measure){ .task = task, .unit = unit, .measure_no = number, .text = text };
    m->offset = (int32_t)(text.ptr - p->r->g->text.ptr);
    m->line = gz_line_at(p->r, m->offset);
    return number.ptr && find_targets(a, text, &m->targets);
}

/* 一是 at the start of a clause. */
static bool ordinal_words(str text, int32_t at, int *value, int32_t *used)
{
    int32_t n;
    str rest = str_sub(text, at, text.len);
    *value = gz_cn_number(rest, &n);
    if (*value < 1 || *value > 20 || !gz_starts(str_sub(rest, n, rest.len), "是")) return false;
    uint32_t before = gz_before(text, at);
    *used = n + 3;
    return at == 0 || gz_is_sentence_end(before) || before == ';' || before == 0xFF1B ||
           before == ':' || before == 0xFF1A;
}

typedef struct numbering {
    int top, sub, words;
} numbering;

/* A number that goes on from the last one; its name and the bytes it takes. */
static str next_number(arena *a, numbering *n, str text, int32_t at, int32_t *used)
{
    gz_marker m;
    int value;
    if (ordinal_words(text, at, &value, used) && value == n->words + 1 && n->top == 0) {
        n->words = value;
        return gz_number_zh(a, value);
    }
    uint32_t cp = (unsigned char)text.ptr[at];
    bool item = cp >= '1' && cp <= '9' && at_sentence_start(text, at);
    if (cp != '(' && cp != 0xEF && cp != 0xE2 && !item) return (str){ NULL, 0 };
    str rest = str_sub(text, at, at + 40 < text.len ? at + 40 : text.len);
    if (!gz_marker_read(rest, &m) ||
        m.kind != (item && m.rank == GZ_RANK_ITEM ? GAZETTE_ITEM : GAZETTE_SUBITEM))
        return (str){ NULL, 0 };
    *used = m.used;
    bool circled = m.rank == GZ_RANK_CIRCLED;
    int *slot = circled ? &n->sub : &n->top;
    bool restarts = m.value == 1 && *slot > 1 && at_sentence_start(text, at);
    if (m.value != *slot + 1 && !restarts) return (str){ NULL, 0 };
    *slot = m.value;
    if (!circled) {
        n->sub = 0;
        return str_format(a, "%d", m.value);
    }
    return n->top > 0 ? str_format(a, "%d.%d", n->top, m.value) : str_format(a, "%d", m.value);
}

static bool split_numbers(gz_task_pass *p, int task, str unit, str text)
{
    numbering n = { 0 };
    str number = STR("0");
    int32_t from = 0;
    for (int32_t i = 0; i < text.len;) {
        int32_t at = i, used;
        uint32_t cp = gz_next(text, &i);
        bool may = cp == '(' || (cp >= '1' && cp <= '9') || cp == 0xFF08 ||
                   (cp >= 0x2460 && cp <= 0x2473) || gz_starts(str_sub(text, i, text.len), "是") ||
                   cp == 0x5341;
        str next = may ? next_number(p->r->a, &n, text, at, &used) : (str){ NULL, 0 };
        if (!next.ptr) continue;
        if (!add_measure(p, task, unit, number, str_sub(text, from, at))) return false;
        number = next;
        from = i = at + used;
    }
    return add_measure(p, task, unit, number, str_sub(text, from, text.len));
}

static str measure_title(arena *a, str text)
{
    gz_marker m;
    while (gz_marker_read(text, &m) && m.kind == GAZETTE_SUBITEM)
        text = str_sub(text, m.used, text.len);
    str title = gz_title_of(a, text);
    while (gz_ends(title, "；") || gz_ends(title, ";"))
        title = gz_trim(str_sub(title, 0, title.len - (gz_ends(title, ";") ? 1 : 3)));
    return title;
}

static bool add_unit_task(gz_task_pass *p, int parent, const piece *c, int ordinal)
{
    gz_naming above = p->naming.items[parent];
    int provision = p->d->tasks.items[parent].provision;
    gazette_task *t = gz_task_add(p, above.owner, provision, ordinal, 0, true);
    if (!t) return false;
    t->parent = parent;
    t->title = measure_title(p->r->a, c->text);
    t->text = c->text;
    t->offset = c->text.len > 0 ? (int32_t)(c->text.ptr - p->r->g->text.ptr) : 0;
    t->line = gz_line_at(p->r, t->offset);
    t->deadline = gz_deadline_in(p->r->a, c->text, p->year, false);
    return gz_names_add(p->r->a, &t->responsible, c->unit);
}

bool gz_measures(gz_task_pass *p, int task, str text)
{
    pieces list = { 0 };
    if (!split_units(p->r->a, text, &list)) return false;
    str lead = gazette_names_join(p->r->a, &p->d->tasks.items[task].lead);
    if (lead.len == 0) lead = gazette_names_join(p->r->a, &p->d->tasks.items[task].responsible);
    int units = 0;
    for (int i = 0; i < list.count; i++) {
        const piece *c = &list.items[i];
        int target = task;
        if (c->unit.len > 0) {
            if (!add_unit_task(p, task, c, units++)) return false;
            target = p->d->tasks.count - 1;
        }
        if (!split_numbers(p, target, c->unit.len > 0 ? c->unit : lead, c->text)) return false;
    }
    gazette_task *t = &p->d->tasks.items[task];
    if (units == 0 && t->deadline.len == 0)
        t->deadline = gz_deadline_in(p->r->a, text, p->year, false);
    return true;
}
