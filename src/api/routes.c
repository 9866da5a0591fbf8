/* routes.c: every path of the interface in one table; docs/openapi.json describes the same paths
 * and a test compares. */
#include "api/internal.h"

const api_route api_routes[] = {
    { "GET", "/api/status", 0, api_status },
    { "GET", "/api/issues", 0, api_issues },
    { "POST", "/api/gazettes", API_BODY_GAZETTE, api_import },
    { "GET", "/api/documents", 0, api_documents },
    { "GET", "/api/documents/{id}", 0, api_document },
    { "GET", "/api/search", 0, api_search },
    { "GET", "/api/tasks", 0, api_tasks },
    { "GET", "/api/tasks.xlsx", 0, api_tasks_xlsx },
    { "GET", "/api/tasks.csv", 0, api_tasks_csv },
    { "GET", "/api/policies", 0, api_policies },
    { "GET", "/api/policies/{doc}", 0, api_policy },
    { "GET", "/api/decisions", 0, api_decisions },
    { "GET", "/api/decisions/{name}", 0, api_decision },
    { "POST", "/api/decide", API_BODY_SMALL, api_decide },
    { "POST", "/api/match", API_BODY_SMALL, api_match },
    { "GET", "/api/standards", 0, api_standards },
    { "GET", "/api/journal/head", 0, api_journal_head },
};
const int api_route_count = sizeof api_routes / sizeof *api_routes;

/* A {part} takes everything up to the end of the path: names of policies may hold a slash. */
static bool matches(const char *pattern, str path, str *param)
{
    const char *brace = strchr(pattern, '{');
    if (!brace) return str_eqc(path, pattern);
    int32_t fixed = (int32_t)(brace - pattern);
    if (path.len <= fixed || memcmp(path.ptr, pattern, (size_t)fixed) != 0) return false;
    *param = str_sub(path, fixed, path.len);
    return true;
}

const api_route *api_route_find(const char *method, str path, str params[API_PARAMS_MAX],
                                bool *known)
{
    *known = false;
    for (int i = 0; i < api_route_count; i++) {
        const api_route *route = &api_routes[i];
        if (!matches(route->pattern, path, &params[0])) continue;
        *known = true;
        if (strcmp(method, route->method) == 0) return route;
    }
    return NULL;
}
