/* files.c: the browser application from one folder: ETag, pre-compressed twins, hashed assets kept
 * for ever. */
#include "api/internal.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct { const char *ending, *type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".mjs", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".json", "application/json; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".jpg", "image/jpeg" },
    { ".ico", "image/x-icon" },
    { ".woff2", "font/woff2" },
    { ".webp", "image/webp" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".webmanifest", "application/manifest+json" },
};

static const char *type_of(str path)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(path, str_c(types[i].ending))) return types[i].type;
    return "application/octet-stream";
}

/* No part of the path begins with a dot, so nothing outside the folder and no hidden file can be
 * named. */
static bool safe(str path)
{
    if (path.len == 0 || path.ptr[0] != '/') return false;
    for (int32_t i = 0; i < path.len; i++)
        if ((path.ptr[i] == '/' && i + 1 < path.len && path.ptr[i + 1] == '.')
            || path.ptr[i] == '\\' || path.ptr[i] == 0)
            return false;
    return true;
}

static int open_file(api_request *r, str path, const char *ending, struct stat *st)
{
    char *name = str_cstr(&r->arena, str_format(&r->arena, "%s" STR_FMT "%s", r->server->web_dir,
                                                STR_ARG(path), ending));
    int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return -1;
    if (fstat(fd, st) == 0 && S_ISREG(st->st_mode)) return fd;
    close(fd);
    return -1;
}

static bool accepts(api_request *r, const char *coding)
{
    const char *accepted =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Accept-Encoding");
    const char *at = accepted ? strstr(accepted, coding) : NULL;
    return at && strncmp(at + strlen(coding), ";q=0", 4) != 0;
}

/* The twin with the best compression that the browser takes and the build made. */
static int open_best(api_request *r, str path, struct stat *st, const char **coding)
{
    static const struct {
        const char *ending, *coding;
    } twins[] = { { ".br", "br" }, { ".gz", "gzip" } };
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
        if (!accepts(r, twins[i].coding)) continue;
        int fd = open_file(r, path, twins[i].ending, st);
        if (fd < 0) continue;
        *coding = twins[i].coding;
        return fd;
    }
    *coding = NULL;
    return open_file(r, path, "", st);
}

static unsigned send_file(api_request *r, str path, int fd, const struct stat *st,
                          const char *coding)
{
    char tag[64];
    snprintf(tag, sizeof tag, "\"%llx-%llx%s%s\"", (unsigned long long)st->st_mtime,
             (unsigned long long)st->st_size, coding ? "-" : "", coding ? coding : "");
    const char *known =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "If-None-Match");
    bool same = known && strstr(known, tag);
    if (same) {
        close(fd);
        r->response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    } else r->response = MHD_create_response_from_fd((size_t)st->st_size, fd);
    if (!r->response) {
        if (!same) close(fd);
        return api_error(r, 500, "E-MEMORY", "内存不足", "out of memory", "", STR(""));
    }
    r->type = type_of(path);
    bool hashed = str_starts(path, STR("/assets/"));
    MHD_add_response_header(r->response, "ETag", tag);
    MHD_add_response_header(r->response, "Vary", "Accept-Encoding");
    MHD_add_response_header(r->response, "Cache-Control",
                            hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (coding && !same) MHD_add_response_header(r->response, "Content-Encoding", coding);
    return same ? 304 : 200;
}

/* A path that names no kind of file we know is a page of the application, which finds its own way
 * from index.html. */
static bool is_page(str path)
{
    return !str_starts(path, STR("/assets/"))
           && strcmp(type_of(path), "application/octet-stream") == 0;
}

static unsigned no_application(api_request *r)
{
    static const char page[] =
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>衡 heng</title><h1>衡 "
        "heng</h1>"
        "<p>服务已启动，但没有找到网页应用。请先构建 web/（./run 会自动构建），或用 --web "
        "指明目录。接口在 <a href=\"/api/status\">/api/status</a>。</p>"
        "<p>The server runs, but the browser application was not found. Build web/ (./run does), "
        "or name its folder with --web.</p></html>";
    r->type = "text/html; charset=utf-8";
    strbuf_init(&r->out, &r->arena);
    strbuf_put(&r->out, (str){ page, sizeof page - 1 });
    return 200;
}

unsigned api_file(api_request *r)
{
    str path = str_eqc(r->path, "/") ? STR("/index.html") : r->path;
    struct stat st;
    const char *coding;
    int fd = safe(path) && r->server->web_dir[0] ? open_best(r, path, &st, &coding) : -1;
    if (fd >= 0) return send_file(r, path, fd, &st, coding);
    if (!is_page(path))
        return api_error(r, 404, "E-NOT-FOUND", "没有这个文件", "there is no such file", "path",
                         STR(""));
    fd = r->server->web_dir[0] ? open_best(r, STR("/index.html"), &st, &coding) : -1;
    return fd >= 0 ? send_file(r, STR("/index.html"), fd, &st, coding) : no_application(r);
}
