/* coverage.h: which decision and parameter of an instrument is done where, as Markdown pages made
*from the policy files
** and their worked examples (docs/instruments). Nothing on a page is written by hand.
** The library must have been loaded with its examples. Layer: policy. */
#ifndef HENG_POLICY_COVERAGE_H
#define HENG_POLICY_COVERAGE_H

#include "policy/policy.h"

/* Worked examples that check one of the sections named in `done_by` ("决策 甲; 参数 乙"). A
*parameter counts the examples
** of decisions that use it directly. */
int policy_coverage_examples(const policy_library *lib, const policy_coverage *c, arena *a);
/* Name of the document's page without ".md": its catalogue id; empty when it has no coverage
 * section. */
str policy_coverage_id(const policy_doc *doc);
void policy_coverage_page(const policy_library *lib, const policy_doc *doc, strbuf *out, arena *a);
/* The table of all documents. */
void policy_coverage_index(const policy_library *lib, strbuf *out, arena *a);

#endif
