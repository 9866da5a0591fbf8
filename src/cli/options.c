/* options.c: taking options out of argv; messages about wrong use. */
#include "cli/cli.h"
#include <stdlib.h>

const char *cli_say(const cli_context *c, const char *zh, const char *en)
{
    return c->language == LANG_ZH ? zh : en;
}

int cli_usage(cli_context *c, const char *command, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    const char *blank = *command ? " " : "";
    fprintf(c->err, "heng%s%s: ", blank, command);
    vfprintf(c->err, cli_say(c, zh, en), args);
    va_end(args);
    fprintf(c->err, cli_say(c, "\n      heng%s%s --help 有说明\n", "\n      see heng%s%s --help\n"),
            blank, command);
    return CLI_USAGE;
}

static bool set_language(cli_context *c, const char *command, const char *value)
{
    bool zh = strcmp(value, "zh") == 0, en = strcmp(value, "en") == 0;
    if (!zh && !en) {
        cli_usage(c, command, "--lang 只能是 zh 或 en,不能是“%s”", "--lang is zh or en, not \"%s\"",
                  value);
        return false;
    }
    c->language = zh ? LANG_ZH : LANG_EN;
    return true;
}

static bool set_format(cli_context *c, const char *command, const char *value)
{
    static const struct {
        const char *name;
        cli_format format;
    } formats[] = {
        { "table", FORMAT_TABLE },
        { "text", FORMAT_TEXT },
        { "csv", FORMAT_CSV },
        { "json", FORMAT_JSON },
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, value) == 0) {
            c->format = formats[i].format;
            return true;
        }
    }
    cli_usage(c, command, "--format 只能是 table、text、csv 或 json,不能是“%s”",
              "--format is table, text, csv or json, not \"%s\"", value);
    return false;
}

static const cli_option *find_option(const cli_option *options, int count, str name)
{
    for (int i = 0; i < count; i++)
        if (str_eqc(name, options[i].name)) return &options[i];
    return NULL;
}

static void unknown_option(cli_context *c, const char *command, const cli_option *options,
                           int count, str name)
{
    const char *nearest = NULL;
    int best = 4;
    for (int i = 0; i < count; i++) {
        int distance = str_distance(name, str_c(options[i].name));
        if (distance < best) {
            best = distance;
            nearest = options[i].name;
        }
    }
    if (nearest)
        cli_usage(c, command, "没有选项 --%.*s;您要的是 --%s 吗?",
                  "there is no option --%.*s; did you mean --%s?", STR_ARG(name), nearest);
    else cli_usage(c, command, "没有选项 --%.*s", "there is no option --%.*s", STR_ARG(name));
}

/* The common options first, then the command's own. */
static cli_option *all_options(cli_context *c, const cli_option *own, int own_count,
                               const char **values)
{
    static const char *const common[] = { "lang", "format", "store", "policies" };
    cli_option *all = ARENA_ARRAY(c->arena, cli_option, own_count + 4);
    if (!all) return NULL;
    for (int i = 0; i < 4; i++) all[i] = (cli_option){ .name = common[i], .value = &values[i] };
    if (own_count) memcpy(all + 4, own, (size_t)own_count * sizeof *own);
    return all;
}

/* One option at argv[*i]; moves *i past a separate value. */
static bool take_option(cli_context *c, const char *command, const cli_option *all, int count,
                        int argc, char **argv, int *i)
{
    str name = str_c(argv[*i] + 2);
    int32_t equals = str_find(name, STR("="));
    const char *value = equals >= 0 ? argv[*i] + 2 + equals + 1 : NULL;
    if (equals >= 0) name.len = equals;
    const cli_option *o = find_option(all, count, name);
    if (!o) {
        unknown_option(c, command, all, count, name);
        return false;
    }
    if (o->flag) {
        if (value) {
            cli_usage(c, command, "--%s 不带值", "--%s takes no value", o->name);
            return false;
        }
        *o->flag = true;
        return true;
    }
    if (!value && *i + 1 >= argc) {
        cli_usage(c, command, "--%s 后面要有一个值", "--%s needs a value", o->name);
        return false;
    }
    *o->value = value ? value : argv[++*i];
    return true;
}

bool cli_parse(cli_context *c, int *argc, char **argv, const cli_option *options, int option_count)
{
    const char *common[4] = { NULL, NULL, NULL, NULL };
    const char *command = *argc > 0 ? argv[0] : "";
    cli_option *all = all_options(c, options, option_count, common);
    if (!all) return false;
    int kept = 1, i = 1;
    for (; i < *argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        if (strncmp(argv[i], "--", 2) != 0) argv[kept++] = argv[i];
        else if (!take_option(c, command, all, option_count + 4, *argc, argv, &i)) return false;
    }
    for (; i < *argc; i++) argv[kept++] = argv[i];
    *argc = kept;
    if (common[0] && !set_language(c, command, common[0])) return false;
    if (common[1] && !set_format(c, command, common[1])) return false;
    if (common[2]) c->store = str_c(common[2]);
    if (common[3]) c->policies = str_c(common[3]);
    return true;
}

/* 2023年7月1日 and 20230701 as 2023-07-01. */
static str iso_date(arena *a, str s)
{
    int y, m, d, used = 0;
    char *text = str_cstr(a, s);
    if (!text) return s;
    bool plain = s.len == 8 && strspn(text, "0123456789") == 8;
    if (plain) return str_format(a, "%.4s-%.2s-%.2s", text, text + 4, text + 6);
    if (sscanf(text, "%d年%d月%d日%n", &y, &m, &d, &used) == 3 && used == s.len)
        return str_format(a, "%04d-%02d-%02d", y, m, d);
    return s;
}

bool cli_date(cli_context *c, const char *text, date *out)
{
    if (!text) return false;
    if (date_parse(iso_date(c->arena, str_trim(str_c(text))), out)) return true;
    fprintf(
        c->err,
        cli_say(c, "heng: “%s”不是日期,或者没有这一天;请写成 2023-07-01\n",
                "heng: \"%s\" is no date, or that day does not exist; write it as 2023-07-01\n"),
        text);
    return false;
}
