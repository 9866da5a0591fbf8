/* batch_work.c: one worker of `heng batch`: a block of rows in, the same rows with their results
 * out. */
#include "cli/batch_csv.h"

bool worker_open(worker *w, const csv_layout *layout)
{
    *w = (worker){ .layout = layout };
    arena_init(&w->memory, 0);
    arena_init(&w->messages, 0);
    w->specs = ARENA_ARRAY(&w->memory, batch_spec, layout->spec_count + 1);
    for (int i = 0; w->specs && i < layout->spec_count; i++) w->specs[i] = layout->specs[i];
    return w->specs != NULL;
}

static void close_batches(worker *w)
{
    for (int i = 0; i < w->batch_count; i++) policy_batch_close(w->batches[i].batch);
    w->batch_count = 0;
}

void worker_close(worker *w)
{
    close_batches(w);
    arena_deinit(&w->memory);
    arena_deinit(&w->messages);
    heap_free(w->out);
}

/* ---- room ---- */

static bool column_set(worker *w, int64_t ***numbers, uint8_t ***codes, uint8_t ***states,
                       batch_out **outs, int64_t rows)
{
    int count = w->layout->spec_count;
    arena *a = &w->memory;
    *numbers = ARENA_ARRAY(a, int64_t *, count + 1);
    *codes = ARENA_ARRAY(a, uint8_t *, count + 1);
    *states = ARENA_ARRAY(a, uint8_t *, count + 1);
    *outs = ARENA_ARRAY(a, batch_out, RESULTS_MOST);
    if (!*numbers || !*codes || !*states || !*outs) return false;
    for (int i = 0; i < count; i++) {
        (*numbers)[i] = ARENA_ARRAY(a, int64_t, rows);
        (*codes)[i] = ARENA_ARRAY(a, uint8_t, rows);
        (*states)[i] = ARENA_ARRAY(a, uint8_t, rows);
        if (!(*numbers)[i] || !(*codes)[i] || !(*states)[i]) return false;
    }
    int results = w->layout->dated ? RESULTS_MOST : w->layout->result_count;
    for (int i = 0; i < results; i++) {
        if (i >= w->layout->result_count + 16) break;
        (*outs)[i] = (batch_out){ ARENA_ARRAY(a, int64_t, rows), ARENA_ARRAY(a, uint8_t, rows) };
        if (!(*outs)[i].values || !(*outs)[i].states) return false;
    }
    return true;
}

static int64_t count_lines(const char *p, const char *end)
{
    int64_t lines = 0;
    for (; p < end; p++) lines += *p == '\n';
    return lines;
}

/* Columns for every row the block may hold; they only grow. */
static bool make_room(worker *w)
{
    int64_t rows = count_lines(w->text, w->text + w->text_size) + 2;
    if (rows <= w->row_room) return true;
    rows += rows / 4;
    arena fresh;
    arena_init(&fresh, 0);
    batch_spec *specs = ARENA_ARRAY(&fresh, batch_spec, w->layout->spec_count + 1);
    for (int i = 0; specs && i < w->layout->spec_count; i++) specs[i] = w->specs[i];
    close_batches(w);                                    /* they point at the specs */
    arena_deinit(&w->memory);
    w->memory = fresh;
    w->specs = specs;
    w->row_room = rows;
    arena *a = &w->memory;
    w->types = ARENA_ARRAY(&w->memory, const feel_type *, w->layout->spec_count + 1);
    w->words = arena_get_array(&w->memory, (size_t)w->layout->spec_count + 1, sizeof *w->words);
    if (!w->types || !w->words) return false;
    for (int i = 0; i < w->layout->spec_count; i++)
        w->types[i] = policy_newest(w->layout->lib, w->layout->specs[i].slot)->type;
    bool ok = specs && column_set(w, &w->numbers, &w->codes, &w->states, &w->outs, rows);
    if (ok && w->layout->dated)
        ok = column_set(w, &w->picked.numbers, &w->picked.codes, &w->picked.states, &w->picked.outs,
                        rows) &&
             (w->picked.rows = ARENA_ARRAY(a, int32_t, rows)) &&
             (w->picked.matched = ARENA_ARRAY(a, int32_t, rows));
    w->days = ARENA_ARRAY(a, int64_t, rows);
    w->day_states = ARENA_ARRAY(a, uint8_t, rows);
    w->ragged = ARENA_ARRAY(a, uint8_t, rows);
    w->starts = ARENA_ARRAY(a, const char *, rows + 1);
    w->matched = ARENA_ARRAY(a, int32_t, rows);
    w->codes_of_error = ARENA_ARRAY(a, const char *, rows);
    w->from_batch = ARENA_ARRAY(a, uint8_t, rows);
    return ok && w->days && w->day_states && w->ragged && w->starts && w->matched &&
           w->codes_of_error && w->from_batch;
}

/* ---- problems ---- */

static int64_t line_of(const worker *w, int64_t row)
{
    return w->first_line + count_lines(w->text, w->starts[row]);
}

static void problem(worker *w, int64_t row, int column, const char *code, str text)
{
    if (!w->codes_of_error[row]) { w->codes_of_error[row] = code; w->failed_rows++; }
    w->problem_count++;
    if (w->problems.count >= SHOWN_ERRORS) return;
    csv_problem *p = VEC_PUSH(&w->messages, &w->problems);
    str name = column >= 0 && column < w->layout->column_count ? w->layout->columns[column].name
                                                               : (str){ "", 0 };
    if (p)
        *p = (csv_problem){ line_of(w, row), column + 1, code, name, str_copy(&w->messages, text) };
}

static int column_of(const worker *w, int32_t spec)
{
    for (int i = 0; i < w->layout->column_count; i++)
        if (w->layout->columns[i].spec == spec) return i;
    return -1;
}

static void shape_problems(worker *w, int64_t row)
{
    bool zh = w->layout->language == LANG_ZH;
    if (w->layout->dated && w->day_states[row] == BATCH_ODD) {
        int column = 0;
        while (!w->layout->columns[column].date_of_law) column++;
        problem(w, row, column, "E-DATE",
                zh ? STR("不是日期;请写成 2023-07-01")
                   : STR("this is no date; write it as 2023-07-01"));
    }
    if (!w->ragged[row]) return;
    const char *p = w->starts[row], *end = csv_row_end(p, w->text + w->text_size);
    int fields = 1;
    bool quoted = false;
    for (; p < end; p++) {
        if (*p == '"') quoted = !quoted;
        fields += *p == ',' && !quoted;
    }
    str text = zh ? str_format(&w->messages, "这一行有 %d 列,表头有 %d 列", fields,
                               w->layout->column_count)
                  : str_format(&w->messages, "this row has %d fields, the header %d", fields,
                               w->layout->column_count);
    problem(w, row, fields < w->layout->column_count ? fields : w->layout->column_count, "E-RAGGED",
            text);
}

/* ---- running ---- */

/* A cell the columns cannot hold is given as text, so that it is understood or refused as
 * everywhere else. */
static bool give_text(void *self, policy_run *run, int32_t spec, int64_t row, diag_list *d)
{
    worker *w = self;
    int64_t at = w->layout->dated && w->picked.count ? w->picked.rows[row] : row;
    str name = policy_slot_at(w->layout->lib, w->specs[spec].slot)->name;
    str text = csv_field(w, at, column_of(w, spec), d->arena);
    if (utf8_bad(text) >= 0) {
        diag_error(d, "E-ENCODING", (src_pos){ .file = name, .line = 1, .column = 1 },
                   "“" STR_FMT "”的文字不是 UTF-8;请统一编码",
                   "the text of \"" STR_FMT "\" is not UTF-8; use one encoding", STR_ARG(name));
        return false;
    }
    return policy_run_fact_text(run, name, text, d);
}

static int batch_for(worker *w, int64_t day)
{
    for (int i = 0; i < w->batch_count; i++)
        if (w->batches[i].day == day) return i;
    if (w->batch_count == BATCH_DATES) return -1;
    const csv_layout *l = w->layout;
    policy_batch *b = policy_batch_open(&(batch_options){ .lib = l->lib,
                                                          .slot = l->slot,
                                                          .place = l->place,
                                                          .at = date_from_days(day),
                                                          .specs = w->specs,
                                                          .spec_count = l->spec_count,
                                                          .members = l->members,
                                                          .member_count = l->member_count,
                                                          .matched = l->matched,
                                                          .give = give_text,
                                                          .self = w });
    if (!b) return -2;
    dated_batch *d = &w->batches[w->batch_count];
    const batch_result *results;
    int count = policy_batch_results(b, &results);
    *d = (dated_batch){ .day = day, .batch = b };
    for (int i = 0; i < l->result_count; i++) {
        d->place[i] = -1;
        for (int k = 0; k < count && k < l->result_count + 16; k++)
            if (str_eq(results[k].name, l->results[i])) d->place[i] = (int16_t)k;
    }
    if (count > l->result_count + 16) { policy_batch_close(b); return -2; }
    return w->batch_count++;
}

static void take_errors(worker *w, const policy_batch *b, bool picked)
{
    const batch_error *errors;
    int64_t count = policy_batch_errors(b, &errors);
    for (int64_t i = 0; i < count; i++) {
        int64_t row = picked ? w->picked.rows[errors[i].row] : errors[i].row;
        if (w->ragged[row]) continue;
        problem(w, row, errors[i].spec >= 0 ? column_of(w, errors[i].spec) : -1, errors[i].code,
                w->layout->language == LANG_ZH ? errors[i].zh : errors[i].en);
    }
}

static bool run_columns(worker *w, policy_batch *b, int64_t **numbers, uint8_t **codes,
                        uint8_t **states, int64_t rows, batch_out *outs, int32_t *matched)
{
    int count = w->layout->spec_count;
    batch_column *columns = ARENA_ARRAY(&w->messages, batch_column, count + 1);
    if (!columns) return false;
    for (int i = 0; i < count; i++) columns[i] = (batch_column){ numbers[i], codes[i], states[i] };
    return policy_batch_run(b, columns, rows, outs, matched);
}

static bool run_day(worker *w, int k, int64_t from, int64_t to)
{
    struct picked *p = &w->picked;
    const dated_batch *d = &w->batches[k];
    p->count = 0;
    for (int64_t row = from; row < to; row++) {
        if (w->from_batch[row] != k) continue;
        for (int i = 0; i < w->layout->spec_count; i++) {
            p->numbers[i][p->count] = w->numbers[i][row];
            p->codes[i][p->count] = w->codes[i][row];
            p->states[i][p->count] = w->states[i][row];
        }
        p->rows[p->count++] = (int32_t)row;
    }
    if (p->count == 0) return true;
    if (!run_columns(w, d->batch, p->numbers, p->codes, p->states, p->count, p->outs, p->matched))
        return false;
    const batch_result *results;
    int count = policy_batch_results(d->batch, &results);
    for (int i = 0; i < count; i++)
        for (int64_t j = 0; j < p->count; j++) {
            w->outs[i].values[p->rows[j]] = p->outs[i].values[j];
            w->outs[i].states[p->rows[j]] = p->outs[i].states[j];
        }
    for (int64_t j = 0; w->layout->matched && j < p->count; j++)
        w->matched[p->rows[j]] = p->matched[j];
    take_errors(w, d->batch, true);
    return true;
}

/* Rows by their own day of law: as many rows at a time as the batches kept can serve. */
static bool run_dated(worker *w)
{
    for (int64_t from = 0, to; from < w->rows; from = to) {
        close_batches(w);
        for (to = from; to < w->rows; to++) {
            int k = batch_for(w, w->days[to]);
            if (k == -2) return false;
            if (k < 0) break;
            w->from_batch[to] = (uint8_t)k;
        }
        for (int k = 0; k < w->batch_count; k++)
            if (!run_day(w, k, from, to)) return false;
        for (int64_t row = from; row < to; row++) shape_problems(w, row);
        if (!csv_format_rows(w, from, to)) return false;
    }
    return true;
}

static bool run_plain(worker *w)
{
    if (batch_for(w, date_to_days(w->layout->at)) != 0) return false;
    memset(w->from_batch, 0, (size_t)w->rows);
    policy_batch *b = w->batches[0].batch;
    if (!run_columns(w, b, w->numbers, w->codes, w->states, w->rows, w->outs, w->matched))
        return false;
    take_errors(w, b, false);
    for (int64_t row = 0; row < w->rows; row++)
        if (w->ragged[row]) shape_problems(w, row);
    return csv_format_rows(w, 0, w->rows);
}

/* Finer numbers than the start of the file showed: more places, so that they need not take the
 * scalar path. */
static bool parse(worker *w)
{
    if (!csv_parse_block(w)) return false;
    if (w->too_fine * 100 <= w->rows) return true;
    for (int i = 0; i < w->layout->spec_count; i++)
        if (w->specs[i].kind == BATCH_NUMBER && w->specs[i].scale < 6) w->specs[i].scale = 6;
    close_batches(w);
    return csv_parse_block(w);
}

bool worker_block(worker *w, const char *text, int64_t size, int64_t first_line)
{
    w->text = text;
    w->text_size = size;
    w->first_line = first_line;
    w->out_size = w->problem_count = w->failed_rows = 0;
    w->problems = (__typeof__(w->problems)){ 0 };
    arena_reset(&w->messages);
    if (!make_room(w)) return false;
    if (!parse(w)) return false;
    memset(w->codes_of_error, 0, (size_t)w->rows * sizeof *w->codes_of_error);
    return w->layout->dated ? run_dated(w) : run_plain(w);
}
