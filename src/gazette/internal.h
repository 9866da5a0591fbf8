/* internal.h: what the reader's parts share. Not included outside src/gazette.
**
** The passes, in order (each a file, each linear in the text):
**   decode.c  bytes → UTF-8, LF, plain blanks      html.c  tags → lines
**   lines.c   text → trimmed lines                 split.c lines → issue head and documents
**   head.c    title, issuer, addressees, dates     tree.c  lines → provisions with addresses
**   tags.c    assignment tags inside a paragraph   tasks.c tags and labels → tasks
**   table.c   rows → tasks                         prose.c duties in plain sentences
**   measure.c 落实措施 per unit                     cite.c  citations, repeals, validity
** Layer: base only. */
#ifndef HENG_GAZETTE_INTERNAL_H
#define HENG_GAZETTE_INTERNAL_H

#include "gazette/gazette.h"

/* ---- text.c ---- */

/* Reads the code point at *pos of valid UTF-8 and moves on; 0 at the end. */
uint32_t gz_next(str s, int32_t *pos);
/* The code point that ends at byte `end`; 0 at the start. */
uint32_t gz_before(str s, int32_t end);
/* Opening and closing marks in families, so that （…) and 〔…] match: 1 round, 2 square, 3 《》, 4 “”,
   0 none. */
int gz_open(uint32_t cp);
int gz_close(uint32_t cp);
bool gz_is_cjk(uint32_t cp);
bool gz_is_sentence_end(uint32_t cp);              /* 。！？!? */
str gz_trim(str s);                                /* ASCII blanks and line breaks at both ends */
str gz_skip_blanks(str s);
bool gz_starts(str s, const char *prefix);
bool gz_ends(str s, const char *suffix);
/* The longest of a NULL-ended list that s starts (ends) with; NULL when none does. */
const char *gz_starts_any(str s, const char *const *list);
const char *gz_ends_any(str s, const char *const *list);
bool gz_has(str s, const char *needle);
int32_t gz_find(str s, const char *needle, int32_t from);
int32_t gz_chars(str s);
str gz_cut_chars(str s, int32_t chars);
/* Without blanks and line breaks next to a CJK character; borrowed when nothing has to go. */
str gz_squeeze(arena *a, str s);
/* Chinese or (ASCII, full-width) Arabic number at the start of s: value and bytes used; -1 when
   there is none. */
int gz_number(str s, int32_t *used);
int gz_cn_number(str s, int32_t *used);
int gz_digits(str s, int32_t *used);
str gz_number_zh(arena *a, int value);             /* 二十三 */
/* Offset just after the mark that closes the one at `open`, or -1. Gives up after `limit` bytes. */
int32_t gz_match(str s, int32_t open, int32_t limit);
bool gz_names_add(arena *a, gazette_names *names, str name);

/* ---- reader state ---- */

typedef struct gz_line {
    str s;                   /* trimmed, slice of gazette.text */
    int32_t offset;          /* of s in gazette.text */
    int32_t line;            /* in the input */
    int32_t blank_before;    /* empty lines above */
} gz_line;

typedef struct gz {
    arena *a;
    diag_list *diags;
    gazette *g;
    int32_t *line_of;        /* HTML: input line of each text line; NULL = same */
    int32_t line_of_count;
    VEC(gz_line) lines;      /* without the empty ones */
    bool failed;             /* memory ran out */
} gz;

src_pos gz_pos(const gz *r, int32_t line, int32_t column);
/* Line number in the input of an offset into gazette.text. */
int32_t gz_line_at(const gz *r, int32_t offset);

/* ---- decode.c, html.c, lines.c ---- */

bool gz_decode(gz *r, str bytes, str *text);
bool gz_looks_html(str text);
bool gz_strip_html(gz *r, str html, str *text);
bool gz_make_lines(gz *r);

/* ---- docno.c ---- */

/* Finds the next document number from `from`; *start..*end is as printed. */
bool gz_docno_find(str s, int32_t from, int32_t *start, int32_t *end);
str gz_docno_normal(arena *a, str printed);
bool gz_docno_whole(str line);                     /* a document number and nothing else */
bool gz_order_tail(str line, str *number);          /* 第12号, (第12号), 2023年第12号 */
/* 某市人民政府令第12号 */
bool gz_order_line(str line, str *issuer, str *number);
str gz_docno_unbracket(str line);                  /* (某政发〔2020〕1号) without its brackets */

/* ---- date.c ---- */

/* 2023年6月30日, 2023-06-30, 二〇二三年六月三十日 at the start of s. */
bool gz_date_read(str s, date *d, int32_t *used);
bool gz_date_whole(str line, date *d);

/* ---- number.c ---- */

typedef struct gz_marker {
    gazette_kind kind;
    int rank;                /* 1 part .. 9 circled */
    int value;
    int32_t used;            /* bytes up to the text behind it */
    str printed;
    char piece[48];          /* its part of an address: 四, (五), 3, (2), 第十五条 */
} gz_marker;
enum { GZ_RANK_PART = 1, GZ_RANK_CHAPTER, GZ_RANK_PARAGRAPH_OF_CHAPTER, GZ_RANK_ARTICLE,
       GZ_RANK_SECTION,
       GZ_RANK_CLAUSE, GZ_RANK_ITEM, GZ_RANK_SUBITEM, GZ_RANK_CIRCLED };
bool gz_marker_read(str line, gz_marker *m);

/* ---- split.c, head.c, tree.c ---- */

typedef struct gz_span { int from, to; } gz_span;  /* lines [from, to) */

bool gz_split(gz *r);
/* Fills the head of d from its lines; body gets the lines that belong to the tree. */
bool gz_head(gz *r, gazette_doc *d, gz_span span, gz_span *body);
bool gz_tree(gz *r, gazette_doc *d, gz_span body);
bool gz_is_attachment_start(const gz *r, int line, gz_span span);
bool gz_is_addressees(str line);                   /* 各县人民政府，市政府各部门： */
bool gz_is_page_furniture(str line);               /* what a web site prints around a document */
bool gz_signed_line(str s, str *name, date *day);  /* 某市人民政府  2023年1月3日 */
bool gz_title_end(str line);                       /* ends like a document's title: 的通知, 办法, ... */

/* ---- units.c ---- */

/* Splits a printed list of units; drops 等…, 按职责分工负责 and the like. */
bool gz_units(arena *a, str list, gazette_names *names);
/* Every piece ends like the name of an organ. strict: also no verbs and no long pieces. */
bool gz_units_like(str list);
bool gz_unit_like(str name);

/* ---- tags.c ---- */

typedef enum {
    GZ_LEAD, GZ_RESPONSIBLE, GZ_COOPERATING, GZ_SUPERVISING, GZ_DEADLINE, GZ_MEASURES,
    GZ_PERSON,               /* 责任人: responsible when no unit is named */
    GZ_OTHER,                /* 责任领导, 联系人: read, not kept */
    GZ_ROLE_NONE
} gz_role;

/* A role word with its noun at the start of s: 牵头单位, 责任部门, 完成时限, 落实措施, ...; bytes used. */
gz_role gz_role_word(str s, int32_t *used);
/* The same followed by a colon. */
gz_role gz_role_label(str s, int32_t *used);

typedef struct gz_tag {
    int32_t start, end;      /* bytes in the paragraph, brackets included */
    bool label;              /* a line of labels rather than a bracket */
    gazette_names lead, responsible, cooperating, supervising;
    bool open;               /* labels without brackets up to the end of the paragraph */
    bool persons;            /* responsible holds persons (责任人), for want of units */
    str deadline;            /* text behind 完成时限 */
    str measures;            /* text behind 落实措施 */
} gz_tag;
typedef VEC(gz_tag) gz_tags;
bool gz_tags_find(arena *a, str paragraph, gz_tags *tags);
/* Moves 甲局（牵头） and 乙局（配合） out of `from` to where their marks say. */
bool gz_move_marked(arena *a, gz_tag *tag, gazette_names *from);
/* Reads labels (牵头单位:…;责任单位:…) from content; false when it does not start with one. */
bool gz_labels_read(arena *a, str content, gz_tag *tag);

/* ---- tasks.c, table.c, prose.c, measure.c, cite.c, indicator.c ---- */

/* How a task got its name: the provision it belongs to and the how-manieth assignment in it this
   is. */
typedef struct gz_naming {
    int owner;               /* numbered provision, -1 = the document */
    int ordinal;             /* 0 = first */
    int place;               /* 0 = first tag of its paragraph, 1 = second, ... */
    bool fixed;              /* already named (table rows, measures of a unit) */
} gz_naming;

typedef struct gz_task_pass {
    gz *r;
    gazette_doc *d;
    int year;                /* year of the document, for 年底前; 0 = unknown */
    VEC(gz_naming) naming;   /* one per task */
    int *rows;               /* per provision: assignments so far */
    int32_t *cover;          /* per provision: where the text of the next assignment begins */
    int document_rows;       /* the same for text under no number */
    int32_t document_cover;
    bool labelled_persons;   /* it has only persons so far */
    int labelled;            /* task that the next label line completes, -1 = none */
} gz_task_pass;

/* Adds a task named later from its owner; NULL without memory. */
gazette_task *gz_task_add(gz_task_pass *p, int owner, int provision, int ordinal, int place,
                          bool fixed);
/* The numbered provision (or attachment) that a text belongs to. */
int gz_owner(const gazette_doc *d, int provision);
/* "附件" or "附件2" above a provision, empty in the main text. */
str gz_attachment_of(const gazette_doc *d, int provision);
bool gz_name_tasks(gz_task_pass *p);
/* A plan behind a numbered letter begins with 一 again (一#2): its tasks are known by the plain
   number wherever no other task has it. */
bool gz_plain_numbers(gz_task_pass *p);
bool gz_tasks(gz *r, gazette_doc *d);
bool gz_table_tasks(gz_task_pass *p, int table);
bool gz_prose(gz_task_pass *p);
/* Splits 落实措施 by unit and number; adds one task per unit when several units share the text. */
bool gz_measures(gz_task_pass *p, int task, str text);
bool gz_cites(gz *r, gazette_doc *d);
bool gz_validity(gz *r, gazette_doc *d);
bool gz_indicators(gz *r, gazette_doc *d);
str gz_title_of(arena *a, str text);               /* first sentence, 60 characters */
str gz_deadline_in(arena *a, str text, int year, bool column);

#endif
