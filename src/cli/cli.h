/* cli.h: the one binary `heng`: a table of sub-commands and what they share.
**
** To add a sub-command:
**   1. write cmd_x.c with   const cli_command cmd_x = { "x", run_x, "一行说明", "one line",
*help_zh, help_en };
**   2. add cmd_x to the line CLI_COMMANDS below and cmd_x.c to src/cli/meson.build.
** run_x gets argv[0] = "x"; it calls cli_parse for its options, does its work, and returns an exit
*status:
** CLI_DONE (0) done, CLI_WANTING (1) found wanting, CLI_USAGE (2) wrong use, CLI_FAILED (3)
*failure.
**
** Common options (--store --policies --lang --format, --help) may stand anywhere; cli_parse takes
*them out.
** Ownership: the context's arena lives as long as the process. Layer: cli; may include everything.
 */
#ifndef HENG_CLI_CLI_H
#define HENG_CLI_CLI_H

#include "policy/policy.h"
#include <stdio.h>

#define CLI_COMMANDS(X)                                                                            \
    X(cmd_gazette)                                                                                 \
    X(cmd_search) X(cmd_policy) X(cmd_decide) X(cmd_batch) X(cmd_compare) X(cmd_match) X(cmd_tck)  \
        X(cmd_verify) X(cmd_backup) X(cmd_serve)

enum { CLI_DONE = 0, CLI_WANTING = 1, CLI_USAGE = 2, CLI_FAILED = 3 };
typedef enum { FORMAT_DEFAULT, FORMAT_TABLE, FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON } cli_format;

typedef struct cli_context {
    arena *arena;
    FILE *out, *err;
    str store;                       /* --store, $HENG_STORE, or empty: the command's default */
    str policies;                    /* --policies, $HENG_POLICIES, or found beside the binary */
    lang language; /* --lang, or from LC_ALL, LC_MESSAGES, LANG (zh… = Chinese; default Chinese) */
    cli_format format;
} cli_context;

typedef struct cli_command {
    const char *name;
    int (*run)(cli_context *c, int argc, char **argv);
    const char *zh, *en;             /* one line for `heng --help` */
    const char *help_zh, *help_en;   /* the manual page */
} cli_command;

#define CLI_DECLARE(name) extern const cli_command name;
CLI_COMMANDS(CLI_DECLARE)

/* ---- options ---- */
/* Set exactly one of value, flag, many. A value may be given as --name VALUE or --name=VALUE. */
typedef struct cli_option { const char *name; const char **value; bool *flag; } cli_option;
/* Takes options out of argv (argv[0] stays) and leaves the positional arguments; "--" ends options.
*false after a message
** about an unknown option or a missing value: return CLI_USAGE. */
bool cli_parse(cli_context *c, int *argc, char **argv, const cli_option *options, int option_count);
/* "2023-07-01" (also 2023年7月1日 and 20230701); false after a message. NULL text gives false
 * without one. */
bool cli_date(cli_context *c, const char *text, date *out);
/* Wrong use: message, then how to get help. Always CLI_USAGE. */
int cli_usage(cli_context *c, const char *command, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5)));
/* The text in the context's language. */
const char *cli_say(const cli_context *c, const char *zh, const char *en);

/* ---- files and findings ---- */
/* Whole file, "-" = standard input; false after a message. */
bool cli_read_file(cli_context *c, const char *path, str *out);
/* Prints findings with caret lines; a finding's source is found among the library's documents (lib
 * may be NULL). */
void cli_print_findings(cli_context *c, FILE *to, const diag_list *d, const policy_library *lib);
/* Loads --policies; findings of loading go to `d` (NULL: one line says how many errors there are).
*NULL after a message.
** The caller frees the library. */
policy_library *cli_policies(cli_context *c, diag_list *d, bool with_examples);

/* ---- lists: table (default), csv, json ---- */
typedef struct cli_column {
    const char *key, *zh, *en;
} cli_column; /* key: csv header and json member */
typedef struct cli_list cli_list;
cli_list *cli_list_new(cli_context *c, const cli_column *columns, int column_count);
/* cells: one per column; borrowed until cli_list_print. */
bool cli_list_row(cli_list *l, const str *cells);
/* Writes in the context's format; an empty table says so on stderr. */
void cli_list_print(cli_list *l);

#endif
