/* cmd_batch.c: heng batch NAME --in F.csv --out F.csv: one decision over a whole population. */
#include "cli/batch_csv.h"
#include "cli/batch_read.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char help_zh[] =
    "heng batch — 对一个表里的每一行作同一个决策\n\n"
    "用法:heng batch 名称[.成员] --in F.csv [--out F.csv] [--at 日期] [--place 地域] [--threads N] "
    "[--matched]\n\n"
    "  --in F.csv     第一行是列名,与事实同名;- 为标准输入;UTF-8 或 GB18030\n"
    "  --out F.csv    原有各列之后是结果(名.成员)和“错误”一列;默认标准输出\n"
    "  --at 日期      适用日,默认今天;表里有“适用日”一列时,每行按自己的日期\n"
    "  --place 地域   在几个地方各有规定时指明\n"
    "  --threads N    线程数,默认为处理器的个数\n"
    "  --matched      再加一列“符合行”:决定结果的决策表的行\n\n"
    "不是事实的列原样保留。空格按没有给处理:有默认值的用默认值,没有的这一行写 E-MISSING。\n"
    "一行有问题,写明行和列,其余照算,退出状态为 1。内存与表的大小无关。\n\n"
    "例:heng batch 医疗救助 --in 名单.csv --out 结果.csv --at 2023-06-01\n";
static const char help_en[] =
    "heng batch - one decision for every row of a table\n\n"
    "usage: heng batch NAME[.MEMBER] --in F.csv [--out F.csv] [--at DATE] [--place PLACE] "
    "[--threads N] [--matched]\n\n"
    "  --in F.csv     the first row names the columns like facts; - is standard input; UTF-8 or "
    "GB18030\n"
    "  --out F.csv    the columns given, then the results (NAME.MEMBER) and a column \"error\"; "
    "default standard output\n"
    "  --at DATE      date of law, default today; with a column 适用日 each row has its own\n"
    "  --place PLACE  when several places have their own rules\n"
    "  --threads N    default: the number of processors\n"
    "  --matched      one more column: the row of the decision table that settled the result\n\n"
    "Columns that are no facts are kept. An empty cell is a fact not given: its default holds, or "
    "the row says E-MISSING.\n"
    "A row with a problem is reported with row and column, the others are done, the exit status is "
    "1. Memory does not\n"
    "grow with the table.\n";

typedef struct slot {
    worker work;
    char *text; int64_t size, first_line;
    enum { SLOT_FREE, SLOT_READY, SLOT_BUSY, SLOT_DONE } state;
    bool ok;
} slot;

typedef struct job {
    cli_context *c;
    csv_layout layout;
    const char *in_path, *out_path, *at, *place, *threads;
    batch_reader reader;
    FILE *out;
    slot *slots; int slot_count, thread_count;
    pthread_t *threads_run; int started;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stop, failed;
    int64_t next;                    /* block a thread takes next */
    int64_t line, rows, failed_rows, shown, problems;
    struct timespec began, told;
    bool terminal;
} job;

/* ---- columns ---- */

static batch_kind kind_of(const feel_type *t)
{
    bool coded = t && t->value_count > 0 && t->value_count <= 255;
    for (int32_t i = 0; coded && i < t->value_count; i++) coded = t->values[i].kind == FEEL_STRING;
    if (!t) return BATCH_OTHER;
    switch (t->kind) {
    case FEEL_T_NUMBER: return BATCH_NUMBER;
    case FEEL_T_BOOLEAN: return BATCH_BOOLEAN;
    case FEEL_T_DATE: return BATCH_DATE;
    case FEEL_T_STRING: return coded ? BATCH_CODE : BATCH_OTHER;
    default: return BATCH_OTHER;
    }
}

static bool may_be_given(const policy_def *def)
{
    return def && (def->kind == POLICY_FACT || def->kind == POLICY_PARAMETER);
}

/* The fact a wrong column name may have meant. */
static bool unknown_column(job *j, str name)
{
    str best = { "", 0 };
    int nearest = 2;
    for (int i = 1; i < policy_slot_count(j->layout.lib); i++) {
        const policy_slot *s = policy_slot_at(j->layout.lib, i);
        if (s->family.len || !may_be_given(policy_newest(j->layout.lib, i)) ||
            utf8_chars(s->name) < 4)
            continue;
        int distance = str_distance(s->name, name);
        if (distance < nearest) { nearest = distance; best = s->name; }
    }
    if (!best.len) return true;
    fprintf(j->c->err,
            cli_say(j->c,
                    "%s:1: E-NAME 没有“" STR_FMT "”这个事实;您要的是“" STR_FMT
                    "”吗?不是的话请把这一列改一个名称\n",
                    "%s:1: E-NAME there is no fact \"" STR_FMT "\"; did you mean \"" STR_FMT
                    "\"? If not, give the column another name\n"),
            j->in_path, STR_ARG(name), STR_ARG(best));
    return false;
}

static bool is_needed(const job *j, const int32_t *needed, int32_t count, int32_t fact)
{
    const policy_def *def = policy_newest(j->layout.lib, fact);
    if (def->kind == POLICY_PARAMETER || j->layout.dated) return true;
    for (int32_t i = 0; i < count; i++)
        if (needed[i] == fact) return true;
    return false;
}

static bool split_header(job *j, str header)
{
    csv_layout *l = &j->layout;
    l->columns = ARENA_ARRAY(j->c->arena, csv_column, header.len + 1);
    l->specs = ARENA_ARRAY(j->c->arena, batch_spec, header.len + 1);
    worker w = { .text = header.ptr, .text_size = header.len };
    w.starts = &header.ptr;
    if (!l->columns || !l->specs) return false;
    int count = 1;
    bool quoted = false;
    for (int32_t i = 0; i < header.len; i++) {
        if (header.ptr[i] == '"') quoted = !quoted;
        count += header.ptr[i] == ',' && !quoted;
    }
    for (int i = 0; i < count; i++) {
        str name = feel_name_normal(j->c->arena, str_trim(csv_field(&w, 0, i, j->c->arena)));
        l->columns[i] = (csv_column){ .name = name, .spec = -1 };
        if (str_eq(name, policy_slot_at(l->lib, POLICY_SLOT_DATE)->name))
            l->columns[i].date_of_law = l->dated = true;
    }
    l->column_count = count;
    return true;
}

static bool fit_columns(job *j, const int32_t *needed, int32_t needed_count)
{
    csv_layout *l = &j->layout;
    bool ok = true;
    for (int i = 0; i < l->column_count; i++) {
        csv_column *col = &l->columns[i];
        if (col->date_of_law) continue;
        int32_t fact = policy_slot_find(l->lib, (str){ "", 0 }, col->name);
        const policy_def *def = policy_newest(l->lib, fact);
        if (!may_be_given(def)) { ok = (def || unknown_column(j, col->name)) && ok; continue; }
        if (!is_needed(j, needed, needed_count, fact)) continue;
        for (int k = 0; k < l->spec_count; k++)
            if (l->specs[k].slot == fact) {
                fprintf(j->c->err,
                        cli_say(j->c, "%s:1: E-NAME “" STR_FMT "”一列出现了两次\n",
                                "%s:1: E-NAME the column \"" STR_FMT "\" occurs twice\n"),
                        j->in_path, STR_ARG(col->name));
                ok = false;
            }
        col->spec = l->spec_count;
        l->specs[l->spec_count++] = (batch_spec){ .slot = fact, .kind = kind_of(def->type) };
    }
    return ok;
}

/* Decimals as the first block shows them, two at least; more are handled, only slower. */
static void choose_scales(job *j)
{
    str text = batch_read_peek(&j->reader);
    csv_layout *l = &j->layout;
    for (int i = 0; i < l->column_count; i++) {
        if (l->columns[i].spec < 0 || l->specs[l->columns[i].spec].kind != BATCH_NUMBER) continue;
        int places = csv_decimals(text.ptr, text.ptr + text.len, i);
        l->specs[l->columns[i].spec].scale = places < 2 ? 2 : places > 6 ? 6 : places;
    }
}

static void tell_missing(job *j, const int32_t *needed, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        const policy_def *def = policy_newest(j->layout.lib, needed[i]);
        bool given = def->default_expr || needed[i] == POLICY_SLOT_DATE;
        for (int k = 0; k < j->layout.spec_count; k++)
            given = given || j->layout.specs[k].slot == needed[i];
        if (!given && def->kind == POLICY_FACT)
            fprintf(j->c->err,
                    cli_say(j->c, "%s: 没有“" STR_FMT "”一列;用到它的行写 E-MISSING\n",
                            "%s: there is no column \"" STR_FMT
                            "\"; rows that need it say E-MISSING\n"),
                    j->in_path, STR_ARG(def->name));
    }
}

/* ---- blocks ---- */

static void tell_progress(job *j, bool end)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double since =
        (double)(now.tv_sec - j->told.tv_sec) + (double)(now.tv_nsec - j->told.tv_nsec) * 1e-9;
    if (!j->terminal || (!end && since < 0.5)) return;
    j->told = now;
    double all =
        (double)(now.tv_sec - j->began.tv_sec) + (double)(now.tv_nsec - j->began.tv_nsec) * 1e-9;
    fprintf(j->c->err,
            cli_say(j->c, "\r%lld 行,每秒 %.0f 万行,%lld 行有错误%s",
                    "\r%lld rows, %.0f0 thousand a second, %lld with errors%s"),
            (long long)j->rows, all > 0 ? (double)j->rows / all / 10000 : 0.0,
            (long long)j->failed_rows, end ? "\n" : "");
    fflush(j->c->err);
}

static void tell_problems(job *j, const worker *w)
{
    for (int i = 0; i < w->problems.count && j->shown < SHOWN_ERRORS; i++, j->shown++) {
        const csv_problem *p = &w->problems.items[i];
        if (p->column > 0 &&
            strcmp(p->code, "E-DATE") == 0) /* the other texts name the fact themselves */
            fprintf(j->c->err,
                    cli_say(j->c, "%s:%lld:%d: %s “" STR_FMT "”" STR_FMT "\n",
                            "%s:%lld:%d: %s \"" STR_FMT "\": " STR_FMT "\n"),
                    j->in_path, (long long)p->line, p->column, p->code, STR_ARG(p->name),
                    STR_ARG(p->text));
        else if (p->column > 0)
            fprintf(j->c->err, "%s:%lld:%d: %s " STR_FMT "\n", j->in_path, (long long)p->line,
                    p->column, p->code, STR_ARG(p->text));
        else
            fprintf(j->c->err, "%s:%lld: %s " STR_FMT "\n", j->in_path, (long long)p->line, p->code,
                    STR_ARG(p->text));
    }
    j->problems += w->problem_count;
}

static void finish_block(job *j, slot *s)
{
    worker *w = &s->work;
    if (!s->ok || fwrite(w->out, 1, (size_t)w->out_size, j->out) != (size_t)w->out_size) {
        if (!j->failed)
            fprintf(j->c->err, "heng: %s\n",
                    s->ok ? strerror(errno) : cli_say(j->c, "内存不足", "out of memory"));
        j->failed = true;
        return;
    }
    j->rows += w->rows;
    j->failed_rows += w->failed_rows;
    tell_problems(j, w);
    tell_progress(j, false);
}

static void *work(void *self)
{
    job *j = self;
    pthread_mutex_lock(&j->lock);
    for (;;) {
        slot *s = &j->slots[j->next % j->slot_count];
        if (s->state != SLOT_READY) {
            if (j->stop) break;
            pthread_cond_wait(&j->changed, &j->lock);
            continue;
        }
        s->state = SLOT_BUSY;
        j->next++;
        pthread_mutex_unlock(&j->lock);
        s->ok = worker_block(&s->work, s->text, s->size, s->first_line);
        pthread_mutex_lock(&j->lock);
        s->state = SLOT_DONE;
        pthread_cond_broadcast(&j->changed);
    }
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

/* Waits for the slot's block, writes it, and leaves the slot free. */
static void settle(job *j, slot *s)
{
    pthread_mutex_lock(&j->lock);
    while (s->state == SLOT_READY || s->state == SLOT_BUSY)
        pthread_cond_wait(&j->changed, &j->lock);
    bool done = s->state == SLOT_DONE;
    s->state = SLOT_FREE;
    pthread_mutex_unlock(&j->lock);
    if (done) finish_block(j, s);
}

static bool fill(job *j, slot *s)
{
    s->size = batch_read_block(&j->reader, s->text, BLOCK_BYTES);
    if (s->size < 0) j->failed = true;
    if (s->size <= 0) return false;
    s->first_line = j->line;
    int64_t lines = 0;
    for (int64_t i = 0; i < s->size; i++) lines += s->text[i] == '\n';
    j->line += lines;
    return true;
}

static void run_blocks(job *j)
{
    int64_t n = 0;
    for (;; n++) {
        slot *s = &j->slots[n % j->slot_count];
        settle(j, s);
        if (j->failed || !fill(j, s)) break;
        if (j->thread_count == 1) {
            s->ok = worker_block(&s->work, s->text, s->size, s->first_line);
            finish_block(j, s);
            continue;
        }
        pthread_mutex_lock(&j->lock);
        s->state = SLOT_READY;
        pthread_cond_broadcast(&j->changed);
        pthread_mutex_unlock(&j->lock);
    }
    for (int i = 1; i <= j->slot_count; i++) settle(j, &j->slots[(n + i) % j->slot_count]);
    pthread_mutex_lock(&j->lock);
    j->stop = true;
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
    for (int i = 0; i < j->started; i++) pthread_join(j->threads_run[i], NULL);
}

static bool open_slots(job *j)
{
    j->slot_count = j->thread_count == 1 ? 1 : j->thread_count * 2;
    j->slots = ARENA_ARRAY(j->c->arena, slot, j->slot_count);
    j->threads_run = ARENA_ARRAY(j->c->arena, pthread_t, j->thread_count);
    if (!j->slots || !j->threads_run) return false;
    for (int i = 0; i < j->slot_count; i++) {
        j->slots[i].text = heap_get(BLOCK_BYTES);
        if (!worker_open(&j->slots[i].work, &j->layout) || !j->slots[i].text) return false;
    }
    for (int i = 0; i < j->thread_count && j->thread_count > 1; i++)
        if (pthread_create(&j->threads_run[i], NULL, work, j) == 0) j->started++;
    if (j->thread_count > 1 && j->started == 0) j->thread_count = 1;
    return true;
}

static void close_slots(job *j)
{
    for (int i = 0; j->slots && i < j->slot_count; i++) {
        worker_close(&j->slots[i].work);
        heap_free(j->slots[i].text);
    }
}

static int run_job(job *j)
{
    csv_layout *l = &j->layout;
    int32_t *needed, count;
    str header, place = l->place ? *l->place : policy_newest(l->lib, l->slot)->doc->place;
    strbuf top;
    strbuf_init(&top, j->c->arena);
    if (!batch_read_header(&j->reader, j->c->arena, &header)) {
        fprintf(j->c->err,
                cli_say(j->c, "%s: 没有表头;第一行应是列名\n",
                        "%s: there is no header; the first row names the columns\n"),
                j->in_path);
        return CLI_WANTING;
    }
    j->line = 2;
    count = policy_facts_needed(l->lib, l->slot, place, l->at, j->c->arena, &needed);
    if (!split_header(j, header) || !fit_columns(j, needed, count)) return CLI_WANTING;
    tell_missing(j, needed, count);
    choose_scales(j);
    if (!csv_header(l, j->c->arena, header, &top) || !open_slots(j)) {
        close_slots(j);
        return CLI_FAILED;
    }
    str text = strbuf_done(&top);
    fwrite(text.ptr, 1, (size_t)text.len, j->out);
    run_blocks(j);
    tell_progress(j, true);
    close_slots(j);
    if (j->problems > j->shown)
        fprintf(j->c->err,
                cli_say(j->c, "……另有 %lld 处,见结果的“错误”一列\n",
                        "... and %lld more, see the column \"error\"\n"),
                (long long)(j->problems - j->shown));
    if (fflush(j->out) != 0 || ferror(j->reader.in)) j->failed = true;
    return j->failed ? CLI_FAILED : j->failed_rows ? CLI_WANTING : CLI_DONE;
}

/* ---- the command ---- */

static FILE *open_file(cli_context *c, const char *path, const char *mode, FILE *standard)
{
    if (!path || strcmp(path, "-") == 0) return standard;
    FILE *f = fopen(path, mode);
    if (!f)
        fprintf(c->err, cli_say(c, "heng: 打不开 %s:%s\n", "heng: cannot open %s: %s\n"), path,
                strerror(errno));
    return f;
}

static int run_files(job *j)
{
    FILE *in = open_file(j->c, j->in_path, "rb", stdin),
         *out = in ? open_file(j->c, j->out_path, "wb", j->c->out) : NULL;
    int status = CLI_FAILED;
    j->out = out;
    j->terminal = isatty(STDERR_FILENO);
    clock_gettime(CLOCK_MONOTONIC, &j->began);
    j->told = j->began;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->changed, NULL);
    if (in && out && batch_reader_open(&j->reader, in)) status = run_job(j);
    batch_reader_close(&j->reader);
    pthread_cond_destroy(&j->changed);
    pthread_mutex_destroy(&j->lock);
    if (in && in != stdin) fclose(in);
    if (out && out != j->c->out && fclose(out) != 0) status = CLI_FAILED;
    return status;
}

/* 名.成员 asks for one member; the whole name is tried first, for names may hold points. */
static bool find_decision(job *j, const char *name, diag_list *d)
{
    csv_layout *l = &j->layout;
    str whole = str_c(name);
    int32_t point = str_find(whole, STR("."));
    diag_list quiet;
    diag_init(&quiet, j->c->arena);
    l->slot = policy_find_decision(l->lib, whole, &quiet);
    if (l->slot >= 0) return true;
    str *member = ARENA_NEW(j->c->arena, str);
    l->slot = policy_find_decision(l->lib, point > 0 ? str_sub(whole, 0, point) : whole, d);
    if (l->slot < 0 || point <= 0 || !member) return l->slot >= 0;
    *member = str_sub(whole, point + 1, whole.len);
    l->members = member;
    l->member_count = 1;
    return true;
}

static bool read_threads(job *j)
{
    long n = j->threads ? strtol(j->threads, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
    if (j->threads && (n < 1 || n > 64)) return false;
    j->thread_count = n < 1 ? 1 : n > 64 ? 64 : (int)n;
    return true;
}

static int run_batch(cli_context *c, int argc, char **argv)
{
    job *j = ARENA_NEW(c->arena, job);
    if (!j) return CLI_FAILED;
    j->c = c;
    const cli_option options[] = {
        { "in", .value = &j->in_path },      { "out", .value = &j->out_path },
        { "at", .value = &j->at },           { "place", .value = &j->place },
        { "threads", .value = &j->threads }, { "matched", .flag = &j->layout.matched },
    };
    if (!cli_parse(c, &argc, argv, options, sizeof options / sizeof *options)) return CLI_USAGE;
    if (argc != 2 || !j->in_path)
        return cli_usage(c, "batch", "要写决策的名称和 --in 文件", "name a decision and --in FILE");
    if (!read_threads(j))
        return cli_usage(c, "batch", "--threads 应是 1 到 64", "--threads is from 1 to 64");
    j->layout.at = date_today();
    if (j->at && !cli_date(c, j->at, &j->layout.at)) return CLI_USAGE;
    j->layout.language = c->language;
    str place = str_c(j->place);
    if (j->place) j->layout.place = &place;
    diag_list d;
    diag_init(&d, c->arena);
    policy_library *lib = cli_policies(c, NULL, false);
    if (!lib) return CLI_FAILED;
    j->layout.lib = lib;
    int status = CLI_WANTING;
    if (find_decision(j, argv[1], &d)) status = run_files(j);
    else cli_print_findings(c, c->err, &d, lib);
    policy_library_free(lib);
    return status;
}

const cli_command cmd_batch = {
    "batch", run_batch, "对一个表里的每一行作同一个决策", "one decision for every row of a table",
    help_zh, help_en
};
