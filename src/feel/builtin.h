/* builtin.h: the built-in functions of FEEL (DMN 1.5 §10.3.4), a table that can be extended by one
*line.
**
** The evaluator resolves a name to a feel_builtin at parse time, orders named arguments by
*`params`, and calls fn with
** argc values. fn returns null and notes why (feel_fail) for arguments outside its domain.
** Layer: feel. */
#ifndef HENG_FEEL_BUILTIN_H
#define HENG_FEEL_BUILTIN_H

#include "feel/feel.h"

enum { BUILTIN_PARAMS_MAX = 8 };

typedef feel_value (*builtin_fn)(feel_run *r, int argc, const feel_value *argv, src_pos at);

typedef struct feel_builtin {
    const char *name;
    builtin_fn fn;
    int8_t arg_min, arg_max;                 /* arg_max -1: variadic (count, min, max, sum, …) */
    const char *params; /* comma-separated parameter names in order; variants of the standard
                           separated by |, e.g. "from|year,month,day"; optional ones end in ? */
    uint8_t result;     /* feel_type_kind of the result, FEEL_T_ANY when it depends */
} feel_builtin;

/* Rows of one name stand together; the first serves positional calls. */
extern const feel_builtin feel_builtins[];
extern const int feel_builtin_count;
/* By name after normalisation ("date and time", "string length"); also the Chinese alias where one
*is documented
** (docs/feel-builtins.md). NULL when there is none. */
const feel_builtin *feel_builtin_find(str name);
/* May `argc` positional arguments be given? */
bool feel_builtin_arity(const feel_builtin *b, int argc);
/* Named arguments: the row and variant whose parameters bear all these names. place[i] is the
*position of the i-th
** argument, *argc the number of arguments to pass (positions that no argument takes are null). NULL
*when no variant has
** them, when one is given twice, or when a parameter that is not optional is left out. */
const feel_builtin *feel_builtin_named(const feel_builtin *b, const str *names, int count,
                                       int8_t *place, int *argc);
/* The documented aliases, for docs and completion: n from 0, false at the end. */
bool feel_builtin_alias(int n, const char **alias, const char **name);

#endif
