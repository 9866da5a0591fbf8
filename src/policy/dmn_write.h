/* dmn_write.h: a policy's decisions as DMN 1.5 XML, with diagram interchange.
**
** What is written: the decisions asked for, in the version in force at one date, and everything
** they require. Facts and figures still to be set become input data; parameters and conditions
** become decisions; functions become business knowledge models; a decision that is asked with
** other facts becomes a decision service of its own ("…服务"); provisions become knowledge sources;
** enumerations, structures and units become item definitions. DMN knows no versions and no default
** values: the date is in the namespace, a default in the input's description. A knowledge model
** may see nothing but its parameters, so figures that a function reads become parameters of it.
**
** Reading the result with dmn_read gives the same values for the same inputs, defaults given.
** Ownership: the text grows in the strbuf's arena. Errors: what DMN cannot say is a finding
** (W-EXPORT), the rest goes on. Layer: policy. */
#ifndef HENG_POLICY_DMN_WRITE_H
#define HENG_POLICY_DMN_WRITE_H

#include "policy/dmn.h"
#include "policy/policy.h"

typedef struct dmn_export {
    const policy_library *lib;
    const int32_t *slots; int32_t slot_count;    /* the decisions asked for */
    date at;
    str place;
    str name, space;                             /* of the model; space: its namespace URI */
    str version;                                 /* "1.3", "1.4", "1.5"; empty = 1.5 */
} dmn_export;

/* The versions differ in their namespaces only: nothing is written that 1.3 did not have. Many
*tools, dmn-js among
** them, open nothing newer than 1.3; its diagram leaves decision services out, which they cannot
** draw. */
bool dmn_version_known(str version);
bool dmn_write(const dmn_export *what, strbuf *out, diag_list *d);

/* ---- the writer's own, shared between its files ---- */
typedef enum {
    WRITE_INPUT,
    WRITE_DECISION,
    WRITE_KNOWLEDGE,
    WRITE_SERVICE,
    WRITE_SOURCE
} write_kind;
typedef VEC(int32_t) write_indices;

typedef struct write_node {
    write_kind kind;
    int32_t slot;                    /* of the library; -1 for sources */
    const policy_def *def;           /* NULL: a source, or no version in force */
    str id, name;
    write_indices needs;             /* nodes, in the order of first mention */
    write_indices extra; /* slots: parameters a function was given, or a service's inputs */
    int32_t output;                  /* service: its decision's node */
    int32_t rank, x, y, width, height;
} write_node;

typedef struct write_call { int32_t caller; const feel_expr *call; } write_call;

typedef struct dmn_writer {
    const dmn_export *what;
    arena *arena;
    diag_list *findings;
    VEC(write_node) nodes;
    VEC(write_call) calls;
    int32_t *by_slot, *services;     /* node of a slot, node of a slot's service; -1 */
    strbuf *out, items;              /* item definitions are gathered while the rest is written */
    strmap item_names;
    int32_t anonymous;
} dmn_writer;

str write_escaped(dmn_writer *w, str s);
/* How a type is referred to; declares it in `items` when it needs that. */
str write_type(dmn_writer *w, const feel_type *t);
/* The expression as one boxed expression, indented. */
void write_logic(dmn_writer *w, const feel_expr *e, int indent);
str write_feel(dmn_writer *w, const feel_expr *e);
/* Which elements there are and what they need (dmn_graph.c); their places (dmn_layout.c). */
bool write_graph(dmn_writer *w);
void write_layout(dmn_writer *w);
const policy_def *write_def(const dmn_writer *w, int32_t slot);
bool write_indices_add(dmn_writer *w, write_indices *list, int32_t index);

#endif
