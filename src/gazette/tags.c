/* tags.c: the marks that hand out work, inside one paragraph.
**
** Three shapes, in any kind of bracket or (the first) on a line of its own:
**   labels    牵头单位:甲局;责任单位:乙局、丙局;完成时限:…
**   verbs     甲局牵头,乙局、丙局配合          甲局、乙局按职责分工负责
**   names     各县区及相关部门                   (only at the end of a paragraph, behind its full stop)
** The reader knows the role words of the genre; a new one is a new row in role_stems. */
#include "gazette/internal.h"

enum {
    TAG_BYTES_MAX = 6000,
    LABEL_TAIL_MAX = 3000,
    MATCH_BUDGET_PER_BYTE = 16,
    MATCH_BUDGET_MIN = 1 << 17
};

/* ---- role words ---- */

static const struct {
    const char *word;
    gz_role role;
    bool needs_noun;
} role_stems[] = {
    { "牵头", GZ_LEAD, false },
    { "总牵头", GZ_LEAD, false },
    { "主牵头", GZ_LEAD, false },
    { "主办", GZ_LEAD, false },
    { "主责", GZ_LEAD, false },
    { "主要牵头", GZ_LEAD, false },
    { "共同牵头", GZ_LEAD, false },
    { "责任", GZ_RESPONSIBLE, false },
    { "主要责任", GZ_RESPONSIBLE, false },
    { "具体责任", GZ_RESPONSIBLE, false },
    { "共同责任", GZ_RESPONSIBLE, false },
    { "负责", GZ_RESPONSIBLE, false },
    { "落实", GZ_RESPONSIBLE, true },
    { "实施", GZ_RESPONSIBLE, true },
    { "承办", GZ_RESPONSIBLE, false },
    { "承担", GZ_RESPONSIBLE, true },
    { "完成", GZ_RESPONSIBLE, true },
    { "执行", GZ_RESPONSIBLE, true },
    { "主体责任", GZ_RESPONSIBLE, false },
    { "配合", GZ_COOPERATING, false },
    { "协办", GZ_COOPERATING, false },
    { "协助", GZ_COOPERATING, true },
    { "参与", GZ_COOPERATING, false },
    { "参加", GZ_COOPERATING, true },
    { "协同", GZ_COOPERATING, true },
    { "协作", GZ_COOPERATING, true },
    { "会办", GZ_COOPERATING, false },
    { "联办", GZ_COOPERATING, true },
    { "支持", GZ_COOPERATING, true },
    { "协调", GZ_COOPERATING, true },
    { "督办", GZ_SUPERVISING, false },
    { "督查", GZ_SUPERVISING, true },
    { "督导", GZ_SUPERVISING, true },
    { "监督", GZ_SUPERVISING, true },
    { "督促", GZ_SUPERVISING, true },
    { "考核", GZ_SUPERVISING, true },
    { "分管", GZ_OTHER, true },
    { "联系", GZ_OTHER, true },
    { "包保", GZ_OTHER, true },
};
static const struct {
    const char *word;
    gz_role role;
} whole_words[] = {
    { "完成时限", GZ_DEADLINE }, { "完成时间", GZ_DEADLINE }, { "完成期限", GZ_DEADLINE },
    { "完成日期", GZ_DEADLINE }, { "时限要求", GZ_DEADLINE }, { "办结时限", GZ_DEADLINE },
    { "办理时限", GZ_DEADLINE }, { "整改时限", GZ_DEADLINE }, { "整改期限", GZ_DEADLINE },
    { "时间节点", GZ_DEADLINE }, { "时间要求", GZ_DEADLINE }, { "计划完成时间", GZ_DEADLINE },
    { "时限", GZ_DEADLINE },     { "时间安排", GZ_DEADLINE }, { "推进时限", GZ_DEADLINE },
    { "落实时限", GZ_DEADLINE }, { "落实措施", GZ_MEASURES }, { "工作措施", GZ_MEASURES },
    { "具体措施", GZ_MEASURES }, { "主要措施", GZ_MEASURES }, { "推进措施", GZ_MEASURES },
    { "整改措施", GZ_MEASURES }, { "工作举措", GZ_MEASURES }, { "主要举措", GZ_MEASURES },
    { "具体举措", GZ_MEASURES }, { "落实举措", GZ_MEASURES }, { "联系电话", GZ_OTHER },
};
static const char *const role_nouns[] = {
    "单位",       "部门",       "主体",         "机构",       "地区",         "县区",
    "处室",       "科室",       "股室",         "人",         "领导",         "单位和部门",
    "部门和单位", "部门(单位)", "部门（单位）", "单位(部门)", "单位（部门）", "地区和部门",
    "地方",       "者",         "区县",         "镇街",       "市领导",       "县领导",
    "区领导",     "班子成员",   "局领导",       NULL
};

static str after(str s, int32_t bytes)
{
    return str_sub(s, bytes, s.len);
}

static int stem_at(str s)
{
    int best = -1;
    for (size_t i = 0; i < sizeof role_stems / sizeof *role_stems; i++)
        if (gz_starts(s, role_stems[i].word) &&
            (best < 0 || strlen(role_stems[i].word) > strlen(role_stems[best].word)))
            best = (int)i;
    return best;
}

/* 牵头(责任)单位, 牵头及责任单位, 责任、配合单位: further stems say nothing new. */
static int32_t skip_more_stems(str s)
{
    static const char *const links[] = { "(", "（", "及", "和", "、", "或", "/", "暨", NULL };
    int32_t at = 0;
    for (;;) {
        const char *link = gz_starts_any(after(s, at), links);
        int32_t skip = link ? (int32_t)strlen(link) : 0;
        int more = stem_at(after(s, at + skip));
        if (more < 0) return at;
        at += skip + (int32_t)strlen(role_stems[more].word);
        if (gz_starts(after(s, at), ")")) at += 1;
        else if (gz_starts(after(s, at), "）")) at += 3;
    }
}

gz_role gz_role_word(str s, int32_t *used)
{
    *used = 0;
    for (size_t i = 0; i < sizeof whole_words / sizeof *whole_words; i++) {
        if (!gz_starts(s, whole_words[i].word)) continue;
        int32_t n = (int32_t)strlen(whole_words[i].word);
        if (n <= *used) continue;
        *used = n;
    }
    for (size_t i = 0; *used > 0 && i < sizeof whole_words / sizeof *whole_words; i++)
        if ((int32_t)strlen(whole_words[i].word) == *used && gz_starts(s, whole_words[i].word))
            return whole_words[i].role;
    int stem = stem_at(s);
    if (stem < 0) return GZ_ROLE_NONE;
    int32_t at = (int32_t)strlen(role_stems[stem].word);
    at += skip_more_stems(after(s, at));
    const char *noun = gz_starts_any(after(s, at), role_nouns);
    if (!noun && role_stems[stem].needs_noun) return GZ_ROLE_NONE;
    if (noun) at += (int32_t)strlen(noun);
    *used = at;
    if (noun && (gz_ends(str_c(noun), "领导") || strcmp(noun, "班子成员") == 0)) return GZ_OTHER;
    if (noun && (strcmp(noun, "人") == 0 || strcmp(noun, "者") == 0))
        return role_stems[stem].role == GZ_OTHER ? GZ_OTHER : GZ_PERSON;
    return role_stems[stem].role;
}

static int32_t colon_at(str s)
{
    int32_t at = 0;
    while (at < s.len && s.ptr[at] == ' ') at++;
    if (gz_starts(after(s, at), ":")) return at + 1;
    if (gz_starts(after(s, at), "：")) return at + 3;
    return -1;
}

/* 责任单位为甲局: the verb stands for the colon when a name follows. */
static int32_t copula_at(str word, str s)
{
    if (!gz_ends(word, "单位") && !gz_ends(word, "部门")) return -1;
    if (!gz_starts(s, "为") && !gz_starts(s, "是")) return -1;
    int32_t end = 3;
    for (int32_t i = 3; i < s.len && i < 120; end = i) {
        uint32_t cp = gz_next(s, &i);
        if (cp == 0x3001 || cp == ',' || cp == 0xFF0C || cp == 0x3002 || cp == 0xFF1B || cp == ';')
            break;
    }
    str name = str_sub(s, 3, end);
    return gz_chars(name) >= 3 && gz_unit_like(name) ? 3 : -1;
}

gz_role gz_role_label(str s, int32_t *used)
{
    gz_role role = gz_role_word(s, used);
    if (role == GZ_ROLE_NONE) return role;
    int32_t colon = colon_at(after(s, *used));
    if (colon < 0) colon = copula_at(str_sub(s, 0, *used), after(s, *used));
    if (colon < 0) return GZ_ROLE_NONE;
    *used += colon;
    return role;
}

/* ---- labels ---- */

static bool ends_value(uint32_t cp)
{
    return cp == ';' || cp == 0xFF1B || cp == ',' || cp == 0xFF0C || cp == 0x3002 || cp == 0x3001 ||
           cp == ' ' || cp == '\n' || cp == '\t';
}

/* Where the next label starts, or the end of s. */
static int32_t next_label(str s, int32_t from)
{
    int depth = 0;
    for (int32_t i = from; i < s.len;) {
        uint32_t cp = gz_next(s, &i);
        int32_t used;
        if (gz_open(cp) == 1) depth++;
        else if (gz_close(cp) == 1) depth--;
        if (depth <= 0 && ends_value(cp) &&
            gz_role_label(gz_skip_blanks(after(s, i)), &used) != GZ_ROLE_NONE)
            return i;
    }
    return s.len;
}

/* 甲局（牵头）、乙局: the mark behind a name says its role. */
bool gz_move_marked(arena *a, gz_tag *tag, gazette_names *from)
{
    static const char *const leads[] = { "（牵头）",     "(牵头)",     "（牵头单位）",
                                         "(牵头单位)",   "（主办）",   "(主办)",
                                         "（牵头部门）", "(牵头部门)", NULL };
    static const char *const helps[] = { "（配合）", "(配合)", "（协办）", "(协办)",
                                         "（参与）", "(参与)", NULL };
    int kept = 0;
    for (int i = 0; i < from->count; i++) {
        str name = from->items[i];
        const char *lead = gz_ends_any(name, leads), *help = lead ? NULL : gz_ends_any(name, helps);
        if (!lead && !help) {
            from->items[kept++] = name;
            continue;
        }
        name = gz_trim(str_sub(name, 0, name.len - (int32_t)strlen(lead ? lead : help)));
        if (!gz_names_add(a, lead ? &tag->lead : &tag->cooperating, name)) return false;
    }
    from->count = kept;
    return true;
}

static bool verbs_read(arena *a, str content, gz_tag *tag);

/* 责任单位：甲局牵头，乙局配合 */
static bool speaks_in_verbs(str value)
{
    static const char *const ends[] = { "配合", "牵头", "协助", "参与", "落实", "协办", NULL };
    value = gz_trim(value);
    while (gz_ends(value, "。") || gz_ends(value, "；") || gz_ends(value, ";"))
        value = gz_trim(str_sub(value, 0, value.len - (gz_ends(value, ";") ? 1 : 3)));
    return value.len < 1200 && gz_has(value, "牵头") && gz_ends_any(value, ends) != NULL;
}

static bool give(arena *a, gz_tag *tag, gz_role role, str value, gazette_names *persons)
{
    if (role == GZ_RESPONSIBLE && speaks_in_verbs(value) && verbs_read(a, value, tag)) return true;
    switch (role) {
    case GZ_LEAD: return gz_units(a, value, &tag->lead);
    case GZ_RESPONSIBLE:
        return gz_units(a, value, &tag->responsible) && gz_move_marked(a, tag, &tag->responsible);
    case GZ_COOPERATING: return gz_units(a, value, &tag->cooperating);
    case GZ_SUPERVISING: return gz_units(a, value, &tag->supervising);
    case GZ_PERSON: return gz_units(a, value, persons);
    case GZ_DEADLINE: tag->deadline = gz_trim(value); return true;
    case GZ_MEASURES: tag->measures = gz_trim(value); return true;
    default: return true;
    }
}

bool gz_labels_read(arena *a, str content, gz_tag *tag)
{
    gazette_names persons = { 0 };
    int32_t used;
    str rest = gz_skip_blanks(content);
    gz_role role = gz_role_label(rest, &used);
    if (role == GZ_ROLE_NONE) return false;
    while (role != GZ_ROLE_NONE) {
        int32_t end = role == GZ_MEASURES ? rest.len : next_label(rest, used);
        if (!give(a, tag, role, str_sub(rest, used, end), &persons)) return false;
        rest = gz_skip_blanks(after(rest, end));
        role = gz_role_label(rest, &used);
    }
    if (tag->responsible.count == 0 && tag->lead.count == 0) {
        tag->responsible = persons;
        tag->persons = persons.count > 0;
    }
    return true;
}

/* ---- verbs ---- */

static const struct {
    const char *word;
    gz_role role;
} role_verbs[] = {
    { "牵头", GZ_LEAD },
    { "牵头负责", GZ_LEAD },
    { "牵头落实", GZ_LEAD },
    { "牵头实施", GZ_LEAD },
    { "主办", GZ_LEAD },
    { "牵头组织实施", GZ_LEAD },
    { "总牵头", GZ_LEAD },
    { "共同牵头", GZ_LEAD },
    { "分别牵头", GZ_LEAD },
    { "主责", GZ_LEAD },
    { "负责", GZ_RESPONSIBLE },
    { "按职责分工", GZ_RESPONSIBLE },
    { "按照职责分工", GZ_RESPONSIBLE },
    { "分工负责", GZ_RESPONSIBLE },
    { "按职责分工负责", GZ_RESPONSIBLE },
    { "按照职责分工负责", GZ_RESPONSIBLE },
    { "按各自职责分工负责", GZ_RESPONSIBLE },
    { "按照各自职责分工负责", GZ_RESPONSIBLE },
    { "依职责分工负责", GZ_RESPONSIBLE },
    { "根据职责分工负责", GZ_RESPONSIBLE },
    { "负责落实", GZ_RESPONSIBLE },
    { "组织实施", GZ_RESPONSIBLE },
    { "负责实施", GZ_RESPONSIBLE },
    { "承办", GZ_RESPONSIBLE },
    { "具体落实", GZ_RESPONSIBLE },
    { "按职责落实", GZ_RESPONSIBLE },
    { "分别落实", GZ_RESPONSIBLE },
    { "落实", GZ_RESPONSIBLE },
    { "实施", GZ_RESPONSIBLE },
    { "配合", GZ_COOPERATING },
    { "协助", GZ_COOPERATING },
    { "参与", GZ_COOPERATING },
    { "协办", GZ_COOPERATING },
    { "协同配合", GZ_COOPERATING },
    { "密切配合", GZ_COOPERATING },
    { "配合落实", GZ_COOPERATING },
    { "参加", GZ_COOPERATING },
    { "按职责配合", GZ_COOPERATING },
    { "按职责分工配合", GZ_COOPERATING },
    { "予以配合", GZ_COOPERATING },
    { "协同", GZ_COOPERATING },
    { "督办", GZ_SUPERVISING },
    { "督导", GZ_SUPERVISING },
    { "监督", GZ_SUPERVISING },
    { "督查", GZ_SUPERVISING },
};

static gz_role verb_at_end(str s, int32_t *len)
{
    gz_role role = GZ_ROLE_NONE;
    *len = 0;
    for (size_t i = 0; i < sizeof role_verbs / sizeof *role_verbs; i++) {
        int32_t n = (int32_t)strlen(role_verbs[i].word);
        if (n > *len && gz_ends(s, role_verbs[i].word)) {
            *len = n;
            role = role_verbs[i].role;
        }
    }
    return role;
}

/* A list that may stand before a role verb: names, or short proper names that end like nothing in
   particular. */
static bool list_plausible(str list)
{
    static const char *const strange[] = { "《", "：", ":", "“", "。", "%", NULL };
    if (list.len == 0 || list.len > TAG_BYTES_MAX) return false;
    for (int i = 0; strange[i]; i++)
        if (gz_has(list, strange[i])) return false;
    if (gz_units_like(list)) return true;
    int32_t stop = gz_find(list, "、", 0);
    str first = stop > 0 ? str_sub(list, 0, stop) : list;
    return gz_unit_like(first) || gz_chars(first) <= 6;
}

/* One list with its role; 甲会同乙 gives 甲 the lead and 乙 the cooperation. */
static bool give_list(arena *a, gz_tag *tag, gz_role role, str list)
{
    gazette_names none = { 0 };
    int32_t with = gz_find(list, "会同", 0);
    list = gz_trim(list);
    if (with == 0) return give(a, tag, GZ_COOPERATING, str_sub(list, 6, list.len), &none);
    if (with < 0) return give(a, tag, role, list, &none);
    return give(a, tag, GZ_LEAD, str_sub(list, 0, with), &none) &&
           give(a, tag, GZ_COOPERATING, str_sub(list, with + 6, list.len), &none);
}

static bool closes_clause(uint32_t cp)
{
    return cp == ',' || cp == 0xFF0C || cp == ';' || cp == 0xFF1B || cp == 0x3001 || cp == 0x3002;
}

/* Reads lists that end in role verbs; false when the content is something else. */
static bool verbs_read(arena *a, str content, gz_tag *tag)
{
    int depth = 0, lists = 0;
    int32_t from = 0, clause = 0;
    for (int32_t i = 0; i <= content.len;) {
        int32_t at = i, len;
        uint32_t cp = i < content.len ? gz_next(content, &i) : ';';
        if (gz_open(cp)) depth++;
        if (gz_close(cp)) depth--;
        if ((depth <= 0 && closes_clause(cp)) || at == content.len) {
            str piece = gz_trim(str_sub(content, clause, at));
            gz_role role = verb_at_end(piece, &len);
            if (role != GZ_ROLE_NONE) {
                str list = gz_trim(
                    str_sub(content, from, (int32_t)(piece.ptr - content.ptr) + piece.len - len));
                if (!list_plausible(list)) return false;
                if (!give_list(a, tag, role, list)) return false;
                lists++;
                from = i;
            }
            clause = i;
        }
        if (at == content.len) break;
    }
    str left = gz_trim(str_sub(content, from, content.len));
    if (lists > 0 && left.len > 0 && gz_units_like(left))
        return gz_units(a, left, &tag->responsible);
    return lists > 0;
}

/* ---- a paragraph ---- */

static bool ends_paragraph(str paragraph, int32_t at)
{
    str tail = gz_trim(after(paragraph, at));
    return tail.len == 0 || str_eqc(tail, "。") || str_eqc(tail, "；") || str_eqc(tail, ";") ||
           str_eqc(tail, ".");
}

static bool behind_sentence(str paragraph, int32_t at)
{
    str head = gz_trim(str_sub(paragraph, 0, at));
    uint32_t cp = gz_before(head, head.len);
    return gz_is_sentence_end(cp) || cp == ';' || cp == 0xFF1B;
}

static uint32_t first_char(str s)
{
    int32_t at = 0;
    return gz_next(s, &at);
}

static str without_comma(str s)
{
    static const char *const commas[] = { "，", "；", "、", ",", ";", NULL };
    s = gz_trim(s);
    const char *c = gz_ends_any(s, commas);
    return c ? gz_trim(str_sub(s, 0, s.len - (int32_t)strlen(c))) : s;
}

/* 甲局牵头，乙局配合，2024年6月底前完成: the term behind the last comma, or nothing. */
static str term_at_end(str content)
{
    static const char *const ends[] = { "完成", "前", "底", "末", "月", "年", "日", NULL };
    str none = { NULL, 0 };
    int32_t at = content.len, used;
    static const char *const always[] = { "持续推进", "长期坚持", "长期推进", "持续实施",
                                          "常年坚持", "全年推进", "年内完成", NULL };
    const char *steady = gz_ends_any(content, always);
    if (steady) {
        int32_t from = content.len - (int32_t)strlen(steady);
        if (ends_value(gz_before(content, from))) return after(content, from);
    }
    if (!gz_ends_any(content, ends)) return none;
    while (at > 0 && content.len - at < 90 && !ends_value(gz_before(content, at)))
        at -= utf8_put(gz_before(content, at), (char[4]){ 0 });
    str term = gz_trim(after(content, at));
    static const char *const words[] = { "年底", "年内", "今年", "力争", "确保", NULL };
    bool dated = gz_digits(term, &used) > 0 || gz_starts_any(term, words);
    return at > 0 && dated && gz_has(term, "年") + gz_has(term, "月") > 0 ? term : none;
}

/* The bracket that opens at `open`: fills the tag or says no. */
static bool bracket_tag(arena *a, str paragraph, int32_t open, int64_t *budget, gz_tag *tag)
{
    int32_t inside = open, used;
    gz_next(paragraph, &inside);
    str rest = gz_skip_blanks(after(paragraph, inside));
    bool label = gz_role_label(rest, &used) != GZ_ROLE_NONE;
    if (*budget <= 0) return false; /* nested without end: the rest of the paragraph has no tags */
    int32_t end = gz_match(paragraph, open, TAG_BYTES_MAX);
    bool closed = end > 0;
    *budget -= closed ? end - open : TAG_BYTES_MAX;
    if (!closed && !label) return false;
    if (!closed) end = paragraph.len - open < LABEL_TAIL_MAX ? paragraph.len : -1;
    if (end < 0) return false;
    int32_t last = end;
    if (closed) {
        last = end - 1;
        while (((unsigned char)paragraph.ptr[last] & 0xC0) == 0x80) last--;
    }
    str content = gz_trim(str_sub(paragraph, inside, last));
    *tag = (gz_tag){ .start = open, .end = end };
    if (label) return gz_labels_read(a, content, tag);
    bool last_place = ends_paragraph(paragraph, end), after_stop = behind_sentence(paragraph, open);
    int32_t len;
    str term = last_place || after_stop ? term_at_end(content) : (str){ NULL, 0 };
    if (term.len > 0) {
        content = without_comma(str_sub(content, 0, (int32_t)(term.ptr - content.ptr)));
        tag->deadline = term;
    }
    uint32_t next = first_char(gz_skip_blanks(after(paragraph, end)));
    bool before_stop = gz_is_sentence_end(next) || next == ';' || next == 0xFF1B;
    if (verb_at_end(content, &len) != GZ_ROLE_NONE) {
        if (last_place || after_stop) return verbs_read(a, content, tag);
        /* （甲局负责）。 in front of the full stop: only when nothing but names stands before the verb */
        return before_stop && gz_units_like(str_sub(content, 0, content.len - len)) &&
               verbs_read(a, content, tag);
    }
    if (last_place && after_stop && open > 0 && gz_units_like(content))
        return gz_units(a, content, &tag->responsible);
    return false;
}

static bool has_units(const gz_tag *t)
{
    return t->lead.count || t->responsible.count || t->cooperating.count || t->supervising.count;
}

/* Labels without brackets: a whole line of them, or the tail of a paragraph behind its last
   sentence. */
static bool open_labels(arena *a, str paragraph, int32_t at, gz_tag *tag)
{
    int32_t used;
    str rest = after(paragraph, at);
    if (gz_role_label(rest, &used) == GZ_ROLE_NONE) return false;
    if (at > 0 && rest.len > LABEL_TAIL_MAX) return false;
    *tag = (gz_tag){ .start = at, .end = paragraph.len, .label = at == 0, .open = true };
    return gz_labels_read(a, rest, tag);
}

/* …。甲局牵头，乙局配合。 as the last sentence of a paragraph: every list is one of units. */
static bool open_verbs(arena *a, str paragraph, int32_t at, gz_tag *tag)
{
    str rest = gz_trim(after(paragraph, at));
    if (at == 0 || rest.len > 400 || !gz_has(rest, "牵头")) return false;
    if (gz_ends(rest, "。")) rest = str_sub(rest, 0, rest.len - 3);
    if (gz_has(rest, "。") || gz_has(rest, "；")) return false;
    int32_t lead = gz_find(rest, "牵头", 0), len;
    str head = gz_starts(rest, "由") ? str_sub(rest, 3, lead) : str_sub(rest, 0, lead);
    if (!gz_units_like(head) || verb_at_end(rest, &len) == GZ_ROLE_NONE) return false;
    str tail = gz_trim(after(rest, lead + 6));
    static const char *const commas[] = { "，", ",", NULL };
    const char *comma = gz_starts_any(tail, commas);
    if (tail.len > 0) {
        if (!comma) return false;
        tail = gz_trim(after(tail, (int32_t)strlen(comma)));
        if (verb_at_end(tail, &len) == GZ_ROLE_NONE ||
            !gz_units_like(str_sub(tail, 0, tail.len - len)))
            return false;
    }
    *tag = (gz_tag){ .start = at, .end = paragraph.len, .open = true };
    return verbs_read(a, rest, tag);
}

bool gz_tags_find(arena *a, str paragraph, gz_tags *tags)
{
    int64_t budget = (int64_t)paragraph.len * MATCH_BUDGET_PER_BYTE + MATCH_BUDGET_MIN;
    bool fresh = true; /* at the start or just behind a sentence */
    for (int32_t i = 0; i < paragraph.len;) {
        int32_t at = i;
        uint32_t cp = gz_next(paragraph, &i);
        int family = gz_open(cp);
        gz_tag tag;
        bool found = false;
        if (family == 1 || family == 2) found = bracket_tag(a, paragraph, at, &budget, &tag);
        else if (fresh && cp > 0x7F)
            found = open_labels(a, paragraph, at, &tag) || open_verbs(a, paragraph, at, &tag);
        if (found && !has_units(&tag) && !tag.label && tag.deadline.len > 0 && tags->count > 0 &&
            gz_trim(str_sub(paragraph, tags->items[tags->count - 1].end, at)).len == 0) {
            gz_tag *last = &tags->items[tags->count - 1]; /* 【甲局牵头】【完成时限：…】 */
            if (last->deadline.len == 0) last->deadline = tag.deadline;
            i = last->end = tag.end;
            continue;
        }
        bool keep = found && (has_units(&tag) || tag.label);
        if (keep) {
            gz_tag *slot = VEC_PUSH(a, tags);
            if (!slot) return false;
            *slot = tag;
            i = tag.end;
            fresh = true;
        } else if (cp != ' ') {
            fresh = gz_is_sentence_end(cp);
        }
    }
    return true;
}
