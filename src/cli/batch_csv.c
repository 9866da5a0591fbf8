/* batch_csv.c: CSV rows into columns of facts. */
#include "cli/batch_csv.h"

/* ---- rows and fields ---- */

const char *csv_row_end(const char *p, const char *end)
{
    const char *line = memchr(p, '\n', (size_t)(end - p));
    if (!line) line = end;
    if (!memchr(p, '"', (size_t)(line - p))) return line;
    bool quoted = false;
    for (; p < end && (quoted || *p != '\n'); p++)
        if (*p == '"') quoted = !quoted;
    return p;
}

/* From the start of a field to the comma or line break behind it. */
static const char *field_end(const char *p, const char *end)
{
    if (p < end && *p == '"') {
        bool quoted = true;
        for (p++; p < end && (quoted || (*p != ',' && *p != '\n')); p++)
            if (*p == '"') quoted = !quoted;
        return p;
    }
    while (p < end && *p != ',' && *p != '\n') p++;
    return p;
}

static str bare_field(const char *from, const char *to, arena *a)
{
    if (to > from && to[-1] == '\r') to--;
    str s = { from, (int32_t)(to - from) };
    if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"') return s;
    return str_replace(a, str_sub(s, 1, s.len - 1), STR("\"\""), STR("\""));
}

str csv_field(const worker *w, int64_t row, int column, arena *a)
{
    const char *p = w->starts[row], *end = csv_row_end(p, w->text + w->text_size);
    for (int i = 0; i <= column && p <= end; i++) {
        const char *stop = field_end(p, end);
        if (i == column) return bare_field(p, stop, a);
        p = stop + 1;
    }
    return (str){ "", 0 };
}

int csv_decimals(const char *text, const char *end, int column)
{
    int most = 0;
    for (const char *row = text; row < end;) {
        const char *stop = csv_row_end(row, end), *p = row;
        for (int i = 0; i < column && p < stop; i++) p = field_end(p, stop) + 1;
        const char *point = p < stop ? memchr(p, '.', (size_t)(field_end(p, stop) - p)) : NULL;
        int digits = 0;
        for (const char *q = point ? point + 1 : stop; q < stop && *q >= '0' && *q <= '9'; q++)
            digits++;
        if (digits > most) most = digits;
        row = stop + 1;
    }
    return most;
}

/* ---- one cell: BATCH_GIVEN, BATCH_ABSENT, or BATCH_ODD for what only the slow way understands
 * ---- */

static const char *number_cell(worker *w, int32_t spec, int64_t row, const char *p, const char *end)
{
    const char *from = p;
    bool negative = p < end && *p == '-';
    int scale = w->specs[spec].scale, decimals = 0;
    uint64_t n = 0;
    p += negative;
    const char *digits = p;
    for (; p < end && (unsigned)(*p - '0') < 10; p++) n = n * 10 + (uint64_t)(*p - '0');
    int64_t count = p - digits;
    if (p < end && *p == '.') {
        const char *point = ++p;
        for (; p < end && (unsigned)(*p - '0') < 10 && decimals < scale; p++, decimals++)
            n = n * 10 + (uint64_t)(*p - '0');
        while (p < end && *p == '0') p++;
        if (p < end && (unsigned)(*p - '0') < 10) { w->too_fine++; count = 99; }
        if (p == point) count = 99;
    }
    for (; decimals < scale; decimals++) n *= 10;
    bool stop =
        p == end || *p == ',' || *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] == '\n'));
    if (count > 0 && count <= 12 && stop) {
        w->numbers[spec][row] = negative ? -(int64_t)n : (int64_t)n;
        w->states[spec][row] = BATCH_GIVEN;
        return p < end && *p == '\r' ? p + 1 : p;
    }
    p = field_end(from, end);
    w->numbers[spec][row] = 0;
    w->states[spec][row] = p == from || (p == from + 1 && *from == '\r') ? BATCH_ABSENT : BATCH_ODD;
    return p;
}

static bool two_digits(const char *p, int *out)
{
    unsigned a = (unsigned)(p[0] - '0'), b = (unsigned)(p[1] - '0');
    *out = (int)(a * 10 + b);
    return a < 10 && b < 10;
}

static bool plain_date(str s, int64_t *days)
{
    int century, year, month, day;
    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-' || !two_digits(s.ptr, &century) ||
        !two_digits(s.ptr + 2, &year) || !two_digits(s.ptr + 5, &month) ||
        !two_digits(s.ptr + 8, &day) || !date_valid(century * 100 + year, month, day))
        return false;
    *days = date_to_days((date){ century * 100 + year, (int8_t)month, (int8_t)day });
    return true;
}

static bool same_word(str a, str b)
{
    return a.len == b.len && memcmp(a.ptr, b.ptr, (size_t)a.len) == 0;
}

static unsigned word_place(str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    return s.len < 1 ? 0
                     : (p[0] * 5u + p[s.len / 2] * 3u + p[s.len - 1] * 7u +
                        p[s.len > 2 ? 2 : 0] * 11u + (unsigned)s.len) %
                           WORD_PLACES;
}

static bool code_cell(worker *w, int32_t spec, str s, uint8_t *code)
{
    if (w->specs[spec].kind == BATCH_BOOLEAN) {
        *code = str_eqc(s, "true") || str_eqc(s, "是");
        return *code || str_eqc(s, "false") || str_eqc(s, "否");
    }
    const feel_type *t = w->types[spec];
    uint8_t *place = &w->words[spec][word_place(s)];
    if (*place && same_word(t->values[*place - 1].as.string, s)) {
        *code = (uint8_t)(*place - 1);
        return true;
    }
    for (int32_t i = 0; i < t->value_count; i++)
        if (same_word(t->values[i].as.string, s)) {
            *code = (uint8_t)i;
            *place = (uint8_t)(i + 1);
            return true;
        }
    return false;
}

static const char *other_cell(worker *w, int32_t spec, int64_t row, const char *p, const char *end)
{
    const char *stop = field_end(p, end);
    str s = { p, (int32_t)(stop - p) };
    uint8_t code = 0;
    int64_t days = 0;
    if (s.len && s.ptr[s.len - 1] == '\r') s.len--;
    if (s.len > 1 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"') s = str_sub(s, 1, s.len - 1);
    batch_kind kind = w->specs[spec].kind;
    bool known = kind == BATCH_DATE ? plain_date(s, &days)
                                    : (kind == BATCH_CODE || kind == BATCH_BOOLEAN) &&
                                          code_cell(w, spec, s, &code);
    w->codes[spec][row] = code;
    w->numbers[spec][row] = days;
    w->states[spec][row] = s.len == 0 ? BATCH_ABSENT : known ? BATCH_GIVEN : BATCH_ODD;
    return stop;
}

static const char *law_date(worker *w, int64_t row, const char *p, const char *end)
{
    const char *stop = field_end(p, end);
    str s = bare_field(p, stop, &w->messages);
    date d = w->layout->at;
    w->day_states[row] = BATCH_GIVEN;
    if (s.len && !plain_date(s, &w->days[row])) {
        if (!date_parse(s, &d)) w->day_states[row] = BATCH_ODD;
        w->days[row] = date_to_days(d);
    } else if (!s.len) w->days[row] = date_to_days(d);
    return stop;
}

/* ---- rows ---- */

static void absent_row(worker *w, int64_t row)
{
    for (int i = 0; i < w->layout->spec_count; i++) {
        w->states[i][row] = BATCH_ABSENT;
        w->numbers[i][row] = 0;
        w->codes[i][row] = 0;
    }
    if (!w->layout->dated) return;
    w->days[row] = date_to_days(w->layout->at);
    w->day_states[row] = BATCH_GIVEN;
}

/* Returns where the next row begins. */
static const char *parse_row(worker *w, int64_t row, const char *p, const char *end)
{
    const csv_layout *l = w->layout;
    int i = 0;
    w->ragged[row] = 0;
    for (; i < l->column_count; i++) {
        const csv_column *c = &l->columns[i];
        if (c->spec >= 0)
            p = w->specs[c->spec].kind == BATCH_NUMBER ? number_cell(w, c->spec, row, p, end)
                                                       : other_cell(w, c->spec, row, p, end);
        else if (c->date_of_law) p = law_date(w, row, p, end);
        else p = field_end(p, end);
        if (p >= end || *p == '\n') break;
        p++;
    }
    if (i == l->column_count - 1) return p < end ? p + 1 : end;
    p = csv_row_end(w->starts[row], end);
    w->ragged[row] = 1;
    absent_row(w, row);
    return p < end ? p + 1 : end;
}

bool csv_parse_block(worker *w)
{
    const char *p = w->text, *end = w->text + w->text_size;
    w->rows = 0;
    w->too_fine = 0;
    while (p < end) {
        const char *next = p;
        if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n')) {
            p += *p == '\r' ? 2 : 1;
            continue;
        } /* an empty line */
        if (w->rows >= w->row_room) return false;
        w->starts[w->rows] = p;
        next = parse_row(w, w->rows, p, end);
        w->rows++;
        p = next;
    }
    w->starts[w->rows] = end;
    return true;
}
