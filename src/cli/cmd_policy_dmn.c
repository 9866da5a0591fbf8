/* cmd_policy_dmn.c: heng policy export NAME --dmn FILE: policies as models that other tools open.
 */
#include "cli/cli_policy.h"
#include "policy/dmn_md.h"
#include "policy/dmn_write.h"

static bool same(str a, str b) { return a.len > 0 && str_eq(a, b); }

/* "policies/x/2022-ban-30.md" → "2022-ban-30" */
static str stem(str path)
{
    int32_t from = path.len;
    while (from > 0 && path.ptr[from - 1] != '/') from--;
    str name = str_sub(path, from, path.len);
    return str_ends(name, STR(".md")) ? str_sub(name, 0, name.len - 3) : name;
}

/* By what only a document has: its number, its identity in the catalogue, its file. */
static const policy_doc *document_of_number(const policy_library *lib, str name)
{
    for (int i = 0; i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        if (same(doc->number, name) || same(doc->catalogue, name) || same(doc->file, name) ||
            same(stem(doc->file), name))
            return doc;
    }
    return NULL;
}

/* A vocabulary decides nothing, whatever its title. */
static const policy_doc *document_titled(const policy_library *lib, str name)
{
    for (int i = 0; i < policy_doc_count(lib); i++) {
        const policy_doc *doc = policy_doc_at(lib, i);
        if (!doc->vocabulary && (same(doc->title, name) || same(doc->full_name, name))) return doc;
    }
    return NULL;
}

static bool is_computed(const policy_def *def)
{
    return def->kind == POLICY_DECISION || def->kind == POLICY_CONDITIONS;
}

/* The document's decisions that are in force that day. */
static void take_document(cli_context *c, const policy_doc *doc, date at, dmn_export *what)
{
    int32_t *slots = ARENA_ARRAY(c->arena, int32_t, doc->defs.count);
    for (int i = 0; slots && i < doc->defs.count; i++) {
        const policy_def *def = doc->defs.items[i];
        if (is_computed(def) && policy_period_holds(policy_def_period(def), at))
            slots[what->slot_count++] = def->slot;
    }
    what->slots = slots;
    what->place = doc->place;
    what->name = doc->title;
}

static void take_decision(cli_context *c, const policy_def *def, dmn_export *what)
{
    int32_t *slot = arena_copy(c->arena, &def->slot, sizeof def->slot);
    what->slots = slot;
    what->slot_count = slot ? 1 : 0;
    what->place = def->doc->place;
    what->name = def->name;
}

/* Without --at: today when something is in force then, else the document's first day. */
static date chosen_day(const policy_period *period, const date *at)
{
    date today = date_today();
    if (at) return *at;
    return policy_period_holds(*period, today) || !policy_has_date(period->from) ? today
                                                                                 : period->from;
}

static bool choose(cli_context *c, const policy_library *lib, str name, const date *at,
                   dmn_export *what)
{
    const policy_doc *doc = document_of_number(lib, name);
    int32_t slot = policy_slot_find(lib, STR(""), feel_name_normal(c->arena, name));
    const policy_def *def = slot >= 0 ? policy_newest(lib, slot) : NULL;
    /* A decision may bear the title of a document; its own name is meant. */
    if (!doc && !(def && is_computed(def))) doc = document_titled(lib, name);
    if (!doc && (!def || !is_computed(def))) {
        diag_list d;
        diag_init(&d, c->arena);
        policy_find_decision(lib, name, &d);
        cli_print_findings(c, c->err, &d, lib);
        if (!d.all.count)
            fprintf(c->err,
                    cli_say(c, "heng: “%s”不是决策，也不是政策文件\n",
                            "heng: \"%s\" is neither a decision nor a policy\n"),
                    str_cstr(c->arena, name));
        return false;
    }
    policy_period period = doc ? doc->period : policy_def_period(def);
    what->at = chosen_day(&period, at);
    if (doc) take_document(c, doc, what->at, what);
    else take_decision(c, def, what);
    str id = doc && doc->catalogue.len ? doc->catalogue : what->name;
    what->space = str_format(c->arena, "urn:heng:policy:" STR_FMT ":" STR_FMT, STR_ARG(id),
                             STR_ARG(date_text(c->arena, what->at)));
    if (what->slot_count) return true;
    fprintf(c->err,
            cli_say(c, "heng: %s 那天没有有效的决策；用 --at 换一个日期\n",
                    "heng: no decision is in force on %s; choose another date with --at\n"),
            str_cstr(c->arena, date_text(c->arena, what->at)));
    return false;
}

/* A temporary file first, so that a full disk never leaves half a model under the name asked for.
 */
static bool save(cli_context *c, const char *path, str text)
{
    if (strcmp(path, "-") == 0)
        return fwrite(text.ptr, 1, (size_t)text.len, c->out) == (size_t)text.len;
    str temporary = str_format(c->arena, "%s.part", path);
    FILE *f = temporary.ptr ? fopen(temporary.ptr, "wb") : NULL;
    bool ok = f && fwrite(text.ptr, 1, (size_t)text.len, f) == (size_t)text.len;
    if (f) ok = fclose(f) == 0 && ok;
    ok = ok && rename(temporary.ptr, path) == 0;
    if (!ok) {
        if (f) remove(temporary.ptr);
        fprintf(c->err,
                cli_say(c, "heng: 写不了 %s；请检查目录和权限\n",
                        "heng: cannot write %s; check folder and permissions\n"),
                path);
    }
    return ok;
}

int cli_policy_export(cli_context *c, const policy_library *lib, const char *name, const char *path,
                      const char *version, const date *at)
{
    dmn_export what = { .lib = lib, .version = str_c(version) };
    if (!dmn_version_known(what.version))
        return cli_usage(c, "policy", "--version 只能是 1.3、1.4 或 1.5",
                         "--version must be 1.3, 1.4 or 1.5");
    if (!choose(c, lib, str_c(name), at, &what)) return CLI_WANTING;
    diag_list d;
    diag_init(&d, c->arena);
    strbuf out;
    strbuf_init(&out, c->arena);
    bool written = dmn_write(&what, &out, &d);
    cli_print_findings(c, c->err, &d, lib);
    if (!written) return CLI_FAILED;
    if (!save(c, path, strbuf_done(&out))) return CLI_FAILED;
    return d.error_count ? CLI_WANTING : CLI_DONE;
}

int cli_policy_import(cli_context *c, const char *path, const char *out)
{
    diag_list d;
    diag_init(&d, c->arena);
    dmn_set *set = dmn_set_new(c->arena, &d);
    dmn_model *model = set ? dmn_load(set, str_c(path)) : NULL;
    if (set) dmn_link(set);
    strbuf text;
    strbuf_init(&text, c->arena);
    bool written = model && dmn_to_markdown(set, model, &text, &d);
    cli_print_findings(c, c->err, &d, NULL);
    if (!written || !save(c, out ? out : "-", strbuf_done(&text))) return CLI_FAILED;
    return d.error_count ? CLI_WANTING : CLI_DONE;
}
