/* columns.c: many rows with the facts in arrays. */
#include "lib/internal.h"

typedef struct kept { bound_kind kind; feel_value value; str text; } kept;

static heng_status bind_row(heng_decision *d, const heng_column *c, size_t row)
{
    if (c->null_mask && c->null_mask[row]) return heng_unbind(d, c->fact);
    if (c->scaled) return heng_bind_number(d, c->fact, c->scaled[row], c->exponent);
    if (c->text) return heng_bind_text(d, c->fact, c->text[row].ptr, c->text[row].len);
    if (c->boolean) return heng_bind_bool(d, c->fact, c->boolean[row]);
    return HENG_MISUSE;
}

static uint8_t run_row(heng_decision *d, const heng_column *columns, int count, size_t row,
                       int places, int64_t *out)
{
    *out = 0;
    for (int i = 0; i < count; i++) {
        heng_status status = bind_row(d, &columns[i], row);
        if (status != HENG_OK) return (uint8_t)status;
    }
    heng_status status = heng_step(d);
    if (status == HENG_OK && !heng_column_scaled(d, 0, places, out)) return HENG_NO_RESULT;
    return (uint8_t)status;
}

/* A fact as text again, to bind it after the rows; strings go through the FEEL reader as literals.
 */
static heng_status restore(heng_decision *d, int fact, const kept *k)
{
    if (k->kind == BOUND_NOT) return heng_unbind(d, fact);
    return heng_bind_text(d, fact, k->text.ptr, k->text.len);
}

static bool remember(heng_decision *d, const heng_column *columns, int count, arena *a,
                     kept *before)
{
    for (int i = 0; i < count; i++) {
        const lib_fact *f = d->facts.items[columns[i].fact];
        before[i] = (kept){ .kind = (bound_kind)f->kind };
        if (f->kind == BOUND_VALUE) before[i].text = feel_literal(a, f->value);
        if (f->kind == BOUND_TEXT) before[i].text = str_copy(a, f->text);
        if (f->kind != BOUND_NOT && !before[i].text.ptr) return false;
    }
    return true;
}

heng_status heng_run_columns(heng_decision *d, const heng_column *columns, int column_count,
                             size_t rows, int places, int64_t *out, uint8_t *status)
{
    if (!d || !out || !status || (column_count && !columns)) return HENG_MISUSE;
    for (int i = 0; i < column_count; i++)
        if (columns[i].fact < 0 || columns[i].fact >= d->facts.count) return HENG_MISUSE;
    arena a;
    arena_init(&a, 0);
    kept *before = ARENA_ARRAY(&a, kept, column_count + 1);
    heng_status whole = before && remember(d, columns, column_count, &a, before)
                            ? HENG_OK
                            : lib_no_memory(&d->error);
    for (size_t row = 0; whole != HENG_NOMEM && row < rows; row++) {
        status[row] = run_row(d, columns, column_count, row, places, &out[row]);
        if (status[row] != HENG_OK) whole = HENG_NO_RESULT;
    }
    for (int i = 0; whole != HENG_NOMEM && i < column_count; i++)
        if (restore(d, columns[i].fact, &before[i]) == HENG_NOMEM) whole = HENG_NOMEM;
    arena_deinit(&a);
    return whole;
}
