/* tasks.c: assignments as JSON, CSV and workbook. */
#include "api/internal.h"
#include "base/csv.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

static void put_names(api_request *r, const char *key, str joined)
{
    str name;
    api_array(r, key);
    while (joined.len > 0 && str_split_next(&joined, STR(";"), &name))
        if (name.len > 0) api_str(r, NULL, name);
    api_array_end(r);
}

void api_put_task(api_request *r, const office_task *t)
{
    api_open(r, NULL);
    api_int(r, "id", t->id);
    api_int(r, "document_id", t->document_id);
    api_str(r, "doc_no", t->doc_no);
    api_str(r, "document_title", t->document_title);
    api_str(r, "task_no", t->task_no);
    api_str(r, "parent_no", t->parent_no);
    api_str(r, "title", t->title);
    put_names(r, "lead_units", t->lead);
    put_names(r, "responsible_units", t->responsible);
    put_names(r, "cooperating_units", t->cooperating);
    api_str(r, "deadline", t->deadline);
    api_date(r, "due", t->due);
    api_str(r, "article", t->article);
    api_int_or_null(r, "provision_id", t->provision_id);
    api_bool(r, "inline", t->weak);
    api_close(r);
}

/* false after an error was written. */
static bool read_filter(api_request *r, office_task_filter *f)
{
    int64_t with_inline;
    *f = (office_task_filter){ .unit = api_query(r, "unit"),
                               .role = api_query(r, "role"),
                               .doc = api_query(r, "doc"),
                               .q = api_query(r, "q"),
                               .sort = api_query(r, "sort"),
                               .limit = -1 };
    if (!api_query_date(r, "due_from", (date){ 0 }, &f->due_from)
        || !api_query_date(r, "due_to", (date){ 0 }, &f->due_to)
        || !api_query_int(r, "inline", 1, 1, &with_inline))
        return false;
    f->marked_only = with_inline == 0;
    if (office_task_filter_ok(f, &r->diags)) return true;
    api_fail(r, 400);
    return false;
}

static bool put_row(void *self, const office_task *t)
{
    api_put_task(self, t);
    return true;
}

static void put_facets(api_request *r, const office_task_facets *f)
{
    api_open(r, "facets");
    api_counts(r, "units", &f->units);
    api_counts(r, "roles", &f->roles);
    api_array(r, "documents");
    for (int i = 0; i < f->documents.count; i++) {
        api_open(r, NULL);
        api_int(r, "document_id", f->documents.items[i].id);
        api_str(r, "doc_no", f->documents.items[i].doc_no);
        api_str(r, "title", f->documents.items[i].title);
        api_int(r, "count", f->documents.items[i].count);
        api_close(r);
    }
    api_array_end(r);
    api_close(r);
}

unsigned api_tasks(api_request *r)
{
    office_task_filter f;
    office_task_facets facets;
    if (!read_filter(r, &f) || !api_query_page(r, &f.limit, &f.offset)) return 400;
    db *c = api_reader(r);
    if (!c || !office_task_facets_of(c, &r->arena, &f, &facets)) return api_fail(r, 500);
    arena rows;
    arena_init(&rows, 0);
    api_open(r, NULL);
    api_int(r, "total", office_count_tasks(c, &r->arena, &f));
    api_int(r, "limit", f.limit);
    api_int(r, "offset", f.offset);
    api_array(r, "items");
    bool ok = office_each_task(c, &rows, &f, put_row, r);
    api_array_end(r);
    put_facets(r, &facets);
    api_close(r);
    arena_deinit(&rows);
    return ok ? 200 : api_fail(r, 500);
}

/* ---- the whole filter as a file ---- */

enum { COLUMNS = 9 };
static const char *const keys[COLUMNS] = {
    "doc_no",     "task_no",           "parent_no",         "title",
    "lead_units", "responsible_units", "cooperating_units", "deadline",
    "article"
};
static const struct { const char *title; int width;
} sheet[COLUMNS] = {
    { "文号", 22 },     { "序号", 8 },      { "上级", 10 }, { "任务", 60 }, { "牵头单位", 26 },
    { "责任单位", 40 }, { "配合单位", 40 }, { "时限", 12 }, { "条款", 16 },
};

static void cells_of(arena *a, const office_task *t, str cells[COLUMNS])
{
    str article = t->weak ? str_format(a, STR_FMT " [inline]", STR_ARG(t->article)) : t->article;
    const str all[COLUMNS] = { t->doc_no,      t->task_no,     t->parent_no, t->title, t->lead,
                               t->responsible, t->cooperating, t->deadline,  article };
    memcpy(cells, all, sizeof all);
}

typedef struct csv_file { api_request *r; arena scratch; } csv_file;

static bool csv_row(void *self, const office_task *t)
{
    csv_file *f = self;
    str cells[COLUMNS];
    cells_of(&f->scratch, t, cells);
    for (int i = 0; i < COLUMNS; i++) csv_put(&f->r->out, cells[i], i == 0);
    csv_end_row(&f->r->out);
    arena_reset(&f->scratch);
    return !f->r->out.failed;
}

unsigned api_tasks_csv(api_request *r)
{
    office_task_filter f;
    if (!read_filter(r, &f)) return 400;
    db *c = api_reader(r);
    if (!c) return api_fail(r, 500);
    strbuf_putc(&r->out, "\xef\xbb\xbf"); /* so that spreadsheets take it for UTF-8 */
    for (int i = 0; i < COLUMNS; i++) csv_put(&r->out, str_c(keys[i]), i == 0);
    csv_end_row(&r->out);
    csv_file file = { .r = r };
    arena rows;
    arena_init(&rows, 0);
    arena_init(&file.scratch, 0);
    bool ok = office_each_task(c, &rows, &f, csv_row, &file);
    arena_deinit(&file.scratch);
    arena_deinit(&rows);
    if (!ok) return api_fail(r, 500);
    r->type = "text/csv; charset=utf-8";
    r->file_name = "tasks.csv";
    return 200;
}

typedef struct sheet_file {
    lxw_worksheet *sheet;
    lxw_format *text;
    lxw_row_t row;
    arena scratch;
} sheet_file;

static bool sheet_row(void *self, const office_task *t)
{
    sheet_file *f = self;
    str cells[COLUMNS];
    cells_of(&f->scratch, t, cells);
    bool ok = true;
    for (lxw_col_t i = 0; i < COLUMNS && ok; i++) {
        char *text = str_cstr(&f->scratch, cells[i]);
        ok = text && worksheet_write_string(f->sheet, f->row, i, text, f->text) == LXW_NO_ERROR;
    }
    arena_reset(&f->scratch);
    f->row++;
    return ok && f->row < LXW_ROW_MAX;
}

static void sheet_head(sheet_file *f, lxw_workbook *book)
{
    lxw_format *head = workbook_add_format(book);
    format_set_bold(head);
    format_set_border(head, LXW_BORDER_THIN);
    format_set_align(head, LXW_ALIGN_CENTER);
    format_set_bg_color(head, 0xE8EEF7);
    f->text = workbook_add_format(book);
    format_set_text_wrap(f->text);
    format_set_align(f->text, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(f->text, LXW_BORDER_THIN);
    for (lxw_col_t i = 0; i < COLUMNS; i++) {
        worksheet_set_column(f->sheet, i, i, sheet[i].width, NULL);
        worksheet_write_string(f->sheet, 0, i, sheet[i].title, head);
    }
    worksheet_freeze_panes(f->sheet, 1, 0);
    worksheet_repeat_rows(f->sheet, 0, 0);
    worksheet_set_landscape(f->sheet);
    worksheet_set_paper(f->sheet, 9);                            /* A4 */
    worksheet_fit_to_pages(f->sheet, 1, 0);
    f->row = 1;
}

/* Constant memory: rows go to a temporary file as they come. */
static bool write_sheet(api_request *r, db *c, const office_task_filter *filter, const char *path)
{
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (!book) return false;
    sheet_file f = { .sheet = workbook_add_worksheet(book, "任务分工") };
    arena rows;
    arena_init(&rows, 0);
    arena_init(&f.scratch, 0);
    sheet_head(&f, book);
    bool ok = office_each_task(c, &rows, filter, sheet_row, &f);
    if (ok && f.row > 1) worksheet_autofilter(f.sheet, 0, 0, f.row - 1, COLUMNS - 1);
    arena_deinit(&f.scratch);
    arena_deinit(&rows);
    (void)r;
    return workbook_close(book) == LXW_NO_ERROR && ok;
}

unsigned api_tasks_xlsx(api_request *r)
{
    office_task_filter f;
    if (!read_filter(r, &f)) return 400;
    db *c = api_reader(r);
    if (!c) return api_fail(r, 500);
    char path[] = "/tmp/heng-tasks-XXXXXX";
    int fd = mkstemp(path);
    bool ok = fd >= 0 && write_sheet(r, c, &f, path);
    if (fd >= 0) close(fd);
    /* libxlsxwriter replaces the file, so it is opened anew. */
    fd = ok ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    unlink(path);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0)
        return api_error(r, 500, "E-EXPORT", "表格没有写成；请检查磁盘空间",
                         "the workbook could not be written; check disk space", "", STR(""));
    r->response = MHD_create_response_from_fd((size_t)st.st_size, fd);
    r->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    r->file_name = "tasks.xlsx";
    return 200;
}
