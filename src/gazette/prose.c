/* prose.c: duties in plain sentences, where no tag hands them out.
**
**   甲局负责…      responsible 甲局            甲局牵头…          lead 甲局
**   甲局会同乙局…  lead 甲局, cooperating 乙局   甲局配合乙局…    lead 乙局, cooperating 甲局
**   甲局、乙局共同…, 甲局按职责分工…, 甲局是…责任主体     responsible
**   甲局要…, 由甲局…   the same, marked weak
**
** A document without any tag is read for all of them; one with tags only for 负责 outside its
** tagged provisions, and those rows are weak. The subject must be a list of units that stands
** right before the word. */
#include "gazette/internal.h"

enum { SUBJECT_BYTES_MAX = 360, CLAUSE_BYTES_MAX = 6000 };

typedef enum {
    DUTY_LEAD,
    DUTY_RESPONSIBLE,
    DUTY_WITH,
    DUTY_FOR,
    DUTY_HELP,
    DUTY_BOTH,
    DUTY_MUST
} duty_kind;

static const struct {
    const char *word;
    duty_kind kind;
} duty_words[] = {
    { "牵头负责", DUTY_LEAD },      { "牵头", DUTY_LEAD },         { "负责", DUTY_RESPONSIBLE },
    { "负总责", DUTY_RESPONSIBLE }, { "会同", DUTY_WITH },         { "配合", DUTY_FOR },
    { "协助", DUTY_HELP },          { "共同", DUTY_BOTH },         { "按职责分工", DUTY_BOTH },
    { "按照职责分工", DUTY_BOTH },  { "按照各自职责", DUTY_BOTH }, { "按各自职责", DUTY_BOTH },
    { "应当", DUTY_MUST },          { "应", DUTY_MUST },           { "要", DUTY_MUST },
    { "必须", DUTY_MUST },
};

typedef struct duty {
    duty_kind kind;
    int32_t at, end; /* the word, in the segment */
    str subject;
} duty;

/* ---- finding the subject ---- */

static str drop_before(str s)
{
    static const char *const heads[] = { "同时",   "其中",           "此外", "另外", "并",
                                         "原则上", "统一",           "分别", "具体", "一是",
                                         "二是",   "三是",           "四是", "五是", "各有关",
                                         "今后",   "市、县(区)两级", NULL };
    for (const char *h; (h = gz_starts_any(s, heads)) != NULL && strcmp(h, "各有关") != 0;)
        s = gz_trim(str_sub(s, (int32_t)strlen(h), s.len));
    return s;
}

static str drop_after(str s)
{
    static const char *const tails[] = { "具体",       "主要",     "依法依规", "依法",     "统一",
                                         "全面",       "直接",     "分别",     "应当",     "应",
                                         "要",         "可",       "积极",     "及时",     "共同",
                                         "主要负责人", "主要领导", "执法人员", "工作人员", "等",
                                         "都",         "也",       "均",       "予以",     "总体",
                                         "按职责",     "总",       "认真",     "必须",     "须",
                                         "每年",       "自行",     NULL };
    for (;;) {
        const char *t = gz_ends_any(s, tails);
        s = t ? gz_trim(str_sub(s, 0, s.len - (int32_t)strlen(t))) : s;
        if (!t) break;
    }
    if (gz_close(gz_before(s, s.len)) == 1) { /* (以下简称…) */
        for (int32_t at = gz_find(s, "以下", 0); at > 0; at = -1) {
            int32_t open = at - utf8_put(gz_before(s, at), (char[4]){ 0 });
            if (gz_open(gz_before(s, at)) == 1) s = gz_trim(str_sub(s, 0, open));
        }
    }
    return s;
}

/* The part behind the last 由, if that is a list of units. */
static str behind_by(str s)
{
    int32_t last = -1;
    for (int32_t at = gz_find(s, "由", 0); at >= 0; at = gz_find(s, "由", at + 3)) last = at;
    return last >= 0 ? gz_trim(str_sub(s, last + 3, s.len)) : s;
}

/* 民政、财政等部门, 市财政、民政和乡村振兴部门: the last piece says what the bare ones before it are. */
static bool bare_list(str s)
{
    static const char *const ends[] = { "部门", "单位", NULL };
    static const char *const strange[] = { "。", "，", ",",  "；", ";",  "《",
                                           "“",  "的", "由", "是", "将", NULL };
    int pieces = 0;
    if (!gz_ends_any(s, ends)) return false;
    for (int i = 0; strange[i]; i++)
        if (gz_has(s, strange[i])) return false;
    for (str rest = s, piece; rest.len > 0 && str_split_next(&rest, STR("、"), &piece); pieces++)
        if (gz_chars(piece) > 20 || gz_chars(piece) < 2) return false;
    return pieces > 1;
}

static bool good_subject(str s)
{
    static const char *const starts[] = { "其",       "支持", "鼓励", "引导", "推动",
                                          "两个以上", "结案", "依托", "对",   "经",
                                          "在",       "按",   "以",   NULL };
    if (gz_starts_any(s, starts) || gz_ends(s, "企业")) return false;
    static const char *const nobody[] = { "单位",     "各单位",   "企业",   "机构", "组织",
                                          "有关单位", "相关企业", "各企业", "部门", "监管机构",
                                          "本市",     "我市",     "全市",   "我县", "工作",
                                          "各级",     "本单位",   "公司",   NULL };
    for (int i = 0; nobody[i]; i++)
        if (str_eqc(s, nobody[i])) return false;
    return s.len > 0 && s.len <= SUBJECT_BYTES_MAX && (gz_units_like(s) || bare_list(s));
}

/* 甲局是…主管部门,负责…   办公室设在甲局,负责…: the subject stands in an earlier segment. */
static str subject_from_clause(str before)
{
    int32_t seat = gz_find(before, "设在", 0);
    if (seat >= 0) {
        str s = str_sub(before, seat + 6, before.len);
        int32_t stop = gz_find(s, ",", 0), full = gz_find(s, "，", 0);
        if (full >= 0 && (stop < 0 || full < stop)) stop = full;
        return gz_trim(stop >= 0 ? str_sub(s, 0, stop) : s);
    }
    int32_t is = gz_find(before, "是", 0);
    return is > 0 ? drop_after(drop_before(gz_trim(str_sub(before, 0, is)))) : (str){ NULL, 0 };
}

/* ---- finding the duty ---- */

static bool is_other_word(str rest, duty_kind kind)
{
    static const char *const persons[] = {
        "负责人", "负责同志", "负责制", "负责的", "负责任", NULL
    };
    static const char *const verbs[] = { "负责制定", "负责制作", "负责制止", "负责任免", NULL };
    static const char *const nouns[] = { "要求",     "求",       "点",     "素",     "件",
                                         "用",       "急",       "共同体", "共同核", "届",
                                         "牵头单位", "牵头部门", "配合度", NULL };
    if (kind == DUTY_RESPONSIBLE && gz_starts_any(rest, persons) && !gz_starts_any(rest, verbs))
        return true;
    if (kind == DUTY_MUST) {
        str tail = str_sub(rest, gz_starts(rest, "应当") || gz_starts(rest, "必须") ? 6 : 3,
                           rest.len);
        bool answers = gz_starts(rest, "应") && gz_starts(tail, "对"); /* 应对 */
        return answers || gz_starts_any(tail, nouns) != NULL;
    }
    return gz_starts(rest, "共同体") || gz_starts(rest, "牵头单位") ||
           gz_starts(rest, "牵头部门") || gz_starts(rest, "配合机制");
}

/* The first characters of duty_words. */
static bool opens_duty(uint32_t cp)
{
    switch (cp) {
    case 0x7275:
    case 0x8D1F:
    case 0x4F1A:
    case 0x914D:
    case 0x534F: /* 牵 负 会 配 协 */
    case 0x5171:
    case 0x6309:
    case 0x5E94:
    case 0x8981:
    case 0x5FC5: /* 共 按 应 要 必 */ return true;
    default: return false;
    }
}

/* 应当协助, 要会同: the word behind the modal says more. */
static void explicit_word(str segment, duty *d)
{
    str rest = gz_skip_blanks(str_sub(segment, d->end, segment.len));
    for (size_t k = 0; k < sizeof duty_words / sizeof *duty_words; k++) {
        if (duty_words[k].kind == DUTY_MUST || duty_words[k].kind == DUTY_BOTH ||
            !gz_starts(rest, duty_words[k].word))
            continue;
        d->kind = duty_words[k].kind;
        d->end = (int32_t)(rest.ptr - segment.ptr) + (int32_t)strlen(duty_words[k].word);
        return;
    }
}

static bool find_duty(str segment, str before, bool only_strong, duty *d)
{
    int32_t limit = segment.len < SUBJECT_BYTES_MAX + 60 ? segment.len : SUBJECT_BYTES_MAX + 60;
    for (int32_t i = 0; i < limit;) {
        int32_t at = i;
        if (!opens_duty(gz_next(segment, &i))) continue;
        str rest = str_sub(segment, at, segment.len);
        int best = -1;
        for (size_t k = 0; k < sizeof duty_words / sizeof *duty_words; k++)
            if (gz_starts(rest, duty_words[k].word) &&
                (best < 0 || strlen(duty_words[k].word) > strlen(duty_words[best].word)))
                best = (int)k;
        if (best < 0) continue;
        duty_kind kind = duty_words[best].kind;
        if (is_other_word(rest, kind) ||
            (only_strong && kind != DUTY_RESPONSIBLE && kind != DUTY_LEAD))
            continue;
        str subject = drop_after(drop_before(gz_trim(str_sub(segment, 0, at))));
        str agent = drop_before(behind_by(subject));
        if (agent.len < subject.len && good_subject(agent)) subject = agent;
        bool carried = subject.len == 0 && at == 0 && kind == DUTY_RESPONSIBLE;
        if (carried) subject = subject_from_clause(before);
        if (!good_subject(subject)) continue;
        *d = (duty){ kind, at, at + (int32_t)strlen(duty_words[best].word), subject };
        if (kind == DUTY_MUST) explicit_word(segment, d);
        return true;
    }
    return false;
}

/* The list of units at the start of s: up to where an action begins. */
static str leading_units(str s)
{
    static const char *const actions[] = {
        "通过", "根据", "加强", "对",   "共同",     "负责", "每年", "做好", "开展", "组织", "制定",
        "按",   "依",   "将",   "进行", "完善",     "定期", "确定", "研究", "及时", "要",   "应",
        "在",   "联合", "建立", "审核", "工作人员", "统筹", "抓好", "争取", "核实", "给予", "承担",
        "提出", "推送", "处罚", "负担", "制作",     "规定", "参照", "申请", "指定", "做",   "落实",
        "采取", "向",   "报",   "出台", "监督",     "办理", "审批", "批准", "委托", "汇总", "拨付",
        "予以", "督促", "认真", "积极", "全面",     NULL
    };
    /* words that also stand inside names (城区管理局): only behind an ending that closes a name */
    static const char *const inner[] = { "保障", "维护", "加大", "支持", "推进", "实施", "编制",
                                         "规范", "指导", "管理", "检查", "处置", "协调", "召开",
                                         "举办", "发布", "建设", "保护", "宣传", "修订", "评估",
                                         "考核", "调查", "清理", "查处", "跟踪", "配合", "强化",
                                         "提供", "收集", "梳理", "论证", "选定", NULL };
    static const char *const closing[] = { "局",     "委",   "办",   "部门", "单位", "政府",
                                           "机构",   "机关", "支行", "分局", "公司", "中心",
                                           "委员会", "支队", "大队", NULL };
    int depth = 0;
    for (int32_t i = 0; i < s.len && i < SUBJECT_BYTES_MAX;) {
        uint32_t cp = gz_next(s, &i);
        if (gz_open(cp)) depth++;
        if (gz_close(cp)) depth--;
        if (depth > 0) continue;
        str head = str_sub(s, 0, i), tail = str_sub(s, i, s.len);
        int32_t peek = 0;
        uint32_t next = gz_next(tail, &peek);
        bool stop = next == 0 || next == ',' || next == 0xFF0C || next == ';' || next == 0xFF1B ||
                    next == 0x3002;
        bool place = gz_ends(head, "所") && gz_starts(tail, "在");
        bool acts = gz_starts_any(tail, actions) ||
                    (gz_starts_any(tail, inner) && gz_ends_any(head, closing));
        if ((stop || acts) && !place && gz_units_like(head)) return head;
        if (stop) break;
    }
    return (str){ NULL, 0 };
}

/* 由甲局审核: weak, no duty word. */
static bool find_by(str segment, duty *d)
{
    int32_t at = gz_find(segment, "由", 0);
    if (at < 0 || at > 90 || gz_ends(str_sub(segment, 0, at), "经") ||
        gz_ends(str_sub(segment, 0, at), "理"))
        return false;
    str units = leading_units(str_sub(segment, at + 3, segment.len));
    if (!good_subject(units)) return false;
    *d = (duty){ DUTY_MUST, at, (int32_t)(units.ptr - segment.ptr) + units.len, units };
    return true;
}

/* ---- rows ---- */

typedef struct prose_pass {
    gz_task_pass *p;
    bool tagged; /* the document has tags */
    int first;   /* first task of this pass */
} prose_pass;

static bool set_roles(gz_task_pass *p, gazette_task *t, const duty *d, str segment)
{
    arena *a = p->r->a;
    bool two = d->kind == DUTY_WITH || d->kind == DUTY_FOR || d->kind == DUTY_HELP;
    str other = two ? leading_units(str_sub(segment, d->end, segment.len)) : (str){ NULL, 0 };
    switch (d->kind) {
    case DUTY_LEAD: return gz_units(a, d->subject, &t->lead);
    case DUTY_WITH: return gz_units(a, d->subject, &t->lead) && gz_units(a, other, &t->cooperating);
    case DUTY_FOR: return gz_units(a, other, &t->lead) && gz_units(a, d->subject, &t->cooperating);
    case DUTY_HELP:
        return gz_units(a, other, &t->responsible) && gz_units(a, d->subject, &t->cooperating);
    default: return gz_units(a, d->subject, &t->responsible);
    }
}

static bool add_row(prose_pass *s, int provision, str from_text, str segment, const duty *d,
                    bool weak)
{
    gz_task_pass *p = s->p;
    int owner = gz_owner(p->d, provision);
    gazette_task *t = gz_task_add(p, owner, provision, 0, 0, true);
    if (!t || !set_roles(p, t, d, segment)) return false;
    t->weak = weak || s->tagged;
    t->title = gz_title_of(p->r->a, from_text);
    t->text = from_text;
    t->offset = (int32_t)(from_text.ptr - p->r->g->text.ptr);
    t->line = gz_line_at(p->r, t->offset);
    int32_t stop = gz_find(from_text, "。", 0);
    t->deadline = gz_deadline_in(p->r->a, stop >= 0 ? str_sub(from_text, 0, stop) : from_text,
                                 p->year, false);
    return true;
}

/* 甲局是…的责任主体 */
static bool is_bearer(str clause, duty *d)
{
    int32_t bearer = gz_find(clause, "责任主体", 0), is = gz_find(clause, "是", 0);
    if (bearer < 0 || is <= 0 || is > bearer) return false;
    str subject = drop_after(gz_trim(str_sub(clause, 0, is)));
    if (!good_subject(subject)) return false;
    *d = (duty){ DUTY_BOTH, is, is + 3, subject };
    return true;
}

/* One clause between 。 and ；: its comma segments in turn. */
static bool read_clause(prose_pass *s, int provision, str text, str clause)
{
    int32_t from = 0;
    bool rows = false;
    duty d;
    if (clause.len > CLAUSE_BYTES_MAX) return true;
    if (!s->tagged && is_bearer(clause, &d))
        return add_row(s, provision, str_sub(text, (int32_t)(clause.ptr - text.ptr), text.len),
                       clause, &d, false);
    for (int32_t i = 0; i <= clause.len;) {
        int32_t at = i;
        uint32_t cp = i < clause.len ? gz_next(clause, &i) : ',';
        if (cp == ',' || cp == 0xFF0C || at == clause.len) {
            str segment = gz_trim(str_sub(clause, from, at)), before = str_sub(clause, 0, from);
            bool found = find_duty(segment, before, s->tagged, &d);
            bool weak = found && d.kind == DUTY_MUST;
            if (!found && !s->tagged && (found = find_by(segment, &d))) weak = true;
            gazette_task *last =
                rows ? &s->p->d->tasks.items[s->p->d->tasks.count - 1] : NULL;
            if (found && last && d.kind == DUTY_FOR && d.end == segment.len &&
                last->cooperating.count == 0) { /* 由甲局负责…，乙局配合 */
                if (!gz_units(s->p->r->a, d.subject, &last->cooperating)) return false;
            } else if (found && !(rows && weak)) {
                str start = rows ? segment : clause;
                if (!add_row(s, provision, str_sub(text, (int32_t)(start.ptr - text.ptr), text.len),
                             segment, &d, weak))
                    return false;
                rows = true;
            } else if (rows && gz_starts(segment, "会同")) {
                gazette_task *t = &s->p->d->tasks.items[s->p->d->tasks.count - 1];
                if (t->cooperating.count == 0 &&
                    !gz_units(s->p->r->a, leading_units(str_sub(segment, 6, segment.len)),
                              &t->cooperating))
                    return false;
            }
            from = i;
        }
        if (at == clause.len) break;
    }
    return true;
}

/* (二)甲局工作职责: the items below that name nobody are its duties. */
static str duty_holder(const gazette_doc *d, int provision)
{
    static const char *const ends[] = { "工作职责", "主要职责", "职责", NULL };
    for (int i = d->provisions.items[provision].parent; i >= 0; i = d->provisions.items[i].parent) {
        const gazette_provision *p = &d->provisions.items[i];
        const char *e = gz_ends_any(p->heading, ends);
        str holder = e ? str_sub(p->heading, 0, p->heading.len - (int32_t)strlen(e))
                       : (str){ NULL, 0 };
        if (e && good_subject(holder)) return holder;
        bool alone = p->heading.len > 0 && p->text.len <= p->heading.len + 3;
        if (alone && gz_chars(p->heading) <= 40 && good_subject(p->heading)) return p->heading;
    }
    return (str){ NULL, 0 };
}

/* Sentences of such an item: the first one, and those that begin with 协助 or 要. */
static bool read_held(prose_pass *s, int provision, str holder)
{
    str text = s->p->d->provisions.items[provision].text;
    bool first = true;
    for (str rest = text, sentence; rest.len > 0 && str_split_next(&rest, STR("。"), &sentence);
         first = false) {
        str clause = gz_trim(sentence);
        bool helps = gz_starts(clause, "协助"), must = gz_starts(clause, "要");
        if (clause.len == 0 || !(first || helps || must)) continue;
        duty d = { helps ? DUTY_HELP : DUTY_BOTH, 0, helps ? 6 : 0, holder };
        if (!add_row(s, provision, str_sub(text, (int32_t)(clause.ptr - text.ptr), text.len),
                     clause, &d, false))
            return false;
    }
    return true;
}

static bool read_sentences(prose_pass *s, int provision)
{
    str text = s->p->d->provisions.items[provision].text;
    int32_t from = 0;
    for (int32_t i = 0; i <= text.len;) {
        int32_t at = i;
        uint32_t cp = i < text.len ? gz_next(text, &i) : 0x3002;
        if (cp == 0x3002 || cp == ';' || cp == 0xFF1B || at == text.len) {
            str clause = gz_trim(str_sub(text, from, at));
            if (clause.len > 0 && !read_clause(s, provision, text, clause)) return false;
            from = i;
        }
        if (at == text.len) break;
    }
    return true;
}

/* 甲局：负责…, 甲局、乙局：… at the start of a paragraph. false only without memory. */
static bool read_labelled(prose_pass *s, int provision, bool *found)
{
    str text = s->p->d->provisions.items[provision].text;
    int32_t ascii = gz_find(text, ":", 0), full = gz_find(text, "：", 0);
    int32_t colon = ascii < 0 || (full >= 0 && full < ascii) ? full : ascii;
    *found = false;
    if (colon <= 0 || colon > SUBJECT_BYTES_MAX || s->tagged) return true;
    str subject = gz_trim(str_sub(text, 0, colon)),
        duties = gz_skip_blanks(str_sub(text, colon + (colon == full ? 3 : 1), text.len));
    if (gz_chars(duties) < 6 || !good_subject(subject)) return true;
    duty d = { DUTY_BOTH, 0, 0, subject };
    *found = true;
    return add_row(s, provision, duties, duties, &d, false);
}

static bool read_paragraph(prose_pass *s, int provision)
{
    bool labelled;
    if (!read_labelled(s, provision, &labelled)) return false;
    if (labelled) return true;
    int before = s->p->d->tasks.count;
    if (!read_sentences(s, provision)) return false;
    gazette_kind kind = s->p->d->provisions.items[provision].kind;
    bool item = kind == GAZETTE_ITEM || kind == GAZETTE_SUBITEM || kind == GAZETTE_CLAUSE ||
                kind == GAZETTE_PARAGRAPH;
    if (s->tagged || !item || s->p->d->tasks.count > before) return true;
    str holder = duty_holder(s->p->d, provision);
    return holder.len == 0 || read_held(s, provision, holder);
}

/* ---- names ---- */

/* (一) … (十七) that run through all sections are known by themselves. */
static bool clauses_run_through(const gazette_doc *d)
{
    int last = 0, parents = 0, parent = -2;
    for (int i = 0; i < d->provisions.count; i++) {
        const gazette_provision *p = &d->provisions.items[i];
        gz_marker m;
        if (p->kind != GAZETTE_CLAUSE || !gz_marker_read(p->number, &m)) continue;
        if (m.value <= last) return false;
        last = m.value;
        if (p->parent != parent) parents++;
        parent = p->parent;
    }
    return parents > 1;
}

static str owner_name(gz_task_pass *p, int owner, bool run_through)
{
    const gazette_provision *o = owner >= 0 ? &p->d->provisions.items[owner] : NULL;
    gz_marker m;
    if (!o) return STR("附");
    if (run_through && o->kind == GAZETTE_CLAUSE && gz_marker_read(o->number, &m))
        return str_copy(p->r->a, str_c(m.piece));
    return o->address;
}

static bool name_rows(prose_pass *s)
{
    gz_task_pass *p = s->p;
    bool run_through = !s->tagged && clauses_run_through(p->d);
    for (int i = s->first; i < p->d->tasks.count; i++) {
        int owner = p->naming.items[i].owner, before = 0, all = 0;
        for (int k = i; k >= s->first && p->naming.items[k].owner == owner; k--) before++;
        for (int k = i + 1; k < p->d->tasks.count && p->naming.items[k].owner == owner; k++) all++;
        gazette_task *t = &p->d->tasks.items[i];
        str base = owner_name(p, owner, run_through);
        bool single = before + all == 1 && owner >= 0;
        t->article = owner >= 0 ? p->d->provisions.items[t->provision].address : STR("末段");
        if (run_through) t->article = base;
        if (single && !s->tagged) {
            t->task_no = base;
            continue;
        }
        t->parent_no = owner >= 0 ? base : (str){ NULL, 0 };
        t->task_no = s->tagged ? str_format(p->r->a, STR_FMT "-%c", STR_ARG(base),
                                            'a' + (before - 1) % 26)
                               : str_format(p->r->a, STR_FMT "-%d", STR_ARG(base), before);
        if (!t->task_no.ptr) return false;
    }
    return true;
}

/* Provisions of goals and of the cover letter hand out nothing. */
static bool is_read(const prose_pass *s, int i)
{
    const gazette_provision *v = &s->p->d->provisions.items[i];
    if (v->kind == GAZETTE_TABLE || v->kind == GAZETTE_ROW || v->kind == GAZETTE_PREAMBLE)
        return false;
    if (gz_starts(v->address, "前言") || gz_attachment_of(s->p->d, i).len > 0) return false;
    int owner = gz_owner(s->p->d, i);
    return owner < 0 || s->p->rows[owner] == 0;
}

bool gz_prose(gz_task_pass *p)
{
    prose_pass s = { p, p->d->tasks.count > 0, p->d->tasks.count };
    for (int i = 0; i < p->d->provisions.count; i++)
        if (is_read(&s, i) && !read_paragraph(&s, i)) return false;
    return name_rows(&s);
}
