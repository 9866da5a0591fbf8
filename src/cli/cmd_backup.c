/* cmd_backup.c: heng backup FILE. */
#include "cli/cli_office.h"

static const char help_zh[] =
    "heng backup: 备份\n\n用法: heng backup 文件\n\n"
    "在他人读写的同时写出一份一致的副本(单个文件),写完后校验完整性和日志链。文件已存在则不覆盖。\n\n"
    "退出状态:0 完成;2 用法不对;3 出错未能完成\n";
static const char help_en[] =
    "heng backup: copy the store\n\nusage: heng backup FILE\n\n"
    "Writes one consistent file while others read and write, then checks its integrity and the "
    "journal's chain.\n"
    "An existing file is not overwritten.\n\nexit status: 0 done; 2 wrong use; 3 failure\n";

static int run_backup(cli_context *c, int argc, char **argv)
{
    if (!cli_parse(c, &argc, argv, NULL, 0)) return CLI_USAGE;
    if (argc != 2) return cli_usage(c, "backup", "要有一个文件名", "name one file");
    office o;
    if (!cli_office_open(c, false, &o)) return CLI_FAILED;
    diag_list d;
    diag_init(&d, c->arena);
    bool ok = store_backup(o.store, argv[1], &d);
    store_close(o.store);
    if (!ok) return cli_fail(c, &d, CLI_FAILED);
    fprintf(c->out, cli_say(c, "已备份并校验: %s\n", "written and verified: %s\n"), argv[1]);
    return CLI_DONE;
}

const cli_command cmd_backup = { "backup",     run_backup,
                                 "备份并校验", "copy the store and verify the copy",
                                 help_zh,      help_en };
