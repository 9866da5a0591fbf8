/* dmn_write.c: the elements of an exported model, in the order the schema asks for (dmn_write.h).
*/
#include "feel/ast.h"
#include "policy/dmn_write.h"

static void put(dmn_writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(dmn_writer *w, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_vprintf(w->out, format, args);
    va_end(args);
}

static const feel_type *type_of(const write_node *n)
{
    if (n->slot == POLICY_SLOT_DATE) return &FEEL_TYPE_DATE;
    return n->def ? n->def->type : NULL;
}

/* What people read beside the element: provision, note, question, default. */
static void put_description(dmn_writer *w, const write_node *n)
{
    strbuf b;
    strbuf_init(&b, w->arena);
    const policy_def *def = n->def;
    if (!def) return;
    if (def->provision.len) strbuf_printf(&b, "〔" STR_FMT "〕", STR_ARG(def->provision));
    if (def->inferred) strbuf_putc(&b, " 推定");
    if (def->note.len) strbuf_printf(&b, " " STR_FMT, STR_ARG(def->note));
    if (def->question.len) strbuf_printf(&b, " 问：" STR_FMT, STR_ARG(def->question));
    if (n->kind == WRITE_INPUT && def->default_expr)
        strbuf_printf(&b, " 默认：" STR_FMT, STR_ARG(feel_print(w->arena, def->default_expr)));
    for (int i = 0; i < def->condition_count; i++)
        strbuf_printf(&b, "%s%d. " STR_FMT " 〔" STR_FMT "〕", i || b.len ? "\n" : "", i + 1,
                      STR_ARG(def->conditions[i].name), STR_ARG(def->conditions[i].provision));
    str text = str_trim(strbuf_done(&b));
    if (text.len)
        put(w, "    <description>" STR_FMT "</description>\n", STR_ARG(write_escaped(w, text)));
}

static void open_element(dmn_writer *w, const char *tag, const write_node *n)
{
    put(w, "  <%s id=\"" STR_FMT "\" name=\"" STR_FMT "\">\n", tag, STR_ARG(n->id),
        STR_ARG(write_escaped(w, n->name)));
    put_description(w, n);
    put(w, "    <variable name=\"" STR_FMT "\" typeRef=\"" STR_FMT "\"/>\n",
        STR_ARG(write_escaped(w, n->name)), STR_ARG(write_type(w, type_of(n))));
}

/* Requirements in the order of the schema: information, knowledge, authority. */
static void put_needs(dmn_writer *w, const write_node *n)
{
    static const struct {
        const char *outer, *inner;
    } tags[] = {
        [WRITE_INPUT] = { "informationRequirement", "requiredInput" },
        [WRITE_DECISION] = { "informationRequirement", "requiredDecision" },
        [WRITE_KNOWLEDGE] = { "knowledgeRequirement", "requiredKnowledge" },
        [WRITE_SERVICE] = { "knowledgeRequirement", "requiredKnowledge" },
        [WRITE_SOURCE] = { "authorityRequirement", "requiredAuthority" },
    };
    for (int kind = WRITE_INPUT; kind <= WRITE_SOURCE; kind++) {
        for (int i = 0; i < n->needs.count; i++) {
            const write_node *needed = &w->nodes.items[n->needs.items[i]];
            if ((int)needed->kind != kind) continue;
            put(w, "    <%s id=\"" STR_FMT "_" STR_FMT "\"><%s href=\"#" STR_FMT "\"/></%s>\n",
                tags[kind].outer, STR_ARG(n->id), STR_ARG(needed->id), tags[kind].inner,
                STR_ARG(needed->id), tags[kind].outer);
        }
    }
}

/* Conditions are their conjunction (or disjunction); their names stand in the description. */
static void put_conditions(dmn_writer *w, const policy_def *def)
{
    strbuf b;
    strbuf_init(&b, w->arena);
    for (int i = 0; i < def->condition_count; i++) {
        if (i) strbuf_putc(&b, def->any_of ? "\nor " : "\nand ");
        if (def->conditions[i].expr)
            strbuf_printf(&b, "(" STR_FMT ")", STR_ARG(write_feel(w, def->conditions[i].expr)));
        else strbuf_putc(&b, "null");
    }
    put(w, "    <literalExpression><text>" STR_FMT "</text></literalExpression>\n",
        STR_ARG(write_escaped(w, strbuf_done(&b))));
}

static void put_decision(dmn_writer *w, const write_node *n)
{
    open_element(w, "decision", n);
    put_needs(w, n);
    if (n->def && n->def->kind == POLICY_CONDITIONS && n->def->condition_count)
        put_conditions(w, n->def);
    else if (n->def && n->def->expr) write_logic(w, n->def->expr, 4);
    put(w, "  </decision>\n");
}

static void put_parameter(dmn_writer *w, str name, const feel_type *type)
{
    put(w, "      <formalParameter name=\"" STR_FMT "\" typeRef=\"" STR_FMT "\"/>\n",
        STR_ARG(write_escaped(w, name)), STR_ARG(write_type(w, type)));
}

static void put_knowledge(dmn_writer *w, const write_node *n)
{
    open_element(w, "businessKnowledgeModel", n);
    const feel_expr *lambda = n->def ? n->def->expr : NULL;
    while (lambda && lambda->kind == FEEL_N_FRAME) lambda = lambda->as.frame.body;
    bool known = lambda && lambda->kind == FEEL_N_FUNCTION && lambda->as.lambda->body;
    if (known) {
        put(w, "    <encapsulatedLogic>\n");
        for (int32_t i = 0; i < n->def->param_count; i++)
            put_parameter(w, n->def->params[i].name, n->def->params[i].type);
        for (int i = 0; i < n->extra.count; i++) {
            const policy_def *def = write_def(w, n->extra.items[i]);
            put_parameter(w, policy_slot_at(w->what->lib, n->extra.items[i])->name,
                          def ? def->type : NULL);
        }
        write_logic(w, lambda->as.lambda->body, 6);
        put(w, "    </encapsulatedLogic>\n");
    }
    put_needs(w, n);
    put(w, "  </businessKnowledgeModel>\n");
}

static void put_encapsulated(dmn_writer *w, const write_node *service, int32_t node, uint8_t *seen)
{
    const write_node *n = &w->nodes.items[node];
    if (seen[node] || n->kind != WRITE_DECISION) return;
    seen[node] = 1;
    for (int i = 0; i < service->extra.count; i++)
        if (service->extra.items[i] == n->slot) return;
    if (node != service->output)
        put(w, "    <encapsulatedDecision href=\"#" STR_FMT "\"/>\n", STR_ARG(n->id));
    for (int i = 0; i < n->needs.count; i++) put_encapsulated(w, service, n->needs.items[i], seen);
}

static void put_members(dmn_writer *w, const write_node *service, write_kind kind, const char *tag)
{
    for (int i = 0; i < service->extra.count; i++) {
        int32_t node = w->by_slot[service->extra.items[i]];
        if (node >= 0 && w->nodes.items[node].kind == kind)
            put(w, "    <%s href=\"#" STR_FMT "\"/>\n", tag, STR_ARG(w->nodes.items[node].id));
    }
}

static void put_service(dmn_writer *w, const write_node *n)
{
    uint8_t *seen = ARENA_ARRAY(w->arena, uint8_t, w->nodes.count);
    open_element(w, "decisionService", n);
    put(w, "    <outputDecision href=\"#" STR_FMT "\"/>\n", STR_ARG(w->nodes.items[n->output].id));
    if (seen) put_encapsulated(w, n, n->output, seen);
    put_members(w, n, WRITE_DECISION, "inputDecision");
    put_members(w, n, WRITE_INPUT, "inputData");
    put(w, "  </decisionService>\n");
}

static void put_source(dmn_writer *w, const write_node *n)
{
    const policy_doc *doc = n->def->doc;
    put(w, "  <knowledgeSource id=\"" STR_FMT "\" name=\"" STR_FMT "\">\n", STR_ARG(n->id),
        STR_ARG(write_escaped(w, n->name)));
    if (doc->full_name.len)
        put(w, "    <description>" STR_FMT "</description>\n",
            STR_ARG(write_escaped(w, doc->full_name)));
    put(w, "    <type>条款</type>\n  </knowledgeSource>\n");
}

static void put_input_data(dmn_writer *w, const write_node *n)
{
    open_element(w, "inputData", n);
    put(w, "  </inputData>\n");
}

static void put_elements(dmn_writer *w)
{
    static void (*const writers[])(dmn_writer *, const write_node *) = {
        [WRITE_INPUT] = put_input_data,    [WRITE_DECISION] = put_decision,
        [WRITE_KNOWLEDGE] = put_knowledge, [WRITE_SERVICE] = put_service,
        [WRITE_SOURCE] = put_source,
    };
    for (int kind = WRITE_INPUT; kind <= WRITE_SOURCE; kind++)
        for (int i = 0; i < w->nodes.count; i++)
            if ((int)w->nodes.items[i].kind == kind) writers[kind](w, &w->nodes.items[i]);
}

static const struct {
    const char *version, *day;
} versions[] = {
    { "", "20230324" },
    { "1.5", "20230324" },
    { "1.4", "20211108" },
    { "1.3", "20191111" },
};

static const char *namespace_day(str version)
{
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (str_eqc(version, versions[i].version)) return versions[i].day;
    return NULL;
}

bool dmn_version_known(str version) { return namespace_day(version) != NULL; }

bool dmn_write(const dmn_export *what, strbuf *out, diag_list *d)
{
    strbuf body;
    strbuf_init(&body, out->arena);
    dmn_writer w = { .what = what, .arena = out->arena, .findings = d, .out = &body };
    strbuf_init(&w.items, out->arena);
    strmap_init(&w.item_names, out->arena);
    const char *day = namespace_day(what->version);
    if (!day || !write_graph(&w)) return false;
    put_elements(&w);
    write_layout(&w);
    strbuf_printf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<definitions xmlns=\"https://www.omg.org/spec/DMN/%s/MODEL/\"\n"
                  "             xmlns:dmndi=\"https://www.omg.org/spec/DMN/%s/DMNDI/\"\n"
                  "             xmlns:dc=\"http://www.omg.org/spec/DMN/20180521/DC/\"\n"
                  "             xmlns:di=\"http://www.omg.org/spec/DMN/20180521/DI/\"\n"
                  "             id=\"definitions\" name=\"" STR_FMT "\" namespace=\"" STR_FMT
                  "\" exporter=\"heng\">\n",
                  day, day, STR_ARG(write_escaped(&w, what->name)),
                  STR_ARG(write_escaped(&w, what->space)));
    strbuf_put(out, strbuf_done(&w.items));
    strbuf_put(out, strbuf_done(&body));
    strbuf_putc(out, "</definitions>\n");
    strbuf_done(out);
    return !out->failed && !body.failed && !w.items.failed;
}
