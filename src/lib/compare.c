/* compare.c: a population under two laws, row by row. */
#include "lib/compare.h"
#include "lib/internal.h"

static const int64_t bounds[] = { 10000, 1000, 100 };        /* of the buckets, both ways */

void compare_open(compare *c, heng_decision *before, heng_decision *after, str figure, arena *a)
{
    compare_sums zero = {
        .before = DEC_ZERO, .after = DEC_ZERO, .won = DEC_ZERO, .lost = DEC_ZERO
    };
    *c = (compare){ .arena = a, .before = before, .after = after, .figure = figure, .total = zero };
    strmap_init(&c->by_key, a);
}

/* A fact the decision asks for, or a parameter; others cannot change a result and are left alone.
 */
static int fact_of(heng_decision *d, const char *name)
{
    heng_info info;
    int listed = heng_fact_count(d), i = heng_fact_index(d, name);
    if (i < 0 || heng_fact_info(d, i, &info) != HENG_OK) return -1;
    bool asked = i < listed || strcmp(info.kind.ptr, "parameter") == 0;
    return asked && strcmp(name, "适用日") != 0 ? i : -1;
}

bool compare_column(compare *c, str name, heng_error *why)
{
    char *text = str_cstr(c->arena, name);
    compare_fact *f = VEC_PUSH(c->arena, &c->columns);
    if (!f || !text) return false;
    *f = (compare_fact){ fact_of(c->before, text), fact_of(c->after, text) };
    if (f->before < 0 && f->after < 0 && why) {
        *why = (heng_error){ 0 };
        if (heng_fact_index(c->before, text) < 0) *why = *heng_last_error(c->before);
    }
    return f->before >= 0 || f->after >= 0;
}

static heng_status bind(heng_decision *d, int fact, str cell)
{
    if (fact < 0) return HENG_OK;
    return cell.len ? heng_bind_text(d, fact, cell.ptr, cell.len) : heng_unbind(d, fact);
}

/* Both sides get the cell; the first refusal is the row's. */
static heng_status bind_cells(compare *c, const str *cells, int *column, heng_error *why)
{
    for (int i = 0; i < c->columns.count; i++) {
        const compare_fact *f = &c->columns.items[i];
        heng_status status = bind(c->before, f->before, cells[i]);
        heng_decision *at = c->before;
        if (status == HENG_OK) { status = bind(c->after, f->after, cells[i]); at = c->after; }
        if (status == HENG_OK) continue;
        *column = i;
        if (why) *why = *heng_last_error(at);
        return status;
    }
    return HENG_OK;
}

/* The members there are, for who named none of them. */
static heng_status wrong_figure(compare *c, heng_decision *d, heng_error *why)
{
    strbuf members;
    strbuf_init(&members, c->arena);
    for (int i = 0; i < heng_column_count(d); i++) {
        if (i) strbuf_putc(&members, "、");
        strbuf_putc(&members, heng_column_name(d, i).ptr);
    }
    str all = strbuf_done(&members);
    lib_error_set(
        why, "E-NAME", c->figure,
        str_format(c->arena, "要比较结果的哪一项?请写 决策.成员,成员是:" STR_FMT, STR_ARG(all)),
        str_format(c->arena, "compare which figure? write DECISION.MEMBER, one of: " STR_FMT,
                   STR_ARG(all)));
    return HENG_MISUSE;
}

/* HENG_OK: a figure; HENG_NO_RESULT: none; HENG_MISUSE: no such member; else the row is refused. */
static heng_status figure_of(compare *c, heng_decision *d, dec *out, heng_error *why)
{
    if (!d->def) return HENG_NO_RESULT;          /* no version that day, whatever the facts */
    heng_status status = heng_step(d);
    if (status == HENG_ERROR && why) *why = *heng_last_error(d);
    if (status != HENG_OK) return status;
    int column = 0, count = heng_column_count(d), exponent;
    int64_t coefficient;
    for (; c->figure.len && column < count; column++)
        if (str_eqc(c->figure, heng_column_name(d, column).ptr)) break;
    if (column == count || (!c->figure.len && count > 1)) return wrong_figure(c, d, why);
    if (!heng_column_number(d, column, &coefficient, &exponent)) {
        heng_text digits = heng_column_text(d, column);
        bool wide = heng_column_kind(d, column) == HENG_NUMBER &&
                    dec_parse((str){ digits.ptr, digits.len }, out);
        return wide ? HENG_OK : HENG_NO_RESULT;
    }
    *out = dec_scaled(coefficient, exponent);
    return HENG_OK;
}

static int bucket_of(dec change)
{
    int sign = dec_sign(change), at = 0;
    if (sign == 0) return COMPARE_BUCKETS / 2;
    dec size = dec_abs(change);
    while (at < 3 && dec_cmp(size, dec_from_int(bounds[at])) <= 0) at++;
    return sign < 0 ? at : COMPARE_BUCKETS - 1 - at;
}

str compare_bucket(arena *a, int i)
{
    int middle = COMPARE_BUCKETS / 2, at = i < middle ? i : COMPARE_BUCKETS - 1 - i;
    const char *sign = i < middle ? "-" : "";
    if (i == middle) return STR("0");
    long long high = at ? bounds[at - 1] : 0, low = at < 3 ? bounds[at] : 0;
    if (at == 0) return str_format(a, "%s %s%lld", i < middle ? "<" : ">", sign, low);
    if (low == 0)
        return i < middle ? str_format(a, "-%lld … 0", high) : str_format(a, "0 … %lld", high);
    return i < middle ? str_format(a, "-%lld … -%lld", high, low)
                      : str_format(a, "%lld … %lld", low, high);
}

static void add(compare *c, dec *sum, dec n)
{
    if (!dec_add(*sum, n, sum)) c->overflow = true;
}

static void count_row(compare *c, compare_sums *s, bool was, dec before, bool is, dec after,
                      dec change)
{
    s->rows++;
    if (was) add(c, &s->before, before);
    if (is) add(c, &s->after, after);
    if (!was && !is) { s->none++; return; }
    if (!was) s->gained++;
    if (!is) s->lapsed++;
    int sign = dec_sign(change);
    if (sign > 0) add(c, &s->won, change);
    if (sign < 0) add(c, &s->lost, dec_neg(change));
    if (!was || !is) return;
    if (sign > 0) s->winners++;
    else if (sign < 0) s->losers++;
    else s->same++;
}

static compare_group *group_of(compare *c, str key)
{
    compare_group *g = strmap_find(&c->by_key, key);
    if (g) return g;
    g = ARENA_NEW(c->arena, compare_group);
    compare_group **at = g ? VEC_PUSH(c->arena, &c->groups) : NULL;
    if (!at) return NULL;
    *g = (compare_group){ .key = str_copy(c->arena, key) };
    g->sums =
        (compare_sums){ .before = DEC_ZERO, .after = DEC_ZERO, .won = DEC_ZERO, .lost = DEC_ZERO };
    *at = g;
    return g->key.ptr && strmap_put(&c->by_key, g->key, g) ? g : NULL;
}

heng_status compare_row(compare *c, const str *cells, str key, int *column, heng_error *why)
{
    dec before = DEC_ZERO, after = DEC_ZERO, change;
    *column = -1;
    compare_group *g = group_of(c, key);
    if (!g) return HENG_NOMEM;
    heng_status status = bind_cells(c, cells, column, why);
    heng_status was = status, is = status;
    if (status == HENG_OK) was = figure_of(c, c->before, &before, why);
    if (status == HENG_OK && was <= HENG_NO_RESULT) is = figure_of(c, c->after, &after, why);
    else is = was;
    if (was == HENG_NOMEM || is == HENG_NOMEM) return HENG_NOMEM;
    if (*column < 0 && (was == HENG_MISUSE || is == HENG_MISUSE)) return HENG_MISUSE;
    if (was > HENG_NO_RESULT || is > HENG_NO_RESULT) {
        c->total.refused++;
        g->sums.refused++;
        return HENG_ERROR;
    }
    if (!dec_sub(after, before, &change)) { c->overflow = true; return HENG_OK; }
    count_row(c, &c->total, was == HENG_OK, before, is == HENG_OK, after, change);
    count_row(c, &g->sums, was == HENG_OK, before, is == HENG_OK, after, change);
    if (was == HENG_OK || is == HENG_OK) c->buckets[bucket_of(change)]++;
    return HENG_OK;
}
