/* office.c: the store of a command: where it is, and what to say when it is not there. */
#include "cli/cli_office.h"
#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

static str default_store(void) { return STR(".heng/heng.db"); }

/* Folders above the file, as mkdir -p. */
static void make_folders(cli_context *c, str path)
{
    for (int32_t i = 1; i < path.len; i++)
        if (path.ptr[i] == '/') {
            char *folder = str_cstr(c->arena, str_sub(path, 0, i));
            if (folder) mkdir(folder, 0750);
        }
}

bool cli_office_open(cli_context *c, bool create, office *out)
{
    *out = (office){ 0 };
    str url = c->store.len > 0 ? c->store : default_store();
    str path = str_starts(url, STR("sqlite:")) ? str_sub(url, 7, url.len) : url;
    bool remote = str_starts(url, STR("postgres"));
    char *file = str_cstr(c->arena, path);
    if (!remote && file && !create && access(file, F_OK) != 0) {
        fprintf(c->err,
                cli_say(c,
                        "heng: 没有库 %s;请先用 heng gazette import 文件 建立,或用 --store 指明\n",
                        "heng: there is no store %s; make one with heng gazette import FILE, or "
                        "name it with --store\n"),
                file);
        return false;
    }
    if (!remote && create) make_folders(c, path);
    diag_list d;
    diag_init(&d, c->arena);
    out->store = store_open(url, &d);
    if (!out->store) cli_fail(c, &d, CLI_FAILED);
    return out->store != NULL;
}

str cli_actor(cli_context *c)
{
    const struct passwd *user = getpwuid(getuid());
    return user ? str_copy(c->arena, str_c(user->pw_name))
                : str_format(c->arena, "uid %d", (int)getuid());
}

int cli_fail(cli_context *c, const diag_list *d, int status)
{
    for (int i = 0; i < d->all.count; i++) {
        fputs("heng: ", c->err);
        diag_print(c->err, &d->all.items[i], (str){ 0 }, c->language);
    }
    if (d->all.count == 0) fputs(cli_say(c, "heng: 内存不足\n", "heng: out of memory\n"), c->err);
    return status;
}
