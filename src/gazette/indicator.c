/* indicator.c: numbers that are ordered or promised: name, comparison, value, unit, date.
**
** A clause counts when it compares: 达到, 不低于, 控制在, … before the number or 以上, 以下, 以内 behind its
** unit. */
#include "gazette/internal.h"

enum { CLAUSE_BYTES_MAX = 900, NAME_CHARS_MAX = 40, UNIT_CHARS_MAX = 8 };

static const char *const before_words[] = { "达到",   "达",     "不低于", "不少于", "不高于",
                                            "不超过", "控制在", "提高到", "降至",   "降低到",
                                            "压缩到", "压减到", "突破",   "完成",   "新增",
                                            "增长",   "增加",   "下降",   "超过",   "保持在",
                                            "稳定在", "提升到", "减少",   "实现",   "建成",
                                            "新建",   "改造",   NULL };
static const char *const after_words[] = { "以上", "以下", "以内", "左右", NULL };
static const char *const units[] = {
    "%",  "％",       "万元", "亿元",        "元",     "万人次", "人次", "万人",   "人", "个百分点",
    "个", "户",       "家",   "名",          "公里",   "万亩",   "亩",   "所",     "项", "处",
    "套", "万吨",     "吨",   "件",          "平方米", "座",     "辆",   "天",     "倍", "条",
    "场", "个工作日", "张",   "微克/立方米", "公顷",   "次",     "万套", "万千瓦", NULL
};

typedef struct found {
    int32_t name_end, value, unit, end;
    const char *before, *after;
} found;

static bool number_in(str s, int32_t from, found *f)
{
    for (int32_t i = from; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') continue;
        int32_t end = i;
        while (end < s.len && ((s.ptr[end] >= '0' && s.ptr[end] <= '9') || s.ptr[end] == '.'))
            end++;
        const char *unit = gz_starts_any(str_sub(s, end, s.len), units);
        if (unit) {
            str head = gz_trim(str_sub(s, 0, i)),
                tail = str_sub(s, end + (int32_t)strlen(unit), s.len);
            f->before = gz_ends_any(head, before_words);
            f->after = gz_starts_any(tail, after_words);
            f->value = i;
            f->unit = end;
            f->end = end + (int32_t)strlen(unit);
            f->name_end = head.len - (f->before ? (int32_t)strlen(f->before) : 0);
            if (f->before || f->after) return true;
        }
        i = end - 1;
    }
    return false;
}

/* The words before the number, without the date and the connectives in front. */
static str name_of(str s)
{
    s = gz_trim(s);
    int32_t year = gz_find(s, "年", 0);
    if (year >= 0 && year < 24) s = gz_trim(str_sub(s, year + 3, s.len));
    static const char *const heads[] = { "底前", "底", "力争", "确保", "累计", "全市",
                                         "使",   "将", "到",   "，",   ",",    NULL };
    for (const char *h; (h = gz_starts_any(s, heads)) != NULL;)
        s = gz_trim(str_sub(s, (int32_t)strlen(h), s.len));
    return s;
}

static bool read_clause(gz *r, gazette_doc *d, str clause, str sentence, int provision, int year)
{
    found f;
    if (clause.len > CLAUSE_BYTES_MAX || !number_in(clause, 0, &f)) return true;
    str name = name_of(str_sub(clause, 0, f.name_end));
    if (gz_chars(name) < 2 || gz_chars(name) > NAME_CHARS_MAX) return true;
    gazette_indicator *n = VEC_PUSH(r->a, &d->indicators);
    if (!n) return false;
    n->name = name;
    n->comparison = str_c(f.before ? f.before : f.after);
    n->value = str_sub(clause, f.value, f.unit);
    n->unit = str_sub(clause, f.unit, f.end);
    n->deadline = gz_deadline_in(r->a, sentence, year, false);
    n->provision = provision;
    n->offset = (int32_t)(clause.ptr - r->g->text.ptr) + f.value;
    n->line = gz_line_at(r, n->offset);
    return n->deadline.ptr != NULL || n->deadline.len == 0;
}

static bool has_digit(str s)
{
    for (int32_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') return true;
    return false;
}

bool gz_indicators(gz *r, gazette_doc *d)
{
    for (int i = 0; i < d->provisions.count; i++) {
        gazette_kind kind = d->provisions.items[i].kind;
        if (kind == GAZETTE_TABLE || kind == GAZETTE_PREAMBLE) continue;
        for (str rest = d->provisions.items[i].text, sentence;
             rest.len > 0 && str_split_next(&rest, STR("。"), &sentence);) {
            if (sentence.len > 4 * CLAUSE_BYTES_MAX || !has_digit(sentence)) continue;
            int32_t from = 0;
            for (int32_t k = 0; k <= sentence.len;) {
                int32_t at = k;
                uint32_t cp = k < sentence.len ? gz_next(sentence, &k) : ';';
                bool stop = cp == ';' || cp == 0xFF1B || cp == ',' || cp == 0xFF0C;
                if (stop &&
                    !read_clause(r, d, str_sub(sentence, from, at), sentence, i, d->signed_on.year))
                    return false;
                if (stop) from = k;
                if (at == sentence.len) break;
            }
        }
    }
    return true;
}
