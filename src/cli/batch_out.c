/* batch_out.c: results behind their rows, as CSV. */
#include "cli/batch_csv.h"

enum { CELL_ROOM = 64 };

static bool out_room(worker *w, int64_t more)
{
    if (w->out_size + more <= w->out_room) return true;
    int64_t room = (w->out_room ? w->out_room * 2 : 2 * BLOCK_BYTES) + more;
    char *grown = heap_grow(w->out, (size_t)room);
    if (!grown) return false;
    w->out = grown;
    w->out_room = room;
    return true;
}

static char *put_digits(char *to, uint64_t n)
{
    char room[20];
    int i = 20;
    do { room[--i] = (char)('0' + n % 10); n /= 10; } while (n);
    memcpy(to, room + i, (size_t)(20 - i));
    return to + 20 - i;
}

/* The digits dec_text would give: no zeros at the end of a fraction. */
static char *put_number(char *to, int64_t v, int scale)
{
    uint64_t n = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, unit = 1;
    if (v < 0) *to++ = '-';
    if (n == 0) scale = 0;
    while (scale > 0 && n % 10 == 0) { n /= 10; scale--; }
    for (int i = 0; i < scale; i++) unit *= 10;
    to = put_digits(to, n / unit);
    if (scale == 0) return to;
    *to++ = '.';
    uint64_t rest = n % unit;
    for (unit /= 10; unit; unit /= 10) { *to++ = (char)('0' + rest / unit); rest %= unit; }
    return to;
}

static bool put_text(worker *w, str s)
{
    bool quote = false;
    for (int32_t i = 0; i < s.len && !quote; i++)
        quote = s.ptr[i] == ',' || s.ptr[i] == '"' || s.ptr[i] == '\n' || s.ptr[i] == '\r';
    if (!out_room(w, 2 * (int64_t)s.len + CELL_ROOM)) return false;
    char *to = w->out + w->out_size;
    if (quote) *to++ = '"';
    for (int32_t i = 0; i < s.len; i++) {
        if (quote && s.ptr[i] == '"') *to++ = '"';
        *to++ = s.ptr[i];
    }
    if (quote) *to++ = '"';
    w->out_size = to - w->out;
    return true;
}

static bool put_result(worker *w, const dated_batch *d, int column, int64_t row)
{
    const batch_result *results;
    const policy_batch *b = d->batch;
    int i = d->place[column];
    if (!out_room(w, CELL_ROOM)) return false;
    w->out[w->out_size++] = ',';
    if (i < 0 || w->codes_of_error[row]) return true;
    policy_batch_results(b, &results);
    const batch_result *r = &results[i];
    int64_t v = w->outs[i].values[row];
    uint8_t state = w->outs[i].states[row];
    if (state == BATCH_WIDE)
        return put_text(w, feel_display(&w->messages, policy_batch_value(b, v)));
    if (state != BATCH_VALUE) return true;
    switch (r->kind) {
    case BATCH_NUMBER:
        w->out_size = put_number(w->out + w->out_size, v, r->scale) - w->out;
        return true;
    case BATCH_BOOLEAN: return put_text(w, v ? STR("true") : STR("false"));
    case BATCH_CODE: return put_text(w, policy_batch_text(b, v));
    case BATCH_DATE: return put_text(w, date_text(&w->messages, date_from_days(v)));
    default: return true;
    }
}

/* The row as it came, with as many fields as the header has. */
static bool put_row(worker *w, int64_t row)
{
    const char *from = w->starts[row], *end = csv_row_end(from, w->text + w->text_size);
    if (end > from && end[-1] == '\r') end--;
    if (!out_room(w, end - from + w->layout->column_count + CELL_ROOM)) return false;
    if (!w->ragged[row]) {
        memcpy(w->out + w->out_size, from, (size_t)(end - from));
        w->out_size += end - from;
        return true;
    }
    for (int i = 0; i < w->layout->column_count; i++) {
        if (i) w->out[w->out_size++] = ',';
        if (!put_text(w, csv_field(w, row, i, &w->messages))) return false;
        if (!out_room(w, CELL_ROOM)) return false;
    }
    return true;
}

static bool put_matched(worker *w, const policy_batch *b, int64_t row)
{
    const feel_table *t = policy_batch_table(b);
    int32_t k = w->matched[row];
    w->out[w->out_size++] = ',';
    if (!t || k < 1 || k > t->rule_count || w->codes_of_error[row]) return true;
    str label = t->rules[k - 1].label;
    if (label.len) return put_text(w, label);
    w->out_size = put_digits(w->out + w->out_size, (uint64_t)k) - w->out;
    return true;
}

bool csv_format_rows(worker *w, int64_t from, int64_t to)
{
    for (int64_t row = from; row < to; row++) {
        const dated_batch *d = &w->batches[w->from_batch[row]];
        if (!put_row(w, row)) return false;
        for (int i = 0; i < w->layout->result_count; i++)
            if (!put_result(w, d, i, row)) return false;
        if (!out_room(w, CELL_ROOM)) return false;
        if (w->layout->matched && !put_matched(w, d->batch, row)) return false;
        if (!out_room(w, CELL_ROOM)) return false;
        w->out[w->out_size++] = ',';
        if (w->codes_of_error[row] && !put_text(w, str_c(w->codes_of_error[row]))) return false;
        if (!out_room(w, CELL_ROOM)) return false;
        w->out[w->out_size++] = '\n';
    }
    return true;
}

/* Also settles which results the output has: those of the decision on the day of --at. */
bool csv_header(csv_layout *l, arena *a, str line, strbuf *out)
{
    policy_batch *b = policy_batch_open(&(batch_options){ .lib = l->lib,
                                                          .slot = l->slot,
                                                          .place = l->place,
                                                          .at = l->at,
                                                          .specs = l->specs,
                                                          .spec_count = l->spec_count,
                                                          .members = l->members,
                                                          .member_count = l->member_count });
    const batch_result *results;
    int count = b ? policy_batch_results(b, &results) : 0;
    str *names = ARENA_ARRAY(a, str, count + 1), own = policy_slot_at(l->lib, l->slot)->name;
    strbuf_put(out, line);
    for (int i = 0; names && i < count; i++) {
        bool whole = count == 1 && str_eq(results[i].name, own);
        names[i] = str_copy(a, results[i].name);
        strbuf_putc(out, ",");
        if (!whole) { strbuf_put(out, own); strbuf_putc(out, "."); }
        strbuf_put(out, results[i].name);
    }
    if (l->matched) strbuf_putc(out, l->language == LANG_ZH ? ",符合行" : ",matched_row");
    strbuf_putc(out, l->language == LANG_ZH ? ",错误\n" : ",error\n");
    l->results = names;
    l->result_count = count;
    policy_batch_close(b);
    return names && count > 0 && count <= RESULTS_MOST && !out->failed;
}
