/* batch_aid.c: the medical-aid rule over a population: the policy file as it stands, run in batch,
*against the same rule
** written by hand as an int64 loop. Every row is compared.
**
**     bench_batch_aid POLICIES [rows [repeats]]
**
** Prints one line a measurement: name, rows, seconds (best of the repeats, processor time), million
*rows a second. */
#include "policy/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { IDENTITIES = 12 };

/* What the document states for each identity, in fen and per cent; -1: no yearly limit. */
typedef struct standard {
    int64_t deductible, rate, limit, extra_deductible, extra_rate, extra_limit;
} standard;
static const standard destitute = { 0, 70, 2000000, 0, 100, -1 },
                      low = { 0, 70, 2000000, 300000, 70, -1 },
                      edge = { 200000, 60, 2000000, 300000, 60, -1 },
                      sick = { 500000, 50, 2000000, 1000000, 50, 2000000 },
                      none = { 0, 0, 0, 0, 0, 0 };

typedef struct population { int64_t rows; uint8_t *identity; int64_t *sum; } population;

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Mostly modest bills with a long tail, to the fen; many of them give exact halves of a fen. */
static population make_population(int64_t rows)
{
    population p = { rows, malloc((size_t)rows), malloc((size_t)rows * sizeof(int64_t)) };
    uint64_t state = 88172645463325252u;
    for (int64_t i = 0; p.identity && p.sum && i < rows; i++) {
        uint64_t r = next_random(&state);
        p.identity[i] = (uint8_t)(r % IDENTITIES);
        int64_t most = r >> 8 & 7 ? 6000000 : 50000000;
        p.sum[i] = (int64_t)(next_random(&state) % (uint64_t)most);
    }
    return p;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

__attribute__((noinline)) static void by_hand(const population *p, const standard *of,
                                              int64_t *basic, int64_t *extra)
{
    for (int64_t i = 0; i < p->rows; i++) {
        const standard *s = &of[p->identity[i]];
        int64_t sum = p->sum[i];
        int64_t paid =
                    smaller(((sum - smaller(sum, s->deductible)) * s->rate + 50) / 100, s->limit),
                rest = sum - paid;
        int64_t more = ((rest - smaller(rest, s->extra_deductible)) * s->extra_rate + 50) / 100;
        basic[i] = paid;
        extra[i] = s->extra_limit < 0 ? more : smaller(more, s->extra_limit);
    }
}

static void standards_by_code(standard *of)
{
    const standard *const order[IDENTITIES] = { &destitute, &destitute, &destitute, &low,
                                                &low,       &low,       &edge,      &edge,
                                                &sick,      &none,      &none,      &none };
    for (int i = 0; i < IDENTITIES; i++) of[i] = *order[i];
}

static void report(const char *name, int64_t rows, double best)
{
    printf("%s\t%lld\t%.6f\t%.1f\n", name, (long long)rows, best, (double)rows / best * 1e-6);
    fflush(stdout);
}

typedef struct result {
    int64_t *basic, *extra;
    uint8_t *basic_states, *extra_states;
    int32_t *matched;
} result;

static policy_batch *open_batch(const policy_library *lib, const batch_spec *specs, bool matched,
                                bool scalar)
{
    static const str members[] = { { "基本救助", 12 }, { "倾斜救助", 12 } };
    diag_list d;
    arena a;
    arena_init(&a, 0);
    diag_init(&d, &a);
    int32_t slot = policy_find_decision(lib, STR("医疗救助"), &d);
    date at = { 2023, 6, 1 };
    policy_batch *b = policy_batch_open(&(batch_options){ .lib = lib,
                                                          .slot = slot,
                                                          .at = at,
                                                          .specs = specs,
                                                          .spec_count = 2,
                                                          .members = members,
                                                          .member_count = 2,
                                                          .matched = matched,
                                                          .scalar_only = scalar });
    arena_deinit(&a);
    return b;
}

static double time_batch(policy_batch *b, const population *p, const uint8_t *states,
                         const result *r, bool checks, int repeats)
{
    batch_column columns[2] = { { .codes = p->identity, .states = checks ? states : NULL },
                                { .numbers = p->sum, .states = checks ? states : NULL } };
    batch_out outs[2] = { { r->basic, checks ? r->basic_states : NULL },
                          { r->extra, checks ? r->extra_states : NULL } };
    double best = 1e9;
    for (int i = 0; i < repeats; i++) {
        double from = seconds();
        if (!policy_batch_run(b, columns, p->rows, outs, checks ? r->matched : NULL)) return 1e9;
        double took = seconds() - from;
        if (took < best) best = took;
    }
    return best;
}

static int64_t differences(const population *p, const result *a, const result *b)
{
    int64_t wrong = 0;
    for (int64_t i = 0; i < p->rows; i++)
        wrong += a->basic[i] != b->basic[i] || a->extra[i] != b->extra[i];
    return wrong;
}

static result make_result(int64_t rows)
{
    size_t n = (size_t)rows;
    return (result){ calloc(n, 8), calloc(n, 8), calloc(n, 1), calloc(n, 1), calloc(n, 4) };
}

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    int64_t rows = argc > 2 ? atoll(argv[2]) : 1000000;
    int repeats = argc > 3 ? atoi(argv[3]) : 7;
    arena a;
    diag_list d;
    arena_init(&a, 0);
    diag_init(&d, &a);
    policy_library *lib =
        policy_load(&(policy_load_options){ .dir = str_c(argv[1]), .skip_examples = true }, &d);
    population p = make_population(rows);
    result hand = make_result(rows), batch = make_result(rows);
    uint8_t *states = calloc((size_t)rows, 1);
    if (!lib || !p.identity || !p.sum || !hand.basic || !batch.matched || !states) return 3;
    standard of[IDENTITIES];
    standards_by_code(of);
    double best = 1e9;
    for (int i = 0; i < repeats; i++) {
        double from = seconds();
        by_hand(&p, of, hand.basic, hand.extra);
        double took = seconds() - from;
        if (took < best) best = took;
    }
    report("hand", rows, best);
    const batch_spec specs[2] = { { .slot = policy_slot_find(lib, STR(""), STR("救助身份")),
                                    .kind = BATCH_CODE },
                                  { .slot = policy_slot_find(lib, STR(""), STR("合规自付")),
                                    .kind = BATCH_NUMBER,
                                    .scale = 2 } };
    policy_batch *plain = open_batch(lib, specs, false, false),
                 *full = open_batch(lib, specs, true, false);
    if (!plain || !full) return 3;
    report("batch", rows, time_batch(plain, &p, states, &batch, false, repeats));
    batch_stats s = policy_batch_stats(plain);
    printf("# steps %d compiled %d scalar rows %lld wrong %lld\n", s.steps, s.compiled,
           (long long)s.scalar_rows, (long long)differences(&p, &hand, &batch));
    report("batch_checked", rows, time_batch(full, &p, states, &batch, true, repeats));
    s = policy_batch_stats(full);
    printf("# steps %d compiled %d scalar rows %lld wrong %lld\n", s.steps, s.compiled,
           (long long)s.scalar_rows, (long long)differences(&p, &hand, &batch));
    int64_t few = rows < 20000 ? rows : 20000;
    population head = { few, p.identity, p.sum };
    policy_batch *scalar = open_batch(lib, specs, false, true);
    if (scalar) report("scalar", few, time_batch(scalar, &head, states, &batch, false, 1));
    printf("# scalar wrong %lld\n", (long long)differences(&head, &hand, &batch));
    policy_batch_close(plain);
    policy_batch_close(full);
    policy_batch_close(scalar);
    policy_library_free(lib);
    arena_deinit(&a);
    return 0;
}
