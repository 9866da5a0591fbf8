/* cli_office.h: opening the office a command works on. Layer: cli. */
#ifndef HENG_CLI_OFFICE_H
#define HENG_CLI_OFFICE_H

#include "cli/cli.h"
#include "office/office.h"

/* --store, else .heng/heng.db below the working directory. create: make it (and its folder) when
*absent; otherwise an
** absent store is answered with how to make one. The caller closes office->store. false after a
*message. */
bool cli_office_open(cli_context *c, bool create, office *out);
/* Who acts, for the journal: the login name. */
str cli_actor(cli_context *c);
/* Prints the errors of d; always `status`. */
int cli_fail(cli_context *c, const diag_list *d, int status);

#endif
