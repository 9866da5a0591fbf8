/* run.h: the inside of a policy_run, shared by run.c, facts.c and decide.c.
**
** A frame holds one value per slot for one date and one set of facts. Asking a decision with other
*facts opens a new
** frame: the given facts are copied, the rest is computed anew.
** "Tainted" is a value that rests on something missing (a fact, a figure, a version): it is carried
*along with every
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

/* Frames are kept for reuse; only the cells in `touched` are not empty, so clearing one costs what
 * was used of it. */
typedef struct frame {
    struct frame *outer;
    cell *cells;                     /* one per slot */
    int32_t *touched; int32_t touched_count;
    date at;
} frame;

/* Which defaults stand in for facts that were not given. */
typedef enum run_defaults {
    DEFAULTS_ALL,                    /* every one: how a decision is made */
    DEFAULTS_SILENT,                 /* those nobody is asked about: no refusal rests on a guess */
    DEFAULTS_NONE                    /* constraints: only what was given */
} run_defaults;

struct policy_run {
    const policy_library *lib;
    arena *arena;
    feel_run feel;
    feel_env env;
    date at;
    str place;
    uint8_t defaults;                /* run_defaults */
    bool place_given, tracing, tainted, looking_back;
    frame *base, *frame;
    struct frame *spare;             /* frames to reuse, linked by `outer` */
    const policy_def *asking;        /* definition being evaluated */
    policy_answer *answer;
};

enum { PROBLEMS_MAX = 100 };

/* A frame above the current one, with the facts given there when it inherits; NULL without memory.
 * Close it in any case. */
frame *run_open_frame(policy_run *run, bool inherit);
void run_close_frame(policy_run *run, frame *f);
/* The cell of a slot that is about to get a value. */
cell *run_touch(frame *f, int32_t slot);

/* Forgets what was computed in the outermost frame; the facts given stay. */
void run_forget(policy_run *run);
void run_problem(policy_run *run, policy_problem problem);
/* Value of a slot in the current frame; may be null and tainted. */
feel_value run_slot(policy_run *run, int32_t slot);

#endif
