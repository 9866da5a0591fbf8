/* types.c: the words that may stand where a type is expected (docs/policy-language.md section 3).
 */
#include "policy/internal.h"

static const struct {
    const char *word;
    const feel_type *type;
} chinese_types[] = {
    { "数", &FEEL_TYPE_NUMBER },       { "文本", &FEEL_TYPE_STRING },
    { "是否", &FEEL_TYPE_BOOLEAN },    { "日期", &FEEL_TYPE_DATE },
    { "时间", &FEEL_TYPE_TIME },       { "日期时间", &FEEL_TYPE_DATETIME },
    { "年月期间", &FEEL_TYPE_MONTHS }, { "日时期间", &FEEL_TYPE_NANOS },
    { "任意", &FEEL_TYPE_ANY },
};

static const feel_type *built_in(str name)
{
    for (size_t i = 0; i < sizeof chinese_types / sizeof *chinese_types; i++)
        if (str_eqc(name, chinese_types[i].word)) return chinese_types[i].type;
    return feel_type_builtin(name);
}

/* The document's own type first, then the one of the nearest place it can see. */
static const feel_type *declared(const policy_library *lib, const policy_doc *doc, str name)
{
    const policy_type *best = NULL;
    for (const type_chain *t = strmap_find(&lib->types, name); t; t = t->next) {
        if (t->type.doc == doc) return t->type.type;
        if (!str_eq(t->type.doc->family, doc->family) || !policy_visible(t->type.doc, doc->place))
            continue;
        if (!best || policy_place_depth(t->type.doc->place) > policy_place_depth(best->doc->place))
            best = &t->type;
    }
    return best ? best->type : NULL;
}

const feel_type *policy_find_type(policy_library *lib, const policy_doc *doc, str name)
{
    const feel_type *type = declared(lib, doc, name);
    if (!type) type = built_in(name);
    if (type) return type;
    const policy_unit *unit = doc->family.len == 0 ? policy_find_unit(lib, name) : NULL;
    return unit ? unit->type : NULL;
}

static void unknown_type(policy_library *lib, const policy_doc *doc, str text, src_pos at,
                         diag_list *d)
{
    nearest n;
    nearest_init(&n, text);
    for (size_t i = 0; i < sizeof chinese_types / sizeof *chinese_types; i++)
        nearest_try(&n, str_c(chinese_types[i].word));
    for (int i = 0; i < lib->types.count; i++) nearest_try(&n, lib->types.entries[i].key);
    for (int i = 0; i < lib->unit_list.count; i++) nearest_try(&n, lib->unit_list.items[i]->name);
    str found = nearest_found(&n);
    if (found.len)
        diag_error(d, "E-TYPE-NAME", at, "没有类型或单位“" STR_FMT "”;您要的是“" STR_FMT "”吗?",
                   "there is no type or unit \"" STR_FMT "\"; did you mean \"" STR_FMT "\"?",
                   STR_ARG(text), STR_ARG(found));
    else
        diag_error(d, "E-TYPE-NAME", at, "没有类型或单位“" STR_FMT "”;请在“类型”或“单位”节里定义",
                   "there is no type or unit \"" STR_FMT "\"; define it in a section type or units",
                   STR_ARG(text));
}

/* 列表<T>, 范围<T>: the part inside, or empty. */
static str wrapped(str text, const char *zh, const char *en)
{
    const char *heads[] = { zh, en };
    for (int i = 0; i < 2; i++) {
        str head = str_c(heads[i]);
        if (!str_starts(text, head)) continue;
        str rest = str_trim(str_sub(text, head.len, text.len));
        if (rest.len > 2 && rest.ptr[0] == '<' && rest.ptr[rest.len - 1] == '>')
            return str_sub(rest, 1, rest.len - 1);
    }
    return (str){ NULL, 0 };
}

static const feel_type *parse_type(policy_library *lib, policy_doc *doc, str text, src_pos at,
                                   diag_list *d, int depth);

static const feel_type *wrap_type(policy_library *lib, policy_doc *doc, str inner,
                                  feel_type_kind kind, src_pos at, diag_list *d, int depth)
{
    const feel_type *element = parse_type(lib, doc, inner, at, d, depth + 1);
    feel_type *type = element ? ARENA_NEW(&lib->arena, feel_type) : NULL;
    if (type) {
        type->kind = kind;
        type->element = element;
    }
    return type;
}

struct type_finder {
    policy_library *lib;
    const policy_doc *doc;
};

static const feel_type *find_for_feel(void *self, str name)
{
    struct type_finder *f = self;
    return policy_find_type(f->lib, f->doc, name);
}

static const feel_type *parse_type(policy_library *lib, policy_doc *doc, str text, src_pos at,
                                   diag_list *d, int depth)
{
    text = str_trim(text);
    const feel_type *type = policy_find_type(lib, doc, text);
    if (type) return type;
    str list = wrapped(text, "列表", "list"), range = wrapped(text, "范围", "range");
    if (depth < FEEL_DEPTH_MAX && list.len)
        return wrap_type(lib, doc, list, FEEL_T_LIST, at, d, depth);
    if (depth < FEEL_DEPTH_MAX && range.len)
        return wrap_type(lib, doc, range, FEEL_T_RANGE, at, d, depth);
    bool composed = str_starts(text, STR("context")) || str_starts(text, STR("function"));
    if (!composed) {
        unknown_type(lib, doc, text, at, d);
        return NULL;
    }
    struct type_finder finder = { lib, doc };
    return feel_parse_type(&lib->arena, text, find_for_feel, &finder, at, d);
}

const feel_type *policy_parse_type(policy_library *lib, policy_doc *doc, str text, src_pos at,
                                   diag_list *d)
{
    return parse_type(lib, doc, text, at, d, 0);
}

str policy_type_unit(const feel_type *t)
{
    return t && t->kind == FEEL_T_NUMBER ? t->unit : (str){ "", 0 };
}

str policy_type_words(arena *a, const feel_type *t)
{
    if (!t) return STR("任意(Any)");
    if (t->name.len) return t->name;
    if (t->kind == FEEL_T_NUMBER && t->unit.len) return t->unit;
    str feel = feel_type_text(a, t);
    for (size_t i = 0; i < sizeof chinese_types / sizeof *chinese_types; i++)
        if (chinese_types[i].type->kind == t->kind)
            return str_format(a, "%s(" STR_FMT ")", chinese_types[i].word, STR_ARG(feel));
    return feel;
}
