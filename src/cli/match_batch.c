/* match_batch.c: heng match --in: every benefit over a register of people or firms, and what
*changed since an earlier
** run. Workers take the register in chunks and write them in its order; values of a column are read
*once each. */
#include "base/csv.h"
#include "cli/cli_match.h"
#include <pthread.h>

enum { CHUNK_ROWS = 512, CACHE_MAX = 20000, SHOWN_MAX = 50 };

/* What an earlier run offered to one person, one link for each benefit. */
typedef struct earlier {
    str benefit, amount, unit, article, doc_no, key;
    bool seen;
    struct earlier *next;
} earlier;

typedef struct column { int32_t slot; str name; } column;

typedef struct job {
    cli_context *context;
    const cli_match *args;
    arena memory;                    /* of the register and the earlier list */
    csv_reader reader;
    column *columns; int column_count, key;
    strmap before;                   /* key → earlier */
    VEC(earlier *) links;            /* in the order of the earlier list */
    match_plan *plan;
    FILE *out, *all;
    pthread_mutex_t reading, writing;
    pthread_cond_t turn_came;
    long chunks_read, turn;
    int64_t rows, bad_rows, entitled, counts[4];
    diag_list findings;
    bool failed;
} job;

typedef struct row { str *cells; int count; int32_t line; bool bad; } row;

typedef struct worker {
    job *job;
    pthread_t thread;
    arena memory, chunk, scratch;    /* values kept; rows of the chunk; one evaluation */
    policy_run *run;
    strmap *cache;                   /* one per column: text → feel_value */
    strbuf out, all;
    match_offer *offers;
    diag_list findings;
    int64_t rows, bad_rows, entitled, counts[4];
    bool failed;
} worker;

enum { CHANGE_NEW, CHANGE_HIGHER, CHANGE_LOWER, CHANGE_ENDED };
static const char *const change_names[] = { "新增", "提高", "降低", "终止" };

/* ---- lists ---- */

static void put_change(strbuf *b, str key, int change, str benefit, str amount, str before,
                       str unit, str article, str doc_no)
{
    csv_put(b, key, true);
    csv_put(b, str_c(change_names[change]), false);
    csv_put(b, benefit, false);
    csv_put(b, amount, false);
    csv_put(b, before, false);
    csv_put(b, unit, false);
    csv_put(b, article, false);
    csv_put(b, doc_no, false);
    csv_end_row(b);
}

static int change_of(const earlier *e, const match_offer *o)
{
    dec old;
    if (!e) return CHANGE_NEW;
    if (!o->has_amount || !dec_parse(e->amount, &old)) return -1;
    int order = dec_cmp(o->amount, old);
    return order > 0 ? CHANGE_HIGHER : order < 0 ? CHANGE_LOWER : -1;
}

static void put_offer(worker *w, str key, earlier *before, const match_offer *o)
{
    const match_plan *plan = w->job->plan;
    const policy_benefit *b = policy_match_plan_benefit(plan, o->benefit);
    const policy_def *def = policy_match_plan_def(plan, o->benefit);
    const feel_type *t = policy_match_plan_type(plan, o->benefit);
    str amount = o->has_amount ? dec_text(&w->scratch, o->amount) : STR("");
    str unit = t ? t->unit : STR(""), article = b->provision.len ? b->provision : def->provision;
    for (; before && !str_eq(before->benefit, b->name); before = before->next) {}
    if (before) before->seen = true;
    int change = change_of(before, o);
    w->entitled++;
    if (change >= 0) {
        w->counts[change]++;
        put_change(&w->out, key, change, b->name, amount, before ? before->amount : STR(""), unit,
                   article, def->doc->number);
    }
    if (!w->job->all) return;
    csv_put(&w->all, key, true);
    csv_put(&w->all, b->name, false);
    csv_put(&w->all, amount, false);
    csv_put(&w->all, unit, false);
    csv_put(&w->all, article, false);
    csv_put(&w->all, def->doc->number, false);
    csv_end_row(&w->all);
}

/* ---- one row ---- */

static void place_findings(worker *w, int from, const row *r, int cell)
{
    for (int i = from; i < w->findings.all.count; i++)
        w->findings.all.items[i].pos =
            (src_pos){ .file = str_c(w->job->args->in), .line = r->line, .column = cell + 1 };
}

/* Numbers, dates, truth values and texts are kept; what holds memory of one evaluation is not. */
static feel_value *keep_value(worker *w, int cell, str text, feel_value v)
{
    bool plain = v.kind == FEEL_NUMBER || v.kind == FEEL_DATE || v.kind == FEEL_BOOLEAN ||
                 v.kind == FEEL_STRING;
    if (!plain || w->cache[cell].count >= CACHE_MAX) return NULL;
    feel_value *kept = ARENA_NEW(&w->memory, feel_value);
    if (!kept) return NULL;
    *kept = v.kind == FEEL_STRING ? feel_string(str_copy(&w->memory, v.as.string)) : v;
    strmap_put(&w->cache[cell], text, kept);
    return kept;
}

static bool give_cell(worker *w, const row *r, int cell)
{
    const column *c = &w->job->columns[cell];
    str text = str_trim(r->cells[cell]);
    if (c->slot < 0 || text.len == 0) return true;
    feel_value *known = strmap_find(&w->cache[cell], text), v;
    if (known) {
        policy_run_slot(w->run, c->slot, *known);
        return true;
    }
    int from = w->findings.all.count;
    if (!policy_fact_value(w->run, c->slot, c->name, text, &v, &w->findings)) {
        place_findings(w, from, r, cell);
        return false;
    }
    keep_value(w, cell, text, v);
    policy_run_slot(w->run, c->slot, v);
    return true;
}

static bool give_row(worker *w, const row *r)
{
    bool ok = true;
    if (r->bad || r->count != w->job->column_count) {
        src_pos at = { .file = str_c(w->job->args->in), .line = r->line, .column = 1 };
        diag_error(&w->findings, "E-CSV", at, "这一行有 %d 格,表头有 %d 格(或引号没有配对);请改正",
                   "this row has %d cells, the header %d (or a quote is not closed); correct it",
                   r->count, w->job->column_count);
        return false;
    }
    for (int i = 0; i < r->count; i++) ok = give_cell(w, r, i) && ok;
    int from = w->findings.all.count;
    if (ok && !policy_run_consistent(w->run, &w->findings)) {
        place_findings(w, from, r, w->job->key);
        ok = false;
    }
    return ok;
}

static void do_row(worker *w, const row *r)
{
    arena_reset(&w->scratch);
    policy_run_clear(w->run);
    w->rows++;
    bool ok = give_row(w, r);
    str key = w->job->key < r->count ? str_trim(r->cells[w->job->key]) : STR("");
    earlier *before = w->job->before.count ? strmap_find(&w->job->before, key) : NULL;
    if (!ok) {
        w->bad_rows++;
        for (; before; before = before->next) before->seen = true; /* nothing ends for an error */
        return;
    }
    int count = policy_match_offers(w->job->plan, w->run, w->offers);
    for (int i = 0; i < count; i++) put_offer(w, key, before, &w->offers[i]);
}

/* ---- chunks ---- */

/* The next rows, copied out of the reader; their number, 0 at the end. *number: the chunk's place
 * in the order. */
static int take_chunk(worker *w, row *rows, long *number)
{
    job *j = w->job;
    int count = 0;
    bool bad = false;
    pthread_mutex_lock(&j->reading);
    *number = j->chunks_read;
    while (count < CHUNK_ROWS && csv_next(&j->reader, &bad)) {
        row *r = &rows[count];
        bool blank = j->reader.fields.count == 1 && j->reader.fields.items[0].len == 0;
        if (blank) continue;
        *r = (row){ .count = j->reader.fields.count, .line = (int32_t)j->reader.row, .bad = bad };
        r->cells = arena_copy(&w->chunk, j->reader.fields.items, (size_t)r->count * sizeof(str));
        bad = false;
        if (r->cells) count++;
        else w->failed = true;
    }
    if (count) j->chunks_read++;
    pthread_mutex_unlock(&j->reading);
    return count;
}

static void write_all(FILE *to, strbuf *b, bool *failed)
{
    str text = strbuf_done(b);
    if (to && text.len && fwrite(text.ptr, 1, (size_t)text.len, to) != (size_t)text.len)
        *failed = true;
}

static void write_chunk(worker *w, long number)
{
    job *j = w->job;
    pthread_mutex_lock(&j->writing);
    while (j->turn != number) pthread_cond_wait(&j->turn_came, &j->writing);
    write_all(j->out, &w->out, &w->failed);
    write_all(j->all, &w->all, &w->failed);
    for (int i = 0; i < w->findings.all.count; i++) {
        const diag *d = &w->findings.all.items[i];
        diag_error(&j->findings, d->code, d->pos, STR_FMT, STR_FMT, STR_ARG(d->zh));
        diag *last =
            j->findings.all.count ? &j->findings.all.items[j->findings.all.count - 1] : NULL;
        if (last) last->en = str_copy(&j->memory, d->en);
    }
    j->turn++;
    pthread_cond_broadcast(&j->turn_came);
    pthread_mutex_unlock(&j->writing);
}

static void *work(void *self)
{
    worker *w = self;
    row *rows = ARENA_ARRAY(&w->memory, row, CHUNK_ROWS);
    long number;
    int count;
    while (rows && (count = take_chunk(w, rows, &number)) > 0) {
        strbuf_init(&w->out, &w->chunk);
        strbuf_init(&w->all, &w->chunk);
        diag_init(&w->findings, &w->chunk);
        for (int i = 0; i < count; i++) do_row(w, &rows[i]);
        write_chunk(w, number);
        w->failed = w->failed || w->out.failed || w->all.failed || w->scratch.failed;
        arena_reset(&w->chunk);
    }
    if (!rows) w->failed = true;
    return NULL;
}

static bool open_worker(worker *w, job *j)
{
    *w = (worker){ .job = j };
    arena_init(&w->memory, 0);
    arena_init(&w->chunk, 0);
    arena_init(&w->scratch, 0);
    w->run = policy_run_new(j->args->options.lib, &w->scratch);
    w->cache = ARENA_ARRAY(&w->memory, strmap, j->column_count);
    w->offers = ARENA_ARRAY(&w->memory, match_offer, policy_match_plan_count(j->plan) + 1);
    for (int i = 0; w->cache && i < j->column_count; i++) strmap_init(&w->cache[i], &w->memory);
    return w->run && w->cache && w->offers;
}

static void close_worker(worker *w)
{
    job *j = w->job;
    j->rows += w->rows;
    j->bad_rows += w->bad_rows;
    j->entitled += w->entitled;
    for (int i = 0; i < 4; i++) j->counts[i] += w->counts[i];
    j->failed = j->failed || w->failed;
    policy_run_free(w->run);
    arena_deinit(&w->memory);
    arena_deinit(&w->chunk);
    arena_deinit(&w->scratch);
}

static void run_workers(job *j)
{
    int count = j->args->threads, started = 0;
    worker *workers = ARENA_ARRAY(&j->memory, worker, count);
    pthread_mutex_init(&j->reading, NULL);
    pthread_mutex_init(&j->writing, NULL);
    pthread_cond_init(&j->turn_came, NULL);
    for (int i = 0; workers && i < count; i++)
        j->failed = !open_worker(&workers[i], j) || j->failed;
    for (int i = 1; workers && !j->failed && i < count; i++, started++)
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) break;
    if (workers && !j->failed) work(&workers[0]);
    for (int i = 1; i <= started; i++) pthread_join(workers[i].thread, NULL);
    for (int i = 0; workers && i < count; i++) close_worker(&workers[i]);
    j->failed = j->failed || !workers;
}

/* ---- before and after ---- */

static int find_field(const csv_reader *r, const char *name)
{
    for (int i = 0; i < r->fields.count; i++)
        if (str_eqc(str_trim(r->fields.items[i]), name)) return i;
    return -1;
}

static str field(const csv_reader *r, int i)
{
    return i >= 0 && i < r->fields.count ? r->fields.items[i] : STR("");
}

static bool read_earlier(job *j)
{
    str text;
    bool bad = false;
    csv_reader r;
    strmap_init(&j->before, &j->memory);
    if (!j->args->since) return true;
    if (!cli_read_file(j->context, j->args->since, &text)) return false;
    csv_init(&r, text, &j->memory);
    csv_next(&r, &bad);
    int key = find_field(&r, "key"), benefit = find_field(&r, "benefit"),
        amount = find_field(&r, "amount"), unit = find_field(&r, "unit"),
        article = find_field(&r, "article"), doc_no = find_field(&r, "doc_no");
    if (key < 0 || benefit < 0 || find_field(&r, "change") >= 0) {
        fprintf(j->context->err,
                cli_say(j->context, "heng match: %s 不是 --all 写出的全表\n",
                        "heng match: %s is no full list written with --all\n"), j->args->since);
        return false;
    }
    while (csv_next(&r, &bad)) {
        earlier *e = ARENA_NEW(&j->memory, earlier),
                **at = e ? VEC_PUSH(&j->memory, &j->links) : NULL;
        if (!at) return false;
        *at = e;
        *e = (earlier){ .benefit = field(&r, benefit),
                        .amount = field(&r, amount),
                        .unit = field(&r, unit),
                        .article = field(&r, article),
                        .doc_no = field(&r, doc_no),
                        .key = field(&r, key) };
        e->next = strmap_find(&j->before, e->key);
        if (!strmap_put(&j->before, e->key, e)) return false;
    }
    return true;
}

static void write_ended(job *j)
{
    strbuf b;
    strbuf_init(&b, &j->memory);
    for (int i = 0; i < j->links.count; i++) {
        const earlier *e = j->links.items[i];
        if (e->seen) continue;
        j->counts[CHANGE_ENDED]++;
        put_change(&b, e->key, CHANGE_ENDED, e->benefit, STR(""), e->amount, e->unit, e->article,
                   e->doc_no);
    }
    write_all(j->out, &b, &j->failed);
}

static bool read_header(job *j)
{
    bool bad = false;
    policy_run *run = policy_run_new(j->args->options.lib, j->context->arena);
    bool ok = run && csv_next(&j->reader, &bad);
    j->column_count = j->reader.fields.count;
    j->columns = ARENA_ARRAY(&j->memory, column, j->column_count + 1);
    j->key = j->args->key ? find_field(&j->reader, j->args->key) : 0;
    if (ok && j->key < 0) {
        fprintf(j->context->err,
                cli_say(j->context, "heng match: 名册里没有“%s”列\n",
                        "heng match: the register has no column \"%s\"\n"),
                j->args->key);
        ok = false;
    }
    for (int i = 0; ok && j->columns && i < j->column_count; i++) {
        str name = str_trim(j->reader.fields.items[i]);
        j->columns[i] = (column){ .slot = -1, .name = name };
        if (i == j->key && policy_slot_find(j->args->options.lib, STR(""), name) < 0) continue;
        j->columns[i].slot = policy_fact_slot(run, name, &j->findings);
    }
    policy_run_free(run);
    return ok && j->columns && j->findings.error_count == 0;
}

static FILE *open_out(job *j, const char *path, const char *head)
{
    FILE *f = !path ? NULL : strcmp(path, "-") == 0 ? j->context->out : fopen(path, "wb");
    if (f) fputs(head, f);
    else if (path) {
        fprintf(j->context->err,
                cli_say(j->context, "heng match: 写不了 %s\n", "heng match: cannot write %s\n"),
                path);
        j->failed = true;
    }
    return f;
}

static void close_out(job *j, FILE *f)
{
    if (!f) return;
    bool bad = ferror(f) != 0;
    if (f != j->context->out) bad = fclose(f) != 0 || bad;
    if (bad) j->failed = true;
}

static void summary(job *j)
{
    cli_context *c = j->context;
    for (int i = 0; i < j->findings.all.count && i < SHOWN_MAX; i++)
        diag_print(c->err, &j->findings.all.items[i], (str){ "", 0 }, c->language);
    if (j->findings.all.count > SHOWN_MAX)
        fprintf(c->err, cli_say(c, "……另有 %d 条\n", "... and %d more\n"),
                j->findings.all.count - SHOWN_MAX);
    fprintf(
        c->err,
        cli_say(c,
                "%lld 行,%lld 项权益:新增 %lld,提高 %lld,降低 %lld,终止 %lld;%lld 行有错没有算\n",
                "%lld rows, %lld entitlements: %lld new, %lld higher, %lld lower, %lld ended; %lld "
                "rows "
                "with errors were left out\n"),
        (long long)j->rows, (long long)j->entitled, (long long)j->counts[0],
        (long long)j->counts[1], (long long)j->counts[2], (long long)j->counts[3],
        (long long)j->bad_rows);
}

static int run_job(job *j)
{
    str text;
    if (!cli_read_file(j->context, j->args->in, &text)) return CLI_FAILED;
    csv_init(&j->reader, text, &j->memory);
    j->plan = policy_match_plan(&j->args->options, &j->memory);
    if (!j->plan || !read_earlier(j)) return CLI_FAILED;
    if (!read_header(j)) {
        cli_print_findings(j->context, j->context->err, &j->findings, NULL);
        return CLI_WANTING;
    }
    j->out = open_out(j, j->args->out, "key,change,benefit,amount,before,unit,article,doc_no\n");
    j->all = open_out(j, j->args->all, "key,benefit,amount,unit,article,doc_no\n");
    if (!j->failed) run_workers(j);
    if (!j->failed) write_ended(j);
    close_out(j, j->out);
    close_out(j, j->all);
    summary(j);
    if (j->failed) return CLI_FAILED;
    return j->bad_rows ? CLI_WANTING : CLI_DONE;
}

int cli_match_batch(cli_context *c, const cli_match *a)
{
    job j = { .context = c, .args = a };
    arena_init(&j.memory, 0);
    diag_init(&j.findings, &j.memory);
    int status = run_job(&j);
    arena_deinit(&j.memory);
    return status;
}
