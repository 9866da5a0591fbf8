/* builtin_args.h: how the built-ins read their arguments. Each reader answers false after noting in
*the run what is
** wrong with which argument of which function (E-TYPE); the built-in then returns null.
** A list of one item serves where its item is wanted, and an item where a list is wanted (DMN 1.5
*§10.3.2.9.4).
** Layer: feel, internal. */
#ifndef HENG_FEEL_BUILTIN_ARGS_H
#define HENG_FEEL_BUILTIN_ARGS_H

#include "feel/builtin.h"
#include "feel/builtin_table.h"

typedef struct args {
    feel_run *run;
    const char *name;                    /* of the function, for messages */
    int count;
    const feel_value *v;
    src_pos at;
} args;

#define ARGS(function_name) args a = { r, function_name, argc, argv, at }

bool arg_number(const args *a, int i, dec *out);
/* The whole part of a number; false when it passes int64. */
bool arg_int(const args *a, int i, int64_t *out);
/* A number without a fraction within [low, high]; E-RANGE otherwise. */
bool arg_whole(const args *a, int i, int64_t low, int64_t high, int64_t *out);
bool arg_string(const args *a, int i, str *out);
bool arg_list(const args *a, int i, feel_list *out);
bool arg_context(const args *a, int i, const feel_context **out);
/* The day of a date or a date and time. */
bool arg_day(const args *a, int i, date *out);
/* The arguments of f(list) or f(c1, …, cN). */
bool arg_items(const args *a, feel_list *out);
bool arg_given(const args *a, int i);    /* present and not null */
/* The argument, or the only item of the list it is when the item has one of the kinds (a bit set of
 * 1 << feel_kind). */
feel_value arg_single(const args *a, int i, uint32_t kinds);

/* null, with a note that argument i is not of the type wanted. */
feel_value arg_bad(const args *a, int i, const char *wanted);
/* null, with a note about the function as a whole. */
feel_value arg_fail(const args *a, const char *code, const char *zh, const char *en);
feel_value arg_no_memory(const args *a);

#define X(fn, name, low, high, params, result) \
    feel_value fn(feel_run *r, int argc, const feel_value *argv, src_pos at);
FEEL_BUILTINS(X)
#undef X

#endif
