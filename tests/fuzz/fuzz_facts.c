/* fuzz_facts.c: any JSON body as the facts of a decision, as the HTTP interface takes them; the
** answer is valid JSON. */
#include "fuzz.h"
#include "policy/policy.h"

static const char policy_text[] =
    "# 样例\n\n| 文号 | 样例〔2023〕1号 |\n|---|---|\n| 施行 | 2023-01-01 |\n\n"
    "## 类型 身份\n\"甲\", \"乙\"\n\n"
    "## 类型 费用\n| 成员 | 类型 | 说明 |\n|---|---|---|\n| 日期 | 日期 | |\n| 金额 | 数 | |\n\n"
    "## 事实\n| 事实 | 类型 | 默认 | 允许 |\n|---|---|---|---|\n| 本人身份 | 身份 | | |\n| 自付 | 数 | 0 | >= 0 |\n"
    "| 清单 | 列表<费用> | | |\n| 是否参保 | 是否 | true | |\n\n"
    "## 决策 补助 : 数 〔一〕\n\n    if 本人身份 = \"甲\" and 是否参保 then 自付 * 0.7 else sum(清单.金额) / count(清单)\n";

static policy_library *sample_library(void)
{
    static policy_library *lib;
    static arena a;
    if (lib) return lib;
    arena_init(&a, 0);
    diag_list d;
    diag_init(&d, &a);
    lib = policy_library_new();
    policy_doc *doc = lib ? policy_md_declare(lib, STR("sample.md"), STR(policy_text), &d) : NULL;
    FUZZ_CHECK(doc);
    policy_md_types(lib, doc, &d);
    FUZZ_CHECK(policy_open_names(lib, &d) && policy_md_define(lib, doc, true, &d) &&
               policy_seal(lib, &d));
    FUZZ_CHECK(d.error_count == 0);
    return lib;
}

static void try_text(arena *a, str text)
{
    const policy_library *lib = sample_library();
    diag_list d;
    diag_init(&d, a);
    json *body = json_parse(a, text, STR("body"), &d);
    policy_run *run = body ? policy_run_new(lib, a) : NULL;
    if (!run) return;
    policy_run_at(run, (date){ 2023, 7, 1 });
    policy_run_trace(run, true);
    policy_run_facts_json(run, body, &d);
    const policy_answer *answer = policy_decide(run, STR("补助"));
    strbuf out;
    json_out w;
    strbuf_init(&out, a);
    json_out_init(&w, &out);
    if (answer) policy_answer_json(lib, answer, &w, LANG_ZH, true);
    str written = strbuf_done(&out);
    FUZZ_CHECK(!answer || !written.ptr || json_parse(a, written, STR("answer"), &d));
    policy_run_free(run);
}
