/* main.c: finds the sub-command and runs it. */
#include "cli/cli.h"
#include <stdlib.h>

#define CLI_ROW(name) &name,
static const cli_command *const commands[] = { CLI_COMMANDS(CLI_ROW) };
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void print_help(FILE *out, lang l)
{
    fputs(l == LANG_ZH ? "heng(衡):把公报变成运行中的行政\n\n用法:heng 命令 [参数…]      heng 命令 "
                         "--help 看该命令的说明\n\n命令:\n"
                       : "heng: a gazette, running\n\nusage: heng COMMAND [ARGUMENT...]      heng "
                         "COMMAND --help explains a command\n\ncommands:\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name,
                l == LANG_ZH ? commands[i]->zh : commands[i]->en);
    fputs(l == LANG_ZH
              ? "\n共同选项:\n"
                "  --store sqlite:路径       库文件(默认 $HENG_STORE 或 .heng/heng.db)\n"
                "  --policies 目录           政策文件目录(默认 $HENG_POLICIES,或程序旁边的 "
                "policies/)\n"
                "  --lang zh|en              语言(默认看 LANG)\n"
                "  --format table|csv|json   清单的格式\n\n"
                "退出状态:0 完成;1 有不符之处;2 用法不对;3 出错未能完成\n"
              : "\ncommon options:\n"
                "  --store sqlite:PATH       the store (default $HENG_STORE or .heng/heng.db)\n"
                "  --policies DIR            policy files (default $HENG_POLICIES, or policies/ "
                "beside the program)\n"
                "  --lang zh|en              language (default from LANG)\n"
                "  --format table|csv|json   form of lists\n\n"
                "exit status: 0 done; 1 found wanting; 2 wrong use; 3 failure\n",
          out);
}

static lang language_of_environment(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_ZH;
    }
    return LANG_ZH;
}

static const cli_command *find_command(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    return NULL;
}

static int unknown_command(cli_context *c, const char *name)
{
    const char *nearest = NULL;
    int best = 3;
    for (int i = 0; i < COMMAND_COUNT; i++) {
        int distance = str_distance(str_c(commands[i]->name), str_c(name));
        if (distance < best) {
            best = distance;
            nearest = commands[i]->name;
        }
    }
    fprintf(c->err, cli_say(c, "heng: 没有“%s”这个命令", "heng: there is no command \"%s\""), name);
    if (nearest) fprintf(c->err, cli_say(c, ";您要的是 %s 吗?", "; did you mean %s?"), nearest);
    fputs(cli_say(c, "\n      heng --help 列出全部命令\n",
                  "\n      heng --help lists all commands\n"),
          c->err);
    return CLI_USAGE;
}

/* --help anywhere before "--" asks for the manual page. */
static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
    return false;
}

/* The command is the first word that is no option; common options may stand before it. */
static int command_index(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) return i;
        bool takes_value = !strchr(argv[i], '=') && strcmp(argv[i], "--help") != 0 &&
                           strcmp(argv[i], "--version") != 0;
        if (takes_value) i++;
    }
    return argc;
}

/* heng --version, heng --help, heng --lang en --help, or nothing at all. */
static int run_without_command(cli_context *c, int argc, char **argv)
{
    bool help = wants_help(argc, argv);
    int kept = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--version") == 0) {
            fputs("heng " HENG_VERSION "\n", c->out);
            return CLI_DONE;
        }
        if (strcmp(argv[i], "--help") != 0 && strcmp(argv[i], "-h") != 0) argv[kept++] = argv[i];
    }
    argv[0] = "";
    if (!cli_parse(c, &kept, argv, NULL, 0)) return CLI_USAGE;
    print_help(help ? c->out : c->err, c->language);
    return help ? CLI_DONE : CLI_USAGE;
}

static int run_command(cli_context *c, int argc, char **argv)
{
    int at = command_index(argc, argv);
    if (at == argc) return run_without_command(c, argc, argv);
    /* Put the command first, so that every option follows it. */
    char *name = argv[at];
    for (int i = at; i > 1; i--) argv[i] = argv[i - 1];
    argv[1] = name;
    const cli_command *command = find_command(name);
    if (!command && strcmp(name, "help") == 0) {
        print_help(c->out, c->language);
        return CLI_DONE;
    }
    if (!command) return unknown_command(c, name);
    if (wants_help(argc - 1, argv + 1)) {
        for (int i = 1; i + 1 < argc; i++)
            if (strcmp(argv[i], "--lang") == 0)
                c->language = strcmp(argv[i + 1], "en") == 0 ? LANG_EN : LANG_ZH;
        fputs(c->language == LANG_ZH ? command->help_zh : command->help_en, c->out);
        return CLI_DONE;
    }
    return command->run(c, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    arena memory;
    arena_init(&memory, 0);
    cli_context c = {
        .arena = &memory, .out = stdout, .err = stderr, .language = language_of_environment()
    };
    int status = run_command(&c, argc, argv);
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    if (!written && status == CLI_DONE) {
        fputs(cli_say(&c, "heng: 写不出结果(磁盘满或管道已关)\n",
                      "heng: could not write the output (disk full or pipe closed)\n"),
              stderr);
        status = CLI_FAILED;
    }
    arena_deinit(&memory);
    return status;
}
