/* infer.h: static types with units of feel trees, and findings about them.
**
** A type is NULL where nothing is known; only what is certain is reported. Units: adding,
*subtracting or comparing two
** different units is an error that names both places; a bare number (a literal, a ratio, a count of
*times) keeps the
** other side's unit; dividing by the same unit gives a bare number; everything else a product makes
*is bare.
** Layer: policy. */
#ifndef HENG_POLICY_INFER_H
#define HENG_POLICY_INFER_H

#include "feel/ast.h"
#include "policy/internal.h"

typedef struct infer { policy_library *lib; diag_list *d; int depth; } infer;

const feel_type *infer_type(infer *n, const feel_expr *e);
/* Unary tests against a subject of type t (may be NULL). */
void infer_tests(infer *n, const feel_expr *tests, const feel_type *t);
/* Unit of a number type that counts: empty for bare numbers, ratios and times. */
str infer_unit(const infer *n, const feel_type *t);
/* A value of type `from` standing where `to` is declared. */
void infer_assign(infer *n, const feel_expr *e, const feel_type *from, const feel_type *to,
                  str what);
/* The common type of two branches; NULL when unknown or different. */
const feel_type *infer_common(const feel_type *a, const feel_type *b);
/* e without the FRAME around it. */
const feel_expr *infer_body(const feel_expr *e);

#endif
