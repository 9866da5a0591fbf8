/* decide.c: nanoseconds of one decision through the library, of processor time: typed facts, facts
*and result as text, with
** steps and citations, and the page in words. Arguments: policy directory, rounds. Not a test: it
*judges nothing. */
#include "heng.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PASSES = 7, AMOUNTS = 64 };
static const char *const who[] = { "低保对象", "特困人员", "低保边缘家庭成员", "因病致贫重病患者" };

typedef struct bench {
    heng_decision *d;
    int identity, paid;
    char texts[AMOUNTS][16];
    int lengths[AMOUNTS];
    int64_t fen[AMOUNTS], sum;
} bench;

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void typed(bench *b, long rounds)
{
    for (long i = 0; i < rounds; i++) {
        int64_t fen = 0;
        heng_bind_text(b->d, b->identity, who[i & 3], -1);
        heng_bind_number(b->d, b->paid, b->fen[i % AMOUNTS], -2);
        heng_step(b->d);
        heng_column_scaled(b->d, 0, 2, &fen);
        b->sum += fen;
    }
}

/* The identity stays: only the amount changes from call to call. */
static void one_fact(bench *b, long rounds)
{
    for (long i = 0; i < rounds; i++) {
        int64_t fen = 0;
        heng_bind_number(b->d, b->paid, b->fen[i % AMOUNTS], -2);
        heng_step(b->d);
        heng_column_scaled(b->d, 0, 2, &fen);
        b->sum += fen;
    }
}

static void text(bench *b, long rounds)
{
    for (long i = 0; i < rounds; i++) {
        heng_bind_text(b->d, b->identity, who[i & 3], -1);
        heng_bind_text(b->d, b->paid, b->texts[i % AMOUNTS], b->lengths[i % AMOUNTS]);
        heng_step(b->d);
        b->sum += heng_column_text(b->d, 0).len;
    }
}

static void steps(bench *b, long rounds)
{
    heng_trace(b->d, true);
    for (long i = 0; i < rounds; i++) {
        heng_bind_text(b->d, b->identity, who[i & 3], -1);
        heng_bind_number(b->d, b->paid, b->fen[i % AMOUNTS], -2);
        heng_step(b->d);
        b->sum += heng_step_count(b->d);
    }
    heng_trace(b->d, false);
}

static void steps_read(bench *b, long rounds)
{
    heng_trace(b->d, true);
    for (long i = 0; i < rounds; i++) {
        heng_trace_step step;
        heng_bind_text(b->d, b->identity, who[i & 3], -1);
        heng_bind_number(b->d, b->paid, b->fen[i % AMOUNTS], -2);
        heng_step(b->d);
        for (int k = 0; k < heng_step_count(b->d); k++)
            if (heng_step_at(b->d, k, &step) == HENG_OK) b->sum += step.provision.len;
    }
    heng_trace(b->d, false);
}

static void page(bench *b, long rounds)
{
    for (long i = 0; i < rounds; i++) {
        heng_bind_number(b->d, b->paid, b->fen[i % AMOUNTS], -2);
        heng_step(b->d);
        b->sum += heng_explain_text(b->d, HENG_ZH).len;
    }
}

static void measure(bench *b, const char *what, void (*run)(bench *, long), long rounds)
{
    int64_t best = INT64_MAX;
    run(b, rounds / 10 + 1);
    for (int i = 0; i < PASSES; i++) {
        int64_t start = now_ns();
        run(b, rounds);
        int64_t took = now_ns() - start;
        if (took < best) best = took;
    }
    printf("%8.1f ns  %s\n", (double)best / (double)rounds, what);
}

static bool open_bench(bench *b, heng_library *lib, const char *name)
{
    heng_error why;
    if (heng_prepare(lib, name, NULL, "2023-06-01", &b->d, &why) != HENG_OK) {
        fprintf(stderr, "%s\n", why.en);
        return false;
    }
    b->identity = heng_fact_index(b->d, "救助身份");
    b->paid = heng_fact_index(b->d, "合规自付");
    for (int i = 0; i < AMOUNTS; i++) {
        b->fen[i] = 100 + i * 76543;
        b->lengths[i] = snprintf(b->texts[i], sizeof b->texts[i], "%d.%02d", (int)(b->fen[i] / 100),
                                 (int)(b->fen[i] % 100));
    }
    return b->identity >= 0 && b->paid >= 0;
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "基本救助金额", "医疗救助" };
    heng_library *lib;
    heng_error why;
    long rounds = argc > 2 ? atol(argv[2]) : 200000;
    if (heng_open(argc > 1 ? argv[1] : "policies", &lib, &why) != HENG_OK) {
        fprintf(stderr, "%s\n", why.en);
        return 1;
    }
    for (int i = 0; i < 2; i++) {
        bench b = { 0 };
        if (!open_bench(&b, lib, names[i])) return 1;
        printf("%s\n", names[i]);
        measure(&b, "typed facts, result as integer", typed, rounds);
        measure(&b, "typed, one fact changes", one_fact, rounds);
        measure(&b, "from and to text", text, rounds);
        measure(&b, "with every step kept for citation", steps, rounds);
        measure(&b, "with every step read as text with document and provision", steps_read,
                rounds / 10);
        measure(&b, "with the page in words", page, rounds / 100);
        heng_finalize(b.d);
    }
    heng_close(lib);
    return 0;
}
