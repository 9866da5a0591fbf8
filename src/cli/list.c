/* list.c: one list, three forms: a table with columns that line up (Chinese characters are two
 * wide), CSV, JSON. */
#include "base/csv.h"
#include "cli/cli.h"

enum {
    CELL_WIDTH_MAX = 60
}; /* wider cells of a table are cut and marked … ; csv and json have them whole */

struct cli_list {
    cli_context *context;
    const cli_column *columns;
    int column_count;
    VEC(str *) rows;
};

cli_list *cli_list_new(cli_context *c, const cli_column *columns, int column_count)
{
    cli_list *l = ARENA_NEW(c->arena, cli_list);
    if (l) {
        l->context = c;
        l->columns = columns;
        l->column_count = column_count;
    }
    return l;
}

bool cli_list_row(cli_list *l, const str *cells)
{
    str *copy =
        l ? arena_copy(l->context->arena, cells, (size_t)l->column_count * sizeof *cells) : NULL;
    str **row = copy ? VEC_PUSH(l->context->arena, &l->rows) : NULL;
    if (row) *row = copy;
    return row != NULL;
}

static void print_csv(const cli_list *l)
{
    strbuf out;
    strbuf_init(&out, l->context->arena);
    for (int k = 0; k < l->column_count; k++) csv_put(&out, str_c(l->columns[k].key), k == 0);
    csv_end_row(&out);
    for (int i = 0; i < l->rows.count; i++) {
        for (int k = 0; k < l->column_count; k++) csv_put(&out, l->rows.items[i][k], k == 0);
        csv_end_row(&out);
    }
    str text = strbuf_done(&out);
    fwrite(text.ptr, 1, (size_t)text.len, l->context->out);
}

static void print_json(const cli_list *l)
{
    strbuf out;
    json_out j;
    strbuf_init(&out, l->context->arena);
    json_out_init(&j, &out);
    json_begin_array(&j);
    for (int i = 0; i < l->rows.count; i++) {
        strbuf_putc(&out, i ? ",\n" : "\n");
        j.comma[j.depth] = false;
        json_begin_object(&j);
        for (int k = 0; k < l->column_count; k++) {
            json_key(&j, l->columns[k].key);
            json_put_str(&j, l->rows.items[i][k]);
        }
        json_end_object(&j);
    }
    json_end_array(&j);
    str text = strbuf_done(&out);
    fwrite(text.ptr, 1, (size_t)text.len, l->context->out);
    fputc('\n', l->context->out);
}

/* The cell cut to the width, on one line. */
static str cell_shown(arena *a, str cell)
{
    strbuf b;
    strbuf_init(&b, a);
    int width = 0;
    for (int32_t pos = 0; pos < cell.len;) {
        int32_t from = pos;
        uint32_t cp = utf8_next(cell, &pos);
        str one = cp == '\n' || cp == '\r' || cp == '\t' ? STR(" ") : str_sub(cell, from, pos);
        int w = utf8_width(one);
        if (width + w > CELL_WIDTH_MAX - 1 && pos < cell.len) {
            strbuf_putc(&b, "…");
            break;
        }
        strbuf_put(&b, one);
        width += w;
    }
    return strbuf_done(&b);
}

static void print_cell(FILE *out, str cell, int width, bool last)
{
    fprintf(out, STR_FMT, STR_ARG(cell));
    if (!last) fprintf(out, "%*s", width - utf8_width(cell) + 2, "");
}

static void print_table(const cli_list *l)
{
    cli_context *c = l->context;
    int *widths = ARENA_ARRAY(c->arena, int, l->column_count);
    if (!widths) return;
    for (int i = 0; i < l->rows.count; i++)
        for (int k = 0; k < l->column_count; k++)
            l->rows.items[i][k] = cell_shown(c->arena, l->rows.items[i][k]);
    for (int k = 0; k < l->column_count; k++) {
        widths[k] = utf8_width(str_c(cli_say(c, l->columns[k].zh, l->columns[k].en)));
        for (int i = 0; i < l->rows.count; i++) {
            int w = utf8_width(l->rows.items[i][k]);
            if (w > widths[k]) widths[k] = w;
        }
    }
    for (int k = 0; k < l->column_count; k++)
        print_cell(c->out, str_c(cli_say(c, l->columns[k].zh, l->columns[k].en)), widths[k],
                   k + 1 == l->column_count);
    fputc('\n', c->out);
    for (int i = 0; i < l->rows.count; i++) {
        for (int k = 0; k < l->column_count; k++)
            print_cell(c->out, l->rows.items[i][k], widths[k], k + 1 == l->column_count);
        fputc('\n', c->out);
    }
}

void cli_list_print(cli_list *l)
{
    if (!l) return;
    if (l->context->format == FORMAT_CSV) print_csv(l);
    else if (l->context->format == FORMAT_JSON) print_json(l);
    else if (l->rows.count) print_table(l);
    else fputs(cli_say(l->context, "(没有)\n", "(none)\n"), l->context->err);
}
