/* client.c: see client.h. */
#include "client.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

str client_sample(client *c)
{
    FILE *f = fopen(HENG_SAMPLE, "rb");
    assert_non_null(f);
    static char bytes[1 << 20];
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return str_copy(&c->arena, (str){ bytes, (int32_t)n });
}

void client_start(client *c)
{
    *c = (client){ 0 };
    arena_init(&c->arena, 0);
    diag_init(&c->diags, &c->arena);
    snprintf(c->dir, sizeof c->dir, "/tmp/heng-test-XXXXXX");
    assert_non_null(mkdtemp(c->dir));
    c->policies =
        policy_load(&(policy_load_options){ .dir = STR(HENG_TEST_DIR "/policies") }, &c->diags);
    assert_non_null(c->policies);
    for (int i = 0; i < c->diags.all.count; i++)
        diag_print(stderr, &c->diags.all.items[i], (str){ 0 }, LANG_ZH);
    assert_int_equal(c->diags.error_count, 0);
    c->store = store_open(str_format(&c->arena, "%s/t.db", c->dir), &c->diags);
    assert_non_null(c->store);
    api_options o = { .office = { c->store, c->policies },
                      .listen = STR("127.0.0.1:0"),
                      .web_dir = STR(HENG_TEST_DIR "/web"),
                      .version = "test" };
    office_imported imported;
    assert_true(office_import(&o.office, &c->arena, STR("sample.txt"), client_sample(c),
                              STR("tester"), &c->diags, &imported));
    c->server = api_start(&o, &c->diags);
    assert_non_null(c->server);
}

void client_stop(client *c)
{
    api_stop(c->server);
    store_close(c->store);
    policy_library_free(c->policies);
    arena_deinit(&c->arena);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", c->dir);
    assert_int_equal(system(command), 0);
}

static int connect_to(const char *address, int patience_s)
{
    const char *colon = strrchr(address, ':');
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1)) };
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    struct timeval patience = { .tv_sec = patience_s > 0 ? patience_s : 20 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

static str read_all(client *c, int fd)
{
    strbuf b;
    strbuf_init(&b, &c->arena);
    char piece[65536];
    for (ssize_t n; (n = recv(fd, piece, sizeof piece, 0)) > 0;)
        strbuf_put(&b, (str){ piece, (int32_t)n });
    return strbuf_done(&b);
}

reply client_raw(client *c, str bytes)
{
    int fd = connect_to(api_address(c->server), c->patience_s);
    for (int32_t sent = 0; sent < bytes.len;) {
        ssize_t n = send(fd, bytes.ptr + sent, (size_t)(bytes.len - sent), MSG_NOSIGNAL);
        if (n <= 0) break; /* the server refused before the end: read its answer */
        sent += (int32_t)n;
    }
    str all = read_all(c, fd);
    close(fd);
    reply r = { 0 };
    int32_t end = str_find(all, STR("\r\n\r\n"));
    if (end < 0) return r;
    r.head = str_sub(all, 0, end + 2);
    r.body = str_sub(all, end + 4, all.len);
    if (r.head.len > 12) r.status = atoi(r.head.ptr + 9);
    return r;
}

reply client_ask(client *c, const char *method, const char *path, const char *headers, str body)
{
    strbuf b;
    strbuf_init(&b, &c->arena);
    strbuf_printf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s", method, path,
                  api_address(c->server), headers);
    if (body.len > 0 || strcmp(method, "POST") == 0)
        strbuf_printf(&b, "Content-Length: %d\r\n", (int)body.len);
    strbuf_putc(&b, "\r\n");
    strbuf_put(&b, body);
    return client_raw(c, strbuf_done(&b));
}

reply client_get(client *c, const char *path) { return client_ask(c, "GET", path, "", (str){ 0 }); }
reply client_post(client *c, const char *path, const char *body)
{
    return client_ask(c, "POST", path, "", str_c(body));
}

str client_header(const reply *r, const char *name)
{
    str rest = r->head, line;
    while (str_split_next(&rest, STR("\r\n"), &line)) {
        int32_t colon = str_find(line, STR(":"));
        if (colon > 0 && (size_t)colon == strlen(name)
            && strncasecmp(line.ptr, name, (size_t)colon) == 0)
            return str_trim(str_sub(line, colon + 1, line.len));
    }
    return STR("");
}

json *client_json(client *c, const reply *r)
{
    diag_list d;
    diag_init(&d, &c->arena);
    json *j = json_parse(&c->arena, r->body, STR("answer"), &d);
    if (!j) fail_msg("no JSON: " STR_FMT, STR_ARG(str_sub(r->body, 0, 300)));
    return j;
}

str client_error(client *c, const reply *r)
{
    const json *e = json_get(client_json(c, r), "error");
    assert_non_null(e);
    assert_true(json_str(e, "message_zh").len > 0);
    assert_true(json_str(e, "message_en").len > 0);
    return json_str(e, "code");
}
