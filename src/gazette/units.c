/* units.c: lists of units as they are printed after 牵头单位: and the like.
**
** No unit is known by name. A piece is a unit because of how it ends (局, 委, 政府, 公司, ...) and
** because of where it stands; names stay exactly as printed. */
#include "gazette/internal.h"

enum { UNIT_CHARS_MAX = 40, NAME_CHARS_MAX = 60 };

/* Endings of the names of organs, offices, bodies and firms. */
static const char *const unit_endings[] = {
    "局",     "委",     "办",     "厅",       "署",       "院",     "室",     "处",   "科",
    "所",     "站",     "队",     "会",       "社",       "校",     "行",     "馆",   "台",
    "园",     "区",     "县",     "政府",     "部门",     "单位",   "机关",   "机构", "中心",
    "公司",   "集团",   "企业",   "组织",     "小组",     "指挥部", "街道",   "乡镇", "镇",
    "乡",     "宣传部", "组织部", "统战部",   "武装部",   "部",     "团市委", "财政", "专班",
    "银行",   "协会",   "联盟",   "大学",     "学校",     "开发区", "工会",   "移动", "联通",
    "电信",   "铁塔",   "市",     "州",       "社区",     "村",     "公安",   "主体", "委员",
    "学院",   "海关",   "法院",   "检察院",   "残联",     "妇联",   "工商联", "文联", "科协",
    "红十字", "供电",   "各地",   "指挥中心", "联席会议", "城管",   "民政",   "气象", "税务",
    "分局",   "酒店",   "农场",   "镇街",   "街镇",   "林场", NULL
};

/* What may follow 等 without being part of a name: 等3个部门, 等有关部门和单位. */
static bool is_remainder(str tail)
{
    static const char *const words[] = { "相关", "有关", "各",   "部门", "单位", "和",   "及",
                                         "、",   "个",   "家",   "市直", "成员", "职能", "市级",
                                         "责任", "机构", "直属", "中直", "驻",   "省",   "企业",
                                         "行业", "主管", "单",   "位",   "地区", "地",   "按",
                                         "照",   "职责", "分工", "负责", "共同", "分别", NULL };
    while (tail.len > 0) {
        int32_t used;
        const char *w = gz_starts_any(tail, words);
        if (w) tail = str_sub(tail, (int32_t)strlen(w), tail.len);
        else if (gz_number(tail, &used) >= 0) tail = str_sub(tail, used, tail.len);
        else return false;
    }
    return true;
}

static str drop_remainder(str name)
{
    for (int32_t at = gz_find(name, "等", 3); at >= 0; at = gz_find(name, "等", at + 3)) {
        str head = str_sub(name, 0, at);
        bool higher = gz_ends(head, "高") || gz_ends(head, "平") || gz_ends(head, "同") ||
                      gz_ends(head, "中");
        if (!higher && is_remainder(str_sub(name, at + 3, name.len))) return head;
    }
    return name;
}

/* The last characters of the endings below. */
static bool may_end(uint32_t cp)
{
    switch (cp) {
    case 0x8D23:
    case 0x5DE5:
    case 0x804C:
    case 0x5B9E:
    case 0x65BD: /* 责 工 职 实 施 */
    case 0x3002:
    case 0xFF1B:
    case ';':
    case 0xFF0C:
    case ',':
    case 0x3001:
    case 0xFF1A:
    case ':': return true;
    default: return false;
    }
}

static str drop_endings(str name)
{
    static const char *const endings[] = { "按职责分工负责",
                                           "按照职责分工负责",
                                           "按职责分工分别负责",
                                           "按职责分工",
                                           "按照职责分工",
                                           "按职责负责",
                                           "按照职责负责",
                                           "分工负责",
                                           "依职责负责",
                                           "依职责分工负责",
                                           "按各自职责负责",
                                           "按各自职责",
                                           "按任务分工负责",
                                           "按照各自职责负责",
                                           "按照各自职责分工负责",
                                           "按各自职责分工负责",
                                           "按照各自职责分工",
                                           "根据职责分工负责",
                                           "各司其职",
                                           "分别负责",
                                           "共同负责",
                                           "具体负责",
                                           "各负其责",
                                           "负责落实",
                                           "负责实施",
                                           "负责",
                                           "。",
                                           "；",
                                           ";",
                                           "，",
                                           ",",
                                           "、",
                                           "：",
                                           ":",
                                           NULL };
    for (;;) {
        const char *e = may_end(gz_before(name, name.len)) ? gz_ends_any(name, endings) : NULL;
        if (!e) return name;
        name = gz_trim(str_sub(name, 0, name.len - (int32_t)strlen(e)));
    }
}

/* Notes that stand among the names: 以下均需…落实, 不再列出, 下同. */
static bool is_note(str name)
{
    static const char *const starts[] = { "以下",   "不再", "下同", "持续", "排名",
                                          "列首位", "逗号", "下列", "第一位", "列第一", "排第一",
                                          "排在", "首位", "除标注", "除注明", "除明确", NULL };
    return gz_starts_any(name, starts) != NULL;
}

static str without_brackets(str name)
{
    while (gz_close(gz_before(name, name.len)) == 1) {
        int32_t at = name.len;
        int depth = 0;
        while (at > 0) {
            uint32_t cp = gz_before(name, at);
            at -= utf8_put(cp, (char[4]){ 0 });
            if (gz_close(cp) == 1) depth++;
            if (gz_open(cp) == 1 && --depth == 0) break;
        }
        if (at <= 0) break;
        name = gz_trim(str_sub(name, 0, at));
    }
    return name;
}

/* Marks of sentences, lists and shares have no place in a name; its brackets are closed. */
static bool only_name_marks(str name)
{
    int depth = 0;
    for (int32_t i = 0; i < name.len;) {
        uint32_t cp = gz_next(name, &i);
        depth += gz_open(cp) == 1;
        depth -= gz_close(cp) == 1;
        switch (cp) {
        case 0x300A:
        case 0x3002:
        case 0xFF1A:
        case ':':
        case 0x201C:
        case '%':
        case 0xFF05:
        case 0xFF1B:
        case ';':
        case 0xFF0C:
        case ',': return false;
        default: break;
        }
    }
    return depth == 0;
}

bool gz_unit_like(str name)
{
    name = gz_trim(name);
    if (name.len > 4 * UNIT_CHARS_MAX || !only_name_marks(name)) return false;
    int32_t chars = gz_chars(name);
    if (chars < 2 || chars > UNIT_CHARS_MAX) return false;
    static const char *const acts[] = { "执行",   "进行", "运行", "施行", "推行", "实行",
                                        "举行",   "履行", "发行", "可行", "先行", "通行",
                                        "协调会", "社会", "机会", "场所", NULL };
    str core = drop_remainder(drop_endings(name));
    if (gz_ends_any(core, acts)) return false;
    if (gz_ends_any(core, unit_endings)) return true;
    core = without_brackets(core);
    return core.len > 0 && gz_ends_any(core, unit_endings) != NULL;
}

/* ---- splitting ---- */

static bool separates(uint32_t cp)
{
    return cp == 0x3001 || cp == ',' || cp == 0xFF0C || cp == ';' || cp == 0xFF1B || cp == 0x3002 ||
           cp == '/' || cp == '|';
}

/* 乙局（列第一位的为牵头单位，下同）: the bracket is about the list, not part of the name. */
static str without_list_note(str name)
{
    static const char *const words[] = { "下同", "第一位", "首位",   "排名", "除标注",
                                         "列前", "除注明", "不再列", NULL };
    if (gz_close(gz_before(name, name.len)) != 1) return name;
    int32_t at = name.len;
    int depth = 0;
    while (at > 0) {
        uint32_t cp = gz_before(name, at);
        at -= utf8_put(cp, (char[4]){ 0 });
        depth += (gz_close(cp) == 1) - (gz_open(cp) == 1);
        if (depth == 0) break;
    }
    for (int i = 0; at > 0 && words[i]; i++)
        if (gz_has(str_sub(name, at, name.len), words[i])) return gz_trim(str_sub(name, 0, at));
    return name;
}

static bool add_name(arena *a, str name, gazette_names *names)
{
    name = drop_endings(without_list_note(drop_endings(gz_squeeze(a, name))));
    name = drop_endings(drop_remainder(name));
    if (name.len == 0 || is_note(name) || gz_chars(name) > NAME_CHARS_MAX) return true;
    if (gz_starts(name, "由") && gz_chars(name) > 3) name = str_sub(name, 3, name.len);
    return gz_names_add(a, names, name);
}

/* 人民政府 without a place in front: it belongs to the committee before it. */
static bool is_bare_government(str tail)
{
    int32_t at = gz_starts(tail, "人民政府") ? 12 : gz_starts(tail, "政府") ? 6 : 0;
    tail = gz_trim(str_sub(tail, at, tail.len));
    int32_t pos = 0;
    return at > 0 && (tail.len == 0 || separates(gz_next(tail, &pos)));
}

/* Words that join two whole names: only where the left part already ends like one and the right
   part does too. */
static bool find_joiner(str piece, int32_t *at, int32_t *len)
{
    static const char *const joiners[] = { "以及", "或者", "和", "及", "与", NULL };
    int depth = 0;
    for (int32_t i = 0; i < piece.len;) {
        int32_t from = i;
        uint32_t cp = gz_next(piece, &i);
        if (gz_open(cp)) depth++;
        if (gz_close(cp)) depth--;
        if (depth != 0 || from == 0) continue;
        const char *j = gz_starts_any(str_sub(piece, from, piece.len), joiners);
        if (!j) continue;
        str left = str_sub(piece, 0, from),
            right = str_sub(piece, from + (int32_t)strlen(j), piece.len);
        if (gz_ends(left, "委") && is_bare_government(right)) continue;
        if (gz_chars(left) < 2 || !gz_unit_like(left) || !gz_unit_like(right)) continue;
        *at = from;
        *len = (int32_t)strlen(j);
        return true;
    }
    return false;
}

static bool add_joined(arena *a, str piece, gazette_names *names)
{
    int32_t at, len;
    piece = drop_endings(gz_trim(piece));
    while (piece.len < 400 && find_joiner(piece, &at, &len)) {
        if (!add_name(a, str_sub(piece, 0, at), names)) return false;
        piece = str_sub(piece, at + len, piece.len);
    }
    return add_name(a, piece, names);
}

/* "市甲局 市乙局": blanks separate when every part is a name by itself. */
static bool blanks_separate(str piece)
{
    int parts = 0;
    for (str rest = gz_trim(piece); rest.len > 0;) {
        int32_t n = 0;
        while (n < rest.len && (unsigned char)rest.ptr[n] > ' ') n++;
        str part = str_sub(rest, 0, n);
        if (gz_chars(part) < 3 || !gz_unit_like(part)) return false;
        parts++;
        rest = gz_skip_blanks(str_sub(rest, n, rest.len));
    }
    return parts > 1;
}

static bool add_piece(arena *a, str piece, gazette_names *names)
{
    piece = gz_trim(piece);
    if (piece.len == 0) return true;
    if (!blanks_separate(piece)) return add_joined(a, piece, names);
    while (piece.len > 0) {
        int32_t n = 0;
        while (n < piece.len && (unsigned char)piece.ptr[n] > ' ') n++;
        if (!add_joined(a, str_sub(piece, 0, n), names)) return false;
        piece = gz_skip_blanks(str_sub(piece, n, piece.len));
    }
    return true;
}

/* 市、县(区)财政部门 is one unit: a bare level goes with the piece behind it. */
static bool is_level(str piece)
{
    static const char *const levels[] = { "省", "市", "国家", "中央", "法律", NULL };
    const char *l = gz_starts_any(piece, levels);
    return l && (size_t)piece.len == strlen(l);
}

/* 县, 县（市）, 自治旗, 委: a kind of place or office without its name. */
static bool is_bare_kind(str piece)
{
    static const char *const kinds[] = { "县",     "区",       "市",     "旗",       "州",
                                         "盟",     "委",       "办",     "局",       "自治县",
                                         "自治旗", "自治区",   "自治州", "县（市）", "县(市)",
                                         "区（市）", "区(市)", "市（区）", "市(区)",
                                         NULL };
    for (int i = 0; kinds[i]; i++)
        if (str_eqc(piece, kinds[i])) return true;
    return false;
}

/* What stands behind the comma goes on with such a kind: 区人民政府, 县（市）, 办、局. */
static bool goes_on_with_kind(str tail)
{
    static const char *const kinds[] = { "自治县", "自治旗", "自治区", "自治州", "直辖市", "县",
                                         "市",     "旗",     "州",     "办",     "局",     NULL };
    static const char *const behind[] = { "人民政府", "政府", "、", "（", "(", "管委会",
                                          "，",       ",",    "：", ":",  NULL };
    const char *k = gz_starts_any(tail, kinds);
    if (!k) return false;
    tail = str_sub(tail, (int32_t)strlen(k), tail.len);
    return gz_trim(tail).len == 0 || gz_starts_any(tail, behind);
}

static str piece_before(str list, int32_t end)
{
    int32_t from = end;
    while (from > 0 && end - from < 30 && !separates(gz_before(list, from)))
        from -= utf8_put(gz_before(list, from), (char[4]){ 0 });
    return gz_trim(str_sub(list, from, end));
}

/* 法律、法规授权的组织; 各县（市）、区人民政府; 各委、办、局: one name with its comma. */
static bool is_phrase(str list, int32_t before, int32_t behind)
{
    static const char *const counties[] = { "县", "自治县", "县（市）", "县(市)", "市", NULL };
    str piece = piece_before(list, before), tail = str_sub(list, behind, list.len);
    if (gz_starts(piece, "各") && gz_ends_any(piece, counties) && gz_starts(tail, "区")) return true;
    if (goes_on_with_kind(tail)) {
        int32_t end = before;
        for (int steps = 0; steps < 5 && is_bare_kind(piece); steps++) {
            end = (int32_t)(piece.ptr - list.ptr);
            while (end > 0 && list.ptr[end - 1] == ' ') end--;
            if (end < 3 || gz_before(list, end) != 0x3001) break;
            piece = piece_before(list, end -= 3);
        }
        int32_t each = gz_find(piece, "各", 0);
        if (each >= 0 && is_bare_kind(str_sub(piece, each + 3, piece.len))) return true;
    }
    if (gz_ends(piece, "委") && is_bare_government(tail)) return true; /* 各县委、人民政府 */
    return gz_ends(str_sub(list, 0, before), "法律") && gz_starts(tail, "法规");
}

bool gz_units(arena *a, str list, gazette_names *names)
{
    int depth = 0;
    int32_t from = 0;
    for (int32_t i = 0; i < list.len;) {
        int32_t at = i;
        uint32_t cp = gz_next(list, &i);
        if (gz_open(cp)) depth++;
        else if (gz_close(cp) && depth > 0) depth--;
        else if (depth == 0 && separates(cp)) {
            if (cp == 0x3001 &&
                (is_level(gz_trim(str_sub(list, from, at))) || is_phrase(list, at, i)))
                continue;
            if (!add_piece(a, str_sub(list, from, at), names)) return false;
            from = i;
        }
    }
    return add_piece(a, str_sub(list, from, list.len), names);
}

bool gz_units_like(str list)
{
    int depth = 0, pieces = 0;
    int32_t from = 0;
    list = drop_remainder(drop_endings(gz_trim(list)));
    for (int32_t i = 0; i <= list.len && i >= 0;) {
        int32_t at = i;
        uint32_t cp = i < list.len ? gz_next(list, &i) : 0x3001;
        if (gz_open(cp)) depth++;
        else if (gz_close(cp) && depth > 0) depth--;
        else if (separates(cp) && (depth == 0 || at == list.len)) {
            str piece = gz_trim(str_sub(list, from, at));
            if (cp == 0x3001 && at < list.len && (is_level(piece) || is_phrase(list, at, i)))
                continue;
            if (piece.len > 0 && !is_note(piece)) {
                if (!gz_unit_like(piece)) return false;
                pieces++;
            }
            from = i;
        }
        if (at == list.len) break;
    }
    return pieces > 0;
}
