/* library.c: documents, slots, types and units; the names each document sees. */
#include "policy/internal.h"

policy_library *policy_library_new(void)
{
    policy_library *lib = heap_get(sizeof *lib);
    if (!lib) return NULL;
    arena_init(&lib->arena, 0);
    strmap_init(&lib->slot_by_key, &lib->arena);
    strmap_init(&lib->types, &lib->arena);
    strmap_init(&lib->units, &lib->arena);
    /* The date of law is a fact of every family; it is slot 0 so that runs find it without looking.
     */
    policy_slot *slot = ARENA_NEW(&lib->arena, policy_slot);
    policy_slot **at = VEC_PUSH(&lib->arena, &lib->slots);
    if (!slot || !at) {
        policy_library_free(lib);
        return NULL;
    }
    *at = slot;
    slot->name = STR("适用日");
    return lib;
}

void policy_library_free(policy_library *lib)
{
    if (!lib) return;
    arena_deinit(&lib->arena);
    heap_free(lib);
}

arena *policy_arena(const policy_library *lib)
{
    return (arena *)&lib->arena;
}
void policy_set_calendar(policy_library *lib, const calendar *c)
{
    lib->calendar = c;
}
const calendar *policy_calendar(const policy_library *lib)
{
    return lib->calendar;
}

policy_doc *policy_doc_add(policy_library *lib, str file, str source)
{
    policy_doc *doc = ARENA_NEW(&lib->arena, policy_doc);
    policy_doc **at = doc ? VEC_PUSH(&lib->arena, &lib->docs) : NULL;
    if (!at) return NULL;
    *at = doc;
    doc->lib = lib;
    doc->file = file;
    doc->source = source;
    doc->pos = (src_pos){ .file = file, .line = 1, .column = 1 };
    return doc;
}

/* Names of different families never meet; a family's key holds a character no name has. */
static str slot_key(arena *a, str family, str name)
{
    return family.len == 0 ? name
                           : str_format(a, STR_FMT "\n" STR_FMT, STR_ARG(family), STR_ARG(name));
}

static policy_slot *slot_for(policy_library *lib, str family, str name)
{
    str key = slot_key(&lib->arena, family, name);
    policy_slot *slot = strmap_find(&lib->slot_by_key, key);
    if (slot) return slot;
    slot = ARENA_NEW(&lib->arena, policy_slot);
    policy_slot **at = slot ? VEC_PUSH(&lib->arena, &lib->slots) : NULL;
    if (!at) return NULL;
    *at = slot;
    if (!strmap_put(&lib->slot_by_key, key, slot)) {
        lib->slots.count--;
        return NULL;
    }
    slot->number = lib->slots.count - 1;
    slot->name = name;
    slot->family = family;
    return slot;
}

static bool slot_add_version(arena *a, policy_slot *slot, policy_def *def)
{
    policy_def **versions =
        arena_grow(a, slot->versions, (size_t)slot->version_count * sizeof *versions,
                   (size_t)(slot->version_count + 1) * sizeof *versions);
    if (!versions) return false;
    versions[slot->version_count++] = def;
    slot->versions = versions;
    return true;
}

policy_def *policy_declare(policy_library *lib, policy_doc *doc, policy_kind kind, str name,
                           src_pos pos)
{
    policy_slot *slot = slot_for(lib, doc->family, feel_name_normal(&lib->arena, name));
    policy_def *def = slot ? ARENA_NEW(&lib->arena, policy_def) : NULL;
    policy_def **at = def ? VEC_PUSH(&lib->arena, &doc->defs) : NULL;
    if (!at) return NULL;
    *at = def;
    def->kind = kind;
    def->name = slot->name;
    def->slot = slot->number;
    def->doc = doc;
    def->pos = pos;
    if (slot_add_version(&lib->arena, slot, def)) return def;
    doc->defs.count--;
    return NULL;
}

policy_type *policy_declare_type(policy_library *lib, policy_doc *doc, str name, src_pos pos,
                                 diag_list *d)
{
    type_chain *first = strmap_find(&lib->types, name);
    for (type_chain *t = first; t; t = t->next) {
        if (t->type.doc != doc) continue;
        diag *found =
            diag_error(d, "E-TWICE", pos, "类型“" STR_FMT "”在本文件里已经定义过;删去一个或改名",
                       "type \"" STR_FMT
                       "\" is already defined in this file; remove one or rename it",
                       STR_ARG(name));
        if (found) found->also = t->type.pos;
        return &t->type;
    }
    type_chain *added = ARENA_NEW(&lib->arena, type_chain);
    feel_type *type = added ? ARENA_NEW(&lib->arena, feel_type) : NULL;
    if (!type || !strmap_put(&lib->types, name, added)) return NULL;
    type->kind = FEEL_T_ANY;
    type->name = name;
    added->type = (policy_type){ .name = name, .doc = doc, .pos = pos, .type = type };
    added->next = first;
    return &added->type;
}

policy_unit *policy_declare_unit(policy_library *lib, policy_doc *doc, str name, src_pos pos)
{
    policy_unit *unit = strmap_find(&lib->units, name);
    if (unit) return unit;
    unit = ARENA_NEW(&lib->arena, policy_unit);
    feel_type *type = unit ? ARENA_NEW(&lib->arena, feel_type) : NULL;
    policy_unit **at = type ? VEC_PUSH(&lib->arena, &lib->unit_list) : NULL;
    if (!at) return NULL;
    *at = unit;
    if (!strmap_put(&lib->units, name, unit)) {
        lib->unit_list.count--;
        return NULL;
    }
    *type = FEEL_TYPE_NUMBER;
    type->unit = name;
    *unit = (policy_unit){ .name = name, .places = -1, .doc = doc, .pos = pos, .type = type };
    return unit;
}

const policy_unit *policy_find_unit(const policy_library *lib, str name)
{
    return name.len ? strmap_find(&lib->units, name) : NULL;
}

/* ---- scopes ---- */

static const feel_type *common_type(const policy_slot *slot, str place)
{
    const feel_type *type = NULL;
    bool first = true;
    for (int i = 0; i < slot->version_count; i++) {
        const policy_def *def = slot->versions[i];
        if (!policy_visible(def->doc, place)) continue;
        if (first) type = def->type;
        else if (type != def->type) return NULL;
        first = false;
    }
    return type;
}

static bool slot_symbol(const policy_slot *slot, str place, feel_symbol *out)
{
    bool seen = false;
    *out = (feel_symbol){ .name = slot->name, .slot = slot->number };
    for (int i = 0; i < slot->version_count; i++) {
        const policy_def *def = slot->versions[i];
        if (!policy_visible(def->doc, place)) continue;
        seen = true;
        if (def->kind != POLICY_FACT) out->invocable = true;
    }
    if (seen) out->type = common_type(slot, place);
    return seen;
}

static feel_scope *scope_of_place(policy_library *lib, str family, str place)
{
    for (int i = 0; i < lib->scopes.count; i++)
        if (str_eq(lib->scopes.items[i].family, family) &&
            str_eq(lib->scopes.items[i].place, place))
            return lib->scopes.items[i].scope;
    feel_scope *scope = feel_scope_new(&lib->arena, NULL);
    place_scope *at = scope ? VEC_PUSH(&lib->arena, &lib->scopes) : NULL;
    if (!at) return NULL;
    *at = (place_scope){ family, place, scope };
    if (family.len == 0)
        feel_scope_add(scope, (feel_symbol){ .name = STR("适用日"),
                                             .slot = POLICY_SLOT_DATE,
                                             .type = &FEEL_TYPE_DATE });
    for (int i = 1; i < lib->slots.count; i++) {
        feel_symbol symbol;
        const policy_slot *slot = lib->slots.items[i];
        if (str_eq(slot->family, family) && slot_symbol(slot, place, &symbol))
            feel_scope_add(scope, symbol);
    }
    return scope;
}

bool policy_open_names(policy_library *lib, diag_list *d)
{
    (void)d;
    lib->scopes.count = 0;
    lib->doc_scopes.count = 0;
    return true;
}

const feel_scope *policy_scope(policy_library *lib, policy_doc *doc)
{
    for (int i = 0; i < lib->doc_scopes.count; i++)
        if (lib->doc_scopes.items[i].doc == doc) return lib->doc_scopes.items[i].scope;
    return scope_of_place(lib, doc->family, doc->place);
}

bool policy_alias(policy_library *lib, policy_doc *doc, str name, int32_t slot)
{
    feel_scope *scope = NULL;
    for (int i = 0; i < lib->doc_scopes.count; i++)
        if (lib->doc_scopes.items[i].doc == doc) scope = lib->doc_scopes.items[i].scope;
    if (!scope) {
        scope = feel_scope_new(&lib->arena, scope_of_place(lib, doc->family, doc->place));
        struct doc_scope *at = scope ? VEC_PUSH(&lib->arena, &lib->doc_scopes) : NULL;
        if (!at) return false;
        *at = (struct doc_scope){ doc, scope };
    }
    const policy_slot *target = policy_slot_at(lib, slot);
    feel_symbol symbol = { .name = feel_name_normal(&lib->arena, name), .slot = slot };
    for (int i = 0; target && i < target->version_count; i++) {
        symbol.type = target->versions[i]->type;
        symbol.invocable = target->versions[i]->kind != POLICY_FACT;
    }
    return target && feel_scope_add(scope, symbol);
}

/* ---- looking ---- */

int policy_doc_count(const policy_library *lib)
{
    return lib->docs.count;
}
policy_doc *policy_doc_at(const policy_library *lib, int i)
{
    return lib->docs.items[i];
}
int policy_slot_count(const policy_library *lib)
{
    return lib->slots.count;
}

const policy_slot *policy_slot_at(const policy_library *lib, int32_t slot)
{
    return slot >= 0 && slot < lib->slots.count ? lib->slots.items[slot] : NULL;
}

int32_t policy_slot_find(const policy_library *lib, str family, str name)
{
    if (family.len == 0 && str_eqc(name, "适用日")) return POLICY_SLOT_DATE;
    if (family.len == 0) {
        const policy_slot *slot = strmap_find(&lib->slot_by_key, name);
        return slot ? slot->number : -1;
    }
    for (int i = 1; i < lib->slots.count; i++) {
        const policy_slot *slot = lib->slots.items[i];
        if (str_eq(slot->family, family) && str_eq(slot->name, name)) return slot->number;
    }
    return -1;
}

/* ---- nearest names ---- */

void nearest_init(nearest *n, str wanted)
{
    *n = (nearest){ .wanted = wanted, .distance = utf8_chars(wanted) / 2 + 1 };
}

void nearest_try(nearest *n, str candidate)
{
    int distance = str_distance(n->wanted, candidate);
    bool holds = candidate.len > n->wanted.len &&
                 str_find(candidate, n->wanted) >= 0; /* 救助金额 for 基本救助金额 */
    if (holds && distance > 1) distance = n->distance > 1 ? 1 : n->distance;
    if (distance >= n->distance) return;
    n->distance = distance;
    n->best = candidate;
}

str nearest_found(const nearest *n)
{
    return n->best;
}
