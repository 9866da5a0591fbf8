/* test_server.c: whatever a client sends, it gets an answer with a place and a remedy, and the next
 * client is served. */
#include "client.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int start(void **state)
{
    static client c;
    client_start(&c);
    *state = &c;
    return 0;
}

static int stop(void **state)
{
    client_stop(*state);
    return 0;
}

static void still_there(client *c)
{
    reply r = client_get(c, "/api/status");
    assert_int_equal(r.status, 200);
}

static str repeated(client *c, const char *piece, int times)
{
    strbuf b;
    strbuf_init(&b, &c->arena);
    for (int i = 0; i < times; i++) strbuf_putc(&b, piece);
    return strbuf_done(&b);
}

static void bad_json_is_answered_with_its_place(void **state)
{
    client *c = *state;
    static const char *const bodies[] = {
        "",
        " ",
        "{",
        "}",
        "[",
        "nul",
        "\"",
        "{\"decision\"}",
        "{\"decision\":}",
        "{\"decision\":\"补贴\",}",
        "{'decision':1}",
        "\xff\xfe{}",
        "{\"decision\":\"\\ud800\"}",
        "{\"decision\":\"补贴\",\"facts\":{\"月数\":1e999999999}}",
        "{\"decision\":\"补贴\",\"facts\":{\"月数\":NaN}}",
        "{\"decision\":\"补贴\",\"facts\":{\"月数\":\"１２\"}}",
        "{\"decision\":\"补贴\",\"facts\":{\"月数\":{\"feel\":\"((((\"}}}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        reply r = client_post(c, "/api/decide", bodies[i]);
        if (r.status != 400 && r.status != 404) fail_msg("%s: %d", bodies[i], r.status);
        assert_true(client_error(c, &r).len > 0);
    }
    still_there(c);
}

static void deep_and_large_bodies_are_refused(void **state)
{
    client *c = *state;
    reply r = client_ask(c, "POST", "/api/decide", "", repeated(c, "[", 100000));
    assert_int_equal(r.status, 400);
    str deep = str_format(&c->arena,
                          "{\"decision\":\"补贴\",\"facts\":{\"月数\":{\"feel\":\"" STR_FMT "\"}}}",
                          STR_ARG(repeated(c, "(", 100000)));
    r = client_ask(c, "POST", "/api/decide", "", deep);
    assert_int_equal(r.status, 400);
    r = client_ask(c, "POST", "/api/decide", "", repeated(c, " ", (1 << 20) + 1));
    assert_int_equal(r.status, 413);
    assert_true(str_eqc(client_error(c, &r), "E-TOO-LARGE"));
    still_there(c);
}

static void a_body_without_length_is_limited_too(void **state)
{
    client *c = *state;
    strbuf b;
    strbuf_init(&b, &c->arena);
    strbuf_putc(&b, "POST /api/decide HTTP/1.1\r\nHost: x\r\nConnection: "
                    "close\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 20; i++) {
        strbuf_putc(&b, "10000\r\n");
        strbuf_put(&b, repeated(c, "a", 65536));
        strbuf_putc(&b, "\r\n");
    }
    strbuf_putc(&b, "0\r\n\r\n");
    reply r = client_raw(c, strbuf_done(&b));
    assert_int_equal(r.status, 413);
    still_there(c);
}

static void damaged_gazettes_are_answered(void **state)
{
    client *c = *state;
    static const char pdf[] = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n";
    const str files[] = { STR("\xff\xfe\x00\x01\x02"),        { pdf, sizeof pdf - 1 },
                          repeated(c, "(", 100000),           repeated(c, "〔", 100000),
                          repeated(c, "\n", 100000),          repeated(c, "长行", 1000000),
                          repeated(c, "\x80\xc0\xff", 100000) };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        reply r = client_ask(c, "POST", "/api/gazettes?name=damaged.txt", "", files[i]);
        if (r.status != 200 && r.status != 422) fail_msg("file %zu: %d", i, r.status);
        client_json(c, &r);
    }
    still_there(c);
}

static void broken_http_does_not_stop_the_server(void **state)
{
    client *c = *state;
    const str requests[] = {
        STR("\r\n\r\n"),
        STR("GET\r\n\r\n"),
        STR("GET / HTTP/9.9\r\n\r\n"),
        STR("\0\0\0\0\r\n\r\n"),
        STR("GET /%00/api HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        STR("GET /api/search?q=%zz%e4%bd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        STR("POST /api/decide HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"),
        STR("GET /\xe4\xbd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        str_format(&c->arena, "GET /" STR_FMT " HTTP/1.1\r\nHost: x\r\n\r\n",
                   STR_ARG(repeated(c, "a", 100000))),
        str_format(&c->arena, "GET / HTTP/1.1\r\nHost: x\r\nX: " STR_FMT "\r\n\r\n",
                   STR_ARG(repeated(c, "a", 100000))),
    };
    c->patience_s = 1; /* to some of these the right answer is silence */
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        client_raw(c, requests[i]);
        still_there(c);
    }
    c->patience_s = 0;
}

static void another_site_cannot_post(void **state)
{
    client *c = *state;
    reply r = client_ask(c, "POST", "/api/gazettes", "Origin: http://elsewhere.example\r\n",
                         client_sample(c));
    assert_int_equal(r.status, 403);
    char *own =
        str_cstr(&c->arena, str_format(&c->arena, "Origin: http://%s\r\n", api_address(c->server)));
    r = client_ask(c, "POST", "/api/gazettes", own, client_sample(c));
    assert_int_equal(r.status, 200);
}

static void the_application_is_served_with_its_headers(void **state)
{
    client *c = *state;
    reply r = client_get(c, "/");
    assert_int_equal(r.status, 200);
    assert_true(str_starts(client_header(&r, "Content-Type"), STR("text/html")));
    assert_true(str_find(client_header(&r, "Content-Security-Policy"), STR("default-src 'self'"))
                >= 0);
    assert_true(str_eqc(client_header(&r, "X-Content-Type-Options"), "nosniff"));
    assert_true(str_eqc(client_header(&r, "Cache-Control"), "no-cache"));
    str tag = client_header(&r, "ETag");
    assert_true(tag.len > 2);
    reply again = client_ask(
        c, "GET", "/",
        str_cstr(&c->arena, str_format(&c->arena, "If-None-Match: " STR_FMT "\r\n", STR_ARG(tag))),
        (str){ 0 });
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.len, 0);
    reply page =
        client_get(c, "/documents/%E7%A4%BA%E6%94%BF%E5%8F%91"); /* the application's own address */
    assert_int_equal(page.status, 200);
    assert_true(str_eq(page.body, r.body));
    r = client_get(c, "/assets/app-1a2b.js");
    assert_int_equal(r.status, 200);
    assert_true(str_find(client_header(&r, "Cache-Control"), STR("immutable")) >= 0);
    assert_int_equal(client_header(&r, "Content-Encoding").len, 0);
    r = client_ask(c, "GET", "/assets/app-1a2b.js", "Accept-Encoding: br, gzip\r\n", (str){ 0 });
    assert_true(str_eqc(client_header(&r, "Content-Encoding"), "gzip"));
    assert_int_equal((unsigned char)r.body.ptr[0], 0x1f);
    r = client_ask(c, "HEAD", "/", "", (str){ 0 });
    assert_int_equal(r.status, 200);
    assert_int_equal(r.body.len, 0);
}

static void no_file_outside_the_folder_is_served(void **state)
{
    client *c = *state;
    static const char *const paths[] = { "/../client.c",
                                         "/%2e%2e/client.c",
                                         "/assets/../../client.c",
                                         "/assets/%2e%2e%2f%2e%2e%2fclient.c",
                                         "/..%5cclient.c",
                                         "//etc/passwd",
                                         "/.hidden",
                                         "/assets/none.js" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        reply r = client_get(c, paths[i]);
        assert_true(str_find(r.body, STR("client_start")) < 0
                    && str_find(r.body, STR("root:")) < 0);
        assert_true(r.status == 404 || str_find(r.body, STR("<title>app</title>")) >= 0);
    }
}

static void exports_are_what_they_say(void **state)
{
    client *c = *state;
    reply r = client_get(c, "/api/tasks.csv");
    assert_true(str_starts(r.body, STR("\xef\xbb\xbf"
                                       "doc_no,task_no,parent_no,title,lead_units,responsible_"
                                       "units,cooperating_units,deadline,article")));
    int lines = 0;
    for (int32_t i = 0; i < r.body.len; i++) lines += r.body.ptr[i] == '\n';
    reply list = client_get(c, "/api/tasks?limit=500");
    assert_int_equal(lines - 1, json_get(client_json(c, &list), "items")->count);
    assert_true(lines > 10);
    r = client_get(c, "/api/tasks.xlsx");
    assert_true(str_starts(r.body, STR("PK\x03\x04")));
    assert_true(str_find(client_header(&r, "Content-Disposition"), STR("tasks.xlsx")) >= 0);
}

static void filters_and_facets_agree(void **state)
{
    client *c = *state;
    reply r = client_get(c, "/api/tasks?limit=1");
    const json *units = json_get(json_get(client_json(c, &r), "facets"), "units");
    assert_true(units->count > 3);
    for (int i = 0; i < units->count && i < 5; i++) {
        strbuf b;
        strbuf_init(&b, &c->arena);
        strbuf_putc(&b, "/api/tasks?limit=1&unit=");
        str name = json_str(units->items[i], "value");
        for (int k = 0; k < name.len; k++) strbuf_printf(&b, "%%%02x", (unsigned char)name.ptr[k]);
        reply of_unit = client_get(c, str_cstr(&c->arena, strbuf_done(&b)));
        const json *total = json_get(client_json(c, &of_unit), "total");
        assert_true(str_eq(total->text, json_get(units->items[i], "count")->text));
    }
}

static void document_validity_follows_the_day(void **state)
{
    client *c = *state;
    /* 示政规〔2024〕2号 is repealed by the header of the test policy from 2026-01-01. */
    static const struct {
        const char *at, *state;
    } days[] = { { "2024-12-01", "in_force" },
                 { "2025-12-31", "in_force" },
                 { "2026-01-01", "repealed" },
                 { "2000-01-01", "not_yet" } };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        reply r = client_get(
            c, str_cstr(&c->arena, str_format(&c->arena,
                                              "/api/documents/"
                                              "%%E7%%A4%%BA%%E6%%94%%BF%%E8%%A7%%84%%E3%%80%%"
                                              "942024%%E3%%80%%952%%E5%%8F%%B7?at=%s",
                                              days[i].at)));
        assert_int_equal(r.status, 200);
        str word = json_str(json_get(client_json(c, &r), "state"), "state");
        if (!str_eqc(word, days[i].state)) fail_msg("%s: " STR_FMT, days[i].at, STR_ARG(word));
    }
}

/* ---- many at once ---- */

typedef struct worker { client *server; int asked, good; } worker;

static void *ask_often(void *self)
{
    worker *w = self;
    client own = { .server = w->server->server };
    static const char *const paths[] = { "/api/search?q=%E5%8D%95%E4%BD%8D", "/api/tasks?limit=20",
                                         "/api/documents/1", "/api/standards", "/" };
    for (int i = 0; i < 40; i++) {
        arena_init(&own.arena, 0);
        reply r = client_get(&own, paths[i % 5]);
        w->asked++;
        w->good += r.status == 200 && r.body.len > 0;
        arena_deinit(&own.arena);
    }
    return NULL;
}

static void reading_goes_on_while_files_come_in(void **state)
{
    client *c = *state;
    enum { WORKERS = 4, IMPORTS = 10 };
    pthread_t threads[WORKERS];
    worker workers[WORKERS];
    str sample = client_sample(c);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (worker){ .server = c };
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &workers[i]), 0);
    }
    for (int i = 0; i < IMPORTS; i++) {
        str body = str_format(&c->arena, STR_FMT "%*s", STR_ARG(sample), i + 1, "\n");
        reply r = client_ask(c, "POST", "/api/gazettes", "", body);
        assert_int_equal(r.status, 200);
    }
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].good, workers[i].asked);
    }
    reply r = client_get(c, "/api/issues");
    assert_int_equal(json_get(client_json(c, &r), "items")->count,
                     1); /* one issue, however often it was corrected */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_application_is_served_with_its_headers),
        cmocka_unit_test(exports_are_what_they_say),
        cmocka_unit_test(filters_and_facets_agree),
        cmocka_unit_test(document_validity_follows_the_day),
        cmocka_unit_test(another_site_cannot_post),
        cmocka_unit_test(reading_goes_on_while_files_come_in),
        cmocka_unit_test(bad_json_is_answered_with_its_place),
        cmocka_unit_test(deep_and_large_bodies_are_refused),
        cmocka_unit_test(a_body_without_length_is_limited_too),
        cmocka_unit_test(broken_http_does_not_stop_the_server),
        cmocka_unit_test(no_file_outside_the_folder_is_served),
        cmocka_unit_test(damaged_gazettes_are_answered),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
