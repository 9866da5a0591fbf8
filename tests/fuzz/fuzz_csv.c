/* fuzz_csv.c: any text gives rows to its end; rows written again read the same. */
#include "fuzz.h"
#include "base/csv.h"

static void check_row(arena *a, const csv_reader *r)
{
    strbuf out;
    strbuf_init(&out, a);
    for (int i = 0; i < r->fields.count; i++) csv_put(&out, r->fields.items[i], i == 0);
    csv_end_row(&out);
    csv_reader again;
    bool bad;
    csv_init(&again, strbuf_done(&out), a);
    /* A byte order mark at the very start and a row that is one empty field are not rows of their
    ** own. */
    bool plain = r->fields.count > 1 && !str_starts(r->fields.items[0], STR("\xEF\xBB\xBF"));
    bool quotes = false;
    for (int i = 0; i < r->fields.count; i++) quotes |= r->fields.items[i].len > 1 << 19;
    if (!plain || quotes) return;
    FUZZ_CHECK(csv_next(&again, &bad) && !bad && again.fields.count == r->fields.count);
    for (int i = 0; i < r->fields.count; i++)
        FUZZ_CHECK(str_eq(again.fields.items[i], r->fields.items[i]));
}

static void try_text(arena *a, str text)
{
    csv_reader r;
    csv_init(&r, text, a);
    bool bad;
    int64_t rows = 0;
    for (int32_t before = -1; csv_next(&r, &bad); before = r.pos) {
        FUZZ_CHECK(r.pos > before && ++rows <= text.len);
        if (rows <= 64) check_row(a, &r);
    }
    FUZZ_CHECK(r.pos == text.len || text.len == 0);
}
