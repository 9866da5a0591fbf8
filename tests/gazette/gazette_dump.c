/* gazette_dump: prints what the reader found, for people who work on it and for score.py.
**   gazette_dump [tasks|docs|tree|cites|measures|indicators] FILE... */
#include "gazette/gazette.h"

#include <stdio.h>
#include <stdlib.h>

static str read_file(arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *p = arena_get(a, (size_t)size + 1);
    if (!p || fread(p, 1, (size_t)size, f) != (size_t)size) {
        perror(path);
        exit(1);
    }
    fclose(f);
    return (str){ p, (int32_t)size };
}

static void print_day(const char *name, date d)
{
    if (d.year) printf("  %s %04d-%02d-%02d\n", name, d.year, d.month, d.day);
}

static void print_doc(arena *a, const gazette_doc *d)
{
    str to = gazette_names_join(a, &d->addressees), att = gazette_names_join(a, &d->attachments);
    printf("%.*s | %.*s\n  lines %d-%d issuer %.*s genre %.*s disclosure %.*s\n  to %.*s\n",
           STR_ARG(d->doc_no), STR_ARG(d->title), d->line, d->line_end, STR_ARG(d->issuer),
           STR_ARG(d->genre), STR_ARG(d->disclosure), STR_ARG(to));
    if (att.len) printf("  attachments %.*s\n", STR_ARG(att));
    print_day("signed", d->signed_on);
    print_day("effective", d->effective_from);
    print_day("until", d->effective_to);
    printf("  provisions %d tasks %d measures %d cites %d indicators %d\n", d->provisions.count,
           d->tasks.count, d->measures.count, d->cites.count, d->indicators.count);
}

static void print_tree(const gazette_doc *d)
{
    for (int i = 0; i < d->provisions.count; i++) {
        const gazette_provision *p = &d->provisions.items[i];
        str text = p->text.len > 60 ? str_sub(p->text, 0, 60) : p->text;
        printf("%5d %*s%.*s [%s] h=%.*s | %.*s\n", p->line, p->level * 2, "", STR_ARG(p->address),
               gazette_kind_name(p->kind, LANG_EN), STR_ARG(p->heading), STR_ARG(text));
    }
}

static void print_cites(const gazette_doc *d)
{
    for (int i = 0; i < d->cites.count; i++) {
        const gazette_cite *c = &d->cites.items[i];
        str where = c->provision >= 0 ? d->provisions.items[c->provision].address : STR("title");
        printf("%.*s\t%.*s\t%s\t%.*s\t%.*s\n", STR_ARG(d->doc_no), STR_ARG(where),
               gazette_relation_name(c->relation, LANG_ZH), STR_ARG(c->doc_no), STR_ARG(c->title));
    }
}

static void print_measures(arena *a, strbuf *out, const gazette_doc *d)
{
    (void)a;
    for (int i = 0; i < d->measures.count; i++) {
        const gazette_measure *m = &d->measures.items[i];
        str targets = gazette_names_join(out->arena, &m->targets);
        strbuf_printf(out, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n",
                      STR_ARG(d->tasks.items[m->task].task_no), STR_ARG(m->unit),
                      STR_ARG(m->measure_no), STR_ARG(m->text), STR_ARG(targets));
    }
}

static void print_indicators(const gazette_doc *d)
{
    for (int i = 0; i < d->indicators.count; i++) {
        const gazette_indicator *n = &d->indicators.items[i];
        printf("%.*s\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n",
               STR_ARG(d->provisions.items[n->provision].address), STR_ARG(n->name),
               STR_ARG(n->comparison), STR_ARG(n->value), STR_ARG(n->unit), STR_ARG(n->deadline));
    }
}

int main(int argc, char **argv)
{
    arena a;
    arena_init(&a, 0);
    const char *what = argc > 1 ? argv[1] : "docs";
    strbuf out;
    strbuf_init(&out, &a);
    if (strcmp(what, "tasks") == 0) gazette_tasks_csv_header(&out);
    for (int i = 2; i < argc; i++) {
        gazette g;
        diag_list diags;
        diag_init(&diags, &a);
        if (!gazette_read(&a, str_c(argv[i]), read_file(&a, argv[i]), NULL, &diags, &g))
            fprintf(stderr, "not read: %s\n", argv[i]);
        for (int k = 0; k < diags.all.count; k++)
            diag_print(stderr, &diags.all.items[k], g.text, LANG_ZH);
        if (strcmp(what, "docs") == 0)
            printf("%s: %.*s %.*s total %.*s by %.*s, %d documents, %d lines\n", argv[i],
                   STR_ARG(g.name), STR_ARG(g.number), STR_ARG(g.total_number),
                   STR_ARG(g.publisher), g.docs.count, g.line_count);
        for (int k = 0; k < g.docs.count; k++) {
            const gazette_doc *d = &g.docs.items[k];
            if (strcmp(what, "docs") == 0) print_doc(&a, d);
            else if (strcmp(what, "tree") == 0) print_tree(d);
            else if (strcmp(what, "cites") == 0) print_cites(d);
            else if (strcmp(what, "measures") == 0) print_measures(&a, &out, d);
            else if (strcmp(what, "indicators") == 0) print_indicators(d);
            else gazette_tasks_csv(&out, d);
        }
    }
    str text = strbuf_done(&out);
    fwrite(text.ptr, 1, (size_t)text.len, stdout);
    arena_deinit(&a);
    return 0;
}
