/* fuzz_gazette.c: any bytes are read as a gazette; every address found leads back to its
** provision. */
#include "fuzz.h"
#include "gazette/gazette.h"

static void check_doc(arena *a, const gazette *g, const gazette_doc *doc)
{
    strbuf rows;
    strbuf_init(&rows, a);
    gazette_tasks_csv(&rows, doc);
    for (int i = 0; i < doc->provisions.count; i++) {
        const gazette_provision *p = &doc->provisions.items[i];
        FUZZ_CHECK(p->parent < i && p->offset >= 0 && p->offset <= g->text.len);
        if (i < 200 && p->address.len > 0) FUZZ_CHECK(gazette_provision_find(doc, p->address) == i);
    }
    for (int i = 0; i < doc->tasks.count; i++)
        FUZZ_CHECK(doc->tasks.items[i].provision < doc->provisions.count &&
                   doc->tasks.items[i].parent < i);
}

static void try_text(arena *a, str text)
{
    diag_list d;
    gazette g;
    diag_init(&d, a);
    if (!gazette_read(a, STR("input"), text, NULL, &d, &g)) return;
    for (int i = 0; i < g.docs.count; i++) check_doc(a, &g, &g.docs.items[i]);
}
