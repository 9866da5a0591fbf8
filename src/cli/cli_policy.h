/* cli_policy.h: parts of `heng policy` that have files of their own.
** Layer: cli. */
#ifndef HENG_CLI_CLI_POLICY_H
#define HENG_CLI_CLI_POLICY_H

#include "cli/cli.h"

/* A policy (by number, catalogue id, title or file name) or one decision as DMN 1.5; path "-" =
*standard output.
** at: NULL = today, or the first day in force. version: "1.3" … "1.5", NULL = 1.5. Exit status. */
int cli_policy_export(cli_context *c, const policy_library *lib, const char *name, const char *path,
                      const char *version, const date *at);
/* A DMN model as a policy file in Markdown; out NULL = standard output. Exit status. */
int cli_policy_import(cli_context *c, const char *path, const char *out);

/* heng policy coverage (cmd_policy_coverage.c): the table, or with dir the pages of
 * docs/instruments. An exit status. */
int cli_policy_coverage(cli_context *c, const policy_library *lib, const char *dir);

/* What the decision says below, at and above every threshold. at: NULL = as for export. The library
 * holds its examples. */
int cli_policy_boundaries(cli_context *c, policy_library *lib, const char *name, const date *at);
int cli_policy_conflicts(cli_context *c, const policy_library *lib);
/* within: days as text, NULL = 90. */
int cli_policy_expiring(cli_context *c, const policy_library *lib, const date *at,
                        const char *within);

#endif
