/* internal.h: the inside of libheng's objects (include/heng.h), shared by the files of lib/.
** Layer: lib, above policy. */
#ifndef HENG_LIB_INTERNAL_H
#define HENG_LIB_INTERNAL_H

#include "heng.h"
#include "policy/policy.h"
#include "policy/row.h"

struct heng_library {
    policy_library *lib;
    arena memory;                    /* findings and the texts of infos */
    diag_list findings;
    heng_info *decisions;
    int32_t decision_count;
};

/* How a fact was bound: plain values as they are; what has an inside as the text it came from, read
 * again at each step. */
typedef enum { BOUND_NOT, BOUND_VALUE, BOUND_TEXT, BOUND_JSON } bound_kind;

typedef struct lib_fact {
    int32_t slot;
    int32_t row, row_traced;         /* place in the rows, -1: they never ask for it */
    bool extra; /* named by heng_fact_index only: while bound, rows do not answer */
    uint8_t kind;                    /* bound_kind */
    feel_value value;
    str text;                        /* BOUND_TEXT, BOUND_JSON */
    arena memory;                    /* what the value points to */
    const feel_type *type;           /* declared by the newest version; may be NULL */
    heng_info info;
} lib_fact;

typedef struct lib_column {
    heng_text name, unit;
    feel_value value;
    const feel_type *type;
} lib_column;

struct heng_decision {
    const heng_library *library;
    int32_t slot;
    str place; bool place_given;
    date at;
    const policy_def *def;           /* version in force for place and date; NULL when none */
    arena memory;                    /* as long as the decision */
    arena scratch;                   /* of one step, and of checks while binding */
    arena texts;                     /* of heng_text given out; until the next step */
    policy_run *run;
    policy_row *row, *row_traced;    /* NULL: not compiled */
    policy_row
        *narrow; /* row for the facts bound now; made when they have stayed the same for a while */
    arena narrow_memory;
    int steady, narrowed; /* steps since another fact was bound; how often narrow was made */
    const policy_row *ran;           /* the row of the last step */
    VEC(lib_fact *) facts;
    int composite;                   /* facts bound that rows cannot take */
    bool tracing, texts_used;
    heng_error error;
    /* the last step */
    bool stepped, by_row, columns_ready;
    bool contradicted;               /* the facts do not hold together: error says why */
    heng_status status;
    const policy_answer
        *answer; /* of the evaluator; NULL when a row answered and nobody asked further */
    bool answer_traced;
    lib_column *columns; int column_count; int column_room;
    char number_text[96];            /* the first column as text, without memory */
};

heng_text lib_text(str s);                                   /* s must be terminated */
heng_text lib_text_copy(arena *a, str s);                    /* empty without memory */
void lib_error_clear(heng_error *e);
/* code and texts; where: the place of a finding. e may be NULL. */
void lib_error_set(heng_error *e, const char *code, str where, str zh, str en);
void lib_error_diag(heng_error *e, const diag *d, arena *a);
/* The first error of a list, or "out of memory". */
heng_status lib_error_from(heng_error *e, const diag_list *l);
heng_status lib_no_memory(heng_error *e);
heng_info lib_info(const policy_library *lib, int32_t slot, const policy_def *def, arena *a);

/* The evaluator's answer for the facts bound now; made when first asked for after a step. NULL
 * without memory. */
const policy_answer *lib_answer(heng_decision *d, bool traced);
/* Another fact is bound or unbound: what was made for the old ones goes. */
void lib_shape_changed(heng_decision *d);
/* Fills columns; false without memory. */
bool lib_columns(heng_decision *d);

#endif
