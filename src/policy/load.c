/* load.c: files and directories into one sealed library; the working-day calendar beside them. */
#include "base/csv.h"
#include "policy/internal.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILE_BYTES_MAX = 16 << 20, WALK_DEPTH_MAX = 16 };

typedef struct loader {
    policy_library *lib;
    diag_list *d;
    calendar *days;
    VEC(str) files;     /* .md, in the order of their paths */
    VEC(str) calendars; /* .csv under calendar/ */
} loader;

static void cannot_read(loader *l, str path, const char *why)
{
    diag_error(l->d, "E-FILE", (src_pos){ .file = path }, "读不了这个文件:%s",
               "cannot read this file: %s", why);
}

static bool read_file(loader *l, str path, str *out)
{
    arena *a = policy_arena(l->lib);
    FILE *in = fopen(str_cstr(a, path), "rb");
    struct stat s;
    if (!in || fstat(fileno(in), &s) != 0) {
        cannot_read(l, path, strerror(errno));
        if (in) fclose(in);
        return false;
    }
    char *text = s.st_size <= FILE_BYTES_MAX ? arena_get(a, (size_t)s.st_size + 1) : NULL;
    size_t n = text ? fread(text, 1, (size_t)s.st_size, in) : 0;
    bool ok = text && n == (size_t)s.st_size;
    fclose(in);
    if (ok) *out = (str){ text, (int32_t)n };
    else cannot_read(l, path, text ? strerror(EIO) : "> 16 MB");
    return ok;
}

static void take_file(loader *l, str path, bool in_calendar)
{
    str *at = NULL;
    if (str_ends(path, STR(".md")) && !in_calendar) at = VEC_PUSH(policy_arena(l->lib), &l->files);
    if (str_ends(path, STR(".csv")) && in_calendar)
        at = VEC_PUSH(policy_arena(l->lib), &l->calendars);
    if (at) *at = path;
}

/* The last part of the path is `calendar`, or the one before it. */
static bool is_calendar(str path)
{
    while (path.len && path.ptr[path.len - 1] == '/') path.len--;
    return str_ends(path, STR("/calendar")) || str_eqc(path, "calendar") ||
           str_find(path, STR("/calendar/")) >= 0;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

/* Entries sorted, so that a library is the same on every machine. Hidden files are left out. */
static void walk(loader *l, str path, bool in_calendar, int depth)
{
    arena *a = policy_arena(l->lib);
    struct stat s;
    if (stat(str_cstr(a, path), &s) != 0) {
        cannot_read(l, path, strerror(errno));
        return;
    }
    if (!S_ISDIR(s.st_mode)) {
        take_file(l, path, in_calendar);
        return;
    }
    DIR *dir = depth < WALK_DEPTH_MAX ? opendir(str_cstr(a, path)) : NULL;
    if (!dir) {
        cannot_read(l, path, depth < WALK_DEPTH_MAX ? strerror(errno) : "too deep");
        return;
    }
    VEC(str) names = { 0 };
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.') continue;
        str *at = VEC_PUSH(a, &names);
        if (at) *at = str_copy(a, str_c(e->d_name));
    }
    closedir(dir);
    if (names.count > 1) qsort(names.items, (size_t)names.count, sizeof *names.items, by_name);
    const char *slash = path.len && path.ptr[path.len - 1] == '/' ? "" : "/";
    for (int i = 0; i < names.count; i++)
        walk(l, str_format(a, STR_FMT "%s" STR_FMT, STR_ARG(path), slash, STR_ARG(names.items[i])),
             in_calendar || str_eqc(names.items[i], "calendar"), depth + 1);
}

/* ---- calendar: year,date,kind,name,notice,known_from ---- */

static bool is_either(str s, const char *a, const char *b)
{
    return str_eqc(s, a) || str_eqc(s, b);
}

static void calendar_row(loader *l, str file, const csv_reader *r)
{
    src_pos at = { .file = file, .line = (int32_t)r->line, .column = 1 };
    const str *field = r->fields.items;
    date day, known = { 0 };
    dec year;
    int64_t y;
    bool whole = r->fields.count >= 6;
    bool rest = whole && is_either(field[2], "休", "rest"),
         work = whole && is_either(field[2], "班", "work");
    bool ok = (rest || work) && dec_parse(field[0], &year) && dec_to_int64(year, &y) && y > 1900 &&
              y < 3000 && date_parse(field[1], &day) &&
              (field[5].len == 0 || date_parse(field[5], &known));
    if (!ok) {
        diag_error(l->d, "E-CALENDAR", at, "日历这一行应是 年,日期,休或班,节日,文号,公布日",
                   "a calendar row is year,date,休 or 班,holiday,notice,known from");
        return;
    }
    arena *a = policy_arena(l->lib);
    calendar_add_year(l->days, (int)y);
    calendar_add_day(l->days, day, work, str_copy(a, field[3]), str_copy(a, field[4]), known);
}

static void load_calendar(loader *l, str file)
{
    csv_reader r;
    str text;
    bool bad = false;
    if (!read_file(l, file, &text)) return;
    csv_init(&r, text, policy_arena(l->lib));
    while (csv_next(&r, &bad))
        if (r.row > 1 && !(r.fields.count == 1 && r.fields.items[0].len == 0))
            calendar_row(l, file, &r);
}

/* ---- the library ---- */

static void load_documents(loader *l, bool with_examples)
{
    arena *a = policy_arena(l->lib);
    diag_list first_round;
    diag_init(&first_round, a);
    int before = l->lib->docs.count;
    for (int i = 0; i < l->files.count; i++) {
        str text;
        if (read_file(l, l->files.items[i], &text))
            policy_md_declare(l->lib, l->files.items[i], text, l->d);
    }
    for (int i = before; i < l->lib->docs.count; i++)
        policy_md_types(l->lib, l->lib->docs.items[i], &first_round);
    for (int i = before; i < l->lib->docs.count; i++)
        policy_md_types(l->lib, l->lib->docs.items[i], l->d);
    policy_open_names(l->lib, l->d);
    for (int i = before; i < l->lib->docs.count; i++)
        policy_md_define(l->lib, l->lib->docs.items[i], with_examples, l->d);
}

policy_library *policy_load(const policy_load_options *o, diag_list *d)
{
    loader l = { .lib = policy_library_new(), .d = d };
    if (!l.lib) return NULL;
    l.days = calendar_new(policy_arena(l.lib));
    if (o->dir.len) walk(&l, o->dir, is_calendar(o->dir), 0);
    for (int i = 0; i < o->path_count; i++) walk(&l, o->paths[i], is_calendar(o->paths[i]), 0);
    for (int i = 0; l.days && i < l.calendars.count; i++) load_calendar(&l, l.calendars.items[i]);
    policy_set_calendar(l.lib, l.days);
    load_documents(&l, !o->skip_examples);
    if (!policy_seal(l.lib, d)) {
        policy_library_free(l.lib);
        return NULL;
    }
    return l.lib;
}
