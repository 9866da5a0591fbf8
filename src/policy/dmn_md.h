/* dmn_md.h: a DMN model as a policy file in Markdown (docs/policy-language.md), to be reviewed and
** completed by people.
**
** A model has no document number, dates or provisions, so the file begins as a vocabulary (性质 词汇);
** whoever takes it over fills the header in. Imported models are written into the same file. A
** call of a decision service becomes the decision asked with other facts. What the policy language
** cannot say is a finding (W-IMPORT), the rest goes on. Layer: policy. */
#ifndef HENG_POLICY_DMN_MD_H
#define HENG_POLICY_DMN_MD_H

#include "policy/dmn.h"

/* The set must be linked. false without memory. */
bool dmn_to_markdown(const dmn_set *set, const dmn_model *main, strbuf *out, diag_list *d);

#endif
