/* dmn_read.c: DMN files into a set: which models there are and which elements they declare
** (dmn.h). The content of the elements is read by dmn_link.c when all names are known. */
#include "policy/dmn.h"

#include <dirent.h>

dmn_set *dmn_set_new(arena *a, diag_list *findings)
{
    dmn_set *set = ARENA_NEW(a, dmn_set);
    if (!set) return NULL;
    set->arena = a;
    set->findings = findings;
    return set;
}

dmn_model *dmn_model_of(const dmn_set *set, str space)
{
    for (int i = 0; i < set->models.count; i++)
        if (str_eq(set->models.items[i]->space, space)) return set->models.items[i];
    return NULL;
}

dmn_element *dmn_find(const dmn_model *m, dmn_kind kind, str name)
{
    dmn_element *e = strmap_find(&m->names[kind], name);
    return e ? e : strmap_find(&m->names[kind], feel_name_normal(m->set->arena, name));
}

/* ---- declaring ---- */

static const struct {
    const char *tag;
    dmn_kind kind;
} drg_elements[] = {
    { "inputData", DMN_INPUT },
    { "decision", DMN_DECISION },
    { "businessKnowledgeModel", DMN_KNOWLEDGE },
    { "decisionService", DMN_SERVICE },
};

static void no_memory(dmn_model *m)
{
    diag_error(m->set->findings, "E-LIMIT", (src_pos){ .file = m->path }, "内存不足，模型没有读完；请分开读入",
               "out of memory, the model was not read to its end; read less at once");
}

static void note_twice(dmn_model *m, const xml_node *n, str what, const dmn_element *first)
{
    diag *found = diag_error(m->set->findings, "E-DUPLICATE", xml_pos(&m->xml, n),
                             "“" STR_FMT "”出现了两次；请改掉其中一个",
                             "'" STR_FMT "' occurs twice; rename one of them", STR_ARG(what));
    if (found && first) found->also = first->pos;
}

static void add_element(dmn_model *m, const xml_node *n, dmn_kind kind)
{
    dmn_set *set = m->set;
    arena *a = set->arena;
    dmn_element *e = ARENA_NEW(a, dmn_element);
    dmn_element **by_slot = e ? VEC_PUSH(a, &set->elements) : NULL;
    dmn_element **here = by_slot ? VEC_PUSH(a, &m->elements) : NULL;
    if (!here) {
        if (by_slot) set->elements.count--;
        no_memory(m);
        return;
    }
    *by_slot = *here = e;
    e->kind = kind;
    e->slot = set->elements.count - 1;
    e->model = m;
    e->node = n;
    e->pos = xml_pos(&m->xml, n);
    e->id = str_trim(xml_attr(a, n, "id"));
    const xml_node *variable = xml_first(n, "variable"), *about = xml_first(n, "description");
    e->name = dmn_attr_name(m, variable && xml_has(variable, "name") ? variable : n);
    e->about = about ? str_trim(xml_text(a, about)) : (str){ 0 };
    if (e->id.len) {
        dmn_element *same = strmap_find(&m->ids, e->id);
        if (same) note_twice(m, n, e->id, same);
        else strmap_put(&m->ids, e->id, e);
    }
    dmn_element *same = strmap_find(&m->names[kind], e->name);
    if (same) note_twice(m, n, e->name, same);
    else strmap_put(&m->names[kind], e->name, e);
}

static void add_item(dmn_model *m, const xml_node *n)
{
    arena *a = m->set->arena;
    dmn_item *item = ARENA_NEW(a, dmn_item);
    feel_type *type = ARENA_NEW(a, feel_type);
    dmn_item **place = item && type ? VEC_PUSH(a, &m->items) : NULL;
    if (!place) {
        no_memory(m);
        return;
    }
    *place = item;
    item->name = type->name = dmn_attr_name(m, n);
    item->type = type;
    item->node = n;
    if (strmap_find(&m->item_names, item->name)) note_twice(m, n, item->name, NULL);
    else strmap_put(&m->item_names, item->name, item);
}

static void add_import(dmn_model *m, const xml_node *n)
{
    arena *a = m->set->arena;
    str type = xml_attr(a, n, "importType");
    if (type.len && str_find(type, STR("/DMN/")) < 0)
        return; /* schemas and PMML models carry no FEEL */
    dmn_import *import = VEC_PUSH(a, &m->imports);
    if (!import) {
        no_memory(m);
        return;
    }
    import->name = dmn_attr_name(m, n);
    import->space = str_trim(xml_attr(a, n, "namespace"));
    import->location = str_trim(xml_attr(a, n, "locationURI"));
    import->pos = xml_pos(&m->xml, n);
}

static void declare(dmn_model *m, const xml_node *root)
{
    arena *a = m->set->arena;
    strmap_init(&m->ids, a);
    strmap_init(&m->item_names, a);
    for (int k = 0; k < DMN_KIND_COUNT; k++) strmap_init(&m->names[k], a);
    m->name = str_trim(xml_attr(a, root, "name"));
    XML_EACH(n, root, NULL) {
        if (xml_is(n, "itemDefinition")) add_item(m, n);
        else if (xml_is(n, "import")) add_import(m, n);
        for (size_t i = 0; i < sizeof drg_elements / sizeof *drg_elements; i++)
            if (xml_is(n, drg_elements[i].tag)) add_element(m, n, drg_elements[i].kind);
    }
}

/* ---- imports ---- */

static str folder_of(str path)
{
    int32_t end = path.len;
    while (end > 0 && path.ptr[end - 1] != '/') end--;
    return str_sub(path, 0, end);
}

/* A location is a file name beside the importing file; anything that leaves the folder is not
** followed. */
static bool is_plain_name(str location)
{
    return location.len > 0 && str_find(location, STR("/")) < 0 &&
           str_find(location, STR("..")) < 0 && str_find(location, STR(":")) < 0;
}

static dmn_model *load_if(dmn_set *set, str path, str space);

static dmn_model *search_folder(dmn_set *set, str folder, str space)
{
    arena *a = set->arena;
    char *name = str_cstr(a, folder.len ? folder : STR("."));
    DIR *dir = name ? opendir(name) : NULL;
    dmn_model *found = NULL;
    struct dirent *entry;
    while (dir && !found && (entry = readdir(dir))) {
        str file = str_c(entry->d_name);
        if (!str_ends(file, STR(".dmn"))) continue;
        str path = str_format(a, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(file));
        found = load_if(set, path, space);
    }
    if (dir) closedir(dir);
    return found;
}

static void load_imports(dmn_model *m)
{
    dmn_set *set = m->set;
    for (int i = 0; i < m->imports.count; i++) {
        dmn_import import = m->imports.items[i];
        dmn_model *found = dmn_model_of(set, import.space);
        str folder = folder_of(m->path);
        if (!found && m->path.len && is_plain_name(import.location)) {
            str path =
                str_format(set->arena, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(import.location));
            found = load_if(set, path, import.space);
        }
        if (!found && m->path.len) found = search_folder(set, folder, import.space);
        m->imports.items[i].model = found;
        if (found) continue;
        diag_error(set->findings, "E-IMPORT", import.pos,
                   "找不到命名空间“" STR_FMT "”的模型；请把它的文件放在同一目录",
                   "no model with namespace '" STR_FMT "'; put its file into the same folder",
                   STR_ARG(import.space));
    }
}

/* ---- files ---- */

static bool is_dmn(const xml_node *root)
{
    str space = xml_namespace(root);
    bool omg = str_starts(space, STR("https://www.omg.org/spec/DMN/")) ||
               str_starts(space, STR("http://www.omg.org/spec/DMN/"));
    return omg && xml_is(root, "definitions");
}

/* Takes over an opened file. */
static dmn_model *add_model(dmn_set *set, xml_file xml)
{
    const xml_node *root = xml_root(&xml);
    dmn_model *m = ARENA_NEW(set->arena, dmn_model);
    dmn_model **place =
        m && set->models.count < DMN_MODELS_MAX ? VEC_PUSH(set->arena, &set->models) : NULL;
    if (!place) {
        diag_error(set->findings, "E-LIMIT", (src_pos){ .file = xml.path },
                   "模型文件多于 %d 个；请减少导入", "more than %d model files; import less",
                   DMN_MODELS_MAX);
        xml_close(&xml);
        return NULL;
    }
    *place = m;
    m->set = set;
    m->path = xml.path;
    m->xml = xml;
    m->space = str_trim(xml_attr(set->arena, root, "namespace"));
    declare(m, root);
    load_imports(m);
    return m;
}

static bool open_dmn(dmn_set *set, str text, str path, xml_file *xml)
{
    if (!xml_open(xml, text, str_copy(set->arena, path), set->findings)) return false;
    if (is_dmn(xml_root(xml))) return true;
    diag_error(set->findings, "E-DMN", xml_pos(xml, xml_root(xml)),
               "不是 DMN 文件；根元素应为 DMN 1.2 至 1.5 的 definitions",
               "not a DMN file; its root must be definitions of DMN 1.2 to 1.5");
    xml_close(xml);
    return false;
}

dmn_model *dmn_read(dmn_set *set, str text, str path)
{
    xml_file xml;
    return open_dmn(set, text, path, &xml) ? add_model(set, xml) : NULL;
}

/* Another file's faults are not the importer's, so a candidate that is no model is passed over in
** silence. */
static dmn_model *load_if(dmn_set *set, str path, str space)
{
    for (int i = 0; i < set->models.count; i++)
        if (str_eq(set->models.items[i]->path, path)) return NULL;
    str text;
    xml_file xml;
    diag_list unheard;
    diag_init(&unheard, set->arena);
    if (!xml_load(set->arena, path, &text, &unheard) || !xml_open(&xml, text, path, &unheard))
        return NULL;
    const xml_node *root = xml_root(&xml);
    if (is_dmn(root) && str_eq(str_trim(xml_attr(set->arena, root, "namespace")), space))
        return add_model(set, xml);
    xml_close(&xml);
    return NULL;
}

dmn_model *dmn_load(dmn_set *set, str path)
{
    for (int i = 0; i < set->models.count; i++)
        if (str_eq(set->models.items[i]->path, path)) return set->models.items[i];
    str text;
    return xml_load(set->arena, path, &text, set->findings) ? dmn_read(set, text, path) : NULL;
}

bool dmn_link(dmn_set *set)
{
    int errors = set->findings->error_count;
    if (set->linked) return true;
    set->linked = true;
    for (int i = 0; i < set->models.count; i++) dmn_fill_types(set->models.items[i]);
    for (int i = 0; i < set->elements.count; i++) dmn_link_needs(set->elements.items[i]);
    for (int i = 0; i < set->elements.count; i++) dmn_link_callable(set->elements.items[i]);
    for (int i = 0; i < set->elements.count; i++) dmn_link_logic(set->elements.items[i]);
    dmn_find_cycles(set);
    for (int i = 0; i < set->elements.count; i++) set->elements.items[i]->node = NULL;
    for (int i = 0; i < set->models.count; i++) {
        dmn_model *m = set->models.items[i];
        for (int k = 0; k < m->items.count; k++) m->items.items[k]->node = NULL;
        xml_close(&m->xml);
    }
    return set->findings->error_count == errors;
}
