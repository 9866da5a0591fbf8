/* run.h: the inside of a policy_run, shared by run.c, facts.c and decide.c.
**
** A frame holds one value per slot for one date and one set of facts. Asking a decision with other facts opens a new
** frame: the given facts are copied, the rest is computed anew.
** "Tainted" is a value that rests on something missing (a fact, a figure, a version): it is carried along with every
** value, so that an answer that only looks finished is never given out as one.
** Layer: policy. */
#ifndef HENG_POLICY_RUN_H
#define HENG_POLICY_RUN_H

#include "policy/internal.h"

typedef enum { CELL_EMPTY, CELL_GIVEN, CELL_DONE, CELL_RUNNING } cell_state;

typedef struct cell {
    uint8_t state;
    bool tainted;
    bool assumed;
    bool replaced;                   /* given by a call with named arguments, not by the asker */
    bool noted;                      /* already among the answer's inputs */
    feel_value value;
} cell;

typedef struct frame { struct frame *outer; cell *cells; date at; } frame;

struct policy_run {
    const policy_library *lib;
    arena *arena;
    feel_run feel;
    feel_env env;
    date at;
    str place;
    bool place_given, tracing, tainted, looking_back;
    frame base, *frame;
    const policy_def *asking;        /* definition being evaluated */
    policy_answer *answer;
};

enum { PROBLEMS_MAX = 100 };

void run_problem(policy_run *run, policy_problem problem);
/* Value of a slot in the current frame; may be null and tainted. */
feel_value run_slot(policy_run *run, int32_t slot);

#endif
