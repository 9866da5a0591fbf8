/* scope.h: the inside of feel_scope: which names are visible, and where their values will stand at
*run time.
**
** A frame collects the variables of one function body (or of one expression). Scopes of one frame
*nest; a scope of an
** inner frame sees the variables of outer frames through captures.
** Layer: feel, internal. */
#ifndef HENG_FEEL_SCOPE_H
#define HENG_FEEL_SCOPE_H

#include "feel/ast.h"
#include "feel/lexer.h"

typedef struct scope_frame {
    struct scope_frame *outer;
    int32_t size;                        /* variables so far */
    VEC(feel_capture) captures;
} scope_frame;

typedef struct scope_symbol {
    feel_symbol pub;                     /* slot -1 for a variable */
    int32_t local;
    bool self; /* a function visible to its own body: may only be captured as itself */
    bool used;                           /* some expression reads it (kept for `partial` only) */
} scope_symbol;

struct feel_scope {
    arena *arena;
    const feel_scope *outer;
    scope_frame *frame;                  /* NULL: no variables here or further out */
    strmap symbols;                      /* normalised name → scope_symbol */
    int parts_max;                       /* longest name in parts, here and further out */
    bool is_item;                        /* the scope of a filter's condition */
    int32_t item_local;
    const feel_type *item_type;          /* NULL: not known */
    feel_find_type find_type;
    void *find_self;
};

feel_scope *scope_open(arena *a, const feel_scope *outer, scope_frame *frame);
scope_frame *scope_frame_new(arena *a, scope_frame *outer);
/* Declares a variable in the scope's frame; its index, or -1 without memory. A name declared twice:
 * the later wins. */
int32_t scope_add_local(feel_scope *s, str normal_name, const feel_type *type);
/* Only this scope, name normalised. */
const scope_symbol *scope_here(const feel_scope *s, str normal_name);
/* Index in `frame` of the variable `local` of `owner`, which is frame or one further out; -1
 * without memory. */
int32_t scope_reach(arena *a, scope_frame *frame, scope_frame *owner, int32_t local, bool self);
int scope_name_parts(str name);
/* The nearest known name for "did you mean", empty when none is near. */
str scope_nearest(const feel_scope *s, str name);

#endif
