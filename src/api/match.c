/* match.c: POST /api/match: facts in, every benefit in force with its state, and the question that
 * settles most. */
#include "api/internal.h"
#include "policy/match.h"

typedef struct match_body { match_options options; const json *facts; } match_body;

static unsigned bad_member(api_request *r, const char *name, const char *zh, const char *en)
{
    return api_error(r, 400, "E-TYPE", zh, en, name, STR("docs/openapi.json: MatchRequest"));
}

static bool text_or_absent(const json *body, const char *name)
{
    const json *j = json_get(body, name);
    return !j || j->kind == JSON_NULL || j->kind == JSON_STRING;
}

/* 200, or the status of an error already written. */
static unsigned read_body(api_request *r, const json *body, match_body *m)
{
    if (body->kind != JSON_OBJECT)
        return bad_member(r, "body", "正文应为一个 JSON 对象", "the body must be a JSON object");
    if (!text_or_absent(body, "place"))
        return bad_member(r, "place", "place 应为文字", "place must be text");
    if (!text_or_absent(body, "target"))
        return bad_member(r, "target", "target 应为文字,如 个人,家庭", "target must be text");
    const json *at = json_get(body, "at");
    m->facts = json_get(body, "facts");
    m->options = (match_options){ .lib = r->office->policies,
                                  .at = date_today(),
                                  .place = json_str(body, "place"),
                                  .target = json_str(body, "target") };
    if (at && at->kind != JSON_NULL &&
        (at->kind != JSON_STRING || !date_parse(at->text, &m->options.at)))
        return bad_member(r, "at", "at 不是日期，或没有这一天；请写成 2023-06-01",
                          "at is not a date, or that day does not exist; write 2023-06-01");
    if (m->facts && m->facts->kind == JSON_NULL) m->facts = NULL;
    if (m->facts && m->facts->kind != JSON_OBJECT)
        return bad_member(r, "facts", "facts 应为 JSON 对象", "facts must be a JSON object");
    return 200;
}

/* null: the person does not know; such a fact is not asked again. false with a finding, *name is
 * the fact. */
static bool give_facts(api_request *r, policy_run *run, match_body *m, str *name)
{
    const json *facts = m->facts;
    int32_t *skip = ARENA_ARRAY(&r->arena, int32_t, facts ? facts->count + 1 : 1);
    if (!skip) return false;
    m->options.skip = skip;
    for (int i = 0; facts && i < facts->count; i++) {
        json one = {
            .kind = JSON_OBJECT, .keys = &facts->keys[i], .items = &facts->items[i], .count = 1
        };
        *name = facts->keys[i];
        if (facts->items[i]->kind != JSON_NULL) {
            if (!policy_run_facts_json(run, &one, &r->diags)) return false;
            continue;
        }
        int32_t slot = policy_fact_slot(run, facts->keys[i], &r->diags);
        if (slot < 0) return false;
        skip[m->options.skip_count++] = slot;
    }
    return true;
}

static unsigned first_finding(api_request *r, unsigned status, str fact)
{
    if (r->diags.all.count == 0) return api_fail(r, 500);
    const diag *d = &r->diags.all.items[0];
    str place = fact.len == 0 || str_starts(d->pos.file, fact) ? d->pos.file : fact;
    char *where = str_cstr(&r->arena, place), *zh = str_cstr(&r->arena, d->zh),
         *en = str_cstr(&r->arena, d->en);
    if (!where || !zh || !en) return api_fail(r, 500);
    return api_error(r, status, d->code, zh, en, where, STR(""));
}

unsigned api_match(api_request *r)
{
    match_body m;
    str fact = { 0 };
    const json *body = json_parse(&r->arena, strbuf_done(&r->body), STR("body"), &r->diags);
    if (!body) return api_fail(r, 400);
    unsigned status = read_body(r, body, &m);
    if (status != 200) return status;
    if (!r->office->policies)
        return api_error(r, 404, "E-NAME", "没有加载政策", "no policies are loaded", "policies", STR(""));
    policy_run *run = api_run(r);
    if (!run) return api_fail(r, 500);
    if (!give_facts(r, run, &m, &fact)) return first_finding(r, 400, fact);
    if (!policy_run_consistent(run, &r->diags)) return first_finding(r, 409, STR(""));
    const policy_match *match = policy_match_run(run, &m.options);
    if (!match) return api_fail(r, 500);
    policy_match_json(m.options.lib, match, &r->json, &r->arena);
    return 200;
}
