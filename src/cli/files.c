/* files.c: reading files, finding the policies, printing findings. */
#include "cli/cli.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_MAX = 1 << 30 };

static bool read_all(FILE *in, arena *a, str *out)
{
    strbuf b;
    strbuf_init(&b, a);
    char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0) {
        if ((size_t)b.len + n > INPUT_MAX) {
            errno = EFBIG;
            return false;
        }
        strbuf_put(&b, (str){ chunk, (int32_t)n });
    }
    if (ferror(in) || b.failed) return false;
    *out = strbuf_done(&b);
    return true;
}

bool cli_read_file(cli_context *c, const char *path, str *out)
{
    bool standard_input = strcmp(path, "-") == 0;
    FILE *in = standard_input ? stdin : fopen(path, "rb");
    bool ok = in && read_all(in, c->arena, out);
    int why = errno;
    if (in && !standard_input) fclose(in);
    if (!ok)
        fprintf(c->err, cli_say(c, "heng: 读不了 %s:%s\n", "heng: cannot read %s: %s\n"), path,
                strerror(why));
    return ok;
}

static str source_of(const policy_library *lib, str file)
{
    for (int i = 0; lib && i < policy_doc_count(lib); i++)
        if (str_eq(policy_doc_at(lib, i)->file, file)) return policy_doc_at(lib, i)->source;
    return (str){ "", 0 };
}

void cli_print_findings(cli_context *c, FILE *to, const diag_list *d, const policy_library *lib)
{
    for (int i = 0; i < d->all.count; i++)
        diag_print(to, &d->all.items[i], source_of(lib, d->all.items[i].pos.file), c->language);
    if (d->dropped_count)
        fprintf(to, cli_say(c, "……另有 %d 条未列出\n", "... and %d more not shown\n"),
                d->dropped_count);
}

static bool is_directory(const char *path)
{
    struct stat s;
    return path && *path && stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* Looks for policies/ beside the program and up to four folders above it (build trees), then at the
*place fixed when
** the program was built. */
static str default_policies(cli_context *c)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    str dir = { self, n > 0 ? (int32_t)n : 0 };
    for (int up = 0; up < 5 && dir.len > 0; up++) {
        while (dir.len > 0 && dir.ptr[dir.len - 1] != '/') dir.len--;
        str candidate = str_format(c->arena, STR_FMT "policies", STR_ARG(dir));
        if (candidate.ptr && is_directory(str_cstr(c->arena, candidate))) return candidate;
        if (dir.len > 0) dir.len--;
    }
    return str_c(HENG_POLICIES_DIR);
}

policy_library *cli_policies(cli_context *c, diag_list *d, bool with_examples)
{
    diag_list own;
    diag_init(&own, c->arena);
    const char *given = getenv("HENG_POLICIES");
    if (c->policies.len == 0) c->policies = given && *given ? str_c(given) : default_policies(c);
    if (!is_directory(str_cstr(c->arena, c->policies))) {
        fprintf(c->err,
                cli_say(c, "heng: 没有政策目录 " STR_FMT ";用 --policies 指明\n",
                        "heng: there is no policy directory " STR_FMT
                        "; name it with --policies\n"),
                STR_ARG(c->policies));
        return NULL;
    }
    policy_load_options o = { .dir = c->policies, .skip_examples = !with_examples };
    policy_library *lib = policy_load(&o, d ? d : &own);
    if (!lib) fputs(cli_say(c, "heng: 内存不足\n", "heng: out of memory\n"), c->err);
    else if (!d && own.error_count)
        fprintf(
            c->err,
            cli_say(c,
                    "heng: 政策文件里有 %d 个错误,有错的部分没有装入;heng policy check 逐条列出\n",
                    "heng: the policy files have %d errors; what is wrong was not loaded; see heng "
                    "policy check\n"),
            own.error_count);
    return lib;
}
