/* ast.h: the tree that feel_parse makes; read by the evaluator, the checker, the batch compiler,
*the DMN writer.
**
** A tree is immutable once feel_parse (or a box, lambda or table builder) has returned it. Every
*node is one
** feel_expr of 64 bytes; what varies is in the union, and FEEL_NODES says which member each kind
*uses.
**
** Names are resolved at parse time:
**   - FEEL_N_SLOT   a name of an outer scope that came with a slot number (asked of feel_env at run
*time);
**   - FEEL_N_LOCAL  a variable of the current frame: context entry, iteration variable, parameter,
*item.
**     A frame is flat: `local` is an index into it, each variable of one function body has its own
*index.
**     A function body has its own frame: parameters at 0..n-1, then whatever else the body
*declares. A variable of
**     the surrounding frame that the body uses is copied when the function value is made
*(feel_capture).
**   - FEEL_N_ITEM   inside a filter, a name that may be a member of the item: asked of the item
*when it is a
**     context that has it, else `fallback` (NULL: no such name outside either).
**   - FEEL_N_SUBJECT is `?`, the value under test.
** A tree that needs a frame of its own is wrapped in one FEEL_N_FRAME at the root.
**
** Positions: offset and length are bytes in source->text; feel_expr_pos turns them into line and
*column.
** Layer: feel. */
#ifndef HENG_FEEL_AST_H
#define HENG_FEEL_AST_H

#include "feel/builtin.h"
#include "feel/feel.h"

/* X(id, union member, what it is) */
#define FEEL_NODES(X)                                                                              \
    X(LITERAL, value, "a constant")                                                                \
    X(LOCAL, local, "a variable of the frame")                                                     \
    X(SLOT, slot, "a name asked of the environment")                                               \
    X(SUBJECT, none, "?")                                                                          \
    X(ITEM, item, "a name inside a filter: member of the item or an outer name")                   \
    X(FRAME, frame, "root: body needs frame.size variables")                                       \
    X(NEG, kid, "- a")                                                                             \
    X(ADD, kid, "a + b")                                                                           \
    X(SUB, kid, "a - b")                                                                           \
    X(MUL, kid, "a * b")                                                                           \
    X(DIV, kid, "a / b")                                                                           \
    X(POW, kid, "a ** b")                                                                          \
    X(EQ, kid, "a = b")                                                                            \
    X(NE, kid, "a != b")                                                                           \
    X(LT, kid, "a < b")                                                                            \
    X(LE, kid, "a <= b")                                                                           \
    X(GT, kid, "a > b")                                                                            \
    X(GE, kid, "a >= b")                                                                           \
    X(AND, kid, "a and b")                                                                         \
    X(OR, kid, "a or b")                                                                           \
    X(BETWEEN, kid, "a between b and c")                                                           \
    X(IN, kid, "a in b; b is a TESTS node")                                                        \
    X(INSTANCE, instance, "a instance of type")                                                    \
    X(IF, kid, "if a then b else c")                                                               \
    X(FOR, loop, "for iterators return body")                                                      \
    X(SOME, loop, "some iterators satisfies body")                                                 \
    X(EVERY, loop, "every iterators satisfies body")                                               \
    X(LIST, list, "[items]")                                                                       \
    X(RANGE, range, "[low..high], (< high)")                                                       \
    X(CONTEXT, context, "{entries}, also a boxed context; with `result` the box's result")         \
    X(FUNCTION, lambda, "function(parameters) body, or external")                                  \
    X(CALL_BUILTIN, call, "a built-in with its arguments in the order of its parameters")          \
    X(CALL_SLOT, call, "a BKM, decision service or decision called by name (feel_env.invoke)")     \
    X(CALL, call, "any other function value called")                                               \
    X(PATH, path, "a.name")                                                                        \
    X(FILTER, filter, "a[condition]")                                                              \
    X(TESTS, tests, "unary tests: one of them must hold (or none, when negated)")                  \
    X(TEST_ANY, none, "-")                                                                         \
    X(TEST_LT, kid, "< a")                                                                         \
    X(TEST_LE, kid, "<= a")                                                                        \
    X(TEST_GT, kid, "> a")                                                                         \
    X(TEST_GE, kid, ">= a")                                                                        \
    X(TEST_EQ, kid, "= a")                                                                         \
    X(TEST_NE, kid, "!= a")                                                                        \
    X(TEST_VALUE, kid, "a without ?: the subject equals a, or is in a when a is a list or range")  \
    X(TEST_TRUE, kid, "a with ?: a is true")                                                       \
    X(TABLE, table, "a decision table")

typedef enum feel_node_kind {
#define X(id, member, what) FEEL_N_##id,
    FEEL_NODES(X)
#undef X
    FEEL_NODE_COUNT
} feel_node_kind;

/* One parsed text. `at` is where its first byte stands in its file. */
typedef struct feel_source { str text; src_pos at; } feel_source;

typedef struct feel_entry_node {         /* context entry */
    str name;                            /* normalised */
    int32_t local;                       /* its variable; later entries read it from there */
    const feel_type *type;               /* declared (boxed contexts), else NULL */
    feel_expr *expr;
    src_pos pos;                         /* boxed entries; line 0 otherwise */
} feel_entry_node;

typedef struct feel_iterator {
    str name;
    int32_t local;
    feel_expr *from; /* the list or range, or the first value when `to` is set */
    feel_expr *to;                       /* for x in from..to */
} feel_iterator;

typedef struct feel_capture {
    int32_t outer, local;                /* index in the maker's frame, index in the body's frame */
    bool self; /* the function being made itself (recursion by its entry's name) */
} feel_capture;

typedef struct feel_lambda_node {
    const feel_member *params; int32_t param_count;      /* type NULL = Any */
    const feel_type *result;             /* declared, else NULL */
    feel_expr *body;                     /* NULL when external */
    int32_t frame_size;
    const feel_capture *captures; int32_t capture_count;
    str name;                            /* of the entry that holds it, for traces; may be empty */
    str java_class, java_signature;      /* external functions */
} feel_lambda_node;

typedef struct feel_arg_node {
    str name;
    feel_expr *expr;
} feel_arg_node; /* name empty = positional */

enum { FEEL_CALL_BAD_ARGS = -1 };

struct feel_expr {
    uint8_t kind;                        /* feel_node_kind */
    bool negated;                        /* TESTS: not(...) */
    bool low_closed, high_closed;        /* RANGE */
    uint16_t height;                     /* 1 for a leaf */
    bool uses_subject; /* TESTS and its items: ? occurs in it, outside of a nested `in` */
    int32_t offset, length;              /* bytes in source->text */
    const feel_source *source; /* NULL for tables and boxes built by hand (see their own pos) */
    const feel_type *type;               /* static type where the parser knows it, else NULL */
    union {
        feel_value value;
        struct { int32_t index; str name; } local;
        struct { const feel_symbol *symbol; int32_t slot; } slot;
        struct {
            feel_expr *fallback;
            str name;
            int32_t index;
        } item; /* index: the local that holds the item */
        struct { feel_expr *body; int32_t size; } frame;
        struct { feel_expr *a, *b, *c; } kid;
        struct { feel_expr *a; const feel_type *type; } instance;
        struct {
            feel_iterator *iterators;
            int32_t count;
            int32_t partial;
            feel_expr *body;
        } loop; /* partial -1: unused */
        struct { feel_expr **items; int32_t count; } list;
        struct { feel_expr *low, *high; } range;                         /* NULL: unbounded */
        struct { feel_entry_node *entries; int32_t count; feel_expr *result; } context;
        feel_lambda_node *lambda;
        struct {
            union {
                const feel_builtin *builtin;
                const feel_symbol *symbol;
                feel_expr *function;
            } of;
            feel_arg_node *args; /* expr NULL: an optional parameter nobody gave (named calls) */
            const src_pos *pos;          /* of the call, ready for the built-in */
            int32_t count;               /* arguments */
            int8_t bad; /* FEEL_CALL_BAD_ARGS: number or names fit no variant; evaluates to null */
        } call;
        struct { feel_expr *a; str name; } path;                         /* name normalised */
        struct {
            feel_expr *a, *condition;
            int32_t item;
        } filter; /* item: local that holds the item */
        struct { feel_expr **items; int32_t count; } tests;
        const feel_table *table;
        struct {
            const feel_table *table;
            const feel_expr **items;
            int32_t count;
        } rows; /* TABLE: all its expressions */
    } as;
};

/* "FOR", … for dumps and messages. */
const char *feel_node_name(feel_node_kind kind);
src_pos feel_expr_pos(const feel_expr *e);
/* The text the node was parsed from; empty for hand-built nodes. */
str feel_expr_source(const feel_expr *e);

/* Children one by one, in constant time: NULL when i is past the last. Those of a table are its
*inputs, outputs and cells as
** they were when feel_table_expr was called, absent cells skipped. */
const feel_expr *feel_expr_child(const feel_expr *e, int32_t i);
int32_t feel_expr_child_count(const feel_expr *e);

/* The tree as FEEL text with the fewest brackets (feel_print.c); a TABLE prints as its name. */
str feel_print(arena *a, const feel_expr *e);
/* As feel_print, asking for the text that stands in place of a node: empty = print the node itself.
 */
typedef str (*feel_print_hook)(void *self, const feel_expr *e);
str feel_print_with(arena *a, const feel_expr *e, feel_print_hook hook, void *self);

#endif
