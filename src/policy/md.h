/* md.h: a policy file as Markdown blocks with exact places (docs/policy-language.md section 1).
**
** An own line reader stands here instead of cmark-gfm or md4c: neither tells the column of a table
*cell, and every
** finding in a cell needs it. It knows the four blocks a policy is made of (headings, quoted
*attribute lines, tables,
** indented or fenced expressions); any other line is prose.
** Ownership: everything borrows from the file's text or lives in the library's arena. Layer:
*policy. */
#ifndef HENG_POLICY_MD_H
#define HENG_POLICY_MD_H

#include "policy/internal.h"

typedef struct md_cell { str text; src_pos pos; } md_cell;
typedef struct md_row { md_cell *cells; int count; src_pos pos; } md_row;
typedef struct md_table {
    VEC(md_row) rows;
} md_table; /* rows[0] is the header; the dashes are left out */
typedef struct md_attribute { md_cell word, value; } md_attribute;

typedef enum md_word {
    MD_TYPE,
    MD_UNITS,
    MD_FACTS,
    MD_PARAMETERS,
    MD_DECISION,
    MD_CONDITIONS,
    MD_FUNCTION,
    MD_BENEFIT,
    MD_EXAMPLES,
    MD_CONFLICT,
    MD_COVERAGE,
    MD_CONSTRAINTS,
    MD_NOTES,
    MD_UNKNOWN
} md_word;

typedef struct md_section {
    md_word word;
    str word_text;
    md_cell heading;                 /* after the section word */
    md_cell name, type, parameters;  /* parts of the heading; empty text when absent */
    str provision, external;
    bool inferred;
    src_pos pos;                     /* of the ## line's text */
    VEC(md_attribute) attributes;
    VEC(md_table) tables;
    VEC(md_cell) code; /* each block: the slice from its first character to its last */
    VEC(md_cell) prose;              /* each run of prose lines, as one slice */
    /* filled from the attributes */
    str note, question, reading;
    policy_period period; bool has_period;
    struct policy_def *def;          /* decision, conditions, function */
    struct policy_type *type_def;
    VEC(struct policy_def *) row_defs; /* facts, parameters: one per table row, may be NULL */
} md_section;

typedef struct md_file {
    policy_library *lib;
    policy_doc *doc;
    diag_list *d;
    md_cell title;
    md_table header;
    VEC(md_section) sections;
    bool skip_examples;
} md_file;

/* md_scan.c */
bool md_scan(md_file *f);
/* Column of the header row whose text is one of the words ("值|value"), -1 when absent. */
int md_column(const md_table *t, const char *words);
/* The cell, or an empty one at the row's place when the row is short. */
md_cell md_cell_at(const md_row *row, int column);
bool md_is_word(str text, const char *words);

/* md_head.c */
void md_read_header(md_file *f);
void md_read_attributes(md_file *f, md_section *s);
void md_split_heading(md_file *f, md_section *s);
bool md_date(md_file *f, md_cell cell, date *out);
/* "本政办发[2022]30 号" → "本政办发〔2022〕30号". */
str policy_number_normal(arena *a, str text);

/* md_body.c: the value of a decision or function. *table is set when it is one decision table. */
feel_expr *md_body(md_file *f, md_section *s, const feel_scope *scope, const feel_table **table,
                   str *text);
void md_conditions(md_file *f, md_section *s);
/* Type of a multi-output table from its header; NULL otherwise. */
const feel_type *md_table_type(md_file *f, const md_section *s);

/* md_extra.c */
void md_benefit(md_file *f, md_section *s);
void md_conflict(md_file *f, md_section *s);
void md_coverage(md_file *f, md_section *s);
void md_examples(md_file *f, md_section *s);

/* constraint.c */
void md_constraints(md_file *f, md_section *s);

#endif
