/* tck.h: runs a DMN Technology Compatibility Kit: folders with a model and test case files.
**
** A test case file (root testCases, dmn-tck schema of 2016-07-19) names its model and lists cases;
** a case gives inputs and expects results, of decisions or of one invocable. A case passes when
** each of its results does. The level of a case is read from its path: compliance-level-2,
** compliance-level-3, non-compliant (reported apart, never scored); anything else is level 0.
**
** How results are compared: numbers exactly, else within 1e-8 of the expected magnitude (expected
** values are written with at most 17 digits); strings, booleans and temporal values by value;
** lists in order; contexts by name, with no member more or less. errorResult="true" expects null.
**
** Ownership: a failure's texts are borrowed for the call. Errors: what cannot be read counts as a
** failed case. Layer: policy. */
#ifndef HENG_POLICY_TCK_H
#define HENG_POLICY_TCK_H

#include "base/diag.h"
#include "policy/dmn.h"

enum { TCK_LEVEL_COUNT = 5, TCK_NON_COMPLIANT = 4 };   /* 0 unknown, 2 and 3 scored */

typedef struct tck_failure {
    int level;
    str folder, file, case_id, node; /* folder below the level; node: the result's name, or empty */
    str expected, got;                   /* FEEL literals; empty when it did not come to that */
    str note_zh, note_en;                /* the first finding or note, may be empty */
} tck_failure;

typedef struct tck_options {
    int level;                           /* 0 = all */
    str pattern; /* part of "folder/file#case"; with * or ? a pattern for all of it; empty = all */
    void *self;
    void (*on_failure)(void *self, const tck_failure *failure);          /* may be NULL */
    void (*on_file)(void *self, str path, int passed, int cases);        /* may be NULL */
} tck_options;

typedef struct tck_counts {
    int cases[TCK_LEVEL_COUNT], passed[TCK_LEVEL_COUNT];
    int files;
} tck_counts;

/* Everything below `dir`, in the order of the paths. false with a finding when the folder cannot
** be read. */
bool tck_run(str dir, const tck_options *options, tck_counts *counts, diag_list *d);

/* ---- one file (tck_case.c) ---- */
/* A value as test cases write it: value, list or component children; null when there are none. */
feel_value tck_value(arena *a, const xml_node *parent);
bool tck_same(feel_value expected, feel_value got);
void tck_run_file(str path, int level, const tck_options *options, tck_counts *counts);

#endif
