/* batch_csv.h: blocks of CSV rows as columns of facts, and results as CSV again; the inside of
*`heng batch`.
**
** A block is whole rows of one file in UTF-8. A worker parses it straight into integer columns,
*runs the decision, and
** writes every row as it came with the results behind it. Nothing is allocated per field or per
*row.
** Threads: one worker each; layout and library are shared and read only. Layer: cli. */
#ifndef HENG_CLI_BATCH_CSV_H
#define HENG_CLI_BATCH_CSV_H

#include "cli/cli.h"
#include "policy/batch.h"

enum {
    BLOCK_BYTES = 1 << 20,
    BATCH_DATES = 32,
    SHOWN_ERRORS = 20,
    RESULTS_MOST = 256,
    WORD_PLACES = 64
};

typedef struct csv_column {
    str name;
    int32_t spec;                    /* -1: passed through */
    bool date_of_law;                /* 适用日 */
} csv_column;

typedef struct csv_layout {
    const policy_library *lib;
    int32_t slot;
    const str *place;
    date at;
    const str *members; int member_count;
    bool matched;
    csv_column *columns; int column_count;
    batch_spec *specs; int spec_count;       /* scales as seen at the start of the file */
    bool dated;                      /* there is a column 适用日 */
    const str *results; int result_count;    /* names of the output's columns */
    lang language;
} csv_layout;

typedef struct csv_problem {
    int64_t line;
    int column;
    const char *code;
    str name, text;
} csv_problem;

/* place: which result of this day's batch stands in an output column; -1 none. */
typedef struct dated_batch {
    int64_t day;
    policy_batch *batch;
    int16_t place[RESULTS_MOST];
} dated_batch;

typedef struct worker {
    const csv_layout *layout;
    arena memory;                    /* columns, grown to the largest block */
    arena messages;                  /* of the block */
    batch_spec *specs;
    const feel_type **types;         /* of codes, per spec */
    uint8_t (*words)[WORD_PLACES];   /* per spec: code + 1 of the word last seen with that hash */
    dated_batch batches[BATCH_DATES]; int batch_count;
    int64_t row_room;                /* rows the columns hold */
    int64_t **numbers; uint8_t **codes, **states;        /* per spec */
    int64_t *days; uint8_t *day_states, *ragged;
    const char **starts;             /* of each row, one more at the end */
    batch_out *outs;                 /* RESULTS_MOST of them */
    int32_t *matched;
    const char **codes_of_error;
    uint8_t *from_batch;             /* row → index of its batch */
    struct picked {
        int64_t **numbers;
        uint8_t **codes, **states;
        batch_out *outs;
        int32_t *matched, *rows;
        int64_t count;
    } picked;
    int64_t too_fine;                /* cells with more decimals than their column */
    /* of the block */
    const char *text; int64_t text_size, first_line, rows, failed_rows;
    char *out; int64_t out_size, out_room;
    VEC(csv_problem) problems; int64_t problem_count;
} worker;

bool worker_open(worker *w, const csv_layout *layout);
void worker_close(worker *w);
/* Parses, decides, formats; the output stands in w->out. false without memory. */
bool worker_block(worker *w, const char *text, int64_t size, int64_t first_line);

/* ---- parsing, batch_csv.c ---- */
/* Rows of the block into the columns; false without memory. */
bool csv_parse_block(worker *w);
/* The field of a column in a row, quotes taken off (into `a` when it has doubled ones). */
str csv_field(const worker *w, int64_t row, int column, arena *a);
/* The end of a row that begins at p: its line break or `end`; quoted breaks are inside. */
const char *csv_row_end(const char *p, const char *end);
/* Most decimals in a column of numbers, over the block. */
int csv_decimals(const char *text, const char *end, int column);
/* ---- formatting, batch_out.c ---- */
bool csv_format_rows(worker *w, int64_t from, int64_t to);
bool csv_header(csv_layout *l, arena *a, str line, strbuf *out);

#endif
