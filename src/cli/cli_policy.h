/* cli_policy.h: parts of `heng policy` that have files of their own.
** Layer: cli. */
#ifndef HENG_CLI_CLI_POLICY_H
#define HENG_CLI_CLI_POLICY_H

#include "cli/cli.h"

/* A policy (by number, catalogue id, title or file name) or one decision as DMN 1.5; path "-" = standard output.
** at: NULL = today, or the first day in force. version: "1.3" … "1.5", NULL = 1.5. Exit status. */
int cli_policy_export(cli_context *c, const policy_library *lib, const char *name, const char *path,
                      const char *version, const date *at);
/* A DMN model as a policy file in Markdown; out NULL = standard output. Exit status. */
int cli_policy_import(cli_context *c, const char *path, const char *out);

#endif
