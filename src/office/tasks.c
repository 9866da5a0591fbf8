/* tasks.c: assignments by unit, role, document, deadline and text. */
#include "office/office.h"

/* ?1 unit, ?2 role, ?3 document number, ?4 document id, ?5 text, ?6 due from, ?7 due to, ?8 marked
 * only. */
#define TASK_FROM " FROM task t JOIN document d ON d.id = t.document_id"
#define TASK_OTHERS                                                                                \
    " (?3 = '' OR d.doc_no = ?3) AND (?4 = 0 OR d.id = ?4)"                                        \
    " AND (?5 = '' OR instr(t.title, ?5) > 0 OR instr(t.text, ?5) > 0 OR instr(t.lead_units, ?5) " \
    "> 0"                                                                                          \
    "  OR instr(t.responsible_units, ?5) > 0 OR instr(t.cooperating_units, ?5) > 0)"               \
    " AND (?6 IS NULL OR t.due >= ?6) AND (?7 IS NULL OR t.due <= ?7) AND (?8 = 0 OR t.weak = 0)"
#define TASK_WHERE                                                                                 \
    " WHERE ((?1 = '' AND ?2 = '') OR EXISTS (SELECT 1 FROM task_unit u WHERE u.task_id = t.id"    \
    "  AND (?1 = '' OR u.unit = ?1) AND (?2 = '' OR u.role = ?2))) AND" TASK_OTHERS
#define TASK_COLUMNS                                                                               \
    "SELECT t.id, t.document_id, coalesce(t.provision_id, 0), d.doc_no, d.title, t.task_no, "      \
    "t.parent_no, t.title,"                                                                        \
    " t.lead_units, t.responsible_units, t.cooperating_units, t.deadline, t.due, t.article, "      \
    "t.weak" TASK_FROM

static const struct { const char *word, *order;
} sorts[] = {
    { "", " ORDER BY t.document_id, t.seq" },
    { "doc", " ORDER BY d.doc_no, t.document_id, t.seq" },
    { "due", " ORDER BY t.due IS NULL, t.due, t.document_id, t.seq" },
    { "-due", " ORDER BY t.due IS NULL, t.due DESC, t.document_id, t.seq" },
    { "unit", " ORDER BY t.lead_units || t.responsible_units = '', CASE WHEN t.lead_units <> '' "
              "THEN t.lead_units"
              " ELSE t.responsible_units END, t.document_id, t.seq" },
};
static const char *const roles[] = { "", "lead", "responsible", "cooperating" };

static const char *order_of(str word)
{
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        if (str_eqc(word, sorts[i].word)) return sorts[i].order;
    return NULL;
}

bool office_task_filter_ok(const office_task_filter *f, diag_list *d)
{
    bool role = false;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        role = role || str_eqc(f->role, roles[i]);
    if (!role)
        diag_error(d, "E-QUERY", (src_pos){ .file = STR("role") },
                   "角色“%.*s”不认识；请用 lead、responsible 或 cooperating",
                   "unknown role '%.*s'; use lead, responsible or cooperating", STR_ARG(f->role));
    if (!order_of(f->sort))
        diag_error(d, "E-QUERY", (src_pos){ .file = STR("sort") },
                   "排序“%.*s”不认识；请用 due、-due、doc 或 unit",
                   "unknown sort '%.*s'; use due, -due, doc or unit", STR_ARG(f->sort));
    return role && order_of(f->sort);
}

typedef struct where { str unit, role, doc_no; int64_t doc_id; } where;

static where where_of(db *c, arena *a, const office_task_filter *f)
{
    where w = { .unit = f->unit, .role = f->role };
    if (f->doc.len == 0) return w;
    dec n;
    if (dec_parse(f->doc, &n) && dec_to_int64(n, &w.doc_id)) return w;
    str number = gazette_doc_no(a, f->doc);
    w.doc_no = number.len > 0 ? number : f->doc;
    return w;
}

#define TASK_ARGS(w, f)                                                                            \
    (w).unit, (w).role, (w).doc_no, (w).doc_id, (f)->q, (f)->due_from, (f)->due_to,                \
        (int64_t)(f)->marked_only
#define TASK_FORMAT "tttitddi"

static office_task read_task(arena *a, db_stmt *q)
{
    return (office_task){ .id = db_get_int(q, 0),
                          .document_id = db_get_int(q, 1),
                          .provision_id = db_get_int(q, 2),
                          .doc_no = db_text(a, q, 3),
                          .document_title = db_text(a, q, 4),
                          .task_no = db_text(a, q, 5),
                          .parent_no = db_text(a, q, 6),
                          .title = db_text(a, q, 7),
                          .lead = db_text(a, q, 8),
                          .responsible = db_text(a, q, 9),
                          .cooperating = db_text(a, q, 10),
                          .deadline = db_text(a, q, 11),
                          .due = db_date(q, 12),
                          .article = db_text(a, q, 13),
                          .weak = db_get_int(q, 14) != 0 };
}

bool office_each_task(db *c, arena *a, const office_task_filter *f, office_task_sink sink,
                      void *self)
{
    where w = where_of(c, a, f);
    const char *order = order_of(f->sort);
    str sql = str_format(a, "%s%s%s LIMIT ?9 OFFSET ?10", TASK_COLUMNS, TASK_WHERE,
                         order ? order : sorts[0].order);
    if (!sql.ptr) return false;
    db_stmt *q =
        db_query(c, str_cstr(a, sql), TASK_FORMAT "ii", TASK_ARGS(w, f), f->limit, f->offset);
    bool failed, go_on = true;
    while (go_on && db_next(&q, &failed)) {
        arena_pos mark = arena_mark(a);
        office_task t = read_task(a, q);
        go_on = sink(self, &t);
        arena_rewind(a, mark);
    }
    db_done(&q);
    return go_on && !failed;
}

int64_t office_count_tasks(db *c, arena *a, const office_task_filter *f)
{
    where w = where_of(c, a, f);
    return db_int(c, 0, "SELECT count(*)" TASK_FROM TASK_WHERE, TASK_FORMAT, TASK_ARGS(w, f));
}

static bool read_counts(arena *a, db_stmt *q, office_counts *out)
{
    bool failed;
    while (db_next(&q, &failed)) {
        office_count *c = VEC_PUSH(a, out);
        if (!c) {
            db_done(&q);
            return false;
        }
        *c = (office_count){ db_text(a, q, 0), db_get_int(q, 1) };
    }
    return !failed;
}

/* The units are counted without the filter's own unit, so that one can change to another. */
static bool unit_facet(db *c, arena *a, const where *w, const office_task_filter *f,
                       office_task_facets *out)
{
    return read_counts(a,
                       db_query(c,
                                "SELECT u.unit, count(DISTINCT t.id)" TASK_FROM
                                " JOIN task_unit u ON u.task_id = t.id"
                                " WHERE (?1 = ?1) AND (?2 = '' OR u.role = ?2) AND" TASK_OTHERS
                                " GROUP BY u.unit ORDER BY 2 DESC, 1 LIMIT 500",
                                TASK_FORMAT, TASK_ARGS(*w, f)),
                       &out->units);
}

static bool role_facet(db *c, arena *a, const where *w, const office_task_filter *f,
                       office_task_facets *out)
{
    return read_counts(a,
                       db_query(c,
                                "SELECT u.role, count(DISTINCT t.id)" TASK_FROM
                                " JOIN task_unit u ON u.task_id = t.id"
                                " WHERE (?1 = '' OR u.unit = ?1) AND (?2 = ?2) AND" TASK_OTHERS
                                " GROUP BY u.role ORDER BY 2 DESC",
                                TASK_FORMAT, TASK_ARGS(*w, f)),
                       &out->roles);
}

bool office_task_facets_of(db *c, arena *a, const office_task_filter *f, office_task_facets *out)
{
    *out = (office_task_facets){ 0 };
    where w = where_of(c, a, f);
    if (!unit_facet(c, a, &w, f, out) || !role_facet(c, a, &w, f, out)) return false;
    db_stmt *q = db_query(c,
                          "SELECT d.id, d.doc_no, d.title, count(*)" TASK_FROM TASK_WHERE
                          " GROUP BY d.id ORDER BY 4 DESC, 1",
                          TASK_FORMAT, TASK_ARGS(w, f));
    bool failed;
    while (db_next(&q, &failed)) {
        office_doc_count *x = VEC_PUSH(a, &out->documents);
        if (!x) {
            db_done(&q);
            return false;
        }
        *x = (office_doc_count){ db_get_int(q, 0), db_text(a, q, 1), db_text(a, q, 2),
                                 db_get_int(q, 3) };
    }
    return !failed;
}
