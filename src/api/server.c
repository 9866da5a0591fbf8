/* server.c: sockets, threads, and the life of one request. */
#include "api/internal.h"
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TIMEOUT_S = 60, STOP_WAIT_MS = 5000, BACKLOG = 256 };
#define REQUEST_MEMORY ((size_t)768 << 20)

/* ---- answering ---- */

static const char SECURITY_POLICY[] =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
    "blob:; font-src 'self' data:;"
    " connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors "
    "'none'";

static void add_headers(api_request *r, struct MHD_Response *response)
{
    bool api = str_starts(r->path, STR("/api/"));
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "same-origin");
    MHD_add_response_header(response, "X-Frame-Options", "DENY");
    MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(response, "Permissions-Policy",
                            "camera=(), microphone=(), geolocation=()");
    MHD_add_response_header(response, "Content-Security-Policy", SECURITY_POLICY);
    if (api) MHD_add_response_header(response, "Cache-Control", "no-store");
    if (r->type) MHD_add_response_header(response, "Content-Type", r->type);
    if (r->file_name) {
        char line[256];
        snprintf(line, sizeof line, "attachment; filename=\"%s\"", r->file_name);
        MHD_add_response_header(response, "Content-Disposition", line);
    }
}

/* The answer's bytes live in the request's arena, which outlives the response (freed in
 * on_completed). */
static enum MHD_Result send_answer(api_request *r, unsigned status)
{
    static const char no_memory[] =
        "{\"error\":{\"code\":\"E-MEMORY\",\"message_zh\":\"内存不足\",\"message_en\":\"out of "
        "memory\",\"where\":\"\",\"hint\":\"\"}}";
    struct MHD_Response *response = r->response;
    bool packed = false, written = !response;
    if (!response) {
        str body = strbuf_done(&r->out);
        if (r->out.failed) {
            status = 500;
            body = (str){ no_memory, sizeof no_memory - 1 };
        }
        str small;
        packed = api_pack(r, body, &small);
        if (packed) body = small;
        response = MHD_create_response_from_buffer((size_t)body.len,
                                                   (void *)(uintptr_t)(body.ptr ? body.ptr : ""),
                                                   MHD_RESPMEM_PERSISTENT);
    }
    if (!response) return MHD_NO;
    add_headers(r, response);
    if (written) MHD_add_response_header(response, "Vary", "Accept-Encoding");
    if (packed) MHD_add_response_header(response, "Content-Encoding", "gzip");
    if (status == 405 && r->route == NULL)
        MHD_add_response_header(response, "Allow", "GET, HEAD, POST");
    enum MHD_Result queued = MHD_queue_response(r->connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

/* A page of another site must not make a browser post here. */
static bool foreign_origin(api_request *r)
{
    const char *origin = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Origin");
    const char *host = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Host");
    if (!origin) return false;
    const char *name = strstr(origin, "://");
    return !name || !host || strcmp(name + 3, host) != 0;
}

static unsigned refuse(api_request *r)
{
    switch (r->refused) {
    case 403:
        return api_error(r, 403, "E-ORIGIN", "不接受其他网站发来的提交",
                         "posts from another site are not accepted", "Origin", STR(""));
    case 405:
        return api_error(r, 405, "E-METHOD", "此路径不支持这种方法",
                         "this path does not take that method", r->method, STR(""));
    case 413:
        return api_error(r, 413, "E-TOO-LARGE", "请求正文过大", "the request body is too large",
                         "body",
                         str_format(&r->arena, "≤ %zu B", r->route ? r->route->body_max : 0));
    case 400:
        return api_error(r, 400, "E-BAD-REQUEST", "路径不是合法的 UTF-8",
                         "the path is not valid UTF-8", "path", STR(""));
    default:
        return api_error(r, 404, "E-NOT-FOUND", "没有这个接口", "there is no such path", "path",
                         STR("docs/openapi.json"));
    }
}

static unsigned run(api_request *r)
{
    bool api = str_starts(r->path, STR("/api/")) || str_eqc(r->path, "/api");
    if (r->refused) return refuse(r);
    unsigned status = api ? r->route->handler(r) : api_file(r);
    store_reader_done(r->office->store, r->reader);
    r->reader = NULL;
    return status;
}

/* ---- the life of a request ---- */

static bool is_read(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static void choose(api_request *r)
{
    bool api = str_starts(r->path, STR("/api/")) || str_eqc(r->path, "/api"), known = false;
    if (utf8_bad(r->path) >= 0) r->refused = 400;
    else if (!api) r->refused = is_read(r->method) ? 0 : 405;
    else {
        r->route =
            api_route_find(is_read(r->method) ? "GET" : r->method, r->path, r->params, &known);
        if (!r->route) r->refused = known ? 405 : 404;
        else if (r->route->body_max > 0 && foreign_origin(r)) r->refused = 403;
    }
}

static api_request *begin(api_server *s, struct MHD_Connection *connection, const char *url,
                          const char *method)
{
    api_request *r = heap_get(sizeof *r);
    if (!r) return NULL;
    arena_init(&r->arena, REQUEST_MEMORY);
    diag_init(&r->diags, &r->arena);
    r->server = s;
    r->office = &s->options.office;
    r->connection = connection;
    r->path = str_copy(&r->arena, str_c(url));
    r->method = str_cstr(&r->arena, str_c(method));
    strbuf_init(&r->body, &r->arena);
    strbuf_init(&r->out, &r->arena);
    json_out_init(&r->json, &r->out);
    r->type = "application/json; charset=utf-8";
    if (r->method && (r->path.ptr || url[0] == 0)) {
        choose(r);
        return r;
    }
    arena_deinit(&r->arena);
    heap_free(r);
    return NULL;
}

/* Content-Length over the limit is refused before a byte of the body is read. */
static bool announced_too_large(api_request *r)
{
    const char *length =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Content-Length");
    size_t max = r->route ? r->route->body_max : 0;
    unsigned long long n = 0;
    return length && sscanf(length, "%20llu", &n) == 1 && n > max;
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    (void)version;
    if (!*state) {
        api_request *r = begin(self, connection, url, method);
        if (!r) return MHD_NO;
        *state = r;
        if (r->refused == 0 && announced_too_large(r)) r->refused = 413;
        return r->refused == 413 ? send_answer(r, run(r)) : MHD_YES;
    }
    api_request *r = *state;
    if (*size > 0) {
        size_t max = r->route ? r->route->body_max : 0;
        if ((size_t)r->body.len + *size > max) r->body_too_large = true;
        else strbuf_put(&r->body, (str){ data, (int32_t)*size });
        *size = 0;
        return MHD_YES;
    }
    if (r->body_too_large && r->refused == 0) r->refused = 413;
    return send_answer(r, run(r));
}

static void on_completed(void *self, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    (void)self;
    (void)connection;
    (void)code;
    api_request *r = *state;
    if (!r) return;
    store_reader_done(r->office->store, r->reader);
    if (r->run) policy_run_free(r->run);
    arena_deinit(&r->arena);
    heap_free(r);
    *state = NULL;
}

static void no_log(void *self, const char *format, va_list args)
{
    (void)self;
    (void)format;
    (void)args;
}

/* ---- listening ---- */

/* "ADDR:PORT" → parts; the last colon parts them, so that [::1]:8090 works. */
static bool split_address(str listen, char host[64], char port[8])
{
    int32_t colon = -1;
    for (int32_t i = 0; i < listen.len; i++)
        if (listen.ptr[i] == ':') colon = i;
    str h = str_sub(listen, 0, colon), p = str_sub(listen, colon + 1, listen.len);
    if (h.len >= 2 && h.ptr[0] == '[' && h.ptr[h.len - 1] == ']') h = str_sub(h, 1, h.len - 1);
    if (colon < 0 || h.len == 0 || h.len > 63 || p.len == 0 || p.len > 5) return false;
    for (int32_t i = 0; i < p.len; i++)
        if (p.ptr[i] < '0' || p.ptr[i] > '9') return false;
    snprintf(host, 64, STR_FMT, STR_ARG(h));
    snprintf(port, 8, STR_FMT, STR_ARG(p));
    return true;
}

static int listen_on(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) return fd;
    close(fd);
    return -1;
}

static void name_address(api_server *s, int fd, const char *host)
{
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    int port = 0;
    if (getsockname(fd, (struct sockaddr *)&bound, &size) == 0)
        port = bound.ss_family == AF_INET6
                   ? ntohs(((struct sockaddr_in6 *)(void *)&bound)->sin6_port)
                   : ntohs(((struct sockaddr_in *)(void *)&bound)->sin_port);
    snprintf(s->address, sizeof s->address, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host, port);
}

static int open_socket(api_server *s, diag_list *d)
{
    char host[64], port[8];
    str listen = s->options.listen;
    src_pos at = { .file = STR("--listen") };
    if (!split_address(listen, host, port)) {
        diag_error(d, "E-LISTEN", at, "监听地址“%.*s”不对；请写成 127.0.0.1:8090",
                   "bad address '%.*s'; write 127.0.0.1:8090", STR_ARG(listen));
        return -1;
    }
    struct addrinfo hints = { .ai_family = AF_UNSPEC,
                              .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_PASSIVE },
                    *found = NULL;
    int fd = -1;
    if (getaddrinfo(host, port, &hints, &found) == 0) {
        fd = listen_on(found);
        freeaddrinfo(found);
    }
    if (fd < 0)
        diag_error(d, "E-LISTEN", at, "不能监听 %.*s；端口可能已被占用，请换一个端口",
                   "cannot listen on %.*s; the port may be in use, choose another",
                   STR_ARG(listen));
    else name_address(s, fd, host);
    return fd;
}

static unsigned thread_count(const api_options *o)
{
    long n = o->threads > 0 ? o->threads : 2 * sysconf(_SC_NPROCESSORS_ONLN);
    return (unsigned)(n < 4 ? 4 : n > API_THREADS_MAX ? API_THREADS_MAX : n);
}

api_server *api_start(const api_options *o, diag_list *d)
{
    api_server *s = heap_get(sizeof *s);
    if (!s) return NULL;
    s->options = *o;
    snprintf(s->web_dir, sizeof s->web_dir, STR_FMT, STR_ARG(o->web_dir));
    int fd = open_socket(s, d);
    if (fd >= 0)
        s->daemon = MHD_start_daemon(
            MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET,
            fd, MHD_OPTION_THREAD_POOL_SIZE, thread_count(o), MHD_OPTION_CONNECTION_LIMIT,
            (unsigned)API_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)API_HEADERS_MAX,
            MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_EXTERNAL_LOGGER, no_log,
            NULL, MHD_OPTION_END);
    if (s->daemon) return s;
    if (fd >= 0) {
        close(fd);
        diag_error(d, "E-LISTEN", (src_pos){ 0 }, "不能启动服务", "the server could not be started");
    }
    heap_free(s);
    return NULL;
}

const char *api_address(const api_server *s) { return s->address; }

void api_stop(api_server *s)
{
    if (!s) return;
    MHD_socket fd = MHD_quiesce_daemon(s->daemon);
    for (int waited = 0; waited < STOP_WAIT_MS; waited += 10) {
        const union MHD_DaemonInfo *info =
            MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
        if (!info || info->num_connections == 0) break;
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    }
    MHD_stop_daemon(s->daemon);
    if (fd != MHD_INVALID_SOCKET) close(fd);
    heap_free(s);
}
