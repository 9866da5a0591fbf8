/* parse.h: the parser's state and the calls between its files.
**   parse.c        entry, operators by precedence, if/for/some/every
**   parse_basic.c  literals, lists, ranges, contexts, function definitions
**   parse_name.c   names, paths, invocations, filters
**   parse_test.c   unary tests
**   parse_node.c   making nodes, findings
** Every parse_ function returns NULL after it has added a finding; callers just pass NULL on.
** Layer: feel, internal. */
#ifndef HENG_FEEL_PARSE_H
#define HENG_FEEL_PARSE_H

#include "feel/scope.h"

/* Longest chain of operators in a row (1 + 1 + …): bounds the recursion of everything that walks a
 * tree. */
enum { FEEL_HEIGHT_MAX = 1000 };

typedef struct parser {
    arena *arena;                        /* of the tree */
    arena *scratch;                      /* scopes and other things that end with the parse */
    diag_list *diags;
    feel_source *source;
    str text;
    int32_t pos;
    int depth;
    bool failed;
    bool range_high;                     /* a `[` may close an open range */
    bool saw_subject;                    /* ? met since the flag was cleared */
    const feel_scope *scope;
    strmap members;                      /* member names met in this text */
} parser;

/* ---- parse_node.c ---- */
feel_expr *parse_node(parser *p, feel_node_kind kind,
                      int32_t offset); /* length to p->pos, trailing blanks cut */
/* A node over up to three children; checks the height. */
feel_expr *parse_kids(parser *p, feel_node_kind kind, int32_t offset, feel_expr *a, feel_expr *b,
                      feel_expr *c);
bool parse_height(parser *p, feel_expr *e,
                  const feel_expr *child); /* raises e->height above the child's */
void *parse_error(parser *p, const char *code, int32_t offset, int32_t length, const char *zh,
                  const char *en, ...);
void *parse_finding(parser *p, const char *code, int32_t offset, int32_t length, str zh, str en);
/* "unexpected …": names the character, its half-width twin, and what was expected (both may be
 * NULL). */
void *parse_unexpected(parser *p, const char *zh_expected, const char *en_expected);
void *parse_no_memory(parser *p);
void parse_skip(parser *p);
bool parse_symbol(
    parser *p, const char *symbol); /* skips blanks first; consumes the symbol when it is there */
bool parse_word(parser *p, const char *word);        /* the same for a keyword */
bool parse_ahead(parser *p, const char *symbol);     /* without consuming */
bool parse_expect(parser *p, const char *symbol, const char *zh_after, const char *en_after);
bool parse_deeper(parser *p);                        /* counts nesting; parse_shallower undoes it */
void parse_shallower(parser *p);
feel_type *parse_type_new(parser *p, feel_type_kind kind, const feel_type *element);
/* range<element> without an allocation for the usual elements. */
const feel_type *parse_range_type(parser *p, const feel_type *element);

/* ---- parse.c ---- */
feel_expr *parse_expression(parser *p);
feel_expr *parse_sum(parser *p); /* up to + and -: what may stand beside a comparison */

/* ---- parse_basic.c ---- */
feel_expr *parse_primary(parser *p);
/* A name that lives as long as the tree: the source's own bytes when it is written there in normal
 * form. */
str parse_keep_name(parser *p, int32_t start, int32_t end, str normal);
/* Parses a name that is declared here (key, variable, parameter); normalised; empty after a
 * finding. */
str parse_declared_name(parser *p, const char *stop_word);
feel_expr *parse_function(parser *p, int32_t start, str name);
feel_expr *parse_context(parser *p);
feel_expr *parse_range_rest(parser *p, int32_t start, bool low_closed,
                            feel_expr *low); /* behind `low ..` */

/* ---- parse_name.c ---- */
feel_expr *parse_name(parser *p);
/* Path, filter, invocation behind an operand. */
feel_expr *parse_postfix(parser *p, feel_expr *base);
void parse_member_seen(parser *p, str name);

/* ---- parse_test.c ---- */
feel_expr *parse_tests(parser *p);                   /* a whole unary-tests text */
feel_expr *parse_in_tests(parser *p);                /* right side of `in` */

/* ---- type_parse.c ---- */
const feel_type *parse_type(parser *p, bool whole_text, feel_find_type find, void *self);
/* The type finder in sight of the scope. */
const feel_type *parse_scope_type(const feel_scope *s, str name);

#endif
