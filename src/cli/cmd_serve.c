/* cmd_serve.c: heng serve: the office over HTTP, with the browser application. */
#include "api/api.h"
#include "cli/cli_office.h"
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static const char help_zh[] =
    "heng serve: 启动网页服务\n\n"
    "用法: heng serve [--listen 地址:端口] [--web 目录] [--threads N]\n\n"
    "  --listen   默认 127.0.0.1:8090;端口 0 表示任取一个空闲端口;启动后打印网址\n"
    "  --web      网页应用的目录(默认 $HENG_WEB,或程序旁边的 web/dist)\n"
    "  --threads  处理请求的线程数(默认处理器数的两倍,至少 4)\n\n"
    "没有登录功能,谁能连上谁就能查阅和导入;请只监听本机地址,或放在有身份认证的网关之后。\n"
    "收到 SIGTERM 或 Ctrl-C 后答完手上的请求再停。政策文件在启动时读入;改了要重启。\n\n"
    "退出状态:0 正常停止;2 用法不对;3 不能启动\n";
static const char help_en[] =
    "heng serve: the web service\n\n"
    "usage: heng serve [--listen ADDR:PORT] [--web DIR] [--threads N]\n\n"
    "  --listen   default 127.0.0.1:8090; port 0 takes any free one; the address is printed\n"
    "  --web      the browser application (default $HENG_WEB, or web/dist beside the program)\n"
    "  --threads  threads that answer (default twice the processors, at least 4)\n\n"
    "There is no login: whoever can connect may read and import. Listen on this machine only, or "
    "stand behind a gateway\n"
    "that authenticates. SIGTERM or Ctrl-C answers the requests at hand, then stops. Policies are "
    "read at the start.\n\n"
    "exit status: 0 stopped; 2 wrong use; 3 could not start\n";

static bool has_index(const char *dir)
{
    char path[4200];
    return snprintf(path, sizeof path, "%s/index.html", dir) < (int)sizeof path
           && access(path, R_OK) == 0;
}

/* --web, $HENG_WEB, then beside the program: build/heng and build/src/cli/heng of a clone, or the
 * clone it was built from. */
static str web_dir(cli_context *c, const char *given)
{
    if (given) return str_c(given);
    const char *env = getenv("HENG_WEB");
    if (env && *env) return str_c(env);
    char self[4000];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    char *slash = strrchr(self, '/');
    if (slash) *slash = 0;
    static const char *const near[] = { "/web/dist", "/../web/dist", "/../../../web/dist",
                                        "/../share/heng/web" };
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        str path = str_format(c->arena, "%s%s", self, near[i]);
        if (path.ptr && has_index(str_cstr(c->arena, path))) return path;
    }
    return STR(HENG_POLICIES_DIR "/../web/dist");
}

/* Waits for a signal to stop; all threads were started with these signals blocked. */
static void wait_for_stop(const sigset_t *signals)
{
    int got;
    while (sigwait(signals, &got) != 0) { }
}

static int serve(cli_context *c, api_options *o, const sigset_t *signals)
{
    diag_list d;
    diag_init(&d, c->arena);
    api_server *server = api_start(o, &d);
    if (!server) return cli_fail(c, &d, CLI_FAILED);
    fprintf(c->out,
            cli_say(c, "衡已启动: http://%s/  (Ctrl-C 停止)\n",
                    "heng is running: http://%s/  (Ctrl-C stops)\n"),
            api_address(server));
    fflush(c->out);
    wait_for_stop(signals);
    fputs(cli_say(c, "正在停止……\n", "stopping...\n"), c->err);
    api_stop(server);
    return CLI_DONE;
}

static int run_serve(cli_context *c, int argc, char **argv)
{
    const char *listen = "127.0.0.1:8090", *web = NULL, *threads = NULL;
    const cli_option options[] = { { "listen", &listen, NULL },
                                   { "web", &web, NULL },
                                   { "threads", &threads, NULL } };
    if (!cli_parse(c, &argc, argv, options, 3)) return CLI_USAGE;
    if (argc > 1) return cli_usage(c, "serve", "“%s”多余", "\"%s\" is one too many", argv[1]);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    diag_list findings;
    diag_init(&findings, c->arena);
    int64_t thread_count = 0;
    dec number;
    if (threads
        && (!dec_parse(str_c(threads), &number) || !dec_to_int64(number, &thread_count)
            || thread_count < 1 || thread_count > API_THREADS_MAX))
        return cli_usage(c, "serve", "--threads 应是 1 到 %d 的整数",
                         "--threads is a whole number from 1 to %d", API_THREADS_MAX);
    api_options o = { .listen = str_c(listen),
                      .web_dir = web_dir(c, web),
                      .threads = (int)thread_count,
                      .version = HENG_VERSION };
    if (!cli_office_open(c, true, &o.office)) return CLI_FAILED;
    o.office.policies = cli_policies(c, &findings, false);
    o.policy_errors = findings.error_count;
    o.policy_warnings = findings.warning_count;
    if (findings.error_count > 0)
        fprintf(
            c->err,
            cli_say(
                c, "heng: 政策文件有 %d 处错误,heng policy check 可查看;其余照常使用\n",
                "heng: %d errors in the policy files, see heng policy check; the rest is served\n"),
            findings.error_count);
    int status = serve(c, &o, &signals);
    store_close(o.office.store);
    return status;
}

const cli_command cmd_serve = { "serve",        run_serve,
                                "启动网页服务", "serve the browser application and the interface",
                                help_zh,        help_en };
