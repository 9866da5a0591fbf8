/* java.c: a table of static java.lang methods. Parameter types are letters: d double, f float, i
*int, l long, s short,
** b byte, c char, z boolean, S String, O Object, V Object[] (the remaining arguments). */
#include "feel/java.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

enum { PARAMS_MAX = 4, FORMAT_WIDTH_MAX = 1000 };

typedef struct java_value { double d; int64_t n; str s; bool z; feel_value object; } java_value;

typedef struct java_call {
    feel_run *run;
    const struct java_method *method;
    java_value args[PARAMS_MAX];
    const feel_value *rest;                  /* V */
    int rest_count;
} java_call;

typedef struct java_method {
    const char *class_name, *name, *params;
    bool (*fn)(java_call *c, feel_value *out);
    union { double (*one)(double); double (*two)(double, double); } math;
} java_method;

/* ---- numbers to and from Java's types ---- */

static bool to_double(dec n, double *out)
{
    char text[DEC_TEXT_MAX + 1];
    dec_print(n, text, sizeof text);
    *out = strtod(text, NULL);
    return isfinite(*out);
}

/* The shortest digits that give the same double (or float), as Java prints them. */
static bool from_double(double d, bool single, feel_value *out)
{
    char text[40];
    if (!isfinite(d)) return false;
    for (int digits = 0; digits < 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits, d);
        if (single ? strtof(text, NULL) == (float)d : strtod(text, NULL) == d) break;
    }
    dec n;
    if (!dec_parse(str_c(text), &n)) return false;
    *out = feel_number(n);
    return true;
}

static bool integer_fits(char type, int64_t n)
{
    switch (type) {
    case 'i': return n >= INT32_MIN && n <= INT32_MAX;
    case 's': return n >= INT16_MIN && n <= INT16_MAX;
    case 'b': return n >= INT8_MIN && n <= INT8_MAX;
    default: return true;
    }
}

static bool parse_double(str s, bool single, feel_value *out)
{
    dec n;
    double d;
    if (!dec_parse(str_trim(s), &n) || !to_double(n, &d)) return false;
    return from_double(single ? (float)d : d, single, out);
}

/* ---- methods ---- */

static bool call_one(java_call *c, feel_value *out)
{
    return from_double(c->method->math.one(c->args[0].d), false, out);
}

static bool call_two(java_call *c, feel_value *out)
{
    return from_double(c->method->math.two(c->args[0].d, c->args[1].d), false, out);
}

static bool call_float_one(java_call *c, feel_value *out)
{
    return from_double(c->method->math.one(c->args[0].d), true, out);
}

static bool call_float_two(java_call *c, feel_value *out)
{
    return from_double(c->method->math.two(c->args[0].d, c->args[1].d), true, out);
}

static bool put_integer(int64_t n, feel_value *out)
{
    *out = feel_number(dec_from_int(n));
    return true;
}

static bool integer_abs(java_call *c, feel_value *out)
{
    return c->args[0].n != INT64_MIN && put_integer(llabs(c->args[0].n), out);
}

static bool integer_max(java_call *c, feel_value *out)
{
    return put_integer(c->args[0].n > c->args[1].n ? c->args[0].n : c->args[1].n, out);
}

static bool integer_min(java_call *c, feel_value *out)
{
    return put_integer(c->args[0].n < c->args[1].n ? c->args[0].n : c->args[1].n, out);
}

static bool integer_floor_mod(java_call *c, feel_value *out)
{
    int64_t n = c->args[0].n, by = c->args[1].n;
    if (by == 0) return false;
    int64_t rest = by == -1 ? 0 : n % by;
    return put_integer(rest != 0 && (rest < 0) != (by < 0) ? rest + by : rest, out);
}

static bool round_half_up(java_call *c, feel_value *out)
{
    double d = floor(c->args[0].d + 0.5);
    return from_double(d, false, out);
}

static double signum(double d)
{
    return (d > 0) - (d < 0);
}

static double to_radians(double d)
{
    return d / 180.0 * M_PI;
}

static double to_degrees(double d)
{
    return d * 180.0 / M_PI;
}

/* valueOf and parse… of the number classes. */
static bool same_integer(java_call *c, feel_value *out)
{
    return put_integer(c->args[0].n, out);
}

static bool same_double(java_call *c, feel_value *out)
{
    return from_double(c->args[0].d, c->method->params[0] == 'f', out);
}

static bool read_integer(java_call *c, feel_value *out)
{
    dec n;
    int64_t value;
    bool digits = c->args[0].s.len > 0;
    for (int32_t i = 0; i < c->args[0].s.len; i++) {
        char ch = c->args[0].s.ptr[i];
        digits = digits && ((ch >= '0' && ch <= '9') || (i == 0 && (ch == '-' || ch == '+')));
    }
    char type = strstr(c->method->class_name, "Integer") ? 'i'
                : strstr(c->method->class_name, "Short") ? 's'
                : strstr(c->method->class_name, "Byte")  ? 'b'
                                                         : 'l';
    return digits && dec_parse(c->args[0].s, &n) && dec_to_int64(n, &value) &&
           integer_fits(type, value) && put_integer(value, out);
}

static bool read_double(java_call *c, feel_value *out)
{
    return parse_double(c->args[0].s, false, out);
}

static bool read_float(java_call *c, feel_value *out)
{
    return parse_double(c->args[0].s, true, out);
}

static bool read_boolean(java_call *c, feel_value *out)
{
    str s = c->args[0].s;
    *out = feel_bool(s.len == 4 && strncasecmp(s.ptr, "true", 4) == 0);
    return true;
}

static bool same_boolean(java_call *c, feel_value *out)
{
    *out = feel_bool(c->args[0].z);
    return true;
}

static bool object_text(java_call *c, feel_value *out)
{
    *out = feel_string(feel_display(c->run->arena, c->args[0].object));
    return true;
}

/* ---- String.format ---- */

typedef struct spec { bool left, zero; int width, precision; char conversion; } spec;

static int32_t read_spec(str s, int32_t i, spec *out)
{
    *out = (spec){ .precision = -1 };
    for (; i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '0'); i++) {
        if (s.ptr[i] == '-') out->left = true;
        else out->zero = true;
    }
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
        if (out->width < FORMAT_WIDTH_MAX) out->width = out->width * 10 + s.ptr[i] - '0';
    if (i < s.len && s.ptr[i] == '.') {
        out->precision = 0;
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
            if (out->precision < FORMAT_WIDTH_MAX)
                out->precision = out->precision * 10 + s.ptr[i] - '0';
    }
    out->conversion = i < s.len ? s.ptr[i] : '\0';
    return i + 1;
}

static bool argument_text(arena *a, const spec *p, feel_value v, str *out)
{
    switch (p->conversion) {
    case 's':
        *out = feel_display(a, v);
        if (p->precision >= 0) *out = str_sub(*out, 0, utf8_offset(*out, p->precision));
        return true;
    case 'b':
        *out = v.kind == FEEL_BOOLEAN ? feel_display(a, v)
                                      : str_c(v.kind == FEEL_NULL ? "false" : "true");
        return true;
    case 'd':
        if (v.kind != FEEL_NUMBER || !dec_is_integer(v.as.number)) return false;
        *out = dec_text(a, v.as.number);
        return true;
    case 'f':
        if (v.kind != FEEL_NUMBER) return false;
        *out = dec_text_places(a, v.as.number, p->precision < 0 ? 6 : p->precision);
        return true;
    default: return false;
    }
}

static void put_padded(strbuf *out, str s, const spec *p)
{
    int pad = p->width - utf8_chars(s);
    bool zeros = p->zero && !p->left && (p->conversion == 'd' || p->conversion == 'f');
    if (zeros && str_starts(s, STR("-"))) {
        strbuf_put_char(out, '-');
        s = str_sub(s, 1, s.len);
    }
    for (int i = 0; i < pad && !p->left; i++) strbuf_put_char(out, zeros ? '0' : ' ');
    strbuf_put(out, s);
    for (int i = 0; i < pad && p->left; i++) strbuf_put_char(out, ' ');
}

static bool format(java_call *c, feel_value *out)
{
    str mask = c->args[0].s, text;
    strbuf buf;
    strbuf_init(&buf, c->run->arena);
    int next = 0;
    for (int32_t i = 0; i < mask.len;) {
        char ch = mask.ptr[i++];
        if (ch != '%') {
            strbuf_put_char(&buf, ch);
            continue;
        }
        spec p;
        i = read_spec(mask, i, &p);
        if (p.conversion == '%') strbuf_put_char(&buf, '%');
        else if (p.conversion == 'n') strbuf_put_char(&buf, '\n');
        else if (next < c->rest_count && argument_text(c->run->arena, &p, c->rest[next], &text)) {
            put_padded(&buf, text, &p);
            next++;
        } else return false;
    }
    *out = feel_string(strbuf_done(&buf));
    return !buf.failed;
}

/* ---- the table ---- */

#define MATH1(java, c) { "java.lang.Math", java, "d", call_one, { .one = c } }
#define MATH2(java, c) { "java.lang.Math", java, "dd", call_two, { .two = c } }

static const java_method methods[] = {
    MATH1("abs", fabs),
    MATH1("sqrt", sqrt),
    MATH1("cbrt", cbrt),
    MATH1("exp", exp),
    MATH1("expm1", expm1),
    MATH1("log", log),
    MATH1("log10", log10),
    MATH1("log1p", log1p),
    MATH1("sin", sin),
    MATH1("cos", cos),
    MATH1("tan", tan),
    MATH1("asin", asin),
    MATH1("acos", acos),
    MATH1("atan", atan),
    MATH1("sinh", sinh),
    MATH1("cosh", cosh),
    MATH1("tanh", tanh),
    MATH1("ceil", ceil),
    MATH1("floor", floor),
    MATH1("rint", rint),
    MATH1("signum", signum),
    MATH1("toRadians", to_radians),
    MATH1("toDegrees", to_degrees),
    MATH2("max", fmax),
    MATH2("min", fmin),
    MATH2("pow", pow),
    MATH2("atan2", atan2),
    MATH2("hypot", hypot),
    MATH2("IEEEremainder", remainder),
    { "java.lang.Math", "abs", "f", call_float_one, { .one = fabs } },
    { "java.lang.Math", "max", "ff", call_float_two, { .two = fmax } },
    { "java.lang.Math", "min", "ff", call_float_two, { .two = fmin } },
    { "java.lang.Math", "round", "d", round_half_up, { NULL } },
    { "java.lang.Math", "round", "f", round_half_up, { NULL } },
    { "java.lang.Math", "abs", "i", integer_abs, { NULL } },
    { "java.lang.Math", "abs", "l", integer_abs, { NULL } },
    { "java.lang.Math", "max", "ii", integer_max, { NULL } },
    { "java.lang.Math", "max", "ll", integer_max, { NULL } },
    { "java.lang.Math", "min", "ii", integer_min, { NULL } },
    { "java.lang.Math", "min", "ll", integer_min, { NULL } },
    { "java.lang.Math", "floorMod", "ii", integer_floor_mod, { NULL } },
    { "java.lang.Math", "floorMod", "ll", integer_floor_mod, { NULL } },
    { "java.lang.Integer", "valueOf", "i", same_integer, { NULL } },
    { "java.lang.Integer", "valueOf", "S", read_integer, { NULL } },
    { "java.lang.Integer", "parseInt", "S", read_integer, { NULL } },
    { "java.lang.Integer", "max", "ii", integer_max, { NULL } },
    { "java.lang.Integer", "min", "ii", integer_min, { NULL } },
    { "java.lang.Long", "valueOf", "l", same_integer, { NULL } },
    { "java.lang.Long", "valueOf", "S", read_integer, { NULL } },
    { "java.lang.Long", "parseLong", "S", read_integer, { NULL } },
    { "java.lang.Short", "valueOf", "s", same_integer, { NULL } },
    { "java.lang.Short", "valueOf", "S", read_integer, { NULL } },
    { "java.lang.Short", "parseShort", "S", read_integer, { NULL } },
    { "java.lang.Byte", "valueOf", "b", same_integer, { NULL } },
    { "java.lang.Byte", "valueOf", "S", read_integer, { NULL } },
    { "java.lang.Byte", "parseByte", "S", read_integer, { NULL } },
    { "java.lang.Double", "valueOf", "d", same_double, { NULL } },
    { "java.lang.Double", "valueOf", "S", read_double, { NULL } },
    { "java.lang.Double", "parseDouble", "S", read_double, { NULL } },
    { "java.lang.Float", "valueOf", "f", same_double, { NULL } },
    { "java.lang.Float", "valueOf", "S", read_float, { NULL } },
    { "java.lang.Float", "parseFloat", "S", read_float, { NULL } },
    { "java.lang.Boolean", "valueOf", "z", same_boolean, { NULL } },
    { "java.lang.Boolean", "valueOf", "S", read_boolean, { NULL } },
    { "java.lang.Boolean", "parseBoolean", "S", read_boolean, { NULL } },
    { "java.lang.String", "valueOf", "c", object_text, { NULL } },
    { "java.lang.String", "valueOf", "i", object_text, { NULL } },
    { "java.lang.String", "valueOf", "l", object_text, { NULL } },
    { "java.lang.String", "valueOf", "d", object_text, { NULL } },
    { "java.lang.String", "valueOf", "f", object_text, { NULL } },
    { "java.lang.String", "valueOf", "z", object_text, { NULL } },
    { "java.lang.String", "valueOf", "O", object_text, { NULL } },
    { "java.lang.String", "format", "SV", format, { NULL } },
};

/* ---- calling ---- */

static char type_letter(str type)
{
    static const struct { const char *name; char letter;
    } types[] = {
        { "double", 'd' },
        { "float", 'f' },
        { "int", 'i' },
        { "long", 'l' },
        { "short", 's' },
        { "byte", 'b' },
        { "char", 'c' },
        { "boolean", 'z' },
        { "java.lang.String", 'S' },
        { "java.lang.Object", 'O' },
        { "[Ljava.lang.Object;", 'V' },
        { "java.lang.Object...", 'V' },
        { "java.lang.Object[]", 'V' },
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eqc(type, types[i].name)) return types[i].letter;
    return '?';
}

/* "max(double, double)" → the name "max" and the letters "dd". */
static bool read_signature(str signature, str *name, char letters[PARAMS_MAX + 1])
{
    int32_t open = str_find(signature, STR("(")), close = str_find(signature, STR(")"));
    if (open < 0 || close < open) return false;
    *name = str_trim(str_sub(signature, 0, open));
    str rest = str_trim(str_sub(signature, open + 1, close)), piece;
    int count = 0;
    while (rest.len && str_split_next(&rest, STR(","), &piece)) {
        if (count == PARAMS_MAX) return false;
        letters[count++] = type_letter(str_trim(piece));
    }
    letters[count] = '\0';
    return true;
}

static const java_method *find_method(str class_name, str name, const char *letters)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_eqc(class_name, methods[i].class_name) && str_eqc(name, methods[i].name) &&
            strcmp(letters, methods[i].params) == 0)
            return &methods[i];
    return NULL;
}

static bool convert(char type, feel_value v, java_value *out)
{
    dec whole;
    out->object = v;
    switch (type) {
    case 'd':
    case 'f':
        if (v.kind != FEEL_NUMBER || !to_double(v.as.number, &out->d)) return false;
        if (type == 'f') out->d = (float)out->d;
        return true;
    case 'i':
    case 'l':
    case 's':
    case 'b':
        return v.kind == FEEL_NUMBER && dec_round(v.as.number, 0, DEC_DOWN, &whole) &&
               dec_to_int64(whole, &out->n) && integer_fits(type, out->n);
    case 'c':
    case 'S':
        if (v.kind != FEEL_STRING) return false;
        out->s = v.as.string;
        return type == 'S' || utf8_chars(out->s) == 1;
    case 'z':
        out->z = feel_is_true(v);
        return v.kind == FEEL_BOOLEAN;
    default: return true;
    }
}

/* Fills the call's arguments; the array that V stands for may be given as a list or item by item.
 */
static bool convert_all(java_call *c, int argc, const feel_value *argv)
{
    const char *params = c->method->params;
    int fixed = (int)strlen(params);
    bool variable = fixed > 0 && params[fixed - 1] == 'V';
    if (variable) fixed--;
    if (argc < fixed || (!variable && argc > fixed)) return false;
    for (int i = 0; i < fixed; i++)
        if (!convert(params[i], argv[i], &c->args[i])) return false;
    c->rest = argv + fixed;
    c->rest_count = argc - fixed;
    if (c->rest_count == 1 && c->rest[0].kind == FEEL_LIST) {
        const feel_list *list = c->rest[0].as.list;
        c->rest = list->items;
        c->rest_count = list->count;
    }
    return true;
}

bool feel_java_call(feel_run *run, str class_name, str signature, int argc, const feel_value *argv,
                    feel_value *out)
{
    str name;
    char letters[PARAMS_MAX + 1];
    if (!read_signature(signature, &name, letters)) return false;
    java_call c = { .run = run, .method = find_method(str_trim(class_name), name, letters) };
    if (!c.method) return false;
    if (convert_all(&c, argc, argv) && c.method->fn(&c, out)) return true;
    *out = feel_fail(
        run, "E-EXTERNAL", (src_pos){ 0 }, STR_FMT "." STR_FMT ": 参数不合要求, 或结果不是数",
        STR_FMT "." STR_FMT ": the arguments do not convert, or the result is no number",
        STR_ARG(class_name), STR_ARG(signature));
    return true;
}
