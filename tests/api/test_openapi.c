/* test_openapi.c: the server does what docs/openapi.json says: every path, status, content type and
 * answer. */
#include "api/internal.h"
#include "client.h"
#include "schema.h"
#include <stdio.h>

typedef struct contract { client client; json *document; } contract;

static int start(void **state)
{
    static contract c;
    client_start(&c.client);
    FILE *f = fopen(HENG_OPENAPI, "rb");
    assert_non_null(f);
    static char text[1 << 20];
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    c.document = json_parse(&c.client.arena, (str){ text, (int32_t)n }, STR("openapi.json"),
                            &c.client.diags);
    assert_non_null(c.document);
    *state = &c;
    return 0;
}

static int stop(void **state)
{
    client_stop(&((contract *)*state)->client);
    return 0;
}

static const json *member(const json *object, str key)
{
    for (int i = 0; object && i < object->count; i++)
        if (str_eq(object->keys[i], key)) return object->items[i];
    return NULL;
}

/* The operation is described, the status is one of its own, and the body is as described. */
static void check(contract *c, const char *method, const char *described, const reply *r, int want)
{
    const json *operation =
        json_get(member(json_get(c->document, "paths"), str_c(described)), method);
    assert_non_null(operation);
    if (r->status != want)
        fail_msg("%s %s: %d instead of %d: " STR_FMT, method, described, r->status, want,
                 STR_ARG(str_sub(r->body, 0, 300)));
    const json *answer =
        member(json_get(operation, "responses"), str_format(&c->client.arena, "%d", want));
    if (!answer) fail_msg("%s %s: status %d is not described", method, described, want);
    const json *content = json_get(answer, "content");
    str type = client_header(r, "Content-Type");
    assert_true(str_starts(type, content->keys[0]));
    if (!str_eqc(content->keys[0], "application/json")) return;
    str why = { 0 };
    const json *schema = json_get(content->items[0], "schema");
    if (!schema_holds(&c->client.arena, c->document, schema, client_json(&c->client, r),
                      str_c(described), &why))
        fail_msg(STR_FMT, STR_ARG(why));
}

static void every_route_is_described_and_every_description_has_a_route(void **state)
{
    contract *c = *state;
    const json *paths = json_get(c->document, "paths");
    int operations = 0;
    for (int i = 0; i < paths->count; i++) operations += paths->items[i]->count;
    assert_int_equal(operations, api_route_count);
    for (int i = 0; i < api_route_count; i++) {
        const json *path = member(paths, str_c(api_routes[i].pattern));
        if (!path) fail_msg("%s is not described", api_routes[i].pattern);
        const char *method = strcmp(api_routes[i].method, "GET") == 0 ? "get" : "post";
        assert_non_null(json_get(path, method));
    }
}

static void answers_are_as_described(void **state)
{
    static const struct { const char *described, *path; int status;
    } asked[] = {
        { "/api/status", "/api/status", 200 },
        { "/api/issues", "/api/issues", 200 },
        { "/api/documents", "/api/documents", 200 },
        { "/api/documents",
          "/api/documents?state=in_force&limit=1&offset=1&at=2024-06-01&q=%E9%80%9A%E7%9F%A5",
          200 },
        { "/api/documents", "/api/documents?state=nonsense", 400 },
        { "/api/documents", "/api/documents?at=2024-02-30", 400 },
        { "/api/documents", "/api/documents?limit=501", 400 },
        { "/api/documents", "/api/documents?issue=x", 400 },
        { "/api/documents/{id}", "/api/documents/1", 200 },
        { "/api/documents/{id}", "/api/documents/2?at=2020-01-01", 200 },
        { "/api/documents/{id}", "/api/documents/%E7%A4%BA%E6%94%BF%E5%8F%91%5B2024%5D1%E5%8F%B7",
          200 },
        { "/api/documents/{id}", "/api/documents/4", 200 },
        { "/api/documents/{id}", "/api/documents/999", 404 },
        { "/api/documents/{id}", "/api/documents/1?at=yesterday", 400 },
        { "/api/search", "/api/search?q=%E4%BE%BF%E6%B0%91", 200 },
        { "/api/search", "/api/search?q=%E4%B8%8D%E4%BC%9A%E6%9C%89%E7%9A%84%E8%AF%8D", 200 },
        { "/api/search", "/api/search", 400 },
        { "/api/search", "/api/search?q=%ff%fe", 400 },
        { "/api/tasks", "/api/tasks", 200 },
        { "/api/tasks",
          "/api/tasks?role=lead&sort=-due&inline=0&limit=2&due_from=2024-01-01&due_to=2026-12-31",
          200 },
        { "/api/tasks", "/api/tasks?doc=1&q=%E6%9C%8D%E5%8A%A1", 200 },
        { "/api/tasks", "/api/tasks?role=boss", 400 },
        { "/api/tasks", "/api/tasks?sort=colour", 400 },
        { "/api/tasks", "/api/tasks?due_from=x", 400 },
        { "/api/tasks.csv", "/api/tasks.csv?doc=1", 200 },
        { "/api/tasks.csv", "/api/tasks.csv?role=boss", 400 },
        { "/api/tasks.xlsx", "/api/tasks.xlsx", 200 },
        { "/api/tasks.xlsx", "/api/tasks.xlsx?sort=colour", 400 },
        { "/api/policies", "/api/policies", 200 },
        { "/api/policies", "/api/policies?at=x", 400 },
        { "/api/policies/{doc}",
          "/api/policies/%E6%B5%8B%E6%94%BF%E8%A7%84%E3%80%902024%E3%80%911%E5%8F%B7", 200 },
        { "/api/policies/{doc}", "/api/policies/none", 404 },
        { "/api/policies/{doc}", "/api/policies/none?at=x", 400 },
        { "/api/decisions", "/api/decisions?at=2024-06-01&place=%E6%B5%8B%E8%AF%95%E5%B8%82", 200 },
        { "/api/decisions", "/api/decisions?at=x", 400 },
        { "/api/decisions/{name}", "/api/decisions/%E8%A1%A5%E8%B4%B4", 200 },
        { "/api/decisions/{name}", "/api/decisions/%E8%A1%A5%E8%B4%B4?at=2020-01-01", 200 },
        { "/api/decisions/{name}", "/api/decisions/%E8%A1%A5%E8%B4%B5", 404 },
        { "/api/decisions/{name}", "/api/decisions/x?at=x", 400 },
        { "/api/standards", "/api/standards", 200 },
        { "/api/journal/head", "/api/journal/head", 200 },
    };
    contract *c = *state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        reply r = client_get(&c->client, asked[i].path);
        check(c, "get", asked[i].described, &r, asked[i].status);
    }
}

static void matches_answer_as_described(void **state)
{
    static const struct { const char *body; int status; const char *holds;
    } asked[] = {
        { "{\"at\":\"2024-06-01\"}", 200, "\"next\":{\"fact\":\"类别\",\"question\":\"属于哪一类?\"" },
        { "{}", 200, "" },
        { "{\"at\":\"2024-06-01\",\"target\":\"个人\",\"facts\":{\"类别\":\"甲类\"}}", 200,
          "\"state\":\"entitled\",\"amount\":{\"value\":\"120.5\",\"text\":\"120.50元\"" },
        { "{\"at\":\"2024-06-01\",\"target\":\"个人\",\"facts\":{\"类别\":\"乙类\"}}", 200,
          "\"filled\":\"\\\"乙类\\\" = \\\"甲类\\\"\"" },
        { "{\"at\":\"2024-06-01\",\"facts\":{\"类别\":null}}", 200, "\"next\":{\"fact\":\"月数\"" },
        { "{\"at\":\"2024-06-01\",\"target\":\"企业\",\"facts\":{\"类别\":\"甲类\",\"月数\":2}}", 200,
          "\"unset\":[\"市定加发\"]" },
        { "{\"at\":\"2024-06-01\",\"place\":\"别市\"}", 200, "\"benefits\":[]" },
        { "{\"facts\":{\"类别\":\"乙类\",\"月数\":2}}", 409, "E-CONTRADICT" },
        { "{\"facts\":{\"类别\":\"丙类\"}}", 400, "E-ALLOWED" },
        { "{\"facts\":{\"类型\":null}}", 400, "E-NAME" },
        { "{\"facts\":[]}", 400, "" },
        { "{\"at\":\"2024-02-30\"}", 400, "" },
        { "{\"target\":1}", 400, "" },
        { "[]", 400, "" },
        { "{", 400, "" },
    };
    contract *c = *state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        reply r = client_post(&c->client, "/api/match", asked[i].body);
        check(c, "post", "/api/match", &r, asked[i].status);
        if (str_find(r.body, str_c(asked[i].holds)) < 0)
            fail_msg("%s: no %s in " STR_FMT, asked[i].body, asked[i].holds, STR_ARG(r.body));
    }
}

static void decisions_answer_as_described(void **state)
{
    static const struct { const char *body; int status;
    } asked[] = {
        { "{\"decision\":\"补贴\",\"at\":\"2024-06-01\",\"facts\":{\"类别\":\"甲类\",\"月数\":"
          "\"3\"},\"explain\":true}",
          200 },
        { "{\"decision\":\"补贴\",\"at\":\"2024-06-01\",\"facts\":{\"类别\":{\"feel\":"
          "\"\\\"乙类\\\"\"},\"月数\":null}}",
          200 },
        { "{\"decision\":\"补贴\",\"at\":\"2024-06-01\",\"explain\":true}", 200 }, /* missing */
        { "{\"decision\":\"补贴\",\"at\":\"2020-01-01\",\"facts\":{\"类别\":\"甲类\"},\"explain\":"
          "true}",
          200 }, /* not in force */
        { "{\"decision\":\"加发后补贴\",\"at\":\"2024-06-01\",\"facts\":{\"类别\":\"甲类\"},"
          "\"explain\":true}",
          200 }, /* unset */
        { "{\"decision\":\"补帖\"}", 404 },
        { "{\"decision\":1}", 400 },
        { "[]", 400 },
        { "", 400 },
        { "{", 400 },
        { "{\"decision\":\"补贴\",\"at\":\"2024-13-01\"}", 400 },
        { "{\"decision\":\"补贴\",\"facts\":[]}", 400 },
        { "{\"decision\":\"补贴\",\"facts\":{\"类别\":\"丙类\"}}", 400 },
        { "{\"decision\":\"补贴\",\"facts\":{\"月数\":\"三\"}}", 400 },
        { "{\"decision\":\"补贴\",\"facts\":{\"没有的\":1}}", 400 },
        { "{\"decision\":\"补贴\",\"explain\":\"yes\"}", 400 },
    };
    contract *c = *state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        reply r = client_post(&c->client, "/api/decide", asked[i].body);
        check(c, "post", "/api/decide", &r, asked[i].status);
    }
}

static void decisions_are_exact_and_say_what_they_rest_on(void **state)
{
    contract *c = *state;
    reply r = client_post(&c->client, "/api/decide",
                          "{\"decision\":\"补贴\",\"at\":\"2024-06-01\",\"facts\":{\"类别\":"
                          "\"甲类\",\"月数\":3},\"explain\":true}");
    const json *j = client_json(&c->client, &r), *result = json_get(j, "result");
    assert_true(str_eqc(json_str(result, "value"), "361.5"));
    assert_true(str_find(json_str(result, "display_zh"), STR("361.50元")) >= 0);
    assert_true(str_eqc(json_str(json_get(j, "version"), "doc"), "测政规〔2024〕1号"));
    assert_true(str_eqc(json_str(json_get(j, "version"), "provision"), "三"));
    assert_true(json_str(j, "explanation_zh").len > 0);
    assert_int_equal(json_get(j, "trace")->kind, JSON_OBJECT);
    static const struct { const char *body, *status;
    } others[] = {
        { "{\"decision\":\"补贴\",\"at\":\"2024-06-01\"}", "missing" },
        { "{\"decision\":\"补贴\",\"at\":\"2023-01-01\"}", "not_in_force" },
        { "{\"decision\":\"加发后补贴\",\"at\":\"2024-06-01\",\"facts\":{\"类别\":\"甲类\"}}",
          "unset" },
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        r = client_post(&c->client, "/api/decide", others[i].body);
        j = client_json(&c->client, &r);
        assert_true(str_eqc(json_str(j, "status"), others[i].status));
        assert_int_equal(json_get(j, "result")->kind, JSON_NULL);
    }
}

static void imports_answer_as_described(void **state)
{
    contract *c = *state;
    str sample = client_sample(&c->client);
    reply r = client_ask(&c->client, "POST", "/api/gazettes?name=again.txt", "", sample);
    check(c, "post", "/api/gazettes", &r, 200);
    assert_true(str_eqc(json_str(client_json(&c->client, &r), "status"), "unchanged"));
    /* A corrected file of the same issue replaces it. */
    strbuf b;
    strbuf_init(&b, &c->client.arena);
    strbuf_put(&b, sample);
    strbuf_putc(&b, "\n");
    r = client_ask(&c->client, "POST", "/api/gazettes", "", strbuf_done(&b));
    check(c, "post", "/api/gazettes", &r, 200);
    assert_true(str_eqc(json_str(client_json(&c->client, &r), "status"), "replaced"));
    r = client_ask(&c->client, "POST", "/api/gazettes", "", (str){ 0 });
    check(c, "post", "/api/gazettes", &r, 400);
    r = client_ask(&c->client, "POST", "/api/gazettes", "", STR("   \n"));
    check(c, "post", "/api/gazettes", &r, 422);
    r = client_raw(
        &c->client,
        STR("POST /api/gazettes HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nabc"));
    check(c, "post", "/api/gazettes", &r, 413);
    r = client_raw(&c->client,
                   STR("POST /api/decide HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n{"));
    check(c, "post", "/api/decide", &r, 413);
}

static void paths_that_are_not_described_are_not_found(void **state)
{
    contract *c = *state;
    static const char *const paths[] = { "/api",
                                         "/api/",
                                         "/api/nothing",
                                         "/api/status/",
                                         "/api/documents/",
                                         "/api/tasks.pdf",
                                         "/api/../etc/passwd" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        reply r = client_get(&c->client, paths[i]);
        assert_int_equal(r.status, 404);
        assert_true(str_eqc(client_error(&c->client, &r), "E-NOT-FOUND"));
    }
    static const struct {
        const char *method, *path;
    } wrong[] = { { "POST", "/api/status" },
                  { "GET", "/api/decide" },
                  { "DELETE", "/api/documents/1" },
                  { "PUT", "/" } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply r = client_ask(&c->client, wrong[i].method, wrong[i].path, "", (str){ 0 });
        assert_int_equal(r.status, 405);
        assert_true(str_eqc(client_error(&c->client, &r), "E-METHOD"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described_and_every_description_has_a_route),
        cmocka_unit_test(answers_are_as_described),
        cmocka_unit_test(decisions_answer_as_described),
        cmocka_unit_test(matches_answer_as_described),
        cmocka_unit_test(decisions_are_exact_and_say_what_they_rest_on),
        cmocka_unit_test(imports_answer_as_described),
        cmocka_unit_test(paths_that_are_not_described_are_not_found),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
