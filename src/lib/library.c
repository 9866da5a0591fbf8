/* library.c: opening a library, its findings, what it can decide. */
#include "lib/internal.h"
#include <stdio.h>

const char *heng_version(void) { return HENG_VERSION_TEXT; }
int heng_version_number(void) { return HENG_VERSION_NUMBER; }

/* ---- texts and errors ---- */

heng_text lib_text(str s) { return s.ptr ? (heng_text){ s.ptr, s.len } : (heng_text){ "", 0 }; }

heng_text lib_text_copy(arena *a, str s)
{
    return s.len ? lib_text(str_copy(a, s)) : (heng_text){ "", 0 };
}

/* Cut where a character ends. */
static void put_cut(char *out, size_t size, str s)
{
    size_t n = (size_t)s.len < size ? (size_t)s.len : size - 1;
    while (n > 0 && n < (size_t)s.len && ((unsigned char)s.ptr[n] & 0xC0) == 0x80) n--;
    if (n) memcpy(out, s.ptr, n);
    out[n] = 0;
}

void lib_error_clear(heng_error *e)
{
    if (e) e->code[0] = e->where[0] = e->zh[0] = e->en[0] = 0;
}

void lib_error_set(heng_error *e, const char *code, str where, str zh, str en)
{
    if (!e) return;
    put_cut(e->code, sizeof e->code, str_c(code));
    put_cut(e->where, sizeof e->where, where);
    put_cut(e->zh, sizeof e->zh, zh);
    put_cut(e->en, sizeof e->en, en);
}

void lib_error_diag(heng_error *e, const diag *d, arena *a)
{
    str where = d->pos.file;
    if (d->pos.line > 0 && str_ends(where, STR(".md")))
        where = str_format(a, STR_FMT ":%d:%d", STR_ARG(d->pos.file), (int)d->pos.line,
                           (int)d->pos.column);
    lib_error_set(e, d->code, where, d->zh, d->en);
}

heng_status lib_no_memory(heng_error *e)
{
    lib_error_set(e, "E-LIMIT", (str){ "", 0 }, STR("内存不足;请释放一些再试"),
                  STR("out of memory; free some and try again"));
    return HENG_NOMEM;
}

heng_status lib_error_from(heng_error *e, const diag_list *l)
{
    for (int i = 0; i < l->all.count; i++) {
        if (l->all.items[i].level != DIAG_ERROR) continue;
        lib_error_diag(e, &l->all.items[i], l->arena);
        return HENG_ERROR;
    }
    return lib_no_memory(e);
}

/* ---- what there is ---- */

static const char *kind_text(policy_kind k)
{
    static const char *const texts[] = { "fact",       "parameter", "decision",
                                         "conditions", "function",  "service" };
    return texts[k];
}

heng_info lib_info(const policy_library *lib, int32_t slot, const policy_def *def, arena *a)
{
    const policy_slot *s = policy_slot_at(lib, slot);
    heng_text none = { "", 0 };
    heng_info info = { lib_text_copy(a, s->name), none, none, none, none, none, none, none,
                       s->version_count };
    if (!def) return info;
    const policy_doc *doc = def->doc;
    info.kind = lib_text(str_c(kind_text(def->kind)));
    info.type = lib_text_copy(a, policy_type_words(a, def->type));
    info.unit = def->type ? lib_text_copy(a, def->type->unit) : none;
    info.provision = lib_text_copy(a, def->provision);
    info.document = lib_text_copy(a, doc->number.len ? doc->number : doc->title);
    info.question = lib_text_copy(a, def->question);
    info.note = lib_text_copy(a, def->note);
    return info;
}

static bool gather_decisions(heng_library *h)
{
    int32_t slots = policy_slot_count(h->lib);
    h->decisions = ARENA_ARRAY(&h->memory, heng_info, slots);
    if (!h->decisions) return false;
    for (int32_t i = 1; i < slots; i++) {
        const policy_slot *s = policy_slot_at(h->lib, i);
        const policy_def *def = policy_newest(h->lib, i);
        if (!def || s->family.len || def->kind == POLICY_FACT || def->kind == POLICY_FUNCTION)
            continue;
        h->decisions[h->decision_count++] = lib_info(h->lib, i, def, &h->memory);
    }
    return true;
}

/* ---- open and close ---- */

static heng_library *library_new(void)
{
    heng_library *h = heap_get(sizeof *h);
    if (!h) return NULL;
    arena_init(&h->memory, 0);
    diag_init(&h->findings, &h->memory);
    return h;
}

static heng_status give_library(heng_library *h, heng_library **out, heng_error *error)
{
    bool empty = h->lib && policy_doc_count(h->lib) == 0;
    if (!h->lib || (!empty && !gather_decisions(h))) {
        heng_close(h);
        return lib_no_memory(error);
    }
    if (empty) {
        if (h->findings.error_count) lib_error_from(error, &h->findings);
        else
            lib_error_set(error, "E-FILE", (str){ "", 0 }, STR("没有找到政策文件(.md);请查对目录"),
                          STR("no policy file (.md) was found; check the directory"));
        heng_close(h);
        return HENG_ERROR;
    }
    *out = h;
    return HENG_OK;
}

heng_status heng_open(const char *directory, heng_library **out, heng_error *error)
{
    lib_error_clear(error);
    if (!out) return HENG_MISUSE;
    *out = NULL;
    if (!directory) return HENG_MISUSE;
    heng_library *h = library_new();
    if (!h) return lib_no_memory(error);
    str dir = str_copy(&h->memory, str_c(directory));
    if (dir.ptr)
        h->lib =
            policy_load(&(policy_load_options){ .dir = dir, .skip_examples = true }, &h->findings);
    return give_library(h, out, error);
}

static bool read_files(heng_library *h, const heng_file *files, size_t count)
{
    arena *a = policy_arena(h->lib);
    diag_list first_round;
    diag_init(&first_round, a);
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t length = files[i].length < 0 && files[i].text ? (ptrdiff_t)strlen(files[i].text)
                                                                : files[i].length;
        if (!files[i].text || length > INT32_MAX / 2) continue;
        str name = str_copy(a, str_c(files[i].name ? files[i].name : "?.md")),
            text = str_copy(a, (str){ files[i].text, (int32_t)length });
        if (!name.ptr || !text.ptr) return false;
        policy_md_declare(h->lib, name, text, &h->findings);
    }
    int docs = policy_doc_count(h->lib);
    for (int i = 0; i < docs; i++) policy_md_types(h->lib, policy_doc_at(h->lib, i), &first_round);
    for (int i = 0; i < docs; i++) policy_md_types(h->lib, policy_doc_at(h->lib, i), &h->findings);
    policy_open_names(h->lib, &h->findings);
    for (int i = 0; i < docs; i++)
        policy_md_define(h->lib, policy_doc_at(h->lib, i), false, &h->findings);
    return policy_seal(h->lib, &h->findings);
}

heng_status heng_open_memory(const heng_file *files, size_t count, heng_library **out,
                             heng_error *error)
{
    lib_error_clear(error);
    if (!out) return HENG_MISUSE;
    *out = NULL;
    if (!files && count) return HENG_MISUSE;
    heng_library *h = library_new();
    if (!h) return lib_no_memory(error);
    h->lib = policy_library_new();
    if (h->lib && !read_files(h, files, count)) {
        policy_library_free(h->lib);
        h->lib = NULL;
    }
    return give_library(h, out, error);
}

void heng_close(heng_library *lib)
{
    if (!lib) return;
    policy_library_free(lib->lib);
    arena_deinit(&lib->memory);
    heap_free(lib);
}

/* ---- looking ---- */

size_t heng_finding_count(const heng_library *lib)
{
    return lib ? (size_t)lib->findings.all.count : 0;
}

heng_status heng_finding(const heng_library *lib, size_t i, heng_error *out)
{
    if (!lib || !out || i >= heng_finding_count(lib)) return HENG_MISUSE;
    arena a;
    arena_init(&a, 0);
    lib_error_diag(out, &lib->findings.all.items[i], &a);
    arena_deinit(&a);
    return HENG_OK;
}

size_t heng_decision_count(const heng_library *lib)
{
    return lib ? (size_t)lib->decision_count : 0;
}

heng_status heng_decision_info(const heng_library *lib, size_t i, heng_info *out)
{
    if (!lib || !out || i >= heng_decision_count(lib)) return HENG_MISUSE;
    *out = lib->decisions[i];
    return HENG_OK;
}
