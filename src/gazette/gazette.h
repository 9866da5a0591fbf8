/* gazette.h: reads an official gazette: bytes → issue → documents → provisions → assignments,
** citations, repeals.
**
** gazette_read takes whatever an office has on disk (UTF-8 with or without BOM, GB18030, plain
** text or HTML, LF, CRLF or CR, full-width and no-break blanks) and never fails on its contents:
** damage is reported with file:line:column into the diag_list and the rest is read. It is false
** only when memory ran out or the input is over the limit.
**
** What the reader knows is the genre: the shapes of document numbers, of 一、(一)1.(1) and 第N条
** numbering, of the words that hand out work (牵头单位, 责任单位, 会同, ...). It knows no city, no bureau,
** no document.
**
** Ownership: everything lives in the arena given, including gazette.text (the whole input as
** UTF-8 lines). Slices point into gazette.text or into the arena; `bytes` may be freed after the
** call.
** Units: offsets are bytes into gazette.text, lines count from 1 in the input as given (HTML:
** the line of the tag).
** Limits: GAZETTE_BYTES_MAX of input; numbering deeper than GAZETTE_DEPTH_MAX is kept flat. Time
** is linear in the input.
** Layer: base only. Not for sharing between threads while being read; read-only afterwards. */
#ifndef HENG_GAZETTE_GAZETTE_H
#define HENG_GAZETTE_GAZETTE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/str.h"

enum { GAZETTE_BYTES_MAX = 256 << 20, GAZETTE_DEPTH_MAX = 12, GAZETTE_TITLE_CHARS_MAX = 60 };

typedef enum { GAZETTE_UTF8, GAZETTE_UTF8_BOM, GAZETTE_GB18030, GAZETTE_UTF16 } gazette_encoding;
typedef enum { GAZETTE_TEXT, GAZETTE_HTML, GAZETTE_PDF, GAZETTE_DOCX } gazette_form;

/* A list of names, in the order printed. */
typedef struct gazette_names { str *items; int count, cap; } gazette_names;

/* ---- provisions ---- */

typedef enum {
    GAZETTE_PART,            /* 第一编, 第一部分 */
    GAZETTE_CHAPTER,         /* 第一章, 第一节 */
    GAZETTE_ARTICLE,         /* 第一条 */
    GAZETTE_SECTION,         /* 一、 */
    GAZETTE_CLAUSE,          /* (一) */
    GAZETTE_ITEM,            /* 1. */
    GAZETTE_SUBITEM,         /* (1), ①, 1) */
    GAZETTE_POINT,           /* 一是…, ——… : kept as paragraphs, named for readers */
    GAZETTE_PARAGRAPH,       /* unnumbered text */
    GAZETTE_ATTACHMENT,      /* 附件1 */
    GAZETTE_TABLE,
    GAZETTE_ROW,
    GAZETTE_PREAMBLE         /* title lines of the plan that a document carries */
} gazette_kind;

/* Addresses never change while the document's text stays the same; they are what citations use:
** `四(五)`, `第十五条(三)`, `第十五条第二款`, `三(一)2`, `附件1/表1/行7`, `一(一)1第2段`, `前言`, `末段`.
** A repeated address gets `#2`, `#3` (a document that restarts its numbering). */
typedef struct gazette_provision {
    gazette_kind kind;
    int parent;              /* index in gazette_doc.provisions, -1 = the document itself */
    int level;               /* 1 = directly under the document */
    str address;
    str number;              /* as printed: "(五)", "第十五条", "3."; may be empty */
    str heading;             /* heading without its number; empty when there is none */
    str text;                /* own text with heading, without number and children; a paragraph
                                that was broken over lines keeps its line breaks */
    gazette_names cells;     /* GAZETTE_ROW only: one name per cell */
    int32_t line, offset;    /* where its first line stands */
    int32_t end;             /* byte after its own text */
} gazette_provision;

/* ---- assignments ---- */

/* One measure handed to somebody. Rows with weak = true come from prose without an explicit
** assignment tag; the
** `article` column of listings marks them ` [inline]`. */
typedef struct gazette_task {
    str task_no;             /* printed; `-2` goes on, `27(3)` nested, `附件-5` annex rows */
    str parent_no;           /* section path; the measure's number for nested rows */
    str title;               /* to the first 。, at most GAZETTE_TITLE_CHARS_MAX characters */
    gazette_names lead, responsible, cooperating, supervising;
    str deadline;            /* "2025", "2023-06" or "2023-06-30"; may be empty */
    str article;             /* address as a reader would write it: 二(一)1, 一、3, 附件(三)13, 第四条第二款 */
    str text;                /* the words that order it */
    bool weak;
    int provision;           /* index in gazette_doc.provisions, -1 unknown */
    int parent;              /* index in gazette_doc.tasks, -1 = top-level */
    int32_t line, offset;
} gazette_task;

/* One unit's own way of carrying out a task (落实措施). */
typedef struct gazette_measure {
    int task;                /* index in gazette_doc.tasks */
    str unit;
    str measure_no;          /* "0" unnumbered; "1", "1.2", "一" as printed */
    str text;
    gazette_names targets;   /* numbers with their units, as printed: "40亿元", "5%" */
    int32_t line, offset;
} gazette_measure;

/* ---- citations ---- */

typedef enum {
    GAZETTE_CITES,           /* 引用: named, nothing more */
    GAZETTE_BASED_ON,        /* 依据: 根据, 按照, 依据, 贯彻, 落实, 经…批准 */
    GAZETTE_AMENDS,          /* 修订: 修改, 调整, 代替条款 */
    GAZETTE_REPEALS,         /* 废止: 同时废止, 停止执行, 不再执行 */
    GAZETTE_ISSUES           /* 印发: the plan carried by this very document */
} gazette_relation;

typedef struct gazette_cite {
    gazette_relation relation;
    str doc_no;              /* normalised, may be empty */
    str title;               /* without 《》, may be empty */
    int provision;           /* where it is cited; -1 = the title of the document */
    int32_t line, offset;
} gazette_cite;

/* A number ordered or promised: 到2025年…覆盖率达到93%以上. */
typedef struct gazette_indicator {
    str name;                /* words before the comparison, trimmed to the clause */
    str comparison;          /* 达到, 不低于, 控制在, 以上, ... as printed */
    str value, unit;         /* digits as printed; 万元, %, 个, ... */
    str deadline;            /* as in gazette_task */
    int provision;
    int32_t line, offset;
} gazette_indicator;

/* ---- documents ---- */

typedef struct gazette_doc {
    str doc_no;              /* normalised: agency word〔year〕number号, no blanks */
    str doc_no_printed;
    str title;               /* joined over its lines, no line breaks */
    str issuer;
    str genre;               /* 通知, 意见, 办法, 决定, 通告, ... from the title; may be empty */
    gazette_names addressees;
    date signed_on;          /* year 0 = not printed */
    date published_on;       /* of the issue or of the page header; year 0 = not printed */
    str disclosure;          /* 公开发布, 依申请公开, 主动公开, ... as printed without brackets */
    date effective_from;     /* 自…起施行; 自印发/发布/公布之日起 gives signed_on; year 0 = not stated */
    date effective_to;       /* 有效期, 有效期至, 试行N年; year 0 = not stated */
    str validity;            /* the sentence these two come from */
    gazette_names attachments; /* names as listed */
    VEC(gazette_provision) provisions; /* in printed order, parents before children */
    VEC(gazette_task) tasks;
    VEC(gazette_measure) measures;
    VEC(gazette_cite) cites;
    VEC(gazette_indicator) indicators;
    str text;                /* the whole document, a slice of gazette.text */
    int32_t line, line_end;  /* first and last line */
} gazette_doc;

typedef struct gazette {
    str file;
    gazette_encoding encoding;
    gazette_form form;
    str text;                /* the decoded, tag-free text, lines ended by LF */
    str name;                /* issue's name, e.g. ...公报2023年第5号; empty for a single document */
    str number;              /* "2023年第5号" */
    str total_number;        /* "130" */
    str publisher;
    date published_on;
    VEC(gazette_doc) docs;
    int32_t line_count;
} gazette;

typedef struct gazette_options {
    gazette_names org_names; /* reserved for known unit names; may be empty */
} gazette_options;

/* file: the name to show in messages. options may be NULL. out is zeroed first. */
bool gazette_read(arena *a, str file, str bytes, const gazette_options *options, diag_list *diags,
                  gazette *out);

/* Normalises every printed variant of a document number; empty when s holds none. */
str gazette_doc_no(arena *a, str s);

/* Last explicit completion date in a text ("2025", "2023-06-30"), empty when there is none.
** Relative periods, start
** dates and yearly recurring dates are not deadlines. year: for 年底前 without a year; 0 = unknown. */
str gazette_deadline(arena *a, str text, int year);

/* Address of an offset: the innermost provision that holds it, -1 outside. */
int gazette_provision_at(const gazette_doc *d, int32_t offset);
int gazette_provision_find(const gazette_doc *d, str address);

const char *gazette_kind_name(gazette_kind kind, lang language);
const char *gazette_relation_name(gazette_relation relation, lang language);

/* One CSV row per task with the columns
** doc_no,task_no,parent_no,title,lead_units,responsible_units,
** cooperating_units,deadline,article (units joined by ';'), as `heng gazette tasks --format csv`
** prints them. */
void gazette_tasks_csv_header(strbuf *out);
void gazette_tasks_csv(strbuf *out, const gazette_doc *d);
/* Names joined by ';'. */
str gazette_names_join(arena *a, const gazette_names *names);

#endif
