/* cli_match.h: the arguments of heng match, shared by its two forms. Layer: cli. */
#ifndef HENG_CLI_CLI_MATCH_H
#define HENG_CLI_CLI_MATCH_H

#include "cli/cli.h"
#include "policy/match.h"

typedef struct cli_match {
    const char *facts, *in, *out, *since, *all, *key;
    int threads;
    match_options options;
} cli_match;

/* heng match --in: every row of a register; changes since an earlier run. An exit status. */
int cli_match_batch(cli_context *c, const cli_match *a);

#endif
